//! Compiles labs side by side, or takes them from the cache.

use std::collections::HashMap;
use std::path::PathBuf;

use labc::codes::Code;
use labc::diagnostic::Diagnostic;
use labc::inputs::earlier::needs;
use labc::page::{Draft, KnownVerdicts, Lab};
use labc::record::protocol::{Course, Protocol};
use labc::theme::template::{Theme, ThemeFault};
use rayon::prelude::*;

use crate::cache::asked::{Reads, Recorder, StampedFolder};
use crate::cache::packed::Packed;
use crate::cache::{About, Cache, Findings, Stored};
use crate::course::inputs::{Beside, Input, Inputs};
use crate::course::order::{CompileContext, CompileOrder};
use crate::error::CommandError;
use crate::make::preview;
use crate::report::progress;
use crate::threads::side_by_side;

/// A lab that compiled, now or in an earlier run.
pub(crate) struct Compiled {
    pub(crate) input: Input,
    /// What it was compiled with.
    pub(crate) around: CompileContext,
    pub(crate) about: Box<About>,
    pub(crate) state: LabState,
}

/// How much of a lab is at hand.
pub(crate) enum LabState {
    /// Nothing more: nobody wants its page.
    Known,
    /// What its page needs, far less than the lab itself.
    Drafted(Result<Box<Draft>, ThemeFault>, ReadsAndDiagnostics),
    /// What an earlier run kept.
    Stored(Box<Stored>),
}

/// What a lab read, and what was said about it.
pub(crate) struct ReadsAndDiagnostics {
    pub(crate) reads: Reads,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl ReadsAndDiagnostics {
    /// What there is to keep, unless something is said of another file: its number is another in the next run.
    pub(crate) fn to_keep<'f>(
        &'f self,
        inputs: &Inputs,
        input: &Input,
        around: &'f CompileContext,
        about: Option<&'f About>,
    ) -> Option<Findings<'f>> {
        let said_here = |diagnostic: &Diagnostic| {
            let fix = diagnostic.fix.iter().map(|fix| fix.file);
            diagnostic.labels.iter().map(|label| label.file).chain(fix).all(|file| file == input.file)
        };
        let needs = || needs(input.file, &inputs.sources.get(input.file).text);
        self.diagnostics.iter().all(said_here).then(|| Findings {
            before: &around.hash,
            needs: needs(),
            reads: &self.reads,
            diagnostics: &self.diagnostics,
            about,
        })
    }
}

/// What has become of a lab, and what there is to say about it.
type CompileOutcome = (Option<Compiled>, Vec<Diagnostic>);

/// Compiles every lab of some inputs, or takes what is kept of it. A lab with errors is missing; diagnostics come in
/// the labs' order. With a theme, no more is held of a lab than its page needs.
///
/// # Errors
/// The threads cannot be started.
pub(crate) fn all(
    inputs: &mut Inputs,
    cache: &Cache,
    theme: Option<&Theme>,
) -> Result<(Vec<Compiled>, Vec<Diagnostic>), CommandError> {
    progress::begin("labs", Some(inputs.labs.len()));
    let (order, mut outcomes) = side_by_side(|| in_order(inputs, cache, theme))?;
    let mut diagnostics = inputs.faults.clone();
    let mut labs: Vec<Compiled> = Vec::new();
    // By their letters alone: ids name folders, and not everywhere do capitals matter.
    let mut ids: HashMap<String, (String, PathBuf)> = HashMap::new();
    let wanted = inputs.labs.iter().filter_map(|lab| order.place(lab));
    let outcomes: Vec<(Input, CompileOutcome)> =
        wanted.filter_map(|place| Some((order.labs[place].clone(), outcomes[place].take()?))).collect();
    let (compiled, mut said): (Vec<_>, Vec<_>) =
        outcomes.into_iter().map(|(lab, (compiled, said))| (compiled, (lab, said))).unzip();
    diagnostics.append(&mut crate::course::modules::at_home(inputs, &mut said)?);
    for (compiled, (_, mut found)) in compiled.into_iter().zip(said) {
        diagnostics.append(&mut found);
        let Some(lab) = compiled else { continue };
        if let Some((id, first)) = ids.get(&lab.about.id.to_lowercase()) {
            let headline = if *id == lab.about.id {
                format!("Two labs have the id `{id}`.")
            } else {
                format!("The ids `{id}` and `{}` differ only in capitals.", lab.about.id)
            };
            let here = lab.about.id_span;
            diagnostics.push(
                Diagnostic::error(Code::DuplicateName, headline, lab.input.file, here, "the second")
                    .help(format!("the first is {}", first.display())),
            );
        } else {
            ids.insert(lab.about.id.to_lowercase(), (lab.about.id.clone(), lab.input.path.clone()));
        }
        labs.push(lab);
    }
    diagnostics.append(&mut former_ids(&labs));
    Ok((labs, diagnostics))
}

/// Former ids of labs that lead to a lab of today, or to two labs at once.
fn former_ids(labs: &[Compiled]) -> Vec<Diagnostic> {
    let mut ids: HashMap<String, &Compiled> = HashMap::new();
    for lab in labs {
        ids.entry(lab.about.id.to_lowercase()).or_insert(lab);
    }
    let mut before: HashMap<String, &Compiled> = HashMap::new();
    let mut diagnostics = Vec::new();
    for lab in labs {
        let id = &lab.about.id;
        for was in &lab.about.protocol.was {
            let key = was.to_lowercase();
            let (headline, other) = match (ids.get(&key), before.get(&key)) {
                (Some(other), _) => (format!("`{id}` was `{was}`, but there is a lab `{was}`."), other),
                (None, Some(other)) => (format!("Both `{}` and `{id}` were `{was}`.", other.about.id), other),
                (None, None) => {
                    before.insert(key, lab);
                    continue;
                }
            };
            let span = lab.about.id_span;
            let there = other.input.path.display();
            diagnostics.push(
                Diagnostic::error(Code::FormerName, headline, lab.input.file, span, "its former id").help(format!(
                    "what students stored under an id can belong to one lab only; the other is {there}: remove one of the two"
                )),
            );
        }
    }
    diagnostics
}

/// Compiles the labs in waves: each once those are done whose record it reads.
fn in_order(
    inputs: &Inputs,
    cache: &Cache,
    theme: Option<&Theme>,
) -> (CompileOrder, Vec<Option<CompileOutcome>>) {
    let mut order = CompileOrder::of(inputs);
    if let Some(mut noted) = inputs.noted.as_ref().and_then(|noted| noted.lock().ok()) {
        noted.order =
            order.ids().zip(&order.labs).map(|(id, lab)| (id.to_owned(), lab.path.clone())).collect();
    }
    let mut outcomes: Vec<Option<CompileOutcome>> = order.labs.iter().map(|_| None).collect();
    loop {
        let wave = order.next();
        if wave.is_empty() {
            return (order, outcomes);
        }
        for (place, outcome) in together(inputs, &mut order, wave, (cache, theme)) {
            outcomes[place] = Some(outcome);
        }
    }
}

/// What a lab knows of its course: what those before it record, if it reads that. Faults, its own and theirs, are not told.
pub(crate) fn around(inputs: &Inputs, lab: &Input) -> Result<Course, CommandError> {
    side_by_side(|| {
        let mut order = CompileOrder::of(inputs);
        let wanted = order.place(lab);
        loop {
            let mut wave = order.next();
            if let Some(at) = wave.iter().position(|(place, _)| Some(*place) == wanted) {
                return wave.swap_remove(at).1.course;
            }
            if wave.is_empty() {
                return Course::default();
            }
            let protocol = |place: usize, around: &CompileContext| {
                plainly(inputs, &order.labs[place], around).0.map(|lab| Packed::new(lab.protocol))
            };
            let done: Vec<(usize, Option<Packed<Protocol>>)> =
                wave.into_par_iter().map(|(place, around)| (place, protocol(place, &around))).collect();
            for (place, protocol) in &done {
                order.done(*place, protocol.as_ref());
            }
        }
    })
}

/// Compiles labs that do not wait for each other.
fn together(
    inputs: &Inputs,
    order: &mut CompileOrder,
    wave: Vec<(usize, CompileContext)>,
    (cache, theme): (&Cache, Option<&Theme>),
) -> Vec<(usize, CompileOutcome)> {
    let wave: Vec<_> =
        wave.into_iter().map(|(place, around)| (place, around, order.stored[place].take())).collect();
    let compiled: Vec<(usize, CompileOutcome)> = wave
        .into_par_iter()
        .map(|(place, around, stored)| {
            let outcome = one(inputs, &order.labs[place], around, stored, (cache, theme));
            progress::one();
            (place, outcome)
        })
        .collect();
    for (place, outcome) in &compiled {
        order.done(*place, outcome.0.as_ref().map(|lab| &lab.about.protocol));
    }
    compiled
}

fn one(
    inputs: &Inputs,
    input: &Input,
    around: CompileContext,
    stored: Option<Box<Stored>>,
    (cache, theme): (&Cache, Option<&Theme>),
) -> CompileOutcome {
    if let Some(mut noted) = inputs.noted.as_ref().and_then(|noted| noted.lock().ok()) {
        noted.around.insert(input.path.clone(), around.course.clone());
    }
    let files = Beside::of(&input.path, inputs.course.as_ref());
    let input = input.clone();
    let kept = stored.filter(|stored| stored.is_for(&around.hash, &files, &folder(&input, cache)));
    if let Some(mut stored) = kept {
        let said = stored.diagnostics(input.file);
        let about = stored.about.take();
        let state = LabState::Stored(stored);
        return (about.map(|about| Compiled { input, around, about, state }), said);
    }
    let (lab, found) = fresh(inputs, &input, &around, cache);
    let said = found.diagnostics.clone();
    let Some(lab) = lab else {
        // It gets no page, with which it would be kept.
        if let Some(findings) = found.to_keep(inputs, &input, &around, None) {
            cache.keep(&input.path, &inputs.sources.get(input.file).text, &findings);
        }
        return (None, said);
    };
    let about = Box::new(About::of(&lab));
    let state = match theme {
        Some(theme) => LabState::Drafted(preview::draft(&lab, inputs, theme), found),
        None => LabState::Known,
    };
    (Some(Compiled { input, around, about, state }), said)
}

/// How much work was done for verdicts by now: what the tests hold growth against.
#[cfg(debug_assertions)]
pub(crate) static PROVED: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// Compiles a lab, whatever is kept of it but for verdicts, which an edit elsewhere in the lab does not change.
pub(crate) fn fresh(
    inputs: &Inputs,
    input: &Input,
    around: &CompileContext,
    cache: &Cache,
) -> (Option<Lab>, ReadsAndDiagnostics) {
    let mut known = cache.verdicts(&input.path);
    let found = with_verdicts(inputs, input, around, cache, Some(&mut known));
    #[cfg(debug_assertions)]
    PROVED.fetch_add(known.work() as u64, std::sync::atomic::Ordering::Relaxed);
    cache.keep_verdicts(&input.path, known);
    found
}

/// Compiles a lab without a cache, and says how each verdict is reached.
pub(crate) fn explained(
    inputs: &Inputs,
    input: &Input,
    around: &CompileContext,
) -> (Option<Lab>, ReadsAndDiagnostics) {
    with_verdicts(inputs, input, around, &Cache::none(), Some(&mut KnownVerdicts::explaining()))
}

/// Compiles a lab without a cache, and without looking for anything that was not asked for.
pub(crate) fn plainly(
    inputs: &Inputs,
    input: &Input,
    around: &CompileContext,
) -> (Option<Lab>, ReadsAndDiagnostics) {
    with_verdicts(inputs, input, around, &Cache::none(), None)
}

/// Compiles a lab; what was not asked for is looked for where there is a place for verdicts.
fn with_verdicts(
    inputs: &Inputs,
    input: &Input,
    around: &CompileContext,
    cache: &Cache,
    known: Option<&mut KnownVerdicts>,
) -> (Option<Lab>, ReadsAndDiagnostics) {
    let text = &inputs.sources.get(input.file).text;
    let files = Beside::of(&input.path, inputs.course.as_ref());
    let recorder = Recorder::new(&files, folder(input, cache));
    let (lab, mut diagnostics) = labc::compile_with(input.file, text, &recorder, &around.course, known);
    if let Some(lab) = &lab {
        diagnostics.append(&mut labc::lint::conflicts::in_lab(input.file, &lab.stated, &lab.unsourced));
    }
    (lab, ReadsAndDiagnostics { reads: recorder.reads(), diagnostics })
}

fn folder<'c>(input: &'c Input, cache: &'c Cache) -> StampedFolder<'c> {
    StampedFolder { cache, lab: &input.path, plain: input.plain }
}

//! Compiles labs side by side, or takes them from the cache.

use std::collections::HashMap;
use std::path::PathBuf;

use labc::diagnostic::Diagnostic;
use labc::page::Lab;
use labc::protocol::Course;
use rayon::prelude::*;

use crate::cache::{About, Cache, Reads, Recorder, Stored};
use crate::course::{Around, Order};
use crate::inputs::{Beside, Input, Inputs};
use crate::trouble::Trouble;

/// Room for the deepest expression that the compiler lets through, with much to spare.
const STACK: usize = 32 << 20;

/// A lab that compiled, now or in an earlier build.
pub(crate) struct Compiled {
    pub(crate) input: Input,
    /// What it was compiled with.
    pub(crate) around: Around,
    pub(crate) about: About,
    pub(crate) state: State,
}

impl Compiled {
    /// The lab itself, if it was compiled just now.
    pub(crate) fn into_lab(self) -> Option<Lab> {
        match self.state {
            State::Fresh(lab, ..) => Some(*lab),
            State::Stored(_) => None,
        }
    }
}

/// How much of a lab is at hand.
pub(crate) enum State {
    /// All of it, with what it read and what was said about it.
    Fresh(Box<Lab>, Reads, Vec<Diagnostic>),
    /// What an earlier build kept.
    Stored(Box<Stored>),
}

/// What has become of a lab, and what there is to say about it.
type Outcome = (Option<Compiled>, Vec<Diagnostic>);

/// Compiles every lab of some inputs. A lab with errors is missing; diagnostics come in the labs' order.
///
/// # Errors
/// The threads cannot be started.
pub(crate) fn all(inputs: &mut Inputs, cache: &Cache) -> Result<(Vec<Compiled>, Vec<Diagnostic>), Trouble> {
    let (order, mut outcomes) = side_by_side(|| in_order(inputs, cache))?;
    let mut diagnostics = inputs.faults.clone();
    let mut labs: Vec<Compiled> = Vec::new();
    // By their letters alone: ids name folders, and not everywhere do capitals matter.
    let mut ids: HashMap<String, (String, PathBuf)> = HashMap::new();
    let wanted = inputs.labs.iter().filter_map(|lab| order.place(lab));
    let outcomes: Vec<(Input, Outcome)> =
        wanted.filter_map(|place| Some((order.labs[place].clone(), outcomes[place].take()?))).collect();
    let (compiled, mut said): (Vec<_>, Vec<_>) =
        outcomes.into_iter().map(|(lab, (compiled, said))| (compiled, (lab, said))).unzip();
    diagnostics.append(&mut crate::modules::at_home(inputs, &mut said)?);
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
                Diagnostic::error("duplicate-name", headline, lab.input.file, here, "the second")
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
                Diagnostic::error("former-name", headline, lab.input.file, span, "its former id").help(format!(
                    "what students stored under an id can belong to one lab only; the other is {there}: remove one of the two"
                )),
            );
        }
    }
    diagnostics
}

/// Compiles the labs in waves: each once those are done whose record it reads.
fn in_order(inputs: &Inputs, cache: &Cache) -> (Order, Vec<Option<Outcome>>) {
    let mut order = Order::of(inputs);
    let mut outcomes: Vec<Option<Outcome>> = order.labs.iter().map(|_| None).collect();
    loop {
        let wave = order.next();
        if wave.is_empty() {
            return (order, outcomes);
        }
        for (place, outcome) in together(inputs, &mut order, wave, cache) {
            outcomes[place] = Some(outcome);
        }
    }
}

/// What a lab knows of its course: what those before it record, if it reads that. Faults, its own and theirs, are not told.
pub(crate) fn around(inputs: &Inputs, lab: &Input) -> Result<Course, Trouble> {
    side_by_side(|| {
        let mut order = Order::of(inputs);
        let wanted = order.place(lab);
        loop {
            let mut wave = order.next();
            if let Some(at) = wave.iter().position(|(place, _)| Some(*place) == wanted) {
                return wave.swap_remove(at).1.course;
            }
            if wave.is_empty() {
                return Course::default();
            }
            together(inputs, &mut order, wave, &Cache::none());
        }
    })
}

/// Compiles labs that do not wait for each other.
fn together(
    inputs: &Inputs,
    order: &mut Order,
    wave: Vec<(usize, Around)>,
    cache: &Cache,
) -> Vec<(usize, Outcome)> {
    let compiled: Vec<(usize, Outcome)> = wave
        .into_par_iter()
        .map(|(place, around)| (place, one(inputs, &order.labs[place], around, cache)))
        .collect();
    for (place, outcome) in &compiled {
        order.done(*place, outcome.0.as_ref().map(|lab| &lab.about.protocol));
    }
    compiled
}

fn one(inputs: &Inputs, input: &Input, around: Around, cache: &Cache) -> Outcome {
    let text = &inputs.sources.get(input.file).text;
    let files = Beside::of(&input.path, inputs.course.as_ref());
    let input = input.clone();
    if let Some(stored) = cache.look_up(&input.path, text, &around.hash, &files) {
        let (about, diagnostics) = (stored.about.clone(), stored.diagnostics(input.file));
        return (
            Some(Compiled { input, around, about, state: State::Stored(Box::new(stored)) }),
            diagnostics,
        );
    }
    fresh(inputs, &input, around)
}

/// Compiles a lab, whatever is kept of it.
pub(crate) fn fresh(inputs: &Inputs, input: &Input, around: Around) -> Outcome {
    let text = &inputs.sources.get(input.file).text;
    let files = Beside::of(&input.path, inputs.course.as_ref());
    let recorder = Recorder::new(&files);
    let (lab, mut diagnostics) = labc::page::compile_in(input.file, text, &recorder, &around.course);
    if let Some(lab) = &lab {
        diagnostics.append(&mut labc::conflicts::in_lab(input.file, &lab.stated, &lab.unsourced));
    }
    let reads = recorder.reads();
    let compiled = lab.map(|lab| Compiled {
        input: input.clone(),
        around,
        about: About::of(&lab),
        state: State::Fresh(Box::new(lab), reads, diagnostics.clone()),
    });
    (compiled, diagnostics)
}

/// Runs work on threads with a deep stack.
pub(crate) fn side_by_side<R: Send>(work: impl FnOnce() -> R + Send) -> Result<R, Trouble> {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build();
    let pool = pool.map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
    Ok(pool.install(work))
}

//! From a checked lab to its page. Start at [`build`], then [`Lab::html`].
//!
//! [`plan`] walks the visible statements and gives every live value a slot, with a file for each kind of statement
//! (`card`, `table`, `status`, …). The page is then a tree of [`block`]s with slots in its texts. [`program`] puts the
//! formulas in order and runs them once, [`verdict`] decides what can happen at every setting, [`render`] fills in the
//! values of that run, and a [`theme`](crate::theme) makes the page. [`site`] holds what the pages of a course share.

pub mod block;
pub mod plan;
mod program;
pub mod render;
pub mod site;
mod verdict;

use std::collections::BTreeMap;
use std::sync::Arc;
pub(crate) use verdict::allow;

use lab_core::Live;
use lab_core::Page;
use lab_core::mark::Sheet;

use crate::check::model::*;
use crate::check::statement::{Content, TypedHead, TypedLab, TypedStatement};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::Lowering;
use crate::record::protocol::Protocol;
use crate::sources::{Files, Span};
use crate::theme::template::{Theme, ThemeFault};
pub use lab_prove::{Method, Step};
pub use plan::figure::Preview;
use plan::picture::Pictures;
use plan::planned::*;
use plan::planner::{Fragment, Planner};
pub use program::evaluator::{Evaluator, Part};
use program::key::AnswerKey;
use render::download::DataPlan;
pub use render::download::Download;
use render::markdown::PageShared;
use render::protocol::ProtocolBuilder;
use render::renderer::{FragmentOrFeedback, Renderer};
pub use render::report::MADE as REPORT;
use render::view::*;
pub use verdict::proofs::{Detail, KnownVerdicts, LookedFor, Proof, Question};
pub use verdict::stated_figures::{StatedFigure, Unsourced};

/// A lab that compiled.
pub struct Lab {
    pub id: String,
    /// Where the id stands in the source.
    pub id_span: Span,
    /// The title of the lab: plain text.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// The chapter it belongs to.
    pub chapter: Option<ReferenceView>,
    /// How long it takes.
    pub duration: Option<String>,
    /// What it asks and records.
    pub protocol: Protocol,
    reading: Vec<ReferenceView>,
    intro: Vec<Plan>,
    parts: Vec<(PartHead, Vec<Plan>)>,
    hud: Vec<block::HudEntry<Planned>>,
    says: bool,
    called: BTreeMap<usize, Vec<String>>,
    outro: Vec<Plan>,
    /// The figures that it states itself.
    pub stated: Vec<StatedFigure>,
    /// Its tables of figures without a source.
    pub unsourced: Vec<Unsourced>,
    /// What was found out about all settings of its controls.
    pub proofs: Vec<Proof>,
    facts: Vec<FactView>,
    fragments: Vec<Fragment>,
    /// Its tables that came from files.
    data: Vec<DataPlan>,
    /// The answers to what it asks.
    key: AnswerKey,
    pictures: Pictures,
    /// The works that it cites.
    works: Vec<CitedView>,
    /// The titles of its charts.
    charts: Vec<String>,
    live: Live,
    model: Arc<Model>,
}

/// The head of a part.
struct PartHead {
    name: String,
    was: Vec<String>,
    title: String,
    subtitle: Option<Vec<Rich>>,
    duration: Option<String>,
}

/// A page that lacks nothing but what is around it. It is smaller than the lab, and holds none of its program.
#[derive(Clone, Debug)]
pub struct Draft {
    view: LabView,
    fragments: Vec<String>,
    files: Vec<Download>,
    /// The chart that stands for it, where one was wanted.
    pub preview: Option<Preview>,
}

/// A page that was written.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The page.
    pub html: String,
    /// What lies under its seals: part of the page once they open.
    pub fragments: Vec<String>,
    /// What searching the course finds of it: nothing that is sealed.
    pub entries: Vec<site::search::SearchEntry>,
    /// What lies beside the page.
    pub files: Vec<Download>,
}

/// Which questions about all settings are decided.
pub(crate) enum Questions<'k> {
    /// None: an editor has an answer sooner.
    None,
    /// Those that the lab asks itself.
    Asked,
    /// Also what was not asked for, with the verdicts of an earlier run, in whose place those of this run are put.
    All(&'k mut KnownVerdicts),
}

/// Plans the page of a checked lab: everything that it needs, where there are no errors, and what else there is to say. `allowed`
/// are the warnings that the author allows, with the statements at which they are.
pub(crate) fn build(
    mut typed: TypedLab<'_>,
    files: &dyn Files,
    mut questions: Questions<'_>,
    allowed: Vec<(Code, Span)>,
) -> (Option<Lab>, Vec<Diagnostic>) {
    let reported = std::mem::take(&mut typed.diagnostics);
    let mut statements = std::mem::take(&mut typed.statements);
    let is_part = |statement: &TypedStatement<'_>| matches!(statement.content, Content::Part(_));
    let first = statements.iter().position(is_part).unwrap_or(statements.len());
    let rest = statements.split_off(first);
    let (parts, after): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_part);
    if typed.model.incomplete {
        questions = Questions::None;
    }
    let mut planner = Planner::new(&typed, reported, files);
    planner.allowed = allowed;
    let head = typed.head.as_ref();
    if let Some(head) = head {
        let TypedHead { tree: lab, .. } = head;
        let was = lab.was.iter().map(|name| name.text.clone()).collect();
        planner.head = lab.name.span;
        planner.teaches = lab.teaches.iter().map(|name| name.text.clone()).collect();
        planner.own_sheet = Sheet { id: lab.name.text.clone(), was, ..Sheet::default() };
    }
    let intro = planner.body(&statements);
    let mut planned = Vec::new();
    let (mut least, mut most) = (0.0, 0.0);
    for (number, statement) in parts.iter().enumerate() {
        let Content::Part(part) = &statement.content else { continue };
        planner.part = Some(number);
        let time = planner.minutes(&part.time);
        if let Some((from, to)) = time {
            least += from;
            most += to;
        }
        let subtitle = part.subtitle.as_ref().map(|subtitle| {
            planner.plain(subtitle);
            planner.rich(subtitle)
        });
        let start = statement.tree.span.start;
        let following = parts.iter().skip(number + 1).chain(&after).map(|next| next.tree.span.start);
        let end = following.filter(|next| *next > start).min().unwrap_or(u32::MAX);
        planner.keep_title(&part.tree.title, Span { start, end });
        if let Some(subtitle) = &part.subtitle {
            planner.keep_title(subtitle.tree, Span { start, end });
        }
        let body = planner.body(&part.body);
        let head = PartHead {
            name: part.tree.name.text.clone(),
            was: plan::reflect::names_of(&part.tree.was),
            title: part.tree.title.words(),
            subtitle,
            duration: time.map(|(from, to)| duration(from, to)),
        };
        planned.push((head, body));
    }
    planner.part = None;
    let outro = planner.body(&after);
    let hud = planner.hud(statements.iter().chain(&after));
    let title = head.map(|head| planner.plain(&head.title));
    let chapter = head.and_then(|head| {
        let title = planner.plain(head.chapter.as_ref()?);
        Some(match &head.tree.section {
            Some(section) => planner.reference(section, Some(title)),
            None => ReferenceView { title, href: None },
        })
    });
    let reading = head.into_iter().flat_map(|head| head.tree.reading.iter().zip(&head.reading));
    let reading = reading.map(|((section, _), text)| {
        let title = planner.plain(text);
        planner.reference(section, Some(title))
    });
    let reading = reading.collect();
    let facts = planner.facts();
    let stated = planner.stated();
    let unsourced = planner.unsourced();
    let data_files = planner.data();
    planner.decide();
    planner.hold_checks();
    planner.hold_pins();
    planner.unique_roots();
    planner.finish_controls();
    let page = planner.page();
    // Only of a lab that is more than a fragment everything is meant to be used.
    let is_whole = !parts.is_empty() || head.is_some() && page.program.reads().contains(&true);
    if is_whole && !planner.faulty() {
        planner.context_name = head.and_then(|head| head.tree.context.as_ref()).map(|name| name.text.clone());
        planner.idle_controls(&page.program);
    }
    if let Questions::All(known) = &mut questions {
        planner.known = std::mem::take(*known);
    }
    if !matches!(questions, Questions::None) {
        planner.statements();
    }
    let proves = matches!(questions, Questions::All(_));
    if proves {
        planner.lint();
        if is_whole && !planner.faulty() {
            planner.without_effect(&page);
        }
    }
    if proves && !planner.faulty() {
        planner.spoilers(head, &statements, &parts, &after);
        planner.advice(statements.iter().chain(&parts).chain(&after));
        planner.compare_words();
    }
    if let Questions::All(known) = questions {
        *known = std::mem::take(&mut planner.known);
    }
    let mut live = None;
    let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    if head.is_some() && !planner.faulty() && !planner.lowering.diagnostics.iter().any(is_error) {
        let program = page.program.clone();
        match Live::new(page) {
            Ok(sound) => live = Some(sound),
            Err(_) => {
                let diagnostic = planner.lowering.overload(&program, planner.head);
                planner.report(diagnostic);
            }
        }
    }
    let Planner {
        lowering,
        proofs,
        mut fragments,
        titles,
        called,
        key,
        pictures,
        works,
        mut diagnostics,
        ..
    } = planner;
    for fragment in &mut fragments {
        if let Fragment::Body(body) = fragment {
            program::key::mark_verdicts(body, &key);
        }
    }
    diagnostics.extend(lowering.diagnostics);
    let (Some(TypedHead { tree: lab, docs, .. }), Some(live)) = (head, live) else {
        return (None, diagnostics);
    };
    let names: Vec<String> = planned.iter().map(|(head, _)| head.name.clone()).collect();
    let mut compiled = Lab {
        works: plan::refer::listed(works, &names),
        id_span: lab.name.span,
        protocol: Protocol {
            id: lab.name.text.clone(),
            was: lab.was.iter().map(|name| name.text.clone()).collect(),
            teaches: lab.teaches.iter().map(|name| name.text.clone()).collect(),
            context: lab.context.as_ref().map(|name| name.text.clone()),
            ..Protocol::default()
        },
        id: lab.name.text.clone(),
        title: title.unwrap_or_default(),
        description: docs.split_whitespace().collect::<Vec<_>>().join(" "),
        chapter,
        duration: (most > 0.0).then(|| duration(least, most)),
        reading,
        intro,
        parts: planned,
        hud,
        says: statements.iter().chain(&after).any(|statement| matches!(statement.content, Content::Hud(_))),
        called,
        outro,
        stated,
        unsourced,
        proofs,
        facts,
        fragments,
        data: data_files,
        key,
        pictures,
        charts: titles,
        live,
        model: Arc::clone(&typed.model),
    };
    compiled.protocol = compiled.gather();
    (Some(compiled), diagnostics)
}

impl Planner<'_> {
    /// How long a part takes, in minutes.
    fn minutes(&mut self, ends: &[Typed]) -> Option<(f64, f64)> {
        let mut values = Vec::new();
        for end in ends {
            let node = self.lowering.expr(end, Lowering::BASE);
            values.push(self.lowering.graph.value(node)? / 60.0);
        }
        Some((*values.first()?, *values.last()?))
    }
}

impl Lab {
    /// Its page, by a theme.
    ///
    /// # Errors
    /// A fault of the theme.
    pub fn html(&self, theme: &Theme, frame: &FrameView) -> Result<String, ThemeFault> {
        self.rendered(theme, frame).map(|rendered| rendered.html)
    }

    /// Its page, with what else is known of it once it is written.
    ///
    /// # Errors
    /// A fault of the theme.
    pub fn rendered(&self, theme: &Theme, frame: &FrameView) -> Result<Rendered, ThemeFault> {
        self.draft(theme)?.rendered(theme, frame)
    }

    /// Its page, but for what is around it.
    ///
    /// # Errors
    /// A fault of the theme.
    pub fn draft(&self, theme: &Theme) -> Result<Draft, ThemeFault> {
        let (texts, around) = (self.texts(), self.around());
        let renderer = self.renderer(&texts, &around);
        let sealed = Renderer { sealed: true, ..self.renderer(&texts, &around) };
        let parts = self.parts.iter().enumerate().map(|(index, (head, body))| PartView {
            key: head.name.clone(),
            was: head.was.join(" "),
            number: index + 1,
            title: head.title.clone(),
            subtitle: head.subtitle.as_ref().map(|subtitle| renderer.line(subtitle)),
            duration: head.duration.clone(),
            blocks: renderer.blocks(body),
        });
        // In the order of the page, so that headings and footnotes are numbered as they are read.
        let outside = |blocks: &[Plan]| {
            around.outside.set(true);
            let blocks = renderer.blocks(blocks);
            around.outside.set(false);
            blocks
        };
        let (intro, parts) = (outside(&self.intro), parts.collect());
        let outro = outside(&self.outro);
        let formulas = around.formulas.get().any();
        let mut fragments = Vec::new();
        for fragment in &self.fragments {
            fragments.push(match sealed.fragment(fragment) {
                FragmentOrFeedback::Fragment(view) => theme.fill("fragment.html", &view)?,
                FragmentOrFeedback::Revisit(view) => theme.fill("revisited.html", &view)?,
                FragmentOrFeedback::Feedback(view) => theme.fill("feedback.html", &view)?,
            });
        }
        let data = program::data::pack(self.live.page(), &self.key, &fragments)
            .map_err(|error| ThemeFault::new(error.to_string()))?;
        let view = LabView {
            frame: FrameView::default(),
            id: self.id.clone(),
            was: self.protocol.was.join(" "),
            reads: self.reads(),
            title: self.title.clone(),
            description: self.description.clone(),
            chapter: self.chapter.clone(),
            reading: self.reading.clone(),
            duration: self.duration.clone(),
            intro,
            parts,
            outro,
            hud: self.hud.iter().map(|entry| entry.render(&renderer)).collect(),
            says: self.says,
            facts: self.facts.clone(),
            works: self.works.clone(),
            data,
            formulas,
        };
        let data = self.data.iter().flat_map(|data| data.files(&self.id, &self.model));
        let files = data.chain(self.pictures.files()).collect();
        Ok(Draft { view, fragments, files, preview: None })
    }

    /// The keys and titles of its parts.
    pub fn parts(&self) -> impl Iterator<Item = (&str, String)> {
        self.parts.iter().map(|(head, _)| (head.name.as_str(), head.title.clone()))
    }

    /// What it asks and records, gathered from its statements.
    fn gather(&self) -> Protocol {
        let (texts, around) = (self.texts(), self.around());
        let renderer = self.renderer(&texts, &around);
        let protocol = Protocol { title: self.title.clone(), ..self.protocol.clone() };
        let mut gatherer = ProtocolBuilder { renderer: &renderer, fragments: &self.fragments, protocol };
        gatherer.gather(None, &self.intro);
        for (head, body) in &self.parts {
            gatherer.gather(Some(head), body);
        }
        gatherer.gather(None, &self.outro);
        gatherer.protocol
    }

    /// Ids of labs whose record the page reads, those they had before among them.
    pub fn reads(&self) -> String {
        let sheets = self.live.page().ledger.sheets.iter();
        let ids: Vec<&str> = sheets
            .flat_map(|sheet| std::iter::once(&sheet.id).chain(&sheet.was))
            .map(String::as_str)
            .collect();
        ids.join(" ")
    }

    /// The text of every slot at the start.
    fn texts(&self) -> Vec<String> {
        (0..self.live.page().slots.len()).map(|slot| self.live.slot(slot)).collect()
    }

    /// What its texts share.
    fn around(&self) -> PageShared {
        PageShared::of(self.pictures.views())
    }

    fn renderer<'a>(&'a self, texts: &'a [String], around: &'a PageShared) -> Renderer<'a> {
        Renderer {
            around,
            live: &self.live,
            model: &self.model,
            key: &self.key,
            texts,
            sealed: false,
            called: &self.called,
        }
    }

    /// The parts of the evaluator that the page uses.
    pub fn evaluator(&self) -> Evaluator {
        Evaluator::of(self.page(), self.protocol.has(lab_core::record::ItemKind::Upload))
    }

    /// The page's program with its slots, as the browser gets it.
    pub fn page(&self) -> &Page {
        self.live.page()
    }
}

impl Draft {
    /// The whole page, by the theme that the draft was made with.
    ///
    /// # Errors
    /// A fault of the theme.
    pub fn rendered(mut self, theme: &Theme, frame: &FrameView) -> Result<Rendered, ThemeFault> {
        self.view.frame = frame.clone();
        let html = theme.fill("lab.html", &self.view)?;
        let Self { view, fragments, files, .. } = self;
        Ok(Rendered { html, entries: site::search::of_lab(&view), fragments, files })
    }
}

/// A duration in minutes, such as `12 to 15 min`.
fn duration(from: f64, to: f64) -> String {
    let (from, to) = (from.round(), to.round());
    if from == to { format!("{from} min") } else { format!("{from} to {to} min") }
}

/// A text of Markdown without values, as markup.
pub fn paragraph(text: &str) -> String {
    render::markdown::html_of(text)
}

/// A text with its first letter large.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

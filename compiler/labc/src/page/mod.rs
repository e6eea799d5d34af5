//! From a checked lab to its page. Start at [`compile`], then [`Lab::html`].
//!
//! [`planner`] checks and lowers what is visible and gives every live place a slot; the program is put in
//! order and run once; [`render`] writes everything with the values of that run; a theme makes the page.

mod chart;
mod check;
mod data;
mod equation;
mod formula;
mod markdown;
mod plan;
mod planner;
mod predict;
mod render;
mod tex;
pub mod text;
pub mod theme;
pub mod view;

use lab_core::page::{self, Page};
use lab_core::{Live, chart as core_chart};

use crate::diagnostic::{Diagnostic, Severity};
use crate::infer::Checker;
use crate::infer::model::*;
use crate::lower::Lowering;
use crate::repair::{self, Patient};
use crate::source::{FileId, Files, Span};
use crate::syntax::tree::{self, Kind, Origin};
use crate::units::Units;
use plan::*;
use planner::{Fragment, Planner};
use render::{FragmentOrFeedback, Renderer};
use theme::{Theme, ThemeFault};
use view::*;

/// One step from end to end may be longer than the range by a rounding: `from 0.1 to 0.3 by 0.2`.
const ONE_STEP: f64 = 1.0 + 1e-9;

/// A lab that compiled.
pub struct Lab {
    /// Its id.
    pub id: String,
    /// Where the id stands in the source.
    pub id_span: Span,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// The chapter it belongs to.
    pub chapter: Option<String>,
    /// How long it takes.
    pub duration: Option<String>,
    reading: Vec<String>,
    intro: Vec<Plan>,
    parts: Vec<(tree::Part, Option<String>, Vec<Plan>)>,
    outro: Vec<Plan>,
    facts: Vec<FactView>,
    fragments: Vec<Fragment>,
    right: Vec<(String, String)>,
    live: Live,
    model: Model,
}

/// Checks a lab and makes everything its page needs; without a lab where there are errors.
pub fn compile(file: FileId, source: &str, files: &dyn Files) -> (Option<Lab>, Vec<Diagnostic>) {
    let (lab, mut diagnostics, mut checker, tree) = compile_once(file, source, files);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        let examine = |edited: &str, _: &repair::Edits| compile_once(file, edited, files).1;
        let parts = tree
            .statements
            .iter()
            .filter(|statement| matches!(statement.kind, Kind::Part(_)))
            .map(|statement| statement.span.start as usize)
            .collect();
        let mut patient = Patient { file, source, checker: &mut checker, parts, examine: &examine };
        repair::search(&mut patient, &mut diagnostics);
    }
    (lab, diagnostics)
}

/// The same, without looking for repairs.
fn compile_once(
    file: FileId,
    source: &str,
    files: &dyn Files,
) -> (Option<Lab>, Vec<Diagnostic>, Checker, tree::File) {
    let (mut tree, mut diagnostics) = crate::syntax::parse(file, source);
    diagnostics.append(&mut crate::modules::bring_in(file, &mut tree, files));
    diagnostics.append(&mut crate::load::load(file, &mut tree.statements, files));
    let mut checker = Checker::new(file, source, &tree, Units::prelude());
    let model = checker.model.clone();
    let lab = build(&tree, &mut checker, &model);
    diagnostics.append(&mut checker.diagnostics);
    let mut seen: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics {
        if !seen.contains(&diagnostic) {
            seen.push(diagnostic);
        }
    }
    seen.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span));
    let sound = !seen.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    (lab.filter(|_| sound), seen, checker, tree)
}

fn build(tree: &tree::File, checker: &mut Checker, model: &Model) -> Option<Lab> {
    let mut planner = Planner::new(checker, model);
    let head = tree.statements.iter().find_map(|statement| match &statement.kind {
        Kind::Lab(lab) => Some((lab.clone(), statement.docs.clone())),
        _ => None,
    });
    let labs = tree.statements.iter().filter_map(|statement| match &statement.kind {
        Kind::Lab(lab) => Some(&lab.name),
        _ => None,
    });
    for again in labs.skip(1) {
        let diagnostic =
            planner.error("duplicate-name", "A file holds one lab.", again.span, "the second in this file");
        planner.report(diagnostic);
    }
    let parts: Vec<&tree::Part> = tree
        .statements
        .iter()
        .filter_map(|statement| match &statement.kind {
            Kind::Part(part) => Some(part),
            _ => None,
        })
        .collect();
    let first = tree
        .statements
        .iter()
        .position(|statement| matches!(statement.kind, Kind::Part(_)))
        .unwrap_or(tree.statements.len());
    let intro = planner.body(&tree.statements[..first]);
    let mut planned = Vec::new();
    let (mut least, mut most) = (0.0, 0.0);
    for part in &parts {
        let time = part.time.as_ref().and_then(|(from, to)| planner.minutes(from, to.as_ref()));
        if let Some((from, to)) = time {
            least += from;
            most += to;
        }
        let body = planner.body(&part.body);
        planned.push(((*part).clone(), time.map(|(from, to)| duration(from, to)), body));
    }
    let rest: Vec<tree::Statement> = tree.statements[first..]
        .iter()
        .filter(|statement| !matches!(statement.kind, Kind::Part(_)))
        .cloned()
        .collect();
    let outro = planner.body(&rest);
    let title = head.as_ref().map(|(lab, _)| planner.plain(&lab.title));
    let chapter =
        head.as_ref().and_then(|(lab, _)| lab.chapter.clone()).map(|chapter| planner.plain(&chapter));
    let reading =
        head.iter().flat_map(|(lab, _)| lab.reading.clone()).map(|(_, text)| planner.plain(&text)).collect();
    planner.context(head.as_ref().and_then(|(lab, _)| lab.context.as_ref()));
    let facts = planner.facts();
    let right = planner.decide();
    planner.hold_checks();
    planner.unique_roots();
    planner.finish_controls();
    let page = planner.page();
    let Planner { lowering, fragments, .. } = planner;
    let mut diagnostics = lowering.diagnostics;
    checker.diagnostics.append(&mut diagnostics);
    let Some((lab, docs)) = head else {
        // A file of declarations alone is a module.
        let declares = |statement: &tree::Statement| {
            matches!(
                statement.kind,
                Kind::Define(_)
                    | Kind::Function(_)
                    | Kind::Table(_)
                    | Kind::Unit(_)
                    | Kind::Dimension { .. }
                    | Kind::Use(_)
                    | Kind::Check(_)
            )
        };
        if !tree.statements.is_empty() && tree.statements.iter().all(declares) {
            return None;
        }
        let span = Span::default();
        checker.diagnostics.push(
            Diagnostic::error("no-lab", "This file has no lab.", checker.file, span, "expected at the top")
                .help("a lab begins with `lab some_id \"Its title\"`"),
        );
        return None;
    };
    if checker.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return None;
    }
    let live = match Live::new(page) {
        Ok(live) => live,
        Err(malformed) => {
            checker.diagnostics.push(Diagnostic::error(
                "too-much-work",
                "This lab is more than a page can compute.",
                checker.file,
                lab.name.span,
                malformed.to_string(),
            ));
            return None;
        }
    };
    Some(Lab {
        id_span: lab.name.span,
        id: lab.name.text,
        title: title.unwrap_or_default(),
        description: docs.split_whitespace().collect::<Vec<_>>().join(" "),
        chapter,
        duration: (most > 0.0).then(|| duration(least, most)),
        reading,
        intro,
        parts: planned,
        outro,
        facts,
        fragments,
        right,
        live,
        model: model.clone(),
    })
}

impl Planner<'_> {
    /// How long a part takes, in minutes.
    fn minutes(&mut self, from: &tree::Expr, to: Option<&tree::Expr>) -> Option<(f64, f64)> {
        let mut values = Vec::new();
        for end in std::iter::once(from).chain(to) {
            let typed = self.checker.expr(end, None);
            let time = self.checker.model.units.dimensions.get("Time").cloned().map(Type::Number);
            if Some(&typed.of) != time.as_ref() {
                if typed.of != Type::Unknown {
                    let diagnostic = self.error(
                        "not-a-duration",
                        "A part takes a time, such as `12 min to 15 min`.",
                        end.span,
                        "this is no time",
                    );
                    self.report(diagnostic);
                }
                return None;
            }
            let node = self.lowering.expr(&typed, Lowering::BASE);
            values.push(self.lowering.graph.value(node)? / 60.0);
        }
        Some((values[0], *values.last()?))
    }

    /// The context of a lab is one of its choices.
    fn context(&mut self, name: Option<&tree::Name>) {
        let Some(name) = name else { return };
        let is_choice = match self.checker.names.items.get(&name.text) {
            Some((Item::Control(id), _)) => {
                matches!(self.checker.model.controls[*id].kind, ControlKind::Choice { .. })
            }
            _ => false,
        };
        if !is_choice {
            let diagnostic = self
                .error(
                    "unknown-name",
                    format!("`{}` is no choice of this lab.", name.text),
                    name.span,
                    "not a choice",
                )
                .help("the context is declared with `choice` before the first part");
            self.report(diagnostic);
        }
    }

    /// Every constant with its source.
    fn facts(&mut self) -> Vec<FactView> {
        let mut facts = Vec::new();
        for id in 0..self.checker.model.defines.len() {
            let define = self.checker.model.defines[id].clone();
            if define.tree.origin == Origin::Let {
                continue;
            }
            let Some(source) = &define.tree.source else {
                if define.tree.origin == Origin::Const {
                    let name = &define.tree.name;
                    let diagnostic = Diagnostic::warning(
                        "no-source",
                        format!("`{}` says nothing about where it comes from.", name.text),
                        self.checker.file,
                        name.span,
                        "a fact about the world",
                    )
                    .help("write `source \"…\"` after it, or declare a number of the story with `given`");
                    self.report(diagnostic);
                }
                continue;
            };
            let Some(value) = &define.value else { continue };
            let node = self.lowering.expr(value, Lowering::BASE);
            let value =
                self.lowering.graph.value(node).map(|value| define.format.text(value)).unwrap_or_default();
            let html = markdown::block(&markdown::clean(&define.docs), &[]).html;
            facts.push(FactView {
                name: define.tree.name.text.replace('_', " "),
                value,
                source: self.plain(source),
                html,
            });
        }
        for id in 0..self.checker.model.tables.len() {
            let tree = self.checker.model.tables[id].tree.clone();
            if let Some(source) = &tree.source {
                let name =
                    tree.title.as_ref().map_or_else(|| tree.name.text.replace('_', " "), tree::Text::words);
                let rows = if tree.rows.len() == 1 {
                    "1 row".to_owned()
                } else {
                    format!("{} rows", tree.rows.len())
                };
                facts.push(FactView { name, value: rows, source: self.plain(source), html: String::new() });
            }
        }
        facts
    }

    /// Sliders go up, in steps, and start inside their range; choices have something to choose.
    fn finish_controls(&mut self) {
        for id in 0..self.checker.model.controls.len() {
            let control = self.checker.model.controls[id].clone();
            let name = control.name.clone();
            match &control.kind {
                ControlKind::Slider { from, to, by, start, log, .. } => {
                    if control.of == Type::Unknown {
                        continue;
                    }
                    let nodes: Vec<_> = [Some(from), Some(to), by.as_ref(), Some(start)]
                        .into_iter()
                        .map(|end| end.map(|end| (self.lowering.expr(end, Lowering::BASE), end.span)))
                        .collect();
                    let value = |planner: &Self, index: usize| {
                        nodes[index]
                            .and_then(|(node, _)| planner.lowering.graph.value(node))
                            .filter(|value| !value.is_nan())
                    };
                    let (low, high, first) = (value(self, 0), value(self, 1), value(self, 3));
                    let (Some(low), Some(high), Some(first)) = (low, high, first) else {
                        let diagnostic = self.error(
                            "range-not-constant",
                            format!("The ends and the start of `{}` are constants.", name.text),
                            name.span,
                            "one of them moves",
                        );
                        self.report(diagnostic);
                        continue;
                    };
                    let fault = if low >= high {
                        Some((to.span, "ends where it begins, or before"))
                    } else if nodes[2].is_some()
                        && value(self, 2).is_none_or(|by| by <= 0.0 || by > (high - low) * ONE_STEP)
                    {
                        nodes[2].map(|(_, span)| (span, "no step from one end towards the other"))
                    } else if first < low || first > high {
                        Some((start.span, "starts outside its range"))
                    } else if *log && low <= 0.0 {
                        Some((from.span, "equal ratios need a lower end above zero"))
                    } else if !(high - low).is_finite() || *log && !(high / low).is_finite() {
                        Some((to.span, "further from its other end than any number"))
                    } else {
                        None
                    };
                    if let Some((span, label)) = fault {
                        let (low, high) = (control.format.text(low), control.format.text(high));
                        let diagnostic = self
                            .error(
                                "impossible-range",
                                format!("`{}` cannot slide like this.", name.text),
                                span,
                                label,
                            )
                            .help(format!("it goes from {low} to {high}"));
                        self.report(diagnostic);
                    }
                }
                ControlKind::Choice { .. } => {
                    let reported = self.checker.diagnostics.len();
                    let offered = self.offered(id);
                    let start = self.lowering.start(id);
                    if control.of == Type::Unknown || self.checker.diagnostics.len() != reported {
                        // Said already.
                    } else if !offered.is_empty() && !offered.iter().any(|(_, row)| *row == start) {
                        let keys: Vec<String> = offered.iter().map(|(key, _)| format!("`{key}`")).collect();
                        let diagnostic = self
                            .error(
                                "impossible-range",
                                format!("`{}` starts with what it does not offer.", name.text),
                                name.span,
                                "its start is filtered out",
                            )
                            .help(format!("it offers {}", keys.join(", ")));
                        self.report(diagnostic);
                    } else if offered.is_empty() {
                        let diagnostic = self.error(
                            "impossible-range",
                            format!("`{}` offers nothing.", name.text),
                            name.span,
                            "no row is left",
                        );
                        self.report(diagnostic);
                    }
                }
                ControlKind::Toggle { .. } => {}
            }
        }
    }

    /// The rows a choice offers, with their keys.
    fn offered(&mut self, id: Id) -> Vec<(String, f64)> {
        let ControlKind::Choice { table, filter, each, .. } = self.checker.model.controls[id].kind.clone()
        else {
            return Vec::new();
        };
        if let Some((local, _, row)) = each {
            let row = self.lowering.graph.constant(row as f64);
            self.lowering.bind(local, row);
        }
        let rows = self.checker.model.tables[table].rows.clone();
        let mut offered = Vec::new();
        for (index, key) in rows.iter().enumerate() {
            if let Some((local, filter)) = &filter {
                let row = self.lowering.graph.constant(index as f64);
                self.lowering.bind(*local, row);
                let holds = self.lowering.expr(filter, Lowering::BASE);
                match self.lowering.graph.value(holds) {
                    Some(1.0) => {}
                    Some(_) => continue,
                    None => {
                        let diagnostic = self.error(
                            "range-not-constant",
                            "What a choice offers does not move with other controls.",
                            filter.span,
                            "moves with a control",
                        );
                        self.report(diagnostic);
                        return Vec::new();
                    }
                }
            }
            offered.push((key.text.clone(), index as f64));
        }
        offered
    }

    /// Puts the program in order and turns every node that is shown into its register.
    fn page(&mut self) -> Page {
        let mut controls = Vec::new();
        for id in 0..self.checker.model.controls.len() {
            let control = self.checker.model.controls[id].clone();
            let format = self.format(control.format.clone()) as u32;
            let kind = match &control.kind {
                ControlKind::Slider { log, .. } => {
                    let (from, to, steps) = self.lowering.steps(id).unwrap_or((0.0, 1.0, 1));
                    page::ControlKind::Slider { from, to, steps: steps.max(1), log: *log }
                }
                ControlKind::Choice { .. } => {
                    let (keys, rows) = self.offered(id).into_iter().unzip();
                    page::ControlKind::Choice { keys, rows }
                }
                ControlKind::Toggle { .. } => page::ControlKind::Toggle,
            };
            controls.push(page::Control { name: control.name.text.clone(), kind, format });
        }
        let mut outputs = Vec::new();
        for slot in &self.slots {
            match &slot.shows {
                Shows::Text(parts) => outputs.extend(parts.iter().filter_map(node_of)),
                Shows::Arm(node) | Shows::Shown(node) | Shows::Share(node) => outputs.push(*node),
                Shows::Chart(_) | Shows::Sentence(_) => {}
            }
        }
        for chart in &self.charts {
            outputs.push(chart.at);
            for line in &chart.lines {
                outputs.push(line.values);
                outputs.extend(line.label.iter().filter_map(node_of));
            }
            for (_, node, label) in &chart.rules {
                outputs.push(*node);
                outputs.extend(label.iter().filter_map(node_of));
            }
            if let Some((x, ys)) = &chart.now {
                outputs.push(*x);
                outputs.extend(ys);
            }
        }
        let graph = &mut self.lowering.graph;
        let program = graph.program(&outputs);
        let slots = self
            .slots
            .iter()
            .map(|slot| page::Slot {
                seal: slot.seal,
                content: match &slot.shows {
                    Shows::Text(parts) => page::Content::Text(pieces(parts, graph)),
                    Shows::Arm(node) => page::Content::Arm(graph.register(*node)),
                    Shows::Shown(node) => page::Content::Shown(graph.register(*node)),
                    Shows::Share(node) => page::Content::Share(graph.register(*node)),
                    Shows::Chart(chart) => page::Content::Chart(*chart as u32),
                    Shows::Sentence(chart) => page::Content::Sentence(*chart as u32),
                },
            })
            .collect();
        let axis = |axis: &AxisData| core_chart::Axis {
            label: axis.label.clone(),
            format: axis.format as u32,
            log: axis.log,
        };
        let charts = self
            .charts
            .iter()
            .map(|chart| core_chart::Chart {
                x: axis(&chart.x),
                y: axis(&chart.y),
                at: graph.register(chart.at),
                lines: chart
                    .lines
                    .iter()
                    .map(|line| core_chart::Line {
                        label: pieces(&line.label, graph),
                        values: graph.register(line.values),
                        dashed: line.dashed,
                        filled: line.filled,
                    })
                    .collect(),
                rules: chart
                    .rules
                    .iter()
                    .map(|(horizontal, node, label)| core_chart::Rule {
                        horizontal: *horizontal,
                        value: graph.register(*node),
                        label: pieces(label, graph),
                    })
                    .collect(),
                now: chart.now.as_ref().map(|(x, ys)| core_chart::Now {
                    x: graph.register(*x),
                    ys: ys.iter().map(|node| graph.register(*node)).collect(),
                }),
            })
            .collect();
        Page {
            program,
            controls,
            formats: self.formats.clone(),
            slots,
            charts,
            seals: self.fragments.len() as u32,
        }
    }
}

fn node_of(part: &Part) -> Option<crate::lower::graph::Node> {
    match part {
        Part::Words(_) => None,
        Part::Number(node, _) | Part::Text(node) | Part::Either(node, ..) => Some(*node),
    }
}

fn pieces(parts: &[Part], graph: &crate::lower::graph::Graph) -> Vec<page::Piece> {
    let pieces = parts.iter().map(|part| match part {
        Part::Words(words) => page::Piece::Words(words.clone()),
        Part::Number(node, format) => {
            page::Piece::Number { value: graph.register(*node), format: *format as u32 }
        }
        Part::Text(node) => page::Piece::Text(graph.register(*node)),
        Part::Either(node, yes, no) => {
            page::Piece::Either { cond: graph.register(*node), yes: yes.clone(), no: no.clone() }
        }
    });
    pieces.collect()
}

impl Lab {
    /// Its page, by a theme.
    ///
    /// # Errors
    /// A fault of the theme.
    pub fn html(
        &self,
        theme: &Theme,
        lang: &str,
        course: &CourseView,
        assets: &AssetsView,
    ) -> Result<String, ThemeFault> {
        let texts: Vec<String> = (0..self.live.page().slots.len()).map(|slot| self.live.slot(slot)).collect();
        let renderer = Renderer { live: &self.live, model: &self.model, right: &self.right, texts: &texts };
        let mut fragments = Vec::new();
        for fragment in &self.fragments {
            fragments.push(match renderer.fragment(fragment) {
                FragmentOrFeedback::Fragment(view) => theme.fill("fragment.html", &view)?,
                FragmentOrFeedback::Feedback(view) => theme.fill("feedback.html", &view)?,
            });
        }
        let data = data::pack(self.live.page(), &fragments).map_err(|error| ThemeFault(error.to_string()))?;
        let parts = self.parts.iter().enumerate().map(|(index, (part, duration, body))| PartView {
            key: part.name.text.clone(),
            number: index + 1,
            title: part.title.words(),
            duration: duration.clone(),
            blocks: renderer.blocks(body),
        });
        let view = LabView {
            lang: lang.to_owned(),
            course: course.clone(),
            id: self.id.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            chapter: self.chapter.clone(),
            reading: self.reading.clone(),
            duration: self.duration.clone(),
            intro: renderer.blocks(&self.intro),
            parts: parts.collect(),
            outro: renderer.blocks(&self.outro),
            facts: self.facts.clone(),
            assets: assets.clone(),
            data,
        };
        theme.fill("lab.html", &view)
    }

    /// The page's program with its slots, as the browser gets it.
    pub fn page(&self) -> &Page {
        self.live.page()
    }
}

/// A duration in minutes, such as `12 to 15 min`.
fn duration(from: f64, to: f64) -> String {
    let (from, to) = (from.round(), to.round());
    if from == to { format!("{from} min") } else { format!("{from} to {to} min") }
}

/// A text of Markdown without values, as markup.
pub fn paragraph(text: &str) -> String {
    markdown::block(&markdown::clean(text), &[]).html
}

/// A text as HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text with its first letter large.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

//! Charts: every mark becomes registers that the drawing reads. Start at [`Planner::chart`].
//!
//! | file | what it plans |
//! | --- | --- |
//! | `sweep` | the variable of an axis: a control over its range, or a variable of the chart |
//! | `rounds` | marks that are repeated by a loop |
//! | `plane` | lines, areas, bands, bins, histograms, points, rooflines |
//! | `bars` | bars over named groups |
//! | `intervals` | error bars, and bands around lines |
//! | `heat` | cells over two axes |
//! | `marks` | kinds that take the values of their marks as they are: spans, spokes, gauges, tanks, grids |
//! | `doubt` | warnings: values off a logarithmic axis, marks outside the axis |

mod bars;
mod doubt;
mod heat;
mod intervals;
mod marks;
mod plane;
mod rounds;
mod sweep;

use lab_core::chart::{self as drawn, Axis, Body, Family, Label};
use lab_core::page::Piece;

use crate::check::chart::{MarkContent, TypedAxis, TypedChart, TypedMark};
use crate::check::model::*;
use crate::check::text::TypedText;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::verdict::said::{Role, Scene};
use crate::sources::Span;
use crate::syntax::tree::{self, ChartAxis, MarkKind};

/// What the axes measure, and what a chart explains beside the drawing.
#[derive(Default)]
struct Canvas {
    /// What the axes are called where the author says nothing.
    x_label: String,
    y_label: String,
    x_log: bool,
    y_log: bool,
    legend: Vec<block::Legend<Planned>>,
    regions: usize,
    /// Intervals around marks.
    spreads: drawn::Spreads,
    /// Where what is swept along x begins and ends.
    ends: Option<(f64, f64)>,
    /// Where each rule is written.
    rules_at: Vec<Span>,
    /// Where each region is written.
    regions_at: Vec<Span>,
    /// The slider that its mark of the current setting stands for, where the axis has the slider's scale: the mark can be
    /// dragged.
    grab: Option<usize>,
    /// Of each frame of the axis, up to which setting it is shown and where it ends, as shares of the slider's range.
    frames: Vec<[f64; 2]>,
}

/// The levels, the gravest first.
const LEVELS: [&str; 4] = ["fail", "warn", "note", "pass"];

/// The number of a level.
fn level_of(level: &tree::Name) -> Option<u8> {
    LEVELS.iter().position(|known| *known == level.text).map(|at| at as u8)
}

impl Planner<'_> {
    pub(in crate::page) fn chart(&mut self, chart: &TypedChart<'_>) -> Option<Plan> {
        let title = self.plain(&chart.title);
        let errors = self.errors;
        let (body, rules, regions, canvas) = self.chart_body(chart)?;
        if self.errors > errors {
            return None;
        }
        self.doubts(chart.tree, &body, canvas.ends);
        if let Some(ends) = canvas.ends {
            let axis = chart.x.format.clone().unwrap_or_else(crate::check::plain);
            self.beside_the_axis(&axis, ends, &rules, &canvas.rules_at);
            self.regions_beside(&axis, ends, &regions, &canvas.regions_at);
        }
        let x = self.axis(chart.tree.x.as_ref(), &chart.x, canvas.x_label, canvas.x_log);
        let y = self.axis(chart.tree.y.as_ref(), &chart.y, canvas.y_label, canvas.y_log);
        let index = self.charts.len();
        let measured = !canvas.spreads.all.is_empty() || canvas.spreads.brought.is_some();
        let spreads = measured.then_some(canvas.spreads);
        self.charts.push(drawn::Chart { x, y, body, rules, regions, spreads });
        self.titles.push(title.clone());
        let slot = self.slot(Shows::Chart(index));
        let sentence = self.slot(Shows::Sentence(index));
        let drawing = ChartSlots { chart: index, slot, sentence, grab: canvas.grab, frames: canvas.frames };
        Some(Plan::Chart(block::Chart { title, legend: canvas.legend, drawing }))
    }

    fn chart_body(
        &mut self,
        chart: &TypedChart<'_>,
    ) -> Option<(Body, Vec<drawn::Rule>, Vec<drawn::Region>, Canvas)> {
        self.forms(chart.tree, chart.family);
        for axis in [&chart.tree.x, &chart.tree.y].into_iter().flatten() {
            if let Some(span) = axis.frames.filter(|_| chart.family != Family::Plane) {
                let help = "leave out `frames`";
                self.misplaced(span, "Frames are for lines along a slider.", "this chart has none", help);
                return None;
            }
        }
        let mut canvas = Canvas::default();
        let body = match chart.family {
            Family::Plane => Body::Plane(self.plane(chart, &mut canvas)?),
            Family::Bars => Body::Bars(self.bars(chart, &mut canvas)?),
            Family::Heat => Body::Heat(self.heat(chart, &mut canvas)?),
            _ => self.of_marks(chart, &mut canvas)?,
        };
        self.meaning(chart, &mut canvas)?;
        let (mut rules, mut regions) = (Vec::new(), Vec::new());
        for mark in &chart.marks {
            match (&mark.tree.kind, &mark.content) {
                (MarkKind::Rule(horizontal, _), MarkContent::Place(value)) => {
                    self.rule(mark, *horizontal, value, &mut canvas, &mut rules)?;
                }
                (MarkKind::Region { horizontal, level, .. }, MarkContent::Region(from, to)) => {
                    let region = self.region(mark, *horizontal, [from, to], &mut canvas)?;
                    regions.push(drawn::Region { level: level.as_ref().and_then(level_of), ..region });
                }
                _ => {}
            }
        }
        Some((body, rules, regions, canvas))
    }

    /// Bars alone stand on each other, lie, or fall.
    fn forms(&mut self, chart: &tree::Chart, family: Family) {
        for form in chart.forms.iter().filter(|_| family != Family::Bars) {
            self.misplaced(
                form.span,
                format!("`{}` is for bars.", form.text),
                "this chart has none",
                "areas stack by themselves: write `area` instead of `line`",
            );
        }
    }

    fn misplaced(&mut self, span: Span, headline: impl Into<String>, label: &str, help: &str) {
        let diagnostic = self.error(Code::MisplacedMark, headline, span, label).help(help);
        self.report(diagnostic);
    }

    /// An axis with everything known about it.
    fn axis(&mut self, axis: Option<&ChartAxis>, typed: &TypedAxis<'_>, label: String, log: bool) -> Axis {
        let label = match &typed.label {
            Some(label) => self.plain(label),
            None => label,
        };
        if let (Some(own), Some(written)) = (&typed.format, &typed.label) {
            self.unit_in_label(own, written);
        }
        let log = log || axis.is_some_and(|axis| axis.log);
        let format = typed.format.clone().unwrap_or_else(crate::check::plain);
        Axis { label, format: self.format(format) as u32, log }
    }

    /// A text in a drawing.
    fn written(&mut self, text: &TypedText<'_>) -> Label {
        let parts = self.label(text);
        self.pieces_of(&parts)
    }

    /// The name of a mark: as written, else the words of its value.
    fn named(&mut self, mark: &TypedMark<'_>) -> Label {
        match &mark.label {
            Some(label) => {
                if let MarkContent::Value(value, _) = &mark.content {
                    self.saying.label(value, label.tree.words());
                }
                self.written(label)
            }
            None => vec![Piece::Words(mark.name.clone())],
        }
    }

    /// The label of a mark; empty where it has none.
    fn labelled(&mut self, mark: &TypedMark<'_>) -> Label {
        mark.label.as_ref().map(|label| self.written(label)).unwrap_or_default()
    }

    /// Parts of a text as pieces whose registers are still nodes; what never changes is written out.
    fn pieces_of(&mut self, parts: &[Part]) -> Label {
        let mut pieces: Label = Vec::new();
        for part in parts {
            let piece = match (self.fixed(part), part) {
                (Some(words), _) => Piece::Words(words),
                (None, Part::Words(words)) => Piece::Words(words.clone()),
                (None, Part::Number(node, format)) => Piece::Number { value: *node, format: *format as u32 },
                (None, Part::Text(node)) => Piece::Text(*node),
                (None, Part::Gap(value, truth)) => Piece::Gap { value: *value, truth: *truth },
                (None, Part::Either(node, yes, no)) => {
                    Piece::Either { cond: *node, yes: yes.clone(), no: no.clone() }
                }
            };
            match (pieces.last_mut(), piece) {
                (Some(Piece::Words(before)), Piece::Words(words)) => before.push_str(&words),
                (_, piece) => pieces.push(piece),
            }
        }
        pieces
    }

    /// An entry of the legend, worded as in the drawing.
    fn explain(&mut self, canvas: &mut Canvas, shape: &'static str, number: usize, label: &Label) {
        let parts: Vec<Part> = label
            .iter()
            .map(|piece| match piece {
                Piece::Words(words) => Part::Words(words.clone()),
                Piece::Number { value, format } => Part::Number(*value, *format as usize),
                Piece::Text(node) => Part::Text(*node),
                Piece::Gap { value, truth } => Part::Gap(*value, *truth),
                Piece::Either { cond, yes, no } => Part::Either(*cond, yes.clone(), no.clone()),
            })
            .collect();
        let label = self.rich_of(parts);
        let class = if number == 0 { String::new() } else { format!("{shape}{}", (number - 1) % 8 + 1) };
        canvas.legend.push(block::Legend { shape, class, label: vec![label], dashed: false });
    }

    /// The state of a mark, if it has one, and an entry of the legend for each state, once.
    fn toned(
        &mut self,
        mark: &TypedMark<'_>,
        shape: &'static str,
        canvas: &mut Canvas,
    ) -> Option<drawn::Tone> {
        let (node, arms) = self.marks(&mark.tones)?;
        let levels: Vec<f64> = arms
            .iter()
            .map(|arm| LEVELS.iter().position(|level| *level == arm.level).unwrap_or(2) as f64)
            .collect();
        let titles: Vec<String> = arms
            .iter()
            .map(
                |arm| if arm.words.is_empty() { crate::page::capital(&arm.level) } else { words(&arm.words) },
            )
            .collect();
        for (arm, words) in arms.iter().zip(&titles) {
            let entry = block::Legend {
                shape,
                class: arm.level.clone(),
                label: vec![Rich::Fixed(words.clone())],
                dashed: false,
            };
            if !canvas.legend.contains(&entry) {
                canvas.legend.push(entry);
            }
        }
        let level = self.lowering.graph.cell(&levels, node);
        Some(drawn::Tone { level, words: self.texts(&titles, node) })
    }

    fn rule(
        &mut self,
        mark: &TypedMark<'_>,
        horizontal: bool,
        value: &Typed,
        canvas: &mut Canvas,
        rules: &mut Vec<drawn::Rule>,
    ) -> Option<()> {
        for round in self.rounds(mark)? {
            self.enter(&round);
            let node = self.lowering.expr(value, Lowering::BASE);
            let near = vec![(value.clone(), node)];
            let scene = Scene { near, role: Role::Label, ..Scene::default() };
            let label = self.about_it(scene, |planner| planner.named(mark));
            let said = matches!(value.kind, TypedKind::Given(id) if self.model.said.values().any(|said| *said == id));
            canvas.rules_at.push(mark.tree.span);
            rules.push(drawn::Rule { horizontal, value: self.only(&round, node), label, said });
        }
        Some(())
    }

    fn region(
        &mut self,
        mark: &TypedMark<'_>,
        horizontal: bool,
        ends: [&Option<Typed>; 2],
        canvas: &mut Canvas,
    ) -> Option<drawn::Region> {
        if ends == [&None, &None] {
            self.misplaced(
                mark.tree.span,
                "A region needs `from`, `to` or both.",
                "has no end",
                "write `from` or `to`",
            );
            return None;
        }
        let [from, to] = ends.map(|end| end.as_ref().map(|end| self.lowering.expr(end, Lowering::BASE)));
        let label = self.labelled(mark);
        canvas.regions += 1;
        canvas.regions_at.push(mark.tree.span);
        if !label.is_empty() {
            self.explain(canvas, "region", canvas.regions, &label);
            if let (Some(entry), MarkKind::Region { level: Some(level), .. }) =
                (canvas.legend.last_mut(), &mark.tree.kind)
            {
                entry.class = level.text.clone();
            }
        }
        Some(drawn::Region { horizontal, from, to, label, level: None })
    }

    /// The rows that a chart marks.
    fn chosen(&mut self, chart: &TypedChart<'_>) -> Option<Vec<drawn::Chosen>> {
        let mut chosen = Vec::new();
        for mark in &chart.marks {
            let (MarkKind::Row(_), MarkContent::Place(row)) = (&mark.tree.kind, &mark.content) else {
                continue;
            };
            for round in self.rounds(mark)? {
                self.enter(&round);
                let node = self.lowering.expr(row, Lowering::BASE);
                let label = self.named(mark);
                chosen.push(drawn::Chosen { label, row: self.only(&round, node) });
            }
        }
        Some(chosen)
    }

    /// `mark now` and `mark x at …` need lines.
    fn no_settings(&mut self, chart: &tree::Chart) {
        for mark in &chart.marks {
            if matches!(mark.kind, MarkKind::Now | MarkKind::At(_)) {
                let help = "lines and cells over a control have a current setting";
                self.misplaced(mark.span, "There is no setting to mark here.", "no line", help);
            }
        }
    }

    /// Nothing but its own marks makes sense in this chart.
    fn no_rows(&mut self, chart: &tree::Chart) {
        for mark in &chart.marks {
            if matches!(mark.kind, MarkKind::Row(_)) {
                let help = "points and bars that stand for rows of a table can be marked";
                self.misplaced(mark.span, "There is no row to mark here.", "no point and no bar", help);
            }
        }
    }

    fn node(&mut self, typed: &Typed, round: &rounds::Round) -> Node {
        let node = self.lowering.expr(typed, Lowering::BASE);
        self.only(round, node)
    }
}

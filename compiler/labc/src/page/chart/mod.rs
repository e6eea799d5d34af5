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
//! | `shapes` | spans, spokes and gauges |
//! | `doubt` | warnings: values off a logarithmic axis, marks outside the axis |

mod bars;
mod doubt;
mod heat;
mod intervals;
mod plane;
mod rounds;
mod shapes;
mod sweep;

use lab_core::chart::{self as drawn, Axis, Body, Label};
use lab_core::number::Format;
use lab_core::page::Piece;

use super::plan::*;
use super::planner::Planner;
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::syntax::tree::{self, ChartAxis, ChartMark, MarkKind, Shown, Text};

/// What the axes measure, and what a chart explains beside the drawing.
#[derive(Default)]
struct Canvas {
    /// The first value along each axis, with its format: all others have to agree.
    x: Option<(Typed, Format)>,
    y: Option<(Typed, Format)>,
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
}

/// The kinds of charts. Rules, regions and marked settings go with all that have axes for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Plane,
    Bars,
    Spans,
    Radar,
    Heat,
    Gauges,
}

/// The levels, the gravest first.
const LEVELS: [&str; 4] = ["fail", "warn", "note", "pass"];

/// The number of a level.
fn level_of(level: &tree::Name) -> Option<u8> {
    LEVELS.iter().position(|known| *known == level.text).map(|at| at as u8)
}

impl Planner<'_> {
    pub(super) fn chart(&mut self, chart: &tree::Chart) -> Option<Plan> {
        let title = self.checker.text(&chart.title);
        let title = self.plain(&title);
        let reported = self.checker.diagnostics.len();
        let depth = self.checker.depth();
        let planned = self.chart_body(chart);
        self.checker.close_to(depth);
        let (body, rules, regions, canvas) = planned?;
        if self.checker.diagnostics.len() > reported {
            return None;
        }
        self.doubts(chart, &body, &rules, &regions, canvas.ends);
        let x = self.axis(chart.x.as_ref(), canvas.x, canvas.x_label, canvas.x_log);
        let y = self.axis(chart.y.as_ref(), canvas.y, canvas.y_label, canvas.y_log);
        let index = self.charts.len();
        let measured = !canvas.spreads.all.is_empty() || canvas.spreads.brought.is_some();
        let spreads = measured.then_some(canvas.spreads);
        self.charts.push(drawn::Chart { x, y, body, rules, regions, spreads });
        self.titles.push(title.clone());
        let slot = self.slot(Shows::Chart(index));
        let sentence = self.slot(Shows::Sentence(index));
        let drawing = ChartSlots { chart: index, slot, sentence };
        Some(Plan::Chart(block::Chart { title, legend: canvas.legend, drawing }))
    }

    fn chart_body(
        &mut self,
        chart: &tree::Chart,
    ) -> Option<(Body, Vec<drawn::Rule>, Vec<drawn::Region>, Canvas)> {
        let swept = chart.x.as_ref().is_some_and(|x| x.name.is_some());
        let family = self.family(chart, swept)?;
        self.forms(chart, family);
        let mut canvas = Canvas::default();
        let body = match family {
            Family::Plane => Body::Plane(self.plane(chart, &mut canvas)?),
            Family::Bars => Body::Bars(self.bars(chart, &mut canvas)?),
            Family::Spans => Body::Timeline(drawn::Timeline { spans: self.spans(chart, &mut canvas)? }),
            Family::Radar => Body::Radar(self.radar(chart, &mut canvas)?),
            Family::Heat => Body::Heat(self.heat(chart, &mut canvas)?),
            Family::Gauges => Body::Gauges(drawn::Gauges { gauges: self.gauges(chart, &mut canvas)? }),
        };
        self.meaning(chart, &mut canvas)?;
        let (mut rules, mut regions) = (Vec::new(), Vec::new());
        for mark in &chart.marks {
            match &mark.kind {
                MarkKind::Rule(horizontal, value) => {
                    self.has_axis(family, *horizontal, mark)?;
                    self.rule(mark, *horizontal, value, chart, &mut canvas, &mut rules)?;
                }
                MarkKind::Region { horizontal, from, to, level } => {
                    self.has_axis(family, *horizontal, mark)?;
                    let ends = (from.as_ref(), to.as_ref());
                    let region = self.region(mark, *horizontal, ends, chart, &mut canvas)?;
                    regions.push(drawn::Region { level: level.as_ref().and_then(level_of), ..region });
                }
                _ => {}
            }
        }
        Some((body, rules, regions, canvas))
    }

    /// What kind of chart it is: all its marks belong to one.
    fn family(&mut self, chart: &tree::Chart, swept: bool) -> Option<Family> {
        let of = |mark: &ChartMark| match &mark.kind {
            MarkKind::Line { .. }
            | MarkKind::Area(_)
            | MarkKind::Band(..)
            | MarkKind::Point { .. }
            | MarkKind::Frontier(..)
            | MarkKind::Roofline(..)
            | MarkKind::Histogram { .. }
            | MarkKind::At(_) => Some(Family::Plane),
            MarkKind::Bar(_) if swept => Some(Family::Plane),
            MarkKind::Bar(_) | MarkKind::Total => Some(Family::Bars),
            MarkKind::Span { .. } => Some(Family::Spans),
            MarkKind::Spoke(..) => Some(Family::Radar),
            MarkKind::Cell(..) | MarkKind::Contour(_) => Some(Family::Heat),
            MarkKind::Gauge(..) => Some(Family::Gauges),
            MarkKind::Rule(..) | MarkKind::Region { .. } | MarkKind::Now | MarkKind::Row(_) => None,
        };
        let mut known: Option<(Family, &ChartMark)> = None;
        for mark in &chart.marks {
            match (of(mark), known) {
                (Some(family), None) => known = Some((family, mark)),
                (Some(family), Some((first, before))) if family != first => {
                    let (word, other) = (mark.kind.word(), before.kind.word());
                    let diagnostic = self
                        .error(
                            Code::MixedMarks,
                            format!("`{word}` and `{other}` do not go together."),
                            mark.span,
                            format!("this chart began with `{other}`"),
                        )
                        .help("give each a chart of its own");
                    self.report(diagnostic);
                    return None;
                }
                _ => {}
            }
        }
        if known.is_none() && !chart.broken {
            let diagnostic = self
                .error(Code::NoAxis, "This chart is empty.", chart.title.span, "add a mark")
                .help("write `line formula`");
            self.report(diagnostic);
        }
        known.map(|(family, _)| family)
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

    fn misplaced(
        &mut self,
        span: crate::sources::Span,
        headline: impl Into<String>,
        label: &str,
        help: &str,
    ) {
        let diagnostic = self.error(Code::MisplacedMark, headline, span, label).help(help);
        self.report(diagnostic);
    }

    /// Whether a chart has values along an axis that a rule could stand at.
    fn has_axis(&mut self, family: Family, horizontal: bool, mark: &ChartMark) -> Option<()> {
        let has = match family {
            Family::Plane => true,
            Family::Bars => horizontal,
            Family::Spans => !horizontal,
            Family::Radar | Family::Heat | Family::Gauges => false,
        };
        if !has {
            let axis = if horizontal { "y" } else { "x" };
            let help = match family {
                Family::Bars => "values of bars are along y, whichever way they lie: write `y`",
                Family::Spans => "spans run along x: write `x`",
                Family::Heat => "write `contour` and a value",
                _ => "say it in the label",
            };
            let headline = format!("There is no value along {axis} here.");
            self.misplaced(mark.span, headline, "nowhere to stand", help);
        }
        has.then_some(())
    }

    /// An axis with everything known about it.
    fn axis(
        &mut self,
        axis: Option<&ChartAxis>,
        measured: Option<(Typed, Format)>,
        label: String,
        log: bool,
    ) -> Axis {
        let format = measured.map_or_else(crate::check::plain, |(_, format)| format);
        let label = match axis.and_then(|axis| axis.label.as_ref()) {
            Some(label) => {
                let label = self.checker.text(label);
                self.plain(&label)
            }
            None => label,
        };
        let log = log || axis.is_some_and(|axis| axis.log);
        Axis { label, format: self.format(format) as u32, log }
    }

    /// A value along an axis: a number, in the axis' unit, that agrees with what stands there already.
    fn measured(
        &mut self,
        value: &Shown,
        axis: Option<&ChartAxis>,
        known: &mut Option<(Typed, Format)>,
    ) -> Option<Typed> {
        let mut value = value.clone();
        if let Some(unit) = axis.and_then(|axis| axis.unit.as_ref()) {
            value.unit = Some(unit.clone());
        }
        let (typed, format) = self.numeric(&value)?;
        match known {
            Some((first, _)) if !self.checker.comparable(first, &typed) => {
                let diagnostic = self.checker.claim_differs(first, &typed);
                self.report(diagnostic);
                return None;
            }
            Some(_) => {}
            None => *known = Some((typed.clone(), format)),
        }
        Some(typed)
    }

    /// A value that is a number, or may be one.
    fn numeric(&mut self, value: &Shown) -> Option<(Typed, Format)> {
        let (typed, format) = self.checker.shown(value);
        let of = match &typed.of {
            Type::Maybe(inner) => inner,
            of => of,
        };
        match of {
            Type::Number(_) | Type::Point => Some((typed, format)),
            Type::Unknown => None,
            _ => {
                let diagnostic = self.error(
                    Code::NotANumber,
                    "A chart can show only numbers.",
                    typed.span,
                    "this is none",
                );
                self.report(diagnostic);
                None
            }
        }
    }

    /// A text in a drawing.
    fn written(&mut self, text: &Text) -> Label {
        let text = self.checker.text(text);
        let parts = self.label(&text);
        self.pieces_of(&parts)
    }

    /// The name of a mark: as written, else the words of its value.
    fn named(&mut self, mark: &ChartMark, value: &Shown) -> Label {
        match &mark.label {
            Some(label) => self.written(label),
            None => vec![Piece::Words(self.checker.words_of(&value.expr))],
        }
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

    /// The state of a mark, and an entry of the legend for each state, once.
    fn toned(
        &mut self,
        mark: &ChartMark,
        shape: &'static str,
        canvas: &mut Canvas,
    ) -> Option<Option<drawn::Tone>> {
        if mark.tones.is_empty() {
            return Some(None);
        }
        let tones = self.checker.tones(&mark.tones);
        let (node, arms) = self.marks(&tones)?;
        let levels: Vec<f64> = arms
            .iter()
            .map(|arm| LEVELS.iter().position(|level| *level == arm.level).unwrap_or(2) as f64)
            .collect();
        let titles: Vec<String> = arms
            .iter()
            .map(|arm| if arm.words.is_empty() { super::capital(&arm.level) } else { words(&arm.words) })
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
        Some(Some(drawn::Tone { level, words: self.texts(&titles, node) }))
    }

    fn rule(
        &mut self,
        mark: &ChartMark,
        horizontal: bool,
        value: &Shown,
        chart: &tree::Chart,
        canvas: &mut Canvas,
        rules: &mut Vec<drawn::Rule>,
    ) -> Option<()> {
        let axis = if horizontal { chart.y.as_ref() } else { chart.x.as_ref() };
        let depth = self.checker.depth();
        for round in self.rounds(mark)? {
            self.enter(&round);
            let known = if horizontal { &mut canvas.y } else { &mut canvas.x };
            let typed = self.measured(value, axis, known)?;
            let value_node = self.lowering.expr(&typed, Lowering::BASE);
            let label = self.named(mark, value);
            self.explain(canvas, "rule", rules.len() + 1, &label);
            rules.push(drawn::Rule { horizontal, value: self.only(&round, value_node), label });
        }
        self.checker.close_to(depth);
        Some(())
    }

    fn region(
        &mut self,
        mark: &ChartMark,
        horizontal: bool,
        (from, to): (Option<&Shown>, Option<&Shown>),
        chart: &tree::Chart,
        canvas: &mut Canvas,
    ) -> Option<drawn::Region> {
        let axis = if horizontal { chart.y.as_ref() } else { chart.x.as_ref() };
        if from.is_none() && to.is_none() {
            self.misplaced(
                mark.span,
                "A region needs `from`, `to` or both.",
                "has no end",
                "write `from` or `to`",
            );
            return None;
        }
        let mut nodes = [None, None];
        for (node, end) in nodes.iter_mut().zip([from, to]) {
            let Some(end) = end else { continue };
            let known = if horizontal { &mut canvas.y } else { &mut canvas.x };
            let typed = self.measured(end, axis, known)?;
            *node = Some(self.lowering.expr(&typed, Lowering::BASE));
        }
        let label = mark.label.as_ref().map(|label| self.written(label)).unwrap_or_default();
        canvas.regions += 1;
        if !label.is_empty() {
            self.explain(canvas, "region", canvas.regions, &label);
            if let (Some(entry), MarkKind::Region { level: Some(level), .. }) =
                (canvas.legend.last_mut(), &mark.kind)
            {
                entry.class = level.text.clone();
            }
        }
        let [from, to] = nodes;
        Some(drawn::Region { horizontal, from, to, label, level: None })
    }

    /// The rows that a chart marks.
    fn chosen(&mut self, chart: &tree::Chart) -> Option<Vec<drawn::Chosen>> {
        let mut chosen = Vec::new();
        for mark in &chart.marks {
            let MarkKind::Row(value) = &mark.kind else { continue };
            let depth = self.checker.depth();
            for round in self.rounds(mark)? {
                self.enter(&round);
                let (typed, _) = self.checker.shown(value);
                let of = match &typed.of {
                    Type::Maybe(inner) => (**inner).clone(),
                    of => of.clone(),
                };
                match of {
                    Type::Row(_) => {}
                    Type::Unknown => return None,
                    _ => {
                        let help = "name a choice, or write `mark now` or `mark x at …`";
                        self.misplaced(typed.span, "This marks no row.", "a row of a table is marked", help);
                        return None;
                    }
                }
                let node = self.lowering.expr(&typed, Lowering::BASE);
                let label = self.named(mark, value);
                chosen.push(drawn::Chosen { label, row: self.only(&round, node) });
            }
            self.checker.close_to(depth);
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

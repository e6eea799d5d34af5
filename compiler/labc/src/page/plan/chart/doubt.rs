//! What a chart cannot show, or not as it is meant: values off a logarithmic axis, marks beside the axis.

use lab_core::chart::{self as drawn, Body, Plane, Style};
use lab_core::number::Format;

use crate::check::text::TypedText;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;
use crate::syntax::tree::{self, MarkKind};

/// How many lines differ in colour and stroke.
const APART: usize = 8;

impl Planner<'_> {
    /// Warns of a label that names another unit than its axis has: `y in kW "Power in W"`, or `x flow "Flow (L/min)"` along
    /// a slider in m³/h.
    pub(super) fn unit_in_label(&mut self, axis: &Format, label: &TypedText<'_>) {
        let [own] = axis.units.as_slice() else { return };
        let words = label.tree.words();
        let bare = words.trim_end_matches([')', ']']);
        let last = bare.rsplit([' ', '(', '[']).next().unwrap_or_default();
        let before = bare.trim_end_matches(last);
        let says_unit = before.ends_with(['(', '[']) || before.trim_end().ends_with([',']);
        let says_unit = says_unit || before.trim_end().ends_with(" in");
        let units = &self.model.units;
        let read = |symbol: &str| units.read(symbol).ok().or_else(|| units.spoken(symbol));
        let (Some(own), Some(said)) = (read(&own.symbol), read(last)) else { return };
        if !says_unit
            || own.dimension != said.dimension
            || (own.factor - said.factor).abs() <= 1e-9 * own.factor.abs() && own.offset == said.offset
        {
            return;
        }
        let headline = format!("This label says {}, but the axis is in {}.", said.symbol, own.symbol);
        let diagnostic =
            Diagnostic::warning(Code::TextDiffers, headline, self.file, label.tree.span, "another unit")
                .help("leave the unit out: the axis shows its own");
        self.report(diagnostic);
    }

    /// Warns of what a chart does not show, as far as constants and the start tell.
    pub(super) fn doubts(&mut self, chart: &tree::Chart, body: &Body, ends: Option<(f64, f64)>) {
        if let (Some(axis), Some((low, _))) = (&chart.x, ends)
            && axis.log
            && low <= 0.0
        {
            let help = "begin above zero, or leave out `log`";
            self.doubt(axis.span, "A logarithmic axis cannot begin at zero or below.", "drawn evenly", help);
        }
        match body {
            Body::Plane(plane) => self.doubts_of_lines(chart, plane),
            Body::Timeline(timeline) => {
                let backwards = timeline.spans.iter().any(|span| {
                    let [from, to] = [span.from, span.to].map(|end| self.lowering.graph.value(end));
                    matches!((from, to), (Some(from), Some(to)) if from > to)
                });
                let place = chart.marks.iter().find(|mark| matches!(mark.kind, MarkKind::Span { .. }));
                if let (true, Some(mark)) = (backwards, place) {
                    let help = "write the earlier time first";
                    self.doubt(mark.span, "This span ends before it begins.", "drawn from its end", help);
                }
            }
            _ => {}
        }
    }

    /// Rules at fixed values that lie outside of what is swept.
    pub(super) fn beside_the_axis(
        &mut self,
        axis: &Format,
        (low, high): (f64, f64),
        rules: &[drawn::Rule],
        places: &[Span],
    ) {
        let upright = rules.iter().zip(places).filter(|(rule, _)| !rule.horizontal);
        let lost = upright.into_iter().find_map(|(rule, place)| {
            let value = self.lowering.graph.value(rule.value)?;
            (value < low || value > high).then_some((value, *place))
        });
        let Some((value, place)) = lost else { return };
        let [value, low, high] = [value, low, high].map(|value| on_axis(axis, value));
        let headline = format!("This rule is at {value}, outside of the axis.");
        let label = format!("the axis runs from {low} to {high}");
        self.doubt(place, &headline, &label, "move it into the range of the axis, or widen the axis");
    }

    /// Regions with fixed ends that lie outside of what is swept.
    pub(super) fn regions_beside(
        &mut self,
        axis: &Format,
        (low, high): (f64, f64),
        regions: &[drawn::Region],
        places: &[Span],
    ) {
        let upright = regions.iter().zip(places).filter(|(region, _)| !region.horizontal);
        let lost = upright.into_iter().find(|(region, _)| {
            let [from, to] =
                [region.from, region.to].map(|end| end.and_then(|end| self.lowering.graph.value(end)));
            from.is_some_and(|from| from > high) || to.is_some_and(|to| to < low)
        });
        let Some((_, place)) = lost else { return };
        let [low, high] = [low, high].map(|value| on_axis(axis, value));
        let label = format!("the axis runs from {low} to {high}");
        let help = "move it into the range of the axis, or widen the axis";
        self.doubt(*place, "This region lies outside of the axis.", &label, help);
    }

    fn doubts_of_lines(&mut self, chart: &tree::Chart, plane: &Plane) {
        let drawn = |mark: &&tree::ChartMark| {
            matches!(
                mark.kind,
                MarkKind::Line { .. } | MarkKind::Area(_) | MarkKind::Band(..) | MarkKind::Bar(_)
            )
        };
        let Some(first) = chart.marks.iter().find(drawn) else { return };
        if plane.lines.len() > APART {
            let count = plane.lines.len();
            let headline = format!("This chart has {count} lines, but only {APART} differ in colour.");
            self.doubt(
                first.span,
                &headline,
                "the ninth looks like the first",
                "show fewer, or make two charts",
            );
        }
        let log = chart.y.as_ref().filter(|axis| axis.log);
        let stacked: Vec<bool> = plane.lines.iter().map(|line| line.style == Style::Stacked).collect();
        if log.is_none() && stacked.iter().filter(|stacked| **stacked).count() < 2 {
            return;
        }
        let values = self.at_the_start(&plane.lines.iter().map(|line| line.values).collect::<Vec<_>>());
        if let Some(axis) = log
            && values.iter().flatten().any(|value| *value <= 0.0)
        {
            let help = "leave out `log`, or begin where all values are above zero";
            self.doubt(
                axis.span,
                "Some values are zero or below at the start.",
                "a logarithmic axis has no place for them",
                help,
            );
        }
        let areas: Vec<f64> = values
            .iter()
            .zip(&stacked)
            .filter(|(_, stacked)| **stacked)
            .flat_map(|(list, _)| list.clone())
            .collect();
        if areas.iter().any(|value| *value < 0.0) && areas.iter().any(|value| *value > 0.0) {
            let place = chart.marks.iter().find(|mark| matches!(mark.kind, MarkKind::Area(_)));
            let help = "stack values of one sign, or draw lines";
            self.doubt(
                place.unwrap_or(first).span,
                "Areas above and below zero are stacked on each other.",
                "some are above zero, some below at the start",
                help,
            );
        }
    }

    /// The values of some lists at the start.
    fn at_the_start(&mut self, lists: &[Node]) -> Vec<Vec<f64>> {
        let program = self.lowering.graph.program(lists);
        let Ok(machine) = lab_core::Machine::new(program) else { return Vec::new() };
        let values = |list: &Node| machine.list(self.lowering.graph.register(*list)).to_vec();
        lists.iter().map(values).collect()
    }

    fn doubt(&mut self, span: Span, headline: &str, label: &str, help: &str) {
        let file = self.file;
        self.report(Diagnostic::warning(Code::OffChart, headline, file, span, label).help(help));
    }
}

/// A value as an axis shows it.
fn on_axis(format: &Format, value: f64) -> String {
    format.text(value).replace(['\u{a0}', '\u{202f}'], " ")
}

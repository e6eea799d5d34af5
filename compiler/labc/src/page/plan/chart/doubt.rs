//! What a chart cannot show, or not as it is meant: values off a logarithmic axis, marks beside the axis.

use lab_core::chart::{self as drawn, Body, Plane, Style};

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
    /// Warns of a label that names another unit than its axis has: `y in kW "Power in W"`.
    pub(super) fn unit_in_label(&mut self, own: &tree::UnitExpr, label: &TypedText<'_>) {
        let words = label.tree.words();
        let last = words.trim_end_matches([')', ']']).rsplit([' ', '(', '[']).next().unwrap_or_default();
        let before = words.trim_end_matches([')', ']']).trim_end_matches(last);
        let says_unit = before.ends_with(['(', '[']) || before.trim_end().ends_with(" in");
        let units = &self.model.units;
        let (Ok(own), Ok(said)) = (units.written(own), units.read(last)) else { return };
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
    pub(super) fn doubts(
        &mut self,
        chart: &tree::Chart,
        body: &Body,
        rules: &[drawn::Rule],
        regions: &[drawn::Region],
        ends: Option<(f64, f64)>,
    ) {
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
        let Some((low, high)) = ends else { return };
        let beside = |value: Option<f64>| value.is_some_and(|value| value < low || value > high);
        let marks = |horizontal_rule: bool| {
            chart.marks.iter().find(|mark| match mark.kind {
                MarkKind::Rule(horizontal, _) => horizontal_rule && !horizontal,
                MarkKind::Region { horizontal, .. } => !horizontal_rule && !horizontal,
                _ => false,
            })
        };
        let upright = rules.iter().filter(|rule| !rule.horizontal);
        let lost: Vec<Node> = upright.map(|rule| rule.value).collect();
        if let Some(mark) = marks(true)
            && lost.iter().any(|node| beside(self.lowering.graph.value(*node)))
        {
            let help = "rules stand within the range that is swept";
            self.doubt(mark.span, "This rule stands beside the axis.", "not to be seen", help);
        }
        let mut lost = false;
        for region in regions.iter().filter(|region| !region.horizontal) {
            let [from, to] =
                [region.from, region.to].map(|end| end.and_then(|end| self.lowering.graph.value(end)));
            lost |= from.is_some_and(|from| from > high) || to.is_some_and(|to| to < low);
        }
        if let (true, Some(mark)) = (lost, marks(false)) {
            let help = "regions lie within the range that is swept";
            self.doubt(mark.span, "This region lies beside the axis.", "not to be seen", help);
        }
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

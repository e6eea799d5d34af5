//! Lines of charts that cannot be drawn whole at every setting: a pole in the middle, zero on a logarithmic axis.

use std::collections::BTreeSet;

use lab_core::Machine;
use lab_core::program::{Binary, Unary};
use lab_prove::Wanted;

use super::decide::{Ask, AskedConditions, Question};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// A line over a slider. The setting of the slider is the position on the line.
#[derive(Clone, Debug)]
pub(in crate::page) struct Curve {
    /// The mark that draws it.
    pub(in crate::page) span: Span,
    /// The axis of its values, where that is logarithmic.
    pub(in crate::page) axis: Option<Span>,
    /// The positions a step before and a step after.
    pub(in crate::page) beside: [Node; 2],
    /// Where the line begins and ends.
    pub(in crate::page) ends: (f64, f64),
    /// The values there: a step before, here, a step after.
    pub(in crate::page) values: [Node; 3],
}

/// What can be wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CurveFault {
    /// One position has no value, and both beside it have.
    Gap,
    /// A logarithmic axis has no place for the value.
    Low(Span),
}

/// A fault that is looked for.
pub(super) struct Looked {
    curve: Curve,
    gates: Vec<Node>,
    fault: CurveFault,
}

impl Planner<'_> {
    /// Whether each line is undefined somewhere, or has a value that its axis has no place for.
    pub(super) fn curve_asks(&mut self) -> AskedConditions<Looked> {
        let (mut asks, mut about) = (Vec::new(), Vec::new());
        for (curve, gates) in std::mem::take(&mut self.curves) {
            let value = curve.values[1];
            let all = curve.values.iter().chain(&gates);
            if all.clone().any(|node| !self.lowering.graph.is_outer(*node) || self.is_faulty(*node)) {
                continue;
            }
            let defined = self.lowering.graph.unary(Unary::Defined, value);
            let missing = self.lowering.graph.unary(Unary::Not, defined);
            let missing = self.given(&gates, missing);
            asks.push(Ask { wanted: Wanted::Any, ..Ask::of(missing, Question::Undefined, curve.span) });
            about.push(Looked { curve: curve.clone(), gates: gates.clone(), fault: CurveFault::Gap });
            if let Some(axis) = curve.axis {
                let zero = self.lowering.graph.constant(0.0);
                let low = self.lowering.graph.binary(Binary::Le, value, zero);
                asks.push(Ask::of(self.given(&gates, low), Question::Impossible, axis));
                about.push(Looked { curve, gates, fault: CurveFault::Low(axis) });
            }
        }
        AskedConditions { asks, about }
    }

    /// A condition that holds wherever a line has a gap, and that takes less to compute: it is undefined here, and what
    /// must hold for it to be defined on both sides does. Nothing where no such conditions are known.
    fn gap_may_be_in(&mut self, Looked { curve, gates, .. }: &Looked) -> Option<Node> {
        let [before, here, after] = curve.values;
        let beside = [before, after].into_iter();
        let required: Vec<Node> = beside.flat_map(|value| self.lowering.graph.required(value)).collect();
        if required.is_empty() {
            return None;
        }
        let defined = self.lowering.graph.unary(Unary::Defined, here);
        let mut missing = self.lowering.graph.unary(Unary::Not, defined);
        // Mostly it is undefined only where a condition of its own fails.
        let own = self.lowering.graph.required(here);
        let in_spite = self.given(&own, missing);
        let in_spite = self.given(gates, in_spite);
        let ask = Ask { wanted: Wanted::Any, ..Ask::of(in_spite, Question::Undefined, curve.span) };
        if self.outcomes(&[ask])[0].never {
            let yes = self.lowering.graph.constant(1.0);
            let holds = self.given(&own, yes);
            // What is undefined does not hold.
            let defined = self.lowering.graph.unary(Unary::Defined, holds);
            let holds = self.lowering.graph.binary(Binary::And, defined, holds);
            missing = self.lowering.graph.unary(Unary::Not, holds);
        }
        let within = self.is_within(curve);
        let missing = self.given(&within, missing);
        let missing = self.given(&required, missing);
        Some(self.given(gates, missing))
    }

    /// The line goes on a step before and a step after.
    fn is_within(&mut self, curve: &Curve) -> [Node; 2] {
        let graph = &mut self.lowering.graph;
        let (from, to) = (graph.constant(curve.ends.0), graph.constant(curve.ends.1));
        let follows = graph.binary(Binary::Le, from, curve.beside[0]);
        let goes_on = graph.binary(Binary::Le, curve.beside[1], to);
        [follows, goes_on]
    }

    /// Whether a line is undefined here and defined on both sides. One that begins or ends where its formula does is as
    /// its author means it.
    fn gap_in(&mut self, curve: &Curve) -> Node {
        let [follows, goes_on] = self.is_within(curve);
        let graph = &mut self.lowering.graph;
        let [before, here, after] = curve.values.map(|value| graph.unary(Unary::Defined, value));
        let missing = graph.unary(Unary::Not, here);
        [missing, before, after, follows]
            .into_iter()
            .fold(goes_on, |all, one| graph.binary(Binary::And, one, all))
    }

    /// Reports lines that cannot be drawn whole, each once.
    pub(super) fn whole_lines(&mut self, curves: AskedConditions<Looked>) {
        let mut asks = curves.asks;
        let outcomes = self.outcomes(&asks);
        for ((looked, ask), outcome) in curves.about.iter().zip(&mut asks).zip(outcomes) {
            if looked.fault == CurveFault::Gap
                && !outcome.never
                && let Some(gap) = self.gap_may_be_in(looked)
            {
                ask.condition = gap;
            }
        }
        let outcomes = self.outcomes(&asks);
        let maybe = std::mem::take(&mut asks);
        for ((looked, ask), outcome) in curves.about.iter().zip(maybe).zip(outcomes) {
            // A line that is defined everywhere has no gap: its neighbours need not be computed.
            let asks_for_gap = looked.fault == CurveFault::Gap && !outcome.never;
            asks.push(if asks_for_gap {
                let gap = self.gap_in(&looked.curve);
                Ask { condition: self.given(&looked.gates, gap), wanted: Wanted::Simplest, ..ask }
            } else {
                ask
            });
        }
        let outcomes = self.decided(&asks);
        let mut reported: BTreeSet<Span> = BTreeSet::new();
        for (looked, outcome) in curves.about.into_iter().zip(outcomes) {
            let Some(found) = outcome.found.clone() else { continue };
            let said = self.said_setting(&found.setting);
            let (code, place, headline, label, help) = match looked.fault {
                CurveFault::Gap => {
                    let reason = self.reason_at(looked.curve.values[1], &found.setting);
                    (
                        Code::UndefinedShown,
                        looked.curve.span,
                        format!("This line has a gap {}.", said.words),
                        reason.unwrap_or_else(|| "it has no value there".to_owned()),
                        "end the line before it, exclude the position with `if`, or narrow the control",
                    )
                }
                // What is so at the start has been said when the chart was planned.
                CurveFault::Low(_) if found.setting.is_empty() => continue,
                CurveFault::Low(axis) => (
                    Code::OffChart,
                    axis,
                    format!("Some values are zero or below {}.", said.words),
                    "a logarithmic axis has no place for them".to_owned(),
                    "leave out `log`, or begin where all values are above zero",
                ),
            };
            let known = self.diagnostics.iter().any(|diagnostic| {
                diagnostic.code == code && diagnostic.labels.first().is_some_and(|first| first.span == place)
            });
            if known || !reported.insert(place) {
                continue;
            }
            let verdict = self.verdict(&outcome);
            let diagnostic = Diagnostic::warning(code, headline, self.file, place, label).help(help);
            self.report(diagnostic.decided(verdict));
        }
    }

    /// Why a value is undefined at a setting.
    fn reason_at(&mut self, value: Node, setting: &[(usize, f64)]) -> Option<String> {
        let program = self.lowering.graph.program(&[value]);
        let register = self.lowering.graph.register(value);
        let mut machine = Machine::new(program).ok()?;
        setting.iter().for_each(|(input, value)| machine.set(*input, *value));
        machine.run();
        machine.why(register).map(|why| why.text(machine.program()).to_owned())
    }
}

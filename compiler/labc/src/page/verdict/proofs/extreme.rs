//! A value that is least, or greatest, at a place along a control, whatever the other controls are. The place may move
//! with them: the best interval depends on what a run costs.

use lab_core::Machine;
use lab_core::program::{Binary, Unary};

use super::decide::Question;
use super::stated::ValuesAlong;
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

impl Planner<'_> {
    /// The value at a place is the least (or greatest) along a control, to within a step of it, whatever the other
    /// controls are.
    pub(super) fn extreme(
        &mut self,
        name: &str,
        span: Span,
        value: &Typed,
        minimum: bool,
        at: &Typed,
        control: Id,
    ) {
        let Some(line) = self.line(value, control) else { return };
        let start = self.lowering.start(control);
        let start = self.lowering.graph.constant(start);
        let at = self.lowering.at(at, control, start);
        if self.is_faulty(line.here) || self.is_faulty(at) {
            return;
        }
        let best = self.best_near(value, control, &line.positions, at, minimum);
        let graph = &mut self.lowering.graph;
        // Where nothing near the place has a value, any value elsewhere refutes it.
        let no_rival = graph.unary(Unary::Defined, best);
        let no_rival = graph.unary(Unary::Not, no_rival);
        let [here, next] = [line.here, line.next].map(|value| {
            let (low, high) = if minimum { (value, best) } else { (best, value) };
            let beats = graph.binary(Binary::Lt, low, high);
            let is_defined = graph.unary(Unary::Defined, value);
            let alone = graph.binary(Binary::And, is_defined, no_rival);
            graph.binary(Binary::Else, beats, alone)
        });
        let beaten = graph.binary(Binary::Or, here, next);
        let outcome = self.stated_ask(beaten, Question::Refuted, span);
        let setting = match &outcome.found {
            Some(found) => found.setting.clone(),
            None if self.values_at(&[best], &[])[0].is_nan() => Vec::new(),
            None => {
                if !outcome.never {
                    let tried = "the compiler tried some settings of the controls";
                    self.only_tried(name, span, "setting", tried, &outcome);
                }
                return;
            }
        };
        let rest: Vec<(usize, f64)> =
            setting.iter().copied().filter(|(input, _)| *input != line.input).collect();
        let place = self.values_at(&[at], &rest)[0];
        let best = self.best_place(&line, &rest, minimum);
        let format = self.model.controls[control].format.clone();
        let what = if minimum { "least" } else { "greatest" };
        let found = best.map_or("nowhere".to_owned(), |found| format!("at {}", format.text(found)));
        let others = self.others(&setting, line.input);
        let help = if place.is_nan() {
            format!("{others}, the {what} value lies {found}, and the place has no value")
        } else {
            format!("{others}, the {what} value lies {found}, not at {}", format.text(place))
        };
        let diagnostic =
            self.error(Code::CheckFailed, format!("{name} does not hold."), span, "stated here").help(help);
        let verdict = self.verdict(&outcome);
        self.report(diagnostic.decided(verdict));
    }

    /// The best value at the positions within a step of a place; undefined where there are none, or none has a value.
    fn best_near(&mut self, value: &Typed, control: Id, positions: &[f64], at: Node, minimum: bool) -> Node {
        // A place that is a position but for rounding is that position.
        let least = positions.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        let slack = if least.is_finite() { least * 1e-3 } else { 0.0 };
        let graph = &mut self.lowering.graph;
        let slack = graph.constant(slack);
        let (low, high) = (graph.binary(Binary::Sub, at, slack), graph.binary(Binary::Add, at, slack));
        let one = graph.constant(1.0);
        let (below, up_to) = (self.count_below(positions, low), self.count_below(positions, high));
        let graph = &mut self.lowering.graph;
        let before = graph.binary(Binary::Sub, below, one);
        let places = [before, below, up_to].map(|place| self.near(positions, place, at));
        let better = if minimum { Binary::Min } else { Binary::Max };
        let values = places.map(|place| self.lowering.at(value, control, place));
        let graph = &mut self.lowering.graph;
        values
            .into_iter()
            .reduce(|best, here| {
                // A place without a value doesn't count.
                let both = graph.binary(better, best, here);
                let one = graph.binary(Binary::Else, best, here);
                graph.binary(Binary::Else, both, one)
            })
            .unwrap_or(at)
    }

    /// How many positions are below a value, by halving.
    fn count_below(&mut self, positions: &[f64], value: Node) -> Node {
        let graph = &mut self.lowering.graph;
        if let Some(value) = graph.value(value) {
            return graph.constant(positions.partition_point(|position| *position < value) as f64);
        }
        let (one, never) = (graph.constant(1.0), graph.constant(0.0));
        let mut count = never;
        let mut step = positions.len().next_power_of_two();
        while step > 0 {
            let size = graph.constant(step as f64);
            let more = graph.binary(Binary::Add, count, size);
            let last = graph.binary(Binary::Sub, more, one);
            let position = graph.cell(positions, last);
            let is_below = graph.binary(Binary::Lt, position, value);
            // Beyond the last position there is none.
            let is_below = graph.binary(Binary::Else, is_below, never);
            count = graph.select(is_below, more, count);
            step /= 2;
        }
        count
    }

    /// The position of a number; undefined where there is none, or where it is more than a step away from a place.
    fn near(&mut self, positions: &[f64], number: Node, at: Node) -> Node {
        let graph = &mut self.lowering.graph;
        let reach: Vec<f64> = (0..positions.len())
            .map(|place| {
                let before = place.checked_sub(1).map(|before| positions[place] - positions[before]);
                let after = positions.get(place + 1).map(|after| after - positions[place]);
                before.into_iter().chain(after).fold(0.0, f64::max) * 1.001
            })
            .collect();
        let position = graph.cell(positions, number);
        let reach = graph.cell(&reach, number);
        let apart = graph.binary(Binary::Sub, at, position);
        let apart = graph.unary(Unary::Abs, apart);
        let is_near = graph.binary(Binary::Le, apart, reach);
        graph.guard(is_near, position, "no position is near")
    }

    /// Where a value is least or greatest along a control.
    fn best_place(&mut self, line: &ValuesAlong, others: &[(usize, f64)], minimum: bool) -> Option<f64> {
        let (program, registers) = self.lowering.graph.compiled(&[line.here, line.next]);
        let mut machine = Machine::new(program).ok()?;
        others.iter().for_each(|(input, value)| machine.set(*input, *value));
        let last = line.positions.len() - 1;
        let mut best: Option<(f64, f64)> = None;
        for place in 0..=last {
            machine.set(line.input, place.min(last - 1) as f64);
            machine.run();
            let value = machine.value(registers[usize::from(place == last)]);
            let is_better = |(_, kept): &(f64, f64)| if minimum { value < *kept } else { value > *kept };
            if !value.is_nan() && best.as_ref().is_none_or(is_better) {
                best = Some((line.positions[place], value));
            }
        }
        best.map(|(place, _)| place)
    }
}

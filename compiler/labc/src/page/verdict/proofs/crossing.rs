//! Two values that cross once along a control, whatever the other controls are.

use lab_core::Machine;
use lab_core::program::{Binary, Fold, Unary};

use super::settings::counted;
use crate::check::claim::Side;
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::graph::{Gather, Head, Node};
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// Two values at each position of a control.
struct TwoValues {
    positions: Vec<f64>,
    /// The number of the position: an input.
    input: usize,
    /// Both values there.
    values: [Node; 2],
}

impl Planner<'_> {
    /// Along a control one value is smaller than the other up to some position, and greater from there on, or the other
    /// way round. Positions at which they are equal, or at which one of them is missing, count for neither.
    pub(super) fn crosses(&mut self, name: &str, span: Span, value: &Side, other: &Side, control: Id) {
        let Some(along) = self.along_control([&value.value, &other.value], control) else { return };
        if along.values.iter().any(|node| self.is_faulty(*node)) {
            return;
        }
        let once = self.once([&value.value, &other.value], control, &along.positions);
        let against = self.lowering.graph.unary(Unary::Not, once);
        let Ok((found, outcome)) = self.found_against(
            name,
            span,
            against,
            "the compiler tried some settings of the other controls",
            "a larger step of a control, or a simpler formula, makes it possible to try all",
        ) else {
            return;
        };
        let places = self.crossings(&along, &found.setting);
        let format = self.model.controls[control].format.clone();
        let said: Vec<String> = places
            .iter()
            .take(4)
            .map(|(from, to)| format!("between {} and {}", format.text(*from), format.text(*to)))
            .collect();
        let more = if places.len() > said.len() { ", and so on" } else { "" };
        let happens = match places.len() {
            0 => format!("`{}` and `{}` never cross", value.words, other.words),
            count => format!("they cross {}: {}{more}", counted(count as f64, "time"), said.join(", ")),
        };
        let others = self.others(&found.setting, along.input);
        let verdict = self.verdict(&outcome);
        let diagnostic = self
            .error(Code::CheckFailed, format!("{name} does not hold."), span, "refuted")
            .help(format!("{others}, {happens}"));
        self.report(diagnostic.decided(verdict));
    }

    fn along_control(&mut self, values: [&Typed; 2], control: Id) -> Option<TwoValues> {
        let positions: Vec<f64> = self.lowering.steps(control)?.some(u32::MAX).collect();
        let place = self.lowering.graph.another_input(0.0);
        let input = self.lowering.graph.inputs.len() - 1;
        let here = self.lowering.graph.cell(&positions, place);
        let values = values.map(|value| self.lowering.at(value, control, here));
        Some(TwoValues { positions, input, values })
    }

    /// Whether two values cross once: the last position of one order comes before the first one of the other.
    fn once(&mut self, values: [&Typed; 2], control: Id, positions: &[f64]) -> Node {
        let count = self.lowering.graph.constant(positions.len() as f64);
        let of = self.lowering.graph.open(count, positions.len() as u32, None);
        let round = self.lowering.graph.round(of);
        let here = self.lowering.graph.cell(positions, round);
        let [value, other] = values.map(|value| self.lowering.at(value, control, here));
        let graph = &mut self.lowering.graph;
        let never = graph.constant(0.0);
        // Where a value is missing, neither is smaller.
        let [below, above] = [(value, other), (other, value)].map(|(small, large)| {
            let smaller = graph.binary(Binary::Lt, small, large);
            graph.binary(Binary::Else, smaller, never)
        });
        let mut ends = [0; 4];
        let folds = [
            (Fold::Max, f64::NEG_INFINITY, below),
            (Fold::Min, f64::INFINITY, above),
            (Fold::Max, f64::NEG_INFINITY, above),
            (Fold::Min, f64::INFINITY, below),
        ];
        for (end, (fold, start, when)) in ends.iter_mut().zip(folds) {
            *end = graph.head(of, Head::Acc(start));
            graph.gather(of, of, Gather::Fold(fold, *end, round, round, when));
        }
        graph.close(of);
        let [last_below, first_above, last_above, first_below] = ends.map(|end| {
            let gathered = graph.gathered(of, end);
            graph.settle(gathered)
        });
        let rises = graph.binary(Binary::Lt, last_below, first_above);
        let falls = graph.binary(Binary::Lt, last_above, first_below);
        let [rises, falls] = [rises, falls].map(|once| graph.binary(Binary::Else, once, never));
        graph.binary(Binary::Or, rises, falls)
    }

    /// Between which positions two values cross, at a setting of the other controls.
    fn crossings(&mut self, along: &TwoValues, setting: &[(usize, f64)]) -> Vec<(f64, f64)> {
        let (program, registers) = self.lowering.graph.compiled(&along.values);
        let Ok(mut machine) = Machine::new(program) else { return Vec::new() };
        setting.iter().for_each(|(input, value)| machine.set(*input, *value));
        let mut places = Vec::new();
        let mut before: Option<(bool, f64)> = None;
        for (place, position) in along.positions.iter().enumerate() {
            machine.set(along.input, place as f64);
            machine.run();
            let [value, other] = [registers[0], registers[1]].map(|register| machine.value(register));
            if value == other || value.is_nan() || other.is_nan() {
                continue;
            }
            let is_below = value < other;
            if let Some((was_below, from)) = before
                && was_below != is_below
            {
                places.push((from, *position));
            }
            before = Some((is_below, *position));
        }
        places
    }
}

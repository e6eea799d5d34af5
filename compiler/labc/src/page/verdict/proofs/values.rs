//! The values that each input of a lab's program can have.

use lab_core::UNDEFINED;
use lab_core::recall::RecordQuery;
use lab_prove::{Outcome, Values};

use crate::check::model::*;
use crate::page::plan::planner::Planner;

/// An input that counts the positions of a control.
#[derive(Clone, Copy, Debug)]
pub(in crate::page) struct Along {
    /// The control.
    pub(super) control: Id,
    /// How many there are to count.
    pub(super) count: u32,
    /// What the positions are: reads before the name of the control, as in "the place that `width` is moved to".
    pub(super) walk: Walk,
}

/// Why the positions of a control are counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Walk {
    /// Steps from one position to the next.
    Steps,
    /// Where advice moves the control.
    Advised,
}

impl Walk {
    /// In words, with the name of the control.
    pub(super) fn words(self, name: &str) -> String {
        match self {
            Self::Steps => format!("the step along `{name}`"),
            Self::Advised => format!("where `{name}` is moved to"),
        }
    }
}

impl Planner<'_> {
    /// The values of an input: of a control, a field of the student's record, a row that a student brings along, or a
    /// place that a claim of the author runs over.
    pub(super) fn values_of_input(&mut self, input: usize) -> Values {
        let start = self.lowering.graph.inputs[input];
        let first = self.lowering.first_given as usize;
        let controls = self.model.controls.len();
        if let Some(Along { count, .. }) = self.places.get(&input) {
            let positions = (0..*count).map(f64::from).collect();
            return Values { positions, ..Values::default() };
        }
        if input < controls {
            if let Some(values) = self.control_values.get(&input) {
                return values.clone();
            }
            let values = self.positions_of(input, start);
            self.control_values.insert(input, values.clone());
            return values;
        }
        if let Some(values) = self.brought_values(input) {
            return values;
        }
        let states = if input >= first && input - first < self.lowering.given.len() {
            self.states(input - first)
        } else {
            None
        };
        match states {
            Some(states) => {
                let rest = states.into_iter().filter(|state| state.to_bits() != start.to_bits());
                let mut positions: Vec<f64> = std::iter::once(start).chain(rest).collect();
                positions.dedup_by(|a, b| a.is_nan() && b.is_nan());
                Values { positions, ..Values::default() }
            }
            None => self.measured(input, start),
        }
    }

    /// The values of a number in the student's record: a factor is missing or positive. Of others nothing is assumed: most
    /// numbers that could stand there are ones that no lab records, such as a negative memory.
    fn measured(&self, input: usize, start: f64) -> Values {
        let read = input.checked_sub(self.lowering.first_given as usize);
        let given = read.and_then(|read| self.lowering.given.get(read));
        let is_factor =
            given.is_some_and(|given| matches!(self.model.given[*given].what, RecordQuery::Factor(_)));
        let between = is_factor.then_some((f64::MIN_POSITIVE, f64::MAX));
        Values { positions: vec![start], between, open: !is_factor }
    }

    fn positions_of(&mut self, control: Id, start: f64) -> Values {
        let mut values = Values { positions: vec![start], ..Values::default() };
        let positions: Vec<f64> = match &self.model.controls[control].kind {
            ControlKind::Slider { log, .. } => {
                let log = *log;
                let Some(steps) = self.lowering.steps(control) else { return values };
                // A number can be typed beside a logarithmic slider, and is taken as it is.
                if steps.any || log {
                    values.between = self.lowering.ends(control);
                }
                steps.some(u32::MAX).collect()
            }
            ControlKind::Choice { .. } => self.offered(control).into_iter().map(|(_, row)| row).collect(),
            ControlKind::Toggle { .. } => vec![0.0, 1.0],
        };
        values.positions.extend(positions.into_iter().filter(|value| *value != start));
        values
    }

    /// An outcome without a setting that no record can have: nothing is right that was not predicted, and so on.
    pub(super) fn possible_outcome(&self, mut outcome: Outcome) -> Outcome {
        let first = self.lowering.first_given as usize;
        if let Some(found) = &outcome.found {
            let inputs = 0..self.lowering.given.len();
            let record: Vec<(usize, f64)> = inputs
                .map(|read| {
                    let moved = found.setting.iter().find(|(input, _)| *input == first + read);
                    let start = self.lowering.graph.inputs.get(first + read).copied().unwrap_or(UNDEFINED);
                    (read, moved.map_or(start, |(_, value)| *value))
                })
                .filter(|(read, _)| {
                    let given = &self.model.given[self.lowering.given[*read]];
                    !matches!(given.what, RecordQuery::Item(_) | RecordQuery::Factor(_))
                })
                .collect();
            if !self.possible(&record) {
                outcome.found = None;
            }
        }
        outcome
    }
}

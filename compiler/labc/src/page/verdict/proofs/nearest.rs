//! How near a condition that holds at no setting comes to holding. Start at [`Planner::nearest`].

use lab_core::Machine;
use lab_core::program::Binary;
use lab_prove::Values;

use crate::check::model::*;
use crate::check::parts::has_local;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::page::verdict::said::called;
use crate::syntax::tree::Operator;

/// Up to so many settings are visited.
const MOST_SETTINGS: usize = 20_000;
/// Up to so many operations are done at all of them together.
const MOST_OPERATIONS: usize = 20_000_000;

impl Planner<'_> {
    /// How near a condition that holds nowhere comes: the most or the least that one of its values is, such as "`speed` is
    /// at most 9.7 m/s, at `length` = 16 m". Nothing where no comparison with a fixed value is the cause, or where there
    /// are too many settings to visit.
    pub(super) fn nearest(&mut self, condition: &Typed) -> Option<String> {
        let mut open = vec![condition];
        while let Some(part) = open.pop() {
            match &part.kind {
                TypedKind::Binary(Binary::And, a, b) => open.extend([&**b, &**a]),
                TypedKind::Compare(operator, a, b) => {
                    let said = match operator {
                        Operator::Gt | Operator::Ge => self.falls_short(a, b),
                        Operator::Lt | Operator::Le => self.falls_short(b, a),
                        _ => None,
                    };
                    if said.is_some() {
                        return said;
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// What keeps one value from being above another at any setting, where one of them is fixed.
    fn falls_short(&mut self, greater: &Typed, less: &Typed) -> Option<String> {
        if has_local(greater) || has_local(less) || !matches!(greater.of, Type::Number(_) | Type::Point) {
            return None;
        }
        let [above, below] = [greater, less].map(|side| self.lowering.expr(side, Lowering::BASE));
        let (typed, moving, fixed, most) =
            match (self.lowering.graph.still(above), self.lowering.graph.still(below)) {
                (false, true) => (greater, above, below, true),
                (true, false) => (less, below, above, false),
                _ => return None,
            };
        if !self.lowering.graph.is_outer(moving) || !self.lowering.graph.is_outer(fixed) {
            return None;
        }
        let limit = self.values_at(&[fixed], &[])[0];
        let (best, setting) = self.furthest(moving, most)?;
        let reaches = if most { best > limit } else { best < limit };
        if reaches || limit.is_nan() {
            return None;
        }
        let name = called(self, typed);
        let text = self.lab.formats().format_of(typed).text(best).replace(['\u{a0}', '\u{202f}'], " ");
        let end = if most { "most" } else { "least" };
        let itself = matches!(typed.kind, TypedKind::Control(_));
        let place = if itself { String::new() } else { format!(", {}", self.said_setting(&setting).words) };
        Some(format!("`{name}` is at {end} {text}{place}"))
    }

    /// The largest or the smallest value of a formula, and the inputs away from their starts there.
    fn furthest(&mut self, formula: Node, most: bool) -> Option<(f64, Vec<(usize, f64)>)> {
        let (program, registers) = self.lowering.graph.compiled(&[formula]);
        let read = program.reads();
        let inputs: Vec<usize> = (0..read.len()).filter(|input| read[*input]).collect();
        let controls = self.model.controls.len();
        if inputs.iter().any(|input| *input >= controls) {
            return None;
        }
        let values: Vec<Values> = inputs.iter().map(|input| self.values_of_input(*input)).collect();
        if values.iter().any(|values| values.open || values.between.is_some()) {
            return None;
        }
        let counts = values.iter().map(|values| values.positions.len());
        let settings = counts.fold(1usize, usize::saturating_mul);
        if settings > MOST_SETTINGS || settings.saturating_mul(program.ops.len()) > MOST_OPERATIONS {
            return None;
        }
        let mut machine = Machine::new(program).ok()?;
        let mut best: Option<(f64, Vec<usize>)> = None;
        let mut places = vec![0; inputs.len()];
        for _ in 0..settings {
            for ((input, values), place) in inputs.iter().zip(&values).zip(&places) {
                machine.set(*input, values.positions[*place]);
            }
            machine.run();
            let value = machine.value(registers[0]);
            let better = |(known, _): &(f64, _)| if most { value > *known } else { value < *known };
            if value.is_finite() && best.as_ref().is_none_or(better) {
                best = Some((value, places.clone()));
            }
            for (place, values) in places.iter_mut().zip(&values) {
                *place = (*place + 1) % values.positions.len();
                if *place > 0 {
                    break;
                }
            }
        }
        let (value, places) = best?;
        let moved = inputs.iter().zip(&values).zip(places).filter(|(_, place)| *place > 0);
        let setting = moved.map(|((input, values), place)| (*input, values.positions[place])).collect();
        Some((value, setting))
    }
}

//! What can come about by moving controls. Start at [`Planner::reach`].
//!
//! Of every control that matters all positions are tried with those of all others where they are few enough:
//! what never came about then never does. Where they are more, ends, starts and places between are tried, and
//! what was not seen is unknown.

use lab_core::program::Op;
use lab_core::{Machine, Reg};

use super::planner::Planner;
use crate::infer::model::*;
use crate::lower::graph::Node;

/// How many settings are tried.
const MOST_SETTINGS: usize = 20_000;

/// How many positions of a slider are tried where all its positions are too many.
const PARTS: u32 = 7;

/// Settings of the controls that some nodes depend on.
pub(super) struct Settings {
    machine: Machine,
    registers: Vec<Reg>,
    /// What each control is set to.
    positions: Vec<Vec<f64>>,
    /// All positions of all of them.
    pub(super) whole: bool,
}

impl Planner<'_> {
    /// The settings that tell what some nodes can be; controls that are not `free` stay at their starts.
    /// Nothing where the student's record has a say.
    pub(super) fn reach(&mut self, nodes: &[Node], free: &dyn Fn(Id) -> bool) -> Option<Settings> {
        let program = self.lowering.graph.program(nodes);
        let registers = nodes.iter().map(|node| self.lowering.graph.register(*node)).collect();
        let controls = self.checker.model.controls.len();
        let mut read = vec![false; controls];
        let mut recorded = false;
        for op in &program.ops {
            if let Op::Input(input) = op {
                match read.get_mut(*input as usize) {
                    Some(read) => *read = true,
                    None => recorded = true,
                }
            }
        }
        let machine = Machine::new(program).ok()?;
        let moved: Vec<bool> = (0..controls).map(|id| read[id] && free(id)).collect();
        let mut positions = self.tried(&moved, u32::MAX);
        let count = |positions: &[Vec<f64>]| {
            positions.iter().try_fold(1_usize, |count, values| {
                count.checked_mul(values.len()).filter(|count| *count <= MOST_SETTINGS)
            })
        };
        let whole = count(&positions).is_some() && !recorded;
        if count(&positions).is_none() {
            positions = self.tried(&moved, PARTS);
        }
        Some(Settings { machine, registers, positions, whole })
    }

    fn tried(&mut self, moved: &[bool], most: u32) -> Vec<Vec<f64>> {
        let mut positions = Vec::new();
        for (id, moved) in moved.iter().enumerate() {
            let start = self.lowering.start(id);
            let mut values: Vec<f64> = match self.checker.model.controls[id].kind {
                _ if !moved => Vec::new(),
                ControlKind::Slider { .. } => match self.lowering.steps(id) {
                    // More than can be tried anyway are not looked at.
                    Some(steps) => steps.some(most.min(MOST_SETTINGS as u32 + 1)).collect(),
                    None => Vec::new(),
                },
                ControlKind::Choice { .. } => self.offered(id).into_iter().map(|(_, row)| row).collect(),
                ControlKind::Toggle { .. } => vec![0.0, 1.0],
            };
            values.retain(|value| *value != start);
            values.insert(0, start);
            positions.push(values);
        }
        positions
    }
}

impl Settings {
    /// Visits settings with the values of the nodes until `visit` has seen enough; how many were tried.
    pub(super) fn each(&mut self, visit: &mut dyn FnMut(&[f64]) -> bool) -> usize {
        let mut counters = vec![0_usize; self.positions.len()];
        let mut values = vec![0.0; self.registers.len()];
        for tried in 1..=MOST_SETTINGS {
            for (input, positions) in self.positions.iter().enumerate() {
                self.machine.set(input, positions[counters[input]]);
            }
            self.machine.run();
            for (value, register) in values.iter_mut().zip(&self.registers) {
                *value = self.machine.value(*register);
            }
            if visit(&values) {
                return tried;
            }
            let next = (0..counters.len()).find(|input| {
                counters[*input] += 1;
                let over = counters[*input] >= self.positions[*input].len();
                if over {
                    counters[*input] = 0;
                }
                !over
            });
            if next.is_none() {
                return tried;
            }
        }
        MOST_SETTINGS
    }
}

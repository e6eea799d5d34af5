//! Which conditions are reachable by moving controls. Start at [`Planner::reach`].
//!
//! Every position of every control that matters is tried with all positions of all others, where the work that this
//! takes stays within a budget: what never came about then never does. Where it is more, ends, starts and places
//! between are tried: what was found is certain, and what was not found is unknown.
//!
//! The budget counts operations and not time, so that a lab gets the same verdict on every machine.

use lab_core::program::Op;
use lab_core::{Machine, Reg};

use super::planner::Planner;
use crate::check::model::*;
use crate::lower::graph::Node;

/// How many settings are tried.
const MOST_SETTINGS: u64 = 2_000_000;
/// How many operations trying them may take for a check that the author states.
pub(super) const STATED: u64 = 50_000_000;
/// The same for what is looked for without being asked: a page has many of these.
pub(super) const UNASKED: u64 = 3_000_000;

/// Settings of the controls that some nodes depend on.
pub(super) struct Settings {
    machine: Machine,
    registers: Vec<Reg>,
    /// What each control is set to.
    positions: Vec<Vec<f64>>,
    /// All positions of all of them are tried.
    pub(super) whole: bool,
    /// How many settings there are; infinite where the student's record has a say.
    pub(super) count: f64,
    /// How many of them are tried.
    most: u64,
}

/// A control that is moved, with how many positions it has.
#[derive(Clone, Copy)]
struct Moved {
    id: Id,
    count: u64,
    /// Some of its positions may stand for all of them.
    slider: bool,
}

impl Planner<'_> {
    /// The settings that tell what some nodes can be; controls that are not `free` stay at their starts. Nothing where
    /// the nodes cannot be evaluated. `work` is the budget, in operations.
    pub(super) fn reach(&mut self, nodes: &[Node], free: &dyn Fn(Id) -> bool, work: u64) -> Option<Settings> {
        let program = self.lowering.graph.program(nodes);
        let registers = nodes.iter().map(|node| self.lowering.graph.register(*node)).collect();
        let controls = self.model.controls.len();
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
        let most = most_settings(&machine, work);
        let moved: Vec<Moved> =
            (0..controls).filter(|id| read[*id] && free(*id)).map(|id| self.moved(id)).collect();
        let count: f64 = moved.iter().map(|moved| moved.count as f64).product();
        let whole = count <= most as f64;
        let parts = if whole { u64::MAX } else { parts(&moved, most) };
        let mut positions: Vec<Vec<f64>> = (0..controls).map(|id| vec![self.lowering.start(id)]).collect();
        for moved in moved {
            self.tried(moved, parts, &mut positions[moved.id]);
        }
        let count = if recorded { f64::INFINITY } else { count };
        Some(Settings { machine, registers, positions, whole: whole && !recorded, count, most })
    }

    fn moved(&mut self, id: Id) -> Moved {
        let (count, slider) = match self.model.controls[id].kind {
            // The start may lie between two positions.
            ControlKind::Slider { .. } => {
                (self.lowering.steps(id).map_or(1, |steps| u64::from(steps.positions.steps) + 2), true)
            }
            ControlKind::Choice { .. } => (self.offered(id).len() as u64, false),
            ControlKind::Toggle { .. } => (2, false),
        };
        Moved { id, count: count.max(1), slider }
    }

    /// Adds the positions of a control that are tried to its start.
    fn tried(&mut self, moved: Moved, parts: u64, positions: &mut Vec<f64>) {
        let start = positions[0];
        let values: Vec<f64> = match self.model.controls[moved.id].kind {
            ControlKind::Slider { .. } => match self.lowering.steps(moved.id) {
                Some(steps) => steps.some(u32::try_from(parts).unwrap_or(u32::MAX)).collect(),
                None => Vec::new(),
            },
            ControlKind::Choice { .. } => self.offered(moved.id).into_iter().map(|(_, row)| row).collect(),
            ControlKind::Toggle { .. } => vec![0.0, 1.0],
        };
        positions.extend(values.into_iter().filter(|value| *value != start));
    }

    /// The values of a node along a slider, in order, with every other control at its start; and whether these are all
    /// of its positions.
    pub(super) fn values_along(&mut self, node: Node, control: Id) -> Option<(Vec<(f64, f64)>, bool)> {
        let program = self.lowering.graph.program(&[node]);
        let register = self.lowering.graph.register(node);
        let mut machine = Machine::new(program).ok()?;
        let steps = self.lowering.steps(control)?;
        for id in 0..self.model.controls.len() {
            machine.set(id, self.lowering.start(id));
        }
        let most = u32::try_from(most_settings(&machine, STATED)).unwrap_or(u32::MAX);
        let values = steps.some(most).map(|place| {
            machine.set(control, place);
            machine.run();
            (place, machine.value(register))
        });
        Some((values.collect(), steps.positions.steps < most))
    }
}

/// How many settings of a machine are tried for so much work.
fn most_settings(machine: &Machine, work: u64) -> u64 {
    (work / machine.cost().max(1)).clamp(2, MOST_SETTINGS)
}

/// How many positions of each slider may be tried with all of the others within a number of settings.
fn parts(moved: &[Moved], most: u64) -> u64 {
    let fits = |parts: u64| {
        let count =
            |moved: &Moved| if moved.slider { moved.count.min(parts + 1) } else { moved.count } as f64;
        moved.iter().map(count).product::<f64>() <= most as f64
    };
    // The largest that fits, by halving; both ends of a slider at least.
    let (mut low, mut high) = (2, most.max(3));
    while high - low > 1 {
        let middle = (low + high) / 2;
        if fits(middle) { low = middle } else { high = middle }
    }
    low
}

impl Settings {
    /// Visits settings with the values of the nodes until `visit` has seen enough; how many were tried.
    pub(super) fn each(&mut self, visit: &mut dyn FnMut(&[f64]) -> bool) -> u64 {
        let mut counters = vec![0_usize; self.positions.len()];
        let mut values = vec![0.0; self.registers.len()];
        for (input, positions) in self.positions.iter().enumerate() {
            self.machine.set(input, positions[0]);
        }
        for tried in 1..=self.most {
            self.machine.run();
            for (value, register) in values.iter_mut().zip(&self.registers) {
                *value = self.machine.value(*register);
            }
            if visit(&values) {
                return tried;
            }
            let next = (0..counters.len()).find(|input| {
                let positions = &self.positions[*input];
                if positions.len() == 1 {
                    return false;
                }
                counters[*input] += 1;
                let over = counters[*input] >= positions.len();
                if over {
                    counters[*input] = 0;
                }
                self.machine.set(*input, positions[counters[*input]]);
                !over
            });
            if next.is_none() {
                return tried;
            }
        }
        self.most
    }
}

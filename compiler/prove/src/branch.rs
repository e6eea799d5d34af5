//! Looks for a setting in boxes of settings, and cuts away those where a range shows that there is none. Start at
//! [`search`].

use lab_core::machine::Machine;
use lab_core::program::{Program, Reg};

use crate::interval::{Bound, Ranges};
use crate::ladder::Values;

/// An operation on ranges costs about so many on numbers.
const RANGE: f64 = 16.0;

/// How a search ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// The condition holds at this setting: inputs away from their starts.
    Found(Vec<(usize, f64)>),
    /// It holds nowhere.
    Never,
    /// The budget came to its end.
    Unknown,
}

/// A part of an input's values.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// Positions, by their places in rising order.
    Places(usize, usize),
    /// All values of a range.
    Range(f64, f64),
    /// The same, or undefined.
    Maybe(f64, f64),
    /// Undefined.
    Missing,
    /// Anything.
    Open,
}

struct Search<'a> {
    program: &'a Program,
    register: Reg,
    inputs: &'a [Values],
    /// The positions of each input in rising order, what is undefined last.
    sorted: Vec<Vec<f64>>,
    /// Inputs that the program does not read.
    held: Vec<bool>,
    machine: Machine,
    ranges: Ranges<'a>,
}

/// About the work of looking at one box.
pub(crate) fn work_of_a_box(program: &Program) -> f64 {
    program.ops.len() as f64 * RANGE
}

/// Whether a condition holds at some setting, for at most so much work; with the work and the boxes that it took.
pub fn search(program: &Program, register: Reg, inputs: &[Values], budget: f64) -> (End, f64, u64) {
    let Ok(machine) = Machine::new(program.clone()) else { return (End::Unknown, 0.0, 0) };
    let reads = program.reads();
    let held: Vec<bool> = (0..inputs.len()).map(|input| reads.get(input) != Some(&true)).collect();
    let sorted = inputs.iter().zip(&held).map(|(values, held)| {
        let mut positions = values.positions.clone();
        if *held {
            positions.truncate(1);
        }
        positions.sort_by(f64::total_cmp);
        positions
    });
    let sorted = sorted.collect();
    let ranges = Ranges::new(program);
    let mut search = Search { program, register, inputs, sorted, held, machine, ranges };
    search.run(budget)
}

impl Search<'_> {
    fn run(&mut self, budget: f64) -> (End, f64, u64) {
        let whole: Vec<Part> = self
            .inputs
            .iter()
            .zip(self.sorted.iter().zip(&self.held))
            .map(|(values, (sorted, held))| match values.between {
                _ if *held => Part::Places(0, sorted.len().saturating_sub(1)),
                _ if values.open => Part::Open,
                Some((from, to)) if values.positions.iter().any(|value| value.is_nan()) => {
                    Part::Maybe(from, to)
                }
                Some((from, to)) => Part::Range(from, to),
                None => Part::Places(0, sorted.len().saturating_sub(1)),
            })
            .collect();
        let mut boxes = vec![whole];
        let (mut work, mut count) = (0.0, 0_u64);
        let most = self.program.ops.len() as u64 * 64 + 4096;
        let mut unknown = false;
        while let Some(part) = boxes.pop() {
            if work >= budget {
                return (End::Unknown, work, count);
            }
            count += 1;
            for (input, part) in part.iter().enumerate().take(self.program.inputs.len()) {
                self.ranges.inputs[input] = bound(*part, &self.sorted[input]);
            }
            let bound = match self.ranges.run(most) {
                Some(ops) => {
                    work += ops as f64 * RANGE;
                    self.ranges.bound(self.register)
                }
                None => {
                    work += most as f64 * RANGE;
                    Bound::ANY
                }
            };
            if !bound.can_hold() {
                continue;
            }
            let open = part.contains(&Part::Open);
            let split = self.widest(&part);
            let ends = bound.must_hold() && !open || split.is_none();
            // Where a range is halved may be just the value that is looked for, such as zero.
            let halves_range = !open && split.is_some_and(|input| matches!(part[input], Part::Range(..)));
            if ends || halves_range {
                let setting = self.middle(&part);
                work += self.machine.cost() as f64;
                if !open && self.shows(&setting) {
                    return (End::Found(self.simpler(setting)), work, count);
                }
            }
            if ends {
                // A range too narrow to be halved, or something that can be anything.
                unknown |= open || part.iter().any(|part| matches!(part, Part::Range(..)));
                continue;
            }
            if let Some(input) = split {
                let (first, second) = halves(part[input]);
                for half in [second, first] {
                    let mut part = part.clone();
                    part[input] = half;
                    boxes.push(part);
                }
            }
        }
        (if unknown { End::Unknown } else { End::Never }, work, count)
    }

    /// The input to split: the one with the widest range in parts of its size.
    fn widest(&self, part: &[Part]) -> Option<usize> {
        let width = |input: usize| {
            let (low, high) = match part[input] {
                Part::Places(first, last) if first < last => {
                    let (low, high) = (self.sorted[input][first], self.sorted[input][last]);
                    // What is undefined stands apart first.
                    if high.is_nan() {
                        return 4.0;
                    }
                    (low, high)
                }
                // What is undefined stands apart first.
                Part::Maybe(..) => return 4.0,
                Part::Range(low, high) if low.midpoint(high) > low && low.midpoint(high) < high => {
                    (low, high)
                }
                _ => return 0.0,
            };
            // Zero and the smallest numbers are no reason to go on for ever.
            (high - low) / low.abs().max(high.abs()).max(f64::MIN_POSITIVE)
        };
        let read = 0..part.len();
        let widest = read.max_by(|a, b| width(*a).total_cmp(&width(*b)).then(b.cmp(a)))?;
        (width(widest) > 0.0).then_some(widest)
    }

    /// A setting in the middle of a box.
    fn middle(&self, part: &[Part]) -> Vec<(usize, f64)> {
        let mut setting = Vec::new();
        for (input, part) in part.iter().enumerate() {
            let Some(start) = self.inputs[input].positions.first() else { continue };
            let value = match *part {
                Part::Places(first, last) => {
                    let inside = &self.sorted[input][first..=last];
                    let is_start = |value: &&f64| value.to_bits() == start.to_bits();
                    *inside.iter().find(is_start).unwrap_or(&inside[inside.len() / 2])
                }
                Part::Range(low, high) if low <= *start && *start <= high => *start,
                Part::Range(low, high) => middle(low, high),
                Part::Open => *start,
                Part::Maybe(..) | Part::Missing => f64::NAN,
            };
            if value.to_bits() != start.to_bits() && !(value.is_nan() && start.is_nan()) {
                setting.push((input, value));
            }
        }
        setting
    }

    fn shows(&mut self, setting: &[(usize, f64)]) -> bool {
        for (input, values) in self.inputs.iter().enumerate() {
            if let Some(start) = values.positions.first() {
                self.machine.set(input, *start);
            }
        }
        setting.iter().for_each(|(input, value)| self.machine.set(*input, *value));
        self.machine.run();
        self.machine.value(self.register) == 1.0
    }

    /// The same with inputs back at their starts as far as the condition still holds.
    fn simpler(&mut self, mut setting: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
        for place in (0..setting.len()).rev() {
            let mut fewer = setting.clone();
            fewer.remove(place);
            if self.shows(&fewer) {
                setting = fewer;
            }
        }
        setting
    }
}

fn bound(part: Part, sorted: &[f64]) -> Bound {
    match part {
        Part::Places(first, last) => {
            let lost = sorted[last].is_nan();
            let inside = &sorted[first..=last];
            let defined = inside.iter().take_while(|value| !value.is_nan()).count();
            match defined {
                0 => Bound::of(f64::NAN),
                count => Bound::between(inside[0], inside[count - 1]).or_lost(lost),
            }
        }
        Part::Range(low, high) => Bound::between(low, high),
        Part::Maybe(low, high) => Bound::between(low, high).or_lost(true),
        Part::Missing => Bound::of(f64::NAN),
        Part::Open => Bound::ANY,
    }
}

/// A value inside a range that cuts it into halves; by order of magnitude where the ends are orders apart.
fn middle(low: f64, high: f64) -> f64 {
    let (near, far) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
    if low.signum() == high.signum() && near > 0.0 && far / near > 16.0 {
        return (near.sqrt() * far.sqrt()).clamp(near, far).copysign(low);
    }
    low.midpoint(high)
}

fn halves(part: Part) -> (Part, Part) {
    match part {
        Part::Places(first, last) => {
            let middle = first + (last - first) / 2;
            (Part::Places(first, middle), Part::Places(middle + 1, last))
        }
        Part::Range(low, high) => {
            let middle = middle(low, high);
            (Part::Range(low, middle), Part::Range(middle, high))
        }
        Part::Maybe(low, high) => (Part::Missing, Part::Range(low, high)),
        Part::Open | Part::Missing => (part, part),
    }
}

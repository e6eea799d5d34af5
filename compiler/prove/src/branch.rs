//! Looks for a setting in boxes of settings, and cuts away those where a range shows that there is none. Start at
//! [`search`].

use std::collections::VecDeque;

use lab_core::machine::Machine;
use lab_core::machine::arithmetic::finite;
use lab_core::program::{Program, Reg};

use crate::interval::{Bound, Ranges};
use crate::values::Values;

/// An operation on ranges costs about so many on numbers.
const RANGE: f64 = 16.0;

/// How many boxes at a time bounds are made of at most.
const MOST_BOXES: usize = 256;

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
enum ValuesPart {
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
    /// Where each input starts.
    starts: Vec<f64>,
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
    match Search::new(program, register, inputs) {
        Some(mut search) => {
            search.ranges.assume(register);
            search.run(budget)
        }
        None => (End::Unknown, 0.0, 0),
    }
}

/// Bounds on what a register can be, and the work that they took. The widest boxes are halved as long as the budget and
/// the number of boxes allow.
pub fn hull(program: &Program, register: Reg, inputs: &[Values], budget: f64) -> (Values, f64) {
    let Some(mut search) = Search::new(program, register, inputs) else {
        return (Values { open: true, ..Values::missing() }, 0.0);
    };
    let whole: Vec<ValuesPart> = (0..inputs.len()).map(|input| search.whole(input)).collect();
    let (bound, mut work) = search.look(&whole);
    let mut open = VecDeque::from([(whole, bound)]);
    let mut hull: Option<Bound> = None;
    let take =
        |hull: &mut Option<Bound>, bound: Bound| *hull = Some(hull.map_or(bound, |all| all.hull(bound)));
    while let Some((part, bound)) = open.pop_front() {
        let split = search.widest(&part).filter(|_| work < budget && open.len() < MOST_BOXES);
        let Some(input) = split else {
            take(&mut hull, bound);
            continue;
        };
        let (first, second) = halves(part[input]);
        for half in [first, second] {
            let mut part = part.clone();
            part[input] = half;
            let (bound, cost) = search.look(&part);
            work += cost;
            open.push_back((part, bound));
        }
    }
    let bound = hull.unwrap_or(Bound::ANY);
    let values = match bound.low <= bound.high {
        true => Values::between(bound.low, bound.high, bound.lost),
        false => Values::missing(),
    };
    (values, work)
}

impl<'a> Search<'a> {
    fn new(program: &'a Program, register: Reg, inputs: &'a [Values]) -> Option<Self> {
        let machine = Machine::new(program.clone()).ok()?;
        let reads = program.reads();
        let held: Vec<bool> = (0..inputs.len()).map(|input| reads.get(input) != Some(&true)).collect();
        let own = |input: usize| program.inputs.get(input).copied().unwrap_or(f64::NAN);
        let mut sorted = Vec::new();
        for (input, values) in inputs.iter().enumerate() {
            // As the evaluator takes them: what is infinite is undefined.
            let mut positions: Vec<f64> = values.positions.iter().map(|value| finite(*value)).collect();
            if positions.is_empty() {
                positions.push(finite(own(input)));
            }
            if held[input] {
                positions.truncate(1);
            }
            sorted.push(positions);
        }
        let starts = sorted.iter().map(|positions| positions[0]).collect();
        sorted.iter_mut().for_each(|positions| positions.sort_by(f64::total_cmp));
        let ranges = Ranges::new(program);
        Some(Self { program, register, inputs, starts, sorted, held, machine, ranges })
    }

    /// Everything that an input can be. Positions beside its range are taken into the range.
    fn whole(&self, input: usize) -> ValuesPart {
        let (values, sorted) = (&self.inputs[input], &self.sorted[input]);
        let places = ValuesPart::Places(0, sorted.len() - 1);
        if self.held[input] {
            return places;
        }
        let Some((from, to)) = values.between.filter(|_| !values.open) else {
            return if values.open { ValuesPart::Open } else { places };
        };
        if from.is_nan() || to.is_nan() {
            return ValuesPart::Open;
        }
        let numbers = || sorted.iter().copied().filter(|value| !value.is_nan()).chain([from, to]);
        let low = numbers().fold(f64::INFINITY, f64::min);
        let high = numbers().fold(f64::NEG_INFINITY, f64::max);
        let is_missing = low < f64::MIN || high > f64::MAX || sorted.iter().any(|value| value.is_nan());
        let (low, high) = (low.max(f64::MIN), high.min(f64::MAX));
        if is_missing { ValuesPart::Maybe(low, high) } else { ValuesPart::Range(low, high) }
    }

    /// What the register can be in a box, and the work of finding out.
    fn look(&mut self, part: &[ValuesPart]) -> (Bound, f64) {
        for (input, part) in part.iter().enumerate().take(self.program.inputs.len()) {
            self.ranges.inputs[input] = bound(*part, &self.sorted[input]);
        }
        let most = self.program.ops.len() as u64 * 64 + 4096;
        match self.ranges.run(most) {
            Some(ops) => (self.ranges.bound(self.register), ops as f64 * RANGE),
            None => (Bound::ANY, most as f64 * RANGE),
        }
    }

    fn run(&mut self, budget: f64) -> (End, f64, u64) {
        let whole: Vec<ValuesPart> = (0..self.inputs.len()).map(|input| self.whole(input)).collect();
        let mut boxes = vec![whole];
        let (mut work, mut count) = (0.0, 0_u64);
        let mut unknown = false;
        while let Some(part) = boxes.pop() {
            if work >= budget {
                return (End::Unknown, work, count);
            }
            count += 1;
            let (bound, cost) = self.look(&part);
            work += cost;
            if !bound.can_hold() {
                continue;
            }
            let open = part.contains(&ValuesPart::Open);
            let split = self.widest(&part);
            let must_hold = bound.must_hold() && !open;
            // Of a box that was cut, only a part is known.
            let ends = must_hold && !self.ranges.is_cut || split.is_none();
            // Where a range is halved may be just the value that is looked for, such as zero.
            let halves_range =
                !open && split.is_some_and(|input| matches!(part[input], ValuesPart::Range(..)));
            if ends || must_hold || halves_range {
                let setting = self.middle(&part);
                work += self.machine.cost() as f64;
                if !open && self.shows(&setting) {
                    return (End::Found(self.simpler(setting)), work, count);
                }
            }
            if ends {
                // A range too narrow to be halved, or something that can be anything.
                unknown |= open || part.iter().any(|part| matches!(part, ValuesPart::Range(..)));
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
    fn widest(&self, part: &[ValuesPart]) -> Option<usize> {
        let width = |input: usize| {
            let (low, high) = match part[input] {
                ValuesPart::Places(first, last) if first < last => {
                    let (low, high) = (self.sorted[input][first], self.sorted[input][last]);
                    // What is undefined stands apart first.
                    if high.is_nan() {
                        return 4.0;
                    }
                    (low, high)
                }
                // What is undefined stands apart first.
                ValuesPart::Maybe(..) => return 4.0,
                ValuesPart::Range(low, high) if low.midpoint(high) > low && low.midpoint(high) < high => {
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
    fn middle(&self, part: &[ValuesPart]) -> Vec<(usize, f64)> {
        let mut setting = Vec::new();
        for (input, part) in part.iter().enumerate() {
            let start = self.starts[input];
            let value = match *part {
                ValuesPart::Places(first, last) => {
                    let inside = &self.sorted[input][first..=last];
                    let is_start = |value: &&f64| value.to_bits() == start.to_bits();
                    *inside.iter().find(is_start).unwrap_or(&inside[inside.len() / 2])
                }
                ValuesPart::Range(low, high) if low <= start && start <= high => start,
                ValuesPart::Range(low, high) => middle(low, high),
                ValuesPart::Open => start,
                ValuesPart::Maybe(..) | ValuesPart::Missing => f64::NAN,
            };
            if value.to_bits() != start.to_bits() && !(value.is_nan() && start.is_nan()) {
                setting.push((input, value));
            }
        }
        setting
    }

    fn shows(&mut self, setting: &[(usize, f64)]) -> bool {
        for (input, start) in self.starts.iter().enumerate() {
            self.machine.set(input, *start);
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

fn bound(part: ValuesPart, sorted: &[f64]) -> Bound {
    match part {
        ValuesPart::Places(first, last) => {
            let lost = sorted[last].is_nan();
            let inside = &sorted[first..=last];
            let defined = inside.iter().take_while(|value| !value.is_nan()).count();
            match defined {
                0 => Bound::of(f64::NAN),
                count => Bound::between(inside[0], inside[count - 1]).or_lost(lost),
            }
        }
        ValuesPart::Range(low, high) => Bound::between(low, high),
        ValuesPart::Maybe(low, high) => Bound::between(low, high).or_lost(true),
        ValuesPart::Missing => Bound::of(f64::NAN),
        ValuesPart::Open => Bound::ANY,
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

fn halves(part: ValuesPart) -> (ValuesPart, ValuesPart) {
    match part {
        ValuesPart::Places(first, last) => {
            let middle = first + (last - first) / 2;
            (ValuesPart::Places(first, middle), ValuesPart::Places(middle + 1, last))
        }
        ValuesPart::Range(low, high) => {
            let middle = middle(low, high);
            (ValuesPart::Range(low, middle), ValuesPart::Range(middle, high))
        }
        ValuesPart::Maybe(low, high) => (ValuesPart::Missing, ValuesPart::Range(low, high)),
        ValuesPart::Open | ValuesPart::Missing => (part, part),
    }
}

//! Runs operations. Start at [`Execution::run`]; what a single operation gives stands in `arithmetic`.

use alloc::vec::Vec;

use super::arithmetic::{and, binary, finite, holds, or, unary};
use super::check::BISECTIONS;
use crate::exact;
use crate::program::{Fold, Op, Reg, UNDEFINED};

/// A program that has been checked, with its registers.
pub(super) struct Execution<'a> {
    pub(super) ops: &'a [Op],
    pub(super) columns: &'a [Vec<f64>],
    pub(super) inputs: &'a [f64],
    pub(super) starts: &'a [u32],
    pub(super) registers: &'a mut [f64],
    pub(super) cells: &'a mut [f64],
    /// How many operations the rounds of loops have run.
    pub(super) spent: u64,
}

/// How far a recomputation has come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    /// Among the stretches to run.
    stretch: usize,
    /// The next operation, if it lies in that stretch.
    at: usize,
    /// How many rounds of the loop there have run.
    round: u32,
}

impl Execution<'_> {
    /// Runs stretches of operations from a place on, which it moves along. Once more than `budget` operations have
    /// run, it stops between two rounds of a loop that lies in no other; whether it came to the end.
    pub(super) fn advance(&mut self, stretches: &[(u32, u32)], place: &mut Progress, budget: u64) -> bool {
        while let Some((start, end)) = stretches.get(place.stretch) {
            place.at = place.at.max(*start as usize);
            while place.at < *end as usize {
                let at = place.at;
                let body = match self.ops[at] {
                    Op::Loop { count, most, heads, body } => {
                        let start = at + 1 + heads as usize;
                        if place.round == 0 {
                            self.run(at + 1, start);
                        }
                        let rounds = rounds(self.get(count), most);
                        while place.round < rounds {
                            if self.spent > budget {
                                return false;
                            }
                            self.registers[at] = f64::from(place.round);
                            self.run(start, start + body as usize);
                            self.spent += u64::from(body) + 1;
                            place.round += 1;
                        }
                        place.round = 0;
                        heads + body
                    }
                    Op::Solve { body, .. } => {
                        self.run(at, at + 1);
                        body
                    }
                    _ => {
                        self.run(at, at + 1);
                        0
                    }
                };
                place.at = at + 1 + body as usize;
            }
            place.stretch += 1;
        }
        true
    }

    /// Runs the operations from `start` to `end`.
    pub(super) fn run(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let value = match self.ops[at] {
                Op::Const(value) => finite(value),
                Op::Input(input) => self.inputs[input as usize],
                Op::Unary(function, a) => unary(function, self.get(a)),
                Op::Binary(function, a, b) => binary(function, self.get(a), self.get(b)),
                Op::Select { cond, then, other } => {
                    let cond = self.get(cond);
                    if cond.is_nan() {
                        UNDEFINED
                    } else {
                        finite(self.get(if cond != 0.0 { then } else { other }))
                    }
                }
                Op::Cell { column, row } => at_index(&self.columns[column as usize], self.get(row)),
                Op::Guard { cond, value, .. } => {
                    if holds(self.get(cond)) {
                        finite(self.get(value))
                    } else {
                        UNDEFINED
                    }
                }
                Op::Item { list, index } => {
                    let start = self.starts[list as usize] as usize;
                    let length = self.get(list) as usize;
                    at_index(&self.cells[start..start + length], self.get(index))
                }
                Op::Settle(acc) => finite(self.get(acc)),
                Op::Fold { how, into, value, item, when } => {
                    self.fold(how, into, [value, item, when]);
                    at += 1;
                    continue;
                }
                Op::Push { list, value, when } => {
                    self.push(list, value, when);
                    at += 1;
                    continue;
                }
                Op::Acc(start) => {
                    if start.is_nan() {
                        UNDEFINED
                    } else {
                        start
                    }
                }
                Op::List { .. } => 0.0,
                Op::Loop { count, most, heads, body } => {
                    let body_start = at + 1 + heads as usize;
                    self.run(at + 1, body_start);
                    at = self.repeat(at, rounds(self.get(count), most), body_start, body as usize);
                    continue;
                }
                Op::Solve { .. } => {
                    at = self.solve(at);
                    continue;
                }
            };
            self.registers[at] = value;
            at += 1;
        }
    }

    #[inline]
    fn get(&self, register: Reg) -> f64 {
        self.registers[register as usize]
    }

    fn repeat(&mut self, at: usize, rounds: u32, start: usize, body: usize) -> usize {
        for round in 0..rounds {
            self.registers[at] = f64::from(round);
            self.run(start, start + body);
        }
        self.spent += u64::from(rounds) * (body as u64 + 1);
        start + body
    }

    fn push(&mut self, list: Reg, value: Reg, when: Reg) {
        let Op::List { most } = self.ops[list as usize] else {
            return;
        };
        let length = self.get(list) as usize;
        if holds(self.get(when)) && length < most as usize {
            let start = self.starts[list as usize] as usize;
            self.cells[start + length] = finite(self.get(value));
            self.registers[list as usize] = (length + 1) as f64;
        }
    }

    /// Takes a round into an accumulator. Once undefined, an accumulator stays so, but for `All`, which one
    /// false settles, and `Any`, which one true settles.
    fn fold(&mut self, how: Fold, into: Reg, [value, item, when]: [Reg; 3]) {
        let when = self.get(when);
        if when == 0.0 {
            return;
        }
        let into = into as usize;
        let acc = self.registers[into];
        let value = self.get(value);
        let unknown = when.is_nan() || value.is_nan();
        self.registers[into] = match how {
            // A round that may count settles nothing only if its value would change nothing.
            Fold::All => and(acc, if holds(value) || !when.is_nan() { value } else { UNDEFINED }),
            Fold::Any => or(acc, if value == 0.0 || !when.is_nan() { value } else { UNDEFINED }),
            Fold::ArgMin | Fold::ArgMax => {
                let best = self.registers[into + 1];
                let better = if how == Fold::ArgMin { value < best } else { value > best };
                if best.is_nan() {
                    acc
                } else if unknown {
                    self.registers[into + 1] = UNDEFINED;
                    UNDEFINED
                } else if better {
                    self.registers[into + 1] = value;
                    finite(self.get(item))
                } else {
                    acc
                }
            }
            // Once found, later rounds do not matter.
            Fold::First if acc.is_infinite() && when.is_nan() => UNDEFINED,
            Fold::First if acc.is_infinite() => finite(self.get(item)),
            Fold::First => acc,
            Fold::Count if when.is_nan() => UNDEFINED,
            Fold::Count => finite(acc + 1.0),
            _ if acc.is_nan() || unknown => UNDEFINED,
            Fold::Sum => finite(acc + value),
            Fold::Min => {
                if value < acc {
                    value
                } else {
                    acc
                }
            }
            Fold::Max => {
                if value > acc {
                    value
                } else {
                    acc
                }
            }
        };
    }

    /// Finds a root and leaves the body's registers as they are there.
    #[inline(never)]
    fn solve(&mut self, at: usize) -> usize {
        let Op::Solve { from, to, residual, samples, body } = self.ops[at] else {
            return at + 1;
        };
        let (from, to) = (self.get(from), self.get(to));
        let end = at + 1 + body as usize;
        let mut residual = |x: f64| {
            self.registers[at] = finite(x);
            self.run(at + 1, end);
            self.registers[residual as usize]
        };
        let root = root(&mut residual, from, to, samples);
        residual(root);
        end
    }
}

/// How often a loop runs.
pub fn rounds(count: f64, most: u32) -> u32 {
    // The cast gives zero for negative and undefined counts, and the greatest number for greater ones.
    (count as u32).min(most)
}

/// The value at a position rounded down; undefined outside.
pub fn at_index(values: &[f64], index: f64) -> f64 {
    if index >= 0.0 {
        finite(values.get(exact::settled(index) as usize).copied().unwrap_or(UNDEFINED))
    } else {
        UNDEFINED
    }
}

/// The first root found between `from` and `to`. A change of sign at a jump or a pole is not a root; neither is one
/// that leads to where the residual is undefined.
pub fn root(residual: &mut impl FnMut(f64) -> f64, from: f64, to: f64, samples: u32) -> f64 {
    if !from.is_finite() || !to.is_finite() {
        return UNDEFINED;
    }
    let mut left = (from, residual(from));
    if left.1 == 0.0 {
        return from;
    }
    let mut budget = BISECTIONS;
    for sample in 1..=samples {
        let share = f64::from(sample) / f64::from(samples);
        let x = if sample == samples { to } else { from * (1.0 - share) + to * share };
        let right = (x, residual(x));
        if right.1 == 0.0 {
            return x;
        }
        if changes(left.1, right.1) {
            let found = bisect(residual, left, right, &mut budget);
            if !found.is_nan() {
                return found;
            }
        }
        left = right;
    }
    UNDEFINED
}

/// Halves a bracket until no number lies between its ends, at most 200 times.
fn bisect(
    residual: &mut impl FnMut(f64) -> f64,
    mut left: (f64, f64),
    mut right: (f64, f64),
    budget: &mut u32,
) -> f64 {
    let widest = left.1.abs().max(right.1.abs());
    for _ in 0..200.min(*budget) {
        let x = 0.5 * left.0 + 0.5 * right.0;
        if x == left.0 || x == right.0 {
            break;
        }
        *budget -= 1;
        let middle = (x, residual(x));
        if middle.1 == 0.0 {
            return x;
        }
        if middle.1.is_nan() {
            return UNDEFINED;
        }
        if changes(left.1, middle.1) {
            right = middle;
        } else {
            left = middle;
        }
    }
    let nearest = if right.1.abs() < left.1.abs() { right } else { left };
    // Between neighbouring numbers what is continuous changes by next to nothing; a jump or a pole does not.
    if (right.1 - left.1).abs() <= widest * JUMP { nearest.0 } else { UNDEFINED }
}

/// How much of the change over a bracket may remain between two neighbouring numbers.
const JUMP: f64 = 1e-6;

fn changes(a: f64, b: f64) -> bool {
    (a < 0.0 && b > 0.0) || (a > 0.0 && b < 0.0)
}

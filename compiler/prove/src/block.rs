//! Runs a program for many settings at once. Start at [`Block::run`].
//!
//! A register is a column with a lane for each setting; one that the lanes' controls do not reach has a single value,
//! which is computed once. Every number is what [`lab_core::Machine`] gives at that setting, bit for bit: the
//! arithmetic is the evaluator's own.

use core::ops::Range;

use lab_core::UNDEFINED;
use lab_core::machine::arithmetic::{and, binary, finite, holds, or, unary};
use lab_core::machine::{at_index, root, rounds};
use lab_core::program::{Binary, Fold, Op, Program, Reg};

/// The most settings at once: the columns of a slice still fit the processor's cache.
pub const LANES: usize = 256;

/// The most values that the columns of a block hold, registers and items of lists together: 32 MiB.
const MOST_CELLS: usize = 4 << 20;

/// How many settings at once a program of any size leaves room for.
pub fn width(program: &Program) -> usize {
    let items = program.ops.iter().map(|op| if let Op::List { most } = *op { most as usize } else { 0 });
    let lane = program.ops.len() + items.sum::<usize>();
    (MOST_CELLS / lane.max(1)).clamp(1, LANES)
}

/// The registers of a program at up to [`LANES`] settings.
pub struct Block<'a> {
    program: &'a Program,
    /// Whether a register has a value for each lane.
    wide: &'a [bool],
    /// How many lanes the columns have room for.
    width: usize,
    /// How many lanes are in use.
    lanes: usize,
    registers: Vec<f64>,
    /// The items of all lists, lane by lane.
    cells: Vec<f64>,
    /// Where each list's items begin within a lane.
    starts: Vec<usize>,
    /// How many items a lane has.
    items: usize,
    /// The values of inputs that are the same in all lanes.
    inputs: Vec<f64>,
    /// The values of the others.
    columns: Vec<Vec<f64>>,
}

/// A register as an operation reads it: a value for all lanes, or one for each.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// The same in all lanes.
    One(f64),
    /// A value for each lane in use.
    Many(&'a [f64]),
}

impl<'a> Block<'a> {
    /// Room for a checked program at up to `width` settings; `wide` says which registers differ between them.
    pub fn new(program: &'a Program, wide: &'a [bool], width: usize) -> Self {
        let mut starts = vec![0; program.ops.len()];
        let mut items = 0;
        for (start, op) in starts.iter_mut().zip(&program.ops) {
            if let Op::List { most } = *op {
                *start = items;
                items += most as usize;
            }
        }
        Self {
            program,
            wide,
            width,
            lanes: width,
            registers: vec![UNDEFINED; program.ops.len() * width],
            cells: vec![UNDEFINED; items * width],
            starts,
            items,
            inputs: program.inputs.iter().map(|value| finite(*value)).collect(),
            columns: vec![Vec::new(); program.inputs.len()],
        }
    }

    /// Gives an input one value in all lanes, in base units.
    pub fn set(&mut self, input: usize, value: f64) {
        self.inputs[input] = finite(value);
    }

    /// Gives an input a value in each lane, in base units.
    pub fn set_lanes(&mut self, input: usize, values: impl Iterator<Item = f64>) {
        let column = &mut self.columns[input];
        column.clear();
        column.extend(values.map(finite));
    }

    /// How many lanes are computed from now on.
    pub fn use_lanes(&mut self, lanes: usize) {
        self.lanes = lanes.min(self.width);
    }

    /// Runs the operations from `start` to `end`, which begin and end outside all loops.
    pub fn run(&mut self, start: usize, end: usize) {
        self.stretch(start, end, 0..self.lanes, None);
    }

    /// The value of a register in a lane, in base units: finite or undefined.
    pub fn value(&self, register: Reg, lane: usize) -> f64 {
        finite(self.get(register, lane))
    }

    /// A register in all lanes in use, in base units. An accumulator that took nothing in is infinite here, which
    /// counts as undefined.
    pub fn column(&self, register: Reg) -> Operand<'_> {
        let start = self.place(register as usize, 0);
        match self.wide[register as usize] {
            true => Operand::Many(&self.registers[start..start + self.lanes]),
            false => Operand::One(self.registers[start]),
        }
    }

    fn get(&self, register: Reg, lane: usize) -> f64 {
        self.registers[self.place(register as usize, lane)]
    }

    /// Where a register's value in a lane stands.
    fn place(&self, register: usize, lane: usize) -> usize {
        register * self.width + if self.wide[register] { lane } else { 0 }
    }

    /// Runs operations in some lanes. Only what gathers asks which of them are `active`, that is, whose loops have
    /// not ended yet: nothing else of a round is read after it.
    fn stretch(&mut self, start: usize, end: usize, lanes: Range<usize>, active: Option<&[bool]>) {
        let mut at = start;
        while at < end {
            match self.program.ops[at] {
                Op::Fold { how, into, value, item, when } => {
                    for lane in self.gathering(into, &lanes) {
                        if self.counts(into, lane, active) {
                            self.fold(how, into, [value, item, when], lane);
                        }
                    }
                }
                Op::Push { list, value, when } => {
                    for lane in self.gathering(list, &lanes) {
                        if self.counts(list, lane, active) {
                            self.push(list, value, when, lane);
                        }
                    }
                }
                Op::Loop { count, most, heads, body } => {
                    let body_start = at + 1 + heads as usize;
                    self.stretch(at + 1, body_start, lanes.clone(), active);
                    let body_end = body_start + body as usize;
                    self.repeat(at, (count, most), body_start..body_end, &lanes, active);
                    at = body_end;
                    continue;
                }
                Op::Solve { body, .. } => {
                    let lanes = if self.wide[at] { lanes.clone() } else { 0..1 };
                    for lane in lanes {
                        if !self.wide[at] || active.is_none_or(|active| active[lane]) {
                            self.solve(at, lane);
                        }
                    }
                    at += 1 + body as usize;
                    continue;
                }
                _ => self.simple(at, if self.wide[at] { lanes.clone() } else { 0..1 }),
            }
            at += 1;
        }
    }

    /// The lanes of what gathers.
    fn gathering(&self, head: Reg, lanes: &Range<usize>) -> Range<usize> {
        if self.wide[head as usize] { lanes.clone() } else { 0..1 }
    }

    /// Whether a round counts in a lane. Where a head is the same in all lanes, so is what decides about its rounds.
    fn counts(&self, head: Reg, lane: usize, active: Option<&[bool]>) -> bool {
        !self.wide[head as usize] || active.is_none_or(|active| active[lane])
    }

    /// An operation of its own, with no heads or body.
    fn simple(&mut self, at: usize, lanes: Range<usize>) {
        let (below, own) = self.registers.split_at_mut(at * self.width);
        let out = &mut own[lanes.clone()];
        let operand = |register: Reg| {
            let start = register as usize * self.width;
            if self.wide[register as usize] {
                Operand::Many(&below[start + lanes.start..start + lanes.end])
            } else {
                Operand::One(below[start])
            }
        };
        match self.program.ops[at] {
            Op::Const(value) => out.fill(finite(value)),
            Op::Input(input) if self.wide[at] => {
                out.copy_from_slice(&self.columns[input as usize][lanes]);
            }
            Op::Input(input) => out.fill(self.inputs[input as usize]),
            Op::Unary(function, a) => one(out, operand(a), |a| unary(function, a)),
            Op::Binary(function, a, b) => two_by(function, out, operand(a), operand(b)),
            Op::Select { cond, then, other } => {
                three(out, operand(cond), operand(then), operand(other), choose)
            }
            Op::Cell { column, row } => {
                let column = &self.program.columns[column as usize];
                one(out, operand(row), |row| at_index(column, row));
            }
            Op::Guard { cond, value, .. } => {
                two(
                    out,
                    operand(cond),
                    operand(value),
                    |cond, value| {
                        if holds(cond) { finite(value) } else { UNDEFINED }
                    },
                );
            }
            Op::Settle(acc) => one(out, operand(acc), finite),
            Op::Acc(start) => out.fill(if start.is_nan() { UNDEFINED } else { start }),
            Op::List { .. } => out.fill(0.0),
            Op::Item { list, index } => {
                let start = self.starts[list as usize];
                for (position, lane) in lanes.clone().enumerate() {
                    let list_lane = if self.wide[list as usize] { lane } else { 0 };
                    let start = list_lane * self.items + start;
                    let length = operand(list).at(position) as usize;
                    out[position] = at_index(&self.cells[start..start + length], operand(index).at(position));
                }
            }
            // These are run where they stand.
            Op::Loop { .. } | Op::Solve { .. } | Op::Fold { .. } | Op::Push { .. } => {}
        }
    }

    fn repeat(
        &mut self,
        at: usize,
        (count, most): (Reg, u32),
        body: Range<usize>,
        lanes: &Range<usize>,
        active: Option<&[bool]>,
    ) {
        if !self.wide[count as usize] {
            for round in 0..rounds(self.get(count, 0), most) {
                self.registers[at * self.width] = f64::from(round);
                self.stretch(body.start, body.end, lanes.clone(), active);
            }
            return;
        }
        let is_active = |lane: usize| active.is_none_or(|active| active[lane]);
        let mut counts = vec![0; self.width];
        for lane in lanes.clone().filter(|lane| is_active(*lane)) {
            counts[lane] = rounds(self.get(count, lane), most);
        }
        let mut running = vec![false; self.width];
        for round in 0..counts.iter().copied().max().unwrap_or(0) {
            for (running, count) in running.iter_mut().zip(&counts) {
                *running = round < *count;
            }
            self.registers[at * self.width] = f64::from(round);
            self.stretch(body.start, body.end, lanes.clone(), Some(&running));
        }
    }

    fn push(&mut self, list: Reg, value: Reg, when: Reg, lane: usize) {
        let place = self.place(list as usize, lane);
        let Op::List { most } = self.program.ops[list as usize] else { return };
        let length = self.registers[place] as usize;
        if holds(self.get(when, lane)) && length < most as usize {
            let cell = lane * self.items + self.starts[list as usize] + length;
            self.cells[cell] = finite(self.get(value, lane));
            self.registers[place] = (length + 1) as f64;
        }
    }

    /// Takes a round into an accumulator, by the rules of [`Op::Fold`].
    ///
    /// These are the evaluator's rules a second time, held to them bit for bit by the tests: one function for both made two
    /// pages 75 bytes heavier (brotli), which is more than their budgets had left.
    fn fold(&mut self, how: Fold, into: Reg, [value, item, when]: [Reg; 3], lane: usize) {
        let when = self.get(when, lane);
        if when == 0.0 {
            return;
        }
        let into = into as usize;
        let place = self.place(into, lane);
        let acc = self.registers[place];
        let value = self.get(value, lane);
        let unknown = when.is_nan() || value.is_nan();
        self.registers[place] = match how {
            Fold::All => and(acc, if holds(value) || !when.is_nan() { value } else { UNDEFINED }),
            Fold::Any => or(acc, if value == 0.0 || !when.is_nan() { value } else { UNDEFINED }),
            Fold::ArgMin | Fold::ArgMax => {
                let best_place = self.place(into + 1, lane);
                let best = self.registers[best_place];
                let better = if how == Fold::ArgMin { value < best } else { value > best };
                if best.is_nan() {
                    acc
                } else if unknown {
                    self.registers[best_place] = UNDEFINED;
                    UNDEFINED
                } else if better {
                    self.registers[best_place] = value;
                    finite(self.get(item, lane))
                } else {
                    acc
                }
            }
            Fold::First if !acc.is_infinite() => acc,
            Fold::First if when.is_nan() => UNDEFINED,
            Fold::First => finite(self.get(item, lane)),
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

    /// Finds a root in one lane and leaves the body's registers there as they are at it.
    fn solve(&mut self, at: usize, lane: usize) {
        let Op::Solve { from, to, residual, samples, body } = self.program.ops[at] else { return };
        let (from, to) = (self.get(from, lane), self.get(to, lane));
        let (place, end) = (self.place(at, lane), at + 1 + body as usize);
        let mut difference = |x: f64| {
            self.registers[place] = finite(x);
            self.stretch(at + 1, end, lane..lane + 1, None);
            self.get(residual, lane)
        };
        let found = root(&mut difference, from, to, samples);
        difference(found);
    }
}

impl Operand<'_> {
    fn at(self, position: usize) -> f64 {
        match self {
            Self::One(value) => value,
            Self::Many(values) => values[position],
        }
    }
}

fn choose(cond: f64, then: f64, other: f64) -> f64 {
    if cond.is_nan() { UNDEFINED } else { finite(if cond != 0.0 { then } else { other }) }
}

#[inline]
fn one(out: &mut [f64], a: Operand<'_>, f: impl Fn(f64) -> f64) {
    match a {
        Operand::One(a) => out.fill(f(a)),
        Operand::Many(a) => {
            for (out, a) in out.iter_mut().zip(a) {
                *out = f(*a);
            }
        }
    }
}

#[inline]
fn two(out: &mut [f64], a: Operand<'_>, b: Operand<'_>, f: impl Fn(f64, f64) -> f64) {
    match (a, b) {
        (Operand::One(a), b) => one(out, b, |b| f(a, b)),
        (a, Operand::One(b)) => one(out, a, |a| f(a, b)),
        (Operand::Many(a), Operand::Many(b)) => {
            for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                *out = f(*a, *b);
            }
        }
    }
}

#[inline]
fn three(out: &mut [f64], a: Operand<'_>, b: Operand<'_>, c: Operand<'_>, f: impl Fn(f64, f64, f64) -> f64) {
    match (a, b, c) {
        (Operand::One(a), b, c) => two(out, b, c, |b, c| f(a, b, c)),
        (a, Operand::One(b), c) => two(out, a, c, |a, c| f(a, b, c)),
        (a, b, Operand::One(c)) => two(out, a, b, |a, b| f(a, b, c)),
        (Operand::Many(a), Operand::Many(b), Operand::Many(c)) => {
            for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
                *out = f(*a, *b, *c);
            }
        }
    }
}

/// A function of two values in every lane. Each function has a loop of its own, so that the choice is made once.
fn two_by(function: Binary, out: &mut [f64], a: Operand<'_>, b: Operand<'_>) {
    macro_rules! each {
        ($($name:ident)*) => {
            match function {
                $(Binary::$name => two(out, a, b, |a, b| binary(Binary::$name, a, b)),)*
            }
        };
    }
    each!(Add Sub Mul Div Pow Min Max Mod Lt Le Eq And Or Else);
}

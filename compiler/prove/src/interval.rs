//! What the registers of a program can be where its inputs lie in ranges. Start at [`Ranges::run`].
//!
//! The bounds are about the evaluator's own numbers: sums, products, quotients, roots and roundings of IEEE 754 never
//! fall where an operand rises, so the ends of a range are computed as the evaluator does and need no widening.
//! Transcendental functions are not monotone to the last bit; their bounds are widened by more than their error.

use std::sync::Arc;

use lab_core::machine::arithmetic::{binary, unary};
use lab_core::machine::rounds;
use lab_core::program::{Binary, Fold, Op, Program, Reg, Unary};

use crate::assume::{self, BranchFacts, Clip, Clips};

/// How many units in the last place a transcendental function's bounds are widened by. The greatest error of `libm`'s
/// functions that we have seen is 2.1 units (the hyperbolic tangent).
const ULPS: u32 = 8;
/// How many branches within each other are looked along at most.
const DEEPEST: u32 = 3;
/// The least number above zero.
const LEAST: f64 = f64::from_bits(1);

/// What a value can be: a range, perhaps undefined, perhaps nothing taken in yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The least value; above `high` where it has none.
    pub low: f64,
    /// The greatest value.
    pub high: f64,
    /// It may be undefined.
    pub lost: bool,
    /// An accumulator that may have taken in nothing.
    none: bool,
}

impl Bound {
    /// No value at all.
    const EMPTY: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY, lost: false, none: false };
    /// Undefined.
    const LOST: Self = Self { lost: true, ..Self::EMPTY };
    /// Anything.
    pub const ANY: Self = Self { low: f64::MIN, high: f64::MAX, lost: true, none: false };

    /// Anything, infinite too.
    const WILD: Self = Self { none: true, ..Self::ANY };

    /// One value, which may be undefined.
    pub fn of(value: f64) -> Self {
        if value.is_finite() {
            Self { low: value, high: value, lost: false, none: false }
        } else {
            Self::LOST
        }
    }

    /// Every number between two ends, in either order. What the evaluator has no number for, such as an infinite end,
    /// is undefined there.
    pub fn between(one: f64, other: f64) -> Self {
        if one <= other { Self::finite(one, other, false) } else { Self::finite(other, one, false) }
    }

    /// Whether it lies inside: the value, or that there is none.
    pub fn holds(&self, value: f64) -> bool {
        if value.is_finite() { self.low <= value && value <= self.high } else { self.lost || self.none }
    }

    /// As a condition: it can be true.
    pub fn can_hold(&self) -> bool {
        self.is_some() && !(self.low == 0.0 && self.high == 0.0)
    }

    /// As a condition: it can be false.
    pub fn can_fail(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    /// As a condition: it is true whatever happens.
    pub fn must_hold(&self) -> bool {
        self.is_some() && !self.can_fail() && !self.lost && !self.none
    }

    fn is_some(&self) -> bool {
        self.low <= self.high
    }

    fn is_point(&self) -> bool {
        self.low == self.high && !self.lost && !self.none
    }

    /// All values of both.
    pub(crate) fn hull(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            lost: self.lost || other.lost,
            none: self.none || other.none,
        }
    }

    /// The same, and undefined where `lost`.
    #[must_use]
    pub fn or_lost(self, lost: bool) -> Self {
        Self { lost: self.lost || lost, ..self }
    }

    /// An accumulator that took nothing in is undefined for whoever reads it.
    fn settled(self) -> Self {
        Self { lost: self.lost || self.none, none: false, ..self }
    }

    /// The part of it that lies within a clip.
    fn cut(self, clip: Clip) -> Self {
        let cut =
            Self { low: self.low.max(clip.low), high: self.high.min(clip.high), lost: false, none: false };
        if cut.low <= cut.high { cut } else { Self::EMPTY }
    }

    /// What of a range that arithmetic led to is a number: what lies beyond is undefined.
    fn finite(low: f64, high: f64, lost: bool) -> Self {
        if low.is_nan() || high.is_nan() {
            return Self::ANY;
        }
        let over = low < f64::MIN || high > f64::MAX;
        let (low, high) = (low.max(f64::MIN), high.min(f64::MAX));
        let beyond = low > f64::MAX || high < f64::MIN;
        if beyond { Self::LOST } else { Self { low, high, lost: lost || over, none: false } }
    }

    fn condition(can_fail: bool, can_hold: bool, lost: bool) -> Self {
        match (can_fail, can_hold) {
            (false, false) => Self { lost, ..Self::EMPTY },
            (true, false) => Self { lost, ..Self::of(0.0) },
            (false, true) => Self { lost, ..Self::of(1.0) },
            (true, true) => Self { lost, ..Self::between(0.0, 1.0) },
        }
    }
}

/// A list: its items, where it is certain which there are; else what all of them can be.
#[derive(Clone, Debug)]
struct Items {
    known: Option<Vec<Bound>>,
    all: Bound,
    least: u32,
    most: u32,
}

/// The registers of a program as ranges.
pub struct Ranges<'a> {
    program: &'a Program,
    /// What each input can be.
    pub inputs: Vec<Bound>,
    registers: Vec<Bound>,
    lists: Vec<Option<Items>>,
    /// How many operations may still be run.
    left: u64,
    branches: Arc<BranchFacts>,
    /// How many branches around are being computed once more: what is read there is, branches within some are not.
    depth: u32,
    /// Which operations are computed once.
    simple: Vec<bool>,
    /// What registers are where the condition that is assumed to hold does.
    assumed: Clips,
    /// An assumption has narrowed some register: then a condition that must hold in this box need not hold in all of it.
    pub is_cut: bool,
    /// Some register can't be what is assumed of it.
    is_impossible: bool,
}

impl<'a> Ranges<'a> {
    /// All inputs held where the program has them.
    pub fn new(program: &'a Program) -> Self {
        let simple = assume::simple(program);
        Self {
            program,
            branches: Arc::new(assume::branches(program, &simple)),
            depth: 0,
            simple,
            assumed: Clips::new(),
            is_cut: false,
            is_impossible: false,
            inputs: program.inputs.iter().map(|value| Bound::of(*value)).collect(),
            registers: vec![Bound::LOST; program.ops.len()],
            lists: vec![None; program.ops.len()],
            left: 0,
        }
    }

    /// From now on only settings count at which a condition holds. Of other registers than that nothing is said then.
    pub fn assume(&mut self, condition: Reg) {
        self.assumed = assume::where_it_holds(self.program, &self.simple, condition);
    }

    /// Runs all operations; how many that were. Nothing where there are more than `most`: then no register says
    /// anything.
    pub fn run(&mut self, most: u64) -> Option<u64> {
        self.left = most;
        (self.is_cut, self.is_impossible) = (false, false);
        self.stretch(0, self.program.ops.len(), true)?;
        Some(most - self.left)
    }

    /// What a register can be.
    pub fn bound(&self, register: Reg) -> Bound {
        if self.is_impossible {
            return Bound::EMPTY;
        }
        self.registers[register as usize].settled()
    }

    /// A register as an operation reads it. An accumulator that took nothing in is infinite, which a comparison can
    /// still read.
    fn at(&self, register: Reg) -> Bound {
        let bound = self.registers[register as usize];
        if bound.none { Bound::WILD } else { bound }
    }

    /// Runs operations. What they gather certainly counts where `certain`, and may count otherwise.
    fn stretch(&mut self, start: usize, end: usize, certain: bool) -> Option<()> {
        let mut at = start;
        while at < end {
            self.left = self.left.checked_sub(1)?;
            match self.program.ops[at] {
                Op::Loop { count, most, heads, body } => {
                    let body_start = at + 1 + heads as usize;
                    let body_end = body_start + body as usize;
                    self.stretch(at + 1, body_start, certain)?;
                    let count = self.at(count);
                    let least = if count.lost || count.none || !count.is_some() {
                        0
                    } else {
                        rounds(count.low, most)
                    };
                    let most = match count.is_some() {
                        _ if count.none => most,
                        true => rounds(count.high, most),
                        false => 0,
                    };
                    for round in 0..most {
                        self.registers[at] = Bound::of(f64::from(round));
                        self.stretch(body_start, body_end, certain && round < least)?;
                    }
                    at = body_end;
                    continue;
                }
                Op::Solve { from, to, body, .. } => {
                    // Somewhere between the ends, or nowhere.
                    let ends = self.at(from).hull(self.at(to));
                    self.registers[at] = Bound { lost: true, none: false, ..ends };
                    let end = at + 1 + body as usize;
                    self.stretch(at + 1, end, false)?;
                    at = end;
                    continue;
                }
                Op::Fold { how, into, value, item, when } => {
                    self.fold(how, into, [value, item, when], certain);
                }
                Op::Push { list, value, when } => self.push(list, value, when, certain),
                op => {
                    self.registers[at] = self.computed(at, op);
                    if self.is_impossible {
                        return Some(());
                    }
                }
            }
            at += 1;
        }
        Some(())
    }

    /// An operation of its own, cut to what is assumed of it.
    fn computed(&mut self, at: usize, op: Op) -> Bound {
        let bound = self.simple(at, op);
        // Only accumulators are infinite.
        if matches!(op, Op::Acc(_)) {
            return bound;
        }
        let bound = Bound { none: false, ..bound.or_lost(bound.none) };
        let Some(clip) = self.assumed.get(&(at as Reg)) else { return bound };
        let cut = bound.cut(*clip);
        self.is_cut |= cut != bound;
        self.is_impossible |= self.depth == 0 && !cut.is_some();
        cut
    }

    /// What a choice leads to: what its condition says of the registers read there is taken into account.
    fn branch(&mut self, at: usize, which: usize, value: Reg) -> Bound {
        let whole = self.at(value);
        if self.depth >= DEEPEST || !self.branches.contains_key(&at) {
            return whole;
        }
        let branches = Arc::clone(&self.branches);
        match &branches[&at][which] {
            Some(branch) => self.along(branch, value).unwrap_or(whole),
            None => whole,
        }
    }

    /// The value at the end of a branch; nothing where its condition says no more than is known.
    fn along(&mut self, branch: &assume::Branch, value: Reg) -> Option<Bound> {
        let place = |register: Reg| register as usize;
        let cut = |own: &Self, (register, clip): &(Reg, Clip)| own.registers[place(*register)].cut(*clip);
        if branch.clips.iter().all(|clip| cut(&*self, clip) == self.registers[place(clip.0)]) {
            return None;
        }
        let moved = branch.clips.iter().map(|(register, _)| register).chain(&branch.path);
        let before: Vec<(Reg, Bound)> =
            moved.map(|register| (*register, self.registers[place(*register)])).collect();
        self.left = self.left.saturating_sub(branch.path.len() as u64);
        self.depth += 1;
        let mut is_possible = true;
        for clip in &branch.clips {
            let bound = cut(&*self, clip);
            is_possible &= bound.is_some();
            self.registers[place(clip.0)] = bound;
        }
        for register in &branch.path {
            self.registers[place(*register)] =
                self.computed(place(*register), self.program.ops[place(*register)]);
        }
        let bound = if is_possible { self.at(value) } else { Bound::EMPTY };
        self.depth -= 1;
        before.into_iter().for_each(|(register, bound)| self.registers[place(register)] = bound);
        Some(bound)
    }

    fn simple(&mut self, at: usize, op: Op) -> Bound {
        match op {
            Op::Const(value) => Bound::of(value),
            Op::Input(input) => self.inputs[input as usize],
            Op::Unary(function, a) => of_one(function, self.at(a)),
            Op::Binary(function, a, b) => {
                let bound = of_two(function, self.at(a), self.at(b), a == b);
                match self.rest_of(a, b).filter(|_| function == Binary::Div) {
                    Some(rest) => share(self.at(a), self.at(rest), bound),
                    None => bound,
                }
            }
            Op::Select { cond, then, other } => {
                let cond = self.at(cond);
                let mut chosen = Bound { lost: cond.lost, ..Bound::EMPTY };
                if cond.can_hold() {
                    chosen = chosen.hull(self.branch(at, 0, then));
                }
                if cond.can_fail() {
                    chosen = chosen.hull(self.branch(at, 1, other));
                }
                chosen
            }
            Op::Cell { column, row } => self.cell(column, self.at(row)),
            Op::Guard { cond, value, .. } => {
                let cond = self.at(cond);
                let kept = if cond.can_hold() { self.branch(at, 0, value) } else { Bound::EMPTY };
                kept.or_lost(cond.can_fail() || cond.lost || !cond.can_hold())
            }
            Op::Settle(acc) => self.registers[acc as usize].settled(),
            Op::Acc(start) if start.is_infinite() => Bound { none: true, ..Bound::EMPTY },
            Op::Acc(start) => Bound::of(start),
            Op::List { .. } => {
                self.lists[at] =
                    Some(Items { known: Some(Vec::new()), all: Bound::EMPTY, least: 0, most: 0 });
                Bound::of(0.0)
            }
            Op::Item { list, index } => self.item(list, self.at(index)),
            Op::Loop { .. } | Op::Solve { .. } | Op::Fold { .. } | Op::Push { .. } => Bound::ANY,
        }
    }

    /// What a value is divided by beside itself: `b` in `a / (a + b)`.
    fn rest_of(&self, a: Reg, sum: Reg) -> Option<Reg> {
        let Op::Binary(Binary::Add, x, y) = self.program.ops[sum as usize] else { return None };
        let rest = if x == a { y } else { x };
        // What gathers may have changed since.
        let stays =
            |register: Reg| !matches!(self.program.ops[register as usize], Op::Acc(_) | Op::List { .. });
        ((x == a || y == a) && stays(a) && stays(rest)).then_some(rest)
    }

    /// The first and last position that an index can be.
    fn places(index: Bound, length: usize) -> Option<(usize, usize, bool)> {
        // An index that is whole but for rounding counts as whole.
        let (low, high) = (unary(Unary::Floor, index.low), unary(Unary::Floor, index.high));
        let outside = index.lost || low < 0.0 || high >= length as f64 || low.is_nan() || high.is_nan();
        if length == 0 || high < 0.0 || low >= length as f64 || !index.is_some() {
            return None;
        }
        Some((low.max(0.0) as usize, (high.max(0.0) as usize).min(length - 1), outside))
    }

    fn cell(&mut self, column: u32, row: Bound) -> Bound {
        let column = &self.program.columns[column as usize];
        let Some((first, last, outside)) = Self::places(row, column.len()) else { return Bound::LOST };
        self.left = self.left.saturating_sub((last - first) as u64 / 4);
        let cells = column[first..=last].iter().fold(Bound::EMPTY, |all, cell| all.hull(Bound::of(*cell)));
        cells.or_lost(outside)
    }

    fn item(&self, list: Reg, index: Bound) -> Bound {
        let Some(items) = &self.lists[list as usize] else { return Bound::ANY };
        if let Some(known) = &items.known {
            let Some((first, last, outside)) = Self::places(index, known.len()) else { return Bound::LOST };
            return known[first..=last]
                .iter()
                .fold(Bound::EMPTY, |all, item| all.hull(*item))
                .or_lost(outside);
        }
        match Self::places(index, items.most as usize) {
            Some((_, last, outside)) => items.all.or_lost(outside || last >= items.least as usize),
            None => Bound::LOST,
        }
    }

    fn push(&mut self, list: Reg, value: Reg, when: Reg, certain: bool) {
        let (value, when) = (self.at(value).settled(), self.at(when).settled());
        let Op::List { most } = self.program.ops[list as usize] else { return };
        let Some(items) = &mut self.lists[list as usize] else { return };
        if !when.can_hold() {
            return;
        }
        let sure = certain && when.must_hold();
        items.all = items.all.hull(value);
        match &mut items.known {
            Some(known) if sure && known.len() < most as usize => known.push(value),
            Some(known) if known.len() >= most as usize => return,
            _ => items.known = None,
        }
        items.least = (items.least + u32::from(sure)).min(most);
        items.most = (items.most + 1).min(most);
        self.registers[list as usize] = Bound::between(f64::from(items.least), f64::from(items.most));
    }

    /// Whether an accumulator begins as the documentation of [`Fold`] says: infinite means that nothing was taken in.
    fn begins_as_usual(&self, how: Fold, into: Reg) -> bool {
        let start = |register: Reg| match self.program.ops[register as usize] {
            Op::Acc(start) => start,
            _ => f64::NAN,
        };
        match how {
            Fold::Sum | Fold::Count | Fold::All | Fold::Any => start(into).is_finite(),
            Fold::Min => start(into) == f64::INFINITY,
            Fold::Max => start(into) == f64::NEG_INFINITY,
            Fold::First => start(into).is_infinite(),
            Fold::ArgMin => start(into).is_infinite() && start(into + 1) == f64::INFINITY,
            Fold::ArgMax => start(into).is_infinite() && start(into + 1) == f64::NEG_INFINITY,
        }
    }

    fn fold(&mut self, how: Fold, into: Reg, [value, item, when]: [Reg; 3], certain: bool) {
        let (value, item, when) = (self.at(value), self.at(item).settled(), self.at(when).settled());
        if value.none || !self.begins_as_usual(how, into) {
            self.registers[into as usize] = Bound::WILD;
            if matches!(how, Fold::ArgMin | Fold::ArgMax) {
                self.registers[into as usize + 1] = Bound::WILD;
            }
            return;
        }
        let acc = self.registers[into as usize];
        let mut kept = acc;
        if matches!(how, Fold::ArgMin | Fold::ArgMax) {
            let best = self.registers[into as usize + 1];
            let key = if !when.can_hold() {
                acc
            } else {
                let surely_better = best.is_some()
                    && !best.none
                    && if how == Fold::ArgMin { value.high < best.low } else { value.low > best.high };
                let surely_worse = best.is_some()
                    && !best.none
                    && !best.lost
                    && if how == Fold::ArgMin { value.low >= best.high } else { value.high <= best.low };
                let counted = match (surely_better, surely_worse) {
                    (true, _) => item.or_lost(acc.lost),
                    (_, true) => acc,
                    _ => Bound { none: false, ..acc.hull(item) },
                };
                counted.or_lost(value.lost)
            };
            let key = if when.can_fail() || !certain { key.hull(acc) } else { key };
            self.registers[into as usize] = key.or_lost(when.lost || item.lost);
            let how = if how == Fold::ArgMin { Binary::Min } else { Binary::Max };
            let taken = taken(how, best, value);
            let new = if when.can_hold() { taken } else { best };
            let new = if when.can_fail() || !certain { new.hull(best) } else { new };
            self.registers[into as usize + 1] = new.or_lost(when.lost);
            return;
        }
        if when.can_hold() {
            kept = match how {
                Fold::Sum => of_two(Binary::Add, acc, value, false),
                Fold::Count => of_two(Binary::Add, acc, Bound::of(1.0), false),
                Fold::Min => taken(Binary::Min, acc, value),
                Fold::Max => taken(Binary::Max, acc, value),
                Fold::All => of_two(Binary::And, acc, value, false),
                Fold::Any => of_two(Binary::Or, acc, value, false),
                Fold::First => {
                    let first = Bound { none: false, ..acc };
                    if acc.none { first.hull(item) } else { first }
                }
                Fold::ArgMin | Fold::ArgMax => Bound::ANY,
            };
        }
        if when.can_fail() || !certain {
            kept = kept.hull(acc);
        }
        if when.lost {
            // All and any can be decided even so.
            kept = match how {
                Fold::All | Fold::Any => Bound { low: 0.0, high: 1.0, lost: true, none: false },
                _ => kept.or_lost(true),
            };
        }
        self.registers[into as usize] = kept;
    }
}

/// An accumulator after a value: the value itself where it had none.
fn taken(how: Binary, acc: Bound, value: Bound) -> Bound {
    let mut kept = Bound { lost: acc.lost || value.lost, ..Bound::EMPTY };
    if acc.is_some() {
        kept = kept.hull(of_two(how, Bound { none: false, ..acc }, value, false));
    }
    if acc.none {
        kept = kept.hull(value);
    }
    kept
}

/// A transcendental function's bounds, widened.
fn wide(low: f64, high: f64, lost: bool) -> Bound {
    let (mut low, mut high) = (low, high);
    for _ in 0..ULPS {
        low = low.next_down();
        high = high.next_up();
    }
    Bound::finite(low, high, lost)
}

fn of_one(function: Unary, a: Bound) -> Bound {
    match function {
        Unary::Defined => return Bound::condition(a.lost || a.none, a.is_some(), false),
        Unary::Not => return Bound::condition(a.can_hold(), a.can_fail(), a.lost || a.none),
        _ => {}
    }
    let lost = a.lost || a.none;
    if !a.is_some() {
        return Bound { lost, ..Bound::EMPTY };
    }
    if a.low == a.high {
        // The evaluator's own value.
        return Bound::of(unary(function, a.low)).or_lost(lost);
    }
    let (low, high) = (a.low, a.high);
    let value = |x: f64| unary(function, x);
    let clamped = |bound: Bound, low: f64, high: f64| Bound {
        low: bound.low.max(low),
        high: bound.high.min(high),
        ..bound
    };
    match function {
        Unary::Neg => Bound { low: -high, high: -low, lost, none: false },
        Unary::Abs => {
            let least = if low <= 0.0 && high >= 0.0 { 0.0 } else { low.abs().min(high.abs()) };
            Bound { low: least, high: low.abs().max(high.abs()), lost, none: false }
        }
        Unary::Sqrt if high < 0.0 => Bound::LOST,
        Unary::Sqrt => Bound::finite(value(low.max(0.0)), value(high), lost || low < 0.0),
        Unary::Floor | Unary::Ceil | Unary::Round => Bound::finite(value(low), value(high), lost),
        Unary::Exp => {
            let raw = |x: f64| libm_exp(x);
            let bound = wide(raw(low), raw(high), lost);
            clamped(bound, 0.0, f64::MAX)
        }
        Unary::Ln | Unary::Log2 | Unary::Log10 | Unary::LnGamma if high <= 0.0 => Bound::LOST,
        Unary::Ln | Unary::Log2 | Unary::Log10 => {
            wide(value(low.max(LEAST)), value(high), lost || low <= 0.0)
        }
        Unary::LnGamma => {
            // It falls to its least value, −0.1214862905…, at 1.4616321…, then rises.
            let (first, last) = (value(low.max(LEAST)), value(high));
            let least = if low < 1.47 && high > 1.46 { -0.121_486_3 } else { first.min(last) };
            let most = first.max(last);
            if first.is_nan() || last.is_nan() {
                return Bound::ANY;
            }
            let slack = |x: f64| 1e-14 + x.abs() * 1e-14;
            Bound::finite(least - slack(least), most + slack(most), lost || low <= 0.0)
        }
        Unary::Tanh => clamped(wide(value(low), value(high), lost), -1.0, 1.0),
        Unary::Sin | Unary::Cos => {
            let top = if function == Unary::Sin { core::f64::consts::FRAC_PI_2 } else { 0.0 };
            let (first, last) = (value(low), value(high));
            // With some room, so that rounding of the turns doesn't matter.
            let turn = core::f64::consts::TAU;
            let room = 1e-9 * (1.0 + low.abs().max(high.abs()));
            let meets = |place: f64| {
                let turns = ((low - room - place) / turn).ceil();
                place + turns * turn <= high + room
            };
            let far = high - low >= turn || room > 1e-3;
            let greatest = if far || meets(top) { 1.0 } else { first.max(last) };
            let least = if far || meets(top + core::f64::consts::PI) { -1.0 } else { first.min(last) };
            clamped(wide(least, greatest, lost), -1.0, 1.0)
        }
        // Nothing is known of any other: it may have every value, and none.
        _ => Bound { lost: true, ..Bound::ANY },
    }
}

/// The exponential, infinite where it overflows.
fn libm_exp(x: f64) -> f64 {
    let value = unary(Unary::Exp, x);
    if value.is_nan() { f64::INFINITY } else { value }
}

fn of_two(function: Binary, a: Bound, b: Bound, same: bool) -> Bound {
    let lost = a.lost || a.none || b.lost || b.none;
    match function {
        Binary::And => {
            let (a_lost, b_lost) = (a.lost || a.none, b.lost || b.none);
            return Bound::condition(
                a.can_fail() || b.can_fail(),
                a.can_hold() && b.can_hold(),
                (a_lost && (b.can_hold() || b_lost)) || (b_lost && (a.can_hold() || a_lost)),
            );
        }
        Binary::Or => {
            let (a_lost, b_lost) = (a.lost || a.none, b.lost || b.none);
            return Bound::condition(
                a.can_fail() && b.can_fail(),
                a.can_hold() || b.can_hold(),
                (a_lost && (b.can_fail() || b_lost)) || (b_lost && (a.can_fail() || a_lost)),
            );
        }
        Binary::Else => {
            let first = Bound { lost: false, none: false, ..a };
            // What is infinite is not missing, and comes to nothing.
            let kept = if a.lost { first.hull(Bound { none: false, ..b }) } else { first };
            return kept.or_lost(a.none || (a.lost && b.none));
        }
        _ => {}
    }
    if !a.is_some() || !b.is_some() {
        return Bound { lost, ..Bound::EMPTY };
    }
    if a.low == a.high && b.low == b.high {
        return Bound::of(binary(function, a.low, b.low)).or_lost(lost);
    }
    match function {
        Binary::Add => Bound::finite(a.low + b.low, a.high + b.high, lost),
        Binary::Sub if same => Bound { lost, ..Bound::of(0.0) },
        Binary::Sub => Bound::finite(a.low - b.high, a.high - b.low, lost),
        Binary::Mul if same => {
            let square = of_one(Unary::Abs, Bound { lost: false, none: false, ..a });
            Bound::finite(square.low * square.low, square.high * square.high, lost)
        }
        Binary::Mul => ends(a, b, lost, |x, y| x * y),
        // Whatever it is but zero.
        Binary::Div if same => Bound::of(1.0).or_lost(lost || b.can_fail()),
        Binary::Div => over(a, b, lost),
        Binary::Min => Bound { low: a.low.min(b.low), high: a.high.min(b.high), lost, none: false },
        Binary::Max => Bound { low: a.low.max(b.low), high: a.high.max(b.high), lost, none: false },
        Binary::Lt => Bound::condition(a.high >= b.low, a.low < b.high, lost),
        Binary::Le => Bound::condition(a.high > b.low, a.low <= b.high, lost),
        Binary::Eq if same => Bound { lost, ..Bound::of(1.0) },
        Binary::Eq => Bound::condition(
            !(a.is_point() && a.low == b.low && a.high == b.high),
            a.low <= b.high && b.low <= a.high,
            lost,
        ),
        Binary::Mod => {
            // Between zero and the divisor.
            Bound::finite(b.low.min(0.0), b.high.max(0.0), lost || b.can_fail())
        }
        Binary::Pow => power(a, b, lost),
        Binary::And | Binary::Or | Binary::Else => Bound::ANY,
    }
}

/// A function that rises or falls in each operand, from its values at the four corners.
fn ends(a: Bound, b: Bound, lost: bool, f: impl Fn(f64, f64) -> f64) -> Bound {
    let corners = [f(a.low, b.low), f(a.low, b.high), f(a.high, b.low), f(a.high, b.high)];
    if corners.iter().any(|corner| corner.is_nan()) {
        return Bound::ANY;
    }
    let low = corners.iter().copied().fold(f64::INFINITY, f64::min);
    let high = corners.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Bound::finite(low, high, lost)
}

fn over(a: Bound, b: Bound, lost: bool) -> Bound {
    let mut quotient = Bound { lost: lost || b.can_fail(), ..Bound::EMPTY };
    if b.high > 0.0 {
        let part = Bound { low: b.low.max(LEAST), ..b };
        quotient = quotient.hull(ends(a, part, false, |x, y| x / y));
    }
    if b.low < 0.0 {
        let part = Bound { high: b.high.min(-LEAST), ..b };
        quotient = quotient.hull(ends(a, part, false, |x, y| x / y));
    }
    quotient
}

/// `a / (a + rest)`, which is `quotient` if nothing more is known: of two amounts a share of the whole, which rises with
/// the first and falls with the second.
fn share(a: Bound, rest: Bound, quotient: Bound) -> Bound {
    if !(a.is_some() && rest.is_some() && quotient.is_some() && a.low >= 0.0 && rest.low >= 0.0) {
        return quotient;
    }
    let (least, most) = (a.low / (a.low + rest.high), a.high / (a.high + rest.low));
    let mut high = 1.0_f64;
    let mut low = 0.0_f64;
    if most.is_finite() {
        high = high.min(wide(most, most, false).high);
    }
    if least.is_finite() {
        low = low.max(wide(least, least, false).low);
    }
    let cut = Bound { low: quotient.low.max(low), high: quotient.high.min(high), ..quotient };
    if cut.is_some() { cut } else { quotient }
}

fn power(a: Bound, b: Bound, lost: bool) -> Bound {
    let raw = |x: f64, y: f64| {
        let value = binary(Binary::Pow, x, y);
        // Beyond the largest number, or a power of zero.
        if value.is_nan() { f64::INFINITY } else { value }
    };
    if a.low > 0.0 {
        let bound = ends(a, b, lost, raw);
        let bound = wide(bound.low, bound.high, bound.lost);
        return Bound { low: bound.low.max(0.0), ..bound };
    }
    let exponent = b.low;
    if !(b.low == b.high && exponent.fract() == 0.0 && exponent.abs() < 1e6) {
        let low = if a.low >= 0.0 { 0.0 } else { f64::MIN };
        return Bound { low, ..Bound::ANY };
    }
    if exponent < 0.0 && a.can_fail() {
        return Bound::ANY;
    }
    let (first, last) = (binary(Binary::Pow, a.low, exponent), binary(Binary::Pow, a.high, exponent));
    if first.is_nan() || last.is_nan() {
        return Bound::ANY;
    }
    let even = exponent % 2.0 == 0.0;
    let crosses = a.low < 0.0 && a.high > 0.0;
    let (mut low, high) = (first.min(last), first.max(last));
    if even && crosses {
        low = 0.0;
    }
    let bound = wide(low, high, lost);
    if even { Bound { low: bound.low.max(0.0), ..bound } } else { bound }
}

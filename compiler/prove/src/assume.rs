//! What registers must be where a condition holds. Start at [`where_it_holds`].
//!
//! A conjunction holds only where each of its parts does, a comparison only where both sides are defined, a value that
//! is guarded only where the guard holds. What follows for a register is a [`Clip`]: no setting at which the condition
//! holds has the register outside of it. [`BranchFacts`] does the same for what a choice leads to: `if x > 1 then ln(x)` asks for
//! the logarithm of numbers above 1 alone.

use std::collections::{BTreeMap, BTreeSet};

use lab_core::machine::reads;
use lab_core::program::{Binary, Op, Program, Reg, Unary};

/// How many operations before a branch are looked at for what its condition says of them.
const MOST_BEFORE: usize = 64;

/// The numbers that a register can be; it is defined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clip {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

/// What registers must be.
pub type Clips = BTreeMap<Reg, Clip>;

/// What is known of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum KnownFact {
    /// It is defined and not zero.
    Holds,
    /// It is zero.
    Fails,
    /// It is a number, which is given by its bits.
    Equals(u64),
    Defined,
}

/// Which operations are computed once, outside all loops and solves, and gather nothing.
pub fn simple(program: &Program) -> Vec<bool> {
    let mut simple = vec![false; program.ops.len()];
    let mut at = 0;
    while at < program.ops.len() {
        match program.ops[at] {
            Op::Loop { heads, body, .. } => at += (heads + body) as usize,
            Op::Solve { body, .. } => at += body as usize,
            Op::Fold { .. } | Op::Push { .. } | Op::Acc(_) | Op::List { .. } => {}
            _ => simple[at] = true,
        }
        at += 1;
    }
    simple
}

/// What registers must be where a condition holds. Only registers that are computed once are among them.
pub fn where_it_holds(program: &Program, simple: &[bool], condition: Reg) -> Clips {
    AssumeWalk::new(program, simple, usize::MAX).from(condition, KnownFact::Holds)
}

struct AssumeWalk<'a> {
    program: &'a Program,
    simple: &'a [bool],
    clips: Clips,
    open: Vec<(Reg, KnownFact)>,
    seen: BTreeSet<(Reg, KnownFact)>,
    /// How many facts are followed.
    most: usize,
}

impl<'a> AssumeWalk<'a> {
    fn new(program: &'a Program, simple: &'a [bool], most: usize) -> Self {
        Self { program, simple, clips: Clips::new(), open: Vec::new(), seen: BTreeSet::new(), most }
    }

    fn from(mut self, register: Reg, fact: KnownFact) -> Clips {
        self.open.push((register, fact));
        while let Some((register, fact)) = self.open.pop() {
            let is_new = self.seen.len() < self.most && self.simple[register as usize];
            if is_new && self.seen.insert((register, fact)) {
                self.narrow(register, f64::MIN, f64::MAX);
                self.follow(register, fact);
            }
        }
        self.clips
    }

    fn constant(&self, register: Reg) -> Option<f64> {
        match self.program.ops[register as usize] {
            Op::Const(value) if value.is_finite() => Some(value),
            _ => None,
        }
    }

    fn narrow(&mut self, register: Reg, low: f64, high: f64) {
        if self.simple[register as usize] {
            let clip = self.clips.entry(register).or_insert(Clip { low: f64::MIN, high: f64::MAX });
            clip.low = clip.low.max(low);
            clip.high = clip.high.min(high);
        }
    }

    /// What a fact about a register says of those that it reads.
    fn follow(&mut self, register: Reg, fact: KnownFact) {
        let op = self.program.ops[register as usize];
        match (op, fact) {
            (Op::Binary(Binary::And, a, b), KnownFact::Holds) => {
                self.open.extend([(a, KnownFact::Holds), (b, KnownFact::Holds)]);
            }
            (Op::Binary(Binary::Or, a, b), KnownFact::Fails) => {
                self.open.extend([(a, KnownFact::Fails), (b, KnownFact::Fails)]);
            }
            (Op::Unary(Unary::Not, a), KnownFact::Holds) => self.open.push((a, KnownFact::Fails)),
            (Op::Unary(Unary::Not, a), KnownFact::Fails) => self.open.push((a, KnownFact::Holds)),
            (Op::Unary(Unary::Defined, a), KnownFact::Holds) => self.open.push((a, KnownFact::Defined)),
            // Whether there is a value, and what one of three values is, says nothing more.
            (Op::Unary(Unary::Defined, _) | Op::Binary(Binary::And | Binary::Or | Binary::Else, ..), _) => {}
            (Op::Binary(function @ (Binary::Lt | Binary::Le | Binary::Eq), a, b), fact) => {
                self.open.extend([(a, KnownFact::Defined), (b, KnownFact::Defined)]);
                match (function, fact) {
                    (Binary::Lt, KnownFact::Holds) => self.below(a, b, true),
                    (Binary::Lt, KnownFact::Fails) => self.below(b, a, false),
                    (Binary::Le, KnownFact::Holds) => self.below(a, b, false),
                    (Binary::Le, KnownFact::Fails) => self.below(b, a, true),
                    (Binary::Eq, KnownFact::Holds) => self.equal(a, b),
                    _ => {}
                }
            }
            (Op::Select { cond, then, other }, fact) => {
                self.open.push((cond, KnownFact::Defined));
                let KnownFact::Equals(bits) = fact else { return };
                let can_be = |register: Reg| self.can_be(register, f64::from_bits(bits));
                match (can_be(then), can_be(other)) {
                    (false, true) => self.open.extend([(cond, KnownFact::Fails), (other, fact)]),
                    (true, false) => self.open.extend([(cond, KnownFact::Holds), (then, fact)]),
                    _ => {}
                }
            }
            (Op::Guard { cond, value, .. }, fact) => {
                self.open.extend([(cond, KnownFact::Holds), (value, fact)]);
            }
            (Op::Unary(function, a), _) => {
                self.open.push((a, KnownFact::Defined));
                match function {
                    Unary::Sqrt => self.narrow(a, 0.0, f64::MAX),
                    Unary::Ln | Unary::Log2 | Unary::Log10 => self.narrow(a, f64::from_bits(1), f64::MAX),
                    _ => {}
                }
            }
            (Op::Binary(_, a, b), _) => self.open.extend([(a, KnownFact::Defined), (b, KnownFact::Defined)]),
            (Op::Cell { row, .. }, _) => self.open.push((row, KnownFact::Defined)),
            _ => {}
        }
    }

    /// One register is below another, or at most as large.
    fn below(&mut self, a: Reg, b: Reg, strictly: bool) {
        if let Some(most) = self.constant(b) {
            self.narrow(a, f64::MIN, if strictly { most.next_down() } else { most });
        }
        if let Some(least) = self.constant(a) {
            self.narrow(b, if strictly { least.next_up() } else { least }, f64::MAX);
        }
    }

    fn equal(&mut self, a: Reg, b: Reg) {
        for (one, other) in [(a, b), (b, a)] {
            if let Some(value) = self.constant(other) {
                self.narrow(one, value, value);
                self.open.push((one, KnownFact::Equals(value.to_bits())));
            }
        }
    }

    /// Whether a register may be a number: of a choice, one of its branches.
    fn can_be(&self, register: Reg, value: f64) -> bool {
        let mut open = vec![register];
        for _ in 0..MOST_BEFORE {
            let Some(register) = open.pop() else { return false };
            match self.program.ops[register as usize] {
                Op::Const(own) if own != value => {}
                Op::Select { then, other, .. } => open.extend([then, other]),
                _ => return true,
            }
        }
        true
    }
}

/// What a choice leads to, where its condition says something of what that reads.
#[derive(Clone, Debug)]
pub struct Branch {
    /// What registers are where the choice leads here.
    pub clips: Vec<(Reg, Clip)>,
    /// What depends on them and is read here, in order.
    pub path: Vec<Reg>,
}

/// The branches of choices and the values of guards, by the operation: where its condition holds, and where it fails.
pub type BranchFacts = BTreeMap<usize, [Option<Branch>; 2]>;

/// All branches of a program that are computed once.
pub fn branches(program: &Program, simple: &[bool]) -> BranchFacts {
    let mut branches = BranchFacts::new();
    for (at, op) in program.ops.iter().enumerate().filter(|(at, _)| simple[*at]) {
        let branch = |cond: Reg, fact: KnownFact, value: Reg| {
            let clips = AssumeWalk::new(program, simple, MOST_BEFORE).from(cond, fact);
            branch(program, simple, value, clips)
        };
        let both = match *op {
            Op::Select { cond, then, other } => {
                [branch(cond, KnownFact::Holds, then), branch(cond, KnownFact::Fails, other)]
            }
            Op::Guard { cond, value, .. } => [branch(cond, KnownFact::Holds, value), None],
            _ => continue,
        };
        if both.iter().any(Option::is_some) {
            branches.insert(at, both);
        }
    }
    branches
}

fn branch(program: &Program, simple: &[bool], value: Reg, clips: Clips) -> Option<Branch> {
    let mut before = BTreeSet::new();
    let mut open = vec![value];
    while let Some(register) = open.pop() {
        let known = |register: Reg| simple.get(register as usize) == Some(&true);
        if before.len() < MOST_BEFORE && known(register) && before.insert(register) {
            open.extend(reads(program.ops[register as usize]).into_iter().filter(|read| known(*read)));
        }
    }
    let says = |(register, clip): &(Reg, Clip)| {
        before.contains(register)
            && (clip.low > f64::MIN || clip.high < f64::MAX)
            && !matches!(program.ops[*register as usize], Op::Const(_))
    };
    let clips: Vec<(Reg, Clip)> = clips.into_iter().filter(says).collect();
    let mut moved: BTreeSet<Reg> = clips.iter().map(|(register, _)| *register).collect();
    let mut path = Vec::new();
    for register in before {
        if !moved.contains(&register)
            && reads(program.ops[register as usize]).iter().any(|read| moved.contains(read))
        {
            moved.insert(register);
            path.push(register);
        }
    }
    (!clips.is_empty()).then_some(Branch { clips, path })
}

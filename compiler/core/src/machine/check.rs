//! Refuses programs that do not keep their own rules, so that running them needs no further care.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::Malformed;
use crate::decimal::push_whole;
use crate::program::{Fold, Op, Program, Reg};

/// How many operations a program has at most.
pub const MOST_OPS: usize = 1_000_000;
/// How many inputs.
pub const MOST_INPUTS: usize = 512;
/// How many items all its lists have together.
pub const MOST_CELLS: u64 = 4_000_000;
/// How deep loops and searches nest.
pub const MOST_DEPTH: usize = 8;
/// How many operations one run takes, rounds of loops counted.
pub const MOST_WORK: u64 = 200_000_000;

/// How often a solve may halve its brackets, all together.
pub const BISECTIONS: u32 = 400;

/// Checks a program, and gives for each register whether it can be read from outside every loop, and how many
/// operations a run takes at most.
pub(super) fn check(program: &Program) -> Result<(Vec<bool>, u64), Malformed> {
    let count = program.ops.len();
    if count > MOST_OPS {
        return Err(Malformed(String::from("too many operations")));
    }
    if program.inputs.len() > MOST_INPUTS {
        return Err(Malformed(String::from("too many inputs")));
    }
    let mut walk = CheckWalk {
        program,
        at: 0,
        frames: Vec::with_capacity(MOST_DEPTH),
        scopes: Vec::with_capacity(count),
        work: 0,
    };
    let mut cells = 0;
    for (at, op) in program.ops.iter().enumerate() {
        walk.at = at;
        walk.leave();
        walk.enter(*op)?;
        if let Op::List { most } = *op {
            cells += u64::from(most);
            if cells > MOST_CELLS {
                return walk.fault("the lists hold too many items");
            }
        }
    }
    for (at, op) in program.ops.iter().enumerate() {
        // A solve's residual must be readable where the solve stands: in its body, in no loop of it.
        if let Op::Solve { residual, .. } = *op
            && walk.scopes[residual as usize] != walk.scopes[at]
        {
            walk.at = at;
            return walk.fault("its residual is out of scope");
        }
    }
    Ok((walk.scopes.iter().map(|scope| *scope == 0).collect(), walk.work))
}

/// No register has this number.
const NONE: Reg = Reg::MAX;

/// The registers whose values an operation reads, again, or beyond every program, where there are less than three.
/// Accumulators and lists that it changes are not among them.
pub fn reads(op: Op) -> [Reg; 3] {
    match op {
        Op::Const(_) | Op::Input(_) | Op::Acc(_) | Op::List { .. } => [NONE; 3],
        Op::Unary(_, a) | Op::Settle(a) => [a; 3],
        Op::Cell { row, .. } => [row; 3],
        Op::Loop { count, .. } => [count; 3],
        Op::Binary(_, a, b) => [a, b, b],
        Op::Guard { cond, value, .. } => [cond, value, value],
        Op::Push { value, when, .. } => [value, when, when],
        Op::Item { list, index } => [list, index, index],
        Op::Solve { from, to, .. } => [from, to, to],
        Op::Select { cond, then, other } => [cond, then, other],
        Op::Fold { value, item, when, .. } => [value, item, when],
    }
}

struct CheckWalk<'a> {
    program: &'a Program,
    at: usize,
    /// The loops and solves around the operation, outermost first.
    frames: Vec<LoopBounds>,
    /// The scope each register so far can be read in: zero is everywhere.
    scopes: Vec<u32>,
    work: u64,
}

/// A loop or a solve around an operation.
struct LoopBounds {
    end: usize,
    heads: Range<usize>,
    /// The scope of the body. A solve's body belongs to the scope around it: it stays readable, because
    /// its registers hold what they are at the root.
    scope: u32,
    /// How often the body runs at most, all loops around it included.
    rounds: u64,
    solve: bool,
}

impl CheckWalk<'_> {
    fn leave(&mut self) {
        while self.frames.last().is_some_and(|frame| frame.end <= self.at) {
            self.frames.pop();
        }
    }

    /// Checks the operation.
    fn enter(&mut self, op: Op) -> Result<(), Malformed> {
        let at = self.at;
        let head = self.frames.last().is_some_and(|frame| frame.heads.contains(&at));
        if head != matches!(op, Op::Acc(_) | Op::List { .. }) {
            return self.fault("accumulators and lists stand at a loop's head, and nothing else does");
        }
        // A head belongs to what is around its loop.
        let around = self.frames.len() - usize::from(head);
        let (scope, rounds) = match around.checked_sub(1).and_then(|last| self.frames.get(last)) {
            Some(frame) => (frame.scope, frame.rounds),
            None => (0, 1),
        };
        for register in reads(op) {
            if register != NONE && !self.sees(register) {
                return self.fault("reads a register that is not written yet or is out of scope");
            }
        }
        self.check_indices(op)?;
        let mut work = rounds;
        let mut own = scope;
        let mut end = at + 1;
        let frame = match op {
            Op::Loop { most, heads, body, .. } => {
                let heads = at + 1..(at + 1).saturating_add(heads as usize);
                end = heads.end.saturating_add(body as usize);
                own = at as u32 + 1;
                let rounds = rounds.saturating_mul(u64::from(most));
                work = work.saturating_add(rounds);
                Some(LoopBounds { end, heads, scope: own, rounds, solve: false })
            }
            Op::Solve { samples, body, .. } => {
                end = end.saturating_add(body as usize);
                let tries = u64::from(samples) + u64::from(BISECTIONS) + 2;
                let rounds = rounds.saturating_mul(tries);
                work = work.saturating_add(rounds);
                Some(LoopBounds { end, heads: 0..0, scope, rounds, solve: true })
            }
            _ => None,
        };
        self.work = self.work.saturating_add(work);
        if self.work > MOST_WORK {
            return self.fault("one run would take too long");
        }
        let limit = self.frames.last().map_or(self.program.ops.len(), |frame| frame.end);
        if end > limit {
            return self.fault("its body leaves what is around it");
        }
        if let Some(frame) = frame {
            if self.frames.len() == MOST_DEPTH {
                return self.fault("loops nest too deep");
            }
            self.frames.push(frame);
        }
        self.scopes.push(own);
        Ok(())
    }

    /// Everything an operation names besides the registers it reads.
    fn check_indices(&self, op: Op) -> Result<(), Malformed> {
        let program = self.program;
        let sound = match op {
            Op::Input(input) => (input as usize) < program.inputs.len(),
            Op::Cell { column, .. } => (column as usize) < program.columns.len(),
            Op::Guard { reason, .. } => (reason as usize) < program.reasons.len(),
            Op::Settle(acc) => self.is_acc(acc),
            Op::Item { list, .. } => self.is_list(list),
            Op::Push { list, .. } => self.is_list(list) && self.fills(list),
            Op::Fold { how: Fold::ArgMin | Fold::ArgMax, into, .. } => {
                let best = into.saturating_add(1);
                self.is_acc(into) && self.is_acc(best) && self.fills(into) && self.fills(best)
            }
            Op::Fold { into, .. } => self.is_acc(into) && self.fills(into),
            Op::Solve { residual, samples, body, .. } => {
                let body = self.at + 1..(self.at + 1).saturating_add(body as usize);
                samples > 0 && body.contains(&(residual as usize))
            }
            _ => true,
        };
        if sound { Ok(()) } else { self.fault("names something that is not there") }
    }

    fn sees(&self, register: Reg) -> bool {
        match self.scopes.get(register as usize) {
            Some(0) => true,
            Some(scope) => self.frames.iter().any(|frame| frame.scope == *scope),
            None => false,
        }
    }

    /// Whether a register is a head of a loop around the operation. A solve runs its body as often as it
    /// likes, so the loop must lie inside it.
    fn fills(&self, register: Reg) -> bool {
        let loops = self.frames.iter().rev().take_while(|frame| !frame.solve);
        loops.into_iter().any(|frame| frame.heads.contains(&(register as usize)))
    }

    fn is_acc(&self, register: Reg) -> bool {
        matches!(self.program.ops.get(register as usize), Some(Op::Acc(_)))
    }

    fn is_list(&self, register: Reg) -> bool {
        matches!(self.program.ops.get(register as usize), Some(Op::List { .. }))
    }

    fn fault<T>(&self, what: &str) -> Result<T, Malformed> {
        let mut text = String::from("operation ");
        push_whole(&mut text, self.at as u32);
        text.push_str(": ");
        text.push_str(what);
        Err(Malformed(text))
    }
}

//! The evaluator: registers, and what must be recomputed when a control moves. Start at [`Machine`].
//!
//! | file | what it does |
//! | --- | --- |
//! | `check` | refuses programs that do not keep their own rules |
//! | `reach` | which input reaches which operation, and what to run when it moves |
//! | `execute` | runs operations |
//! | `arithmetic` | what one operation gives |
//! | `why` | why a value is undefined |

pub mod arithmetic;
mod check;
mod execute;
mod reach;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

#[cfg(test)]
mod tests;
mod why;

use execute::{Execution, Progress};
use reach::UnitsReached;

use crate::program::{Op, Program, Reg, UNDEFINED};

pub use check::{BISECTIONS, MOST_CELLS, MOST_DEPTH, MOST_INPUTS, MOST_OPS, MOST_WORK, reads};
pub use execute::{at_index, root, rounds};
pub use reach::MOST_RUNS;
pub(crate) use reach::meets;
pub use why::Why;

/// A program with its registers.
///
/// Nearly all memory is claimed by [`Machine::new`]: [`Machine::set`] and [`Machine::run`] keep what they need.
#[derive(Clone, Debug)]
pub struct Machine {
    program: Program,
    reach: UnitsReached,
    /// Whether a register can be read from outside every loop; known of what was checked here.
    outer: Vec<bool>,
    /// How many operations a run takes at most; known of what was checked here.
    cost: u64,
    /// Where each list's items begin in `cells`; zero for all other registers.
    starts: Vec<u32>,
    registers: Vec<f64>,
    cells: Vec<f64>,
    /// A bit for each input moved since the last run began.
    moved: Vec<u64>,
    /// What is being recomputed, where that has not come to its end.
    work: Option<Progress>,
    /// A bit for each input that is taken in by that.
    taken: Vec<u64>,
    /// The stretches of operations to run for it.
    stretches: Vec<(u32, u32)>,
    /// Whether everything has been computed once.
    begun: bool,
}

/// Why a program or page cannot be run, in words: an operand that is not written yet, a loop that leaves
/// the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(pub String);

impl core::fmt::Display for Malformed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Malformed {}

impl Machine {
    /// Checks a program, then does as [`Machine::sound`] and runs everything once.
    ///
    /// # Errors
    /// [`Malformed`] where the program does not keep its own rules, or is larger than any lab needs:
    /// above 1 000 000 operations, 512 inputs, 4 000 000 list items, loops 8 deep, or 200 000 000
    /// operations in one run.
    pub fn new(program: Program) -> Result<Self, Malformed> {
        let (outer, cost) = check::check(&program)?;
        let machine = Self::sound(program);
        let mut machine = machine.ok_or_else(|| Malformed("too many operations depend on inputs".into()))?;
        machine.run();
        Ok(Self { outer, cost, ..machine })
    }

    /// Lays out the registers of a program that was checked when it was made: any other may panic, or run for long.
    /// The first run computes everything; until then nothing has a value. Nothing where too many operations depend on
    /// inputs.
    pub fn sound(mut program: Program) -> Option<Self> {
        let mut starts = vec![0; program.ops.len()];
        let mut cells = 0;
        for (start, op) in starts.iter_mut().zip(&program.ops) {
            if let Op::List { most } = *op {
                *start = cells;
                cells += most;
            }
        }
        for value in &mut program.inputs {
            *value = arithmetic::finite(*value);
        }
        let reach = UnitsReached::new(&program)?;
        Some(Self {
            outer: Vec::new(),
            cost: 0,
            starts,
            registers: vec![UNDEFINED; program.ops.len()],
            cells: vec![UNDEFINED; cells as usize],
            moved: vec![0; reach.words()],
            work: Some(Progress::default()),
            taken: vec![0; reach.words()],
            stretches: vec![(0, program.ops.len() as u32)],
            begun: false,
            reach,
            program,
        })
    }

    /// Moves an input to a value in base units; nothing is computed before [`Machine::run`]. The value it
    /// already has is no move; a value that is not finite makes the input undefined; an input that the
    /// program does not have is ignored.
    pub fn set(&mut self, input: usize, value: f64) {
        let value = arithmetic::finite(value);
        let Some(held) = self.program.inputs.get_mut(input) else {
            return;
        };
        if held.to_bits() != value.to_bits() {
            *held = value;
            self.moved[input / 64] |= 1 << (input % 64);
        }
    }

    /// Writes the words of one of the program's texts; one that it does not have is ignored.
    pub fn write(&mut self, text: usize, words: &str) {
        if let Some(text) = self.program.texts.get_mut(text) {
            *text = words.into();
        }
    }

    /// The value an input holds now, in base units; undefined for an input that the program does not have.
    pub fn input(&self, input: usize) -> f64 {
        let value = self.program.inputs.get(input);
        value.copied().unwrap_or(UNDEFINED)
    }

    /// Recomputes what depends on the inputs moved since the last run.
    pub fn run(&mut self) {
        self.advance(u64::MAX);
    }

    /// As [`Machine::run`], but stops once the rounds of loops have run so many operations; whether it came to the
    /// end. Until it has, values are those of before or of now. The next call goes on; where an input has moved in
    /// between, it begins anew.
    pub fn advance(&mut self, budget: u64) -> bool {
        if self.moved.iter().any(|word| *word != 0) {
            for (taken, moved) in self.taken.iter_mut().zip(&mut self.moved) {
                *taken |= core::mem::take(moved);
            }
            // The first run computes everything, whatever has moved in between.
            if self.begun {
                self.reach.stretches(&self.taken, &mut self.stretches);
            }
            self.work = Some(Progress::default());
        }
        let Some(mut place) = self.work.take() else { return true };
        let stretches = core::mem::take(&mut self.stretches);
        let done = self.execution().advance(&stretches, &mut place, budget);
        self.stretches = stretches;
        if done {
            self.begun = true;
            self.taken.fill(0);
        } else {
            self.work = Some(place);
        }
        done
    }

    /// The value of a register in base units: finite or [`UNDEFINED`]. Undefined too for a register that
    /// the program does not have; a list's register is its length.
    pub fn value(&self, register: Reg) -> f64 {
        let value = self.registers.get(register as usize);
        arithmetic::finite(value.copied().unwrap_or(UNDEFINED))
    }

    /// The items of a list; empty for a register that is no list.
    pub fn list(&self, register: Reg) -> &[f64] {
        if !self.is_list(register) {
            return &[];
        }
        let start = self.starts[register as usize] as usize;
        let length = self.registers[register as usize] as usize;
        self.cells.get(start..start + length).unwrap_or(&[])
    }

    /// The program. Its inputs hold what they were set to last.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Whether a register can be read from outside: it exists and lies in no loop's body. For machines of
    /// [`Machine::new`].
    pub fn is_outer(&self, register: Reg) -> bool {
        self.outer.get(register as usize).copied().unwrap_or(false)
    }

    /// How many operations a run takes at most, rounds of loops counted. For machines of [`Machine::new`].
    pub fn cost(&self) -> u64 {
        self.cost
    }

    /// Whether a register is a list.
    pub fn is_list(&self, register: Reg) -> bool {
        matches!(self.program.ops.get(register as usize), Some(Op::List { .. }))
    }

    /// A bit for each input that reaches a register, in words of 64; empty for a register that the program
    /// does not have.
    pub fn reached_by(&self, register: Reg) -> &[u64] {
        self.reach.of(register)
    }

    /// Whether an input reaches a register.
    pub fn is_reached_by(&self, register: Reg, input: usize) -> bool {
        self.reached_by(register).get(input / 64).is_some_and(|word| word >> (input % 64) & 1 == 1)
    }

    /// A bit for each input moved since the last run, in words of 64.
    pub(crate) fn moved(&self) -> &[u64] {
        &self.moved
    }

    fn execution(&mut self) -> Execution<'_> {
        Execution {
            ops: &self.program.ops,
            columns: &self.program.columns,
            inputs: &self.program.inputs,
            starts: &self.starts,
            registers: &mut self.registers,
            cells: &mut self.cells,
            spent: 0,
        }
    }
}

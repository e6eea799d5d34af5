//! The evaluator: registers, and what must be recomputed when a control moves. Start at [`Machine`].

use crate::program::{Program, Reg};

/// A program with its registers.
#[derive(Clone, Debug)]
pub struct Machine {
    program: Program,
}

/// Why a program cannot be run: an operand that is not written yet, a loop that leaves the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(pub String);

impl Machine {
    /// Lays out the registers, and runs everything once.
    ///
    /// # Errors
    /// [`Malformed`] where the program does not keep its own rules.
    pub fn new(program: Program) -> Result<Self, Malformed> {
        Ok(Self { program })
    }

    /// Moves an input; nothing is computed before [`Machine::run`].
    pub fn set(&mut self, _input: usize, _value: f64) {}

    /// Recomputes what depends on the inputs moved since the last run.
    pub fn run(&mut self) {}

    /// The value of a register.
    pub fn value(&self, _register: Reg) -> f64 {
        0.0
    }

    /// The items of a list.
    pub fn list(&self, _register: Reg) -> &[f64] {
        &[]
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }
}

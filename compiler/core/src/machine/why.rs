//! Why a value is undefined: walks back to the operation that lost it. Start at [`Machine::why`].

use alloc::string::String;
use core::fmt;

use super::Machine;
use crate::exact;
use crate::program::{Binary, Fold, Op, Program, Reg, Unary};

/// The walk gives up after so many operations, and after so many accumulators.
const MOST_STEPS: usize = 10_000;
const MOST_ACCUMULATORS: usize = 16;

/// Why a value is undefined. Reads after "undefined because …".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A guard does not hold: index into [`Program::reasons`].
    Reason(u32),
    /// A division by zero, or zero to a negative power.
    DivisionByZero,
    /// A function of a value that it does not have: the root of a negative number.
    Domain(Unary),
    /// A negative number to the power of a fraction.
    Power,
    /// A result too large for a number.
    Overflow,
    /// The first, smallest or greatest of nothing.
    Empty,
    /// A row or item that the table or list does not have.
    Outside,
    /// A solve found no root.
    NoRoot,
    /// A table or control that holds no number.
    Missing,
    /// One of the values gathered by a loop is undefined; which one is no longer known.
    Gathered,
}

impl Why {
    /// In words, with the author's own where the program has them.
    pub fn text<'a>(&self, program: &'a Program) -> &'a str {
        let reason = match self {
            Self::Reason(reason) => program.reasons.get(*reason as usize),
            _ => None,
        };
        reason.map_or(self.words(), String::as_str)
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Reason(_) => "a requirement does not hold",
            Self::DivisionByZero => "it divides by zero",
            Self::Domain(function) => function.lost().unwrap_or("a function has no value there"),
            Self::Power => "it raises a negative number to a fractional power",
            Self::Overflow => "a number became too large",
            Self::Empty => "there is nothing to choose from",
            Self::Outside => "it asks for a row or an item that is not there",
            Self::NoRoot => "no value in the range solves it",
            Self::Missing => "a number is missing",
            Self::Gathered => "one of the values it gathers is undefined",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// What one operation says about its missing value.
enum WhyStep {
    /// The value was lost here.
    Here(Why),
    /// It was lost where this register was computed, or before.
    Back(Reg),
}

impl Machine {
    /// Why a register is undefined; nothing where it has a value or does not exist. Costs nothing until it
    /// is asked. Inside loops it tells what the last round tells.
    pub fn why(&self, register: Reg) -> Option<Why> {
        if register as usize >= self.registers.len() || !self.value(register).is_nan() {
            return None;
        }
        let mut register = register;
        let mut accumulators = 0;
        for _ in 0..MOST_STEPS {
            if let Op::Acc(_) = self.program.ops[register as usize] {
                accumulators += 1;
                if accumulators > MOST_ACCUMULATORS {
                    break;
                }
            }
            match self.step(register) {
                WhyStep::Here(why) => return Some(why),
                WhyStep::Back(operand) => register = operand,
            }
        }
        Some(Why::Gathered)
    }

    fn step(&self, register: Reg) -> WhyStep {
        let lost = |register: &Reg| self.registers[*register as usize].is_nan();
        let at = |register: Reg| self.registers[register as usize];
        let first_lost = |registers: &[Reg], here: Why| match registers.iter().find(|r| lost(r)) {
            Some(operand) => WhyStep::Back(*operand),
            None => WhyStep::Here(here),
        };
        match self.program.ops[register as usize] {
            Op::Const(_) | Op::Input(_) | Op::Loop { .. } | Op::List { .. } => WhyStep::Here(Why::Missing),
            Op::Fold { .. } | Op::Push { .. } => WhyStep::Here(Why::Missing),
            Op::Unary(function, a) => first_lost(&[a], unary(function)),
            Op::Binary(Binary::Else, _, b) => first_lost(&[b], Why::Missing),
            Op::Binary(function, a, b) => first_lost(&[a, b], binary(function, at(a), at(b))),
            Op::Select { cond, then, other } => {
                let chosen = if at(cond) != 0.0 { then } else { other };
                first_lost(&[cond, chosen], Why::Empty)
            }
            Op::Cell { column, row } => {
                let column = &self.program.columns[column as usize];
                let inside = at(row) >= 0.0 && (at(row) as usize) < column.len();
                first_lost(&[row], if inside { Why::Missing } else { Why::Outside })
            }
            Op::Guard { cond, reason, .. } if at(cond) == 0.0 => WhyStep::Here(Why::Reason(reason)),
            Op::Guard { cond, value, .. } => first_lost(&[cond, value], Why::Empty),
            Op::Item { list, index } if !(0.0..at(list)).contains(&at(index)) => {
                first_lost(&[index], if at(list) == 0.0 { Why::Empty } else { Why::Outside })
            }
            Op::Item { list, .. } => self.gathered(list),
            Op::Settle(acc) => first_lost(&[acc], Why::Empty),
            Op::Acc(_) if at(register).is_infinite() => WhyStep::Here(Why::Empty),
            Op::Acc(_) => self.gathered(register),
            Op::Solve { from, to, .. } => {
                // At no root everything that depends on the root is undefined: that is no reason.
                first_lost(&[from, to], Why::NoRoot)
            }
        }
    }

    /// What the last round took into an accumulator or list.
    fn gathered(&self, into: Reg) -> WhyStep {
        let lost = |register: &Reg| self.registers[*register as usize].is_nan();
        for op in &self.program.ops[into as usize..] {
            let operands = match *op {
                Op::Push { list, value, .. } if list == into => [value; 3],
                Op::Fold { how, into: acc, value, item, when } => {
                    let pair = matches!(how, Fold::ArgMin | Fold::ArgMax);
                    if acc != into && !(pair && acc + 1 == into) {
                        continue;
                    }
                    [when, value, item]
                }
                _ => continue,
            };
            if let Some(operand) = operands.iter().find(|operand| lost(operand)) {
                return WhyStep::Back(*operand);
            }
        }
        WhyStep::Here(Why::Gathered)
    }
}

fn unary(function: Unary) -> Why {
    if function.lost().is_some() { Why::Domain(function) } else { Why::Overflow }
}

fn binary(function: Binary, a: f64, b: f64) -> Why {
    match function {
        Binary::Div | Binary::Mod if b == 0.0 => Why::DivisionByZero,
        Binary::Pow if a == 0.0 => Why::DivisionByZero,
        Binary::Pow if a < 0.0 && exact::floor(b) != b => Why::Power,
        _ => Why::Overflow,
    }
}

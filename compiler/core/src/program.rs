//! The program of a lab: operations in evaluation order. Start at [`Program`], then [`Op`].

pub use crate::functions::{Binary, Unary};
pub use crate::value::UNDEFINED;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

/// A register: the position of the operation that writes it.
pub type Reg = u32;

/// Operations in evaluation order; operation `i` writes register `i` and reads only registers that were
/// written before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Program {
    /// The operations.
    pub ops: Vec<Op>,
    /// What each input holds before anybody has moved a control, in base units.
    pub inputs: Vec<f64>,
    /// Columns of the lab's tables: cell by row.
    pub columns: Vec<Vec<f64>>,
    /// The texts that a text value can be.
    pub texts: Vec<String>,
    /// Why an [`Op::Guard`] leaves its value undefined, in the author's words.
    pub reasons: Vec<String>,
}

impl Program {
    /// For each input, whether an operation reads it.
    pub fn reads(&self) -> Vec<bool> {
        let mut reads = vec![false; self.inputs.len()];
        for op in &self.ops {
            if let Op::Input(input) = op
                && let Some(read) = reads.get_mut(*input as usize)
            {
                *read = true;
            }
        }
        reads
    }
}

/// One operation. Operands are registers; booleans are 0 and 1.
///
/// Arithmetic whose result is not a finite number gives [`UNDEFINED`]; an undefined operand makes the
/// result undefined. `And` and `Or` are three-valued: `false and undefined` is false. Rows, positions and
/// counts are rounded down.
///
/// An operation outside a loop may read the loop's accumulators and lists, but neither its register nor its
/// body's. The registers of a solve's body may be read: they hold what they are at the root.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub enum Op {
    /// A constant.
    Const(f64),
    /// The current value of an input.
    Input(u32),
    /// A function of one value.
    Unary(Unary, Reg),
    /// A function of two values.
    Binary(Binary, Reg, Reg),
    /// `if cond then a else b`: undefined where the condition is.
    Select {
        /// The condition.
        cond: Reg,
        /// The value where the condition holds.
        then: Reg,
        /// The value where it does not.
        other: Reg,
    },
    /// The value of a column at a row; undefined outside the column.
    Cell {
        /// Index into [`Program::columns`].
        column: u32,
        /// The row.
        row: Reg,
    },
    /// The value where the condition holds, else undefined because of [`Program::reasons`].
    Guard {
        /// What must hold.
        cond: Reg,
        /// The value to pass on.
        value: Reg,
        /// Index into [`Program::reasons`].
        reason: u32,
    },
    /// Repeats its body `count` times. `heads` operations follow (its accumulators and lists, reset once),
    /// then `body` operations, run once for each index from zero. The loop's own register is the index.
    /// A count above `most` runs as often as `most` allows, a negative or undefined one not at all.
    Loop {
        /// How often: a register (a list's register is its length).
        count: Reg,
        /// The greatest count that the compiler has proved possible.
        most: u32,
        /// How many accumulators and lists follow.
        heads: u32,
        /// How many operations the body has.
        body: u32,
    },
    /// An accumulator of the loop before it, with its initial value.
    Acc(f64),
    /// A list filled by the loop before it; the register is its length.
    List {
        /// The greatest length.
        most: u32,
    },
    /// In a loop's body: takes `value` into an accumulator of that loop, or of a loop around it, where
    /// `when` holds. An undefined `value` or `when` makes the accumulator undefined for good, except where
    /// the outcome is known without it: `All` after a false, `Any` after a true, `First` once found, and
    /// `Count`, which does not look at `value`.
    Fold {
        /// How.
        how: Fold,
        /// The accumulator (for the `Arg` folds: the key's; the best value's follows it).
        into: Reg,
        /// The value.
        value: Reg,
        /// What to keep for the `Arg` folds and `First`; elsewhere the same as `value`.
        item: Reg,
        /// Whether this round counts.
        when: Reg,
    },
    /// In a loop's body: appends to a list of that loop, or of a loop around it, where `when` holds. Not
    /// where it is undefined or the list is full.
    Push {
        /// The list.
        list: Reg,
        /// The value.
        value: Reg,
        /// Whether this round counts.
        when: Reg,
    },
    /// An item of a list; undefined outside the list.
    Item {
        /// The list.
        list: Reg,
        /// The position, from zero.
        index: Reg,
    },
    /// An accumulator after its loop: undefined where no round was taken in (infinity marks that).
    Settle(Reg),
    /// The root of `residual`, which the body computes from this register, between `from` and `to`:
    /// `samples` intervals are scanned for a change of sign, the first is bisected. A jump, a pole or a gap
    /// is not a root. Undefined without a root.
    Solve {
        /// The lower end.
        from: Reg,
        /// The upper end.
        to: Reg,
        /// The residual: the last register of the body.
        residual: Reg,
        /// How many intervals are scanned: at least one.
        samples: u32,
        /// How many operations the body has.
        body: u32,
    },
}

/// How a loop gathers values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Decode)]
pub enum Fold {
    /// The sum; start at 0.
    Sum,
    /// The smallest; start at infinity, then [`Op::Settle`].
    Min,
    /// The greatest; start at negative infinity, then [`Op::Settle`].
    Max,
    /// How many rounds count; start at 0.
    Count,
    /// Whether all hold; start at 1.
    All,
    /// Whether any holds; start at 0.
    Any,
    /// The first item that counts; start at infinity, then [`Op::Settle`].
    First,
    /// The item with the smallest value; both accumulators start at infinity.
    ArgMin,
    /// The item with the greatest value; the key starts at infinity, the value at negative infinity.
    ArgMax,
}

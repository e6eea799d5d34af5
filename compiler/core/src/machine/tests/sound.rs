//! Sound programs made of any numbers. The tests of the block evaluator make theirs here too.

use crate::program::{Binary, Fold, Op, Program, Reg, UNDEFINED, Unary};

/// How many inputs every program has.
pub(super) const INPUTS: usize = 3;

pub(super) const UNARY: &[Unary] = Unary::ALL;
pub(super) const BINARY: [Binary; 14] = [
    Binary::Add,
    Binary::Sub,
    Binary::Mul,
    Binary::Div,
    Binary::Pow,
    Binary::Min,
    Binary::Max,
    Binary::Mod,
    Binary::Lt,
    Binary::Le,
    Binary::Eq,
    Binary::And,
    Binary::Or,
    Binary::Else,
];
pub(super) const FOLDS: [Fold; 9] = [
    Fold::Sum,
    Fold::Min,
    Fold::Max,
    Fold::Count,
    Fold::All,
    Fold::Any,
    Fold::First,
    Fold::ArgMin,
    Fold::ArgMax,
];

/// Makes a sound program out of any numbers.
struct Builder<'a> {
    numbers: core::slice::Iter<'a, u32>,
    ops: Vec<Op>,
    /// Registers that may be read here.
    visible: Vec<Reg>,
    /// In the body of a solve.
    solving: bool,
}

impl Builder<'_> {
    fn next(&mut self, below: usize) -> usize {
        self.numbers.next().map_or(0, |number| *number as usize % below)
    }

    fn pick(&mut self) -> Reg {
        let index = self.next(self.visible.len());
        self.visible[index]
    }

    fn push(&mut self, op: Op) -> Reg {
        self.ops.push(op);
        self.visible.push(self.ops.len() as Reg - 1);
        self.ops.len() as Reg - 1
    }

    fn operation(&mut self, depth: usize) {
        match self.next(if depth < 3 { 9 } else { 7 }) {
            0 => {
                let input = self.next(INPUTS);
                self.push(Op::Input(input as u32));
            }
            1 | 2 => {
                let (function, a) = (UNARY[self.next(UNARY.len())], self.pick());
                self.push(Op::Unary(function, a));
            }
            3 | 4 => {
                let (function, a, b) = (BINARY[self.next(14)], self.pick(), self.pick());
                self.push(Op::Binary(function, a, b));
            }
            5 => {
                let (cond, then, other) = (self.pick(), self.pick(), self.pick());
                self.push(Op::Select { cond, then, other });
            }
            6 => {
                let (cond, value) = (self.pick(), self.pick());
                self.push(if cond % 2 == 0 {
                    Op::Guard { cond, value, reason: 0 }
                } else {
                    Op::Cell { column: 0, row: value }
                });
            }
            // A solve in a solve would run for minutes.
            7 if !self.solving => self.solve(depth),
            _ => self.repeat(depth),
        }
    }

    fn repeat(&mut self, depth: usize) {
        let (count, how) = (self.pick(), FOLDS[self.next(9)]);
        let at = self.ops.len();
        let start = if how == Fold::ArgMax { f64::NEG_INFINITY } else { f64::INFINITY };
        self.ops.push(Op::Const(0.0));
        let outside = self.visible.clone();
        self.ops.extend([Op::Acc([0.0, start][at % 2]), Op::Acc(start), Op::List { most: 3 }]);
        let (acc, list) = (at as Reg + 1, at as Reg + 3);
        self.visible.extend([at as Reg, acc, list]);
        for _ in 0..self.next(4) {
            self.operation(depth + 1);
        }
        let (value, item, when) = (self.pick(), self.pick(), self.pick());
        self.ops.push(Op::Fold { how, into: acc, value, item, when });
        self.ops.push(Op::Push { list, value, when });
        let body = (self.ops.len() - at - 4) as u32;
        self.ops[at] = Op::Loop { count, most: 4, heads: 3, body };
        self.visible = outside;
        self.visible.extend([acc, acc + 1, list]);
        let index = self.pick();
        self.push(Op::Settle(acc));
        self.push(Op::Item { list, index });
    }

    fn solve(&mut self, depth: usize) {
        let (from, to) = (self.pick(), self.pick());
        let solve = self.push(Op::Const(0.0));
        self.solving = true;
        for _ in 0..self.next(3) {
            self.operation(depth + 1);
        }
        let a = self.pick();
        let residual = self.push(Op::Binary(Binary::Sub, solve, a));
        self.solving = false;
        let body = residual - solve;
        self.ops[solve as usize] = Op::Solve { from, to, residual, samples: 3, body };
    }
}

/// The program that some numbers stand for.
pub(super) fn sound(numbers: &[u32], inputs: Vec<f64>) -> Program {
    let mut builder =
        Builder { numbers: numbers.iter(), ops: Vec::new(), visible: Vec::new(), solving: false };
    builder.push(Op::Const(2.0));
    builder.push(Op::Input(0));
    while builder.numbers.len() > 0 {
        builder.operation(0);
    }
    Program {
        ops: builder.ops,
        inputs,
        columns: vec![vec![1.0, -2.0, 0.5, UNDEFINED]],
        texts: Vec::new(),
        reasons: vec![String::new()],
    }
}

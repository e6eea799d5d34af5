//! What holds for every program: moving controls one by one gives what computing everything gives, and no
//! program, sound or not, makes the evaluator panic.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::machine::Machine;
use crate::program::{Binary, Fold, Op, Program, Reg, UNDEFINED, Unary};

const INPUTS: usize = 3;

const UNARY: &[Unary] = Unary::ALL;
const BINARY: [Binary; 14] = [
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
const FOLDS: [Fold; 9] = [
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

fn sound(numbers: &[u32], inputs: Vec<f64>) -> Program {
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

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-8i32..8).prop_map(f64::from),
        -10.0..10.0f64,
        any::<f64>(),
        Just(UNDEFINED),
        Just(f64::INFINITY),
    ]
}

fn garbage_op() -> impl Strategy<Value = Op> {
    let small = || prop_oneof![8 => 0u32..12, 1 => Just(60u32), 1 => Just(u32::MAX)];
    let registers = (0u32..16, 0u32..16, 0u32..16, 0u32..16);
    (0u32..16, registers, small(), small(), number(), any::<usize>()).prop_map(
        |(kind, (a, b, c, d), n, m, x, pick)| match kind {
            0 => Op::Const(x),
            1 => Op::Input(a % 4),
            2 => Op::Unary(UNARY[pick % UNARY.len()], a),
            3 => Op::Binary(BINARY[pick % 14], a, b),
            4 => Op::Select { cond: a, then: b, other: c },
            5 => Op::Cell { column: n % 3, row: a },
            6 => Op::Guard { cond: a, value: b, reason: n % 3 },
            7 | 8 => Op::Loop { count: a, most: n, heads: m % 3, body: d },
            9 => Op::Acc(x),
            10 => Op::List { most: n },
            11 => Op::Fold { how: FOLDS[pick % 9], into: a, value: b, item: c, when: d },
            12 => Op::Push { list: a, value: b, when: c },
            13 => Op::Item { list: a, index: b },
            14 => Op::Settle(a),
            _ => Op::Solve { from: a, to: b, residual: c, samples: n, body: m },
        },
    )
}

/// Every register that can be read from outside, and every item, bit by bit.
fn bits(machine: &Machine) -> Vec<Vec<u64>> {
    let registers = 0..machine.program().ops.len() as Reg;
    let outer = registers.filter(|register| machine.is_outer(*register));
    outer
        .map(|register| {
            let items = machine.list(register).iter().map(|item| item.to_bits());
            items.chain([machine.value(register).to_bits()]).collect()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn moving_controls_gives_what_computing_everything_gives(
        numbers in vec(any::<u32>(), 0..120),
        start in vec(number(), INPUTS),
        moves in vec(vec((0..INPUTS, number()), 0..3), 1..6),
    ) {
        let mut inputs = start.clone();
        let mut machine = Machine::new(sound(&numbers, start)).expect("a sound program");
        for step in moves {
            for (input, value) in step {
                machine.set(input, value);
                inputs[input] = value;
            }
            machine.run();
            let full = Machine::new(sound(&numbers, inputs.clone())).expect("a sound program");
            prop_assert_eq!(bits(&machine), bits(&full));
            for register in 0..machine.program().ops.len() as Reg {
                prop_assert_eq!(machine.why(register).is_some(), machine.value(register).is_nan());
            }
        }
    }

    #[test]
    fn computing_a_piece_at_a_time_gives_the_same(
        numbers in vec(any::<u32>(), 0..120),
        start in vec(number(), INPUTS),
        moves in vec(vec((0..INPUTS, number()), 0..3), 1..6),
        budget in 0u64..60,
        begun in any::<bool>(),
    ) {
        let mut inputs = start.clone();
        let program = sound(&numbers, start);
        // The first run of a page is computed so too, and inputs move before it has come to its end.
        let mut machine = match begun {
            true => Machine::new(program).expect("a sound program"),
            false => Machine::sound(program).expect("few inputs"),
        };
        for step in moves {
            for (input, value) in step {
                machine.set(input, value);
                inputs[input] = value;
            }
            // The next inputs may move before this has come to its end.
            machine.advance(budget);
        }
        while !machine.advance(budget) {}
        let full = Machine::new(sound(&numbers, inputs)).expect("a sound program");
        // Known of checked programs alone: which operations lie in no loop.
        machine.outer.clone_from(&full.outer);
        prop_assert_eq!(bits(&machine), bits(&full));
    }

    #[test]
    fn no_program_makes_it_panic(
        ops in vec(garbage_op(), 0..16),
        inputs in vec(number(), 0..4),
        columns in vec(vec(number(), 0..3), 0..3),
        value in number(),
    ) {
        let reasons = vec![String::from("because")];
        let program = Program { ops, inputs, columns, texts: Vec::new(), reasons };
        if let Ok(mut machine) = Machine::new(program) {
            for input in 0..4 {
                machine.set(input, value);
                machine.run();
            }
            for register in 0..20 {
                let _ = (machine.value(register), machine.list(register).len(), machine.why(register));
            }
        }
    }
}

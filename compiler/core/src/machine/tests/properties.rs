//! What holds for every program: moving controls one by one gives what computing everything gives, and no
//! program, sound or not, makes the evaluator panic.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::machine::Machine;
use crate::program::{Op, Program, Reg, UNDEFINED};

use super::sound::{BINARY, FOLDS, INPUTS, UNARY, sound};

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

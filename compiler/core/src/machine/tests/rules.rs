//! What may not be run.

use crate::machine::Machine;
use crate::program::{Fold, Op, Program, Unary};

#[test]
fn refuses_what_breaks_the_rules() {
    let body = |ops: Vec<Op>, heads: u32, body: u32| {
        let mut all = vec![Op::Const(1.0), Op::Loop { count: 0, most: 2, heads, body }];
        all.extend(ops);
        all
    };
    let refused = [
        ("itself", vec![Op::Unary(Unary::Neg, 0)]),
        ("later", vec![Op::Unary(Unary::Neg, 1), Op::Const(1.0)]),
        ("input", vec![Op::Input(2)]),
        ("column", vec![Op::Const(0.0), Op::Cell { column: 1, row: 0 }]),
        ("reason", vec![Op::Const(0.0), Op::Guard { cond: 0, value: 0, reason: 1 }]),
        ("stray accumulator", vec![Op::Acc(0.0)]),
        ("no list", vec![Op::Const(0.0), Op::Item { list: 0, index: 0 }]),
        ("no accumulator", vec![Op::Const(0.0), Op::Settle(0)]),
        ("body leaves", body(vec![Op::Const(1.0)], 0, 2)),
        ("endless body", body(vec![Op::Const(1.0)], u32::MAX, u32::MAX)),
        ("head is none", body(vec![Op::Const(1.0)], 1, 0)),
        ("reads a body", body(vec![Op::Const(1.0), Op::Unary(Unary::Neg, 2)], 0, 1)),
        ("reads an index", body(vec![Op::Const(1.0), Op::Unary(Unary::Neg, 1)], 0, 1)),
        (
            "folds outside",
            body(
                vec![
                    Op::Acc(0.0),
                    Op::Const(1.0),
                    Op::Fold { how: Fold::Sum, into: 2, value: 0, item: 0, when: 0 },
                ],
                1,
                1,
            ),
        ),
        (
            "half a pair",
            body(
                vec![Op::Acc(0.0), Op::Fold { how: Fold::ArgMin, into: 2, value: 0, item: 0, when: 0 }],
                1,
                1,
            ),
        ),
        (
            "inner leaves outer",
            body(vec![Op::Loop { count: 0, most: 1, heads: 0, body: 1 }, Op::Const(1.0)], 0, 1),
        ),
        ("no body", vec![Op::Const(0.0), Op::Solve { from: 0, to: 0, residual: 1, samples: 9, body: 0 }]),
        (
            "no samples",
            vec![
                Op::Const(0.0),
                Op::Solve { from: 0, to: 0, residual: 2, samples: 0, body: 1 },
                Op::Const(1.0),
            ],
        ),
        ("long lists", body(vec![Op::List { most: u32::MAX }], 1, 0)),
        ("work", vec![Op::Const(1.0), Op::Loop { count: 0, most: 200_000_001, heads: 0, body: 0 }]),
    ];
    for (what, ops) in refused {
        let program = Program {
            ops,
            inputs: vec![0.0, 0.0],
            columns: vec![vec![]],
            reasons: vec![String::new()],
            ..Program::default()
        };
        assert!(Machine::new(program).is_err(), "{what}");
    }
}

#[test]
fn refuses_loops_nested_too_deep() {
    let nested = |depth: u32| {
        let mut ops = vec![Op::Const(1.0)];
        for around in (0..depth).rev() {
            ops.push(Op::Loop { count: 0, most: 1, heads: 0, body: around });
        }
        Machine::new(Program { ops, ..Program::default() })
    };
    assert!(nested(8).is_ok());
    assert!(nested(9).is_err());
    assert!(nested(100_000).is_err());
}

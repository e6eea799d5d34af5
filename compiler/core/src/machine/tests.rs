//! What every operation gives.

mod properties;
mod rules;
mod sound;

use super::{Machine, Why};
use crate::program::{Binary, Fold, Op, Program, Reg, UNDEFINED, Unary};

fn machine(ops: Vec<Op>) -> Machine {
    let program = Program {
        ops,
        inputs: vec![2.0, 3.0],
        columns: vec![vec![10.0, 20.0, f64::INFINITY]],
        reasons: vec![String::from("it must fit")],
        ..Program::default()
    };
    Machine::new(program).expect("a sound program")
}

/// What the last operation gives.
fn last(ops: Vec<Op>) -> f64 {
    let last = ops.len() - 1;
    machine(ops).value(last as Reg)
}

fn unary(function: Unary, x: f64) -> f64 {
    last(vec![Op::Const(x), Op::Unary(function, 0)])
}

fn binary(function: Binary, a: f64, b: f64) -> f64 {
    last(vec![Op::Const(a), Op::Const(b), Op::Binary(function, 0, 1)])
}

fn same(a: f64, b: f64) {
    assert_eq!(a.to_bits(), b.to_bits(), "{a} is not {b}");
}

/// One loop over the column-like constants `values` (two values for each round: value, when), folded.
fn fold(how: Fold, start: [f64; 2], rounds: &[[f64; 2]]) -> Machine {
    let program = Program {
        ops: vec![
            Op::Const(rounds.len() as f64),
            Op::Loop { count: 0, most: 10, heads: 2, body: 3 },
            Op::Acc(start[0]),
            Op::Acc(start[1]),
            Op::Cell { column: 0, row: 1 },
            Op::Cell { column: 1, row: 1 },
            Op::Fold { how, into: 2, value: 4, item: 1, when: 5 },
            Op::Settle(2),
        ],
        columns: vec![rounds.iter().map(|round| round[0]).collect(), rounds.iter().map(|r| r[1]).collect()],
        ..Program::default()
    };
    Machine::new(program).expect("a sound program")
}

#[test]
fn functions_of_one_value() {
    use Unary::*;
    let cases = [
        (Neg, 2.0, -2.0),
        (Not, 0.0, 1.0),
        (Not, 3.0, 0.0),
        (Not, UNDEFINED, UNDEFINED),
        (Defined, 0.0, 1.0),
        (Defined, UNDEFINED, 0.0),
        (Abs, -3.0, 3.0),
        (Sqrt, 9.0, 3.0),
        (Sqrt, -1.0, UNDEFINED),
        (Exp, 0.0, 1.0),
        (Exp, 1000.0, UNDEFINED),
        (Ln, 1.0, 0.0),
        (Ln, 0.0, UNDEFINED),
        (Log2, 8.0, 3.0),
        (Log10, 1000.0, 3.0),
        (Sin, 0.0, 0.0),
        (Cos, 0.0, 1.0),
        (Tan, 0.0, 0.0),
        (Tanh, 1000.0, 1.0),
        (Floor, -1.5, -2.0),
        (Ceil, -1.5, -1.0),
        (Round, 2.5, 3.0),
        (Round, -2.5, -3.0),
        (Floor, UNDEFINED, UNDEFINED),
        (Abs, f64::INFINITY, UNDEFINED),
    ];
    for (function, x, expected) in cases {
        same(unary(function, x), expected);
    }
}

#[test]
fn functions_of_two_values() {
    use Binary::*;
    let u = UNDEFINED;
    let cases = [
        (Add, 1.0, 2.0, 3.0),
        (Add, f64::MAX, f64::MAX, u),
        (Sub, 1.0, u, u),
        (Mul, 3.0, 4.0, 12.0),
        (Div, 1.0, 0.0, u),
        (Div, 0.0, 0.0, u),
        (Div, 1.0, 4.0, 0.25),
        (Pow, 2.0, 10.0, 1024.0),
        (Pow, u, 0.0, u),
        (Pow, 1.0, u, u),
        (Pow, -8.0, 0.5, u),
        (Min, 1.0, 2.0, 1.0),
        (Max, 1.0, 2.0, 2.0),
        (Max, u, 2.0, u),
        (Mod, 7.0, 3.0, 1.0),
        (Mod, -7.0, 3.0, 2.0),
        (Mod, 7.0, -3.0, -2.0),
        (Mod, 7.0, 0.0, u),
        (Lt, 1.0, 2.0, 1.0),
        (Lt, 2.0, 2.0, 0.0),
        (Le, 2.0, 2.0, 1.0),
        (Eq, 2.0, 2.0, 1.0),
        (Eq, u, u, u),
        (And, 0.0, u, 0.0),
        (And, u, 0.0, 0.0),
        (And, 1.0, u, u),
        (And, 1.0, 2.0, 1.0),
        (Or, u, 1.0, 1.0),
        (Or, 0.0, u, u),
        (Or, 0.0, 0.0, 0.0),
        (Else, u, 5.0, 5.0),
        (Else, 4.0, 5.0, 4.0),
        (Else, u, u, u),
    ];
    for (function, a, b, expected) in cases {
        same(binary(function, a, b), expected);
    }
}

#[test]
fn whole_powers_are_exact() {
    for power in 0..=30 {
        same(binary(Binary::Pow, 2.0, f64::from(power)), f64::from(1u32 << power));
    }
    same(binary(Binary::Pow, 10.0, 15.0), 1e15);
}

#[test]
fn choices_cells_and_guards() {
    let select = |cond: f64| {
        last(vec![Op::Const(cond), Op::Const(7.0), Op::Const(8.0), Op::Select { cond: 0, then: 1, other: 2 }])
    };
    same(select(1.0), 7.0);
    same(select(0.0), 8.0);
    same(select(UNDEFINED), UNDEFINED);
    let cell = |row: f64| last(vec![Op::Const(row), Op::Cell { column: 0, row: 0 }]);
    same(cell(1.0), 20.0);
    same(cell(1.9), 20.0);
    for row in [-0.5, 2.0, 3.0, 1e300, UNDEFINED] {
        same(cell(row), UNDEFINED);
    }
    let guard =
        |cond: f64| last(vec![Op::Const(cond), Op::Const(7.0), Op::Guard { cond: 0, value: 1, reason: 0 }]);
    same(guard(1.0), 7.0);
    same(guard(0.0), UNDEFINED);
    same(guard(UNDEFINED), UNDEFINED);
}

#[test]
fn folds() {
    let u = UNDEFINED;
    let inf = f64::INFINITY;
    let settled = |how, start, rounds: &[[f64; 2]]| fold(how, start, rounds).value(7);
    let all = [[5.0, 1.0], [3.0, 1.0], [9.0, 0.0], [4.0, 1.0]];
    same(settled(Fold::Sum, [0.0, 0.0], &all), 12.0);
    same(settled(Fold::Count, [0.0, 0.0], &all), 3.0);
    same(settled(Fold::Min, [inf, 0.0], &all), 3.0);
    same(settled(Fold::Max, [-inf, 0.0], &all), 5.0);
    same(settled(Fold::First, [inf, 0.0], &all), 0.0);
    same(settled(Fold::ArgMin, [inf, inf], &all), 1.0);
    same(settled(Fold::ArgMax, [inf, -inf], &all), 0.0);
    for how in [Fold::Min, Fold::First, Fold::ArgMin] {
        same(settled(how, [inf, inf], &[[1.0, 0.0]]), u);
        assert_eq!(fold(how, [inf, inf], &[[1.0, 0.0]]).why(7), Some(Why::Empty));
    }
    // Once undefined, always undefined: by the condition as well as by the value.
    for rounds in [[[5.0, 1.0], [1.0, u], [2.0, 1.0]], [[5.0, 1.0], [u, 1.0], [2.0, 1.0]]] {
        same(settled(Fold::Sum, [0.0, 0.0], &rounds), u);
        same(settled(Fold::Min, [inf, 0.0], &rounds), u);
        same(settled(Fold::Max, [-inf, 0.0], &rounds), u);
        same(settled(Fold::ArgMin, [inf, inf], &rounds), u);
        same(settled(Fold::ArgMax, [inf, -inf], &rounds), u);
        // The first is known before.
        same(settled(Fold::First, [inf, 0.0], &rounds), 0.0);
    }
    same(settled(Fold::First, [inf, 0.0], &[[1.0, u], [1.0, 1.0]]), u);
    same(settled(Fold::Count, [0.0, 0.0], &[[1.0, u], [1.0, 1.0]]), u);
    same(settled(Fold::All, [1.0, 0.0], &[[1.0, 1.0], [0.0, 0.0]]), 1.0);
    same(settled(Fold::All, [1.0, 0.0], &[[u, 1.0], [1.0, 1.0]]), u);
    same(settled(Fold::All, [1.0, 0.0], &[[u, 1.0], [0.0, 1.0]]), 0.0);
    same(settled(Fold::All, [1.0, 0.0], &[[0.0, u]]), u);
    same(settled(Fold::All, [1.0, 0.0], &[[1.0, u]]), 1.0);
    same(settled(Fold::Any, [0.0, 0.0], &[[u, 1.0], [0.0, 1.0]]), u);
    same(settled(Fold::Any, [0.0, 0.0], &[[u, 1.0], [1.0, 1.0]]), 1.0);
    same(settled(Fold::Any, [0.0, 0.0], &[[0.0, u]]), 0.0);
    same(settled(Fold::Any, [0.0, 0.0], &[[1.0, u]]), u);
}

#[test]
fn loops_and_lists() {
    let run = |count: f64, index: f64| {
        machine(vec![
            Op::Const(count),
            Op::Const(index),
            Op::Const(1.0),
            Op::Loop { count: 0, most: 4, heads: 1, body: 2 },
            Op::List { most: 3 },
            Op::Binary(Binary::Mul, 3, 3),
            Op::Push { list: 4, value: 5, when: 2 },
            Op::Item { list: 4, index: 1 },
        ])
    };
    assert_eq!(run(2.9, 0.0).list(4), [0.0, 1.0]);
    assert_eq!(run(100.0, 0.0).list(4), [0.0, 1.0, 4.0]);
    assert!(run(-1.0, 0.0).list(4).is_empty());
    assert!(run(UNDEFINED, 0.0).list(4).is_empty());
    same(run(3.0, 2.0).value(7), 4.0);
    same(run(3.0, 3.0).value(7), UNDEFINED);
    assert_eq!(run(3.0, 3.0).why(7), Some(Why::Outside));
    assert_eq!(run(0.0, 0.0).why(7), Some(Why::Empty));
}

/// The root of `f(x)`, whose operations start at register 3 and read x from register 2.
fn solve(from: f64, to: f64, body: &[Op]) -> Machine {
    let mut ops = vec![Op::Const(from), Op::Const(to)];
    let length = body.len() as u32;
    ops.push(Op::Solve { from: 0, to: 1, residual: 2 + length, samples: 10, body: length });
    ops.extend(body);
    machine(ops)
}

#[test]
fn roots() {
    let square_less_two = [Op::Binary(Binary::Mul, 2, 2), Op::Const(2.0), Op::Binary(Binary::Sub, 3, 4)];
    let found = solve(0.0, 2.0, &square_less_two);
    assert!((found.value(2) - 2f64.sqrt()).abs() < 1e-15);
    assert!((found.value(3) - 2.0).abs() < 1e-15, "the body is left at the root");
    let none = solve(2.0, 3.0, &square_less_two);
    same(none.value(2), UNDEFINED);
    assert_eq!(none.why(2), Some(Why::NoRoot));
    // Zero at the ends, at a sample, and a range turned around.
    let line = [Op::Const(1.0), Op::Binary(Binary::Sub, 2, 3)];
    for (from, to) in [(1.0, 3.0), (0.0, 1.0), (0.0, 10.0), (5.0, -5.0), (1.0, 1.0)] {
        same(solve(from, to, &line).value(2), 1.0);
    }
    // A pole changes sign too, but is no root.
    let pole = [Op::Const(1.0), Op::Binary(Binary::Div, 3, 2)];
    same(solve(-1.0, 1.1, &pole).value(2), UNDEFINED);
}

#[test]
fn why_a_value_is_undefined() {
    let quotient = vec![
        Op::Const(1.0),
        Op::Const(0.0),
        Op::Binary(Binary::Div, 0, 1),
        Op::Unary(Unary::Neg, 2),
        Op::Binary(Binary::Add, 0, 3),
    ];
    assert_eq!(machine(quotient.clone()).why(4), Some(Why::DivisionByZero));
    assert_eq!(machine(quotient.clone()).why(0), None);
    assert_eq!(machine(quotient).why(99), None);
    let guard = machine(vec![Op::Const(0.0), Op::Guard { cond: 0, value: 0, reason: 0 }]);
    let why = guard.why(1).expect("undefined");
    assert_eq!(why, Why::Reason(0));
    assert_eq!(why.text(guard.program()), "it must fit");
    assert_eq!(why.to_string(), "a requirement does not hold");
    let root = machine(vec![Op::Const(-1.0), Op::Unary(Unary::Sqrt, 0)]);
    assert_eq!(root.why(1), Some(Why::Domain(Unary::Sqrt)));
    let large = machine(vec![Op::Const(1e300), Op::Binary(Binary::Mul, 0, 0)]);
    assert_eq!(large.why(1), Some(Why::Overflow));
}

#[test]
fn only_what_moved_is_recomputed() {
    let ops = vec![Op::Input(0), Op::Input(1), Op::Unary(Unary::Neg, 0), Op::Binary(Binary::Add, 0, 1)];
    let mut machine = machine(ops);
    // What nobody recomputes keeps even a wrong value.
    machine.registers[2] = 77.0;
    machine.set(1, 4.0);
    machine.run();
    assert_eq!((machine.value(2), machine.value(3)), (77.0, 6.0));
    machine.set(0, 2.0);
    machine.run();
    assert_eq!(machine.value(2), 77.0, "the same value is no move");
    machine.set(0, 5.0);
    machine.set(1, 1.0);
    machine.run();
    assert_eq!((machine.value(2), machine.value(3)), (-5.0, 6.0));
    machine.set(0, f64::INFINITY);
    machine.set(99, 1.0);
    machine.run();
    assert!(machine.value(2).is_nan());
}

//! The block evaluator and the passes against [`Machine`], on random programs.

use lab_core::machine::Machine;
use lab_core::program::{Binary, Op, Program, Reg, Unary};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::branch::End;
use crate::interval::{Bound, Ranges};
use crate::ladder::{Method, Outcome, Wanted};
use crate::pass::{Domain, Pass};
use crate::seen::{Seen, SettingKey};
use crate::values::Values;
use sound::{INPUTS, sound};

#[allow(dead_code)]
#[path = "../../core/src/machine/tests/sound.rs"]
mod sound;

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-8i32..8).prop_map(f64::from),
        -10.0..10.0f64,
        any::<f64>(),
        Just(f64::NAN),
        Just(f64::INFINITY),
    ]
}

/// The registers that can be read from outside every loop.
fn outer(machine: &Machine) -> Vec<Reg> {
    (0..machine.program().ops.len() as Reg).filter(|register| machine.is_outer(*register)).collect()
}

/// What moving the controls one setting after the other shows.
fn one_by_one(pass: &Pass<'_>, machine: &mut Machine, asked: &[Reg], domain: &Domain) -> Vec<Seen> {
    let mut seen = vec![Seen::new(); asked.len()];
    for number in 0..pass.settings() {
        for (input, positions) in domain.iter().enumerate() {
            machine.set(input, positions[0]);
        }
        let setting = pass.setting((0, number));
        for (input, value) in &setting {
            machine.set(*input, *value);
        }
        machine.run();
        for (seen, register) in seen.iter_mut().zip(asked) {
            seen.take(machine.value(*register), (setting.len() as u32, number));
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_register_at_every_setting_has_the_bits_of_the_machine(
        numbers in vec(any::<u32>(), 0..120),
        domain in vec(vec(number(), 1..7), INPUTS),
    ) {
        let program = sound(&numbers, vec![0.0; INPUTS]);
        let mut machine = Machine::new(program.clone()).expect("a sound program");
        let registers = outer(&machine);
        let pass = Pass::new(&program, &domain).expect("few inputs");
        let blocks = pass.visit(Vec::new, |all: &mut Vec<(SettingKey, Vec<u64>)>, block, lanes| {
            all.extend((0..lanes.own.len()).map(|lane| {
                (lanes.key(lane), registers.iter().map(|register| block.value(*register, lane).to_bits()).collect())
            }));
        });
        let mut visited = blocks.concat();
        visited.sort_by_key(|(key, _)| key.1);
        prop_assert_eq!(visited.len() as u64, pass.settings());
        for (number, (key, bits)) in visited.iter().enumerate() {
            prop_assert_eq!(key.1, number as u64);
            for (input, positions) in domain.iter().enumerate() {
                machine.set(input, positions[0]);
            }
            for (input, value) in pass.setting(*key) {
                machine.set(input, value);
            }
            machine.run();
            let expected: Vec<u64> = registers.iter().map(|register| machine.value(*register).to_bits()).collect();
            prop_assert_eq!(bits, &expected);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), failure_persistence: None, ..ProptestConfig::default() })]

    /// `PROPTEST_CASES=100000` tries more programs.
    #[test]
    fn no_value_lies_outside_its_range(
        numbers in vec(any::<u32>(), 0..120),
        ends in vec((number(), number()), INPUTS),
        shares in vec(vec(0.0..=1.0f64, INPUTS), 12),
    ) {
        let program = sound(&numbers, vec![0.0; INPUTS]);
        let mut machine = Machine::new(program.clone()).expect("a sound program");
        let mut ranges = Ranges::new(&program);
        for (input, (one, other)) in ends.iter().enumerate() {
            let is_missing = one.is_nan() || other.is_nan();
            ranges.inputs[input] = if is_missing { Bound::of(f64::NAN) } else { Bound::between(*one, *other) };
        }
        if ranges.run(1 << 22).is_none() {
            return Ok(());
        }
        for shares in &shares {
            for (input, ((one, other), share)) in ends.iter().zip(shares).enumerate() {
                machine.set(input, inside(*one, *other, *share));
            }
            machine.run();
            for register in outer(&machine) {
                let (value, bound) = (machine.value(register), ranges.bound(register));
                prop_assert!(bound.holds(value), "register {register}: {value} is not in {bound:?} of {:?}", program.ops);
            }
        }
    }
}

/// A value between two ends, which may be infinite: an end itself, or a number; nothing where one is missing.
fn inside(one: f64, other: f64, share: f64) -> f64 {
    let (low, high) = (one.min(other), one.max(other));
    match share {
        _ if one.is_nan() || other.is_nan() => f64::NAN,
        // No number lies there.
        _ if low > f64::MAX || high < f64::MIN => low,
        ..0.1 => low,
        0.9.. => high,
        _ => {
            let (low, high) = (low.clamp(f64::MIN, f64::MAX), high.clamp(f64::MIN, f64::MAX));
            (low * (1.0 - share) + high * share).clamp(low, high)
        }
    }
}

/// How many settings are tried on what is proved; `LABC_SAMPLES=10000000` tries ten million.
fn samples() -> usize {
    std::env::var("LABC_SAMPLES").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000)
}

/// What an input can be: some numbers, or all between two ends besides, or a value that may be missing.
fn possible() -> impl Strategy<Value = Values> {
    let inside = (number(), -10.0..10.0f64, 0.0..20.0f64).prop_map(|(start, low, size)| Values {
        positions: vec![if start.is_finite() { low } else { start }],
        between: Some((low, low + size)),
        open: false,
    });
    let listed = vec(number(), 1..7).prop_map(|positions| Values { positions, ..Values::default() });
    prop_oneof![listed, inside]
}

/// A value of an input.
fn one_of(values: &Values, share: f64) -> f64 {
    match values.between {
        Some((low, _)) if share < 0.1 => low,
        Some((_, high)) if share > 0.9 => high,
        Some((low, high)) if share > 0.2 => (low * (1.0 - share) + high * share).clamp(low, high),
        _ => values.positions[(share * 1e6) as usize % values.positions.len()],
    }
}

/// Whether a value is among those that an input can have.
fn can_be(values: &Values, value: f64) -> bool {
    let is_inside = values.between.is_some_and(|(low, high)| low <= value && value <= high);
    let is_listed = |listed: &f64| *listed == value || !listed.is_finite() && value.is_nan();
    values.open || is_inside || values.positions.iter().any(is_listed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), failure_persistence: None, ..ProptestConfig::default() })]

    /// `PROPTEST_CASES=100000` tries more programs.
    #[test]
    fn no_value_of_a_formula_lies_outside_what_it_can_be(
        numbers in vec(any::<u32>(), 0..80),
        inputs in vec(possible(), INPUTS),
        pick in any::<u32>(),
        budget in prop_oneof![Just(1e2), Just(1e4)],
        shares in vec(vec(0.0..=1.0f64, INPUTS), 12),
    ) {
        let program = sound(&numbers, inputs.iter().map(|values| values.positions[0]).collect());
        let mut machine = Machine::new(program.clone()).expect("a sound program");
        let registers = outer(&machine);
        let register = registers[pick as usize % registers.len()];
        let (image, _) = crate::image(&program, register, &inputs, budget);
        for shares in &shares {
            for (input, (values, share)) in inputs.iter().zip(shares).enumerate() {
                machine.set(input, one_of(values, *share));
            }
            machine.run();
            let value = machine.value(register);
            prop_assert!(can_be(&image, value), "{value} is not in {image:?} of {register} in {:?}", program.ops);
        }
    }
}

/// Draws programs with a condition until enough settings have been tried on those that are proved to hold nowhere.
#[test]
fn no_verdict_about_a_random_condition_is_wrong() {
    let drawn = (
        vec(any::<u32>(), 0..120),
        vec(possible(), INPUTS),
        any::<(u32, u32, u8)>(),
        vec(vec(0.0..=1.0f64, INPUTS), 24),
    );
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut tried, mut found, mut unknown) = (0, 0, 0);
    let mut by = std::collections::BTreeMap::<&str, usize>::new();
    while tried < samples() {
        let tree = drawn.new_tree(&mut runner).expect("a value");
        let (numbers, inputs, (one, other, compare), shares) = tree.current();
        let mut program = sound(&numbers, inputs.iter().map(|values| values.positions[0]).collect());
        let registers = outer(&Machine::new(program.clone()).expect("a sound program"));
        let pick = |number: u32| registers[number as usize % registers.len()];
        let compare = [Binary::Lt, Binary::Le, Binary::Eq][usize::from(compare) % 3];
        program.ops.push(Op::Binary(compare, pick(one), pick(other)));
        let register = program.ops.len() as Reg - 1;
        let Ok(mut machine) = Machine::new(program.clone()) else { continue };
        let outcome = crate::decide_one(&program, register, &inputs, 1e4);
        if let Some(at) = &outcome.found {
            at.setting.iter().for_each(|(input, value)| machine.set(*input, *value));
            machine.run();
            assert_eq!(machine.value(register), 1.0, "not at {at:?}: {:?}", program.ops);
            found += 1;
        } else if outcome.never {
            *by.entry(outcome.method.words()).or_default() += 1;
            for shares in &shares {
                let setting: Vec<f64> =
                    inputs.iter().zip(shares).map(|(values, share)| one_of(values, *share)).collect();
                setting.iter().enumerate().for_each(|(input, value)| machine.set(input, *value));
                machine.run();
                assert_ne!(machine.value(register), 1.0, "it holds at {setting:?}: {:?}", program.ops);
                tried += 1;
            }
        } else {
            unknown += 1;
        }
    }
    println!("{tried} settings tried on what is proved {by:?}; {found} settings found; {unknown} unknown");
    assert!(by.len() == 2 && found > 0, "{by:?}");
}

/// `f(input 0, input 1, input 2)`, which is undefined where input 1 is zero.
fn formula() -> Program {
    Program {
        ops: vec![
            Op::Input(0),
            Op::Input(1),
            Op::Input(2),
            Op::Unary(Unary::Exp, 0),
            Op::Binary(Binary::Div, 3, 1),
            Op::Binary(Binary::Lt, 2, 0),
            Op::Binary(Binary::Add, 4, 2),
        ],
        inputs: vec![1.0, 1.0, 1.0],
        ..Program::default()
    }
}

#[test]
fn more_positions_than_lanes_are_all_visited() {
    let program = formula();
    let whole = |from: i32, to: i32| (from..to).map(f64::from).collect::<Vec<_>>();
    for sizes in [[3, 2, 1000], [1000, 3, 2], [2, 257, 3], [1, 256, 1], [1, 1, 1], [5, 5, 5]] {
        let domain: Domain = sizes.iter().map(|size| whole(-1, size - 1)).collect();
        let pass = Pass::new(&program, &domain).expect("three inputs");
        let mut machine = Machine::new(program.clone()).expect("a sound program");
        let asked = [4, 5, 6];
        assert_eq!(pass.settings(), sizes.iter().map(|size| *size as u64).product::<u64>());
        assert_eq!(pass.run(&asked), one_by_one(&pass, &mut machine, &asked, &domain), "{sizes:?}");
    }
}

#[test]
fn the_setting_that_is_told_is_the_one_that_moves_the_fewest_controls() {
    let program = formula();
    let domain = vec![vec![1.0, 2.0, 0.0], vec![1.0, 0.0], vec![1.0, 5.0]];
    let pass = Pass::new(&program, &domain).expect("three inputs");
    let seen = pass.run(&[4, 5]);
    let undefined = seen[0].undefined.expect("a division by zero");
    assert_eq!((undefined.count, pass.setting(undefined.simplest)), (6, vec![(1, 0.0)]));
    let holds = seen[1].holds().expect("1 < 2");
    assert_eq!((holds.count, pass.setting(holds.simplest)), (2, vec![(0, 2.0)]));
    assert_eq!(seen[1].at(0.0).map(|found| found.count), Some(10));
}

#[test]
fn work_is_counted_by_what_depends_on_what_moves() {
    // The exponential depends on the first input alone: it is not computed anew when the others move.
    let program = formula();
    let domain: Domain = (0..3).map(|_| (0..100).map(f64::from).collect()).collect();
    let pass = Pass::new(&program, &domain).expect("three inputs");
    assert!(pass.work() < 4.1e6, "{}", pass.work());
    assert_eq!(pass.settings(), 1_000_000);
}

#[test]
fn too_many_settings_are_refused_before_any_is_visited() {
    let program = formula();
    let domain: Domain = (0..3).map(|_| (0..200_000).map(f64::from).collect()).collect();
    assert!(Pass::new(&program, &domain).is_none());
}

#[test]
fn what_is_kept_does_not_depend_on_the_order_of_visits() {
    let settings = [
        (5.0, (2, 7)),
        (5.0, (1, 9)),
        (f64::NAN, (3, 1)),
        (f64::NAN, (0, 0)),
        (-1.0, (2, 3)),
        (-1.0, (2, 2)),
    ];
    let see = |settings: &mut dyn Iterator<Item = &(f64, SettingKey)>| {
        let mut seen = Seen::new();
        settings.for_each(|(value, key)| seen.take(*value, *key));
        seen
    };
    let seen = see(&mut settings.iter());
    assert_eq!(seen, see(&mut settings.iter().rev()));
    assert_eq!((seen.least, seen.greatest), (Some((-1.0, (2, 2))), Some((5.0, (1, 9)))));
    assert_eq!(seen.undefined.map(|found| found.simplest), Some((0, 0)));
    for cut in 0..=settings.len() {
        let (mut one, other) = (see(&mut settings[cut..].iter()), see(&mut settings[..cut].iter()));
        one.merge(&other);
        assert_eq!(one, seen, "cut at {cut}");
    }
}

#[test]
fn more_values_than_are_listed_are_not_listed_at_all() {
    let mut seen = Seen::new();
    for value in 0..=crate::seen::MOST_VALUES as u64 {
        assert_eq!(seen.values.as_ref().map(Vec::len), Some(value as usize));
        seen.take(value as f64, (0, value));
    }
    assert_eq!((seen.values.as_ref(), seen.greatest), (None, Some((64.0, (0, 64)))));
}

#[test]
fn a_large_program_has_fewer_lanes_and_the_same_values() {
    let mut program = formula();
    program.ops.extend([Op::List { most: 1_500_000 }]);
    assert_eq!(crate::block::width(&program), 2);
    program.ops[7] = Op::Const(0.0);
    assert_eq!(crate::block::width(&program), crate::block::LANES);
    let mut program = formula();
    program.ops.resize(1_000_000, Op::Const(1.0));
    let domain: Domain = [2, 3, 7].iter().map(|size| (0..*size).map(f64::from).collect()).collect();
    let pass = Pass::new(&program, &domain).expect("three inputs");
    let mut small = Machine::new(formula()).expect("a sound program");
    let asked = [4, 5, 6];
    assert_eq!(pass.run(&asked), one_by_one(&pass, &mut small, &asked, &domain));
}

fn values(from: i32, to: i32) -> Values {
    let positions = (from..=to).map(f64::from).collect();
    Values { positions, ..Values::default() }
}

fn asked(ops: Vec<Op>, inputs: &[Values], budget: f64) -> Outcome {
    let starts = inputs.iter().map(|values| values.positions[0]).collect();
    let register = ops.len() as Reg - 1;
    let program = Program { ops, inputs: starts, ..Program::default() };
    crate::decide_one(&program, register, inputs, budget)
}

/// `input 0 * input 1 * input 2 > limit`
fn volume(limit: f64) -> Vec<Op> {
    vec![
        Op::Input(0),
        Op::Input(1),
        Op::Input(2),
        Op::Binary(Binary::Mul, 0, 1),
        Op::Binary(Binary::Mul, 3, 2),
        Op::Const(limit),
        Op::Binary(Binary::Lt, 5, 4),
    ]
}

#[test]
fn ranges_decide_what_is_too_much_to_visit() {
    let inputs = [values(1, 10_000), values(1, 10_000), values(1, 10_000)];
    let never = asked(volume(1e12), &inputs, 1e6);
    assert_eq!((never.never, never.found, never.method), (true, None, Method::Ranges));
    let found = asked(volume(1e12 - 1.0), &inputs, 1e6).found.expect("the far corner");
    assert_eq!(found.setting, [(0, 1e4), (1, 1e4), (2, 1e4)]);
}

#[test]
fn what_a_few_boxes_prove_is_not_visited_besides() {
    // input 0 + input 1 < 0, over enough settings that visiting them is dear.
    let ops = vec![
        Op::Input(0),
        Op::Input(1),
        Op::Binary(Binary::Add, 0, 1),
        Op::Const(0.0),
        Op::Binary(Binary::Lt, 2, 3),
    ];
    let never = asked(ops, &[values(1, 2000), values(1, 2000)], 1e9);
    assert!(never.never && never.method == Method::Ranges && never.work < 1e4, "{never:?}");
}

#[test]
fn every_value_between_two_ends_counts_where_it_can_be_typed() {
    // input 0 lies between 2 and 3, which no position does.
    let between = vec![
        Op::Input(0),
        Op::Const(2.0),
        Op::Const(3.0),
        Op::Binary(Binary::Lt, 1, 0),
        Op::Binary(Binary::Lt, 0, 2),
        Op::Binary(Binary::And, 3, 4),
    ];
    assert!(asked(between.clone(), &[values(1, 5)], 1e6).never);
    let typed = Values { between: Some((1.0, 5.0)), ..values(1, 5) };
    let found = asked(between.clone(), std::slice::from_ref(&typed), 1e6).found.expect("a typed number");
    assert!(found.setting[0].1 > 2.0 && found.setting[0].1 < 3.0);
    let open = Values { open: true, ..values(1, 2) };
    let unknown = asked(between, &[open], 1e6);
    assert_eq!((unknown.never, unknown.found), (false, None));
}

#[test]
fn a_sample_is_never_a_proof() {
    // The remainders of a product that is hard to bound.
    let mut hard = volume(0.0);
    hard.truncate(5);
    hard.extend([
        Op::Const(999_983.0),
        Op::Binary(Binary::Mod, 4, 5),
        Op::Const(7.5),
        Op::Binary(Binary::Eq, 6, 7),
    ]);
    let inputs = [values(1, 1000), values(1, 1000), values(1, 1000)];
    let unknown = asked(hard.clone(), &inputs, 1e6);
    assert_eq!((unknown.never, unknown.found), (false, None));
    assert!(asked(hard, &[values(1, 20), values(1, 20), values(1, 20)], 1e6).never);
}

#[test]
fn a_value_that_may_be_missing_is_missing_or_in_its_range() {
    // 1 / input 0 is undefined, although input 0 is there.
    let divides = |low: f64| {
        let ops = vec![
            Op::Input(0),
            Op::Const(1.0),
            Op::Binary(Binary::Div, 1, 0),
            Op::Unary(Unary::Defined, 2),
            Op::Unary(Unary::Not, 3),
            Op::Unary(Unary::Defined, 0),
            Op::Binary(Binary::And, 5, 4),
        ];
        let typed = Values { positions: vec![f64::NAN], between: Some((low, 9.0)), open: false };
        asked(ops, &[typed], 1e6)
    };
    assert!(divides(1.0).never);
    assert_eq!(divides(-9.0).found.map(|found| found.setting), Some(vec![(0, 0.0)]));
    // Whether it is missing is a question, too.
    let typed = Values { positions: vec![f64::NAN], between: Some((1.0, 9.0)), open: false };
    let missing = vec![Op::Input(0), Op::Unary(Unary::Defined, 0), Op::Unary(Unary::Not, 1)];
    assert_eq!(
        asked(missing, std::slice::from_ref(&typed), 1e6).found.map(|found| found.setting),
        Some(vec![])
    );
    let there = vec![Op::Input(0), Op::Unary(Unary::Defined, 0)];
    assert!(asked(there, &[typed], 1e6).found.is_some());
}

/// `input 0` is undefined.
fn missing() -> Program {
    let ops = vec![Op::Input(0), Op::Unary(Unary::Defined, 0), Op::Unary(Unary::Not, 1)];
    Program { ops, inputs: vec![1.0], ..Program::default() }
}

#[test]
fn an_infinite_position_is_undefined_in_a_range_as_it_is_in_the_evaluator() {
    let program = missing();
    let ends = [f64::INFINITY, f64::NEG_INFINITY];
    for end in ends {
        let listed = Values { positions: vec![1.0, end, 2.0], ..Values::default() };
        let started = Values { positions: vec![end, 1.0], ..Values::default() };
        let typed = Values { between: Some((1.0, end)), positions: vec![1.0], open: false };
        for values in [listed, started, typed] {
            let (found, ..) = crate::branch::search(&program, 2, std::slice::from_ref(&values), 1e6);
            assert!(matches!(found, End::Found(_)), "{values:?}: {found:?}");
        }
    }
}

#[test]
fn the_ends_of_a_range_may_come_in_either_order_and_its_positions_may_lie_beside_it() {
    // input 0 > 3
    let ops = vec![Op::Input(0), Op::Const(3.0), Op::Binary(Binary::Lt, 1, 0)];
    let program = Program { ops, inputs: vec![1.0], ..Program::default() };
    let turned = Values { positions: vec![1.0], between: Some((5.0, 1.0)), open: false };
    let beside = Values { positions: vec![1.0, 4.0], between: Some((1.0, 2.0)), open: false };
    for values in [turned, beside] {
        let (found, ..) = crate::branch::search(&program, 2, std::slice::from_ref(&values), 1e6);
        assert_ne!(found, End::Never, "{values:?}");
    }
}

#[test]
fn what_a_formula_can_be_is_exact_where_its_settings_are_few() {
    let ops = vec![Op::Input(0), Op::Input(1), Op::Binary(Binary::Div, 0, 1)];
    let program = Program { ops, inputs: vec![1.0, 1.0], ..Program::default() };
    let few = crate::image(&program, 2, &[values(1, 3), values(0, 1)], 1e6).0;
    assert_eq!((few.positions.len(), few.between, few.open), (4, None, false), "{few:?}");
    let many = crate::image(&program, 2, &[values(1, 100), values(1, 100)], 1e6).0;
    assert_eq!((many.between, many.positions), (Some((0.01, 100.0)), vec![0.01]));
    // Bounds are no narrower.
    let (bounds, _) = crate::image(&program, 2, &[values(1, 100), values(1, 100)], 1e3);
    assert_eq!((bounds.between, bounds.positions), (Some((0.01, 100.0)), vec![0.01]));
    let typed = Values { between: Some((-1.0, 1.0)), ..values(1, 1) };
    let (open, _) = crate::image(&program, 2, &[values(1, 3), typed], 1e6);
    assert!(open.between.is_some() && open.positions.iter().any(|value| value.is_nan()), "{open:?}");
}

#[test]
fn what_a_condition_costs_does_not_depend_on_what_else_is_asked() {
    let hard = || {
        let mut ops = volume(0.0);
        ops.truncate(5);
        ops.extend([
            Op::Const(997.0),
            Op::Binary(Binary::Mod, 4, 5),
            Op::Const(996.0),
            Op::Binary(Binary::Eq, 6, 7),
        ]);
        ops
    };
    let inputs = [values(1, 200), values(1, 200), values(1, 200)];
    let program = Program { ops: hard(), inputs: vec![1.0; 3], ..Program::default() };
    let alone = crate::decide_one(&program, 8, &inputs, 1e9);
    // The same condition beside one that is never true.
    let mut both = program.clone();
    both.ops.extend([Op::Const(1e9), Op::Binary(Binary::Lt, 9, 4)]);
    let mut never = volume(1e9);
    never.truncate(7);
    let condition = |ops: Vec<Op>, register| crate::Condition {
        program: Program { ops, inputs: vec![1.0; 3], ..Program::default() },
        register,
        wanted: Wanted::Count,
    };
    let conditions = [condition(hard(), 8), condition(never, 6)];
    let registers = [8, 10];
    let mut merged = |some: &[usize]| (both.clone(), some.iter().map(|index| registers[*index]).collect());
    let decided = crate::decide(&conditions, &mut merged, &inputs, 1e9);
    assert_eq!(decided[0], alone);
    assert!(decided[0].found.is_some() && decided[1].never);
}

#[test]
fn the_simplest_setting_is_found_without_visiting_all() {
    let inputs = [values(1, 200), values(1, 200), values(1, 200)];
    let ops = || {
        let mut ops = volume(0.0);
        ops.truncate(5);
        // Among settings with two inputs away from their starts, the first is kept.
        ops.extend([Op::Const(300.0), Op::Binary(Binary::Lt, 5, 4)]);
        ops
    };
    let condition = |wanted| crate::Condition {
        program: Program { ops: ops(), inputs: vec![1.0; 3], ..Program::default() },
        register: 6,
        wanted,
    };
    let program = condition(Wanted::Any).program;
    let mut alone = |_: &[usize]| (program.clone(), vec![6]);
    let mut found = |wanted| crate::decide(&[condition(wanted)], &mut alone, &inputs, 1e9).remove(0);
    let (simplest, counted) = (found(Wanted::Simplest), found(Wanted::Count));
    let setting = |outcome: &Outcome| outcome.found.as_ref().map(|found| found.setting.clone());
    assert_eq!(setting(&simplest), setting(&counted));
    assert_eq!(setting(&simplest), Some(vec![(1, 2.0), (2, 151.0)]));
    assert!(simplest.work < counted.work / 10.0, "{} and {}", simplest.work, counted.work);
}

/// A condition over `input 0`, any number of a range.
fn over_a_range(from: f64, to: f64, ops: Vec<Op>) -> Outcome {
    asked(ops, &[Values { positions: vec![from], between: Some((from, to)), open: false }], 1e8)
}

#[test]
fn what_a_branch_reads_is_what_its_condition_leaves() {
    // `if x <= 1 then 0 else ln(x)` is defined everywhere, although `ln(x)` is not.
    let choice = |last: Vec<Op>| {
        let mut ops = vec![
            Op::Input(0),
            Op::Const(1.0),
            Op::Binary(Binary::Le, 0, 1),
            Op::Const(0.0),
            Op::Unary(Unary::Ln, 0),
            Op::Select { cond: 2, then: 3, other: 4 },
        ];
        ops.extend(last);
        ops
    };
    let undefined = vec![Op::Unary(Unary::Defined, 5), Op::Unary(Unary::Not, 6)];
    let never = over_a_range(-5.0, 5.0, choice(undefined));
    assert!(never.never && never.steps.last().is_some_and(|step| step.tried == 1), "{never:?}");
    // And it is below zero nowhere.
    let below = vec![Op::Const(-1e-9), Op::Binary(Binary::Lt, 5, 6)];
    assert!(over_a_range(-5.0, 5.0, choice(below)).never);
    let above = vec![Op::Const(1.6), Op::Binary(Binary::Lt, 6, 5)];
    assert!(over_a_range(-5.0, 5.0, choice(above)).found.is_some());
}

#[test]
fn what_stands_beside_a_condition_is_taken_where_that_holds() {
    // `x < 1 and ln(1 - x) is undefined`
    let ops = |limit: f64| {
        vec![
            Op::Input(0),
            Op::Const(limit),
            Op::Binary(Binary::Lt, 0, 1),
            Op::Const(1.0),
            Op::Binary(Binary::Sub, 3, 0),
            Op::Unary(Unary::Ln, 4),
            Op::Unary(Unary::Defined, 5),
            Op::Unary(Unary::Not, 6),
            Op::Binary(Binary::And, 2, 7),
        ]
    };
    let never = over_a_range(0.0, 2.0, ops(1.0));
    assert!(never.never && never.steps.last().is_some_and(|step| step.tried == 1), "{never:?}");
    let found = over_a_range(0.0, 2.0, ops(1.5)).found.expect("between 1 and 1.5");
    assert!(found.setting[0].1 >= 1.0 && found.setting[0].1 < 1.5, "{found:?}");
}

#[test]
fn a_part_of_a_sum_is_at_most_all_of_it() {
    // `x / (x + y) > 1`
    let ops = vec![
        Op::Input(0),
        Op::Input(1),
        Op::Binary(Binary::Add, 0, 1),
        Op::Binary(Binary::Div, 0, 2),
        Op::Const(1.0),
        Op::Binary(Binary::Lt, 4, 3),
    ];
    let range = |from: f64, to: f64| Values { positions: vec![from], between: Some((from, to)), open: false };
    let never = asked(ops.clone(), &[range(0.0, 9.0), range(0.0, 9.0)], 1e6);
    assert!(never.never && never.steps.last().is_some_and(|step| step.tried == 1), "{never:?}");
    assert!(asked(ops, &[range(1.0, 9.0), range(-0.5, 9.0)], 1e6).found.is_some());
}

//! Slopes by differentiation agree with differences of two settings, for random formulas.

use labc::eval::{Question, Value, evaluate};
use labc::sources::{FileId, NoFiles};

const CONTEXT: &str = "slider x \"X\" from 0.1 to 20 start 1.7
slider y \"Y\" from 0.1 to 20 start 2.3
slider n \"N\" from 1 to 6 start 4
table plan { key weight
  small 0.7
  large 3
}
fn scaled(value: Number, by as factor: Number = 1.5): Number = value * factor / (1 + abs(value))
fn kept(value: Number): Number = value + 1
  require value > 0 - 1e9 \"it is far below zero\"
let base = x^2 + 3 * y
let chained = base / (1 + x)
";
const STEP: f64 = 1e-5;

/// A formula of some depth, from a stream of numbers.
struct Formulas(u64);

impl Formulas {
    fn below(&mut self, count: u64) -> u64 {
        // A linear congruential generator: the same formulas every time.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }

    fn formula(&mut self, depth: u32) -> String {
        if depth == 0 {
            return ["x", "y", "x", "base", "chained", "2.5", "0.3", "n"][self.below(8) as usize].to_owned();
        }
        let kind = self.below(20);
        let mut part = || self.formula(depth - 1);
        let (a, b) = (part(), part());
        match kind {
            0 | 1 => format!("({a} + {b})"),
            2 => format!("({a} - 0.4 * {b})"),
            3 | 4 => format!("({a}) * ({b})"),
            5 => format!("({a}) / (1.5 + ({b})^2)"),
            6 => format!("(abs({a}) + 0.5)^(({b}) / 9)"),
            7 => format!("sqrt(abs({a}) + 1)"),
            8 => format!("ln(abs({a}) + 2)"),
            9 => format!("exp(tanh({a}))"),
            10 => format!("min({a}, {b})"),
            11 => format!("max({a}, 2 + {b})"),
            12 => format!("(if {a} > {b} then {a} else 2 * {b})"),
            13 => format!("scaled({a}, by = {b})"),
            14 => format!("kept(sin({a}))"),
            15 => format!("sum(({a}) / (k + y) for k in 1 to n)"),
            16 => format!("(max(({a}) * p.weight + {b} for p in plan))"),
            17 => format!("(({a}) at (y = 1 + x / 3))"),
            18 => format!("(first(k * ({a}) for k in 1 to 5 where k > 2) else {b})"),
            _ => format!("item([{a}, {b}, ({a}) * 2], 1 + mod(floor(y), 3))"),
        }
    }
}

fn value(expr: &str) -> Result<f64, String> {
    let question = Question { context: CONTEXT, expr, settings: &[] };
    match evaluate(FileId(0), &question, &NoFiles) {
        (Some(answer), _) => match answer.value {
            Value::Number(value) => Ok(value),
            Value::Undefined(why) => Err(why),
            other => panic!("{expr}: {other:?}"),
        },
        (None, diagnostics) => panic!("{expr}: {diagnostics:#?}"),
    }
}

#[test]
fn a_slope_agrees_with_differences() {
    let mut formulas = Formulas(20_261_121);
    let (mut compared, mut faults) = (0, Vec::new());
    for _ in 0..240 {
        let formula = formulas.formula(3);
        let around = |share: f64| value(&format!("({formula}) at (x = {})", 1.7 * (1.0 + share)));
        let (Ok(here), Ok(above), Ok(below)) = (around(0.0), around(STEP), around(-STEP)) else { continue };
        let (forward, backward) = ((above - here) / (STEP * here), (here - below) / (STEP * here));
        // Across a jump or a kink there is no slope to compare with.
        if here.abs() < 1e-3 || (forward - backward).abs() > 1e-2 * (1.0 + forward.abs()) {
            continue;
        }
        let central = (above - below) / (2.0 * STEP * here);
        match value(&format!("sensitivity({formula}, x)")) {
            Ok(slope) if (slope - central).abs() <= 1e-4 * (1.0 + central.abs()) => compared += 1,
            Ok(slope) => faults.push(format!("{formula}: {slope}, but {central} by differences")),
            // Two branches that are the same quantity meet everywhere.
            Err(why) if why.contains("kink") => {}
            Err(why) => faults.push(format!("{formula}: {why}")),
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), faults.len() + compared, faults.join("\n"));
    assert!(compared > 150, "only {compared} were compared");
}

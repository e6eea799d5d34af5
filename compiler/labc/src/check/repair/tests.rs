//! Wrong expressions with the repair they get; every repair that is offered compiles.

use super::apply;
use crate::diagnostic::{Diagnostic, Severity};
use crate::eval::{Question, evaluate, source_of};
use crate::sources::FileId;

/// Declarations to choose from.
const SCOPE: &str = "let size = 2 GB
let bandwidth = 3 GB/s
let flops = 8 TFLOP
let peak = 989 TFLOP/s
let weights = 7e9 param
let width = 2 B/param
let draw = 700 W
let hours = 3 h
let price = 0.1 USD/kWh
let rate = 50 tok/s
let answer = 256 tok
let side = 2 m
let room = 12 m^2
let share = 0.2
";

fn check(context: &str, expr: &str) -> Vec<Diagnostic> {
    evaluate(FileId(0), &Question { context, expr, settings: &[] }, &crate::sources::NoFiles).1
}

/// The expression after the first repair that is offered.
fn repaired(expr: &str) -> String {
    let question = Question { context: SCOPE, expr, settings: &[] };
    let (source, start) = source_of(&question);
    let said = check(SCOPE, expr);
    let Some(fix) = said.iter().find_map(|diagnostic| diagnostic.fix.as_ref()) else {
        return "—".to_owned();
    };
    apply(&source, &fix.edits)[start..].to_owned()
}

/// Expressions with what they become.
const WRONG: &[(&str, &str)] = &[
    ("size * bandwidth in ms", "size / bandwidth in ms"),
    ("bandwidth / size in ms", "size / bandwidth in ms"),
    ("size in ms", "size / bandwidth in ms"),
    ("hours + size * bandwidth", "hours + size / bandwidth"),
    ("5 s < 10", "5 s < 10 s"),
    ("if 1 < 2 then 1 s else 5", "if 1 < 2 then 1 s else 5 s"),
    ("max(5 tok, 3)", "max(5 tok, 3 tok)"),
    ("size + 10 %", "size * (1 + 10 %)"),
    ("size - 10 %", "size * (1 - 10 %)"),
    ("size + bandwidth + 10 %", "—"),
    ("draw in kWh", "draw * hours in kWh"),
    ("700 W in kWh", "700 Wh in kWh"),
    ("flops / 989 TFLOP in ms", "flops / 989 TFLOP/s in ms"),
    ("answer * rate in s", "answer / rate in s"),
    ("200 tok/s + 100 tok", "200 tok/s + 100 tok/s"),
    ("weights in GB", "weights * width in GB"),
    ("draw * hours in USD", "draw * hours * price in USD"),
    ("sqrt(size) + size", "size + size"),
    ("room < side", "room < side^2"),
    ("side + sqrt(side)", "side + side"),
    ("log(size) - log(width * weights)", "log(size / (width * weights))"),
    ("floor(3.7 s)", "floor(3.7 s / 1 s) * 1 s"),
    ("log2(answer)", "log2(answer / 1 tok)"),
    ("2 ^ (3 B)", "2 ^ (3 B / 1 B)"),
    ("1 GB/s + 1 s/GB", "1 GB/s + 1 GB/s"),
    ("5 GB / 2 GB/s in GB", "5 GB / 2 GB/s * bandwidth in GB"),
    ("flops / 2 * peak in ms", "flops / (2 * peak) in ms"),
    ("size + size / bandwidth in ms", "(size + size) / bandwidth in ms"),
    ("3 m in s", "3 m in m"),
    ("size / band in ms", "—"),
    ("size / bandwith in ms", "size / bandwidth in ms"),
    ("size / ? in ms", "size / bandwidth in ms"),
    ("1 FLOPS + peak", "1 FLOP/s + peak"),
];

#[test]
fn wrong_expressions_get_the_likeliest_repair() {
    let got: Vec<(&str, String)> = WRONG.iter().map(|(wrong, _)| (*wrong, repaired(wrong))).collect();
    let differ: Vec<String> = got
        .iter()
        .zip(WRONG)
        .filter(|((_, got), (_, right))| got != right)
        .map(|((wrong, got), (_, right))| {
            format!(
                "{wrong}  =>  {got}  (not {right})\n{:#?}",
                check(SCOPE, wrong)
                    .iter()
                    .map(|d| (&d.headline, &d.help, d.fix.as_ref().map(|f| &f.title)))
                    .collect::<Vec<_>>()
            )
        })
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn what_is_offered_compiles() {
    for (wrong, _) in WRONG {
        let question = Question { context: SCOPE, expr: wrong, settings: &[] };
        let (source, start) = source_of(&question);
        for diagnostic in check(SCOPE, wrong) {
            let Some(fix) = diagnostic.fix else { continue };
            let edited = apply(&source, &fix.edits);
            let said = check(SCOPE, &edited[start..]);
            let errors = said.iter().filter(|other| other.severity == Severity::Error);
            // A line with two faults has the other one left.
            assert!(errors.count() < check(SCOPE, wrong).len(), "{wrong} => {}: {said:#?}", &edited[start..]);
        }
    }
}

#[test]
fn a_hole_says_what_fits() {
    let said = |expr: &str| {
        let said = check(SCOPE, expr);
        format!("{} {}", said[0].headline, said[0].help.join("; "))
    };
    assert_eq!(said("size / ? in ms"), "`?` should be Info/Time, a data rate. `bandwidth` fits");
    assert_eq!(said("hours + ?"), "`?` should be Time. `hours` fits");
    assert_eq!(said("sqrt(?) in m"), "`?` should be Length^2, an area. `room` fits");
    assert_eq!(said("log(?)"), "`?` should be dimensionless. `share` fits");
}

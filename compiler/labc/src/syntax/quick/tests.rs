//! Statements matched by hand and by the grammar.

use super::quantity::NO_UNITS;
use super::*;
use crate::syntax::grammar;

fn rule_of(statement: &str) -> Rule {
    match statement.split(' ').next() {
        Some("let") => Rule::let_stmt,
        Some("const") => Rule::const_stmt,
        Some("given") => Rule::given_stmt,
        Some("check") => Rule::check_stmt,
        _ => Rule::eval_expr,
    }
}

/// The grammar gives the same tree: [`grammar::parse`] compares.
#[test]
fn common_statements_are_matched_by_hand() {
    for statement in [
        "let a = 1",
        "let  a=b+1 // why",
        "let a: Info/Time^2 = b * c in GB/s, 2 digits symbol $a_0$",
        "let a = (1_000.5e-3 kg·m^2/s^2 + -b.c.d) / 2^3 - x at (y = 3, z.w = 4 km,) at start",
        "let a = if not b <= 3 % and c then d else e else f",
        "let a = sum(p.weight * 2 for p in parcels where p.day != \"d \\\" 1\")",
        "let a = max(f.g(x, up = 3), [1, 2, 3,], count(r for r in t, q in 1 to 3 by 1))",
        "let a = b ~ c within 5 %",
        "let a = [x for x in 1 to 10]",
        "let a = b is recorded or yes == no",
        "let a = ? + 3µs - 2 ° ≥ α",
        "let a = 3 m\n  + 4 m  // more\n  in km",
        "const g = 9.81 m/s^2 source \"a \\\\ book\" symbol $g$",
        "given b = 1 $1$",
        "given b = 5 days \"a guess\" symbol $b$",
        "check \"It fits\" a < b  ",
        "check a == 3.5 MB^-1",
        "1/s + 4 1/s in 1/s, 1 digit",
        "  5 s when",
        "3 m fail \"x\"",
    ] {
        let rule = rule_of(statement);
        let by_hand = parse(rule, statement, 7);
        assert_eq!(by_hand.is_some(), grammar::parse(rule, statement, 7).is_ok(), "{statement}");
    }
}

#[test]
fn what_is_rare_or_wrong_is_left_to_the_grammar() {
    for statement in [
        "let a = 2×10⁻³",
        "let a = 1 J/(kg*K)",
        "let a = solve(x where x^2 = 2)",
        "let if = 1",
        "let a = 1 +",
        "let a = (1",
        "let a = f(1,,2)",
        "let a = \"open",
        "let a = if b then c",
        "let a = 1 2",
        "let a = a..b",
        "let a",
        "const a = 1 source 3",
        "check a increases in b",
        "",
    ] {
        assert_eq!(parse(rule_of(statement), statement, 0), None, "{statement}");
    }
}

/// The words of a rule of the grammar, up to its end.
fn words_of(rule: &str) -> Vec<&'static str> {
    let grammar = include_str!("../../../grammar/lab.pest");
    let from = grammar.find(&format!("\n{rule} = @{{")).expect("the grammar has this rule");
    // What is alone on its line may follow behind other words.
    let end = grammar[from..].find("~ !word").expect("whole words");
    grammar[from..from + end].split('"').skip(1).step_by(2).collect()
}

#[test]
fn words_with_a_meaning_are_those_of_the_grammar() {
    assert_eq!(words_of("reserved"), RESERVED);
    assert_eq!(words_of("not_unit"), NO_UNITS);
}

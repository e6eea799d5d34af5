//! What is printed from a tree is read as the same tree.

use labc::check::Checker;
use labc::check::units::Units;
use labc::diagnostic::Severity;
use labc::sources::FileId;
use labc::syntax::format::pretty;
use labc::syntax::{STATEMENTS, parse, tree};
use labc_tests::erase::erased;
use labc_tests::place::files;
use labc_tests::random_program::program;
use proptest::prelude::*;

fn read(source: &str) -> tree::File {
    let (tree, diagnostics) = parse(FileId(0), source);
    let errors: Vec<_> =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{source}");
    tree
}

/// Prints a tree, reads that, and prints it again.
#[track_caller]
fn holds(tree: &tree::File) {
    let printed = pretty(tree);
    let again = read(&printed);
    let (before, after) = (erased(tree), erased(&again));
    if before != after {
        let differing = before.lines().zip(after.lines()).position(|(a, b)| a != b).unwrap_or(0);
        let near = |text: &str| {
            text.lines().skip(differing.saturating_sub(12)).take(20).collect::<Vec<_>>().join("\n")
        };
        panic!(
            "another tree was read:\n{}\n--- instead of\n{}\n--- from\n{printed}",
            near(&after),
            near(&before)
        );
    }
    assert_eq!(pretty(&again), printed, "printing is not settled");
}

#[test]
fn every_lab_is_read_again_as_it_was() {
    let mut labs = files("labs-src", ".lab");
    labs.extend(files("compiler/labc/prelude", "prelude/units.lab"));
    assert!(labs.len() > 1);
    for lab in labs {
        holds(&read(&std::fs::read_to_string(&lab).unwrap()));
    }
}

/// One of everything, and what once went wrong.
#[test]
fn every_construct_is_read_again_as_it_was() {
    let source = include_str!("pretty/everything.lab");
    holds(&read(source));
}

/// The list of everything is complete, and no statement is forgotten where names are collected.
#[test]
fn every_statement_is_among_the_constructs_and_declares_the_name_behind_its_word() {
    let grammar = include_str!("../../compiler/labc/grammar/lab.pest");
    let source = include_str!("pretty/everything.lab");
    let file = read(source);
    let mut missing: Vec<&str> = STATEMENTS.to_vec();
    labc::syntax::every(&file.statements, &mut |statement| {
        let head = &source[statement.span.range()];
        let word = head.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
        missing.retain(|known| *known != word);
        // The lab and dimensions have names of their own; `reveal` and `revisit` name what others declare.
        let names = grammar.contains(&format!("SOI ~ k_{word} ~ name ~"));
        if names && !["lab", "dimension", "extend", "reveal", "revisit"].contains(&word) {
            assert!(statement.kind.declares().is_some(), "`{word}` declares no name");
        }
    });
    assert!(missing.is_empty(), "pretty/everything.lab lacks {}", missing.join(", "));
}

#[test]
fn no_bracket_is_written_that_changes_nothing() {
    for line in [
        "a + b * c - d / e",
        "(a + b) * c",
        "a - (b - c)",
        "a / (b * c)",
        "(2 B)^2",
        "2^3^4",
        "(2^3)^4",
        "-x^2",
        "(-x)^2",
        "x^-2",
        "a - -b",
        "--a",
        "not a and b or c",
        "not (a or b)",
        "a == b and (not c) == d",
        "a ~ b + c within 5 % and d",
        "(if a then b else c) + d",
        "if a then b else if c then d else e",
        "if (if a then b else c) then d else (e else f)",
        "(if a then b else c) else d",
        "x else y else z",
        "(x else y) else z",
        "(a + b).c",
        "x at (a = 1, b = 2 s) at start",
        "(x + y) at start",
        "sum(a * b for a in 1 to 3 by 0.5, b in t where a > b)",
        "count(t)",
        "f(x, b = y else z)",
        "[a, b]",
        "[a for b in [1, 2]]",
        "1e-7 + 1e300 + 0.1 + 12345678901234",
        "3 TB/s + 989 TFLOP/(s*GPU) - 2 1/s",
        "5 %",
        "row.label",
        "\"a\"",
        "?",
    ] {
        let source = format!("let v = {line}\n");
        assert_eq!(pretty(&read(&source)), source);
        holds(&read(&source));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_programs_are_right_and_read_again_as_they_were(
        drawn in prop::collection::vec(any::<u32>(), 0..600),
    ) {
        let tree = program(&drawn);
        holds(&tree);
        let source = pretty(&tree);
        let checker = Checker::new(FileId(0), &source, &read(&source), Units::prelude());
        // Random sums of shares deserve the warnings they get.
        let errors = checker.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let errors: Vec<_> = errors.collect();
        prop_assert!(errors.is_empty(), "{errors:#?}\n{source}");
    }
}

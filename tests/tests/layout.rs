//! `labc fmt` changes how a lab looks, and nothing else: the tree and the comments stay, and a second time changes
//! nothing. `LABC_LABS` says how many random labs are tried.

use labc::sources::FileId;
use labc::syntax::format::pretty;
use labc::syntax::layout::{Refused, tidy};
use labc_tests::place::{files, shown};
use labc_tests::random_program::program;
use proptest::prelude::*;

/// Lays a text out twice. That the tree and the comments are the same is what `tidy` itself refuses to give up.
fn laid(source: &str) -> Result<String, String> {
    let once = tidy(FileId(0), source).map_err(|refused| match refused {
        Refused::Errors(errors) => format!("{:#?}\n{source}", errors[0]),
        Refused::Changed => format!("another lab:\n{source}"),
    })?;
    match tidy(FileId(0), &once) {
        Ok(twice) if twice == once => Ok(once),
        Ok(twice) => Err(format!("a second time:\n{twice}\n--- after\n{once}")),
        Err(_) => Err(format!("is not read again:\n{once}")),
    }
}

#[test]
fn every_lab_of_the_project() {
    let folders = ["labs-src", "compiler/labc/prelude", "tests/tests/pretty"];
    let found: Vec<_> = folders.iter().flat_map(|folder| files(folder, ".lab")).collect();
    assert!(found.len() > 20);
    for lab in found {
        laid(&std::fs::read_to_string(&lab).unwrap())
            .unwrap_or_else(|fault| panic!("{}: {fault}", shown(&lab)));
    }
}

#[test]
fn the_labs_of_the_course_are_laid_out() {
    for lab in files("labs-src", ".lab") {
        let source = std::fs::read_to_string(&lab).unwrap();
        assert!(laid(&source).is_ok_and(|laid| laid == source), "{}: run `labc fmt labs-src`", shown(&lab));
    }
}

/// A text with other indents, empty lines and comments; what stands in a text keeps its place.
fn scrambled(source: &str, mut draw: impl FnMut(u32) -> u32) -> String {
    let (mut out, mut in_text) = (String::new(), false);
    for line in source.lines() {
        let quotes = line.matches("\"\"\"").count();
        if in_text || quotes % 2 == 1 {
            out.push_str(line);
        } else {
            if draw(4) == 0 {
                out.push_str(&"\n".repeat(draw(4) as usize));
            }
            if draw(8) == 0 {
                out.push_str(&format!("//{}\n", ["", " above", "/ documented", "!"][draw(4) as usize]));
            }
            out.push_str(&" ".repeat(draw(13) as usize));
            out.push_str(line.trim_start());
            match draw(12) {
                0 => out.push_str("// beside"),
                1 => out.push_str("   \t"),
                2 => out.push('\r'),
                _ => {}
            }
        }
        in_text ^= quotes % 2 == 1;
        out.push('\n');
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("LABC_LABS").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_labs(drawn in prop::collection::vec(any::<u32>(), 0..600), seed in any::<u64>()) {
        let mut state = seed | 1;
        let draw = |below: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as u32) % below
        };
        let source = scrambled(&pretty(&program(&drawn)), draw);
        if let Err(fault) = laid(&source) {
            prop_assert!(false, "{fault}\n--- from\n{source}");
        }
    }
}

/// Work that grows with the square of a line would not end here.
#[test]
fn lines_of_any_length() {
    let sum = format!("let a = {}1\n", "1 + ".repeat(20_000));
    let list = format!("let b = max([{}0])\n", "1,\n".repeat(4_000));
    let texts = format!("show badges {{\n{}\n}}\n", "note \"A\" ".repeat(10_000));
    for source in [sum, list, texts] {
        assert!(!matches!(tidy(FileId(0), &source), Err(Refused::Changed)));
    }
}

//! `labc report`: what it writes, and where it puts it.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::labc;

/// Whatever can stand in a lab, under names that mean something in Markdown and HTML.
const KETTLE: &str = include_str!("../../../tests/projects/kettle.lab");

fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(&path).unwrap();
    path
}

/// Whether a report holds a tag: neither escaped nor in code.
fn has_tag(report: &str) -> bool {
    let mut rest = report;
    while let Some(at) = rest.find(['\\', '`', '<']) {
        let found = &rest[at..];
        rest = match found.as_bytes()[0] {
            b'\\' => found.get(2..).unwrap_or_default(),
            b'`' => {
                let fence = &found[..found.len() - found.trim_start_matches('`').len()];
                let inside = &found[fence.len()..];
                inside.find(fence).map_or(inside, |end| &inside[end + fence.len()..])
            }
            _ if found[1..].starts_with(|next: char| next.is_ascii_alphabetic() || "/!?".contains(next)) => {
                return true;
            }
            _ => &found[1..],
        };
    }
    false
}

fn kettle(name: &str) -> PathBuf {
    let here = folder(name);
    fs::write(here.join("kettle.lab"), KETTLE).unwrap();
    here
}

fn report(here: &Path, args: &[&str]) -> String {
    let all: Vec<&str> = ["report", "kettle.lab"].iter().chain(args).copied().collect();
    let (code, report, said) = labc(here, &all);
    assert_eq!((code, said.as_str()), (0, ""));
    assert!(!has_tag(&report), "{report}");
    report
}

#[test]
fn values_hold_at_the_settings() {
    let here = kettle("report_settings");
    let report = |args: &[&str]| report(&here, args).replace(['\u{a0}', '\u{202f}'], " ");
    let start = report(&[]);
    for part in [
        "Time: **2.79 min** of 10 min – *Quick* (for 1)",
        "**twice as long** – right",
        "The model gives **0.0279 USD**",
        "Within a factor of 2",
        "|Kettle|`one_of`|Steel",
        "|Lid on|`lid`|off|off|",
    ] {
        assert!(start.contains(part), "no {part} in\n{start}");
    }
    // What speaks of the student's answer has nothing to speak of.
    assert!(!start.contains("You said") && !start.contains("Only with a lid"), "{start}");
    let moved = report(&["--set", "mass=2", "--set=lid=on", "--set", "one_of=glass"]);
    for part in [
        "**5.07 min**",
        "> **Watch out: Slow**\n>\n> It takes 5.07 min.",
        "Only with a lid: 0.3 USD/kWh.",
        "|on|off|",
    ] {
        assert!(moved.contains(part), "no {part} in\n{moved}");
    }
}

#[test]
fn units_do_not_part_from_their_numbers() {
    let here = kettle("report_units");
    let report = report(&here, &[]);
    for part in ["2.79\u{a0}min", "10\u{a0}min", "0.3\u{a0}USD/kWh", "4.19\u{a0}kJ"] {
        assert!(report.contains(part), "no {part} in\n{report}");
    }
}

#[test]
fn without_answers_nothing_locked_is_told() {
    let here = kettle("report_questions");
    let questions = report(&here, &["--without-answers"]);
    for part in ["Twice the water takes", "as long", "twice as long", "once you have committed"] {
        assert!(questions.contains(part), "no {part} in\n{questions}");
    }
    for part in ["right", "Yes", "The model gives", "What does it cost?", "Quick"] {
        assert!(!questions.contains(part), "{part} in\n{questions}");
    }
}

#[test]
fn what_cannot_be_set_says_what_can() {
    let here = kettle("report_refused");
    for (set, message) in [
        ("mass=3", "`mass` cannot be set to `3`: it goes from 0.5 to 2"),
        ("mass=much", "`mass` cannot be set to `much`; it is 1 at the start"),
        ("one_of=stel", "`one_of` cannot be set to `stel`; did you mean `steel`?"),
        ("one_of=pan", "its options are steel, glass"),
        ("lid=half", "it is `on` or `off`"),
        ("mas=1", "no control `mas`; did you mean `mass`?"),
        ("energy=1", "its controls are mass, one_of, lid"),
    ] {
        let (code, out, said) = labc(&here, &["report", "kettle.lab", "--set", set]);
        assert!(code == 2 && out.is_empty() && said.contains(message), "{set}: {said}");
    }
    fs::write(here.join("broken.lab"), "lab broken \"B\"\nlet a = 1 GB + 1 s\n").unwrap();
    let (code, out, said) = labc(&here, &["report", "broken.lab", "-o", "broken.md"]);
    assert!(code == 1 && out.is_empty() && said.contains("add-mismatch"), "{said}");
    assert!(!here.join("broken.md").exists());
}

#[test]
fn only_reports_are_replaced() {
    let here = kettle("report_file");
    let write = |to: &str| labc(&here, &["report", "kettle.lab", "-o", to]);
    assert_eq!(write("answers.md"), (0, "wrote answers.md\n".to_owned(), String::new()));
    let first = fs::read_to_string(here.join("answers.md")).unwrap();
    assert_eq!(first, labc(&here, &["report", "kettle.lab"]).1);
    assert_eq!(write("answers.md").0, 0);
    assert_eq!(fs::read_to_string(here.join("answers.md")).unwrap(), first);
    fs::write(here.join("README.md"), "# Mine\n").unwrap();
    let (code, _, said) = write("README.md");
    assert!(code == 2 && said.contains("README.md is there already and is not a report"), "{said}");
    assert_eq!(fs::read_to_string(here.join("README.md")).unwrap(), "# Mine\n");
    assert_eq!(write("nowhere/answers.md").0, 2);
}

#[test]
fn every_lab_of_the_course_has_a_report() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut labs: Vec<PathBuf> =
        fs::read_dir(root.join("labs-src")).unwrap().map(|entry| entry.unwrap().path()).collect();
    labs.sort();
    for (index, lab) in labs.iter().enumerate() {
        let name = lab.to_str().unwrap();
        let ways = [&[][..], &["--without-answers"]];
        for extra in &ways[..if index == 1 { 2 } else { 1 }] {
            let args: Vec<&str> = ["report", name].iter().chain(*extra).copied().collect();
            let (code, report, said) = labc(&root, &args);
            assert_eq!(code, 0, "{name}: {said}");
            assert!(!has_tag(&report), "{name}");
            let stand_in = |letter: char| ('\u{f0000}'..='\u{ffffd}').contains(&letter);
            assert!(!report.contains(stand_in), "{name}:\n{report}");
            for heading in ["\n# ", "\n## Part 1: ", "\n## Settings\n", "\n## Sources\n"] {
                assert!(report.contains(heading), "{name}: no {heading}");
            }
        }
    }
}

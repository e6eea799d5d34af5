//! Small labs with one planted defect each, beside their repaired twins: `tests/proofs`; its README says how they are
//! written. A defect that is not found is marked `missed` there; nothing may be reported on a twin.

use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use labc::diagnostic::Diagnostic;
use labc::page::Lab;
use labc::record::protocol::Course;
use labc::sources::{FileId, NoFiles};
use labc_tests::fence::{Fence, fences};
use labc_tests::place::{files, shown};

/// The stack that the command gives a compilation.
const STACK: usize = 32 << 20;
/// How many pairs there are at least.
const PAIRS: usize = 379;

/// What became of the pairs of one file.
#[derive(Default)]
struct Tally {
    kind: String,
    pairs: usize,
    found: usize,
    missed: usize,
    alarms: usize,
}

#[test]
fn defects_are_found_and_twins_are_silent() {
    let update = std::env::var_os("LABC_UPDATE").is_some();
    let (mut faults, mut table) = (Vec::new(), Vec::new());
    for path in files("tests/proofs", ".md") {
        if path.ends_with("README.md") {
            continue;
        }
        let markdown = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = markdown.lines().map(str::to_owned).collect();
        let name = shown(&path);
        let kind = name.trim_start_matches("tests/proofs/").trim_end_matches(".md").to_owned();
        let mut tally = Tally { kind, ..Tally::default() };
        for pair in fences(&markdown).chunks(2) {
            let [defect, twin] = pair else {
                faults.push(format!("{name}: a pair is a defect and a twin"));
                continue;
            };
            let place = |fence: &Fence| format!("{name}:{}: {}", fence.line, fence.heading);
            if defect.heading != twin.heading || !defect.has("defect") || !twin.has("twin") {
                faults.push(format!("{}: a pair is a defect and a twin", place(defect)));
            }
            tally.pairs += 1;
            let wanted = defect.options.get(1).map(String::as_str).unwrap_or_default();
            let reported = checked(defect);
            let is_found = reported.iter().any(|one| wanted.split('|').any(|code| one.code == *code));
            tally.found += usize::from(is_found);
            tally.missed += usize::from(!is_found);
            match (is_found, defect.has("missed")) {
                (true, true) if update => {
                    let head = &mut lines[defect.line - 2];
                    *head = head.replace(" missed", "");
                }
                (true, true) => faults.push(format!("{}: is found, take `missed` away", place(defect))),
                (false, false) => {
                    faults.push(format!("{}: {wanted} is not reported: {}", place(defect), said(&reported)));
                }
                _ => {}
            }
            let alarms = checked(twin);
            tally.alarms += usize::from(!alarms.is_empty());
            if !alarms.is_empty() {
                faults.push(format!("{}: the twin: {}", place(twin), said(&alarms)));
            }
        }
        if update {
            fs::write(&path, lines.join("\n") + "\n").unwrap();
        }
        table.push(tally);
    }
    let sum = |of: fn(&Tally) -> usize| table.iter().map(of).sum::<usize>();
    let whole = Tally {
        kind: "all".to_owned(),
        pairs: sum(|t| t.pairs),
        found: sum(|t| t.found),
        missed: sum(|t| t.missed),
        alarms: sum(|t| t.alarms),
    };
    let pairs = whole.pairs;
    table.push(whole);
    let mut text = String::from("| kind | pairs | found | missed | false alarms |\n|---|---|---|---|---|\n");
    for Tally { kind, pairs, found, missed, alarms } in &table {
        writeln!(text, "| {kind} | {pairs} | {found} | {missed} | {alarms} |").unwrap();
    }
    println!("{text}");
    assert!(faults.is_empty(), "{} faults\n{}\n{text}", faults.len(), faults.join("\n"));
    assert!(pairs >= PAIRS, "only {pairs} pairs");
}

/// What `labc check` reports about the labs of a fence.
fn checked(fence: &Fence) -> Vec<Diagnostic> {
    let run = || catch_unwind(AssertUnwindSafe(|| diagnosed(&fence.text)));
    let run = thread::scope(|scope| {
        thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).unwrap().join().unwrap()
    });
    run.unwrap_or_else(|_| panic!("line {}: {}: the compiler panics", fence.line, fence.heading))
}

fn diagnosed(text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut labs: Vec<Lab> = Vec::new();
    for source in courses(text) {
        let file = FileId(labs.len() as u32);
        let (lab, mut diagnostics) = labc::compile_in(file, &source, &NoFiles, &Course::default());
        found.append(&mut diagnostics);
        labs.extend(lab);
    }
    let labs: Vec<(FileId, &Lab)> =
        labs.iter().enumerate().map(|(index, lab)| (FileId(index as u32), lab)).collect();
    found.extend(labc::lint::conflicts::find(&labs));
    found
}

/// The labs of a fence; a text without a head is given one.
fn courses(text: &str) -> Vec<String> {
    let is_head = |line: &str| line.starts_with("lab ");
    match text.lines().filter(|line| is_head(line)).count() {
        0 => vec![format!("lab proofs \"Proofs\"\n{text}")],
        1 => vec![text.to_owned()],
        _ => {
            let mut labs: Vec<String> = Vec::new();
            for line in text.lines() {
                if is_head(line) {
                    labs.push(String::new());
                }
                if let Some(lab) = labs.last_mut() {
                    lab.push_str(line);
                    lab.push('\n');
                }
            }
            labs
        }
    }
}

fn said(diagnostics: &[Diagnostic]) -> String {
    if diagnostics.is_empty() {
        return "nothing is".to_owned();
    }
    let each = diagnostics.iter().map(|one| {
        let labels = one.labels.iter().map(|label| label.text.as_str());
        let words: Vec<&str> = labels.chain(one.help.iter().map(String::as_str)).collect();
        format!("{}: {} ({})", one.code, one.headline, words.join("; "))
    });
    each.collect::<Vec<_>>().join(" / ")
}

//! How the cost of each command grows with each thing that a course can have more of, as one table:
//!
//! `cargo test -p labc-cli --test growth table -- --nocapture`
//!
//! Three courses are made for each row: with one of the thing, with some and with twice as many. What the first one costs
//! is what any course costs; the rest may cost a little more than twice as much for twice as many.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::thread;

use labc::record::store::{Record, pack};

use super::{count, here, volumes, write};

/// Twice as much, and a little: sorted lists and lists that grow by doubling may cost more than that.
const MOST: f64 = 2.4;

/// What nothing has changed in costs at most this share of what it cost at first.
const AGAIN: f64 = 0.1;

/// Something that there can be more of.
struct Thing {
    name: &'static str,
    /// Some of it: enough that a quadratic part would show.
    some: usize,
    make: fn(&Path, usize),
    /// Changes one file of a course of this size; the number says what to.
    edit: fn(&Path, usize, usize),
    runs: &'static [Run],
    /// What is counted.
    counts: &'static str,
}

const BYTES: &str = "bytes asked for: ";
const PROOFS: &str = "work of proofs: ";

/// What is measured, in this order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Check,
    CheckAgain,
    CheckEdited,
    BuildChecked,
    Build,
    BuildAgain,
    BuildEdited,
    Collect,
}

use Run::*;

impl Run {
    fn name(self) -> &'static str {
        match self {
            Check => "check",
            CheckAgain => "check again",
            CheckEdited => "check after an edit",
            BuildChecked => "build what was checked",
            Build => "build",
            BuildAgain => "build again",
            BuildEdited => "build after an edit",
            Collect => "collect",
        }
    }
}

const COMMANDS: &[Run] = &[Check, CheckAgain, CheckEdited, BuildChecked, Build, BuildAgain, BuildEdited];

const THINGS: &[Thing] = &[
    Thing {
        name: "labs and pages of text",
        some: 24,
        make: |here, size| course(here, size, |number| super::lab(number, false, 0)),
        edit: |here, size, edit| edit_lab(here, size / 2, &super::lab(size / 2, false, edit)),
        runs: COMMANDS,
        counts: BYTES,
    },
    Thing {
        name: "labs with the same names",
        some: 24,
        make: |here, size| course(here, size, |number| super::lab(number, true, 0)),
        edit: |here, size, edit| edit_lab(here, size / 2, &super::lab(size / 2, true, edit)),
        runs: COMMANDS,
        counts: BYTES,
    },
    Thing {
        name: "labs with warnings",
        some: 24,
        make: |here, size| course(here, size, |number| warned(number, 0)),
        edit: |here, size, edit| edit_lab(here, size / 2, &warned(size / 2, edit)),
        runs: COMMANDS,
        counts: BYTES,
    },
    Thing {
        name: "formulas of a lab",
        some: 150,
        make: |here, size| course(here, 1, |_| formulas(size, 0)),
        edit: |here, size, edit| edit_lab(here, 0, &formulas(size, edit)),
        runs: COMMANDS,
        counts: BYTES,
    },
    Thing {
        name: "facts of a lab, in its prose",
        some: 60,
        make: |here, size| course(here, 1, |_| facts(size, 0)),
        edit: |here, size, edit| edit_lab(here, 0, &facts(size, edit)),
        runs: COMMANDS,
        counts: BYTES,
    },
    Thing {
        name: "parts with a question",
        some: 12,
        make: |here, size| course(here, 1, |_| questions(size, 0)),
        edit: |here, size, edit| edit_lab(here, 0, &questions(size, edit)),
        runs: COMMANDS,
        counts: BYTES,
    },
    Thing {
        name: "names of a module",
        some: 150,
        make: |here, size| {
            course(here, 1, |_| names(0));
            module(here, size, 0);
        },
        edit: |here, size, edit| module(here, size, edit),
        runs: COMMANDS,
        counts: BYTES,
    },
    Thing {
        name: "rows of CSV",
        some: 1500,
        make: |here, size| {
            course(here, 1, |_| rows("csv"));
            csv(here, size, 0);
        },
        edit: csv,
        runs: COMMANDS,
        counts: BYTES,
    },
    Thing {
        name: "rows of JSON",
        some: 1500,
        make: |here, size| {
            course(here, 1, |_| rows("json"));
            json(here, size, 0);
        },
        edit: json,
        runs: COMMANDS,
        counts: BYTES,
    },
    Thing {
        name: "formulas that have to be defined",
        some: 24,
        make: |here, size| course(here, 1, |_| divisions(size, 0)),
        edit: |here, size, edit| edit_lab(here, 0, &divisions(size, edit)),
        runs: &[Check, CheckAgain, CheckEdited],
        counts: PROOFS,
    },
    Thing {
        name: "students",
        some: 80,
        make: |here, size| {
            course(here, 2, |number| super::lab(number, false, 0));
            (0..size).for_each(|student| work_of(here, student));
        },
        edit: |_, _, _| {},
        runs: &[Collect],
        counts: BYTES,
    },
];

#[test]
fn a_table_of_what_grows() {
    let rows = thread::scope(|scope| {
        let rows: Vec<_> = THINGS.iter().map(|thing| scope.spawn(|| costs(thing))).collect();
        rows.into_iter().map(|row| row.join().unwrap()).collect::<Vec<_>>()
    });
    let mut said =
        "| twice as many | run | some | count | twice as many | × |\n| --- | --- | --: | --: | --: | --: |\n"
            .to_owned();
    let mut wrong = Vec::new();
    for (thing, costs) in THINGS.iter().zip(rows) {
        let first = costs[0][2].saturating_sub(costs[0][0]);
        for (run, [one, some, twice]) in thing.runs.iter().zip(costs) {
            // What does not grow at all may vary by a little.
            let (some, twice) = (some.saturating_sub(one).max(one / 50), twice.saturating_sub(one));
            let ratio = twice as f64 / some as f64;
            let counted = thing.counts.trim_end_matches(": ");
            let line = format!(
                "| {} | {} ({counted}) | {} | {some} | {twice} | {ratio:.2} |\n",
                thing.name,
                run.name(),
                thing.some
            );
            said += &line;
            let kept = !matches!(run, CheckAgain | BuildAgain) || twice as f64 <= first as f64 * AGAIN;
            if ratio > MOST || !kept {
                wrong.push(line);
            }
        }
    }
    println!("{said}");
    assert!(
        wrong.is_empty(),
        "more than {MOST} × for twice as many, or again more than {AGAIN} × as much as at first:\n{}",
        wrong.concat()
    );
}

/// What each run costs for a course with one, with some and with twice as many.
fn costs(thing: &Thing) -> Vec<[u64; 3]> {
    let mut costs = vec![[0; 3]; thing.runs.len()];
    for (at, size) in [1, thing.some, 2 * thing.some].into_iter().enumerate() {
        let here = here(&format!("table-{}", thing.name.replace([' ', ','], "-")), size);
        (thing.make)(&here, size);
        for (run, cost) in thing.runs.iter().zip(&mut costs) {
            cost[at] = match run {
                Check | CheckAgain => count(&here, &["check"], thing.counts),
                CheckEdited => {
                    (thing.edit)(&here, size, 1);
                    count(&here, &["check"], thing.counts)
                }
                Build => {
                    fs::remove_dir_all(here.join(".labc-cache")).unwrap();
                    count(&here, &["build"], thing.counts)
                }
                BuildChecked | BuildAgain => count(&here, &["build"], thing.counts),
                BuildEdited => {
                    (thing.edit)(&here, size, 2);
                    count(&here, &["build"], thing.counts)
                }
                Collect => count(&here, &["collect", "handed-in", "--out", "class"], thing.counts),
            };
        }
        fs::remove_dir_all(here).unwrap();
    }
    costs
}

/// A course of labs and as many pages of text.
fn course(here: &Path, size: usize, lab: impl Fn(usize) -> String) {
    write(&here.join("course.toml"), &volumes(size));
    for number in 0..size {
        edit_lab(here, number, &lab(number));
        let text = format!("# Tank {number}\n\nSee [the next](tank{}.md).\n", (number + 1) % size);
        write(&here.join(format!("reference/tank{number}.md")), &text);
    }
}

fn edit_lab(here: &Path, number: usize, text: &str) {
    write(&here.join(format!("labs/tank{number}/lab.lab")), text);
}

/// A lab with a control that moves nothing.
fn warned(number: usize, edit: usize) -> String {
    super::lab(number, false, edit) + "slider idle \"Idle\" from 1 to 9 start 2\n"
}

const HEAD: &str = "/// How much a tank holds.\nlab tank0 \"Tank\"\nslider depth \"Depth\" from 1 m to 9 m by 1 m start 2 m\n";

/// Each formula reads the one before it, and the page shows the last one.
fn formulas(size: usize, edit: usize) -> String {
    let mut text = format!("{HEAD}let level_0 = depth\n");
    for number in 1..=size {
        let _ = writeln!(text, "let level_{number} = level_{} * 0.9 + {edit} cm", number - 1);
    }
    let _ = writeln!(text, "\"It is {{level_{size}}} at the end.\"");
    text
}

/// Quotients of controls, each of which has to be defined at every setting; an edit changes one of them.
fn divisions(size: usize, edit: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 0..size {
        let more = if number == size / 2 { edit } else { 0 };
        let _ = writeln!(
            text,
            "slider flow_{number} \"Flow {number}\" from 1 to 60 by 1 start 4\n\
             let time_{number} = depth / (flow_{number} * depth / 1 m - 7.3 + {more})\n\"It takes {{time_{number}}}.\""
        );
    }
    text
}

fn facts(size: usize, edit: usize) -> String {
    let mut text = format!("{HEAD}let edition = {edit}\n");
    for number in 0..size {
        let _ = writeln!(
            text,
            "const tank_{number} = {} m^2 source \"The maker of tank {number}\"\n\"Tank number {number} covers {{tank_{number}}}, or {{tank_{number} * depth}}.\"",
            number + 2
        );
    }
    text
}

fn questions(size: usize, edit: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 0..size {
        let _ = write!(
            text,
            "part fill_{number} \"Filling {number}\" 5 min {{\n  let held_{number} = depth * {} m^2\n  \
             \"In edition {edit} it holds {{held_{number}}}.\"\n  \
             predict twice_{number} \"Twice the depth holds\" truth held_{number} at (depth = 4 m) / held_{number} at (depth = 2 m) {{\n    \
             same \"as much\" is 1 \"\"\"The truth is {{truth}}.\"\"\"\n    twice \"twice as much\" is 2 \"\"\"Yes, {{truth}}.\"\"\"\n  }}\n  \
             record {{ far_{number} = held_{number} }}\n}}\n",
            number + 3
        );
    }
    text
}

/// A lab that reads one name of a module.
fn names(edit: usize) -> String {
    format!("use pumps\n{HEAD}\"It takes {{depth / pumps.lift_0}}, in edition {edit}.\"\n")
}

fn module(here: &Path, size: usize, edit: usize) {
    let mut text = String::new();
    for number in 0..size {
        let _ = writeln!(
            text,
            "const lift_{number} = {} m/s source \"The maker of pump {number}\"",
            number + edit + 1
        );
    }
    write(&here.join("labs/pumps.lab"), &text);
}

fn rows(kind: &str) -> String {
    format!(
        "{HEAD}table days from \"days.{kind}\" source \"The own count\" {{\n  day: key\n  rain: mm >= 0\n  dry: bool\n  note: text\n}}\n\
         let all = sum(d.rain for d in days) * depth\n\"It is {{all}} in {{count(d for d in days where d.dry)}} days.\"\n"
    )
}

fn csv(here: &Path, size: usize, edit: usize) {
    let mut text = "day,rain,dry,note\n".to_owned();
    (0..size).for_each(|row| _ = writeln!(text, "d{row},{}.5,yes,note {row}", (row * 7 + edit) % 50));
    write(&here.join("labs/tank0/days.csv"), &text);
}

fn json(here: &Path, size: usize, edit: usize) {
    let rows: Vec<String> = (0..size)
        .map(|row| {
            format!(
                "\"d{row}\": {{\"rain\": {}.5, \"dry\": true, \"note\": \"note {row}\"}}",
                (row * 7 + edit) % 50
            )
        })
        .collect();
    write(&here.join("labs/tank0/days.json"), &format!("{{{}}}", rows.join(",\n")));
}

/// Hands in the work of a student.
fn work_of(here: &Path, student: usize) {
    let at = format!("2026-11-1{}T10:00:00.{:03}Z", student % 10, student % 1000);
    let mut items = Record::new();
    items.insert(
        "tank0/set/depth".to_owned(),
        format!("{{\"v\":2,\"at\":\"{at}\",\"value\":{}}}", student % 8 + 1),
    );
    items.insert(
        "~/student/last".to_owned(),
        format!("{{\"v\":2,\"at\":\"{at}\",\"value\":\"Student {student}\"}}"),
    );
    write(&here.join(format!("handed-in/student {student}/work.json")), &pack("tanks", &items, &at));
}

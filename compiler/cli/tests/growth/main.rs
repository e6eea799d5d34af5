//! What a course costs grows with its labs and its pages of text, and not with their square; after an edit, with what
//! was edited. Debug builds count what they ask of the allocator, which is the same on every machine.
//!
//! `table` has one row for each thing that there can be more of.
#![cfg(debug_assertions)]

mod table;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// Runs the command, and says how many bytes it has asked for.
#[track_caller]
fn work(here: &Path, args: &[&str]) -> u64 {
    count(here, args, "bytes asked for: ")
}

/// Runs the command, and says how often it has done something.
#[track_caller]
fn count(here: &Path, args: &[&str], what: &str) -> u64 {
    let output = Command::new(env!("CARGO_BIN_EXE_labc"))
        .args(args)
        .env("LABC_WORK", "1")
        .current_dir(here)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let counted = said.lines().find_map(|line| line.strip_prefix(what));
    counted.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{said}"))
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// An empty folder for a course.
fn here(name: &str, size: usize) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("growth-{name}-{size}"));
    drop(fs::remove_dir_all(&here));
    here
}

/// The manifest of a course of tanks, in volumes of ten.
fn volumes(size: usize) -> String {
    let mut manifest = "id = \"tanks\"\ntitle = \"Tanks\"\nlabs = \"labs\"\n".to_owned();
    for first in (0..size).step_by(10) {
        let labs: Vec<String> = (first..size.min(first + 10)).map(|lab| format!("\"tank{lab}\"")).collect();
        let _ = write!(manifest, "[[volume]]\ntitle = \"From {first}\"\nlabs = [{}]\n", labs.join(", "));
    }
    manifest
}

/// A course of tanks: labs and as many pages of text. Where names are the same, so are the figures.
fn course(name: &str, size: usize, same: bool) -> PathBuf {
    let here = here(name, size);
    write(&here.join("course.toml"), &volumes(size));
    for number in 0..size {
        write(&here.join(format!("labs/tank{number}/lab.lab")), &lab(number, same, 0));
        let text = format!("# Tank {number}\n\nSee [the next](tank{}.md).\n", (number + 1) % size);
        write(&here.join(format!("reference/tank{number}.md")), &text);
    }
    here
}

fn lab(number: usize, same: bool, edit: usize) -> String {
    let own = if same { 0 } else { number };
    let reads = if number % 5 == 4 {
        format!("use ledger tank{} {{\n  held else 1 m^3\n}}\n", number - 1)
    } else {
        String::new()
    };
    format!(
        "/// How much a tank holds.\nlab tank{number} \"Tank {number}\"\n\
         const area_{own} = {} m^2 source \"The maker of tank {own}\"\n{reads}\
         slider depth \"Depth\" from 1 m to 9 m by 1 m start 2 m\nlet volume_{own} = area_{own} * depth\n\
         part fill \"Filling\" 5 min {{\n  \"It holds {{volume_{own}}}, and {edit} litres more.\"\n  \
         record {{ held = volume_{own} }}\n}}\n",
        own % 7 + 2
    )
}

#[test]
fn after_an_edit_only_what_depends_on_it_is_looked_at_again() {
    let size = 30;
    let here = course("edit", size, false);
    let cold = work(&here, &["build"]);
    let kept = || -> BTreeMap<PathBuf, SystemTime> {
        let entries = fs::read_dir(here.join(".labc-cache")).unwrap().map(|entry| entry.unwrap());
        // Of no lab.
        let entries = entries.filter(|entry| {
            ["clock", "stamps", "course", "site", "out.spare", "out.state"]
                .iter()
                .all(|own| entry.file_name() != *own)
        });
        entries.map(|entry| (entry.path(), entry.metadata().unwrap().modified().unwrap())).collect()
    };
    // The lab after it reads what it records, which stays the same.
    for (edit, number, command) in [(1, 3, "check"), (2, 3, "build"), (3, 11, "build")] {
        let before = kept();
        write(&here.join(format!("labs/tank{number}/lab.lab")), &lab(number, false, edit));
        let cost = work(&here, &[command]);
        let changed = kept().iter().filter(|(path, time)| before.get(*path) != Some(time)).count();
        // A build makes the index with its page anew too, and the course's data where a sheet has changed.
        let most = if command == "check" { 3 } else { 6 };
        assert!(
            (2..=most).contains(&changed),
            "{command}: a lab, its page and its verdicts: {changed} files"
        );
        assert!(cost < cold / 2, "{command}: {cost} bytes, and {cold} for the whole course");
    }
}

/// Pages only name their style sheet: another one changes each page, but none is made again.
#[test]
fn after_an_edit_of_the_style_no_page_is_made_again() {
    let here = course("style", 30, false);
    let manifest = fs::read_to_string(here.join("course.toml")).unwrap();
    write(
        &here.join("course.toml"),
        &manifest.replacen("labs = \"labs\"\n", "labs = \"labs\"\ntheme = \"ours\"\n", 1),
    );
    write(&here.join("ours/theme.toml"), "");
    let cold = work(&here, &["build"]);
    let idle = work(&here, &["build"]);
    write(&here.join("ours/style.css"), "h1 { color: red }\n");
    let style = work(&here, &["build"]);
    write(&here.join("ours/theme.toml"), "[light]\nink = \"#000033\"\n");
    let colours = work(&here, &["build"]);
    for cost in [style, colours] {
        let said = format!("{cost} bytes, {idle} without an edit, and {cold} for the whole course");
        assert!(cost - idle < (cold - idle) / 3, "{said}");
    }
    // A template may do something of its own with the name of the style sheet.
    write(&here.join("ours/missing.html"), "{% extends \"default/missing.html\" %}{# assets #}");
    let template = work(&here, &["build"]);
    assert!(template > cold / 2, "{template} bytes, and {cold} for the whole course");
}

/// A file whose stamp is as it was is not read again: of a course only what has changed is, and the manifest.
#[cfg(unix)]
#[test]
fn only_what_has_changed_is_read_again() {
    let here = course("stamps", 20, false);
    let read = |args: &[&str]| count(&here, args, "files read: ");
    let cold = read(&["check"]);
    assert!(cold >= 41, "20 labs, as many texts and the manifest: {cold}");
    for command in ["check", "build", "check"] {
        // The clock of the file system has gone on since the course was written.
        assert_eq!(read(&[command]), cold - 40, "{command}");
    }
    write(&here.join("labs/tank3/lab.lab"), &lab(3, false, 1));
    write(&here.join("reference/tank5.md"), "# Another tank\n");
    assert_eq!(read(&["check"]), cold - 38);
    assert_eq!(read(&["check", "--fresh"]), cold);
}

/// After an edit a build changes as many files in a large course as in a small one.
#[cfg(unix)]
#[test]
fn a_build_after_an_edit_writes_what_has_changed() {
    let [small, large] = [20, 60].map(|size| {
        let here = course("swap", size, false);
        let changes = |args: &[&str]| count(&here, args, "changes to the disk: ");
        assert!(changes(&["build"]) > 2 * size as u64);
        [1, 2, 3].map(|edit| {
            write(&here.join("labs/tank3/lab.lab"), &lab(3, false, edit));
            changes(&["build"])
        })
    });
    assert!(small == large && large.iter().all(|changes| *changes < 40), "{small:?}, {large:?}");
}

/// Nor is a file of the site, once it was seen after the build that wrote it.
#[cfg(unix)]
#[test]
fn files_of_the_site_are_not_read_again_either() {
    let here = course("standing", 12, false);
    let read = |args: &[&str]| count(&here, args, "files read: ");
    read(&["build"]);
    // Those that were written in the last moment before they were in their place are read once.
    read(&["build"]);
    let least = read(&["build"]);
    assert!(least < 12, "no lab and no page: {least}");
    // The others come into a new folder under a second name, which is not a reason to read them.
    write(&here.join("labs/tank3/lab.lab"), &lab(3, false, 1));
    assert_eq!(read(&["build"]), least + 1);
    let again = read(&["build"]);
    assert!((least..least + 8).contains(&again), "what the edit changed: {again}, and {least} else");
    assert_eq!(read(&["build"]), least);
    // A file of the site that somebody has changed is seen all the same.
    let page = here.join("out/tank5/index.html");
    let then = fs::metadata(&page).unwrap().modified().unwrap();
    let text = fs::read_to_string(&page).unwrap().replacen("tank", "TANK", 1);
    fs::write(&page, text).unwrap();
    fs::File::options().write(true).open(&page).unwrap().set_modified(then).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_labc")).arg("build").current_dir(&here).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("were changed since"), "{said}");
}

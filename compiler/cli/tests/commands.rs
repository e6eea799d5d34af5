//! The command from outside: what it prints where, and how it ends.

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use common::labc;

fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn help_is_no_fault_and_wrong_usage_is_2() {
    let here = folder("usage");
    for args in [&["--help"][..], &["--version"], &["check", "--help"], &["eval", "-h"]] {
        let (code, stdout, stderr) = labc(&here, args);
        assert!(code == 0 && !stdout.is_empty() && stderr.is_empty(), "{args:?}");
    }
    for args in [&[][..], &["bogus"], &["eval"], &["check", "--format", "xml"], &["explain", "no-such-code"]]
    {
        let (code, stdout, stderr) = labc(&here, args);
        assert!(code == 2 && stdout.is_empty() && !stderr.is_empty(), "{args:?}: {code} {stderr}");
    }
}

#[test]
fn quiet_says_results_and_faults_only_and_verbose_says_times() {
    // Outside of any course: other tests leave some in the folder of the build.
    let here = std::env::temp_dir().join(format!("labc-quiet-{}", std::process::id()));
    drop(fs::remove_dir_all(&here));
    fs::create_dir_all(&here).unwrap();
    let new = here.join("water");
    assert_eq!(labc(&here, &["new", "course", "water", "-q"]), (0, String::new(), String::new()));
    for args in [&["-q", "check"][..], &["build", "--quiet"], &["fmt", "-q", "--check"]] {
        assert_eq!(labc(&new, args), (0, String::new(), String::new()), "{args:?}");
    }
    assert_eq!(labc(&new, &["eval", "-q", "1 + 1"]).1, "2\n");
    for args in [&["check", "-v"][..], &["build", "-v", "--fresh"]] {
        let (code, _, said) = labc(&new, args);
        let steps: Vec<&str> = said.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert!(
            code == 0 && ["reading", "labs", "pages", "all"].iter().all(|step| steps.contains(step)),
            "{said}"
        );
        // Bars are for terminals.
        assert!(!said.contains('\r') && !said.contains('\u{1b}'), "{said}");
    }
    let lab = new.join("labs/kettle/lab.lab");
    fs::write(&lab, fs::read_to_string(&lab).unwrap().replace("let energy = water", "let energy = wter"))
        .unwrap();
    let (code, _, said) = labc(&new, &["-q", "check"]);
    assert!(code == 1 && said.contains("unknown-name") && !said.contains("1 lab,"), "{said}");
    assert_eq!(labc(&new, &["-q", "-v", "check"]).0, 2);
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn a_missing_file_is_2_and_named() {
    let here = folder("missing");
    for command in ["check", "build"] {
        let (code, _, stderr) = labc(&here, &[command, "none/lab.lab"]);
        assert!(code == 2 && stderr.contains("none/lab.lab"), "{stderr}");
    }
}

#[test]
fn a_faulty_course_is_1_with_its_place() {
    let here = folder("course");
    fs::write(here.join("course.toml"), "id = 'c'\ntitel = 'C'\n").unwrap();
    let (code, stdout, stderr) = labc(&here, &["check"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("course.toml:2:1") && stderr.contains("did you mean `title`?"), "{stderr}");
    assert!(stderr.ends_with("\n0 labs, 1 error, 0 warnings\n") && !stderr.contains('\u{1b}'), "{stderr}");

    let (code, stdout, stderr) = labc(&here, &["build", "--format", "json"]);
    assert_eq!((code, stderr.as_str()), (1, ""));
    let object: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((object["path"].as_str(), object["line"].as_u64()), (Some("course.toml"), Some(2)));
    assert!(!here.join("out").exists());
}

#[test]
fn a_file_that_is_not_text_is_a_diagnostic() {
    let here = folder("bytes");
    fs::write(here.join("a.lab"), b"lab a\n\xff\xfe\n").unwrap();
    let (code, _, stderr) = labc(&here, &["check", "a.lab"]);
    assert!(code == 1 && stderr.contains("a.lab:2:1"), "{stderr}");
}

/// Every command that writes to standard output, in a folder with a lab and a student's folder.
#[cfg(target_os = "linux")]
const SPEAKING: [&[&str]; 16] = [
    &["eval", "1 + 1"],
    &["eval", "1 + 1", "--json"],
    &["eval", "--lab", "a.lab"],
    &["check", "--format", "json", "faulty.lab"],
    &["check", "--format", "sarif", "a.lab"],
    &["check", "--format", "github", "faulty.lab"],
    &["build", "a.lab", "--fresh"],
    &["collect", "handed", "--lab", "a.lab"],
    &["collect", "handed", "--lab", "a.lab", "--out", "report"],
    &["doc"],
    &["doc", "serving.itl"],
    &["explain", "cycle"],
    &["explain", "--list"],
    &["--help"],
    &["help", "build"],
    &["--version"],
];

#[cfg(target_os = "linux")]
fn with_output(name: &str) -> PathBuf {
    let here = folder(name);
    fs::write(here.join("a.lab"), "lab a \"A\"\nlet b = 3 GB\n").unwrap();
    fs::write(here.join("faulty.lab"), "lab b \"B\"\nlet c = 3 GB + 1 s\n").unwrap();
    fs::create_dir(here.join("handed")).unwrap();
    here
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_2_with_the_reason() {
    let here = with_output("full");
    for args in SPEAKING {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let Output { status, stderr, .. } = Command::new(env!("CARGO_BIN_EXE_labc"))
            .args(args)
            .current_dir(&here)
            .stdout(full)
            .output()
            .unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains("cannot write standard output: No space left"), "{args:?}: {stderr}");
        assert_eq!(stderr.matches("cannot write").count(), 1, "{args:?}: {stderr}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_closed_pipe_is_quiet() {
    let here = with_output("pipe");
    for args in SPEAKING {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let Output { status, stderr, .. } = Command::new(env!("CARGO_BIN_EXE_labc"))
            .args(args)
            .current_dir(&here)
            .stdout(writer)
            .output()
            .unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        let expected = if args.contains(&"faulty.lab") { 1 } else { 0 };
        assert_eq!(status.code(), Some(expected), "{args:?}: {stderr}");
        assert!(!stderr.contains("cannot write"), "{args:?}: {stderr}");
    }
}

const SHARED: &str = "lab shared \"Shared\"\nslider users \"Users\" from 0 to 64 by 1 start 4\n\
    slider gap \"Gap\" from 0 pp to 20 pp by 0.5 pp start 3 pp\ntoggle tight \"Tight\" start off\n\
    let each = 80 GB / (users - 3)\nlet rest = 1 / ((gap - 8.5 pp) / 1 pp + (if tight then 0 else 1))\n\
    \"{each} and {rest}\"\nstatus load {\n  fail many when users > 60\n  pass few\n}\n";

#[test]
fn a_setting_that_shows_a_fault_can_be_given_to_eval() {
    let here = folder("witness");
    fs::write(here.join("shared.lab"), SHARED).unwrap();
    let (code, stdout, _) = labc(&here, &["check", "--format", "json", "shared.lab"]);
    assert_eq!(code, 0);
    let commands: Vec<Vec<String>> = stdout
        .split("see it with `labc eval --lab FILE ")
        .skip(1)
        .map(|rest| {
            let command = rest.split('`').next().unwrap().replace('\'', "");
            command.split(' ').map(str::to_owned).collect()
        })
        .collect();
    assert_eq!(
        commands,
        [vec!["--set", "users=3", "each"], vec!["--set", "gap=8.5", "--set", "tight=on", "rest"]]
    );
    for command in commands {
        let mut args = vec!["eval", "--lab", "shared.lab"];
        args.extend(command.iter().map(String::as_str));
        let (_, stdout, stderr) = labc(&here, &args);
        assert!(
            stdout.contains("undefined") && stdout.contains("divides by zero"),
            "{args:?}: {stdout} {stderr}"
        );
    }
}

#[test]
fn what_is_decided_about_all_settings_is_listed() {
    let here = folder("proofs");
    fs::write(here.join("shared.lab"), SHARED).unwrap();
    let (code, stdout, _) = labc(&here, &["check", "--proofs", "shared.lab"]);
    assert_eq!(code, 0);
    for line in [
        "7 questions about all settings of the controls: 5 yes, 2 no, 0 unknown",
        "line 9: a case is reached: yes; 65 settings, by trying every setting; ",
        "line 7: a shown value is defined at every setting: no; 82 settings, by trying every setting; ",
    ] {
        assert!(stdout.contains(line), "{line}: {stdout}");
    }
    let counts = |line: &str| line.ends_with(" operations") || line.ends_with(" operation");
    assert!(stdout.lines().skip(1).all(counts), "{stdout}");
    assert_eq!(labc(&here, &["check", "--proofs"]).0, 2);
}

#[test]
fn how_a_verdict_was_reached_is_told() {
    let here = folder("explained");
    fs::write(here.join("shared.lab"), SHARED).unwrap();
    let (code, stdout, stderr) = labc(&here, &["check", "--explain", "rest", "shared.lab"]);
    assert_eq!(code, 0, "{stderr}");
    for line in [
        "depends on `gap` (41 values), `tight` (2 values)",
        "through rest",
        "trying every setting: 82 settings, ",
        "it fails at --set gap=8.5 --set tight=on",
    ] {
        assert!(stdout.contains(line), "{line}: {stdout}");
    }
    assert!(!stdout.contains("a case is reached"), "{stdout}");
    // A case is found by its name, which no formula has.
    let (_, stdout, _) = labc(&here, &["check", "--explain", "many", "shared.lab"]);
    assert!(stdout.contains("a case is reached: yes") && stdout.contains("`users` (65 values)"), "{stdout}");
    let (code, _, stderr) = labc(&here, &["check", "--explain", "rset", "shared.lab"]);
    assert!(code == 2 && stderr.contains("depends on `rset`"), "{stderr}");
}

#[test]
fn programs_read_how_a_finding_was_reached() {
    let here = folder("proof-fields");
    fs::write(here.join("shared.lab"), SHARED).unwrap();
    let (_, stdout, _) = labc(&here, &["check", "--format", "json", "shared.lab"]);
    let found: Vec<serde_json::Value> =
        stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let rest = found.iter().find(|found| found["message"].as_str().unwrap_or("").contains("`rest`")).unwrap();
    let proof = &rest["proof"];
    assert_eq!(
        (&proof["verdict"], &proof["of"], &proof["tried"]),
        (&"refuted".into(), &82.into(), &82.into())
    );
    let settings = serde_json::json!([
        { "control": "gap", "value": "8.5" },
        { "control": "tight", "value": "on" },
    ]);
    assert_eq!((&proof["settings"], &proof["method"]), (&settings, &"trying every setting".into()));
    let (_, stdout, _) = labc(&here, &["check", "--format", "sarif", "shared.lab"]);
    let log: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert!(log["runs"][0]["results"][0]["properties"]["proof"]["work"].as_u64() > Some(0), "{log}");
}

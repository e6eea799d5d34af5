//! The command from outside: what it prints where, and how it ends.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

fn labc(folder: &PathBuf, args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_labc")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

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
    assert!(stderr.ends_with("1 error\n") && !stderr.contains('\u{1b}'), "{stderr}");

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

//! `labc doctor` from outside: what it says of a course, and what to do.

mod common;

use std::fs;
use std::path::PathBuf;

use common::{files, labc};

/// A new course in a folder outside of any other.
fn course(name: &str) -> PathBuf {
    let here = std::env::temp_dir().join(format!("labc-doctor-{}-{name}", std::process::id()));
    drop(fs::remove_dir_all(&here));
    fs::create_dir_all(&here).unwrap();
    assert_eq!(labc(&here, &["new", "course", "water"]).0, 0);
    here.join("water")
}

/// The line about something, with its state before it, and what there is to do.
fn line(said: &str, what: &str) -> (String, String) {
    let mut lines = said.lines();
    let found = lines.find(|line| line.get(6..).is_some_and(|rest| rest.starts_with(what)));
    let found = found.unwrap_or_else(|| panic!("nothing about {what}:\n{said}"));
    let state = found.split_whitespace().next().unwrap_or("");
    (format!("{state} {}", found[6 + what.len()..].trim()), lines.next().unwrap_or("").trim().to_owned())
}

#[test]
fn a_new_course_has_no_errors_and_is_left_as_it_is() {
    let course = course("new");
    let before = files(&course);
    let (code, said, faults) = labc(&course, &["doctor"]);
    assert_eq!((code, faults.as_str()), (0, ""), "{said}");
    assert_eq!(files(&course), before);
    for what in ["course", "theme", "site", "cache", "watch"] {
        assert!(line(&said, what).0.starts_with("ok "), "{said}");
    }
    assert_eq!(line(&said, "course").0, "ok course.toml: Water, 1 lab (`labc check` looks into them)");
    assert_eq!(labc(&course, &["build"]).0, 0);
    let (_, said, _) = labc(&course, &["doctor"]);
    assert_eq!(line(&said, "site").0, "ok site was built by labc and can be replaced");
    // From elsewhere, by its folder.
    assert_eq!(labc(&std::env::temp_dir(), &["doctor", course.to_str().unwrap()]).0, 0);
}

#[test]
fn what_is_wrong_with_a_course_is_an_error_with_what_to_do() {
    let course = course("wrong");
    let manifest = fs::read_to_string(course.join("course.toml")).unwrap();
    for (from, to, what, says) in [
        ("title = ", "titel = ", "course", "titel"),
        ("\"kettle\"", "\"pot\"", "course", "pot"),
        ("theme = \"theme\"", "theme = \"elsewhere\"", "theme", "elsewhere"),
    ] {
        assert!(manifest.contains(from), "{manifest}");
        fs::write(course.join("course.toml"), manifest.replace(from, to)).unwrap();
        let (code, said, _) = labc(&course, &["doctor"]);
        let (found, todo) = line(&said, what);
        assert!(code == 1 && found.starts_with("error ") && found.contains(says), "{said}");
        assert_eq!(todo, "`labc check` shows the place", "{said}");
    }
}

#[test]
fn what_stands_in_the_way_of_a_build_is_told() {
    let course = course("way");
    fs::create_dir_all(course.join("site")).unwrap();
    fs::write(course.join("site/notes.txt"), "mine").unwrap();
    fs::create_dir_all(course.join(".site.labc")).unwrap();
    fs::write(course.join(".site.labc/lock"), "").unwrap();
    let (code, said, _) = labc(&course, &["doctor"]);
    assert_eq!(code, 0);
    assert!(line(&said, "site").0.starts_with("note site holds files"), "{said}");
    let (found, todo) = line(&said, "lock");
    assert!(found.contains("left behind by a build that was killed"), "{said}");
    assert_eq!(todo, "`labc build` removes it");
    // As it says.
    fs::remove_dir_all(course.join("site")).unwrap();
    assert_eq!(labc(&course, &["build"]).0, 0);
    assert!(!course.join(".site.labc").exists());
}

#[test]
fn a_lock_that_is_held_is_another_build() {
    let course = course("held");
    fs::create_dir_all(course.join(".site.labc")).unwrap();
    let lock = fs::File::create(course.join(".site.labc/lock")).unwrap();
    lock.lock().unwrap();
    let (_, said, _) = labc(&course, &["doctor"]);
    assert!(line(&said, "lock").0.contains("another build is writing the site now"), "{said}");
}

#[test]
fn without_a_course_there_is_a_note_and_for_one_that_was_named_an_error() {
    let here = std::env::temp_dir().join(format!("labc-doctor-{}-none", std::process::id()));
    fs::create_dir_all(&here).unwrap();
    let (code, said, _) = labc(&here, &["doctor"]);
    assert!(code == 0 && line(&said, "course").0.starts_with("note no course here"), "{said}");
    let (code, said, _) = labc(&std::env::temp_dir(), &["doctor", here.to_str().unwrap()]);
    assert!(code == 1 && line(&said, "course").1.contains("labc new course"), "{said}");
    assert_eq!(labc(&here, &["doctor", "nowhere"]).0, 2);
}

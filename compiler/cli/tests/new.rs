//! `labc new` from outside, and what the guide promises of it.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{files, labc};

fn folder(name: &str) -> PathBuf {
    // Outside of any course: the folder of the build may lie in one.
    let path = std::env::temp_dir().join(format!("labc-new-{}-{name}", std::process::id()));
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn a_new_course_and_its_new_labs_are_clean_laid_out_and_built() {
    let here = folder("clean");
    let (code, said, faults) = labc(&here, &["new", "course", "water", "--title", "Water & \"Ice\" {1} $2"]);
    assert_eq!((code, faults.as_str()), (0, ""));
    assert!(said.starts_with("made the course water\n"), "{said}");
    let course = here.join("water");
    assert_eq!(fs::read_dir(&here).unwrap().count(), 1, "nothing is left beside it");
    for lab in ["steam", "ice"] {
        let (code, said, _) = labc(&course.join("labs/kettle"), &["new", "lab", lab]);
        assert_eq!(code, 0, "{said}");
    }
    let (code, said, _) =
        labc(&here, &["new", "lab", "fog", "--in", "water", "--title", "Fog \"{x}\" $y$ \\"]);
    assert_eq!(code, 0, "{said}");
    let manifest = fs::read_to_string(course.join("course.toml")).unwrap();
    assert!(manifest.ends_with("labs = [\"kettle\", \"steam\", \"ice\", \"fog\"]\n"), "{manifest}");
    assert!(manifest.contains("# Units that results are shown in"), "{manifest}");
    assert_eq!(
        labc(&course, &["check"]),
        (0, String::new(), "4 labs, 1 page, 0 errors, 0 warnings\n".to_owned())
    );
    assert_eq!(labc(&course, &["fmt", "--check"]).0, 0);
    assert_eq!(labc(&course, &["build"]).0, 0);
    let built = files(&course.join("site"));
    let page = |path: &str| String::from_utf8(built[Path::new(path)].clone()).unwrap();
    assert!(page("index.html").contains("Water &amp; &quot;Ice&quot; {1} $2"));
    assert!(page("fog/index.html").contains("<h1>Fog &quot;{x}&quot; $y$ \\</h1>"));
    assert!(page("kettle/index.html").contains("Boiling Water"));
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let here = folder("there");
    fs::create_dir_all(here.join("full")).unwrap();
    fs::create_dir_all(here.join("empty")).unwrap();
    fs::write(here.join("full/notes.txt"), "mine").unwrap();
    fs::write(here.join("file"), "mine").unwrap();
    for taken in ["full", "file"] {
        let (code, _, said) = labc(&here, &["new", "course", taken]);
        assert_eq!(code, 2);
        assert!(said.contains("is there already"), "{said}");
    }
    assert_eq!(fs::read(here.join("full/notes.txt")).unwrap(), b"mine");
    assert_eq!(labc(&here, &["new", "course", "empty"]).0, 0);
    let course = here.join("empty");
    let (code, _, said) = labc(&course.join("labs"), &["new", "course", "inner"]);
    assert!(code == 0 && said.starts_with("warning: this course is inside another one, "), "{code}, {said}");
    let before = files(&course);
    let (code, _, said) = labc(&course, &["new", "lab", "kettle"]);
    assert_eq!(code, 2);
    assert!(said.contains("kettle/lab.lab is there already"), "{said}");
    assert_eq!(files(&course), before);
}

#[test]
fn where_it_cannot_be_done_the_reason_and_what_to_do() {
    let here = folder("cannot");
    for (args, says) in [
        (vec!["new", "lab", "ice"], "`labc new course NAME` makes one"),
        (vec!["new", "course", "My Course"], "`my_course` could"),
        (vec!["new", "course", "con"], "cannot be the name of a course"),
        (vec!["new", "course", "/"], "cannot be the folder of a course"),
    ] {
        let (code, _, said) = labc(&here, &args);
        assert_eq!(code, 2, "{args:?}");
        assert!(said.contains(says), "{args:?}: {said}");
    }
    assert_eq!(labc(&here, &["new", "course", "c"]).0, 0);
    for (manifest, says) in [
        ("id = \"c\"\ntitle = \"C\"\nvolume = 1\n", "has errors"),
        ("id = \"c\"\ntitle = ", "has errors"),
        (
            "id = \"c\"\ntitle = \"C\"\nlabs = \"labs\"\nvolume = [{ title = \"V\", labs = [\"kettle\"] }]\n",
            "yourself",
        ),
    ] {
        fs::write(here.join("c/course.toml"), manifest).unwrap();
        let (code, _, said) = labc(&here.join("c"), &["new", "lab", "ice"]);
        assert_eq!(code, 2, "{manifest}");
        assert!(said.contains(says), "{manifest}: {said}");
        assert!(!here.join("c/labs/ice").exists());
        assert_eq!(fs::read_to_string(here.join("c/course.toml")).unwrap(), manifest);
    }
}

/// The page of the reference about the course: its example is a course, and it tells every key that there is.
#[test]
fn the_page_about_course_toml_is_complete() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("site/reference/course.md")).unwrap();
    let manifest = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let here = folder("page");
    assert_eq!(labc(&here, &["new", "course", "water"]).0, 0);
    let course = here.join("water");
    for lab in ["ice", "gallery"] {
        assert_eq!(labc(&course, &["new", "lab", lab]).0, 0);
    }
    fs::write(course.join("preview.png"), "").unwrap();
    fs::write(course.join("course.toml"), manifest).unwrap();
    assert_eq!(
        labc(&course, &["check"]),
        (0, String::new(), "3 labs, 2 pages, 0 errors, 0 warnings\n".to_owned())
    );
    // A key that is not there: the message lists those that are.
    for (table, before) in [("", ""), ("volume", "[[volume]]\n")] {
        fs::write(course.join("course.toml"), format!("{before}qqqqqqqqqq = 1\n{manifest}")).unwrap();
        let (_, _, said) = labc(&course, &["check"]);
        let keys = said.split("the keys here are ").nth(1).unwrap_or_else(|| panic!("{said}"));
        for key in keys.lines().next().unwrap().split(", ") {
            let row = format!("| `{key}` |");
            assert!(page.contains(&row) || ["volume", "sections"].contains(&key), "{table} {key}");
        }
    }
}

/// The guide, walked as it says: what its steps write into a new lab is checked, laid out and built step by step.
#[test]
fn the_steps_of_the_guide_make_a_lab() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let guide = fs::read_to_string(root.join("site/reference/guide.md")).unwrap();
    let (steps, tasks) = guide.split_once("\n## Tasks\n").unwrap();
    let snippets = |text: &str| -> Vec<String> {
        let fences = text.split("```lab\n").skip(1);
        fences.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
    };
    let here = folder("guide");
    assert_eq!(labc(&here, &["new", "course", "water"]).0, 0);
    let course = here.join("water");
    let check = || labc(&course, &["check"]);
    // Step 2: a fact of the first lab, changed and given another unit.
    let (kettle, steps) = (course.join("labs/kettle/lab.lab"), snippets(steps));
    let first = fs::read_to_string(&kettle).unwrap();
    assert!(first.contains(steps[0].trim_end()), "the fact of step 2 isn't in the first lab");
    fs::write(&kettle, first.replace("4.19", "41.9")).unwrap();
    let (code, _, said) = check();
    assert!(code == 0 && said.contains("This goal can't be met."), "{said}");
    fs::write(&kettle, first.replace("4.19 kJ/(kg*K)", "4.19 kJ/K")).unwrap();
    let (code, _, said) = check();
    assert!(code == 1 && said.contains("there is one factor of Mass too many"), "{said}");
    fs::write(&kettle, first).unwrap();
    // Steps 3 to 6: a lab that grows.
    assert_eq!(labc(&course, &["new", "lab", "tea"]).0, 0);
    let tea = course.join("labs/tea/lab.lab");
    let made = fs::read_to_string(&tea).unwrap();
    let (head, _) = made.split_once("use std.units\n").unwrap();
    let mut lab = format!("{head}use std.units\n");
    for step in &steps[1..] {
        lab = format!("{lab}\n{step}");
        fs::write(&tea, &lab).unwrap();
        let (code, _, said) = check();
        assert!(code == 0 && said.ends_with(" 0 errors, 0 warnings\n"), "{step}\n{said}");
        assert_eq!(labc(&course, &["fmt", "--check"]).0, 0, "{step}");
    }
    assert_eq!(labc(&course, &["build"]).0, 0);
    // The tasks, each in a lab of its own.
    let fish = tasks.split("```csv fish.csv\n").nth(1).unwrap().split("```").next().unwrap();
    fs::write(course.join("labs/tea/fish.csv"), fish).unwrap();
    fs::copy(course.join("labs/kettle/kettle.svg"), course.join("labs/tea/kettle.svg")).unwrap();
    for task in snippets(tasks) {
        let whole = if task.starts_with("lab ") {
            task.replacen("lab bakery", "lab tea", 1)
        } else {
            format!("{head}{task}")
        };
        fs::write(&tea, whole).unwrap();
        let (code, _, said) = check();
        assert!(code == 0 && said.ends_with(" 0 errors, 0 warnings\n"), "{task}\n{said}");
    }
}

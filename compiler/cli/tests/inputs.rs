//! What a course names and what its files hold, from outside: each hostile input ends at once, with its place.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Runs the command; one that does not end is a failure.
#[track_caller]
fn labc(here: &Path, args: &[&str]) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_labc"))
        .args(args)
        .current_dir(here)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            panic!("{args:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    (status.code().unwrap_or(-1), String::from_utf8(stderr).unwrap())
}

/// A course of one lab that reads a file of data and a module.
fn course(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("inputs").join(name);
    drop(fs::remove_dir_all(&root));
    let here = root.join("course");
    for folder in ["labs/well", "site/reference", "site/ours"] {
        fs::create_dir_all(here.join(folder)).unwrap();
    }
    fs::write(root.join("outside.csv"), "key,depth\na,3\n").unwrap();
    fs::write(here.join("labs/common.csv"), "key,depth\na,3\n").unwrap();
    fs::write(here.join("labs/well/data.csv"), "key,depth\na,3\n").unwrap();
    fs::write(here.join("labs/well/pipes.lab"), "let width = 3 m\n").unwrap();
    fs::write(here.join("labs/well/lab.lab"), LAB).unwrap();
    fs::write(here.join("site/course.toml"), MANIFEST).unwrap();
    here
}

const LAB: &str = "lab well \"A well\"\nuse pipes\ntable bore from \"data.csv\" { key: key  depth: m }\n\
                   let area = pipes.width * bore.a.depth\n";
const MANIFEST: &str = "id = 'wells'\ntitle = 'Wells'\nlabs = '../labs'\n[[volume]]\ntitle = 'One'\nid = 'one'\n\
                        labs = ['well']\n";

/// `check` and `build` both refuse, with the same words, and nothing is built.
#[track_caller]
fn refused(here: &Path, says: &[&str]) {
    for command in ["check", "build"] {
        let (code, stderr) = labc(here, &[command]);
        assert_eq!(code, 1, "{command}: {stderr}");
        for part in says {
            assert!(stderr.contains(part), "{command}: {part} is not in {stderr}");
        }
    }
    assert!(!here.join("site/out").exists());
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn files_of_data_are_regular_files_of_the_course() {
    let here = course("data");
    let data = here.join("labs/well/data.csv");
    let with = |make: &dyn Fn(&Path), says: &str| {
        fs::remove_file(&data).or_else(|_| fs::remove_dir(&data)).unwrap();
        make(&data);
        refused(&here, &["bad-data", "labs/well/lab.lab:3:17", says]);
    };
    with(&|data| symlink("../../../outside.csv", data).unwrap(), "outside the course");
    with(&|data| symlink("/etc/passwd", data).unwrap(), "outside the course");
    with(&|data| symlink("/dev/zero", data).unwrap(), "outside the course");
    with(&|data| symlink("data.csv", data).unwrap(), "cannot be read");
    with(&pipe, "a device or a pipe");
    with(&|data| fs::create_dir(data).unwrap(), "it is a folder");
    with(&|data| fs::write(data, vec![b'1'; 33 << 20]).unwrap(), "longer than 32 MiB");
    with(&|data| fs::write(data, b"key,depth\na,3\xff\n").unwrap(), "not text in UTF-8");
    with(
        &|data| fs::write(data, "key,depth\na,3\u{202e}\n").unwrap(),
        "line 2 holds a hidden character, U+202E",
    );
    // A link to what belongs to the course is as good as a copy.
    fs::remove_file(&data).unwrap();
    symlink("../common.csv", &data).unwrap();
    assert_eq!(labc(&here, &["build"]).0, 0);
    assert_eq!(labc(&here, &["check", "labs/well"]).0, 0);
    // A lab without a course has its own folder.
    let alone = std::env::temp_dir().join(format!("labc-inputs-alone-{}", std::process::id()));
    fs::create_dir_all(alone.join("well")).unwrap();
    fs::copy(here.join("labs/common.csv"), alone.join("common.csv")).unwrap();
    for file in ["lab.lab", "pipes.lab"] {
        fs::copy(here.join("labs/well").join(file), alone.join("well").join(file)).unwrap();
    }
    symlink("../common.csv", alone.join("well/data.csv")).unwrap();
    let (code, stderr) = labc(&alone, &["check", "well/lab.lab"]);
    fs::remove_dir_all(alone).unwrap();
    assert!(code == 1 && stderr.contains("outside the course"), "{stderr}");
}

#[test]
fn modules_are_regular_files_of_the_course() {
    let here = course("modules");
    let module = here.join("labs/well/pipes.lab");
    let with = |make: &dyn Fn(&Path), says: &str| {
        fs::remove_file(&module).or_else(|_| fs::remove_dir(&module)).unwrap();
        make(&module);
        refused(&here, &["bad-module", "labs/well/lab.lab:2:5", says]);
    };
    with(&|module| symlink("/dev/zero", module).unwrap(), "outside the course");
    with(&pipe, "a device or a pipe");
    with(&|module| fs::create_dir(module).unwrap(), "it is a folder");
    with(&|module| fs::write(module, vec![b' '; 2 << 20]).unwrap(), "longer than 1 MiB");
    // What stands in a module is at fault there.
    fs::remove_file(&module).unwrap();
    fs::write(&module, "let width = 3 m // \u{2066}\n").unwrap();
    refused(&here, &["hidden-character", "labs/well/pipes.lab:1:20", "U+2066"]);
}

#[test]
fn labs_are_regular_files_of_the_course() {
    let here = course("labs");
    let lab = here.join("labs/well/lab.lab");
    fs::write(here.join("../outside.lab"), LAB).unwrap();
    let with = |make: &dyn Fn(&Path), says: &str| {
        fs::remove_file(&lab).or_else(|_| fs::remove_dir(&lab)).unwrap();
        make(&lab);
        refused(&here, &["course-manifest", "course.toml:7:9", says]);
    };
    with(&|lab| symlink("../../../outside.lab", lab).unwrap(), "outside the course");
    with(&|lab| symlink("/dev/zero", lab).unwrap(), "outside the course");
    with(&pipe, "a device or a pipe");
    with(&|lab| fs::create_dir(lab).unwrap(), "it is a folder");
    with(&|lab| fs::write(lab, vec![b' '; 50 << 20]).unwrap(), "longer than 1 MiB");
    // Those that are named by themselves.
    for (path, says) in [
        ("labs/well/lab.lab", "longer than 1 MiB"),
        ("/dev/zero", "a device or a pipe"),
        ("labs/none.lab", "no such file"),
    ] {
        for args in [&["check", path][..], &["build", path], &["eval", "--lab", path]] {
            let (code, stderr) = labc(&here, args);
            assert!(code == 2 && stderr.contains(says) && stderr.contains(path), "{args:?}: {stderr}");
        }
    }
    let zero = fs::File::open("/dev/zero").unwrap();
    let lines =
        Command::new(env!("CARGO_BIN_EXE_labc")).args(["eval", "--json-lines"]).stdin(zero).output().unwrap();
    assert_eq!(lines.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&lines.stderr).contains("longer than 1 MiB"));
}

#[test]
fn what_a_manifest_names_is_of_the_course() {
    let here = course("manifest");
    fs::write(here.join("../picture.png"), "png").unwrap();
    fs::write(here.join("site/notes.txt"), "notes").unwrap();
    pipe(&here.join("site/pipe.png"));
    symlink("/etc/passwd", here.join("site/link.png")).unwrap();
    fs::File::create(here.join("site/huge.png")).unwrap().set_len(1 << 40).unwrap();
    for (line, says) in [
        ("image = '/etc/passwd'", "does not end in .png"),
        ("image = 'notes.txt'", "does not end in .png"),
        ("image = 'link.png'", "outside the course"),
        ("image = '../../picture.png'", "outside the course"),
        ("image = 'pipe.png'", "a device or a pipe"),
        ("image = 'huge.png'", "longer than 8 MiB"),
        ("image = 'none.png'", "no such file"),
        ("theme = '/etc'", "outside the course"),
        ("theme = '../..'", "outside the course"),
        ("theme = 'none'", "no such file"),
        ("theme = 'notes.txt'", "not a folder"),
    ] {
        fs::write(here.join("site/course.toml"), format!("{line}\n{MANIFEST}")).unwrap();
        refused(&here, &["course-manifest", "course.toml:1:9", says]);
    }
    fs::write(here.join("site/ok.png"), "png").unwrap();
    fs::write(here.join("site/course.toml"), format!("image = 'ok.png'\n{MANIFEST}")).unwrap();
    assert_eq!(labc(&here, &["build"]).0, 0);
    fs::write(here.join("site/course.toml"), vec![b'#'; 2 << 20]).unwrap();
    let (code, stderr) = labc(&here, &["check"]);
    assert!(code == 2 && stderr.contains("course.toml: it is longer than 1 MiB"), "{stderr}");
}

#[test]
fn themes_and_pages_of_text_are_regular_files_of_the_course() {
    let here = course("texts");
    fs::write(here.join("site/course.toml"), format!("theme = 'ours'\n{MANIFEST}")).unwrap();
    for path in ["site/ours/home.html", "site/ours/a.css", "site/ours/theme.toml", "site/reference/a.md"] {
        let path = here.join(path);
        let with = |make: &dyn Fn(&Path), says: &str| {
            make(&path);
            let (code, stderr) = labc(&here, &["build"]);
            assert_eq!(labc(&here, &["check"]), (code, stderr.clone()));
            fs::remove_file(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(code != 0 && stderr.contains(says) && stderr.contains(name), "{name}: {code} {stderr}");
        };
        with(&|path| symlink("/etc/passwd", path).unwrap(), "outside the course");
        with(&|path| symlink("/dev/zero", path).unwrap(), "outside the course");
        with(&pipe, "a device or a pipe");
        with(&|path| fs::write(path, vec![b' '; 2 << 20]).unwrap(), "longer than 1 MiB");
        with(&|path| fs::write(path, b"\xff").unwrap(), "not text in UTF-8");
        with(&|path| fs::write(path, "# A\n\u{202e}").unwrap(), "U+202E");
    }
    assert_eq!(labc(&here, &["build"]).0, 0);
}

#[test]
fn templates_that_never_end_or_double_are_stopped() {
    let here = course("endless");
    assert_eq!(labc(&here, &["build"]).0, 0);
    let before = fs::read(here.join("site/out/index.html")).unwrap();
    fs::write(here.join("site/course.toml"), format!("theme = 'ours'\n{MANIFEST}")).unwrap();
    let double = |count: usize| "{% set x = x ~ x %}".repeat(count);
    for (template, says) in [
        (
            "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}".to_owned(),
            "steps",
        ),
        (format!("{{% set x = 'x' * 1024 %}}{}", double(60)), "1 GiB"),
        (format!("{{% set x = 'x' * 1024 %}}{}{{{{ x }}}}", double(19)), "longer than 256 MiB"),
        (format!("{{% for i in range(99999) %}}{}{{% endfor %}}", " ".repeat(1 << 19)), "1 GiB"),
    ] {
        fs::write(here.join("site/ours/home.html"), template).unwrap();
        let (code, stderr) = labc(&here, &["build"]);
        assert!(code != 0 && stderr.contains(says), "{code} {stderr}");
        assert_eq!(fs::read(here.join("site/out/index.html")).unwrap(), before);
    }
}

#[test]
fn hidden_characters_are_reported_wherever_they_hide() {
    let here = course("hidden");
    let lab = here.join("labs/well/lab.lab");
    for (from, to, place) in [
        ("A well", "A \u{202e}well", "1:13"),
        ("use pipes", "use pipes // \u{2067}", "2:14"),
        ("let area", "/// \u{2068}\nlet area", "4:5"),
        ("let area", "// carriage\rlet area", "4:12"),
        ("let area", "// separator\u{2028}let area", "4:13"),
    ] {
        fs::write(&lab, LAB.replace(from, to)).unwrap();
        refused(&here, &["hidden-character", &format!("lab.lab:{place}")]);
    }
    fs::write(&lab, LAB.replace("A well", "بئر\u{200f} می\u{200c}خواهم 👩\u{200d}🔬")).unwrap();
    assert_eq!(labc(&here, &["check"]).0, 0);
    fs::write(here.join("site/course.toml"), format!("# \u{202e}\n{MANIFEST}")).unwrap();
    let (code, stderr) = labc(&here, &["check"]);
    assert!(code == 1 && stderr.contains("course.toml:1:3"), "{stderr}");
}

#[test]
fn ids_name_folders_everywhere() {
    let here = course("ids");
    let manifest = |from: &str, to: &str| {
        fs::write(here.join("site/course.toml"), MANIFEST.replace(from, to)).unwrap();
    };
    fs::create_dir(here.join("labs/con")).unwrap();
    fs::write(here.join("labs/con/lab.lab"), "lab ok \"Ok\"\n").unwrap();
    for (from, to, says) in [
        ("['well']", "['con']", "`con` cannot be the name of a lab: Windows keeps it for a device"),
        ("['well']", "['search']", "the page of the lab `search` has the name of a page of every site"),
        ("'one'", "'aux'", "`aux` cannot be the name of a page: Windows keeps it for a device"),
        ("'one'", "'ledger'", "the name of a page of every site"),
        ("'one'", "'well'", "the page of the lab `well` has the name of the volume"),
        ("['well']", "['well']\n[[volume]]\ntitle = 'Two'\nid = 'one'\nlabs = []", "the name of the volume"),
    ] {
        manifest(from, to);
        refused(&here, &["course-manifest", says]);
    }
    manifest("", "");
    fs::write(here.join("labs/well/lab.lab"), LAB.replace("lab well", "lab nul")).unwrap();
    refused(&here, &["reserved-name", "lab.lab:1:5", "Windows reserves the name `nul`"]);
    fs::write(here.join("labs/well/lab.lab"), LAB.replace("lab well", "lab Ok")).unwrap();
    fs::rename(here.join("labs/con"), here.join("labs/other")).unwrap();
    manifest("['well']", "['well', 'other']");
    refused(&here, &["duplicate-name", "The ids `Ok` and `ok` differ only in capitals"]);
    // Labs that are named take the names of their files and folders.
    fs::write(here.join("A.lab"), "lab a \"A\"\n").unwrap();
    fs::write(here.join("a.lab"), "lab b \"B\"\n").unwrap();
    fs::write(here.join("aux.lab"), "lab c \"C\"\n").unwrap();
    for (args, says) in [
        (&["A.lab", "a.lab"][..], "has no place of its own"),
        (&["aux.lab"], "has no place of its own: `aux/index.html`"),
    ] {
        for command in ["check", "build"] {
            let (code, stderr) = labc(&here, &[&[command], args].concat());
            assert!(code == 1 && stderr.contains(says), "{command}: {stderr}");
        }
    }
}

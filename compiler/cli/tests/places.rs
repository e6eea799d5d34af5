//! Other people's files, from outside: what `build` and `collect` write, and what they leave alone.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use common::files;

fn labc(folder: &Path, args: &[&str]) -> (i32, String) {
    let Output { status, stderr, .. } =
        Command::new(env!("CARGO_BIN_EXE_labc")).args(args).current_dir(folder).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stderr).unwrap())
}

/// A course of one lab, a folder of what was handed in, and a lab on its own.
fn course(name: &str) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("places").join(name);
    drop(fs::remove_dir_all(&here));
    fs::create_dir_all(here.join("labs/well")).unwrap();
    fs::create_dir_all(here.join("site")).unwrap();
    fs::create_dir_all(here.join("handed/ada")).unwrap();
    fs::write(
        here.join("labs/well/lab.lab"),
        "lab well \"A well\"\nslider depth \"Depth\" from 1 m to 9 m by 1 m start 2 m\n",
    )
    .unwrap();
    fs::write(
        here.join("site/course.toml"),
        "id = 'wells'\ntitle = 'Wells'\nlabs = '../labs'\n[[volume]]\ntitle = 'One'\nlabs = ['well']\n",
    )
    .unwrap();
    fs::write(here.join("handed/ada/copy.json"), "not a copy").unwrap();
    here
}

fn title(here: &Path, title: &str) {
    let path = here.join("labs/well/lab.lab");
    let text = fs::read_to_string(&path).unwrap();
    let rest = text.split_once('\n').unwrap().1;
    fs::write(&path, format!("lab well \"{title}\"\n{rest}")).unwrap();
}

#[track_caller]
fn refused(here: &Path, args: &[&str], says: &str) {
    let before = files(here);
    let (code, stderr) = labc(here, args);
    assert!(code == 2 && stderr.contains(says), "{args:?}: {code} {stderr}");
    let mut after = files(here);
    after.retain(|path, _| !path.components().any(|part| part.as_os_str() == ".labc-cache"));
    let mut before = before;
    before.retain(|path, _| !path.components().any(|part| part.as_os_str() == ".labc-cache"));
    assert!(before == after, "{args:?} changed files");
}

#[test]
fn a_marker_that_says_nothing_gives_nothing_away() {
    let here = course("forged");
    for marker in ["", "x\n", "This folder is made by labc 0.1.0 and replaced whole.\n"] {
        fs::write(here.join(".labc-site"), marker).unwrap();
        refused(&here, &["build", "--out", "."], "is left alone");
        refused(&here, &["build", "--out", ".", "--set-aside"], "is left alone");
        refused(&here, &["collect", "handed", "--out", "."], "is left alone");
    }
}

#[test]
fn a_pages_branch_keeps_what_is_not_of_the_site() {
    let here = course("pages");
    assert_eq!(labc(&here, &["build", "--out", "p"]).0, 0);
    let theirs =
        [(".git/HEAD", "ref: refs/heads/pages"), ("CNAME", "wells.example.org"), ("notes/a.md", "notes")];
    for (path, text) in theirs {
        fs::create_dir_all(here.join("p").join(path).parent().unwrap()).unwrap();
        fs::write(here.join("p").join(path), text).unwrap();
    }
    title(&here, "Another well");
    assert_eq!(labc(&here, &["build", "--out", "p"]), (0, String::new()));
    for (path, text) in theirs {
        assert_eq!(fs::read_to_string(here.join("p").join(path)).unwrap(), text);
    }
    assert!(fs::read_to_string(here.join("p/index.html")).unwrap().contains("Another well"));
    // Built again elsewhere, the same bytes.
    assert_eq!(labc(&here, &["build", "--out", "q"]).0, 0);
    let mut built = files(&here.join("p"));
    built.retain(|path, _| !theirs.iter().any(|(theirs, _)| path == Path::new(theirs)));
    assert!(built == files(&here.join("q")));
    // A site among other things: what is on its list goes, the rest stays.
    fs::create_dir(here.join("docs")).unwrap();
    fs::write(here.join("docs/thesis.txt"), "precious").unwrap();
    for (path, bytes) in files(&here.join("q")) {
        fs::create_dir_all(here.join("docs").join(&path).parent().unwrap()).unwrap();
        fs::write(here.join("docs").join(path), bytes).unwrap();
    }
    title(&here, "A third well");
    assert_eq!(labc(&here, &["build", "--out", "docs"]), (0, String::new()));
    assert_eq!(fs::read_to_string(here.join("docs/thesis.txt")).unwrap(), "precious");
}

#[test]
fn a_page_changed_by_hand_is_named_or_kept() {
    let here = course("by-hand");
    assert_eq!(labc(&here, &["build", "--out", "p"]).0, 0);
    fs::write(here.join("p/index.html"), "by hand").unwrap();
    title(&here, "Another well");
    refused(&here, &["build", "--out", "p"], "changed since labc wrote them: index.html");
    let (code, stderr) = labc(&here, &["build", "--out", "p", "--set-aside"]);
    assert!(code == 0 && stderr.contains("index.html.kept"), "{stderr}");
    assert_eq!(fs::read_to_string(here.join("p/index.html.kept")).unwrap(), "by hand");
}

#[test]
fn sites_and_class_reports_know_each_other() {
    let here = course("kinds");
    assert_eq!(labc(&here, &["build"]).0, 0);
    refused(&here, &["collect", "handed", "--out", "site/out"], "holds a site");
    let (code, stderr) = labc(&here, &["collect", "handed", "--out", "report"]);
    assert_eq!(code, 1, "{stderr}");
    assert_eq!(labc(&here, &["collect", "handed", "--out", "report"]).0, 1);
    refused(&here, &["build", "--out", "report"], "holds a class report");
}

#[test]
fn tables_replace_tables_and_nothing_else() {
    let here = course("tables");
    for csv in ["handed/ada/copy.json", "handed/new.csv", "handed", "./labs/../handed/x/new.csv"] {
        refused(&here, &["collect", "handed", "--csv", csv], "");
    }
    refused(&here, &["collect", "handed", "--out", "handed/report"], "the folder that is collected");
    refused(&here, &["collect", "handed", "--out", "handed"], "the folder that is collected");
    refused(
        &here,
        &["collect", "handed", "--csv", "labs/well/lab.lab"],
        "is not a table that labc has written",
    );
    fs::write(here.join("grades.csv"), "name,grade\nAda,1\n").unwrap();
    refused(&here, &["collect", "handed", "--csv", "grades.csv"], "is not a table that labc has written");
    fs::write(here.join("roster.csv"), "student,files\nAda,1\n").unwrap();
    let same = ["collect", "handed", "--roster", "roster.csv", "--csv", "./roster.csv"];
    refused(&here, &same, "is the roster");
    refused(&here, &["collect", "handed", "--roster", "/dev/zero"], "a device or a pipe");
    for bom in [&[][..], &["--bom"], &[]] {
        let args = [&["collect", "handed", "--csv", "answers.csv"], bom].concat();
        let (code, stderr) = labc(&here, &args);
        assert_eq!(code, 1, "{stderr}");
        let table = fs::read(here.join("answers.csv")).unwrap();
        assert_eq!(table.starts_with("\u{feff}".as_bytes()), !bom.is_empty());
    }
    assert_eq!(labc(&here, &["collect", "handed", "--csv", "/dev/null"]).0, 1);
    #[cfg(target_os = "linux")]
    {
        let (code, stderr) = labc(&here, &["collect", "handed", "--csv", "/dev/full"]);
        assert!(code == 2 && stderr.contains("cannot write /dev/full"), "{stderr}");
        std::os::unix::fs::symlink("../../handed/ada/copy.json", here.join("labs/well/link.csv")).unwrap();
        refused(&here, &["collect", "handed", "--csv", "labs/well/link.csv"], "the folder that is collected");
    }
}

#[cfg(unix)]
#[test]
fn one_folder_that_cannot_be_read_does_not_end_a_collection() {
    use std::os::unix::fs::PermissionsExt;
    let here = course("unreadable");
    let closed = here.join("handed/bob");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser reads everything.
    let readable = fs::read_dir(&closed).is_ok();
    let (code, stderr) = labc(&here, &["collect", "handed"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(code == 1 && stderr.contains("ada/copy.json"), "{stderr}");
    assert!(readable || stderr.contains("bob: "), "{stderr}");
}

/// Builds that are killed at random moments: `LABC_KILLS=200` for more of them.
#[cfg(unix)]
#[test]
fn a_kill_at_a_random_moment_leaves_a_whole_site() {
    let kills: u64 = std::env::var("LABC_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8);
    let here = course("kills");
    let build = || labc(&here, &["build", "--out", "p"]);
    let site = |from: &str| {
        let mut site = files(&here.join(from));
        site.retain(|path, _| !path.starts_with(".git") && !path.starts_with("notes"));
        site
    };
    let mut wanted = Vec::new();
    for named in ["One well", "Two wells"] {
        title(&here, named);
        assert_eq!(build().0, 0);
        wanted.push(site("p"));
    }
    for number in 0..200 {
        let folder = here.join(if number % 2 == 0 { "p/.git/objects" } else { "p/notes/deep" });
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(number.to_string()), number.to_string()).unwrap();
    }
    let theirs = |site: &BTreeMap<PathBuf, Vec<u8>>| {
        site.iter().filter(|(path, _)| path.starts_with(".git") || path.starts_with("notes")).count()
    };
    let started = std::time::Instant::now();
    title(&here, "One well");
    assert_eq!(build().0, 0);
    let whole = started.elapsed();
    let (mut old, mut new) = (0, 0);
    for kill in 0..kills {
        let now = (kill % 2) as usize ^ 1;
        title(&here, ["One well", "Two wells"][now]);
        let mut child = Command::new(env!("CARGO_BIN_EXE_labc"))
            .args(["build", "--out", "p"])
            .current_dir(&here)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread over the whole build, in an order that no two builds share.
        let share = (kill * 7919 % 1000) as f64 / 1000.0;
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        let _ = child.kill();
        child.wait().unwrap();
        let found = site("p");
        assert!(wanted.contains(&found), "kill {kill}: neither the old nor the new site");
        if found == wanted[now] {
            new += 1
        } else {
            old += 1
        }
        assert_eq!(theirs(&files(&here.join("p"))), 200, "kill {kill}");
        let (code, stderr) = build();
        assert_eq!(code, 0, "kill {kill}: {stderr}");
        assert!(site("p") == wanted[now], "kill {kill}: the next build");
        assert_eq!(theirs(&files(&here.join("p"))), 200, "kill {kill}");
        let litter: Vec<_> = fs::read_dir(&here).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(
            !litter.iter().any(|name| name.to_string_lossy().starts_with(".p")),
            "kill {kill}: {litter:?}"
        );
    }
    println!("{kills} kills in builds of {whole:?}: {old} left the old site, {new} the new one");
}

#[test]
fn builds_side_by_side_end_well() {
    let here = course("side-by-side");
    let builds: Vec<_> = (0..6)
        .map(|_| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_labc"));
            command.args(["build", "--out", "p", "--fresh"]).current_dir(&here).stdout(Stdio::null());
            command.stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for build in builds {
        let ended = build.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    assert!(here.join("p/index.html").is_file() && !here.join(".p.labc").exists());
}

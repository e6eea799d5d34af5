//! A disk that is full: a real small one where the system lets us mount it, and a limit on the size of files. What was
//! there stays as it was, the command ends with 2 and says why, and once there is room the next run succeeds.
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::files;

/// A folder with a small course, and with the work of some students.
fn course(name: &str, students: usize) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("full").join(name);
    drop(fs::remove_dir_all(&here));
    for folder in ["course/labs/well", "course/handed", "kept", "disk"] {
        fs::create_dir_all(here.join(folder)).unwrap();
    }
    fs::write(
        here.join("course/labs/well/lab.lab"),
        "lab well \"A well\" {}\nslider depth \"Depth\" from 1 m to 9 m by 1 m start 2 m\n\"{depth}\"\n",
    )
    .unwrap();
    fs::write(
        here.join("course/course.toml"),
        "id = 'wells'\ntitle = 'Wells'\nlabs = 'labs'\n[[volume]]\ntitle = 'One'\nlabs = ['well']\n",
    )
    .unwrap();
    for student in 0..students {
        hand_in(&here, student);
    }
    here
}

fn hand_in(here: &Path, student: usize) {
    let items = "\"well/answer/why\": \"{\\\"v\\\":2,\\\"text\\\":\\\"Because.\\\"}\"";
    let copy = format!(
        "{{\"format\": \"labc-ledger\", \"version\": 1, \"course\": \"wells\", \"items\": {{{items}}}}}"
    );
    fs::write(here.join(format!("course/handed/s{student:06}.json")), copy).unwrap();
}

/// Runs a script in the folder, perhaps in a name space of its own in which it may mount; its exit code and what it says.
fn shell(here: &Path, apart: bool, script: &str) -> (i32, String) {
    let mut command = if apart { Command::new("unshare") } else { Command::new("sh") };
    if apart {
        command.args(["-rm", "sh"]);
    }
    let Ok(Output { status, stdout, stderr }) =
        command.args(["-c", script]).env("LABC", env!("CARGO_BIN_EXE_labc")).current_dir(here).output()
    else {
        return (NOT_HERE, String::new());
    };
    let text = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (status.code().unwrap_or(-1), text)
}

/// The script's word for a system that does not let it mount.
const NOT_HERE: i32 = 77;

/// What a script left in `kept`.
fn said(here: &Path, name: &str) -> String {
    fs::read_to_string(here.join("kept").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Does something twice on a disk of some kilobytes: at first there is room, then, after `change`, there is none, and in
/// the end there is again. The result goes to `../out`.
fn on_a_small_disk(here: &Path, kilobytes: usize, work: &str, change: &str) -> bool {
    let script = format!(
        "mount -t tmpfs -o size={kilobytes}k none disk || exit {NOT_HERE}
         cp -r course disk/ && cd disk/course || exit {NOT_HERE}
         work() {{ {work}; }}
         work > ../../kept/first.txt 2>&1; [ $? -le 1 ] || exit 10
         cp -r ../out ../../kept/before || exit 11
         {change}
         work > ../../kept/said.txt 2>&1; echo $? > ../../kept/code.txt
         cp -r ../out ../../kept/after || exit 12
         ls -A .. > ../../kept/left.txt
         mount -o remount,size=64m none .. || exit 13
         work > ../../kept/last.txt 2>&1; [ $? -le 1 ] || exit 14
         cp -r ../out ../../kept/new && ls -A .. > ../../kept/finally.txt"
    );
    let (code, said_all) = shell(here, true, &script);
    if code == NOT_HERE || said_all.contains("unshare failed") || said_all.contains("Operation not permitted")
    {
        eprintln!("no small disk can be mounted here: {said_all}");
        return false;
    }
    assert_eq!(code, 0, "{said_all}\n{:?}", fs::read_to_string(here.join("kept/first.txt")));
    assert_eq!(said(here, "code.txt").trim(), "2", "{}", said(here, "said.txt"));
    assert!(said(here, "said.txt").contains("No space left on device"), "{}", said(here, "said.txt"));
    let (before, after, new) =
        (files(&here.join("kept/before")), files(&here.join("kept/after")), files(&here.join("kept/new")));
    assert!(before == after, "what was there is as it was");
    assert!(before != new, "with room it is replaced");
    for left in ["left.txt", "finally.txt"] {
        let left = said(here, left);
        let left: Vec<&str> = left.lines().filter(|name| *name != ".labc-cache").collect();
        assert_eq!(left, ["course", "out"], "nothing is left beside it");
    }
    true
}

/// Fills the disk to the last block.
const FILL: &str = "dd if=/dev/zero of=filler bs=4k 2> ../../kept/filled.txt || true";

#[test]
fn a_build_that_does_not_fit_leaves_the_old_site() {
    let here = course("build", 0);
    let edit = format!("sed -i 's/A well/A deep well/' labs/well/lab.lab; {FILL}");
    on_a_small_disk(&here, 8000, "\"$LABC\" build --out ../out", &edit);
}

#[test]
fn a_report_that_does_not_fit_leaves_the_old_report() {
    let here = course("collect", 200);
    let edit = format!("rm handed/s000007.json; {FILL}");
    on_a_small_disk(&here, 4000, "\"$LABC\" collect handed --out ../out", &edit);
}

#[test]
fn files_of_limited_size_end_a_command_with_2_and_leave_what_was_there() {
    let here = course("limited", 40);
    let (code, says) = shell(
        &here,
        false,
        "cd course && \"$LABC\" build --out ../site && \"$LABC\" collect handed --out ../report --csv ../table.csv",
    );
    assert!(code <= 1, "{says}");
    let before = files(&here);
    fs::write(
        here.join("course/labs/well/lab.lab"),
        "lab well \"A deep well\" {}\nslider depth \"Depth\" from 1 m to 9 m by 1 m start 2 m\n\"{depth}\"\n",
    )
    .unwrap();
    hand_in(&here, 1000);
    for (limit, work) in [
        (2, "build --out ../site"),
        (64, "build --out ../new-site"),
        (16, "collect handed --out ../report"),
        (16, "collect handed --out ../new-report"),
        (1, "collect handed --csv ../table.csv"),
        (0, "collect handed --csv ../new-table.csv"),
        (0, "collect handed > ../out.txt"),
        (0, "eval '80 GB / 3.35 TB/s in ms' > ../out.txt"),
        (0, "explain former-name > ../out.txt"),
        (0, "doc serving.itl > ../out.txt"),
    ] {
        let script = format!("cd course; trap '' XFSZ; ulimit -f {limit}; \"$LABC\" {work}");
        let (code, says) = shell(&here, false, &script);
        assert_eq!(code, 2, "{work}: {says}");
        assert!(says.contains("File too large"), "{work}: {says}");
    }
    let mut after = files(&here);
    // What the test itself has changed, and what the shell has made.
    let ours = |path: &PathBuf| {
        ["course/labs", "course/handed/s001000.json", ".labc-cache", "out.txt"]
            .iter()
            .any(|ours| path.starts_with(ours))
    };
    after.retain(|path, _| !ours(path));
    let mut before = before;
    before.retain(|path, _| !ours(path));
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after), "no file is new, none is gone");
    for (path, bytes) in &before {
        assert!(after[path] == *bytes, "{} has changed", path.display());
    }
    let (code, says) = shell(
        &here,
        false,
        "cd course && \"$LABC\" build --out ../site && \"$LABC\" collect handed --out ../report --csv ../table.csv",
    );
    assert!(code <= 1, "{says}");
}

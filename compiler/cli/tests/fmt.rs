//! `labc fmt` from outside.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const UNTIDY: &str = "let  a=1\n\n\n// why\n  let b   = a+1\n";
const TIDY: &str = "let a = 1\n\n// why\nlet b = a + 1\n";

fn labc(folder: &Path, args: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_labc"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fmt").join(name);
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(path.join("labs/a")).unwrap();
    fs::write(path.join("labs/a/lab.lab"), UNTIDY).unwrap();
    fs::write(path.join("labs/facts.lab"), TIDY).unwrap();
    path
}

#[test]
fn files_are_laid_out_and_the_others_are_not_touched() {
    let here = folder("files");
    let before = fs::metadata(here.join("labs/facts.lab")).unwrap().modified().unwrap();
    assert_eq!(labc(&here, &["fmt", "labs"], ""), (0, String::new(), "1 of 2 files laid out\n".to_owned()));
    assert_eq!(fs::read_to_string(here.join("labs/a/lab.lab")).unwrap(), TIDY);
    assert_eq!(fs::metadata(here.join("labs/facts.lab")).unwrap().modified().unwrap(), before);
    assert_eq!(fs::read_dir(here.join("labs/a")).unwrap().count(), 1, "nothing is left beside it");
    assert_eq!(labc(&here, &["fmt", "labs"], "").2, "0 of 2 files laid out\n");
}

#[test]
fn without_paths_the_labs_of_the_course() {
    let here = folder("course");
    fs::write(here.join("course.toml"), "id = \"c\"\ntitle = \"C\"\nlabs = \"labs\"\n").unwrap();
    assert_eq!(labc(&here, &["fmt"], ""), (0, String::new(), "1 of 2 files laid out\n".to_owned()));
    let (code, _, stderr) = labc(Path::new("/"), &["fmt"], "");
    assert!(code == 2 && stderr.contains("no course here"), "{stderr}");
}

#[test]
fn check_and_diff_write_nothing() {
    let here = folder("check");
    let (code, stdout, stderr) = labc(&here, &["fmt", "--check", "labs"], "");
    assert_eq!((code, stdout.as_str()), (1, "labs/a/lab.lab\n"), "{stderr}");
    assert_eq!(stderr, "1 of 2 files to be laid out\n");
    let (code, stdout, _) = labc(&here, &["fmt", "--diff", "labs"], "");
    assert!(code == 1 && stdout.contains("-  let b   = a+1\n+let b = a + 1\n"), "{stdout}");
    assert_eq!(fs::read_to_string(here.join("labs/a/lab.lab")).unwrap(), UNTIDY);
    assert_eq!(labc(&here, &["fmt", "--check", "labs/facts.lab"], "").0, 0);
}

#[test]
fn standard_input_for_editors() {
    let here = folder("input");
    assert_eq!(labc(&here, &["fmt", "-"], UNTIDY), (0, TIDY.to_owned(), String::new()));
    assert_eq!(labc(&here, &["fmt", "--check", "-"], UNTIDY), (1, String::new(), String::new()));
    assert_eq!(
        labc(&here, &["fmt", "--lines", "1:1", "-"], "let  a=1\nlet c = 2\nlet  b=1\n").1,
        "let a = 1\nlet c = 2\nlet  b=1\n"
    );
    assert_eq!(
        labc(&here, &["fmt", "--lines", "3", "-"], "let  a=1\nlet c = 2\nlet  b=1\n").1,
        "let  a=1\nlet c = 2\nlet b = 1\n"
    );
    for wrong in ["0:3", "3:1", "x"] {
        assert_eq!(labc(&here, &["fmt", "--lines", wrong, "-"], UNTIDY).0, 2, "{wrong}");
    }
}

#[test]
fn what_has_errors_is_left_as_it_is_and_the_rest_is_done() {
    let here = folder("errors");
    fs::write(here.join("labs/broken.lab"), "let  a = = 1\n").unwrap();
    let (code, stdout, stderr) = labc(&here, &["fmt", "labs"], "");
    assert!(code == 1 && stdout.is_empty() && stderr.contains("labs/broken.lab:1:10"), "{stderr}");
    assert!(stderr.ends_with("1 of 3 files laid out\n"), "{stderr}");
    assert_eq!(fs::read_to_string(here.join("labs/broken.lab")).unwrap(), "let  a = = 1\n");
    assert_eq!(labc(&here, &["fmt", "labs/none.lab"], "").0, 2);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let here = folder("links");
    let lab = here.join("labs/a/lab.lab");
    fs::set_permissions(&lab, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("labs/a/lab.lab", here.join("link.lab")).unwrap();
    assert_eq!(labc(&here, &["fmt", "link.lab"], "").0, 0);
    assert!(fs::symlink_metadata(here.join("link.lab")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&lab).unwrap(), TIDY);
    assert_eq!(fs::metadata(&lab).unwrap().permissions().mode() & 0o777, 0o640);
}

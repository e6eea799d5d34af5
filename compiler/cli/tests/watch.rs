//! What `labc watch` does after an edit, counted: it depends on the edit and not on the size of the course.
#![cfg(all(debug_assertions, unix))]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

/// A running `labc watch`, and the counts that it told last.
struct Watching {
    child: Child,
    told: BufReader<ChildStderr>,
    counts: BTreeMap<String, u64>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Watching {
    /// Watches a course, and waits for its first pages.
    fn new(course: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_labc"))
            .arg("watch")
            .env("LABC_WORK", "1")
            .current_dir(course)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert!(said.starts_with("watching: open http://127.0.0.1:"), "{said}");
        let told = BufReader::new(child.stderr.take().unwrap());
        Self { child, told, counts: BTreeMap::new() }
    }

    /// Changes a file, and says what the build after it came to: how many files of the site are others, and by how much
    /// each count has grown.
    fn after(&mut self, path: &Path, text: &str) -> Round {
        // At once, so that no build sees half of it.
        let new = path.with_file_name(".new");
        fs::write(&new, text).unwrap();
        fs::rename(&new, path).unwrap();
        let before = std::mem::take(&mut self.counts);
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.told.read_line(&mut line).unwrap(), 0, "labc watch has ended");
            if let Some((_, files)) = line.split_once(" ms: ").filter(|_| line.starts_with("rebuilt in ")) {
                let files = files.split(' ').next().and_then(|count| count.parse().ok()).unwrap();
                let of = |name: &str| self.counts[name] - before.get(name).copied().unwrap_or(0);
                return Round { files, read: of("files read"), bytes: of("bytes asked for") };
            }
            if let Some((name, count)) = line.trim().split_once(": ")
                && let Ok(count) = count.parse()
            {
                self.counts.insert(name.to_owned(), count);
            }
        }
    }
}

/// What one build came to.
#[derive(Clone, Copy, Debug)]
struct Round {
    /// Files of the site that are others than before.
    files: u64,
    /// Files that were read.
    read: u64,
    /// Bytes of memory that were asked for.
    bytes: u64,
}

fn lab(number: usize, litres: usize) -> String {
    format!(
        "/// How much a tank holds.\nlab tank{number} \"Tank {number}\"\n\
         const area = {} m^2 source \"The maker of tank {number}\"\n\
         slider depth \"Depth\" from 1 m to 9 m by 1 m start 2 m\nlet volume = area * depth\n\
         part fill \"Filling\" 5 min {{\n  \"It holds {{volume}}, and {litres} litres more.\"\n}}\n",
        number % 7 + 2
    )
}

/// A course of tanks with a theme of its own.
fn course(size: usize) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("watch-{size}"));
    drop(fs::remove_dir_all(&here));
    for folder in ["ours", "reference", "labs"] {
        fs::create_dir_all(here.join(folder)).unwrap();
    }
    let mut manifest = "id = \"tanks\"\ntitle = \"Tanks\"\nlabs = \"labs\"\ntheme = \"ours\"\n".to_owned();
    for first in (0..size).step_by(10) {
        let labs: Vec<String> = (first..size.min(first + 10)).map(|lab| format!("\"tank{lab}\"")).collect();
        let _ = write!(manifest, "[[volume]]\ntitle = \"From {first}\"\nlabs = [{}]\n", labs.join(", "));
    }
    fs::write(here.join("course.toml"), &manifest).unwrap();
    fs::write(here.join("ours/style.css"), "").unwrap();
    fs::write(here.join("reference/notes.md"), "# Notes\n").unwrap();
    for number in 0..size {
        fs::create_dir_all(here.join(format!("labs/tank{number}"))).unwrap();
        fs::write(here.join(format!("labs/tank{number}/lab.lab")), lab(number, 0)).unwrap();
    }
    here
}

#[test]
fn an_edit_costs_by_what_it_touches() {
    let [small, large] = [20, 60].map(|size| {
        let here = course(size);
        let mut watching = Watching::new(&here);
        let mut rounds = |path: &str, text: &dyn Fn(usize) -> String| {
            // What was read a moment after it was written is read once more.
            [1, 2, 3].map(|edit| watching.after(&here.join(path), &text(edit)))[2]
        };
        let text = rounds("labs/tank3/lab.lab", &|edit| lab(3, edit));
        let page = rounds("reference/notes.md", &|edit| format!("# Notes\n\nEdition {edit}.\n"));
        let style = rounds("ours/style.css", &|edit| format!("h1 {{ order: {edit} }}\n"));
        [text, page, style]
    });
    let [text, page, _] = small;
    // The page, and the index for searching with the page that names it.
    assert!(text.files == 3 && page.files == 3, "{small:?}");
    for (small, large) in small.into_iter().zip(large).take(2) {
        assert!(small.files == large.files && small.read == large.read, "{small:?}, {large:?}");
        assert!(large.bytes < small.bytes * 2, "{small:?}, {large:?}");
    }
    // Another style sheet is named on every page.
    let [small, large] = [small[2], large[2]];
    assert!(small.files > 20 && large.files > 60 && large.bytes < small.bytes * 3, "{small:?}, {large:?}");
}

//! What is kept of earlier runs changes nothing but the time: after any edit, `check` says and `build` writes what
//! they would without it.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::files;

/// The exit code and what was said, for programs.
fn labc(here: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_labc"))
        .args(args)
        .args(["--format", "json"])
        .current_dir(here)
        .output()
        .unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), said)
}

fn write(here: &Path, path: &str, text: &str) {
    let path = here.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// What a course is made from: what edits change.
#[derive(Clone)]
struct Course {
    title: String,
    /// For each bakery: its title, the price of flour, and what stands at the end of its lab.
    bakeries: Vec<(String, u32, String)>,
    order: Vec<usize>,
    wage: u32,
    loaves: u32,
    notes: Option<String>,
    ink: &'static str,
    prefer: &'static str,
}

impl Course {
    fn new() -> Self {
        Self {
            title: "Bakeries".to_owned(),
            bakeries: (0..5).map(|number| (format!("Bakery {number}"), 2 + number, String::new())).collect(),
            order: (0..5).collect(),
            wage: 15,
            loaves: 40,
            notes: Some("# Notes\n\nOn [flour](../../bakery0/index.html#part-bake).\n".to_owned()),
            ink: "#101010",
            prefer: "",
        }
    }

    fn lab(&self, number: usize) -> String {
        let (title, price, end) = &self.bakeries[number];
        let earlier = match number {
            0 => String::new(),
            // One reads what a named lab has recorded, one what all have.
            3 => "let before = count(ledger)\n\"So far {before}.\"\n".to_owned(),
            _ => {
                "use ledger bakery0 {\n  costs as first_costs else 3 EUR\n}\n\"The first: {first_costs}.\"\n"
                    .to_owned()
            }
        };
        format!(
            "/// What bread costs.\nlab bakery{number} \"{title}\"\nuse std.currencies\nuse wages\n\
             const flour = {price} EUR/kg source \"The miller's list\"\n\
             table day from \"days.csv\" source \"The baker's book\" {{ day: key  loaves: number }}\n{earlier}\
             slider mass \"Mass\" from 1 kg to 9 kg by 1 kg start 2 kg\n\
             let costs = mass * flour + wages.hour * 0.1 h + 0 EUR * sum(d.loaves for d in day)\n\
             part bake \"Baking\" 5 min {{\n  \"{{mass * 2}} cost {{costs}}.\"\n  record {{ costs = costs }}\n}}\n{end}"
        )
    }

    fn put(&self, here: &Path) {
        for folder in ["labs", "reference", "ours"] {
            drop(fs::remove_dir_all(here.join(folder)));
        }
        let order: Vec<String> = self.order.iter().map(|lab| format!("\"bakery{lab}\"")).collect();
        let (first, second) = order.split_at(order.len() / 2);
        write(
            here,
            "course.toml",
            &format!(
                "id = \"bread\"\ntitle = \"{}\"\nlabs = \"labs\"\ntheme = \"ours\"\nurl = \"https://bread.example\"\n{}\
                 [[volume]]\ntitle = \"One\"\nlabs = [{}]\n[[volume]]\ntitle = \"Two\"\nlabs = [{}]\n",
                self.title,
                self.prefer,
                first.join(", "),
                second.join(", ")
            ),
        );
        write(here, "ours/theme.toml", &format!("[light]\nink = \"{}\"\n", self.ink));
        let wages = format!("use std.currencies\ngiven hour = {} EUR/h \"the town's\"\n", self.wage);
        write(here, "labs/wages.lab", &wages);
        for number in 0..self.bakeries.len() {
            write(here, &format!("labs/bakery{number}/lab.lab"), &self.lab(number));
            let days = format!("day,loaves\nmonday,{}\ntuesday,30\n", self.loaves);
            write(here, &format!("labs/bakery{number}/days.csv"), &days);
        }
        write(here, "reference/more.md", "# More\n\nSee [the notes](notes.md).\n");
        if let Some(notes) = &self.notes {
            write(here, "reference/notes.md", notes);
        }
    }

    /// Changes something, and says what.
    fn edit(&mut self, chance: &mut Chance) -> String {
        let lab = chance.below(self.bakeries.len());
        let number = chance.below(90) as u32;
        match chance.below(13) {
            0 => self.bakeries[lab].0 = format!("Bakery {lab} in street {number}"),
            1 => self.bakeries[lab].1 = number + 1,
            2 => self.bakeries[lab].2 = "let broken = flour + 1 s\n".to_owned(),
            3 => self.bakeries[lab].2 = "const bare = 3 kg\ntable t {\n  key a: kg\n  x 1\n}\n".to_owned(),
            4 => self.bakeries[lab].2 = format!("\"[There](../bakery{number}/index.html)\"\n"),
            5 => self.bakeries.iter_mut().for_each(|bakery| bakery.2.clear()),
            6 => self.wage = number + 1,
            7 => self.loaves = number,
            8 => self.order.rotate_left(1),
            9 => self.title = format!("Bakeries {number}"),
            10 => self.ink = if self.ink == "#101010" { "#202020" } else { "#101010" },
            11 => self.prefer = if self.prefer.is_empty() { "prefer = [\"g\"]\n" } else { "" },
            _ => {
                self.notes = match self.notes {
                    Some(_) => None,
                    None => Some(format!("# Notes\n\nThe {number}th edition, $x^{{{number}}}$.\n")),
                }
            }
        }
        format!("{lab} {number}: {:?}", self.bakeries)
    }
}

/// The same numbers in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn here(name: &str) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&here));
    fs::create_dir_all(&here).unwrap();
    here
}

/// Holds both commands against themselves without anything kept.
#[track_caller]
fn same_as_fresh(here: &Path, after: &str) {
    assert_eq!(labc(here, &["check"]), labc(here, &["check", "--fresh"]), "check after {after}");
    let (code, said) = labc(here, &["build"]);
    let (fresh, again) = labc(here, &["build", "--fresh", "--out", "fresh"]);
    assert_eq!((code, said.replace("out/", "fresh/")), (fresh, again), "build after {after}");
    if code == Some(0) {
        assert!(files(&here.join("out")) == files(&here.join("fresh")), "the site after {after}");
    }
}

#[test]
fn edits_one_after_another_give_what_a_clean_run_gives() {
    let here = here("edits");
    let (mut course, mut chance) = (Course::new(), Chance(14));
    course.put(&here);
    same_as_fresh(&here, "nothing");
    assert_eq!(labc(&here, &["check"]).0, Some(0), "{}", labc(&here, &["check"]).1);
    for step in 0..24 {
        let edits = 1 + chance.below(3);
        let told: Vec<String> = (0..edits).map(|_| course.edit(&mut chance)).collect();
        course.put(&here);
        // What is kept may be torn, or another file under this name.
        if step % 5 == 4 {
            let kept: Vec<_> =
                fs::read_dir(here.join(".labc-cache")).unwrap().map(|entry| entry.unwrap().path()).collect();
            let (spare, kept): (Vec<_>, Vec<_>) = kept.into_iter().partition(|path| path.is_dir());
            // Files of the spare are second names of the site's own: a damaged one comes in the place of such a name.
            for spare in spare {
                let names: Vec<_> = files(&spare).into_keys().collect();
                let torn = spare.join(&names[chance.below(names.len())]);
                fs::remove_file(&torn).unwrap();
                if chance.below(2) == 0 {
                    fs::write(&torn, "torn").unwrap();
                }
            }
            for _ in 0..4 {
                let (one, other) = (&kept[chance.below(kept.len())], &kept[chance.below(kept.len())]);
                if chance.below(2) == 0 {
                    let bytes = fs::read(one).unwrap();
                    fs::write(one, &bytes[..bytes.len() / 2]).unwrap();
                } else {
                    fs::write(one, fs::read(other).unwrap()).unwrap();
                }
            }
        }
        same_as_fresh(&here, &told.join(", then "));
    }
}

/// Whether a file of the cache belongs to a page, and not to all of them.
fn is_of_a_page(entry: &fs::DirEntry) -> bool {
    ![".gitignore", "clock", "stamps", "course", "site", "out.spare", "out.state"]
        .iter()
        .any(|name| entry.file_name() == *name)
}

#[test]
fn a_check_keeps_what_a_build_can_use_and_the_other_way_round() {
    let here = here("shared");
    Course::new().put(&here);
    let kept = || {
        let entries = fs::read_dir(here.join(".labc-cache")).unwrap().map(|entry| entry.unwrap());
        entries
            .filter(is_of_a_page)
            .map(|entry| (entry.path(), entry.metadata().unwrap().modified().unwrap()))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(labc(&here, &["check"]).0, Some(0));
    assert!(!here.join("out").exists());
    let by_check = kept();
    // Five labs and two pages of text, each with its page; the table of each lab, as two files, and its verdicts; and the
    // pages that list labs, of the course and of its volumes.
    assert_eq!(by_check.len(), 24 + 5 + 3);
    assert_eq!(labc(&here, &["build"]).0, Some(0));
    let by_both = kept();
    assert_eq!(by_both.len(), by_check.len() + 3, "the index, the page that searches, and the course's data");
    assert!(by_check.iter().all(|(path, time)| by_both.get(path) == Some(time)));
    assert_eq!(labc(&here, &["check"]).0, Some(0));
    assert_eq!(kept(), by_both);
}

#[test]
fn what_is_torn_of_each_page_is_made_again_where_it_is_wanted() {
    let here = here("torn");
    let mut course = Course::new();
    course.put(&here);
    same_as_fresh(&here, "nothing");
    // What is known of all pages stays, but nothing is left of the words that searching finds.
    for entry in fs::read_dir(here.join(".labc-cache")).unwrap().map(|entry| entry.unwrap()) {
        if is_of_a_page(&entry) {
            fs::write(entry.path(), "torn").unwrap();
        }
    }
    same_as_fresh(&here, "tearing");
    course.bakeries[2].0 = "Bakery 2 at the corner".to_owned();
    course.put(&here);
    same_as_fresh(&here, "another title");
}

#[test]
fn a_lab_with_errors_is_not_looked_at_again_until_it_changes() {
    let here = here("faulty");
    let mut course = Course::new();
    course.bakeries[1].2 = "let broken = flour + 1 s\n".to_owned();
    course.put(&here);
    let first = labc(&here, &["check"]);
    assert!(first.0 == Some(1) && first.1.contains("add-mismatch"), "{first:?}");
    let written = |here: &Path| {
        let entries = fs::read_dir(here.join(".labc-cache")).unwrap().map(|entry| entry.unwrap());
        entries.filter(is_of_a_page).map(|entry| entry.metadata().unwrap().modified().unwrap()).max()
    };
    let before = written(&here);
    assert_eq!(labc(&here, &["check"]), first);
    assert_eq!(written(&here), before, "something was looked at again");
    course.bakeries[1].2.clear();
    course.put(&here);
    assert_eq!(labc(&here, &["check"]).0, Some(0));
}

/// A page that stays as it was is the same file after a build.
#[cfg(unix)]
#[test]
fn pages_that_stay_are_not_written_again() {
    use std::os::unix::fs::MetadataExt;
    let here = here("second-names");
    let mut course = Course::new();
    course.put(&here);
    assert_eq!(labc(&here, &["build"]).0, Some(0));
    let inode = |path: &str| fs::metadata(here.join("out").join(path)).unwrap().ino();
    let pages = ["bakery0/index.html", "bakery4/index.html", "reference/more/index.html"];
    let before = pages.map(inode);
    course.bakeries[0].1 = 9;
    course.put(&here);
    assert_eq!(labc(&here, &["build"]).0, Some(0));
    let after = pages.map(inode);
    assert_ne!(after[0], before[0]);
    assert_eq!(after[1..], before[1..]);
    // Its other name is in the spare.
    assert_eq!(fs::metadata(here.join("out/bakery4/index.html")).unwrap().nlink(), 2);
}

/// Neither a change of the same length at the same time, nor a folder that has become a link, is missed.
#[cfg(unix)]
#[test]
fn a_change_is_seen_whatever_its_time_says() {
    let here = here("stamps");
    Course::new().put(&here);
    let first = labc(&here, &["check"]);
    assert_eq!(first.0, Some(0), "{first:?}");
    let labs = fs::read_dir(here.join("labs")).unwrap().map(|entry| entry.unwrap().path());
    let lab = labs.into_iter().find(|lab| lab.join("lab.lab").is_file()).unwrap();
    let path = lab.join("lab.lab");
    let text = fs::read_to_string(&path).unwrap();
    let then = fs::metadata(&path).unwrap().modified().unwrap();
    let set = |text: &str| {
        fs::write(&path, text).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
    };
    set(&text.replacen("lab ", "lob ", 1));
    assert_eq!(labc(&here, &["check"]).0, Some(1));
    set(&text);
    same_as_fresh(&here, "the text as it was");
    // Outside the course now, though it is the same file.
    let outside = here.with_extension("outside");
    drop(fs::remove_dir_all(&outside));
    fs::rename(&lab, &outside).unwrap();
    std::os::unix::fs::symlink(&outside, &lab).unwrap();
    let linked = labc(&here, &["check"]);
    assert!(linked.0 == Some(1) && linked.1.contains("outside the course"), "{linked:?}");
}

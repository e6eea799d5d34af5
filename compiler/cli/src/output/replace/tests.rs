//! Folders are replaced whole or not at all, and nothing else is touched: at every step, whatever stops it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::cache::Cache;
use crate::cache::standing::Standing;
use crate::output::disk::faults::Plan as Faults;
use crate::output::tests::site;

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("labc-{name}-{}-{number}", std::process::id()));
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn place(&self) -> PathBuf {
        self.0.join("out")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.place().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.place().join(path)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn write(output: &Output, place: &Path) -> Result<ReplaceNotes, String> {
    output.write_to(place, EntryKind::Site, false).map_err(|error| error.to_string())
}

/// Everything in a folder by its path: what files hold, where links lead.
fn everything(folder: &Path) -> BTreeMap<String, String> {
    fn look(folder: &Path, below: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder.join(below)).unwrap() {
            let entry = entry.unwrap();
            let path = below.join(entry.file_name());
            let kind = entry.file_type().unwrap();
            let key = slashed(&path).unwrap();
            if kind.is_dir() {
                look(folder, &path, found);
                found.insert(format!("{key}/"), String::new());
            } else if kind.is_symlink() {
                found.insert(key, fs::read_link(entry.path()).unwrap().display().to_string());
            } else {
                found.insert(key, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    if folder.exists() {
        look(folder, Path::new(""), &mut found);
    }
    found
}

const ONE: [(&str, &str); 5] = [
    ("index.html", "the home, one"),
    ("a/index.html", "a lab, one"),
    ("gone/index.html", "a lab that will be gone"),
    ("assets/style-1.css", "style one"),
    ("assets/same.js", "a script"),
];
const TWO: [(&str, &str); 5] = [
    ("index.html", "the home, two"),
    ("a/index.html", "a lab, two"),
    ("b/index.html", "a new lab"),
    ("assets/style-2.css", "style two"),
    ("assets/same.js", "a script"),
];
const FOREIGN: [(&str, &str); 7] = [
    (".git/config", "[core]"),
    (".git/objects/ab/cdef", "an object"),
    ("CNAME", "labs.example.org"),
    ("notes/todo.txt", "publish"),
    ("a/mine.txt", "beside a page"),
    ("gone/mine.txt", "beside a page that goes"),
    ("assets/logo.svg", "<svg/>"),
];

/// A site with files of other people in it, and one beside it.
fn lived_in(name: &str) -> Folder {
    let folder = Folder::new(name);
    write(&site(&ONE), &folder.place()).unwrap();
    for (path, text) in FOREIGN {
        folder.write(path, text);
    }
    fs::create_dir(folder.place().join("empty")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("notes/todo.txt", folder.place().join("link")).unwrap();
    fs::write(folder.0.join("beside.txt"), "beside").unwrap();
    folder
}

/// What is in the place with one site or the other, and what was there before.
fn with(files: &[(&str, &str)], foreign: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut all = foreign.clone();
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    for (path, text) in files {
        for above in above(&path) {
            all.insert(format!("{above}/"), String::new());
        }
        all.insert(path, text);
    }
    let hashes = all.iter().filter(|(path, _)| !foreign.contains_key(*path) && !path.ends_with('/'));
    let hashes = hashes.map(|(path, text)| (path.clone(), blake3::hash(text.as_bytes()))).collect();
    all.insert(MARKER.to_owned(), List { kind: EntryKind::Site, files: hashes }.text());
    all
}

/// The files that are not ours, from a place that holds a site.
fn foreign(place: &Path, files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut all = everything(place);
    all.retain(|path, _| {
        let ours = files.iter().any(|(ours, _)| ours == path || ours.starts_with(path.as_str()));
        // Folders of ours in which others keep something, too.
        !ours && path != MARKER
    });
    let more: Vec<String> =
        all.keys().flat_map(|path| above(path).map(|above| format!("{above}/"))).collect();
    all.extend(more.into_iter().map(|path| (path, String::new())));
    all
}

/// Replaces one site by two, stopped at each step in turn; gives the number of steps.
fn stopped_everywhere(name: &str, faults: impl Fn(usize) -> Faults) -> usize {
    for step in 0.. {
        let folder = lived_in(name);
        let place = folder.place();
        let theirs = foreign(&place, &ONE);
        let (old, new) = (with(&ONE, &theirs), with(&TWO, &theirs));
        assert_eq!(everything(&place), old);
        let disk = Disk { plan: faults(step) };
        let ended = replace(&disk, &site(&TWO), EntryKind::Site, &place, false);
        let found = everything(&place);
        let between = disk.plan.without_exchange && !place.exists();
        assert!(found == old || found == new || between, "{name}, step {step}: {found:#?}");
        assert_eq!(fs::read_to_string(folder.0.join("beside.txt")).unwrap(), "beside");
        // The next build succeeds and leaves nothing behind.
        write(&site(&TWO), &place).unwrap_or_else(|error| panic!("{name}, step {step}: {error}"));
        assert_eq!(everything(&place), new, "{name}, step {step}");
        assert_eq!(folder.names(), ["beside.txt", "out"], "{name}, step {step}");
        if disk.plan.steps.get() <= step {
            assert!(ended.is_ok(), "{name}: {ended:?}");
            return step;
        }
    }
    unreachable!()
}

#[test]
fn a_site_takes_the_place_of_the_old_one_and_nothing_else() {
    let folder = lived_in("swap");
    let theirs = foreign(&folder.place(), &ONE);
    assert_eq!(
        theirs.keys().filter(|path| !path.ends_with('/')).count(),
        FOREIGN.len() + usize::from(cfg!(unix))
    );
    let inode = |path: &str| fs::metadata(folder.place().join(path)).unwrap();
    let (git, notes) = (inode(".git"), inode("notes/todo.txt"));
    assert_eq!(write(&site(&TWO), &folder.place()).unwrap(), ReplaceNotes::new());
    assert_eq!(everything(&folder.place()), with(&TWO, &theirs));
    assert_eq!(folder.names(), ["beside.txt", "out"]);
    // The very same files and folders.
    assert!(
        is_same(Some(&git), Some(&inode(".git"))) && is_same(Some(&notes), Some(&inode("notes/todo.txt")))
    );
}

#[test]
fn a_kill_at_any_step_leaves_a_whole_site_and_all_other_files() {
    let steps = stopped_everywhere("kill", |step| Faults { dies_at: Some(step), ..Faults::default() });
    assert!(steps > 60, "{steps} steps");
    stopped_everywhere("kill-copies", |step| Faults {
        dies_at: Some(step),
        without_links: true,
        ..Faults::default()
    });
    stopped_everywhere("kill-renames", |step| Faults {
        dies_at: Some(step),
        without_exchange: true,
        ..Faults::default()
    });
}

#[test]
fn a_failure_at_any_step_leaves_a_whole_site_and_all_other_files() {
    stopped_everywhere("fail", |step| Faults { fails_at: Some(step), ..Faults::default() });
    stopped_everywhere("fail-renames", |step| Faults {
        fails_at: Some(step),
        without_exchange: true,
        without_links: true,
        ..Faults::default()
    });
}

#[test]
fn a_kill_while_tidying_up_after_a_kill() {
    let steps = stopped_everywhere("steps", |step| Faults { dies_at: Some(step), ..Faults::default() });
    for first in (1..steps).step_by(5) {
        for second in (1..).step_by(9) {
            let folder = lived_in("twice");
            let place = folder.place();
            let theirs = foreign(&place, &ONE);
            let dies = |step| Disk { plan: Faults { dies_at: Some(step), ..Faults::default() } };
            drop(replace(&dies(first), &site(&TWO), EntryKind::Site, &place, false));
            let again = dies(second);
            drop(replace(&again, &site(&ONE), EntryKind::Site, &place, false));
            let found = everything(&place);
            let whole = [with(&ONE, &theirs), with(&TWO, &theirs)];
            assert!(whole.contains(&found), "steps {first} and {second}: {found:#?}");
            write(&site(&TWO), &place).unwrap();
            assert_eq!(everything(&place), whole[1], "steps {first} and {second}");
            assert_eq!(folder.names(), ["beside.txt", "out"], "steps {first} and {second}");
            if again.plan.steps.get() <= second {
                break;
            }
        }
    }
}

/// A site that is built with a cache beside it, which keeps a spare.
fn with_cache(files: &[(&str, &str)], folder: &Folder) -> Output {
    let mut output = site(files);
    output.standing = Standing::of(&folder.place(), &Cache::beside(&folder.place()));
    output
}

#[cfg(unix)]
#[test]
fn a_kill_while_the_spare_becomes_the_site_leaves_a_whole_site() {
    let none = BTreeMap::new();
    for dies in [true, false] {
        for step in 0.. {
            let folder = Folder::new("spare");
            let place = folder.place();
            write(&with_cache(&ONE, &folder), &place).unwrap();
            write(&with_cache(&ONE[1..], &folder), &place).unwrap();
            let (old, new) = (with(&ONE[1..], &none), with(&TWO, &none));
            assert_eq!(everything(&place), old);
            let when = Some(step);
            let disk = Disk {
                plan: match dies {
                    true => Faults { dies_at: when, ..Faults::default() },
                    false => Faults { fails_at: when, ..Faults::default() },
                },
            };
            let ended = replace(&disk, &with_cache(&TWO, &folder), EntryKind::Site, &place, false);
            let found = everything(&place);
            assert!(found == old || found == new, "step {step}: {found:#?}");
            // Whatever is left of the spare, the next builds make what they would have made.
            for files in [&TWO[..], &ONE[..4], &TWO[1..], &ONE[..]] {
                write(&with_cache(files, &folder), &place).unwrap_or_else(|error| panic!("{step}: {error}"));
                assert_eq!(everything(&place), with(files, &none), "step {step}");
                assert_eq!(folder.names(), [".labc-cache", "out"], "step {step}");
            }
            if disk.plan.steps.get() <= step {
                assert!(ended.is_ok(), "{ended:?}");
                break;
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn after_an_edit_as_much_is_changed_in_a_large_site_as_in_a_small_one() {
    let steps = [20, 200].map(|size| {
        let folder = Folder::new("edit");
        let names: Vec<String> = (0..size).map(|page| format!("page{page}/index.html")).collect();
        let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "a page")).collect();
        write(&with_cache(&files, &folder), &folder.place()).unwrap();
        let edits = ["an edit", "another edit", "a third one"].map(|edit| {
            files[7].1 = edit;
            let disk = Disk::default();
            replace(&disk, &with_cache(&files, &folder), EntryKind::Site, &folder.place(), false).unwrap();
            assert_eq!(everything(&folder.place()), with(&files, &BTreeMap::new()));
            disk.plan.steps.get()
        });
        assert!(edits.iter().all(|steps| *steps < 30), "{edits:?}");
        edits
    });
    assert_eq!(steps[0], steps[1]);
}

#[cfg(unix)]
#[test]
fn files_of_others_and_changed_files_are_safe_from_the_spare() {
    let folder = Folder::new("spare-others");
    let build = |files: &[(&str, &str)]| write(&with_cache(files, &folder), &folder.place());
    build(&ONE).unwrap();
    build(&TWO).unwrap();
    // One that the spare does not have, one that is changed where it lies, and one that is put in the place of ours.
    folder.write("a/mine.txt", "beside a page");
    build(&ONE).unwrap();
    build(&TWO).unwrap();
    assert_eq!(folder.read("a/mine.txt"), "beside a page");
    for anew in [false, true] {
        if anew {
            fs::remove_file(folder.place().join("assets/same.js")).unwrap();
        }
        folder.write("assets/same.js", "by hand");
        let before = everything(&folder.place());
        let error = build(&ONE).unwrap_err();
        assert!(error.contains("changed since labc wrote them: assets/same.js"), "{error}");
        assert_eq!(everything(&folder.place()), before);
    }
    folder.write("assets/same.js", "a script");
    fs::remove_file(folder.place().join("a/mine.txt")).unwrap();
    build(&ONE).unwrap();
    build(&TWO).unwrap();
    // A spare that somebody has changed is not used.
    fs::write(folder.0.join(".labc-cache/out.spare/a/more.txt"), "more").unwrap();
    fs::remove_file(folder.0.join(".labc-cache/out.spare/index.html")).unwrap();
    fs::write(folder.0.join(".labc-cache/out.spare/index.html"), "another home").unwrap();
    for files in [&ONE, &TWO, &ONE] {
        build(files).unwrap();
        assert_eq!(everything(&folder.place()), with(files, &BTreeMap::new()));
    }
}

#[test]
fn a_first_build_that_is_killed_leaves_nothing_or_all() {
    for step in 0.. {
        let folder = Folder::new("first");
        let disk = Disk { plan: Faults { dies_at: Some(step), ..Faults::default() } };
        let ended = replace(&disk, &site(&ONE), EntryKind::Site, &folder.place().join("deep"), false);
        let found = everything(&folder.place().join("deep"));
        assert!(found.is_empty() || found == with(&ONE, &BTreeMap::new()), "step {step}: {found:#?}");
        write(&site(&TWO), &folder.place().join("deep")).unwrap();
        assert_eq!(everything(&folder.place().join("deep")), with(&TWO, &BTreeMap::new()));
        if ended.is_ok() {
            break;
        }
    }
}

#[test]
fn builds_at_one_time_wait_for_each_other() {
    let folder = lived_in("parallel");
    let theirs = foreign(&folder.place(), &ONE);
    std::thread::scope(|scope| {
        for builder in 0..6 {
            let place = folder.place();
            scope.spawn(move || {
                for round in 0..5 {
                    let files: &[_] = if (builder + round) % 2 == 0 { &ONE } else { &TWO };
                    write(&site(files), &place).unwrap();
                }
            });
        }
    });
    let found = everything(&folder.place());
    assert!([with(&ONE, &theirs), with(&TWO, &theirs)].contains(&found), "{found:#?}");
    assert_eq!(folder.names(), ["beside.txt", "out"]);
}

/// A link in the place of the folder of a build, which leads nowhere, is told and not waited for.
#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_told() {
    let folder = Folder::new("dangling");
    std::os::unix::fs::symlink("nowhere", folder.place().with_file_name(".out.labc")).unwrap();
    let error = write(&site(&ONE), &folder.place()).unwrap_err();
    assert!(error.contains(".out.labc"), "{error}");
}

#[test]
fn a_file_that_was_changed_stops_a_build_or_is_kept() {
    let folder = lived_in("changed");
    folder.write("index.html", "the home, by hand");
    folder.write("gone/index.html", "by hand, too");
    let before = everything(&folder.place());
    let error = write(&site(&TWO), &folder.place()).unwrap_err();
    assert!(error.contains("changed since labc wrote them: gone/index.html, index.html"), "{error}");
    assert!(error.contains("--set-aside"), "{error}");
    assert_eq!(everything(&folder.place()), before);
    let notes = site(&TWO).write_to(&folder.place(), EntryKind::Site, true).unwrap().join("\n");
    assert!(notes.contains("index.html as ") && notes.contains("index.html.kept"), "{notes}");
    assert_eq!(folder.read("index.html"), "the home, two");
    assert_eq!(folder.read("index.html.kept"), "the home, by hand");
    assert_eq!(folder.read("gone/index.html"), "by hand, too");
    // What is kept is somebody's file from now on.
    write(&site(&ONE[..2]), &folder.place()).unwrap();
    assert_eq!(folder.read("index.html.kept"), "the home, by hand");
    assert_eq!(folder.read("gone/index.html"), "by hand, too");
    assert_eq!(folder.names(), ["beside.txt", "out"]);
    // A change to what is written anyway is no change; a file that was deleted comes back.
    folder.write("index.html", "the home, two");
    fs::remove_file(folder.place().join("a/index.html")).unwrap();
    write(&site(&TWO), &folder.place()).unwrap();
    assert_eq!(folder.read("a/index.html"), "a lab, two");
}

#[test]
fn files_in_the_way_stop_a_build_or_are_kept() {
    let more: Vec<_> = TWO.into_iter().chain([("page", "a file of ours"), ("c/d/e.html", "deep")]).collect();
    let theirs = [
        ("b/index.html", "mine"),
        ("b/index.html.kept", "mine, too"),
        ("page/mine.txt", "a folder where a file goes"),
        ("page/more/mine.txt", "below it"),
        ("c", "a file where a folder goes"),
    ];
    for step in 0.. {
        let folder = lived_in("in-the-way");
        for (path, text) in theirs {
            folder.write(path, text);
        }
        let before = everything(&folder.place());
        let error = write(&site(&more), &folder.place()).unwrap_err();
        assert!(error.contains("in the way: b/index.html, c, page"), "{error}");
        assert_eq!(everything(&folder.place()), before);

        let disk = Disk { plan: Faults { dies_at: Some(step), ..Faults::default() } };
        let ended = replace(&disk, &site(&more), EntryKind::Site, &folder.place(), true);
        site(&more).write_to(&folder.place(), EntryKind::Site, true).unwrap();
        for (path, text) in more.iter().copied().chain([
            ("b/index.html.kept-2", "mine"),
            ("b/index.html.kept", "mine, too"),
            ("page.kept/mine.txt", "a folder where a file goes"),
            ("page.kept/more/mine.txt", "below it"),
            ("c.kept", "a file where a folder goes"),
        ]) {
            assert_eq!(folder.read(path), text, "step {step}");
        }
        let names = everything(&folder.place());
        let kept = names.keys().filter(|path| path.contains(".kept") && !path.ends_with('/')).count();
        assert_eq!(kept, 5, "step {step}: {names:#?}");
        assert_eq!(folder.names(), ["beside.txt", "out"]);
        if ended.is_ok() {
            break;
        }
    }
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    for marker in [
        None,
        Some("x\n".to_owned()),
        Some("This folder is made by labc 0.1.0 and replaced whole.\n".to_owned()),
        Some(List { kind: EntryKind::ClassReport, files: BTreeMap::new() }.text()),
        Some("labc-list 2 site\n".to_owned()),
        Some(List { kind: EntryKind::Site, files: BTreeMap::new() }.text().replace("end 0", "")),
    ] {
        for set_aside in [false, true] {
            let folder = Folder::new("foreign");
            folder.write("thesis.txt", "precious");
            folder.write("labs-src/a/lab.lab", "lab a");
            if let Some(marker) = &marker {
                folder.write(MARKER, marker);
            }
            let before = everything(&folder.place());
            let error =
                site(&ONE).write_to(&folder.place(), EntryKind::Site, set_aside).unwrap_err().to_string();
            assert!(error.contains("is left alone"), "{error}");
            assert_eq!(everything(&folder.place()), before);
            assert_eq!(folder.names(), ["out"]);
        }
    }
    // A list that was copied among other things names what may be replaced, and no more.
    let folder = lived_in("copied");
    fs::create_dir(folder.0.join("other")).unwrap();
    for (path, text) in
        [("thesis.txt", "precious"), ("a/index.html", "my own"), (MARKER, &folder.read(MARKER))]
    {
        fs::create_dir_all(folder.0.join("other/a")).unwrap();
        fs::write(folder.0.join("other").join(path), text).unwrap();
    }
    let error = write(&site(&TWO), &folder.0.join("other")).unwrap_err();
    assert!(error.contains("changed since labc wrote them: a/index.html"), "{error}");
}

#[test]
fn version_control_and_a_host_name_may_be_there_first() {
    let folder = Folder::new("worktree");
    folder.write(".git", "gitdir: ../.git/worktrees/pages");
    folder.write("CNAME", "labs.example.org");
    write(&site(&ONE), &folder.place()).unwrap();
    assert_eq!(folder.read(".git"), "gitdir: ../.git/worktrees/pages");
    assert_eq!(folder.read("CNAME"), "labs.example.org");
    assert_eq!(folder.read("index.html"), "the home, one");
}

#[test]
fn places_that_cannot_be_folders_say_why() {
    let folder = Folder::new("places");
    fs::write(folder.0.join("file"), "").unwrap();
    let says = |place: &Path, part: &str| {
        let error = write(&site(&ONE), place).unwrap_err();
        assert!(error.contains(part), "{error}");
    };
    says(&folder.0.join("file"), "is not a folder");
    says(&folder.0.join("file/out"), "file");
    says(Path::new("/"), "cannot be the folder");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", folder.0.join("dangling")).unwrap();
        says(&folder.0.join("dangling"), "leads nowhere");
        fs::write(folder.0.join(".taken.labc"), "").unwrap();
        says(&folder.0.join("taken"), "is in the way");
    }
    assert!(!folder.place().exists());
}

#[cfg(unix)]
#[test]
fn a_link_to_the_place_stays_a_link() {
    let folder = Folder::new("link");
    let place = folder.0.join("real");
    write(&site(&ONE), &place).unwrap();
    std::os::unix::fs::symlink(&place, folder.0.join("link")).unwrap();
    write(&site(&TWO), &folder.0.join("link")).unwrap();
    assert_eq!(fs::read_to_string(place.join("index.html")).unwrap(), "the home, two");
    assert_eq!(folder.names(), ["link", "real"]);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_in_the_place() {
    let folder = lived_in("through");
    fs::create_dir(folder.0.join("elsewhere")).unwrap();
    fs::write(folder.0.join("elsewhere/index.html"), "elsewhere").unwrap();
    std::os::unix::fs::symlink("../elsewhere", folder.place().join("b")).unwrap();
    let error = write(&site(&TWO), &folder.place()).unwrap_err();
    assert!(error.contains("in the way: b;"), "{error}");
    site(&TWO).write_to(&folder.place(), EntryKind::Site, true).unwrap();
    assert_eq!(fs::read_to_string(folder.0.join("elsewhere/index.html")).unwrap(), "elsewhere");
    assert!(folder.place().join("b.kept").is_symlink());
    assert_eq!(folder.read("b/index.html"), "a new lab");
}

#[test]
fn a_build_that_changes_nothing_touches_nothing() {
    let folder = lived_in("same");
    let inode = || fs::metadata(folder.place().join("index.html")).unwrap();
    let before = inode();
    write(&site(&ONE), &folder.place()).unwrap();
    assert!(is_same(Some(&before), Some(&inode())));
    assert_eq!(before.modified().unwrap(), inode().modified().unwrap());
}

#[test]
fn kinds_of_output_do_not_replace_each_other() {
    for (first, then, says) in [
        (EntryKind::Site, EntryKind::ClassReport, "holds a site, and is left alone"),
        (EntryKind::ClassReport, EntryKind::Site, "holds a class report, and is left alone"),
    ] {
        let folder = Folder::new("kinds");
        site(&ONE).write_to(&folder.place(), first, false).unwrap();
        let before = everything(&folder.place());
        let error = site(&TWO).write_to(&folder.place(), then, true).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        assert_eq!(everything(&folder.place()), before);
    }
}

//! Renaming over a whole course: every use has the new name, `was` keeps what students have stored, and nothing else changes.

mod lsp {
    pub(crate) mod client;
    pub(crate) mod water;
}

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use lsp::client::{Client, edited, place};
use lsp::water::{checked, copy, folder};
use serde_json::json;

/// The files of a course that names stand in, by their paths.
fn texts(here: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![here.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let ending = path.extension().unwrap_or_default().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if ending == "lab" || ending == "toml" || ending == "bib" {
                let name = path.strip_prefix(here).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Renames what stands in a file, at the end of some words of which there is one, and writes the files.
fn rename(client: &mut Client, here: &Path, (file, words): (&str, &str), new: &str) {
    let text = fs::read_to_string(here.join(file)).unwrap();
    let at = text.find(words).unwrap_or_else(|| panic!("{file} has `{words}`")) + words.len();
    assert_eq!(text.matches(words).count(), 1, "{words}");
    client.open(file, &text);
    client.wait();
    let found = client.at("textDocument/rename", file, place(&text, at), json!({ "newName": new }));
    let changes = found["changes"].as_object().unwrap_or_else(|| panic!("{words}: {found}")).clone();
    for (uri, edits) in changes {
        let path = here.join(client.path(&uri));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, edited(&text, edits.as_array().unwrap())).unwrap();
    }
    client.close(file);
    client.wait();
}

/// Whether a letter belongs to a name.
fn in_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The text with one whole word in place of another.
fn replaced(text: &str, from: &str, to: &str) -> String {
    let (mut new, mut at) = (String::new(), 0);
    for (start, _) in text.match_indices(from) {
        let before = text[..start].chars().next_back();
        let after = text[start + from.len()..].chars().next();
        if !before.is_some_and(in_name) && !after.is_some_and(in_name) {
            new.push_str(&text[at..start]);
            new.push_str(to);
            at = start + from.len();
        }
    }
    new + &text[at..]
}

/// The lines that have changed, and those in which the old name still stands.
fn told(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>, old: &str) -> String {
    let mut said = String::new();
    for (path, text) in after {
        let lines = before[path].lines().zip(text.lines());
        assert_eq!(before[path].lines().count(), text.lines().count(), "{path}");
        for (before, after) in lines {
            if before != after {
                let _ = writeln!(said, "{path}\n  - {}\n  + {}", before.trim(), after.trim());
            } else if replaced(after, old, "") != after {
                let _ = writeln!(said, "{path}\n    {}", after.trim());
            }
        }
    }
    said
}

const ACIDS: [(&str, &str, &str); 14] = [
    ("labs/buffer/lab.lab", "lab buffer", "first_lab"),
    ("labs/titration/lab.lab", "use ledger buffer", "first_lab"),
    ("labs/buffer/lab.lab", "slider salt", "brine"),
    ("labs/buffer/lab.lab", "choice vessel", "glass"),
    ("labs/buffer/lab.lab", "choice filled", "content"),
    ("labs/buffer/lab.lab", "\n  small", "little"),
    ("labs/titration/lab.lab", "  kept.large", "wide"),
    ("labs/acids.lab", "  acetic", "vinegar"),
    ("labs/buffer/lab.lab", "\n    small", "tenth"),
    ("labs/buffer/lab.lab", "record {\n    amount", "moles"),
    ("labs/look_back/lab.lab", "max(l.amount", "moles"),
    ("labs/titration/lab.lab", "halved", "twofold"),
    ("labs/look_back/lab.lab", "\n  balance", "equilibrium"),
    ("labs/titration/lab.lab", "together = amount", "brought"),
];

#[test]
fn every_use_in_a_course_of_chemistry_has_the_new_name() {
    let mut said = String::new();
    for (file, words, new) in ACIDS {
        let here = folder("acids");
        copy(&root().join("compiler/cli/tests/lsp/acids"), &here);
        let before = texts(&here);
        if said.is_empty() {
            assert_eq!(checked(&here), Vec::<String>::new());
        }
        let mut client = Client::start(&here);
        rename(&mut client, &here, (file, words), new);
        assert!(client.stop());
        let old = words.rsplit(|letter: char| !in_name(letter)).next().unwrap();
        let _ = writeln!(
            said,
            "## `{}` in {file} becomes `{new}`\n{}",
            words.trim(),
            told(&before, &texts(&here), old)
        );
        assert_eq!(checked(&here), Vec::<String>::new(), "{words}");
    }
    insta::assert_snapshot!(said);
}

#[test]
fn our_course_is_clean_after_renaming_a_lab_a_control_a_row_an_option_and_a_field() {
    let here = folder("renamed");
    for part in ["site", "labs-src"] {
        copy(&root().join(part), &here.join(part));
    }
    let original = texts(&here);
    let lab = |name: &str| format!("labs-src/{name}/lab.lab");
    let all = [
        ("vol1_10", "lab vol1_10", "vol1_compression"),
        ("vol1_06", "slider seq", "tokens_at_once"),
        ("vol1_06", "choice device", "machine_chosen"),
        ("vol1_10", "\n  flagship", "best_phone"),
        ("vol1_16", "\n  memory_wall", "wall_of_memory"),
        ("vol1_06", "\n    quadratic", "fourfold"),
        ("vol1_06", "predict doubling", "twice_the_window"),
        ("vol1_10", "\n    flagship_memory", "memory_of_the_best"),
        ("vol1_06", "\n    window", "window_chosen"),
    ];
    let mut client = Client::start(&here);
    client.wait();
    let mut olds = Vec::new();
    for (name, words, new) in all {
        rename(&mut client, &here, (&lab(name), words), new);
        olds.push((words.rsplit(|letter: char| !in_name(letter)).next().unwrap(), new));
    }
    assert!(client.stop());
    let after = texts(&here);
    // Without the new names, every byte is as it was.
    let mut changed = Vec::new();
    for (path, text) in &after {
        let mut back = text.clone();
        for (old, new) in &olds {
            back = replaced(&back, &format!("{new} was {old}"), old);
            back = replaced(&back, &format!("{new} as {old}"), old);
            back = replaced(&back, new, old);
        }
        // What had its name from the question has it still.
        back = back.replace("doubling.right as doubling_right", "doubling.right");
        assert!(back == original[path], "{path}");
        if back != *text {
            changed.push(path.as_str());
        }
    }
    assert_eq!(changed, ["quant_free_lunch", "quant_pareto", "vol1_06", "vol1_10", "vol1_16"].map(lab));
    for (name, words, new) in all {
        let old = words.rsplit(|letter: char| !in_name(letter)).next().unwrap();
        assert!(after[&lab(name)].contains(&format!("{new} was {old}")), "{new}");
    }
    assert_eq!(checked(&here), Vec::<String>::new());
}

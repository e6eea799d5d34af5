//! Every use of a name is known: editors that rename what a lab declares leave it as sound as it was.

use std::fs;

use labc::check::uses::{Referent, Use};
use labc::record::protocol::Course;
use labc::sources::{FileId, NoFiles};
use labc_tests::fence::fences;
use labc_tests::place::root;

/// The text with every name that it declares under another one, and how many there were.
fn renamed(source: &str) -> (String, usize) {
    let analysis = labc::analyse_names(FileId(0), source, &NoFiles, &Course::default());
    let uses = &analysis.uses;
    let is_renamed = |one: &&Use| {
        let name = &source[one.span.range()];
        let known = ["key", "label"].contains(&name) && matches!(one.of, Referent::Column(..));
        let fixed = matches!(one.of, Referent::Unit(_) | Referent::Field(..));
        // A choice for each row is declared under its own name, and read as a column.
        let is_declared = match &one.of {
            Referent::Column(_, name) => uses.declaration(&Referent::Item(name.clone())).is_some(),
            _ => false,
        };
        !known && !fixed && (is_declared || uses.declaration(&one.of).is_some())
    };
    let mut places: Vec<&Use> = uses.all().iter().filter(is_renamed).collect();
    // A status for each row is a name and a column at one place.
    places.dedup_by_key(|one| one.span);
    let mut new = String::new();
    let mut at = 0;
    for one in &places {
        new.push_str(&source[at..one.span.end as usize]);
        new.push_str("_x");
        at = one.span.end as usize;
    }
    (new + &source[at..], places.len())
}

/// The codes of what is reported, in order, and the headlines.
fn reported(source: &str) -> (Vec<&'static str>, Vec<String>) {
    let analysis = labc::analyse(FileId(0), source, &NoFiles, &Course::default());
    let found = analysis.diagnostics.iter();
    let mut codes: Vec<&'static str> = found.clone().map(|one| one.code.as_str()).collect();
    codes.sort_unstable();
    (codes, found.map(|one| one.headline.clone()).collect())
}

#[test]
fn a_lab_whose_names_are_all_others_has_no_other_errors() {
    let mut texts = Vec::new();
    for folder in fs::read_dir(root().join("labs-src")).unwrap() {
        let path = folder.unwrap().path().join("lab.lab");
        texts.push((path.display().to_string(), fs::read_to_string(path).unwrap()));
    }
    let reference = fs::read_to_string(root().join("site/reference/language.md")).unwrap();
    for fence in fences(&reference) {
        if fence.language == "lab" && !fence.has("course") {
            texts.push((format!("language.md:{}", fence.line), fence.text));
        }
    }
    let (mut changed, mut wrong) = (0, Vec::new());
    for (place, text) in &texts {
        let (new, count) = renamed(text);
        let ((codes, headlines), (before, _)) = (reported(&new), reported(text));
        if codes != before {
            wrong.push((place, headlines));
        }
        changed += count;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(changed > 3000, "{changed} names in {} texts", texts.len());
}

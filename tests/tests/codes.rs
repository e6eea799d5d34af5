//! The pages of the diagnostics: each one's examples do what the page says, and there is a page for every
//! code that the sources name and for no other.

use std::collections::BTreeSet;
use std::fs;

use labc::codes;
use labc::diagnostic::{Diagnostic, Severity};
use labc::eval::{Question, evaluate};
use labc::sources::{FileId, Files, NoFiles};
use labc_tests::fence::{Fence, fences};
use labc_tests::place::files;

/// Codes of what is outside a lab's text; their examples are not compiled.
const OUTSIDE: [&str; 14] = [
    "bad-case",
    "bibliography",
    "broken-link",
    "course-manifest",
    "hidden-character",
    "low-contrast",
    "not-utf8",
    "page-name",
    "page-words",
    "theme-colours",
    "theme-template",
    "unknown-citation",
    "unknown-section",
    "unlisted-lab",
];
const LONGEST_PAGE: usize = 60;

/// The one file beside the examples: a picture.
struct Beside;

impl Files for Beside {
    fn read(&self, path: &str) -> Result<String, String> {
        NoFiles.read(path)
    }

    fn module(&self, path: &str) -> Result<String, String> {
        NoFiles.module(path)
    }

    fn picture(&self, path: &str) -> Result<Vec<u8>, String> {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"/>";
        if path == "pipeline.svg" { Ok(svg.into()) } else { Err("there is no such file".to_owned()) }
    }
}

/// What an example gives. A fragment is given a lab's head; the last line of an `expression` is evaluated.
fn diagnostics(example: &Fence) -> Vec<Diagnostic> {
    if example.has("expression") {
        let text = example.text.trim_end_matches('\n');
        let (context, expr) = text.rsplit_once('\n').unwrap_or(("", text));
        return evaluate(FileId(0), &Question { context, expr, settings: &[] }, &Beside).1;
    }
    if example.has("course") {
        let (course, last) = labc_tests::course::course(&example.text);
        return labc::compile_in(FileId(0), &last, &Beside, &course).1;
    }
    let head = if example.has("whole") { "" } else { "lab example \"An example\"\n" };
    // Several labs, the way `labc check` sees a course.
    let labs: Vec<_> = example
        .text
        .split("// ── another lab\n")
        .enumerate()
        .map(|(index, text)| {
            let head = head.replace("lab example", &format!("lab example_{index}"));
            let file = FileId(index as u32);
            (file, labc::compile(file, &format!("{head}{text}"), &Beside))
        })
        .collect();
    let compiled: Vec<_> = labs.iter().filter_map(|(file, (lab, _))| Some((*file, lab.as_ref()?))).collect();
    let mut found = labc::lint::conflicts::find(&compiled);
    found.extend(labs.into_iter().flat_map(|(_, (_, diagnostics))| diagnostics));
    found
}

fn said(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|d| format!("\n  {}: {} {:?}", d.code, d.headline, d.help)).collect()
}

#[test]
fn every_example_does_what_its_page_says() {
    let mut faults = Vec::new();
    for code in codes::all() {
        let examples = fences(code.page());
        let [wrong, right] = examples.as_slice() else {
            faults.push(format!("{code}: two examples are wanted, not {}", examples.len()));
            continue;
        };
        if (wrong.heading.as_str(), right.heading.as_str()) != ("Wrong", "Right") {
            faults.push(format!("{code}: the examples stand under `Wrong` and `Right`"));
        }
        let language = if OUTSIDE.contains(&code.as_str()) { "text" } else { "lab" };
        if wrong.language != language || right.language != language {
            faults.push(format!("{code}: the examples are in `{language}`"));
        }
        if language == "text" {
            continue;
        }
        let found = diagnostics(wrong);
        // Beside it there is no other error; a warning about something else may stand.
        let other =
            |diagnostic: &Diagnostic| diagnostic.code != code && diagnostic.severity == Severity::Error;
        if !found.iter().any(|diagnostic| diagnostic.code == code) || found.iter().any(other) {
            faults.push(format!("{code}: the wrong example gives{}", said(&found)));
        }
        let found = diagnostics(right);
        if found.iter().any(|diagnostic| diagnostic.code == code || diagnostic.severity == Severity::Error) {
            faults.push(format!("{code}: the right example gives{}", said(&found)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_code_is_reported_somewhere() {
    let mut reported = BTreeSet::new();
    for path in files("compiler/labc/src", ".rs").into_iter().chain(files("compiler/cli/src", ".rs")) {
        let text = fs::read_to_string(&path).unwrap();
        let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap_or("");
        let names = shipped.split("Code::").skip(1);
        reported.extend(names.map(|rest| {
            rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or("").to_lowercase()
        }));
    }
    let silent = codes::all().filter(|code| !reported.contains(&code.as_str().replace('-', "")));
    assert_eq!(silent.collect::<Vec<_>>(), [] as [codes::Code; 0]);
}

#[test]
fn every_file_of_a_page_is_in_the_table() {
    let written: BTreeSet<String> = files("compiler/labc/codes", ".md")
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    let known: BTreeSet<String> = codes::all().map(|code| code.to_string()).collect();
    assert_eq!(written, known);
}

#[test]
fn pages_are_short_and_begin_with_their_code() {
    for code in codes::all() {
        let page = code.page();
        assert!(page.starts_with(&format!("# {code}\n\n")), "{code}");
        assert!(page.lines().count() <= LONGEST_PAGE, "{code} is longer than {LONGEST_PAGE} lines");
    }
}

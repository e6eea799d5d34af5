//! The reference tells the truth: its examples run, its generated pages are fresh, and nothing is missing.
//!
//! In a text of the reference, a fenced block of `lab` is either a lab (or statements, around which a lab is
//! put), or expressions with what they give: `expr  // = text`, `expr  // error: code`. Lines of such a block
//! without an end like this are declarations that its expressions use. A block of `csv` or `json` with a
//! name is a file that the labs of the page can read.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use labc::check::builtins;
use labc::check::units::Units;
use labc::diagnostic::{Diagnostic, Severity};
use labc::eval::{Question, evaluate};
use labc::page::render::text::Text;
use labc::sources::{FileId, Files, NoFiles};
use labc::syntax::STATEMENTS;

const PAGES: [&str; 9] = [
    "functions",
    "language",
    "physics",
    "registries",
    "registry-grid",
    "registry-hardware",
    "registry-models",
    "registry-prices",
    "units",
];

fn place(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../site/reference").join(format!("{name}.md"))
}

fn page(name: &str) -> String {
    fs::read_to_string(place(name)).unwrap_or_else(|error| panic!("{}: {error}", place(name).display()))
}

struct Block {
    line: usize,
    info: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (index, line) in page.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(info) => {
                blocks.push(Block { line: index + 1, info: info.to_owned(), text: String::new() });
                open = true;
            }
            None if open => {
                let text = &mut blocks.last_mut().unwrap().text;
                text.push_str(line);
                text.push('\n');
            }
            None => {}
        }
    }
    assert!(!open, "a block is never closed");
    blocks
}

/// The files a page gives.
struct Given(BTreeMap<String, String>);

impl Files for Given {
    fn read(&self, path: &str) -> Result<String, String> {
        self.0.get(path).cloned().ok_or_else(|| "the page has no such file".to_owned())
    }

    fn picture(&self, path: &str) -> Result<Vec<u8>, String> {
        self.read(path).map(String::into_bytes)
    }

    fn module(&self, path: &str) -> Result<String, String> {
        self.read(&format!("{}.lab", path.replace('.', "/")))
    }
}

fn errors(diagnostics: &[Diagnostic]) -> Vec<String> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|error| format!("{}: {}", error.code, error.headline)).collect()
}

/// What is wrong with an example; counts what was compared.
fn faults(block: &Block, files: &dyn Files, compared: &mut usize) -> Vec<String> {
    let ends = [" // = ", " // error: "];
    if !ends.iter().any(|end| block.text.contains(end)) {
        let whole = block.text.lines().any(|line| line.starts_with("lab "));
        let source = match whole {
            true => block.text.clone(),
            false => format!("lab example \"Example\" {{\n}}\n{}", block.text),
        };
        let (_, diagnostics) = labc::compile(FileId(0), &source, files);
        return errors(&diagnostics);
    }
    let context: Vec<&str> =
        block.text.lines().filter(|line| !ends.iter().any(|end| line.contains(end))).collect();
    let context = context.join("\n");
    let mut faults = Vec::new();
    for line in block.text.lines() {
        let wanted = line.split_once(ends[0]).map(|(expr, text)| (expr, Ok(text)));
        let wanted = wanted.or_else(|| line.split_once(ends[1]).map(|(expr, code)| (expr, Err(code))));
        let Some((expr, wanted)) = wanted else { continue };
        *compared += 1;
        let question = Question { context: &context, expr: expr.trim(), settings: &[] };
        let (answer, diagnostics) = evaluate(FileId(0), &question, files);
        let given = answer.map(|answer| answer.text.replace(['\u{202F}', '\u{A0}'], " "));
        match (wanted, given) {
            (Ok(text), Some(given)) if text.trim() == given => {}
            (Ok(_), Some(given)) => faults.push(format!("{} is {given}", expr.trim())),
            (Err(code), None) if diagnostics.iter().any(|found| found.code == code.trim()) => {}
            (_, given) => faults.push(format!("{}: {given:?}, {:?}", expr.trim(), errors(&diagnostics))),
        }
    }
    faults
}

#[test]
fn every_example_runs() {
    let (mut count, mut compared) = (0, 0);
    let mut found = Vec::new();
    for name in ["language", "registries"] {
        let blocks = blocks(&page(name));
        let named = |block: &Block| block.info.split_once(' ').map(|(_, file)| file.to_owned());
        let files =
            Given(blocks.iter().filter_map(|block| Some((named(block)?, block.text.clone()))).collect());
        for block in blocks.iter().filter(|block| block.info == "lab course") {
            count += 1;
            let (course, last) = labc_tests::course::course(&block.text);
            let (_, diagnostics) = labc::compile_in(FileId(0), &last, &files, &course);
            found.extend(
                errors(&diagnostics).iter().map(|fault| format!("{name}.md:{}: {fault}", block.line)),
            );
        }
        for block in blocks.iter().filter(|block| block.info == "lab") {
            count += 1;
            for fault in faults(block, &files, &mut compared) {
                found.push(format!("{name}.md:{}: {fault}", block.line));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(count > 25 && compared > 70, "{count} examples with {compared} results are too few");
}

#[test]
fn every_example_of_a_function_is_true() {
    for builtin in builtins::all() {
        let question = Question { context: builtins::EXAMPLE_LAB, expr: builtin.example, settings: &[] };
        let (answer, diagnostics) = evaluate(FileId(0), &question, &NoFiles);
        let answer = answer.unwrap_or_else(|| panic!("{}: {:?}", builtin.name, errors(&diagnostics)));
        assert_eq!(answer.text, "yes", "{}: {}", builtin.name, builtin.example);
        assert!(builtin.example.contains(builtin.name), "{}: {}", builtin.name, builtin.example);
    }
    assert!(builtins::SPECIAL.iter().all(|special| builtins::find(special.name).is_none()));
}

#[test]
fn the_generated_pages_are_fresh() {
    let mut made = vec![
        ("units".to_owned(), labc::docs::reference::units(Units::prelude())),
        ("functions".to_owned(), labc::docs::reference::functions()),
        ("physics".to_owned(), labc::docs::reference::physics()),
    ];
    made.extend(labc::lint::registries::pages());
    for (name, text) in &made {
        if std::env::var_os("LABC_UPDATE").is_some() {
            fs::write(place(name), text).unwrap();
        }
        assert!(
            page(name) == *text,
            "site/reference/{name}.md is old: LABC_UPDATE=1 cargo test -p labc-tests --test reference"
        );
    }
}

#[test]
fn what_is_kept_of_the_units_is_what_the_prelude_says() {
    let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../compiler/labc/prelude/units.json");
    let listing = Units::listing();
    if std::env::var_os("LABC_UPDATE").is_some() {
        fs::write(&place, &listing).unwrap();
        return;
    }
    assert!(
        fs::read_to_string(&place).unwrap() == listing,
        "prelude/units.json is old: LABC_UPDATE=1 cargo test -p labc-tests --test reference"
    );
    assert_eq!(format!("{:?}", Units::prelude()), format!("{:?}", Units::computed()));
}

#[test]
fn what_is_kept_of_the_registries_is_what_their_modules_say() {
    let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../compiler/labc/prelude/registries.jsonl");
    let listing = labc::lint::registries::listing();
    if std::env::var_os("LABC_UPDATE").is_some() {
        fs::write(&place, &listing).unwrap();
        return;
    }
    assert!(
        fs::read_to_string(&place).unwrap() == listing,
        "prelude/registries.jsonl is old: LABC_UPDATE=1 cargo test -p labc-tests --test reference"
    );
    assert_eq!(labc::lint::registries::fields(), labc::lint::registries::computed());
}

/// Words of a page, for looking up whether something occurs: as a word, not as a part of one.
fn has_word(page: &str, word: &str) -> bool {
    page.match_indices(word).any(|(at, _)| {
        let inside = |c: char| c.is_alphanumeric() || c == '_';
        let before = page[..at].chars().next_back().is_some_and(inside);
        !before && !page[at + word.len()..].chars().next().is_some_and(inside)
    })
}

#[test]
fn nothing_is_missing() {
    let language = page("language");
    let mut missing: Vec<String> = Vec::new();
    let examples: String = blocks(&language)
        .iter()
        .filter(|block| matches!(block.info.as_str(), "lab" | "lab course"))
        .map(|block| block.text.as_str())
        .collect();
    for builtin in builtins::all() {
        if !has_word(&language, builtin.name) {
            missing.push(format!("the function `{}`", builtin.name));
        }
    }
    for word in STATEMENTS {
        if !examples.lines().any(|line| line.trim_start().split(' ').next() == Some(word)) {
            missing.push(format!("an example that begins with `{word}`"));
        }
    }
    let units = page("units");
    for (name, unit) in &Units::prelude().units {
        if !units.contains(&format!("`{name}`")) || !units.contains(&unit.docs) {
            missing.push(format!("the unit `{name}`"));
        }
    }
    for name in Units::prelude().dimensions.keys() {
        if !units.contains(&format!("`{name}`")) {
            missing.push(format!("the dimension `{name}`"));
        }
    }
    assert!(missing.is_empty(), "the reference lacks {}", missing.join(", "));
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let texts: BTreeMap<&str, Text> = PAGES.map(|name| (name, Text::read(&page(name)))).into();
    let formulas = texts["physics"].html.matches("<math display=\"block\"").count();
    let functions: usize = labc::docs::document::modules().iter().map(|module| module.functions.len()).sum();
    assert_eq!(formulas, functions, "a formula for each function of the library");
    for (name, text) in &texts {
        assert!(text.faults.is_empty() && !text.title.is_empty(), "{name}: {:?}", text.faults);
        for link in text.html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (path, id) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => Some(text),
                path => path
                    .strip_prefix("../")
                    .and_then(|path| path.strip_suffix("/index.html"))
                    .and_then(|name| texts.get(name)),
            };
            let Some(target) = target else { panic!("{name} links to {link}") };
            let found = id.is_empty() || target.html.contains(&format!(" id=\"{id}\""));
            assert!(found, "{name} links to {link}, which has no such heading");
        }
    }
}

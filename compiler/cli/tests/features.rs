//! The table of features in `site/reference/editors.md`: whatever it says that labc does, a test or a situation shows, and the
//! server offers what the table says and nothing else.

mod lsp {
    pub(crate) mod client;
    pub(crate) mod water;
}

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lsp::client::Client;
use lsp::water::course;

/// A feature with what the table says of labc, what the server calls it, and where it is shown: a file of tests, and the
/// situation or the test in it.
type Feature = (&'static str, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const SITUATIONS: &str = "compiler/cli/tests/lsp/situations.md";
const ELSEWHERE: &str = "compiler/cli/tests/lsp/elsewhere.md";
const LSP: &str = "compiler/cli/tests/lsp.rs";
const RENAME: &str = "compiler/cli/tests/rename.rs";
const PREVIEW: &str = "tests/browser/preview.test.mjs";
const PLAYGROUND: &str = "tests/browser/playground.test.mjs";

const FEATURES: [Feature; 22] = [
    (
        "Errors while you type",
        "yes",
        &["textDocumentSync"],
        &[(SITUATIONS, "a formula that is being written"), (LSP, "the_server_says_what_a_check_says")],
    ),
    (
        "Errors of all files of the course or project",
        "yes",
        &[],
        &[(LSP, "the_server_says_what_a_check_says")],
    ),
    (
        "The same errors as the command line",
        "yes",
        &[],
        &[
            (LSP, "every_situation_is_told_as_a_check_tells_it"),
            (LSP, "random_edits_leave_a_server_that_says_what_a_check_says"),
        ],
    ),
    (
        "Repairs of errors",
        "yes, each tried by the compiler",
        &["codeActionProvider"],
        &[
            (SITUATIONS, "a misspelt name"),
            (SITUATIONS, "a unit that is missing"),
            (SITUATIONS, "a constant without a source"),
            (ELSEWHERE, "a value that may be missing"),
            (ELSEWHERE, "a unit that nobody declared"),
        ],
    ),
    (
        "Refactorings",
        "extract a value, fill in options, pin a value to a figure, keep what was stored under a changed name",
        &[],
        &[
            (SITUATIONS, "a stretch becomes a formula"),
            (ELSEWHERE, "a prediction without options"),
            (ELSEWHERE, "a value in a text that is not pinned"),
            (ELSEWHERE, "a slider was renamed by hand"),
        ],
    ),
    (
        "Hover",
        "type, formula, source, value now, range over all settings",
        &["hoverProvider"],
        &[(SITUATIONS, "a formula under the pointer"), (SITUATIONS, "a constant with a source")],
    ),
    (
        "Completion",
        "by unit, row, column, key, citation",
        &["completionProvider"],
        &[
            (SITUATIONS, "a unit after a number"),
            (SITUATIONS, "rows after a comparison"),
            (SITUATIONS, "columns after a row"),
            (SITUATIONS, "fields of an earlier lab in the course as pipe"),
            (SITUATIONS, "works after an at sign in the course as tank"),
        ],
    ),
    ("Signature help", "yes", &["signatureHelpProvider"], &[(SITUATIONS, "the second argument")]),
    (
        "Definition, references",
        "yes, over the course",
        &["definitionProvider", "referencesProvider"],
        &[
            (SITUATIONS, "a row"),
            (SITUATIONS, "a field of an earlier lab in the course as pipe"),
            (LSP, "references_are_found_in_the_labs_of_the_course"),
        ],
    ),
    ("Type definition", "no", &["typeDefinitionProvider"], &[]),
    (
        "Rename",
        "yes, over the course; keeps students' stored answers",
        &["renameProvider"],
        &[
            (RENAME, "every_use_in_a_course_of_chemistry_has_the_new_name"),
            (RENAME, "our_course_is_clean_after_renaming_a_lab_a_control_a_row_an_option_and_a_field"),
        ],
    ),
    ("Symbols of the document", "yes", &["documentSymbolProvider"], &[(SITUATIONS, "the symbols of a file")]),
    (
        "Symbols of the course or project",
        "yes",
        &["workspaceSymbolProvider"],
        &[(SITUATIONS, "the symbols of a file")],
    ),
    (
        "Occurrences in the document",
        "yes",
        &["documentHighlightProvider"],
        &[(SITUATIONS, "a formula where it is used")],
    ),
    ("Folding", "yes", &["foldingRangeProvider"], &[(SITUATIONS, "the symbols of a file")]),
    ("Semantic tokens", "yes", &["semanticTokensProvider"], &[(SITUATIONS, "the tokens of a file")]),
    (
        "Inlay hints",
        "values, right options, minutes",
        &["inlayHintProvider"],
        &[(SITUATIONS, "the hints of a file")],
    ),
    (
        "Formatting",
        "yes",
        &["documentFormattingProvider", "documentRangeFormattingProvider"],
        &[(SITUATIONS, "layout"), (SITUATIONS, "layout of a broken file")],
    ),
    ("Links to files", "yes", &["documentLinkProvider"], &[(SITUATIONS, "links to files")]),
    ("Selection ranges", "no", &["selectionRangeProvider"], &[]),
    ("Code lenses", "no", &["codeLensProvider"], &[]),
    (
        "Preview",
        "follows the cursor both ways",
        &[],
        &[(PREVIEW, "the extension shows the page of the cursor, and moves the cursor to what is clicked")],
    ),
];

/// Shown where the compiler for the browser is built in.
const ALSO: (&str, &str, &str) = (
    "Playground in the browser",
    "yes, the compiler itself",
    "ten mistakes are told at their place, and repaired where that can be done",
);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What the table says of labc, by feature.
fn table() -> BTreeMap<String, String> {
    let page = read("site/reference/editors.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| Feature |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let mut cells = row.split('|').skip(1).map(|cell| cell.trim().to_owned());
        (cells.next().unwrap(), cells.next().unwrap())
    })
    .collect()
}

#[test]
fn every_feature_of_the_table_is_shown_by_a_test() {
    let mut table = table();
    assert_eq!(table.remove(ALSO.0).as_deref(), Some(ALSO.1));
    let mut shown = vec![(PLAYGROUND, ALSO.2)];
    for (feature, says, _, tests) in FEATURES {
        assert_eq!(table.remove(feature).as_deref(), Some(says), "{feature}");
        assert_eq!(says == "no", tests.is_empty(), "{feature}");
        shown.extend(tests);
    }
    assert!(table.is_empty(), "nothing shows {:?}", table.keys());
    for (file, name) in shown {
        let is_there = match file.rsplit('.').next() {
            Some("md") => read(file).lines().any(|line| line.strip_prefix("## ") == Some(name)),
            Some("rs") => read(file).contains(&format!("fn {name}()")),
            _ => read(file).contains(&format!("test(\"{name}\"")),
        };
        assert!(is_there, "{file} has no `{name}`");
    }
}

#[test]
fn the_server_offers_what_the_table_says() {
    let client = Client::start(&course("features"));
    let mut offered = client.capabilities.as_object().unwrap().clone();
    assert_eq!(offered.remove("positionEncoding"), Some("utf-16".into()));
    for (feature, says, names, _) in FEATURES {
        for name in names {
            assert_eq!(offered.remove(*name).is_some(), says != "no", "{feature}: {name}");
        }
    }
    assert!(offered.is_empty(), "the table does not know {offered:?}");
    assert!(client.stop());
}

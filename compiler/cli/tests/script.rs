//! The build's own code: how modules become one script.

#[allow(dead_code, reason = "the build uses the rest")]
#[path = "../build/bundle.rs"]
mod bundle;

use std::collections::BTreeMap;

use bundle::{Module, Script, bundle};

/// A module by its path, what it imports, what it exports, and what it uses beside that.
fn module(path: &str, imports: &[(&str, &str)], exports: &str, globals: &str) -> (String, Module) {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let module = Module {
        imports: imports
            .iter()
            .map(|(file, names)| ((*file).to_owned(), names.split_whitespace().map(str::to_owned).collect()))
            .collect(),
        exports: words(exports),
        declares: words(exports),
        globals: words(globals),
        text: String::new(),
    };
    (path.to_owned(), module)
}

fn bundled<const N: usize>(modules: [(String, Module); N], script: &Script) -> Result<Vec<String>, String> {
    bundle(&BTreeMap::from(modules), script)
}

const PAGE: Script = Script { start: "page/boot.js", instead: &[] };

#[test]
fn what_is_imported_comes_first_also_in_circles() {
    let order = bundled(
        [
            module(
                "page/boot.js",
                &[("./state.js", "begin"), ("../record/store.js", "keep")],
                "",
                "document",
            ),
            module("page/state.js", &[("../record/store.js", "keep")], "begin", ""),
            module("record/store.js", &[("../page/state.js", "begin")], "keep", "localStorage"),
            module("record/other.js", &[], "", ""),
        ],
        &PAGE,
    );
    assert_eq!(order.unwrap(), ["record/store.js", "page/state.js", "page/boot.js"]);
}

#[test]
fn a_module_can_take_the_place_of_another() {
    let modules = || {
        [
            module("page/boot.js", &[("../questions/ask.js", "ask")], "", ""),
            module("questions/ask.js", &[], "ask answer", ""),
            module("questions/quiet.js", &[], "ask", ""),
        ]
    };
    let quiet = Script { start: "page/boot.js", instead: &[("questions/ask.js", "questions/quiet.js")] };
    assert_eq!(bundled(modules(), &quiet).unwrap(), ["questions/quiet.js", "page/boot.js"]);
    assert_eq!(bundled(modules(), &PAGE).unwrap(), ["questions/ask.js", "page/boot.js"]);
}

#[test]
fn imports_that_lead_nowhere_are_errors() {
    let boot = |file, names| module("page/boot.js", &[(file, names)], "", "");
    let store = || module("record/store.js", &[], "keep", "");
    assert_eq!(
        bundled([boot("../record/stored.js", "keep"), store()], &PAGE).unwrap_err(),
        "page/boot.js imports from record/stored.js, which is not there"
    );
    assert_eq!(
        bundled([boot("../record/store.js", "keeps"), store()], &PAGE).unwrap_err(),
        "page/boot.js imports `keeps`, which record/store.js does not export"
    );
}

#[test]
fn names_of_other_modules_are_imported() {
    let fault = bundled(
        [
            module("page/boot.js", &[("../record/store.js", "")], "", "keep document"),
            module("record/store.js", &[], "keep", ""),
        ],
        &PAGE,
    );
    assert_eq!(fault.unwrap_err(), "page/boot.js uses `keep` of record/store.js and does not import it");
}

#[test]
fn two_modules_that_declare_one_name_are_an_error() {
    let fault = bundled(
        [
            module("page/boot.js", &[("../record/store.js", "keep")], "meet", ""),
            module("record/store.js", &[], "keep meet", ""),
        ],
        &PAGE,
    );
    assert_eq!(fault.unwrap_err(), "both record/store.js and page/boot.js declare `meet`");
}

//! The page runtime, made by `build.rs` and embedded here: the files that pages of a site share.

use labc::page::Evaluator;

/// An evaluator's module.
#[derive(Debug)]
pub(crate) struct Module {
    /// What its files are called.
    pub(crate) name: &'static str,
    /// Fetched over HTTP.
    pub(crate) wasm: &'static [u8],
    /// As a script that sets `globalThis.labcWasm`, for pages opened from a file.
    pub(crate) script: &'static str,
}

/// The module of a name among what `build.rs` makes.
macro_rules! module {
    ($name:literal) => {
        Module {
            name: $name,
            wasm: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".wasm")),
            script: include_str!(concat!(env!("OUT_DIR"), "/", $name, "-wasm.js")),
        }
    };
}

const PLAIN: Module = module!("plain");
const INSTRUMENTS: Module = module!("instruments");
const FULL: Module = module!("full");

/// Marks a student's record; for the student's own page.
pub(crate) const MARKS: Module = module!("work");

/// The evaluator of a lab's page.
pub(crate) fn evaluator(of: Evaluator) -> &'static Module {
    match of {
        Evaluator::Plain => &PLAIN,
        Evaluator::Instruments => &INSTRUMENTS,
        Evaluator::Full => &FULL,
    }
}

/// The glue and the page's script: one classic script, whichever the evaluator is.
pub(crate) const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/runtime.js"));

/// The glue and the script of the student's own page.
pub(crate) const WORK: &str = include_str!(concat!(env!("OUT_DIR"), "/work.js"));

/// The script of the page that searches.
pub(crate) const SEARCH: &str = include_str!(concat!(env!("OUT_DIR"), "/search.js"));

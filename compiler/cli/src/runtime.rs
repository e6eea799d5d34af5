//! The page runtime, made by `build.rs` and embedded here: the files that pages of a site share.

use labc::page::{Evaluator, Reach};

/// An evaluator's module.
#[derive(Debug)]
pub(crate) struct Module {
    /// What its file is called.
    pub(crate) name: &'static str,
    /// Fetched over HTTP.
    pub(crate) wasm: &'static [u8],
}

/// The module of a name among what `build.rs` makes.
macro_rules! module {
    ($name:literal) => {
        &Module { name: $name, wasm: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".wasm")) }
    };
}

/// Marks a student's record; for the student's own page.
pub(crate) const MARKS: &Module = module!("work");

/// The same as a script that sets `globalThis.labcWasm`, for pages opened from a file.
pub(crate) const MARKS_SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/work-wasm.js"));

/// The evaluator of a lab's page.
pub(crate) fn evaluator(of: Evaluator) -> &'static Module {
    if of.measured {
        return match (of.reach, of.record) {
            (Reach::Plain | Reach::Bars, false) => module!("bars-measured"),
            (Reach::Plain | Reach::Bars, true) => module!("bars-measured-record"),
            _ => module!("full-measured"),
        };
    }
    match (of.reach, of.record) {
        (Reach::Plain, false) => module!("plain"),
        (Reach::Plain, true) => module!("plain-record"),
        (Reach::Bars, false) => module!("bars"),
        (Reach::Bars, true) => module!("bars-record"),
        (Reach::Radars, false) => module!("radars"),
        (Reach::Radars, true) => module!("radars-record"),
        (Reach::Charts, false) => module!("charts"),
        (Reach::Charts, true) => module!("charts-record"),
        (Reach::Full, false) => module!("full"),
        (Reach::Full, true) => module!("full-record"),
    }
}

/// The evaluator of labs that does everything, as a script: pages opened from a file download nothing.
pub(crate) const LAB_SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/lab-wasm.js"));

/// The glue and the page's script: one classic script, whichever the evaluator is.
pub(crate) const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/runtime.js"));

/// The same for pages where students bring rows of their own.
pub(crate) const UPLOAD_SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/upload.js"));

/// The same for pages that ask nothing.
pub(crate) const QUIET_SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/quiet.js"));

/// The glue and the script of the student's own page.
pub(crate) const WORK: &str = include_str!(concat!(env!("OUT_DIR"), "/work.js"));

/// The script of the page that searches.
pub(crate) const SEARCH: &str = include_str!(concat!(env!("OUT_DIR"), "/search.js"));

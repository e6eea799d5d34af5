//! The page runtime, made by `build.rs` and embedded here: the files that pages of a site share.

/// An evaluator.
#[derive(Debug)]
pub(crate) struct Evaluator {
    /// Fetched over HTTP.
    pub(crate) wasm: &'static [u8],
    /// As a script that sets `globalThis.labcWasm`, for pages opened from a file.
    pub(crate) script: &'static str,
}

/// Draws charts on a plane and no others.
pub(crate) const PLAIN: Evaluator = Evaluator {
    wasm: include_bytes!(concat!(env!("OUT_DIR"), "/plain.wasm")),
    script: include_str!(concat!(env!("OUT_DIR"), "/plain-wasm.js")),
};

/// Draws charts of every kind.
pub(crate) const INSTRUMENTS: Evaluator = Evaluator {
    wasm: include_bytes!(concat!(env!("OUT_DIR"), "/instruments.wasm")),
    script: include_str!(concat!(env!("OUT_DIR"), "/instruments-wasm.js")),
};

/// Marks a student's record; for the student's own page.
pub(crate) const MARKS: Evaluator = Evaluator {
    wasm: include_bytes!(concat!(env!("OUT_DIR"), "/work.wasm")),
    script: include_str!(concat!(env!("OUT_DIR"), "/work-wasm.js")),
};

/// The glue and the page's script: one classic script, whichever the evaluator is.
pub(crate) const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/runtime.js"));

/// The glue and the script of the student's own page.
pub(crate) const WORK: &str = include_str!(concat!(env!("OUT_DIR"), "/work.js"));

/// The script of the page that searches.
pub(crate) const SEARCH: &str = include_str!(concat!(env!("OUT_DIR"), "/search.js"));

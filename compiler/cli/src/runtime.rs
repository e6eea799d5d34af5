//! The page runtime, made by `build.rs` and embedded here: the files that every page of a site shares.

/// The evaluator, fetched over HTTP.
pub(crate) const WASM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runtime.wasm"));

/// The glue and the page's script: one classic script.
pub(crate) const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/runtime.js"));

/// The glue and the script of the student's own page.
pub(crate) const WORK: &str = include_str!(concat!(env!("OUT_DIR"), "/work.js"));

/// The evaluator as a script that sets `globalThis.labcWasm`, for pages opened from a file.
pub(crate) const WASM_SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/runtime-wasm.js"));

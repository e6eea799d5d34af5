//! The page runtime, made by `build.rs` and embedded here: the files that pages of a site share.

use crate::make::evaluator::{Exported, Function, Whole};

/// The evaluator of labs that does everything.
pub(crate) static LAB: Whole = include!(concat!(env!("OUT_DIR"), "/lab.rs"));

/// The same as a script that sets `globalThis.labcWasm`, for pages opened from a file, which download nothing.
pub(crate) const LAB_SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/lab-wasm.js"));

/// Marks a student's record; for the student's own page.
pub(crate) const MARKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/work.wasm"));

/// The same as a script, for pages opened from a file.
pub(crate) const MARKS_SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/work-wasm.js"));

/// The glue and the page's script: one classic script, whatever the evaluator is cut down to.
pub(crate) const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/runtime.js"));

/// The same for pages where students bring rows of their own.
pub(crate) const UPLOAD_SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/upload.js"));

/// The same for pages that ask nothing.
pub(crate) const QUIET_SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/quiet.js"));

/// The glue and the script of the student's own page.
pub(crate) const WORK: &str = include_str!(concat!(env!("OUT_DIR"), "/work.js"));

/// The script of the pages that list labs.
pub(crate) const HOME: &str = include_str!(concat!(env!("OUT_DIR"), "/home.js"));

/// What pages of labs use seldom, and load at the first use: pictures of charts, presets, links to settings.
pub(crate) const PICTURE: &str = include_str!(concat!(env!("OUT_DIR"), "/picture.js"));

/// What a lab that is presented to a class has besides.
pub(crate) const PRESENT: &str = include_str!(concat!(env!("OUT_DIR"), "/present.js"));

/// Asks for the font of formulas early, on pages that show some.
pub(crate) const FONT: &str = include_str!(concat!(env!("OUT_DIR"), "/font.js"));

/// The service worker: pages that were opened once open without a network, too.
pub(crate) const OFFLINE: &str = include_str!(concat!(env!("OUT_DIR"), "/offline.js"));

/// The script of the page that searches.
pub(crate) const SEARCH: &str = include_str!(concat!(env!("OUT_DIR"), "/search.js"));

/// The playground, where this command was built with it.
pub(crate) static PLAYGROUND: Option<Playground> = include!(concat!(env!("OUT_DIR"), "/playground.rs"));

/// The files of the playground.
pub(crate) struct Playground {
    /// The glue and the script of the page, which is that of its worker, too.
    pub(crate) script: &'static str,
    /// The compiler.
    pub(crate) wasm: &'static [u8],
    /// The same as a script, for pages opened from a file.
    pub(crate) packed: &'static str,
}

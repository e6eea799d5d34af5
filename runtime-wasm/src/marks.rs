//! Marking, for the student's own page.

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;

use lab_core::decode::decode;
use lab_core::mark::{Sheet, items_of, mark, marks_text};
use lab_core::record::Items;
use wasm_bindgen::prelude::wasm_bindgen;

/// Marks a student's record against the sheets of a course's labs, which come as postcard; items and marks
/// are text, as [`lab_core::mark`] describes. Empty where the bytes are no sheets.
#[wasm_bindgen]
pub fn marks(sheets: &[u8], items: &str) -> String {
    match decode::<Vec<Sheet>>(sheets) {
        Some(sheets) => marks_text(&sheets, &mark(&sheets, &Items::new(&items_of(items)))),
        None => String::new(),
    }
}

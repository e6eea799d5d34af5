//! The evaluator in the browser: [`lab_core::Live`] under the names that the page's script calls.
//!
//! Controls, seals and charts come as indices; one that the page does not have is ignored. Nothing here can
//! panic: only the page's own bytes are refused, by the constructor.

#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;

use lab_core::decode::decode;
use lab_core::mark::{Sheet, items_of, mark, marks_text};
use lab_core::{Live, Page};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// Smaller to download than the standard library's, and faster.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// What the standard library would say goes nowhere in a browser.
#[cfg(target_family = "wasm")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// A page while it runs.
#[wasm_bindgen]
pub struct Lab(Live);

#[wasm_bindgen]
impl Lab {
    /// Reads a page from postcard and computes everything once.
    ///
    /// # Errors
    /// Throws where the bytes are no page, or the page does not keep its own rules.
    #[wasm_bindgen(constructor)]
    pub fn new(page: &[u8]) -> Result<Lab, JsError> {
        let Some(page) = decode::<Page>(page) else {
            return Err(JsError::new("the page's data cannot be read"));
        };
        match Live::new(page) {
            Ok(live) => Ok(Lab(live)),
            Err(malformed) => Err(JsError::new(&malformed.0)),
        }
    }

    /// Moves a control to what its range input counts, the index of an option, or 0 and 1.
    pub fn set(&mut self, control: u32, value: f64) {
        self.0.set(control as usize, value);
    }

    /// What a control's range input counts now.
    pub fn position(&self, control: u32) -> f64 {
        self.0.position(control as usize)
    }

    /// A control's value in its unit, for its number box.
    pub fn number(&self, control: u32) -> String {
        self.0.number(control as usize)
    }

    /// A control's value in words.
    pub fn text(&self, control: u32) -> String {
        self.0.text(control as usize)
    }

    /// What somebody typed as what [`Lab::set`] takes; not a number if it is none.
    pub fn parse(&self, control: u32, text: &str) -> f64 {
        self.0.parse(control as usize, text).unwrap_or(f64::NAN)
    }

    /// Takes in the student's record: items as text, as [`lab_core::mark`] describes.
    pub fn recall(&mut self, items: &str) {
        self.0.recall(&items_of(items));
    }

    /// The value that a slot shows alone, for keeping it: a number in base units, an index, 0 or 1.
    pub fn raw(&self, slot: u32) -> f64 {
        self.0.raw(slot as usize)
    }

    /// What somebody typed as the answer of an estimate, in base units; not a number if it is none.
    pub fn estimate(&self, estimate: u32, text: &str) -> f64 {
        self.0.estimate(estimate as usize, text).unwrap_or(f64::NAN)
    }

    /// Opens a seal.
    pub fn open(&mut self, seal: u32) {
        self.0.open(seal as usize);
    }

    /// Tells how wide a chart is, in pixels.
    pub fn width(&mut self, chart: u32, pixels: u32) {
        self.0.width(chart as usize, pixels);
    }

    /// Keeps what a chart shows now behind what it shows from now on, or lets that go.
    pub fn pin(&mut self, chart: u32, keep: bool) {
        self.0.pin(chart as usize, keep);
    }

    /// Where a reader can stop in a chart, and what is to be read there: records `x U+001F y U+001F text`.
    pub fn stops(&self, chart: u32) -> String {
        self.0.stops(chart as usize)
    }

    /// Recomputes, and gives what reads differently: records `slot U+001F text`, U+001E between them.
    pub fn run(&mut self) -> String {
        self.0.run()
    }

    /// As [`Lab::run`], for every slot that no closed seal hides.
    pub fn all(&mut self) -> String {
        self.0.all()
    }

    /// The number that a slot shows, in base units; not a number if it shows none.
    pub fn value(&self, slot: u32) -> f64 {
        self.0.value(slot as usize)
    }

    /// The table behind a chart, as markup.
    pub fn table(&self, chart: u32) -> String {
        self.0.table(chart as usize)
    }
}

/// Marks a student's record against the sheets of a course's labs, which come as postcard; items and marks
/// are text, as [`lab_core::mark`] describes.
///
/// # Errors
/// Throws where the bytes are no sheets.
#[wasm_bindgen]
pub fn marks(sheets: &[u8], items: &str) -> Result<String, JsError> {
    let Some(sheets) = decode::<Vec<Sheet>>(sheets) else {
        return Err(JsError::new("the course's data cannot be read"));
    };
    Ok(marks_text(&sheets, &mark(&sheets, &items_of(items))))
}

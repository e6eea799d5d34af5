//! A lab's page: [`lab_core::Live`] under the names that the page's script calls. Start at [`start`].
//!
//! Answers with several values are text, records with U+001E between them and fields with U+001F, which
//! `js/page/answers.js` takes apart:
//!
//! | function | records | fields |
//! | --- | --- | --- |
//! | [`run`], [`all`] | one for each slot that changed | the slot; its text, number or drawing |
//! | [`parse`], [`kept`] | one, how a slider's number was read | those of [`Live::parse`] |
//! | [`estimate`] | one, how an estimate was read | those of [`lab_core::typed::Scale::answer`] |
//! | [`stops`] | one for each place where a reader can stop | x and y in the drawing's pixels; what is to be read there |

extern crate alloc;

use alloc::boxed::Box;
use alloc::string::String;
use core::cell::Cell;

use lab_core::decode::{decode, undamaged};
use lab_core::mark::items_of;
use lab_core::{Live, Page};
use wasm_bindgen::prelude::wasm_bindgen;

/// The page that runs here, and is never let go: it lasts as long as the browser shows it.
struct Running(Cell<Option<&'static mut Live>>);

// SAFETY: a page and its evaluator have one thread; without shared memory there is no other.
#[cfg(not(target_feature = "atomics"))]
unsafe impl Sync for Running {}

static RUNNING: Running = Running(Cell::new(None));

/// Reads a page, postcard with a checksum, and computes everything once. Whether it could be read: not where it is
/// damaged, or needs another evaluator.
#[wasm_bindgen]
pub fn start(page: &[u8]) -> bool {
    let live = undamaged(page).and_then(decode::<Page>).and_then(Live::sound);
    let read = live.is_some();
    RUNNING.0.set(live.map(|live| Box::leak(Box::new(live))));
    read
}

/// Moves a control to what its range input counts, the index of an option, or 0 and 1.
#[wasm_bindgen]
pub fn set(control: u32, value: f64) {
    lab(|lab| lab.set(control as usize, value));
}

/// A control's value in its unit, for its number box.
#[wasm_bindgen]
pub fn number(control: u32) -> String {
    lab(|lab| lab.number(control as usize))
}

/// A control's value in words.
#[wasm_bindgen]
pub fn text(control: u32) -> String {
    lab(|lab| lab.text(control as usize))
}

/// What was typed beside a slider, as [`Live::parse`] gives it.
#[wasm_bindgen]
pub fn parse(control: u32, text: &str) -> String {
    lab(|lab| lab.parse(control as usize, text))
}

/// A slider's setting that was kept, as [`Live::kept`] gives it.
#[wasm_bindgen]
pub fn kept(control: u32, value: f64, in_base: bool) -> String {
    lab(|lab| lab.kept(control as usize, value, in_base))
}

/// A control's value in base units.
#[wasm_bindgen]
pub fn base(control: u32) -> f64 {
    lab(|lab| lab.base(control as usize))
}

/// Takes in the student's record: items as text, as [`lab_core::mark`] describes.
#[wasm_bindgen]
pub fn recall(items: &str) {
    lab(|lab| {
        if lab.reads() {
            recalled(lab, items);
        }
    });
}

#[inline(never)]
fn recalled(lab: &mut Live, items: &str) {
    lab.recall(&items_of(items));
}

/// Sets a value of the rows that the student brings along, by its place among the program's inputs.
#[wasm_bindgen]
pub fn bring(input: u32, value: f64) {
    lab(|lab| lab.bring(input as usize, value));
}

/// Writes the words of a text of the student's own, by its place among the program's texts.
#[wasm_bindgen]
pub fn write(text: u32, words: &str) {
    lab(|lab| lab.write(text as usize, words));
}

/// The value that a slot shows alone, for keeping it: a number in base units, an index, 0 or 1.
#[wasm_bindgen]
pub fn raw(slot: u32) -> f64 {
    settled(|lab| lab.raw(slot as usize))
}

/// What was typed as the answer of an estimate, as [`Live::estimate`] gives it.
#[wasm_bindgen]
pub fn estimate(estimate: u32, text: &str) -> String {
    lab(|lab| lab.estimate(estimate as usize, text))
}

/// Opens a seal.
#[wasm_bindgen]
pub fn open(seal: u32) {
    lab(|lab| lab.open(seal as usize));
}

/// Tells how wide a chart is, in pixels.
#[wasm_bindgen]
pub fn width(chart: u32, pixels: u32) {
    lab(|lab| lab.width(chart as usize, pixels));
}

/// Keeps what a chart shows now behind what it shows from now on, or lets that go.
#[wasm_bindgen]
pub fn pin(chart: u32, keep: bool) {
    settled(|lab| lab.pin(chart as usize, keep));
}

/// Gives a chart linear axes, or those that its author wrote.
#[wasm_bindgen]
pub fn straight(chart: u32, straight: bool) {
    lab(|lab| lab.straight(chart as usize, straight));
}

/// Where a reader can stop in a chart, and what is to be read there: records `x U+001F y U+001F text`.
#[wasm_bindgen]
pub fn stops(chart: u32) -> String {
    settled(|lab| lab.stops(chart as usize))
}

/// How many operations run at once: a few milliseconds on a slow phone.
const BUDGET: u64 = 1_000_000;

/// Recomputes, and gives what reads differently: records `slot U+001F text`, U+001E between them. Nothing where that
/// takes longer: call it again once the browser had its turn.
#[wasm_bindgen]
pub fn run() -> Option<String> {
    lab(|lab| lab.advance(BUDGET))
}

/// As [`run`], for every slot that no closed seal hides.
#[wasm_bindgen]
pub fn all() -> String {
    lab(|lab| lab.all())
}

/// The number that a slot shows, in base units; not a number if it shows none.
#[wasm_bindgen]
pub fn value(slot: u32) -> f64 {
    settled(|lab| lab.value(slot as usize))
}

/// The table behind a chart, as markup.
#[wasm_bindgen]
pub fn table(chart: u32) -> String {
    settled(|lab| lab.table(chart as usize))
}

/// As [`lab`], once nothing is left to recompute.
fn settled<T>(ask: impl FnOnce(&mut Live) -> T) -> T {
    lab(|lab| {
        lab.finish();
        ask(lab)
    })
}

/// What the page that was started answers.
///
/// Where none runs, or an answer was broken off (no memory was left), this stops: no answer that could be taken for a
/// figure ever comes from it, so that nothing false is stored.
fn lab<T>(ask: impl FnOnce(&mut Live) -> T) -> T {
    let Some(live) = RUNNING.0.take() else { stop() };
    let answer = ask(live);
    RUNNING.0.set(Some(live));
    answer
}

fn stop() -> ! {
    #[cfg(target_family = "wasm")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_family = "wasm"))]
    panic!("no page runs");
}

#[cfg(test)]
mod tests {
    #[test]
    #[should_panic(expected = "no page runs")]
    fn no_figure_comes_from_where_no_page_runs() {
        super::raw(0);
    }
}

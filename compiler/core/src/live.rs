//! A page while it runs: values in, changed texts out. Start at [`Live`].
//!
//! | file | what it does |
//! | --- | --- |
//! | `check` | refuses pages that do not keep their own rules |
//! | `control` | between what a control shows and the base units of the program |
//! | `read` | what a slot reads |

mod check;
mod control;
mod read;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

#[cfg(test)]
mod tests;

use crate::chart::{Drawing, Figure, Grid};
use crate::decimal::push_whole;
use crate::decode::abandon;
use crate::machine::{Machine, Malformed, meets};
use crate::page::{Content, Page, Piece};
use crate::piece::Source;
use crate::program::UNDEFINED;
use crate::record::Item;
use crate::text::parts;

/// How wide a chart is drawn before [`Live::width`] is told, in pixels.
pub const WIDTH: u32 = 640;
const WIDTHS: (u32, u32) = (160, 4096);

/// Ends a record of [`Live::run`].
const RECORD: char = '\u{1e}';
/// Stands between a record's slot and text.
const FIELD: char = '\u{1f}';

/// A page with its machine.
///
/// Everything the student can reach takes indices from outside: one that the page does not have is ignored.
#[derive(Clone, Debug)]
pub struct Live {
    page: Page,
    machine: Machine,
    slots: Vec<State>,
    /// For each slot, a bit for each control that reaches it, in as many words as `Machine::moved`.
    reached: Vec<u64>,
    /// Whether each seal is open.
    open: Vec<bool>,
    /// How each chart is seen.
    views: Vec<View>,
    /// Reused by every slot that is read.
    scratch: String,
}

/// How a chart is seen.
#[derive(Clone, Debug)]
struct View {
    /// How wide it is, in pixels.
    width: u32,
    /// What it showed when it was pinned.
    pinned: Option<Drawing>,
    /// While its axes are linear: which of them, across and up, are logarithmic otherwise.
    straight: Option<(bool, bool)>,
}

/// What is known of a slot.
#[derive(Clone, Debug, Default)]
struct State {
    /// What was last given out; nothing before the first time.
    text: Option<String>,
    /// The unit its number was written in, if it is a number alone.
    unit: Option<u8>,
    /// Something it shows was recomputed since then.
    stale: bool,
}

impl Live {
    /// Lays the page out and computes everything once. All seals are closed.
    ///
    /// # Errors
    /// [`Malformed`] where the page does not keep its own rules.
    pub fn new(mut page: Page) -> Result<Self, Malformed> {
        let program = page.program.clone();
        let machine = Machine::new(program.clone())?;
        check::check(&mut page, &machine)?;
        let mut live = Self::over(page, machine);
        live.page.program = program;
        Ok(live)
    }

    /// As [`Live::new`], for a page that was checked when it was made: any other may panic. Nothing is computed before
    /// the first [`Live::advance`] or [`Live::run`]. Nothing where the program is too large. The program is the machine's, and no longer the page's.
    pub fn sound(mut page: Page) -> Option<Self> {
        let Some(machine) = Machine::sound(core::mem::take(&mut page.program)) else {
            abandon(page);
            return None;
        };
        Some(Self::over(page, machine))
    }

    fn over(mut page: Page, machine: Machine) -> Self {
        let charts = check::registers(&mut page);
        let words = machine.moved().len();
        let mut reached = vec![0; words * page.slots.len()];
        for (index, slot) in page.slots.iter().enumerate() {
            let mask = &mut reached[index * words..(index + 1) * words];
            check::each_register(&charts, &slot.content, &mut |register| {
                for (word, other) in mask.iter_mut().zip(machine.reached_by(register)) {
                    *word |= other;
                }
            });
        }
        let mut views = Vec::new();
        views.resize_with(page.charts.len(), || View { width: WIDTH, pinned: None, straight: None });
        Self {
            slots: vec![State::default(); page.slots.len()],
            reached,
            open: vec![false; page.seals as usize],
            views,
            scratch: String::new(),
            machine,
            page,
        }
    }

    /// The page as it was made; what its inputs hold now, the machine knows.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The machine.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Moves a control; nothing is computed before [`Live::run`]. A slider takes what its range input
    /// counts: a number in its unit, or for a logarithmic one a position from zero to its steps; it is
    /// clamped, not snapped to steps. A choice takes the index of an option, a toggle 0 or 1. Anything else
    /// is ignored.
    pub fn set(&mut self, control: usize, value: f64) {
        if let Some(base) = control::base(&self.page, control, value) {
            self.machine.set(control, base);
        }
    }

    /// Sets a value of the student's own rows, in base units. Inputs of controls are left alone.
    pub fn bring(&mut self, input: usize, value: f64) {
        if input >= self.page.controls.len() {
            self.machine.set(input, value);
        }
    }

    /// Writes the words of a text: one of those that the student's own rows are made of. Everything is read anew on the
    /// next run.
    pub fn write(&mut self, text: usize, words: &str) {
        self.machine.write(text, words);
        for state in &mut self.slots {
            state.stale = true;
        }
    }

    /// Whether the page reads anything of the student's record.
    pub fn reads(&self) -> bool {
        !self.page.ledger.reads.is_empty()
    }

    /// Takes in what the student's record holds by now.
    pub fn recall(&mut self, items: &[Item]) {
        let values = self.page.ledger.values(items);
        // They are the last inputs; between them and the controls stands what the student brings along.
        let first = self.machine.program().inputs.len() - values.len();
        for (index, value) in values.into_iter().enumerate() {
            self.machine.set(first + index, value);
        }
    }

    /// The value that a slot shows alone: a number in base units, a text as its index, a condition as 0 or
    /// 1. Undefined for every other slot.
    pub fn raw(&self, slot: usize) -> f64 {
        let Some(Content::Text(pieces)) = self.page.slots.get(slot).map(|slot| &slot.content) else {
            return UNDEFINED;
        };
        match pieces.as_slice() {
            [Piece::Number { value, .. } | Piece::Text(value) | Piece::Either { cond: value, .. }] => {
                self.machine.value(*value)
            }
            _ => UNDEFINED,
        }
    }

    /// What a control's range input counts now: the inverse of [`Live::set`].
    pub fn position(&self, control: usize) -> f64 {
        control::position(&self.page, control, self.machine.input(control))
    }

    /// A slider's value in its unit, for its number box: whole numbers in full, others to six significant
    /// digits, without the unit. The index of a choice's option; 0 or 1 for a toggle.
    pub fn number(&self, control: usize) -> String {
        control::number(&self.page, control, self.machine.input(control))
    }

    /// What [`Live::number`] gives where a control has a value in base units.
    pub fn number_of(&self, control: usize, value: f64) -> String {
        control::number(&self.page, control, value)
    }

    /// A control's value in words: with its unit, the key of its option, "on" or "off".
    pub fn text(&self, control: usize) -> String {
        control::text(&self.page, control, self.machine.input(control))
    }

    /// What was typed beside a slider, with the positions that [`Live::set`] takes: see [`Scale::answer`] for the
    /// grammar and the fields. A number out of range is `clamped` to its nearer end, one between two positions
    /// `snapped` to the nearest. Empty for a control that is no slider.
    ///
    /// [`Scale::answer`]: crate::typed::Scale::answer
    pub fn parse(&self, control: usize, typed: &str) -> String {
        control::parse(&self.page, control, self.machine.input(control), typed)
    }

    /// A slider's setting that was kept, in base units or (of an earlier version of pages) as a number without a
    /// unit: fields as of [`Live::parse`], or `rescaled` where such a number is read in another unit than today's.
    pub fn kept(&self, control: usize, value: f64, in_base: bool) -> String {
        control::kept(&self.page, control, value, in_base)
    }

    /// A control's value in base units.
    pub fn base(&self, control: usize) -> f64 {
        self.machine.input(control)
    }

    /// What was typed as the answer of an estimate: see [`Scale::answer`].
    ///
    /// [`Scale::answer`]: crate::typed::Scale::answer
    pub fn estimate(&self, estimate: usize, typed: &str) -> String {
        let scale = self.page.scales.get(estimate);
        scale.map_or_else(String::new, |scale| scale.answer(&self.page.lexicon, typed))
    }

    /// Opens a seal: its slots are given out from now on. The seal's own markup shows the values that the
    /// page was made with, so the next [`Live::run`] gives those that differ.
    pub fn open(&mut self, seal: usize) {
        if let Some(open) = self.open.get_mut(seal) {
            *open = true;
        }
    }

    /// Tells how wide a chart is, in pixels; it is drawn anew on the next run.
    pub fn width(&mut self, chart: usize, pixels: u32) {
        let Some(view) = self.views.get_mut(chart) else {
            return;
        };
        let pixels = pixels.clamp(WIDTHS.0, WIDTHS.1);
        if view.width != pixels {
            view.width = pixels;
            self.redraw(chart);
        }
    }

    /// Keeps what a chart shows now behind what it shows from now on, until it is let go; it is drawn anew on
    /// the next run.
    pub fn pin(&mut self, chart: usize, keep: bool) {
        if let (Some(view), Some(drawn)) = (self.views.get_mut(chart), self.page.charts.get(chart)) {
            view.pinned =
                keep.then(|| drawn.pin(Source { formats: &self.page.formats, machine: &self.machine }));
            self.redraw(chart);
        }
    }

    /// Gives a chart linear axes, or again those that its author wrote; it is drawn anew on the next run.
    pub fn straight(&mut self, chart: usize, straight: bool) {
        let (Some(view), Some(drawn)) = (self.views.get_mut(chart), self.page.charts.get_mut(chart)) else {
            return;
        };
        let written = view.straight.unwrap_or((drawn.x.log, drawn.y.log));
        view.straight = straight.then_some(written);
        (drawn.x.log, drawn.y.log) = if straight { (false, false) } else { written };
        self.redraw(chart);
    }

    fn source(&self) -> Source<'_> {
        Source { formats: &self.page.formats, machine: &self.machine }
    }

    fn redraw(&mut self, chart: usize) {
        for (slot, state) in self.page.slots.iter().zip(&mut self.slots) {
            state.stale |= slot.content == Content::Chart(chart as u32);
        }
    }

    /// The number that a slot shows alone, in base units; not a number if it shows none.
    pub fn value(&self, slot: usize) -> f64 {
        let slot = self.page.slots.get(slot);
        slot.and_then(|slot| read::number(&self.page, &self.machine, &slot.content))
            .map_or(f64::NAN, |(_, value)| value)
    }

    /// Whether any control reaches a slot.
    pub fn moves(&self, slot: usize) -> bool {
        let words = self.machine.moved().len();
        let mask = self.reached.get(slot * words..(slot + 1) * words);
        mask.is_some_and(|mask| mask.iter().any(|word| *word != 0))
    }

    /// Where a reader can stop in a chart and what is to be read there: records `x U+001F y U+001F text` in
    /// pixels, with U+001E between them.
    pub fn stops(&self, chart: usize) -> String {
        match (self.page.charts.get(chart), self.views.get(chart)) {
            (Some(chart), Some(view)) => chart.stops(self.source(), view.pinned.as_ref(), view.width),
            _ => String::new(),
        }
    }

    /// A chart as a figure that stands alone, of a width in pixels.
    pub fn figure(&self, chart: usize, width: u32) -> Option<Figure> {
        Some(self.page.charts.get(chart)?.figure(self.source(), width))
    }

    /// The table behind a chart, as markup.
    pub fn table(&self, chart: usize) -> String {
        match self.page.charts.get(chart) {
            Some(chart) => chart.table(self.source()),
            None => String::new(),
        }
    }

    /// The table behind a chart, as texts.
    pub fn grids(&self, chart: usize) -> Vec<Grid> {
        self.page.charts.get(chart).map_or_else(Vec::new, |chart| chart.grids(self.source()))
    }

    /// Ends what [`Live::advance`] has begun, without giving anything out.
    pub fn finish(&mut self) {
        self.recompute();
    }

    /// Recomputes what depends on the controls that moved, and gives the slots that read differently since
    /// they were last given out: records `slot U+001F text`, with U+001E between them. Slots under a closed
    /// seal wait until it opens. A slot counts as given out when the page is made, but may then be given
    /// once more with the same text.
    pub fn run(&mut self) -> String {
        self.recompute();
        self.records(false)
    }

    /// As [`Live::run`], but stops once so many operations have run: nothing where more is to be done. The next
    /// call goes on. In between nothing but the page's controls may be asked for.
    pub fn advance(&mut self, budget: u64) -> Option<String> {
        self.take_in();
        if self.machine.advance(budget) { Some(self.records(false)) } else { None }
    }

    /// As [`Live::run`], but gives every slot that no closed seal hides.
    pub fn all(&mut self) -> String {
        self.recompute();
        self.records(true)
    }

    /// What a slot reads as of the last run, sealed or not: see `read`. Empty for a slot that the page does
    /// not have.
    pub fn slot(&self, slot: usize) -> String {
        let mut text = String::new();
        if let Some(slot) = self.page.slots.get(slot) {
            read::read(&self.page, &self.machine, &self.views, &slot.content, &mut text);
        }
        text
    }

    fn recompute(&mut self) {
        self.take_in();
        self.machine.run();
    }

    /// Notes which slots are out of date.
    fn take_in(&mut self) {
        let moved = self.machine.moved();
        let words = moved.len();
        for (index, state) in self.slots.iter_mut().enumerate() {
            state.stale |= meets(&self.reached[index * words..(index + 1) * words], moved);
        }
    }

    fn records(&mut self, all: bool) -> String {
        let mut out = String::new();
        let slots = self.page.slots.iter().zip(&mut self.slots).enumerate();
        for (index, (slot, state)) in slots {
            let sealed = slot.seal.is_some_and(|seal| !self.open[seal as usize]);
            // Given out whole, a slot reads as it would without a history.
            let held = all && state.unit.take().is_some();
            let known = state.text.is_some() && !state.stale && !held;
            if sealed || !(all || state.stale) {
                continue;
            }
            let mut differs = all;
            if !known {
                self.scratch.clear();
                let number = if all { None } else { read::number(&self.page, &self.machine, &slot.content) };
                match number {
                    // Dragged to and fro, a value keeps its unit for a while.
                    Some((format, value)) => self.scratch.push_str(&format.text_held(value, &mut state.unit)),
                    None => {
                        read::read(&self.page, &self.machine, &self.views, &slot.content, &mut self.scratch)
                    }
                }
                state.stale = false;
                if state.text.as_ref() != Some(&self.scratch) {
                    differs = true;
                    core::mem::swap(state.text.get_or_insert_default(), &mut self.scratch);
                }
            }
            if differs {
                if !out.is_empty() {
                    out.push(RECORD);
                }
                push_whole(&mut out, index as u32);
                out.push(FIELD);
                let text = state.text.as_deref().unwrap_or_default();
                // Neither separator means anything inside a text.
                for part in parts(text, RECORD) {
                    parts(part, FIELD).for_each(|part| out.push_str(part));
                }
            }
        }
        out
    }
}

//! Intervals around points and bars: error bars. [`Spreads`] travel, [`Intervals`] are their values. Around a line there
//! is a band, a curve of its own.
//!
//! Few pages have them, and the others are served an evaluator without this file: whatever enters it from outside is
//! never inlined, and listed in `compiler/cli/build/parts.rs`. What stays on every page is a question in each place.

use alloc::string::String;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use super::payload::{Give, Label, label};
use super::scene::{Frame, Point, Scene};
use super::svg::{Mark, SvgKind};
use super::values::Quantity;
use super::words::{Sentences, list};
use crate::number::Format;
use crate::piece::Source;
use crate::program::Reg;

/// Intervals around points and bars: error bars.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
#[decode(alone)]
pub struct Spreads {
    /// What they are: "one standard deviation"; may be empty.
    pub meaning: Label,
    /// The intervals.
    pub all: Vec<Spread>,
    /// The first of the groups of bars that students bring along, which are the last, and how many of them there are.
    pub brought: Option<(u32, Reg)>,
}

/// The interval of a mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Spread {
    /// What it belongs to.
    pub of: IntervalOf,
    /// Which one of these, in the order of the chart.
    pub index: u32,
    /// Its lower end.
    pub low: Reg,
    /// Its upper end.
    pub high: Reg,
    /// It reaches as far to both sides.
    pub even: bool,
}

/// What an interval belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Decode)]
pub enum IntervalOf {
    /// A point, along the vertical axis.
    Point,
    /// A point, along the horizontal axis.
    Across,
    /// A bar.
    Bar,
}

/// Half the width of the line at each end of an error bar, in pixels.
const CAP: f64 = 4.0;

/// The intervals of a drawing, one after the other as numbers: letting go of anything else is code on every page. First
/// how many letters say what they are, then these; then for each interval what it belongs to, which one of these,
/// whether it is even, its lower end, its upper end.
#[derive(Clone, Debug, Default)]
pub(super) struct Intervals(Vec<f64>);

/// The interval of a mark.
#[derive(Clone, Copy, Debug)]
struct Interval {
    of: f64,
    index: usize,
    even: bool,
    low: f64,
    high: f64,
}

impl Interval {
    fn belongs_to(&self, of: IntervalOf) -> bool {
        self.of == f64::from(of as u8)
    }

    /// Its ends, the lower one first; nothing where one is undefined.
    fn ends(&self) -> Option<(f64, f64)> {
        let (low, high) = if self.low > self.high { (self.high, self.low) } else { (self.low, self.high) };
        (low.is_finite() && high.is_finite()).then_some((low, high))
    }
}

impl Intervals {
    /// No intervals yet, with what they are: "one standard deviation".
    pub(super) fn of(meaning: &str) -> Self {
        let letters = meaning.chars().map(|letter| f64::from(u32::from(letter)));
        let mut flat: Vec<f64> = letters.collect();
        flat.insert(0, flat.len() as f64);
        Self(flat)
    }

    pub(super) fn push(&mut self, of: IntervalOf, index: usize, even: bool, low: f64, high: f64) {
        self.0.extend([f64::from(of as u8), index as f64, f64::from(u8::from(even)), low, high]);
    }

    /// Whether there are any.
    pub(super) fn some(&self) -> bool {
        !self.0.is_empty()
    }

    /// What they are, in the author's words, and the numbers of all of them.
    fn parts(&self) -> (&[f64], &[f64]) {
        match &self.0[..] {
            [letters, rest @ ..] => rest.split_at(*letters as usize),
            [] => (&[], &[]),
        }
    }

    fn all(&self) -> impl Iterator<Item = Interval> {
        self.parts().1.as_chunks().0.iter().map(|&[of, index, even, low, high]| Interval {
            of,
            index: index as usize,
            even: even > 0.0,
            low,
            high,
        })
    }

    /// The ends of a mark's interval, the lower one first.
    pub(super) fn ends_of(&self, of: IntervalOf, index: usize) -> Option<(f64, f64)> {
        self.find(of, index)?.ends()
    }

    fn find(&self, of: IntervalOf, index: usize) -> Option<Interval> {
        self.all().find(|interval| interval.belongs_to(of) && interval.index == index)
    }
}

/// Gives every register of the intervals, and whether it has to be a list.
#[inline(never)]
pub(super) fn registers(spreads: &mut Spreads, give: Give<'_>) {
    label(&mut spreads.meaning, give);
    for spread in &mut spreads.all {
        give(&mut spread.low, false);
        give(&mut spread.high, false);
    }
    if let Some((_, count)) = &mut spreads.brought {
        give(count, false);
    }
}

/// Takes the intervals' current values from the machine.
#[inline(never)]
pub(super) fn collect(spreads: &Spreads, from: &Source<'_>) -> Intervals {
    let mut intervals = Intervals::default();
    if !spreads.all.is_empty() {
        intervals = Intervals::of(&from.text(&spreads.meaning));
    }
    for spread in &spreads.all {
        let (low, high) = (from.value(spread.low), from.value(spread.high));
        intervals.push(spread.of, spread.index as usize, spread.even, low, high);
    }
    intervals
}

/// The ends of all intervals along each axis, which has to reach them.
#[inline(never)]
pub(super) fn reach(intervals: &Intervals, across: &mut Vec<f64>, up: &mut Vec<f64>) {
    for interval in intervals.all() {
        let along = if interval.belongs_to(IntervalOf::Across) { &mut *across } else { &mut *up };
        along.extend([interval.low, interval.high]);
    }
}

/// Adds the ends of the intervals of bars, in the unit of their axis.
#[inline(never)]
pub(super) fn reach_of_bars(y: &Quantity, intervals: &Intervals, up: &mut Vec<f64>) {
    for interval in intervals.all() {
        up.extend([interval.low, interval.high].map(|end| y.unit.read(end)));
    }
}

/// Appends what a mark's interval reads after its value: ` ± 0.2` or ` (1 to 4)`.
#[inline(never)]
pub(super) fn behind(
    quantity: &Quantity,
    intervals: &Intervals,
    text: &mut String,
    (of, index): (IntervalOf, usize),
) {
    let Some(interval) = intervals.find(of, index) else { return };
    let Some((low, high)) = interval.ends() else { return };
    if interval.even {
        // A difference has no zero of its own.
        let half = (high - low) / 2.0 + quantity.unit.offset;
        text.push_str(" ± ");
        text.push_str(&quantity.format.text(half));
        return;
    }
    text.push_str(" (");
    text.push_str(&quantity.format.text(low));
    text.push_str(" to ");
    text.push_str(&quantity.format.text(high));
    text.push(')');
}

/// The error bars of points; `point` gives the coordinates of each.
#[inline(never)]
pub(super) fn on_points(
    scene: &mut Scene,
    frame: &Frame,
    (x_axis, y_axis): (&Quantity, &Quantity),
    intervals: &Intervals,
    point: impl Fn(usize) -> Option<Point>,
) {
    for interval in intervals.all() {
        let (Some((x, y)), Some((low, high))) = (point(interval.index), interval.ends()) else {
            continue;
        };
        let (x, y) = (x_axis.unit.read(x), y_axis.unit.read(y));
        if !frame.x.shows(x) || !frame.y.shows(y) {
            continue;
        }
        let across = interval.belongs_to(IntervalOf::Across);
        let quantity = if across { x_axis } else { y_axis };
        let place = |value: f64| if across { frame.at((value, y)) } else { frame.at((x, value)) };
        error_bar(scene, place(read(quantity, low)), place(read(quantity, high)));
    }
}

/// A value in an axis' unit; what a logarithmic axis cannot reach is drawn down to its lower end.
fn read(quantity: &Quantity, value: f64) -> f64 {
    let value = quantity.unit.read(value);
    if quantity.log && value <= 0.0 { f64::MIN_POSITIVE } else { value }
}

/// A line between two places, with a short line across each end.
pub(super) fn error_bar(scene: &mut Scene, low: Point, high: Point) {
    let mark = Mark::the(SvgKind::Spread);
    let (dx, dy) = if low.0 == high.0 { (CAP, 0.0) } else { (0.0, CAP) };
    scene.line(&[low, high], mark);
    for (x, y) in [low, high] {
        scene.line(&[(x - dx, y - dy), (x + dx, y + dy)], mark);
    }
}

/// Says what the intervals are, and whether they tell the marks apart: each has a name and a value, by its index. The
/// `most` of them, or else the least, is what the others are compared with.
pub(super) fn compare(
    text: &mut Sentences,
    format: &Format,
    intervals: &Intervals,
    (of, most): (IntervalOf, bool),
    values: &[(&str, f64)],
) {
    let meaning: String =
        intervals.parts().0.iter().filter_map(|letter| char::from_u32(*letter as u32)).collect();
    if !meaning.is_empty() {
        text.say(&["Intervals: ", &meaning]);
    }
    let mut marks: Vec<(&str, f64, (f64, f64))> = Vec::new();
    for interval in intervals.all() {
        if let (Some(ends), Some((name, value))) = (interval.ends(), values.get(interval.index))
            && interval.belongs_to(of)
        {
            marks.push((name, *value, ends));
        }
    }
    marks.retain(|mark| mark.1.is_finite());
    let Some(first) = marks.first() else { return };
    let (mut best, mut widest) = (first, first);
    for mark in &marks {
        if (mark.1 > best.1) == most && mark.1 != best.1 {
            best = mark;
        }
        if mark.2.1 - mark.2.0 > widest.2.1 - widest.2.0 {
            widest = mark;
        }
    }
    let (low, high) = widest.2;
    let (low, high) = (format.text(low), format.text(high));
    text.say(&["The widest is that of ", widest.0, ", from ", &low, " to ", &high]);
    let mut near = Vec::new();
    for mark in &marks {
        if !core::ptr::eq(mark, best) && mark.2.0 <= best.2.1 && best.2.0 <= mark.2.1 {
            near.push(mark.0);
        }
    }
    let end = if most { "the highest, " } else { "the lowest, " };
    if near.len() > 1 && near.len() + 1 == marks.len() {
        text.say(&["All others overlap that of ", end, best.0]);
    } else if !near.is_empty() {
        let (of, overlaps) = match near.len() {
            1 => ("The interval of ", " overlaps that of "),
            _ => ("The intervals of ", " overlap that of "),
        };
        text.say(&[of, &list(&near), overlaps, end, best.0]);
    } else if marks.len() > 1 {
        text.say(&["No other interval overlaps that of ", end, best.0]);
    }
}

//! Intervals around points and bars: error bars. Start at [`Intervals`]. Around a line there is a band, a curve of its
//! own.
//!
//! Few pages have them, and the others are served an evaluator without this file: whatever enters it from outside is
//! never inlined, and listed in `compiler/cli/build/parts.rs`. What stays on every page is a question in each place.

use alloc::string::String;
use alloc::vec::Vec;

use super::bars;
use super::collect::{Bar, Drawing, Picture, Plane, Quantity};
use super::metrics::HEIGHT;
use super::model::{Of, Spreads};
use super::plane::Painter;
use super::scene::{Point, Scene};
use super::sentence::{self, Text};
use super::svg::{Anchor, Kind, Mark};
use crate::machine::Machine;
use crate::page::Page;
use crate::program::Reg;
use crate::text::pieces_text;

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
    fn belongs_to(&self, of: Of) -> bool {
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

    pub(super) fn push(&mut self, of: Of, index: usize, even: bool, low: f64, high: f64) {
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

    fn find(&self, of: Of, index: usize) -> Option<Interval> {
        self.all().find(|interval| interval.belongs_to(of) && interval.index == index)
    }
}

/// Gives every register of the intervals, and whether it has to be a list.
#[inline(never)]
pub(super) fn registers(spreads: &mut Spreads, give: &mut dyn FnMut(&mut Reg, bool)) {
    super::model::label(&mut spreads.meaning, give);
    for spread in &mut spreads.all {
        give(&mut spread.low, false);
        give(&mut spread.high, false);
    }
    if let Some((_, count)) = &mut spreads.brought {
        give(count, false);
    }
}

/// Takes the intervals' current values from the machine, and leaves out the bars of rows that the student has not
/// brought along: their groups are the last.
#[inline(never)]
pub(super) fn collect(spreads: &Spreads, page: &Page, machine: &Machine, drawing: &mut Drawing) {
    if !spreads.all.is_empty() {
        drawing.spreads = Intervals::of(&pieces_text(&spreads.meaning, page, machine));
    }
    for spread in &spreads.all {
        let (low, high) = (machine.value(spread.low), machine.value(spread.high));
        drawing.spreads.push(spread.of, spread.index as usize, spread.even, low, high);
    }
    if let (Some((first, count)), Picture::Bars(bars)) = (spreads.brought, &mut drawing.body) {
        bars.groups.truncate(first as usize + machine.value(count) as usize);
        bars.bars.retain(|bar| bar.group < bars.groups.len());
    }
}

impl Drawing {
    /// A value of a mark along its axis, with its interval behind it: `3`, `3 ± 0.2` or `3 (1 to 4)`.
    #[inline(never)]
    pub(super) fn told(&self, of: Of, index: usize, value: f64) -> String {
        let quantity = if of == Of::Across { &self.x } else { &self.y };
        let mut text = quantity.format.text(value);
        if self.spreads.some() {
            behind(quantity, &self.spreads, &mut text, (of, index));
        }
        text
    }
}

/// The ends of all intervals along each axis, which has to reach them.
#[inline(never)]
pub(super) fn reach(drawing: &Drawing, across: &mut Vec<f64>, up: &mut Vec<f64>) {
    for interval in drawing.spreads.all() {
        let along = if interval.belongs_to(Of::Across) { &mut *across } else { &mut *up };
        along.extend([interval.low, interval.high]);
    }
}

/// The same of bars, in the unit of their axis.
#[inline(never)]
pub(super) fn reach_of_bars(drawing: &Drawing, up: &mut Vec<f64>) {
    for interval in drawing.spreads.all() {
        up.extend([interval.low, interval.high].map(|end| drawing.y.unit.read(end)));
    }
}

#[inline(never)]
fn behind(quantity: &Quantity, intervals: &Intervals, text: &mut String, (of, index): (Of, usize)) {
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

/// The error bars of points.
#[inline(never)]
pub(super) fn on_points(scene: &mut Scene, painter: &Painter<'_>, plane: &Plane) {
    let Painter { drawing, frame } = painter;
    for interval in drawing.spreads.all() {
        let (Some(dot), Some((low, high))) = (plane.dots.get(interval.index), interval.ends()) else {
            continue;
        };
        let (x, y) = (drawing.x.unit.read(dot.x), drawing.y.unit.read(dot.y));
        if !frame.x.shows(x) || !frame.y.shows(y) {
            continue;
        }
        let across = interval.belongs_to(Of::Across);
        let quantity = if across { &drawing.x } else { &drawing.y };
        let place = |value: f64| if across { frame.at((value, y)) } else { frame.at((x, value)) };
        error_bar(scene, place(read(quantity, low)), place(read(quantity, high)));
    }
}

/// A value in an axis' unit; what a logarithmic axis cannot reach is drawn down to its lower end.
fn read(quantity: &Quantity, value: f64) -> f64 {
    let value = quantity.unit.read(value);
    if quantity.log && value <= 0.0 { f64::MIN_POSITIVE } else { value }
}

/// The rectangle of a bar, or of anything as thick at its place.
type Place<'a> = &'a dyn Fn(&Bar) -> Option<(Point, Point)>;

/// The error bars of bars, and the texts at their ends, which stand on neither.
#[inline(never)]
pub(super) fn on_bars(scene: &mut Scene, painter: &bars::Painter<'_>, place: Place<'_>, lying: bool) {
    let bars = painter.bars;
    for (index, bar) in bars.bars.iter().enumerate() {
        // Where nothing is defined, the text stands at the axis.
        let Some((from, to)) = place(bar).or_else(|| place(&Bar { from: 0.0, to: 0.0, ..bar.clone() }))
        else {
            continue;
        };
        let (x, y) = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        let (mut right, mut top) = (from.0.max(to.0), from.1.min(to.1));
        let ends = painter.drawing.spreads.find(Of::Bar, index).and_then(|interval| interval.ends());
        let drawn = ends.filter(|_| bar.value.is_finite());
        if let Some((low, high)) = drawn.and_then(|(from, to)| place(&Bar { from, to, ..bar.clone() })) {
            if lying {
                error_bar(scene, (low.0, y), (high.0, y));
            } else {
                error_bar(scene, (x, low.1), (x, high.1));
            }
            (right, top) = (right.max(high.0), top.min(high.1 - 1.0));
        }
        let text = &painter.texts[index];
        if lying {
            scene.text(text, (right + 4.0, y), Anchor::Start, Kind::Value, scene.width);
        } else {
            scene.text(text, (x, top - HEIGHT / 2.0 - 1.0), Anchor::Middle, Kind::Value, scene.width);
        }
    }
}

/// A line between two places, with a short line across each end.
fn error_bar(scene: &mut Scene, low: Point, high: Point) {
    let mark = Mark::the(Kind::Spread);
    let (dx, dy) = if low.0 == high.0 { (CAP, 0.0) } else { (0.0, CAP) };
    scene.line(&[low, high], mark);
    for (x, y) in [low, high] {
        scene.line(&[(x - dx, y - dy), (x + dx, y + dy)], mark);
    }
}

/// What the intervals say, for the sentence: what they are, and whether they tell the marks apart.
#[inline(never)]
pub(super) fn sentences(text: &mut Text, drawing: &Drawing) {
    let intervals = &drawing.spreads;
    let meaning: String =
        intervals.parts().0.iter().filter_map(|letter| char::from_u32(*letter as u32)).collect();
    if !meaning.is_empty() {
        text.say(&["Intervals: ", &meaning]);
    }
    // Marks with their values and intervals; the least or the most of them is what others are held against.
    let mut marks: Vec<(&str, f64, (f64, f64))> = Vec::new();
    let mut most = false;
    for interval in intervals.all() {
        let Some(ends) = interval.ends() else { continue };
        match &drawing.body {
            Picture::Plane(plane) if interval.belongs_to(Of::Point) => {
                most = plane.frontier.is_some_and(|(_, greater)| greater);
                marks.extend(plane.dots.get(interval.index).map(|dot| (&dot.name[..], dot.y, ends)));
            }
            Picture::Bars(bars) if bars.series.len() < 2 => {
                most = true;
                let Some(bar) = bars.bars.get(interval.index) else { continue };
                marks.extend(bars.groups.get(bar.group).map(|name| (&name[..], bar.value, ends)));
            }
            _ => {}
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
    let (low, high) = (drawing.y.format.text(low), drawing.y.format.text(high));
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
        text.say(&[of, &sentence::list(&near), overlaps, end, best.0]);
    } else if marks.len() > 1 {
        text.say(&["No other interval overlaps that of ", end, best.0]);
    }
}

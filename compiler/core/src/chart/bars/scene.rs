//! Bars over named groups: side by side, on each other, or each where the one before ended. They stand
//! where their names and values have room, and lie otherwise.

use alloc::string::String;
use alloc::vec::Vec;

use super::BarForm;
use super::values::{BarValues, BarsValues};
use crate::chart::axes::Axes;
use crate::chart::intervals::{self, IntervalOf};
use crate::chart::lists::each;
use crate::chart::metrics::{self, HEIGHT};
use crate::chart::scale::Scale;
use crate::chart::scene::{Bounds, Frame, GAP, MARGIN, Point, Scene, rows, toned};
use crate::chart::svg::{Anchor, GHOST, Mark, SvgKind};
use crate::chart::{labels, ticks};
use crate::exact;
use crate::text::joined;

/// Between bars and their neighbours' texts.
const APART: f64 = 6.0;
/// How thick a lying bar is.
const THICK: f64 = 17.0;
/// The share of its slot that a standing group takes.
const FULL: f64 = 0.76;

/// The drawing's shapes and texts.
pub(super) fn scene(axes: &Axes, bars: &BarsValues, ghost: Option<&BarsValues>, scene: Scene) -> Scene {
    let mut values = Vec::new();
    for bars in core::iter::once(bars).chain(ghost) {
        for bar in &bars.bars {
            values.extend([axes.y.unit.read(bar.from), axes.y.unit.read(bar.to)]);
        }
    }
    for mark in axes.rules.iter().filter(|mark| mark.horizontal) {
        values.push(axes.y.unit.read(mark.value));
    }
    // Bars begin at zero; a logarithmic axis has none, and begins where the least bar is still seen.
    values.push(if axes.y.log { 0.5 * Scale::over(&values, true).low } else { 0.0 });
    if axes.intervals.some() {
        intervals::reach_of_bars(&axes.y, &axes.intervals, &mut values);
    }
    let scale = Scale::over(&values, axes.y.log);
    let lanes = if bars.form == BarForm::Grouped { bars.series.len().max(1) } else { 1 };
    let texts = each(&bars.bars, &|bar| said(axes, bars, bar));
    let painter = BarPainter { axes, bars, ghost, lanes, texts };
    if !bars.horizontal && painter.stand(scene.width - 70.0) {
        painter.standing(scene, scale)
    } else {
        painter.lying(scene, scale)
    }
}

/// What stands at the end of a bar; of a stack only at the end of the last.
fn said(axes: &Axes, bars: &BarsValues, bar: &BarValues) -> String {
    let mut text = String::new();
    if let Some(tone) = &bar.tone {
        text.push_str(["✕ ", "▲ ", "■ ", "● ", ""][usize::from(tone.level.min(4))]);
    }
    if bars.form == BarForm::Stacked {
        let mut total = 0.0;
        for other in bars.bars.iter().filter(|other| other.group == bar.group) {
            total += if other.value.is_finite() { other.value } else { 0.0 };
        }
        text.push_str(&axes.y.text(total));
    } else {
        text.push_str(&axes.y.text(bar.value));
    }
    text
}

/// The rectangle of a bar, or of anything as thick at its place.
type RectangleOf<'a> = &'a dyn Fn(&BarValues) -> Option<(Point, Point)>;

struct BarPainter<'a> {
    axes: &'a Axes,
    bars: &'a BarsValues,
    ghost: Option<&'a BarsValues>,
    /// How many bars of a group stand side by side.
    lanes: usize,
    /// What stands at the end of each bar.
    texts: Vec<String>,
}

impl BarPainter<'_> {
    /// Whether standing bars have room for their names and values.
    fn stand(&self, width: f64) -> bool {
        let slot = width / self.bars.groups.len().max(1) as f64;
        let names = self.bars.groups.iter().all(|name| metrics::width(name) + APART <= slot);
        let bar = if self.lanes > 1 { slot * FULL / self.lanes as f64 } else { slot };
        names && self.texts.iter().all(|text| metrics::width(text) + 3.0 <= bar)
    }

    /// Which of its group's lanes a bar is on.
    fn lane(&self, bar: &BarValues) -> usize {
        if self.lanes > 1 { bar.series } else { 0 }
    }

    fn mark(&self, bar: &BarValues) -> Mark {
        if bar.total {
            return Mark::the(SvgKind::Bar);
        }
        // Steps up and down of a waterfall differ.
        let series = match self.bars.form {
            BarForm::Waterfall => usize::from(bar.value < 0.0),
            _ => bar.series,
        };
        toned(SvgKind::Bar, bar.tone.as_ref().map(|tone| tone.level), series).1
    }

    /// Whether a bar carries a text: of those on one lane the last. Where there are intervals, they bring the texts.
    fn speaks(&self, index: usize) -> bool {
        let bar = &self.bars.bars[index];
        let covered = |other: &BarValues| other.group == bar.group && self.lane(other) == self.lane(bar);
        !self.axes.intervals.some() && !self.bars.bars[index + 1..].iter().any(covered)
    }

    fn standing(&self, mut scene: Scene, scale: Scale) -> Scene {
        let top = 2.0 * HEIGHT + 12.0;
        let y = ticks::widen(scale, rows(scene.height - 2.0 * HEIGHT - 14.0 - top));
        let across = Scale { low: 0.0, high: self.bars.groups.len().max(1) as f64, log: false };
        // The line of the axis' title says which groups are marked.
        if self.axes.x.label.is_empty() && self.bars.chosen.is_empty() {
            scene.height -= HEIGHT;
        }
        let frame = Frame::new(&mut scene, (&self.axes.x, &self.axes.y), across, y, (top, usize::MAX), false);
        labels::zones(&mut scene, &frame, self.axes, false);
        let slot = (frame.plot.right - frame.plot.left) / across.high;
        let wide = (slot * FULL / self.lanes as f64).min(90.0);
        let place = |bar: &BarValues| {
            let middle = frame.plot.left + (bar.group as f64 + 0.5) * slot;
            let left = middle + wide * (self.lane(bar) as f64 - self.lanes as f64 / 2.0);
            let (from, to) = (self.end(&y, bar.from)?, self.end(&y, bar.to)?);
            Some(((left + 1.0, frame.at((0.0, from)).1), (left + wide - 1.0, frame.at((0.0, to)).1)))
        };
        for (group, name) in self.bars.groups.iter().enumerate() {
            let middle = frame.plot.left + (group as f64 + 0.5) * slot;
            let at = (middle, frame.plot.bottom + GAP + 1.0 + HEIGHT / 2.0);
            scene.text(name, at, Anchor::Middle, SvgKind::Value, slot);
        }
        self.paint(&mut scene, &place, false);
        for (index, bar) in self.bars.bars.iter().enumerate().filter(|(index, _)| self.speaks(*index)) {
            let ends = place(bar);
            let zero = frame.at((0.0, self.end(&y, 0.0).unwrap_or(y.low))).1;
            let (left, upper) = ends.map_or_else(
                || {
                    let middle = frame.plot.left + (bar.group as f64 + 0.5) * slot;
                    (middle + wide * (self.lane(bar) as f64 - self.lanes as f64 / 2.0), zero)
                },
                |(from, to)| (from.0 - 1.0, from.1.min(to.1)),
            );
            let at = (left + wide / 2.0, upper - HEIGHT / 2.0 - 1.0);
            scene.text(&self.texts[index], at, Anchor::Middle, SvgKind::Value, slot);
        }
        for (group, called) in &self.bars.chosen {
            let left = frame.plot.left + *group as f64 * slot;
            let bottom = frame.plot.bottom;
            scene.line(&[(left + 2.0, bottom), (left + slot - 2.0, bottom)], Mark::the(SvgKind::Ring));
            let place = (0.0, (left + slot / 2.0, bottom + GAP + 1.0 + HEIGHT * 1.5), Anchor::Middle);
            let below = Bounds { left, top: bottom, right: left + slot, bottom: scene.height };
            scene.name(called, Mark::the(SvgKind::Title), &below, &[place]);
        }
        let lines = labels::rules(&mut scene, &frame, self.axes, false);
        labels::name(&mut scene, &frame.plot, &lines);
        self.stops(&mut scene, &place);
        scene
    }

    fn lying(&self, mut scene: Scene, scale: Scale) -> Scene {
        let axes = self.axes;
        let names = metrics::widest(&self.bars.groups);
        let beside = names + GAP <= scene.width * 0.36;
        let named = axes.rules.iter().filter(|mark| !mark.name.trim().is_empty()).count().min(4);
        let top = 4.0 + named as f64 * HEIGHT;
        let head = if beside { 0.0 } else { HEIGHT + 1.0 };
        let block = head + THICK * self.lanes as f64 + 9.0;
        let bottom = top + block * self.bars.groups.len().max(1) as f64 + 4.0;
        scene.height = exact::round(bottom + 2.0 * HEIGHT + GAP + 7.0);
        let left = if beside { names + GAP + 2.0 } else { 2.0 };
        let room = metrics::widest(&self.texts) + GAP;
        let right = (scene.width - room).max(left + 40.0).min(scene.width - MARGIN);
        let plot = Bounds { left, top, right, bottom };
        let count = (((right - left) / 90.0) as usize).max(2);
        let x = ticks::widen(scale, count);
        let frame = Frame::over(x, Scale { low: 0.0, high: 1.0, log: false }, plot);
        let ticks = frame.across(&mut scene, &axes.y, true);
        frame.grid(&mut scene, &ticks, &[]);
        labels::zones(&mut scene, &frame, axes, true);
        let line =
            |bar: &BarValues| top + 6.0 + bar.group as f64 * block + head + THICK * self.lane(bar) as f64;
        let place = |bar: &BarValues| {
            let (from, to) = (self.end(&x, bar.from)?, self.end(&x, bar.to)?);
            let y = line(bar);
            Some(((frame.at((from, 0.0)).0, y + 1.0), (frame.at((to, 0.0)).0, y + THICK - 1.0)))
        };
        // Limits reach up to their names, above the bars.
        let tall = Frame { plot: Bounds { top: 2.0, ..plot }, ..frame };
        let lines = labels::rules(&mut scene, &tall, axes, true);
        for (group, name) in self.bars.groups.iter().enumerate() {
            let y = top + 6.0 + group as f64 * block;
            if beside {
                let middle = y + THICK * self.lanes as f64 / 2.0;
                scene.text(name, (left - GAP, middle), Anchor::End, SvgKind::Value, names + 1.0);
            } else {
                scene.text(name, (left, y + HEIGHT / 2.0), Anchor::Start, SvgKind::Value, scene.width - left);
            }
        }
        self.paint(&mut scene, &place, true);
        for (index, bar) in self.bars.bars.iter().enumerate().filter(|(index, _)| self.speaks(*index)) {
            let zero = self.end(&x, 0.0).unwrap_or(x.low);
            let end = place(bar).map_or(frame.at((zero, 0.0)).0, |(from, to)| from.0.max(to.0));
            let at = (end + 4.0, line(bar) + THICK / 2.0);
            let mut text = self.texts[index].clone();
            for (_, called) in self.bars.chosen.iter().filter(|(group, _)| *group == bar.group) {
                let more = joined(&[" ◂ ", called]);
                // Said below the drawing too: where it has no room it is left out.
                if !called.is_empty() && at.0 + metrics::width(&text) + metrics::width(&more) < scene.width {
                    text.push_str(&more);
                }
            }
            scene.text(&text, at, Anchor::Start, SvgKind::Value, scene.width);
        }
        for (group, _) in &self.bars.chosen {
            let y = top + 4.0 + *group as f64 * block;
            scene.line(&[(left, y), (left, y + block - 4.0)], Mark::the(SvgKind::Ring));
        }
        // Names of limits have lines of their own above the bars.
        let above = Bounds { left: 0.0, top: 2.0, right: scene.width, bottom };
        labels::name(&mut scene, &above, &lines);
        self.stops(&mut scene, &place);
        scene
    }

    /// A bar's end in the axis' unit; a bar on a logarithmic axis begins at its lower end.
    fn end(&self, scale: &Scale, value: f64) -> Option<f64> {
        let value = self.axes.y.unit.read(value);
        if scale.log && value <= 0.0 {
            return Some(scale.low);
        }
        scale.shows(value).then_some(value)
    }

    fn paint(&self, scene: &mut Scene, place: RectangleOf<'_>, lying: bool) {
        for bar in &self.bars.bars {
            if let Some((from, to)) = place(bar) {
                scene.rect(from, to, self.mark(bar));
            }
        }
        for bar in self.ghost.iter().flat_map(|ghost| &ghost.bars) {
            let known = bar.group < self.bars.groups.len() && bar.series < self.bars.series.len().max(1);
            if let Some((from, to)) = place(bar).filter(|_| known) {
                scene.rect(from, to, Mark::at(SvgKind::Bar, bar.series).look(GHOST));
            }
        }
        if self.axes.intervals.some() {
            intervals_of(self, scene, place, lying);
        }
    }

    fn stops(&self, scene: &mut Scene, place: RectangleOf<'_>) {
        for (index, bar) in self.bars.bars.iter().enumerate() {
            let Some((from, to)) = place(bar) else { continue };
            let at = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
            scene.stop(at, || {
                let empty = String::new();
                let group = self.bars.groups.get(bar.group).unwrap_or(&empty);
                let several = self.bars.series.len() > 1 && !bar.total;
                let series = self.bars.series.get(bar.series).filter(|_| several).unwrap_or(&empty);
                let mut text = match series.is_empty() || series == group {
                    true => group.clone(),
                    false => joined(&[group, ", ", series]),
                };
                text.push_str(": ");
                text.push_str(&self.axes.told(IntervalOf::Bar, index, bar.value));
                if let Some(tone) = bar.tone.as_ref().filter(|tone| !tone.words.is_empty()) {
                    text.push_str(", ");
                    text.push_str(&tone.words);
                }
                text
            });
        }
    }
}

/// The error bars of bars, and the texts at their ends, which stand on neither.
#[inline(never)]
fn intervals_of(painter: &BarPainter<'_>, scene: &mut Scene, place: RectangleOf<'_>, lying: bool) {
    let bars = painter.bars;
    for (index, bar) in bars.bars.iter().enumerate() {
        // Where nothing is defined, the text stands at the axis.
        let Some((from, to)) = place(bar).or_else(|| place(&BarValues { from: 0.0, to: 0.0, ..bar.clone() }))
        else {
            continue;
        };
        let (x, y) = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        let (mut right, mut top) = (from.0.max(to.0), from.1.min(to.1));
        let ends = painter.axes.intervals.ends_of(IntervalOf::Bar, index);
        let drawn = ends.filter(|_| bar.value.is_finite());
        if let Some((low, high)) = drawn.and_then(|(from, to)| place(&BarValues { from, to, ..bar.clone() }))
        {
            if lying {
                intervals::error_bar(scene, (low.0, y), (high.0, y));
            } else {
                intervals::error_bar(scene, (x, low.1), (x, high.1));
            }
            (right, top) = (right.max(high.0), top.min(high.1 - 1.0));
        }
        let text = &painter.texts[index];
        if lying {
            scene.text(text, (right + 4.0, y), Anchor::Start, SvgKind::Value, scene.width);
        } else {
            scene.text(text, (x, top - HEIGHT / 2.0 - 1.0), Anchor::Middle, SvgKind::Value, scene.width);
        }
    }
}

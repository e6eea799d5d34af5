//! Spans of time on lanes. Spans of one lane that overlap lie below each other.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use super::axes::Axes;
use super::grid::{Grid, words};
use super::kind::ChartKind;
use super::labels;
use super::lists::{each, ends};
use super::marks::{Arranged, DrawnMark, Misfit};
use super::metrics::{self, HEIGHT};
use super::payload::{Give, Label, Tone, label, tone};
use super::scale::Scale;
use super::scene::{Bounds, Frame, GAP, MARGIN, Scene, toned};
use super::svg::{Anchor, GHOST, Mark, SvgKind};
use super::values::ToneValues;
use super::words::{Sentences, apart, whole};
use crate::exact;
use crate::number::{Digits, digits};
use crate::order::sorted;
use crate::piece::Source;
use crate::program::Reg;
use crate::text::joined;

/// How thick a span is.
const THICK: f64 = 20.0;

/// Spans of time on lanes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Timeline {
    /// The spans.
    pub spans: Vec<Stretch>,
}

/// A span of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Stretch {
    /// The text on the span.
    pub label: Label,
    /// The lane it lies on.
    pub lane: Label,
    /// Where it begins.
    pub from: Reg,
    /// Where it ends.
    pub to: Reg,
    /// Which statement it comes from, counted from zero.
    pub series: u32,
    /// Its state.
    pub tone: Option<Tone>,
}

/// Spans of time with their current values.
#[derive(Clone, Debug)]
pub(super) struct TimelineValues {
    pub(super) spans: Vec<SpanValues>,
}

/// A span of time.
#[derive(Clone, Debug)]
pub(super) struct SpanValues {
    pub(super) name: String,
    pub(super) lane: String,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) series: usize,
    pub(super) tone: Option<ToneValues>,
}

impl ChartKind for Timeline {
    type Values = TimelineValues;

    const MEASURED: [bool; 2] = [true, false];

    fn of_marks(marks: &[Vec<DrawnMark>]) -> Option<Result<Arranged<Self>, Misfit>> {
        let mut spans = Vec::new();
        for (series, mark) in
            marks.iter().enumerate().flat_map(|(at, all)| all.iter().map(move |mark| (at, mark)))
        {
            let [from, to] = mark.values[..] else { continue };
            let (label, lane) = (mark.label.clone().unwrap_or_default(), mark.text.clone());
            spans.push(Stretch { label, lane, from, to, series: series as u32, tone: mark.tone });
        }
        Some(Ok(Arranged::named(Self { spans })))
    }

    fn each_register(&mut self, give: Give<'_>) {
        for span in &mut self.spans {
            label(&mut span.label, give);
            label(&mut span.lane, give);
            give(&mut span.from, false);
            give(&mut span.to, false);
            tone(&mut span.tone, give);
        }
    }

    fn collect(&self, from: &Source<'_>) -> TimelineValues {
        let mut spans = each(&self.spans, &|span| SpanValues {
            name: from.text(&span.label),
            lane: from.text(&span.lane),
            from: from.value(span.from),
            to: from.value(span.to),
            series: span.series as usize,
            tone: from.tone(span.tone),
        });
        // Filtered out or undefined: not there.
        spans.retain(|span| span.from.is_finite() && span.to.is_finite());
        TimelineValues { spans }
    }

    fn extent(timeline: &TimelineValues) -> (Vec<f64>, Vec<f64>) {
        let mut across = Vec::new();
        for span in &timeline.spans {
            across.extend([span.from, span.to]);
        }
        (across, Vec::new())
    }

    fn scene(
        axes: &Axes,
        timeline: &TimelineValues,
        ghost: Option<&TimelineValues>,
        mut scene: Scene,
    ) -> Scene {
        let spans = &timeline.spans[..];
        let lanes = lanes(spans);
        let rows = each(&lanes, &|(_, members)| stack(spans, members));
        let names = metrics::widest(&each(&lanes, &|(name, _)| *name));
        let beside = names + GAP <= scene.width * 0.36;
        let head = if beside { 0.0 } else { HEIGHT + 1.0 };
        let named = axes.rules.iter().filter(|mark| !mark.name.trim().is_empty()).count().min(4);
        let top = 4.0 + named as f64 * HEIGHT;
        let tall: f64 = rows.iter().map(|(_, rows)| head + *rows as f64 * THICK + 6.0).sum();
        let bottom = top + tall.max(40.0) + 4.0;
        scene.height = exact::round(bottom + 2.0 * HEIGHT + GAP + 7.0);
        let left = if beside { (names + GAP + 2.0).max(16.0) } else { 16.0 };
        let plot = Bounds { left, top, right: scene.width - MARGIN, bottom };
        let mut ends = Vec::new();
        for span in spans.iter().chain(ghost.iter().flat_map(|ghost| &ghost.spans)) {
            ends.extend([axes.x.unit.read(span.from), axes.x.unit.read(span.to)]);
        }
        for mark in axes.rules.iter().filter(|mark| !mark.horizontal) {
            ends.push(axes.x.unit.read(mark.value));
        }
        let x = Scale::over(&ends, axes.x.log);
        let frame = Frame::over(x, Scale { low: 0.0, high: 1.0, log: false }, plot);
        let ticks = frame.across(&mut scene, &axes.x, true);
        frame.grid(&mut scene, &ticks, &[]);
        labels::zones(&mut scene, &frame, axes, false);
        let tall = Frame { plot: Bounds { top: 2.0, ..plot }, ..frame };
        let lines = labels::rules(&mut scene, &tall, axes, false);
        let across = |value: f64| frame.at((axes.x.unit.read(value), 0.0)).0;
        let mut y = top + 3.0;
        for ((name, members), (places, rows)) in lanes.iter().zip(&rows) {
            let room = *rows as f64 * THICK;
            if beside {
                let at = (left - GAP, y + room / 2.0);
                scene.text(name, at, Anchor::End, SvgKind::Value, names + 1.0);
            } else {
                let at = (2.0, y + HEIGHT / 2.0);
                scene.text(name, at, Anchor::Start, SvgKind::Value, scene.width - 2.0);
                y += head;
            }
            for span in ghost.iter().flat_map(|ghost| &ghost.spans).filter(|span| span.lane == *name) {
                let corners = ((across(span.from), y + 1.0), (across(span.to), y + room - 1.0));
                scene.rect(corners.0, corners.1, Mark::at(SvgKind::Bar, span.series).look(GHOST));
            }
            for (index, row) in members.iter().zip(places) {
                let span = &spans[*index];
                let above = y + *row as f64 * THICK + 1.0;
                let (from, to) = (across(span.from), across(span.to));
                let mark = toned(SvgKind::Span, span.tone.as_ref().map(|tone| tone.level), span.series).1;
                scene.rect((from, above), (to, above + THICK - 2.0), mark);
                let middle = ((from + to) / 2.0, above + THICK / 2.0 - 1.0);
                // Values that no axis can hold lie at its ends, one on the other.
                if metrics::width(&span.name) <= (to - from).abs() {
                    let room = Bounds {
                        left: from.min(to) - 4.0,
                        top: above - 1.0,
                        right: from.max(to) + 4.0,
                        bottom: above + THICK,
                    };
                    scene.name(
                        &span.name,
                        Mark::the(SvgKind::Inside),
                        &room,
                        &[(0.0, middle, Anchor::Middle)],
                    );
                }
                scene.stop(middle, || {
                    let (from, to) = (axes.x.text(span.from), axes.x.text(span.to));
                    joined(&[&span.name, " on ", &span.lane, ": ", &from, " to ", &to])
                });
            }
            y += room + 6.0;
        }
        let above = Bounds { left: 0.0, top: 2.0, right: scene.width, bottom };
        labels::name(&mut scene, &above, &lines);
        scene
    }

    fn tables(axes: &Axes, timeline: &TimelineValues, take: &mut dyn FnMut(Grid)) {
        let (x, spans) = (&axes.x, &timeline.spans);
        let mut grid = Grid::new(x.label.clone());
        grid.head = words(&["Span", "Lane", "From", "To"]);
        for (_, members) in lanes(spans) {
            for span in members.into_iter().map(|index| &spans[index]) {
                let row = vec![span.name.clone(), span.lane.clone(), x.text(span.from), x.text(span.to)];
                grid.rows.push((row, false));
            }
        }
        take(grid);
    }

    fn sentence(text: &mut Sentences, axes: &Axes, timeline: &TimelineValues) {
        let spans = &timeline.spans;
        let lanes = lanes(spans);
        if spans.is_empty() {
            return text.say(&["There is no span"]);
        }
        let mut places = Vec::new();
        for span in spans {
            places.extend([span.from, span.to]);
        }
        // Spans of one lane that overlap keep it busy once.
        let mut busy = 0.0;
        for (_, members) in &lanes {
            let mut until = f64::NEG_INFINITY;
            let parts = each(members, &|member| ends(&[spans[*member].from, spans[*member].to]));
            for (from, to) in sorted(parts, &|a, b| a.0 < b.0) {
                busy += (to - from.max(until)).max(0.0);
                until = until.max(to);
            }
        }
        let (low, high) = ends(&places);
        let count = |count: usize, one: &str, many: &str| {
            joined(&[&whole(count), if count == 1 { one } else { many }])
        };
        let (all, on) = (count(spans.len(), " span", " spans"), count(lanes.len(), " lane", " lanes"));
        let [from, to] = apart(&axes.x.format, low, high);
        text.say(&[&all, " on ", &on, ", from ", &from, " to ", &to]);
        let share = busy / (lanes.len() as f64 * (high - low));
        if share.is_finite() {
            text.say(&[
                "The lanes are busy ",
                &digits(share * 100.0, Digits::Significant(3)),
                " % of that time",
            ]);
        }
    }
}

/// The lanes in the order they first occur, each with its spans' places in the list.
fn lanes(spans: &[SpanValues]) -> Vec<(&str, Vec<usize>)> {
    let mut lanes: Vec<(&str, Vec<usize>)> = Vec::new();
    for (index, span) in spans.iter().enumerate() {
        match lanes.iter_mut().find(|(name, _)| *name == span.lane) {
            Some((_, members)) => members.push(index),
            None => lanes.push((&span.lane, vec![index])),
        }
    }
    lanes
}

/// The first row of its lane that is free for each span, and how many rows that takes.
fn stack(spans: &[SpanValues], members: &[usize]) -> (Vec<usize>, usize) {
    let mut ends: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut rows = Vec::new();
    for index in members {
        let span = &spans[*index];
        let (from, to) = (span.from.min(span.to), span.from.max(span.to));
        // Ends that were computed by different sums meet nearly.
        let slack = (to - from) * 1e-6;
        let free = |row: &Vec<(f64, f64)>| {
            row.iter().all(|(start, end)| to - slack <= *start || *end <= from + slack)
        };
        let row = ends.iter().position(free).unwrap_or(ends.len());
        if row == ends.len() {
            ends.push(Vec::new());
        }
        ends[row].push((from, to));
        rows.push(row);
    }
    (rows, ends.len().max(1))
}

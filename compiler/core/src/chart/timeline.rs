//! Spans of time on lanes. Spans of one lane that overlap lie below each other.

use alloc::vec;
use alloc::vec::Vec;

use super::axis::Scale;
use super::collect::{Drawing, Span};
use super::each;
use super::labels;
use super::metrics::{self, HEIGHT};
use super::scene::{Bounds, Frame, GAP, MARGIN, Scene, toned};
use super::svg::{Anchor, GHOST, Kind, Mark};
use crate::exact;
use crate::text::joined;

/// How thick a span is.
const THICK: f64 = 20.0;

/// The lanes in the order they first occur, each with its spans' places in the list.
pub(super) fn lanes(spans: &[Span]) -> Vec<(&str, Vec<usize>)> {
    let mut lanes: Vec<(&str, Vec<usize>)> = Vec::new();
    for (index, span) in spans.iter().enumerate() {
        match lanes.iter_mut().find(|(name, _)| *name == span.lane) {
            Some((_, members)) => members.push(index),
            None => lanes.push((&span.lane, vec![index])),
        }
    }
    lanes
}

/// The drawing's shapes and texts.
#[inline(never)]
pub(super) fn scene(drawing: &Drawing, spans: &[Span], ghost: Option<&[Span]>, mut scene: Scene) -> Scene {
    let lanes = lanes(spans);
    let rows = each(&lanes, &|(_, members)| stack(spans, members));
    let names = metrics::widest(&each(&lanes, &|(name, _)| *name));
    let beside = names + GAP <= scene.width * 0.36;
    let head = if beside { 0.0 } else { HEIGHT + 1.0 };
    let named = drawing.marks.iter().filter(|mark| !mark.name.trim().is_empty()).count().min(4);
    let top = 4.0 + named as f64 * HEIGHT;
    let tall: f64 = rows.iter().map(|(_, rows)| head + *rows as f64 * THICK + 6.0).sum();
    let bottom = top + tall.max(40.0) + 4.0;
    scene.height = exact::round(bottom + 2.0 * HEIGHT + GAP + 7.0);
    let left = if beside { (names + GAP + 2.0).max(16.0) } else { 16.0 };
    let plot = Bounds { left, top, right: scene.width - MARGIN, bottom };
    let mut ends = Vec::new();
    for span in spans.iter().chain(ghost.into_iter().flatten()) {
        ends.extend([drawing.x.unit.read(span.from), drawing.x.unit.read(span.to)]);
    }
    for mark in drawing.marks.iter().filter(|mark| !mark.horizontal) {
        ends.push(drawing.x.unit.read(mark.value));
    }
    let x = Scale::over(&ends, drawing.x.log);
    let frame = Frame::over(x, Scale { low: 0.0, high: 1.0, log: false }, plot);
    let ticks = frame.across(&mut scene, &drawing.x, true);
    frame.grid(&mut scene, &ticks, &[]);
    labels::zones(&mut scene, &frame, drawing, false);
    let tall = Frame { plot: Bounds { top: 2.0, ..plot }, ..frame };
    let lines = labels::rules(&mut scene, &tall, drawing, false);
    let across = |value: f64| frame.at((drawing.x.unit.read(value), 0.0)).0;
    let mut y = top + 3.0;
    for ((name, members), (places, rows)) in lanes.iter().zip(&rows) {
        let room = *rows as f64 * THICK;
        if beside {
            let at = (left - GAP, y + room / 2.0);
            scene.text(name, at, Anchor::End, Kind::Value, names + 1.0);
        } else {
            let at = (2.0, y + HEIGHT / 2.0);
            scene.text(name, at, Anchor::Start, Kind::Value, scene.width - 2.0);
            y += head;
        }
        for span in ghost.into_iter().flatten().filter(|span| span.lane == *name) {
            let corners = ((across(span.from), y + 1.0), (across(span.to), y + room - 1.0));
            scene.rect(corners.0, corners.1, Mark::at(Kind::Bar, span.series).look(GHOST));
        }
        for (index, row) in members.iter().zip(places) {
            let span = &spans[*index];
            let above = y + *row as f64 * THICK + 1.0;
            let (from, to) = (across(span.from), across(span.to));
            let mark = toned(Kind::Span, span.tone.as_ref().map(|tone| tone.level), span.series).1;
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
                scene.name(&span.name, Mark::the(Kind::Inside), &room, &[(0.0, middle, Anchor::Middle)]);
            }
            scene.stop(middle, || {
                let (from, to) = (drawing.x.text(span.from), drawing.x.text(span.to));
                joined(&[&span.name, " on ", &span.lane, ": ", &from, " to ", &to])
            });
        }
        y += room + 6.0;
    }
    let above = Bounds { left: 0.0, top: 2.0, right: scene.width, bottom };
    labels::name(&mut scene, &above, &lines);
    scene
}

/// The first row of its lane that is free for each span, and how many rows that takes.
fn stack(spans: &[Span], members: &[usize]) -> (Vec<usize>, usize) {
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

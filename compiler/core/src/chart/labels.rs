//! Where names go: next to what they name, clear of every other text, and off the curves if they can. What
//! lies at a value of an axis from edge to edge is drawn here too.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::axes::Axes;
use super::metrics::{self, HEIGHT};
use super::scene::{Bounds, Frame, Place, Placed, Point, Scene, Shape, room, toned};
use super::svg::{Anchor, Mark, SAID, SvgKind};
use crate::number::within;

/// Between a name and its line or the plot's edge.
const GAP: f64 = 4.0;

impl Scene {
    /// Puts a name at the best place that is free and within bounds, if there is one.
    pub(super) fn name(&mut self, text: &str, mark: Mark, within: &Bounds, places: &[Place]) {
        let text = metrics::shorten(text.trim(), within.right - within.left - 2.0 * GAP);
        if text.is_empty() {
            return;
        }
        let width = metrics::width(&text);
        let mut best: Option<&Place> = None;
        let mut least = f64::INFINITY;
        for place in places {
            let (effort, at, anchor) = place;
            // What lies below a place adds to its effort only.
            if *effort >= least {
                continue;
            }
            let bounds = room(*at, *anchor, width);
            let inside = bounds.left >= within.left
                && bounds.right <= within.right
                && bounds.top >= within.top - 3.0
                && bounds.bottom <= within.bottom;
            if !inside || self.texts.iter().any(|other| other.bounds.meets(&bounds)) {
                continue;
            }
            let crossed = self.busy.iter().filter(|segment| crosses(segment, &bounds)).take(3).count();
            let effort = effort + 3.0 * crossed as f64;
            if effort < least {
                (best, least) = (Some(place), effort);
            }
        }
        if let Some((_, at, anchor)) = best {
            self.texts.push(Placed::new(text, mark, *anchor, *at));
        }
    }
}

/// Places around a point, the best first.
pub(super) fn around((x, y): Point, radius: f64) -> [Place; 8] {
    let (side, above) = (radius + 4.0, radius + HEIGHT / 2.0);
    let slope = radius * 0.7 + 2.0;
    [
        (0.0, (x + side, y), Anchor::Start),
        (1.0, (x, y - above), Anchor::Middle),
        (1.5, (x - side, y), Anchor::End),
        (2.0, (x, y + above), Anchor::Middle),
        (2.5, (x + slope, y - above), Anchor::Start),
        (2.5, (x + slope, y + above), Anchor::Start),
        (3.0, (x - slope, y - above), Anchor::End),
        (3.0, (x - slope, y + above), Anchor::End),
    ]
}

/// A straight line at a value of an axis, or the end of a curve, which has not got its name yet.
#[derive(Clone, Debug)]
pub(super) struct Straight {
    pub(super) horizontal: bool,
    /// Where, in pixels.
    pub(super) at: f64,
    /// Of a curve: its right end, and points from there to the left.
    pub(super) along: Vec<Point>,
    pub(super) name: String,
    pub(super) mark: Mark,
}

/// Draws the shaded parts, before anything else.
pub(super) fn zones(scene: &mut Scene, frame: &Frame, axes: &Axes, swapped: bool) {
    if !axes.regions.is_empty() {
        shade(scene, frame, axes, swapped);
    }
}

#[inline(never)]
fn shade(scene: &mut Scene, frame: &Frame, axes: &Axes, swapped: bool) {
    let Bounds { left, top, right, bottom } = frame.plot;
    for (index, zone) in axes.regions.iter().enumerate() {
        // An axis that lies on its side shows the other one's values.
        let across = zone.horizontal == swapped;
        let quantity = if zone.horizontal { &axes.y } else { &axes.x };
        let scale = if across { &frame.x } else { &frame.y };
        let end = |value: Option<f64>, open: f64| {
            let value = value.map(|value| quantity.unit.read(value));
            value.map_or(Some(open), |value| (!value.is_nan()).then(|| scale.position(value)))
        };
        let (Some(from), Some(to)) = (end(zone.from, 0.0), end(zone.to, 1.0)) else { continue };
        if from == to {
            continue;
        }
        let (_, mark) = toned(SvgKind::Region, zone.level, index);
        let middle = if across {
            let (from, to) = (left + from * (right - left), left + to * (right - left));
            scene.rect((from, top), (to, bottom), mark);
            ((from + to) / 2.0, top + HEIGHT / 2.0 + 1.0)
        } else {
            let (from, to) = (bottom - from * (bottom - top), bottom - to * (bottom - top));
            scene.rect((left, from), (right, to), mark);
            ((left + right) / 2.0, (from + to) / 2.0)
        };
        let mut places = Vec::new();
        for row in 0..12 {
            let y = middle.1 + f64::from(row) * HEIGHT;
            places.push((f64::from(row), (middle.0, y), Anchor::Middle));
            places.push((f64::from(row) + 0.5, (right - GAP, y), Anchor::End));
            places.push((f64::from(row) + 0.7, (left + GAP, y), Anchor::Start));
        }
        scene.later.push((zone.name.clone(), frame.plot, places));
    }
}

/// Draws the reference lines that the axes reach; their names come once everything else is drawn.
pub(super) fn rules(scene: &mut Scene, frame: &Frame, axes: &Axes, swapped: bool) -> Vec<Straight> {
    let mut drawn = Vec::new();
    for (index, mark) in axes.rules.iter().enumerate() {
        let quantity = if mark.horizontal { &axes.y } else { &axes.x };
        let horizontal = mark.horizontal != swapped;
        let value = quantity.unit.read(mark.value);
        let scale = if horizontal { &frame.y } else { &frame.x };
        if scale.shows(value) {
            let name = mark.name.clone();
            let look = if mark.said { SAID } else { 0 };
            let mark = Mark::at(SvgKind::Rule, index).look(look);
            drawn.push(straight(scene, frame, horizontal, value, name, mark));
        }
    }
    drawn
}

/// Draws a straight line from edge to edge at a value that its axis shows.
pub(super) fn straight(
    scene: &mut Scene,
    frame: &Frame,
    horizontal: bool,
    value: f64,
    name: String,
    mark: Mark,
) -> Straight {
    let Bounds { left, top, right, bottom } = frame.plot;
    let at = if horizontal { frame.at((frame.x.low, value)).1 } else { frame.at((value, frame.y.low)).0 };
    let ends = if horizontal { [(left, at), (right, at)] } else { [(at, top), (at, bottom)] };
    scene.line(&ends, mark);
    Straight { horizontal, at, along: Vec::new(), name, mark: Mark { kind: SvgKind::Label, ..mark } }
}

/// Places beside a point of a line, above it and below.
#[inline(never)]
fn beside(places: &mut Vec<Place>, rows: i32, (x, y): Point, anchor: Anchor, (above, below): (f64, f64)) {
    for row in 0..rows {
        let row = f64::from(row);
        let away = HEIGHT / 2.0 + 1.0 + row * HEIGHT;
        places.push((above + row * 5.0, (x, y - away), anchor));
        places.push((below + row * 5.0, (x, y + away), anchor));
    }
}

/// Names the reference lines, and curves near their right ends. A name without room anywhere is left out.
pub(super) fn name(scene: &mut Scene, plot: &Bounds, lines: &[Straight]) {
    let Bounds { left, top, right, bottom } = *plot;
    let rows = ((bottom - top) / HEIGHT) as i32 + 1;
    for line in lines {
        let mut places = Vec::new();
        if !line.along.is_empty() {
            // The names of curves that end close together stand in the order of their ends.
            let (mut above, mut below) = (0.0, 1.0);
            for other in lines.iter().filter(|other| !other.along.is_empty()) {
                let apart = (other.at - line.at) / HEIGHT;
                if -2.0 < apart && apart < 0.0 {
                    above = 6.0;
                } else if 0.0 < apart && apart < 2.0 {
                    below = 7.0;
                }
            }
            let mut effort = 0.0;
            let mut at = 0;
            while at < line.along.len() && effort < 9.0 {
                let (x, y) = line.along[at];
                beside(&mut places, rows, (x - GAP, y), Anchor::End, (effort + above, effort + below));
                effort += 1.0;
                beside(&mut places, rows, (x + GAP, y), Anchor::Start, (effort + above, effort + below));
                at += 1 + line.along.len() / 12;
            }
        } else if line.horizontal {
            for (effort, (x, anchor)) in [
                (0.0, (right - GAP, Anchor::End)),
                (2.0, ((left + right) / 2.0, Anchor::Middle)),
                (4.0, (left + GAP, Anchor::Start)),
            ] {
                beside(&mut places, rows, (x, line.at), anchor, (effort, effort + 1.0));
            }
        } else {
            for row in 0..rows {
                let y = top + HEIGHT / 2.0 + 1.0 + f64::from(row) * HEIGHT;
                places.push((f64::from(row), (line.at + GAP, y), Anchor::Start));
                places.push((f64::from(row) + 0.5, (line.at - GAP, y), Anchor::End));
                // A name that is wider than either side of its line crosses it.
                places.push((f64::from(row) + 20.0, ((left + right) / 2.0, y), Anchor::Middle));
            }
        }
        scene.name(&line.name, line.mark, plot, &places);
    }
}

impl Scene {
    /// Straight lines leave room for the texts that they would cross out.
    pub(super) fn break_lines(&mut self) {
        let mut at = 0;
        while at < self.shapes.len() {
            if let Shape::Path(points, false, mark) = &mut self.shapes[at]
                && matches!(mark.kind, SvgKind::Rule | SvgKind::Now)
                && let [from, to] = &mut points[..]
                && from != to
                && let Some(text) = self.texts.iter().find(|text| crosses(&(*from, *to), &text.bounds))
            {
                let Bounds { left, top, right, bottom } = text.bounds;
                let (mut rest, end) = (*from, *to);
                if from.0 == to.0 {
                    to.1 = within(top - 1.0, from.1, end.1);
                    rest.1 = within(bottom + 1.0, from.1, end.1);
                } else {
                    to.0 = within(left - 2.0, from.0, end.0);
                    rest.0 = within(right + 2.0, from.0, end.0);
                }
                let rest = Shape::Path(vec![rest, end], false, *mark);
                self.shapes.insert(at + 1, rest);
            } else {
                at += 1;
            }
        }
    }
}

/// Whether a segment passes through a rectangle.
fn crosses(&((ax, ay), (bx, by)): &(Point, Point), bounds: &Bounds) -> bool {
    // The part of the segment within the rectangle's columns, then its rows.
    let (mut from, mut to) = (0.0f64, 1.0f64);
    for (start, end, low, high) in [(ax, bx, bounds.left, bounds.right), (ay, by, bounds.top, bounds.bottom)]
    {
        let span = end - start;
        if span == 0.0 {
            if start <= low || start >= high {
                return false;
            }
        } else {
            let (first, last) = ((low - start) / span, (high - start) / span);
            // Comparisons: `min` and `max` are calls in the browser.
            let (first, last) = if first > last { (last, first) } else { (first, last) };
            from = if first > from { first } else { from };
            to = if last < to { last } else { to };
        }
    }
    from < to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straight_lines_leave_room_for_the_texts_in_their_way() {
        let mut scene = Scene::new(400, false);
        let mark = Mark::the(SvgKind::Rule);
        scene.line(&[(100.0, 10.0), (100.0, 200.0)], mark);
        for (y, text) in [(150.0, "0.5 pp"), (60.0, "0.04 pp"), (67.0, "over both")] {
            scene.texts.push(Placed::new(text.into(), mark, Anchor::Middle, (100.0, y)));
        }
        scene.texts.push(Placed::new("beside it".into(), mark, Anchor::Start, (103.0, 100.0)));
        scene.break_lines();
        let lengths: Vec<[f64; 2]> = scene
            .shapes
            .iter()
            .map(|shape| match shape {
                Shape::Path(points, false, _) => [points[0].1, points[1].1],
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!((lengths[0][0], lengths[lengths.len() - 1][1]), (10.0, 200.0));
        assert!(lengths.iter().map(|[from, to]| to - from).sum::<f64>() > 130.0, "{lengths:?}");
        for [from, to] in lengths.into_iter().filter(|[from, to]| from != to) {
            let crossing = |placed: &&Placed| crosses(&((100.0, from), (100.0, to)), &placed.bounds);
            assert!(!scene.texts.iter().any(|placed| crossing(&placed)), "{from} to {to}");
        }
    }

    #[test]
    fn a_name_stands_beside_bars_if_it_can() {
        let mut scene = Scene::new(400, false);
        scene.rect((50.0, 20.0), (150.0, 200.0), Mark::the(SvgKind::Bar));
        let plot = Bounds { left: 0.0, top: 0.0, right: 400.0, bottom: 220.0 };
        let places = [(0.0, (100.0, 110.0), Anchor::Middle), (2.0, (200.0, 110.0), Anchor::Start)];
        scene.name("The limit", Mark::the(SvgKind::Label), &plot, &places);
        assert_eq!(scene.texts[0].x, 200.0);
    }
}

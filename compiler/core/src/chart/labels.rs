//! Where names go: next to what they name, clear of every other text, and off the curves if they can. What
//! lies at a value of an axis from edge to edge is drawn here too.

use alloc::string::String;
use alloc::vec::Vec;

use super::axes::Axes;
use super::metrics::{self, HEIGHT};
use super::scene::{Bounds, Frame, Place, Placed, Point, Scene, room, toned};
use super::svg::{Anchor, Mark, SAID, SvgKind};

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

/// A straight line at a value of an axis, which has not got its name yet.
#[derive(Clone, Debug)]
pub(super) struct Straight {
    pub(super) horizontal: bool,
    /// Where, in pixels.
    pub(super) at: f64,
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
    Straight { horizontal, at, name, mark: Mark { kind: SvgKind::Label, ..mark } }
}

/// Names the reference lines. A name without room anywhere is left out.
pub(super) fn name(scene: &mut Scene, plot: &Bounds, lines: &[Straight]) {
    let Bounds { left, top, right, bottom } = *plot;
    let rows = ((bottom - top) / HEIGHT) as i32 + 1;
    for line in lines {
        let mut places = Vec::new();
        if line.horizontal {
            let columns = [
                (right - GAP, Anchor::End),
                ((left + right) / 2.0, Anchor::Middle),
                (left + GAP, Anchor::Start),
            ];
            for (effort, (x, anchor)) in (0..).map(f64::from).zip(columns) {
                for row in 0..rows {
                    let away = HEIGHT / 2.0 + 1.0 + f64::from(row) * HEIGHT;
                    let effort = effort * 2.0 + f64::from(row) * 5.0;
                    places.push((effort, (x, line.at - away), anchor));
                    places.push((effort + 1.0, (x, line.at + away), anchor));
                }
            }
        } else {
            for row in 0..rows {
                let y = top + HEIGHT / 2.0 + 1.0 + f64::from(row) * HEIGHT;
                places.push((f64::from(row), (line.at + GAP, y), Anchor::Start));
                places.push((f64::from(row) + 0.5, (line.at - GAP, y), Anchor::End));
            }
        }
        scene.name(&line.name, line.mark, plot, &places);
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

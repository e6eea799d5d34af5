//! Where the names of reference lines go: next to their line, clear of every other text, and off the
//! curves if they can.

use super::collect::Drawing;
use super::layout::{Bounds, Layout, Placed};
use super::metrics::{self, HEIGHT};
use super::svg::{Anchor, Kind, Mark};

/// Between a name and its line or the plot's edge.
const GAP: f64 = 4.0;

/// Names the reference lines. A name without room anywhere is left out.
pub(super) fn place(layout: &mut Layout, drawing: &Drawing) {
    let obstacles = obstacles(layout);
    for (horizontal, value, index) in layout.rules.clone() {
        let Some(mark) = drawing.marks.get(index) else { continue };
        let room = layout.plot.right - layout.plot.left - 2.0 * GAP;
        let text = metrics::shorten(mark.name.trim(), room);
        if text.is_empty() {
            continue;
        }
        let name = Placed { text, mark: Mark::at(Kind::Label, index), anchor: Anchor::Start, x: 0.0, y: 0.0 };
        let mut best: Option<(f64, Placed)> = None;
        for (effort, x, y, anchor) in candidates(layout, horizontal, value) {
            let name = Placed { x, y, anchor, ..name.clone() };
            let bounds = name.bounds();
            let Bounds { left, top, right, bottom } = layout.plot;
            let inside = bounds.left >= left
                && bounds.right <= right
                && bounds.top >= top - 3.0
                && bounds.bottom <= bottom;
            if !inside || layout.texts.iter().any(|other| other.bounds().meets(&bounds)) {
                continue;
            }
            let crossed = obstacles.iter().filter(|segment| crosses(segment, &bounds)).count();
            let effort = effort + 3.0 * crossed.min(2) as f64;
            if best.as_ref().is_none_or(|best| effort < best.0) {
                best = Some((effort, name));
            }
        }
        layout.texts.extend(best.map(|best| best.1));
    }
}

/// Places for a name with the effort of reading it there.
fn candidates(layout: &Layout, horizontal: bool, value: f64) -> Vec<(f64, f64, f64, Anchor)> {
    let Bounds { left, top, right, bottom } = layout.plot;
    let rows = ((bottom - top) / HEIGHT) as i32 + 1;
    let mut places = Vec::new();
    if horizontal {
        let line = layout.point((layout.x.low, value)).1;
        let columns =
            [(right - GAP, Anchor::End), ((left + right) / 2.0, Anchor::Middle), (left + GAP, Anchor::Start)];
        for (effort, (x, anchor)) in (0..).map(f64::from).zip(columns) {
            for row in 0..rows {
                let away = HEIGHT / 2.0 + 1.0 + f64::from(row) * HEIGHT;
                let effort = effort * 2.0 + f64::from(row) * 5.0;
                places.push((effort, x, line - away, anchor));
                places.push((effort + 1.0, x, line + away, anchor));
            }
        }
    } else {
        let line = layout.point((value, layout.y.low)).0;
        for row in 0..rows {
            let y = top + HEIGHT / 2.0 + 1.0 + f64::from(row) * HEIGHT;
            places.push((f64::from(row), line + GAP, y, Anchor::Start));
            places.push((f64::from(row) + 0.5, line - GAP, y, Anchor::End));
        }
    }
    places
}

type Segment = ((f64, f64), (f64, f64));

/// Everything drawn that a name had better not stand on.
fn obstacles(layout: &Layout) -> Vec<Segment> {
    let mut segments = Vec::new();
    for run in layout.curves.iter().flat_map(|curve| &curve.runs) {
        segments.extend(run.windows(2).map(|pair| (layout.point(pair[0]), layout.point(pair[1]))));
    }
    let (low, high) = ((layout.x.low, layout.y.low), (layout.x.high, layout.y.high));
    for (horizontal, value, _) in &layout.rules {
        segments.push(if *horizontal {
            (layout.point((low.0, *value)), layout.point((high.0, *value)))
        } else {
            (layout.point((*value, low.1)), layout.point((*value, high.1)))
        });
    }
    if let Some((x, _)) = &layout.now {
        segments.push((layout.point((*x, low.1)), layout.point((*x, high.1))));
    }
    segments
}

/// Whether a segment passes through a rectangle.
fn crosses(&((ax, ay), (bx, by)): &Segment, bounds: &Bounds) -> bool {
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

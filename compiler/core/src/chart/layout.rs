//! Where everything in a drawing goes: the plot's edges, the scales, the ticks and every text. All
//! lengths are CSS pixels. Start at [`Layout::new`].

use super::axis::Scale;
use super::collect::Drawing;
use super::labels;
use super::metrics::{self, HEIGHT};
use super::svg::{Anchor, Kind, Mark};
use super::ticks::{self, Tick};
use crate::number::within;

/// Between a tick's text and the plot.
const GAP: f64 = 7.0;

/// A drawing ready to be drawn: its marks in the units the axes read in, its texts placed.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) plot: Bounds,
    pub(super) x: Scale,
    pub(super) y: Scale,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    pub(super) curves: Vec<Stroke>,
    /// Straight lines: horizontal or not, value, index among the chart's rules.
    pub(super) rules: Vec<(bool, f64, usize)>,
    /// The current setting, and its points: index of the line, value.
    pub(super) now: Option<(f64, Vec<(usize, f64)>)>,
    pub(super) texts: Vec<Placed>,
}

/// A curve in pieces without gaps.
#[derive(Clone, Debug)]
pub(super) struct Stroke {
    pub(super) runs: Vec<Vec<(f64, f64)>>,
    pub(super) dashed: bool,
    pub(super) filled: bool,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Bounds {
    /// Whether two rectangles share more than an edge.
    pub(super) fn meets(&self, other: &Bounds) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// A text with its place.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) text: String,
    pub(super) mark: Mark,
    pub(super) anchor: Anchor,
    /// Where the anchor is.
    pub(super) x: f64,
    /// The middle of the line.
    pub(super) y: f64,
}

impl Placed {
    /// The room the text takes.
    pub(super) fn bounds(&self) -> Bounds {
        let width = metrics::width(&self.text);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        let (top, bottom) = (self.y - HEIGHT / 2.0, self.y + HEIGHT / 2.0);
        Bounds { left, top, right: left + width, bottom }
    }
}

impl Layout {
    /// Lays a drawing out for a width.
    pub(super) fn new(drawing: &Drawing, width: u32) -> Layout {
        let width = f64::from(width.clamp(280, 1600));
        let height = libm::round(within(width * 0.55, 240.0, 420.0));
        let (top, bottom) = (HEIGHT + 12.0, height - 2.0 * HEIGHT - GAP - 7.0);

        let curves = strokes(drawing);
        let x = Scale::over(drawing.at.iter().map(|value| drawing.x.unit.read(*value)), drawing.x.log);
        let y = y_scale(drawing, &curves);
        let y_count = within((bottom - top) / 40.0, 2.0, 8.0) as usize;
        let y = ticks::widen(y, y_count);
        let y_ticks = vertical(&y, bottom - top, y_count);

        let widest = y_ticks.iter().fold(0.0, |most: f64, tick| most.max(metrics::width(&tick.text)));
        let left = within(widest + GAP + 2.0, 24.0, width / 2.0);
        let plot = Bounds { left, top, right: width - 14.0, bottom };
        let (x_ticks, mut texts) = horizontal(&x, &plot, width);
        for tick in &y_ticks {
            texts.push(Placed {
                text: metrics::shorten(&tick.text, plot.left - GAP),
                mark: Mark::the(Kind::Tick),
                anchor: Anchor::End,
                x: plot.left - GAP,
                y: plot.bottom - y.position(tick.value) * (plot.bottom - plot.top),
            });
        }
        let title = |text: String, anchor, x, y| Placed {
            text: metrics::shorten(&text, width - 14.0),
            mark: Mark::the(Kind::Title),
            anchor,
            x,
            y,
        };
        texts.push(title(drawing.y.title(), Anchor::Start, 0.0, HEIGHT / 2.0 + 1.0));
        texts.push(title(drawing.x.title(), Anchor::End, plot.right, height - HEIGHT / 2.0 - 1.0));

        let rules = (drawing.marks.iter().enumerate())
            .map(|(index, mark)| {
                let unit = if mark.horizontal { &drawing.y.unit } else { &drawing.x.unit };
                (mark.horizontal, unit.read(mark.value), index)
            })
            .filter(|(horizontal, value, _)| if *horizontal { y.shows(*value) } else { x.shows(*value) })
            .collect();
        let now = drawing.now.as_ref().and_then(|now| {
            let at = drawing.x.unit.read(now.x);
            let ys = now.ys.iter().map(|value| drawing.y.unit.read(*value)).enumerate();
            x.shows(at).then(|| (at, ys.filter(|(_, value)| y.shows(*value)).collect()))
        });
        let mut layout = Layout { width, height, plot, x, y, x_ticks, y_ticks, curves, rules, now, texts };
        labels::place(&mut layout, drawing);
        layout.texts.retain(|text| !text.text.is_empty());
        layout
    }

    /// Where a point lies.
    pub(super) fn point(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let Bounds { left, top, right, bottom } = self.plot;
        (left + self.x.position(x) * (right - left), bottom - self.y.position(y) * (bottom - top))
    }
}

/// The curves in their axes' units, broken where a value has no place.
fn strokes(drawing: &Drawing) -> Vec<Stroke> {
    let stroke = |curve: &super::collect::Curve| {
        let mut runs = vec![Vec::new()];
        for (x, y) in drawing.at.iter().zip(&curve.values) {
            let (x, y) = (drawing.x.unit.read(*x), drawing.y.unit.read(*y));
            if !super::axis::drawable(x, drawing.x.log) || !super::axis::drawable(y, drawing.y.log) {
                runs.push(Vec::new());
            } else if let Some(run) = runs.last_mut() {
                run.push((x, y));
            }
        }
        runs.retain(|run| !run.is_empty());
        Stroke { runs, dashed: curve.dashed, filled: curve.filled }
    };
    drawing.curves.iter().map(stroke).collect()
}

/// The vertical scale over all curves and rules; from zero where that costs little or an area needs it.
fn y_scale(drawing: &Drawing, curves: &[Stroke]) -> Scale {
    let points = curves.iter().flat_map(|curve| &curve.runs).flatten().map(|point| point.1);
    let limits = drawing.marks.iter().filter(|mark| mark.horizontal);
    let limits = limits.map(|mark| drawing.y.unit.read(mark.value));
    let mut scale = Scale::over(points.chain(limits), drawing.y.log);
    if !scale.log {
        let filled = curves.iter().any(|curve| curve.filled);
        if scale.low > 0.0 && (filled || scale.low < scale.high / 2.0) {
            scale.low = 0.0;
        } else if scale.high < 0.0 && (filled || scale.high > scale.low / 2.0) {
            scale.high = 0.0;
        }
    }
    scale
}

/// Ticks of the vertical axis that keep their distance.
fn vertical(scale: &Scale, room: f64, count: usize) -> Vec<Tick> {
    let count = if scale.log { (room / 22.0) as usize } else { count + 2 };
    for count in (1..=count).rev() {
        let ticks = ticks::ticks(scale, count);
        let far = |pair: &[Tick]| {
            (scale.position(pair[1].value) - scale.position(pair[0].value)) * room >= HEIGHT + 4.0
        };
        if ticks.windows(2).all(far) {
            return ticks;
        }
    }
    Vec::new()
}

/// Ticks of the horizontal axis whose texts keep their distance, and these texts.
fn horizontal(scale: &Scale, plot: &Bounds, width: f64) -> (Vec<Tick>, Vec<Placed>) {
    let most = within((plot.right - plot.left) / 50.0, 2.0, 12.0) as usize;
    for count in (1..=most).rev() {
        let ticks = ticks::ticks(scale, count);
        let texts: Vec<Placed> = ticks
            .iter()
            .map(|tick| {
                let half = metrics::width(&tick.text) / 2.0;
                let x = plot.left + scale.position(tick.value) * (plot.right - plot.left);
                Placed {
                    text: tick.text.clone(),
                    mark: Mark::the(Kind::Tick),
                    anchor: Anchor::Middle,
                    x: x.min(width - half).max(half),
                    y: plot.bottom + GAP + 1.0 + HEIGHT / 2.0,
                }
            })
            .collect();
        let far = |pair: &[Placed]| pair[1].bounds().left - pair[0].bounds().right >= 14.0;
        if texts.windows(2).all(far) {
            return (ticks, texts);
        }
    }
    (Vec::new(), Vec::new())
}

//! A drawing as shapes and texts with their places. All lengths are CSS pixels. Start at [`Scene`]; what
//! every chart with two axes shares is [`Frame`].

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::metrics::{self, HEIGHT};
use super::scale::{Ruler, Scale};
use super::svg::{Anchor, LEVEL, Mark, SvgKind};
use super::ticks::{self, Tick};
use super::values::Quantity;
use crate::exact;
use crate::number::within;

/// Between a tick's text and the plot.
pub(super) const GAP: f64 = 7.0;

/// The right margin of a plot.
pub(super) const MARGIN: f64 = 14.0;

/// How wide a drawing is at least and at most.
const WIDTHS: (f64, f64) = (240.0, 1600.0);

/// A place in a drawing: across from its left edge, down from its upper one.
pub(super) type Point = (f64, f64);

/// A place for a name, with the effort of reading it there.
pub(super) type Place = (f64, Point, Anchor);

/// Everything a drawing shows.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// In the order they are drawn in; texts come last.
    pub shapes: Vec<Shape>,
    /// In front of the shapes.
    pub texts: Vec<Placed>,
    /// Where a reader can stop, and what is to be read there; nothing if nobody asked.
    pub(super) stops: Option<Vec<Stop>>,
    /// What texts had better not stand on.
    pub(super) busy: Vec<(Point, Point)>,
    /// Names that take what room is left in the end, with their bounds and places.
    pub(super) later: Vec<(String, Bounds, Vec<Place>)>,
}

/// Something drawn.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A line through points, or what it encloses.
    Path(Vec<Point>, bool, Mark),
    /// A circle with its radius.
    Circle(Point, f64, Mark),
}

/// A place in the drawing with what it says.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) at: Point,
    pub(super) text: String,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Bounds {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Bounds {
    /// Whether two rectangles share more than an edge.
    pub(super) fn meets(&self, other: &Bounds) -> bool {
        let edge = 0.01;
        self.left + edge < other.right
            && other.left + edge < self.right
            && self.top + edge < other.bottom
            && other.top + edge < self.bottom
    }
}

/// A text with its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What it reads.
    pub text: String,
    /// What it is.
    pub mark: Mark,
    /// Which point of it its place means.
    pub anchor: Anchor,
    /// Where the anchor is.
    pub x: f64,
    /// The middle of the line.
    pub y: f64,
    /// The room it takes.
    pub(super) bounds: Bounds,
}

impl Placed {
    pub(super) fn new(text: String, mark: Mark, anchor: Anchor, (x, y): Point) -> Placed {
        let bounds = room((x, y), anchor, metrics::width(&text));
        Placed { text, mark, anchor, x, y, bounds }
    }
}

/// The room that a text of a width takes at a place.
pub(super) fn room((x, y): Point, anchor: Anchor, width: f64) -> Bounds {
    let left = match anchor {
        Anchor::Start => x,
        Anchor::Middle => x - width / 2.0,
        Anchor::End => x - width,
    };
    Bounds { left, top: y - HEIGHT / 2.0, right: left + width, bottom: y + HEIGHT / 2.0 }
}

impl Scene {
    /// An empty drawing for a width.
    pub(super) fn new(width: u32, reading: bool) -> Scene {
        let width = within(f64::from(width), WIDTHS.0, WIDTHS.1);
        let height = exact::round(within(width * 0.55, 240.0, 420.0));
        Scene { width, height, stops: reading.then(Vec::new), ..Scene::default() }
    }

    /// A line through points.
    pub(super) fn line(&mut self, points: &[Point], mark: Mark) {
        self.busy.extend(points.windows(2).map(|pair| (pair[0], pair[1])));
        self.shapes.push(Shape::Path(points.to_vec(), false, mark));
    }

    /// What a line encloses.
    pub(super) fn area(&mut self, points: Vec<Point>, mark: Mark) {
        self.shapes.push(Shape::Path(points, true, mark));
    }

    /// A rectangle between two corners.
    pub(super) fn rect(&mut self, (ax, ay): Point, (bx, by): Point, mark: Mark) {
        if mark.kind == SvgKind::Bar {
            let (x, y) = ((ax + bx) / 2.0, (ay + by) / 2.0);
            self.busy.push(((ax, y), (bx, y)));
            self.busy.push(((x, ay), (x, by)));
        }
        self.area(vec![(ax, ay), (bx, ay), (bx, by), (ax, by)], mark);
    }

    /// A circle.
    pub(super) fn circle(&mut self, at: Point, radius: f64, mark: Mark) {
        self.keep_clear(at, radius);
        self.shapes.push(Shape::Circle(at, radius, mark));
    }

    /// One of the shapes that series and states are told apart by.
    pub(super) fn symbol(&mut self, (x, y): Point, radius: f64, shape: u8, mark: Mark) {
        let outline: &[Point] = match shape % 6 {
            0 => return self.circle((x, y), radius, mark),
            1 => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            2 => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
            3 => &[(0.0, -1.25), (1.2, 0.9), (-1.2, 0.9)],
            4 => &[(0.0, 1.25), (1.2, -0.9), (-1.2, -0.9)],
            _ => &[
                (-1.2, -0.7),
                (-0.7, -1.2),
                (0.0, -0.5),
                (0.7, -1.2),
                (1.2, -0.7),
                (0.5, 0.0),
                (1.2, 0.7),
                (0.7, 1.2),
                (0.0, 0.5),
                (-0.7, 1.2),
                (-1.2, 0.7),
                (-0.5, 0.0),
            ],
        };
        self.keep_clear((x, y), radius);
        self.area(outline.iter().map(|(dx, dy)| (x + dx * radius, y + dy * radius)).collect(), mark);
    }

    fn keep_clear(&mut self, (x, y): Point, radius: f64) {
        self.busy.push(((x - radius, y), (x + radius, y)));
        self.busy.push(((x, y - radius), (x, y + radius)));
    }

    /// A text, shortened to its room. Nothing checks that the place is free.
    pub(super) fn text(&mut self, text: &str, (x, y): Point, anchor: Anchor, kind: SvgKind, room: f64) {
        let text = metrics::shorten(text.trim(), room);
        if !text.is_empty() {
            self.texts.push(Placed::new(text, Mark::the(kind), anchor, (x, y)));
        }
    }

    /// Somewhere to stop, if anybody asked.
    pub(super) fn stop(&mut self, at: Point, text: impl FnOnce() -> String) {
        if let Some(stops) = &mut self.stops {
            stops.push(Stop { at, text: text() });
        }
    }
}

/// The shape and the mark of something with a state; else those of its series.
pub(super) fn toned(kind: SvgKind, tone: Option<u8>, series: usize) -> (u8, Mark) {
    match tone {
        Some(level) if level < 4 => {
            ([5, 3, 1, 0][usize::from(level)], Mark { number: LEVEL + level, ..Mark::the(kind) })
        }
        Some(_) => (2, Mark::the(kind)),
        None => ((series % 5) as u8, Mark::at(kind, series)),
    }
}

/// Two axes with what lies between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) x: Scale,
    pub(super) y: Scale,
    pub(super) plot: Bounds,
    pub(super) rulers: (Ruler, Ruler),
}

impl Frame {
    /// Two axes around a plot, of which nothing is drawn yet.
    pub(super) fn over(x: Scale, y: Scale, plot: Bounds) -> Frame {
        Frame { x, y, plot, rulers: (x.ruler(), y.ruler()) }
    }

    /// Draws grid, axes, ticks and titles around a plot that begins below `top`; `y` is widened already. Without
    /// `numbers` the horizontal axis is for names.
    pub(super) fn new(
        scene: &mut Scene,
        (across, up): (&Quantity, &Quantity),
        x: Scale,
        y: Scale,
        (top, most): (f64, usize),
        numbers: bool,
    ) -> Frame {
        let bottom = scene.height - 2.0 * HEIGHT - GAP - 7.0;
        let y_ticks = vertical(&y, bottom - top, most.min(up.most_ticks(y.low, y.high)));
        let widest = y_ticks.iter().fold(0.0, |most: f64, tick| most.max(metrics::width(&tick.text)));
        let left = within(widest + GAP + 2.0, 24.0, scene.width / 2.0);
        let plot = Bounds { left, top, right: scene.width - MARGIN, bottom };
        let frame = Frame::over(x, y, plot);
        let x_ticks = frame.across(scene, across, numbers);
        for tick in &y_ticks {
            let y = frame.at((x.low, tick.value)).1;
            scene.text(&tick.text, (left - GAP, y), Anchor::End, SvgKind::Tick, left - GAP);
        }
        scene.text(
            &up.title(),
            (0.0, HEIGHT / 2.0 + 1.0),
            Anchor::Start,
            SvgKind::Title,
            scene.width - MARGIN,
        );
        frame.grid(scene, &x_ticks, &y_ticks);
        frame
    }

    /// The ticks and the title of the horizontal axis.
    pub(super) fn across(&self, scene: &mut Scene, quantity: &Quantity, numbers: bool) -> Vec<Tick> {
        let most = quantity.most_ticks(self.x.low, self.x.high);
        let (ticks, mut texts) =
            if numbers { horizontal(&self.x, &self.plot, scene.width, most) } else { Default::default() };
        scene.texts.append(&mut texts);
        let y = scene.height - HEIGHT / 2.0 - 1.0;
        let title = (self.plot.right, y);
        scene.text(&quantity.title(), title, Anchor::End, SvgKind::Title, scene.width - MARGIN);
        ticks
    }

    /// The grid and the axes.
    pub(super) fn grid(&self, scene: &mut Scene, x_ticks: &[Tick], y_ticks: &[Tick]) {
        let Bounds { left, top, right, bottom } = self.plot;
        for tick in x_ticks {
            let x = self.at((tick.value, self.y.low)).0;
            scene.shapes.push(Shape::Path(vec![(x, top), (x, bottom)], false, Mark::the(SvgKind::GridX)));
        }
        for tick in y_ticks {
            let y = self.at((self.x.low, tick.value)).1;
            scene.shapes.push(Shape::Path(vec![(left, y), (right, y)], false, Mark::the(SvgKind::GridY)));
        }
        let axes = vec![(left, top), (left, bottom), (right, bottom)];
        scene.shapes.push(Shape::Path(axes, false, Mark::the(SvgKind::Axis)));
    }

    /// Where a point lies.
    pub(super) fn at(&self, (x, y): Point) -> Point {
        let Bounds { left, top, right, bottom } = self.plot;
        let (across, up) = &self.rulers;
        (left + across.position(x) * (right - left), bottom - up.position(y) * (bottom - top))
    }
}

/// How many ticks a vertical axis of a length has room for.
pub(super) fn rows(room: f64) -> usize {
    within(room / 40.0, 2.0, 8.0) as usize
}

/// Ticks of a vertical axis that keep their distance, so many at most.
fn vertical(scale: &Scale, room: f64, most: usize) -> Vec<Tick> {
    let count = if scale.log { (room / 22.0) as usize } else { rows(room) + 2 };
    let ruler = scale.ruler();
    for count in (1..=count.min(most)).rev() {
        let ticks = ticks::ticks(scale, count);
        let far = |pair: &[Tick]| {
            (ruler.position(pair[1].value) - ruler.position(pair[0].value)) * room >= HEIGHT + 4.0
        };
        if ticks.windows(2).all(far) {
            return ticks;
        }
    }
    Vec::new()
}

/// Ticks of a horizontal axis whose texts keep their distance, and these texts.
fn horizontal(scale: &Scale, plot: &Bounds, width: f64, most: usize) -> (Vec<Tick>, Vec<Placed>) {
    let room = within((plot.right - plot.left) / 50.0, 2.0, 12.0) as usize;
    for count in (1..=room.min(most)).rev() {
        let ticks = ticks::ticks(scale, count);
        let texts: Vec<Placed> = ticks
            .iter()
            .map(|tick| {
                let half = metrics::width(&tick.text) / 2.0;
                let x = plot.left + scale.position(tick.value) * (plot.right - plot.left);
                let at = (x.min(width - half).max(half), plot.bottom + GAP + 1.0 + HEIGHT / 2.0);
                Placed::new(tick.text.clone(), Mark::the(SvgKind::Tick), Anchor::Middle, at)
            })
            .collect();
        let far = |pair: &[Placed]| pair[1].bounds.left - pair[0].bounds.right >= 14.0;
        if texts.windows(2).all(far) {
            return (ticks, texts);
        }
    }
    (Vec::new(), Vec::new())
}

//! SVG markup from whole tenths of a CSS pixel: short, and with classes where others put colours.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::decimal::push_whole;
use crate::text::escape_into;

/// What a mark in a drawing is: its class, which of its kind it is, and how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its kind.
    pub kind: SvgKind,
    /// From 1 to 8 its series; from [`LEVEL`] on its level; 0 for the only one.
    pub number: u8,
    /// [`DASHED`], [`GHOST`], [`HOLLOW`], [`SAID`].
    pub look: u8,
}

/// The number of the first level, fail; warn, note and pass follow.
pub const LEVEL: u8 = 10;
/// A dashed stroke.
pub const DASHED: u8 = 1;
/// What was there when the chart was pinned.
pub const GHOST: u8 = 2;
/// An outline alone.
pub const HOLLOW: u8 = 4;
/// What the student estimated.
pub const SAID: u8 = 8;

/// The kinds of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SvgKind {
    /// A line of the grid at a tick of the horizontal axis.
    GridX,
    /// The same of the vertical axis.
    GridY,
    /// A shaded part of the plot.
    Region,
    /// What lies under a curve, or between two.
    Area,
    /// A bar.
    Bar,
    /// A span of time.
    Span,
    /// A cell; the number is its shade.
    Heat,
    /// What a gauge runs on.
    Track,
    /// The axes.
    Axis,
    /// A straight reference line.
    Rule,
    /// The current setting.
    Now,
    /// A curve.
    Line,
    /// The edge of what the best points reach.
    Frontier,
    /// The outline of cells above a level.
    Contour,
    /// An interval around a value.
    Spread,
    /// A point.
    Dot,
    /// What is marked.
    Ring,
    /// The text of a tick.
    Tick,
    /// The title of an axis.
    Title,
    /// The name of something in the plot.
    Label,
    /// A value, or the name of a bar.
    Value,
    /// A name on what it names.
    Inside,
}

/// The kinds by number, with their classes: drawing libraries carry numbers where we mean kinds.
const KINDS: [(SvgKind, &str); 22] = [
    (SvgKind::GridX, "grid gridx"),
    (SvgKind::GridY, "grid gridy"),
    (SvgKind::Region, "region"),
    (SvgKind::Area, "area"),
    (SvgKind::Bar, "bar"),
    (SvgKind::Span, "span"),
    (SvgKind::Heat, "heat"),
    (SvgKind::Track, "track"),
    (SvgKind::Axis, "axis"),
    (SvgKind::Rule, "rule"),
    (SvgKind::Now, "now"),
    (SvgKind::Line, "line"),
    (SvgKind::Frontier, "frontier"),
    (SvgKind::Contour, "contour"),
    (SvgKind::Spread, "spread"),
    (SvgKind::Dot, "dot"),
    (SvgKind::Ring, "ring"),
    (SvgKind::Tick, "tick"),
    (SvgKind::Title, "title"),
    (SvgKind::Label, "label"),
    (SvgKind::Value, "value"),
    (SvgKind::Inside, "inside"),
];

impl Mark {
    /// The only one of its kind.
    pub(super) fn the(kind: SvgKind) -> Mark {
        Mark { kind, number: 0, look: 0 }
    }

    /// The one at an index; themes know eight, then they begin again.
    pub(super) fn at(kind: SvgKind, index: usize) -> Mark {
        Mark { kind, number: (index % 8) as u8 + 1, look: 0 }
    }

    /// The same, looking otherwise.
    pub(super) fn look(self, look: u8) -> Mark {
        Mark { look: self.look | look, ..self }
    }

    fn classes(self, markup: &mut String) {
        let name = KINDS[self.kind as usize].1;
        markup.push_str(name);
        if self.number >= LEVEL {
            markup.push(' ');
            markup.push_str(["fail", "warn", "note", "pass"][usize::from((self.number - LEVEL) % 4)]);
        } else if self.number > 0 {
            markup.push(' ');
            markup.push_str(name);
            markup.push(char::from(b'0' + self.number));
        }
        for (bit, word) in [(DASHED, " dashed"), (GHOST, " ghost"), (HOLLOW, " hollow"), (SAID, " said")] {
            if self.look & bit != 0 {
                markup.push_str(word);
            }
        }
    }
}

/// Which point of a text its position means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A drawing being written. Paths with the same mark that follow each other become one element.
#[derive(Debug, Default)]
pub(super) struct Svg {
    markup: String,
    open: Option<Mark>,
}

impl Svg {
    /// Begins a drawing of a size in CSS pixels.
    pub(super) fn new(width: i32, height: i32) -> Svg {
        let mut svg = Svg::default();
        svg.push("<svg class=\"chart\" viewBox=\"0 0 ");
        svg.coordinate(width * 10);
        svg.push(" ");
        svg.coordinate(height * 10);
        svg.push("\" width=\"");
        svg.coordinate(width * 10);
        svg.push("\" height=\"");
        svg.coordinate(height * 10);
        svg.push("\" font-size=\"12\" role=\"img\" aria-hidden=\"true\" focusable=\"false\">");
        svg
    }

    /// A drawing whose first element is written.
    pub(super) fn begun(opening: &str) -> Svg {
        Svg { markup: String::from(opening), open: None }
    }

    /// A line through points; `closed` fills what it encloses. Points that tell nothing are left out.
    pub(super) fn path(&mut self, points: &[(i32, i32)], closed: bool, mark: Mark) {
        let points = essential(points);
        let [first, rest @ ..] = &points[..] else { return };
        if self.open != Some(mark) {
            self.close();
            self.begin("path", mark);
            self.push(" d=\"");
            self.open = Some(mark);
        }
        self.push("M");
        self.pair(*first);
        if rest.is_empty() {
            self.push("h0");
        }
        let mut before = *first;
        let mut command = 'M';
        for point in rest {
            let (dx, dy) = (point.0 - before.0, point.1 - before.1);
            before = *point;
            let next = match (dx, dy) {
                (_, 0) => 'h',
                (0, _) => 'v',
                _ => 'l',
            };
            if next != command {
                self.markup.push(next);
                command = next;
            } else if (if next == 'v' { dy } else { dx }) >= 0 {
                self.push(" ");
            }
            match next {
                'h' => self.coordinate(dx),
                'v' => self.coordinate(dy),
                _ => self.pair((dx, dy)),
            }
        }
        if closed {
            self.push("z");
        }
    }

    /// A circle.
    pub(super) fn circle(&mut self, centre: (i32, i32), radius: i32, mark: Mark) {
        self.close();
        self.begin("circle", mark);
        self.attribute("cx", centre.0);
        self.attribute("cy", centre.1);
        self.attribute("r", radius);
        self.push("/>");
    }

    /// A line of text on a baseline.
    pub(super) fn text(&mut self, text: &str, at: (i32, i32), anchor: Anchor, mark: Mark) {
        self.close();
        self.begin("text", mark);
        self.attribute("x", at.0);
        self.attribute("y", at.1);
        match anchor {
            Anchor::Start => {}
            Anchor::Middle => self.push(" text-anchor=\"middle\""),
            Anchor::End => self.push(" text-anchor=\"end\""),
        }
        self.push(">");
        escape_into(&mut self.markup, text);
        self.push("</text>");
    }

    /// The whole drawing.
    pub(super) fn finish(mut self) -> String {
        self.close();
        self.push("</svg>");
        self.markup
    }

    fn push(&mut self, text: &str) {
        self.markup.push_str(text);
    }

    fn begin(&mut self, element: &str, mark: Mark) {
        self.push("<");
        self.push(element);
        self.push(" class=\"");
        mark.classes(&mut self.markup);
        self.push("\"");
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.push("\"/>");
        }
    }

    fn attribute(&mut self, name: &str, tenths: i32) {
        self.push(" ");
        self.push(name);
        self.push("=\"");
        self.coordinate(tenths);
        self.push("\"");
    }

    fn pair(&mut self, (x, y): (i32, i32)) {
        self.coordinate(x);
        if y >= 0 {
            self.push(" ");
        }
        self.coordinate(y);
    }

    /// `12`, `12.3`, `.3` or `-.3`
    fn coordinate(&mut self, tenths: i32) {
        if tenths < 0 {
            self.markup.push('-');
        }
        let size = tenths.unsigned_abs();
        if size >= 10 || size == 0 {
            push_whole(&mut self.markup, size / 10);
        }
        if !size.is_multiple_of(10) {
            self.markup.push('.');
            self.markup.push(char::from(b'0' + (size % 10) as u8));
        }
    }
}

/// The points that a line needs: without the others it runs nowhere more than a tenth of a pixel beside
/// where it ran with them.
fn essential(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let mut needed = vec![false; points.len()];
    let mut spans = Vec::new();
    if let [_, ..] = points {
        needed[0] = true;
        needed[points.len() - 1] = true;
        spans.push((0, points.len() - 1));
    }
    while let Some((from, to)) = spans.pop() {
        let mut farthest = (TOLERANCE, from);
        for index in from + 1..to {
            let distance = distance(points[index], points[from], points[to]);
            if distance > farthest.0 {
                farthest = (distance, index);
            }
        }
        if farthest.1 > from {
            needed[farthest.1] = true;
            spans.push((from, farthest.1));
            spans.push((farthest.1, to));
        }
    }
    let mut kept: Vec<(i32, i32)> =
        points.iter().zip(needed).filter(|(_, needed)| *needed).map(|(point, _)| *point).collect();
    kept.dedup();
    kept
}

/// The square of a tenth of a pixel, in tenths.
const TOLERANCE: f64 = 1.0;

/// The square of how far a point lies from a segment.
fn distance(point: (i32, i32), from: (i32, i32), to: (i32, i32)) -> f64 {
    let (px, py) = (f64::from(point.0 - from.0), f64::from(point.1 - from.1));
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let (length, along) = (dx * dx + dy * dy, px * dx + py * dy);
    if along <= 0.0 {
        px * px + py * py
    } else if along >= length {
        (px - dx) * (px - dx) + (py - dy) * (py - dy)
    } else {
        let across = px * dy - py * dx;
        across * across / length
    }
}

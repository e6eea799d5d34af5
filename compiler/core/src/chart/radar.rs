//! Polygons over spokes. Where the spokes' names have no room at their ends, they are numbered and named
//! below.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use super::axes::Axes;
use super::grid::Grid;
use super::kind::{ChartKind, series};
use super::lists::each;
use super::marks::{Arranged, DrawnMark, Misfit, Series};
use super::metrics::{self, HEIGHT};
use super::payload::{Give, Label, label};
use super::scene::{Bounds, Point, Scene, Shape};
use super::svg::{Anchor, DASHED, GHOST, Mark, SvgKind};
use super::values::share;
use super::words::{Sentences, list, verb};
use crate::exact;
use crate::number::{Digits, Format, digits, within};
use crate::piece::Source;
use crate::program::Reg;
use crate::text::joined;

/// How far beyond its end a spoke is drawn at most.
const BEYOND: f64 = 1.15;

/// Polygons over spokes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Radar {
    /// The spokes.
    pub spokes: Vec<Spoke>,
    /// The polygons' names.
    pub shapes: Vec<Label>,
}

/// A spoke.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Spoke {
    /// What it measures.
    pub label: Label,
    /// Index into the page's formats.
    pub format: u32,
    /// The value at its end; else the greatest.
    pub limit: Option<Reg>,
    /// The value of each polygon.
    pub values: Vec<Reg>,
}

/// Polygons over spokes.
#[derive(Clone, Debug)]
pub(super) struct RadarValues {
    pub(super) spokes: Vec<SpokeValues>,
    pub(super) shapes: Vec<String>,
}

/// A spoke.
#[derive(Clone, Debug)]
pub(super) struct SpokeValues {
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) limit: f64,
    pub(super) values: Vec<f64>,
}

impl ChartKind for Radar {
    type Values = RadarValues;

    /// Each statement is a spoke; what its loop is at are the polygons.
    fn of_marks(marks: &[Vec<DrawnMark>]) -> Option<Result<Arranged<Self>, Misfit>> {
        let mut radar = Self { spokes: Vec::new(), shapes: Vec::new() };
        for (statement, spoke) in marks.iter().enumerate() {
            if statement == 0 {
                radar.shapes = each(spoke, &|mark| mark.row.clone().unwrap_or_default());
            } else if radar.shapes.len() != spoke.len() {
                return Some(Err(Misfit {
                    statement: Some(statement),
                    headline: "A polygon has a corner on every spoke.",
                    label: "some have none here",
                    help: "repeat every `spoke` for the same rows",
                }));
            }
            let last = spoke.last();
            radar.spokes.push(Spoke {
                label: last.map(DrawnMark::name).unwrap_or_default(),
                format: last.map_or(0, |mark| mark.format),
                limit: last.and_then(|mark| mark.values.get(1).copied()),
                values: spoke.iter().filter_map(|mark| mark.values.first().copied()).collect(),
            });
        }
        if radar.spokes.len() < 3 {
            return Some(Err(Misfit {
                statement: None,
                headline: "A radar has at least three spokes.",
                label: "too few",
                help: "with fewer, bars tell more",
            }));
        }
        let mut legend = Vec::new();
        if radar.shapes.len() > 1 {
            for (index, label) in radar.shapes.iter().enumerate() {
                legend.push(Series { shape: "line", label: label.clone(), dashed: index % 2 == 1 });
            }
        }
        Some(Ok(Arranged { body: radar, legend }))
    }

    fn each_register(&mut self, give: Give<'_>) {
        for spoke in &mut self.spokes {
            label(&mut spoke.label, give);
            spoke.limit.iter_mut().chain(&mut spoke.values).for_each(|value| give(value, false));
        }
        self.shapes.iter_mut().for_each(|name| label(name, give));
    }

    fn collect(&self, from: &Source<'_>) -> RadarValues {
        let spokes = each(&self.spokes, &|spoke| {
            let values = from.values(&spoke.values);
            let mut limit = spoke.limit.map_or(0.0, |limit| from.value(limit));
            if spoke.limit.is_none() {
                for value in values.iter().filter(|value| value.is_finite()) {
                    limit = limit.max(*value);
                }
            }
            SpokeValues { name: from.text(&spoke.label), format: from.format(spoke.format), limit, values }
        });
        RadarValues { spokes, shapes: each(&self.shapes, &|name| from.text(name)) }
    }

    fn scene(_: &Axes, radar: &RadarValues, ghost: Option<&RadarValues>, mut scene: Scene) -> Scene {
        let count = radar.spokes.len();
        let names = each(&radar.spokes, &|spoke| {
            [spoke.name.clone(), joined(&["to ", &spoke.format.text(spoke.limit)])]
        });
        let widest = names.iter().fold(0.0, |most: f64, pair| most.max(metrics::widest(pair)));
        let side = (scene.width - 2.0 * widest) / 2.0 - 12.0;
        // Two lines at each end need an arc as high as they are.
        let outside = side >= 70.0 && count <= 8;
        let radius = if outside { side.min(150.0) } else { within(scene.width / 2.0 - 30.0, 60.0, 120.0) };
        let margin = if outside { 2.0 * HEIGHT + 8.0 } else { HEIGHT + 6.0 };
        let key = if outside { 0.0 } else { count as f64 * (HEIGHT + 2.0) + 6.0 };
        // How far down the lowest spoke reaches.
        let mut low = 0.0f64;
        for spoke in 0..count {
            low = low.max(-direction(spoke, count).1);
        }
        let below = margin + radius * (1.0 + low) + margin;
        scene.height = exact::round(below + key);
        let centre = (scene.width / 2.0, radius + margin);
        let at = |spoke: usize, share: f64| -> Point {
            let (right, up) = direction(spoke, count);
            (centre.0 + radius * share * right, centre.1 - radius * share * up)
        };
        for ring in 1..=4 {
            let mut corners = Vec::new();
            for spoke in 0..=count {
                corners.push(at(spoke % count.max(1), f64::from(ring) / 4.0));
            }
            let kind = if ring == 4 { SvgKind::Axis } else { SvgKind::GridX };
            scene.shapes.push(Shape::Path(corners, false, Mark::the(kind)));
        }
        for spoke in 0..count {
            let line = vec![centre, at(spoke, 1.0)];
            scene.shapes.push(Shape::Path(line, false, Mark::the(SvgKind::GridY)));
        }
        let outline = |radar: &RadarValues, shape: usize| -> Vec<Point> {
            let mut corners = Vec::new();
            for (index, spoke) in radar.spokes.iter().enumerate().take(count) {
                let share = spoke.values.get(shape).map_or(f64::NAN, |value| spoke.share(*value));
                if share.is_finite() {
                    corners.push(at(index, within(share, 0.0, BEYOND)));
                }
            }
            corners.extend(corners.first().copied());
            corners
        };
        for shape in 0..radar.shapes.len() {
            scene.area(outline(radar, shape), Mark::at(SvgKind::Area, shape));
        }
        for shape in 0..ghost.map_or(0, |ghost| ghost.shapes.len()) {
            let corners = ghost.map(|ghost| outline(ghost, shape)).unwrap_or_default();
            scene.line(&corners, Mark::at(SvgKind::Line, shape).look(GHOST));
        }
        for shape in 0..radar.shapes.len() {
            let corners = outline(radar, shape);
            // Beside its colour, every other one is dashed, and each has corners of its own.
            let look = if shape % 2 == 1 { DASHED } else { 0 };
            scene.line(&corners, Mark::at(SvgKind::Line, shape).look(look));
            for corner in corners.iter().skip(1) {
                scene.symbol(*corner, 3.5, (shape % 5) as u8, Mark::at(SvgKind::Dot, shape));
            }
        }
        for (spoke, name) in names.iter().enumerate() {
            let (x, y) = at(spoke, 1.0);
            let (dx, dy) = ((x - centre.0) / radius, (y - centre.1) / radius);
            if outside {
                let (anchor, x) = if dx > 0.1 {
                    (Anchor::Start, x + 6.0)
                } else if dx < -0.1 {
                    (Anchor::End, x - 6.0)
                } else {
                    (Anchor::Middle, x)
                };
                let middle = y + dy * (HEIGHT + 3.0);
                scene.text(&name[0], (x, middle - HEIGHT / 2.0), anchor, SvgKind::Value, widest + 1.0);
                scene.text(&name[1], (x, middle + HEIGHT / 2.0), anchor, SvgKind::Tick, widest + 1.0);
            } else {
                let number = digits(spoke as f64 + 1.0, Digits::Decimals(0));
                let places = [(0.0, (x + dx * 11.0, y + dy * 11.0), Anchor::Middle)];
                let whole = Bounds { left: 0.0, top: 0.0, right: scene.width, bottom: scene.height };
                scene.name(&number, Mark::the(SvgKind::Value), &whole, &places);
                let line = joined(&[&number, "  ", &name[0], ": ", &name[1]]);
                let y = below + (spoke as f64 + 0.5) * (HEIGHT + 2.0);
                scene.text(&line, (4.0, y), Anchor::Start, SvgKind::Value, scene.width - 8.0);
            }
        }
        for (index, spoke) in radar.spokes.iter().enumerate() {
            let best = spoke.values.iter().map(|value| spoke.share(*value)).fold(0.0, f64::max);
            scene.stop(at(index, within(best, 0.0, BEYOND)), || {
                let mut text = joined(&[&spoke.name, ": "]);
                for (shape, value) in spoke.values.iter().enumerate() {
                    let name = radar.shapes.get(shape).map_or("", |name| name);
                    let joint = if shape > 0 { ", " } else { "" };
                    let space = if name.is_empty() { "" } else { " " };
                    text.push_str(&joined(&[joint, name, space, &spoke.format.text(*value)]));
                }
                text
            });
        }
        scene
    }

    fn tables(_: &Axes, radar: &RadarValues, take: &mut dyn FnMut(Grid)) {
        let mut grid = Grid::new(String::new());
        grid.head.push("Spoke".into());
        let several = radar.shapes.len() > 1;
        for name in &radar.shapes {
            grid.head.push(if several || !name.is_empty() { name.clone() } else { "Value".into() });
        }
        grid.head.push("Full scale".into());
        for spoke in &radar.spokes {
            let mut row = vec![spoke.name.clone()];
            row.append(&mut each(&spoke.values, &|value| spoke.format.text(*value)));
            row.push(spoke.format.text(spoke.limit));
            grid.rows.push((row, false));
        }
        take(grid);
    }

    fn sentence(text: &mut Sentences, _: &Axes, radar: &RadarValues) {
        if let [one] = &radar.shapes[..] {
            let mut told = if one.is_empty() { String::new() } else { joined(&[one, ": "]) };
            for (index, spoke) in radar.spokes.iter().enumerate() {
                let value = spoke.values.first().map_or(f64::NAN, |value| *value);
                let (value, limit) = (spoke.format.text(value), spoke.format.text(spoke.limit));
                told.push_str(&joined(&[
                    if index > 0 { ", " } else { "" },
                    &spoke.name,
                    " ",
                    &value,
                    " of ",
                    &limit,
                ]));
            }
            return text.say(&[&told]);
        }
        let mut nowhere = Vec::new();
        for (shape, name) in radar.shapes.iter().enumerate() {
            let mut leads = Vec::new();
            for spoke in &radar.spokes {
                let mine = spoke.values.get(shape).map_or(f64::NAN, |value| spoke.share(*value));
                if mine > 0.0 && !spoke.values.iter().any(|value| spoke.share(*value) > mine) {
                    leads.push(&spoke.name[..]);
                }
            }
            if leads.is_empty() {
                nowhere.push(&name[..]);
            } else if leads.len() == radar.spokes.len() {
                text.say(&[name, verb(name, " reaches", " reach"), " furthest on every spoke"]);
            } else {
                text.say(&[name, verb(name, " reaches", " reach"), " furthest in ", &list(&leads)]);
            }
        }
        if nowhere.len() == radar.shapes.len() {
            text.say(&["There is nothing on any spoke yet"]);
        } else if !nowhere.is_empty() {
            let stay = if nowhere.len() == 1 { " stays" } else { " stay" };
            text.say(&[&list(&nowhere), stay, " behind in everything"]);
        }
    }

    fn legend(radar: &RadarValues) -> Vec<(Mark, String)> {
        series(SvgKind::Line, &radar.shapes)
    }
}

impl SpokeValues {
    /// How far out a value lies: 1 at the end.
    fn share(&self, value: f64) -> f64 {
        share(value, self.limit)
    }
}

/// How far right and how far up one comes from the centre in the direction of a spoke. The series of sine and cosine,
/// whose terms vanish within a turn: the evaluator has the functions themselves only where a lab computes with them.
fn direction(spoke: usize, count: usize) -> (f64, f64) {
    let angle = core::f64::consts::TAU * spoke as f64 / count.max(1) as f64;
    let (mut term, mut sums) = (1.0, [0.0; 4]);
    for power in 0..40 {
        sums[power % 4] += term;
        term *= angle / (power + 1) as f64;
    }
    (sums[1] - sums[3], sums[0] - sums[2])
}

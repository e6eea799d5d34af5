//! Shaded cells over two axes, with a key of the shades and outlines at values of interest.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use super::axes::Axes;
use super::grid::{Grid, ROWS, chosen};
use super::kind::ChartKind;
use super::lists::{each, extent};
use super::metrics::{self, HEIGHT};
use super::payload::{Axis, Give, Label, label};
use super::scale::{Scale, drawable};
use super::scene::{Bounds, Frame, Point, Scene, Shape};
use super::svg::{Anchor, Mark, SvgKind};
use super::values::Quantity;
use super::words::{Sentences, apart, verb};
use crate::number::{Digits, digits};
use crate::piece::Source;
use crate::program::Reg;
use crate::text::joined;

/// How many columns the table shows.
const COLUMNS: usize = 8;
/// How many shades there are.
const SHADES: usize = 8;
/// Up to so many cells, values are written into them.
const WRITTEN: usize = 80;

/// Shaded cells over two axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Heat {
    /// What is shaded.
    pub label: Label,
    /// Index into the page's formats.
    pub format: u32,
    /// Equal ratios make equal differences of shade.
    pub log: bool,
    /// The middles of the columns: a list.
    pub xs: Reg,
    /// The middles of the rows: a list.
    pub ys: Reg,
    /// The values, row by row: a list.
    pub values: Reg,
    /// The current setting: where, and the value there.
    pub now: Option<(Reg, Reg, Reg)>,
    /// Values whose outline is drawn.
    pub contours: Vec<(Label, Reg)>,
}

/// Shaded cells.
#[derive(Clone, Debug)]
pub(super) struct HeatValues {
    pub(super) z: Quantity,
    pub(super) xs: Vec<f64>,
    pub(super) ys: Vec<f64>,
    pub(super) values: Vec<f64>,
    pub(super) now: Option<(f64, f64, f64)>,
    pub(super) contours: Vec<(String, f64)>,
}

impl ChartKind for Heat {
    type Values = HeatValues;

    fn each_register(&mut self, give: Give<'_>) {
        label(&mut self.label, give);
        [&mut self.xs, &mut self.ys, &mut self.values].into_iter().for_each(|list| give(list, true));
        if let Some((x, y, value)) = &mut self.now {
            [x, y, value].into_iter().for_each(|one| give(one, false));
        }
        for (name, value) in &mut self.contours {
            label(name, give);
            give(value, false);
        }
    }

    fn collect(&self, from: &Source<'_>) -> HeatValues {
        let values = from.list(self.values);
        let axis = Axis { label: from.text(&self.label), format: self.format, log: self.log };
        HeatValues {
            z: Quantity::new(&axis, from, &values),
            xs: from.list(self.xs),
            ys: from.list(self.ys),
            values,
            now: self.now.map(|(x, y, value)| (from.value(x), from.value(y), from.value(value))),
            contours: each(&self.contours, &|(name, value)| (from.text(name), from.value(*value))),
        }
    }

    fn extent(heat: &HeatValues) -> (Vec<f64>, Vec<f64>) {
        (heat.xs.clone(), heat.ys.clone())
    }

    fn scene(axes: &Axes, heat: &HeatValues, _: Option<&HeatValues>, mut scene: Scene) -> Scene {
        let middles =
            |of: &[f64], quantity: &Quantity| -> Vec<f64> { each(of, &|value| quantity.unit.read(*value)) };
        let (xs, ys) = (middles(&heat.xs, &axes.x), middles(&heat.ys, &axes.y));
        let (x, y) = (edges(&xs, axes.x.log), edges(&ys, axes.y.log));
        let top = 2.0 * HEIGHT + 14.0;
        let frame = Frame::new(&mut scene, (&axes.x, &axes.y), x, y, (top, usize::MAX), true);
        // The grid would show through between cells.
        scene.shapes.retain(
        |shape| !matches!(shape, Shape::Path(_, _, mark) if matches!(mark.kind, SvgKind::GridX | SvgKind::GridY)),
    );
        let Bounds { left, top, right, bottom } = frame.plot;
        let (columns, rows) = (xs.len(), ys.len());
        let wide = (right - left) / columns.max(1) as f64;
        let tall = (bottom - top) / rows.max(1) as f64;
        let corner = |column: usize, row: usize| (left + column as f64 * wide, bottom - row as f64 * tall);
        let scale = Scale::over(&middles(&heat.values, &heat.z), heat.z.log);
        let ruler = scale.ruler();
        let shades = each(&heat.values, &|value| {
            let value = heat.z.unit.read(*value);
            let share = ruler.position(value) * SHADES as f64;
            if drawable(value, heat.z.log) { (share as usize).min(SHADES - 1) } else { SHADES }
        });
        let shade = |column: usize, row: usize| shades.get(row * columns + column).copied();
        let cell =
            |column: usize, row: usize| heat.values.get(row * columns + column).copied().unwrap_or(f64::NAN);
        // Neighbours of one shade become one rectangle, and all of one shade one element.
        for wanted in 0..SHADES {
            for row in 0..rows {
                let mut column = 0;
                while column < columns {
                    let start = column;
                    while column < columns && shade(column, row) == Some(wanted) {
                        column += 1;
                    }
                    if column > start {
                        scene.rect(
                            corner(start, row),
                            corner(column, row + 1),
                            Mark::at(SvgKind::Heat, wanted),
                        );
                    }
                    column += usize::from(column == start);
                }
            }
        }
        for (index, (_, level)) in heat.contours.iter().enumerate() {
            let over = |column: usize, row: usize| cell(column, row) >= *level;
            for row in 0..rows {
                for column in 0..columns {
                    if column + 1 < columns && over(column, row) != over(column + 1, row) {
                        let edge = vec![corner(column + 1, row), corner(column + 1, row + 1)];
                        scene.shapes.push(Shape::Path(edge, false, Mark::at(SvgKind::Contour, index)));
                    }
                    if row + 1 < rows && over(column, row) != over(column, row + 1) {
                        let edge = vec![corner(column, row + 1), corner(column + 1, row + 1)];
                        scene.shapes.push(Shape::Path(edge, false, Mark::at(SvgKind::Contour, index)));
                    }
                }
            }
        }
        key(&mut scene, heat, scale, left, right);
        if let Some((x, y, _)) = heat.now {
            let (x, y) = (axes.x.unit.read(x), axes.y.unit.read(y));
            if frame.x.shows(x) && frame.y.shows(y) {
                let at = frame.at((x, y));
                scene.line(&[(at.0, top), (at.0, bottom)], Mark::the(SvgKind::Now));
                scene.line(&[(left, at.1), (right, at.1)], Mark::the(SvgKind::Now));
                scene.circle(at, 5.0, Mark::the(SvgKind::Now));
            }
        }
        let texts = if columns * rows <= WRITTEN {
            each(&heat.values, &|value| digits(heat.z.unit.read(*value), heat.z.format.digits))
        } else {
            Vec::new()
        };
        let fits = tall >= HEIGHT + 2.0 && metrics::widest(&texts) + 4.0 <= wide;
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = corner(column, row);
                let middle: Point = (x + wide / 2.0, y - tall / 2.0);
                if let Some(text) = texts.get(row * columns + column).filter(|_| fits) {
                    scene.text(text, middle, Anchor::Middle, SvgKind::Label, wide);
                }
                scene.stop(middle, || {
                    let (x, y) = (axes.x.text(heat.xs[column]), axes.y.text(heat.ys[row]));
                    joined(&[&x, ", ", &y, ": ", &heat.z.text(cell(column, row))])
                });
            }
        }
        scene
    }

    fn tables(axes: &Axes, heat: &HeatValues, take: &mut dyn FnMut(Grid)) {
        let mut grid = Grid::new(heat.z.title());
        let (x, y) = (&axes.x, &axes.y);
        grid.head.push(joined(&[&y.label, " \\ ", &x.label]));
        for column in chosen(heat.xs.len(), COLUMNS) {
            grid.head.push(x.text(heat.xs[column]));
        }
        for row in chosen(heat.ys.len(), ROWS) {
            let mut texts = vec![y.text(heat.ys[row])];
            for column in chosen(heat.xs.len(), COLUMNS) {
                let value = heat.values.get(row * heat.xs.len() + column);
                texts.push(heat.z.text(value.copied().unwrap_or(f64::NAN)));
            }
            grid.rows.push((texts, false));
        }
        take(grid);
    }

    fn sentence(text: &mut Sentences, axes: &Axes, heat: &HeatValues) {
        let name = if heat.z.label.is_empty() { "The value" } else { &heat.z.label[..] };
        let Some((least, most)) = extent(&heat.values) else {
            return text.say(&[name, " is undefined everywhere"]);
        };
        let columns = heat.xs.len().max(1);
        // A pure number says too little without what it counts.
        let called = |quantity: &Quantity, values: &[f64], index: usize| {
            let value = quantity.format.text(values.get(index).map_or(f64::NAN, |value| *value));
            let bare = quantity.unit.symbol.is_empty() && !quantity.label.is_empty();
            if bare { joined(&[&quantity.label, " ", &value]) } else { value }
        };
        let place = |index: usize| {
            let x = called(&axes.x, &heat.xs, index % columns);
            joined(&[" (", &x, ", ", &called(&axes.y, &heat.ys, index / columns), ")"])
        };
        let [low, high] = apart(&heat.z.format, heat.values[least], heat.values[most]);
        text.say(&[
            name,
            verb(name, " ranges", " range"),
            " from ",
            &low,
            &place(least),
            " to ",
            &high,
            &place(most),
        ]);
        if let Some((_, _, value)) = heat.now {
            text.say(&["At the current setting: ", &heat.z.format.text(value)]);
        }
        for (name, level) in &heat.contours {
            let over = heat.values.iter().filter(|value| **value >= *level).count();
            let share = over as f64 / heat.values.len().max(1) as f64 * 100.0;
            text.say(&[&digits(share, Digits::Significant(2)), " % of the cells reach ", name]);
        }
    }
}

/// The scale over cells with these middles: half a cell beyond the first and the last.
fn edges(middles: &[f64], log: bool) -> Scale {
    let scale = Scale::over(middles, log);
    let steps = middles.len().max(2) as f64 - 1.0;
    if middles.len() < 2 {
        return scale;
    }
    if log {
        let half = libm::pow(scale.high / scale.low, 0.5 / steps);
        let (low, high) = (scale.low / half, scale.high * half);
        if low > 0.0 && high.is_finite() { Scale { low, high, log } } else { scale }
    } else {
        let half = (scale.high - scale.low) / steps / 2.0;
        Scale { low: scale.low - half, high: scale.high + half, log }
    }
}

/// The shades with the values at their ends, above the drawing.
fn key(scene: &mut Scene, heat: &HeatValues, scale: Scale, left: f64, right: f64) {
    let back = |value: f64| heat.z.text(value * heat.z.unit.factor + heat.z.unit.offset);
    let (low, high) = (back(scale.low), back(scale.high));
    let y = HEIGHT * 1.5 + 5.0;
    let swatch = 12.0;
    let mut x = left + metrics::width(&low) + 6.0;
    let room = right - x - SHADES as f64 * swatch - metrics::width(&high) - 6.0;
    scene.text(&low, (left, y), Anchor::Start, SvgKind::Tick, right - left);
    for shade in 0..SHADES {
        scene.rect((x, y - 6.0), (x + swatch, y + 6.0), Mark::at(SvgKind::Heat, shade));
        x += swatch;
    }
    scene.text(&high, (x + 6.0, y), Anchor::Start, SvgKind::Tick, scene.width - x - 6.0);
    if room > 60.0 {
        scene.text(&heat.z.label, (right, y), Anchor::End, SvgKind::Title, room - 14.0);
    }
}

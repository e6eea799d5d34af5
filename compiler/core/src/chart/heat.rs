//! Shaded cells over two axes, with a key of the shades and outlines at values of interest.

use alloc::vec;
use alloc::vec::Vec;

use super::axis::{Scale, drawable};
use super::collect::{Drawing, Heat};
use super::each;
use super::metrics::{self, HEIGHT};
use super::scene::{Bounds, Frame, Point, Scene, Shape};
use super::svg::{Anchor, Kind, Mark};
use crate::text::joined;

/// How many shades there are.
const SHADES: usize = 8;
/// Up to so many cells, values are written into them.
const WRITTEN: usize = 80;

/// The drawing's shapes and texts.
#[inline(never)]
pub(super) fn scene(drawing: &Drawing, heat: &Heat, mut scene: Scene) -> Scene {
    let middles = |of: &[f64], quantity: &super::collect::Quantity| -> Vec<f64> {
        each(of, &|value| quantity.unit.read(*value))
    };
    let (xs, ys) = (middles(&heat.xs, &drawing.x), middles(&heat.ys, &drawing.y));
    let (x, y) = (edges(&xs, drawing.x.log), edges(&ys, drawing.y.log));
    let top = 2.0 * HEIGHT + 14.0;
    let frame = Frame::new(&mut scene, drawing, x, y, (top, usize::MAX), true);
    // The grid would show through between cells.
    scene.shapes.retain(
        |shape| !matches!(shape, Shape::Path(_, _, mark) if matches!(mark.kind, Kind::GridX | Kind::GridY)),
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
                    scene.rect(corner(start, row), corner(column, row + 1), Mark::at(Kind::Heat, wanted));
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
                    scene.shapes.push(Shape::Path(edge, false, Mark::at(Kind::Contour, index)));
                }
                if row + 1 < rows && over(column, row) != over(column, row + 1) {
                    let edge = vec![corner(column, row + 1), corner(column + 1, row + 1)];
                    scene.shapes.push(Shape::Path(edge, false, Mark::at(Kind::Contour, index)));
                }
            }
        }
    }
    key(&mut scene, heat, scale, left, right);
    if let Some((x, y, _)) = heat.now {
        let (x, y) = (drawing.x.unit.read(x), drawing.y.unit.read(y));
        if frame.x.shows(x) && frame.y.shows(y) {
            let at = frame.at((x, y));
            scene.line(&[(at.0, top), (at.0, bottom)], Mark::the(Kind::Now));
            scene.line(&[(left, at.1), (right, at.1)], Mark::the(Kind::Now));
            scene.circle(at, 5.0, Mark::the(Kind::Now));
        }
    }
    let texts = if columns * rows <= WRITTEN {
        each(&heat.values, &|value| crate::number::digits(heat.z.unit.read(*value), heat.z.format.digits))
    } else {
        Vec::new()
    };
    let fits = tall >= HEIGHT + 2.0 && metrics::widest(&texts) + 4.0 <= wide;
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = corner(column, row);
            let middle: Point = (x + wide / 2.0, y - tall / 2.0);
            if let Some(text) = texts.get(row * columns + column).filter(|_| fits) {
                scene.text(text, middle, Anchor::Middle, Kind::Label, wide);
            }
            scene.stop(middle, || {
                let (x, y) = (drawing.x.text(heat.xs[column]), drawing.y.text(heat.ys[row]));
                joined(&[&x, ", ", &y, ": ", &heat.z.text(cell(column, row))])
            });
        }
    }
    scene
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
fn key(scene: &mut Scene, heat: &Heat, scale: Scale, left: f64, right: f64) {
    let back = |value: f64| heat.z.text(value * heat.z.unit.factor + heat.z.unit.offset);
    let (low, high) = (back(scale.low), back(scale.high));
    let y = HEIGHT * 1.5 + 5.0;
    let swatch = 12.0;
    let mut x = left + metrics::width(&low) + 6.0;
    let room = right - x - SHADES as f64 * swatch - metrics::width(&high) - 6.0;
    scene.text(&low, (left, y), Anchor::Start, Kind::Tick, right - left);
    for shade in 0..SHADES {
        scene.rect((x, y - 6.0), (x + swatch, y + 6.0), Mark::at(Kind::Heat, shade));
        x += swatch;
    }
    scene.text(&high, (x + 6.0, y), Anchor::Start, Kind::Tick, scene.width - x - 6.0);
    if room > 60.0 {
        scene.text(&heat.z.label, (right, y), Anchor::End, Kind::Title, room - 14.0);
    }
}

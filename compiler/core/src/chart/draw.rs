//! Draws a scene as the browser does: lengths become tenths of a pixel.

use alloc::string::String;

use super::scene::{Point, Scene, Shape};
use super::svg::Svg;
use super::{each, metrics};
use crate::exact;

/// The scene as an `svg` element.
// Where the library is, only the tests draw without it.
#[cfg_attr(feature = "plotters", allow(dead_code))]
pub(super) fn draw(scene: &Scene) -> String {
    let mut svg = Svg::new(scene.width as i32, scene.height as i32);
    for shape in &scene.shapes {
        match shape {
            Shape::Path(points, closed, mark) => {
                svg.path(&each(points, &|point| place(*point)), *closed, *mark);
            }
            Shape::Circle(at, radius, mark) => svg.circle(place(*at), tenths(*radius), *mark),
        }
    }
    for placed in &scene.texts {
        let (x, y) = place((placed.x, placed.y));
        svg.text(&placed.text, (x, y + tenths(metrics::BASELINE)), placed.anchor, placed.mark);
    }
    svg.finish()
}

pub(super) fn tenths(length: f64) -> i32 {
    exact::round(length * 10.0) as i32
}

pub(super) fn place((x, y): Point) -> (i32, i32) {
    (tenths(x), tenths(y))
}

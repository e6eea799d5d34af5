//! Draws a scene for a page: SVG markup with classes, so that the theme gives colours and strokes.

use alloc::string::String;

use super::lists::each;
use super::metrics;
use super::scene::{Point, Scene, Shape};
use super::svg::Svg;
use crate::exact;

/// The scene as an `svg` element.
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
        let baseline = tenths(placed.y) + tenths(metrics::BASELINE);
        svg.text(&placed.text, (tenths(placed.x), baseline), placed.anchor, placed.mark);
    }
    svg.finish()
}

fn tenths(length: f64) -> i32 {
    exact::round(length * 10.0) as i32
}

fn place((x, y): Point) -> (i32, i32) {
    (tenths(x), tenths(y))
}

//! A chart as a figure that stands alone, outside any page: the same scene, for whoever draws it with colours and
//! fonts, and a legend.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::scene::{Scene, Shape};
use super::svg::{Mark, Svg, SvgKind};
use crate::exact;

/// A chart with its current values, laid out.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Shapes and texts with their places.
    pub scene: Scene,
    /// What its series look like, with their names. Empty for a single series.
    pub legend: Vec<(Mark, String)>,
}

impl Figure {
    /// A scene with the names of its series; those without a name are left out.
    pub(super) fn new(scene: Scene, mut legend: Vec<(Mark, String)>) -> Figure {
        legend.retain(|(_, name)| !name.trim().is_empty());
        if legend.len() < 2 {
            legend.clear();
        }
        Figure { scene, legend }
    }

    /// The figure without words, as small markup for lists of labs: its axes and what they measure, in tenths of its size.
    /// Nothing where nothing is drawn.
    pub fn thumbnail(&self) -> Option<String> {
        let beside = [SvgKind::GridX, SvgKind::GridY, SvgKind::Now, SvgKind::Rule];
        let bare = |mark: Mark| !beside.contains(&mark.kind);
        let whole = |length: f64| exact::round(length) as i32;
        let mut corners = [(f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY)];
        let mut drawn = false;
        for shape in &self.scene.shapes {
            let (points, radius, mark) = match shape {
                Shape::Path(points, _, mark) => (&points[..], 0.0, *mark),
                Shape::Circle(at, radius, mark) => (core::slice::from_ref(at), *radius, *mark),
            };
            if !bare(mark) {
                continue;
            }
            let mut own = [(f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY)];
            for bounds in [&mut corners, &mut own] {
                for (x, y) in points {
                    bounds[0] = (bounds[0].0.min(x - radius), bounds[0].1.min(y - radius));
                    bounds[1] = (bounds[1].0.max(x + radius), bounds[1].1.max(y + radius));
                }
            }
            let frame = matches!(mark.kind, SvgKind::Axis | SvgKind::Region | SvgKind::Track);
            drawn |= !frame && own[1].0 - own[0].0 > LEAST && own[1].1 - own[0].1 > LEAST;
        }
        if !drawn {
            return None;
        }
        let [(left, top), (right, bottom)] = corners.map(|(x, y)| (whole(x), whole(y)));
        let size = [left - 1, top - 1, right - left + 2, bottom - top + 2].map(|part| f64::from(part) / 10.0);
        let size = format!("{} {} {} {}", size[0], size[1], size[2], size[3]);
        let mut svg = Svg::begun(&format!(
            "<svg class=\"thumb\" viewBox=\"{size}\" preserveAspectRatio=\"xMinYMax\" aria-hidden=\"true\" \
             focusable=\"false\">"
        ));
        for shape in &self.scene.shapes {
            match shape {
                Shape::Path(points, closed, mark) if bare(*mark) => {
                    let points: Vec<_> = points.iter().map(|(x, y)| (whole(*x), whole(*y))).collect();
                    svg.path(&points, *closed, *mark);
                }
                Shape::Circle((x, y), radius, mark) if bare(*mark) => {
                    svg.circle((whole(*x), whole(*y)), whole(*radius), *mark);
                }
                _ => {}
            }
        }
        Some(svg.finish())
    }
}

/// Less, in pixels, is nothing to look at.
const LEAST: f64 = 3.0;

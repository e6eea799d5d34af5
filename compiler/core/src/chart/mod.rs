//! Drawings of values as SVG, and the same values as a table, as a sentence, and point by point. Start at
//! [`Chart::svg`].
//!
//! What a chart shows is first collected from the machine (`collect`), then laid out as a scene of shapes
//! and texts (`plane`, `bars`, `timeline`, `radar`, `heat`, `gauges`; `scene` and `labels` are shared), then
//! drawn (`draw`). Colours and strokes are the theme's: marks carry classes. A figure that stands alone (`figure`) is the
//! same scene, drawn by whoever asks for it.

mod axis;
mod bars;
mod bins;
mod collect;
mod draw;
mod figure;
mod gauges;
mod heat;
mod labels;
mod metrics;
mod model;
mod plane;
mod radar;
mod scene;
mod sentence;
mod spreads;
mod svg;
mod table;
use alloc::string::String;
use alloc::vec::Vec;

#[cfg(test)]
mod tests;
mod ticks;
mod timeline;

pub(crate) use collect::Drawing;
pub use figure::Figure;
pub use model::*;
pub use scene::{Placed, Scene, Shape};
pub use svg::{Anchor, DASHED, GHOST, HOLLOW, Kind, LEVEL, Mark};
pub use table::Grid;

use crate::decimal::push_whole;
use crate::exact;
use crate::machine::Machine;
use crate::page::Page;
use collect::{Picture, collect};

impl Chart {
    /// The drawing at a width in CSS pixels, as an `svg` element, with what it showed when it was pinned
    /// behind it. Its parts carry classes: `grid`, `axis`, `tick`, `title`, `label`, `value`; numbered from
    /// 1 to 8 `line line1`, `area area1`, `bar bar1`, `dot dot1`, `heat heat1`, `region region1`, `rule rule1`,
    /// `now now1`, `contour contour1`; `frontier`, `spread` (an error bar), `ring` (what is marked), `track` (of a gauge); by state
    /// `fail`, `warn`, `note` or `pass` instead of a number; also `dashed`, `hollow` (dominated) and `ghost`
    /// (pinned).
    #[inline(never)]
    pub(crate) fn svg(&self, page: &Page, machine: &Machine, pinned: Option<&Drawing>, width: u32) -> String {
        draw::draw(&compose(&collect(self, page, machine), pinned, width, false))
    }

    /// The values as they are, to be kept.
    #[inline(never)]
    pub(crate) fn pin(&self, page: &Page, machine: &Machine) -> Drawing {
        collect(self, page, machine)
    }

    /// The values behind the drawing, as `table` elements: some positions, and the current setting.
    #[inline(never)]
    pub fn table(&self, page: &Page, machine: &Machine) -> String {
        table::table(&collect(self, page, machine))
    }

    /// The same as texts.
    pub(crate) fn grids(&self, page: &Page, machine: &Machine) -> Vec<Grid> {
        let mut grids = Vec::new();
        table::grids(&collect(self, page, machine), &mut |grid| grids.push(grid));
        grids
    }

    /// What the drawing shows, in words.
    #[inline(never)]
    pub fn sentence(&self, page: &Page, machine: &Machine) -> String {
        sentence::sentence(&collect(self, page, machine))
    }

    /// Where a reader can stop in the drawing, and what is to be read there: records of x, y, text with
    /// U+001F between them and U+001E between records.
    #[inline(never)]
    pub(crate) fn stops(
        &self,
        page: &Page,
        machine: &Machine,
        pinned: Option<&Drawing>,
        width: u32,
    ) -> String {
        let scene = compose(&collect(self, page, machine), pinned, width, true);
        let mut out = String::new();
        for stop in scene.stops.iter().flatten() {
            if !out.is_empty() {
                out.push('\u{1e}');
            }
            for length in [stop.at.0, stop.at.1] {
                push_whole(&mut out, exact::round(length.max(0.0)) as u32);
                out.push('\u{1f}');
            }
            out.push_str(&stop.text);
        }
        out
    }
}

/// Something made of each item. One loop for all, because every chain of iterators is code of its own in the
/// browser.
fn each<T, U>(items: &[T], make: &dyn Fn(&T) -> U) -> Vec<U> {
    let mut made = Vec::with_capacity(items.len());
    for item in items {
        made.push(make(item));
    }
    made
}

/// A drawing as a scene.
fn compose(drawing: &Drawing, pinned: Option<&Drawing>, width: u32, reading: bool) -> Scene {
    let scene = Scene::new(width, reading);
    // What was pinned is of the same kind.
    macro_rules! ghost {
        ($kind:ident) => {
            match pinned.map(|pinned| &pinned.body) {
                Some(Picture::$kind(ghost)) => Some(ghost),
                _ => None,
            }
        };
    }
    let mut scene = match &drawing.body {
        Picture::Plane(plane) => plane::scene(drawing, plane, ghost!(Plane), scene),
        Picture::Bars(bars) => bars::scene(drawing, bars, ghost!(Bars), scene),
        Picture::Spans(spans) => {
            timeline::scene(drawing, spans, ghost!(Spans).map(|spans| &spans[..]), scene)
        }
        Picture::Radar(radar) => radar::scene(radar, ghost!(Radar), scene),
        Picture::Heat(heat) => heat::scene(drawing, heat, scene),
        Picture::Gauges(gauges) => gauges::scene(gauges, ghost!(Gauges).map(|gauges| &gauges[..]), scene),
    };
    for (name, bounds, places) in core::mem::take(&mut scene.later) {
        scene.name(&name, Mark::the(Kind::Label), &bounds, &places);
    }
    scene
}

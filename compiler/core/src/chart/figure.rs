//! A chart as a figure that stands alone, outside any page: the same scene, for whoever draws it with colours and
//! fonts, and a legend.

use alloc::string::String;
use alloc::vec::Vec;

use super::collect::{Picture, collect};
use super::model::{Chart, Style};
use super::scene::Scene;
use super::svg::{DASHED, Kind, Mark};
use super::{compose, each};
use crate::machine::Machine;
use crate::page::Page;

/// A chart with its current values, laid out.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Shapes and texts with their places.
    pub scene: Scene,
    /// What its series look like, with their names. Empty for a single series.
    pub legend: Vec<(Mark, String)>,
}

impl Chart {
    /// The chart as a figure of a width in CSS pixels.
    pub(crate) fn figure(&self, page: &Page, machine: &Machine, width: u32) -> Figure {
        let drawing = collect(self, page, machine);
        let mut legend = Vec::new();
        match &drawing.body {
            Picture::Plane(plane) => {
                for (index, curve) in plane.curves.iter().enumerate() {
                    let mark = match curve.style {
                        Style::Plain => Mark::at(Kind::Line, index),
                        Style::Dashed | Style::DashedFilled => Mark::at(Kind::Line, index).look(DASHED),
                        Style::Filled | Style::Stacked | Style::Band => Mark::at(Kind::Area, index),
                        Style::Around => Mark::at(Kind::Area, index - 1),
                        Style::Bins => Mark::at(Kind::Bar, index),
                    };
                    legend.push((mark, curve.name.clone()));
                }
                for (index, roof) in plane.roofs.iter().enumerate() {
                    legend.push((Mark::at(Kind::Line, plane.curves.len() + index), roof.name.clone()));
                }
            }
            Picture::Bars(bars) => named(&mut legend, Kind::Bar, &bars.series),
            Picture::Radar(radar) => named(&mut legend, Kind::Line, &radar.shapes),
            Picture::Spans(_) | Picture::Heat(_) | Picture::Gauges(_) => {}
        }
        legend.retain(|(_, name)| !name.trim().is_empty());
        if legend.len() < 2 {
            legend.clear();
        }
        Figure { scene: compose(&drawing, None, width, false), legend }
    }
}

fn named(legend: &mut Vec<(Mark, String)>, kind: Kind, names: &[String]) {
    let mut index = 0;
    legend.extend(each(names, &|name| name.clone()).into_iter().map(|name| {
        index += 1;
        (Mark::at(kind, index - 1), name)
    }));
}

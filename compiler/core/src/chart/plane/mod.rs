//! Lines, areas, bins, points and roofs over two axes.
//!
//! | file | what it does |
//! | --- | --- |
//! | `values` | takes the current values from the machine |
//! | `bins` | counts values in bins |
//! | `scene` | draws |
//! | `stops` | where a reader can stop |
//! | `table` | the tables |
//! | `sentence` | the words |

pub(in crate::chart) mod bins;
mod scene;
mod sentence;
mod stops;
mod table;
pub(in crate::chart) mod values;

use alloc::string::String;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use super::axes::Axes;
use super::grid::Grid;
use super::kind::ChartKind;
use super::payload::{Chosen, Give, Label, Tone, chosen, label, tone};
use super::scene::Scene;
use super::svg::{Mark, SvgKind};
use super::words::Sentences;
use crate::piece::Source;
use crate::program::Reg;
use values::PlaneValues;

/// Lines, areas, bins and points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Plane {
    /// The positions along the horizontal axis that every line was computed at: a list.
    pub at: Option<Reg>,
    /// Lines, each a list as long as `at`.
    pub lines: Vec<Line>,
    /// Values to be counted.
    pub histogram: Option<Histogram>,
    /// Points.
    pub points: Vec<Point>,
    /// Which points are better than all others: whether a greater x is better, and a greater y.
    pub frontier: Option<(bool, bool)>,
    /// Rooflines.
    pub roofs: Vec<Roof>,
    /// Settings marked on every line.
    pub settings: Vec<Setting>,
    /// Points that are marked: the row of each.
    pub chosen: Vec<Chosen>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Line {
    /// The name of the line, in the legend, the table and the sentence.
    pub label: Label,
    /// The list of its values.
    pub values: Reg,
    /// Of a band: the list of its lower ends.
    pub low: Option<Reg>,
    /// How it is drawn.
    pub style: Style,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Decode)]
pub enum Style {
    /// A stroke.
    Plain,
    /// A dashed stroke.
    Dashed,
    /// A stroke, filled down to the axis.
    Filled,
    /// A dashed stroke, filled down to the axis.
    DashedFilled,
    /// An area that stands on the one before.
    Stacked,
    /// An area between two ends.
    Band,
    /// Bars as wide as the steps of the axis.
    Bins,
    /// An area between two ends, around the line before it and in its colour.
    Around,
}

/// Values to be counted in bins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Histogram {
    /// What is counted.
    pub label: Label,
    /// The list of the values.
    pub values: Reg,
    /// How wide a bin is.
    pub width: Option<Reg>,
    /// Shares of the values whose upper ends are ruled.
    pub percentiles: Vec<Reg>,
}

/// A point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Point {
    /// The name of the point, in the drawing, the table and the sentence.
    pub label: Label,
    /// Where.
    pub x: Reg,
    /// Where.
    pub y: Reg,
    /// What its size shows.
    pub size: Option<Reg>,
    /// Its state.
    pub tone: Option<Tone>,
    /// Which statement it comes from, counted from zero.
    pub series: u32,
    /// The row of a table it stands for.
    pub row: Option<u32>,
}

/// A roofline: what a machine reaches at most, by arithmetic intensity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Roof {
    /// The name of the roofline, in the legend, the table and the sentence.
    pub label: Label,
    /// The most it computes.
    pub peak: Reg,
    /// The most it moves.
    pub rate: Reg,
}

/// A setting marked on every line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Setting {
    /// Its name; none for the current setting.
    pub label: Option<Label>,
    /// The horizontal position.
    pub x: Reg,
    /// The vertical position on each line, in the order of the lines.
    pub ys: Vec<Reg>,
}

impl ChartKind for Plane {
    type Values = PlaneValues;

    const MEASURED: [bool; 2] = [true, true];

    fn each_register(&mut self, give: Give<'_>) {
        self.at.iter_mut().for_each(|list| give(list, true));
        for line in &mut self.lines {
            label(&mut line.label, give);
            give(&mut line.values, true);
            line.low.iter_mut().for_each(|list| give(list, true));
        }
        if let Some(histogram) = &mut self.histogram {
            label(&mut histogram.label, give);
            give(&mut histogram.values, true);
            histogram.width.iter_mut().chain(&mut histogram.percentiles).for_each(|one| give(one, false));
        }
        for point in &mut self.points {
            label(&mut point.label, give);
            give(&mut point.x, false);
            give(&mut point.y, false);
            point.size.iter_mut().for_each(|size| give(size, false));
            tone(&mut point.tone, give);
        }
        for roof in &mut self.roofs {
            label(&mut roof.label, give);
            give(&mut roof.peak, false);
            give(&mut roof.rate, false);
        }
        for setting in &mut self.settings {
            setting.label.iter_mut().for_each(|name| label(name, give));
            give(&mut setting.x, false);
            setting.ys.iter_mut().for_each(|y| give(y, false));
        }
        chosen(&mut self.chosen, give);
    }

    fn collect(&self, from: &Source<'_>) -> PlaneValues {
        values::collect(self, from)
    }

    fn extent(plane: &PlaneValues) -> (Vec<f64>, Vec<f64>) {
        plane.extent()
    }

    fn scene(axes: &Axes, plane: &PlaneValues, ghost: Option<&PlaneValues>, scene: Scene) -> Scene {
        scene::scene(axes, plane, ghost, scene)
    }

    fn tables(axes: &Axes, plane: &PlaneValues, take: &mut dyn FnMut(Grid)) {
        table::tables(axes, plane, take);
    }

    fn sentence(text: &mut Sentences, axes: &Axes, plane: &PlaneValues) {
        sentence::sentence(text, axes, plane);
    }

    fn legend(plane: &PlaneValues) -> Vec<(Mark, String)> {
        let mut legend = Vec::new();
        for (index, curve) in plane.curves.iter().enumerate() {
            let mark = match curve.style {
                Style::Stacked | Style::Band => Mark::at(SvgKind::Area, index),
                Style::Around => Mark::at(SvgKind::Area, index - 1),
                Style::Bins => Mark::at(SvgKind::Bar, index),
                // Lines have their names at their ends.
                _ => continue,
            };
            legend.push((mark, curve.name.clone()));
        }
        legend
    }
}

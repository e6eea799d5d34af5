//! What a plane shows right now.

use alloc::string::String;
use alloc::vec::Vec;

use super::bins::{self, HistogramValues};
use super::{Histogram, Plane, Style};
use crate::chart::lists::each;
use crate::chart::values::ToneValues;
use crate::piece::Source;
use crate::program::UNDEFINED;

/// Lines, bins and points.
#[derive(Clone, Debug, Default)]
pub(in crate::chart) struct PlaneValues {
    /// The positions every curve was computed at.
    pub(in crate::chart) at: Vec<f64>,
    pub(in crate::chart) curves: Vec<Curve>,
    pub(in crate::chart) histogram: Option<HistogramValues>,
    pub(in crate::chart) dots: Vec<Dot>,
    pub(in crate::chart) frontier: Option<(bool, bool)>,
    pub(in crate::chart) roofs: Vec<RoofValues>,
    pub(in crate::chart) settings: Vec<SettingValues>,
    /// Marked points: index, and what they are called.
    pub(in crate::chart) chosen: Vec<(usize, String)>,
}

/// A line's values.
#[derive(Clone, Debug)]
pub(in crate::chart) struct Curve {
    pub(in crate::chart) name: String,
    pub(in crate::chart) values: Vec<f64>,
    /// Where an area or a band begins, if not at the axis.
    pub(in crate::chart) low: Option<Vec<f64>>,
    pub(in crate::chart) style: Style,
}

/// A point.
#[derive(Clone, Debug)]
pub(in crate::chart) struct Dot {
    pub(in crate::chart) name: String,
    pub(in crate::chart) x: f64,
    pub(in crate::chart) y: f64,
    pub(in crate::chart) size: Option<f64>,
    pub(in crate::chart) tone: Option<ToneValues>,
    pub(in crate::chart) series: usize,
}

/// A roofline.
#[derive(Clone, Debug)]
pub(in crate::chart) struct RoofValues {
    pub(in crate::chart) name: String,
    pub(in crate::chart) peak: f64,
    pub(in crate::chart) rate: f64,
}

/// A setting marked on every line; the current one has no name.
#[derive(Clone, Debug)]
pub(in crate::chart) struct SettingValues {
    pub(in crate::chart) name: Option<String>,
    pub(in crate::chart) x: f64,
    pub(in crate::chart) ys: Vec<f64>,
}

/// Takes the current values.
pub(in crate::chart) fn collect(plane: &Plane, from: &Source<'_>) -> PlaneValues {
    let mut curves: Vec<Curve> = Vec::new();
    let mut stack: Vec<f64> = Vec::new();
    for line in &plane.lines {
        let mut values = from.list(line.values);
        let mut low = line.low.map(|list| from.list(list));
        if line.style == Style::Stacked {
            stack.resize(values.len(), 0.0);
            low = Some(stack.clone());
            for (value, below) in values.iter_mut().zip(&mut stack) {
                *value += *below;
                *below = *value;
            }
        }
        curves.push(Curve { name: from.text(&line.label), values, low, style: line.style });
    }
    let dots: Vec<Dot> = each(&plane.points, &|point| Dot {
        name: from.text(&point.label),
        x: from.value(point.x),
        y: from.value(point.y),
        size: point.size.map(|size| from.value(size)),
        tone: from.tone(point.tone),
        series: point.series as usize,
    });
    let rows: Vec<Option<u32>> = each(&plane.points, &|point| point.row);
    PlaneValues {
        at: plane.at.map(|at| from.list(at)).unwrap_or_default(),
        curves,
        histogram: plane.histogram.as_ref().map(|histogram| collect_histogram(from, histogram)),
        dots,
        frontier: plane.frontier,
        roofs: each(&plane.roofs, &|roof| RoofValues {
            name: from.text(&roof.label),
            peak: from.value(roof.peak),
            rate: from.value(roof.rate),
        }),
        settings: each(&plane.settings, &|setting| SettingValues {
            name: setting.label.as_ref().map(|label| from.text(label)),
            x: from.value(setting.x),
            ys: from.values(&setting.ys),
        }),
        chosen: from.chosen(&plane.chosen, &rows),
    }
}

#[inline(never)]
fn collect_histogram(from: &Source<'_>, histogram: &Histogram) -> HistogramValues {
    let values = from.list(histogram.values);
    let shares: Vec<f64> = from.values(&histogram.percentiles);
    let width = histogram.width.map_or(UNDEFINED, |width| from.value(width));
    bins::count(from.text(&histogram.label), values, width, &shares)
}

impl PlaneValues {
    /// The values that the units of both axes have to suit.
    pub(in crate::chart) fn extent(&self) -> (Vec<f64>, Vec<f64>) {
        let mut across = self.at.clone();
        let mut up: Vec<f64> = Vec::new();
        for curve in &self.curves {
            up.extend(&curve.values);
        }
        for dot in &self.dots {
            across.push(dot.x);
            up.push(dot.y);
        }
        for roof in &self.roofs {
            across.push(roof.peak / roof.rate);
            up.push(roof.peak);
        }
        if let Some(histogram) = &self.histogram {
            across.extend(&histogram.values);
        }
        (across, up)
    }
}

//! Where a reader can stop on a plane, and what is to be read there.

use alloc::vec::Vec;

use super::Style;
use super::bins::HistogramValues;
use super::scene::{Painter, on_frontier};
use super::values::{Curve, PlaneValues};
use crate::chart::intervals::IntervalOf;
use crate::chart::scene::Scene;
use crate::text::joined;

impl Painter<'_> {
    /// A stop at each position of the lines, each point, and each bin.
    pub(super) fn stops(&self, scene: &mut Scene, plane: &PlaneValues) {
        if scene.stops.is_none() {
            return;
        }
        let (x, y) = (&self.axes.x, &self.axes.y);
        for (index, at) in plane.at.iter().enumerate() {
            let values: Vec<(&Curve, f64)> = (plane.curves.iter())
                .filter_map(|curve| Some((curve, *curve.values.get(index)?)))
                // What has no value there is not told.
                .filter(|(_, value)| !value.is_nan())
                .collect();
            let Some(point) = values.iter().find_map(|(_, value)| self.shown((*at, *value))) else {
                continue;
            };
            scene.stop(point, || {
                let mut text = joined(&[&x.text(*at), ": "]);
                for (number, (curve, value)) in values.iter().enumerate() {
                    text.push_str(if number > 0 { ", " } else { "" });
                    if !curve.name.is_empty() {
                        text.push_str(&curve.name);
                        text.push(' ');
                    }
                    if let Some(low) = curve.low.as_ref().and_then(|low| low.get(index)) {
                        let stacked = curve.style == Style::Stacked;
                        if stacked {
                            text.push_str(&y.format.text(value - low));
                            continue;
                        }
                        text.push_str(&y.format.text(*low));
                        text.push_str(" to ");
                    }
                    text.push_str(&y.format.text(*value));
                }
                text
            });
        }
        if !plane.dots.is_empty() {
            self.stops_at_points(scene, plane);
        }
        if let Some(histogram) = &plane.histogram {
            self.stops_at_bins(scene, histogram);
        }
    }

    #[inline(never)]
    fn stops_at_points(&self, scene: &mut Scene, plane: &PlaneValues) {
        let best = plane.frontier.map(|goal| on_frontier(&plane.dots, goal));
        for (index, dot) in plane.dots.iter().enumerate() {
            let Some(at) = self.shown((dot.x, dot.y)) else { continue };
            scene.stop(at, || {
                let across = self.axes.told(IntervalOf::Across, index, dot.x);
                let up = self.axes.told(IntervalOf::Point, index, dot.y);
                let mut text = joined(&[&dot.name, ": ", &across, ", ", &up]);
                if let Some(best) = &best {
                    text.push_str(if best[index] { ", on the frontier" } else { ", dominated" });
                }
                if let Some(tone) = dot.tone.as_ref().filter(|tone| !tone.words.is_empty()) {
                    text.push_str(", ");
                    text.push_str(&tone.words);
                }
                text
            });
        }
    }

    #[inline(never)]
    fn stops_at_bins(&self, scene: &mut Scene, histogram: &HistogramValues) {
        let (x, y) = (&self.axes.x, &self.axes.y);
        for (from, to, count) in &histogram.bins {
            let Some(at) = self.shown(((from + to) / 2.0, *count)) else { continue };
            scene.stop(at, || joined(&[&x.text(*from), " to ", &x.text(*to), ": ", &y.text(*count)]));
        }
    }
}

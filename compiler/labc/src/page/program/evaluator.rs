//! Which parts of the evaluator a page uses: the browser gets no others. What each part is made of stands in
//! `compiler/cli/build/parts.rs`.

use lab_core::chart::{AmountsForm, Body, Chart, Plane, Style};
use lab_core::page::{Content, ControlKind, Piece, Slot};
use lab_core::{Op, Page};
use serde::{Deserialize, Serialize};

/// A part of the evaluator that not every page needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Charts of any kind.
    Charts,
    /// Charts of a kind, a number of [`Body::KINDS`].
    Kind(usize),
    /// Points on a plane, and their frontier.
    Points,
    /// Counted values with percentiles.
    Histograms,
    /// Rooflines.
    Roofs,
    /// What lies under lines, between them, or on each other; bins along an axis.
    Areas,
    /// Shaded parts of a plot.
    Regions,
    /// Logarithmic axes.
    LogarithmicAxes,
    /// Intervals around marks.
    Intervals,
    /// Amounts against their limits.
    Gauges,
    /// Amounts that fill a capacity.
    Tanks,
    /// Amounts that are rows and columns.
    Sheets,
    /// Exponentials and logarithms in formulas.
    Exponentials,
    /// Sine, cosine, tangent and factorials.
    RareFunctions,
    /// Equations that are solved numerically.
    Solving,
    /// Sliders, whose values can be typed.
    Sliders,
    /// Answers that are typed.
    Estimates,
    /// How far a value is from the truth, in words.
    Gaps,
    /// Reading the student's record.
    Record,
    /// Rows that students bring along.
    Uploads,
}

impl Part {
    /// The parts beside the kinds of charts.
    const FIXED: [Part; 19] = [
        Part::Charts,
        Part::Points,
        Part::Histograms,
        Part::Roofs,
        Part::Areas,
        Part::Regions,
        Part::LogarithmicAxes,
        Part::Intervals,
        Part::Gauges,
        Part::Tanks,
        Part::Sheets,
        Part::Exponentials,
        Part::RareFunctions,
        Part::Solving,
        Part::Sliders,
        Part::Estimates,
        Part::Gaps,
        Part::Record,
        Part::Uploads,
    ];

    /// All parts.
    pub fn all() -> impl Iterator<Item = Part> {
        Part::FIXED.into_iter().chain((0..Body::KINDS.len()).map(Part::Kind))
    }

    /// Its name where the evaluator is made.
    pub fn name(self) -> &'static str {
        match self {
            Part::Charts => "charts",
            Part::Kind(kind) => Body::KINDS[kind],
            Part::Points => "points",
            Part::Histograms => "histograms",
            Part::Roofs => "roofs",
            Part::Areas => "areas",
            Part::Regions => "regions",
            Part::LogarithmicAxes => "logarithmic-axes",
            Part::Intervals => "intervals",
            Part::Gauges => "gauges",
            Part::Tanks => "tanks",
            Part::Sheets => "sheets",
            Part::Exponentials => "exponentials",
            Part::RareFunctions => "rare-functions",
            Part::Solving => "solving",
            Part::Sliders => "sliders",
            Part::Estimates => "estimates",
            Part::Gaps => "gaps",
            Part::Record => "record",
            Part::Uploads => "uploads",
        }
    }

    fn bit(self) -> u32 {
        Part::all().position(|part| part == self).map_or(0, |place| 1 << place)
    }
}

/// The parts of the evaluator that a page uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evaluator(u32);

impl Evaluator {
    /// What a page needs; whether students bring rows along stands outside of it.
    pub(in crate::page) fn of(page: &Page, uploads: bool) -> Self {
        let mut needs = Self::default();
        needs.add(Part::Uploads, uploads);
        needs.add(Part::Record, !page.ledger.reads.is_empty());
        for op in &page.program.ops {
            if let Op::Unary(function, _) = op {
                needs.add(Part::Exponentials, function.is_exponential());
                needs.add(Part::RareFunctions, function.is_rare());
            }
            needs.add(Part::Solving, matches!(op, Op::Solve { .. }));
        }
        let sliders =
            page.controls.iter().filter(|control| matches!(control.kind, ControlKind::Slider(_))).count();
        needs.add(Part::Sliders, sliders > 0);
        // Estimates come before sliders.
        needs.add(Part::Estimates, page.scales.len() > sliders);
        // Texts in charts may tell them too; few words are cheaper than a look at each.
        needs.add(Part::Gaps, !page.charts.is_empty() || page.slots.iter().any(tells_gap));
        page.charts.iter().for_each(|chart| needs.draw(chart));
        needs
    }

    /// Whether a part is among them.
    pub fn has(self, part: Part) -> bool {
        self.0 & part.bit() != 0
    }

    /// All of them.
    pub fn parts(self) -> impl Iterator<Item = Part> {
        Part::all().filter(move |part| self.has(*part))
    }

    fn add(&mut self, part: Part, needed: bool) {
        if needed {
            self.0 |= part.bit();
        }
    }

    fn draw(&mut self, chart: &Chart) {
        self.add(Part::Charts, true);
        self.add(Part::Regions, !chart.regions.is_empty());
        self.add(Part::LogarithmicAxes, chart.x.log || chart.y.log);
        self.add(Part::Intervals, chart.spreads.is_some());
        self.add(Part::Kind(chart.body.kind()), true);
        match &chart.body {
            Body::Plane(plane) => self.draw_plane(plane),
            Body::Heat(heat) => self.add(Part::LogarithmicAxes, heat.log),
            Body::Amounts(amounts) => {
                let part = match amounts.form {
                    AmountsForm::Gauges => Part::Gauges,
                    AmountsForm::Tank => Part::Tanks,
                    AmountsForm::Sheet => Part::Sheets,
                };
                self.add(part, true);
            }
            _ => {}
        }
    }

    fn draw_plane(&mut self, plane: &Plane) {
        self.add(Part::Points, !plane.points.is_empty());
        self.add(Part::Histograms, plane.histogram.is_some());
        self.add(Part::Roofs, !plane.roofs.is_empty());
        let is_area = |style| !matches!(style, Style::Plain | Style::Dashed);
        self.add(Part::Areas, plane.lines.iter().any(|line| is_area(line.style)));
    }
}

/// Whether a slot says how far a value is from the truth.
fn tells_gap(slot: &Slot) -> bool {
    let (Content::Text(pieces) | Content::Figure(pieces)) = &slot.content else { return false };
    pieces.iter().any(|piece| matches!(piece, Piece::Gap { .. }))
}

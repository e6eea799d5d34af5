//! What a chart is made of, as it travels in the page. All values are in base units.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::page::Piece;
use crate::program::Reg;

/// Words with values in them.
pub type Label = Vec<Piece>;

/// A drawing; lists are registers of [`crate::program::Op::List`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What the horizontal axis shows.
    pub x: Axis,
    /// What the vertical axis shows: of bars the values, whichever way they lie.
    pub y: Axis,
    /// What is drawn.
    pub body: Body,
    /// Straight reference lines across the drawing.
    pub rules: Vec<Rule>,
    /// Shaded parts of the drawing.
    pub regions: Vec<Region>,
    /// What measurements add: intervals around marks, bars that students bring along.
    pub spreads: Option<Spreads>,
}

/// Intervals around points and bars: error bars.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spreads {
    /// What they are: "one standard deviation"; may be empty.
    pub meaning: Label,
    /// The intervals.
    pub all: Vec<Spread>,
    /// The first of the groups of bars that students bring along, which are the last, and how many of them there are.
    pub brought: Option<(u32, Reg)>,
}

/// The interval of a mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// What it belongs to.
    pub of: Of,
    /// Which one of these, in the order of the chart.
    pub index: u32,
    /// Its lower end.
    pub low: Reg,
    /// Its upper end.
    pub high: Reg,
    /// It reaches as far to both sides.
    pub even: bool,
}

/// What an interval belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Of {
    /// A point, along the vertical axis.
    Point,
    /// A point, along the horizontal axis.
    Across,
    /// A bar.
    Bar,
}

/// An axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What it measures, in words.
    pub label: String,
    /// Index into the page's formats; a fixed unit makes all ticks read in it.
    pub format: u32,
    /// Logarithmic.
    pub log: bool,
}

/// What a chart draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// Lines, areas, bins and points over two axes.
    Plane(Plane),
    /// Bars over named groups.
    Bars(Bars),
    /// Spans of time on lanes.
    Spans(Vec<Span>),
    /// Polygons over spokes.
    Radar(Radar),
    /// Shaded cells over two axes.
    Heat(Heat),
    /// Values against their limits.
    Gauges(Vec<Gauge>),
}

/// Lines, areas, bins and points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its name.
    pub label: Label,
    /// The list of its values.
    pub values: Reg,
    /// Of a band: the list of its lower ends.
    pub low: Option<Reg>,
    /// How it is drawn.
    pub style: Style,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Its name.
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

/// A state: which arm of a status holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tone {
    /// Its level: 0 fail, 1 warn, 2 note, 3 pass.
    pub level: Reg,
    /// The arm's title: index among the program's texts.
    pub words: Reg,
}

/// A roofline: what a machine reaches at most, by arithmetic intensity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Roof {
    /// Its name.
    pub label: Label,
    /// The most it computes.
    pub peak: Reg,
    /// The most it moves.
    pub rate: Reg,
}

/// A setting marked on every line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name; none for the current setting.
    pub label: Option<Label>,
    /// The horizontal position.
    pub x: Reg,
    /// The vertical position on each line, in the order of the lines.
    pub ys: Vec<Reg>,
}

/// A row that is marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// What it is called.
    pub label: Label,
    /// Which row.
    pub row: Reg,
}

/// Bars over named groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    /// How bars of one group stand together.
    pub form: Form,
    /// They always lie; else only where their names do not fit below.
    pub horizontal: bool,
    /// The groups: name, and the row of a table it stands for.
    pub groups: Vec<(Label, Option<u32>)>,
    /// The series' names.
    pub series: Vec<Label>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// Groups that are marked.
    pub chosen: Vec<Chosen>,
}

/// How bars of one group stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// Side by side.
    Grouped,
    /// On each other.
    Stacked,
    /// Each where the one before ended.
    Waterfall,
}

/// A bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Which group.
    pub group: u32,
    /// Which series.
    pub series: u32,
    /// How long; none for the total of a waterfall so far.
    pub value: Option<Reg>,
    /// Its state.
    pub tone: Option<Tone>,
}

/// A span of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Its name.
    pub label: Label,
    /// The lane it lies on.
    pub lane: Label,
    /// Where it begins.
    pub from: Reg,
    /// Where it ends.
    pub to: Reg,
    /// Which statement it comes from, counted from zero.
    pub series: u32,
    /// Its state.
    pub tone: Option<Tone>,
}

/// Polygons over spokes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Radar {
    /// The spokes.
    pub spokes: Vec<Spoke>,
    /// The polygons' names.
    pub shapes: Vec<Label>,
}

/// A spoke.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spoke {
    /// What it measures.
    pub label: Label,
    /// Index into the page's formats.
    pub format: u32,
    /// The value at its end; else the greatest.
    pub limit: Option<Reg>,
    /// The value of each polygon.
    pub values: Vec<Reg>,
}

/// Shaded cells over two axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heat {
    /// What is shaded.
    pub label: Label,
    /// Index into the page's formats.
    pub format: u32,
    /// Equal ratios make equal differences of shade.
    pub log: bool,
    /// The middles of the columns: a list.
    pub xs: Reg,
    /// The middles of the rows: a list.
    pub ys: Reg,
    /// The values, row by row: a list.
    pub values: Reg,
    /// The current setting: where, and the value there.
    pub now: Option<(Reg, Reg, Reg)>,
    /// Values whose outline is drawn.
    pub contours: Vec<(Label, Reg)>,
}

/// A value against its limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gauge {
    /// What it is.
    pub label: Label,
    /// Index into the page's formats.
    pub format: u32,
    /// The value.
    pub value: Reg,
    /// Its limit.
    pub limit: Reg,
}

/// A straight reference line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Which axis the value belongs to: true for a horizontal rule at a value of y.
    pub horizontal: bool,
    /// Where.
    pub value: Reg,
    /// Its name.
    pub label: Label,
}

/// A shaded part of the drawing, from edge to edge along the other axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Which axis its ends belong to: true for values of y.
    pub horizontal: bool,
    /// Where it begins; else at the lower edge.
    pub from: Option<Reg>,
    /// Where it ends; else at the upper edge.
    pub to: Option<Reg>,
    /// Its name.
    pub label: Label,
    /// What it is said to be, from 0 fail to 3 pass.
    pub level: Option<u8>,
}

impl Chart {
    /// Gives every register of the chart, and whether it has to be a list.
    pub fn each_register(&mut self, give: &mut dyn FnMut(&mut Reg, bool)) {
        for rule in &mut self.rules {
            give(&mut rule.value, false);
            label(&mut rule.label, give);
        }
        for region in &mut self.regions {
            region.from.iter_mut().chain(&mut region.to).for_each(|end| give(end, false));
            label(&mut region.label, give);
        }
        if let Some(spreads) = &mut self.spreads {
            super::spreads::registers(spreads, give);
        }
        match &mut self.body {
            Body::Plane(plane) => plane.each_register(give),
            Body::Bars(bars) => {
                bars.groups.iter_mut().for_each(|(name, _)| label(name, give));
                bars.series.iter_mut().for_each(|name| label(name, give));
                for bar in &mut bars.bars {
                    bar.value.iter_mut().for_each(|value| give(value, false));
                    tone(&mut bar.tone, give);
                }
                chosen(&mut bars.chosen, give);
            }
            Body::Spans(spans) => {
                for span in spans {
                    label(&mut span.label, give);
                    label(&mut span.lane, give);
                    give(&mut span.from, false);
                    give(&mut span.to, false);
                    tone(&mut span.tone, give);
                }
            }
            Body::Radar(radar) => {
                for spoke in &mut radar.spokes {
                    label(&mut spoke.label, give);
                    spoke.limit.iter_mut().chain(&mut spoke.values).for_each(|value| give(value, false));
                }
                radar.shapes.iter_mut().for_each(|name| label(name, give));
            }
            Body::Heat(heat) => {
                label(&mut heat.label, give);
                [&mut heat.xs, &mut heat.ys, &mut heat.values].into_iter().for_each(|list| give(list, true));
                if let Some((x, y, value)) = &mut heat.now {
                    [x, y, value].into_iter().for_each(|one| give(one, false));
                }
                for (name, value) in &mut heat.contours {
                    label(name, give);
                    give(value, false);
                }
            }
            Body::Gauges(gauges) => {
                for gauge in gauges {
                    label(&mut gauge.label, give);
                    give(&mut gauge.value, false);
                    give(&mut gauge.limit, false);
                }
            }
        }
    }
}

impl Plane {
    fn each_register(&mut self, give: &mut dyn FnMut(&mut Reg, bool)) {
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
}

fn chosen(chosen: &mut [Chosen], give: &mut dyn FnMut(&mut Reg, bool)) {
    for one in chosen {
        label(&mut one.label, give);
        give(&mut one.row, false);
    }
}

fn tone(tone: &mut Option<Tone>, give: &mut dyn FnMut(&mut Reg, bool)) {
    if let Some(tone) = tone {
        give(&mut tone.level, false);
        give(&mut tone.words, false);
    }
}

pub(super) fn label(label: &mut Label, give: &mut dyn FnMut(&mut Reg, bool)) {
    for piece in label {
        match piece {
            Piece::Words(_) => {}
            Piece::Number { value: register, .. }
            | Piece::Text(register)
            | Piece::Gap { value: register, .. }
            | Piece::Either { cond: register, .. } => give(register, false),
        }
    }
}

//! Charts: axes and marks.

use super::{Expr, Generator, Name, Shown, Text, Tone, UnitExpr};
use crate::sources::Span;

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The title, by which `labc figure` finds the chart.
    pub title: Text,
    /// `stacked`, `horizontal`, `waterfall`.
    pub forms: Vec<Name>,
    /// The horizontal axis.
    pub x: Option<ChartAxis>,
    /// The vertical axis.
    pub y: Option<ChartAxis>,
    /// What is drawn, in the order it is written.
    pub marks: Vec<ChartMark>,
    /// Some of it could not be read: what is missing need not be missing.
    pub broken: bool,
}

/// An axis.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartAxis {
    /// The control that is swept, or a variable of the chart's own where a range is given.
    pub name: Option<Name>,
    /// From, to and by.
    pub range: Option<(Expr, Expr, Option<Expr>)>,
    /// The unit of its ticks.
    pub unit: Option<UnitExpr>,
    /// Logarithmic.
    pub log: bool,
    /// The label at the axis; without one, the name of what is swept.
    pub label: Option<Text>,
    /// Its place.
    pub span: Span,
}

/// Something drawn in a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartMark {
    /// What it is.
    pub kind: MarkKind,
    /// The label of the mark, in the drawing, the table and the sentence.
    pub label: Option<Text>,
    /// What it is said to be: as a status, or the first condition that holds.
    pub tones: Vec<Tone>,
    /// Intervals around its value.
    pub intervals: Vec<MarkInterval>,
    /// One for each round.
    pub each: Option<Generator>,
    /// Its place.
    pub span: Span,
}

/// `spread S` or `from LOW to HIGH`: an interval around a value.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkInterval {
    /// Of a point along its horizontal axis: `x spread S`.
    pub across: bool,
    /// How far it reaches.
    pub reach: Reach,
    /// What it is: "one standard deviation".
    pub meaning: Option<Text>,
    /// Its place.
    pub span: Span,
}

/// How far an interval reaches.
#[derive(Clone, Debug, PartialEq)]
pub enum Reach {
    /// As far to both sides.
    Even(Shown),
    /// From one value to another.
    PageLinks(Shown, Shown),
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum MarkKind {
    /// `line VALUE dashed filled`
    Line {
        /// Its value.
        value: Shown,
        /// Drawn dashed.
        dashed: bool,
        /// Filled.
        filled: bool,
    },
    /// `area VALUE`: one stands on the other.
    Area(Shown),
    /// `band LOW to HIGH`
    Band(Shown, Shown),
    /// `bar VALUE`
    Bar(Shown),
    /// `total`: of a waterfall.
    Total,
    /// `point X, Y size SIZE`
    Point {
        /// Where.
        x: Shown,
        /// Where.
        y: Shown,
        /// What its size shows.
        size: Option<Shown>,
    },
    /// `frontier min x max y`: whether greater is better, of x and of y.
    Frontier(bool, bool),
    /// `roofline PEAK, RATE`
    Roofline(Shown, Shown),
    /// `histogram VALUE by WIDTH percentiles SHARE, …`
    Histogram {
        /// What is counted.
        value: Shown,
        /// How wide a bin is.
        by: Option<Expr>,
        /// Which percentiles are ruled.
        percentiles: Vec<Expr>,
    },
    /// `spoke VALUE of LIMIT`
    Spoke(Shown, Option<Shown>),
    /// `cell VALUE log`
    Cell(Shown, bool),
    /// `contour VALUE`
    Contour(Shown),
    /// `span "…" on "lane" from A to B`
    Span {
        /// Its lane.
        lane: Text,
        /// Where it begins.
        from: Shown,
        /// Where it ends, or how long it lasts.
        to: Shown,
        /// It is how long it lasts.
        lasting: bool,
    },
    /// `gauge VALUE of LIMIT`
    Gauge(Shown, Shown),
    /// `rule x VALUE`; across the drawing at a value of y: true.
    Rule(bool, Shown),
    /// `region x from A to B`
    Region {
        /// Its ends are values of y.
        horizontal: bool,
        /// Where it begins.
        from: Option<Shown>,
        /// Where it ends.
        to: Option<Shown>,
        /// What it is said to be: `fail`, `warn`, `note` or `pass`.
        level: Option<Name>,
    },
    /// `mark now`
    Now,
    /// `mark x at VALUE`
    At(Shown),
    /// `mark ROW`
    Row(Shown),
}

impl MarkKind {
    /// The word it begins with.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Line { .. } => "line",
            Self::Area(_) => "area",
            Self::Band(..) => "band",
            Self::Bar(_) => "bar",
            Self::Total => "total",
            Self::Point { .. } => "point",
            Self::Frontier(..) => "frontier",
            Self::Roofline(..) => "roofline",
            Self::Histogram { .. } => "histogram",
            Self::Spoke(..) => "spoke",
            Self::Cell(..) => "cell",
            Self::Contour(_) => "contour",
            Self::Span { .. } => "span",
            Self::Gauge(..) => "gauge",
            Self::Rule(..) => "rule",
            Self::Region { .. } => "region",
            Self::Now | Self::At(_) | Self::Row(_) => "mark",
        }
    }
}

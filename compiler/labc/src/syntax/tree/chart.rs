//! Charts: axes and marks.

use super::{Expr, Generator, Name, Shown, Text, Tone, UnitExpr};
use crate::sources::Span;
pub use crate::syntax::mark::MarkKind;

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
    /// Where it says that the axis shows a part of the range at a time, each twice as long as the one before.
    pub frames: Option<Span>,
    /// The label at the axis; without one, the name of what is swept.
    pub label: Option<Text>,
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

//! Charts made of their marks alone: the compiler lowers the values of every mark, and the module of the kind arranges
//! them. See [`Body::of_marks`](super::Body::of_marks). Browsers never get here: the page has the chart.

use alloc::vec::Vec;

use super::payload::{Label, Tone};
use crate::program::Reg;

/// A mark with its values. A mark with a loop is one for each iteration.
#[derive(Clone, Debug)]
pub struct DrawnMark {
    /// The word that it begins with.
    pub word: &'static str,
    /// Its label, if it has one.
    pub label: Option<Label>,
    /// What it is called without a label: its value in words.
    pub words: Label,
    /// What the loop is at: the name of a row. Nothing without a loop.
    pub row: Option<Label>,
    /// A text beside its label, such as the lane of a span.
    pub text: Label,
    /// Its values, in the order in which they are written.
    pub values: Vec<Reg>,
    /// How its values are shown where they don't lie along an axis: an index into the page's formats.
    pub format: u32,
    /// Its state.
    pub tone: Option<Tone>,
    /// Whether controls leave its iteration in. Where they don't, its values are undefined.
    pub there: Reg,
}

impl DrawnMark {
    /// Its label, or what it is called without one.
    pub(super) fn name(&self) -> Label {
        self.label.clone().unwrap_or_else(|| self.words.clone())
    }
}

/// A chart, and what the page explains beside the drawing.
#[derive(Clone, Debug)]
pub struct Arranged<B> {
    /// The chart.
    pub body: B,
    /// Its series; nothing where the drawing names them.
    pub legend: Vec<Series>,
}

impl<B> Arranged<B> {
    /// A chart whose drawing names everything.
    pub(super) fn named(body: B) -> Self {
        Self { body, legend: Vec::new() }
    }
}

/// A series in the legend. They are numbered from one, in their order.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its class: `line`, `bar`, `dot`.
    pub shape: &'static str,
    /// What it is called.
    pub label: Label,
    /// Whether it is dashed.
    pub dashed: bool,
}

/// Why marks make no chart.
#[derive(Clone, Debug)]
pub struct Misfit {
    /// The statement that doesn't fit, counted from zero; else all of the chart.
    pub statement: Option<usize>,
    /// What is wrong, in a sentence.
    pub headline: &'static str,
    /// The same at the place, in a few words.
    pub label: &'static str,
    /// What to do.
    pub help: &'static str,
}

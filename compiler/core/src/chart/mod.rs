//! Drawings of lists of values as SVG, and the same values as a table and as a sentence. Start at
//! [`Chart::svg`].
//!
//! What a chart shows is first collected from the machine (`collect`), then laid out (`layout`: margins,
//! scales, ticks, and where every text stands), then drawn (`draw`). Colours and strokes are the theme's:
//! marks carry classes.

use serde::{Deserialize, Serialize};

mod axis;
mod collect;
mod draw;
mod labels;
mod layout;
mod metrics;
mod sentence;
mod svg;
mod table;
#[cfg(test)]
mod tests;
mod ticks;

use crate::machine::Machine;
use crate::page::{Page, Piece};
use crate::program::Reg;

/// A drawing. All values are in base units; lists are registers of [`crate::program::Op::List`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What the horizontal axis shows.
    pub x: Axis,
    /// What the vertical axis shows.
    pub y: Axis,
    /// The positions along the horizontal axis that every line was computed at: a list.
    pub at: Reg,
    /// Lines, each a list as long as `at`.
    pub lines: Vec<Line>,
    /// Straight reference lines across the drawing.
    pub rules: Vec<Rule>,
    /// Marks the current setting on every line.
    pub now: Option<Now>,
}

/// An axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What it measures, in words.
    pub label: String,
    /// Index into the page's formats; a fixed unit makes all ticks read in it.
    pub format: u32,
    /// Logarithmic.
    pub log: bool,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its name.
    pub label: Vec<Piece>,
    /// The list of its values.
    pub values: Reg,
    /// Drawn dashed.
    pub dashed: bool,
    /// Filled down to the axis.
    pub filled: bool,
}

/// A straight reference line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Which axis the value belongs to: true for a horizontal rule at a value of y.
    pub horizontal: bool,
    /// Where.
    pub value: Reg,
    /// Its name.
    pub label: Vec<Piece>,
}

/// The current setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Now {
    /// The horizontal position.
    pub x: Reg,
    /// The vertical position on each line, in the order of the lines.
    pub ys: Vec<Reg>,
}

impl Chart {
    /// The drawing at a width in CSS pixels, as an `svg` element. Its parts carry classes: `grid`, `axis`,
    /// `tick`, `title`, `label`, and numbered from 1 to 8 `line line1`, `area area1`, `dot dot1` (a value
    /// without neighbours), `rule rule1`, `now now1`; dashed lines also `dashed`.
    pub fn svg(&self, page: &Page, machine: &Machine, width: u32) -> String {
        draw::draw(&layout::Layout::new(&collect::collect(self, page, machine), width))
    }

    /// The values behind the drawing, as a `table` element: some positions, and the current setting.
    pub fn table(&self, page: &Page, machine: &Machine) -> String {
        table::table(&collect::collect(self, page, machine))
    }

    /// What the drawing shows, in words.
    pub fn sentence(&self, page: &Page, machine: &Machine) -> String {
        sentence::sentence(&collect::collect(self, page, machine))
    }
}

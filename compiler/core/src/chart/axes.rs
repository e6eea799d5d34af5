//! What a drawing of any kind has around it: two axes, and what lies across the drawing at their values.

use alloc::string::String;
use alloc::vec::Vec;

use super::intervals::{IntervalOf, Intervals, behind};
use super::values::{Quantity, RegionValues, RuleValues};
use crate::text::joined;

/// Two axes, with the lines and shades at their values and the intervals along them.
#[derive(Clone, Debug)]
pub(super) struct Axes {
    pub(super) x: Quantity,
    pub(super) y: Quantity,
    pub(super) rules: Vec<RuleValues>,
    pub(super) regions: Vec<RegionValues>,
    pub(super) intervals: Intervals,
}

impl Axes {
    /// A value of a mark along its axis, with its interval behind it: `3`, `3 ± 0.2` or `3 (1 to 4)`.
    #[inline(never)]
    pub(super) fn told(&self, of: IntervalOf, index: usize, value: f64) -> String {
        let quantity = if of == IntervalOf::Across { &self.x } else { &self.y };
        let mut text = quantity.format.text(value);
        if self.intervals.some() {
            behind(quantity, &self.intervals, &mut text, (of, index));
        }
        text
    }

    /// What a table of the drawing shows: "Memory by Length".
    pub(super) fn caption(&self) -> String {
        match &self.x.label[..] {
            "" => self.y.label.clone(),
            by => joined(&[&self.y.label, " by ", by]),
        }
    }
}

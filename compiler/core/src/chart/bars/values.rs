//! What bars show right now.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{BarForm, Bars};
use crate::chart::lists::each;
use crate::chart::values::ToneValues;
use crate::piece::Source;
use crate::program::UNDEFINED;

/// Bars over named groups.
#[derive(Clone, Debug)]
pub(in crate::chart) struct BarsValues {
    pub(in crate::chart) form: BarForm,
    pub(in crate::chart) horizontal: bool,
    pub(in crate::chart) groups: Vec<String>,
    pub(in crate::chart) series: Vec<String>,
    pub(in crate::chart) bars: Vec<BarValues>,
    /// Marked groups: index, and what they are called.
    pub(in crate::chart) chosen: Vec<(usize, String)>,
}

/// A bar.
#[derive(Clone, Debug)]
pub(in crate::chart) struct BarValues {
    pub(in crate::chart) group: usize,
    pub(in crate::chart) series: usize,
    /// Where it begins.
    pub(in crate::chart) from: f64,
    /// Where it ends.
    pub(in crate::chart) to: f64,
    /// What it says.
    pub(in crate::chart) value: f64,
    pub(in crate::chart) total: bool,
    pub(in crate::chart) tone: Option<ToneValues>,
}

/// Takes the current values.
pub(in crate::chart) fn collect(bars: &Bars, source: &Source<'_>) -> BarsValues {
    let mut drawn: Vec<BarValues> = Vec::new();
    // Of each group what stands already; of a waterfall the first is all that came before.
    let mut sums = vec![(0.0, 0.0); bars.groups.len().max(1)];
    for bar in &bars.bars {
        let group = bar.group as usize;
        let mut value = bar.value.map_or(UNDEFINED, |value| source.value(value));
        let (mut from, mut to) = (0.0, value);
        let total = bar.value.is_none();
        match (bars.form, sums.get_mut(group)) {
            (BarForm::Stacked, Some((above, below))) => {
                let sum = if value >= 0.0 { above } else { below };
                (from, to) = (*sum, *sum + value);
                if to.is_finite() {
                    *sum = to;
                }
            }
            (BarForm::Waterfall, _) => {
                let sum = &mut sums[0].0;
                if total {
                    (from, to, value) = (0.0, *sum, *sum);
                } else {
                    (from, to) = (*sum, *sum + value);
                    *sum = to;
                }
            }
            _ => {}
        }
        let series = bar.series as usize;
        drawn.push(BarValues { group, series, from, to, value, total, tone: source.tone(bar.tone) });
    }
    let rows: Vec<Option<u32>> = each(&bars.groups, &|(_, row)| *row);
    BarsValues {
        form: bars.form,
        horizontal: bars.horizontal,
        groups: each(&bars.groups, &|(name, _)| source.text(name)),
        series: each(&bars.series, &|name| source.text(name)),
        bars: drawn,
        chosen: source.chosen(&bars.chosen, &rows),
    }
}

impl BarsValues {
    /// The values that the unit of the axis has to suit.
    pub(in crate::chart) fn extent(&self) -> (Vec<f64>, Vec<f64>) {
        let mut up = Vec::new();
        for bar in &self.bars {
            up.extend([bar.from, bar.to]);
        }
        (Vec::new(), up)
    }

    /// Leaves out the groups from `count` on, with their bars.
    #[inline(never)]
    pub(in crate::chart) fn keep(&mut self, count: usize) {
        self.groups.truncate(count);
        let groups = self.groups.len();
        self.bars.retain(|bar| bar.group < groups);
    }
}

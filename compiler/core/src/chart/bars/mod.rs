//! Bars over named groups.
//!
//! | file | what it does |
//! | --- | --- |
//! | `values` | takes the current values from the machine |
//! | `scene` | draws |
//! | `table` | the table |
//! | `sentence` | the words |

mod scene;
mod sentence;
mod table;
pub(in crate::chart) mod values;

use alloc::string::String;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use super::axes::Axes;
use super::grid::Grid;
use super::kind::{ChartKind, series};
use super::payload::{Chosen, Give, Label, Tone, chosen, label, tone};
use super::scene::Scene;
use super::svg::{Mark, SvgKind};
use super::words::Sentences;
use crate::piece::Source;
use crate::program::Reg;
use values::BarsValues;

/// Bars over named groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Bars {
    /// How bars of one group stand together.
    pub form: BarForm,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Decode)]
pub enum BarForm {
    /// Side by side.
    Grouped,
    /// On each other.
    Stacked,
    /// Each where the one before ended.
    Waterfall,
}

/// A bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
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

impl ChartKind for Bars {
    type Values = BarsValues;

    const MEASURED: [bool; 2] = [false, true];

    fn each_register(&mut self, give: Give<'_>) {
        self.groups.iter_mut().for_each(|(name, _)| label(name, give));
        self.series.iter_mut().for_each(|name| label(name, give));
        for bar in &mut self.bars {
            bar.value.iter_mut().for_each(|value| give(value, false));
            tone(&mut bar.tone, give);
        }
        chosen(&mut self.chosen, give);
    }

    fn collect(&self, from: &Source<'_>) -> BarsValues {
        values::collect(self, from)
    }

    fn extent(bars: &BarsValues) -> (Vec<f64>, Vec<f64>) {
        bars.extent()
    }

    fn scene(axes: &Axes, bars: &BarsValues, ghost: Option<&BarsValues>, scene: Scene) -> Scene {
        scene::scene(axes, bars, ghost, scene)
    }

    fn tables(axes: &Axes, bars: &BarsValues, take: &mut dyn FnMut(Grid)) {
        table::tables(axes, bars, take);
    }

    fn sentence(text: &mut Sentences, axes: &Axes, bars: &BarsValues) {
        sentence::sentence(text, axes, bars);
    }

    fn legend(bars: &BarsValues) -> Vec<(Mark, String)> {
        series(SvgKind::Bar, &bars.series)
    }

    fn keep(bars: &mut BarsValues, count: usize) {
        bars.keep(count);
    }
}

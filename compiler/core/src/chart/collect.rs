//! What a chart shows right now: its values and texts, taken from the machine.

use super::{Axis, Chart};
use crate::machine::Machine;
use crate::number::{Digits, Format, Unit};
use crate::page::Page;
use crate::text::{joined, pieces_text};

/// A chart with its values, in base units.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    pub(super) x: Quantity,
    pub(super) y: Quantity,
    /// The positions every curve was computed at.
    pub(super) at: Vec<f64>,
    pub(super) curves: Vec<Curve>,
    pub(super) marks: Vec<Reference>,
    pub(super) now: Option<Setting>,
}

/// What an axis measures.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    pub(super) label: String,
    pub(super) format: Format,
    /// The unit all its ticks read in.
    pub(super) unit: Unit,
    pub(super) log: bool,
}

/// A line's values.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    pub(super) name: String,
    pub(super) values: Vec<f64>,
    pub(super) dashed: bool,
    pub(super) filled: bool,
}

/// A straight reference line.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) horizontal: bool,
    pub(super) value: f64,
}

/// The current setting.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) x: f64,
    pub(super) ys: Vec<f64>,
}

impl Quantity {
    fn new(axis: &Axis, page: &Page, values: impl Iterator<Item = f64>) -> Quantity {
        let pure = || Format { units: Vec::new(), digits: Digits::Significant(3) };
        let format = page.formats.get(axis.format as usize).cloned().unwrap_or_else(pure);
        let defined = values.filter(|value| value.is_finite());
        let unit = format.unit(defined.fold(0.0, |most: f64, value| most.max(value.abs()))).clone();
        Quantity { label: axis.label.clone(), format, unit, log: axis.log }
    }

    /// The axis' words and unit: `Sequence length (ktok)`.
    pub(super) fn title(&self) -> String {
        let symbol = &self.unit.symbol[..];
        match (&self.label[..], symbol) {
            (label, "") => label.into(),
            ("", symbol) => symbol.into(),
            (label, symbol) => joined(&[label, " (", symbol, ")"]),
        }
    }

    /// A value in the axis' unit, as text.
    pub(super) fn text(&self, value: f64) -> String {
        self.format.text_in(&self.unit, value)
    }
}

/// Takes a chart's current values from the machine.
pub(super) fn collect(chart: &Chart, page: &Page, machine: &Machine) -> Drawing {
    let at = machine.list(chart.at).to_vec();
    let curves: Vec<Curve> = chart
        .lines
        .iter()
        .map(|line| Curve {
            name: pieces_text(&line.label, page, machine),
            values: machine.list(line.values).to_vec(),
            dashed: line.dashed,
            filled: line.filled,
        })
        .collect();
    let marks: Vec<Reference> = chart
        .rules
        .iter()
        .map(|rule| Reference {
            name: pieces_text(&rule.label, page, machine),
            horizontal: rule.horizontal,
            value: machine.value(rule.value),
        })
        .collect();
    let now = chart.now.as_ref().map(|now| Setting {
        x: machine.value(now.x),
        ys: now.ys.iter().map(|register| machine.value(*register)).collect(),
    });
    let heights = curves.iter().flat_map(|curve| curve.values.iter().copied());
    let limits = marks.iter().filter(|mark| mark.horizontal).map(|mark| mark.value);
    let x = Quantity::new(&chart.x, page, at.iter().copied());
    let y = Quantity::new(&chart.y, page, heights.chain(limits));
    Drawing { x, y, at, curves, marks, now }
}

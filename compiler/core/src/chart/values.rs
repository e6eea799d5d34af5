//! What charts of several kinds show right now: values and texts, taken from the machine. `X` travels in the page,
//! `XValues` is an `X` with its current values.

use alloc::string::String;
use alloc::vec::Vec;

use super::lists::each;
use super::payload::{Axis, Chosen, Region, Rule, Tone};
use crate::exact;
use crate::number::{Digits, Format, Unit};
use crate::piece::Source;
use crate::program::{Reg, UNDEFINED};
use crate::text::joined;

/// What an axis measures.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    pub(super) label: String,
    pub(super) format: Format,
    /// The unit all its ticks read in.
    pub(super) unit: Unit,
    pub(super) log: bool,
    /// Whether all its values are whole: then its ticks are, too.
    pub(super) whole: bool,
}

/// A state.
#[derive(Clone, Debug)]
pub(super) struct ToneValues {
    /// From 0 fail to 3 pass; beyond, nothing is known.
    pub(super) level: u8,
    pub(super) words: String,
}

/// A straight reference line.
#[derive(Clone, Debug)]
pub(super) struct RuleValues {
    pub(super) name: String,
    pub(super) horizontal: bool,
    pub(super) value: f64,
    pub(super) said: bool,
}

/// A shaded part of the drawing.
#[derive(Clone, Debug)]
pub(super) struct RegionValues {
    pub(super) name: String,
    pub(super) horizontal: bool,
    pub(super) from: Option<f64>,
    pub(super) to: Option<f64>,
    pub(super) level: Option<u8>,
}

impl Quantity {
    pub(super) fn new(axis: &Axis, from: &Source<'_>, values: &[f64]) -> Quantity {
        let format = from.format(axis.format);
        let (mut least, mut most) = (f64::INFINITY, 0.0f64);
        for value in values.iter().map(|value| value.abs()).filter(|value| value.is_finite()) {
            most = most.max(value);
            least = if value > 0.0 { least.min(value) } else { least };
        }
        // Equal ratios have their middle elsewhere.
        let typical = if axis.log && least <= most { exact::sqrt(least) * exact::sqrt(most) } else { most };
        let unit = format.unit(typical).clone();
        let parted = |value: &f64| value.is_finite() && unit.read(*value) != exact::round(unit.read(*value));
        let whole = !axis.log && !values.is_empty() && !values.iter().any(parted);
        Quantity { label: axis.label.clone(), format, unit, log: axis.log, whole }
    }

    /// How many ticks it has at most between two values, which are numbers before its unit.
    pub(super) fn most_ticks(&self, low: f64, high: f64) -> usize {
        // Larger numbers limit nothing, and overflow the 32 bits that a browser counts in.
        if self.whole && high - low < 1e6 { (high - low) as usize + 1 } else { usize::MAX }
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

/// A value as a share of what it is held against: 1 where both are equal.
pub(super) fn share(value: f64, limit: f64) -> f64 {
    let share = value / limit;
    if share.is_finite() { share } else { UNDEFINED }
}

impl Source<'_> {
    pub(super) fn list(&self, list: Reg) -> Vec<f64> {
        self.machine.list(list).to_vec()
    }

    pub(super) fn value(&self, register: Reg) -> f64 {
        self.machine.value(register)
    }

    pub(super) fn tone(&self, tone: Option<Tone>) -> Option<ToneValues> {
        let tone = tone?;
        let (level, words) = (self.value(tone.level), self.value(tone.words));
        let level = if level >= 0.0 { level as u8 } else { u8::MAX };
        let words = if words >= 0.0 { self.machine.program().texts.get(words as usize) } else { None };
        Some(ToneValues { level, words: words.cloned().unwrap_or_default() })
    }

    pub(super) fn chosen(&self, chosen: &[Chosen], rows: &[Option<u32>]) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for one in chosen {
            let row = self.value(one.row);
            let at = rows.iter().position(|other| other.is_some_and(|other| f64::from(other) == row));
            found.extend(at.map(|at| (at, self.text(&one.label))));
        }
        found
    }

    pub(super) fn values(&self, registers: &[Reg]) -> Vec<f64> {
        each(registers, &|register| self.value(*register))
    }

    pub(super) fn format(&self, index: u32) -> Format {
        let pure = || Format { units: Vec::new(), digits: Digits::Significant(3) };
        self.formats.get(index as usize).cloned().unwrap_or_else(pure)
    }

    pub(super) fn rule(&self, rule: &Rule) -> RuleValues {
        RuleValues {
            name: self.text(&rule.label),
            horizontal: rule.horizontal,
            value: self.value(rule.value),
            said: rule.said,
        }
    }

    pub(super) fn region(&self, region: &Region) -> RegionValues {
        RegionValues {
            name: self.text(&region.label),
            horizontal: region.horizontal,
            from: region.from.map(|end| self.value(end)),
            to: region.to.map(|end| self.value(end)),
            level: region.level,
        }
    }
}

//! Where a slider can stand. The checker, `values`, charts and the page all ask [`Positions::at`].

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::exact;
use crate::number::{Unit, within};

/// The positions of a slider, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Positions {
    /// The lower end; above zero for a logarithmic slider.
    pub from: f64,
    /// The upper end, which is a position.
    pub to: f64,
    /// How many steps lead from one end to the other; zero where every value between them is a position.
    pub steps: u32,
    /// What makes all positions whole numbers when they are multiplied by it: with it, each is the number nearest to
    /// the decimal that the author's step leads to. Zero where nothing does.
    pub parts: f64,
    /// Equal ratios instead of equal differences.
    pub log: bool,
}

impl Positions {
    /// The position after so many steps. `unit` is the slider's own: logarithmic positions have twelve digits there.
    pub fn at(&self, index: f64, unit: &Unit) -> f64 {
        let steps = f64::from(self.steps);
        if self.log {
            if index <= 0.0 {
                self.from
            } else if index >= steps {
                self.to
            } else {
                let ratio = libm::pow(self.to / self.from, index / steps);
                unit.base(tidy(unit.read(self.from * ratio)))
            }
        } else if self.parts > 0.0 {
            let (first, last) = (exact::round(self.from * self.parts), exact::round(self.to * self.parts));
            (first + (last - first) / steps * index) / self.parts
        } else {
            self.from + (self.to - self.from) / steps * index
        }
    }

    /// The position nearest to a value. A logarithmic slider takes any value between its ends, as does one without
    /// steps.
    pub fn nearest(&self, value: f64, unit: &Unit) -> f64 {
        if self.log || self.steps == 0 || self.from == self.to {
            return within(value, self.from, self.to);
        }
        let share = (value - self.from) / (self.to - self.from);
        self.at(exact::round(within(share, 0.0, 1.0) * f64::from(self.steps)), unit)
    }
}

/// Rounded to twelve significant digits: a way through logarithms, or to a unit and back, loses the last bits, and
/// somebody who typed 4096 must get 4096.
pub(crate) fn tidy(number: f64) -> f64 {
    if !number.is_finite() {
        return number;
    }
    Decimal::of(number).significant(12).number().copysign(number)
}

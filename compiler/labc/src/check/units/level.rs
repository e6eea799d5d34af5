//! Logarithmic units: an amount written as the logarithm of its ratio to a reference, such as dBm and pH.

use serde::{Deserialize, Serialize};

use super::{Base, Dimension, Exponent, Units};

/// The prefix-free unit of a logarithmic scale. An amount `x` reads `per * log10(x / reference)`.
///
/// A level has a dimension of its own, whose unit is this one: it is kept, moved and printed as the number that people
/// write, and is converted wherever an amount is computed with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// The dimension of its numbers.
    pub base: Base,
    /// How much it grows with every factor of ten: 10 for powers, 20 for voltages and pressures, -1 for pH.
    pub per: f64,
    /// The amount that reads zero, in base units.
    pub reference: f64,
    /// The dimension of the amounts.
    pub amount: Dimension,
}

impl Level {
    /// A ratio, such as dB: it multiplies an amount, and adds to a level.
    pub fn is_ratio(&self) -> bool {
        self.amount.is_none() && self.reference == 1.0
    }
}

impl Units {
    /// The scale that numbers of a dimension are on, if it is one of levels.
    pub fn level(&self, dimension: &Dimension) -> Option<&Level> {
        let [(base, Exponent { over: 1, under: 1 })] = dimension.factors.as_slice() else { return None };
        self.levels.iter().find(|level| level.base == *base)
    }

    /// The scale of ratios that grows at the same rate, if one is declared.
    pub fn ratio_of(&self, level: &Level) -> Option<&Level> {
        self.levels.iter().find(|other| other.is_ratio() && other.per == level.per)
    }
}

//! How a quantity is written: which unit, how many digits. Start at [`Format::text`].

use serde::{Deserialize, Serialize};

/// How one quantity is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Format {
    /// The units to choose from, by rising factor; one entry where the author fixed the unit.
    pub units: Vec<Unit>,
    /// How many digits.
    pub digits: Digits,
}

/// A unit a quantity can be written in. A value `x` in base units reads `(x - offset) / factor`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Its symbol as written after the number; empty for a pure number.
    pub symbol: String,
    /// How many base units it is.
    pub factor: f64,
    /// Where its zero lies, in base units: zero but for °C and °F.
    pub offset: f64,
}

/// How many digits are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Digits {
    /// Significant digits; whole digits are never dropped, trailing zeros of the fraction always.
    Significant(u8),
    /// Digits after the point, always that many.
    Decimals(u8),
    /// A percentage: three significant digits of the value, or one of the remainder near 100 %.
    Percent,
}

//! Exponents of dimensions and units.

use serde::{Deserialize, Serialize};

/// An exponent: a fraction in lowest terms with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Exponent {
    /// Numerator.
    pub over: i32,
    /// Denominator.
    pub under: i32,
}

/// Exponents beyond this are meaningless here and are refused.
const LARGEST: i64 = 9999;

impl Exponent {
    /// A whole exponent.
    pub const fn whole(over: i32) -> Self {
        Self { over, under: 1 }
    }

    /// A fraction; nothing where it is out of bounds or over zero.
    pub fn fraction(over: i64, under: i64) -> Option<Self> {
        if under == 0 {
            return None;
        }
        let divisor = gcd(over.unsigned_abs(), under.unsigned_abs()).max(1) as i64;
        let sign = under.signum();
        let (over, under) = (sign * over / divisor, under.abs() / divisor);
        (over.abs() <= LARGEST && under <= LARGEST).then_some(Self { over: over as i32, under: under as i32 })
    }

    /// The fraction that a number stands for, if it is a simple one.
    pub fn of(value: f64) -> Option<Self> {
        (1..=64).find_map(|under| {
            let over = value * f64::from(under);
            let near = over.round();
            ((over - near).abs() < 1e-9 && near.abs() <= LARGEST as f64)
                .then(|| Self::fraction(near as i64, i64::from(under)))
                .flatten()
        })
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let (a, b) = (i64::from(self.over), i64::from(self.under));
        let (c, d) = (i64::from(other.over), i64::from(other.under));
        Self::fraction(a * d + c * b, b * d)
    }

    /// The product of both.
    pub fn times(self, other: Self) -> Option<Self> {
        Self::fraction(
            i64::from(self.over) * i64::from(other.over),
            i64::from(self.under) * i64::from(other.under),
        )
    }

    /// As a number.
    pub fn value(self) -> f64 {
        f64::from(self.over) / f64::from(self.under)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

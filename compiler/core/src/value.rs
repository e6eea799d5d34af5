//! Numbers that the evaluator computes with: finite ones, and one that is undefined.

use crate::exact;

/// The value of everything that has none: a quotient by zero, the root of a negative number, the first of
/// an empty list. One fixed NaN, so that native and wasm agree bit for bit.
pub const UNDEFINED: f64 = f64::NAN;

/// The value if it is finite, else the one [`UNDEFINED`].
#[inline]
pub fn finite(x: f64) -> f64 {
    if x.is_finite() { x } else { UNDEFINED }
}

/// A condition as a number.
#[inline]
pub(crate) fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

/// Whether a condition holds: defined and not zero.
#[inline]
pub fn holds(x: f64) -> bool {
    x != 0.0 && !x.is_nan()
}

/// Twice a number that is nearly whole is a half: `0.285 * 100` rounds as 28.5 does.
pub(crate) fn half_settled(x: f64) -> f64 {
    exact::settled(x * 2.0) / 2.0
}

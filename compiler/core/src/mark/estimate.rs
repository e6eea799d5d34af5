//! How far a number is from the truth, as a factor.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::number::{Digits, digits};

/// An estimate within this factor counts as right where the author does not say otherwise.
pub const NEAR: f64 = 2.0;

/// So near to a hundred, a thousand or more thousands, the number is right and its unit is not: a percentage for a
/// share, a k for an M.
const SLIP: f64 = 0.005;

/// Closer than this is said to be right.
const SAME: f64 = 1.05;

/// How many times too large a value is; below 1, too small. Nothing where a factor says nothing: zero,
/// another sign, no number.
pub fn factor(value: f64, truth: f64) -> Option<f64> {
    let factor = if value == truth { 1.0 } else { value / truth };
    (factor.is_finite() && factor > 0.0).then_some(factor)
}

/// The same in words: `off by 4×, too low`.
#[inline(never)]
pub fn words(value: f64, truth: f64) -> String {
    if value == truth {
        return "exactly right".to_owned();
    }
    let Some(factor) = factor(value, truth) else {
        let said = match (value == 0.0, truth == 0.0) {
            _ if !value.is_finite() || !truth.is_finite() => "",
            (true, _) => "zero, which the truth is not",
            (_, true) => "not zero, which the truth is",
            _ => "of the wrong sign",
        };
        return said.to_owned();
    };
    let (times, side) = if factor < 1.0 { (1.0 / factor, "low") } else { (factor, "high") };
    if times < SAME {
        return "right within 5 %".to_owned();
    }
    let mut text = String::from("off by ");
    text.push_str(&digits(times, Digits::Significant(2)));
    text.push_str("×, too ");
    text.push_str(side);
    if [1e2, 1e3, 1e6, 1e9].iter().any(|slip| (times / slip - 1.0).abs() < SLIP) {
        text.push_str(": look at the unit");
    }
    text
}

/// Whether a factor counts as right, within a factor of `near`.
pub(super) fn is_near(factor: f64, near: f64) -> bool {
    factor > 0.0 && factor <= near && 1.0 / factor <= near
}

//! The result of one operation. Every function returns a finite number or [`UNDEFINED`]. Functions of one value have a
//! table of their own, [`crate::functions`].
//!
//! Remainders and roundings are exact everywhere. They treat a quotient that differs from a whole number by rounding
//! alone as whole.

use crate::exact;
use crate::functions::Binary;
pub use crate::functions::unary;
use crate::value::truth;
pub use crate::value::{UNDEFINED, finite, holds};

/// A function of two values, as [`crate::Op::Binary`] computes it.
#[inline]
pub fn binary(function: Binary, a: f64, b: f64) -> f64 {
    match function {
        Binary::And => return and(a, b),
        Binary::Or => return or(a, b),
        Binary::Else => return finite(if a.is_nan() { b } else { a }),
        _ => {}
    }
    if a.is_nan() || b.is_nan() {
        return UNDEFINED;
    }
    finite(match function {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        Binary::Pow => libm::pow(a, b),
        Binary::Min => min(a, b),
        Binary::Max => max(a, b),
        Binary::Mod => modulo(a, b),
        Binary::Lt => truth(a < b),
        Binary::Le => truth(a <= b),
        Binary::Eq => truth(a == b),
        Binary::And | Binary::Or | Binary::Else => UNDEFINED,
    })
}

/// Three-valued and: false where either is false, else undefined where either is undefined.
pub fn and(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        0.0
    } else if a.is_nan() || b.is_nan() {
        UNDEFINED
    } else {
        1.0
    }
}

/// Three-valued or: true where either is true, else undefined where either is undefined.
pub fn or(a: f64, b: f64) -> f64 {
    if holds(a) || holds(b) {
        1.0
    } else if a.is_nan() || b.is_nan() {
        UNDEFINED
    } else {
        0.0
    }
}

/// `f64::min` leaves open which zero it gives; this gives the first of equals.
fn min(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

fn max(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// The remainder with the sign of `b`: none where `b` goes into `a` but for rounding; not a number where `b` is zero.
fn modulo(a: f64, b: f64) -> f64 {
    let times = exact::settled(a / b);
    if times.abs() < 1e12 && times == exact::floor(times) {
        return 0.0;
    }
    let rest = exact::remainder(a, b);
    if rest == 0.0 {
        0.0
    } else if (rest < 0.0) == (b < 0.0) {
        rest
    } else {
        rest + b
    }
}

//! What one operation gives. Every function returns a finite number or [`UNDEFINED`].
//!
//! Transcendental functions come from `libm`, so that a browser and the build agree to the last bit; square
//! root, remainder and the roundings are exact everywhere. A quotient that is whole but for rounding is whole to the
//! roundings: they settle it first.

use crate::exact;
use crate::program::{Binary, UNDEFINED, Unary};

/// The value if it is finite, else the one [`UNDEFINED`].
#[inline]
pub(super) fn finite(x: f64) -> f64 {
    if x.is_finite() { x } else { UNDEFINED }
}

/// A condition as a number.
#[inline]
pub(super) fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

/// Whether a condition holds: defined and not zero.
#[inline]
pub(super) fn holds(x: f64) -> bool {
    x != 0.0 && !x.is_nan()
}

/// A function of one value, as [`crate::Op::Unary`] computes it.
#[inline]
pub fn unary(function: Unary, x: f64) -> f64 {
    if function == Unary::Defined {
        return truth(!x.is_nan());
    }
    if x.is_nan() {
        return UNDEFINED;
    }
    finite(match function {
        Unary::Neg => -x,
        Unary::Not => truth(x == 0.0),
        Unary::Defined => 1.0,
        Unary::Abs => x.abs(),
        Unary::Sqrt => exact::sqrt(x),
        Unary::Exp | Unary::Ln | Unary::Log2 | Unary::Log10 | Unary::Tanh => exponential(function, x),
        Unary::Sin | Unary::Cos | Unary::Tan | Unary::LnGamma => rare(function, x),
        Unary::Floor => exact::floor(exact::settled(x)),
        Unary::Ceil => exact::ceil(exact::settled(x)),
        Unary::Round => exact::round(half_settled(x)),
    })
}

/// What [`Unary::is_exponential`] names.
#[inline(never)]
fn exponential(function: Unary, x: f64) -> f64 {
    match function {
        Unary::Exp => libm::exp(x),
        Unary::Ln => libm::log(x),
        Unary::Log2 => libm::log2(x),
        Unary::Log10 => libm::log10(x),
        Unary::Tanh => libm::tanh(x),
        _ => UNDEFINED,
    }
}

/// What [`Unary::is_rare`] names.
#[inline(never)]
fn rare(function: Unary, x: f64) -> f64 {
    match function {
        Unary::Sin => libm::sin(x),
        Unary::Cos => libm::cos(x),
        Unary::Tan => libm::tan(x),
        Unary::LnGamma if x > 0.0 => libm::lgamma(x),
        _ => UNDEFINED,
    }
}

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
pub(super) fn and(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        0.0
    } else if a.is_nan() || b.is_nan() {
        UNDEFINED
    } else {
        1.0
    }
}

/// Three-valued or: true where either is true, else undefined where either is undefined.
pub(super) fn or(a: f64, b: f64) -> f64 {
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

/// Twice a number that is nearly whole is a half: `0.285 * 100` rounds as 28.5 does.
fn half_settled(x: f64) -> f64 {
    exact::settled(x * 2.0) / 2.0
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

//! The numbers a model computes with: `f32` for the experiment, `f64` for the test of its gradients.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

use half::f16;
use half::slice::HalfFloatSliceExt;

/// A floating-point number whose operations give the same bits on every machine.
pub trait Real:
    Copy
    + Default
    + PartialOrd
    + Send
    + Sync
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + 'static
{
    /// The number nearest to `value`.
    fn of(value: f64) -> Self;
    /// The same number as `f64`.
    fn wide(self) -> f64;
    /// `self * factor + addend`, rounded once.
    fn fused(self, factor: Self, addend: Self) -> Self;
    /// The exponential, from `libm`.
    fn exp(self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// Rounds numbers to binary16 and back.
    fn halve(values: &mut [Self]);
}

impl Real for f32 {
    fn of(value: f64) -> Self {
        value as f32
    }
    fn wide(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        self.mul_add(factor, addend)
    }
    fn exp(self) -> Self {
        libm::expf(self)
    }
    fn sqrt(self) -> Self {
        self.sqrt()
    }
    fn halve(values: &mut [Self]) {
        let mut halves = [f16::ZERO; 256];
        for values in values.chunks_mut(halves.len()) {
            let halves = &mut halves[..values.len()];
            halves.convert_from_f32_slice(values);
            halves.convert_to_f32_slice(values);
        }
    }
}

impl Real for f64 {
    fn of(value: f64) -> Self {
        value
    }
    fn wide(self) -> f64 {
        self
    }
    #[inline(always)]
    #[expect(
        clippy::disallowed_methods,
        reason = "it is asked for by name, and rounds once on every machine"
    )]
    fn fused(self, factor: Self, addend: Self) -> Self {
        self.mul_add(factor, addend)
    }
    fn exp(self) -> Self {
        libm::exp(self)
    }
    fn sqrt(self) -> Self {
        self.sqrt()
    }
    fn halve(values: &mut [Self]) {
        values.iter_mut().for_each(|value| *value = f16::from_f64(*value).to_f64());
    }
}

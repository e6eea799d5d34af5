//! Operations that IEEE 754 defines to the last bit: the same on every machine, whoever computes them. The
//! core does without the standard library, whose methods these are; `core::f64::math` has them too, but is not stable.

mod platform {
    // C's. The compiler knows them by name: in the browser each is one instruction.
    unsafe extern "C" {
        pub(super) safe fn sqrt(x: f64) -> f64;
        pub(super) safe fn floor(x: f64) -> f64;
        pub(super) safe fn ceil(x: f64) -> f64;
        pub(super) safe fn trunc(x: f64) -> f64;
    }
}

/// The square root.
pub(crate) fn sqrt(x: f64) -> f64 {
    platform::sqrt(x)
}

/// The greatest whole number not above `x`.
pub(crate) fn floor(x: f64) -> f64 {
    platform::floor(x)
}

/// The least whole number not below `x`.
pub(crate) fn ceil(x: f64) -> f64 {
    platform::ceil(x)
}

/// The nearest whole number, halves away from zero.
pub(crate) fn round(x: f64) -> f64 {
    // Just less than a half, so that the sum of this and the number below a half is below one.
    let half = 0.5_f64.next_down();
    platform::trunc(x + half.copysign(x))
}

/// How far from a whole number, in parts of itself, a number may lie that rounding has moved off it: four units in
/// the last place, what a few operations on decimals leave behind.
const NEARLY: f64 = 1.0 / (1_u64 << 50) as f64;
/// Beyond this, halves and quarters come too near to that.
const COUNTED: f64 = (1_u64 << 40) as f64;

/// The whole number that a number is but for rounding; the number itself where it is none. `0.3 / 0.1` is 3.
pub(crate) fn settled(x: f64) -> f64 {
    let whole = round(x);
    if (x - whole).abs() <= x.abs() * NEARLY && x.abs() < COUNTED { whole } else { x }
}

/// What is left of `a` once `b` has been taken away as often as it goes, with the sign of `a`; not a number where
/// `b` is zero. Long division: the compiler's own is ten times its size.
pub(crate) fn remainder(a: f64, b: f64) -> f64 {
    let (mut rest, divisor) = (a.abs(), b.abs());
    if !(rest.is_finite() && divisor > 0.0) {
        return f64::NAN;
    }
    if divisor.is_infinite() {
        return a;
    }
    let mut taken = divisor;
    while taken <= rest / 2.0 {
        taken *= 2.0;
    }
    // Each difference is exact, because `rest` is below twice of what is taken.
    while taken >= divisor {
        if rest >= taken {
            rest -= taken;
        }
        taken /= 2.0;
    }
    rest.copysign(a)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any number, and those that people write.
    fn numbers() -> impl Strategy<Value = f64> {
        let halves = (-1000..1000i32).prop_map(|x| f64::from(x) / 2.0);
        let tiny = (0..1u64 << 54).prop_map(f64::from_bits);
        prop_oneof![any::<f64>(), -1e3..1e3, halves, tiny]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn the_remainder_is_that_of_the_standard_library(a in numbers(), b in numbers()) {
            let (our, their) = (remainder(a, b), a % b);
            prop_assert!(our.to_bits() == their.to_bits() || our.is_nan() && their.is_nan(), "{} % {}", a, b);
        }

        #[test]
        fn quotients_of_decimals_settle(whole in 0..1_000_000i32, by in 1..10_000i32, power in 0..12i32) {
            let scale = libm::pow(10.0, power.into());
            let step = f64::from(by) / scale;
            let product = f64::from(whole) * f64::from(by) / scale;
            prop_assert_eq!(settled(product / step), f64::from(whole));
            prop_assert_eq!(settled(f64::from(whole) + 0.001), f64::from(whole) + 0.001);
        }

        #[test]
        fn all_are_those_of_the_standard_library(x in numbers()) {
            for x in [x, x.next_up(), x.next_down()] {
                let ours = [sqrt(x), floor(x), ceil(x), round(x)];
                let theirs = [x.sqrt(), x.floor(), x.ceil(), x.round()];
                for (our, their) in ours.into_iter().zip(theirs) {
                    prop_assert!(our.to_bits() == their.to_bits() || our.is_nan() && their.is_nan(), "{}", x);
                }
            }
        }
    }
}

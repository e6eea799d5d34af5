//! Operations that IEEE 754 defines to the last bit: the same on every machine, whoever computes them. The
//! core does without the standard library, whose methods these are.

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5000))]

        #[test]
        fn all_are_those_of_the_standard_library(
            x in prop_oneof![any::<f64>(), -1e3..1e3, (-1000..1000i32).prop_map(|x| f64::from(x) / 2.0)]
        ) {
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

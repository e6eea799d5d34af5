//! Where an axis has ticks, and what they read.

use alloc::string::String;
use alloc::vec::Vec;

use super::scale::Scale;
use crate::exact;
use crate::number::{self, Digits, within};
use crate::text::joined;

/// A marked value of an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    /// The value.
    pub(super) value: f64,
    /// What it reads, without the unit.
    pub(super) text: String,
}

/// Widens a scale so that it begins and ends at round values, `count` of them or so.
pub(super) fn widen(scale: Scale, count: usize) -> Scale {
    if scale.log {
        return widen_logarithmic(scale, count);
    }
    let step = TickStep::for_count(&scale, count);
    Scale {
        low: step.times(floor(step.parts(scale.low))),
        high: step.times(ceil(step.parts(scale.high))),
        log: false,
    }
}

#[inline(never)]
fn widen_logarithmic(scale: Scale, count: usize) -> Scale {
    let even = if scale.high / scale.low < 5.0 { widen(Scale { log: false, ..scale }, count) } else { scale };
    if even.low > 0.0 && !even.log {
        return Scale { log: true, ..even };
    }
    let fine = fine(&scale);
    let (mut low, mut high) = (floor(libm::log10(scale.low)), ceil(libm::log10(scale.high)));
    let (mut first, mut last) = (1.0, 1.0);
    if fine {
        first = [5.0, 2.0].into_iter().find(|m| m * power(low) <= scale.low * (1.0 + 1e-9)).unwrap_or(1.0);
        last = [2.0, 5.0]
            .into_iter()
            .find(|m| m * power(high - 1.0) >= scale.high * (1.0 - 1e-9))
            .unwrap_or(10.0);
        high -= 1.0;
        if first * power(low) >= last * power(high) {
            (low, first) = (low - 1.0, 1.0);
        }
    }
    Scale { low: first * power(low), high: last * power(high), log: true }
}

/// Ticks of a scale, about `count` at most; fewer for smaller counts.
pub(super) fn ticks(scale: &Scale, count: usize) -> Vec<Tick> {
    if !scale.log {
        return linear(scale, count);
    }
    let found = logarithmic(scale, count);
    if found.len() >= 4 || scale.high / scale.low > 10.0 {
        return found;
    }
    // Less than a decade: equal steps say more.
    let even = linear(scale, count);
    if even.len() > found.len() { even } else { found }
}

fn linear(scale: &Scale, count: usize) -> Vec<Tick> {
    let step = TickStep::for_count(scale, count);
    let first = ceil(step.parts(scale.low));
    let last = floor(step.parts(scale.high));
    let values: Vec<f64> = (0..=within(last - first, 0.0, 30.0) as u32)
        .map(|index| first + f64::from(index))
        .filter(|multiple| *multiple <= last)
        .map(|multiple| step.times(multiple))
        .collect();
    let greatest = values.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    let decimals = (-step.exponent).max(0.0);
    values
        .into_iter()
        .map(|value| {
            let text = if value == 0.0 {
                "0".into()
            } else if greatest >= 1e6 || decimals > 6.0 {
                let kept = floor(libm::log10(value.abs())) - step.exponent + 1.0;
                let text = number::scientific(value.abs(), within(kept, 1.0, 12.0) as u8);
                if value < 0.0 { joined(&["−", &text]) } else { text }
            } else {
                number::digits(value, Digits::Decimals(decimals as u8))
            };
            Tick { value, text }
        })
        .collect()
}

/// Whether a scale has room for more than the powers of ten.
fn fine(scale: &Scale) -> bool {
    libm::log10(scale.high) - libm::log10(scale.low) < 3.0 - 1e-9
}

#[inline(never)]
fn logarithmic(scale: &Scale, count: usize) -> Vec<Tick> {
    let first = floor(libm::log10(scale.low)) as i32;
    let last = ceil(libm::log10(scale.high)) as i32;
    let gather = |mantissas: &[u32], every: i32| -> Vec<(u32, i32)> {
        (first..=last)
            .filter(|exponent| exponent.rem_euclid(every) == 0)
            .flat_map(|exponent| mantissas.iter().map(move |m| (*m, exponent)))
            .filter(|(m, exponent)| scale.shows(f64::from(*m) * power(f64::from(*exponent))))
            .collect()
    };
    let mut every = 1;
    let mut found = gather(if fine(scale) { &[1, 2, 5] } else { &[1] }, 1);
    if found.len() > count && fine(scale) {
        found = gather(&[1], 1);
    }
    while found.len() > count.max(1) {
        every += 1;
        found = gather(&[1], every);
    }
    let plain = found.iter().all(|(_, exponent)| (-4..=5).contains(exponent));
    found
        .into_iter()
        .map(|(m, exponent)| Tick {
            value: f64::from(m) * power(f64::from(exponent)),
            text: match (m, exponent) {
                (_, 0..=1) => {
                    number::digits(f64::from(m) * power(f64::from(exponent)), Digits::Significant(1))
                }
                _ if plain => {
                    number::digits(f64::from(m) * power(f64::from(exponent)), Digits::Significant(1))
                }
                (1, _) => number::power_of_ten(exponent),
                _ => joined(&[
                    &number::digits(f64::from(m), Digits::Significant(1)),
                    "×",
                    &number::power_of_ten(exponent),
                ]),
            },
        })
        .collect()
}

/// A round distance between ticks: 1, 2 or 5 times a power of ten.
struct TickStep {
    mantissa: f64,
    exponent: f64,
}

impl TickStep {
    /// The smallest round step that puts no more than `count` ticks on a scale.
    fn for_count(scale: &Scale, count: usize) -> TickStep {
        let count = count.max(1) as f64;
        let exponent = floor(libm::log10((scale.high - scale.low) / count)) - 1.0;
        let mut step = TickStep { mantissa: 1.0, exponent };
        // At most a few rounds: three of them multiply the step by ten.
        for _ in 0..12 {
            let ticks = floor(step.parts(scale.high)) - ceil(step.parts(scale.low)) + 1.0;
            if ticks <= count {
                break;
            }
            step = match step.mantissa {
                1.0 => TickStep { mantissa: 2.0, ..step },
                2.0 => TickStep { mantissa: 5.0, ..step },
                _ => TickStep { mantissa: 1.0, exponent: step.exponent + 1.0 },
            };
        }
        step
    }

    /// How many steps a value is.
    fn parts(&self, value: f64) -> f64 {
        value / (self.mantissa * power(self.exponent))
    }

    /// So many steps; divides by a whole power of ten, so that 3 steps of 0.1 are 0.3.
    fn times(&self, count: f64) -> f64 {
        if self.exponent < 0.0 && self.exponent > -300.0 {
            count * self.mantissa / power(-self.exponent)
        } else {
            count * self.mantissa * power(self.exponent)
        }
    }
}

fn power(exponent: f64) -> f64 {
    libm::pow(10.0, exponent)
}

/// The floor, forgiving the last bits.
fn floor(value: f64) -> f64 {
    exact::floor(value + 1e-6)
}

/// The ceiling, forgiving the last bits.
fn ceil(value: f64) -> f64 {
    exact::ceil(value - 1e-6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(low: f64, high: f64, log: bool, count: usize) -> String {
        let texts: Vec<String> =
            ticks(&Scale { low, high, log }, count).into_iter().map(|tick| tick.text).collect();
        texts.join(" ").replace('\u{202F}', "_")
    }

    #[test]
    fn ticks_are_round() {
        for (low, high, log, count, texts) in [
            (0.0, 1.0, false, 6, "0 0.2 0.4 0.6 0.8 1.0"),
            (0.512, 131.072, false, 8, "20 40 60 80 100 120"),
            (-1.0, 1.0, false, 5, "−1.0 −0.5 0 0.5 1.0"),
            (0.0, 20000.0, false, 5, "0 5000 10_000 15_000 20_000"),
            (0.0, 5e6, false, 3, "0 2×10⁶ 4×10⁶"),
            (0.0, 4e-9, false, 3, "0 2×10⁻⁹ 4×10⁻⁹"),
            (1e-3, 1e3, true, 9, "0.001 0.01 0.1 1 10 100 1000"),
            (1e-3, 1e3, true, 4, "0.01 1 100"),
            (1.0, 100.0, true, 9, "1 2 5 10 20 50 100"),
            (1.0, 100.0, true, 5, "1 10 100"),
            (1.0, 1e8, true, 5, "1 10² 10⁴ 10⁶ 10⁸"),
            (3.1, 3.9, true, 5, "3.2 3.4 3.6 3.8"),
            (1e-300, 1e300, true, 3, "10⁻¹⁵¹ 1 10¹⁵¹"),
        ] {
            assert_eq!(read(low, high, log, count), texts);
        }
    }

    #[test]
    fn widening_reaches_round_values() {
        for (low, high, log, wide) in [
            (0.0, 19.8, false, (0.0, 20.0)),
            (-0.93, 0.93, false, (-1.0, 1.0)),
            (0.3, 19800.0, true, (0.1, 1e5)),
            (2.2, 90.0, true, (2.0, 100.0)),
            (1.0, 10.0, true, (1.0, 10.0)),
            (3.1, 4.8, true, (3.0, 5.0)),
        ] {
            let wide_scale = widen(Scale { low, high, log }, 5);
            assert_eq!((wide_scale.low, wide_scale.high), wide);
        }
    }
}

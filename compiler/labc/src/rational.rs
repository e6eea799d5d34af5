//! The exact numbers behind what an author wrote: `0.1` is a tenth, whatever the nearest `f64` is. Start at
//! [`Rational::of`]; [`in_unit`] and [`EvenSteps`] are what it is for.

/// The most digits of a decimal that every `f64` near it reads back as.
const DIGITS: usize = 15;
/// The greatest denominator of a fraction that is no short decimal: a third, 5/9 of a kelvin.
const DENOMINATOR: i128 = 10_000;
/// Whole numbers below this, and their products with a small one, are exact in an `f64`.
const EXACT: i128 = 1 << 51;

/// A fraction in lowest terms, its denominator above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rational {
    over: i128,
    under: i128,
}

impl Rational {
    fn new(over: i128, under: i128) -> Option<Rational> {
        let divisor = gcd(over.unsigned_abs(), under.unsigned_abs());
        let divisor = i128::try_from(divisor).ok().filter(|divisor| *divisor > 0)?;
        (under > 0).then_some(Rational { over: over / divisor, under: under / divisor })
    }

    /// The simplest number that reads as this one: a decimal of up to 15 digits, a whole number, or a fraction with
    /// a small denominator. Nothing for any other number, such as a root.
    pub fn of(value: f64) -> Option<Rational> {
        if !value.is_finite() {
            return None;
        }
        let text = format!("{value:e}");
        let (digits, power) = text.split_once('e')?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let power = power.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
        let count = whole.trim_start_matches('-').len() + fraction.len();
        if count <= DIGITS {
            let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
            let scale = 10_i128.checked_pow(power.unsigned_abs())?;
            return if power < 0 {
                Self::new(digits, scale)
            } else {
                Self::new(digits.checked_mul(scale)?, 1)
            };
        }
        if value.fract() == 0.0 && value.abs() < 1e30 {
            return Self::new(value as i128, 1);
        }
        Self::fraction(value)
    }

    /// A fraction that reads as a number: its continued fraction, cut off.
    fn fraction(value: f64) -> Option<Rational> {
        let (mut before, mut last) = ((0_i128, 1_i128), (1_i128, 0_i128));
        let mut rest = value.abs();
        for _ in 0..20 {
            let whole = rest.floor();
            if whole > 1e15 {
                return None;
            }
            let whole_part = whole as i128;
            let next = (
                whole_part.checked_mul(last.0)?.checked_add(before.0)?,
                whole_part.checked_mul(last.1)?.checked_add(before.1)?,
            );
            if next.1 > DENOMINATOR {
                return None;
            }
            (before, last) = (last, next);
            let found = Self::new(if value < 0.0 { -last.0 } else { last.0 }, last.1)?;
            if found.nearest() == value {
                return Some(found);
            }
            rest = 1.0 / (rest - whole);
        }
        None
    }

    fn plus(self, other: Rational) -> Option<Rational> {
        let over = self.over.checked_mul(other.under)?.checked_add(other.over.checked_mul(self.under)?)?;
        Self::new(over, self.under.checked_mul(other.under)?)
    }

    fn minus(self, other: Rational) -> Option<Rational> {
        self.plus(Rational { over: -other.over, ..other })
    }

    fn times(self, other: Rational) -> Option<Rational> {
        Self::new(self.over.checked_mul(other.over)?, self.under.checked_mul(other.under)?)
    }

    fn by(self, other: Rational) -> Option<Rational> {
        let sign = other.over.signum();
        Self::new(
            self.over.checked_mul(other.under)?.checked_mul(sign)?,
            self.under.checked_mul(other.over.checked_abs()?)?,
        )
    }

    /// The `f64` nearest to it; of two the even one.
    pub fn nearest(self) -> f64 {
        let sign = if self.over < 0 { -1.0 } else { 1.0 };
        let (over, under) = (self.over.unsigned_abs(), self.under.unsigned_abs());
        if over < 1 << 53 && under < 1 << 53 {
            return sign * (over as f64 / under as f64);
        }
        let (mut quotient, mut rest) = (over / under, over % under);
        let mut scale = 1.0;
        // More bits than a number holds, then one that says whether anything is left.
        // What is left is below the denominator, which is below 2^127: twice as much is a number still.
        while quotient >> 55 == 0 && rest != 0 {
            rest <<= 1;
            quotient = (quotient << 1) | (rest / under);
            rest %= under;
            scale /= 2.0;
        }
        sign * (quotient | u128::from(rest != 0)) as f64 * scale
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A number of a unit in base units, rounded once: `35 %` is the `f64` nearest to 0.35.
pub fn in_unit(number: f64, factor: f64, offset: f64) -> f64 {
    if factor == 1.0 && offset == 0.0 {
        return number;
    }
    let exact = || {
        let product = Rational::of(number)?.times(Rational::of(factor)?)?;
        product.plus(Rational::of(offset)?)
    };
    exact().map_or(number * factor + offset, Rational::nearest)
}

/// Evenly spaced positions: each is the `f64` nearest to the exact sum of the first one and whole steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EvenSteps {
    /// The first position.
    pub from: f64,
    /// The last one.
    pub to: f64,
    /// How many steps lead from the first to the last.
    pub steps: u32,
    /// What makes all positions whole numbers when they are multiplied by it; zero where nothing does.
    pub parts: f64,
    /// Whether the last position is the end that was asked for.
    pub ends: bool,
}

/// More steps than anything can run over.
const MOST_STEPS: f64 = 1e9;

impl EvenSteps {
    /// The positions between two ends, a step above zero apart. There is always the first one.
    pub fn new(from: f64, to: f64, by: f64) -> EvenSteps {
        Self::exact(from, to, by).unwrap_or_else(|| {
            let steps = (to - from) / by;
            let whole = (steps + 1e-9).floor().clamp(0.0, MOST_STEPS);
            let ends = (steps - whole).abs() <= 1e-9;
            let last = if ends { to } else { from + by * whole };
            EvenSteps { from, to: last, steps: whole as u32, parts: 0.0, ends }
        })
    }

    fn exact(from: f64, to: f64, by: f64) -> Option<EvenSteps> {
        let (first, end, step) = (Rational::of(from)?, Rational::of(to)?, Rational::of(by)?);
        let length = end.minus(first)?.by(step)?;
        let steps = length.over.div_euclid(length.under).clamp(0, MOST_STEPS as i128);
        let last = first.plus(step.times(Rational::new(steps, 1)?)?)?;
        let grid =
            |parts| EvenSteps { from, to: last.nearest(), steps: steps as u32, parts, ends: last == end };
        let parts = first.under / i128::try_from(gcd(first.under as u128, step.under as u128)).ok()?;
        let parts = parts.checked_mul(step.under)?;
        let whole = |value: Rational| value.over.checked_mul(parts / value.under);
        let fits = parts < EXACT
            && [first, last, step]
                .into_iter()
                .all(|value| whole(value).is_some_and(|whole| whole.abs() < EXACT));
        Some(grid(if fits { parts as f64 } else { 0.0 }))
    }

    /// Start, step and divisor: position `k` is `(start + step * k) / divisor`, and each of these operations but the
    /// last is exact. The divisor is 1 where it need not be anything else.
    pub fn progression(&self) -> (f64, f64, f64) {
        let steps = f64::from(self.steps.max(1));
        if self.parts == 0.0 {
            return (self.from, (self.to - self.from) / steps, 1.0);
        }
        let (start, end) = ((self.from * self.parts).round(), (self.to * self.parts).round());
        let step = (end - start) / steps;
        if (self.parts as u64).is_power_of_two() {
            (start / self.parts, step / self.parts, 1.0)
        } else {
            (start, step, self.parts)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(grid: &EvenSteps, index: u32) -> f64 {
        let (start, step, divisor) = grid.progression();
        (start + step * f64::from(index)) / divisor
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn positions_are_the_decimals_that_were_written(
            from in -10_000..10_000_i64, by in 1..500_i64, steps in 1..300_u32, decimals in 0..9_usize,
        ) {
            let written = |whole: i64| -> f64 { format!("{whole}e-{decimals}").parse().unwrap() };
            let grid = EvenSteps::new(written(from), written(from + by * i64::from(steps)), written(by));
            prop_assert_eq!(grid.steps, steps);
            prop_assert!(grid.ends);
            for index in 0..=steps {
                prop_assert_eq!(at(&grid, index), written(from + by * i64::from(index)));
            }
        }

        #[test]
        fn a_number_of_a_unit_is_rounded_once(whole in -1_000_000..1_000_000_i64, decimals in 0..6_usize, power in -12..12_i32) {
            let number: f64 = format!("{whole}e-{decimals}").parse().unwrap();
            let factor: f64 = format!("1e{power}").parse().unwrap();
            let written: f64 = format!("{whole}e{}", power - decimals as i32).parse().unwrap();
            prop_assert_eq!(in_unit(number, factor, 0.0), written);
        }

        #[test]
        fn what_is_found_reads_as_the_number(over in -5_000..5_000_i128, under in 1..5_000_i128) {
            let value = Rational::new(over, under).unwrap().nearest();
            prop_assert_eq!(Rational::of(value).map(Rational::nearest), Some(value));
        }

        #[test]
        fn large_fractions_are_rounded_once(over in any::<i64>(), power in 0..30_u32) {
            let exact = Rational::new(i128::from(over), 10_i128.pow(power)).unwrap();
            prop_assert_eq!(exact.nearest(), format!("{over}e-{power}").parse::<f64>().unwrap());
        }
    }

    #[test]
    fn fractions_are_found() {
        for (over, under) in [(1, 3), (-2, 3), (5, 9), (1, 7), (22, 7), (45_967, 180)] {
            let exact = Rational::new(over, under).unwrap();
            assert_eq!(Rational::of(exact.nearest()), Some(exact));
        }
        assert_eq!(Rational::of(2.0_f64.sqrt()), None);
    }

    #[test]
    fn an_end_that_is_no_position_is_known() {
        assert_eq!(
            EvenSteps::new(23.0, 100.0, 10.0),
            EvenSteps { from: 23.0, to: 93.0, steps: 7, parts: 1.0, ends: false }
        );
        let thirds = EvenSteps::new(0.0, 1.0, 1.0 / 3.0);
        assert_eq!((thirds.steps, thirds.ends, at(&thirds, 3)), (3, true, 1.0));
        let roots = EvenSteps::new(0.0, 2.0_f64.sqrt(), 2.0_f64.sqrt() / 4.0);
        assert_eq!((roots.steps, roots.ends, at(&roots, 4)), (4, true, 2.0_f64.sqrt()));
    }

    #[test]
    fn temperatures_are_exact() {
        let scale = (5.0 / 9.0, 459.67 * 5.0 / 9.0);
        // 38 decimals make the largest denominator there is.
        assert_eq!(in_unit(1.23, 1e-36, 0.0), 1.23e-36);
        assert_eq!(in_unit(-2.56481079395621e-9, 1e-15, 0.0), -2.56481079395621e-24);
        assert_eq!(in_unit(32.0, scale.0, scale.1), 273.15);
        assert_eq!(in_unit(20.0, 1.0, 273.15), 293.15);
    }

    #[test]
    fn whole_grids_need_no_division() {
        for (from, to, by) in [(1.0, 64.0, 1.0), (0.0, 1.0, 0.25), (512.0, 131_072.0, 512.0)] {
            assert_eq!(EvenSteps::new(from, to, by).progression(), (from, by, 1.0));
        }
    }
}

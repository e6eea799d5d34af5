//! Numbers as decimal digits and back, exactly: the same digits as the standard library writes, from a
//! fraction of its code and tables. Start at [`Decimal::of`] and [`parse`].

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Decimal digits: `0.d₁d₂d₃…` times ten to the power of `point`. No digits are zero.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Decimal {
    /// The digits as characters, the first above zero.
    digits: Vec<u8>,
    /// How many of them stand before the point.
    point: i32,
}

impl Decimal {
    /// All digits of a finite number's size: at most 767.
    pub(crate) fn of(number: f64) -> Decimal {
        let bits = number.abs().to_bits();
        let (mut mantissa, mut power) = (bits & ((1 << 52) - 1), (bits >> 52) as i32 - 1075);
        if power > -1075 {
            mantissa |= 1 << 52;
        } else {
            power += 1;
        }
        if mantissa == 0 {
            return Decimal { digits: Vec::new(), point: 0 };
        }
        let even = mantissa.trailing_zeros();
        power += even as i32;
        let mut whole = BigNatural::of(mantissa >> even);
        // Dividing by two is multiplying by five and moving the point.
        whole.raise(if power < 0 { 5 } else { 2 }, power.unsigned_abs());
        let mut digits = Vec::new();
        while !whole.0.is_empty() {
            let mut nine = whole.divide(1_000_000_000);
            for _ in 0..9 {
                digits.push(b'0' + (nine % 10) as u8);
                nine /= 10;
            }
        }
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        digits.reverse();
        let point = digits.len() as i32 + power.min(0);
        Decimal { digits, point }
    }

    /// Keeps so many digits; a half is rounded up.
    fn round(mut self, kept: i32) -> Decimal {
        let Ok(kept) = usize::try_from(kept) else { return Decimal { digits: Vec::new(), point: 0 } };
        let Some(next) = self.digits.get(kept).copied() else { return self };
        self.digits.truncate(kept);
        if next >= b'5' {
            while self.digits.last() == Some(&b'9') {
                self.digits.pop();
            }
            match self.digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    self.digits.push(b'1');
                    self.point += 1;
                }
            }
        } else if self.digits.is_empty() {
            self.point = 0;
        }
        self
    }

    /// Rounded to so many digits after the point.
    pub(crate) fn decimals(self, count: usize) -> Decimal {
        let kept = self.point + count as i32;
        self.round(kept)
    }

    /// Rounded to so many significant digits.
    pub(crate) fn significant(self, count: usize) -> Decimal {
        self.round(count as i32)
    }

    /// How many digits there are, zeros at the end left out.
    pub(crate) fn count(&self) -> usize {
        self.digits.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1)
    }

    /// Whether nothing but zeros stands after the point.
    pub(crate) fn is_whole(&self) -> bool {
        self.count() as i32 <= self.point
    }

    /// The power of ten of the first digit; zero for zero.
    pub(crate) fn power(&self) -> i32 {
        if self.digits.is_empty() { 0 } else { self.point - 1 }
    }

    /// As digits with so many of them after the point.
    pub(crate) fn plain(&self, decimals: usize) -> String {
        self.write(self.point, decimals)
    }

    /// As the first digit and so many after the point, for a power of ten to follow.
    pub(crate) fn mantissa(&self, decimals: usize) -> String {
        self.write(1, decimals)
    }

    /// `point` digits, the point, `decimals` more; zeros where there are none, and one before the point.
    fn write(&self, point: i32, decimals: usize) -> String {
        let mut text = String::new();
        for at in (point - 1).min(0)..point + decimals as i32 {
            if at == point {
                text.push('.');
            }
            let digit = usize::try_from(at).ok().and_then(|at| self.digits.get(at));
            text.push(char::from(*digit.unwrap_or(&b'0')));
        }
        text
    }

    /// The number nearest to these digits.
    pub(crate) fn number(&self) -> f64 {
        nearest(&self.digits, self.point - self.digits.len() as i32)
    }
}

/// Drops the zeros that end a fraction.
pub(crate) fn trim(text: &mut String) {
    if text.bytes().any(|byte| byte == b'.') {
        while text.ends_with('0') {
            text.pop();
        }
        if text.ends_with('.') {
            text.pop();
        }
    }
}

/// Appends a whole number.
pub(crate) fn push_whole(text: &mut String, number: u32) {
    if number >= 10 {
        push_whole(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// A decimal number as people and programs type it: `-12`, `1.5`, `.5`, `2e-3`. Nothing if it is none.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let (negative, text) = sign(text.as_bytes());
    let mut digits = Vec::new();
    let mut decimals = None;
    let mut rest = text.iter();
    let mut power = 0;
    while let Some(byte) = rest.next() {
        match byte {
            b'0'..=b'9' => {
                digits.push(*byte);
                decimals = decimals.map(|count: i32| count + 1);
            }
            b'.' if decimals.is_none() => decimals = Some(0),
            b'e' | b'E' => {
                let (negative, text) = sign(rest.as_slice());
                if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
                    return None;
                }
                // Beyond six digits all are the same: zero or too large.
                let size =
                    text.iter().fold(0, |size, byte| (size * 10 + i32::from(byte - b'0')).min(999_999));
                power = if negative { -size } else { size };
                break;
            }
            _ => return None,
        }
    }
    if digits.is_empty() {
        return None;
    }
    let size = nearest(&digits, power - decimals.unwrap_or(0));
    Some(if negative { -size } else { size })
}

/// Whether a text begins with a minus, and what follows the sign.
fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// The number nearest to whole digits times a power of ten; of two the even one.
pub(crate) fn nearest(digits: &[u8], power: i32) -> f64 {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let first = power.saturating_add((digits.len() - zeros) as i32);
    if zeros == digits.len() || first < -330 {
        return 0.0;
    }
    if first > 310 {
        return f64::INFINITY;
    }
    let mut whole = BigNatural(Vec::new());
    for digit in digits {
        whole.multiply(10, u32::from(digit - b'0'));
    }
    let mut exponent = power;
    let mut inexact = false;
    if power < 0 {
        // Enough bits that more than a number's remain after all divisions.
        let words = power.unsigned_abs() as usize / 8 + 3;
        let mut wide = vec![0; words];
        wide.append(&mut whole.0);
        whole.0 = wide;
        exponent -= 32 * words as i32;
        for _ in power..0 {
            inexact |= whole.divide(5) != 0;
        }
    } else {
        whole.raise(5, power.unsigned_abs());
    }
    // 53 bits, fewer where the number is that small.
    let lowest = (whole.length() - 53 + exponent).max(-1074);
    let dropped = lowest - exponent;
    let kept = (dropped..dropped + 53).rev().fold(0, |kept, at| kept << 1 | u64::from(whole.bit(at)));
    inexact |= (0..dropped - 1).any(|at| whole.bit(at));
    let up = whole.bit(dropped - 1) && (inexact || kept % 2 == 1);
    // The highest bit counts as one of the exponent, and rounding may carry into it.
    let bits = (((lowest + 1074) as u64) << 52) + kept + u64::from(up);
    f64::from_bits(bits.min(f64::INFINITY.to_bits()))
}

/// A whole number of any size: words of 32 bits, the lowest first, the highest above zero.
struct BigNatural(Vec<u32>);

impl BigNatural {
    fn of(number: u64) -> BigNatural {
        let mut whole = BigNatural(vec![number as u32, (number >> 32) as u32]);
        whole.tidy();
        whole
    }

    fn tidy(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn multiply(&mut self, factor: u32, mut carry: u32) {
        for word in &mut self.0 {
            let product = u64::from(*word) * u64::from(factor) + u64::from(carry);
            (*word, carry) = (product as u32, (product >> 32) as u32);
        }
        if carry > 0 {
            self.0.push(carry);
        }
    }

    /// Multiplies by a power of a number up to five.
    fn raise(&mut self, factor: u32, mut power: u32) {
        while power > 0 {
            let step = power.min(13);
            self.multiply(factor.pow(step), 0);
            power -= step;
        }
    }

    /// Divides and gives the rest.
    fn divide(&mut self, divisor: u32) -> u32 {
        let mut rest = 0;
        for word in self.0.iter_mut().rev() {
            let number = u64::from(rest) << 32 | u64::from(*word);
            *word = (number / u64::from(divisor)) as u32;
            rest = (number % u64::from(divisor)) as u32;
        }
        self.tidy();
        rest
    }

    /// How many bits it has.
    fn length(&self) -> i32 {
        self.0.last().map_or(0, |last| self.0.len() as i32 * 32 - last.leading_zeros() as i32)
    }

    fn bit(&self, at: i32) -> bool {
        at >= 0 && self.0.get(at as usize / 32).is_some_and(|word| word >> (at % 32) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any number, with those that people write and the halves between two digits as likely.
    fn numbers() -> impl Strategy<Value = f64> {
        prop_oneof![
            any::<f64>().prop_filter("finite", |number| number.is_finite()),
            (any::<i32>(), -12..12i32).prop_map(|(m, e)| f64::from(m) * libm::pow(10.0, e.into())),
            (0..1_000_000u32, 0..12i32).prop_map(|(m, e)| f64::from(m) / libm::pow(2.0, e.into())),
            (0..1u64 << 52).prop_map(f64::from_bits),
            Just(f64::MAX),
            Just(0.0),
        ]
    }

    fn exponential(number: f64, decimals: usize) -> String {
        let digits = Decimal::of(number).significant(decimals + 1);
        format!("{}e{}", digits.mantissa(decimals), digits.power())
    }

    /// Whether so many digits after the point leave exactly a half; there the standard library rounds to even.
    fn is_half(number: f64, decimals: i32) -> bool {
        let exact = Decimal::of(number);
        let kept = usize::try_from(exact.point + decimals).ok();
        let dropped = kept.and_then(|kept| exact.digits.get(kept..)).and_then(<[u8]>::split_first);
        dropped.is_some_and(|(first, rest)| *first == b'5' && rest.iter().all(|digit| *digit == b'0'))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_digits_are_those_of_the_standard_library(number in numbers(), count in 0..20usize) {
            let size = number.abs();
            if !is_half(number, count as i32) {
                prop_assert_eq!(Decimal::of(number).decimals(count).plain(count), format!("{size:.count$}"));
            }
            if !is_half(number, count as i32 - Decimal::of(number).power()) {
                prop_assert_eq!(exponential(number, count), format!("{size:.count$e}"));
            }
        }

        #[test]
        fn all_digits_of_a_number_are_the_number(number in numbers(), count in 0..20usize) {
            let read = Decimal::of(number).number();
            prop_assert_eq!(read.to_bits(), number.abs().to_bits());
            let rounded = Decimal::of(number).significant(count + 1).number();
            if !is_half(number, count as i32 - Decimal::of(number).power()) {
                prop_assert_eq!(rounded, format!("{:.count$e}", number.abs()).parse::<f64>().unwrap());
            }
        }

        #[test]
        fn texts_read_as_the_standard_library_reads_them(text in "[-+]?[0-9]{0,30}[.]?[0-9]{0,25}([eE][-+]?[0-9]{0,3})?") {
            let bits = |number: Option<f64>| number.map(f64::to_bits);
            prop_assert_eq!(bits(parse(&text)), bits(text.parse().ok()));
        }

        #[test]
        fn numbers_read_back(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
            prop_assert_eq!(parse(&number.to_string()), Some(number));
            prop_assert_eq!(parse(&format!("{number:e}")), Some(number));
        }

        #[test]
        fn whole_numbers_are_written(number in any::<u32>()) {
            let mut text = String::new();
            push_whole(&mut text, number);
            prop_assert_eq!(text, number.to_string());
        }
    }

    #[test]
    fn halves_are_rounded_up() {
        for (number, decimals, text) in
            [(0.5, 0, "1"), (2.5, 0, "3"), (0.125, 2, "0.13"), (1234.5, 0, "1235")]
        {
            assert_eq!(Decimal::of(number).decimals(decimals).plain(decimals), text);
        }
    }

    #[test]
    fn extremes_read_as_the_standard_library_reads_them() {
        for text in [
            "",
            ".",
            "-",
            "e5",
            "1e",
            "1e+",
            "1.5.2",
            "0",
            "-0",
            "0e999999999999",
            "1e999999999999",
            "1e-999999999999",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.2250738585072011e-308",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "9007199254740993",
            "9007199254740992.5",
            "9007199254740993.00000000000000000000000000000001",
            "8.5e22",
            "1e23",
            "5e-1",
            "1.",
            ".5",
            " 1",
            "1_0",
            "x",
        ] {
            assert_eq!(parse(text).map(f64::to_bits), text.parse().ok().map(f64::to_bits), "{text}");
        }
    }
}

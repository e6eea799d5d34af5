//! How a quantity is written: which unit, how many digits. Start at [`Format::text`].

use alloc::string::String;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use crate::decimal::{Decimal, push_whole, trim};
use crate::text::{length, parts};

/// Below this much of the unit used last, a moving value takes the next smaller one.
const CLEARLY: f64 = 0.8;

/// How one quantity is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct Format {
    /// The units to choose from, by rising factor; one entry where the author fixed the unit.
    pub units: Vec<Unit>,
    /// How many digits.
    pub digits: Digits,
}

/// A unit a quantity can be written in. A value `x` in base units reads `(x - offset) / factor`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Unit {
    /// Its symbol as written after the number; empty for a pure number.
    pub symbol: String,
    /// How many base units it is.
    pub factor: f64,
    /// Where its zero lies, in base units: zero but for °C and °F.
    pub offset: f64,
    /// Its symbol after the number 1, where that is another: `user` for `users`; else empty. A logarithmic unit has its
    /// symbol here again.
    pub one: String,
}

/// How many digits are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Decode)]
pub enum Digits {
    /// Significant digits; whole digits are never dropped, trailing zeros of the fraction always.
    Significant(u8),
    /// Digits after the point, always that many.
    Decimals(u8),
    /// A percentage: three significant digits of the value, or one of the remainder near 100 %.
    Percent,
    /// All digits where these are few, as in a worked formula; otherwise so many significant digits.
    Full(u8),
    /// The same after a sign, where what is below zero stands in brackets.
    Signed(u8),
}

/// So many digits are few enough to be read, and to reckon with.
const FEW: usize = 7;

/// What stands before a number below zero.
const MINUS: char = '\u{2212}';

/// What stands for a value that does not exist.
pub const NONE: &str = "undefined";

/// Sets off groups of three whole digits: a narrow no-break space.
const GROUP: char = '\u{202F}';

/// The unit of a format that offers none.
static PURE: Unit = Unit { symbol: String::new(), factor: 1.0, offset: 0.0, one: String::new() };

impl Unit {
    /// Whether its numbers are logarithms, as those of dB are.
    pub(crate) fn is_level(&self) -> bool {
        !self.one.is_empty() && self.one == self.symbol
    }

    /// A value in base units, as the number that stands before this unit.
    pub fn read(&self, value: f64) -> f64 {
        (value - self.offset) / self.factor
    }

    /// A number that stands before this unit, in base units.
    pub(crate) fn base(&self, number: f64) -> f64 {
        number * self.factor + self.offset
    }
}

impl Format {
    /// A value in base units, as text in the unit that suits it.
    pub fn text(&self, value: f64) -> String {
        self.text_in(self.unit(value), value)
    }

    /// A value in base units, as text in a given unit.
    pub fn text_in(&self, unit: &Unit, value: f64) -> String {
        let number = unit.read(value);
        let mut text = digits(number, self.digits);
        if number.is_finite() && !unit.symbol.is_empty() {
            let symbol = if text == "1" && !unit.one.is_empty() { &unit.one } else { &unit.symbol };
            // Degrees of an angle stand at their number.
            if symbol != "°" {
                text.push(' ');
            }
            text.push_str(symbol);
        }
        if matches!(self.digits, Digits::Signed(_)) && text.starts_with(MINUS) {
            text.insert(0, '(');
            text.push(')');
        }
        text
    }

    /// As text while the value moves: a unit that was used last, given by its index, is kept until the value
    /// has clearly left it downwards, so that a value at the edge of two units does not flicker between them.
    pub fn text_held(&self, value: f64, held: &mut Option<u8>) -> String {
        let natural = self.units.iter().position(|unit| core::ptr::eq(unit, self.unit(value))).unwrap_or(0);
        let kept = held.map(usize::from).filter(|held| {
            *held == natural + 1
                && self.units.get(*held).is_some_and(|unit| unit.read(value).abs() >= CLEARLY)
        });
        let index = kept.unwrap_or(natural);
        *held = u8::try_from(index).ok();
        match self.units.get(index) {
            Some(unit) => self.text_in(unit, value),
            None => self.text(value),
        }
    }

    /// The unit that suits a value: the largest in which the value, once rounded, reads at least 1; else
    /// the smallest. Zero reads in the unit with the shortest symbol, which is the one without a prefix.
    pub fn unit(&self, value: f64) -> &Unit {
        let Some(smallest) = self.units.first() else { return &PURE };
        if value == 0.0 || !value.is_finite() {
            return self.units.iter().min_by_key(|unit| length(&unit.symbol)).unwrap_or(smallest);
        }
        let power = |number: f64| match self.digits {
            Digits::Significant(n) | Digits::Full(n) | Digits::Signed(n) => rounded(number, n).0.power(),
            Digits::Decimals(n) => {
                written(number).significant(usize::from(n.saturating_add(1).clamp(3, 15))).power()
            }
            Digits::Percent => written(number).significant(3).power(),
        };
        let reads_one = |unit: &&Unit| {
            let number = unit.read(value).abs();
            // Digits decide only where rounding could.
            number.is_finite() && number >= 0.9 && (number >= 1.0 || power(number) >= 0)
        };
        self.units.iter().rev().find(reads_one).unwrap_or(smallest)
    }
}

/// A number without a unit.
pub fn digits(value: f64, digits: Digits) -> String {
    if !value.is_finite() {
        return NONE.into();
    }
    let size = value.abs();
    let mut text = match digits {
        Digits::Decimals(n) if size < 1e15 => plain(size, n.min(9).into(), false),
        Digits::Decimals(n) => significant(size, n.saturating_add(1)),
        Digits::Significant(n) => significant(size, n),
        Digits::Full(n) | Digits::Signed(n) => {
            significant(size, if written(size).count() <= FEW { 15 } else { n })
        }
        Digits::Percent => percent(size),
    };
    if value < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.insert(0, MINUS);
    }
    text
}

fn significant(size: f64, count: u8) -> String {
    if size == 0.0 {
        return "0".into();
    }
    let (digits, count) = rounded(size, count);
    match digits.power() {
        exponent @ -4..15 => plain(size, (i32::from(count) - 1 - exponent).max(0) as usize, true),
        _ => scientific(size, count),
    }
}

/// A number as it was written, as far as 15 digits tell: what is a half there is a half.
fn written(number: f64) -> Decimal {
    Decimal::of(number).significant(15)
}

/// A number rounded to so many digits, or to one more where these would tell of a whole number that it is not: 59.97
/// is not 60.
fn rounded(number: f64, count: u8) -> (Decimal, u8) {
    let count = count.clamp(1, 15);
    let exact = written(number);
    let digits = exact.clone().significant(count.into());
    let fraction = digits.power() < i32::from(count) - 1 || digits.power() > exact.power();
    if (3..6).contains(&count) && fraction && digits.is_whole() {
        let more = exact.significant(usize::from(count) + 1);
        if !more.is_whole() {
            return (more, count + 1);
        }
    }
    (digits, count)
}

/// Near a whole only the remainder tells: `99.95`, never a rounded `100`.
fn percent(size: f64) -> String {
    let rest = (100.0 - size).abs();
    if rest >= 1.0 {
        significant(size, 3)
    } else if rest < 1e-10 {
        "100".into()
    } else {
        plain(size, (-written(rest).power()).clamp(1, 12) as usize, true)
    }
}

/// `1.2×10¹⁶`
pub(crate) fn scientific(size: f64, count: u8) -> String {
    let count = usize::from(count.clamp(1, 15));
    let digits = written(size).significant(count);
    let mut text = digits.mantissa(count - 1);
    trim(&mut text);
    text.push('×');
    text.push_str(&power_of_ten(digits.power()));
    text
}

/// `10¹⁶`
pub(crate) fn power_of_ten(power: i32) -> String {
    let mut digits = String::new();
    push_whole(&mut digits, power.unsigned_abs());
    let mut text = String::from("10");
    if power < 0 {
        text.push('⁻');
    }
    for digit in digits.chars() {
        text.push(match digit {
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            digit => char::from_u32('⁰' as u32 + digit as u32 - '0' as u32).unwrap_or('⁰'),
        });
    }
    text
}

/// Whole digits in groups, then `decimals` digits after the point.
fn plain(size: f64, decimals: usize, trimmed: bool) -> String {
    let mut text = written(size).decimals(decimals).plain(decimals);
    if trimmed {
        trim(&mut text);
    }
    let whole = parts(&text, '.').next().map_or(0, str::len);
    if whole >= 5 {
        for at in (1..whole).rev().filter(|at| (whole - at).is_multiple_of(3)) {
            text.insert(at, GROUP);
        }
    }
    text
}

/// The value, or the end of the range that it lies beyond. `f64::clamp` brings along the code that writes its
/// arguments into a panic.
pub(crate) fn within(value: f64, low: f64, high: f64) -> f64 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

#[cfg(test)]
mod tests;

//! The number that a text begins with.

use alloc::vec::Vec;

use super::Fault;
use super::plain::DOT;
use crate::decimal::nearest;

/// Powers beyond this are no number.
const LARGEST: i32 = 9999;

/// More separators than this group no digits.
const MOST: usize = 24;

/// A text in the characters of `plain`, and how much of it was read.
#[derive(Clone, Copy)]
pub(super) struct AmountReader<'t> {
    pub(super) text: &'t [u8],
    pub(super) at: usize,
}

/// Digits times a power of ten times something else.
struct Mantissa {
    digits: Vec<u8>,
    /// How many of them stand before the point.
    point: usize,
    /// Whether the point may as well group digits.
    unclear: bool,
    /// The power of ten.
    power: i32,
    /// What else it is multiplied by.
    factor: f64,
}

impl Mantissa {
    /// The number with its point, or with all its digits before it.
    #[inline(never)]
    fn value(&self, pointed: bool) -> f64 {
        let decimals = if pointed { self.digits.len() - self.point } else { 0 };
        nearest(&self.digits, self.power - decimals as i32) * self.factor
    }

    /// The value, where it is clear.
    fn only(&self) -> Result<f64, Fault> {
        if self.unclear { Err(Fault::Grouping) } else { Ok(self.value(true)) }
    }

    fn is_one(&self) -> bool {
        self.digits == b"1"
    }

    /// Becomes a number that is no decimal.
    fn set(&mut self, factor: f64) {
        *self = Mantissa { digits: alloc::vec![b'1'], point: 1, unclear: false, power: 0, factor };
    }
}

impl AmountReader<'_> {
    /// The next byte; zero at the end.
    pub(super) fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or_default()
    }

    #[inline(never)]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    /// How many digits begin so far from here.
    #[inline(never)]
    fn run(&self, ahead: usize) -> usize {
        let rest = self.text.get(self.at + ahead..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    /// What the number at the start can be: one number, perhaps another.
    #[inline(never)]
    pub(super) fn amount(&mut self) -> Result<(f64, Option<f64>), Fault> {
        let negative = self.eat(b'-');
        if !negative {
            self.eat(b'+');
        }
        self.eat(b' ');
        let mut number = self.term()?;
        self.mixed(&mut number)?;
        let mut divided = false;
        loop {
            let mut ahead = *self;
            ahead.eat(b' ');
            // A dot is the point of a fraction to some: it multiplies powers only.
            let dot = ahead.eat(DOT);
            let times = ahead.eat(b'*') || ahead.eat(b'x') || ahead.eat(b'X');
            let over = !divided && !times && !dot && ahead.eat(b'/');
            ahead.eat(b' ');
            let digits = ahead.run(0);
            let powered = ahead.text.get(ahead.at + digits) == Some(&b'^');
            if digits == 0 || !(times || over || dot && powered) {
                break;
            }
            let next = ahead.term()?;
            if over {
                divided = true;
                number.factor /= next.only()?;
            } else if next.is_one() {
                // A power: nobody groups digits before one.
                number.power += next.power;
                number.factor *= next.factor;
                number.unclear = false;
            } else {
                number.factor *= next.only()?;
            }
            *self = ahead;
        }
        self.eat(b' ');
        let sign = if negative { -1.0 } else { 1.0 };
        let other = number.unclear.then(|| sign * number.value(false));
        Ok((sign * number.value(true), other))
    }

    /// One and a half: `1 1/2`. What follows may be a unit too: `3 1/s`.
    fn mixed(&mut self, number: &mut Mantissa) -> Result<(), Fault> {
        let mut ahead = *self;
        if !ahead.eat(b' ') || ahead.run(0) == 0 {
            return Ok(());
        }
        let over = ahead.term()?;
        if ahead.eat(b'/') && ahead.run(0) > 0 {
            let under = ahead.term()?;
            number.set(number.only()? + over.only()? / under.only()?);
            *self = ahead;
        }
        Ok(())
    }

    /// Digits with an exponent: `1.6e9`, `10^9`, `2^20`.
    #[inline(never)]
    fn term(&mut self) -> Result<Mantissa, Fault> {
        let mut number = self.digits()?;
        let mut ahead = *self;
        if ahead.eat(b'^') || (ahead.eat(b'*') && ahead.eat(b'*')) {
            let power = ahead.exponent().ok_or(Fault::NoNumber)?;
            if number.digits == b"10" {
                number.set(1.0);
                number.power = power;
            } else {
                let base = number.only()?;
                number.set(libm::pow(base, f64::from(power)));
            }
            *self = ahead;
            return Ok(number);
        }
        let mut ahead = *self;
        ahead.eat(b' ');
        if (ahead.eat(b'e') || ahead.eat(b'E'))
            && let Some(power) = ahead.exponent()
        {
            number.unclear = false;
            number.power = power;
            *self = ahead;
        }
        Ok(number)
    }

    /// A whole number, perhaps with a sign.
    #[inline(never)]
    pub(super) fn exponent(&mut self) -> Option<i32> {
        let mut ahead = *self;
        let negative = ahead.eat(b'-');
        if !negative {
            ahead.eat(b'+');
        }
        if ahead.run(0) == 0 {
            return None;
        }
        let mut size = 0;
        while ahead.run(0) > 0 {
            size = (size * 10 + i32::from(ahead.peek() - b'0')).min(LARGEST);
            ahead.at += 1;
        }
        *self = ahead;
        Some(if negative { -size } else { size })
    }

    /// Digits with what groups them and what begins their fraction.
    #[inline(never)]
    fn digits(&mut self) -> Result<Mantissa, Fault> {
        let mut digits = Vec::new();
        // Each separator, and how many digits stand before it.
        let mut marks = [(0, 0); MOST];
        let (mut count, mut points, mut commas) = (0, 0, 0);
        loop {
            let byte = self.peek();
            if byte.is_ascii_digit() {
                digits.push(byte);
                self.at += 1;
                continue;
            }
            let next = self.run(1);
            let separates = match byte {
                b'.' | b',' => next > 0 || !digits.is_empty(),
                b'_' | b'\'' => next > 0 && !digits.is_empty(),
                // Any other digits behind a space are a number of their own.
                b' ' => next == 3,
                _ => false,
            };
            if !separates {
                break;
            }
            *marks.get_mut(count).ok_or(Fault::Grouping)? = (byte, digits.len());
            count += 1;
            points += usize::from(byte == b'.');
            commas += usize::from(byte == b',');
            self.at += 1;
        }
        let end = digits.len();
        if end == 0 {
            return Err(Fault::NoNumber);
        }
        let marks = marks.get(..count).unwrap_or_default();
        let (mut whole, mut unclear, mut sound) = (count, false, true);
        let last = marks.last().map_or(0, |mark| mark.0);
        if points > 0 && commas > 0 {
            // The last of them begins the fraction, if there is one of it.
            sound = last == b'.' && points == 1 || last == b',' && commas == 1;
            whole = count - 1;
        } else if points + commas == 1 {
            whole = marks.iter().position(|mark| matches!(mark.0, b'.' | b',')).unwrap_or_default();
            let before = marks.get(whole).map_or(0, |mark| mark.1);
            let groups = matches!(before, 1..=3) && digits.first() != Some(&b'0');
            unclear = groups && count == 1 && end == before + 3;
            sound = !(groups && commas == 1 && count > whole + 1);
        }
        let point = marks.get(whole).map_or(end, |mark| mark.1);
        for (index, (_, from)) in marks.iter().enumerate() {
            let to = marks.get(index + 1).map_or(end, |mark| mark.1);
            let size = to - from;
            // By threes; before the point also by twos but for the last group, as in India.
            let grouped = size == 3 || index < whole && size == 2 && to < point;
            sound &= grouped || index == whole && count == whole + 1;
            sound &= index > 0 || whole == 0 || matches!(from, 1..=3);
        }
        if !sound {
            return Err(Fault::Grouping);
        }
        Ok(Mantissa { digits, point, unclear, power: 0, factor: 1.0 })
    }
}

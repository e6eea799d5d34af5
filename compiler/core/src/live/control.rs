//! Between what a control shows and the base units of the program. Three scales meet here: the *base*
//! value of the program, the *number* in the slider's unit, and the *position* that its range input counts,
//! which is the number itself unless the slider is logarithmic.

use alloc::string::String;

use crate::decimal::{self, Decimal, push_whole, trim};
use crate::exact;
use crate::number::{Unit, within};
use crate::page::{ControlKind, Page};
use crate::text::joined;

/// Nobody types a longer number.
const LONGEST: usize = 64;

/// A position in base units, clamped; nothing where the control does not take it.
pub(super) fn base(page: &Page, control: usize, position: f64) -> Option<f64> {
    if !position.is_finite() {
        return None;
    }
    match &page.controls.get(control)?.kind {
        ControlKind::Slider { from, to, steps, log } => {
            let unit = unit(page, control)?;
            let base = if !*log {
                to_base(unit, position)
            } else if position <= 0.0 {
                *from
            } else if position >= f64::from(*steps) {
                *to
            } else {
                let share = position / f64::from(*steps);
                to_base(unit, tidy(to_number(unit, from * libm::pow(to / from, share))))
            };
            base.is_finite().then(|| within(base, *from, *to))
        }
        ControlKind::Choice { rows, .. } => {
            if position >= 0.0 {
                rows.get(position as usize).copied()
            } else {
                None
            }
        }
        ControlKind::Toggle => Some(if position == 0.0 { 0.0 } else { 1.0 }),
    }
}

/// What the control's range input counts at a base value: the inverse of [`base`].
pub(super) fn position(page: &Page, control: usize, base: f64) -> f64 {
    let Some(described) = page.controls.get(control) else {
        return 0.0;
    };
    match &described.kind {
        ControlKind::Slider { from, to, steps, log: true } => {
            if base > *from && base < *to {
                let share = libm::log(base / from) / libm::log(to / from);
                within(share * f64::from(*steps), 0.0, f64::from(*steps))
            } else if base >= *to && to > from {
                f64::from(*steps)
            } else {
                0.0
            }
        }
        ControlKind::Slider { .. } => unit(page, control).map_or(base, |unit| tidy(to_number(unit, base))),
        ControlKind::Choice { rows, .. } => {
            let option = rows.iter().position(|row| *row == base);
            option.unwrap_or(0) as f64
        }
        ControlKind::Toggle => base,
    }
}

/// A base value as a number in the control's unit, as plain digits.
pub(super) fn number(page: &Page, control: usize, base: f64) -> String {
    let kind = page.controls.get(control).map(|control| &control.kind);
    match (kind, unit(page, control)) {
        (None, _) => String::new(),
        (Some(ControlKind::Slider { .. }), Some(unit)) => plain(to_number(unit, base)),
        _ => plain(position(page, control, base)),
    }
}

/// A base value in words.
pub(super) fn text(page: &Page, control: usize, base: f64) -> String {
    let Some(control) = page.controls.get(control) else {
        return String::new();
    };
    match &control.kind {
        ControlKind::Slider { .. } => match page.formats.get(control.format as usize) {
            Some(format) => format.text(base),
            None => String::new(),
        },
        ControlKind::Choice { keys, rows } => {
            let option = rows.iter().position(|row| *row == base);
            option.and_then(|option| keys.get(option)).cloned().unwrap_or_default()
        }
        ControlKind::Toggle => String::from(if base == 0.0 { "off" } else { "on" }),
    }
}

/// What somebody typed, as a position.
pub(super) fn parse(page: &Page, control: usize, typed: &str) -> Option<f64> {
    let typed = typed.trim();
    let described = page.controls.get(control)?;
    match &described.kind {
        ControlKind::Slider { from, to, log, .. } => {
            let own = unit(page, control)?;
            let (number, symbol) = split(typed)?;
            let units = &page.formats.get(described.format as usize)?.units;
            let unit =
                if symbol.is_empty() { own } else { units.iter().find(|unit| unit.symbol == symbol)? };
            let base = to_base(unit, number);
            if !base.is_finite() {
                return None;
            }
            // Within the range and in the slider's own unit, what was typed is taken as it is.
            Some(if *log {
                position(page, control, within(base, *from, *to))
            } else if base < *from || base > *to || unit != own {
                to_number(own, within(base, *from, *to))
            } else {
                number
            })
        }
        ControlKind::Choice { keys, .. } => {
            let option = keys.iter().position(|key| key == typed)?;
            Some(option as f64)
        }
        ControlKind::Toggle => match typed {
            "on" | "1" => Some(1.0),
            "off" | "0" => Some(0.0),
            _ => None,
        },
    }
}

/// What somebody typed as a number in any of some units, in base units; a number alone is in the first.
pub(super) fn typed(units: &[Unit], typed: &str) -> Option<f64> {
    let (number, symbol) = split(typed.trim())?;
    let exact = || units.iter().find(|unit| unit.symbol == symbol);
    // `gb` is understood where it can mean one thing only.
    let loose = || {
        let mut alike = units.iter().filter(|unit| unit.symbol.eq_ignore_ascii_case(symbol));
        alike.next().filter(|first| alike.all(|other| other.factor == first.factor))
    };
    let unit = if symbol.is_empty() { units.first() } else { exact().or_else(loose) };
    let base = to_base(unit?, number);
    base.is_finite().then_some(base)
}

/// The unit a slider counts in: the first of its format.
fn unit(page: &Page, control: usize) -> Option<&Unit> {
    let format = page.controls.get(control)?.format;
    page.formats.get(format as usize)?.units.first()
}

fn to_base(unit: &Unit, number: f64) -> f64 {
    number * unit.factor + unit.offset
}

fn to_number(unit: &Unit, base: f64) -> f64 {
    (base - unit.offset) / unit.factor
}

/// Rounded to twelve significant digits: a way through logarithms, or to a unit and back, loses the last
/// bits, and somebody who typed 4096 must get 4096.
fn tidy(number: f64) -> f64 {
    if !number.is_finite() {
        return number;
    }
    Decimal::of(number).significant(12).number().copysign(number)
}

/// Whole numbers in full, others to six significant digits; only numbers beyond 10^15 or below 10^-6 with
/// an exponent.
fn plain(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let number = tidy(number);
    let size = number.abs();
    if number == 0.0 {
        return String::from("0");
    }
    let sign = if number < 0.0 { "-" } else { "" };
    if !(1e-6..1e15).contains(&size) {
        let digits = Decimal::of(size).significant(6);
        let mut text = digits.mantissa(5);
        trim(&mut text);
        let mut power = String::new();
        push_whole(&mut power, digits.power().unsigned_abs());
        return joined(&[sign, &text, if digits.power() < 0 { "e-" } else { "e" }, &power]);
    }
    let mut decimals = if number == exact::round(number) { 0 } else { 5 };
    let mut lead = size;
    while lead >= 10.0 && decimals > 0 {
        lead /= 10.0;
        decimals -= 1;
    }
    while lead < 1.0 {
        lead *= 10.0;
        decimals += 1;
    }
    let mut text = Decimal::of(size).decimals(decimals).plain(decimals);
    trim(&mut text);
    joined(&[sign, &text])
}

/// A number and the unit's symbol after it.
fn split(typed: &str) -> Option<(f64, &str)> {
    if typed.len() > LONGEST {
        return None;
    }
    let (digits, rest) = typed.split_at_checked(digits_end(typed))?;
    let (mut commas, mut points) = (0, 0);
    // The later kind starts the fraction, unless it stands there more than once.
    let mut comma_last = false;
    for byte in digits.bytes().filter(|byte| [b',', b'.'].contains(byte)) {
        comma_last = byte == b',';
        *(if comma_last { &mut commas } else { &mut points }) += 1;
    }
    let fraction = match (commas, points) {
        (1, _) if comma_last => Some(','),
        (_, 1) if !comma_last => Some('.'),
        _ => None,
    };
    if (commas > 1 && points > 1) || (fraction.is_none() && commas > 0 && points > 0) {
        return None;
    }
    let mut text = String::new();
    for letter in digits.chars() {
        match letter {
            '0'..='9' | '+' | '-' | 'e' | 'E' => text.push(letter),
            '\u{2212}' => text.push('-'),
            _ if Some(letter) == fraction => text.push('.'),
            _ => {}
        }
    }
    let number = decimal::parse(&text)?;
    number.is_finite().then(|| (number, rest.trim()))
}

/// Where the number at the start of a text ends: a sign, digits with what groups them, an exponent.
fn digits_end(typed: &str) -> usize {
    let mut end = 0;
    let (mut before, mut exponent) = (' ', false);
    let mut letters = typed.chars();
    while let Some(letter) = letters.next() {
        let mut ahead = letters.clone();
        let next = ahead.next().unwrap_or(' ');
        let counts = match letter {
            '0'..='9' | '.' | ',' => true,
            '+' | '-' | '\u{2212}' => end == 0 || matches!(before, 'e' | 'E'),
            'e' | 'E' => {
                let second = ahead.next().unwrap_or(' ');
                let signed = matches!(next, '+' | '-' | '\u{2212}') && second.is_ascii_digit();
                let first = end > 0 && !exponent;
                exponent = true;
                first && (next.is_ascii_digit() || signed)
            }
            '_' | '\'' | '\u{2019}' => next.is_ascii_digit(),
            _ if letter.is_whitespace() => next.is_ascii_digit(),
            _ => false,
        };
        if !counts {
            break;
        }
        end += letter.len_utf8();
        before = letter;
    }
    end
}

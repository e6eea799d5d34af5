//! What students type as a number, with a unit or without: one grammar for estimates, sliders and number boxes.
//! Start at [`Scale::read`].
//!
//! | file | what it reads |
//! | --- | --- |
//! | `plain` | the characters of any keyboard as those that the grammar knows |
//! | `amount` | the number: separators, powers of ten, fractions |
//! | `unit` | the unit: prefixes, spelled names, plurals, products and quotients |
//!
//! Text that can mean two numbers gives both, and the page asks: nothing is read a thousand times off in silence.

mod amount;
mod plain;
#[cfg(test)]
mod tests;
mod unit;

use alloc::string::String;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use amount::AmountReader;
pub use plain::plain;

use unit::UnitSearch;

use crate::decimal::{Decimal, push_whole};
use crate::number::{Digits, Format, Unit};

/// Longer text is no number, in bytes.
const LONGEST: usize = 128;

/// Stands between two fields.
const FIELD: char = '\u{1f}';

/// How many digits a reading shows: more than anyone types by hand.
const SHOWN: Digits = Digits::Significant(6);

/// A dimension, as a number: the sum over its base dimensions of a random weight times the exponent. The compiler
/// chooses the weights; two dimensions that students can type have different sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Decode)]
pub struct Code {
    /// Of the dimensions that never mix.
    pub hard: u32,
    /// Of the counts, which may be left out.
    pub counts: u32,
}

/// What is asked for: a number in a unit, within a range.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Scale {
    /// The unit of a number without one.
    pub unit: Unit,
    /// How many base units that unit is without its prefix: for GB, those of one B.
    pub stem: f64,
    /// Its dimension.
    pub code: Code,
    /// The least number that is taken, in base units.
    pub from: f64,
    /// The greatest.
    pub to: f64,
    /// Whether only the positions of a slider are taken, and not what lies between them.
    pub snaps: bool,
}

/// The words that a page knows for units, and what dimensions are called.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Lexicon {
    /// The units.
    pub words: Vec<Word>,
    /// The prefixes: names, factor, and the class as one bit.
    pub prefixes: Vec<Word>,
    /// Dimensions, and as names what they are called, article and all: "a time".
    pub kinds: Vec<Word>,
    /// The dimension of a time.
    pub time: u32,
}

/// A unit and its names; with fewer fields in use, a prefix or a dimension.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Word {
    /// Its names in the characters of [`plain`], with spaces between them.
    pub names: String,
    /// How many base units it is.
    pub factor: f64,
    /// Where its zero lies, in base units.
    pub offset: f64,
    /// Its dimension.
    pub code: Code,
    /// The classes of prefixes that it takes, a bit for each, and [`MULTIPLE`] and [`EXACT`].
    pub class: u8,
}

/// A word that multiplies the number and measures nothing: "million".
pub const MULTIPLE: u8 = 1 << 6;
/// A word that is only read as it is written: `b` is a bit or a byte, `B` is a byte.
pub const EXACT: u8 = 1 << 7;

/// A number that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What it can mean, in base units: one value, or several that the student has to choose from.
    pub values: Vec<f64>,
    /// Whether it came without a unit.
    pub bare: bool,
}

/// Why a text is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no number in it.
    NoNumber,
    /// There is more than one: a range, say.
    Several,
    /// Its digits are grouped in no way that people group digits.
    Grouping,
    /// It is too large for any number, or divided by zero.
    TooLarge,
    /// What follows the number is no unit.
    Unknown,
    /// The unit measures something else: the hard part of its dimension.
    Kind(u32),
}

impl Scale {
    /// Reads what was typed.
    ///
    /// # Errors
    /// The reason, where it is no number or its unit measures something else.
    pub fn read(&self, lexicon: &Lexicon, typed: &str) -> Result<Reading, Fault> {
        self.read_plain(lexicon, &plain(typed), &mut 0)
    }

    #[inline(never)]
    /// Reads a text in the characters of [`plain`], and tells where its unit begins.
    fn read_plain(&self, lexicon: &Lexicon, text: &str, unit: &mut usize) -> Result<Reading, Fault> {
        let mut reader = AmountReader { text: text.as_bytes(), at: 0 };
        if text.len() > LONGEST {
            return Err(Fault::NoNumber);
        }
        let currency = reader.eat(b'$');
        let amounts = reader.amount()?;
        *unit = reader.at;
        let rest = text.get(reader.at..).unwrap_or_default();
        let bare = rest.is_empty() && !currency;
        let units = if bare || plain(&self.unit.symbol) == rest {
            alloc::vec![(self.unit.factor, self.unit.offset)]
        } else {
            UnitSearch::of(self, lexicon, reader, currency)?
        };
        // Where only one of them is possible, that one is meant.
        let mut values: Vec<f64> = Vec::new();
        let mut possible = false;
        for (factor, offset) in units {
            for amount in [amounts.0, amounts.1.unwrap_or(amounts.0)] {
                let value = amount * factor + offset;
                if !value.is_finite() {
                    return Err(Fault::TooLarge);
                }
                let holds = self.holds(value);
                if holds && !possible {
                    values.clear();
                }
                possible |= holds;
                if holds == possible && values.iter().all(|known| *known != value) {
                    values.push(value);
                }
            }
        }
        Ok(Reading { values, bare })
    }

    /// Whether a value lies in the range.
    pub fn holds(&self, value: f64) -> bool {
        self.from <= value && value <= self.to
    }

    /// What was typed, for the page: fields with U+001F between them. First what became of it:
    ///
    /// | first | then |
    /// | --- | --- |
    /// | `value`, `outside` | the value in base units, in words |
    /// | `share` | the same, and the percentage that may have been meant: `0.8` read as 0.8 % |
    /// | `ask` | value and words of everything that it can mean |
    /// | `unit` | what follows the number and is no unit |
    /// | `kind` | the unit, what it measures, what is asked for |
    /// | `number`, `several`, `grouping`, `large` | nothing: see [`Fault`] |
    pub fn answer(&self, lexicon: &Lexicon, typed: &str) -> String {
        self.told(lexicon, typed, &mut |value| {
            (if self.holds(value) { "value" } else { "outside" }, value, value)
        })
    }

    /// As [`Scale::answer`]; `settle` says what becomes of a value: the word, the number for the page, the value
    /// that is shown.
    pub(crate) fn told(
        &self,
        lexicon: &Lexicon,
        typed: &str,
        settle: &mut dyn FnMut(f64) -> (&'static str, f64, f64),
    ) -> String {
        let plain = plain(typed);
        let mut unit = 0;
        let mut text = String::new();
        let fault = match self.read_plain(lexicon, &plain, &mut unit) {
            Ok(Reading { values, bare }) => {
                let asks = values.len() > 1;
                let meant = 100.0 * values.first().copied().unwrap_or_default();
                let share =
                    bare && self.unit.symbol == "%" && meant > 0.0 && meant <= 1.0 && self.holds(meant);
                for value in values {
                    let (fate, number, value) = settle(value);
                    if text.is_empty() {
                        let share = share && fate == "value";
                        text.push_str(if asks {
                            "ask"
                        } else if share {
                            "share"
                        } else {
                            fate
                        });
                    }
                    push(&mut text, &exact(number));
                    push(&mut text, &self.text(value));
                }
                if text.starts_with("share") {
                    push(&mut text, &self.text(meant));
                }
                return text;
            }
            Err(fault) => fault,
        };
        text.push_str(match fault {
            Fault::NoNumber => "number",
            Fault::Several => "several",
            Fault::Grouping => "grouping",
            Fault::TooLarge => "large",
            Fault::Unknown => "unit",
            Fault::Kind(_) => "kind",
        });
        if matches!(fault, Fault::Unknown | Fault::Kind(_)) {
            push(&mut text, plain.get(unit..).unwrap_or_default());
        }
        if let Fault::Kind(hard) = fault {
            push(&mut text, lexicon.kind(hard));
            push(&mut text, lexicon.kind(self.code.hard));
        }
        text
    }

    /// A value in words, in the unit of the question.
    pub fn text(&self, value: f64) -> String {
        Format { units: Vec::new(), digits: SHOWN }.text_in(&self.unit, value)
    }
}

/// Another field.
#[inline(never)]
pub(crate) fn push(text: &mut String, field: &str) {
    text.push(FIELD);
    for letter in field.chars().filter(|letter| *letter != FIELD) {
        text.push(if letter == char::from(plain::DOT) { '·' } else { letter });
    }
}

/// A number with all its digits, as scripts read numbers.
pub(crate) fn exact(number: f64) -> String {
    let digits = Decimal::of(number).significant(17);
    let mut text = String::from(if number < 0.0 { "-" } else { "" });
    text.push_str(&digits.mantissa(16));
    text.push('e');
    if digits.power() < 0 {
        text.push('-');
    }
    push_whole(&mut text, digits.power().unsigned_abs());
    text
}

impl Lexicon {
    /// What a dimension is called; empty where it has no name.
    fn kind(&self, hard: u32) -> &str {
        let of = |hard: u32| self.kinds.iter().find(|kind| kind.code.hard == hard);
        match of(hard) {
            Some(kind) => &kind.names,
            // Anything with a name, for each time.
            None if of(hard.wrapping_add(self.time)).is_some() => "a rate",
            None => "",
        }
    }
}

//! The figures in a sentence: numbers with a unit, percentages and multipliers, in digits and in words, with what the
//! words around them say about their precision.

use super::tokens::{Placed, Token};
use crate::check::units::{Dimension, Exponent, Units, Written};

/// How far a multiplier in words may be from the value: `twice` is about 2.
const IN_WORDS: f64 = 0.15;
/// How far a fraction of several parts may be: between `two thirds` and `three quarters` there is little room.
const PART: f64 = 0.05;
/// How far `half an hour` may be from the value.
const HALF: f64 = 0.05;
/// How far `about` reaches.
const ABOUT: f64 = 0.1;
/// How far `about one` reaches.
const ABOUT_ONE: f64 = 0.3;
/// How far `less than` and `more than` reach: a bound that is farther away says nothing about a value.
const BOUND: f64 = 2.0;

/// What a figure is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page::verdict) enum Of {
    /// A quantity in this unit; percentages too.
    Quantity(Written),
    /// A multiplier: `4×`, `twice`.
    Times,
    /// A number alone, or a number of things.
    Count,
}

/// How a number is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::page::verdict) enum Meant {
    /// As written, rounded.
    Rounded,
    /// `about 40 ms`
    About,
    /// `more than 40 ms`
    Above,
    /// `less than 40 ms`
    Below,
    /// `10 to 30 %`: from the value to this one, in base units
    To(f64),
}

/// A figure of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page::verdict) struct SaidFigure {
    /// Its value in base units.
    pub(in crate::page::verdict) value: f64,
    /// One more in its last digit, in base units.
    pub(in crate::page::verdict) step: f64,
    /// What it is.
    pub(in crate::page::verdict) of: Of,
    /// How it is meant.
    pub(in crate::page::verdict) meant: Meant,
    /// Its first token, and the one after its last.
    pub(in crate::page::verdict) tokens: (usize, usize),
    /// As it is written.
    pub(in crate::page::verdict) text: String,
    /// Whether it is written in digits.
    pub(in crate::page::verdict) digits: bool,
    /// For `5 EUR a month`, what is left without the words for each month.
    pub(in crate::page::verdict) alone: Option<Written>,
    /// How many tokens at its end say what it is for, and are no unit: `a month`.
    pub(in crate::page::verdict) each: usize,
}

impl SaidFigure {
    /// Whether a value in base units is what the figure says.
    pub(in crate::page::verdict) fn fits(&self, value: f64) -> bool {
        let off = (value - self.value).abs();
        let slack = 1e-9 * self.value.abs();
        match self.meant {
            _ if !value.is_finite() => false,
            Meant::Rounded if self.of == Of::Times && !self.digits => {
                let slack = if self.is_part() { PART } else { IN_WORDS };
                off <= slack * self.value.abs()
            }
            Meant::Rounded => off <= self.step / 2.0 + slack,
            Meant::About => {
                // `about one` is not 3.
                let digits = (2.0 * self.step).min(ABOUT_ONE * self.value.abs());
                off <= digits.max(ABOUT * self.value.abs()).max(self.step.min(self.value.abs()) / 2.0) + slack
            }
            Meant::Above => value >= self.value - slack && value <= self.value * BOUND,
            Meant::Below => value <= self.value + slack && value >= self.value / BOUND,
            Meant::To(end) => {
                value >= self.value - self.step / 2.0 - slack && value <= end + self.step / 2.0 + slack
            }
        }
    }

    /// Whether a value is the number itself, whatever the words before it say.
    pub(in crate::page::verdict) fn is(&self, value: f64) -> bool {
        Self { meant: Meant::Rounded, ..self.clone() }.fits(value)
            || matches!(self.meant, Meant::To(end) if (value - end).abs() <= self.step / 2.0)
    }

    /// Whether it is a bound, or a range: `more than 40 ms`, `2 to 4 s`.
    pub(in crate::page::verdict) fn is_bound(&self) -> bool {
        !matches!(self.meant, Meant::Rounded | Meant::About)
    }

    /// The amount without the words that make it a rate: `5 EUR` of `5 EUR a month`.
    pub(in crate::page::verdict) fn alone(&self) -> Option<Self> {
        let alone = self.alone.clone()?;
        let Of::Quantity(written) = &self.of else { return None };
        let factor = alone.factor / written.factor;
        let meant = match self.meant {
            Meant::To(end) => Meant::To(end * factor),
            meant => meant,
        };
        Some(Self {
            value: self.value * factor,
            step: self.step * factor,
            of: Of::Quantity(alone),
            meant,
            alone: None,
            each: 2,
            ..self.clone()
        })
    }

    pub(in crate::page::verdict) fn dimension(&self) -> Dimension {
        match &self.of {
            Of::Quantity(written) => written.dimension.clone(),
            _ => Dimension::NONE,
        }
    }

    /// Whether it is a fraction in words: `a third`.
    pub(in crate::page::verdict) fn is_fraction(&self) -> bool {
        self.of == Of::Times && !self.digits && self.value < 1.0
    }

    /// Whether it is a fraction of several parts: `two thirds`.
    fn is_part(&self) -> bool {
        let parts = 1.0 / self.value;
        self.is_fraction() && (parts - parts.round()).abs() > 0.01
    }

    /// Whether it is written in percent.
    pub(in crate::page::verdict) fn is_share(&self) -> bool {
        matches!(&self.of, Of::Quantity(written) if written.dimension.is_none())
    }
}

/// The figures of a sentence, in order.
pub(in crate::page::verdict) fn figures(tokens: &[Placed], units: &Units) -> Vec<SaidFigure> {
    let mut figures = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = part_of_unit(tokens, at, units).or_else(|| parts(tokens, at));
        let found = found.or_else(|| number(tokens, at).and_then(|number| figure(tokens, at, number, units)));
        let found = found.or_else(|| multiplier(tokens, at));
        match found {
            Some(figure) => {
                at = figure.tokens.1.max(at + 1);
                figures.push(figure);
            }
            None => at += 1,
        }
    }
    figures
}

/// A number of a sentence, before its unit.
#[derive(Clone, Copy)]
struct Number {
    value: f64,
    step: f64,
    end: usize,
    digits: bool,
}

/// The word of a token.
pub(in crate::page::verdict) fn word(tokens: &[Placed], at: usize) -> Option<&str> {
    match tokens.get(at).map(|placed| &placed.token) {
        Some(Token::Word(word, _)) => Some(word),
        _ => None,
    }
}

fn mark(tokens: &[Placed], at: usize) -> Option<char> {
    match tokens.get(at).map(|placed| &placed.token) {
        Some(Token::Mark(mark)) => Some(*mark),
        _ => None,
    }
}

const ONES: &[&str] = &[
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const TENS: &[&str] = &["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const LARGE: &[(&str, f64)] = &[
    ("dozen", 12.0),
    ("hundred", 1e2),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("trillion", 1e12),
];

/// The number of a word from `two` on.
pub(in crate::page::verdict) fn number_word(word: &str) -> Option<f64> {
    let ones = ONES.iter().position(|known| *known == word).map(|at| at as f64 + 2.0);
    ones.or_else(|| TENS.iter().position(|known| *known == word).map(|at| 10.0 * (at as f64 + 3.0)))
}

fn large(word: &str) -> Option<f64> {
    LARGE.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

fn number(tokens: &[Placed], at: usize) -> Option<Number> {
    let mut number = match &tokens.get(at)?.token {
        Token::Number(digits) => Number { value: digits.value, step: digits.step, end: at + 1, digits: true },
        Token::Word(text, false) => {
            let (value, end) = match number_word(text) {
                Some(tens) if mark(tokens, at + 1) == Some('-') => {
                    match word(tokens, at + 2).and_then(number_word).filter(|ones| *ones < 10.0) {
                        Some(ones) if tens >= 20.0 => (tens + ones, at + 3),
                        _ => (tens, at + 1),
                    }
                }
                Some(value) => (value, at + 1),
                None if matches!(text.as_str(), "a" | "one")
                    && word(tokens, at + 1).and_then(large).is_some() =>
                {
                    (large(word(tokens, at + 1)?)?, at + 2)
                }
                // `about one kilometre`; alone, it is no more than an example: `one kilometre costs 2 USD`.
                None if text == "one" && meant(tokens, at) == Meant::About => (1.0, at + 1),
                None => return None,
            };
            Number { value, step: 1.0, end, digits: false }
        }
        _ => return None,
    };
    while let Some(factor) = word(tokens, number.end).and_then(large) {
        number = Number {
            value: number.value * factor,
            step: number.step * factor,
            end: number.end + 1,
            ..number
        };
    }
    Some(number)
}

/// The unit at a token and the token after it.
pub(super) fn unit(tokens: &[Placed], at: usize, units: &Units) -> Option<(Written, Option<Written>, usize)> {
    // `square metres`, `cubic centimetres`
    let power = match word(tokens, at) {
        Some("square") => Some(2),
        Some("cubic") => Some(3),
        _ => None,
    };
    if let Some(power) = power {
        let of = word(tokens, at + 1).and_then(|word| units.spoken(word))?;
        let written = Written {
            dimension: of.dimension.power(Exponent::whole(power))?,
            factor: (0..power).map(|_| of.factor).product(),
            symbol: format!("{}^{power}", of.symbol),
            parts: of
                .parts
                .iter()
                .map(|(name, own)| Some((name.clone(), own.times(Exponent::whole(power))?)))
                .collect::<Option<_>>()?,
            ..of
        };
        return Some((written, None, at + 2));
    }
    let first = tokens.get(at)?;
    // Everything up to the next space, but for the marks that end a clause.
    let mut end = at + 1;
    let mut text = first.text.clone();
    while let Some(next) = tokens.get(end).filter(|next| next.glued) {
        let closes = matches!(
            next.token,
            Token::Mark('.' | ',' | ';' | ':' | '!' | '?' | ')' | '"' | '—' | '–' | '\'')
        );
        if closes || matches!(next.token, Token::Value(_)) {
            break;
        }
        text.push_str(&next.text);
        end += 1;
    }
    let simple = end == at + 1;
    let written = match text.as_str() {
        "%" | "percent" => units.named("%"),
        "per" if word(tokens, end) == Some("cent") => {
            end += 1;
            units.named("%")
        }
        // Words of every sentence, although there are units of these names.
        "a" | "in" | "as" | "at" | "am" | "pm" | "is" | "or" | "on" | "an" | "to" | "per" | "do" | "so"
        | "no" | "me" | "c" | "times" | "x" | "×" | "fold" => None,
        // `a 4-bit number`, `70B`
        _ if first.glued && text.chars().count() < 2 && text != "%" => None,
        _ if simple => units.spoken(&text).or_else(|| {
            // `m³`
            text.ends_with(['²', '³']).then(|| units.read(&text).ok()).flatten()
        }),
        _ if text.starts_with(|c: char| c.is_alphabetic() || c == '°' || c == '%') => units.read(&text).ok(),
        _ => None,
    };
    // `GB/s`, when the whole is no unit, may be GB and a slash.
    let mut written = written?;
    if written.dimension.is_none() && !matches!(written.symbol.as_str(), "%" | "pp" | "percent" | "ppm") {
        return None;
    }
    let each = match word(tokens, end) {
        Some("per" | "a" | "an" | "each" | "every") => word(tokens, end + 1),
        _ => None,
    };
    let mut alone = None;
    if let Some(each) = each {
        match units.spoken(each) {
            Some(over) => {
                alone = Some(written.clone());
                written = Written {
                    dimension: written.dimension.over(&over.dimension)?,
                    factor: written.factor / over.factor,
                    symbol: format!("{}/{}", written.symbol, over.symbol),
                    ..written
                };
                end += 2;
            }
            // A rate of things that have no unit.
            None if word(tokens, end) == Some("per") => return None,
            None => {}
        }
    }
    Some((written, alone, end))
}

fn figure(tokens: &[Placed], at: usize, number: Number, units: &Units) -> Option<SaidFigure> {
    let text = |end: usize| {
        let mut text = String::new();
        for (index, token) in tokens[at..end].iter().enumerate() {
            if index > 0 && !token.glued {
                text.push(' ');
            }
            text.push_str(&token.text);
        }
        text
    };
    // `2 to 4 s`, `2–4×`
    let joint = matches!(word(tokens, number.end), Some("to" | "and"))
        || matches!(mark(tokens, number.end), Some('–' | '-'));
    let between = word(tokens, number.end) != Some("and")
        || at.checked_sub(1).and_then(|at| word(tokens, at)) == Some("between");
    let second = (joint && between)
        .then(|| self::number(tokens, number.end + 1))
        .flatten()
        .filter(|second| second.value > number.value);
    let last = second.map_or(number.end, |second| second.end);
    let step = second.map_or(number.step, |second| second.step.min(number.step));
    let meant = meant(tokens, at);
    let made = |of: Of, factor: f64, offset: f64, end: usize| SaidFigure {
        value: number.value * factor + offset,
        step: step * factor,
        of,
        meant: second.map_or(meant, |second| Meant::To(second.value * factor + offset)),
        tokens: (at, end),
        text: text(end),
        digits: number.digits,
        alone: None,
        each: 0,
    };
    let glued = tokens.get(last).is_some_and(|next| next.glued);
    let times = match tokens.get(last).map(|next| &next.token) {
        Some(Token::Mark('×')) => Some(last + 1),
        Some(Token::Word(word, _)) if word == "x" && glued => Some(last + 1),
        Some(Token::Word(word, _)) if word == "fold" => Some(last + 1),
        Some(Token::Mark('-')) if glued && word(tokens, last + 1) == Some("fold") => Some(last + 2),
        // `three times a day` counts, `three times as much` compares.
        Some(Token::Word(word, _)) if word == "times" => {
            let next = self::word(tokens, last + 1);
            let compares = next.is_some_and(|next| {
                matches!(next, "as" | "the" | "more" | "less" | "that" | "what") || next.ends_with("er")
            });
            compares.then_some(last + 1)
        }
        _ => None,
    };
    // `3 × 4` is a product.
    let product = times.is_some_and(|end| {
        mark(tokens, end - 1) == Some('×')
            && !glued
            && matches!(tokens.get(end).map(|next| &next.token), Some(Token::Number(_) | Token::Value(_)))
    });
    if product {
        return None;
    }
    if let Some(end) = times {
        return Some(made(Of::Times, 1.0, 0.0, end));
    }
    // The number of a name: `4-bit`, `Llama 3 8B`.
    let hyphened = mark(tokens, last) == Some('-') && glued;
    if !hyphened && let Some((written, alone, end)) = unit(tokens, last, units) {
        let soft = written.dimension.hard(units).is_none() && !written.dimension.is_none();
        if soft || units.level(&written.dimension).is_some() {
            return Some(made(Of::Count, written.factor, 0.0, end));
        }
        let (factor, offset) = (written.factor, written.offset);
        return Some(SaidFigure { alone, ..made(Of::Quantity(written), factor, offset, end) });
    }
    (!(hyphened || glued && word(tokens, last).is_some())).then(|| made(Of::Count, 1.0, 0.0, last))
}

/// What the words before a number say about it.
fn meant(tokens: &[Placed], at: usize) -> Meant {
    let mut before = at;
    while before > 0
        && matches!(word(tokens, before - 1), Some("the" | "a" | "an" | "its" | "our" | "your" | "their"))
    {
        before -= 1;
    }
    let one = before.checked_sub(1).and_then(|at| word(tokens, at));
    let two = before.checked_sub(2).and_then(|at| word(tokens, at));
    match (two, one) {
        (Some("more" | "greater" | "longer" | "larger" | "heavier" | "faster" | "higher"), Some("than")) => {
            Meant::Above
        }
        (Some("less" | "fewer" | "smaller" | "shorter" | "lower" | "lighter"), Some("than")) => Meant::Below,
        (Some("at"), Some("least")) => Meant::Above,
        (Some("at"), Some("most")) | (Some("up"), Some("to")) => Meant::Below,
        (Some("close"), Some("to")) => Meant::About,
        (_, Some("over" | "above" | "beyond" | "exceeds" | "exceeding")) => Meant::Above,
        (_, Some("under" | "below" | "within")) => Meant::Below,
        (
            _,
            Some(
                "about" | "around" | "roughly" | "nearly" | "almost" | "some" | "approximately" | "circa"
                | "barely" | "only",
            ),
        ) if one != Some("only") => Meant::About,
        _ => match before.checked_sub(1).and_then(|at| mark(tokens, at)) {
            Some('~' | '≈') => Meant::About,
            Some('>' | '≥') => Meant::Above,
            Some('<' | '≤') => Meant::Below,
            _ => Meant::Rounded,
        },
    }
}

/// A multiplier in words, where it compares: `twice as much`, `doubles the area`, `to a quarter`.
fn multiplier(tokens: &[Placed], at: usize) -> Option<SaidFigure> {
    let first = word(tokens, at)?;
    let next = word(tokens, at + 1);
    let after = word(tokens, at + 2);
    let before = at.checked_sub(1).and_then(|at| word(tokens, at));
    let compared = |word: Option<&str>| matches!(word, Some("as" | "the" | "that" | "what"));
    let fold = |word: &str| {
        let stem = word.strip_suffix("fold")?;
        number_word(stem).or_else(|| large(stem))
    };
    let (value, end) = match first {
        "twice" if compared(next) => (2.0, at + 1),
        "thrice" if compared(next) => (3.0, at + 1),
        "doubles" | "doubled" => (2.0, at + 1),
        "triples" | "tripled" | "trebles" => (3.0, at + 1),
        "quadruples" | "quadrupled" => (4.0, at + 1),
        "halves" | "halved" => (0.5, at + 1),
        "double" | "triple" | "quadruple" if next == Some("the") => (
            if first == "double" {
                2.0
            } else if first == "triple" {
                3.0
            } else {
                4.0
            },
            at + 1,
        ),
        "half" if compared(next) || next == Some("of") || before == Some("by") => (0.5, at + 1),
        "a" | "an"
            if next.and_then(fraction).is_some()
                && (matches!(before, Some("to" | "by" | "only"))
                    || matches!(after, Some("of" | "as"))
                    || is_alone(tokens, at, at + 2)) =>
        {
            (next.and_then(fraction)?, at + 2)
        }
        _ => (fold(first)?, at + 1),
    };
    Some(times(tokens, (at, end), value))
}

/// Whether words stand alone between marks, or end a clause that says what something is: `Yes, a quarter: …`.
fn is_alone(tokens: &[Placed], from: usize, to: usize) -> bool {
    let before = from.checked_sub(1);
    let begins = match before.map(|at| &tokens[at].token) {
        Some(Token::Mark(',' | ':' | '.' | '!')) => true,
        Some(Token::Word(word, _)) => matches!(word.as_str(), "is" | "are" | "about"),
        _ => false,
    };
    let ends = matches!(
        tokens.get(to).map(|placed| &placed.token),
        None | Some(Token::Mark('.' | ',' | ':' | ';' | '!'))
    );
    begins && ends
}

/// A multiplier in words.
fn times(tokens: &[Placed], (at, end): (usize, usize), value: f64) -> SaidFigure {
    let mut text = String::new();
    for (index, token) in tokens[at..end].iter().enumerate() {
        if index > 0 && !token.glued {
            text.push(' ');
        }
        text.push_str(&token.text);
    }
    SaidFigure {
        value,
        step: value,
        of: Of::Times,
        meant: meant(tokens, at),
        tokens: (at, end),
        text,
        digits: false,
        alone: None,
        each: 0,
    }
}

/// The part that a word names: `third`.
fn fraction(word: &str) -> Option<f64> {
    Some(match word {
        "half" => 1.0 / 2.0,
        "third" => 1.0 / 3.0,
        "quarter" | "fourth" => 1.0 / 4.0,
        "fifth" => 1.0 / 5.0,
        "sixth" => 1.0 / 6.0,
        "seventh" => 1.0 / 7.0,
        "eighth" => 1.0 / 8.0,
        "ninth" => 1.0 / 9.0,
        "tenth" => 1.0 / 10.0,
        "twelfth" => 1.0 / 12.0,
        "sixteenth" => 1.0 / 16.0,
        "twentieth" => 1.0 / 20.0,
        "hundredth" => 1.0 / 100.0,
        "thousandth" => 1.0 / 1000.0,
        _ => return None,
    })
}

/// A fraction of several parts, of something: `two thirds of the members`, `three-quarters of it`; and its end.
fn several_parts(tokens: &[Placed], at: usize) -> Option<(f64, usize)> {
    let count = word(tokens, at).and_then(number_word).filter(|count| *count < 20.0)?;
    let hyphen = usize::from(mark(tokens, at + 1) == Some('-'));
    let parts = word(tokens, at + 1 + hyphen)?.strip_suffix('s')?;
    let value = count * fraction(parts)?;
    (value < 1.0).then_some((value, at + 2 + hyphen))
}

/// A fraction of several parts, and a share of people: `two out of three`.
fn parts(tokens: &[Placed], at: usize) -> Option<SaidFigure> {
    if let Some((value, end)) = several_parts(tokens, at) {
        return Some(times(tokens, (at, end), value));
    }
    let count = |at: usize| match word(tokens, at)? {
        "one" => Some(1.0),
        word => number_word(word),
    };
    let some = count(at)?;
    let of = match [word(tokens, at + 1), word(tokens, at + 2)] {
        [Some("out"), Some("of")] => at + 3,
        _ => return None,
    };
    let all = count(of).filter(|all| *all > some)?;
    Some(times(tokens, (at, of + 1), some / all))
}

/// A part of one unit: `half an hour`, `three quarters of a litre`.
fn part_of_unit(tokens: &[Placed], at: usize, units: &Units) -> Option<SaidFigure> {
    let first = word(tokens, at)?;
    // `about an hour`
    if matches!(first, "a" | "an")
        && let Some((written, _, last)) = unit(tokens, at + 1, units)
        && (meant(tokens, at) == Meant::About || at == 0 && last == tokens.len())
        && !written.dimension.hard(units).is_none()
        && written.offset == 0.0
    {
        let (value, step) = (written.factor, written.factor);
        return Some(SaidFigure {
            value,
            step,
            of: Of::Quantity(written),
            ..times(tokens, (at, last), value)
        });
    }
    let (value, end) = match (first, word(tokens, at + 1)) {
        ("half", Some("a" | "an")) => (0.5, at + 1),
        ("a" | "one", Some(part)) => (fraction(part)?, at + 2),
        _ => several_parts(tokens, at)?,
    };
    let of = usize::from(word(tokens, end) == Some("of"));
    if !matches!(word(tokens, end + of), Some("a" | "an")) {
        return None;
    }
    let (written, _, last) = unit(tokens, end + of + 1, units)?;
    let soft = written.dimension.hard(units).is_none();
    if soft || written.offset != 0.0 || units.level(&written.dimension).is_some() {
        return None;
    }
    let (value, step) = (value * written.factor, 2.0 * HALF * value * written.factor);
    Some(SaidFigure { value, step, of: Of::Quantity(written), ..times(tokens, (at, last), value) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::verdict::said::tokens::{Piece, sentences};

    fn found(text: &str) -> Vec<String> {
        let sentences = sentences(&[Piece::Words(text)]);
        let figures = sentences.iter().flat_map(|tokens| figures(tokens, Units::of_library()));
        let shown = figures.filter(|figure| figure.of != Of::Count).map(|figure| {
            let unit = match &figure.of {
                Of::Quantity(written) => written.symbol.clone(),
                _ => "×".to_owned(),
            };
            let value = match &figure.of {
                Of::Quantity(written) => (figure.value - written.offset) / written.factor,
                _ => figure.value,
            };
            format!("{}: {:?} {value} {unit}", figure.text, figure.meant)
        });
        shown.collect()
    }

    #[test]
    fn quantities_in_digits_and_words() {
        assert_eq!(found("It takes 42 ms."), ["42 ms: Rounded 42 ms"]);
        assert_eq!(
            found("about four minutes, 12,000 bytes"),
            ["four minutes: About 4 minute", "12,000 bytes: Rounded 12000 byte"]
        );
        assert_eq!(
            found("at least 3.5 TB/s and 30 percent"),
            ["3.5 TB/s: Above 3.5 TB/s", "30 percent: Rounded 30 %"]
        );
        assert_eq!(found("twenty-five kilograms, two gigabytes per second").len(), 2);
    }

    #[test]
    fn multipliers_only_where_they_compare() {
        assert_eq!(
            found("twice as much, 4× less, a tenfold rise"),
            ["twice: Rounded 2 ×", "4×: Rounded 4 ×", "tenfold: Rounded 10 ×"]
        );
        assert_eq!(found("It falls to a quarter of the rest."), ["a quarter: Rounded 0.25 ×"]);
        assert_eq!(found("Twice a day, three times a week, at the same time"), [""; 0]);
    }

    #[test]
    fn fractions_of_several_parts_and_of_units() {
        assert_eq!(
            found("Two thirds of it, three-quarters of the rest, one out of five."),
            [
                "Two thirds: Rounded 0.6666666666666666 ×",
                "three-quarters: Rounded 0.75 ×",
                "one out of five: Rounded 0.2 ×"
            ]
        );
        assert_eq!(
            found("Half an hour, three quarters of an hour, a quarter of a litre."),
            [
                "Half an hour: Rounded 0.5 hour",
                "three quarters of an hour: Rounded 0.75 hour",
                "a quarter of a litre: Rounded 0.25 litre"
            ]
        );
        assert_eq!(found("One half of us came."), ["half: Rounded 0.5 ×"]);
    }

    #[test]
    fn names_and_counts_are_no_quantities() {
        assert_eq!(
            found("Llama 3 8B on an H100, a 4-bit number, in 2019, the first 3 labs, 8 users"),
            [""; 0]
        );
        assert_eq!(found("You spend 2 in 3 days, a 16-core chip and 3 a day.").len(), 1);
    }
}

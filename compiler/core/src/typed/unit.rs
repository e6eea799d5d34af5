//! The unit that stands behind a number: every way to read its words, one after the other.

use alloc::vec::Vec;

use super::amount::AmountReader;
use super::plain::DOT;
use super::{Code, EXACT, Fault, Lexicon, MULTIPLE, Scale};
use crate::text::parts;

/// More readings than this of one text say nothing.
const MOST: u32 = 2000;

/// What the words so far stand for.
#[derive(Clone, Copy)]
struct Sense {
    factor: f64,
    /// Where its zero lies, if it is one word alone.
    offset: f64,
    code: Code,
    /// Whether it only multiplies the number.
    multiple: bool,
    words: u32,
}

/// Looks for everything that a text can mean where a scale is asked for.
pub(super) struct UnitSearch<'a> {
    scale: &'a Scale,
    lexicon: &'a Lexicon,
    /// Whether capitals matter.
    loose: bool,
    /// Factors and offsets that were found.
    found: Vec<(f64, f64)>,
    /// What the number is multiplied by, if the words do only that: "million".
    multiple: Option<f64>,
    fault: Fault,
    steps: u32,
}

impl<'a> UnitSearch<'a> {
    /// Factors and offsets: as the text is written, else whatever its capitals. `currency` stands before it.
    pub(super) fn of(
        scale: &'a Scale,
        lexicon: &'a Lexicon,
        text: AmountReader<'_>,
        currency: bool,
    ) -> Result<Vec<(f64, f64)>, Fault> {
        let fault = Fault::Unknown;
        let mut search =
            UnitSearch { scale, lexicon, loose: false, found: Vec::new(), multiple: None, fault, steps: 0 };
        let one =
            Sense { factor: 1.0, offset: 0.0, code: Code { hard: 0, counts: 0 }, multiple: true, words: 0 };
        loop {
            if currency {
                search.word(b"$", text, one, 1, false);
            } else {
                search.walk(text, one, false, false);
            }
            // "8k" of a GB: so many of them, or of the unit without its prefix.
            if let (true, Some(multiple)) = (search.found.is_empty(), search.multiple) {
                for unit in [scale.unit.factor, scale.stem] {
                    search.found.push((multiple * unit, scale.unit.offset));
                }
            }
            if !search.found.is_empty() {
                return Ok(search.found);
            }
            if search.loose {
                return Err(search.fault);
            }
            search.loose = true;
        }
    }

    /// Goes on behind some words. The next one divides if it stands `under`, and so do all in brackets that do.
    #[inline(never)]
    fn walk(&mut self, mut text: AmountReader<'_>, sense: Sense, mut under: bool, mut group: bool) {
        self.steps += 1;
        if self.steps > MOST {
            return;
        }
        loop {
            let from = text.at;
            let byte = text.peek();
            text.at += 1;
            match byte {
                0 => return self.end(&sense),
                b' ' | b'*' | b'-' | DOT => {}
                b'/' => under = true,
                b'(' => (group, under) = (under, false),
                b')' => group = false,
                b'1' if text.peek() == b'/' => {}
                b'0'..=b'9' => {
                    self.fault = Fault::Several;
                    return;
                }
                _ => {
                    while !matches!(text.peek(), 0 | b' ' | b'*' | DOT | b'-' | b'/' | b'(' | b')' | b'^') {
                        text.at += 1;
                    }
                    let mut word = text.text.get(from..text.at).unwrap_or_default();
                    if word == b"per" {
                        under = true;
                        continue;
                    }
                    let sign = if under == group { 1 } else { -1 };
                    if !self.word(word, text, sense, sign, group) {
                        // `m2`
                        while let [stem @ .., b'0'..=b'9'] = word {
                            word = stem;
                            text.at -= 1;
                        }
                        self.word(word, text, sense, sign, group);
                    }
                    return;
                }
            }
        }
    }

    /// What the words stand for, once there is none left.
    fn end(&mut self, sense: &Sense) {
        let (asked, code) = (self.scale.code, sense.code);
        if sense.words == 0 {
            return;
        }
        if self.fault == Fault::Unknown {
            self.fault = Fault::Kind(code.hard);
        }
        if sense.multiple {
            self.multiple = Some(sense.factor);
        } else if code.hard == asked.hard
            && (code.counts == asked.counts || code.counts == 0 || asked.counts == 0)
        {
            // The difference of two temperatures has no zero of its own.
            let point = sense.words == 1 && self.scale.unit.offset != 0.0;
            self.found.push((sense.factor, if point { sense.offset } else { 0.0 }));
        }
    }

    /// Everything that a word can stand for, in the plural too, with a power behind it; whether it is any unit.
    #[inline(never)]
    fn word(
        &mut self,
        word: &[u8],
        mut text: AmountReader<'_>,
        sense: Sense,
        sign: i32,
        group: bool,
    ) -> bool {
        text.eat(b'^');
        let power = sign * text.exponent().unwrap_or(1);
        let mut known = false;
        let mut stem = word;
        for end in [b's', b'e', 0] {
            for unit in &self.lexicon.words {
                for name in parts(&unit.names, ' ') {
                    let Some(front) = stem.len().checked_sub(name.len()) else { continue };
                    let (front, back) = stem.split_at_checked(front).unwrap_or_default();
                    if self.loose && unit.class & EXACT != 0 || !self.same(back, name) {
                        continue;
                    }
                    let mut scale = if front.is_empty() { 1.0 } else { 0.0 };
                    for prefix in &self.lexicon.prefixes {
                        let fits = prefix.class & unit.class != 0 && !front.is_empty();
                        // "megabytes", not "megaB" nor "Mbyte": but whoever writes them means them.
                        if fits && parts(&prefix.names, ' ').any(|name| self.same(front, name)) {
                            scale = prefix.factor;
                        }
                    }
                    if scale == 0.0 {
                        continue;
                    }
                    known = true;
                    let each = scale * unit.factor;
                    let times = |a: u32, b: u32| a.wrapping_add(b.wrapping_mul(power as u32));
                    let next = Sense {
                        factor: match power {
                            1 => sense.factor * each,
                            -1 => sense.factor / each,
                            _ => sense.factor * libm::pow(each, f64::from(power)),
                        },
                        offset: if power == 1 { unit.offset } else { 0.0 },
                        code: Code {
                            hard: times(sense.code.hard, unit.code.hard),
                            counts: times(sense.code.counts, unit.code.counts),
                        },
                        multiple: sense.multiple && unit.class & MULTIPLE != 0,
                        words: sense.words + 1,
                    };
                    self.walk(text, next, false, group);
                }
            }
            match stem {
                [rest @ .., last] if rest.len() > 1 && last.to_ascii_lowercase() == end => stem = rest,
                _ => break,
            }
        }
        known
    }

    #[inline(never)]
    fn same(&self, a: &[u8], b: &str) -> bool {
        if self.loose { a.eq_ignore_ascii_case(b.as_bytes()) } else { a == b.as_bytes() }
    }
}

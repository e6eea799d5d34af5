//! The words for units that students type: the language's own, and what people say besides. Start at
//! [`Units::lexicon`].

use lab_core::number::Unit as Asked;
use lab_core::typed::{Code, EXACT, Lexicon, MULTIPLE, Scale, Word, plain};

use super::lookup::PREFIXES;
use super::{Dimension, Exponent, Prefixes, Units, Written};

/// Other names of units. Plurals are understood, and so are other capitals where they leave no doubt.
const NAMES: &[(&str, &str)] = &[
    ("s", "sec"),
    ("h", "hr"),
    ("day", "d"),
    ("year", "yr"),
    ("m", "metre"),
    ("param", "parameter"),
    ("USD", "$ dollar"),
    ("gCO2e", "gCO2"),
    ("tCO2e", "tCO2"),
    ("t", "ton"),
    ("%", "percent pct"),
    ("°C", "C degC celsius"),
    ("°F", "F degF fahrenheit"),
];

/// How texts call units besides: students type other words.
const IN_TEXTS: &[(&str, &str)] = &[
    ("kn", "knot"),
    ("L", "liter"),
    ("ft", "feet"),
    ("inch", "inche"),
    ("EUR", "euro"),
    ("tbsp", "tablespoon"),
    ("tsp", "teaspoon"),
    ("ha", "hectare"),
    ("A", "amp"),
    ("dB", "decibel"),
    ("cal", "calorie"),
    ("atm", "atmosphere"),
    ("eV", "electronvolt"),
    ("g", "gramme"),
    ("nmi", "nautical_mile"),
];

/// Words for a unit over a second, or for a unit alone, and whether their capitals matter.
const WORDS: &[(&str, &str, bool, u8)] = &[
    ("b", "B", false, EXACT),
    ("b", "bit", false, EXACT),
    ("Bps", "B", true, EXACT),
    ("bps", "bit", true, EXACT),
    ("FLOPS", "FLOP", true, 0),
    ("OPS", "OP", true, 0),
    ("tps", "tok", true, 0),
    ("rps qps", "request", true, 0),
];

/// Words that multiply a number.
const MULTIPLES: &[(&str, f64, u8)] = &[
    ("thousand", 1e3, 0),
    ("lakh", 1e5, 0),
    ("million mio", 1e6, 0),
    ("crore", 1e7, 0),
    ("billion", 1e9, 0),
    ("trillion", 1e12, 0),
    ("k K", 1e3, EXACT),
    ("M", 1e6, EXACT),
    ("G B bn", 1e9, EXACT),
    ("T", 1e12, EXACT),
];

/// Names of prefixes, spelled out.
const SPELLED: &[(&str, &str)] = &[
    ("q", "quecto"),
    ("r", "ronto"),
    ("y", "yocto"),
    ("z", "zepto"),
    ("a", "atto"),
    ("f", "femto"),
    ("p", "pico"),
    ("n", "nano"),
    ("u", "micro"),
    ("m", "milli"),
    ("c", "centi"),
    ("d", "deci"),
    ("da", "deca"),
    ("h", "hecto"),
    ("k", "kilo"),
    ("M", "mega"),
    ("G", "giga"),
    ("T", "tera"),
    ("P", "peta"),
    ("E", "exa"),
    ("Z", "zetta"),
    ("Y", "yotta"),
    ("R", "ronna"),
    ("Q", "quetta"),
    ("Ki", "kibi"),
    ("Mi", "mebi"),
    ("Gi", "gibi"),
    ("Ti", "tebi"),
    ("Pi", "pebi"),
    ("Ei", "exbi"),
];

/// What dimensions are called where their names say too little to a student.
const KINDS: &[(&str, &str)] = &[
    ("Info", "an amount of data"),
    ("Op", "a number of operations"),
    ("Token", "a number of tokens"),
    ("Param", "a number of parameters"),
    ("Money", "an amount of money"),
    ("Carbon", "an amount of carbon"),
];

impl Units {
    /// Everything that a page has to know to read what students type.
    pub fn lexicon(&self) -> Lexicon {
        let mut words = Vec::new();
        for (name, unit) in self.units.iter().filter(|(name, unit)| **name == unit.symbol) {
            let others = self.units.iter().filter(|(other, unit)| unit.symbol == *name && *other != name);
            let mut names = vec![plain(name)];
            names.extend(others.map(|(other, _)| plain(other)));
            names.extend(NAMES.iter().filter(|(of, _)| of == name).map(|(_, said)| (*said).to_owned()));
            words.push(Word {
                names: names.join(" "),
                factor: unit.factor,
                offset: unit.offset,
                code: self.code(&unit.dimension),
                class: class(unit.prefixes),
            });
        }
        let time = self.dimensions.get("Time").cloned().unwrap_or_default();
        for (names, of, rate, flags) in WORDS {
            let Some(unit) = self.units.get(*of) else { continue };
            let over = if *rate { unit.dimension.over(&time) } else { Some(unit.dimension.clone()) };
            words.extend(over.map(|dimension| Word {
                names: (*names).to_owned(),
                factor: unit.factor,
                offset: 0.0,
                code: self.code(&dimension),
                class: class(unit.prefixes) | flags,
            }));
        }
        let plain_number = |names: &str, factor, class| Word {
            names: names.to_owned(),
            factor,
            offset: 0.0,
            code: Code::default(),
            class,
        };
        words.push(plain_number("x times", 1.0, 0));
        words.extend(
            MULTIPLES.iter().map(|(names, factor, flags)| plain_number(names, *factor, MULTIPLE | flags)),
        );
        let mut prefixes: Vec<Word> = Vec::new();
        for (symbol, factor, allowed) in PREFIXES.iter().filter(|(symbol, ..)| symbol.is_ascii()) {
            let spelled = SPELLED.iter().find(|(of, _)| of == symbol).map_or("", |(_, name)| name);
            let names = format!("{symbol} {spelled}").trim().to_owned();
            let class = (0..6).map(|bit| 1 << bit).filter(|bit| allowed(prefixes_of(*bit))).sum();
            prefixes.push(Word { names, factor: *factor, class, ..Word::default() });
        }
        let kind = |code: Code, names: String| Word { names, code, ..Word::default() };
        let mut kinds = vec![kind(Code::default(), "a plain number".to_owned())];
        for (name, dimension) in &self.dimensions {
            let base = dimension.factors.len() == 1 && dimension.factors[0].1 == Exponent::whole(1);
            let code = self.code(dimension);
            if code.hard == 0 || name.ends_with("Rate") {
                continue;
            }
            let known = KINDS.iter().find(|(of, _)| of == name).map(|(_, said)| (*said).to_owned());
            let said = match self.level(dimension) {
                Some(_) => format!("a level in {name}"),
                None => known.unwrap_or_else(|| super::dimension::in_words(name)),
            };
            // A name of its own comes before that of a combination.
            if base {
                kinds.insert(1, kind(code, said));
            } else {
                kinds.push(kind(code, said));
            }
        }
        Lexicon { words, prefixes, kinds, time: self.code(&time).hard }
    }

    /// A dimension as a number.
    pub fn code(&self, dimension: &Dimension) -> Code {
        let mut code = Code::default();
        for (base, power) in &dimension.factors {
            let part = weight(*base).wrapping_mul(12).wrapping_mul(power.over as u32);
            let part = match power.under {
                1 => part,
                2 | 3 | 4 | 6 | 12 => weight(*base).wrapping_mul((12 / power.under * power.over) as u32),
                // Nobody types such a power: it is none that could be typed.
                under => part.wrapping_mul(weight(under as u16 ^ 0x8000)),
            };
            let soft = self.bases.get(usize::from(*base)).is_some_and(|base| base.soft);
            let sum = if soft { &mut code.counts } else { &mut code.hard };
            *sum = sum.wrapping_add(part);
        }
        code
    }

    /// How a number is asked for in a unit, within a range.
    pub fn scale(&self, unit: &Asked, dimension: &Dimension, from: f64, to: f64) -> Scale {
        let stem = PREFIXES.iter().find_map(|(prefix, factor, allowed)| {
            let rest = unit.symbol.strip_prefix(prefix)?;
            let end = rest.find(['/', '·', '*', '^', '²', '³']).unwrap_or(rest.len());
            let known = self.units.get(rest.get(..end)?)?;
            allowed(known.prefixes).then_some(unit.factor / factor)
        });
        let stem = stem.unwrap_or(unit.factor);
        Scale { unit: unit.clone(), stem, code: self.code(dimension), from, to, snaps: false }
    }
}

/// A bit for each class of prefixes.
fn class(prefixes: Prefixes) -> u8 {
    let bits = [prefixes.small, prefixes.large, prefixes.binary, prefixes.centi];
    bits.iter().enumerate().map(|(bit, holds)| u8::from(*holds) << bit).sum()
}

/// The prefixes of one class.
fn prefixes_of(bit: u8) -> Prefixes {
    Prefixes { small: bit == 1, large: bit == 2, binary: bit == 4, centi: bit == 8 }
}

/// A random number for each base dimension, always the same (splitmix64).
fn weight(base: u16) -> u32 {
    let mut bits = (u64::from(base) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ (bits >> 31)) >> 16) as u32
}

impl Units {
    /// A unit by a word of a sentence, such as `minutes`, `gigabytes` or `kWh`; nothing for other words.
    pub fn spoken(&self, word: &str) -> Option<Written> {
        if let Some(written) = self.named(word) {
            return Some(written);
        }
        if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let single = word.strip_suffix('s').filter(|single| single.len() > 2);
        [Some(word), single].into_iter().flatten().find_map(|word| self.spelled(word))
    }

    /// A unit by its name with a prefix that is spelled out, in the singular.
    fn spelled(&self, word: &str) -> Option<Written> {
        let of = |word: &str| {
            let mut known = NAMES.iter().chain(IN_TEXTS);
            let known = known.find(|(_, names)| names.split(' ').any(|name| name == word));
            known.map_or(word, |(of, _)| *of).to_owned()
        };
        if let Some(written) = self.named(&of(word)) {
            return Some(written);
        }
        SPELLED.iter().find_map(|(symbol, name)| {
            let rest = self.named(&of(word.strip_prefix(name)?))?;
            self.named(&format!("{symbol}{}", self.units.get(&rest.symbol)?.symbol))
        })
    }
}

//! From a unit as written to its dimension and factor, or to what may have been meant.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::display::unit_written;
use super::{Dimension, Exponent, Prefixes, Unit, Units};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Span};
use crate::syntax::tree::UnitExpr;

/// A unit expression that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub dimension: Dimension,
    /// How many coherent base units it is.
    pub factor: f64,
    /// Where its zero lies, in base units.
    pub offset: f64,
    /// As the author wrote it.
    pub symbol: String,
    /// Its factors by name, prefixes and all, with their exponents.
    pub parts: Vec<(String, Exponent)>,
}

/// A unit that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFault {
    pub span: Span,
    /// The word.
    pub word: String,
    /// The prefix and the unit it would be with, where the unit takes no such prefix.
    pub prefix: Option<(String, String)>,
    /// Whether the unit is known, but not with this exponent.
    pub exponent: bool,
    /// Whether the unit is a logarithm, which stands alone.
    pub level: bool,
}

/// The spellings of all units.
#[derive(Clone, Debug, Default)]
pub(super) struct Spellings {
    all: Vec<String>,
    /// Where each of them stands, whatever its capitals.
    lower: HashMap<String, Vec<usize>>,
}

/// Prefix, factor, and which class it belongs to.
pub(super) const PREFIXES: &[(&str, f64, fn(Prefixes) -> bool)] = &[
    ("f", 1e-15, |p| p.small),
    ("p", 1e-12, |p| p.small),
    ("n", 1e-9, |p| p.small),
    ("u", 1e-6, |p| p.small),
    ("µ", 1e-6, |p| p.small),
    ("μ", 1e-6, |p| p.small),
    ("m", 1e-3, |p| p.small),
    ("c", 1e-2, |p| p.centi),
    ("Ki", 1024.0, |p| p.binary),
    ("Mi", 1_048_576.0, |p| p.binary),
    ("Gi", 1_073_741_824.0, |p| p.binary),
    ("Ti", 1_099_511_627_776.0, |p| p.binary),
    ("Pi", 1_125_899_906_842_624.0, |p| p.binary),
    ("k", 1e3, |p| p.large),
    ("M", 1e6, |p| p.large),
    ("G", 1e9, |p| p.large),
    ("T", 1e12, |p| p.large),
    ("P", 1e15, |p| p.large),
    ("E", 1e18, |p| p.large),
    ("Z", 1e21, |p| p.large),
    ("Y", 1e24, |p| p.large),
];

impl Units {
    /// A unit by its name, prefix and all: its factor and the unit itself.
    pub fn find(&self, word: &str) -> Option<(f64, &Unit)> {
        if let Some(unit) = self.units.get(word) {
            return Some((1.0, unit));
        }
        self.with_prefix(word).map(|(_, factor, unit)| (factor, unit))
    }

    /// The prefix of a word and the unit behind it.
    pub(super) fn prefixed(&self, word: &str) -> Option<(&'static str, &Unit)> {
        self.with_prefix(word).map(|(prefix, _, unit)| (prefix, unit))
    }

    fn with_prefix(&self, word: &str) -> Option<(&'static str, f64, &Unit)> {
        PREFIXES.iter().find_map(|(prefix, factor, allowed)| {
            let unit = self.units.get(word.strip_prefix(prefix)?)?;
            allowed(unit.prefixes).then_some((*prefix, *factor, unit))
        })
    }

    /// Whether a word is the plural of a unit.
    pub fn is_plural(&self, word: &str) -> bool {
        self.units.get(word).is_some_and(|unit| unit.plural.as_deref() == Some(word))
    }

    /// A unit by its name alone, as if it had been written.
    pub fn named(&self, word: &str) -> Option<Written> {
        let (scale, unit) = self.find(word)?;
        Some(Written {
            dimension: unit.dimension.clone(),
            factor: scale * unit.factor,
            offset: unit.offset,
            symbol: word.to_owned(),
            parts: vec![(word.to_owned(), Exponent::whole(1))],
        })
    }

    /// What a unit expression means.
    pub fn written(&self, expr: &UnitExpr) -> Result<Written, UnitFault> {
        let mut dimension = Dimension::NONE;
        let mut factor = 1.0;
        let mut offset = 0.0;
        let mut parts: Vec<(String, Exponent)> = Vec::with_capacity(expr.factors.len());
        for (name, (over, under)) in &expr.factors {
            let fault = |exponent: bool| UnitFault {
                span: name.span,
                word: name.text.clone(),
                prefix: if exponent { None } else { self.prefix_of(&name.text) },
                exponent,
                level: false,
            };
            let (scale, unit) = self.find(&name.text).ok_or_else(|| fault(false))?;
            let power = Exponent::fraction(i64::from(*over), i64::from(*under)).ok_or_else(|| fault(true))?;
            if (expr.factors.len() > 1 || power != Exponent::whole(1))
                && self.level(&unit.dimension).is_some()
            {
                return Err(UnitFault { level: true, ..fault(true) });
            }
            dimension = dimension.times_power(&unit.dimension, power).ok_or_else(|| fault(true))?;
            let each = scale * unit.factor;
            parts.push((name.text.clone(), power));
            match (power.over, power.under) {
                // Multiplying and dividing keep decimal factors exact where a power would round.
                (1, 1) => factor *= each,
                (-1, 1) => factor /= each,
                _ => factor *= libm::pow(each, power.value()),
            }
            if expr.factors.len() == 1 && power == Exponent::whole(1) {
                offset = unit.offset;
            }
        }
        // A decimal exponent has no raised form.
        let symbol = if expr.text.contains('.') { unit_written(&parts) } else { expr.text.clone() };
        Ok(Written { dimension, factor, offset, symbol, parts })
    }

    /// The prefix and unit a word would be, if the unit took that prefix.
    fn prefix_of(&self, word: &str) -> Option<(String, String)> {
        PREFIXES.iter().map(|(prefix, ..)| *prefix).chain(["K", "h", "d"]).find_map(|prefix| {
            let rest = word.strip_prefix(prefix)?;
            // A single letter left over is a coincidence more often than a unit: `Kb`, `MM`.
            let unit = (rest.len() > 1).then(|| self.units.get(rest)).flatten()?;
            Some((prefix.to_owned(), unit.symbol.clone()))
        })
    }

    /// Every spelling there is: symbols and aliases with their prefixes. They are put together once, and again after
    /// another unit is declared.
    fn spellings(&self) -> &Spellings {
        self.spellings.get_or_init(|| {
            let all = self.units.iter().flat_map(|(name, unit)| {
                let prefixed = PREFIXES.iter().filter(|(_, _, allowed)| allowed(unit.prefixes));
                let prefixed = prefixed.filter(|(prefix, ..)| prefix.is_ascii());
                std::iter::once(name.clone())
                    .chain(prefixed.map(move |(prefix, ..)| format!("{prefix}{name}")))
            });
            let mut spellings = Spellings { all: all.collect(), ..Spellings::default() };
            for (place, spelling) in spellings.all.iter().enumerate() {
                spellings.lower.entry(spelling.to_lowercase()).or_default().push(place);
            }
            Arc::new(spellings)
        })
    }

    /// Takes in a unit under one of its names.
    pub(super) fn add(&mut self, name: String, unit: Unit) {
        self.units.insert(name, unit);
        self.spellings = OnceLock::new();
    }

    /// The symbol that a word means in a module of the library which the lab doesn't use, with that module.
    fn in_library(&self, word: &str) -> Option<(String, &'static str)> {
        let known = |symbol: &String| Units::of_library().find(symbol).is_some();
        let singular = word.strip_suffix('s').map(str::to_owned);
        let meant = [Some(word.to_owned()), everyday(&word.to_lowercase()), singular];
        let symbol = meant.into_iter().flatten().find(known).filter(|symbol| self.find(symbol).is_none())?;
        let module = Units::module_of(&symbol)?;
        Some((symbol, module))
    }

    /// What a misspelled unit can be read as, likeliest first.
    pub fn readings(&self, word: &str) -> Vec<String> {
        let mut readings: Vec<String> = Vec::new();
        let lower = word.to_lowercase();
        if let Some(symbol) = everyday(&lower).filter(|symbol| self.find(symbol).is_some()) {
            return vec![symbol];
        }
        if self.in_library(word).is_some() {
            return readings;
        }
        // `Kb`, `MB/s` and their kin: which of byte and bit, decimal and binary?
        let stem = ["ib", "bits", "bytes", "bit", "byte", "b"].iter().find_map(|end| lower.strip_suffix(end));
        if let Some(stem) = stem
            && let Some(prefix) = ["k", "m", "g", "t", "p"].iter().find(|prefix| **prefix == stem)
        {
            let decimal = if *prefix == "k" { "k".to_owned() } else { prefix.to_uppercase() };
            let binary = format!("{}i", prefix.to_uppercase());
            readings.extend([format!("{decimal}B"), format!("{binary}B"), format!("{decimal}bit")]);
        }
        // `FLOPS`, `TOPS`: an amount, or a rate?
        for count in ["flop", "op"] {
            if let Some(prefix) =
                lower.strip_suffix(&format!("{count}s")).or(lower.strip_suffix(&format!("{count}/s")))
            {
                let symbol = format!("{}{}", prefix.to_uppercase(), count.to_uppercase());
                if self.find(&symbol).is_some() && readings.is_empty() {
                    readings.extend([format!("{symbol}/s"), symbol]);
                }
            }
        }
        let spellings = self.spellings();
        let same = spellings.lower.get(&lower).into_iter().flatten();
        readings.extend(same.map(|place| spellings.all[*place].clone()));
        if let Some(singular) = word.strip_suffix('s').filter(|singular| self.find(singular).is_some()) {
            readings.push(singular.to_owned());
        }
        if readings.is_empty() && word.chars().count() > 2 {
            readings.extend(
                crate::similar::nearest(word, spellings.all.iter().map(String::as_str)).map(str::to_owned),
            );
        }
        let mut seen = std::collections::BTreeSet::new();
        readings.retain(|reading| reading != word && seen.insert(reading.clone()));
        readings.truncate(4);
        readings
    }
}

impl UnitFault {
    /// What to say about it.
    pub fn diagnostic(&self, units: &Units, file: FileId) -> Diagnostic {
        let word = &self.word;
        if self.level {
            let headline = format!("`{word}` is logarithmic, so it can't be multiplied or divided.");
            return Diagnostic::error(Code::LevelArithmetic, headline, file, self.span, "stands alone")
                .help(format!("write a loss per metre as a power: `(0.2 {word})^(length / 1 m)`"));
        }
        if self.exponent {
            let headline = format!("The exponent of `{word}` is out of bounds.");
            return Diagnostic::error(Code::TooDeep, headline, file, self.span, "raised by this")
                .help("its numerator and denominator must be between 1 and 9999");
        }
        let readings = units.readings(word);
        let mut diagnostic = match &self.prefix {
            Some((prefix, symbol)) => Diagnostic::error(
                Code::PrefixNotAllowed,
                format!("`{symbol}` can't take the prefix `{prefix}`."),
                file,
                self.span,
                "not a unit",
            )
            .help(match (prefix.as_str(), units.units.get(symbol).map(|unit| unit.prefixes)) {
                ("Ki" | "Mi" | "Gi" | "Ti" | "Pi", Some(prefixes)) if prefixes.large => format!(
                    "binary prefixes are for bytes and bits only; a thousandfold is `{}{symbol}`",
                    if prefix == "Ki" { "k" } else { &prefix[..1] }
                ),
                (_, Some(prefixes)) if prefixes == Prefixes::default() => {
                    format!("write the number in full, or a larger unit than `{symbol}`")
                }
                _ => format!("`{symbol}` has other prefixes; the reference of units lists them"),
            }),
            None => {
                let diagnostic = Diagnostic::error(
                    Code::UnknownUnit,
                    format!("There is no unit `{word}`."),
                    file,
                    self.span,
                    "not a unit",
                );
                if let Some((symbol, module)) = units.in_library(word) {
                    let what = if symbol == *word { "it".to_owned() } else { format!("it as `{symbol}`") };
                    return diagnostic.help(format!(
                        "`std.{module}` has {what}: write `use std.{module}` below the head of the lab"
                    ));
                }
                // What is likely meant is said first, what might be after how to declare one.
                match is_kin(word, &readings) {
                    true => diagnostic,
                    false => diagnostic.help(format!(
                        "declare it: `unit {word} = 3 …` in terms of a known unit, or `dimension Some_quantity` \
                         and `unit {word}: Some_quantity`"
                    )),
                }
            }
        };
        match readings.as_slice() {
            [] => {}
            [only] => {
                diagnostic = diagnostic.help(format!("did you mean `{only}`?")).fix(
                    format!("write `{only}`"),
                    file,
                    self.span,
                    only,
                );
            }
            several => {
                let list: Vec<String> = several.iter().map(|reading| explained(units, reading)).collect();
                diagnostic =
                    diagnostic.help(format!("it could mean {}: write the one you mean", list.join(", ")));
            }
        }
        diagnostic
    }
}

/// How units are written in everyday words, beside the symbol of each.
const EVERYDAY: &[(&str, &str)] = &[
    ("sec", "s"),
    ("hr", "h"),
    ("d", "day"),
    ("wk", "week"),
    ("yr", "year"),
    ("metre", "m"),
    ("gramme", "g"),
    ("liter", "L"),
    ("l", "L"),
    ("ml", "mL"),
    ("amp", "A"),
    ("dollar", "USD"),
    ("euro", "EUR"),
    ("percent", "%"),
    ("celsius", "°C"),
    ("feet", "ft"),
    ("inches", "inch"),
];

/// Prefixes in words.
const PREFIX_WORDS: &[(&str, &str)] = &[
    ("nano", "n"),
    ("micro", "u"),
    ("milli", "m"),
    ("centi", "c"),
    ("kilo", "k"),
    ("mega", "M"),
    ("giga", "G"),
    ("tera", "T"),
];

/// The symbol of a unit that is written as in everyday life: `hrs`, `kilometres`. Whether there is such a unit is another
/// question.
fn everyday(lower: &str) -> Option<String> {
    let singular = |word: &str| word.strip_suffix('s').filter(|word| word.len() > 1).map(str::to_owned);
    let of = |word: &str| {
        EVERYDAY.iter().find(|(other, _)| *other == word).map(|(_, symbol)| (*symbol).to_owned())
    };
    of(lower).or_else(|| of(&singular(lower)?)).or_else(|| {
        let (prefix, symbol) = PREFIX_WORDS.iter().find(|(prefix, _)| lower.starts_with(prefix))?;
        let word = &lower[prefix.len()..];
        let library = Units::of_library();
        let unit = |word: &str| library.units.get(word).map(|unit| unit.symbol.clone());
        let unit = of(word)
            .or_else(|| unit(word))
            .or_else(|| singular(word).and_then(|word| of(&word).or_else(|| unit(&word))));
        Some(format!("{symbol}{}", unit?))
    })
}

/// Whether a word is a spelling of what it can be read as, and not only near it.
fn is_kin(word: &str, readings: &[String]) -> bool {
    let lower = word.to_lowercase();
    let same = |reading: &String| {
        let reading = reading.to_lowercase();
        reading == lower || lower.strip_suffix('s') == Some(reading.as_str())
    };
    let is_everyday = everyday(&lower).is_some_and(|symbol| readings.first() == Some(&symbol));
    readings.len() > 1 || is_everyday || readings.iter().any(same)
}

/// A unit with what it is: "`kB` (1000 B)".
fn explained(units: &Units, reading: &str) -> String {
    let rate = reading.ends_with("/s");
    let Some((factor, unit)) = units.find(reading.trim_end_matches("/s")) else {
        return format!("`{reading}`");
    };
    if rate {
        return format!("`{reading}` (a rate)");
    }
    if factor == 1.0 || unit.symbol == "FLOP" || unit.symbol == "OP" {
        return format!("`{reading}`");
    }
    let scale = if factor < 1e5 { format!("{factor}") } else { format!("{factor:e}") };
    format!("`{reading}` ({scale} {})", unit.symbol)
}

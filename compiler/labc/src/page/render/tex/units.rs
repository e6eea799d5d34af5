//! Numbers and units as siunitx writes them: `\qty{3.5}{\giga\byte}` or `\qty{3.5}{GB}`.

use std::ops::Range;

use super::TexFault;
use super::plain::{group, name};

/// A unit in plain TeX.
pub(super) struct TexUnit {
    /// The TeX.
    pub(super) tex: String,
    /// It follows its number without a space, as the degrees of an angle do.
    pub(super) touches: bool,
}

/// Prefixes by their names.
const PREFIXES: [(&str, &str); 32] = [
    ("quecto", "q"),
    ("ronto", "r"),
    ("yocto", "y"),
    ("zepto", "z"),
    ("atto", "a"),
    ("femto", "f"),
    ("pico", "p"),
    ("nano", "n"),
    ("micro", "µ"),
    ("milli", "m"),
    ("centi", "c"),
    ("deci", "d"),
    ("deca", "da"),
    ("hecto", "h"),
    ("kilo", "k"),
    ("mega", "M"),
    ("giga", "G"),
    ("tera", "T"),
    ("peta", "P"),
    ("exa", "E"),
    ("zetta", "Z"),
    ("yotta", "Y"),
    ("ronna", "R"),
    ("quetta", "Q"),
    ("kibi", "Ki"),
    ("mebi", "Mi"),
    ("gibi", "Gi"),
    ("tebi", "Ti"),
    ("pebi", "Pi"),
    ("exbi", "Ei"),
    ("zebi", "Zi"),
    ("yobi", "Yi"),
];

/// Units by their names.
const UNITS: [(&str, &str); 54] = [
    ("ampere", "A"),
    ("angstrom", "Å"),
    ("arcminute", "′"),
    ("arcsecond", "″"),
    ("astronomicalunit", "au"),
    ("bar", "bar"),
    ("becquerel", "Bq"),
    ("bel", "B"),
    ("bit", "bit"),
    ("byte", "B"),
    ("candela", "cd"),
    ("celsius", "°C"),
    ("coulomb", "C"),
    ("dalton", "Da"),
    ("day", "d"),
    ("decibel", "dB"),
    ("degree", "°"),
    ("degreeCelsius", "°C"),
    ("electronvolt", "eV"),
    ("farad", "F"),
    ("gram", "g"),
    ("gray", "Gy"),
    ("hectare", "ha"),
    ("henry", "H"),
    ("hertz", "Hz"),
    ("hour", "h"),
    ("joule", "J"),
    ("katal", "kat"),
    ("kelvin", "K"),
    ("kilogram", "kg"),
    ("liter", "L"),
    ("litre", "L"),
    ("lumen", "lm"),
    ("lux", "lx"),
    ("meter", "m"),
    ("metre", "m"),
    ("minute", "min"),
    ("mole", "mol"),
    ("neper", "Np"),
    ("newton", "N"),
    ("ohm", "Ω"),
    ("pascal", "Pa"),
    ("percent", "\\%"),
    ("radian", "rad"),
    ("second", "s"),
    ("siemens", "S"),
    ("sievert", "Sv"),
    ("steradian", "sr"),
    ("tesla", "T"),
    ("tonne", "t"),
    ("volt", "V"),
    ("watt", "W"),
    ("watthour", "Wh"),
    ("weber", "Wb"),
];

/// Symbols that commands such as `\kHz` and `\um` end with.
const SHORT: [&str; 26] = [
    "A", "B", "C", "F", "Gy", "H", "Hz", "J", "K", "L", "N", "Pa", "S", "Sv", "T", "V", "W", "Wh", "bit",
    "eV", "g", "l", "m", "mol", "s", "t",
];

/// A number in plain TeX: `1.5e-3` is 1.5 × 10⁻³, and long numbers have their digits in groups.
///
/// # Errors
/// What is not a number.
pub(super) fn number(tex: &str, at: Range<usize>) -> Result<String, TexFault> {
    let text = &tex[at.clone()];
    let compact: String = text
        .replace("\\pm", "±")
        .replace("+-", "±")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '~' && *c != '_')
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    let (mantissa, exponent) = match compact.split_once(['e', 'E', 'd', 'D']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (compact.as_str(), None),
    };
    let mut parts = mantissa.split('±').map(mantissa_of);
    let mantissa = parts.try_fold(Vec::new(), |mut done, part| {
        done.push(part?);
        Some(done)
    });
    let exponent = match exponent {
        Some(exponent) => signed(exponent)
            .filter(|(_, digits)| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .map(|(sign, digits)| format!("10^{{{sign}{digits}}}")),
        None => Some(String::new()),
    };
    let (Some(mantissa), Some(exponent)) = (mantissa, exponent) else {
        let message = format!("`{text}` is not a number: write it as in `\\num{{-1.5e6}}`");
        return Err(TexFault::at(message, at));
    };
    let has_mantissa = mantissa.iter().any(|part| !part.is_empty());
    if (!has_mantissa && exponent.is_empty()) || mantissa.len() > 2 {
        return Err(TexFault::at("a number is missing here, as in `\\num{1.5e6}`", at));
    }
    let uncertain = mantissa.len() == 2;
    let mantissa = mantissa.join(" \\pm ");
    Ok(match (has_mantissa, exponent.is_empty()) {
        (_, true) => mantissa,
        (false, false) => exponent,
        (true, false) if uncertain => format!("({mantissa}) \\times {exponent}"),
        (true, false) => format!("{mantissa} \\times {exponent}"),
    })
}

/// A sign and what follows it.
fn signed(text: &str) -> Option<(&str, &str)> {
    match text.chars().next()? {
        '+' => Some(("+", &text[1..])),
        '-' => Some(("-", &text[1..])),
        '\u{2212}' => Some(("-", &text['\u{2212}'.len_utf8()..])),
        _ => Some(("", text)),
    }
}

/// Digits with a point and perhaps an uncertainty in brackets; nothing is a mantissa too, that of `e6`.
fn mantissa_of(text: &str) -> Option<String> {
    let Some((sign, rest)) = signed(text) else { return Some(String::new()) };
    let (digits, uncertainty) = match rest.split_once('(') {
        Some((digits, rest)) => (digits, Some(rest.strip_suffix(')')?)),
        None => (rest, None),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let known = [Some(whole), fraction, uncertainty].into_iter().flatten().all(is_digits);
    if !known || (whole.is_empty() && fraction.is_none_or(str::is_empty)) {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let mut out = format!("{sign}{}", grouped(whole, whole.len() % 3));
    if let Some(fraction) = fraction {
        out = format!("{out}.{}", grouped(fraction, 0));
    }
    if let Some(uncertainty) = uncertainty {
        out = format!("{out}({uncertainty})");
    }
    Some(out)
}

/// Digits in groups of three, if there are five or more; `first` are in the first group.
fn grouped(digits: &str, first: usize) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 3 == first % 3 {
            out.push_str("\\,");
        }
        out.push(digit);
    }
    out
}

/// One unit of a product.
struct Factor {
    symbol: String,
    power: Option<String>,
    of: Option<String>,
    /// It stands below the line.
    below: bool,
}

/// Reads a unit from its left to its right.
struct UnitReader<'t> {
    tex: &'t str,
    at: usize,
    end: usize,
    factors: Vec<Factor>,
    prefix: Option<(&'static str, Range<usize>)>,
    /// The power of the next unit.
    power: Option<String>,
    /// The next unit stands below the line.
    below: bool,
    /// So do all units up to the closing bracket.
    bracket: bool,
}

/// A unit in plain TeX: from the names of siunitx, or from symbols.
///
/// # Errors
/// What is not a unit.
pub(super) fn unit(tex: &str, at: Range<usize>) -> Result<TexUnit, TexFault> {
    let mut reader = UnitReader {
        tex,
        at: at.start,
        end: at.end,
        factors: Vec::new(),
        prefix: None,
        power: None,
        below: false,
        bracket: false,
    };
    while reader.at < reader.end {
        reader.step()?;
    }
    if let Some((prefix, span)) = reader.prefix {
        return Err(TexFault::at(format!("the prefix `{prefix}` needs a unit after it"), span));
    }
    if reader.below || reader.power.is_some() {
        return Err(TexFault::at("a unit is missing at the end", at));
    }
    if reader.factors.is_empty() {
        return Err(TexFault::at("a unit is missing here, as in `\\unit{m/s}`", at));
    }
    let touches = reader.factors.len() == 1 && ["°", "′", "″"].contains(&reader.factors[0].symbol.as_str());
    Ok(TexUnit { tex: product(&reader.factors), touches })
}

fn product(factors: &[Factor]) -> String {
    let written = |factor: &Factor, inverse: bool| {
        let of = factor.of.as_ref().map(|of| format!("_{{\\text{{{of}}}}}")).unwrap_or_default();
        let power = match (&factor.power, inverse) {
            (Some(power), true) => format!("^{{-{power}}}"),
            (Some(power), false) => format!("^{{{power}}}"),
            (None, true) => "^{-1}".to_owned(),
            (None, false) => String::new(),
        };
        format!("\\text{{{}}}{of}{power}", factor.symbol)
    };
    let join = |below: bool, inverse: bool| {
        let chosen = factors.iter().filter(|factor| factor.below == below);
        let chosen: Vec<String> = chosen.map(|factor| written(factor, inverse)).collect();
        (chosen.len(), chosen.join("\\,"))
    };
    match (join(false, false), join(true, false)) {
        ((0, _), _) => join(true, true).1,
        ((_, above), (0, _)) => above,
        ((_, above), (1, below)) => format!("{above}/{below}"),
        ((_, above), (_, below)) => format!("{above}/({below})"),
    }
}

impl UnitReader<'_> {
    fn step(&mut self) -> Result<(), TexFault> {
        let rest = &self.tex[self.at..self.end];
        let Some(c) = rest.chars().next() else { return Ok(()) };
        let start = self.at;
        match c {
            '\\' => return self.command(),
            '^' => {
                self.at += 1;
                let power = self.script()?;
                return self.raise(power, start..self.at);
            }
            '/' => self.below = true,
            '(' if self.below => (self.bracket, self.below) = (true, false),
            ')' if self.bracket => self.bracket = false,
            c if c.is_whitespace() || "~.·*".contains(c) => {}
            c if is_symbol(c) => {
                let length = rest.find(|c: char| !is_symbol(c)).unwrap_or(rest.len());
                self.at += length;
                let symbol = rest[..length].replace('%', "\\%").replace('μ', "µ");
                return self.factor(symbol, start..self.at);
            }
            '%' => return Err(TexFault::at("write `\\%` for percent", start..start + 1)),
            c => {
                return Err(TexFault::at(
                    format!("`{c}` is not part of a unit"),
                    start..start + c.len_utf8(),
                ));
            }
        }
        self.at += c.len_utf8();
        Ok(())
    }

    fn command(&mut self) -> Result<(), TexFault> {
        let start = self.at;
        let rest = &self.tex[self.at + 1..self.end];
        let name = name(rest);
        self.at += 1 + name.len();
        let span = start..self.at;
        match name {
            "" => {
                let c = rest.chars().next().unwrap_or(' ');
                self.at += c.len_utf8().min(self.end - self.at);
                match c {
                    '%' => self.factor("\\%".to_owned(), start..self.at),
                    ',' | ' ' | ';' | ':' | '!' => Ok(()),
                    c => Err(TexFault::at(format!("`\\{c}` is not part of a unit"), start..self.at)),
                }
            }
            "per" => {
                self.below = true;
                Ok(())
            }
            "cdot" | "times" => Ok(()),
            "square" => self.next_power("2".to_owned(), span),
            "cubic" => self.next_power("3".to_owned(), span),
            "squared" => self.raise("2".to_owned(), span),
            "cubed" => self.raise("3".to_owned(), span),
            "tothe" => {
                let power = self.script()?;
                self.raise(power, span)
            }
            "raiseto" => {
                let power = self.script()?;
                self.next_power(power, span)
            }
            "of" => {
                let of = self.braces()?;
                match self.factors.last_mut() {
                    Some(last) => last.of = Some(of),
                    None => return Err(TexFault::at("`\\of` needs a unit before it", span)),
                }
                Ok(())
            }
            "text" | "mathrm" => {
                let symbol = self.braces()?;
                self.factor(symbol, span)
            }
            name => {
                if let Some((_, prefix)) =
                    PREFIXES.iter().find(|(known, _)| *known == name || name == "deka" && *known == "deca")
                {
                    if self.prefix.is_some() {
                        return Err(TexFault::at("a unit has one prefix only", span));
                    }
                    self.prefix = Some((prefix, span));
                    return Ok(());
                }
                if let Some((_, symbol)) = UNITS.iter().find(|(known, _)| *known == name) {
                    return self.factor((*symbol).to_owned(), span);
                }
                if let Some(symbol) = short(name) {
                    return self.factor(symbol, span);
                }
                let names = UNITS.iter().chain(&PREFIXES).map(|(name, _)| *name);
                let message = match crate::similar::nearest(name, names) {
                    Some(near) => format!("`\\{name}` is not a unit: did you mean `\\{near}`?"),
                    None => format!("`\\{name}` is not a unit: write its symbol, as in `\\unit{{tok/s}}`"),
                };
                Err(TexFault::at(message, span))
            }
        }
    }

    fn factor(&mut self, symbol: String, span: Range<usize>) -> Result<(), TexFault> {
        let prefix = self.prefix.take().map_or("", |(prefix, _)| prefix);
        if symbol.is_empty() {
            return Err(TexFault::at("a unit is missing here", span));
        }
        self.factors.push(Factor {
            symbol: format!("{prefix}{symbol}"),
            power: self.power.take(),
            of: None,
            below: std::mem::take(&mut self.below) || self.bracket,
        });
        Ok(())
    }

    /// Gives the last unit a power.
    fn raise(&mut self, power: String, span: Range<usize>) -> Result<(), TexFault> {
        match self.factors.last_mut() {
            Some(last) if last.power.is_none() => last.power = Some(power),
            Some(_) => return Err(TexFault::at("this unit has a power already", span)),
            None => return Err(TexFault::at("a power needs a unit before it", span)),
        }
        Ok(())
    }

    fn next_power(&mut self, power: String, span: Range<usize>) -> Result<(), TexFault> {
        match self.power.replace(power) {
            None => Ok(()),
            Some(_) => Err(TexFault::at("a unit has one power only", span)),
        }
    }

    /// What is in braces.
    fn braces(&mut self) -> Result<String, TexFault> {
        let start = self.at;
        let Some(length) = group(&self.tex[start..self.end]) else {
            return Err(TexFault::at(
                "something in braces is missing here",
                start.saturating_sub(1)..self.end,
            ));
        };
        self.at = start + length + 2;
        Ok(self.tex[start + 1..start + 1 + length].to_owned())
    }

    /// A power: in braces, or one digit.
    fn script(&mut self) -> Result<String, TexFault> {
        let start = self.at;
        let rest = &self.tex[start..self.end];
        let power = if rest.starts_with('{') {
            self.braces()?
        } else {
            let sign = usize::from(rest.starts_with('-'));
            let length = sign + usize::from(rest[sign..].starts_with(|c: char| c.is_ascii_digit()));
            self.at += length;
            rest[..length].to_owned()
        };
        let digits = power.strip_prefix('-').unwrap_or(&power);
        let fine = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || "./".contains(c));
        match fine {
            true => Ok(power),
            false => Err(TexFault::at("a power is a number, as in `m^2`", start.saturating_sub(1)..self.at)),
        }
    }
}

fn is_symbol(c: char) -> bool {
    c.is_alphabetic() || "°′″€".contains(c)
}

/// The symbol of a short command, such as `\kHz` or `\um`.
fn short(name: &str) -> Option<String> {
    if SHORT.contains(&name) {
        return Some(name.to_owned());
    }
    let mut letters = name.chars();
    let prefix = match letters.next()? {
        'u' => 'µ',
        prefix if "fpnmcdhkMGTPE".contains(prefix) => prefix,
        _ => return None,
    };
    let unit = letters.as_str();
    match unit {
        "ohm" => Some(format!("{prefix}Ω")),
        _ => SHORT.contains(&unit).then(|| format!("{prefix}{unit}")),
    }
}

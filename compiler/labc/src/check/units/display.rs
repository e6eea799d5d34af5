//! Which units a quantity is shown in: the one the author asks for, or a ladder to choose from.

use lab_core::number::{Digits, Format, Unit as Step};

use super::dimension::written;
use super::hint::{Hint, Said};
use super::{Dimension, Unit, Units, Written};
use crate::exponent::Exponent;

impl Units {
    /// Shown in one unit, always.
    pub fn fixed(&self, unit: &Written, digits: Option<u8>) -> Format {
        let step = match self.counted(&unit.parts) {
            Some((one, many)) => Step { one, ..step(&many, unit.factor, unit.offset) },
            None => step(&unit.symbol, unit.factor, unit.offset),
        };
        let default = if unit.symbol == "%" { Digits::Percent } else { Digits::Significant(3) };
        Format { units: vec![step], digits: digits.map_or(default, Digits::Decimals) }
    }

    /// The same with the symbols of units that are written in words: `min` for `minute`.
    pub fn in_symbols(&self, unit: &Written) -> Format {
        let named = match unit.parts.as_slice() {
            [(name, power)] if *power == Exponent::whole(1) => self.named(&self.canonical_name(name)),
            _ => None,
        };
        self.fixed(named.as_ref().unwrap_or(unit), None)
    }

    /// A temperature on a scale, in degrees Celsius where nobody says otherwise.
    pub fn degrees(&self) -> Format {
        let celsius = self.named("°C").map(|celsius| step("°C", celsius.factor, celsius.offset));
        Format { units: celsius.into_iter().collect(), digits: Digits::Significant(3) }
    }

    /// The units of a dimension from small to large, where nothing is known about a quantity but that.
    pub(super) fn steps(&self, dimension: &Dimension) -> Vec<Step> {
        if dimension.is_none() {
            return vec![step("", 1.0, 0.0)];
        }
        // A unit that this lab writes for the same thing, if the dimension has no name of its own.
        let parts = self.parts(dimension);
        let own = self.used.iter().find(|unit| unit.dimension == *dimension && unit.offset == 0.0);
        let base = parts.clone();
        let hint = match own {
            Some(own) if parts.len() > 1 || parts.iter().any(|(_, power)| *power != Exponent::whole(1)) => {
                Hint::of(own, self, Said::Nothing)
            }
            _ => Hint { parts, said: Said::Nothing, mixed: false },
        };
        match hint.parts.as_slice() {
            // One over a second: a rate, unless the lab speaks of hertz.
            [(_, power)] if *power == Exponent::whole(-1) => {
                vec![step(&unit_written(&hint.parts), self.factor_of(&hint.parts), 0.0)]
            }
            _ => {
                let mut steps = self.steps_of(&hint, dimension);
                // Litres where the lab speaks of them, and cubic metres where there are many.
                if let ([(_, power)], Some(own)) = (base.as_slice(), own)
                    && *power != Exponent::whole(1)
                    && own.parts.len() == 1
                    && steps.iter().all(|step| step.factor < self.factor_of(&base))
                {
                    steps.push(step(&unit_written(&base), self.factor_of(&base), 0.0));
                }
                steps
            }
        }
    }

    /// Money over something. It is never prefixed; what is paid for is: dollars a million tokens.
    pub(super) fn money(&self, parts: &[(String, Exponent)]) -> Vec<Step> {
        let factor: f64 =
            parts.iter().map(|(name, power)| libm::pow(self.factor(name), power.value())).product();
        let mut steps = vec![step(&unit_written(parts), factor, 0.0)];
        let below =
            parts.iter().find(|(name, power)| *power == Exponent::whole(-1) && self.takes_large(name));
        if let Some((below, _)) = below {
            for (prefix, scale) in [("k", 1e3), ("M", 1e6)] {
                let renamed = parts.iter().map(|(name, power)| {
                    (if name == below { format!("{prefix}{name}") } else { name.clone() }, *power)
                });
                let renamed = renamed.collect::<Vec<_>>();
                steps.insert(0, step(&unit_written(&renamed), factor / scale, 0.0));
            }
        }
        steps
    }

    /// The units a dimension is written in, the numerator first: joule and watt are kept whole.
    pub(super) fn parts(&self, dimension: &Dimension) -> Vec<(String, Exponent)> {
        // Newtons, volts and the like, where a lab has them.
        let named = ["N", "Pa", "V", "Ω", "C", "F", "H"]
            .into_iter()
            .find(|name| self.units.get(*name).is_some_and(|unit| unit.dimension == *dimension));
        if let Some(name) = named {
            return vec![(name.to_owned(), Exponent::whole(1))];
        }
        for (name, unit) in [("Energy", "J"), ("Power", "W")] {
            let Some(named) = self.dimensions.get(name) else { continue };
            for power in [Exponent::whole(1), Exponent::whole(-1)] {
                let Some(rest) = dimension.times_power(named, Exponent::whole(-power.over)) else { continue };
                if rest.factors.len() + 2 < dimension.factors.len() || rest.is_none() {
                    let mut parts = vec![(unit.to_owned(), power)];
                    parts.extend(self.base_parts(&rest));
                    return parts;
                }
            }
        }
        self.base_parts(dimension)
    }

    fn base_parts(&self, dimension: &Dimension) -> Vec<(String, Exponent)> {
        let parts = dimension
            .factors
            .iter()
            .map(|(base, power)| (self.bases[usize::from(*base)].unit.clone(), *power));
        parts.collect()
    }

    /// The coherent unit of a dimension, as written: `B/s`.
    pub fn coherent(&self, dimension: &Dimension) -> String {
        if dimension.is_none() { String::new() } else { unit_written(&self.base_parts(dimension)) }
    }

    /// A unit and its factor; what is counted in words says whether it is one or several.
    pub(super) fn step_of(&self, parts: &[(String, Exponent)]) -> Step {
        let factor = self.factor_of(parts);
        match self.counted(parts) {
            Some((one, many)) => Step { one, ..step(&many, factor, 0.0) },
            None => step(&unit_written(parts), factor, 0.0),
        }
    }

    /// What is counted, after 1 and after another number: `request/s` and `requests/s`.
    fn counted(&self, parts: &[(String, Exponent)]) -> Option<(String, String)> {
        let at = parts.iter().position(|(_, power)| *power == Exponent::whole(1))?;
        // Logarithms are told from other numbers by that.
        if self.units.get(&parts[at].0).is_some_and(|unit| self.level(&unit.dimension).is_some()) {
            return Some((parts[at].0.clone(), parts[at].0.clone()));
        }
        if parts.iter().filter(|(_, power)| power.over > 0).count() > 1 {
            return None;
        }
        let plural = self.plural_of(&parts[at].0)?;
        let mut many = parts.to_vec();
        let mut one = parts.to_vec();
        one[at].0 = self.canonical_name(&parts[at].0);
        many[at].0 = plural;
        Some((pretty(&unit_written(&one)), unit_written(&many)))
    }

    fn factor(&self, unit: &str) -> f64 {
        self.units.get(unit).map_or(1.0, |unit| unit.factor)
    }

    /// What is paid for by the thousand: tokens and the like, but no watts or metres.
    fn is_sold(&self, unit: &Unit) -> bool {
        matches!(unit.dimension.factors.as_slice(), [(base, _)] if {
            let base = &self.bases[usize::from(*base)];
            base.soft || matches!(base.name.as_str(), "Token" | "Param" | "Op" | "Info")
        })
    }

    fn takes_large(&self, unit: &str) -> bool {
        self.units.get(unit).is_some_and(|unit| unit.prefixes.large && self.is_sold(unit))
    }
}

/// A product of units: like one of dimensions, but a single inverse reads `1/s`.
pub(super) fn unit_written(parts: &[(String, Exponent)]) -> String {
    match parts {
        [(name, power)] if *power == Exponent::whole(-1) => format!("1/{name}"),
        _ => written(parts),
    }
}

pub(super) fn step(symbol: &str, factor: f64, offset: f64) -> Step {
    Step { symbol: pretty(symbol), factor, offset, one: String::new() }
}

/// A unit as print has it: `µs`, `B/tok²`, `TFLOP/(s·GPU)`.
pub(crate) fn pretty(symbol: &str) -> String {
    if symbol == "us" {
        return "µs".to_owned();
    }
    let mut pretty = String::with_capacity(symbol.len());
    let mut letters = symbol.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '*' => pretty.push('·'),
            '^' if letters.peek().is_some_and(|next| next.is_ascii_digit() || *next == '-') => {
                while let Some(digit) = letters.next_if(|next| next.is_ascii_digit() || *next == '-') {
                    pretty.push(match digit {
                        '-' => '⁻',
                        '1' => '¹',
                        '2' => '²',
                        '3' => '³',
                        digit => {
                            char::from_u32(u32::from('⁰') + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit)
                        }
                    });
                }
            }
            c => pretty.push(c),
        }
    }
    pretty
}

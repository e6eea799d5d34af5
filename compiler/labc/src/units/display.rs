//! Which units a quantity is shown in: the one the author asks for, or a ladder to choose from.

use lab_core::number::{Digits, Format, Unit as Step};

use super::dimension::{Exponent, written};
use super::lookup::PREFIXES;
use super::{Dimension, Units, Written};

impl Units {
    /// Shown in one unit, always.
    pub fn fixed(&self, unit: &Written, digits: Option<u8>) -> Format {
        let step = Step { symbol: pretty(&unit.symbol), factor: unit.factor, offset: unit.offset };
        let default = if unit.symbol == "%" { Digits::Percent } else { Digits::Significant(3) };
        Format { units: vec![step], digits: digits.map_or(default, Digits::Decimals) }
    }

    /// Shown in the unit that suits its size.
    pub fn ladder(&self, dimension: &Dimension, point: bool, digits: Option<u8>) -> Format {
        let digits = digits.map_or(Digits::Significant(3), Digits::Decimals);
        let units = if point { self.step("°C").into_iter().collect() } else { self.steps(dimension) };
        Format { units, digits }
    }

    fn steps(&self, dimension: &Dimension) -> Vec<Step> {
        if dimension.is_none() {
            return vec![step("", 1.0, 0.0)];
        }
        if let Some(time) = self.dimensions.get("Time")
            && dimension == time
        {
            return ["ns", "us", "ms", "s", "min", "h", "day", "year"]
                .iter()
                .filter_map(|name| self.step(name))
                .collect();
        }
        let parts = self.parts(dimension);
        let whole = parts.len() == 1 && parts[0].1 == Exponent::whole(1);
        let symbol = unit_written(&parts);
        let factor: f64 =
            parts.iter().map(|(name, power)| libm::pow(self.factor(name), power.value())).product();
        let money = parts.iter().any(|(name, power)| name == "USD" && power.over > 0);
        // Money is never prefixed; what is paid for is: dollars a million tokens.
        if money {
            let mut steps = vec![step(&symbol, factor, 0.0)];
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
            return steps;
        }
        // Otherwise the first factor of the numerator takes the prefix; small ones only where it stands alone.
        let Some((first, _)) = parts.iter().find(|(_, power)| *power == Exponent::whole(1)) else {
            return vec![step(&symbol, factor, 0.0)];
        };
        let first = first.clone();
        let prefixes = self.units.get(&first).map(|unit| unit.prefixes).unwrap_or_default();
        let mut steps = vec![step(&symbol, factor, 0.0)];
        for (prefix, scale, _) in PREFIXES.iter().filter(|(prefix, ..)| prefix.is_ascii()) {
            let fits = match *prefix {
                "n" | "u" | "m" => prefixes.small && whole,
                "k" | "M" | "G" | "T" | "P" | "E" => prefixes.large,
                _ => false,
            };
            if fits {
                let prefix = if *prefix == "u" { "µ" } else { prefix };
                let renamed: Vec<_> = parts
                    .iter()
                    .map(|(name, power)| {
                        (if *name == first { format!("{prefix}{name}") } else { name.clone() }, *power)
                    })
                    .collect();
                steps.push(step(&unit_written(&renamed), factor * scale, 0.0));
            }
        }
        steps.sort_by(|a, b| a.factor.total_cmp(&b.factor));
        steps
    }

    /// The units a dimension is written in, the numerator first: joule and watt are kept whole.
    fn parts(&self, dimension: &Dimension) -> Vec<(String, Exponent)> {
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

    fn factor(&self, unit: &str) -> f64 {
        self.units.get(unit).map_or(1.0, |unit| unit.factor)
    }

    fn takes_large(&self, unit: &str) -> bool {
        self.units.get(unit).is_some_and(|unit| unit.prefixes.large) && unit != "s"
    }

    fn step(&self, name: &str) -> Option<Step> {
        self.find(name).map(|(scale, unit)| step(name, scale * unit.factor, unit.offset))
    }
}

/// A product of units: like one of dimensions, but a single inverse reads `1/s`.
pub(super) fn unit_written(parts: &[(String, Exponent)]) -> String {
    match parts {
        [(name, power)] if *power == Exponent::whole(-1) => format!("1/{name}"),
        _ => written(parts),
    }
}

fn step(symbol: &str, factor: f64, offset: f64) -> Step {
    Step { symbol: pretty(symbol), factor, offset }
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

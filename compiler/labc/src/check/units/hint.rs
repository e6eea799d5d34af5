//! Which unit a result is in where its author said nothing: that of the quantities it was made from.
//!
//! A [`Hint`] travels beside the dimension: sums keep the unit of their sides, products multiply and cancel
//! units as they are written (`GB` over `GB/s` is `s`), and what is left over is what somebody would write.

use lab_core::number::{Digits, Format, Unit as Step};

use super::display::step;
use super::{Dimension, Exponent, Units, Written};

/// How much an author has said about a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Said {
    /// Nothing: it is the unit of a dimension.
    Nothing,
    /// It follows from the units of what something was computed from.
    Followed,
    /// It stands behind a number.
    Written,
    /// It is that of a declaration, a control or a column.
    Declared,
}

/// A unit that a quantity may be shown in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hint {
    /// Its factors by name, prefixes and all.
    pub parts: Vec<(String, Exponent)>,
    /// How much was said.
    pub said: Said,
    /// Made from several units of one dimension: no one of them is the author's.
    pub mixed: bool,
}

/// Units of time from the second up, and their parts.
const TIMES: [&str; 10] = ["fs", "ps", "ns", "us", "ms", "s", "min", "h", "day", "year"];

/// Units whose prefixes change with the size of a value, whatever stands below them: 280 µJ/tok. With others,
/// a quotient keeps the unit that was written: km/h, g/L.
const SLIDING: [&str; 9] = ["B", "bit", "FLOP", "OP", "tok", "param", "J", "W", "Hz"];

/// The prefixes that each unit is written with, where that is not all it takes.
const CUSTOMARY: [(&str, &[&str]); 7] = [
    ("m", &["pm", "nm", "µm", "mm", "m", "km"]),
    ("g", &["pg", "ng", "µg", "mg", "g", "kg", "t", "kt", "Mt", "Gt"]),
    ("t", &["pg", "ng", "µg", "mg", "g", "kg", "t", "kt", "Mt", "Gt"]),
    ("gCO2e", &["µgCO2e", "mgCO2e", "gCO2e", "kgCO2e", "tCO2e", "ktCO2e", "MtCO2e", "GtCO2e"]),
    ("tCO2e", &["µgCO2e", "mgCO2e", "gCO2e", "kgCO2e", "tCO2e", "ktCO2e", "MtCO2e", "GtCO2e"]),
    ("L", &["nL", "µL", "mL", "L"]),
    ("cal", &["cal", "kcal"]),
];

/// How many units a product may be made of, for one of them to be looked for that says it all.
const MOST_PARTS: usize = 8;

/// Prefixes that a ladder of sizes is made of.
const RUNGS: [&str; 14] = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const BINARY: [&str; 6] = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];

impl Hint {
    /// The unit of something that was written with it.
    pub fn of(written: &Written, units: &Units, said: Said) -> Self {
        Self { parts: units.canonical(&written.parts), said, mixed: false }
    }
}

impl Units {
    /// Of two sides of a sum, what more is said about; the first where that is the same. Counts stay whole: two
    /// racks and a device are so many devices.
    pub fn either(&self, a: Option<Hint>, b: Option<Hint>) -> Option<Hint> {
        match (a, b) {
            (Some(a), Some(b)) => {
                let count = |hint: &Hint| hint.parts.iter().all(|(name, _)| self.is_count(name));
                let finer = count(&a) && count(&b) && self.factor_of(&b.parts) < self.factor_of(&a.parts);
                Some(if b.said > a.said || (b.said == a.said && finer) { b } else { a })
            }
            (a, b) => a.or(b),
        }
    }

    /// Names as the tables have them: `byte` is `B`, `us` is `µs`.
    fn canonical(&self, parts: &[(String, Exponent)]) -> Vec<(String, Exponent)> {
        parts.iter().map(|(name, power)| (self.canonical_name(name), *power)).collect()
    }

    /// The name of several, prefix and all, of what is counted in words.
    pub(super) fn plural_of(&self, name: &str) -> Option<String> {
        let (prefix, symbol) = self.split(name)?;
        let plural = self.units.get(&symbol)?.plural.as_ref()?;
        Some(format!("{prefix}{plural}"))
    }

    pub(super) fn canonical_name(&self, name: &str) -> String {
        match self.split(name) {
            Some((prefix, symbol)) => format!("{prefix}{symbol}"),
            None => name.to_owned(),
        }
    }

    /// A unit's prefix and its symbol.
    fn split(&self, name: &str) -> Option<(&'static str, String)> {
        if let Some(unit) = self.units.get(name) {
            return Some(("", unit.symbol.clone()));
        }
        let (prefix, unit) = self.prefixed(name)?;
        Some((if matches!(prefix, "u" | "μ") { "µ" } else { prefix }, unit.symbol.clone()))
    }

    fn dimension_of_part(&self, name: &str) -> Dimension {
        self.find(name).map_or(Dimension::NONE, |(_, unit)| unit.dimension.clone())
    }

    pub(super) fn factor_of(&self, parts: &[(String, Exponent)]) -> f64 {
        parts.iter().fold(1.0, |product, (name, power)| {
            let each = self.find(name).map_or(1.0, |(scale, unit)| scale * unit.factor);
            match (power.over, power.under) {
                (1, 1) => product * each,
                (-1, 1) => product / each,
                _ => product * libm::pow(each, power.value()),
            }
        })
    }

    fn product_of(&self, parts: &[(String, Exponent)]) -> Option<Dimension> {
        parts.iter().try_fold(Dimension::NONE, |product, (name, power)| {
            product.times_power(&self.dimension_of_part(name), *power)
        })
    }

    /// The unit of a product or, with a power of -1, of a quotient, whose dimension is known. What nothing is
    /// known about is in the units of its dimension.
    pub fn times(
        &self,
        (a, left): (Option<Hint>, &Dimension),
        (b, right): (Option<Hint>, &Dimension),
        power: Exponent,
        of: &Dimension,
    ) -> Option<Hint> {
        let plain = |hint: &Option<Hint>, dimension: &Dimension| {
            dimension.is_none() && hint.as_ref().is_none_or(|hint| self.is_share(hint))
        };
        // A multiple of a quantity is in its unit.
        if plain(&b, right) {
            return a.filter(|a| !self.is_share(a));
        }
        if plain(&a, left) && power == Exponent::whole(1) {
            return b.filter(|b| !self.is_share(b));
        }
        let known = a.is_some() || b.is_some();
        let mixed = a.as_ref().is_some_and(|a| a.mixed) || b.as_ref().is_some_and(|b| b.mixed);
        let parts_of = |hint: Option<Hint>, dimension: &Dimension| {
            hint.map_or_else(|| self.parts(dimension), |hint| hint.parts)
        };
        let mut parts = parts_of(a, left);
        for (name, own) in parts_of(b, right) {
            parts.push((name, own.times(power)?));
        }
        let hint = self.grouped(parts)?;
        (known && hint.parts.len() <= MOST_PARTS && self.product_of(&hint.parts)? == *of)
            .then_some(Hint { mixed: hint.mixed || mixed, ..hint })
    }

    /// The unit of a power.
    pub fn raised(&self, hint: Option<Hint>, power: Exponent, of: &Dimension) -> Option<Hint> {
        let hint = hint.filter(|hint| !self.is_share(hint))?;
        let parts: Option<Vec<_>> =
            hint.parts.into_iter().map(|(name, own)| Some((name, own.times(power)?))).collect();
        let raised = self.grouped(parts?)?;
        (self.product_of(&raised.parts)? == *of).then_some(Hint { mixed: hint.mixed, ..raised })
    }

    /// `%` and its kin, which have no dimension.
    pub fn is_share(&self, hint: &Hint) -> bool {
        hint.parts.iter().all(|(name, _)| self.dimension_of_part(name).is_none())
    }

    /// A product of units in which each dimension stands once: gigabytes over terabytes are gone.
    fn grouped(&self, parts: Vec<(String, Exponent)>) -> Option<Hint> {
        let mut grouped: Vec<(String, Exponent, Dimension)> = Vec::new();
        let mut mixed = false;
        for (name, power) in parts {
            let dimension = self.dimension_of_part(&name);
            if dimension.is_none() {
                continue;
            }
            match grouped.iter_mut().find(|(_, _, own)| *own == dimension) {
                Some((own, sum, _)) => {
                    mixed |= *own != name;
                    *sum = sum.plus(power)?;
                }
                None => grouped.push((name, power, dimension)),
            }
        }
        grouped.retain(|(_, power, _)| power.over != 0);
        mixed &= grouped.len() == 1;
        let parts = grouped.into_iter().map(|(name, power, _)| (name, power)).collect();
        Some(Hint { parts, said: Said::Followed, mixed })
    }

    /// A product of units as somebody would write it; nothing where the units make no sense together.
    fn settled(&self, hint: Hint, of: &Dimension) -> Option<Hint> {
        // What an author has written makes sense to the author.
        if hint.said >= Said::Written {
            return Some(hint);
        }
        let mut parts = hint.parts;
        if !self.is_clean(&parts) {
            parts = self.combined(&parts, of).or_else(|| self.selected(&parts, of))?;
        }
        // So many hertz of something are so much of it in a second.
        if parts.len() > 1 {
            for (name, power) in &mut parts {
                if power.over > 0 && self.split(name).is_some_and(|(_, symbol)| symbol == "Hz") {
                    (*name, *power) = ("s".to_owned(), Exponent::whole(-1).times(*power)?);
                }
            }
        }
        // For each token, not for each million of them: what is above the line says how much it is.
        for (name, power) in &mut parts {
            if let Some((_, symbol)) = self.split(name).filter(|_| power.over < 0)
                && SLIDING.contains(&symbol.as_str())
            {
                *name = symbol;
            }
        }
        let named = self.parts(of);
        // Nobody counts in grams times metres over square seconds where there is a joule.
        let composed = parts.len() > 1 && parts.iter().any(|(name, _)| self.is_mass(name));
        // One over megahertz is a time.
        let inverse = parts.iter().all(|(_, power)| power.over < 0)
            && matches!(named.as_slice(), [(_, power)] if power.over > 0);
        if (composed && named.len() < parts.len() && !named.is_empty()) || inverse {
            return None;
        }
        // What is counted comes first, what is counted along after it.
        parts.sort_by_key(|(name, power)| (power.over < 0, self.is_count(name)));
        Some(Hint { parts, ..hint })
    }

    /// Whether no two units measure the same thing, as watts and seconds do.
    fn is_clean(&self, parts: &[(String, Exponent)]) -> bool {
        let mut seen = std::collections::BTreeSet::new();
        parts
            .iter()
            .all(|(name, _)| self.dimension_of_part(name).factors.iter().all(|(base, _)| seen.insert(*base)))
    }

    /// Watts and hours are watt-hours, amperes and hours ampere-hours.
    fn combined(&self, parts: &[(String, Exponent)], of: &Dimension) -> Option<Vec<(String, Exponent)>> {
        let time = self.dimensions.get("Time")?;
        for (power, factor, whole) in [("W", "h", "Wh"), ("A", "h", "Ah"), ("Ah", "V", "Wh")] {
            let Some(at) = parts.iter().position(|(name, own)| {
                own.over > 0 && self.split(name).is_some_and(|(_, symbol)| symbol == power)
            }) else {
                continue;
            };
            let (name, own) = &parts[at];
            let (prefix, _) = self.split(name)?;
            let by = parts.iter().position(|(name, other)| {
                let same = match factor {
                    "h" => self.dimension_of_part(name) == *time && !self.is_of_seconds(name),
                    factor => self.split(name).is_some_and(|(_, symbol)| symbol == factor),
                };
                other == own && same
            });
            let (Some(by), true) = (by, self.units.contains_key(whole)) else { continue };
            let mut joined = parts.to_vec();
            joined[at].0 = format!("{prefix}{whole}");
            joined.remove(by);
            if self.product_of(&joined)? == *of && self.is_clean(&joined) {
                return Some(joined);
            }
        }
        None
    }

    fn is_of_seconds(&self, name: &str) -> bool {
        self.split(name).is_some_and(|(_, symbol)| symbol == "s")
    }

    /// The fewest of some units that make up a dimension, where the others cancel.
    fn selected(&self, parts: &[(String, Exponent)], of: &Dimension) -> Option<Vec<(String, Exponent)>> {
        let choices = (1_u32..1 << parts.len()).filter_map(|choice| {
            let some: Vec<_> = (0..parts.len())
                .filter(|index| choice & (1 << index) != 0)
                .map(|index| parts[index].clone())
                .collect();
            (self.is_clean(&some) && self.product_of(&some)? == *of).then_some(some)
        });
        choices.min_by_key(Vec::len)
    }

    fn is_mass(&self, name: &str) -> bool {
        self.dimensions.get("Mass").is_some_and(|mass| self.dimension_of_part(name) == *mass)
    }

    fn is_count(&self, name: &str) -> bool {
        self.dimension_of_part(name).factors.iter().any(|(base, _)| self.bases[usize::from(*base)].soft)
    }

    /// Fits a hint to the type of its value: a declared type may have dropped counts.
    pub fn fitted(&self, hint: Hint, of: &Dimension) -> Option<Hint> {
        if self.product_of(&hint.parts)? == *of {
            return Some(hint);
        }
        let mut parts: Vec<_> = hint.parts.into_iter().filter(|(name, _)| !self.is_count(name)).collect();
        for (base, power) in &of.factors {
            let base = &self.bases[usize::from(*base)];
            if base.soft {
                parts.push((base.unit.clone(), *power));
            }
        }
        (self.product_of(&parts)? == *of).then_some(Hint { parts, ..hint })
    }

    /// How a quantity is shown that nobody has fixed a unit for.
    pub fn suited(&self, hint: Option<Hint>, of: &Dimension) -> Format {
        let units =
            self.preferred(of).unwrap_or_else(|| match hint.and_then(|hint| self.settled(hint, of)) {
                Some(hint) => self.steps_of(&hint, of),
                None => self.steps(of),
            });
        Format { units, digits: Digits::Significant(3) }
    }

    /// The units that the lab or the course prefers for a dimension.
    fn preferred(&self, of: &Dimension) -> Option<Vec<Step>> {
        let mut steps: Vec<Step> = self
            .prefer
            .iter()
            .filter(|unit| unit.offset == 0.0 && unit.dimension == *of && !of.is_none())
            .map(|unit| self.step_of(&unit.parts))
            .collect();
        steps.sort_by(|a, b| a.factor.total_cmp(&b.factor));
        (!steps.is_empty()).then_some(steps)
    }

    /// The units from small to large that a quantity with this hint is written in.
    pub(super) fn steps_of(&self, hint: &Hint, of: &Dimension) -> Vec<Step> {
        let own = || vec![self.step_of(&hint.parts)];
        if hint.mixed {
            return self.steps(of);
        }
        match hint.parts.as_slice() {
            [] => own(),
            [(name, power)] if *power == Exponent::whole(1) => self.single(name, of),
            // One over a prefixed second is a frequency; nobody writes 0.5 1/ns.
            [(name, power)] if *power == Exponent::whole(-1) && self.is_of_seconds(name) => self.steps(of),
            parts => {
                let lead = parts.iter().position(|(_, power)| *power == Exponent::whole(1));
                let Some(lead) = lead else { return own() };
                let Some((prefix, symbol)) = self.split(&parts[lead].0) else { return own() };
                let slides = SLIDING.contains(&symbol.as_str())
                    || symbol == "s"
                    || self.is_count(&symbol) && self.slides(&symbol, prefix)
                    || self.is_money(&symbol)
                    || prefix.is_empty() && matches!(symbol.as_str(), "L" | "g");
                if !slides || self.is_money(&symbol) && parts.iter().any(|(name, _)| self.has_prefix(name)) {
                    return own();
                }
                if self.is_money(&symbol) {
                    return self.money(parts);
                }
                let mut rungs = self.rungs(&symbol, prefix);
                if matches!(symbol.as_str(), "L" | "g") {
                    rungs.retain(|rung| self.factor_named(rung) <= self.factor_named(&symbol));
                }
                let rungs = rungs.into_iter().filter(|rung| symbol != "s" || rung.len() < 3 && *rung != "ks");
                let mut steps: Vec<Step> = rungs
                    .filter(|rung| self.find(rung).is_some())
                    .map(|rung| {
                        let mut parts = parts.to_vec();
                        parts[lead].0 = rung;
                        self.step_of(&parts)
                    })
                    .collect();
                if symbol == "s" {
                    steps.retain(|step| step.factor <= self.factor_of(&seconds(parts, lead)) * 1.000_001);
                }
                steps.sort_by(|a, b| a.factor.total_cmp(&b.factor));
                if steps.is_empty() { own() } else { steps }
            }
        }
    }

    /// Units of which one stands alone.
    fn single(&self, name: &str, of: &Dimension) -> Vec<Step> {
        let own = || self.find(name).map(|_| self.step_of(&[(name.to_owned(), Exponent::whole(1))]));
        // A dimension that has no unit.
        let Some((prefix, symbol)) = self.split(name) else { return vec![step(name, 1.0, 0.0)] };
        let mut steps: Vec<Step> = if self.dimensions.get("Time").is_some_and(|time| time == of) {
            let rung = own().map_or(0.0, |own| own.factor);
            // Minutes stay minutes until nobody would count them any more.
            let far = if symbol == "s" { 0.0 } else { 1000.0 * rung };
            let times = TIMES.iter().map(|name| self.step_of(&[((*name).to_owned(), Exponent::whole(1))]));
            times.filter(|step| step.factor <= rung || step.factor >= far).collect()
        } else {
            if !self.slides(&symbol, prefix) {
                return own().into_iter().collect();
            }
            let rungs = self.rungs(&symbol, prefix);
            // What is counted in kWh is counted so for long: a household uses 3000 kWh.
            let skipped = (symbol == "Wh" && prefix == "k").then_some("MWh");
            let rungs = rungs.iter().filter(|rung| Some(rung.as_str()) != skipped);
            rungs.map(|rung| self.step_of(&[(rung.clone(), Exponent::whole(1))])).collect()
        };
        if let Some(own) = own()
            && !steps.iter().any(|step| step.factor == own.factor)
        {
            steps.push(own);
        }
        steps.sort_by(|a, b| a.factor.total_cmp(&b.factor));
        steps
    }

    /// Nobody writes kilousers: what is counted in words keeps to them, unless an author has put a prefix.
    fn slides(&self, symbol: &str, prefix: &str) -> bool {
        let word = symbol.chars().count() > 3 && symbol.chars().all(|c| c.is_lowercase() || c == '_');
        !prefix.is_empty() || !word || !self.is_count(symbol)
    }

    /// The names of a unit with every prefix it is written with.
    fn rungs(&self, symbol: &str, prefix: &str) -> Vec<String> {
        if let Some((_, names)) = CUSTOMARY.iter().find(|(name, _)| *name == symbol) {
            let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            // Centimetres, but not to whom counts in millimetres.
            if symbol == "m" && (self.writes("cm") || !self.writes("mm")) {
                names.push("cm".to_owned());
            }
            return names;
        }
        let prefixes: &[&str] = if prefix.len() == 2 && prefix.ends_with('i') { &BINARY } else { &RUNGS };
        let names = prefixes.iter().map(|prefix| format!("{prefix}{symbol}"));
        names.filter(|name| self.split(name).is_some_and(|(_, own)| own == symbol)).collect()
    }

    fn writes(&self, name: &str) -> bool {
        self.used.iter().any(|unit| unit.parts.iter().any(|(own, _)| own == name))
    }

    fn factor_named(&self, name: &str) -> Option<f64> {
        self.find(name).map(|(scale, unit)| scale * unit.factor)
    }

    fn has_prefix(&self, name: &str) -> bool {
        self.split(name).is_some_and(|(prefix, _)| !prefix.is_empty())
    }

    /// A currency: three capitals that take no prefix.
    pub(super) fn is_money(&self, symbol: &str) -> bool {
        symbol.len() == 3
            && symbol.bytes().all(|byte| byte.is_ascii_uppercase())
            && !self.is_count(symbol)
            && self.units.get(symbol).is_some_and(|unit| unit.prefixes == super::Prefixes::default())
    }
}

/// The same unit in whole seconds.
fn seconds(parts: &[(String, Exponent)], lead: usize) -> Vec<(String, Exponent)> {
    let mut parts = parts.to_vec();
    parts[lead].0 = "s".to_owned();
    parts
}

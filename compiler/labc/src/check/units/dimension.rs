//! Dimensions: products of base dimensions with rational exponents.

use serde::{Deserialize, Serialize};

use super::{Exponent, Units};

/// Which base dimension.
pub type Base = u16;

/// A product of base dimensions; the empty product is a plain number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dimension {
    /// Base dimensions by rising index, no exponent zero.
    pub factors: Vec<(Base, Exponent)>,
}

/// Up to which power of an energy a name is looked for.
const MOST_POWERS: i32 = 4;

impl Dimension {
    /// A plain number.
    pub const NONE: Self = Self { factors: Vec::new() };

    /// A base dimension itself.
    pub fn base(base: Base) -> Self {
        Self { factors: vec![(base, Exponent::whole(1))] }
    }

    /// Whether it is that of a plain number.
    pub fn is_none(&self) -> bool {
        self.factors.is_empty()
    }

    /// The product with a power of another; nothing where an exponent leaves its bounds.
    pub fn times_power(&self, other: &Self, power: Exponent) -> Option<Self> {
        let mut factors = self.factors.clone();
        for (base, exponent) in &other.factors {
            let added = exponent.times(power)?;
            match factors.binary_search_by_key(base, |(base, _)| *base) {
                Ok(found) => factors[found].1 = factors[found].1.plus(added)?,
                Err(place) => factors.insert(place, (*base, added)),
            }
        }
        factors.retain(|(_, exponent)| exponent.over != 0);
        Some(Self { factors })
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Option<Self> {
        self.times_power(other, Exponent::whole(1))
    }

    /// The quotient.
    pub fn over(&self, other: &Self) -> Option<Self> {
        self.times_power(other, Exponent::whole(-1))
    }

    /// A power.
    pub fn power(&self, power: Exponent) -> Option<Self> {
        Self::NONE.times_power(self, power)
    }

    /// The part made of hard dimensions.
    pub fn hard(&self, units: &Units) -> Self {
        self.part(units, false)
    }

    /// The part made of hard dimensions only, or of soft counts only.
    fn part(&self, units: &Units, soft: bool) -> Self {
        let factors = self.factors.iter().filter(|(base, _)| units.bases[usize::from(*base)].soft == soft);
        Self { factors: factors.copied().collect() }
    }

    /// Whether two quantities can be added or compared: the hard parts are the same, and after cancelling
    /// the counts they share, one side has none left. Gives the dimension of the result.
    pub fn agree(&self, other: &Self, units: &Units) -> Option<Self> {
        if self == other {
            return Some(self.clone());
        }
        if self.part(units, false) != other.part(units, false) {
            return None;
        }
        let quotient = self.over(other)?;
        let mine: Vec<_> =
            self.part(units, true).factors.into_iter().filter(|factor| quotient.has(factor.0)).collect();
        let theirs: Vec<_> =
            other.part(units, true).factors.into_iter().filter(|factor| quotient.has(factor.0)).collect();
        match (mine.is_empty(), theirs.is_empty()) {
            (_, true) => Some(self.clone()),
            (true, _) => Some(other.clone()),
            _ => None,
        }
    }

    fn has(&self, base: Base) -> bool {
        self.factors.iter().any(|(own, _)| *own == base)
    }

    /// What a derived dimension is called, in words: "a data rate".
    pub fn kind(&self, units: &Units) -> Option<String> {
        let (name, _) = units.dimensions.iter().find(|(_, own)| *own == self)?;
        if *name == self.name(units) {
            return None;
        }
        Some(in_words(name))
    }

    /// By name: `Info/Time`, `Time^(1/2)`, `dimensionless`. Energy and Power are kept whole.
    pub fn name(&self, units: &Units) -> String {
        if self.is_none() {
            return "dimensionless".to_owned();
        }
        let mut parts: Vec<(String, Exponent)> = Vec::new();
        let mut rest = self.clone();
        let mass =
            units.base_named("Mass").and_then(|mass| self.factors.iter().find(|(base, _)| *base == mass));
        if let Some((_, exponent)) = mass {
            // Nobody thinks of a joule as mass, length and time: name what leaves the least behind.
            // Joules times kilograms are not joules squared over something: smaller powers are tried too.
            let smaller = (1..exponent.over.abs().min(MOST_POWERS)).rev();
            let smaller = smaller.map(|over| Exponent { over: over * exponent.over.signum(), ..*exponent });
            let powers: Vec<Exponent> = std::iter::once(*exponent).chain(smaller).collect();
            let whole = ["Energy", "Power"].into_iter().flat_map(|name| {
                powers.iter().filter_map(move |power| {
                    let over = power.times(Exponent::whole(-1))?;
                    let rest = self.times_power(units.dimensions.get(name)?, over)?;
                    Some((rest.factors.len(), name, *power, rest))
                })
            });
            if let Some((count, name, power, left)) = whole.min_by_key(|(count, ..)| *count)
                && count < self.factors.len()
            {
                parts.push((name.to_owned(), power));
                rest = left;
            }
        }
        parts.extend(
            rest.factors
                .iter()
                .map(|(base, exponent)| (units.bases[usize::from(*base)].name.clone(), *exponent)),
        );
        written(&parts)
    }
}

/// A name in CamelCase in words, with an article: "a data rate".
pub(super) fn in_words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {words}")
}

/// A product as `A*B/(C*D)`; exponents of a single negative factor stay as they are: `Time^-1`.
pub(super) fn written(parts: &[(String, Exponent)]) -> String {
    let (over, under): (Vec<_>, Vec<_>) = parts.iter().partition(|(_, exponent)| exponent.over > 0);
    let power = |name: &str, exponent: Exponent| match (exponent.over, exponent.under) {
        (1, 1) => name.to_owned(),
        (over, 1) => format!("{name}^{over}"),
        (over, under) => format!("{name}^({over}/{under})"),
    };
    let product = |list: &[&(String, Exponent)], sign: i32| -> String {
        let names: Vec<String> = list
            .iter()
            .map(|(name, exponent)| {
                power(name, Exponent { over: sign * exponent.over, under: exponent.under })
            })
            .collect();
        names.join("*")
    };
    match (over.is_empty(), under.as_slice()) {
        (_, []) => product(&over, 1),
        (true, _) => product(&under, 1),
        (false, [_]) => format!("{}/{}", product(&over, 1), product(&under, -1)),
        (false, _) => format!("{}/({})", product(&over, 1), product(&under, -1)),
    }
}

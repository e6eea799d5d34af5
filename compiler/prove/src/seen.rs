//! What is kept of a register over all settings. Start at [`Seen`].
//!
//! Of all settings that show the same, the simplest is kept: the one with the fewest controls away from their starts,
//! then the first in the order of the controls. So the outcome does not depend on who visited what first.

/// A setting: how many controls are away from their starts, then its number among all.
pub type Key = (u32, u64);

/// The most different values that are listed.
pub const MOST_VALUES: usize = 64;

/// What a register was over all settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// How many settings were visited.
    pub settings: u64,
    /// The least value, in base units, and where; nothing where it is undefined everywhere.
    pub least: Option<(f64, Key)>,
    /// The greatest value, in base units, and where.
    pub greatest: Option<(f64, Key)>,
    /// Where it is undefined.
    pub undefined: Option<Found>,
    /// The different values in increasing order; nothing where there are more than [`MOST_VALUES`].
    pub values: Option<Vec<(f64, Found)>>,
}

/// At how many settings something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// How many.
    pub count: u64,
    /// The simplest of them.
    pub simplest: Key,
}

impl Found {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.simplest = self.simplest.min(other.simplest);
    }
}

impl Seen {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self { values: Some(Vec::new()), ..Self::default() }
    }

    /// Takes in the value at a setting.
    pub fn take(&mut self, value: f64, at: Key) {
        self.settings += 1;
        let found = Found { count: 1, simplest: at };
        if value.is_nan() {
            add(&mut self.undefined, found);
            return;
        }
        // A zero has two signs and one meaning.
        let value = value + 0.0;
        nearest(&mut self.least, value, at, |new, old| new < old);
        nearest(&mut self.greatest, value, at, |new, old| new > old);
        self.list(value, found);
    }

    /// Takes in what was seen elsewhere.
    pub fn merge(&mut self, other: &Self) {
        self.settings += other.settings;
        if let Some(found) = other.undefined {
            add(&mut self.undefined, found);
        }
        if let Some((value, at)) = other.least {
            nearest(&mut self.least, value, at, |new, old| new < old);
        }
        if let Some((value, at)) = other.greatest {
            nearest(&mut self.greatest, value, at, |new, old| new > old);
        }
        match &other.values {
            Some(values) => values.iter().for_each(|(value, found)| self.list(*value, *found)),
            None => self.values = None,
        }
    }

    /// Where a condition is true; nothing where it never is.
    pub fn holds(&self) -> Option<Found> {
        self.at(1.0)
    }

    /// Where it has a value; nothing where it never has, or where there are too many values to list.
    pub fn at(&self, value: f64) -> Option<Found> {
        self.values.as_ref()?.iter().find(|(seen, _)| *seen == value).map(|(_, found)| *found)
    }

    fn list(&mut self, value: f64, found: Found) {
        let Some(values) = &mut self.values else { return };
        match values.binary_search_by(|(seen, _)| seen.total_cmp(&value)) {
            Ok(place) => values[place].1.add(found),
            Err(_) if values.len() == MOST_VALUES => self.values = None,
            Err(place) => values.insert(place, (value, found)),
        }
    }
}

fn add(to: &mut Option<Found>, found: Found) {
    match to {
        Some(old) => old.add(found),
        None => *to = Some(found),
    }
}

fn nearest(kept: &mut Option<(f64, Key)>, value: f64, at: Key, better: impl Fn(f64, f64) -> bool) {
    match kept {
        Some((old, _)) if better(*old, value) => {}
        Some((old, key)) if !better(value, *old) && *key <= at => {}
        _ => *kept = Some((value, at)),
    }
}

//! What is kept of a register over all settings. Start at [`Seen`].
//!
//! Of all settings that show the same, the simplest is kept: the one with the fewest controls away from their starts,
//! then the first in the order of the controls. So the outcome does not depend on who visited what first.

use crate::block::Operand;

/// A setting: how many controls are away from their starts, then its number among all.
pub type SettingKey = (u32, u64);

/// The most different values that are listed.
pub const MOST_VALUES: usize = 64;

/// What a register was over all settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// How many settings were visited.
    pub settings: u64,
    /// The least value, in base units, and where; nothing where it is undefined everywhere.
    pub least: Option<(f64, SettingKey)>,
    /// The greatest value, in base units, and where.
    pub greatest: Option<(f64, SettingKey)>,
    /// Where it is undefined.
    pub undefined: Option<SeenAt>,
    /// The different values in increasing order; nothing where there are more than [`MOST_VALUES`].
    pub values: Option<Vec<(f64, SeenAt)>>,
}

/// At how many settings something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenAt {
    /// How many.
    pub count: u64,
    /// The simplest of them.
    pub simplest: SettingKey,
}

impl SeenAt {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.simplest = self.simplest.min(other.simplest);
    }
}

/// The settings of a block's lanes: a key for all of them, and what each lane adds to it.
#[derive(Clone, Copy, Debug)]
pub struct Lanes<'a> {
    /// Of the controls outside the block.
    pub base: SettingKey,
    /// What each lane adds.
    pub own: &'a [SettingKey],
    /// The least of these.
    pub least: SettingKey,
}

impl Lanes<'_> {
    /// The setting of a lane.
    pub fn key(&self, lane: usize) -> SettingKey {
        (self.base.0 + self.own[lane].0, self.base.1 + self.own[lane].1)
    }

    /// The simplest of all of them.
    pub fn simplest(&self) -> SettingKey {
        (self.base.0 + self.least.0, self.base.1 + self.least.1)
    }
}

impl Seen {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self { values: Some(Vec::new()), ..Self::default() }
    }

    /// Takes in the value at a setting.
    pub fn take(&mut self, value: f64, at: SettingKey) {
        self.many(value, SeenAt { count: 1, simplest: at });
    }

    /// Takes in a register's values in all lanes of a block.
    pub fn take_block(&mut self, column: Operand<'_>, lanes: &Lanes<'_>) {
        let simplest = lanes.simplest();
        let values = match column {
            Operand::One(value) => {
                return self.many(value, SeenAt { count: lanes.own.len() as u64, simplest });
            }
            Operand::Many(values) => values,
        };
        // Neighbours are often equal, and a block whose simplest setting is no simpler than the one that is kept
        // only counts.
        let (mut start, mut end) = (0, 0);
        while start < values.len() {
            let value = values[start];
            let same = |other: &f64| *other == value || other.is_nan() && value.is_nan();
            end += 1;
            while values.get(end).is_some_and(same) {
                end += 1;
            }
            let count = (end - start) as u64;
            let at = match self.is_settled(value, simplest) {
                true => simplest,
                false => (start..end).map(|lane| lanes.key(lane)).min().unwrap_or(simplest),
            };
            self.many(value, SeenAt { count, simplest: at });
            start = end;
        }
    }

    /// Whether no setting from `simplest` on changes which setting is kept for a value.
    fn is_settled(&self, value: f64, simplest: SettingKey) -> bool {
        if !value.is_finite() {
            return self.undefined.is_some_and(|found| found.simplest <= simplest);
        }
        let inside = |end: &Option<(f64, SettingKey)>, beyond: fn(f64, f64) -> bool| {
            end.is_some_and(|(kept, key)| !beyond(value, kept) && (value != kept || key <= simplest))
        };
        inside(&self.least, |new, old| new < old)
            && inside(&self.greatest, |new, old| new > old)
            && (self.values.is_none() || self.at(value).is_some_and(|found| found.simplest <= simplest))
    }

    /// Takes in a value that some settings have.
    fn many(&mut self, value: f64, found: SeenAt) {
        self.settings += found.count;
        if !value.is_finite() {
            add(&mut self.undefined, found);
            return;
        }
        // A zero has two signs and one meaning.
        let value = value + 0.0;
        nearest(&mut self.least, value, found.simplest, |new, old| new < old);
        nearest(&mut self.greatest, value, found.simplest, |new, old| new > old);
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
    pub fn holds(&self) -> Option<SeenAt> {
        self.at(1.0)
    }

    /// Where it has a value; nothing where it never has, or where there are too many values to list.
    pub fn at(&self, value: f64) -> Option<SeenAt> {
        self.values.as_ref()?.iter().find(|(seen, _)| *seen == value).map(|(_, found)| *found)
    }

    fn list(&mut self, value: f64, found: SeenAt) {
        let Some(values) = &mut self.values else { return };
        match values.binary_search_by(|(seen, _)| seen.total_cmp(&value)) {
            Ok(place) => values[place].1.add(found),
            Err(_) if values.len() == MOST_VALUES => self.values = None,
            Err(place) => values.insert(place, (value, found)),
        }
    }
}

fn add(to: &mut Option<SeenAt>, found: SeenAt) {
    match to {
        Some(old) => old.add(found),
        None => *to = Some(found),
    }
}

fn nearest(
    kept: &mut Option<(f64, SettingKey)>,
    value: f64,
    at: SettingKey,
    better: impl Fn(f64, f64) -> bool,
) {
    match kept {
        Some((old, _)) if better(*old, value) => {}
        Some((old, key)) if !better(value, *old) && *key <= at => {}
        _ => *kept = Some((value, at)),
    }
}

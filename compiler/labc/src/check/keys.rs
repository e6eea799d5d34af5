//! The keys of a table's rows: in order, and found by their text without a look at each.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;

use crate::syntax::tree::Name;

/// The keys of a table's rows, in order. A slice of names; [`Keys::place`] finds one.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    all: Vec<Name>,
    /// The first row of each key, made when the first key is looked for.
    places: OnceLock<HashMap<String, usize>>,
}

impl Keys {
    /// The row with this key; of several rows the first one.
    pub fn place(&self, key: &str) -> Option<usize> {
        let places = self.places.get_or_init(|| {
            let mut places = HashMap::with_capacity(self.all.len());
            for (row, name) in self.all.iter().enumerate() {
                places.entry(name.text.clone()).or_insert(row);
            }
            places
        });
        places.get(key).copied()
    }
}

impl FromIterator<Name> for Keys {
    fn from_iter<I: IntoIterator<Item = Name>>(names: I) -> Self {
        Self { all: names.into_iter().collect(), places: OnceLock::new() }
    }
}

impl Deref for Keys {
    type Target = [Name];

    fn deref(&self) -> &[Name] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Span;

    #[test]
    fn the_first_row_of_a_key_is_found() {
        let name = |text: &&str| Name { text: (*text).to_owned(), span: Span::default() };
        let keys: Keys = ["a", "b", "a"].iter().map(name).collect();
        assert_eq!(
            (keys.place("a"), keys.place("b"), keys.place("c"), keys.len()),
            (Some(0), Some(1), None, 3)
        );
    }
}

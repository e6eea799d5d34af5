//! Units and dimensions. Start at [`Units`]; the tables themselves are `prelude/units.lab`.

mod declare;
pub mod dimension;
pub(crate) mod display;
mod hint;
mod level;
mod lookup;
mod prefer;
mod scale;
mod spoken;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub use crate::exponent::Exponent;
pub use dimension::{Base, Dimension};
pub use hint::{Hint, Said};
pub use level::Level;
pub use lookup::{UnitFault, Written};
pub use prefer::faults_of_preferred;

use serde::{Deserialize, Serialize};

use crate::sources::FileId;

/// The dimensions and units that are known.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Units {
    /// Base dimensions, hard and soft.
    pub bases: Vec<BaseDimension>,
    /// Dimensions by name, base and derived.
    pub dimensions: BTreeMap<String, Dimension>,
    /// Units by every name they have.
    pub units: BTreeMap<String, Unit>,
    /// Logarithmic units.
    pub levels: Vec<Level>,
    /// What a lab writes somewhere, in the order in which it does: good for what it does not say.
    #[serde(skip)]
    pub used: Vec<Written>,
    /// What the lab, or else the course, prefers to see.
    #[serde(skip)]
    pub prefer: Vec<Written>,
    /// Every spelling of a unit, once a word is looked for that is none.
    #[serde(skip)]
    spellings: OnceLock<Arc<lookup::Spellings>>,
}

/// A base dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseDimension {
    /// The name that declarations use, such as `Time`.
    pub name: String,
    /// A count: tracked and shown, agreeing with a plain number.
    pub soft: bool,
    /// The unit its numbers are in.
    pub unit: String,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// The name it is written with.
    pub symbol: String,
    pub dimension: Dimension,
    /// How many coherent base units it is.
    pub factor: f64,
    /// Where its zero lies, in base units.
    #[serde(default, skip_serializing_if = "is_default")]
    pub offset: f64,
    /// The prefixes it takes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub prefixes: Prefixes,
    /// What several are called, where that is another word: of counts.
    #[serde(default, skip_serializing_if = "is_default")]
    pub plural: Option<String>,
    /// What it is, from its comment.
    pub docs: String,
}

/// Which prefixes a unit takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefixes {
    /// f p n u m
    #[serde(skip_serializing_if = "is_default")]
    pub small: bool,
    /// k M G T P E Z Y
    #[serde(skip_serializing_if = "is_default")]
    pub large: bool,
    /// Ki Mi Gi Ti Pi
    #[serde(skip_serializing_if = "is_default")]
    pub binary: bool,
    /// c
    #[serde(skip_serializing_if = "is_default")]
    pub centi: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Units {
    /// The units of the prelude. Reading `prelude/units.lab` takes longer than checking a small lab, so the result is
    /// kept in `prelude/units.json`.
    pub fn prelude() -> &'static Units {
        static PRELUDE: OnceLock<Units> = OnceLock::new();
        PRELUDE.get_or_init(|| {
            // A bug of ours, and the tests would have met it.
            serde_json::from_str(include_str!("../../../prelude/units.json"))
                .expect("the units of the prelude")
        })
    }

    /// The same, read from the prelude's text.
    pub fn computed() -> Units {
        let mut units = Units::default();
        let (file, mut diagnostics) =
            crate::syntax::parse(FileId(0), include_str!("../../../prelude/units.lab"));
        for statement in &file.statements {
            diagnostics.append(&mut units.declare(FileId(0), statement));
        }
        assert!(diagnostics.is_empty(), "the prelude's units are faulty: {diagnostics:#?}");
        units.add_temperatures();
        units
    }

    /// What is kept of the prelude's text, a unit on each line.
    pub fn listing() -> String {
        let text = serde_json::to_string(&Self::computed()).expect("plain data");
        text.replace("},\"", "},\n\"") + "\n"
    }

    /// A dimension that nothing is known about: it is no other.
    pub fn add_unknown(&mut self, name: &str) -> Base {
        self.bases.push(BaseDimension { name: name.to_owned(), soft: false, unit: String::new() });
        (self.bases.len() - 1) as Base
    }

    /// The dimensions that were added after the first so many.
    pub fn unknowns_since(&self, count: usize) -> Vec<Base> {
        (count..self.bases.len())
            .filter(|base| self.bases[*base].unit.is_empty())
            .map(|base| base as Base)
            .collect()
    }

    /// Whether a dimension is made of base dimensions that are known here.
    pub fn knows(&self, dimension: &Dimension) -> bool {
        dimension.factors.iter().all(|(base, _)| usize::from(*base) < self.bases.len())
    }

    /// The base dimension of a name.
    pub fn base_named(&self, name: &str) -> Option<Base> {
        self.bases.iter().position(|base| base.name == name).map(|index| index as Base)
    }
}

//! What a lab reads of a student's record: the values of inputs that no control moves. Start at [`Ledger`].

use alloc::string::String;
use alloc::vec::Vec;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

use crate::decimal;
use crate::mark::{Marks, Sheet, facts, is_confident_mistake};
use crate::program::UNDEFINED;
use crate::record::{Item, ItemKind, Items, Names};

/// What a lab reads. Input `controls + i` of its program takes what read `i` gives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Ledger {
    /// The labs that are read, as marking knows them.
    pub sheets: Vec<Sheet>,
    /// What is read.
    pub reads: Vec<RecalledValue>,
}

/// Something that is read of a lab's record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct RecalledValue {
    /// The lab: index into [`Ledger::sheets`].
    pub sheet: u32,
    /// What.
    pub what: RecordQuery,
}

/// What can be read of a lab's record. Truth values are 0 and 1; what is not there is undefined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub enum RecordQuery {
    /// Whether all its parts are done.
    Completed,
    /// How many of its predictions were made.
    Made,
    /// How many of them were right.
    Right,
    /// How many were wrong though the student was sure.
    Overconfident,
    /// How many failures were reached.
    Failures,
    /// How many of them were left again.
    Escaped,
    /// Whether the first prediction was right.
    FirstRight,
    /// Whether a prediction was right: its name.
    Verdict(String),
    /// How many times too large an estimate was: its name.
    Factor(String),
    /// A field of an item, read as it is.
    Item(FieldQuery),
}

/// A field of an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
pub struct FieldQuery {
    /// The item's kind.
    pub kind: ItemKind,
    /// Its name, and those it had before.
    pub names: Vec<String>,
    /// The field's name.
    pub field: String,
    /// Where the field is a key: what it can be, each with the keys it had before; the value is the place.
    /// Without any, the field is a number or a truth value.
    pub keys: Vec<Vec<String>>,
    /// The base unit of a number: one that was kept in another was of another dimension, and is not read.
    pub unit: Option<String>,
}

impl Ledger {
    /// What every read gives for a record.
    pub fn values(&self, items: &[Item]) -> Vec<f64> {
        let record = Items::new(items);
        let marked = facts(&self.sheets, &record);
        let values = self.reads.iter().map(|read| {
            let at = read.sheet as usize;
            match (self.sheets.get(at), marked.get(at)) {
                (Some(sheet), Some(marks)) => value(&read.what, sheet, marks, &record),
                _ => UNDEFINED,
            }
        });
        values.collect()
    }
}

impl RecordQuery {
    /// What it is in an empty record.
    pub fn empty(&self) -> f64 {
        match self {
            Self::Verdict(_) | Self::Factor(_) | Self::Item(_) => UNDEFINED,
            _ => 0.0,
        }
    }
}

fn value(what: &RecordQuery, sheet: &Sheet, marks: &Marks, record: &Items<'_>) -> f64 {
    let asked = |kind: ItemKind| {
        let both = sheet.asked.iter().zip(&marks.marks);
        both.filter(move |(asked, _)| asked.kind == kind)
    };
    let named = |kind: ItemKind, name: &str| asked(kind).find(|(asked, _)| asked.name == name);
    let truth = |right: Option<bool>| right.map_or(UNDEFINED, f64::from);
    match what {
        RecordQuery::Completed => f64::from(!marks.parts.is_empty() && marks.parts.iter().all(|done| *done)),
        RecordQuery::Made => asked(ItemKind::Predict).filter(|(_, mark)| mark.answered).count() as f64,
        RecordQuery::Right => {
            asked(ItemKind::Predict).filter(|(_, mark)| mark.right == Some(true)).count() as f64
        }
        RecordQuery::Overconfident => {
            asked(ItemKind::Predict).filter(|(asked, mark)| is_confident_mistake(asked, mark)).count() as f64
        }
        RecordQuery::Failures => asked(ItemKind::Status).filter(|(_, mark)| mark.answered).count() as f64,
        RecordQuery::Escaped => asked(ItemKind::Status).filter(|(_, mark)| mark.left).count() as f64,
        RecordQuery::FirstRight => {
            f64::from(asked(ItemKind::Predict).next().is_some_and(|(_, mark)| mark.right == Some(true)))
        }
        RecordQuery::Verdict(name) => truth(named(ItemKind::Predict, name).and_then(|(_, mark)| mark.right)),
        RecordQuery::Factor(name) => {
            let found = named(ItemKind::Estimate, name).and_then(|(_, mark)| mark.factor);
            found.unwrap_or(UNDEFINED)
        }
        RecordQuery::Item(wanted) => wanted.read(sheet, record),
    }
}

impl FieldQuery {
    fn read(&self, sheet: &Sheet, record: &Items<'_>) -> f64 {
        let found = record.find(sheet.ids(), self.kind, Names::all(&self.names));
        let is_other = |item: &Item| matches!((&self.unit, item.field("unit")), (Some(unit), Some(kept)) if kept != unit);
        let found = found.filter(|item| !is_other(item));
        let Some(text) = found.and_then(|item| item.field(&self.field)) else { return UNDEFINED };
        if self.keys.is_empty() {
            return match text {
                "true" => 1.0,
                "false" => 0.0,
                text => decimal::parse(text).filter(|value| value.is_finite()).unwrap_or(UNDEFINED),
            };
        }
        let now = self.keys.iter().position(|keys| keys.first().is_some_and(|key| key == text));
        let before = || self.keys.iter().position(|keys| keys.iter().any(|key| key == text));
        now.or_else(before).map_or(UNDEFINED, |place| place as f64)
    }
}

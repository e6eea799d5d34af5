//! Marks a student's answers against what the labs ask now: the one place where that happens, for the page
//! of a lab, the student's report and the instructor's collection. Start at [`mark`].
//!
//! | file | what it does |
//! | --- | --- |
//! | `estimate` | how far a number is from the truth |
//! | `total` | what marks come to: predictions right, calibration, parts done |
//! | `wire` | items and marks as text, for the browser |

mod estimate;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

#[cfg(test)]
mod tests;
mod total;
mod wire;

use lab_derive::Decode;
use serde::{Deserialize, Serialize};

pub use estimate::{NEAR, factor, words};
pub use total::{Level, SURE, Total, calibration, is_confident_mistake, total};
pub use wire::{items_of, marks_text};

use crate::decimal;
use crate::number::Format;
use crate::record::{Answer, Item, ItemKind, Items, Names};

/// What a lab asks, as far as marking looks at it. Travels to the report as postcard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Sheet {
    /// The lab's id.
    pub id: String,
    /// Ids it had before.
    pub was: Vec<String>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Everything it asks and keeps.
    pub asked: Vec<Asked>,
}

/// A part of a lab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Decode)]
pub struct Part {
    /// The author's key of the part: its anchor is `#part-NAME`.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// What has to be answered: indices into [`Sheet::asked`]. Where nothing is asked, the part's end has to
    /// have been seen.
    pub asks: Vec<u32>,
}

/// One thing that is asked or kept: an item of the record has its kind and name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct Asked {
    /// Its kind.
    pub kind: ItemKind,
    /// The author's name of the question: the last part of its key in the record.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// The option that is right: index into `options`; nothing where none is, or where the record decides.
    pub right: Option<u32>,
    /// The true value of an estimate, in base units.
    pub truth: Option<f64>,
    /// How a number is written.
    pub format: Option<Format>,
    /// The factor within which an estimate is right.
    pub near: Option<f64>,
    /// The base unit of an estimate, which tells its dimension.
    pub unit: Option<String>,
}

/// Something to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Decode)]
pub struct Choice {
    /// Its key.
    pub key: String,
    /// Keys it had before.
    pub was: Vec<String>,
}

/// What has become of one thing that was asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mark {
    /// Whether there is an answer: for a task, that it is done; a goal, met; a failure, reached.
    pub answered: bool,
    /// The option that was chosen, if the lab still has it.
    pub option: Option<u32>,
    /// Whether an option was chosen that the lab no longer has, or a number given in another dimension.
    pub gone: bool,
    /// Whether the answer is right, by the lab as it is now; an estimate, whether it is [near](NEAR).
    pub right: Option<bool>,
    /// Whether it was right when it was committed, by the lab as it was then.
    pub frozen: Option<bool>,
    /// How sure the student was.
    pub confidence: String,
    /// How many times too large an estimate is; below 1, too small.
    pub factor: Option<f64>,
    /// Whether a failure that was reached was left again.
    pub left: bool,
    /// The answer in words: what was typed or recorded, the key that was chosen, the reason for a decision.
    pub text: String,
    /// What is said about it: how far off an estimate is, the reason for a decision.
    pub said: String,
}

/// What a lab's sheet and a student's record give.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// One for each entry of [`Sheet::asked`].
    pub marks: Vec<Mark>,
    /// Which parts are done.
    pub parts: Vec<bool>,
    /// Whether the record says anything about this lab.
    pub started: bool,
}

/// Marks a record against every lab of a course, in the course's order.
pub fn mark(sheets: &[Sheet], record: &Items<'_>) -> Vec<Marks> {
    sheets.iter().map(|sheet| sheet.mark(record, true)).collect()
}

/// Marks without words: what labs read of a record.
pub(crate) fn facts(sheets: &[Sheet], record: &Items<'_>) -> Vec<Marks> {
    sheets.iter().map(|sheet| sheet.mark(record, false)).collect()
}

impl Sheet {
    /// The lab's ids, today's first.
    pub fn ids(&self) -> Names<'_> {
        Names::new(&self.id, &self.was)
    }

    fn mark(&self, record: &Items<'_>, words: bool) -> Marks {
        let mark = |asked: &Asked| {
            let Some(item) = record.find(self.ids(), asked.kind, asked.names()) else {
                return Mark::default();
            };
            let mut mark = asked.mark(item);
            if words {
                asked.say(item, &mut mark);
            }
            mark
        };
        let marks: Vec<Mark> = self.asked.iter().map(mark).collect();
        let answered = |index: &u32| marks.get(*index as usize).is_some_and(|mark| mark.answered);
        let parts = self.parts.iter().map(|part| match part.asks.as_slice() {
            [] => record.find(self.ids(), ItemKind::Seen, Names::new(&part.name, &part.was)).is_some(),
            asks => asks.iter().all(answered),
        });
        Marks { parts: parts.collect(), marks, started: record.has_lab(self.ids()) }
    }
}

impl Asked {
    /// Its names, today's first.
    pub fn names(&self) -> Names<'_> {
        Names::new(&self.name, &self.was)
    }

    fn mark(&self, item: &Item) -> Mark {
        let confidence = item.field("confidence").unwrap_or_default().to_owned();
        let mut mark = Mark { confidence, ..Mark::default() };
        mark.frozen = match item.field("right") {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        };
        match self.kind.answer() {
            Answer::Option => {
                let Some(key) = item.field("option") else { return mark };
                mark.answered = true;
                mark.option = self.option(key);
                mark.gone = mark.option.is_none();
                mark.right = match (self.right, mark.option) {
                    (Some(right), Some(option)) => Some(right == option),
                    // The record decides: what was right then is right.
                    (None, _) if self.kind == ItemKind::Predict => mark.frozen,
                    _ => None,
                };
            }
            Answer::Number => {
                let Some(value) = item.field("value").and_then(number) else { return mark };
                mark.answered = true;
                let frozen = item.field("factor").and_then(number);
                mark.gone = self.is_other(item);
                mark.factor = match self.truth {
                    _ if mark.gone => None,
                    Some(truth) => factor(value, truth),
                    None => frozen,
                };
                let near = self.near.unwrap_or(NEAR);
                let then = item.field("near").and_then(number).unwrap_or(near);
                mark.right = mark.factor.map(|factor| estimate::is_near(factor, near));
                mark.frozen = frozen.map(|factor| estimate::is_near(factor, then));
            }
            Answer::Text | Answer::File => {
                mark.answered = item.field("text").is_some_and(|text| !text.trim().is_empty())
            }
            Answer::Flag(field) => {
                mark.answered = item.is(field);
                mark.left = mark.answered && item.is("left");
            }
            Answer::Value => {
                let Some(value) = item.field("value") else { return mark };
                mark.answered = true;
                mark.option = self.option(value);
            }
            Answer::Presence => mark.answered = true,
        }
        mark
    }

    /// Adds the words of a mark.
    fn say(&self, item: &Item, mark: &mut Mark) {
        let text = |name: &str| item.field(name).unwrap_or_default().to_owned();
        let value = item.field("value").and_then(number);
        match self.kind.answer() {
            Answer::Option if mark.answered => {
                mark.text = text("option");
                mark.said = text("because");
            }
            Answer::Number => {
                let Some(value) = value else { return };
                if self.is_other(item) {
                    mark.text = text("typed");
                    return;
                }
                mark.text = match &self.format {
                    Some(format) => format.text(value),
                    None => text("typed"),
                };
                mark.said = match (self.truth, item.field("factor").and_then(number)) {
                    (Some(truth), _) => words(value, truth),
                    (None, Some(factor)) => words(factor, 1.0),
                    (None, None) => String::new(),
                };
            }
            Answer::Text => mark.text = text("text"),
            Answer::File if mark.answered => {
                let (file, rows, hash) = (text("file"), text("rows"), text("hash"));
                mark.text = crate::text::joined(&[&file, ": ", &rows, " rows, SHA-256 ", &hash]);
            }
            Answer::Value => {
                mark.text = match (&self.format, value) {
                    (Some(format), Some(value)) if self.options.is_empty() => format.text(value),
                    _ => text("value"),
                };
            }
            _ => {}
        }
    }

    /// Whether an estimate answered a question in another dimension, which the lab asked before.
    fn is_other(&self, item: &Item) -> bool {
        matches!((&self.unit, item.field("unit")), (Some(asked), Some(unit)) if asked != unit)
    }

    /// The option of a key: a key of today, else one of before.
    fn option(&self, key: &str) -> Option<u32> {
        let now = self.options.iter().position(|option| option.key == key);
        let before = || self.options.iter().position(|option| option.was.iter().any(|was| was == key));
        now.or_else(before).map(|index| index as u32)
    }
}

/// A number as the browser and JSON write it.
fn number(text: &str) -> Option<f64> {
    decimal::parse(text).filter(|value| value.is_finite())
}

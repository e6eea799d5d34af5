//! What a lab asks, and what it keeps of the answers: plain data for the report, for instructors, and for
//! the labs after it. Start at [`Protocol`]; a [`Course`] is what a lab knows of the others.
//!
//! Every name here is a name in the student's record, `labc/<course>/<lab>/<kind>/<name>`. Questions and
//! labels are plain text, with the values that they have at the start.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use lab_core::number::Format;
use lab_core::record::ItemKind;
use serde::{Deserialize, Serialize};

use crate::syntax::tree;

/// What a lab asks and records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Protocol {
    /// The lab's id.
    pub id: String,
    /// Ids it had before.
    pub was: Vec<String>,
    /// The title of the lab: plain text.
    pub title: String,
    /// What it teaches.
    pub teaches: Vec<String>,
    /// The choice that is its context.
    pub context: Option<String>,
    pub parts: Vec<Part>,
    /// Kind `predict`.
    pub predictions: Vec<Prediction>,
    /// Kind `estimate`.
    pub estimates: Vec<Estimate>,
    /// Kind `reflect`.
    pub reflections: Vec<Reflection>,
    /// The items that have a name and a title alone: answers, tasks, goals, uploads.
    pub plain: Vec<(ItemKind, Asked)>,
    /// Kind `decide`.
    pub decisions: Vec<Decision>,
    /// Kind `status`.
    pub statuses: Vec<Status>,
    /// Kind `set`: the controls.
    pub controls: Vec<Control>,
    /// Kind `record`.
    pub fields: Vec<Field>,
}

/// A part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The author's key of the part: its anchor is `#part-NAME`.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The heading of the part.
    pub title: String,
    /// What it asks, in order: kind and name. A part is done once all of it is answered; one that asks
    /// nothing, once its end has been seen (kind `seen`, under the part's name).
    pub asks: Vec<(ItemKind, String)>,
}

/// An answer to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its key, which is stored.
    pub key: String,
    /// Keys it had before.
    pub was: Vec<String>,
    pub label: String,
}

/// A prediction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// The author's name of the question: the last part of its key in the record.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The question.
    pub question: String,
    /// The options.
    pub options: Vec<Choice>,
    /// The key of the option that is true; nothing where the student's record decides, and each item says
    /// itself whether it was right.
    pub right: Option<String>,
    /// The truth in words, where there is a number.
    pub truth: Option<String>,
    /// Whether it asks how sure the student is.
    pub confidence: bool,
    /// The subjects it tests; nothing where it tests all that the lab teaches.
    pub about: Vec<String>,
}

/// An estimate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The author's name of the question: the last part of its key in the record.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The question.
    pub question: String,
    /// The truth, in base units; nothing where the student's record decides.
    pub truth: Option<f64>,
    /// How numbers are written: the first unit is what a bare number counts in.
    pub format: Format,
    /// Whether it asks how sure the student is.
    pub confidence: bool,
    /// The subjects it tests; nothing where it tests all that the lab teaches.
    pub about: Vec<String>,
    /// An answer that is off by no more than this factor counts as right: the widest `near` of the author.
    pub near: f64,
    /// The base unit that values are kept in, which tells the dimension.
    pub unit: String,
}

/// A question for reflection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reflection {
    /// The author's name of the question: the last part of its key in the record.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The question.
    pub question: String,
    /// The options.
    pub options: Vec<Choice>,
    /// The key of the one that is right.
    pub right: String,
}

/// Something asked or set that takes no options: a free text, a task, a goal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The author's name of the question: the last part of its key in the record.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// What it says.
    pub title: String,
}

/// A decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The author's name of the decision: the last part of its key in the record.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The question.
    pub question: String,
    /// The options.
    pub options: Vec<Choice>,
}

/// A status: items are named `<status>.<arm>`, or `<status>.<row>.<arm>` where it has rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The name by which formulas read the state; also its key in the record.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// The rows it is made for: key and label. None where it is made once.
    pub rows: Vec<Choice>,
    pub arms: Vec<Arm>,
}

/// An arm of a status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    pub key: String,
    /// Keys it had before.
    pub was: Vec<String>,
    /// `fail`, `warn`, `note` or `pass`.
    pub level: String,
    /// The heading of the case; without one, its name.
    pub title: String,
}

/// A control.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The author's name of the control, also its key in the record.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    pub label: String,
    /// The table whose rows can be chosen, where it is a choice.
    pub table: Option<String>,
    /// What can be chosen; none for a slider or a switch.
    pub options: Vec<Choice>,
}

/// A field of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The name by which later labs read the field.
    pub name: String,
    /// Names it had before.
    pub was: Vec<String>,
    /// What it says.
    pub title: String,
    /// What its value is.
    pub of: FieldType,
    /// How its value is written.
    pub format: Format,
}

/// What a field of the record holds. Its tag stands outside: builds keep it in a format that cannot look ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// A number in base units: exponents of hard dimensions and of counts, by name.
    Number {
        /// Dimension or count, with numerator and denominator of its exponent.
        dimension: BTreeMap<String, (i32, i32)>,
    },
    /// A temperature on its scale, in kelvin.
    Point,
    /// `true` or `false`.
    Bool,
    /// A text.
    Text,
    /// The key of a row.
    Row {
        /// The table's name.
        table: String,
        /// Its rows.
        options: Vec<Choice>,
    },
}

impl Protocol {
    /// Whether the lab has an item of a kind that has a name and a title alone.
    pub fn has(&self, kind: ItemKind) -> bool {
        self.plain.iter().any(|(known, _)| *known == kind)
    }

    /// What kind of item, under which name, is asked first to last; for the parts' progress.
    pub fn asked(&self) -> impl Iterator<Item = &(ItemKind, String)> {
        self.parts.iter().flat_map(|part| &part.asks)
    }

    /// Whether anything of the page is answered, or brought along: its script has to know about answers then.
    pub fn asks(&self) -> bool {
        self.asked().next().is_some()
            || !self.predictions.is_empty()
            || !self.estimates.is_empty()
            || !self.reflections.is_empty()
            || self.plain.iter().any(|(kind, _)| kind.is_asked() || !kind.is_remade())
            || !self.decisions.is_empty()
    }
}

/// What a lab knows of the labs of its course. Cloning it is cheap: the labs of a course share their list.
#[derive(Clone, Debug, Default)]
pub struct Course {
    order: Arc<CourseOrder>,
    /// How many labs come before this one.
    before: usize,
    /// What those earlier labs ask and record, as far as this one may read it.
    protocols: Arc<BTreeMap<usize, Arc<Protocol>>>,
    /// The units that the course prefers to see.
    prefer: Arc<[String]>,
}

/// The ids of the labs of a course, in order.
#[derive(Clone, Debug, Default)]
pub struct CourseOrder {
    ids: Vec<String>,
    places: HashMap<String, usize>,
}

impl CourseOrder {
    /// The order of some labs. Of two labs with one id, it is the first that is found by it.
    pub fn new(ids: Vec<String>) -> Self {
        let mut places = HashMap::with_capacity(ids.len());
        for (place, id) in ids.iter().enumerate() {
            places.entry(id.clone()).or_insert(place);
        }
        Self { ids, places }
    }

    /// The ids, in order.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Where the lab with an id stands.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }
}

impl Course {
    /// What the lab at a place knows: the order of all labs, and the protocols of earlier labs by their places. An
    /// earlier lab that is not among them has faults of its own, or this lab does not read it.
    pub fn new(order: Arc<CourseOrder>, place: usize, protocols: BTreeMap<usize, Arc<Protocol>>) -> Self {
        Self { order, before: place, protocols: Arc::new(protocols), prefer: Arc::default() }
    }

    /// The same, where the course prefers to see results in some units.
    pub fn preferring(self, prefer: Arc<[String]>) -> Self {
        Self { prefer, ..self }
    }

    /// Whether a lab is told the same by both.
    pub fn is_same(&self, other: &Self) -> bool {
        self.before == other.before
            && self.order.ids == other.order.ids
            && self.protocols == other.protocols
            && self.prefer == other.prefer
    }

    /// The units that the course prefers to see.
    pub fn prefer(&self) -> &[String] {
        &self.prefer
    }

    /// What a lab knows that comes after some labs, all of which it may read, and before others.
    pub fn after(earlier: &[Arc<Protocol>], later: impl IntoIterator<Item = String>) -> Self {
        let ids = earlier.iter().map(|lab| lab.id.clone()).chain(later).collect();
        let protocols = earlier.iter().cloned().enumerate().collect();
        Self::new(Arc::new(CourseOrder::new(ids)), earlier.len(), protocols)
    }

    /// The ids of the labs before this one, in order.
    pub fn earlier(&self) -> &[String] {
        &self.order.ids[..self.before.min(self.order.ids.len())]
    }

    /// The ids of this lab, where the course lists it, and of those after it.
    pub fn later(&self) -> &[String] {
        &self.order.ids[self.before.min(self.order.ids.len())..]
    }

    /// Where an earlier lab stands.
    pub fn earlier_place(&self, id: &str) -> Option<usize> {
        self.order.place(id).filter(|place| *place < self.before)
    }

    /// What an earlier lab asks and records.
    pub fn protocol(&self, place: usize) -> Option<&Arc<Protocol>> {
        self.protocols.get(&place)
    }

    /// The earlier labs whose protocols are known, with their places.
    pub fn protocols(&self) -> impl Iterator<Item = (usize, &Arc<Protocol>)> {
        self.protocols.iter().map(|(place, protocol)| (*place, protocol))
    }
}

/// What a goal is called in the record: its name, or the words of its title.
pub(crate) fn goal_name(name: Option<&tree::Name>, title: &tree::Text) -> String {
    name.map_or_else(|| slug(&title.words()), |name| name.text.clone())
}

/// The words of a title as a name.
fn slug(title: &str) -> String {
    let mut name = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            name.push(letter);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    name.truncate(name.trim_end_matches('_').len());
    name
}

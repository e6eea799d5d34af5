//! Blocks that ask, that answer, and that keep something in the student's record.

use lab_core::number::Format;
use lab_derive::Render;
use serde::{Serialize, Serializer};

use super::{Ready, Stage, Themed, spaced};
use crate::page::render::view::GapView;
use crate::record::protocol;

/// An option of a question.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct AnswerOption<S: Stage> {
    /// Its key, which is stored with the student's answer.
    pub key: String,
    /// Keys it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    pub label: S::Line,
}

/// A prediction.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Predict<S: Stage> {
    /// Its name in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// The question.
    pub question: S::Line,
    /// The options.
    pub options: Vec<AnswerOption<S>>,
    /// The curve that may be drawn in place of choosing one.
    pub sketch: Option<SketchPlane>,
    /// How the options are compared by hand.
    pub compared: Option<Compared>,
    /// The seal that committing opens.
    pub seal: u32,
    /// Whether it asks how sure the student is.
    pub confidence: bool,
    /// The subjects it tests.
    #[serde(skip)]
    pub about: Vec<String>,
}

/// What a curve is drawn on. Heights are shares of the drawing's.
#[derive(Clone, Debug, Serialize)]
pub struct SketchPlane {
    /// What is drawn, in words.
    pub name: String,
    /// What it is drawn along, in words.
    pub along: String,
    /// Where it begins, in words.
    pub from: String,
    /// Where it ends, in words.
    pub to: String,
    /// Its value at the beginning, in words.
    pub start: String,
    /// The value at the upper edge, in words.
    pub top: String,
    /// The same in base units: heights times this are values.
    pub whole: String,
    /// The height of the beginning.
    pub height: String,
    /// Each option that says how many times the curve ends above its start: its key, the least and the greatest number,
    /// with spaces between all of them.
    pub claims: String,
}

/// Options that are put in order or drawn as bars.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Compared {
    /// `order` or `bars`.
    pub kind: &'static str,
    /// Of bars, whether the lowest one is the answer.
    pub least: bool,
    /// The value at the upper edge, in words.
    pub top: String,
    /// The number before its unit, and the unit.
    pub number: String,
    /// See `number`.
    pub unit: String,
    /// The value in base units: heights times this are values.
    pub whole: String,
}

/// A prediction beside the truth.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Reveal<S: Stage> {
    /// The prediction's name.
    pub name: String,
    pub question: S::Line,
    /// The options with their verdicts.
    pub options: Vec<Verdict<S>>,
    /// What the prediction by hand is held against: the heights of the model's curve with spaces between them, or for each
    /// option its key, its place, its height and its value in words, as JSON.
    pub model: Option<String>,
}

/// The feedback to an option once it is chosen.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Verdict<S: Stage> {
    pub key: String,
    /// Keys it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    pub label: S::Line,
    /// Whether it is the right one.
    pub right: bool,
    /// Where the student's record decides that instead.
    pub live: Option<LiveVerdict<S>>,
    /// How far a claimed number is from the truth.
    pub gap: Option<GapView>,
    /// The feedback.
    #[serde(rename = "html")]
    pub body: S::Text,
}

/// Whether an option is right, where the student's record decides it.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct LiveVerdict<S: Stage> {
    /// Shown where it is right.
    pub right: S::Shown,
    /// Shown where it is wrong.
    pub wrong: S::Shown,
}

/// A question for reflection; the feedback is behind its seal.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Reflect<S: Stage> {
    /// Its name in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// The question.
    pub question: S::Line,
    /// The options.
    pub options: Vec<AnswerOption<S>>,
    /// The seal that answering opens.
    pub seal: u32,
}

/// A number to estimate.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Estimate<S: Stage> {
    /// Its name in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// The question.
    pub question: S::Line,
    /// The seal that committing opens.
    pub seal: u32,
    /// Which estimate of the page it is, for the evaluator.
    pub index: usize,
    /// The unit of a bare number; empty for a plain number.
    pub unit: String,
    /// The base unit in which the answer is kept.
    pub of: String,
    /// The factor within which an answer is right.
    #[serde(serialize_with = "plain_number")]
    pub near: f64,
    /// The least and the greatest answer in words.
    pub low: String,
    /// See `low`.
    pub high: String,
    /// The ends of the line on which it is placed: in `unit`, then in base units, with spaces between them.
    pub ends: String,
    /// Whether equal steps on the line are equal ratios.
    pub log: bool,
    /// Whether it asks how sure the student is.
    pub confidence: bool,
    /// The subjects it tests.
    #[serde(skip)]
    pub about: Vec<String>,
    /// How the truth is written.
    #[serde(skip)]
    pub format: Format,
}

/// An estimate beside the truth.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct EstimateReveal<S: Stage> {
    /// The estimate's name.
    pub name: String,
    pub question: S::Line,
    /// What the student estimated.
    pub said: S::Line,
    /// The truth.
    pub truth: S::Line,
    /// How far off the estimate is, in words.
    pub gap: S::Line,
    /// The factor within which an answer is right.
    #[serde(skip)]
    pub near: f64,
    /// The slot that tells which text fits, if there are texts.
    pub slot: Option<usize>,
    /// The texts.
    pub texts: Vec<EstimateText<S>>,
}

/// The feedback to some estimates.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct EstimateText<S: Stage> {
    /// `near`, `low` or `high`.
    #[serde(skip)]
    pub side: String,
    /// The factor that it names.
    #[serde(skip)]
    pub factor: Option<f64>,
    /// The feedback.
    #[serde(rename = "html")]
    pub body: S::Text,
}

/// Something to reach.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Goal<S: Stage> {
    /// Its name in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// What is to be reached.
    pub title: S::Line,
    /// Whether it is: `shown` then.
    #[serde(flatten)]
    pub reached: S::Shown,
}

/// A question or a task.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Asked<S: Stage> {
    /// Its name in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// What is asked.
    pub title: S::Line,
    /// The text below it.
    #[serde(rename = "html")]
    pub body: S::Text,
}

/// Where students bring rows of their own.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Upload<S: Stage> {
    /// Its name in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// Its heading.
    pub label: S::Line,
    /// What the script has to know, as JSON.
    pub schema: String,
    /// The columns that a file has to have.
    pub columns: Vec<UploadColumn>,
}

/// A column that a file has to have.
#[derive(Clone, Debug, Serialize)]
pub struct UploadColumn {
    /// The name of the column, as the head of the file must spell it.
    pub name: String,
    /// `key`, `text`, `number`, `bool` or `row`.
    pub kind: &'static str,
    /// The unit of bare numbers.
    pub unit: String,
    /// Index of the scale that its numbers are read with.
    pub scale: Option<usize>,
    /// Whether a cell may be empty.
    pub optional: bool,
    /// The bounds of its numbers, as text.
    pub range: String,
    /// The keys that a cell may hold.
    pub keys: Vec<String>,
}

/// A decision.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Decide<S: Stage> {
    /// Its name in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// The question.
    pub question: S::Line,
    /// What can be chosen.
    pub options: Vec<AnswerOption<S>>,
    /// Whether it asks for a reason.
    pub because: bool,
    /// In which words; empty where the theme has its own.
    pub reason: S::Line,
}

/// A field of the record.
#[derive(Clone, Debug, Serialize)]
pub struct RecordField {
    /// Its name, by which later labs read it.
    pub name: String,
    pub slot: usize,
    /// `number`, `bool` or `row`.
    pub kind: &'static str,
    /// The base unit of a number.
    pub unit: String,
    /// The keys of a row, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub keys: Vec<String>,
    /// The field as the protocol has it.
    #[serde(skip)]
    pub(in crate::page) field: protocol::Field,
}

/// A number as HTML attributes have it.
fn plain_number<T: Serializer>(number: &f64, to: T) -> Result<T::Ok, T::Error> {
    to.serialize_str(&crate::page::render::renderer::plain_number(*number))
}

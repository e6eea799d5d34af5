//! What a theme is given of questions, besides predictions and reflections.

use serde::Serialize;

use super::{Markup, OptionView};

/// A number to estimate.
#[derive(Clone, Debug, Serialize)]
pub struct EstimateView {
    /// The author's name for it.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// The question: markup.
    pub question: Markup,
    /// The seal that committing opens.
    pub seal: usize,
    /// Which estimate of the page it is, for the evaluator.
    pub index: usize,
    /// The unit that a bare number counts in; empty for a plain number.
    pub unit: String,
    /// The base unit that the answer is kept in.
    pub of: String,
    /// The factor within which an answer is right.
    pub near: String,
    /// The least and the greatest answer in words.
    pub low: String,
    /// See `low`.
    pub high: String,
    /// Whether it asks how sure the student is.
    pub confidence: bool,
}

/// An estimate beside the truth.
#[derive(Clone, Debug, Serialize)]
pub struct EstimateRevealView {
    /// The estimate's name.
    pub name: String,
    /// Its question: markup.
    pub question: Markup,
    /// What the student said.
    pub said: Markup,
    /// What is true: markup.
    pub truth: Markup,
    /// How far off that is, in words.
    pub gap: Markup,
    /// Slot of the text that fits, if there are texts.
    pub slot: Option<usize>,
    /// The texts: markup.
    pub texts: Vec<Markup>,
}

/// What a commitment is held against.
#[derive(Clone, Debug, Serialize)]
pub struct KeyView {
    /// Name of the prediction or estimate.
    pub name: String,
    /// The key of the option that is true, where there are options.
    pub right: Option<Markup>,
    /// The truth in words, where there is one.
    pub truth: Option<Markup>,
    /// The truth of an estimate, in base units.
    pub value: Option<String>,
}

/// Slots that show whether an option is right, and whether it is wrong.
#[derive(Clone, Debug, Serialize)]
pub struct LiveVerdict {
    /// Shown where it is right.
    pub right: ShownView,
    /// Shown where it is wrong.
    pub wrong: ShownView,
}

/// Something that is shown while a condition holds.
#[derive(Clone, Debug, Serialize)]
pub struct ShownView {
    /// Its slot.
    pub slot: usize,
    /// Whether it is shown at the start.
    pub shown: bool,
}

/// The truth, beside an option that claims another number.
#[derive(Clone, Debug, Serialize)]
pub struct GapView {
    /// What is true.
    pub truth: String,
    /// How far off the option is, in words, where it claims one value: of a range, a student picked no number.
    pub off: Option<String>,
}

/// Something to reach.
#[derive(Clone, Debug, Serialize)]
pub struct GoalView {
    /// Its name in the record.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// What is to be reached: markup.
    pub title: Markup,
    /// Slot that says whether it is.
    pub slot: usize,
    /// Whether it is at the start.
    pub met: bool,
}

/// A question or a task.
#[derive(Clone, Debug, Serialize)]
pub struct AskedView {
    /// The author's name for it.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// What is asked: markup.
    pub title: Markup,
    /// What more there is to say: markup.
    pub html: Markup,
}

/// A decision.
#[derive(Clone, Debug, Serialize)]
pub struct DecideView {
    /// The author's name for it.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// The question: markup.
    pub question: Markup,
    /// What can be chosen.
    pub options: Vec<OptionView>,
    /// Whether it asks for a reason.
    pub because: bool,
    /// In which words: markup; empty where the theme has its own.
    pub reason: Markup,
}

/// A field of the record.
#[derive(Clone, Debug, Serialize)]
pub struct FieldView {
    /// The author's name of the field, which later labs read it by.
    pub name: String,
    /// Its slot.
    pub slot: usize,
    /// `number`, `bool` or `row`.
    pub kind: String,
    /// The base unit of a number.
    pub unit: String,
    /// The keys of a row, with spaces between them.
    pub keys: String,
}

/// Predictions of an earlier lab, with what is true.
#[derive(Clone, Debug, Serialize)]
pub struct RevisitView {
    /// The predictions.
    pub asked: Vec<RevisitedView>,
}

/// A prediction of an earlier lab.
#[derive(Clone, Debug, Serialize)]
pub struct RevisitedView {
    /// The author's name of the question: the last part of its key in the record.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// The question: plain text.
    pub question: String,
    /// Its options.
    pub options: Vec<RevisitedOption>,
    /// The label of the one that is true, where the model decides: plain text.
    pub right: Option<String>,
    /// The truth in words, where there is a number.
    pub truth: Option<String>,
}

/// An option of a prediction of an earlier lab.
#[derive(Clone, Debug, Serialize)]
pub struct RevisitedOption {
    /// Its key in the record.
    pub key: String,
    /// Keys it had before, with spaces between them.
    pub was: String,
    /// Its label: plain text.
    pub label: String,
}

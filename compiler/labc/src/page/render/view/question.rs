//! What a theme is given of questions, besides their blocks.

use serde::Serialize;

/// Something that is shown while a condition holds.
#[derive(Clone, Debug, Serialize)]
pub struct ShownView {
    /// Its slot; none for what is always shown.
    pub slot: Option<usize>,
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

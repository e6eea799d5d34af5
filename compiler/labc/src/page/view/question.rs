//! Statuses, and what is asked with options: predictions, reflections, and what they turn out to be.

use serde::Serialize;

use super::{GapView, LiveVerdict, Markup, OptionView, WhyView};

/// A group of states.
#[derive(Clone, Debug, Serialize)]
pub struct StatusView {
    /// The author's name for it.
    pub name: String,
    /// Where its arms stand in the record: `fit`, or `fit.phone` for a row.
    pub item: String,
    /// Where they stood before, with spaces between the names.
    pub was: String,
    /// Its slot.
    pub slot: usize,
    /// The arms, first match wins.
    pub arms: Vec<ArmView>,
    /// Whether no arm holds at the start because a value is undefined.
    pub undefined: bool,
    /// Why it is, where a value can be.
    pub why: Option<WhyView>,
}

/// One state.
#[derive(Clone, Debug, Serialize)]
pub struct ArmView {
    /// The author's name for it.
    pub key: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// `fail`, `warn`, `note` or `pass`.
    pub level: String,
    /// Its title: markup.
    pub title: Markup,
    /// Its message: markup.
    pub html: Markup,
    /// Whether it holds at the start.
    pub active: bool,
}

/// A prediction.
#[derive(Clone, Debug, Serialize)]
pub struct PredictView {
    /// The author's name for it.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// The question: markup.
    pub question: Markup,
    /// The options.
    pub options: Vec<OptionView>,
    /// The seal that committing opens.
    pub seal: usize,
    /// Whether it asks how sure the student is.
    pub confidence: bool,
}

/// A prediction beside the truth.
#[derive(Clone, Debug, Serialize)]
pub struct RevealView {
    /// The prediction's name.
    pub name: String,
    /// Its question: markup.
    pub question: Markup,
    /// The options with their verdicts.
    pub options: Vec<VerdictView>,
}

/// What is said about an option once it is chosen.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictView {
    /// Its key.
    pub key: String,
    /// Keys it had before, with spaces between them.
    pub was: String,
    /// Its label: markup.
    pub label: Markup,
    /// Whether it is the one the model bears out.
    pub right: bool,
    /// Where the student's record decides that instead.
    pub live: Option<LiveVerdict>,
    /// How far a claimed number is from the truth.
    pub gap: Option<GapView>,
    /// Feedback: markup.
    pub html: Markup,
}

/// A question for reflection; the feedback is behind its seal.
#[derive(Clone, Debug, Serialize)]
pub struct ReflectView {
    /// The author's name for it.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// The question: markup.
    pub question: Markup,
    /// The options.
    pub options: Vec<OptionView>,
    /// The seal that answering opens.
    pub seal: usize,
}

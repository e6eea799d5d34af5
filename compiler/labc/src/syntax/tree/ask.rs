//! What the student is asked, and what is kept of it.

use super::{At, Expr, Name, Shown, Text};
use crate::sources::Span;

/// A prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Predict {
    /// The author's name of the question: the last part of its key in the record.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// The question.
    pub question: Text,
    /// The settings it is stated at.
    pub at: Option<At>,
    /// What is predicted.
    pub truth: Option<Shown>,
    /// What is done by hand in place of choosing an option.
    pub hand: Option<Hand>,
    /// It asks how sure the student is.
    pub confidence: bool,
    /// Which of the subjects that its lab teaches it tests.
    pub about: Vec<Name>,
    /// The options.
    pub options: Vec<PredictOption>,
}

/// How a prediction is made by hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Hand {
    /// A curve is drawn.
    Sketch(Box<Sketch>),
    /// All options are put in order.
    Order(Span),
    /// All options are drawn as bars.
    Bars {
        /// Where the drawing ends above.
        top: Box<Expr>,
        span: Span,
    },
}

/// A curve to be drawn: how a value grows along a slider.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// The value.
    pub value: Shown,
    /// Where the drawing ends above.
    pub top: Expr,
    /// The slider along which it is drawn.
    pub along: Name,
    /// Where it begins.
    pub from: Expr,
    /// Where it ends.
    pub to: Expr,
    pub span: Span,
}

/// An option of a prediction or a reflection.
#[derive(Clone, Debug, PartialEq)]
pub struct PredictOption {
    pub key: Name,
    /// Keys it had before.
    pub was: Vec<Name>,
    pub label: Text,
    /// What it claims.
    pub claim: Option<Claim>,
    /// What is said to those who choose it.
    pub feedback: Option<Text>,
}

/// What an option claims.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// The truth is this value.
    Is(Expr),
    /// The truth lies between these values, ends included.
    Between(Expr, Expr),
    /// This condition holds.
    When(Expr),
    /// A distractor: never true.
    Never(Span),
    /// True because the author says so.
    Right(Span),
}

/// A question for reflection.
#[derive(Clone, Debug, PartialEq)]
pub struct Reflect {
    /// The author's name of the question: the last part of its key in the record.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// The question.
    pub question: Text,
    /// The options.
    pub options: Vec<PredictOption>,
}

/// A number to be estimated.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The author's name of the question: the last part of its key in the record.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// The question.
    pub question: Text,
    /// The settings it is stated at.
    pub at: Option<At>,
    /// What is estimated.
    pub truth: Shown,
    /// The least answer.
    pub from: Expr,
    /// The greatest answer.
    pub to: Expr,
    /// Answers are spread over orders of magnitude.
    pub log: bool,
    /// It asks how sure the student is.
    pub confidence: bool,
    /// Which of the subjects that its lab teaches it tests.
    pub about: Vec<Name>,
    /// What is said, by how far off the answer is; the first that fits.
    pub arms: Vec<EstimateArm>,
}

/// What is said to an estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct EstimateArm {
    /// `near`, `low` or `high`.
    pub side: Name,
    /// The factor: at most that far off (`near`), at least that far off (`low` and `high`).
    pub factor: Option<Expr>,
    /// What is said.
    pub text: Option<Text>,
}

/// Something asked that takes no options: a free text, a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The author's name of the question: the last part of its key in the record.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// What is asked.
    pub title: Text,
    /// What more there is to say.
    pub body: Option<Text>,
}

/// Rows of the student's own, like those of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    /// Its name: a list of rows of the table.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// What it is called on the page.
    pub label: Text,
    /// The table.
    pub like: Name,
    /// How many rows there can be.
    pub most: Option<(f64, Span)>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decide {
    /// The author's name of the decision: the last part of its key in the record.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// The question.
    pub question: Text,
    /// The table whose rows are the options.
    pub of: Option<Name>,
    /// Which of its rows.
    pub filter: Option<Expr>,
    /// It asks for a reason.
    pub because: bool,
    /// In which words.
    pub reason: Option<Text>,
    /// The options, where no table has them.
    pub options: Vec<PredictOption>,
}

/// A field of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The name by which later labs read the field.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// One field for each row: variable and table.
    pub each: Option<(Name, Name)>,
    pub value: Shown,
    /// What it is, for the student's report.
    pub title: Option<Text>,
}

/// Something read of what an earlier lab recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct UseField {
    /// What: `field`, `field.row`, `prediction.right`.
    pub path: Vec<Name>,
    /// The name it has here.
    pub name: Option<Name>,
    /// What stands in where nothing is recorded.
    pub default: Option<Shown>,
}

//! Blocks that show values and take settings: controls, figures, tables, charts, statuses.

use lab_derive::Render;
use serde::{Serialize, Serializer};

use super::{Ready, Stage, Themed, spaced};
use crate::page::render::view::FileView;

/// A slider.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Slider<S: Stage> {
    /// Its name in formulas and in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// The text above it.
    pub label: S::Line,
    /// Its positions.
    #[serde(flatten)]
    pub range: S::Range,
}

/// A choice.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Choice<S: Stage> {
    /// Index of the control.
    pub control: usize,
    /// Its name in formulas and in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// The text above it.
    pub label: S::Line,
    /// What can be chosen.
    pub options: S::Offered,
}

/// A switch.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Toggle<S: Stage> {
    /// Index of the control.
    pub control: usize,
    /// Its name in formulas and in the record.
    pub name: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// The text beside it.
    pub label: S::Line,
    /// Whether it starts switched on.
    pub on: bool,
}

/// A figure.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Card<S: Stage> {
    /// What it is.
    pub label: S::Line,
    pub value: S::Line,
    /// The limit it is compared with.
    pub of: Option<S::Line>,
    /// Its share of that limit.
    pub share: Option<S::Share>,
    /// Why its value is undefined, where it can be.
    pub why: Option<S::Why>,
    /// A remark.
    pub note: Option<S::Line>,
    /// Its annotation.
    pub tone: Option<Tone<S>>,
}

/// An entry of the bar at the foot: a value, an annotation, or both.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct HudEntry<S: Stage> {
    /// What it is.
    pub label: S::Line,
    pub value: Option<S::Line>,
    /// The limit it is compared with.
    pub of: Option<S::Line>,
    /// Its annotation.
    pub tone: Option<Tone<S>>,
    /// Whether a screen reader reads a change of the annotation: no status on the page reports it.
    pub aloud: bool,
}

/// The annotation of a figure: one of several marks, or none.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Tone<S: Stage> {
    /// Which mark holds. Without a slot it is the first one, for good.
    #[serde(flatten)]
    pub which: S::Which,
    /// The marks.
    pub marks: Vec<Mark<S>>,
}

/// A mark: its level, and its words if the author gave some.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Mark<S: Stage> {
    /// `fail`, `warn`, `note` or `pass`.
    pub level: String,
    /// The words, or nothing.
    pub words: S::Line,
}

/// A pill.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Badge<S: Stage> {
    /// `fail`, `warn`, `note`, `pass` or nothing.
    pub level: String,
    /// Its words.
    pub text: S::Line,
    /// The status that it shows behind its words.
    pub tone: Option<Tone<S>>,
    /// Whether it is on the page.
    #[serde(flatten)]
    pub shown: S::Shown,
}

/// A table of values. The first cell of a row is its head.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Table<S: Stage> {
    /// Its caption: plain text.
    pub caption: String,
    /// Whether the reader may order its rows.
    pub sortable: bool,
    /// The heads of its columns.
    pub head: Vec<Head>,
    pub rows: Vec<Row<S>>,
    /// The files it can be downloaded as.
    pub files: Vec<FileView>,
}

/// The head of a column.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// Its words: plain text.
    pub label: String,
    /// The unit of all its figures; empty where there is none, or each figure has its own.
    pub unit: String,
    /// Whether its cells are numbers.
    pub numeric: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Row<S: Stage> {
    pub cells: Vec<Cell<S>>,
    /// Its pills while it is highlighted.
    pub marks: Vec<Badge<S>>,
    /// The slot that shows it, for a row that students bring along.
    pub brought: Option<usize>,
}

/// A cell of a table.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Cell<S: Stage> {
    pub value: S::Line,
    /// The limit it is compared with.
    pub of: Option<S::Line>,
    /// A remark.
    pub note: Option<S::Line>,
    /// Its number in base units, to order rows by, where it never changes.
    #[serde(serialize_with = "exact_number")]
    pub number: Option<f64>,
    /// Its annotation.
    pub tone: Option<Tone<S>>,
}

/// A formula worked out.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Equation<S: Stage> {
    /// The quantity's symbol.
    pub symbol: String,
    /// The formula in symbols: pieces that may begin a line of their own.
    pub symbols: Vec<String>,
    /// The formula in the current numbers, in the same way.
    pub numbers: Vec<S::Math>,
    /// The result.
    pub result: S::Math,
    /// Why it is undefined, where it can be.
    pub why: Option<S::Why>,
    /// All of it as TeX.
    #[serde(skip)]
    pub tex: S::Tex,
}

/// A chart.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Chart<S: Stage> {
    /// Its title, shown above it and read first: plain text.
    pub title: String,
    /// One entry for each line, rule and area.
    pub legend: Vec<Legend<S>>,
    /// What it draws.
    #[serde(flatten)]
    pub drawing: S::Drawing,
}

/// An entry of a chart's legend.
#[derive(Clone, Debug, PartialEq, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Legend<S: Stage> {
    /// What it looks like: `line`, `area`, `bar`, `dot`, `rule`, `region`, `contour`; `best` and `dominated`
    /// for the points of a frontier.
    pub shape: &'static str,
    /// The class of its colour in the drawing, `line1`, `rule1`, …; `fail`, `warn`, `note` or `pass` for a
    /// case; empty for what has none of its own.
    pub class: String,
    /// Its words.
    pub label: S::Line,
    /// Drawn dashed.
    pub dashed: bool,
}

/// A group of cases.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Status<S: Stage> {
    /// Its name in formulas; of one for each row of a table, `row.status`.
    pub name: String,
    /// Its place in the record: `fit`, or `fit.phone` for a row.
    pub item: String,
    /// Places it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// Which case holds; none where a value is undefined.
    #[serde(flatten)]
    pub which: S::Which,
    /// Why a value is undefined, where one can be.
    pub why: Option<S::Why>,
    /// The cases, first match wins.
    pub arms: Vec<Arm<S>>,
}

/// A case of a status.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(bound = "S: Themed")]
pub struct Arm<S: Stage> {
    /// Its name in formulas and in the record.
    pub key: String,
    /// Names it had before, joined by spaces.
    #[serde(serialize_with = "spaced")]
    pub was: Vec<String>,
    /// `fail`, `warn`, `note` or `pass`.
    pub level: String,
    pub title: S::Line,
    /// Its message.
    #[serde(rename = "html")]
    pub body: S::Text,
}

/// A number with all its digits.
fn exact_number<T: Serializer>(number: &Option<f64>, to: T) -> Result<T::Ok, T::Error> {
    match number {
        Some(number) => to.serialize_some(&format!("{number:e}")),
        None => to.serialize_none(),
    }
}

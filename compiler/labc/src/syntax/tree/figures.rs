//! Cards, tables and badges, and how statements stand on the page.

use super::{Expr, Generator, Name, Shown, Text};

/// A figure or a column: a value with its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// The value.
    pub value: Shown,
    pub label: Option<Text>,
    /// The limit it is held against.
    pub of: Option<Shown>,
    /// A remark.
    pub note: Option<Text>,
    /// What it is said to be: the first that applies.
    pub tones: Vec<Tone>,
    /// One figure for each row.
    pub each: Option<Generator>,
}

/// What a figure is said to be: good, bad or between.
#[derive(Clone, Debug, PartialEq)]
pub enum Tone {
    /// `tone fit`: as the status that holds.
    Of(Expr),
    /// `fail "too slow" when …`
    When {
        /// `fail`, `warn`, `note` or `pass`.
        level: Name,
        /// In words.
        words: Option<Text>,
        /// When it applies.
        when: Expr,
    },
}

/// An entry of the bar at the foot of a lab.
#[derive(Clone, Debug, PartialEq)]
pub enum HudEntry {
    /// `latency "P99" of limit tone response`
    Value(Box<Metric>),
    /// `tone system "System"`: a status alone.
    Verdict {
        /// The status.
        status: Expr,
        label: Option<Text>,
    },
}

/// A table of figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ShowTable {
    pub caption: Text,
    /// Whether the reader may order the rows.
    pub sortable: bool,
    /// One row for each.
    pub rows: Generator,
    pub columns: Vec<Metric>,
    /// Which rows stand out.
    pub highlights: Vec<Highlight>,
}

/// A row that stands out.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight {
    /// What it is called.
    pub words: Option<Text>,
    /// When it does.
    pub when: Expr,
}

/// A word or two on a pill.
#[derive(Clone, Debug, PartialEq)]
pub enum Badge {
    /// The status that holds, behind a label.
    Tone(Expr, Option<Text>),
    /// A text.
    Words {
        /// `fail`, `warn`, `note` or `pass`.
        level: Option<Name>,
        /// What it says.
        text: Text,
        /// Only while this holds.
        when: Option<Expr>,
    },
}

/// How statements stand on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Side by side where there is room.
    Beside,
    /// One group at a time.
    Tabs,
    /// Together, perhaps under a title.
    Group,
    /// Controls with the verdict on them and what they move, on one screen, under a title.
    Bench,
}

impl Layout {
    /// As the author writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Beside => "beside",
            Self::Tabs => "tabs",
            Self::Group => "group",
            Self::Bench => "bench",
        }
    }
}

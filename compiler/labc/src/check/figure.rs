//! Figures, typed: cards, columns of shown tables, badges and the entries of the bar, with what they are said to be.

use super::Checker;
use super::model::{Id, Type, Typed};
use super::statement::RowVariable;
use super::text::{TypedText, TypedValue};
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{Badge, Domain, Expr, Generator, HudEntry, Metric, ShowTable, Tone};

/// A figure, or a column of a shown table.
#[derive(Clone, Debug)]
pub struct TypedMetric<'t> {
    /// The row that it reads, of a figure for each row of a table.
    pub row: Option<RowVariable>,
    /// The value.
    pub value: TypedValue,
    pub label: Option<TypedText<'t>>,
    /// What it is called without a label.
    pub name: String,
    /// The limit it is held against.
    pub limit: Option<Limit>,
    /// A remark.
    pub note: Option<TypedText<'t>>,
    /// What it is said to be.
    pub tones: Tones<'t>,
}

/// The limit of a figure.
#[derive(Clone, Debug)]
pub struct Limit {
    /// The limit.
    pub value: TypedValue,
    /// Whether the figure can be a share of it.
    pub divides: bool,
}

/// What a figure is said to be: the first that applies. It is empty where one of them has a fault.
pub type Tones<'t> = Vec<TypedTone<'t>>;

/// One of the things that a figure can be said to be.
#[derive(Clone, Debug)]
pub enum TypedTone<'t> {
    /// The case of a status that applies. Nothing after it is asked.
    Of(StatusValue),
    /// `fail "too slow" when …`
    When {
        /// `fail`, `warn`, `note` or `pass`.
        level: &'t str,
        /// In words.
        words: Option<TypedText<'t>>,
        /// When it applies.
        when: Typed,
    },
}

/// A value that is a case of a status.
#[derive(Clone, Debug)]
pub struct StatusValue {
    /// The status.
    pub status: Id,
    /// The value.
    pub typed: Typed,
}

/// A pill with a word or two.
#[derive(Clone, Debug)]
pub enum TypedBadge<'t> {
    /// The case of a status, behind a label.
    Tone(StatusValue, Option<TypedText<'t>>),
    /// A text.
    Words {
        /// `fail`, `warn`, `note` or `pass`.
        level: Option<&'t str>,
        /// What it says.
        text: TypedText<'t>,
        /// Only while this holds.
        when: Option<Typed>,
    },
}

/// An entry of the bar at the foot of the page.
#[derive(Clone, Debug)]
pub enum TypedEntry<'t> {
    /// A value.
    Value(Box<TypedMetric<'t>>),
    /// A status alone.
    Verdict {
        /// The status.
        status: StatusValue,
        label: Option<TypedText<'t>>,
        /// What it is called without a label.
        name: String,
    },
}

/// A table of figures.
#[derive(Clone, Debug)]
pub struct TypedTable<'t> {
    /// The table as it is written.
    pub tree: &'t ShowTable,
    pub caption: TypedText<'t>,
    /// The row that its columns read.
    pub row: RowVariable,
    /// Which rows are shown.
    pub filter: Option<Typed>,
    pub columns: Vec<TypedMetric<'t>>,
    /// Which rows stand out, and what they are called.
    pub highlights: Vec<(Typed, Option<TypedText<'t>>)>,
}

impl Checker {
    /// A figure, or one for each row of a table; nothing where the rows are not those of a table.
    pub(super) fn metric<'t>(&mut self, metric: &'t Metric) -> Option<TypedMetric<'t>> {
        let depth = self.depth();
        let mut row = None;
        if let Some(each) = &metric.each {
            let table = self.table_of(each, "A figure")?;
            row = Some(RowVariable { local: self.open_row(&each.clauses[0].0.text, table), table });
        }
        let typed = self.limited(metric);
        self.close_to(depth);
        Some(TypedMetric { row, ..typed })
    }

    /// A figure that is shown in the unit of its limit.
    fn limited<'t>(&mut self, metric: &'t Metric) -> TypedMetric<'t> {
        let mut typed = self.typed_column(metric);
        if let Some(limit) = &typed.limit {
            let (value, limit) = (&typed.value, &limit.value);
            let format = self.formats().beside(
                &metric.value,
                (&value.typed, value.format.clone()),
                (&limit.typed, &limit.format),
            );
            typed.value.format = format;
        }
        typed
    }

    fn typed_column<'t>(&mut self, metric: &'t Metric) -> TypedMetric<'t> {
        let value = self.value(&metric.value);
        let limit = metric.of.as_ref().map(|of| {
            let limit = self.value(of);
            // Nothing is a share of a logarithm.
            let divides =
                self.comparable(&value.typed, &limit.typed) && !self.model.is_level(&value.typed.of);
            Limit { value: limit, divides }
        });
        TypedMetric {
            row: None,
            value,
            label: metric.label.as_ref().map(|label| self.text(label)),
            name: self.words_of(&metric.value.expr),
            limit,
            note: metric.note.as_ref().map(|note| self.text(note)),
            tones: self.tones(&metric.tones),
        }
    }

    /// What a figure is said to be; nothing where one of them has a fault.
    pub fn tones<'t>(&mut self, tones: &'t [Tone]) -> Tones<'t> {
        let mut typed = Vec::new();
        for tone in tones {
            match tone {
                Tone::Of(status) => {
                    let Some(status) = self.status_value(status) else { return Vec::new() };
                    typed.push(TypedTone::Of(status));
                    // A status always has an answer: nothing after it is asked.
                    break;
                }
                Tone::When { level, words, when } => typed.push(TypedTone::When {
                    when: self.condition(when, Code::ConditionNotBoolean),
                    words: words.as_ref().map(|words| self.text(words)),
                    level: &level.text,
                }),
            }
        }
        typed
    }

    fn status_value(&mut self, status: &Expr) -> Option<StatusValue> {
        let typed = self.expr(status, None);
        match typed.of {
            Type::Arm(status) => return Some(StatusValue { status, typed }),
            Type::Unknown => {}
            ref other => {
                let label = format!("this is {}", self.type_name(other));
                let diagnostic =
                    self.error(Code::NotAStatus, "`tone` needs a status.", typed.span, label).help(
                        "name a status, or write conditions: `fail \"too slow\" when …`, `warn when …`, `pass when …`",
                    );
                self.report(diagnostic);
            }
        }
        None
    }

    pub(super) fn badge<'t>(&mut self, badge: &'t Badge) -> Option<TypedBadge<'t>> {
        Some(match badge {
            Badge::Tone(status, label) => {
                let status = self.status_value(status);
                let label = label.as_ref().map(|label| self.text(label));
                TypedBadge::Tone(status?, label)
            }
            Badge::Words { level, text, when } => TypedBadge::Words {
                level: level.as_ref().map(|level| level.text.as_str()),
                text: self.text(text),
                when: when.as_ref().map(|when| self.condition(when, Code::ConditionNotBoolean)),
            },
        })
    }

    pub(super) fn entry<'t>(&mut self, entry: &'t HudEntry) -> Option<TypedEntry<'t>> {
        match entry {
            HudEntry::Value(metric) => Some(TypedEntry::Value(Box::new(self.limited(metric)))),
            HudEntry::Verdict { status, label } => {
                let name = self.words_of(status);
                let status = self.status_value(status);
                let label = label.as_ref().map(|label| self.text(label));
                Some(TypedEntry::Verdict { status: status?, label, name })
            }
        }
    }

    pub(super) fn shown_table<'t>(&mut self, shown: &'t ShowTable) -> Option<TypedTable<'t>> {
        let caption = self.text(&shown.caption);
        let [(variable, Domain::Of(domain))] = shown.rows.clauses.as_slice() else {
            let headline = "`show table` needs one loop over one table.";
            self.not_a_domain(headline, shown.rows.span, "loops over something else");
            return None;
        };
        let Some(table) = self.table_named(domain) else {
            self.not_a_domain("This is not a table.", domain.span, "expected the name of a table");
            return None;
        };
        let depth = self.depth();
        let row = RowVariable { local: self.open_row(&variable.text, table), table };
        let filter = shown.rows.filter.as_ref();
        let typed = TypedTable {
            tree: shown,
            caption,
            row,
            filter: filter.map(|filter| self.condition(filter, Code::ConditionNotBoolean)),
            columns: shown.columns.iter().map(|column| self.typed_column(column)).collect(),
            highlights: (shown.highlights.iter())
                .map(|highlight| {
                    let when = self.condition(&highlight.when, Code::ConditionNotBoolean);
                    (when, highlight.words.as_ref().map(|words| self.text(words)))
                })
                .collect(),
        };
        self.close_to(depth);
        Some(typed)
    }

    /// The table whose rows something is repeated for.
    fn table_of(&mut self, each: &Generator, what: &str) -> Option<Id> {
        let table = match each.clauses.as_slice() {
            [(_, Domain::Of(domain))] if each.filter.is_none() => self.table_named(domain),
            _ => None,
        };
        if table.is_none() {
            let headline = format!("{what} can be repeated only for the rows of a table.");
            self.not_a_domain(&headline, each.span, "loops over something else");
        }
        table
    }

    fn not_a_domain(&mut self, headline: &str, span: Span, label: &str) {
        let diagnostic = self.error(Code::NotADomain, headline, span, label);
        self.report(diagnostic);
    }
}

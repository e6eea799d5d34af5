//! What a student sees before each question, in the order of the page.

use crate::check::chart::{MarkContent, SweptOver, TypedChart, TypedMark};
use crate::check::figure::{TypedBadge, TypedEntry, TypedMetric};
use crate::check::model::*;
use crate::check::question::{TypedClaim, TypedEstimate, TypedOption, TypedPredict};
use crate::check::statement::{Content, TypedHead, TypedStatement};
use crate::check::text::TypedText;
use crate::sources::Span;

/// How many values of tables and charts are looked at. A larger table is no place to read one answer from.
const MOST: usize = 2000;

/// Something that a student sees.
pub(super) struct SeenItem<'t> {
    pub(super) what: SeenKind<'t>,
    pub(super) span: Span,
    /// How a message calls it.
    pub(super) called: &'static str,
    /// The part that it is in: parts have odd numbers, what stands before or after one an even number.
    part: usize,
    /// A question of its part comes before it, and locks it.
    locked: bool,
}

/// What it is.
pub(super) enum SeenKind<'t> {
    /// A control, which the student can move from here on.
    Control(Id),
    /// A text, with its values.
    Text(&'t TypedText<'t>),
    /// Plain words: a title, the description of the lab.
    Words(String),
    /// A value, perhaps of the row that a variable is bound to, where a filter lets it be shown.
    Value { typed: &'t Typed, row: Option<(u32, usize)>, filter: Option<&'t Typed>, swept: Vec<Id> },
    /// A value in the bar at the foot of the page, which appears once its controls are there.
    Hud(&'t Typed),
    /// A formula that is worked out.
    Steps(Id),
    /// A status.
    Status(Id),
    /// A preset: its name and its settings.
    Preset(&'t TypedText<'t>, &'t [(Id, Typed)]),
}

/// A question, with how much of the page comes before it.
pub(super) struct AskedQuestion<'t> {
    pub(super) name: &'t str,
    pub(super) before: usize,
    /// The part that it is in.
    part: usize,
    pub(super) stem: &'t TypedText<'t>,
    pub(super) settings: &'t [(Id, Typed)],
    pub(super) truth: Option<&'t Typed>,
    /// The options with their claims; an estimate has none.
    pub(super) options: &'t [(TypedOption<'t>, TypedClaim)],
}

/// The page, as far as it can give answers away.
#[derive(Default)]
pub(super) struct PageSoFar<'t> {
    pub(super) seen: Vec<SeenItem<'t>>,
    pub(super) questions: Vec<AskedQuestion<'t>>,
    /// How many rows each table has.
    rows: Vec<usize>,
    /// The part that is being looked at.
    part: usize,
    /// Whether a question of it has been met.
    locked: bool,
}

impl<'t> PageSoFar<'t> {
    pub(super) fn new(
        model: &Model,
        head: Option<&'t TypedHead<'t>>,
        intro: &'t [TypedStatement<'t>],
        parts: &'t [TypedStatement<'t>],
        after: &'t [TypedStatement<'t>],
    ) -> Self {
        let rows = model.tables.iter().map(|table| table.rows.len()).collect();
        let mut page = Self { rows, ..Self::default() };
        if let Some(head) = head {
            page.text(&head.title, "the title of the lab");
            page.words(head.docs.to_owned(), head.tree.name.span, "the description of the lab");
            head.reading.iter().for_each(|text| page.text(text, "the reading list"));
        }
        // Titles of parts are in sight from the start.
        for statement in parts {
            if let Content::Part(part) = &statement.content {
                page.words(part.tree.title.words(), part.tree.title.span, "the title of this part");
            }
        }
        page.statements(intro);
        page.statements(parts);
        page.statements(after);
        page
    }

    fn push(&mut self, what: SeenKind<'t>, span: Span, called: &'static str) {
        let (part, locked) = (self.part, self.locked);
        self.seen.push(SeenItem { what, span, called, part, locked });
    }

    /// What follows belongs to another part.
    fn next_part(&mut self) {
        self.part += 1;
        self.locked = false;
    }

    /// Whether a place is in sight before a question is answered: it comes before the question, or it is a card, a table or a
    /// chart of a later part that no question of its own locks. The texts of later parts go on from the answer.
    pub(super) fn is_in_sight(&self, at: usize, question: &AskedQuestion<'_>) -> bool {
        let SeenItem { what, locked, .. } = &self.seen[at];
        let stands_out = matches!(what, SeenKind::Value { .. } | SeenKind::Steps(_));
        at < question.before || self.is_later(at, question) && !locked && stands_out
    }

    /// Whether a place is in a part after that of a question.
    pub(super) fn is_later(&self, at: usize, question: &AskedQuestion<'_>) -> bool {
        self.seen[at].part > question.part
    }

    fn text(&mut self, text: &'t TypedText<'t>, called: &'static str) {
        self.push(SeenKind::Text(text), text.tree.span, called);
    }

    fn texts(&mut self, texts: impl IntoIterator<Item = &'t TypedText<'t>>, called: &'static str) {
        texts.into_iter().for_each(|text| self.text(text, called));
    }

    fn words(&mut self, words: String, span: Span, called: &'static str) {
        self.push(SeenKind::Words(words), span, called);
    }

    fn value(
        &mut self,
        typed: &'t Typed,
        row: Option<(u32, usize)>,
        filter: Option<&'t Typed>,
        called: &'static str,
    ) {
        let is_number = match &typed.of {
            Type::Maybe(inner) => matches!(**inner, Type::Number(_) | Type::Point),
            of => matches!(of, Type::Number(_) | Type::Point),
        };
        if is_number && self.seen.len() < MOST {
            self.push(SeenKind::Value { typed, row, filter, swept: Vec::new() }, typed.span, called);
        }
    }

    fn statements(&mut self, statements: &'t [TypedStatement<'t>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'t TypedStatement<'t>) {
        // What is shown under a condition may not be there yet.
        let is_control = matches!(statement.content, Content::Control { .. } | Content::Choices { .. });
        if statement.when.is_some() && !is_control {
            return;
        }
        match &statement.content {
            Content::Part(part) => {
                self.next_part();
                self.texts(&part.subtitle, "the subtitle of this part");
                self.statements(&part.body);
                self.next_part();
            }
            Content::Prose(text) => self.text(text, "this text"),
            Content::Message(from, body) => self.texts(std::iter::once(from).chain(body), "this message"),
            Content::Figure(_, alt, caption, _) => self.texts(alt.iter().chain(caption), "this picture"),
            Content::Aside(_, title, body) => self.texts(title.iter().chain(body), "this remark"),
            Content::Details(title, body) => {
                self.text(title, "this title");
                self.statements(body);
            }
            Content::Layout(_, title, body) => {
                self.texts(title, "this title");
                self.statements(body);
            }
            Content::Control { id, label, .. } => {
                self.text(label, "this label");
                self.push(SeenKind::Control(*id), label.tree.span, "this control");
            }
            Content::Choices { controls, label, .. } => {
                self.text(label, "this label");
                controls
                    .iter()
                    .for_each(|id| self.push(SeenKind::Control(*id), label.tree.span, "this control"));
            }
            Content::Metrics(metrics) => metrics.iter().for_each(|metric| self.metric(metric)),
            Content::Steps(formulas) => {
                formulas.iter().for_each(|(id, span)| self.push(SeenKind::Steps(*id), *span, "this formula"));
            }
            Content::Table(table) => {
                self.text(&table.caption, "the caption of this table");
                let rows = self.rows_of(table.row.table);
                for column in &table.columns {
                    self.texts(&column.label, "the head of this column");
                    for row in 0..rows {
                        let row = Some((table.row.local, row));
                        self.value(&column.value.typed, row, table.filter.as_ref(), "this table");
                    }
                }
            }
            Content::Preset(title, settings) => {
                self.text(title, "the name of this preset");
                self.push(SeenKind::Preset(title, settings), title.tree.span, "this preset");
            }
            Content::Badges(badges) => {
                for badge in badges {
                    match badge {
                        TypedBadge::Words { text, when: None, .. } => self.text(text, "this badge"),
                        TypedBadge::Tone(status, _) => {
                            self.push(SeenKind::Status(status.status), status.typed.span, "this badge");
                        }
                        TypedBadge::Words { .. } => {}
                    }
                }
            }
            Content::Hud(entries) => {
                for entry in entries {
                    if let TypedEntry::Value(metric) = entry
                        && metric.row.is_none()
                    {
                        let typed = &metric.value.typed;
                        self.push(SeenKind::Hud(typed), typed.span, "the bar at the foot of the page");
                    }
                }
            }
            Content::Chart(chart) => self.chart(chart),
            Content::Status(status) if status.row.is_none() => {
                self.push(SeenKind::Status(status.id), status.tree.name.span, "this status");
            }
            Content::Goal(title, _) => self.text(title, "this goal"),
            Content::Answer(asked) | Content::Task(asked) => {
                self.texts(std::iter::once(&asked.title).chain(&asked.body), "this text");
            }
            Content::Predict(predict) => self.predict(predict),
            Content::Estimate(estimate) => self.estimate(estimate),
            _ => {}
        }
    }

    fn predict(&mut self, predict: &'t TypedPredict<'t>) {
        self.questions.push(AskedQuestion {
            name: &predict.tree.name.text,
            before: self.seen.len(),
            part: self.part,
            stem: &predict.question,
            settings: &predict.settings,
            truth: predict.truth.as_ref().map(|truth| &truth.typed),
            options: &predict.options,
        });
        self.locked = true;
        for (option, _) in &predict.options {
            self.texts(&option.feedback, "the feedback of an earlier question");
        }
    }

    fn estimate(&mut self, estimate: &'t TypedEstimate<'t>) {
        self.questions.push(AskedQuestion {
            name: &estimate.tree.name.text,
            before: self.seen.len(),
            part: self.part,
            stem: &estimate.question,
            settings: &estimate.settings,
            truth: Some(&estimate.truth.typed),
            options: &[],
        });
        self.locked = true;
        for arm in &estimate.arms {
            self.texts(&arm.text, "the feedback of an earlier question");
        }
    }

    fn metric(&mut self, metric: &'t TypedMetric<'t>) {
        self.texts(metric.label.iter().chain(&metric.note), "this label");
        match metric.row {
            Some(row) => {
                for at in 0..self.rows_of(row.table) {
                    self.value(&metric.value.typed, Some((row.local, at)), None, "this card");
                }
            }
            None => self.value(&metric.value.typed, None, None, "this card"),
        }
    }

    fn chart(&mut self, chart: &'t TypedChart<'t>) {
        self.text(&chart.title, "the title of this chart");
        let axes = [&chart.x, &chart.y];
        self.texts(axes.iter().filter_map(|axis| axis.label.as_ref()), "the label of an axis");
        let mut swept = Vec::new();
        for axis in axes {
            match axis.sweep.as_ref().map(|sweep| &sweep.over) {
                Some(SweptOver::Control(control)) => swept.push(*control),
                // The formula reads a variable of the chart.
                Some(SweptOver::Range(..)) => return,
                None => {}
            }
        }
        chart.marks.iter().for_each(|mark| self.mark(mark, &swept));
    }

    fn mark(&mut self, mark: &'t TypedMark<'t>, swept: &[Id]) {
        if mark.rounds.is_none() {
            self.texts(&mark.label, "the label of this mark");
        }
        let values: Vec<&'t Typed> = match &mark.content {
            MarkContent::Value(value, low) => std::iter::once(value).chain(low).collect(),
            MarkContent::Point { x, y, .. } => vec![x, y],
            MarkContent::Limited(value, ..) | MarkContent::Cell(value, _) | MarkContent::Amount(value) => {
                vec![value]
            }
            MarkContent::Size(rows, columns) => vec![rows, columns],
            _ => return,
        };
        let rows: Vec<Option<(u32, usize)>> = match &mark.rounds {
            None => vec![None],
            Some(rounds) => match rounds.rounds.clauses.as_slice() {
                [(local, DomainTyped::Table(table))] => {
                    (0..self.rows_of(*table)).map(|row| Some((*local, row))).collect()
                }
                _ => return,
            },
        };
        let filter = mark.rounds.as_ref().and_then(|rounds| rounds.rounds.filter.as_deref());
        for typed in values {
            for row in &rows {
                let before = self.seen.len();
                self.value(typed, *row, filter, "this chart");
                if let Some(SeenItem { what: SeenKind::Value { swept: own, .. }, .. }) =
                    self.seen.get_mut(before)
                {
                    swept.clone_into(own);
                }
            }
        }
    }

    /// How many rows a table has.
    fn rows_of(&self, table: Id) -> usize {
        self.rows.get(table).copied().unwrap_or(0)
    }
}

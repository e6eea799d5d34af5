//! Statements with what the checker knows about them. A page is planned from these: every expression is typed here, once,
//! with the variables in scope, and the planner lowers it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Checker;
use super::chart::TypedChart;
use super::claim::Claim;
use super::figure::{TypedBadge, TypedEntry, TypedMetric, TypedTable};
use super::formats::{Formats, Suited};
use super::model::{ColumnContent, ControlKind, Id, Item, Model, Type, Typed, TypedKind};
use super::question::{TypedDecide, TypedEstimate, TypedField, TypedPredict, TypedReflect};
use super::text::{TypedText, TypedValue};
use crate::check::text::Pin;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::record::protocol::Course;
use crate::sources::{FileId, Span};
use crate::syntax::tree::{self, Expr, File, Kind, Name, Part, Statement, Text};

/// A checked lab: what its page is planned from.
pub struct TypedLab<'t> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub source: &'t str,
    /// The labs around it.
    pub course: Course,
    /// The declarations.
    pub model: Arc<Model>,
    /// The head; a file of declarations alone has none.
    pub head: Option<TypedHead<'t>>,
    /// The statements, in their order.
    pub statements: Vec<TypedStatement<'t>>,
    /// What has been reported.
    pub diagnostics: Vec<Diagnostic>,
    /// Cells of tables that are read: table, row and column, where they are known.
    pub cited: BTreeSet<(Id, Option<usize>, Option<usize>)>,
    /// Values that texts pin to figures.
    pub pins: Vec<Pin>,
    sources: HashMap<Span, Vec<(Text, Vec<TypedValue>)>>,
    suited: Suited,
}

/// The head of a lab.
#[derive(Clone, Debug)]
pub struct TypedHead<'t> {
    /// The head as it is written.
    pub tree: &'t tree::Lab,
    /// Its documentation.
    pub docs: &'t str,
    /// The title.
    pub title: TypedText<'t>,
    /// The chapter it belongs to.
    pub chapter: Option<TypedText<'t>>,
    /// What to read first, as the head lists it.
    pub reading: Vec<TypedText<'t>>,
}

/// A checked statement.
#[derive(Clone, Debug)]
pub struct TypedStatement<'t> {
    /// The statement as it is written.
    pub tree: &'t Statement,
    /// The condition under which the statement is on the page.
    pub when: Option<Typed>,
    /// What it says.
    pub content: Content<'t>,
}

/// A variable that stands for each row of a table in turn.
#[derive(Clone, Copy, Debug)]
pub struct RowVariable {
    /// The number of the variable in typed expressions.
    pub local: u32,
    /// The table.
    pub table: Id,
}

/// What the options of a choice are called.
#[derive(Clone, Debug)]
pub struct TypedCalled<'t> {
    /// The number of the variable that stands for the option, which is a row.
    pub local: u32,
    /// A text about that row.
    pub text: TypedText<'t>,
}

/// The checked content of a statement.
#[derive(Clone, Debug)]
pub enum Content<'t> {
    /// A part of the lab.
    Part(TypedPart<'t>),
    /// Text standing alone.
    Prose(TypedText<'t>),
    /// A message: who writes, and what.
    Message(TypedText<'t>, Option<TypedText<'t>>),
    /// A picture: its file, what takes its place, what stands below it, its file for dark pages.
    Figure(TypedText<'t>, Option<TypedText<'t>>, Option<TypedText<'t>>, Option<TypedText<'t>>),
    /// A remark: its tone, its heading and its text.
    Aside(&'t Name, Option<TypedText<'t>>, Option<TypedText<'t>>),
    /// Details: their summary, and the statements inside.
    Details(TypedText<'t>, Vec<TypedStatement<'t>>),
    /// Statements in a layout, perhaps with a title.
    Layout(tree::Layout, Option<TypedText<'t>>, Vec<TypedStatement<'t>>),
    /// A name for some settings of controls, with their values.
    Preset(TypedText<'t>, Vec<(Id, Typed)>),
    /// A control.
    Control {
        /// The control.
        id: Id,
        label: TypedText<'t>,
        /// What its options are called.
        called: Option<TypedCalled<'t>>,
    },
    /// A choice for each row of a table.
    Choices {
        /// The row that the texts and the condition of the statement read.
        row: RowVariable,
        /// The control of each row.
        controls: Vec<Id>,
        /// The label.
        label: TypedText<'t>,
        /// What the options are called.
        called: Option<TypedCalled<'t>>,
    },
    /// Figures on cards.
    Metrics(Vec<TypedMetric<'t>>),
    /// Formulas to be shown worked out, each with the place of its name.
    Steps(Vec<(Id, Span)>),
    /// A table of figures.
    Table(TypedTable<'t>),
    /// Badges.
    Badges(Vec<TypedBadge<'t>>),
    /// The entries of the bar at the foot of the page.
    Hud(Vec<TypedEntry<'t>>),
    /// A chart.
    Chart(Box<TypedChart<'t>>),
    /// A status, or one for each row of a table.
    Status(TypedStatus<'t>),
    /// A goal: its title, and the condition under which it is reached.
    Goal(TypedText<'t>, Typed),
    /// A free answer.
    Answer(TypedAsked<'t>),
    /// A task.
    Task(TypedAsked<'t>),
    /// Rows that the student brings along, and what they are called.
    Upload(Id, TypedText<'t>),
    /// A decision.
    Decide(TypedDecide<'t>),
    /// A prediction.
    Predict(TypedPredict<'t>),
    /// An estimate.
    Estimate(TypedEstimate<'t>),
    /// A reflection.
    Reflect(TypedReflect<'t>),
    /// The predictions whose result is shown.
    Reveal(&'t [Name]),
    /// Fields of the record.
    Record(Vec<TypedField<'t>>),
    /// A look back at an earlier lab, with its place in the course.
    Revisit(&'t Name, usize),
    /// A check: its title, and what it claims.
    Check(Option<&'t Text>, Claim),
    /// The examples of a function, which are checks, each with its place.
    Examples(Vec<(Claim, Span)>),
    /// A declaration, or the head of the lab: nothing of it is at this place of the page.
    Declaration,
    /// A statement with a fault, which has been reported: nothing can be made of it.
    Broken,
}

/// A part of a lab.
#[derive(Clone, Debug)]
pub struct TypedPart<'t> {
    /// The part as it is written.
    pub tree: &'t Part,
    /// What it is about.
    pub subtitle: Option<TypedText<'t>>,
    /// The time that it takes, or the shortest and the longest; nothing where an end is not a time.
    pub time: Vec<Typed>,
    /// The statements inside.
    pub body: Vec<TypedStatement<'t>>,
}

/// A status, or one for each row of a table.
#[derive(Clone, Debug)]
pub struct TypedStatus<'t> {
    /// The status as it is written.
    pub tree: &'t tree::Status,
    /// The status.
    pub id: Id,
    /// The row that the texts of its cases read.
    pub row: Option<RowVariable>,
    /// The title and the message of each case.
    pub cases: Vec<[Option<TypedText<'t>>; 2]>,
}

/// A free answer or a task.
#[derive(Clone, Debug)]
pub struct TypedAsked<'t> {
    /// The question as it is written.
    pub tree: &'t tree::Asked,
    /// What is asked.
    pub title: TypedText<'t>,
    /// What more there is to say.
    pub body: Option<TypedText<'t>>,
}

impl TypedLab<'_> {
    /// The formats of values that no variable is in scope for.
    pub fn formats(&self) -> Formats<'_> {
        Formats { model: &self.model, locals: &[], suited: &self.suited }
    }

    /// The text of a source that a declaration names, typed.
    pub fn source_text<'a>(&self, tree: &'a Text) -> TypedText<'a> {
        let known =
            self.sources.get(&tree.span).and_then(|known| known.iter().find(|(text, _)| text == tree));
        TypedText { tree, values: known.map(|(_, values)| values.clone()).unwrap_or_default() }
    }
}

impl Checker {
    /// Types all statements of a file whose declarations have been checked.
    pub fn lab<'t>(&mut self, file: &'t File, source: &'t str) -> TypedLab<'t> {
        let mut heads = file.statements.iter().filter_map(|statement| match &statement.kind {
            Kind::Lab(lab) => Some((lab, statement.docs.as_str())),
            _ => None,
        });
        let head = heads.next().map(|(lab, docs)| self.head(lab, docs));
        for (again, _) in heads {
            let headline = "A file can contain only one lab.";
            let diagnostic =
                self.error(Code::DuplicateName, headline, again.name.span, "the second in this file");
            self.report(diagnostic);
        }
        if head.is_none() {
            self.no_lab(file);
        }
        let statements = self.statements(&file.statements);
        let sources = self.sources();
        TypedLab {
            diagnostics: std::mem::take(&mut self.diagnostics),
            file: self.file,
            source,
            course: self.course.clone(),
            model: Arc::clone(&self.model),
            head,
            statements,
            cited: std::mem::take(&mut self.cited),
            pins: std::mem::take(&mut self.pins),
            sources,
            suited: Suited::default(),
        }
    }

    /// A file without a lab is a module, where it has declarations alone.
    fn no_lab(&mut self, file: &File) {
        let declares = |statement: &Statement| {
            matches!(
                statement.kind,
                Kind::Define(_)
                    | Kind::Function(_)
                    | Kind::Table(_)
                    | Kind::Extend(_)
                    | Kind::Unit(_)
                    | Kind::Dimension { .. }
                    | Kind::Use(_)
                    | Kind::Check(_)
                    | Kind::Allow(_)
            )
        };
        if file.statements.is_empty() || !file.statements.iter().all(declares) {
            let headline = "This file has no lab.";
            let diagnostic = self
                .error(Code::NoLab, headline, Span::default(), "expected at the top")
                .help("begin with `lab some_id \"Its title\"`");
            self.report(diagnostic);
        }
    }

    fn head<'t>(&mut self, tree: &'t tree::Lab, docs: &'t str) -> TypedHead<'t> {
        let name = &tree.name;
        if crate::sources::portable::is_reserved(&name.text) {
            let headline = format!("Windows reserves the name `{}` for a device.", name.text);
            let diagnostic = self
                .error(Code::ReservedName, headline, name.span, "the id of the lab")
                .help("choose another id, for example one that ends in a number");
            self.report(diagnostic);
        }
        if let Some(context) = &tree.context {
            self.context(context);
        }
        TypedHead {
            tree,
            docs,
            title: self.text(&tree.title),
            chapter: tree.chapter.as_ref().map(|chapter| self.text(chapter)),
            reading: tree.reading.iter().map(|(_, text)| self.text(text)).collect(),
        }
    }

    /// The context of a lab is one of its choices.
    fn context(&mut self, name: &Name) {
        if let Some((Item::Control(id), _)) = self.names.items.get(&name.text)
            && matches!(self.model.controls[*id].kind, ControlKind::Choice { .. })
        {
            return;
        }
        let headline = format!("`{}` is not a choice of this lab.", name.text);
        let diagnostic = self
            .error(Code::UnknownName, headline, name.span, "not a choice")
            .help("declare the context with `choice` before the first part");
        self.report(diagnostic);
    }

    /// The sources of declarations that have values in them.
    fn sources(&mut self) -> HashMap<Span, Vec<(Text, Vec<TypedValue>)>> {
        let mut sources: HashMap<Span, Vec<(Text, Vec<TypedValue>)>> = HashMap::new();
        let model = Arc::clone(&self.model);
        let of_tables = model.tables.iter().flat_map(|table| {
            let rows = table.tree.rows.iter().filter_map(|row| row.source.as_ref());
            let notes = table.tree.notes.iter().filter_map(|note| note.source.as_ref());
            table.tree.source.iter().chain(rows).chain(notes)
        });
        let of_defines = model.defines.iter().filter_map(|define| define.tree.source.as_ref());
        for text in of_defines.chain(of_tables).filter(|text| !text.is_words()) {
            let values = self.text(text).values;
            sources.entry(text.span).or_default().push((text.clone(), values));
        }
        sources
    }

    /// Checks statements in their order, nested ones in their place.
    fn statements<'t>(&mut self, statements: &'t [Statement]) -> Vec<TypedStatement<'t>> {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    fn statement<'t>(&mut self, tree: &'t Statement) -> TypedStatement<'t> {
        if let Kind::Choice(choice @ tree::Choice { each: Some(each), .. }) = &tree.kind {
            return self.choices(tree, choice, each);
        }
        let when = tree.when.as_ref().map(|when| self.condition(when, Code::ConditionNotBoolean));
        let content = self.content(tree).unwrap_or(Content::Broken);
        TypedStatement { tree, when, content }
    }

    fn content<'t>(&mut self, statement: &'t Statement) -> Option<Content<'t>> {
        Some(match &statement.kind {
            Kind::Part(part) => Content::Part(TypedPart {
                tree: part,
                time: self.time(part),
                subtitle: self.optional(part.subtitle.as_ref()),
                body: self.statements(&part.body),
            }),
            Kind::Prose(text) => Content::Prose(self.text(text)),
            Kind::Message { from, body } => Content::Message(self.text(from), self.optional(body.as_ref())),
            Kind::Figure { path, alt, caption, dark } => Content::Figure(
                self.text(path),
                self.optional(alt.as_ref()),
                self.optional(caption.as_ref()),
                self.optional(dark.as_ref()),
            ),
            Kind::Aside { tone, title, body } => {
                Content::Aside(tone, self.optional(title.as_ref()), self.optional(body.as_ref()))
            }
            Kind::Details { title, body } => Content::Details(self.text(title), self.statements(body)),
            Kind::Preset { title, at } => {
                Content::Preset(self.text(title), self.settings(at).unwrap_or_default())
            }
            Kind::Layout { form, title, body } => {
                Content::Layout(*form, self.optional(title.as_ref()), self.statements(body))
            }
            Kind::Slider(tree::Slider { name, label, .. })
            | Kind::Choice(tree::Choice { name, label, .. })
            | Kind::Toggle(tree::Toggle { name, label, .. }) => {
                let Some((Item::Control(id), _)) = self.names.items.get(&name.text) else { return None };
                let id = *id;
                let called = match &statement.kind {
                    Kind::Choice(choice) => self.called(choice),
                    _ => None,
                };
                Content::Control { id, label: self.text(label), called }
            }
            Kind::Metrics(metrics) => {
                Content::Metrics(metrics.iter().filter_map(|metric| self.metric(metric)).collect())
            }
            Kind::Steps(names) => Content::Steps(
                names.iter().filter_map(|name| Some((self.formula(name)?, name.span))).collect(),
            ),
            Kind::ShowTable(table) => Content::Table(self.shown_table(table)?),
            Kind::Badges(badges) => {
                Content::Badges(badges.iter().filter_map(|badge| self.badge(badge)).collect())
            }
            Kind::Hud(entries) => {
                Content::Hud(entries.iter().filter_map(|entry| self.entry(entry)).collect())
            }
            Kind::Chart(chart) => Content::Chart(Box::new(self.chart(chart)?)),
            Kind::Status(status) => Content::Status(self.typed_status(status)?),
            Kind::Goal { title, when, .. } => {
                Content::Goal(self.text(title), self.condition(when, Code::ConditionNotBoolean))
            }
            Kind::Answer(asked) => Content::Answer(self.asked(asked)),
            Kind::Task(asked) => Content::Task(self.asked(asked)),
            Kind::Upload(upload) => {
                let Some((Item::Upload(id), _)) = self.names.items.get(&upload.name.text) else {
                    return None;
                };
                Content::Upload(*id, self.text(&upload.label))
            }
            Kind::Decide(decide) => Content::Decide(self.decide(decide)),
            Kind::Predict(predict) => Content::Predict(self.predict(predict, statement.span)),
            Kind::Estimate(estimate) => Content::Estimate(self.estimate(estimate)),
            Kind::Reflect(reflect) => Content::Reflect(self.reflect(reflect)),
            Kind::Reveal(names) => Content::Reveal(names),
            Kind::Record(fields) => {
                Content::Record(fields.iter().filter_map(|field| self.typed_field(field)).collect())
            }
            Kind::Revisit(lab) => Content::Revisit(lab, self.earlier_lab(lab)?),
            Kind::Check(check) => {
                Content::Check(check.title.as_ref(), self.claim(&check.claim, statement.span)?)
            }
            Kind::Define(define) => match self.facts_of(define) {
                facts if facts.is_empty() => Content::Declaration,
                facts => Content::Examples(facts),
            },
            Kind::Function(function) => {
                let examples = function.examples.iter();
                Content::Examples(examples.map(|example| (self.holds(example), example.span)).collect())
            }
            Kind::Lab(_)
            | Kind::Dimension { .. }
            | Kind::Unit(_)
            | Kind::Use(_)
            | Kind::Table(_)
            | Kind::Extend(_)
            | Kind::Allow(_)
            | Kind::UseLedger { .. } => Content::Declaration,
        })
    }

    fn optional<'t>(&mut self, text: Option<&'t Text>) -> Option<TypedText<'t>> {
        text.map(|text| self.text(text))
    }

    /// A choice for each row of a table: its condition and its label can read the row.
    fn choices<'t>(
        &mut self,
        tree: &'t Statement,
        choice: &'t tree::Choice,
        (variable, table): &(Name, Name),
    ) -> TypedStatement<'t> {
        // A table that does not exist has been reported.
        let Some((Item::Table(table), _)) = self.names.items.get(&table.text) else {
            return TypedStatement { tree, when: None, content: Content::Broken };
        };
        let table = *table;
        let mut columns = self.model.tables[table].columns.iter();
        let column = columns.find(|column| column.name == choice.name.text);
        let controls = match column.map(|column| &column.content) {
            Some(ColumnContent::Cells(cells)) => cells
                .iter()
                .filter_map(|cell| match cell.as_ref()?.kind {
                    TypedKind::Control(id) => Some(id),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let depth = self.depth();
        let row = RowVariable { local: self.open_row(&variable.text, table), table };
        let when = tree.when.as_ref().map(|when| self.condition(when, Code::ConditionNotBoolean));
        let label = self.text(&choice.label);
        let called = self.called(choice);
        self.close_to(depth);
        TypedStatement { tree, when, content: Content::Choices { row, controls, label, called } }
    }

    fn called<'t>(&mut self, choice: &'t tree::Choice) -> Option<TypedCalled<'t>> {
        let text = choice.called.as_ref()?;
        let Some((Item::Table(table), _)) = self.names.items.get(&choice.of.text) else { return None };
        let table = *table;
        let depth = self.depth();
        let variable = self.model.tables[table].tree.name.text.clone();
        let local = self.open_row(&variable, table);
        self.note_named_after(local, table);
        let text = self.text(text);
        self.close_to(depth);
        Some(TypedCalled { local, text })
    }

    fn typed_status<'t>(&mut self, tree: &'t tree::Status) -> Option<TypedStatus<'t>> {
        let Some((Item::Status(id), _)) = self.names.items.get(&tree.name.text) else { return None };
        let id = *id;
        let depth = self.depth();
        let mut row = None;
        if let Some((variable, _)) = &tree.each {
            let (_, table) = self.model.statuses[id].each?;
            row = Some(RowVariable { local: self.open_row(&variable.text, table), table });
        }
        let cases = tree.arms.iter();
        let cases = cases
            .map(|case| [self.optional(case.title.as_ref()), self.optional(case.message.as_ref())])
            .collect();
        self.close_to(depth);
        Some(TypedStatus { tree, id, row, cases })
    }

    fn asked<'t>(&mut self, tree: &'t tree::Asked) -> TypedAsked<'t> {
        TypedAsked { tree, title: self.text(&tree.title), body: self.optional(tree.body.as_ref()) }
    }

    /// The formula with a name, to be shown worked out.
    fn formula(&mut self, name: &Name) -> Option<Id> {
        if let Some((Item::Define(id), _)) = self.names.items.get(&name.text) {
            return Some(*id);
        }
        let headline = format!("`{}` is not a formula of this lab.", name.text);
        let diagnostic = self
            .error(Code::NotAFormula, headline, name.span, "has no formula")
            .help("name a formula that is declared with `let`");
        self.report(diagnostic);
        None
    }

    /// The time that a part takes; nothing where an end is not a time.
    fn time(&mut self, part: &Part) -> Vec<Typed> {
        let Some((from, to)) = &part.time else { return Vec::new() };
        let ends = std::iter::once(from).chain(to);
        ends.map(|end| self.time_of(end)).collect::<Option<_>>().unwrap_or_default()
    }

    fn time_of(&mut self, end: &Expr) -> Option<Typed> {
        let typed = self.expr(end, None);
        let time = self.model.units.dimensions.get("Time").cloned().map(Type::Number);
        if Some(&typed.of) == time.as_ref() {
            return Some(typed);
        }
        if typed.of != Type::Unknown {
            let diagnostic = self.error(
                Code::NotADuration,
                "The duration of a part must be a time, such as `12 min to 15 min`.",
                end.span,
                "this is not a time",
            );
            self.report(diagnostic);
        }
        None
    }
}

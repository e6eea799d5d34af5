//! Every name of a file with what it stands for: one table for all that follows names. Start at [`Uses::of`].
//!
//! The checker notes names in expressions where it resolves them, so that nobody has to guess again what hides what.
//! Names in other places (declarations, `for each`, options, `reveal`) stand in the tree and are added from there.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::Checker;
use super::model::*;
use crate::sources::Span;
use crate::syntax::every;
use crate::syntax::tree::{self, CheckClaim, Hand, Kind, Name};

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Referent {
    /// Something that the lab declares under a name of its own: a value, a control, a question, a part.
    Item(String),
    /// A row of a table, by the name of the table and the key.
    Row(String, String),
    /// A column of a table, by the name of the table and its own.
    Column(String, String),
    /// A case of a status, by the name of the status and its own.
    Case(String, String),
    /// An option of a question, by the name of the question and the key.
    Choice(String, String),
    /// A field of a lab's record, by the id of the lab and the name of the field.
    Field(String, String),
    /// The row that one of several fields of a lab's record is for, by the id of the lab, the name of the fields, and the key.
    FieldRow(String, String, String),
    /// A lab, by its id.
    Lab(String),
    /// A parameter of a function, by the name of the function and what a call names it.
    Parameter(String, String),
    /// A variable, by its number in typed expressions.
    Local(u32),
    /// A function of the language.
    Builtin(String),
    /// A unit, as it is written.
    Unit(String),
    /// A dimension.
    Dimension(String),
    /// A module, by its path with dots.
    Module(String),
    /// A section of the course, without the `@`.
    Section(String),
    /// A subject that the lab teaches.
    Subject(String),
    /// The code of a warning.
    Code(String),
}

/// A name at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The place of the name.
    pub span: Span,
    /// What it stands for.
    pub of: Referent,
    /// It is declared here.
    pub declares: bool,
}

/// The names of a file, in the order of their places.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    all: Vec<Use>,
    places: HashMap<Referent, Vec<usize>>,
    locals: HashMap<u32, Type>,
    taught: BTreeSet<String>,
}

/// What the checker has noted so far; nothing where nobody asked for it.
#[derive(Debug, Default)]
pub(super) struct Noted(Option<RefCell<Notes>>);

#[derive(Debug, Default)]
struct Notes {
    uses: Vec<Use>,
    locals: HashMap<u32, Type>,
    /// Variables that go by the name of a table.
    tables: HashMap<u32, String>,
    taught: BTreeSet<String>,
}

impl Noted {
    pub(super) fn new(notes: bool) -> Self {
        Self(notes.then(RefCell::default))
    }
}

impl Uses {
    /// The names of a checked file. Names of modules that the file brings in stand elsewhere and are not among them.
    pub fn of(tree: &tree::File, checker: &Checker) -> Self {
        let noted = checker.noted.0.as_ref().map(RefCell::take).unwrap_or_default();
        let mut gather = UsesGatherer { checker, found: noted.uses };
        gather.file(tree);
        let mut all = gather.found;
        // A parameter that calls name as the function does is known by that name.
        let params = checker.model.functions.iter().flat_map(|function| {
            function.params.iter().zip(&function.tree.params).filter(|(_, tree)| tree.label.is_none()).map(
                |(param, tree)| {
                    (
                        param.local,
                        Referent::Parameter(function.tree.name.text.clone(), tree.name.text.clone()),
                    )
                },
            )
        });
        let mut params: HashMap<u32, Referent> = params.collect();
        params.extend(noted.tables.into_iter().map(|(local, table)| (local, Referent::Item(table))));
        for one in &mut all {
            if let Referent::Local(local) = &one.of
                && let Some(param) = params.get(local)
            {
                one.of = param.clone();
            }
        }
        // A declaration is also noted where it is checked.
        all.sort_by(|a, b| (a.span, &a.of).cmp(&(b.span, &b.of)).then_with(|| b.declares.cmp(&a.declares)));
        all.dedup_by(|a, b| a.span == b.span && a.of == b.of);
        let mut places: HashMap<Referent, Vec<usize>> = HashMap::new();
        for (place, one) in all.iter().enumerate() {
            places.entry(one.of.clone()).or_default().push(place);
        }
        Self { all, places, locals: noted.locals, taught: noted.taught }
    }

    /// All of them.
    pub fn all(&self) -> &[Use] {
        &self.all
    }

    /// What the names at a place stand for, the end of a name counting as part of it; the shortest names first.
    pub fn at(&self, offset: usize) -> Vec<&Use> {
        let offset = offset as u32;
        let after = self.all.partition_point(|one| one.span.start <= offset);
        // A name is short: those that hold the place begin close before it.
        let near = self.all[..after].iter().rev().take(64);
        let mut found: Vec<&Use> = near.filter(|one| one.span.end >= offset).collect();
        found.sort_by_key(|one| {
            (one.span.end == offset && one.span.start != offset, one.span.end - one.span.start)
        });
        found
    }

    /// Every place of a name.
    pub fn places(&self, of: &Referent) -> impl Iterator<Item = &Use> {
        self.places.get(of).into_iter().flatten().map(|place| &self.all[*place])
    }

    /// What a variable is, by its number.
    pub fn local(&self, local: u32) -> Option<&Type> {
        self.locals.get(&local)
    }

    /// The tables whose keys are compared with the subjects that labs teach.
    pub fn taught(&self) -> &BTreeSet<String> {
        &self.taught
    }

    /// Where a name is declared.
    pub fn declaration(&self, of: &Referent) -> Option<Span> {
        self.places(of).find(|one| one.declares).map(|one| one.span)
    }
}

impl Checker {
    /// Notes what a name stands for. `span` may be longer than the name, which then stands at its end: `table.row`.
    pub(super) fn note(&self, span: Span, name: &str, of: Referent) {
        self.note_as(span, name, of, false);
    }

    pub(super) fn note_as(&self, span: Span, name: &str, of: Referent, declares: bool) {
        let Some(noted) = &self.noted.0 else { return };
        // What a module brings in has the place of its `use`, where the name does not stand.
        let text = self.quoted(span);
        let Some(rest) = text.strip_suffix(name) else { return };
        if rest.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
            return;
        }
        let span = Span::new(span.end as usize - name.len(), span.end as usize);
        noted.borrow_mut().uses.push(Use { span, of, declares });
    }

    /// Notes what a variable is.
    pub(super) fn note_local(&self, local: u32, of: &Type) {
        if let Some(noted) = &self.noted.0 {
            noted.borrow_mut().locals.insert(local, of.clone());
        }
    }

    /// Notes that a variable has the name of the table whose rows it runs over, and none of its own.
    pub(super) fn note_named_after(&self, local: u32, table: Id) {
        if let Some(noted) = &self.noted.0 {
            noted.borrow_mut().tables.insert(local, self.table_name(table));
        }
    }

    /// Notes that the keys of a table are compared with subjects.
    pub(super) fn note_taught(&self, table: Id) {
        if let Some(noted) = &self.noted.0 {
            noted.borrow_mut().taught.insert(self.table_name(table));
        }
    }

    /// The name of a table.
    pub(super) fn table_name(&self, table: Id) -> String {
        self.model.tables[table].tree.name.text.clone()
    }
}

struct UsesGatherer<'c> {
    checker: &'c Checker,
    found: Vec<Use>,
}

impl UsesGatherer<'_> {
    fn add(&mut self, name: &Name, of: Referent, declares: bool) {
        if self.checker.quoted(name.span) == name.text {
            self.found.push(Use { span: name.span, of, declares });
        }
    }

    fn item(&mut self, name: &Name) {
        self.add(name, Referent::Item(name.text.clone()), false);
    }

    fn file(&mut self, tree: &tree::File) {
        let mut statements = Vec::new();
        every(&tree.statements, &mut |statement| statements.push(statement));
        let lab = statements.iter().find_map(|statement| match &statement.kind {
            Kind::Lab(lab) => Some(lab.name.text.clone()),
            _ => None,
        });
        let lab = lab.unwrap_or_default();
        for statement in statements {
            if let Some(name) = statement.kind.declares() {
                self.add(name, Referent::Item(name.text.clone()), true);
            }
            self.statement(&statement.kind, &lab);
        }
        for (name, _) in tree.units.0.iter().flat_map(|unit| &unit.factors) {
            // The head of a column may name a table in place of a unit.
            match self.is_table(name) {
                true => self.item(name),
                false => self.add(name, Referent::Unit(name.text.clone()), false),
            }
        }
    }

    fn statement(&mut self, kind: &Kind, lab: &str) {
        match kind {
            Kind::Lab(head) => {
                self.add(&head.name, Referent::Lab(head.name.text.clone()), true);
                head.context.iter().for_each(|name| self.item(name));
                for name in &head.teaches {
                    self.add(name, Referent::Subject(name.text.clone()), true);
                }
                for name in head.section.iter().chain(head.reading.iter().map(|(name, _)| name)) {
                    let id = name.text.trim_start_matches('@').to_owned();
                    self.add(name, Referent::Section(id), false);
                }
            }
            Kind::Dimension { name, of } => {
                self.add(name, Referent::Dimension(name.text.clone()), true);
                self.of(of.as_ref());
            }
            Kind::Unit(unit) => {
                for name in &unit.names {
                    self.add(name, Referent::Unit(name.text.clone()), true);
                }
                if let Some(name) = &unit.base {
                    self.add(name, Referent::Dimension(name.text.clone()), false);
                }
            }
            Kind::Use(path) => {
                let whole: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
                if let (Some(first), Some(last)) = (path.first(), path.last()) {
                    let span = first.span.to(last.span);
                    let of = Referent::Module(whole.join("."));
                    self.found.push(Use { span, of, declares: false });
                }
            }
            Kind::Define(define) => self.of(define.of.as_ref()),
            Kind::Function(function) => {
                self.of(function.of.as_ref());
                self.like(function, function.of.as_ref());
                for param in &function.params {
                    self.of(param.of.as_ref());
                    self.like(function, param.of.as_ref());
                    if let Some(label) = &param.label {
                        let of = Referent::Parameter(function.name.text.clone(), label.text.clone());
                        self.add(label, of, true);
                    }
                }
            }
            Kind::Table(table) => self.table(table),
            Kind::Extend(table) => {
                self.item(&table.name);
                for column in table.columns.iter().map(|column| &column.name) {
                    self.add(column, Referent::Column(table.name.text.clone(), column.text.clone()), false);
                }
                self.rows(table);
            }
            Kind::Choice(choice) => {
                self.item(&choice.of);
                choice.each.iter().for_each(|(_, table)| self.item(table));
            }
            Kind::Status(status) => {
                status.each.iter().for_each(|(_, table)| self.item(table));
                for arm in &status.arms {
                    let of = Referent::Case(status.name.text.clone(), arm.name.text.clone());
                    self.add(&arm.name, of, true);
                }
            }
            Kind::Predict(predict) => {
                self.options(&predict.name, &predict.options);
                self.subjects(&predict.about);
                if let Some(Hand::Sketch(sketch)) = &predict.hand {
                    self.item(&sketch.along);
                }
            }
            Kind::Estimate(estimate) => self.subjects(&estimate.about),
            Kind::Reflect(reflect) => self.options(&reflect.name, &reflect.options),
            Kind::Decide(decide) => {
                decide.of.iter().for_each(|table| self.item(table));
                self.options(&decide.name, &decide.options);
            }
            Kind::Upload(upload) => self.item(&upload.like),
            Kind::Reveal(names) | Kind::Steps(names) => names.iter().for_each(|name| self.item(name)),
            Kind::Revisit(name) => self.add(name, Referent::Lab(name.text.clone()), false),
            Kind::Record(fields) => {
                for field in fields {
                    let of = Referent::Field(lab.to_owned(), field.name.text.clone());
                    self.add(&field.name, of, true);
                    field.each.iter().for_each(|(_, table)| self.item(table));
                }
            }
            Kind::Chart(chart) => {
                for axis in chart.x.iter().chain(&chart.y) {
                    axis.name
                        .iter()
                        .filter(|name| self.is_control(name))
                        .cloned()
                        .collect::<Vec<_>>()
                        .iter()
                        .for_each(|name| self.item(name));
                }
            }
            Kind::Check(check) => {
                if let CheckClaim::Trend { control, .. }
                | CheckClaim::Extreme { control, .. }
                | CheckClaim::Crosses { control, .. } = &check.claim
                {
                    self.item(control);
                }
            }
            Kind::Allow(allow) => self.add(&allow.code, Referent::Code(allow.code.text.clone()), false),
            // No names but in its texts and expressions, which are checked.
            _ => {}
        }
    }

    fn is_table(&self, name: &Name) -> bool {
        matches!(self.checker.names.items.get(&name.text), Some((Item::Table(_), _)))
    }

    fn is_control(&self, name: &Name) -> bool {
        matches!(self.checker.names.items.get(&name.text), Some((Item::Control(_), _)))
    }

    fn table(&mut self, table: &tree::Table) {
        let name = &table.name.text;
        if let Some((rows, columns)) = &table.keys {
            self.item(rows);
            self.item(columns);
            for column in &table.columns {
                self.add(&column.name, Referent::Row(columns.text.clone(), column.name.text.clone()), false);
            }
            for row in table.rows.iter() {
                self.add(&row.key, Referent::Row(rows.text.clone(), row.key.text.clone()), false);
            }
            return;
        }
        for column in table.columns.iter().map(|column| &column.name) {
            self.add(column, Referent::Column(name.clone(), column.text.clone()), true);
        }
        for define in &table.computed {
            self.add(&define.name, Referent::Column(name.clone(), define.name.text.clone()), true);
            self.of(define.of.as_ref());
        }
        self.rows(table);
        for (first, second) in table.notes.iter().flat_map(|note| &note.about) {
            let is_column =
                table.columns.iter().map(|column| &column.name).any(|known| known.text == first.text);
            let of = match is_column {
                true => Referent::Column(name.clone(), first.text.clone()),
                false => Referent::Row(name.clone(), first.text.clone()),
            };
            self.add(first, of, false);
            if let Some(column) = second {
                self.add(column, Referent::Column(name.clone(), column.text.clone()), false);
            }
        }
    }

    fn rows(&mut self, table: &tree::Table) {
        // Those of a file have no places here.
        if table.from.is_some() {
            return;
        }
        for row in table.rows.iter() {
            self.add(&row.key, Referent::Row(table.name.text.clone(), row.key.text.clone()), true);
        }
    }

    fn options(&mut self, question: &Name, options: &[tree::PredictOption]) {
        for option in options {
            let of = Referent::Choice(question.text.clone(), option.key.text.clone());
            self.add(&option.key, of, true);
        }
    }

    fn subjects(&mut self, names: &[Name]) {
        for name in names {
            self.add(name, Referent::Subject(name.text.clone()), false);
        }
    }

    /// `like code` speaks of a parameter by the name that it has inside of the function.
    fn like(&mut self, function: &tree::Function, of: Option<&tree::TypeExpr>) {
        let Some((name, _)) = of.filter(|of| of.like).and_then(|of| of.factors.first()) else { return };
        let function_name = &function.name.text;
        let Some((Item::Function(id), _)) = self.checker.names.items.get(function_name) else { return };
        let params = function.params.iter().zip(&self.checker.model.functions[*id].params);
        let param = params.into_iter().find(|(param, _)| param.name.text == name.text);
        let of = param.map(|(param, typed)| match param.label {
            Some(_) => Referent::Local(typed.local),
            None => Referent::Parameter(function_name.clone(), name.text.clone()),
        });
        if let Some(of) = of {
            self.add(name, of, false);
        }
    }

    fn of(&mut self, of: Option<&tree::TypeExpr>) {
        let Some(of) = of.filter(|of| !of.like) else { return };
        for (name, _) in &of.factors {
            let referent = match self.is_table(name) {
                true => Referent::Item(name.text.clone()),
                false => Referent::Dimension(name.text.clone()),
            };
            self.add(name, referent, false);
        }
    }
}

//! What earlier labs have recorded: single fields, and the table `ledger` with a row for each lab.

use std::collections::BTreeMap;
use std::sync::Arc;

use lab_core::number::Format;
use lab_core::program::{Binary, Unary};
use lab_core::recall::{FieldQuery, RecordQuery};
use lab_core::record::ItemKind;

use super::former::combined;
use super::model::*;
use super::uses::Referent;
use super::{Checker, plain};
use crate::check::units::{Dimension, Exponent, Units};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::inputs::earlier::needs;
use crate::record::protocol::{Choice, Field, FieldType, Protocol};
use crate::similar::nearest;
use crate::sources::Span;
use crate::syntax::every;
use crate::syntax::tree::{self, Call, Expr, Kind, Name, Operator, Statement};

/// The name of the table of the labs before this one.
const LEDGER: &str = "ledger";

impl Model {
    /// What a value would be recorded as; nothing for what cannot be.
    pub fn field_of(&self, of: &Type, options: Vec<Choice>) -> Option<FieldType> {
        Some(match of {
            Type::Number(dimension) => {
                let factors = dimension.factors.iter().map(|(base, power)| {
                    (self.units.bases[usize::from(*base)].name.clone(), (power.over, power.under))
                });
                FieldType::Number { dimension: factors.collect() }
            }
            Type::Point => FieldType::Point,
            Type::Bool => FieldType::Bool,
            Type::Row(table) => FieldType::Row { table: self.tables[*table].tree.name.text.clone(), options },
            Type::Maybe(inner) => return self.field_of(inner, options),
            _ => return None,
        })
    }

    /// The keys of a table's rows, each with those it had before.
    pub fn keys_of(&self, table: Id) -> Vec<Vec<String>> {
        let table = &self.tables[table];
        let keys = table.rows.iter().enumerate().map(|(index, key)| {
            let was = table.tree.rows.get(index).map(|row| texts_of(&row.was)).unwrap_or_default();
            named(&key.text, &was)
        });
        keys.collect()
    }
}

impl Checker {
    /// The answers of this lab's estimates, and the table of the labs before it where it is mentioned.
    pub(super) fn prepare_ledger(&mut self, statements: &[Statement]) {
        every(statements, &mut |statement| {
            if let Kind::Estimate(estimate) = &statement.kind {
                let what = RecordQuery::Item(FieldQuery {
                    kind: ItemKind::Estimate,
                    names: named(&estimate.name.text, &texts_of(&estimate.was)),
                    field: ItemKind::Estimate.answer().field().to_owned(),
                    keys: Vec::new(),
                    unit: None,
                });
                let given = Given { lab: None, what, format: plain(), texts: Vec::new(), truth: false };
                let model = Arc::make_mut(&mut self.model);
                model.given.push(given);
                model.said.insert(estimate.name.text.clone(), model.given.len() - 1);
                self.truths.insert(estimate.name.text.clone(), estimate.truth.clone());
            }
        });
        self.prepare_ever();
        if !self.source.contains(LEDGER) {
            return;
        }
        let id = self.model.tables.len();
        self.ledger = Some(id);
        let name = |text: &str| Name { text: text.to_owned(), span: Span::default() };
        let rows = self.course.earlier().iter().map(|id| name(id)).collect();
        let row_local = self.next_local;
        self.next_local += 1;
        let tree = tree::Table {
            name: name(LEDGER),
            keys: None,
            title: None,
            unit: None,
            from: None,
            source: None,
            columns: Vec::new(),
            rows: Arc::default(),
            computed: Vec::new(),
            notes: Vec::new(),
            sparse: false,
        };
        Arc::make_mut(&mut self.model).tables.push(Table {
            tree: Arc::new(tree),
            keys: None,
            rows,
            columns: Vec::new(),
            row_local,
            formats: Default::default(),
            upload: None,
        });
        let columns = self.ledger_columns(id);
        let missing = (0..self.course.earlier().len()).any(|place| self.course.protocol(place).is_none());
        let model = Arc::make_mut(&mut self.model);
        model.tables[id].columns = columns;
        model.incomplete |= missing && needs(self.file, &self.source).all;
        self.names.items.insert(LEDGER.to_owned(), (Item::Table(id), Span::default()));
    }

    /// What the record says of each failure of this lab.
    fn prepare_ever(&mut self) {
        let model = Arc::make_mut(&mut self.model);
        for (id, status) in model.statuses.iter().enumerate() {
            let statuses = named(&status.tree.name.text, &texts_of(&status.tree.was));
            let failing = status.tree.arms.iter().enumerate().filter(|(_, arm)| arm.level.text == "fail");
            for (index, arm) in failing.filter(|_| status.tree.each.is_none()) {
                let what = RecordQuery::Item(FieldQuery {
                    kind: ItemKind::Status,
                    names: combined(&statuses, &named(&arm.name.text, &texts_of(&arm.was))),
                    field: ItemKind::Status.answer().field().to_owned(),
                    keys: Vec::new(),
                    unit: None,
                });
                model.ever.insert((id, index), model.given.len());
                model.given.push(Given { lab: None, what, format: plain(), texts: Vec::new(), truth: true });
            }
        }
    }

    /// `ever(status.arm)`: whether the student has reached a failure, now or before.
    pub(super) fn ever(&mut self, call: &Call, named: Span, span: Span) -> Typed {
        let [(None, arm)] = call.args.as_slice() else {
            self.wrong_count("ever", "status.arm", 1, call.args.len(), named);
            return Typed::unknown(span);
        };
        let arm = self.expr(arm, None);
        let given = match &arm.kind {
            TypedKind::Compare(Operator::Eq, a, b) => match (&a.kind, &b.kind) {
                (TypedKind::Status(id), TypedKind::Arm(_, index)) => self.model.ever.get(&(*id, *index)),
                _ => None,
            },
            _ => None,
        };
        let Some(given) = given.copied() else {
            if arm.of != Type::Unknown {
                let diagnostic = self
                    .error(Code::ArgumentMismatch, "`ever` needs a failure.", arm.span, "is none")
                    .help("write `ever(status.case)` with a `fail` case of a status without rows");
                self.report(diagnostic);
            }
            return Typed::unknown(span);
        };
        let reached = Typed { kind: TypedKind::Given(given), of: Type::Bool, span };
        let no = Typed { kind: TypedKind::Bool(false), of: Type::Bool, span };
        Typed { kind: TypedKind::Binary(Binary::Else, Box::new(reached), Box::new(no)), of: Type::Bool, span }
    }

    fn ledger_columns(&mut self, table: Id) -> Vec<ColumnTyped> {
        let number = || Type::Number(Dimension::NONE);
        let key = ColumnTyped {
            name: "lab".to_owned(),
            of: Type::Row(table),
            format: plain(),
            hint: None,
            content: ColumnContent::Key,
        };
        let mut columns = vec![key];
        let labs: Vec<Option<Arc<Protocol>>> =
            (0..self.course.earlier().len()).map(|place| self.course.protocol(place).cloned()).collect();
        let fixed = |of: Type, kind: fn(&Protocol) -> TypedKind| {
            let cells = labs.iter().map(|lab| {
                let lab = lab.as_ref()?;
                Some(Typed { kind: kind(lab), of: of.clone(), span: Span::default() })
            });
            (of.clone(), ColumnContent::Cells(cells.collect()))
        };
        let (of, content) = fixed(Type::Text, |lab| TypedKind::Text(lab.title.clone()));
        columns.push(ColumnTyped { name: "label".to_owned(), of, format: plain(), hint: None, content });
        let (of, content) = fixed(number(), |lab| TypedKind::Number(lab.predictions.len() as f64, None));
        columns.push(ColumnTyped {
            name: "predictions".to_owned(),
            of,
            format: plain(),
            hint: None,
            content,
        });
        for (name, of, what) in [
            ("completed", Type::Bool, RecordQuery::Completed),
            ("predicted", number(), RecordQuery::Made),
            ("right", number(), RecordQuery::Right),
            ("overconfident", number(), RecordQuery::Overconfident),
            ("failures", number(), RecordQuery::Failures),
            ("escaped", number(), RecordQuery::Escaped),
            ("first_right", Type::Bool, RecordQuery::FirstRight),
        ] {
            let cells = labs.iter().enumerate().map(|(lab, known)| {
                known.as_ref()?;
                Some(self.given(lab, what.clone(), of.clone(), plain(), Vec::new()))
            });
            let content = ColumnContent::Cells(cells.collect());
            columns.push(ColumnTyped { name: name.to_owned(), of, format: plain(), hint: None, content });
        }
        let failures: Vec<Option<Typed>> = match columns.iter().find(|column| column.name == "failures") {
            Some(ColumnTyped { content: ColumnContent::Cells(cells), .. }) => cells.clone(),
            _ => Vec::new(),
        };
        let some = failures.into_iter().map(|failures| {
            let (failures, span) = (failures?, Span::default());
            let zero = Typed { kind: TypedKind::Number(0.0, None), of: number(), span };
            let kind = TypedKind::Compare(Operator::Gt, Box::new(failures), Box::new(zero));
            Some(Typed { kind, of: Type::Bool, span })
        });
        let content = ColumnContent::Cells(some.collect());
        columns.push(ColumnTyped {
            name: "failed".to_owned(),
            of: Type::Bool,
            format: plain(),
            hint: None,
            content,
        });
        columns.extend(self.context_column(&labs));
        self.field_columns(&labs, &mut columns);
        columns
    }

    /// Something read of a lab's record.
    fn given(
        &mut self,
        lab: usize,
        what: RecordQuery,
        of: Type,
        format: Format,
        texts: Vec<String>,
    ) -> Typed {
        let truth = match &of {
            Type::Maybe(inner) => **inner == Type::Bool,
            of => *of == Type::Bool,
        };
        Arc::make_mut(&mut self.model).given.push(Given { lab: Some(lab), what, format, texts, truth });
        Typed { kind: TypedKind::Given(self.model.given.len() - 1), of, span: Span::default() }
    }

    /// Where each lab was set: a row of the table that this lab has under the same name.
    fn context_column(&mut self, labs: &[Option<Arc<Protocol>>]) -> Option<ColumnTyped> {
        let contexts: Vec<Option<(String, Vec<String>, String)>> = labs
            .iter()
            .map(|lab| {
                let lab = lab.as_ref()?;
                let name = lab.context.as_ref()?;
                let control = lab.controls.iter().find(|control| control.name == *name)?;
                Some((control.table.clone()?, named(name, &control.was), name.clone()))
            })
            .collect();
        let known = contexts.iter().flatten().find_map(|(table, ..)| match self.names.items.get(table) {
            Some((Item::Table(id), _)) => Some((table.clone(), *id)),
            _ => None,
        });
        let (name, table) = known?;
        let keys = self.model.keys_of(table);
        let of = Type::Maybe(Box::new(Type::Row(table)));
        let mut cells = Vec::new();
        for (lab, context) in contexts.into_iter().enumerate() {
            cells.push(context.filter(|(table, ..)| *table == name).map(|(_, names, _)| {
                let (kind, field) = (ItemKind::Set, ItemKind::Set.answer().field().to_owned());
                let wanted = FieldQuery { kind, names, field, keys: keys.clone(), unit: None };
                self.given(lab, RecordQuery::Item(wanted), of.clone(), plain(), Vec::new())
            }));
        }
        let content = ColumnContent::Cells(cells);
        Some(ColumnTyped { name: "context".to_owned(), of, format: plain(), hint: None, content })
    }

    /// A column for each field that earlier labs record, if they agree on what it is.
    fn field_columns(&mut self, labs: &[Option<Arc<Protocol>>], columns: &mut Vec<ColumnTyped>) {
        let mut first: BTreeMap<String, (usize, Field)> = BTreeMap::new();
        for (index, lab) in labs.iter().enumerate() {
            for field in lab.iter().flat_map(|lab| &lab.fields) {
                let Some((before, known)) = first.get(&field.name) else {
                    first.insert(field.name.clone(), (index, field.clone()));
                    continue;
                };
                let as_what = |field: &Field| match &field.of {
                    FieldType::Row { table, .. } => format!("a row of `{table}`"),
                    of => self.field_type(of).map_or_else(String::new, |of| self.type_name(&of)),
                };
                if !same_kind(&known.of, &field.of) {
                    let (a, b) = (&self.course.earlier()[*before], &self.course.earlier()[index]);
                    let says = format!("`{a}` records {}, `{b}` {}", as_what(known), as_what(field));
                    self.disagreed.insert(field.name.clone(), says);
                }
            }
        }
        for (name, (_, field)) in first {
            if name.contains('.')
                || self.disagreed.contains_key(&name)
                || columns.iter().any(|column| column.name == name)
            {
                continue;
            }
            let mut of = Type::Unknown;
            let mut cells = Vec::new();
            for (index, lab) in labs.iter().enumerate() {
                let own = lab.as_ref().and_then(|lab| lab.fields.iter().find(|own| own.name == name));
                let cell = own.cloned().and_then(|own| self.field_value(index, &own));
                if let Some(cell) = &cell {
                    of = cell.of.clone();
                }
                cells.push(cell);
            }
            if of != Type::Unknown {
                let content = ColumnContent::Cells(cells);
                columns.push(ColumnTyped { name, of, format: field.format, hint: None, content });
            }
        }
    }

    /// What is wrong with a column of `ledger` that would hold different things.
    pub(super) fn report_disagreement(&mut self, table: Id, field: &Name) -> bool {
        if self.ledger != Some(table) {
            return false;
        }
        let Some(says) = self.disagreed.get(&field.text).cloned() else { return false };
        let headline = format!("Earlier labs record `{}` as different types.", field.text);
        let diagnostic = self
            .error(Code::FieldMismatch, headline, field.span, "cannot be one column")
            .help(format!("{says}: rename one of them in its `record`, with `was {}`", field.text));
        self.report(diagnostic);
        true
    }

    /// `use ledger lab { … }`: the value of one entry.
    pub(super) fn recorded(&mut self, lab: &Name, path: &[Name], span: Span) -> Typed {
        self.note(lab.span, &lab.text, Referent::Lab(lab.text.clone()));
        if let Some(field) = path.first() {
            self.note(field.span, &field.text, Referent::Field(lab.text.clone(), field.text.clone()));
        }
        let Some(index) = self.earlier_lab(lab) else { return Typed::unknown(span) };
        let Some(protocol) = self.course.protocol(index).cloned() else {
            Arc::make_mut(&mut self.model).incomplete = true;
            return Typed::unknown(span);
        };
        let name = path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
        if let Some(field) = protocol.fields.iter().find(|field| field.name == name) {
            if let [fields, row] = path {
                let (lab, fields) = (lab.text.clone(), fields.text.clone());
                self.note(row.span, &row.text, Referent::FieldRow(lab, fields, row.text.clone()));
            }
            return match self.field_value(index, field) {
                Some(value) => Typed { span, ..value },
                None => {
                    let headline = format!("This lab doesn't know the dimension of `{name}`.");
                    let diagnostic = self
                        .error(
                            Code::FieldMismatch,
                            headline,
                            span,
                            "of a dimension that is declared elsewhere",
                        )
                        .help(
                            match field.format.units.first().and_then(|unit| Units::module_of(&unit.symbol)) {
                                Some(module) => format!("write `use std.{module}`"),
                                None => "declare the same `count` or `dimension` here".to_owned(),
                            },
                        );
                    self.report(diagnostic);
                    Typed::unknown(span)
                }
            };
        }
        if let [question, word] = path {
            let maybe = |of: Type| Type::Maybe(Box::new(of));
            let predicted = protocol.predictions.iter().any(|known| known.name == question.text);
            let estimated = protocol.estimates.iter().any(|known| known.name == question.text);
            let what = match word.text.as_str() {
                "right" if predicted => Some((RecordQuery::Verdict(question.text.clone()), Type::Bool)),
                "factor" if estimated => {
                    Some((RecordQuery::Factor(question.text.clone()), Type::Number(Dimension::NONE)))
                }
                _ => None,
            };
            if let Some((what, of)) = what {
                return Typed { span, ..self.given(index, what, maybe(of), plain(), Vec::new()) };
            }
        }
        self.no_such_field(lab, &protocol, &name, span);
        Typed::unknown(span)
    }

    fn no_such_field(&mut self, lab: &Name, protocol: &Protocol, name: &str, span: Span) {
        let now = protocol.fields.iter().find(|field| field.was.iter().any(|was| was == name));
        if let Some(field) = now {
            let diagnostic = self
                .error(
                    Code::RenamedId,
                    format!("`{name}` of `{}` is now called `{}`.", lab.text, field.name),
                    span,
                    "its former name",
                )
                .fix(format!("write `{}`", field.name), self.file, span, &field.name);
            self.report(diagnostic);
            return;
        }
        let mut known: Vec<String> = protocol.fields.iter().map(|field| field.name.clone()).collect();
        known.extend(protocol.predictions.iter().map(|known| format!("{}.right", known.name)));
        known.extend(protocol.estimates.iter().map(|known| format!("{}.factor", known.name)));
        let mut diagnostic = self.error(
            Code::UnknownField,
            format!("`{}` does not record `{name}`.", lab.text),
            span,
            "no such field",
        );
        diagnostic = match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                self.file,
                span,
                near,
            ),
            None if known.is_empty() => diagnostic
                .help(format!("`{}` records nothing: write `record {{ {name} = … }}` there", lab.text)),
            None => {
                let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
                diagnostic.help(format!("it records {}", known.join(", ")))
            }
        };
        self.report(diagnostic);
    }

    /// Where an earlier lab stands in the course; one that is not there is reported.
    pub fn earlier_lab(&mut self, lab: &Name) -> Option<usize> {
        if let Some(index) = self.course.earlier_place(&lab.text) {
            return Some(index);
        }
        let now = self.course.protocols().find(|(_, protocol)| protocol.was.contains(&lab.text));
        let diagnostic = if let Some((_, now)) = now {
            let now = now.id.clone();
            self.error(
                Code::RenamedId,
                format!("The lab `{}` is now called `{now}`.", lab.text),
                lab.span,
                "its former id",
            )
            .fix(format!("write `{now}`"), self.file, lab.span, now)
        } else if self.course.later().first() == Some(&lab.text) {
            self.error(Code::LaterLab, "A lab can't read its own record.", lab.span, "this lab")
                .help("use its values by their names")
        } else if self.course.later().contains(&lab.text) {
            self.error(
                Code::LaterLab,
                format!("`{}` comes after this lab.", lab.text),
                lab.span,
                "students have not done it yet",
            )
            .help("a lab can read only earlier labs; `course.toml` gives the order")
        } else {
            let ids = self.course.earlier().to_vec();
            let diagnostic = self.error(
                Code::UnknownLab,
                format!("There is no lab `{}` before this one.", lab.text),
                lab.span,
                "not in this course",
            );
            match nearest(&lab.text, ids.iter().map(String::as_str)) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                    format!("write `{near}`"),
                    self.file,
                    lab.span,
                    near,
                ),
                None if ids.is_empty() => diagnostic
                    .help("no lab comes before this one; a lab knows other labs only inside a course"),
                None => diagnostic,
            }
        };
        self.report(diagnostic);
        None
    }

    /// A field of an earlier lab's record; nothing where this lab has no such dimension.
    fn field_value(&mut self, lab: usize, field: &Field) -> Option<Typed> {
        let mut wanted = FieldQuery {
            kind: ItemKind::Record,
            names: named(&field.name, &field.was),
            field: ItemKind::Record.answer().field().to_owned(),
            keys: Vec::new(),
            unit: None,
        };
        let mut texts = Vec::new();
        let of = match &field.of {
            FieldType::Row { table, options } => match self.names.items.get(table) {
                // The same table here: its rows are rows.
                Some((Item::Table(id), _)) => {
                    let id = *id;
                    wanted.keys = self.model.keys_of(id);
                    Type::Row(id)
                }
                _ => {
                    wanted.keys = options.iter().map(|option| named(&option.key, &option.was)).collect();
                    texts = options.iter().map(|option| option.label.clone()).collect();
                    Type::Text
                }
            },
            of => {
                let of = self.field_type(of)?;
                if let Type::Number(dimension) = &of {
                    wanted.unit = Some(self.model.units.coherent(dimension));
                }
                of
            }
        };
        let of = Type::Maybe(Box::new(of));
        Some(self.given(lab, RecordQuery::Item(wanted), of, field.format.clone(), texts))
    }

    /// What a field is here.
    fn field_type(&self, of: &FieldType) -> Option<Type> {
        Some(match of {
            FieldType::Number { dimension } => {
                let mut product = Dimension::NONE;
                for (name, (over, under)) in dimension {
                    let base = self.model.units.base_named(name)?;
                    let power = Exponent::fraction(i64::from(*over), i64::from(*under))?;
                    product = product.times_power(&Dimension::base(base), power)?;
                }
                Type::Number(product)
            }
            FieldType::Point => Type::Point,
            FieldType::Bool => Type::Bool,
            FieldType::Text | FieldType::Row { .. } => Type::Text,
        })
    }

    /// What stands after `else` is of another kind than the record.
    pub(super) fn record_differs(&mut self, given: Id, record: &Typed, here: &Typed) -> Diagnostic {
        let lab = self.model.given[given].lab.map(|lab| self.course.earlier()[lab].clone());
        let (recorded, read) = (self.type_name(&record.of), self.type_name(&here.of));
        let words = self.quote(record.span);
        self.error(
            Code::FieldMismatch,
            format!(
                "`{}` records `{words}` as {recorded}, but here it is read as {read}.",
                lab.unwrap_or_default()
            ),
            here.span,
            format!("this is {read}"),
        )
        .and(self.file, record.span, format!("recorded as {recorded}"))
        .help("make both labs agree: change this one, or the `record` of the other")
    }

    /// `x is recorded`: whether there is a value.
    pub(super) fn is_recorded(&mut self, inner: &Expr, span: Span) -> Typed {
        let inner = self.expr(inner, None);
        let of = match &inner.of {
            Type::Maybe(inner) => (**inner).clone(),
            Type::Unknown => return Typed::unknown(span),
            of => of.clone(),
        };
        let value = Typed { of, ..inner };
        let kind = TypedKind::Unary(Unary::Defined, Box::new(value));
        Typed { kind, of: Type::Bool, span }
    }

    /// `teaches(lab, row)`: whether a lab names a row's key among what it teaches.
    pub(super) fn teaches(&mut self, call: &Call, named: Span, span: Span) -> Typed {
        let [(None, lab), (None, concept)] = call.args.as_slice() else {
            self.wrong_count("teaches", "lab, row", 2, call.args.len(), named);
            return Typed::unknown(span);
        };
        let (lab, concept) = (self.expr(lab, None), self.expr(concept, None));
        let (Some(ledger), Type::Row(of)) = (self.ledger, &lab.of) else {
            return self.no_lab_row(&lab, span);
        };
        if *of != ledger {
            return self.no_lab_row(&lab, span);
        }
        let Type::Row(table) = concept.of else {
            if concept.of != Type::Unknown {
                let what = self.type_name(&concept.of);
                let diagnostic = self
                    .error(
                        Code::ArgumentMismatch,
                        "`teaches` needs a row.",
                        concept.span,
                        format!("this is {what}"),
                    )
                    .help("its key is a word that labs name after `teaches`");
                self.report(diagnostic);
            }
            return Typed::unknown(span);
        };
        self.note_taught(table);
        let row =
            |table: Id, row: usize| Typed { kind: TypedKind::Row(table, row), of: Type::Row(table), span };
        let is = |a: &Typed, b: Typed| Typed {
            kind: TypedKind::Compare(Operator::Eq, Box::new(a.clone()), Box::new(b)),
            of: Type::Bool,
            span,
        };
        let join = |how: Binary, a: Typed, b: Typed| Typed {
            kind: TypedKind::Binary(how, Box::new(a), Box::new(b)),
            of: Type::Bool,
            span,
        };
        let mut whole = Typed { kind: TypedKind::Bool(false), of: Type::Bool, span };
        for (key, name) in self.model.tables[table].rows.iter().enumerate() {
            let teaching =
                self.course.protocols().filter(|(_, protocol)| protocol.teaches.contains(&name.text));
            let mut labs = teaching.map(|(index, _)| is(&lab, row(ledger, index)));
            let Some(first) = labs.next() else { continue };
            let any = labs.fold(first, |any, other| join(Binary::Or, any, other));
            whole = join(Binary::Or, whole, join(Binary::And, is(&concept, row(table, key)), any));
        }
        whole
    }

    fn no_lab_row(&mut self, lab: &Typed, span: Span) -> Typed {
        if lab.of != Type::Unknown {
            let what = self.type_name(&lab.of);
            let diagnostic = self
                .error(Code::ArgumentMismatch, "`teaches` needs a lab.", lab.span, format!("this is {what}"))
                .help("write it inside `… for l in ledger`: `teaches(l, row)`");
            self.report(diagnostic);
        }
        Typed::unknown(span)
    }
}

/// A name with those it had before.
pub(crate) fn named(name: &str, was: &[String]) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(was.iter().cloned()).collect()
}

pub(crate) fn texts_of(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.text.clone()).collect()
}

/// Whether two fields hold the same kind of thing.
fn same_kind(a: &FieldType, b: &FieldType) -> bool {
    match (a, b) {
        (FieldType::Row { table, .. }, FieldType::Row { table: other, .. }) => table == other,
        (a, b) => a == b,
    }
}

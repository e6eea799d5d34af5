//! Takes in what a file declares: names first, so that order does not matter, then each declaration.

use std::sync::Arc;

use super::former::combined;
use super::ledger::{named, texts_of};
use super::model::*;
use super::names::{mentioned, order};
use super::scene::Role;
use super::{Checker, OnDemand, plain};
use crate::check::units::Dimension;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::every;
use crate::syntax::tree::{self, Kind, Statement};
use lab_core::number::Format;

/// How many things a lab may declare.
const MOST: usize = 20_000;

impl Checker {
    pub(super) fn declare_all(&mut self, statements: &[Statement]) {
        let mut all = Vec::new();
        every(statements, &mut |statement| all.push(statement.clone()));
        self.extend_tables(&mut all);
        for statement in &all {
            let mut diagnostics = Arc::make_mut(&mut self.model).units.declare(self.file, statement);
            self.diagnostics.append(&mut diagnostics);
        }
        self.units_of_lab(&all);
        for statement in &all {
            self.declare(statement);
        }
        if self.names.items.len() > MOST {
            let diagnostic = self.error(
                Code::TooMany,
                format!("A lab can declare at most {MOST} names."),
                Span::default(),
                "this file",
            );
            self.report(diagnostic);
            return;
        }
        self.check_former_names(&all);
        self.prepare_tables();
        self.prepare_uploads();
        self.prepare_ledger(&all);
        self.prepare_rows(&all);
        self.check_controls(&all);
        // In an order in which chains of definitions are short to follow, whatever their order in the file.
        let index: std::collections::BTreeMap<&str, usize> = self
            .model
            .defines
            .iter()
            .enumerate()
            .map(|(id, define)| (define.tree.name.text.as_str(), id))
            .collect();
        let mentions: Vec<Vec<usize>> = self
            .model
            .defines
            .iter()
            .map(|define| {
                let mut names = Vec::new();
                mentioned(&define.tree.value.expr, &mut names);
                names.iter().filter_map(|name| index.get(name).copied()).collect()
            })
            .collect();
        for id in order(&mentions) {
            let span = self.model.defines[id].tree.name.span;
            self.define(id, span);
        }
        for id in 0..self.model.functions.len() {
            let span = self.model.functions[id].tree.name.span;
            self.function(id, span);
        }
        for table in 0..self.model.tables.len() {
            for column in 0..self.model.tables[table].columns.len() {
                self.column(table, column, self.model.tables[table].tree.name.span);
            }
        }
        for id in 0..self.model.statuses.len() {
            let span = self.model.statuses[id].tree.name.span;
            self.status(id, span);
        }
    }

    /// Which units the lab writes, and which it prefers.
    fn units_of_lab(&mut self, statements: &[Statement]) {
        let spelled = std::mem::take(&mut self.spelled);
        let units = &mut Arc::make_mut(&mut self.model).units;
        units.used = spelled.iter().filter_map(|unit| units.written(unit).ok()).collect();
        let mut seen = std::collections::BTreeSet::new();
        units.used.retain(|unit| seen.insert(unit.symbol.clone()));
        let head = statements.iter().find_map(|statement| match &statement.kind {
            Kind::Lab(lab) => Some(lab.prefer.clone()),
            _ => None,
        });
        self.prefer(&head.unwrap_or_default());
    }

    fn declare(&mut self, statement: &Statement) {
        let docs = statement.docs.clone();
        let Some(name) = statement.kind.declares() else { return };
        let item = match &statement.kind {
            Kind::Define(define) => {
                Arc::make_mut(&mut self.model).defines.push(Define {
                    tree: define.clone(),
                    value: None,
                    format: plain(),
                    hint: None,
                    docs,
                });
                Item::Define(self.model.defines.len() - 1)
            }
            Kind::Function(function) => {
                Arc::make_mut(&mut self.model).functions.push(Function {
                    tree: function.clone(),
                    params: Vec::new(),
                    any: Vec::new(),
                    body: None,
                    requires: Vec::new(),
                    format: None,
                    docs,
                });
                Item::Function(self.model.functions.len() - 1)
            }
            Kind::Table(table) => {
                let row_local = self.next_local;
                self.next_local += 1;
                Arc::make_mut(&mut self.model).tables.push(Table {
                    tree: Arc::new(table.clone()),
                    keys: None,
                    rows: table.rows.iter().map(|row| row.key.clone()).collect(),
                    columns: Vec::new(),
                    formats: Vec::new(),
                    row_local,
                    upload: None,
                });
                Item::Table(self.model.tables.len() - 1)
            }
            // One for each row of a table: made once the tables are known.
            Kind::Choice(tree::Choice { each: Some(_), .. }) => Item::Other("a choice for each row"),
            Kind::Slider(tree::Slider { name, was, .. })
            | Kind::Choice(tree::Choice { name, was, .. })
            | Kind::Toggle(tree::Toggle { name, was, .. }) => {
                Arc::make_mut(&mut self.model).controls.push(blank(name.clone(), texts_of(was)));
                Item::Control(self.model.controls.len() - 1)
            }
            Kind::Status(status) => {
                Arc::make_mut(&mut self.model).statuses.push(Status {
                    tree: status.clone(),
                    conditions: None,
                    each: None,
                });
                Item::Status(self.model.statuses.len() - 1)
            }
            Kind::Upload(upload) => {
                Arc::make_mut(&mut self.model).uploads.push(Upload {
                    tree: upload.clone(),
                    table: None,
                    most: 0,
                });
                Item::Upload(self.model.uploads.len() - 1)
            }
            Kind::Part(_) => Item::Other("a part"),
            Kind::Predict(_) => Item::Other("a prediction"),
            Kind::Estimate(_) => Item::Other("an estimate"),
            Kind::Answer(_) => Item::Other("an answer"),
            Kind::Task(_) => Item::Other("a task"),
            Kind::Decide(_) => Item::Other("a decision"),
            Kind::Goal { .. } => Item::Other("a goal"),
            Kind::Reflect(_) => Item::Other("a reflection"),
            _ => return,
        };
        if let Err(diagnostic) = self.names.declare(self.file, name, item) {
            if !self.names.items.contains_key(&name.text) {
                // What reads it is not at fault.
                self.broken.insert(name.text.clone());
            }
            self.report(diagnostic);
        }
    }

    /// The controls' ends, steps and starts.
    fn check_controls(&mut self, statements: &[Statement]) {
        // Types first: one control's filter may read another control.
        for statement in statements {
            match &statement.kind {
                Kind::Toggle(toggle) => {
                    if let Some(id) = self.control_named(&toggle.name) {
                        Arc::make_mut(&mut self.model).controls[id].of = Type::Bool;
                    }
                }
                Kind::Choice(choice) => {
                    if let (Some(id), Some((Item::Table(table), _))) =
                        (self.control_named(&choice.name), self.names.items.get(&choice.of.text))
                    {
                        Arc::make_mut(&mut self.model).controls[id].of = Type::Row(*table);
                    }
                }
                _ => {}
            }
        }
        for statement in statements {
            match &statement.kind {
                Kind::Slider(slider) => {
                    if let Some(id) = self.control_named(&slider.name) {
                        self.slider(id, slider);
                    }
                }
                Kind::Choice(choice) => {
                    if let Some(id) = self.control_named(&choice.name) {
                        self.choice(id, choice, None);
                    }
                }
                Kind::Toggle(toggle) => {
                    if let Some(id) = self.control_named(&toggle.name) {
                        let control = &mut Arc::make_mut(&mut self.model).controls[id];
                        control.label = toggle.label.clone();
                        control.kind = ControlKind::Toggle { on: toggle.on };
                    }
                }
                _ => {}
            }
        }
        for (choice, table, first) in std::mem::take(&mut self.choices_of_rows) {
            for row in 0..self.model.tables[table].rows.len() {
                self.choice(first + row, &choice, Some((table, row)));
            }
        }
    }

    fn control_named(&self, name: &tree::Name) -> Option<Id> {
        match self.names.items.get(&name.text) {
            Some((Item::Control(id), _)) if self.model.controls[*id].name.span == name.span => Some(*id),
            _ => None,
        }
    }

    /// Choices and statuses that are made for each row of a table become columns of it.
    fn prepare_rows(&mut self, statements: &[Statement]) {
        for statement in statements {
            match &statement.kind {
                Kind::Choice(choice) => {
                    let Some((_, each)) = &choice.each else { continue };
                    let Some(table) = self.table_of_rows(each) else { continue };
                    let of = match self.names.items.get(&choice.of.text) {
                        Some((Item::Table(of), _)) => Type::Row(*of),
                        _ => Type::Unknown,
                    };
                    let first = self.model.controls.len();
                    let mut cells = Vec::new();
                    let names = named(&choice.name.text, &texts_of(&choice.was));
                    for keys in self.model.keys_of(table) {
                        let id = self.model.controls.len();
                        let mut was = combined(&keys, &names);
                        let name = tree::Name { text: was.remove(0), span: choice.name.span };
                        Arc::make_mut(&mut self.model)
                            .controls
                            .push(Control { of: of.clone(), ..blank(name, was) });
                        let kind = TypedKind::Control(id);
                        cells.push(Some(Typed { kind, of: of.clone(), span: choice.name.span }));
                    }
                    self.choices_of_rows.push((choice.clone(), table, first));
                    self.add_column(table, &choice.name, of, ColumnContent::Cells(cells));
                }
                Kind::Status(status) => {
                    let Some((_, each)) = &status.each else { continue };
                    let Some((Item::Status(id), _)) = self.names.items.get(&status.name.text) else {
                        continue;
                    };
                    let id = *id;
                    let Some(table) = self.table_of_rows(each) else { continue };
                    let local = self.next_local;
                    self.next_local += 1;
                    Arc::make_mut(&mut self.model).statuses[id].each = Some((local, table));
                    self.add_column(table, &status.name, Type::Arm(id), ColumnContent::Status(id));
                }
                _ => {}
            }
        }
    }

    fn table_of_rows(&mut self, name: &tree::Name) -> Option<Id> {
        match self.names.items.get(&name.text) {
            Some((Item::Table(table), _)) if self.model.tables[*table].tree.keys.is_none() => Some(*table),
            _ => {
                if !self.broken.contains(&name.text) {
                    let tables: Vec<String> =
                        self.model.tables.iter().map(|table| table.tree.name.text.clone()).collect();
                    self.no_such("table", &name.text, name.span, "this lab", &tables);
                }
                None
            }
        }
    }

    fn add_column(&mut self, table: Id, name: &tree::Name, of: Type, content: ColumnContent) {
        if self.model.tables[table].columns.iter().any(|column| column.name == name.text) {
            let table = self.model.tables[table].tree.name.text.clone();
            let diagnostic = self.error(
                Code::DuplicateName,
                format!("`{table}` has a column `{}` already.", name.text),
                name.span,
                "would be a column of it",
            );
            self.report(diagnostic);
            return;
        }
        let name = name.text.clone();
        Arc::make_mut(&mut self.model).tables[table].columns.push(ColumnTyped {
            name,
            of,
            format: plain(),
            hint: None,
            content,
        });
    }

    fn slider(&mut self, id: Id, slider: &tree::Slider) {
        let (start, format) = self.shown(&slider.start);
        let (from, to) = (self.expr(&slider.from, None), self.expr(&slider.to, None));
        let by = slider.by.as_ref().map(|by| self.expr(by, None));
        let mut of = if start.of == Type::Unknown { from.of.clone() } else { start.of.clone() };
        for end in [&start, &from, &to] {
            if end.of != Type::Point && self.quantity(end).is_none() {
                of = Type::Unknown;
            } else if self.same(&start, end).is_none() {
                let diagnostic = self.argument_differs(&slider.name.text, &start.of, end);
                self.report(diagnostic);
                of = Type::Unknown;
            }
        }
        if let Some(by) = &by
            && !self.steps_along(&slider.name.text, &start, by)
        {
            of = Type::Unknown;
        }
        for end in [Some(&start), Some(&from), Some(&to), by.as_ref()].into_iter().flatten() {
            if of_control(end) {
                let name = &slider.name.text;
                let headline = format!("The range and start of `{name}` can't depend on a control.");
                let diagnostic =
                    self.error(Code::RangeNotConstant, headline, end.span, "depends on a control");
                self.report(diagnostic);
                of = Type::Unknown;
            }
        }
        // A slider counts in one unit: the author's, or the one its start is written in.
        let format = match (&slider.start.unit, &start.kind) {
            (None, TypedKind::Number(_, Some(written))) => self.model.units.fixed(written, None),
            (None, TypedKind::Number(_, None)) => plain(),
            _ => Format { units: format.units.into_iter().rev().take(1).collect(), digits: format.digits },
        };
        let control = &mut Arc::make_mut(&mut self.model).controls[id];
        control.label = slider.label.clone();
        control.of = of;
        control.format = format;
        control.symbol = slider.symbol.as_ref().map(|symbol| symbol.text.clone());
        control.kind = ControlKind::Slider { from, to, by, log: slider.log, boxed: slider.boxed, start };
    }

    /// Whether a step leads from one value to the next: of the same dimension, or between temperatures a
    /// difference. What does not is reported.
    pub fn steps_along(&mut self, what: &str, from: &Typed, by: &Typed) -> bool {
        let between = match from.of {
            Type::Point => Typed { of: self.difference_of_points(), ..from.clone() },
            _ => from.clone(),
        };
        // From one level to the next leads so many decibels, or so much pH.
        let ratio = self.model.level_of(&from.of).and_then(|level| self.model.units.ratio_of(level));
        let step = self.model.level_of(&by.of);
        if self.same(&between, by).is_some() || step.is_some() && step == ratio {
            return true;
        }
        let mut diagnostic = self.argument_differs(what, &between.of, by);
        if from.of == Type::Point && by.of == Type::Point {
            diagnostic = self.error(
                Code::ArgumentMismatch,
                "A step between temperatures is a difference, not a temperature.",
                by.span,
                "a point on a scale",
            );
            if let TypedKind::Number(value, Some(unit)) = &by.kind {
                let step = (value - unit.offset) / unit.factor;
                let step =
                    if unit.factor == 1.0 { format!("{step} K") } else { format!("({step} * 5 / 9 K)") };
                diagnostic = diagnostic.fix(format!("write `by {step}`"), self.file, by.span, step);
            }
        }
        if by.of != Type::Unknown && from.of != Type::Unknown {
            self.report(diagnostic);
        }
        false
    }

    /// What lies between two temperatures: a quantity in K.
    pub(super) fn difference_of_points(&self) -> Type {
        Type::Number(Dimension::base(self.model.units.base_named("Temperature").unwrap_or(0)))
    }

    /// Checks a choice; one that belongs to a row of another table sees that row.
    fn choice(&mut self, id: Id, choice: &tree::Choice, row: Option<(Id, usize)>) {
        let control = &mut Arc::make_mut(&mut self.model).controls[id];
        control.label = choice.label.clone();
        let Type::Row(table) = self.model.controls[id].of else {
            if !self.broken.contains(&choice.of.text) {
                let tables: Vec<String> =
                    self.model.tables.iter().map(|table| table.tree.name.text.clone()).collect();
                self.no_such("table", &choice.of.text, choice.of.span, "this lab", &tables);
            }
            return;
        };
        let depth = self.locals.len();
        let each = match (row, &choice.each) {
            (Some((of, row)), Some((variable, _))) => {
                Some((self.open(&variable.text, Type::Row(of), None), of, row))
            }
            _ => None,
        };
        let wanted = Type::Row(table);
        let start = self.expr(&choice.start, Some(&wanted));
        if start.of != wanted && start.of != Type::Unknown {
            let diagnostic = self.argument_differs(&choice.name.text, &wanted, &start);
            self.report(diagnostic);
        }
        let filter = choice.filter.as_ref().map(|filter| {
            let name = self.model.tables[table].tree.name.text.clone();
            let local = self.open(&name, wanted.clone(), None);
            self.note_named_after(local, table);
            let filter = self.condition(filter, Code::ConditionNotBoolean);
            (local, filter)
        });
        self.close(depth);
        Arc::make_mut(&mut self.model).controls[id].kind = ControlKind::Choice { table, filter, start, each };
    }

    /// Checks a status if it has not been; whether it can be used here.
    pub(super) fn status(&mut self, id: Id, used: Span) -> bool {
        if self.model.statuses[id].conditions.is_some() {
            return true;
        }
        let tree = self.model.statuses[id].tree.clone();
        if !self.enter(OnDemand::Status(id), &tree.name.text, used) {
            return false;
        }
        let mut conditions = Vec::new();
        let last = tree.arms.len().saturating_sub(1);
        let mut seen: Vec<&str> = Vec::new();
        for (index, arm) in tree.arms.iter().enumerate() {
            if seen.contains(&arm.name.text.as_str()) {
                let diagnostic = self.error(
                    Code::DuplicateName,
                    format!("Two cases are named `{}`.", arm.name.text),
                    arm.name.span,
                    "declared again",
                );
                self.report(diagnostic);
            }
            seen.push(&arm.name.text);
            match (&arm.when, index == last) {
                (Some(_), true) => {
                    let diagnostic = self
                        .error(
                            Code::NoLastArm,
                            "The last case of a status can't have a condition.",
                            arm.name.span,
                            "it catches everything else",
                        )
                        .help("add a last case without `when`, such as `pass fine`");
                    self.report(diagnostic);
                }
                (None, false) => {
                    let diagnostic = self
                        .error(
                            Code::UnreachableArm,
                            format!("Cases after `{}` can never apply.", arm.name.text),
                            arm.name.span,
                            "always holds",
                        )
                        .help("give it a condition with `when`, or move it to the end");
                    self.report(diagnostic);
                }
                _ => {}
            }
            let condition = arm.when.as_ref().map(|when| self.outside(|checker| checker.arm(id, when)));
            conditions.push(condition);
        }
        if tree.arms.is_empty() {
            let diagnostic =
                self.error(Code::NoLastArm, "This status has no cases.", tree.name.span, "has none");
            self.report(diagnostic);
        }
        self.stack.pop();
        Arc::make_mut(&mut self.model).statuses[id].conditions = Some(conditions);
        true
    }

    /// The condition of an arm; in a status for each row it sees the row.
    fn arm(&mut self, status: Id, when: &tree::Expr) -> Typed {
        let row = self.model.statuses[status].each.zip(self.model.statuses[status].tree.each.clone());
        if let Some(((local, table), (variable, _))) = row {
            self.locals.push(super::Local {
                name: variable.text,
                index: local,
                of: Type::Row(table),
                format: None,
            });
        }
        self.condition(when, Code::ConditionNotBoolean)
    }

    /// The value of a declaration, held against its declared type.
    pub(super) fn declared(
        &mut self,
        value: &tree::Shown,
        of: Option<&tree::TypeExpr>,
        name: &str,
    ) -> (Typed, Format) {
        let wanted = of.map(|of| self.type_of(of));
        let role = match &wanted {
            Some(wanted) => Role::Declared(wanted.clone()),
            None => Role::Shown(None),
        };
        self.framed(value.span, role, |checker| checker.declared_as(value, wanted, of, name))
    }

    fn declared_as(
        &mut self,
        value: &tree::Shown,
        wanted: Option<Type>,
        of: Option<&tree::TypeExpr>,
        name: &str,
    ) -> (Typed, Format) {
        let (mut typed, mut format) = self.shown_as(value, wanted.as_ref());
        let (Some(wanted), Some(of)) = (wanted, of) else {
            if value.unit.is_none()
                && let TypedKind::Number(_, Some(written)) = &typed.kind
            {
                // A quantity is shown in the unit it was declared in.
                let digits = value.digits.map(|(count, _)| count);
                format = self.model.units.fixed(written, digits);
            }
            return (typed, format);
        };
        // A level is declared by the amount that it stands for, too.
        if self.model.is_level(&typed.of)
            && wanted != typed.of
            && self.fits_declared(&wanted, &self.amount(typed.clone()))
        {
            return (typed, format);
        }
        if !self.fits_declared(&wanted, &typed) {
            let diagnostic = self.declared_otherwise(name, of.span, &wanted, &typed);
            self.report(diagnostic);
            return (Typed { kind: TypedKind::Unknown, of: wanted, span: typed.span }, format);
        }
        if typed.of != Type::Unknown && typed.of != wanted {
            // A declared type wins over the counts that its expression carries.
            typed.of = wanted;
            if value.unit.is_none() {
                let digits = format.digits;
                format = Format { digits, ..self.format_of(&typed) };
            }
        } else if typed.of == Type::Unknown {
            typed.of = wanted;
        }
        if value.unit.is_none()
            && let Some(scale) = self.scale_of(of)
        {
            format = scale;
        }
        (typed, format)
    }

    /// Whether a value is of the type that is declared for it.
    pub(super) fn fits_declared(&self, wanted: &Type, typed: &Typed) -> bool {
        let probe = Typed { kind: TypedKind::Unknown, of: wanted.clone(), span: typed.span };
        self.same(&probe, typed).is_some() && !dropped_zero(wanted, typed)
    }

    /// What a type expression names.
    pub(super) fn type_of(&mut self, of: &tree::TypeExpr) -> Type {
        if of.like {
            return self.like(of);
        }
        let inner = match of.factors.as_slice() {
            [(name, (1, 1))] => match (name.text.as_str(), self.names.items.get(&name.text)) {
                ("Bool", _) => Some(Type::Bool),
                ("Text", _) => Some(Type::Text),
                ("°C" | "°F", _) => Some(Type::Point),
                (_, Some((Item::Table(table), _))) => Some(Type::Row(*table)),
                _ => None,
            },
            _ => None,
        };
        let inner = match inner {
            Some(inner) => inner,
            None => match self.model.units.dimension_of(of) {
                Ok(dimension) => Type::Number(dimension),
                Err(name) => {
                    let name = name.clone();
                    let mut known: Vec<String> = self.model.units.dimensions.keys().cloned().collect();
                    known.extend(self.model.tables.iter().map(|table| table.tree.name.text.clone()));
                    known.extend(["Bool", "Text", "Number"].map(str::to_owned));
                    if !self.broken.contains(&name.text) {
                        let mut diagnostic = self.error(
                            Code::UnknownDimension,
                            format!("There is no dimension or table `{}`.", name.text),
                            name.span,
                            "not declared",
                        );
                        if let Some(near) =
                            crate::similar::nearest(&name.text, known.iter().map(String::as_str))
                        {
                            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(
                                format!("write `{near}`"),
                                self.file,
                                name.span,
                                near,
                            );
                        } else if self.model.units.find(&name.text).is_some() {
                            diagnostic = diagnostic
                                .help(format!("`{}` is a unit: name its dimension instead", name.text));
                        }
                        self.report(diagnostic);
                    }
                    Type::Unknown
                }
            },
        };
        let inner = if of.list { Type::List(Box::new(inner)) } else { inner };
        if of.maybe { Type::Maybe(Box::new(inner)) } else { inner }
    }

    /// `like code`: what the parameter of that name is.
    fn like(&mut self, of: &tree::TypeExpr) -> Type {
        let Some((name, _)) = of.factors.first() else { return Type::Unknown };
        if let Some((_, found)) = self.params.iter().rev().find(|(param, _)| *param == name.text) {
            return found.clone();
        }
        let params: Vec<String> = self.params.iter().map(|(param, _)| param.clone()).collect();
        self.no_such("parameter", &name.text, name.span, "this function before it", &params);
        Type::Unknown
    }

    /// The type of a parameter; `any` stands for a dimension that each call decides.
    pub(super) fn type_of_param(&mut self, of: &tree::TypeExpr, name: &str) -> Type {
        match of.factors.as_slice() {
            [(any, (1, 1))] if any.text == "any" && !of.like && !of.maybe => {
                let base =
                    Arc::make_mut(&mut self.model).units.add_unknown(&format!("the dimension of `{name}`"));
                let of_any = Type::Number(Dimension::base(base));
                if of.list { Type::List(Box::new(of_any)) } else { of_any }
            }
            _ => self.type_of(of),
        }
    }
}

/// A control that has not been checked yet.
fn blank(name: tree::Name, was: Vec<String>) -> Control {
    Control {
        label: tree::Text { pieces: Vec::new(), block: false, span: name.span },
        name,
        was,
        kind: ControlKind::Toggle { on: false },
        of: Type::Unknown,
        format: plain(),
        symbol: None,
    }
}

/// Zero is of every dimension in a comparison, but a declared quantity needs its unit.
fn dropped_zero(wanted: &Type, typed: &Typed) -> bool {
    matches!((wanted, &typed.of), (Type::Number(wanted), Type::Number(Dimension { factors })) if !wanted.is_none()
        && factors.is_empty()
        && matches!(typed.kind, TypedKind::Number(value, None) if value == 0.0))
}

/// Whether a value is reckoned from a control.
fn of_control(typed: &Typed) -> bool {
    match &typed.kind {
        TypedKind::Control(_) => true,
        TypedKind::Unary(_, inner) => of_control(inner),
        TypedKind::Binary(_, a, b) => of_control(a) || of_control(b),
        _ => false,
    }
}

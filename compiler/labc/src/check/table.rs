//! Tables: their cells, their computed columns. Tables with two keys are in `pairs`.

use std::sync::Arc;

use super::model::*;
use super::uses::Referent;
use super::{Checker, OnDemand, plain};
use crate::check::units::{Dimension, Written};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::inputs::load::MOST_ROWS;
use crate::rational::in_unit;
use crate::sources::Span;
use crate::syntax::tree::{self, ExprKind, Name};

/// How many rows a table may have that is written out in a lab. A longer one, which only a file can have, is data: its
/// rows state no facts, and nearly any figure is one of so many.
pub(crate) const MOST_WRITTEN: usize = 2_000;
const MOST_COLUMNS: usize = 60;

impl Checker {
    /// Lays out the columns of every table; their cells are checked when they are needed.
    pub(super) fn prepare_tables(&mut self) {
        for id in 0..self.model.tables.len() {
            let tree = self.model.tables[id].tree.clone();
            let most = if tree.from.is_some() { MOST_ROWS } else { MOST_WRITTEN };
            if tree.rows.len() > most || tree.columns.len() + tree.computed.len() > MOST_COLUMNS {
                let mut diagnostic = self.error(
                    Code::TooMany,
                    format!("A table has at most {most} rows and {MOST_COLUMNS} columns."),
                    tree.name.span,
                    "larger than that",
                );
                if most == MOST_WRITTEN {
                    let help = format!("rows that come from a CSV or JSON file may be {MOST_ROWS}");
                    diagnostic = diagnostic.help(help);
                }
                self.report(diagnostic);
                Arc::make_mut(&mut self.model).tables[id].rows = Keys::default();
                continue;
            }
            self.check_notes(&tree);
            if let Some((rows, columns)) = &tree.keys {
                self.prepare_pairs(id, &tree, rows, columns);
                continue;
            }
            // Those of a file were compared when it was read.
            if tree.from.is_none() {
                self.unique_keys(&tree.rows);
            }
            let mut columns = Vec::new();
            for (index, column) in tree.columns.iter().enumerate() {
                let mut content = ColumnContent::Key;
                if index > 0 {
                    content = ColumnContent::Cells(Vec::new());
                }
                let of = if index == 0 { Type::Row(id) } else { Type::Unknown };
                columns.push(ColumnTyped {
                    name: column.name.text.clone(),
                    of,
                    format: plain(),
                    hint: None,
                    content,
                });
            }
            for define in &tree.computed {
                columns.push(ColumnTyped {
                    name: define.name.text.clone(),
                    of: Type::Unknown,
                    format: plain(),
                    hint: None,
                    content: ColumnContent::Computed(Box::new(define.clone()), None),
                });
            }
            for (index, column) in columns.iter().enumerate() {
                if let Some(first) = columns[..index].iter().position(|other| other.name == column.name) {
                    let names: Vec<&Name> = tree
                        .columns
                        .iter()
                        .map(|c| &c.name)
                        .chain(tree.computed.iter().map(|d| &d.name))
                        .collect();
                    let diagnostic = self
                        .error(
                            Code::DuplicateName,
                            format!("There are two columns `{}`.", column.name),
                            names[index].span,
                            "declared again",
                        )
                        .and(self.file, names[first].span, "first declared here");
                    self.report(diagnostic);
                }
            }
            let wanted = tree.columns.len().saturating_sub(1);
            for row in tree.rows.iter() {
                if row.cells.len() != wanted {
                    self.wrong_cells(row, wanted);
                }
            }
            Arc::make_mut(&mut self.model).tables[id].columns = columns;
        }
    }

    fn unique_keys(&mut self, rows: &[tree::TableRow]) {
        let mut seen = std::collections::BTreeMap::new();
        for row in rows {
            if let Some(first) = seen.insert(row.key.text.as_str(), row.key.span) {
                let diagnostic = self
                    .error(
                        Code::DuplicateName,
                        format!("There are two rows `{}`.", row.key.text),
                        row.key.span,
                        "declared again",
                    )
                    .and(self.file, first, "first declared here");
                self.report(diagnostic);
            }
        }
    }

    pub(super) fn unit_of(&mut self, unit: &tree::UnitExpr) -> Option<Written> {
        if matches!(unit.factors.as_slice(), [(name, (1, 1))] if tree::SCHEMA_WORDS.contains(&name.text.as_str()))
        {
            return None;
        }
        match self.model.units.written(unit) {
            Ok(written) => Some(written),
            Err(fault) => {
                let diagnostic = fault.diagnostic(&self.model.units, self.file);
                self.report(diagnostic);
                None
            }
        }
    }

    /// A bare number of a cell takes the unit of its column.
    pub(super) fn in_unit(&self, typed: Typed, unit: Option<&Arc<Written>>) -> Typed {
        match (&typed.kind, unit) {
            (TypedKind::Number(value, None), Some(unit)) => {
                let of = measured(unit);
                let value = in_unit(*value, unit.factor, unit.offset);
                Typed { kind: TypedKind::Number(value, Some(Arc::clone(unit))), of, ..typed }
            }
            _ => typed,
        }
    }

    /// Checks a column if it has not been, and gives the type of its cells.
    pub(super) fn column(&mut self, table: Id, column: usize, used: Span) -> Type {
        let Some(found) = self.model.tables[table].columns.get(column) else { return Type::Unknown };
        let tree = self.model.tables[table].tree.clone();
        match &found.content {
            ColumnContent::Key => Type::Row(table),
            ColumnContent::Status(id) => {
                let id = *id;
                self.status(id, used);
                Type::Arm(id)
            }
            ColumnContent::Cells(_)
                if self.model.tables[table].keys.is_some() || found.of != Type::Unknown =>
            {
                found.of.clone()
            }
            ColumnContent::Cells(cells) if !cells.is_empty() => found.of.clone(),
            ColumnContent::Computed(_, Some(typed)) => typed.of.clone(),
            ColumnContent::Cells(_) => {
                let name = format!("{}.{}", tree.name.text, found.name);
                if !self.enter(OnDemand::Column(table, column), &name, used) {
                    return Type::Unknown;
                }
                let (cells, of, format) = self.outside(|checker| checker.cells(&tree, column));
                self.stack.pop();
                let slot = &mut Arc::make_mut(&mut self.model).tables[table].columns[column];
                slot.of = of.clone();
                slot.format = format;
                slot.content = ColumnContent::Cells(cells);
                of
            }
            ColumnContent::Computed(define, None) => {
                let define = define.clone();
                let name = format!("{}.{}", tree.name.text, define.name.text);
                if !self.enter(OnDemand::Column(table, column), &name, used) {
                    return Type::Unknown;
                }
                let (typed, format) = self.outside(|checker| {
                    checker.siblings = Some(table);
                    checker.declared(&define.value, define.of.as_ref(), &name)
                });
                self.stack.pop();
                let of = typed.of.clone();
                let hint = self.formats().hint(&typed);
                let slot = &mut Arc::make_mut(&mut self.model).tables[table].columns[column];
                slot.of = of.clone();
                slot.format = format;
                slot.hint = hint;
                slot.content = ColumnContent::Computed(define, Some(Box::new(typed)));
                of
            }
        }
    }

    /// The cells of a column: all of one kind; a missing one makes the whole column `maybe`.
    fn cells(
        &mut self,
        tree: &tree::Table,
        column: usize,
    ) -> (Vec<Option<Typed>>, Type, lab_core::number::Format) {
        let head = &tree.columns[column];
        let unit = head
            .unit
            .as_ref()
            .and_then(|unit| self.row_type(unit).is_none().then(|| self.unit_of(unit)).flatten())
            .map(Arc::new);
        let expected = head.unit.as_ref().and_then(|unit| self.row_type(unit));
        let mut cells = Vec::with_capacity(tree.rows.len());
        let mut first: Option<Typed> = None;
        let mut missing = false;
        for row in tree.rows.iter() {
            let Some(value) = row.cells.get(column - 1).and_then(|cell| cell.value.as_ref()) else {
                missing = true;
                cells.push(None);
                continue;
            };
            if let Some(faulty) = self.stray_word(tree, head, value, expected.as_ref(), cells.len() + 1) {
                self.report(faulty);
                // One word is a slip, more of them are the same one, and nothing is reported where the column is used.
                return (vec![None; tree.rows.len()], Type::Unknown, plain());
            }
            let typed = match value.kind {
                // A number of a file means the same whatever stands around it.
                ExprKind::Number(number, None) if tree.from.is_some() && value.span == head.name.span => {
                    let of = Type::Number(Dimension::NONE);
                    Typed { kind: TypedKind::Number(number, None), of, span: value.span }
                }
                _ => {
                    let hint = first.as_ref().map(|first| &first.of).or(expected.as_ref()).cloned();
                    self.expr(value, hint.as_ref())
                }
            };
            let typed = self.in_unit(typed, unit.as_ref());
            match &first {
                Some(first) if first.of == typed.of => {}
                Some(first) if self.same(first, &typed).is_none() => {
                    let diagnostic = self.branches_differ(first, &typed);
                    self.report(diagnostic);
                }
                None if typed.of != Type::Unknown => {
                    if let Some(unit) = &unit
                        && self
                            .same(
                                &Typed { kind: TypedKind::Unknown, of: measured(unit), span: typed.span },
                                &typed,
                            )
                            .is_none()
                    {
                        let diagnostic = self.argument_differs(&head.name.text, &measured(unit), &typed);
                        self.report(diagnostic);
                    }
                    first = Some(typed.clone());
                }
                _ => {}
            }
            cells.push(Some(typed));
        }
        cells.resize(tree.rows.len(), None);
        self.lint_column(tree, column, &cells);
        let of = match first {
            Some(first) => first.of,
            None => match (&unit, &head.unit) {
                (Some(unit), _) => measured(unit),
                (None, Some(word)) if word.text == "text" => Type::Text,
                (None, Some(word)) if word.text == "bool" => Type::Bool,
                _ => expected.unwrap_or(Type::Number(Dimension::NONE)),
            },
        };
        let format = match &unit {
            Some(unit) => self.model.units.fixed(unit, None),
            None => self.formats().default_format(&of),
        };
        let of = if missing { Type::Maybe(Box::new(of)) } else { of };
        (cells, of, format)
    }

    /// What is wrong with a word in a file of data: only a key of the table that the column's head names may stand
    /// there. What is written in the lab itself, in `extend`, is no data.
    fn stray_word(
        &self,
        tree: &tree::Table,
        head: &tree::Column,
        value: &tree::Expr,
        expected: Option<&Type>,
        row: usize,
    ) -> Option<Diagnostic> {
        let (ExprKind::Name(word), Some(from)) = (&value.kind, &tree.from) else { return None };
        if value.span != head.name.span {
            return None;
        }
        let place = format!("row {row} of `{}`, column `{}`", from.words(), head.name.text);
        let what = match expected {
            Some(Type::Row(table)) => {
                let table = &self.model.tables[*table];
                if table.rows.place(word).is_some() {
                    return None;
                }
                format!("a key of `{}`", table.tree.name.text)
            }
            _ => "a number".to_owned(),
        };
        let headline = format!("`{word}` is not {what} ({place}).");
        Some(self.error(Code::BadData, headline, value.span, "declared here"))
    }

    /// The table whose rows a column holds, where its head names one instead of a unit.
    fn row_type(&self, unit: &tree::UnitExpr) -> Option<Type> {
        match unit.factors.as_slice() {
            [(name, (1, 1))] => match self.names.items.get(&name.text) {
                Some((Item::Table(table), _)) if self.model.units.find(&name.text).is_none() => {
                    Some(Type::Row(*table))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The table that an expression names, by itself or in a module.
    pub fn table_named(&self, expr: &tree::Expr) -> Option<Id> {
        let path = self.path_of(expr)?;
        match self.names.items.get(&path) {
            Some((Item::Table(table), _)) => {
                self.note(expr.span, &path, Referent::Item(path.clone()));
                Some(*table)
            }
            _ => None,
        }
    }

    /// A name, or a name in a module, as it is declared; nothing where a variable hides it.
    pub(super) fn path_of(&self, expr: &tree::Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(name) if !self.locals.iter().any(|local| local.name == *name) => {
                Some(name.clone())
            }
            ExprKind::Field(inner, field) => Some(format!("{}.{}", self.path_of(inner)?, field.text)),
            _ => None,
        }
    }
}

/// What is measured in a unit: a quantity, or a temperature on a scale.
fn measured(unit: &Written) -> Type {
    if unit.offset == 0.0 { Type::Number(unit.dimension.clone()) } else { Type::Point }
}

//! Tables with two keys: `peak(device, precision)`, read as `device.peak.fp16` where the second key is known.

use std::collections::HashMap;
use std::sync::Arc;

use super::model::*;
use super::uses::Referent;
use super::{Checker, plain};
use crate::check::units::Written;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{self, Call, ExprKind, Name};

impl Model {
    fn pair_cell(&self, id: Id, row: usize, column: usize) -> Option<&Typed> {
        let table = &self.tables[id];
        let (_, columns) = table.keys?;
        match &table.columns.first()?.content {
            ColumnContent::Cells(cells) => {
                cells.get(row * self.tables[columns].rows.len() + column)?.as_ref()
            }
            _ => None,
        }
    }

    /// The cell of a table with two keys, where no control decides it.
    pub fn known_pair(&self, typed: &Typed) -> Option<&Typed> {
        match &typed.kind {
            TypedKind::Pair(id, row, column) => {
                self.pair_cell(*id, self.known_row(row)?, self.known_row(column)?)
            }
            _ => None,
        }
    }

    /// Which row of its table an expression is, where no control decides it.
    pub fn known_row(&self, typed: &Typed) -> Option<usize> {
        match &typed.kind {
            TypedKind::Row(_, index) => Some(*index),
            TypedKind::Define(id) => self.known_row(self.defines[*id].value.as_ref()?),
            TypedKind::Cell(row, table, column) => {
                let row = self.known_row(row)?;
                match &self.tables[*table].columns.get(*column)?.content {
                    ColumnContent::Cells(cells) => self.known_row(cells.get(row)?.as_ref()?),
                    ColumnContent::Key => Some(row),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

impl Checker {
    /// Every pair has its cell, in the order of both tables. A dash makes the table sparse: then pairs it
    /// says nothing about are missing too.
    pub(super) fn prepare_pairs(&mut self, id: Id, tree: &tree::Table, rows: &Name, columns: &Name) {
        let Some((rows_id, columns_id)) = self.keys_of_pairs(id, tree, rows, columns) else {
            self.broken.insert(tree.name.text.clone());
            return;
        };
        let unit = tree.unit.as_ref().and_then(|unit| self.unit_of(unit)).map(Arc::new);
        let column_keys = self.model.tables[columns_id].rows.clone();
        // Where the cells of a key stand in each row, and what their bare numbers are in.
        let mut heads: Vec<(Option<usize>, Option<Arc<Written>>)> = Vec::with_capacity(column_keys.len());
        for key in column_keys.iter() {
            let place = tree.columns.iter().position(|column| column.name.text == key.text);
            let own = place.and_then(|place| tree.columns[place].unit.as_ref());
            let own = own.and_then(|own| self.unit_of(own)).map(Arc::new);
            heads.push((place, own.or_else(|| unit.clone())));
        }
        let sparse = tree.sparse;
        let mut cells = Vec::new();
        let mut first: Option<Typed> = None;
        let written: HashMap<&str, &tree::TableRow> =
            tree.rows.iter().rev().map(|row| (row.key.text.as_str(), row)).collect();
        let row_keys = self.model.tables[rows_id].rows.to_vec();
        for row_key in row_keys {
            let row = written.get(row_key.text.as_str()).copied();
            for (column_key, (place, unit)) in column_keys.iter().zip(&heads) {
                let cell = row.zip(*place).and_then(|(row, place)| row.cells.get(place));
                let Some(value) = cell.and_then(|cell| cell.value.as_ref()) else {
                    if !sparse {
                        self.no_pair(tree, &row_key.text, &column_key.text);
                        return;
                    }
                    cells.push(None);
                    continue;
                };
                let hint = first.as_ref().map(|first| first.of.clone());
                let typed = match (&value.kind, unit) {
                    // Most cells are bare numbers.
                    (ExprKind::Number(..), Some(_)) => self.expr(value, None),
                    _ => self.expr(value, hint.as_ref()),
                };
                let typed = self.in_unit(typed, unit.as_ref());
                match &first {
                    Some(first) if self.same(first, &typed).is_none() => {
                        let diagnostic = self.branches_differ(first, &typed);
                        self.report(diagnostic);
                    }
                    None if typed.of != Type::Unknown => first = Some(typed.clone()),
                    _ => {}
                }
                cells.push(Some(typed));
            }
        }
        let format = match (&unit, &first) {
            (Some(unit), _) => self.model.units.fixed(unit, None),
            (None, Some(first)) => self.format_of(first),
            (None, None) => plain(),
        };
        let of = match first {
            Some(first) if sparse => Type::Maybe(Box::new(first.of)),
            Some(first) => first.of,
            None => Type::Unknown,
        };
        let formats = heads.iter().map(|(_, unit)| match unit {
            Some(unit) => self.model.units.fixed(unit, None),
            None => format.clone(),
        });
        Arc::make_mut(&mut self.model).tables[id].formats = formats.collect();
        let column = ColumnTyped {
            name: tree.name.text.clone(),
            of,
            format,
            hint: None,
            content: ColumnContent::Cells(cells),
        };
        Arc::make_mut(&mut self.model).tables[id].keys = Some((rows_id, columns_id));
        Arc::make_mut(&mut self.model).tables[id].columns = vec![column];
    }

    /// The tables that key a table with two keys, if its head and rows hold nothing else.
    fn keys_of_pairs(&mut self, id: Id, tree: &tree::Table, rows: &Name, columns: &Name) -> Option<(Id, Id)> {
        let mut keys = Vec::new();
        for name in [rows, columns] {
            match self.names.items.get(&name.text) {
                Some((Item::Table(table), _)) if *table != id => keys.push(*table),
                _ => {
                    let tables: Vec<String> =
                        self.model.tables.iter().map(|table| table.tree.name.text.clone()).collect();
                    self.no_such("table", &name.text, name.span, "this lab", &tables);
                    return None;
                }
            }
        }
        let reported = self.diagnostics.len();
        let known = |checker: &Self, table: usize| -> Vec<String> {
            checker.model.tables[keys[table]].rows.iter().map(|key| key.text.clone()).collect()
        };
        let (row_keys, column_keys) = (known(self, 0), known(self, 1));
        for column in &tree.columns {
            if !column_keys.contains(&column.name.text) {
                let of = format!("the table `{}`", columns.text);
                self.no_such("row", &column.name.text, column.name.span, &of, &column_keys);
            }
        }
        for row in tree.rows.iter() {
            if !row_keys.contains(&row.key.text) {
                let of = format!("the table `{}`", rows.text);
                self.no_such("row", &row.key.text, row.key.span, &of, &row_keys);
            }
        }
        (self.diagnostics.len() == reported).then(|| (keys[0], keys[1]))
    }

    fn no_pair(&mut self, tree: &tree::Table, row: &str, column: &str) {
        let headline = format!("`{}` says nothing for `{row}` and `{column}`.", tree.name.text);
        let diagnostic = self
            .error(Code::WrongCells, headline, tree.name.span, "every pair needs a value")
            .help("add the missing row, column or cell; where there is no figure, write `—`");
        self.report(diagnostic);
        self.broken.insert(tree.name.text.clone());
    }

    /// The table with two keys that is read as a field of the rows of its first.
    pub(super) fn keyed_by(&self, rows: Id, name: &str) -> Option<Id> {
        self.model.tables.iter().position(|table| {
            let whole = &table.tree.name.text;
            table.keys.is_some_and(|(first, _)| first == rows)
                && whole.rsplit('.').next().is_some_and(|last| last == name)
        })
    }

    /// `row.peak.fp16`
    pub(super) fn pair_of(&mut self, id: Id, row: Typed, key: &Name, filled: bool, span: Span) -> Typed {
        let Some((_, columns)) = self.model.tables[id].keys else { return Typed::unknown(span) };
        let keys = &self.model.tables[columns].rows;
        let Some(column) = keys.iter().position(|known| known.text == key.text) else {
            let known: Vec<String> = keys.iter().map(|known| known.text.clone()).collect();
            let of = format!("the table `{}`", self.model.tables[columns].tree.name.text);
            self.no_such("row", &key.text, key.span, &of, &known);
            return Typed::unknown(span);
        };
        self.note(key.span, &key.text, Referent::Row(self.table_name(columns), key.text.clone()));
        let column = Typed { kind: TypedKind::Row(columns, column), of: Type::Row(columns), span: key.span };
        self.pair_typed(id, row, column, filled, span)
    }

    /// `peak(row, key)`
    pub(super) fn pair(&mut self, id: Id, call: &Call, span: Span) -> Typed {
        let filled = std::mem::take(&mut self.call_filled);
        let Some((rows, columns)) = self.model.tables[id].keys else { return Typed::unknown(span) };
        let name = self.model.tables[id].tree.name.text.clone();
        let [(None, row), (None, column)] = call.args.as_slice() else {
            let keys =
                [rows, columns].map(|table| self.model.tables[table].tree.name.text.clone()).join(", ");
            self.wrong_count(&name, &keys, 2, call.args.len(), call.path[0].span);
            return Typed::unknown(span);
        };
        let mut found = Vec::new();
        for (expr, table) in [(row, rows), (column, columns)] {
            let wanted = Type::Row(table);
            let value = self.expr(expr, Some(&wanted));
            if value.of != wanted && value.of != Type::Unknown {
                let param = self.model.tables[table].tree.name.text.clone();
                let diagnostic = self.argument_differs(&param, &wanted, &value);
                self.report(diagnostic);
                return Typed::unknown(span);
            }
            found.push(value);
        }
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (Some(row), Some(column)) => self.pair_typed(id, row, column, filled, span),
            _ => Typed::unknown(span),
        }
    }

    fn pair_typed(&mut self, id: Id, row: Typed, column: Typed, filled: bool, span: Span) -> Typed {
        let mut of = self.column(id, 0, span);
        if of == Type::Unknown || row.of == Type::Unknown || column.of == Type::Unknown {
            return Typed::unknown(span);
        }
        // Of two keys that are known, it is known whether the figure is missing.
        if let (Type::Maybe(inner), Some(row), Some(column)) =
            (&of, self.model.known_row(&row), self.model.known_row(&column))
        {
            match self.model.pair_cell(id, row, column) {
                Some(_) => of = (**inner).clone(),
                None if !filled => {
                    self.no_pair_figure(id, row, column, span);
                    return Typed::unknown(span);
                }
                None => {}
            }
        }
        if self.siblings.is_none() {
            self.cited.insert((id, self.model.known_row(&row), self.model.known_row(&column)));
        }
        Typed { kind: TypedKind::Pair(id, Box::new(row), Box::new(column)), of, span }
    }

    /// A cell that is missing, of a row that is known.
    pub(super) fn no_figure(&mut self, table: Id, row: usize, column: usize, span: Span) {
        let row = self.row_name(table, row);
        let column = self.model.tables[table].columns[column].name.clone();
        self.missing_figure(format!("`{row}` has no `{column}`."), span, None);
    }

    fn no_pair_figure(&mut self, id: Id, row: usize, column: usize, span: Span) {
        let Some((rows, columns)) = self.model.tables[id].keys else { return };
        let keys: Vec<&str> = self.model.tables[columns].rows.iter().map(|key| key.text.as_str()).collect();
        let whole = &self.model.tables[id].tree.name.text;
        let name = whole.rsplit('.').next().unwrap_or(whole);
        let there: Vec<String> = (0..keys.len())
            .filter(|column| self.model.pair_cell(id, row, *column).is_some())
            .map(|column| format!("`{}`", keys[column]))
            .collect();
        let headline = format!("`{}` has no `{name}` for `{}`.", self.row_name(rows, row), keys[column]);
        let help = (!there.is_empty()).then(|| format!("there is one for {}", there.join(", ")));
        self.missing_figure(headline, span, help);
    }

    fn row_name(&self, table: Id, row: usize) -> String {
        let table = &self.model.tables[table];
        let key = table.rows.get(row).map_or("", |key| key.text.as_str());
        format!("{}.{key}", table.tree.name.text)
    }

    fn missing_figure(&mut self, headline: String, span: Span, help: Option<String>) {
        let words = self.words(span);
        let mut diagnostic = self.error(Code::MissingFigure, headline, span, "nobody says how much it is");
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic.help(format!("or give a fallback: `({words} else …)`")));
    }

    /// `row.peak` alone: which of its values?
    pub(super) fn which_key(&mut self, rows: Id, name: &Name, span: Span) {
        let Some(id) = self.keyed_by(rows, &name.text) else { return };
        let Some((_, columns)) = self.model.tables[id].keys else { return };
        let (pairs, keys) = (&self.model.tables[id].tree.name.text, &self.model.tables[columns]);
        let words = self.words(span);
        let key = keys.rows.first().map_or("key", |key| key.text.as_str());
        let diagnostic = self
            .error(
                Code::NotAValue,
                format!("`{}` has one value for each row of `{}`.", name.text, keys.tree.name.text),
                span,
                "which one?",
            )
            .help(format!("write `{words}.{key}`, or `{pairs}(row, {key})` with any row and key"));
        self.report(diagnostic);
    }
}

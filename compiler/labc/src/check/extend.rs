//! `extend hardware { … }`: more rows for a table that is declared elsewhere, before tables are laid out.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Checker;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{Cell, ExprKind, Kind, Name, Statement, Table, TableNote, TableRow, UnitExpr};

impl Checker {
    /// Adds the rows of every extension to its table.
    pub(super) fn extend_tables(&mut self, statements: &mut [Statement]) {
        let extensions: Vec<Table> = statements
            .iter()
            .filter_map(|statement| match &statement.kind {
                Kind::Extend(extension) => Some(extension.clone()),
                _ => None,
            })
            .collect();
        for extension in extensions {
            let mut tables = BTreeMap::new();
            for statement in statements.iter_mut() {
                if let Kind::Table(table) = &mut statement.kind {
                    tables.insert(table.name.text.clone(), table);
                }
            }
            match tables.remove(&extension.name.text) {
                Some(table) => self.extend_table(table, extension),
                None => {
                    let known: Vec<String> = tables.into_keys().collect();
                    self.no_such("table", &extension.name.text, extension.name.span, "this lab", &known);
                }
            }
        }
    }

    fn extend_table(&mut self, table: &mut Table, mut extension: Table) {
        let paired = table.keys.is_some();
        // Pairs that neither speaks of have no value.
        table.sparse = paired;
        // The first column of a table with one key is the key itself.
        let first = usize::from(!paired);
        let heads = extension.columns.split_off(first.min(extension.columns.len()));
        let mut places = Vec::with_capacity(heads.len());
        for head in &heads {
            let known = table.columns[first.min(table.columns.len())..]
                .iter()
                .position(|column| column.name.text == head.name.text);
            places.push(match known {
                Some(place) => place,
                None if paired => {
                    table.columns.push(head.clone());
                    for row in Arc::make_mut(&mut table.rows) {
                        row.cells.push(Cell { value: None, span: row.span });
                    }
                    table.columns.len() - 1
                }
                None => {
                    let columns: Vec<String> =
                        table.columns[first..].iter().map(|column| column.name.text.clone()).collect();
                    let of = format!("the table `{}`", table.name.text);
                    self.no_such("column", &head.name.text, head.name.span, &of, &columns);
                    return;
                }
            });
        }
        let width = table.columns.len() - first.min(table.columns.len());
        for row in Arc::unwrap_or_clone(extension.rows) {
            if row.cells.len() != heads.len() {
                self.wrong_cells(&row, heads.len());
                continue;
            }
            let mut cells: Vec<Cell> = vec![Cell { value: None, span: row.span }; width];
            let mut given = Vec::new();
            for ((mut cell, head), place) in row.cells.into_iter().zip(&heads).zip(&places) {
                if let Some(unit) = &head.unit {
                    in_own_unit(&mut cell, unit);
                }
                if cell.value.is_some() {
                    given.push((row.key.clone(), Some(head.name.clone())));
                }
                cells[*place] = cell;
            }
            // The source speaks for these cells, and no note on a whole column of the table does.
            if let Some(source) = row.source.or_else(|| extension.source.clone()) {
                let note = TableNote { about: given, text: None, source: Some(source) };
                table.notes.push(note);
            }
            let rows = Arc::make_mut(&mut table.rows);
            match rows.iter_mut().find(|known| paired && known.key.text == row.key.text) {
                Some(known) => {
                    for (place, cell) in places.iter().zip(places.iter().map(|place| cells[*place].clone())) {
                        if known.cells[*place].value.is_some() && cell.value.is_some() {
                            let (name, span) = (row.key.text.clone(), row.key.span);
                            self.given_twice(&name, &table.columns[*place].name, span);
                        } else if cell.value.is_some() {
                            known.cells[*place] = cell;
                        }
                    }
                }
                None => {
                    rows.push(TableRow { key: row.key, was: row.was, cells, source: None, span: row.span })
                }
            }
        }
        table.notes.extend(extension.notes);
    }

    fn given_twice(&mut self, row: &str, column: &Name, span: Span) {
        let headline = format!("`{row}` has a value for `{}` already.", column.text);
        let diagnostic = self.error(Code::DuplicateName, headline, span, "given again");
        self.report(diagnostic);
    }

    pub(super) fn wrong_cells(&mut self, row: &TableRow, wanted: usize) {
        let headline =
            format!("The row `{}` has {} cells; the head names {wanted}.", row.key.text, row.cells.len());
        let diagnostic = self
            .error(Code::WrongCells, headline, row.span, "this row")
            .help("a missing value is written `—`; an expression with spaces stands in brackets");
        self.report(diagnostic);
    }

    /// Notes are about columns, rows and cells that there are.
    pub(super) fn check_notes(&mut self, table: &Table) {
        for note in &table.notes {
            for (name, column) in &note.about {
                let heads = || {
                    let computed = table.computed.iter().map(|column| &column.name);
                    table.columns.iter().map(|column| &column.name).chain(computed)
                };
                let is_column = |name: &Name| heads().any(|column| column.text == name.text);
                let is_row = |name: &Name| table.rows.iter().any(|row| row.key.text == name.text);
                let columns = || heads().map(|column| column.text.clone());
                let rows = || table.rows.iter().map(|row| row.key.text.clone());
                let of = format!("the table `{}`", table.name.text);
                match column {
                    Some(_) if !is_row(name) => {
                        self.no_such("row", &name.text, name.span, &of, &rows().collect::<Vec<_>>());
                    }
                    Some(column) if !is_column(column) => {
                        let columns = columns().collect::<Vec<_>>();
                        self.no_such("column", &column.text, column.span, &of, &columns);
                    }
                    None if !is_row(name) && !is_column(name) => {
                        let known = columns().chain(rows()).collect::<Vec<_>>();
                        self.no_such("column or row", &name.text, name.span, &of, &known);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// A bare number below a head with a unit of its own keeps that unit wherever it goes.
fn in_own_unit(cell: &mut Cell, unit: &UnitExpr) {
    let span = cell.span;
    if let Some(value) = &mut cell.value
        && let ExprKind::Number(_, of @ None) = &mut value.kind
    {
        *of = Some(UnitExpr { span: Span { start: span.end, end: span.end }, ..unit.clone() });
    }
}

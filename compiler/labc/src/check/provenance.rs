//! What a table says about each of its cells: where the figure comes from, and what convention it follows.
//!
//! The nearest source counts: that of the cell, then of its column, of its row, of the table. Notes add up.

use std::collections::{HashMap, HashSet};

use crate::syntax::tree::{Table, TableNote, Text};

/// What is said about a cell.
#[derive(Clone, Debug, Default)]
pub struct Provenance<'t> {
    /// Where the figure comes from.
    pub source: Option<&'t Text>,
    /// What is said of the whole column: the convention its figures follow.
    pub convention: Option<&'t Text>,
    /// What is said of the whole row.
    pub of_row: Vec<&'t Text>,
    /// What is said of this cell alone.
    pub remarks: Vec<&'t Text>,
}

/// The sources and notes of a table by the names that they are about, so that every cell finds its own without
/// going through the whole table.
#[derive(Debug)]
pub struct Provenances<'t> {
    table: &'t Table,
    columns: HashSet<&'t str>,
    /// The source of a row, by its key.
    rows: HashMap<&'t str, &'t Text>,
    /// The notes about a row, a column, or the cell of a row in a column, by the first of these names.
    notes: HashMap<&'t str, Vec<(&'t TableNote, Option<&'t str>)>>,
}

impl<'t> Provenances<'t> {
    /// Those of a table.
    pub fn new(table: &'t Table) -> Self {
        let computed = table.computed.iter().map(|column| &column.name);
        let columns = table.columns.iter().map(|column| &column.name).chain(computed);
        let mut rows = HashMap::new();
        for row in table.rows.iter() {
            if let Some(source) = &row.source {
                rows.entry(row.key.text.as_str()).or_insert(source);
            }
        }
        let mut notes: HashMap<&str, Vec<(&TableNote, Option<&str>)>> = HashMap::new();
        for note in &table.notes {
            for (name, cell) in &note.about {
                let about = (note, cell.as_ref().map(|cell| cell.text.as_str()));
                let known = notes.entry(name.text.as_str()).or_default();
                if !known.iter().rev().any(|(other, cell)| std::ptr::eq(*other, note) && *cell == about.1) {
                    known.push(about);
                }
            }
        }
        Self { table, columns: columns.map(|name| name.text.as_str()).collect(), rows, notes }
    }

    /// What the table says about the cell of a row in a column.
    pub fn of(&self, row: &str, column: &str) -> Provenance<'t> {
        let about = |name: &str| self.notes.get(name).map_or(&[][..], Vec::as_slice);
        let of_cell = || about(row).iter().filter(|(_, cell)| *cell == Some(column)).map(|(note, _)| *note);
        let whole = |name: &str| about(name).iter().filter(|(_, cell)| cell.is_none()).map(|(note, _)| *note);
        let of_column = || whole(column);
        // A name that is a column's is meant as one.
        let is_row = !self.columns.contains(row);
        let of_row = || whole(row).filter(move |_| is_row);
        let sourced = |note: &'t TableNote| note.source.as_ref();
        let said = |note: &'t TableNote| note.text.as_ref();
        Provenance {
            source: of_cell()
                .find_map(sourced)
                .or_else(|| of_column().find_map(sourced))
                .or_else(|| self.rows.get(row).copied())
                .or_else(|| of_row().find_map(sourced))
                .or(self.table.source.as_ref()),
            convention: of_column().find_map(said),
            of_row: of_row().filter_map(said).collect(),
            remarks: of_cell().filter_map(said).collect(),
        }
    }
}

//! What a table says about each of its cells: where the figure comes from, and what convention it follows.
//!
//! The nearest source counts: that of the cell, then of its column, of its row, of the table. Notes add up.

use crate::syntax::tree::{Name, Table, TableNote, Text};

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

/// What a table says about the cell of a row in a column.
pub fn of<'t>(table: &'t Table, row: &str, column: &str) -> Provenance<'t> {
    let mut found = Provenance::default();
    let heads = || {
        let computed = table.computed.iter().map(|column| &column.name);
        table.columns.iter().map(|column| &column.name).chain(computed)
    };
    let is_column = |name: &Name| heads().any(|column| column.text == name.text);
    let about = |depth: Depth| {
        let says = move |(name, cell): &(Name, Option<Name>)| match (depth, cell) {
            (Depth::Cell, Some(cell)) => name.text == row && cell.text == column,
            (Depth::Row, None) => name.text == row && !is_column(name),
            (Depth::Column, None) => name.text == column,
            _ => false,
        };
        table.notes.iter().filter(move |note| note.about.iter().any(says))
    };
    let sourced = |note: &'t TableNote| note.source.as_ref();
    let own = || table.rows.iter().find(|known| known.key.text == row).and_then(|row| row.source.as_ref());
    found.source = about(Depth::Cell)
        .find_map(sourced)
        .or_else(|| about(Depth::Column).find_map(sourced))
        .or_else(own)
        .or_else(|| about(Depth::Row).find_map(sourced))
        .or(table.source.as_ref());
    found.convention = about(Depth::Column).find_map(|note| note.text.as_ref());
    found.of_row = about(Depth::Row).filter_map(|note| note.text.as_ref()).collect();
    found.remarks = about(Depth::Cell).filter_map(|note| note.text.as_ref()).collect();
    found
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    Cell,
    Row,
    Column,
}

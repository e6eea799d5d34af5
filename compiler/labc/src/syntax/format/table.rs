//! Tables: heads and cells in aligned columns, computed columns below.

use super::Printer;
use super::declare::define;
use super::expression::expr;
use super::protocol::was;
use super::quantity::number;
use super::text::{source_text, text};
use crate::syntax::tree::{Cell, Expr, ExprKind, Table, TableNote, Text};

impl Printer {
    pub(super) fn table(&mut self, table: &Table) {
        let mut head = format!("table {}", table.name.text);
        if let Some((rows, columns)) = &table.keys {
            head += &format!("({}, {})", rows.text, columns.text);
        }
        if let Some(title) = &table.title {
            head += &format!(" {}", text(title, 0));
        }
        if let Some(unit) = &table.unit {
            head += &format!(" in {}", unit.text);
        }
        if let Some(from) = &table.from {
            head += &format!(" from {}", text(from, 0));
        }
        head += &sourced(table.source.as_ref());
        self.table_block(&head, table);
    }

    pub(super) fn extend(&mut self, table: &Table) {
        let head = format!("extend {}{}", table.name.text, sourced(table.source.as_ref()));
        self.table_block(&head, table);
    }

    fn table_block(&mut self, head: &str, table: &Table) {
        let mut lines = Vec::with_capacity(table.rows.len() + 1);
        lines.push(
            table
                .columns
                .iter()
                .map(|column| {
                    let unit =
                        column.unit.as_ref().map(|unit| format!(": {}", unit.text)).unwrap_or_default();
                    let bounds = column
                        .bounds
                        .iter()
                        .map(|(operator, bound, _)| format!(" {} {}", operator.symbol(), number(*bound)));
                    format!("{}{unit}{}", column.name.text, bounds.collect::<String>())
                })
                .collect::<Vec<_>>(),
        );
        if table.keys.is_some() {
            // Its head names the second table's keys only; the first one's stand before the rows.
            lines[0].insert(0, String::new());
        }
        for row in table.rows.iter() {
            let key = format!("{}{}", row.key.text, was(&row.was));
            lines.push(std::iter::once(key).chain(row.cells.iter().map(cell)).collect());
        }
        self.block(head, |printer| {
            let widths = widths(&lines);
            let sources = std::iter::once(None).chain(table.rows.iter().map(|row| row.source.as_ref()));
            for (line, source) in lines.iter().zip(sources).filter(|(line, _)| !line.is_empty()) {
                printer.line(&format!("{}{}", aligned(line, &widths), sourced(source)));
            }
            for note in &table.notes {
                printer.line(&noted(note));
            }
            for column in &table.computed {
                printer.line(&define(column));
            }
        });
    }
}

fn sourced(source: Option<&Text>) -> String {
    source.map(|source| format!(" source {}", source_text(source))).unwrap_or_default()
}

fn noted(note: &TableNote) -> String {
    let about = note.about.iter().map(|(name, column)| match column {
        Some(column) => format!("{}.{}", name.text, column.text),
        None => name.text.clone(),
    });
    let words = note.text.as_ref().map(|words| format!(" {}", text(words, 0))).unwrap_or_default();
    format!("note {}{words}{}", about.collect::<Vec<_>>().join(", "), sourced(note.source.as_ref()))
}

fn widths(lines: &[Vec<String>]) -> Vec<usize> {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max()
    };
    (0..columns).map(|column| width(column).unwrap_or(0)).collect()
}

fn aligned(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        line.push_str(cell);
        let missing = width.saturating_sub(cell.chars().count());
        line.extend(std::iter::repeat_n(' ', missing + 2));
    }
    line.truncate(line.trim_end().len());
    line
}

/// What a cell can hold as it stands: a number, a text of one line, a truth value, a path; the rest goes
/// in brackets.
fn cell(cell: &Cell) -> String {
    let Some(value) = &cell.value else { return "—".to_owned() };
    match &value.kind {
        ExprKind::Number(value, None) => number(*value),
        ExprKind::Text(words) if !words.block => text(words, 0),
        ExprKind::Bool(_) => expr(value),
        _ if is_path(value) => expr(value),
        _ => format!("({})", expr(value)),
    }
}

fn is_path(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Name(_) => true,
        ExprKind::Field(inner, _) => is_path(inner),
        _ => false,
    }
}

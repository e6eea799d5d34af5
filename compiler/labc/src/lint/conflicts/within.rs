//! Facts to which one lab gives two values.

use std::collections::HashMap;

use super::{Sources, is_one_value};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::StatedFigure;
use crate::sources::FileId;

/// Facts that a lab itself gives two values: rows with one key in two tables, and a constant beside the only row.
pub(super) fn facts(file: FileId, stated: &[StatedFigure]) -> Vec<Diagnostic> {
    type Key<'l> = (&'l str, usize, &'l str);
    let mut groups: HashMap<Key<'_>, Vec<&StatedFigure>> = HashMap::new();
    let mut order: Vec<Key<'_>> = Vec::new();
    let mut sources = Sources::default();
    for stated in stated {
        let key: Key<'_> = (&stated.name, sources.number(&stated.source), &stated.dimension_name);
        let group = groups.entry(key).or_default();
        if group.is_empty() {
            order.push(key);
        }
        group.push(stated);
    }
    let mut diagnostics = Vec::new();
    for key in order {
        let group = &groups[&key];
        let mut first: HashMap<Option<&String>, &StatedFigure> = HashMap::new();
        let alone = group.len() == 2 && group.iter().any(|stated| stated.table.is_none());
        for stated in group {
            let row = if alone { None } else { stated.of.first() };
            let Some(other) = first.insert(row, stated) else { continue };
            if other.table != stated.table && !is_one_value(other.value, stated.value) {
                diagnostics.push(two_values_here(file, stated, other));
            }
        }
    }
    diagnostics
}

fn two_values_here(file: FileId, stated: &StatedFigure, other: &StatedFigure) -> Diagnostic {
    let of = stated.of.first().map(|row| format!(" of `{row}`")).unwrap_or_default();
    let headline = format!(
        "`{}`{of} is {} here, and {} elsewhere in this lab, from the same source.",
        stated.name, stated.text, other.text
    );
    Diagnostic::warning(Code::TwoValues, headline, file, stated.span, "one value")
        .and(file, other.span, "the other")
        .help("write it once, and read it in the other place")
}

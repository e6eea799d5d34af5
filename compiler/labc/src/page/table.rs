//! `show table`: a row of figures for each row of a table.

use lab_core::number::Format;

use super::plan::*;
use super::planner::Planner;
use crate::infer::model::*;
use crate::lower::Lowering;
use crate::syntax::tree::{self, Text};

impl Planner<'_> {
    /// The table whose rows something is repeated for.
    pub(super) fn table_of(&mut self, each: &tree::Generator, what: &str) -> Option<Id> {
        let table = match each.clauses.as_slice() {
            [(_, tree::Domain::Of(domain))] if each.filter.is_none() => self.checker.table_named(domain),
            _ => None,
        };
        if table.is_none() {
            let headline = format!("{what} is repeated for the rows of a table.");
            let diagnostic = self.error("not-a-domain", headline, each.span, "runs over something else");
            self.report(diagnostic);
        }
        table
    }

    pub(super) fn table(
        &mut self,
        caption: &Text,
        rows: &tree::Generator,
        columns: &[tree::Metric],
    ) -> Option<Plan> {
        let caption = self.plain(caption);
        let [(variable, tree::Domain::Of(domain))] = rows.clauses.as_slice() else {
            let diagnostic = self.error(
                "not-a-domain",
                "A table on the page has a row for each row of one table.",
                rows.span,
                "runs over something else",
            );
            self.report(diagnostic);
            return None;
        };
        let Some(table) = self.checker.table_named(domain) else {
            let diagnostic =
                self.error("not-a-domain", "This is no table.", domain.span, "expected the name of a table");
            self.report(diagnostic);
            return None;
        };
        let depth = self.checker.depth();
        let local = self.checker.open_row(&variable.text, table);
        let filter =
            rows.filter.as_ref().map(|filter| self.checker.condition(filter, "condition-not-boolean"));
        let head = columns.iter().map(|column| match &column.label {
            Some(label) => label.words(),
            None => self.words_of(&column.value.expr),
        });
        let head: Vec<String> = head.collect();
        let checked: Vec<(Typed, Format)> =
            columns.iter().map(|column| self.checker.shown(&column.value)).collect();
        let mut lines = Vec::new();
        for row in 0..self.checker.model.tables[table].rows.len() {
            let node = self.lowering.graph.constant(row as f64);
            self.lowering.bind(local, node);
            match filter.as_ref().map(|filter| self.row_counts(filter)) {
                None | Some(Some(true)) => {}
                Some(Some(false)) => continue,
                // Said already.
                Some(None) => break,
            }
            lines.push(
                checked.iter().map(|(typed, format)| vec![self.value(typed, format.clone())]).collect(),
            );
        }
        self.checker.close_to(depth);
        Some(Plan::Table { caption, head, rows: lines })
    }

    /// Whether the filter of a table lets the bound row through; nothing if that is no constant.
    pub(super) fn row_counts(&mut self, filter: &Typed) -> Option<bool> {
        if filter.of == Type::Unknown {
            return None;
        }
        let holds = self.lowering.expr(filter, Lowering::BASE);
        let holds = self.unmoved(holds);
        if holds.is_none() {
            let diagnostic = self
                .error(
                    "range-not-constant",
                    "Which rows a table on the page has does not move with controls.",
                    filter.span,
                    "moves with a control",
                )
                .help("show every row, and the condition in a column of its own");
            self.report(diagnostic);
        }
        holds.map(|holds| holds == 1.0)
    }
}

//! `show table`: a row of figures for each row of a table.

use lab_core::number::Format;
use lab_core::program::Binary;

use super::plan::*;
use super::planner::Planner;
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::syntax::tree;

impl Planner<'_> {
    /// The table whose rows something is repeated for.
    pub(super) fn table_of(&mut self, each: &tree::Generator, what: &str) -> Option<Id> {
        let table = match each.clauses.as_slice() {
            [(_, tree::Domain::Of(domain))] if each.filter.is_none() => self.checker.table_named(domain),
            _ => None,
        };
        if table.is_none() {
            let headline = format!("{what} can be repeated only for the rows of a table.");
            let diagnostic = self.error(Code::NotADomain, headline, each.span, "loops over something else");
            self.report(diagnostic);
        }
        table
    }

    pub(super) fn table(&mut self, shown: &tree::ShowTable) -> Option<Plan> {
        let caption = self.plain(&shown.caption);
        let rows = &shown.rows;
        let [(variable, tree::Domain::Of(domain))] = rows.clauses.as_slice() else {
            let diagnostic = self.error(
                Code::NotADomain,
                "`show table` needs one loop over one table.",
                rows.span,
                "loops over something else",
            );
            self.report(diagnostic);
            return None;
        };
        let Some(table) = self.checker.table_named(domain) else {
            let diagnostic = self.error(
                Code::NotADomain,
                "This is not a table.",
                domain.span,
                "expected the name of a table",
            );
            self.report(diagnostic);
            return None;
        };
        let depth = self.checker.depth();
        let local = self.checker.open_row(&variable.text, table);
        let filter =
            rows.filter.as_ref().map(|filter| self.checker.condition(filter, Code::ConditionNotBoolean));
        let columns: Vec<Column> = shown.columns.iter().map(|column| self.column(column)).collect();
        let mut lines = Vec::new();
        for row in 0..self.lowering.rows_with_brought(table) {
            let there = self.lowering.is_brought(table, row);
            let node = self.lowering.graph.constant(row as f64);
            self.lowering.bind(local, node);
            let counts = match (&there, &filter) {
                (Some(_), _) | (_, None) => None,
                (None, Some(filter)) => Some(self.row_counts(filter)),
            };
            match counts {
                None | Some(Some(true)) => {}
                Some(Some(false)) => continue,
                // Said already.
                Some(None) => break,
            }
            let told = self.checker.diagnostics.len();
            let cells = columns.iter().zip(&shown.columns).map(|(column, tree)| self.cell(column, tree));
            let cells = cells.collect();
            let marks = shown.highlights.iter().filter_map(|highlight| {
                let shown = self.shown_while(&highlight.when)?;
                let words = match &highlight.words {
                    Some(words) => self.rich(words),
                    None => vec![Rich::Words("current".to_owned())],
                };
                Some((shown, words))
            });
            let marks = marks.collect();
            let brought = there.map(|there| self.brought_row(there, filter.as_ref()));
            lines.push(RowPlan { cells, marks, brought });
            // What is wrong with a column is wrong in every row.
            if self.checker.diagnostics.len() > told {
                break;
            }
        }
        self.checker.close_to(depth);
        let head = columns.into_iter().map(|column| column.head).collect();
        let data = self.data_of(table);
        Some(Plan::Table { caption, sortable: shown.sortable, head, rows: lines, data })
    }

    /// What shows the bound row, which the student may bring along.
    fn brought_row(&mut self, there: Node, filter: Option<&Typed>) -> usize {
        let shown = match filter {
            Some(filter) => {
                let holds = self.lowering.expr(filter, Lowering::BASE);
                self.lowering.graph.binary(Binary::And, there, holds)
            }
            None => there,
        };
        self.slot(Shows::Shown(shown))
    }

    fn column(&mut self, column: &tree::Metric) -> Column {
        let label = match &column.label {
            Some(label) => self.plain(label),
            None => self.words_of(&column.value.expr),
        };
        let (typed, mut format) = self.checker.shown(&column.value);
        let numeric = match &typed.of {
            Type::Maybe(inner) => matches!(**inner, Type::Number(_) | Type::Point),
            of => matches!(of, Type::Number(_) | Type::Point),
        };
        // A unit that is the same in every row stands in the head.
        let mut unit = String::new();
        if let ([only], true) = (format.units.as_mut_slice(), numeric) {
            unit = std::mem::take(&mut only.symbol);
        }
        Column { head: HeadPlan { label, unit, numeric }, typed, format }
    }

    fn cell(&mut self, column: &Column, tree: &tree::Metric) -> CellPlan {
        let value = self.value(&column.typed, column.format.clone());
        let number = match value {
            Rich::Fixed(_) if column.head.numeric => {
                let node = self.lowering.expr(&column.typed, Lowering::BASE);
                self.lowering.graph.value(node).filter(|value| value.is_finite())
            }
            _ => None,
        };
        let of = tree.of.as_ref().map(|of| {
            let (limit, format) = self.checker.shown(of);
            vec![self.value(&limit, format)]
        });
        let note = tree.note.as_ref().map(|note| self.rich(note));
        CellPlan { value: vec![value], of, note, number, tone: self.tone(&tree.tones) }
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
                    Code::RangeNotConstant,
                    "The rows of a shown table can't depend on a control.",
                    filter.span,
                    "depends on a control",
                )
                .help("show all rows, and use `highlight when …` or a column for the condition");
            self.report(diagnostic);
        }
        holds.map(|holds| holds == 1.0)
    }
}

/// A column before its rows.
struct Column {
    head: HeadPlan,
    typed: Typed,
    format: Format,
}

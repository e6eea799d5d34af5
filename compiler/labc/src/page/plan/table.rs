//! `show table`: a row of figures for each row of a table.

use lab_core::number::Format;
use lab_core::program::Binary;

use crate::check::figure::{TypedMetric, TypedTable};
use crate::check::model::*;
use crate::check::statement::RowVariable;
use crate::check::text::TypedValue;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;

impl Planner<'_> {
    pub(in crate::page) fn table(&mut self, shown: &TypedTable<'_>) -> Plan {
        let caption = self.plain(&shown.caption);
        let RowVariable { local, table } = shown.row;
        let filter = shown.filter.as_ref();
        let columns: Vec<PlannedColumn> = shown.columns.iter().map(|column| self.column(column)).collect();
        for (when, words) in &shown.highlights {
            if let Some(words) = words {
                self.compare_labelled(words, when);
            }
        }
        let mut lines = Vec::new();
        for row in 0..self.lowering.rows_with_brought(table) {
            let there = self.lowering.is_brought(table, row);
            self.bind_row(local, row);
            let counts = match (&there, filter) {
                (Some(_), _) | (_, None) => None,
                (None, Some(filter)) => Some(self.row_counts(filter)),
            };
            match counts {
                None | Some(Some(true)) => {}
                Some(Some(false)) => continue,
                // Said already.
                Some(None) => break,
            }
            let errors = self.errors;
            let cells = columns.iter().zip(&shown.columns).map(|(column, typed)| self.cell(column, typed));
            let cells = cells.collect();
            let marks = shown.highlights.iter().filter_map(|(when, words)| {
                let shown = self.shown_while(when)?;
                let words = match words {
                    Some(words) => self.rich(words),
                    None => vec![Rich::Words("current".to_owned())],
                };
                Some(block::Badge { level: String::new(), text: words, tone: None, shown })
            });
            let marks = marks.collect();
            let brought = there.map(|there| self.brought_row(there, filter));
            lines.push(block::Row { cells, marks, brought });
            // What is wrong with a column is wrong in every row.
            if self.errors > errors {
                break;
            }
        }
        let head = columns.into_iter().map(|column| column.head).collect();
        let files = self.data_of(table);
        Plan::Table(block::Table { caption, sortable: shown.tree.sortable, head, rows: lines, files })
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

    fn column(&mut self, column: &TypedMetric<'_>) -> PlannedColumn {
        let label = match &column.label {
            Some(label) => self.plain(label),
            None => column.name.clone(),
        };
        let (typed, mut format) = (&column.value.typed, column.value.format.clone());
        let numeric = match &typed.of {
            Type::Maybe(inner) => matches!(**inner, Type::Number(_) | Type::Point),
            of => matches!(of, Type::Number(_) | Type::Point),
        };
        // A unit that is the same in every row stands in the head.
        let mut unit = String::new();
        if let ([only], true) = (format.units.as_mut_slice(), numeric) {
            unit = std::mem::take(&mut only.symbol);
        }
        PlannedColumn { head: block::Head { label, unit, numeric }, format }
    }

    fn cell(&mut self, column: &PlannedColumn, metric: &TypedMetric<'_>) -> block::Cell<Planned> {
        let typed = &metric.value.typed;
        let value = self.value(typed, column.format.clone());
        let number = match value {
            Rich::Fixed(_) if column.head.numeric => {
                let node = self.lowering.expr(typed, Lowering::BASE);
                self.lowering.graph.value(node).filter(|value| value.is_finite())
            }
            _ => None,
        };
        let of = metric.limit.as_ref().map(|limit| {
            let TypedValue { typed, format } = &limit.value;
            vec![self.value(typed, format.clone())]
        });
        let note = metric.note.as_ref().map(|note| self.rich(note));
        block::Cell { value: vec![value], of, note, number, tone: self.tone(&metric.tones) }
    }

    /// Whether the filter of a table lets the bound row through; nothing if that is no constant.
    pub(in crate::page) fn row_counts(&mut self, filter: &Typed) -> Option<bool> {
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
struct PlannedColumn {
    head: block::Head,
    format: Format,
}

//! Rows that students bring along: what each of their inputs can be, which of them belong together, and rows to try.

use lab_core::program::{Binary, UNDEFINED, Unary};
use lab_prove::Values;

use crate::check::model::*;
use crate::lower::graph::Node;
use crate::lower::{Brought, Lowering};
use crate::page::plan::planner::Planner;

/// The largest number in a student's row that verdicts are about, in the unit of its column, where the column has no
/// limit of its own.
const LARGEST: f64 = 1e15;

/// How many of a table's own rows are tried as rows that a student brings along.
const MOST_TRIED: usize = 64;

/// A cell of a row that students bring along.
struct BroughtCell {
    upload: usize,
    /// The row among those that students bring along.
    row: usize,
    /// Its place among the columns that a row brings.
    offset: usize,
}

impl Planner<'_> {
    /// The cell that an input holds; nothing for the number of rows.
    fn brought_cell(&self, input: usize) -> Option<BroughtCell> {
        self.lowering.uploads.iter().enumerate().find_map(|(upload, brought)| {
            let place = input.checked_sub(brought.first as usize + 1)?;
            let width = brought.columns.len();
            let (row, offset) = (place.checked_div(width)?, place % width);
            (row < brought.most).then_some(BroughtCell { upload, row, offset })
        })
    }

    /// The upload whose number of rows an input holds.
    fn brought_count(&self, input: usize) -> Option<&Brought> {
        self.lowering.uploads.iter().find(|brought| brought.first as usize == input)
    }

    /// Whether an input is filled by rows that students bring along.
    pub(super) fn is_brought(&self, input: usize) -> bool {
        self.brought_count(input).is_some() || self.brought_cell(input).is_some()
    }

    /// The values of an input that rows of students fill; nothing for other inputs.
    pub(super) fn brought_values(&self, input: usize) -> Option<Values> {
        if let Some(brought) = self.brought_count(input) {
            let positions = (0..=brought.most).map(|count| count as f64).collect();
            return Some(Values { positions, ..Values::default() });
        }
        let BroughtCell { upload, row, offset } = self.brought_cell(input)?;
        let brought = &self.lowering.uploads[upload];
        let place = brought.columns[offset];
        let column = &self.model.tables[brought.table].columns[place];
        let mut values = Values { positions: vec![UNDEFINED], ..Values::default() };
        match inner(&column.of) {
            _ if brought.texts[row][offset].is_some() => {
                values.positions.extend(brought.texts[row][offset].map(f64::from));
            }
            Type::Bool => values.positions.extend([0.0, 1.0]),
            Type::Row(other) => {
                let rows = self.model.tables[*other].rows.len();
                values.positions.extend((0..rows).map(|row| row as f64));
            }
            Type::Number(_) | Type::Point => {
                let unit = column.format.unit(1.0);
                let (from, to) = self.limits(brought.table, place);
                let most = LARGEST * unit.factor;
                // A limit of its own may lie beyond.
                let (least, most) = ((unit.offset - most).min(to), (unit.offset + most).max(from));
                values.between = Some((from.max(least), to.min(most)));
            }
            _ => values.open = true,
        }
        Some(values)
    }

    /// A number in a row that a student brings along, in words; nothing for other inputs.
    pub(super) fn said_brought(&mut self, input: usize, value: f64) -> Option<String> {
        let BroughtCell { upload, row, offset } = self.brought_cell(input)?;
        let brought = &self.lowering.uploads[upload];
        let table = &self.model.tables[brought.table];
        let column = &table.columns[brought.columns[offset]];
        if brought.texts[row][offset].is_some() || !matches!(inner(&column.of), Type::Number(_) | Type::Point)
        {
            return None;
        }
        let (name, value) = (&column.name, column.format.text(value));
        Some(format!("`{name}` = {value} in row {} of a student", row + 1))
    }

    /// A condition about rows that there can be: one that is there has its cells, and another has none. `inputs` are
    /// those that the condition reads.
    pub(super) fn with_whole_rows(&mut self, condition: Node, inputs: &[usize]) -> Node {
        let mut gates = Vec::new();
        for input in inputs {
            let Some(BroughtCell { upload, row, offset }) = self.brought_cell(*input) else { continue };
            let brought = &self.lowering.uploads[upload];
            let column = &self.model.tables[brought.table].columns[brought.columns[offset]];
            let is_optional = matches!(column.of, Type::Maybe(_));
            let first = brought.first;
            let graph = &mut self.lowering.graph;
            let (row, count) = (graph.constant(row as f64), graph.input(first));
            let is_there = graph.binary(Binary::Lt, row, count);
            let cell = graph.input(*input as u32);
            let has_value = graph.unary(Unary::Defined, cell);
            gates.push(if is_optional {
                let none = graph.unary(Unary::Not, has_value);
                graph.binary(Binary::Or, none, is_there)
            } else {
                graph.binary(Binary::Eq, has_value, is_there)
            });
        }
        self.given(&gates, condition)
    }

    /// Rows to try: each of a table's own rows as the only one that a student brings along, and as many of them as there
    /// may be. Inputs with their values.
    pub(super) fn brought_rows(&mut self) -> Vec<Vec<(usize, f64)>> {
        let mut tried = Vec::new();
        for brought in self.lowering.uploads.clone() {
            let rows = self.model.tables[brought.table].rows.len().min(MOST_TRIED);
            let own: Vec<Vec<f64>> = (0..rows).map(|row| self.own_row(&brought, row)).collect();
            let filled = |place: usize, row: &[f64]| -> Vec<(usize, f64)> {
                let first = brought.first as usize + 1 + place * brought.columns.len();
                let cells = row.iter().enumerate().map(|(offset, cell)| match brought.texts[place][offset] {
                    Some(text) => (first + offset, f64::from(text)),
                    None => (first + offset, *cell),
                });
                cells.collect()
            };
            let count = brought.first as usize;
            for row in &own {
                tried.push([vec![(count, 1.0)], filled(0, row)].concat());
            }
            let most = brought.most.min(own.len());
            let all = (0..most).flat_map(|place| filled(place, &own[place]));
            tried.push([(count, most as f64)].into_iter().chain(all).collect());
        }
        tried
    }

    /// The data of one of a table's own rows, with every control at its start.
    fn own_row(&mut self, brought: &Brought, row: usize) -> Vec<f64> {
        let model = self.model;
        let nodes: Vec<Node> = brought
            .columns
            .iter()
            .map(|place| match &model.tables[brought.table].columns[*place].content {
                ColumnContent::Cells(cells) => match cells.get(row) {
                    Some(Some(cell)) => self.lowering.expr(cell, Lowering::BASE),
                    _ => self.lowering.graph.constant(UNDEFINED),
                },
                _ => self.lowering.graph.constant(UNDEFINED),
            })
            .collect();
        self.evaluate(&nodes)
    }
}

/// A type without the mark that values may be missing.
fn inner(of: &Type) -> &Type {
    match of {
        Type::Maybe(inner) => inner,
        of => of,
    }
}

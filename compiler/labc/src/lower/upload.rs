//! Rows that the student brings along: inputs of the program after those of the controls, one for how many rows there
//! are and one for each value. A text is the place of its words among the program's texts, which the page writes.

use lab_core::program::{Binary, UNDEFINED};

use super::Lowering;
use super::graph::Node;
use crate::check::model::*;

/// Where the values of an upload stand among the inputs.
#[derive(Clone, Debug)]
pub struct Brought {
    pub table: Id,
    /// The input that says how many rows there are; the values follow it, row by row.
    pub first: u32,
    /// How many rows there can be.
    pub most: usize,
    /// What stands in each row: the key, then the columns of data, by their places in the table.
    pub columns: Vec<usize>,
    /// For each row, the places of its texts among the program's texts: of the key and of the columns of texts.
    pub texts: Vec<Vec<Option<u32>>>,
}

impl Lowering<'_> {
    /// Lays out the inputs of all uploads, which hold nothing yet.
    pub(super) fn lay_out_uploads(&mut self) {
        for upload in &self.model.uploads {
            let Some(table) = upload.table else { continue };
            let columns = &self.model.tables[table].columns;
            let data = |(place, column): (usize, &ColumnTyped)| {
                matches!(column.content, ColumnContent::Key | ColumnContent::Cells(_)).then_some(place)
            };
            let places: Vec<usize> = columns.iter().enumerate().filter_map(data).collect();
            let first = self.graph.inputs.len() as u32;
            self.graph.inputs.push(0.0);
            self.graph.inputs.extend(std::iter::repeat_n(UNDEFINED, upload.most * places.len()));
            let name = &upload.tree.name.text;
            let mut texts = Vec::new();
            for row in 0..upload.most {
                let mut words = |place: &usize| {
                    let column = &columns[*place];
                    let is_text = *place == 0 || is_text(&column.of);
                    is_text.then(|| {
                        let text = self.graph.text(&format!("{name}, row {}: {}", row + 1, column.name));
                        self.graph.value(text).unwrap_or_default() as u32
                    })
                };
                texts.push(places.iter().map(&mut words).collect());
            }
            self.uploads.push(Brought { table, first, most: upload.most, columns: places, texts });
        }
        self.first_given = self.graph.inputs.len() as u32;
    }

    /// Where the rows are that students bring along for a table.
    pub fn brought(&self, table: Id) -> Option<&Brought> {
        self.uploads.iter().find(|upload| upload.table == table)
    }

    /// How many rows of a table a page can show: its own, and those that students bring along.
    pub fn rows_with_brought(&self, table: Id) -> usize {
        self.model.tables[table].rows.len() + self.brought(table).map_or(0, |upload| upload.most)
    }

    /// Whether a row is there, where that is for the student to say.
    pub fn is_brought(&mut self, table: Id, row: usize) -> Option<Node> {
        let own = self.model.tables[table].rows.len();
        let first = self.brought(table)?.first;
        let place = self.graph.constant(row.checked_sub(own)? as f64);
        let count = self.graph.input(first);
        Some(self.graph.binary(Binary::Lt, place, count))
    }

    /// The number that stands for a text.
    pub(crate) fn text_number(&mut self, text: &str) -> f64 {
        let node = self.graph.text(text);
        self.graph.value(node).unwrap_or_default()
    }

    /// The list of the rows that the student brings along.
    pub(super) fn uploaded(&mut self, id: Id) -> Node {
        let upload = self.uploads.iter().find(|upload| self.model.tables[upload.table].upload == Some(id));
        let Some(Brought { table, first, most, .. }) = upload.cloned() else {
            return self.graph.constant(UNDEFINED);
        };
        let count = self.graph.input(first);
        let own = self.graph.constant(self.model.tables[table].rows.len() as f64);
        self.copied(count, most as u32, |lowering, of| {
            let round = lowering.graph.round(of);
            lowering.graph.binary(Binary::Add, own, round)
        })
    }

    /// A cell of a row that may be one that the student brings along: `cell` gives it for the table's own rows. The
    /// key is a text here.
    pub(crate) fn cell_of_any(
        &mut self,
        table: Id,
        column: usize,
        row: Node,
        cell: impl FnOnce(&mut Self) -> Node,
    ) -> Node {
        let Some(upload) = self.brought(table).cloned() else { return cell(self) };
        let own = self.model.tables[table].rows.len();
        let Some(offset) = upload.columns.iter().position(|place| *place == column) else {
            return cell(self);
        };
        let input = |row: usize| upload.first + 1 + (row * upload.columns.len() + offset) as u32;
        match self.graph.value(row) {
            Some(known) if known >= own as f64 && ((known as usize) - own) < upload.most => {
                self.graph.input(input(known as usize - own))
            }
            Some(_) => cell(self),
            // What no upload can reach is one of the table's own rows.
            None if !self.graph.reads_input(row, upload.first..self.first_given) => cell(self),
            None => {
                let ours = cell(self);
                let nodes: Vec<Node> = (0..upload.most).map(|row| self.graph.input(input(row))).collect();
                let first = self.graph.constant(own as f64);
                let place = self.graph.binary(Binary::Sub, row, first);
                let theirs = self.nth(&nodes, place);
                let is_ours = self.graph.binary(Binary::Lt, row, first);
                self.graph.select(is_ours, ours, theirs)
            }
        }
    }
}

/// Whether a column holds texts.
fn is_text(of: &Type) -> bool {
    match of {
        Type::Maybe(inner) => **inner == Type::Text,
        of => *of == Type::Text,
    }
}

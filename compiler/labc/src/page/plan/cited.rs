//! What a lab reads from the registries, with where each figure comes from: for the page's list of sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::model::*;
use crate::check::provenance::Provenances;
use crate::lower::Lowering;
use crate::page::plan::planner::Planner;
use crate::page::render::markdown;
use crate::page::render::view::{FactView, TextLink};
use crate::syntax::tree::Text;

/// From how many sources on a page points to the registry instead of naming them.
const MOST_SOURCES: usize = 6;

impl Planner<'_> {
    /// Figures of registries, and of the lab's tables whose rows have sources of their own.
    pub(in crate::page) fn cited(&mut self) -> Vec<FactView> {
        let mut facts = Vec::new();
        // Where a control or a generator chooses the row, every row may be meant.
        let mut chosen: BTreeMap<Id, BTreeSet<usize>> = BTreeMap::new();
        // Once for each table, however many figures of it are cited.
        let mut tables: BTreeMap<Id, (Vec<String>, Provenances<'_>)> = BTreeMap::new();
        let model = self.model;
        for (id, row, column) in self.lab.cited.iter().copied() {
            let (columns, provenances) = tables
                .entry(id)
                .or_insert_with(|| (self.columns_of(id), Provenances::new(&model.tables[id].tree)));
            match (row, column) {
                (Some(row), Some(column)) => {
                    facts.extend(self.cited_cell(id, (row, column), columns, provenances));
                }
                (_, Some(column)) => {
                    chosen.entry(id).or_default().insert(column);
                }
                _ => chosen.entry(id).or_default().extend(0..columns.len()),
            }
        }
        for (id, columns) in chosen {
            self.cited_rows(id, &columns, &mut facts);
        }
        facts
    }

    /// The names of a table's columns; of a table with two keys, those of the second.
    fn columns_of(&self, id: Id) -> Vec<String> {
        let model = self.model;
        match model.tables[id].keys {
            Some((_, columns)) => model.tables[columns].rows.iter().map(|key| key.text.clone()).collect(),
            None => model.tables[id].columns.iter().map(|column| column.name.clone()).collect(),
        }
    }

    fn cell_of(&self, id: Id, row: usize, column: usize) -> Option<&'_ Typed> {
        let table = &self.model.tables[id];
        let (content, index) = match table.keys {
            Some((_, columns)) => {
                let width = self.model.tables[columns].rows.len();
                (&table.columns.first()?.content, row * width + column)
            }
            None => (&table.columns.get(column)?.content, row),
        };
        match content {
            ColumnContent::Cells(cells) => cells.get(index)?.as_ref(),
            _ => None,
        }
    }

    fn cited_cell(
        &mut self,
        id: Id,
        (row, column): (usize, usize),
        columns: &[String],
        provenances: &Provenances<'_>,
    ) -> Option<FactView> {
        let model = self.model;
        let table = &model.tables[id];
        let cell = self.cell_of(id, row, column)?.clone();
        let format = match table.keys {
            Some(_) => table.formats.get(column)?.clone(),
            None => table.columns.get(column)?.format.clone(),
        };
        let node = self.lowering.expr(&cell, Lowering::BASE);
        let number = self.lowering.graph.value(node).filter(|value| value.is_finite());
        let value = match (&cell.kind, &cell.of, number) {
            (TypedKind::Number(_, Some(written)), _, Some(value)) => {
                model.units.fixed(written, None).text(value)
            }
            (_, Type::Number(_), Some(value)) => format.text(value),
            // Names and marks are no figures.
            _ => return None,
        };
        let rows = table.keys.map_or(id, |(rows, _)| rows);
        let key = &model.tables[rows].rows.get(row)?.text;
        let said = provenances.of(key, &columns[column]);
        let source = said.source.filter(|source| is_own(table, source))?;
        let works = self.works_of(source);
        let source = self.source(source);
        let short = table.tree.name.text.rsplit('.').next().unwrap_or_default().replace('_', " ");
        let what = columns[column].replace('_', " ");
        let what = if table.keys.is_some() { format!("{short} {what}") } else { what };
        let name = format!("{}: {what}", self.row_label(rows, row));
        let words = said.convention.into_iter().chain(said.remarks.iter().copied());
        let docs = words.map(Text::words).collect::<Vec<_>>().join("; ");
        let html = markdown::html_of(&docs);
        Some(FactView { name, value, source, works, html, files: Vec::new() })
    }

    /// What a row is called.
    fn row_label(&self, id: Id, row: usize) -> String {
        let table = &self.model.tables[id];
        let label = table.columns.iter().position(|column| column.name == "label");
        match label.and_then(|label| self.cell_of(id, row, label)) {
            Some(Typed { kind: TypedKind::Text(words), .. }) => words.clone(),
            _ => table.rows.get(row).map(|key| key.text.clone()).unwrap_or_default(),
        }
    }

    /// Columns of which any row may be read: one line for each source, or one for all.
    fn cited_rows(&mut self, id: Id, read: &BTreeSet<usize>, facts: &mut Vec<FactView>) {
        let model = self.model;
        let table = &model.tables[id];
        let columns = self.columns_of(id);
        let rows = &model.tables[table.keys.map_or(id, |(rows, _)| rows)].rows;
        let mut by_source: BTreeMap<String, (usize, Vec<TextLink>)> = BTreeMap::new();
        let provenances = Provenances::new(&table.tree);
        for (row, key) in rows.iter().enumerate() {
            for column in read {
                let figure = self.cell_of(id, row, *column);
                if figure.is_none_or(|figure| !matches!(figure.of, Type::Number(_))) {
                    continue;
                }
                let said = provenances.of(&key.text, &columns[*column]);
                if let Some(source) = said.source.filter(|source| is_own(table, source)) {
                    let works = self.works_of(source);
                    let entry = by_source.entry(self.source(source)).or_insert((0, works));
                    entry.0 += 1;
                }
            }
        }
        let name = table.tree.title.as_ref().map_or_else(
            || table.tree.name.text.rsplit('.').next().unwrap_or_default().replace('_', " "),
            Text::words,
        );
        let figures = |count: usize| match count {
            1 => "1 figure".to_owned(),
            count => format!("{count} figures"),
        };
        if by_source.len() > MOST_SOURCES && crate::inputs::library::declares(&table.tree.name.text) {
            let source = format!(
                "{} sources, one for each figure: in the reference of the registry `{}`",
                by_source.len(),
                table.tree.name.text
            );
            let value = figures(by_source.values().map(|(count, _)| count).sum());
            facts.push(FactView {
                name,
                value,
                source,
                works: Vec::new(),
                html: String::new(),
                files: Vec::new(),
            });
            return;
        }
        for (source, (count, works)) in by_source {
            let (name, value) = (name.clone(), figures(count));
            facts.push(FactView { name, value, source, works, html: String::new(), files: Vec::new() });
        }
    }
}

/// Whether a source is not that of a whole table of the lab, which is listed as such.
fn is_own(table: &Table, source: &Text) -> bool {
    crate::inputs::library::declares(&table.tree.name.text) || table.tree.source.as_ref() != Some(source)
}

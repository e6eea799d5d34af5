//! The figures that a lab states itself, as data: what `labc check` holds against the registries, and against
//! the other labs of the course.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check::MOST_WRITTEN;
use crate::check::model::*;
use crate::check::provenance::Provenances;
use crate::check::units::{Dimension, Units, Written};
use crate::lower::Lowering;
use crate::page::plan::planner::Planner;
use crate::sources::Span;
use crate::syntax::tree::{Name, Origin, Text};

/// A figure that a lab states: a constant, or a cell of a table that is no formula.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StatedFigure {
    /// What it is: the constant's name without that of its module, the column of a cell.
    pub name: String,
    /// The module that states it, where the lab itself doesn't.
    pub module: Option<String>,
    /// What it is of: the key and the short texts of its row.
    pub of: Vec<String>,
    /// The table it stands in.
    pub table: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// What is said about it besides.
    pub docs: String,
    /// Its value in base units.
    pub value: f64,
    /// Its dimension; nothing where that is made of dimensions that the lab declares, which mean nothing elsewhere.
    pub dimension: Option<Dimension>,
    /// Its dimension by name.
    pub dimension_name: String,
    /// Its value as a page shows it.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl StatedFigure {
    /// The module that states it.
    pub fn module(&self) -> Option<&str> {
        self.module.as_deref()
    }
}

/// A column of bare figures that says nothing about where they come from.
#[derive(Clone, Debug)]
pub struct Unsourced {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Where the table is declared.
    pub span: Span,
}

/// How many units of a table are kept: those of the columns of a file, where a lab writes a unit at each figure.
const MOST_UNITS: usize = 60;
/// The longest text of a row that names what the row is.
const LONGEST_NAME: usize = 60;

impl Planner<'_> {
    /// Every figure with a source that the lab, or a module of its course, states.
    pub(in crate::page) fn stated(&mut self) -> Vec<StatedFigure> {
        let mut stated = Vec::new();
        let model = self.model;
        for define in &model.defines {
            let (Origin::Const, Some(source), Some(value)) =
                (define.tree.origin, &define.tree.source, &define.value)
            else {
                continue;
            };
            if crate::inputs::library::declares(&define.tree.name.text) {
                continue;
            }
            let span = define.tree.name.span;
            stated.extend(self.known_figure(value, None, span).map(|figure| StatedFigure {
                name: last_of(&define.tree.name.text).to_owned(),
                module: module_of(&define.tree.name.text).map(str::to_owned),
                source: source.words(),
                docs: define.docs.clone(),
                ..figure
            }));
        }
        for table in
            model.tables.iter().filter(|table| !crate::inputs::library::declares(&table.tree.name.text))
        {
            // A table with two keys has no names of its own for what its figures are, and a long one is data.
            if table.keys.is_none() && table.rows.len() <= MOST_WRITTEN {
                self.cells(table, &mut stated);
            }
        }
        stated
    }

    /// Tables with figures that nobody vouches for: a column in a unit, with neither a source nor a word on it.
    pub(in crate::page) fn unsourced(&self) -> Vec<Unsourced> {
        let mut found = Vec::new();
        let units = &self.model.units;
        for table in &self.model.tables {
            let tree = &table.tree;
            if crate::inputs::library::declares(&tree.name.text)
                || tree.from.is_some()
                || table.keys.is_some()
            {
                continue;
            }
            let provenances = Provenances::new(tree);
            let bare = table.columns.iter().find(|column| {
                let ColumnContent::Cells(cells) = &column.content else { return false };
                table.rows.iter().zip(cells).any(|(row, cell)| {
                    let Some(Typed { kind: TypedKind::Number(..), of: Type::Number(dimension), .. }) = cell
                    else {
                        return false;
                    };
                    let said = provenances.of(&row.text, &column.name);
                    let silent = said.source.is_none() && said.convention.is_none();
                    let silent = silent && said.of_row.is_empty() && said.remarks.is_empty();
                    silent && dimension.agree(&Dimension::NONE, units).is_none()
                })
            });
            found.extend(bare.map(|column| Unsourced {
                table: tree.name.text.clone(),
                column: column.name.clone(),
                span: tree.name.span,
            }));
        }
        found
    }

    fn cells(&mut self, table: &Table, stated: &mut Vec<StatedFigure>) {
        let name = &table.tree.name.text;
        let provenances = Provenances::new(&table.tree);
        let mut shown = CellFormats::default();
        for (index, row) in table.rows.iter().enumerate() {
            // Rows of a file without keys are numbered: a number does not say what a figure is about.
            let is_numbered = table.tree.from.is_some() && row.text == format!("r{}", index + 1);
            let mut of = if is_numbered { Vec::new() } else { vec![row.text.clone()] };
            for column in &table.columns {
                if let ColumnContent::Cells(cells) = &column.content
                    && let Some(Some(Typed { kind: TypedKind::Text(words), .. })) = cells.get(index)
                    && words.len() <= LONGEST_NAME
                {
                    of.push(words.clone());
                }
            }
            if of.is_empty() {
                continue;
            }
            for column in &table.columns {
                let ColumnContent::Cells(cells) = &column.content else { continue };
                let Some(Some(cell)) = cells.get(index) else { continue };
                let said = provenances.of(&row.text, &column.name);
                let Some(source) = said.source else { continue };
                let remarks = said.convention.iter().chain(&said.of_row).chain(&said.remarks);
                let docs = remarks.map(|text| Text::words(text)).collect::<Vec<_>>().join(" ");
                stated.extend(self.figure_of_cell(cell, &column.format, &mut shown).map(|figure| {
                    StatedFigure {
                        name: column.name.clone(),
                        module: module_of_cell(table, cell),
                        of: of.clone(),
                        table: Some(name.clone()),
                        source: source.words(),
                        docs,
                        ..figure
                    }
                }));
            }
        }
    }

    /// The figure of a cell. Most cells are numbers in one unit, for which everything but the value is the same.
    fn figure_of_cell(
        &mut self,
        cell: &Typed,
        format: &lab_core::number::Format,
        shown: &mut CellFormats,
    ) -> Option<StatedFigure> {
        let (TypedKind::Number(value, Some(unit)), Type::Number(dimension)) = (&cell.kind, &cell.of) else {
            return self.known_figure(cell, Some(format), cell.span);
        };
        let units = &self.model.units;
        let known = shown.units.iter().find(|known| Arc::ptr_eq(&known.unit, unit));
        let known = match known {
            Some(known) => known,
            None if shown.units.len() >= MOST_UNITS => {
                return self.known_figure(cell, Some(format), cell.span);
            }
            None => {
                shown.units.push(ShownUnit {
                    unit: Arc::clone(unit),
                    format: units.fixed(unit, None),
                    dimension: Some(dimension.clone()).filter(|dimension| Units::prelude().knows(dimension)),
                    dimension_name: dimension.name(units),
                });
                shown.units.last()?
            }
        };
        let value = Some(*value).filter(|value| value.is_finite())?;
        Some(StatedFigure {
            value,
            dimension: known.dimension.clone(),
            dimension_name: known.dimension_name.clone(),
            text: known.format.text(value),
            span: cell.span,
            ..StatedFigure::default()
        })
    }

    /// A figure that no control moves, with nothing said about it yet.
    fn known_figure(
        &mut self,
        typed: &Typed,
        format: Option<&lab_core::number::Format>,
        span: Span,
    ) -> Option<StatedFigure> {
        let plain = Dimension::NONE;
        let dimension = match &typed.of {
            Type::Number(dimension) => dimension,
            // A temperature of a scale has no dimension by which it could be held against others.
            Type::Point => &plain,
            _ => return None,
        };
        let is_point = typed.of == Type::Point;
        let node = self.lowering.expr(typed, Lowering::BASE);
        let value = self.lowering.graph.value(node).filter(|value| value.is_finite())?;
        let text = match (&typed.kind, format) {
            (TypedKind::Number(_, Some(written)), _) => self.model.units.fixed(written, None).text(value),
            (_, Some(format)) => format.text(value),
            _ => self.lab.formats().format_of(typed).text(value),
        };
        let dimension_name =
            if is_point { "a point of a scale".to_owned() } else { dimension.name(&self.model.units) };
        let dimension =
            Some(dimension.clone()).filter(|dimension| !is_point && Units::prelude().knows(dimension));
        Some(StatedFigure { value, dimension, dimension_name, text, span, ..StatedFigure::default() })
    }
}

/// The module of a name.
fn module_of(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(module, _)| module)
}

/// The module that states a cell. Everything in a module stands where it is used; rows that a lab adds stand where they
/// are written.
fn module_of_cell(table: &Table, cell: &Typed) -> Option<String> {
    let Name { text, span } = &table.tree.name;
    // A table that is called like its module stands for it.
    let is_module = module_of(text).is_some() || table.tree.from.is_none();
    (is_module && cell.span == *span).then(|| module_of(text).unwrap_or(text).to_owned())
}

/// A name without that of its module.
fn last_of(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// How the cells of a table are shown, by the unit that they share.
#[derive(Default)]
struct CellFormats {
    units: Vec<ShownUnit>,
}

struct ShownUnit {
    unit: Arc<Written>,
    format: lab_core::number::Format,
    dimension: Option<Dimension>,
    dimension_name: String,
}

//! How values are shown: as they are declared, or in the unit that follows from what they are computed from.

use std::cell::RefCell;
use std::collections::HashMap;

use lab_core::number::Format;
use lab_core::program::Binary;

use super::model::*;
use super::{Checker, Local, plain};
use crate::check::units::{Dimension, Hint};

/// The formats of quantities, each found once: for as many units and dimensions as there were then.
pub(super) type Suited = RefCell<([usize; 5], HashMap<(Option<Hint>, Dimension), Format>)>;

/// Finds the formats of values in a checked lab.
#[derive(Clone, Copy)]
pub struct Formats<'m> {
    pub(super) model: &'m Model,
    /// Parameters and variables in scope, which may have formats of their own.
    pub(super) locals: &'m [Local],
    pub(super) suited: &'m Suited,
}

impl Checker {
    /// The formats of values, with the variables that are in scope.
    pub fn formats(&self) -> Formats<'_> {
        Formats { model: &self.model, locals: &self.locals, suited: &self.suited }
    }

    /// How a value is shown where nothing is said: as it was declared, or in the unit that suits its size.
    pub fn format_of(&self, typed: &Typed) -> Format {
        self.formats().format_of(typed)
    }
}

impl Formats<'_> {
    /// How a value is shown where nothing is said: as it was declared, or in the unit that suits its size.
    pub fn format_of(&self, typed: &Typed) -> Format {
        match &typed.kind {
            TypedKind::Define(id) => return self.model.defines[*id].format.clone(),
            TypedKind::Control(id) | TypedKind::Solve(id, _) => {
                return self.model.controls[*id].format.clone();
            }
            TypedKind::Cell(row, table, column) => {
                let slot = &self.model.tables[*table].columns[*column];
                // A cell with a unit of its own is shown in it.
                if let (Some(row), ColumnContent::Cells(cells)) = (self.model.known_row(row), &slot.content)
                    && let Some(Some(cell)) = cells.get(row)
                {
                    return self.format_of_cell(cell, &slot.format);
                }
                return slot.format.clone();
            }
            TypedKind::Given(id) => return self.model.given[*id].format.clone(),
            TypedKind::Pair(table, _, column) => {
                let table = &self.model.tables[*table];
                let own = self.model.known_row(column).and_then(|column| table.formats.get(column));
                let format = own.unwrap_or(&table.columns[0].format);
                return match self.model.known_pair(typed) {
                    Some(cell) => self.format_of_cell(cell, format),
                    None => format.clone(),
                };
            }
            TypedKind::At(inner, _) | TypedKind::AtStart(inner) => return self.format_of(inner),
            TypedKind::Local(index) => {
                let local = self.locals.iter().find(|local| local.index == *index);
                if let Some(format) = local.and_then(|local| local.format.clone()) {
                    return format;
                }
            }
            TypedKind::Call(id, _) => {
                if let Some(format) = &self.model.functions[*id].format {
                    return format.clone();
                }
            }
            TypedKind::Number(value, Some(written)) => {
                // A quantity that is written out keeps its unit as long as it reads well in it.
                let read = ((value - written.offset) / written.factor).abs();
                if written.offset != 0.0 || written.dimension.is_none() || (0.1..999.5).contains(&read) {
                    return self.model.units.fixed(written, None);
                }
            }
            TypedKind::Binary(Binary::Else, a, _) => return self.format_of(a),
            TypedKind::Binary(..) if self.model.is_level(&typed.of) => return self.default_format(&typed.of),
            TypedKind::Binary(Binary::Add | Binary::Sub | Binary::Min | Binary::Max, a, b)
                if (a.of == Type::Point) == (typed.of == Type::Point) =>
            {
                let (a, b) = (self.format_of(a), self.format_of(b));
                if a == b {
                    return a;
                }
            }
            _ => {}
        }
        self.followed(typed)
    }

    fn format_of_cell(&self, cell: &Typed, column: &Format) -> Format {
        match &cell.kind {
            TypedKind::Number(_, Some(written)) => self.model.units.fixed(written, None),
            _ => column.clone(),
        }
    }

    /// How values of a type are shown where nothing else is known.
    pub fn default_format(&self, of: &Type) -> Format {
        match of {
            Type::Number(dimension) => self.model.units.suited(None, dimension),
            Type::Point => self.model.units.degrees(),
            Type::Maybe(inner) | Type::List(inner) => self.default_format(inner),
            _ => plain(),
        }
    }
}

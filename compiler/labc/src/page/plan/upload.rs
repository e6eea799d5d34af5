//! `upload`: the panel where students bring rows of their own, and what its script has to know of the table.

use lab_core::number::Format;
use serde::Serialize;

use crate::check::model::*;
use crate::check::text::TypedText;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::plan::reflect::names_of;
use crate::syntax::tree::Operator;

/// What the script knows of a table that students bring rows for. Not through a map, whose order depends on how a
/// library was built.
#[derive(Serialize)]
struct Schema<'a, F, M, T> {
    name: &'a str,
    first: F,
    most: M,
    columns: &'a [block::UploadColumn],
    texts: T,
}

impl Planner<'_> {
    pub(in crate::page) fn upload(&mut self, id: Id, label: &TypedText<'_>) -> Option<Plan> {
        let upload = &self.model.uploads[id];
        let table = upload.table?;
        let brought = self.lowering.brought(table)?.clone();
        let columns: Vec<_> = brought.columns.iter().map(|place| self.upload_column(table, *place)).collect();
        let (name, was) = (upload.tree.name.text.clone(), names_of(&upload.tree.was));
        let label = self.rich(label);
        let schema = Schema {
            name: &name,
            first: brought.first,
            most: brought.most,
            columns: &columns,
            texts: brought.texts,
        };
        let schema = serde_json::to_string(&schema).unwrap_or_default();
        Some(Plan::Upload(block::Upload { name, was, label, schema, columns }))
    }

    fn upload_column(&mut self, table: Id, place: usize) -> block::UploadColumn {
        let column = self.model.tables[table].columns[place].clone();
        let written = self.model.tables[table].tree.columns.get(place).cloned();
        let (of, optional) = match &column.of {
            Type::Maybe(inner) => ((**inner).clone(), true),
            of => (of.clone(), false),
        };
        let mut planned = block::UploadColumn {
            name: column.name.clone(),
            kind: "number",
            unit: String::new(),
            scale: None,
            optional,
            range: String::new(),
            keys: Vec::new(),
        };
        match &of {
            _ if place == 0 => planned.kind = "key",
            Type::Text => planned.kind = "text",
            Type::Bool => planned.kind = "bool",
            Type::Row(other) => {
                planned.kind = "row";
                let rows = &self.model.tables[*other].rows;
                planned.keys = rows.iter().map(|row| row.text.clone()).collect();
            }
            _ => {
                let unit = column.format.unit(1.0).clone();
                let format = Format { units: vec![unit.clone()], digits: column.format.digits };
                let (from, to) = self.limits(table, place);
                let mut ranges = Vec::new();
                for (operator, bound, _) in written.iter().flat_map(|column| &column.bounds) {
                    let bound = unit.offset + bound * unit.factor;
                    let (sign, text) = (operator.symbol(), format.text(bound));
                    ranges.push(format!("{} {text}", sign.replace(">=", "≥").replace("<=", "≤")));
                }
                planned.scale = Some(self.scales.len());
                planned.range = ranges.join(", ");
                planned.unit.clone_from(&unit.symbol);
                let scale = self.scale(&of, &unit, (from, to), false);
                self.scales.push(scale);
            }
        }
        planned
    }

    /// The least and the greatest number that a column takes, in base units: infinite where it has no limit.
    pub(in crate::page) fn limits(&self, table: Id, place: usize) -> (f64, f64) {
        let table = &self.model.tables[table];
        let unit = table.columns[place].format.unit(1.0);
        let (mut from, mut to) = (f64::NEG_INFINITY, f64::INFINITY);
        for (operator, bound, _) in table.tree.columns.get(place).iter().flat_map(|column| &column.bounds) {
            let bound = unit.offset + bound * unit.factor;
            match operator {
                Operator::Ge => from = from.max(bound),
                Operator::Gt => from = from.max(bound.next_up()),
                Operator::Le => to = to.min(bound),
                _ => to = to.min(bound.next_down()),
            }
        }
        (from, to)
    }
}

//! The registries of the standard library as data: every figure with where it comes from. Start at [`fields`].
//!
//! The reference is made from it, and `labc check` holds what labs say against it. Reading the modules and computing
//! their formulas takes longer than checking a small lab, so that what comes out is kept in `prelude/registries.jsonl`;
//! a test holds that file against the modules, and `LABC_UPDATE=1` writes it anew.

mod page;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::check::Checker;
use crate::check::model::*;
use crate::check::provenance::{Provenance, Provenances};
use crate::check::units::Units;
use crate::diagnostic::Diagnostic;
use crate::inputs::library;
use crate::lower::Lowering;
use crate::sources::{FileId, NoFiles};
use crate::syntax::tree;

pub use page::pages;

/// What the modules of the library say, a figure a line.
const KEPT: &str = include_str!("../../prelude/registries.jsonl");

/// A figure of a registry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegistryField {
    /// The table as a lab names it: `hardware`, `prices.cloud`.
    pub table: String,
    /// The key of its row.
    pub row: String,
    /// What the row is called.
    pub label: String,
    /// What stands behind the row: `memory`, `peak.fp16`.
    pub name: String,
    /// Its value as a page shows it.
    pub text: String,
    /// Its value in base units, where it is a number.
    pub value: Option<f64>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What its whole column is: the convention it follows.
    pub convention: Option<String>,
    /// What is said of its whole row.
    pub of_row: Vec<String>,
    /// What else is to be said of it.
    pub remarks: Vec<String>,
}

impl RegistryField {
    /// As a lab reads it: `hardware.h100_sxm.memory`.
    pub fn path(&self) -> String {
        format!("{}.{}.{}", self.table, self.row, self.name)
    }
}

/// Every figure of every registry, by module, in the order of the tables.
pub fn fields() -> &'static [(&'static str, Vec<RegistryField>)] {
    static FIELDS: OnceLock<Vec<(&'static str, Vec<RegistryField>)>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        let mut modules: Vec<(&'static str, Vec<RegistryField>)> = Vec::new();
        for line in KEPT.lines() {
            // A bug of ours, and the tests would have met it.
            let field: RegistryField = serde_json::from_str(line).expect("a figure of the registries");
            let module =
                library::names().find(|name| *name == field.table.split('.').next().unwrap_or_default());
            let module = module.expect("the module of a figure");
            match modules.last_mut() {
                Some((last, fields)) if *last == module => fields.push(field),
                _ => modules.push((module, vec![field])),
            }
        }
        modules
    })
}

/// The same, read and computed from the modules.
pub fn computed() -> Vec<(&'static str, Vec<RegistryField>)> {
    let modules = library::names().map(|name| (name, of_module(name)));
    modules.filter(|(_, fields)| !fields.is_empty()).collect()
}

/// What is kept of the modules, computed anew.
pub fn listing() -> String {
    let fields = computed().into_iter().flat_map(|(_, fields)| fields);
    let line = |field| serde_json::to_string(&field).expect("plain data") + "\n";
    fields.map(line).collect()
}

fn of_module(name: &'static str) -> Vec<RegistryField> {
    let Some(module) = library::module(name) else { return Vec::new() };
    let tables: Vec<String> = module
        .entries
        .iter()
        .filter(|entry| module.words(entry).starts_with("table "))
        .filter_map(|entry| entry.name.clone())
        .collect();
    if tables.is_empty() {
        return Vec::new();
    }
    // Names in a comment bring in what they name.
    let named: Vec<String> = tables.iter().map(|table| format!("{name}.{table}")).collect();
    let source = format!("use {}.{name}\n// {}\n", library::STD, named.join(" "));
    let (mut file, mut diagnostics) = crate::syntax::parse(FileId(0), &source);
    diagnostics.append(&mut crate::inputs::modules::bring_in(FileId(0), &mut file, &source, &NoFiles));
    let checker = Checker::new(FileId(0), &source, &file, Units::prelude());
    diagnostics.extend(checker.diagnostics.iter().cloned());
    // A bug of ours, and the tests would have met it.
    assert!(diagnostics.is_empty(), "the registry {name} is faulty: {}", headlines(&diagnostics));
    let mut reading =
        RegistryReader { model: &checker.model, lowering: Lowering::new(&checker.model, FileId(0)) };
    let mut fields = Vec::new();
    for table in 0..checker.model.tables.len() {
        if checker.model.tables[table].keys.is_none() {
            reading.table(table, &mut fields);
        }
    }
    fields
}

fn headlines(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| diagnostic.headline.as_str()).collect::<Vec<_>>().join("; ")
}

struct RegistryReader<'m> {
    model: &'m Model,
    lowering: Lowering<'m>,
}

impl RegistryReader<'_> {
    fn table(&mut self, id: Id, fields: &mut Vec<RegistryField>) {
        let model = self.model;
        let table = &model.tables[id];
        let paired = (0..model.tables.len())
            .filter(|pairs| model.tables[*pairs].keys.is_some_and(|(rows, _)| rows == id))
            .collect::<Vec<_>>();
        let provenances = Provenances::new(&table.tree);
        for (index, row) in table.rows.iter().enumerate() {
            let first = fields.len();
            let mut label = row.text.clone();
            let mut of_row: Vec<String> = Vec::new();
            for column in &table.columns {
                match &column.content {
                    ColumnContent::Cells(cells) => {
                        let Some(Some(cell)) = cells.get(index) else { continue };
                        let shown = self.text(cell, &column.format);
                        let said = provenances.of(&row.text, &column.name);
                        if column.name == "label" {
                            label = shown.0;
                            // What is said of a row's name is said of the row.
                            of_row =
                                said.of_row.iter().chain(&said.remarks).map(|text| text.words()).collect();
                            continue;
                        }
                        fields.push(field(&table.tree, &row.text, &column.name, shown, &said));
                    }
                    ColumnContent::Computed(_, Some(formula)) => {
                        let at = self.lowering.graph.constant(index as f64);
                        let place = table.columns.iter().position(|other| other.name == column.name);
                        let node = self.lowering.column(id, place.unwrap_or(0), at, Lowering::BASE);
                        let value = self.lowering.graph.value(node).filter(|value| !value.is_nan());
                        let Some(value) = value else { continue };
                        if !matches!(formula.of, Type::Number(_)) {
                            continue;
                        }
                        let shown = (column.format.text(value), Some(value));
                        let said = provenances.of(&row.text, &column.name);
                        fields.push(field(&table.tree, &row.text, &column.name, shown, &said));
                    }
                    _ => {}
                }
            }
            for pairs in &paired {
                self.pairs(&model.tables[*pairs], index, &row.text, table, fields);
            }
            for field in &mut fields[first..] {
                field.label.clone_from(&label);
                let known = std::mem::take(&mut field.of_row);
                field.of_row = of_row.clone();
                field.of_row.extend(known.into_iter().filter(|remark| !of_row.contains(remark)));
            }
        }
    }

    fn pairs(&mut self, pairs: &Table, index: usize, row: &str, of: &Table, fields: &mut Vec<RegistryField>) {
        let (Some((_, columns)), Some(ColumnContent::Cells(cells))) =
            (pairs.keys, pairs.columns.first().map(|column| &column.content))
        else {
            return;
        };
        let keys = &self.model.tables[columns].rows;
        let name = pairs.tree.name.text.rsplit('.').next().unwrap_or_default().to_owned();
        let provenances = Provenances::new(&pairs.tree);
        for (column, key) in keys.iter().enumerate() {
            let Some(Some(cell)) = cells.get(index * keys.len() + column) else { continue };
            let shown = self.text(cell, &pairs.formats[column]);
            let said = provenances.of(row, &key.text);
            fields.push(field(&of.tree, row, &format!("{name}.{}", key.text), shown, &said));
        }
    }

    /// A cell as it is shown, and its value where it is a number.
    fn text(&mut self, cell: &Typed, format: &lab_core::number::Format) -> (String, Option<f64>) {
        match (&cell.kind, &cell.of) {
            (TypedKind::Text(words), _) => (words.clone(), None),
            (TypedKind::Bool(value), _) => (if *value { "yes" } else { "no" }.to_owned(), None),
            (TypedKind::Row(table, row), _) => (self.model.tables[*table].rows[*row].text.clone(), None),
            (_, Type::Number(_)) => {
                let node = self.lowering.expr(cell, Lowering::BASE);
                let value = self.lowering.graph.value(node).unwrap_or(f64::NAN);
                let text = match &cell.kind {
                    TypedKind::Number(_, Some(written)) => self.model.units.fixed(written, None).text(value),
                    _ => format.text(value),
                };
                (text, Some(value))
            }
            _ => (String::new(), None),
        }
    }
}

fn field(
    table: &tree::Table,
    row: &str,
    name: &str,
    (text, value): (String, Option<f64>),
    said: &Provenance<'_>,
) -> RegistryField {
    RegistryField {
        table: table.name.text.clone(),
        row: row.to_owned(),
        label: String::new(),
        name: name.to_owned(),
        text,
        value,
        source: said.source.map(tree::Text::words),
        convention: said.convention.map(tree::Text::words),
        of_row: said.of_row.iter().map(|remark| remark.words()).collect(),
        remarks: said.remarks.iter().map(|remark| remark.words()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_source_and_a_convention() {
        let mut count = 0;
        for (_, fields) in fields() {
            for field in fields {
                count += 1;
                assert!(field.source.as_ref().is_some_and(|source| source.len() > 5), "{}", field.path());
                assert!(field.convention.is_some(), "{} follows which convention?", field.path());
                assert!(!field.text.is_empty() && !field.label.is_empty(), "{}", field.path());
            }
        }
        assert!(count > 800, "{count}");
    }

    #[test]
    fn what_makers_print_in_two_ways_says_which_it_is() {
        let all: Vec<&RegistryField> = fields().iter().flat_map(|(_, fields)| fields).collect();
        let of = |path: &str| *all.iter().find(|field| field.path() == path).expect("a field");
        for (path, words) in [
            ("hardware.h100_sxm.memory", "binary"),
            ("hardware.h100_sxm.link", "one direction"),
            ("hardware.h100_sxm.host_link", "one direction"),
            ("hardware.h100_sxm.peak.fp16", "dense"),
            ("hardware.h100_sxm.peak.fp16_sparse", "sparse"),
            ("hardware.h100_sxm.bandwidth", "decimal"),
            ("models.resnet50.inference_ops", "two operations"),
            ("grid.france.intensity", "life cycle"),
        ] {
            assert!(of(path).convention.as_ref().expect("a convention").contains(words), "{path}");
        }
        assert_eq!(of("hardware.h100_sxm.memory").text, "80 GiB");
        assert_eq!(of("hardware.h100_sxm.peak.int8").text, "1979 TOP/s");
        // Sparse is twice dense, wherever both are given.
        let mut twice = 0;
        for field in &all {
            if let Some(dense) = field.name.strip_suffix("_sparse")
                && let Some(half) = all
                    .iter()
                    .find(|other| other.table == field.table && other.row == field.row && other.name == dense)
            {
                let (sparse, dense) = (field.value.expect("a number"), half.value.expect("a number"));
                assert!((sparse / dense - 2.0).abs() < 0.01, "{}", field.path());
                twice += 1;
            }
        }
        assert!(twice > 20, "{twice}");
    }

    #[test]
    fn a_page_carries_what_it_reads_and_no_more() {
        let carried = |program: &str| {
            let text = format!("lab l \"L\"\nuse std.hardware\n{program}\n");
            let (lab, said) = crate::compile(FileId(0), &text, &NoFiles);
            let lab = lab.unwrap_or_else(|| panic!("{said:?}"));
            let program = &lab.page().program;
            (program.ops.len(), program.columns.iter().map(Vec::len).sum::<usize>())
        };
        assert_eq!(carried("\"{3 s}\""), (0, 0));
        // What is known is written out.
        assert_eq!(carried("\"{hardware.h100_sxm.memory / hardware.h100_sxm.bandwidth in ms}\""), (0, 0));
        // Of a chosen row, the columns that are read.
        let rows = 49;
        let choice = "choice d \"D\" of hardware start h100_sxm\n";
        assert_eq!(carried(&format!("{choice}\"{{d.memory}}\"")).1, rows);
        assert_eq!(carried(&format!("{choice}\"{{d.peak.fp16 else 0 FLOP/s}}\"")).1, rows);
    }

    #[test]
    fn widths_of_networks_fit_together() {
        let all: Vec<&RegistryField> = fields().iter().flat_map(|(_, fields)| fields).collect();
        let of = |row: &str, name: &str| {
            all.iter().find(|field| field.table == "models" && field.row == row && field.name == name)
        };
        let value = |field: &&RegistryField| field.value.unwrap_or(f64::NAN);
        for field in all.iter().filter(|field| field.table == "models" && field.name == "head_dim") {
            let (heads, hidden) = (of(&field.row, "heads"), of(&field.row, "hidden"));
            // Two families have heads of a width of their own.
            if let (Some(heads), Some(hidden)) = (heads, hidden)
                && !["palm_540b", "deepseek_v3"].contains(&field.row.as_str())
            {
                assert_eq!(value(heads) * value(field), value(hidden), "{}", field.row);
            }
        }
    }
}

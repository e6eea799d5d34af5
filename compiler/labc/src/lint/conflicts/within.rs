//! Facts to which one lab, with the modules that it uses, gives two values.

use std::collections::HashMap;

use super::named::cells;
use super::{SourceNumbers, is_one_value};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::StatedFigure;
use crate::sources::FileId;

/// Facts that a lab itself gives two values: rows with one key in two tables, and a constant beside the only row.
pub(super) fn facts(file: FileId, stated: &[StatedFigure]) -> Vec<Diagnostic> {
    type Key<'l> = (&'l str, usize, &'l str);
    let mut groups: HashMap<Key<'_>, Vec<&StatedFigure>> = HashMap::new();
    let mut order: Vec<Key<'_>> = Vec::new();
    let mut sources = SourceNumbers::default();
    for stated in stated {
        let key: Key<'_> = (&stated.name, sources.number(&stated.source), &stated.dimension_name);
        let group = groups.entry(key).or_default();
        if group.is_empty() {
            order.push(key);
        }
        group.push(stated);
    }
    let mut diagnostics = Vec::new();
    for key in order {
        let group = &groups[&key];
        let mut first: HashMap<Option<&String>, &StatedFigure> = HashMap::new();
        let alone = group.len() == 2 && group.iter().any(|stated| stated.table.is_none());
        for stated in group {
            let row = if alone { None } else { stated.of.first() };
            let Some(other) = first.insert(row, stated) else { continue };
            let is_elsewhere = other.table != stated.table || other.module != stated.module;
            if is_elsewhere && !is_one_value(other.value, stated.value) {
                diagnostics.push(two_values_here(file, stated, other));
            }
        }
    }
    // Cells by the names of their rows: of one dimension, a row has one.
    let mut rows: HashMap<Key<'_>, Vec<&StatedFigure>> = HashMap::new();
    for cell in stated.iter().filter(|stated| stated.table.is_some()) {
        if let Some(row) = cell.of.first() {
            let key: Key<'_> = (row, sources.number(&cell.source), &cell.dimension_name);
            rows.entry(key).or_default().push(cell);
        }
    }
    // A constant that is called like a row, or like a row and a column.
    for constant in stated.iter().filter(|stated| stated.table.is_none()) {
        let number = sources.number(&constant.source);
        let key: Key<'_> = (&constant.name, number, &constant.dimension_name);
        if let Some([cell]) = rows.get(&key).map(Vec::as_slice)
            && !is_one_value(cell.value, constant.value)
        {
            diagnostics.push(two_values_here(file, constant, cell));
        }
        for (column, row) in cells(&constant.name) {
            let key: Key<'_> = (&column, number, &constant.dimension_name);
            let group = groups.get(&key).map(Vec::as_slice).unwrap_or_default();
            let cell = group.iter().find(|other| other.of.first() == Some(&row));
            if let Some(other) = cell.filter(|other| !is_one_value(other.value, constant.value)) {
                diagnostics.push(two_values_here(file, constant, other));
            }
        }
    }
    diagnostics
}

fn two_values_here(file: FileId, stated: &StatedFigure, other: &StatedFigure) -> Diagnostic {
    let of = stated.of.first().map(|row| format!(" of `{row}`")).unwrap_or_default();
    let in_module = |module: &str| format!("in the module `{module}`");
    let here = stated.module().map_or("here".to_owned(), in_module);
    let there = other.module().map_or("elsewhere in this lab".to_owned(), in_module);
    let headline = format!(
        "`{}`{of} is {} {here}, and {} {there}, from the same source.",
        stated.name, stated.text, other.text
    );
    Diagnostic::warning(Code::TwoValues, headline, file, stated.span, "one value")
        .and(file, other.span, "the other")
        .help("write it once, and read it in the other place")
}

#[cfg(test)]
mod tests {
    use crate::lint::conflicts::find;
    use crate::page::Lab;
    use crate::sources::{FileId, Files, Section};

    /// A course with two modules, of the same fact.
    struct Modules;

    impl Files for Modules {
        fn read(&self, _: &str) -> Result<String, String> {
            Err("none".to_owned())
        }

        fn module(&self, name: &str) -> Result<String, String> {
            Ok(match name {
                "kitchen" => format!("{}table pots {}", constant("4.186"), pots("2")),
                "pots" => format!("table pots {}", pots("2")),
                _ => constant("4.2"),
            })
        }

        fn section(&self, _: &str) -> Section {
            Section::Unlisted
        }
    }

    fn constant(value: &str) -> String {
        format!("const heat = {value} kJ/(kg*K) source \"CRC Handbook, section 6\"\n")
    }

    fn pots(mass: &str) -> String {
        format!("source \"CRC Handbook, section 6\" {{\nkey mass: kg\nlarge {mass}\nsmall 1\n}}\n")
    }

    fn found(programs: &[String]) -> Vec<String> {
        let labs: Vec<(FileId, Lab)> = programs
            .iter()
            .enumerate()
            .map(|(index, program)| {
                let file = FileId(index as u32);
                let text = format!("lab l{index} \"L\"\n{program}\n");
                let (lab, said) = crate::compile(file, &text, &Modules);
                (file, lab.unwrap_or_else(|| panic!("{program}: {said:?}")))
            })
            .collect();
        let labs: Vec<(FileId, &Lab)> = labs.iter().map(|(file, lab)| (*file, lab)).collect();
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
        find(&labs).iter().map(|one| plain(&one.headline)).collect()
    }

    #[test]
    fn one_fact_has_one_value_in_a_lab_and_its_modules() {
        let uses = "use kitchen\n".to_owned();
        let said =
            "`heat` is 4.2 kJ/(kg·K) here, and 4.19 kJ/(kg·K) in the module `kitchen`, from the same source.";
        assert_eq!(found(&[uses.clone() + &constant("4.2")]), [said]);
        assert_eq!(found(&[uses.clone() + &constant("4.186")]), [""; 0]);
        assert_eq!(found(&["use kitchen\nuse physics\n".to_owned()]).len(), 1);
        assert_eq!(found(&[uses + "table pans " + &pots("3")]).len(), 1);
    }

    #[test]
    fn one_fact_has_one_value_in_a_course_and_its_modules() {
        let uses = || "use kitchen\n".to_owned();
        let said =
            "`heat` is 4.2 kJ/(kg·K) here, and 4.19 kJ/(kg·K) in the module `kitchen`, from the same source.";
        assert_eq!(found(&[uses(), constant("4.2")]), [said]);
        // A module is told once, however many labs use it, and a lab beside its module where it is.
        assert_eq!(found(&[constant("4.2"), uses(), uses(), uses()]).len(), 1);
        assert_eq!(found(&[uses(), uses() + &constant("4.2"), uses()]).len(), 1);
        assert_eq!(found(&[uses(), "use physics\n".to_owned(), "use physics\n".to_owned()]).len(), 1);
        assert_eq!(found(&[uses(), uses(), constant("4.186")]), [""; 0]);
        // A table that is called like its module, and a row that a lab adds to it.
        assert_eq!(found(&["use pots\n".to_owned(), "table pans ".to_owned() + &pots("3")]).len(), 1);
    }
}

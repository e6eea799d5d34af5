//! What definitions read, also through functions, columns and statuses. Start at [`read_by`].

use std::collections::BTreeSet;

use super::env::domains;
use crate::check::model::*;
use crate::check::parts::each_part;

/// Something with expressions of its own that an expression leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lead {
    Define(Id),
    Function(Id),
    Column(Id, usize),
    Status(Id),
    Options(Id),
}

/// The definitions that some definitions read, those themselves included.
pub(super) fn read_by(model: &Model, ids: &[Id]) -> BTreeSet<Id> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<Lead> = ids.iter().map(|id| Lead::Define(*id)).collect();
    while let Some(lead) = waiting.pop() {
        if !found.insert(lead) {
            continue;
        }
        let mut parts: Vec<&Typed> = Vec::new();
        match lead {
            Lead::Define(id) => parts.extend(&model.defines[id].value),
            Lead::Function(id) => {
                let function = &model.functions[id];
                parts.extend(&function.body);
                parts.extend(function.requires.iter().map(|(require, _)| require));
            }
            Lead::Status(id) => parts.extend(model.statuses[id].conditions.iter().flatten().flatten()),
            Lead::Options(id) => {
                if let ControlKind::Choice { filter: Some((_, filter)), .. } = &model.controls[id].kind {
                    parts.push(filter);
                }
            }
            Lead::Column(table, column) => {
                match model.tables[table].columns.get(column).map(|column| &column.content) {
                    Some(ColumnContent::Computed(_, Some(value))) => parts.push(value),
                    Some(ColumnContent::Status(id)) => waiting.push(Lead::Status(*id)),
                    Some(ColumnContent::Cells(cells)) => parts.extend(cells.iter().flatten()),
                    _ => {}
                }
            }
        }
        while let Some(typed) = parts.pop() {
            leads(model, typed, &mut waiting);
            each_part(typed, &mut |part| parts.push(part));
        }
    }
    let defines = found.into_iter().filter_map(|lead| match lead {
        Lead::Define(id) => Some(id),
        _ => None,
    });
    defines.collect()
}

/// What an expression itself leads to.
fn leads(model: &Model, typed: &Typed, found: &mut Vec<Lead>) {
    match &typed.kind {
        TypedKind::Define(id) => found.push(Lead::Define(*id)),
        TypedKind::Call(id, _) => found.push(Lead::Function(*id)),
        TypedKind::Status(id) | TypedKind::StatusOf(id, _) => found.push(Lead::Status(*id)),
        TypedKind::Cell(_, table, column) => found.push(Lead::Column(*table, *column)),
        TypedKind::Pair(table, ..) => found.push(Lead::Column(*table, 0)),
        TypedKind::Pareto(front) => {
            let columns = 0..model.tables[front.table].columns.len();
            found.extend(columns.map(|column| Lead::Column(front.table, column)));
        }
        _ => {}
    }
    for domain in domains(typed) {
        if let DomainTyped::Values(control) = domain {
            found.push(Lead::Options(*control));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::Lowering;
    use super::*;
    use crate::record::protocol::Course;
    use crate::sources::{FileId, NoFiles};

    #[test]
    fn one_value_takes_what_it_reads_and_nothing_else() {
        let mut text = String::from(
            "slider n \"N\" from 1 to 9 start 2
table size { key  width
  small  2
  large  7
  let area = width * twice
}
let twice = 2 * n
fn both(x) = x + offset
let offset = n + 1
let wanted = both(size.large.area)
",
        );
        let found = |text: &str| {
            let analysis = crate::analyse_names(FileId(0), text, &NoFiles, &Course::default());
            let model = &analysis.checker.model;
            let id = |name: &str| model.defines.iter().position(|define| define.tree.name.text == name);
            let wanted = id("wanted").unwrap();
            let read = read_by(model, &[wanted]);
            let names: Vec<&str> = read.iter().map(|id| model.defines[*id].tree.name.text.as_str()).collect();
            (names.join(" "), Lowering::of(model, FileId(0), &[wanted]).graph.size())
        };
        let alone = found(&text);
        assert_eq!(alone.0, "twice offset wanted");
        for other in 0..200 {
            let _ = writeln!(text, "let other{other} = sqrt(n + {other}) * {other}");
        }
        assert_eq!(found(&text), alone, "the rest of the lab adds nothing");
    }
}

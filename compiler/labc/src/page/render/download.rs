//! Tables that a lab reads from files, as files beside its page: CSV for spreadsheets, JSON with the units, the source
//! and what was read. Both can be read again: by `table … from`, and where students bring rows of their own.

use sha2::{Digest, Sha256};

use crate::check::model::{Id, Model, Type};
use crate::page::plan::planner::Planner;
use crate::page::render::view::FileView;
use crate::record::class::inert;
use crate::syntax::tree::{self, Cell, ExprKind};

/// A file to be put beside a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The name of its file, such as `kettle.csv`, beside the page.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A table that came from a file.
#[derive(Clone, Debug)]
pub(in crate::page) struct DataPlan {
    table: Id,
    /// Where its figures come from.
    source: String,
    /// The file, and the SHA-256 of its bytes.
    file: (String, String),
    /// A file `manifest.json` beside it, likewise.
    manifest: Option<(String, String)>,
}

/// What tells how the data of a folder came about.
const MANIFEST: &str = "manifest.json";

impl Planner<'_> {
    /// The lab's own tables that came from files.
    pub(in crate::page) fn data(&mut self) -> Vec<DataPlan> {
        let mut plans = Vec::new();
        for table in 0..self.model.tables.len() {
            let tree = self.model.tables[table].tree.clone();
            // Names with a dot are those of modules.
            let Some(from) = tree.from.as_ref().filter(|_| !tree.name.text.contains('.')) else { continue };
            let path = from.words();
            let Ok(text) = self.files.read(&path) else { continue };
            let source = tree.source.as_ref().map(|source| self.source(source));
            let source = source.unwrap_or_default();
            let manifest = match path.rsplit_once('/') {
                Some((folder, _)) => format!("{folder}/{MANIFEST}"),
                None => MANIFEST.to_owned(),
            };
            let manifest = self.files.read(&manifest).ok().map(|text| (manifest, sha256(&text)));
            plans.push(DataPlan { table, source, file: (path, sha256(&text)), manifest });
        }
        plans
    }

    /// The files of a table that is shown for the first time.
    pub(in crate::page) fn data_of(&mut self, table: Id) -> Vec<FileView> {
        let tree = &self.model.tables[table].tree;
        let ours = tree.from.is_some() && !tree.name.text.contains('.');
        if ours && self.data_shown.insert(table) { links(&tree.name.text) } else { Vec::new() }
    }
}

/// Links to the files of a table.
pub(in crate::page) fn links(table: &str) -> Vec<FileView> {
    ["csv", "json"].iter().map(|ending| FileView { href: format!("{table}.{ending}") }).collect()
}

impl DataPlan {
    /// The name of the table.
    pub(in crate::page) fn name<'m>(&self, model: &'m Model) -> &'m str {
        &model.tables[self.table].tree.name.text
    }

    /// The files.
    pub(in crate::page) fn files(&self, lab: &str, model: &Model) -> [Download; 2] {
        let rows = FileRows::of(self.table, model);
        let name = self.name(model);
        [
            Download { name: format!("{name}.csv"), bytes: rows.csv().into_bytes() },
            Download { name: format!("{name}.json"), bytes: self.json(lab, name, &rows).into_bytes() },
        ]
    }

    fn json(&self, lab: &str, name: &str, rows: &FileRows<'_>) -> String {
        let mut text = String::from("{\n");
        let mut entry = |name: &str, value: String| text.push_str(&format!("  {}: {value},\n", quoted(name)));
        let file = |(file, hash): &(String, String)| {
            format!("{{\"file\": {}, \"sha256\": {}}}", quoted(file), quoted(hash))
        };
        entry("table", quoted(name));
        entry("lab", quoted(lab));
        if !self.source.is_empty() {
            entry("source", quoted(&self.source));
        }
        entry("data", file(&self.file));
        if let Some(manifest) = &self.manifest {
            entry("manifest", file(manifest));
        }
        let units = rows.columns.iter().filter_map(|column| {
            let unit = column.unit.as_ref()?;
            Some(format!("{}: {}", quoted(column.name), quoted(unit)))
        });
        let units = units.collect::<Vec<_>>().join(", ");
        entry("units", format!("{{{units}}}"));
        text.push_str("  \"rows\": [\n");
        let lines = rows.each(|column, value| {
            let value = match value {
                FileCell::Missing => "null".to_owned(),
                FileCell::Plain(text) => text,
                FileCell::Text(text) => quoted(&text),
            };
            format!("{}: {value}", quoted(column.name))
        });
        let lines: Vec<String> = lines.map(|cells| format!("    {{{}}}", cells.join(", "))).collect();
        text.push_str(&lines.join(",\n"));
        text.push_str("\n  ]\n}\n");
        text
    }
}

struct ColumnOf<'m> {
    /// Its place among the cells of a row; none for the key.
    place: Option<usize>,
    name: &'m str,
    /// What its numbers count, as the schema says it.
    unit: Option<String>,
}

/// The rows of a file.
struct FileRows<'m> {
    columns: Vec<ColumnOf<'m>>,
    rows: &'m [tree::TableRow],
}

enum FileCell {
    Missing,
    /// A number, `true` or `false`.
    Plain(String),
    Text(String),
}

impl<'m> FileRows<'m> {
    fn of(table: Id, model: &'m Model) -> Self {
        let table = &model.tables[table];
        let tree = &table.tree;
        // Rows that are only counted have no keys of their own.
        let counted =
            tree.rows.iter().enumerate().all(|(index, row)| row.key.text == format!("r{}", index + 1));
        let keyed = usize::from(counted);
        let columns = tree.columns.iter().enumerate().skip(keyed).map(|(index, column)| {
            let is_number = table.columns.get(index).is_some_and(|known| {
                let of = match &known.of {
                    Type::Maybe(inner) => inner,
                    of => of,
                };
                matches!(of, Type::Number(_) | Type::Point)
            });
            let word = |text: &str| tree::SCHEMA_WORDS.contains(&text);
            let unit = column.unit.as_ref().map(|unit| unit.text.clone());
            let unit = unit.filter(|unit| is_number && !word(unit));
            ColumnOf { place: index.checked_sub(1), name: &column.name.text, unit }
        });
        Self { columns: columns.collect(), rows: &tree.rows }
    }

    /// Writes each cell of each row.
    fn each(&self, write: impl Fn(&ColumnOf<'m>, FileCell) -> String) -> impl Iterator<Item = Vec<String>> {
        self.rows.iter().map(move |row| {
            let cells = self.columns.iter().map(|column| {
                let value = match column.place {
                    None => FileCell::Text(row.key.text.clone()),
                    Some(place) => row.cells.get(place).map_or(FileCell::Missing, value),
                };
                write(column, value)
            });
            cells.collect()
        })
    }

    /// With commas between the cells; no spreadsheet takes any for a formula.
    fn csv(&self) -> String {
        let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let head = self.columns.iter().map(|column| match &column.unit {
            Some(unit) => format!("{} ({unit})", column.name),
            None => column.name.to_owned(),
        });
        let head: Vec<String> = head.collect();
        let rows = self.each(|_, value| match value {
            FileCell::Missing => String::new(),
            FileCell::Plain(text) => text,
            FileCell::Text(text) => inert(&text),
        });
        for cells in std::iter::once(head).chain(rows) {
            lines.write_record(cells).expect("rows of one length are written to memory");
        }
        let bytes = lines.into_inner().expect("memory can be written");
        String::from_utf8(bytes).expect("texts are UTF-8")
    }
}

/// What a cell of a file holds.
fn value(cell: &Cell) -> FileCell {
    match cell.value.as_ref().map(|value| &value.kind) {
        Some(ExprKind::Number(value, _)) => FileCell::Plain(number(*value)),
        Some(ExprKind::Bool(value)) => FileCell::Plain(value.to_string()),
        Some(ExprKind::Text(text)) => FileCell::Text(text.words()),
        Some(ExprKind::Name(name)) => FileCell::Text(name.clone()),
        _ => FileCell::Missing,
    }
}

/// A number as programs read it, all its digits and no more.
fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) { format!("{value}") } else { format!("{value:e}") }
}

/// A text in JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn sha256(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

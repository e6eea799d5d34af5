//! Rows of tables that come from files: `table measured from "results.json" { … }`.
//!
//! The block of such a table is its schema: a name for each column, with its unit, or `key`, `text`, `number`
//! or `bool`, and bounds. A CSV file has a line of names; a JSON file is a list of objects, or an object of
//! objects whose names are the keys. What the schema does not name is left alone. A file holds data only: numbers,
//! texts, keys and dashes; nothing in it is looked up among the lab's names.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::record::class::lively;
use crate::sources::{FileId, Files, Span};
use crate::syntax::tree::{
    self, Cell, Column, Expr, ExprKind, Kind, Name, Operator, Statement, Table, TableRow, Text, TextPiece,
};

/// How long a file of data may be.
const MOST_BYTES: usize = 32 << 20;
/// How many rows a table may have that comes from a file: a year has 8760 hours.
pub(crate) const MOST_ROWS: usize = 100_000;
/// What stands in a cell without a value.
const MISSING: &[&str] = &["", "-", "—", "NA", "null"];

/// Fills in the rows of every table that has a file.
pub fn load(file: FileId, statements: &mut [Statement], files: &dyn Files) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for statement in statements {
        match &mut statement.kind {
            Kind::Table(table) => {
                if let Some(from) = table.from.clone()
                    && let Err(diagnostic) = (Loading { file, table, from: &from }).fill(files)
                {
                    diagnostics.push(*diagnostic);
                }
            }
            kind => {
                if let Some(body) = kind.body_mut() {
                    diagnostics.append(&mut load(file, body, files));
                }
            }
        }
    }
    diagnostics
}

struct Loading<'t> {
    file: FileId,
    table: &'t mut Table,
    from: &'t Text,
}

/// A row of the file: its key where the file's shape gives it, and its cells by the columns of the schema.
struct DataRow {
    key: Option<String>,
    cells: Vec<String>,
}

type LoadFault = Box<Diagnostic>;

/// The entries of a JSON object in their order; a name that stands twice is kept twice.
struct Entries<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Visit<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Visit(PhantomData))
    }
}

/// Rows with their units, as a page offers them for download.
#[derive(serde::Deserialize)]
struct Saved {
    rows: Vec<Entries<Value>>,
    #[serde(default)]
    units: HashMap<String, String>,
}

impl Loading<'_> {
    fn fault(&self, headline: String, span: Span, label: impl Into<String>) -> LoadFault {
        Box::new(Diagnostic::error(Code::BadData, headline, self.file, span, label))
    }

    /// A fault of the file as a whole.
    fn of_file(&self, headline: String) -> LoadFault {
        self.fault(headline, self.from.span, "read from here")
    }

    fn fill(&mut self, files: &dyn Files) -> Result<(), LoadFault> {
        let path = self.from.words();
        let text = files
            .read(&path)
            .map_err(|reason| self.of_file(format!("`{path}` cannot be read: {reason}.")))?;
        if text.len() > MOST_BYTES {
            return Err(self.of_file(format!("`{path}` is longer than {MOST_BYTES} bytes.")));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if text.trim().is_empty() {
            return Err(self.of_file(format!("`{path}` is empty.")));
        }
        let records = if path.ends_with(".json") { self.json(&path, text)? } else { self.csv(&path, text)? };
        if records.is_empty() {
            return Err(self.of_file(format!("`{path}` has no rows.")));
        }
        if records.len() > MOST_ROWS {
            return Err(self.of_file(format!("`{path}` has more than {MOST_ROWS} rows.")));
        }
        let columns = self.table.columns.clone();
        let kinds: Vec<Option<&str>> = columns.iter().map(kind).collect();
        let key = kinds.iter().position(|kind| *kind == Some("key"));
        let mut rows = Vec::with_capacity(records.len());
        let mut fault = None;
        for (index, mut record) in records.into_iter().enumerate() {
            let row = index + 1;
            let key_text = match (key, record.key) {
                (Some(column), _) => std::mem::take(&mut record.cells[column]),
                (None, Some(named)) => named,
                (None, None) => format!("r{row}"),
            };
            let span = key.map_or(self.from.span, |column| columns[column].name.span);
            let key_text = key_name(key_text);
            if !is_name(&key_text) {
                let headline = format!("`{key_text}` is not a key (row {row} of `{path}`).");
                let what = "a key must be a name of letters, digits and `_`, or a number or a time";
                let fault = self.fault(headline, span, "keys come from here").help(what);
                return Err(Box::new(match name_like(&key_text) {
                    Some(name) => fault.help(format!(
                        "write `{name}` in the file, and the words in another column, declared as `text`"
                    )),
                    None => fault,
                }));
            }
            let mut cells = Vec::with_capacity(columns.len());
            for (at, ((column, kind), text)) in columns.iter().zip(&kinds).zip(record.cells).enumerate() {
                if Some(at) != key {
                    cells.push(self.cell((column, *kind), text, &path, row).unwrap_or_else(|wrong| {
                        fault.get_or_insert(wrong);
                        stand_in(column)
                    }));
                }
            }
            let key = Name { text: key_text, span: self.from.span };
            rows.push(TableRow { key, was: Vec::new(), cells, source: None, span: self.from.span });
        }
        let mut known = HashMap::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            if let Some(first) = known.insert(row.key.text.as_str(), index) {
                let (first, second, text) = (first + 1, index + 1, &row.key.text);
                let headline = format!("Rows {first} and {second} of `{path}` have the same key, `{text}`.");
                let span = key.map_or(self.from.span, |column| columns[column].name.span);
                return Err(self.fault(headline, span, "keys come from here"));
            }
        }
        // The key comes first, as in a table that is written out.
        let key_column = match key {
            Some(at) => self.table.columns.remove(at),
            None => Column {
                name: Name { text: "key".to_owned(), span: self.from.span },
                unit: None,
                bounds: Vec::new(),
            },
        };
        self.table.columns.insert(0, key_column);
        self.table.rows = Arc::new(rows);
        fault.map_or(Ok(()), Err)
    }

    fn json(&self, path: &str, text: &str) -> Result<Vec<DataRow>, LoadFault> {
        let fault = |error: serde_json::Error| match error.classify() {
            serde_json::error::Category::Data => {
                self.of_file(format!("`{path}` is not a list of objects: line {}.", error.line()))
            }
            _ => self.of_file(format!("`{path}` is not JSON: {error}.")),
        };
        type Object = Entries<Value>;
        let saved = text.contains("\"rows\"").then(|| serde_json::from_str::<Saved>(text).ok()).flatten();
        let objects: Vec<(Option<String>, Object)> = if let Some(Saved { rows, units }) = saved {
            for column in &self.table.columns {
                if let Some(unit) = units.get(&column.name.text) {
                    self.same_unit(column, unit, &format!("`{path}`"))?;
                }
            }
            rows.into_iter().map(|object| (None, object)).collect()
        } else if text.trim_start().starts_with('[') {
            let list: Vec<Object> = serde_json::from_str(text).map_err(fault)?;
            list.into_iter().map(|object| (None, object)).collect()
        } else {
            let Entries(named) = serde_json::from_str::<Entries<Object>>(text).map_err(fault)?;
            named.into_iter().map(|(key, object)| (Some(key), object)).collect()
        };
        let mut records = Vec::new();
        for (index, (key, Entries(fields))) in objects.into_iter().enumerate() {
            let place = format!("row {} of `{path}`", index + 1);
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            let mut cells = Vec::new();
            for column in &self.table.columns {
                // The key of a row may be its name in the file.
                if key.is_some() && kind(column) == Some("key") && !names.contains(&column.name.text.as_str())
                {
                    cells.push(key.clone().unwrap_or_default());
                    continue;
                }
                cells.push(match &fields[self.column_of(column, &names, &place)?].1 {
                    Value::String(text) => text.trim().to_owned(),
                    Value::Array(_) | Value::Object(_) => {
                        let headline = format!(
                            "`{}` contains a list or an object in {place}, but a cell needs one value.",
                            column.name.text
                        );
                        return Err(self.fault(headline, column.name.span, "declared here"));
                    }
                    value => value.to_string(),
                });
            }
            records.push(DataRow { key, cells });
        }
        Ok(records)
    }

    fn csv(&self, path: &str, text: &str) -> Result<Vec<DataRow>, LoadFault> {
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
        let fault = |error: csv::Error| self.of_file(format!("`{path}` is not a table: {error}."));
        let head = reader.headers().map_err(fault)?.clone();
        if text.trim_start().starts_with('#') {
            return Err(self.comment(path, "The head"));
        }
        let heads: Vec<&str> = head.iter().collect();
        if let Some(fault) = self.separator(path, &heads) {
            return Err(fault);
        }
        // `time (min)` is `time`, unless there is a `time` too.
        let (names, units): (Vec<&str>, Vec<Option<&str>>) = (heads.iter())
            .map(|head| match with_unit(head) {
                Some((name, unit)) if !heads.contains(&name) => (name, Some(unit)),
                _ => (*head, None),
            })
            .unzip();
        let columns = self.table.columns.iter();
        let places: Vec<usize> = columns
            .map(|column| self.column_of(column, &names, &format!("the head of `{path}`")))
            .collect::<Result<_, _>>()?;
        for (column, at) in self.table.columns.iter().zip(&places) {
            if let Some(unit) = units[*at] {
                self.same_unit(column, unit, &format!("the head of `{path}`"))?;
            }
        }
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(fault)?;
            let row = records.len() + 1;
            let from = record.position().map_or(0, |position| position.byte() as usize);
            if text.get(from..).is_some_and(|line| line.trim_start().starts_with('#')) {
                return Err(self.comment(path, &format!("Row {row}")));
            }
            if record.len() != names.len() {
                let (has, wanted) = (record.len(), names.len());
                let headline = format!(
                    "Row {row} of `{path}` is not as long as the head: {has} instead of {wanted} cells."
                );
                return Err(Box::new(self.of_file(headline).help(
                    "leave a cell empty where a value is missing, and put texts with commas in quotes",
                )));
            }
            let cells = places.iter().map(|at| lively(record.get(*at).unwrap_or_default())).collect();
            records.push(DataRow { key: None, cells });
            if records.len() > MOST_ROWS {
                break;
            }
        }
        Ok(records)
    }

    /// Numbers of a file that names their unit are in the unit of the schema.
    fn same_unit(&self, column: &Column, unit: &str, place: &str) -> Result<(), LoadFault> {
        let wanted = column.unit.as_ref().filter(|_| kind(column).is_none());
        let plain = |unit: &str| -> String {
            let unit = unit.replace(['µ', 'μ'], "u").replace('·', "*").replace('²', "^2").replace('³', "^3");
            unit.chars().filter(|letter| !letter.is_whitespace()).collect()
        };
        if wanted.is_some_and(|wanted| plain(&wanted.text) == plain(unit)) {
            return Ok(());
        }
        let name = &column.name.text;
        let (says, help) = match wanted {
            Some(wanted) => (
                format!("the schema says `{}`", wanted.text),
                format!("write `{name}: {unit}` here, or change the file"),
            ),
            None => ("the schema has no unit".to_owned(), format!("write `{name}: {unit}` here")),
        };
        let headline = format!("`{name}` is in `{unit}` in {place}, and {says}.");
        Err(Box::new(self.fault(headline, column.name.span, "another unit").help(help)))
    }

    /// A head whose cells are separated by something else than commas.
    fn separator(&self, path: &str, names: &[&str]) -> Option<LoadFault> {
        let [head] = names else { return None };
        let (mark, called) = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")]
            .into_iter()
            .find(|(mark, _)| head.contains(*mark))?;
        let headline = format!("`{path}` is separated by {called}; labc reads cells separated by commas.");
        let shown = head.split(mark).map(str::trim).collect::<Vec<_>>().join(",");
        let help = format!("save it with commas, and points in numbers: its head is then `{shown}`");
        Some(Box::new(self.of_file(headline).help(help)))
    }

    fn comment(&self, path: &str, what: &str) -> LoadFault {
        let headline = format!("{what} of `{path}` is a comment.");
        Box::new(self.of_file(headline).help("a data file can contain only data: remove the lines with `#`"))
    }

    /// Where a column stands among the names of a head or an object: exactly once.
    fn column_of(&self, column: &Column, names: &[&str], place: &str) -> Result<usize, LoadFault> {
        let name = column.name.text.as_str();
        let mut found = (0..names.len()).filter(|at| names[*at] == name);
        match (found.next(), found.next()) {
            (Some(at), None) => Ok(at),
            (Some(_), Some(_)) => {
                let headline = format!("`{name}` appears twice in {place}.");
                Err(self.fault(headline, column.name.span, "which one is meant?"))
            }
            (None, _) => {
                let meant = names.iter().find(|known| known.eq_ignore_ascii_case(name));
                let headline = match meant {
                    Some(meant) => format!("There is no column `{name}` in {place}; it has `{meant}`."),
                    None => format!("There is no column `{name}` in {place}."),
                };
                let fault = self.fault(headline, column.name.span, "named here");
                Err(Box::new(match (meant, crate::similar::nearest(name, names.iter().copied())) {
                    (Some(meant), _) => fault.help(format!(
                        "capitals matter: call the column `{meant}`, or change the head of the file"
                    )),
                    (None, Some(near)) => fault.help(format!("did you mean `{near}`?")),
                    (None, None) => {
                        let known: Vec<String> =
                            names.iter().take(12).map(|name| format!("`{name}`")).collect();
                        let more = if names.len() > 12 { ", …" } else { "" };
                        fault.help(format!("it has {}{more}", known.join(", ")))
                    }
                }))
            }
        }
    }

    /// A cell of a file: data only, so that no word in it can ever mean a name of the lab.
    fn cell(
        &self,
        (column, kind): (&Column, Option<&str>),
        text: String,
        path: &str,
        row: usize,
    ) -> Result<Cell, LoadFault> {
        let span = column.name.span;
        if MISSING.contains(&text.as_str()) {
            return Ok(Cell { value: None, span });
        }
        let place = || format!("row {row} of `{path}`, column `{}`", column.name.text);
        let wrong = |what: &str| self.fault(format!("`{text}` {what} ({}).", place()), span, "declared here");
        let kind = match kind {
            Some("text") => ExprKind::Text(Text { pieces: vec![TextPiece::Words(text)], block: false, span }),
            Some("bool") => match text.as_str() {
                "true" | "yes" | "1" => ExprKind::Bool(true),
                "false" | "no" | "0" => ExprKind::Bool(false),
                _ => return Err(wrong("is neither yes nor no")),
            },
            kind => match number(&text) {
                Some(number) if !number.is_finite() => return Err(wrong("is too large")),
                Some(number)
                    if number == 0.0 && text.contains(|c| matches!(c, '1'..='9')) && !is_zero(&text) =>
                {
                    return Err(wrong("is too small to distinguish from zero"));
                }
                Some(number) if is_rounded(&text, number) => {
                    let exact = "has more digits than a number can represent";
                    return Err(Box::new(wrong(exact).help(format!("the nearest number is {number}"))));
                }
                Some(number) => {
                    self.bounds(column, number, &place)?;
                    ExprKind::Number(number, None)
                }
                // A key of another table stands as a word; which words are keys is known when names are.
                None if is_name(&text) && column.unit.is_some() && kind.is_none() && !is_value(&text) => {
                    ExprKind::Name(text)
                }
                None => {
                    let fault = wrong("is not a number");
                    return Err(if is_value(&text) {
                        Box::new(fault.help("write a dash where a value is missing"))
                    } else if let Some(meant) = with_a_point(&text) {
                        Box::new(fault.help(meant))
                    } else if column.unit.is_some() && starts_with_a_number(&text) {
                        Box::new(fault.help("write the number alone: its unit stands in the declaration"))
                    } else if column.unit.is_none() {
                        let name = &column.name.text;
                        Box::new(fault.help(format!("a column of words is declared as `{name}: text`")))
                    } else {
                        fault
                    });
                }
            },
        };
        Ok(Cell { value: Some(Expr { kind, span }), span })
    }

    fn bounds(&self, column: &Column, number: f64, place: &dyn Fn() -> String) -> Result<(), LoadFault> {
        for (operator, bound, span) in &column.bounds {
            let kept = match operator {
                Operator::Ge => number >= *bound,
                Operator::Le => number <= *bound,
                Operator::Gt => number > *bound,
                _ => number < *bound,
            };
            if !kept {
                let headline = format!("`{}` is {number} in {}.", column.name.text, place());
                return Err(self.fault(headline, *span, format!("must be {} {bound}", operator.symbol())));
            }
        }
        Ok(())
    }
}

/// Whether a cell has a number and something behind it, such as `2200 W`.
fn starts_with_a_number(text: &str) -> bool {
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
    number(&text[..end]).is_some()
}

/// How a number with a comma may be meant: `4,5` is 4.5, and `1,234` is that or 1234.
fn with_a_point(text: &str) -> Option<String> {
    let pointed = text.replace(',', ".");
    let point = number(&pointed).filter(|_| text.contains(',')).map(|_| pointed);
    let whole = number(&text.replace(',', ""))
        .filter(|_| text.split(',').skip(1).all(|group| group.len() == 3))
        .map(|_| text.replace(',', ""));
    match (whole, point) {
        (Some(whole), Some(point)) => Some(format!("write `{whole}`, or `{point}` if that is meant")),
        (Some(number), None) | (None, Some(number)) => Some(format!("write `{number}`")),
        (None, None) => None,
    }
}

/// A cell in place of a faulty one, so that one fault is not said again wherever the table is used.
fn stand_in(column: &Column) -> Cell {
    let span = column.name.span;
    let kind = match kind(column) {
        Some("text") => ExprKind::Text(Text { pieces: Vec::new(), block: false, span }),
        Some("bool") => ExprKind::Bool(false),
        _ => ExprKind::Number(1.0, None),
    };
    Cell { value: Some(Expr { kind, span }), span }
}

/// A head with the unit of its numbers behind it: `time (min)`.
fn with_unit(head: &str) -> Option<(&str, &str)> {
    let (name, unit) = head.strip_suffix(')')?.split_once('(')?;
    Some((name.trim(), unit.trim()))
}

/// The word a schema uses instead of a unit.
fn kind(column: &Column) -> Option<&str> {
    match column.unit.as_ref()?.factors.as_slice() {
        [(name, (1, 1))] if tree::SCHEMA_WORDS.contains(&name.text.as_str()) => Some(&name.text),
        _ => None,
    }
}

/// A number as programs write it; `_` may group digits. Words for numbers are none.
fn number(text: &str) -> Option<f64> {
    let written = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-' | 'e' | 'E' | '_');
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))
        || !text.chars().all(written)
    {
        return None;
    }
    if text.contains('_') { text.replace('_', "").parse().ok() } else { text.parse().ok() }
}

/// Whether all digits of a number, but for those of its exponent, are zero.
fn is_zero(text: &str) -> bool {
    text.split(['e', 'E']).next().is_some_and(|digits| !digits.contains(|c| matches!(c, '1'..='9')))
}

/// Whether a whole number has another last digit than what it was read as.
fn is_rounded(text: &str, number: f64) -> bool {
    // So many digits are always exact.
    if text.len() <= f64::DIGITS as usize {
        return false;
    }
    let digits = text.trim_start_matches(['+', '-', '0']).replace('_', "");
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    whole && format!("{}", number.abs()) != digits
}

/// Words that other programs write where a number is missing or a condition stands.
fn is_value(text: &str) -> bool {
    ["nan", "inf", "infinity", "true", "false", "yes", "no"].contains(&text.to_ascii_lowercase().as_str())
}

/// The name of a row whose key is a number or a time: `r` before it, and `_` for what a name cannot hold. The row of
/// `17` is `r17`, and that of `2024-05-03 12:00` is `r2024_05_03_12_00`.
fn key_name(key: String) -> String {
    let digits = key.strip_prefix('-').unwrap_or(&key);
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '+' | '-' | '/' | '_' | ' ');
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || !digits.chars().all(known) {
        return key;
    }
    let name = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    std::iter::once('r').chain(name).collect()
}

/// The name that is nearest to a text of several words, such as `methyl_orange`.
fn name_like(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("_");
    is_name(&name).then_some(name)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

//! Rows of tables that come from files: `table measured from "results.json" { … }`.
//!
//! The block of such a table is its schema: a name for each column, with its unit, or `key`, `text`, `number`
//! or `bool`, and bounds. A CSV file has a line of names; a JSON file is a list of objects, or an object of
//! objects whose names are the keys. What the schema does not name is left alone.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Files, Span};
use crate::syntax::tree::{
    self, Cell, Column, Expr, ExprKind, Kind, Name, Operator, Statement, Table, TableRow, Text, TextPiece,
};

/// How long a file of data may be.
const MOST_BYTES: usize = 4 << 20;
/// How many rows it may have.
const MOST_ROWS: usize = 2_000;

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

/// A record of the file: its key where the file's shape gives it, and its fields by name.
type Record = (Option<String>, Vec<(String, Value)>);
type Fault = Box<Diagnostic>;

impl Loading<'_> {
    fn fault(&self, headline: String, span: Span, label: impl Into<String>) -> Fault {
        Box::new(Diagnostic::error("bad-data", headline, self.file, span, label))
    }

    fn fill(&mut self, files: &dyn Files) -> Result<(), Fault> {
        let path = self.from.words();
        let text = files.read(&path).map_err(|reason| {
            self.fault(format!("`{path}` cannot be read: {reason}."), self.from.span, "read from here")
        })?;
        if text.len() > MOST_BYTES {
            return Err(self.fault(
                format!("`{path}` is longer than {MOST_BYTES} bytes."),
                self.from.span,
                "read from here",
            ));
        }
        let records =
            if path.ends_with(".json") { self.json(&path, &text)? } else { self.csv(&path, &text)? };
        if records.len() > MOST_ROWS {
            return Err(self.fault(
                format!("`{path}` has more than {MOST_ROWS} rows."),
                self.from.span,
                "read from here",
            ));
        }
        let columns = self.table.columns.clone();
        let key = columns.iter().position(|column| kind(column) == Some("key"));
        let mut rows = Vec::new();
        for (index, (named, fields)) in records.iter().enumerate() {
            let place = format!("row {} of `{path}`", index + 1);
            let key_text = match (key, named) {
                (Some(column), _) => {
                    let value = fields.iter().find(|(name, _)| *name == columns[column].name.text);
                    value.map(|(_, value)| plain(value)).or(named.clone()).unwrap_or_default()
                }
                (None, Some(named)) => named.clone(),
                (None, None) => format!("r{}", index + 1),
            };
            if !is_name(&key_text) {
                let span = key.map_or(self.from.span, |column| columns[column].name.span);
                return Err(Box::new(
                    self.fault(format!("`{key_text}` is no key ({place})."), span, "keys come from here")
                        .help("a key is a name: letters, digits and `_`, not beginning with a digit"),
                ));
            }
            let mut cells = Vec::new();
            for (at, column) in columns.iter().enumerate() {
                if Some(at) != key {
                    cells.push(self.cell(column, fields, &place)?);
                }
            }
            let key = Name { text: key_text, span: self.from.span };
            rows.push(TableRow { key, was: Vec::new(), cells, source: None, span: self.from.span });
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
        self.table.rows = rows;
        Ok(())
    }

    fn json(&self, path: &str, text: &str) -> Result<Vec<Record>, Fault> {
        let fields = |value: &Value| match value {
            Value::Object(map) => {
                Some(map.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
            }
            _ => None,
        };
        let value: Value = serde_json::from_str(text).map_err(|error| {
            self.fault(format!("`{path}` is no JSON: {error}."), self.from.span, "read from here")
        })?;
        let records: Option<Vec<Record>> = match &value {
            Value::Array(items) => {
                items.iter().map(|item| fields(item).map(|fields| (None, fields))).collect()
            }
            Value::Object(map) => {
                map.iter().map(|(key, item)| fields(item).map(|fields| (Some(key.clone()), fields))).collect()
            }
            _ => None,
        };
        records.ok_or_else(|| {
            self.fault(format!("`{path}` is no list of objects."), self.from.span, "read from here")
        })
    }

    fn csv(&self, path: &str, text: &str) -> Result<Vec<Record>, Fault> {
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
        let fault = |error: csv::Error| {
            self.fault(format!("`{path}` is no table: {error}."), self.from.span, "read from here")
        };
        let names = reader.headers().map_err(fault)?.clone();
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(fault)?;
            let fields = names
                .iter()
                .zip(record.iter())
                .map(|(name, field)| (name.to_owned(), Value::from(field)))
                .collect();
            records.push((None, fields));
            if records.len() > MOST_ROWS {
                break;
            }
        }
        Ok(records)
    }

    fn cell(&self, column: &Column, fields: &[(String, Value)], place: &str) -> Result<Cell, Fault> {
        let span = column.name.span;
        let name = &column.name.text;
        let found = fields.iter().find(|(field, _)| field == name).map(|(_, value)| value);
        let Some(value) = found else {
            let known: Vec<String> = fields.iter().map(|(field, _)| format!("`{field}`")).collect();
            return Err(Box::new(
                self.fault(format!("There is no `{name}` in {place}."), span, "named here")
                    .help(format!("it has {}", known.join(", "))),
            ));
        };
        let text = plain(value);
        if value.is_null() || text.is_empty() || ["-", "—", "NA", "null"].contains(&text.as_str()) {
            return Ok(Cell { value: None, span });
        }
        let kind = match kind(column) {
            Some("text") => ExprKind::Text(Text { pieces: vec![TextPiece::Words(text)], block: false, span }),
            Some("bool") => match text.as_str() {
                "true" | "yes" | "1" => ExprKind::Bool(true),
                "false" | "no" | "0" => ExprKind::Bool(false),
                _ => {
                    return Err(self.fault(
                        format!("`{text}` is neither yes nor no ({place})."),
                        span,
                        "declared here",
                    ));
                }
            },
            _ => match text.replace('_', "").parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    self.bounds(column, number, place)?;
                    ExprKind::Number(number, None)
                }
                // A key of another table stands as a word.
                _ if is_name(&text) && column.unit.is_some() => ExprKind::Name(text),
                _ => {
                    return Err(self.fault(
                        format!("`{text}` is no number ({place})."),
                        span,
                        "declared here",
                    ));
                }
            },
        };
        Ok(Cell { value: Some(Expr { kind, span }), span })
    }

    fn bounds(&self, column: &Column, number: f64, place: &str) -> Result<(), Fault> {
        for (operator, bound, span) in &column.bounds {
            let kept = match operator {
                Operator::Ge => number >= *bound,
                Operator::Le => number <= *bound,
                Operator::Gt => number > *bound,
                _ => number < *bound,
            };
            if !kept {
                let headline = format!("`{}` is {number} in {place}.", column.name.text);
                return Err(self.fault(headline, *span, format!("has to be {} {bound}", operator.symbol())));
            }
        }
        Ok(())
    }
}

/// The word a schema uses instead of a unit.
fn kind(column: &Column) -> Option<&str> {
    match column.unit.as_ref()?.factors.as_slice() {
        [(name, (1, 1))] if tree::SCHEMA_WORDS.contains(&name.text.as_str()) => Some(&name.text),
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

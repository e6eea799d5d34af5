//! The registries as pages of the reference: one for each module, and one that counts them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{RegistryField, computed};
use crate::inputs::library;

/// The pages by their names, as Markdown.
pub fn pages() -> Vec<(String, String)> {
    let modules = computed();
    let mut pages = vec![("registries".to_owned(), overview(&modules))];
    pages.extend(modules.iter().map(|(module, fields)| (format!("registry-{module}"), of(module, fields))));
    pages
}

fn overview(modules: &[(&str, Vec<RegistryField>)]) -> String {
    let mut page = String::from(HEAD);
    page.push_str("\n| Registry | Rows | Fields | With a source | What it holds |\n|---|---|---|---|---|\n");
    let (mut rows, mut count, mut sourced) = (0, 0, 0);
    for (module, fields) in modules {
        let own = keys(fields).len();
        let with = fields.iter().filter(|field| field.source.is_some()).count();
        let docs = library::module(module).map(|module| first_sentence(&module.docs)).unwrap_or_default();
        let len = fields.len();
        line(
            &mut page,
            format_args!(
                "| [`std.{module}`](../registry-{module}/index.html) | {own} | {len} | {with} | {docs} |"
            ),
        );
        (rows, count, sourced) = (rows + own, count + len, sourced + with);
    }
    line(&mut page, format_args!("| Total | {rows} | {count} | {sourced} | |"));
    let share = 100.0 * sourced as f64 / count as f64;
    line(&mut page, format_args!("\nFields: {count}. Fields with a source: {sourced}, {share:.0} %."));
    page.push_str(USE);
    page
}

fn of(module: &str, fields: &[RegistryField]) -> String {
    let docs = library::module(module).map(|module| module.docs.clone()).unwrap_or_default();
    let mut page = format!("# The registry `std.{module}`\n\n{docs}\n\nImport it with `use std.{module}`. ");
    page.push_str("All registries are on the page [Registries](../registries/index.html).\n");
    for table in tables(fields) {
        let own: Vec<&RegistryField> = fields.iter().filter(|field| field.table == table).collect();
        line(&mut page, format_args!("\n## `{table}`\n\n| Field | What it is |\n|---|---|"));
        for (name, convention) in conventions(&own) {
            line(&mut page, format_args!("| `{name}` | {} |", cell(convention)));
        }
        let mut row = "";
        for field in own {
            if field.row != row {
                row = &field.row;
                let mut said: Vec<&str> = Vec::new();
                // The row of a table with two keys may have remarks of its own.
                for remark in fields.iter().filter(|other| other.row == row).flat_map(|other| &other.of_row) {
                    if !said.contains(&remark.as_str()) {
                        said.push(remark);
                    }
                }
                let said = if said.is_empty() { String::new() } else { format!(": {}.", said.join(". ")) };
                line(&mut page, format_args!("\n### {}\n\n`{table}.{row}`{said}\n", cell(&field.label)));
                page.push_str("| Field | Value | Source | Remarks |\n|---|---|---|---|\n");
            }
            let source = field.source.as_deref().unwrap_or("none");
            let remarks = cell(&field.remarks.join(". "));
            line(
                &mut page,
                format_args!("| `{}` | {} | {} | {remarks} |", field.name, field.text, cell(source)),
            );
        }
    }
    page
}

fn tables(fields: &[RegistryField]) -> Vec<&str> {
    let mut tables: Vec<&str> = Vec::new();
    for field in fields {
        if !tables.contains(&field.table.as_str()) {
            tables.push(&field.table);
        }
    }
    // The table that is called like its module is what readers look for.
    tables.sort_by_key(|table| table.contains('.'));
    tables
}

/// What each column is, in the order in which fields come up.
fn conventions<'f>(fields: &[&'f RegistryField]) -> Vec<(&'f str, &'f str)> {
    let mut known: Vec<(&str, &str)> = Vec::new();
    for field in fields {
        if !known.iter().any(|(name, _)| *name == field.name) {
            known.push((&field.name, field.convention.as_deref().unwrap_or("")));
        }
    }
    known
}

fn keys(fields: &[RegistryField]) -> BTreeMap<(&str, &str), ()> {
    fields.iter().map(|field| ((field.table.as_str(), field.row.as_str()), ())).collect()
}

fn first_sentence(docs: &str) -> String {
    docs.split_inclusive(". ").next().unwrap_or(docs).trim().to_owned()
}

/// Text that stands in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn line(page: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing into a string does not fail.
    let _ = writeln!(page, "{line}");
}

const HEAD: &str = "# Registries

Facts about devices, models, electricity and prices that labs share. Every field gives its source and the convention
that it follows. Unknown values are missing, never guessed. These pages are generated from the registries.
";

const USE: &str = "
After `use`, a lab can read them like any other table:

```lab
use std.hardware
use std.models
use std.memory
let weights = memory.weights(params = models.llama3_8b.params, width = hardware.precision.fp16.width)
let share = weights / hardware.h100_sxm.memory in %
let ridge = hardware.h100_sxm.peak.fp16 / hardware.h100_sxm.bandwidth
```

If you use a missing value, you get an error that lists the values there are. If a control chooses the row, give a
fallback with `else`:

```lab
use std.hardware
choice card \"Card\" of hardware start h100_sxm
let peak = card.peak.fp8 else card.peak.fp16 else 0 TFLOP/s
```

Add rows of your own in a module beside your labs, or in the lab itself:

```lab
use std.hardware
extend hardware source \"Data sheet of our supplier, 2026\" {
  key    label        class         memory: GB  bandwidth: GB/s
  ours   \"Our card\"   workstation   24          600
}
extend hardware.peak source \"Measured in our lab, 2026\" {
        fp16
  ours  80
}
let time = 1 GB / hardware.ours.bandwidth + 1 TFLOP / hardware.ours.peak.fp16
```
";

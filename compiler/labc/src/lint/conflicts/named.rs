//! Which devices or models of the registries a name means.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::lint::registries::{self, RegistryField};

/// Number formats, as names and sources call them.
pub(super) const PRECISIONS: &[&str] = &["fp32", "tf32", "fp16", "bf16", "fp8", "fp4", "int8", "int4"];

/// Words for one variant of a device among several.
const VARIANTS: &[&str] = &["sxm", "pcie"];

/// Words that say nothing about which device or model it is.
const FILLING: &str = "nvidia amd intel google apple aws instinct gpu card chip device accelerator one a the module \
                       gb gib phone";

/// A device or a model with what is known of it.
#[derive(Debug)]
pub(super) struct NamedRow {
    /// Its figures.
    pub(super) fields: Vec<&'static RegistryField>,
    key: BTreeSet<String>,
    label: BTreeSet<String>,
    /// The words of its key that say which device or model it is.
    own: BTreeSet<String>,
    joined: [String; 2],
}

impl NamedRow {
    /// Whether a name holds nothing but words of this row, and enough of them to mean it.
    fn is_called(&self, name: &BTreeSet<String>) -> bool {
        let has = |word: &String| self.key.contains(word) || self.label.contains(word);
        let known =
            |word: &String| has(word) || (word.len() > 3 && self.joined[0].starts_with(word.as_str()));
        let means = |word: &String| word.len() > 2 && is_code(word) && has(word);
        let own = &self.own;
        name.iter().all(known) && (name.iter().any(means) || (!own.is_empty() && own.is_subset(name)))
    }

    fn is_variant(&self, said: &BTreeSet<String>) -> bool {
        let mut variants = VARIANTS.iter().filter(|variant| self.key.contains(**variant));
        variants.any(|variant| said.iter().any(|word| word.starts_with(variant)))
    }
}

/// Every device and every model.
fn all() -> &'static [NamedRow] {
    static ROWS: OnceLock<Vec<NamedRow>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut rows: Vec<NamedRow> = Vec::new();
        let fields = registries::fields().iter().flat_map(|(_, fields)| fields);
        for field in fields.filter(|field| matches!(field.table.as_str(), "hardware" | "models")) {
            match rows.last_mut() {
                Some(row) if row.fields[0].table == field.table && row.fields[0].row == field.row => {
                    row.fields.push(field);
                }
                _ => rows.push(NamedRow {
                    fields: vec![field],
                    key: words(&field.row),
                    own: bare(&words(&field.row)),
                    label: words(&field.label),
                    joined: [joined(&field.row), joined(&field.label)],
                }),
            }
        }
        rows
    })
}

/// The rows that a short text names: "H100", "NVIDIA A100 80 GB", "Llama-3-8B".
pub(super) fn rows(name: &str) -> Vec<&'static NamedRow> {
    let whole = joined(name);
    let mut found = rows_of_words(&words(name));
    if !whole.is_empty() {
        found.extend(all().iter().filter(|row| row.joined.contains(&whole)));
    }
    found
}

/// The rows that some words name.
pub(super) fn rows_of_words(name: &BTreeSet<String>) -> Vec<&'static NamedRow> {
    let name = bare(name);
    all().iter().filter(|row| !name.is_empty() && row.is_called(&name)).collect()
}

/// The rows of the one device that a longer text speaks of.
pub(super) fn rows_in_text(said: &BTreeSet<String>) -> Vec<&'static NamedRow> {
    let is_variant = |word: &&String| VARIANTS.iter().any(|variant| word.starts_with(variant));
    let device: BTreeSet<String> = said
        .iter()
        .filter(|word| is_code(word) && !PRECISIONS.contains(&word.as_str()) && !is_variant(word))
        .filter(|word| all().iter().any(|row| row.key.contains(*word)))
        .cloned()
        .collect();
    rows_of_words(&device)
}

/// Where a text says which variant is meant, only that one is left.
pub(super) fn keep_variant(rows: &mut Vec<&'static NamedRow>, said: &BTreeSet<String>) {
    if rows.iter().any(|row| row.is_variant(said)) {
        rows.retain(|row| row.is_variant(said));
    }
}

/// The letters and digits of a name, in lower case.
fn joined(text: &str) -> String {
    text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

fn bare(words: &BTreeSet<String>) -> BTreeSet<String> {
    words.iter().filter(|word| !FILLING.split_whitespace().any(|filling| filling == *word)).cloned().collect()
}

/// Letters and digits together, as in "h100".
fn is_code(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The cells that the name of a constant may mean, by column and row: `moon_mass` is the `mass` of `moon`, and
/// `mass_moon`, too.
pub(super) fn cells(name: &str) -> Vec<(String, String)> {
    let splits = name.match_indices('_').map(|(at, _)| (&name[..at], &name[at + 1..]));
    let both = splits.filter(|(first, last)| !first.is_empty() && !last.is_empty());
    both.flat_map(|(first, last)| [(last, first), (first, last)])
        .map(|(column, row)| (column.to_owned(), row.to_owned()))
        .collect()
}

/// The words of a name or a text, in lower case.
pub(super) fn words(text: &str) -> BTreeSet<String> {
    let words = text.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

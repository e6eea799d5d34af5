//! The one way in which a lab is laid out: what `labc fmt` writes. Start at [`tidy`].
//!
//! The author's words, notation and line breaks stay; indents, spaces, empty lines and columns are ours, and lines that
//! are too long are broken. The tree stays the same and so do the comments: that is checked before anything is given
//! back.
//!
//! | file | what it does |
//! | --- | --- |
//! | `tokens` | cuts a text into pieces that are moved but never changed |
//! | `lines` | says for each line how deep it stands and what it is |
//! | `columns` | aligns tables, and clauses of statements that follow each other |
//! | `wrap` | breaks lines that are too long |

mod columns;
mod lines;
mod tokens;
mod wrap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::sources::FileId;
use crate::syntax::format::pretty;
use crate::syntax::parse;

use tokens::TokenKind;

/// How many characters a line has at most, where it can be broken.
pub const WIDTH: usize = 120;

/// Why a text was not laid out.
#[derive(Debug)]
pub enum Refused {
    /// It has errors, so what belongs together is unknown.
    Errors(Vec<Diagnostic>),
    /// The result would not have been the same lab: a fault of the layout, and the text is left as it is.
    Changed,
}

/// A lab or module, laid out. Laying it out again changes nothing.
///
/// # Errors
/// A text with syntax errors, which are given with their places in `file`.
pub fn tidy(file: FileId, source: &str) -> Result<String, Refused> {
    let (before, mut diagnostics) = parse(file, source);
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    if !diagnostics.is_empty() {
        return Err(Refused::Errors(diagnostics));
    }
    // Breaking lines may end a run of lines that were aligned, and the other way round: a few rounds settle it.
    let mut text = source.to_owned();
    for _ in 0..4 {
        let next = once(file, &text);
        if next == text {
            break;
        }
        text = next;
    }
    let (after, diagnostics) = parse(file, &text);
    let errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if errors || pretty(&before) != pretty(&after) || comments(source) != comments(&text) {
        return Err(Refused::Changed);
    }
    Ok(text)
}

fn once(file: FileId, source: &str) -> String {
    let tokens = tokens::tokens(source);
    let mut lines = lines::lines(file, source, &tokens);
    columns::align(&mut lines);
    let mut out = String::with_capacity(source.len());
    for line in &lines {
        if line.space_above && !out.is_empty() {
            out.push('\n');
        }
        wrap::write(line, &mut out);
    }
    out
}

/// The comments of a text, in order.
fn comments(source: &str) -> Vec<&str> {
    tokens::tokens(source)
        .into_iter()
        .filter(|token| token.kind == TokenKind::Comment)
        .map(|token| token.text.trim_start_matches('/').trim())
        .collect()
}

#[cfg(test)]
mod tests;

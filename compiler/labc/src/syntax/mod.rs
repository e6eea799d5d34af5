//! From text to tree. Start at [`parse`].
//!
//! [`outline`] cuts the file into statements, [`statement`] reads each of them by the grammar, [`expression`]
//! and [`text`] read what stands in them. The most frequent statements are matched by hand, in [`quick`]. A statement
//! that cannot be read gives a diagnostic and is left out; the others, and the statements of its block, are read all the
//! same. [`hidden`] refuses invisible characters.

mod chart;
mod declare;
mod expression;
pub mod format;
mod grammar;
pub mod hidden;
pub mod layout;
mod mark;
pub mod outline;
mod protocol;
mod question;
mod quick;
mod reader;
mod show;
mod slips;
mod statement;
mod table;
mod text;
pub mod tree;
mod visible;

pub(crate) use text::{InCode, code_length, origins, tex_length};

pub use mark::words as mark_words;
pub use statement::STATEMENTS;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Span};

/// Reads a file.
pub fn parse(file: FileId, source: &str) -> (tree::File, Vec<Diagnostic>) {
    let (nodes, mut diagnostics) = outline::outline(file, source);
    let mut reader = reader::Reader::new(file, source, &mut diagnostics);
    let statements = reader.statements(&nodes);
    let broken = std::mem::take(&mut reader.broken);
    let units = tree::Spelled(reader.units.take());
    diagnostics.extend(hidden::find(file, source));
    diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span));
    (tree::File { statements, broken, offered: Vec::new(), units }, diagnostics)
}

/// Every statement of a file, those inside parts and details too, outer ones first.
pub fn every<'t>(statements: &'t [tree::Statement], visit: &mut impl FnMut(&'t tree::Statement)) {
    for statement in statements {
        visit(statement);
        if let Some(body) = statement.kind.body() {
            every(body, visit);
        }
    }
}

/// Reads one statement that was cut out of a source; nothing where it cannot be read.
pub(crate) fn parse_statement(source: &str, node: &outline::OutlineNode) -> Option<tree::Statement> {
    let mut diagnostics = Vec::new();
    let mut reader = reader::Reader::new(FileId::default(), source, &mut diagnostics);
    reader.statements(std::slice::from_ref(node)).pop()
}

/// Reads one expression with the way it is shown, as on the command line or in a text's braces.
pub fn parse_expression(file: FileId, source: &str, span: Span) -> (Option<tree::Shown>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    if source[span.range()].trim().is_empty() {
        diagnostics.push(
            Diagnostic::error(
                Code::EmptyExpression,
                "There is nothing to evaluate.",
                file,
                span,
                "write an expression here",
            )
            .help("for example `80 GB / 3.35 TB/s in ms`"),
        );
        return (None, diagnostics);
    }
    let mut reader = reader::Reader::new(file, source, &mut diagnostics);
    let shown = reader.whole_expression(span);
    (shown, diagnostics)
}

//! Texts: escapes where the reader would see something else, blocks at the margin of their statement.

use super::Printer;
use super::expression::shown;
use crate::syntax::tree::{Text, TextPiece};
use crate::syntax::{InCode, code_length, tex_length};

impl Printer {
    /// A head followed by a text: a line beside it, a block below the head's quotes.
    pub(super) fn with_text(&mut self, head: &str, text: &Text) {
        let space = if head.is_empty() { "" } else { " " };
        let margin = if text.block && !head.is_empty() { self.indent + 1 } else { self.indent };
        self.line(&format!("{head}{space}{}", self::text(text, margin)));
    }

    /// What is said about the line above, one step further in.
    pub(super) fn below(&mut self, text: &Text) {
        self.indent += 1;
        self.line(&self::text(text, self.indent));
        self.indent -= 1;
    }
}

/// A text in its quotes; the lines of a block are indented by so many steps.
pub(super) fn text(text: &Text, indent: usize) -> String {
    let mut written = String::new();
    for piece in &text.pieces {
        match piece {
            TextPiece::Words(words) => escape(words, text.block, &mut written),
            TextPiece::Value(value) => {
                written.push('{');
                written.push_str(&shown(value));
                written.push('}');
            }
        }
    }
    if !text.block {
        return format!("\"{written}\"");
    }
    let margin = "  ".repeat(indent);
    let mut out = String::from("\"\"\"\n");
    for line in written.split('\n') {
        if !line.is_empty() {
            out.push_str(&margin);
            out.push_str(line);
        }
        out.push('\n');
    }
    out.push_str(&margin);
    out.push_str("\"\"\"");
    out
}

/// A source: the key of a work alone, or a text.
pub(super) fn source_text(text: &Text) -> String {
    if let [TextPiece::Words(words)] = &text.pieces[..]
        && let Some(key) = words.strip_prefix("[@").and_then(|rest| rest.strip_suffix(']'))
        && !text.block
        && !key.is_empty()
        && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-:./+".contains(c))
    {
        return format!("@{key}");
    }
    self::text(text, 0)
}

fn escape(words: &str, block: bool, out: &mut String) {
    // Up to where the code goes that was opened.
    let (mut at, mut code) = (0, 0);
    while let Some(c) = words[at..].chars().next() {
        let rest = &words[at..];
        let next = rest[c.len_utf8()..].chars().next();
        match c {
            '`' | '~' if at >= code => {
                let marks = match code_length(words, at, block) {
                    Some(InCode::Fence(length)) => length,
                    Some(InCode::Span { marks, length }) => {
                        code = at + length;
                        marks
                    }
                    None => rest.len() - rest.trim_start_matches(c).len(),
                };
                out.push_str(&rest[..marks]);
                at += marks;
                continue;
            }
            '\\' if at >= code && next == Some('`') => {
                out.push_str("\\`");
                at += 2;
                continue;
            }
            '$' | '{' | '}' if at < code => out.push(c),
            '$' => {
                let length = tex_length(rest);
                out.push_str(&rest[..length]);
                at += length;
                continue;
            }
            '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            // One quotation mark may stand in a block, three would close it.
            '"' if !block || next == Some('"') => out.push_str("\\\""),
            '\\' if next.is_none_or(|next| matches!(next, '{' | '}' | '"' | '\\' | '\n')) => {
                out.push_str("\\\\");
            }
            c => out.push(c),
        }
        at += c.len_utf8();
    }
}

//! Texts: escapes, indents, and values in braces. TeX between dollar signs passes through untouched.

use super::grammar::{Rule, Tree};
use super::reader::Reader;
use super::tree::{Text, TextPiece};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Reader<'_> {
    /// A text, from the tree of its quotes.
    pub(super) fn text(&mut self, tree: &Tree) -> Text {
        let block = tree.rule == Rule::text_block;
        let inner = tree.kids.first().map_or(tree.span.after(), |inner| inner.span);
        let written = self.slice(inner);
        let indent = if block { common_indent(written) } else { 0 };
        let start = inner.start as usize;
        let mut pieces = Vec::new();
        let mut words = String::new();
        let mut at = 0;
        while let Some(c) = written[at..].chars().next() {
            let rest = &written[at..];
            match c {
                '\\' => {
                    let next = rest[1..].chars().next();
                    match next {
                        Some(escaped @ ('{' | '}' | '"' | '\\')) => {
                            // Markdown reads the backslash of a doubled backslash itself.
                            words.push(escaped);
                            at += 2;
                        }
                        _ => {
                            words.push('\\');
                            at += 1;
                        }
                    }
                }
                '$' => {
                    let length = tex_length(rest);
                    if !balanced(&rest[..length]) {
                        let span = Span::new(start + at, start + at + length);
                        self.report(
                            Diagnostic::error(
                                "unreadable-text",
                                "The braces of this formula do not match.",
                                self.file,
                                span,
                                "TeX between dollar signs",
                            )
                            .help("every `{` needs its `}`; a brace that is to be seen is written `\\{`"),
                        );
                    }
                    dedented(&rest[..length], indent, &mut words);
                    at += length;
                }
                '{' => match rest.find('}') {
                    Some(end) => {
                        let span = Span::new(start + at + 1, start + at + end);
                        if !words.is_empty() {
                            pieces.push(TextPiece::Words(std::mem::take(&mut words)));
                        }
                        if rest[1..end].trim().is_empty() {
                            self.report(self.brace(
                                "These braces hold nothing.",
                                span,
                                "a value belongs here",
                            ));
                        } else if let Some(value) = self.whole_expression(span) {
                            pieces.push(TextPiece::Value(Box::new(value)));
                        }
                        at += end + 1;
                    }
                    None => {
                        let span = Span::new(start + at, start + at + 1);
                        self.report(self.brace("This brace is never closed.", span, "opened here"));
                        at += 1;
                    }
                },
                '\n' if block => {
                    words.push('\n');
                    at += 1;
                    let space = written[at..].len() - written[at..].trim_start_matches([' ', '\t']).len();
                    at += space.min(indent);
                }
                '\r' => at += 1,
                _ => {
                    words.push(c);
                    at += c.len_utf8();
                }
            }
        }
        if !words.is_empty() {
            pieces.push(TextPiece::Words(words));
        }
        if block {
            trim(&mut pieces);
        }
        Text { pieces, block, span: tree.span }
    }

    fn brace(&self, headline: &str, span: Span, label: &str) -> Diagnostic {
        Diagnostic::error("syntax", headline, self.file, span, label)
            .help("braces in a text hold a value, such as `{latency in ms}`; write `\\{` for a brace itself")
    }
}

/// How far every line but the first is indented at least; lines of white space do not count.
fn common_indent(text: &str) -> usize {
    let lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min().unwrap_or(0)
}

/// TeX over several lines, without the indent of its block.
fn dedented(tex: &str, indent: usize, words: &mut String) {
    for (index, line) in tex.split('\n').enumerate() {
        if index > 0 {
            words.push('\n');
        }
        let space = line.len() - line.trim_start_matches([' ', '\t']).len();
        let kept = if index > 0 { space.min(indent) } else { 0 };
        words.push_str(line[kept..].trim_end_matches('\r'));
    }
}

/// How long the TeX at the start of a text is; a dollar sign that nothing closes is one character.
pub(crate) fn tex_length(text: &str) -> usize {
    let marks = if text.starts_with("$$") { "$$" } else { "$" };
    let body = &text[marks.len()..];
    let ends = body.match_indices('\n').map(|(at, _)| at).find(|at| {
        let next = body[at + 1..].trim_start_matches([' ', '\t', '\r']);
        next.starts_with('\n')
    });
    let paragraph = ends.unwrap_or(body.len());
    body[..paragraph].find(marks).map_or(1, |length| length + 2 * marks.len())
}

/// Whether every brace of a piece of TeX has its partner; those after a backslash are characters.
fn balanced(tex: &str) -> bool {
    let (mut open, mut escaped) = (0_usize, false);
    for c in tex.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => open += 1,
            '}' if open == 0 => return false,
            '}' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

/// Takes white space off both ends of a block.
fn trim(pieces: &mut Vec<TextPiece>) {
    if let Some(TextPiece::Words(first)) = pieces.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(TextPiece::Words(last)) = pieces.last_mut() {
        *last = last.trim_end().to_owned();
    }
    pieces.retain(|piece| !matches!(piece, TextPiece::Words(words) if words.is_empty()));
}

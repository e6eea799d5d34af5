//! Texts: escapes, indents, and values in braces. TeX between dollar signs passes through untouched.

use super::grammar::{Rule, Tree};
use super::reader::Reader;
use super::tree::{Text, TextPiece};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;

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
                        // Markdown reads the backslash before a dollar sign itself, too.
                        Some('$') => {
                            words.push_str("\\$");
                            at += 2;
                        }
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
                                Code::UnreadableText,
                                "The braces of this formula don't match.",
                                self.file,
                                span,
                                "TeX between dollar signs",
                            )
                            .help("close every `{`; to show a brace, write `\\{`"),
                        );
                    }
                    if let Some((from, to)) = value_within(&rest[..length]) {
                        let span = Span::new(start + at + from, start + at + to);
                        self.report(
                            Diagnostic::error(
                                Code::UnreadableText,
                                "This value is between dollar signs, so it is read as TeX.",
                                self.file,
                                span,
                                "not filled in",
                            )
                            .help("write `\\$` for a dollar sign that isn't TeX"),
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
                            self.report(self.brace("These braces are empty.", span, "write a value here"));
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
        Diagnostic::error(Code::Syntax, headline, self.file, span, label)
            .help("write a value in the braces, such as `{latency in ms}`, or `\\{` for a brace")
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

/// How long the TeX at the start of a text is; a dollar sign that neither opens nor is closed is one character.
///
/// A single one opens TeX where no space follows, and closes it where no space stands before and no digit follows:
/// "$5 for one and $6 for two" is about money.
pub(crate) fn tex_length(text: &str) -> usize {
    let marks = if text.starts_with("$$") { "$$" } else { "$" };
    let body = &text[marks.len()..];
    if marks == "$" && body.starts_with(char::is_whitespace) {
        return 1;
    }
    let ends = body.match_indices('\n').map(|(at, _)| at).find(|at| {
        let next = body[at + 1..].trim_start_matches([' ', '\t', '\r']);
        next.starts_with('\n')
    });
    let paragraph = ends.unwrap_or(body.len());
    let body = &body[..paragraph];
    let closes = |at: &usize| {
        let digit = body[at + marks.len()..].starts_with(|c: char| c.is_ascii_digit());
        marks == "$$" || !digit && !body[..*at].ends_with(char::is_whitespace)
    };
    // A formula holds no dollar sign but an escaped one: if the next one does not close it, this one opens none.
    let next = body.match_indices(marks).map(|(at, _)| at).find(|at| !body[..*at].ends_with('\\'));
    next.filter(closes).map_or(1, |length| length + 2 * marks.len())
}

/// A value between dollar signs, such as `{n}` in "about $5 for {n} or 6$": TeX's braces stand behind something.
fn value_within(tex: &str) -> Option<(usize, usize)> {
    tex.match_indices('{').map(|(at, _)| at).find_map(|at| {
        let end = at + tex[at..].find('}')? + 1;
        let alone = tex[..at].ends_with(' ') && tex[end..].starts_with([' ', '.', ',', ';']);
        let inside = &tex[at + 1..end - 1];
        let named = inside.starts_with(|c: char| c.is_ascii_lowercase())
            && inside.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        (alone && named).then_some((at, end))
    })
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

//! Texts: escapes, indents, and values in braces. TeX between dollar signs and code pass through untouched.

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
        // Up to where the code goes that was opened.
        let (mut at, mut code) = (0, 0);
        while at < written.len() {
            let rest = &written[at..];
            match TextStep::of(written, at, block, indent, at < code) {
                TextStep::Words(length, said) => {
                    words.push_str(said);
                    at += length;
                }
                TextStep::Span { marks, length } => {
                    words.push_str(&rest[..marks]);
                    code = at + length;
                    at += marks;
                }
                TextStep::Fence(length) => {
                    dedented(&rest[..length], indent, &mut words);
                    at += length;
                }
                TextStep::Tex(length) => {
                    let tex = &rest[..length];
                    let report = |from: usize, to: usize, headline: &str, label: &str, help: &str| {
                        let span = Span::new(start + at + from, start + at + to);
                        Diagnostic::error(Code::UnreadableText, headline, self.file, span, label).help(help)
                    };
                    let mut faults = Vec::new();
                    if !balanced(tex) {
                        faults.push(report(
                            0,
                            length,
                            "The braces of this formula don't match.",
                            "TeX between dollar signs",
                            "close every `{`; to show a brace, write `\\{`",
                        ));
                    }
                    if let Some((from, to)) = value_within(tex) {
                        faults.push(report(
                            from,
                            to,
                            "This value is between dollar signs, so it is read as TeX.",
                            "not filled in",
                            "write `\\$` for a dollar sign that isn't TeX",
                        ));
                    }
                    faults.into_iter().for_each(|fault| self.report(fault));
                    dedented(tex, indent, &mut words);
                    at += length;
                }
                TextStep::Value(length) => {
                    let span = Span::new(start + at + 1, start + at + length - 1);
                    if !words.is_empty() {
                        pieces.push(TextPiece::Words(std::mem::take(&mut words)));
                    }
                    if rest[1..length - 1].trim().is_empty() {
                        self.report(self.brace("These braces are empty.", span, "write a value here"));
                    } else if let Some(value) = self.filled(span) {
                        pieces.push(TextPiece::Value(Box::new(value)));
                    }
                    at += length;
                }
                TextStep::Unclosed => {
                    let span = Span::new(start + at, start + at + 1);
                    self.report(self.brace("This brace is never closed.", span, "opened here"));
                    at += 1;
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

/// What a text holds at some place, and how many bytes of it that takes.
enum TextStep<'t> {
    /// Words as Markdown gets them: an escape, a line break with the indent behind it, a letter.
    Words(usize, &'t str),
    /// Code between backticks, and how many there are: its braces are characters.
    Span { marks: usize, length: usize },
    /// A fence, which is left as it is.
    Fence(usize),
    /// TeX between dollar signs.
    Tex(usize),
    /// A value, braces included.
    Value(usize),
    /// A brace that nothing closes.
    Unclosed,
}

impl<'t> TextStep<'t> {
    fn of(written: &'t str, at: usize, block: bool, indent: usize, in_code: bool) -> Self {
        let rest = &written[at..];
        let Some(c) = rest.chars().next() else { return Self::Words(0, "") };
        match c {
            '\\' => match rest[1..].chars().next() {
                // Markdown reads the backslash before a dollar sign itself, too.
                Some('$') if !in_code => Self::Words(2, "\\$"),
                // Markdown reads the backslash of a doubled backslash itself.
                Some('{' | '}' | '"' | '\\') => Self::Words(2, &rest[1..2]),
                // So does it with a backtick, which then opens no code.
                Some('`') if !in_code => Self::Words(2, &rest[..2]),
                _ => Self::Words(1, &rest[..1]),
            },
            '`' | '~' if !in_code => match code_length(written, at, block) {
                Some(InCode::Span { marks, length }) => Self::Span { marks, length },
                Some(InCode::Fence(length)) => Self::Fence(length),
                // All marks at once: the second of two opens nothing either.
                None => {
                    let run = rest.len() - rest.trim_start_matches(c).len();
                    Self::Words(run, &rest[..run])
                }
            },
            '$' if !in_code => Self::Tex(tex_length(rest)),
            '{' if !in_code => rest.find('}').map_or(Self::Unclosed, |end| Self::Value(end + 1)),
            '\n' if block => {
                let after = &rest[1..];
                let space = after.len() - after.trim_start_matches([' ', '\t']).len();
                Self::Words(1 + space.min(indent), &rest[..1])
            }
            '\r' => Self::Words(1, ""),
            c => Self::Words(c.len_utf8(), &rest[..c.len_utf8()]),
        }
    }
}

/// Code in a text.
pub(crate) enum InCode {
    /// Among words: how many backticks open it, and its length with all of them.
    Span { marks: usize, length: usize },
    /// On lines of its own, from its first mark to its last.
    Fence(usize),
}

/// The code that begins with the backticks (or, for a fence, the tildes) at a place, if one does. A fence of a block
/// goes to the line that closes it, or to the end, as in Markdown.
pub(crate) fn code_length(text: &str, at: usize, block: bool) -> Option<InCode> {
    let rest = &text[at..];
    let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let run = rest.len() - rest.trim_start_matches(mark).len();
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let begins = text[line..at]
        .trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || "-*+>.)".contains(c));
    let info = rest[run..].lines().next().unwrap_or("");
    if block && run >= 3 && begins.is_empty() && (mark == '~' || !info.contains('`')) {
        let mut length = run + info.len();
        let mut lines = rest[length..].split_inclusive('\n');
        // What is left of the line that opens it.
        length += lines.next().map_or(0, str::len);
        for line in lines {
            let bare = line.trim_matches(|c: char| c.is_whitespace() || c == '>');
            if bare.len() >= run && bare.chars().all(|c| c == mark) {
                return Some(InCode::Fence(length + line.trim_end_matches(['\n', '\r']).len()));
            }
            length += line.len();
        }
        return Some(InCode::Fence(length));
    }
    if mark == '~' {
        return None;
    }
    // Code among words ends in its paragraph.
    let mut from = run;
    while let Some(found) = rest[from..].find('`') {
        let start = from + found;
        let length = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        let blank = |piece: &str| piece.lines().skip(1).any(|line| line.trim().is_empty());
        if blank(&rest[run..start]) {
            return None;
        }
        if length == run {
            return Some(InCode::Span { marks: run, length: start + length });
        }
        from = start + length;
    }
    None
}

/// The places in the file that the words of a text come from: for each piece of words, where a byte of it stands in
/// the text as it is written. `written` is what is between the quotes.
pub(crate) fn origins(written: &str, block: bool) -> Vec<Vec<usize>> {
    let indent = if block { common_indent(written) } else { 0 };
    let (mut pieces, mut words, mut at, mut code) = (Vec::new(), Vec::new(), 0, 0);
    while at < written.len() {
        at += match TextStep::of(written, at, block, indent, at < code) {
            TextStep::Words(length, said) => {
                // The last bytes: those that an escape keeps, but for a line break with an indent behind it.
                let from = if said == "\n" { at } else { at + length - said.len() };
                words.extend(from..from + said.len());
                length
            }
            TextStep::Span { marks, length } => {
                words.extend(at..at + marks);
                code = at + length;
                marks
            }
            TextStep::Fence(length) | TextStep::Tex(length) => {
                let mut lines = written[at..at + length].split_inclusive('\n').enumerate();
                lines.by_ref().fold(at, |from, (index, line)| {
                    let space = line.len() - line.trim_start_matches([' ', '\t']).len();
                    let kept = if index > 0 { space.min(indent) } else { 0 };
                    let bare = line.trim_end_matches('\n').trim_end_matches('\r').len();
                    words.extend(from + kept..from + bare.max(kept));
                    if line.ends_with('\n') {
                        words.push(from + line.len() - 1);
                    }
                    from + line.len()
                });
                length
            }
            TextStep::Value(length) => {
                if !words.is_empty() {
                    pieces.push(std::mem::take(&mut words));
                }
                length
            }
            TextStep::Unclosed => 1,
        };
    }
    if !words.is_empty() {
        pieces.push(words);
    }
    // White space at the ends of a block is not part of its words.
    let blank = |at: &usize| written[*at..].starts_with(char::is_whitespace);
    if block && let Some(first) = pieces.first_mut() {
        let space = first.iter().take_while(|at| blank(at)).count();
        first.drain(..space);
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
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

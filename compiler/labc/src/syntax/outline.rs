//! Cuts a file into statements and blocks, before any statement is read.
//!
//! A statement ends at the newline, except inside brackets, before a clause word and after an operator.
//! Because this is decided by looking at brackets, quotes and line ends alone, a mistake inside one
//! statement never reaches the next: each is read on its own. One pass, no backtracking.

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Span};

/// How deep brackets, and blocks, may nest.
pub(super) const DEEPEST_BRACKET: usize = 64;
const DEEPEST_BLOCK: usize = 12;

/// A statement: its head, and its block if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineNode {
    /// The comment lines with three slashes above it, without the slashes, joined by newlines.
    pub docs: String,
    /// The head.
    pub head: Span,
    /// What stands in braces after it.
    pub block: Option<Vec<OutlineNode>>,
}

/// Words that a statement goes on with on its next line.
const CLAUSES: &[&str] = &[
    "from", "to", "by", "start", "in", "log", "source", "when", "for", "where", "at", "else", "then",
    "symbol", "truth", "of", "is", "and", "or", "within", "because",
];

/// The same for functions only: elsewhere these words are free.
const CLAUSES_OF_FUNCTIONS: &[&str] = &["require", "example"];

/// The same for figures only.
const CLAUSES_OF_FIGURES: &[&str] = &["alt", "caption", "dark"];

/// Cuts a text into statements.
pub fn outline(file: FileId, text: &str) -> (Vec<OutlineNode>, Vec<Diagnostic>) {
    let mut scanner =
        Scanner { file, text, bytes: text.as_bytes(), at: 0, gave_up: false, diagnostics: Vec::new() };
    let mut nodes = Vec::new();
    loop {
        nodes.append(&mut scanner.nodes(0));
        if scanner.at >= scanner.bytes.len() {
            break;
        }
        // Only a closing brace ends a list of statements early; at the top there is nothing to close.
        let span = Span::new(scanner.at, scanner.at + 1);
        scanner.diagnostics.push(
            Diagnostic::error(
                Code::UnopenedBracket,
                "This `}` has no matching `{`.",
                file,
                span,
                "extra brace",
            )
            .fix("remove it", file, span, ""),
        );
        scanner.at += 1;
    }
    (nodes, scanner.diagnostics)
}

struct Scanner<'a> {
    file: FileId,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Blocks were nested too deep, and the rest of the file is left unread.
    gave_up: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Scanner<'_> {
    /// Statements up to a closing brace or the end.
    fn nodes(&mut self, depth: usize) -> Vec<OutlineNode> {
        let mut nodes = Vec::new();
        let mut docs = String::new();
        while self.at < self.bytes.len() {
            let rest = &self.text[self.at..];
            let first = rest.chars().next().unwrap_or(' ');
            if first == '}' {
                break;
            } else if first.is_whitespace() || first == '\u{FEFF}' || first == ';' {
                self.at += first.len_utf8();
            } else if rest.starts_with("//") {
                let line = self.line_end(self.at);
                if let Some(doc) = self.text[self.at..line].strip_prefix("///") {
                    if !docs.is_empty() {
                        docs.push('\n');
                    }
                    docs.push_str(doc.strip_prefix(' ').unwrap_or(doc).trim_end());
                }
                self.at = line;
            } else {
                nodes.push(self.node(std::mem::take(&mut docs), depth));
            }
        }
        nodes
    }

    /// One statement with its block.
    fn node(&mut self, docs: String, depth: usize) -> OutlineNode {
        let start = self.at;
        let mut open: Vec<(u8, usize)> = Vec::new();
        let mut block = None;
        let mut end = start;
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            match byte {
                b'"' => self.skip_text(),
                b'$' => self.skip_tex(),
                b'/' if self.bytes.get(self.at + 1) == Some(&b'/') => {
                    self.at = self.line_end(self.at);
                    continue;
                }
                b'(' | b'[' => {
                    open.push((byte, self.at));
                    self.at += 1;
                    if open.len() > DEEPEST_BRACKET {
                        self.too_deep(Span::new(self.at - 1, self.at), "brackets", DEEPEST_BRACKET);
                        self.at = self.line_end(self.at);
                        open.clear();
                    }
                }
                b')' | b']' => {
                    let matching = if byte == b')' { b'(' } else { b'[' };
                    if open.last().is_some_and(|(bracket, _)| *bracket == matching) {
                        open.pop();
                    }
                    self.at += 1;
                }
                b'{' => {
                    open.clear();
                    let brace = self.at;
                    self.at += 1;
                    if depth + 1 > DEEPEST_BLOCK {
                        self.too_deep(Span::new(brace, brace + 1), "blocks", DEEPEST_BLOCK);
                        self.at = self.bytes.len();
                        self.gave_up = true;
                        block = Some(Vec::new());
                        break;
                    }
                    block = Some(self.nodes(depth + 1));
                    if self.at < self.bytes.len() {
                        self.at += 1;
                    } else if !self.gave_up {
                        let head = self.text[start..end].trim_end();
                        let words: String = head.chars().take(40).collect();
                        self.diagnostics.push(
                            Diagnostic::error(
                                Code::UnclosedBracket,
                                format!("The block of `{words}` is never closed."),
                                self.file,
                                Span::new(brace, brace + 1),
                                "opened here",
                            )
                            .help("add a line with `}` where the block ends"),
                        );
                    }
                    break;
                }
                b'}' => break,
                b'\n' => {
                    if open.is_empty() {
                        match self.goes_on(start, end) {
                            Some(at) => self.at = at,
                            None => break,
                        }
                        continue;
                    }
                    // An unclosed bracket must not swallow the file: a line that opens a statement ends it.
                    if self.opens_statement() {
                        break;
                    }
                    self.at += 1;
                    continue;
                }
                _ => self.at += 1,
            }
            if !byte.is_ascii_whitespace() {
                end = self.at;
            }
        }
        OutlineNode { docs, head: Span::new(start, end), block }
    }

    /// Where the statement that has run to `end` goes on after the newline at the current place, if it does.
    fn goes_on(&self, start: usize, end: usize) -> Option<usize> {
        let written = &self.text[start..end];
        let last_word = written.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
        // A line may end in a minus that stands for a missing cell, so that one does not go on.
        if written.ends_with(['+', '*', '/', '^', '=', '<', '>', ',', '~'])
            || matches!(last_word, "and" | "or" | "not" | "then" | "else" | "in" | "truth" | "when")
        {
            return (!self.opens_statement()).then_some(self.at + 1);
        }
        let mut next = self.text[self.at..].trim_start();
        while next.starts_with("//") {
            next = next.find('\n').map_or("", |newline| &next[newline..]).trim_start();
        }
        let length = next.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(next.len());
        let word = &next[..length];
        let clause = CLAUSES.contains(&word)
            || written.starts_with("fn ") && CLAUSES_OF_FUNCTIONS.contains(&word)
            || written.starts_with("figure ") && CLAUSES_OF_FIGURES.contains(&word);
        clause.then(|| self.text.len() - next.len())
    }

    /// Whether the next line begins like a statement: a block word at the start of a line, a name with `=`.
    fn opens_statement(&self) -> bool {
        let begin = (self.at + 1).min(self.text.len());
        let next = self.text[begin..self.line_end(begin)].trim_start();
        let word: String = next.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        let follows_name = next[word.len()..].starts_with(' ')
            && next[word.len()..].trim_start().starts_with(|c: char| c.is_alphabetic() || c == '"');
        next.starts_with('}') || (super::STATEMENTS.contains(&word.as_str()) && follows_name)
    }

    /// Past a text, one line or a block.
    fn skip_text(&mut self) {
        let rest = &self.text[self.at..];
        if let Some(body) = rest.strip_prefix("\"\"\"") {
            match body.find("\"\"\"") {
                Some(length) => self.at += length + 6,
                None => {
                    self.unclosed_text(Span::new(self.at, self.at + 3), "\"\"\"");
                    self.at = self.bytes.len();
                }
            }
            return;
        }
        let start = self.at;
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' if self.bytes.get(self.at + 1).is_some_and(|next| *next != b'\n') => self.at += 2,
                b'\n' => break,
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.bytes.len());
        self.unclosed_text(Span::new(start, start + 1), "\"");
    }

    /// Past TeX between dollar signs on one line; a lone dollar sign is a character.
    fn skip_tex(&mut self) {
        let line = self.line_end(self.at);
        match self.text[self.at + 1..line].find('$') {
            Some(length) => self.at += length + 2,
            None => self.at += 1,
        }
    }

    fn line_end(&self, from: usize) -> usize {
        self.text[from..].find('\n').map_or(self.bytes.len(), |length| from + length)
    }

    fn unclosed_text(&mut self, span: Span, quotes: &str) {
        self.diagnostics.push(
            Diagnostic::error(
                Code::UnclosedText,
                "This text is never closed.",
                self.file,
                span,
                "opened here",
            )
            .help(format!("write `{quotes}` where it ends")),
        );
    }

    fn too_deep(&mut self, span: Span, what: &str, most: usize) {
        self.diagnostics.push(
            Diagnostic::error(
                Code::TooDeep,
                format!("These {what} are nested more than {most} deep."),
                self.file,
                span,
                "one level too many",
            )
            .help("name the inner part with `let`"),
        );
    }
}

//! What reading shares: matching a stretch of source against a rule, and saying what does not fit.

use std::collections::BTreeSet;

use super::grammar::{self, Misfit, Rule, Tree};
use super::outline::DEEPEST_BRACKET;
use super::tree::{Name, UnitExpr};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Label};
use crate::sources::{FileId, Span};

/// How many conditions a statement may hold: one can stand in another without a bracket around it.
const MOST_CONDITIONS: usize = 200;

/// Reads stretches of one file.
pub(super) struct Reader<'a> {
    pub(super) file: FileId,
    pub(super) source: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// Names whose declaration could not be read.
    pub(super) broken: Vec<String>,
    /// How deep the expression being read is by now.
    pub(super) depth: u32,
    /// How many blocks of statements are open: one is the file.
    pub(super) blocks: u32,
    /// A bracket is never closed: what stands inside what is a guess.
    pub(super) unclosed: bool,
    /// The units that were read.
    pub(super) units: std::cell::RefCell<Vec<UnitExpr>>,
    /// Where the outline has found open quotes and brackets without bounds.
    faults: BTreeSet<u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: FileId, source: &'a str, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        let unclosed = diagnostics.iter().any(|diagnostic| diagnostic.code == Code::UnclosedBracket);
        let outlined = diagnostics.iter().filter(|d| matches!(d.code, Code::UnclosedText | Code::TooDeep));
        let faults = outlined.flat_map(|d| d.labels.first()).map(|label| label.span.start).collect();
        Self {
            file,
            source,
            diagnostics,
            broken: Vec::new(),
            depth: 0,
            blocks: 0,
            unclosed,
            faults,
            units: std::cell::RefCell::default(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        &self.source[span.range()]
    }

    pub(super) fn name(&self, tree: &Tree) -> Name {
        Name { text: self.slice(tree.span).to_owned(), span: tree.span }
    }

    /// Matches a stretch against a rule, or says where it stops fitting.
    pub(super) fn matched(&mut self, rule: Rule, span: Span) -> Option<Tree> {
        if self.nests_too_deep(span) {
            let known = |known: &Diagnostic| {
                let inside = |label: &Label| span.start <= label.span.start && label.span.end <= span.end;
                known.code == Code::TooDeep && known.labels.iter().any(inside)
            };
            if !self.diagnostics.iter().any(known) {
                let diagnostic = self.too_deep(span);
                self.report(diagnostic);
            }
            return None;
        }
        match grammar::parse(rule, self.slice(span), span.start as usize) {
            Ok(tree) => Some(tree),
            Err(misfit) => {
                // An open quote or too many brackets have been said to be the fault already.
                if !self.faulty(span) {
                    let diagnostic = self
                        .grouped_digits(rule, span, &misfit)
                        .unwrap_or_else(|| self.meant(rule, span, &misfit, self.syntax(span, &misfit)));
                    self.report(diagnostic);
                }
                None
            }
        }
    }

    /// Whether brackets or conditions nest deeper than matching, which follows them down, should go. Texts
    /// and formulas are passed over: what they hold is read on its own.
    fn nests_too_deep(&self, span: Span) -> bool {
        let text = self.slice(span);
        let (mut depth, mut conditions) = (0_usize, 0_usize);
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            // Looked for only where it is needed: a statement of one long line is read once.
            let line = || rest.find('\n').unwrap_or(rest.len());
            at += match c {
                '"' if rest.starts_with("\"\"\"") => {
                    rest[3..].find("\"\"\"").map_or(rest.len(), |end| end + 6)
                }
                '"' => text_length(&rest[..line()]),
                '$' => rest[1..line().max(1)].find('$').map_or(1, |end| end + 2),
                '/' if rest.starts_with("//") => line(),
                _ if c.is_ascii_alphabetic() => {
                    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                    let word = &rest[..end.unwrap_or(rest.len())];
                    conditions += usize::from(word == "if");
                    word.len()
                }
                _ => {
                    match c {
                        '(' | '[' => depth += 1,
                        ')' | ']' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    c.len_utf8()
                }
            };
            if depth > DEEPEST_BRACKET || conditions > MOST_CONDITIONS {
                return true;
            }
        }
        false
    }

    /// Whether the outline has found a stretch at fault.
    pub(super) fn faulty(&self, within: Span) -> bool {
        self.faults.range(within.start..=within.end).next().is_some()
    }

    fn syntax(&self, within: Span, misfit: &Misfit) -> Diagnostic {
        if misfit.too_deep {
            return self.too_deep(within);
        }
        if let Some(bracket) = self.unclosed(within) {
            let mark = self.slice(bracket).to_owned();
            let closing = if mark == "(" { ")" } else { "]" };
            return Diagnostic::error(
                Code::Syntax,
                format!("This `{mark}` is never closed."),
                self.file,
                bracket,
                "opened here",
            )
            .help(format!("write `{closing}` where it ends"));
        }
        let mut wanted: Vec<&str> = misfit.expected.iter().filter_map(|rule| grammar::words(*rule)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        // Whatever may go on, may also stop: saying so adds nothing where something else is missing.
        if wanted.len() > 1 {
            wanted.retain(|words| *words != "the end of the statement" && *words != "`:`");
        }
        wanted.truncate(6);
        let at = misfit.at.min(within.end as usize);
        let found = self.token(at, within.end as usize);
        let here = Span::new(at, at + found.len());
        let headline = if found.is_empty() {
            "This statement is not finished.".to_owned()
        } else {
            format!("Unexpected `{found}`.")
        };
        let label = match wanted.as_slice() {
            [] => "not valid here".to_owned(),
            [only] => format!("expected {only}"),
            [most @ .., last] => format!("expected {} or {last}", most.join(", ")),
        };
        Diagnostic::error(Code::Syntax, headline, self.file, here, label)
    }

    /// Where reading stopped at `1 234` or `1,000`: digits in groups, but marked with what means something else.
    fn grouped_digits(&self, rule: Rule, within: Span, misfit: &Misfit) -> Option<Diagnostic> {
        let text = self.slice(within);
        let at = misfit.at.checked_sub(within.start as usize).filter(|at| *at <= text.len())?;
        let belongs = |c: char| c.is_ascii_digit() || c == ' ' || c == ',';
        let start = text[..at]
            .rfind(|c| !belongs(c))
            .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        let end = text[at..].find(|c| !belongs(c)).map_or(text.len(), |after| at + after);
        let run = text[start..end].trim();
        let start = start + text[start..end].find(run)?;
        let mark = if run.contains(',') { ',' } else { ' ' };
        let mut groups = run.split(mark);
        let first = groups.next()?;
        let all_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
        let grouped = (1..=3).contains(&first.len())
            && all_digits(first)
            && run.contains(mark)
            && groups.all(|group| group.len() == 3 && all_digits(group));
        if !grouped || text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.') {
            return None;
        }
        let span = Span::new(within.start as usize + start, within.start as usize + start + run.len());
        let written = run.replace(mark, "_");
        let what = if mark == ',' { "A comma separates values" } else { "A space ends a number" };
        let mut diagnostic = Diagnostic::error(
            Code::Syntax,
            format!("{what}, so `{run}` is not one number."),
            self.file,
            span,
            "digits in groups of three",
        )
        .help(format!("write `{written}` or `{}`", run.replace(mark, "")));
        let mended = format!("{}{written}{}", &text[..start], &text[start + run.len()..]);
        if grammar::parse(rule, &mended, 0).is_ok() {
            diagnostic = diagnostic.fix(format!("write `{written}`"), self.file, span, written);
        }
        Some(diagnostic)
    }

    pub(super) fn too_deep(&self, span: Span) -> Diagnostic {
        Diagnostic::error(
            Code::TooDeep,
            "This expression is nested too deeply.",
            self.file,
            span,
            "too many levels",
        )
        .help("name an inner part with `let`")
    }

    /// The token at a place: a word, a number, or a character.
    fn token(&self, at: usize, end: usize) -> &'a str {
        let rest = &self.source[at..end];
        let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        match rest.chars().next() {
            Some(first) => &rest[..word.max(first.len_utf8())],
            None => "",
        }
    }

    /// The innermost bracket that a stretch opens and does not close.
    fn unclosed(&self, span: Span) -> Option<Span> {
        let mut open = Vec::new();
        let mut in_text = false;
        for (at, c) in self.slice(span).char_indices() {
            match c {
                '"' => in_text = !in_text,
                '(' | '[' if !in_text => open.push(at),
                ')' | ']' if !in_text => {
                    open.pop();
                }
                _ => {}
            }
        }
        open.pop().map(|at| Span::new(span.start as usize + at, span.start as usize + at + 1))
    }
}

/// The children of a tree by what they are.
impl Tree {
    pub(super) fn child(&self, rule: Rule) -> Option<&Tree> {
        self.kids.iter().find(|kid| kid.rule == rule)
    }

    pub(super) fn children(&self, rule: Rule) -> impl Iterator<Item = &Tree> {
        self.kids.iter().filter(move |kid| kid.rule == rule)
    }
}

/// How long the text is that a line begins with, quotes and all.
fn text_length(line: &str) -> usize {
    let mut escaped = true;
    let end = line.char_indices().find(|&(_, c)| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    });
    end.map_or(line.len(), |(at, _)| at + 1)
}

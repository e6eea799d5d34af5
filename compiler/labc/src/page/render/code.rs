//! Code in texts, its words marked by what they are. Start at [`marked`].

use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::markup::escape;
use crate::syntax::STATEMENTS;

/// The longest code that is marked, in bytes: a longer one is data rather than something to read.
const MOST: usize = 64 << 10;

/// The markup of some code in a language, with classes of the theme for keywords, texts, numbers, comments, types and
/// functions. Code in a language that isn't known is only escaped.
pub(in crate::page) fn marked(language: &str, code: &str) -> String {
    let marks = match language {
        "" | "text" | "txt" | "plain" => None,
        _ if code.len() > MOST => None,
        "lab" => Some(of_lab(code)),
        language => other(language, code),
    };
    match marks {
        Some(marks) => written(code, &marks),
        None => escape(code),
    }
}

/// What a stretch of code is: the name of its class.
type CodeMark = (std::ops::Range<usize>, &'static str);

const KEYWORD: &str = "hl-k";
const TEXT: &str = "hl-s";
const NUMBER: &str = "hl-n";
const COMMENT: &str = "hl-c";
const TYPE: &str = "hl-t";
const FUNCTION: &str = "hl-f";

fn written(code: &str, marks: &[CodeMark]) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    let mut at = 0;
    for (range, class) in marks {
        if range.start < at {
            continue;
        }
        out.push_str(&escape(&code[at..range.start]));
        out.push_str(&format!("<span class=\"{class}\">{}</span>", escape(&code[range.clone()])));
        at = range.end;
    }
    out + &escape(&code[at..])
}

/// Words of the language that begin no statement.
const WORDS: &[&str] = &[
    "about",
    "along",
    "alt",
    "and",
    "as",
    "at",
    "bars",
    "because",
    "by",
    "caption",
    "confidence",
    "dark",
    "else",
    "fail",
    "false",
    "for",
    "from",
    "if",
    "in",
    "is",
    "log",
    "no",
    "not",
    "note",
    "of",
    "or",
    "order",
    "pass",
    "sketch",
    "source",
    "start",
    "symbol",
    "then",
    "to",
    "true",
    "truth",
    "warn",
    "was",
    "when",
    "where",
    "within",
    "yes",
];

fn of_lab(code: &str) -> Vec<CodeMark> {
    let mut marks: Vec<CodeMark> = Vec::new();
    let mut at = 0;
    while let Some(c) = code[at..].chars().next() {
        let rest = &code[at..];
        let (length, class) = match c {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), COMMENT),
            '"' => {
                let quotes = if rest.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
                (closed(rest, quotes), TEXT)
            }
            c if c.is_ascii_digit() => {
                let number = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
                (rest.find(|c| !number(c)).unwrap_or(rest.len()), NUMBER)
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                let word = &rest[..length];
                let class = match word {
                    _ if STATEMENTS.contains(&word) || WORDS.contains(&word) => KEYWORD,
                    _ if rest[length..].starts_with('(') => FUNCTION,
                    _ => "",
                };
                (length, class)
            }
            c => (c.len_utf8(), ""),
        };
        if !class.is_empty() {
            marks.push((at..at + length, class));
        }
        at += length;
    }
    marks
}

/// How long a text is that begins with its quotes; one that isn't closed ends with the code.
fn closed(text: &str, quotes: &str) -> usize {
    let mut at = quotes.len();
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(quotes) {
            return at + quotes.len();
        }
        let skipped = if quotes.len() == 1 && rest.starts_with('\\') { 2 } else { 1 };
        at += rest.chars().take(skipped).map(char::len_utf8).sum::<usize>();
    }
    text.len()
}

/// Languages by scopes of their grammars, the longest beginnings first.
const SCOPES: &[(&str, &str)] = &[
    ("comment", COMMENT),
    ("string", TEXT),
    ("constant.numeric", NUMBER),
    ("constant.language", NUMBER),
    ("constant.character", TEXT),
    ("keyword.operator", ""),
    ("keyword", KEYWORD),
    ("storage", KEYWORD),
    ("entity.name.function", FUNCTION),
    ("support.function", FUNCTION),
    ("entity.name.tag", KEYWORD),
    ("entity.other.attribute-name", TYPE),
    ("entity.name", TYPE),
    ("support.type", TYPE),
    ("support.class", TYPE),
];

/// The grammars, which are unpacked once code needs them.
fn grammars() -> &'static (SyntaxSet, Vec<(Scope, &'static str)>) {
    static GRAMMARS: OnceLock<(SyntaxSet, Vec<(Scope, &'static str)>)> = OnceLock::new();
    GRAMMARS.get_or_init(|| {
        let scopes = SCOPES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class)));
        (SyntaxSet::load_defaults_newlines(), scopes.collect())
    })
}

fn other(language: &str, code: &str) -> Option<Vec<CodeMark>> {
    let (set, classes) = grammars();
    let named = match language.to_ascii_lowercase().as_str() {
        // Names that people write, and what the grammars are called.
        "console" | "shell" | "sh" | "bash" | "zsh" => "sh".to_owned(),
        "toml" | "ini" | "csv" => return None,
        "jsonc" | "json5" => "json".to_owned(),
        "ts" | "typescript" | "jsx" | "tsx" => "js".to_owned(),
        name => name.to_owned(),
    };
    let grammar: &SyntaxReference = set.find_syntax_by_token(&named)?;
    let mut state = ParseState::new(grammar);
    let mut stack = ScopeStack::new();
    let mut marks: Vec<CodeMark> = Vec::new();
    let mut begin = 0;
    for line in code.split_inclusive('\n') {
        // A grammar may give up; what was marked by then stays.
        let Ok(steps) = state.parse_line(line, set) else { break };
        let mut at = 0;
        let mut mark = |stack: &ScopeStack, from: usize, to: usize| {
            let class = stack.as_slice().iter().rev().find_map(|scope| {
                classes.iter().find(|(known, _)| known.is_prefix_of(*scope)).map(|(_, class)| *class)
            });
            let Some(class) = class.filter(|class| !class.is_empty() && from < to) else { return };
            match marks.last_mut().filter(|(range, last)| range.end == begin + from && *last == class) {
                Some((range, _)) => range.end = begin + to,
                None => marks.push((begin + from..begin + to, class)),
            }
        };
        for (place, step) in steps {
            mark(&stack, at, place);
            at = place;
            if stack.apply(&step).is_err() {
                return Some(marks);
            }
        }
        mark(&stack, at, line.len());
        begin += line.len();
    }
    Some(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab() {
        let code = marked("lab", "let a = 3 s // <one>\n\"in {a}\" max(a)");
        assert_eq!(
            code,
            "<span class=\"hl-k\">let</span> a = <span class=\"hl-n\">3</span> s \
             <span class=\"hl-c\">// &lt;one&gt;</span>\n<span class=\"hl-s\">&quot;in {a}&quot;</span> \
             <span class=\"hl-f\">max</span>(a)"
        );
        assert_eq!(marked("lab", "\"open \\"), "<span class=\"hl-s\">&quot;open \\</span>");
    }

    #[test]
    fn other_languages_and_none() {
        let code = marked("python", "d = {\"a\": 1}  # <b>\ndef f(x): return None\n");
        for part in [
            "<span class=\"hl-s\">&quot;a&quot;</span>",
            "<span class=\"hl-n\">1</span>",
            "<span class=\"hl-c\"># &lt;b&gt;\n</span>",
            "<span class=\"hl-f\">f</span>",
        ] {
            assert!(code.contains(part), "no {part} in {code}");
        }
        assert_eq!(marked("brainfsck", "<+>"), "&lt;+&gt;");
        assert_eq!(marked("", "if"), "if");
        let long = "x = 1\n".repeat(MOST);
        assert_eq!(marked("python", &long), long);
    }
}

//! Where a place is: in which statements, and whether in code, in a text or in a comment. It knows half-typed files, too.

use labc::sources::Span;
use labc::syntax::outline::{OutlineNode, outline};

use crate::document::OWN;

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stands {
    /// Code: a statement, or a value in the braces of a text.
    Code,
    /// Words of a text.
    Text,
    /// A comment.
    Comment,
}

/// Where a place is.
pub(crate) struct CursorPlace {
    /// What stands there.
    pub(crate) stands: Stands,
    /// The statements around it: their words, outermost first, without the one that is written.
    pub(crate) around: Vec<String>,
    /// The names of those statements: the word after their first.
    pub(crate) names: Vec<String>,
    /// The innermost of those statements, without its block.
    pub(crate) head: String,
    /// Where the piece of code begins that the place belongs to: a statement, or the value in a text.
    pub(crate) start: usize,
    /// It is a value in a text.
    pub(crate) in_text: bool,
}

/// The statement with everything in its braces: where it ends.
pub(crate) fn end_of(text: &str, node: &OutlineNode) -> usize {
    let head = node.head.end as usize;
    let Some(block) = &node.block else { return head };
    let mut at = match block.last() {
        Some(last) => end_of(text, last),
        None => text[head..].find('{').map_or(head, |brace| head + brace + 1),
    };
    // Nothing but comments stands before the brace.
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if trimmed.starts_with("//") {
            at += trimmed.find('\n').unwrap_or(trimmed.len());
        } else if trimmed.starts_with('}') {
            return at + 1;
        } else if let Some(letter) = trimmed.chars().next().filter(|letter| *letter != '}') {
            at += letter.len_utf8();
        } else {
            return at;
        }
    }
}

/// Every statement with its whole span, outer ones first.
pub(crate) fn every(text: &str) -> Vec<(OutlineNode, Span)> {
    let (nodes, _) = outline(OWN, text);
    let mut found = Vec::new();
    fn gather(text: &str, nodes: Vec<OutlineNode>, found: &mut Vec<(OutlineNode, Span)>) {
        for mut node in nodes {
            let span = Span::new(node.head.start as usize, end_of(text, &node));
            let block = node.block.take();
            let has_block = block.is_some();
            node.block = has_block.then(Vec::new);
            found.push((node, span));
            gather(text, block.unwrap_or_default(), found);
        }
    }
    gather(text, nodes, &mut found);
    found
}

/// Where a place is.
pub(crate) fn place(text: &str, offset: usize) -> CursorPlace {
    let (nodes, _) = outline(OWN, text);
    let (mut around, mut names) = (Vec::new(), Vec::new());
    let (mut start, mut whole) = (0, String::new());
    let mut nodes = nodes.as_slice();
    loop {
        let after = nodes.partition_point(|node| node.head.start as usize <= offset);
        // Before the first statement of a block, or between two of them, everything begins anew.
        let Some(node) = after.checked_sub(1).map(|last| &nodes[last]) else { break };
        let head = node.head.range();
        let end = end_of(text, node);
        match &node.block {
            Some(block) if offset > head.end && offset < end.max(head.end + 1) => {
                let brace = text[head.end..].find('{').map_or(head.end, |brace| head.end + brace);
                if offset <= brace {
                    start = head.start;
                    break;
                }
                whole = text[head.clone()].trim().to_owned();
                let mut words = text[head].split_whitespace();
                around.push(words.next().unwrap_or_default().to_owned());
                names.push(words.next().unwrap_or_default().to_owned());
                start = brace + 1;
                nodes = block;
            }
            Some(_) if offset >= end => {
                start = end;
                break;
            }
            // On another line than the statement, another one begins.
            None if text[head.end.min(offset)..offset].contains('\n') => {
                start = head.end;
                break;
            }
            _ => {
                start = head.start;
                break;
            }
        }
    }
    let (stands, within) = stands(&text[start..offset.max(start)]);
    let start = start + within.unwrap_or(0);
    CursorPlace { stands, around, names, head: whole, start, in_text: within.is_some() }
}

/// What stands at the end of a piece of text that begins in code, and where the value of a text begins that is written.
fn stands(text: &str) -> (Stands, Option<usize>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    // Where the value of a text begins that is being read, with the quotes that the text ends at.
    let mut value: Option<(usize, &str)> = None;
    let mut quotes: Option<&str> = None;
    while at < bytes.len() {
        let rest = &text[at..];
        match quotes {
            Some(end) => {
                if let Some(escaped) = rest.strip_prefix('\\') {
                    at += 1 + escaped.chars().next().map_or(0, char::len_utf8);
                } else if rest.starts_with(end) {
                    at += end.len();
                    quotes = None;
                } else if rest.starts_with('{') {
                    at += 1;
                    value = Some((at, end));
                    quotes = None;
                } else if end == "\"" && rest.starts_with('\n') {
                    // The quotes are still missing: the text ends with its line.
                    at += 1;
                    quotes = None;
                } else {
                    at += rest.chars().next().map_or(1, char::len_utf8);
                }
            }
            None => {
                if rest.starts_with("//") && value.is_none() {
                    match rest.find('\n') {
                        Some(end) => at += end,
                        None => return (Stands::Comment, None),
                    }
                } else if let (Some((_, end)), true) = (value, rest.starts_with('}')) {
                    at += 1;
                    quotes = Some(end);
                    value = None;
                } else if rest.starts_with("\"\"\"") && value.is_none() {
                    at += 3;
                    quotes = Some("\"\"\"");
                } else if rest.starts_with('"') && value.is_none() {
                    at += 1;
                    quotes = Some("\"");
                } else {
                    at += rest.chars().next().map_or(1, char::len_utf8);
                }
            }
        }
    }
    match (quotes, value) {
        (Some(_), _) => (Stands::Text, None),
        (None, Some((start, _))) => (Stands::Code, Some(start)),
        (None, None) => (Stands::Code, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands at the mark `|`, the statements around it, and the code from its beginning to the mark.
    fn at(text: &str) -> (Stands, String, String) {
        let offset = text.find('|').unwrap();
        let text = text.replace('|', "");
        let place = place(&text, offset);
        (place.stands, place.around.join(" "), text[place.start..offset].trim().to_owned())
    }

    #[test]
    fn places_are_known_in_whole_and_in_half_typed_files() {
        for (text, stands, around, code) in [
            ("let a = |", Stands::Code, "", "let a ="),
            ("let a = 1\n|", Stands::Code, "", ""),
            ("let a = 1 // x|", Stands::Comment, "", "let a = 1 // x"),
            ("lab x \"a|\"", Stands::Text, "", "lab x \"a"),
            ("lab x \"a {b|}\"", Stands::Code, "", "b"),
            ("\"\"\"\nwords {a + |", Stands::Code, "", "a +"),
            ("part p \"P\" {\n let a = |\n}", Stands::Code, "part", "let a ="),
            ("part p \"P\" {\n let a = 1\n |\n}", Stands::Code, "part", ""),
            (
                "part p \"P\" {\n predict q \"Q\" truth 1 {\n  a \"A\" is |\n }\n}",
                Stands::Code,
                "part predict",
                "a \"A\" is",
            ),
            ("part p \"P\" { }\n|", Stands::Code, "", ""),
            ("chart \"C\" {\n |\n}", Stands::Code, "chart", ""),
            ("lab x \"open\nlet a = |", Stands::Code, "", "let a ="),
        ] {
            let expected = (stands, around.to_owned(), code.to_owned());
            let found = at(text);
            assert_eq!(found, expected, "{text}");
        }
    }
}

//! Texts with little code, where the standard library brings much.

use alloc::string::String;

/// The parts of a text between separators, which are of ASCII. The standard library looks for any character, with
/// ten times the code.
#[derive(Clone, Debug)]
pub(crate) struct Parts<'t> {
    rest: Option<&'t str>,
    separator: u8,
}

/// The parts of a text between separators.
pub(crate) fn parts(text: &str, separator: char) -> Parts<'_> {
    Parts { rest: Some(text), separator: separator as u8 }
}

impl<'t> Iterator for Parts<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest?;
        let end = rest.bytes().position(|byte| byte == self.separator);
        let part = end.and_then(|end| Some((rest.get(..end)?, rest.get(end + 1..)?)));
        self.rest = part.map(|(_, after)| after);
        Some(part.map_or(rest, |(part, _)| part))
    }
}

/// The parts one after the other.
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    parts.iter().for_each(|part| text.push_str(part));
    text
}

/// How many characters a text has. The standard library counts many at once, with ten times the code.
pub(crate) fn length(text: &str) -> usize {
    text.chars().fold(0, |count, _| count + 1)
}

/// Writes text so that it stays text in markup, in elements and in quoted attributes.
pub(crate) fn escape_into(markup: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            other => markup.push(other),
        }
    }
}

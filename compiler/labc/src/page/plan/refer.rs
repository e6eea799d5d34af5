//! Cross-references: `@sec-attention` becomes a link with the section's title.

use crate::codes::Code;
use crate::page::plan::planned::Rich;
use crate::page::plan::planner::Planner;
use crate::page::render::view::ReferenceView;
use crate::sources::{Section, Span};
use crate::syntax::tree::{Name, Text};

const MARK: &str = "@sec-";

/// Words with the references in them told apart; a reference comes with its `@`.
pub(in crate::page) fn split(words: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = words[at..].find(MARK) {
        let start = at + found;
        let rest = &words[start + 1..];
        let length =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
        // A full stop or a hyphen after it belongs to the sentence.
        let length = rest[..length].trim_end_matches(['-', '_']).len();
        let end = start + 1 + length;
        at = end;
        let inside_a_word = words[..start].ends_with(|c: char| c.is_alphanumeric() || c == '`');
        if inside_a_word || length < MARK.len() {
            continue;
        }
        if start > from {
            pieces.push((false, &words[from..start]));
        }
        pieces.push((true, &words[start..end]));
        from = end;
    }
    if from < words.len() {
        pieces.push((false, &words[from..]));
    }
    pieces
}

/// How long the reference is that words begin with.
pub(in crate::page) fn length(words: &str) -> usize {
    split(words).first().filter(|(reference, _)| *reference).map_or(0, |(_, piece)| piece.len())
}

impl Planner<'_> {
    /// Words of a text as pieces of it.
    pub(in crate::page) fn with_references(&mut self, words: &str, text: &Text, pieces: &mut Vec<Rich>) {
        if !words.contains(MARK) {
            pieces.push(Rich::Words(crate::page::render::markdown::clean(words)));
            return;
        }
        for (reference, piece) in split(words) {
            if !reference {
                pieces.push(Rich::Words(crate::page::render::markdown::clean(piece)));
                continue;
            }
            // The text may hold the same reference twice: the first is as good a place to point at.
            let within = self.quoted(text.span).find(piece).unwrap_or(0);
            let start = text.span.start as usize + within;
            let name = Name { text: piece.to_owned(), span: Span::new(start, start + piece.len()) };
            let ReferenceView { title, href } = self.reference(&name, None);
            pieces.push(Rich::Link { title, href });
        }
    }

    /// What a reference in the head of a lab leads to, under the author's own words if there are any.
    pub(in crate::page) fn reference(&mut self, name: &Name, words: Option<String>) -> ReferenceView {
        let id = name.text.trim_start_matches('@');
        let plainly = || id.trim_start_matches("sec-").replace(['-', '_'], " ");
        match self.files.section(id) {
            Section::Known { title, href } => ReferenceView { title: words.unwrap_or(title), href },
            Section::Unlisted => ReferenceView { title: words.unwrap_or_else(plainly), href: None },
            Section::Unknown { near } => {
                let mut diagnostic = self.error(
                    Code::UnknownSection,
                    format!("The course has no section `{}`.", name.text),
                    name.span,
                    "not in `[sections]`",
                );
                diagnostic = match near {
                    Some(near) => diagnostic.help(format!("did you mean `@{near}`?")).fix(
                        format!("write `@{near}`"),
                        self.file,
                        name.span,
                        format!("@{near}"),
                    ),
                    None => diagnostic.help(format!(
                        "list it in `course.toml`, under `[sections]`: {id} = {{ title = \"…\" }}"
                    )),
                };
                self.report(diagnostic);
                ReferenceView { title: words.unwrap_or_else(plainly), href: None }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_in_words() {
        let found = |words: &'static str| {
            split(words)
                .into_iter()
                .filter(|(reference, _)| *reference)
                .map(|(_, piece)| piece)
                .collect::<Vec<_>>()
        };
        assert_eq!(found("See @sec-a-b, @sec-c."), ["@sec-a-b", "@sec-c"]);
        assert_eq!(found("(@sec-end-)"), ["@sec-end"]);
        assert!(found("me@sec-x.org, `@sec-code`, @sec-, @section").is_empty());
        assert_eq!(split("@sec-é x"), [(false, "@sec-é x")]);
    }
}

//! Cross-references, such as `@sec-attention`, become links with the title of the section; citations, such as
//! `[@kaplan2020]`, become links to the list of works at the end of the page. Start at [`split`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::codes::Code;
use crate::page::plan::planned::Rich;
use crate::page::plan::planner::Planner;
use crate::page::render::view::{CitedView, ReferenceView, TextLink};
use crate::sources::citation::{Citation, Work};
use crate::sources::{Section, Span};
use crate::syntax::tree::{Name, Text, TextPiece};
use crate::syntax::{InCode, code_length};

const MARK: &str = "@sec-";

/// What a piece of words is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::page) enum WordsKind {
    /// Words and nothing else.
    Words,
    /// A reference to a section, with its `@`.
    Section,
    /// A work that is cited, with its `@`.
    Work,
}

/// Words with the references and citations in them told apart. Round brackets take the place of a citation's square
/// ones; every piece is as long as what it was.
pub(in crate::page) fn split(words: &str) -> Vec<(WordsKind, &str)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for citation in citations(words) {
        sections(&words[from..citation.start], &mut pieces);
        pieces.push((WordsKind::Words, "("));
        let inside = &words[citation.start + 1..citation.end - 1];
        let mut at = 0;
        for key in keys(inside) {
            if key.start > at {
                pieces.push((WordsKind::Words, &inside[at..key.start]));
            }
            pieces.push((WordsKind::Work, &inside[key.clone()]));
            at = key.end;
        }
        if at < inside.len() {
            pieces.push((WordsKind::Words, &inside[at..]));
        }
        pieces.push((WordsKind::Words, ")"));
        from = citation.end;
    }
    sections(&words[from..], &mut pieces);
    pieces
}

/// Where citations are among words, with their brackets: `[@kaplan2020]`, `[@kaplan2020, table 1; @vaswani2017]`. In
/// code, after a backslash and as the words of a link they are words.
fn citations(words: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = words[at..].find(['[', '`', '~', '\\']).map(|next| at + next) {
        let rest = &words[start..];
        at = start
            + match rest.as_bytes()[0] {
                b'\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                b'[' if rest.starts_with("[@") && !rest[1..].starts_with(MARK) => {
                    let end = rest[1..].find(['[', ']', '`', '\\']).map(|end| end + 1);
                    match end.filter(|end| rest[*end..].starts_with(']')) {
                        Some(end) if !rest[end + 1..].starts_with('(') && !keys(&rest[1..end]).is_empty() => {
                            found.push(start..start + end + 1);
                            end + 1
                        }
                        _ => 1,
                    }
                }
                b'[' => 1,
                _ => match code_length(words, start, true) {
                    Some(InCode::Span { length, .. } | InCode::Fence(length)) => length,
                    None => 1,
                },
            };
    }
    found
}

/// Where the keys are between the brackets of a citation, with their `@`.
fn keys(inside: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for part in inside.split(';') {
        let start = from + part.len() - part.trim_start().len();
        from += part.len() + 1;
        let length = part.trim_start().strip_prefix('@').map_or(0, key_length);
        if length > 0 {
            found.push(start..start + 1 + length);
        }
    }
    found
}

/// How long the key is that a text begins with.
fn key_length(text: &str) -> usize {
    let is_key = |c: char| c.is_alphanumeric() || "_-:./+".contains(c);
    let key = &text[..text.find(|c| !is_key(c)).unwrap_or(text.len())];
    key.trim_end_matches(|c: char| !c.is_alphanumeric()).len()
}

/// The keys that a text cites, without their `@`.
fn cited(text: &Text) -> Vec<&str> {
    let words = text.pieces.iter().filter_map(|piece| match piece {
        TextPiece::Words(words) => Some(split(words)),
        TextPiece::Value(_) => None,
    });
    words.flatten().filter(|(kind, _)| *kind == WordsKind::Work).map(|(_, key)| &key[1..]).collect()
}

/// Words without the citations in them: their years are not figures of the lab.
pub(in crate::page) fn without_citations(words: &str) -> String {
    let mut rest = words.to_owned();
    for citation in citations(words).into_iter().rev() {
        rest.replace_range(citation, "");
    }
    rest
}

/// The same for references to sections.
fn sections<'w>(words: &'w str, pieces: &mut Vec<(WordsKind, &'w str)>) {
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
            pieces.push((WordsKind::Words, &words[from..start]));
        }
        pieces.push((WordsKind::Section, &words[start..end]));
        from = end;
    }
    if from < words.len() {
        pieces.push((WordsKind::Words, &words[from..]));
    }
}

/// How long the reference is that words begin with.
pub(in crate::page) fn length(words: &str) -> usize {
    // Inside a citation, its brackets are gone.
    match words.strip_prefix('@').map(key_length) {
        Some(length) if length > 0 => {
            let section = split(words)
                .first()
                .filter(|(kind, _)| *kind == WordsKind::Section)
                .map(|(_, piece)| piece.len());
            section.unwrap_or(length + 1)
        }
        _ => 0,
    }
}

impl Planner<'_> {
    /// Words of a text as pieces of it.
    pub(in crate::page) fn with_references(&mut self, words: &str, text: &Text, pieces: &mut Vec<Rich>) {
        if !words.contains('@') {
            pieces.push(Rich::Words(crate::page::render::markdown::clean(words)));
            return;
        }
        for (kind, piece) in split(words) {
            if kind == WordsKind::Words {
                pieces.push(Rich::Words(crate::page::render::markdown::clean(piece)));
                continue;
            }
            // The text may hold the same reference twice: the first is as good a place to point at.
            let within = self.quoted(text.span).find(piece).unwrap_or(0);
            let start = text.span.start as usize + within;
            let name = Name { text: piece.to_owned(), span: Span::new(start, start + piece.len()) };
            let ReferenceView { title, href } = match kind {
                WordsKind::Work => self.citation(&name),
                _ => self.reference(&name, None),
            };
            pieces.push(Rich::Link { title, href });
        }
    }

    /// What a citation leads to: the work in the list at the end of the page.
    fn citation(&mut self, name: &Name) -> ReferenceView {
        let key = name.text.trim_start_matches('@');
        let diagnostic = match self.files.citation(key) {
            Citation::Known(work) => {
                let view = ReferenceView { title: work.label.clone(), href: Some(place_of(key)) };
                self.works.entry(*work).or_default().extend(self.part);
                return view;
            }
            Citation::Unlisted => return ReferenceView { title: key.to_owned(), href: None },
            Citation::NoBibliography => self
                .error(Code::UnknownCitation, "The course has no bibliography.", name.span, "cites a work")
                .help("write `bibliography = \"refs.bib\"` into `course.toml`, and the work into that file"),
            Citation::Unknown { near } => {
                let headline = format!("The bibliography has no entry `{key}`.");
                let unknown =
                    self.error(Code::UnknownCitation, headline, name.span, "not in the bibliography");
                match near {
                    Some(near) => unknown.help(format!("did you mean `@{near}`?")).fix(
                        format!("write `@{near}`"),
                        self.file,
                        name.span,
                        format!("@{near}"),
                    ),
                    None => {
                        unknown.help(format!("add an entry such as `@misc{{{key}, title = {{…}}}}` to it"))
                    }
                }
            }
        };
        self.report(diagnostic);
        ReferenceView { title: key.to_owned(), href: None }
    }

    /// The works that a source cites, as links to the list at the end of the page.
    pub(in crate::page) fn works_of(&self, source: &Text) -> Vec<TextLink> {
        let works = cited(source).into_iter().filter_map(|key| match self.files.citation(key) {
            Citation::Known(work) => Some(TextLink { title: work.words, href: place_of(key) }),
            _ => None,
        });
        works.collect()
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

/// Where the list of works has one.
fn place_of(key: &str) -> String {
    format!("#{}", id_of(key))
}

/// The id of a work in the list of works.
fn id_of(key: &str) -> String {
    format!("ref-{key}")
}

/// The works that a lab cites as the page lists them, with the parts that cite each.
pub(in crate::page) fn listed(works: BTreeMap<Work, BTreeSet<usize>>, parts: &[String]) -> Vec<CitedView> {
    let listed = works.into_iter().map(|(work, cited)| {
        let cited = cited.into_iter().filter_map(|part| {
            Some(TextLink { title: (part + 1).to_string(), href: format!("#part-{}", parts.get(part)?) })
        });
        CitedView { id: id_of(&work.key), html: work.html, words: work.words, parts: cited.collect() }
    });
    listed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_in_words() {
        let found = |words: &'static str| {
            split(words)
                .into_iter()
                .filter(|(kind, _)| *kind == WordsKind::Section)
                .map(|(_, piece)| piece)
                .collect::<Vec<_>>()
        };
        assert_eq!(found("See @sec-a-b, @sec-c."), ["@sec-a-b", "@sec-c"]);
        assert_eq!(found("(@sec-end-)"), ["@sec-end"]);
        assert!(found("me@sec-x.org, `@sec-code`, @sec-, @section").is_empty());
        assert_eq!(split("@sec-é x"), [(WordsKind::Words, "@sec-é x")]);
    }

    #[test]
    fn citations_in_words() {
        use WordsKind::{Words, Work};
        let found = split("See [@a:b, p. 3; @c.d] and [@e].");
        let expected = [
            (Words, "See "),
            (Words, "("),
            (Work, "@a:b"),
            (Words, ", p. 3; "),
            (Work, "@c.d"),
            (Words, ")"),
            (Words, " and "),
            (Words, "("),
            (Work, "@e"),
            (Words, ")"),
            (Words, "."),
        ];
        assert_eq!(found, expected);
        for words in
            ["`[@a]`", "\\[@a]", "[@a](b)", "[a]", "[@]", "[@a", "~~~\n[@a]\n~~~", "[^@a]", "[@sec-a]"]
        {
            assert!(split(words).iter().all(|(kind, _)| *kind != Work), "{words}");
            assert_eq!(split(words).iter().map(|(_, piece)| piece.len()).sum::<usize>(), words.len());
        }
        assert_eq!(without_citations("In 3 steps [@a2020]."), "In 3 steps .");
        assert_eq!((length("@a-b, c"), length("@sec-a-b."), length("@"), length("a")), (4, 8, 0, 0));
    }
}

//! Works that labs cite by their keys in the bibliography of the course: `source @key`, and `[@key]` in texts.

use labc::sources::Span;
use lsp_types::{Hover, HoverContents, Location, MarkupContent, MarkupKind};

use crate::document::Document;
use crate::host::Cited;
use crate::path;
use crate::server::Server;

/// Whether a key can have a letter.
pub(crate) fn is_of_key(letter: char) -> bool {
    letter.is_alphanumeric() || "_-:./+".contains(letter)
}

/// The work whose key is at a place, and where the key stands, without the `@`.
fn at<'s>(server: &'s Server, document: &Document, offset: usize) -> Option<(Span, &'s Cited)> {
    let text = document.text.as_str();
    let (before, after) = (text.get(..offset)?, &text[offset..]);
    // Before the `@`, the key begins behind it.
    let (before, after) = match after.strip_prefix('@') {
        Some(rest) => (&text[..offset + 1], rest),
        None => (before, after),
    };
    let start = before.trim_end_matches(is_of_key).len();
    if !text[..start].ends_with('@') {
        return None;
    }
    let end = text.len() - after.trim_start_matches(is_of_key).len();
    let works = &server.course(document)?.checked.works;
    // A sentence may end behind a key.
    let mut key = &text[start..end];
    loop {
        if let Some(work) = works.iter().find(|work| work.key == key) {
            return Some((Span::new(start, start + key.len()), work));
        }
        key = key.strip_suffix(|letter: char| !letter.is_alphanumeric())?;
    }
}

/// What the bibliography says about the work at a place.
pub(crate) fn hover(server: &Server, document: &Document, offset: usize) -> Option<Hover> {
    let (span, work) = at(server, document, offset)?;
    let value = format!("{}\n\n`@{}`", work.words, work.key);
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
        range: Some(document.text.range(span)),
    })
}

/// Where the bibliography has the work at a place.
pub(crate) fn definition(server: &Server, document: &Document, offset: usize) -> Option<Vec<Location>> {
    let (_, work) = at(server, document, offset)?;
    let file = server.course(document)?.checked.bibliography.as_ref()?;
    let text = server.text_of(file)?;
    // `@article{key,`: nothing else has a key between a brace and a comma.
    let entry = |start: &usize| {
        let (before, after) = (&text.as_str()[..*start], &text.as_str()[start + work.key.len()..]);
        before.trim_end().ends_with(['{', '(']) && after.trim_start().starts_with(',')
    };
    let start = text.as_str().match_indices(&work.key).map(|(at, _)| at).find(entry)?;
    let range = text.range(Span::new(start, start + work.key.len()));
    Some(vec![Location { uri: path::uri(file)?, range }])
}

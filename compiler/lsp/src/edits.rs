//! Edits of a text, and what can be written as a name.

use labc::sources::Span;

/// An edit of the document's own text.
pub(crate) type Edits = Vec<(Span, String)>;

/// The text with some edits made.
pub(crate) fn edited(text: &str, edits: &Edits) -> String {
    let mut sorted: Vec<&(Span, String)> = edits.iter().collect();
    sorted.sort_by_key(|(span, _)| *span);
    let (mut new, mut at) = (String::with_capacity(text.len() + 64), 0);
    for (span, words) in sorted {
        new.push_str(&text[at..span.start as usize]);
        new.push_str(words);
        at = span.end as usize;
    }
    new.push_str(&text[at..]);
    new
}

pub(crate) fn is_name(words: &str) -> bool {
    words.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && words.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

//! Where in the file something in a text stands. Start at [`Places::span`].

use std::ops::Range;

use crate::page::plan::planned::Rich;
use crate::sources::Span;
use crate::syntax::origins;
use crate::syntax::tree::{Text, TextPiece};

/// The places of a text's Markdown in its file.
pub(in crate::page) struct Places {
    whole: Span,
    /// For each byte of the Markdown, where it stands in the file, as far as that is known.
    bytes: Vec<Option<u32>>,
}

impl Places {
    /// Those of a text: `quoted` is how it is written, `pieces` what it was read as, and `of` says for each of these
    /// the piece of the text that it comes from.
    pub(in crate::page) fn new(quoted: &str, text: &Text, pieces: &[Rich], of: &[usize]) -> Self {
        let mut places = Self { whole: text.span, bytes: Vec::new() };
        let marks = if text.block { 3 } else { 1 };
        let is_written = quoted.len() >= 2 * marks && quoted.starts_with('"') && quoted.ends_with('"');
        let inner = if is_written { &quoted[marks..quoted.len() - marks] } else { "" };
        let first = text.span.start + marks as u32;
        let mut of_words = origins(inner, text.block).into_iter();
        let mut known: Vec<Option<Vec<usize>>> = text
            .pieces
            .iter()
            .map(|piece| match piece {
                TextPiece::Words(words) => of_words.next().filter(|origins| origins.len() >= words.len()),
                TextPiece::Value(_) => None,
            })
            .collect();
        for (piece, of) in pieces.iter().zip(of) {
            let Rich::Words(words) = piece else {
                // The character that stands for it takes four bytes.
                places.bytes.extend([None; 4]);
                // A reference takes words of its piece.
                if let (Rich::Link { .. }, Some(Some(origins))) = (piece, known.get_mut(*of))
                    && let Some(TextPiece::Words(words)) = text.pieces.get(*of)
                {
                    let at = words.len() - origins.len().min(words.len());
                    let length = crate::page::plan::refer::length(&words[at..]).min(origins.len());
                    origins.drain(..length);
                }
                continue;
            };
            match known.get_mut(*of) {
                Some(Some(origins)) => {
                    let taken = origins.drain(..words.len().min(origins.len()));
                    places.bytes.extend(taken.map(|at| Some(first + at as u32)));
                }
                _ => places.bytes.extend(vec![None; words.len()]),
            }
        }
        places
    }

    /// The place of a stretch of the Markdown: the whole text where it isn't known.
    pub(in crate::page) fn span(&self, at: &Range<usize>) -> Span {
        let known = self.bytes.get(at.start..at.end.min(self.bytes.len())).unwrap_or_default();
        let mut known = known.iter().flatten();
        let Some(first) = known.next() else { return self.whole };
        let last = known.next_back().unwrap_or(first);
        Span { start: *first, end: last + 1 }
    }
}

//! Texts and the values in them.

use super::Shown;
use crate::sources::Span;

/// A text with values in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    pub pieces: Vec<TextPiece>,
    /// A block of Markdown.
    pub block: bool,
    /// Its place, quotes included.
    pub span: Span,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPiece {
    /// Words, with escapes resolved and a block's indent removed.
    Words(String),
    /// `{value in unit}`
    Value(Box<Shown>),
}

impl Text {
    /// Whether it has no values.
    pub fn is_words(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece, TextPiece::Words(_)))
    }

    /// The words alone, values left out.
    pub fn words(&self) -> String {
        let words = self.pieces.iter().map(|piece| match piece {
            TextPiece::Words(words) => words.as_str(),
            TextPiece::Value(_) => "…",
        });
        // No Markdown reads them, which would take the backslash of a dollar sign.
        words.collect::<String>().replace("\\$", "$")
    }
}

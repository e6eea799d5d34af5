//! Texts, their changes, and places in them. Editors count columns in UTF-16, the compiler counts bytes of UTF-8.

use std::sync::Arc;

use labc::sources::Span;
use lsp_types::{Position, Range, TextDocumentContentChangeEvent};

/// A text with the beginnings of its lines.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    text: Arc<str>,
    lines: Vec<u32>,
}

impl Text {
    pub(crate) fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Self { text, lines }
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, to be shared.
    pub(crate) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The words of a span; nothing where it lies outside or cuts a letter.
    pub(crate) fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The byte at a place. What lies beyond the end of a line is its end, and beyond the last line the end of the text;
    /// the middle of a letter is its beginning.
    pub(crate) fn offset(&self, place: Position) -> usize {
        let Some(start) = self.lines.get(place.line as usize) else { return self.text.len() };
        let line = &self.text[*start as usize..];
        let line = &line[..line.find('\n').unwrap_or(line.len())];
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut units = 0;
        for (at, letter) in line.char_indices() {
            units += letter.len_utf16() as u32;
            if units > place.character {
                return *start as usize + at;
            }
        }
        *start as usize + line.len()
    }

    /// The place of a byte.
    pub(crate) fn place(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.partition_point(|start| *start as usize <= offset).saturating_sub(1);
        let before = &self.text[self.lines[line] as usize..offset];
        let units: usize = before.chars().map(char::len_utf16).sum();
        Position { line: line as u32, character: units as u32 }
    }

    /// The places of a span.
    pub(crate) fn range(&self, span: Span) -> Range {
        Range { start: self.place(span.start as usize), end: self.place(span.end as usize) }
    }

    /// The span of two places.
    pub(crate) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start.min(end), end.max(start))
    }

    /// The text after an editor has changed it.
    pub(crate) fn changed(&self, changes: Vec<TextDocumentContentChangeEvent>) -> Self {
        let mut text = self.clone();
        for change in changes {
            text = match change.range {
                None => Self::new(change.text),
                Some(range) => {
                    let span = text.span(range);
                    let (before, after) =
                        (&text.text[..span.start as usize], &text.text[span.end as usize..]);
                    Self::new([before, &change.text, after].concat())
                }
            };
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_in_utf_16() {
        let text = Text::new("a𝛼b\r\nµ = 1\n");
        for (place, offset) in [
            (at(0, 0), 0),
            (at(0, 1), 1),
            (at(0, 3), 5),
            (at(0, 4), 6),
            (at(1, 0), 8),
            (at(1, 1), 10),
            (at(2, 0), 15),
        ] {
            assert_eq!((text.offset(place), text.place(offset)), (offset, place));
        }
        assert_eq!(text.offset(at(0, 2)), 1, "the middle of a letter");
        assert_eq!(text.offset(at(0, 99)), 6, "beyond the end of a line");
        assert_eq!(text.offset(at(99, 0)), 15, "beyond the last line");
    }

    #[test]
    fn changes_are_made_one_after_the_other() {
        let change = |range: Option<(Position, Position)>, text: &str| TextDocumentContentChangeEvent {
            range: range.map(|(start, end)| Range { start, end }),
            range_length: None,
            text: text.to_owned(),
        };
        let text = Text::new("let a = 1\n");
        let text = text.changed(vec![
            change(Some((at(0, 4), at(0, 5))), "µµ"),
            change(Some((at(0, 9), at(0, 10))), "2\nlet b = µµ"),
        ]);
        assert_eq!(text.as_str(), "let µµ = 2\nlet b = µµ\n");
        assert_eq!(text.changed(vec![change(None, "x")]).as_str(), "x");
    }
}

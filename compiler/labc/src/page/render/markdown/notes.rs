//! Footnotes: a number where a text refers to one, and the notes below the text. Numbers go on from text to text of a
//! page; the number of a note leads back to its place.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{PlacedEvent, TextFault, TextPosition, Writer};

/// A footnote: its label, its place, what it says.
pub(super) struct Note {
    label: CowStr<'static>,
    at: Range<usize>,
    body: Vec<PlacedEvent<'static>>,
}

/// The events of a text without its footnotes, and these.
pub(super) fn taken_out(events: Vec<PlacedEvent<'static>>) -> (Vec<PlacedEvent<'static>>, Vec<Note>) {
    let (mut body, mut notes) = (Vec::with_capacity(events.len()), Vec::<Note>::new());
    let mut inside = false;
    for (event, at) in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                inside = true;
                notes.push(Note { label, at, body: Vec::new() });
            }
            Event::End(TagEnd::FootnoteDefinition) => inside = false,
            event => match notes.last_mut().filter(|_| inside) {
                Some(note) => note.body.push((event, at)),
                None => body.push((event, at)),
            },
        }
    }
    (body, notes)
}

impl Writer<'_> {
    /// A reference to a footnote.
    pub(super) fn note(&mut self, label: &str) {
        let known = self.noted.iter().position(|(noted, ..)| noted == label);
        let index = known.unwrap_or_else(|| {
            let (_, notes) = &mut *self.around.taken.borrow_mut();
            *notes += 1;
            self.noted.push((label.to_owned(), *notes, 0));
            self.noted.len() - 1
        });
        let (_, number, times) = &mut self.noted[index];
        *times += 1;
        let (number, again) = (*number, if *times > 1 { format!("-{times}") } else { String::new() });
        self.markup(format!(
            "<sup class=\"noteref\"><a id=\"noteref-{number}{again}\" href=\"#note-{number}\" \
             role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    /// The footnotes below the text, in the order in which it refers to them.
    pub(super) fn notes(&mut self, notes: &[Note]) {
        let mut index = 0;
        // A note may refer to another one.
        while let Some((label, number, _)) = self.noted.get(index).cloned() {
            if index == 0 {
                self.events.push(Event::InlineHtml("\n<ol class=\"notes\">\n".into()));
            }
            index += 1;
            self.markup(format!(
                "<li id=\"note-{number}\"><a class=\"back\" href=\"#noteref-{number}\" \
                 role=\"doc-backlink\">{number}</a> <div>"
            ));
            if let Some(note) = notes.iter().find(|note| *note.label == *label) {
                self.write(&note.body);
            }
            self.markup("</div></li>\n");
        }
        if index > 0 {
            self.markup("</ol>\n");
        }
        for note in notes {
            if self.noted.iter().all(|(label, ..)| **label != *note.label) {
                self.faults.push(TextFault {
                    headline: "The text never refers to this footnote.",
                    label: format!("`[^{}]` doesn't appear", note.label),
                    help: Some("write its label in brackets where it belongs, or remove it"),
                    at: first_line(&self.source, &note.at),
                });
            }
        }
    }

    /// Words that look like a reference to a footnote that there isn't.
    pub(super) fn undefined_notes(&mut self, at: &Range<usize>) {
        let words = &self.source[at.clone()];
        let mut found = Vec::new();
        for (start, _) in words.match_indices("[^") {
            let rest = &words[start + 2..];
            let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
            let Some(length) = length.filter(|length| *length > 0 && rest[*length..].starts_with(']')) else {
                continue;
            };
            if !words[..start].ends_with('\\') {
                found.push((start, start + length + 3));
            }
        }
        for (start, end) in found {
            let help = match self.kind {
                TextPosition::Line => {
                    "a footnote needs a block in `\"\"\"`; write `\\[^` for a bracket and a caret"
                }
                _ => {
                    "write what it says on a line of its own, after its label in brackets and a colon; \
                      write `\\[^` for a bracket and a caret"
                }
            };
            self.faults.push(TextFault {
                headline: "This footnote says nothing.",
                label: "nothing in this text says what it is".to_owned(),
                help: Some(help),
                at: at.start + start..at.start + end,
            });
        }
    }
}

fn first_line(source: &str, at: &Range<usize>) -> Range<usize> {
    let length = source[at.clone()].lines().next().map_or(0, str::len);
    at.start..at.start + length
}

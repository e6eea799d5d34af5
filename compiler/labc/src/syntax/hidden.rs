//! Characters that make a source look different from what it is: controls of the direction of writing, and
//! letters nobody can see. Start at [`find`].
//!
//! Marks of direction and joiners that people need to write their languages (U+200C to U+200F) are harmless: they
//! move nothing but what stands beside them, and only texts and comments can hold them.

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Span};

/// How many are reported in one file.
const MOST: usize = 20;

/// What is wrong with a character, or nothing.
fn fault(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "it changes the order in which text is shown",
        '\u{206a}'..='\u{206f}' => "it changes how text is shown, and is itself not shown",
        '\u{e0000}'..='\u{e007f}' => "it is not shown",
        '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => {
            "some editors begin a new line there, and labc does not"
        }
        '\t' | '\n' | '\r' => return None,
        letter if letter.is_control() => "it is not shown",
        _ => return None,
    })
}

/// Every such character of a text with its place.
fn all(text: &str) -> impl Iterator<Item = (usize, char, &'static str)> {
    // Most texts have nothing but letters of ASCII, which is seen at once.
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n'));
    let text = if plain { "" } else { text };
    let mut flag = false;
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, letter) = letters.next()?;
            // The flags of England, Scotland and Wales are a black flag with such letters.
            flag = letter == '\u{1f3f4}' || flag && ('\u{e0020}'..='\u{e007f}').contains(&letter);
            if letter == '\r' && letters.peek().is_none_or(|(_, next)| *next != '\n') {
                return Some((at, letter, "some editors begin a new line there, and labc does not"));
            }
            if let Some(fault) = fault(letter).filter(|_| !flag) {
                return Some((at, letter, fault));
            }
        }
    })
}

/// Reports such characters.
pub fn find(file: FileId, text: &str) -> Vec<Diagnostic> {
    let report = |(at, letter, fault): (usize, char, &str)| {
        let headline = format!("This is a hidden character, {}: {fault}.", code(letter));
        let span = Span::new(at, at + letter.len_utf8());
        Diagnostic::error(Code::HiddenCharacter, headline, file, span, code(letter)).help("delete it")
    };
    all(text).take(MOST).map(report).collect()
}

/// The first such character of a text that is not a source itself, with its line, as the end of a sentence.
pub fn first(text: &str) -> Option<String> {
    let (at, letter, fault) = all(text).next()?;
    let line = text[..at].matches('\n').count() + 1;
    Some(format!("line {line} holds a hidden character, {}: {fault}", code(letter)))
}

fn code(letter: char) -> String {
    format!("U+{:04X}", letter as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_found_where_it_is() {
        for letter in [
            '\u{202a}',
            '\u{202b}',
            '\u{202c}',
            '\u{202d}',
            '\u{202e}',
            '\u{2066}',
            '\u{2067}',
            '\u{2068}',
            '\u{2069}',
            '\u{206a}',
            '\u{206f}',
            '\u{e0041}',
            '\u{2028}',
            '\u{2029}',
            '\u{85}',
            '\u{b}',
            '\u{c}',
            '\0',
            '\u{1b}',
            '\u{7f}',
            '\r',
        ] {
            let text = format!("let a = 1\n// é{letter} b");
            let found = find(FileId(0), &text);
            assert_eq!(found.len(), 1, "{letter:?}");
            let span = found[0].labels[0].span;
            assert_eq!(&text[span.range()], letter.to_string());
            assert!(first(&text).unwrap().starts_with("line 2 holds"));
        }
        assert_eq!(find(FileId(0), &"\u{202e}".repeat(1000)).len(), MOST);
    }

    #[test]
    fn what_people_write_is_left_alone() {
        let flag = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
        for text in [
            "let a = 1\r\n\tlet b = 2\n",
            "می\u{200c}خواهم",
            "שלום\u{200f}! العربية\u{200e}",
            "👩\u{200d}🔬 soft\u{ad}hyphen no\u{a0}break",
            flag,
        ] {
            assert_eq!(find(FileId(0), text), [], "{text:?}");
        }
        assert_eq!(find(FileId(0), &format!("{flag} \u{e0041}")).len(), 1);
    }
}

//! How much room a text takes: fixed average widths, the same natively and in the browser, a little
//! generous so that whatever sans-serif font the page has fits.

use alloc::string::String;

/// The size of all text in a drawing, in CSS pixels.
pub(super) const SIZE: f64 = 12.0;

/// The height of a line of text.
pub(super) const HEIGHT: f64 = 15.0;

/// How far the baseline lies below the middle of a line.
pub(super) const BASELINE: f64 = 4.2;

/// The width of a text, in CSS pixels.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(advance).sum::<f64>() * SIZE
}

/// The width of the widest of some texts.
pub(super) fn widest<T: AsRef<str>>(texts: &[T]) -> f64 {
    let mut most = 0.0f64;
    for text in texts {
        most = most.max(width(text.as_ref()));
    }
    most
}

/// The text, shortened with an ellipsis where it is wider than `room`.
pub(super) fn shorten(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.into();
    }
    let mut used = advance('…') * SIZE;
    let mut kept = String::new();
    for character in text.chars() {
        used += advance(character) * SIZE;
        if used > room {
            break;
        }
        kept.push(character);
    }
    kept.truncate(kept.trim_end().len());
    if room >= advance('…') * SIZE {
        kept.push('…');
    }
    kept
}

/// The average advance of a character, in em.
fn advance(character: char) -> f64 {
    match character {
        '\u{202F}' => 0.25,
        ' ' | '\u{A0}' => 0.32,
        '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'i' | 'j' | 'l' | 'I' => 0.33,
        '(' | ')' | '[' | ']' | '/' | '-' | 'f' | 'r' | 't' | '"' => 0.41,
        '⁰'..='⁹' | '⁻' | '¹' | '²' | '³' | '°' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.95,
        '0'..='9' => 0.64,
        'a'..='z' => 0.61,
        'A'..='Z' => 0.7,
        '+' | '=' | '<' | '>' | '~' | '−' | '×' => 0.84,
        '\u{300}'..='\u{36F}' => 0.0,
        '…' => 1.0,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'.. => 1.05,
        _ => 0.75,
    }
}

//! The characters of any keyboard as those that the grammar knows.

use alloc::string::String;

use crate::text::parts;

/// Powers, and what they are behind `^`.
const RAISED: (&str, &[u8]) = ("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", b"0123456789-+");
/// Other characters, and what they mean; the dot of a product becomes [`DOT`].
const ALIKE: (&str, &[u8]) = (
    "\u{a0}\u{2007}\u{2008}\u{2009}\u{200a}\u{202f}\u{3000}\t\n\r‐‑‒–—−×✕⁄∕÷’‘´`·⋅∙µμ≈≃∼",
    b"          ------**///''''&&&uu~~~",
);
/// The dot of a product, which is the point of a fraction to some.
pub(super) const DOT: u8 = b'&';
/// What says that a number is not exact.
const ROUGHLY: &str = "~|=|about |ca. |ca |approx. ";

/// A text with one kind of space, minus, times and digit, powers behind `^`, and without what says nothing: spaces
/// around it, `~` before it, a full stop after it, marks that cannot be seen.
pub fn plain(typed: &str) -> String {
    let mut text = String::new();
    let mut raised = false;
    for letter in typed.chars() {
        let mut letter = letter as u32;
        if let Some(power) = found(RAISED, letter) {
            if !raised {
                text.push('^');
            }
            raised = true;
            text.push(power);
            continue;
        }
        raised = false;
        match letter {
            // Marks of direction and of nothing.
            0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2069 | 0xfeff => continue,
            // Full width; digits of Arabic and Persian.
            0xff01..=0xff5e => letter -= 0xfee0,
            0x660..=0x669 => letter -= 0x630,
            0x6f0..=0x6f9 => letter -= 0x6c0,
            0xbd => {
                text.push_str(" 1/2");
                continue;
            }
            _ => {}
        }
        let letter = found(ALIKE, letter).or(char::from_u32(letter)).unwrap_or(' ');
        if letter != ' ' || !text.ends_with(' ') {
            text.push(letter);
        }
    }
    let mut bare = text.as_str();
    loop {
        let mut next = bare.strip_prefix(' ').unwrap_or(bare);
        for word in parts(ROUGHLY, '|') {
            next = next.strip_prefix(word).unwrap_or(next);
        }
        next = next.strip_suffix(' ').unwrap_or(next);
        next = next.strip_suffix('.').unwrap_or(next);
        if next.len() == bare.len() {
            return String::from(bare);
        }
        bare = next;
    }
}

/// What a character stands for.
fn found((from, to): (&str, &[u8]), letter: u32) -> Option<char> {
    let place = from.chars().position(|known| known as u32 == letter)?;
    to.get(place).copied().map(char::from)
}

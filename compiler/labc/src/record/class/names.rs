//! Names of people, compared for hints. Names never decide whose work it is.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// A name as it is compared: composed or not, in capitals or not, with blanks or marks that cannot be seen, it is one.
pub(super) fn folded(name: &str) -> String {
    let unseen = |letter: &char| {
        matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        )
    };
    let name: String =
        name.nfkc().filter(|letter| !unseen(letter)).flat_map(char::to_lowercase).nfkc().collect();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a name, in whatever order and with whatever between them.
pub(super) fn words(name: &str) -> BTreeSet<String> {
    let name = folded(name);
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Whether two names may be one person's: one has all the words of the other, or is made of them.
pub(super) fn agree(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    a.is_subset(&b) || b.is_subset(&a) || squeezed(&a, &b) || squeezed(&b, &a)
}

/// Whether a name that was written as one word is made of the words of another: `lovelaceada`.
fn squeezed(one: &BTreeSet<String>, words: &BTreeSet<String>) -> bool {
    let [one] = &one.iter().collect::<Vec<_>>()[..] else { return false };
    let length: usize = words.iter().map(String::len).sum();
    length == one.len() && words.iter().all(|word| one.contains(word.as_str()))
}

/// Whether what a student typed is a number or an address rather than a name: by that, a student can be known.
pub(super) fn is_id(typed: &str) -> bool {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let plain = typed.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-+@".contains(letter));
    let address = typed.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    plain && typed.len() <= 80 && (address || (digits >= 4 && typed.len() >= 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_however_it_is_written() {
        for name in [
            "José Núñez",
            "Jose\u{301} Nu\u{301}n\u{303}ez",
            "JOSÉ  NÚÑEZ",
            "Jos\u{e9}\u{200b} Núñez",
            "\u{feff}José\u{a0}Núñez",
        ] {
            assert_eq!(folded(name), "josé núñez", "{name:?}");
        }
        assert_ne!(folded("Jose Nunez"), folded("José Núñez"));
    }

    #[test]
    fn names_that_may_be_one_persons() {
        for (a, b) in [
            ("Ada", "Ada Lovelace"),
            ("Lovelace, Ada", "ada lovelace"),
            ("lovelaceada", "Ada Lovelace"),
            ("O'Neil Pat", "pat o’neil"),
        ] {
            assert!(agree(a, b) && agree(b, a), "{a} {b}");
        }
        for (a, b) in [("Ada", "Bob"), ("Ada Lovelace", "Ada Byron"), ("adabyron", "Ada Lovelace")] {
            assert!(!agree(a, b) && !agree(b, a), "{a} {b}");
        }
    }

    #[test]
    fn numbers_and_addresses_are_no_names() {
        for id in ["s1234567", "20261234", "ada.l@uni.example", "AB-12345"] {
            assert!(is_id(id), "{id}");
        }
        for name in ["Ada", "student1", "R2D2", "Ada 12345", "1234", "@home", "Ωmega12345"] {
            assert!(!is_id(name), "{name}");
        }
    }
}

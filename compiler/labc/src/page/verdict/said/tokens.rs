//! A text as sentences of tokens: words, numbers and values, without code, TeX and the targets of links.

use super::replies::YES;
use crate::syntax::tex_length;

/// What a value in braces is replaced by while a text is cut into tokens.
const VALUE: char = '\u{1}';
/// What code and TeX are replaced by: they are read by nobody as a sentence.
const SKIPPED: char = '\u{2}';

/// A piece of a text, as it is cut into tokens.
#[derive(Clone, Debug)]
pub(in crate::page::verdict) enum Piece<'t> {
    /// Words, with their Markdown.
    Words(&'t str),
    /// The value of this number in the text.
    Value(usize),
}

/// A token of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page::verdict) enum Token {
    /// A word in lower case, and whether it is a name, such as `H100`: with a digit, or with a capital inside.
    Word(String, bool),
    /// A number in digits.
    Number(Digits),
    /// A value in braces, by its number in the text.
    Value(usize),
    /// Any other character.
    Mark(char),
}

/// A number as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page::verdict) struct Digits {
    /// The number.
    pub(in crate::page::verdict) value: f64,
    /// How much one more in its last digit that means something is.
    pub(in crate::page::verdict) step: f64,
    /// As it is written.
    pub(in crate::page::verdict) text: String,
}

/// A token with what surrounds it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page::verdict) struct Placed {
    /// The token.
    pub(in crate::page::verdict) token: Token,
    /// As it is written.
    pub(in crate::page::verdict) text: String,
    /// Whether it follows the token before it without a space.
    pub(in crate::page::verdict) glued: bool,
}

/// The sentences of a text. Items of lists, cells of tables and paragraphs are sentences of their own.
pub(in crate::page::verdict) fn sentences(pieces: &[Piece<'_>]) -> Vec<Vec<Placed>> {
    let mut joined = String::new();
    let mut values = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => plain(words, &mut joined),
            Piece::Value(number) => {
                values.push(*number);
                joined.push(VALUE);
            }
        }
    }
    let mut values = values.into_iter();
    let mut sentences = vec![Vec::new()];
    let mut rest = joined.as_str();
    let mut glued = false;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\n' if rest.starts_with("\n\n") || begins_item(&rest[1..]) => {
                sentences.push(Vec::new());
                glued = false;
                1
            }
            c if c.is_whitespace() => {
                glued = false;
                c.len_utf8()
            }
            _ => {
                let tokens = sentences.last_mut().expect("a sentence");
                let (token, length) = token(rest, glued.then(|| tokens.last()).flatten(), &mut values);
                let ends = match token {
                    Token::Mark(';') => !goes_on(&rest[length..]),
                    Token::Mark('.') => !is_exact(&rest[length..]),
                    _ => matches!(token, Token::Mark('!' | '?' | '|' | '…')),
                };
                let spaced = rest[length..].chars().next().is_none_or(|next| !next.is_alphanumeric());
                tokens.push(Placed { token, text: rest[..length].to_owned(), glued });
                glued = true;
                // `Yes. Twice as much` is one reply.
                let is_yes = matches!(tokens.as_slice(), [Placed { token: Token::Word(first, _), .. }, _]
                    if YES.contains(&first.as_str()));
                if ends && spaced && !is_yes {
                    sentences.push(Vec::new());
                }
                length
            }
        };
        rest = &rest[length..];
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Whether what follows a semicolon says the same at the settings of the page: `; now {time}`.
fn goes_on(rest: &str) -> bool {
    let word = rest.trim_start().split(|c: char| !c.is_alphabetic()).next();
    word.is_some_and(|word| NOW.contains(&word)) || is_exact(rest)
}

/// Whether what follows gives the number that was said before more exactly: `about 300 h. Exactly, it is {time}`.
fn is_exact(rest: &str) -> bool {
    let word = rest.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    ["exactly", "precisely"].iter().any(|exact| word.eq_ignore_ascii_case(exact))
}

/// Whether a line begins an item of a list.
fn begins_item(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    ["- ", "* ", "+ ", "#"].iter().any(|mark| line.starts_with(mark))
        || digits.len() < line.len() && digits.starts_with(". ")
}

/// Appends words without Markdown: emphasis, code, TeX and the targets of links.
fn plain(words: &str, joined: &mut String) {
    let mut rest = words;
    while let Some(c) = rest.chars().next() {
        let skipped = match c {
            '$' => Some(tex_length(rest)).filter(|length| *length > 1),
            '`' => rest[1..].find('`').map(|end| end + 2),
            _ => None,
        };
        if let Some(length) = skipped {
            joined.push(SKIPPED);
            rest = &rest[length..];
        } else if let Some(target) = rest.strip_prefix("](") {
            let end = target.find(')').map_or(target.len(), |end| end + 1);
            rest = &target[end..];
        } else {
            match c {
                '*' | '_' | '[' | ']' | '\\' => {}
                '\n' if joined.ends_with('\n') || !rest[1..].trim_start_matches(' ').starts_with('\n') => {
                    joined.push('\n');
                }
                c => joined.push(c),
            }
            rest = &rest[c.len_utf8()..];
        }
    }
}

fn token(rest: &str, before: Option<&Placed>, values: &mut impl Iterator<Item = usize>) -> (Token, usize) {
    let c = rest.chars().next().unwrap_or(' ');
    // A digit after a letter, or after its hyphen, belongs to a name: `H100`, `GPT-2`.
    let named = before.is_some_and(|before| match &before.token {
        Token::Word(..) => true,
        Token::Mark(mark) => matches!(mark, '-' | '#' | '@' | '/' | '§' | '^') && before.glued,
        _ => false,
    });
    match c {
        VALUE => (Token::Value(values.next().unwrap_or(0)), 1),
        c if c.is_ascii_digit() && !named => {
            let (digits, length) = digits(rest);
            (Token::Number(digits), length)
        }
        c if c.is_alphanumeric() => {
            let end =
                rest.find(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').unwrap_or(rest.len());
            let word = &rest[..end];
            let inner = word.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit());
            (Token::Word(word.to_lowercase(), inner || named), end)
        }
        c => (Token::Mark(c), c.len_utf8()),
    }
}

/// A number at the start of a text, with digits in groups of three, and its length.
fn digits(text: &str) -> (Digits, usize) {
    let run = |from: usize| {
        text[from..].len() - text[from..].trim_start_matches(|c: char| c.is_ascii_digit()).len()
    };
    let mut end = run(0);
    let mut whole = text[..end].to_owned();
    // Groups of three follow one to three digits.
    while (1..=3).contains(&run(0)) {
        let Some(separator) = text[end..].chars().next() else { break };
        let next = end + separator.len_utf8();
        if !matches!(separator, ',' | ' ' | '\u{a0}' | '\u{202f}') || run(next) != 3 {
            break;
        }
        whole.push_str(&text[next..next + 3]);
        end = next + 3;
    }
    let mut places = 0;
    if text[end..].starts_with('.') && run(end + 1) > 0 {
        places = run(end + 1);
        whole.push_str(&text[end..=end + places]);
        end += 1 + places;
    }
    let value: f64 = whole.parse().unwrap_or(f64::NAN);
    let step = if places > 0 {
        ten_to(-(places as i32))
    } else {
        // Of a round number two digits count: `300` may be 302, and is not 310.
        let zeros = whole.len() - whole.trim_end_matches('0').len();
        ten_to(zeros.min(whole.len().saturating_sub(2)) as i32)
    };
    (Digits { value, step, text: text[..end].to_owned() }, end)
}

/// A power of ten.
fn ten_to(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(1.0)
}

/// Words that bring a sentence back to what the page shows now.
pub(super) const NOW: &[&str] = &["now", "here", "currently", "today", "your"];

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<String>> {
        let sentences = sentences(&[Piece::Words(text)]);
        sentences.iter().map(|tokens| tokens.iter().map(|token| token.text.clone()).collect()).collect()
    }

    #[test]
    fn names_are_no_numbers() {
        let numbers = |text: &str| {
            let sentences = sentences(&[Piece::Words(text)]);
            let tokens = sentences.into_iter().flatten();
            tokens
                .filter_map(
                    |token| if let Token::Number(digits) = token.token { Some(digits.value) } else { None },
                )
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers("an H100 80 GB, GPT-2, INT4 and `12 ms` of $3 x$"), [80.0]);
        assert_eq!(numbers("100,000 tokens, 12 000 m, 3.5 s, 1,5"), [100_000.0, 12_000.0, 3.5, 1.0, 5.0]);
    }

    #[test]
    fn sentences_end_at_marks_paragraphs_and_items() {
        assert_eq!(words("It takes 3.5 s. Then? **Stop**").len(), 3);
        assert_eq!(words("A list:\n- one\n- two\n\nEnd").len(), 4);
        assert_eq!(words("one line\ngoes on").len(), 1);
    }
}

//! Values of texts and the figures that they are pinned to: what an author can write in place of the one that is there.

use labc::eval::{Question, pins};
use labc::sources::{NoFiles, Span};

use crate::context::{CursorPlace, Stands};
use crate::document::Document;
use crate::edits::Edits;
use crate::server::Server;

/// How many values are offered for one figure.
const MOST: usize = 3;

/// What can be written in place of the value or the figure at a place of a text.
pub(crate) fn rewritings(
    server: &Server,
    document: &Document,
    place: &CursorPlace,
    offset: usize,
) -> Vec<(String, Edits)> {
    let text = document.text.as_str();
    match place.stands {
        Stands::Code if place.in_text => of_value(server, document, place.start),
        Stands::Text => of_figure(server, document, figures(text, offset)),
        _ => Vec::new(),
    }
}

/// Asks about an expression in the lab as it stands, with what is around it.
pub(crate) fn ask<R>(
    server: &Server,
    document: &Document,
    expr: &str,
    answer: impl FnOnce(&Question<'_>, &dyn labc::sources::Files, &labc::record::protocol::Course) -> R,
) -> R {
    let question = Question { context: document.text.as_str(), expr, settings: &[] };
    match server.around(&document.path) {
        Some(around) => answer(&question, &*around.files, &around.course),
        None => answer(&question, &NoFiles, &Default::default()),
    }
}

/// A value in braces is pinned to its figure; one that is pinned is shown as it is, or only its figure is.
fn of_value(server: &Server, document: &Document, start: usize) -> Vec<(String, Edits)> {
    let text = document.text.as_str();
    let Some(length) =
        text[start..].find(['}', '"', '\n']).filter(|end| text[start + end..].starts_with('}'))
    else {
        return Vec::new();
    };
    let inner = &text[start..start + length];
    match pinned(inner) {
        Some(at) => {
            let (value, figure) = (inner[..at].trim(), inner[at + 1..].trim());
            vec![
                (
                    format!("show `{value}` as it is, without a figure"),
                    vec![(Span::new(start, start + length), value.to_owned())],
                ),
                (
                    format!("write `{figure}` as words"),
                    vec![(Span::new(start - 1, start + length + 1), figure.to_owned())],
                ),
            ]
        }
        None => {
            let figure = ask(server, document, inner, pins::figure);
            let pin = |figure: String| {
                let end = Span::new(start + inner.trim_end().len(), start + length);
                (format!("pin it to the figure `{figure}`"), vec![(end, format!(" = {figure}"))])
            };
            figure.map(pin).into_iter().collect()
        }
    }
}

/// Where the `=` stands that pins a value.
fn pinned(inner: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let mut depth = 0_i32;
    let mut found = None;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'=' if depth == 0
                && !matches!(bytes.get(at + 1), Some(b'='))
                && !matches!(at.checked_sub(1).map(|at| bytes[at]), Some(b'=' | b'<' | b'>' | b'!')) =>
            {
                found = Some(at);
            }
            _ => {}
        }
    }
    found
}

/// A figure among words is pinned to a value that rounds to it: the first way to read it that a value has.
fn of_figure(server: &Server, document: &Document, figures: Vec<Span>) -> Vec<(String, Edits)> {
    for span in figures {
        let words = document.text.slice(span);
        let names = ask(server, document, words, pins::names);
        if !names.is_empty() {
            let pin = |name: &String| {
                (format!("pin it to `{name}`"), vec![(span, format!("{{{name} = {words}}}"))])
            };
            return names.iter().take(MOST).map(pin).collect();
        }
    }
    Vec::new()
}

/// The figure at a place of a text, in the ways in which it can be read: with its unit, then without.
fn figures(text: &str, offset: usize) -> Vec<Span> {
    let begin = text[..offset].rfind(['\n', '"', '}', '{']).map_or(0, |at| at + 1);
    let end = text[offset..].find(['\n', '"', '}', '{']).map_or(text.len(), |at| offset + at);
    let line = &text[begin..end];
    let is_digit = |letter: char| letter.is_ascii_digit();
    let mut at = 0;
    while let Some(found) = line[at..].find(is_digit) {
        let mut start = at + found;
        let rest = &line[start..];
        let mut length = rest.find(|letter| !is_digit(letter)).unwrap_or(rest.len());
        if let Some(fraction) = rest[length..].strip_prefix('.') {
            let places = fraction.find(|letter| !is_digit(letter)).unwrap_or(fraction.len());
            length += if places > 0 { 1 + places } else { 0 };
        }
        let number = start + length;
        let before = line[..start].chars().next_back();
        // Digits of a name are not a figure.
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
            at = number;
            continue;
        }
        if before == Some('-') && line[..start - 1].chars().next_back().is_none_or(char::is_whitespace) {
            start -= 1;
        }
        let gap = line[number..].starts_with(' ') as usize;
        let is_unit = |letter: char| {
            letter.is_alphanumeric() || matches!(letter, '%' | '°' | '/' | '^' | '·' | '²' | '³' | '$' | '*')
        };
        let unit = &line[number + gap..];
        let unit = unit[..unit.find(|letter| !is_unit(letter)).unwrap_or(unit.len())].trim_end_matches('/');
        let whole = number + if unit.is_empty() { 0 } else { gap + unit.len() };
        if (begin + start..=begin + whole).contains(&offset) {
            let span = |end: usize| Span::new(begin + start, begin + end);
            let mut ways = vec![span(whole), span(number)];
            ways.dedup();
            return ways;
        }
        at = number;
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_words_are_found_with_their_units() {
        for (text, expected) in [
            ("takes 2|67 ms.", "267 ms|267"),
            ("takes 267 m|s, or", "267 ms|267"),
            ("takes |267 ms", "267 ms|267"),
            ("takes 1.5|0 GB/s", "1.50 GB/s|1.50"),
            ("to 4|8 %.", "48 %|48"),
            ("with 6|4 requests", "64 requests|64"),
            ("ends in 6|4.", "64"),
            ("at -4|0 K", "-40 K|-40"),
            ("int4| is 3", ""),
            ("wo|rds 4 m", ""),
            ("{a} 7| {b}", "7"),
            ("one 1 m two 2| m", "2 m|2"),
        ] {
            let offset = text.find('|').unwrap();
            let text = text.replacen('|', "", 1);
            let found: Vec<&str> = figures(&text, offset).iter().map(|span| &text[span.range()]).collect();
            assert_eq!(found.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn a_pin_is_not_a_comparison_and_not_a_setting() {
        for (text, expected) in [
            ("latency = 267 ms", Some(8)),
            ("reply at (batch = 8) = 2 s", Some(21)),
            ("reply at (batch = 8)", None),
            ("if a == b then 1 else 2", None),
            ("if a <= b then 1 else 2", None),
        ] {
            assert_eq!(pinned(text), expected, "{text}");
        }
    }
}

//! What those new to the language write instead: each is tried as they may have meant it.

use std::ops::Range;

use super::grammar::{self, Misfit, Rule};
use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::similar::near;
use crate::sources::Span;

/// A way in which a stretch may have been meant: what to write in its place, and why.
struct Slip {
    place: Range<usize>,
    written: String,
    help: String,
}

/// Quotes of word processors, and of other languages.
const QUOTES: [char; 8] = ['“', '”', '„', '‟', '«', '»', '‘', '’'];

/// How many words a misspelt one is tried as.
const MEANT: usize = 3;

impl Reader<'_> {
    /// Says how a stretch that does not fit its rule may have been meant, where reading it so leads further.
    pub(super) fn meant(&self, rule: Rule, within: Span, misfit: &Misfit, said: Diagnostic) -> Diagnostic {
        let text = self.slice(within);
        let Some(at) = misfit.at.checked_sub(within.start as usize).filter(|at| *at <= text.len()) else {
            return said;
        };
        let slips = [
            decimal_comma(text, at),
            quotes(text, at),
            settings_without_comma(text, at),
            comparison(text, at),
            product(text, at),
            untitled(rule, text, at),
        ];
        let recorded = (rule == Rule::record_field).then(|| field_without_value(text)).flatten();
        let slips = recorded.into_iter().chain(slips.into_iter().flatten());
        let slips = slips.chain(misspelt(text, at)).chain(spaced_name(text, at));
        for Slip { place, written, help } in slips {
            let mended = format!("{}{written}{}", &text[..place.start], &text[place.end..]);
            let further = match grammar::parse(rule, &mended, 0) {
                Ok(_) => true,
                Err(rest) if rest.at + place.len() > at.max(place.end) + written.len() => false,
                Err(_) => continue,
            };
            let said = said.help(help);
            if !further {
                return said;
            }
            let start = within.start as usize;
            let span = Span::new(start + place.start, start + place.end);
            return said.fix(format!("write `{}`", written.trim()), self.file, span, written);
        }
        if text[at..].starts_with(QUOTES) {
            return said.help("quotes are straight: `\"`");
        }
        if rule == Rule::value_in_text {
            return said.help("braces hold a value, such as `{latency in ms}`; `\\{` writes a brace");
        }
        said
    }
}

/// `3,5` for `3.5`.
fn decimal_comma(text: &str, at: usize) -> Option<Slip> {
    let belongs = |c: char| c.is_ascii_digit() || c == ',';
    // Reading may stop at the comma, or behind the digits after it.
    let near = if text[at..].starts_with(belongs) { at } else { text[..at].trim_end().len() };
    let start = text[..near].trim_end_matches(belongs).len();
    let end = near + text[near..].find(|c| !belongs(c)).unwrap_or(text.len() - near);
    let run = &text[start..end];
    let (whole, part) = run.split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let alone = !text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
    (digits(whole) && digits(part) && alone).then(|| Slip {
        place: start..end,
        written: format!("{whole}.{part}"),
        help: format!("a number has a point: `{whole}.{part}`; a comma separates values"),
    })
}

/// `“words”` for `"words"`.
fn quotes(text: &str, at: usize) -> Option<Slip> {
    let open = text[at..].chars().next().filter(|c| QUOTES.contains(c))?;
    let inner = at + open.len_utf8();
    let length = text[inner..].find(QUOTES)?;
    let words = &text[inner..inner + length];
    let close = text[inner + length..].chars().next()?;
    (!words.contains(['"', '\n'])).then(|| Slip {
        place: at..inner + length + close.len_utf8(),
        written: format!("\"{words}\""),
        help: "quotes are straight: `\"`".to_owned(),
    })
}

/// `a = 2 b = 4` for `a = 2, b = 4`. Reading stops at the second name, or at its `=`.
fn settings_without_comma(text: &str, at: usize) -> Option<Slip> {
    let belongs = |c: char| c.is_alphanumeric() || c == '_';
    let name = match text[at..].starts_with('=') {
        true => text[..at].trim_end().trim_end_matches(belongs).len(),
        false => at,
    };
    let rest = text[name..].trim_start_matches(belongs);
    let sets = rest.trim_start().starts_with('=') && !rest.trim_start().starts_with("==");
    let end = text[..name].trim_end().len();
    (sets && rest.len() < text.len() - name && end < name && end > 0).then(|| Slip {
        place: end..name,
        written: ", ".to_owned(),
        help: "a comma stands between settings".to_owned(),
    })
}

/// `slider heat from …` for `slider heat "Heat" from …`.
fn untitled(rule: Rule, text: &str, at: usize) -> Option<Slip> {
    let titled =
        [Rule::slider_stmt, Rule::number_stmt, Rule::choice_stmt, Rule::toggle_stmt, Rule::part_stmt];
    let before = text[..at].trim_end();
    let name = before.split_whitespace().last().filter(|_| titled.contains(&rule))?.replace('_', " ");
    let mut letters = name.chars();
    let title: String = letters.next()?.to_uppercase().chain(letters).collect();
    let space = if before.len() == at { " " } else { "" };
    let after = if at == text.len() { "" } else { " " };
    Some(Slip {
        place: at..at,
        written: format!("{space}\"{title}\"{after}"),
        help: "what a student sees has a title in quotes".to_owned(),
    })
}

/// `=` for `==`, `=>` for `>=`, `&&` for `and`.
fn comparison(text: &str, at: usize) -> Option<Slip> {
    let meant = [("=>", ">="), ("=<", "<="), ("&&", "and"), ("||", "or"), ("=", "==")];
    let (written, right) = meant.into_iter().find(|(written, _)| text[at..].starts_with(written))?;
    let help = match right {
        "==" => "`==` compares; `=` gives a name a value".to_owned(),
        right => format!("write `{right}`"),
    };
    Some(Slip { place: at..at + written.len(), written: right.to_owned(), help })
}

/// `2 (a + b)` for `2 * (a + b)`.
fn product(text: &str, at: usize) -> Option<Slip> {
    let before = text[..at].trim_end();
    let factor = before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ')');
    (text[at..].starts_with('(') && factor).then(|| Slip {
        place: before.len()..at,
        written: " * ".to_owned(),
        help: "a product is written with `*`".to_owned(),
    })
}

/// `heat` or `heat as warm` for `heat = heat` and `warm = heat` in `record { … }`.
fn field_without_value(text: &str) -> Option<Slip> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (field, value) = match words[..] {
        [value] => (value, value),
        [value, "as", field] => (field, value),
        _ => return None,
    };
    let written = format!("{field} = {value}");
    let help = format!("a field is a name and its value: `{written}`");
    Some(Slip { place: 0..text.len(), written, help })
}

/// `strat 4` for `start 4`: the word that doesn't fit, or the one before it, which was read as a name or a unit.
fn misspelt(text: &str, at: usize) -> Vec<Slip> {
    let belongs = |c: char| c.is_alphanumeric() || c == '_';
    let here = at..at + text[at..].find(|c| !belongs(c)).unwrap_or(text.len() - at);
    let end = text[..at].trim_end().len();
    let before = text[..end].trim_end_matches(belongs).len()..end;
    let words = [here, before].into_iter().filter(|place| !place.is_empty());
    words
        .filter(|place| !matches!(&text[place.clone()], "yes" | "no" | "on" | "off"))
        .flat_map(|place| {
            let word = &text[place.clone()];
            let keywords = grammar::keywords().iter().map(String::as_str);
            let meant = near(word, keywords).into_iter().filter(move |keyword| *keyword != word).take(MEANT);
            meant.map(move |keyword| Slip {
                place: place.clone(),
                written: keyword.to_owned(),
                help: format!("`{word}` looks like `{keyword}`"),
            })
        })
        .collect()
}

/// `led power` or `led-power` for `led_power`, after the first word of a statement.
fn spaced_name(text: &str, at: usize) -> Option<Slip> {
    let keyword = text.find(|c: char| !c.is_ascii_lowercase())?;
    let start = keyword + text[keyword..].find(|c: char| !c.is_whitespace())?;
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    let end = start + text[start..].find(|c| !belongs(c)).unwrap_or(text.len() - start);
    let name = text[start..end].trim_end();
    let place = start..start + name.len();
    if keyword == 0 || &text[..keyword] == "use" || !(place.start..=place.end).contains(&at) {
        return None;
    }
    let words: Vec<&str> = name.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    let written = words.join("_");
    (words.len() > 1).then(|| Slip { place, help: format!("a name is one word: `{written}`"), written })
}

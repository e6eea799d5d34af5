//! What is left of a damaged copy: each item stands for itself, and has a checksum of its own.

use std::collections::HashSet;

use serde_json::Value;

use super::Record;
use super::copy::{Copy, Harm, MOST, check};
use super::item::{Item, mended};

/// Takes what can be read of a text that begins with a copy; nothing where it has no item that can be trusted.
///
/// The text is cut between a closing and an opening quote, so that a damaged item doesn't carry others along.
pub(super) fn salvage(text: &str) -> Option<Copy> {
    let course = word(text, "course")?;
    let saved = word(text, "saved").unwrap_or_default();
    let stated = word(text, "checksum");
    let checks = word(text, "checks").unwrap_or_default();
    let checks: HashSet<&str> = checks.split(' ').filter(|check| !check.is_empty()).collect();
    let after = unescaped(text, "\"items\"")? + "\"items\"".len();
    let body = text[after..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('{')?;
    let mut items = Record::new();
    for pair in pairs(body) {
        let Some((key, item)) = read(pair) else { continue };
        let whole = if checks.is_empty() {
            key.split('/').count() >= 3 && Item::read(&item).is_some()
        } else {
            checks.contains(check(&key, &item).as_str())
        };
        if whole && items.len() < MOST {
            items.insert(key, item);
        }
    }
    if items.is_empty() {
        return None;
    }
    let harm = match checks.len() {
        0 if text.trim_end().ends_with('}') => Harm::Unsure,
        0 => Harm::Cut,
        all => Harm::Lost(all.saturating_sub(items.len())),
    };
    Some(Copy { course, saved, items, harm: Some(harm), stated: stated.unwrap_or_default() })
}

/// The text under a name of the copy itself.
fn word(text: &str, name: &str) -> Option<String> {
    let quoted = format!("\"{name}\"");
    let after = unescaped(text, &quoted)? + quoted.len();
    let rest = text[after..].trim_start().strip_prefix(':')?.trim_start();
    let end = closing(rest.strip_prefix('"')?)? + 2;
    serde_json::from_str(&mended(&rest[..end])).ok()
}

/// Where a quoted word stands that isn't inside of an item.
fn unescaped(text: &str, quoted: &str) -> Option<usize> {
    text.match_indices(quoted).map(|(at, _)| at).find(|at| !text[..*at].ends_with('\\'))
}

/// Where a string ends whose opening quote is left out.
fn closing(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// Key and text of each item as they are written, without the outer quotes and what follows the last.
fn pairs(body: &str) -> impl Iterator<Item = &str> {
    let bytes = body.as_bytes();
    let blank = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        at
    };
    let mut from = blank(0) + 1;
    let mut at = from;
    let mut escaped = false;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let byte = bytes[at];
            let quote = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            at += 1;
            if !quote {
                continue;
            }
            let next = blank(at);
            let end = at - 1;
            match bytes.get(next) {
                // The end of the items, or damage in the middle of one: the checksum knows.
                Some(b'}') | None => return body.get(from..end),
                Some(b',') if bytes.get(blank(next + 1)) == Some(&b'"') => {
                    let pair = body.get(from..end);
                    from = blank(next + 1) + 1;
                    at = from;
                    return pair;
                }
                _ => {}
            }
        }
        None
    })
}

/// `key":"text` as an item.
fn read(pair: &str) -> Option<(String, String)> {
    let end = closing(pair)?;
    let text = pair[end + 1..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    if closing(text).is_some() {
        return None;
    }
    let string = |text: &str| match serde_json::from_str(&mended(&format!("\"{text}\""))) {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    };
    Some((string(&pair[..end])?, string(text)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::store::pack;

    fn record() -> Record {
        let item = |text: &str| format!("{{\"v\":2,\"at\":\"2026-11-21T10:00:00.000Z\",\"text\":{text:?}}}");
        let texts = ["a", "\",\"", "\\", "{}:,", "\"items\"", "checksum\":\"x", "a\nb"];
        texts.iter().enumerate().map(|(at, text)| (format!("lab/answer/a{at}"), item(text))).collect()
    }

    #[test]
    fn whatever_byte_is_damaged_one_item_is_lost_at_most() {
        for pretty in [false, true] {
            let mut text = pack("c", &record(), "2026-11-21T10:00:00.000Z");
            if pretty {
                let value: Value = serde_json::from_str(&text).unwrap();
                text = serde_json::to_string_pretty(&value).unwrap();
            }
            let from = text.find("\"items\"").unwrap() + 10;
            let to = text.rfind('}').unwrap();
            let mut least = usize::MAX;
            for at in (from..to).filter(|at| text.as_bytes()[*at] != b'7') {
                let hurt = format!("{}7{}", &text[..at], &text[at + 1..]);
                if Copy::read(hurt.as_bytes()).is_ok() {
                    continue;
                }
                let left = salvage(&hurt).unwrap_or_else(|| panic!("nothing is left: {hurt}"));
                assert!(left.items.iter().all(|(key, text)| record().get(key) == Some(text)), "{hurt}");
                least = least.min(left.items.len());
                // A mark between two items may take both.
                assert!(left.items.len() + 2 >= record().len(), "{} at {at}: {hurt}", left.items.len());
            }
            assert!(least < record().len());
        }
    }

    #[test]
    fn a_copy_that_ends_early_has_the_items_before() {
        let text = pack("c", &record(), "");
        let cut = &text[..text.find("lab/answer/a4").unwrap()];
        let left = salvage(cut).unwrap();
        assert_eq!((left.items.len(), left.harm), (4, Some(Harm::Lost(3))));
        let old = cut.replace("\"checks\"", "\"chicks\"");
        assert_eq!(salvage(&old).unwrap().harm, Some(Harm::Cut));
        assert_eq!(salvage(&text[..60]), None);
    }

    #[test]
    fn a_damaged_copy_of_an_earlier_version_is_not_trusted() {
        let text = pack("c", &record(), "").replace("\"checks\"", "\"chicks\"").replace("10:00", "11:00");
        let left = salvage(&text).unwrap();
        assert_eq!((left.items.len(), left.harm), (7, Some(Harm::Unsure)));
    }

    #[test]
    fn the_name_of_the_course_may_be_what_is_damaged() {
        let text = pack("course", &record(), "").replace("course\":\"course", "course\":\"c0urse");
        let left = salvage(&text).unwrap();
        assert_eq!(left.harm, Some(Harm::Lost(0)));
        assert!(left.is_of("course") && !left.is_of("other"));
    }
}

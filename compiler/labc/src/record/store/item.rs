//! One item: a text that the browser keeps, read with suspicion.

use std::borrow::Cow;

use lab_core::record::{self, ItemKind, Standing};
use serde_json::{Map, Value};

use super::Record;

/// No item is longer, in UTF-16 code units as the browser counts them.
const LONGEST: usize = 1 << 20;
/// No item is nested deeper.
const DEEPEST: usize = 64;

/// The fields of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Item(pub Map<String, Value>);

impl Item {
    /// Reads an item; nothing where the text is none.
    pub fn read(text: &str) -> Option<Self> {
        if text.encode_utf16().count() > LONGEST || is_deep(text) {
            return None;
        }
        let Ok(Value::Object(fields)) = serde_json::from_str(&mended(text)) else { return None };
        let version = fields.get("v").and_then(Value::as_f64).filter(|v| *v >= 1.0 && v.is_finite());
        version.map(|_| Self(fields))
    }

    /// What decides between this item and another one under its key.
    pub(super) fn standing(&self) -> Standing<'_> {
        let time =
            self.0.get("at").and_then(Value::as_str).filter(|at| record::is_time(at)).unwrap_or_default();
        Standing { left: self.says("left"), time }
    }

    /// Whether it has a field that says yes, as a script would take it.
    fn says(&self, name: &str) -> bool {
        match self.0.get(name) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(_) => true,
        }
    }
}

/// The items of a record as marking needs them: of the kinds it knows, with their plain fields as text.
pub fn items(kept: &Record) -> Vec<record::Item> {
    let mut items = Vec::new();
    for (key, text) in kept {
        let [lab, kind, name] = key.split('/').collect::<Vec<_>>()[..] else { continue };
        let Some(kind) = ItemKind::of(kind) else { continue };
        let Some(item) = Item::read(text) else { continue };
        let fields = item.0.into_iter().filter(|(name, _)| !name.contains('='));
        let fields = fields.filter_map(|(name, value)| Some((plain(&name), plain(&written(value)?))));
        items.push(record::Item { lab: plain(lab), kind, name: plain(name), fields: fields.collect() });
    }
    items
}

/// Without what separates items on their way to the evaluator in the browser.
fn plain(text: &str) -> String {
    text.replace(['\u{1e}', '\u{1f}'], "")
}

/// A text, number or switch as a script writes it.
fn written(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => {
            let value = number.as_f64()?;
            let whole = value.fract() == 0.0 && value.abs() < 1e15;
            Some(if whole { format!("{}", value as i64) } else { value.to_string() })
        }
        _ => None,
    }
}

fn is_deep(text: &str) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                if depth > DEEPEST {
                    return true;
                }
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// Browsers write and read halves of a pair of surrogates, which no text has; each becomes U+FFFD.
pub(super) fn mended(json: &str) -> Cow<'_, str> {
    let unit = |at: usize| {
        let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = json[at..].find('\\') {
        at += found;
        match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                mended.push_str(&json[kept..at]);
                mended.push_str("\\ufffd");
                at += 6;
                kept = at;
            }
            // The backslash and what it escapes.
            _ => at += 1 + json[at + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    if kept == 0 {
        return Cow::Borrowed(json);
    }
    mended.push_str(&json[kept..]);
    Cow::Owned(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_objects_with_a_version_are_items() {
        for text in ["", "{", "null", "[]", "1", "{}", "{\"v\":0}", "{\"v\":\"2\"}", "{\"v\":null}"] {
            assert_eq!(Item::read(text), None, "{text}");
        }
        assert!(Item::read("{\"v\":1}").is_some() && Item::read(" {\"v\":2.5,\"x\":[{}]} ").is_some());
        let deep = |depth: usize| format!("{{\"v\":1,\"x\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(Item::read(&deep(63)).is_some());
        assert_eq!(Item::read(&deep(64)), None);
        assert_eq!(Item::read(&deep(1_000_000)), None);
        assert!(Item::read("{\"v\":1,\"x\":\"[[[[\\\"[[[[\"}").is_some());
    }

    #[test]
    fn halves_of_characters_are_mended() {
        assert_eq!(mended(r#""a\ud83d""#), r#""a\ufffd""#);
        assert_eq!(mended(r#""\ude00\ud83d\ude00\ud83dx""#), r#""\ufffd\ud83d\ude00\ufffdx""#);
        for whole in [r#""\\ud83d""#, r#""\"""#, "\\", "\\é", "plain"] {
            assert_eq!(mended(whole), whole);
        }
        assert!(Item::read("{\"v\":1,\"x\":\"\\ud83d\"}").is_some());
    }

    #[test]
    fn fields_as_a_script_writes_them() {
        let record = Record::from([
            (
                "lab/predict/a".to_owned(),
                r#"{"v":2,"option":"x","sure":70.0,"n":0.5,"ok":true,"no":null,"o":{}}"#.to_owned(),
            ),
            ("lab/predict/b".to_owned(), "{half".to_owned()),
            ("aside/lab/predict/a/00-1".to_owned(), "{\"v\":1}".to_owned()),
        ]);
        let items = items(&record);
        assert_eq!(items.len(), 1);
        let field = |name| items[0].field(name);
        assert_eq!(
            (field("sure"), field("n"), field("ok"), field("no")),
            (Some("70"), Some("0.5"), Some("true"), None)
        );
    }
}

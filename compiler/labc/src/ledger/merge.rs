//! Which of two items with the same key stays, and what becomes of the other: as `runtime-wasm/js/merge.js`.

use std::cmp::Ordering;

use super::{Item, Ledger};

/// The first answer is the answer.
const COMMITTED: [&str; 2] = ["predict", "estimate"];
/// Pages make these anew by themselves: of two, one is enough.
const FLEETING: [&str; 8] = ["set", "seen", "status", "goal", "task", "record", "backup", "nudge"];

/// The kind of an item; nothing for what is set aside.
fn kind_of(key: &str) -> &str {
    match key.split('/').collect::<Vec<_>>()[..] {
        [_, kind, _] => kind,
        _ => "",
    }
}

/// Whether a text outranks another under the same key. A total order, so that whatever is merged with
/// whatever in whichever order, the same item stays.
pub fn outranks(key: &str, a: &str, b: &str) -> bool {
    let kind = kind_of(key);
    match (Item::read(a), Item::read(b)) {
        (Some(x), Some(y)) => {
            let (left, other) = (x.says("left"), y.says("left"));
            if kind == "status" && left != other {
                return left;
            }
            let (time, other) = (x.time(), y.time());
            if time.is_empty() != other.is_empty() {
                return other.is_empty();
            }
            if time != other {
                return if COMMITTED.contains(&kind) { time < other } else { time > other };
            }
        }
        (x, y) if x.is_some() != y.is_some() => return x.is_some(),
        _ => {}
    }
    compare(a, b) == Ordering::Greater
}

/// As scripts compare texts: by UTF-16 code units.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

/// Whether a text that loses its place has to be kept.
pub fn is_precious(key: &str, text: &str) -> bool {
    !FLEETING.contains(&kind_of(key)) || Item::read(text).is_none()
}

/// CRC-32 as zip and PNG have it, carried on from an earlier one.
pub fn crc32(text: &str, crc: u32) -> u32 {
    let mut crc = !crc;
    for byte in text.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    !crc
}

/// Where a text is kept that had to give way.
pub fn aside_of(key: &str, text: &str) -> String {
    format!("aside/{key}/{:08x}-{}", crc32(text, 0), text.encode_utf16().count())
}

/// Takes one item into a record; what loses is kept aside unless pages make it anew.
pub fn merge_item(ledger: &mut Ledger, key: &str, text: &str) {
    let (mut key, mut text) = (key.to_owned(), text.to_owned());
    // Each round has a longer key; a key that is free, or holds the same, ends it.
    loop {
        let Some(there) = ledger.get_mut(&key) else {
            ledger.insert(key, text);
            return;
        };
        if *there == text {
            return;
        }
        if outranks(&key, &text, there) {
            std::mem::swap(there, &mut text);
        }
        if !is_precious(&key, &text) {
            return;
        }
        key = aside_of(&key, &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_the_usual_ones() {
        assert_eq!(crc32("123456789", 0), 0xcbf4_3926);
        assert_eq!(crc32("6789", crc32("12345", 0)), 0xcbf4_3926);
    }

    #[test]
    fn the_earlier_commitment_and_the_later_setting() {
        let item = |at: &str| format!("{{\"v\":2,\"at\":\"2026-11-21T{at}:00:00Z\"}}");
        for (key, wins) in [
            ("l/predict/a", "09"),
            ("l/estimate/a", "09"),
            ("l/answer/a", "10"),
            ("l/set/a", "10"),
            ("l/new_kind/a", "10"),
        ] {
            let loses = if wins == "09" { "10" } else { "09" };
            assert!(outranks(key, &item(wins), &item(loses)), "{key}");
            assert!(!outranks(key, &item(loses), &item(wins)), "{key}");
            assert!(outranks(key, &item(wins), "{\"v\":2}"), "{key}: a time outranks none");
            assert!(outranks(key, "{\"v\":2}", "{broken"), "{key}: readable outranks unreadable");
        }
    }

    #[test]
    fn what_loses_is_kept_where_it_was_work() {
        let mut ledger = Ledger::new();
        for (key, text) in [
            ("l/predict/a", "{\"v\":1,\"option\":\"x\"}"),
            ("l/predict/a", "{\"v\":1,\"option\":\"y\"}"),
            ("l/set/s", "{\"v\":1}"),
            ("l/set/s", "{\"v\":2}"),
        ] {
            merge_item(&mut ledger, key, text);
        }
        assert_eq!(ledger.len(), 3);
        assert_eq!(ledger["l/predict/a"], "{\"v\":1,\"option\":\"y\"}");
        assert!(ledger.contains_key(&aside_of("l/predict/a", "{\"v\":1,\"option\":\"x\"}")));
    }
}

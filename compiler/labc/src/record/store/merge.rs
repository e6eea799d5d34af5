//! Which of two items with the same key stays, and what becomes of the other: as `runtime-wasm/js/record/merge.js`.

use std::cmp::Ordering;

use lab_core::record::ItemKind;

use super::{Item, Record};

/// The kind of the item under a key; nothing for what is set aside, and for kinds of other versions.
fn kind_of(key: &str) -> Option<ItemKind> {
    match key.split('/').collect::<Vec<_>>()[..] {
        [_, kind, _] => ItemKind::of(kind),
        _ => None,
    }
}

/// Whether a text outranks another under the same key. A total order, so that records can be merged in any order and
/// as often as one likes: the same item stays.
pub fn outranks(key: &str, a: &str, b: &str) -> bool {
    let order = match (Item::read(a), Item::read(b)) {
        // Of an unknown kind the later item counts, as of most.
        (Some(x), Some(y)) => kind_of(key).unwrap_or(ItemKind::Set).compare(x.standing(), y.standing()),
        (x, y) => x.is_some().cmp(&y.is_some()),
    };
    order.then_with(|| compare(a, b)) == Ordering::Greater
}

/// As scripts compare texts: by UTF-16 code units.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

/// Whether a text that loses its place has to be kept.
pub fn is_precious(key: &str, text: &str) -> bool {
    !kind_of(key).is_some_and(ItemKind::is_remade) || Item::read(text).is_none()
}

/// CRC-32 as zip and PNG have it, carried on from an earlier one.
pub fn crc32(text: &str, crc: u32) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(crc);
    hasher.update(text.as_bytes());
    hasher.finalize()
}

/// Where a text is kept that had to give way.
pub fn aside_of(key: &str, text: &str) -> String {
    format!("aside/{key}/{:08x}-{}", crc32(text, 0), text.encode_utf16().count())
}

/// Takes one item into a record; what loses is kept aside unless pages make it anew.
pub fn merge_item(record: &mut Record, key: &str, text: &str) {
    let (mut key, mut text) = (key.to_owned(), text.to_owned());
    // Each round has a longer key; a key that is free, or holds the same, ends it.
    loop {
        let Some(there) = record.get_mut(&key) else {
            record.insert(key, text);
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
        let mut record = Record::new();
        for (key, text) in [
            ("l/predict/a", "{\"v\":1,\"option\":\"x\"}"),
            ("l/predict/a", "{\"v\":1,\"option\":\"y\"}"),
            ("l/set/s", "{\"v\":1}"),
            ("l/set/s", "{\"v\":2}"),
        ] {
            merge_item(&mut record, key, text);
        }
        assert_eq!(record.len(), 3);
        assert_eq!(record["l/predict/a"], "{\"v\":1,\"option\":\"y\"}");
        assert!(record.contains_key(&aside_of("l/predict/a", "{\"v\":1,\"option\":\"x\"}")));
    }

    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = String> {
        let at = prop_oneof![
            Just(String::new()),
            "2026-0[1-9]-1[0-9]T10:00:00(\\.[0-9]{1,3})?Z".prop_map(|at| format!(",\"at\":\"{at}\""))
        ];
        let item = (1..4, at, "(,\"left\":(true|false|\"x\"))?", "[a-c]")
            .prop_map(|(v, at, left, option)| format!("{{\"v\":{v}{at}{left},\"option\":\"{option}\"}}"));
        prop_oneof![9 => item, 1 => "[{}\\[\"a]{0,4}"]
    }

    fn record() -> impl Strategy<Value = Record> {
        let key =
            "(wall|~)/(predict|estimate|answer|set|status|hologram)/p[0-2]|[a-z]{1,3}(/[a-z]{0,2}){0,4}";
        proptest::collection::vec((key, text()), 0..12).prop_map(|items| {
            let mut record = Record::new();
            items.iter().for_each(|(key, text)| merge_item(&mut record, key, text));
            record
        })
    }

    fn merged(a: &Record, b: &Record) -> Record {
        let mut merged = a.clone();
        b.iter().for_each(|(key, text)| merge_item(&mut merged, key, text));
        merged
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn merging_is_commutative_associative_and_idempotent(a in record(), b in record(), c in record()) {
            prop_assert_eq!(merged(&a, &b), merged(&b, &a));
            prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
            prop_assert_eq!(merged(&a, &a), a.clone());
            prop_assert_eq!(merged(&merged(&a, &b), &b), merged(&a, &b));
            let all = merged(&a, &b);
            for (key, text) in a.iter().chain(&b).filter(|(key, text)| is_precious(key, text)) {
                prop_assert!(all.values().any(|kept| kept == text), "{} {}", key, text);
            }
        }

        #[test]
        fn a_copy_of_anything_reads_back(record in record()) {
            let file = super::super::pack("c", &record, "now");
            prop_assert_eq!(super::super::Copy::read(file.as_bytes()).unwrap().items, record);
        }
    }
}

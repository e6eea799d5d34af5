use super::*;

#[test]
fn keys_of_kinds_never_change() {
    let keys: Vec<&str> = ItemKind::ALL.iter().map(|kind| kind.key()).collect();
    assert_eq!(
        keys.join(" "),
        "predict estimate reflect decide answer task goal upload status record set seen draft student backup nudge"
    );
}

#[test]
fn every_kind_is_found_by_its_key_and_travels_as_it() {
    for kind in ItemKind::ALL {
        assert_eq!(ItemKind::of(kind.key()), Some(*kind));
        let [number] = postcard::to_allocvec(kind).unwrap()[..] else { panic!("{kind:?}") };
        assert_eq!(ItemKind::ALL[usize::from(number)], *kind);
    }
    assert_eq!(ItemKind::of("hologram"), None);
}

#[test]
fn what_is_asked_is_in_a_lab_and_is_shown() {
    for kind in ItemKind::ALL {
        let shown = kind.list().is_some();
        assert!(!kind.is_asked() || (shown && kind.scope() == Scope::Lab), "{kind:?}");
        assert!(!kind.is_work() || (shown && !kind.is_remade()), "{kind:?}");
        assert!(!kind.is_drafted() || kind.is_asked(), "{kind:?}");
        assert!(!kind.commits_once() || kind.is_work(), "{kind:?}");
    }
}

#[test]
fn times() {
    for time in ["2026-11-21T10:00:00Z", "2026-11-21T10:00:00.1Z", "0000-00-00T99:99:99.123456789Z"] {
        assert!(is_time(time), "{time}");
    }
    for time in [
        "",
        "2026-11-21",
        "2026-11-21T10:00:00",
        "2026-11-21T10:00:00.Z",
        "2026-11-21 10:00:00Z",
        "é026-11-21T10:00:00Z",
    ] {
        assert!(!is_time(time), "{time}");
    }
}

fn item(lab: &str, kind: ItemKind, name: &str, hour: &str) -> Item {
    let at = match hour {
        "" => String::new(),
        hour => alloc::format!("2026-11-21T{hour}:00:00Z"),
    };
    Item { lab: lab.into(), kind, name: name.into(), fields: [("at".to_owned(), at)].into() }
}

/// Which of some items counts for `new`, which was `old`, in the lab `now`, which was `then`.
fn found(items: &[Item]) -> Option<(String, String)> {
    let (now, then) = ("now".to_owned(), ["then".to_owned()]);
    let (new, old) = ("new".to_owned(), ["old".to_owned(), "older".to_owned()]);
    let record = Items::new(items);
    let found = record.find(Names::new(&now, &then), items.first()?.kind, Names::new(&new, &old))?;
    Some((found.lab.clone(), found.name.clone()))
}

#[test]
fn an_item_of_every_kind_is_found_under_all_former_names() {
    for kind in ItemKind::ALL {
        for lab in ["now", "then"] {
            for name in ["new", "old", "older"] {
                let there = found(&[item(lab, *kind, name, "10")]);
                assert_eq!(there, Some((lab.to_owned(), name.to_owned())), "{kind:?}");
            }
        }
        assert_eq!(
            found(&[item("now", *kind, "other", ""), item("other", *kind, "new", "")]),
            None,
            "{kind:?}"
        );
    }
}

#[test]
fn of_items_under_several_names_the_one_counts_that_merging_would_keep() {
    for kind in ItemKind::ALL {
        let of = |first: &str, second: &str| {
            let items = [item("then", *kind, "new", first), item("now", *kind, "old", second)];
            found(&items).unwrap().0
        };
        let (earlier_then, later_then) = if kind.commits_once() { ("then", "now") } else { ("now", "then") };
        assert_eq!(of("09", "10"), earlier_then, "{kind:?}");
        assert_eq!(of("10", "09"), later_then, "{kind:?}");
        assert_eq!(
            (of("09", ""), of("", "09")),
            ("then".to_owned(), "now".to_owned()),
            "{kind:?}: a time over none"
        );
        // Neither is better: today's names first, those of the lab before those of the thing.
        assert_eq!(of("09", "09"), "now", "{kind:?}");
    }
    let left = Item {
        fields: [("left".to_owned(), "true".to_owned())].into(),
        ..item("then", ItemKind::Status, "old", "")
    };
    let found = found(&[item("now", ItemKind::Status, "new", "10"), left]);
    assert_eq!(found.unwrap().0, "then", "a failure that was left again stays left");
}

#[test]
fn scripts_get_the_same_rules() {
    let script = script();
    for line in [
        "export const COMMITTED = [\"predict\", \"estimate\"];",
        "export const REMADE = [\"task\", \"goal\", \"status\", \"record\", \"set\", \"seen\", \"draft\", \"backup\", \"nudge\"];",
        "export const WORK = [\"predict\", \"estimate\", \"reflect\", \"decide\", \"answer\"];",
        "export const OWN = [\"backup\", \"nudge\"];",
    ] {
        assert!(script.lines().any(|there| there == line), "{line}\n{script}");
    }
    for kind in ItemKind::ALL {
        assert!(
            script.contains(&alloc::format!("{}: \"{}\"", kind.key(), kind.answer().field())),
            "{kind:?}"
        );
    }
}

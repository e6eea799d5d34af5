use super::*;
use crate::record::{Item, ItemKind};

fn mark(sheets: &[Sheet], items: &[Item]) -> Vec<Marks> {
    super::mark(sheets, &Items::new(items))
}

fn choice(key: &str, was: &[&str]) -> Choice {
    Choice { key: key.to_owned(), was: was.iter().map(|&was| was.to_owned()).collect() }
}

fn sheet() -> Sheet {
    let asked = |kind: ItemKind, name: &str| Asked { kind, name: name.into(), ..Asked::default() };
    Sheet {
        id: "wall".into(),
        was: vec!["old_wall".into()],
        parts: vec![
            Part { name: "one".into(), was: Vec::new(), asks: vec![0, 1] },
            Part { name: "two".into(), was: vec!["second".into()], asks: Vec::new() },
        ],
        asked: vec![
            Asked {
                was: vec!["earlier".into()],
                options: vec![choice("two", &[]), choice("four", &["quadratic"]), choice("quad", &["two"])],
                right: Some(1),
                ..asked(ItemKind::Predict, "growth")
            },
            Asked { truth: Some(12e9), ..asked(ItemKind::Estimate, "cache") },
            asked(ItemKind::Status, "fit.oom"),
            asked(ItemKind::Answer, "why"),
        ],
    }
}

fn item(place: &str, fields: &[(&str, &str)]) -> Item {
    let mut parts = place.split('/').map(str::to_owned);
    let mut next = || parts.next().unwrap();
    let fields = fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    Item { lab: next(), kind: ItemKind::of(&next()).unwrap(), name: next(), fields }
}

fn first(items: &[Item]) -> Mark {
    mark(&[sheet()], items)[0].marks[0].clone()
}

#[test]
fn nothing_recorded_is_nothing_answered() {
    let marked = &mark(&[sheet()], &[])[0];
    assert_eq!((marked.started, marked.parts.as_slice()), (false, &[false, false][..]));
    assert!(marked.marks.iter().all(|mark| *mark == Mark::default()));
}

#[test]
fn options_are_found_by_their_keys_of_today_then_of_before() {
    let chosen = |key| first(&[item("wall/predict/growth", &[("option", key)])]);
    assert_eq!((chosen("four").right, chosen("four").option), (Some(true), Some(1)));
    assert_eq!((chosen("quadratic").right, chosen("quadratic").option), (Some(true), Some(1)));
    // `two` is a key of today, whatever it was before.
    assert_eq!((chosen("two").right, chosen("two").option), (Some(false), Some(0)));
    let gone = chosen("encoding");
    assert_eq!((gone.answered, gone.gone, gone.right), (true, true, None));
}

#[test]
fn renamed_questions_and_labs_keep_their_answers() {
    for place in ["old_wall/predict/growth", "wall/predict/earlier", "old_wall/predict/earlier"] {
        assert_eq!(first(&[item(place, &[("option", "four")])]).right, Some(true), "{place}");
    }
    let both = [
        item("old_wall/predict/growth", &[("option", "two")]),
        item("wall/predict/growth", &[("option", "four")]),
    ];
    assert_eq!(first(&both).right, Some(true), "the place of today counts");
}

#[test]
fn what_was_right_then_is_kept_beside_what_is_right_now() {
    let marked = first(&[item("wall/predict/growth", &[("option", "two"), ("right", "true")])]);
    assert_eq!((marked.right, marked.frozen), (Some(false), Some(true)));
    let mut decided_by_record = sheet();
    decided_by_record.asked[0].right = None;
    let items = [item("wall/predict/growth", &[("option", "two"), ("right", "true")])];
    assert_eq!(mark(&[decided_by_record], &items)[0].marks[0].right, Some(true));
}

#[test]
fn estimates_are_off_by_a_factor() {
    for (value, factor, near, said) in [
        ("12e9", Some(1.0), Some(true), "exactly right"),
        ("1.21e10", Some(1.21e10 / 12e9), Some(true), "right within 5 %"),
        ("3e9", Some(0.25), Some(false), "off by 4×, too low"),
        ("2.4e10", Some(2.0), Some(true), "off by 2×, too high"),
        ("1e12", Some(1e12 / 12e9), Some(false), "off by 83×, too high"),
        ("0", None, None, "zero, which the truth is not"),
        ("-3", None, None, "of the wrong sign"),
    ] {
        let marked = &mark(&[sheet()], &[item("wall/estimate/cache", &[("value", value)])])[0].marks[1];
        assert!(marked.answered, "{value}");
        assert_eq!((marked.factor, marked.right, marked.said.as_str()), (factor, near, said), "{value}");
    }
    for nonsense in ["", "NaN", "inf", "1e999", "many"] {
        let marked = &mark(&[sheet()], &[item("wall/estimate/cache", &[("value", nonsense)])])[0].marks[1];
        assert!(!marked.answered, "{nonsense}");
    }
    assert_eq!(words(1.0, 0.0), "not zero, which the truth is");
}

#[test]
fn parts_are_done_once_all_is_answered_or_their_end_was_seen() {
    let mut items = vec![item("wall/predict/growth", &[("option", "gone")])];
    assert_eq!(mark(&[sheet()], &items)[0].parts, [false, false]);
    items.push(item("wall/estimate/cache", &[("value", "1")]));
    items.push(item("wall/seen/two", &[]));
    let marked = mark(&[sheet()], &items);
    assert_eq!(marked[0].parts, [true, true]);
    let total = total([(&sheet(), &marked[0])]);
    assert_eq!((total.labs, total.parts, total.made, total.right), ((1, 1), (2, 2), (2, 2), (0, 1)));
}

#[test]
fn failures_are_reached_and_left() {
    let marked = |fields: &[(&str, &str)]| {
        mark(&[sheet()], &[item("wall/status/fit.oom", fields)])[0].marks[2].clone()
    };
    let reached = marked(&[("reached", "2026-01-01T00:00:00Z")]);
    assert_eq!((reached.answered, reached.left), (true, false));
    assert!(marked(&[("reached", "true"), ("left", "true")]).left);
    assert!(!marked(&[("reached", "false"), ("left", "true")]).answered);
}

#[test]
fn calibration_by_confidence() {
    let mut one = sheet();
    one.asked.extend((0..3).map(|index| Asked { name: format!("p{index}"), ..sheet().asked[0].clone() }));
    let answer = |name: &str, option: &str, confidence: &str| {
        item(&format!("wall/predict/{name}"), &[("option", option), ("confidence", confidence)])
    };
    let items = [
        answer("p0", "four", "90"),
        answer("p1", "two", "90"),
        answer("p2", "four", "50"),
        answer("growth", "gone", "50"),
    ];
    let marked = mark(core::slice::from_ref(&one), &items);
    let levels = calibration([(&one, &marked[0])]);
    let levels: Vec<_> =
        levels.iter().map(|level| (level.confidence.as_str(), level.right, level.made)).collect();
    assert_eq!(levels, [("50", 1, 1), ("90", 1, 2)]);
}

#[test]
fn the_browser_gets_the_same() {
    let text = "wall\u{1f}predict\u{1f}growth\u{1f}option=four\u{1f}confidence=70\u{1e}wall\u{1f}answer\u{1f}why\u{1f}text=a=b";
    let items = items_of(text);
    assert_eq!(items[0], item("wall/predict/growth", &[("option", "four"), ("confidence", "70")]));
    assert_eq!(items[1].field("text"), Some("a=b"));
    let sheets = [sheet()];
    let written = marks_text(&sheets, &mark(&sheets, &items));
    let records: Vec<Vec<&str>> =
        written.split('\u{1e}').map(|record| record.split('\u{1f}').collect()).collect();
    assert_eq!(records[0], ["lab", "0", "1", "00"]);
    assert_eq!(records[1], ["mark", "1", "1", "0", "1", "", "70", "0", "four", ""]);
    assert_eq!(records[4][8], "a=b");
    assert_eq!(records[5][..6], ["total", "one", "0", "1", "0", "2"]);
    assert_eq!(records.last().unwrap(), &["level", "70", "1", "1"]);
    assert_eq!(items_of("").len(), 0);
}

/// The mark of an estimate of 12 GB with these fields, by a question that is right within a factor.
fn estimated(near: Option<f64>, fields: &[(&str, &str)]) -> Mark {
    let mut sheet = sheet();
    sheet.asked[1].near = near;
    sheet.asked[1].unit = Some("B".into());
    mark(&[sheet], &[item("wall/estimate/cache", fields)])[0].marks[1].clone()
}

#[test]
fn an_estimate_is_right_within_the_near_of_its_author() {
    for (near, value, right) in [
        (None, "24e9", true),
        (None, "25e9", false),
        (Some(1.5), "18e9", true),
        (Some(1.5), "8e9", true),
        (Some(1.5), "19e9", false),
        (Some(1.5), "24e9", false),
        (Some(10.0), "100e9", true),
    ] {
        assert_eq!(estimated(near, &[("value", value)]).right, Some(right), "{near:?} {value}");
    }
    // An answer of another sign has no factor.
    assert_eq!(estimated(Some(2.0), &[("value", "-12e9")]).right, None);
}

#[test]
fn what_was_right_then_is_told_by_the_near_of_then() {
    let then = |near| estimated(Some(1.5), &[("value", "24e9"), ("factor", "2"), ("near", near)]);
    assert_eq!((then("3").right, then("3").frozen), (Some(false), Some(true)));
    assert_eq!((then("1.5").right, then("1.5").frozen), (Some(false), Some(false)));
}

#[test]
fn an_answer_in_another_dimension_is_kept_and_not_marked() {
    let other = estimated(None, &[("value", "12e9"), ("unit", "s"), ("typed", "12e9 s"), ("factor", "1")]);
    assert_eq!((other.answered, other.gone, other.right, other.factor), (true, true, None, None));
    assert_eq!((other.text.as_str(), other.said.as_str()), ("12e9 s", ""));
    let same = estimated(None, &[("value", "12e9"), ("unit", "B")]);
    assert_eq!((same.gone, same.right), (false, Some(true)));
}

#[test]
fn a_slip_of_the_unit_is_told_from_a_wrong_number() {
    for (value, said) in [
        (12e12, "off by 1000×, too high: look at the unit"),
        (12e6, "off by 1000×, too low: look at the unit"),
        (12e11, "off by 100×, too high: look at the unit"),
        (12.01e12, "off by 1001×, too high: look at the unit"),
        (12e9 * 1100.0, "off by 1100×, too high"),
        (12e10, "off by 10×, too high"),
        (0.0, "zero, which the truth is not"),
    ] {
        assert_eq!(words(value, 12e9), said);
    }
    assert_eq!(factor(0.0, 0.0), Some(1.0));
}

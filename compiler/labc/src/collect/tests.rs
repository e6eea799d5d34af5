use super::*;
use crate::ledger::{Ledger, STUDENT, pack};
use crate::page::protocol::{Arm, Choice, Estimate, Part, Prediction, Status};
use crate::page::theme::Theme;

fn choice(key: &str, was: &[&str]) -> Choice {
    Choice {
        key: key.into(),
        was: was.iter().map(|&was| was.into()).collect(),
        label: format!("Option {key}"),
    }
}

fn protocol() -> Protocol {
    Protocol {
        id: "wall".into(),
        title: "The wall".into(),
        parts: vec![Part {
            name: "one".into(),
            title: "Part one".into(),
            asks: vec![("predict".into(), "growth".into()), ("estimate".into(), "cache".into())],
        }],
        predictions: vec![Prediction {
            name: "growth".into(),
            question: "=How much?".into(),
            options: vec![choice("two", &[]), choice("four", &["quadratic"])],
            right: Some("four".into()),
            ..Prediction::default()
        }],
        estimates: vec![Estimate {
            name: "cache".into(),
            was: Vec::new(),
            question: "How large?".into(),
            truth: Some(8.0),
            format: lab_core::Format { units: Vec::new(), digits: lab_core::number::Digits::Significant(3) },
            range: (1.0, 100.0),
            confidence: true,
        }],
        statuses: vec![Status {
            name: "fit".into(),
            arms: vec![Arm {
                key: "oom".into(),
                level: "fail".into(),
                title: "Out of memory".into(),
                ..Arm::default()
            }],
            ..Status::default()
        }],
        ..Protocol::default()
    }
}

fn ledger(name: &str, items: &[(&str, &str)]) -> Ledger {
    let mut ledger: Ledger = items.iter().map(|&(key, text)| (key.to_owned(), text.to_owned())).collect();
    if !name.is_empty() {
        ledger.insert(STUDENT.into(), serde_json::json!({ "v": 2, "value": name }).to_string());
    }
    ledger
}

fn handed(path: &str, ledger: &Ledger) -> Handed {
    (path.to_owned(), Copy::read(pack("c", ledger, "2026-11-21T10:00:00.000Z").as_bytes()))
}

fn class(handed: Vec<Handed>) -> Class {
    Class::of("c", &[&protocol()], handed)
}

#[test]
fn copies_of_one_student_are_merged_and_marked() {
    let ada = ledger(
        "Ada  Lovelace",
        &[(
            "wall/predict/growth",
            r#"{"v":2,"at":"2026-11-01T10:00:00Z","option":"quadratic","right":true}"#,
        )],
    );
    let later = ledger(
        "ada lovelace",
        &[
            ("wall/predict/growth", r#"{"v":2,"at":"2026-11-02T10:00:00Z","option":"two","right":false}"#),
            (
                "wall/estimate/cache",
                r#"{"v":2,"at":"2026-11-02T10:00:00Z","typed":"32","value":32,"confidence":0.9}"#,
            ),
            ("wall/status/fit.oom", r#"{"v":2,"at":"2026-11-02T10:00:00Z","reached":true,"left":true}"#),
        ],
    );
    let class = class(vec![handed("a.json", &ada), handed("sub/b.json", &later)]);
    assert_eq!(class.students.len(), 1);
    let student = &class.students[0];
    assert_eq!((student.name.as_str(), student.files.len()), ("Ada Lovelace", 2));
    let total = mark::total(class.marked(student));
    assert_eq!((total.labs, total.made, total.right, total.failures), ((1, 1), (2, 2), (1, 2), (1, 1)));
    assert_eq!(class.confident_mistakes(student), 1);
    assert!(class.remarks[0].1.contains("disagrees with a.json"), "{:?}", class.remarks);
    let answers = class.answers();
    let lines: Vec<&str> = answers.split("\r\n").collect();
    assert_eq!(lines.len(), 5, "{answers}");
    assert_eq!(
        lines[1],
        "Ada Lovelace,a.json; sub/b.json,wall,The wall,predict,growth,'=How much?,Option four,quadratic,yes,yes,,,,,"
    );
    assert_eq!(
        lines[2],
        "Ada Lovelace,a.json; sub/b.json,wall,The wall,estimate,cache,How large?,32,,no,,\"off by 4×, too high\",90 %,yes,,"
    );
    assert_eq!(
        lines[3],
        "Ada Lovelace,a.json; sub/b.json,wall,The wall,status,fit.oom,Out of memory,,,,,,,,yes,"
    );
}

#[test]
fn anonymous_copies_are_named_after_their_files() {
    let one = ledger("", &[("wall/predict/growth", r#"{"v":1,"option":"two"}"#)]);
    let two = ledger("", &[("wall/predict/growth", r#"{"v":1,"option":"four"}"#)]);
    let class =
        class(vec![handed("x/mine.json", &one), handed("y/mine.json", &two), handed("z/again", &two)]);
    let names: Vec<_> = class.students.iter().map(|student| student.name.as_str()).collect();
    assert_eq!(names, ["x/mine", "y/mine"]);
    assert_eq!(class.remarks, [("z/again".to_owned(), "holds the same as y/mine.json".to_owned())]);
    // Without work, nothing tells two students apart: both are there.
    let none = Ledger::new();
    assert_eq!(self::class(vec![handed("a", &none), handed("b", &none)]).students.len(), 2);
}

#[test]
fn refused_files_have_their_reasons() {
    let other = ("o.json".to_owned(), Copy::read(pack("other", &Ledger::new(), "").as_bytes()));
    let class = class(vec![other, ("t.json".to_owned(), Copy::read(b"{"))]);
    assert_eq!(class.refused[0].1, "of another course, `other`");
    assert!(class.refused[1].1.starts_with("not complete"), "{:?}", class.refused);
    assert!(class.students.is_empty());
}

#[test]
fn hostile_words_stay_words() {
    let evil = ledger(
        "=cmd|' /C calc'!A0",
        &[("wall/predict/growth", r#"{"v":2,"option":"<script>\u0000\r\n\"=1"}"#)],
    );
    let class = class(vec![handed("<b>.json", &evil)]);
    let answers = class.answers();
    assert!(answers.contains("\r\n'=cmd|' /C calc'!A0,<b>.json,"), "{answers}");
    assert!(answers.contains(",\"<script>\r\n'\"\"=1\",\"<script>"), "{answers}");
    assert!(class.totals().contains("\r\n'=cmd|"));
    let theme = Theme::built_in().unwrap();
    let page = class.html(&theme, "en", "C & D", "style.css", ("a.csv", "s.csv")).unwrap();
    assert!(!page.contains("<script") && !page.contains("<b>") && page.contains("C &amp; D"), "{page}");
    assert!(page.contains("no longer part of the lab"));
}

#[test]
fn distributions_count_every_answer_once() {
    let mut handed_in = Vec::new();
    for (index, factor) in [0.01, 0.2, 0.5, 1.0, 2.0, 2.1, 10.0, 500.0].iter().enumerate() {
        let text = serde_json::json!({ "v": 2, "value": 8.0 * factor }).to_string();
        handed_in.push(handed(&format!("{index}"), &ledger("", &[("wall/estimate/cache", &text)])));
    }
    let class = class(handed_in);
    let theme = Theme::built_in().unwrap();
    assert!(class.html(&theme, "en", "C", "s", ("a", "b")).is_ok());
    let question = view::counts_of_estimate(&class);
    assert_eq!(question, [1, 1, 3, 1, 2]);
    assert_eq!(median(vec![3.0, 1.0]), Some(2.0));
    assert_eq!(median(Vec::new()), None);
}

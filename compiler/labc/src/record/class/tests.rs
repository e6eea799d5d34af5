use std::io::Cursor;

use lab_core::record::ItemKind;

use super::table::ANSWERS;
use super::*;
use crate::record::protocol::{Arm, Asked as AskedOf, Choice, Estimate, Part, Prediction, Status};
use crate::record::store::{Copy, CopyFault, Record, STUDENT, copies, pack};
use crate::theme::template::Theme;

const SAVED: &str = "2026-11-21T10:00:00.000Z";

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
            was: Vec::new(),
            title: "Part one".into(),
            asks: vec![(ItemKind::Predict, "growth".into()), (ItemKind::Estimate, "cache".into())],
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
            truth: Some(8e9),
            format: lab_core::Format {
                units: vec![lab_core::number::Unit {
                    symbol: "GB".into(),
                    factor: 1e9,
                    offset: 0.0,
                    one: String::new(),
                }],
                digits: lab_core::number::Digits::Significant(3),
            },
            confidence: true,
            about: Vec::new(),
            near: 2.0,
            unit: String::new(),
        }],
        plain: vec![(
            ItemKind::Upload,
            AskedOf { name: "mine".into(), title: "Your own rows".into(), ..Default::default() },
        )],
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

/// A prediction of the first lab, given in a minute.
fn predicted(option: &str, minute: u32) -> (&'static str, String) {
    (
        "wall/predict/growth",
        format!("{{\"v\":2,\"at\":\"2026-11-01T10:{minute:02}:00Z\",\"option\":\"{option}\"}}"),
    )
}

fn record<T: ToString>(name: &str, items: &[(&str, T)]) -> Record {
    let mut record: Record = items.iter().map(|(key, text)| ((*key).to_owned(), text.to_string())).collect();
    if !name.is_empty() {
        record.insert(STUDENT.into(), serde_json::json!({ "v": 2, "value": name }).to_string());
    }
    record
}

fn file(record: &Record) -> String {
    pack("c", record, SAVED)
}

/// Everything that `labc collect` writes for some files.
struct Collected {
    class: Class<Cursor<Vec<u8>>>,
    answers: Vec<csv::StringRecord>,
    students: Vec<csv::StringRecord>,
    labs: Vec<csv::StringRecord>,
    files: Vec<csv::StringRecord>,
    raw: String,
    page: String,
    report: Report,
}

#[derive(Default)]
struct Asked<'a> {
    courses: &'a [&'a str],
    some: bool,
    roster: Option<&'a str>,
    same: &'a [(&'a str, &'a str)],
}

const WHOLE: Asked<'static> = Asked { courses: &["c"], some: false, roster: None, same: &[] };

fn collect(files: &[(&str, String)], asked: &Asked<'_>) -> Result<Collected, String> {
    collect_of(&protocol(), files, asked)
}

fn collect_of(protocol: &Protocol, files: &[(&str, String)], asked: &Asked<'_>) -> Result<Collected, String> {
    let mut gathering = Gathering::new(asked.courses, asked.some, &[protocol], Cursor::new(Vec::new()));
    for (path, text) in files {
        open(path, Cursor::new(text.as_bytes()), text.len() as u64, &mut |path, found| {
            gathering.take(&path, found).unwrap();
        });
    }
    let roster = asked.roster.map(|text| Roster::read(text.as_bytes()).unwrap());
    let same: Vec<_> = asked.same.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let mut class = gathering.settle(roster, &same)?;
    let [mut answers, mut students, mut labs, mut files] = [const { Vec::new() }; 4];
    let tables = Tables {
        answers: Some(&mut answers),
        students: Some(&mut students),
        labs: Some(&mut labs),
        files: Some(&mut files),
    };
    let report = class.report(tables).unwrap();
    let frame = ClassFrame {
        lang: "en",
        course: "C & D",
        style: "style.css",
        tables: &[("answers.csv", "every answer")],
    };
    let page = class.html(&report, &Theme::built_in().unwrap(), frame).unwrap();
    let rows =
        |bytes: &Vec<u8>| csv::Reader::from_reader(bytes.as_slice()).records().map(Result::unwrap).collect();
    let raw = String::from_utf8(answers.clone()).unwrap();
    Ok(Collected {
        answers: rows(&answers),
        students: rows(&students),
        labs: rows(&labs),
        files: rows(&files),
        raw,
        page,
        report,
        class,
    })
}

fn whole(files: &[(&str, String)]) -> Collected {
    collect(files, &WHOLE).unwrap()
}

impl Collected {
    fn ids(&self) -> Vec<&str> {
        self.class.students.iter().map(|student| student.id.as_str()).collect()
    }

    fn says(&self) -> String {
        let remarks = self.class.remarks.iter().chain(&self.report.remarks);
        remarks.map(|remark| format!("{}: {}\n", remark.about, remark.says)).collect()
    }

    /// A column of the answers with another one before it.
    fn column(&self, heads: [&str; 2], wanted: [&str; 2]) -> Vec<String> {
        let at = |head| ANSWERS.iter().position(|one| *one == head).unwrap();
        let rows = self
            .answers
            .iter()
            .filter(|row| row[at(heads[0])] == *wanted[0] && row[at(heads[1])] == *wanted[1]);
        rows.map(|row| row[at("key")].to_owned()).collect()
    }

    fn cell(&self, row: usize, head: &str) -> &str {
        &self.answers[row][ANSWERS.iter().position(|one| *one == head).unwrap()]
    }
}

#[test]
fn versions_of_one_submitter_are_merged_and_both_kept() {
    let phone = record("Ada", &[predicted("quadratic", 1)]);
    let laptop = record(
        "ada lovelace",
        &[
            predicted("two", 2),
            (
                "wall/estimate/cache",
                r#"{"v":2,"at":"2026-11-02T10:00:00Z","typed":"32 GB","value":32e9,"factor":1,"confidence":0.9}"#.to_owned(),
            ),
            ("wall/status/fit.oom", r#"{"v":2,"at":"2026-11-02T10:00:00Z","reached":true,"left":true}"#.to_owned()),
        ],
    );
    let ada = "Ada Lovelace_7_assignsubmission_file_";
    let class = whole(&[(&format!("{ada}/a.json"), file(&phone)), (&format!("{ada}/b.json"), file(&laptop))]);
    assert_eq!(class.ids(), ["7"]);
    assert_eq!(class.class.students[0].name, "Ada Lovelace");
    assert_eq!(class.answers.len(), 4);
    assert_eq!(class.column(["name", "status"], ["growth", "counts"]), ["quadratic"]);
    assert_eq!(class.column(["name", "status"], ["growth", "set aside"]), ["two"]);
    assert_eq!(class.cell(0, "file"), format!("{ada}/a.json"));
    assert_eq!(class.cell(3, "file"), format!("{ada}/b.json"));
    assert!(class.says().contains("2 copies answer growth differently"), "{}", class.says());
    let of = |head| class.cell(1, head);
    assert_eq!((of("value"), of("unit"), of("factor"), of("confidence")), ("32", "GB", "4", "0.9"));
    assert_eq!((of("typed"), of("answered at"), of("right today")), ("32 GB", "2026-11-02T10:00:00Z", "no"));
    assert_eq!((of("copy says factor"), of("confident mistake")), ("1", "yes"));
    assert_eq!(class.cell(2, "fixed"), "yes");
    assert_eq!(class.labs.len(), 1);
    assert_eq!(
        &class.labs[0].iter().skip(4).take(8).collect::<Vec<_>>(),
        &["yes", "yes", "1", "1", "2", "2", "1", "2"]
    );
}

#[test]
fn the_same_option_on_two_devices_is_not_a_disagreement() {
    let ada = "Ada_7_assignsubmission_file_";
    let class = whole(&[
        (&format!("{ada}/a.json"), file(&record("", &[predicted("two", 1)]))),
        (&format!("{ada}/b.json"), file(&record("", &[predicted("two", 2)]))),
    ]);
    assert_eq!((class.says().as_str(), class.answers.len()), ("", 1));
}

#[test]
fn names_give_hints_and_never_merge() {
    let one = file(&record("José", &[predicted("two", 1)]));
    let two = file(&record("JOSE\u{301}\u{200b}", &[predicted("four", 0)]));
    let class = whole(&[("a.json", one.clone()), ("b.json", two.clone())]);
    assert_eq!(class.ids(), ["a.json", "b.json"]);
    assert_eq!(class.column(["id", "status"], ["a.json", "counts"]), ["two"]);
    assert!(class.says().contains("have one name. They count as 2 students"), "{}", class.says());
    // Unless it is asked for, and that by ids or paths.
    let asked = Asked { same: &[("a.json", "b.json")], ..WHOLE };
    let class = collect(&[("a.json", one.clone()), ("b.json", two.clone())], &asked).unwrap();
    assert_eq!((class.ids(), class.answers.len()), (vec!["a.json"], 2));
    let asked = Asked { same: &[("a.json", "c.json")], ..WHOLE };
    let error = collect(&[("a.json", one), ("b.json", two)], &asked).err().unwrap();
    assert!(error.contains("no student or file is called `c.json`; did you mean `a.json`?"), "{error}");
}

#[test]
fn a_copy_with_anothers_name_and_an_older_clock_replaces_nothing() {
    let (ada, bob) = ("Ada_7_assignsubmission_file_", "Bob_9_assignsubmission_file_");
    let honest = file(&record("Ada", &[predicted("four", 30)]));
    let forged = file(&record("Ada", &[predicted("two", 1)]));
    let own = file(&record("Bob", &[predicted("four", 20)]));
    let class = whole(&[
        (&format!("{ada}/copy.json"), honest),
        (&format!("{bob}/copy.json"), own),
        (&format!("{bob}/copy-1.json"), forged),
    ]);
    assert_eq!(class.ids(), ["7", "9 as Ada", "9"]);
    assert_eq!(class.column(["id", "status"], ["7", "counts"]), ["four"]);
    assert_eq!(class.column(["id", "status"], ["9", "counts"]), ["four"]);
    assert_eq!(class.column(["id", "status"], ["9 as Ada", "counts"]), ["two"]);
    assert!(
        class.says().contains("handed in by Bob (9) with the name `Ada` in it: kept apart"),
        "{}",
        class.says()
    );
}

#[test]
fn without_a_platform_a_typed_number_tells_who_it_is() {
    let files = [
        ("a.json", file(&record("s1234567", &[predicted("two", 1)]))),
        ("b.json", file(&record("s1234567", &[predicted("two", 1)]))),
        ("c.json", file(&record("S1234567", &[predicted("four", 1)]))),
    ];
    let class = whole(&files);
    assert_eq!(class.ids(), ["S1234567", "s1234567"]);
    assert!(class.says().contains("have one name"), "{}", class.says());
    // With a list, only what is on it.
    let class = collect(&files, &Asked { roster: Some("id,name\nx9,Ada\n"), ..WHOLE }).unwrap();
    assert_eq!(class.ids().len(), 3);
}

#[test]
fn anonymous_copies_are_known_by_their_files() {
    let one = file(&record("", &[predicted("two", 1)]));
    let two = file(&record("", &[predicted("four", 2)]));
    let class = whole(&[("x/mine.json", one), ("y/mine.json", two.clone()), ("z/again", two)]);
    assert_eq!(class.ids(), ["x/mine.json", "y/mine.json", "z/again"]);
    assert_eq!(class.class.students[0].name, "x/mine");
    assert!(
        class.says().contains("y/mine (y/mine.json) and z/again have exactly the same answers"),
        "{}",
        class.says()
    );
    // Without work, nothing tells two students apart: both are there.
    let none = file(&Record::new());
    let class = whole(&[("a", none.clone()), ("b", none)]);
    assert_eq!((class.ids().len(), class.says().as_str()), (2, ""));
}

#[test]
fn names_of_files_that_only_look_like_a_platforms_merge_nobody() {
    let of = |at: u32| file(&record("", &[predicted("two", at)]));
    for files in
        [["hw_2026_101_ada.json", "hw_2026_101_bob.json"], ["hw_1_101_ada.json", "hw_2_102_bob.json"]]
    {
        let class = whole(&[(files[0], of(1)), (files[1], of(2))]);
        assert_eq!(class.ids(), files);
    }
    let class = whole(&[
        ("beebob_1_5_x.json", of(1)),
        ("loveada_2_6_x.json", of(2)),
        ("loveada_LATE_2_7_x.json", of(3)),
    ]);
    assert_eq!(class.ids(), ["1", "2"]);
    assert!(class.class.students[1].late);
}

#[test]
fn the_list_tells_who_has_handed_in_nothing() {
    let of = |name: &str, at: u32| file(&record(name, &[predicted("two", at)]));
    let files = [
        ("Ada Lovelace_7_assignsubmission_file_/copy.json", of("", 1)),
        ("Bob Bee_8_assignsubmission_file_/essay.pdf", "%PDF-1.4".to_owned()),
        ("Pat Kim_9_assignsubmission_file_/copy.json", of("", 2)),
        ("Zoe_10_assignsubmission_file_/copy.json", of("", 3)),
        ("s5_one.json", of("s55555", 4)),
        ("s5_two.json", of("s66666", 5)),
    ];
    let roster = "name,id,also\nAda Lovelace,s1,\nBob Bee,s2,\nPat Kim,s3,\nKim Pat,s4,\nEve,s55555,s66666\n";
    let class = collect(&files, &Asked { roster: Some(roster), ..WHOLE }).unwrap();
    assert_eq!(class.ids(), ["7", "s55555", "9", "10"]);
    assert_eq!(class.class.students[1].name, "Eve");
    let missing: Vec<_> =
        class.class.missing.iter().flatten().map(|one| (one.id.as_str(), one.unclear)).collect();
    assert_eq!(missing, [("s2", false), ("s3", true), ("s4", true)]);
    let rows: Vec<_> = class.students.iter().map(|row| format!("{} {}", &row[0], &row[2])).collect();
    assert_eq!(rows, ["7 yes", "s55555 yes", "9 yes", "10 yes", "s2 no", "s3 unclear", "s4 unclear"]);
    assert!(class.says().contains("10: Zoe (10) is not on the list"), "{}", class.says());
    assert!(
        class.says().contains("8: Bob Bee has handed in files without work (essay.pdf)"),
        "{}",
        class.says()
    );
    assert!(class.page.contains("Nothing handed in"));
}

#[test]
fn answers_that_the_labs_no_longer_ask_are_kept_and_listed() {
    let work = record(
        "Ada",
        &[
            predicted("two", 1),
            (
                "wall/predict/old",
                r#"{"v":2,"at":"2026-11-01T10:00:00Z","option":"x","confidence":0.5}"#.to_owned(),
            ),
            ("cave/answer/words", r#"{"v":2,"text":"because"}"#.to_owned()),
            ("wall/set/slider", r#"{"v":2,"value":3}"#.to_owned()),
        ],
    );
    let class = whole(&[("a.json", file(&work))]);
    assert_eq!(class.column(["name", "status"], ["old", "no longer asked"]), ["x"]);
    assert_eq!(class.answers.len(), 3);
    assert!(class.raw.contains("no longer asked,cave,,answer,words,,,because"), "{}", class.raw);
    assert!(class.page.contains("no longer ask"));
    // Of one lab, what other labs ask is not looked at.
    let class = collect(&[("a.json", file(&work))], &Asked { some: true, ..WHOLE }).unwrap();
    assert_eq!(class.answers.len(), 2);
}

#[test]
fn what_a_copy_says_about_being_right_counts_nowhere() {
    let mut protocol = protocol();
    protocol.predictions[0].right = None;
    protocol.estimates[0].truth = None;
    let forged = record(
        "",
        &[
            ("wall/predict/growth", r#"{"v":2,"option":"two","right":true,"confidence":1}"#),
            ("wall/estimate/cache", r#"{"v":2,"value":1,"factor":1,"right":true}"#),
        ],
    );
    for protocol in [self::protocol(), protocol] {
        let mut gathering = Gathering::new(&["c"], false, &[&protocol], Cursor::new(Vec::new()));
        let copy = Copy::read(file(&forged).as_bytes()).unwrap();
        gathering.take("a", OpenedFile::Copy(copy)).unwrap();
        let mut class = gathering.settle(None, &[]).unwrap();
        let (mut students, mut answers) = (Vec::new(), Vec::new());
        let tables =
            Tables { students: Some(&mut students), answers: Some(&mut answers), ..Tables::default() };
        class.report(tables).unwrap();
        let mut rows = csv::Reader::from_reader(students.as_slice());
        let row = rows.records().next().unwrap().unwrap();
        let at = |head| table::STUDENTS.iter().position(|one| *one == head).unwrap();
        assert_eq!(&row[at("right today")], "0");
        assert!(String::from_utf8(answers).unwrap().contains(",true,"), "it is told, and not counted");
    }
}

#[test]
fn copies_of_other_courses_and_files_without_one_have_their_reasons() {
    let other = pack("other", &Record::new(), "");
    let class = whole(&[
        ("o.json", other.clone()),
        ("t.json", "{".to_owned()),
        ("Thumbs.db", "x".to_owned()),
        ("onlinetext.html", "<p>hi</p>".to_owned()),
    ]);
    let refused: Vec<_> = class.class.refused().collect();
    assert_eq!(
        refused,
        [("o.json", "of another course, `other`"), ("t.json", "not a copy of a student's work")]
    );
    assert_eq!(class.class.strays(), "1 system file, 1 text without a copy");
    assert_eq!(class.files.len(), 4);
    // A lab without a course takes what speaks of it.
    let class = collect(
        &[("a.json", file(&record("", &[predicted("two", 1)]))), ("o.json", other)],
        &Asked { some: true, ..Asked::default() },
    )
    .unwrap();
    assert_eq!(class.ids(), ["a.json"]);
    assert!(
        class
            .class
            .refused()
            .next()
            .unwrap()
            .1
            .contains("holds nothing of these labs (it is of course `other`)")
    );
}

#[test]
fn damaged_copies_count_as_far_as_they_go_and_are_named() {
    let work =
        record("Ada", &[predicted("two", 1), ("wall/estimate/cache", "{\"v\":2,\"value\":8e9}".to_owned())]);
    let hurt = file(&work).replace("\\\"two\\\"", "\\\"twu\\\"");
    let course = file(&work).replace("\"course\":\"c\"", "\"course\":\"k\"");
    let class = whole(&[("a.json", hurt.clone()), ("b.json", course)]);
    assert_eq!(class.answers.len(), 3);
    let damaged: Vec<_> = class.class.damaged().map(|(path, _)| path).collect();
    assert_eq!(damaged, ["a.json", "b.json"]);
    assert!(class.page.contains("1 item is lost"));
    assert!(matches!(copies(&hurt.as_bytes()[..20]), Err(CopyFault::Torn(_) | CopyFault::Foreign)));
}

#[test]
fn hostile_words_stay_words() {
    let evil = record(
        "=cmd|' /C calc'!A0",
        &[("wall/predict/growth", r#"{"v":2,"option":"<script>\u0000\r\n\"=1","at":"=1"}"#)],
    );
    let class = whole(&[("<b>.json", file(&evil))]);
    assert!(class.raw.contains("\r\n<b>.json,'=cmd|' /C calc'!A0,<b>.json,"), "{}", class.raw);
    assert!(class.raw.contains(",\"<script>\r\n'\"\"=1\",\"<script>"), "{}", class.raw);
    assert!(
        !class.page.contains("<script") && !class.page.contains("<b>") && class.page.contains("C &amp; D"),
        "{}",
        class.page
    );
    assert!(class.page.contains("no longer part of the lab"));
}

/// The page names each file with its hash; files that were removed again, and items that are not files, are not listed.
#[test]
fn rows_that_students_brought_are_listed_with_their_hash() {
    let hash = "2f9ffa1f58a7cd8d5c229a20ea1e5fe98eae7b1b4c7473ec172181e6212f1121";
    let brought = |text: &str| file(&record("Ada", &[("wall/upload/mine", text)]));
    let whole_file = format!(r#"{{"v":1,"file":"<i>a.csv","rows":2,"hash":"{hash}","text":"key"}}"#);
    let class = whole(&[("a", brought(&whole_file)), ("b", brought(r#"{"v":1,"removed":true}"#))]);
    assert!(class.page.contains(&format!("&lt;i&gt;a.csv: 2 rows, SHA-256 {hash}")), "{}", class.page);
    assert_eq!(class.page.matches("SHA-256").count(), 1);
    assert_eq!(class.answers.iter().filter(|row| &row[6] == "upload").count(), 1);
}

#[test]
fn distributions_count_every_answer_once() {
    let factors = [0.01, 0.2, 0.5, 1.0, 2.0, 2.1, 10.0, 500.0];
    let files = factors.iter().enumerate().map(|(at, factor)| {
        let text = serde_json::json!({ "v": 2, "value": 8e9 * factor }).to_string();
        (format!("{at}"), file(&record("", &[("wall/estimate/cache", text)])))
    });
    let files: Vec<_> = files.collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let class = whole(&files);
    let frame = ClassFrame { lang: "en", course: "", style: "", tables: &[] };
    let view = class.class.view(&class.report, frame);
    let estimate =
        view.labs[0].questions.iter().find(|question| question.kind == ItemKind::Estimate).unwrap();
    let counts: Vec<_> = estimate.options.iter().map(|option| option.count).collect();
    assert_eq!(counts, [1, 1, 3, 1, 2]);
}

#[test]
fn ten_times_the_class_is_ten_times_the_work() {
    let work = |size: usize| {
        let files: Vec<(String, String)> = (0..size)
            .map(|at| {
                // Namesakes, two copies each, some with the same answers.
                let name = format!("Student {}", at % 50);
                let folder = format!("{name}_{}_assignsubmission_file_/{at}.json", at / 2);
                let estimate = ("wall/estimate/cache", format!("{{\"v\":2,\"value\":{}}}", at % 70));
                (folder, file(&record(&name, &[predicted("two", (at % 60) as u32), estimate])))
            })
            .collect();
        let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
        let class = whole(&files);
        assert_eq!(class.class.copies(), size);
        class.class.work() as f64
    };
    let (small, large) = (work(60), work(600));
    assert!(large < 11.0 * small, "{small} {large}");
}

#[test]
fn an_answer_under_two_names_of_its_question_counts_once() {
    // On the phone the lab still had its former names.
    let item = |option: &str, minute: u32| predicted(option, minute).1;
    let both = record(
        "Ada",
        &[("old_wall/predict/growth", item("two", 5)), ("wall/predict/growth", item("four", 9))],
    );
    let mut protocol = protocol();
    protocol.was = vec!["old_wall".into()];
    let collected = collect_of(&protocol, &[("ada.json", file(&both))], &WHOLE).unwrap();
    let column = |name: &str| ANSWERS.iter().position(|head| *head == name).unwrap();
    let rows: Vec<_> = collected
        .answers
        .iter()
        .map(|row| [&row[column("status")], &row[column("key")]].map(str::to_owned))
        .collect();
    // The first answer counts, as it would under one name; the other is neither lost nor called no longer asked.
    assert_eq!(rows, [["set aside", "four"], ["counts", "two"]]);
}

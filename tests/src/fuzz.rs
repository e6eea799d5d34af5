//! What holds for every input, sensible or not: the fuzzer looks for inputs that break it (`tests/fuzz`), and
//! `tests/fuzz_seeds.rs` replays its seeds and everything it ever found.
//!
//! A promise that does not hold is a panic.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use csv::StringRecord;
use lab_core::{Live, Page};
use labc::diagnostic::{Diagnostic, Severity};
use labc::eval::{Question, evaluate, source_of};
use labc::page::render::view::{AssetsView, CourseView, FrameView};
use labc::page::site::links::{self, PageLinks};
use labc::page::site::{search, work};
use labc::page::{Lab, Rendered};
use labc::record::class::{self, Gathering, OpenedFile, Tables, open};
use labc::record::protocol::Course;
use labc::record::store::pack;
use labc::sources::{FileId, Files, NoFiles};
use labc::syntax::tree::{Kind, Statement};
use labc::theme::template::Theme;

static THEME: LazyLock<Theme> = LazyLock::new(|| Theme::built_in().expect("the templates can be read"));

/// The one file that a lab can read, whatever it calls it: its own lines that begin with `//<`.
struct Comments<'t>(&'t str);

impl Files for Comments<'_> {
    fn read(&self, _path: &str) -> Result<String, String> {
        let lines = self.0.lines().filter_map(|line| line.strip_prefix("//<"));
        Ok(lines.flat_map(|line| [line, "\n"]).collect())
    }

    fn module(&self, _path: &str) -> Result<String, String> {
        Err("there are none".to_owned())
    }
}

/// Compiles a lab; where it compiles, takes it through everything that a course does with it, and plays with its
/// page.
pub fn lab(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (lab, diagnostics) = labc::compile(FileId(0), &text, &Comments(&text));
    // A file of declarations alone is a module: it has no page, and no error for that.
    let (tree, _) = labc::syntax::parse(FileId(0), &text);
    let is_lab = |statement: &Statement| matches!(statement.kind, Kind::Lab(_));
    let sound = !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let module = sound && !tree.statements.iter().any(is_lab);
    check_diagnostics(&diagnostics, &text, lab.is_some() || module);
    let Some(lab) = lab else { return };
    let rendered = lab.rendered(&THEME, &frame()).expect("a page for every lab");
    assert!(rendered.html.contains(&lab.id), "a page without its id");
    play(lab.page());
    in_a_course(&text, &lab, &rendered);
}

/// What a course does with a lab: its figures are held against the registries and against those of another lab,
/// it is linked, searched and listed, and labs after it read what it records.
fn in_a_course(text: &str, lab: &Lab, rendered: &Rendered) {
    // The same figures with other dimensions of their own before them, and other values.
    let other = "lab other \"Other\"\ndimension Amount\ndimension Currency\nunit mol: Amount\nunit EUR: Currency\n\
                 const price = 1 EUR source \"data sheet\"\nconst power = 1 mol source \"data sheet\"\n\
                 const memory = 81 GB source \"data sheet\"\n";
    let (other, _) = labc::compile(FileId(1), other, &NoFiles);
    let other = other.expect("a lab without a fault");
    for labs in [[(FileId(0), lab), (FileId(1), &other)], [(FileId(1), &other), (FileId(0), lab)]] {
        for diagnostic in labc::lint::conflicts::find(&labs) {
            assert_eq!(diagnostic.severity, Severity::Warning, "{diagnostic:?}");
            let labels = diagnostic.labels.iter();
            for label in labels.filter(|label| label.file == FileId(0)) {
                assert!(text.get(label.span.range()).is_some(), "outside the text: {diagnostic:?}");
            }
        }
    }
    let pieces = std::iter::once(&rendered.html).chain(&rendered.fragments).map(String::as_str);
    let pages = BTreeMap::from([("lab/index.html".to_owned(), PageLinks::of(pieces))]);
    for (page, _) in links::broken(&pages, |path| pages.contains_key(path)) {
        assert!(pages.contains_key(&page));
    }
    search::script([("lab/index.html", rendered.entries.as_slice())]).expect("an index of every lab");
    let listed = [(&lab.protocol, None, "../lab/index.html".to_owned())];
    work::course_data(listed).expect("data of every lab");
    let course = Course::after(&[Arc::new(lab.protocol.clone())], []);
    labc::inputs::earlier::needs(FileId(0), text);
    let (_, diagnostics) = labc::compile_in(FileId(0), text, &Comments(text), &course);
    says_no_internal_word(&diagnostics, text);
    // Its comments and texts as a page of the reference.
    let page = labc::page::render::text::Text::read(text);
    page.html(&THEME, &frame()).expect("a page for every text");
    search::of_text(&page);
}

/// The frame of a page in a course.
fn frame() -> FrameView {
    let course =
        CourseView { id: "course".into(), title: "A course".into(), home: "../".into(), work: "../".into() };
    let assets = AssetsView {
        style: "../style.css".into(),
        script: "../lab.js".into(),
        wasm: "../lab.wasm".into(),
        wasm_script: "../lab.wasm.js".into(),
        pictures: "../picture.js".into(),
        present: "../present.js".into(),
        font: "../font.js".into(),
    };
    FrameView { lang: "en".into(), course, assets, ..FrameView::default() }
}

/// Authors read of their lab, not of how we compute it.
fn says_no_internal_word(diagnostics: &[Diagnostic], text: &str) {
    const INTERNAL: [&str; 9] = [
        "operation ",
        "register",
        "slot",
        "opcode",
        "lowering",
        "malformed",
        "panicked",
        "one run",
        "own fault",
    ];
    for diagnostic in diagnostics {
        let labels = diagnostic.labels.iter().map(|label| &label.text);
        for said in std::iter::once(&diagnostic.headline).chain(labels).chain(&diagnostic.help) {
            let said = said.to_lowercase();
            let word =
                INTERNAL.iter().find(|word| said.contains(**word) && !text.to_lowercase().contains(**word));
            assert!(word.is_none(), "an internal word: {diagnostic:?}");
        }
    }
}

/// The lab that asks for what is typed: a question for each kind of number.
const ASKS: &str = include_str!("fuzz/asks.lab");

static ASKING: LazyLock<Live> = LazyLock::new(|| {
    let (lab, diagnostics) = labc::compile(FileId(0), ASKS, &NoFiles);
    let lab = lab.unwrap_or_else(|| panic!("{diagnostics:#?}"));
    Live::new(lab.page().clone()).expect("a page keeps its own rules")
});

/// Types into a question: the first line says into which, the rest is typed.
pub fn typed(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (which, typed) = text.split_once('\n').unwrap_or(("", &text));
    let page = ASKING.page();
    let which = which.trim().parse().unwrap_or(which.len()) % page.scales.len();
    let scale = &page.scales[which];
    let answer = scale.answer(&page.lexicon, typed);
    assert_eq!(answer, scale.answer(&page.lexicon, typed), "read twice, it is the same");
    let fields: Vec<&str> = answer.split('\u{1f}').collect();
    let values: Vec<f64> = match fields[0] {
        "value" | "outside" | "ask" => fields[1..].iter().step_by(2).map(|value| number(value)).collect(),
        "share" => vec![number(fields[1])],
        "number" | "several" | "grouping" | "large" => Vec::new(),
        "unit" if fields.len() == 2 => Vec::new(),
        "kind" if fields.len() == 4 => Vec::new(),
        _ => panic!("{fields:?} is no answer"),
    };
    let unsure = fields[0] == "ask";
    assert_eq!(unsure, values.len() > 1, "{fields:?}");
    for value in values {
        assert!(value.is_finite(), "{fields:?}");
        // What is out of range is refused, or clamped beside a slider: its text may be clear within the range.
        if !scale.holds(value) {
            continue;
        }
        // What it reads back as: among six digits, the number that was read.
        let shown = scale.text(value);
        let again = scale.read(&page.lexicon, &shown);
        let again = again.unwrap_or_else(|fault| panic!("{shown:?} cannot be read: {fault:?}")).values;
        assert!(again.iter().any(|again| scale.text(*again) == shown), "{shown:?} reads as {again:?}");
        // Its digits in full are the number itself.
        let same =
            scale.read(&page.lexicon, &format!("{:e}", scale.unit.read(value))).map(|same| same.values);
        let near = |same: &f64| (same - value).abs() <= 1e-12 * value.abs().max(scale.unit.offset);
        assert!(same.as_ref().is_ok_and(|same| same.iter().any(near)), "{value:e} reads as {same:?}");
    }
    // What is written otherwise, but with the same meaning.
    let plain = lab_core::typed::plain(typed);
    assert_eq!(scale.answer(&page.lexicon, &format!("  {plain}. ")), scale.answer(&page.lexicon, &plain));
    // Beside a slider it is a position, and what the page then shows is that position again.
    let controls = page.controls.iter().enumerate();
    for (control, _) in controls.filter(|(_, control)| control.scale as usize == which) {
        let mut live = ASKING.clone();
        let answer = live.parse(control, typed);
        let fields: Vec<&str> = answer.split('\u{1f}').collect();
        if !matches!(fields[0], "value" | "clamped" | "snapped") {
            continue;
        }
        live.set(control, number(fields[1]));
        let base = live.base(control);
        assert!(scale.holds(base), "{base} is out of range");
        let shown = live.number(control);
        let again = live.parse(control, &shown);
        assert!(again.starts_with("value\u{1f}"), "{shown:?} stands there and reads {again:?}");
        let kept = live.kept(control, base, true);
        assert!(kept.starts_with("value\u{1f}"), "{base} was kept and comes back {kept:?}");
        live.set(control, number(kept.split('\u{1f}').nth(1).unwrap_or_default()));
        let back = live.base(control);
        assert!((back - base).abs() <= 1e-9 * base.abs(), "{base} was kept and is {back}");
    }
}

/// The page that asks for what is typed.
pub fn asking() -> Live {
    ASKING.clone()
}

/// What may be typed, and into which question: the seeds of the fuzzer with small changes, always the same ones.
pub fn typed_texts(count: usize) -> impl Iterator<Item = (usize, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/typed");
    let entries = std::fs::read_dir(&folder).expect("the seeds are in the repository");
    let mut seeds: Vec<_> = entries.map(|entry| entry.expect("a folder can be listed").path()).collect();
    seeds.sort();
    let seeds: Vec<Vec<char>> = seeds
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a seed is a text"))
        .map(|seed| seed.split_once('\n').map_or("", |(_, typed)| typed).chars().collect())
        .collect();
    let letters: Vec<char> =
        "0123456789.,'_ +-*/^()~%$xekKMGTBbsmhtokg×·²⁹−½\u{202f}\u{a0}µ".chars().collect();
    let mut state = 1u64;
    let mut below = move |count: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % count.max(1) as u64) as usize
    };
    (0..count).map(move |_| {
        let mut typed = seeds[below(seeds.len())].clone();
        for _ in 0..=below(3) {
            let at = below(typed.len() + 1);
            if below(2) == 0 && at < typed.len() {
                typed.remove(at);
            } else {
                typed.insert(at, letters[below(letters.len())]);
            }
        }
        (below(18), typed.into_iter().collect())
    })
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// Collects files: a line `//= path` begins each. Whatever they hold, every file is taken in, refused or passed over and
/// none lost, the tables can be read, no cell is a formula, and what was taken in counts the same when it is handed in
/// again.
pub fn collect(bytes: &[u8]) {
    let mut files: Vec<(String, &[u8])> = Vec::new();
    for part in split(bytes, b"//= ").skip(1) {
        let end = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let path = String::from_utf8_lossy(&part[..end]).trim().to_owned();
        files.push((path, part.get(end + 1..).unwrap_or_default()));
    }
    let mut copies = Vec::new();
    let answers = collected(&files, |path, found| {
        if let OpenedFile::Copy(copy) = found {
            copies.push((path.to_owned(), pack(&copy.course, &copy.items, &copy.saved)));
        }
    });
    let again: Vec<_> = copies.iter().map(|(path, file)| (path.clone(), file.as_bytes())).collect();
    let mut repeated = 0;
    let same = collected(&again, |_, found| {
        let OpenedFile::Copy(copy) = found else { panic!("a copy that was taken in is not one") };
        assert_eq!(copy.harm, None);
        repeated += 1;
    });
    assert_eq!(repeated, copies.len());
    // What was salvaged is whole now; a path of its own may now be read as a text or a picture.
    if same.len() > answers.len() {
        panic!("{same:?}\n{answers:?}");
    }
}

/// The rows of answers for some files.
fn collected(files: &[(String, &[u8])], mut look: impl FnMut(&str, &OpenedFile)) -> Vec<StringRecord> {
    let mut gathering = Gathering::new(&["c"], false, &[&LAB.protocol], Cursor::new(Vec::new()));
    let mut found = 0;
    for (path, bytes) in files {
        let before = found;
        open(path, Cursor::new(*bytes), bytes.len() as u64, &mut |path, what| {
            found += 1;
            look(&path, &what);
            gathering.take(&path, what).expect("memory takes what is written");
        });
        // An archive may be empty.
        assert!(found > before || bytes.starts_with(b"PK") || bytes.contains(&b':'), "{path} is lost");
    }
    let mut class = gathering.settle(None, &[]).expect("nobody is named");
    let students = class.students.len();
    assert!(students <= class.copies() && class.copies() <= found);
    let [mut answers, mut all, mut labs, mut every] = [const { Vec::new() }; 4];
    let tables = Tables {
        answers: Some(&mut answers),
        students: Some(&mut all),
        labs: Some(&mut labs),
        files: Some(&mut every),
    };
    let report = class.report(tables).expect("memory takes what is written");
    let frame = class::ClassFrame { lang: "en", course: "C", style: "s.css", tables: &[("a.csv", "a")] };
    let page = class.html(&report, &THEME, frame).expect("a page for every class");
    assert!(!page.contains("<script"), "a script");
    let [answers, all, labs, every] = [answers, all, labs, every].map(|table| {
        let mut reader = csv::Reader::from_reader(table.as_slice());
        let rows: Vec<StringRecord> = reader.records().map(|row| row.expect("rows of one length")).collect();
        for cell in rows.iter().flatten() {
            let is_number = || cell.parse::<f64>().is_ok();
            assert!(!cell.starts_with(['=', '+', '@', '-']) || is_number(), "a formula: {cell}");
        }
        rows
    });
    assert_eq!((all.len(), labs.len(), every.len()), (students, students, found));
    answers
}

/// The stretches between a mark.
fn split<'b>(bytes: &'b [u8], mark: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let part = rest?;
        let at = part.windows(mark.len()).position(|window| window == mark);
        rest = at.map(|at| &part[at + mark.len()..]);
        Some(&part[..at.unwrap_or(part.len())])
    })
}

/// What copies are marked against.
static LAB: LazyLock<Lab> = LazyLock::new(|| {
    let text = "lab l \"L\"\npart a \"A\" 1 min {\n predict p \"P\" confidence { x \"X\" when 1 > 0\n y \"Y\" when 1 < 0 }\n\
                estimate e \"E\" truth 8 GB in GB from 1 GB to 1 TB log confidence { near 2 \"ok\" }\n answer w \"W\" }\n";
    let (lab, diagnostics) = labc::compile(FileId(0), text, &NoFiles);
    lab.unwrap_or_else(|| panic!("{diagnostics:?}"))
});

/// Evaluates the first line with the rest as its context. Context lines `//= name value` set controls.
pub fn expression(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (expr, context) = text.split_once('\n').unwrap_or((&text, ""));
    let settings: Vec<(String, String)> = context
        .lines()
        .filter_map(|line| line.strip_prefix("//= ")?.split_once(' '))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let question = Question { context, expr, settings: &settings };
    let (answer, diagnostics) = evaluate(FileId(0), &question, &NoFiles);
    check_diagnostics(&diagnostics, &source_of(&question).0, answer.is_some());
}

/// Diagnostics point into their text, between characters, and an error is what stops a compilation.
fn check_diagnostics(diagnostics: &[Diagnostic], text: &str, compiled: bool) {
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(compiled, !failed, "errors and results exclude each other: {diagnostics:?}");
    says_no_internal_word(diagnostics, text);
    for diagnostic in diagnostics {
        assert!(!diagnostic.labels.is_empty(), "it is said somewhere: {diagnostic:?}");
        let labels = diagnostic.labels.iter().map(|label| (label.file, label.span));
        let edits = diagnostic.fix.iter().flat_map(|fix| fix.edits.iter().map(|(span, _)| (fix.file, *span)));
        for (file, span) in labels.chain(edits) {
            assert_eq!(file, FileId(0), "{diagnostic:?}");
            assert!(text.get(span.range()).is_some(), "{span:?} is no stretch of the text: {diagnostic:?}");
        }
    }
}

/// A page survives its journey to the browser, and shows the same however its controls got where they are.
fn play(page: &Page) {
    let packed = postcard::to_allocvec(page).expect("a page can be packed");
    let unpacked: Page = postcard::from_bytes(&packed).expect("and unpacked");
    assert_eq!(postcard::to_allocvec(&unpacked).expect("and packed again"), packed);
    let mut live = Live::new(unpacked).expect("a page keeps its own rules");
    live.run();
    live.all();
    for seal in 0..page.seals as usize {
        live.open(seal);
    }
    for chart in 0..page.charts.len() {
        live.table(chart);
        live.width(chart, 320);
    }
    live.run();
    for control in 0..page.controls.len() {
        let (start, typed) = (live.position(control), live.number(control));
        live.parse(control, &typed);
        live.parse(control, &live.text(control));
        for value in [0.0, 1.0, 2.5, 1e9, -1e9, f64::NAN, f64::INFINITY, start] {
            live.set(control, value);
            live.run();
        }
        live.set(control, 1.0);
        live.run();
    }
    let mut fresh = Live::new(page.clone()).expect("a page keeps its own rules");
    for seal in 0..page.seals as usize {
        fresh.open(seal);
    }
    for chart in 0..page.charts.len() {
        fresh.width(chart, 320);
    }
    for control in 0..page.controls.len() {
        fresh.set(control, 1.0);
    }
    // A control that 1 is no value of stays where it was, in both.
    let same = (0..page.controls.len()).all(|control| live.position(control) == fresh.position(control));
    if same {
        fresh.run();
        // As of the values alone: what is given out may hold on to the unit it was in before.
        for slot in 0..page.slots.len() {
            assert_eq!(live.slot(slot), fresh.slot(slot), "moving step by step and at once come to the same");
        }
    }
}

//! What holds for every input, sensible or not: the fuzzer looks for inputs that break it (`tests/fuzz`), and
//! `tests/fuzz_seeds.rs` replays its seeds and everything it ever found.
//!
//! A promise that does not hold is a panic.

use std::sync::LazyLock;

use lab_core::{Live, Page};
use labc::diagnostic::{Diagnostic, Severity};
use labc::eval::{Question, evaluate, source_of};
use labc::page::theme::Theme;
use labc::page::view::{AssetsView, CourseView, FrameView};
use labc::source::{FileId, Files, NoFiles};
use labc::syntax::tree::{Kind, Statement};

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

/// Compiles a lab; where it compiles, writes its page and plays with it.
pub fn lab(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (lab, diagnostics) = labc::page::compile(FileId(0), &text, &Comments(&text));
    // A file of declarations alone is a module: it has no page, and no error for that.
    let (tree, _) = labc::syntax::parse(FileId(0), &text);
    let is_lab = |statement: &Statement| matches!(statement.kind, Kind::Lab(_));
    let sound = !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let module = sound && !tree.statements.iter().any(is_lab);
    check_diagnostics(&diagnostics, &text, lab.is_some() || module);
    let Some(lab) = lab else { return };
    let course =
        CourseView { id: "course".into(), title: "A course".into(), home: "../".into(), work: "../".into() };
    let assets = AssetsView {
        style: "../style.css".into(),
        script: "../lab.js".into(),
        wasm: "../lab.wasm".into(),
        wasm_script: "../lab.wasm.js".into(),
    };
    let frame = FrameView { lang: "en".into(), course, assets, ..FrameView::default() };
    let html = lab.html(&THEME, &frame).expect("a page for every lab");
    assert!(html.contains(&lab.id), "a page without its id");
    play(lab.page());
}

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

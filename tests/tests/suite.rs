//! The language, tested by programs in Markdown: `tests/suite/*.md`; its README says how they are written.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;

use labc::diagnostic::Diagnostic;
use labc::eval::{Question, Value, evaluate};
use labc::page::render::view::{AssetsView, CourseView, FrameView};
use labc::record::protocol::Course;
use labc::sources::{FileId, Files, NoFiles, Source};
use labc::theme::template::Theme;
use labc_tests::fence::{Fence, fences};
use labc_tests::place::{files, shown};

/// What the command gives a compilation.
const STACK: usize = 32 << 20;

#[test]
fn every_program_does_what_is_written_beside_it() {
    let (mut faults, mut programs, mut values) = (Vec::new(), 0, 0);
    for path in files("tests/suite", ".md") {
        if path.ends_with("README.md") {
            continue;
        }
        let markdown = fs::read_to_string(&path).unwrap();
        let mut program: Option<Fence> = None;
        let mut data = Data::default();
        for mut fence in fences(&markdown) {
            fence.text = repeated(&fence.text);
            if program.as_ref().is_some_and(|program| program.heading != fence.heading) {
                program = None;
            }
            if data.heading != fence.heading {
                data = Data { heading: fence.heading.clone(), files: Vec::new() };
            }
            let found = match fence.language.as_str() {
                "csv" | "json" => {
                    data.files.push((fence.options.concat(), fence.text));
                    continue;
                }
                "lab" => {
                    programs += 1;
                    let found = guarded(&fence, || diagnosed(&fence, &data));
                    program = Some(fence.clone());
                    found
                }
                "values" => {
                    values += fence.text.lines().count();
                    guarded(&fence, || evaluated(&fence, program.as_ref(), &data))
                }
                "page" => guarded(&fence, || read(&fence, program.as_ref(), &data)),
                other => vec![(fence.line, format!("there are no `{other}` fences"))],
            };
            let place = |(line, fault)| format!("{}:{line}: {}: {fault}", shown(&path), fence.heading);
            faults.extend(found.into_iter().map(place));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}\n", faults.len(), faults.join("\n"));
    assert!(programs > 100 && values > 150, "only {programs} programs and {values} values were found");
}

#[test]
fn the_labs_of_the_course_have_nothing_to_report() {
    let manifest = fs::read_to_string(labc_tests::place::root().join("site/course.toml")).unwrap();
    let listed: Vec<&str> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("labs = ["))
        .flat_map(|labs| labs.split('"').skip(1).step_by(2))
        .collect();
    let mut paths = files("labs-src", ".lab");
    // Each after the labs before it, whose records it may read.
    paths.sort_by_key(|path| {
        let folder = path.parent().and_then(|folder| folder.file_name()).unwrap_or_default();
        listed.iter().position(|id| folder == *id).unwrap_or(listed.len())
    });
    let mut earlier = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        let course = Course::after(&earlier, []);
        let source = fs::read_to_string(&path).unwrap();
        let beside = Beside(path.parent().unwrap());
        let compile = || labc::compile_in(FileId(0), &source, &beside, &course);
        let (lab, found) = thread::scope(|scope| {
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, compile).unwrap().join().unwrap()
        });
        faults
            .extend(found.iter().map(|one| format!("{}: {}", shown(&path), said(std::slice::from_ref(one)))));
        earlier.push(std::sync::Arc::new(lab.unwrap().protocol));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// The files in the folder of a lab.
struct Beside<'a>(&'a Path);

impl Files for Beside<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.0.join(path)).map_err(|error| error.to_string())
    }

    fn module(&self, path: &str) -> Result<String, String> {
        Err(format!("no lab of the course has a module `{path}`"))
    }
}

/// The files of data that stand under a heading.
#[derive(Default)]
struct Data {
    heading: String,
    files: Vec<(String, String)>,
}

impl Files for Data {
    fn read(&self, path: &str) -> Result<String, String> {
        let found = self.files.iter().find(|(name, _)| name == path);
        found.map(|(_, text)| text.clone()).ok_or_else(|| "there is no such file".to_owned())
    }

    fn picture(&self, path: &str) -> Result<Vec<u8>, String> {
        self.read(path).map(String::into_bytes)
    }

    fn module(&self, path: &str) -> Result<String, String> {
        NoFiles.module(path)
    }
}

/// Lines with what is wrong there.
type Faults = Vec<(usize, String)>;

/// Runs with the stack of the command; a panic is a fault like any other.
fn guarded(fence: &Fence, test: impl FnOnce() -> Faults + Send) -> Faults {
    let run =
        || catch_unwind(AssertUnwindSafe(test)).unwrap_or_else(|_| vec![(fence.line, "panics".to_owned())]);
    thread::scope(|scope| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).unwrap().join())
        .unwrap()
}

/// `⟨3 × ab⟩` written out as `ababab`, with `⟨n⟩` in it counted from 1; `\\r`, `\\n` and `\\u{feff}` are characters.
fn repeated(text: &str) -> String {
    // A character that no program holds, so that the first `⟩` is the end.
    const INDEX: &str = "\u{1}";
    let text = text.replace("⟨n⟩", INDEX);
    let mut whole = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('⟨') {
        whole.push_str(before);
        let (count, body) = after.split_once(" × ").expect("a count, ` × ` and what is repeated");
        let (inner, after) = body.split_once('⟩').expect("`⟩`");
        let inner = inner.replace("\\r", "\r").replace("\\n", "\n").replace("\\u{feff}", "\u{feff}");
        for n in 1..=count.parse().expect("a count") {
            whole.push_str(&inner.replace(INDEX, &usize::to_string(&n)));
        }
        rest = after;
    }
    whole + rest
}

/// The text that is compiled: a program without the head of a lab is given one, on a line before it.
fn whole(program: &Fence) -> (String, usize) {
    if program.has("whole") || program.text.lines().any(|line| line.starts_with("lab ")) {
        (program.text.clone(), program.line)
    } else {
        (format!("lab suite \"Suite\"\n{}", program.text), program.line - 1)
    }
}

/// The labs before the one that is compiled, in a program of several, and that one.
fn around(program: &Fence, source: &str) -> (Course, String) {
    match program.has("course") {
        true => labc_tests::course::course(source),
        false => (Course::default(), source.to_owned()),
    }
}

// ── Diagnostics ─────────────────────────────────────────────────────────────────────────────────

/// A diagnostic that a program announces.
struct Announced {
    /// Where it says so, in the program.
    said: usize,
    /// The line it is about, if it is about one, and the column.
    line: Option<usize>,
    column: Option<usize>,
    code: String,
    /// What its texts hold, in order.
    parts: Vec<String>,
}

fn wanted(source: &str) -> Vec<Announced> {
    let mut wanted = Vec::new();
    let mut about = 0;
    for (index, text) in source.lines().enumerate() {
        let trimmed = text.trim_start();
        let (line, column, rest) = if let Some(rest) = trimmed.strip_prefix("// error: ") {
            (None, None, rest)
        } else if let Some((space, rest)) = trimmed
            .strip_prefix("//")
            .and_then(|comment| comment.split_once('^'))
            .filter(|(s, _)| s.trim().is_empty())
        {
            let caret = text.chars().take_while(|c| *c != '^').count() + 1;
            (Some(about), (!space.is_empty()).then_some(caret), rest.trim_start())
        } else {
            about = index + 1;
            continue;
        };
        let (code, message) = rest.split_once(':').unwrap_or((rest, ""));
        let parts = message.split('…').map(str::trim).filter(|part| !part.is_empty());
        let (code, parts) = (code.trim().to_owned(), parts.map(str::to_owned).collect());
        wanted.push(Announced { said: index + 1, line, column, code, parts });
    }
    wanted
}

fn diagnosed(program: &Fence, files: &Data) -> Faults {
    let (source, first) = whole(program);
    let (course, compiled) = around(program, &source);
    let (_, diagnostics) = labc::compile_in(FileId(0), &compiled, files, &course);
    let places = Source::new("", compiled);
    let mut left: Vec<&Diagnostic> = diagnostics.iter().collect();
    let mut faults = Vec::new();
    for wanted in wanted(&source) {
        let fits = |diagnostic: &&Diagnostic| {
            let place = diagnostic.labels.first().map(|label| places.line_column(label.span.start));
            diagnostic.code == wanted.code.as_str()
                && wanted.line.is_none_or(|line| place.is_some_and(|place| place.line == line))
                && wanted.column.is_none_or(|column| place.is_some_and(|place| place.column == column))
                && holds(&words(diagnostic), &wanted.parts)
        };
        match left.iter().position(fits) {
            Some(index) => {
                left.remove(index);
            }
            None => faults.push((first + wanted.said - 1, format!("no {} is reported here", wanted.code))),
        }
    }
    for diagnostic in left {
        let place = diagnostic.labels.first().map(|label| places.line_column(label.span.start));
        let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
        let fault = format!("column {column}: unexpected {}: {}", diagnostic.code, words(diagnostic));
        faults.push((first + line - 1, fault));
    }
    faults
}

/// Everything a diagnostic says.
fn words(diagnostic: &Diagnostic) -> String {
    let labels = diagnostic.labels.iter().map(|label| label.text.as_str());
    let said = [diagnostic.headline.as_str()].into_iter().chain(labels);
    said.chain(diagnostic.help.iter().map(String::as_str)).collect::<Vec<_>>().join(" | ")
}

/// Whether a text holds all parts in their order.
fn holds(text: &str, parts: &[String]) -> bool {
    let mut rest = text;
    parts.iter().all(|part| match rest.find(part.as_str()) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

// ── Values ──────────────────────────────────────────────────────────────────────────────────────

fn evaluated(fence: &Fence, program: Option<&Fence>, files: &Data) -> Faults {
    let context = program.map(|program| program.text.as_str()).unwrap_or_default();
    let mut settings: Vec<(String, String)> = Vec::new();
    let mut faults = Vec::new();
    for (index, line) in fence.text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with("//") {
            continue;
        }
        if let Some(set) = line.strip_prefix("at ") {
            let pairs = set.split(", ").filter_map(|pair| pair.split_once(" = "));
            settings = pairs.map(|(control, value)| (control.to_owned(), value.to_owned())).collect();
            continue;
        }
        let fault = if let Some((expr, code)) = line.split_once(" fails ") {
            let diagnostics = evaluate(FileId(0), &Question { context, expr, settings: &settings }, files).1;
            let (code, message) = code.split_once(": ").unwrap_or((code, ""));
            let parts: Vec<String> = message.split('…').map(|part| part.trim().to_owned()).collect();
            match diagnostics.as_slice() {
                [only] if only.code == code && holds(&words(only), &parts) => None,
                [] => Some("nothing is wrong with it".to_owned()),
                several => Some(said(several)),
            }
        } else if let Some((expr, text)) = line.rsplit_once(" = ") {
            let (answer, diagnostics) =
                evaluate(FileId(0), &Question { context, expr, settings: &settings }, files);
            let found = match answer {
                Some(answer) => match answer.value {
                    Value::Undefined(why) => format!("undefined: {why}"),
                    // Counts and dimensions matter where the text shows none.
                    _ if text.contains(" as ") => format!("{} as {}", answer.text, answer.dimension),
                    _ => answer.text,
                },
                None => said(&diagnostics),
            };
            // Numbers and units are held together by spaces that do not break.
            let found = found.replace(['\u{a0}', '\u{202f}'], " ");
            let fits = found == text
                || text == "undefined" && found.starts_with("undefined: ")
                || text.starts_with("undefined: ") && holds(&found, &[text.to_owned()]);
            (!fits).then_some(format!("it is {found}"))
        } else {
            Some(
                "a line of values is `EXPR = TEXT`, `EXPR fails CODE: PART` or `at CONTROL = VALUE`"
                    .to_owned(),
            )
        };
        faults.extend(fault.map(|fault| (fence.line + index, format!("`{line}`: {fault}"))));
    }
    faults
}

fn said(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|d| format!("{}: {}", d.code, words(d))).collect::<Vec<_>>().join(" / ")
}

// ── The page ────────────────────────────────────────────────────────────────────────────────────

fn read(fence: &Fence, program: Option<&Fence>, files: &Data) -> Faults {
    let source = program.map(|program| whole(program).0).unwrap_or_default();
    let (course, source) = program.map(|program| around(program, &source)).unwrap_or_default();
    let Some(lab) = labc::compile_in(FileId(0), &source, files, &course).0 else {
        return vec![(fence.line, "there is no page".to_owned())];
    };
    let course =
        CourseView { id: "suite".into(), title: "Suite".into(), home: String::new(), work: String::new() };
    let file = String::new;
    let assets = AssetsView {
        style: file(),
        script: file(),
        wasm: file(),
        wasm_script: file(),
        pictures: file(),
        present: file(),
        font: file(),
    };
    let frame = FrameView { lang: "en".to_owned(), course, assets, ..FrameView::default() };
    let html = Theme::built_in().and_then(|theme| lab.html(&theme, &frame)).unwrap();
    let text = text_of(&html);
    let lines = fence.text.lines().enumerate();
    lines
        .filter(|(_, line)| if line.starts_with('<') { !html.contains(line) } else { !text.contains(line) })
        .map(|(index, line)| {
            (fence.line + index, format!("the page does not say `{line}`, but: {}", body(&text)))
        })
        .collect()
}

/// The text of a page: its elements left out, white space as it is shown.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let text = entities.iter().fold(text, |text, (entity, c)| text.replace(entity, c));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn body(text: &str) -> String {
    text.chars().skip(200).take(600).collect()
}

//! The compiler in the browser, for the playground: a page on which a lab is written, checked and run. It calls the
//! compiler as the command does. There are no other files: what a lab reads beside the library is reported as missing.

use std::cell::OnceCell;

use labc::codes::Code;
use labc::diagnostic::{Diagnostic, Severity};
use labc::page::render::text::Text;
use labc::page::render::view::{AssetsView, CourseView, FrameView};
use labc::page::{KnownVerdicts, Lab, Part};
use labc::record::protocol::Course;
use labc::sources::{FileId, NoFiles, Span};
use labc::theme::template::Theme;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

/// The name under which answers are kept that are given on the playground, apart from those to the labs of a course.
const COURSE: &str = "playground";

/// Where the files lie that the page of a lab loads, as the playground sees them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Assets {
    style: String,
    script: String,
    /// The script for labs to which students bring rows of their own.
    upload: String,
    wasm: String,
    wasm_script: String,
    pictures: String,
}

/// What has become of a text.
#[derive(Debug, Serialize)]
struct Answer {
    faults: Vec<Fault>,
    /// The page; none where there are errors.
    page: Option<String>,
    title: Option<String>,
}

/// Something that is wrong. Places count UTF-16 code units from the beginning of the text, as scripts do.
#[derive(Debug, Serialize)]
struct Fault {
    code: Code,
    severity: Severity,
    message: String,
    line: usize,
    column: usize,
    start: usize,
    end: usize,
    label: String,
    help: Vec<String>,
    repair: Option<Repair>,
}

/// A repair that was tried: the edits, from the last to the first.
#[derive(Debug, Serialize)]
struct Repair {
    title: String,
    edits: Vec<(usize, usize, String)>,
}

/// Compiles a lab. `assets` says where the page's files lie, as JSON; proofs over all settings are looked for where it
/// `proves`. The answer is JSON: `faults`, `page` and `title`.
#[wasm_bindgen]
pub fn compile(text: &str, assets: &str, proves: bool) -> String {
    let assets = serde_json::from_str(assets).unwrap_or_default();
    serde_json::to_string(&answer(text, &assets, proves)).unwrap_or_default()
}

/// The page that explains a code, as markup; empty where there is no such code.
#[wasm_bindgen]
pub fn explain(code: &str) -> String {
    Code::find(code).map(|code| Text::read(code.page()).html).unwrap_or_default()
}

fn answer(text: &str, assets: &Assets, proves: bool) -> Answer {
    let mut known = KnownVerdicts::default();
    let (lab, mut said) =
        labc::compile_with(FileId(0), text, &NoFiles, &Course::default(), proves.then_some(&mut known));
    if let Some(lab) = &lab {
        said.append(&mut labc::lint::conflicts::in_lab(FileId(0), &lab.stated, &lab.unsourced));
    }
    let units = Units::of(text);
    let mut faults: Vec<Fault> = said.iter().map(|diagnostic| fault(diagnostic, &units)).collect();
    let title = lab.as_ref().map(|lab| lab.title.clone());
    let page = lab.and_then(|lab| match page(&lab, assets) {
        Ok(page) => Some(page),
        Err(message) => {
            faults.push(Fault { message, ..fault(&said_of_theme(), &units) });
            None
        }
    });
    Answer { faults, page, title }
}

fn said_of_theme() -> Diagnostic {
    Diagnostic::error(Code::UnreadableText, "", FileId(0), Span::default(), "")
}

thread_local! {
    static THEME: OnceCell<Result<Theme, String>> = const { OnceCell::new() };
}

/// The page of a lab in the default theme.
fn page(lab: &Lab, assets: &Assets) -> Result<String, String> {
    let uploads = lab.evaluator().has(Part::Uploads);
    let frame = FrameView {
        lang: "en".to_owned(),
        course: CourseView {
            id: COURSE.to_owned(),
            title: "Playground".to_owned(),
            home: "#main".to_owned(),
            work: String::new(),
        },
        assets: AssetsView {
            style: assets.style.clone(),
            script: if uploads { assets.upload.clone() } else { assets.script.clone() },
            wasm: assets.wasm.clone(),
            wasm_script: assets.wasm_script.clone(),
            pictures: assets.pictures.clone(),
            present: String::new(),
            font: String::new(),
        },
        ..FrameView::default()
    };
    THEME.with(|theme| {
        let theme = theme.get_or_init(|| Theme::built_in().map_err(|fault| fault.to_string()));
        let theme = theme.as_ref().map_err(Clone::clone)?;
        lab.html(theme, &frame).map_err(|fault| fault.to_string())
    })
}

fn fault(diagnostic: &Diagnostic, units: &Units<'_>) -> Fault {
    let first = diagnostic.labels.first();
    let span = first.map_or(Span::default(), |label| label.span);
    let (line, column) = units.line_column(span.start as usize);
    let repair = diagnostic.fix.as_ref().filter(|fix| fix.file == FileId(0)).map(|fix| {
        let mut edits: Vec<_> = fix.edits.iter().collect();
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let edits = edits
            .into_iter()
            .map(|(span, with)| (units.at(span.start as usize), units.at(span.end as usize), with.clone()));
        Repair { title: fix.title.clone(), edits: edits.collect() }
    });
    Fault {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: diagnostic.headline.clone(),
        line,
        column,
        start: units.at(span.start as usize),
        end: units.at(span.end as usize),
        label: first.map_or_else(String::new, |label| label.text.clone()),
        help: diagnostic.help.clone(),
        repair,
    }
}

/// A text whose places are counted in UTF-16 code units.
struct Units<'t> {
    text: &'t str,
    /// At the beginning of each line: its byte, and the code units before it.
    lines: Vec<(usize, usize)>,
}

impl<'t> Units<'t> {
    fn of(text: &'t str) -> Self {
        let mut lines = vec![(0, 0)];
        let mut units = 0;
        for (at, letter) in text.char_indices() {
            units += letter.len_utf16();
            if letter == '\n' {
                lines.push((at + 1, units));
            }
        }
        Self { text, lines }
    }

    /// The line of a byte, from 0, and the code units between its beginning and the byte.
    fn line(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
        let before = self.text.get(self.lines[line].0..byte.min(self.text.len())).unwrap_or("");
        (line, before.chars().map(char::len_utf16).sum())
    }

    fn at(&self, byte: usize) -> usize {
        let (line, units) = self.line(byte);
        self.lines[line].1 + units
    }

    /// Line and column of a byte, both from 1.
    fn line_column(&self, byte: usize) -> (usize, usize) {
        let (line, units) = self.line(byte);
        (line + 1, units + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLES: [&str; 3] = [
        include_str!("../../cli/new/playground/kettle.lab"),
        include_str!("../../cli/new/playground/pendulum.lab"),
        include_str!("../../cli/new/playground/serving.lab"),
    ];

    #[test]
    fn the_examples_have_pages_and_no_faults() {
        for text in EXAMPLES {
            let answer = answer(text, &Assets { style: "a/style.css".to_owned(), ..Assets::default() }, true);
            assert!(answer.faults.is_empty(), "{:#?}", answer.faults);
            assert!(answer.page.unwrap().contains("href=\"a/style.css\""));
            assert!(answer.title.is_some());
        }
    }

    #[test]
    fn places_and_repairs_count_as_scripts_do() {
        let text = "lab µ_𝛼 \"𝛼 µ\" {}\n\"𝛼\"\nlet m = 2 kg + 3 s\n";
        let answer = answer(text, &Assets::default(), false);
        let wide: Vec<u16> = text.encode_utf16().collect();
        let fault = answer.faults.iter().find(|fault| fault.code.as_str() == "add-mismatch").unwrap();
        assert_eq!(fault.line, 3);
        assert!(String::from_utf16(&wide[fault.start..fault.end]).unwrap().contains('+'));
        assert!(answer.page.is_none());
    }

    #[test]
    fn what_is_wrong_with_the_pages_of_codes_is_found_and_repaired_by_the_edits() {
        let text = "lab one \"One\" {}\nconst mass = 2 kgg source \"a scale\"\n\"{mass}\"\n";
        let answered = answer(text, &Assets::default(), false);
        let repair = answered.faults[0].repair.as_ref().unwrap();
        let mut wide: Vec<u16> = text.encode_utf16().collect();
        for (start, end, with) in &repair.edits {
            wide.splice(start..end, with.encode_utf16());
        }
        assert!(answer(&String::from_utf16(&wide).unwrap(), &Assets::default(), false).page.is_some());
    }

    #[test]
    fn files_are_missing_and_said_to_be() {
        let text =
            "lab one \"One\" {}\ntable t \"T\" from \"t.csv\" source \"s\" {\n  key a: kg\n}\n\"{t.x.a}\"\n";
        let answer = answer(text, &Assets::default(), false);
        assert!(answer.faults.iter().any(|fault| fault.message.contains("t.csv")), "{:#?}", answer.faults);
    }

    #[test]
    fn every_code_is_explained() {
        for code in labc::codes::all() {
            assert!(explain(code.as_str()).contains("<h2"), "{code}");
        }
        assert_eq!(explain("<b>"), "");
    }
}

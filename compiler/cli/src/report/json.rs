//! Diagnostics for programs: one JSON object a line. Start at [`render`].
//!
//! Lines and columns count from 1, columns in characters; `start` and `end` are bytes from 0. `path`,
//! `line` and so on are `null` where a diagnostic belongs to no place.

use labc::codes::Code;
use labc::diagnostic::{Decided, Diagnostic, Severity};
use labc::sources::{FileId, Sources, Span};
use serde::Serialize;

use crate::report::terminal::clamp;

/// Writes diagnostics, each as an object on a line of its own.
pub(crate) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let line = serde_json::to_string(&Object::new(diagnostic, sources));
        text.push_str(&line.expect("strings and whole numbers can always be written as JSON"));
        text.push('\n');
    }
    text
}

#[derive(Serialize)]
struct Object<'a> {
    code: Code,
    severity: Severity,
    message: &'a str,
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    labels: Vec<Labelled<'a>>,
    help: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<ProofJson<'a>>,
}

/// What was decided about all settings of the controls.
#[derive(Serialize)]
pub(crate) struct ProofJson<'a> {
    verdict: Decided,
    /// Controls with their values, as `labc eval --set` takes them; `null` where no setting can be told so.
    settings: Option<Vec<MovedJson<'a>>>,
    method: &'a str,
    /// How many settings there are; `null` where there is no limit.
    of: Option<u64>,
    tried: u64,
    work: u64,
}

/// A control that is away from its start.
#[derive(Serialize)]
struct MovedJson<'a> {
    control: &'a str,
    value: &'a str,
}

impl<'a> ProofJson<'a> {
    pub(crate) fn of(diagnostic: &'a Diagnostic) -> Option<Self> {
        let verdict = diagnostic.verdict.as_ref()?;
        let moved = |(control, value): &'a (String, String)| MovedJson { control, value };
        Some(Self {
            verdict: verdict.verdict,
            settings: verdict.setting.as_ref().map(|setting| setting.iter().map(moved).collect()),
            method: &verdict.method,
            of: verdict.settings,
            tried: verdict.tried,
            work: verdict.work,
        })
    }
}

#[derive(Serialize)]
struct Labelled<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Location<'a>,
}

#[derive(Serialize)]
struct FixJson<'a> {
    title: &'a str,
    path: &'a str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    replacement: &'a str,
    #[serde(flatten)]
    place: Location<'a>,
}

/// Where something stands, as every format for programs has it.
#[derive(Serialize)]
pub(crate) struct Location<'a> {
    pub(crate) path: &'a str,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
    start: usize,
    end: usize,
}

impl<'a> Object<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let first = diagnostic.labels.first().map(|label| Location::new(label.file, label.span, sources));
        Self {
            code: diagnostic.code,
            severity: diagnostic.severity,
            message: &diagnostic.headline,
            path: first.as_ref().map(|place| place.path),
            line: first.as_ref().map(|place| place.line),
            column: first.as_ref().map(|place| place.column),
            end_line: first.as_ref().map(|place| place.end_line),
            end_column: first.as_ref().map(|place| place.end_column),
            start: first.as_ref().map(|place| place.start),
            end: first.as_ref().map(|place| place.end),
            labels: diagnostic
                .labels
                .iter()
                .map(|label| Labelled {
                    message: &label.text,
                    place: Location::new(label.file, label.span, sources),
                })
                .collect(),
            help: &diagnostic.help,
            proof: ProofJson::of(diagnostic),
            fix: diagnostic.fix.as_ref().map(|fix| FixJson {
                title: &fix.title,
                path: &sources.get(fix.file).path,
                edits: fix
                    .edits
                    .iter()
                    .map(|(span, text)| Edit {
                        replacement: text,
                        place: Location::new(fix.file, *span, sources),
                    })
                    .collect(),
            }),
        }
    }
}

impl<'a> Location<'a> {
    /// The place of a span, held to the text.
    pub(crate) fn new(file: FileId, span: Span, sources: &'a Sources) -> Self {
        let source = sources.get(file);
        let range = clamp(&source.text, span);
        let from = source.line_column(range.start as u32);
        let to = source.line_column(range.end as u32);
        Self {
            path: &source.path,
            line: from.line,
            column: from.column,
            end_line: to.line,
            end_column: to.column,
            start: range.start,
            end: range.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_diagnostic_with_everything() {
        let mut sources = Sources::default();
        let file = sources.add("a.lab", "let µ = 1\nlet b = hedas\n");
        let span = Span::new(19, 24);
        let diagnostic =
            Diagnostic::error(Code::UnknownName, "nothing is called `hedas`", file, span, "here")
                .and(file, Span::new(4, 99), "beyond")
                .help("look")
                .fix("write `heads`", file, span, "heads");
        assert_snapshot!(render(&[diagnostic], &sources), @r###"
        {"code":"unknown-name","severity":"error","message":"nothing is called `hedas`","path":"a.lab","line":2,"column":9,"end_line":2,"end_column":14,"start":19,"end":24,"labels":[{"message":"here","path":"a.lab","line":2,"column":9,"end_line":2,"end_column":14,"start":19,"end":24},{"message":"beyond","path":"a.lab","line":1,"column":5,"end_line":3,"end_column":1,"start":4,"end":25}],"help":["look"],"fix":{"title":"write `heads`","path":"a.lab","edits":[{"replacement":"heads","path":"a.lab","line":2,"column":9,"end_line":2,"end_column":14,"start":19,"end":24}]}}
        "###);
    }

    #[test]
    fn a_place_in_the_middle_of_a_character() {
        let mut sources = Sources::default();
        let file = sources.add("a.lab", "µ");
        let text = render(&[Diagnostic::warning(Code::IdleControl, "", file, Span::new(1, 1), "")], &sources);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((value["start"].as_u64(), value["severity"].as_str()), (Some(0), Some("warning")));
        assert!(value.get("fix").is_none());
    }

    #[test]
    fn no_place_at_all() {
        let mut diagnostic = Diagnostic::error(Code::UnknownName, "m", FileId(0), Span::default(), "");
        diagnostic.labels.clear();
        let value: serde_json::Value =
            serde_json::from_str(&render(&[diagnostic], &Sources::default())).unwrap();
        assert!(value["path"].is_null() && value["line"].is_null());
    }
}

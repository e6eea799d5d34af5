//! Diagnostics for people: source excerpts with what is wrong written under it. Start at [`render`].
//!
//! Diagnostics come from input that may be broken in any way, and so may their spans: nothing here
//! trusts a span to lie inside its text or on the boundary of a character.

use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use labc::diagnostic::{Diagnostic, Fix, Label, Severity};
use labc::sources::{FileId, Source, Sources, Span};

/// Writes diagnostics to be read in a terminal. Colours are in the text as escape codes: [`crate::report::console`] takes them out where
/// nobody would see them.
pub(crate) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    render_with(&Renderer::styled(), diagnostics, sources)
}

fn render_with(renderer: &Renderer, diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&renderer.render(&report(diagnostic, sources)));
        text.push_str("\n\n");
    }
    text
}

/// A span made safe to slice its text with.
pub(crate) fn clamp(text: &str, span: Span) -> Range<usize> {
    let end = span.end.max(span.start) as usize;
    text.floor_char_boundary(span.start as usize)..text.ceil_char_boundary(end.min(text.len()))
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.headline).id(plain(diagnostic.code.as_str()));
    let mut group = Group::with_title(title).elements(excerpts(&diagnostic.labels, sources));
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(plain(help)));
    }
    let mut groups = vec![group];
    if let Some(fix) = &diagnostic.fix {
        groups.push(suggestion(fix, sources));
    }
    groups
}

/// One excerpt a file, in the order in which the labels name the files; the first label is the fault.
fn excerpts<'a>(labels: &'a [Label], sources: &'a Sources) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut files: Vec<(FileId, Vec<(usize, &Label)>)> = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        match files.iter_mut().find(|(file, _)| *file == label.file) {
            Some((_, labels)) => labels.push((index, label)),
            None => files.push((label.file, vec![(index, label)])),
        }
    }
    let excerpt = |(file, labels): (FileId, Vec<(usize, &'a Label)>)| {
        let source = sources.get(file);
        let spans: Vec<_> = labels.iter().map(|(_, label)| clamp(&source.text, label.span)).collect();
        let around = Excerpt::of(source, &spans);
        let annotations = labels.into_iter().zip(spans).map(|((index, label), span)| {
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(around.place(span));
            if label.text.is_empty() { annotation } else { annotation.label(plain(&label.text)) }
        });
        around.snippet(source).annotations(annotations)
    };
    files.into_iter().map(excerpt).collect()
}

/// The lines around some places of a text. Whoever draws an excerpt reads all that it is given, so it gets no more: a
/// file may have as many findings as lines.
struct Excerpt<'a> {
    text: &'a str,
    begin: usize,
    line: usize,
}

impl<'a> Excerpt<'a> {
    fn of(source: &'a Source, places: &[Range<usize>]) -> Self {
        let begin = places.iter().map(|place| place.start).min().unwrap_or(0);
        let end = places.iter().map(|place| place.end).max().unwrap_or(0);
        let line = source.line(begin).saturating_sub(1);
        let begin = source.lines()[line];
        let end = source.lines().get(source.line(end) + 2).copied().unwrap_or(source.text.len());
        Self { text: &source.text[begin..end], begin, line: line + 1 }
    }

    /// A place of the whole text, in these lines.
    fn place(&self, place: Range<usize>) -> Range<usize> {
        place.start - self.begin..place.end - self.begin
    }

    fn snippet<T: Clone>(&self, source: &Source) -> Snippet<'a, T> {
        Snippet::source(self.text).line_start(self.line).path(plain(&source.path))
    }
}

fn suggestion<'a>(fix: &'a Fix, sources: &'a Sources) -> Group<'a> {
    let source = sources.get(fix.file);
    let title = Level::HELP.secondary_title(plain(&fix.title));
    // Overlapping edits cannot be drawn (and are against the rules): the first of them is.
    let mut taken = BTreeSet::new();
    let mut edits: Vec<_> = fix.edits.iter().map(|(span, text)| (clamp(&source.text, *span), text)).collect();
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    edits.retain(|(span, _)| taken.last().is_none_or(|end| *end <= span.start) && taken.insert(span.end));
    if edits.iter().all(|(span, text)| source.text[span.clone()] == ***text) {
        return Group::with_title(title);
    }
    let places: Vec<_> = edits.iter().map(|(span, _)| span.clone()).collect();
    let around = Excerpt::of(source, &places);
    let patches = edits.into_iter().map(|(span, text)| Patch::new(around.place(span), text.as_str()));
    Group::with_title(title).element(around.snippet(source).patches(patches))
}

/// Without what could steer the terminal.
fn plain(text: &str) -> String {
    text.replace(|character: char| character.is_control() && character != '\n', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use annotate_snippets::renderer::DecorStyle;
    use insta::assert_snapshot;

    use labc::codes::Code;

    use super::*;

    fn shown(diagnostics: &[Diagnostic], sources: &Sources) -> String {
        render_with(&Renderer::plain().decor_style(DecorStyle::Ascii), diagnostics, sources)
    }

    fn one(text: &str, span: (usize, usize)) -> String {
        let mut sources = Sources::default();
        let file = sources.add("a.lab", text);
        shown(
            &[Diagnostic::error(Code::UnknownName, "headline", file, Span::new(span.0, span.1), "here")],
            &sources,
        )
    }

    /// What is drawn from, not how long drawing takes: a file may have as many findings as lines.
    #[test]
    fn an_excerpt_is_drawn_from_the_lines_around_it() {
        let source = Source::new("a.lab", "let a = 1\n".repeat(10_000));
        for at in [0, 50_000, 99_990, 100_000] {
            let around = Excerpt::of(&source, std::slice::from_ref(&(at..at)));
            assert!(around.text.len() <= 40, "{at}: {}", around.text.len());
            assert_eq!(around.begin, 10 * (around.line - 1));
        }
    }

    #[test]
    fn several_with_labels_in_two_files_help_and_a_fix() {
        let mut sources = Sources::default();
        let lab = sources.add("wall/lab.lab", "lab wall\nlet a = 3 GB + 2 s\nlet b = hedas\n");
        let facts = sources.add("facts.lab", "let heads = 12\n");
        let diagnostics = [
            Diagnostic::error(
                Code::AddMismatch,
                "memory cannot be added to time",
                lab,
                Span::new(24, 27),
                "this is a time",
            )
            .and(lab, Span::new(17, 21), "this is a memory"),
            Diagnostic::error(Code::UnknownName, "nothing is called `hedas`", lab, Span::new(36, 41), "")
                .and(facts, Span::new(4, 9), "this is close")
                .help("names are looked up in the lab and in the facts of the course")
                .fix("write `heads`", lab, Span::new(36, 41), "heads"),
            Diagnostic::warning(Code::IdleControl, "`heads` is not used", facts, Span::new(4, 9), ""),
        ];
        assert_snapshot!(shown(&diagnostics, &sources), @r###"
        error[add-mismatch]: memory cannot be added to time
         --> wall/lab.lab:2:16
          |
        2 | let a = 3 GB + 2 s
          |         ----   ^^^ this is a time
          |         |
          |         this is a memory

        error[unknown-name]: nothing is called `hedas`
         --> wall/lab.lab:3:9
          |
        3 | let b = hedas
          |         ^^^^^
          |
         ::: facts.lab:1:5
          |
        1 | let heads = 12
          |     ----- this is close
          |
          = help: names are looked up in the lab and in the facts of the course
        help: write `heads`
          |
        3 - let b = hedas
        3 + let b = heads
          |

        warning[idle-control]: `heads` is not used
         --> facts.lab:1:5
          |
        1 | let heads = 12
          |     ^^^^^
        "###);
    }

    #[test]
    fn tabs_and_carriage_returns_and_wide_characters() {
        assert_snapshot!(one("a\r\n\tµs = \"層\" + x\r\nb\r\n", (17, 18)), @r###"
        error[unknown-name]: headline
         --> a.lab:2:12
          |
        2 |     µs = "層" + x
          |                ^ here
        "###);
    }

    #[test]
    fn the_end_of_a_file_without_a_last_newline() {
        assert_snapshot!(one("let a = ", (8, 8)), @r###"
        error[unknown-name]: headline
         --> a.lab:1:9
          |
        1 | let a = 
          |         ^ here
        "###);
    }

    #[test]
    fn an_empty_file() {
        assert_snapshot!(one("", (0, 0)), @r###"
        error[unknown-name]: headline
         --> a.lab:1:1
          |
        1 |
          | ^ here
        "###);
    }

    #[test]
    fn no_place_at_all() {
        let mut diagnostic = Diagnostic::error(Code::UnknownName, "headline", FileId(0), Span::default(), "");
        diagnostic.labels.clear();
        assert_snapshot!(shown(&[diagnostic], &Sources::default()), @r"
        error[unknown-name]: headline
        ");
    }

    #[test]
    fn colours_are_escape_codes() {
        let mut sources = Sources::default();
        let file = sources.add("a.lab", "a");
        let text =
            render(&[Diagnostic::error(Code::UnknownName, "headline", file, Span::new(0, 1), "")], &sources);
        assert!(text.contains('\u{1b}'));
    }

    #[test]
    fn help_cannot_steer_the_terminal() {
        let mut sources = Sources::default();
        let file = sources.add("a\u{1b}[2J.lab", "a\u{1b}[2J");
        let span = Span::new(0, 2);
        let diagnostic = Diagnostic::error(Code::Cycle, "h\u{1b}", file, span, "l\u{1b}")
            .help("h\u{1b}")
            .fix("t\u{1b}", file, span, "r\u{1b}");
        let text = shown(&[diagnostic], &sources);
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }

    /// Every pair of offsets, also beyond the end, in the middle of characters and the wrong way round.
    #[test]
    fn no_span_panics() {
        let texts = [
            "",
            "\n",
            "\r\n",
            "\n\n\n",
            "a",
            "a\n",
            "\tµ",
            "µ\r\n層\r\n\r\n",
            "a\r\rb\n",
            "e\u{301}\u{200d}🏔\n\u{0}",
            "\u{feff}a\nb",
        ];
        for text in texts {
            let mut sources = Sources::default();
            let file = sources.add("a.lab", text);
            let offsets: Vec<usize> = (0..text.len() + 3).chain([u32::MAX as usize]).collect();
            for &start in &offsets {
                for &end in &offsets {
                    let span = Span { start: start as u32, end: end as u32 };
                    let diagnostic = Diagnostic::error(Code::UnknownName, "headline", file, span, "one\ntwo")
                        .and(file, Span { start: span.end, end: span.start }, "other")
                        .and(file, Span::new(0, text.len()), "")
                        .fix("fix", file, span, "new\ntext");
                    let mut twice = diagnostic.clone();
                    if let Some(fix) = &mut twice.fix {
                        fix.edits.push((Span::new(0, text.len()), String::new()));
                        fix.edits.push((Span::new(text.len(), text.len()), "\n".to_owned()));
                    }
                    assert!(shown(&[diagnostic, twice], &sources).ends_with("\n\n"));
                }
            }
        }
    }
}

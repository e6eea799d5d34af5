//! Repairs and rewritings that an editor offers at a place. Each was tried: with it, the lab has fewer faults, or as few.

use std::collections::HashMap;

use labc::codes::Code;
use labc::diagnostic::{Diagnostic, Fix, Severity};
use labc::eval::pins;
use labc::sources::{FileId, Span};
use labc::syntax::tree::{Kind, Origin};
use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, Range, TextEdit, Uri, WorkspaceEdit};

use crate::context::{CursorPlace, Stands};
use crate::document::{Analysed, Document, OWN};
use crate::edits::{Edits, edited, is_name};
use crate::faults::Texts;
use crate::path;
use crate::server::Server;
use crate::text::Text;
use crate::{figures, stored};

/// What can be done at a place.
pub(crate) fn actions(server: &Server, document: &Document, range: Range) -> Vec<CodeActionOrCommand> {
    let mut found: Vec<CodeAction> = Vec::new();
    let span = document.text.span(range);
    let touches = |other: Span| other.start <= span.end && other.end >= span.start;
    let mut add = |action: CodeAction| {
        if !found.iter().any(|known| known.title == action.title && known.edit == action.edit) {
            found.push(action);
        }
    };
    // What the last check of the course has found, as long as the text is the one that was checked.
    if let Some(texts) = server.course(document).and_then(|course| course.texts.as_ref()) {
        for diagnostic in texts.said.get(&document.path).into_iter().flatten() {
            let Some(label) = diagnostic.labels.first().filter(|label| touches(label.span)) else { continue };
            let same = |file: FileId| {
                texts.text(file).is_some_and(|(path, text)| {
                    server.documents.get(path).is_none_or(|open| open.text.as_str() == text.as_str())
                })
            };
            if let Some(fix) = diagnostic.fix.as_ref().filter(|fix| same(fix.file) && same(label.file))
                && let Some((path, text)) = texts.text(fix.file)
                && let Some(uri) = path::uri(path)
            {
                add(of_fix(fix, &uri, text));
            }
        }
    }
    let Some(known) = document.known() else { return found.into_iter().map(Into::into).collect() };
    let diagnostics = known.analysis.diagnostics.iter().filter(|diagnostic| {
        crate::server::is_own(diagnostic)
            && diagnostic.labels.first().is_some_and(|label| touches(label.span))
    });
    for diagnostic in diagnostics {
        if let Some(fix) = &diagnostic.fix {
            add(of_fix(fix, &document.uri, &document.text));
        }
        for (title, edits) in repairs(server, document, diagnostic) {
            if is_better(server, document, known, &edits) {
                add(action(title, CodeActionKind::QUICKFIX, document, edits));
            }
        }
    }
    let before = server.before(document);
    let renamed = before.map(|before| stored::changed(before, document.text.as_str(), touches));
    let place = crate::context::place(document.text.as_str(), span.start as usize);
    let figures = figures::rewritings(server, document, &place, span.start as usize);
    for (kind, offered) in [
        (CodeActionKind::QUICKFIX, renamed.unwrap_or_default()),
        (CodeActionKind::REFACTOR_EXTRACT, rewritings(server, document, known, (&place, span))),
        (CodeActionKind::REFACTOR_REWRITE, figures),
    ] {
        for (title, edits) in offered {
            if is_as_good(server, document, known, &edits) {
                add(action(title, kind.clone(), document, edits));
            }
        }
    }
    found.into_iter().map(Into::into).collect()
}

fn of_fix(fix: &Fix, uri: &Uri, text: &Text) -> CodeAction {
    let edits = fix.edits.iter();
    let edits = edits.map(|(span, new)| TextEdit { range: text.range(*span), new_text: new.clone() });
    CodeAction {
        title: fix.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        edit: Some(changes(HashMap::from([(uri.clone(), edits.collect())]))),
        is_preferred: Some(true),
        ..Default::default()
    }
}

#[allow(clippy::mutable_key_type, reason = "addresses are compared by their text")]
fn changes(changes: HashMap<Uri, Vec<TextEdit>>) -> WorkspaceEdit {
    WorkspaceEdit { changes: Some(changes), ..Default::default() }
}

fn action(title: String, kind: CodeActionKind, document: &Document, edits: Edits) -> CodeAction {
    let edits = edits.into_iter();
    let edits = edits.map(|(span, new_text)| TextEdit { range: document.text.range(span), new_text });
    CodeAction {
        title,
        kind: Some(kind),
        edit: Some(changes(HashMap::from([(document.uri.clone(), edits.collect())]))),
        ..Default::default()
    }
}

/// How many errors a text has with some edits made.
fn errors(server: &Server, document: &Document, edits: &Edits) -> usize {
    let text = Text::new(edited(document.text.as_str(), edits));
    let known = Analysed::of(&text, server.around(&document.path));
    count(&known)
}

pub(crate) fn count(known: &Analysed) -> usize {
    let errors = known.analysis.diagnostics.iter();
    errors.filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}

fn is_better(server: &Server, document: &Document, known: &Analysed, edits: &Edits) -> bool {
    errors(server, document, edits) < count(known)
}

fn is_as_good(server: &Server, document: &Document, known: &Analysed, edits: &Edits) -> bool {
    errors(server, document, edits) <= count(known)
}

/// Repairs that the compiler does not search for, because they need a decision of the author.
fn repairs(server: &Server, document: &Document, diagnostic: &Diagnostic) -> Vec<(String, Edits)> {
    let Some(label) = diagnostic.labels.first() else { return Vec::new() };
    let words = document.text.slice(label.span);
    match diagnostic.code {
        Code::UnknownUnit if is_name(words) => {
            // Declared after the head of the lab, or at the top of a module.
            let text = document.text.as_str();
            let heads = crate::context::every(text);
            let head = heads.iter().find(|(node, _)| text[node.head.range()].starts_with("lab "));
            let at = head.map_or(0, |(_, span)| span.end as usize);
            let line = if at == 0 { format!("count {words}\n") } else { format!("\ncount {words}") };
            vec![(format!("declare the count `{words}`"), vec![(Span::new(at, at), line)])]
        }
        Code::MaybeMissing => {
            let Some(zero) = figures::ask(server, document, words, pins::zero) else { return Vec::new() };
            let before = Span { start: label.span.start, end: label.span.start };
            let edits = vec![(before, "(".to_owned()), (label.span.after(), format!(" else {zero})"))];
            vec![(format!("add `else {zero}`"), edits)]
        }
        _ => Vec::new(),
    }
}

/// What can be written otherwise at a place.
fn rewritings(
    server: &Server,
    document: &Document,
    known: &Analysed,
    (place, span): (&CursorPlace, Span),
) -> Vec<(String, Edits)> {
    let mut found = Vec::new();
    let checker = &known.analysis.checker;
    let text = document.text.as_str();
    labc::syntax::every(&known.analysis.tree.statements, &mut |statement| {
        if statement.span.start > span.start || statement.span.end < span.end {
            return;
        }
        if let Kind::Define(define) = &statement.kind
            && define.origin == Origin::Const
            && define.source.is_none()
            && document.text.slice(define.name.span) == define.name.text
        {
            let at = Span { start: define.value.span.end, end: define.value.span.end };
            let words = " source \"where this figure is from\"".to_owned();
            found.push(("add a source".to_owned(), vec![(at, words)]));
        }
        if let Some(options) =
            options(&statement.kind, text, |expr| figures::ask(server, document, expr, pins::figure))
            && is_at_end(&text[statement.span.end as usize..])
        {
            let line = text[..statement.span.start as usize].rfind('\n').map_or(0, |end| end + 1);
            let indent: String = text[line..].chars().take_while(|letter| *letter == ' ').collect();
            let lines = options.iter().map(|option| format!("{indent}  {option}\n"));
            let words = format!(" {{\n{}{indent}}}", lines.collect::<String>());
            found.push(("fill in options".to_owned(), vec![(statement.span.after(), words)]));
        }
    });
    let words = document.text.slice(span);
    let trimmed = words.trim();
    let start = span.start as usize + (words.len() - words.trim_start().len());
    let inner = Span::new(start, start + trimmed.len());
    let (shown, faults) = labc::syntax::parse_expression(OWN, text, inner);
    // A name alone has a name already.
    let is_plain = is_name(trimmed);
    if !trimmed.is_empty() && !is_plain && faults.is_empty() && shown.is_some() {
        let statements = crate::context::every(text);
        let mut around = statements.iter().filter(|(node, whole)| {
            whole.start <= inner.start && whole.end >= inner.end && is_at_home(text, node.head, &statements)
        });
        if let Some((_, whole)) = around.next_back().filter(|_| place.stands == Stands::Code) {
            let line = text[..whole.start as usize].rfind('\n').map_or(0, |end| end + 1);
            let indent = &text[line..whole.start as usize];
            let indent = if indent.trim().is_empty() { indent } else { "" };
            let is_taken = |name: &str| checker.names.items.contains_key(name);
            let name = (1..).map(|count| match count {
                1 => "value".to_owned(),
                count => format!("value_{count}"),
            });
            let name = name.into_iter().find(|name| !is_taken(name)).unwrap_or_default();
            let at = Span { start: whole.start, end: whole.start };
            let declared = format!("let {name} = {trimmed}\n{indent}");
            found.push((format!("extract `let {name}`"), vec![(at, declared), (inner, name)]));
        }
    }
    found
}

/// Options to begin with, for a question that has none. The truth of a prediction is one of them.
fn options(kind: &Kind, text: &str, figure: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let options: [String; 2] = match kind {
        Kind::Predict(predict) if predict.options.is_empty() => {
            let truth = predict.truth.as_ref()?;
            match figure(text.get(truth.span.range())?) {
                Some(truth) => [format!("first  \"{truth}\" is {truth}"), "second \"…\" never".to_owned()],
                None => ["first  \"…\" right".to_owned(), "second \"…\" never".to_owned()],
            }
        }
        Kind::Reflect(reflect) if reflect.options.is_empty() => {
            ["first  \"…\" right \"\"\"Yes.\"\"\"".to_owned(), "second \"…\" \"\"\"No: …\"\"\"".to_owned()]
        }
        Kind::Decide(decide) if decide.options.is_empty() && decide.of.is_none() => {
            ["first  \"…\"".to_owned(), "second \"…\"".to_owned()]
        }
        _ => return None,
    };
    Some(options.to_vec())
}

/// Whether nothing but a comment stands on the rest of a line, or the end of a block.
fn is_at_end(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default().trim();
    line.is_empty() || line.starts_with("//") || line.starts_with('}')
}

/// Whether a statement can have another one before it: at the top, in a part, in a layout.
fn is_at_home(text: &str, head: Span, statements: &[(labc::syntax::outline::OutlineNode, Span)]) -> bool {
    let around = statements.iter().filter(|(_, whole)| whole.start < head.start && whole.end > head.end);
    let mut words = around.map(|(node, _)| {
        text[node.head.range()].split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default()
    });
    words.all(|word| matches!(word, "part" | "details" | "group" | "beside" | "tabs"))
}

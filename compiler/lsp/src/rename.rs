//! Renaming over the whole course. What students have stored under the old name still counts: it is written after `was`.

use std::collections::HashMap;

use labc::check::model::Item;
use labc::check::names::every;
use labc::check::uses::Referent;
use labc::diagnostic::Severity;
use labc::sources::Span;
use labc::syntax::tree::Kind;
use lsp_types::{PrepareRenameResponse, TextEdit, Uri, WorkspaceEdit};

use crate::actions::{count, edited, is_name};
use crate::document::{Document, Known};
use crate::navigate::{Place, everywhere, named, own_id};
use crate::path;
use crate::server::{Refusal, Server};
use crate::stored::stored;
use crate::text::Text;

/// Whether the name at a place can be another one, and where it stands.
pub(crate) fn prepare(_: &Server, document: &Document, offset: usize) -> Option<PrepareRenameResponse> {
    let one = named(document, offset)?;
    can_be_renamed(document, &one.of).then(|| PrepareRenameResponse::RangeWithPlaceholder {
        range: document.text.range(one.span),
        placeholder: document.text.slice(one.span).to_owned(),
    })
}

fn can_be_renamed(document: &Document, of: &Referent) -> bool {
    let Some(known) = document.known() else { return false };
    match of {
        Referent::Lab(_) | Referent::Field(..) => true,
        Referent::Item(_)
        | Referent::Row(..)
        | Referent::Column(..)
        | Referent::Case(..)
        | Referent::Choice(..)
        | Referent::Parameter(..)
        | Referent::Local(_)
        | Referent::Subject(_)
        | Referent::Unit(_)
        | Referent::Dimension(_) => known.analysis.uses.declaration(of).is_some(),
        Referent::Builtin(_) | Referent::Module(_) | Referent::Section(_) | Referent::Code(_) => false,
    }
}

/// Renames what the name at a place stands for.
pub(crate) fn rename(
    server: &Server,
    document: &Document,
    offset: usize,
    new: &str,
) -> Result<Option<WorkspaceEdit>, Refusal> {
    let Some(one) = named(document, offset) else { return Ok(None) };
    let of = one.of.clone();
    if !can_be_renamed(document, &of) {
        return Err(Refusal("this name is not declared in the course, so it can't be renamed".to_owned()));
    }
    if !is_name(new) && !matches!(of, Referent::Unit(_)) {
        return Err(Refusal(format!("`{new}` can't be a name: it needs letters, digits and `_` only")));
    }
    let old = document.text.slice(one.span).rsplit('.').next().unwrap_or_default().to_owned();
    if old == new {
        return Ok(None);
    }
    let mut files: HashMap<std::path::PathBuf, (Text, Vec<(Span, String)>)> = HashMap::new();
    let mut add = |path: &std::path::PathBuf, text: &Text, span: Span, words: String| {
        let file = files.entry(path.clone()).or_insert_with(|| (text.clone(), Vec::new()));
        if !file.1.contains(&(span, words.clone())) {
            file.1.push((span, words));
        }
    };
    let shared = alike(document, &of);
    for of in &shared {
        for Place { path, text, span, declares } in everywhere(server, document, of) {
            let words = match declares {
                true => {
                    let (words, more) = declared(&text, span, of, new, &old);
                    more.into_iter().for_each(|(span, words)| add(&path, &text, span, words));
                    words
                }
                // What a later lab reads keeps the name that it has there.
                false => {
                    let read = matches!(of, Referent::Field(..)).then(|| called(&text, span)).flatten();
                    if let Some((at, name)) = read {
                        add(&path, &text, at, format!(" as {name}"));
                    }
                    new.to_owned()
                }
            };
            add(&path, &text, span, words);
        }
    }
    if let (Referent::Item(part), Some(course)) = (&of, server.course(document)) {
        for named in course.checked.parts.iter().filter(|named| named.part == *part) {
            let (path, span) = &named.place;
            if named.lab == document.path
                && let Some(text) = server.text_of(path)
            {
                add(path, &text, *span, format!("\"{new}\""));
            }
        }
    }
    tried(server, document, &files)?;
    let changes = files.into_iter().filter_map(|(path, (text, edits))| {
        let uri = server.documents.get(&path).map(|open| open.uri.clone()).or_else(|| path::uri(&path))?;
        let edits = edits.into_iter();
        let edits = edits.map(|(span, new_text)| TextEdit { range: text.range(span), new_text });
        Some((uri, edits.collect::<Vec<_>>()))
    });
    #[allow(clippy::mutable_key_type, reason = "addresses are compared by their text")]
    let changes: HashMap<Uri, Vec<TextEdit>> = changes.collect();
    Ok(Some(WorkspaceEdit { changes: Some(changes), ..Default::default() }))
}

/// What goes by the same name together: a status or a choice for each row is also a column.
fn alike(document: &Document, of: &Referent) -> Vec<Referent> {
    let mut found = vec![of.clone()];
    let Some(known) = document.known() else { return found };
    // Later labs read answers under the names of questions.
    if let Referent::Item(name) = of
        && let Some((Item::Other(_), _)) = known.analysis.checker.names.items.get(name)
    {
        found.push(Referent::Field(own_id(document), name.clone()));
    }
    every(&known.analysis.tree.statements, &mut |statement| {
        let (name, each) = match &statement.kind {
            Kind::Choice(choice) => (&choice.name.text, &choice.each),
            Kind::Status(status) => (&status.name.text, &status.each),
            _ => return,
        };
        let Some((_, table)) = each else { return };
        let both = [Referent::Item(name.clone()), Referent::Column(table.text.clone(), name.clone())];
        if both.contains(of) {
            found.extend(both);
        }
    });
    found.sort();
    found.dedup();
    found
}

/// The name that a lab has for something that it reads of an earlier one, and where `as` belongs; nothing where that is
/// written already.
fn called(text: &Text, span: Span) -> Option<(Span, String)> {
    let (tree, _) = labc::syntax::parse(crate::document::OWN, text.as_str());
    let mut found = None;
    every(&tree.statements, &mut |statement| {
        let Kind::UseLedger { entries, .. } = &statement.kind else { return };
        for entry in entries.iter().filter(|entry| entry.path[0].span == span && entry.name.is_none()) {
            let names: Vec<&str> = entry.path.iter().map(|name| name.text.as_str()).collect();
            let end = entry.path[entry.path.len() - 1].span.after();
            found = Some((end, names.join("_")));
        }
    });
    found
}

/// What is written in place of a declared name, and what else is changed beside it.
fn declared(text: &Text, span: Span, of: &Referent, new: &str, old: &str) -> (String, Vec<(Span, String)>) {
    // Columns and the like are not stored, wherever they stand.
    let is_never = matches!(of, Referent::Column(..) | Referent::Unit(_) | Referent::Subject(_));
    let stored = stored(text.as_str()).into_iter().find(|stored| !is_never && stored.name.span == span);
    let Some(stored) = stored else { return (new.to_owned(), Vec::new()) };
    match stored.former_names() {
        Some((span, was)) => {
            let names = std::iter::once(old).chain(was.into_iter().filter(|name| *name != new));
            (new.to_owned(), vec![(span, names.collect::<Vec<_>>().join(", "))])
        }
        None => (format!("{new} was {old}"), Vec::new()),
    }
}

/// Makes the edits to copies, and refuses where a lab would have more errors than it has.
fn tried(
    server: &Server,
    document: &Document,
    files: &HashMap<std::path::PathBuf, (Text, Vec<(Span, String)>)>,
) -> Result<(), Refusal> {
    let Some((text, edits)) = files.get(&document.path) else { return Ok(()) };
    let before = document.known().map_or(0, count);
    let new = Text::new(edited(text.as_str(), edits));
    let after = Known::of(&new, server.around(&document.path));
    if count(&after) > before {
        let known = |headline: &str| {
            let before = document.known().map(|known| known.analysis.diagnostics.as_slice());
            before.unwrap_or_default().iter().any(|diagnostic| diagnostic.headline == headline)
        };
        let mut errors = after.analysis.diagnostics.iter();
        let first =
            errors.find(|diagnostic| diagnostic.severity == Severity::Error && !known(&diagnostic.headline));
        let reason = first.map(|first| first.headline.clone()).unwrap_or_default();
        return Err(Refusal(format!("the lab would not compile under that name: {reason}")));
    }
    Ok(())
}

//! Renaming over the whole course. What students have stored under the old name still counts: it is written after `was`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use labc::check::uses::Referent;
use labc::codes::Code;
use labc::diagnostic::{Diagnostic, Severity};
use labc::sources::citation::Citation;
use labc::sources::{Files, Section, Span};
use labc::syntax::every;
use labc::syntax::tree::{Kind, UseField};
use lsp_types::{PrepareRenameResponse, TextEdit, Uri, WorkspaceEdit};

use crate::alike::{NamePlace, everywhere};
use crate::document::{Analysed, Document};
use crate::edits::{edited, is_name};
use crate::host::Around;
use crate::navigate::named;
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
        Referent::Lab(_) | Referent::Field(..) | Referent::FieldRow(..) => true,
        Referent::Column(table, name) if table == "ledger" => {
            let mut labs = known.analysis.checker.course.protocols().map(|(_, lab)| lab);
            labs.any(|lab| lab.fields.iter().any(|field| field.name == *name))
        }
        Referent::Item(name) if read(&document.text, name).is_some() => true,
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
    // A name that comes with what the lab reads of an earlier one stays there, and has another here.
    let read_here = match &of {
        Referent::Item(name) => read(&document.text, name),
        _ => None,
    };
    if let Some((_, at)) = read_here {
        add(&document.path, &document.text, at, format!(" as {new}"));
    }
    for NamePlace { path, text, span, declares, of } in everywhere(server, document, &of) {
        if read_here.is_some_and(|(entry, _)| entry == span) {
            continue;
        }
        let words = match declares {
            true => {
                let (words, more) = declared(&text, span, &of, new, &old);
                more.into_iter().for_each(|(span, words)| add(&path, &text, span, words));
                words
            }
            // What a later lab reads keeps the name that it has there.
            false => {
                let is_read = matches!(of, Referent::Field(..) | Referent::FieldRow(..));
                if let Some((name, at)) = is_read.then(|| called(&text, span)).flatten() {
                    add(&path, &text, at, format!(" as {name}"));
                }
                new.to_owned()
            }
        };
        add(&path, &text, span, words);
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

/// What a lab reads of earlier ones without giving it a name of its own: what it is called, its place, and where `as` belongs.
fn unnamed(text: &Text) -> Vec<(UseField, String, Span)> {
    let (tree, _) = labc::syntax::parse(crate::document::OWN, text.as_str());
    let mut found = Vec::new();
    every(&tree.statements, &mut |statement| {
        let Kind::UseLedger { entries, .. } = &statement.kind else { return };
        for entry in entries.iter().filter(|entry| entry.name.is_none()) {
            let names: Vec<&str> = entry.path.iter().map(|name| name.text.as_str()).collect();
            let end = entry.path[entry.path.len() - 1].span.after();
            found.push((entry.clone(), names.join("_"), end));
        }
    });
    found
}

/// The name that a lab has for something that it reads of an earlier one, and where `as` belongs; nothing where that is
/// written already.
fn called(text: &Text, span: Span) -> Option<(String, Span)> {
    let mut unnamed = unnamed(text).into_iter();
    let (_, name, end) = unnamed.find(|(entry, ..)| entry.path.iter().any(|name| name.span == span))?;
    Some((name, end))
}

/// Where a name comes from that a lab reads of an earlier one as it is called there, and where `as` belongs.
fn read(text: &Text, name: &str) -> Option<(Span, Span)> {
    let (entry, _, end) = unnamed(text).into_iter().find(|(_, known, _)| known == name)?;
    Some((entry.path[0].span, end))
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
    // Modules under their new names, for the labs that use them.
    let modules: BTreeMap<String, String> = files
        .iter()
        .filter_map(|(path, (text, edits))| {
            let name = path.file_stem()?.to_str()?.to_owned();
            Some((name, edited(text.as_str(), edits)))
        })
        .collect();
    for (path, (text, edits)) in files {
        if path.extension().is_none_or(|ending| ending != "lab") {
            continue;
        }
        let is_own = *path == document.path;
        let around = if is_own { server.around(path).cloned() } else { server.around_of(path) };
        let new = Text::new(edited(text.as_str(), edits));
        let renamed = around.clone().map(|around| Around {
            files: Arc::new(Renamed { files: around.files, modules: modules.clone() }),
            course: around.course,
        });
        let (before, after) = match (is_own, document.known()) {
            (true, Some(known)) => (faults(known), faults(&Analysed::of(&new, renamed.as_ref()))),
            _ => (
                faults(&Analysed::names(text, around.as_ref())),
                faults(&Analysed::names(&new, renamed.as_ref())),
            ),
        };
        if after.len() > before.len() {
            let reason = after.into_iter().find(|headline| !before.contains(headline)).unwrap_or_default();
            let lab = match path.parent().and_then(|folder| folder.file_name()) {
                Some(folder) if !is_own => format!("`{}`", folder.to_string_lossy()),
                _ => "the lab".to_owned(),
            };
            return Err(Refusal(format!("{lab} would not compile under that name: {reason}")));
        }
    }
    Ok(())
}

/// The files around a lab once its modules have other names in them.
struct Renamed {
    files: Arc<dyn Files + Send>,
    modules: BTreeMap<String, String>,
}

impl Files for Renamed {
    fn read(&self, path: &str) -> Result<String, String> {
        self.files.read(path)
    }

    fn module(&self, path: &str) -> Result<String, String> {
        let name = path.rsplit('.').next().unwrap_or(path);
        self.modules.get(name).map_or_else(|| self.files.module(path), |text| Ok(text.clone()))
    }

    fn picture(&self, path: &str) -> Result<Vec<u8>, String> {
        self.files.picture(path)
    }

    fn section(&self, id: &str) -> Section {
        self.files.section(id)
    }

    fn citation(&self, key: &str) -> Citation {
        self.files.citation(key)
    }
}

/// The headlines of a lab's errors, but for what it reads of other labs: they are not yet as they will be.
fn faults(known: &Analysed) -> Vec<String> {
    let own = |diagnostic: &&Diagnostic| {
        diagnostic.severity == Severity::Error
            && !matches!(diagnostic.code, Code::UnknownField | Code::RenamedId | Code::UnknownLab)
            && !diagnostic.headline.contains("`ledger`")
    };
    known.analysis.diagnostics.iter().filter(own).map(|diagnostic| diagnostic.headline.clone()).collect()
}

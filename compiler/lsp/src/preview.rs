//! From the text to the page and back, for a preview that follows the cursor, and a cursor that follows the preview.

use std::path::Path;

use labc::sources::Span;
use lsp_types::{Location, TextDocumentIdentifier};
use serde::{Deserialize, Serialize};

use crate::context::{every, place};
use crate::document::Document;
use crate::path;
use crate::server::Server;

/// The place of the page that a place of the text belongs to.
#[derive(Serialize)]
pub(crate) struct OnPage {
    /// The id of the lab.
    lab: String,
    /// The name of the folder of the page.
    page: String,
    /// The part: its anchor is `#part-NAME`.
    part: Option<String>,
    /// What is declared by the statement at the place: a control, a question, a status.
    name: Option<String>,
}

/// A place of a page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FromPage {
    /// An open document of the course.
    pub(crate) text_document: TextDocumentIdentifier,
    /// The name of the folder of the page.
    page: String,
    /// The part.
    part: Option<String>,
    /// What is there: a control, a question, a status.
    name: Option<String>,
}

/// The place of the page that a place of the text belongs to.
pub(crate) fn on_page(document: &Document, offset: usize) -> Option<OnPage> {
    let text = document.text.as_str();
    let around = place(text, offset);
    let part = around.around.iter().position(|word| word == "part").map(|at| around.names[at].clone());
    let offset = offset as u32;
    let statements = every(text);
    let here = statements.iter().filter(|(_, whole)| whole.start <= offset && offset <= whole.end);
    let last = here.rev().find_map(|(node, _)| declared(&text[node.head.range()]));
    // The head of a part is the part, not something in it.
    let (part, name) = match last {
        Some(("part", name)) => (Some(name.to_owned()), None),
        Some((_, name)) => (part, Some(name.to_owned())),
        None => (part, None),
    };
    let lab = crate::navigate::own_id(document);
    (!lab.is_empty()).then(|| OnPage { lab, page: page(&document.path), part, name })
}

/// The place of the text that a place of the page comes from: what is declared there, else the part.
pub(crate) fn from_page(server: &Server, document: &Document, place: &FromPage) -> Option<Location> {
    let lab = server.labs(document).into_iter().find(|lab| page(lab) == place.page)?;
    let text = server.text_of(&lab)?;
    let statements = every(text.as_str());
    let find = |wanted: &str, is_part: bool| {
        statements.iter().find_map(|(node, _)| {
            let (word, name) = declared(&text.as_str()[node.head.range()])?;
            (name == wanted && (word == "part") == is_part).then_some(node.head)
        })
    };
    let named = place.name.as_deref().and_then(|name| find(name, false));
    let span = named.or_else(|| find(place.part.as_deref()?, true)).unwrap_or(Span::new(0, 0));
    Some(Location { uri: path::uri(&lab)?, range: text.range(span) })
}

/// The first word of a statement that can be seen on the page under a name, and that name.
fn declared(head: &str) -> Option<(&str, &str)> {
    const SEEN: [&str; 13] = [
        "slider", "number", "choice", "toggle", "part", "predict", "estimate", "reflect", "answer", "task",
        "upload", "decide", "status",
    ];
    let mut words = head.split_whitespace();
    let (word, name) = (words.next()?, words.next()?);
    (SEEN.contains(&word) && crate::edits::is_name(name)).then_some((word, name))
}

/// The name of the folder of a lab's page.
fn page(lab: &Path) -> String {
    let name = |path: Option<&std::ffi::OsStr>| path.unwrap_or_default().to_string_lossy().into_owned();
    match name(lab.file_stem()) {
        stem if stem == "lab" => name(lab.parent().and_then(Path::file_name)),
        stem => stem,
    }
}

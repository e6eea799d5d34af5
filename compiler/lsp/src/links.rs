//! Links to the files that a lab names: pictures, data, modules.

use labc::sources::Span;
use labc::syntax::every;
use labc::syntax::tree::{Kind, Text};
use lsp_types::DocumentLink;

use crate::document::Document;
use crate::path;
use crate::server::Server;

/// The links of a document.
pub(crate) fn links(server: &Server, document: &Document) -> Option<Vec<DocumentLink>> {
    let known = document.known()?;
    let folder = document.path.parent()?;
    let mut found = Vec::new();
    let mut add = |span: Span, target: std::path::PathBuf| {
        found.push(DocumentLink {
            range: document.text.range(span),
            target: path::uri(&path::plain(&target)),
            tooltip: None,
            data: None,
        });
    };
    let file = |text: &Text, add: &mut dyn FnMut(Span, std::path::PathBuf)| {
        // Without the quotes.
        let words = text.words();
        let inner = Span { start: text.span.start + 1, end: text.span.end.saturating_sub(1) };
        if document.text.slice(inner) == words && !words.is_empty() {
            add(inner, folder.join(words));
        }
    };
    every(&known.analysis.tree.statements, &mut |statement| match &statement.kind {
        Kind::Figure { path, dark, .. } => {
            file(path, &mut add);
            dark.iter().for_each(|dark| file(dark, &mut add));
        }
        Kind::Table(table) => table.from.iter().for_each(|from| file(from, &mut add)),
        Kind::Use(names) => {
            let whole: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            let name = format!("{}.lab", whole.join("/"));
            let places =
                [Some(folder), folder.parent()].into_iter().flatten().map(|folder| folder.join(&name));
            let place = places.into_iter().find(|place| server.text_of(place).is_some());
            if let (Some(first), Some(last), Some(place)) = (names.first(), names.last(), place) {
                add(first.span.to(last.span), place);
            }
        }
        _ => {}
    });
    Some(found)
}

//! From a name to where it is declared, and to everywhere it is used.

use std::path::Path;

use labc::check::uses::{Referent, Use};
use labc::sources::Span;
use lsp_types::{DocumentHighlight, DocumentHighlightKind, Location};

use crate::alike::everywhere;
use crate::document::Document;
use crate::path;
use crate::server::Server;
use crate::text::Text;

/// What the name at a place stands for: of several at one place, the one that the lab itself declares last.
pub(crate) fn named(document: &Document, offset: usize) -> Option<&Use> {
    let uses = document.known()?.analysis.uses.at(offset);
    let first = *uses.first()?;
    let same: Vec<&Use> = uses.into_iter().filter(|one| one.span == first.span).collect();
    same.iter().find(|one| matches!(one.of, Referent::Field(..))).or(same.first()).copied()
}

/// Where the name at a place is declared.
pub(crate) fn definition(server: &Server, document: &Document, offset: usize) -> Option<Vec<Location>> {
    let of = &named(document, offset)?.of;
    let found = match of {
        Referent::Lab(id) => vec![lab(server, document, id, &Referent::Lab(id.clone()))?],
        Referent::Field(id, _) if *id != own_id(document) => vec![lab(server, document, id, of)?],
        Referent::FieldRow(id, ..) => vec![lab(server, document, id, of)?],
        Referent::Module(name) => vec![module(server, document, name, None)?],
        Referent::Item(name) => match declared_here(document, of) {
            Some(location) => vec![location],
            None => {
                let (of, name) = name.rsplit_once('.')?;
                vec![module(server, document, of, Some(name))?]
            }
        },
        Referent::Section(id) => vec![section(server, document, id)?],
        of => vec![declared_here(document, of)?],
    };
    Some(found)
}

/// The id of the document's own lab.
pub(crate) fn own_id(document: &Document) -> String {
    let statements = document.known().map(|known| known.analysis.tree.statements.as_slice());
    labc::inputs::earlier::needs(crate::document::OWN, document.text.as_str())
        .id
        .filter(|_| statements.is_some())
        .unwrap_or_default()
}

fn declared_here(document: &Document, of: &Referent) -> Option<Location> {
    let span = document.known()?.analysis.uses.declaration(of)?;
    Some(Location { uri: document.uri.clone(), range: document.text.range(span) })
}

/// A name that another lab of the course declares.
fn lab(server: &Server, document: &Document, id: &str, of: &Referent) -> Option<Location> {
    let order = &server.course(document)?.checked.order;
    let (_, path) = order.iter().find(|(known, _)| known == id)?;
    let (text, uses) = names_of(server, path)?;
    let span = uses.declaration(of).or_else(|| uses.declaration(&Referent::Lab(id.to_owned())))?;
    Some(Location { uri: path::uri(path)?, range: text.range(span) })
}

/// The names of a lab, open or not.
pub(crate) fn names_of(server: &Server, path: &Path) -> Option<(Text, labc::check::uses::Uses)> {
    let text = server.text_of(path)?;
    let around = server.around_of(path);
    let known = crate::document::Analysed::names(&text, around.as_ref());
    Some((text, known.analysis.uses))
}

/// A module beside the lab, or one folder up.
fn module(server: &Server, document: &Document, name: &str, item: Option<&str>) -> Option<Location> {
    let file = format!("{}.lab", name.replace('.', "/"));
    let folder = document.path.parent()?;
    let places = [folder.join(&file), folder.parent()?.join(&file)];
    let path = places.into_iter().find(|path| server.text_of(path).is_some())?;
    let (text, uses) = names_of(server, &path)?;
    let span = item.and_then(|item| uses.declaration(&Referent::Item(item.to_owned()))).unwrap_or_default();
    Some(Location { uri: path::uri(&path)?, range: text.range(span) })
}

/// A section in the manifest of the course.
fn section(server: &Server, document: &Document, id: &str) -> Option<Location> {
    let manifest = server.manifest(document)?;
    let text = server.text_of(manifest)?;
    let at = text.as_str().match_indices(id).map(|(at, _)| at).find(|at| {
        let before = text.as_str()[..*at].chars().next_back();
        before.is_none_or(|letter| matches!(letter, '\n' | '"' | '.'))
    })?;
    Some(Location { uri: path::uri(manifest)?, range: text.range(Span::new(at, at + id.len())) })
}

/// Every place of the name at a place, in the document and in the labs of the course.
pub(crate) fn references(
    server: &Server,
    document: &Document,
    offset: usize,
    declarations: bool,
) -> Option<Vec<Location>> {
    let of = named(document, offset)?.of.clone();
    let places = everywhere(server, document, &of);
    let wanted = places.iter().filter(|place| declarations || !place.declares);
    let found = wanted.filter_map(|place| {
        Some(Location { uri: path::uri(&place.path)?, range: place.text.range(place.span) })
    });
    Some(found.collect())
}

/// Every place of the name at a place, in the document.
pub(crate) fn highlights(_: &Server, document: &Document, offset: usize) -> Option<Vec<DocumentHighlight>> {
    let of = &named(document, offset)?.of;
    let places = document.known()?.analysis.uses.places(of);
    let found = places.map(|one| DocumentHighlight {
        range: document.text.range(one.span),
        kind: Some(if one.declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
    });
    Some(found.collect())
}

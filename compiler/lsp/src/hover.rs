//! What is shown about the name under the pointer.

use labc::check::model::Item;
use labc::check::uses::Referent;
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use crate::document::Document;
use crate::known;
use crate::server::Server;

/// Whether what there is to say about the name at a place takes more than names: the truth of a question.
pub(crate) fn takes_page(document: &Document, offset: usize) -> bool {
    let Some(known) = document.known() else { return false };
    let items = &known.analysis.checker.names.items;
    known.analysis.uses.at(offset).into_iter().any(|one| match &one.of {
        Referent::Item(name) => matches!(items.get(name), Some((Item::Other(_), _))),
        of => matches!(of, Referent::Choice(..)),
    })
}

/// What there is to say about the name at a place.
pub(crate) fn hover(server: &Server, document: &Document, offset: usize) -> Option<Hover> {
    let known = document.known()?;
    let uses = known.analysis.uses.at(offset);
    // A field of an earlier lab declares a name of this lab at the same place: the name has the value.
    let named = |one: &&&labc::check::uses::Use| matches!(one.of, Referent::Item(_));
    let first = uses.first()?;
    let same = || uses.iter().filter(|one| one.span == first.span);
    let order = same().filter(named).chain(same().filter(|one| !named(one))).chain(uses.iter());
    order.into_iter().find_map(|one| {
        let mut value = known::about(server, document, known, &one.of)?;
        // `table.row.column` is one figure.
        if let Referent::Column(table, column) = &one.of
            && let Some(before) = one.span.start.checked_sub(1)
        {
            let mut rows = known.analysis.uses.at(before as usize).into_iter();
            let row = rows.find_map(|row| match &row.of {
                Referent::Row(of, key) if of == table && row.span.end == before => Some(key),
                _ => None,
            });
            if let Some(figure) = row.and_then(|row| known::figure(known, table, row, column)) {
                value = format!("{figure}\n\n{value}");
            }
        }
        Some(Hover {
            contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
            range: Some(document.text.range(one.span)),
        })
    })
}

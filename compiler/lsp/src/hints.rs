//! What stands beside the text without being part of it: values of formulas, right options, how long a lab takes.

use labc::check::model::Item;
use labc::syntax::tree::{ExprKind, Kind, Origin};
use lsp_types::{InlayHint, InlayHintLabel, Range};

use crate::document::Document;
use crate::known;

/// The hints of some lines.
pub(crate) fn hints(document: &Document, within: Range) -> Option<Vec<InlayHint>> {
    let known = document.known()?;
    let checker = &known.analysis.checker;
    let span = document.text.span(within);
    let mut found = Vec::new();
    let mut add = |at: u32, words: String| {
        if at >= span.start && at <= span.end {
            found.push(InlayHint {
                position: document.text.place(at as usize),
                label: InlayHintLabel::String(words),
                kind: None,
                text_edits: None,
                tooltip: None,
                padding_left: Some(true),
                padding_right: None,
                data: None,
            });
        }
    };
    labc::syntax::every(&known.analysis.tree.statements, &mut |statement| match &statement.kind {
        Kind::Define(define) if define.origin == Origin::Let => {
            // What a module brings in stands elsewhere; a number says itself what it is.
            let plain = matches!(define.value.expr.kind, ExprKind::Number(..) | ExprKind::Bool(_));
            if plain || document.text.slice(define.name.span) != define.name.text {
                return;
            }
            if let Some((Item::Define(id), _)) = checker.names.items.get(&define.name.text)
                && let Some(value) = known.value(*id)
            {
                add(define.value.span.end, format!("= {value}"));
            }
        }
        Kind::Predict(predict) => {
            let right = known::right(known, &predict.name.text);
            for option in predict.options.iter().filter(|option| right == Some(option.key.text.as_str())) {
                add(option.key.span.end, "✓ right".to_owned());
            }
        }
        Kind::Lab(lab) => {
            if let Some(time) = known.analysis.lab.as_ref().and_then(|lab| lab.duration.as_ref()) {
                add(lab.title.span.end, time.clone());
            }
        }
        _ => {}
    });
    Some(found)
}

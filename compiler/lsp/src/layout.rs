//! Formatting: what `labc fmt` does, as the few changes that it makes.

use labc::syntax::layout::tidy;
use lsp_types::{Range, TextEdit};
use similar::{DiffOp, TextDiff};

use crate::document::OWN;
use crate::text::Text;

/// The changes that lay a text out; none where it has errors that keep it from being read. With a range, only changes
/// that touch its lines.
pub(crate) fn edits(text: &Text, within: Option<Range>) -> Vec<TextEdit> {
    let Ok(after) = tidy(OWN, text.as_str()) else { return Vec::new() };
    let before = text.as_str();
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let diff = TextDiff::from_slices(&old, &new);
    let mut starts = vec![0];
    for line in &old {
        starts.push(starts.last().copied().unwrap_or(0) + line.len());
    }
    let changes = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let edits = changes.filter_map(|op| {
        let (old, lines) = (op.old_range(), op.new_range());
        let range = text.range(labc::sources::Span::new(starts[old.start], starts[old.end]));
        let touched = within.is_none_or(|within| {
            old.start <= within.end.line as usize && old.end.max(old.start + 1) > within.start.line as usize
        });
        touched.then(|| TextEdit { range, new_text: new[lines].concat() })
    });
    edits.collect()
}

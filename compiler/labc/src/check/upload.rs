//! `upload mine "Your own results" like measured`: rows that the student brings along. They are rows of that table,
//! after its own, and the name is the list of them.

use crate::codes::Code;
use std::sync::Arc;

use super::Checker;
use super::model::*;

/// How many rows there can be where the lab says nothing.
const USUAL: usize = 20;
/// How many rows there can be at most.
const MOST_ROWS: usize = 100;
/// How many values at most: each is an input of the lab's program.
pub(crate) const MOST_VALUES: usize = 400;

impl Checker {
    /// Finds the table of each upload.
    pub(super) fn prepare_uploads(&mut self) {
        for id in 0..self.model.uploads.len() {
            let upload = self.model.uploads[id].tree.clone();
            let like = &upload.like;
            let Some((Item::Table(table), _)) = self.names.items.get(&like.text) else {
                if !self.broken.contains(&like.text) {
                    let tables: Vec<String> =
                        self.model.tables.iter().map(|table| table.tree.name.text.clone()).collect();
                    self.no_such("table", &like.text, like.span, "this lab", &tables);
                }
                continue;
            };
            let table = *table;
            let found = &self.model.tables[table];
            let data =
                found.columns.iter().filter(|column| matches!(column.content, ColumnContent::Cells(_)));
            let width = data.count() + 1;
            if found.tree.keys.is_some() || width < 2 {
                let diagnostic = self
                    .error(
                        Code::NotADomain,
                        format!("`{}` has no rows that a student could bring along.", like.text),
                        like.span,
                        if width < 2 { "it has no columns of data" } else { "it has two keys" },
                    )
                    .help("name a table with one key and at least one column of data");
                self.report(diagnostic);
                continue;
            }
            if let Some(first) = found.upload {
                let first = self.model.uploads[first].tree.name.span;
                let diagnostic = self
                    .error(
                        Code::DuplicateName,
                        format!("There are two uploads for `{}`.", like.text),
                        upload.name.span,
                        "the second",
                    )
                    .and(self.file, first, "the first");
                self.report(diagnostic);
                continue;
            }
            let most = upload.most.map_or(USUAL.min(MOST_VALUES / width), |(most, _)| most as usize);
            let (wrong, span) = match upload.most {
                Some((number, span)) => (number < 1.0 || number.fract() != 0.0 || most > MOST_ROWS, span),
                None => (false, like.span),
            };
            if wrong || most * width > MOST_VALUES || most == 0 {
                let room = MOST_ROWS.min(MOST_VALUES / width);
                let diagnostic = self
                    .error(
                        Code::TooMany,
                        format!("An upload has 1 to {MOST_ROWS} rows and at most {MOST_VALUES} values."),
                        span,
                        format!("`{}` has {width} columns of data", like.text),
                    )
                    .help(if room > 0 {
                        format!("write `up to {room} rows` or fewer")
                    } else {
                        "make a table of the columns that matter".to_owned()
                    });
                self.report(diagnostic);
                continue;
            }
            let model = Arc::make_mut(&mut self.model);
            model.tables[table].upload = Some(id);
            model.uploads[id].table = Some(table);
            model.uploads[id].most = most;
        }
    }
}

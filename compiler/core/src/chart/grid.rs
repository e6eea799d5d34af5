//! The values behind a drawing as tables of texts, for everyone whom the drawing does not reach. Start at [`Grid`].

use alloc::string::String;
use alloc::vec::Vec;

use super::lists::each;
use crate::text::escape_into;

/// How many rows a table of a line or a heat map shows besides the current setting.
pub(super) const ROWS: usize = 12;

/// A table of texts: the values behind a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// What it shows, such as "Memory by Length"; may be empty.
    pub caption: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Rows with whether they show the current setting. The first cell of a row names it.
    pub rows: Vec<(Vec<String>, bool)>,
}

impl Grid {
    /// A table with a caption, and nothing in it.
    pub(super) fn new(caption: String) -> Grid {
        Grid { caption, head: Vec::new(), rows: Vec::new() }
    }
}

pub(super) fn words(words: &[&str]) -> Vec<String> {
    each(words, &|word| String::from(*word))
}

/// Positions among so many, evenly spread, the first and the last included.
pub(super) fn chosen(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let rows = count.min(most);
    let last = rows.saturating_sub(1).max(1);
    (0..rows).map(move |row| (row * (count - 1) + last / 2) / last)
}

pub(super) fn named(label: &str, other: &str) -> String {
    if label.is_empty() { other.into() } else { label.into() }
}

pub(super) fn write(markup: &mut String, grid: &Grid) {
    markup.push_str("<table><caption class=\"sr\">");
    escape_into(markup, &grid.caption);
    markup.push_str("</caption><thead><tr>");
    for text in &grid.head {
        markup.push_str("<th scope=\"col\">");
        escape_into(markup, text);
        markup.push_str("</th>");
    }
    markup.push_str("</tr></thead><tbody>");
    for (row, now) in &grid.rows {
        markup.push_str(if *now { "<tr class=\"now\">" } else { "<tr>" });
        for (index, text) in row.iter().enumerate() {
            let (open, close) = if index == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
            markup.push_str(open);
            escape_into(markup, text);
            markup.push_str(close);
        }
        markup.push_str("</tr>");
    }
    markup.push_str("</tbody></table>");
}

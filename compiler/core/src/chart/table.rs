//! The values behind a drawing as a table, for everyone whom the drawing does not reach.

use super::collect::Drawing;
use crate::text::escape_into;

/// How many positions are shown besides the current setting.
const ROWS: usize = 12;

/// The drawing's values as a `table` element.
pub(super) fn table(drawing: &Drawing) -> String {
    let mut markup = String::from("<table><caption class=\"sr\">");
    escape_into(&mut markup, &drawing.y.label);
    markup.push_str(" by ");
    escape_into(&mut markup, &drawing.x.label);
    markup.push_str("</caption><thead><tr>");
    header(&mut markup, &drawing.x.label);
    for curve in &drawing.curves {
        header(&mut markup, if curve.name.is_empty() { &drawing.y.label } else { &curve.name });
    }
    markup.push_str("</tr></thead><tbody>");
    let mut now = drawing.now.as_ref().filter(|now| now.x.is_finite());
    for index in chosen(drawing.at.len()) {
        let x = drawing.at[index];
        if let Some(setting) = now.filter(|now| now.x <= x) {
            row(&mut markup, drawing, setting.x, &|line| setting.ys.get(line).copied(), true);
            now = None;
            if setting.x == x {
                continue;
            }
        }
        row(&mut markup, drawing, x, &|line| drawing.curves[line].values.get(index).copied(), false);
    }
    if let Some(setting) = now {
        row(&mut markup, drawing, setting.x, &|line| setting.ys.get(line).copied(), true);
    }
    markup.push_str("</tbody></table>");
    markup
}

/// Positions among so many, evenly spread, the first and the last included.
fn chosen(count: usize) -> impl Iterator<Item = usize> {
    let rows = count.min(ROWS);
    let last = rows.saturating_sub(1).max(1);
    (0..rows).map(move |row| (row * (count - 1) + last / 2) / last)
}

fn header(markup: &mut String, text: &str) {
    markup.push_str("<th scope=\"col\">");
    escape_into(markup, text);
    markup.push_str("</th>");
}

fn row(markup: &mut String, drawing: &Drawing, x: f64, y: &dyn Fn(usize) -> Option<f64>, now: bool) {
    markup.push_str(if now { "<tr class=\"now\">" } else { "<tr>" });
    markup.push_str("<th scope=\"row\">");
    escape_into(markup, &drawing.x.text(x));
    markup.push_str(if now { " (now)</th>" } else { "</th>" });
    for line in 0..drawing.curves.len() {
        markup.push_str("<td>");
        escape_into(markup, &drawing.y.text(y(line).unwrap_or(f64::NAN)));
        markup.push_str("</td>");
    }
    markup.push_str("</tr>");
}

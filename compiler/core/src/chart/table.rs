//! The values behind a drawing as a table, for everyone whom the drawing does not reach.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::collect::{Bar, Bars, Drawing, Gauge, Heat, Histogram, Picture, Plane, Radar, Span, Tone};
use super::model::{Of, Style};
use super::{each, plane, timeline};
use crate::text::{escape_into, joined};

/// How many positions are shown besides the current setting.
const ROWS: usize = 12;
/// How many columns of a heat map are shown.
const COLUMNS: usize = 8;

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

/// The drawing's values as `table` elements, one below the other.
pub(super) fn table(drawing: &Drawing) -> String {
    let mut markup = String::new();
    grids(drawing, &mut |grid| write(&mut markup, &grid));
    markup
}

/// Gives out the drawing's values as tables.
pub(super) fn grids(drawing: &Drawing, take: &mut dyn FnMut(Grid)) {
    let (x, y) = (&drawing.x, &drawing.y);
    let caption =
        |what: &str, by: &str| if by.is_empty() { what.into() } else { joined(&[what, " by ", by]) };
    let mut grid = Grid { caption: caption(&y.label, &x.label), head: Vec::new(), rows: Vec::new() };
    match &drawing.body {
        Picture::Plane(plane) => return planes(drawing, plane, take),
        Picture::Bars(bars) => groups(drawing, bars, &mut grid),
        Picture::Radar(radar) => spokes(radar, &mut grid),
        Picture::Spans(spans) => lanes(drawing, spans, &mut grid),
        Picture::Heat(heat) => cells(drawing, heat, &mut grid),
        Picture::Gauges(gauges) => limits(gauges, &mut grid),
    }
    take(grid);
}

#[inline(never)]
fn groups(drawing: &Drawing, bars: &Bars, grid: &mut Grid) {
    let (x, y) = (&drawing.x, &drawing.y);
    let single = bars.series.len() < 2;
    let value = if y.label.is_empty() { "Value" } else { &y.label[..] };
    grid.head.push(if x.label.is_empty() { "Name".into() } else { x.label.clone() });
    if single {
        grid.head.push(value.into());
    } else {
        grid.head.append(&mut each(&bars.series, &String::clone));
    }
    let toned = bars.bars.iter().any(|bar| bar.tone.is_some());
    if toned {
        grid.head.push("State".into());
    }
    for (group, name) in bars.groups.iter().enumerate() {
        let mut row = vec![name.clone()];
        let columns = if single { 1 } else { bars.series.len() };
        let bar = |series: usize| {
            let is_it = |bar: &Bar| bar.group == group && (single || bar.series == series);
            bars.bars.iter().position(is_it)
        };
        for series in 0..columns {
            let told = |index: usize| drawing.told(Of::Bar, index, bars.bars[index].value);
            row.push(bar(series).map(told).unwrap_or_default());
        }
        if toned {
            let mut states = String::new();
            for series in 0..columns {
                let Some(tone) = bar(series).and_then(|index| bars.bars[index].tone.as_ref()) else {
                    continue;
                };
                states.push_str(if states.is_empty() { "" } else { ", " });
                states.push_str(&tone.words);
            }
            row.push(states);
        }
        grid.rows.push((row, bars.chosen.iter().any(|(chosen, _)| *chosen == group)));
    }
}

#[inline(never)]
fn spokes(radar: &Radar, grid: &mut Grid) {
    grid.caption = String::new();
    grid.head.push("Spoke".into());
    let several = radar.shapes.len() > 1;
    for name in &radar.shapes {
        grid.head.push(if several || !name.is_empty() { name.clone() } else { "Value".into() });
    }
    grid.head.push("Full scale".into());
    for spoke in &radar.spokes {
        let mut row = vec![spoke.name.clone()];
        row.append(&mut each(&spoke.values, &|value| spoke.format.text(*value)));
        row.push(spoke.format.text(spoke.limit));
        grid.rows.push((row, false));
    }
}

#[inline(never)]
fn lanes(drawing: &Drawing, spans: &[Span], grid: &mut Grid) {
    let x = &drawing.x;
    grid.caption = x.label.clone();
    grid.head = words(&["Span", "Lane", "From", "To"]);
    for (_, members) in timeline::lanes(spans) {
        for span in members.into_iter().map(|index| &spans[index]) {
            let row = vec![span.name.clone(), span.lane.clone(), x.text(span.from), x.text(span.to)];
            grid.rows.push((row, false));
        }
    }
}

#[inline(never)]
fn limits(gauges: &[Gauge], grid: &mut Grid) {
    grid.caption = String::new();
    grid.head = words(&["Name", "Value", "Limit"]);
    for gauge in gauges {
        let texts = [gauge.value, gauge.limit].map(|value| gauge.format.text(value));
        let [value, limit] = texts;
        grid.rows.push((vec![gauge.name.clone(), value, limit], false));
    }
}

/// Lines, points and bins have tables of their own.
#[inline(never)]
fn planes(drawing: &Drawing, plane: &Plane, take: &mut dyn FnMut(Grid)) {
    let (x, y) = (&drawing.x, &drawing.y);
    let caption = joined(&[&y.label, " by ", &x.label]);
    if !plane.curves.is_empty() {
        let mut head = vec![x.label.clone()];
        for curve in &plane.curves {
            let name = if curve.name.is_empty() { &y.label } else { &curve.name };
            if matches!(curve.style, Style::Band | Style::Around) {
                head.push(joined(&[name, ", from"]));
                head.push(joined(&[name, ", to"]));
            } else {
                head.push(name.clone());
            }
        }
        let mut grid = Grid { caption: caption.clone(), head, rows: Vec::new() };
        let row = |at: f64, value: &dyn Fn(usize) -> Option<f64>, index: Option<usize>, note: &str| {
            let mut row = vec![joined(&[&x.text(at), note])];
            for (line, curve) in plane.curves.iter().enumerate() {
                let low = curve.low.as_ref().and_then(|low| low.get(index?).copied());
                let value = value(line).unwrap_or(f64::NAN);
                match (curve.style, index) {
                    (Style::Band | Style::Around, _) => {
                        row.push(low.map_or_else(String::new, |low| y.text(low)));
                        row.push(y.text(value));
                    }
                    (Style::Stacked, Some(_)) => row.push(y.text(value - low.unwrap_or(0.0))),
                    _ => row.push(y.text(value)),
                }
            }
            row
        };
        let now = plane.settings.iter().find(|setting| setting.name.is_none() && setting.x.is_finite());
        let mut pending = now;
        for index in chosen(plane.at.len(), ROWS) {
            let at = plane.at[index];
            if let Some(setting) = pending.filter(|setting| setting.x <= at) {
                let cells = row(setting.x, &|line| setting.ys.get(line).copied(), None, " (now)");
                grid.rows.push((cells, true));
                pending = None;
                if setting.x == at {
                    continue;
                }
            }
            let value = |line: usize| plane.curves[line].values.get(index).copied();
            grid.rows.push((row(at, &value, Some(index), ""), false));
        }
        if let Some(setting) = pending {
            let cells = row(setting.x, &|line| setting.ys.get(line).copied(), None, " (now)");
            grid.rows.push((cells, true));
        }
        take(grid);
    }
    if !plane.dots.is_empty() {
        take(points(drawing, plane, caption.clone()));
    }
    if let Some(histogram) = &plane.histogram {
        take(values(drawing, histogram, caption));
    }
    if !plane.roofs.is_empty() {
        take(roofs(drawing, plane));
    }
}

fn named(label: &str, other: &str) -> String {
    if label.is_empty() { other.into() } else { label.into() }
}

#[inline(never)]
fn points(drawing: &Drawing, plane: &Plane, caption: String) -> Grid {
    let (x, y) = (&drawing.x, &drawing.y);
    let mut head = vec!["Name".into(), named(&x.label, "x"), named(&y.label, "y")];
    let best = plane.frontier.map(|goal| plane::on_frontier(&plane.dots, goal));
    if best.is_some() {
        head.push("Frontier".into());
    }
    let toned = plane.dots.iter().any(|dot| dot.tone.is_some());
    if toned {
        head.push("State".into());
    }
    let mut grid = Grid { caption, head, rows: Vec::new() };
    for (index, dot) in plane.dots.iter().enumerate() {
        // Left out by a control, or not brought along.
        if dot.x.is_nan() && dot.y.is_nan() {
            continue;
        }
        let up = drawing.told(Of::Point, index, dot.y);
        let mut row = vec![dot.name.clone(), drawing.told(Of::Across, index, dot.x), up];
        if let Some(best) = &best {
            row.push(if best[index] { "on it" } else { "dominated" }.into());
        }
        if toned {
            let words = |tone: &Tone| tone.words.clone();
            row.push(dot.tone.as_ref().map(words).unwrap_or_default());
        }
        grid.rows.push((row, plane.chosen.iter().any(|(chosen, _)| *chosen == index)));
    }
    grid
}

#[inline(never)]
fn values(drawing: &Drawing, histogram: &Histogram, caption: String) -> Grid {
    let (x, y) = (&drawing.x, &drawing.y);
    let head = vec![named(&x.label, &histogram.name), named(&y.label, "Count")];
    let mut grid = Grid { caption, head, rows: Vec::new() };
    for (from, to, count) in &histogram.bins {
        let cells = vec![joined(&[&x.text(*from), " to ", &x.text(*to)]), y.text(*count)];
        grid.rows.push((cells, false));
    }
    for (share, value) in &histogram.percentiles {
        grid.rows.push((vec![plane::percentile(*share), x.format.text(*value)], true));
    }
    grid
}

#[inline(never)]
fn roofs(drawing: &Drawing, plane: &Plane) -> Grid {
    let (x, y) = (&drawing.x, &drawing.y);
    let head = words(&["Roof", "Peak", "Ridge"]);
    let mut grid = Grid { caption: String::new(), head, rows: Vec::new() };
    for roof in &plane.roofs {
        let ridge = x.format.text(roof.peak / roof.rate);
        grid.rows.push((vec![roof.name.clone(), y.format.text(roof.peak), ridge], false));
    }
    grid
}

#[inline(never)]
fn cells(drawing: &Drawing, heat: &Heat, grid: &mut Grid) {
    let (x, y) = (&drawing.x, &drawing.y);
    grid.caption = heat.z.title();
    grid.head.push(joined(&[&y.label, " \\ ", &x.label]));
    for column in chosen(heat.xs.len(), COLUMNS) {
        grid.head.push(x.text(heat.xs[column]));
    }
    for row in chosen(heat.ys.len(), ROWS) {
        let mut texts = vec![y.text(heat.ys[row])];
        for column in chosen(heat.xs.len(), COLUMNS) {
            let value = heat.values.get(row * heat.xs.len() + column);
            texts.push(heat.z.text(value.copied().unwrap_or(f64::NAN)));
        }
        grid.rows.push((texts, false));
    }
}

fn words(words: &[&str]) -> Vec<String> {
    each(words, &|word| String::from(*word))
}

/// Positions among so many, evenly spread, the first and the last included.
fn chosen(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let rows = count.min(most);
    let last = rows.saturating_sub(1).max(1);
    (0..rows).map(move |row| (row * (count - 1) + last / 2) / last)
}

fn write(markup: &mut String, grid: &Grid) {
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

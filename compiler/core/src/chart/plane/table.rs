//! Lines, points, bins and roofs as tables, each with one of its own.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::Style;
use super::bins::HistogramValues;
use super::scene::{on_frontier, percentile};
use super::values::PlaneValues;
use crate::chart::axes::Axes;
use crate::chart::grid::{Grid, ROWS, chosen, named, words};
use crate::chart::intervals::IntervalOf;
use crate::chart::values::ToneValues;
use crate::text::joined;

/// Gives out the tables.
pub(in crate::chart) fn tables(axes: &Axes, plane: &PlaneValues, take: &mut dyn FnMut(Grid)) {
    let (x, y) = (&axes.x, &axes.y);
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
        take(points(axes, plane, caption.clone()));
    }
    if let Some(histogram) = &plane.histogram {
        take(values(axes, histogram, caption));
    }
    if !plane.roofs.is_empty() {
        take(roofs(axes, plane));
    }
}

#[inline(never)]
fn points(axes: &Axes, plane: &PlaneValues, caption: String) -> Grid {
    let (x, y) = (&axes.x, &axes.y);
    let mut head = vec!["Name".into(), named(&x.label, "x"), named(&y.label, "y")];
    let best = plane.frontier.map(|goal| on_frontier(&plane.dots, goal));
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
        let up = axes.told(IntervalOf::Point, index, dot.y);
        let mut row = vec![dot.name.clone(), axes.told(IntervalOf::Across, index, dot.x), up];
        if let Some(best) = &best {
            row.push(if best[index] { "on it" } else { "dominated" }.into());
        }
        if toned {
            let words = |tone: &ToneValues| tone.words.clone();
            row.push(dot.tone.as_ref().map(words).unwrap_or_default());
        }
        grid.rows.push((row, plane.chosen.iter().any(|(chosen, _)| *chosen == index)));
    }
    grid
}

#[inline(never)]
fn values(axes: &Axes, histogram: &HistogramValues, caption: String) -> Grid {
    let (x, y) = (&axes.x, &axes.y);
    let head = vec![named(&x.label, &histogram.name), named(&y.label, "Count")];
    let mut grid = Grid { caption, head, rows: Vec::new() };
    for (from, to, count) in &histogram.bins {
        let cells = vec![joined(&[&x.text(*from), " to ", &x.text(*to)]), y.text(*count)];
        grid.rows.push((cells, false));
    }
    for (share, value) in &histogram.percentiles {
        grid.rows.push((vec![percentile(*share), x.format.text(*value)], true));
    }
    grid
}

#[inline(never)]
fn roofs(axes: &Axes, plane: &PlaneValues) -> Grid {
    let (x, y) = (&axes.x, &axes.y);
    let head = words(&["Roof", "Peak", "Ridge"]);
    let mut grid = Grid { caption: String::new(), head, rows: Vec::new() };
    for roof in &plane.roofs {
        let ridge = x.format.text(roof.peak / roof.rate);
        grid.rows.push((vec![roof.name.clone(), y.format.text(roof.peak), ridge], false));
    }
    grid
}

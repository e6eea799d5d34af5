//! What a plane shows, in words: how a line runs and where it crosses a limit, which points no other beats.

use alloc::string::String;
use alloc::vec::Vec;

use super::Style;
use super::bins::HistogramValues;
use super::scene::on_frontier;
use super::values::{Curve, PlaneValues};
use crate::chart::axes::Axes;
use crate::chart::intervals::{self, IntervalOf};
use crate::chart::lists::{each, ends, extent};
use crate::chart::values::Quantity;
use crate::chart::words::{Sentences, apart, list, verb, whole};
use crate::number::{Digits, digits};
use crate::text::joined;

/// A sentence for each thing that is drawn.
pub(in crate::chart) fn sentence(text: &mut Sentences, axes: &Axes, plane: &PlaneValues) {
    let mut stacked = false;
    for curve in &plane.curves {
        match curve.style {
            Style::Band | Style::Around => band(text, axes, plane, curve),
            Style::Bins => highest(text, axes, plane, curve),
            Style::Stacked => stacked = true,
            _ => course(text, axes, plane, &curve.name, &curve.values),
        }
    }
    if stacked {
        layers(text, axes, plane);
    }
    if !plane.roofs.is_empty() {
        roofs(text, axes, plane);
    }
    if !plane.dots.is_empty() {
        points(text, axes, plane);
    }
    if let Some(histogram) = &plane.histogram {
        values(text, axes, histogram);
    }
    if axes.intervals.some() {
        compare(text, axes, plane);
    }
}

/// Which points their intervals tell apart.
#[inline(never)]
fn compare(text: &mut Sentences, axes: &Axes, plane: &PlaneValues) {
    let mut marks = Vec::new();
    for dot in &plane.dots {
        marks.push((&dot.name[..], dot.y));
    }
    let most = plane.frontier.is_some_and(|(_, greater)| greater);
    intervals::compare(text, &axes.y.format, &axes.intervals, (IntervalOf::Point, most), &marks);
}

#[inline(never)]
fn roofs(text: &mut Sentences, axes: &Axes, plane: &PlaneValues) {
    for roof in &plane.roofs {
        let ridge = roof.peak / roof.rate;
        let (peak, at) = (axes.y.format.text(roof.peak), axes.x.format.text(ridge));
        let rises = verb(&roof.name, " rises", " rise");
        text.say(&[
            &roof.name,
            rises,
            " with the intensity up to ",
            &at,
            " and stays at ",
            &peak,
            " from there",
        ]);
        if plane.roofs.len() == 1 {
            let mut sides = [Vec::new(), Vec::new()];
            for dot in plane.dots.iter().filter(|dot| dot.x.is_finite()) {
                sides[usize::from(dot.x >= ridge)].push(&dot.name[..]);
            }
            for (names, limit) in sides.iter().zip(["bandwidth", "computing"]) {
                if !names.is_empty() {
                    text.say(&["Limited by ", limit, ": ", &list(names)]);
                }
            }
        }
    }
}

/// What is counted, and its percentiles.
#[inline(never)]
fn values(text: &mut Sentences, axes: &Axes, histogram: &HistogramValues) {
    let (Some(low), Some(high)) = (histogram.values.first(), histogram.values.last()) else {
        return text.say(&[&histogram.name, " has no values"]);
    };
    let (low, high) = (axes.x.format.text(*low), axes.x.format.text(*high));
    text.say(&[&histogram.name, ": ", &whole(histogram.values.len()), " values from ", &low, " to ", &high]);
    for (share, value) in &histogram.percentiles {
        let share = joined(&[&digits(share * 100.0, Digits::Significant(6)), " %"]);
        text.say(&[&share, " of them are at most ", &axes.x.format.text(*value)]);
    }
}

/// How a line runs, and where it crosses a limit.
fn course(text: &mut Sentences, axes: &Axes, plane: &PlaneValues, name: &str, values: &[f64]) {
    let name = if name.is_empty() { &axes.y.label } else { name };
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (x, y) in plane.at.iter().zip(values) {
        if x.is_finite() && y.is_finite() {
            points.push((*x, *y));
        }
    }
    let ([(_, first), ..], [.., (_, last)]) = (&points[..], &points[..]) else {
        return text.say(&[name, " has no values"]);
    };
    let written = |value: f64| axes.y.format.text(value);
    let (least, most) = ends(&each(&points, &|point| point.1));
    let slack = 1e-9 * least.abs().max(most.abs());
    let never = |wrong: &dyn Fn(f64, f64) -> bool| !points.windows(2).any(|pair| wrong(pair[0].1, pair[1].1));
    let mut told = String::new();
    if most - least <= slack {
        told = joined(&[name, verb(name, " stays at ", " stay at "), &written(*first)]);
    } else {
        let rising = never(&|a, b| b < a - slack);
        let falling = never(&|a, b| b > a + slack);
        let runs = match (rising, falling) {
            (true, _) => verb(name, " grows from ", " grow from "),
            (_, true) => verb(name, " falls from ", " fall from "),
            _ => verb(name, " goes from ", " go from "),
        };
        let [from, to] = apart(&axes.y.format, *first, *last);
        told.push_str(&joined(&[name, runs, &from, " to ", &to]));
        if !rising && !falling {
            let [least, most] = apart(&axes.y.format, least, most);
            told.push_str(&joined(&[", between ", &least, " and ", &most]));
        }
    }
    let mut joint = ", crossing ";
    for mark in axes.rules.iter().filter(|mark| mark.horizontal && !mark.name.trim().is_empty()) {
        if let Some(x) = crossing(&points, mark.value) {
            told.push_str(&joined(&[joint, mark.name.trim(), " near ", &axes.x.format.text(x)]));
            joint = " and ";
        }
    }
    text.say(&[&told]);
}

#[inline(never)]
fn band(text: &mut Sentences, axes: &Axes, plane: &PlaneValues, curve: &Curve) {
    let low = curve.low.as_deref().unwrap_or(&[]);
    let both = |index: usize| {
        let (x, low, high) = (plane.at.get(index)?, low.get(index)?, curve.values.get(index)?);
        let texts = [*low, *high].map(|value| axes.y.format.text(value));
        let defined = low.is_finite() && high.is_finite();
        defined.then(|| joined(&["from ", &texts[0], " to ", &texts[1], " at ", &axes.x.format.text(*x)]))
    };
    match (both(0), both(curve.values.len().saturating_sub(1))) {
        (Some(first), Some(last)) => {
            text.say(&[&curve.name, verb(&curve.name, " lies ", " lie "), &first, ", and ", &last]);
        }
        (Some(one), None) | (None, Some(one)) => {
            text.say(&[&curve.name, verb(&curve.name, " lies ", " lie "), &one]);
        }
        _ => text.say(&[&curve.name, verb(&curve.name, " has", " have"), " no values at both ends"]),
    }
}

#[inline(never)]
fn highest(text: &mut Sentences, axes: &Axes, plane: &PlaneValues, curve: &Curve) {
    let name = if curve.name.is_empty() { &axes.y.label } else { &curve.name };
    let Some((_, most)) = extent(&curve.values) else {
        return text.say(&[name, verb(name, " has", " have"), " no values"]);
    };
    let step = if let [first, second, ..] = plane.at[..] { second - first } else { 0.0 };
    let from = plane.at.get(most).copied().unwrap_or(f64::NAN);
    let (at, to) = (axes.x.text(from), axes.x.text(from + step));
    let value = axes.y.format.text(curve.values[most]);
    text.say(&[name, verb(name, " is", " are"), " highest between ", &at, " and ", &to, ", with ", &value]);
}

/// What stands on each other, as a whole.
#[inline(never)]
fn layers(text: &mut Sentences, axes: &Axes, plane: &PlaneValues) {
    let Some(top) = plane.curves.iter().rev().find(|curve| curve.style == Style::Stacked) else { return };
    course(text, axes, plane, "The sum", &top.values);
    let share = |curve: &&Curve| match (curve.low.as_ref().and_then(|low| low.last()), curve.values.last()) {
        (Some(low), Some(high)) => high - low,
        _ => f64::NAN,
    };
    let mut layers: Vec<&Curve> = Vec::new();
    layers.extend(plane.curves.iter().filter(|curve| curve.style == Style::Stacked));
    let shares = each(&layers, &share);
    if let Some((_, most)) = extent(&shares) {
        let name = &layers[most].name;
        let value = axes.y.format.text(shares[most]);
        text.say(&["At the end ", name, verb(name, " is", " are"), " the largest part, ", &value]);
    }
}

#[inline(never)]
fn points(text: &mut Sentences, axes: &Axes, plane: &PlaneValues) {
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for dot in plane.dots.iter().filter(|dot| dot.x.is_finite() && dot.y.is_finite()) {
        xs.push(dot.x);
        ys.push(dot.y);
    }
    if xs.is_empty() {
        return text.say(&["No point has values"]);
    }
    if let Some(goal) = plane.frontier {
        let best = on_frontier(&plane.dots, goal);
        let mut names = Vec::new();
        for (dot, best) in plane.dots.iter().zip(best) {
            if best {
                names.push(&dot.name[..]);
            }
        }
        let (count, of) = (whole(names.len()), whole(xs.len()));
        let is = if names.len() == 1 { " point is" } else { " points are" };
        let rest = whole(xs.len() - names.len());
        let dominated = match xs.len() - names.len() {
            0 => ["; none is dominated", "", ""],
            1 => ["; the other one is dominated", "", ""],
            _ => ["; the other ", &rest, " are dominated"],
        };
        let names = list(&names);
        text.say(&[&count, " of ", &of, is, " on the frontier: ", &names, &joined(&dominated)]);
    } else if plane.roofs.is_empty() {
        let count = joined(&[&whole(xs.len()), if xs.len() == 1 { " point" } else { " points" }]);
        let across = |quantity: &Quantity, values: &[f64], other: &str| {
            let (low, high) = ends(values);
            let label = if quantity.label.is_empty() { other } else { &quantity.label };
            let [low, high] = apart(&quantity.format, low, high);
            joined(&[label, " from ", &low, " to ", &high])
        };
        let (x, y) = (across(&axes.x, &xs, "across"), across(&axes.y, &ys, "up"));
        text.say(&[&count, ": ", &x, ", ", &y]);
    }
    for (index, name) in &plane.chosen {
        let dot = &plane.dots[*index];
        let (x, y) = (axes.x.format.text(dot.x), axes.y.format.text(dot.y));
        let called = if name.is_empty() { "Marked" } else { name };
        text.say(&[called, ": ", &dot.name, " at ", &x, " and ", &y]);
    }
}

/// The first position where the points pass a value, straight between samples.
fn crossing(points: &[(f64, f64)], value: f64) -> Option<f64> {
    points.windows(2).find_map(|pair| {
        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
        let passes = (ay < value && by >= value) || (ay > value && by <= value);
        let share = (value - ay) / (by - ay);
        (passes && share.is_finite()).then_some(ax + (bx - ax) * share)
    })
}

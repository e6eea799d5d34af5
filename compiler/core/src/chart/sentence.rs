//! What a drawing shows, in words: how a line runs and where it crosses a limit, which bar is the longest,
//! which points no other beats.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::collect::{Bars, Curve, Drawing, Gauge, Heat, Histogram, Picture, Plane, Quantity, Radar, Span};
use super::model::{Form, Style};
use super::{each, gauges, plane, spreads, timeline};
use crate::number::{Digits, Format, digits};
use crate::text::{joined, parts};

/// How many names are listed before the rest is only counted.
const NAMED: usize = 4;

/// A sentence for each thing that is drawn.
pub(super) fn sentence(drawing: &Drawing) -> String {
    let mut text = Text::default();
    match &drawing.body {
        Picture::Plane(plane) => planes(&mut text, drawing, plane),
        Picture::Bars(bars) => groups(&mut text, drawing, bars),
        Picture::Spans(spans) => lanes(&mut text, drawing, spans),
        Picture::Radar(radar) => spokes(&mut text, radar),
        Picture::Heat(heat) => cells(&mut text, drawing, heat),
        Picture::Gauges(gauges) => limits(&mut text, gauges),
    }
    if drawing.spreads.some() {
        spreads::sentences(&mut text, drawing);
    }
    text.0
}

/// Sentences being written.
#[derive(Default)]
pub(super) struct Text(String);

impl Text {
    /// One more sentence.
    pub(super) fn say(&mut self, parts: &[&str]) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        for part in parts {
            self.0.push_str(part);
        }
        self.0.push('.');
    }
}

/// One of two forms of a verb: names of several things are followed by the second.
pub(super) fn verb<'v>(name: &str, one: &'v str, many: &'v str) -> &'v str {
    // What counts stands before a comma, a bracket or "of": "Weights, all layers", "Share of requests".
    let mut last = "";
    for word in parts(name, ' ') {
        if word == "of" || word.starts_with('(') {
            break;
        }
        last = word.trim_end_matches([',', ':']);
        if last.len() < word.len() {
            break;
        }
    }
    let bytes = last.as_bytes();
    let several = match bytes {
        [_, .., before, b's'] => !matches!(before, b's' | b'u' | b'i'),
        _ => false,
    };
    // "Nine of ten requests" are several, too.
    let number = ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Both", "All"];
    if several || number.contains(&last) { many } else { one }
}

#[inline(never)]
fn planes(text: &mut Text, drawing: &Drawing, plane: &Plane) {
    let mut stacked = false;
    for curve in &plane.curves {
        match curve.style {
            Style::Band | Style::Around => band(text, drawing, plane, curve),
            Style::Bins => highest(text, drawing, plane, curve),
            Style::Stacked => stacked = true,
            _ => course(text, drawing, plane, &curve.name, &curve.values),
        }
    }
    if stacked {
        layers(text, drawing, plane);
    }
    if !plane.roofs.is_empty() {
        roofs(text, drawing, plane);
    }
    if !plane.dots.is_empty() {
        points(text, drawing, plane);
    }
    if let Some(histogram) = &plane.histogram {
        values(text, drawing, histogram);
    }
}

#[inline(never)]
fn roofs(text: &mut Text, drawing: &Drawing, plane: &Plane) {
    for roof in &plane.roofs {
        let ridge = roof.peak / roof.rate;
        let (peak, at) = (drawing.y.format.text(roof.peak), drawing.x.format.text(ridge));
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
fn values(text: &mut Text, drawing: &Drawing, histogram: &Histogram) {
    let (Some(low), Some(high)) = (histogram.values.first(), histogram.values.last()) else {
        return text.say(&[&histogram.name, " has no values"]);
    };
    let (low, high) = (drawing.x.format.text(*low), drawing.x.format.text(*high));
    text.say(&[&histogram.name, ": ", &whole(histogram.values.len()), " values from ", &low, " to ", &high]);
    for (share, value) in &histogram.percentiles {
        let share = joined(&[&digits(share * 100.0, Digits::Significant(6)), " %"]);
        text.say(&[&share, " of them are at most ", &drawing.x.format.text(*value)]);
    }
}

/// How a line runs, and where it crosses a limit.
fn course(text: &mut Text, drawing: &Drawing, plane: &Plane, name: &str, values: &[f64]) {
    let name = if name.is_empty() { &drawing.y.label } else { name };
    let mut points: Vec<(f64, f64)> = Vec::new();
    for (x, y) in plane.at.iter().zip(values) {
        if x.is_finite() && y.is_finite() {
            points.push((*x, *y));
        }
    }
    let ([(_, first), ..], [.., (_, last)]) = (&points[..], &points[..]) else {
        return text.say(&[name, " has no values"]);
    };
    let written = |value: f64| drawing.y.format.text(value);
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
        let [from, to] = apart(&drawing.y.format, *first, *last);
        told.push_str(&joined(&[name, runs, &from, " to ", &to]));
        if !rising && !falling {
            let [least, most] = apart(&drawing.y.format, least, most);
            told.push_str(&joined(&[", between ", &least, " and ", &most]));
        }
    }
    let mut joint = ", crossing ";
    for mark in drawing.marks.iter().filter(|mark| mark.horizontal && !mark.name.trim().is_empty()) {
        if let Some(x) = crossing(&points, mark.value) {
            told.push_str(&joined(&[joint, mark.name.trim(), " near ", &drawing.x.format.text(x)]));
            joint = " and ";
        }
    }
    text.say(&[&told]);
}

#[inline(never)]
fn band(text: &mut Text, drawing: &Drawing, plane: &Plane, curve: &Curve) {
    let low = curve.low.as_deref().unwrap_or(&[]);
    let both = |index: usize| {
        let (x, low, high) = (plane.at.get(index)?, low.get(index)?, curve.values.get(index)?);
        let texts = [*low, *high].map(|value| drawing.y.format.text(value));
        let defined = low.is_finite() && high.is_finite();
        defined.then(|| joined(&["from ", &texts[0], " to ", &texts[1], " at ", &drawing.x.format.text(*x)]))
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
fn highest(text: &mut Text, drawing: &Drawing, plane: &Plane, curve: &Curve) {
    let name = if curve.name.is_empty() { &drawing.y.label } else { &curve.name };
    let Some((_, most)) = extent(&curve.values) else {
        return text.say(&[name, verb(name, " has", " have"), " no values"]);
    };
    let step = if let [first, second, ..] = plane.at[..] { second - first } else { 0.0 };
    let from = plane.at.get(most).copied().unwrap_or(f64::NAN);
    let (at, to) = (drawing.x.text(from), drawing.x.text(from + step));
    let value = drawing.y.format.text(curve.values[most]);
    text.say(&[name, verb(name, " is", " are"), " highest between ", &at, " and ", &to, ", with ", &value]);
}

/// What stands on each other, as a whole.
#[inline(never)]
fn layers(text: &mut Text, drawing: &Drawing, plane: &Plane) {
    let Some(top) = plane.curves.iter().rev().find(|curve| curve.style == Style::Stacked) else { return };
    course(text, drawing, plane, "The sum", &top.values);
    let share = |curve: &&Curve| match (curve.low.as_ref().and_then(|low| low.last()), curve.values.last()) {
        (Some(low), Some(high)) => high - low,
        _ => f64::NAN,
    };
    let mut layers: Vec<&Curve> = Vec::new();
    layers.extend(plane.curves.iter().filter(|curve| curve.style == Style::Stacked));
    let shares = each(&layers, &share);
    if let Some((_, most)) = extent(&shares) {
        let name = &layers[most].name;
        let value = drawing.y.format.text(shares[most]);
        text.say(&["At the end ", name, verb(name, " is", " are"), " the largest part, ", &value]);
    }
}

#[inline(never)]
fn points(text: &mut Text, drawing: &Drawing, plane: &Plane) {
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for dot in plane.dots.iter().filter(|dot| dot.x.is_finite() && dot.y.is_finite()) {
        xs.push(dot.x);
        ys.push(dot.y);
    }
    if xs.is_empty() {
        return text.say(&["No point has values"]);
    }
    if let Some(goal) = plane.frontier {
        let best = plane::on_frontier(&plane.dots, goal);
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
        let (x, y) = (across(&drawing.x, &xs, "across"), across(&drawing.y, &ys, "up"));
        text.say(&[&count, ": ", &x, ", ", &y]);
    }
    for (index, name) in &plane.chosen {
        let dot = &plane.dots[*index];
        let (x, y) = (drawing.x.format.text(dot.x), drawing.y.format.text(dot.y));
        let called = if name.is_empty() { "Marked" } else { name };
        text.say(&[called, ": ", &dot.name, " at ", &x, " and ", &y]);
    }
}

#[inline(never)]
fn groups(text: &mut Text, drawing: &Drawing, bars: &Bars) {
    let written = |value: f64| drawing.y.format.text(value);
    let group = |index: usize| bars.groups.get(index).map_or("", |name| &name[..]);
    match bars.form {
        Form::Waterfall => {
            let steps = each(&bars.bars, &|bar| if bar.total { f64::NAN } else { bar.value.abs() });
            if let (Some(first), Some(last)) = (bars.bars.first(), bars.bars.last()) {
                let (from, to) = (written(first.to), written(last.to));
                text.say(&["From ", group(first.group), " with ", &from, " the steps lead to ", &to]);
            }
            if let Some((_, most)) = extent(steps.get(1..).unwrap_or(&[])) {
                let step = &bars.bars[most + 1];
                text.say(&["The largest step is ", group(step.group), " with ", &written(step.value)]);
            }
        }
        Form::Stacked => {
            let mut sums = vec![0.0; bars.groups.len()];
            for bar in bars.bars.iter().filter(|bar| bar.value.is_finite()) {
                if let Some(sum) = sums.get_mut(bar.group) {
                    *sum += bar.value;
                }
            }
            extremes(text, drawing, "In all, ", &sums, bars);
        }
        Form::Grouped => {
            for (series, name) in bars.series.iter().enumerate() {
                let mut values = vec![f64::NAN; bars.groups.len()];
                for bar in bars.bars.iter().filter(|bar| bar.series == series) {
                    if let Some(value) = values.get_mut(bar.group) {
                        *value = bar.value;
                    }
                }
                let lead = if bars.series.len() > 1 { joined(&[name, ": "]) } else { String::new() };
                extremes(text, drawing, &lead, &values, bars);
            }
        }
    }
    for mark in drawing.marks.iter().filter(|mark| mark.horizontal && !mark.name.trim().is_empty()) {
        let mut over = Vec::new();
        for index in 0..bars.groups.len() {
            if bars.bars.iter().any(|bar| bar.group == index && bar.to > mark.value) {
                over.push(group(index));
            }
        }
        let name = mark.name.trim();
        if over.is_empty() {
            text.say(&["Nothing is above ", name]);
        } else {
            text.say(&["Above ", name, ": ", &list(&over)]);
        }
    }
    states(text, bars);
    for (index, name) in bars.chosen.iter().filter(|(_, name)| !name.is_empty()) {
        text.say(&[name, ": ", group(*index)]);
    }
}

/// The greatest and the least of the groups.
fn extremes(text: &mut Text, drawing: &Drawing, lead: &str, values: &[f64], bars: &Bars) {
    let name = |group: usize| bars.groups.get(group).map_or("", |name| &name[..]);
    let Some((least, most)) = extent(values) else {
        return text.say(&[lead, if lead.is_empty() { "No" } else { "no" }, " bar has a value"]);
    };
    let [low, high] = apart(&drawing.y.format, values[least], values[most]);
    if values[least] == values[most] {
        let every = if lead.is_empty() { "Every bar" } else { "every bar" };
        let all = if values.len() == 1 { name(most) } else { every };
        return text.say(&[lead, all, " is at ", &high]);
    }
    let ratio = values[most] / values[least];
    // Logarithms have no ratios.
    let times = if ratio.is_finite() && ratio >= 1.2 && !drawing.y.unit.is_level() {
        joined(&[", ", &digits(ratio, Digits::Significant(2)), "× as much"])
    } else {
        String::new()
    };
    text.say(&[
        lead,
        name(least),
        " is least with ",
        &low,
        " and ",
        name(most),
        " is most with ",
        &high,
        &times,
    ]);
}

/// Which groups are in which state.
fn states(text: &mut Text, bars: &Bars) {
    let mut known: Vec<(&str, Vec<&str>)> = Vec::new();
    for bar in &bars.bars {
        let Some(tone) = bar.tone.as_ref().filter(|tone| !tone.words.is_empty()) else { continue };
        let name = bars.groups.get(bar.group).map_or("", |name| &name[..]);
        match known.iter_mut().find(|(words, _)| *words == tone.words) {
            Some((_, names)) => names.push(name),
            None => known.push((&tone.words, vec![name])),
        }
    }
    for (words, names) in known {
        text.say(&[words, ": ", &list(&names)]);
    }
}

#[inline(never)]
fn lanes(text: &mut Text, drawing: &Drawing, spans: &[Span]) {
    let lanes = timeline::lanes(spans);
    if spans.is_empty() {
        return text.say(&["There is no span"]);
    }
    let mut places = Vec::new();
    for span in spans {
        places.extend([span.from, span.to]);
    }
    // Spans of one lane that overlap keep it busy once.
    let mut busy = 0.0;
    for (_, members) in &lanes {
        let mut until = f64::NEG_INFINITY;
        let parts = each(members, &|member| ends(&[spans[*member].from, spans[*member].to]));
        for (from, to) in crate::order::sorted(parts, &|a, b| a.0 < b.0) {
            busy += (to - from.max(until)).max(0.0);
            until = until.max(to);
        }
    }
    let (low, high) = ends(&places);
    let count =
        |count: usize, one: &str, many: &str| joined(&[&whole(count), if count == 1 { one } else { many }]);
    let (all, on) = (count(spans.len(), " span", " spans"), count(lanes.len(), " lane", " lanes"));
    let [from, to] = apart(&drawing.x.format, low, high);
    text.say(&[&all, " on ", &on, ", from ", &from, " to ", &to]);
    let share = busy / (lanes.len() as f64 * (high - low));
    if share.is_finite() {
        text.say(&["The lanes are busy ", &digits(share * 100.0, Digits::Significant(3)), " % of that time"]);
    }
}

#[inline(never)]
fn spokes(text: &mut Text, radar: &Radar) {
    if let [one] = &radar.shapes[..] {
        let mut told = if one.is_empty() { String::new() } else { joined(&[one, ": "]) };
        for (index, spoke) in radar.spokes.iter().enumerate() {
            let value = spoke.values.first().map_or(f64::NAN, |value| *value);
            let (value, limit) = (spoke.format.text(value), spoke.format.text(spoke.limit));
            told.push_str(&joined(&[
                if index > 0 { ", " } else { "" },
                &spoke.name,
                " ",
                &value,
                " of ",
                &limit,
            ]));
        }
        return text.say(&[&told]);
    }
    let mut nowhere = Vec::new();
    for (shape, name) in radar.shapes.iter().enumerate() {
        let mut leads = Vec::new();
        for spoke in &radar.spokes {
            let mine = spoke.values.get(shape).map_or(f64::NAN, |value| spoke.share(*value));
            if mine > 0.0 && !spoke.values.iter().any(|value| spoke.share(*value) > mine) {
                leads.push(&spoke.name[..]);
            }
        }
        if leads.is_empty() {
            nowhere.push(&name[..]);
        } else if leads.len() == radar.spokes.len() {
            text.say(&[name, verb(name, " reaches", " reach"), " furthest on every spoke"]);
        } else {
            text.say(&[name, verb(name, " reaches", " reach"), " furthest in ", &list(&leads)]);
        }
    }
    if nowhere.len() == radar.shapes.len() {
        text.say(&["There is nothing on any spoke yet"]);
    } else if !nowhere.is_empty() {
        let stay = if nowhere.len() == 1 { " stays" } else { " stay" };
        text.say(&[&list(&nowhere), stay, " behind in everything"]);
    }
}

#[inline(never)]
fn cells(text: &mut Text, drawing: &Drawing, heat: &Heat) {
    let name = if heat.z.label.is_empty() { "The value" } else { &heat.z.label[..] };
    let Some((least, most)) = extent(&heat.values) else {
        return text.say(&[name, " is undefined everywhere"]);
    };
    let columns = heat.xs.len().max(1);
    // A pure number says too little without what it counts.
    let called = |quantity: &Quantity, values: &[f64], index: usize| {
        let value = quantity.format.text(values.get(index).map_or(f64::NAN, |value| *value));
        let bare = quantity.unit.symbol.is_empty() && !quantity.label.is_empty();
        if bare { joined(&[&quantity.label, " ", &value]) } else { value }
    };
    let place = |index: usize| {
        let x = called(&drawing.x, &heat.xs, index % columns);
        joined(&[" (", &x, ", ", &called(&drawing.y, &heat.ys, index / columns), ")"])
    };
    let [low, high] = apart(&heat.z.format, heat.values[least], heat.values[most]);
    text.say(&[
        name,
        verb(name, " ranges", " range"),
        " from ",
        &low,
        &place(least),
        " to ",
        &high,
        &place(most),
    ]);
    if let Some((_, _, value)) = heat.now {
        text.say(&["At the current setting: ", &heat.z.format.text(value)]);
    }
    for (name, level) in &heat.contours {
        let over = heat.values.iter().filter(|value| **value >= *level).count();
        let share = over as f64 / heat.values.len().max(1) as f64 * 100.0;
        text.say(&[&digits(share, Digits::Significant(2)), " % of the cells reach ", name]);
    }
}

#[inline(never)]
fn limits(text: &mut Text, gauges: &[Gauge]) {
    for gauge in gauges {
        let share = gauge.share();
        let how = if share > 1.0 {
            " is over its limit: "
        } else if share.is_finite() {
            " is within its limit: "
        } else {
            " cannot be held against its limit: "
        };
        text.say(&[&gauge.name, how, &gauges::said(gauge)]);
    }
}

/// Two values, with as many digits as tell them from each other.
fn apart(format: &Format, a: f64, b: f64) -> [String; 2] {
    let mut format = format.clone();
    let mut count = 4;
    loop {
        let texts = [a, b].map(|value| format.text(value));
        if texts[0] != texts[1] || a == b || count > 12 {
            return texts;
        }
        format.digits = Digits::Significant(count);
        count += 1;
    }
}

/// The least and the greatest of what is defined.
fn ends(values: &[f64]) -> (f64, f64) {
    extent(values).map_or((f64::NAN, f64::NAN), |(least, most)| (values[least], values[most]))
}

/// Where the least and the greatest of what is defined are.
fn extent(values: &[f64]) -> Option<(usize, usize)> {
    let mut found: Option<(usize, usize)> = None;
    for (index, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let (mut least, mut most) = found.unwrap_or((index, index));
        if *value < values[least] {
            least = index;
        }
        if *value > values[most] {
            most = index;
        }
        found = Some((least, most));
    }
    found
}

/// `A, B and C`; of many the first few, and how many more there are.
pub(super) fn list(names: &[&str]) -> String {
    let mut text = String::new();
    let shown = if names.len() > NAMED + 1 { NAMED } else { names.len() };
    for (index, name) in names[..shown].iter().enumerate() {
        if index > 0 {
            text.push_str(if index + 1 == names.len() { " and " } else { ", " });
        }
        text.push_str(name);
    }
    if shown < names.len() {
        text.push_str(&joined(&[" and ", &whole(names.len() - shown), " more"]));
    }
    text
}

fn whole(count: usize) -> String {
    digits(count as f64, Digits::Decimals(0))
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

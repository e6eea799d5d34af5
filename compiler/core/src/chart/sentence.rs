//! What a drawing shows, in words: how a line runs and where it crosses a limit, which bar is the longest,
//! which points no other beats.

use super::collect::{Bars, Curve, Drawing, Gauge, Heat, Picture, Plane, Quantity, Radar, Span};
use super::model::{Form, Style};
use super::{gauges, plane, timeline};
use crate::number::{Digits, digits};
use crate::text::joined;

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
    text.0
}

/// Sentences being written.
#[derive(Default)]
struct Text(String);

impl Text {
    /// One more sentence.
    fn say(&mut self, parts: &[&str]) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        let sentence = joined(parts);
        let mut letters = sentence.chars();
        // Names stay as the author wrote them; only our own words begin small.
        self.0.extend(letters.next());
        self.0.push_str(letters.as_str());
        self.0.push('.');
    }
}

fn planes(text: &mut Text, drawing: &Drawing, plane: &Plane) {
    let mut stacked = false;
    for curve in &plane.curves {
        match curve.style {
            Style::Band => band(text, drawing, plane, curve),
            Style::Bins => highest(text, drawing, plane, curve),
            Style::Stacked => stacked = true,
            _ => course(text, drawing, plane, &curve.name, &curve.values),
        }
    }
    if stacked {
        layers(text, drawing, plane);
    }
    for roof in &plane.roofs {
        let (peak, ridge) = (drawing.y.format.text(roof.peak), drawing.x.format.text(roof.peak / roof.rate));
        text.say(&[
            &roof.name,
            " rises with the intensity until ",
            &ridge,
            ", and is level at ",
            &peak,
            " from there",
        ]);
        let below: Vec<&str> = (plane.dots.iter())
            .filter(|dot| dot.x < roof.peak / roof.rate)
            .map(|dot| &dot.name[..])
            .collect();
        if plane.roofs.len() == 1 && !plane.dots.is_empty() {
            let rest = plane.dots.len() - below.len();
            let (verb, count) = (if below.len() == 1 { " lies" } else { " lie" }, whole(rest));
            if below.is_empty() {
                text.say(&["All points are limited by computing"]);
            } else {
                text.say(&[
                    &list(&below),
                    verb,
                    " left of the ridge, limited by bandwidth; ",
                    &count,
                    " to its right, limited by computing",
                ]);
            }
        }
    }
    points(text, drawing, plane);
    if let Some(histogram) = &plane.histogram {
        let (Some(low), Some(high)) = (histogram.values.first(), histogram.values.last()) else {
            return text.say(&[&histogram.name, " has no values"]);
        };
        let (low, high) = (drawing.x.format.text(*low), drawing.x.format.text(*high));
        text.say(&[
            &histogram.name,
            ": ",
            &whole(histogram.values.len()),
            " values from ",
            &low,
            " to ",
            &high,
        ]);
        for (share, value) in &histogram.percentiles {
            let share = joined(&[&digits(share * 100.0, Digits::Significant(6)), " %"]);
            text.say(&[&share, " of them are at most ", &drawing.x.format.text(*value)]);
        }
    }
}

/// How a line runs, and where it crosses a limit.
fn course(text: &mut Text, drawing: &Drawing, plane: &Plane, name: &str, values: &[f64]) {
    let name = if name.is_empty() { &drawing.y.label } else { name };
    let points: Vec<(f64, f64)> = (plane.at.iter().copied().zip(values.iter().copied()))
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .collect();
    let ([(_, first), ..], [.., (_, last)]) = (&points[..], &points[..]) else {
        return text.say(&[name, " has no values"]);
    };
    let written = |value: f64| drawing.y.format.text(value);
    let (least, most) = ends(points.iter().map(|point| point.1));
    let slack = 1e-9 * least.abs().max(most.abs());
    let never = |wrong: &dyn Fn(f64, f64) -> bool| !points.windows(2).any(|pair| wrong(pair[0].1, pair[1].1));
    let mut told = String::new();
    if most - least <= slack {
        told = joined(&[name, " stays at ", &written(*first)]);
    } else {
        let rising = never(&|a, b| b < a - slack);
        let falling = never(&|a, b| b > a + slack);
        let verb = match (rising, falling) {
            (true, _) => " grows from ",
            (_, true) => " falls from ",
            _ => " goes from ",
        };
        told.push_str(&joined(&[name, verb, &written(*first), " to ", &written(*last)]));
        if !rising && !falling {
            told.push_str(&joined(&[", between ", &written(least), " and ", &written(most)]));
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

fn band(text: &mut Text, drawing: &Drawing, plane: &Plane, curve: &Curve) {
    let low = curve.low.as_deref().unwrap_or(&[]);
    let both = |index: usize| {
        let (x, low, high) = (plane.at.get(index)?, low.get(index)?, curve.values.get(index)?);
        let texts = [*low, *high].map(|value| drawing.y.format.text(value));
        let defined = low.is_finite() && high.is_finite();
        defined.then(|| joined(&["from ", &texts[0], " to ", &texts[1], " at ", &drawing.x.format.text(*x)]))
    };
    match (both(0), both(curve.values.len().saturating_sub(1))) {
        (Some(first), Some(last)) => text.say(&[&curve.name, " reaches ", &first, " and ", &last]),
        (Some(one), None) | (None, Some(one)) => text.say(&[&curve.name, " reaches ", &one]),
        _ => text.say(&[&curve.name, " is not defined at both ends"]),
    }
}

fn highest(text: &mut Text, drawing: &Drawing, plane: &Plane, curve: &Curve) {
    let name = if curve.name.is_empty() { &drawing.y.label } else { &curve.name };
    let best = (plane.at.iter().zip(&curve.values))
        .filter(|(_, value)| value.is_finite())
        .max_by(|a, b| a.1.total_cmp(b.1));
    let Some((at, value)) = best else { return text.say(&[name, " has no values"]) };
    let (at, value) = (drawing.x.format.text(*at), drawing.y.format.text(*value));
    text.say(&[name, " is highest from ", &at, " on, with ", &value]);
}

/// What stands on each other, as a whole.
fn layers(text: &mut Text, drawing: &Drawing, plane: &Plane) {
    let Some(top) = plane.curves.iter().rev().find(|curve| curve.style == Style::Stacked) else { return };
    course(text, drawing, plane, "The sum", &top.values);
    let share = |curve: &Curve| {
        let (low, high) = (curve.low.as_ref()?.last()?, curve.values.last()?);
        (high - low).is_finite().then_some(high - low)
    };
    let layers = plane.curves.iter().filter(|curve| curve.style == Style::Stacked);
    let most = layers.filter_map(|curve| Some((curve, share(curve)?))).max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((curve, value)) = most {
        text.say(&["At the end ", &curve.name, " is the largest part, ", &drawing.y.format.text(value)]);
    }
}

fn points(text: &mut Text, drawing: &Drawing, plane: &Plane) {
    let shown: Vec<&super::collect::Dot> =
        plane.dots.iter().filter(|dot| dot.x.is_finite() && dot.y.is_finite()).collect();
    if shown.is_empty() {
        if !plane.dots.is_empty() {
            text.say(&["No point has values"]);
        }
        return;
    }
    if let Some(goal) = plane.frontier {
        let best = plane::on_frontier(&plane.dots, goal);
        let names: Vec<&str> =
            plane.dots.iter().zip(&best).filter(|(_, best)| **best).map(|(dot, _)| &dot.name[..]).collect();
        let (count, of) = (whole(names.len()), whole(shown.len()));
        let verb = if names.len() == 1 { " point is" } else { " points are" };
        let dominated = match shown.len() - names.len() {
            0 => "; none is dominated".into(),
            1 => "; the other one is dominated".into(),
            rest => joined(&["; the other ", &whole(rest), " are dominated"]),
        };
        text.say(&[&count, " of ", &of, verb, " on the frontier: ", &list(&names), &dominated]);
    } else if plane.roofs.is_empty() {
        let across = |quantity: &Quantity, values: &mut dyn Iterator<Item = f64>| {
            let (low, high) = ends(values);
            joined(&["from ", &quantity.format.text(low), " to ", &quantity.format.text(high)])
        };
        let x = across(&drawing.x, &mut shown.iter().map(|dot| dot.x));
        let y = across(&drawing.y, &mut shown.iter().map(|dot| dot.y));
        let label = |quantity: &Quantity, other: &str| -> String {
            if quantity.label.is_empty() { other.into() } else { quantity.label.clone() }
        };
        let count = joined(&[&whole(shown.len()), if shown.len() == 1 { " point" } else { " points" }]);
        text.say(&[
            &count,
            ": ",
            &label(&drawing.x, "across"),
            " ",
            &x,
            ", ",
            &label(&drawing.y, "up"),
            " ",
            &y,
        ]);
    }
    for (index, name) in &plane.chosen {
        let dot = &plane.dots[*index];
        let (x, y) = (drawing.x.format.text(dot.x), drawing.y.format.text(dot.y));
        let called = if name.is_empty() { "Marked" } else { name };
        text.say(&[called, ": ", &dot.name, " at ", &x, " and ", &y]);
    }
}

fn groups(text: &mut Text, drawing: &Drawing, bars: &Bars) {
    let written = |value: f64| drawing.y.format.text(value);
    let empty = String::new();
    let group = |index: usize| bars.groups.get(index).unwrap_or(&empty);
    match bars.form {
        Form::Waterfall => {
            let steps = bars.bars.iter().filter(|bar| !bar.total && bar.value.is_finite());
            let largest = steps.clone().skip(1).max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()));
            if let (Some(first), Some(last)) = (steps.clone().next(), bars.bars.last()) {
                let (from, to) = (written(first.to), written(last.to));
                text.say(&["From ", group(first.group), " with ", &from, " the steps lead to ", &to]);
            }
            if let Some(step) = largest {
                text.say(&["The largest step is ", group(step.group), " with ", &written(step.value)]);
            }
        }
        Form::Stacked => {
            let sums: Vec<(usize, f64)> = (0..bars.groups.len())
                .map(|group| {
                    let of = bars.bars.iter().filter(|bar| bar.group == group && bar.value.is_finite());
                    (group, of.map(|bar| bar.value).sum())
                })
                .collect();
            extremes(text, drawing, "In all, ", &sums, bars);
        }
        Form::Grouped => {
            let several = bars.series.len() > 1;
            for (series, name) in bars.series.iter().enumerate() {
                let of: Vec<(usize, f64)> = (bars.bars.iter())
                    .filter(|bar| bar.series == series && bar.value.is_finite())
                    .map(|bar| (bar.group, bar.value))
                    .collect();
                let lead = if several { joined(&[name, ": "]) } else { String::new() };
                extremes(text, drawing, &lead, &of, bars);
            }
        }
    }
    for mark in drawing.marks.iter().filter(|mark| mark.horizontal && !mark.name.trim().is_empty()) {
        let over: Vec<&str> = (0..bars.groups.len())
            .filter(|index| bars.bars.iter().any(|bar| bar.group == *index && bar.to > mark.value))
            .map(|index| &group(index)[..])
            .collect();
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

/// The greatest and the least of some groups.
fn extremes(text: &mut Text, drawing: &Drawing, lead: &str, values: &[(usize, f64)], bars: &Bars) {
    let written = |value: f64| drawing.y.format.text(value);
    let name = |group: usize| bars.groups.get(group).map_or("", |name| &name[..]);
    let most = values.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let least = values.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let (Some(most), Some(least)) = (most, least) else {
        return text.say(&[lead, "no bar has a value"]);
    };
    if most.1 == least.1 {
        let all = if values.len() == 1 { name(most.0) } else { "every bar" };
        return text.say(&[lead, all, " is at ", &written(most.1)]);
    }
    let ratio = most.1 / least.1;
    let apart = if ratio.is_finite() && ratio >= 1.2 {
        joined(&[", ", &digits(ratio, Digits::Significant(2)), "× as much"])
    } else {
        String::new()
    };
    text.say(&[
        lead,
        name(least.0),
        " is least with ",
        &written(least.1),
        " and ",
        name(most.0),
        " is most with ",
        &written(most.1),
        &apart,
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

fn lanes(text: &mut Text, drawing: &Drawing, spans: &[Span]) {
    let lanes = timeline::lanes(spans);
    let (low, high) = ends(spans.iter().flat_map(|span| [span.from, span.to]));
    if spans.is_empty() {
        return text.say(&["There is no span"]);
    }
    let written = |value: f64| drawing.x.format.text(value);
    let count =
        |count: usize, one: &str, many: &str| joined(&[&whole(count), if count == 1 { one } else { many }]);
    let (spans_said, lanes_said) =
        (count(spans.len(), " span", " spans"), count(lanes.len(), " lane", " lanes"));
    text.say(&[&spans_said, " on ", &lanes_said, ", from ", &written(low), " to ", &written(high)]);
    let busy: f64 = spans.iter().map(|span| (span.to - span.from).abs()).sum();
    let share = busy / (lanes.len() as f64 * (high - low));
    if share.is_finite() {
        text.say(&["The lanes are busy ", &digits(share * 100.0, Digits::Significant(3)), " % of that time"]);
    }
}

fn spokes(text: &mut Text, radar: &Radar) {
    if let [one] = &radar.shapes[..] {
        let mut told = String::new();
        for (index, spoke) in radar.spokes.iter().enumerate() {
            let value = spoke.values.first().map_or(f64::NAN, |value| *value);
            let joint = if index > 0 { ", " } else { "" };
            told.push_str(&joined(&[
                joint,
                &spoke.name,
                " ",
                &spoke.format.text(value),
                " of ",
                &spoke.format.text(spoke.limit),
            ]));
        }
        let lead = if one.is_empty() { String::new() } else { joined(&[one, ": "]) };
        return text.say(&[&lead, &told]);
    }
    for (shape, name) in radar.shapes.iter().enumerate() {
        let leads: Vec<&str> = (radar.spokes.iter())
            .filter(|spoke| {
                let mine = spoke.values.get(shape).map_or(f64::NAN, |value| spoke.share(*value));
                let others = spoke.values.iter().map(|value| spoke.share(*value));
                mine.is_finite() && others.filter(|other| other.is_finite()).all(|other| other <= mine)
            })
            .map(|spoke| &spoke.name[..])
            .collect();
        if leads.is_empty() {
            text.say(&[name, " reaches furthest nowhere"]);
        } else {
            text.say(&[name, " reaches furthest in ", &list(&leads)]);
        }
    }
}

fn cells(text: &mut Text, drawing: &Drawing, heat: &Heat) {
    let defined = heat.values.iter().enumerate().filter(|(_, value)| value.is_finite());
    let least = defined.clone().min_by(|a, b| a.1.total_cmp(b.1));
    let most = defined.max_by(|a, b| a.1.total_cmp(b.1));
    let columns = heat.xs.len().max(1);
    let name = if heat.z.label.is_empty() { "It" } else { &heat.z.label[..] };
    let (Some(least), Some(most)) = (least, most) else { return text.say(&[name, " has no values"]) };
    let place = |index: usize| {
        let x = heat.xs.get(index % columns).map_or(f64::NAN, |x| *x);
        let y = heat.ys.get(index / columns).map_or(f64::NAN, |y| *y);
        joined(&[&drawing.x.format.text(x), " and ", &drawing.y.format.text(y)])
    };
    let (low, high) = (heat.z.format.text(*least.1), heat.z.format.text(*most.1));
    text.say(&[name, " ranges from ", &low, " at ", &place(least.0), " to ", &high, " at ", &place(most.0)]);
    if let Some((x, y, value)) = heat.now {
        let (x, y) = (drawing.x.format.text(x), drawing.y.format.text(y));
        text.say(&["At the current ", &x, " and ", &y, " it is ", &heat.z.format.text(value)]);
    }
    for (name, level) in &heat.contours {
        let over = heat.values.iter().filter(|value| **value >= *level).count();
        let share = over as f64 / heat.values.len().max(1) as f64 * 100.0;
        text.say(&[&digits(share, Digits::Significant(2)), " % of the cells reach ", name]);
    }
}

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

/// The least and the greatest of what is defined.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

/// `A, B and C`; of many the first few, and how many more there are.
fn list(names: &[&str]) -> String {
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

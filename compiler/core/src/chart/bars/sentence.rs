//! What bars show, in words: which is the longest, and which pass a limit.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::BarForm;
use super::values::BarsValues;
use crate::chart::axes::Axes;
use crate::chart::intervals::{self, IntervalOf};
use crate::chart::lists::{each, extent};
use crate::chart::values::RuleValues;
use crate::chart::words::{Sentences, apart, list};
use crate::number::{Digits, digits};
use crate::text::joined;

/// The sentences.
pub(in crate::chart) fn sentence(text: &mut Sentences, axes: &Axes, bars: &BarsValues) {
    let written = |value: f64| axes.y.format.text(value);
    let group = |index: usize| bars.groups.get(index).map_or("", |name| &name[..]);
    match bars.form {
        BarForm::Waterfall => {
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
        BarForm::Stacked => {
            let mut sums = vec![0.0; bars.groups.len()];
            for bar in bars.bars.iter().filter(|bar| bar.value.is_finite()) {
                if let Some(sum) = sums.get_mut(bar.group) {
                    *sum += bar.value;
                }
            }
            extremes(text, axes, "In all, ", &sums, bars);
        }
        BarForm::Grouped => {
            for (series, name) in bars.series.iter().enumerate() {
                let mut values = vec![f64::NAN; bars.groups.len()];
                for bar in bars.bars.iter().filter(|bar| bar.series == series) {
                    if let Some(value) = values.get_mut(bar.group) {
                        *value = bar.value;
                    }
                }
                let lead = if bars.series.len() > 1 { joined(&[name, ": "]) } else { String::new() };
                extremes(text, axes, &lead, &values, bars);
            }
        }
    }
    let told = |mark: &&RuleValues| mark.horizontal && !mark.value.is_nan() && !mark.name.trim().is_empty();
    for mark in axes.rules.iter().filter(told) {
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
    if axes.intervals.some() {
        compare(text, axes, bars);
    }
}

/// Which bars of a single series their intervals tell apart.
#[inline(never)]
fn compare(text: &mut Sentences, axes: &Axes, bars: &BarsValues) {
    let mut marks = Vec::new();
    for bar in bars.bars.iter().filter(|_| bars.series.len() < 2) {
        let name = bars.groups.get(bar.group);
        marks.push(name.map_or(("", f64::NAN), |name| (&name[..], bar.value)));
    }
    intervals::compare(text, &axes.y.format, &axes.intervals, (IntervalOf::Bar, true), &marks);
}

/// The greatest and the least of the groups.
fn extremes(text: &mut Sentences, axes: &Axes, lead: &str, values: &[f64], bars: &BarsValues) {
    let name = |group: usize| bars.groups.get(group).map_or("", |name| &name[..]);
    let Some((least, most)) = extent(values) else {
        return text.say(&[lead, if lead.is_empty() { "No" } else { "no" }, " bar has a value"]);
    };
    let [low, high] = apart(&axes.y.format, values[least], values[most]);
    if values[least] == values[most] {
        let every = if lead.is_empty() { "Every bar" } else { "every bar" };
        let all = if values.len() == 1 { name(most) } else { every };
        return text.say(&[lead, all, " is at ", &high]);
    }
    let ratio = values[most] / values[least];
    // Logarithms have no ratios.
    let times = if ratio.is_finite() && ratio >= 1.2 && !axes.y.unit.is_level() {
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
fn states(text: &mut Sentences, bars: &BarsValues) {
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

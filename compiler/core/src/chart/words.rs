//! Sentences about a drawing: what every kind of chart needs to speak. Start at [`Sentences`].

use alloc::string::String;

use crate::number::{Digits, Format, digits};
use crate::text::{joined, parts};

/// How many names are listed before the rest is only counted.
const NAMED: usize = 4;

/// Sentences being written.
#[derive(Default)]
pub(super) struct Sentences(pub(super) String);

impl Sentences {
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

/// Two values, with as many digits as tell them from each other.
pub(super) fn apart(format: &Format, a: f64, b: f64) -> [String; 2] {
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

pub(super) fn whole(count: usize) -> String {
    digits(count as f64, Digits::Decimals(0))
}

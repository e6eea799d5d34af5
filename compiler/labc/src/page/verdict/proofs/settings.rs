//! A setting of the controls in words, and as arguments of `labc eval`.

use lab_prove::Outcome;

use crate::check::model::*;
use crate::diagnostic::{Decided, Verdict};
use crate::page::plan::planner::Planner;

/// A setting as an author reads and repeats it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SaidSettings {
    /// In words, such as "at `batch` = 120": reads after a statement.
    pub(super) words: String,
    /// The arguments of `labc eval`; empty at the start, and where the record or a row of a student is in it.
    pub(super) arguments: String,
}

impl Planner<'_> {
    /// A setting, given by the inputs that are away from their starts.
    pub(super) fn said_setting(&mut self, setting: &[(usize, f64)]) -> SaidSettings {
        if setting.is_empty() {
            return SaidSettings { words: "at the start".to_owned(), arguments: String::new() };
        }
        let mut words = Vec::new();
        let mut arguments = Some(String::new());
        let first = self.lowering.first_given as usize;
        for (input, value) in setting {
            if let Some(control) = self.model.controls.get(*input).cloned() {
                let (value, unit) = self.position_words(*input, *value);
                let name = &control.name.text;
                let quoted = format!("{value} {unit}");
                words.push(format!("`{name}` = {}", quoted.trim_end()));
                if let Some(arguments) = &mut arguments {
                    arguments.push_str(&format!(" --set {name}={value}"));
                }
            } else if *input >= first && input - first < self.lowering.given.len() {
                words.push(self.said(input - first, *value));
                arguments = None;
            } else if !self.places.contains_key(input) {
                words.extend(self.said_brought(*input, *value));
                arguments = None;
            }
        }
        let words = match words.split_last() {
            Some((last, [])) => format!("at {last}"),
            Some((last, rest)) => format!("at {} and {last}", rest.join(", ")),
            None => "at the start".to_owned(),
        };
        SaidSettings { words, arguments: arguments.unwrap_or_default() }
    }

    /// An outcome for programs that read diagnostics. What it says is refuted by a setting, or proved where there is none.
    pub(super) fn verdict(&mut self, outcome: &Outcome) -> Verdict {
        let controls = self.model.controls.len();
        let settable = outcome.found.as_ref().filter(|found| {
            found.setting.iter().all(|(input, _)| *input < controls || self.places.contains_key(input))
        });
        let setting = settable.map(|found| found.setting.clone()).map(|setting| {
            let moved = setting.into_iter().filter(|(input, _)| *input < controls);
            let said = moved.map(|(input, value)| {
                (self.model.controls[input].name.text.clone(), self.position_words(input, value).0)
            });
            said.collect()
        });
        Verdict {
            verdict: match (&outcome.found, outcome.never) {
                (Some(_), _) => Decided::Refuted,
                (None, true) => Decided::Proved,
                (None, false) => Decided::Unknown,
            },
            setting,
            method: outcome.method.words().to_owned(),
            settings: outcome.settings.is_finite().then_some(outcome.settings as u64),
            tried: outcome.tried,
            work: outcome.work as u64,
        }
    }

    /// A position of a control as `labc eval --set` takes it, and its unit.
    pub(super) fn position_words(&mut self, control: Id, value: f64) -> (String, String) {
        match &self.model.controls[control].kind {
            ControlKind::Slider { .. } => match self.model.controls[control].format.units.first() {
                Some(unit) => (digits((value - unit.offset) / unit.factor), unit.symbol.clone()),
                None => (digits(value), String::new()),
            },
            ControlKind::Choice { .. } => {
                let offered = self.offered(control);
                let key = offered.into_iter().find(|(_, row)| *row == value).map(|(key, _)| key);
                (key.unwrap_or_default(), String::new())
            }
            ControlKind::Toggle { .. } => (if value == 0.0 { "off" } else { "on" }.to_owned(), String::new()),
        }
    }

    /// How to look at a value at a setting: a command.
    pub(super) fn command(&self, said: &SaidSettings, value: &str) -> Option<String> {
        (!said.arguments.is_empty())
            .then(|| format!("see it with `labc eval --lab FILE{} '{value}'`", said.arguments))
    }
}

/// A number in full, without the last bits that a way to a unit and back loses.
fn digits(number: f64) -> String {
    let rounded = format!("{number:.11e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// A count with its noun: "1 setting", "3 settings". Large counts are spaced.
pub(super) fn counted(count: f64, noun: &str) -> String {
    if !count.is_finite() {
        return format!("all {noun}s");
    }
    if count >= 1e12 {
        let text = format!("{count:.0e}").replace('e', " × 10^");
        return format!("about {text} {noun}s");
    }
    let digits = format!("{count:.0}");
    let mut spaced = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len() > 4 && (digits.len() - index) % 3 == 0 {
            spaced.push(' ');
        }
        spaced.push(digit);
    }
    let plural = if count == 1.0 { "" } else { "s" };
    format!("{spaced} {noun}{plural}")
}

//! The settings that a sentence is about: `at 40 km/h`, `with three tills`, `at the start`; and values that move in a
//! sentence about one setting.

use super::candidates::{Candidates, ChosenOption, Moved, stem};
use super::figures::{Meant, Of, SaidFigure, word};
use super::powers::only;
use super::tokens::{NOW, Placed, Token};
use super::{Read, Role, Said};
use crate::check::model::*;
use crate::check::units::Dimension;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::plan::planner::Planner;

/// A setting that a sentence names.
pub(super) struct SaidSetting {
    /// The control, and its value in base units; nothing for the start.
    pub(super) set: Option<(Id, f64)>,
    /// Its first token, and the one after its last.
    pub(super) tokens: (usize, usize),
    /// As it is written.
    pub(super) text: String,
    /// Whether the sentence only mentions where a control starts, without a word such as `at` or `with`.
    pub(super) mentioned: bool,
}

/// The settings that a sentence names, in their order.
pub(super) fn settings(
    planner: &Planner<'_>,
    tokens: &[Placed],
    figures: &[SaidFigure],
    candidates: &Candidates,
) -> Vec<SaidSetting> {
    let mut settings = Vec::new();
    // Where a control is a time, the start may be that of a process.
    let time = planner.model.units.named("s").map(|second| second.dimension);
    if candidates.controls.iter().all(|moved| moved.kind != time) {
        settings.extend(start(tokens));
    }
    for figure in figures.iter().filter(|figure| figure.meant == Meant::Rounded && figure.of != Of::Times) {
        let introduced = preposition(tokens, figure.tokens.0);
        let kind = match &figure.of {
            // A temperature of a scale is a point.
            Of::Quantity(written) if written.offset != 0.0 => None,
            _ => Some(figure.dimension().hard(&planner.model.units)),
        };
        let fits = |moved: &&Moved| {
            let span = moved.to - moved.from;
            figure.value >= moved.from - 1e-9 * span && figure.value <= moved.to + 1e-9 * span
        };
        let named = |moved: &&Moved| is_named(tokens, figure.tokens, moved);
        let quantity = matches!(figure.of, Of::Quantity(_)) && !figure.is_share();
        let mut value = figure.value;
        let found = if let Some((moved, number)) = counted(tokens, figure, candidates).filter(|_| quantity) {
            value = number;
            Some(moved)
        } else if quantity {
            let of_kind: Vec<&Moved> =
                candidates.controls.iter().filter(|moved| moved.kind == kind).filter(fits).collect();
            match of_kind.as_slice() {
                [only] => Some(*only),
                several => several.iter().copied().find(named),
            }
        } else {
            let plain = Some(Dimension::NONE);
            let of_kind = || candidates.controls.iter().filter(|moved| moved.kind == plain).filter(fits);
            let set = || only(of_kind().filter(|moved| moved.share)).filter(|_| is_set_to(tokens, figure));
            of_kind().find(named).or_else(set)
        };
        if let Some(moved) = found.filter(|moved| introduced || figure.is(moved.start)) {
            let set = Some((moved.id, value));
            let (tokens, text) = (figure.tokens, figure.text.clone());
            settings.push(SaidSetting { set, tokens, text, mentioned: !introduced });
        }
    }
    settings.sort_by_key(|setting| setting.tokens);
    settings
}

/// The words for the start of every control.
fn start(tokens: &[Placed]) -> Option<SaidSetting> {
    let at = (0..tokens.len()).find(|at| {
        let words = [word(tokens, *at), word(tokens, at + 1), word(tokens, at + 2)];
        matches!(
            words,
            [Some("at"), Some("the"), Some("start" | "beginning")]
                | [Some("in"), Some("the"), Some("beginning")]
        )
    })?;
    let tokens = (at, at + 3);
    Some(SaidSetting { set: None, tokens, text: "the start".to_owned(), mentioned: false })
}

/// Whether a figure follows a word that introduces a setting.
fn preposition(tokens: &[Placed], at: usize) -> bool {
    let mut before = at;
    while before > 0 && matches!(word(tokens, before - 1), Some("the" | "a" | "an" | "all" | "only" | "just"))
    {
        before -= 1;
    }
    // `at batch size 8`, `with load 50 %`, `at a length of 4 m`
    for back in 1..=5.min(before) {
        match word(tokens, before - back) {
            Some("at" | "with" | "for" | "from" | "to" | "given" | "after") => return true,
            Some(_) => {}
            None => return false,
        }
    }
    false
}

/// Whether a percentage alone is what a control is set to: `at 100 %, the lamps take …`, and not `at 5 % a year`.
fn is_set_to(tokens: &[Placed], figure: &SaidFigure) -> bool {
    let (from, to) = figure.tokens;
    let ends = match tokens.get(to).map(|placed| &placed.token) {
        None | Some(Token::Mark(',' | '.' | ':' | ')' | '—' | '–') | Token::Value(_)) => true,
        Some(Token::Word(word, _)) => matches!(word.as_str(), "the" | "it"),
        _ => false,
    };
    ends && figure.is_share() && from > 0 && word(tokens, from - 1) == Some("at")
}

/// The slider without a unit that is named by the unit of a figure, and the number: `40 years` of the slider `years`.
fn counted<'c>(
    tokens: &[Placed],
    figure: &SaidFigure,
    candidates: &'c Candidates,
) -> Option<(&'c Moved, f64)> {
    let Of::Quantity(written) = &figure.of else { return None };
    let noun = stem(word(tokens, figure.tokens.1.checked_sub(1)?)?);
    let plain = Some(Dimension::NONE);
    let number = figure.value / written.factor;
    let is_it = |moved: &&Moved| {
        moved.kind == plain
            && !moved.share
            && (moved.from..=moved.to).contains(&number)
            && moved.names.iter().any(|name| name.as_slice() == [noun.clone()])
    };
    Some((only(candidates.controls.iter().filter(is_it))?, number))
}

/// Whether the name or the label of a control stands beside a figure.
fn is_named(tokens: &[Placed], (from, to): (usize, usize), moved: &Moved) -> bool {
    // The unit of a count may be the name: `8 users`.
    let near = tokens[from.saturating_sub(3)..(to + 3).min(tokens.len())].iter();
    let near: Vec<String> = near
        .filter_map(|placed| match &placed.token {
            Token::Word(word, _) => Some(stem(word)),
            _ => None,
        })
        .collect();
    let head = |names: &Vec<String>| names.iter().any(|word| word.len() > 2 && near.contains(word));
    moved.names.iter().any(head)
}

impl Planner<'_> {
    /// Reports values that move in a sentence about one setting of what they depend on.
    pub(super) fn live_values(&mut self, read: &Read<'_>, tokens: &[Placed], settings: &[SaidSetting]) {
        for (at, placed) in tokens.iter().enumerate() {
            let Token::Value(index) = placed.token else { continue };
            let Some(value) = read.said.values.get(index) else { continue };
            if matches!(value.typed.kind, TypedKind::Control(_)) || self.lowering.graph.still(value.node) {
                continue;
            }
            if let Some(setting) = governing(tokens, at, settings) {
                let inputs = match setting.set {
                    Some((control, _)) => control as u32..control as u32 + 1,
                    None => 0..self.model.controls.len() as u32,
                };
                let depends = self.lowering.graph.reads_input(value.node, inputs.clone());
                let back = |placed: &Placed| self.brings_back(read.said, &placed.token, inputs.clone());
                let moves_before =
                    tokens.get(setting.tokens.1..at).is_some_and(|between| between.iter().any(back));
                if depends && !moves_before {
                    self.report_live(read.said, value.typed.clone(), setting);
                    return;
                }
            }
        }
    }

    /// Reports values that move in a sentence about one option of a choice: `with the toaster it is {current}`.
    pub(super) fn live_at_rows(&mut self, read: &Read<'_>, tokens: &[Placed], candidates: &Candidates) {
        // What is shown at some settings only may be there for this one.
        if read.said.scene.role == Role::Case || !read.said.gates.is_empty() {
            return;
        }
        for chosen in &candidates.rows {
            let Some((_, after)) = named_row(tokens, chosen) else { continue };
            // Where two options are compared, the sentence is about both.
            let others = candidates.rows.iter().filter(|other| other.control == chosen.control);
            if others.filter(|other| named_row(tokens, other).is_some()).count() > 1 {
                continue;
            }
            let inputs = chosen.control as u32..chosen.control as u32 + 1;
            for placed in &tokens[after..] {
                if self.brings_back(read.said, &placed.token, inputs.clone()) {
                    break;
                }
                let Token::Value(index) = placed.token else { continue };
                let Some(value) = read.said.values.get(index) else { continue };
                if !matches!(value.typed.of, Type::Number(_) | Type::Point)
                    || !self.lowering.graph.reads_input(value.node, inputs.clone())
                {
                    continue;
                }
                let name = &self.model.controls[chosen.control].name.text;
                let by = format!("with `{name}`");
                let at = format!("at ({name} = {})", chosen.key);
                let text = chosen.words.join(" ");
                self.report_moving(read.said, value.typed.clone(), (&by, &at, &text));
                return;
            }
        }
    }

    /// Whether a token brings the sentence back to the settings of the page.
    fn brings_back(&self, said: &Said, token: &Token, inputs: std::ops::Range<u32>) -> bool {
        match token {
            Token::Word(word, _) => NOW.contains(&word.as_str()),
            Token::Value(index) => said.values.get(*index).is_some_and(|value| {
                matches!(value.typed.kind, TypedKind::Control(_))
                    && self.lowering.graph.reads_input(value.node, inputs)
            }),
            _ => false,
        }
    }

    fn report_live(&mut self, said: &Said, typed: Typed, setting: &SaidSetting) {
        let (by, at, about) = match setting.set {
            Some((control, set)) => {
                let Control { name, format, .. } = &self.model.controls[control];
                let set = format.text(set).replace(['\u{a0}', '\u{202f}'], " ");
                // "16" alone does not say what is 16.
                let bare = !setting.text.contains(char::is_alphabetic);
                let about = if bare { format!("`{}` = {set}", name.text) } else { setting.text.clone() };
                (format!("with `{}`", name.text), format!("at ({} = {set})", name.text), about)
            }
            None => ("with the controls".to_owned(), "at start".to_owned(), setting.text.clone()),
        };
        self.report_moving(said, typed, (&by, &at, &about));
    }

    /// Reports a value that moves, with what moves it, the setting of its sentence and how that is written.
    fn report_moving(&mut self, said: &Said, typed: Typed, (by, at, text): (&str, &str, &str)) {
        let value = crate::check::shortened(self.quoted(typed.span));
        let headline = format!("`{value}` moves {by}, but this sentence is about {text}.");
        let span = if typed.span.start >= said.span.start { typed.span } else { said.span };
        let diagnostic =
            Diagnostic::warning(Code::LiveValue, headline, self.file, span, "follows the control")
                .help(format!("write `{{{value} {at}}}`, or say that it is the value now"));
        self.report(diagnostic);
    }
}

/// Where a sentence names an option of a choice after a word that introduces a setting: its first token and the one after
/// its last.
fn named_row(tokens: &[Placed], chosen: &ChosenOption) -> Option<(usize, usize)> {
    let count = chosen.words.len();
    (1..tokens.len().saturating_sub(count - 1)).find_map(|at| {
        let is_word = |(offset, own): (usize, &String)| match &tokens[at + offset].token {
            Token::Word(word, _) => word == own,
            Token::Number(_) => tokens[at + offset].text == *own,
            _ => false,
        };
        if !chosen.words.iter().enumerate().all(is_word) {
            return None;
        }
        let article = matches!(word(tokens, at - 1), Some("the" | "a" | "an"));
        let before = at.checked_sub(if article { 2 } else { 1 }).and_then(|at| word(tokens, at));
        matches!(before, Some("at" | "with" | "for" | "on" | "in" | "using")).then_some((at, at + count))
    })
}

/// The setting that a value of a sentence stands under: the last one before it, or the one right after it.
fn governing<'s>(tokens: &[Placed], at: usize, settings: &'s [SaidSetting]) -> Option<&'s SaidSetting> {
    let mut named = settings.iter().filter(|setting| !setting.mentioned);
    let before = named.clone().rfind(|setting| setting.tokens.1 <= at);
    before.or_else(|| {
        // `{wait} with three tills`: nothing but the words of the setting between.
        named.find(|setting| {
            let between = at + 1..setting.tokens.0;
            setting.tokens.0 > at
                && between.len() <= 4
                && tokens[between].iter().all(|placed| matches!(placed.token, Token::Word(..)))
                && !tokens[..at].iter().any(
                    |placed| matches!(&placed.token, Token::Word(word, _) if NOW.contains(&word.as_str())),
                )
        })
    })
}

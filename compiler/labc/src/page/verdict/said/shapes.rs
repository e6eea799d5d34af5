//! What texts say about the shape of a curve: `grows by the same amount each year`, `grows exponentially with the time`. It
//! is reported where neither is so at any step of the control.

use super::candidates::Candidates;
use super::directions::{FALLS, RISES, is_named};
use super::figures::word;
use super::powers::{HEDGES, only};
use super::tokens::{Placed, Token};
use super::{Role, Said};
use crate::check::model::*;
use crate::page::plan::planner::Planner;

/// How many positions of a control are looked at.
const POSITIONS: u32 = 32;
/// How far one step may be from the next before they are no longer the same.
const SAME: f64 = 0.02;
/// How many words before a verb may name what grows.
const NEAR: usize = 8;

/// What stays the same from one step of a control to the next.
#[derive(Clone, Copy, PartialEq)]
enum Same {
    /// The amount that comes: a straight line.
    Amount,
    /// The factor: an exponential curve.
    Factor,
}

impl Planner<'_> {
    /// Reports a sentence that says of a value that it grows by the same amount, or by the same factor, where it doesn't.
    pub(super) fn compare_shapes(&mut self, said: &Said, tokens: &[Placed], candidates: &Candidates) {
        let hedges = |placed: &Placed| match &placed.token {
            Token::Word(word, _) => HEDGES.contains(&word.as_str()),
            mark => *mark == Token::Mark('?'),
        };
        if !matches!(said.scene.role, Role::Prose | Role::Feedback) || tokens.iter().any(hedges) {
            return;
        }
        let is_verb =
            |at: &usize| word(tokens, *at).is_some_and(|verb| RISES.contains(&verb) || FALLS.contains(&verb));
        let Some((place, same)) = said_shape(tokens) else { return };
        let Some(verb) = (0..place).rev().find(is_verb) else { return };
        let before = (0..verb).rev().find(is_verb).map_or(0, |at| at + 1);
        let named = candidates.controls.iter().filter(|moved| is_named(tokens, moved));
        let Some(control) = only(named).map(|moved| moved.id) else { return };
        let subject = &tokens[verb.saturating_sub(NEAR).max(before)..verb];
        let named = self.formula_called(subject, control, candidates);
        // Of several verbs, only the first may be about the value that is shown.
        let value = named.or_else(|| self.shown_formula(said, tokens, control).filter(|_| before == 0));
        let Some(value) = value else { return };
        let Some(steps) = self.lowering.steps(control) else { return };
        let positions: Vec<f64> = steps.some(POSITIONS).collect();
        let values = self.values_along(&value, control, &positions);
        if values.len() < 4 || values.iter().any(|value| !value.is_finite()) {
            return;
        }
        let pairs = positions.windows(2).zip(values.windows(2));
        let growth: Vec<f64> = pairs
            .map(|(at, is)| match same {
                Same::Amount => (is[1] - is[0]) / (at[1] - at[0]),
                Same::Factor => libm::log(is[1] / is[0]) / (at[1] - at[0]),
            })
            .collect();
        let changes = |pair: &[f64]| (pair[1] - pair[0]).abs() > SAME * pair[0].abs().max(pair[1].abs());
        if growth.iter().any(|step| !step.is_finite()) || !growth.windows(2).all(changes) {
            return;
        }
        let name = crate::check::shortened(self.quoted(value.span)).to_owned();
        let Control { name: moved, format, .. } = &self.model.controls[control];
        let own = self.format_of_value(&value);
        let text = |format: &lab_core::number::Format, value: f64| {
            format.text(value).replace(['\u{a0}', '\u{202f}'], " ")
        };
        let last = positions.len() - 1;
        let [a, b] = [(0, 1), (last - 1, last)].map(|(from, to)| {
            let [low, high] = [from, to].map(|at| text(format, positions[at]));
            let [was, is] = [from, to].map(|at| text(&own, values[at]));
            format!("from {was} to {is} between {low} and {high}")
        });
        let what = match same {
            Same::Amount => "in a straight line",
            Same::Factor => "exponentially",
        };
        let headline =
            format!("The text says that `{name}` changes {what} with `{}`, but it doesn't.", moved.text);
        let help = format!("it goes {a}, and {b}: say what the formula does");
        self.says_another(headline, said.span, "not what the lab computes", help);
    }

    /// The only value of a sentence that is a formula which a control moves.
    fn shown_formula(&mut self, said: &Said, tokens: &[Placed], control: Id) -> Option<Typed> {
        let input = control as u32;
        let shown = tokens.iter().filter_map(|placed| match placed.token {
            Token::Value(index) => said.values.get(index),
            _ => None,
        });
        let is_formula = |typed: &Typed| matches!(typed.kind, TypedKind::Define(_));
        only(shown.filter(|value| {
            is_formula(&value.typed) && self.lowering.graph.reads_input(value.node, input..input + 1)
        }))
        .map(|value| value.typed.clone())
    }

    /// How a formula is shown where nothing else is said.
    fn format_of_value(&self, value: &Typed) -> lab_core::number::Format {
        match value.kind {
            TypedKind::Define(id) => self.model.defines[id].format.clone(),
            _ => crate::check::plain(),
        }
    }
}

/// The shape that a sentence says, and where.
fn said_shape(tokens: &[Placed]) -> Option<(usize, Same)> {
    (0..tokens.len()).find_map(|at| {
        let words = [at, at + 1, at + 2, at + 3].map(|at| word(tokens, at).unwrap_or_default());
        let same = match words {
            ["linearly", ..] | ["in", "a", "straight", "line"] => Some(Same::Amount),
            ["exponentially", ..] => Some(Same::Factor),
            ["by" | "at", "the", "same", "amount" | "number" | "step"] => Some(Same::Amount),
            ["by" | "at", "the", "same", "factor" | "percentage" | "share" | "proportion" | "ratio"] => {
                Some(Same::Factor)
            }
            _ => None,
        };
        Some((at, same?))
    })
}

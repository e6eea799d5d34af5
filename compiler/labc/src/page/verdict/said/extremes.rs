//! What texts say about the setting at which a value is least or greatest, and what labels of cards say about the setting
//! that their value is taken at.

use lab_core::program::{Binary, Fold};

use super::candidates::Candidates;
use super::figures::{Meant, Of, SaidFigure, word};
use super::powers::only;
use super::settings::SaidSetting;
use super::tokens::{Placed, Token};
use super::{Role, Said};
use crate::check::model::*;
use crate::check::text::TypedText;
use crate::check::units::Dimension;
use crate::lower::Lowering;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// How many positions of a control are looked at.
const POSITIONS: u32 = 512;
/// How many words may name a value.
const NEAR: usize = 6;
/// What a value is called where it is least.
const LEAST: &[&str] = &["smallest", "least", "lowest", "cheapest", "minimal", "shortest", "lightest"];
/// What it is called where it is greatest.
const GREATEST: &[&str] = &["largest", "greatest", "highest", "maximal", "longest", "heaviest"];
/// What the place is called: `has its minimum at`.
const NOUNS: &[&str] = &["minimum", "maximum"];

/// Whether words call something the least, or the greatest; nothing where they do neither, or both.
fn said_extreme<'w>(words: impl Iterator<Item = &'w str>) -> Option<bool> {
    let (mut least, mut greatest) = (false, false);
    for word in words {
        least |= LEAST.contains(&word) || word == "minimum";
        greatest |= GREATEST.contains(&word) || word == "maximum";
    }
    (least != greatest).then_some(least)
}

impl Planner<'_> {
    /// Reports a setting at which a text says that a value is least or greatest, where the value is that elsewhere: `the
    /// cost is smallest with 16 labels`.
    pub(super) fn compare_extreme(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        setting: &SaidSetting,
        candidates: &Candidates,
    ) {
        let Some((control, at)) = setting.set.filter(|_| said.scene.role == Role::Prose) else { return };
        let superlative = (2..setting.tokens.0).find(|at| {
            // `is smallest with`, `cost the least at`, `is at its lowest for`, `has its minimum at`
            let is = matches!(word(tokens, at - 1), Some("is" | "are" | "the" | "its"))
                || word(tokens, at - 1) == Some("a")
                    && word(tokens, *at).is_some_and(|word| NOUNS.contains(&word));
            let leads = matches!(word(tokens, at + 1), Some("with" | "at" | "for"));
            // `lowest at an order of 400 boxes`
            let reach = if word(tokens, setting.tokens.0 - 1) == Some("of") { 6 } else { 4 };
            is && leads && setting.tokens.0 <= at + reach
        });
        let Some(superlative) = superlative else { return };
        let Some(least) = word(tokens, superlative).and_then(|word| {
            let least = LEAST.contains(&word) || word == "minimum";
            let greatest = GREATEST.contains(&word) || matches!(word, "most" | "maximum");
            (least || greatest).then_some(least)
        }) else {
            return;
        };
        let name = &tokens[superlative.saturating_sub(NEAR)..superlative - 1];
        let (Some(value), Some(steps)) =
            (self.formula_called(name, control, candidates), self.lowering.steps(control))
        else {
            return;
        };
        let positions: Vec<f64> = steps.some(POSITIONS).collect();
        let values = self.values_along(&value, control, &positions);
        let better = |a: f64, b: f64| if least { a < b } else { a > b };
        let known = values.iter().copied().filter(|value| value.is_finite());
        let Some(best) = known.reduce(|best, value| if better(value, best) { value } else { best }) else {
            return;
        };
        let is_best = |value: f64| (value - best).abs() <= 1e-9 * best.abs();
        let step = positions.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
        let near = |place: usize| (positions[place] - at).abs() <= step * (1.0 + 1e-9);
        let all: Vec<usize> = (0..positions.len()).filter(|place| is_best(values[*place])).collect();
        if all.iter().any(|place| near(*place)) {
            return;
        }
        let Some(first) = all.first().map(|place| positions[*place]) else { return };
        let Control { name: moved, format, .. } = &self.model.controls[control];
        let value = crate::check::shortened(self.quoted(value.span));
        let own = format.text(first).replace(['\u{a0}', '\u{202f}'], " ");
        let which = if least { "least" } else { "greatest" };
        let headline =
            format!("`{value}` is {which} at `{}` = {own}, and not at {}.", moved.text, setting.text);
        let span = self.place_of_words(said.span, &setting.text).unwrap_or(said.span);
        let help = format!("write {own}, or compute it with `arg{}`", if least { "min" } else { "max" });
        self.says_another(headline, span, "not where the lab has it", help);
    }

    /// Reports a value that a sentence calls the least and that is the greatest, or the other way round: `the lowest price is
    /// {max(o.price for o in offers)}`.
    pub(super) fn compare_superlatives(&mut self, said: &Said, tokens: &[Placed]) {
        for (at, placed) in tokens.iter().enumerate() {
            let Token::Value(index) = placed.token else { continue };
            let Some(value) = said.values.get(index) else { continue };
            let ends = |at: &usize| {
                matches!(tokens[*at].token, Token::Value(_) | Token::Mark(',' | ';' | ':' | '(' | '—' | '–'))
            };
            let from = (0..at).rev().find(ends).map_or(0, |at| at + 1).max(at.saturating_sub(NEAR));
            let words = (from..at).filter_map(|at| word(tokens, at));
            let Some(least) = said_extreme(words) else { continue };
            self.compare_with_folds(least, &value.typed.clone(), said.span);
        }
    }

    /// Reports a label that calls the least what is the greatest, or the other way round: `highlight "the cheapest" when o
    /// == argmax(…)`.
    pub(in crate::page) fn compare_labelled(&mut self, label: &TypedText<'_>, typed: &Typed) {
        let words = label.tree.words().to_lowercase();
        let words = words.split(|c: char| !c.is_alphanumeric());
        if let Some(least) = said_extreme(words) {
            self.compare_with_folds(least, typed, label.tree.span);
        }
    }

    /// Compares what is called the least or the greatest with the `min`, `max`, `argmin` and `argmax` that it is computed by.
    fn compare_with_folds(&mut self, least: bool, typed: &Typed, span: Span) {
        let mut found = Vec::new();
        let mut open = vec![typed];
        while let Some(typed) = open.pop() {
            let typed = match typed.kind {
                TypedKind::Define(id) => self.model.defines[id].value.as_ref().unwrap_or(typed),
                _ => typed,
            };
            match &typed.kind {
                TypedKind::Fold(fold) => match fold.how {
                    Fold::Min | Fold::ArgMin => found.push(true),
                    Fold::Max | Fold::ArgMax => found.push(false),
                    _ => {}
                },
                TypedKind::Compare(_, a, b) => open.extend([&**a, &**b]),
                TypedKind::Binary(Binary::Div, whole, _) => open.push(whole),
                TypedKind::Cell(row, ..) => open.push(row),
                _ => {}
            }
        }
        if found.is_empty() || found.contains(&least) {
            return;
        }
        let (says, is) = if least { ("least", "greatest") } else { ("greatest", "least") };
        let headline = format!("The text calls this the {says}, but the lab computes the {is}.");
        let (wanted, own) = if least { ("min", "max") } else { ("max", "min") };
        let help =
            format!("write `{wanted}` or `arg{wanted}` for `{own}` or `arg{own}`, or turn the word round");
        self.says_another(headline, span, "not what the lab computes", help);
    }

    /// The setting of the only slider without a unit, where a sentence says no more than its number: `the cost is lowest at
    /// 400`.
    pub(super) fn bare_extreme(
        &self,
        tokens: &[Placed],
        figures: &[SaidFigure],
        candidates: &Candidates,
    ) -> Option<SaidSetting> {
        let is_extreme = |word: &str| LEAST.contains(&word) || GREATEST.contains(&word);
        let is_alone = |figure: &&SaidFigure| {
            let (from, to) = figure.tokens;
            let ends = matches!(
                tokens.get(to).map(|placed| &placed.token),
                None | Some(Token::Mark('.' | ',' | ';' | ')'))
            );
            let leads = from >= 2 && matches!(word(tokens, from - 1), Some("at" | "for"));
            let counts = figure.of == Of::Count && figure.digits && figure.meant == Meant::Rounded;
            let names = |word: &str| is_extreme(word) || NOUNS.contains(&word);
            counts && ends && leads && word(tokens, from - 2).is_some_and(names)
        };
        let figure = only(figures.iter().filter(is_alone))?;
        let plain = Some(Dimension::NONE);
        let moved = only(candidates.controls.iter().filter(|moved| moved.kind == plain && !moved.share))?;
        let set = Some((moved.id, figure.value)).filter(|(_, at)| (moved.from..=moved.to).contains(at));
        let (tokens, text) = (figure.tokens, figure.text.clone());
        set.map(|set| SaidSetting { set: Some(set), tokens, text, mentioned: false })
    }

    /// Reports a label that names a setting where its value is taken at another one: `x at (turns = 80) "At 90 turns"`.
    pub(super) fn compare_label(&mut self, said: &Said, setting: &SaidSetting) {
        let Some((control, says)) = setting.set.filter(|_| said.scene.role == Role::Label) else { return };
        let Some((Typed { kind: TypedKind::At(_, sets), .. }, _)) = said.scene.near.first() else { return };
        let Some((_, own)) = sets.iter().find(|(set, _)| *set == control) else { return };
        let node = self.lowering.expr(own, Lowering::BASE);
        let own = self.evaluate(&[node])[0];
        if !own.is_finite() || (own - says).abs() <= 1e-6 * own.abs() {
            return;
        }
        let Control { name, format, .. } = &self.model.controls[control];
        let text = |value: f64| format.text(value).replace(['\u{a0}', '\u{202f}'], " ");
        let headline = format!(
            "The label says {}, and the value is taken at `{}` = {}.",
            setting.text,
            name.text,
            text(own)
        );
        let span = self.place_of_words(said.span, &setting.text).unwrap_or(said.span);
        let help = format!("write `at ({} = {})`, or name the setting that it is", name.text, text(says));
        self.says_another(headline, span, "another setting", help);
    }

    /// Whether a figure of a label is one of the numbers behind its value, and not a setting: `fuel with 45 minutes of
    /// reserve`.
    pub(super) fn is_behind(&self, said: &Said, figure: &SaidFigure) -> bool {
        let kind = Some(figure.dimension().hard(&self.model.units));
        let is_at = matches!(said.scene.near.first(), Some((Typed { kind: TypedKind::At(..), .. }, _)));
        let of_kind = |(typed, _): &(Typed, _)| {
            matches!(typed.kind, TypedKind::Number(..))
                && super::candidates::kind_of(&typed.of, self).as_ref() == Some(&kind)
        };
        said.scene.role == Role::Label && !is_at && said.scene.near.iter().skip(1).any(of_kind)
    }
}

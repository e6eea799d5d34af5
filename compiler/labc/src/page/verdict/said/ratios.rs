//! Multipliers between two values that a sentence shows, numbers that a sentence announces, and fractions that stand for the
//! threshold of a case.

use super::candidates::{Candidates, Measure, kind_of};
use super::compare::Target;
use super::figures::{Meant, Of, SaidFigure, word};
use super::phrases::{is_loss, is_premise};
use super::powers::{HEDGES, only};
use super::tokens::{Placed, Token};
use super::{Role, Said, SaidValue};
use crate::check::model::*;
use crate::check::units::Dimension;
use crate::lower::Lowering;
use crate::page::plan::planner::Planner;
use crate::page::plan::predict::stated;
use crate::syntax::tree::Origin;

/// How near a threshold has to be to the fraction of all that a text says.
const THRESHOLD: f64 = 0.02;
/// How small a number of things may be that is not compared.
const FEW: f64 = 10.0;

impl Planner<'_> {
    /// Compares a multiplier with the two values of its sentence: `half the interval: {wait} for a bus every {interval}`,
    /// `twice what it lifts at 100 km/h: {fast} and {slow}`; or with the value right after it and what the sentence before
    /// says: `it takes half of that, {time}`. The tokens of what was reported.
    pub(super) fn compare_ratio(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        (figures, earlier): (&[SaidFigure], &[SaidFigure]),
        candidates: &Candidates,
    ) -> Option<(usize, usize)> {
        let is_ratio = |figure: &&SaidFigure| {
            figure.of == Of::Times && matches!(figure.meant, Meant::Rounded | Meant::About)
        };
        let figure = only(figures.iter().filter(is_ratio))?;
        let hedges = |placed: &Placed| match &placed.token {
            Token::Word(word, _) => HEDGES.contains(&word.as_str()) && !is_vague(word),
            mark => *mark == Token::Mark('?'),
        };
        if !matches!(said.scene.role, Role::Prose | Role::Feedback) || tokens.iter().any(hedges) {
            return None;
        }
        let to = figure.tokens.1;
        let values: Vec<&SaidValue> = tokens
            .iter()
            .filter_map(|placed| match placed.token {
                Token::Value(index) => said.values.get(index),
                _ => None,
            })
            .collect();
        let kind = |value: &SaidValue, planner: &Self| {
            kind_of(&value.typed.of, planner).filter(|kind| *kind != Some(Dimension::NONE))
        };
        if let Some([from, reached]) = from_to(said, tokens, to) {
            let ratio = candidates.value(reached.node) / candidates.value(from.node);
            let kind = kind_of(&from.typed.of, self);
            if kind.is_none() || kind != kind_of(&reached.typed.of, self) || figure.digits {
                return None;
            }
            if !ratio.is_finite() || figure.fits(ratio) {
                return None;
            }
            let [name, other] =
                [reached, from].map(|value| crate::check::shortened(self.quoted(value.typed.span)));
            let target = Target { name: format!("{name} / {other}"), value: ratio };
            self.report_figure(said, figure, &target, &[]);
            return Some(figure.tokens);
        }
        let of_that = [word(tokens, to), word(tokens, to + 1)];
        if matches!(of_that, [Some("of"), Some("that")] | [Some("that"), None]) {
            let after = to + usize::from(of_that[0] == Some("of")) + 1;
            let value = self.value_right_after(said, tokens, after)?;
            let own = candidates.value(value.node);
            let kind = kind(value, self)?;
            let units = &self.model.units;
            let before: Vec<f64> = earlier
                .iter()
                .filter(|other| other.of != Of::Times && Some(other.dimension().hard(units)) == kind)
                .map(|other| other.value)
                .collect();
            let fits = |of: f64| figure.fits(own / of);
            if before.is_empty() || !own.is_finite() || before.iter().any(|of| fits(*of)) {
                return None;
            }
            let name = crate::check::shortened(self.quoted(value.typed.span));
            let target = Target { name: format!("{name} / {}", earlier[0].text), value: own / before[0] };
            self.report_figure(said, figure, &target, &[]);
            return Some(figure.tokens);
        }
        let [a, b] = values.as_slice() else { return None };
        let first = tokens.iter().position(|placed| matches!(placed.token, Token::Value(_)))?;
        let (kind_a, kind_b) = (kind(a, self)?, kind(b, self)?);
        if kind_a != kind_b || first < to || is_first(tokens, figure) {
            return None;
        }
        // `half the interval`: the interval is one of the two.
        let of_value = word(tokens, to) == Some("the") && {
            let control = word(tokens, to + 1).map(super::candidates::stem)?;
            candidates.controls.iter().any(|moved| {
                let is_shown = |value: &SaidValue| is_of_control(&value.typed, moved.id);
                moved.names.iter().any(|name| name.contains(&control)) && (is_shown(a) || is_shown(b))
            })
        };
        let of_what = word(tokens, to) == Some("what") && !is_premise(tokens, figure, candidates);
        if !of_value && !of_what {
            return None;
        }
        let (own, of) = (candidates.value(a.node), candidates.value(b.node));
        let ratio = own / of;
        if !ratio.is_finite() || ratio <= 0.0 || figure.fits(ratio) || figure.fits(1.0 / ratio) {
            return None;
        }
        let [name, other] = [a, b].map(|value| crate::check::shortened(self.quoted(value.typed.span)));
        let target = Target { name: format!("{name} / {other}"), value: ratio };
        self.report_figure(said, figure, &target, &[]);
        Some(figure.tokens)
    }

    /// The value that stands right after a mark: `…, {time}`, `… ({time})`.
    fn value_right_after<'s>(&self, said: &'s Said, tokens: &[Placed], at: usize) -> Option<&'s SaidValue> {
        matches!(tokens.get(at)?.token, Token::Mark(',' | ':' | '(')).then_some(())?;
        match tokens.get(at + 1)?.token {
            Token::Value(index) => said.values.get(index),
            _ => None,
        }
    }

    /// Compares a number of things with the value that it announces: `about 29 800 of them came: {roll * turnout} papers`.
    pub(super) fn compare_announced(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        figures: &[SaidFigure],
        candidates: &Candidates,
    ) {
        if said.scene.role != Role::Prose {
            return;
        }
        let colon = (1..tokens.len()).find(|at| tokens[*at].token == Token::Mark(':'));
        let Some(colon) = colon else { return };
        let Some(Token::Value(index)) = tokens.get(colon + 1).map(|placed| &placed.token) else { return };
        let Some(value) = said.values.get(*index) else { return };
        let plain: Measure = Some(Dimension::NONE);
        if value.share || kind_of(&value.typed.of, self).as_ref() != Some(&plain) {
            return;
        }
        let own = candidates.value(value.node);
        let clause = tokens[..colon]
            .iter()
            .rposition(|placed| matches!(placed.token, Token::Mark(',' | ';' | '(' | '—' | '–')));
        let start = clause.map_or(0, |at| at + 1);
        let mut in_clause =
            figures.iter().filter(|figure| figure.tokens.0 >= start && figure.tokens.1 <= colon);
        let (Some(figure), None) = (in_clause.next(), in_clause.next()) else { return };
        let counts = figure.of == Of::Count && figure.digits && figure.value >= FEW && !figure.is_bound();
        let hedges = |placed: &Placed| matches!(&placed.token, Token::Word(word, _) if HEDGES.contains(&word.as_str()) && !is_vague(word));
        if !counts
            || !own.is_finite()
            || is_circumstance(tokens, figure.tokens.0)
            || tokens[start..colon].iter().any(hedges)
            || figure.fits(own)
            || !candidates.all_of(&plain)
            || candidates.of(&plain).iter().any(|candidate| figure.fits(candidate.value))
        {
            return;
        }
        let name = crate::check::shortened(self.quoted(value.typed.span));
        self.report_figure(said, figure, &Target { name, value: own }, &[]);
    }

    /// The share that a fraction means, by the name of a fact: `loses a fifth of its weight` the fact `loss`.
    pub(super) fn named_share(
        &self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        candidates: &Candidates,
    ) -> Option<Target> {
        let of = word(tokens, figure.tokens.1) == Some("of");
        let others = (0..tokens.len()).filter_map(|at| word(tokens, at)).any(is_of_others);
        if !figure.is_fraction() || figure.is_bound() || !of || others {
            return None;
        }
        let from = figure.tokens.0;
        let before: Vec<&str> = (from.saturating_sub(4)..from).filter_map(|at| word(tokens, at)).collect();
        // A sentence that shows what is computed with the fact is about it.
        let mut read = Vec::new();
        for placed in tokens {
            if let Token::Value(index) = placed.token
                && let Some(value) = said.values.get(index)
            {
                crate::check::parts::defines_in(&value.typed, &mut read);
            }
        }
        let read = self.defines_behind(read);
        let facts = candidates.of(&Some(Dimension::NONE)).iter().filter(|candidate| {
            let TypedKind::Define(id) = candidate.typed.kind else { return false };
            let define = &self.model.defines[id];
            let is_fact = define.tree.origin != Origin::Let && candidate.value > 0.0 && candidate.value < 1.0;
            let Some(name) = candidate.names.first().and_then(only) else { return false };
            is_fact && read.contains(&id) && before.iter().any(|word| is_kin(word, name))
        });
        let fact = only(facts)?;
        Some(Target { name: super::called(self, &fact.typed), value: fact.value })
    }

    /// Compares a number of things with the formula that is called by them, at the settings that the sentence names:
    /// `Twelve plants fill three crates`.
    pub(super) fn compare_counted(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        figures: &[SaidFigure],
        candidates: &Candidates,
    ) {
        let hedges = |placed: &Placed| match &placed.token {
            Token::Word(word, _) => HEDGES.contains(&word.as_str()) && !is_vague(word),
            token => matches!(token, Token::Value(_) | Token::Mark('?')),
        };
        if !matches!(said.scene.role, Role::Prose | Role::Title) || tokens.iter().any(hedges) {
            return;
        }
        let noun = |figure: &SaidFigure| word(tokens, figure.tokens.1).map(super::candidates::stem);
        let plain: Measure = Some(Dimension::NONE);
        let counts: Vec<&SaidFigure> = figures.iter().filter(|figure| figure.of == Of::Count).collect();
        // Each number but one sets a control.
        let mut sets: Vec<(Id, Typed)> = Vec::new();
        let mut counted: Vec<(&SaidFigure, &Typed)> = Vec::new();
        for figure in counts {
            let Some(noun) = noun(figure) else { return };
            let is_called =
                |names: &[Vec<String>]| names.iter().any(|name| name.as_slice() == [noun.clone()]);
            let mut of_control =
                candidates.controls.iter().filter(|moved| moved.kind == plain && is_called(&moved.names));
            if let (Some(moved), None) = (of_control.next(), of_control.next()) {
                let of = self.model.controls[moved.id].of.clone();
                let kind = TypedKind::Number(figure.value, None);
                sets.push((moved.id, Typed { kind, of, span: said.span }));
                continue;
            }
            let formulas = candidates.of(&plain).iter().filter(|candidate| {
                matches!(candidate.typed.kind, TypedKind::Define(_)) && is_called(&candidate.names)
            });
            let mut called: Vec<&Typed> = Vec::new();
            for formula in formulas {
                if called.iter().all(|known| known.kind != formula.typed.kind) {
                    called.push(&formula.typed);
                }
            }
            match only(called) {
                Some(formula) => counted.push((figure, formula)),
                None => return,
            }
        }
        let ([(figure, formula)], false) = (counted.as_slice(), sets.is_empty()) else { return };
        let whole = self.lowering.expr(formula, Lowering::BASE);
        let moves = sets.iter().all(|(control, _)| {
            let input = *control as u32;
            self.lowering.graph.reads_input(whole, input..input + 1)
        });
        let there = self.lowering.expr(&stated(formula, &sets), Lowering::BASE);
        let own = self.evaluate(&[there])[0];
        if !moves || !own.is_finite() || figure.is_bound() || figure.fits(own) {
            return;
        }
        let name = super::called(self, formula);
        self.report_figure(said, figure, &Target { name, value: own }, &[]);
    }

    /// Compares a figure with the value that stands for it right behind: `1200 litres: {caught}`, `400 g ({salt})`. What
    /// else the lab computes does not count then. Whether it was reported.
    pub(super) fn compare_restated(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        candidates: &Candidates,
    ) -> bool {
        let to = figure.tokens.1;
        let value =
            match [tokens.get(to), tokens.get(to + 1)].map(|placed| placed.map(|placed| &placed.token)) {
                [Some(Token::Mark(':' | '(')), Some(Token::Value(index))] => said.values.get(*index),
                _ => return false,
            };
        let closes = match tokens.get(to + 2).map(|placed| &placed.token) {
            None | Some(Token::Mark(')' | '.')) => true,
            Some(Token::Mark(',' | ';')) => tokens[to].token == Token::Mark(':'),
            _ => false,
        };
        let Some(value) = value.filter(|_| closes && matches!(figure.of, Of::Quantity(_))) else {
            return false;
        };
        let kind = Some(figure.dimension().hard(&self.model.units));
        let fixed = self.lowering.graph.still(value.node)
            || matches!(value.typed.kind, TypedKind::AtStart(_) | TypedKind::At(..));
        let own = candidates.value(value.node);
        if said.scene.role != Role::Prose
            || !fixed
            || is_circumstance(tokens, figure.tokens.0)
            || value.share != figure.is_share()
            || kind_of(&value.typed.of, self) != Some(kind)
            || !own.is_finite()
            || figure.fits(own)
        {
            return false;
        }
        let name = crate::check::shortened(self.quoted(value.typed.span));
        self.report_figure(said, figure, &Target { name, value: own }, &[]);
        true
    }

    /// Reports a figure whose number is that of a value of its sentence, and whose unit only looks like that value's: `draws 2
    /// kWh while it runs: {mean}` where the mean is 2 kW.
    pub(super) fn compare_units(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        candidates: &Candidates,
    ) {
        let Of::Quantity(written) = &figure.of else { return };
        if said.scene.role != Role::Prose || figure.is_share() || figure.is_bound() || written.offset != 0.0 {
            return;
        }
        let kind = Some(written.dimension.hard(&self.model.units));
        let is_own = |value: &SaidValue| kind_of(&value.typed.of, self).as_ref() == Some(&kind);
        let shown = tokens.iter().filter_map(|placed| match placed.token {
            Token::Value(index) => said.values.get(index),
            _ => None,
        });
        let shown: Vec<&SaidValue> = shown.collect();
        if shown.iter().any(|value| is_own(value))
            || candidates.of(&kind).iter().any(|candidate| figure.fits(candidate.value))
        {
            return;
        }
        let found = shown.into_iter().find_map(|value| {
            let text = value.format.text(candidates.value(value.node)).replace(['\u{a0}', '\u{202f}'], " ");
            let (number, unit) = text.split_once(' ')?;
            let (own, symbol) = figure.text.split_once(' ')?;
            let alike = unit != symbol && (unit.starts_with(symbol) || symbol.starts_with(unit));
            (own == number && alike).then_some((value.typed.span, text))
        });
        let Some((span, text)) = found else { return };
        let name = crate::check::shortened(self.quoted(span));
        let headline = format!("The text says {}, but `{name}` is {text}.", figure.text);
        let help = "see which of the two units is meant";
        let place = self.place_of(said, figure);
        self.says_another(headline, place, "another quantity", help);
    }

    /// Compares a fraction in the words of a case with its threshold, as a part of what the slider reaches: `with two
    /// thirds` when `yes_votes >= 60` of 90.
    pub(super) fn compare_majority(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        candidates: &Candidates,
    ) {
        if figure.is_bound() || tokens.iter().any(|placed| matches!(placed.token, Token::Value(_))) {
            return;
        }
        let near = &said.scene.near;
        let threshold = only(near.iter().filter(|(_, node)| self.lowering.graph.still(*node)));
        let moved = only(near.iter().filter(|(_, node)| !self.lowering.graph.still(*node)));
        let (Some((limit, node)), Some((moved, _))) = (threshold, moved) else { return };
        let limit_is = candidates.value(*node);
        let Some(kind) = kind_of(&limit.of, self) else { return };
        let is = |share: f64| (share - figure.value).abs() <= THRESHOLD * figure.value;
        let name = crate::check::shortened(self.quoted(limit.span));
        let (name, share) = match moved.kind {
            TypedKind::Control(id) => {
                let own =
                    candidates.controls.iter().find(|own| own.id == id && own.from == 0.0 && own.to > 0.0);
                let Some(own) = own else { return };
                let wholes = candidates.of(&kind).iter().filter(|candidate| {
                    matches!(candidate.typed.kind, TypedKind::Define(_)) && candidate.value >= limit_is
                });
                let mut wholes = wholes.map(|candidate| candidate.value).chain([own.to]);
                if is(limit_is) || wholes.any(|whole| is(limit_is / whole)) {
                    return;
                }
                (format!("{name} / {}", self.model.controls[id].format.text(own.to)), limit_is / own.to)
            }
            _ if kind == Some(Dimension::NONE) && limit_is > 0.0 && limit_is < 1.0 && !is(limit_is) => {
                (name, limit_is)
            }
            _ => return,
        };
        let (own, says) = (percent(share), percent(figure.value));
        let headline = format!(
            "The text says {} ({says}), but `{}` is {own}.",
            figure.text,
            name.replace(['\u{a0}', '\u{202f}'], " ")
        );
        let span = self.place_of_words(said.span, &figure.text).unwrap_or(said.span);
        self.says_another(headline, span, "not the threshold", "make the words and the condition agree");
    }
}

/// The two values between which something changes: `doubles from {a} to {b}`.
fn from_to<'s>(said: &'s Said, tokens: &[Placed], at: usize) -> Option<[&'s SaidValue; 2]> {
    let value = |at: usize| match tokens.get(at)?.token {
        Token::Value(index) => said.values.get(index),
        _ => None,
    };
    let is_change = word(tokens, at) == Some("from") && word(tokens, at + 2) == Some("to");
    is_change.then(|| Some([value(at + 1)?, value(at + 3)?])).flatten()
}

/// Words that say a number is not exact, and not that a sentence is not so.
fn is_vague(word: &str) -> bool {
    matches!(word, "about" | "roughly" | "nearly" | "almost" | "only" | "but")
}

/// Whether a word of a text and the name of a fact are of one family: `stay` and `stays`, `loses` and `loss`.
fn is_kin(word: &str, name: &str) -> bool {
    let word = super::candidates::stem(word);
    let common = word.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
    word == name
        || common >= 4 && common + 2 >= word.chars().count().min(name.chars().count())
        || is_loss(&word) && is_loss(name)
        || word.starts_with("lose") && is_loss(name)
}

/// Whether a word says that a sentence is about others than the lab is.
fn is_of_others(word: &str) -> bool {
    matches!(
        word,
        "most"
            | "many"
            | "some"
            | "other"
            | "others"
            | "usually"
            | "often"
            | "typically"
            | "elsewhere"
            | "all"
            | "average"
    )
}

/// Whether a number says when, where or of what: `in 12 rooms`.
fn is_circumstance(tokens: &[Placed], at: usize) -> bool {
    let words = tokens[..at].iter().rev().map_while(|placed| match &placed.token {
        Token::Word(word, _) => Some(word.as_str()),
        _ => None,
    });
    let mut before =
        words.skip_while(|word| matches!(*word, "the" | "about" | "all" | "some" | "a" | "only"));
    before.next().is_some_and(|word| {
        matches!(
            word,
            "at" | "with"
                | "for"
                | "from"
                | "to"
                | "after"
                | "in"
                | "of"
                | "per"
                | "by"
                | "on"
                | "over"
                | "under"
        )
    })
}

/// Whether a multiplier is what its sentence begins with, and supposes.
fn is_first(tokens: &[Placed], figure: &SaidFigure) -> bool {
    tokens[..figure.tokens.0].iter().all(|placed| !matches!(placed.token, Token::Word(..)))
}

/// Whether a value is a control, at any settings.
fn is_of_control(typed: &Typed, control: Id) -> bool {
    match &typed.kind {
        TypedKind::Control(id) => *id == control,
        TypedKind::AtStart(inner) | TypedKind::At(inner, _) => is_of_control(inner, control),
        _ => false,
    }
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 1000.0).round() / 10.0)
}

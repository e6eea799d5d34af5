//! Whether a figure of a text is a value of the lab.

use super::candidates::{Candidate, Candidates, Measure, called, kind_of, stem, words};
use super::elsewhere::set_elsewhere;
use super::figures::{Meant, Of, SaidFigure, word};
use super::passing::{is_for_each, is_limit_said, is_said_otherwise, is_same_clause};
use super::phrases::{
    converts, excludes, is_best, is_loss, is_moment, is_named_before, is_premise, is_quoted,
};
use super::settings::{SaidSetting, settings};
use super::tokens::{NOW, Placed, Token};
use super::{Read, Role, Said, Sentence};
use crate::check::model::*;
use crate::check::units::Dimension;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;

/// How many values of one text are combined with each other.
const COMBINED: usize = 14;

/// Words of a sentence about where a slider stands.
const STANDS: &[&str] =
    &["start", "starts", "begin", "begins", "beginning", "first", "slider", "set", "stands"];

/// A value that a text means by a figure.
pub(super) struct Target {
    /// How it is called.
    pub(super) name: String,
    pub(super) value: f64,
}

/// A value in a text, or another figure of it.
#[derive(Clone, PartialEq)]
struct KnownValue {
    value: f64,
    dimension: Dimension,
    /// Whether the text shows it, and doesn't only say it.
    shown: bool,
}

impl Planner<'_> {
    /// Compares the figures of a text with the values of the lab.
    pub(super) fn compare(&mut self, read: &Read<'_>, candidates: &Candidates) {
        if read.said.scene.role == Role::Option {
            return self.compare_option(read, candidates);
        }
        let known = self.known(read, candidates);
        if read.said.scene.role == Role::Question {
            self.asked_elsewhere(read, candidates);
        }
        // What the sentence before is about, the next one is, too, if it names no setting itself.
        let mut before: Vec<SaidSetting> = Vec::new();
        let mut earlier: &[SaidFigure] = &[];
        for (place, Sentence { tokens, figures }) in read.sentences.iter().enumerate() {
            let settings = settings(self, tokens, figures, candidates);
            self.live_values(read, tokens, &settings);
            self.live_at_rows(read, tokens, candidates);
            for setting in &settings {
                self.compare_extreme(read.said, tokens, setting, candidates);
                self.compare_label(read.said, setting);
            }
            if let Some(setting) = self.bare_extreme(tokens, figures, candidates) {
                self.compare_extreme(read.said, tokens, &setting, candidates);
            }
            self.compare_announced(read.said, tokens, figures, candidates);
            self.compare_counted(read.said, tokens, figures, candidates);
            let ratio = self.compare_ratio(read.said, tokens, (figures, earlier), candidates);
            let next = read.sentences.get(place + 1);
            let now = next.and_then(|next| self.compare_now(read.said, figures, &settings, next));
            earlier = figures;
            let mut compared: Vec<&SaidFigure> = Vec::new();
            for figure in figures.iter().filter(|figure| figure.of != Of::Count) {
                if ratio == Some(figure.tokens)
                    || now == Some(figure.tokens)
                    || self.compare_restated(read.said, tokens, figure, candidates)
                {
                    continue;
                }
                let setting = settings.iter().find(|setting| setting.tokens == figure.tokens);
                match setting {
                    Some(_) if !self.is_behind(read.said, figure) => {
                        self.compare_best(read.said, tokens, figure, candidates);
                    }
                    _ => compared.push(figure),
                }
            }
            let about = if settings.is_empty() { &before } else { &settings };
            for figure in compared {
                self.compare_units(read.said, tokens, figure, candidates);
                self.compare_figure(read, (tokens, figures), figure, (&settings, about), &known, candidates);
            }
            if !settings.is_empty() {
                before = settings;
            }
        }
    }

    /// Compares a setting that a sentence calls the best with what the lab computes for that: a value of its kind in the
    /// same text that no control moves and whose name says so, as in `least at 90 km/h, the best speed ({best})`.
    fn compare_best(&mut self, said: &Said, tokens: &[Placed], figure: &SaidFigure, candidates: &Candidates) {
        let says_best = (0..figure.tokens.0).any(|at| word(tokens, at).is_some_and(is_best));
        if !says_best || said.scene.role != Role::Prose {
            return;
        }
        let kind = Some(figure.dimension().hard(&self.model.units));
        let mut best: Vec<Target> = Vec::new();
        for value in &said.values {
            let name = called(self, &value.typed);
            let names_best = words(&name).iter().any(|word| is_best(word));
            if names_best
                && kind_of(&value.typed.of, self).as_ref() == Some(&kind)
                && self.lowering.graph.still(value.node)
            {
                best.push(Target { name, value: candidates.value(value.node) });
            }
        }
        if let Some(first) = best.first().filter(|_| !best.iter().any(|best| figure.fits(best.value))) {
            self.report_figure(said, figure, first, &[]);
        }
    }

    /// The values of a text, and its figures, which may be combined.
    fn known(&self, read: &Read<'_>, candidates: &Candidates) -> Vec<KnownValue> {
        let values = read.said.values.iter().map(|value| (&value.typed, value.node));
        // What an option claims is nothing that its reply adds up.
        let near = read.said.scene.near.iter().filter(|_| read.said.scene.role != Role::Feedback);
        let near = near.map(|(typed, node)| (typed, *node));
        let values = values.chain(near).filter_map(|(typed, node)| match &typed.of {
            Type::Number(dimension) => Some(KnownValue {
                value: candidates.value(node),
                dimension: dimension.hard(&self.model.units),
                shown: true,
            }),
            _ => None,
        });
        let figures = read.sentences.iter().flat_map(|sentence| &sentence.figures);
        let figures = figures.map(|figure| KnownValue {
            value: figure.value,
            dimension: figure.dimension().hard(&self.model.units),
            shown: false,
        });
        let mut all: Vec<KnownValue> = Vec::new();
        for known in values.chain(figures).filter(|known| known.value.is_finite()) {
            if all.len() < COMBINED && !all.contains(&known) {
                all.push(known);
            }
        }
        all
    }

    fn compare_figure(
        &mut self,
        read: &Read<'_>,
        (tokens, figures): (&[Placed], &[SaidFigure]),
        figure: &SaidFigure,
        (settings, about): (&[SaidSetting], &[SaidSetting]),
        known: &[KnownValue],
        candidates: &Candidates,
    ) {
        let said = read.said;
        let kind_of_figure = |figure: &SaidFigure| match &figure.of {
            Of::Quantity(written) if written.offset != 0.0 => None,
            _ => Some(figure.dimension().hard(&self.model.units)),
        };
        let mut kind: Measure = kind_of_figure(figure);
        // `5 EUR a month` may be the EUR of `month`.
        let alone = figure.alone();
        let alone = alone.filter(|alone| {
            candidates.of(&kind).is_empty() || self.is_limit(said, figure, alone, candidates)
        });
        let whole = figure;
        let figure = alone.as_ref().unwrap_or(figure);
        if alone.is_some() {
            kind = kind_of_figure(figure);
        }
        if is_premise(tokens, figure, candidates)
            || is_quoted(tokens, figure)
            || converts(tokens, figure, &self.model.units)
            || is_moment(tokens, figure, &self.model.units)
            || is_for_each(tokens, figure)
            || self.is_difference_of(said, tokens, figure)
            || alone.is_some() && is_said_otherwise(read, whole)
            || self.is_set_by_question(said, figure, &kind, candidates)
        {
            return;
        }
        if let Some(truth) = self.confirms_another(said, tokens, figure, &kind, candidates) {
            return self.report_figure(said, figure, &truth, settings);
        }
        if said.scene.role == Role::Case && figure.is_fraction() {
            return self.compare_majority(said, tokens, figure, candidates);
        }
        if self.breaks_its_bound(said, tokens, figure, &kind, candidates) {
            return;
        }
        let target = match self.target(read, tokens, figure, &kind, candidates) {
            Some(target) => target,
            // A reply that has said the truth may add what holds elsewhere.
            None if said.scene.role == Role::Feedback && self.says_the_truth(said, figure, candidates) => {
                return;
            }
            None => match self.target_at_settings(said, (tokens, figures), figure, &kind, about) {
                Some(target) => target,
                None => return,
            },
        };
        if figure.of == Of::Times && figure.fits(target.value) {
            return;
        }
        // A label that is a figure and nothing else, of a value that nothing moves, is that value: `rule y 60 min "An hour"`.
        if said.scene.role == Role::Label
            && figure.tokens == (0, tokens.len())
            && let Some((typed, node)) = said.scene.near.first()
            && kind_of(&typed.of, self).as_ref() == Some(&kind)
            && self.lowering.graph.still(*node)
        {
            if !figure.fits(candidates.value(*node)) {
                self.report_figure(said, figure, &target, settings);
            }
            return;
        }
        // A text about a condition or a limit says the number itself, not a bound on it.
        let strict = matches!(said.scene.role, Role::Case | Role::Label);
        let fits = |value: f64| if strict { figure.is(value) } else { figure.fits(value) };
        // `saves 60 %` is not what is left of a value called `saved`.
        let says = |at: usize| word(tokens, at).is_some_and(is_loss);
        let is_lost = words(&target.name).iter().any(|word| is_loss(word)) && (0..tokens.len()).any(says);
        let share = (figure.is_share() || figure.is_fraction()) && !is_lost;
        let any = |value: f64| {
            let times = figure.of == Of::Times && fits(1.0 / value);
            let share = share && (fits(1.0 - value) || fits(value - 1.0) || fits(1.0 - 1.0 / value));
            fits(value) || times || share
        };
        // In words, `twice` is not the 2 of a formula.
        let bare = figure.of == Of::Times && !figure.digits;
        // What a sentence says of another setting is not what holds at the start.
        let mut elsewhere = set_elsewhere(tokens, settings, candidates);
        if !elsewhere.is_empty() {
            let there = self.at_settings(said, &kind, about, false);
            let others = figures.iter().filter(|other| *other != whole);
            if others.into_iter().any(|other| there.iter().any(|value| other.fits(*value))) {
                elsewhere.clear();
            }
        }
        let meant = |candidate: &&Candidate| {
            !(bare && matches!(candidate.typed.kind, TypedKind::Number(..))) && any(candidate.value)
        };
        let mut fitting = candidates.of(&kind).iter().filter(meant);
        let fits_one = match elsewhere.is_empty() {
            true => fitting.next().is_some(),
            false => fitting.any(|candidate| !self.is_moved_by(&candidate.typed, &elsewhere)),
        };
        if fits_one || !candidates.all_of(&kind) {
            return;
        }
        let values =
            said.values.iter().filter(|value| kind_of(&value.typed.of, self).as_ref() == Some(&kind));
        if values.into_iter().any(|value| any(candidates.value(value.node))) {
            return;
        }
        if !strict
            && self.combined(figure, &self.combinable(tokens, figure, known, settings, candidates)).any(any)
        {
            return;
        }
        if self.at_settings(said, &kind, about, elsewhere.is_empty()).into_iter().any(any) {
            return;
        }
        self.report_figure(said, figure, &target, settings);
    }

    /// Reports a bound that none of the values before it in its sentence keeps: `{films} are less than 2 TB`.
    fn breaks_its_bound(
        &mut self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        kind: &Measure,
        candidates: &Candidates,
    ) -> bool {
        let bound = match figure.meant {
            Meant::Above => "at least",
            Meant::Below => "at most",
            _ => return false,
        };
        if said.scene.role != Role::Prose || figure.of == Of::Times {
            return false;
        }
        let before: Vec<(String, f64)> = self
            .values_in(said, &tokens[..figure.tokens.0], kind)
            .filter(|(at, ..)| is_same_clause(tokens, *at, figure))
            .map(|(_, typed, node)| {
                (crate::check::shortened(self.quoted(typed.span)), candidates.value(node))
            })
            .filter(|(_, value)| value.is_finite())
            .collect();
        let keeps = |value: f64| match figure.meant {
            Meant::Above => value >= figure.value * (1.0 - 1e-9),
            _ => value <= figure.value * (1.0 + 1e-9),
        };
        if before.is_empty() || before.iter().any(|(_, value)| keeps(*value)) {
            return false;
        }
        let (name, value) = before[before.len() - 1].clone();
        let text = self.in_its_unit(figure, value);
        let headline = format!("The text says {bound} {}, but `{name}` is {text}.", figure.text);
        let span = self.place_of(said, figure);
        let help = format!("write the value that holds, or `{{{name}}}`");
        self.says_another(headline, span, "not what the lab computes".to_owned(), help);
        true
    }

    /// The values of a kind in a part of a sentence, with their places.
    fn values_in<'s>(
        &self,
        said: &'s Said,
        tokens: &[Placed],
        kind: &Measure,
    ) -> impl Iterator<Item = (usize, &'s Typed, Node)> {
        let values: Vec<(usize, &Typed, Node)> = tokens
            .iter()
            .enumerate()
            .filter_map(|(at, placed)| match placed.token {
                Token::Value(index) => Some((at, said.values.get(index)?)),
                _ => None,
            })
            .filter(|(_, value)| kind_of(&value.typed.of, self).as_ref() == Some(kind))
            .map(|(at, value)| (at, &value.typed, value.node))
            .collect();
        values.into_iter()
    }

    /// The value that a text means by a figure, as far as the text itself says.
    fn target(
        &mut self,
        read: &Read<'_>,
        tokens: &[Placed],
        figure: &SaidFigure,
        kind: &Measure,
        candidates: &Candidates,
    ) -> Option<Target> {
        let nearest = |targets: Vec<Target>| {
            let off = |target: &Target| {
                let factor = (target.value / figure.value).abs();
                factor.max(1.0 / factor)
            };
            let known = targets.into_iter().filter(|target| target.value.is_finite());
            known.min_by(|a, b| off(a).total_cmp(&off(b)))
        };
        let said = read.said;
        if said.scene.role == Role::Title {
            return self.titled(said, figure, kind, candidates);
        }
        if let Some(target) = self.replied(said, tokens, figure, kind, candidates) {
            return Some(target);
        }
        // A note on a share that nothing moves: `20 % of what is pumped`.
        if let (Role::Label, true, Some((typed, node))) =
            (said.scene.role, said.scene.share && figure.is_share(), said.scene.near.first())
            && !figure.is_bound()
            && self.lowering.graph.still(*node)
        {
            return Some(Target { name: called(self, typed), value: candidates.value(*node) });
        }
        let moves = said.scene.role == Role::Case;
        let shown: Vec<Target> = {
            let values: Vec<_> = self
                .values_in(said, tokens, kind)
                .filter(|(at, ..)| !self.is_of_another(said, tokens, figure, *at))
                .map(|(_, typed, node)| (typed.clone(), node))
                .collect();
            let mut shown = Vec::new();
            for (typed, node) in values {
                // In a text that is shown at some settings only, a value that moves is none of the start.
                // A fraction in words doesn't count things.
                let is_part = !figure.is_fraction() || candidates.value(node) <= 1.5;
                if is_part && (!moves || self.lowering.graph.still(node)) && self.is_meant(said, figure, node)
                {
                    shown.push(Target {
                        name: crate::check::shortened(self.quoted(typed.span)),
                        value: candidates.value(node),
                    });
                }
            }
            shown
        };
        if let Some(target) = nearest(shown) {
            return Some(target);
        }
        let aside = said.scene.role == Role::Label && excludes(tokens)
            || said.scene.role == Role::Feedback && self.says_the_truth(said, figure, candidates);
        if figure.of != Of::Times && !aside && (!figure.is_share() || said.scene.role == Role::Case) {
            let near =
                said.scene.near.iter().filter(|(typed, _)| kind_of(&typed.of, self).as_ref() == Some(kind));
            let mut near: Vec<(Typed, Node)> = near.cloned().collect();
            // A reply to a wrong answer may say the right one.
            let truth = said.scene.truth.iter().filter(|_| said.scene.role == Role::Feedback);
            near.extend(truth.filter(|(typed, _)| kind_of(&typed.of, self).as_ref() == Some(kind)).cloned());
            let fixed = near
                .into_iter()
                .filter(|(_, node)| said.scene.role != Role::Case || self.lowering.graph.still(*node));
            let near: Vec<(Typed, Node)> = fixed.collect();
            // The text of a case says a threshold once, and other figures in passing.
            let is_limit =
                |other: &SaidFigure| near.iter().any(|(_, node)| other.is(candidates.value(*node)));
            let said_already = read
                .sentences
                .iter()
                .flat_map(|sentence| &sentence.figures)
                .any(|other| other.dimension() == figure.dimension() && is_limit(other));
            let in_passing = said.scene.explains && (said_already || !is_limit_said(tokens, figure));
            let near = near
                .into_iter()
                .filter(|_| !in_passing)
                .map(|(typed, node)| Target { name: called(self, &typed), value: candidates.value(node) });
            if let Some(target) = nearest(near.collect()) {
                return Some(target);
            }
        }
        if let Some(target) = self.at_a_rate(said, tokens, figure, kind, candidates) {
            return Some(target);
        }
        if figure.of == Of::Times {
            let quotient = self.quotient_target(said, tokens, figure, candidates);
            return quotient.or_else(|| self.named_share(said, tokens, figure, candidates));
        }
        if said.scene.role == Role::Question {
            return None;
        }
        // `every fret makes the pitch 6 % higher` is not about the number of the fret.
        let in_percent = |candidate: &&Candidate| match candidate.typed.kind {
            TypedKind::Control(id) => super::is_share(&self.model.controls[id].format),
            _ => true,
        };
        // Where a slider stands isn't a fact, unless the sentence is about where it stands.
        let at_start = (0..tokens.len()).any(|at| {
            let says = |word: &str| STANDS.contains(&word) || NOW.contains(&word);
            word(tokens, at).is_some_and(says)
        });
        let named = candidates.of(kind).iter().filter(|candidate| {
            is_named_before(tokens, figure, &candidate.names)
                && (!figure.is_share() || in_percent(candidate))
                && !((moves || !at_start) && matches!(candidate.typed.kind, TypedKind::Control(_)))
        });
        let named =
            named.map(|candidate| Target { name: called(self, &candidate.typed), value: candidate.value });
        if let Some(target) = nearest(named.collect()) {
            return Some(target);
        }
        // Off by exactly a thousand, a million or a billion from a value with a name.
        if figure.is_share() || figure.step > 0.1 * figure.value.abs() {
            return None;
        }
        let slipped = candidates.of(kind).iter().filter(|candidate| {
            matches!(candidate.typed.kind, TypedKind::Define(_) | TypedKind::Control(_))
                && [1e3, 1e6, 1e9]
                    .iter()
                    .any(|slip| figure.is(candidate.value * slip) || figure.is(candidate.value / slip))
        });
        let slipped =
            slipped.map(|candidate| Target { name: called(self, &candidate.typed), value: candidate.value });
        nearest(slipped.collect())
    }

    /// Whether a value that is shown beside a figure may be what the figure says: a percentage goes with percentages.
    fn is_meant(&self, said: &Said, figure: &SaidFigure, node: Node) -> bool {
        let shown = said.values.iter().find(|value| value.node == node);
        match &figure.of {
            // A fraction in words may be what is shown in percent, but not what it is of.
            Of::Times if figure.is_fraction() => shown.is_some(),
            Of::Times => shown.is_some_and(|value| !value.share),
            _ if figure.is_share() => shown.is_some_and(|value| value.share),
            _ => true,
        }
    }

    /// What a multiplier compares: two values of one kind in its sentence, or one value at two settings.
    fn quotient_target(
        &self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        candidates: &Candidates,
    ) -> Option<Target> {
        let mut kinds: Vec<(Measure, Typed, f64)> = Vec::new();
        for placed in tokens {
            let Token::Value(index) = placed.token else { continue };
            let value = said.values.get(index)?;
            let Some(kind) = kind_of(&value.typed.of, self) else { continue };
            if kind == Some(Dimension::NONE) {
                continue;
            }
            let own = candidates.value(value.node);
            if let Some((_, first, of)) = kinds.iter().find(|(known, ..)| *known == kind) {
                let [mut a, mut b] =
                    [first, &value.typed].map(|typed| crate::check::shortened(self.quoted(typed.span)));
                let mut ratio = of / own;
                // `ten times that` is more than one, and so is the ratio that is meant.
                if (figure.value > 1.0) != (ratio > 1.0) {
                    std::mem::swap(&mut a, &mut b);
                    ratio = 1.0 / ratio;
                }
                return Some(Target { name: format!("{a} / {b}"), value: ratio });
            }
            kinds.push((kind, value.typed.clone(), own));
        }
        None
    }

    /// The values that a figure may be combined of. Where a sentence goes from one setting of a control to another, and a
    /// multiplier says what that does to something else, it isn't the ratio of the settings.
    fn combinable(
        &self,
        tokens: &[Placed],
        figure: &SaidFigure,
        known: &[KnownValue],
        settings: &[SaidSetting],
        candidates: &Candidates,
    ) -> Vec<KnownValue> {
        let is_control = |word: &str| {
            let word = stem(word);
            candidates.controls.iter().any(|moved| moved.names.iter().any(|name| name.contains(&word)))
        };
        let says_control = (0..tokens.len()).any(|at| word(tokens, at).is_some_and(is_control));
        let is_setting = |known: &KnownValue| {
            let set = settings.iter().filter(|setting| !setting.mentioned).filter_map(|setting| setting.set);
            figure.of == Of::Times
                && !says_control
                && !known.shown
                && set.into_iter().any(|(_, value)| value == known.value)
        };
        known.iter().filter(|known| !is_setting(known)).cloned().collect()
    }

    /// Sums, differences, products and quotients of two values of a text that have the figure's dimension.
    fn combined<'k>(
        &self,
        figure: &SaidFigure,
        known: &'k [KnownValue],
    ) -> impl Iterator<Item = f64> + use<'k> {
        let wanted = figure.dimension().hard(&self.model.units);
        let own = figure.value;
        // The figure itself is no value to be combined with.
        let rest: Vec<&KnownValue> =
            known.iter().filter(|known| known.dimension != wanted || known.value != own).collect();
        let mut values = Vec::new();
        for (index, a) in rest.iter().enumerate() {
            for b in &rest[index + 1..] {
                if a.dimension == b.dimension && a.dimension == wanted {
                    values.extend([a.value + b.value, (a.value - b.value).abs()]);
                }
                let is = |dimension: Option<Dimension>| dimension.as_ref() == Some(&wanted);
                if is(a.dimension.times(&b.dimension)) {
                    values.push(a.value * b.value);
                }
                if is(a.dimension.over(&b.dimension)) {
                    values.push(a.value / b.value);
                }
                if is(b.dimension.over(&a.dimension)) {
                    values.push(b.value / a.value);
                }
            }
        }
        values.into_iter()
    }

    pub(super) fn report_figure(
        &mut self,
        said: &Said,
        figure: &SaidFigure,
        target: &Target,
        settings: &[SaidSetting],
    ) {
        let text = self.in_its_unit(figure, target.value);
        let span = self.place_of(said, figure);
        if self.is_literal(&target.name) {
            let (place, other) = match said.scene.role {
                Role::Case => ("its condition", "condition"),
                _ => ("the lab", "lab"),
            };
            let is = if text == target.name { String::new() } else { format!(", which is {text}") };
            let headline = format!("The text says {}, but {place} says `{}`{is}.", figure.text, target.name);
            let help = format!("make the text and the {other} agree");
            return self.says_another(headline, span, "not what the lab computes".to_owned(), help);
        }
        let at_start = !(target.name.ends_with(')') || settings.is_empty() && said.scene.settings.is_empty());
        let here = if at_start && !self.is_fixed(&target.name) { " at the start" } else { "" };
        let headline = format!("The text says {}, but `{}` is {text}{here}.", figure.text, target.name);
        let help = match figure.of {
            Of::Times => format!("write `{{{}}}×`, which follows the lab", target.name),
            _ => match off_by(target.value / figure.value) {
                Some(times) => format!(
                    "it is {times} what the text says: see whether a unit is wrong in what `{}` is computed from, or correct the text",
                    target.name
                ),
                None => format!("write `{{{}}}`, which follows the lab, or correct the number", target.name),
            },
        };
        self.says_another(headline, span, "not what the lab computes".to_owned(), help);
    }

    /// Whether the name of a value is a number as it is written: `4 h`.
    fn is_literal(&self, name: &str) -> bool {
        let (number, unit) = name.split_once([' ', '\u{a0}']).unwrap_or((name, ""));
        number.parse::<f64>().is_ok() && (unit.is_empty() || self.model.units.read(unit).is_ok())
    }

    /// Whether a name is that of a definition which no control moves.
    fn is_fixed(&mut self, name: &str) -> bool {
        let place = self.model.defines.iter().position(|define| define.tree.name.text == name);
        place.is_some_and(|id| {
            let node = self.lowering.defined(id);
            self.lowering.graph.still(node)
        })
    }

    /// A value as a figure would say it.
    pub(super) fn in_its_unit(&self, figure: &SaidFigure, value: f64) -> String {
        match &figure.of {
            Of::Quantity(written) => self.model.units.in_symbols(written).text(value),
            Of::Times => format!("{}×", crate::check::plain().text(value)),
            Of::Count => crate::check::plain().text(value),
        }
    }
}

/// Whether a value is a unit away from a figure.
pub(super) fn is_unit_off(factor: f64) -> bool {
    off_by(factor).is_some()
}

/// A factor of a wrong unit or prefix, in words: a figure is rounded, so the factor is, too.
fn off_by(factor: f64) -> Option<&'static str> {
    const FACTORS: [(f64, &str); 8] = [
        (1e2, "a hundred times"),
        (1e-2, "a hundredth of"),
        (1e3, "a thousand times"),
        (1e-3, "a thousandth of"),
        (1e6, "a million times"),
        (1e-6, "a millionth of"),
        (1e9, "a billion times"),
        (1e-9, "a billionth of"),
    ];
    let near = |of: f64| (factor / of - 1.0).abs() < 0.1;
    FACTORS.iter().find(|(of, _)| near(*of)).map(|(_, words)| *words)
}

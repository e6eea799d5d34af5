//! Figures that stand for a number of the lab without its name: a span of time in every week for the threshold of a goal, the
//! rate in the label of what it is paid for, and what a sentence says before `Now it is {x}`.

use super::candidates::{Candidate, Candidates, Measure, called, kind_of};
use super::compare::{Target, is_unit_off};
use super::figures::{Of, SaidFigure, word};
use super::powers::only;
use super::settings::SaidSetting;
use super::tokens::{Placed, Token};
use super::{Role, Said, Sentence};
use crate::check::model::*;
use crate::lower::Lowering;
use crate::page::plan::planner::Planner;
use crate::page::plan::predict::stated;
use crate::syntax::tree::Origin;

/// How many of one span of time another one may have: 7 days a week, 24 hours a day.
const SPANS: &[f64] = &[5.0, 7.0, 12.0, 24.0, 30.0, 52.0, 60.0, 365.0];
/// How far a threshold may be from so many spans.
const NEAR: f64 = 0.05;
/// The largest factor between a rate in a label and the fact that it may mean; beyond it, the label means something else.
const ALIKE: f64 = 3.0;

impl Planner<'_> {
    /// Whether a time in every day or week is the threshold of a condition, and no share of all time: `at least 5 hours a
    /// week` when `weekly >= 4 h`.
    pub(super) fn is_limit(
        &mut self,
        said: &Said,
        figure: &SaidFigure,
        alone: &SaidFigure,
        candidates: &Candidates,
    ) -> bool {
        if said.scene.role != Role::Case || !figure.is_share() {
            return false;
        }
        let kind = Some(alone.dimension().hard(&self.model.units));
        let of_kind =
            said.scene.near.iter().filter(|(typed, _)| kind_of(&typed.of, self).as_ref() == Some(&kind));
        let nodes: Vec<_> = of_kind.map(|(_, node)| *node).collect();
        let still = nodes.into_iter().filter(|node| self.lowering.graph.still(*node));
        let Some(limit) = only(still.collect::<Vec<_>>()).map(|node| candidates.value(node)) else {
            return false;
        };
        // `half an hour a day`, and the condition is about the week
        let times = (limit / alone.value).max(alone.value / limit);
        times.is_finite() && !SPANS.iter().any(|span| (times / span - 1.0).abs() <= NEAR)
    }

    /// The rate that a label names, where its value is computed from one fact of that dimension: `Cost a day at 0.30
    /// USD/kWh`.
    pub(super) fn at_a_rate(
        &self,
        said: &Said,
        tokens: &[Placed],
        figure: &SaidFigure,
        kind: &Measure,
        candidates: &Candidates,
    ) -> Option<Target> {
        let Of::Quantity(written) = &figure.of else { return None };
        let at = figure.tokens.0.checked_sub(1).and_then(|at| word(tokens, at)) == Some("at");
        let is_rate = written.symbol.contains('/') && written.offset == 0.0;
        if said.scene.role != Role::Label || !at || !is_rate || figure.is_share() || figure.is_bound() {
            return None;
        }
        let (typed, _) = said.scene.near.first()?;
        if candidates.controls.iter().any(|moved| moved.kind == *kind) {
            return None;
        }
        let mut read = Vec::new();
        crate::check::parts::defines_in(typed, &mut read);
        let read = self.defines_behind(read);
        let of_card = |candidate: &&Candidate| match candidate.typed.kind {
            TypedKind::Define(id) => read.contains(&id),
            _ => false,
        };
        let named: Vec<&Candidate> = candidates.of(kind).iter().filter(of_card).collect();
        let fact = *named.first()?;
        let TypedKind::Define(id) = fact.typed.kind else { return None };
        if named.iter().any(|other| other.typed.kind != fact.typed.kind) {
            return None;
        }
        let times = (fact.value / figure.value).max(figure.value / fact.value);
        let is_fact = self.model.defines[id].tree.origin != Origin::Let;
        (is_fact && times <= ALIKE).then(|| Target { name: called(self, &fact.typed), value: fact.value })
    }

    /// Compares what a sentence says at some settings with the value that the next one has now, where they are a unit apart:
    /// `At 3 % they earn about 30 USD. Now it is {interest}.` The tokens of what was reported.
    pub(super) fn compare_now(
        &mut self,
        said: &Said,
        figures: &[SaidFigure],
        settings: &[SaidSetting],
        next: &Sentence,
    ) -> Option<(usize, usize)> {
        let tokens = &next.tokens;
        let words = [word(tokens, 0), word(tokens, 1), word(tokens, 2)];
        let now =
            matches!(words, [Some("now"), Some("it"), Some("is")] | [Some("it"), Some("is"), Some("now")]);
        let Some(Token::Value(index)) = tokens.get(3).map(|placed| &placed.token) else { return None };
        let value = said.values.get(*index).filter(|value| now && !value.share)?;
        if said.scene.role != Role::Prose || !next.figures.is_empty() {
            return None;
        }
        let kind = kind_of(&value.typed.of, self)?;
        let is_own = |figure: &&SaidFigure| {
            matches!(&figure.of, Of::Quantity(written) if written.offset == 0.0)
                && Some(figure.dimension().hard(&self.model.units)) == kind
                && !figure.is_share()
                && !settings.iter().any(|setting| setting.tokens == figure.tokens)
        };
        let figure = only(figures.iter().filter(is_own)).filter(|figure| !figure.is_bound())?;
        let mut sets: Vec<(Id, Typed)> = Vec::new();
        for (control, at) in settings.iter().filter_map(|setting| setting.set) {
            let Control { of, .. } = &self.model.controls[control];
            let kind = TypedKind::Number(at, None);
            sets.push((control, Typed { kind, of: of.clone(), span: said.span }));
        }
        if sets.is_empty() {
            return None;
        }
        let there = self.lowering.expr(&stated(&value.typed, &sets), Lowering::BASE);
        let own = self.evaluate(&[there])[0];
        if !own.is_finite() || figure.fits(own) || !is_unit_off(own / figure.value) {
            return None;
        }
        let name = crate::check::shortened(self.quoted(value.typed.span));
        let at = settings.iter().filter_map(|setting| {
            let (control, at) = setting.set?;
            let Control { name, format, .. } = &self.model.controls[control];
            Some(format!("{} = {}", name.text, format.text(at).replace(['\u{a0}', '\u{202f}'], " ")))
        });
        let name = format!("{name} at ({})", at.collect::<Vec<_>>().join(", "));
        self.report_figure(said, figure, &Target { name, value: own }, settings);
        Some(figure.tokens)
    }

    /// Definitions, and all that they are computed from.
    pub(super) fn defines_behind(&self, mut read: Vec<Id>) -> Vec<Id> {
        let mut at = 0;
        while let Some(id) = read.get(at).copied() {
            at += 1;
            let mut behind = Vec::new();
            if let Some(value) = &self.model.defines[id].value {
                crate::check::parts::defines_in(value, &mut behind);
            }
            behind.retain(|id| !read.contains(id));
            read.append(&mut behind);
        }
        read
    }
}

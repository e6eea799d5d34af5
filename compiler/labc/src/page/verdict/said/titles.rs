//! Titles of parts, and questions: what they say about settings and values.

use super::candidates::{Candidates, Measure, kind_of};
use super::compare::Target;
use super::figures::{Of, SaidFigure};
use super::settings::settings;
use super::{Read, Role, Said, Saying};
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// A value that a part shows.
#[derive(Clone)]
pub(super) struct InPart {
    typed: Typed,
    node: Node,
    share: bool,
    place: Span,
}

impl Saying {
    /// The values that the page shows, with the places of their texts and cards.
    pub(super) fn in_parts(&self) -> Vec<InPart> {
        let in_texts = self.texts.iter().flat_map(|said| {
            said.values.iter().map(|value| InPart {
                typed: value.typed.clone(),
                node: value.node,
                share: value.share,
                place: said.span,
            })
        });
        let on_cards = self.cards.iter().map(|card| InPart {
            typed: card.typed.clone(),
            node: card.node,
            share: card.share,
            place: card.span,
        });
        in_texts.chain(on_cards).collect()
    }

    /// The settings of all questions, also those that they compare, with the places of the questions.
    pub(super) fn set_by_questions(&self) -> Vec<(Typed, Span)> {
        let questions = self.texts.iter().filter(|said| said.scene.role == Role::Question);
        let sets = questions.flat_map(|said| {
            let all = said.scene.compared.iter().flatten().chain(&said.scene.settings);
            all.map(|(_, value)| (value.clone(), said.span))
        });
        sets.collect()
    }
}

impl Planner<'_> {
    /// The value that the title of a part means by a figure: the only one of its kind that the part shows.
    pub(super) fn titled(
        &mut self,
        said: &Said,
        figure: &SaidFigure,
        kind: &Measure,
        candidates: &Candidates,
    ) -> Option<Target> {
        let part = said.scene.titles?;
        let share = figure.is_share() || figure.is_fraction();
        let shown = candidates.in_parts.iter().filter(|shown| {
            (part.start..part.end).contains(&shown.place.start)
                && shown.share == share
                && kind_of(&shown.typed.of, self).as_ref() == Some(kind)
        });
        let shown: Vec<&InPart> = shown.collect();
        let first = shown.first()?;
        if shown.iter().any(|other| other.node != first.node) {
            return None;
        }
        let name = crate::check::shortened(self.quoted(first.typed.span));
        Some(Target { name, value: candidates.value(first.node) })
    }

    /// Whether a figure is a setting of the question that its text belongs to, or, for a title, of a question of the part:
    /// `add 300 mL of water` of a question `at (water = 300 mL)`.
    pub(super) fn is_set_by_question(
        &mut self,
        said: &Said,
        figure: &SaidFigure,
        kind: &Measure,
        candidates: &Candidates,
    ) -> bool {
        let scene = &said.scene;
        let own = scene.compared.iter().flatten().chain(&scene.settings).map(|(_, value)| value);
        let part = scene.titles.unwrap_or(Span::new(0, 0));
        let in_part = candidates.set.iter().filter(|(_, at)| (part.start..part.end).contains(&at.start));
        let sets = own.chain(in_part.map(|(value, _)| value));
        let of_kind: Vec<Typed> =
            sets.filter(|value| kind_of(&value.of, self).as_ref() == Some(kind)).cloned().collect();
        let nodes: Vec<Node> =
            of_kind.iter().map(|value| self.lowering.expr(value, Lowering::BASE)).collect();
        self.evaluate(&nodes).into_iter().any(|value| figure.fits(value))
    }

    /// Reports a question that names a setting of a control, where its answer is taken at another one.
    pub(super) fn asked_elsewhere(&mut self, read: &Read<'_>, candidates: &Candidates) {
        let scene = &read.said.scene;
        let Some(asked) = scene.asked else { return };
        let mut named = Vec::new();
        for sentence in &read.sentences {
            let found = settings(self, &sentence.tokens, &sentence.figures, candidates);
            named.extend(found.into_iter().filter(|setting| !setting.mentioned));
        }
        let sets = scene.compared.iter().chain([&scene.settings]);
        let sets: Vec<(Id, Typed)> = sets.flatten().cloned().collect();
        for setting in &named {
            let Some((control, value)) = setting.set else { continue };
            let input = control as u32;
            let own: Vec<Node> = sets
                .iter()
                .filter(|(other, _)| *other == control)
                .map(|(_, value)| self.lowering.expr(value, Lowering::BASE))
                .collect();
            // What sets the control itself doesn't read it: `bill at (cop = 4)`.
            let reads = self.lowering.graph.reads_input(asked, input..input + 1);
            let is_set = scene.settings.iter().any(|(other, _)| *other == control);
            let mut taken = self.evaluate(&own);
            if reads && !is_set {
                taken.push(self.lowering.start(control));
            }
            let Some(last) = taken.last().copied() else { continue };
            let is_same = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b.abs();
            // A question may name several settings of a control, in whatever words: one of them has to be that of the answer.
            let kind = kind_of(&self.model.controls[control].of, self);
            let figures = read.sentences.iter().flat_map(|sentence| &sentence.figures);
            let said = figures.filter(|figure| match &figure.of {
                Of::Quantity(written) if written.offset != 0.0 => kind == Some(None),
                _ => kind == Some(Some(figure.dimension().hard(&self.model.units))),
            });
            let sets = named.iter().filter_map(|other| other.set).filter(|(other, _)| *other == control);
            let mut said = said.map(|figure| figure.value).chain(sets.map(|(_, value)| value));
            if said.any(|value| taken.iter().any(|taken| is_same(value, *taken))) {
                continue;
            }
            let Control { name, format, .. } = &self.model.controls[control];
            let text = |value: f64| format.text(value).replace(['\u{a0}', '\u{202f}'], " ");
            let at = text(last);
            let headline = format!(
                "The question is about {}, but its answer is taken at `{}` = {at}.",
                setting.text, name.text
            );
            let place = if own.is_empty() || is_set { "behind the question" } else { "in its `truth`" };
            let span = self.place_of_words(read.said.span, &setting.text).unwrap_or(read.said.span);
            let diagnostic =
                Diagnostic::warning(Code::TextDiffers, headline, self.file, span, "another setting")
                    .help(format!("write `at ({} = {})` {place}", name.text, text(value)));
            self.report(diagnostic);
            return;
        }
    }
}

//! From questions and their values to the views that a theme gets.

use super::plan::*;
use super::render::{Renderer, plain_number};
use super::view::*;
use crate::record::protocol::{FieldType, Prediction};

impl Renderer<'_> {
    pub(super) fn shown_slot(&self, slot: usize) -> ShownView {
        ShownView { slot, shown: self.texts.get(slot).is_some_and(|text| text == "1") }
    }

    pub(super) fn estimate(&self, estimate: &EstimatePlan) -> EstimateView {
        let scale = self.live.page().scales.get(estimate.index);
        let (from, to) = estimate.ends;
        EstimateView {
            name: estimate.name.clone(),
            was: estimate.was.join(" "),
            question: self.line(&estimate.question),
            seal: estimate.seal as usize,
            index: estimate.index,
            unit: scale.map(|scale| scale.unit.symbol.clone()).unwrap_or_default(),
            of: estimate.of.clone(),
            near: plain_number(estimate.near),
            low: estimate.format.text(from),
            high: estimate.format.text(to),
            confidence: estimate.confidence,
        }
    }

    pub(super) fn estimate_reveal(&self, reveal: &EstimateReveal) -> EstimateRevealView {
        let one = |rich: &Rich| self.line(std::slice::from_ref(rich));
        EstimateRevealView {
            name: reveal.name.clone(),
            question: self.line(&reveal.question),
            said: one(&reveal.said),
            truth: one(&reveal.truth),
            gap: one(&reveal.gap),
            slot: reveal.arms.as_ref().map(|(slot, _)| *slot),
            texts: reveal.arms.iter().flat_map(|(_, arms)| arms).map(|arm| self.block(&arm.body)).collect(),
        }
    }

    pub(super) fn key(&self, name: &str, right: &[Rich], truth: &[Rich], value: Option<f64>) -> KeyView {
        let decided = self.decided.iter().find(|decided| decided.name == name);
        let of = |pieces: &[Rich]| (!pieces.is_empty()).then(|| self.line(pieces));
        KeyView {
            name: name.to_owned(),
            right: of(right).or_else(|| decided.map(|decided| Markup::text(decided.right.clone()))),
            truth: of(truth).or_else(|| decided.and_then(|decided| decided.truth.clone().map(Markup::text))),
            value: value.map(|value| format!("{value:e}")),
        }
    }

    pub(super) fn goal(&self, goal: &GoalPlan) -> GoalView {
        let ShownView { slot, shown: met } = self.shown_slot(goal.slot);
        GoalView {
            name: goal.name.clone(),
            was: goal.was.join(" "),
            title: self.line(&goal.title),
            slot,
            met,
        }
    }

    pub(super) fn asked(&self, asked: &AskedPlan) -> AskedView {
        AskedView {
            name: asked.name.clone(),
            was: asked.was.join(" "),
            title: self.line(&asked.title),
            html: self.block(&asked.body),
        }
    }

    pub(super) fn decision(&self, decide: &DecidePlan) -> DecideView {
        DecideView {
            name: decide.name.clone(),
            was: decide.was.join(" "),
            question: self.line(&decide.question),
            options: self.options(&decide.options),
            because: decide.because,
            reason: self.line(&decide.reason),
        }
    }

    pub(super) fn field(&self, field: &FieldPlan) -> FieldView {
        let (kind, keys) = match &field.field.of {
            FieldType::Bool => ("bool", String::new()),
            FieldType::Row { options, .. } => {
                let keys: Vec<&str> = options.iter().map(|option| option.key.as_str()).collect();
                ("row", keys.join(" "))
            }
            _ => ("number", String::new()),
        };
        FieldView {
            name: field.field.name.clone(),
            slot: field.slot,
            kind: kind.to_owned(),
            unit: field.unit.clone(),
            keys,
        }
    }

    pub(super) fn revisited(&self, asked: &[Prediction]) -> RevisitView {
        let asked = asked.iter().map(|prediction| RevisitedView {
            name: prediction.name.clone(),
            was: prediction.was.join(" "),
            question: prediction.question.clone(),
            options: prediction
                .options
                .iter()
                .map(|option| RevisitedOption {
                    key: option.key.clone(),
                    was: option.was.join(" "),
                    label: option.label.clone(),
                })
                .collect(),
            right: prediction.right.as_ref().and_then(|right| {
                let option = prediction.options.iter().find(|option| option.key == *right);
                option.map(|option| option.label.clone())
            }),
            truth: prediction.truth.clone(),
        });
        RevisitView { asked: asked.collect() }
    }
}

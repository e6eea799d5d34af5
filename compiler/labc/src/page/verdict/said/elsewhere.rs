//! Values at the settings that a sentence names: what a figure means there, and what else it may be.

use super::candidates::{Candidates, Measure, kind_of};
use super::compare::Target;
use super::figures::{Of, SaidFigure, word};
use super::phrases::is_supposed;
use super::settings::SaidSetting;
use super::tokens::{NOW, Placed, Token};
use super::{Role, Said};
use crate::check::model::*;
use crate::check::parts::has_local;
use crate::check::units::Dimension;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::page::plan::predict::stated;

impl Planner<'_> {
    /// Whether one of some controls moves a formula.
    pub(super) fn is_moved_by(&mut self, typed: &Typed, controls: &[Id]) -> bool {
        let TypedKind::Define(id) = typed.kind else { return false };
        let node = self.lowering.defined(id);
        controls.iter().any(|control| {
            let input = *control as u32;
            self.lowering.graph.reads_input(node, input..input + 1)
        })
    }

    /// Where a text is about a setting of a control, and one or two formulas of the figure's kind depend on that
    /// control: their value there.
    pub(super) fn target_at_settings(
        &mut self,
        said: &Said,
        (tokens, figures): (&[Placed], &[SaidFigure]),
        figure: &SaidFigure,
        kind: &Measure,
        about: &[SaidSetting],
    ) -> Option<Target> {
        if !matches!(said.scene.role, Role::Prose | Role::Feedback) || is_supposed(tokens, figure) {
            return None;
        }
        // Of multipliers, only `an eighth of it is left` is a value by itself.
        if figure.of == Of::Times && (figure.digits || figure.value > 0.6) {
            return None;
        }
        let number = |control: Id, value: f64, planner: &Self| {
            let of = planner.model.controls[control].of.clone();
            Typed { kind: TypedKind::Number(value, None), of, span: said.span }
        };
        let mut sets: Vec<Vec<(Id, Typed)>> = said.scene.compared.clone();
        if !said.scene.settings.is_empty() {
            sets.push(said.scene.settings.clone());
        }
        for setting in about {
            let Some((control, value)) = setting.set else { continue };
            sets.push(vec![(control, number(control, value, self))]);
        }
        if sets.is_empty() {
            return None;
        }
        let moved: Vec<Id> = sets.iter().flatten().map(|(control, _)| *control).collect();
        let model = self.model;
        let mut formulas = Vec::new();
        for (id, define) in model.defines.iter().enumerate() {
            let Some(value) = &define.value else { continue };
            let library = crate::inputs::library::declares(&define.tree.name.text);
            if library || kind_of(&value.of, self).as_ref() != Some(kind) {
                continue;
            }
            let node = self.lowering.defined(id);
            let reads = |control: &Id| {
                let input = *control as u32;
                self.lowering.graph.reads_input(node, input..input + 1)
            };
            if moved.iter().any(reads) {
                formulas.push((id, value.of.clone()));
            }
        }
        if formulas.is_empty() || formulas.len() > 2 {
            return None;
        }
        let mut nodes = Vec::new();
        for (id, of) in &formulas {
            let typed = Typed { kind: TypedKind::Define(*id), of: of.clone(), span: said.span };
            for set in &sets {
                nodes.push(self.lowering.expr(&stated(&typed, set), Lowering::BASE));
            }
        }
        let values = self.evaluate(&nodes);
        // Where another number of the sentence is the value, this one is something else.
        let to = word(tokens, figure.tokens.0.wrapping_sub(1)) == Some("to")
            && (0..figure.tokens.0).any(|at| word(tokens, at) == Some("from"));
        let said_already =
            figures.iter().any(|other| other != figure && values.iter().any(|value| other.fits(*value)));
        if said_already && !to {
            return None;
        }
        let targets = values.iter().enumerate().map(|(at, value)| {
            let (id, set) = (formulas[at / sets.len()].0, &sets[at % sets.len()]);
            (id, set, *value)
        });
        let off = |value: f64| {
            let factor = (value / figure.value).abs();
            factor.max(1.0 / factor)
        };
        let known = targets.filter(|(.., value)| value.is_finite() && *value != 0.0);
        let (id, set, value) = known.min_by(|a, b| off(a.2).total_cmp(&off(b.2)))?;
        let nodes: Vec<Node> =
            set.iter().map(|(_, value)| self.lowering.expr(value, Lowering::BASE)).collect();
        let settings = self.evaluate(&nodes);
        let settings = set.iter().zip(settings).map(|((control, _), value)| {
            let Control { name, format, .. } = &model.controls[*control];
            format!("{} = {}", name.text, format.text(value).replace(['\u{a0}', '\u{202f}'], " "))
        });
        let settings: Vec<String> = settings.collect();
        let name = format!("{} at ({})", model.defines[id].tree.name.text, settings.join(", "));
        Some(Target { name, value })
    }

    /// The values of a kind at the settings that a sentence names, and at those of its question; for a plain number,
    /// also how many times larger each formula is at one of the settings than at another or at the start. Without the
    /// start, only what holds there.
    pub(super) fn at_settings(
        &mut self,
        said: &Said,
        kind: &Measure,
        settings: &[SaidSetting],
        with_start: bool,
    ) -> Vec<f64> {
        let number = |control: Id, value: f64, planner: &Self| {
            let of = planner.model.controls[control].of.clone();
            Typed { kind: TypedKind::Number(value, None), of, span: said.span }
        };
        let mut all: Vec<Vec<(Id, Typed)>> = said.scene.compared.clone();
        for setting in settings {
            let Some((control, value)) = setting.set else { continue };
            let mut set = said.scene.settings.clone();
            set.retain(|(id, _)| *id != control);
            set.push((control, number(control, value, self)));
            all.push(set);
        }
        if !said.scene.settings.is_empty() {
            all.push(said.scene.settings.clone());
        }
        if all.is_empty() {
            return Vec::new();
        }
        let model = self.model;
        let ratio = *kind == Some(Dimension::NONE);
        let mut nodes: Vec<Node> = Vec::new();
        for (id, define) in model.defines.iter().enumerate() {
            let Some(value) = &define.value else { continue };
            let own = kind_of(&value.of, self);
            let library = crate::inputs::library::declares(&define.tree.name.text);
            if library || own.is_none() || !(ratio || own.as_ref() == Some(kind)) {
                continue;
            }
            let typed = Typed { kind: TypedKind::Define(id), of: value.of.clone(), span: value.span };
            for set in &all {
                nodes.push(self.lowering.expr(&stated(&typed, set), Lowering::BASE));
            }
            let at_start = self.lowering.expr(&stated(&typed, &[]), Lowering::BASE);
            nodes.push(at_start);
        }
        // The values of the text itself may be no formula with a name.
        for value in said.values.iter().filter(|value| !has_local(&value.typed)) {
            for set in &all {
                nodes.push(self.lowering.expr(&stated(&value.typed, set), Lowering::BASE));
            }
            nodes.push(self.lowering.expr(&stated(&value.typed, &[]), Lowering::BASE));
        }
        let values = self.evaluate(&nodes);
        let mut found = Vec::new();
        for at in values.chunks(all.len() + 1) {
            found.extend_from_slice(if with_start { at } else { &at[..all.len()] });
            if ratio {
                for (index, a) in at.iter().enumerate() {
                    found.extend(at[..index].iter().map(|b| a / b));
                }
            }
        }
        found
    }
}

/// The controls that a sentence sets to something else than their start, if it is about nothing else.
pub(super) fn set_elsewhere(tokens: &[Placed], settings: &[SaidSetting], candidates: &Candidates) -> Vec<Id> {
    let is_now =
        |placed: &Placed| matches!(&placed.token, Token::Word(word, _) if NOW.contains(&word.as_str()));
    let mut set = Vec::new();
    for setting in settings {
        let Some((control, value)) = setting.set.filter(|_| !setting.mentioned) else { return Vec::new() };
        let start = candidates.controls.iter().find(|moved| moved.id == control).map(|moved| moved.start);
        if start.is_none_or(|start| (start - value).abs() <= 1e-9 * start.abs()) {
            return Vec::new();
        }
        set.push(control);
    }
    if tokens.iter().any(is_now) { Vec::new() } else { set }
}

//! Conditions that follow from what is proved of the formulas that they read. Start at [`Planner::conclude`].
//!
//! What a formula can be over all settings is found out first: exactly where its settings are few, else bounds on it, and
//! what is declared of it where that is proved. A condition that holds nowhere, whatever these formulas are within that,
//! holds at no setting. That it holds somewhere says nothing: no setting need lead there.

use std::collections::BTreeSet;

use lab_core::Machine;
use lab_prove::{Method, Outcome, Step, Values, Wanted, decide_within, image};

use super::known::key;
use crate::check::model::*;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;

/// A condition that reads more formulas is not looked at.
const MOST_READ: usize = 200;

/// How often the formulas that a condition reads are replaced by what they are made of.
const LEVELS: usize = 3;

/// The work that may be done to find out what a formula can be.
const WORK_OF_IMAGE: f64 = 2e6;

/// The work that may be done for a condition about formulas.
const WORK: f64 = 1e7;

/// Of a formula with more values, only their number is said.
const MOST_SAID: usize = 5;

impl Planner<'_> {
    /// Tries to prove that an open condition holds nowhere. `held` are controls that stay at their starts.
    pub(super) fn conclude(&mut self, condition: Node, held: &BTreeSet<Id>, outcome: &mut Outcome) {
        let (never, steps) = self.follows_from_formulas(condition, held);
        outcome.work += steps.iter().map(|step| step.work).sum::<f64>();
        if never {
            outcome.never = true;
            outcome.method = Method::Formulas;
            outcome.tried = steps.last().map_or(0, |step| step.tried);
        }
        outcome.steps.extend(steps);
    }

    /// Whether it follows from what formulas can be that a condition holds nowhere, and what was tried.
    pub(super) fn follows_from_formulas(
        &mut self,
        condition: Node,
        held: &BTreeSet<Id>,
    ) -> (bool, Vec<Step>) {
        let mut steps = Vec::new();
        let Some(formulas) = self.formulas_below(condition) else { return (false, steps) };
        let mut open = BTreeSet::from([condition]);
        for _ in 0..LEVELS {
            let cuts = self.lowering.graph.met(condition, &formulas, &open);
            if cuts.is_empty() {
                break;
            }
            let images: Vec<Values> = cuts.iter().map(|node| self.image_of(*node, &formulas)).collect();
            let Outcome { never, tried, work, .. } = self.follows(condition, held, (&cuts, &images));
            steps.push(Step { method: Method::Formulas, tried, work });
            if never {
                return (true, steps);
            }
            open.extend(cuts);
        }
        (false, steps)
    }

    /// The formulas that a node reads; nothing where there are none, or too many.
    fn formulas_below(&mut self, node: Node) -> Option<BTreeSet<Node>> {
        if self.formulas.is_none() {
            let mut formulas: Vec<Node> = self.own_formulas().into_iter().map(|(_, node)| node).collect();
            formulas.retain(|node| self.lowering.graph.is_computed(*node));
            self.formulas = Some(formulas);
        }
        let formulas = self.formulas.as_deref().unwrap_or_default();
        let read = self.lowering.graph.read_by(node, formulas);
        let below: BTreeSet<Node> =
            formulas.iter().zip(read).filter(|(_, read)| *read).map(|(node, _)| *node).collect();
        (1..=MOST_READ).contains(&below.len()).then_some(below)
    }

    /// Whether a condition holds nowhere, whatever some nodes are within what they can be.
    fn follows(
        &mut self,
        condition: Node,
        held: &BTreeSet<Id>,
        (cuts, images): (&[Node], &[Values]),
    ) -> Outcome {
        let (program, registers) = self.lowering.graph.cut(&[condition], cuts);
        let inputs = self.inputs_of(&program.reads(), held, images);
        let (key, own) = key(&program, registers[0], Wanted::Any, |input| inputs.get(input));
        if !self.known.has(&key, &program, registers[0], &own) {
            let outcome = match Machine::new(program.clone()) {
                Ok(_) => decide_within(&program, registers[0], &inputs, WORK),
                Err(_) => Outcome::nothing(f64::INFINITY),
            };
            self.known.learn(key, &program, outcome);
        }
        self.known.get(&key, &own).unwrap_or_else(|| Outcome::nothing(f64::INFINITY))
    }

    /// What a formula can be over all settings.
    fn image_of(&mut self, node: Node, formulas: &BTreeSet<Node>) -> Values {
        if let Some(image) = self.images.get(&node) {
            return image.clone();
        }
        let mut values = self.bounds_of(node, &[], &[]);
        if values.between.is_some() {
            let cuts = self.lowering.graph.met(node, formulas, &BTreeSet::from([node]));
            if !cuts.is_empty() {
                let images: Vec<Values> = cuts.iter().map(|cut| self.image_of(*cut, formulas)).collect();
                values = values.and(&self.bounds_of(node, &cuts, &images));
            }
            if let Some(declared) = self.declared.get(&node) {
                values = values.and(declared);
            }
        }
        self.images.insert(node, values.clone());
        values
    }

    /// Bounds on a formula, where some of the nodes that it reads are what they can be.
    fn bounds_of(&mut self, node: Node, cuts: &[Node], images: &[Values]) -> Values {
        let (program, registers) = self.lowering.graph.cut(&[node], cuts);
        let inputs = self.inputs_of(&program.reads(), &BTreeSet::new(), images);
        let (key, _) = key(&program, registers[0], Wanted::Any, |input| inputs.get(input));
        if let Some(values) = self.known.image(&key) {
            return values;
        }
        let (values, work) = match Machine::new(program.clone()) {
            Ok(_) => image(&program, registers[0], &inputs, WORK_OF_IMAGE),
            Err(_) => (Values { positions: vec![lab_core::UNDEFINED], between: None, open: true }, 0.0),
        };
        self.known.learn_image(key, values.clone(), work);
        values
    }

    /// What is known of some formulas, in words.
    pub(super) fn said_images(&self, formulas: &[(Id, Node)]) -> Vec<String> {
        let said = |(id, node): &(Id, Node)| {
            let values = self.images.get(node)?;
            let Define { tree, format, value, .. } = &self.model.defines[*id];
            if !value.as_ref().is_some_and(|value| matches!(value.of, Type::Number(_) | Type::Point)) {
                return None;
            }
            let text = |value: f64| format.text(value).replace(['\u{a0}', '\u{202f}'], " ");
            let mut numbers: Vec<String> =
                values.positions.iter().filter(|value| value.is_finite()).map(|value| text(*value)).collect();
            if let Some((low, high)) = values.between {
                numbers = vec![format!("{} to {}", text(low), text(high))];
            } else if numbers.len() > MOST_SAID {
                numbers = vec![format!("one of {} values", numbers.len())];
            }
            if values.open || values.positions.iter().any(|value| !value.is_finite()) {
                numbers.push("undefined".to_owned());
            }
            Some(format!("`{}` is {}", tree.name.text, numbers.join(" or ")))
        };
        formulas.iter().filter_map(said).collect()
    }

    /// The values of all inputs, those of some nodes after them. What is not read, or `held`, is at its start.
    fn inputs_of(&mut self, reads: &[bool], held: &BTreeSet<Id>, images: &[Values]) -> Vec<Values> {
        let mut inputs: Vec<Values> = Vec::new();
        for (input, start) in self.lowering.graph.inputs.clone().into_iter().enumerate() {
            inputs.push(match reads[input] && !held.contains(&input) {
                true => self.values_of_input(input),
                false => Values { positions: vec![start], ..Values::default() },
            });
        }
        inputs.extend(images.iter().cloned());
        inputs
    }
}

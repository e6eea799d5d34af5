//! Decides whether conditions hold at some setting. Start at [`Planner::decided`].
//!
//! Conditions that depend on the same inputs are decided together: their settings are visited once.

use std::collections::{BTreeMap, BTreeSet};

use lab_core::Machine;
use lab_prove::{Method, Outcome, Values};

use crate::check::model::*;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// The work that may be done, shared by all conditions that depend on the same inputs; an addition at one setting is 1.
const BUDGET: f64 = 1e9;

/// A condition to decide.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// The condition.
    pub(super) condition: Node,
    /// Controls that stay at their starts.
    pub(super) held: BTreeSet<Id>,
    /// What is asked.
    pub(super) question: Question,
    /// The place that it is about.
    pub(super) span: Span,
}

/// What a condition asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether a case of a status is reached.
    Case,
    /// Whether a goal is met, alone or with others.
    Goal,
    /// Whether a question appears.
    Lock,
    /// Whether a statement is shown, or a mark given.
    Shown,
    /// Whether a branch is taken.
    Branch,
    /// Whether a value that is shown is undefined.
    Undefined,
    /// Whether there is a setting that a check states.
    Stated,
    /// Whether there is one that refutes a check.
    Refuted,
}

impl Question {
    /// What is proved where the condition holds nowhere, or else at some setting.
    pub fn words(self) -> &'static str {
        match self {
            Self::Case => "a case is reached",
            Self::Goal => "a goal is met",
            Self::Lock => "a question appears",
            Self::Shown => "it is shown",
            Self::Branch => "a branch is taken",
            Self::Undefined => "a shown value is defined at every setting",
            Self::Stated => "a check holds at some setting",
            Self::Refuted => "a check holds at every setting",
        }
    }

    /// Whether a setting at which the condition holds refutes what is asked.
    fn is_against(self) -> bool {
        matches!(self, Self::Undefined | Self::Refuted)
    }
}

/// What was found out about a lab, for `labc check --proofs`.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The place that it is about.
    pub span: Span,
    /// What was asked.
    pub question: Question,
    /// Whether it holds; nothing where it is unknown.
    pub holds: Option<bool>,
    /// How many settings there are; infinite where a number can be typed, or the student's record matters.
    pub settings: f64,
    /// How it was decided: reads after "by".
    pub method: &'static str,
    /// How much work that was, shared with what was decided with it: an addition at one setting is 1.
    pub work: f64,
}

impl Ask {
    /// A condition over all controls.
    pub(super) fn of(condition: Node, question: Question, span: Span) -> Self {
        Self { condition, held: BTreeSet::new(), question, span }
    }
}

impl Planner<'_> {
    /// Whether each condition holds at some setting.
    pub(super) fn decided(&mut self, asks: &[Ask]) -> Vec<Outcome> {
        let unknown = Outcome {
            found: None,
            never: false,
            settings: f64::INFINITY,
            tried: 0,
            method: Method::Sampling,
            work: 0.0,
        };
        let mut outcomes = vec![unknown; asks.len()];
        for (inputs, members) in self.grouped(asks) {
            let values: Vec<Values> = (0..self.lowering.graph.inputs.len())
                .map(|input| match inputs.binary_search(&input) {
                    Ok(_) => self.values_of_input(input),
                    Err(_) => {
                        Values { positions: vec![self.lowering.graph.inputs[input]], ..Values::default() }
                    }
                })
                .collect();
            let nodes: Vec<Node> = members.iter().map(|member| asks[*member].condition).collect();
            let (program, registers) = self.lowering.graph.compiled(&nodes);
            if Machine::new(program.clone()).is_err() {
                continue;
            }
            let decided = lab_prove::decide(&program, &registers, &values, BUDGET);
            for (member, outcome) in members.into_iter().zip(decided) {
                outcomes[member] = self.possible_outcome(outcome);
            }
        }
        for (ask, outcome) in asks.iter().zip(&outcomes) {
            let found = match (outcome.found.is_some(), outcome.never) {
                (true, _) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
            };
            self.proofs.push(Proof {
                span: ask.span,
                question: ask.question,
                holds: found.map(|found| found != ask.question.is_against()),
                settings: outcome.settings,
                method: outcome.method.words(),
                work: outcome.work,
            });
        }
        outcomes
    }

    /// Conditions by the inputs that move them; those that are held don't.
    fn grouped(&mut self, asks: &[Ask]) -> BTreeMap<Vec<usize>, Vec<usize>> {
        let nodes: Vec<Node> = asks.iter().map(|ask| ask.condition).collect();
        let (program, registers) = self.lowering.graph.compiled(&nodes);
        let mut groups: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        let Ok(machine) = Machine::new(program) else { return groups };
        for (index, (ask, register)) in asks.iter().zip(registers).enumerate() {
            let moved = (0..self.lowering.graph.inputs.len())
                .filter(|input| machine.is_reached_by(register, *input) && !ask.held.contains(input));
            groups.entry(moved.collect()).or_default().push(index);
        }
        groups
    }
}

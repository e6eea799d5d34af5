//! Decides whether conditions hold at some setting. Start at [`Planner::decided`].
//!
//! Conditions that depend on the same inputs are decided together: their settings are visited once.

use std::collections::{BTreeMap, BTreeSet};

use lab_core::Machine;
use lab_prove::{Method, Outcome, Values};

use crate::check::model::*;
use crate::lower::graph::Node;
use crate::page::planner::Planner;

/// The work for what an author states, shared by all conditions that depend on the same inputs; an addition at one
/// setting is 1.
pub(super) const STATED: f64 = 1e9;
/// The same for what is asked without being stated: a page has many of these.
pub(super) const UNASKED: f64 = 2e8;

/// A condition to decide.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// The condition.
    pub(super) condition: Node,
    /// Controls that stay at their starts.
    pub(super) held: BTreeSet<Id>,
    /// The work that may be done; conditions that are decided together share the greatest.
    pub(super) budget: f64,
}

impl Ask {
    /// A condition over all controls, asked without being stated.
    pub(super) fn of(condition: Node) -> Self {
        Self { condition, held: BTreeSet::new(), budget: UNASKED }
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
        for ((inputs, _), members) in self.grouped(asks) {
            let values: Vec<Values> = (0..self.lowering.graph.inputs.len())
                .map(|input| match inputs.binary_search(&input) {
                    Ok(_) => self.values_of_input(input),
                    Err(_) => {
                        Values { positions: vec![self.lowering.graph.inputs[input]], ..Values::default() }
                    }
                })
                .collect();
            let budget = members.iter().map(|member| asks[*member].budget).fold(0.0, f64::max);
            let nodes: Vec<Node> = members.iter().map(|member| asks[*member].condition).collect();
            let program = self.lowering.graph.program(&nodes);
            let registers: Vec<_> = nodes.iter().map(|node| self.lowering.graph.register(*node)).collect();
            if Machine::new(program.clone()).is_err() {
                continue;
            }
            let decided = lab_prove::decide(&program, &registers, &values, budget);
            for (member, outcome) in members.into_iter().zip(decided) {
                outcomes[member] = self.possible_outcome(outcome);
            }
        }
        outcomes
    }

    /// Conditions by the inputs that move them, and by what is held.
    fn grouped(&mut self, asks: &[Ask]) -> BTreeMap<(Vec<usize>, u64), Vec<usize>> {
        let nodes: Vec<Node> = asks.iter().map(|ask| ask.condition).collect();
        let program = self.lowering.graph.program(&nodes);
        let registers: Vec<_> = nodes.iter().map(|node| self.lowering.graph.register(*node)).collect();
        let mut groups: BTreeMap<(Vec<usize>, u64), Vec<usize>> = BTreeMap::new();
        let Ok(machine) = Machine::new(program) else { return groups };
        for (index, (ask, register)) in asks.iter().zip(registers).enumerate() {
            let bits = machine.reached_by(register);
            let moved = (0..self.lowering.graph.inputs.len())
                .filter(|input| bits.get(input / 64).is_some_and(|word| word >> (input % 64) & 1 == 1))
                .filter(|input| !ask.held.contains(input));
            // What is stated may take longer than what shares its inputs.
            let key = (moved.collect(), ask.budget.to_bits());
            groups.entry(key).or_default().push(index);
        }
        groups
    }
}

//! Conditions that never come true: statements that are never shown, marks that are never given, branches that are
//! never taken.

use std::collections::BTreeMap;

use lab_core::program::{Binary, Unary};
use lab_prove::Outcome;

use super::decide::{Ask, AskedConditions, Question};
use super::settings::counted;
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::LoweredIf;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// A condition of the page.
#[derive(Clone, Debug)]
pub(in crate::page) struct Condition {
    /// As the author wrote it.
    condition: Typed,
    node: Node,
    gates: Vec<Node>,
    what: Shown,
}

/// What a condition decides about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::page) enum Shown {
    /// A statement, a badge, the mark of a row.
    Statement,
    /// What a value is said to be.
    Mark,
}

/// What is asked about one place of the source: all rows and calls together.
#[derive(Debug, Default)]
pub(super) struct AskedPlace {
    /// Which of the asks are about it.
    asks: Vec<usize>,
    /// Which are about what stands around it, or about the other branch.
    others: Vec<usize>,
    /// Something about it can't be asked, or is fixed for good.
    open: bool,
    moves: bool,
    /// It is a branch within another one.
    within: bool,
    /// The condition as the author wrote it.
    written: Option<Typed>,
}

impl Planner<'_> {
    /// Remembers a condition at the place where the author wrote it.
    pub(in crate::page) fn decides(&mut self, condition: &Typed, node: Node, what: Shown) {
        let (condition, gates) = (condition.clone(), self.gates.clone());
        self.conditions.push(Condition { condition, node, gates, what });
    }

    /// Whether each condition of the page holds at some setting.
    pub(super) fn condition_asks(&mut self) -> AskedConditions<((Span, Shown), AskedPlace)> {
        let conditions = std::mem::take(&mut self.conditions);
        let mut asks = Vec::new();
        let mut groups: BTreeMap<(Span, Shown), AskedPlace> = BTreeMap::new();
        for condition in conditions {
            let group = groups.entry((condition.condition.span, condition.what)).or_default();
            group.written.get_or_insert_with(|| condition.condition.clone());
            let all: Vec<Node> = condition.gates.iter().copied().chain([condition.node]).collect();
            if all.iter().any(|node| !self.lowering.graph.is_outer(*node) || self.is_faulty(*node)) {
                group.open = true;
                continue;
            }
            group.moves |= self.lowering.graph.value(condition.node).is_none();
            group.asks.push(asks.len());
            let span = condition.condition.span;
            asks.push(Ask::of(self.given(&condition.gates, condition.node), Question::Shown, span));
            if let Some((first, rest)) = condition.gates.split_first() {
                group.others.push(asks.len());
                asks.push(Ask::of(self.given(rest, *first), Question::Shown, span));
            }
        }
        AskedConditions { asks, about: groups.into_iter().collect() }
    }

    /// Reports conditions of the page that never hold.
    pub(super) fn never_shown(&mut self, conditions: AskedConditions<((Span, Shown), AskedPlace)>) {
        let outcomes = self.decided(&conditions.asks);
        for ((span, what), group) in conditions.about {
            if group.open || !group.moves || group.asks.is_empty() || !all_never(&group.asks, &outcomes) {
                continue;
            }
            // What stands around it has been reported.
            if !group.others.is_empty() && all_never(&group.others, &outcomes) {
                continue;
            }
            let settings = most_settings(&group.asks, &outcomes);
            let (code, headline, label) = match what {
                Shown::Statement => (Code::NeverShown, "This is never shown.", "holds at no setting"),
                Shown::Mark => (Code::NeverTaken, "This never holds.", "holds at no setting"),
            };
            let near = group.written.as_ref().and_then(|written| self.nearest(written));
            let near = near.map_or_else(String::new, |near| format!("{near}: "));
            let diagnostic = Diagnostic::warning(code, headline, self.file, span, label).help(format!(
                "{near}move its threshold within reach of the controls, or delete it ({} tried)",
                counted(settings, "setting")
            ));
            let verdict = self.verdict(&outcomes[group.asks[0]]);
            self.report(diagnostic.decided(verdict));
        }
    }

    /// Whether each branch of `if` is taken at some setting.
    pub(super) fn branch_asks(&mut self) -> AskedConditions<((Span, Span), AskedPlace)> {
        let mut branches = std::mem::take(&mut self.lowering.branches);
        // Where not all are known, one that is never taken here may be taken elsewhere.
        if branches.len() >= crate::lower::MOST_BRANCHES {
            branches.clear();
        }
        let mut asks = Vec::new();
        let mut groups: BTreeMap<(Span, Span), AskedPlace> = BTreeMap::new();
        for LoweredIf { then, other, condition, written, path } in branches {
            let group = groups.entry((then, other)).or_default();
            // What a student's record can be depends on the other labs of the course.
            let given = self.model.controls.len() as u32..self.lowering.graph.inputs.len() as u32;
            if !self.lowering.graph.is_outer(condition)
                || self.is_faulty(condition)
                || self.lowering.graph.reads_input(condition, given)
            {
                group.open = true;
                continue;
            }
            group.moves |= self.lowering.graph.value(condition).is_none();
            group.within |= !path.is_empty();
            if group.written.is_none() {
                group.written = written;
            }
            // What leads here says more than the condition itself, as far as it can be asked.
            let fails = self.lowering.graph.unary(Unary::Not, condition);
            let [taken, fails] = [condition, fails].map(|own| self.on_the_way(&path, own));
            group.asks.push(asks.len());
            asks.push(Ask::of(taken, Question::Branch, then));
            group.others.push(asks.len());
            asks.push(Ask::of(fails, Question::Branch, other));
        }
        AskedConditions { asks, about: groups.into_iter().collect() }
    }

    /// A condition where the branches around it are taken.
    fn on_the_way(&mut self, path: &[(Node, bool)], condition: Node) -> Node {
        let record = self.model.controls.len() as u32..self.lowering.graph.inputs.len() as u32;
        path.iter().fold(condition, |all, (outer, holds)| {
            let graph = &mut self.lowering.graph;
            if !graph.is_outer(*outer) || graph.reads_input(*outer, record.clone()) {
                return all;
            }
            let here = if *holds { *outer } else { graph.unary(Unary::Not, *outer) };
            graph.binary(Binary::And, here, all)
        })
    }

    /// Whether each fallback is needed at some setting.
    pub(super) fn fallback_asks(&mut self) -> AskedConditions<(Span, AskedPlace)> {
        let fallbacks = std::mem::take(&mut self.lowering.fallbacks);
        if fallbacks.len() >= crate::lower::MOST_BRANCHES {
            return AskedConditions { asks: Vec::new(), about: Vec::new() };
        }
        let mut asks = Vec::new();
        let mut groups: BTreeMap<Span, AskedPlace> = BTreeMap::new();
        let record = self.model.controls.len() as u32..self.lowering.graph.inputs.len() as u32;
        for (span, exists) in fallbacks {
            let group = groups.entry(span).or_default();
            if !self.lowering.graph.is_outer(exists)
                || self.is_faulty(exists)
                || self.lowering.graph.reads_input(exists, record.clone())
            {
                group.open = true;
                continue;
            }
            group.asks.push(asks.len());
            let missing = self.lowering.graph.unary(Unary::Not, exists);
            asks.push(Ask::of(missing, Question::Branch, span));
        }
        AskedConditions { asks, about: groups.into_iter().collect() }
    }

    /// Reports fallbacks that no setting needs.
    pub(super) fn needless(&mut self, fallbacks: AskedConditions<(Span, AskedPlace)>) {
        let outcomes = self.decided(&fallbacks.asks);
        for (span, group) in fallbacks.about {
            if group.open || group.asks.is_empty() || !all_never(&group.asks, &outcomes) {
                continue;
            }
            let settings = most_settings(&group.asks, &outcomes);
            let headline = "This fallback is never needed.";
            let label = "what it stands in for always has a value";
            let verdict = self.verdict(&outcomes[group.asks[0]]);
            let diagnostic = Diagnostic::warning(Code::NeverTaken, headline, self.file, span, label).help(format!(
                "delete `else` and what follows it, or widen the control that it was meant for ({} tried)",
                counted(settings, "setting")
            ));
            self.report(diagnostic.decided(verdict));
        }
    }

    /// Reports branches of `if` that no setting takes.
    pub(super) fn branches(&mut self, branches: AskedConditions<((Span, Span), AskedPlace)>) {
        let outcomes = self.decided(&branches.asks);
        for ((then, other), group) in branches.about {
            if group.open || !group.moves || group.asks.is_empty() {
                continue;
            }
            let never = (all_never(&group.asks, &outcomes), all_never(&group.others, &outcomes));
            let (span, always) = match never {
                (true, false) => (then, "false"),
                (false, true) => (other, "true"),
                _ => continue,
            };
            let settings = most_settings(&group.asks, &outcomes);
            let headline = "This branch is never taken.";
            let of = if always == "false" { &group.asks } else { &group.others };
            let verdict = self.verdict(&outcomes[of[0]]);
            let diagnostic =
                Diagnostic::warning(Code::NeverTaken, headline, self.file, span, "no setting leads here")
                    .decided(verdict);
            let condition = group.written.as_ref().filter(|_| always == "false");
            let near = condition.and_then(|condition| self.nearest(condition));
            let near = near.map_or_else(String::new, |near| format!(", because {near}"));
            let here = if group.within { ", wherever the branches around it lead here" } else { "" };
            self.report(diagnostic.help(format!(
                "the condition is {always} at {}{here}{near}: move its threshold within reach of the controls, or delete the branch",
                counted(settings, "setting")
            )));
        }
    }

    /// A condition that holds where none of some others does.
    pub(in crate::page) fn first_of(&mut self, condition: Node, before: &[Node]) -> Node {
        before.iter().fold(condition, |all, earlier| {
            let fails = self.lowering.graph.unary(Unary::Not, *earlier);
            self.lowering.graph.binary(Binary::And, fails, all)
        })
    }
}

fn all_never(asks: &[usize], outcomes: &[Outcome]) -> bool {
    asks.iter().all(|ask| outcomes[*ask].never)
}

fn most_settings(asks: &[usize], outcomes: &[Outcome]) -> f64 {
    asks.iter().map(|ask| outcomes[*ask].settings).fold(0.0, f64::max)
}

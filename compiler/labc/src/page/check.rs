//! Checks: what the author states, held against the model at the start.

use lab_core::number::Format;
use lab_core::{Machine, UNDEFINED};

use super::planner::{CheckPlan, Planner};
use crate::diagnostic::Severity;
use crate::infer::model::*;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::source::Span;
use crate::syntax::tree::{self, CheckClaim};

/// How many positions of a control a trend is checked at.
const POSITIONS: u32 = 1000;

impl Planner<'_> {
    /// Values of nodes, with every control at its start.
    pub(super) fn evaluate(&mut self, nodes: &[Node]) -> Vec<f64> {
        let program = self.lowering.graph.program(nodes);
        match Machine::new(program) {
            Ok(machine) => {
                nodes.iter().map(|node| machine.value(self.lowering.graph.register(*node))).collect()
            }
            Err(malformed) => {
                let diagnostic = self.error(
                    "too-much-work",
                    "This lab cannot be computed.",
                    Span::default(),
                    malformed.to_string(),
                );
                self.report(diagnostic);
                vec![UNDEFINED; nodes.len()]
            }
        }
    }

    pub(super) fn check(&mut self, check: &tree::Check, span: Span) {
        let title = check.title.as_ref().map(tree::Text::words).unwrap_or_default();
        match &check.claim {
            CheckClaim::Holds(expr) => {
                let condition = self.checker.condition(expr, "condition-not-boolean");
                let stated = at_start(&condition);
                let holds = self.lowering.expr(&stated, Lowering::BASE);
                let mut sides: Vec<(String, Node, Format)> = Vec::new();
                if let TypedKind::Compare(_, a, b) | TypedKind::Approx(a, b, _) = &condition.kind {
                    for side in [a, b] {
                        if matches!(side.kind, TypedKind::Number(..))
                            || !matches!(side.of, Type::Number(_) | Type::Point)
                        {
                            continue;
                        }
                        let node = self.lowering.expr(&at_start(side), Lowering::BASE);
                        sides.push((self.checker.quote(side.span), node, self.checker.format_of(side)));
                    }
                }
                self.checks.push(CheckPlan { title, span, holds, sides });
            }
            CheckClaim::Trend { value, rising, control } => {
                let typed = self.checker.expr(value, None);
                let Some((Item::Control(id), _)) = self.checker.names.items.get(&control.text) else {
                    let diagnostic = self.error(
                        "unknown-name",
                        format!("`{}` is no control.", control.text),
                        control.span,
                        "not a control",
                    );
                    self.report(diagnostic);
                    return;
                };
                let id = *id;
                if !matches!(typed.of, Type::Number(_) | Type::Point) {
                    return;
                }
                self.trend(title, span, &typed, *rising, id);
            }
        }
    }

    /// Every step along a control goes the same way.
    fn trend(&mut self, title: String, span: Span, typed: &Typed, rising: bool, control: Id) {
        let Some((from, to, steps)) = self.lowering.steps(control) else { return };
        let count = steps.min(POSITIONS);
        let mut before: Option<Node> = None;
        let mut holds = self.lowering.graph.constant(1.0);
        let stated = at_start(typed);
        for index in 0..=count {
            let x = from + (to - from) * f64::from(index) / f64::from(count.max(1));
            let x = self.lowering.graph.constant(x);
            let TypedKind::AtStart(inner) = &stated.kind else { return };
            let moved = self.lowering.at_start_but(inner, control, x);
            if let Some(before) = before {
                let (low, high) = if rising { (before, moved) } else { (moved, before) };
                let step = self.lowering.graph.binary(lab_core::program::Binary::Lt, low, high);
                holds = self.lowering.graph.binary(lab_core::program::Binary::And, holds, step);
            }
            before = Some(moved);
        }
        self.checks.push(CheckPlan { title, span, holds, sides: Vec::new() });
    }

    /// Reports the checks that do not hold.
    pub(super) fn hold_checks(&mut self) {
        let mut nodes = Vec::new();
        for check in &self.checks {
            nodes.push(check.holds);
            nodes.extend(check.sides.iter().map(|(_, node, _)| *node));
        }
        if nodes.is_empty() {
            return;
        }
        let mut values = self.evaluate(&nodes).into_iter();
        let said = &self.checker.diagnostics;
        let faulty = said.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        for check in std::mem::take(&mut self.checks) {
            let holds = values.next().unwrap_or(UNDEFINED);
            let sides: Vec<String> = check
                .sides
                .iter()
                .map(|(words, _, format)| {
                    format!("`{words}` is {}", format.text(values.next().unwrap_or(UNDEFINED)))
                })
                .collect();
            // What depends on a fault has no value, and that is no news.
            if holds == 1.0 || (holds.is_nan() && faulty) {
                continue;
            }
            let name = if check.title.is_empty() {
                "This check".to_owned()
            } else {
                format!("The check \"{}\"", check.title)
            };
            let verb =
                if holds.is_nan() { "cannot be decided: a value is undefined" } else { "does not hold" };
            let mut diagnostic =
                self.error("check-failed", format!("{name} {verb}."), check.span, "stated here");
            if !sides.is_empty() {
                diagnostic = diagnostic.help(format!("at the start {}", sides.join(", ")));
            }
            self.report(diagnostic);
        }
    }
}

fn at_start(typed: &Typed) -> Typed {
    Typed { of: typed.of.clone(), span: typed.span, kind: TypedKind::AtStart(Box::new(typed.clone())) }
}

//! Checks: what the author states, held against the model at the start.

use lab_core::{Machine, UNDEFINED};

use crate::check::claim::Claim;
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::{CheckPlan, Planner};
use crate::page::verdict::proofs::{StatedCheck, named};
use crate::sources::Span;

/// How often what is too much for one run is split into several.
const MOST_SPLITS: usize = 16;

/// How many intervals of a slider are searched for roots.
const INTERVALS: u32 = 256;

impl<'m> Planner<'m> {
    /// Values of nodes, with every control at its start. What is too much for one run is computed in several; what
    /// is too much even so is reported, and undefined.
    pub(in crate::page) fn evaluate(&mut self, nodes: &[Node]) -> Vec<f64> {
        let is_new = |node: &&Node| !self.at_start.contains_key(node);
        let new: Vec<Node> = nodes.iter().filter(is_new).copied().collect();
        if !new.is_empty() {
            self.evaluate_new(&new);
        }
        nodes.iter().map(|node| self.at_start.get(node).copied().unwrap_or(UNDEFINED)).collect()
    }

    /// Takes in the values of nodes that were not asked for yet, as far as they can be computed.
    fn evaluate_new(&mut self, nodes: &[Node]) {
        let mut rest: Vec<&[Node]> = vec![nodes];
        let mut splits = 0;
        while let Some(nodes) = rest.pop() {
            match Machine::new(self.lowering.graph.program(nodes)) {
                Ok(machine) => {
                    let value = |node: &Node| machine.value(self.lowering.graph.register(*node));
                    self.at_start.extend(nodes.iter().map(|node| (*node, value(node))));
                }
                Err(_) if nodes.len() > 1 && splits < MOST_SPLITS => {
                    splits += 1;
                    let (first, second) = nodes.split_at(nodes.len() / 2);
                    rest.extend([second, first]);
                }
                Err(_) => {
                    let program = self.lowering.graph.program(nodes);
                    let diagnostic = match self.faulty() {
                        true => self.lowering.too_much(&program, self.head),
                        false => Some(self.lowering.overload(&program, self.head)),
                    };
                    if let Some(diagnostic) = diagnostic.filter(|found| !self.diagnostics.contains(found)) {
                        self.report(diagnostic);
                    }
                    // One report is enough, and more runs would take as long.
                    splits = MOST_SPLITS;
                }
            }
        }
    }

    /// The value of a node that no control can move, folds over constants included.
    pub(in crate::page) fn unmoved(&mut self, node: Node) -> Option<f64> {
        if let Some(value) = self.lowering.graph.value(node) {
            return Some(value);
        }
        if self.lowering.graph.still(node) { self.evaluate(&[node]).pop() } else { None }
    }

    /// Keeps what a check claims, to be decided when the page is planned; `title` is empty where it has none.
    pub(in crate::page) fn check(&mut self, title: String, claim: &'m Claim, span: Span) {
        match claim {
            Claim::Holds { condition, sides } => {
                let holds = self.lowering.expr(&at_start(condition), Lowering::BASE);
                let sides = sides.iter().map(|side| {
                    let node = self.lowering.expr(&at_start(&side.value), Lowering::BASE);
                    (side.words.clone(), node, side.format.clone())
                });
                let sides = sides.collect();
                self.checks.push(CheckPlan { title, span, holds, sides });
            }
            Claim::Trend { .. }
            | Claim::Extreme { .. }
            | Claim::Crosses { .. }
            | Claim::Fact { .. }
            | Claim::Over { .. }
            | Claim::Reachable(_) => {
                self.stated_claims.push(StatedCheck { title, span, claim });
            }
        }
    }

    /// A `solve` has one root along its slider, at the start of every other control; none or several are
    /// reported with where they lie.
    pub(in crate::page) fn unique_roots(&mut self) {
        for (span, control, residual) in std::mem::take(&mut self.lowering.solves) {
            let Some((from, to)) = self.lowering.ends(control) else { continue };
            let step = (to - from) / f64::from(INTERVALS);
            let mut nodes = Vec::new();
            for index in 0..=INTERVALS {
                let x = self.lowering.graph.constant(from + step * f64::from(index));
                nodes.push(self.lowering.at_start_but(&residual, control, x));
            }
            let values = self.evaluate(&nodes);
            let format = self.model.controls[control].format.clone();
            let mut places = Vec::new();
            for (index, pair) in values.windows(2).enumerate() {
                if pair[0] == 0.0
                    || (pair[0] < 0.0) != (pair[1] < 0.0) && pair[1] != 0.0 && !(pair[0] + pair[1]).is_nan()
                {
                    places.push(format.text(from + step * index as f64));
                }
            }
            if values.last() == Some(&0.0) {
                places.push(format.text(to));
            }
            // A change of sign may be a jump.
            let search = Typed {
                kind: TypedKind::Solve(control, Box::new(residual.clone())),
                of: self.model.controls[control].of.clone(),
                span,
            };
            let found = self.lowering.expr(&at_start(&search), Lowering::BASE);
            if places.len() == 1 && self.evaluate(&[found])[0].is_nan() {
                places.clear();
            }
            let (headline, label, help) = match places.len() {
                1 => continue,
                0 => {
                    let ends = format!("{} to {}", format.text(from), format.text(to));
                    (
                        "This equation has no root at the start.".to_owned(),
                        "always undefined there",
                        format!("none was found from {ends}"),
                    )
                }
                count => {
                    places.truncate(5);
                    let help = format!("they lie near {}; the first is taken", places.join(", "));
                    (format!("This equation has {count} roots at the start."), "which one is meant?", help)
                }
            };
            let file = self.file;
            self.report(Diagnostic::warning(Code::NotOneRoot, headline, file, span, label).help(help));
        }
    }

    /// Reports values that do not round to the figures that texts pin them to.
    pub(in crate::page) fn hold_pins(&mut self) {
        let lab = self.lab;
        for pin in &lab.pins {
            let [value, figure] =
                [&pin.value, &pin.figure].map(|typed| self.lowering.expr(typed, Lowering::BASE));
            if self.faulty() && self.lowering.graph.has_undefined(value) {
                continue;
            }
            let values = self.evaluate(&[value, figure]);
            if (values[0] - values[1]).abs() <= pin.half * (1.0 + 1e-9) {
                continue;
            }
            let name = crate::check::shortened(self.quoted(pin.value.span));
            let is = pin.format.text(values[0]).replace(['\u{a0}', '\u{202f}'], " ");
            let headline = format!("The text says {}, but `{name}` is {is} at the start.", pin.words);
            let diagnostic = self
                .error(Code::TextDiffers, headline, pin.figure.span, "pinned to this")
                .help("correct the formula; or write the new figure, and read whether the text still holds");
            self.report(diagnostic);
        }
    }

    /// Reports the checks that do not hold.
    pub(in crate::page) fn hold_checks(&mut self) {
        let mut nodes = Vec::new();
        for check in &self.checks {
            nodes.push(check.holds);
            nodes.extend(check.sides.iter().map(|(_, node, _)| *node));
        }
        if nodes.is_empty() {
            return;
        }
        let mut values = self.evaluate(&nodes).into_iter();
        let faulty = self.faulty();
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
            let name = named(&check.title);
            let verb =
                if holds.is_nan() { "cannot be decided: a value is undefined" } else { "does not hold" };
            let mut diagnostic =
                self.error(Code::CheckFailed, format!("{name} {verb}."), check.span, "stated here");
            if !sides.is_empty() {
                diagnostic = diagnostic.help(format!("at the start {}", sides.join(", ")));
            }
            self.report(diagnostic);
        }
    }
}

/// A value with every control at its start.
pub(in crate::page) fn at_start(typed: &Typed) -> Typed {
    Typed { of: typed.of.clone(), span: typed.span, kind: TypedKind::AtStart(Box::new(typed.clone())) }
}

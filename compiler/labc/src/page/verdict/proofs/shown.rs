//! Values that a page shows where they are undefined: a division by zero in a corner, a broken `require`.

use std::collections::BTreeMap;

use lab_core::Machine;
use lab_core::machine::Why;
use lab_core::program::{Binary, Unary};
use lab_prove::{Method, Outcome};

use super::decide::{Ask, AskedConditions, Question};
use super::settings::counted;
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::graph::Node;
use crate::page::plan::planned::{Part, Shows};
use crate::page::plan::planner::Planner;
use crate::sources::Span;
use crate::syntax::tree::Origin;

/// Up to so many settings it is looked for how far a control would have to be narrowed.
const MOST_NARROWED: u64 = 20_000;
/// How many values are looked at for what makes them undefined.
const MOST_TRACED: usize = 200;

/// Somewhere on the page where a value is shown.
#[derive(Clone, Debug)]
pub(in crate::page) struct Place {
    /// The value.
    node: Node,
    /// A status shows one of its cases, and nothing where it is undefined.
    is_case: bool,
    /// What must hold for the place to be on the page.
    gates: Vec<Node>,
    /// The statement.
    span: Span,
}

/// A value that is shown, and all places that show it under the same conditions.
#[derive(Debug)]
pub(super) struct ShownAt {
    place: Place,
    count: usize,
    /// It is shown, and undefined.
    condition: Node,
}

/// What makes values undefined: a definition of this lab, or one statement.
type Cause = (Option<Id>, Span);

/// Why a value is undefined.
struct Reason {
    /// What the page says.
    text: String,
    /// It is a requirement of a function, in the words of its author.
    required: bool,
}

/// The first place and the simplest setting at which something undefined is shown.
struct Finding {
    setting: Vec<(usize, f64)>,
    condition: Node,
    reason: Reason,
    is_case: bool,
    at: Span,
    count: usize,
    outcome: Outcome,
    /// The conditions that something is undefined for this reason.
    conditions: Vec<Node>,
}

impl Planner<'_> {
    /// Remembers what a slot shows, where, and under which conditions.
    pub(in crate::page) fn shows(&mut self, shows: &Shows) {
        let nodes: Vec<(Node, bool)> = match shows {
            Shows::Text(parts) | Shows::Figure(parts) => parts.iter().filter_map(number_of).collect(),
            Shows::Arm(node) => vec![(*node, true)],
            Shows::Share(node) => vec![(*node, false)],
            Shows::Why(_) | Shows::Shown(_) | Shows::Chart(_) | Shows::Sentence(_) => Vec::new(),
        };
        for (node, is_case) in nodes {
            let (gates, span) = (self.gates.clone(), self.place);
            self.shown_places.push(Place { node, is_case, gates, span });
        }
    }

    /// Remembers a value that a chart draws.
    pub(in crate::page) fn draws(&mut self, node: Node, span: Span) {
        let gates = self.gates.clone();
        self.shown_places.push(Place { node, is_case: false, gates, span });
    }

    /// A condition and all conditions around it.
    pub(super) fn given(&mut self, gates: &[Node], condition: Node) -> Node {
        gates.iter().fold(condition, |all, gate| self.lowering.graph.binary(Binary::And, *gate, all))
    }

    /// Whether each value that is shown is undefined at some setting.
    pub(super) fn shown_asks(&mut self) -> AskedConditions<ShownAt> {
        let mut known: BTreeMap<(Node, Vec<Node>), usize> = BTreeMap::new();
        let mut shown: Vec<ShownAt> = Vec::new();
        let mut places = std::mem::take(&mut self.shown_places);
        places.retain(|place| !self.maybe.contains(&place.node));
        for place in places {
            let key = (place.node, place.gates.clone());
            match known.get(&key) {
                Some(index) => shown[*index].count += 1,
                None => {
                    known.insert(key, shown.len());
                    let condition = place.node;
                    shown.push(ShownAt { place, count: 1, condition });
                }
            }
        }
        shown.retain(|shown| {
            self.lowering.graph.is_outer(shown.place.node) && !self.is_faulty(shown.place.node)
        });
        let known = self.what_students_give(&shown);
        let asks = shown
            .iter_mut()
            .zip(known)
            .map(|(shown, known)| {
                let defined = self.lowering.graph.unary(Unary::Defined, shown.place.node);
                let undefined = self.lowering.graph.unary(Unary::Not, defined);
                let undefined = self.given(&shown.place.gates, undefined);
                shown.condition = self.given(&known, undefined);
                Ask::of(shown.condition, Question::Undefined, shown.place.span)
            })
            .collect();
        AskedConditions { asks, about: shown }
    }

    /// Reports values that are undefined somewhere, once for each definition that makes them so.
    pub(super) fn undefined_values(&mut self, shown: AskedConditions<ShownAt>) {
        let outcomes = self.decided(&shown.asks);
        let found: Vec<(ShownAt, Outcome)> =
            shown.about.into_iter().zip(outcomes).filter(|(_, outcome)| outcome.found.is_some()).collect();
        let mut findings: BTreeMap<Cause, Finding> = BTreeMap::new();
        for (shown, outcome, cause, reason) in self.traced(found) {
            let Some(found) = outcome.found.clone() else { continue };
            let new = Finding {
                setting: found.setting,
                condition: shown.condition,
                reason,
                is_case: shown.place.is_case,
                at: shown.place.span,
                count: shown.count,
                outcome,
                conditions: vec![shown.condition],
            };
            match findings.get_mut(&cause) {
                Some(finding) => {
                    let count = finding.count + new.count;
                    let all = [finding.conditions.clone(), new.conditions.clone()].concat();
                    if new.setting.len() < finding.setting.len() {
                        *finding = new;
                    }
                    finding.count = count;
                    finding.conditions = all;
                }
                None => {
                    findings.insert(cause, new);
                }
            }
        }
        for ((define, span), mut finding) in findings {
            if !self.is_allowed(Code::UndefinedShown, span) {
                finding.outcome = self.counted(finding.condition, finding.outcome);
            }
            self.report_undefined(define, span, &finding);
        }
    }

    /// For each value the conditions that what it reads of the student's record, and of the rows that students bring
    /// along, is there: the language asks for a fallback where it may not be.
    fn what_students_give(&mut self, shown: &[ShownAt]) -> Vec<Vec<Node>> {
        let nodes: Vec<Node> = shown.iter().map(|shown| shown.place.node).collect();
        let inputs = self.model.controls.len()..self.lowering.graph.inputs.len();
        if inputs.is_empty() {
            return vec![Vec::new(); nodes.len()];
        }
        let (program, registers) = self.lowering.graph.compiled(&nodes);
        let Ok(machine) = Machine::new(program) else { return vec![Vec::new(); nodes.len()] };
        let mut known = Vec::new();
        for register in registers {
            let read = inputs.clone().filter(|input| machine.is_reached_by(register, *input));
            let conditions = read.map(|input| {
                let input = self.lowering.graph.input(input as u32);
                self.lowering.graph.unary(Unary::Defined, input)
            });
            known.push(conditions.collect());
        }
        known
    }

    /// What makes each value undefined, and why.
    fn traced(&mut self, found: Vec<(ShownAt, Outcome)>) -> Vec<(ShownAt, Outcome, Cause, Reason)> {
        let defines = self.own_formulas();
        let of_defines: Vec<Node> = defines.iter().map(|(_, node)| *node).collect();
        let nodes: Vec<Node> =
            found.iter().map(|(shown, _)| shown.place.node).chain(of_defines.iter().copied()).collect();
        let (program, registers) = self.lowering.graph.compiled(&nodes);
        let Ok(machine) = Machine::new(program) else { return Vec::new() };
        let mut traced = Vec::new();
        let first = found.len();
        for (index, (shown, outcome)) in found.into_iter().enumerate().take(MOST_TRACED) {
            let mut machine = machine.clone();
            for (input, value) in outcome.found.iter().flat_map(|found| &found.setting) {
                machine.set(*input, *value);
            }
            machine.run();
            let read = self.lowering.graph.read_by(shown.place.node, &of_defines);
            let cause = (0..defines.len())
                .find(|define| read[*define] && machine.value(registers[first + define]).is_nan())
                .map(|define| defines[define].0);
            let why = machine.why(registers[index]);
            let required = matches!(why, Some(Why::Reason(_)));
            let why = why.map(|why| why.text(machine.program()).to_owned());
            let span = cause.map_or(shown.place.span, |id| self.model.defines[id].tree.name.span);
            traced.push((
                shown,
                outcome,
                (cause, span),
                Reason { text: why.unwrap_or_else(|| "there is no value".to_owned()), required },
            ));
        }
        traced
    }

    /// The formulas of this file, in the order in which they are computed, as far as they can be looked at from outside
    /// all loops.
    pub(super) fn own_formulas(&mut self) -> Vec<(Id, Node)> {
        let own: Vec<Id> =
            self.lowering.model.order.iter().copied().filter(|id| self.is_own_formula(*id)).collect();
        let mut formulas: Vec<(Id, Node)> =
            own.into_iter().map(|id| (id, self.lowering.defined(id))).collect();
        formulas.retain(|(_, node)| self.lowering.graph.is_outer(*node));
        formulas
    }

    /// Whether a definition is a formula of this file, and not of a module.
    fn is_own_formula(&self, id: Id) -> bool {
        let define = &self.model.defines[id];
        define.tree.origin == Origin::Let
            && !crate::inputs::library::declares(&define.tree.name.text)
            && !define.tree.name.text.contains('.')
            && matches!(define.value.as_ref().map(|value| &value.of), Some(of) if !matches!(of, Type::List(_)))
    }

    /// The function that gives a reason for not being computed, and what it requires; nothing where several do.
    fn requirement(&self, reason: &str) -> Option<(String, String)> {
        let mut all = self.model.functions.iter().flat_map(|function| {
            let own = function.requires.iter().zip(&function.tree.requires);
            let broken = own.filter(|((_, own), _)| own == reason);
            broken.map(|(_, require)| {
                (function.tree.name.text.clone(), crate::docs::document::expression(&require.condition))
            })
        });
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    fn report_undefined(&mut self, define: Option<Id>, span: Span, finding: &Finding) {
        let said = self.said_setting(&finding.setting);
        let name = define.map(|id| self.model.defines[id].tree.name.text.clone());
        let headline = match &name {
            Some(name) => format!("`{name}` is undefined {}.", said.words),
            None if finding.is_case => format!("This status has no case {}.", said.words),
            None => format!("A value shown here is undefined {}.", said.words),
        };
        let file = self.file;
        let Reason { text: reason, required } = &finding.reason;
        let label = match (required, self.requirement(reason)) {
            (true, Some((function, condition))) => format!("`{function}` requires `{condition}`: {reason}"),
            (true, None) => format!("a requirement of a function is broken: {reason}"),
            (false, _) => reason.clone(),
        };
        let mut diagnostic = Diagnostic::warning(Code::UndefinedShown, headline, file, span, label);
        if define.is_some() && finding.at != span && finding.at != Span::default() {
            let label =
                if finding.is_case { "this status then shows none of its cases" } else { "shown here" };
            diagnostic = diagnostic.and(file, finding.at, label);
        }
        let Outcome { found, tried, method, .. } = &finding.outcome;
        let all = *method == Method::Enumeration;
        let narrowed = match all && *tried <= MOST_NARROWED {
            true => self.narrowed(&finding.conditions, &finding.setting, span),
            false => None,
        };
        let hits = found.as_ref().filter(|_| all).map(|found| found.count);
        let share = match hits {
            Some(hits) if hits == *tried => "at every setting".to_owned(),
            Some(hits) => format!("at {hits} of {}", counted(*tried as f64, "setting")),
            None => "at some settings".to_owned(),
        };
        let seen = match (finding.is_case, finding.count) {
            (true, 1) => format!("the status shows no case {share}"),
            (true, 2) => format!("the status shows no case {share}, and another place shows no value"),
            (true, count) => {
                format!("the status shows no case {share}, and {} other places show no value", count - 1)
            }
            (false, 1) => format!("students read \"undefined: {reason}\" {share}"),
            (false, count) => format!("students read \"undefined: {reason}\" {share}, in {count} places"),
        };
        diagnostic = diagnostic.help(seen).help(
            match (finding.setting.iter().any(|(input, _)| self.is_brought(*input)), narrowed) {
                (true, _) => {
                    "limit what the column takes, as in `time: s > 0`, or give a fallback, as in `(x else 0)`".to_owned()
                }
                (false, Some(narrowed)) => format!(
                    "{narrowed}: then it is defined at every setting; or give a fallback, as in `(x else 0)`, or exclude the case with `if`"
                ),
                (false, None) => {
                    "give a fallback, as in `(x else 0)`, exclude the case with `if`, or narrow the control"
                        .to_owned()
                }
            },
        );
        if let Some(name) = name
            && let Some(command) = self.command(&said, &name)
        {
            diagnostic = diagnostic.help(command);
        }
        let verdict = self.verdict(&finding.outcome);
        self.report(diagnostic.decided(verdict));
    }
}

fn number_of(part: &Part) -> Option<(Node, bool)> {
    match part {
        Part::Number(node, _) | Part::Text(node) | Part::Either(node, ..) | Part::Gap(node, _) => {
            Some((*node, false))
        }
        Part::Words(_) => None,
    }
}

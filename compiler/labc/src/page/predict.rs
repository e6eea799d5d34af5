//! Predictions: the key is whatever the model makes true at the stated settings.

use super::plan::*;
use super::planner::{Claims, Planner};
use crate::infer::model::*;
use crate::lower::Lowering;
use crate::source::Span;
use crate::syntax::tree::{self, Claim};

/// How near a claimed number has to be to the truth: rounding only.
const ROUNDING: f64 = 1e-9;

impl Planner<'_> {
    pub(super) fn predict(&mut self, predict: &tree::Predict, span: Span, seal: u32) -> Plan {
        let question = self.rich(&predict.question);
        let settings = predict.at.as_ref().and_then(|at| self.checker.settings(at)).unwrap_or_default();
        let truth = predict.truth.as_ref().map(|truth| self.checker.shown(truth));
        let truth_node = truth.as_ref().map(|(typed, _)| {
            let stated = stated(typed, &settings);
            self.lowering.expr(&stated, Lowering::BASE)
        });
        let mut options = Vec::new();
        let mut verdicts = Vec::new();
        let mut claims = Vec::new();
        for option in &predict.options {
            let label = self.rich(&option.label);
            options.push((option.key.text.clone(), label.clone()));
            let claim = self.claim(option, truth.as_ref().map(|(typed, _)| typed), truth_node, &settings);
            // Feedback may speak of the truth and of what was claimed.
            let depth = self.checker.depth();
            if let (Some((typed, format)), Some(node)) = (&truth, truth_node) {
                let local = self.checker.open_value("truth", typed.of.clone(), format.clone());
                self.lowering.bind(local, node);
                if let Some((says, _)) = claim.says.first() {
                    let local = self.checker.open_value("is", typed.of.clone(), format.clone());
                    self.lowering.bind(local, *says);
                }
            }
            let body = self.under(seal, |planner| {
                option.feedback.as_ref().map(|text| planner.rich(text)).unwrap_or_default()
            });
            self.checker.close_to(depth);
            verdicts.push(Verdict { key: option.key.text.clone(), label, right: false, body });
            claims.push((option.key.clone(), claim));
        }
        self.unique_options(&predict.options);
        let name = predict.name.text.clone();
        let truth = truth.zip(truth_node).map(|((_, format), node)| (node, format));
        self.claims.push(Claims { name: name.clone(), span, truth, options: claims });
        self.keep_reveal(&name, Plan::Reveal { name: name.clone(), question: question.clone(), verdicts });
        Plan::Predict { name, question, options, seal }
    }

    fn claim(
        &mut self,
        option: &tree::PredictOption,
        truth: Option<&Typed>,
        truth_node: Option<crate::lower::graph::Node>,
        settings: &[(Id, Typed)],
    ) -> ClaimPlan {
        let mut says = Vec::new();
        let holds = match &option.claim {
            Some(Claim::Is(value)) => {
                let Some(value) = self.claimed(value, truth, settings) else {
                    return ClaimPlan { holds: None, says };
                };
                let tolerance = self.lowering.graph.constant(ROUNDING);
                let holds = truth_node.map(|truth| self.lowering.near(truth, value.0, tolerance, true));
                says.push(value);
                holds
            }
            Some(Claim::Between(low, high)) => {
                let (low, high) = (self.claimed(low, truth, settings), self.claimed(high, truth, settings));
                let (Some(low), Some(high)) = (low, high) else { return ClaimPlan { holds: None, says } };
                let graph = &mut self.lowering.graph;
                let holds = truth_node.map(|truth| {
                    let above = graph.binary(lab_core::program::Binary::Le, low.0, truth);
                    let below = graph.binary(lab_core::program::Binary::Le, truth, high.0);
                    graph.binary(lab_core::program::Binary::And, above, below)
                });
                says.extend([low, high]);
                holds
            }
            Some(Claim::When(condition)) => {
                let condition = self.checker.condition(condition, "condition-not-boolean");
                let condition = stated(&condition, settings);
                Some(self.lowering.expr(&condition, Lowering::BASE))
            }
            Some(Claim::Never(_)) => Some(self.lowering.graph.constant(0.0)),
            Some(Claim::Right(_)) => Some(self.lowering.graph.constant(1.0)),
            None => {
                let diagnostic = self
                    .error(
                        "no-claim",
                        format!("The option `{}` claims nothing.", option.key.text),
                        option.key.span,
                        "not known whether it is true",
                    )
                    .help("write `is VALUE`, `is LOW to HIGH`, `when CONDITION`, or `never`");
                self.report(diagnostic);
                None
            }
        };
        ClaimPlan { holds, says }
    }

    /// A claimed value, of the truth's dimension.
    fn claimed(
        &mut self,
        value: &tree::Expr,
        truth: Option<&Typed>,
        settings: &[(Id, Typed)],
    ) -> Option<(crate::lower::graph::Node, Typed)> {
        let typed = self.checker.expr(value, truth.map(|truth| &truth.of));
        let Some(truth) = truth else {
            let diagnostic = self
                .error(
                    "no-truth",
                    "This prediction has no `truth` to compare with.",
                    value.span,
                    "claims a value",
                )
                .help("write `truth EXPRESSION` after the question, or `when CONDITION` in the option");
            self.report(diagnostic);
            return None;
        };
        if !self.checker.comparable(truth, &typed) {
            let diagnostic = self.checker.claim_differs(truth, &typed);
            self.report(diagnostic);
            return None;
        }
        let stated = stated(&typed, settings);
        Some((self.lowering.expr(&stated, Lowering::BASE), typed))
    }

    /// Decides every key. One claim of each prediction is true, or the values are shown.
    pub(super) fn decide(&mut self) -> Vec<Decided> {
        let mut nodes = Vec::new();
        for claims in &self.claims {
            nodes.extend(claims.truth.iter().map(|(node, _)| *node));
            for (_, claim) in &claims.options {
                nodes.extend(claim.holds);
                nodes.extend(claim.says.iter().map(|(node, _)| *node));
            }
        }
        let values = self.evaluate(&nodes);
        let mut values = values.into_iter();
        let mut next = || values.next().unwrap_or(f64::NAN);
        let mut decided = Vec::new();
        let mut faults = Vec::new();
        for claims in &self.claims {
            let truth = claims.truth.as_ref().map(|(_, format)| format.text(next()));
            let mut held = Vec::new();
            let mut said = Vec::new();
            let mut whole = true;
            for (key, claim) in &claims.options {
                let holds = claim.holds.map(|_| next());
                let says: Vec<String> = claim
                    .says
                    .iter()
                    .map(|_| {
                        let value = next();
                        claims.truth.as_ref().map_or_else(String::new, |(_, format)| format.text(value))
                    })
                    .collect();
                whole &= holds.is_some();
                let verdict = match holds {
                    Some(1.0) => {
                        held.push(key.clone());
                        "true"
                    }
                    Some(value) if value.is_nan() => "undefined",
                    _ => "false",
                };
                let says = if says.is_empty() { String::new() } else { format!(" ({})", says.join(" to ")) };
                said.push(format!("`{}`{says}: {verdict}", key.text));
            }
            if let [only] = held.as_slice() {
                decided.push(Decided { name: claims.name.clone(), right: only.text.clone(), truth });
            } else if whole {
                let truth = truth.map(|truth| format!("the truth is {truth}; ")).unwrap_or_default();
                let (headline, label) = if held.is_empty() {
                    (format!("No option of `{}` is true.", claims.name), "nobody could be right")
                } else {
                    (format!("{} options of `{}` are true.", held.len(), claims.name), "one has to be")
                };
                faults.push(
                    self.error("not-one-true", headline, claims.span, label)
                        .help(format!("at the stated settings {truth}{}", said.join(", "))),
                );
            }
        }
        for fault in faults {
            self.report(fault);
        }
        decided
    }
}

/// An expression at the settings a prediction is stated at: all starts, but for those it names.
fn stated(typed: &Typed, settings: &[(Id, Typed)]) -> Typed {
    let inner = if settings.is_empty() {
        typed.clone()
    } else {
        Typed { kind: TypedKind::At(Box::new(typed.clone()), settings.to_vec()), ..typed.clone() }
    };
    Typed { of: inner.of.clone(), span: inner.span, kind: TypedKind::AtStart(Box::new(inner)) }
}

//! What checks claim, typed.

use lab_core::number::Format;

use super::Checker;
use super::model::{Id, Item, Type, Typed, TypedKind};
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{CheckClaim, Expr, Name};

/// A typed claim about the model. There is none where a part of it has a fault.
#[derive(Clone, Debug)]
pub enum Claim {
    /// A condition holds at the start.
    Holds {
        /// The condition.
        condition: Typed,
        /// The computed sides of a comparison, to report their values.
        sides: Vec<Side>,
    },
    /// A value rises or falls along a control.
    Trend {
        /// The value.
        value: Side,
        /// Whether it rises.
        rising: bool,
        /// The control.
        control: Id,
    },
    /// A value is extreme at a position of a control.
    Extreme {
        /// The value.
        value: Typed,
        /// Whether it is the least one.
        minimum: bool,
        /// The position.
        at: Typed,
        /// The control.
        control: Id,
    },
    /// Some setting makes a condition hold.
    Reachable(Typed),
}

/// A value that messages name: a side of a comparison.
#[derive(Clone, Debug)]
pub struct Side {
    /// As it is written, shortened.
    pub words: String,
    /// The value.
    pub value: Typed,
    /// How it is written in messages.
    pub format: Format,
}

impl Checker {
    /// Types the claim of a check.
    pub(super) fn claim(&mut self, claim: &CheckClaim, span: Span) -> Option<Claim> {
        Some(match claim {
            CheckClaim::Holds(condition) => self.holds(condition),
            CheckClaim::Trend { value, rising, control } => {
                let value = self.expr(value, None);
                let control = self.control_of_claim(control)?;
                if !is_measurable(&value) {
                    return None;
                }
                Claim::Trend { value: self.side(&value), rising: *rising, control }
            }
            CheckClaim::Extreme { value, minimum, at, control } => {
                let value = self.expr(value, None);
                let control = self.control_of_claim(control)?;
                let at = self.expr(at, None);
                let of = self.model.controls[control].of.clone();
                let probe = Typed { kind: TypedKind::Control(control), of, span };
                if !self.comparable(&probe, &at) {
                    let diagnostic = self.claim_differs(&probe, &at);
                    self.report(diagnostic);
                    return None;
                }
                if !is_measurable(&value) {
                    return None;
                }
                Claim::Extreme { value, minimum: *minimum, at, control }
            }
            CheckClaim::Reachable { condition, at } => {
                let condition = self.condition(condition, Code::ConditionNotBoolean);
                let kept = at.as_ref().and_then(|at| self.settings(at)).unwrap_or_default();
                if kept.is_empty() {
                    return Some(Claim::Reachable(condition));
                }
                let (span, of) = (condition.span, condition.of.clone());
                Claim::Reachable(Typed { span, of, kind: TypedKind::At(Box::new(condition), kept) })
            }
        })
    }

    /// A condition that holds at the start.
    pub(super) fn holds(&mut self, condition: &Expr) -> Claim {
        let condition = self.condition(condition, Code::ConditionNotBoolean);
        let sides = self.sides(&condition);
        Claim::Holds { condition, sides }
    }

    fn sides(&self, condition: &Typed) -> Vec<Side> {
        let (TypedKind::Compare(_, a, b) | TypedKind::Approx(a, b, _)) = &condition.kind else {
            return Vec::new();
        };
        let sides = [a.as_ref(), b.as_ref()].into_iter();
        let computed =
            sides.filter(|side| !matches!(side.kind, TypedKind::Number(..)) && is_measurable(side));
        computed.map(|side| self.side(side)).collect()
    }

    fn side(&self, value: &Typed) -> Side {
        Side { words: self.quote(value.span), value: value.clone(), format: self.format_of(value) }
    }

    fn control_of_claim(&mut self, name: &Name) -> Option<Id> {
        if let Some((Item::Control(id), _)) = self.names.items.get(&name.text) {
            return Some(*id);
        }
        if !self.is_broken(&name.text) {
            let controls: Vec<String> =
                self.model.controls.iter().map(|control| control.name.text.clone()).collect();
            self.no_such("control", &name.text, name.span, "this lab", &controls);
        }
        None
    }
}

fn is_measurable(value: &Typed) -> bool {
    matches!(value.of, Type::Number(_) | Type::Point)
}

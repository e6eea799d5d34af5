//! What checks claim, typed.

use lab_core::number::Format;

use super::Checker;
use super::model::{Id, Item, Type, Typed, TypedKind};
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{At, CheckClaim, Expr, Name, Over};

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
    /// A condition at every setting, or at none.
    Over {
        /// The condition.
        condition: Typed,
        /// It holds at every setting; else at none.
        always: bool,
        /// The computed sides of a comparison, to report their values.
        sides: Vec<Side>,
    },
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
            CheckClaim::Trend { value, rising, control, on } => {
                let value = self.expr(value, None);
                let control = self.control_of_claim(control)?;
                if !is_measurable(&value) {
                    return None;
                }
                let value = self.kept(value, on.as_ref());
                Claim::Trend { value: self.side(&value), rising: *rising, control }
            }
            CheckClaim::Extreme { value, minimum, at, control, on } => {
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
                let value = self.kept(value, on.as_ref());
                Claim::Extreme { value, minimum: *minimum, at, control }
            }
            CheckClaim::Reachable { condition, at } => {
                let condition = self.condition(condition, Code::ConditionNotBoolean);
                Claim::Reachable(self.kept(condition, at.as_ref()))
            }
            CheckClaim::Over { condition, how, on } => {
                let condition = self.condition(condition, Code::ConditionNotBoolean);
                let mut sides = self.sides(&condition);
                for side in &mut sides {
                    side.value = self.kept(side.value.clone(), on.as_ref());
                }
                let condition = self.kept(condition, on.as_ref());
                match how {
                    Over::Some => Claim::Reachable(condition),
                    Over::Always | Over::Never => {
                        Claim::Over { condition, always: *how == Over::Always, sides }
                    }
                }
            }
        })
    }

    /// A value with some controls kept at settings.
    fn kept(&mut self, value: Typed, at: Option<&At>) -> Typed {
        let kept = at.and_then(|at| self.settings(at)).unwrap_or_default();
        if kept.is_empty() {
            return value;
        }
        Typed { span: value.span, of: value.of.clone(), kind: TypedKind::At(Box::new(value), kept) }
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

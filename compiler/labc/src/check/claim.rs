//! What checks claim, typed.

use lab_core::number::Format;
use lab_core::program::Binary;

use super::Checker;
use super::model::{Id, Item, Type, Typed, TypedKind};
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{
    At, CheckClaim, Define, Expr, FactKind, Name, Operator, Over, PROBABILITY, TypeExpr,
};

/// How far a value may be off an end by rounding alone, as a share of the distance of the ends.
const ROUNDING: f64 = 1e-9;

/// The least number above zero.
const LEAST: f64 = f64::from_bits(1);

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
    /// Two values meet once along a control.
    Crosses {
        /// One of them.
        value: Side,
        /// The other.
        other: Side,
        /// The control.
        control: Id,
    },
    /// What a formula states of its value: a condition at every setting.
    Fact {
        /// The formula.
        of: Side,
        /// The condition.
        condition: Typed,
        /// The least value that it allows, and the greatest, where it has one.
        ends: [Option<Box<Typed>>; 2],
    },
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
                let at = self.kept(at, on.as_ref());
                Claim::Extreme { value, minimum: *minimum, at, control }
            }
            CheckClaim::Crosses { value, other, control, on } => {
                let (value, other) = (self.expr(value, None), self.expr(other, None));
                let control = self.control_of_claim(control)?;
                if !self.comparable(&value, &other) {
                    let diagnostic = self.claim_differs(&value, &other);
                    self.report(diagnostic);
                    return None;
                }
                if !is_measurable(&value) || !is_measurable(&other) {
                    return None;
                }
                let (value, other) = (self.kept(value, on.as_ref()), self.kept(other, on.as_ref()));
                Claim::Crosses { value: self.side(&value), other: self.side(&other), control }
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

    /// What a formula states of its value, each with its place.
    pub(super) fn facts_of(&mut self, define: &Define) -> Vec<(Claim, Span)> {
        let probability = define.of.as_ref().filter(|of| self.is_probability(of));
        if define.facts.is_empty() && probability.is_none() {
            return Vec::new();
        }
        let Some((Item::Define(id), _)) = self.names.items.get(&define.name.text) else { return Vec::new() };
        let (id, span) = (*id, define.name.span);
        let Some(of) = self.model.defines[id].value.as_ref().map(|value| value.of.clone()) else {
            return Vec::new();
        };
        let value = Typed { kind: TypedKind::Define(id), of: of.clone(), span };
        let number = |number: f64| Typed { kind: TypedKind::Number(number, None), of: of.clone(), span };
        let mut facts = Vec::new();
        if let Some(probability) = probability {
            facts.push((within(&value, number(0.0), number(1.0)), probability.span));
        }
        for fact in &define.facts {
            if !is_measurable(&value) {
                if of != Type::Unknown {
                    let what = self.type_name(&of);
                    let diagnostic = self.error(
                        Code::NotANumber,
                        "Only a number lies between others.",
                        fact.span,
                        format!("`{}` is {what}", define.name.text),
                    );
                    self.report(diagnostic);
                }
                break;
            }
            let condition = match &fact.kind {
                FactKind::Positive => {
                    let (zero, value) = (Box::new(number(0.0)), Box::new(value.clone()));
                    let kind = TypedKind::Compare(Operator::Lt, zero, value);
                    let least = number(LEAST);
                    (Typed { kind, of: Type::Bool, span }, [Some(Box::new(least)), None])
                }
                FactKind::Between(from, to) => {
                    let (from, to) = (self.expr(from, Some(&of)), self.expr(to, Some(&of)));
                    let strange = [&from, &to].into_iter().find(|end| !self.comparable(&value, end));
                    if let Some(end) = strange.cloned() {
                        let diagnostic = self.claim_differs(&value, &end);
                        self.report(diagnostic);
                        continue;
                    }
                    within(&value, from, to)
                }
            };
            facts.push((condition, fact.span));
        }
        let of = self.side(&value);
        let fact = |(condition, ends)| Claim::Fact { of: of.clone(), condition, ends };
        facts.into_iter().map(|(claimed, span)| (fact(claimed), span)).collect()
    }

    fn is_probability(&self, of: &TypeExpr) -> bool {
        let named = matches!(of.factors.as_slice(), [(name, (1, 1))] if name.text == PROBABILITY);
        named
            && !self.names.items.contains_key(PROBABILITY)
            && !self.model.units.dimensions.contains_key(PROBABILITY)
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

/// A value lies between two ends, as far as rounding allows: to within 10⁻⁹ of their distance. With the ends that this
/// comes to.
fn within(value: &Typed, from: Typed, to: Typed) -> (Typed, [Option<Box<Typed>>; 2]) {
    let span = value.span;
    let two = |how: Binary, a: &Typed, b: &Typed| Typed {
        kind: TypedKind::Binary(how, Box::new(a.clone()), Box::new(b.clone())),
        of: value.of.clone(),
        span,
    };
    let share = Typed { kind: TypedKind::Number(ROUNDING, None), of: value.of.clone(), span };
    let spare = two(Binary::Mul, &two(Binary::Sub, &to, &from), &share);
    let at_most = |a: Typed, b: Typed| Typed {
        kind: TypedKind::Compare(Operator::Le, Box::new(a), Box::new(b)),
        of: Type::Bool,
        span,
    };
    let (least, most) = (two(Binary::Sub, &from, &spare), two(Binary::Add, &to, &spare));
    let above = at_most(least.clone(), value.clone());
    let below = at_most(value.clone(), most.clone());
    let kind = TypedKind::Binary(Binary::And, Box::new(above), Box::new(below));
    (Typed { kind, of: Type::Bool, span }, [Some(Box::new(least)), Some(Box::new(most))])
}

fn is_measurable(value: &Typed) -> bool {
    matches!(value.of, Type::Number(_) | Type::Point)
}

//! Levels: amounts that are written as logarithms, in units such as dBm and pH. A level is kept as the number that
//! people write. What is computed from it, it enters as the amount that it stands for.

use super::Checker;
use super::model::*;
use crate::check::units::{Dimension, Level};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;
use crate::syntax::tree::Operator;

use lab_core::program::Binary;

impl Model {
    /// The scale of a level, also of one that may be missing.
    pub fn level_of(&self, of: &Type) -> Option<&Level> {
        match of {
            Type::Number(dimension) => self.units.level(dimension),
            Type::Maybe(inner) => self.level_of(inner),
            _ => None,
        }
    }

    /// Whether a value is a level.
    pub fn is_level(&self, of: &Type) -> bool {
        self.level_of(of).is_some()
    }
}

impl Checker {
    /// The amount that a level stands for; any other value as it is.
    pub(super) fn amount(&self, typed: Typed) -> Typed {
        let Some(level) = self.model.level_of(&typed.of) else { return typed };
        let of = of_number(&typed.of, level.amount.clone());
        let kind = TypedKind::FromLevel(Box::new(typed.clone()), level.per, level.reference);
        Typed { kind, of, span: typed.span }
    }

    /// An argument, as the amount unless the parameter is a level of the same scale.
    pub(super) fn amount_for(&self, wanted: &Type, value: Typed) -> Typed {
        if *wanted == value.of { value } else { self.amount(value) }
    }

    /// A value as a level of some scale; nothing where it is not an amount of that scale.
    pub(super) fn levelled(&self, typed: &Typed, to: &Level) -> Option<Typed> {
        let level = Dimension::base(to.base);
        let amount = self.amount(typed.clone());
        let (Type::Number(own), true) = (bare(&amount.of), !matches!(typed.of, Type::List(_))) else {
            return None;
        };
        if bare(&typed.of) == &Type::Number(level.clone()) {
            return Some(typed.clone());
        }
        own.agree(&to.amount, &self.model.units)?;
        let of = of_number(&typed.of, level);
        Some(Typed { kind: TypedKind::ToLevel(Box::new(amount), to.per, to.reference), of, span: typed.span })
    }

    /// Two values to be compared: levels of one scale as they are, others as amounts. A bare zero stays what it is,
    /// because it could mean either.
    pub(super) fn leveled_alike(&self, a: Typed, b: Typed) -> (Typed, Typed) {
        if a.of == b.of || is_zero(&a) || is_zero(&b) { (a, b) } else { (self.amount(a), self.amount(b)) }
    }

    /// A product, quotient or power of levels that is a level again: the ratio adds to it in decibels. `Err` where
    /// the two do not grow at the same rate.
    pub(super) fn of_levels(
        &self,
        operator: Operator,
        a: &Typed,
        b: &Typed,
        span: Span,
    ) -> Result<Option<Typed>, Box<Diagnostic>> {
        let (Type::Number(_), Type::Number(right)) = (&a.of, &b.of) else { return Ok(None) };
        let (left, other) = (self.model.level_of(&a.of), self.model.level_of(&b.of));
        let level = |how: Binary, of: &Level| {
            let kind = TypedKind::Binary(how, Box::new(a.clone()), Box::new(b.clone()));
            Ok(Some(Typed { kind, of: Type::Number(Dimension::base(of.base)), span }))
        };
        match (left, other) {
            (Some(left), None) if operator == Operator::Pow && left.is_ratio() && right.is_none() => {
                level(Binary::Mul, left)
            }
            (Some(left), Some(right)) if operator != Operator::Pow => {
                let decibels = left.per > 0.0 && right.per > 0.0;
                if decibels && left.per != right.per && (left.is_ratio() || right.is_ratio()) {
                    return Err(Box::new(self.two_rates(a, b, span)));
                }
                match operator {
                    _ if !decibels || left.per != right.per => Ok(None),
                    Operator::Mul if right.is_ratio() => level(Binary::Add, left),
                    Operator::Mul if left.is_ratio() => level(Binary::Add, right),
                    Operator::Div if right.is_ratio() => level(Binary::Sub, left),
                    Operator::Div if left == right => match self.model.units.ratio_of(left) {
                        Some(ratio) => level(Binary::Sub, ratio),
                        None => Ok(None),
                    },
                    _ => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    fn two_rates(&self, a: &Typed, b: &Typed, span: Span) -> Diagnostic {
        let (left, right) = (self.type_name(&a.of), self.type_name(&b.of));
        self.error(
            Code::LevelArithmetic,
            format!("`{left}` and `{right}` don't match: only one of them is a power."),
            span,
            "10 decibels are ten times the power, 20 decibels ten times the voltage",
        )
        .help("give the ratio in the unit that grows at the same rate: `dB` for powers, `dB20` for voltages and pressures")
    }

    /// What to say where levels are added or subtracted.
    pub(super) fn levels_added(&self, operator: Operator, mark: Span, a: &Typed, b: &Typed) -> Diagnostic {
        let (done, times) = match operator {
            Operator::Add => ("added", "*"),
            _ => ("subtracted", "/"),
        };
        let (left, right) = (self.type_name(&a.of), self.type_name(&b.of));
        let headline = format!("Levels can't be {done}: the sum of two levels isn't the level of the sum.");
        let diagnostic = self
            .error(Code::LevelArithmetic, headline, mark, format!("{done} here"))
            .and(self.file, a.span, format!("a level in `{left}`"))
            .and(self.file, b.span, format!("a level in `{right}`"));
        let ratio = |of: &Type| self.model.level_of(of).is_some_and(Level::is_ratio);
        let diagnostic =
            if ratio(&a.of) || ratio(&b.of) {
                let (left, right) = (self.quote(a.span), self.quote(b.span));
                diagnostic
                    .help(format!("levels add where amounts are multiplied: `{left} {times} {right}`"))
                    .fix(format!("write `{times}`"), self.file, mark, times)
            } else {
                diagnostic
            };
        diagnostic.help(format!(
            "if you want the amounts {done}, first show them in a unit that isn't logarithmic: `let a = … in mW`"
        ))
    }

    /// What to say where levels are gathered in a sum.
    pub(super) fn levels_summed(&self, level: &Typed) -> Diagnostic {
        let unit = self.type_name(&level.of);
        self.error(
            Code::LevelArithmetic,
            "Levels can't be summed: the sum of levels isn't the level of the sum.",
            level.span,
            format!("a level in `{unit}`"),
        )
        .help("to sum the amounts, name them in a unit that isn't logarithmic: `let a = … in mW`")
    }

    /// What to say where a level is negated.
    pub(super) fn level_negated(&self, level: &Typed, span: Span) -> Diagnostic {
        let (unit, words) = (self.type_name(&level.of), self.quote(level.span));
        self.error(Code::LevelArithmetic, "A level can't be negated.", span, format!("a level in `{unit}`"))
            .help(format!("the same ratio the other way round is `1 / {words}`"))
    }

    /// A bare zero beside a level: as a level it is one thing, as an amount another. What to say about it.
    pub(super) fn zero_level(&self, a: &Typed, b: &Typed) -> Option<Diagnostic> {
        let (zero, level) = match (is_zero(a), is_zero(b)) {
            (true, _) => (a, b),
            (_, true) => (b, a),
            _ => return None,
        };
        self.model.level_of(&level.of)?;
        let unit = self.type_name(&level.of);
        let headline = format!("This zero needs the unit of the level beside it, `{unit}`.");
        Some(
            self.error(Code::CompareMismatch, headline, zero.span, "amount or level?")
                .and(self.file, level.span, format!("a level in `{unit}`"))
                .fix(format!("write `0 {unit}`"), self.file, zero.span, format!("0 {unit}")),
        )
    }
}

/// Whether a value is a zero without a unit.
fn is_zero(typed: &Typed) -> bool {
    matches!(typed.kind, TypedKind::Number(value, None) if value == 0.0)
}

/// The number in a type that may be missing.
fn bare(of: &Type) -> &Type {
    match of {
        Type::Maybe(inner) => inner,
        of => of,
    }
}

/// A number of another dimension, missing where the first may be.
fn of_number(of: &Type, dimension: Dimension) -> Type {
    match of {
        Type::Maybe(_) => Type::Maybe(Box::new(Type::Number(dimension))),
        _ => Type::Number(dimension),
    }
}

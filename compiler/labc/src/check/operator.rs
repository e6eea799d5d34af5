//! Operators: what two values give together.

use lab_core::program::{Binary, Unary};

use super::Checker;
use super::model::*;
use crate::check::units::{Dimension, Exponent};
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{Expr, ExprKind, Operator};

impl Checker {
    pub(super) fn binary(&mut self, operator: Operator, mark: Span, a: &Expr, b: &Expr, span: Span) -> Typed {
        use Operator::*;
        match operator {
            And | Or => {
                let a = self.condition(a, Code::BoolExpected);
                let b = self.condition(b, Code::BoolExpected);
                let how = if operator == And { Binary::And } else { Binary::Or };
                Typed { kind: TypedKind::Binary(how, Box::new(a), Box::new(b)), of: Type::Bool, span }
            }
            Eq | Ne | Lt | Le | Gt | Ge => self.compare(operator, a, b, span),
            Else => {
                self.filled = true;
                let a = self.expr(a, None);
                let inner = match &a.of {
                    Type::Maybe(inner) => (**inner).clone(),
                    other => other.clone(),
                };
                let b = self.expr(b, Some(&inner));
                let filled = Typed { of: inner, ..a };
                let Some(of) = self.same(&filled, &b) else {
                    let diagnostic = match filled.kind {
                        TypedKind::Given(id) => self.record_differs(id, &filled, &b),
                        _ => self.branches_differ(&filled, &b),
                    };
                    self.report(diagnostic);
                    return Typed::unknown(span);
                };
                Typed { kind: TypedKind::Binary(Binary::Else, Box::new(filled), Box::new(b)), of, span }
            }
            Pow => self.power(a, b, span),
            Mul | Div => {
                let (a, b) = (self.expr(a, None), self.expr(b, None));
                match self.of_levels(operator, &a, &b, span) {
                    Ok(None) => {}
                    Ok(Some(level)) => return level,
                    Err(diagnostic) => {
                        self.report(*diagnostic);
                        return Typed::unknown(span);
                    }
                }
                let (a, b) = (self.amount(a), self.amount(b));
                let (left, right) = (self.quantity(&a), self.quantity(&b));
                let (Some(left), Some(right)) = (left, right) else { return Typed::unknown(span) };
                self.lint_product(mark, &a, &b);
                let (how, dimension) = match operator {
                    Mul => (Binary::Mul, left.times(&right)),
                    _ => (Binary::Div, left.over(&right)),
                };
                let Some(dimension) = dimension else {
                    let diagnostic = self.error(
                        Code::TooDeep,
                        "These exponents are too large.",
                        span,
                        "beyond all meaning",
                    );
                    self.report(diagnostic);
                    return Typed::unknown(span);
                };
                Typed {
                    kind: TypedKind::Binary(how, Box::new(a), Box::new(b)),
                    of: Type::Number(dimension),
                    span,
                }
            }
            Add | Sub => self.add(operator, mark, a, b, span),
        }
    }

    pub(super) fn add(&mut self, operator: Operator, mark: Span, a: &Expr, b: &Expr, span: Span) -> Typed {
        let (a, b) = (self.expr(a, None), self.expr(b, None));
        if self.model.is_level(&a.of) && self.model.is_level(&b.of) {
            let diagnostic = self.levels_added(operator, mark, &a, &b);
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        let (a, b) = (self.amount(a), self.amount(b));
        let how = if operator == Operator::Add { Binary::Add } else { Binary::Sub };
        let temperature = self.model.units.base_named("Temperature").map(Dimension::base);
        let of = match (&a.of, &b.of) {
            (Type::Point, Type::Point) if operator == Operator::Sub => temperature.map(Type::Number),
            (Type::Point, Type::Number(other)) if Some(other) == temperature.as_ref() => Some(Type::Point),
            (Type::Number(other), Type::Point)
                if operator == Operator::Add && Some(other) == temperature.as_ref() =>
            {
                Some(Type::Point)
            }
            _ => {
                let points = matches!(a.of, Type::Point) || matches!(b.of, Type::Point);
                let (left, right) =
                    if points { (None, None) } else { (self.quantity(&a), self.quantity(&b)) };
                match (left, right) {
                    (Some(left), Some(right)) => left.agree(&right, &self.model.units).map(Type::Number),
                    _ if points && a.of != Type::Unknown && b.of != Type::Unknown => None,
                    _ => return Typed::unknown(span),
                }
            }
        };
        match of {
            Some(of) => {
                self.lint_sum(operator, mark, &a, &b);
                Typed { kind: TypedKind::Binary(how, Box::new(a), Box::new(b)), of, span }
            }
            None => {
                let diagnostic = self.cannot_add(operator, mark, &a, &b);
                self.report(diagnostic);
                Typed::unknown(span)
            }
        }
    }

    pub(super) fn compare(&mut self, operator: Operator, a: &Expr, b: &Expr, span: Span) -> Typed {
        // A bare key takes its meaning from the other side.
        let key_first = matches!(&a.kind, ExprKind::Name(name) if !self.is_known(name));
        let (a, b) = if key_first {
            let b = self.expr(b, None);
            (self.expr(a, Some(&b.of)), b)
        } else {
            let a = self.expr(a, None);
            let b = self.expr(b, Some(&a.of));
            (a, b)
        };
        let missing = [&a, &b].into_iter().find(|side| matches!(side.of, Type::Maybe(_))).cloned();
        if let Some(side) = missing {
            let diagnostic = self.may_be_missing(&side);
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        if let Some(diagnostic) = self.zero_level(&a, &b) {
            self.report(diagnostic);
            return Typed { kind: TypedKind::Unknown, of: Type::Bool, span };
        }
        let (a, b) = self.leveled_alike(a, b);
        let ordered = !matches!(operator, Operator::Eq | Operator::Ne);
        let comparable = match self.same(&a, &b) {
            Some(Type::Number(_) | Type::Point | Type::Unknown) => true,
            Some(Type::List(_)) => false,
            Some(_) => !ordered,
            None => false,
        };
        if !comparable {
            let diagnostic = self.cannot_compare(operator, &a, &b);
            self.report(diagnostic);
            return Typed { kind: TypedKind::Unknown, of: Type::Bool, span };
        }
        Typed { kind: TypedKind::Compare(operator, Box::new(a), Box::new(b)), of: Type::Bool, span }
    }

    pub(super) fn approx(&mut self, a: &Expr, b: &Expr, tolerance: Option<&Expr>, span: Span) -> Typed {
        let (a, b) = (self.expr(a, None), self.expr(b, None));
        let (a, b) = self.leveled_alike(a, b);
        let comparable = matches!(self.same(&a, &b), Some(Type::Number(_) | Type::Point | Type::Unknown));
        if !comparable {
            let diagnostic = self.cannot_compare(Operator::Eq, &a, &b);
            self.report(diagnostic);
            return Typed { kind: TypedKind::Unknown, of: Type::Bool, span };
        }
        let tolerance = tolerance.map(|tolerance| {
            let typed = self.expr(tolerance, None);
            // Nothing is a share of a temperature on a scale.
            let measured = match &a.of {
                Type::Point => Typed { of: self.difference_of_points(), ..a.clone() },
                _ => a.clone(),
            };
            if let Type::Number(dimension) = &typed.of
                && (!dimension.is_none() || a.of == Type::Point)
                && self.same(&measured, &typed).is_none()
            {
                let diagnostic = self.cannot_compare(Operator::Le, &typed, &a);
                self.report(diagnostic);
            }
            Box::new(typed)
        });
        Typed { kind: TypedKind::Approx(Box::new(a), Box::new(b), tolerance), of: Type::Bool, span }
    }

    pub(super) fn power(&mut self, a: &Expr, b: &Expr, span: Span) -> Typed {
        let (a, b) = (self.expr(a, None), self.expr(b, None));
        let b = self.amount(b);
        if let Ok(Some(level)) = self.of_levels(Operator::Pow, &a, &b, span) {
            return level;
        }
        let a = self.amount(a);
        let (base, exponent) = (self.quantity(&a), self.quantity(&b));
        let (Some(base), Some(exponent)) = (base, exponent) else { return Typed::unknown(span) };
        if !exponent.is_none() {
            let name = exponent.name(&self.model.units);
            let diagnostic = self
                .error(
                    Code::NonScalarExponent,
                    "An exponent is a plain number.",
                    self.unbracketed(b.span),
                    format!("this is {name}"),
                )
                .help(format!("divide it by a unit of {name} if you mean how many there are"));
            self.differing(&[&b]);
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        let dimension = if base.is_none() {
            base
        } else {
            let power = self.model.rational(&b, 0).and_then(Exponent::of);
            let Some(power) = power else {
                let name = base.name(&self.model.units);
                let diagnostic = self
                    .error(
                        Code::NonConstantExponent,
                        format!("The exponent of a quantity ({name}) has to be a constant."),
                        b.span,
                        "its value is not known here",
                    )
                    .help("its unit would change with it; divide the base by its unit first, or write the exponent as a number");
                self.report(diagnostic);
                return Typed::unknown(span);
            };
            match base.power(power) {
                Some(dimension) => dimension,
                None => {
                    let diagnostic = self.error(
                        Code::TooDeep,
                        "This exponent is too large.",
                        b.span,
                        "beyond all meaning",
                    );
                    self.report(diagnostic);
                    return Typed::unknown(span);
                }
            }
        };
        Typed {
            kind: TypedKind::Binary(Binary::Pow, Box::new(a), Box::new(b)),
            of: Type::Number(dimension),
            span,
        }
    }

    /// What stands inside the brackets of a bracketed place.
    pub(super) fn unbracketed(&self, span: Span) -> Span {
        let words = self.source.get(span.range()).unwrap_or("");
        match words.strip_prefix('(').and_then(|words| words.strip_suffix(')')) {
            Some(inner) => {
                let start = span.start as usize + 1 + (inner.len() - inner.trim_start().len());
                Span::new(start, start + inner.trim().len())
            }
            None => span,
        }
    }
}

impl Model {
    /// The value of an expression of numbers and arithmetic; functions are not folded.
    pub(super) fn rational(&self, typed: &Typed, depth: usize) -> Option<f64> {
        if depth > super::DEEPEST {
            return None;
        }
        match &typed.kind {
            TypedKind::Number(value, _) => Some(*value),
            TypedKind::Unary(Unary::Neg, inner) => self.rational(inner, depth + 1).map(|value| -value),
            TypedKind::Binary(how, a, b) => {
                let (a, b) = (self.rational(a, depth + 1)?, self.rational(b, depth + 1)?);
                match how {
                    Binary::Add => Some(a + b),
                    Binary::Sub => Some(a - b),
                    Binary::Mul => Some(a * b),
                    Binary::Div if b != 0.0 => Some(a / b),
                    _ => None,
                }
            }
            TypedKind::Define(id) => self.rational(self.defines[*id].value.as_ref()?, depth + 1),
            _ => None,
        }
    }
}

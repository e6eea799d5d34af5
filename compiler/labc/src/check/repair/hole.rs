//! What would fit where a hole is: `?` in an expression. Start at [`describe`].

use super::{FaultyLab, apply};
use lab_core::functions::Takes;

use crate::check::builtins::{self, How};
use crate::check::model::{Item, Type};
use crate::check::scene::{FaultScene, Role};
use crate::check::units::{Dimension, Exponent};
use crate::diagnostic::{Diagnostic, Fix};
use crate::sources::Span;
use crate::syntax::tree::{Call, Expr, ExprKind, Operator, Shown};

/// How many names are listed.
const MOST_NAMES: usize = 6;

/// Says which dimension fits a hole, and which names have it.
pub(super) fn describe(faulty: &mut FaultyLab<'_>, scene: &FaultScene, diagnostic: &mut Diagnostic) {
    let source = faulty.source;
    let Some(shown) = faulty.read(source, scene.root) else { return };
    let Some(wanted) = wanted(faulty, scene, source, &shown, scene.span) else { return };
    diagnostic.headline = format!("`?` should be {}.", faulty.checker.described(&wanted));
    let fitting = fitting(faulty, scene, &wanted);
    let listed: Vec<String> = fitting.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    match listed.as_slice() {
        [] => {
            let mut help = "nothing that is declared here fits: write a quantity".to_owned();
            if let Type::Number(dimension) = &wanted {
                let unit = faulty.checker.model.units.coherent(dimension);
                if unit.is_empty() {
                    "write a plain number".clone_into(&mut help);
                } else {
                    help =
                        format!("nothing that is declared here fits: write a quantity, such as `1 {unit}`");
                }
            }
            diagnostic.help.push(help);
        }
        [only] => {
            diagnostic.help.push(format!("{only} fits"));
            let edits = vec![(scene.span, fitting[0].clone())];
            let edited = apply(source, &edits);
            if faulty.fits(scene, &edited, &edits) {
                diagnostic.fix = Some(Fix { title: format!("write {only}"), file: faulty.file, edits });
            }
        }
        [first @ .., last] => {
            let more = if fitting.len() > MOST_NAMES { " and others" } else { "" };
            diagnostic.help.push(format!("{} and {last} fit{}", first.join(", "), more));
        }
    }
}

/// Names in scope that are of a type.
pub(super) fn fitting(faulty: &FaultyLab<'_>, scene: &FaultScene, wanted: &Type) -> Vec<String> {
    let own = |declared: Option<Span>| declared.is_some_and(|span| faulty.declares(span, scene));
    let mut names: Vec<String> = Vec::new();
    for name in faulty.checker.in_scope(scene) {
        // A plain number agrees with every count: only what is exactly wanted is worth naming.
        if name.of == *wanted && !own(name.declared) && !names.contains(&name.words) {
            names.push(name.words);
        }
    }
    names
}

/// What a place in an expression has to be.
pub(super) fn wanted(
    faulty: &mut FaultyLab<'_>,
    scene: &FaultScene,
    source: &str,
    shown: &Shown,
    place: Span,
) -> Option<Type> {
    let unit = shown.unit.as_ref().and_then(|unit| faulty.checker.model.units.written(unit).ok());
    let goal = match (&scene.role, unit) {
        (Role::Declared(wanted), _) => Some(wanted.clone()),
        (_, Some(unit)) => Some(Type::Number(unit.dimension)),
        (Role::Plain(expected) | Role::Shown(expected), None) => expected.clone(),
    };
    let mut solver = Solver { faulty, scene, source, place };
    solver.solve(&shown.expr, goal.filter(|goal| *goal != Type::Unknown))
}

struct Solver<'s, 'p> {
    faulty: &'s mut FaultyLab<'p>,
    scene: &'s FaultScene,
    source: &'s str,
    place: Span,
}

impl Solver<'_, '_> {
    fn holds(&self, expr: &Expr) -> bool {
        expr.span.start <= self.place.start && self.place.end <= expr.span.end
    }

    fn of(&mut self, expr: &Expr) -> Option<Type> {
        let of = self.faulty.checker.type_in(self.scene, self.source, expr);
        (of != Type::Unknown).then_some(of)
    }

    fn number(&mut self, expr: &Expr) -> Option<Dimension> {
        match self.of(expr)? {
            Type::Number(dimension) => Some(dimension),
            _ => None,
        }
    }

    fn solve(&mut self, expr: &Expr, goal: Option<Type>) -> Option<Type> {
        let plain = Some(Type::Number(Dimension::NONE));
        let dimension = match &goal {
            Some(Type::Number(dimension)) => Some(dimension.clone()),
            _ => None,
        };
        match &expr.kind {
            ExprKind::Hole | ExprKind::Name(_) => goal,
            ExprKind::Negate(inner) | ExprKind::At(inner, _) if self.holds(inner) => self.solve(inner, goal),
            ExprKind::Not(inner) => self.solve(inner, Some(Type::Bool)),
            ExprKind::Binary(operator, _, a, b) => {
                let first = self.holds(a);
                let (hole, other) = if first { (a, b) } else { (b, a) };
                let goal = match operator {
                    Operator::And | Operator::Or => Some(Type::Bool),
                    Operator::Mul => {
                        let other = self.number(other)?;
                        Some(Type::Number(dimension?.over(&other)?))
                    }
                    Operator::Div => {
                        let other = self.number(other)?;
                        let goal = dimension?;
                        Some(Type::Number(if first { goal.times(&other)? } else { other.over(&goal)? }))
                    }
                    Operator::Pow if first => {
                        let ExprKind::Number(power, None) = other.kind else { return None };
                        Some(Type::Number(dimension?.power(Exponent::of(1.0 / power)?)?))
                    }
                    Operator::Pow => plain,
                    Operator::Add | Operator::Sub | Operator::Else => self.of(other).or(goal),
                    _ => self.of(other),
                };
                self.solve(hole, goal)
            }
            ExprKind::Approx(a, b, _) => {
                let (hole, other) = if self.holds(a) { (a, b) } else { (b, a) };
                let goal = self.of(other);
                self.solve(hole, goal)
            }
            ExprKind::If(condition, a, b) => {
                if self.holds(condition) {
                    return self.solve(condition, Some(Type::Bool));
                }
                let (hole, other) = if self.holds(a) { (a, b) } else { (b, a) };
                let goal = self.of(other).or(goal);
                self.solve(hole, goal)
            }
            ExprKind::Call(call) => self.argument(call, goal, dimension),
            _ => None,
        }
    }

    fn argument(&mut self, call: &Call, goal: Option<Type>, dimension: Option<Dimension>) -> Option<Type> {
        let index = call.args.iter().position(|(_, arg)| self.holds(arg))?;
        let (label, arg) = &call.args[index];
        let name = call.path.last().map(|name| name.text.as_str())?;
        let function = match self.faulty.checker.names.items.get(name) {
            Some((Item::Function(id), _)) => Some(*id),
            _ => None,
        };
        let goal = if let Some(id) = function {
            let params = &self.faulty.checker.model.functions[id].params;
            let param = match label {
                Some(label) => params.iter().find(|param| param.name == label.text),
                None => params.get(index),
            };
            param.map(|param| param.of.clone())
        } else {
            match builtins::find(name)?.how {
                How::One(_, Takes::Square) => Some(Type::Number(dimension?.power(Exponent::whole(2))?)),
                How::One(_, Takes::Plain) => Some(Type::Number(Dimension::NONE)),
                How::Extreme(..) | How::Modulo | How::Clamp => {
                    let others: Vec<&Expr> = call
                        .args
                        .iter()
                        .map(|(_, other)| other)
                        .filter(|other| other.span != arg.span)
                        .collect();
                    others.into_iter().find_map(|other| self.of(other)).or(goal)
                }
                _ => goal,
            }
        };
        self.solve(arg, goal)
    }
}

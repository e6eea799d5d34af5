//! A formula as mathematics writes it: what becomes a fraction, what stands raised, where brackets are needed.
//!
//! Made from the very expression that is evaluated, and printed twice: as TeX ([`tex`]) for the reference
//! ([`document`](crate::docs::document)) and for reports, as MathML for a page.

pub(crate) mod tex;

use lab_core::program::{Binary, Fold, Unary};

use crate::check::model::*;
use crate::syntax::tree::Operator;

/// A formula. `L` is what a value is written as.
#[derive(Debug)]
pub(crate) enum Notation<L> {
    /// What stands for one value.
    Leaf(L),
    /// Something in brackets.
    Within(Brackets, Box<Notation<L>>),
    /// Two sides of an operator.
    Infix(Sign, Box<[Notation<L>; 2]>),
    /// The opposite.
    Negated(Box<Notation<L>>),
    /// A numerator over a denominator.
    Fraction(Box<[Notation<L>; 2]>),
    /// A base and its exponent.
    Power(Box<[Notation<L>; 2]>),
    /// Something with an index below.
    Indexed(Box<[Notation<L>; 2]>),
    /// A square root.
    Root(Box<Notation<L>>),
    /// A function of some values.
    Call(FunctionName, Vec<Notation<L>>),
    /// Values, each with its condition, and the value where none holds.
    Cases(Vec<[Notation<L>; 2]>, Box<Notation<L>>),
    /// The elasticity of the first in the second.
    Sensitivity(Box<[Notation<L>; 2]>),
    /// A value gathered over some rounds, those that a condition lets through.
    Gathered(Fold, Vec<Iteration<L>>, Option<Box<Notation<L>>>, Option<Box<Notation<L>>>),
}

/// Kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brackets {
    Round,
    Floor,
    Ceiling,
    Bars,
}

/// Operators between two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
    Times,
    And,
    Or,
    Else,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Unequal,
    Equal,
    About,
}

/// What a function is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FunctionName {
    Min,
    Max,
    Mod,
    BuiltIn(Unary),
    /// A function of the language's library or of the lab, as a lab calls it.
    Declared(String),
}

/// A variable and what it runs over.
#[derive(Debug)]
pub(crate) struct Iteration<L> {
    pub(crate) variable: L,
    pub(crate) over: IterationRange<L>,
}

/// What a variable runs over.
#[derive(Debug)]
pub(crate) enum IterationRange<L> {
    /// From the first to the second.
    Range(Box<[Notation<L>; 2]>),
    List(Box<Notation<L>>),
    /// What has no notation.
    Other,
}

/// How the values of a formula are written.
pub(crate) trait Leaves {
    type Leaf;
    /// A definition, a control, a column of a row, a number: whatever stands for one value.
    fn leaf(&mut self, typed: &Typed) -> Self::Leaf;
    /// Whether what [`Leaves::leaf`] writes for a value is one thing only in brackets, as a number with its unit is.
    fn is_compound(&self, typed: &Typed) -> bool;
    /// Tells whether what is written next stands behind a sign, so that a value below zero needs brackets; what was
    /// told before.
    fn after_sign(&mut self, _after: bool) -> bool {
        false
    }
    /// A name for the variable of a round; none where rounds are leaves themselves.
    fn variable(&mut self, _local: u32) -> Option<Self::Leaf> {
        None
    }
    /// What a parameter stands for, where that is written in its place.
    fn argument(&self, _local: u32) -> Option<Typed> {
        None
    }
    /// The lab.
    fn model(&self) -> &Model;
}

/// How strongly the outermost operation of a formula binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Loose,
    Compared,
    Sum,
    Product,
    Tight,
}

/// The notation of an expression.
pub(crate) fn notation<V: Leaves>(typed: &Typed, leaves: &mut V) -> Notation<V::Leaf> {
    use Strength::*;
    if let Some(arg) = argument(typed, leaves) {
        return notation(&arg, leaves);
    }
    match &typed.kind {
        // The amount of 20 dBm is written 20 dBm.
        TypedKind::FromLevel(inner, ..) | TypedKind::ToLevel(inner, ..) => notation(inner, leaves),
        TypedKind::Binary(Binary::Div, a, b) => {
            Notation::Fraction(Box::new([alone(a, leaves), alone(b, leaves)]))
        }
        TypedKind::Binary(Binary::Pow, a, b) => {
            Notation::Power(Box::new([base(a, leaves), alone(b, leaves)]))
        }
        TypedKind::Binary(how @ (Binary::Min | Binary::Max), ..) => {
            let mut args = Vec::new();
            chain(typed, *how, &mut args);
            let args = args.into_iter().map(|arg| alone(arg, leaves)).collect();
            Notation::Call(if *how == Binary::Min { FunctionName::Min } else { FunctionName::Max }, args)
        }
        TypedKind::Binary(Binary::Mod, a, b) => {
            Notation::Call(FunctionName::Mod, vec![alone(a, leaves), alone(b, leaves)])
        }
        TypedKind::Binary(Binary::Add, a, b) => infix(Sign::Plus, a, b, (Sum, Sum), leaves),
        TypedKind::Binary(Binary::Sub, a, b) => infix(Sign::Minus, a, b, (Sum, Product), leaves),
        TypedKind::Binary(Binary::Mul, a, b) => infix(Sign::Times, a, b, (Product, Product), leaves),
        TypedKind::Binary(Binary::And, a, b) => infix(Sign::And, a, b, (Compared, Compared), leaves),
        TypedKind::Binary(Binary::Or, a, b) => infix(Sign::Or, a, b, (Compared, Compared), leaves),
        TypedKind::Binary(Binary::Else, a, b) => infix(Sign::Else, a, b, (Compared, Compared), leaves),
        TypedKind::Compare(operator, a, b) => {
            let sign = match operator {
                Operator::Lt => Sign::Less,
                Operator::Le => Sign::LessOrEqual,
                Operator::Gt => Sign::Greater,
                Operator::Ge => Sign::GreaterOrEqual,
                Operator::Ne => Sign::Unequal,
                _ => Sign::Equal,
            };
            infix(sign, a, b, (Sum, Sum), leaves)
        }
        TypedKind::Approx(a, b, _) => infix(Sign::About, a, b, (Sum, Sum), leaves),
        TypedKind::Unary(Unary::Neg, x) => Notation::Negated(Box::new(behind(x, Product, leaves))),
        TypedKind::Unary(Unary::Sqrt, x) => Notation::Root(Box::new(alone(x, leaves))),
        TypedKind::Unary(function @ (Unary::Floor | Unary::Ceil | Unary::Abs), x) => {
            let brackets = match function {
                Unary::Floor => Brackets::Floor,
                Unary::Ceil => Brackets::Ceiling,
                _ => Brackets::Bars,
            };
            Notation::Within(brackets, Box::new(alone(x, leaves)))
        }
        TypedKind::Unary(function, x) => {
            Notation::Call(FunctionName::BuiltIn(*function), vec![alone(x, leaves)])
        }
        TypedKind::If(..) => {
            let mut cases = Vec::new();
            let mut rest = typed;
            while let TypedKind::If(condition, value, other) = &rest.kind {
                cases.push([alone(value, leaves), alone(condition, leaves)]);
                rest = other;
            }
            Notation::Cases(cases, Box::new(alone(rest, leaves)))
        }
        TypedKind::Call(id, args) => {
            let name = leaves.model().functions[*id].tree.name.text.clone();
            Notation::Call(FunctionName::Declared(name), args.iter().map(|arg| alone(arg, leaves)).collect())
        }
        TypedKind::Item(list, place) => {
            Notation::Indexed(Box::new([within(list, Tight, leaves), alone(place, leaves)]))
        }
        TypedKind::Sensitivity(output, control) => {
            let control = Typed {
                kind: TypedKind::Control(*control),
                of: leaves.model().controls[*control].of.clone(),
                span: typed.span,
            };
            Notation::Sensitivity(Box::new([within(output, Tight, leaves), notation(&control, leaves)]))
        }
        TypedKind::Fold(fold) => gathered(fold, leaves).unwrap_or_else(|| Notation::Leaf(leaves.leaf(typed))),
        _ => Notation::Leaf(leaves.leaf(typed)),
    }
}

fn argument(typed: &Typed, leaves: &impl Leaves) -> Option<Typed> {
    let TypedKind::Local(local) = &typed.kind else { return None };
    leaves.argument(*local)
}

fn strength(typed: &Typed) -> Strength {
    match &typed.kind {
        TypedKind::FromLevel(inner, ..) | TypedKind::ToLevel(inner, ..) => strength(inner),
        TypedKind::Binary(Binary::Add | Binary::Sub, ..) | TypedKind::Unary(Unary::Neg, _) => Strength::Sum,
        TypedKind::Binary(Binary::Mul, ..) | TypedKind::Fold(_) => Strength::Product,
        TypedKind::Binary(Binary::And | Binary::Or | Binary::Else, ..) | TypedKind::If(..) => Strength::Loose,
        TypedKind::Compare(..) | TypedKind::Approx(..) => Strength::Compared,
        _ => Strength::Tight,
    }
}

/// In brackets where the outermost operation binds less than what is around it.
fn within<V: Leaves>(typed: &Typed, around: Strength, leaves: &mut V) -> Notation<V::Leaf> {
    let typed = &argument(typed, leaves).unwrap_or_else(|| typed.clone());
    let inside = match typed.kind {
        _ if strength(typed) >= around => return notation(typed, leaves),
        // A gathered value that has no notation of its own is a leaf.
        TypedKind::Fold(_) => notation(typed, leaves),
        _ => alone(typed, leaves),
    };
    match inside {
        Notation::Leaf(_) => inside,
        _ => Notation::Within(Brackets::Round, Box::new(inside)),
    }
}

/// What no sign stands before: in brackets of its own, below a root, in a fraction.
fn alone<V: Leaves>(typed: &Typed, leaves: &mut V) -> Notation<V::Leaf> {
    let before = leaves.after_sign(false);
    let inside = notation(typed, leaves);
    leaves.after_sign(before);
    inside
}

/// What a sign stands before.
fn behind<V: Leaves>(typed: &Typed, around: Strength, leaves: &mut V) -> Notation<V::Leaf> {
    let before = leaves.after_sign(true);
    let inside = within(typed, around, leaves);
    leaves.after_sign(before);
    inside
}

fn infix<V: Leaves>(
    sign: Sign,
    a: &Typed,
    b: &Typed,
    around: (Strength, Strength),
    leaves: &mut V,
) -> Notation<V::Leaf> {
    let left = within(a, around.0, leaves);
    let right = match sign {
        Sign::Plus | Sign::Minus | Sign::Times => behind(b, around.1, leaves),
        _ => {
            let before = leaves.after_sign(false);
            let right = within(b, around.1, leaves);
            leaves.after_sign(before);
            right
        }
    };
    Notation::Infix(sign, Box::new([left, right]))
}

/// What is raised: one thing, or in brackets.
fn base<V: Leaves>(typed: &Typed, leaves: &mut V) -> Notation<V::Leaf> {
    let typed = &argument(typed, leaves).unwrap_or_else(|| typed.clone());
    let before = leaves.after_sign(false);
    let inside = within(typed, Strength::Tight, leaves);
    leaves.after_sign(before);
    let several = match &inside {
        Notation::Fraction(_) | Notation::Power(_) => true,
        Notation::Leaf(_) => leaves.is_compound(typed),
        _ => false,
    };
    if several { Notation::Within(Brackets::Round, Box::new(inside)) } else { inside }
}

fn gathered<V: Leaves>(fold: &FoldTyped, leaves: &mut V) -> Option<Notation<V::Leaf>> {
    if fold.how == Fold::Count
        && let [(local, DomainTyped::List(list))] = fold.rounds.clauses.as_slice()
    {
        leaves.variable(*local)?;
        return Some(Notation::Within(Brackets::Bars, Box::new(notation(list, leaves))));
    }
    let mut rounds = Vec::new();
    for (local, domain) in &fold.rounds.clauses {
        let variable = leaves.variable(*local)?;
        let over = match domain {
            DomainTyped::Range(from, to, None) => {
                IterationRange::Range(Box::new([notation(from, leaves), notation(to, leaves)]))
            }
            DomainTyped::List(list) => IterationRange::List(Box::new(notation(list, leaves))),
            _ => IterationRange::Other,
        };
        rounds.push(Iteration { variable, over });
    }
    let filter = fold.rounds.filter.as_ref().map(|filter| Box::new(alone(filter, leaves)));
    let body = fold.body.as_ref().map(|body| Box::new(within(body, Strength::Product, leaves)));
    Some(Notation::Gathered(fold.how, rounds, filter, body))
}

/// `min(min(a, b), c)` is one list.
fn chain<'t>(typed: &'t Typed, how: Binary, args: &mut Vec<&'t Typed>) {
    match &typed.kind {
        TypedKind::Binary(own, a, b) if *own == how => {
            chain(a, how, args);
            chain(b, how, args);
        }
        _ => args.push(typed),
    }
}

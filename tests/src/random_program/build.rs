//! Short words for building trees.

use labc::sources::Span;
use labc::syntax::tree::*;

pub(super) const NOWHERE: Span = Span { start: 0, end: 0 };

pub(super) fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: NOWHERE }
}

pub(super) fn word(text: &str) -> Name {
    Name { text: text.to_owned(), span: NOWHERE }
}

pub(super) fn name(text: &str) -> Expr {
    expr(ExprKind::Name(text.to_owned()))
}

pub(super) fn number(value: f64) -> Expr {
    expr(ExprKind::Number(value, None))
}

pub(super) fn minus(inner: Expr) -> Expr {
    expr(ExprKind::Negate(Box::new(inner)))
}

pub(super) fn percent(value: f64) -> Expr {
    let unit = UnitExpr { factors: vec![(word("%"), (1, 1))], span: NOWHERE, text: "%".to_owned() };
    expr(ExprKind::Number(value, Some(unit)))
}

pub(super) fn binary(operator: Operator, a: Expr, b: Expr) -> Expr {
    expr(ExprKind::Binary(operator, NOWHERE, Box::new(a), Box::new(b)))
}

pub(super) fn call(function: &str, args: Vec<Expr>) -> Expr {
    named_call(function, args.into_iter().map(|arg| (None, arg)).collect())
}

pub(super) fn named_call(function: &str, args: Vec<(Option<Name>, Expr)>) -> Expr {
    expr(ExprKind::Call(Call { path: vec![word(function)], args, generator: None }))
}

pub(super) fn fold(function: &str, body: Expr, generator: Generator) -> Expr {
    let args = vec![(None, body)];
    expr(ExprKind::Call(Call { path: vec![word(function)], args, generator: Some(generator) }))
}

pub(super) fn generator(clauses: Vec<(Name, Domain)>, filter: Option<Expr>) -> Generator {
    Generator { clauses, filter: filter.map(Box::new), span: NOWHERE }
}

pub(super) fn field(inner: Expr, column: &str) -> Expr {
    expr(ExprKind::Field(Box::new(inner), word(column)))
}

pub(super) fn condition(holds: Expr, a: Expr, b: Expr) -> Expr {
    expr(ExprKind::If(Box::new(holds), Box::new(a), Box::new(b)))
}

pub(super) fn at(inner: Expr, settings: Option<Vec<(Vec<Name>, Expr)>>) -> Expr {
    expr(ExprKind::At(Box::new(inner), At { settings, span: NOWHERE }))
}

pub(super) fn shown(expr: Expr) -> Shown {
    Shown { expr, unit: None, digits: None, pinned: None, span: NOWHERE }
}

pub(super) fn statement(kind: Kind) -> Statement {
    Statement { docs: String::new(), span: NOWHERE, when: None, kind }
}

pub(super) fn line(words: &str) -> Text {
    let pieces = if words.is_empty() { Vec::new() } else { vec![TextPiece::Words(words.to_owned())] };
    Text { pieces, block: false, span: NOWHERE }
}

//! Walks over an expression: every piece with the one it is in, and how it is bracketed.

use crate::sources::Span;
use crate::syntax::tree::{Domain, Expr, ExprKind, Operator};

/// A piece of an expression with the index of the piece that holds it.
pub(super) struct ExprPiece<'e> {
    pub(super) expr: &'e Expr,
    pub(super) parent: Option<usize>,
}

/// Every piece of an expression, outer ones first; what generators run over is left out.
pub(super) fn pieces(root: &Expr) -> Vec<ExprPiece<'_>> {
    let mut found = vec![ExprPiece { expr: root, parent: None }];
    let mut at = 0;
    while at < found.len() {
        let parent = Some(at);
        found.extend(inside(found[at].expr).into_iter().map(|expr| ExprPiece { expr, parent }));
        at += 1;
    }
    found
}

fn inside(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Number(..)
        | ExprKind::Bool(_)
        | ExprKind::Text(_)
        | ExprKind::Name(_)
        | ExprKind::Hole
        | ExprKind::Recorded(..)
        | ExprKind::Field(..) => Vec::new(),
        ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Solve(_, a) | ExprKind::IsRecorded(a) => vec![a],
        ExprKind::Call(call) => {
            let mut inside: Vec<&Expr> = call.args.iter().map(|(_, arg)| arg).collect();
            if let Some(generator) = &call.generator {
                inside.extend(generator.filter.as_deref());
                for (_, domain) in &generator.clauses {
                    if let Domain::Of(of) = domain {
                        inside.push(of);
                    }
                }
            }
            inside
        }
        ExprKind::List(items, _) => items.iter().collect(),
        ExprKind::Binary(_, _, a, b) => vec![a, b],
        ExprKind::Approx(a, b, tolerance) => {
            [Some(&**a), Some(&**b), tolerance.as_deref()].into_iter().flatten().collect()
        }
        ExprKind::If(c, a, b) => vec![c, a, b],
        ExprKind::At(a, at) => {
            std::iter::once(&**a).chain(at.settings.iter().flatten().map(|(_, value)| value)).collect()
        }
    }
}

/// Whether brackets stand around a piece.
pub(super) fn bracketed(expr: &Expr, source: &str) -> bool {
    match &expr.kind {
        // What is bracketed begins before its first operand.
        ExprKind::Binary(_, _, first, _) | ExprKind::Approx(first, ..) | ExprKind::At(first, _) => {
            first.span.start > expr.span.start
        }
        ExprKind::Field(first, _) => first.span.start > expr.span.start,
        _ => source[expr.span.range()].starts_with('('),
    }
}

/// Whether a piece can be a factor as it stands.
pub(super) fn is_factor(expr: &Expr, source: &str) -> bool {
    bracketed(expr, source)
        || match &expr.kind {
            ExprKind::Binary(operator, ..) => {
                matches!(operator, Operator::Mul | Operator::Div | Operator::Pow)
            }
            ExprKind::If(..) | ExprKind::Not(_) | ExprKind::Approx(..) => false,
            _ => true,
        }
}

/// Whether a piece can be a divisor as it stands.
pub(super) fn is_divisor(expr: &Expr, source: &str) -> bool {
    is_factor(expr, source)
        && (bracketed(expr, source)
            || !matches!(&expr.kind, ExprKind::Binary(Operator::Mul | Operator::Div, ..)))
}

/// A piece as written, in brackets where it would not be a factor (or a divisor) otherwise.
pub(super) fn words(expr: &Expr, source: &str, divisor: bool) -> String {
    let words = &source[expr.span.range()];
    let fits = if divisor { is_divisor(expr, source) } else { is_factor(expr, source) };
    if fits { words.to_owned() } else { format!("({words})") }
}

/// The edits that write something behind a piece, with the strength of a product.
pub(super) fn behind(expr: &Expr, source: &str, suffix: &str) -> Vec<(Span, String)> {
    let mut end = expr.span.after();
    if bracketed(expr, source) && !matches!(expr.kind, ExprKind::Binary(..) | ExprKind::If(..)) {
        // Inside the brackets, so that it belongs to the same operand.
        end = Span { start: end.start - 1, end: end.end - 1 };
    }
    if is_factor(expr, source) {
        vec![(end, suffix.to_owned())]
    } else {
        let start = Span { start: expr.span.start, end: expr.span.start };
        vec![(start, "(".to_owned()), (end, format!("){suffix}"))]
    }
}

/// The innermost piece of a place.
pub(super) fn at(pieces: &[ExprPiece<'_>], span: Span) -> Option<usize> {
    pieces.iter().rposition(|piece| piece.expr.span == span)
}

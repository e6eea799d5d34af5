//! What may have been meant: proposals for a fault, from the shape of the expression alone. Start at
//! [`propose`].

use super::walk::{self, ExprPiece, bracketed, words};
use super::{FaultyLab, Proposal, bridge};
use crate::check::model::Type;
use crate::check::scene::{FaultScene, Role};
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{Expr, ExprKind, Operator, Shown};

/// Proposals for a fault. Those of one rank come in the order in which they are likely.
pub(super) fn propose(faulty: &mut FaultyLab<'_>, scene: &FaultScene, shown: &Shown) -> Vec<Proposal> {
    let source = faulty.source;
    let pieces = walk::pieces(&shown.expr);
    // The later operand first: the earlier one set the scene.
    let mut sites: Vec<usize> = scene
        .sides
        .iter()
        .rev()
        .filter(|side| !side.wanted)
        .filter_map(|side| walk::at(&pieces, side.span))
        .collect();
    sites.dedup();
    let mut list = Proposals::default();
    idioms(&pieces, &sites, source, scene, &mut list);
    for &site in &sites {
        let side = scene.sides.iter().position(|side| side.span == pieces[site].expr.span && !side.wanted);
        let Some(side) = side else { continue };
        let wanted = match scene.sides.len() {
            2 => Some(scene.sides[1 - side].of.clone()),
            _ => Some(Type::Number(crate::check::units::Dimension::NONE)),
        };
        let of = scene.sides[side].of.clone();
        operators(&pieces, site, source, &mut list);
        powers(&pieces, site, source, &mut list);
        if let Some(wanted) = wanted {
            bridge::units(faulty, scene, &pieces, site, &of, &wanted, &mut list);
            bridge::facts(faulty, &pieces, site, &of, &wanted, &mut list);
            bridge::names(faulty, scene, pieces[site].expr, &of, &wanted, &mut list);
        }
    }
    precedence(&pieces, source, &mut list);
    bridge::shown_otherwise(faulty, scene, shown, &mut list);
    if let (Role::Declared(_), Code::AnnotationMismatch) = (&scene.role, scene.code) {
        bridge::declared_otherwise(faulty, scene, &mut list);
    }
    list.found
}

/// Proposals being gathered.
#[derive(Default)]
pub(super) struct Proposals {
    pub(super) found: Vec<Proposal>,
}

impl Proposals {
    pub(super) fn add(&mut self, rank: u8, title: impl Into<String>, edits: Vec<(Span, String)>) {
        self.found.push(Proposal { rank, title: title.into(), edits });
    }
}

fn start(expr: &Expr) -> Span {
    Span { start: expr.span.start, end: expr.span.start }
}

/// Mistakes that have a form of their own.
fn idioms(pieces: &[ExprPiece<'_>], sites: &[usize], source: &str, scene: &FaultScene, list: &mut Proposals) {
    for &site in sites {
        let ExprPiece { expr, parent: Some(parent) } = &pieces[site] else {
            rounded(pieces, site, source, scene, list);
            continue;
        };
        let above = pieces[*parent].expr;
        // `x + 10 %` adds a part of x to it.
        if let ExprKind::Binary(operator @ (Operator::Add | Operator::Sub), _, a, b) = &above.kind
            && b.span == expr.span
            && percent(b)
        {
            let part = &source[b.span.range()];
            let between = Span { start: a.span.end, end: b.span.end };
            let mut edits = walk::behind(a, source, "");
            edits.retain(|(span, _)| *span == start(a));
            let close = if edits.is_empty() { "" } else { ")" };
            edits.push((between, format!("{close} * (1 {} {part})", operator.symbol())));
            let how = if *operator == Operator::Add { "raise" } else { "lower" };
            list.add(0, format!("{how} it by {part}"), edits);
        }
        rounded(pieces, site, source, scene, list);
        // `log(a) - log(b)` is the logarithm of a quotient.
        if let ExprKind::Call(call) = &above.kind
            && let Some(grand) = pieces[*parent].parent
            && let ExprKind::Binary(Operator::Sub, _, a, b) = &pieces[grand].expr.kind
            && let (ExprKind::Call(first), ExprKind::Call(second)) = (&a.kind, &b.kind)
            && first.path.last().map(|name| &name.text) == second.path.last().map(|name| &name.text)
            && let ([(None, x)], [(None, y)]) = (first.args.as_slice(), second.args.as_slice())
            && let Some(name) = call.path.last()
        {
            let text = format!("{}({} / {})", name.text, words(x, source, false), words(y, source, true));
            let title = format!("take the {} of the quotient", name.text);
            list.add(0, title, vec![(pieces[grand].expr.span, text)]);
        }
    }
    if scene.code == Code::MaybeMissing {
        for &site in sites {
            let Type::Maybe(inner) = &scene.sides[0].of else { continue };
            if let Type::Number(_) = &**inner {
                let text = format!("({} else 0)", &source[pieces[site].expr.span.range()]);
                list.add(1, "give a fallback", vec![(pieces[site].expr.span, text)]);
            }
        }
    }
}

/// A rounded quantity is rounded in some unit.
fn rounded(pieces: &[ExprPiece<'_>], site: usize, source: &str, scene: &FaultScene, list: &mut Proposals) {
    let Some(parent) = pieces[site].parent else { return };
    if scene.code != Code::RoundingOfDimensional {
        return;
    }
    let mut unit = None;
    if let ExprKind::Number(_, Some(own)) = &pieces[site].expr.kind {
        unit = Some(own.text.clone());
    }
    if let Some(unit) = unit {
        let mut edits = walk::behind(pieces[site].expr, source, &format!(" / 1 {unit}"));
        edits.push((pieces[parent].expr.span.after(), format!(" * 1 {unit}")));
        list.add(0, format!("round in `{unit}`"), edits);
    }
}

/// Whether a piece is a number of percents.
fn percent(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Number(_, Some(unit)) if matches!(unit.text.as_str(), "%" | "pp"))
}

/// Products for quotients, and quotients the other way round.
fn operators(pieces: &[ExprPiece<'_>], site: usize, source: &str, list: &mut Proposals) {
    for (index, piece) in pieces.iter().enumerate() {
        if !under(pieces, index, site) {
            continue;
        }
        let far = u8::from(index != site);
        match &piece.expr.kind {
            ExprKind::Binary(Operator::Mul, mark, a, b) => {
                let mut edits = vec![(*mark, "/".to_owned())];
                if !walk::is_divisor(b, source) {
                    edits.push((b.span, words(b, source, true)));
                }
                list.add(20 + far, format!("divide by `{}`", quoted(b, source)), edits);
                let text = format!("{} / {}", words(b, source, false), words(a, source, true));
                let whole = inner(piece.expr, source);
                list.add(
                    30 + far,
                    format!("divide `{}` by `{}`", quoted(b, source), quoted(a, source)),
                    vec![(whole, text)],
                );
            }
            ExprKind::Binary(Operator::Div, mark, a, b) => {
                list.add(
                    20 + far,
                    format!("multiply by `{}`", quoted(b, source)),
                    vec![(*mark, "*".to_owned())],
                );
                let text = format!("{} / {}", words(b, source, false), words(a, source, true));
                let whole = inner(piece.expr, source);
                list.add(
                    25 + far,
                    format!("divide `{}` by `{}`", quoted(b, source), quoted(a, source)),
                    vec![(whole, text)],
                );
            }
            _ => {}
        }
    }
    let expr = pieces[site].expr;
    let exponent = pieces[site]
        .parent
        .is_some_and(|parent| matches!(pieces[parent].expr.kind, ExprKind::Binary(Operator::Pow, ..)));
    if !exponent && !matches!(&expr.kind, ExprKind::Binary(Operator::Mul | Operator::Div, ..)) {
        let text = format!("1 / {}", words(expr, source, true));
        list.add(35, format!("invert `{}`", quoted(expr, source)), vec![(expr.span, text)]);
    }
}

/// Roots and squares put in or taken out.
fn powers(pieces: &[ExprPiece<'_>], site: usize, source: &str, list: &mut Proposals) {
    for (index, piece) in pieces.iter().enumerate() {
        if !under(pieces, index, site) {
            continue;
        }
        let (expr, name) = (piece.expr, quoted(piece.expr, source));
        let far = u8::from(index != site);
        match &expr.kind {
            ExprKind::Call(call) if call.path.len() == 1 && call.path[0].text == "sqrt" => {
                if let [(None, arg)] = call.args.as_slice() {
                    list.add(40 + far, "take no root", vec![(expr.span, words(arg, source, true))]);
                }
            }
            ExprKind::Binary(Operator::Pow, _, base, _) if !bracketed(expr, source) => {
                let power = Span { start: base.span.end, end: expr.span.end };
                list.add(
                    40 + far,
                    format!("leave `{}` without its power", quoted(base, source)),
                    vec![(power, String::new())],
                );
            }
            _ => {}
        }
        let whole = words(expr, source, true);
        let root = whole.strip_prefix('(').and_then(|words| words.strip_suffix(')'));
        let root = if bracketed(expr, source) { root.unwrap_or(&whole) } else { &source[expr.span.range()] };
        list.add(42 + far, format!("take the root of `{name}`"), vec![(expr.span, format!("sqrt({root})"))]);
        if matches!(expr.kind, ExprKind::Name(_) | ExprKind::Field(..) | ExprKind::Call(_)) {
            list.add(42 + far, format!("square `{name}`"), vec![(expr.span.after(), "^2".to_owned())]);
        }
    }
}

/// Brackets where a slash or a sum was meant to reach further.
fn precedence(pieces: &[ExprPiece<'_>], source: &str, list: &mut Proposals) {
    use Operator::{Add, Div, Mul, Sub};
    for ExprPiece { expr, .. } in pieces {
        let ExprKind::Binary(operator, _, a, b) = &expr.kind else { continue };
        let around =
            |from: &Expr, to: &Expr| vec![(start(from), "(".to_owned()), (to.span.after(), ")".to_owned())];
        if let (Mul | Div, ExprKind::Binary(Div, _, _, divisor)) = (operator, &a.kind)
            && !bracketed(a, source)
        {
            let text = &source[Span { start: divisor.span.start, end: b.span.end }.range()];
            list.add(10, format!("divide by all of `{}`", short(text)), around(divisor, b));
        }
        if let (Add | Sub, ExprKind::Binary(Mul | Div, _, factor, _)) = (operator, &b.kind)
            && !bracketed(b, source)
        {
            let text = &source[Span { start: a.span.start, end: factor.span.end }.range()];
            list.add(11, format!("put `{}` in brackets", short(text)), around(a, factor));
        }
        if let (Add | Sub, ExprKind::Binary(Mul | Div, _, _, factor)) = (operator, &a.kind)
            && !bracketed(a, source)
        {
            let text = &source[Span { start: factor.span.start, end: b.span.end }.range()];
            list.add(11, format!("put `{}` in brackets", short(text)), around(factor, b));
        }
    }
}

/// A piece without the brackets around it.
fn inner(expr: &Expr, source: &str) -> Span {
    match &expr.kind {
        ExprKind::Binary(_, _, a, b) if bracketed(expr, source) => a.span.to(b.span),
        _ => expr.span,
    }
}

/// Whether a piece stands in another, or is it; products, quotients, powers and brackets between them only.
fn under(pieces: &[ExprPiece<'_>], index: usize, site: usize) -> bool {
    let mut at = index;
    loop {
        if at == site {
            return true;
        }
        let Some(parent) = pieces[at].parent else { return false };
        at = parent;
    }
}

fn quoted(expr: &Expr, source: &str) -> String {
    short(&source[expr.span.range()])
}

/// Words for a title.
pub(super) fn short(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = words.strip_prefix('(').and_then(|words| words.strip_suffix(')'));
    let words = whole.filter(|whole| !whole.contains(['(', ')'])).map_or(words.clone(), str::to_owned);
    if words.chars().count() > 40 { words.chars().take(38).chain(['…']).collect() } else { words }
}

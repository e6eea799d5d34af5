//! Proposals that know dimensions: the missing factor as a name in scope, as a unit, as another unit of a
//! number. Start at [`names`] and [`units`].

use super::FaultyLab;
use super::edits::Proposals;
use super::walk::{self, ExprPiece};
use crate::check::model::{Item, Type, TypedKind};
use crate::check::scene::FaultScene;
use crate::check::units::Dimension;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{Expr, ExprKind, Operator, Shown};

/// How many names are proposed for one operand, each way.
const MOST_NAMES: usize = 6;

fn numbers<'t>(of: &'t Type, wanted: &'t Type) -> Option<(&'t Dimension, &'t Dimension)> {
    match (of, wanted) {
        (Type::Number(of), Type::Number(wanted)) => Some((of, wanted)),
        _ => None,
    }
}

/// Multiplies or divides an operand by what is missing.
pub(super) fn names(
    faulty: &FaultyLab<'_>,
    scene: &FaultScene,
    expr: &Expr,
    of: &Type,
    wanted: &Type,
    list: &mut Proposals,
) {
    let Some((of, wanted)) = numbers(of, wanted) else { return };
    let (Some(factor), Some(divisor)) = (wanted.over(of), of.over(wanted)) else { return };
    if factor.is_none() {
        return;
    }
    let units = &faulty.checker.model.units;
    let part = |at: usize| faulty.parts.iter().filter(|start| **start <= at).count();
    let here = part(scene.root.start as usize);
    let used = &faulty.source[scene.root.range()];
    let mine = &faulty.source[expr.span.range()];
    let row = mine.rsplit_once('.').map(|(row, _)| row);
    let mut found: Vec<_> = Vec::new();
    for name in faulty.checker.in_scope(scene) {
        let Type::Number(own) = &name.of else { continue };
        let exact = u8::from(*own != factor && *own != divisor);
        let far = name.declared.is_some_and(|span| part(span.start as usize) != here);
        if name.declared.is_some_and(|span| faulty.declares(span, scene)) {
            continue;
        }
        // The wrong column of the right row.
        if *own == *wanted && row.is_some() && name.words.rsplit_once('.').map(|(row, _)| row) == row {
            list.add(4, format!("use `{}`", name.words), vec![(expr.span, name.words.clone())]);
        }
        let other = scene.sides.iter().any(|side| faulty.source[side.span.range()] == name.words);
        if other || mine.contains(&name.words) {
            continue;
        }
        let again = used.contains(&name.words);
        if own.is_none() {
            continue;
        }
        let times = own.agree(&factor, units).is_some();
        let over = own.agree(&divisor, units).is_some();
        if times || over {
            found.push((exact, far, again, name.words, times));
        }
    }
    found.sort();
    for (index, (exact, far, _, name, times)) in found.into_iter().take(MOST_NAMES).enumerate() {
        let rank = 50 + exact * 2 + u8::from(far) + u8::from(index > 2);
        let (sign, verb) = if times { ('*', "multiply") } else { ('/', "divide") };
        let edits = walk::behind(expr, faulty.source, &format!(" {sign} {name}"));
        list.add(rank, format!("{verb} by `{name}`"), edits);
    }
    // One unit of the missing factor, last. Tokens never become parameters: a factor of one kind only.
    let bridged = |base: crate::check::units::dimension::Base| {
        let base = &units.bases[usize::from(base)];
        base.soft || matches!(base.name.as_str(), "Token" | "Param" | "Op")
    };
    let literal = matches!(expr.kind, ExprKind::Number(_, None));
    let alone = scene.sides.len() == 1;
    let of_one_kind = matches!(factor.factors.as_slice(), [(base, _)] if bridged(*base));
    if alone || !literal && of_one_kind {
        let upward = factor.factors.iter().all(|(_, power)| power.over > 0);
        let (sign, verb, unit) = if upward {
            ('*', "multiply", units.coherent(&factor))
        } else {
            ('/', "divide", units.coherent(&divisor))
        };
        let edits = walk::behind(expr, faulty.source, &format!(" {sign} 1 {unit}"));
        // How many units a written quantity is, is a plain question; of a name, a ratio is likelier meant.
        let rank = if alone && matches!(expr.kind, ExprKind::Number(..)) { 45 } else { 90 };
        list.add(rank, format!("{verb} by `1 {unit}`"), edits);
    }
}

/// Other units of the numbers in an operand.
pub(super) fn units(
    faulty: &FaultyLab<'_>,
    scene: &FaultScene,
    pieces: &[ExprPiece<'_>],
    site: usize,
    of: &Type,
    wanted: &Type,
    list: &mut Proposals,
) {
    let Some((of, wanted)) = numbers(of, wanted) else { return };
    let Some(missing) = wanted.over(of) else { return };
    let units = &faulty.checker.model.units;
    for (index, piece) in pieces.iter().enumerate() {
        let far = if index == site { 0 } else { 12 };
        if index != site && !factor_of(pieces, index, site) {
            continue;
        }
        let ExprKind::Number(_, unit) = &piece.expr.kind else { continue };
        match unit {
            Some(unit) => {
                let digits = &faulty.source[piece.expr.span.start as usize..unit.span.start as usize];
                for kin in kin(&unit.text) {
                    let rank = 12 + far;
                    list.add(rank, format!("write `{digits}{kin}`"), vec![(unit.span, kin)]);
                }
            }
            None => {
                // The unit of the other side, if it was written in one; else the coherent one.
                let other = scene.sides.iter().find(|side| side.span != piece.expr.span || side.wanted);
                let other = other.and_then(|side| side.unit.clone()).filter(|_| index == site);
                let unit = other.unwrap_or_else(|| units.coherent(&missing));
                if unit.is_empty() || missing.factors.len() > 3 {
                    continue;
                }
                let words = &faulty.source[piece.expr.span.range()];
                list.add(
                    5 + far,
                    format!("write `{words} {unit}`"),
                    vec![(piece.expr.span.after(), format!(" {unit}"))],
                );
            }
        }
    }
}

/// Whether a piece is a factor of another, through products and quotients alone.
fn factor_of(pieces: &[ExprPiece<'_>], index: usize, site: usize) -> bool {
    let mut at = index;
    while let Some(parent) = pieces[at].parent {
        if !matches!(pieces[parent].expr.kind, ExprKind::Binary(Operator::Mul | Operator::Div, ..)) {
            return false;
        }
        if parent == site {
            return true;
        }
        at = parent;
    }
    false
}

/// The dimension of a unit as written.
fn dimension_of(faulty: &FaultyLab<'_>, unit: &str) -> Option<Dimension> {
    let source = format!("1 {unit}");
    let whole = Span::new(0, source.len());
    let (shown, _) = crate::syntax::parse_expression(faulty.file, &source, whole);
    let ExprKind::Number(_, Some(unit)) = shown?.expr.kind else { return None };
    faulty.checker.model.units.written(&unit).ok().map(|written| written.dimension)
}

fn inverse(kin: &str, unit: &str) -> bool {
    kin.split_once('/') == unit.split_once('/').map(|(over, under)| (under, over)) || kin.starts_with("1/")
}

/// Units of time.
const TIMES: &[&str] = &["s", "ms", "us", "ns", "min", "h", "day"];

/// Units that are written for one another.
fn kin(unit: &str) -> Vec<String> {
    let mut kin = Vec::new();
    if let Some(amount) = unit.strip_suffix("/s") {
        kin.push(amount.to_owned());
    } else if !unit.contains(['/', '*', '%', '^']) && !TIMES.contains(&unit) {
        kin.push(format!("{unit}/s"));
    }
    match unit {
        _ if unit.contains('/') => {}
        _ if unit.ends_with("Wh") => kin.push(unit[..unit.len() - 1].to_owned()),
        _ if unit.ends_with('W') => kin.push(format!("{unit}h")),
        _ if TIMES.contains(&unit) => kin.insert(0, format!("1/{unit}")),
        _ => {}
    }
    if let Some((over, under)) = unit.split_once('/')
        && !under.contains(['/', '*'])
    {
        kin.push(if over == "1" { under.to_owned() } else { format!("{under}/{over}") });
    }
    kin
}

/// Other units of the numbers that an operand reads by name: the fact itself may be wrong.
pub(super) fn facts(
    faulty: &FaultyLab<'_>,
    pieces: &[ExprPiece<'_>],
    site: usize,
    of: &Type,
    wanted: &Type,
    list: &mut Proposals,
) {
    let Some((of, wanted)) = numbers(of, wanted) else { return };
    let (missing, spare) = (wanted.over(of), of.over(wanted));
    for (index, piece) in pieces.iter().enumerate() {
        let ExprKind::Name(name) = &piece.expr.kind else { continue };
        if index != site && !factor_of(pieces, index, site) {
            continue;
        }
        let Some((Item::Define(id), _)) = faulty.checker.names.items.get(name) else { continue };
        let Some(value) = &faulty.checker.model.defines[*id].value else { continue };
        let TypedKind::Number(_, Some(unit)) = &value.kind else { continue };
        let words = &faulty.source[value.span.range()];
        if !words.ends_with(&unit.symbol) {
            continue;
        }
        let span = Span::new(value.span.end as usize - unit.symbol.len(), value.span.end as usize);
        let digits = &words[..words.len() - unit.symbol.len()];
        // Amounts and rates are taken for one another; nobody declares the inverse by mistake.
        for kin in kin(&unit.symbol).into_iter().filter(|kin| !inverse(kin, &unit.symbol)) {
            let change = dimension_of(faulty, &kin).and_then(|new| new.over(&unit.dimension));
            if change.is_none() || (change != missing && change != spare) {
                continue;
            }
            list.add(58, format!("declare `{name}` as `{digits}{kin}`"), vec![(span, kin)]);
        }
    }
}

/// A unit after `in` that suits the value.
pub(super) fn shown_otherwise(
    faulty: &mut FaultyLab<'_>,
    scene: &FaultScene,
    shown: &Shown,
    list: &mut Proposals,
) {
    let (Some(unit), Code::ConvertMismatch) = (&shown.unit, scene.code) else { return };
    let source = faulty.source;
    let Type::Number(of) = faulty.checker.type_in(scene, source, &shown.expr) else { return };
    let coherent = faulty.checker.model.units.coherent(&of);
    if coherent.is_empty() {
        let show = Span { start: shown.expr.span.end, end: unit.span.end };
        list.add(60, "show it as the plain number it is", vec![(show, String::new())]);
    } else {
        list.add(60, format!("show it in `{coherent}`"), vec![(unit.span, coherent)]);
    }
}

/// The type that a declaration's value has.
pub(super) fn declared_otherwise(faulty: &mut FaultyLab<'_>, scene: &FaultScene, list: &mut Proposals) {
    let Some(side) = scene.sides.iter().find(|side| !side.wanted) else { return };
    let Type::Number(of) = &side.of else { return };
    let units = &faulty.checker.model.units;
    let named = units.dimensions.iter().find(|(_, dimension)| *dimension == of).map(|(name, _)| name.clone());
    let Some(name) = named.or_else(|| of.is_none().then(|| "Number".to_owned())) else { return };
    // The type stands between the colon and the sign before the value.
    let before = &faulty.source[..scene.root.start as usize];
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let Some(sign) = before[line..].rfind('=') else { return };
    let Some(colon) = before[line..line + sign].rfind(':') else { return };
    let from = line + colon + 1;
    let text = &before[from..line + sign];
    let start = from + (text.len() - text.trim_start().len());
    let span = Span::new(start, start + text.trim().len());
    list.add(80, format!("declare it `{name}`"), vec![(span, name)]);
}

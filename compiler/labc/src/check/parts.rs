//! The expressions that a typed expression is made of, and what they read.

use super::model::*;

/// Visits the expressions that an expression is made of.
pub(crate) fn each_part<'t>(typed: &'t Typed, visit: &mut impl FnMut(&'t Typed)) {
    let rounds = |rounds: &'t Rounds, visit: &mut dyn FnMut(&'t Typed)| {
        for (_, domain) in &rounds.clauses {
            match domain {
                DomainTyped::Range(from, to, by) => {
                    visit(from);
                    visit(to);
                    by.iter().for_each(|by| visit(by));
                }
                DomainTyped::List(list) => visit(list),
                DomainTyped::Table(_) | DomainTyped::Values(_) => {}
            }
        }
        rounds.filter.iter().for_each(|filter| visit(filter));
    };
    match &typed.kind {
        TypedKind::Cell(row, ..) => visit(row),
        TypedKind::Unary(_, x)
        | TypedKind::FromLevel(x, ..)
        | TypedKind::ToLevel(x, ..)
        | TypedKind::AtStart(x)
        | TypedKind::Sensitivity(x, _)
        | TypedKind::Solve(_, x)
        | TypedKind::StatusOf(_, x) => visit(x),
        TypedKind::Pareto(front) => {
            front.among.iter().for_each(&mut *visit);
            front.goals.iter().for_each(|(_, goal)| visit(goal));
            front.by.iter().for_each(&mut *visit);
        }
        TypedKind::Pair(_, a, b)
        | TypedKind::Binary(_, a, b)
        | TypedKind::Compare(_, a, b)
        | TypedKind::Contains(a, b)
        | TypedKind::Item(a, b) => {
            visit(a);
            visit(b);
        }
        TypedKind::Approx(a, b, tolerance) => {
            visit(a);
            visit(b);
            tolerance.iter().for_each(|tolerance| visit(tolerance));
        }
        TypedKind::If(condition, a, b) => {
            visit(condition);
            visit(a);
            visit(b);
        }
        TypedKind::Call(_, args) => args.iter().for_each(visit),
        TypedKind::At(inner, settings) => {
            visit(inner);
            settings.iter().for_each(|(_, value)| visit(value));
        }
        TypedKind::Fold(fold) => {
            rounds(&fold.rounds, visit);
            fold.body.iter().for_each(visit);
        }
        TypedKind::List(list) => {
            list.rounds.iter().for_each(|generator| rounds(generator, visit));
            list.items.iter().for_each(visit);
        }
        _ => {}
    }
}

/// The definitions that an expression reads by name.
pub(crate) fn defines_in(typed: &Typed, found: &mut Vec<Id>) {
    if let TypedKind::Define(id) = typed.kind {
        found.push(id);
    }
    each_part(typed, &mut |part| defines_in(part, found));
}

/// Whether an expression reads a variable of a loop or a parameter.
pub(crate) fn has_local(typed: &Typed) -> bool {
    let mut found = matches!(typed.kind, TypedKind::Local(_));
    each_part(typed, &mut |part| found |= has_local(part));
    found
}

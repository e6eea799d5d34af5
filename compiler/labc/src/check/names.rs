//! Collects what a file declares, and the order in which definitions read each other.

use std::collections::BTreeMap;

use super::model::Item;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Span};
use crate::syntax::tree::*;

/// Every name a file declares, in one flat namespace.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// What each name stands for, and where it is declared.
    pub items: BTreeMap<String, (Item, Span)>,
}

/// Names that would hide what expressions need.
const TAKEN: &[&str] = &["row", "ledger", "start"];

impl Names {
    /// Declares a name; a second declaration is reported and the first one stays.
    pub fn declare(&mut self, file: FileId, name: &Name, item: Item) -> Result<(), Diagnostic> {
        if TAKEN.contains(&name.text.as_str()) {
            return Err(Diagnostic::error(
                Code::ReservedName,
                format!("`{}` has a meaning of its own and cannot be declared.", name.text),
                file,
                name.span,
                "choose another name",
            ));
        }
        if let Some((known, first)) = self.items.get(&name.text) {
            let (before, now) = (known.words(), item.words());
            let (headline, label) = if before == now {
                (format!("`{}` is declared twice.", name.text), "declared again".to_owned())
            } else {
                let headline = format!("`{}` is declared twice: as {before} and as {now}.", name.text);
                (headline, format!("declared again, as {now}"))
            };
            let diagnostic = Diagnostic::error(Code::DuplicateName, headline, file, name.span, label).and(
                file,
                *first,
                "first declared here",
            );
            return Err(match before == now {
                true => diagnostic,
                false => diagnostic.help("a name means one thing in all of a lab: give one of them another"),
            });
        }
        self.items.insert(name.text.clone(), (item, name.span));
        Ok(())
    }
}

/// Orders items so that each comes after what its expressions mention, as far as there is such an order.
/// Cycles are left to the checker, which knows their path. No recursion: chains may be long.
pub fn order(mentions: &[Vec<usize>]) -> Vec<usize> {
    let mut state = vec![0_u8; mentions.len()];
    let mut order = Vec::with_capacity(mentions.len());
    for first in 0..mentions.len() {
        let mut stack = vec![(first, 0)];
        while let Some((item, next)) = stack.pop() {
            if next == 0 {
                if state[item] != 0 {
                    continue;
                }
                state[item] = 1;
            }
            match mentions[item].get(next) {
                Some(&read) => {
                    stack.push((item, next + 1));
                    if state[read] == 0 {
                        stack.push((read, 0));
                    }
                }
                None => {
                    state[item] = 2;
                    order.push(item);
                }
            }
        }
    }
    order
}

/// The names an expression mentions, whether or not something nearer hides them.
pub fn mentioned<'e>(expr: &'e Expr, found: &mut Vec<&'e str>) {
    match &expr.kind {
        ExprKind::Number(..) | ExprKind::Bool(_) | ExprKind::Hole | ExprKind::Recorded(..) => {}
        ExprKind::Text(text) => {
            for piece in &text.pieces {
                if let TextPiece::Value(value) = piece {
                    mentioned(&value.expr, found);
                }
            }
        }
        ExprKind::Name(name) => found.push(name),
        ExprKind::Field(inner, _)
        | ExprKind::Negate(inner)
        | ExprKind::Not(inner)
        | ExprKind::IsRecorded(inner) => mentioned(inner, found),
        ExprKind::Call(call) => {
            found.extend(call.path.first().map(|name| name.text.as_str()));
            call.args.iter().for_each(|(_, arg)| mentioned(arg, found));
            call.generator.iter().for_each(|generator| in_generator(generator, found));
        }
        ExprKind::List(items, generator) => {
            items.iter().for_each(|item| mentioned(item, found));
            generator.iter().for_each(|generator| in_generator(generator, found));
        }
        ExprKind::Binary(_, _, a, b) => {
            mentioned(a, found);
            mentioned(b, found);
        }
        ExprKind::Approx(a, b, tolerance) => {
            mentioned(a, found);
            mentioned(b, found);
            tolerance.iter().for_each(|tolerance| mentioned(tolerance, found));
        }
        ExprKind::If(condition, a, b) => {
            mentioned(condition, found);
            mentioned(a, found);
            mentioned(b, found);
        }
        ExprKind::Solve(name, condition) => {
            found.push(&name.text);
            mentioned(condition, found);
        }
        ExprKind::At(inner, at) => {
            mentioned(inner, found);
            at.settings.iter().flatten().for_each(|(_, value)| mentioned(value, found));
        }
    }
}

fn in_generator<'e>(generator: &'e Generator, found: &mut Vec<&'e str>) {
    for (_, domain) in &generator.clauses {
        match domain {
            Domain::Of(of) => mentioned(of, found),
            Domain::Range(from, to, by) => {
                mentioned(from, found);
                mentioned(to, found);
                by.iter().for_each(|by| mentioned(by, found));
            }
        }
    }
    generator.filter.iter().for_each(|filter| mentioned(filter, found));
}

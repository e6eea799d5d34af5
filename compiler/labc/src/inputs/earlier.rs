//! `use ledger lab { … }`: what earlier labs have recorded becomes formulas of this one.
//!
//! An entry `ratio as earlier else 1` is a definition `earlier` whose value is the record's, or what stands
//! after `else`. What it is, the checker finds in the other lab's [`Protocol`](crate::record::protocol::Protocol).

use serde::{Deserialize, Serialize};

use crate::sources::FileId;
use crate::syntax::outline::{OutlineNode, outline};
use crate::syntax::parse_statement;
use crate::syntax::tree::*;

/// What a lab needs of its course before it can be compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    pub id: Option<String>,
    /// Labs whose record it reads.
    pub labs: Vec<String>,
    /// It goes over all labs before it.
    pub all: bool,
}

/// What a lab needs, as far as its text can be read. Only the statements that can say so are read: builds ask
/// this of every lab, also of those whose pages they already have.
pub fn needs(file: FileId, source: &str) -> Needs {
    let mut needs = Needs::default();
    gather(&outline(file, source).0, source, &mut needs);
    // The word may stand in a text only; going over a lab too many costs nothing but order.
    needs.all = source.match_indices("ledger").any(|(at, _)| !source[..at].trim_end().ends_with("use"));
    needs
}

fn gather(nodes: &[OutlineNode], source: &str, needs: &mut Needs) {
    for node in nodes {
        let head = &source[node.head.range()];
        let word = head.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
        match matches!(word, "lab" | "use" | "revisit").then(|| parse_statement(source, node)).flatten() {
            Some(Statement { kind: Kind::Lab(lab), .. }) => {
                needs.id = needs.id.take().or(Some(lab.name.text));
            }
            Some(Statement { kind: Kind::UseLedger { lab, .. } | Kind::Revisit(lab), .. }) => {
                needs.labs.push(lab.text);
            }
            _ => gather(node.block.as_deref().unwrap_or_default(), source, needs),
        }
    }
}

/// Turns every `use ledger` of a file into definitions.
pub fn bring_in(tree: &mut File) {
    let statements = std::mem::take(&mut tree.statements);
    for statement in statements {
        let Kind::UseLedger { lab, entries } = statement.kind else {
            tree.statements.push(statement);
            continue;
        };
        for entry in entries {
            let kind = Kind::Define(define(&lab, entry));
            tree.statements.push(Statement {
                docs: statement.docs.clone(),
                span: statement.span,
                when: None,
                kind,
            });
        }
    }
}

fn define(lab: &Name, entry: UseField) -> Define {
    let (first, last) = (&entry.path[0], &entry.path[entry.path.len() - 1]);
    let span = first.span.to(last.span);
    let words: Vec<&str> = entry.path.iter().map(|name| name.text.as_str()).collect();
    let name = entry.name.clone().unwrap_or_else(|| Name { text: words.join("_"), span });
    let mut expr = Expr { kind: ExprKind::Recorded(lab.clone(), entry.path.clone()), span };
    let (mut unit, mut digits) = (None, None);
    if let Some(default) = entry.default {
        let (whole, mark) = (span.to(default.span), default.expr.span);
        let kind = ExprKind::Binary(Operator::Else, mark, Box::new(expr), Box::new(default.expr));
        expr = Expr { kind, span: whole };
        (unit, digits) = (default.unit, default.digits);
    }
    let span = expr.span;
    let value = Shown { expr, unit, digits, pinned: None, span };
    Define { origin: Origin::Let, name, of: None, value, source: None, symbol: None, facts: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_are_found_wherever_they_stand() {
        let source = r#"
use std.hardware
lab third "The third" { chapter "One" }
use ledger first { size else 1 }
part one "Part" 5 min {
  details "More" { revisit second }
  let useful = 3
}
"#;
        let found = needs(FileId(0), source);
        assert_eq!(found.id.as_deref(), Some("third"));
        assert_eq!((found.labs.join(" "), found.all), ("first second".to_owned(), false));
        assert!(needs(FileId(0), "let n = count(ledger)").all);
        assert_eq!(needs(FileId(0), "lab {{{ \"torn"), Needs::default());
    }
}

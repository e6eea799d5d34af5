//! What tells too early: a value that answers a question which comes after it.

use std::collections::BTreeSet;

use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::graph::Node;
use crate::page::plan::planner::{Planner, Stated};
use crate::syntax::tree::Origin;

/// How near two figures are to be the same one.
const SAME: f64 = 1e-9;

impl Planner<'_> {
    /// Remembers a figure that the page shows.
    pub(in crate::page) fn said_figure(&mut self, typed: &Typed, node: Node) {
        if matches!(typed.of, Type::Number(_) | Type::Point) {
            let formulas = self.formulas(typed);
            if !formulas.is_empty() {
                self.figures.push(Stated { node, formulas, span: typed.span });
            }
        }
    }

    /// A figure that was shown before says what is asked.
    pub(in crate::page) fn spoiled(&mut self, name: &str, truth: &Typed, node: Node) {
        let formulas = self.formulas(truth);
        let shares = |figure: &&Stated| figure.formulas.iter().any(|formula| formulas.contains(formula));
        let figures: Vec<Stated> = self.figures.iter().filter(shares).cloned().collect();
        if figures.is_empty() || !matches!(truth.of, Type::Number(_)) {
            return;
        }
        let nodes: Vec<Node> =
            std::iter::once(node).chain(figures.iter().map(|figure| figure.node)).collect();
        let values = self.evaluate(&nodes);
        let near = |value: f64| (value - values[0]).abs() <= SAME * values[0].abs();
        if let Some((figure, _)) = figures.iter().zip(&values[1..]).find(|(_, value)| near(**value)) {
            let file = self.file;
            let headline = format!("This gives away the answer to `{name}`.");
            let diagnostic =
                Diagnostic::warning(Code::Spoiler, headline, file, figure.span, "the same figure")
                    .help("move it below the question, where it is locked, or ask something else");
            self.report(diagnostic);
        }
    }

    /// The formulas that an expression reads.
    fn formulas(&self, typed: &Typed) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        let mut open = Vec::new();
        crate::lower::defines_in(typed, &mut open);
        while let Some(id) = open.pop() {
            let define = &self.model.defines[id];
            if define.tree.origin == Origin::Let
                && found.insert(id)
                && let Some(value) = &define.value
            {
                crate::lower::defines_in(value, &mut open);
            }
        }
        // A name for a number is a number.
        let plain = |id: &Id| {
            let value = self.model.defines[*id].value.as_ref();
            value.is_some_and(|value| matches!(value.kind, TypedKind::Number(..)))
        };
        found.retain(|id| !plain(id));
        found
    }
}

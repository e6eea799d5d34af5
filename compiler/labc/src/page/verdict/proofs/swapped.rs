//! Differences written the wrong way round: `{stopping - 30 m} before the child`, below zero wherever it is shown.

use lab_core::program::Binary;

use super::decide::{Ask, Question};
use super::impossible::is_difference;
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::plan::planner::Planner;
use crate::page::verdict::said::{Saying, ShownValue};

impl Planner<'_> {
    /// Reports differences of amounts in texts that are below zero at every setting that shows them, unless the text says that
    /// they go either way.
    pub(in crate::page) fn swapped_differences(&mut self, saying: &Saying) {
        let differences: Vec<ShownValue> = saying
            .shown_values()
            .filter(|shown| {
                matches!(shown.typed.kind, TypedKind::Binary(Binary::Sub, ..))
                    && !shown.gates.is_empty()
                    && !is_difference(&shown.label)
                    && !is_difference(&shown.after)
                    && self.is_amount(&shown.typed.of)
                    && self.can_be_asked_about(shown.node)
            })
            .collect();
        let mut asks = Vec::new();
        for shown in &differences {
            let graph = &mut self.lowering.graph;
            let zero = graph.constant(0.0);
            let not_below = graph.binary(Binary::Le, zero, shown.node);
            let below = graph.binary(Binary::Lt, shown.node, zero);
            for condition in [not_below, below] {
                asks.push(Ask::of(self.given(&shown.gates, condition), Question::Impossible, shown.span));
            }
        }
        let mut outcomes = self.decided(&asks).into_iter();
        for shown in differences {
            let (Some(not_below), Some(below)) = (outcomes.next(), outcomes.next()) else { return };
            if not_below.never && below.found.is_some() {
                self.report_swapped(&shown);
            }
        }
    }

    fn report_swapped(&mut self, shown: &ShownValue) {
        let TypedKind::Binary(_, less, more) = &shown.typed.kind else { return };
        let name = crate::check::shortened(self.quoted(shown.typed.span));
        let headline = format!("`{name}` is below zero wherever it is shown.");
        let mut diagnostic = Diagnostic::warning(
            Code::ImpossibleValue,
            headline,
            self.file,
            shown.typed.span,
            "never above zero",
        );
        // A sum keeps its brackets.
        if !matches!(less.kind, TypedKind::Binary(Binary::Add | Binary::Sub, ..)) {
            let turned = format!("{} - {}", self.quoted(more.span), self.quoted(less.span));
            diagnostic = diagnostic.fix(format!("write `{turned}`"), self.file, shown.typed.span, turned);
        }
        self.report(diagnostic.help("if it is a change that can go either way, say so: \"a change of …\""));
    }
}

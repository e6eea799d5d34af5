//! `show metrics`: figures on cards.

use super::plan::*;
use super::planner::Planner;
use crate::lower::Lowering;
use crate::syntax::tree;

impl Planner<'_> {
    /// A figure, or one for each row of a table.
    pub(super) fn cards(&mut self, metric: &tree::Metric) -> Vec<Card> {
        let Some(each) = &metric.each else { return self.card(metric).into_iter().collect() };
        let Some(table) = self.table_of(each, "A figure") else { return Vec::new() };
        let mut cards = Vec::new();
        for row in 0..self.model.tables[table].rows.len() {
            let (depth, _) = self.open_row(&each.clauses[0].0.text, table, row);
            cards.extend(self.card(metric));
            self.checker.close_to(depth);
        }
        cards
    }

    pub(super) fn card(&mut self, metric: &tree::Metric) -> Option<Card> {
        let (typed, mut format) = self.checker.shown(&metric.value);
        let limit = metric.of.as_ref().map(|of| self.checker.shown(of));
        if let Some((limit, unit)) = &limit {
            format = self.checker.beside(&metric.value, (&typed, format), (limit, unit));
        }
        let (value, why) = self.figure(&typed, format);
        let label = match &metric.label {
            Some(label) => self.rich(label),
            None => vec![Rich::Words(self.words_of(&metric.value.expr))],
        };
        let mut share = None;
        let of = match limit {
            Some((limit, format)) => {
                // Nothing is a share of a logarithm.
                if self.checker.comparable(&typed, &limit) && !self.checker.is_level(&typed.of) {
                    let (a, b) = (
                        self.lowering.expr(&typed, Lowering::BASE),
                        self.lowering.expr(&limit, Lowering::BASE),
                    );
                    let node = self.lowering.graph.binary(lab_core::program::Binary::Div, a, b);
                    share = Some(self.slot(Shows::Share(node)));
                }
                Some(vec![self.value(&limit, format)])
            }
            None => None,
        };
        let note = metric.note.as_ref().map(|note| self.rich(note));
        let tone = self.tone(&metric.tones);
        Some(Card { label, value: vec![value], of, share, why, note, tone })
    }
}

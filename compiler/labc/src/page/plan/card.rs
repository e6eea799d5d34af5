//! `show metrics`: figures on cards.

use crate::check::figure::{Limit, TypedMetric};
use crate::lower::Lowering;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;

impl Planner<'_> {
    /// A figure, or one for each row of a table.
    pub(in crate::page) fn cards(&mut self, metric: &TypedMetric<'_>) -> Vec<block::Card<Planned>> {
        let Some(row) = metric.row else { return vec![self.card(metric)] };
        let rows = 0..self.model.tables[row.table].rows.len();
        let cards = rows.map(|index| {
            self.bind_row(row.local, index);
            self.card(metric)
        });
        cards.collect()
    }

    pub(in crate::page) fn card(&mut self, metric: &TypedMetric<'_>) -> block::Card<Planned> {
        let typed = &metric.value.typed;
        let (value, why) = self.figure(typed, metric.value.format.clone());
        let limit = metric.limit.as_ref().map(|limit| &limit.value.typed);
        let scene = self.labelled_scene(&metric.value, limit, metric.label.as_ref());
        let label = match &metric.label {
            Some(label) => self.about_it(scene.clone(), |planner| planner.rich(label)),
            None => vec![Rich::Words(metric.name.clone())],
        };
        let mut share = None;
        let of = metric.limit.as_ref().map(|Limit { value: limit, divides }| {
            if *divides {
                let (a, b) = (
                    self.lowering.expr(typed, Lowering::BASE),
                    self.lowering.expr(&limit.typed, Lowering::BASE),
                );
                let node = self.lowering.graph.binary(lab_core::program::Binary::Div, a, b);
                share = Some(self.slot(Shows::Share(node)));
            }
            vec![self.value(&limit.typed, limit.format.clone())]
        });
        let note = metric.note.as_ref().map(|note| self.about_it(scene, |planner| planner.rich(note)));
        let tone = self.tone(&metric.tones);
        block::Card { label, value: vec![value], of, share, why, note, tone }
    }
}

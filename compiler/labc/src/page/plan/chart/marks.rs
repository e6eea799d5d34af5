//! Charts of the kinds that take the values of their marks as they are. The kind's module in `lab_core::chart` arranges
//! them.

use lab_core::chart::{Body, DrawnMark, Misfit};
use lab_core::page::Piece;
use lab_core::program::Binary;

use super::Canvas;
use super::rounds::Round;
use crate::check::chart::{TypedChart, TypedMark};
use crate::check::plain;
use crate::lower::Lowering;
use crate::page::plan::planner::Planner;
use crate::page::verdict::proofs::DrawnAmount;
use crate::syntax::tree::MarkKind;

impl Planner<'_> {
    pub(super) fn of_marks(&mut self, chart: &TypedChart<'_>, canvas: &mut Canvas) -> Option<Body> {
        let own: Vec<_> = chart.marks.iter().filter(|mark| mark.content.taken().is_some()).collect();
        let mut marks = Vec::new();
        for mark in &own {
            marks.push(self.taken(chart, mark, canvas)?);
        }
        let body = match Body::of_marks(chart.family, &marks)? {
            Ok(arranged) => {
                for (index, series) in arranged.legend.iter().enumerate() {
                    self.explain(canvas, series.shape, index + 1, &series.label);
                    if let Some(entry) = canvas.legend.last_mut() {
                        entry.dashed = series.dashed;
                    }
                }
                arranged.body
            }
            Err(Misfit { statement, headline, label, help }) => {
                let mark = statement.and_then(|statement| own.get(statement));
                let span = mark.map_or(chart.tree.title.span, |mark| mark.tree.span);
                self.misplaced(span, headline, label, help);
                return None;
            }
        };
        self.no_sweep(chart);
        self.no_settings(chart.tree);
        self.no_rows(chart.tree);
        Some(body)
    }

    /// A mark with its values, once for each iteration of its loop.
    fn taken(
        &mut self,
        chart: &TypedChart<'_>,
        mark: &TypedMark<'_>,
        canvas: &mut Canvas,
    ) -> Option<Vec<DrawnMark>> {
        let taken = mark.content.taken()?;
        // Amounts lie along an axis that has no scale, only a unit.
        let is_amount = !mark.content.amounts().is_empty();
        let format_of_amounts = chart.y.format.as_ref().or(chart.x.format.as_ref()).filter(|_| is_amount);
        let mut made = Vec::new();
        for round in self.rounds(mark)? {
            self.enter(&round);
            let mut values = Vec::new();
            for value in &taken.values {
                values.push(self.node(value, &round));
            }
            self.asked_about(chart, mark, &round);
            if let (MarkKind::Span { lasting: true, .. }, [from, to]) = (&mark.tree.kind, &mut values[..]) {
                *to = self.lowering.graph.binary(Binary::Add, *from, *to);
            }
            let tone = self.toned(mark, chart.family.shape(), canvas);
            let label = mark.label.as_ref().map(|label| self.written(label));
            let text = taken.text.map(|text| self.written(text)).unwrap_or_default();
            let row = round.keys.first().map(|(_, name)| name.clone());
            let format = taken.format.or(format_of_amounts);
            let format = format.map_or(0, |format| self.format(format.clone()) as u32);
            let words = vec![Piece::Words(mark.name.clone())];
            let word = mark.tree.kind.word();
            let there = round.when.unwrap_or_else(|| self.lowering.graph.constant(1.0));
            made.push(DrawnMark { word, label, words, row, text, values, format, tone, there });
        }
        Some(made)
    }

    /// Amounts are to be defined wherever they are drawn, and possible.
    fn asked_about(&mut self, chart: &TypedChart<'_>, mark: &TypedMark<'_>, round: &Round) {
        for value in mark.content.amounts() {
            let node = self.lowering.expr(value, Lowering::BASE);
            let format = chart.y.format.as_ref().or(chart.x.format.as_ref());
            let format = format.cloned().unwrap_or_else(plain);
            let (is_capacity, span) = (matches!(mark.tree.kind, MarkKind::Tank(_)), mark.tree.span);
            self.gated(round, |planner| {
                planner.draws(node, span);
                let (typed, gates) = (value.clone(), planner.gates.clone());
                planner.amounts.push(DrawnAmount { typed, node, gates, format, is_capacity, span });
            });
        }
    }

    /// These charts sweep nothing.
    fn no_sweep(&mut self, chart: &TypedChart<'_>) {
        let (tree, measured) = (chart.tree, chart.family.measured());
        for (axis, has_scale) in [&tree.x, &tree.y].into_iter().zip(measured) {
            let Some(axis) = axis else { continue };
            if axis.log && !has_scale {
                let help = "leave out `log`";
                self.misplaced(axis.span, "This chart has no scale here.", "nothing lies along it", help);
            }
            if axis.name.is_none() {
                continue;
            }
            let help = "leave the name out: an axis can have a label, a unit and `log` alone";
            self.misplaced(
                axis.span,
                "Nothing is swept in this chart.",
                "its marks stand by themselves",
                help,
            );
        }
    }
}

//! Intervals around points, bars and lines: `spread S`, `from LOW to HIGH`.

use lab_core::chart::{Label, Of, Spread};

use super::super::planner::Planner;
use super::Canvas;
use super::rounds::Round;
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::graph::Node;
use crate::syntax::tree::{self, ChartMark, Expr, ExprKind, MarkInterval, MarkKind, Operator, Reach, Shown};

impl Planner<'_> {
    /// The ends of an interval, which are measured along its axis.
    pub(super) fn ends(
        &mut self,
        interval: &MarkInterval,
        value: &Shown,
        chart: &tree::Chart,
        canvas: &mut Canvas,
    ) -> Option<[Typed; 2]> {
        let (axis, known) = match interval.across {
            true => (chart.x.as_ref(), &mut canvas.x),
            false => (chart.y.as_ref(), &mut canvas.y),
        };
        let ends = match &interval.reach {
            Reach::Ends(low, high) => [low.clone(), high.clone()],
            Reach::Even(half) => [Operator::Sub, Operator::Add].map(|operator| away(value, operator, half)),
        };
        let [low, high] = &ends;
        let reported = self.checker.diagnostics.len();
        let low = self.measured(low, axis, known)?;
        // What is wrong with one end is wrong with the other.
        if self.checker.diagnostics.len() > reported {
            return None;
        }
        Some([low, self.measured(high, axis, known)?])
    }

    /// The intervals of a point or a bar in a round.
    pub(super) fn intervals(
        &mut self,
        mark: &ChartMark,
        value: &dyn Fn(&MarkInterval) -> Option<(Of, Shown)>,
        (chart, round): (&tree::Chart, &Round),
        canvas: &mut Canvas,
    ) -> Option<Vec<(Of, [Node; 2], bool)>> {
        let mut found = Vec::new();
        for interval in &mark.intervals {
            let Some((of, value)) = value(interval) else {
                let help = "write `spread` and how far the value spreads along y";
                self.misplaced(interval.span, "Only a point spreads along x.", "of another mark", help);
                return None;
            };
            let ends = self.ends(interval, &value, chart, canvas)?;
            let nodes = ends.map(|end| self.node(&end, round));
            found.push((of, nodes, matches!(interval.reach, Reach::Even(_))));
        }
        Some(found)
    }

    /// What the error bars of a chart are: one text for all of them, in the legend and the sentence.
    pub(super) fn meaning(&mut self, chart: &tree::Chart, canvas: &mut Canvas) -> Option<()> {
        let mut known = None;
        let marks = chart.marks.iter().filter(|mark| !matches!(mark.kind, MarkKind::Line { .. }));
        for interval in marks.flat_map(|mark| &mark.intervals) {
            if known.is_some() && interval.meaning.is_none() {
                continue;
            }
            let Some(meaning) = self.meaning_of(interval) else { continue };
            match &known {
                None => known = Some(meaning),
                Some(before) if *before == meaning => {}
                Some(_) => {
                    let help = "give the others a chart of their own";
                    let headline = "The error bars of a chart are all of one kind.";
                    self.misplaced(interval.span, headline, "of another kind than those before", help);
                    return None;
                }
            }
        }
        if let Some(meaning) = known {
            self.explain(canvas, "spread", 0, &meaning);
            canvas.spreads.meaning = meaning;
        }
        Some(())
    }

    /// What an interval is, in the author's words; a reader has to know.
    pub(super) fn meaning_of(&mut self, interval: &MarkInterval) -> Option<Label> {
        if let Some(text) = &interval.meaning {
            return Some(self.written(text));
        }
        let file = self.file;
        let headline = "Nothing says what this interval is.";
        let label = "a standard deviation, or the lowest and the highest?";
        let warning = Diagnostic::warning(Code::OffChart, headline, file, interval.span, label)
            .help("say it behind the interval: `\"one standard deviation of five runs\"`");
        // A mark that is made several times has one interval.
        if !self.checker.diagnostics.contains(&warning) {
            self.report(warning);
        }
        None
    }

    /// Refuses intervals where marks do not stand alone at their values.
    pub(super) fn no_intervals(&mut self, mark: &ChartMark, headline: &str, help: &str) -> Option<()> {
        let Some(interval) = mark.intervals.first() else { return Some(()) };
        self.misplaced(interval.span, headline, "no place for an interval", help);
        None
    }
}

/// What is kept of a mark's intervals.
pub(super) fn keep(canvas: &mut Canvas, index: usize, found: Vec<(Of, [Node; 2], bool)>) {
    for (of, [low, high], even) in found {
        canvas.spreads.all.push(Spread { of, index: index as u32, low, high, even });
    }
}

/// A value so far away from another.
fn away(value: &Shown, operator: Operator, half: &Shown) -> Shown {
    let both = (Box::new(value.expr.clone()), Box::new(half.expr.clone()));
    let kind = ExprKind::Binary(operator, half.span, both.0, both.1);
    Shown { expr: Expr { kind, span: half.span }, ..value.clone() }
}

//! Intervals around points, bars and lines: `spread S`, `from LOW to HIGH`.

use lab_core::chart::{IntervalOf, Label, Spread};

use super::Canvas;
use super::rounds::Round;
use crate::check::chart::{TypedChart, TypedInterval, TypedMark};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::syntax::tree::{MarkKind, Reach};

impl Planner<'_> {
    /// The intervals of a point or a bar in a round; `of` says which, along the axis of its values.
    pub(super) fn intervals(
        &mut self,
        mark: &TypedMark<'_>,
        of: IntervalOf,
        round: &Round,
    ) -> Vec<(IntervalOf, [Node; 2], bool)> {
        let intervals = mark.intervals.iter().map(|interval| {
            let of = if interval.tree.across { IntervalOf::Across } else { of };
            let [low, high] = &interval.ends;
            let nodes = [self.node(low, round), self.node(high, round)];
            (of, nodes, matches!(interval.tree.reach, Reach::Even(_)))
        });
        intervals.collect()
    }

    /// What the error bars of a chart are: one text for all of them, in the legend and the sentence.
    pub(super) fn meaning(&mut self, chart: &TypedChart<'_>, canvas: &mut Canvas) -> Option<()> {
        let mut known = None;
        let marks = chart.marks.iter().filter(|mark| !matches!(mark.tree.kind, MarkKind::Line { .. }));
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
                    self.misplaced(interval.tree.span, headline, "of another kind than those before", help);
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
    pub(super) fn meaning_of(&mut self, interval: &TypedInterval<'_>) -> Option<Label> {
        if let Some(text) = &interval.meaning {
            return Some(self.written(text));
        }
        let file = self.file;
        let headline = "Nothing says what this interval is.";
        let label = "a standard deviation, or the lowest and the highest?";
        let warning = Diagnostic::warning(Code::OffChart, headline, file, interval.tree.span, label)
            .help("say it behind the interval: `\"one standard deviation of five runs\"`");
        // A mark that is made several times has one interval.
        if !self.diagnostics.contains(&warning) {
            self.report(warning);
        }
        None
    }

    /// Refuses intervals where marks do not stand alone at their values.
    pub(super) fn no_intervals(&mut self, mark: &TypedMark<'_>, headline: &str, help: &str) -> Option<()> {
        let Some(interval) = mark.intervals.first() else { return Some(()) };
        self.misplaced(interval.tree.span, headline, "no place for an interval", help);
        None
    }
}

/// What is kept of a mark's intervals.
pub(super) fn keep(canvas: &mut Canvas, index: usize, found: Vec<(IntervalOf, [Node; 2], bool)>) {
    for (of, [low, high], even) in found {
        canvas.spreads.all.push(Spread { of, index: index as u32, low, high, even });
    }
}

//! Spans on lanes, polygons over spokes, values against limits.

use lab_core::chart::{Gauge, Label, Radar, Spoke, Stretch};
use lab_core::program::Binary;

use super::Canvas;
use crate::check::chart::{MarkContent, TypedChart};
use crate::page::plan::planner::Planner;
use crate::syntax::tree::{self, MarkKind};

impl Planner<'_> {
    pub(super) fn spans(&mut self, chart: &TypedChart<'_>, canvas: &mut Canvas) -> Option<Vec<Stretch>> {
        let mut spans = Vec::new();
        let mut series = 0;
        for mark in &chart.marks {
            let (MarkKind::Span { lasting, .. }, MarkContent::Span(lane, start, end)) =
                (&mark.tree.kind, &mark.content)
            else {
                continue;
            };
            for round in self.rounds(mark)? {
                self.enter(&round);
                let (from, mut to) = (self.node(start, &round), self.node(end, &round));
                if *lasting {
                    to = self.lowering.graph.binary(Binary::Add, from, to);
                }
                let tone = self.toned(mark, "bar", canvas);
                let label = self.labelled(mark);
                spans.push(Stretch { label, lane: self.written(lane), from, to, series, tone });
            }
            series += 1;
        }
        self.no_sweep(chart.tree);
        self.no_settings(chart.tree);
        self.no_rows(chart.tree);
        Some(spans)
    }

    pub(super) fn radar(&mut self, chart: &TypedChart<'_>, canvas: &mut Canvas) -> Option<Radar> {
        let mut radar = Radar { spokes: Vec::new(), shapes: Vec::new() };
        for mark in &chart.marks {
            let MarkContent::Limited(value, limit, format) = &mark.content else { continue };
            let (mut values, mut names): (Vec<_>, Vec<Label>) = (Vec::new(), Vec::new());
            let mut end = None;
            for round in self.rounds(mark)? {
                self.enter(&round);
                values.push(self.node(value, &round));
                names.push(round.keys.first().map(|(_, name)| name.clone()).unwrap_or_default());
                if let Some(limit) = limit {
                    end = Some(self.node(limit, &round));
                }
            }
            if radar.spokes.is_empty() {
                radar.shapes = names;
            } else if radar.shapes.len() != values.len() {
                let help = "repeat every `spoke` for the same rows";
                self.misplaced(
                    mark.tree.span,
                    "A polygon has a corner on every spoke.",
                    "some have none here",
                    help,
                );
                return None;
            }
            let label = self.named(mark);
            radar.spokes.push(Spoke {
                label,
                format: self.format(format.clone()) as u32,
                limit: end,
                values,
            });
        }
        if radar.spokes.len() < 3 {
            let help = "with fewer, bars tell more";
            self.misplaced(chart.tree.title.span, "A radar has at least three spokes.", "too few", help);
            return None;
        }
        if radar.shapes.len() > 1 {
            for (index, name) in radar.shapes.clone().iter().enumerate() {
                self.explain(canvas, "line", index + 1, name);
                if let Some(entry) = canvas.legend.last_mut() {
                    entry.dashed = index % 2 == 1;
                }
            }
        }
        self.no_sweep(chart.tree);
        self.no_settings(chart.tree);
        self.no_rows(chart.tree);
        Some(radar)
    }

    pub(super) fn gauges(&mut self, chart: &TypedChart<'_>) -> Option<Vec<Gauge>> {
        let mut gauges = Vec::new();
        for mark in &chart.marks {
            let MarkContent::Limited(value, Some(limit), format) = &mark.content else { continue };
            for round in self.rounds(mark)? {
                self.enter(&round);
                let label = match (&mark.label, round.keys.first()) {
                    (None, Some((_, name))) => name.clone(),
                    _ => self.named(mark),
                };
                let (value, limit) = (self.node(value, &round), self.node(limit, &round));
                gauges.push(Gauge { label, format: self.format(format.clone()) as u32, value, limit });
            }
        }
        self.no_sweep(chart.tree);
        self.no_settings(chart.tree);
        self.no_rows(chart.tree);
        Some(gauges)
    }

    /// These charts sweep nothing.
    fn no_sweep(&mut self, chart: &tree::Chart) {
        for axis in chart.x.iter().chain(&chart.y).filter(|axis| axis.name.is_some()) {
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

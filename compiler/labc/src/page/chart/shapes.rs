//! Spans on lanes, polygons over spokes, values against limits.

use lab_core::chart::{Gauge, Label, Radar, Span, Spoke};
use lab_core::program::Binary;

use super::super::planner::Planner;
use super::Canvas;
use crate::check::model::Typed;
use crate::syntax::tree::{self, MarkKind, Shown};

impl Planner<'_> {
    pub(super) fn spans(&mut self, chart: &tree::Chart, canvas: &mut Canvas) -> Option<Vec<Span>> {
        let mut spans = Vec::new();
        let mut series = 0;
        for mark in &chart.marks {
            let MarkKind::Span { lane, from, to, lasting } = &mark.kind else { continue };
            let depth = self.checker.depth();
            for round in self.rounds(mark)? {
                self.enter(&round);
                let start = self.measured(from, chart.x.as_ref(), &mut canvas.x)?;
                let end = self.measured(to, chart.x.as_ref(), &mut canvas.x)?;
                let (from, mut to) = (self.node(&start, &round), self.node(&end, &round));
                if *lasting {
                    to = self.lowering.graph.binary(Binary::Add, from, to);
                }
                let tone = self.toned(mark, "bar", canvas)?;
                let label = mark.label.as_ref().map(|label| self.written(label)).unwrap_or_default();
                spans.push(Span { label, lane: self.written(lane), from, to, series, tone });
            }
            self.checker.close_to(depth);
            series += 1;
        }
        self.no_sweep(chart);
        self.no_settings(chart);
        self.no_rows(chart);
        Some(spans)
    }

    pub(super) fn radar(&mut self, chart: &tree::Chart, canvas: &mut Canvas) -> Option<Radar> {
        let mut radar = Radar { spokes: Vec::new(), shapes: Vec::new() };
        for mark in &chart.marks {
            let MarkKind::Spoke(value, limit) = &mark.kind else { continue };
            let depth = self.checker.depth();
            let mut known = None;
            let (mut values, mut names): (Vec<_>, Vec<Label>) = (Vec::new(), Vec::new());
            let mut end = None;
            for round in self.rounds(mark)? {
                self.enter(&round);
                let typed = self.measured(value, None, &mut known)?;
                values.push(self.node(&typed, &round));
                names.push(round.keys.first().map(|(_, name)| name.clone()).unwrap_or_default());
                if let Some(limit) = limit {
                    let typed: Typed = self.measured(limit, None, &mut known)?;
                    end = Some(self.node(&typed, &round));
                }
            }
            self.checker.close_to(depth);
            if radar.spokes.is_empty() {
                radar.shapes = names;
            } else if radar.shapes.len() != values.len() {
                let help = "repeat every `spoke` for the same rows";
                self.misplaced(
                    mark.span,
                    "A polygon has a corner on every spoke.",
                    "some have none here",
                    help,
                );
                return None;
            }
            let label = self.named(mark, value);
            let format = known.map_or_else(crate::check::plain, |(_, format)| format);
            radar.spokes.push(Spoke { label, format: self.format(format) as u32, limit: end, values });
        }
        if radar.spokes.len() < 3 {
            let help = "with fewer, bars tell more";
            self.misplaced(chart.title.span, "A radar has at least three spokes.", "too few", help);
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
        self.no_sweep(chart);
        self.no_settings(chart);
        self.no_rows(chart);
        Some(radar)
    }

    pub(super) fn gauges(&mut self, chart: &tree::Chart, _: &mut Canvas) -> Option<Vec<Gauge>> {
        let mut gauges = Vec::new();
        for mark in &chart.marks {
            let MarkKind::Gauge(value, limit) = &mark.kind else { continue };
            let depth = self.checker.depth();
            for round in self.rounds(mark)? {
                self.enter(&round);
                let mut known = None;
                let typed = self.measured(value, None, &mut known)?;
                let most = self.measured(limit, None, &mut known)?;
                let label = self.gauge_name(mark, value, &round);
                let format = known.map_or_else(crate::check::plain, |(_, format)| format);
                let (value, limit) = (self.node(&typed, &round), self.node(&most, &round));
                gauges.push(Gauge { label, format: self.format(format) as u32, value, limit });
            }
            self.checker.close_to(depth);
        }
        self.no_sweep(chart);
        self.no_settings(chart);
        self.no_rows(chart);
        Some(gauges)
    }

    fn gauge_name(&mut self, mark: &tree::ChartMark, value: &Shown, round: &super::rounds::Round) -> Label {
        match (&mark.label, round.keys.first()) {
            (None, Some((_, name))) => name.clone(),
            _ => self.named(mark, value),
        }
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

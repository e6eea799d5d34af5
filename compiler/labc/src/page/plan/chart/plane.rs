//! Lines, areas, bands, bins, histograms, points and rooflines.

use lab_core::chart::{Histogram, IntervalOf, Line, Plane, Point, Roof, Setting, Style};
use lab_core::page::Piece;
use lab_core::program::Binary;

use super::rounds::YOURS;
use super::sweep::{Sweep, SweepVariable};
use super::{Canvas, intervals};
use crate::check::chart::{MarkContent, TypedChart, TypedMark};
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::{Gather, Head, Loop, Node};
use crate::page::plan::planner::Planner;
use crate::page::verdict::proofs::Curve;
use crate::syntax::tree::MarkKind;

/// How many points a line has at most: more are not seen.
const POINTS: u32 = 240;
/// How many bars stand along an axis at most.
const BINS: u32 = 80;

/// The positions along the axis while they are computed.
struct AxisPositions {
    of: Loop,
    x: Node,
}

impl Planner<'_> {
    pub(super) fn plane(&mut self, chart: &TypedChart<'_>, canvas: &mut Canvas) -> Option<Plane> {
        let mut plane = Plane::default();
        let sweep = match (&chart.tree.x, &chart.x.sweep) {
            (Some(axis), Some(typed)) => {
                let bins = chart.marks.iter().any(|mark| matches!(mark.tree.kind, MarkKind::Bar(_)));
                let sweep = self.sweep(axis, typed, if bins { BINS } else { POINTS })?;
                canvas.x_label.clone_from(&typed.label);
                canvas.x_log = sweep.log;
                canvas.ends = Some(Self::ends_of(&sweep));
                Some(sweep)
            }
            _ => None,
        };
        if let Some(axis) = chart.tree.y.as_ref().filter(|axis| axis.name.is_some()) {
            self.misplaced(
                axis.span,
                "Only cells have a control along y.",
                "lines have their values there",
                "write `y \"label\" in UNIT`",
            );
            return None;
        }
        self.lines(chart, sweep.as_ref(), canvas, &mut plane)?;
        for mark in &chart.marks {
            match (&mark.tree.kind, &mark.content) {
                (_, MarkContent::Point { x, y, size }) => {
                    self.points(mark, (x, y, size.as_ref()), canvas, &mut plane)?;
                }
                (MarkKind::Frontier(x, y), _) => plane.frontier = Some((*x, *y)),
                (_, MarkContent::Roofline(peak, rate)) => {
                    self.roofline(mark, peak, rate, canvas, &mut plane)?;
                }
                (_, MarkContent::Histogram(values, width, percentiles)) => {
                    "Count".clone_into(&mut canvas.y_label);
                    plane.histogram = Some(self.histogram(mark, values, width.as_ref(), percentiles)?);
                }
                _ => {}
            }
        }
        if plane.frontier.is_some() {
            self.explain_frontier(chart, canvas, &plane)?;
        }
        if plane.points.is_empty() {
            self.no_rows(chart.tree);
        } else {
            plane.chosen = self.chosen(chart)?;
        }
        match &sweep {
            Some(sweep) => {
                plane.settings = self.settings(chart, sweep)?;
                canvas.grab = self.grabbed(chart, sweep);
                canvas.frames = Self::frames_of(sweep);
            }
            None => self.no_settings(chart.tree),
        }
        Some(plane)
    }

    /// One loop along the axis fills a list for the positions and one for each line.
    fn lines(
        &mut self,
        chart: &TypedChart<'_>,
        sweep: Option<&Sweep>,
        canvas: &mut Canvas,
        plane: &mut Plane,
    ) -> Option<()> {
        let drawn = |mark: &&TypedMark<'_>| curve(mark).is_some();
        let Some(first) = chart.marks.iter().find(drawn) else { return Some(()) };
        let Some(sweep) = sweep else {
            // The axis may be what could not be read.
            if chart.tree.broken {
                return None;
            }
            let diagnostic = self
                .error(
                    Code::NoAxis,
                    format!("A `{}` needs an `x` axis to run along.", first.tree.kind.word()),
                    first.tree.span,
                    "along what?",
                )
                .help("write `x control`, the control that is swept");
            self.report(diagnostic);
            return None;
        };
        let (of, x) = self.open_sweep(sweep, None);
        let along = AxisPositions { of, x };
        let at = self.push(&along, sweep, x);
        let mut heads = Vec::new();
        for mark in chart.marks.iter().filter(drawn) {
            let (value, low, style) = curve(mark)?;
            for round in self.rounds(mark)? {
                self.enter(&round);
                let number = heads.len() + 1;
                let mut filled = Vec::new();
                self.curve(chart, mark, &round, value, sweep);
                for end in std::iter::once(value).chain(low) {
                    let node = self.along(end, &[(sweep.over, along.x)]);
                    let node = self.only(&round, node);
                    filled.push(self.push(&along, sweep, node));
                }
                if !mark.intervals.is_empty() && style == Style::Bins {
                    let headline = "Bars along a swept axis have no intervals.";
                    self.no_intervals(mark, headline, "draw a `line`, which has a band around it")?;
                }
                let label = self.named(mark);
                // Lines have their names at their ends.
                match style {
                    Style::Plain | Style::Dashed | Style::Filled | Style::DashedFilled => {}
                    Style::Stacked | Style::Band | Style::Around => {
                        self.explain(canvas, "area", number, &label);
                    }
                    Style::Bins => self.explain(canvas, "bar", number, &label),
                }
                let mut around = Vec::new();
                for interval in &mark.intervals {
                    let [low, high] = &interval.ends;
                    // As of a band: the upper end, then the lower one.
                    let lists = [high, low].map(|end| {
                        let node = self.along(end, &[(sweep.over, along.x)]);
                        let node = self.only(&round, node);
                        self.push(&along, sweep, node)
                    });
                    let mut name = label.clone();
                    if let Some(meaning) = self.meaning_of(interval) {
                        self.explain(canvas, "area", number, &meaning);
                        name.push(Piece::Words(", ".to_owned()));
                        name.extend(meaning);
                    }
                    around.push((lists.to_vec(), name, Style::Around));
                }
                heads.push((filled, label, style));
                heads.extend(around);
            }
        }
        self.lowering.graph.close(of);
        plane.at = Some(self.lowering.graph.gathered(of, at));
        for (filled, label, style) in heads {
            let mut lists = filled.into_iter().map(|head| self.lowering.graph.gathered(of, head));
            let Some(values) = lists.next() else { continue };
            plane.lines.push(Line { label, values, low: lists.next(), style });
        }
        Some(())
    }

    /// Remembers a line over a slider, to ask whether all of it can be drawn at every setting.
    fn curve(
        &mut self,
        chart: &TypedChart<'_>,
        mark: &TypedMark<'_>,
        round: &super::rounds::Round,
        value: &Typed,
        sweep: &Sweep,
    ) {
        let SweepVariable::Control(control) = sweep.over else { return };
        // That there is none is something the line may show.
        if matches!(value.of, Type::Maybe(_)) {
            return;
        }
        let Some(steps) = self.lowering.steps(control) else { return };
        let (from, to) = Self::ends_of(sweep);
        let count = f64::from(steps.grid.steps.max(1));
        let graph = &mut self.lowering.graph;
        let x = graph.input(control as u32);
        let beside = if steps.positions.log {
            let ratio = graph.constant(libm::pow(to / from, 1.0 / count));
            [graph.binary(Binary::Div, x, ratio), graph.binary(Binary::Mul, x, ratio)]
        } else {
            let step = graph.constant((to - from) / count);
            [graph.binary(Binary::Sub, x, step), graph.binary(Binary::Add, x, step)]
        };
        let [before, here, after] = [beside[0], x, beside[1]].map(|x| {
            let node = self.along(value, &[(sweep.over, x)]);
            self.only(round, node)
        });
        let axis = chart.tree.y.as_ref().filter(|axis| axis.log).map(|axis| axis.span);
        let curve =
            Curve { span: mark.tree.span, axis, beside, ends: (from, to), values: [before, here, after] };
        self.curves.push((curve, self.gates.clone()));
    }

    /// Fills a list with a value of each round.
    fn push(&mut self, along: &AxisPositions, sweep: &Sweep, value: Node) -> u32 {
        let always = self.lowering.graph.constant(1.0);
        let head = self.lowering.graph.head(along.of, Head::List(sweep.points));
        self.lowering.graph.gather(along.of, along.of, Gather::Push(head, value, always));
        head
    }

    /// The slider that the mark of the current setting stands for, where the axis has the slider's scale.
    fn grabbed(&mut self, chart: &TypedChart<'_>, sweep: &Sweep) -> Option<usize> {
        let SweepVariable::Control(control) = sweep.over else { return None };
        let marked = chart.marks.iter().any(|mark| matches!(mark.tree.kind, MarkKind::Now));
        let steps = self.lowering.steps(control)?;
        (marked && steps.positions.log == sweep.log).then_some(control)
    }

    /// The settings that are marked, with the value of every line there.
    fn settings(&mut self, chart: &TypedChart<'_>, sweep: &Sweep) -> Option<Vec<Setting>> {
        let mut settings = Vec::new();
        for mark in &chart.marks {
            let (x, label) = match (&mark.tree.kind, &mark.content) {
                (MarkKind::Now, _) => {
                    let SweepVariable::Control(control) = sweep.over else {
                        self.misplaced(
                            mark.tree.span,
                            "This axis has no current setting.",
                            "its variable is the chart's own",
                            "write `mark x at …`",
                        );
                        continue;
                    };
                    (self.lowering.graph.input(control as u32), None)
                }
                (MarkKind::At(_), MarkContent::Place(place)) => {
                    let label = self.labelled(mark);
                    (self.lowering.expr(place, Lowering::BASE), Some(label))
                }
                _ => continue,
            };
            let mut ys = Vec::new();
            for line in &chart.marks {
                let Some((value, ..)) = curve(line) else { continue };
                for round in self.rounds(line)? {
                    self.enter(&round);
                    let ends = line.intervals.iter().map(|interval| &interval.ends[1]);
                    for value in std::iter::once(value).chain(ends) {
                        let node = self.along(value, &[(sweep.over, x)]);
                        ys.push(self.only(&round, node));
                    }
                }
            }
            settings.push(Setting { label, x, ys });
        }
        Some(settings)
    }

    fn points(
        &mut self,
        mark: &TypedMark<'_>,
        (x, y, size): (&Typed, &Typed, Option<&Typed>),
        canvas: &mut Canvas,
        plane: &mut Plane,
    ) -> Option<()> {
        let series = plane.points.iter().map(|point| point.series + 1).max().unwrap_or(0);
        for round in self.rounds(mark)? {
            self.enter(&round);
            let size = size.map(|size| self.node(size, &round));
            let tone = self.toned(mark, "dot", canvas);
            let mut label = match (&mark.label, round.keys.first()) {
                (None, Some((_, name))) => name.clone(),
                _ => self.named(mark),
            };
            if round.brought && mark.label.is_some() {
                label.push(Piece::Words(YOURS.to_owned()));
            }
            let series = series + u32::from(round.brought);
            let found = self.intervals(mark, IntervalOf::Point, &round);
            intervals::keep(canvas, plane.points.len(), found);
            let (x, y) = (self.node(x, &round), self.node(y, &round));
            plane.points.push(Point { label, x, y, size, tone, series, row: round.row });
        }
        Some(())
    }

    /// The frontier's shapes beside the drawing.
    fn explain_frontier(&mut self, chart: &TypedChart<'_>, canvas: &mut Canvas, plane: &Plane) -> Option<()> {
        if plane.points.is_empty() {
            let frontier =
                chart.marks.iter().find(|mark| matches!(mark.tree.kind, MarkKind::Frontier(..)))?;
            let help = "write `point x, y for row in table`";
            self.misplaced(frontier.tree.span, "A frontier needs points.", "this chart has no points", help);
            return None;
        }
        for (shape, words) in [("best", "on the frontier"), ("dominated", "dominated by another")] {
            self.explain(canvas, shape, 0, &vec![Piece::Words(words.to_owned())]);
        }
        Some(())
    }

    fn roofline(
        &mut self,
        mark: &TypedMark<'_>,
        peak: &Typed,
        rate: &Typed,
        canvas: &mut Canvas,
        plane: &mut Plane,
    ) -> Option<()> {
        for round in self.rounds(mark)? {
            self.enter(&round);
            let label = self.named(mark);
            let (peak, rate) = (self.node(peak, &round), self.node(rate, &round));
            plane.roofs.push(Roof { label, peak, rate });
        }
        canvas.x_log = true;
        canvas.y_log = true;
        if canvas.x_label.is_empty() {
            "Arithmetic intensity".clone_into(&mut canvas.x_label);
        }
        Some(())
    }

    fn histogram(
        &mut self,
        mark: &TypedMark<'_>,
        values: &Typed,
        width: Option<&Typed>,
        percentiles: &[Typed],
    ) -> Option<Histogram> {
        let width = width.map(|width| self.lowering.expr(width, Lowering::BASE));
        let mut shares = Vec::new();
        for share in percentiles {
            let node = self.lowering.expr(share, Lowering::BASE);
            if self.lowering.graph.value(node).is_some_and(|share| !(0.0..=1.0).contains(&share)) {
                let headline = "A percentile lies between 0 % and 100 %.";
                let diagnostic =
                    self.error(Code::ImpossibleRange, headline, share.span, "no share of the values");
                self.report(diagnostic);
                return None;
            }
            shares.push(node);
        }
        let label = self.named(mark);
        let values = self.lowering.expr(values, Lowering::BASE);
        Some(Histogram { label, values, width, percentiles: shares })
    }
}

/// What a mark draws along the axis: its value, the lower end of a band, and how.
fn curve<'a>(mark: &'a TypedMark<'_>) -> Option<(&'a Typed, Option<&'a Typed>, Style)> {
    let MarkContent::Value(value, low) = &mark.content else { return None };
    let style = match &mark.tree.kind {
        MarkKind::Line { dashed, filled, .. } => match (dashed, filled) {
            (false, false) => Style::Plain,
            (true, false) => Style::Dashed,
            (false, true) => Style::Filled,
            (true, true) => Style::DashedFilled,
        },
        MarkKind::Area(_) => Style::Stacked,
        MarkKind::Band(..) => Style::Band,
        MarkKind::Bar(_) => Style::Bins,
        _ => return None,
    };
    Some((value, low.as_ref(), style))
}

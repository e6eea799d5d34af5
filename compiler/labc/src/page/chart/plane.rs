//! Lines, areas, bands, bins, histograms, points and rooflines.

use lab_core::chart::{Histogram, Line, Of, Plane, Point, Roof, Setting, Style};
use lab_core::page::Piece;

use super::super::planner::Planner;
use super::rounds::YOURS;
use super::sweep::{Over, Sweep};
use super::{Canvas, intervals};
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::{Gather, Head, Loop, Node};
use crate::syntax::tree::{self, ChartMark, ExprKind, MarkInterval, MarkKind, Shown};

/// How many points a line has at most: more are not seen.
const POINTS: u32 = 240;
/// How many bars stand along an axis at most.
const BINS: u32 = 80;

/// The positions along the axis while they are computed.
struct Along {
    of: Loop,
    x: Node,
}

impl Planner<'_> {
    pub(super) fn plane(&mut self, chart: &tree::Chart, canvas: &mut Canvas) -> Option<Plane> {
        let mut plane = Plane::default();
        let sweep = match &chart.x {
            Some(axis) if axis.name.is_some() => {
                let bins = chart.marks.iter().any(|mark| matches!(mark.kind, MarkKind::Bar(_)));
                Some(self.sweep(axis, if bins { BINS } else { POINTS })?)
            }
            _ => None,
        };
        if let Some(sweep) = &sweep {
            canvas.x = Some((sweep.typed.clone(), sweep.format.clone()));
            canvas.x_label.clone_from(&sweep.label);
            canvas.x_log = sweep.log;
            canvas.ends = Some(Self::ends_of(sweep));
        }
        if let Some(axis) = chart.y.as_ref().filter(|axis| axis.name.is_some()) {
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
            let depth = self.checker.depth();
            match &mark.kind {
                MarkKind::Point { x, y, size } => {
                    self.points(mark, (x, y, size.as_ref()), chart, canvas, &mut plane)?
                }
                MarkKind::Frontier(x, y) => plane.frontier = Some((*x, *y)),
                MarkKind::Roofline(peak, rate) => {
                    self.roofline(mark, peak, rate, chart, canvas, &mut plane)?
                }
                MarkKind::Histogram { value, by, percentiles } => {
                    plane.histogram =
                        Some(self.histogram(mark, value, (by.as_ref(), percentiles), chart, canvas)?);
                }
                _ => {}
            }
            self.checker.close_to(depth);
        }
        if plane.frontier.is_some() {
            self.explain_frontier(chart, canvas, &plane)?;
        }
        if plane.points.is_empty() {
            self.no_rows(chart);
        } else {
            plane.chosen = self.chosen(chart)?;
        }
        match &sweep {
            Some(sweep) => plane.settings = self.settings(chart, sweep, canvas)?,
            None => self.no_settings(chart),
        }
        Some(plane)
    }

    /// One loop along the axis fills a list for the positions and one for each line.
    fn lines(
        &mut self,
        chart: &tree::Chart,
        sweep: Option<&Sweep>,
        canvas: &mut Canvas,
        plane: &mut Plane,
    ) -> Option<()> {
        let drawn = |mark: &&ChartMark| curve(mark).is_some();
        let Some(first) = chart.marks.iter().find(drawn) else { return Some(()) };
        let Some(sweep) = sweep else {
            let diagnostic = self
                .error(
                    Code::NoAxis,
                    format!("A `{}` needs an `x` axis to run along.", first.kind.word()),
                    first.span,
                    "along what?",
                )
                .help("write `x control`, the control that is swept");
            self.report(diagnostic);
            return None;
        };
        let (of, x) = self.open_sweep(sweep, None);
        let along = Along { of, x };
        let at = self.push(&along, sweep, x);
        let mut heads = Vec::new();
        for mark in chart.marks.iter().filter(drawn) {
            let (value, low, style) = curve(mark)?;
            let depth = self.checker.depth();
            for round in self.rounds(mark)? {
                self.enter(&round);
                let (shape, number) = match style {
                    Style::Plain | Style::Dashed | Style::Filled | Style::DashedFilled => {
                        ("line", heads.len() + 1)
                    }
                    Style::Stacked | Style::Band | Style::Around => ("area", heads.len() + 1),
                    Style::Bins => ("bar", heads.len() + 1),
                };
                let mut filled = Vec::new();
                for end in std::iter::once(value).chain(low) {
                    let typed = self.measured(end, chart.y.as_ref(), &mut canvas.y)?;
                    let node = self.along(&typed, &[(sweep.over, along.x)]);
                    let node = self.only(&round, node);
                    filled.push(self.push(&along, sweep, node));
                }
                if !mark.intervals.is_empty() && style == Style::Bins {
                    let headline = "Bars along a swept axis have no intervals.";
                    self.no_intervals(mark, headline, "draw a `line`, which has a band around it")?;
                }
                let label = self.named(mark, value);
                self.explain(canvas, shape, number, &label);
                if let Some(entry) = canvas.legend.last_mut() {
                    entry.dashed = matches!(style, Style::Dashed | Style::DashedFilled);
                }
                let mut around = Vec::new();
                for interval in &mark.intervals {
                    if interval.across {
                        let help = "leave out `x`: the interval lies around the value";
                        self.no_intervals(mark, "A line spreads along y only.", help)?;
                    }
                    let [low, high] = self.ends(interval, value, chart, canvas)?;
                    // As of a band: the upper end, then the lower one.
                    let lists = [high, low].map(|end| {
                        let node = self.along(&end, &[(sweep.over, along.x)]);
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
            self.checker.close_to(depth);
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

    /// Fills a list with a value of each round.
    fn push(&mut self, along: &Along, sweep: &Sweep, value: Node) -> u32 {
        let always = self.lowering.graph.constant(1.0);
        let head = self.lowering.graph.head(along.of, Head::List(sweep.points));
        self.lowering.graph.gather(along.of, along.of, Gather::Push(head, value, always));
        head
    }

    /// The settings that are marked, with the value of every line there.
    fn settings(&mut self, chart: &tree::Chart, sweep: &Sweep, canvas: &mut Canvas) -> Option<Vec<Setting>> {
        let mut settings = Vec::new();
        for mark in &chart.marks {
            let (x, label) = match &mark.kind {
                MarkKind::Now => {
                    let Over::Control(control) = sweep.over else {
                        self.misplaced(
                            mark.span,
                            "This axis has no current setting.",
                            "its variable is the chart's own",
                            "write `mark x at …`",
                        );
                        continue;
                    };
                    (self.lowering.graph.input(control as u32), None)
                }
                MarkKind::At(value) => {
                    let typed = self.measured(value, chart.x.as_ref(), &mut canvas.x)?;
                    let label = mark.label.as_ref().map(|label| self.written(label)).unwrap_or_default();
                    (self.lowering.expr(&typed, Lowering::BASE), Some(label))
                }
                _ => continue,
            };
            let mut ys = Vec::new();
            for line in &chart.marks {
                let Some((value, ..)) = curve(line) else { continue };
                let depth = self.checker.depth();
                for round in self.rounds(line)? {
                    self.enter(&round);
                    let typed = self.measured(value, chart.y.as_ref(), &mut canvas.y)?;
                    let node = self.along(&typed, &[(sweep.over, x)]);
                    ys.push(self.only(&round, node));
                    for interval in &line.intervals {
                        let [_, high] = self.ends(interval, value, chart, canvas)?;
                        let node = self.along(&high, &[(sweep.over, x)]);
                        ys.push(self.only(&round, node));
                    }
                }
                self.checker.close_to(depth);
            }
            settings.push(Setting { label, x, ys });
        }
        Some(settings)
    }

    fn points(
        &mut self,
        mark: &ChartMark,
        (x, y, size): (&Shown, &Shown, Option<&Shown>),
        chart: &tree::Chart,
        canvas: &mut Canvas,
        plane: &mut Plane,
    ) -> Option<()> {
        let series = plane.points.iter().map(|point| point.series + 1).max().unwrap_or(0);
        for round in self.rounds(mark)? {
            self.enter(&round);
            let across = self.measured(x, chart.x.as_ref(), &mut canvas.x)?;
            let up = self.measured(y, chart.y.as_ref(), &mut canvas.y)?;
            let size = match size {
                Some(size) => {
                    let (typed, _) = self.numeric(size)?;
                    Some(self.node(&typed, &round))
                }
                None => None,
            };
            let tone = self.toned(mark, "dot", canvas)?;
            let mut label = match (&mark.label, round.keys.first()) {
                (None, Some((_, name))) => name.clone(),
                _ => self.named(mark, y),
            };
            if round.brought && mark.label.is_some() {
                label.push(Piece::Words(YOURS.to_owned()));
            }
            let series = series + u32::from(round.brought);
            let value = |interval: &MarkInterval| {
                let (of, value) = if interval.across { (Of::Across, x) } else { (Of::Point, y) };
                Some((of, value.clone()))
            };
            let found = self.intervals(mark, &value, (chart, &round), canvas)?;
            intervals::keep(canvas, plane.points.len(), found);
            let (x, y) = (self.node(&across, &round), self.node(&up, &round));
            plane.points.push(Point { label, x, y, size, tone, series, row: round.row });
        }
        Some(())
    }

    /// The frontier's shapes beside the drawing.
    fn explain_frontier(&mut self, chart: &tree::Chart, canvas: &mut Canvas, plane: &Plane) -> Option<()> {
        if plane.points.is_empty() {
            let frontier = chart.marks.iter().find(|mark| matches!(mark.kind, MarkKind::Frontier(..)))?;
            let help = "write `point x, y for row in table`";
            self.misplaced(frontier.span, "A frontier needs points.", "this chart has no points", help);
            return None;
        }
        for (shape, words) in [("best", "on the frontier"), ("dominated", "dominated by another")] {
            self.explain(canvas, shape, 0, &vec![Piece::Words(words.to_owned())]);
        }
        Some(())
    }

    fn roofline(
        &mut self,
        mark: &ChartMark,
        peak: &Shown,
        rate: &Shown,
        chart: &tree::Chart,
        canvas: &mut Canvas,
        plane: &mut Plane,
    ) -> Option<()> {
        for round in self.rounds(mark)? {
            self.enter(&round);
            let most = self.measured(peak, chart.y.as_ref(), &mut canvas.y)?;
            let (moved, _) = self.numeric(rate)?;
            // Along x stands what divides one by the other: the intensity.
            let both = (Box::new(peak.expr.clone()), Box::new(rate.expr.clone()));
            let kind = ExprKind::Binary(tree::Operator::Div, peak.span, both.0, both.1);
            let expr = tree::Expr { kind, span: peak.span.to(rate.span) };
            let ridge = Shown { span: expr.span, expr, unit: None, digits: None };
            self.measured(&ridge, chart.x.as_ref(), &mut canvas.x)?;
            let label = self.named(mark, peak);
            let number = plane.lines.len() + plane.roofs.len() + 1;
            self.explain(canvas, "line", number, &label);
            let (peak, rate) = (self.node(&most, &round), self.node(&moved, &round));
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
        mark: &ChartMark,
        value: &Shown,
        (by, percentiles): (Option<&tree::Expr>, &[tree::Expr]),
        chart: &tree::Chart,
        canvas: &mut Canvas,
    ) -> Option<Histogram> {
        let mut gathered = value.clone();
        if let Some(each) = &mark.each {
            gathered.expr.kind = ExprKind::List(vec![value.expr.clone()], Some(each.clone()));
        }
        gathered.unit = chart.x.as_ref().and_then(|x| x.unit.clone()).or(gathered.unit);
        let (list, format) = self.checker.shown(&gathered);
        let inner = match &list.of {
            Type::List(inner) if matches!(**inner, Type::Number(_) | Type::Point) => (**inner).clone(),
            Type::Unknown => return None,
            _ => {
                let diagnostic = self
                    .error(
                        Code::NotANumber,
                        "A histogram needs numbers.",
                        list.span,
                        "this is not a list of numbers",
                    )
                    .help("write `histogram row.column for row in table`");
                self.report(diagnostic);
                return None;
            }
        };
        let first = Typed { kind: TypedKind::Unknown, of: inner, span: list.span };
        canvas.x = Some((first, format));
        canvas.y = Some((
            Typed { kind: TypedKind::Number(1.0, None), of: count(), span: list.span },
            crate::check::plain(),
        ));
        "Count".clone_into(&mut canvas.y_label);
        let width = match by {
            Some(by) => {
                let shown = Shown { expr: by.clone(), unit: None, digits: None, span: by.span };
                let typed = self.measured(&shown, None, &mut canvas.x)?;
                Some(self.lowering.expr(&typed, Lowering::BASE))
            }
            None => None,
        };
        let mut shares = Vec::new();
        for share in percentiles {
            let mut plain = canvas.y.clone();
            let shown = Shown { expr: share.clone(), unit: None, digits: None, span: share.span };
            let typed = self.measured(&shown, None, &mut plain)?;
            let node = self.lowering.expr(&typed, Lowering::BASE);
            if self.lowering.graph.value(node).is_some_and(|share| !(0.0..=1.0).contains(&share)) {
                let headline = "A percentile lies between 0 % and 100 %.";
                let diagnostic =
                    self.error(Code::ImpossibleRange, headline, share.span, "no share of the values");
                self.report(diagnostic);
                return None;
            }
            shares.push(node);
        }
        let label = self.named(mark, value);
        let values = self.lowering.expr(&list, Lowering::BASE);
        Some(Histogram { label, values, width, percentiles: shares })
    }
}

/// What a mark draws along the axis: its value, the lower end of a band, and how.
fn curve(mark: &ChartMark) -> Option<(&Shown, Option<&Shown>, Style)> {
    match &mark.kind {
        MarkKind::Line { value, dashed, filled } => {
            let style = match (dashed, filled) {
                (false, false) => Style::Plain,
                (true, false) => Style::Dashed,
                (false, true) => Style::Filled,
                (true, true) => Style::DashedFilled,
            };
            Some((value, None, style))
        }
        MarkKind::Area(value) => Some((value, None, Style::Stacked)),
        MarkKind::Band(low, high) => Some((high, Some(low), Style::Band)),
        MarkKind::Bar(value) => Some((value, None, Style::Bins)),
        _ => None,
    }
}

/// A pure number.
fn count() -> Type {
    Type::Number(crate::check::units::Dimension::NONE)
}

//! What runs along an axis: a control over its own range, or a variable of the chart's own.

use lab_core::program::{Binary, Unary};

use crate::check::chart::{SweptOver, TypedSweep};
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::graph::{Loop, Node};
use crate::lower::{Lowering, Steps};
use crate::page::plan::planner::Planner;
use crate::rational::EvenSteps;
use crate::sources::Span;
use crate::syntax::tree::ChartAxis;

/// What runs along an axis.
pub(super) struct Sweep {
    grid: EvenSteps,
    pub(super) points: u32,
    pub(super) log: bool,
    pub(super) over: SweepVariable,
    /// Where the axis can end, if it shows a part of the range at a time.
    frames: Vec<AxisFrame>,
}

/// A part of a range, from its beginning, that an axis shows: the shortest one that holds the current setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::page) struct AxisFrame {
    /// Up to which setting it is shown.
    pub until: f64,
    /// Where it ends.
    pub end: f64,
}

/// Into how many parts a range is divided, of which a frame is the first.
const PARTS: [f64; 4] = [16.0, 8.0, 4.0, 2.0];
/// How far the current setting is along a frame, at most: there is room to go on.
const FILLED: f64 = 0.82;

/// What is swept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SweepVariable {
    Control(Id),
    Local(u32),
}

impl Planner<'_> {
    /// What an axis sweeps, at so many points at most.
    pub(super) fn sweep(&mut self, axis: &ChartAxis, sweep: &TypedSweep, most: u32) -> Option<Sweep> {
        match &sweep.over {
            SweptOver::Control(id) => self.swept_control(axis, *id, sweep.span, most),
            SweptOver::Range(local, ends, by) => self.own_variable(axis, *local, ends, by.as_deref(), most),
        }
    }

    fn own_variable(
        &mut self,
        axis: &ChartAxis,
        local: u32,
        [from, to]: &[Typed; 2],
        by: Option<&Typed>,
        most: u32,
    ) -> Option<Sweep> {
        let ends = [Some(from), Some(to), by];
        let nodes: Vec<Node> =
            ends.into_iter().flatten().map(|end| self.lowering.expr(end, Lowering::BASE)).collect();
        let values: Option<Vec<f64>> = nodes.iter().map(|node| self.lowering.graph.value(*node)).collect();
        let Some(values) = values else {
            let diagnostic = self.error(
                Code::RangeNotConstant,
                "The range of an axis can't depend on a control.",
                from.span.to(to.span),
                "depends on a control",
            );
            self.report(diagnostic);
            return None;
        };
        let (low, high) = (values[0], values[1]);
        if let (Some(by), Some(node)) = (by, values.get(2))
            && (node.is_nan() || *node <= 0.0)
        {
            let headline = "The step of an axis must be greater than zero.";
            let diagnostic = self.error(Code::RangeNotConstant, headline, by.span, "zero or negative");
            self.report(diagnostic);
            return None;
        }
        let log = axis.log && low > 0.0;
        let grid = match values.get(2) {
            Some(by) if *by > 0.0 => EvenSteps::new(low, high, *by),
            _ => EvenSteps { from: low, to: high, steps: most - 1, parts: 0.0, ends: true },
        };
        if let Some(span) = axis.frames {
            let help = "sweep a slider, or leave out `frames`";
            self.misplaced(
                span,
                "Only a slider has a setting that frames follow.",
                "this variable is the chart's own",
                help,
            );
            return None;
        }
        if by.is_some() {
            self.lowering.reaches_its_end("The axis", &grid, to);
        }
        let points = if log { most } else { grid.steps.saturating_add(1).clamp(2, most) };
        Some(Sweep { grid, points, log, over: SweepVariable::Local(local), frames: Vec::new() })
    }

    fn swept_control(&mut self, axis: &ChartAxis, id: Id, span: Span, most: u32) -> Option<Sweep> {
        let Some(Steps { grid, positions, .. }) = self.lowering.steps(id) else {
            let diagnostic = self.error(Code::NoAxis, "Only a slider can be swept.", span, "not a slider");
            self.report(diagnostic);
            return None;
        };
        let log = (axis.log || positions.log) && grid.from > 0.0;
        let frames = match axis.frames {
            Some(span) => self.frames(span, &grid, log)?,
            None => Vec::new(),
        };
        let points = if log || !frames.is_empty() { most } else { (grid.steps + 1).min(most) };
        Some(Sweep { grid, points, log, over: SweepVariable::Control(id), frames })
    }

    /// The frames of a range, the shortest one first: the last one is all of it.
    fn frames(&mut self, span: Span, grid: &EvenSteps, log: bool) -> Option<Vec<AxisFrame>> {
        if log {
            let label = "this one shows every ratio at once";
            self.misplaced(span, "Frames are for an even axis.", label, "leave out `frames`, or `log`");
            return None;
        }
        if grid.from < 0.0 {
            let headline = "Frames double from zero, and this range begins below it.";
            self.misplaced(span, headline, "begins below zero", "leave out `frames`");
            return None;
        }
        // One in which the range has hardly begun shows nothing.
        let ends = PARTS.into_iter().map(|parts| grid.to / parts).filter(|end| *end >= 2.0 * grid.from);
        let mut frames: Vec<AxisFrame> = ends.map(|end| AxisFrame { until: FILLED * end, end }).collect();
        frames.push(AxisFrame { until: grid.to, end: grid.to });
        Some(frames)
    }

    /// Where a sweep begins and ends.
    pub(super) fn ends_of(sweep: &Sweep) -> (f64, f64) {
        (sweep.grid.from, sweep.grid.to)
    }

    /// Of each frame of a sweep, up to which setting it is shown and where it ends: shares of the range.
    pub(super) fn frames_of(sweep: &Sweep) -> Vec<[f64; 2]> {
        let EvenSteps { from, to, .. } = sweep.grid;
        let share = |value: f64| (value - from) / (to - from);
        sweep.frames.iter().map(|frame| [share(frame.until), share(frame.end)]).collect()
    }

    /// Opens the loop of a sweep: the loop, and the position in each of its rounds.
    pub(super) fn open_sweep(&mut self, sweep: &Sweep, within: Option<Loop>) -> (Loop, Node) {
        let graph = &mut self.lowering.graph;
        let count = graph.constant(f64::from(sweep.points));
        let of = graph.open(count, sweep.points, within);
        let round = graph.round(of);
        let x = if sweep.log {
            let last = f64::from(sweep.points.max(2) - 1);
            let rate = graph.constant(libm::log(sweep.grid.to / sweep.grid.from) / last);
            let exponent = graph.binary(Binary::Mul, round, rate);
            let ratio = graph.unary(Unary::Exp, exponent);
            let from = graph.constant(sweep.grid.from);
            graph.binary(Binary::Mul, from, ratio)
        } else if let (SweepVariable::Control(control), [shorter @ .., longest]) =
            (sweep.over, &sweep.frames[..])
        {
            let setting = graph.input(control as u32);
            let mut end = graph.constant(longest.end);
            for frame in shorter.iter().rev() {
                let until = graph.constant(frame.until);
                let holds = graph.binary(Binary::Le, setting, until);
                let shorter = graph.constant(frame.end);
                end = graph.select(holds, shorter, end);
            }
            let [from, last] =
                [sweep.grid.from, f64::from(sweep.points - 1)].map(|value| graph.constant(value));
            let length = graph.binary(Binary::Sub, end, from);
            let part = graph.binary(Binary::Mul, round, length);
            let part = graph.binary(Binary::Div, part, last);
            graph.binary(Binary::Add, from, part)
        } else {
            self.lowering.spread(&sweep.grid, sweep.points, round)
        };
        (of, x)
    }

    /// A value where what is swept is at some positions.
    pub(super) fn along(&mut self, typed: &Typed, places: &[(SweepVariable, Node)]) -> Node {
        let mut settings = Vec::new();
        for (over, node) in places {
            match over {
                SweepVariable::Control(control) => settings.push((*control, *node)),
                SweepVariable::Local(local) => self.lowering.bind(*local, *node),
            }
        }
        self.lowering.expr_at(typed, settings)
    }
}

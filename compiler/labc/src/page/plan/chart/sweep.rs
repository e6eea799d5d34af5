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
}

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
        if by.is_some() {
            self.lowering.reaches_its_end("The axis", &grid, to);
        }
        let points = if log { most } else { grid.steps.saturating_add(1).clamp(2, most) };
        Some(Sweep { grid, points, log, over: SweepVariable::Local(local) })
    }

    fn swept_control(&mut self, axis: &ChartAxis, id: Id, span: Span, most: u32) -> Option<Sweep> {
        let Some(Steps { grid, positions, .. }) = self.lowering.steps(id) else {
            let diagnostic = self.error(Code::NoAxis, "Only a slider can be swept.", span, "not a slider");
            self.report(diagnostic);
            return None;
        };
        let log = (axis.log || positions.log) && grid.from > 0.0;
        let points = if log { most } else { (grid.steps + 1).min(most) };
        Some(Sweep { grid, points, log, over: SweepVariable::Control(id) })
    }

    /// Where a sweep begins and ends.
    pub(super) fn ends_of(sweep: &Sweep) -> (f64, f64) {
        (sweep.grid.from, sweep.grid.to)
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

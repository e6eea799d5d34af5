//! Cells over two axes: a loop over the columns in a loop over the rows.

use lab_core::chart::Heat;

use super::super::planner::Planner;
use super::Canvas;
use super::sweep::{Over, Sweep};
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::{Gather, Head, Node};
use crate::syntax::tree::{self, MarkKind};

/// How many columns and rows there are at most.
const COLUMNS: u32 = 32;
const ROWS: u32 = 20;

impl Planner<'_> {
    pub(super) fn heat(&mut self, chart: &tree::Chart, canvas: &mut Canvas) -> Option<Heat> {
        let mut cells = chart.marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Cell(..)));
        let (Some(mark), again) = (cells.next(), cells.next()) else {
            let help = "write `cell formula`";
            self.misplaced(chart.title.span, "A contour needs cells.", "this chart has no points", help);
            return None;
        };
        if let Some(again) = again {
            self.misplaced(
                again.span,
                "One value is shaded.",
                "the second in this chart",
                "give it its own chart",
            );
            return None;
        }
        let MarkKind::Cell(value, log) = &mark.kind else { return None };
        let (Some(x), Some(y)) = (
            chart.x.as_ref().filter(|axis| axis.name.is_some()),
            chart.y.as_ref().filter(|axis| axis.name.is_some()),
        ) else {
            let diagnostic = self
                .error(Code::NoAxis, "Cells need two axes.", mark.span, "one is missing")
                .help("write `x control` and `y control`");
            self.report(diagnostic);
            return None;
        };
        let (across, up) = (self.sweep(x, COLUMNS)?, self.sweep(y, ROWS)?);
        let (typed, format) = self.numeric(value)?;
        let (xs, ys) = (self.positions(&across), self.positions(&up));
        let (outer, y_at) = self.open_sweep(&up, None);
        let (inner, x_at) = self.open_sweep(&across, Some(outer));
        let node = self.along(&typed, &[(across.over, x_at), (up.over, y_at)]);
        let always = self.lowering.graph.constant(1.0);
        let head = self.lowering.graph.head(outer, Head::List(across.points * up.points));
        self.lowering.graph.gather(inner, outer, Gather::Push(head, node, always));
        self.lowering.graph.close(inner);
        self.lowering.graph.close(outer);
        let values = self.lowering.graph.gathered(outer, head);
        let label = self.named(mark, value);
        let mut contours = Vec::new();
        let mut now = None;
        for mark in &chart.marks {
            match &mark.kind {
                MarkKind::Contour(level) => {
                    let mut known = Some((typed.clone(), format.clone()));
                    let level_typed = self.measured(level, None, &mut known)?;
                    let label = self.named(mark, level);
                    self.explain(canvas, "contour", contours.len() + 1, &label);
                    contours.push((label, self.lowering.expr(&level_typed, Lowering::BASE)));
                }
                MarkKind::Now => {
                    let (Over::Control(x), Over::Control(y)) = (across.over, up.over) else {
                        let (label, help) = ("one is the chart's own", "sweep two controls");
                        self.misplaced(mark.span, "An axis has no current setting.", label, help);
                        return None;
                    };
                    let (x, y) = (self.lowering.graph.input(x as u32), self.lowering.graph.input(y as u32));
                    now = Some((x, y, self.lowering.expr(&typed, Lowering::BASE)));
                }
                _ => {}
            }
        }
        self.no_rows(chart);
        canvas.x_log = across.log;
        canvas.y_log = up.log;
        canvas.x_label = across.label;
        canvas.y_label = up.label;
        canvas.x = Some((across.typed, across.format));
        canvas.y = Some((up.typed, up.format));
        Some(Heat { label, format: self.format(format) as u32, log: *log, xs, ys, values, now, contours })
    }

    /// The positions of a sweep as a list.
    fn positions(&mut self, sweep: &Sweep) -> Node {
        let (of, x) = self.open_sweep(sweep, None);
        let always = self.lowering.graph.constant(1.0);
        let head = self.lowering.graph.head(of, Head::List(sweep.points));
        self.lowering.graph.gather(of, of, Gather::Push(head, x, always));
        self.lowering.graph.close(of);
        self.lowering.graph.gathered(of, head)
    }
}

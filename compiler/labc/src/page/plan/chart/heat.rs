//! Cells over two axes: a loop over the columns in a loop over the rows.

use lab_core::chart::Heat;

use super::Canvas;
use super::sweep::{Sweep, SweepVariable};
use crate::check::chart::{MarkContent, TypedChart};
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::{Gather, Head, Node};
use crate::page::plan::planner::Planner;
use crate::syntax::tree::MarkKind;

/// How many columns and rows there are at most.
const COLUMNS: u32 = 32;
const ROWS: u32 = 20;

impl Planner<'_> {
    pub(super) fn heat(&mut self, chart: &TypedChart<'_>, canvas: &mut Canvas) -> Option<Heat> {
        let mut cells = chart.marks.iter().filter(|mark| matches!(mark.tree.kind, MarkKind::Cell(..)));
        let (Some(mark), again) = (cells.next(), cells.next()) else {
            let help = "write `cell formula`";
            self.misplaced(chart.tree.title.span, "A contour needs cells.", "this chart has no points", help);
            return None;
        };
        if let Some(again) = again {
            self.misplaced(
                again.tree.span,
                "One value is shaded.",
                "the second in this chart",
                "give it its own chart",
            );
            return None;
        }
        let (MarkKind::Cell(_, log), MarkContent::Cell(typed, format)) = (&mark.tree.kind, &mark.content)
        else {
            return None;
        };
        let axes = (&chart.tree.x, &chart.x.sweep, &chart.tree.y, &chart.y.sweep);
        let (Some(x), Some(x_sweep), Some(y), Some(y_sweep)) = axes else {
            let diagnostic = self
                .error(Code::NoAxis, "Cells need two axes.", mark.tree.span, "one is missing")
                .help("write `x control` and `y control`");
            self.report(diagnostic);
            return None;
        };
        let (across, up) = (self.sweep(x, x_sweep, COLUMNS)?, self.sweep(y, y_sweep, ROWS)?);
        let (xs, ys) = (self.positions(&across), self.positions(&up));
        let (outer, y_at) = self.open_sweep(&up, None);
        let (inner, x_at) = self.open_sweep(&across, Some(outer));
        let node = self.along(typed, &[(across.over, x_at), (up.over, y_at)]);
        let always = self.lowering.graph.constant(1.0);
        let head = self.lowering.graph.head(outer, Head::List(across.points * up.points));
        self.lowering.graph.gather(inner, outer, Gather::Push(head, node, always));
        self.lowering.graph.close(inner);
        self.lowering.graph.close(outer);
        let values = self.lowering.graph.gathered(outer, head);
        let label = self.named(mark);
        let mut contours = Vec::new();
        let mut now = None;
        for mark in &chart.marks {
            match (&mark.tree.kind, &mark.content) {
                (MarkKind::Contour(_), MarkContent::Place(level)) => {
                    let label = self.named(mark);
                    self.explain(canvas, "contour", contours.len() + 1, &label);
                    contours.push((label, self.lowering.expr(level, Lowering::BASE)));
                }
                (MarkKind::Now, _) => {
                    let (SweepVariable::Control(x), SweepVariable::Control(y)) = (across.over, up.over)
                    else {
                        let (label, help) = ("one is the chart's own", "sweep two controls");
                        self.misplaced(mark.tree.span, "An axis has no current setting.", label, help);
                        return None;
                    };
                    let (x, y) = (self.lowering.graph.input(x as u32), self.lowering.graph.input(y as u32));
                    now = Some((x, y, self.lowering.expr(typed, Lowering::BASE)));
                }
                _ => {}
            }
        }
        self.no_rows(chart.tree);
        canvas.x_log = across.log;
        canvas.y_log = up.log;
        canvas.x_label.clone_from(&x_sweep.label);
        canvas.y_label.clone_from(&y_sweep.label);
        Some(Heat {
            label,
            format: self.format(format.clone()) as u32,
            log: *log,
            xs,
            ys,
            values,
            now,
            contours,
        })
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

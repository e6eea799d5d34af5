//! Charts: a sweep of a control over its own range becomes lists, one a line.

use lab_core::number::Format;
use lab_core::program::{Binary, Unary};

use super::plan::*;
use super::planner::Planner;
use crate::infer::model::*;
use crate::lower::Lowering;
use crate::lower::graph::{Gather, Head, Node};
use crate::syntax::tree;

/// How many points a line has at most: more are not seen.
const POINTS: u32 = 240;

/// What runs along the horizontal axis.
struct Sweep {
    from: f64,
    to: f64,
    points: u32,
    log: bool,
    over: Over,
}

enum Over {
    Control(Id),
    Local(u32),
}

impl Planner<'_> {
    pub(super) fn chart(&mut self, chart: &tree::Chart) -> Option<Plan> {
        let title = self.plain(&chart.title);
        let Some(x) = &chart.x else {
            let diagnostic = self
                .error("no-axis", "A chart needs an `x` axis.", chart.title.span, "has none")
                .help("write `x control`, the control that is swept");
            self.report(diagnostic);
            return None;
        };
        if chart.lines.is_empty() {
            let diagnostic = self
                .error("no-axis", "This chart shows nothing.", chart.title.span, "has no line")
                .help("write `line formula`");
            self.report(diagnostic);
            return None;
        }
        let depth = self.checker.depth();
        let (sweep, x_format, x_label) = self.sweep(x)?;
        let x_format = self.axis_format(x.unit.as_ref(), x_format)?;
        let x_label = x.label.as_ref().map_or(x_label, tree::Text::words);
        let (at, lines, legend, y_format) = self.lines(chart, &sweep)?;
        let y_format = self.axis_format(chart.y.as_ref().and_then(|y| y.unit.as_ref()), y_format)?;
        let mut legend = legend;
        let rules = self.rules(chart, &mut legend);
        let now = if chart.mark_now { self.now(chart, &sweep) } else { None };
        self.checker.close_to(depth);
        let x_format = self.format(x_format);
        let y_format = self.format(y_format);
        let y_label = chart.y.as_ref().and_then(|y| y.label.as_ref()).map(tree::Text::words);
        let index = self.charts.len();
        self.charts.push(ChartData {
            x: AxisData { label: x_label, format: x_format, log: x.log || sweep.log },
            y: AxisData {
                label: y_label.unwrap_or_default(),
                format: y_format,
                log: chart.y.as_ref().is_some_and(|y| y.log),
            },
            at,
            lines,
            rules,
            now,
        });
        let slot = self.slot(Shows::Chart(index));
        let sentence = self.slot(Shows::Sentence(index));
        Some(Plan::Chart(ChartPlan { chart: index, slot, sentence, title, legend }))
    }

    fn sweep(&mut self, x: &tree::ChartX) -> Option<(Sweep, Format, String)> {
        if let Some((from, to, by)) = &x.range {
            let (from, to) = (self.checker.expr(from, None), self.checker.expr(to, None));
            let format = self.checker.format_of(&from);
            let Type::Number(dimension) = from.of.clone() else { return None };
            if !self.checker.comparable(&from, &to) {
                let diagnostic = self.checker.claim_differs(&from, &to);
                self.report(diagnostic);
                return None;
            }
            let by = by.as_ref().map(|by| self.checker.expr(by, None));
            let ends = [Some(&from), Some(&to), by.as_ref()];
            let nodes: Vec<Node> =
                ends.into_iter().flatten().map(|end| self.lowering.expr(end, Lowering::BASE)).collect();
            let values: Option<Vec<f64>> =
                nodes.iter().map(|node| self.lowering.graph.value(*node)).collect();
            let Some(values) = values else {
                let diagnostic = self.error(
                    "range-not-constant",
                    "The ends of an axis are constants.",
                    from.span.to(to.span),
                    "moves with a control",
                );
                self.report(diagnostic);
                return None;
            };
            let (low, high) = (values[0], values[1]);
            let points = match values.get(2) {
                Some(by) if *by > 0.0 => ((high - low) / by + 1.0).clamp(2.0, f64::from(POINTS)) as u32,
                _ => POINTS,
            };
            let local = self.checker.open_number(&x.name.text, dimension, format.clone());
            let log = x.log && low > 0.0;
            return Some((
                Sweep { from: low, to: high, points, log, over: Over::Local(local) },
                format,
                x.name.text.replace('_', " "),
            ));
        }
        let Some((Item::Control(id), _)) = self.checker.names.items.get(&x.name.text) else {
            let diagnostic = self
                .error(
                    "unknown-name",
                    format!("`{}` is no control.", x.name.text),
                    x.name.span,
                    "nothing to sweep",
                )
                .help("name a slider, or give the axis a range: `x t from 0 s to 10 s`");
            self.report(diagnostic);
            return None;
        };
        let id = *id;
        let Some((from, to, steps)) = self.lowering.steps(id) else {
            let diagnostic =
                self.error("no-axis", "Only a slider can be swept.", x.name.span, "not a slider");
            self.report(diagnostic);
            return None;
        };
        let control = &self.checker.model.controls[id];
        let slides_log = matches!(control.kind, ControlKind::Slider { log: true, .. });
        let log = (x.log || slides_log) && from > 0.0;
        let points = if log { POINTS } else { (steps + 1).min(POINTS) };
        let label = control.label.words();
        Some((Sweep { from, to, points, log, over: Over::Control(id) }, control.format.clone(), label))
    }

    fn axis_format(&mut self, unit: Option<&tree::UnitExpr>, own: Format) -> Option<Format> {
        let Some(unit) = unit else { return Some(own) };
        match self.checker.model.units.written(unit) {
            Ok(written) => Some(self.checker.model.units.fixed(&written, None)),
            Err(fault) => {
                let diagnostic = fault.diagnostic(&self.checker.model.units, self.checker.file);
                self.report(diagnostic);
                None
            }
        }
    }

    /// One loop along the axis fills a list for the positions and one for each line.
    fn lines(
        &mut self,
        chart: &tree::Chart,
        sweep: &Sweep,
    ) -> Option<(Node, Vec<LineData>, Vec<(String, Vec<Rich>, bool)>, Format)> {
        let graph = &mut self.lowering.graph;
        let count = graph.constant(f64::from(sweep.points));
        let of = graph.open(count, sweep.points, None);
        let round = graph.round(of);
        let last = f64::from(sweep.points.max(2) - 1);
        let x = if sweep.log {
            let rate = graph.constant(libm::log(sweep.to / sweep.from) / last);
            let exponent = graph.binary(Binary::Mul, round, rate);
            let ratio = graph.unary(Unary::Exp, exponent);
            let from = graph.constant(sweep.from);
            graph.binary(Binary::Mul, from, ratio)
        } else {
            let step = graph.constant((sweep.to - sweep.from) / last);
            let offset = graph.binary(Binary::Mul, round, step);
            let from = graph.constant(sweep.from);
            graph.binary(Binary::Add, from, offset)
        };
        let always = graph.constant(1.0);
        let head = graph.head(of, Head::List(sweep.points));
        graph.gather(of, of, Gather::Push(head, x, always));
        let mut heads = Vec::new();
        let mut legend = Vec::new();
        let mut format = None;
        for line in &chart.lines {
            for row in self.rows_of(line.each.as_ref())? {
                if let Some((local, row)) = row {
                    let row = self.lowering.graph.constant(row as f64);
                    self.lowering.bind(local, row);
                }
                let (typed, own) = self.checker.shown(&line.value);
                if !matches!(typed.of, Type::Number(_) | Type::Unknown | Type::Maybe(_)) {
                    let diagnostic =
                        self.error("not-a-number", "A line shows numbers.", typed.span, "this is none");
                    self.report(diagnostic);
                    return None;
                }
                let value = self.along(&typed, sweep, x);
                let head = self.lowering.graph.head(of, Head::List(sweep.points));
                self.lowering.graph.gather(of, of, Gather::Push(head, value, always));
                let label = match &line.label {
                    Some(label) => self.label(label),
                    None => vec![Part::Words(self.words_of(&line.value.expr))],
                };
                let class = format!("line{}", heads.len() + 1);
                let rich = self.rich_of(label.clone());
                legend.push((class, vec![rich], line.dashed));
                heads.push((head, label, line.dashed, line.filled));
                format.get_or_insert(own);
            }
        }
        self.lowering.graph.close(of);
        let at = self.lowering.graph.gathered(of, head);
        let lines = heads
            .into_iter()
            .map(|(head, label, dashed, filled)| LineData {
                label,
                values: self.lowering.graph.gathered(of, head),
                dashed,
                filled,
            })
            .collect();
        Some((at, lines, legend, format.unwrap_or_else(crate::infer::plain)))
    }

    /// A value at a position of the axis.
    fn along(&mut self, typed: &Typed, sweep: &Sweep, x: Node) -> Node {
        match sweep.over {
            Over::Control(control) => self.lowering.expr_with(typed, control, x),
            Over::Local(local) => {
                self.lowering.bind(local, x);
                self.lowering.expr(typed, Lowering::BASE)
            }
        }
    }

    /// The rows a statement is made for, with the variable that stands for each; one without a generator.
    fn rows_of(&mut self, each: Option<&tree::Generator>) -> Option<Vec<Option<(u32, usize)>>> {
        let Some(each) = each else { return Some(vec![None]) };
        let table = self.table_of(each, "A mark of a chart")?;
        let local = self.checker.open_row(&each.clauses[0].0.text, table);
        Some((0..self.checker.model.tables[table].rows.len()).map(|row| Some((local, row))).collect())
    }

    fn rules(
        &mut self,
        chart: &tree::Chart,
        legend: &mut Vec<(String, Vec<Rich>, bool)>,
    ) -> Vec<(bool, Node, Vec<Part>)> {
        let mut rules = Vec::new();
        for rule in &chart.rules {
            for row in self.rows_of(rule.each.as_ref()).unwrap_or_default() {
                if let Some((local, row)) = row {
                    let row = self.lowering.graph.constant(row as f64);
                    self.lowering.bind(local, row);
                }
                let (typed, _) = self.checker.shown(&rule.value);
                let node = self.lowering.expr(&typed, Lowering::BASE);
                let label = match &rule.label {
                    Some(label) => self.label(label),
                    None => vec![Part::Words(self.words_of(&rule.value.expr))],
                };
                let rich = self.rich_of(label.clone());
                legend.push((format!("rule{}", rules.len() + 1), vec![rich], true));
                rules.push((rule.horizontal, node, label));
            }
        }
        rules
    }

    /// The current setting, on every line.
    fn now(&mut self, chart: &tree::Chart, sweep: &Sweep) -> Option<(Node, Vec<Node>)> {
        let Over::Control(control) = sweep.over else { return None };
        let x = self.lowering.graph.input(control as u32);
        let mut ys = Vec::new();
        for line in &chart.lines {
            for row in self.rows_of(line.each.as_ref())? {
                if let Some((local, row)) = row {
                    let row = self.lowering.graph.constant(row as f64);
                    self.lowering.bind(local, row);
                }
                let (typed, _) = self.checker.shown(&line.value);
                ys.push(self.lowering.expr(&typed, Lowering::BASE));
            }
        }
        Some((x, ys))
    }
}

//! Controls: sliders go up, in steps; choices have something to choose.

use crate::check::model::*;
use crate::check::statement::{Content, TypedStatement};
use crate::check::text::TypedText;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;

/// One step from end to end may be longer than the range by a rounding: `from 0.1 to 0.3 by 0.2`.
const ONE_STEP: f64 = 1.0 + 1e-9;

impl<'m> Planner<'m> {
    /// A control. Its positions and options are known once all of the page is planned.
    pub(in crate::page) fn control(&mut self, id: Id, label: &TypedText<'_>) -> Plan {
        let label = self.rich(label);
        let control = &self.model.controls[id];
        let (name, was) = (control.name.text.clone(), control.was.clone());
        match control.kind {
            ControlKind::Slider { .. } => Plan::Slider(block::Slider { name, was, label, range: id }),
            ControlKind::Choice { .. } => {
                Plan::Choice(block::Choice { control: id, name, was, label, options: id })
            }
            ControlKind::Toggle { on } => Plan::Toggle(block::Toggle { control: id, name, was, label, on }),
        }
    }

    /// A choice for each row of a table.
    pub(in crate::page) fn choices_of_rows(
        &mut self,
        statement: &'m TypedStatement<'m>,
        plans: &mut Vec<Plan>,
    ) {
        let Content::Choices { row, controls, label, called } = &statement.content else { return };
        for (index, id) in controls.iter().enumerate() {
            let node = self.bind_row(row.local, index);
            self.placed.push((*id, self.seal()));
            if let Some(called) = called {
                self.options_called.insert(*id, (called, Some((row.local, node))));
            }
            let mut plan = self.control(*id, label);
            if let Some(when) = &statement.when {
                let holds = self.lowering.expr(when, Lowering::BASE);
                plan = Plan::When { shown: While::Slot(self.slot(Shows::Shown(holds))), body: vec![plan] };
            }
            plans.push(plan);
        }
    }

    /// Sliders go up, in steps, and start inside their range; choices have something to choose.
    pub(in crate::page) fn finish_controls(&mut self) {
        for id in 0..self.model.controls.len() {
            let control = self.model.controls[id].clone();
            let name = control.name.clone();
            match &control.kind {
                ControlKind::Slider { from, to, by, start, log, .. } => {
                    if control.of == Type::Unknown {
                        continue;
                    }
                    let nodes: Vec<_> = [Some(from), Some(to), by.as_ref(), Some(start)]
                        .into_iter()
                        .map(|end| end.map(|end| (self.lowering.expr(end, Lowering::BASE), end.span)))
                        .collect();
                    let value = |planner: &Self, index: usize| {
                        nodes[index]
                            .and_then(|(node, _)| planner.lowering.graph.value(node))
                            .filter(|value| !value.is_nan())
                    };
                    let (low, high, first) = (value(self, 0), value(self, 1), value(self, 3));
                    let (Some(low), Some(high), Some(first)) = (low, high, first) else {
                        let diagnostic = self.error(
                            Code::RangeNotConstant,
                            format!("The range and start of `{}` can't depend on a control.", name.text),
                            name.span,
                            "one of them moves",
                        );
                        self.report(diagnostic);
                        continue;
                    };
                    let fault = if low >= high {
                        Some((to.span, "`to` must be greater than `from`"))
                    } else if nodes[2].is_some()
                        && value(self, 2).is_none_or(|by| by <= 0.0 || by > (high - low) * ONE_STEP)
                    {
                        nodes[2].map(|(_, span)| (span, "`by` must be positive and no larger than the range"))
                    } else if first < low || first > high {
                        Some((start.span, "`start` is outside the range"))
                    } else if *log && low <= 0.0 {
                        Some((from.span, "a `log` range must start above zero"))
                    } else if !(high - low).is_finite() || *log && !(high / low).is_finite() {
                        Some((to.span, "this range is too large to represent"))
                    } else {
                        None
                    };
                    if let Some((span, label)) = fault {
                        let (low, high) = (control.format.text(low), control.format.text(high));
                        let diagnostic = self
                            .error(
                                Code::ImpossibleRange,
                                format!("The range of `{}` is impossible.", name.text),
                                span,
                                label,
                            )
                            .help(format!("it goes from {low} to {high}"));
                        self.report(diagnostic);
                    } else if !log && let Some(steps) = self.lowering.steps(id).filter(|steps| !steps.any) {
                        self.lowering.reaches_its_end(&format!("`{}`", name.text), &steps.grid, to);
                        let headline = format!("`{}` starts between two of its positions.", name.text);
                        self.lowering.is_a_position(headline, &steps, first, start);
                    }
                }
                ControlKind::Choice { .. } => {
                    let errors = self.errors;
                    let offered = self.offered(id);
                    let start = self.lowering.start(id);
                    if control.of == Type::Unknown || self.errors != errors {
                        // Said already.
                    } else if !offered.is_empty() && !offered.iter().any(|(_, row)| *row == start) {
                        let keys: Vec<String> = offered.iter().map(|(key, _)| format!("`{key}`")).collect();
                        let diagnostic = self
                            .error(
                                Code::ImpossibleRange,
                                format!("`{}` starts on an option that it doesn't offer.", name.text),
                                name.span,
                                "`where` removes this row",
                            )
                            .help(format!("it offers {}", keys.join(", ")));
                        self.report(diagnostic);
                    } else if offered.is_empty() {
                        let diagnostic = self.error(
                            Code::ImpossibleRange,
                            format!("`{}` has no options.", name.text),
                            name.span,
                            "no row is left",
                        );
                        self.report(diagnostic);
                    }
                    self.call_options(id, &offered);
                }
                ControlKind::Toggle { .. } => {}
            }
        }
    }

    /// What the options of a choice are called, where the author says it: a text about each row.
    fn call_options(&mut self, id: Id, offered: &[(String, f64)]) {
        let Some((called, row)) = self.options_called.get(&id).copied() else { return };
        if let Some((local, node)) = row {
            self.lowering.bind(local, node);
        }
        let errors = self.errors;
        let mut labels = Vec::new();
        for (_, row) in offered {
            self.bind_row(called.local, *row as usize);
            labels.push(self.plain(&called.text));
            // What is wrong with the text is wrong for every row.
            if self.errors > errors {
                break;
            }
        }
        self.called.insert(id, labels);
    }

    /// The rows a choice offers, with their keys.
    pub(in crate::page) fn offered(&mut self, id: Id) -> Vec<(String, f64)> {
        let ControlKind::Choice { table, filter, each, .. } = self.model.controls[id].kind.clone() else {
            return Vec::new();
        };
        if let Some((local, _, row)) = each {
            let row = self.lowering.graph.constant(row as f64);
            self.lowering.bind(local, row);
        }
        let rows = self.model.tables[table].rows.clone();
        let mut offered = Vec::new();
        for (index, key) in rows.iter().enumerate() {
            if let Some((local, filter)) = &filter {
                let row = self.lowering.graph.constant(index as f64);
                self.lowering.bind(*local, row);
                let holds = self.lowering.expr(filter, Lowering::BASE);
                match self.unmoved(holds) {
                    Some(1.0) => {}
                    Some(_) => continue,
                    None => {
                        let diagnostic = self.error(
                            Code::RangeNotConstant,
                            "The options of a choice can't depend on other controls.",
                            filter.span,
                            "depends on a control",
                        );
                        self.report(diagnostic);
                        return Vec::new();
                    }
                }
            }
            offered.push((key.text.clone(), index as f64));
        }
        offered
    }
}

//! Checks: what the author states, held against the model at the start.

use lab_core::{Machine, UNDEFINED};

use super::planner::{CheckPlan, Planner};
use super::reach::STATED;
use crate::check::claim::{Claim, Side};
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::sources::Span;

/// How often what is too much for one run is split into several.
const MOST_SPLITS: usize = 16;

/// How many intervals of a slider are searched for roots.
const INTERVALS: u32 = 256;

impl Planner<'_> {
    /// Values of nodes, with every control at its start. What is too much for one run is computed in several; what
    /// is too much even so is reported, and undefined.
    pub(super) fn evaluate(&mut self, nodes: &[Node]) -> Vec<f64> {
        let mut values = Vec::with_capacity(nodes.len());
        let mut rest: Vec<&[Node]> = vec![nodes];
        let mut splits = 0;
        while let Some(nodes) = rest.pop() {
            let program = self.lowering.graph.program(nodes);
            match Machine::new(program.clone()) {
                Ok(machine) => {
                    values.extend(nodes.iter().map(|node| machine.value(self.lowering.graph.register(*node))))
                }
                Err(_) if nodes.len() > 1 && splits < MOST_SPLITS => {
                    splits += 1;
                    let (first, second) = nodes.split_at(nodes.len() / 2);
                    rest.extend([second, first]);
                }
                Err(_) => {
                    let diagnostic = self.lowering.overload(&program, self.head);
                    if !self.checker.diagnostics.contains(&diagnostic) {
                        self.report(diagnostic);
                    }
                    values.extend(nodes.iter().map(|_| UNDEFINED));
                    // One report is enough, and more runs would take as long.
                    splits = MOST_SPLITS;
                }
            }
        }
        values
    }

    /// The value of a node that no control can move, folds over constants included.
    pub(super) fn unmoved(&mut self, node: Node) -> Option<f64> {
        if let Some(value) = self.lowering.graph.value(node) {
            return Some(value);
        }
        if self.lowering.graph.still(node) { self.evaluate(&[node]).pop() } else { None }
    }

    /// Keeps or decides what a check claims; `title` is empty where it has none.
    pub(super) fn check(&mut self, title: String, claim: &Claim, span: Span) {
        match claim {
            Claim::Holds { condition, sides } => {
                let holds = self.lowering.expr(&at_start(condition), Lowering::BASE);
                let sides = sides.iter().map(|side| {
                    let node = self.lowering.expr(&at_start(&side.value), Lowering::BASE);
                    (side.words.clone(), node, side.format.clone())
                });
                let sides = sides.collect();
                self.checks.push(CheckPlan { title, span, holds, sides });
            }
            Claim::Trend { value, rising, control } => {
                self.trend(title, span, value, *rising, *control);
            }
            Claim::Extreme { value, minimum, at, control } => {
                self.extreme(title, span, value, *minimum, at, *control);
            }
            Claim::Reachable(condition) => {
                let node = self.lowering.expr(condition, Lowering::BASE);
                self.reachable(&title, span, node);
            }
        }
    }

    /// The value at a place is the least (or greatest) along a control, to within a step of it.
    fn extreme(&mut self, title: String, span: Span, typed: &Typed, minimum: bool, at: &Typed, control: Id) {
        let node = self.lowering.expr(typed, Lowering::BASE);
        let Some((values, whole)) = self.values_along(node, control) else { return };
        let place = self.lowering.expr(&at_start(at), Lowering::BASE);
        let place = self.evaluate(&[place])[0];
        let (Some((from, _)), Some((to, _))) = (values.first(), values.last()) else { return };
        let step = (to - from) / (values.len() as f64 - 1.0).max(1.0);
        let sign = if minimum { 1.0 } else { -1.0 };
        let best = values
            .iter()
            .filter(|(_, value)| !value.is_nan())
            .min_by(|a, b| (sign * a.1).total_cmp(&(sign * b.1)))
            .map(|(place, _)| *place);
        if best.is_some_and(|best| (best - place).abs() <= step * 1.001) {
            if !whole {
                self.undecided(&title, span, values.len());
            }
            return;
        }
        let format = self.model.controls[control].format.clone();
        let what = if minimum { "least" } else { "greatest" };
        let name = if title.is_empty() { "This check".to_owned() } else { format!("The check \"{title}\"") };
        let found = best.map_or("nowhere".to_owned(), |found| format!("at {}", format.text(found)));
        let diagnostic = self
            .error(Code::CheckFailed, format!("{name} does not hold."), span, "stated here")
            .help(format!("at the start the {what} value lies {found}, not at {}", format.text(place)));
        self.report(diagnostic);
    }

    /// Warns that a check held wherever it was tried, and was not tried everywhere.
    fn undecided(&mut self, title: &str, span: Span, tried: usize) {
        let name = if title.is_empty() { "This check".to_owned() } else { format!("The check \"{title}\"") };
        let headline = format!("{name} held at {tried} positions, and there are more.");
        let diagnostic = Diagnostic::warning(Code::Undecided, headline, self.file, span, "not decided");
        self.report(
            diagnostic
                .help("a larger step of the control, or a simpler formula, makes it possible to try all"),
        );
    }

    /// Some setting makes a condition hold.
    fn reachable(&mut self, title: &str, span: Span, condition: Node) {
        let Some(mut settings) = self.reach(&[condition], &|_| true, STATED) else { return };
        let mut held = false;
        let mut undefined = false;
        let tried = settings.each(&mut |values| {
            held = values[0] == 1.0;
            undefined |= values[0].is_nan();
            held
        });
        // What depends on a fault has no value, and that is no news.
        if held || (undefined && self.faulty()) {
            return;
        }
        let name = if title.is_empty() { "This".to_owned() } else { format!("\"{title}\"") };
        if !settings.whole {
            let of = match settings.count.is_finite() {
                true => format!(" of about {:.0e}", settings.count).replace('e', "×10^"),
                false => String::new(),
            };
            let headline = format!("{name} was reached at none of {tried} settings{of}.");
            let diagnostic = Diagnostic::warning(
                Code::Undecided,
                headline,
                self.file,
                span,
                "not decided",
            )
            .help(
                "the compiler tried ends, starts and some positions between: it may hold at another setting",
            )
            .help("fix some controls, as in `reachable at (size = 8 GB)`, or increase steps");
            self.report(diagnostic);
            return;
        }
        let headline = format!("{name} was reached at none of {tried} settings.");
        let diagnostic = self
            .error(Code::Unreachable, headline, span, "no setting found")
            .help("the compiler tried every combination of settings, so it never holds");
        self.report(diagnostic);
    }

    /// Every step along a control goes the same way.
    fn trend(&mut self, title: String, span: Span, value: &Side, rising: bool, control: Id) {
        let Side { words: what, value, format } = value;
        let node = self.lowering.expr(value, Lowering::BASE);
        let Some((values, whole)) = self.values_along(node, control) else { return };
        let goes_on =
            |pair: &[(f64, f64)]| if rising { pair[0].1 < pair[1].1 } else { pair[0].1 > pair[1].1 };
        let Some(step) = values.windows(2).position(|pair| !goes_on(pair)) else {
            if !whole {
                self.undecided(&title, span, values.len());
            }
            return;
        };
        let ((here, before), (there, after)) = (values[step], values[step + 1]);
        // What depends on a fault has no value, and that is no news.
        if (before.is_nan() || after.is_nan()) && self.faulty() {
            return;
        }
        let at = &self.model.controls[control];
        let (name, at) = (at.name.text.clone(), at.format.clone());
        let from = format!("`{what}` is {} at `{name}` = {}", format.text(before), at.text(here));
        let to = format!("{} at {}", format.text(after), at.text(there));
        let check = if title.is_empty() { "This check".to_owned() } else { format!("The check \"{title}\"") };
        let verb = if rising { "does not rise" } else { "does not fall" };
        let verb = match (before.is_nan() || after.is_nan(), before == after) {
            (true, _) => "has no value",
            (_, true) => "stays the same",
            _ => verb,
        };
        let diagnostic = self
            .error(
                Code::CheckFailed,
                format!("{check} does not hold."),
                span,
                format!("it {verb} at one step"),
            )
            .help(format!("with all other controls at the start, {from} and {to}"));
        self.report(diagnostic);
    }

    /// A `solve` has one root along its slider, at the start of every other control; none or several are
    /// reported with where they lie.
    pub(super) fn unique_roots(&mut self) {
        for (span, control, residual) in std::mem::take(&mut self.lowering.solves) {
            let Some((from, to)) = self.lowering.ends(control) else { continue };
            let step = (to - from) / f64::from(INTERVALS);
            let mut nodes = Vec::new();
            for index in 0..=INTERVALS {
                let x = self.lowering.graph.constant(from + step * f64::from(index));
                nodes.push(self.lowering.at_start_but(&residual, control, x));
            }
            let values = self.evaluate(&nodes);
            let format = self.model.controls[control].format.clone();
            let mut places = Vec::new();
            for (index, pair) in values.windows(2).enumerate() {
                if pair[0] == 0.0
                    || (pair[0] < 0.0) != (pair[1] < 0.0) && pair[1] != 0.0 && !(pair[0] + pair[1]).is_nan()
                {
                    places.push(format.text(from + step * index as f64));
                }
            }
            if values.last() == Some(&0.0) {
                places.push(format.text(to));
            }
            // A change of sign may be a jump.
            let search = Typed {
                kind: TypedKind::Solve(control, Box::new(residual.clone())),
                of: self.model.controls[control].of.clone(),
                span,
            };
            let found = self.lowering.expr(&at_start(&search), Lowering::BASE);
            if places.len() == 1 && self.evaluate(&[found])[0].is_nan() {
                places.clear();
            }
            let (headline, label, help) = match places.len() {
                1 => continue,
                0 => {
                    let ends = format!("{} to {}", format.text(from), format.text(to));
                    (
                        "This equation has no root at the start.".to_owned(),
                        "always undefined there",
                        format!("none was found from {ends}"),
                    )
                }
                count => {
                    places.truncate(5);
                    let help = format!("they lie near {}; the first is taken", places.join(", "));
                    (format!("This equation has {count} roots at the start."), "which one is meant?", help)
                }
            };
            let file = self.file;
            self.report(Diagnostic::warning(Code::NotOneRoot, headline, file, span, label).help(help));
        }
    }

    /// Reports the checks that do not hold.
    pub(super) fn hold_checks(&mut self) {
        let mut nodes = Vec::new();
        for check in &self.checks {
            nodes.push(check.holds);
            nodes.extend(check.sides.iter().map(|(_, node, _)| *node));
        }
        if nodes.is_empty() {
            return;
        }
        let mut values = self.evaluate(&nodes).into_iter();
        let said = &self.checker.diagnostics;
        let faulty = said.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        for check in std::mem::take(&mut self.checks) {
            let holds = values.next().unwrap_or(UNDEFINED);
            let sides: Vec<String> = check
                .sides
                .iter()
                .map(|(words, _, format)| {
                    format!("`{words}` is {}", format.text(values.next().unwrap_or(UNDEFINED)))
                })
                .collect();
            // What depends on a fault has no value, and that is no news.
            if holds == 1.0 || (holds.is_nan() && faulty) {
                continue;
            }
            let name = if check.title.is_empty() {
                "This check".to_owned()
            } else {
                format!("The check \"{}\"", check.title)
            };
            let verb =
                if holds.is_nan() { "cannot be decided: a value is undefined" } else { "does not hold" };
            let mut diagnostic =
                self.error(Code::CheckFailed, format!("{name} {verb}."), check.span, "stated here");
            if !sides.is_empty() {
                diagnostic = diagnostic.help(format!("at the start {}", sides.join(", ")));
            }
            self.report(diagnostic);
        }
    }
}

fn at_start(typed: &Typed) -> Typed {
    Typed { of: typed.of.clone(), span: typed.span, kind: TypedKind::AtStart(Box::new(typed.clone())) }
}

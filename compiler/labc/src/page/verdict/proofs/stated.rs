//! What the author states with `check`, decided at every setting of the other controls.

use lab_core::Machine;
use lab_core::program::{Binary, Unary};
use lab_prove::{Found, Method, Outcome, Values};

use super::decide::{Ask, Question};
use super::settings::counted;
use super::values::{Along, Walk};
use crate::check::claim::{Claim, Side};
use crate::check::model::*;
use crate::check::shortened;
use crate::codes::Code;
use crate::diagnostic::{Decided, Diagnostic, Verdict};
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// A check whose claim is about more than one setting.
#[derive(Clone, Debug)]
pub(in crate::page) struct StatedCheck<'m> {
    /// The title of the check; empty where it has none.
    pub(in crate::page) title: String,
    /// The check.
    pub(in crate::page) span: Span,
    /// What it claims.
    pub(in crate::page) claim: &'m Claim,
}

/// A value along a control: for each place, the position and the value there.
pub(super) struct ValuesAlong {
    /// The number of the place: an input that runs over all places.
    pub(super) input: usize,
    pub(super) positions: Vec<f64>,
    /// The value at the place.
    pub(super) here: Node,
    /// The value at the next one.
    pub(super) next: Node,
}

impl Planner<'_> {
    /// Decides what the author states.
    pub(in crate::page) fn statements(&mut self) {
        for StatedCheck { title, span, claim } in std::mem::take(&mut self.stated_claims) {
            match claim {
                Claim::Reachable(condition) => self.reachable(&title, span, condition),
                Claim::Over { condition, always, sides } => {
                    self.over(&named(&title), span, condition, *always, sides);
                }
                Claim::Fact { of, condition, ends } => {
                    let name = format!("What is declared of `{}`", of.words);
                    if self.over(&name, span, condition, true, std::slice::from_ref(of)) {
                        self.declare(&of.value, ends);
                    }
                }
                Claim::Crosses { value, other, control } => {
                    self.crosses(&named(&title), span, value, other, *control);
                }
                Claim::Trend { value, rising, control } => {
                    self.trend(&title, span, value, *rising, *control);
                }
                Claim::Extreme { value, minimum, at, control } => {
                    self.extreme(&named(&title), span, value, *minimum, at, *control);
                }
                // Decided at the start alone, by `hold_checks`.
                Claim::Holds { .. } => {}
            }
        }
    }

    pub(super) fn stated_ask(&mut self, condition: Node, question: Question, span: Span) -> Outcome {
        self.decided(&[Ask::of(condition, question, span)]).remove(0)
    }

    /// Some setting makes a condition hold.
    fn reachable(&mut self, title: &str, span: Span, condition: &Typed) {
        let node = self.lowering.expr(condition, Lowering::BASE);
        let outcome = self.stated_ask(node, Question::Stated, span);
        // What depends on a fault has no value, and that is no news.
        if outcome.found.is_some() || self.is_faulty(node) {
            return;
        }
        let name = if title.is_empty() { "This".to_owned() } else { format!("\"{title}\"") };
        let tried = counted(outcome.tried as f64, "setting");
        if outcome.never {
            let settings = counted(outcome.settings, "setting");
            let headline = format!("{name} was reached at none of {settings}.");
            let help = match outcome.method {
                Method::Formulas => {
                    "it follows from what is proved of the formulas that it reads: it never holds"
                }
                Method::Ranges => "the compiler bounded the formulas over all settings, so it never holds",
                _ => "the compiler tried every combination of settings, so it never holds",
            };
            // What is stated is that there is a setting, which is refuted.
            let verdict = Verdict { verdict: Decided::Refuted, ..self.verdict(&outcome) };
            let diagnostic =
                self.error(Code::Unreachable, headline, span, "no setting found").help(help).decided(verdict);
            self.report(diagnostic);
            return;
        }
        let of = match outcome.settings.is_finite() {
            true => format!(" of about {:.0e}", outcome.settings).replace('e', "×10^"),
            false => String::new(),
        };
        let headline = format!("{name} was reached at none of {tried}{of}.");
        self.undecided(
            headline,
            span,
            "the compiler tried ends, starts and some positions between: it may hold at another setting",
            "fix some controls, as in `reachable at (size = 8 GB)`, or increase steps",
            &outcome,
        );
    }

    /// A setting that refutes what is stated, with how it was found; else whether it is proved. Where it is not, it says
    /// so: what was `tried`, and what to do `next`.
    pub(super) fn found_against(
        &mut self,
        name: &str,
        span: Span,
        against: Node,
        tried: &str,
        next: &str,
    ) -> Result<(Found, Outcome), bool> {
        let outcome = self.stated_ask(against, Question::Refuted, span);
        if let Some(found) = outcome.found.clone() {
            return Ok((found, outcome));
        }
        if !outcome.never {
            let count = counted(outcome.tried as f64, "setting");
            self.undecided(
                format!("{name} held at {count}, and there are more."),
                span,
                tried,
                next,
                &outcome,
            );
        }
        Err(outcome.never)
    }

    /// Takes in what is declared of a formula, and proved. An end that moves with a control bounds nothing.
    fn declare(&mut self, of: &Typed, ends: &[Option<Box<Typed>>; 2]) {
        let node = self.lowering.expr(of, Lowering::BASE);
        let end = |planner: &mut Self, end: usize| {
            let typed = ends[end].as_ref()?;
            let end = planner.lowering.expr(typed, Lowering::BASE);
            planner.lowering.graph.value(end).filter(|value| value.is_finite())
        };
        let low = end(self, 0).unwrap_or(f64::MIN);
        let high = end(self, 1).unwrap_or(f64::MAX);
        let values = Values { positions: vec![low], between: Some((low, high)), open: false };
        let known = self.declared.remove(&node).map_or(values.clone(), |known| known.and(&values));
        self.declared.insert(node, known);
        self.images.clear();
        self.answers.retain(|_, outcome| outcome.never || outcome.found.is_some());
    }

    /// A condition holds at every setting, or at none: whether that is proved.
    fn over(&mut self, name: &str, span: Span, condition: &Typed, always: bool, sides: &[Side]) -> bool {
        let node = self.lowering.expr(condition, Lowering::BASE);
        if self.is_faulty(node) {
            return false;
        }
        let mut against = node;
        if always {
            // What is undefined does not hold.
            let defined = self.lowering.graph.unary(Unary::Defined, node);
            let holds = self.lowering.graph.binary(Binary::And, defined, node);
            against = self.lowering.graph.unary(Unary::Not, holds);
        }
        let found = self.found_against(
            name,
            span,
            against,
            "the compiler tried ends, starts and some positions between: it may fail at another setting",
            "fix some controls, as in `always on size = 8 GB`, or increase steps",
        );
        let (found, outcome) = match found {
            Ok((found, outcome)) => {
                let counted = self.counted(against, outcome);
                (counted.found.clone().unwrap_or(found), counted)
            }
            Err(proved) => return proved,
        };
        let nodes: Vec<Node> =
            sides.iter().map(|side| self.lowering.expr(&side.value, Lowering::BASE)).collect();
        let asked: Vec<Node> = nodes.iter().copied().chain([node]).collect();
        let values = self.values_at(&asked, &found.setting);
        let undefined = values.last().is_some_and(|value| value.is_nan());
        let said = self.said_setting(&found.setting);
        let sides: Vec<String> = sides
            .iter()
            .zip(&values)
            .map(|(side, value)| format!("`{}` is {}", side.words, side.format.text(*value)))
            .collect();
        let mut help = said.words.clone();
        if undefined {
            help.push_str(" a value is undefined");
        } else if !sides.is_empty() {
            help.push_str(&format!(" {}", sides.join(", ")));
        }
        if outcome.method != Method::Ranges {
            let tried = counted(outcome.tried as f64, "setting");
            help.push_str(&format!("; it fails at {} of {tried}", found.count));
        }
        let headline = format!("{name} does not hold {}.", said.words);
        let words = shortened(self.quoted(condition.span));
        let verdict = self.verdict(&outcome);
        let mut diagnostic =
            self.error(Code::CheckFailed, headline, span, "refuted").help(help).decided(verdict);
        if let Some(command) = self.command(&said, &words) {
            diagnostic = diagnostic.help(command);
        }
        self.report(diagnostic);
        false
    }

    /// Warns that what is stated along a control held at whatever was tried: so many of `things`.
    pub(super) fn only_tried(
        &mut self,
        name: &str,
        span: Span,
        things: &str,
        tried: &str,
        outcome: &Outcome,
    ) {
        let count = counted(outcome.tried as f64, things);
        let headline = format!("{name} held at {count}, and there are more.");
        let next = "a larger step of a control, or a simpler formula, makes it possible to try all";
        self.undecided(headline, span, tried, next, outcome);
    }

    /// Warns that a statement was neither proved nor refuted.
    pub(super) fn undecided(
        &mut self,
        headline: String,
        span: Span,
        tried: &str,
        next: &str,
        outcome: &Outcome,
    ) {
        let verdict = self.verdict(outcome);
        let file = self.file;
        let diagnostic = Diagnostic::warning(Code::Undecided, headline, file, span, "not decided");
        self.report(diagnostic.help(tried).help(next).decided(verdict));
    }

    /// A value along a control, as two values at a place that an input of its own counts.
    pub(super) fn line(&mut self, value: &Typed, control: Id) -> Option<ValuesAlong> {
        let steps = self.lowering.steps(control)?;
        let positions: Vec<f64> = steps.some(u32::MAX).collect();
        let place = self.lowering.graph.another_input(0.0);
        let input = self.lowering.graph.inputs.len() - 1;
        self.places.insert(input, Along { control, count: positions.len() as u32 - 1, walk: Walk::Steps });
        let one = self.lowering.graph.constant(1.0);
        let after = self.lowering.graph.binary(Binary::Add, place, one);
        let here = self.lowering.graph.cell(&positions, place);
        let next = self.lowering.graph.cell(&positions, after);
        let here = self.lowering.at(value, control, here);
        let next = self.lowering.at(value, control, next);
        Some(ValuesAlong { input, positions, here, next })
    }

    /// Every step along a control goes the same way, whatever the other controls are.
    fn trend(&mut self, title: &str, span: Span, value: &Side, rising: bool, control: Id) {
        let Some(line) = self.line(&value.value, control) else { return };
        if self.is_faulty(line.here) {
            return;
        }
        let graph = &mut self.lowering.graph;
        let (low, high) = if rising { (line.here, line.next) } else { (line.next, line.here) };
        let goes_on = graph.binary(Binary::Lt, low, high);
        let stops = graph.unary(Unary::Not, goes_on);
        // Where a value is missing with all other controls at the start, nothing rises or falls.
        let missing = graph.unary(Unary::Defined, goes_on);
        let missing = graph.unary(Unary::Not, missing);
        let mut outcome = self.stated_ask(stops, Question::Refuted, span);
        if outcome.found.is_none() {
            let held = (0..self.model.controls.len()).collect();
            let alone = self.decided(&[Ask { held, ..Ask::of(missing, Question::Refuted, span) }]).remove(0);
            if alone.found.is_some() {
                outcome = alone;
            }
        }
        let name = named(title);
        let Some(found) = outcome.found.clone() else {
            if !outcome.never {
                let tried = "the compiler tried some steps at some settings of the other controls";
                self.only_tried(&name, span, "step", tried, &outcome);
            }
            return;
        };
        let place = found.setting.iter().find(|(input, _)| *input == line.input).map_or(0.0, |(_, at)| *at);
        let (here, there) = (line.positions[place as usize], line.positions[place as usize + 1]);
        let values = self.values_at(&[line.here, line.next], &found.setting);
        let (before, after) = (values[0], values[1]);
        let at = &self.model.controls[control];
        let (control, at) = (at.name.text.clone(), at.format.clone());
        let (what, format) = (&value.words, &value.format);
        let from = format!("`{what}` is {} at `{control}` = {}", format.text(before), at.text(here));
        let to = format!("{} at {}", format.text(after), at.text(there));
        let verb = if rising { "does not rise" } else { "does not fall" };
        let verb = match (before.is_nan() || after.is_nan(), before == after) {
            (true, _) => "has no value",
            (_, true) => "stays the same",
            _ => verb,
        };
        let others = self.others(&found.setting, line.input);
        let diagnostic = self
            .error(
                Code::CheckFailed,
                format!("{name} does not hold."),
                span,
                format!("it {verb} at one step"),
            )
            .help(format!("{others}, {from} and {to}"));
        let verdict = self.verdict(&outcome);
        self.report(diagnostic.decided(verdict));
    }

    /// Where the other controls are, in words.
    pub(super) fn others(&mut self, setting: &[(usize, f64)], place: usize) -> String {
        let rest: Vec<(usize, f64)> = setting.iter().copied().filter(|(input, _)| *input != place).collect();
        match rest.is_empty() {
            true => "with all other controls at the start".to_owned(),
            false => self.said_setting(&rest).words,
        }
    }

    /// Values at a setting.
    pub(super) fn values_at(&mut self, nodes: &[Node], setting: &[(usize, f64)]) -> Vec<f64> {
        let (program, registers) = self.lowering.graph.compiled(nodes);
        let Ok(mut machine) = Machine::new(program) else { return vec![lab_core::UNDEFINED; nodes.len()] };
        setting.iter().for_each(|(input, value)| machine.set(*input, *value));
        machine.run();
        registers.into_iter().map(|register| machine.value(register)).collect()
    }
}

/// A check by its title, which may be empty: begins a sentence.
pub(in crate::page) fn named(title: &str) -> String {
    if title.is_empty() { "This check".to_owned() } else { format!("The check \"{title}\"") }
}

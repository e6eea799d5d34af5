//! What a student could never do, and what tells too early: faults of a page that computes well. Only what is
//! certain is reported.

use std::collections::BTreeSet;

use lab_core::program::{Op, Program};

use super::planner::{Planner, Sealing, Stated};
use super::reach::UNASKED;
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::graph::Node;
use crate::sources::Span;
use crate::syntax::tree::{self, Origin};

/// How near two figures are to be the same one.
const SAME: f64 = 1e-9;

impl Planner<'_> {
    /// Everything that follows from moving controls: statuses, goals, locks.
    pub(super) fn lint(&mut self) {
        for id in 0..self.model.statuses.len() {
            self.lint_status(id);
        }
        for (span, met) in std::mem::take(&mut self.goals) {
            let Some(mut settings) = self.reach(&[met], &|_| true, UNASKED).filter(|settings| settings.whole)
            else {
                continue;
            };
            let mut seen = false;
            let tried = settings.each(&mut |values| {
                seen = values[0] == 1.0;
                seen
            });
            if !seen {
                self.lint_warning(
                    Code::UnmetGoal,
                    "This goal can't be met.".to_owned(),
                    span,
                    "never met",
                    format!("none of the {tried} possible settings meets it: loosen it, or widen a control"),
                );
            }
        }
        self.lint_seals();
    }

    fn lint_warning(&mut self, code: Code, headline: String, span: Span, label: &str, help: String) {
        let diagnostic = Diagnostic::warning(code, headline, self.file, span, label);
        self.report(diagnostic.help(help));
    }

    /// Arms that no setting takes, and failures that no setting leaves.
    fn lint_status(&mut self, id: Id) {
        let shown = self.shown_statuses.iter().filter(|(known, _)| *known == id);
        let shown: Vec<Node> = shown.map(|(_, node)| *node).collect();
        let arms = self.model.statuses[id].tree.arms.clone();
        if shown.is_empty() || arms.len() < 2 {
            return;
        }
        let mut taken = vec![false; arms.len()];
        // Rows may be alternatives of which some are out of the question: one that passes will do.
        let mut escapes = false;
        for node in shown {
            // Of what is not known whole, nothing can be said.
            let Some(mut settings) =
                self.reach(&[node], &|_| true, UNASKED).filter(|settings| settings.whole)
            else {
                return;
            };
            let mut here = vec![false; arms.len()];
            let mut undefined = false;
            settings.each(&mut |values| {
                match values[0] {
                    arm if arm >= 0.0 => {
                        if let Some(here) = here.get_mut(arm as usize) {
                            *here = true;
                        }
                    }
                    _ => undefined = true,
                }
                here.iter().all(|here| *here)
            });
            let failing = |arm: usize| arms[arm].level.text == "fail";
            escapes |= undefined || (0..arms.len()).any(|arm| here[arm] && !failing(arm));
            for (taken, here) in taken.iter_mut().zip(here) {
                *taken |= here;
            }
        }
        if !escapes {
            let name = self.model.statuses[id].tree.name.clone();
            self.lint_warning(
                Code::NoEscape,
                format!("`{}` fails at every setting.", name.text),
                name.span,
                "no way out",
                "whatever the student does, a `fail` case applies: add a way to pass".to_owned(),
            );
        }
        // The last arm may be there for good measure only: it stands for everything else.
        for (arm, taken) in arms.iter().zip(taken).take(arms.len() - 1) {
            if !taken {
                self.lint_warning(
                    Code::NeverTaken,
                    format!("`{}` never holds.", arm.name.text),
                    arm.name.span,
                    "no setting reaches it",
                    "move its threshold within reach of the controls, or delete the case".to_owned(),
                );
            }
        }
    }

    /// Every lock has a control that can open it: what stands behind a condition that nothing outside the
    /// lock can make true stays locked.
    fn lint_seals(&mut self) {
        for index in 0..self.sealings.len() {
            let Sealing { span, seal, gates } = self.sealings[index].clone();
            let Some(mut settings) = self.reach(&gates, &|_| true, UNASKED) else { continue };
            // Controls inside the lock are of no use before it is open.
            let inside: BTreeSet<Id> = self
                .placed
                .iter()
                .filter(|(_, own)| self.lies_under(*own, seal))
                .map(|(id, _)| *id)
                .collect();
            if !inside.is_empty() {
                let Some(outside) = self.reach(&gates, &|id| !inside.contains(&id), UNASKED) else {
                    continue;
                };
                settings = outside;
            }
            let mut opens = false;
            let tried = settings.each(&mut |values| {
                opens = values.iter().all(|value| *value == 1.0);
                opens
            });
            if !opens && settings.whole {
                let diagnostic = self
                    .error(Code::StuckSeal, "This question can never be answered.", span, "stays off the page")
                    .help(format!(
                        "its block stays hidden at all {tried} settings that are possible before the question unlocks"
                    ));
                self.report(diagnostic);
            }
        }
    }

    fn lies_under(&self, own: Option<u32>, seal: u32) -> bool {
        let mut own = own;
        while let Some(here) = own {
            if here == seal {
                return true;
            }
            own = self.outer_seals.get(here as usize).copied().flatten();
        }
        false
    }

    /// Controls that move nothing.
    pub(super) fn idle_controls(&mut self, program: &Program) {
        let read: BTreeSet<u32> = program
            .ops
            .iter()
            .filter_map(|op| if let Op::Input(input) = op { Some(*input) } else { None })
            .collect();
        for id in 0..self.model.controls.len() {
            let control = &self.model.controls[id];
            let name = control.name.clone();
            let context = self.context_name.as_deref() == Some(name.text.as_str());
            if !read.contains(&(id as u32)) && !context && self.placed.iter().any(|(placed, _)| *placed == id)
            {
                self.lint_warning(
                    Code::IdleControl,
                    format!("Moving `{}` changes nothing on the page.", name.text),
                    name.span,
                    "moves nothing",
                    "use it in a formula, or delete it".to_owned(),
                );
            }
        }
    }

    /// Remembers a figure that the page shows.
    pub(super) fn said_figure(&mut self, typed: &Typed, node: Node) {
        if matches!(typed.of, Type::Number(_) | Type::Point) {
            let formulas = self.formulas(typed);
            if !formulas.is_empty() {
                self.figures.push(Stated { node, formulas, span: typed.span });
            }
        }
    }

    /// A figure that was shown before says what is asked.
    pub(super) fn spoiled(&mut self, name: &str, truth: &Typed, node: Node) {
        let formulas = self.formulas(truth);
        let shares = |figure: &&Stated| figure.formulas.iter().any(|formula| formulas.contains(formula));
        let figures: Vec<Stated> = self.figures.iter().filter(shares).cloned().collect();
        if figures.is_empty() || !matches!(truth.of, Type::Number(_)) {
            return;
        }
        let nodes: Vec<Node> =
            std::iter::once(node).chain(figures.iter().map(|figure| figure.node)).collect();
        let values = self.evaluate(&nodes);
        let near = |value: f64| (value - values[0]).abs() <= SAME * values[0].abs();
        if let Some((figure, _)) = figures.iter().zip(&values[1..]).find(|(_, value)| near(**value)) {
            let file = self.file;
            let headline = format!("This gives away the answer to `{name}`.");
            let diagnostic =
                Diagnostic::warning(Code::Spoiler, headline, file, figure.span, "the same figure")
                    .help("move it below the question, where it is locked, or ask something else");
            self.report(diagnostic);
        }
    }

    /// The formulas that an expression reads.
    fn formulas(&self, typed: &Typed) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        let mut open = Vec::new();
        crate::lower::defines_in(typed, &mut open);
        while let Some(id) = open.pop() {
            let define = &self.model.defines[id];
            if define.tree.origin == Origin::Let
                && found.insert(id)
                && let Some(value) = &define.value
            {
                crate::lower::defines_in(value, &mut open);
            }
        }
        // A name for a number is a number.
        let plain = |id: &Id| {
            let value = self.model.defines[*id].value.as_ref();
            value.is_some_and(|value| matches!(value.kind, TypedKind::Number(..)))
        };
        found.retain(|id| !plain(id));
        found
    }

    /// Whether a lab is more than a fragment: only then everything it declares is meant to be used.
    pub(super) fn is_whole(tree: &tree::File) -> bool {
        tree.statements.iter().any(|statement| matches!(statement.kind, tree::Kind::Part(_)))
    }
}

//! What a student could never see or do: cases that no setting reaches, goals that no setting meets, locks that never
//! open, controls that change nothing.

use std::collections::{BTreeMap, BTreeSet};

use lab_core::program::{Binary, Program};
use lab_prove::Outcome;

use super::decide::{Ask, AskedConditions, Question};
use super::settings::counted;
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::{Planner, Sealing};
use crate::sources::Span;
use crate::syntax::tree;

/// Up to so many goals are asked in pairs which of them exclude each other.
const MOST_PAIRED: usize = 12;

/// A goal of the page.
#[derive(Clone, Debug)]
pub(in crate::page) struct PageGoal {
    /// Where the title is.
    pub(in crate::page) span: Span,
    /// Whether it is met.
    pub(in crate::page) met: Node,
    /// The same as the author wrote it.
    pub(in crate::page) condition: Typed,
}

impl Planner<'_> {
    /// Everything that follows from moving controls.
    pub(in crate::page) fn lint(&mut self) {
        // All questions are asked at once, so that settings are visited once for all of them.
        let cases = self.case_asks();
        let goals = self.goal_asks();
        let locks = self.lock_asks();
        let conditions = self.condition_asks();
        let branches = self.branch_asks();
        let fallbacks = self.fallback_asks();
        let shown = self.shown_asks();
        let curves = self.curve_asks();
        let asks = [
            &cases.asks,
            &goals.asks,
            &locks.asks,
            &conditions.asks,
            &branches.asks,
            &fallbacks.asks,
            &shown.asks,
            &curves.asks,
        ];
        let asks: Vec<Ask> = asks.into_iter().flatten().cloned().collect();
        drop(self.outcomes(&asks));
        self.statuses(&cases);
        self.met_goals(goals);
        self.seals(locks);
        self.never_shown(conditions);
        self.branches(branches);
        self.needless(fallbacks);
        self.undefined_values(shown);
        self.whole_lines(curves);
    }

    fn lint_warning(
        &mut self,
        code: Code,
        headline: String,
        (span, label): (Span, &str),
        help: String,
        outcome: Option<&Outcome>,
    ) {
        let mut diagnostic = Diagnostic::warning(code, headline, self.file, span, label).help(help);
        if let Some(outcome) = outcome {
            diagnostic = diagnostic.decided(self.verdict(outcome));
        }
        self.report(diagnostic);
    }

    /// Whether a value depends on something that has an error of its own.
    pub(super) fn is_faulty(&self, node: Node) -> bool {
        self.faulty() && self.lowering.graph.has_undefined(node)
    }

    /// Whether each case of a status is reached.
    fn case_asks(&mut self) -> AskedConditions<(Id, usize)> {
        let mut cases = Vec::new();
        let mut asks = Vec::new();
        for (status, node, gates) in std::mem::take(&mut self.shown_statuses) {
            if self.is_faulty(node) || gates.iter().any(|gate| self.is_faulty(*gate)) {
                continue;
            }
            for arm in 0..self.model.statuses[status].tree.arms.len() {
                let number = self.lowering.graph.constant(arm as f64);
                let holds = self.lowering.graph.binary(Binary::Eq, node, number);
                let span = self.model.statuses[status].tree.arms[arm].name.span;
                asks.push(Ask::of(self.given(&gates, holds), Question::Case, span));
                cases.push((status, arm));
            }
        }
        AskedConditions { asks, about: cases }
    }

    /// Cases that no setting reaches, and failures that no setting leaves.
    fn statuses(&mut self, cases: &AskedConditions<(Id, usize)>) {
        let mut outcomes: BTreeMap<(Id, usize), Vec<Outcome>> = BTreeMap::new();
        for (case, outcome) in cases.about.iter().zip(self.decided(&cases.asks)) {
            outcomes.entry(*case).or_default().push(outcome);
        }
        for status in 0..self.model.statuses.len() {
            let tree = self.model.statuses[status].tree.clone();
            let of = |arm: usize| outcomes.get(&(status, arm)).map_or(&[][..], Vec::as_slice);
            let never = |arm: usize| !of(arm).is_empty() && of(arm).iter().all(|outcome| outcome.never);
            let rows = self.model.statuses[status].each.map(|(_, table)| table);
            if tree.arms.len() < 2
                || of(0).is_empty()
                || self.is_reported(&tree)
                || rows.is_some_and(|table| self.model.tables[table].upload.is_some())
            {
                continue;
            }
            let fails = |arm: usize| tree.arms[arm].level.text == "fail";
            let escapes = (0..tree.arms.len()).any(|arm| !fails(arm) && !never(arm));
            let all_never = (0..tree.arms.len()).all(never);
            if all_never {
                // It is never on the page, or never has a value: said where that comes from.
                continue;
            }
            if !escapes {
                self.lint_warning(
                    Code::NoEscape,
                    format!("`{}` fails at every setting.", tree.name.text),
                    (tree.name.span, "no way out"),
                    "whatever the student does, a `fail` case applies: add a way to pass".to_owned(),
                    (0..tree.arms.len()).filter(|arm| never(*arm)).find_map(|arm| of(arm).first()),
                );
            }
            for (arm, case) in tree.arms.iter().enumerate().filter(|(arm, _)| never(*arm)) {
                // What a status that always fails never reaches has been said.
                if !escapes && !fails(arm) {
                    continue;
                }
                let settings = of(arm).iter().map(|outcome| outcome.settings).fold(0.0, f64::max);
                let last = arm + 1 == tree.arms.len();
                let model = self.model;
                let conditions = model.statuses[status].conditions.as_deref().unwrap_or(&[]);
                let condition = conditions.get(arm).and_then(Option::as_ref).filter(|_| rows.is_none());
                let hidden = condition.and_then(|condition| self.hidden(status, condition, case.name.span));
                let near = condition.and_then(|condition| self.nearest(condition));
                let help = match (hidden, near) {
                    _ if last => {
                        "the cases before it cover every setting: move one of their thresholds, or delete this case".to_owned()
                    }
                    (Some((first, at)), _) => {
                        format!("its condition holds {at}, for example, but `{first}` comes first there: put the stricter case first, or delete this one")
                    }
                    (None, Some(near)) => format!("{near}: move the threshold within reach, or delete the case"),
                    (None, None) => "move its threshold within reach of the controls, or delete the case".to_owned(),
                };
                self.lint_warning(
                    Code::NeverTaken,
                    format!("`{}` never holds.", case.name.text),
                    (case.name.span, "no setting reaches it"),
                    format!("{help} ({} tried)", counted(settings, "setting")),
                    of(arm).first(),
                );
            }
        }
    }

    /// The case that comes first where the condition of a later one holds by itself, and a setting in words; nothing where
    /// it holds at none.
    fn hidden(&mut self, status: Id, condition: &Typed, span: Span) -> Option<(String, String)> {
        let alone = self.lowering.expr(condition, Lowering::BASE);
        if !self.lowering.graph.is_outer(alone) {
            return None;
        }
        let found = self.outcomes(&[Ask::of(alone, Question::Case, span)]).remove(0).found?;
        let node = self.lowering.status(status, Lowering::BASE);
        let case = self.values_at(&[node], &found.setting)[0];
        let name = self.model.statuses[status].tree.arms.get(case as usize)?.name.text.clone();
        Some((name, self.said_setting(&found.setting).words))
    }

    /// Whether an error has been reported inside a status.
    fn is_reported(&self, status: &tree::Status) -> bool {
        let last = status.arms.last().map_or(status.name.span, |arm| arm.name.span);
        let inside = |span: Span| status.name.span.start <= span.start && span.end <= last.end;
        let reported = &self.diagnostics;
        reported.iter().any(|diagnostic| {
            diagnostic.severity == Severity::Error
                && diagnostic.labels.first().is_some_and(|label| inside(label.span))
        })
    }

    /// Whether each goal is met.
    fn goal_asks(&mut self) -> AskedConditions<PageGoal> {
        let goals: Vec<PageGoal> =
            std::mem::take(&mut self.goals).into_iter().filter(|goal| !self.is_faulty(goal.met)).collect();
        let asks = goals.iter().map(|goal| Ask::of(goal.met, Question::Goal, goal.span)).collect();
        AskedConditions { asks, about: goals }
    }

    /// Goals that no setting meets, alone or all together.
    fn met_goals(&mut self, goals: AskedConditions<PageGoal>) {
        let outcomes = self.decided(&goals.asks);
        let mut attainable = Vec::new();
        for (PageGoal { span, met, condition }, outcome) in goals.about.into_iter().zip(&outcomes) {
            if outcome.never {
                let count = counted(outcome.settings, "possible setting");
                let near = self.nearest(&condition);
                let near = near.map_or_else(String::new, |near| format!(", because {near}"));
                self.lint_warning(
                    Code::UnmetGoal,
                    "This goal can't be met.".to_owned(),
                    (span, "never met"),
                    format!("none of the {count} meets it{near}: loosen it, or widen a control"),
                    Some(outcome),
                );
            } else {
                attainable.push((span, met));
            }
        }
        let Some((_, last)) =
            attainable.split_last().filter(|(_, rest)| !rest.is_empty()).map(|(last, rest)| (rest, last))
        else {
            return;
        };
        let last = *last;
        let all: Vec<Node> = attainable.iter().map(|(_, met)| *met).collect();
        let together = self.given(&all[1..], all[0]);
        if !self.decided(&[Ask::of(together, Question::Goal, last.0)])[0].never {
            return;
        }
        let pair = (all.len() <= MOST_PAIRED).then(|| self.excluding(&all, last.0)).flatten();
        let (one, other) =
            pair.map_or((None, last), |(one, other)| (Some(attainable[one]), attainable[other]));
        let mut diagnostic = Diagnostic::warning(
            Code::GoalsExclude,
            match one {
                Some(_) => "These two goals can't be met together.",
                None => "These goals can't all be met together.",
            },
            self.file,
            other.0,
            "each can be met, but not both at one setting",
        );
        if let Some((span, _)) = one {
            diagnostic = diagnostic.and(self.file, span, "the other goal");
        }
        self.report(diagnostic.help("loosen one of them, or widen a control"));
    }

    /// The first two conditions that never hold together.
    fn excluding(&mut self, all: &[Node], at: Span) -> Option<(usize, usize)> {
        let pairs: Vec<(usize, usize)> =
            (1..all.len()).flat_map(|other| (0..other).map(move |one| (one, other))).collect();
        let asks: Vec<Ask> = pairs
            .iter()
            .map(|(one, other)| {
                let both = self.given(&[all[*one]], all[*other]);
                Ask::of(both, Question::Goal, at)
            })
            .collect();
        let outcomes = self.decided(&asks);
        pairs.into_iter().zip(outcomes).find(|(_, outcome)| outcome.never).map(|(pair, _)| pair)
    }

    /// Whether each question appears.
    fn lock_asks(&mut self) -> AskedConditions<Sealing> {
        let sealings: Vec<Sealing> = std::mem::take(&mut self.sealings)
            .into_iter()
            .filter(|sealing| !sealing.gates.iter().any(|gate| self.is_faulty(*gate)))
            .collect();
        let asks = sealings
            .iter()
            .map(|sealing| {
                // Controls inside the lock are of no use before it is open.
                let held: BTreeSet<Id> = self
                    .placed
                    .iter()
                    .filter(|(_, own)| self.lies_under(*own, sealing.seal))
                    .map(|(id, _)| *id)
                    .collect();
                let condition = self.given(&sealing.gates[1..], sealing.gates[0]);
                Ask { held, ..Ask::of(condition, Question::Lock, sealing.span) }
            })
            .collect();
        AskedConditions { asks, about: sealings }
    }

    /// Every lock has a control that can open it: what stands behind a condition that nothing outside the
    /// lock can make true stays locked.
    fn seals(&mut self, locks: AskedConditions<Sealing>) {
        let outcomes = self.decided(&locks.asks);
        for (sealing, outcome) in locks.about.into_iter().zip(outcomes).filter(|(_, outcome)| outcome.never) {
            let settings = counted(outcome.settings, "setting");
            let span = sealing.span;
            let diagnostic = self
                .error(Code::StuckSeal, "This question can never be answered.", span, "stays off the page")
                .help(format!(
                    "its block stays hidden at all {settings} that are possible before the question unlocks"
                ))
                .decided(self.verdict(&outcome));
            self.report(diagnostic);
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

    /// Controls on the page that should change something there: the page's context need not.
    pub(super) fn controls_to_move(&self) -> BTreeSet<Id> {
        let placed = self.placed.iter().map(|(id, _)| *id);
        let is_context =
            |id: &Id| self.context_name.as_deref() == Some(self.model.controls[*id].name.text.as_str());
        placed.filter(|id| !is_context(id)).collect()
    }

    /// Controls that move nothing.
    pub(in crate::page) fn idle_controls(&mut self, program: &Program) {
        let reads = program.reads();
        for id in self.controls_to_move() {
            let name = self.model.controls[id].name.clone();
            if !reads[id] {
                self.lint_warning(
                    Code::IdleControl,
                    format!("Moving `{}` changes nothing on the page.", name.text),
                    (name.span, "moves nothing"),
                    "use it in a formula, or delete it".to_owned(),
                    None,
                );
            }
        }
    }
}

//! What is asked besides predictions and estimates, and what is to be reached: tasks, free texts, decisions,
//! goals.

use crate::check::model::*;
use crate::check::question::{TypedDecide, TypedOption};
use crate::check::statement::{RowVariable, TypedAsked};
use crate::check::text::TypedText;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::plan::reflect::names_of;
use crate::page::verdict::proofs::PageGoal;
use crate::page::verdict::said::{Role, Scene};
use crate::record::protocol::goal_name;
use crate::syntax::tree;

impl Planner<'_> {
    pub(in crate::page) fn asked(&mut self, asked: &TypedAsked<'_>) -> block::Asked<Planned> {
        block::Asked {
            name: asked.tree.name.text.clone(),
            was: names_of(&asked.tree.was),
            title: self.rich(&asked.title),
            body: self.optional(asked.body.as_ref()),
        }
    }

    pub(in crate::page) fn goal(
        &mut self,
        name: Option<&tree::Name>,
        was: &[tree::Name],
        title: &TypedText<'_>,
        reached: &Typed,
    ) -> block::Goal<Planned> {
        let met = self.lowering.expr(reached, Lowering::BASE);
        self.goals.push(PageGoal { span: title.tree.span, met, condition: reached.clone() });
        let slot = self.slot(Shows::Shown(met));
        let name = goal_name(name, title.tree);
        if self.named_goals.contains(&name) {
            let diagnostic = self
                .error(
                    Code::DuplicateName,
                    format!("There are two goals `{name}`."),
                    title.tree.span,
                    "the second",
                )
                .help("give it a name of its own: `goal its_name \"…\" when …`");
            self.report(diagnostic);
        }
        self.named_goals.insert(name.clone());
        let scene = Scene { near: self.sides(reached), role: Role::Case, ..Scene::default() };
        let title = self.about_it(scene, |planner| planner.rich(title));
        block::Goal { name, was: names_of(was), title, reached: While::Slot(slot) }
    }

    pub(in crate::page) fn decision(&mut self, decide: &TypedDecide<'_>) -> Plan {
        let tree = decide.tree;
        let mut options = match &decide.rows {
            Some((row, filter)) => self.rows_to_choose(*row, filter.as_ref()),
            None => Vec::new(),
        };
        for option in &decide.options {
            let TypedOption { tree, label, .. } = option;
            if let Some(claim) = &tree.claim {
                let span = match claim {
                    tree::Claim::Never(span) | tree::Claim::Right(span) => *span,
                    _ => tree.key.span,
                };
                let diagnostic = self
                    .error(Code::NoKey, "A decision has no right answer.", span, "claims to be one")
                    .help("`predict` asks for what is true, `reflect` for what is right");
                self.report(diagnostic);
            }
            let (key, was) = (tree.key.text.clone(), names_of(&tree.was));
            options.push(block::AnswerOption { key, was, label: self.rich(label) });
        }
        self.unique_options(&tree.options);
        if options.len() < 2 && !self.faulty() {
            let diagnostic = self
                .error(
                    Code::NoChoice,
                    "A decision needs at least two options.",
                    tree.name.span,
                    "add options",
                )
                .help("write `of table`, or the options in a block: `{ key \"label\" … }`");
            self.report(diagnostic);
        }
        Plan::Decide(block::Decide {
            name: tree.name.text.clone(),
            was: names_of(&tree.was),
            question: self.rich(&decide.question),
            options,
            because: tree.because,
            reason: self.optional(decide.reason.as_ref()),
        })
    }

    /// The rows of a table as options.
    fn rows_to_choose(
        &mut self,
        row: RowVariable,
        filter: Option<&Typed>,
    ) -> Vec<block::AnswerOption<Planned>> {
        let table = &self.model.tables[row.table];
        let mut options = Vec::new();
        for (index, key) in table.rows.iter().enumerate() {
            let node = self.bind_row(row.local, index);
            if let Some(filter) = filter {
                let holds = self.lowering.expr(filter, Lowering::BASE);
                match self.unmoved(holds) {
                    Some(1.0) => {}
                    Some(_) => continue,
                    None => {
                        let headline = "The options of a decision can't depend on a control.";
                        let (span, label) = (filter.span, "depends on a control");
                        let diagnostic = self.error(Code::RangeNotConstant, headline, span, label);
                        self.report(diagnostic);
                        return Vec::new();
                    }
                }
            }
            let was = table.tree.rows.get(index).map(|row| names_of(&row.was)).unwrap_or_default();
            let label = self.row_text(row.table, node);
            let label = vec![self.rich_of(vec![Part::Text(label)])];
            options.push(block::AnswerOption { key: key.text.clone(), was, label });
        }
        options
    }
}

//! What is asked besides predictions and estimates, and what is to be reached: tasks, free texts, decisions,
//! goals.

use super::plan::*;
use super::planner::Planner;
use super::reflect::names_of;
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::syntax::tree;

impl Planner<'_> {
    pub(super) fn asked(&mut self, asked: &tree::Asked) -> AskedPlan {
        AskedPlan {
            name: asked.name.text.clone(),
            was: names_of(&asked.was),
            title: self.rich(&asked.title),
            body: asked.body.as_ref().map(|body| self.rich(body)).unwrap_or_default(),
        }
    }

    pub(super) fn goal(
        &mut self,
        name: Option<&tree::Name>,
        was: &[tree::Name],
        title: &tree::Text,
        reached: &Typed,
    ) -> GoalPlan {
        let met = self.lowering.expr(reached, Lowering::BASE);
        self.goals.push((title.span, met));
        let slot = self.slot(Shows::Shown(met));
        let name = goal_name(name, title);
        if self.named_goals.contains(&name) {
            let diagnostic = self
                .error(
                    Code::DuplicateName,
                    format!("There are two goals `{name}`."),
                    title.span,
                    "the second",
                )
                .help("give it a name of its own: `goal its_name \"…\" when …`");
            self.report(diagnostic);
        }
        self.named_goals.insert(name.clone());
        GoalPlan { name, was: names_of(was), title: self.rich(title), slot }
    }

    pub(super) fn decision(&mut self, decide: &tree::Decide) -> Plan {
        let mut options = Vec::new();
        if let Some(table) = &decide.of {
            options = self.rows_to_choose(table, decide.filter.as_ref());
        }
        for option in &decide.options {
            if let Some(claim) = &option.claim {
                let span = match claim {
                    tree::Claim::Never(span) | tree::Claim::Right(span) => *span,
                    _ => option.key.span,
                };
                let diagnostic = self
                    .error(Code::NoKey, "A decision has no right answer.", span, "claims to be one")
                    .help("`predict` asks for what is true, `reflect` for what is right");
                self.report(diagnostic);
            }
            let (key, was) = (option.key.text.clone(), names_of(&option.was));
            options.push(OptionPlan { key, was, label: self.rich(&option.label) });
        }
        self.unique_options(&decide.options);
        if options.len() < 2 && !self.faulty() {
            let diagnostic = self
                .error(
                    Code::NoChoice,
                    "A decision needs at least two options.",
                    decide.name.span,
                    "add options",
                )
                .help("write `of table`, or the options in a block: `{ key \"label\" … }`");
            self.report(diagnostic);
        }
        Plan::Decide(DecidePlan {
            name: decide.name.text.clone(),
            was: names_of(&decide.was),
            question: self.rich(&decide.question),
            options,
            because: decide.because,
            reason: decide.reason.as_ref().map(|reason| self.rich(reason)).unwrap_or_default(),
        })
    }

    /// The rows of a table as options.
    fn rows_to_choose(&mut self, name: &tree::Name, filter: Option<&tree::Expr>) -> Vec<OptionPlan> {
        let Some((Item::Table(table), _)) = self.checker.names.items.get(&name.text) else {
            let diagnostic = self.error(
                Code::UnknownName,
                format!("There is no table `{}`.", name.text),
                name.span,
                "not declared",
            );
            self.report(diagnostic);
            return Vec::new();
        };
        let table = *table;
        let mut options = Vec::new();
        for row in 0..self.model.tables[table].rows.len() {
            let (depth, node) = self.open_row(&name.text, table, row);
            let holds = filter.map(|filter| {
                let filter = self.checker.condition(filter, Code::ConditionNotBoolean);
                let holds = self.lowering.expr(&filter, Lowering::BASE);
                self.unmoved(holds)
            });
            self.checker.close_to(depth);
            match holds {
                None | Some(Some(1.0)) => {}
                Some(Some(_)) => continue,
                Some(None) => {
                    if let Some(filter) = filter {
                        let diagnostic = self.error(
                            Code::RangeNotConstant,
                            "The options of a decision can't depend on a control.",
                            filter.span,
                            "depends on a control",
                        );
                        self.report(diagnostic);
                    }
                    return Vec::new();
                }
            }
            let key = self.model.tables[table].rows[row].text.clone();
            let tree = self.model.tables[table].tree.rows.get(row);
            let was = tree.map(|row| names_of(&row.was)).unwrap_or_default();
            let label = self.row_text(table, node);
            let label = vec![self.rich_of(vec![Part::Text(label)])];
            options.push(OptionPlan { key, was, label });
        }
        options
    }
}

/// What a goal is called in the record: its name, or the words of its title.
pub(crate) fn goal_name(name: Option<&tree::Name>, title: &tree::Text) -> String {
    name.map_or_else(|| slug(&title.words()), |name| name.text.clone())
}

/// The words of a title as a name.
fn slug(title: &str) -> String {
    let mut name = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            name.push(letter);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    name.truncate(name.trim_end_matches('_').len());
    name
}

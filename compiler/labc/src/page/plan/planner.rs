//! From statements to a plan: checks what is visible, lowers it, and gives every live place a slot.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lab_core::mark::Sheet;
use lab_core::number::Format;
use lab_core::typed::Scale;
use lab_prove::{Outcome, Values, Wanted};

use crate::check::model::*;
use crate::check::statement::{Content, TypedCalled, TypedLab, TypedStatement};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::picture::Pictures;
use crate::page::plan::planned::*;
use crate::page::program::key::AnswerKey;
use crate::page::verdict::proofs::{
    Along, Condition, Curve, DrawnAmount, KnownVerdicts, PageGoal, Place, Proof, Shown, StatedCheck,
};
use crate::record::protocol::{Course, Prediction};
use crate::sources::citation::Work;
use crate::sources::{FileId, Files, Span};
use crate::syntax::tree::{self, Kind};

/// How many live places a page may have.
const MOST_SLOTS: usize = 20_000;

/// A page being planned.
pub(in crate::page) struct Planner<'m> {
    pub(in crate::page) lab: &'m TypedLab<'m>,
    /// What has been reported, by the checker too.
    pub(in crate::page) diagnostics: Vec<Diagnostic>,
    /// How many of them are errors.
    pub(in crate::page) errors: usize,
    /// The text of the lab.
    pub(in crate::page) source: &'m str,
    /// The labs around this one.
    pub(in crate::page) course: &'m Course,
    /// The checked declarations.
    pub(in crate::page) model: &'m Model,
    pub(in crate::page) file: FileId,
    pub(in crate::page) lowering: Lowering<'m>,
    pub(in crate::page) files: &'m dyn Files,
    pub(in crate::page) slots: Vec<Slot>,
    pub(in crate::page) formats: Vec<Format>,
    pub(in crate::page) charts: Vec<lab_core::chart::Chart>,
    /// The title of each chart.
    pub(in crate::page) titles: Vec<String>,
    /// What lies under each seal.
    pub(in crate::page) fragments: Vec<Fragment>,
    /// Options of predictions with what makes each true.
    pub(in crate::page) claims: Vec<Claims>,
    pub(in crate::page) checks: Vec<CheckPlan>,
    /// The name of the lab, where what is wrong with all of it is reported.
    pub(in crate::page) head: Span,
    /// The seal of the statements being planned.
    pub(in crate::page) seal: Option<u32>,
    /// The answers to what the page asks.
    pub(in crate::page) key: AnswerKey,
    reveals: Vec<(String, Plan)>,
    /// Who the lab is, for what it reads of its own record.
    pub(in crate::page) own_sheet: Sheet,
    /// What is typed as an estimate: one entry an estimate.
    pub(in crate::page) scales: Vec<Scale>,
    /// Statuses that the page shows, once for each row, with what tells their arm and what must hold for them to be
    /// shown.
    pub(in crate::page) shown_statuses: Vec<(Id, Node, Vec<Node>)>,
    /// Controls that the page shows, with the seal they lie under.
    pub(in crate::page) placed: Vec<(Id, Option<u32>)>,
    /// For each seal the one that it lies under.
    pub(in crate::page) outer_seals: Vec<Option<u32>>,
    /// Conditions under which what is being planned is on the page.
    pub(in crate::page) gates: Vec<Node>,
    /// Locks that stand under conditions.
    pub(in crate::page) sealings: Vec<Sealing>,
    /// The texts of the page, with the values in them.
    pub(in crate::page) saying: crate::page::verdict::said::Saying,
    /// The choice that is the page's context.
    pub(in crate::page) context_name: Option<String>,
    /// What the lab teaches.
    pub(in crate::page) teaches: Vec<String>,
    /// What the options of a choice are called, where the author says it.
    pub(in crate::page) called: BTreeMap<Id, Vec<String>>,
    /// The texts that say it, with the row of a choice that is made for each row.
    pub(in crate::page) options_called: BTreeMap<Id, (&'m TypedCalled<'m>, Option<(u32, Node)>)>,
    /// The pictures that texts and figures show.
    pub(in crate::page) pictures: Pictures,
    /// The works that texts and sources cite, with the parts that do.
    pub(in crate::page) works: BTreeMap<Work, BTreeSet<usize>>,
    /// The part that is being planned.
    pub(in crate::page) part: Option<usize>,
    /// Goals, with what reaches them.
    pub(in crate::page) goals: Vec<PageGoal>,
    /// Names of goals, and of fields of the record.
    pub(in crate::page) named_goals: BTreeSet<String>,
    /// See `named_goals`.
    pub(in crate::page) recorded: BTreeSet<String>,
    /// Tables from files that a table on the page leads to.
    pub(in crate::page) data_shown: BTreeSet<Id>,
    /// The statement that is being planned.
    pub(in crate::page) place: Span,
    /// Where values are shown.
    pub(in crate::page) shown_places: Vec<Place>,
    /// Amounts that charts draw.
    pub(in crate::page) amounts: Vec<DrawnAmount>,
    /// Lines of charts over sliders, with what must hold for them to be on the page.
    pub(in crate::page) curves: Vec<(Curve, Vec<Node>)>,
    /// What was found out about all settings.
    pub(in crate::page) proofs: Vec<Proof>,
    /// Verdicts that are known already.
    pub(in crate::page) known: KnownVerdicts,
    /// Conditions of statements and marks.
    pub(in crate::page) conditions: Vec<Condition>,
    /// Values that may be missing by their type.
    pub(in crate::page) maybe: BTreeSet<Node>,
    /// What checks state about more than one setting.
    pub(in crate::page) stated_claims: Vec<StatedCheck<'m>>,
    /// Inputs that count the positions of a control, for a check or for what is advised.
    pub(in crate::page) places: BTreeMap<usize, Along>,
    /// The values that controls can have, as far as they were asked for.
    pub(in crate::page) control_values: BTreeMap<Id, Values>,
    /// What was found out about conditions in this run, by what was wanted where they hold.
    pub(in crate::page) answers: HashMap<(Node, Wanted), Outcome>,
    /// The formulas of the file, in order, once they were asked for.
    pub(in crate::page) formulas: Option<Vec<Node>>,
    /// What formulas can be over all settings, as far as they were asked for.
    pub(in crate::page) images: BTreeMap<Node, Values>,
    /// The values of nodes with every control at its start, as far as they were asked for.
    pub(in crate::page) at_start: HashMap<Node, f64>,
    /// What is declared of formulas, and proved.
    pub(in crate::page) declared: BTreeMap<Node, Values>,
    /// Warnings that the author allows, with the statements at which they are.
    pub(in crate::page) allowed: Vec<(Code, Span)>,
}

/// What lies under a seal.
pub(in crate::page) enum Fragment {
    /// The rest of a part.
    Body(Vec<Plan>),
    /// What a reflection answers.
    Feedback(Vec<block::Verdict<Planned>>),
    /// Predictions of an earlier lab, with what is true.
    Revisit(Vec<Prediction>),
}

/// A prediction whose key the model decides.
pub(in crate::page) struct Claims {
    pub(in crate::page) name: String,
    pub(in crate::page) span: Span,
    pub(in crate::page) truth: Option<(Node, Format, Type)>,
    pub(in crate::page) options: Vec<(tree::Name, ClaimPlan)>,
    /// The student's record decides, when the page is read.
    pub(in crate::page) live: bool,
    /// What lies after the question.
    pub(in crate::page) seal: u32,
}

/// A lock under conditions: its place, its seal, and what must hold for it to be on the page.
#[derive(Clone)]
pub(in crate::page) struct Sealing {
    pub(in crate::page) span: Span,
    pub(in crate::page) seal: u32,
    pub(in crate::page) gates: Vec<Node>,
}

/// A check, as a condition at the start.
pub(in crate::page) struct CheckPlan {
    pub(in crate::page) title: String,
    pub(in crate::page) span: Span,
    pub(in crate::page) holds: Node,
    /// Both sides of a comparison, to be shown where it fails.
    pub(in crate::page) sides: Vec<(String, Node, Format)>,
}

impl<'m> Planner<'m> {
    pub(in crate::page) fn new(
        lab: &'m TypedLab<'m>,
        diagnostics: Vec<Diagnostic>,
        files: &'m dyn Files,
    ) -> Self {
        let model = &lab.model;
        let lowering = Lowering::new(model, lab.file);
        Self {
            file: lab.file,
            lab,
            errors: diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count(),
            diagnostics,
            source: lab.source,
            course: &lab.course,
            model,
            lowering,
            files,
            slots: Vec::new(),
            formats: Vec::new(),
            charts: Vec::new(),
            titles: Vec::new(),
            fragments: Vec::new(),
            claims: Vec::new(),
            checks: Vec::new(),
            head: Span::default(),
            seal: None,
            key: AnswerKey::new(),
            reveals: Vec::new(),
            own_sheet: Sheet::default(),
            scales: Vec::new(),
            shown_statuses: Vec::new(),
            placed: Vec::new(),
            outer_seals: Vec::new(),
            gates: Vec::new(),
            sealings: Vec::new(),
            saying: crate::page::verdict::said::Saying::default(),
            context_name: None,
            teaches: Vec::new(),
            called: BTreeMap::new(),
            options_called: BTreeMap::new(),
            pictures: Pictures::default(),
            works: BTreeMap::new(),
            part: None,
            goals: Vec::new(),
            named_goals: BTreeSet::new(),
            recorded: BTreeSet::new(),
            data_shown: BTreeSet::new(),
            place: Span::default(),
            shown_places: Vec::new(),
            amounts: Vec::new(),
            curves: Vec::new(),
            proofs: Vec::new(),
            known: KnownVerdicts::default(),
            conditions: Vec::new(),
            maybe: BTreeSet::new(),
            stated_claims: Vec::new(),
            places: BTreeMap::new(),
            control_values: BTreeMap::new(),
            answers: HashMap::new(),
            formulas: None,
            images: BTreeMap::new(),
            at_start: HashMap::new(),
            declared: BTreeMap::new(),
            allowed: Vec::new(),
        }
    }

    pub(in crate::page) fn report(&mut self, diagnostic: Diagnostic) {
        self.errors += usize::from(diagnostic.severity == Severity::Error);
        self.diagnostics.push(diagnostic);
    }

    /// Whether an error has been reported: what depends on it has no value, and that is no news.
    pub(in crate::page) fn faulty(&self) -> bool {
        self.errors > 0
    }

    pub(in crate::page) fn error(
        &self,
        code: Code,
        headline: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, headline, self.file, span, label)
    }

    /// Statements in order; what follows a prediction lies under its seal.
    pub(in crate::page) fn body(&mut self, statements: &'m [TypedStatement<'m>]) -> Vec<Plan> {
        let mut plans = Vec::new();
        for (index, typed) in statements.iter().enumerate() {
            let name = match &typed.content {
                Content::Predict(predict) => &predict.tree.name,
                Content::Estimate(estimate) => &estimate.tree.name,
                _ => {
                    self.statement(typed, &mut plans);
                    continue;
                }
            };
            let seal = self.fragments.len() as u32;
            self.fragments.push(Fragment::Body(Vec::new()));
            let outer = self.seal;
            self.outer_seals.resize(seal as usize + 1, None);
            self.outer_seals[seal as usize] = outer;
            if !self.gates.is_empty() {
                let (span, gates) = (typed.tree.span, self.gates.clone());
                self.sealings.push(Sealing { span, seal, gates });
            }
            let question = match &typed.content {
                Content::Predict(predict) => self.predict(predict, seal),
                Content::Estimate(estimate) => self.estimate(estimate, seal),
                _ => break,
            };
            plans.push(question);
            plans.push(Plan::Sealed { seal });
            self.seal = Some(seal);
            let rest = &statements[index + 1..];
            let mut sealed = self.body(rest);
            // Nobody commits to something and never hears of it.
            if !reveals(rest, &name.text) {
                let own = self.reveals.iter().find(|(known, _)| *known == name.text);
                sealed.extend(own.map(|(_, plan)| plan.clone()));
            }
            self.seal = outer;
            self.fragments[seal as usize] = Fragment::Body(sealed);
            break;
        }
        plans
    }

    /// A statement; one with a condition is on the page only while that holds.
    fn statement(&mut self, typed: &'m TypedStatement<'m>, plans: &mut Vec<Plan>) {
        self.place = typed.tree.span;
        // Choices for each row have a condition for each row.
        let is_one = !matches!(typed.content, Content::Choices { .. });
        let Some(when) = typed.when.as_ref().filter(|_| is_one) else {
            return Plan::of(self, typed, plans);
        };
        let mut body = Vec::new();
        let node = self.lowering.expr(when, Lowering::BASE);
        self.decides(when, node, Shown::Statement);
        self.gates.push(node);
        Plan::of(self, typed, &mut body);
        self.gates.pop();
        plans.push(Plan::When { shown: While::Slot(self.slot(Shows::Shown(node))), body });
    }

    /// Shows what became of predictions.
    pub(in crate::page) fn reveal(&mut self, names: &[tree::Name], plans: &mut Vec<Plan>) {
        for name in names {
            match self.reveals.iter().find(|(known, _)| *known == name.text) {
                Some((_, plan)) => plans.push(plan.clone()),
                None => {
                    let headline = format!("There is no prediction `{}` before this.", name.text);
                    let diagnostic = self
                        .error(Code::UnknownName, headline, name.span, "nothing to reveal")
                        .help("write `reveal` after its prediction, in the same part");
                    self.report(diagnostic);
                }
            }
        }
    }

    /// A slot for something computed; equal ones are shared.
    pub(in crate::page) fn slot(&mut self, shows: Shows) -> usize {
        self.shows(&shows);
        let slot = Slot { seal: self.seal, shows };
        // The likeliest twin is near.
        if let Some(index) = self.slots.iter().rposition(|known| *known == slot) {
            return index;
        }
        if self.slots.len() == MOST_SLOTS {
            let diagnostic = self.error(
                Code::TooMany,
                format!("A page can show at most {MOST_SLOTS} values."),
                Span::default(),
                "this lab",
            );
            self.report(diagnostic);
        }
        self.slots.push(slot);
        self.slots.len() - 1
    }

    pub(in crate::page) fn format(&mut self, format: Format) -> usize {
        match self.formats.iter().position(|known| *known == format) {
            Some(index) => index,
            None => {
                self.formats.push(format);
                self.formats.len() - 1
            }
        }
    }

    /// Lets a variable stand for a row of its table.
    pub(in crate::page) fn bind_row(&mut self, local: u32, row: usize) -> Node {
        let node = self.lowering.graph.constant(row as f64);
        self.lowering.bind(local, node);
        node
    }

    /// What stands at a place of the lab.
    pub(in crate::page) fn quoted(&self, span: Span) -> &'m str {
        self.source.get(span.range()).unwrap_or("")
    }

    /// The seal of what is being planned.
    pub(in crate::page) fn seal(&self) -> Option<u32> {
        self.seal
    }

    /// Keeps what a prediction reveals for the statement that shows it.
    pub(in crate::page) fn keep_reveal(&mut self, name: &str, plan: Plan) {
        self.reveals.push((name.to_owned(), plan));
    }

    /// Plans something as if it lay under a seal.
    pub(in crate::page) fn under<R>(&mut self, seal: u32, plan: impl FnOnce(&mut Self) -> R) -> R {
        let outer = self.seal.replace(seal);
        let result = plan(self);
        self.seal = outer;
        result
    }
}

/// Whether one of some statements reveals a prediction.
fn reveals(statements: &[TypedStatement<'_>], name: &str) -> bool {
    let mut found = false;
    for statement in statements {
        crate::syntax::every(std::slice::from_ref(statement.tree), &mut |statement| {
            if let Kind::Reveal(names) = &statement.kind {
                found |= names.iter().any(|known| known.text == name);
            }
        });
    }
    found
}

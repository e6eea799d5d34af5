//! Decides whether conditions hold at some setting. Start at [`Planner::decided`].
//!
//! Conditions that depend on the same inputs are decided together: their settings are visited once. What is known from
//! an earlier run, or from earlier in this one, is not decided again: see [`super::known`].

use std::collections::{BTreeMap, BTreeSet};

use lab_core::Machine;
use lab_core::program::{Program, Reg};
use lab_prove::{Condition, Found, Method, Outcome, Source, Step, Values, Wanted};

use super::known::{VerdictKey, key};

use crate::check::model::*;
use crate::codes::Code;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// The work that may be done for one condition; an addition at one setting is 1.
const BUDGET: f64 = 1e9;

/// The conditions to decide of one set of inputs, by their keys.
type OpenConditions = BTreeMap<VerdictKey, Open>;

/// A condition that is not known yet.
#[derive(Clone)]
struct Open {
    condition: Node,
    wanted: Wanted,
    /// Controls that stay at their starts.
    held: BTreeSet<Id>,
}

/// Conditions to decide together.
struct Members<'a, 'm> {
    planner: &'a mut Planner<'m>,
    open: Vec<&'a Open>,
}

impl Source for Members<'_, '_> {
    fn merged(&mut self, some: &[usize]) -> (Program, Vec<Reg>) {
        let nodes: Vec<Node> = some.iter().map(|member| self.open[*member].condition).collect();
        self.planner.lowering.graph.compiled(&nodes)
    }

    fn follows(&mut self, member: usize) -> (bool, Vec<Step>) {
        let open = self.open[member];
        self.planner.follows_from_formulas(open.condition, &open.held)
    }
}

/// A condition with what it reads.
struct Sliced {
    /// It is about rows that there can be.
    condition: Node,
    program: Program,
    register: Reg,
    /// The inputs that move it.
    inputs: Vec<usize>,
}

/// A condition to decide.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    /// The condition.
    pub(super) condition: Node,
    /// Controls that stay at their starts.
    pub(super) held: BTreeSet<Id>,
    /// What is asked.
    pub(super) question: Question,
    /// The place that it is about.
    pub(super) span: Span,
    /// What is wanted where it holds.
    pub(super) wanted: Wanted,
}

/// Conditions to decide together, and what they are about.
#[derive(Clone, Debug)]
pub(super) struct AskedConditions<T> {
    /// The conditions.
    pub(super) asks: Vec<Ask>,
    /// What they are about.
    pub(super) about: Vec<T>,
}

/// What a condition asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether a case of a status is reached.
    Case,
    /// Whether a goal is met, alone or with others.
    Goal,
    /// Whether a question appears.
    Lock,
    /// Whether a statement is shown, or a mark given.
    Shown,
    /// Whether a branch is taken.
    Branch,
    /// Whether a value that is shown is undefined.
    Undefined,
    /// Whether a value that is shown can't be what it is said to be.
    Impossible,
    /// Whether what a case advises ends it.
    Advice,
    /// Whether there is a setting that a check states.
    Stated,
    /// Whether there is one that refutes a check.
    Refuted,
}

impl Question {
    /// What is proved where the condition holds nowhere, or else at some setting.
    pub fn words(self) -> &'static str {
        match self {
            Self::Case => "a case is reached",
            Self::Goal => "a goal is met",
            Self::Lock => "a question appears",
            Self::Shown => "it is shown",
            Self::Branch => "a branch is taken",
            Self::Undefined => "a shown value is defined at every setting",
            Self::Impossible => "a shown value is within its bounds at every setting",
            Self::Advice => "what a case advises ends it at some setting",
            Self::Stated => "a check holds at some setting",
            Self::Refuted => "a check holds at every setting",
        }
    }

    /// Whether a setting at which the condition holds refutes what is asked.
    fn is_against(self) -> bool {
        matches!(self, Self::Undefined | Self::Impossible | Self::Refuted)
    }
}

/// What was found out about a lab, for `labc check --proofs`.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The place that it is about.
    pub span: Span,
    /// What was asked.
    pub question: Question,
    /// Whether it holds; nothing where it is unknown.
    pub holds: Option<bool>,
    /// How many settings there are; infinite where a number can be typed, or the student's record matters.
    pub settings: f64,
    /// How it was decided: reads after "by".
    pub method: &'static str,
    /// How much work that is for this question alone: an addition at one setting is 1.
    pub work: f64,
    /// Controls away from their starts, with their values as `--set` takes them, at a setting where the condition that was
    /// looked for holds; nothing where there is none, or none that controls alone lead to.
    pub setting: Option<Vec<(String, String)>>,
    /// How it was reached, for who asked.
    pub detail: Option<Detail>,
}

/// How a verdict was reached.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The formulas of the lab that it depends on, by name.
    pub formulas: Vec<String>,
    /// What moves it: controls with how many positions each has, which is infinite where any number can be typed.
    pub moved: Vec<(String, f64)>,
    /// What was tried, in order.
    pub steps: Vec<Step>,
    /// What is proved of the formulas that the verdict follows from, in words: "`load` is 1 % to 96 %".
    pub known: Vec<String>,
    /// The condition that was looked for, for tests that try settings themselves.
    pub looked_for: LookedFor,
}

/// A condition that was looked for, with all that its inputs can be.
#[derive(Clone, Debug)]
pub struct LookedFor {
    /// The program that computes it.
    pub program: Program,
    /// The register of the condition: 1 where it holds.
    pub register: Reg,
    /// The values of each input of the program, in base units.
    pub inputs: Vec<Values>,
    /// The inputs away from their starts where it holds, with their values; nothing where no setting was found.
    pub found: Option<Vec<(usize, f64)>>,
}

impl Ask {
    /// A condition over all controls.
    pub(super) fn of(condition: Node, question: Question, span: Span) -> Self {
        let wanted = if question.is_against() { Wanted::Simplest } else { Wanted::Any };
        Self { condition, held: BTreeSet::new(), question, span, wanted }
    }
}

impl Planner<'_> {
    /// Whether each condition holds at some setting.
    pub(super) fn decided(&mut self, asks: &[Ask]) -> Vec<Outcome> {
        let outcomes = self.outcomes(asks);
        let formulas = if self.known.explains { self.own_formulas() } else { Vec::new() };
        for (ask, outcome) in asks.iter().zip(&outcomes) {
            let detail = self.known.explains.then(|| self.detail(ask, outcome, &formulas));
            let verdict = self.verdict(outcome);
            let found = match (outcome.found.is_some(), outcome.never) {
                (true, _) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
            };
            self.proofs.push(Proof {
                span: ask.span,
                question: ask.question,
                holds: found.map(|found| found != ask.question.is_against()),
                settings: outcome.settings,
                method: outcome.method.words(),
                work: outcome.work,
                setting: verdict.setting.filter(|_| outcome.found.is_some()),
                detail,
            });
        }
        outcomes
    }

    /// The outcome of a condition that holds at some setting, with at how many it does, where all can be visited.
    pub(super) fn counted(&mut self, condition: Node, outcome: Outcome) -> Outcome {
        if outcome.method == Method::Enumeration || !outcome.settings.is_finite() {
            return outcome;
        }
        let ask = Ask { wanted: Wanted::Count, ..Ask::of(condition, Question::Stated, Span::default()) };
        let counted = self.outcomes(&[ask]).pop().filter(|counted| counted.method == Method::Enumeration);
        counted.filter(|counted| counted.found.is_some()).unwrap_or(outcome)
    }

    /// Whether the author allows a warning about a place.
    pub(super) fn is_allowed(&self, code: Code, place: Span) -> bool {
        let is_here = |about: Span| about.start <= place.start && place.end <= about.end;
        self.allowed.iter().any(|(allowed, about)| *allowed == code && is_here(*about))
    }

    /// How a verdict was reached. `formulas` are the formulas of the lab.
    fn detail(&mut self, ask: &Ask, outcome: &Outcome, formulas: &[(Id, Node)]) -> Detail {
        let nodes: Vec<Node> = formulas.iter().map(|(_, node)| *node).collect();
        let read = self.lowering.graph.read_by(ask.condition, &nodes);
        let read: Vec<(Id, Node)> =
            formulas.iter().zip(read).filter(|(_, read)| *read).map(|(formula, _)| *formula).collect();
        let formulas = read.iter().map(|(id, _)| self.model.defines[*id].tree.name.text.clone()).collect();
        let follows = outcome.method == Method::Formulas;
        let known = if follows { self.said_images(&read) } else { Vec::new() };
        let Sliced { program, register, inputs, .. } = self.sliced(ask);
        let mut all: Vec<Values> = program
            .inputs
            .iter()
            .map(|start| Values { positions: vec![*start], ..Values::default() })
            .collect();
        let mut moved: Vec<(String, f64)> = Vec::new();
        for input in inputs {
            let values = self.values_of_input(input);
            all[input] = values.clone();
            let open = values.open || values.between.is_some();
            let count = if open { f64::INFINITY } else { values.positions.len() as f64 };
            let name_of = |control: Id| self.model.controls[control].name.text.as_str();
            let name = match self.places.get(&input) {
                Some(along) => along.walk.words(name_of(along.control)),
                None if input < self.model.controls.len() => format!("`{}`", name_of(input)),
                None if self.is_brought(input) => "rows that students bring along".to_owned(),
                None => "the student's record".to_owned(),
            };
            match moved.iter_mut().find(|(known, _)| *known == name) {
                Some((_, counts)) => *counts *= count,
                None => moved.push((name, count)),
            }
        }
        let found = outcome.found.as_ref().map(|found| found.setting.clone());
        let looked_for = LookedFor { program, register, inputs: all, found };
        Detail { formulas, moved, steps: outcome.steps.clone(), known, looked_for }
    }

    /// The condition of a question with what it reads.
    fn sliced(&mut self, ask: &Ask) -> Sliced {
        let mut condition = ask.condition;
        loop {
            let (program, registers) = self.lowering.graph.compiled(&[condition]);
            let read = program.reads();
            let inputs: Vec<usize> =
                (0..read.len()).filter(|input| read[*input] && !ask.held.contains(input)).collect();
            if condition == ask.condition && inputs.iter().any(|input| self.is_brought(*input)) {
                condition = self.with_whole_rows(condition, &inputs);
                if condition != ask.condition {
                    continue;
                }
            }
            return Sliced { condition, program, register: registers[0], inputs };
        }
    }

    /// The same, without an entry in the table of proofs.
    pub(super) fn outcomes(&mut self, asks: &[Ask]) -> Vec<Outcome> {
        let answered: Vec<Option<Outcome>> = asks
            .iter()
            .map(|ask| {
                self.answers.get(&(ask.condition, ask.wanted)).filter(|_| ask.held.is_empty()).cloned()
            })
            .collect();
        let open: Vec<&Ask> =
            asks.iter().zip(&answered).filter(|(_, known)| known.is_none()).map(|(ask, _)| ask).collect();
        let new = self.new_outcomes(&open);
        for (ask, outcome) in open.iter().zip(&new).filter(|(ask, _)| ask.held.is_empty()) {
            self.answers.insert((ask.condition, ask.wanted), outcome.clone());
        }
        let mut new = new.into_iter();
        answered.into_iter().filter_map(|known| known.or_else(|| new.next())).collect()
    }

    /// The same of what this run has not asked yet.
    fn new_outcomes(&mut self, asks: &[&Ask]) -> Vec<Outcome> {
        let mut groups: BTreeMap<Vec<usize>, OpenConditions> = BTreeMap::new();
        let mut values: BTreeMap<usize, Values> = BTreeMap::new();
        let mut keys = Vec::new();
        for ask in asks {
            let Sliced { condition, program, register, inputs: moved } = self.sliced(ask);
            for input in &moved {
                if !values.contains_key(input) {
                    values.insert(*input, self.values_of_input(*input));
                }
            }
            let (key, inputs) = key(&program, register, ask.wanted, |input| {
                values.get(&input).filter(|_| moved.binary_search(&input).is_ok())
            });
            if !self.known.has(&key, &program, register, &inputs) {
                let open = Open { condition, wanted: ask.wanted, held: ask.held.clone() };
                groups.entry(moved).or_default().insert(key, open);
            }
            keys.push((key, inputs, condition));
        }
        for (moved, group) in groups {
            self.decide_group(&moved, &group, &values);
        }
        let mut outcomes = Vec::new();
        for ((key, inputs, condition), ask) in keys.into_iter().zip(asks) {
            let outcome = self.known.get(&key, &inputs);
            let mut outcome = outcome.unwrap_or_else(|| Outcome::nothing(f64::INFINITY));
            let was_tried = outcome.steps.iter().any(|step| step.method == Method::Formulas);
            if outcome.found.is_none() && !outcome.never && !was_tried {
                self.conclude(condition, &ask.held, &mut outcome);
            }
            outcomes.push(self.possible_outcome(outcome));
        }
        outcomes
    }

    /// Decides conditions that depend on the same inputs.
    fn decide_group(&mut self, moved: &[usize], group: &OpenConditions, values: &BTreeMap<usize, Values>) {
        let inputs: Vec<Values> = (0..self.lowering.graph.inputs.len())
            .map(|input| match moved.binary_search(&input) {
                Ok(_) => values[&input].clone(),
                Err(_) => Values { positions: vec![self.lowering.graph.inputs[input]], ..Values::default() },
            })
            .collect();
        let tried = match moved.iter().any(|input| self.is_brought(*input)) {
            true => self.brought_rows(),
            false => Vec::new(),
        };
        let (mut keys, mut open, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
        for (key, asked) in group {
            let (program, registers) = self.lowering.graph.compiled(&[asked.condition]);
            if let Some(outcome) = found_in(&tried, &program, registers[0]) {
                self.known.learn(*key, &program, outcome);
            } else if Machine::new(program.clone()).is_ok() {
                keys.push(key);
                open.push(asked);
                conditions.push(Condition { program, register: registers[0], wanted: asked.wanted });
            }
        }
        let mut members = Members { planner: self, open };
        let decided = lab_prove::decide(&conditions, &mut members, &inputs, BUDGET);
        for ((key, condition), outcome) in keys.into_iter().zip(&conditions).zip(decided) {
            self.known.learn(*key, &condition.program, outcome);
        }
    }
}

/// Whether a condition holds at one of some settings.
fn found_in(tried: &[Vec<(usize, f64)>], program: &Program, register: Reg) -> Option<Outcome> {
    if tried.is_empty() {
        return None;
    }
    let reads = program.reads();
    let mut machine = Machine::new(program.clone()).ok()?;
    for (index, setting) in tried.iter().enumerate() {
        for (input, start) in program.inputs.iter().enumerate() {
            machine.set(input, *start);
        }
        setting.iter().for_each(|(input, value)| machine.set(*input, *value));
        machine.run();
        if machine.value(register) == 1.0 {
            let moved = setting.iter().copied().filter(|(input, value)| {
                reads[*input] && value.to_bits() != program.inputs[*input].to_bits()
            });
            return Some(Outcome {
                found: Some(Found { setting: moved.collect(), count: 1 }),
                tried: index as u64 + 1,
                work: machine.cost() as f64 * (index as f64 + 1.0),
                ..Outcome::nothing(f64::INFINITY)
            });
        }
    }
    None
}

//! Decides whether conditions hold at some setting, the cheapest method first. Start at [`decide`].
//!
//! A budget counts work and never time, and what a condition may cost depends on that condition alone: a verdict is the
//! same on every machine, whatever else is asked, and whatever an earlier run has answered. What was not found by trying
//! some settings is never said not to exist.

use lab_core::program::{Program, Reg};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::branch::End;
use crate::pass::{Domain, Pass};
use crate::simplest::simplest;
use crate::values::Values;

/// Settings are all visited without further thought where that costs so much.
const CHEAP: f64 = 1e6;

/// How many settings a first sample has.
const SAMPLE: usize = 4096;

/// How many boxes are looked at before any settings are visited: most formulas that are defined everywhere are so in
/// one or two of them.
const FIRST_BOXES: f64 = 4.0;

/// What a first sample may cost.
const SAMPLE_COST: f64 = 1e7;

/// The share of the work of visiting every setting that ranges may take before.
const RANGES_BEFORE: f64 = 0.05;

/// The share of a budget that ranges may take where not every setting can be visited.
const RANGES: f64 = 0.01;

/// Where visiting every setting costs more, what follows from the formulas that a condition reads is asked before.
const DEAR: f64 = 3e7;

/// What finding the simplest setting may cost where one is known, short of visiting all.
const SIMPLEST_COST: f64 = 1e7;

/// The share of a budget that ranges may take where nothing else can prove.
const RANGES_WITHIN: f64 = 0.1;

/// The share of a budget that a last, larger sample may take.
const SAMPLED: f64 = 0.02;

/// A condition to decide: a register of a checked program that holds nothing more than it needs.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The program.
    pub program: Program,
    /// The condition's register, outside all loops.
    pub register: Reg,
    /// What is wanted where it holds.
    pub wanted: Wanted,
}

/// What is wanted where a condition holds somewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Wanted {
    /// A setting.
    #[default]
    Any,
    /// The simplest setting.
    Simplest,
    /// The simplest setting, and at how many it holds.
    Count,
}

/// Where the conditions come from.
pub trait Source {
    /// A program for some of the conditions, with their registers, so that settings are visited once for all.
    fn merged(&mut self, some: &[usize]) -> (Program, Vec<Reg>);

    /// Tries to prove that a condition holds nowhere, without visiting its settings: whether it is proved, and what was
    /// tried.
    fn follows(&mut self, condition: usize) -> (bool, Vec<Step>);
}

impl<F: FnMut(&[usize]) -> (Program, Vec<Reg>)> Source for F {
    fn merged(&mut self, some: &[usize]) -> (Program, Vec<Reg>) {
        self(some)
    }

    fn follows(&mut self, _: usize) -> (bool, Vec<Step>) {
        (false, Vec::new())
    }
}

/// What was found out about a condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Where it holds.
    pub found: Option<Found>,
    /// It holds nowhere, which is proved.
    pub never: bool,
    /// How many settings there are; infinite where an input has a range or is open.
    pub settings: f64,
    /// How many of them were tried.
    pub tried: u64,
    /// How it was decided, or what was tried last.
    pub method: Method,
    /// How much work that is for this condition alone: an addition at one setting is 1.
    pub work: f64,
    /// What was tried, in order.
    pub steps: Vec<Step>,
}

/// A method that was tried on a condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The method.
    pub method: Method,
    /// How many settings, or boxes of settings, were looked at.
    pub tried: u64,
    /// How much work that was.
    pub work: f64,
}

/// A setting at which a condition holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The inputs that are away from their starts, with their values in base units.
    pub setting: Vec<(usize, f64)>,
    /// At how many of the tried settings it holds.
    pub count: u64,
}

/// How a verdict was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// Every setting was visited.
    Enumeration,
    /// Some settings were visited.
    Sampling,
    /// What formulas can be over whole ranges of the controls was bounded.
    Ranges,
    /// It follows from what the formulas that it reads were proved to be, whatever else they are.
    Formulas,
}

impl Method {
    /// In words, after "by".
    pub fn words(self) -> &'static str {
        match self {
            Self::Enumeration => "trying every setting",
            Self::Sampling => "trying some settings",
            Self::Ranges => "bounding the formulas over ranges of the controls",
            Self::Formulas => "what is proved of the formulas that it reads",
        }
    }
}

/// Whether each of some conditions holds at some setting. `source` has them, too. `inputs` are the values of the
/// programs' inputs; one that is not listed is held where the programs have it. `budget` is the work that may be done for
/// a condition.
pub fn decide(
    conditions: &[Condition],
    source: &mut dyn Source,
    inputs: &[Values],
    budget: f64,
) -> Vec<Outcome> {
    let domain: Domain = inputs.iter().map(|values| values.positions.clone()).collect();
    let own: Vec<Own> = conditions.iter().map(|condition| Own::new(condition, inputs, &domain)).collect();
    let mut ladder = Ladder { conditions, own, outcomes: Vec::new() };
    ladder.outcomes = ladder.own.iter().map(|own| Outcome::nothing(own.settings)).collect();
    let few_settings = ladder.those(|ladder, index| ladder.own[index].work <= ladder.few_boxes(index));
    ladder.visit(&few_settings, source, &domain, true);
    let open = ladder.those(|ladder, index| !ladder.is_decided(index) && !ladder.is_visited(index));
    ladder.rule_out(&open, inputs);
    let cheap = ladder.those(|ladder, index| {
        !ladder.is_decided(index) && !ladder.is_visited(index) && ladder.own[index].work <= CHEAP
    });
    ladder.visit(&cheap, source, &domain, true);
    if let Some(thin) = few(inputs) {
        let cost = |index: usize| Pass::new(&conditions[index].program, &thin).map(|pass| pass.work());
        let sampled = ladder.those(|ladder, index| {
            !ladder.is_decided(index) && cost(index).is_some_and(|cost| cost <= SAMPLE_COST)
        });
        ladder.visit(&sampled, source, &thin, false);
    }
    let dear = ladder.those(|ladder, index| {
        let own = &ladder.own[index];
        !ladder.is_decided(index) && own.whole && own.work > DEAR && own.work <= budget
    });
    dear.into_iter().for_each(|index| ladder.follow(index, source));
    let open = ladder.those(|ladder, index| !ladder.is_decided(index));
    ladder.bound(&open, inputs, budget);
    let by_chance = ladder.those(|ladder, index| {
        conditions[index].wanted == Wanted::Simplest && ladder.is_found_by_chance(index)
    });
    let unsure: Vec<usize> =
        by_chance.into_iter().filter(|index| !ladder.simplify(*index, &domain)).collect();
    let visited = ladder.those(|ladder, index| {
        let own = &ladder.own[index];
        let counts = conditions[index].wanted == Wanted::Count && ladder.is_found_by_chance(index);
        let wanted = !ladder.is_decided(index) || counts || unsure.binary_search(&index).is_ok();
        wanted && own.whole && own.work > CHEAP && own.work <= budget
    });
    ladder.visit(&visited, source, &domain, true);
    let open = ladder.those(|ladder, index| {
        let own = &ladder.own[index];
        !ladder.is_decided(index) && !ladder.is_visited(index) && (own.work > budget || !own.whole)
    });
    for index in open {
        ladder.sample(index, inputs, &domain, budget * SAMPLED);
    }
    ladder.outcomes
}

/// As [`decide`] for the register of one program.
pub fn decide_one(program: &Program, register: Reg, inputs: &[Values], budget: f64) -> Outcome {
    let condition = Condition { program: program.clone(), register, wanted: Wanted::Count };
    let mut alone = |_: &[usize]| (program.clone(), vec![register]);
    decide(&[condition], &mut alone, inputs, budget).remove(0)
}

/// Whether the register of one program is 1 at no setting: by ranges alone where not every setting can be visited, for at
/// most so much work. A setting at which it is 1 is not looked for.
pub fn decide_within(program: &Program, register: Reg, inputs: &[Values], budget: f64) -> Outcome {
    let reads = program.reads();
    if inputs.iter().zip(&reads).all(|(values, read)| !*read || values.is_whole()) {
        return decide_one(program, register, inputs, budget);
    }
    let (end, work, boxes) = crate::branch::search(program, register, inputs, budget * RANGES_WITHIN);
    let step = Step { method: Method::Ranges, tried: boxes, work };
    Outcome {
        never: end == End::Never,
        tried: boxes,
        method: Method::Ranges,
        work,
        steps: vec![step],
        ..Outcome::nothing(f64::INFINITY)
    }
}

/// What a condition is by itself, whatever else is asked.
struct Own {
    /// Its positions are all the values that there are.
    whole: bool,
    /// How many settings there are; infinite where positions are not all.
    settings: f64,
    /// The work of visiting all positions; infinite where that can't be done.
    work: f64,
}

impl Own {
    fn new(condition: &Condition, inputs: &[Values], domain: &Domain) -> Self {
        let reads = condition.program.reads();
        let read = || inputs.iter().zip(&reads).filter(|(_, read)| **read).map(|(values, _)| values);
        let whole = read().all(Values::is_whole);
        let count: f64 = read().map(|values| values.positions.len().max(1) as f64).product();
        let settings = if whole { count } else { f64::INFINITY };
        let work = Pass::new(&condition.program, domain).map_or(f64::INFINITY, |pass| pass.work());
        Self { whole, settings, work }
    }
}

impl Outcome {
    /// Nothing has been tried.
    pub fn nothing(settings: f64) -> Self {
        let (found, never, tried, method) = (None, false, 0, Method::Sampling);
        Self { found, never, settings, tried, method, work: 0.0, steps: Vec::new() }
    }
}

struct Ladder<'a> {
    conditions: &'a [Condition],
    own: Vec<Own>,
    outcomes: Vec<Outcome>,
}

impl Ladder<'_> {
    fn those(&self, is_one: impl Fn(&Self, usize) -> bool) -> Vec<usize> {
        (0..self.conditions.len()).filter(|index| is_one(self, *index)).collect()
    }

    fn is_decided(&self, index: usize) -> bool {
        self.outcomes[index].never || self.outcomes[index].found.is_some()
    }

    /// Whether a setting was found without visiting all: there may be a simpler one.
    fn is_found_by_chance(&self, index: usize) -> bool {
        let outcome = &self.outcomes[index];
        self.own[index].whole && outcome.found.is_some() && outcome.method != Method::Enumeration
    }

    /// Visits settings once for some conditions: all, or some of them.
    fn visit(&mut self, members: &[usize], source: &mut dyn Source, domain: &Domain, all: bool) {
        if members.is_empty() {
            return;
        }
        let (program, registers) = source.merged(members);
        let Some(pass) = Pass::new(&program, domain) else { return };
        for (index, seen) in members.iter().zip(pass.run(&registers)) {
            let own = &self.own[*index];
            let found = seen.holds();
            let program = &self.conditions[*index].program;
            let work = Pass::new(program, domain).map_or(0.0, |pass| pass.work());
            let outcome = &mut self.outcomes[*index];
            let whole = own.whole && all;
            let method = if whole { Method::Enumeration } else { Method::Sampling };
            let mut steps = std::mem::take(&mut outcome.steps);
            steps.push(Step { method, tried: pass.settings(), work });
            *outcome = Outcome {
                never: found.is_none() && whole,
                found: found.map(|found| Found { setting: pass.setting(found.simplest), count: found.count }),
                settings: own.settings,
                tried: pass.settings(),
                method,
                work: outcome.work + work,
                steps,
            };
        }
    }

    /// Asks what follows from the formulas that a condition reads.
    fn follow(&mut self, index: usize, source: &mut dyn Source) {
        let (never, steps) = source.follows(index);
        let outcome = &mut self.outcomes[index];
        outcome.work += steps.iter().map(|step| step.work).sum::<f64>();
        if never {
            outcome.never = true;
            outcome.tried = steps.last().map_or(0, |step| step.tried);
            outcome.method = Method::Formulas;
        }
        outcome.steps.extend(steps);
    }

    /// Takes the simplest setting in place of one that was found by chance; whether it is certain to be the simplest.
    fn simplify(&mut self, index: usize, domain: &Domain) -> bool {
        let (condition, own) = (&self.conditions[index], &self.own[index]);
        let most = own.work.min(SIMPLEST_COST);
        let (simplest, work) = simplest(&condition.program, condition.register, domain, most);
        let outcome = &mut self.outcomes[index];
        outcome.work += work;
        if let (Some(setting), Some(found)) = (simplest, &mut outcome.found) {
            found.setting = setting;
            return true;
        }
        false
    }

    /// Whether every setting was visited.
    fn is_visited(&self, index: usize) -> bool {
        self.own[index].whole && self.outcomes[index].method == Method::Enumeration
    }

    /// The work of the first boxes.
    fn few_boxes(&self, index: usize) -> f64 {
        FIRST_BOXES * crate::branch::work_of_a_box(&self.conditions[index].program)
    }

    /// Proves for some conditions, with a few boxes, that they hold nowhere. A setting that is found on the way is not
    /// taken: those that are visited next are simpler.
    fn rule_out(&mut self, members: &[usize], inputs: &[Values]) {
        let ends: Vec<(End, f64, u64)> = members
            .par_iter()
            .map(|index| {
                let condition = &self.conditions[*index];
                crate::branch::search(&condition.program, condition.register, inputs, self.few_boxes(*index))
            })
            .collect();
        for (index, (end, work, boxes)) in members.iter().zip(ends) {
            if end == End::Never {
                self.take_end(*index, end, work, boxes);
            }
        }
    }

    /// Asks ranges of values, for each condition by itself.
    fn bound(&mut self, members: &[usize], inputs: &[Values], budget: f64) {
        let ends: Vec<(End, f64, u64)> = members
            .par_iter()
            .map(|index| {
                let own = &self.own[*index];
                let can_be_visited = own.whole && own.work <= budget;
                let budget = if can_be_visited { own.work * RANGES_BEFORE } else { budget * RANGES };
                let condition = &self.conditions[*index];
                crate::branch::search(&condition.program, condition.register, inputs, budget)
            })
            .collect();
        for (index, (end, work, boxes)) in members.iter().zip(ends) {
            self.take_end(*index, end, work, boxes);
        }
    }

    /// Notes how a search in ranges has ended.
    fn take_end(&mut self, index: usize, end: End, work: f64, boxes: u64) {
        let outcome = &mut self.outcomes[index];
        outcome.work += work;
        outcome.steps.push(Step { method: Method::Ranges, tried: boxes, work });
        match end {
            End::Found(setting) => {
                outcome.found = Some(Found { setting, count: 1 });
                outcome.method = Method::Ranges;
            }
            End::Never => {
                outcome.never = true;
                outcome.tried = boxes;
                outcome.method = Method::Ranges;
            }
            End::Unknown => {}
        }
    }

    /// Tries as many settings as a budget allows: ends, starts and some between, or one input after the other.
    fn sample(&mut self, index: usize, inputs: &[Values], domain: &Domain, budget: f64) {
        let condition = &self.conditions[index];
        let fits =
            |domain: &Domain| Pass::new(&condition.program, domain).is_some_and(|pass| pass.work() <= budget);
        let mut parts = 2;
        let mut thin = None;
        // Beyond that every position is taken.
        while parts < 1 << 20
            && let more = thinned(inputs, parts)
            && fits(&more)
        {
            thin = Some(more);
            parts *= 2;
        }
        let lines = match thin {
            Some(thin) => vec![thin],
            None => (0..domain.len()).map(|moved| line(domain, moved)).collect(),
        };
        let mut left = budget;
        let outcome = &mut self.outcomes[index];
        for domain in lines {
            let Some(pass) = Pass::new(&condition.program, &domain).filter(|pass| pass.work() <= left) else {
                continue;
            };
            left -= pass.work();
            outcome.work += pass.work();
            outcome.tried = outcome.tried.max(pass.settings());
            let (tried, work) = (pass.settings(), pass.work());
            outcome.steps.push(Step { method: Method::Sampling, tried, work });
            let found = pass.run(&[condition.register])[0].holds();
            if let Some(found) = found {
                let setting = pass.setting(found.simplest);
                outcome.found = Some(Found { setting, count: found.count });
                outcome.method = Method::Sampling;
                return;
            }
        }
    }
}

/// A first sample; nothing where not even the ends of all inputs make so few settings.
fn few(inputs: &[Values]) -> Option<Domain> {
    let settings = |parts: usize| {
        let sizes = inputs.iter().map(|values| values.positions.len().clamp(1, parts + 1) as f64);
        sizes.product::<f64>()
    };
    let mut parts = 2;
    while parts < SAMPLE && settings(parts * 2) <= SAMPLE as f64 {
        parts *= 2;
    }
    (settings(parts) <= SAMPLE as f64).then(|| thinned(inputs, parts))
}

/// Starts, ends, and positions at even distances: about so many of each input.
fn thinned(inputs: &[Values], parts: usize) -> Domain {
    let thin = |positions: &Vec<f64>| {
        let rest = &positions[1.min(positions.len())..];
        if rest.len() <= parts {
            return positions.clone();
        }
        let places = (0..parts).map(|part| part * (rest.len() - 1) / (parts - 1).max(1));
        positions.iter().take(1).copied().chain(places.map(|place| rest[place])).collect()
    };
    inputs.iter().map(|values| thin(&values.positions)).collect()
}

/// One input moves, and the others stay at their starts.
fn line(domain: &Domain, moved: usize) -> Domain {
    let own = |input: usize| match input == moved {
        true => domain[input].clone(),
        false => domain[input].iter().take(1).copied().collect(),
    };
    (0..domain.len()).map(own).collect()
}

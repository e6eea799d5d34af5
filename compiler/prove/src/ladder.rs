//! Decides whether conditions hold at some setting, the cheapest method first. Start at [`decide`].
//!
//! A budget counts work and never time, so a verdict is the same on every machine. What was not found by trying some
//! settings is never said not to exist.

use lab_core::program::{Program, Reg};

use crate::branch::End;
use crate::pass::{Domain, Pass};

/// The share of a budget that is spent on looking for a setting where not all can be visited.
const SAMPLED: f64 = 0.02;

/// The share of a budget that is spent on ranges for all conditions together, where not all settings can be visited.
const BRANCHED: f64 = 0.1;

/// The values that an input can have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// Its positions in base units, its start first.
    pub positions: Vec<f64>,
    /// The ends of a range whose every value is possible, besides the positions.
    pub between: Option<(f64, f64)>,
    /// It can also be something that is not listed here.
    pub open: bool,
}

impl Values {
    fn is_whole(&self) -> bool {
        self.between.is_none() && !self.open
    }
}

/// What was found out about a condition.
#[derive(Clone, Debug, PartialEq)]
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
    /// How much work that was: an addition at one setting is 1.
    pub work: f64,
}

/// A setting at which a condition holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The inputs that are away from their starts, with their values in base units.
    pub setting: Vec<(usize, f64)>,
    /// At how many of the tried settings it holds.
    pub count: u64,
}

/// How a verdict was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Every setting was visited.
    Enumeration,
    /// Some settings were visited.
    Sampling,
    /// What formulas can be over whole ranges of the controls was bounded.
    Ranges,
}

impl Method {
    /// In words, after "by".
    pub fn words(self) -> &'static str {
        match self {
            Self::Enumeration => "trying every setting",
            Self::Sampling => "trying some settings",
            Self::Ranges => "bounding the formulas over ranges of the controls",
        }
    }
}

/// Whether each of some conditions of a checked program holds at some setting. `inputs` are the values of the
/// program's inputs; one that is not listed is held where the program has it. `budget` is the work that may be done.
pub fn decide(program: &Program, asked: &[Reg], inputs: &[Values], budget: f64) -> Vec<Outcome> {
    let reads = program.reads();
    let whole = inputs.iter().zip(&reads).all(|(values, read)| !read || values.is_whole());
    let decided = enumerated(program, asked, inputs, budget, whole, settings_of(inputs, &reads, whole));
    let mut outcomes = decided;
    for (register, outcome) in asked.iter().zip(&mut outcomes) {
        if outcome.found.is_none() && !outcome.never {
            branched(program, *register, inputs, budget * BRANCHED / asked.len() as f64, outcome);
        }
    }
    outcomes
}

/// How many settings there are.
fn settings_of(inputs: &[Values], reads: &[bool], whole: bool) -> f64 {
    let read = inputs.iter().zip(reads).filter(|(_, read)| **read);
    let count: f64 = read.map(|(values, _)| values.positions.len().max(1) as f64).product();
    if whole { count } else { f64::INFINITY }
}

/// Asks ranges of values where not every setting was visited.
fn branched(program: &Program, register: Reg, inputs: &[Values], budget: f64, outcome: &mut Outcome) {
    let (end, work, boxes) = crate::branch::search(program, register, inputs, budget);
    outcome.work += work;
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

/// Visits every setting, or as many as the budget allows.
fn enumerated(
    program: &Program,
    asked: &[Reg],
    inputs: &[Values],
    budget: f64,
    whole: bool,
    settings: f64,
) -> Vec<Outcome> {
    let domain: Domain = inputs.iter().map(|values| values.positions.clone()).collect();
    if let Some(pass) = Pass::new(program, &domain).filter(|pass| pass.work() <= budget) {
        let method = if whole { Method::Enumeration } else { Method::Sampling };
        return visited(&pass, asked, settings, whole, method);
    }
    // Only what decides may take all of the budget.
    let budget = budget * SAMPLED;
    let mut parts = 2;
    while let Some(more) = Some(parts * 2).filter(|more| fits(program, inputs, *more, budget)) {
        parts = more;
    }
    let thin = thinned(inputs, parts);
    match Pass::new(program, &thin).filter(|pass| pass.work() <= budget) {
        Some(pass) => visited(&pass, asked, settings, false, Method::Sampling),
        // Not even the ends of all controls together: each control alone.
        None => lines(program, asked, &domain, settings, budget),
    }
}

fn visited(pass: &Pass<'_>, asked: &[Reg], settings: f64, whole: bool, method: Method) -> Vec<Outcome> {
    let seen = pass.run(asked);
    let outcome = |seen: &crate::Seen| {
        let found = seen.holds();
        Outcome {
            never: found.is_none() && whole,
            found: found.map(|found| Found { setting: pass.setting(found.simplest), count: found.count }),
            settings,
            tried: pass.settings(),
            method,
            work: pass.work(),
        }
    };
    seen.iter().map(outcome).collect()
}

fn fits(program: &Program, inputs: &[Values], parts: usize, budget: f64) -> bool {
    // Beyond that every position is taken, and that was too much.
    parts < 1 << 20 && Pass::new(program, &thinned(inputs, parts)).is_some_and(|pass| pass.work() <= budget)
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

/// One input moves at a time, as far as the budget goes.
fn lines(program: &Program, asked: &[Reg], domain: &Domain, settings: f64, budget: f64) -> Vec<Outcome> {
    let nothing =
        Outcome { found: None, never: false, settings, tried: 0, method: Method::Sampling, work: 0.0 };
    let mut outcomes = vec![nothing; asked.len()];
    let mut left = budget;
    for moved in 0..domain.len() {
        let line: Domain = (0..domain.len())
            .map(|input| match input == moved {
                true => domain[input].clone(),
                false => domain[input].iter().take(1).copied().collect(),
            })
            .collect();
        let Some(pass) = Pass::new(program, &line).filter(|pass| pass.work() <= left) else { continue };
        left -= pass.work();
        for (outcome, new) in
            outcomes.iter_mut().zip(visited(&pass, asked, settings, false, Method::Sampling))
        {
            outcome.found = outcome.found.take().or(new.found);
            outcome.tried += new.tried;
            outcome.work += new.work;
        }
    }
    outcomes
}

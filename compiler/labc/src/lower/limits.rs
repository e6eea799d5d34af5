//! What a page can compute, and what is said where a lab asks for more: how much it is, where the most of it is
//! asked for, and what would help. Start at [`Lowering::overload`].

use lab_core::machine::{BISECTIONS, MOST_CELLS, MOST_DEPTH, MOST_INPUTS, MOST_OPS, MOST_RUNS, MOST_WORK};
use lab_core::program::{Op, Program};

use super::Lowering;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;

/// A loop or a search around an operation.
struct Enclosing {
    end: usize,
    rounds: u64,
    /// The outermost one: what it costs is what counts.
    outermost: usize,
}

/// What a program asks for.
#[derive(Default)]
struct Cost {
    work: u64,
    items: u64,
    /// The loop with the most work, and how much.
    heaviest: (u64, usize),
    /// The loop with the longest list, and how long.
    longest: (u64, usize),
    /// The first loop that lies too deep.
    too_deep: Option<usize>,
}

impl Cost {
    fn of(program: &Program) -> Self {
        let mut cost = Self::default();
        let mut around: Vec<Enclosing> = Vec::new();
        let mut own: (u64, usize) = (0, 0);
        for (at, op) in program.ops.iter().enumerate() {
            around.retain(|around| around.end > at);
            let rounds = around.last().map_or(1, |around| around.rounds);
            let outermost = around.first().map_or(at, |around| around.outermost);
            let inside = match *op {
                Op::Loop { most, heads, body, .. } => {
                    Some((at + 1 + heads as usize + body as usize, u64::from(most)))
                }
                Op::Solve { samples, body, .. } => {
                    Some((at + 1 + body as usize, u64::from(samples) + u64::from(BISECTIONS) + 2))
                }
                _ => None,
            };
            let mut work = rounds;
            if let Some((end, times)) = inside {
                if around.len() == MOST_DEPTH {
                    cost.too_deep.get_or_insert(at);
                }
                let rounds = rounds.saturating_mul(times);
                work = work.saturating_add(rounds);
                around.push(Enclosing { end, rounds, outermost });
            }
            cost.work = cost.work.saturating_add(work);
            own =
                if own.1 == outermost { (own.0.saturating_add(work), outermost) } else { (work, outermost) };
            cost.heaviest = cost.heaviest.max(own);
            if let Op::List { most } = *op {
                cost.items += u64::from(most);
                cost.longest = cost.longest.max((u64::from(most), outermost));
            }
        }
        cost
    }
}

impl Lowering<'_> {
    /// Why a program that is refused cannot be run, for the author of the lab; `fallback` is where it is said of the lab
    /// as a whole.
    pub fn overload(&self, program: &Program, fallback: Span) -> Diagnostic {
        self.too_much(program, fallback).unwrap_or_else(|| {
            let headline = "labc can't compute this. This is a bug in labc, not in your lab.";
            let label = "please report it, with the lab".to_owned();
            Diagnostic::error(Code::TooMuchWork, headline.to_owned(), self.file, fallback, label)
        })
    }

    /// Which limit a program exceeds. Nothing where it is refused for another reason: what a lab with faults is made of
    /// can be incomplete.
    pub fn too_much(&self, program: &Program, fallback: Span) -> Option<Diagnostic> {
        let places = self.graph.places();
        let place = |at: usize| places.get(&(at as u32)).copied().unwrap_or(fallback);
        let cost = Cost::of(program);
        let error = |headline: String, span: Span, label: String, help: &str| {
            Some(Diagnostic::error(Code::TooMuchWork, headline, self.file, span, label).help(help))
        };
        let shorter = "shorten ranges and lists, increase their steps, or nest fewer of them";
        if let Some(at) = cost.too_deep {
            return error(
                format!("Loops and `solve` can be nested at most {MOST_DEPTH} deep here."),
                place(at),
                "nested too deeply".to_owned(),
                "name the inner part with `let`, if it doesn't depend on the outer one",
            );
        }
        if cost.items > MOST_CELLS {
            let (longest, at) = cost.longest;
            return error(
                format!(
                    "The lists of this lab have {} items, and a page holds {}.",
                    grouped(cost.items),
                    grouped(MOST_CELLS)
                ),
                place(at),
                format!("{} of them here", grouped(longest)),
                shorter,
            );
        }
        if cost.work > MOST_WORK {
            let (work, at) = cost.heaviest;
            return error(
                format!(
                    "This takes {} steps to compute, and a page has {} for each move of a control.",
                    grouped(cost.work),
                    grouped(MOST_WORK)
                ),
                place(at),
                format!("{} of them here", grouped(work)),
                shorter,
            );
        }
        if program.inputs.len() > MOST_INPUTS {
            return error(
                format!("A lab can have at most {MOST_INPUTS} controls and values from the record."),
                fallback,
                format!("this one has {}", program.inputs.len()),
                "split it into two labs",
            );
        }
        let moved = program.ops.len() as u64 * program.inputs.len() as u64;
        if program.ops.len() > MOST_OPS || moved > MOST_RUNS as u64 {
            return error(
                "Too many formulas of this lab depend on its controls.".to_owned(),
                fallback,
                format!(
                    "{} formulas and {} controls",
                    grouped(program.ops.len() as u64),
                    program.inputs.len()
                ),
                "split it into two labs, or loop over a table instead of writing every formula",
            );
        }
        None
    }
}

/// A number with its digits in threes.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

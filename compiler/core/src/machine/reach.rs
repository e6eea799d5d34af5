//! Which input reaches which operation, and what to run when it moves. Start at [`Reach::each_run`].

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::Malformed;
use super::check::reads;
use crate::program::{Op, Program, Reg};

const MOST_RUNS: usize = 4_000_000;

/// Which input reaches which unit. A unit is an operation outside all loops, with its heads and body.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// Start and end of each unit.
    units: Vec<(u32, u32)>,
    /// The unit of each register.
    unit_of: Vec<u32>,
    /// How many words of 64 bits hold a bit for each input.
    words: usize,
    /// For each unit, a bit for each input that reaches it.
    masks: Vec<u64>,
    /// For each input, the stretches of operations to run when it moves.
    plans: Vec<Vec<(u32, u32)>>,
}

impl Reach {
    /// Follows every input through a program that has been checked.
    pub(super) fn new(program: &Program, units: Vec<(u32, u32)>) -> Result<Self, Malformed> {
        let words = program.inputs.len().div_ceil(64);
        let mut reach = Self {
            unit_of: vec![0; program.ops.len()],
            words,
            masks: vec![0; words * units.len()],
            plans: vec![Vec::new(); program.inputs.len()],
            units,
        };
        let mut mask = vec![0; words];
        let mut runs = 0;
        for unit in 0..reach.units.len() {
            let (start, end) = reach.units[unit];
            mask.fill(0);
            for at in start as usize..end as usize {
                reach.unit_of[at] = unit as u32;
                if let Op::Input(input) = program.ops[at] {
                    mask[input as usize / 64] |= 1 << (input % 64);
                }
                for register in reads(program.ops[at]).filter(|register| *register < start) {
                    let from = reach.unit_of[register as usize] as usize * words;
                    for (word, other) in mask.iter_mut().zip(&reach.masks[from..from + words]) {
                        *word |= other;
                    }
                }
            }
            reach.masks[unit * words..(unit + 1) * words].copy_from_slice(&mask);
            for (input, plan) in reach.plans.iter_mut().enumerate() {
                if mask[input / 64] >> (input % 64) & 1 == 0 {
                    continue;
                }
                match plan.last_mut() {
                    Some(last) if last.1 == start => last.1 = end,
                    _ => {
                        plan.push((start, end));
                        runs += 1;
                    }
                }
            }
            if runs > MOST_RUNS {
                return Err(Malformed(String::from("too many operations depend on inputs")));
            }
        }
        Ok(reach)
    }

    /// How many words of 64 bits hold a bit for each input.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    /// A bit for each input that reaches a register.
    pub(super) fn of(&self, register: Reg) -> &[u64] {
        match self.unit_of.get(register as usize) {
            Some(unit) => self.mask(*unit as usize),
            None => &[],
        }
    }

    /// Gives the stretches of operations, in order, that the moved inputs reach.
    pub(super) fn each_run(&self, moved: &[u64], mut run: impl FnMut(u32, u32)) {
        let count: u32 = moved.iter().map(|word| word.count_ones()).sum();
        if count == 0 {
            return;
        }
        if count == 1 {
            let word = moved.iter().position(|word| *word != 0).unwrap_or(0);
            let input = word * 64 + moved[word].trailing_zeros() as usize;
            for (start, end) in &self.plans[input] {
                run(*start, *end);
            }
            return;
        }
        for (unit, (start, end)) in self.units.iter().enumerate() {
            if meets(self.mask(unit), moved) {
                run(*start, *end);
            }
        }
    }

    fn mask(&self, unit: usize) -> &[u64] {
        &self.masks[unit * self.words..(unit + 1) * self.words]
    }
}

/// Whether two sets of inputs have one in common.
pub(crate) fn meets(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

//! Which input reaches which operation, and what to run when it moves. Start at [`UnitsReached::stretches`].

use alloc::vec;
use alloc::vec::Vec;

use super::check::reads;
use crate::program::{Op, Program, Reg};

/// How many stretches of operations the moves of all inputs run, added up.
pub const MOST_RUNS: usize = 4_000_000;

/// Which input reaches which unit. A unit is an operation outside all loops, with its heads and body.
#[derive(Clone, Debug)]
pub(super) struct UnitsReached {
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

impl UnitsReached {
    /// Follows every input through a program; nothing where too many operations depend on inputs.
    pub(super) fn new(program: &Program) -> Option<Self> {
        let words = program.inputs.len().div_ceil(64);
        let mut reach = Self {
            units: Vec::new(),
            unit_of: vec![0; program.ops.len()],
            words,
            masks: Vec::new(),
            plans: vec![Vec::new(); program.inputs.len()],
        };
        let mut runs = 0;
        let mut end = 0;
        while end < program.ops.len() as u32 {
            let start = end;
            end = start
                + 1
                + match program.ops[start as usize] {
                    Op::Loop { heads, body, .. } => heads + body,
                    Op::Solve { body, .. } => body,
                    _ => 0,
                };
            let own = reach.masks.len();
            reach.masks.resize(own + words, 0);
            for at in start as usize..end as usize {
                reach.unit_of[at] = reach.units.len() as u32;
                if let Op::Input(input) = program.ops[at] {
                    reach.masks[own + input as usize / 64] |= 1 << (input % 64);
                }
                for register in reads(program.ops[at]) {
                    if register < start {
                        let from = reach.unit_of[register as usize] as usize * words;
                        for word in 0..words {
                            reach.masks[own + word] |= reach.masks[from + word];
                        }
                    }
                }
            }
            reach.units.push((start, end));
            for (input, plan) in reach.plans.iter_mut().enumerate() {
                if reach.masks[own + input / 64] >> (input % 64) & 1 == 0 {
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
                return None;
            }
        }
        Some(reach)
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

    /// The stretches of operations, in order, that the moved inputs reach, in place of those that were there.
    pub(super) fn stretches(&self, moved: &[u64], stretches: &mut Vec<(u32, u32)>) {
        stretches.clear();
        let count: u32 = moved.iter().map(|word| word.count_ones()).sum();
        if count == 0 {
            return;
        }
        if count == 1 {
            let word = moved.iter().position(|word| *word != 0).unwrap_or(0);
            let input = word * 64 + moved[word].trailing_zeros() as usize;
            stretches.extend_from_slice(&self.plans[input]);
            return;
        }
        for (unit, stretch) in self.units.iter().enumerate() {
            if meets(self.mask(unit), moved) {
                stretches.push(*stretch);
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

//! Visits every setting of a program's controls. Start at [`Pass::new`], then [`Pass::run`].
//!
//! The innermost controls are the lanes of a block; the others move as in nested loops, and with each runs only what
//! it, or a control within it, reaches. The outer settings are cut into chunks, which are visited in parallel.

use lab_core::program::{Program, Reg};
use rayon::prelude::*;

use crate::block::{self, Block, LANES};
use crate::order::WorkByReach;
use crate::seen::{Lanes, Seen, SettingKey};
use crate::slice::Slice;

/// Into how many chunks the outer settings are cut at most.
const CHUNKS: u64 = 64;

/// The values that each input of a program can have, in base units, its start first. An input with one value is
/// held there; one that is not listed is held where the program has it.
pub type Domain = Vec<Vec<f64>>;

/// A program with an order to visit its settings in.
pub struct Pass<'a> {
    program: &'a Program,
    domain: &'a Domain,
    /// The inputs that are moved, in the order of the inputs.
    moved: Vec<usize>,
    /// How far apart neighbouring positions of each moved input are in the numbers of the settings.
    strides: Vec<u64>,
    /// Which moved inputs the outer loops move, outermost first.
    outer: Vec<usize>,
    /// Which are the lanes, the slowest first.
    inner: Vec<usize>,
    /// Whether a register differs between lanes.
    wide: Vec<bool>,
    /// For each outer loop, and for the lanes, which operations run when it moves.
    runs: Vec<Vec<(usize, usize)>>,
    settings: u64,
    work: f64,
}

impl<'a> Pass<'a> {
    /// Plans the visit of a checked program. Nothing where it cannot be done at all: more than 64 inputs that are
    /// moved, or more than 10^15 settings.
    pub fn new(program: &'a Program, domain: &'a Domain) -> Option<Self> {
        let reads = program.reads();
        let moved: Vec<usize> = (0..domain.len().min(reads.len()))
            .filter(|input| reads[*input] && domain[*input].len() > 1)
            .collect();
        let sizes: Vec<usize> = moved.iter().map(|input| domain[*input].len()).collect();
        let count: f64 = sizes.iter().map(|size| *size as f64).product();
        if moved.len() > 64 || count > 1e15 {
            return None;
        }
        let mut bits = vec![None; program.inputs.len()];
        for (bit, input) in moved.iter().enumerate() {
            bits[*input] = Some(bit as u32);
        }
        let slice = Slice::new(program, &bits);
        let work = WorkByReach::new(program, &slice, &sizes);
        let mut outer = work.order();
        let work = work.of(&outer);
        // As many of the innermost controls as fit together into one block; at least one.
        let mut inner = Vec::new();
        let mut lanes = 1;
        while let Some(control) = outer.last().copied()
            && (inner.is_empty() || lanes * sizes[control] <= LANES)
        {
            lanes *= sizes[control];
            inner.insert(0, control);
            outer.pop();
        }
        let mask = |controls: &[usize]| controls.iter().fold(0_u64, |all, control| all | 1 << control);
        let in_lanes = mask(&inner);
        let runs = (0..=outer.len())
            .map(|depth| {
                let within = mask(&outer[depth..]) | in_lanes;
                let units = slice.units.iter().filter(|unit| unit.mask & within != 0);
                joined(units.map(|unit| (unit.start, unit.end)))
            })
            .collect();
        let mut strides = vec![1; moved.len()];
        for control in (1..moved.len()).rev() {
            strides[control - 1] = strides[control] * sizes[control] as u64;
        }
        Some(Self {
            program,
            domain,
            wide: slice.masks.iter().map(|mask| mask & in_lanes != 0).collect(),
            settings: sizes.iter().map(|size| *size as u64).product(),
            moved,
            strides,
            outer,
            inner,
            runs,
            work,
        })
    }

    /// How many settings there are.
    pub fn settings(&self) -> u64 {
        self.settings
    }

    /// How much work it is to visit them, an addition at one setting being 1. The same on every machine.
    pub fn work(&self) -> f64 {
        self.work
    }

    /// The inputs that are moved, in the order of the inputs.
    pub fn moved(&self) -> &[usize] {
        &self.moved
    }

    /// The key of a setting, which is given by the inputs that are away from their starts.
    pub fn key(&self, setting: &[(usize, f64)]) -> SettingKey {
        let places = setting.iter().filter_map(|(input, value)| {
            let control = self.moved.binary_search(input).ok()?;
            let is_here = |position: &f64| position.to_bits() == value.to_bits();
            Some((control, self.domain[*input].iter().position(is_here)?))
        });
        places.fold((0, 0), |key, (control, place)| self.with(key, control, place))
    }

    /// The values of the moved inputs at a setting, with their inputs; those at their starts are left out.
    pub fn setting(&self, key: SettingKey) -> Vec<(usize, f64)> {
        let mut setting = Vec::new();
        for (control, input) in self.moved.iter().enumerate() {
            let positions = &self.domain[*input];
            let position = (key.1 / self.strides[control]) as usize % positions.len();
            if position > 0 {
                setting.push((*input, positions[position]));
            }
        }
        setting
    }

    /// Visits all settings; what was seen of each register asked for, which must lie outside all loops.
    pub fn run(&self, asked: &[Reg]) -> Vec<Seen> {
        let mut all = vec![Seen::new(); asked.len()];
        self.visit(
            || vec![Seen::new(); asked.len()],
            |seen, block, lanes| {
                for (seen, register) in seen.iter_mut().zip(asked) {
                    seen.take_block(block.column(*register), lanes);
                }
            },
        )
        .iter()
        .for_each(|part| all.iter_mut().zip(part).for_each(|(all, part)| all.merge(part)));
        all
    }

    /// Visits all settings, block by block, with the settings of its lanes. Each chunk has a state of its
    /// own; they come back in the order of the chunks.
    pub fn visit<S: Send>(
        &self,
        start: impl Fn() -> S + Sync,
        take: impl Fn(&mut S, &Block<'_>, &Lanes<'_>) + Sync,
    ) -> Vec<S> {
        let outer: u64 = self.outer.iter().map(|control| self.size(*control) as u64).product();
        let chunks = outer.min(CHUNKS);
        (0..chunks)
            .into_par_iter()
            .map(|chunk| {
                let mut state = start();
                self.chunk(outer * chunk / chunks..outer * (chunk + 1) / chunks, &mut |block, lanes| {
                    take(&mut state, block, lanes);
                });
                state
            })
            .collect()
    }

    fn size(&self, control: usize) -> usize {
        self.domain[self.moved[control]].len()
    }

    /// Visits some of the outer settings.
    fn chunk(&self, settings: core::ops::Range<u64>, take: &mut dyn FnMut(&Block<'_>, &Lanes<'_>)) {
        let lanes: usize = self.inner.iter().map(|control| self.size(*control)).product();
        let width = lanes.min(block::width(self.program));
        let mut block = Block::new(self.program, &self.wide, width);
        for (input, positions) in self.domain.iter().enumerate().take(self.program.inputs.len()) {
            if let Some(start) = positions.first() {
                block.set(input, *start);
            }
        }
        let mut places = vec![usize::MAX; self.outer.len()];
        let mut keys = Vec::with_capacity(width);
        let mut least = SettingKey::default();
        for (visited, setting) in settings.enumerate() {
            let (mut rest, mut base, mut outermost) = (setting, (0, 0), self.outer.len());
            for depth in (0..self.outer.len()).rev() {
                let control = self.outer[depth];
                let size = self.size(control) as u64;
                let place = (rest % size) as usize;
                rest /= size;
                base = self.with(base, control, place);
                if places[depth] != place {
                    places[depth] = place;
                    outermost = depth;
                    block.set(self.moved[control], self.domain[self.moved[control]][place]);
                }
            }
            for (tile, first) in (0..lanes).step_by(width).enumerate() {
                let count = width.min(lanes - first);
                if visited == 0 || lanes > width {
                    self.fill(&mut block, first, count);
                    self.keys(&mut keys, first, count);
                    least = keys.iter().copied().min().unwrap_or_default();
                }
                if visited == 0 && tile == 0 {
                    block.run(0, self.program.ops.len());
                } else {
                    let depth = if tile == 0 { outermost } else { self.outer.len() };
                    self.runs[depth].iter().for_each(|(start, end)| block.run(*start, *end));
                }
                take(&block, &Lanes { base, own: &keys, least });
            }
        }
    }

    /// A key with a control moved to a position.
    fn with(&self, (away, number): SettingKey, control: usize, place: usize) -> SettingKey {
        (away + u32::from(place > 0), number + self.strides[control] * place as u64)
    }

    /// Gives the lanes' controls their positions.
    fn fill(&self, block: &mut Block<'_>, first: usize, count: usize) {
        block.use_lanes(count);
        let mut every = 1;
        for control in self.inner.iter().rev() {
            let positions = &self.domain[self.moved[*control]];
            block.set_lanes(
                self.moved[*control],
                (first..first + count).map(|lane| positions[lane / every % positions.len()]),
            );
            every *= positions.len();
        }
    }

    /// What the lanes add to the key of the outer controls.
    fn keys(&self, keys: &mut Vec<SettingKey>, first: usize, count: usize) {
        keys.clear();
        keys.extend((first..first + count).map(|lane| {
            let (mut key, mut every) = (SettingKey::default(), 1);
            for control in self.inner.iter().rev() {
                key = self.with(key, *control, lane / every % self.size(*control));
                every *= self.size(*control);
            }
            key
        }));
    }
}

/// Stretches, with neighbours as one.
fn joined(stretches: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in stretches {
        match joined.last_mut() {
            Some(last) if last.1 == start => last.1 = end,
            _ => joined.push((start, end)),
        }
    }
    joined
}

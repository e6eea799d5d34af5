//! Which moved controls reach each operation. Start at [`Slice::new`].
//!
//! A mask has a bit for each moved control, at most 64 of them. Masks cover too much rather than too little: `x - x`
//! is reached by `x`.

use lab_core::machine::reads;
use lab_core::program::{Fold, Op, Program};

/// The masks of a program.
#[derive(Clone, Debug)]
pub struct Slice {
    /// For each operation, a bit for each moved control that its value can depend on.
    pub masks: Vec<u64>,
    /// For each operation, how often it runs at most where everything is computed once: loops are counted, the
    /// attempts of a solve are not.
    pub rounds: Vec<f64>,
    /// The operations outside all loops, each with its heads and body.
    pub units: Vec<OuterOperation>,
}

/// An operation outside all loops, with its heads and body.
#[derive(Clone, Copy, Debug)]
pub struct OuterOperation {
    /// The operation.
    pub start: usize,
    /// After its last operation.
    pub end: usize,
    /// The controls that reach any of its operations.
    pub mask: u64,
}

/// A loop or solve around an operation.
struct OuterLoop {
    end: usize,
    /// The loop's count, or the solve itself: whoever reaches it decides how often the body counts.
    decides: usize,
    most: f64,
}

impl Slice {
    /// The masks of a checked program. `moved` says for each input which bit stands for it; inputs without one are
    /// held where they are.
    pub fn new(program: &Program, moved: &[Option<u32>]) -> Self {
        let length = program.ops.len();
        let mut slice = Self { masks: vec![0; length], rounds: vec![1.0; length], units: units(program) };
        // What a loop gathers reaches its head, which stands before the body: once more until nothing changes.
        while slice.follow(program, moved) {}
        for unit in &mut slice.units {
            unit.mask = slice.masks[unit.start..unit.end].iter().fold(0, |all, mask| all | mask);
        }
        slice
    }

    /// Takes every mask on to what reads it; whether any has grown.
    fn follow(&mut self, program: &Program, moved: &[Option<u32>]) -> bool {
        let mut around: Vec<OuterLoop> = Vec::new();
        let mut grown = false;
        for (at, op) in program.ops.iter().enumerate() {
            while around.last().is_some_and(|around| around.end <= at) {
                around.pop();
            }
            self.rounds[at] = around.iter().map(|around| around.most).product();
            let mut add = |masks: &mut [u64], register: usize, mask: u64| {
                grown |= masks[register] | mask != masks[register];
                masks[register] |= mask;
            };
            let read = reads(*op)
                .into_iter()
                .fold(0, |all, register| all | self.masks.get(register as usize).copied().unwrap_or(0));
            match *op {
                Op::Input(input) => {
                    let bit = moved.get(input as usize).copied().flatten();
                    add(&mut self.masks, at, bit.map_or(0, |bit| 1 << bit));
                }
                // The loop's register is the number of the round, which is the same at every setting.
                Op::Loop { count, most, heads, body } => {
                    let end = at + 1 + heads as usize + body as usize;
                    around.push(OuterLoop { end, decides: count as usize, most: f64::from(most) });
                }
                Op::Acc(_) | Op::List { .. } => {}
                Op::Fold { how, into, .. } => {
                    let into = into as usize;
                    let mask = around.iter().fold(read, |all, around| all | self.masks[around.decides]);
                    add(&mut self.masks, at, mask);
                    add(&mut self.masks, into, mask);
                    if matches!(how, Fold::ArgMin | Fold::ArgMax) {
                        let both = self.masks[into] | self.masks[into + 1];
                        add(&mut self.masks, into, both);
                        add(&mut self.masks, into + 1, both);
                    }
                }
                Op::Push { list, .. } => {
                    let mask = around.iter().fold(read, |all, around| all | self.masks[around.decides]);
                    add(&mut self.masks, at, mask);
                    add(&mut self.masks, list as usize, mask);
                }
                Op::Solve { body, .. } => {
                    let end = at + 1 + body as usize;
                    // All of the body runs again for every attempt.
                    let all = self.masks[at..end].iter().fold(read, |all, mask| all | mask);
                    add(&mut self.masks, at, all);
                    around.push(OuterLoop { end, decides: at, most: 1.0 });
                }
                _ => add(&mut self.masks, at, read),
            }
        }
        grown
    }
}

fn units(program: &Program) -> Vec<OuterOperation> {
    let mut units = Vec::new();
    let mut end = 0;
    while end < program.ops.len() {
        let start = end;
        end += 1 + match program.ops[start] {
            Op::Loop { heads, body, .. } => heads as usize + body as usize,
            Op::Solve { body, .. } => body as usize,
            _ => 0,
        };
        units.push(OuterOperation { start, end, mask: 0 });
    }
    units
}

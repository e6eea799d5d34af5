//! Which control is moved most often. Start at [`WorkByReach::order`].
//!
//! An operation runs whenever the innermost control that reaches it moves, so it runs as often as there are settings
//! of the controls down to that one. What is dear should be reached by outer controls alone.

use lab_core::program::{Binary, Op, Program, Unary};

use crate::block::LANES;
use crate::slice::Slice;

/// Up to so many controls every order is tried; with more, the one that adds the least work comes next.
const MOST_TRIED: usize = 6;

/// How much work a program is, by which controls reach it.
pub struct WorkByReach {
    /// For each pair of masks, the operation's and its unit's, what one run of such operations costs.
    costs: Vec<(u64, u64, f64)>,
    /// How many positions each control has.
    sizes: Vec<f64>,
}

impl WorkByReach {
    /// Adds up a program's operations. `sizes` are how many positions each moved control has.
    pub fn new(program: &Program, slice: &Slice, sizes: &[usize]) -> Self {
        let mut costs: Vec<(u64, u64, f64)> = Vec::new();
        for unit in &slice.units {
            for at in unit.start..unit.end {
                let cost = weight(&program.ops[at]) * slice.rounds[at];
                let mask = slice.masks[at];
                match costs.iter_mut().find(|(own, all, _)| (*own, *all) == (mask, unit.mask)) {
                    Some((_, _, sum)) => *sum += cost,
                    None => costs.push((mask, unit.mask, cost)),
                }
            }
        }
        Self { costs, sizes: sizes.iter().map(|size| *size as f64).collect() }
    }

    /// The work of visiting all settings, the outermost control first: additions, of all lanes together.
    pub fn of(&self, order: &[usize]) -> f64 {
        let runs = |mask: u64| {
            let deepest = order.iter().rposition(|control| mask >> control & 1 == 1);
            let down_to = deepest.map_or(0, |deepest| deepest + 1);
            order[..down_to].iter().map(|control| self.sizes[*control]).product::<f64>()
        };
        let lanes = order.last().map_or(1.0, |control| self.sizes[*control].min(LANES as f64));
        // An operation that all lanes share still runs once for each block that its loop runs for.
        self.costs.iter().map(|(mask, unit, cost)| cost * runs(*mask).max(runs(*unit) / lanes)).sum()
    }

    /// The best order found, the outermost control first. A pure function of the program and the sizes.
    pub fn order(&self) -> Vec<usize> {
        let count = self.sizes.len();
        let mut best: Vec<usize> = (0..count).collect();
        if count <= MOST_TRIED {
            let mut least = self.of(&best);
            let mut order = best.clone();
            self.permute(&mut order, 0, &mut least, &mut best);
            return best;
        }
        for place in 0..count {
            let next = (place..count).min_by(|a, b| {
                let with = |control: usize| {
                    let mut order = best.clone();
                    order[place..=control].rotate_right(1);
                    self.of(&order)
                };
                with(*a).total_cmp(&with(*b))
            });
            if let Some(next) = next {
                best[place..=next].rotate_right(1);
            }
        }
        best
    }

    fn permute(&self, order: &mut [usize], place: usize, least: &mut f64, best: &mut Vec<usize>) {
        if place == order.len() {
            let work = self.of(order);
            if work < *least {
                *least = work;
                best.copy_from_slice(order);
            }
            return;
        }
        for other in place..order.len() {
            order.swap(place, other);
            self.permute(order, place + 1, least, best);
            order.swap(place, other);
        }
    }
}

/// What an operation costs, an addition being 1.
fn weight(op: &Op) -> f64 {
    match op {
        Op::Unary(Unary::Neg | Unary::Not | Unary::Abs | Unary::Sqrt, _) => 1.0,
        Op::Unary(..) => 8.0,
        Op::Binary(Binary::Pow, ..) => 20.0,
        Op::Solve { samples, body, .. } => f64::from(*samples + 100) * f64::from(*body),
        _ => 1.0,
    }
}

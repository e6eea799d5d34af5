//! The simplest setting at which a condition holds. Start at [`simplest`].
//!
//! The fewer controls are away from their starts, the simpler a setting is. So first one control moves at a time, then
//! two, and so on: where a condition holds somewhere, that is mostly found long before every setting is visited.

use lab_core::program::{Program, Reg};

use crate::pass::{Domain, Pass};
use crate::seen::SettingKey;

/// The simplest setting at which a condition holds, as inputs away from their starts; nothing where that takes more than
/// `most` work. With the work that it took.
///
/// Of settings that are as simple as each other, it is the one that a pass over all of them keeps.
pub fn simplest(
    program: &Program,
    register: Reg,
    domain: &Domain,
    most: f64,
) -> (Option<Vec<(usize, f64)>>, f64) {
    let Some(whole) = Pass::new(program, domain) else { return (None, 0.0) };
    let moved = whole.moved().to_vec();
    let mut work = 0.0;
    for count in 0..=moved.len() {
        let mut best: Option<(SettingKey, Vec<(usize, f64)>)> = None;
        let mut some: Vec<usize> = (0..count).collect();
        loop {
            let few: Domain = domain
                .iter()
                .enumerate()
                .map(|(input, positions)| match some.iter().any(|place| moved[*place] == input) {
                    true => positions.clone(),
                    false => positions.iter().take(1).copied().collect(),
                })
                .collect();
            let Some(pass) = Pass::new(program, &few).filter(|pass| work + pass.work() <= most) else {
                return (None, work);
            };
            work += pass.work();
            if let Some(found) = pass.run(&[register])[0].holds() {
                let setting = pass.setting(found.simplest);
                let key = whole.key(&setting);
                if best.as_ref().is_none_or(|(least, _)| key < *least) {
                    best = Some((key, setting));
                }
            }
            if !next(&mut some, moved.len()) {
                break;
            }
        }
        if let Some((_, setting)) = best {
            return (Some(setting), work);
        }
    }
    (None, work)
}

/// The next choice of as many out of so many, in order; whether there is one.
fn next(some: &mut [usize], of: usize) -> bool {
    let count = some.len();
    let Some(place) = (0..count).rev().find(|place| some[*place] < of - count + place) else { return false };
    some[place] += 1;
    for after in place + 1..count {
        some[after] = some[after - 1] + 1;
    }
    true
}

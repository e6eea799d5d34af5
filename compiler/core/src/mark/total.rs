//! What marks come to.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Asked, Mark, Marks, Sheet};
use crate::record::ItemKind;

/// The marks of some labs, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Labs of which every part is done, and all of them.
    pub labs: (u32, u32),
    /// Parts that are done, and all of them.
    pub parts: (u32, u32),
    /// Predictions and estimates that were made, and all of them.
    pub made: (u32, u32),
    /// Of those made, the right ones, and those that can be marked: an option that is gone cannot.
    pub right: (u32, u32),
    /// Of those that were right or wrong when they were committed: the right ones, and all.
    pub frozen: (u32, u32),
    /// Failures that were reached, and of them those that were left.
    pub failures: (u32, u32),
    /// Goals that are met, and all of them.
    pub goals: (u32, u32),
}

/// Counts the marks of some labs.
pub fn total<'a>(marked: impl IntoIterator<Item = (&'a Sheet, &'a Marks)>) -> Total {
    let mut total = Total::default();
    for (sheet, marks) in marked {
        let done = marks.parts.iter().filter(|done| **done).count();
        count(&mut total.labs, done == marks.parts.len() && marks.started);
        total.parts.0 += done as u32;
        total.parts.1 += marks.parts.len() as u32;
        for (asked, mark) in sheet.asked.iter().zip(&marks.marks) {
            if asked.kind.commits_once() {
                count(&mut total.made, mark.answered);
                mark.right.iter().for_each(|right| count(&mut total.right, *right));
                mark.frozen.iter().for_each(|right| count(&mut total.frozen, *right));
            } else if asked.kind == ItemKind::Status && mark.answered {
                total.failures.0 += 1;
                total.failures.1 += u32::from(mark.left);
            } else if asked.kind == ItemKind::Goal {
                count(&mut total.goals, mark.answered);
            }
        }
    }
    total
}

fn count(of: &mut (u32, u32), holds: bool) {
    of.0 += u32::from(holds);
    of.1 += 1;
}

/// How sure somebody has to be for a mistake to be a confident one, of 1.
pub const SURE: f64 = 0.75;

/// Whether a prediction or an estimate is wrong though the student was sure of it.
pub fn is_confident_mistake(asked: &Asked, mark: &Mark) -> bool {
    let sure = super::number(&mark.confidence).is_some_and(|sure| sure >= SURE);
    asked.kind.commits_once() && mark.right == Some(false) && sure
}

/// How often answers given with the same confidence were right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// How sure the student was, as the item says it.
    pub confidence: String,
    /// How many of them were right.
    pub right: u32,
    /// How many there were.
    pub made: u32,
}

/// The levels of confidence that occur, least first: numbers by size, words in their order.
pub fn calibration<'a>(marked: impl IntoIterator<Item = (&'a Sheet, &'a Marks)>) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::new();
    for (sheet, marks) in marked {
        for (asked, mark) in sheet.asked.iter().zip(&marks.marks) {
            let Mark { right: Some(right), confidence, .. } = mark else { continue };
            if !asked.kind.commits_once() || confidence.is_empty() {
                continue;
            }
            let rank = |text: &str| super::number(text).unwrap_or(f64::MAX);
            let after = |level: &Level| {
                let order = rank(&level.confidence).total_cmp(&rank(confidence));
                order.then_with(|| level.confidence.cmp(confidence))
            };
            let at = levels.binary_search_by(after).unwrap_or_else(|at| {
                levels.insert(at, Level { confidence: confidence.clone(), ..Level::default() });
                at
            });
            levels[at].made += 1;
            levels[at].right += u32::from(*right);
        }
    }
    levels
}

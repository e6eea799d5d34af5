//! What the answers of a class come to: counts, added up one student at a time.

use std::collections::BTreeMap;

use lab_core::mark::{Asked, Mark, Marks, is_confident_mistake};

use super::ClassLab;

/// So many different options that are gone are told apart.
const MOST_GONE: usize = 50;

/// The counts of a lab.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) begun: usize,
    pub(super) completed: usize,
    /// For each part, how many are done with it.
    pub(super) parts: Vec<usize>,
    /// For each thing that is asked.
    pub(super) asked: Vec<Count>,
}

/// The counts of one thing that is asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) answered: usize,
    /// Right, of those that can be marked.
    pub(super) right: (usize, usize),
    pub(super) confident: usize,
    /// Failures that were left again.
    pub(super) left: usize,
    /// For each option.
    pub(super) options: Vec<usize>,
    /// For options that the lab no longer has.
    pub(super) gone: BTreeMap<String, usize>,
    /// How many times too large the estimates are, and whether that is right.
    pub(super) factors: Vec<(f64, bool)>,
}

impl Tally {
    pub(super) fn of(lab: &ClassLab) -> Self {
        let count = |options: usize| Count { options: vec![0; options], ..Count::default() };
        Self {
            parts: vec![0; lab.parts.len()],
            asked: lab.entries.iter().map(|entry| count(entry.options.len())).collect(),
            ..Self::default()
        }
    }

    /// Adds a student.
    pub(super) fn count(&mut self, lab: &ClassLab, marks: &Marks) {
        self.begun += usize::from(marks.started);
        self.completed += usize::from(marks.started && marks.parts.iter().all(|done| *done));
        for (count, done) in self.parts.iter_mut().zip(&marks.parts) {
            *count += usize::from(*done);
        }
        for ((count, entry), mark) in self.asked.iter_mut().zip(&lab.entries).zip(&marks.marks) {
            if mark.answered {
                count.add(&entry.asked, mark);
            }
        }
    }
}

impl Count {
    fn add(&mut self, asked: &Asked, mark: &Mark) {
        self.answered += 1;
        self.left += usize::from(mark.left);
        self.confident += usize::from(is_confident_mistake(asked, mark));
        if let Some(right) = mark.right {
            self.right.0 += usize::from(right);
            self.right.1 += 1;
        }
        if let Some(count) = mark.option.and_then(|option| self.options.get_mut(option as usize)) {
            *count += 1;
        }
        if mark.gone {
            let full = self.gone.len() >= MOST_GONE && !self.gone.contains_key(&mark.text);
            let key = if full { "(others)" } else { &mark.text };
            *self.gone.entry(key.to_owned()).or_default() += 1;
        }
        self.factors.extend(mark.factor.map(|factor| (factor, mark.right == Some(true))));
    }

    /// The factor in the middle.
    pub(super) fn median(&self) -> Option<f64> {
        let mut factors: Vec<f64> = self.factors.iter().map(|(factor, _)| *factor).collect();
        factors.sort_by(f64::total_cmp);
        let middle = factors.len() / 2;
        match factors.len() {
            0 => None,
            odd if odd % 2 == 1 => Some(factors[middle]),
            _ => Some(f64::midpoint(factors[middle - 1], factors[middle])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_factors() {
        let of = |factors: &[f64]| {
            let factors = factors.iter().map(|factor| (*factor, false)).collect();
            Count { factors, ..Count::default() }.median()
        };
        assert_eq!((of(&[]), of(&[3.0, 1.0]), of(&[9.0, 1.0, 4.0])), (None, Some(2.0), Some(4.0)));
    }
}

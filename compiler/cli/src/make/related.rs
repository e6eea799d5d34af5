//! Which labs a lab builds on, and which build on it: those of which one reads what the student has recorded. Start at
//! [`RelatedLabs::of`].

use std::collections::HashMap;

use labc::page::render::view::{RelatedView, TextLink};

use crate::cache::About;

/// How many labs a page names. A last lab may read all of a long course.
const NAMED: usize = 3;

/// Some labs, by their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Places {
    /// The first of them, in the order of the course.
    pub(crate) named: Vec<usize>,
    /// How many there are besides.
    pub(crate) more: usize,
}

impl Places {
    fn add(&mut self, place: usize) {
        match self.named.len() < NAMED {
            true => self.named.push(place),
            false => self.more += 1,
        }
    }

    /// As a page shows them, with a link to each.
    pub(crate) fn view(&self, link: impl Fn(usize) -> TextLink) -> RelatedView {
        RelatedView { labs: self.named.iter().map(|place| link(*place)).collect(), more: self.more }
    }
}

/// What the labs of a course have to do with each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct RelatedLabs {
    /// For each lab those whose record it reads, and those that read its own.
    labs: Vec<(Places, Places)>,
}

impl RelatedLabs {
    /// Of labs in the order of the course.
    pub(crate) fn of<'l>(labs: impl Iterator<Item = &'l About> + Clone) -> Self {
        Self::reading(labs.map(|lab| (&*lab.id, &*lab.reads)))
    }

    /// Of labs by their ids and those that each reads, with spaces between them. Former ids are nobody's.
    fn reading<'l>(labs: impl Iterator<Item = (&'l str, &'l str)> + Clone) -> Self {
        let places: HashMap<&str, usize> =
            labs.clone().enumerate().map(|(place, (id, _))| (id, place)).collect();
        let mut related = vec![<(Places, Places)>::default(); labs.clone().count()];
        for (reader, (_, reads)) in labs.enumerate() {
            let mut read: Vec<usize> = reads
                .split(' ')
                .filter_map(|id| places.get(id).copied())
                .filter(|at| *at != reader)
                .collect();
            read.sort_unstable();
            read.dedup();
            for place in read {
                related[reader].0.add(place);
                related[place].1.add(reader);
            }
        }
        Self { labs: related }
    }

    /// Those that a lab builds on.
    pub(crate) fn before(&self, lab: usize) -> &Places {
        &self.labs[lab].0
    }

    /// Those that build on it.
    pub(crate) fn after(&self, lab: usize) -> &Places {
        &self.labs[lab].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_builds_on_those_that_it_reads_and_not_on_itself() {
        let course = [("a", ""), ("b", "a b"), ("c", "a formerly a c")];
        let related = RelatedLabs::reading(course.into_iter());
        assert_eq!(related.after(0).named, [1, 2]);
        assert_eq!(related.before(1).named, [0]);
        assert_eq!(related.before(2), &Places { named: vec![0], more: 0 });
        assert_eq!(related.after(2), &Places::default());
    }

    #[test]
    fn a_lab_that_reads_a_whole_course_names_a_few() {
        let course = [("a", ""), ("b", ""), ("c", ""), ("d", ""), ("e", ""), ("f", "a b c d e f")];
        let related = RelatedLabs::reading(course.into_iter());
        assert_eq!(related.before(5), &Places { named: vec![0, 1, 2], more: 2 });
    }
}

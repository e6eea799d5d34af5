//! In which order labs are compiled: each after those before it whose record it reads. Start at [`Order`].

use std::sync::Arc;

use labc::earlier::{Needs, needs};
use labc::protocol::{Course, Earlier, Protocol};
use rayon::prelude::*;

use crate::inputs::{Input, Inputs};

/// What a lab is compiled with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// The labs around it, as far as it asks.
    pub(crate) course: Course,
    /// The same as bytes, for knowing whether it has changed.
    pub(crate) bytes: Vec<u8>,
}

/// The labs of a course in their order, with what is known of them by now.
pub(crate) struct Order {
    /// The labs.
    pub(crate) labs: Vec<Input>,
    needs: Vec<Needs>,
    ids: Vec<String>,
    done: Vec<bool>,
    protocols: Vec<Option<Arc<Protocol>>>,
}

impl Order {
    /// The labs of some inputs, and of the course around them where one of them speaks of others.
    pub(crate) fn of(inputs: &Inputs) -> Self {
        let mut labs = inputs.around.clone();
        for lab in &inputs.labs {
            match place(&labs, lab) {
                // As it was named.
                Some(place) => labs[place] = lab.clone(),
                None => labs.push(lab.clone()),
            }
        }
        let needs: Vec<Needs> =
            labs.par_iter().map(|lab| needs(lab.file, &inputs.sources.get(lab.file).text)).collect();
        let ids = needs.iter().map(|needs| needs.id.clone().unwrap_or_default()).collect();
        let (done, protocols) = (vec![false; labs.len()], vec![None; labs.len()]);
        Self { labs, needs, ids, done, protocols }
    }

    /// Where a lab stands.
    pub(crate) fn place(&self, lab: &Input) -> Option<usize> {
        place(&self.labs, lab)
    }

    /// The labs that can be compiled next, with what is around them; none once all are done.
    pub(crate) fn next(&self) -> Vec<(usize, Around)> {
        let ready = (0..self.labs.len()).filter(|lab| !self.done[*lab] && !self.waits(*lab));
        ready.map(|lab| (lab, self.around(lab))).collect()
    }

    fn waits(&self, lab: usize) -> bool {
        let Needs { labs: read, all, .. } = &self.needs[lab];
        // A lab that was renamed is known by its former id only once it is compiled.
        let any = *all || read.iter().any(|read| !self.ids.contains(read));
        (0..lab).any(|other| !self.done[other] && (any || read.contains(&self.ids[other])))
    }

    fn around(&self, lab: usize) -> Around {
        let needs = &self.needs[lab];
        if needs.labs.is_empty() && !needs.all {
            return Around::default();
        }
        let earlier = (0..lab)
            .map(|other| Earlier { id: self.ids[other].clone(), protocol: self.protocols[other].clone() });
        let course = Course { earlier: earlier.collect(), later: self.ids[lab..].to_vec() };
        let known: Vec<(&str, Option<&Protocol>)> =
            course.earlier.iter().map(|lab| (lab.id.as_str(), lab.protocol.as_deref())).collect();
        // What cannot be written down has changed each time.
        let bytes = serde_json::to_vec(&(known, &course.later)).unwrap_or_default();
        Around { course, bytes }
    }

    /// Takes in what has become of a lab.
    pub(crate) fn done(&mut self, lab: usize, protocol: Option<&Protocol>) {
        self.done[lab] = true;
        self.protocols[lab] = protocol.map(|protocol| Arc::new(protocol.clone()));
    }
}

fn place(labs: &[Input], lab: &Input) -> Option<usize> {
    let whole = |lab: &Input| std::path::absolute(&lab.path).ok();
    labs.iter().position(|other| whole(other) == whole(lab))
}

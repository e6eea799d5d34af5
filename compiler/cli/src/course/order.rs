//! In which order labs are compiled: each after those before it whose record it reads. Start at [`CompileOrder`].
//!
//! Who waits for whom is counted once, so that the time grows with the labs and with what they read of each
//! other, and not with pairs of labs.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use labc::inputs::earlier::{Needs, needs};
use labc::record::protocol::{Course, CourseOrder, Protocol};
use rayon::prelude::*;

use crate::cache::packed::Packed;
use crate::cache::{Stored, whole};
use crate::course::inputs::{Input, Inputs};
use crate::files::hash::{Hash, hash};

/// What a lab is compiled with.
#[derive(Clone, Debug, Default)]
pub(crate) struct CompileContext {
    /// The labs around it, as far as it asks.
    pub(crate) course: Course,
    /// Their hash: whether anything that this lab reads of them has changed.
    pub(crate) hash: Hash,
}

/// What a lab waits for.
enum Waits {
    /// For as many labs as are left of those that it names.
    Named(usize),
    /// For all labs before it.
    All,
}

/// The labs of a course in their order, with what is known of them by now.
pub(crate) struct CompileOrder {
    /// The labs.
    pub(crate) labs: Vec<Input>,
    /// What an earlier run found out about them, where their texts are the same.
    pub(crate) stored: Vec<Option<Box<Stored>>>,
    places: HashMap<PathBuf, usize>,
    /// The current folder.
    here: PathBuf,
    order: Arc<CourseOrder>,
    needs: Vec<Needs>,
    waits: Vec<Waits>,
    /// The labs that wait for a lab by its name.
    readers: HashMap<usize, Vec<usize>>,
    /// The labs that can be compiled next.
    ready: Vec<usize>,
    /// The labs that wait for all before them, the last one first.
    patient: Vec<usize>,
    done: Vec<bool>,
    /// How many labs at the start of the course are done.
    first: usize,
    protocols: BTreeMap<usize, Packed<Protocol>>,
    /// The hashes of the protocols.
    hashes: HashMap<usize, Hash>,
    /// For each place, the hash of all labs before it, as far as they are done from the start.
    before: Vec<Hash>,
    /// For each place, the hash of the ids from there on.
    after: Vec<Hash>,
    /// The units that the course prefers.
    prefer: Arc<[String]>,
}

impl CompileOrder {
    /// The labs of some inputs, and of the course around them where one of them speaks of others.
    pub(crate) fn of(inputs: &Inputs) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let mut labs = inputs.around.clone();
        let mut places: HashMap<PathBuf, usize> = HashMap::with_capacity(labs.len() + inputs.labs.len());
        for (place, lab) in labs.iter().enumerate() {
            places.insert(whole(&here, &lab.path), place);
        }
        for lab in &inputs.labs {
            let place = labs.len();
            match places.entry(whole(&here, &lab.path)) {
                // As it was named.
                Entry::Occupied(known) => labs[*known.get()] = lab.clone(),
                Entry::Vacant(free) => {
                    free.insert(place);
                    labs.push(lab.clone());
                }
            }
        }
        let found = labs.par_iter().map(|lab| {
            let kept = inputs.kept.lock().ok().and_then(|mut kept| kept.remove(&lab.file));
            match kept {
                Some(stored) => (stored.needs.clone(), Some(stored)),
                None => (needs(lab.file, &inputs.sources.get(lab.file).text), None),
            }
        });
        let (needs, stored): (Vec<Needs>, Vec<Option<Box<Stored>>>) = found.unzip();
        let ids: Vec<String> = needs.iter().map(|needs| needs.id.clone().unwrap_or_default()).collect();
        let mut after = vec![Hash::default(); ids.len() + 1];
        for (place, id) in ids.iter().enumerate().rev() {
            after[place] = hash(&[id.as_bytes(), &after[place + 1]]);
        }
        let order = Arc::new(CourseOrder::new(ids));
        let done = vec![false; labs.len()];
        let mut order = Self {
            labs,
            stored,
            places,
            here,
            order,
            needs,
            waits: Vec::new(),
            readers: HashMap::new(),
            ready: Vec::new(),
            patient: Vec::new(),
            done,
            first: 0,
            protocols: BTreeMap::new(),
            hashes: HashMap::new(),
            before: vec![Hash::default()],
            after,
            prefer: Arc::clone(&inputs.prefer),
        };
        order.count();
        order
    }

    /// Counts what each lab waits for.
    fn count(&mut self) {
        for lab in 0..self.labs.len() {
            let needs = &self.needs[lab];
            // A lab that was renamed is known by its former id only once it is compiled.
            if needs.all || needs.labs.iter().any(|read| self.order.place(read).is_none()) {
                self.waits.push(Waits::All);
                if lab == 0 {
                    self.ready.push(lab)
                } else {
                    self.patient.push(lab)
                }
                continue;
            }
            let read = self.read(lab);
            self.waits.push(Waits::Named(read.len()));
            if read.is_empty() {
                self.ready.push(lab);
            }
            for other in read {
                self.readers.entry(other).or_default().push(lab);
            }
        }
        self.patient.reverse();
    }

    /// The earlier labs that a lab names, each once.
    fn read(&self, lab: usize) -> Vec<usize> {
        let named = self.needs[lab].labs.iter().filter_map(|read| self.order.place(read));
        let mut read: Vec<usize> = named.filter(|other| *other < lab).collect();
        read.sort_unstable();
        read.dedup();
        read
    }

    /// The ids of the labs.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.order.ids().iter().map(String::as_str)
    }

    /// Where a lab stands.
    pub(crate) fn place(&self, lab: &Input) -> Option<usize> {
        self.places.get(&whole(&self.here, &lab.path)).copied()
    }

    /// The labs that can be compiled next, with what is around them; none once all are done.
    pub(crate) fn next(&mut self) -> Vec<(usize, CompileContext)> {
        let mut ready = std::mem::take(&mut self.ready);
        while let Some(lab) = self.patient.pop_if(|lab| *lab <= self.first) {
            ready.push(lab);
        }
        ready.sort_unstable();
        ready.into_iter().map(|lab| (lab, self.around(lab))).collect()
    }

    fn around(&self, lab: usize) -> CompileContext {
        let needs = &self.needs[lab];
        if needs.labs.is_empty() && !needs.all {
            return self.preferring(Course::default(), Hash::default());
        }
        if let Waits::All = self.waits[lab] {
            // It knows every lab: those before it with what they record, and the ids of those after it.
            let protocols =
                self.protocols.range(..lab).map(|(place, lab)| (*place, Arc::clone(lab.shared())));
            let course = Course::new(Arc::clone(&self.order), lab, protocols.collect());
            return self.preferring(course, hash(&[&self.before[lab], &self.after[lab]]));
        }
        let read = self.read(lab);
        let protocols =
            read.iter().filter_map(|place| Some((*place, Arc::clone(self.protocols.get(place)?.shared()))));
        let course = Course::new(Arc::clone(&self.order), lab, protocols.collect());
        // Of every lab that it names: whether it comes before this one, and what it records.
        let mut pieces = Vec::new();
        for id in &needs.labs {
            let place = self.order.place(id);
            pieces.push(id.as_bytes().to_vec());
            pieces.push(match place.filter(|place| *place < lab) {
                Some(place) => self.hashes.get(&place).map_or_else(Vec::new, |hash| hash.to_vec()),
                None => format!("later, itself: {}", place == Some(lab)).into_bytes(),
            });
        }
        let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        self.preferring(course, hash(&pieces))
    }

    /// What is around a lab, with the units that the course prefers.
    fn preferring(&self, course: Course, around: Hash) -> CompileContext {
        if self.prefer.is_empty() {
            return CompileContext { course, hash: around };
        }
        let units: Vec<&[u8]> = self.prefer.iter().map(|unit| unit.as_bytes()).collect();
        CompileContext {
            course: course.preferring(Arc::clone(&self.prefer)),
            hash: hash(&[&around, &hash(&units)]),
        }
    }

    /// Takes in what has become of a lab.
    pub(crate) fn done(&mut self, lab: usize, protocol: Option<&Packed<Protocol>>) {
        self.done[lab] = true;
        let records = protocol.map_or(&[][..], |protocol| protocol.hash());
        self.hashes.insert(lab, hash(&[self.order.ids()[lab].as_bytes(), records]));
        if let Some(protocol) = protocol {
            self.protocols.insert(lab, protocol.clone());
        }
        while self.done.get(self.first) == Some(&true) {
            let last = self.before[self.first];
            self.before.push(hash(&[&last, &self.hashes[&self.first]]));
            self.first += 1;
        }
        for reader in self.readers.remove(&lab).unwrap_or_default() {
            if let Waits::Named(left) = &mut self.waits[reader] {
                *left -= 1;
                if *left == 0 {
                    self.ready.push(reader);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A course whose labs have these texts; the labs are called `l0`, `l1`, ….
    fn order(texts: &[String]) -> CompileOrder {
        let mut inputs = Inputs::default();
        for (index, text) in texts.iter().enumerate() {
            let name = format!("l{index}");
            let file = inputs.sources.add(format!("{name}.lab"), format!("lab {name} \"L\"\n{text}\n"));
            inputs.labs.push(Input { path: format!("{name}/lab.lab").into(), name, file, plain: false });
        }
        CompileOrder::of(&inputs)
    }

    /// The waves in which labs are compiled, with the places of the labs that each may read.
    fn waves(mut order: CompileOrder) -> Vec<Vec<(usize, Vec<usize>)>> {
        let mut waves = Vec::new();
        loop {
            let wave = order.next();
            if wave.is_empty() {
                return waves;
            }
            for (lab, _) in &wave {
                order.done(*lab, Some(&Packed::new(Protocol::default())));
            }
            let read = |around: &CompileContext| around.course.protocols().map(|(place, _)| place).collect();
            waves.push(wave.iter().map(|(lab, around)| (*lab, read(around))).collect());
        }
    }

    fn uses(lab: &str) -> String {
        format!("use ledger {lab} {{ a else 1 }}")
    }

    #[test]
    fn labs_wait_for_those_they_read_and_for_no_others() {
        let none = String::new();
        let texts = [
            none.clone(),
            uses("l0"),
            none.clone(),
            "let n = count(ledger)".to_owned(),
            uses("l1"),
            uses("l9"),
        ];
        let found = waves(order(&texts));
        let expected = [
            vec![(0, vec![]), (2, vec![])],
            vec![(1, vec![0])],
            vec![(3, vec![0, 1, 2]), (4, vec![1])],
            // `l9` may be what an earlier lab was called before.
            vec![(5, vec![0, 1, 2, 3, 4])],
        ];
        assert_eq!(found, expected);
        // A lab that names itself or a later one waits for neither.
        assert_eq!(waves(order(&[uses("l1"), uses("l1")])), [[(0, vec![]), (1, vec![])]]);
        assert!(waves(order(&[])).is_empty());
    }

    #[test]
    fn what_is_around_a_lab_changes_with_what_it_reads() {
        let hash_of = |texts: &[String], wanted: usize, title: &str| {
            let mut order = order(texts);
            loop {
                for (lab, around) in order.next() {
                    if lab == wanted {
                        return around.hash;
                    }
                    let protocol = Protocol { title: format!("{title}{lab}"), ..Protocol::default() };
                    order.done(lab, (lab < 2).then(|| Packed::new(protocol)).as_ref());
                }
            }
        };
        let none = String::new();
        let named = [none.clone(), none.clone(), none.clone(), uses("l0")];
        let all = [none.clone(), none.clone(), none, "let n = count(ledger)".to_owned()];
        for texts in [named.clone(), all.clone()] {
            assert_eq!(hash_of(&texts, 3, "a"), hash_of(&texts, 3, "a"));
            assert_ne!(hash_of(&texts, 3, "a"), hash_of(&texts, 3, "b"));
        }
        // What a lab does not read may change.
        assert_eq!(hash_of(&named, 3, "a"), {
            let mut longer = named.to_vec();
            longer[2] = "let more = 1".to_owned();
            hash_of(&longer, 3, "a")
        });
        let longer = [all.as_slice(), &[String::new()]].concat();
        assert_ne!(hash_of(&all, 3, "a"), hash_of(&longer, 3, "a"), "a lab after it is known by its id");
    }

    #[test]
    fn a_long_course_is_one_pass() {
        // Each lab reads the one before it: as many waves as labs, and each looks at its own labs only.
        let texts: Vec<String> = (0..3000).map(|lab: usize| uses(&format!("l{}", lab.max(1) - 1))).collect();
        let found = waves(order(&texts));
        assert_eq!(found.len(), 3000);
        assert!(found.iter().flatten().all(|(_, read)| read.len() <= 1));
    }
}

//! The labs of this repository's own course, compiled as `labc check` does: each with what the labs before it record.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use labc::diagnostic::Diagnostic;
use labc::page::{KnownVerdicts, Lab};
use labc::record::protocol::{Course, Protocol};
use labc::sources::{FileId, Files};

use crate::place::root;

/// The stack that the command gives a compilation.
const STACK: usize = 32 << 20;

/// A lab of the course.
pub struct OwnLab {
    /// The name of its folder.
    pub id: String,
    /// Its text.
    pub source: String,
    /// The labs around it.
    pub course: Course,
    /// What it is compiled to.
    pub lab: Lab,
    /// The verdicts about it.
    pub known: KnownVerdicts,
}

/// The files beside a lab.
struct Beside(PathBuf);

impl Files for Beside {
    fn read(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.0.join(path)).map_err(|error| error.to_string())
    }

    fn module(&self, _: &str) -> Result<String, String> {
        Err("the labs have no modules of their own".to_owned())
    }
}

/// The labs in the order of the manifest. `known` is what each of them is compiled with.
///
/// # Panics
/// Where a lab cannot be read, or anything is reported about it.
pub fn own_labs(known: fn() -> KnownVerdicts) -> Vec<OwnLab> {
    let manifest = fs::read_to_string(root().join("site/course.toml")).expect("the manifest");
    let lists = manifest.lines().filter_map(|line| line.strip_prefix("labs = ["));
    let ids: Vec<&str> = lists.flat_map(|list| list.split('"').skip(1).step_by(2)).collect();
    let mut earlier: Vec<Arc<Protocol>> = Vec::new();
    let mut labs = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        let source = fs::read_to_string(folder(id).join("lab.lab")).expect("a lab");
        let course = Course::after(&earlier, ids[place..].iter().map(|id| (*id).to_owned()));
        let mut known = known();
        let (lab, found) = compiled(id, &source, &course, &mut known);
        assert!(found.is_empty(), "{id}: {found:?}");
        let lab = lab.expect("a lab without faults");
        earlier.push(Arc::new(lab.protocol.clone()));
        labs.push(OwnLab { id: (*id).to_owned(), source, course, lab, known });
    }
    labs
}

impl OwnLab {
    /// Compiles the lab with another text, with the verdicts that are known about it.
    pub fn edited(&self, source: &str) -> (Option<Lab>, Vec<Diagnostic>) {
        compiled(&self.id, source, &self.course, &mut self.known.clone())
    }
}

fn folder(id: &str) -> PathBuf {
    Path::new(root()).join("labs-src").join(id)
}

fn compiled(
    id: &str,
    source: &str,
    course: &Course,
    known: &mut KnownVerdicts,
) -> (Option<Lab>, Vec<Diagnostic>) {
    let run = || labc::compile_with(FileId(0), source, &Beside(folder(id)), course, Some(known));
    thread::scope(|scope| {
        let run = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).expect("a thread");
        run.join().expect("the compiler does not panic")
    })
}

//! The first of two passes over what was handed in: every file is opened once, what it holds goes to a store, and
//! only what is needed to tell whose it is stays in memory. Start at [`Gathering::take`].

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::io::{self, Read, Seek, SeekFrom, Write};

use lab_core::record::ItemKind;

use super::open::OpenedFile;
use super::stray::Stray;
use super::submitter::{self, Submitter};
use super::{ClassLab, shortened};
use crate::record::protocol::Protocol;
use crate::record::store::{self, Record};

/// Names of folders and files are cut to so many letters, and names that students enter.
const LONGEST_NAME: usize = 200;

/// What was handed in, as far as it is known. `S` is where copies are kept between the passes.
#[derive(Debug)]
pub struct Gathering<S> {
    /// The courses whose copies are taken in; none: any.
    pub(super) courses: Vec<String>,
    /// Whether these are some labs of the course and not all.
    pub(super) some: bool,
    pub(super) labs: Vec<ClassLab>,
    pub(super) store: S,
    end: u64,
    pub(super) copies: Vec<Handed>,
    /// Files that hold nothing to take in.
    pub(super) others: Vec<Other>,
    pub(super) strays: BTreeMap<Stray, usize>,
    pub(super) work: u64,
}

/// A copy that was taken in.
#[derive(Debug)]
pub(super) struct Handed {
    pub(super) path: Box<str>,
    /// What the student typed as a name or number, if anything.
    pub(super) typed: Box<str>,
    pub(super) saved: Box<str>,
    pub(super) course: Box<str>,
    pub(super) submitter: Option<Submitter>,
    /// What is wrong with it.
    pub(super) harm: Option<Box<str>>,
    /// Stands for its answers; zero where there are none.
    pub(super) digest: u64,
    pub(super) items: usize,
    /// Where the store has it.
    place: (u64, usize),
}

/// A file that holds nothing to take in.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) path: Box<str>,
    pub(super) why: NotTaken,
}

/// Why a file holds nothing to take in.
#[derive(Debug)]
pub(super) enum NotTaken {
    Refused(Box<str>),
    Stray(Stray),
}

impl<S: Read + Write + Seek> Gathering<S> {
    /// Nothing yet. Copies of other courses are refused; where no course is known, those without a word about these
    /// labs. With `some`, these are not all the labs of the course: work in others isn't looked at.
    pub fn new(courses: &[&str], some: bool, protocols: &[&Protocol], store: S) -> Self {
        Self {
            courses: courses.iter().map(|&course| course.to_owned()).collect(),
            some,
            labs: protocols.iter().map(|protocol| ClassLab::of(protocol)).collect(),
            store,
            end: 0,
            copies: Vec::new(),
            others: Vec::new(),
            strays: BTreeMap::new(),
            work: 0,
        }
    }

    /// Takes in what a file holds, by its path below the folder.
    ///
    /// # Errors
    /// What the store says.
    pub fn take(&mut self, path: &str, found: OpenedFile) -> io::Result<()> {
        self.work += 1;
        let copy = match found {
            OpenedFile::Copy(copy) => copy,
            OpenedFile::Refused(fault) => {
                self.refuse(path, &fault.to_string());
                return Ok(());
            }
            OpenedFile::Stray(stray) => {
                *self.strays.entry(stray).or_default() += 1;
                self.others.push(Other { path: path.into(), why: NotTaken::Stray(stray) });
                return Ok(());
            }
        };
        self.work += copy.items.len() as u64;
        let ours = self.courses.iter().any(|course| copy.is_of(course));
        let reason = if !self.courses.is_empty() && !ours {
            format!("of another course, `{}`", shortened(&copy.course))
        } else if self.courses.is_empty() && !self.labs.iter().any(|lab| lab.is_in(&copy.items)) {
            format!("holds nothing of these labs (it is of course `{}`)", shortened(&copy.course))
        } else {
            String::new()
        };
        if !reason.is_empty() {
            self.refuse(path, &reason);
            return Ok(());
        }
        let bytes = postcard::to_allocvec(&copy.items).map_err(io::Error::other)?;
        self.store.seek(SeekFrom::Start(self.end))?;
        self.store.write_all(&bytes)?;
        let typed = store::student(&copy.items).unwrap_or_default();
        let typed: String = typed.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
        self.copies.push(Handed {
            path: path.into(),
            typed: typed.into(),
            saved: copy.saved.chars().take(40).collect::<String>().into(),
            submitter: submitter::of(path, &copy.course),
            course: copy.course.into(),
            harm: copy.harm.as_ref().map(|harm| harm.to_string().into()),
            digest: digest(&copy.items),
            items: copy.items.len(),
            place: (self.end, bytes.len()),
        });
        self.end += bytes.len() as u64;
        Ok(())
    }

    fn refuse(&mut self, path: &str, reason: &str) {
        self.others.push(Other { path: path.into(), why: NotTaken::Refused(reason.into()) });
    }

    /// A copy again, from the store.
    pub(super) fn items(&mut self, copy: usize) -> io::Result<Record> {
        let (from, length) = self.copies[copy].place;
        let mut bytes = vec![0; length];
        self.store.seek(SeekFrom::Start(from))?;
        self.store.read_exact(&mut bytes)?;
        postcard::from_bytes(&bytes).map_err(io::Error::other)
    }

    /// Forgets submitters that only look as if Canvas had named them: there, no two files have one number, and not
    /// everybody has the same name.
    pub(super) fn doubt(&mut self) {
        struct Folder {
            id: String,
            name: String,
            ids: bool,
            names: bool,
            files: HashMap<String, usize>,
        }
        let is_canvas = |one: &&Submitter| one.platform == "Canvas";
        let folder = |path: &str| path[..path.rfind('/').unwrap_or(0)].to_owned();
        let mut folders: HashMap<String, Folder> = HashMap::new();
        for copy in &self.copies {
            let Some(one) = copy.submitter.as_ref().filter(is_canvas) else { continue };
            let (id, name) = (one.id.clone(), one.name.clone());
            let first = || Folder { id, name, ids: false, names: false, files: HashMap::new() };
            let folder = folders.entry(folder(&copy.path)).or_insert_with(first);
            folder.ids |= folder.id != one.id;
            folder.names |= folder.name != one.name;
            *folder.files.entry(one.file.clone().unwrap_or_default()).or_default() += 1;
        }
        for copy in &mut self.copies {
            let Some(one) = copy.submitter.as_ref().filter(is_canvas) else { continue };
            let Some(folder) = folders.get(&folder(&copy.path)) else { continue };
            let shared =
                one.file.as_ref().and_then(|file| folder.files.get(file)).is_some_and(|count| *count > 1);
            if shared || (folder.ids && !folder.names) {
                copy.submitter = None;
            }
        }
    }
}

impl ClassLab {
    /// Whether a record says anything about the lab.
    fn is_in(&self, items: &Record) -> bool {
        let ids = std::iter::once(&self.sheet.id).chain(&self.sheet.was);
        ids.into_iter().any(|id| {
            let from = format!("{id}/");
            items.range(from.clone()..).next().is_some_and(|(key, _)| key.starts_with(&from))
        })
    }
}

/// Stands for what a record answers, times and all: two students never have the same.
fn digest(items: &Record) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut any = false;
    for (key, text) in items {
        if key.split('/').nth(1).is_some_and(is_work) {
            any = true;
            (key, text).hash(&mut hasher);
        }
    }
    if any { hasher.finish().max(1) } else { 0 }
}

/// Whether items of a kind are answers that a student has given.
pub(super) fn is_work(kind: &str) -> bool {
    ItemKind::of(kind).is_some_and(ItemKind::is_work)
}

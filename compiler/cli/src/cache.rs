//! Pages of labs from earlier builds, taken again where nothing they depend on has changed: the text of the
//! lab, every file and reference it reads, what labs before it record, the theme, the course and the compiler.
//! Start at [`Cache::look_up`].
//!
//! A file for each lab, which begins with the hash of the rest: what is torn, foreign or outdated counts as
//! absent. What the compiler has to say about a lab is kept with it, and said again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::UNIX_EPOCH;

use labc::diagnostic::Diagnostic;
use labc::page::links::Ends;
use labc::page::protocol::Protocol;
use labc::page::search::Entry;
use labc::page::{Evaluator, Lab, Stated};
use labc::source::{FileId, Files, Section, Span};
use serde::{Deserialize, Serialize};

/// The folder beside the site's.
const FOLDER: &str = ".labc-cache";
/// How many pages are kept.
const MOST: usize = 2_000;

/// A hash by BLAKE3.
pub(crate) type Hash = [u8; 32];

/// What is known of a lab without its page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) id: String,
    pub(crate) id_span: Span,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) duration: Option<String>,
    pub(crate) chapter: Option<String>,
    /// Keys and titles.
    pub(crate) parts: Vec<(String, String)>,
    pub(crate) protocol: Protocol,
    /// What its page runs on.
    pub(crate) evaluator: Evaluator,
    /// The figures that it states itself.
    pub(crate) stated: Vec<Stated>,
}

impl About {
    pub(crate) fn of(lab: &Lab) -> Self {
        Self {
            id: lab.id.clone(),
            id_span: lab.id_span,
            title: lab.title.clone(),
            description: lab.description.clone(),
            duration: lab.duration.clone(),
            chapter: lab.chapter.as_ref().map(|chapter| chapter.title.clone()),
            parts: lab.parts().map(|(key, title)| (key.to_owned(), title)).collect(),
            protocol: lab.protocol.clone(),
            evaluator: lab.evaluator(),
            stated: lab.stated.clone(),
        }
    }
}

/// A page that was written, with what the site needs to know of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) html: String,
    pub(crate) ends: Ends,
    pub(crate) entries: Vec<Entry>,
}

/// A lab as it was built.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    source: Hash,
    reads: Vec<(Read, String, Hash)>,
    pub(crate) about: About,
    /// What was said about the lab, all of it at places of its own file.
    diagnostics: Vec<Diagnostic>,
    frame: Hash,
    page: Written,
}

/// What a lab reads besides its own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Read {
    Data,
    Module,
    Section,
}

impl Stored {
    /// What was said about the lab, whose file goes by another number in each build.
    pub(crate) fn diagnostics(&self, file: FileId) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics.clone();
        for diagnostic in &mut diagnostics {
            diagnostic.labels.iter_mut().for_each(|label| label.file = file);
            if let Some(fix) = &mut diagnostic.fix {
                fix.file = file;
            }
        }
        diagnostics
    }

    /// The page, if it was written in the same frame.
    pub(crate) fn page(self, frame: &Hash) -> Option<Written> {
        (self.frame == *frame).then_some(self.page)
    }
}

/// Where pages are kept.
#[derive(Debug)]
pub(crate) struct Cache {
    /// None: nothing is kept.
    folder: Option<PathBuf>,
    /// What the compiler is.
    compiler: Vec<u8>,
}

impl Cache {
    /// One that keeps nothing.
    pub(crate) fn none() -> Self {
        Self { folder: None, compiler: Vec::new() }
    }

    /// The one beside a site. Where it cannot be, there is none: a build does without.
    pub(crate) fn beside(site: &Path) -> Self {
        let compiler = std::env::current_exe().and_then(|path| Ok((fs::metadata(&path)?, path)));
        let Ok((data, path)) = compiler else { return Self::none() };
        let changed = data.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let compiler = format!("{} {} {changed:?} {}", env!("CARGO_PKG_VERSION"), data.len(), path.display())
            .into_bytes();
        let Some(parent) = std::path::absolute(site).ok().and_then(|site| Some(site.parent()?.to_owned()))
        else {
            return Self::none();
        };
        let folder = parent.join(FOLDER);
        if fs::create_dir_all(&folder).is_err() {
            return Self::none();
        }
        // Nobody has to remember to keep it out of version control.
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            drop(fs::write(ignore, "*\n"));
        }
        Self { folder: Some(folder), compiler }
    }

    fn path(&self, lab: &Path) -> Option<PathBuf> {
        let name = blake3::hash(lab.as_os_str().as_encoded_bytes()).to_hex();
        Some(self.folder.as_ref()?.join(&name[..32]))
    }

    fn source(&self, text: &str, before: &[u8]) -> Hash {
        hash(&[&self.compiler, text.as_bytes(), before])
    }

    /// What was built from a lab, if nothing it depends on has changed since. `before` is what labs before it
    /// in the course mean to it.
    pub(crate) fn look_up(&self, lab: &Path, text: &str, before: &[u8], files: &dyn Files) -> Option<Stored> {
        let bytes = fs::read(self.path(lab)?).ok()?;
        let (sum, rest) = bytes.split_first_chunk::<32>()?;
        if *blake3::hash(rest).as_bytes() != *sum {
            return None;
        }
        let stored: Stored = postcard::from_bytes(rest).ok()?;
        let same = |(read, name, known): &(Read, String, Hash)| asked(*read, name, files) == *known;
        (stored.source == self.source(text, before) && stored.reads.iter().all(same)).then_some(stored)
    }

    /// Keeps what was built. A full disk is no reason to fail.
    pub(crate) fn keep(
        &self,
        lab: &Path,
        text: &str,
        before: &[u8],
        (reads, diagnostics): (&Reads, &[Diagnostic]),
        about: &About,
        (frame, page): (Hash, &Written),
    ) {
        let Some(path) = self.path(lab) else { return };
        let reads = reads.iter().map(|((read, name), hash)| (*read, name.clone(), *hash)).collect();
        let (about, page, diagnostics) = (about.clone(), page.clone(), diagnostics.to_vec());
        let source = self.source(text, before);
        let stored = Stored { source, reads, about, diagnostics, frame, page };
        let Ok(rest) = postcard::to_allocvec(&stored) else { return };
        let mut bytes = blake3::hash(&rest).as_bytes().to_vec();
        bytes.extend_from_slice(&rest);
        // Into place at once: another build may be reading.
        let new = path.with_extension(format!("new-{}", std::process::id()));
        if fs::write(&new, bytes).and_then(|()| fs::rename(&new, &path)).is_err() {
            drop(fs::remove_file(&new));
        }
    }

    /// Forgets the pages that were written longest ago, beyond what is kept.
    pub(crate) fn tidy(&self) {
        let Some(folder) = &self.folder else { return };
        let Ok(entries) = fs::read_dir(folder) else { return };
        let mut files: Vec<_> = entries
            .flatten()
            .filter(|entry| entry.file_name() != ".gitignore")
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        if files.len() > MOST {
            files.sort();
            for (_, path) in &files[..files.len() - MOST] {
                drop(fs::remove_file(path));
            }
        }
    }
}

/// What was asked of the files, with the hash of each answer.
pub(crate) type Reads = BTreeMap<(Read, String), Hash>;

/// Files that remember what they were asked for.
pub(crate) struct Recorder<'f> {
    files: &'f dyn Files,
    reads: Mutex<Reads>,
}

impl<'f> Recorder<'f> {
    pub(crate) fn new(files: &'f dyn Files) -> Self {
        Self { files, reads: Mutex::default() }
    }

    /// What was asked for.
    pub(crate) fn reads(self) -> Reads {
        self.reads.into_inner().unwrap_or_default()
    }

    fn note(&self, read: Read, name: &str, hash: Hash) {
        if let Ok(mut reads) = self.reads.lock() {
            reads.insert((read, name.to_owned()), hash);
        }
    }
}

impl Files for Recorder<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        let read = self.files.read(path);
        self.note(Read::Data, path, answer(&read));
        read
    }

    fn module(&self, path: &str) -> Result<String, String> {
        let module = self.files.module(path);
        self.note(Read::Module, path, answer(&module));
        module
    }

    fn section(&self, id: &str) -> Section {
        let found = self.files.section(id);
        self.note(Read::Section, id, section(&found));
        found
    }
}

/// The hash of some pieces, each with its length.
pub(crate) fn hash(pieces: &[&[u8]]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    for piece in pieces {
        hasher.update(&(piece.len() as u64).to_le_bytes());
        hasher.update(piece);
    }
    *hasher.finalize().as_bytes()
}

fn asked(read: Read, name: &str, files: &dyn Files) -> Hash {
    match read {
        Read::Data => answer(&files.read(name)),
        Read::Module => answer(&files.module(name)),
        Read::Section => section(&files.section(name)),
    }
}

fn answer(answer: &Result<String, String>) -> Hash {
    match answer {
        Ok(text) => hash(&[b"ok", text.as_bytes()]),
        Err(reason) => hash(&[b"no", reason.as_bytes()]),
    }
}

fn section(section: &Section) -> Hash {
    hash(&[format!("{section:?}").as_bytes()])
}

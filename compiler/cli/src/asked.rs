//! What a lab reads besides its own text, and whether the same is found there again. Start at [`Recorder`].

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use labc::sources::{Files, Section};

use crate::cache::{Cache, Hash, Read, hash};
use crate::read;
use crate::stamp::Stamp;

/// What was asked of the files, with the hash of each answer.
pub(crate) type Reads = BTreeMap<(Read, String), Hash>;

/// The folder of a lab, whose files are known by their stamps.
pub(crate) struct Folder<'c> {
    pub(crate) cache: &'c Cache,
    pub(crate) lab: &'c Path,
    /// It is in the course, and not a link; of others nothing is taken for granted.
    pub(crate) plain: bool,
}

/// What is seen of a file without reading it.
enum Look {
    /// It is not there.
    Missing,
    /// Where it is, with its stamp.
    Seen(PathBuf, Stamp),
    /// Nothing that would say what it holds.
    Nothing,
}

impl Folder<'_> {
    /// Where a file of data is, and what is seen of it.
    fn look(&self, read: Read, name: &str) -> Look {
        // A path through other folders may lead elsewhere by now.
        if read != Read::Data || !self.plain || !is_plain(name) {
            return Look::Nothing;
        }
        let path = self.lab.with_file_name(name);
        match fs::symlink_metadata(&path) {
            Ok(data) => self.cache.stamp(&data).map_or(Look::Nothing, |stamp| Look::Seen(path, stamp)),
            Err(error) if error.kind() == ErrorKind::NotFound => Look::Missing,
            Err(_) => Look::Nothing,
        }
    }

    /// The hash of what is found where a lab reads something.
    pub(crate) fn asked(&self, read: Read, name: &str, files: &dyn Files) -> Hash {
        let seen = match self.look(read, name) {
            Look::Missing => return answer(&Err(read::MISSING.to_owned())),
            Look::Seen(path, stamp) => match self.cache.known(&path, &stamp) {
                Some(hash) => return hash,
                None => Some((path, stamp)),
            },
            Look::Nothing => None,
        };
        match read {
            Read::Data => {
                let read = files.read(name);
                let hash = answer(&read);
                if let (Some((path, stamp)), Ok(_)) = (seen, read) {
                    self.cache.learn(&path, stamp, hash);
                }
                hash
            }
            Read::Module => answer(&files.module(name)),
            Read::Section => section(&files.section(name)),
        }
    }
}

/// Whether a path is a single name.
pub(crate) fn is_plain(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
}

/// Files that remember what they were asked for.
pub(crate) struct Recorder<'f> {
    files: &'f dyn Files,
    folder: Folder<'f>,
    reads: Mutex<Reads>,
}

impl<'f> Recorder<'f> {
    pub(crate) fn new(files: &'f dyn Files, folder: Folder<'f>) -> Self {
        Self { files, folder, reads: Mutex::default() }
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
        let seen = self.folder.look(Read::Data, path);
        let read = self.files.read(path);
        let hash = answer(&read);
        if let (Look::Seen(path, stamp), Ok(_)) = (seen, &read) {
            self.folder.cache.learn(&path, stamp, hash);
        }
        self.note(Read::Data, path, hash);
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

fn answer(answer: &Result<String, String>) -> Hash {
    match answer {
        Ok(text) => hash(&[b"ok", text.as_bytes()]),
        Err(reason) => hash(&[b"no", reason.as_bytes()]),
    }
}

fn section(section: &Section) -> Hash {
    hash(&[format!("{section:?}").as_bytes()])
}

//! What a lab reads besides its own text, and whether the same is found there again. Start at [`Recorder`].

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use labc::sources::citation::Citation;
use labc::sources::{Files, Section};

use crate::cache::stamp::Stamp;
use crate::cache::{Cache, ReadKind};
use crate::files::hash::{Hash, hash};
use crate::files::read;

/// What was asked of the files, with the hash of each answer.
pub(crate) type Reads = BTreeMap<(ReadKind, String), Hash>;

/// The folder of a lab, whose files are known by their stamps.
pub(crate) struct StampedFolder<'c> {
    pub(crate) cache: &'c Cache,
    pub(crate) lab: &'c Path,
    /// It is in the course, and not a link; of others nothing is taken for granted.
    pub(crate) plain: bool,
}

/// What is seen of a file without reading it.
enum FileLook {
    /// It is not there.
    Missing,
    /// Where it is, with its stamp.
    Seen(PathBuf, Stamp),
    /// Nothing that would say what it holds.
    Nothing,
}

impl StampedFolder<'_> {
    /// Where a file of data is, and what is seen of it.
    fn look(&self, read: ReadKind, name: &str) -> FileLook {
        if read == ReadKind::Picture && self.plain {
            // The same file, wherever links lead to it from.
            let path = self.lab.parent().and_then(|folder| fs::canonicalize(folder.join(name)).ok());
            let seen = path.and_then(|path| self.cache.seen(&path).map(|stamp| FileLook::Seen(path, stamp)));
            return seen.unwrap_or(FileLook::Nothing);
        }
        // A path through other folders may lead elsewhere by now.
        if read != ReadKind::Data || !self.plain || !is_plain(name) {
            return FileLook::Nothing;
        }
        let path = self.lab.with_file_name(name);
        if read::opened(&path).is_some() {
            return FileLook::Nothing;
        }
        match fs::symlink_metadata(&path) {
            Ok(data) => {
                self.cache.stamp(&data).map_or(FileLook::Nothing, |stamp| FileLook::Seen(path, stamp))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => FileLook::Missing,
            Err(_) => FileLook::Nothing,
        }
    }

    /// The hash of what is found where a lab reads something.
    pub(crate) fn asked(&self, read: ReadKind, name: &str, files: &dyn Files) -> Hash {
        let seen = self.look(read, name);
        match &seen {
            FileLook::Missing => return answer::<String>(&Err(read::MISSING.to_owned())).0,
            FileLook::Seen(path, stamp) => {
                if let Some(hash) = self.cache.known(path, stamp) {
                    return hash;
                }
            }
            FileLook::Nothing => {}
        }
        match read {
            ReadKind::Data => self.learned(seen, answer(&files.read(name))),
            ReadKind::Picture => self.learned(seen, answer(&files.picture(name))),
            ReadKind::Module => answer(&files.module(name)).0,
            ReadKind::Section => section(&files.section(name)),
            ReadKind::Citation => citation(&files.citation(name)),
        }
    }

    /// The hash of an answer, kept for a file that was there.
    fn learned(&self, seen: FileLook, (hash, found): (Hash, bool)) -> Hash {
        if let (FileLook::Seen(path, stamp), true) = (seen, found) {
            self.cache.learn(&path, stamp, hash);
        }
        hash
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
    folder: StampedFolder<'f>,
    reads: Mutex<Reads>,
}

impl<'f> Recorder<'f> {
    pub(crate) fn new(files: &'f dyn Files, folder: StampedFolder<'f>) -> Self {
        Self { files, folder, reads: Mutex::default() }
    }

    /// What was asked for.
    pub(crate) fn reads(self) -> Reads {
        self.reads.into_inner().unwrap_or_default()
    }

    fn note(&self, read: ReadKind, name: &str, hash: Hash) {
        if let Ok(mut reads) = self.reads.lock() {
            reads.insert((read, name.to_owned()), hash);
        }
    }
}

impl Files for Recorder<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        let seen = self.folder.look(ReadKind::Data, path);
        let read = self.files.read(path);
        self.note(ReadKind::Data, path, self.folder.learned(seen, answer(&read)));
        read
    }

    fn picture(&self, path: &str) -> Result<Vec<u8>, String> {
        let seen = self.folder.look(ReadKind::Picture, path);
        let picture = self.files.picture(path);
        self.note(ReadKind::Picture, path, self.folder.learned(seen, answer(&picture)));
        picture
    }

    fn module(&self, path: &str) -> Result<String, String> {
        let module = self.files.module(path);
        self.note(ReadKind::Module, path, answer(&module).0);
        module
    }

    fn section(&self, id: &str) -> Section {
        let found = self.files.section(id);
        self.note(ReadKind::Section, id, section(&found));
        found
    }

    fn citation(&self, key: &str) -> Citation {
        let found = self.files.citation(key);
        self.note(ReadKind::Citation, key, citation(&found));
        found
    }
}

/// The hash of an answer, and whether it is what was asked for.
fn answer<T: AsRef<[u8]>>(answer: &Result<T, String>) -> (Hash, bool) {
    match answer {
        Ok(found) => (hash(&[b"ok", found.as_ref()]), true),
        Err(reason) => (hash(&[b"no", reason.as_bytes()]), false),
    }
}

fn citation(citation: &Citation) -> Hash {
    hash(&[format!("{citation:?}").as_bytes()])
}

fn section(section: &Section) -> Hash {
    hash(&[format!("{section:?}").as_bytes()])
}

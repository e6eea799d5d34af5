//! What a lab reads besides its own text, and whether the same is found there again. Start at [`Recorder`].

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use labc::sources::citation::Citation;
use labc::sources::{Files, Section};

use crate::cache::stamp::Stamp;
use crate::cache::{Cache, Read};
use crate::files::hash::{Hash, hash};
use crate::files::read;

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
        if read == Read::Picture && self.plain {
            // The same file, wherever links lead to it from.
            let path = self.lab.parent().and_then(|folder| fs::canonicalize(folder.join(name)).ok());
            let seen = path.and_then(|path| self.cache.seen(&path).map(|stamp| Look::Seen(path, stamp)));
            return seen.unwrap_or(Look::Nothing);
        }
        // A path through other folders may lead elsewhere by now.
        if read != Read::Data || !self.plain || !is_plain(name) {
            return Look::Nothing;
        }
        let path = self.lab.with_file_name(name);
        if read::opened(&path).is_some() {
            return Look::Nothing;
        }
        match fs::symlink_metadata(&path) {
            Ok(data) => self.cache.stamp(&data).map_or(Look::Nothing, |stamp| Look::Seen(path, stamp)),
            Err(error) if error.kind() == ErrorKind::NotFound => Look::Missing,
            Err(_) => Look::Nothing,
        }
    }

    /// The hash of what is found where a lab reads something.
    pub(crate) fn asked(&self, read: Read, name: &str, files: &dyn Files) -> Hash {
        let seen = self.look(read, name);
        match &seen {
            Look::Missing => return answer::<String>(&Err(read::MISSING.to_owned())).0,
            Look::Seen(path, stamp) => {
                if let Some(hash) = self.cache.known(path, stamp) {
                    return hash;
                }
            }
            Look::Nothing => {}
        }
        match read {
            Read::Data => self.learned(seen, answer(&files.read(name))),
            Read::Picture => self.learned(seen, answer(&files.picture(name))),
            Read::Module => answer(&files.module(name)).0,
            Read::Section => section(&files.section(name)),
            Read::Citation => citation(&files.citation(name)),
        }
    }

    /// The hash of an answer, kept for a file that was there.
    fn learned(&self, seen: Look, (hash, found): (Hash, bool)) -> Hash {
        if let (Look::Seen(path, stamp), true) = (seen, found) {
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
        self.note(Read::Data, path, self.folder.learned(seen, answer(&read)));
        read
    }

    fn picture(&self, path: &str) -> Result<Vec<u8>, String> {
        let seen = self.folder.look(Read::Picture, path);
        let picture = self.files.picture(path);
        self.note(Read::Picture, path, self.folder.learned(seen, answer(&picture)));
        picture
    }

    fn module(&self, path: &str) -> Result<String, String> {
        let module = self.files.module(path);
        self.note(Read::Module, path, answer(&module).0);
        module
    }

    fn section(&self, id: &str) -> Section {
        let found = self.files.section(id);
        self.note(Read::Section, id, section(&found));
        found
    }

    fn citation(&self, key: &str) -> Citation {
        let found = self.files.citation(key);
        self.note(Read::Citation, key, citation(&found));
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

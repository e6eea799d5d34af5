//! The files of a site, or of a class report. Start at [`Output`].

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use labc::sources::portable::is_reserved;
use tempfile::{SpooledData, SpooledTempFile};

use crate::cache;
use crate::disk::Disk;
use crate::error::CommandError;
use crate::listing::{EntryKind, MARKER};
use crate::replace::{self, Notes};
use crate::standing::Standing;

/// What a file holds.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    hash: blake3::Hash,
    place: Place,
}

/// Where the bytes are.
#[derive(Clone, Debug)]
enum Place {
    Here(Vec<u8>),
    /// In a file of its own without a name, as large tables are.
    Open(Arc<File>),
    /// In a file of the cache, which somebody may have changed.
    Kept(PathBuf),
}

impl Content {
    /// These bytes.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { hash: blake3::hash(&bytes), place: Place::Here(bytes) }
    }

    /// What was put into a file, known by its hash.
    pub(crate) fn kept(hash: blake3::Hash, file: PathBuf) -> Self {
        Self { hash, place: Place::Kept(file) }
    }

    /// What was written into a book, from its beginning.
    ///
    /// # Errors
    /// The book cannot be read back.
    pub(crate) fn of(mut book: SpooledTempFile) -> io::Result<Self> {
        book.rewind()?;
        let hash = hash_of(&mut book)?;
        Ok(match book.into_inner() {
            SpooledData::InMemory(bytes) => Self { hash, place: Place::Here(bytes.into_inner()) },
            SpooledData::OnDisk(file) => Self { hash, place: Place::Open(Arc::new(file)) },
        })
    }

    /// The same, put into a file so that it takes no memory; where that cannot be, it stays here.
    pub(crate) fn kept_at(self, file: PathBuf) -> Self {
        match &self.place {
            Place::Here(bytes) if cache::put(&file, bytes) => Self::kept(self.hash, file),
            _ => self,
        }
    }

    /// The hash of the bytes.
    pub(crate) fn hash(&self) -> blake3::Hash {
        self.hash
    }

    /// A reader of the bytes, and how many there are. There is one reader at a time.
    ///
    /// # Errors
    /// A file that cannot be read any more, or holds something else.
    pub(crate) fn reader(&self) -> io::Result<(Box<dyn Read + '_>, u64)> {
        match &self.place {
            Place::Here(bytes) => Ok((Box::new(bytes.as_slice()), bytes.len() as u64)),
            Place::Open(file) => {
                let mut reader: &File = file;
                reader.rewind()?;
                Ok((Box::new(reader), file.metadata()?.len()))
            }
            Place::Kept(file) => {
                let bytes = fs::read(file)?;
                if blake3::hash(&bytes) != self.hash {
                    return Err(io::Error::other(format!("{} was changed during the build", file.display())));
                }
                let length = bytes.len() as u64;
                Ok((Box::new(io::Cursor::new(bytes)), length))
            }
        }
    }
}

/// The BLAKE3 hash of what may be too large for memory.
pub(crate) fn hash_of(mut reader: impl Read) -> io::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(hasher.finalize()),
            count => hasher.update(&buffer[..count]),
        };
    }
}

/// The files of a site.
#[derive(Debug, Default)]
pub(crate) struct Output {
    files: BTreeMap<String, Content>,
    /// What an earlier build has written, and is there still.
    pub(crate) standing: Standing,
    /// The same paths without capitals: some file systems know no others.
    taken: BTreeMap<String, String>,
}

impl Output {
    /// Takes a file in, under a path relative to the site, with slashes.
    ///
    /// # Errors
    /// A path that leaves the site or cannot be written everywhere, and one that is taken.
    pub(crate) fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), CommandError> {
        self.put(path, Content::new(bytes.into()))
    }

    /// The same for content that may be kept elsewhere.
    ///
    /// # Errors
    /// As [`Output::add`].
    pub(crate) fn put(&mut self, path: &str, content: Content) -> Result<(), CommandError> {
        if !may_hold(path) {
            return Err(CommandError::new(format!("`{path}` cannot be the path of a file of the site")));
        }
        let folded = path.to_lowercase();
        // A file cannot be a folder too.
        let prefixes = folded.match_indices('/').map(|(at, _)| &folded[..at]);
        let below = format!("{folded}/");
        let clash = prefixes.chain([folded.as_str()]).find_map(|path| self.taken.get(path)).or_else(|| {
            self.taken
                .range(below.clone()..)
                .next()
                .filter(|(key, _)| key.starts_with(&below))
                .map(|(_, path)| path)
        });
        if let Some(other) = clash {
            return Err(CommandError::new(format!(
                "two files of the site want the same place: `{other}` and `{path}`"
            )));
        }
        self.taken.insert(folded, path.to_owned());
        self.files.insert(path.to_owned(), content);
        Ok(())
    }

    /// Takes a file in under a name that changes with its content, and returns that name: browsers may
    /// keep such a file for ever.
    ///
    /// # Errors
    /// As [`Output::add`]; the same content twice under the same name is one file.
    pub(crate) fn add_hashed(
        &mut self,
        path: &str,
        bytes: impl Into<Vec<u8>>,
    ) -> Result<String, CommandError> {
        self.put_hashed(path, Content::new(bytes.into()))
    }

    /// The same for content that may be kept elsewhere.
    ///
    /// # Errors
    /// As [`Output::add_hashed`].
    pub(crate) fn put_hashed(&mut self, path: &str, content: Content) -> Result<String, CommandError> {
        let name = hashed(path, content.hash());
        self.put_same(&name, content)?;
        Ok(name)
    }

    /// Takes in a file that may be there already, with the same content.
    ///
    /// # Errors
    /// As [`Output::add`].
    pub(crate) fn put_same(&mut self, path: &str, content: Content) -> Result<(), CommandError> {
        match self.files.get(path) {
            Some(known) if known.hash() == content.hash() => Ok(()),
            _ => self.put(path, content),
        }
    }

    /// Whether there is a file at a path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// What the file at a path holds.
    pub(crate) fn get(&self, path: &str) -> Option<&Content> {
        self.files.get(path)
    }

    /// The paths with what the files hold, in order.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &Content)> {
        self.files.iter().map(|(path, content)| (path.as_str(), content))
    }

    /// Puts the files into a folder, in place of those of an earlier build. Whatever fails or is interrupted,
    /// the old files or the new ones are there, all of them, and so is everything that labc did not write.
    ///
    /// # Errors
    /// As [`replace::replace`].
    pub(crate) fn write_to(
        &self,
        place: &Path,
        kind: EntryKind,
        set_aside: bool,
    ) -> Result<Notes, CommandError> {
        let done = replace::replace(&Disk::default(), self, kind, place, set_aside)?;
        self.standing.keep(place, self, &done);
        Ok(done.notes)
    }
}

/// `name-<8 hexadecimal digits of the content's hash>.ext`.
pub(crate) fn hashed(path: &str, hash: blake3::Hash) -> String {
    let hash = hash.to_hex();
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    match path[name..].rfind('.').filter(|&dot| dot > 0) {
        Some(dot) => format!("{}-{}{}", &path[..name + dot], &hash[..8], &path[name + dot..]),
        None => format!("{path}-{}", &hash[..8]),
    }
}

/// Whether a path stays inside the site, can be written on every system and is not version control's.
pub(crate) fn may_hold(path: &str) -> bool {
    !path.is_empty()
        && path != MARKER
        && !path.contains(|character: char| character.is_control() || "\\:*?\"<>|".contains(character))
        && path.split('/').all(|part| !part.is_empty() && !part.ends_with(['.', ' ']) && !is_reserved(part))
        && !path.split('/').any(|part| [".git", ".hg", ".svn", ".jj"].contains(&part.to_lowercase().as_str()))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A site of some texts.
    pub(crate) fn site(files: &[(&str, &str)]) -> Output {
        let mut output = Output::default();
        for (path, text) in files {
            output.add(path, *text).unwrap();
        }
        output
    }

    #[test]
    fn paths_stay_inside_and_apart() {
        let mut output = site(&[("a/b.html", ""), ("c", "")]);
        for path in [
            "",
            "/a",
            "../a",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            "C:\\a",
            "a\\b",
            "a\0",
            MARKER,
            "dot.",
            ".git/config",
            "a/.GIT/x",
        ] {
            assert!(output.add(path, "").is_err(), "{path}");
        }
        for path in ["a/b.html", "A/B.html", "a", "a/b.html/c", "c/d", "C"] {
            assert!(output.add(path, "").is_err(), "{path}");
        }
        for path in ["a.html", "ab", "a/c.html"] {
            output.add(path, "").unwrap();
        }
    }

    #[test]
    fn names_change_with_the_content() {
        let hashed = |path: &str, bytes: &[u8]| hashed(path, blake3::hash(bytes));
        let one = hashed("assets/runtime.v1.js", b"one");
        assert!(one.starts_with("assets/runtime.v1-") && one.ends_with(".js"), "{one}");
        assert_eq!(one.len(), "assets/runtime.v1-01234567.js".len());
        assert_ne!(one, hashed("assets/runtime.v1.js", b"two"));
        assert_eq!(hashed("a.b/LICENSE", b"").len(), "a.b/LICENSE-01234567".len());
        let mut output = Output::default();
        assert_eq!(output.add_hashed("a.js", "x").unwrap(), output.add_hashed("a.js", "x").unwrap());
    }
}

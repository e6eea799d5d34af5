//! What a file of a site holds, in memory or kept elsewhere. Start at [`Content`].

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use tempfile::{SpooledData, SpooledTempFile};

use crate::files::whole;

/// What a file holds.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    hash: blake3::Hash,
    place: BytesAt,
}

/// Where the bytes are.
#[derive(Clone, Debug)]
enum BytesAt {
    Here(Vec<u8>),
    /// In a file of its own without a name, as large tables are.
    Open(Arc<File>),
    /// In a file of the cache, which somebody may have changed.
    Kept(PathBuf),
}

impl Content {
    /// These bytes.
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { hash: blake3::hash(&bytes), place: BytesAt::Here(bytes) }
    }

    /// What was put into a file, known by its hash.
    pub(crate) fn kept(hash: blake3::Hash, file: PathBuf) -> Self {
        Self { hash, place: BytesAt::Kept(file) }
    }

    /// What was written into a book, from its beginning.
    ///
    /// # Errors
    /// The book cannot be read back.
    pub(crate) fn of(mut book: SpooledTempFile) -> io::Result<Self> {
        book.rewind()?;
        let hash = hash_of(&mut book)?;
        Ok(match book.into_inner() {
            SpooledData::InMemory(bytes) => Self { hash, place: BytesAt::Here(bytes.into_inner()) },
            SpooledData::OnDisk(file) => Self { hash, place: BytesAt::Open(Arc::new(file)) },
        })
    }

    /// The same, put into a file so that it takes no memory; where that cannot be, it stays here.
    pub(crate) fn kept_at(self, file: PathBuf) -> Self {
        match &self.place {
            BytesAt::Here(bytes) if whole::put(&file, bytes) => Self::kept(self.hash, file),
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
            BytesAt::Here(bytes) => Ok((Box::new(bytes.as_slice()), bytes.len() as u64)),
            BytesAt::Open(file) => {
                let mut reader: &File = file;
                reader.rewind()?;
                Ok((Box::new(reader), file.metadata()?.len()))
            }
            BytesAt::Kept(file) => {
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

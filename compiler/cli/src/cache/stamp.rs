//! What is seen of a file without reading it. A file with the same stamp as before holds the same as before, if any
//! change since would have given it another one: see [`Stamp::is_before`]. Start at [`Stamps`].

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::files::hash::{Hash, hash_of};
use crate::files::whole::put;

/// What files held, by their stamps. Of a file that was changed a moment ago nothing is kept: it is read again.
#[derive(Debug, Default)]
pub(crate) struct Stamps {
    /// Of a file written at the beginning of this run.
    now: Option<Stamp>,
    /// What earlier runs have learned, by the hash of the path.
    known: HashMap<Hash, (Stamp, Hash)>,
    /// What this run has met.
    met: Mutex<KnownFiles>,
}

#[derive(Debug, Default)]
struct KnownFiles {
    files: HashMap<Hash, (Stamp, Hash)>,
    /// Something is new among them.
    learned: bool,
}

impl Stamps {
    /// Those that an earlier run has kept; `now` is the stamp of a file written in this run.
    pub(crate) fn read(now: Option<Stamp>, kept: &Path) -> Self {
        let known = || {
            let bytes = fs::read(kept).ok()?;
            let (sum, rest) = bytes.split_first_chunk::<32>()?;
            let whole = hash_of(rest) == *sum;
            whole.then(|| postcard::from_bytes::<Vec<(Hash, (Stamp, Hash))>>(rest).ok()).flatten()
        };
        let known = known().unwrap_or_default().into_iter().collect();
        Self { now, known, met: Mutex::default() }
    }

    /// What is seen of a file; nothing where a change could come that would not be seen, or it is a link.
    pub(crate) fn seen(&self, data: &Metadata) -> Option<Stamp> {
        data.is_file().then(|| Stamp::of(data)).filter(|stamp| self.holds(stamp))
    }

    /// Whether a stamp says what a file holds: a change could come that would not be seen where the file was changed a
    /// moment ago.
    pub(crate) fn holds(&self, stamp: &Stamp) -> bool {
        self.now.as_ref().is_some_and(|now| stamp.is_before(now))
    }

    /// The hash of what a file holds, if that is known.
    pub(crate) fn known(&self, path: &Path, stamp: &Stamp) -> Option<Hash> {
        let name = hash_of(path.as_os_str().as_encoded_bytes());
        let (known, hash) = self.known.get(&name)?;
        if known != stamp {
            return None;
        }
        if let Ok(mut met) = self.met.lock() {
            met.files.insert(name, (*stamp, *hash));
        }
        Some(*hash)
    }

    /// Takes in what a file held that was read after this stamp was seen.
    pub(crate) fn learn(&self, path: &Path, stamp: Stamp, hash: Hash) {
        if let Ok(mut met) = self.met.lock() {
            met.files.insert(hash_of(path.as_os_str().as_encoded_bytes()), (stamp, hash));
            met.learned = true;
        }
    }

    /// Keeps what this run has met, where something is new. A full disk does not fail the run.
    pub(crate) fn keep(&self, kept: &Path) {
        let Ok(met) = self.met.lock() else { return };
        if !met.learned {
            return;
        }
        let mut files: Vec<_> = met.files.iter().collect();
        files.sort_unstable_by_key(|(name, _)| **name);
        let Ok(rest) = postcard::to_allocvec(&files) else { return };
        put(kept, &[&hash_of(&rest)[..], &rest].concat());
    }
}

/// Length, times and place of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    /// Bytes.
    length: u64,
    /// When its content changed last, as seconds and nanoseconds since 1970.
    modified: (i64, i64),
    /// When anything about it changed last, its name or owner included; nobody can set this time.
    changed: (i64, i64),
    /// The file system and the file's number in it.
    place: (u64, u64),
}

impl Stamp {
    /// That of a file that is written now.
    pub(crate) fn of_now(clock: &Path) -> Option<Self> {
        fs::write(clock, "\n").and_then(|()| fs::symlink_metadata(clock)).ok().map(|data| Self::of(&data))
    }

    pub(crate) fn of(data: &Metadata) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Self {
                length: data.len(),
                modified: (data.mtime(), data.mtime_nsec()),
                changed: (data.ctime(), data.ctime_nsec()),
                place: (data.dev(), data.ino()),
            }
        }
        #[cfg(not(unix))]
        {
            let modified = data.modified().ok();
            let since = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            let modified =
                since.map_or((0, 0), |since| (since.as_secs() as i64, i64::from(since.subsec_nanos())));
            Self { length: data.len(), modified, changed: modified, place: (0, 0) }
        }
    }

    /// Whether a file that had this stamp holds the same still, as far as its name alone may have changed, or the number
    /// of its names: which gives it another time of change, and nothing else.
    pub(crate) fn is_but_for_names(&self, now: &Self) -> bool {
        (self.length, self.modified, self.place) == (now.length, now.modified, now.place)
    }

    /// Whether two names are of one file.
    pub(crate) fn is_same_file(&self, other: &Self) -> bool {
        self.place == other.place
    }

    /// Whether two files are on one disk.
    pub(crate) fn is_on_disk_of(&self, other: &Self) -> bool {
        self.place.0 == other.place.0
    }

    /// Whether what the file holds was last changed before another one on the same file system was.
    pub(crate) fn is_written_before(&self, now: &Self) -> bool {
        cfg!(unix) && self.is_on_disk_of(now) && self.modified < now.modified
    }

    /// Whether the file was last changed before another one on the same file system was. With a file written just now
    /// as the other one, whatever changes this one later gives it another stamp: clocks of file systems go in steps, and
    /// within one step two changes cannot be told apart.
    pub(crate) fn is_before(&self, now: &Self) -> bool {
        // Elsewhere nothing tells that a file was changed and its time set back.
        self.is_written_before(now) && self.changed < now.changed
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn a_stamp_counts_only_where_a_later_change_would_show() {
        let here = std::env::temp_dir().join(format!("labc-stamp-{}", std::process::id()));
        fs::create_dir_all(&here).unwrap();
        let (file, clock) = (here.join("file"), here.join("clock"));
        let stamp = |path| Stamp::of(&fs::metadata(path).unwrap());
        // Written in the same step of the clock, or after it: not to be trusted.
        fs::write(&clock, "now").unwrap();
        fs::write(&file, "one").unwrap();
        assert!(!stamp(&file).is_before(&stamp(&clock)));
        // The clock has gone on.
        let before = stamp(&file);
        while !stamp(&file).is_before(&stamp(&clock)) {
            fs::write(&clock, "now").unwrap();
        }
        assert_eq!(stamp(&file), before);
        // Its time is set back after a change of the same length: still another stamp.
        let then = fs::metadata(&file).unwrap().modified().unwrap();
        fs::write(&file, "two").unwrap();
        fs::File::options().write(true).open(&file).unwrap().set_modified(then).unwrap();
        assert_ne!(stamp(&file), before);
        // A time in the future is not trusted either.
        let later = SystemTime::now() + std::time::Duration::from_secs(3600);
        fs::File::options().write(true).open(&file).unwrap().set_modified(later).unwrap();
        assert!(!stamp(&file).is_before(&stamp(&clock)));
        fs::remove_dir_all(here).unwrap();
    }
}

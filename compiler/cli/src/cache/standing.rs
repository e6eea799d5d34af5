//! The files of an earlier build that are still as labc wrote them: a build does not write them again, and does not
//! look twice whether they are the same. Start at [`Standing::of`].

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::cache::stamp::{Stamp, Stamps};
use crate::cache::{CLOCK, Cache};
use crate::files::content::Content;
use crate::files::listing::{List, MARKER};
#[cfg(debug_assertions)]
use crate::files::read;
use crate::threads::side_by_side;

/// Files by their paths inside the site, with what they were seen to hold a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    files: HashMap<String, (Stamp, blake3::Hash)>,
    /// Files that need not be read from the cache, because they are in memory.
    held: HashMap<String, blake3::Hash>,
    /// What the list of the site says, and its stamp.
    list: Option<(List, Stamp)>,
    /// What earlier builds have seen of the files, and where that is kept.
    stamps: Stamps,
    kept: Option<PathBuf>,
}

impl Standing {
    /// Looks at what an earlier build has written into a place; files whose stamps are known are not read. Where there
    /// is nothing to be known, nothing stands.
    pub(crate) fn of(place: &Path, cache: &Cache) -> Self {
        let (stamps, kept) = cache.of_site();
        let Some((list, of_list)) = list(place) else { return Self { stamps, kept, ..Self::default() } };
        let place = std::path::absolute(place).unwrap_or_else(|_| place.to_owned());
        let seen = list.files.par_iter().filter_map(|(path, hash)| {
            let at = place.join(path);
            let data = fs::symlink_metadata(&at).ok().filter(Metadata::is_file)?;
            let stamp = Stamp::of(&data);
            let known = stamps.known(&at, &stamp).filter(|_| stamps.holds(&stamp));
            if known.is_none() {
                #[cfg(debug_assertions)]
                read::READ.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if blake3::hash(&fs::read(&at).ok()?) != *hash {
                    return None;
                }
                if stamps.holds(&stamp) {
                    stamps.learn(&at, stamp, *hash.as_bytes());
                }
            }
            known.is_none_or(|known| known == *hash.as_bytes()).then(|| (path.clone(), (stamp, *hash)))
        });
        // Where no threads can be had, nothing is known to stand.
        let files = side_by_side(|| seen.collect()).unwrap_or_default();
        Self { files, held: HashMap::new(), list: Some((list, of_list)), stamps, kept }
    }

    /// Whether a file with this content stands at a path.
    pub(crate) fn has(&self, path: &str, hash: blake3::Hash) -> bool {
        self.files.get(path).map(|(_, known)| known).or_else(|| self.held.get(path)) == Some(&hash)
    }

    /// Whether a file is known to have this content still.
    pub(crate) fn is(&self, path: &str, data: &Metadata, hash: blake3::Hash) -> bool {
        self.files.get(path).is_some_and(|(stamp, known)| *known == hash && *stamp == Stamp::of(data))
    }

    /// Whether a place has these files, and a list that says so, and has not changed since it was looked at.
    pub(crate) fn is_all_of(&self, place: &Path, list: &List) -> bool {
        let Some((known, of_list)) = &self.list else { return false };
        let look = |path: &str| fs::symlink_metadata(place.join(path));
        known == list
            && look(MARKER).is_ok_and(|data| Stamp::of(&data) == *of_list)
            && list.files.iter().all(|(path, hash)| look(path).is_ok_and(|data| self.is(path, &data, *hash)))
    }

    /// Files that are in memory, as `labc watch` has them, by path.
    pub(crate) fn held(held: HashMap<String, blake3::Hash>) -> Self {
        Self { held, ..Self::default() }
    }

    /// The list of the site, and its stamp.
    pub(crate) fn list(&self) -> Option<(&List, &Stamp)> {
        self.list.as_ref().map(|(list, stamp)| (list, stamp))
    }

    /// What was seen of a file.
    pub(crate) fn stamp(&self, path: &str) -> Option<&Stamp> {
        self.files.get(path).map(|(stamp, _)| stamp)
    }

    /// Whether a stamp says what is in a file or a folder: see [`Stamps::holds`].
    pub(crate) fn holds(&self, stamp: &Stamp) -> bool {
        self.stamps.holds(stamp)
    }

    /// The folder of the cache, if there is one.
    pub(crate) fn cache(&self) -> Option<&Path> {
        self.kept.as_deref()?.parent()
    }

    /// The stamp of a file that is written now.
    pub(crate) fn now(&self) -> Option<Stamp> {
        Stamp::of_now(&self.cache()?.join(CLOCK))
    }

    /// Keeps what is seen of the files now that they are in their place, for the next build.
    /// Files that were not touched are as they were; `ready` is the stamp of a file that was written after the new ones
    /// and before they were in their place.
    pub(crate) fn keep<'f>(
        &self,
        place: &Path,
        files: impl Iterator<Item = (&'f str, &'f Content)>,
        touched: Option<&BTreeSet<String>>,
        ready: Option<&Stamp>,
    ) {
        let Some(kept) = &self.kept else { return };
        let place = std::path::absolute(place).unwrap_or_else(|_| place.to_owned());
        let touched = |path: &str| touched.is_none_or(|touched| touched.contains(path));
        for (path, content) in files.filter(|(path, _)| touched(path)) {
            let at = place.join(path);
            let Ok(data) = fs::symlink_metadata(&at) else { continue };
            let now = Stamp::of(&data);
            let is_as_before = match self.files.get(path) {
                Some((stamp, hash)) if *hash == content.hash() => {
                    stamp.is_but_for_names(&now) && self.stamps.holds(stamp)
                }
                // Nobody knew the new file before it was in its place, and whatever changes it from then on gives it
                // another time.
                _ => ready.is_some_and(|ready| data.is_file() && now.is_written_before(ready)),
            };
            if is_as_before {
                self.stamps.learn(&at, now, *content.hash().as_bytes());
            }
        }
        self.stamps.keep(kept);
    }
}

/// The list of a site, with its stamp.
fn list(place: &Path) -> Option<(List, Stamp)> {
    let marker = place.join(MARKER);
    let stamp = Stamp::of(&fs::symlink_metadata(&marker).ok()?);
    Some((List::read(&fs::read_to_string(&marker).ok()?).ok()?, stamp))
}

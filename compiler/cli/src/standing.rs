//! The files of an earlier build that are still as labc wrote them: a build does not write them again, and does not
//! look twice whether they are the same. Start at [`Standing::of`].

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::path::Path;

use rayon::prelude::*;

use crate::compile::side_by_side;
use crate::listing::{List, MARKER};
use crate::stamp::Stamp;

/// Files by their paths inside the site, with what they were seen to hold a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    files: HashMap<String, (Stamp, blake3::Hash)>,
}

impl Standing {
    /// Looks at what an earlier build has written into a place. Where there is nothing to be known, nothing stands.
    pub(crate) fn of(place: &Path) -> Self {
        let list = fs::read_to_string(place.join(MARKER)).ok().and_then(|text| List::read(&text).ok());
        let files = list.map(|list| list.files).unwrap_or_default();
        let seen = files.into_par_iter().filter_map(|(path, hash)| {
            let at = place.join(&path);
            let data = fs::symlink_metadata(&at).ok().filter(Metadata::is_file)?;
            (blake3::hash(&fs::read(&at).ok()?) == hash).then(|| (path, (Stamp::of(&data), hash)))
        });
        // Where no threads can be had, nothing is known to stand.
        Self { files: side_by_side(|| seen.collect()).unwrap_or_default() }
    }

    /// Whether a file with this content stands at a path.
    pub(crate) fn has(&self, path: &str, hash: blake3::Hash) -> bool {
        self.files.get(path).is_some_and(|(_, known)| *known == hash)
    }

    /// Whether a file is known to have this content still.
    pub(crate) fn is(&self, path: &str, data: &Metadata, hash: blake3::Hash) -> bool {
        self.files.get(path).is_some_and(|(stamp, known)| *known == hash && *stamp == Stamp::of(data))
    }
}

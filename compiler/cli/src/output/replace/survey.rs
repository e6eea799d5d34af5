//! A look at everything in the place of a site: what labc wrote, what others did, and what is in the way of the new
//! files. Start at [`Survey::look`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Carried, NAMED, above, exists, is_hash, kept, slashed};
use crate::cache::standing::Standing;
use crate::error::CommandError;
use crate::files::listing::{List, MARKER};

/// A look at everything in a place.
pub(super) struct Survey<'l> {
    new: &'l List,
    before: &'l List,
    standing: &'l Standing,
    /// Folders that have files of ours in them, before or from now on.
    folders: BTreeSet<&'l str>,
    new_folders: BTreeSet<&'l str>,
    pub(super) carried: Vec<Carried>,
    /// Files of the new list that are there already.
    pub(super) unchanged: BTreeSet<String>,
    changed: Vec<PathBuf>,
    in_the_way: Vec<PathBuf>,
    /// New names of what was in the way.
    pub(super) aside: BTreeMap<PathBuf, PathBuf>,
}

impl<'l> Survey<'l> {
    pub(super) fn new(new: &'l List, before: &'l List, standing: &'l Standing) -> Self {
        let new_folders: BTreeSet<&str> = new.files.keys().flat_map(|path| above(path)).collect();
        let mut folders = new_folders.clone();
        folders.extend(before.files.keys().flat_map(|path| above(path)));
        let (changed, in_the_way) = (Vec::new(), Vec::new());
        let (carried, aside) = (Vec::new(), BTreeMap::new());
        let unchanged = BTreeSet::new();
        Self { new, before, standing, folders, new_folders, carried, unchanged, changed, in_the_way, aside }
    }

    pub(super) fn look(&mut self, place: &Path, below: &Path) -> io::Result<()> {
        let mut entries = fs::read_dir(place.join(below))?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = below.join(entry.file_name());
            let (key, kind) = (slashed(&path), entry.file_type()?);
            let key = key.as_deref();
            if path == Path::new(MARKER) {
                // It is written anew; something else of that name was refused before.
                continue;
            }
            if kind.is_dir() {
                if key.is_some_and(|key| self.folders.contains(key)) {
                    self.look(place, &path)?;
                } else {
                    self.keep(place, path, true, false);
                }
                continue;
            }
            let at = entry.path();
            let (listed, wanted) =
                (key.and_then(|key| self.before.files.get(key)), key.and_then(|key| self.new.files.get(key)));
            let seen = fs::symlink_metadata(&at).ok();
            let stands = |hash: blake3::Hash| {
                key.zip(seen.as_ref()).is_some_and(|(key, data)| self.standing.is(key, data, hash))
            };
            let has = |hash: &blake3::Hash| stands(*hash) || is_hash(&at, Some(kind), *hash);
            if let (Some(key), true) = (key, wanted.is_some_and(has)) {
                self.unchanged.insert(key.to_owned());
            } else if !listed.is_some_and(has) {
                self.keep(place, path, false, listed.is_some());
            }
        }
        Ok(())
    }

    /// Keeps something: under its own name, or under another one where that is taken.
    fn keep(&mut self, place: &Path, path: PathBuf, tree: bool, changed: bool) {
        let blocked = path.ancestors().filter(|above| self.is_taken(above)).last().map(Path::to_owned);
        let blocked = blocked.or_else(|| {
            let folder = slashed(&path).is_some_and(|key| self.new_folders.contains(key.as_str()));
            (folder && !tree).then(|| path.clone())
        });
        if changed {
            self.changed.push(path.clone());
        } else if blocked.is_some() {
            self.in_the_way.push(path.clone());
        }
        let to = match blocked {
            None => path.clone(),
            Some(blocked) => {
                let rest = path.strip_prefix(&blocked).unwrap_or(Path::new("")).to_owned();
                let aside = self.aside_of(place, &blocked);
                if rest.as_os_str().is_empty() { aside } else { aside.join(rest) }
            }
        };
        self.carried.push(Carried { from: path, to, tree, changed });
    }

    fn is_taken(&self, path: &Path) -> bool {
        slashed(path).is_some_and(|key| self.new.files.contains_key(&key))
    }

    /// The name beside it under which something is kept.
    fn aside_of(&mut self, place: &Path, blocked: &Path) -> PathBuf {
        if let Some(known) = self.aside.get(blocked) {
            return known.clone();
        }
        let free = |path: &PathBuf| {
            let key = slashed(path).unwrap_or_default();
            !exists(&place.join(path)) && !self.is_taken(path) && !self.new_folders.contains(key.as_str())
        };
        let path = (1..).map(|number| kept(blocked, number)).find(free).unwrap_or_default();
        self.aside.insert(blocked.to_owned(), path.clone());
        path
    }

    pub(super) fn refuse(&self, place: &Path) -> Result<(), CommandError> {
        const ASIDE: &str = "move them elsewhere, or keep them under another name with --set-aside";
        let named = |paths: &[PathBuf]| {
            let mut names: Vec<String> =
                paths.iter().take(NAMED).map(|path| path.display().to_string()).collect();
            if paths.len() > NAMED {
                names.push(format!("{} more", paths.len() - NAMED));
            }
            names.join(", ")
        };
        if !self.changed.is_empty() {
            return Err(CommandError::new(format!(
                "in {}, files were changed since labc wrote them: {}; {ASIDE}",
                place.display(),
                named(&self.changed)
            )));
        }
        if !self.in_the_way.is_empty() {
            return Err(CommandError::new(format!(
                "in {}, files that labc did not write are in the way: {}; {ASIDE}",
                place.display(),
                named(&self.in_the_way)
            )));
        }
        Ok(())
    }
}

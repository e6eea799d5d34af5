//! The folder that was replaced last, which the next build makes into the new one: after an edit the two differ in a few
//! files, and no other is touched. Start at [`Spare::in_step`].
//!
//! It is kept in `.labc-cache`, as `NAME.spare`. Its files are second names of the site's, but for those in which the two
//! differ: `NAME.state` lists these. It also has the stamps of the folders of both, so that a folder whose stamp is the
//! same is not looked through again. While the spare is being changed there is no `NAME.state`, and a spare without one
//! is removed. Where anything is not as it was left, or somebody else has files in the site, a new folder is made.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::above;
use crate::cache::stamp::Stamp;
use crate::cache::standing::Standing;
use crate::files::hash::{Hash, hash_of};
use crate::files::listing::{List, MARKER};
use crate::output::disk::Disk;
use crate::threads::side_by_side;

/// Where the spare of a site is.
pub(super) struct Spare<'s> {
    /// The folder.
    pub(super) folder: PathBuf,
    state: PathBuf,
    standing: &'s Standing,
}

/// How the spare differs from the site.
#[derive(Serialize, Deserialize)]
struct SpareState {
    /// The stamp of the site's list.
    list: Stamp,
    /// The paths at which one of the two has another file, or none.
    stale: BTreeSet<String>,
    /// The stamps of a folder in the site and in the spare, where they say what is in it.
    folders: HashMap<String, [Option<Stamp>; 2]>,
}

/// A spare that can be made into the new site.
pub(super) struct SpareStep<'s> {
    pub(super) spare: &'s Spare<'s>,
    before: &'s List,
    list: &'s List,
    /// The paths at which the spare has another file than the new site, or may have.
    pub(super) touched: BTreeSet<String>,
    /// The folders that the new site no longer has, those further inside first.
    pub(super) gone: Vec<String>,
    /// The folders of the site and of the spare, as they were seen.
    seen: [BTreeMap<String, Stamp>; 2],
}

/// What is found of the folders of a tree.
struct TreeLook {
    seen: BTreeMap<String, Stamp>,
    /// Folders whose stamps say nothing, or that are missing.
    looked_through: BTreeSet<String>,
}

impl<'s> Spare<'s> {
    /// Where that of a site is, if anything is kept of earlier builds.
    pub(super) fn beside(standing: &'s Standing, place: &Path) -> Option<Self> {
        let (cache, name) = (standing.cache()?, place.file_name()?);
        let with = |ending: &str| {
            let mut name = OsString::from(name);
            name.push(ending);
            cache.join(name)
        };
        Some(Self { folder: with(".spare"), state: with(".state"), standing })
    }

    /// What there is to do to make the spare into a site with these files; nothing where the place or the spare is not
    /// as it was left.
    pub(super) fn in_step(&'s self, list: &'s List, place: &Path) -> Option<SpareStep<'s>> {
        let state = self.read()?;
        let (before, of_list) = self.standing.list()?;
        let is_ours = before.kind == list.kind && *of_list == state.list;
        if !is_ours || Stamp::of(&fs::symlink_metadata(place.join(MARKER)).ok()?) != state.list {
            return None;
        }
        let known = |folder: &str, which: usize| state.folders.get(folder).and_then(|stamps| stamps[which]);
        let folders = folders_of(before.files.keys());
        let all = folders_of(before.files.keys().chain(&state.stale));
        let (of_place, of_spare, whole) = side_by_side(|| {
            let of_place = self.look(place, &folders, |folder| known(folder, 0), |path| before.has(path));
            let has = |path: &str| before.has(path) || state.stale.contains(path);
            let of_spare = self.look(&self.folder, &all, |folder| known(folder, 1), has);
            let stands = |(path, hash): (&String, &blake3::Hash)| {
                fs::symlink_metadata(place.join(path)).is_ok_and(|data| self.standing.is(path, &data, *hash))
            };
            (of_place, of_spare, before.files.par_iter().all(stands))
        })
        .ok()?;
        let (of_place, of_spare) = (of_place?, of_spare?);
        if !whole || of_place.seen.len() < folders.len() {
            return None;
        }
        // In a folder of the spare that was looked through, each file has to be the site's own.
        let in_doubt = |path: &str| {
            of_spare.looked_through.contains(folder_of(path)) && !self.is_same(&self.folder, path)
        };
        let mut touched: BTreeSet<String> = state.stale.clone();
        let gone = before.files.keys().filter(|path| !list.has(path));
        touched.extend(gone.cloned());
        let new = list.files.iter().filter(|(path, hash)| before.files.get(*path) != Some(hash));
        touched.extend(new.map(|(path, _)| path.clone()));
        let same: Vec<&String> = list.files.keys().filter(|path| !touched.contains(*path)).collect();
        touched.extend(same.into_iter().filter(|path| in_doubt(path)).cloned());
        let stay = folders_of(list.files.keys());
        let gone = all.iter().rev().filter(|folder| !stay.contains(*folder));
        let gone = gone.map(|folder| (*folder).to_owned()).collect();
        let seen = [of_place.seen, of_spare.seen];
        Some(SpareStep { spare: self, before, list, touched, gone, seen })
    }

    fn read(&self) -> Option<SpareState> {
        let bytes = fs::read(&self.state).ok()?;
        let (sum, rest) = bytes.split_first_chunk::<{ size_of::<Hash>() }>()?;
        (hash_of(rest) == *sum).then(|| postcard::from_bytes(rest).ok()).flatten()
    }

    /// The stamps of the folders of a tree, if no other files and folders are in them.
    fn look(
        &self,
        root: &Path,
        folders: &BTreeSet<&str>,
        known: impl Fn(&str) -> Option<Stamp> + Sync,
        has: impl Fn(&str) -> bool + Sync,
    ) -> Option<TreeLook> {
        let disk = Stamp::of(&fs::symlink_metadata(root).ok()?);
        let look_at = |folder: &&str| -> Option<(String, Option<Stamp>, bool)> {
            let at = root.join(folder);
            let data = match fs::symlink_metadata(&at) {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Some(((*folder).to_owned(), None, true));
                }
                data => data.ok().filter(|data| data.is_dir())?,
            };
            let stamp = Stamp::of(&data);
            let is_known = known(folder).is_some_and(|known| known == stamp);
            let holds_no_other = || {
                fs::read_dir(&at).is_ok_and(|mut entries| {
                    entries.all(|entry| entry.is_ok_and(|entry| is_listed(&entry, folder, folders, &has)))
                })
            };
            let fine = stamp.is_on_disk_of(&disk) && (is_known || holds_no_other());
            fine.then(|| ((*folder).to_owned(), Some(stamp), !is_known))
        };
        let found: Vec<_> = folders.par_iter().map(look_at).collect::<Option<_>>()?;
        let mut look = TreeLook { seen: BTreeMap::new(), looked_through: BTreeSet::new() };
        for (folder, stamp, through) in found {
            if through {
                look.looked_through.insert(folder.clone());
            }
            if let Some(stamp) = stamp {
                look.seen.insert(folder, stamp);
            }
        }
        Some(look)
    }

    /// Whether a file of a tree is the very file of the site that was looked at.
    fn is_same(&self, root: &Path, path: &str) -> bool {
        let stamp = fs::symlink_metadata(root.join(path)).ok().map(|data| Stamp::of(&data));
        stamp.zip(self.standing.stamp(path)).is_some_and(|(one, other)| one.is_same_file(other))
    }

    /// Says that the spare is not as its state says any more.
    pub(super) fn forget(&self, disk: &Disk) -> io::Result<()> {
        if super::exists(&self.state) { disk.remove_file(&self.state) } else { Ok(()) }
    }

    /// Removes the spare: all in it is ours, or a second name.
    pub(super) fn discard(&self, disk: &Disk) -> io::Result<()> {
        self.forget(disk)?;
        if super::exists(&self.folder) { disk.remove_tree(&self.folder) } else { Ok(()) }
    }

    /// Makes a spare of a site that was written whole. Where files cannot have second names there is none.
    pub(super) fn fill(&self, disk: &Disk, list: &List, place: &Path) {
        let fill = || -> io::Result<()> {
            self.discard(disk)?;
            for folder in folders_of(list.files.keys()) {
                disk.create_dir(&self.folder.join(folder))?;
            }
            list.files.keys().try_for_each(|path| disk.link(&place.join(path), &self.folder.join(path)))?;
            self.write(disk, place, BTreeSet::new(), HashMap::new())
        };
        if fill().is_err() {
            drop(self.discard(disk));
        }
    }

    fn write(
        &self,
        disk: &Disk,
        place: &Path,
        stale: BTreeSet<String>,
        folders: HashMap<String, [Option<Stamp>; 2]>,
    ) -> io::Result<()> {
        let list = Stamp::of(&fs::symlink_metadata(place.join(MARKER))?);
        let rest = postcard::to_allocvec(&SpareState { list, stale, folders }).map_err(io::Error::other)?;
        disk.put(&self.state, &[&hash_of(&rest)[..], &rest].concat())
    }
}

impl SpareStep<'_> {
    /// Whether the place has a file already as the new site has it.
    pub(super) fn is_there(&self, path: &str) -> bool {
        self.before.files.get(path).is_some_and(|hash| self.list.files.get(path) == Some(hash))
    }

    /// Keeps the folder that was replaced as the next spare, unless somebody has put something into it meanwhile.
    pub(super) fn keep(&self, disk: &Disk, old: &Path, place: &Path) -> bool {
        let folders = folders_of(self.before.files.keys());
        let has = |path: &str| self.before.has(path);
        let spare = self.spare;
        let known =
            |folder: &str| self.seen[0].get(folder).copied().filter(|seen| spare.standing.holds(seen));
        // The folder itself was renamed, and has another time of change: it is looked through.
        let Ok(Some(look)) = side_by_side(|| spare.look(old, &folders, known, has)) else { return false };
        let of_look = |path: &&String| look.looked_through.contains(folder_of(path));
        if !self.before.files.keys().filter(of_look).all(|path| spare.is_same(old, path)) {
            return false;
        }
        let changed: BTreeSet<&str> = folders_of(&self.touched);
        let stay = folders_of(self.list.files.keys());
        let stamps = stay.union(&folders).filter(|folder| !folder.is_empty()).map(|folder| {
            let of_place = self.seen[1].get(*folder).filter(|_| !changed.contains(folder));
            let holds = |stamp: Option<&Stamp>| stamp.copied().filter(|stamp| spare.standing.holds(stamp));
            ((*folder).to_owned(), [holds(of_place), holds(self.seen[0].get(*folder))])
        });
        let stale = self.before.files.keys().chain(self.list.files.keys());
        let stale = stale.filter(|path| !self.is_there(path)).cloned().collect();
        if disk.rename(old, &spare.folder).is_err() {
            return false;
        }
        // A spare without its state is removed by a later build.
        drop(spare.write(disk, place, stale, stamps.collect()));
        true
    }
}

/// Whether an entry of a folder is one that labc has made.
fn is_listed(
    entry: &fs::DirEntry,
    folder: &str,
    folders: &BTreeSet<&str>,
    has: &impl Fn(&str) -> bool,
) -> bool {
    let name = entry.file_name();
    let (Some(name), Ok(kind)) = (name.to_str(), entry.file_type()) else { return false };
    let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    if kind.is_dir() {
        folders.contains(path.as_str())
    } else {
        kind.is_file() && (has(&path) || path == MARKER)
    }
}

/// The folders around some paths, the outermost (an empty path) among them.
fn folders_of<'p>(paths: impl IntoIterator<Item = &'p String>) -> BTreeSet<&'p str> {
    let mut folders = BTreeSet::from([""]);
    let mut last = "";
    for path in paths {
        // Files of one folder follow each other.
        let folder = folder_of(path);
        if folder != last {
            last = folder;
            folders.extend(above(path));
        }
    }
    folders
}

/// The folder that a file lies in.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

//! Puts the files of a site, or of a class report, into the place of the earlier ones. Start at [`replace`].
//!
//! The new folder is made beside the old one, in `.NAME.labc`, and the two are exchanged at one moment, where the
//! system can do that. Whatever labc did not write is in both of them by then, under a second name for the same
//! file, so that it is never missing; so is what stays as it was.
//!
//! | in `.NAME.labc` | what it is |
//! | --- | --- |
//! | `lock` | held while a build is at work; another one waits for it |
//! | `new` | the new folder; after the exchange the old one, until that is called `old` |
//! | `inode` | that of the new folder, to tell the two apart |
//! | `old` | what was replaced, while it is being removed |
//!
//! A build that finds some of these without the lock being held tidies up what one that was killed left behind.
//!
//! Where a cache is kept, the folder that was replaced becomes the next build's new folder, see [`spare`].

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::cache::stamp::Stamp;
use crate::error::CommandError;
use crate::files::content::{Content, hash_of};
use crate::files::listing::{EntryKind, List, MARKER, Unlisted};
use crate::output::Output;
use crate::output::disk::Disk;

mod spare;
mod survey;

use spare::{Spare, SpareStep};
use survey::Survey;

/// What may be in a folder that labc has not written into yet: version control, and what hosts of pages read.
const WELCOME: [&str; 9] =
    [".git", ".gitignore", ".gitattributes", ".hg", ".svn", ".jj", ".nojekyll", ".DS_Store", "CNAME"];
/// How often a build looks for the lock where others come and go.
const MOST_TRIES: usize = 10_000;
/// How many files a message names.
const NAMED: usize = 5;
/// What is said where the current folder is not in the site any more.
const REPLACED: &str = "the current folder was replaced: enter it again with `cd .`";

/// What there is to say after the files are in their place.
pub(crate) type ReplaceNotes = Vec<String>;

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) notes: ReplaceNotes,
    /// The files that are not where they were before, or have another number of names; nothing where that may be all of
    /// them.
    pub(crate) touched: Option<BTreeSet<String>>,
    /// The stamp of a file that was written between the new files and the moment in which they were in their place.
    pub(crate) ready: Option<Stamp>,
}

/// Replaces what an earlier build wrote into a folder, and keeps everything else that is there. With `set_aside`,
/// files that were changed since, and files in the way, are kept under another name.
///
/// # Errors
/// A folder with other things, with files that were changed or are in the way; what the file system says.
/// The folder is then as it was.
pub(crate) fn replace(
    disk: &Disk,
    output: &Output,
    kind: EntryKind,
    place: &Path,
    set_aside: bool,
) -> Result<Done, CommandError> {
    let place = resolve(place)?;
    let (Some(parent), Some(name)) = (place.parent(), place.file_name()) else {
        return Err(CommandError::new(format!(
            "{} cannot be the folder of {}",
            place.display(),
            kind.named()
        )));
    };
    disk.create_dirs(parent).map_err(|error| CommandError::file("create", parent, error))?;
    let bench = Bench::enter(disk, parent, name)?;
    let done = bench.replace(output, kind, &place, set_aside);
    bench.leave();
    done
}

/// Where the new folder is made, beside its place. There is one at a time for each place.
struct Bench<'d> {
    disk: &'d Disk,
    folder: PathBuf,
    new: PathBuf,
    old: PathBuf,
    inode: PathBuf,
    /// Held until this is dropped, or the process ends.
    lock: File,
}

impl<'d> Bench<'d> {
    /// Waits for other builds and begins.
    fn enter(disk: &'d Disk, parent: &Path, name: &std::ffi::OsStr) -> Result<Self, CommandError> {
        let mut folder = OsString::from(".");
        folder.push(name);
        folder.push(".labc");
        let folder = parent.join(folder);
        let path = folder.join("lock");
        let mut tries = 0;
        loop {
            tries += 1;
            if let Err(error) = disk.create_dir(&folder)
                && error.kind() != ErrorKind::AlreadyExists
            {
                return Err(CommandError::new(format!(
                    "cannot create {}: {error}; the new files are made beside the folder that they replace",
                    folder.display()
                )));
            }
            if is_file(&folder) {
                return Err(CommandError::new(format!(
                    "{} is in the way: it is not a folder",
                    folder.display()
                )));
            }
            let lock = match File::options().create(true).truncate(false).write(true).open(&path) {
                Ok(lock) => lock,
                // The build before this one has just tidied up, and the next one may have begun already. A link that
                // leads nowhere stays so.
                Err(error) if error.kind() == ErrorKind::NotFound && tries < MOST_TRIES => {
                    std::thread::yield_now();
                    continue;
                }
                Err(error) => return Err(CommandError::file("open", &path, error)),
            };
            if matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)) {
                crate::report::console::tell(&format!(
                    "waiting for another build of {}\n",
                    parent.join(name).display()
                ));
                lock.lock().map_err(|error| CommandError::file("lock", &path, error))?;
            }
            // Where files cannot be locked, builds do without.
            if is_same(lock.metadata().ok().as_ref(), fs::metadata(&path).ok().as_ref()) {
                let (new, old) = (folder.join("new"), folder.join("old"));
                return Ok(Self { disk, new, old, inode: folder.join("inode"), folder, lock });
            }
        }
    }

    /// Leaves nothing behind, unless something in the folder could not be removed.
    fn leave(self) {
        if self.discard_new().is_err() {
            return;
        }
        // In this order, while the lock is held: whoever waits for it sees that it is gone, and begins anew.
        drop(self.disk.remove_file(&self.folder.join("lock")));
        drop(self.disk.remove_dir(&self.folder));
        drop(self.lock);
    }

    fn replace(
        &self,
        output: &Output,
        kind: EntryKind,
        place: &Path,
        set_aside: bool,
    ) -> Result<Done, CommandError> {
        self.recover(place)?;
        let list = List::of(output.files(), kind);
        if output.standing.is_all_of(place, &list) {
            return Ok(Done { touched: Some(BTreeSet::new()), ..Done::default() });
        }
        let spare = Spare::beside(&output.standing, place);
        if let Some(step) = spare.as_ref().and_then(|spare| spare.in_step(&list, place))
            && let Some(done) = self.step(&step, output, &list, place)?
        {
            return Ok(done);
        }
        let plan = ReplacePlan::of(output, list, place, set_aside)?;
        if plan.is_done {
            return Ok(Done::default());
        }
        self.write_new(output, &plan, place)?;
        let ready = output.standing.now();
        let old = self.exchange(plan.exists, place)?;
        let mut notes = plan.notes(place);
        // The new files are in their place: what is left of the old ones is not a reason to fail.
        self.restore(&plan, &old, place);
        if old.exists()
            && let Err(error) = self.retire(&old, place)
        {
            notes.push(format!("cannot remove {}: {error}", old.display()));
        }
        if std::env::current_dir().is_ok_and(|here| !here.exists()) {
            notes.push(REPLACED.to_owned());
        }
        match spare {
            Some(spare) if plan.carried.is_empty() => spare.fill(self.disk, &plan.list, place),
            Some(spare) => drop(spare.discard(self.disk)),
            None => {}
        }
        Ok(Done { notes, touched: None, ready })
    }

    /// Makes the spare into the new folder; nothing where it cannot be moved here.
    fn step(
        &self,
        step: &SpareStep<'_>,
        output: &Output,
        list: &List,
        place: &Path,
    ) -> Result<Option<Done>, CommandError> {
        let (disk, new, spare) = (self.disk, &self.new, &step.spare.folder);
        let fault = |path: &Path| {
            let path = path.to_owned();
            move |error| CommandError::file("write", &path, error)
        };
        step.spare.forget(disk).map_err(fault(spare))?;
        if disk.rename(spare, new).is_err() {
            return Ok(None);
        }
        if let Some(inode) = inode(new) {
            let inode = Content::new(inode.into_bytes());
            disk.write(&self.inode, &inode).map_err(fault(&self.inode))?;
        }
        for path in step.touched.iter().map(String::as_str).chain([MARKER]) {
            let at = new.join(path);
            if exists(&at) {
                disk.remove_file(&at).map_err(fault(&place.join(path)))?;
            }
        }
        for folder in step.gone.iter().filter(|folder| new.join(folder).is_dir()) {
            disk.remove_dir(&new.join(folder)).map_err(fault(&place.join(folder)))?;
        }
        for path in &step.touched {
            let Some(content) = output.get(path) else { continue };
            let there = step.is_there(path).then(|| place.join(path));
            self.write(&new.join(path), content, there.as_deref()).map_err(fault(&place.join(path)))?;
        }
        let text = Content::new(list.text().into_bytes());
        self.write_file(&new.join(MARKER), &text).map_err(fault(&place.join(MARKER)))?;
        let permissions = fs::symlink_metadata(place).map(|data| writable(data.permissions()));
        permissions.and_then(|permissions| disk.permit(new, permissions)).map_err(fault(new))?;
        disk.sync_tree(new).map_err(fault(new))?;
        let ready = output.standing.now();
        let old = self.exchange(true, place)?;
        let mut notes = ReplaceNotes::new();
        if !step.keep(disk, &old, place)
            && let Err(error) = self.retire(&old, place)
        {
            notes.push(format!("cannot remove {}: {error}", old.display()));
        }
        let kept = fs::canonicalize(spare).ok();
        let is_kept = |here: &Path| kept.as_ref().is_some_and(|kept| here.starts_with(kept));
        if std::env::current_dir().is_ok_and(|here| !here.exists() || is_kept(&here)) {
            notes.push(REPLACED.to_owned());
        }
        Ok(Some(Done { notes, touched: Some(step.touched.clone()), ready }))
    }

    /// Tidies up after a build that was killed.
    fn recover(&self, place: &Path) -> Result<(), CommandError> {
        let fault = |path: &Path| {
            let path = path.to_owned();
            move |error| CommandError::file("tidy up", &path, error)
        };
        if !exists(place) && self.old.exists() {
            self.disk.rename(&self.old, place).map_err(fault(&self.old))?;
        }
        self.discard_new().map_err(fault(&self.new))?;
        for left in [&self.new, &self.old] {
            if left.exists() {
                self.retire(left, place).map_err(fault(left))?;
            }
        }
        Ok(())
    }

    /// Throws the new folder away, if it has not come into its place: all in it is ours, or a second name.
    fn discard_new(&self) -> io::Result<()> {
        if self.new.exists() && self.is_fresh() {
            self.disk.remove_tree(&self.new)?;
        }
        if self.inode.exists() { self.disk.remove_file(&self.inode) } else { Ok(()) }
    }

    /// Whether `new` is the new folder, and not the old one after the exchange.
    fn is_fresh(&self) -> bool {
        match inode(&self.new) {
            Some(inode) => fs::read_to_string(&self.inode).is_ok_and(|known| known == inode),
            // Where folders are not exchanged.
            None => true,
        }
    }

    /// Makes the new folder, with a second name for everything that is kept.
    fn write_new(&self, output: &Output, plan: &ReplacePlan, place: &Path) -> Result<(), CommandError> {
        let (disk, new) = (self.disk, &self.new);
        disk.create_dir(new).map_err(|error| CommandError::file("create", new, error))?;
        if let Some(inode) = inode(new) {
            let written = disk.write(&self.inode, &Content::new(inode.into_bytes()));
            if let Err(error) = written {
                // Nothing is in the new folder yet, and without its inode a later build would not know that it is new.
                drop(disk.remove_dir(new));
                return Err(CommandError::file("write", &self.inode, error));
            }
        }
        let list = Content::new(plan.list.text().into_bytes());
        self.write_file(&new.join(MARKER), &list)
            .map_err(|error| CommandError::file("write", &place.join(MARKER), error))?;
        for (path, content) in output.files() {
            let at = new.join(path);
            let there = plan.unchanged.contains(path).then(|| place.join(path));
            self.write(&at, content, there.as_deref())
                .map_err(|error| CommandError::file("write", &place.join(path), error))?;
        }
        for Carried { from, to, .. } in &plan.carried {
            let (from, to) = (place.join(from), new.join(to));
            self.carry(&from, &to).map_err(|error| CommandError::file("keep", &from, error))?;
        }
        if let Some(permissions) = &plan.permissions {
            disk.permit(new, permissions.clone())
                .map_err(|error| CommandError::file("create", new, error))?;
        }
        disk.sync_tree(new).map_err(|error| CommandError::file("write", new, error))
    }

    /// Writes a file, or gives the one that holds the same already a second name.
    fn write(&self, path: &Path, content: &Content, there: Option<&Path>) -> io::Result<()> {
        if let Some(there) = there {
            if let Some(parent) = path.parent() {
                self.disk.create_dirs(parent)?;
            }
            match self.disk.link(there, path) {
                Err(error) if cannot_be_linked(&error) => {
                    // It holds the same, and nothing else may hold it any more.
                    let bytes = fs::read(there)?;
                    if blake3::hash(&bytes) == content.hash() {
                        return self.disk.write(path, &Content::new(bytes));
                    }
                }
                linked => return linked,
            }
        }
        self.write_file(path, content)
    }

    fn write_file(&self, path: &Path, content: &Content) -> io::Result<()> {
        if let Some(parent) = path.parent() {
            self.disk.create_dirs(parent)?;
        }
        self.disk.write(path, content)
    }

    /// Gives a file, or a folder with everything in it, a second name.
    fn carry(&self, from: &Path, to: &Path) -> io::Result<()> {
        if let Some(parent) = to.parent() {
            self.disk.create_dirs(parent)?;
        }
        let data = fs::symlink_metadata(from)?;
        if !data.is_dir() {
            return match self.disk.link(from, to) {
                Err(error) if cannot_be_linked(&error) => self.copy(from, to, data.file_type()),
                linked => linked,
            };
        }
        if let Some(around) = from.parent()
            && is_mount(&data, &fs::symlink_metadata(around)?)
        {
            return Err(io::Error::new(ErrorKind::CrossesDevices, "it is a disk of its own (a mount point)"));
        }
        self.disk.create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            self.carry(&entry.path(), &to.join(entry.file_name()))?;
        }
        self.disk.permit(to, writable(data.permissions()))
    }

    fn copy(&self, from: &Path, to: &Path, kind: FileType) -> io::Result<()> {
        if kind.is_symlink() {
            self.disk.copy_link(from, to)
        } else if kind.is_file() {
            self.disk.copy(from, to)
        } else {
            Err(io::Error::new(ErrorKind::Unsupported, "it is neither a file nor a folder"))
        }
    }

    /// Puts the new folder into its place, and says where the old one is then.
    fn exchange(&self, exists: bool, place: &Path) -> Result<PathBuf, CommandError> {
        let (disk, new, old) = (self.disk, &self.new, &self.old);
        let exchanged = if exists {
            match disk.exchange(new, place) {
                Ok(()) => Ok(if disk.rename(new, old).is_ok() { old } else { new }),
                Err(error) if error.kind() == ErrorKind::Unsupported => disk
                    .rename(place, old)
                    .and_then(|()| disk.rename(new, place).inspect_err(|_| drop(disk.rename(old, place))))
                    .map(|()| old),
                Err(error) => Err(error),
            }
        } else {
            disk.rename(new, place).map(|()| old)
        };
        match exchanged {
            Ok(old) => {
                // The files are on the disk; that their new place is not yet is not a reason to fail.
                drop(disk.sync_names(place.parent().unwrap_or(place)));
                Ok(old.clone())
            }
            Err(error) => {
                let hint = if error.kind() == ErrorKind::ResourceBusy {
                    "; it may be a mount point: name a folder in it"
                } else {
                    ""
                };
                Err(CommandError::new(format!("cannot replace {}: {error}{hint}", place.display())))
            }
        }
    }

    /// Gives the folders that were kept their own inodes back, with owners and times, and files that had to be
    /// copied theirs.
    fn restore(&self, plan: &ReplacePlan, old: &Path, place: &Path) {
        for Carried { from, to, tree, .. } in &plan.carried {
            let (from, to) = (old.join(from), place.join(to));
            if *tree {
                drop(self.disk.exchange(&from, &to));
            } else if !is_same_file(&from, &to) && is_equal(&from, &to) {
                drop(self.disk.rename(&from, &to));
            }
        }
    }

    /// Removes a folder that was replaced: what its list names, and second names of what is in the place.
    /// Anything else in it is brought there.
    fn retire(&self, folder: &Path, place: &Path) -> io::Result<()> {
        let marker = folder.join(MARKER);
        let list = fs::read_to_string(&marker).ok().and_then(|text| List::read(&text).ok());
        let files = list.map(|list| list.files).unwrap_or_default();
        self.retire_below(folder, Path::new(""), place, &files)?;
        if exists(&marker) {
            self.disk.remove_file(&marker)?;
        }
        self.disk.remove_dir(folder)
    }

    fn retire_below(
        &self,
        folder: &Path,
        below: &Path,
        place: &Path,
        files: &BTreeMap<String, blake3::Hash>,
    ) -> io::Result<()> {
        for entry in fs::read_dir(folder.join(below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            let at = entry.path();
            if entry.file_type()?.is_dir() {
                self.retire_below(folder, &path, place, files)?;
                self.disk.remove_dir(&at)?;
                continue;
            }
            if path == Path::new(MARKER) {
                continue;
            }
            if is_same_file(&at, &place.join(&path)) {
                self.disk.remove_file(&at)?;
                continue;
            }
            let listed = slashed(&path).and_then(|path| files.get(&path));
            let ours = listed.is_some_and(|hash| is_hash(&at, entry.file_type().ok(), *hash));
            if ours { self.disk.remove_file(&at)? } else { self.rescue(&at, &path, place)? }
        }
        Ok(())
    }

    /// Brings a file that is not ours back to its place, unless it is there.
    fn rescue(&self, at: &Path, path: &Path, place: &Path) -> io::Result<()> {
        // A folder of it may have made room for a file of ours: then its other name counts.
        let blocked = path.ancestors().skip(1).filter(|above| is_file(&place.join(above))).last();
        let (blocked, first) = blocked.map_or((path, 0), |blocked| (blocked, 1));
        let rest = path.strip_prefix(blocked).unwrap_or(Path::new(""));
        let names = (first..).map(|number| {
            let name = place.join(kept(blocked, number));
            if rest.as_os_str().is_empty() { name } else { name.join(rest) }
        });
        for target in names {
            if !exists(&target) {
                if let Some(parent) = target.parent() {
                    self.disk.create_dirs(parent)?;
                }
                return self.disk.rename(at, &target);
            }
            if is_same_file(at, &target) || is_equal(at, &target) {
                return self.disk.remove_file(at);
            }
        }
        Ok(())
    }
}

/// Something labc did not write, or a file that was changed since: it stays.
#[derive(Debug, PartialEq, Eq)]
struct Carried {
    /// Where it is, below the place.
    from: PathBuf,
    /// Where it will be; another name where it was in the way.
    to: PathBuf,
    /// A folder with all that is in it.
    tree: bool,
    /// A file of ours that was changed.
    changed: bool,
}

/// What there is to do for a place.
struct ReplacePlan {
    list: List,
    exists: bool,
    /// Every file is there already, as it should be.
    is_done: bool,
    carried: Vec<Carried>,
    /// The files of the list that are there already.
    unchanged: BTreeSet<String>,
    permissions: Option<fs::Permissions>,
}

impl ReplacePlan {
    fn of(output: &Output, list: List, place: &Path, set_aside: bool) -> Result<Self, CommandError> {
        let data = match fs::symlink_metadata(place) {
            Ok(data) => data,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let (carried, unchanged) = (Vec::new(), BTreeSet::new());
                return Ok(Self {
                    list,
                    exists: false,
                    is_done: false,
                    carried,
                    unchanged,
                    permissions: None,
                });
            }
            Err(error) => return Err(CommandError::file("look at", place, error)),
        };
        if !data.is_dir() {
            let headline = format!("{} is not a folder; name another place with --out", place.display());
            return Err(CommandError::new(headline));
        }
        if place
            .parent()
            .and_then(|parent| fs::metadata(parent).ok())
            .is_some_and(|parent| is_mount(&data, &parent))
        {
            return Err(CommandError::new(format!(
                "{} is a mount point, which cannot be replaced whole; name a folder in it with --out",
                place.display()
            )));
        }
        let before = earlier(place, list.kind)?;
        let mut survey = Survey::new(&list, &before, &output.standing);
        survey
            .look(place, Path::new(""))
            .map_err(|error| CommandError::file("look through", place, error))?;
        if !set_aside {
            survey.refuse(place)?;
        }
        let is_done = before == list && survey.unchanged.len() == list.files.len() && survey.aside.is_empty();
        Ok(Self {
            exists: true,
            is_done,
            carried: survey.carried,
            unchanged: survey.unchanged,
            permissions: Some(writable(data.permissions())),
            list,
        })
    }

    /// What is said about files that are kept under another name, or although they were ours.
    fn notes(&self, place: &Path) -> ReplaceNotes {
        let told = self.carried.iter().filter(|carried| carried.changed || carried.from != carried.to);
        let told = told.map(|Carried { from, to, .. }| {
            let (from, to) = (place.join(from), place.join(to));
            if from == to {
                format!("kept {}, which was changed", from.display())
            } else {
                format!("kept {} as {}", from.display(), to.display())
            }
        });
        told.collect()
    }
}

/// What an earlier build wrote into a folder.
fn earlier(place: &Path, kind: EntryKind) -> Result<List, CommandError> {
    let marker = place.join(MARKER);
    let left_alone = |what: &str, advice: &str| {
        Err(CommandError::new(format!("{} {what}, and is left alone; {advice}", place.display())))
    };
    const ELSEWHERE: &str = "name another folder with --out, or empty this one";
    let text = match fs::symlink_metadata(&marker) {
        Ok(data) if data.is_file() => {
            fs::read(&marker).map_err(|error| CommandError::file("read", &marker, error))?
        }
        _ => {
            let entries = fs::read_dir(place).map_err(|error| CommandError::file("read", place, error))?;
            let known = |name: &OsString| WELCOME.iter().any(|welcome| *name == **welcome);
            let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
            let names: io::Result<Vec<_>> = names.collect();
            let names = names.map_err(|error| CommandError::file("read", place, error))?;
            if names.iter().all(known) {
                return Ok(List { kind, files: BTreeMap::new() });
            }
            return left_alone("holds files that labc did not write", ELSEWHERE);
        }
    };
    match List::read(&String::from_utf8_lossy(&text)) {
        Ok(list) if list.kind == kind => Ok(list),
        Ok(list) => left_alone(&format!("holds {}", list.kind.named()), "name another folder with --out"),
        Err(Unlisted::Earlier) => left_alone(
            "was written by an earlier version of labc, which did not list its files",
            "if you need nothing in it, delete it and build again",
        ),
        Err(Unlisted::Later) => left_alone(
            "was written by a later version of labc",
            "update labc, or name another folder with --out",
        ),
        Err(Unlisted::Unknown) => left_alone(
            &format!("holds files, and its `{MARKER}` does not say which of them labc wrote"),
            ELSEWHERE,
        ),
    }
}

/// The name under which something is kept: its own, `NAME.kept`, `NAME.kept-2` and so on.
fn kept(path: &Path, number: usize) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    match number {
        0 => {}
        1 => name.push(".kept"),
        _ => name.push(format!(".kept-{number}")),
    }
    name.into()
}

/// The folders around a path with slashes.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// A relative path with slashes, if it is text.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// The folder itself where the path is a link, and the whole path.
fn resolve(place: &Path) -> Result<PathBuf, CommandError> {
    match fs::canonicalize(place) {
        Ok(whole) => Ok(whole),
        Err(error) if error.kind() == ErrorKind::NotFound && !exists(place) => {
            std::path::absolute(place).map_err(|error| CommandError::file("find", place, error))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(CommandError::new(format!("{} is a link that leads nowhere", place.display())))
        }
        Err(error) => Err(CommandError::file("find", place, error)),
    }
}

/// Whether there is something, be it a link that leads nowhere.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// File systems without second names for files, and files of other people that may not get one.
fn cannot_be_linked(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied | ErrorKind::TooManyLinks)
}

/// Whether a regular file has a content.
fn is_hash(path: &Path, kind: Option<FileType>, hash: blake3::Hash) -> bool {
    kind.is_some_and(|kind| kind.is_file()) && hash_at(path).is_ok_and(|found| found == hash)
}

/// The hash of a file.
fn hash_at(path: &Path) -> io::Result<blake3::Hash> {
    hash_of(File::open(path)?)
}

/// Whether two files, or two links, are the same to whoever reads them.
fn is_equal(one: &Path, other: &Path) -> bool {
    let (Ok(of_one), Ok(of_other)) = (fs::symlink_metadata(one), fs::symlink_metadata(other)) else {
        return false;
    };
    if of_one.is_symlink() && of_other.is_symlink() {
        return fs::read_link(one).ok() == fs::read_link(other).ok();
    }
    of_one.is_file()
        && of_other.is_file()
        && of_one.len() == of_other.len()
        && matches!((hash_at(one), hash_at(other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether something that is not a folder is there.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| !data.is_dir())
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    let data = |path| fs::symlink_metadata(path).ok();
    cfg!(unix) && exists(one) && is_same(data(one).as_ref(), data(other).as_ref())
}

/// Whether two names are of one file. Where that cannot be told, whether both are there.
fn is_same(one: Option<&Metadata>, other: Option<&Metadata>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = (one, other);
        true
    }
}

/// What a folder is known by, whatever its name; nothing where there is no such thing.
fn inode(folder: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::symlink_metadata(folder).ok().map(|data| format!("{} {}\n", data.dev(), data.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Whether a folder is on another disk than the one around it.
fn is_mount(folder: &Metadata, around: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        folder.dev() != around.dev()
    }
    #[cfg(not(unix))]
    {
        let _ = (folder, around);
        false
    }
}

/// Permissions with which we can write and remove what is in a folder.
fn writable(permissions: fs::Permissions) -> fs::Permissions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::Permissions::from_mode(permissions.mode() | 0o700)
    }
    #[cfg(not(unix))]
    permissions
}

#[cfg(test)]
mod tests;

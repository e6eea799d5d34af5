//! The folders of a course, and waiting for a change in them. Start at [`Folders::wait`].
//!
//! Each folder is watched by itself, and the tree is walked again after each change: folders that come, go and are
//! renamed need no special care, and folders that hold nothing of the course (`target`, `.git`, the site) cost nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use notify_debouncer_full::notify::event::{CreateKind, ModifyKind, RemoveKind};
use notify_debouncer_full::notify::{
    self, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher,
};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};
use walkdir::WalkDir;

use crate::error::CommandError;
use crate::report::console;

/// How long files are left alone after a change: editors write, rename and set times within a few milliseconds.
const QUIET: Duration = Duration::from_millis(12);
/// How often folders are looked through where the system does not tell of changes.
const POLL: Duration = Duration::from_millis(500);
/// More folders than any course has.
const MOST: usize = 20_000;
/// Folders of tools, which can be huge.
const OF_TOOLS: [&str; 2] = ["node_modules", "target"];

/// What has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// A build may read it.
    is_relevant: bool,
    /// Folders may have come, gone or been renamed, and not files alone.
    pub(crate) may_be_of_folders: bool,
}

/// The folders that are watched.
pub(crate) struct Folders {
    watch: FolderWatch,
    changes: Receiver<DebounceEventResult>,
    /// Those watched now, with what tells a folder from another one of its name.
    watched: BTreeMap<PathBuf, Identity>,
    ignored: Vec<PathBuf>,
}

enum FolderWatch {
    Told(Debouncer<RecommendedWatcher, NoCache>),
    Polled(Debouncer<PollWatcher, NoCache>),
}

/// The device and the number of a folder, where there is such a thing.
type Identity = Option<(u64, u64)>;

impl Folders {
    /// Watches nothing yet. With `poll`, folders are looked through again and again: file systems of a network do
    /// not tell of changes.
    ///
    /// # Errors
    /// A system that cannot watch.
    pub(crate) fn new(poll: bool) -> Result<Self, CommandError> {
        let (tell, changes) = mpsc::channel();
        let config = notify::Config::default();
        let watch = if poll {
            let config = config.with_poll_interval(POLL).with_compare_contents(true);
            new_debouncer_opt(QUIET, None, tell, NoCache, config).map(FolderWatch::Polled)
        } else {
            new_debouncer_opt(QUIET, None, tell, NoCache, config).map(FolderWatch::Told)
        };
        let watch =
            watch.map_err(|error| CommandError::new(format!("cannot watch folders: {error}; try --poll")))?;
        Ok(Self { watch, changes, watched: BTreeMap::new(), ignored: Vec::new() })
    }

    /// Watches these folders and those below them, as deep as is said, and no others.
    ///
    /// # Errors
    /// A system that watches no more folders.
    pub(crate) fn look(
        &mut self,
        roots: &BTreeMap<PathBuf, usize>,
        ignored: &[PathBuf],
    ) -> Result<(), CommandError> {
        self.ignored = ignored.to_vec();
        let mut there = BTreeMap::new();
        for root in roots.keys() {
            // A folder that is gone may come back: the one around it tells.
            let Some(root) = root.ancestors().find(|folder| folder.is_dir()) else { continue };
            let depth = roots.get(root).copied().unwrap_or(0);
            let walk = WalkDir::new(root).max_depth(depth).into_iter();
            let folders = walk.filter_entry(|entry| {
                entry.file_type().is_dir() && (entry.depth() == 0 || !self.is_ignored(entry.path()))
            });
            for folder in folders.flatten() {
                let identity = folder.metadata().ok().and_then(|data| identity(&data));
                there.insert(folder.into_path(), identity);
                if there.len() > MOST {
                    return Err(CommandError::new(format!(
                        "{} has more than {MOST} folders; name the labs to watch",
                        root.display()
                    )));
                }
            }
        }
        let gone: Vec<PathBuf> =
            self.watched.keys().filter(|path| !there.contains_key(*path)).cloned().collect();
        for path in gone {
            // The system may have forgotten it already.
            drop(self.watcher().unwatch(&path));
            self.watched.remove(&path);
        }
        for (path, identity) in there {
            match self.watched.get(&path) {
                Some(known) if *known == identity => continue,
                Some(_) => drop(self.watcher().unwatch(&path)),
                None => {}
            }
            match self.watcher().watch(&path, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(path, identity);
                }
                // It has gone since.
                Err(_) if !path.is_dir() => {}
                Err(error) => {
                    return Err(CommandError::new(format!(
                        "cannot watch {}: {error}; try --poll",
                        path.display()
                    )));
                }
            }
        }
        Ok(())
    }

    /// Waits until something has changed that a build may read, and then until files are left alone. Returns what has.
    ///
    /// # Errors
    /// A system that has stopped telling of changes.
    pub(crate) fn wait(&self) -> Result<Change, CommandError> {
        let ended =
            || CommandError::new("the system has stopped telling of changes; start `labc watch` again");
        let mut change = Change::default();
        loop {
            self.add(self.changes.recv().map_err(|_| ended())?, &mut change);
            // What came while a build was at work is one change.
            loop {
                match self.changes.recv_timeout(Duration::ZERO) {
                    Ok(more) => self.add(more, &mut change),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return Err(ended()),
                }
            }
            if change.is_relevant {
                return Ok(change);
            }
        }
    }

    /// Adds what the system has told of.
    fn add(&self, told: DebounceEventResult, change: &mut Change) {
        let events = match told {
            Ok(events) => events,
            Err(errors) => {
                for error in errors {
                    console::tell(&format!("warning: watching: {error}\n"));
                }
                *change = Change { is_relevant: true, may_be_of_folders: true };
                return;
            }
        };
        for event in events {
            // Reading is not a change: a build reads everything.
            let is_read = matches!(event.kind, EventKind::Access(_));
            if !is_read && (event.need_rescan() || event.paths.iter().any(|path| !self.is_ignored(path))) {
                change.is_relevant = true;
                change.may_be_of_folders |= event.need_rescan() || !is_of_file(event.kind);
            }
        }
    }

    /// Whether a path below a watched folder is none of the course's: hidden, a copy that an editor keeps, a folder
    /// of tools, the site.
    fn is_ignored(&self, path: &Path) -> bool {
        let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { return false };
        name.starts_with('.')
            || name.ends_with('~')
            || OF_TOOLS.contains(&&*name)
            || self.ignored.iter().any(|folder| path.starts_with(folder))
    }

    fn watcher(&mut self) -> &mut dyn Watched {
        match &mut self.watch {
            FolderWatch::Told(watch) => watch,
            FolderWatch::Polled(watch) => watch,
        }
    }
}

/// Whether a change is of a file for certain: of its content, its times or the like, or that it has come or gone.
fn is_of_file(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Create(CreateKind::File)
            | EventKind::Remove(RemoveKind::File)
            | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_))
    )
}

/// What both kinds of watchers do.
trait Watched {
    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()>;
    fn unwatch(&mut self, path: &Path) -> notify::Result<()>;
}

impl<W: Watcher> Watched for Debouncer<W, NoCache> {
    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
        Self::watch(self, path, mode)
    }

    fn unwatch(&mut self, path: &Path) -> notify::Result<()> {
        Self::unwatch(self, path)
    }
}

#[cfg(unix)]
fn identity(data: &std::fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    Some((data.dev(), data.ino()))
}

#[cfg(not(unix))]
fn identity(_: &std::fs::Metadata) -> Identity {
    None
}

//! Everything that changes the disk while a folder is replaced: one function for each kind of change. Tests stop
//! before each of these steps, as if the process had been killed there or the disk had failed.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::files::content::Content;
use crate::files::whole;

/// How many changes were made by now: what the tests hold growth against.
#[cfg(debug_assertions)]
pub(crate) static CHANGES: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// The disk. In tests it counts its steps and can die or fail at one of them.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    #[cfg(test)]
    pub(crate) plan: faults::Plan,
}

impl Disk {
    fn step(&self) -> io::Result<()> {
        #[cfg(debug_assertions)]
        CHANGES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        #[cfg(test)]
        self.plan.step()?;
        Ok(())
    }

    /// Makes a folder.
    pub(crate) fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::create_dir(path)
    }

    /// Makes a folder and those around it, where they are missing.
    pub(crate) fn create_dirs(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            self.create_dirs(parent)?;
        }
        match self.create_dir(path) {
            // Another build made it at the same moment.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            made => made,
        }
    }

    /// Writes a new file; whatever has its name already is left alone.
    pub(crate) fn write(&self, path: &Path, content: &Content) -> io::Result<()> {
        self.step()?;
        let mut file = File::create_new(path)?;
        let (mut content, length) = content.reader()?;
        io::copy(&mut content.by_ref().take(length / 2), &mut file)?;
        self.step()?;
        io::copy(&mut content, &mut file).map(drop)
    }

    /// Puts a file into its place at once, where there may be one already.
    pub(crate) fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step()?;
        if whole::put(path, bytes) { Ok(()) } else { Err(io::Error::other("it cannot be written")) }
    }

    /// Gives a file (or a link, not what it leads to) a second name.
    pub(crate) fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        #[cfg(test)]
        if self.plan.without_links {
            return Err(ErrorKind::Unsupported.into());
        }
        fs::hard_link(from, to)
    }

    /// Copies a file with its permissions.
    pub(crate) fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::copy(from, to).map(drop)
    }

    /// Makes a link that leads where another one leads.
    #[cfg(unix)]
    pub(crate) fn copy_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        std::os::unix::fs::symlink(fs::read_link(from)?, to)
    }

    /// Links cannot be made everywhere.
    #[cfg(not(unix))]
    pub(crate) fn copy_link(&self, _from: &Path, _to: &Path) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    /// Sets permissions.
    pub(crate) fn permit(&self, path: &Path, permissions: fs::Permissions) -> io::Result<()> {
        self.step()?;
        fs::set_permissions(path, permissions)
    }

    /// Renames; a file that has the new name already is replaced.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::rename(from, to)
    }

    /// Gives each of two files or folders the other's name, at one moment.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] where the system or the file system cannot do that.
    pub(crate) fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.step()?;
        #[cfg(test)]
        if self.plan.without_exchange {
            return Err(ErrorKind::Unsupported.into());
        }
        exchange(one, other)
    }

    /// Removes a file or a link.
    pub(crate) fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_file(path)
    }

    /// Removes an empty folder.
    pub(crate) fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_dir(path)
    }

    /// Removes a folder with everything in it; links are removed and not followed.
    pub(crate) fn remove_tree(&self, path: &Path) -> io::Result<()> {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                self.remove_tree(&entry.path())?;
            } else {
                self.remove_file(&entry.path())?;
            }
        }
        self.remove_dir(path)
    }

    /// Waits until a folder with everything in it is on the disk.
    pub(crate) fn sync_tree(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        // A killed process takes nothing back that it has written; only a machine that stops can do that.
        if cfg!(test) { Ok(()) } else { sync_tree(path) }
    }

    /// Waits until the names in a folder are on the disk.
    pub(crate) fn sync_names(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        // Elsewhere a folder cannot be opened like a file.
        if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Err(ErrorKind::Unsupported.into()),
        done => Ok(done?),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// One call for all files: far quicker than one for each.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn sync_tree(path: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(path)?)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn sync_tree(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        } else if entry.file_type()?.is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
pub(crate) mod faults {
    use std::cell::Cell;
    use std::io;

    /// What goes wrong, and when.
    #[derive(Debug, Default)]
    pub(crate) struct Plan {
        /// Steps that were asked for so far.
        pub(crate) steps: Cell<usize>,
        /// From this step on nothing happens any more: the process is gone.
        pub(crate) dies_at: Option<usize>,
        /// This step alone fails, as on a full disk.
        pub(crate) fails_at: Option<usize>,
        /// The file system has no hard links.
        pub(crate) without_links: bool,
        /// The system cannot exchange two folders.
        pub(crate) without_exchange: bool,
    }

    impl Plan {
        pub(crate) fn step(&self) -> io::Result<()> {
            let step = self.steps.replace(self.steps.get() + 1);
            if self.dies_at.is_some_and(|dies| step >= dies) {
                return Err(io::Error::other("killed"));
            }
            if self.fails_at == Some(step) {
                return Err(io::ErrorKind::StorageFull.into());
            }
            Ok(())
        }
    }
}

//! Reading the files that a course is made of: regular files within it, of a bounded size. Nothing is opened
//! before it is known to be one, so that neither an endless device nor a pipe can stop a build.
//! Start at [`ReadBounds::text`].

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

/// How long a lab or a module may be, and a manifest, a page of text, a template or a style sheet.
pub(crate) const TEXT: u64 = 1 << 20;
/// How long a file of data may be.
pub(crate) const DATA: u64 = 32 << 20;
/// How large a picture may be.
pub(crate) const PICTURE: u64 = 8 << 20;

/// Why a file cannot be read that is not there.
pub(crate) const MISSING: &str = "there is no such file";

/// Texts that an editor has open, by the paths of their files: they are read in place of the files.
static OPEN: RwLock<Option<HashMap<PathBuf, Arc<str>>>> = RwLock::new(None);

/// Takes a text that is read in place of a file's; nothing once the file is to be read again.
pub(crate) fn open(path: &Path, text: Option<Arc<str>>) {
    let Ok(mut open) = OPEN.write() else { return };
    let open = open.get_or_insert_default();
    match text {
        Some(text) => open.insert(path.to_owned(), text),
        None => open.remove(path),
    };
}

/// The text that an editor has open in place of a file's.
pub(crate) fn opened(path: &Path) -> Option<Arc<str>> {
    let open = OPEN.read().ok()?;
    let open = open.as_ref().filter(|open| !open.is_empty())?;
    let plain = |path: &Path| lab_lsp::plain(&std::path::absolute(path).unwrap_or_default());
    open.get(path).or_else(|| open.get(&plain(path))).cloned()
}

/// How many files were read by now: what the tests hold growth against.
#[cfg(debug_assertions)]
pub(crate) static READ: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// Where files may be, once all links are followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum ReadBounds {
    /// Anywhere: the file was named on the command line.
    #[default]
    Anywhere,
    /// In one of these folders or below it.
    Within(Vec<PathBuf>),
}

impl ReadBounds {
    /// Some folders, as far as they are there.
    pub(crate) fn within<'p>(folders: impl IntoIterator<Item = &'p Path>) -> Self {
        // The empty path is the current folder.
        let here = |path: &'p Path| if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let whole = folders.into_iter().filter_map(|folder| fs::canonicalize(here(folder)).ok());
        Self::Within(whole.collect())
    }

    /// The folders, with all links followed; none where files may be anywhere.
    pub(crate) fn folders(&self) -> &[PathBuf] {
        match self {
            Self::Anywhere => &[],
            Self::Within(folders) => folders,
        }
    }

    /// Where a path leads, if that is within.
    ///
    /// # Errors
    /// The reason why not, as the end of a sentence.
    pub(crate) fn find(&self, path: &Path) -> Result<PathBuf, String> {
        let whole = fs::canonicalize(path).map_err(|error| reason(&error))?;
        match self {
            Self::Within(folders) if !folders.iter().any(|folder| whole.starts_with(folder)) => {
                Err(format!("it is outside the course, at {}", whole.display()))
            }
            _ => Ok(whole),
        }
    }

    /// The bytes of a regular file.
    ///
    /// # Errors
    /// The reason why they cannot be had, as the end of a sentence.
    pub(crate) fn bytes(&self, path: &Path, most: u64) -> Result<Vec<u8>, String> {
        if let Some(text) = opened(path) {
            // A file that was never saved is nowhere yet.
            if path.exists() {
                self.find(path)?;
            }
            return if text.len() as u64 > most { Err(too_long(most)) } else { Ok(text.as_bytes().to_vec()) };
        }
        let whole = self.find(path)?;
        let data = fs::metadata(&whole).map_err(|error| reason(&error))?;
        if data.is_dir() {
            return Err("it is a folder".to_owned());
        }
        if !data.is_file() {
            return Err("it is a device or a pipe, not a file".to_owned());
        }
        if data.len() > most {
            return Err(too_long(most));
        }
        // Room for the end to be seen without another call.
        let mut bytes = Vec::with_capacity(data.len() as usize + 1);
        #[cfg(debug_assertions)]
        READ.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        // A file can grow while it is read, and some say that they are empty.
        let read = File::open(&whole).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
        read.map_err(|error| reason(&error))?;
        if bytes.len() as u64 > most { Err(too_long(most)) } else { Ok(bytes) }
    }

    /// The text of a regular file.
    ///
    /// # Errors
    /// The reason why it cannot be had, as the end of a sentence.
    pub(crate) fn text(&self, path: &Path, most: u64) -> Result<String, String> {
        String::from_utf8(self.bytes(path, most)?)
            .map_err(|_| "it is not text in UTF-8; save it in that encoding".to_owned())
    }
}

fn too_long(most: u64) -> String {
    format!("it is longer than {}", size(most))
}

/// A size as a person says it.
fn size(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => MISSING.to_owned(),
        ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_within_and_of_a_bounded_size_are_read() {
        let root = std::env::temp_dir().join(format!("labc-read-{}", std::process::id()));
        let course = root.join("course");
        fs::create_dir_all(course.join("data")).unwrap();
        fs::write(course.join("data/a.csv"), "a").unwrap();
        fs::write(root.join("secret"), "secret").unwrap();
        fs::write(course.join("latin"), b"\xb0").unwrap();
        fs::write(course.join("long"), "long!").unwrap();
        // Its length says nothing of what is in it.
        let huge = File::create(course.join("huge")).unwrap();
        huge.set_len(50 << 30).unwrap();
        for (link, to) in [
            ("inside", "data/a.csv"),
            ("out", "../secret"),
            ("zero", "/dev/zero"),
            ("nowhere", "nothing"),
            ("loop", "loop"),
            ("up", "data/../../secret"),
        ] {
            std::os::unix::fs::symlink(to, course.join(link)).unwrap();
        }
        let pipe = std::process::Command::new("mkfifo").arg(course.join("pipe")).status();
        let within = ReadBounds::within([course.as_path()]);
        let reads = |path: &str| within.text(&course.join(path), 4);
        assert_eq!(reads("data/a.csv").unwrap(), "a");
        assert_eq!(reads("inside").unwrap(), "a");
        for (path, says) in [
            ("out", "outside the course"),
            ("up", "outside the course"),
            ("../secret", "outside the course"),
            ("/etc/passwd", "outside the course"),
            ("zero", "outside the course"),
            ("nowhere", "no such file"),
            ("missing", "no such file"),
            ("loop", "symbolic links"),
            ("data", "a folder"),
            ("latin", "not text"),
            ("long", "longer than"),
            ("huge", "longer than"),
        ] {
            let error = reads(path).unwrap_err();
            assert!(error.contains(says), "{path}: {error}");
        }
        let anywhere = ReadBounds::Anywhere.text(Path::new("/dev/zero"), 4).unwrap_err();
        assert_eq!(anywhere, "it is a device or a pipe, not a file");
        if pipe.is_ok_and(|status| status.success()) {
            assert!(reads("pipe").unwrap_err().contains("a pipe"));
        }
        fs::remove_dir_all(root).unwrap();
    }
}

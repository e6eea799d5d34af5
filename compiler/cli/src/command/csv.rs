//! Where `labc collect` may write: never over what was handed in, nor over anything but a table of its own.
//! Start at [`Destination::of`].

use std::fs::{self, File, FileType};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};

use labc::record::class;

use crate::error::CommandError;
use crate::files::whole;

/// More than the heads of a table of ours take.
const LONGEST_HEAD: u64 = 4096;

/// A place for a table that may be written.
pub(crate) enum Destination {
    /// A new file, or one that has a table of ours.
    File(PathBuf),
    /// A pipe or a terminal, such as `/dev/stdout`.
    Stream(PathBuf),
}

impl Destination {
    /// Looks at where a table is to go.
    ///
    /// # Errors
    /// A place in the collected folder, a folder, and a file with something else than a table of ours.
    pub(crate) fn of(path: &Path, collected: &Path) -> Result<Self, CommandError> {
        let kind = match fs::metadata(path) {
            Ok(data) => data.file_type(),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                outside(path, collected)?;
                return Ok(Self::File(path.to_owned()));
            }
            Err(error) => return Err(CommandError::file("write", path, error)),
        };
        if is_stream(kind) {
            return Ok(Self::Stream(path.to_owned()));
        }
        outside(path, collected)?;
        if !kind.is_file() {
            return Err(CommandError::new(format!(
                "{} is not a file; name one for the table",
                path.display()
            )));
        }
        // The file itself where the path is a link.
        let path = fs::canonicalize(path).map_err(|error| CommandError::file("find", path, error))?;
        match is_table(&path) {
            Ok(true) => Ok(Self::File(path)),
            Ok(false) => Err(CommandError::new(format!(
                "{} is not a table that labc has written, and is left alone; name another file, or delete it",
                path.display()
            ))),
            Err(error) => Err(CommandError::file("read", &path, error)),
        }
    }

    /// Writes a table there; an earlier one is replaced whole or not at all.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn write(&self, table: &mut (impl Read + Seek)) -> Result<(), CommandError> {
        table.rewind().map_err(|error| CommandError::new(format!("cannot read a table back: {error}")))?;
        match self {
            Self::Stream(path) => {
                let written =
                    File::options().write(true).open(path).and_then(|mut to| io::copy(table, &mut to));
                match written {
                    // A reader that stops listening is not a fault.
                    Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                        Err(CommandError::file("write", path, error))
                    }
                    _ => Ok(()),
                }
            }
            Self::File(path) => {
                whole::replace(path, table).map_err(|error| CommandError::file("write", path, error))
            }
        }
    }
}

/// Refuses a place in the folder that is collected: what is written there would count as handed in.
///
/// # Errors
/// Such a place.
pub(crate) fn outside(path: &Path, collected: &Path) -> Result<(), CommandError> {
    let whole = |path: &Path| fs::canonicalize(path).ok();
    let Some(folder) = whole(collected) else { return Ok(()) };
    let absolute = std::path::absolute(path).map_err(|error| CommandError::file("find", path, error))?;
    // The nearest folder around it that is there.
    let around = absolute.ancestors().find_map(whole);
    if around.is_some_and(|around| around.starts_with(&folder)) {
        return Err(CommandError::new(format!(
            "{} is in {}, the folder that is collected; name a place outside it",
            path.display(),
            collected.display()
        )));
    }
    Ok(())
}

fn is_table(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    BufReader::new(File::open(path)?.take(LONGEST_HEAD)).read_until(b'\n', &mut head)?;
    let head = String::from_utf8_lossy(&head);
    // Nothing is lost with an empty file.
    Ok(head.is_empty() || class::is_head(head.trim_start_matches('\u{feff}').trim_end()))
}

fn is_stream(kind: FileType) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        kind.is_char_device() || kind.is_fifo()
    }
    #[cfg(not(unix))]
    {
        let _ = kind;
        false
    }
}

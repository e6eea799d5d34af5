//! Faults of the world outside: a missing file, a full disk, a folder that is not ours. Never the
//! author's mistakes, which are diagnostics, and never our own, which are panics.

use std::fmt;
use std::io;
use std::path::Path;

/// What went wrong outside, as a sentence with the path in it. Ends the command with exit code 2.
#[derive(Debug)]
pub(crate) struct CommandError {
    sentence: String,
    /// It would not be there if nothing were kept of earlier runs.
    torn: bool,
}

impl CommandError {
    /// A sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), torn: false }
    }

    /// What an earlier run has kept beside the site is not whole: the command begins again without it.
    pub(crate) fn torn() -> Self {
        Self { sentence: "what is kept beside the site cannot be read".to_owned(), torn: true }
    }

    /// Whether the command can begin again without what is kept.
    pub(crate) fn is_torn(&self) -> bool {
        self.torn
    }

    /// A file that cannot be read, with the reason as the end of a sentence.
    pub(crate) fn unreadable(path: &Path, reason: &str) -> Self {
        Self::new(format!("cannot read {}: {reason}", path.display()))
    }

    /// A file operation that failed: `CommandError::file("read", path, error)`.
    pub(crate) fn file(verb: &str, path: &Path, error: io::Error) -> Self {
        Self::new(format!("cannot {verb} {}: {error}", path.display()))
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

//! Faults of the world outside: a missing file, a full disk, a folder that is not ours. Never the
//! author's mistakes, which are diagnostics, and never our own, which are panics.

use std::fmt;
use std::io;
use std::path::Path;

/// What went wrong outside, as a sentence with the path in it. Ends the command with exit code 2.
#[derive(Debug)]
pub(crate) struct Trouble(String);

impl Trouble {
    /// A sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A file that cannot be read, with the reason as the end of a sentence.
    pub(crate) fn unreadable(path: &Path, reason: &str) -> Self {
        Self(format!("cannot read {}: {reason}", path.display()))
    }

    /// A file operation that failed: `Trouble::file("read", path, error)`.
    pub(crate) fn file(verb: &str, path: &Path, error: io::Error) -> Self {
        Self(format!("cannot {verb} {}: {error}", path.display()))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

//! What the server needs from around it. The command `labc` provides it, so that both see the same files in the same way.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use labc::diagnostic::Diagnostic;
use labc::record::protocol::Course;
use labc::sources::Files;

/// Files and courses.
pub trait Host: Send + Sync {
    /// The manifest of the course that a file belongs to.
    fn manifest(&self, file: &Path) -> Option<PathBuf>;

    /// Takes a text that the editor has open in place of the file's; nothing once it is closed.
    fn open(&self, file: &Path, text: Option<Arc<str>>);

    /// Everything that `labc check` finds: in a course, and in open files that belong to none or are not listed in it.
    ///
    /// # Errors
    /// A sentence about what cannot be read.
    fn check(&self, manifest: Option<&Path>, open: &[PathBuf]) -> Result<Checked, String>;

    /// The text of a file that is not open.
    fn read(&self, file: &Path) -> Option<String>;
}

/// What a check has found.
#[derive(Clone, Default)]
pub struct Checked {
    /// The files that were read, by the numbers that diagnostics give them.
    pub files: Vec<(PathBuf, Arc<str>)>,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
    /// What is around each lab that was checked.
    pub labs: HashMap<PathBuf, Around>,
    /// The ids of the labs of the course, in its order, with their files.
    pub order: Vec<(String, PathBuf)>,
    /// The sections of the course: ids and titles.
    pub sections: Vec<(String, String)>,
    /// The parts of labs that sections lead to.
    pub parts: Vec<PartNamed>,
    /// The works of the course's bibliography.
    pub works: Vec<Cited>,
    /// The file of the bibliography.
    pub bibliography: Option<PathBuf>,
}

/// A work of the bibliography.
#[derive(Clone, Debug)]
pub struct Cited {
    /// Its key, without the `@`.
    pub key: String,
    /// The whole entry in words.
    pub words: String,
}

/// A part of a lab that the manifest of the course names.
#[derive(Clone, Debug)]
pub struct PartNamed {
    /// The lab, by its file.
    pub lab: PathBuf,
    /// The key of the part.
    pub part: String,
    /// Where the manifest names it, quotes included.
    pub place: (PathBuf, labc::sources::Span),
}

/// What a lab is compiled with.
#[derive(Clone)]
pub struct Around {
    /// The files beside it.
    pub files: Arc<dyn Files + Send>,
    /// The labs around it.
    pub course: Course,
}

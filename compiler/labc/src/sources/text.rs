//! Source texts and places in them.

use crate::sources::citation::Citation;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

/// A stretch of a source text: half-open, in bytes of UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// From the first byte to before the last.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// As a range to slice with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The empty span at its end.
    pub fn after(self) -> Self {
        Self { start: self.end, end: self.end }
    }
}

/// Which of the [`Sources`] a span belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A source text with the path it is known by.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path, as shown to the author.
    pub path: String,
    /// The text.
    pub text: Text,
    /// Where each line begins, once somebody has asked: a file may have as many findings as lines.
    lines: OnceLock<Vec<usize>>,
}

/// A text, which may be read only once somebody looks at it: most texts of a large course are not looked at where
/// another one has changed.
#[derive(Clone, Default)]
pub struct Text {
    text: OnceLock<String>,
    later: Option<Arc<dyn Fn() -> String + Send + Sync>>,
}

impl Text {
    /// A text that comes from a function, called once at most.
    pub fn later(read: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { text: OnceLock::new(), later: Some(Arc::new(read)) }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.text.get_or_init(|| self.later.as_ref().map_or_else(String::new, |read| read()))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { text: OnceLock::from(text), later: None }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.get().fmt(f)
    }
}

/// Every text that took part in a compilation.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Takes a text in.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Text>) -> FileId {
        self.files.push(Source::new(path, text));
        FileId(self.files.len() as u32 - 1)
    }

    /// A text that was taken in.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// The words a span covers.
    pub fn slice(&self, file: FileId, span: Span) -> &str {
        &self.get(file).text[span.range()]
    }
}

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Source {
    /// A text by the path it is known by.
    pub fn new(path: impl Into<String>, text: impl Into<Text>) -> Self {
        Self { path: path.into(), text: text.into(), lines: OnceLock::new() }
    }

    /// Where a byte stands.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let offset = (offset as usize).min(self.text.len());
        let line = self.line(offset);
        LineColumn { line: line + 1, column: self.text[self.lines()[line]..offset].chars().count() + 1 }
    }

    /// Where the line begins that a byte stands in, counted from 0.
    pub fn line(&self, offset: usize) -> usize {
        self.lines().partition_point(|begin| *begin <= offset).saturating_sub(1)
    }

    /// Where each line begins, in bytes; there is one at least.
    pub fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(end, _)| end + 1)).collect()
        })
    }
}

/// Where the files that a lab names come from. The compiler itself reads nothing.
pub trait Files: Sync {
    /// The text of a file by its path as the lab names it, or the reason why there is none.
    ///
    /// # Errors
    /// The reason, in a few words.
    fn read(&self, path: &str) -> Result<String, String>;

    /// The text of a module by its path with dots, or the reason why there is none.
    ///
    /// # Errors
    /// The reason, in a few words.
    fn module(&self, path: &str) -> Result<String, String>;

    /// The bytes of a picture by its path as the lab names it, or the reason why there are none.
    ///
    /// # Errors
    /// The reason, in a few words.
    fn picture(&self, _path: &str) -> Result<Vec<u8>, String> {
        Err("no files can be read here".to_owned())
    }

    /// What a cross-reference such as `@sec-attention` stands for; `id` comes without the `@`.
    fn section(&self, _id: &str) -> Section {
        Section::Unlisted
    }

    /// What a citation such as `[@kaplan2020]` stands for; `key` comes without the `@`.
    fn citation(&self, _key: &str) -> Citation {
        Citation::Unlisted
    }
}

/// What a cross-reference stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Section {
    /// Nobody keeps a list here: a lab on its own.
    Unlisted,
    /// A section of the course.
    Known {
        /// The title that a cross-reference shows: plain text.
        title: String,
        /// Where it is, as seen from the lab's page; nothing for a book on paper.
        href: Option<String>,
    },
    /// There is a list, and this is not on it.
    Unknown {
        /// What was meant, perhaps.
        near: Option<String>,
    },
}

/// No files at all.
#[derive(Clone, Copy, Debug)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<String, String> {
        Err("no files can be read here".to_owned())
    }

    fn module(&self, _path: &str) -> Result<String, String> {
        Err("no modules can be read here".to_owned())
    }
}

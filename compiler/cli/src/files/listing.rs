//! The list of what labc has written into a folder: `.labc-site`. A later build replaces the files of this list
//! and no others. Start at [`List`].
//!
//! ```text
//! labc-list 1 site
//! Files that labc has written into this folder, with their BLAKE3 hashes. It replaces these files and no others.
//! af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262  index.html
//! end 1
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;

use labc::sources::portable::is_reserved;

use crate::files::content::Content;

/// Where the list is.
pub(crate) const MARKER: &str = ".labc-site";

const HEAD: &str = "labc-list";
const VERSION: &str = "1";
const ABOUT: &str = "Files that labc has written into this folder, with their BLAKE3 hashes. It replaces these files and no others.";
/// What the marker of earlier versions said.
const EARLIER: &str = "This folder is made by labc ";

/// What a folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    /// The site of a course, or the pages of some labs.
    Site,
    /// The page of a class with its tables.
    ClassReport,
}

impl EntryKind {
    fn word(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::ClassReport => "class-report",
        }
    }

    /// As a person says it.
    pub(crate) fn named(self) -> &'static str {
        match self {
            Self::Site => "a site",
            Self::ClassReport => "a class report",
        }
    }
}

/// The files that were written into a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List {
    /// What they make up.
    pub(crate) kind: EntryKind,
    /// Their paths, with slashes, and the hashes of their content.
    pub(crate) files: BTreeMap<String, blake3::Hash>,
}

/// Why a marker is not a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unlisted {
    /// An earlier version of labc wrote it, which kept no list.
    Earlier,
    /// A later version of labc wrote it.
    Later,
    /// Something else, or a list that is not whole.
    Unknown,
}

impl List {
    /// The list of these files.
    pub(crate) fn of<'f>(files: impl Iterator<Item = (&'f str, &'f Content)>, kind: EntryKind) -> Self {
        let files = files.map(|(path, content)| (path.to_owned(), content.hash()));
        Self { kind, files: files.collect() }
    }

    /// Whether a file is in it.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The list as a file.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{HEAD} {VERSION} {}\n{ABOUT}\n", self.kind.word());
        for (path, hash) in &self.files {
            let _ = writeln!(text, "{}  {path}", hash.to_hex());
        }
        let _ = writeln!(text, "end {}", self.files.len());
        text
    }

    /// Reads a list.
    ///
    /// # Errors
    /// What else it is.
    pub(crate) fn read(text: &str) -> Result<Self, Unlisted> {
        if text.starts_with(EARLIER) {
            return Err(Unlisted::Earlier);
        }
        let mut lines = text.lines();
        let mut head = lines.next().unwrap_or_default().split(' ');
        let kind = match (head.next(), head.next(), head.next(), head.next()) {
            (Some(HEAD), Some(VERSION), Some("site"), None) => EntryKind::Site,
            (Some(HEAD), Some(VERSION), Some("class-report"), None) => EntryKind::ClassReport,
            (Some(HEAD), Some(version), ..)
                if version.parse::<u32>().is_ok_and(|version| version > 1) || version == VERSION =>
            {
                return Err(Unlisted::Later);
            }
            _ => return Err(Unlisted::Unknown),
        };
        let mut files = BTreeMap::new();
        let mut lines = lines.skip(1);
        loop {
            let line = lines.next().ok_or(Unlisted::Unknown)?;
            if let Some(count) = line.strip_prefix("end ") {
                let whole = count.parse() == Ok(files.len()) && lines.next().is_none();
                return if whole { Ok(Self { kind, files }) } else { Err(Unlisted::Unknown) };
            }
            let (hash, path) = line.split_once("  ").ok_or(Unlisted::Unknown)?;
            let hash = blake3::Hash::from_hex(hash).map_err(|_| Unlisted::Unknown)?;
            if !may_hold(path) || files.insert(path.to_owned(), hash).is_some() {
                return Err(Unlisted::Unknown);
            }
        }
    }
}

/// Whether a path stays inside the site, can be written on every system and is not version control's.
pub(crate) fn may_hold(path: &str) -> bool {
    !path.is_empty()
        && path != MARKER
        && !path.contains(|character: char| character.is_control() || "\\:*?\"<>|".contains(character))
        && path.split('/').all(|part| !part.is_empty() && !part.ends_with(['.', ' ']) && !is_reserved(part))
        && !path.split('/').any(|part| [".git", ".hg", ".svn", ".jj"].contains(&part.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        let files = [("a/index.html", "a"), ("index.html", "b")];
        let files = files.map(|(path, text)| (path.to_owned(), blake3::hash(text.as_bytes())));
        List { kind: EntryKind::ClassReport, files: files.into() }
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        assert_eq!(List::read(&list().text()), Ok(list()));
        let empty = List { kind: EntryKind::Site, files: BTreeMap::new() };
        assert_eq!(List::read(&empty.text()), Ok(empty));
    }

    #[test]
    fn anything_else_is_not_a_list() {
        let whole = list().text();
        for end in 0..whole.len() - 1 {
            assert!(List::read(&whole[..end]).is_err(), "{end} bytes");
        }
        for (from, to) in [
            ("index.html", "../index.html"),
            ("index.html", "/index.html"),
            ("index.html", ".git/config"),
            ("a/index.html", "index.html"),
            ("a/index.html", MARKER),
            ("end 2", "end 3"),
            ("end 2\n", "end 2\nmore\n"),
            ("labc-list 1", "labc-list 0"),
        ] {
            assert_eq!(List::read(&whole.replacen(from, to, 1)), Err(Unlisted::Unknown), "{to}");
        }
        assert_eq!(List::read(&whole.replace("list 1", "list 2")), Err(Unlisted::Later));
        assert_eq!(List::read(&whole.replace("class-report", "album")), Err(Unlisted::Later));
        assert_eq!(
            List::read("This folder is made by labc 0.1.0 and replaced whole.\n"),
            Err(Unlisted::Earlier)
        );
        for text in ["", "x\n", "labc-list"] {
            assert_eq!(List::read(text), Err(Unlisted::Unknown));
        }
    }
}

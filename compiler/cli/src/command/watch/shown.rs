//! The pages as the browser gets them: the last good version of each, and what is wrong now.
//! Start at [`ServedSite::take`].

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read};
use std::sync::Arc;

use labc::diagnostic::{Diagnostic, Severity};
use labc::sources::Sources;
use serde::Serialize;

use crate::files::content::Content;
use crate::output::Output;
use crate::report::terminal;

/// How many bytes of findings a page shows; the terminal has all of them.
const MOST: usize = 40_000;

/// A file of the site.
#[derive(Clone, Debug)]
pub(crate) struct ServedFile {
    /// Of the bytes, in hexadecimal digits.
    pub(crate) version: Arc<str>,
    pub(crate) bytes: Arc<[u8]>,
}

/// What a page shows about the state of the labs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ShownFaults {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// As in the terminal, without colours.
    pub(crate) text: String,
}

impl ShownFaults {
    /// Those of a build: errors first, and as many as a page shows.
    pub(crate) fn new(diagnostics: &[Diagnostic], sources: &Sources) -> Self {
        let (errors, warnings): (Vec<_>, Vec<_>) =
            diagnostics.iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
        let mut text = String::new();
        for diagnostic in errors.iter().chain(&warnings) {
            let told = terminal::render(std::slice::from_ref(*diagnostic), sources);
            text.push_str(&anstream::adapter::strip_str(&told).to_string());
            if text.len() > MOST {
                text.truncate(text.floor_char_boundary(MOST));
                text.push_str("\n… the terminal has the rest.\n");
                break;
            }
        }
        Self { errors: errors.len(), warnings: warnings.len(), text }
    }

    /// Something outside the labs that stopped a build.
    pub(crate) fn failed(sentence: &str) -> Self {
        Self { errors: 1, warnings: 0, text: format!("error: {sentence}\n") }
    }
}

/// Everything that is served at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageSet {
    pub(crate) files: Arc<BTreeMap<String, ServedFile>>,
    pub(crate) findings: ShownFaults,
}

/// The files of the last good build, in memory.
#[derive(Debug, Default)]
pub(crate) struct ServedSite {
    files: Arc<BTreeMap<String, ServedFile>>,
}

impl ServedSite {
    /// Takes the files of a build in. One with errors is not whole: then the pages that it lacks stay, and so do
    /// those that list others, since they would list too few.
    ///
    /// # Errors
    /// A file of the cache that cannot be read any more.
    pub(crate) fn take(&mut self, site: &Output, has_errors: bool) -> io::Result<()> {
        let mut files = if has_errors { (*self.files).clone() } else { BTreeMap::new() };
        let is_first = self.files.is_empty();
        for (path, content) in site.files() {
            if has_errors && !is_first && lists_others(path) {
                continue;
            }
            let version = content.hash().to_hex();
            let known = self.files.get(path).filter(|known| *known.version == *version);
            let file = match known {
                Some(known) => known.clone(),
                None => ServedFile { version: version.as_str().into(), bytes: bytes(content)?.into() },
            };
            files.insert(path.to_owned(), file);
        }
        self.files = Arc::new(files);
        Ok(())
    }

    /// The hashes of what is held here, by path: a build need not read these files from its cache.
    pub(crate) fn held(&self) -> HashMap<String, blake3::Hash> {
        let hash = |(path, file): (&String, &ServedFile)| {
            Some((path.clone(), blake3::Hash::from_hex(file.version.as_bytes()).ok()?))
        };
        self.files.iter().filter_map(hash).collect()
    }

    /// The files with what is wrong now.
    pub(crate) fn page_set(&self, findings: ShownFaults) -> PageSet {
        PageSet { files: Arc::clone(&self.files), findings }
    }
}

/// Whether a file is about more than one page: the course's home, the data of *My work*, the index for searching.
fn lists_others(path: &str) -> bool {
    let is_lab =
        path.ends_with("/index.html") && !path.starts_with("ledger/") && !path.starts_with("search/");
    !is_lab && !path.starts_with("assets/")
}

fn bytes(content: &Content) -> io::Result<Vec<u8>> {
    let (mut reader, length) = content.reader()?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use labc::codes::Code;
    use labc::sources::Span;

    use super::*;
    use crate::output::tests::site;

    #[test]
    fn a_broken_lab_takes_no_good_page_away_and_others_go_on() {
        let mut shown = ServedSite::default();
        shown
            .take(&site(&[("index.html", "a, b"), ("a/index.html", "a"), ("b/index.html", "b")]), false)
            .unwrap();
        shown.take(&site(&[("index.html", "b"), ("b/index.html", "b, edited")]), true).unwrap();
        let text = |shown: &ServedSite, path: &str| {
            shown.files.get(path).map(|file| String::from_utf8(file.bytes.to_vec()).unwrap())
        };
        assert_eq!(text(&shown, "index.html").unwrap(), "a, b");
        assert_eq!(text(&shown, "a/index.html").unwrap(), "a");
        assert_eq!(text(&shown, "b/index.html").unwrap(), "b, edited");
        // Mended: what is gone is gone.
        shown.take(&site(&[("index.html", "b"), ("b/index.html", "b")]), false).unwrap();
        assert_eq!(text(&shown, "a/index.html"), None);
    }

    #[test]
    fn findings_are_plain_text_of_a_bounded_length_with_the_errors_first() {
        let mut sources = Sources::default();
        let file = sources.add("a.lab", "let ä = 1".repeat(1000));
        let found = |severity, headline: &str| Diagnostic {
            severity,
            ..Diagnostic::error(Code::UnknownName, headline, file, Span::new(0, 9000), "here")
        };
        let error = found(Severity::Error, "The last.");
        let few = ShownFaults::new(std::slice::from_ref(&error), &sources);
        assert!(
            few.text.starts_with("error[unknown-name]: The last.") && !few.text.contains('\u{1b}'),
            "{}",
            few.text
        );
        let mut all = vec![found(Severity::Warning, "One of many."); 1000];
        all.push(error);
        let many = ShownFaults::new(&all, &sources);
        assert!(many.text.starts_with(&few.text), "{}", many.text);
        assert!(many.text.len() < MOST + 100 && many.text.ends_with("the rest.\n"));
        assert_eq!((many.errors, many.warnings), (1, 1000));
    }
}

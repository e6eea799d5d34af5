//! The files of a site, or of a class report. Start at [`Output`].

pub(crate) mod disk;
mod replace;

use std::collections::BTreeMap;
use std::path::Path;

use crate::cache::standing::Standing;
use crate::error::CommandError;
use crate::files::content::Content;
use crate::files::listing::{EntryKind, may_hold};
use crate::output::disk::Disk;
use crate::output::replace::ReplaceNotes;

/// The files of a site.
#[derive(Debug, Default)]
pub(crate) struct Output {
    files: BTreeMap<String, Content>,
    /// What an earlier build has written, and is there still.
    pub(crate) standing: Standing,
    /// The same paths without capitals: some file systems know no others.
    taken: BTreeMap<String, String>,
}

impl Output {
    /// Takes a file in, under a path relative to the site, with slashes.
    ///
    /// # Errors
    /// A path that leaves the site or cannot be written everywhere, and one that is taken.
    pub(crate) fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), CommandError> {
        self.put(path, Content::new(bytes.into()))
    }

    /// The same for content that may be kept elsewhere.
    ///
    /// # Errors
    /// As [`Output::add`].
    pub(crate) fn put(&mut self, path: &str, content: Content) -> Result<(), CommandError> {
        if !may_hold(path) {
            return Err(CommandError::new(format!("`{path}` cannot be the path of a file of the site")));
        }
        let folded = path.to_lowercase();
        // A file cannot be a folder too.
        let prefixes = folded.match_indices('/').map(|(at, _)| &folded[..at]);
        let below = format!("{folded}/");
        let clash = prefixes.chain([folded.as_str()]).find_map(|path| self.taken.get(path)).or_else(|| {
            self.taken
                .range(below.clone()..)
                .next()
                .filter(|(key, _)| key.starts_with(&below))
                .map(|(_, path)| path)
        });
        if let Some(other) = clash {
            return Err(CommandError::new(format!(
                "two files of the site want the same place: `{other}` and `{path}`"
            )));
        }
        self.taken.insert(folded, path.to_owned());
        self.files.insert(path.to_owned(), content);
        Ok(())
    }

    /// Takes a file in under a name that changes with its content, and returns that name: browsers may
    /// keep such a file for ever.
    ///
    /// # Errors
    /// As [`Output::add`]; the same content twice under the same name is one file.
    pub(crate) fn add_hashed(
        &mut self,
        path: &str,
        bytes: impl Into<Vec<u8>>,
    ) -> Result<String, CommandError> {
        self.put_hashed(path, Content::new(bytes.into()))
    }

    /// The same for content that may be kept elsewhere.
    ///
    /// # Errors
    /// As [`Output::add_hashed`].
    pub(crate) fn put_hashed(&mut self, path: &str, content: Content) -> Result<String, CommandError> {
        let name = hashed(path, content.hash());
        self.put_same(&name, content)?;
        Ok(name)
    }

    /// Takes in a file that may be there already, with the same content.
    ///
    /// # Errors
    /// As [`Output::add`].
    pub(crate) fn put_same(&mut self, path: &str, content: Content) -> Result<(), CommandError> {
        match self.files.get(path) {
            Some(known) if known.hash() == content.hash() => Ok(()),
            _ => self.put(path, content),
        }
    }

    /// Whether there is a file at a path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// What the file at a path holds.
    pub(crate) fn get(&self, path: &str) -> Option<&Content> {
        self.files.get(path)
    }

    /// The paths with what the files hold, in order.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &Content)> {
        self.files.iter().map(|(path, content)| (path.as_str(), content))
    }

    /// Puts the files into a folder, in place of those of an earlier build. Whatever fails or is interrupted,
    /// the old files or the new ones are there, all of them, and so is everything that labc did not write.
    ///
    /// # Errors
    /// As [`replace::replace`].
    pub(crate) fn write_to(
        &self,
        place: &Path,
        kind: EntryKind,
        set_aside: bool,
    ) -> Result<ReplaceNotes, CommandError> {
        let done = replace::replace(&Disk::default(), self, kind, place, set_aside)?;
        self.standing.keep(place, self.files(), done.touched.as_ref(), done.ready.as_ref());
        Ok(done.notes)
    }
}

/// `name-<8 hexadecimal digits of the content's hash>.ext`.
pub(crate) fn hashed(path: &str, hash: blake3::Hash) -> String {
    let hash = hash.to_hex();
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    match path[name..].rfind('.').filter(|&dot| dot > 0) {
        Some(dot) => format!("{}-{}{}", &path[..name + dot], &hash[..8], &path[name + dot..]),
        None => format!("{path}-{}", &hash[..8]),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::files::listing::MARKER;

    /// A site of some texts.
    pub(crate) fn site(files: &[(&str, &str)]) -> Output {
        let mut output = Output::default();
        for (path, text) in files {
            output.add(path, *text).unwrap();
        }
        output
    }

    #[test]
    fn paths_stay_inside_and_apart() {
        let mut output = site(&[("a/b.html", ""), ("c", "")]);
        for path in [
            "",
            "/a",
            "../a",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            "C:\\a",
            "a\\b",
            "a\0",
            MARKER,
            "dot.",
            ".git/config",
            "a/.GIT/x",
        ] {
            assert!(output.add(path, "").is_err(), "{path}");
        }
        for path in ["a/b.html", "A/B.html", "a", "a/b.html/c", "c/d", "C"] {
            assert!(output.add(path, "").is_err(), "{path}");
        }
        for path in ["a.html", "ab", "a/c.html"] {
            output.add(path, "").unwrap();
        }
    }

    #[test]
    fn names_change_with_the_content() {
        let hashed = |path: &str, bytes: &[u8]| hashed(path, blake3::hash(bytes));
        let one = hashed("assets/runtime.v1.js", b"one");
        assert!(one.starts_with("assets/runtime.v1-") && one.ends_with(".js"), "{one}");
        assert_eq!(one.len(), "assets/runtime.v1-01234567.js".len());
        assert_ne!(one, hashed("assets/runtime.v1.js", b"two"));
        assert_eq!(hashed("a.b/LICENSE", b"").len(), "a.b/LICENSE-01234567".len());
        let mut output = Output::default();
        assert_eq!(output.add_hashed("a.js", "x").unwrap(), output.add_hashed("a.js", "x").unwrap());
    }
}

//! Writing a site, whole or not at all. Start at [`Output`].

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::trouble::Trouble;

/// The file by which a folder is known to hold a site of ours, which may be replaced.
pub(crate) const MARKER: &str = ".labc-site";

/// The files of a site, in memory.
#[derive(Debug, Default)]
pub(crate) struct Output {
    files: BTreeMap<String, Vec<u8>>,
    /// The same paths without capitals: some file systems know no others.
    taken: BTreeMap<String, String>,
}

impl Output {
    /// Takes a file in, under a path relative to the site, with slashes.
    ///
    /// # Errors
    /// A path that leaves the site or cannot be written everywhere, and one that is taken.
    pub(crate) fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), Trouble> {
        if !is_inside(path) || path == MARKER {
            return Err(Trouble::new(format!("`{path}` is no path for a file of the site")));
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
            return Err(Trouble::new(format!(
                "two files of the site want the same place: `{other}` and `{path}`"
            )));
        }
        self.taken.insert(folded, path.to_owned());
        self.files.insert(path.to_owned(), bytes.into());
        Ok(())
    }

    /// Takes a file in under a name that changes with its content, and returns that name: browsers may
    /// keep such a file for ever.
    ///
    /// # Errors
    /// As [`Output::add`]; the same content twice under the same name is one file.
    pub(crate) fn add_hashed(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<String, Trouble> {
        let bytes = bytes.into();
        let name = hashed(path, &bytes);
        if self.files.get(&name) != Some(&bytes) {
            self.add(&name, bytes)?;
        }
        Ok(name)
    }

    /// The paths with their bytes, in order.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Writes the site: into a new folder beside its place, which then takes the place of the old one.
    /// Whatever fails or is interrupted, a whole site stays there: the old or the new.
    ///
    /// # Errors
    /// What the file system says, and a folder that holds something else than a site of ours.
    pub(crate) fn write_to(&self, place: &Path) -> Result<(), Trouble> {
        let place = resolve(place)?;
        let (Some(parent), Some(name)) = (place.parent(), place.file_name().and_then(|name| name.to_str()))
        else {
            return Err(Trouble::new(format!("{} cannot be the folder of a site", place.display())));
        };
        fs::create_dir_all(parent).map_err(|error| Trouble::file("create", parent, error))?;
        let old = parent.join(format!(".{name}.old"));
        let new = parent.join(format!(".{name}.new-{}", std::process::id()));
        if !place.exists() && is_ours(&old)? {
            // An earlier build was stopped between its two renames.
            fs::rename(&old, &place).map_err(|error| Trouble::file("restore", &place, error))?;
        }
        if place.exists() && !is_ours(&place)? {
            return Err(Trouble::new(format!(
                "{} holds something else than a site made by labc, and is left alone; \
                 name another folder with --out, or empty this one",
                place.display()
            )));
        }
        let done = self.write_new(&new).and_then(|()| swap(&new, &place, &old));
        if done.is_err() {
            drop(fs::remove_dir_all(&new));
        }
        done
    }

    fn write_new(&self, folder: &Path) -> Result<(), Trouble> {
        remove(folder)?;
        fs::create_dir(folder).map_err(|error| Trouble::file("create", folder, error))?;
        let marker =
            format!("This folder is made by labc {} and replaced whole.\n", env!("CARGO_PKG_VERSION"));
        for (path, bytes) in self.files().chain([(MARKER, marker.as_bytes())]) {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(|error| Trouble::file("create", parent, error))?;
            }
            fs::write(&path, bytes).map_err(|error| Trouble::file("write", &path, error))?;
        }
        Ok(())
    }
}

/// `name-<8 hexadecimal digits of the content's hash>.ext`.
pub(crate) fn hashed(path: &str, bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    match path[name..].rfind('.').filter(|&dot| dot > 0) {
        Some(dot) => format!("{}-{}{}", &path[..name + dot], &hash[..8], &path[name + dot..]),
        None => format!("{path}-{}", &hash[..8]),
    }
}

/// Whether a path stays inside the site and can be written on every system.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(|character: char| character.is_control() || "\\:*?\"<>|".contains(character))
        && path.split('/').all(|part| !part.is_empty() && !part.ends_with(['.', ' ']))
}

/// The folder itself where the path is a link, and the whole path.
fn resolve(place: &Path) -> Result<PathBuf, Trouble> {
    if place.exists() { fs::canonicalize(place) } else { std::path::absolute(place) }
        .map_err(|error| Trouble::file("find", place, error))
}

/// An earlier site of ours, or an empty folder.
fn is_ours(folder: &Path) -> Result<bool, Trouble> {
    if !folder.is_dir() {
        return Ok(false);
    }
    if folder.join(MARKER).is_file() {
        return Ok(true);
    }
    let mut entries = fs::read_dir(folder).map_err(|error| Trouble::file("read", folder, error))?;
    Ok(entries.next().is_none())
}

fn swap(new: &Path, place: &Path, old: &Path) -> Result<(), Trouble> {
    if !place.exists() {
        return fs::rename(new, place).map_err(|error| Trouble::file("create", place, error));
    }
    if old.exists() && !is_ours(old)? {
        return Err(Trouble::new(format!("{} is in the way; move it elsewhere", old.display())));
    }
    remove(old)?;
    fs::rename(place, old).map_err(|error| Trouble::file("replace", place, error))?;
    if let Err(error) = fs::rename(new, place) {
        drop(fs::rename(old, place));
        return Err(Trouble::file("replace", place, error));
    }
    // The new site is in its place: what is left of the old one is no reason to fail.
    drop(fs::remove_dir_all(old));
    Ok(())
}

fn remove(folder: &Path) -> Result<(), Trouble> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| Trouble::file("remove", folder, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that is gone when the test is.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("labc-{name}-{}", std::process::id()));
            drop(fs::remove_dir_all(&path));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let mut names: Vec<_> = fs::read_dir(&self.0)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    fn site(files: &[(&str, &str)]) -> Output {
        let mut output = Output::default();
        for (path, text) in files {
            output.add(path, *text).unwrap();
        }
        output
    }

    #[test]
    fn a_site_takes_the_place_of_the_old_one_whole() {
        let folder = Folder::new("swap");
        let place = folder.0.join("out");
        site(&[("index.html", "one"), ("a/b.html", "b")]).write_to(&place).unwrap();
        assert_eq!(fs::read_to_string(place.join("a/b.html")).unwrap(), "b");
        site(&[("index.html", "two")]).write_to(&place).unwrap();
        assert_eq!(fs::read_to_string(place.join("index.html")).unwrap(), "two");
        assert!(!place.join("a").exists());
        assert_eq!(folder.names(), ["out"]);
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let folder = Folder::new("foreign");
        let place = folder.0.join("out");
        fs::create_dir(&place).unwrap();
        fs::write(place.join("thesis.txt"), "precious").unwrap();
        let error = site(&[("index.html", "")]).write_to(&place).unwrap_err();
        assert!(error.to_string().contains("left alone"), "{error}");
        assert_eq!(fs::read_to_string(place.join("thesis.txt")).unwrap(), "precious");
        fs::remove_file(place.join("thesis.txt")).unwrap();
        site(&[("index.html", "")]).write_to(&place).unwrap();
        assert_eq!(folder.names(), ["out"]);
        fs::write(folder.0.join("file"), "").unwrap();
        assert!(site(&[]).write_to(&folder.0.join("file")).is_err());
    }

    #[test]
    fn a_build_that_was_stopped_between_renames_is_repaired() {
        let folder = Folder::new("stopped");
        let place = folder.0.join("out");
        site(&[("index.html", "one")]).write_to(&place).unwrap();
        fs::rename(&place, folder.0.join(".out.old")).unwrap();
        site(&[("index.html", "two")]).write_to(&place).unwrap();
        assert_eq!(fs::read_to_string(place.join("index.html")).unwrap(), "two");
        assert_eq!(folder.names(), ["out"]);
    }

    #[test]
    fn a_build_that_fails_leaves_the_old_site() {
        let folder = Folder::new("fails");
        let place = folder.0.join("out");
        site(&[("index.html", "one")]).write_to(&place).unwrap();
        let long = "x".repeat(300);
        assert!(site(&[("index.html", "two"), (&long, "")]).write_to(&place).is_err());
        assert_eq!(fs::read_to_string(place.join("index.html")).unwrap(), "one");
        assert_eq!(folder.names(), ["out"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_place_stays_a_link() {
        let folder = Folder::new("link");
        let place = folder.0.join("real");
        site(&[("index.html", "one")]).write_to(&place).unwrap();
        std::os::unix::fs::symlink(&place, folder.0.join("link")).unwrap();
        site(&[("index.html", "two")]).write_to(&folder.0.join("link")).unwrap();
        assert_eq!(fs::read_to_string(place.join("index.html")).unwrap(), "two");
        assert_eq!(folder.names(), ["link", "real"]);
    }

    #[test]
    fn paths_stay_inside_and_apart() {
        let mut output = site(&[("a/b.html", ""), ("c", "")]);
        for path in
            ["", "/a", "../a", "a/../b", "a/./b", "a//b", "a/", "C:\\a", "a\\b", "a\0", MARKER, "dot."]
        {
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
        let one = hashed("assets/runtime.v1.js", b"one");
        assert!(one.starts_with("assets/runtime.v1-") && one.ends_with(".js"), "{one}");
        assert_eq!(one.len(), "assets/runtime.v1-01234567.js".len());
        assert_ne!(one, hashed("assets/runtime.v1.js", b"two"));
        assert_eq!(hashed("a.b/LICENSE", b"").len(), "a.b/LICENSE-01234567".len());
        let mut output = Output::default();
        assert_eq!(output.add_hashed("a.js", "x").unwrap(), output.add_hashed("a.js", "x").unwrap());
    }
}

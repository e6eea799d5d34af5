//! Which labs a command is about: those that are named, or those of the course. Start at [`find`].

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::{fs, io};

use labc::codes::Code;
use labc::diagnostic::Diagnostic;
use labc::inputs::bibliography::Bibliography;
use labc::record::protocol::Course;
use labc::sources::citation::Citation;
use labc::sources::{FileId, Files, Section, Sources, Text};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::cache::asked::is_plain;
use crate::cache::{Cache, Stored};
use crate::course::manifest::{self, Listed, Manifest, Volume};
use crate::course::sections::Sections;
use crate::course::texts;
use crate::error::CommandError;
use crate::files::hash::hash_of;
use crate::files::read::{self, ReadBounds};
use crate::report::progress;
use crate::threads::side_by_side;

/// What to work on.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// The course, where no labs were named (or its manifest could be read).
    pub(crate) course: Option<Manifest>,
    /// The labs, in the order of the course or of their paths.
    pub(crate) labs: Vec<Input>,
    /// The labs of the course around labs that were named, where one of them reads what others record.
    pub(crate) around: Vec<Input>,
    /// The units that the course prefers, which the labs belong to.
    pub(crate) prefer: Arc<[String]>,
    /// Every text read so far.
    pub(crate) sources: Sources,
    /// What is wrong already: in the manifest, with the bytes of a file.
    pub(crate) faults: Vec<Diagnostic>,
    /// What an earlier run found out about labs whose texts are the same.
    pub(crate) kept: Mutex<HashMap<FileId, Box<Stored>>>,
    /// What is around each lab, for those who compile labs again themselves.
    pub(crate) noted: Option<Arc<Mutex<NotedLabs>>>,
    /// Whether the site gets a page on which labs are written and run.
    pub(crate) playground: bool,
    /// The paths of the labs that were read.
    seen: HashSet<PathBuf>,
}

/// What was found out about the labs of a course before they were compiled.
#[derive(Debug, Default)]
pub(crate) struct NotedLabs {
    /// The ids of the labs in their order, with their files.
    pub(crate) order: Vec<(String, PathBuf)>,
    /// What each lab may know of the others, by its file.
    pub(crate) around: HashMap<PathBuf, Course>,
}

/// A lab to work on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// The name of its page: of its folder where it is called `lab.lab`, else of the file.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its text.
    pub(crate) file: FileId,
    /// Its folder is one of the course and not a link: what is in it is known by its stamps.
    pub(crate) plain: bool,
}

/// A lab of a course, as it was found.
enum FoundLab {
    /// As an earlier run found it, so that its text was not read.
    Kept(Box<Stored>),
    /// Its bytes, and what an earlier run found out about the same ones.
    Read(Vec<u8>, Option<Box<Stored>>),
    /// It cannot be read, for this reason.
    Missing(String),
}

/// The one folder in a folder that holds a course: whoever has made one may not have gone into it yet.
fn below(folder: &Path) -> Option<String> {
    let inside = fs::read_dir(folder).ok()?.flatten();
    let mut courses = inside.filter(|inside| inside.path().join("course.toml").is_file());
    let only = courses.next()?;
    courses.next().is_none().then(|| only.file_name().to_string_lossy().into_owned())
}

/// Reads the labs at some paths (files, or folders to look for `.lab` files in); without paths, those of
/// the course around the current folder.
///
/// # Errors
/// Paths that are not there or cannot be read, and no course where one is needed.
pub(crate) fn find(paths: &[PathBuf]) -> Result<Inputs, CommandError> {
    find_with(paths, |_| Cache::none()).map(|(inputs, _)| inputs)
}

/// The same with the cache that goes with them, once it is known in which course they are (nothing where labs were
/// named): what it knows of a lab whose file has not changed since takes the place of reading that.
///
/// # Errors
/// As [`find`].
pub(crate) fn find_with(
    paths: &[PathBuf],
    cache: impl FnOnce(Option<&Manifest>) -> Cache,
) -> Result<(Inputs, Cache), CommandError> {
    find_in(paths, None, Inputs::default(), cache)
}

/// The same for the course of a manifest, where there is one, with what is to be kept of it beside its site.
///
/// # Errors
/// As [`find`].
pub(crate) fn find_in(
    paths: &[PathBuf],
    manifest: Option<&Path>,
    mut inputs: Inputs,
    cache: impl FnOnce(Option<&Manifest>) -> Cache,
) -> Result<(Inputs, Cache), CommandError> {
    progress::begin("reading", None);
    if let Some(manifest) = manifest {
        let here = std::env::current_dir().unwrap_or_default();
        inputs.manifest(manifest.strip_prefix(&here).unwrap_or(manifest))?;
    } else if paths.is_empty() {
        let here =
            std::env::current_dir().map_err(|error| CommandError::file("find", Path::new("."), error))?;
        let manifest = Manifest::find(&here).ok_or_else(|| {
            let go = match below(&here) {
                Some(folder) => format!("go into the folder `{folder}`, which has one: `cd {folder}`"),
                None => "name the labs, or run this inside a course".to_owned(),
            };
            CommandError::new(format!(
                "no course here: neither `course.toml` nor `site/course.toml` in {} or above; {go}",
                here.display()
            ))
        })?;
        inputs.manifest(manifest.strip_prefix(&here).unwrap_or(&manifest))?;
    }
    let cache = cache(inputs.course.as_ref());
    inputs.listed(&cache)?;
    for path in paths {
        inputs.named(path)?;
    }
    inputs.look_around()?;
    let around = inputs.course_around()?;
    let course = inputs.course.as_ref().or(around.as_ref());
    inputs.prefer = course.map(|course| course.prefer.clone().into()).unwrap_or_default();
    if !paths.is_empty() {
        inputs.remember(&cache);
    }
    Ok((inputs, cache))
}

impl Inputs {
    fn manifest(&mut self, path: &Path) -> Result<(), CommandError> {
        let (course, faults) = Manifest::read(path, &mut self.sources)?;
        self.faults.extend(faults);
        self.course = course;
        Ok(())
    }

    /// Reads the labs that the course lists, as far as nothing is known of them.
    fn listed(&mut self, cache: &Cache) -> Result<(), CommandError> {
        let Some(course) = self.course.take() else { return Ok(()) };
        let listed: Vec<&Listed> = course.volumes.iter().flat_map(|Volume { labs, .. }| labs).collect();
        let inside = course.bounds.find(&course.labs).is_ok();
        let found: Vec<_> = side_by_side(|| {
            let found = listed.par_iter().map(|listed| look_at(&course, inside, &listed.name, cache));
            found.collect()
        })?;
        let bounds = Arc::new(course.bounds.clone());
        for (Listed { name, file, span }, (path, plain, found)) in listed.into_iter().zip(found) {
            match found {
                FoundLab::Kept(stored) => {
                    if self.seen.insert(path.clone()) {
                        let (bounds, at) = (Arc::clone(&bounds), path.clone());
                        let text = Text::later(move || bounds.text(&at, read::TEXT).unwrap_or_default());
                        let file = self.sources.add(path.display().to_string(), text);
                        self.keep(file, stored);
                        self.labs.push(Input { name: name.clone(), path, file, plain });
                    }
                }
                FoundLab::Read(bytes, stored) => {
                    let taken = self.take_in(name.clone(), path, bytes, plain);
                    if let (Some(file), Some(stored)) = (taken, stored) {
                        self.keep(file, stored);
                    }
                }
                FoundLab::Missing(reason) => {
                    let headline = if path.exists() {
                        format!("the lab `{name}` cannot be read: {reason}")
                    } else {
                        format!("there is no lab `{name}`")
                    };
                    let misplaced = course.labs.join(format!("{name}.lab"));
                    let help = if misplaced.is_file() {
                        format!("each lab has a folder: move {} to {}", misplaced.display(), path.display())
                    } else {
                        format!("its file would be {}", path.display())
                    };
                    let fault = Diagnostic::error(manifest::CODE, headline, *file, *span, "").help(help);
                    self.faults.push(fault);
                }
            }
        }
        self.unlisted(&course)?;
        self.course = Some(course);
        Ok(())
    }

    fn keep(&mut self, file: FileId, stored: Box<Stored>) {
        if let Ok(kept) = self.kept.get_mut() {
            kept.insert(file, stored);
        }
    }

    /// Looks up what is known of labs that were named.
    fn remember(&mut self, cache: &Cache) {
        let labs = self.labs.iter().filter_map(|lab| {
            let text = &self.sources.get(lab.file).text;
            Some((lab.file, cache.lab(&lab.path, &hash_of(text.as_bytes()))?))
        });
        let known: Vec<_> = labs.collect();
        known.into_iter().for_each(|(file, stored)| self.keep(file, stored));
    }

    /// Labs of the course that no volume lists have no page. They are named; where no volume lists any lab, that
    /// is an oversight, and they are read so that something is checked.
    fn unlisted(&mut self, course: &Manifest) -> Result<(), CommandError> {
        let listed = course.volumes.iter().flat_map(|volume| &volume.labs);
        let listed: BTreeSet<&str> = listed.map(|lab| lab.name.as_str()).collect();
        let mut found: Vec<(String, PathBuf)> = Vec::new();
        if course.labs.is_dir() {
            let error = |error: io::Error| CommandError::new(format!("cannot look for labs: {error}"));
            let names = fs::read_dir(&course.labs).map_err(error)?.map(|entry| Ok(entry?.file_name()));
            let mut names: Vec<OsString> = names.collect::<io::Result<_>>().map_err(error)?;
            names.retain(|name| name.to_str().is_none_or(|name| !listed.contains(name)));
            names.sort();
            for name in names {
                let entry = course.labs.join(&name);
                let path = entry.join("lab.lab");
                let name = name.to_string_lossy().into_owned();
                if path.is_file() && !listed.contains(name.as_str()) {
                    found.push((name, path));
                } else if let Some(name) = name.strip_suffix(".lab")
                    && !listed.contains(name)
                    && course.bounds.text(&entry, read::TEXT).is_ok_and(|text| has_head(&text))
                {
                    let (is, ought) = (entry.display(), course.labs.join(name).join("lab.lab"));
                    let headline = format!("{is} is a lab, so it is not checked and has no page.");
                    let help = format!(
                        "each lab of a course has a folder: move it to {}, and list `{name}` in a `[[volume]]`",
                        ought.display()
                    );
                    let place = (course.file, course.span);
                    let fault =
                        Diagnostic::warning(Code::UnlistedLab, headline, place.0, place.1, "the course");
                    self.faults.push(fault.help(help));
                }
            }
        }
        let none = listed.is_empty();
        let names: Vec<String> = found.iter().map(|(name, _)| format!("`{name}`")).collect();
        let (one, folder) = (found.len() == 1, course.labs.display());
        let headline = match (none, found.is_empty()) {
            (false, true) => return Ok(()),
            (false, false) => format!(
                "No volume lists the {} {}, so {} not checked and {} no page.",
                if one { "lab" } else { "labs" },
                names.join(", "),
                if one { "it is" } else { "they are" },
                if one { "has" } else { "have" },
            ),
            (true, false) => "No volume lists a lab, so the site would have none.".to_owned(),
            (true, true) => "This course has no labs.".to_owned(),
        };
        let (file, span) = (course.file, course.span);
        let fault = if none {
            Diagnostic::error(manifest::CODE, headline, file, span, "the course")
        } else {
            Diagnostic::warning(Code::UnlistedLab, headline, file, span, "the course")
        };
        let help = match (none, found.is_empty()) {
            (_, true) => format!("a lab is a file `NAME/lab.lab` in {folder}, listed in a `[[volume]]`"),
            (true, false) => {
                format!(
                    "{folder} has {}: list what belongs to the course under `[[volume]]`",
                    names.join(", ")
                )
            }
            (false, false) => format!(
                "list {} in a `[[volume]]`, or check a draft by itself: `labc check {}`",
                if one { "it" } else { "them" },
                found[0].1.display()
            ),
        };
        self.faults.push(fault.help(help));
        if none {
            for (name, path) in found {
                self.read(name, path)?;
            }
        }
        Ok(())
    }

    /// Reads the course around named labs, if one of them speaks of others.
    fn look_around(&mut self) -> Result<(), CommandError> {
        let speaks = |lab: &&Input| {
            let text = &self.sources.get(lab.file).text;
            text.contains("ledger") || text.contains("revisit")
        };
        if self.course.is_some() {
            return Ok(());
        }
        let Some(lab) = self.labs.iter().find(speaks) else { return Ok(()) };
        let Ok(folder) = std::path::absolute(&lab.path) else { return Ok(()) };
        let Some(manifest) = folder.parent().and_then(Manifest::find) else { return Ok(()) };
        let mut course = Self { sources: std::mem::take(&mut self.sources), ..Self::default() };
        let read = course.manifest(&manifest).and_then(|()| course.listed(&Cache::none()));
        self.sources = course.sources;
        read?;
        self.around = course.labs;
        Ok(())
    }

    /// The course around labs that were named, if there is one; where the course was read itself, nothing.
    pub(crate) fn course_around(&mut self) -> Result<Option<Manifest>, CommandError> {
        if self.course.is_some() {
            return Ok(None);
        }
        let folder = self.labs.first().and_then(|lab| std::path::absolute(&lab.path).ok());
        let Some(path) = folder.as_deref().and_then(Path::parent).and_then(Manifest::find) else {
            return Ok(None);
        };
        // Its faults are those of `labc check` for the course.
        Ok(Manifest::read(&path, &mut self.sources)?.0)
    }

    fn named(&mut self, path: &Path) -> Result<(), CommandError> {
        if !path.is_dir() {
            return self.read(name(path), path.to_owned());
        }
        let before = self.labs.len();
        for entry in WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| CommandError::new(format!("cannot look for labs: {error}")))?;
            if entry.file_type().is_file() && entry.path().extension().is_some_and(|ext| ext == "lab") {
                self.read(name(entry.path()), entry.into_path())?;
            }
        }
        if self.labs.len() == before {
            return Err(CommandError::new(format!("there is no `.lab` file in {}", path.display())));
        }
        Ok(())
    }

    fn read(&mut self, name: String, path: PathBuf) -> Result<(), CommandError> {
        let bytes = ReadBounds::Anywhere.bytes(&path, read::TEXT);
        let bytes = bytes.map_err(|reason| CommandError::unreadable(&path, &reason))?;
        self.take_in(name, path, bytes, false);
        Ok(())
    }

    /// Takes a lab in, unless it was taken in before or its bytes are not text.
    fn take_in(&mut self, name: String, path: PathBuf, bytes: Vec<u8>, plain: bool) -> Option<FileId> {
        if !self.seen.insert(path.clone()) {
            return None;
        }
        match texts::take_in(&path, bytes, &mut self.sources) {
            Ok(file) => {
                self.labs.push(Input { name, path, file, plain });
                Some(file)
            }
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }
}

/// Looks at the file of a lab that a course lists, and says whether its folder is plain: in the folder of labs, if that
/// is `inside` the course, and not a link, which may lead outside by now.
fn look_at(course: &Manifest, inside: bool, name: &str, cache: &Cache) -> (PathBuf, bool, FoundLab) {
    let folder = course.labs.join(name);
    let path = folder.join("lab.lab");
    let is_folder = || fs::symlink_metadata(&folder).is_ok_and(|folder| folder.is_dir());
    let plain = inside && is_plain(name) && is_folder();
    let stamp = plain.then(|| cache.seen(&path)).flatten();
    let known = stamp.as_ref().and_then(|stamp| cache.known(&path, stamp));
    if let Some(stored) = known.and_then(|hash| cache.lab(&path, &hash)) {
        return (path, plain, FoundLab::Kept(stored));
    }
    let found = match course.bounds.bytes(&path, read::TEXT) {
        Ok(bytes) => {
            let hash = hash_of(&bytes);
            if let Some(stamp) = stamp {
                cache.learn(&path, stamp, hash);
            }
            let stored = cache.lab(&path, &hash);
            FoundLab::Read(bytes, stored)
        }
        Err(reason) => FoundLab::Missing(reason),
    };
    (path, plain, found)
}

/// The files in a lab's folder and below it; links may lead to others of the course.
#[derive(Clone, Debug)]
pub(crate) struct Beside<'c> {
    folder: PathBuf,
    sections: Option<&'c Sections>,
    /// That of the course; of a lab on its own, and where it can't be read, nothing is known of it.
    bibliography: Option<Option<&'c Bibliography>>,
    bounds: ReadBounds,
}

impl<'c> Beside<'c> {
    /// Those of a lab, in a course or on its own.
    pub(crate) fn of(lab: &Path, course: Option<&'c Manifest>) -> Self {
        let folder = lab.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        let bounds = course.map(|course| course.bounds.clone()).unwrap_or_else(|| {
            let manifest = std::path::absolute(&folder).ok().and_then(|folder| Manifest::find(&folder));
            let around = manifest.as_deref().map(Manifest::root);
            ReadBounds::within([folder.as_path()].into_iter().chain(around))
        });
        let readable =
            |course: &&Manifest| course.bibliography.is_some() || course.bibliography_file.is_none();
        let bibliography = course.filter(readable).map(|course| course.bibliography.as_ref());
        Self { folder, sections: course.map(|course| &course.sections), bibliography, bounds }
    }
}

impl Beside<'_> {
    /// Where a module lies, by its path with dots: beside the lab, or one folder up.
    pub(crate) fn module_file(&self, path: &str) -> Option<PathBuf> {
        // Names of the language have neither separators nor dots of their own.
        let file = format!("{}.lab", path.replace('.', "/"));
        let beside = self.folder.join(&file);
        let above = self.folder.parent().map(|parent| parent.join(&file));
        let above = above.unwrap_or_else(|| self.folder.join("..").join(&file));
        [beside, above].into_iter().find(|place| place.is_file())
    }
}

impl Files for Beside<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside || path.is_empty() {
            return Err("a lab reads files of its own folder only".to_owned());
        }
        let text = self.bounds.text(&self.folder.join(path), read::DATA)?;
        labc::syntax::hidden::first(&text).map_or(Ok(text), Err)
    }

    fn picture(&self, path: &str) -> Result<Vec<u8>, String> {
        self.bounds.bytes(&self.folder.join(path), read::PICTURE)
    }

    fn module(&self, path: &str) -> Result<String, String> {
        // Names of the language have neither separators nor dots of their own.
        let file = format!("{}.lab", path.replace('.', "/"));
        let up = self.folder.join("..");
        if self.folder.join(&file).exists() {
            self.bounds.text(&self.folder.join(&file), read::TEXT)
        } else if up.join(&file).exists() {
            // A lab on its own may read modules one folder up, too.
            let text = self.bounds.text(&up.join(&file), read::TEXT);
            text.or_else(|_| ReadBounds::within([up.as_path()]).text(&up.join(&file), read::TEXT))
        } else {
            Err(format!("neither here nor one folder up is a `{file}`"))
        }
    }

    fn citation(&self, key: &str) -> Citation {
        match self.bibliography {
            Some(Some(bibliography)) => bibliography.find(key),
            Some(None) => Citation::NoBibliography,
            None => Citation::Unlisted,
        }
    }

    fn section(&self, id: &str) -> Section {
        self.sections.map_or(Section::Unlisted, |sections| sections.find(id))
    }
}

/// Whether a text begins a lab, as no module does.
fn has_head(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("lab "))
}

fn name(path: &Path) -> String {
    let named = if path.file_name().is_some_and(|name| name == "lab.lab") {
        std::path::absolute(path).ok().and_then(|path| Some(path.parent()?.file_name()?.to_owned()))
    } else {
        path.file_stem().map(ToOwned::to_owned)
    };
    named.map_or_else(|| "lab".to_owned(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn labs_of_a_folder_in_order_and_of_a_course() {
        let root = std::env::temp_dir().join(format!("labc-inputs-{}", std::process::id()));
        for name in ["b", "a"] {
            fs::create_dir_all(root.join("labs-src").join(name)).unwrap();
            fs::write(root.join("labs-src").join(name).join("lab.lab"), "lab").unwrap();
        }
        fs::write(root.join("labs-src/c.lab"), b"ok \xff").unwrap();
        let found = find(&[root.join("labs-src")]).unwrap();
        let names: Vec<_> = found.labs.iter().map(|lab| lab.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(found.faults[0].code, "not-utf8");

        let manifest = root.join("course.toml");
        fs::write(&manifest, "id='c'\ntitle='C'\nlabs='labs-src'\n[[volume]]\ntitle='V'\nlabs=['b','z']\n")
            .unwrap();
        let mut inputs = Inputs::default();
        inputs.manifest(&manifest).unwrap();
        inputs.listed(&Cache::none()).unwrap();
        assert_eq!(inputs.labs[0].name, "b");
        assert_eq!(inputs.faults[0].headline, "there is no lab `z`");
        assert!(find(&[root.join("none.lab")]).unwrap_err().to_string().contains("none.lab"));
        fs::remove_dir_all(root).unwrap();
    }
}

//! `labc lsp`: files and courses for the language server. The server itself is the crate `lab-lsp`; what it says about a
//! course comes from the very functions that `labc check` runs.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use lab_lsp::{Around, Checked, Cited, Host, Options, PartNamed, plain, serve};
use labc::diagnostic::Diagnostic;
use labc::sources::citation::Citation;
use labc::sources::{FileId, Files, Section, Sources};
use lsp_server::Connection;

use crate::cache::{Cache, Goal};
use crate::course::inputs::{self, Beside, Inputs, NotedLabs};
use crate::course::manifest::Manifest;
use crate::error::CommandError;
use crate::files::read::{self, ReadBounds};
use crate::make;
use crate::report::CLEAN;

/// Answers an editor until it is done.
pub(crate) fn run() -> Result<ExitCode, CommandError> {
    let (connection, threads) = Connection::stdio();
    serve(connection, Arc::new(LocalFiles), Options::default()).map_err(CommandError::new)?;
    threads.join().map_err(|error| CommandError::new(format!("cannot answer the editor: {error}")))?;
    Ok(ExitCode::from(CLEAN))
}

/// The files of this machine.
struct LocalFiles;

impl Host for LocalFiles {
    fn manifest(&self, file: &Path) -> Option<PathBuf> {
        let folder = std::path::absolute(file.parent()?).ok()?;
        Manifest::find(&folder).map(|manifest| plain(&manifest))
    }

    fn open(&self, file: &Path, text: Option<Arc<str>>) {
        read::open(file, text);
    }

    fn check(&self, manifest: Option<&Path>, open: &[PathBuf]) -> Result<Checked, String> {
        let mut checked = Checked::default();
        let said = |error: CommandError| error.to_string();
        if manifest.is_some() {
            add(&mut checked, &[], manifest).map_err(said)?;
        }
        let listed: HashSet<PathBuf> = checked.order.iter().map(|(_, path)| path.clone()).collect();
        let is_lab = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "lab");
        for path in open.iter().filter(is_lab).filter(|path| !listed.contains(*path)) {
            // Others of the course are known already.
            let order = std::mem::take(&mut checked.order);
            let added = add(&mut checked, std::slice::from_ref(path), None);
            if manifest.is_some() {
                checked.order = order;
            }
            added.map_err(said)?;
        }
        Ok(checked)
    }

    fn read(&self, file: &Path) -> Option<String> {
        ReadBounds::Anywhere.text(file, read::TEXT).ok()
    }
}

/// Adds what `labc check` finds: in the course of a manifest, or in some files.
fn add(checked: &mut Checked, paths: &[PathBuf], manifest: Option<&Path>) -> Result<(), CommandError> {
    let here = std::env::current_dir().unwrap_or_default();
    let noted = Arc::new(Mutex::new(NotedLabs::default()));
    let mut course = None;
    let made = make::find_and_make(
        || {
            let mut inputs = Inputs::default();
            inputs.noted = Some(Arc::clone(&noted));
            inputs::find_in(paths, manifest, inputs, |course| {
                let site = course.map(|course| course.out.as_path());
                let is_here = |around: &Path| around.as_os_str().is_empty() || around.is_dir();
                let site = site.filter(|site| site.parent().is_some_and(is_here));
                site.map_or_else(Cache::none, Cache::beside)
            })
        },
        |inputs, _| {
            course = inputs.course.clone();
            Goal::Check
        },
    )?;
    let course = course.map(Arc::new);
    let first = checked.files.len() as u32;
    take_in(checked, &made.diagnostics, &made.sources, &here);
    let renumbered = made.diagnostics.into_iter();
    let renumbered = renumbered.filter_map(|one| one.renumbered(|file| Some(FileId(first + file.0))));
    for diagnostic in renumbered.collect::<Vec<Diagnostic>>() {
        if !has(checked, &diagnostic) {
            checked.diagnostics.push(diagnostic);
        }
    }
    let noted = std::mem::take(&mut *noted.lock().map_err(|_| CommandError::new("the check has failed"))?);
    let place = |path: &Path| plain(&here.join(path));
    checked.order = noted.order.iter().map(|(id, path)| (id.clone(), place(path))).collect();
    let around: HashMap<PathBuf, Around> = noted
        .around
        .into_iter()
        .map(|(path, of_course)| {
            let files = Arc::new(OwnFiles { lab: here.join(&path), course: course.clone() });
            (place(&path), Around { files, course: of_course })
        })
        .collect();
    checked.labs.extend(around);
    if let (Some(course), Some(manifest)) = (&course, manifest) {
        let sections = course.sections.all();
        checked.sections = sections.map(|(id, title)| (id.to_owned(), title.to_owned())).collect();
        let works = course.bibliography.iter().flat_map(|bibliography| bibliography.works());
        checked.works =
            works.map(|work| Cited { key: work.key.clone(), words: work.words.clone() }).collect();
        checked.bibliography = course.bibliography_file.as_ref().map(|named| place(&named.path));
        checked.parts = course
            .sections
            .parts()
            .map(|(lab, part, span)| PartNamed {
                lab: place(&course.labs.join(lab).join("lab.lab")),
                part: part.to_owned(),
                place: (manifest.to_owned(), span),
            })
            .collect();
    }
    Ok(())
}

/// Takes in the texts that diagnostics point into.
fn take_in(checked: &mut Checked, diagnostics: &[Diagnostic], sources: &Sources, here: &Path) {
    let labels = diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels).map(|label| label.file);
    let fixes = diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).map(|fix| fix.file);
    let used: HashSet<FileId> = labels.chain(fixes).collect();
    let Some(last) = used.iter().max() else { return };
    for file in (0..=last.0).map(FileId) {
        let (path, text) = match used.contains(&file) {
            true => {
                let source = sources.get(file);
                (plain(&here.join(&source.path)), Arc::from(&*source.text))
            }
            false => (PathBuf::new(), Arc::from("")),
        };
        checked.files.push((path, text));
    }
}

/// Whether the same was said of the same files.
fn has(checked: &Checked, new: &Diagnostic) -> bool {
    let path = |file: FileId| checked.files.get(file.0 as usize).map(|(path, _)| path);
    checked.diagnostics.iter().any(|known| {
        let labels = known.labels.iter().zip(&new.labels);
        let mut places = labels.map(|(a, b)| path(a.file) == path(b.file) && a.span == b.span);
        known.code == new.code
            && known.headline == new.headline
            && known.labels.len() == new.labels.len()
            && places.all(|same| same)
    })
}

/// The files beside a lab, for those who keep them.
struct OwnFiles {
    lab: PathBuf,
    course: Option<Arc<Manifest>>,
}

impl OwnFiles {
    fn beside(&self) -> Beside<'_> {
        Beside::of(&self.lab, self.course.as_deref())
    }
}

impl Files for OwnFiles {
    fn read(&self, path: &str) -> Result<String, String> {
        self.beside().read(path)
    }

    fn module(&self, path: &str) -> Result<String, String> {
        self.beside().module(path)
    }

    fn picture(&self, path: &str) -> Result<Vec<u8>, String> {
        self.beside().picture(path)
    }

    fn section(&self, id: &str) -> Section {
        self.beside().section(id)
    }

    fn citation(&self, key: &str) -> Citation {
        self.beside().citation(key)
    }
}

//! `labc watch`: builds, serves the pages on this machine, and shows each change on the open page.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `folders` | the folders of the course, and waiting for a change in them |
//! | `news` | what the terminal says of a build: what the one before did not find |
//! | `shown` | the pages as the browser gets them: the last good version of each, and the findings |
//! | `server` | the web server: loopback only |
//! | `live.js`, `live.css` | what each page carries while it is watched |
//!
//! Nothing is written but the cache: the site that `labc build` has written stays as it is.

mod folders;
mod news;
mod server;
mod shown;

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use labc::diagnostic::Severity;

use crate::args::Watch;
use crate::cache::standing::Standing;
use crate::cache::{Cache, Goal};
use crate::course::inputs::{self, Inputs};
use crate::error::CommandError;
use crate::make::{self, Made};
use crate::report::console;
use crate::report::progress;

use folders::Folders;
use news::LastWarnings;
use server::LocalServer;
use shown::{ServedSite, ShownFaults};

/// Watches until the process is ended.
pub(crate) fn run(args: &Watch) -> Result<ExitCode, CommandError> {
    // Paths that are wrong from the start are a mistake on the command line, not an edit to wait for.
    let first = inputs::find(&args.paths)?;
    let mut folders = Folders::new(args.poll)?;
    let server = LocalServer::listen(args.port)?;
    let address = server.address();
    let mut shown = ServedSite::default();
    let mut round =
        Rebuild { paths: &args.paths, last: CoursePlaces::of(&first), known: LastWarnings::default() };
    drop(first);
    folders.look(&round.last.folders, &round.last.ignored)?;
    let (said, findings) = round.build(&mut shown);
    let live = server.serve(shown.page_set(findings))?;
    console::tell(&said);
    console::say(&format!("watching: open {address} (Ctrl-C ends)\n"));
    if args.open && open::that_detached(&address).is_err() {
        console::tell("warning: no browser could be started; open the address above\n");
    }
    let mut looked = round.last.clone();
    loop {
        let change = folders.wait()?;
        // Before anything is read, so that no change is missed.
        if change.may_be_of_folders || looked != round.last {
            folders.look(&round.last.folders, &round.last.ignored)?;
            looked.clone_from(&round.last);
        }
        progress::anew();
        let begun = Instant::now();
        let (said, findings) = round.build(&mut shown);
        let changed = live.show(shown.page_set(findings));
        let pages =
            if changed == 1 { "1 file changed".to_owned() } else { format!("{changed} files changed") };
        console::tell(&said);
        crate::tell_work();
        console::tell_unless_quiet(&format!("rebuilt in {} ms: {pages}\n", begun.elapsed().as_millis()));
    }
}

/// One build after the other.
struct Rebuild<'a> {
    paths: &'a [PathBuf],
    last: CoursePlaces,
    known: LastWarnings,
}

impl Rebuild<'_> {
    /// Builds, and takes what came out into what is shown. Returns what to print, and what to show over the pages.
    fn build(&mut self, shown: &mut ServedSite) -> (String, ShownFaults) {
        let built = panic::catch_unwind(AssertUnwindSafe(|| self.make(shown)));
        let made = match built {
            Ok(Ok(made)) => made,
            Ok(Err(error)) => {
                return (format!("error: {error}\n"), ShownFaults::failed(&error.to_string()));
            }
            // The panic hook has said what happened.
            Err(_) => return (String::new(), ShownFaults::failed("labc failed; the terminal says more.")),
        };
        let text = self.known.news(&made.diagnostics, &made.sources);
        let has_errors = made.diagnostics.iter().any(|found| found.severity == Severity::Error);
        let mut findings = ShownFaults::new(&made.diagnostics, &made.sources);
        let taken = match made.site {
            Some(site) => shown.take(&site, has_errors),
            None => Ok(()),
        };
        if let Err(error) = taken {
            findings = ShownFaults::failed(&error.to_string());
            return (format!("{text}error: {error}\n"), findings);
        }
        (text, findings)
    }

    fn make(&mut self, shown: &ServedSite) -> Result<Made, CommandError> {
        let paths = self.paths;
        let find = || {
            inputs::find_with(paths, |course| match course {
                Some(course) => Cache::beside(&course.out),
                None => Cache::none(),
            })
        };
        make::find_and_make(find, |inputs, _| {
            // While the manifest cannot be read, the folders stay those that it named last.
            if inputs.course.is_some() || !paths.is_empty() {
                self.last = CoursePlaces::of(inputs);
            }
            Goal::Build(Box::new(Standing::held(shown.held())))
        })
    }
}

/// Where a course is.
#[derive(Clone, PartialEq, Eq)]
struct CoursePlaces {
    /// The folders that its files are in, and how deep below them files can be.
    folders: BTreeMap<PathBuf, usize>,
    /// Folders in them that nothing is read from: the site.
    ignored: Vec<PathBuf>,
}

impl CoursePlaces {
    fn of(inputs: &Inputs) -> Self {
        let mut folders = BTreeMap::new();
        let mut ignored = Vec::new();
        if let Some(course) = &inputs.course {
            folders.extend(course.bounds.folders().iter().map(|folder| (folder.clone(), usize::MAX)));
            ignored.extend(std::path::absolute(&course.out));
        }
        // A lab of its own may lie anywhere, in a home folder for instance. It reads files beside it, and modules one
        // folder up; both may be in folders of their own.
        let labs = inputs.labs.iter().filter(|_| inputs.course.is_none()).chain(&inputs.around);
        for lab in labs {
            let Some(Ok(folder)) = lab.path.parent().map(std::path::absolute) else { continue };
            folders.extend(folder.parent().map(|above| (above.to_owned(), 1)));
            folders.insert(folder, 2);
        }
        Self { folders, ignored }
    }
}

//! `labc doctor`: what labc finds on this machine and in this course, what is missing, and what to do about it.
//! Nothing is downloaded, and nothing stays behind.
//!
//! | file | what it looks at |
//! | --- | --- |
//! | `course` | the manifest, the labs, the theme, the folders that are written to |
//! | `machine` | the command itself, the browser, git, the web server of `labc watch` |

mod course;
mod machine;

use std::process::ExitCode;

use crate::args::Doctor;
use crate::error::CommandError;
use crate::report::console;
use crate::report::{CLEAN, DIAGNOSTICS};

/// Looks at everything and prints a line for each thing.
pub(crate) fn run(args: &Doctor) -> Result<ExitCode, CommandError> {
    if let Some(folder) = &args.folder {
        std::env::set_current_dir(folder).map_err(|error| CommandError::file("enter", folder, error))?;
    }
    let mut found = machine::look();
    found.extend(course::look(args.folder.is_some()));
    console::say(&rendered(&found));
    let wrong = found.iter().any(|finding| finding.state == Health::Error);
    Ok(ExitCode::from(if wrong { DIAGNOSTICS } else { CLEAN }))
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    /// As it should be.
    Fine,
    /// Worth knowing; labc works.
    Note,
    /// Something does not work until it is mended.
    Error,
}

/// One thing that was looked at.
#[derive(Clone, Debug)]
struct Observation {
    state: Health,
    /// What was looked at, in a word.
    what: &'static str,
    /// How it is.
    says: String,
    /// What to do about it.
    todo: Option<String>,
}

impl Observation {
    fn fine(what: &'static str, says: impl Into<String>) -> Self {
        Self { state: Health::Fine, what, says: says.into(), todo: None }
    }

    fn note(what: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { state: Health::Note, what, says: says.into(), todo: Some(todo.into()) }
    }

    fn error(what: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { state: Health::Error, what, says: says.into(), todo: Some(todo.into()) }
    }
}

fn rendered(found: &[Observation]) -> String {
    let mut text = String::new();
    for Observation { state, what, says, todo } in found {
        let (word, colour) = match state {
            Health::Fine => ("ok", "\u{1b}[32m"),
            Health::Note => ("note", "\u{1b}[33m"),
            Health::Error => ("error", "\u{1b}[31m"),
        };
        text.push_str(&format!("{colour}{word:<6}\u{1b}[0m{what:<12}{says}\n"));
        if let Some(todo) = todo {
            text.push_str(&format!("{:18}{todo}\n", ""));
        }
    }
    let count = |state| found.iter().filter(|finding| finding.state == state).count();
    let counted = |count: usize, word| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    text.push_str(&format!(
        "{}, {}\n",
        counted(count(Health::Error), "error"),
        counted(count(Health::Note), "note")
    ));
    text
}

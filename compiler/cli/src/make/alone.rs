//! One lab for a command that makes something of it, and the files that such a command writes.

use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use labc::page::Lab;

use crate::args::{Format, Setting};
use crate::course::inputs::{self, Inputs};
use crate::course::order::CompileContext;
use crate::error::CommandError;
use crate::files::whole;
use crate::make::compile;
use crate::report;
use crate::threads::side_by_side;

/// Compiles the one lab at a path and hands it over; its proofs are looked for where it `proves`. What is wrong with it
/// is reported, and the exit code returned.
///
/// # Errors
/// A path that leads to no lab or to several, and whatever `make` fails with.
pub(crate) fn with_lab<R: Send>(
    path: &Path,
    proves: bool,
    make: impl FnOnce(&Lab, &Inputs) -> Result<R, CommandError> + Send,
) -> Result<Result<R, ExitCode>, CommandError> {
    let found = inputs::find(&[path.to_owned()])?;
    if !found.faults.is_empty() {
        return Ok(Err(report::report(&found.faults, &found.sources, Format::Text, None)));
    }
    let [input] = &found.labs[..] else {
        let count = found.labs.len();
        return Err(CommandError::new(format!("{} holds {count} labs; name one", path.display())));
    };
    let alone = found.around.is_empty() && found.prefer.is_empty();
    let course = if alone { Default::default() } else { compile::around(&found, input)? };
    let around = CompileContext { course, ..Default::default() };
    side_by_side(|| {
        let (lab, said) = match proves {
            true => compile::explained(&found, input, &around),
            false => compile::plainly(&found, input, &around),
        };
        match lab {
            Some(lab) => make(&lab, &found).map(Ok),
            None => Ok(Err(report::report(&said.diagnostics, &found.sources, Format::Text, None))),
        }
    })?
}

/// Settings as a lab takes them.
pub(crate) fn settings(set: &[Setting]) -> Vec<(&str, &str)> {
    set.iter().map(|set| (set.control.as_str(), set.value.as_str())).collect()
}

/// Puts a file in its place, whole or not at all, unless something is there that this command did not write: that
/// neither `is_ours` nor is empty. `what` names such a file: "a figure".
///
/// # Errors
/// Something else is there, or the file cannot be written.
pub(crate) fn put(
    path: &Path,
    content: &[u8],
    what: &str,
    is_ours: impl Fn(&[u8]) -> bool,
) -> Result<(), CommandError> {
    match fs::read(path) {
        Ok(found) if !found.is_empty() && !is_ours(&found) => {
            let path = path.display();
            return Err(CommandError::new(format!(
                "{path} is there already and is not {what} that labc wrote; name another file, or delete it"
            )));
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(CommandError::file("read", path, error));
        }
        _ => {}
    }
    whole::replace(path, &mut &*content).map_err(|error| CommandError::file("write", path, error))
}

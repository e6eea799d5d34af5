//! `labc check`: the diagnostics of labs, and nothing built.

use std::process::ExitCode;

use crate::args::Check;
use crate::trouble::Trouble;

/// Checks the labs that are named, or the course around the current folder.
pub(crate) fn run(args: &Check) -> Result<ExitCode, Trouble> {
    let found = crate::inputs::find(&args.paths)?;
    Ok(crate::report::report(&found.faults, &found.sources, args.format))
}

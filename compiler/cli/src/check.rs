//! `labc check`: the diagnostics of labs, and nothing built.

use std::process::ExitCode;

use crate::args::Check;
use crate::report::CLEAN;
use crate::trouble::Trouble;

/// Checks the labs that are named, or the course around the current folder.
pub(crate) fn run(args: &Check) -> Result<ExitCode, Trouble> {
    let found = crate::inputs::find(&args.paths)?;
    let code = crate::report::report(&found.faults, &found.sources, args.format);
    if code == ExitCode::from(CLEAN) && !found.labs.is_empty() {
        return Err(Trouble::new("labs cannot be checked yet"));
    }
    Ok(code)
}

//! `labc check`: the diagnostics of labs, and nothing built.

use std::process::ExitCode;

use crate::args::Check;
use crate::trouble::Trouble;

/// Checks the labs that are named, or the course around the current folder.
pub(crate) fn run(args: &Check) -> Result<ExitCode, Trouble> {
    let inputs = crate::inputs::find(&args.paths)?;
    let (_, diagnostics) = crate::compile::all(&inputs, &crate::cache::Cache::none())?;
    Ok(crate::report::report(&diagnostics, &inputs.sources, args.format))
}

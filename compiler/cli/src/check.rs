//! `labc check`: everything that `labc build` finds, and nothing written.

use std::process::ExitCode;

use crate::args::Check;
use crate::cache::Cache;
use crate::trouble::Trouble;
use crate::{inputs, make, report};

/// Checks the labs that are named, or the course around the current folder.
pub(crate) fn run(args: &Check) -> Result<ExitCode, Trouble> {
    let made = make::make(inputs::find(&args.paths)?, &Cache::none())?;
    Ok(report::report(&made.diagnostics, &made.sources, args.format, Some(&made.counts)))
}

//! `labc check`: everything that `labc build` finds, and no site written.

use std::path::Path;
use std::process::ExitCode;

use crate::args::Check;
use crate::cache::{Cache, Goal};
use crate::command::proofs;
use crate::course::inputs;
use crate::error::CommandError;
use crate::make;
use crate::report;

/// Checks the labs that are named, or the course around the current folder.
pub(crate) fn run(args: &Check) -> Result<ExitCode, CommandError> {
    if args.proofs || args.explain.is_some() {
        return proofs::run(args);
    }
    // What is found out about labs that are named is kept nowhere: their folder may be anybody's. Nor is a folder made
    // for a site that is not there yet.
    let (inputs, cache) = inputs::find_with(&args.paths, |course| {
        let site = course.filter(|_| !args.fresh).map(|course| course.out.as_path());
        let is_here = |around: &Path| around.as_os_str().is_empty() || around.is_dir();
        let site = site.filter(|site| site.parent().is_some_and(is_here));
        site.map_or_else(Cache::none, Cache::beside)
    })?;
    let made = make::make(inputs, &cache, Goal::Check)?;
    Ok(report::report(&made.diagnostics, &made.sources, args.format, Some(&made.counts)))
}

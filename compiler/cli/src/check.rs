//! `labc check`: everything that `labc build` finds, and no site written.

use std::process::ExitCode;

use crate::args::Check;
use crate::cache::{Cache, Goal};
use crate::trouble::Trouble;
use crate::{inputs, make, report};

/// Checks the labs that are named, or the course around the current folder.
pub(crate) fn run(args: &Check) -> Result<ExitCode, Trouble> {
    let inputs = inputs::find(&args.paths)?;
    // What is found out about labs that are named is kept nowhere: their folder may be anybody's.
    let cache = match &inputs.course {
        Some(course) if !args.fresh => Cache::beside(&course.out),
        _ => Cache::none(),
    };
    let made = make::make(inputs, &cache, Goal::Check)?;
    Ok(report::report(&made.diagnostics, &made.sources, args.format, Some(&made.counts)))
}

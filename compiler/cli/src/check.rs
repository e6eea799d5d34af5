//! `labc check`: the diagnostics of labs, each on its own and all together, and nothing built.

use std::process::ExitCode;

use crate::args::Check;
use crate::compile::State;
use crate::trouble::Trouble;

/// Checks the labs that are named, or the course around the current folder.
pub(crate) fn run(args: &Check) -> Result<ExitCode, Trouble> {
    let inputs = crate::inputs::find(&args.paths)?;
    let (labs, mut diagnostics) = crate::compile::all(&inputs, &crate::cache::Cache::none())?;
    let labs: Vec<_> = labs
        .iter()
        .filter_map(|compiled| match &compiled.state {
            State::Fresh(lab, ..) => Some((compiled.input.file, &**lab)),
            State::Stored(_) => None,
        })
        .collect();
    diagnostics.append(&mut labc::conflicts::find(&labs));
    Ok(crate::report::report(&diagnostics, &inputs.sources, args.format))
}

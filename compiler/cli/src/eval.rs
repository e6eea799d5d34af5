//! `labc eval`: the value of an expression.

use std::process::ExitCode;

use crate::args::Eval;
use crate::inputs;
use crate::report;
use crate::trouble::Trouble;

/// Evaluates an expression, on its own or against a lab with some controls moved.
pub(crate) fn run(args: &Eval) -> Result<ExitCode, Trouble> {
    let lab: Vec<_> = args.lab.iter().cloned().collect();
    if !lab.is_empty() {
        let found = inputs::find(&lab)?;
        let code = report::report(&found.faults, &found.sources, crate::args::Format::Text);
        if code != ExitCode::from(report::CLEAN) {
            return Ok(code);
        }
    }
    Err(Trouble::new("expressions cannot be evaluated yet"))
}

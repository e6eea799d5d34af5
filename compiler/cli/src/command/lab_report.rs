//! `labc report`: a lab at some settings as Markdown.

use std::process::ExitCode;

use labc::page::REPORT;

use crate::args;
use crate::error::CommandError;
use crate::make::alone;
use crate::report::CLEAN;
use crate::report::console;

/// Writes the report of a lab.
pub(crate) fn run(args: &args::Report) -> Result<ExitCode, CommandError> {
    let made = alone::with_lab(&args.lab, false, |lab, _| {
        lab.report(&alone::settings(&args.set), !args.without_answers).map_err(CommandError::new)
    })?;
    let report = match made {
        Ok(report) => report,
        Err(code) => return Ok(code),
    };
    match &args.out {
        Some(path) => {
            alone::put(path, report.as_bytes(), "a report", |found| found.starts_with(REPORT.as_bytes()))?;
            console::say_unless_quiet(&format!("wrote {}\n", path.display()));
        }
        None => console::say(&report),
    }
    Ok(ExitCode::from(CLEAN))
}

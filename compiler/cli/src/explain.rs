//! `labc explain`: the page of a diagnostic.

use std::process::ExitCode;

use crate::args::Explain;
use crate::console;
use crate::report::CLEAN;
use crate::trouble::Trouble;

/// Prints the page of a code.
pub(crate) fn run(args: &Explain) -> Result<ExitCode, Trouble> {
    let code =
        args.code.trim().trim_start_matches("error[").trim_start_matches("warning[").trim_end_matches(']');
    let page = page(code).ok_or_else(|| Trouble::new(format!("no diagnostic has the code `{code}`")))?;
    console::say(page);
    Ok(ExitCode::from(CLEAN))
}

/// The text of a code's page.
fn page(_code: &str) -> Option<&'static str> {
    None
}

//! `labc explain`: the page of a diagnostic.

use std::process::ExitCode;

use labc::codes::{self, Code};

use crate::args::Explain;
use crate::error::CommandError;
use crate::report::CLEAN;
use crate::report::console;

/// Prints the page of a code, or the list of all codes.
pub(crate) fn run(args: &Explain) -> Result<ExitCode, CommandError> {
    let text = match &args.code {
        Some(code) => page(code)?.to_owned(),
        None => list(),
    };
    console::say(&text);
    Ok(ExitCode::from(CLEAN))
}

/// The page of a code, which may come with the brackets it stands in.
fn page(code: &str) -> Result<&'static str, CommandError> {
    let code = code.trim().trim_start_matches("error").trim_start_matches("warning");
    let code = code.trim_start_matches('[').trim_end_matches([']', ':']);
    Code::find(code).map(Code::page).ok_or_else(|| {
        let hint = match codes::nearest(code) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`labc explain --list` prints them all".to_owned(),
        };
        CommandError::new(format!("no diagnostic has the code `{code}`: {hint}"))
    })
}

/// Every code with what it means.
fn list() -> String {
    let width = codes::all().map(|code| code.as_str().len()).max().unwrap_or(0);
    codes::all().map(|code| format!("{code:<width$}  {}\n", code.meaning())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_they_are_copied() {
        for written in ["cycle", " cycle ", "error[cycle]", "error[cycle]:", "warning[cycle]", "[cycle]"] {
            assert!(page(written).is_ok_and(|page| page.starts_with("# cycle\n")), "{written}");
        }
        let near = page("cycel").unwrap_err().to_string();
        assert_eq!(near, "no diagnostic has the code `cycel`: did you mean `cycle`?");
        assert!(page("qqqqqqqqqqq").unwrap_err().to_string().contains("--list"));
        assert_eq!(list().lines().count(), codes::all().count());
    }
}

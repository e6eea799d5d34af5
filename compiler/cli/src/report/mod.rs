//! From diagnostics to what the user sees and the exit code.

pub(crate) mod console;
mod github;
mod json;
pub(crate) mod progress;
mod sarif;
pub(crate) mod terminal;

use std::io::IsTerminal;
use std::process::ExitCode;

use labc::diagnostic::{Diagnostic, Severity};
use labc::sources::Sources;

use crate::args::Format;

/// Everything is well.
pub(crate) const CLEAN: u8 = 0;
/// The labs have errors.
pub(crate) const DIAGNOSTICS: u8 = 1;
/// The command line or the world outside is at fault, or `labc` itself.
pub(crate) const TROUBLE: u8 = 2;

/// What was looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    pub(crate) labs: usize,
    /// Pages of text; none where no course was looked at.
    pub(crate) pages: Option<usize>,
}

/// Shows diagnostics, as text on standard error or for programs on standard output, and says how to end:
/// warnings alone are clean. People are told what was looked at and how much was found.
pub(crate) fn report(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    format: Format,
    counts: Option<&Counts>,
) -> ExitCode {
    match format {
        Format::Text => console::tell(&terminal::render(diagnostics, sources)),
        Format::Json => console::say(&json::render(diagnostics, sources)),
        Format::Sarif => console::say(&sarif::render(diagnostics, sources)),
        Format::Github => console::say(&github::render(diagnostics, sources)),
    }
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let said = match counts {
        Some(counts) => summary(counts, errors, warnings),
        None => found(errors, warnings).join(", "),
    };
    if format == Format::Text && !said.is_empty() {
        // Times differ from run to run: only a person wants them.
        let time = progress::elapsed().filter(|_| std::io::stderr().is_terminal());
        let time = time.map(|time| format!(" in {time}")).unwrap_or_default();
        console::tell_unless_quiet(&format!("{said}{time}\n"));
    }
    ExitCode::from(if errors > 0 { DIAGNOSTICS } else { CLEAN })
}

/// `4 labs, 2 pages, 0 errors, 1 warning`.
fn summary(counts: &Counts, errors: usize, warnings: usize) -> String {
    let mut parts = vec![counted(counts.labs, "lab")];
    parts.extend(counts.pages.map(|pages| counted(pages, "page")));
    parts.extend([counted(errors, "error"), counted(warnings, "warning")]);
    parts.join(", ")
}

/// What there is of errors and warnings.
fn found(errors: usize, warnings: usize) -> Vec<String> {
    let counts = [(errors, "error"), (warnings, "warning")];
    counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(count, what)).collect()
}

/// `1 warning`, `2 warnings`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_words() {
        let counts = Counts { labs: 4, pages: Some(2) };
        assert_eq!(summary(&counts, 0, 1), "4 labs, 2 pages, 0 errors, 1 warning");
        assert_eq!(summary(&Counts { labs: 1, pages: None }, 2, 0), "1 lab, 2 errors, 0 warnings");
        assert_eq!(found(2, 1).join(", "), "2 errors, 1 warning");
        assert_eq!(found(0, 1), ["1 warning"]);
    }
}

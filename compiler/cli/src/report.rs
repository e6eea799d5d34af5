//! From diagnostics to what the user sees and the exit code.

use std::process::ExitCode;

use labc::diagnostic::{Diagnostic, Severity};
use labc::source::Sources;

use crate::args::Format;
use crate::{console, github, json, sarif, terminal};

/// Everything is well.
pub(crate) const CLEAN: u8 = 0;
/// The labs have errors.
pub(crate) const DIAGNOSTICS: u8 = 1;
/// The command line or the world outside is at fault, or `labc` itself.
pub(crate) const TROUBLE: u8 = 2;

/// Shows diagnostics, as text on standard error or as JSON on standard output, and says how to end:
/// warnings alone are clean.
pub(crate) fn report(diagnostics: &[Diagnostic], sources: &Sources, format: Format) -> ExitCode {
    match format {
        Format::Text => console::tell(&terminal::render(diagnostics, sources)),
        Format::Json => console::say(&json::render(diagnostics, sources)),
        Format::Sarif => console::say(&sarif::render(diagnostics, sources)),
        Format::Github => console::say(&github::render(diagnostics, sources)),
    }
    let errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    ExitCode::from(if errors { DIAGNOSTICS } else { CLEAN })
}

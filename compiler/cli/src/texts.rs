//! Reading a text of the author's.

use std::fs;
use std::path::Path;

use labc::diagnostic::Diagnostic;
use labc::source::{FileId, Sources, Span};

use crate::trouble::Trouble;

/// Reads a text into the sources; bytes that are no text are the author's fault.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn read(path: &Path, sources: &mut Sources) -> Result<Result<FileId, Diagnostic>, Trouble> {
    let bytes = fs::read(path).map_err(|error| Trouble::file("read", path, error))?;
    let shown = path.display().to_string();
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Ok(sources.add(shown, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = sources.add(shown, text);
            let fault = Diagnostic::error(
                "not-utf8",
                "This file is not text in UTF-8.",
                file,
                Span::new(at, at + 3),
                "not UTF-8",
            );
            Err(fault.help("save it as UTF-8 in your editor"))
        }
    })
}

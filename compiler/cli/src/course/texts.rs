//! Reading a text of the author's.

use std::path::Path;

use labc::codes::Code;
use labc::diagnostic::Diagnostic;
use labc::sources::{FileId, Sources, Span};

use crate::error::CommandError;
use crate::files::read::{self, ReadBounds};

/// Reads a text that is not a lab into the sources; bytes that are no text, and characters that hide, are the
/// author's fault.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn read(
    path: &Path,
    bounds: &ReadBounds,
    sources: &mut Sources,
) -> Result<Result<FileId, Diagnostic>, CommandError> {
    let bytes = bounds.bytes(path, read::TEXT).map_err(|reason| CommandError::unreadable(path, &reason))?;
    Ok(take_in(path, bytes, sources).and_then(|file| {
        let hidden = labc::syntax::hidden::find(file, &sources.get(file).text).into_iter().next();
        hidden.map_or(Ok(file), Err)
    }))
}

/// Takes the bytes of a file into the sources, if they are text.
pub(crate) fn take_in(path: &Path, bytes: Vec<u8>, sources: &mut Sources) -> Result<FileId, Diagnostic> {
    let shown = path.display().to_string();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(sources.add(shown, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = sources.add(shown, text);
            let fault = Diagnostic::error(
                Code::NotUtf8,
                "This file is not text in UTF-8.",
                file,
                Span::new(at, at + 3),
                "not UTF-8",
            );
            Err(fault.help("save it as UTF-8 in your editor"))
        }
    }
}

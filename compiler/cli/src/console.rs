//! Where words leave the program. A reader that stops listening (`labc explain … | head`) is no fault.

use std::io::Write;

/// The product of a command: standard output, without colours unless it is a terminal.
pub(crate) fn say(text: &str) {
    drop(anstream::stdout().lock().write_all(text.as_bytes()));
}

/// What is said about the work: standard error, without colours unless it is a terminal.
pub(crate) fn tell(text: &str) {
    drop(anstream::stderr().lock().write_all(text.as_bytes()));
}

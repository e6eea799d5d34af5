//! Where words leave the program. A reader that stops listening (`labc explain … | head`) is not a fault;
//! standard output that cannot be written is: [`fault`] has the reason, and `main` ends with it.

use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

/// The first reason why standard output could not be written.
static FAULT: OnceLock<String> = OnceLock::new();

/// The product of a command: standard output, without colours unless it is a terminal.
pub(crate) fn say(text: &str) {
    let mut out = anstream::stdout().lock();
    note(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

/// What is said about the work: standard error, without colours unless it is a terminal.
pub(crate) fn tell(text: &str) {
    drop(anstream::stderr().lock().write_all(text.as_bytes()));
}

/// Keeps the outcome of writing to standard output in mind.
pub(crate) fn note(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        let _ = FAULT.set(error.to_string());
    }
}

/// Why standard output could not be written, if that ever failed.
pub(crate) fn fault() -> Option<&'static str> {
    FAULT.get().map(String::as_str)
}

//! Where words leave the program. A reader that stops listening (`labc explain … | head`) is not a fault;
//! standard output that cannot be written is: [`fault`] has the reason, and `main` ends with it.

use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::adapter::strip_str;
use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};

/// The first reason why standard output could not be written.
static FAULT: OnceLock<String> = OnceLock::new();

/// The product of a command: standard output, without colours unless it is a terminal.
pub(crate) fn say(text: &str) {
    note(written(anstream::stdout().lock(), text));
}

/// What is said about the work: standard error, without colours unless it is a terminal.
pub(crate) fn tell(text: &str) {
    drop(written(anstream::stderr().lock(), text));
}

/// Writes a text in one piece: taken out on the way, each colour would end a piece, and each piece is a call of the system.
fn written(mut out: AutoStream<impl RawStream + AsLockedWrite>, text: &str) -> io::Result<()> {
    if out.current_choice() == ColorChoice::Never {
        let mut out = out.into_inner();
        return out.write_all(strip_str(text).to_string().as_bytes()).and_then(|()| out.flush());
    }
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

/// Whether only results, errors and warnings are wanted.
static QUIET: AtomicBool = AtomicBool::new(false);

/// From now on [`tell_unless_quiet`] and [`say_unless_quiet`] say nothing.
pub(crate) fn be_quiet(quiet: bool) {
    QUIET.store(quiet, Ordering::Relaxed);
}

/// Whether only results, errors and warnings are wanted.
pub(crate) fn is_quiet() -> bool {
    QUIET.load(Ordering::Relaxed)
}

/// As [`tell`], for what is neither a result nor a fault: counts, and what was done.
pub(crate) fn tell_unless_quiet(text: &str) {
    if !is_quiet() {
        tell(text);
    }
}

/// As [`say`], for the same.
pub(crate) fn say_unless_quiet(text: &str) {
    if !is_quiet() {
        say(text);
    }
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

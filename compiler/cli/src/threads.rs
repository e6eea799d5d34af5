//! The threads of a run.

use std::sync::OnceLock;

use crate::error::CommandError;

/// Room for the deepest expression that the compiler lets through, with much to spare.
const STACK: usize = 32 << 20;

/// Runs work on threads with a deep stack, the same ones in all of a run.
pub(crate) fn side_by_side<R: Send>(work: impl FnOnce() -> R + Send) -> Result<R, CommandError> {
    static THREADS: OnceLock<Result<rayon::ThreadPool, String>> = OnceLock::new();
    let threads = THREADS.get_or_init(|| {
        rayon::ThreadPoolBuilder::new().stack_size(STACK).build().map_err(|error| error.to_string())
    });
    match threads {
        Ok(threads) => Ok(threads.install(work)),
        Err(error) => Err(CommandError::new(format!("cannot start threads: {error}"))),
    }
}

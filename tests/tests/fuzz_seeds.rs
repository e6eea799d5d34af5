//! Every seed of the fuzzer, everything it ever found, and every lab keep the promises of
//! [`labc_tests::fuzz`].

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The command compiles on threads with 32 MB. Frames of a debug build are several times as large as those
/// of a release build, which has to make do with what threads get by default.
const STACK: usize = if cfg!(debug_assertions) { 32 << 20 } else { 2 << 20 };
/// A slow input takes longer than this on any machine, a quick one on none.
const PATIENCE: Duration = Duration::from_secs(60);

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() { below(&path, found) } else { found.push(path) }
    }
    found.sort();
}

fn replay(folders: &[&str], promise: fn(&[u8])) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut inputs = Vec::new();
    for folder in folders {
        below(&tests.join(folder), &mut inputs);
    }
    assert!(!inputs.is_empty());
    for path in inputs {
        let bytes = std::fs::read(&path).unwrap();
        let start = Instant::now();
        // The name of the thread is what an overflow of its stack leaves behind.
        let thread = std::thread::Builder::new().name(path.display().to_string()).stack_size(STACK);
        let outcome = thread.spawn(move || promise(&bytes)).unwrap().join();
        assert!(outcome.is_ok(), "{} breaks a promise: see above", path.display());
        assert!(start.elapsed() < PATIENCE, "{} takes {:?}", path.display(), start.elapsed());
    }
}

#[test]
fn labs() {
    replay(
        &["fuzz/seeds/lab", "fuzz/crashes/lab", "../labs-src", "../compiler/labc/prelude"],
        labc_tests::fuzz::lab,
    );
}

#[test]
fn expressions() {
    replay(&["fuzz/seeds/expression", "fuzz/crashes/expression"], labc_tests::fuzz::expression);
}

#[test]
fn typed() {
    replay(&["fuzz/seeds/typed", "fuzz/crashes/typed"], labc_tests::fuzz::typed);
}

/// Small changes of the seeds, always the same ones: what the fuzzer does for an hour, for a moment.
#[test]
fn typed_with_small_changes() {
    let count = if cfg!(debug_assertions) { 4_000 } else { 200_000 };
    for (which, typed) in labc_tests::fuzz::typed_texts(count) {
        let text = format!("{which}\n{typed}");
        let outcome = std::panic::catch_unwind(|| labc_tests::fuzz::typed(text.as_bytes()));
        assert!(outcome.is_ok(), "{text:?} breaks a promise: see above");
    }
}

#[test]
fn collections() {
    replay(&["fuzz/seeds/collect", "fuzz/crashes/collect"], labc_tests::fuzz::collect);
}

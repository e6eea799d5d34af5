//! The command `labc`. This crate does all input and output of the project; the compiler itself, the crate
//! `labc`, does none.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `args` | the command line |
//! | [`command`] | one file for each command |
//! | [`make`] | labs compiled, and a site in memory, which `check`, `build` and `watch` share |
//! | [`output`] | a site or a class report put into its place, completely or not at all |
//! | [`course`] | the manifest, the labs of a command, their order, texts and themes |
//! | [`cache`] | results and files of earlier runs |
//! | [`files`] | single files: read, hashed, written, listed |
//! | [`report`] | diagnostics, for people and for programs; all output to the terminal |
//! | `error`, `memory`, `threads` | problems outside labc; limits of memory; the threads of a run |
//!
//! Each may use those below it, and none above.

mod args;
mod cache;
mod command;
mod course;
mod error;
mod files;
mod make;
mod memory;
mod output;
mod report;
mod threads;

use std::io::Write;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use error::CommandError;
use report::{TROUBLE, console, progress};

#[global_allocator]
static MEMORY: memory::BoundedAllocator = memory::BoundedAllocator;

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| console::tell(&own_fault(info))));
    let code = match Args::try_parse() {
        Ok(args) => {
            console::be_quiet(args.quiet);
            let code = finish(panic::catch_unwind(AssertUnwindSafe(|| dispatch(args.command))));
            if args.verbose {
                console::tell(&progress::times());
            }
            code
        }
        // Help is printed to standard output with code 0, a usage error to standard error with code 2.
        Err(usage) => {
            console::note(usage.print().and_then(|()| std::io::stdout().flush()));
            ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(TROUBLE))
        }
    };
    tell_work();
    match console::fault() {
        Some(reason) => {
            console::tell(&format!("error: cannot write standard output: {reason}\n"));
            ExitCode::from(TROUBLE)
        }
        None => code,
    }
}

/// In debug builds, if tests ask for it: how much was done since the program started.
fn tell_work() {
    #[cfg(debug_assertions)]
    if std::env::var_os("LABC_WORK").is_some() {
        let asked = memory::ASKED.load(std::sync::atomic::Ordering::Relaxed);
        let read = files::read::READ.load(std::sync::atomic::Ordering::Relaxed);
        let changes = output::disk::CHANGES.load(std::sync::atomic::Ordering::Relaxed);
        let proved = make::compile::PROVED.load(std::sync::atomic::Ordering::Relaxed);
        console::tell(&format!(
            "bytes asked for: {asked}\nfiles read: {read}\nchanges to the disk: {changes}\nwork of proofs: {proved}\n"
        ));
    }
}

/// How a command ended: its own exit code, or 2 with the reason.
fn finish(outcome: std::thread::Result<Result<ExitCode, CommandError>>) -> ExitCode {
    progress::end();
    match outcome {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            console::tell(&format!("error: {error}\n"));
            ExitCode::from(TROUBLE)
        }
        // The panic hook has said what happened.
        Err(_) => ExitCode::from(TROUBLE),
    }
}

fn dispatch(command: Command) -> Result<ExitCode, CommandError> {
    match command {
        Command::Check(args) => command::check::run(&args),
        Command::Build(args) => command::build::run(&args),
        Command::New(args) => command::new::run(&args),
        Command::Watch(args) => command::watch::run(&args),
        Command::Collect(args) => command::collect::run(&args),
        Command::Eval(args) => command::eval::run(&args),
        Command::Fmt(args) => command::fmt::run(&args),
        Command::Figure(args) => command::figure::run(&args),
        Command::Report(args) => command::lab_report::run(&args),
        Command::Explain(args) => command::explain::run(&args),
        Command::Doc(args) => command::doc::run(&args),
        Command::Doctor(args) => command::doctor::run(&args),
        Command::Completions(args) => command::manual::completions(&args),
        Command::Man(args) => command::manual::pages(&args),
        Command::Lsp => command::lsp::run(),
    }
}

/// What is said where we are wrong ourselves.
fn own_fault(info: &PanicHookInfo<'_>) -> String {
    let place =
        info.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
    format!(
        "\nlabc failed: this is a fault of labc, not of your lab.\n\n    {}{place}\n    labc {} for {} on {}\n\n\
         Please report it with the lines above, the command and, if you can, the lab.\n",
        info.payload_as_str().unwrap_or("no message"),
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS,
    )
}

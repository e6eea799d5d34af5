//! The command `labc`. This crate does all input and output of the project; the compiler itself, the crate
//! `labc`, does none.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `args` | the command line |
//! | `new`, `check`, `build`, `watch`, `collect`, `eval`, `fmt`, `figure`, `lab_report`, `explain`, `doc`, `doctor` | one command each |
//! | `lsp` | `labc lsp`: files and courses for the language server, the crate `lab-lsp` |
//! | `manual` | `completions` and `man`: from the definitions in `args` |
//! | `proofs`, `proved` | what is decided about all settings of a lab: `labc check --proofs`, and a page of the site |
//! | `inputs` | which labs a command is about |
//! | `alone`, `png` | one lab without its course, and pictures of its charts |
//! | `preview` | the picture of a lab in previews of its page |
//! | `compile`, `course` | compiling labs side by side, each after those whose record it reads |
//! | `make` | a site in memory, which `check` and `build` share |
//! | `cache`, `asked`, `rows`, `packed`, `standing`, `stamp` | results and files of earlier runs |
//! | `manifest` | the course: `course.toml` |
//! | `sections`, `texts`, `themes` | cross-references, pages of text, the theme |
//! | `read` | reading regular files within the course, up to a size |
//! | `modules` | errors of modules, each reported once |
//! | `site` | the files of a site |
//! | `frame`, `pages` | what every page has, and all pages that are not labs |
//! | `playground` | a page on which labs are written, checked and run |
//! | `replace`, `listing`, `disk` | replacing a folder completely or not at all |
//! | `whole` | replacing one file completely or not at all |
//! | `csv` | where tables of a class may be written |
//! | `runtime`, `evaluator` | what every page loads, made by `build.rs`; the evaluator that a page needs |
//! | `report`, `terminal`, `json`, `sarif`, `github` | diagnostics, for people and for programs |
//! | `memory` | limits of memory |
//! | `progress` | the progress of long work, and the time of its steps |
//! | `error`, `console` | problems outside labc; all output of the program |

mod alone;
mod args;
mod asked;
mod build;
mod cache;
mod check;
mod collect;
mod compile;
mod console;
mod course;
mod csv;
mod disk;
mod doc;
mod doctor;
mod error;
mod eval;
mod evaluator;
mod explain;
mod figure;
mod fmt;
mod frame;
mod github;
mod inputs;
mod json;
mod lab_report;
mod listing;
mod lsp;
mod make;
mod manifest;
mod manual;
mod memory;
mod modules;
mod new;
mod packed;
mod pages;
mod playground;
mod png;
mod preview;
mod progress;
mod proofs;
mod proved;
mod read;
mod replace;
mod report;
mod rows;
mod runtime;
mod sarif;
mod sections;
mod site;
mod stamp;
mod standing;
mod terminal;
mod texts;
mod themes;
mod watch;
mod whole;

use std::io::Write;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use error::CommandError;
use report::TROUBLE;

#[global_allocator]
static MEMORY: memory::Bounded = memory::Bounded;

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
        let read = read::READ.load(std::sync::atomic::Ordering::Relaxed);
        let changes = disk::CHANGES.load(std::sync::atomic::Ordering::Relaxed);
        let proved = compile::PROVED.load(std::sync::atomic::Ordering::Relaxed);
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
        Command::Check(args) => check::run(&args),
        Command::Build(args) => build::run(&args),
        Command::New(args) => new::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::Collect(args) => collect::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Fmt(args) => fmt::run(&args),
        Command::Figure(args) => figure::run(&args),
        Command::Report(args) => lab_report::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Doc(args) => doc::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::pages(&args),
        Command::Lsp => lsp::run(),
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

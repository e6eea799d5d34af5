//! `labc build`: the site of a course, or the pages of some labs. Everything but the writing is in `make`.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::args::Build;
use crate::cache::standing::Standing;
use crate::cache::{Cache, Goal};
use crate::course::inputs;
use crate::course::manifest::Manifest;
use crate::error::CommandError;
use crate::files::listing::EntryKind;
use crate::make;
use crate::report::console;
use crate::report::progress;
use crate::report::{self, CLEAN};

/// Builds, unless something has errors.
pub(crate) fn run(args: &Build) -> Result<ExitCode, CommandError> {
    let find = || {
        let (mut inputs, cache) = inputs::find_with(&args.paths, |course| {
            if args.fresh { Cache::none() } else { Cache::beside(&place(args, course)) }
        })?;
        inputs.playground = args.playground;
        Ok((inputs, cache))
    };
    let mut site = PathBuf::new();
    let made = make::find_and_make(find, |inputs, cache| {
        site = place(args, inputs.course.as_ref());
        Goal::Build(Box::new(Standing::of(&site, cache)))
    })?;
    let place = site;
    // Where nothing is said, the last line says what was built.
    let counts = Some(&made.counts).filter(|_| !made.diagnostics.is_empty());
    let code = report::report(&made.diagnostics, &made.sources, args.format, counts);
    let (Some(site), true) = (made.site, code == ExitCode::from(CLEAN)) else { return Ok(code) };
    progress::begin("writing", None);
    for note in site.write_to(&place, EntryKind::Site, args.set_aside)? {
        console::tell(&format!("{note}\n"));
    }
    let count = made.counts.labs;
    let count = if count == 1 { "1 lab".to_owned() } else { format!("{count} labs") };
    let time = progress::elapsed().filter(|_| std::io::stdout().is_terminal());
    let time = time.map(|time| format!(" in {time}")).unwrap_or_default();
    let page = place.join("index.html");
    console::say_unless_quiet(&format!("built {count}{time}: open {}\n", page.display()));
    Ok(code)
}

/// Where the site goes: where `--out` says, or the manifest, or `out`.
fn place(args: &Build, course: Option<&Manifest>) -> PathBuf {
    args.out
        .clone()
        .or_else(|| course.map(|course| course.out.clone()))
        .unwrap_or_else(|| PathBuf::from("out"))
}

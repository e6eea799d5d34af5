//! `labc fmt`: lays labs out in the one style.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use labc::diagnostic::Diagnostic;
use labc::sources::{FileId, Sources};
use labc::syntax::layout::{Refused, tidy};
use similar::TextDiff;
use walkdir::WalkDir;

use crate::args::{Fmt, Format, Lines};
use crate::course::manifest::Manifest;
use crate::course::texts;
use crate::error::CommandError;
use crate::files::read::{self, ReadBounds};
use crate::files::whole;
use crate::report::console;
use crate::report::{self, CLEAN, DIAGNOSTICS};

/// Lays out what is named; with `--check` and `--diff` nothing is written.
pub(crate) fn run(args: &Fmt) -> Result<ExitCode, CommandError> {
    if args.paths == [Path::new("-")] {
        return standard_input(args);
    }
    let mut sources = Sources::default();
    let (mut faults, mut changed, mut files) = (Vec::new(), 0_usize, 0_usize);
    for path in labs(&args.paths)? {
        files += 1;
        let file = match texts::read(&path, &ReadBounds::Anywhere, &mut sources)? {
            Ok(file) => file,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let before = &sources.get(file).text;
        let after = match laid_out(&path, file, before, args.lines)? {
            Ok(after) => after,
            Err(errors) => {
                faults.extend(errors);
                continue;
            }
        };
        if after == **before {
            continue;
        }
        changed += 1;
        if args.diff {
            console::say(&diff(&path.display().to_string(), before, &after));
        } else if args.check {
            console::say(&format!("{}\n", path.display()));
        } else {
            replace(&path, &after)?;
        }
    }
    let code = report::report(&faults, &sources, Format::Text, None);
    let only_looks = args.check || args.diff;
    let verb = if only_looks { "to be laid out" } else { "laid out" };
    console::tell_unless_quiet(&format!("{changed} of {files} files {verb}\n"));
    Ok(if only_looks && changed > 0 { ExitCode::from(DIAGNOSTICS) } else { code })
}

/// One lab from standard input to standard output, as editors ask for it.
fn standard_input(args: &Fmt) -> Result<ExitCode, CommandError> {
    let mut before = String::new();
    let limit = read::TEXT;
    std::io::stdin()
        .take(limit + 1)
        .read_to_string(&mut before)
        .map_err(|error| CommandError::new(format!("cannot read standard input: {error}")))?;
    if before.len() as u64 > limit {
        return Err(CommandError::new(format!("standard input has more than {limit} bytes")));
    }
    let mut sources = Sources::default();
    let file = sources.add("standard input", &before);
    let after = match laid_out(Path::new("standard input"), file, &before, args.lines)? {
        Ok(after) => after,
        Err(errors) => return Ok(report::report(&errors, &sources, Format::Text, None)),
    };
    let differs = after != before;
    if args.diff {
        console::say(&diff("standard input", &before, &after));
    } else if !args.check {
        console::say(&after);
    }
    Ok(ExitCode::from(if differs && (args.check || args.diff) { DIAGNOSTICS } else { CLEAN }))
}

/// A text laid out, or its errors.
fn laid_out(
    path: &Path,
    file: FileId,
    text: &str,
    lines: Option<Lines>,
) -> Result<Result<String, Vec<Diagnostic>>, CommandError> {
    match tidy(file, text) {
        Ok(after) => Ok(Ok(within(text, after, lines))),
        Err(Refused::Errors(errors)) => Ok(Err(errors)),
        Err(Refused::Changed) => Err(CommandError::new(format!(
            "{} was left as it is: laid out, it would be another lab. This is a fault of labc; please report it",
            path.display()
        ))),
    }
}

/// The `.lab` files of some files and folders; without any, those of the course around the current folder.
fn labs(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CommandError> {
    let mut roots = paths.to_vec();
    if roots.is_empty() {
        let here =
            std::env::current_dir().map_err(|error| CommandError::file("find", Path::new("."), error))?;
        let manifest = Manifest::find(&here)
            .ok_or_else(|| CommandError::new("no course here: name the labs, or run this inside a course"))?;
        let manifest = manifest.strip_prefix(&here).unwrap_or(&manifest).to_owned();
        let (course, faults) = Manifest::read(&manifest, &mut Sources::default())?;
        let course = course.ok_or_else(|| {
            let reason = faults.first().map_or("", |fault| fault.headline.as_str());
            CommandError::new(format!("{} cannot be read: {reason}", manifest.display()))
        })?;
        roots.push(course.labs);
    }
    let mut found = Vec::new();
    for root in roots {
        if !root.is_dir() {
            found.push(root);
            continue;
        }
        let shown = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
        };
        for entry in WalkDir::new(&root).sort_by_file_name().into_iter().filter_entry(shown) {
            let entry = entry.map_err(|error| CommandError::new(format!("cannot look for labs: {error}")))?;
            if entry.file_type().is_file() && entry.path().extension().is_some_and(|ending| ending == "lab") {
                found.push(entry.into_path());
            }
        }
    }
    Ok(found)
}

/// Takes only those changes that touch some lines.
fn within(before: &str, after: String, lines: Option<Lines>) -> String {
    let Some(Lines { first, last }) = lines else { return after };
    let mut text = String::with_capacity(after.len());
    let diff = TextDiff::from_lines(before, &after);
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    for operation in diff.ops() {
        let touched = operation.old_range();
        let asked = touched.start < last && touched.end.max(touched.start + 1) >= first;
        if asked {
            text.extend(new[operation.new_range()].iter().copied());
        } else {
            text.extend(old[touched].iter().copied());
        }
    }
    text
}

fn diff(name: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after)
        .unified_diff()
        .header(&format!("{name} (as it is)"), &format!("{name} (laid out)"))
        .to_string()
}

/// Puts a text in place of a file; where the path is a link, of what it leads to.
fn replace(path: &Path, text: &str) -> Result<(), CommandError> {
    let done = fs::canonicalize(path).and_then(|place| whole::replace(&place, &mut text.as_bytes()));
    done.map_err(|error| CommandError::file("write", path, error))
}

//! `labc collect`: copies that students have handed in, as tables and as the page of a class.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use labc::collect::{Class, Handed};
use labc::ledger::{Copy, Fault, LARGEST};
use labc::page::theme::Theme;
use walkdir::WalkDir;

use crate::args::Collect;
use crate::cache::Cache;
use crate::listing::Kind;
use crate::report::{self, CLEAN, DIAGNOSTICS};
use crate::site::Output;
use crate::trouble::Trouble;
use crate::{compile, console, csv, inputs, themes};

/// More files than this are no class.
const MOST: usize = 20_000;

/// Collects, unless a lab has errors.
pub(crate) fn run(args: &Collect) -> Result<ExitCode, Trouble> {
    let mut inputs = inputs::find(&args.labs)?;
    let (labs, mut diagnostics) = compile::all(&inputs, &Cache::none())?;
    let theme = themes::read(inputs.course.as_ref(), &mut inputs.sources)?;
    let theme = theme.map_err(|faults| diagnostics.extend(faults));
    let code = report::report(&diagnostics, &inputs.sources, args.format, None);
    let (Ok((theme, _)), true) = (theme, code == ExitCode::from(CLEAN)) else { return Ok(code) };
    let (id, title, lang) = match &inputs.course {
        Some(course) => (course.id.as_str(), course.title.as_str(), course.language.as_str()),
        None => ("labs", "Labs", "en"),
    };
    let table = args.csv.as_deref().map(|csv| csv::Place::of(csv, &args.folder)).transpose()?;
    if let Some(out) = &args.out {
        csv::outside(out, &args.folder)?;
    }
    let handed = handed_in(&args.folder)?;
    let counts = |name: &str| inputs.course.as_ref().is_none_or(|course| course.counts(name));
    let protocols: Vec<_> =
        labs.iter().filter(|lab| counts(&lab.input.name)).map(|lab| &lab.about.protocol).collect();
    let class = Class::of(id, &protocols, handed);
    for (path, reason) in class.refused.iter().chain(&class.remarks) {
        console::tell(&format!("{}: {reason}\n", printable(path)));
    }
    let mark = if args.bom { "\u{feff}" } else { "" };
    if let Some(table) = table {
        table.write(&(mark.to_owned() + &class.answers()))?;
    }
    if let Some(out) = &args.out {
        write(&class, &theme, (out, args.set_aside), (lang, title), mark)?;
    }
    if args.csv.is_none() && args.out.is_none() {
        console::say(&(mark.to_owned() + &class.totals()));
    }
    let files: usize = class.students.iter().map(|student| student.files.len()).sum();
    console::tell(&format!(
        "{} from {}, {} not taken in\n",
        counted(class.students.len(), "student"),
        counted(files, "file"),
        class.refused.len()
    ));
    Ok(ExitCode::from(if class.refused.is_empty() { CLEAN } else { DIAGNOSTICS }))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A path as a line on a terminal: it may hold anything.
fn printable(path: &str) -> String {
    path.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

/// Every file of a folder and below, by path; hidden ones, and links, are left out.
fn handed_in(folder: &Path) -> Result<Vec<Handed>, Trouble> {
    if !folder.is_dir() {
        return Err(Trouble::new(format!("{} is no folder", folder.display())));
    }
    let mut handed = Vec::new();
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().first() == Some(&b'.');
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name())) {
        let entry = match entry {
            Ok(entry) => entry,
            // A folder that cannot be read is a fault of that folder alone.
            Err(error) => {
                let path = error.path().map(|path| below(folder, path)).unwrap_or_default();
                let reason = error.into_io_error().map_or_else(String::new, |error| error.to_string());
                handed.push((path, Err(Fault::Torn(reason))));
                continue;
            }
        };
        if !entry.file_type().is_file() {
            continue;
        }
        if handed.len() == MOST {
            return Err(Trouble::new(format!("{} holds more than {MOST} files", folder.display())));
        }
        handed.push((below(folder, entry.path()), read(entry.path())));
    }
    Ok(handed)
}

/// A path below a folder, with slashes.
fn below(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// A copy; a file that cannot be read is a fault of that file alone.
fn read(path: &Path) -> Result<Copy, Fault> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Copy::read(&bytes),
        Err(error) => Err(Fault::Closed(error.to_string())),
    }
}

/// The page of the class with its tables, as a folder that takes the place of an earlier one.
fn write(
    class: &Class,
    theme: &Theme,
    (out, set_aside): (&Path, bool),
    (lang, title): (&str, &str),
    mark: &str,
) -> Result<(), Trouble> {
    let mut output = Output::default();
    let (answers, students) = ("answers.csv", "students.csv");
    let page = class.html(theme, lang, title, "style.css", (answers, students));
    output.add("index.html", page.map_err(themes::of_theme)?)?;
    output.add("style.css", theme.style())?;
    output.add(answers, mark.to_owned() + &class.answers())?;
    output.add(students, mark.to_owned() + &class.totals())?;
    for note in output.write_to(out, Kind::ClassReport, set_aside)? {
        console::tell(&format!("{note}\n"));
    }
    console::say(&format!("class report: open {}\n", out.join("index.html").display()));
    Ok(())
}

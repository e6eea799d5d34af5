//! `labc collect`: copies that students have handed in, as tables and as the page of a class.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::process::ExitCode;

use labc::record::class::{self, Class, ClassFrame, Gathering, OpenedFile, Report, Roster, Tables};
use labc::record::store::CopyFault;
use labc::theme::style::MATH_FONT;
use labc::theme::template::Theme;
use tempfile::SpooledTempFile;
use walkdir::WalkDir;

use crate::args::Collect;
use crate::cache::Cache;
use crate::command::csv;
use crate::course::inputs;
use crate::course::themes;
use crate::error::CommandError;
use crate::files::content::Content;
use crate::files::listing::EntryKind;
use crate::files::read::{self, ReadBounds};
use crate::make::compile;
use crate::output::Output;
use crate::report::console;
use crate::report::progress;
use crate::report::{self, CLEAN, DIAGNOSTICS};

/// Up to so many bytes, a table or the copies of a class are kept in memory; more go to a file that has no name and is
/// gone when the command ends.
const IN_MEMORY: usize = 16 << 20;
/// So many lines of a kind go to the terminal; the report has more.
const MOST_LINES: usize = 1000;
/// The course of pages that were built without one.
const NO_COURSE: &str = "labs";

/// The files of a report with what they have, in the order of the page.
const ANSWERS: (&str, &str) = ("answers.csv", "every answer");
const STUDENTS: (&str, &str) = ("students.csv", "every student");
const LABS: (&str, &str) = ("labs.csv", "every student and lab");
const FILES: (&str, &str) = ("files.csv", "every file");
const CODEBOOK: (&str, &str) = ("codebook.csv", "what the columns mean");

/// Collects, unless a lab has errors.
pub(crate) fn run(args: &Collect) -> Result<ExitCode, CommandError> {
    let mut inputs = inputs::find(&args.labs)?;
    let around = inputs.course_around()?;
    let (labs, mut diagnostics) = compile::all(&mut inputs, &Cache::none(), None)?;
    let theme = themes::read(inputs.course.as_ref().or(around.as_ref()), &mut inputs.sources)?;
    let theme = theme.map_err(|faults| diagnostics.extend(faults));
    if let Ok((theme, _)) = &theme {
        diagnostics.extend_from_slice(theme.remarks());
    }
    let code = report::report(&diagnostics, &inputs.sources, args.format, None);
    let (Ok((theme, _)), true) = (theme, code == ExitCode::from(CLEAN)) else { return Ok(code) };
    let course = inputs.course.as_ref().or(around.as_ref());
    let table = args.csv.as_deref().map(|csv| csv::Destination::of(csv, &args.folder)).transpose()?;
    if let Some(out) = &args.out {
        csv::outside(out, &args.folder)?;
    }
    if let (Some(csv), Some(roster)) = (&args.csv, &args.roster)
        && fs::canonicalize(csv).is_ok_and(|csv| fs::canonicalize(roster).is_ok_and(|roster| csv == roster))
    {
        return Err(CommandError::new(format!(
            "{} is the roster; name another file for the table",
            csv.display()
        )));
    }
    let roster = args.roster.as_deref().map(read_roster).transpose()?;
    // A lab that is named counts, whatever the course says.
    let counts = |name: &str| !args.labs.is_empty() || course.is_none_or(|course| course.counts(name));
    let labs = labs.iter().filter(|lab| counts(&lab.input.name));
    let protocols: Vec<_> = labs.map(|lab| &*lab.about.protocol).collect();
    let courses: Vec<&str> = match (course, args.labs.is_empty()) {
        (Some(course), true) => vec![&course.id],
        // A lab may have been handed out with the course or as a page of its own.
        (Some(course), false) => vec![&course.id, NO_COURSE],
        (None, _) => Vec::new(),
    };
    let store = SpooledTempFile::new(IN_MEMORY);
    let gathering = Gathering::new(&courses, !args.labs.is_empty(), &protocols, store);
    let same: Vec<(String, String)> =
        args.same.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
    let mut class = gather(gathering, &args.folder)?.settle(roster, &same).map_err(CommandError::new)?;
    progress::begin("report", None);
    let mark = if args.bom { "\u{feff}" } else { "" };
    let mut books = Books::new(mark)?;
    let report = class
        .report(Tables {
            answers: (table.is_some() || args.out.is_some()).then_some(&mut books.answers),
            students: (table.is_none() || args.out.is_some()).then_some(&mut books.students),
            labs: args.out.is_some().then_some(&mut books.labs),
            files: args.out.is_some().then_some(&mut books.files),
        })
        .map_err(|error| CommandError::new(format!("cannot keep what was handed in: {error}")))?;
    progress::end();
    tell(&class, &report);
    if let Some(table) = table {
        table.write(&mut books.answers)?;
    }
    match &args.out {
        Some(out) => {
            let (lang, title) =
                course.map_or(("en", "Labs"), |course| (course.language.as_str(), course.title.as_str()));
            let tables = [ANSWERS, STUDENTS, LABS, FILES, CODEBOOK];
            let frame = ClassFrame { lang, course: title, style: "style.css", tables: &tables };
            let page = class.html(&report, &theme, frame).map_err(themes::of_theme)?;
            write(page, &theme, books, mark, (out, args.set_aside))?;
        }
        None if args.csv.is_none() => console::say(&books.students_text()?),
        None => {}
    }
    let (refused, damaged) = (class.refused().count(), class.damaged().count());
    console::tell_unless_quiet(&summary(&class, refused, damaged));
    Ok(ExitCode::from(if refused + damaged == 0 { CLEAN } else { DIAGNOSTICS }))
}

fn read_roster(path: &Path) -> Result<Roster, CommandError> {
    let bytes = ReadBounds::Anywhere.bytes(path, read::DATA);
    let bytes = bytes.map_err(|reason| CommandError::unreadable(path, &reason))?;
    Roster::read(&bytes).map_err(|why| CommandError::new(format!("{} {why}", path.display())))
}

/// What there is to look at.
fn tell<S>(class: &Class<S>, report: &Report) {
    let files = class.refused().chain(class.damaged());
    let files = files.map(|(path, reason)| format!("{}: {reason}\n", printable(path)));
    let remarks = class.remarks.iter().chain(&report.remarks);
    let remarks = remarks.map(|remark| format!("{}\n", printable(&remark.says)));
    let missing = class.missing.iter().flatten().map(|one| {
        let who = printable(&if one.name.is_empty() {
            one.id.clone()
        } else {
            format!("{} ({})", one.name, one.id)
        });
        if one.unclear {
            format!("{who}: perhaps handed in; several students have this name\n")
        } else {
            format!("{who}: nothing handed in\n")
        }
    });
    say_some(files);
    say_some(remarks);
    say_some(missing);
}

fn say_some(mut lines: impl Iterator<Item = String>) {
    lines.by_ref().take(MOST_LINES).for_each(|line| console::tell(&line));
    let more = lines.count();
    if more > 0 {
        console::tell(&format!("… and {more} more lines of this kind\n"));
    }
}

fn summary<S>(class: &Class<S>, refused: usize, damaged: usize) -> String {
    let mut text = format!(
        "{} from {}, {}",
        counted(class.students.len(), "student", "students"),
        counted(class.copies(), "copy", "copies"),
        counted(refused, "file not taken in", "files not taken in"),
    );
    if damaged > 0 {
        text.push_str(&format!(", {}", counted(damaged, "copy damaged", "copies damaged")));
    }
    if !class.strays().is_empty() {
        text.push_str(&format!("; passed over: {}", class.strays()));
    }
    text + "\n"
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A path as a line on a terminal: it may hold anything.
fn printable(path: &str) -> String {
    path.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

/// Opens every file of a folder and below, by path. Hidden folders and links are left out.
fn gather(
    mut gathering: Gathering<SpooledTempFile>,
    folder: &Path,
) -> Result<Gathering<SpooledTempFile>, CommandError> {
    if !folder.is_dir() {
        return Err(CommandError::new(format!("{} is not a folder", folder.display())));
    }
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().first() == Some(&b'.');
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter();
    let shown = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || entry.file_type().is_file() || !hidden(entry.file_name())
    };
    progress::begin("files", None);
    let mut outcome = Ok(());
    for entry in walk.filter_entry(shown) {
        let mut take = |path: String, found: OpenedFile| {
            if outcome.is_ok() {
                outcome = gathering.take(&path, found);
            }
        };
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                progress::one();
                let path = below(folder, entry.path());
                let size = entry.metadata().map_or(0, |data| data.len());
                match File::open(entry.path()) {
                    Ok(file) => class::open(&path, io::BufReader::new(file), size, &mut take),
                    Err(error) => take(path, OpenedFile::Refused(CopyFault::Closed(error.to_string()))),
                }
            }
            Ok(_) => {}
            // A folder that cannot be read is a fault of that folder alone.
            Err(error) => {
                let path = error.path().map(|path| below(folder, path)).unwrap_or_default();
                let reason = error.into_io_error().map_or_else(String::new, |error| error.to_string());
                take(path, OpenedFile::Refused(CopyFault::Closed(reason)));
            }
        }
    }
    outcome.map_err(|error| CommandError::new(format!("cannot keep what was handed in: {error}")))?;
    Ok(gathering)
}

/// A path below a folder, with slashes.
fn below(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The tables while they are written.
struct Books {
    answers: SpooledTempFile,
    students: SpooledTempFile,
    labs: SpooledTempFile,
    files: SpooledTempFile,
}

impl Books {
    fn new(mark: &str) -> Result<Self, CommandError> {
        let book = || {
            let mut book = SpooledTempFile::new(IN_MEMORY);
            book.write_all(mark.as_bytes()).map(|()| book)
        };
        let books = || Ok(Self { answers: book()?, students: book()?, labs: book()?, files: book()? });
        books().map_err(|error: io::Error| CommandError::new(format!("cannot write tables: {error}")))
    }

    fn students_text(&mut self) -> Result<String, CommandError> {
        String::from_utf8(bytes(&mut self.students)?)
            .map_err(|error| CommandError::new(format!("cannot write tables: {error}")))
    }
}

fn bytes(book: &mut SpooledTempFile) -> Result<Vec<u8>, CommandError> {
    let mut bytes = Vec::new();
    let read = book.rewind().and_then(|()| book.read_to_end(&mut bytes));
    read.map_err(|error| CommandError::new(format!("cannot read a table back: {error}")))?;
    Ok(bytes)
}

/// The page of the class with its tables, as a folder that takes the place of an earlier one.
fn write(
    page: String,
    theme: &Theme,
    books: Books,
    mark: &str,
    (out, set_aside): (&Path, bool),
) -> Result<(), CommandError> {
    let mut output = Output::default();
    output.add("index.html", page)?;
    output.add("style.css", theme.style())?;
    output.add("math.woff2", MATH_FONT)?;
    let tables =
        [(ANSWERS, books.answers), (STUDENTS, books.students), (LABS, books.labs), (FILES, books.files)];
    for ((path, _), book) in tables {
        let table = Content::of(book);
        output.put(
            path,
            table.map_err(|error| CommandError::new(format!("cannot read a table back: {error}")))?,
        )?;
    }
    output.add(CODEBOOK.0, mark.to_owned() + &class::codebook(ANSWERS.0, STUDENTS.0, LABS.0, FILES.0))?;
    for note in output.write_to(out, EntryKind::ClassReport, set_aside)? {
        console::tell(&format!("{note}\n"));
    }
    console::say_unless_quiet(&format!("class report: open {}\n", out.join("index.html").display()));
    Ok(())
}

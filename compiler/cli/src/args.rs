//! The command line: every command and option with its help. Start at [`Args`].

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXIT_CODES: &str = "\
Exit codes:
  0  clean: no errors (there may be warnings)
  1  the labs, the course or the expression have errors
  2  wrong usage, or a fault outside: a missing file, a full disk";

/// Turns `.lab` files into a course site whose pages compute in the reader's browser.
#[derive(Debug, Parser)]
#[command(name = "labc", version, styles = STYLES, after_help = EXIT_CODES, arg_required_else_help = true)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Begin a course, or a lab in one
    #[command(subcommand)]
    New(New),
    /// Check labs, or a whole course, for everything that a build would refuse
    Check(Check),
    /// Build the course site, or the pages of some labs
    Build(Build),
    /// Build, serve the pages on this machine, and show each change while you write
    Watch(Watch),
    /// Collect the work that students have handed in: tables, and a page of the class
    Collect(Collect),
    /// Evaluate an expression, on its own or against a lab
    Eval(Eval),
    /// Lay labs out in the one style
    Fmt(Fmt),
    /// Draw a chart of a lab as a picture for slides and print
    Figure(Figure),
    /// Write a lab as Markdown, with its values and answers
    Report(Report),
    /// Explain a diagnostic by its code
    Explain(Explain),
    /// Tell what a function of the library does, and where it comes from
    Doc(Doc),
}

/// `labc new`
#[derive(Debug, Subcommand)]
pub(crate) enum New {
    /// Make a folder with a course: a manifest, a lab that shows every main construct, a theme, checks for CI
    Course(NewCourse),
    /// Begin a lab in the course around the current folder, and list it in `course.toml`
    Lab(NewLab),
}

/// `labc new course`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  labc new course water && cd water && labc watch --open
  labc new course water --title 'Water in the House'")]
pub(crate) struct NewCourse {
    /// The folder, which is not there yet or empty. Its name becomes the id of the course
    #[arg(value_name = "NAME")]
    pub(crate) name: PathBuf,
    /// The title of the course; without it, the name in words
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
}

/// `labc new lab`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  labc new lab steam
  labc new lab steam --title 'Steam' --in courses/water")]
pub(crate) struct NewLab {
    /// The id of the lab: the name of its folder, and of its page
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The title of the lab; without it, the name in words
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// The folder of the course, instead of the current one
    #[arg(long = "in", value_name = "COURSE")]
    pub(crate) course: Option<PathBuf>,
}

/// `labc check`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc check                          the course around the current folder: labs, pages, links, theme
  labc check labs-src/vol1_06         one lab
  labc check --format json | jq .     for a program to read

{EXIT_CODES}"))]
pub(crate) struct Check {
    /// Labs: `.lab` files, or folders to look for them in. Without any: the course whose `course.toml`
    /// or `site/course.toml` is found in the current folder or above
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Look at every lab and page anew: take nothing from `.labc-cache` beside the site, and keep nothing there
    #[arg(long)]
    pub(crate) fresh: bool,
    /// How diagnostics are written: `text` to standard error, the others to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `labc build`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc build                          the course around the current folder
  labc build --out /tmp/site          the same, somewhere else
  labc build --out page one.lab       the page of one lab

The site is written beside its place and exchanged with the old one whole: a build that fails or is
interrupted leaves the old one.

Files that stay: a build replaces the files that it has written (`.labc-site` lists them) and no others.
Everything else in the folder is kept: `.git`, `CNAME`, notes. A file that was changed since, or another
file where a page has to go, stops the build, which names it; with --set-aside it is kept as `NAME.kept`.
The first build into a folder wants an empty one (`.git` and `CNAME` may be there). A class report is
never replaced by a site.

{EXIT_CODES}"))]
pub(crate) struct Build {
    /// Labs: `.lab` files, or folders to look for them in. Without any: the course whose `course.toml`
    /// or `site/course.toml` is found in the current folder or above
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The folder of the site, instead of the one that `course.toml` names (for single labs: `out`)
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Make every page anew: take nothing from `.labc-cache` beside the site, and keep nothing there
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Keep files of the site that somebody changed, and files in the way of new ones, as `NAME.kept`
    #[arg(long)]
    pub(crate) set_aside: bool,
    /// How diagnostics are written: `text` to standard error, the others to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `labc watch`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc watch                          the course around the current folder
  labc watch --open                   the same, with the browser
  labc watch one.lab                  one lab

Pages are served to this machine only. When a lab, a data file, the theme or the course changes, what it touches
is built again and the open page follows: controls, answers and open parts stay as they are. Errors are shown
over the page, which stays the last good one until they are mended. The site that is published is made by
`labc build`: nothing is written here but `.labc-cache` beside it, which both use.

{EXIT_CODES}"))]
pub(crate) struct Watch {
    /// Labs: `.lab` files, or folders to look for them in. Without any: the course whose `course.toml`
    /// or `site/course.toml` is found in the current folder or above
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The port of the pages; without it, a free one
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// Open the pages in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Look for changes twice a second, for folders of a network, which do not tell of them
    #[arg(long)]
    pub(crate) poll: bool,
}

/// `labc collect`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc collect handed-in --out report      the page of the class, with tables beside it
  labc collect handed-in --csv all.csv     every answer as a row
  labc collect handed-in                   a row for each student, on standard output
  labc collect handed-in --lab vol1_06     one lab alone
  labc collect handed-in --roster class.csv --same 4711 home/copy.json

Students save copies of their work on the page `My work` of the course. Every file of the folder and
the folders in it is looked at, whatever its name: copies as they were saved, pasted into texts, pages,
documents and mails, and archives of them. Pictures, documents and what systems leave in folders are
passed over; hidden folders and links are left out.

Who is who: a student is who handed a file in, as Moodle, Canvas, Brightspace and Blackboard name files
and folders; without a platform, the number or address that was typed into the copy; else each file is a
student of its own. Copies are never put together because of a name: use --same or --roster. Several
copies of one student are merged, and what differs is kept and reported.

Everything is marked against the labs as they are now; what a copy says about being right counts nowhere.
Labs of volumes with `counts = false` are left out. The site's reference has a page about it.

Exit codes:
  0  every copy was taken in whole
  1  some files were not, or not whole (they are named with the reason, the rest is collected), or the labs
     have errors
  2  wrong usage, or a fault outside: a missing folder, a full disk"))]
pub(crate) struct Collect {
    /// The folder with the files that students have handed in
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Writes a row for each answer of each student. An existing file is replaced if it is such a table
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Writes the page of the class, its tables and what their columns mean into a folder, in place of those of an earlier report.
    /// Other files in it are kept; a site is never replaced. `labc build --help` says more
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Keep files of the report that somebody changed, and files in the way of new ones, as `NAME.kept`
    #[arg(long, requires = "out")]
    pub(crate) set_aside: bool,
    /// Begin each table with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub(crate) bom: bool,
    /// The list of the class, a table with heads such as a learning platform exports: tells who has handed in
    /// nothing, and which ids are one student's (a column `also` may add some)
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// Two students of the tables, by id or by file, who are one. Can be given several times
    #[arg(long, num_args = 2, value_names = ["ID", "ID"])]
    pub(crate) same: Vec<String>,
    /// A `.lab` file or a folder of them to mark against, alone, instead of the course whose `course.toml` or
    /// `site/course.toml` is found in the current folder or above
    #[arg(long = "lab", value_name = "PATH")]
    pub(crate) labs: Vec<PathBuf>,
    /// How diagnostics of the labs are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `labc eval`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc eval '3 GB / 2 s'
  labc eval --lab wall.lab --set seq_len=8192 attention
  labc eval --lab wall.lab --set context=h100 --json

{EXIT_CODES}"))]
pub(crate) struct Eval {
    /// The expression, in the language of labs. With `--lab` it may use the lab's names; without an
    /// expression every value of the lab is printed
    #[arg(value_name = "EXPR", required_unless_present_any = ["lab", "json_lines"], allow_hyphen_values = true)]
    pub(crate) expr: Option<String>,
    /// A lab to evaluate against
    #[arg(long, value_name = "FILE")]
    pub(crate) lab: Option<PathBuf>,
    /// Moves a control of the lab: a number in the control's unit or a quantity (`seq_len=8192`,
    /// `memory='80 GB'`), the key of an option (`context=h100`), `on` or `off`
    #[arg(long, value_name = "CONTROL=VALUE", value_parser = setting, requires = "lab")]
    pub(crate) set: Vec<Setting>,
    /// Answer with a JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Read expressions from standard input, one a line, and answer each with a JSON object on a line
    #[arg(long, conflicts_with_all = ["expr", "json"])]
    pub(crate) json_lines: bool,
}

/// `labc fmt`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  labc fmt                            every `.lab` file of the course around the current folder
  labc fmt labs-src/vol1_06           the files of one folder
  labc fmt --check                    for CI: names the files that would change
  labc fmt - < one.lab                from standard input to standard output, for editors
  labc fmt --lines 10:20 - < one.lab  only what touches these lines

Indents, spaces, empty lines and the columns of tables are set; lines of more than 120 characters are broken
where that is possible. Words, numbers, comments and line breaks stay, and so does what the lab means: that is
checked before a file is written. Files with syntax errors are left as they are.

Exit codes:
  0  clean
  1  a file has syntax errors, or with --check or --diff: a file would change
  2  wrong usage, or a fault outside: a missing file, a full disk")]
pub(crate) struct Fmt {
    /// `.lab` files, or folders to look for them in; `-` for standard input. Without any: the labs of the
    /// course whose `course.toml` or `site/course.toml` is found in the current folder or above
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Write nothing: print the names of files that would change
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing: print what would change
    #[arg(long, conflicts_with = "check")]
    pub(crate) diff: bool,
    /// Change only what touches these lines, counted from 1
    #[arg(long, value_name = "FIRST:LAST", value_parser = lines)]
    pub(crate) lines: Option<Lines>,
}

/// Lines of a file, counted from 1, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    pub(crate) first: usize,
    pub(crate) last: usize,
}

fn lines(text: &str) -> Result<Lines, String> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) if first > 0 && first <= last => Ok(Lines { first, last }),
        _ => Err("write the first line, `:` and the last, such as 10:20".to_owned()),
    }
}

/// `labc figure`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc figure wall.lab 'The wall' -o wall.svg
  labc figure wall.lab --set seq_len=8192 > wall.svg
  labc figure wall.lab 'The wall' -o wall.png
  labc figure wall.lab --all --format png -o figures

The picture is SVG with its colours in it, or PNG with the letters drawn too, in the theme's light colours: it
looks the same in any document. A file that is there already is replaced only if it is such a picture.

{EXIT_CODES}"))]
pub(crate) struct Figure {
    /// The lab
    #[arg(value_name = "LAB")]
    pub(crate) lab: PathBuf,
    /// The chart, by its title. Without one: the only chart of the lab
    #[arg(value_name = "CHART")]
    pub(crate) chart: Option<String>,
    /// Draws all charts of the lab, each into a file of its own in the folder after `-o`
    #[arg(long, conflicts_with = "chart", requires = "out")]
    pub(crate) all: bool,
    /// Moves a control first: a number in the control's unit or a quantity (`seq_len=8192`,
    /// `memory='80 GB'`), the key of an option (`context=h100`), `on` or `off`
    #[arg(long, value_name = "CONTROL=VALUE", value_parser = setting)]
    pub(crate) set: Vec<Setting>,
    /// The width of the drawing, in pixels of a page; the picture has twice as many
    #[arg(long, value_name = "PIXELS", default_value_t = 640, value_parser = clap::value_parser!(u32).range(240..=1600))]
    pub(crate) width: u32,
    /// What the picture is. Without it: what the name of the file ends with, or SVG
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<PictureFormat>,
    /// Where the picture goes, instead of standard output; with `--all` the folder for all of them
    #[arg(short = 'o', long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What a picture is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureFormat {
    /// Lines and letters, sharp at any size
    Svg,
    /// Pixels, for programs that do not read SVG
    Png,
}

/// `labc report`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc report wall.lab -o answers.md
  labc report wall.lab --set seq_len=8192 --set context=h100
  labc report wall.lab --without-answers -o handout.md

The report is Markdown without HTML: the texts of the lab with their values, its tables, its questions with
the answers, each chart as a sentence and a table, the settings and the sources. Formulas are TeX between
dollar signs. A file that is there already is replaced only if it is such a report.

{EXIT_CODES}"))]
pub(crate) struct Report {
    /// The lab
    #[arg(value_name = "LAB")]
    pub(crate) lab: PathBuf,
    /// Moves a control first: a number in the control's unit or a quantity (`seq_len=8192`,
    /// `memory='80 GB'`), the key of an option (`context=h100`), `on` or `off`
    #[arg(long, value_name = "CONTROL=VALUE", value_parser = setting)]
    pub(crate) set: Vec<Setting>,
    /// Leaves out the answers, and everything that the page locks until a student has answered
    #[arg(long)]
    pub(crate) without_answers: bool,
    /// Where the report goes, instead of standard output
    #[arg(short = 'o', long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// `labc explain`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc explain unknown-name           its page: what it means, an example, a repaired one
  labc explain --list                 every code in one line

{EXIT_CODES}"))]
pub(crate) struct Explain {
    /// The code: what stands in brackets in `error[unknown-name]: …`
    #[arg(value_name = "CODE", required_unless_present = "list")]
    pub(crate) code: Option<String>,
    /// Print every code with what it means
    #[arg(long, conflicts_with = "code")]
    pub(crate) list: bool,
}

/// `labc doc`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc doc                            every function in one line
  labc doc serving                    those of a module
  labc doc serving.itl                formula, what it holds for, source, example

{EXIT_CODES}"))]
pub(crate) struct Doc {
    /// A function, a module of the library, or a function that every lab has
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with excerpts of the source
    Text,
    /// For programs, one JSON object a line
    Json,
    /// For code hosts and editors: one SARIF 2.1.0 log
    Sarif,
    /// For GitHub's workflows: one command a line
    Github,
}

/// A control with what to set it to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The author's name for the control.
    pub(crate) control: String,
    /// The value, as typed.
    pub(crate) value: String,
}

fn setting(text: &str) -> Result<Setting, String> {
    match text.split_once('=').map(|(control, value)| (control.trim(), value.trim())) {
        Some((control, value)) if !control.is_empty() && !value.is_empty() => {
            Ok(Setting { control: control.to_owned(), value: value.to_owned() })
        }
        _ => Err("write the control's name, `=` and a value, such as seq_len=8192".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_are_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn settings() {
        let args = Args::try_parse_from([
            "labc",
            "eval",
            "a",
            "--lab",
            "x.lab",
            "--set",
            "seq=4 096",
            "--set=c=h100",
        ]);
        let Command::Eval(eval) = args.unwrap().command else { panic!() };
        let set: Vec<_> = eval.set.iter().map(|set| (set.control.as_str(), set.value.as_str())).collect();
        assert_eq!(set, [("seq", "4 096"), ("c", "h100")]);
        assert!(setting("seq").is_err() && setting("=1").is_err() && setting("a=").is_err());
    }

    #[test]
    fn what_must_be_given() {
        let fails = |args: &[&str]| Args::try_parse_from(args).is_err();
        assert!(fails(&["labc", "eval"]));
        assert!(fails(&["labc", "eval", "1", "--set", "a=1"]));
        assert!(fails(&["labc", "explain"]));
        assert!(fails(&["labc", "explain", "cycle", "--list"]));
        assert!(!fails(&["labc", "explain", "--list"]));
        assert!(!fails(&["labc", "eval", "--json-lines"]));
        assert!(!fails(&["labc", "eval", "--lab", "x.lab"]));
        assert!(!fails(&["labc", "check"]));
    }

    #[test]
    fn an_expression_may_start_with_a_minus() {
        let Command::Eval(eval) = Args::try_parse_from(["labc", "eval", "-3 GB", "--json"]).unwrap().command
        else {
            panic!()
        };
        assert_eq!((eval.expr.as_deref(), eval.json), (Some("-3 GB"), true));
        let Command::Eval(eval) = Args::try_parse_from(["labc", "eval", "--json", "-a"]).unwrap().command
        else {
            panic!()
        };
        assert_eq!((eval.expr.as_deref(), eval.json), (Some("-a"), true));
    }
}

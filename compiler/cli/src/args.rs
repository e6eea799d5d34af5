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
  0  no errors (there may be warnings)
  1  the labs, the course or the expression have errors
  2  wrong usage, or a problem outside labc, such as a missing file or a full disk";

/// Compile `.lab` files into a course site whose pages compute in the browser
#[derive(Debug, Parser)]
#[command(name = "labc", version, styles = STYLES, after_help = EXIT_CODES, arg_required_else_help = true)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print results, errors and warnings only
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Print how long each step took, too
    #[arg(short, long, global = true, help_heading = "Output")]
    pub(crate) verbose: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a course, or add a lab to one
    #[command(subcommand)]
    New(New),
    /// Check labs or a course: report everything that a build would refuse
    Check(Check),
    /// Build the course site, or the pages of some labs
    Build(Build),
    /// Build, serve the pages on this machine, and show each change while you write
    Watch(Watch),
    /// Turn the work that students hand in into tables and a class report
    Collect(Collect),
    /// Evaluate an expression, alone or with the names of a lab
    Eval(Eval),
    /// Format labs
    Fmt(Fmt),
    /// Draw a chart of a lab as a picture for slides and print
    Figure(Figure),
    /// Write a lab as Markdown, with its values and answers
    Report(Report),
    /// Explain the code of a diagnostic
    Explain(Explain),
    /// Show what a function of the library does, and its source
    Doc(Doc),
    /// Look for what labc needs on this machine and in this course, and say what to do where something is missing
    Doctor(Doctor),
    /// Print what a shell needs to complete commands, options and files
    Completions(Completions),
    /// Print the manual page, or write one for each command
    Man(Man),
    /// Answer an editor: the language server, over standard input and standard output
    #[command(after_help = "\
Editors start it by themselves. The guide says how to set up VS Code, Neovim, Helix, Zed and Emacs.")]
    Lsp,
}

/// `labc new`
#[derive(Debug, Subcommand)]
pub(crate) enum New {
    /// Create a folder with a course: a manifest, a lab that shows the main constructs, a theme, checks for CI
    Course(NewCourse),
    /// Add a lab to the course around the current folder, and list it in `course.toml`
    Lab(NewLab),
}

/// `labc new course`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  labc new course water && cd water && labc watch --open
  labc new course water --title 'Water in the House'")]
pub(crate) struct NewCourse {
    /// The folder to create; it may exist if it is empty. Its name becomes the id of the course
    #[arg(value_name = "NAME")]
    pub(crate) name: PathBuf,
    /// The title of the course. Default: made from the name
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
    /// The id of the lab, which names its folder and its page
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The title of the lab. Default: made from the name
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
  labc check --proofs labs-src/vol1_06   what is decided about every setting of a lab
  labc check --explain fit labs-src/vol1_06   how the verdicts about `fit` were reached
  labc check --format json | jq .     for a program to read

{EXIT_CODES}"))]
pub(crate) struct Check {
    /// Labs: `.lab` files, or folders that contain them. Default: the course whose `course.toml` or
    /// `site/course.toml` is in the current folder or a folder above it
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Check every lab and page again, without reading or writing `.labc-cache` beside the site
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Show what is decided about all settings of one lab's controls, how, and what is unknown
    #[arg(long, requires = "paths")]
    pub(crate) proofs: bool,
    /// Show how each verdict about a formula, status, goal or check of one lab was reached: what it depends on, what was
    /// tried, and the setting that shows it
    #[arg(long, value_name = "NAME", requires = "paths", conflicts_with = "proofs")]
    pub(crate) explain: Option<String>,
    /// The format of diagnostics: `text` goes to standard error, the others to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `labc build`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc build                          the course around the current folder
  labc build --out /tmp/site          the course, in another folder
  labc build --out page one.lab       the page of one lab

The new site replaces the old one only once it is complete: a build that fails or is interrupted changes \
nothing.

A build replaces only files that an earlier build wrote (`.labc-site` lists them) and keeps everything else in \
the folder, such as `.git`, `CNAME` and notes. If you changed one of these files, or another file is in the \
place of a page, the build stops and names the file; with --set-aside it renames the file to `NAME.kept`. \
The first build needs an empty folder (`.git` and `CNAME` are fine). A site never replaces a class report.

{EXIT_CODES}"))]
pub(crate) struct Build {
    /// Labs: `.lab` files, or folders that contain them. Default: the course whose `course.toml` or
    /// `site/course.toml` is in the current folder or a folder above it
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The folder of the site. Default: the one that `course.toml` names, or `out` for single labs
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Make every page again, without reading or writing `.labc-cache` beside the site
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Rename files that were changed by hand, or that are in the place of new ones, to `NAME.kept`
    #[arg(long)]
    pub(crate) set_aside: bool,
    /// Add a playground, `playground/index.html`: a page on which labs are written, checked and run. Only a labc that was
    /// built with `--features playground` has it
    #[arg(long)]
    pub(crate) playground: bool,
    /// The format of diagnostics: `text` goes to standard error, the others to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `labc watch`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc watch                          the course around the current folder
  labc watch --open                   the course, opened in the browser
  labc watch one.lab                  one lab

labc serves the pages to this machine only. When you change a lab, a data file, the theme or the course, it builds \
the affected pages again and updates the open page, which keeps its controls, answers and open parts. Errors appear \
over the page, which stays at its last good state until you fix them; the terminal shows them too, and each warning once. \
To publish, use `labc build`: `labc watch` \
writes nothing except `.labc-cache` beside the site, which both commands use.

{EXIT_CODES}"))]
pub(crate) struct Watch {
    /// Labs: `.lab` files, or folders that contain them. Default: the course whose `course.toml` or
    /// `site/course.toml` is in the current folder or a folder above it
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The port to serve on. Default: a free one
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// Open the pages in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Look for changes twice a second. Use it for network folders, which don't report changes
    #[arg(long)]
    pub(crate) poll: bool,
}

/// `labc collect`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc collect handed-in --out report      a class report with tables
  labc collect handed-in --csv all.csv     a table with a row per answer
  labc collect handed-in                   a row per student, on standard output
  labc collect handed-in --lab vol1_06     for one lab
  labc collect handed-in --roster class.csv --same 4711 home/copy.json

Students download a work file from the page `My work` of the course and hand it in. labc looks at every file \
in the folder and its subfolders, whatever its name: work files, texts, web pages, documents and mails with \
work pasted into them, and archives of all these. It ignores pictures and other documents, hidden folders, \
links, and files that operating systems leave behind.

How labc tells students apart: by the names that Moodle, Canvas, Brightspace and Blackboard give to files and \
folders; without a platform, by the number or address that the student typed in; otherwise each file counts as \
one student. Two files never count as one student just because the names agree: use --same or --roster. \
Several files of one student are merged; labc keeps and reports the differences.

labc marks all answers against today's labs and ignores marks in the files. It leaves out labs of volumes \
with `counts = false`. The page `For instructors` of the site's reference says more.

Exit codes:
  0  every file was read completely
  1  some files were not read completely (labc names them), or the labs have errors
  2  wrong usage, or a problem outside labc, such as a missing folder or a full disk"))]
pub(crate) struct Collect {
    /// The folder with the files that students handed in
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Write a table with a row per answer. Replaces an existing file only if it is such a table
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Write the class report, its tables and a description of their columns into a folder. Replaces an earlier
    /// report, keeps other files, and never replaces a site; see `labc build --help`
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Rename files that were changed by hand, or that are in the place of new ones, to `NAME.kept`
    #[arg(long, requires = "out")]
    pub(crate) set_aside: bool,
    /// Begin each table with a byte order mark, so that Excel reads it as UTF-8
    #[arg(long)]
    pub(crate) bom: bool,
    /// The class list, a table with column heads as learning platforms export it. labc then reports who handed in
    /// nothing, and which ids belong to one student (list further ids in a column `also`)
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// Count two students of the tables as one, given by id or by file. Can be repeated
    #[arg(long, num_args = 2, value_names = ["ID", "ID"])]
    pub(crate) same: Vec<String>,
    /// Mark only against this `.lab` file, or the ones in this folder. Default: the course whose `course.toml` or
    /// `site/course.toml` is in the current folder or a folder above it
    #[arg(long = "lab", value_name = "PATH")]
    pub(crate) labs: Vec<PathBuf>,
    /// The format of diagnostics about the labs
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
    /// The expression, in the language of labs. With `--lab` it can use the names of the lab. Without an
    /// expression, labc prints every value of the lab
    #[arg(value_name = "EXPR", required_unless_present_any = ["lab", "json_lines"], allow_hyphen_values = true)]
    pub(crate) expr: Option<String>,
    /// The lab whose names the expression can use
    #[arg(long, value_name = "FILE")]
    pub(crate) lab: Option<PathBuf>,
    /// Set a control of the lab: to a number in the control's unit, a quantity (`seq_len=8192`,
    /// `memory='80 GB'`), the key of an option (`context=h100`), `on` or `off`
    #[arg(long, value_name = "CONTROL=VALUE", value_parser = setting, requires = "lab")]
    pub(crate) set: Vec<Setting>,
    /// Answer with a JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Read cases from standard input, one JSON object per line, and answer each with one. `labc explain
    /// bad-case` shows the format
    #[arg(long, conflicts_with_all = ["expr", "json"])]
    pub(crate) json_lines: bool,
}

/// `labc fmt`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  labc fmt                            every `.lab` file of the course around the current folder
  labc fmt labs-src/vol1_06           the files of one folder
  labc fmt --check                    for CI: list the files that would change
  labc fmt - < one.lab                from standard input to standard output, for editors
  labc fmt --lines 10:20 - < one.lab  only these lines

labc fmt changes indents, spaces, empty lines and the columns of tables, and breaks lines of more than 120 \
characters if it can. It keeps words, numbers, comments and line breaks. Before it writes a file, it checks that \
the lab still means the same. Files with syntax errors stay as they are.

Exit codes:
  0  no errors, and with --check or --diff no changes
  1  a file has syntax errors, or with --check or --diff: a file would change
  2  wrong usage, or a problem outside labc, such as a missing file or a full disk")]
pub(crate) struct Fmt {
    /// `.lab` files, or folders that contain them; `-` for standard input. Default: the labs of the course
    /// whose `course.toml` or `site/course.toml` is in the current folder or a folder above it
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Don't write files; print the names of those that would change
    #[arg(long)]
    pub(crate) check: bool,
    /// Don't write files; print the changes
    #[arg(long, conflicts_with = "check")]
    pub(crate) diff: bool,
    /// Format only statements that touch these lines, counted from 1
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

The picture is SVG or PNG, in the theme's light colours, and looks the same in every document. labc replaces an \
existing file only if it is a picture that labc drew.

{EXIT_CODES}"))]
pub(crate) struct Figure {
    /// The lab
    #[arg(value_name = "LAB")]
    pub(crate) lab: PathBuf,
    /// The title of the chart. Default: the only chart of the lab
    #[arg(value_name = "CHART")]
    pub(crate) chart: Option<String>,
    /// Draw every chart of the lab, each to its own file in the folder given with `-o`
    #[arg(long, conflicts_with = "chart", requires = "out")]
    pub(crate) all: bool,
    /// Set a control first: to a number in the control's unit, a quantity (`seq_len=8192`,
    /// `memory='80 GB'`), the key of an option (`context=h100`), `on` or `off`
    #[arg(long, value_name = "CONTROL=VALUE", value_parser = setting)]
    pub(crate) set: Vec<Setting>,
    /// The width of the drawing in CSS pixels; the picture has twice as many pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 640, value_parser = clap::value_parser!(u32).range(240..=1600))]
    pub(crate) width: u32,
    /// The format of the picture. Default: from the file name, otherwise SVG
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<PictureFormat>,
    /// The file to write instead of standard output; with `--all`, the folder
    #[arg(short = 'o', long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// The file format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureFormat {
    /// Vector graphics, sharp at any size
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

The report is Markdown without HTML. It contains the texts of the lab with their values, its tables, its questions \
with the answers, each chart as a sentence and a table, the settings and the sources. Formulas are TeX between \
dollar signs. labc replaces an existing file only if it is such a report.

{EXIT_CODES}"))]
pub(crate) struct Report {
    /// The lab
    #[arg(value_name = "LAB")]
    pub(crate) lab: PathBuf,
    /// Set a control first: to a number in the control's unit, a quantity (`seq_len=8192`,
    /// `memory='80 GB'`), the key of an option (`context=h100`), `on` or `off`
    #[arg(long, value_name = "CONTROL=VALUE", value_parser = setting)]
    pub(crate) set: Vec<Setting>,
    /// Leave out the answers, and everything that the page locks until the student answers
    #[arg(long)]
    pub(crate) without_answers: bool,
    /// The file to write instead of standard output
    #[arg(short = 'o', long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// `labc explain`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc explain unknown-name           what the code means, with a wrong and a right example
  labc explain --list                 all codes, one per line

{EXIT_CODES}"))]
pub(crate) struct Explain {
    /// The code, which is in brackets in `error[unknown-name]: …`
    #[arg(value_name = "CODE", required_unless_present = "list")]
    pub(crate) code: Option<String>,
    /// List all codes with their meaning
    #[arg(long, conflicts_with = "code")]
    pub(crate) list: bool,
}

/// `labc doc`
#[derive(Debug, clap::Args)]
#[command(after_help = format!("\
Examples:
  labc doc                            all functions, one per line
  labc doc serving                    the functions of a module
  labc doc serving.itl                formula, requirements, source, example

{EXIT_CODES}"))]
pub(crate) struct Doc {
    /// A function or a module of the library, or a built-in function
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// `labc doctor`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  labc doctor                         the course around the current folder, and this machine
  labc doctor courses/water           the course in another folder

Nothing is downloaded, and no file is left behind: to see whether a folder can be written to, labc makes an empty file \
in it and removes it again.

Exit codes:
  0  everything that labc needs is there (there may be notes)
  1  something is missing or wrong; the lines with `error` say what to do
  2  wrong usage")]
pub(crate) struct Doctor {
    /// The folder of the course, instead of the current one
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
}

/// `labc completions`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  labc completions bash > ~/.local/share/bash-completion/completions/labc
  labc completions zsh > ~/.zfunc/_labc           with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc
  labc completions fish > ~/.config/fish/completions/labc.fish
  labc completions powershell >> $PROFILE")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// `labc man`
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  labc man | man -l -
  labc man --out ~/.local/share/man/man1       then `man labc` and `man labc-build` work")]
pub(crate) struct Man {
    /// Write the page of each command into this folder, instead of the first one to standard output
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// The format of diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with lines of the source
    Text,
    /// For programs: one JSON object per line
    Json,
    /// For code hosts and editors: one SARIF 2.1.0 log
    Sarif,
    /// For GitHub workflows: one command per line
    Github,
}

/// A control and the value to set it to.
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

    /// A paragraph is one line, which clap breaks where the terminal ends; indented lines stay as they are.
    #[test]
    fn paragraphs_of_help_fit_every_terminal() {
        let mut commands = vec![Args::command()];
        while let Some(command) = commands.pop() {
            commands.extend(command.get_subcommands().cloned());
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let lines: Vec<_> = help.lines().collect();
            let is_prose = |line: &str| !line.is_empty() && !line.starts_with("  ");
            let broken = lines.windows(2).find(|pair| is_prose(pair[0]) && is_prose(pair[1]));
            assert_eq!(broken, None, "{}", command.get_name());
        }
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

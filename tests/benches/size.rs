//! How the cost grows with the course: `labc check` and `labc build` of made-up courses, with nothing kept of earlier
//! runs, with nothing changed and after one edit. Prints one table, in Markdown: the time, the processor's time and the
//! most memory, medians of some rounds, and how the time per lab compares with the size before.
//!
//! `cargo build --release && cargo bench -p labc-tests --bench size`
//!
//! | variable | what it says | otherwise |
//! | --- | --- | --- |
//! | `LABC` | the command; several, with a `:` between them, take turns | `target/release/labc` |
//! | `KIND` | what courses: `varied` (each lab has names and figures of its own), `same` (all have the same), `prose` (pages of text, beside Hugo where that is installed), `data` (one lab with a file of as many rows) | `varied,same,data` |
//! | `LABS` | the sizes | `100,1000,10000` |
//! | `ROWS` | the sizes of data files | `1000,10000,100000` |
//! | `FORMULAS` | how many formulas a lab has | `5` |
//! | `ROUNDS` | how many rounds; sizes from 10000 have one | `3` |
//! | `TMPDIR` | where the courses are made: in a folder in memory (`/dev/shm`) the command is measured, and not how long a disk takes to make and to delete thousands of files | the system's |

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4;

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if !env::args().any(|arg| arg == "--bench") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace's folder");
    let said = |name: &str, otherwise: &str| env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let release = root.join("target/release/labc").display().to_string();
    let commands: Vec<PathBuf> = said("LABC", &release).split(':').map(PathBuf::from).collect();
    let number = |text: &str| text.trim().parse::<usize>().expect("a whole number");
    let sizes = |list: String| list.split(',').map(number).collect::<Vec<usize>>();
    let (labs, rows) = (sizes(said("LABS", "100,1000,10000")), sizes(said("ROWS", "1000,10000,100000")));
    let formulas = number(&said("FORMULAS", "5"));
    let rounds = number(&said("ROUNDS", "3"));
    let here = env::temp_dir().join(format!("labc-size-{}", std::process::id()));

    println!("| course | size | run | wall ms | CPU ms | peak MiB | wall per lab, beside the size before |");
    println!("| --- | --: | --- | --: | --: | --: | --: |");
    for kind in said("KIND", "varied,same,data").split(',') {
        let (kind, sizes) = match kind {
            "varied" => (Kind::Varied, &labs),
            "same" => (Kind::Same, &labs),
            "prose" => (Kind::Prose, &labs),
            "data" => (Kind::Data, &rows),
            other => panic!("KIND is {other}: it can be varied, same, prose or data"),
        };
        let mut before: Vec<(String, f64)> = Vec::new();
        for &size in sizes {
            let rounds = if size < 10_000 || kind == Kind::Data { rounds } else { 1 };
            let rows = measure(&commands, &here, (kind, size, formulas), rounds);
            fs::remove_dir_all(&here).expect("the folder of this run");
            for (name, mut costs) in rows {
                let wall = median(&mut costs, |cost| cost.wall);
                let (cpu, peak) = (median(&mut costs, |cost| cost.cpu), median(&mut costs, |cost| cost.peak));
                let of_one = wall / size as f64;
                let ratio =
                    before.iter().find(|(known, _)| *known == name).map(|(_, before)| of_one / before);
                let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}×"));
                println!(
                    "| {} | {size} | {name} | {wall:.1} | {cpu:.1} | {peak:.1} | {ratio} |",
                    kind.name()
                );
                before.retain(|(known, _)| *known != name);
                before.push((name, of_one));
            }
        }
    }
}

/// The costs of each run for a course of one size.
fn measure(
    commands: &[PathBuf],
    here: &Path,
    (kind, size, formulas): (Kind, usize, usize),
    rounds: usize,
) -> Vec<(String, Vec<Cost>)> {
    let mut rows: Vec<(String, Vec<Cost>)> = Vec::new();
    let mut add = |name: String, cost: Cost| match rows.iter_mut().find(|(known, _)| *known == name) {
        Some((_, costs)) => costs.push(cost),
        None => rows.push((name, vec![cost])),
    };
    let courses: Vec<PathBuf> =
        (0..commands.len()).map(|number| here.join(format!("{size}-{number}"))).collect();
    courses.iter().for_each(|course| make(course, size, formulas, kind));
    let hugo = kind == Kind::Prose && Command::new("hugo").arg("version").output().is_ok();
    let site = here.join(format!("{size}-hugo"));
    if hugo {
        hugo_site(&site, size, formulas);
    }
    for round in 0..rounds {
        for (number, (command, course)) in commands.iter().zip(&courses).enumerate() {
            let name = |what: &str| match commands.len() {
                1 => what.to_owned(),
                _ => format!("{} {what}", ["A", "B", "C", "D"].get(number).unwrap_or(&"E")),
            };
            let mut run = |what: &str, args: &[&str]| add(name(what), cost(command, args, course));
            let edit = |round: usize| edit(course, size, formulas, kind, round);
            forget(course);
            run("check, nothing kept", &["check"]);
            run("check, nothing changed", &["check"]);
            edit(2 * round + 1);
            run("check, one edit", &["check"]);
            forget(course);
            run("build, nothing kept", &["build"]);
            run("build, nothing changed", &["build"]);
            edit(2 * round + 2);
            run("build, one edit", &["build"]);
        }
        if hugo {
            add("hugo".to_owned(), cost(Path::new("hugo"), &["--quiet"], &site));
        }
    }
    rows
}

/// What the labs of a course have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Every lab has names and figures of its own.
    Varied,
    /// Every lab has the same names, with the same sources.
    Same,
    /// There are no labs, but for one: pages of text.
    Prose,
    /// One lab, with a file of as many rows.
    Data,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Varied => "varied",
            Self::Same => "same names",
            Self::Prose => "prose",
            Self::Data => "rows of data",
        }
    }
}

/// Makes a course.
fn make(course: &Path, size: usize, formulas: usize, kind: Kind) {
    let mut manifest = "id = \"big\"\ntitle = \"A big course\"\nlabs = \"labs\"\n".to_owned();
    let labs = if matches!(kind, Kind::Prose | Kind::Data) { 1 } else { size };
    for (volume, first) in (0..labs).step_by(25).enumerate() {
        let names: Vec<String> = (first..labs.min(first + 25)).map(|lab| format!("\"lab{lab}\"")).collect();
        let _ = write!(
            manifest,
            "[[volume]]\nid = \"volume{volume}\"\ntitle = \"Volume {volume}\"\ndescription = \"Labs.\"\nlabs = [{}]\n",
            names.join(", ")
        );
    }
    write(&course.join("course.toml"), &manifest);
    for number in 0..labs {
        let folder = course.join(format!("labs/lab{number}"));
        write(&folder.join("lab.lab"), &lab(number, formulas, kind, 0));
        let mut rows = "day,weight\n".to_owned();
        let office = if kind == Kind::Same { 0 } else { number };
        let length = if kind == Kind::Data { size } else { 20 };
        (0..length).for_each(|row| _ = writeln!(rows, "d{row},{}", (row * 7 + office) % 50));
        write(&folder.join("parcels.csv"), &rows);
    }
    if kind == Kind::Prose {
        (0..size).for_each(|page| {
            write(&course.join(format!("reference/page{page}.md")), &prose(page, formulas, 0))
        });
    }
}

/// Changes one text of a course.
fn edit(course: &Path, size: usize, formulas: usize, kind: Kind, round: usize) {
    let middle = size / 2;
    match kind {
        Kind::Prose => {
            write(&course.join(format!("reference/page{middle}.md")), &prose(middle, formulas, round))
        }
        Kind::Data => write(&course.join("labs/lab0/lab.lab"), &lab(0, formulas, kind, round)),
        _ => write(&course.join(format!("labs/lab{middle}/lab.lab")), &lab(middle, formulas, kind, round)),
    }
}

/// Removes what was built and what is kept of it.
fn forget(course: &Path) {
    for folder in ["out", ".labc-cache"] {
        if course.join(folder).exists() {
            fs::remove_dir_all(course.join(folder)).expect("what the last build made");
        }
    }
}

/// A lab of a post office: a figure with a source, data, formulas, prose, a chart and a prediction. Every tenth
/// lab reads what the one before it has recorded.
fn lab(number: usize, formulas: usize, kind: Kind, edit: usize) -> String {
    let own = if kind == Kind::Same { String::new() } else { format!("_{number}") };
    // The same figures from the same source, where the names are the same.
    let office = if kind == Kind::Same { 0 } else { number };
    let figure = office % 90 + 5;
    let mut text = format!(
        "/// What a post office carries, and how long that takes.\nlab lab{number} \"Post office {number}\" {{\n  \
         teaches rates\n}}\n\
         const load{own} = {figure} kg source \"The own count of post office {office}, 2024\"\n\
         table parcels{own} from \"parcels.csv\" source \"The own count of post office {office}, 2024\" {{\n  \
         day: key\n  weight: kg\n}}\n\
         slider way{own} \"Way\" from 1 km to 50 km by 1 km start 10 km\n\
         let all{own} = sum(p.weight for p in parcels{own}) + {edit} kg\n"
    );
    let mut last = format!("way{own} * 1.5");
    for formula in 0..formulas {
        let name =
            if kind == Kind::Same { format!("leg_{formula}") } else { format!("leg_{formula}_{number}") };
        let _ = writeln!(text, "let {name} = {last} + {} m * (1 + {formula} / 7)", 100 + formula);
        last = name;
    }
    if number % 10 == 9 {
        let _ = writeln!(
            text,
            "use ledger lab{} {{\n  far as earlier_far else 5 km\n}}\n\"{{earlier_far}}\"",
            number - 1
        );
    }
    let _ = write!(
        text,
        "part carry \"Carrying\" 5 min {{\n  \"\"\"\n  A carrier walks **{{{last}}}** with {{load{own}}} on the back, and \
         {{all{own}}} lie in the office.\n  What does that do to $t = s / v$?\n  \"\"\"\n  \
         predict longer \"Twice the way takes\" truth {last} at (way{own} = 20 km) / {last} at (way{own} = 10 km) {{\n    \
         little \"as long\" is 0 to 1.2 \"\"\"The truth is {{truth}}.\"\"\"\n    \
         much \"longer\" is 1.2 to 40 \"\"\"Yes, {{truth}}.\"\"\"\n  }}\n  \
         chart \"The way\" {{\n    x way{own} \"Way\" in km\n    y \"All of it\" in km\n    line {last} \"walked\"\n  }}\n  \
         record {{\n    far = {last}\n  }}\n}}\n"
    );
    text
}

/// A page of text.
fn prose(number: usize, paragraphs: usize, edit: usize) -> String {
    let mut text = format!("# Page {number}\n\nWhat is to be known of post offices, in edition {edit}.\n");
    for paragraph in 0..paragraphs {
        let _ = write!(
            text,
            "\n## Section {paragraph}\n\nA *carrier* walks {} km with {} kg on the back, `before noon`, and comes back \
             **without** them. See the [next page](../page{}/index.html) for what it costs.\n\n- the way\n- the load\n\n\
             | day | parcels |\n| --- | --- |\n| Monday | {} |\n",
            number % 50,
            paragraph + 3,
            if number == 0 { 0 } else { number - 1 },
            number + paragraph
        );
    }
    text
}

/// The same pages for Hugo, with the least of a layout.
fn hugo_site(site: &Path, size: usize, paragraphs: usize) {
    let layout = "<!doctype html><title>{{ .Title }}</title>{{ .Content }}";
    write(
        &site.join("config.toml"),
        "title = \"Texts\"\nbaseURL = \"/\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\"]\n",
    );
    write(&site.join("layouts/_default/single.html"), layout);
    write(&site.join("layouts/_default/list.html"), layout);
    for page in 0..size {
        let text = format!("---\ntitle: Page {page}\n---\n{}", prose(page, paragraphs, 0));
        write(&site.join(format!("content/page{page}.md")), &text);
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("room for a course");
    fs::write(path, text).expect("room for a course");
}

/// What a run of a command costs.
struct Cost {
    /// Milliseconds.
    wall: f64,
    /// Milliseconds of the processors.
    cpu: f64,
    /// Mebibytes, at most.
    peak: f64,
}

fn cost(command: &Path, args: &[&str], folder: &Path) -> Cost {
    let start = Instant::now();
    let mut run = Command::new(command);
    run.args(args).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    let used = run.spawn().and_then(Wait4::wait4).expect("the command starts, and ends");
    let wall = start.elapsed().as_secs_f64() * 1e3;
    assert!(used.status.success(), "{} {args:?} in {}: {}", command.display(), folder.display(), used.status);
    let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64() * 1e3;
    Cost { wall, cpu, peak: used.rusage.maxrss as f64 / f64::from(1 << 20) }
}

fn median(costs: &mut [Cost], of: impl Fn(&Cost) -> f64) -> f64 {
    costs.sort_by(|a, b| of(a).total_cmp(&of(b)));
    of(&costs[costs.len() / 2])
}

//! How long the course takes to build: cold, warm and after an edit, beside a plain rendering of the same texts
//! as Markdown and, where it is installed, beside Hugo. All in one run, taking turns, so that whatever else the
//! machine does meets all of them alike.
//!
//! `cargo build --release && cargo bench -p labc-tests --bench site`. `LABC` names another command than the
//! release build's, `ROUNDS` how many rounds.

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use pulldown_cmark::{Options, Parser, html};

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if !env::args().any(|arg| arg == "--bench") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace's folder");
    let labc = env::var_os("LABC").map_or_else(|| root.join("target/release/labc"), PathBuf::from);
    let rounds: usize = env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(15);
    let here = env::temp_dir().join(format!("labc-bench-{}", std::process::id()));
    let course = here.join("course");
    copy(&root.join("labs-src"), &course.join("labs-src"));
    copy(&root.join("site"), &course.join("site"));
    let texts = texts(&course);
    let hugo = Command::new("hugo").arg("version").output().is_ok().then(|| here.join("hugo"));
    if let Some(site) = &hugo {
        hugo_site(site, &texts);
    }

    let site = course.join("site");
    let lab = course.join("labs-src/vol1_06/lab.lab");
    let source = fs::read_to_string(&lab).expect("the lab to edit");
    let build = || run(&labc, &["build"], &site);
    build();
    let written = files(&site.join("out"));
    let pages = written.iter().filter(|path| path.extension().is_some_and(|ending| ending == "html")).count();

    let [mut cold, mut warm, mut edited, mut plain, mut by_hugo] = [const { Vec::new() }; 5];
    for round in 0..rounds {
        for folder in ["out", ".labc-cache"] {
            fs::remove_dir_all(site.join(folder)).expect("what the last build made");
        }
        cold.push(build());
        warm.push(build());
        fs::write(&lab, format!("{source}\n// Edit {round}.\n")).expect("the edit");
        edited.push(build());
        fs::write(&lab, &source).expect("the edit taken back");
        plain.push(timed(|| {
            for path in &texts {
                black_box(render(&markdown(path)));
            }
        }));
        if let Some(site) = &hugo {
            by_hugo.push(run(Path::new("hugo"), &["--quiet"], site));
        }
    }

    println!(
        "{pages} pages, {} of them labs; {rounds} rounds; milliseconds, medians and extremes",
        labs(&texts)
    );
    let plain_median = median(&mut plain);
    let say = |what: &str, times: &mut Vec<f64>| {
        if times.is_empty() {
            return;
        }
        let middle = median(times);
        let (least, most) = (times[0], times[times.len() - 1]);
        let (a_page, ratio) = (middle / pages as f64, middle / plain_median);
        println!(
            "{what:<34}{middle:>8.1}  ({least:.1} to {most:.1}) {a_page:>8.2} a page {ratio:>7.1}x plain"
        );
    };
    say("labc build, nothing kept", &mut cold);
    say("labc build, nothing changed", &mut warm);
    say("labc build, one lab edited", &mut edited);
    say("pulldown-cmark, in this process", &mut plain);
    say("hugo", &mut by_hugo);
    fs::remove_dir_all(&here).expect("the folder of this run");
}

/// The course's texts: its labs and its pages of text.
fn texts(course: &Path) -> Vec<PathBuf> {
    let mut all = files(course);
    all.retain(|path| path.extension().is_some_and(|ending| ending == "lab" || ending == "md"));
    all
}

fn labs(texts: &[PathBuf]) -> usize {
    texts.iter().filter(|path| path.extension().is_some_and(|ending| ending == "lab")).count()
}

/// What there is to render of a file: a page of text as it is, of a lab what stands between three quotes.
fn markdown(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a text of the course");
    if path.extension().is_some_and(|ending| ending == "md") {
        return text;
    }
    let prose = text.split("\"\"\"").skip(1).step_by(2);
    let lines = prose.flat_map(|block| block.lines().map(str::trim_start).chain([""]));
    lines.collect::<Vec<_>>().join("\n")
}

fn render(markdown: &str) -> String {
    let options = Options::ENABLE_MATH | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut page = String::new();
    html::push_html(&mut page, Parser::new_ext(markdown, options));
    page
}

/// A site of the same texts, with the least of a layout.
fn hugo_site(site: &Path, texts: &[PathBuf]) {
    let layout = "<!doctype html><title>{{ .Title }}</title>{{ .Content }}";
    let write = |path: &str, text: &str| {
        let path = site.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("room for a site");
        fs::write(path, text).expect("room for a site");
    };
    write(
        "config.toml",
        "title = \"Texts\"\nbaseURL = \"/\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\"]\n",
    );
    write("layouts/_default/single.html", layout);
    write("layouts/_default/list.html", layout);
    for (number, path) in texts.iter().enumerate() {
        // Braces are Hugo's, too.
        let text = markdown(path).replace("{{", "{ {");
        write(&format!("content/page{number}.md"), &format!("---\ntitle: Page {number}\n---\n{text}"));
    }
}

fn run(command: &Path, args: &[&str], folder: &Path) -> f64 {
    timed(|| {
        let mut command = Command::new(command);
        let done = command.args(args).current_dir(folder).stdout(Stdio::null()).status();
        assert!(done.as_ref().is_ok_and(std::process::ExitStatus::success), "{command:?}: {done:?}");
    })
}

/// Milliseconds that some work takes.
fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e3
}

/// Sorts, too.
fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Every file below a folder that is not hidden.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the course").flatten() {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Copies what authors write, and not what was built from it.
fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let below = path.strip_prefix(from).expect("a file of that folder");
        if below.starts_with("out") {
            continue;
        }
        let place = to.join(below);
        fs::create_dir_all(place.parent().expect("a folder")).expect("room for a copy");
        fs::copy(&path, &place).expect("room for a copy");
    }
}

//! How long the server takes to answer, and how much memory it holds. Run it with a release build:
//! `LABC=target/release/labc cargo test -p labc-cli --test lsp_figures -- --ignored --nocapture`.

mod lsp {
    pub(crate) mod client;
    pub(crate) mod water;
}

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lsp::client::{Client, place};
use lsp::water::{TANK, folder, write};
use serde_json::json;

/// The goals, in milliseconds, at 95 %.
const GOALS: [(&str, f64); 3] = [("diagnostics", 50.0), ("completion", 20.0), ("hover", 20.0)];

/// A course of as many labs, each like the tank.
fn many(labs: usize) -> PathBuf {
    let here = folder("many");
    let mut manifest = "id = \"many\"\ntitle = \"Many\"\nlabs = \"labs\"\n".to_owned();
    for number in 0..labs {
        let _ = write!(manifest, "[[volume]]\ntitle = \"V{number}\"\nlabs = [\"tank{number}\"]\n");
        let lab = TANK.replacen("lab tank", &format!("lab tank{number}"), 1);
        write(&here.join(format!("labs/tank{number}/lab.lab")), &lab);
    }
    write(&here.join("course.toml"), &manifest);
    here
}

fn course() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An author who writes one line in the middle of a lab, again and again.
struct Author {
    client: Client,
    path: String,
    line: u64,
    version: u64,
}

impl Author {
    fn at_work(here: &Path, path: &str) -> Self {
        let mut client = Client::start_with(here, json!({ "explains": true }));
        let original = fs::read_to_string(here.join(path)).unwrap();
        client.open(path, &original);
        client.wait();
        let at = original.rfind("  show metrics {").unwrap();
        let line = place(&original, at)["line"].as_u64().unwrap();
        Self { client, path: path.to_owned(), line, version: 1 }
    }

    /// Writes the line: the first time a new one, then in its place.
    fn write(&mut self, words: &str) {
        let at = |line: u64| json!({ "line": line, "character": 0 });
        let end = if self.version == 1 { at(self.line) } else { at(self.line + 1) };
        let change =
            json!([{ "range": { "start": at(self.line), "end": end }, "text": format!("{words}\n") }]);
        self.version += 1;
        self.client.change(&self.path, self.version, change);
    }

    /// How long an answer takes about a place of the line.
    fn ask(&mut self, method: &str, character: usize) -> Duration {
        let at = json!({ "line": self.line, "character": character });
        let more = json!({
            "range": { "start": at, "end": at },
            "context": { "includeDeclaration": true, "diagnostics": [] },
        });
        let before = Instant::now();
        self.client.at(method, &self.path, at, more);
        before.elapsed()
    }
}

/// A formula that is typed, letter by letter at its end.
const TYPED: [&str; 6] = [
    "  let typed = 2",
    "  let typed = 2 *",
    "  let typed = 2 * 3",
    "  let typed",
    "  let typed =",
    "  let typed = 7",
];

#[test]
#[ignore = "measures time"]
fn latency() {
    let rounds: usize = std::env::var("LABC_ROUNDS").map_or(60, |count| count.parse().unwrap());
    let mut missed = Vec::new();
    for (here, path) in [
        (course(), "labs-src/vol1_06/lab.lab"),
        (course(), "labs-src/vol1_16/lab.lab"),
        (many(300), "labs/tank7/lab.lab"),
    ] {
        let mut author = Author::at_work(&here, path);
        let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        let mut add = |what, time: Duration| times.entry(what).or_default().push(time.as_secs_f64() * 1e3);
        for round in 0..rounds {
            let words = TYPED[round % TYPED.len()];
            let before = Instant::now();
            author.write(words);
            author.client.hear(author.version);
            add("diagnostics", before.elapsed());
            for (name, method) in [
                ("hover", "textDocument/hover"),
                ("completion", "textDocument/completion"),
                ("references", "textDocument/references"),
                ("actions", "textDocument/codeAction"),
            ] {
                add(name, author.ask(method, 8));
            }
            // At once after a letter, as editors ask while somebody types.
            author.write(TYPED[(round + 1) % TYPED.len()]);
            add("completion after a letter", author.ask("textDocument/completion", 14));
            author.client.hear(author.version);
            // All names of the lab, with their values.
            author.write("  let typed = 2 * w");
            add("completion of names after a letter", author.ask("textDocument/completion", 19));
            author.client.hear(author.version);
            author.write(words);
            add("hover after a letter", author.ask("textDocument/hover", 8));
            author.client.hear(author.version);
        }
        let before = Instant::now();
        author.client.wait();
        add("check of the course", before.elapsed());
        for (name, mut times) in times {
            times.sort_by(f64::total_cmp);
            let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
            println!("{path}  {name}: median {:.1} ms, p95 {:.1} ms", at(0.5), at(0.95));
            let goal = GOALS.iter().find(|(what, _)| name.starts_with(what));
            if let Some((_, goal)) = goal.filter(|(_, goal)| at(0.95) > *goal) {
                missed.push(format!("{path} {name}: {:.1} ms, the goal is {goal} ms", at(0.95)));
            }
        }
        assert!(author.client.stop());
    }
    println!("missed: {missed:#?}");
}

#[test]
#[ignore = "takes minutes"]
fn memory_does_not_grow_while_somebody_writes() {
    let edits: u64 = std::env::var("LABC_EDITS").map_or(2000, |count| count.parse().unwrap());
    for (here, path) in [(course(), "labs-src/vol1_06/lab.lab"), (many(300), "labs/tank7/lab.lab")] {
        let mut author = Author::at_work(&here, path);
        let mut held = Vec::new();
        for edit in 0..=edits {
            author.write(TYPED[edit as usize % TYPED.len()]);
            author.client.hear(author.version);
            author.ask("textDocument/hover", 8);
            if edit % (edits / 10).max(1) == 0 {
                author.client.wait();
                held.extend(author.client.memory());
            }
        }
        let shown: Vec<String> = held.iter().map(|held| format!("{held:.0}")).collect();
        println!("{path}: MiB after each tenth of {edits} edits: {}", shown.join(" "));
        // What is kept for the first edits is not growth.
        if let [_, early, .., last] = held[..] {
            assert!(last < early * 1.15 + 4.0, "{path}: from {early:.0} to {last:.0} MiB");
        }
        assert!(author.client.stop());
    }
}

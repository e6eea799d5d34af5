//! How long `labc check` takes with large and faulty input, each a thing that once took long, and beside another
//! build of labc if there is one. Both take turns, so that whatever else the machine does meets both alike.
//!
//! `cargo build --release && cargo bench -p labc-tests --bench bad`. `LABC` names another command than the release
//! build's, `BEFORE` the one to compare it with, `ROUNDS` how many rounds. A run is stopped after a minute.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// After so long a run is stopped.
const LONGEST: Duration = Duration::from_secs(60);

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if !env::args().any(|arg| arg == "--bench") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace's folder");
    let labc = env::var_os("LABC").map_or_else(|| root.join("target/release/labc"), PathBuf::from);
    let before = env::var_os("BEFORE").map(PathBuf::from);
    let rounds: usize = env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3);
    let here = env::temp_dir().join(format!("labc-bad-{}", std::process::id()));
    fs::create_dir_all(&here).expect("a folder for the inputs");

    println!("medians of {rounds} rounds, in milliseconds");
    println!("{:<44}{:>10}{:>10}", "", "now", if before.is_some() { "before" } else { "" });
    for (what, text, data) in inputs() {
        let lab = here.join("lab.lab");
        fs::write(&lab, text).expect("the input");
        fs::write(here.join("m.csv"), data).expect("its data");
        let (mut now, mut then) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            now.push(run(&labc, &lab));
            if let Some(before) = &before {
                then.push(run(before, &lab));
            }
        }
        println!("{what:<44}{:>10}{:>10}", median(&mut now), median(&mut then));
    }
    fs::remove_dir_all(&here).expect("the folder of this run");
}

/// Labs, each with what it is and the text of its data file.
fn inputs() -> Vec<(&'static str, String, String)> {
    let head = "lab bad \"Bad\"\nconst weight = 3 GB source \"s\"\n";
    let lines = |line: &str, count: usize| {
        let numbered = (0..count).map(|number| line.replace('#', &number.to_string()) + "\n");
        head.to_owned() + &numbered.collect::<String>()
    };
    let long = |start: &str, piece: &str, count: usize| format!("{head}{start}{}\n", piece.repeat(count));
    let rows = |count: usize| {
        "k,a,b\n".to_owned() + &(0..count).map(|row| format!("r{row},{row},0.5\n")).collect::<String>()
    };
    let table = format!(
        "{head}table m from \"m.csv\" source \"s\" {{ k: key  a: GB  b: number }}\n\
         let s = sum(r.a * r.b for r in m)\n\"{{s}}\"\n"
    );
    let cited = {
        let rows: String = (0..2000).map(|row| format!("  r{row} {row} source \"paper {row}\"\n")).collect();
        let figures: String = (0..2000).map(|row| format!("\"{{m.r{row}.a}}\"\n")).collect();
        format!("{head}table m {{ k a: GB\n{rows}}}\n{figures}")
    };
    let heavy = format!(
        "{head}slider n \"N\" from 1 to 1000 by 1 start 10\nslider k \"K\" from 1 to 1000 by 1 start 10\n\
         let s = sum(x * k for x in 1 to 5000 where x <= n)\n\"{{s}}\"\ncheck s == 7 reachable\n"
    );
    let none = String::new;
    vec![
        ("one misspelt name, 2000 times", lines("let a# = wieght * #", 2000), none()),
        ("4000 unknown names", lines("let a# = zqx# * 2", 4000), none()),
        ("4000 unknown units", lines("let a# = 1 qux#", 4000), none()),
        ("100 000 statements that are none", lines("foo #", 100_000), none()),
        ("a sum of 100 000", long("let a = 1", " + 1", 100_000), none()),
        ("a number of a million digits", long("let a = ", "7", 1_000_000), none()),
        ("100 000 open brackets", long("let a = ", "(", 100_000), none()),
        ("8760 rows, the hours of a year", table.clone(), rows(8760)),
        ("100 000 rows", table, rows(100_000)),
        ("2000 figures with sources of their own", cited, none()),
        ("`reachable` over a long fold", heavy, none()),
    ]
}

/// How long a check takes, in milliseconds; nothing where it was stopped.
fn run(labc: &Path, lab: &Path) -> Option<u128> {
    let start = Instant::now();
    let mut check = Command::new(labc);
    check.arg("check").arg(lab).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = check.spawn().unwrap_or_else(|error| panic!("{}: {error}", labc.display()));
    while child.try_wait().expect("the check's end").is_none() {
        if start.elapsed() > LONGEST {
            child.kill().expect("the check stops");
            child.wait().expect("the check has ended");
            return None;
        }
        sleep(Duration::from_millis(2));
    }
    Some(start.elapsed().as_millis())
}

fn median(times: &mut [Option<u128>]) -> String {
    times.sort_by_key(|time| time.unwrap_or(u128::MAX));
    match times.get(times.len() / 2) {
        Some(Some(time)) => time.to_string(),
        Some(None) => format!(">{}", LONGEST.as_millis()),
        None => String::new(),
    }
}

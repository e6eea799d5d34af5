//! This machine: the command itself, the programs that authors use with it, and what `labc watch` needs.

use std::env;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Observation;
use crate::make::runtime;

/// Browsers by the names of their programs, where the system has no program that opens addresses.
const BROWSERS: [&str; 9] = [
    "xdg-open",
    "firefox",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "brave-browser",
    "epiphany",
];

/// Looks at everything that does not belong to a course.
pub(super) fn look() -> Vec<Observation> {
    vec![command(), browser(), git(), server()]
}

/// This command, and whether it is the one that a terminal finds.
fn command() -> Observation {
    let evaluator = blake3::hash(runtime::LAB_SCRIPT.as_bytes()).to_hex();
    let says = format!(
        "labc {} for {} on {}, with evaluator {}",
        env!("CARGO_PKG_VERSION"),
        env::consts::ARCH,
        env::consts::OS,
        &evaluator[..8]
    );
    let whole = |path: PathBuf| path.canonicalize().ok();
    let (own, found) = (env::current_exe().ok().and_then(whole), in_path("labc").and_then(whole));
    match (own, found) {
        (Some(own), Some(found)) if own != found => Observation::note(
            "labc",
            says,
            format!("typing `labc` starts another one: {}; this one is {}", found.display(), own.display()),
        ),
        (Some(own), None) => Observation::note(
            "labc",
            says,
            format!(
                "typing `labc` does not find it: put {} into PATH",
                own.parent().unwrap_or(Path::new(".")).display()
            ),
        ),
        _ => Observation::fine("labc", says),
    }
}

/// What `labc watch --open` starts. macOS and Windows always have something.
fn browser() -> Observation {
    if cfg!(any(target_os = "macos", windows)) {
        return Observation::fine("browser", "the system opens pages");
    }
    let named = env::var_os("BROWSER").filter(|named| !named.is_empty());
    match named.map(PathBuf::from).or_else(|| BROWSERS.iter().find_map(|name| in_path(name))) {
        Some(path) => Observation::fine("browser", format!("pages are opened with {}", path.display())),
        None => Observation::note(
            "browser",
            "none found, so `labc watch --open` cannot start one",
            "open the address that `labc watch` prints, or name a browser in the variable BROWSER",
        ),
    }
}

fn git() -> Observation {
    let output = in_path("git").and_then(|git| Command::new(git).arg("--version").output().ok());
    match output.filter(|output| output.status.success()) {
        Some(output) => Observation::fine("git", String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        None => Observation::note(
            "git",
            "not found; labc itself does not need it",
            "install git to keep the history of a course and to publish it from a repository",
        ),
    }
}

/// Whether pages can be served to this machine.
fn server() -> Observation {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, 0)) {
        Ok(_) => Observation::fine("watch", "pages can be served on 127.0.0.1"),
        Err(error) => Observation::error(
            "watch",
            format!("pages cannot be served on 127.0.0.1: {error}"),
            "bring up the loopback interface; a firewall or a container may forbid it. `labc build` works without",
        ),
    }
}

/// Where a program is, as a terminal finds it.
fn in_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

//! A small course for the server to work in, and what `labc check` says of it.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::client::{Client, offset};

pub(crate) fn folder(name: &str) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("lsp-{name}"));
    drop(fs::remove_dir_all(&here));
    fs::create_dir_all(&here).unwrap();
    here
}

pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(fs::copy(&path, &to).unwrap()),
        }
    }
}

pub(crate) const MANIFEST: &str = "id = \"water\"\ntitle = \"Water\"\nlabs = \"labs\"\nbibliography = \"refs.bib\"\n[[volume]]\ntitle = \"Volume\"\nlabs = [\"tank\", \"pipe\"]\n[sections]\nsec-flow = { title = \"How water flows\" }\nsec-tank = { title = \"The tank\", lab = \"tank\", part = \"fill\" }\n";

pub(crate) const REFERENCES: &str = "@book{torricelli1644,\n  author = {Torricelli, Evangelista}, title = {Opera geometrica}, year = {1644}\n}\n";

pub(crate) const TANK: &str = r#"lab tank "The tank"

table room source "measured" {
  key     label      height: m
  kitchen "Kitchen"  2
  attic   "Attic"    9
}

slider width "Width" from 1 m to 4 m by 1 m start 2 m
choice where_to "Where to" of room start kitchen

/// What the tank holds.
let held = width^2 * where_to.height in m^3

part fill "Filling" 5 min {
  predict more "Twice the width holds"
      truth held at (width = 4 m) / held at (width = 2 m) confidence {
    two  "twice as much" is 2 """No: {truth}×."""
    four "four times as much" is 4 """Yes."""
  }
  status system {
    fail over "Too heavy" when held > 100 m^3
    pass fine
  }
  show metrics { held "Held" tone system }
  record { volume = held "What the tank holds" }
}
"#;

pub(crate) const PIPE: &str = r#"lab pipe "The pipe"
use ledger tank {
  volume else 1 m^3
  more.right as knew else no
}
let twice = 2 * volume
part one "One" 5 min {
  revisit tank
  check "more" twice >= volume
  show metrics { twice "Twice" }
  "{if knew then 1 else 0}"
}
"#;

pub(crate) fn course(name: &str) -> PathBuf {
    let here = folder(name);
    write(&here.join("course.toml"), MANIFEST);
    write(&here.join("refs.bib"), REFERENCES);
    write(&here.join("labs/tank/lab.lab"), TANK);
    write(&here.join("labs/pipe/lab.lab"), PIPE);
    here
}

/// What `labc check` says of the course in a folder: each time its code, its bytes and its headline.
pub(crate) fn checked(here: &Path) -> Vec<String> {
    checked_at(here, &[])
}

/// The same of some files.
pub(crate) fn checked_at(here: &Path, paths: &[&str]) -> Vec<String> {
    let output = Command::new(super::client::program())
        .args(["check", "--fresh", "--format", "json"])
        .args(paths)
        .current_dir(here)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let list = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut said: Vec<String> = list
        .map(|one| {
            let path = one["path"].as_str().unwrap();
            format!("{path} {}..{} {}", one["start"], one["end"], words(&one))
        })
        .collect();
    said.sort();
    said
}

/// What the server has said so far of all files, in the same words. `texts` are those that are open.
pub(crate) fn told(client: &Client, here: &Path, texts: &[(&str, &str)]) -> Vec<String> {
    let mut said = Vec::new();
    for (path, all) in client.said.iter().filter(|(_, all)| !all.is_empty()) {
        let open = texts.iter().find(|(open, _)| open == path).map(|(_, text)| (*text).to_owned());
        let text = open.unwrap_or_else(|| fs::read_to_string(here.join(path)).unwrap());
        for one in all {
            let at = |end: &str| offset(&text, &one["range"][end]);
            said.push(format!("{path} {}..{} {}", at("start"), at("end"), words(one)));
        }
    }
    said.sort();
    said
}

fn words(one: &Value) -> String {
    let headline = one["message"].as_str().unwrap().lines().next().unwrap();
    format!("{} {headline}", one["code"].as_str().unwrap())
}

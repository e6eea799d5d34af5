//! The rules of the house, as far as the text of the sources shows whether they are kept: who may import
//! whom, who may touch the world, how long a file may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const OUR_CRATES: [&str; 6] = ["lab_core", "lab_prove", "lab_runtime", "lab_lsp", "labc", "labc_cli"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a folder of the workspace")
}

/// Every file below a folder of the workspace whose name ends so, built and installed things left out.
fn files(below: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(below)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() {
                if !["target", "node_modules", ".git", "out", "shots"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string().replace('\\', "/")
}

/// The lines of Rust code below a folder, with where they are: `path:line`. Comments are no code, and what
/// follows `#[cfg(test)]` is not shipped.
fn code(below: &str) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for path in files(below, ".rs") {
        let text = fs::read_to_string(&path).unwrap();
        for (index, line) in text.lines().enumerate() {
            if line.trim() == "#[cfg(test)]" {
                break;
            }
            let line = line.split("//").next().unwrap_or("");
            lines.push((format!("{}:{}", shown(&path), index + 1), line.to_owned()));
        }
    }
    lines
}

/// Whether a name is used as a path or imported: `name::` or `use name`, not as part of a longer name.
fn names(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + name.len()..];
        let whole = before.is_none_or(|before| !before.is_alphanumeric() && !"_\"/.".contains(before));
        let imported = line.trim_start().trim_start_matches("pub ").starts_with("use ");
        whole && (after.starts_with("::") || imported && after.starts_with([';', ',', ' ', '}']))
    })
}

fn offenders(below: &str, banned: impl Fn(&str) -> bool) -> Vec<String> {
    code(below)
        .into_iter()
        .filter(|(_, line)| banned(line))
        .map(|(place, line)| format!("{place}: {}", line.trim()))
        .collect()
}

fn none(offenders: &[String], rule: &str) {
    assert!(offenders.is_empty(), "{rule}\n  {}", offenders.join("\n  "));
}

#[test]
fn names_are_recognised() {
    assert!(
        names("use labc::page;", "labc")
            && names("    labc::check()", "labc")
            && names("pub use pest;", "pest")
    );
    assert!(
        !names("use labc_cli::x;", "labc")
            && !names("let labc = 1;", "labc")
            && !names("use crate::pest;", "labc")
    );
    assert!(!code("compiler/core/src").is_empty() && !files(".", "Cargo.toml").is_empty());
}

#[test]
fn the_core_imports_none_of_our_crates() {
    let banned = |line: &str| OUR_CRATES.iter().any(|name| *name != "lab_core" && names(line, name));
    none(&offenders("compiler/core", banned), "lab-core is what everything else stands on");
}

#[test]
fn the_proofs_import_only_the_core() {
    let banned = |line: &str| ["labc", "labc_cli", "lab_runtime"].iter().any(|name| names(line, name));
    none(
        &offenders("compiler/prove", banned),
        "what is proved is a program: nothing of the language or of files",
    );
}

#[test]
fn the_runtime_imports_only_the_core() {
    let banned = |line: &str| ["labc", "labc_cli", "lab_prove"].iter().any(|name| names(line, name));
    none(
        &offenders("runtime-wasm", banned),
        "lab-runtime is downloaded by every student: it has the core and no more",
    );
}

#[test]
fn nobody_imports_the_runtime_and_the_compiler_not_the_command() {
    let mut found = offenders("compiler", |line| names(line, "lab_runtime"));
    found.extend(offenders("compiler/labc", |line| names(line, "labc_cli") || names(line, "lab_lsp")));
    found.extend(offenders("compiler/lsp", |line| names(line, "labc_cli")));
    none(&found, "the runtime is a leaf, and the compiler does not know its command");
}

/// The room of a file: the folder, or the file, that stands right below its crate's `src`.
fn room(source: &Path, path: &Path) -> String {
    let first = path.strip_prefix(source).unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The rooms that a text names: `crate::room`, and those in the braces of `use crate::{…}`.
fn rooms_named<'t>(text: &'t str, rooms: &BTreeSet<String>) -> BTreeSet<&'t str> {
    let mut found = BTreeSet::new();
    let mut depth = None;
    for (at, _) in text.match_indices("crate::") {
        let after = &text[at + "crate::".len()..];
        let list = after.strip_prefix('{').map_or("", |list| list.split(';').next().unwrap());
        let mut names = vec![after];
        for (index, letter) in list.char_indices() {
            let inside = depth.get_or_insert(0);
            match letter {
                '{' => *inside += 1,
                '}' => *inside -= 1,
                _ if *inside == 0 && (index == 0 || letter == ',') => {
                    names.push(list[index..].trim_start_matches(',').trim_start());
                }
                _ => {}
            }
        }
        depth = None;
        for name in names {
            let name = name.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap();
            if rooms.contains(name) {
                found.insert(name);
            }
        }
    }
    found
}

#[test]
fn rooms_that_a_text_names() {
    let rooms: BTreeSet<String> = ["one", "two", "three"].map(str::to_owned).into();
    let named = |text| rooms_named(text, &rooms).into_iter().collect::<Vec<_>>();
    assert_eq!(named("use crate::one::Thing;"), ["one"]);
    assert_eq!(named("use crate::{one::{two, Thing}, three};"), ["one", "three"]);
    assert_eq!(named("crate::two::run(crate::Other)"), ["two"]);
    assert!(named("use crate::{Thing, four};").is_empty());
}

/// Who reads one room can leave those above it alone.
#[test]
fn the_rooms_of_a_crate_read_each_other_in_one_direction() {
    for krate in ["cli", "core", "labc", "lsp", "playground", "prove"] {
        let source = root().join("compiler").join(krate).join("src");
        let files = files(&format!("compiler/{krate}/src"), ".rs");
        let rooms: BTreeSet<String> = files.iter().map(|path| room(&source, path)).collect();
        let mut reads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for path in &files {
            let own = room(&source, path);
            let is_test = path.iter().any(|part| part == "tests" || part == "tests.rs");
            if is_test || ["lib", "main"].contains(&own.as_str()) {
                continue;
            }
            let text = fs::read_to_string(path).unwrap();
            let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
            let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap()).collect();
            let code = code.join("\n");
            let named = rooms_named(&code, &rooms).into_iter().map(str::to_owned);
            reads.entry(own.clone()).or_default().extend(named.filter(|name| *name != own));
        }
        // What reads only what has been taken away is taken away, until a circle is left, or nothing.
        while let Some(free) = reads
            .iter()
            .find(|(_, named)| named.iter().all(|name| !reads.contains_key(name)))
            .map(|(own, _)| own.clone())
        {
            reads.remove(&free);
        }
        assert!(reads.is_empty(), "rooms of compiler/{krate} that read each other in a circle: {reads:#?}");
    }
}

/// Whether a line brings in more of `std::io` than the traits by which a caller hands streams in, and what is in memory.
fn opens(line: &str) -> bool {
    const HARMLESS: [&str; 9] =
        ["self", "io", "Read", "Write", "BufRead", "Seek", "SeekFrom", "Cursor", "Result"];
    let Some((_, names)) = line.split_once("std::io") else { return false };
    let names = names.trim_start_matches("::").trim_end_matches(';').trim_matches(['{', '}']);
    let mut names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    !line.trim_start().starts_with("use ") || names.any(|name| !HARMLESS.contains(&name))
}

#[test]
fn only_streams_that_are_handed_in_are_read_and_written() {
    assert!(!opens("use std::io::{self, Read, Seek, SeekFrom, Write};") && !opens("use std::io::Write;"));
    assert!(
        opens("use std::io::{Read, stdin};")
            && opens("use std::io::Stdout;")
            && opens("std::io::stdin().lock()")
    );
}

#[test]
fn the_compiler_and_the_core_do_not_touch_the_world() {
    const WORLD: [&str; 8] = [
        "std::fs",
        "std::env",
        "std::time",
        "std::net",
        "std::process",
        "io::stdin",
        "io::stdout",
        "io::stderr",
    ];
    const MACROS: [&str; 4] = ["println!", "print!", "eprintln!", "eprint!"];
    let banned = |line: &str| {
        let world = WORLD.iter().any(|name| line.contains(name));
        let grouped = line.contains("use std::{")
            && ["fs", "env", "time", "net", "process", "io"]
                .iter()
                .any(|name| line.contains(&format!("{{{name}")) || line.contains(&format!(" {name}")));
        world || grouped || opens(line) || MACROS.iter().any(|name| line.contains(name))
    };
    for below in ["compiler/labc/src", "compiler/core/src", "runtime-wasm/src"] {
        none(&offenders(below, banned), "sources come in through a trait, diagnostics go out as data");
    }
}

/// A library that could be replaced one day is named where it is wrapped, and nowhere else: in one file, and in the
/// folder of that file's submodules.
#[test]
fn one_place_names_each_library() {
    let wrapped: [(&str, &[&str]); 4] = [
        ("pest", &["pest", "pest_derive"]),
        ("pulldown-cmark", &["pulldown_cmark"]),
        ("minijinja", &["minijinja"]),
        ("plotters", &["plotters", "plotters_backend", "plotters_svg"]),
    ];
    for (library, crates) in wrapped {
        let mut places: Vec<String> = [("compiler"), ("runtime-wasm"), ("tests/src")]
            .iter()
            .flat_map(|below| code(below))
            .filter(|(_, line)| crates.iter().any(|name| names(line, name)))
            .map(|(place, _)| place.rsplit_once(':').unwrap().0.to_owned())
            .collect();
        places.dedup();
        let folders: Vec<_> = places.iter().map(|place| place.replace(".rs", "/")).collect();
        places.retain(|place| !folders.iter().any(|folder| place.starts_with(folder)));
        assert!(places.len() <= 1, "{library} is named in more than one file:\n  {}", places.join("\n  "));
    }
}

#[test]
fn only_the_command_names_watching_serving_and_editors() {
    const ONLY_CLI: [&str; 8] = [
        "notify",
        "anyhow",
        "tiny_http",
        "lsp_server",
        "lsp_types",
        "gen_lsp_types",
        "clap",
        "annotate_snippets",
    ];
    for below in ["compiler/core", "compiler/labc", "runtime-wasm"] {
        none(
            &offenders(below, |line| ONLY_CLI.iter().any(|name| names(line, name))),
            "files, terminals, HTTP and editors are the business of compiler/cli",
        );
    }
}

#[test]
fn no_file_is_longer_than_800_lines() {
    for ending in [".rs", ".js", ".mjs", ".pest", ".css", ".html"] {
        for below in ["compiler", "runtime-wasm", "tests", "themes"] {
            for path in files(below, ending) {
                let lines = fs::read_to_string(&path).unwrap().lines().count();
                assert!(lines <= 800, "{} has {lines} lines: split it", shown(&path));
            }
        }
    }
}

#[test]
fn the_workspace_stands_alone() {
    for manifest in files(".", "Cargo.toml") {
        let text = fs::read_to_string(&manifest).unwrap();
        for value in text.split("path = \"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let path = manifest.parent().unwrap().join(value);
            let whole = fs::canonicalize(&path);
            let inside = whole.is_ok_and(|whole| whole.starts_with(fs::canonicalize(root()).unwrap()));
            assert!(inside, "{} depends on {value}, which is not in this repository", shown(&manifest));
        }
        assert!(!text.contains("git = \""), "{} depends on a repository elsewhere", shown(&manifest));
    }
    let outside = concat!("..", "/shared");
    for ending in [".rs", ".toml", ".md", ".mjs", ".js", ".html", ".css", ".lab", ".json", ".pest", "run"] {
        for path in files(".", ending) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            assert!(!text.contains(outside), "{} speaks of a folder that readers do not have", shown(&path));
        }
    }
}

/// The modules that a file declares, without those for tests.
fn declared(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let shipped = (0..lines.len()).filter(|line| *line == 0 || lines[line - 1] != "#[cfg(test)]");
    shipped
        .filter_map(|line| lines[line].strip_suffix(';')?.rsplit_once("mod "))
        .filter(|(before, _)| before.is_empty() || before.starts_with("pub"))
        .map(|(_, module)| module)
        .collect()
}

/// Where the first lines of a file have a table of its modules, they name every module. A table with the head `module` or
/// `file` names nothing else.
#[test]
fn tables_of_modules_name_every_module() {
    let mut faults = Vec::new();
    for path in files("compiler", ".rs").into_iter().chain(files("runtime-wasm", ".rs")) {
        let text = fs::read_to_string(&path).unwrap();
        let map: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
        let rows: Vec<&str> = map.iter().filter_map(|line| line.strip_prefix(" | ")).collect();
        let Some(head) = rows.first().and_then(|row| row.split_whitespace().next()) else { continue };
        let modules = declared(&text);
        if !["module", "file", "step"].contains(&head) {
            continue;
        }
        let unnamed =
            modules.iter().filter(|name| !map.iter().any(|line| line.contains(&format!("`{name}`"))));
        faults.extend(unnamed.map(|name| format!("{} does not name its module `{name}`", shown(&path))));
        let cells = rows.iter().skip(2).filter_map(|row| row.split(" |").next()).filter(|_| head != "step");
        let named = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
        let strange = named.filter(|name| !modules.contains(name) && !name.contains('.'));
        faults.extend(strange.map(|name| format!("{} names `{name}`, which isn't its module", shown(&path))));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Browser tests wait for what a page shows or keeps; an amount of time is too long on one machine and too short on
/// another.
#[test]
fn no_browser_test_waits_for_an_amount_of_time() {
    let mut waits = Vec::new();
    for path in files("tests/browser", ".mjs") {
        let text = fs::read_to_string(&path).unwrap();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| line.contains("waitForTimeout")) {
            waits.push(format!("{}:{}: {}", shown(&path), index + 1, line.trim()));
        }
    }
    none(&waits, "wait for a state: see `rested` in tests/browser/lib/browser.mjs");
}

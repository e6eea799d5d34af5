//! The packages of the crates hold everything that they are built from. `tests/packages` installs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use labc_tests::place::{files, shown};

/// The crates that are packaged, with their folders: all of the compiler's that are not kept back.
fn packages() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for manifest in files("compiler", "/Cargo.toml") {
        let text = fs::read_to_string(&manifest).unwrap();
        let name = text.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).unwrap();
        if !text.contains("\npublish = false\n") {
            found.push((name.to_owned(), shown(manifest.parent().unwrap())));
        }
    }
    assert!(found.len() > 2, "{found:?}");
    found
}

#[test]
fn every_crate_is_packaged_and_installed_by_the_scripts() {
    let [package, install] =
        ["compiler/package", "tests/packages"].map(|path| fs::read_to_string(root().join(path)).unwrap());
    for (name, _) in packages() {
        assert!(package.contains(&format!("--package {name}")), "compiler/package leaves out {name}");
        assert!(install.contains(&format!("$here/{name}-0.1.0")), "tests/packages leaves out {name}");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are a folder of the workspace")
}

/// The paths of the files that cargo would put into a package.
fn listed(package: &str) -> Vec<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["package", "--list", "--allow-dirty", "--offline", "--package", package])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(PathBuf::from).collect()
}

#[test]
fn a_package_holds_every_file_of_its_crate_but_the_tests() {
    for (package, folder) in packages() {
        let folder = root().join(&folder);
        let (listed, mut missing) = (listed(&package), Vec::new());
        for path in files(folder.strip_prefix(root()).unwrap().to_str().unwrap(), "") {
            let path = path.strip_prefix(&folder).unwrap().to_owned();
            let is_left_out = ["tests", "benches", "examples"].iter().any(|left| path.starts_with(left));
            if !is_left_out && !listed.contains(&path) {
                missing.push(path);
            }
        }
        assert!(
            listed.len() > 3 && missing.is_empty(),
            "{package} lacks {missing:?}: see `include` in its Cargo.toml"
        );
    }
}

/// The texts and bytes that a source file takes in by a path of its own, as written.
fn taken_in(source: &str) -> Vec<&str> {
    let shipped = source.split("#[cfg(test)]").next().unwrap_or("");
    ["include_str!(", "include_bytes!("]
        .iter()
        .flat_map(|call| shipped.split(call).skip(1))
        .filter_map(|rest| {
            rest.trim_start().trim_start_matches("concat!(").strip_prefix('"')?.split('"').next()
        })
        .collect()
}

#[test]
fn no_crate_takes_in_what_its_package_does_not_have() {
    let found = taken_in(
        "a(include_str!(\"x\"), include_bytes!(concat!(\"../\", $n)))\n#[cfg(test)] include_str!(\"y\")",
    );
    assert_eq!(found, ["x", "../"]);
    let mut outside = Vec::new();
    for (_, folder) in packages() {
        let source = root().join(&folder).join("src");
        for file in files(&format!("{folder}/src"), ".rs") {
            let text = fs::read_to_string(&file).unwrap();
            let above = file.strip_prefix(&source).unwrap().components().count();
            let leaves = |path: &&str| path.matches("../").count() > above;
            // Modules of tests have no mark of their own.
            if !file.ends_with("tests.rs") {
                outside.extend(
                    taken_in(&text)
                        .into_iter()
                        .filter(leaves)
                        .map(|path| format!("{}: {path}", file.display())),
                );
            }
        }
    }
    assert!(outside.is_empty(), "{outside:?}");
}

//! Lists the files that are built in: the pages of `codes`, each of which makes a code, and the templates of the default
//! theme. Says, too, where the themes are: in the workspace's folder `themes`, or, in a package on its own, in the copy
//! that it carries. `compiler/package` makes that copy.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("cargo::error={reason}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let variable = |name: &str| std::env::var_os(name).ok_or_else(|| format!("{name} is not set"));
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let places = [here.join("../../themes"), here.join("themes")];
    let themes = places.iter().find(|place| place.join("default/theme.toml").is_file()).ok_or_else(|| {
        let places = places.each_ref().map(|place| place.display().to_string());
        format!("the themes are missing: neither {} is there", places.join(" nor "))
    })?;
    println!("cargo::rustc-env=LABC_THEMES={}", themes.display());
    println!("cargo::rerun-if-changed=build.rs");
    let default = themes.join("default");
    let lists = [("codes.rs", codes(&here.join("codes"))), ("templates.rs", templates(&default))];
    for (name, list) in lists {
        let written = list.and_then(|list| fs::write(out.join(name), list));
        written.map_err(|reason| format!("{name} can't be made: {reason}"))?;
    }
    Ok(())
}

/// The files of a folder in alphabetical order. Cargo looks at the folder again when it changes.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.is_file());
    files.sort();
    Ok(files)
}

/// A call of `codes!` with a row for every page: `NoSource = "no-source",`.
fn codes(folder: &Path) -> io::Result<String> {
    let mut list = "codes! {\n".to_owned();
    let mut names: Vec<OsString> =
        files(folder)?.iter().filter_map(|file| Some(file.file_stem()?.to_owned())).collect();
    names.sort();
    for name in names {
        let name = name.to_string_lossy();
        let words = name.split('-').map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        });
        let _ = writeln!(list, "    {} = {name:?},", words.collect::<String>());
    }
    Ok(list + "}\n")
}

/// A slice of the templates: their names, as in `blocks/card.html`, and their texts.
fn templates(folder: &Path) -> io::Result<String> {
    let mut list = "&[\n".to_owned();
    for below in ["", "blocks/"] {
        for file in files(&folder.join(below))? {
            if file.extension().is_none_or(|ending| ending != "html") {
                continue;
            }
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let _ = writeln!(
                list,
                "    ({:?}, include_str!({:?})),",
                format!("{below}{name}"),
                file.display().to_string()
            );
        }
    }
    Ok(list + "]\n")
}

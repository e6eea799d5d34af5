//! The page's script: the glue, the rules of the record's kinds, then the files of `runtime-wasm/js`, one after the
//! other.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The scripts of a lab's page in the order in which they stand; see `runtime-wasm/js/README.md`.
pub(crate) const LAB: &[&str] = &[
    "merge.js",
    "store.js",
    "copy.js",
    "announce.js",
    "load.js",
    "wire.js",
    "patch.js",
    "draw.js",
    "late.js",
    "arrange.js",
    "chart.js",
    "picture.js",
    "controls.js",
    "record.js",
    "typed.js",
    "state.js",
    "adopt.js",
    "ask.js",
    "seal.js",
    "boot.js",
];

/// Those of a lab's page where students bring rows of their own.
pub(crate) fn upload() -> Vec<&'static str> {
    LAB.iter()
        .flat_map(|script| {
            if *script == "boot.js" { &["upload.js", "boot.js"][..] } else { std::slice::from_ref(script) }
        })
        .copied()
        .collect()
}

/// Those of a lab's page that asks nothing and reads nothing: without the code for answers and for the record.
pub(crate) fn quiet() -> Vec<&'static str> {
    LAB.iter()
        .filter(|script| !["wire.js", "seal.js"].contains(script))
        .map(|script| if *script == "ask.js" { "quiet.js" } else { *script })
        .collect()
}

/// Those of the student's own page.
pub(crate) const WORK: &[&str] = &[
    "merge.js",
    "store.js",
    "copy.js",
    "announce.js",
    "load.js",
    "wire.js",
    "import.js",
    "report.js",
    "work.js",
];

/// Joins the glue and some of the page's scripts into one classic script. The scripts share one function, so
/// that none of their names become the page's.
pub(crate) fn page(glue: &str, folder: &Path, order: &[&str]) -> Result<String, String> {
    let mut page = glue.to_owned();
    for entry in fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))? {
        let name = entry.map_err(|error| error.to_string())?.file_name();
        let name = name.to_string_lossy();
        let known = [LAB, &upload(), &quiet(), WORK].iter().any(|scripts| scripts.contains(&&*name));
        if name.ends_with(".js") && !known {
            return Err(format!("runtime-wasm/js/{name} has no place in compiler/cli/build/script.rs"));
        }
    }
    page.push_str("(() => {\n\"use strict\";\n");
    let rules = lab_core::record::script();
    page.push_str(&rules);
    let mut declared = BTreeMap::new();
    for name in order {
        let path = folder.join(name);
        let text =
            fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        // A second function of a name would silently take the place of the first.
        for declares in text.lines().filter_map(declaration) {
            if rules.lines().filter_map(declaration).any(|rule| rule == declares) {
                return Err(format!(
                    "{name} declares `{declares}`, which is made from compiler/core/src/record.rs"
                ));
            }
            if let Some(other) = declared.insert(declares.to_owned(), *name) {
                return Err(format!("both {other} and {name} declare `{declares}`"));
            }
        }
        page.push_str(&text);
    }
    page.push_str("})();\n");
    Ok(page)
}

/// The name that a line of a script declares for all of them.
fn declaration(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let rest = ["function ", "const ", "let "].iter().find_map(|word| line.strip_prefix(word))?;
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$');
    rest.get(..end?).filter(|name| !name.is_empty())
}

/// The module as a script, for pages opened from a file, where a page may load scripts and nothing else.
pub(crate) fn embedded(wasm: &[u8]) -> String {
    let packed = miniz_oxide::deflate::compress_to_vec(wasm, 10);
    format!("globalThis.labcWasm=\"{}\";\n", STANDARD.encode(packed))
}

//! The scripts of the pages: the glue, then the modules of `runtime-wasm/js` that a page uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::bundle::{Module, Script, bundle};
use crate::minify;

/// That of a lab's page.
pub(crate) const LAB: Script = Script { start: "page/boot.js", instead: &[] };

/// That of a lab's page where students bring rows of their own.
pub(crate) const UPLOAD: Script = Script { start: "page/boot_with_uploads.js", instead: &[] };

/// That of a lab's page that asks nothing and reads nothing: without the code for answers and for the record.
pub(crate) const QUIET: Script = Script {
    start: "page/boot.js",
    instead: &[
        ("questions/ask.js", "questions/quiet.js"),
        ("questions/seal.js", "questions/quiet.js"),
        ("record/wire.js", "questions/quiet.js"),
    ],
};

/// That of the student's own page.
pub(crate) const WORK: Script = Script { start: "report/work.js", instead: &[] };

/// That of the pages that list labs.
pub(crate) const HOME: Script = Script { start: "page/home.js", instead: &[] };

/// What pages of labs use seldom, and load at the first use: pictures of charts, presets, links to settings.
pub(crate) const PICTURE: Script = Script { start: "page/extras.js", instead: &[] };

/// What a lab that is presented to a class has besides, and loads before anything else.
pub(crate) const PRESENT: Script = Script { start: "present/start.js", instead: &[] };

/// What asks for the font of formulas, before anything else of a page that shows some.
pub(crate) const FONT: Script = Script { start: "page/font.js", instead: &[] };

/// The service worker, which lets pages open without a network.
pub(crate) const OFFLINE: Script = Script { start: "offline/worker.js", instead: &[] };

/// That of the playground and of its worker.
pub(crate) const PLAYGROUND: Script = Script { start: "playground/boot.js", instead: &[] };

/// The modules of a folder by their paths, and `record/kinds.js`, which is made from the table of kinds.
pub(crate) fn modules(folder: &Path) -> Result<BTreeMap<String, Module>, String> {
    let kinds = minify::module(&lab_core::record::script())?;
    let mut modules = BTreeMap::from([("record/kinds.js".to_owned(), kinds)]);
    let list = |path: &Path| {
        fs::read_dir(path)
            .and_then(|entries| {
                entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()
            })
            .map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    for room in list(folder)?.iter().filter(|path| path.is_dir()) {
        for path in list(room)?.iter().filter(|path| path.extension().is_some_and(|end| end == "js")) {
            let text = fs::read_to_string(path)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            let name =
                [room, path].map(|path| path.file_name().unwrap_or_default().to_string_lossy()).join("/");
            let module = minify::module(&text).map_err(|fault| format!("{name}: {fault}"))?;
            modules.insert(name, module);
        }
    }
    Ok(modules)
}

/// Joins the glue and the modules of a script. The modules share one function, so that none of their names become the
/// page's.
pub(crate) fn page(
    glue: &str,
    modules: &BTreeMap<String, Module>,
    script: &Script,
) -> Result<String, String> {
    let texts: Vec<&str> = bundle(modules, script)?.iter().map(|name| &*modules[name].text).collect();
    Ok(format!("{glue}(() => {{\n\"use strict\";\n{}}})();\n", texts.concat()))
}

/// Modules that no page has are an error: somebody forgot to import them.
pub(crate) fn check_all_used(modules: &BTreeMap<String, Module>) -> Result<(), String> {
    let mut used = BTreeSet::new();
    for script in [LAB, UPLOAD, QUIET, WORK, HOME, PICTURE, PRESENT, FONT, OFFLINE, PLAYGROUND] {
        used.extend(bundle(modules, &script)?);
    }
    match modules.keys().find(|name| !used.contains(*name)) {
        Some(name) => Err(format!("no module imports runtime-wasm/js/{name}")),
        None => Ok(()),
    }
}

/// The module as a script, for pages opened from a file, where a page may load scripts and nothing else.
pub(crate) fn embedded(wasm: &[u8]) -> String {
    let packed = miniz_oxide::deflate::compress_to_vec(wasm, 10);
    format!("globalThis.labcWasm=\"{}\";\n", STANDARD.encode(packed))
}

//! Makes the page runtime inside the build, so that `cargo build` alone gives a complete `labc`:
//! the evaluator as WebAssembly, and as a script for pages opened from a file; a script for labs and one for the
//! student's own page. The evaluator of labs is compiled once and can be cut, so that no page loads what it does not
//! use; the student's own page has one that marks and does nothing else.
//!
//! The steps, each a module in `build/`:
//!
//! 1. [`wasm::compile`] runs a nested `cargo build` of `runtime-wasm` for the browser, once for each evaluator;
//! 2. [`wasm::bind`] gives it its glue with wasm-bindgen, called as a library;
//! 3. [`parts::whole`] finds out how that of labs can be cut;
//! 4. [`script::page`] joins the glue and the modules of the page's script, in the order that [`bundle::bundle`] finds;
//! 5. [`minify::script`] makes them small, and the script of the page that searches.
//!
//! A package on its own does not have the sources of the runtime: it carries the results in its folder `evaluators`,
//! where `compiler/package` has put them, and builds without the target of the browser.
//!
//! With the feature `playground` the compiler itself is compiled for the browser, too, for the page on which labs are
//! written and run.
//!
//! The results lie in `OUT_DIR` as `lab.wasm`, `lab.rs`, `lab-wasm.js`, `work.wasm`, `work-wasm.js`, `runtime.js`,
//! `work.js`, `picture.js`, `present.js`, `font.js`, `offline.js` and `search.js`; `src/runtime.rs` embeds them. The same sources give the same bytes, on
//! every machine and in every folder.

#[path = "build/bundle.rs"]
mod bundle;
#[path = "build/minify.rs"]
mod minify;
#[path = "build/parts.rs"]
mod parts;
#[path = "build/script.rs"]
mod script;
#[path = "build/wasm.rs"]
mod wasm;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("cargo::error=the page runtime could not be made");
            for line in message.lines().filter(|line| !line.trim().is_empty()) {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let out = PathBuf::from(variable("OUT_DIR")?);
    let package = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let Some(workspace) = package.ancestors().nth(2).filter(|above| above.join("runtime-wasm").is_dir())
    else {
        return carried(&package.join("evaluators"), &out);
    };

    for input in [
        "runtime-wasm",
        "compiler/core/src",
        "compiler/derive/src",
        "compiler/core/Cargo.toml",
        "Cargo.toml",
        "Cargo.lock",
        "themes/default/search.js",
    ] {
        println!("cargo::rerun-if-changed={}", workspace.join(input).display());
    }
    for input in ["build.rs", "build"] {
        println!("cargo::rerun-if-changed={input}");
    }

    let bound = |features| {
        wasm::bind(&wasm::compile(workspace, &out, &wasm::Crate { name: "lab-runtime", features })?)
    };
    let (lab, work) = (bound("lab")?, bound("marks")?);
    let mut plain = lab.glue.clone();
    for export in ["write", "bring"] {
        plain = wasm::without_export(&plain, export)?;
    }
    let quiet = wasm::without_export(&plain, "estimate")?;
    let quiet = wasm::without_export(&quiet, "recall")?;
    let modules = script::modules(&workspace.join("runtime-wasm/js"))?;
    script::check_all_used(&modules)?;
    let search = workspace.join("themes/default/search.js");
    let search =
        fs::read_to_string(&search).map_err(|error| format!("cannot read {}: {error}", search.display()))?;
    let scripts = [
        ("runtime.js", script::page(&plain, &modules, &script::LAB)?),
        ("upload.js", script::page(&lab.glue, &modules, &script::UPLOAD)?),
        ("quiet.js", script::page(&quiet, &modules, &script::QUIET)?),
        ("work.js", script::page(&work.glue, &modules, &script::WORK)?),
        ("home.js", script::page("", &modules, &script::HOME)?),
        ("picture.js", script::page("", &modules, &script::PICTURE)?),
        ("present.js", script::page("", &modules, &script::PRESENT)?),
        ("font.js", script::page("", &modules, &script::FONT)?),
        ("offline.js", script::page("", &modules, &script::OFFLINE)?),
        ("search.js", search),
    ];
    let whole = parts::whole(&lab.wasm)?;
    write(&out.join("lab.rs"), whole.source.as_bytes())?;
    let work = parts::without_names(&work.wasm).map_err(|error| error.to_string())?;
    for (name, wasm) in [("lab", whole.wasm), ("work", work)] {
        write(&out.join(format!("{name}.wasm")), &wasm)?;
        write(&out.join(format!("{name}-wasm.js")), script::embedded(&wasm).as_bytes())?;
    }
    let mut scripts = Vec::from(scripts);
    // The compiler takes minutes to build for the browser, and only a site with a playground has use of it.
    let mut playground = "None";
    if std::env::var_os("CARGO_FEATURE_PLAYGROUND").is_some() {
        for input in ["compiler/playground", "compiler/labc", "compiler/prove", "themes"] {
            println!("cargo::rerun-if-changed={}", workspace.join(input).display());
        }
        let of = wasm::Crate { name: "lab-playground", features: "" };
        let compiler = wasm::bind(&wasm::compile(workspace, &out, &of)?)?;
        let wasm = parts::without_names(&compiler.wasm).map_err(|error| error.to_string())?;
        write(&out.join("compiler.wasm"), &wasm)?;
        write(&out.join("compiler-wasm.js"), script::embedded(&wasm).as_bytes())?;
        scripts.push(("playground.js", script::page(&compiler.glue, &modules, &script::PLAYGROUND)?));
        playground = PLAYGROUND;
    }
    write(&out.join("playground.rs"), playground.as_bytes())?;
    for (name, source) in scripts {
        let small = minify::script(&source).map_err(|fault| format!("{name} is no script: {fault}"))?;
        write(&out.join(name), small.as_bytes())?;
    }
    Ok(())
}

/// The files of the playground, as `src/runtime.rs` embeds them.
const PLAYGROUND: &str = r#"Some(Playground {
    script: include_str!(concat!(env!("OUT_DIR"), "/playground.js")),
    wasm: include_bytes!(concat!(env!("OUT_DIR"), "/compiler.wasm")),
    packed: include_str!(concat!(env!("OUT_DIR"), "/compiler-wasm.js")),
})"#;

/// What the package carries takes the place of what would be made here.
fn carried(folder: &Path, out: &Path) -> Result<(), String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let unread = |error| {
        format!("neither the folder `runtime-wasm` of the workspace nor {}: {error}", folder.display())
    };
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let name = path.file_name().unwrap_or_default();
        write(&out.join(name), &fs::read(&path).map_err(unread)?)?;
    }
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}; run this through cargo"))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

//! `labc build`: the site of a course, or the pages of some labs.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::args::Build;
use crate::inputs::{self, Inputs};
use crate::report::{self, CLEAN};
use crate::site::Output;
use crate::trouble::Trouble;
use crate::{console, runtime};

/// Builds, unless a lab has errors.
pub(crate) fn run(args: &Build) -> Result<ExitCode, Trouble> {
    let inputs = inputs::find(&args.paths)?;
    let code = report::report(&inputs.faults, &inputs.sources, args.format);
    if code != ExitCode::from(CLEAN) {
        return Ok(code);
    }
    if !inputs.labs.is_empty() {
        return Err(Trouble::new("labs cannot be built yet"));
    }
    let mut output = Output::default();
    let _assets = assets(&mut output)?;
    let place = place(args, &inputs);
    output.write_to(&place)?;
    console::tell(&format!("built {}\n", place.display()));
    Ok(code)
}

/// The files that every page shares, by their names in the site.
#[derive(Clone, Debug)]
#[expect(dead_code, reason = "pages, which name them, are not written yet")]
pub(crate) struct Assets {
    /// The evaluator.
    pub(crate) wasm: String,
    /// The evaluator as a script.
    pub(crate) wasm_script: String,
    /// The page's script.
    pub(crate) script: String,
}

fn assets(output: &mut Output) -> Result<Assets, Trouble> {
    Ok(Assets {
        wasm: output.add_hashed("assets/runtime.wasm", runtime::WASM)?,
        wasm_script: output.add_hashed("assets/runtime-wasm.js", runtime::WASM_SCRIPT)?,
        script: output.add_hashed("assets/runtime.js", runtime::SCRIPT)?,
    })
}

/// Where the site goes: where `--out` says, or the manifest, or `out`.
fn place(args: &Build, inputs: &Inputs) -> PathBuf {
    args.out
        .clone()
        .or_else(|| inputs.course.as_ref().map(|course| course.out.clone()))
        .unwrap_or_else(|| PathBuf::from("out"))
}

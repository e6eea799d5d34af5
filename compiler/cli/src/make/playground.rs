//! The playground: a page of the site on which labs are written, checked and run. It loads the compiler, which no other
//! page does.

use std::collections::BTreeMap;

use labc::page::render::view::FrameView;
use labc::theme::style;
use labc::theme::template::{Theme, ThemeFault};
use serde::Serialize;

use crate::error::CommandError;
use crate::make::frame::SiteFrame;
use crate::make::runtime;
use crate::output::Output;

/// Where the page lies.
pub(crate) const PATH: &str = "playground/index.html";

/// Labs to begin with: their names, their titles and their texts.
const EXAMPLES: [Example; 3] = [
    Example { name: "kettle", title: "The kettle", text: include_str!("../../new/playground/kettle.lab") },
    Example {
        name: "pendulum",
        title: "The pendulum",
        text: include_str!("../../new/playground/pendulum.lab"),
    },
    Example {
        name: "serving",
        title: "Room for conversations",
        text: include_str!("../../new/playground/serving.lab"),
    },
];

#[derive(Clone, Copy, Debug, Serialize)]
struct Example {
    name: &'static str,
    title: &'static str,
    text: &'static str,
}

/// What the template shows.
#[derive(Debug, Serialize)]
struct View {
    #[serde(flatten)]
    frame: FrameView,
    style: String,
    script: String,
    wasm: String,
    packed: String,
    /// Where the files of a lab's page are, as JSON.
    shared: String,
    examples: [Example; 3],
}

/// Adds the files of the playground to a site, and writes its page.
///
/// # Errors
/// A command that was built without it, and files that have no place in the site.
pub(crate) fn page(
    output: &mut Output,
    frame: &SiteFrame,
    theme: &Theme,
) -> Result<Result<String, ThemeFault>, CommandError> {
    let Some(playground) = &runtime::PLAYGROUND else {
        return Err(CommandError::new(
            "this labc has no playground; build one that has: `cargo install --path compiler/cli --features playground`",
        ));
    };
    let font = output.add_hashed("assets/math.woff2", style::MATH_FONT)?;
    let font = font.rsplit('/').next().unwrap_or_default();
    let mut add =
        |path, bytes: &[u8]| Ok::<_, CommandError>(format!("../{}", output.add_hashed(path, bytes)?));
    let shared = BTreeMap::from([
        ("style", add("assets/lab.css", style::with_font(theme.lab_style(), font).as_bytes())?),
        ("script", add("assets/runtime.js", runtime::SCRIPT.as_bytes())?),
        ("upload", add("assets/upload.js", runtime::UPLOAD_SCRIPT.as_bytes())?),
        ("wasm", add("assets/lab.wasm", &runtime::LAB.cut(|_| true))?),
        ("wasm_script", add("assets/lab-wasm.js", runtime::LAB_SCRIPT.as_bytes())?),
        ("pictures", add("assets/picture.js", runtime::PICTURE.as_bytes())?),
    ]);
    let view = View {
        frame: frame.page(PATH),
        style: add("assets/playground.css", style::playground().as_bytes())?,
        script: add("assets/playground.js", playground.script.as_bytes())?,
        wasm: add("assets/compiler.wasm", playground.wasm)?,
        packed: add("assets/compiler-wasm.js", playground.packed.as_bytes())?,
        shared: serde_json::to_string(&shared).map_err(|error| CommandError::new(error.to_string()))?,
        examples: EXAMPLES,
    };
    Ok(theme.fill("playground.html", &view))
}

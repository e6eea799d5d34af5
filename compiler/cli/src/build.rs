//! `labc build`: the site of a course, or the pages of some labs. Labs are compiled and written here; every
//! other page is made in `pages`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;

use labc::diagnostic::Diagnostic;
use labc::page::links::Ends;
use labc::page::theme::Theme;
use labc::page::view::{AssetsView, CourseView, FrameView, TextLink};
use labc::source::Span;
use rayon::prelude::*;

use crate::args::Build;
use crate::cache::{self, About, Cache, Hash, Written};
use crate::compile::{Compiled, State};
use crate::frame::{self, Frame};
use crate::inputs::{self, Input, Inputs};
use crate::listing::Kind;
use crate::pages::{self, Pages};
use crate::report::{self, CLEAN};
use crate::site::Output;
use crate::trouble::Trouble;
use crate::{compile, console, runtime, themes};

/// The folder of the student's own page.
pub(crate) const WORK: &str = "ledger";

/// Builds, unless a lab has errors.
pub(crate) fn run(args: &Build) -> Result<ExitCode, Trouble> {
    let mut inputs = inputs::find(&args.paths)?;
    let place = place(args, &inputs);
    let cache = if args.fresh { Cache::none() } else { Cache::beside(&place) };
    let folder = inputs.course.as_ref().and_then(|course| course.theme.clone());
    let theme = themes::read(folder.as_deref(), &mut inputs.sources)?;
    let (labs, mut diagnostics) = compile::all(&inputs, &cache)?;
    let theme = theme.map_err(|faults| diagnostics.extend(faults));
    let code = report::report(&diagnostics, &inputs.sources, args.format);
    let (Ok((theme, of_theme)), true) = (theme, code == ExitCode::from(CLEAN)) else { return Ok(code) };

    let mut output = Output::default();
    let frame = frame(&inputs, &theme, &labs, &mut output)?;
    let frames: Vec<FrameView> = (0..labs.len()).map(|lab| around(&inputs, &labs, lab, &frame)).collect();
    let count = labs.len();
    let written = compile::side_by_side(|| {
        let labs = labs.into_par_iter().zip(frames);
        let written = labs.map(|(lab, frame)| write(&inputs, &cache, &theme, &of_theme, lab, &frame));
        written.collect::<Result<Vec<_>, Trouble>>()
    })??;
    cache.tidy();
    let mut pages = Pages::new(&inputs, &theme, &frame, output);
    for (input, about, page) in written {
        pages.lab(input, about, page)?;
    }
    let (output, broken) = pages.rest()?;
    let broken: Vec<Diagnostic> =
        broken.into_iter().map(|(page, link)| broken_link(&inputs, &page, &link)).collect();
    let code = report::report(&broken, &inputs.sources, args.format);
    if code != ExitCode::from(CLEAN) {
        return Ok(code);
    }
    for note in output.write_to(&place, Kind::Site, args.set_aside)? {
        console::tell(&format!("{note}\n"));
    }
    let count = if count == 1 { "1 lab".to_owned() } else { format!("{count} labs") };
    console::say(&format!("built {count}: open {}\n", place.join("index.html").display()));
    Ok(code)
}

/// A lab's page, written now or taken from the cache.
fn write(
    inputs: &Inputs,
    cache: &Cache,
    theme: &Theme,
    of_theme: &Hash,
    lab: Compiled,
    frame: &FrameView,
) -> Result<(Input, About, Written), Trouble> {
    let around = serde_json::to_vec(frame)
        .map_err(|error| Trouble::new(format!("the frame of a page cannot be written: {error}")))?;
    let around = cache::hash(&[&around, of_theme]);
    let Compiled { input, around: course, about, state } = lab;
    let (state, about) = match state {
        State::Stored(stored) => match stored.page(&around) {
            Some(page) => return Ok((input, about, page)),
            // Only what is around the page has changed; the lab itself compiles as it did.
            None => match compile::fresh(inputs, &input, course.clone()).0 {
                Some(again) => (again.state, again.about),
                None => {
                    return Err(Trouble::new(format!("{} changed during the build", input.path.display())));
                }
            },
        },
        fresh => (fresh, about),
    };
    let State::Fresh(compiled, reads, diagnostics) = state else {
        return Err(Trouble::new(format!("{} changed during the build", input.path.display())));
    };
    let rendered = compiled.rendered(theme, frame).map_err(themes::of_theme)?;
    let pieces = std::iter::once(&rendered.html).chain(&rendered.fragments).map(String::as_str);
    let page = Written { ends: Ends::of(pieces), html: rendered.html, entries: rendered.entries };
    let said_here = |diagnostic: &Diagnostic| {
        let fix = diagnostic.fix.iter().map(|fix| fix.file);
        diagnostic.labels.iter().map(|label| label.file).chain(fix).all(|file| file == input.file)
    };
    if diagnostics.iter().all(said_here) {
        let text = &inputs.sources.get(input.file).text;
        cache.keep(&input.path, text, &course.hash, (&reads, &diagnostics), &about, (around, &page));
    }
    Ok((input, about, page))
}

/// What the page of a lab has around it: its volume, and the labs before and after it.
fn around(inputs: &Inputs, labs: &[Compiled], lab: usize, frame: &Frame) -> FrameView {
    let path = pages::path(&labs[lab].input.name);
    let link = |other: &Compiled| frame::link(&path, &pages::path(&other.input.name), &other.about.title);
    let volume = inputs.course.as_ref().and_then(|course| {
        let name = &labs[lab].input.name;
        course.volumes.iter().find(|volume| volume.labs.iter().any(|listed| listed.name == *name))
    });
    let up: Option<TextLink> =
        volume.map(|volume| frame::link(&path, &pages::path(&volume.id), &volume.title));
    FrameView {
        up,
        previous: lab.checked_sub(1).map(|before| link(&labs[before])),
        next: labs.get(lab + 1).map(link),
        ..frame.lab(&path, labs[lab].about.evaluator)
    }
}

/// The course, shared files and the like; labs built on their own are a course of their own.
fn frame(inputs: &Inputs, theme: &Theme, labs: &[Compiled], output: &mut Output) -> Result<Frame, Trouble> {
    let course = inputs.course.as_ref();
    let (style, script) = (
        output.add_hashed("assets/lab.css", theme.lab_style())?,
        output.add_hashed("assets/runtime.js", runtime::SCRIPT)?,
    );
    // Those evaluators that a lab has use of, each once: they are large, and hashed here.
    let used: BTreeSet<_> = labs.iter().map(|lab| lab.about.evaluator).collect();
    let mut evaluators = BTreeMap::new();
    for evaluator in used {
        let module = runtime::evaluator(evaluator);
        let assets = AssetsView {
            style: style.clone(),
            script: script.clone(),
            wasm: output.add_hashed(&format!("assets/{}.wasm", module.name), module.wasm)?,
            wasm_script: output.add_hashed(&format!("assets/{}-wasm.js", module.name), module.script)?,
        };
        evaluators.insert(evaluator, assets);
    }
    let image = match course.and_then(|course| course.image.as_ref()) {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| Trouble::file("read", path, error))?;
            let ending =
                path.extension().map_or_else(String::new, |ending| format!(".{}", ending.to_string_lossy()));
            Some(output.add_hashed(&format!("assets/preview{ending}"), bytes)?)
        }
        None => None,
    };
    Ok(Frame {
        lang: course.map_or_else(|| "en".to_owned(), |course| course.language.clone()),
        course: CourseView {
            id: course.map_or_else(|| "labs".to_owned(), |course| course.id.clone()),
            title: course.map_or_else(|| "Labs".to_owned(), |course| course.title.clone()),
            home: "index.html".to_owned(),
            work: format!("{WORK}/index.html"),
        },
        assets: AssetsView {
            style: output.add_hashed("assets/style.css", theme.style())?,
            ..AssetsView::default()
        },
        evaluators,
        url: course.and_then(|course| course.url.clone()),
        image,
    })
}

/// A link of the site that leads nowhere, at the lab whose page has it.
fn broken_link(inputs: &Inputs, page: &str, link: &str) -> Diagnostic {
    let lab = inputs.labs.iter().find(|lab| pages::path(&lab.name) == page);
    let file = lab.or(inputs.labs.first()).map(|lab| lab.file).unwrap_or_default();
    let headline = format!("`{page}` points at `{link}`, which the site does not have.");
    let text = &inputs.sources.get(file).text;
    let span = lab.and_then(|_| {
        let at = text.find(link)?;
        Some(Span::new(at, at + link.len()))
    });
    Diagnostic::error("broken-link", headline, file, span.unwrap_or_default(), "")
        .help("pages lie at `LAB/index.html`, parts of labs at `#part-NAME`")
}

/// Where the site goes: where `--out` says, or the manifest, or `out`.
fn place(args: &Build, inputs: &Inputs) -> PathBuf {
    args.out
        .clone()
        .or_else(|| inputs.course.as_ref().map(|course| course.out.clone()))
        .unwrap_or_else(|| PathBuf::from("out"))
}

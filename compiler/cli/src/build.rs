//! `labc build`: the site of a course, or the pages of some labs.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use labc::page::Lab;
use labc::page::text::Text;
use labc::page::theme::{Theme, ThemeFault};
use labc::page::view::{AssetsView, CourseView, HomeView, LabLink, TextLink, VolumeView};
use labc::page::work;
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::args::Build;
use crate::inputs::{self, Input, Inputs};
use crate::report::{self, CLEAN};
use crate::site::Output;
use crate::trouble::Trouble;
use crate::{compile, console, runtime};

/// The folder of the student's own page.
const WORK: &str = "ledger";

/// Builds, unless a lab has errors.
pub(crate) fn run(args: &Build) -> Result<ExitCode, Trouble> {
    let inputs = inputs::find(&args.paths)?;
    let (labs, diagnostics) = compile::all(&inputs)?;
    let code = report::report(&diagnostics, &inputs.sources, args.format);
    if code != ExitCode::from(CLEAN) {
        return Ok(code);
    }
    let mut output = Output::default();
    let theme = Theme::built_in().map_err(of_theme)?;
    let assets = assets(&mut output, &theme)?;
    let (lang, course) = course(&inputs);
    let pages = compile::side_by_side(|| {
        let labs = labs.par_iter();
        let pages = labs.map(|(_, lab)| lab.html(&theme, &lang, &inside(&course), &below(&assets)));
        pages.collect::<Result<Vec<String>, ThemeFault>>()
    })?;
    for ((input, _), page) in labs.iter().zip(pages.map_err(of_theme)?) {
        output.add(&format!("{}/index.html", input.name), page)?;
    }
    let texts = texts(&inputs)?;
    for (name, text) in &texts {
        let page = text.html(&theme, &lang, &inside(&inside(&course)), &below(&below(&assets)));
        output.add(&format!("reference/{name}/index.html"), page.map_err(of_theme)?)?;
    }
    own(&mut output, &labs, &theme, &lang, &course, &assets)?;
    output.add("index.html", home(&inputs, &labs, &texts, &theme, lang, course, assets)?)?;
    let place = place(args, &inputs);
    output.write_to(&place)?;
    let count = if labs.len() == 1 { "1 lab".to_owned() } else { format!("{} labs", labs.len()) };
    console::say(&format!("built {count}: open {}\n", place.join("index.html").display()));
    Ok(code)
}

fn of_theme(fault: ThemeFault) -> Trouble {
    Trouble::new(format!("the theme is faulty: {fault}"))
}

/// The language and the course that pages name; labs built on their own are a course of their own.
fn course(inputs: &Inputs) -> (String, CourseView) {
    let (home, work) = ("index.html".to_owned(), format!("{WORK}/index.html"));
    match &inputs.course {
        Some(course) => (
            course.language.clone(),
            CourseView { id: course.id.clone(), title: course.title.clone(), home, work },
        ),
        None => ("en".to_owned(), CourseView { id: "labs".to_owned(), title: "Labs".to_owned(), home, work }),
    }
}

/// The course, as a page in a folder of its own sees it.
fn inside(course: &CourseView) -> CourseView {
    let up = |path: &str| format!("../{path}");
    CourseView { home: up(&course.home), work: up(&course.work), ..course.clone() }
}

/// The shared files, as a page in a folder of its own sees them.
fn below(assets: &AssetsView) -> AssetsView {
    let up = |path: &str| format!("../{path}");
    AssetsView {
        style: up(&assets.style),
        script: up(&assets.script),
        wasm: up(&assets.wasm),
        wasm_script: up(&assets.wasm_script),
    }
}

/// The texts of the course's reference by their names, in their order.
fn texts(inputs: &Inputs) -> Result<Vec<(String, Text)>, Trouble> {
    let Some(course) = &inputs.course else { return Ok(Vec::new()) };
    if !course.reference.is_dir() {
        return Ok(Vec::new());
    }
    let mut texts = Vec::new();
    for entry in WalkDir::new(&course.reference).max_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| Trouble::new(format!("cannot look for texts: {error}")))?;
        let path = entry.path();
        let (Some(name), true) = (path.file_stem(), path.extension().is_some_and(|ext| ext == "md")) else {
            continue;
        };
        let markdown = fs::read_to_string(path).map_err(|error| Trouble::file("read", path, error))?;
        let text = Text::read(&markdown);
        if let Some(fault) = text.faults.first() {
            return Err(Trouble::new(format!("in {}: {fault}", path.display())));
        }
        texts.push((name.to_string_lossy().into_owned(), text));
    }
    Ok(texts)
}

/// The student's own page with its data, and the one about privacy.
fn own(
    output: &mut Output,
    labs: &[(Input, Lab)],
    theme: &Theme,
    lang: &str,
    course: &CourseView,
    assets: &AssetsView,
) -> Result<(), Trouble> {
    let page =
        |(input, lab): &'_ (Input, Lab)| (lab.protocol.clone(), format!("../{}/index.html", input.name));
    let labs: Vec<_> = labs.iter().map(page).collect();
    let data = work::course_data(labs.iter().map(|(protocol, href)| (protocol, href.clone())));
    let data = data.map_err(|error| Trouble::new(format!("the course's data cannot be packed: {error}")))?;
    let data = output.add_hashed("assets/course.js", data)?;
    let script = output.add_hashed("assets/work.js", runtime::WORK)?;
    let (course, below) = (inside(course), below(assets));
    let assets = AssetsView { script: format!("../{script}"), ..below.clone() };
    let page = work::html(theme, lang, &course, &assets, &format!("../{data}"), "../privacy/index.html");
    output.add(&format!("{WORK}/index.html"), page.map_err(of_theme)?)?;
    output.add("privacy/index.html", work::privacy(theme, lang, &course, &below).map_err(of_theme)?)
}

fn home(
    inputs: &Inputs,
    labs: &[(Input, Lab)],
    texts: &[(String, Text)],
    theme: &Theme,
    lang: String,
    course: CourseView,
    assets: AssetsView,
) -> Result<String, Trouble> {
    let link = |(input, lab): &(Input, Lab)| LabLink {
        title: lab.title.clone(),
        href: format!("{}/index.html", input.name),
        description: lab.description.clone(),
        duration: lab.duration.clone(),
        chapter: lab.chapter.clone(),
    };
    let volumes = match &inputs.course {
        Some(course) => course
            .volumes
            .iter()
            .map(|volume| VolumeView {
                title: Some(volume.title.clone()),
                labs: volume
                    .labs
                    .iter()
                    .filter_map(|listed| labs.iter().find(|(input, _)| input.name == listed.name))
                    .map(link)
                    .collect(),
            })
            .collect(),
        None => vec![VolumeView { title: None, labs: labs.iter().map(link).collect() }],
    };
    let description = inputs.course.as_ref().map(|course| course.description.clone()).unwrap_or_default();
    let html = labc::page::paragraph(&description);
    let reference = texts
        .iter()
        .map(|(name, text)| TextLink {
            title: text.title.clone(),
            href: format!("reference/{name}/index.html"),
        })
        .collect();
    let view = HomeView { lang, course, description, html, volumes, reference, assets };
    theme.fill("home.html", &view).map_err(of_theme)
}

fn assets(output: &mut Output, theme: &Theme) -> Result<AssetsView, Trouble> {
    Ok(AssetsView {
        style: output.add_hashed("assets/style.css", theme.style())?,
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

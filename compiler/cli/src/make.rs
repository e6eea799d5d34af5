//! A site, made in memory: everything that `labc build` does short of writing. `labc check` does the same and
//! leaves it at that, so that what one refuses the other refuses, in the same words at the same places.
//!
//! Labs are compiled and written here; every other page is made in `pages`. Start at [`make`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use labc::codes::Code;
use labc::diagnostic::{Diagnostic, Severity};
use labc::page::links::{self, Ends};
use labc::page::theme::{Theme, ThemeFault};
use labc::page::view::{AssetsView, CourseView, FrameView, TextLink};
use labc::page::{Evaluator, Part};
use labc::source::{FileId, Sources, Span};
use rayon::prelude::*;

use crate::cache::{About, Cache, Goal, Written};
use crate::compile::{Compiled, State};
use crate::frame::{self, Frame};
use crate::inputs::{Input, Inputs};
use crate::manifest::{self, Named, Volume};
use crate::pages::{self, Pages, Site, WORK};
use crate::report::Counts;
use crate::site::Output;
use crate::trouble::Trouble;
use crate::{compile, progress, read, runtime, themes};

/// How the names of pictures end.
const PICTURES: [&str; 7] = ["png", "jpg", "jpeg", "webp", "avif", "gif", "svg"];

/// What has become of some inputs.
pub(crate) struct Made {
    /// Every text that was read.
    pub(crate) sources: Sources,
    /// Everything there is to say.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The site, whole where nothing said is an error.
    pub(crate) site: Option<Output>,
    /// What was looked at.
    pub(crate) counts: Counts,
}

/// Checks everything, and makes the site.
///
/// # Errors
/// What is in nobody's hands: files that cannot be read, threads that cannot be started.
pub(crate) fn make(mut inputs: Inputs, cache: &Cache, goal: Goal) -> Result<Made, Trouble> {
    // Names of pages clash where the manifest says so: no page is made then.
    let listed = !inputs.faults.iter().any(|fault| fault.severity == Severity::Error);
    let (texts, mut of_texts) = pages::texts(&mut inputs, cache)?;
    let theme = themes::read(inputs.course.as_ref(), &mut inputs.sources)?;
    let wanted = theme.as_ref().ok().filter(|_| listed).map(|(theme, _)| theme);
    let (labs, mut diagnostics) = compile::all(&mut inputs, cache, wanted)?;
    let stated: Vec<_> =
        labs.iter().map(|lab| (lab.input.file, lab.about.id.as_str(), lab.about.stated.as_slice())).collect();
    diagnostics.append(&mut labc::conflicts::between(&stated));
    diagnostics.append(&mut sections(&inputs, &labs));
    diagnostics.append(&mut of_texts);
    let image = image(&inputs, &mut diagnostics);
    let counts = Counts { labs: inputs.labs.len(), pages: inputs.course.as_ref().map(|_| texts.len()) };
    let theme = theme.map_err(|faults| diagnostics.extend(faults)).ok().filter(|_| listed);
    if let Some((theme, _)) = &theme {
        diagnostics.extend_from_slice(theme.remarks());
    }
    let mut site = None;
    if let Some(theme) = theme {
        let compiled: BTreeSet<String> = labs.iter().map(|lab| pages::path(&lab.input.name)).collect();
        let Site { output, ends, mut faults } = pages(&inputs, (cache, goal), &theme, labs, &texts, image)?;
        let mut said: Vec<Diagnostic> = Vec::new();
        for fault in faults.drain(..) {
            if !said.contains(&fault) {
                said.push(fault);
            }
        }
        // A page that could not be made is no fault of those who link to it.
        let missing: BTreeSet<String> = inputs.labs.iter().map(|lab| pages::path(&lab.name)).collect();
        let missing: BTreeSet<&String> = missing.difference(&compiled).collect();
        if said.is_empty() {
            let has: BTreeSet<&str> = output.files().map(|(path, _)| path).collect();
            let broken =
                links::broken(&ends, |path| has.contains(path) || missing.contains(&path.to_owned()));
            said = broken_links(&inputs, &texts, &theme.0, broken);
        }
        diagnostics.append(&mut said);
        site = Some(output);
    }
    cache.close();
    progress::end();
    Ok(Made { sources: inputs.sources, diagnostics, site, counts })
}

/// Every page of the site, as far as it can be made.
fn pages(
    inputs: &Inputs,
    (cache, goal): (&Cache, Goal),
    theme: &themes::Read,
    labs: Vec<Compiled>,
    texts: &[pages::Written],
    image: Option<(&Path, Vec<u8>)>,
) -> Result<Site, Trouble> {
    let mut output = Output::default();
    let frame = frame(inputs, &theme.0, &labs, image, &mut output)?;
    let volumes = inputs.course.as_ref().map(manifest::Manifest::volumes_of_labs).unwrap_or_default();
    let frames: Vec<FrameView> = (0..labs.len()).map(|lab| around(&volumes, &labs, lab, &frame)).collect();
    progress::begin("pages", Some(labs.len()));
    let written = compile::side_by_side(|| {
        let labs = labs.into_par_iter().zip(frames);
        let written = labs.map(|(lab, frame)| {
            let written = write(inputs, (cache, &goal), theme, lab, &frame);
            progress::one();
            written
        });
        written.collect::<Result<Vec<_>, Trouble>>()
    })??;
    let beside: usize = written.iter().flatten().map(|(.., page)| page.files.len()).sum();
    cache.tidy(inputs.labs.len() + texts.len() + beside);
    let mut pages = Pages::new((inputs, &volumes), theme, &frame, (cache, goal), output);
    for lab in written {
        match lab {
            Ok((input, about, page)) => pages.lab(input, about, page),
            Err(fault) => pages.of_theme(fault)?,
        }
    }
    pages.rest(texts)
}

/// Sections that lead to a part that their lab does not have.
fn sections(inputs: &Inputs, labs: &[Compiled]) -> Vec<Diagnostic> {
    let Some(course) = &inputs.course else { return Vec::new() };
    let labs: BTreeMap<&str, &About> = labs.iter().map(|lab| (lab.input.name.as_str(), &lab.about)).collect();
    let missing = course.sections.parts().filter_map(|(name, part, span)| {
        let parts = &labs.get(name)?.parts;
        if parts.iter().any(|(key, _)| key == part) {
            return None;
        }
        let headline = format!("The lab `{name}` has no part `{part}`.");
        let fault = Diagnostic::error(manifest::CODE, headline, course.file, span, "leads nowhere");
        let keys = || parts.iter().map(|(key, _)| key.as_str());
        Some(match labc::similar::nearest(part, keys()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help(format!("its parts are {}", keys().collect::<Vec<_>>().join(", "))),
        })
    });
    missing.collect()
}

/// The picture in previews.
fn image<'i>(inputs: &'i Inputs, diagnostics: &mut Vec<Diagnostic>) -> Option<(&'i Path, Vec<u8>)> {
    let course = inputs.course.as_ref();
    let (file, Named { path, span }) =
        course.and_then(|course| Some((course.file, course.image.as_ref()?)))?;
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let picture = PICTURES.contains(&ending.to_lowercase().as_str());
    let bytes = match course {
        _ if !picture => Err(format!("it does not end in .{}", PICTURES.join(", ."))),
        Some(course) => course.bounds.bytes(path, read::PICTURE),
        None => return None,
    };
    match bytes {
        Ok(bytes) => Some((path, bytes)),
        Err(reason) => {
            let headline = format!("The picture {} cannot be used: {reason}.", path.display());
            diagnostics.push(Diagnostic::error(manifest::CODE, headline, file, *span, "named here"));
            None
        }
    }
}

/// A lab's page, written now or taken from the cache.
fn write(
    inputs: &Inputs,
    (cache, goal): (&Cache, &Goal),
    (theme, of_theme): &themes::Read,
    lab: Compiled,
    frame: &FrameView,
) -> Result<Result<(Input, About, Written), ThemeFault>, Trouble> {
    let key = frame::hash(frame, of_theme)?;
    let Compiled { input, around, mut about, state } = lab;
    let changed = || Trouble::new(format!("{} changed during the build", input.path.display()));
    let (draft, found) = match state {
        State::Drafted(draft, found) => (draft, found),
        State::Stored(stored) => {
            match cache.page(&input.path, *stored, &key, goal, &pages::path(&input.name)) {
                Some(page) => return Ok(Ok((input, about, page))),
                // Only what is around the page has changed; the lab itself compiles as it did.
                None => {
                    let (lab, found) = compile::fresh(inputs, &input, &around, cache);
                    let lab = lab.ok_or_else(changed)?;
                    about = About::of(&lab);
                    (lab.draft(theme).map(Box::new), found)
                }
            }
        }
        State::Known => return Err(changed()),
    };
    let rendered = match draft.and_then(|draft| draft.rendered(theme, frame)) {
        Ok(rendered) => rendered,
        Err(fault) => return Ok(Err(fault)),
    };
    let pieces = std::iter::once(&rendered.html).chain(&rendered.fragments).map(String::as_str);
    let ends = Ends::of(pieces);
    let findings = found.to_keep(inputs, &input, &around, Some(&about));
    let text = &inputs.sources.get(input.file).text;
    let page = (key, rendered.html);
    let found = (ends, rendered.entries);
    let page = cache.keep_page(&input.path, text, findings.as_ref(), page, found, rendered.files);
    Ok(Ok((input, about, page)))
}

/// What the page of a lab has around it: its volume, and the labs before and after it.
fn around(volumes: &HashMap<&str, &Volume>, labs: &[Compiled], lab: usize, frame: &Frame) -> FrameView {
    let path = pages::path(&labs[lab].input.name);
    let link = |other: &Compiled| frame::link(&path, &pages::path(&other.input.name), &other.about.title);
    let volume = volumes.get(labs[lab].input.name.as_str());
    let up: Option<TextLink> =
        volume.map(|volume| frame::link(&path, &pages::path(&volume.id), &volume.title));
    FrameView {
        up,
        label: volume.and_then(|volume| volume.labels.get(&labs[lab].input.name).cloned()),
        previous: lab.checked_sub(1).map(|before| link(&labs[before])),
        next: labs.get(lab + 1).map(link),
        ..frame.lab(&path, runs_on(&labs[lab].about))
    }
}

/// What the page of a lab runs on: the parts of the evaluator, and whether its script has to know about answers.
fn runs_on(about: &About) -> (Evaluator, bool) {
    (about.evaluator, about.asks)
}

/// The course, shared files and the like; labs built on their own are a course of their own.
fn frame(
    inputs: &Inputs,
    theme: &Theme,
    labs: &[Compiled],
    image: Option<(&Path, Vec<u8>)>,
    output: &mut Output,
) -> Result<Frame, Trouble> {
    let course = inputs.course.as_ref();
    let style = output.add_hashed("assets/lab.css", theme.lab_style())?;
    // Those evaluators and scripts that a lab has use of, each once: they are large, and hashed here.
    let used: BTreeSet<_> = labs.iter().map(|lab| runs_on(&lab.about)).collect();
    let mut scripts = BTreeMap::new();
    for (evaluator, asks) in &used {
        let of = (*asks, evaluator.has(Part::Uploads));
        scripts.insert(
            of,
            match of {
                (_, true) => output.add_hashed("assets/upload.js", runtime::UPLOAD_SCRIPT)?,
                (true, _) => output.add_hashed("assets/runtime.js", runtime::SCRIPT)?,
                (false, _) => output.add_hashed("assets/quiet.js", runtime::QUIET_SCRIPT)?,
            },
        );
    }
    let mut evaluators = BTreeMap::new();
    let wasm_script = match used.is_empty() {
        true => String::new(),
        false => output.add_hashed("assets/lab-wasm.js", runtime::LAB_SCRIPT)?,
    };
    for (evaluator, asks) in used {
        let wasm = runtime::LAB.cut(|part| evaluator.parts().any(|used| used.name() == part));
        let assets = AssetsView {
            style: style.clone(),
            script: scripts[&(asks, evaluator.has(Part::Uploads))].clone(),
            wasm: output.add_hashed("assets/lab.wasm", wasm)?,
            wasm_script: wasm_script.clone(),
        };
        evaluators.insert((evaluator, asks), assets);
    }
    let image = match image {
        Some((path, bytes)) => {
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
            work: pages::path(WORK),
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

/// Links of the site that lead nowhere, each where it is written; what the theme writes on every page is reported
/// once. Labs that are built on their own may link to others of their course.
fn broken_links(
    inputs: &Inputs,
    texts: &[pages::Written],
    theme: &Theme,
    broken: Vec<(String, String)>,
) -> Vec<Diagnostic> {
    let mut found: Vec<(Diagnostic, usize)> = Vec::new();
    for (page, link) in broken {
        if inputs.course.is_none() && !link.starts_with('#') {
            continue;
        }
        let (file, span) = place_of(inputs, texts, theme, &page, &link);
        let headline = format!("The site has nothing at `{link}`, which `{page}` links to.");
        let fault = Diagnostic::error(Code::BrokenLink, headline, file, span, "leads nowhere")
            .help("pages lie at `LAB/index.html`, parts of labs at `#part-NAME`");
        match found.iter_mut().find(|(known, _)| known.labels == fault.labels) {
            Some((_, more)) => *more += 1,
            None => found.push((fault, 0)),
        }
    }
    let told = found.into_iter().map(|(fault, more)| match more {
        0 => fault,
        1 => fault.help("so does 1 other page"),
        more => fault.help(format!("so do {more} other pages")),
    });
    told.collect()
}

/// Where a link is written: in the page's own text, in a template of the theme, in the manifest.
fn place_of(
    inputs: &Inputs,
    texts: &[pages::Written],
    theme: &Theme,
    page: &str,
    link: &str,
) -> (FileId, Span) {
    if let Some(written) = texts.iter().find(|written| written.path() == page)
        && let Some((_, span)) = written.outline.links.iter().find(|(known, _)| known == link)
    {
        return (written.file, *span);
    }
    let lab = inputs.labs.iter().find(|lab| pages::path(&lab.name) == page).map(|lab| lab.file);
    let course = inputs.course.as_ref();
    let in_text = |file: FileId| {
        let text = &inputs.sources.get(file).text;
        // A link of Markdown, before any other words that read the same.
        let at = text.find(&format!("]({link}")).map(|at| at + 2).or_else(|| text.find(link))?;
        Some((file, Span::new(at, at + link.len())))
    };
    lab.and_then(in_text)
        .or_else(|| theme.place_of(link))
        .or_else(|| in_text(course?.file))
        .or_else(|| Some((lab?, Span::default())))
        .or_else(|| course.map(|course| (course.file, course.span)))
        .unwrap_or_default()
}

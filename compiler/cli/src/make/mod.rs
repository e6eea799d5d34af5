//! A site, made in memory: everything that `labc build` does short of writing. `labc check` does the same and
//! leaves it at that, so that what one refuses the other refuses, in the same words at the same places.
//!
//! Labs are compiled and written here; every other page is made in `pages`. Start at [`make`].

pub(crate) mod alone;
pub(crate) mod compile;
pub(crate) mod drawing;
mod evaluator;
mod frame;
mod pages;
mod playground;
pub(crate) mod png;
mod preview;
mod proved;
mod related;
pub(crate) mod runtime;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use labc::codes::Code;
use labc::diagnostic::{Diagnostic, Severity};
use labc::page::Part;
use labc::page::render::view::{AssetsView, CourseView, FrameView, PlaceView, PresentView, TextLink};
use labc::page::site::links::{self, PageLinks};
use labc::sources::{FileId, Sources, Span};
use labc::theme::style;
use labc::theme::template::{Theme, ThemeFault};
use rayon::prelude::*;

use crate::cache::around::PageFrame;
use crate::cache::{About, Cache, Goal, WrittenPage};
use crate::course::inputs::{Input, Inputs};
use crate::course::manifest::{self, NamedPath, Volume, WORK};
use crate::course::themes;
use crate::error::CommandError;
use crate::files::hash::{self, Hash};
use crate::files::read;
use crate::make::compile::{Compiled, LabState};
use crate::make::frame::{RunsOn, SiteFrame};
use crate::make::pages::{Pages, Site};
use crate::make::related::RelatedLabs;
use crate::output::Output;
use crate::report::Counts;
use crate::report::progress;
use crate::threads::side_by_side;

/// How the names of pictures end.
const PICTURES: [&str; 7] = ["png", "jpg", "jpeg", "webp", "avif", "gif", "svg"];

/// Under which name it is kept what figures contradict each other.
const CONFLICTS: &str = "conflicts";
/// And that no link is broken.
const LINKS: &str = "links";

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

/// Finds what to work on and makes the site of it; again where what is kept of earlier runs turns out to be torn.
///
/// # Errors
/// As [`make`], and what `find` says.
pub(crate) fn find_and_make(
    find: impl Fn() -> Result<(Inputs, Cache), CommandError>,
    mut goal: impl FnMut(&Inputs, &Cache) -> Goal,
) -> Result<Made, CommandError> {
    let (inputs, cache) = find()?;
    let aim = goal(&inputs, &cache);
    match make(inputs, &cache, aim) {
        Err(error) if error.is_torn() => {
            cache.forget();
            let (inputs, cache) = find()?;
            let aim = goal(&inputs, &cache);
            make(inputs, &cache, aim)
        }
        made => made,
    }
}

/// Checks everything, and makes the site.
///
/// # Errors
/// What is in nobody's hands: files that cannot be read, threads that cannot be started.
pub(crate) fn make(mut inputs: Inputs, cache: &Cache, goal: Goal) -> Result<Made, CommandError> {
    // Names of pages clash where the manifest says so: no page is made then.
    let listed = !inputs.faults.iter().any(|fault| fault.severity == Severity::Error);
    let (mut texts, mut of_texts) = pages::texts(&mut inputs, cache)?;
    let theme = themes::read(inputs.course.as_ref(), &mut inputs.sources)?;
    let wanted = theme.as_ref().ok().filter(|_| listed).map(|(theme, _)| theme);
    let (labs, mut diagnostics) = compile::all(&mut inputs, cache, wanted)?;
    diagnostics.append(&mut conflicts(&labs, cache));
    diagnostics.append(&mut sections(&inputs, &labs));
    diagnostics.append(&mut of_texts);
    if let Some(course) = inputs.course.as_ref().filter(|course| course.proofs) {
        let at = course.reference.join(proved::NAME).with_extension("md");
        let text = proved::text(&labs, &inputs.sources);
        texts.push(pages::TextPage::made(proved::NAME, &mut inputs, at, text, cache));
    }
    let image = image(&inputs, &mut diagnostics);
    let counts = Counts { labs: inputs.labs.len(), pages: inputs.course.as_ref().map(|_| texts.len()) };
    let theme = theme.map_err(|faults| diagnostics.extend(faults)).ok().filter(|_| listed);
    if let Some((theme, _)) = &theme {
        diagnostics.extend_from_slice(theme.remarks());
    }
    let mut site = None;
    if let Some(theme) = theme {
        let compiled: BTreeSet<String> = labs.iter().map(|lab| pages::path(&lab.input.name)).collect();
        let Site { output, links, mut faults } = pages(&inputs, (cache, goal), &theme, labs, &texts, image)?;
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
            let paths = output.files().map(|(path, _)| path);
            let links_of = links.iter().flat_map(|(path, links)| [path.as_bytes(), links.hash().as_slice()]);
            let others = paths.chain([""]).chain(missing.iter().map(|path| path.as_str())).map(str::as_bytes);
            let key = hash::hash(&links_of.chain(others).collect::<Vec<_>>());
            // That no link is broken stays so as long as no page has other links or places.
            if cache.derived::<()>(LINKS, &key).is_none() {
                let has = |path: &str| output.has(path) || missing.contains(&path.to_owned());
                let broken =
                    links::broken(&links, has).into_iter().enumerate().map(|(number, (page, link))| {
                        let files = output.files().map(|(path, _)| path);
                        let meant = (number < MOST_MEANT)
                            .then(|| links::meant(&links, files, &page, &link))
                            .flatten();
                        BrokenLink { page, link, meant }
                    });
                said = broken_links(&inputs, &texts, &theme.0, broken.collect());
                if said.is_empty() {
                    cache.keep_derived(LINKS, &key, &());
                }
            }
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
    theme: &themes::HashedTheme,
    labs: Vec<Compiled>,
    texts: &[pages::TextPage],
    image: Option<(&Path, Vec<u8>)>,
) -> Result<Site, CommandError> {
    let mut output = Output::default();
    let (frame, unpresented) = frame(inputs, &theme.0, &labs, image, &mut output)?;
    let volumes = inputs.course.as_ref().map(manifest::Manifest::volumes_of_labs).unwrap_or_default();
    let surroundings = Surroundings::new(&frame, (inputs.course.as_ref(), &volumes), &labs, &theme.1)?;
    progress::begin("pages", Some(labs.len()));
    let written = side_by_side(|| {
        let labs = labs.into_par_iter().enumerate();
        let written = labs.map(|(at, lab)| {
            let written = write(inputs, (cache, &goal), theme, lab, (&surroundings, at));
            progress::one();
            written
        });
        written.collect::<Vec<Result<_, CommandError>>>()
    })?;
    let written = written.into_iter().collect::<Result<Vec<_>, CommandError>>()?;
    let beside: usize = written.iter().flatten().map(|(.., page)| page.files.len()).sum();
    cache.tidy(inputs.labs.len() + texts.len() + beside);
    let mut pages = Pages::new((inputs, &volumes), theme, &frame, (cache, goal), output);
    if let Some(fault) = unpresented {
        pages.of_theme(fault)?;
    }
    for lab in written {
        match lab {
            Ok((input, about, page)) => pages.lab(input, about, page),
            Err(fault) => pages.of_theme(fault)?,
        }
    }
    pages.rest(texts)
}

/// Figures of labs that do not go together. What there was to say is kept as long as no figure changes.
fn conflicts(labs: &[Compiled], cache: &Cache) -> Vec<Diagnostic> {
    let stated = || labs.iter().map(|lab| (lab.input.file, lab.about.id.as_str(), &lab.about.stated));
    let pieces: Vec<&[u8]> =
        stated().flat_map(|(_, id, stated)| [id.as_bytes(), stated.hash().as_slice()]).collect();
    let key = hash::hash(&pieces);
    // Files go by other numbers in each run: here by their places in the course.
    let renumbered = |found: Vec<Diagnostic>, number: &dyn Fn(FileId) -> Option<FileId>| {
        found.into_iter().map(|one| one.renumbered(number)).collect::<Option<Vec<_>>>()
    };
    let file = |place: FileId| labs.get(place.0 as usize).map(|lab| lab.input.file);
    if let Some(found) = cache.derived(CONFLICTS, &key).and_then(|found| renumbered(found, &file)) {
        return found;
    }
    let all: Vec<_> = stated().map(|(file, id, stated)| (file, id, stated.as_slice())).collect();
    let found = labc::lint::conflicts::between(&all);
    let places: HashMap<FileId, FileId> =
        (0..).zip(labs).map(|(place, lab)| (lab.input.file, FileId(place))).collect();
    if let Some(found) = renumbered(found.clone(), &|file| places.get(&file).copied()) {
        cache.keep_derived(CONFLICTS, &key, &found);
    }
    found
}

/// Sections that lead to a part that their lab does not have.
fn sections(inputs: &Inputs, labs: &[Compiled]) -> Vec<Diagnostic> {
    let Some(course) = &inputs.course else { return Vec::new() };
    let labs: BTreeMap<&str, &About> =
        labs.iter().map(|lab| (lab.input.name.as_str(), &*lab.about)).collect();
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
    let (file, NamedPath { path, span }) =
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
    (theme, _): &themes::HashedTheme,
    lab: Compiled,
    (surroundings, at): (&Surroundings<'_>, usize),
) -> Result<Result<(Input, Box<About>, Box<WrittenPage>), ThemeFault>, CommandError> {
    let Compiled { input, around, mut about, state } = lab;
    let key = surroundings.around(at, runs_on(&about));
    let changed = || CommandError::new(format!("{} changed during the build", input.path.display()));
    let (draft, found) = match state {
        LabState::Drafted(draft, found) => (draft, found),
        LabState::Stored(stored) => {
            match cache.page(&input.path, *stored, &key, goal, &pages::path(&input.name)) {
                Some(page) => return Ok(Ok((input, about, Box::new(page)))),
                // Only what is around the page has changed; the lab itself compiles as it did.
                None => {
                    let (lab, found) = compile::fresh(inputs, &input, &around, cache);
                    let lab = lab.ok_or_else(changed)?;
                    about = Box::new(About::of(&lab));
                    (preview::draft(&lab, inputs, theme), found)
                }
            }
        }
        LabState::Known => return Err(changed()),
    };
    let mut frame = surroundings.view(at, runs_on(&about));
    let drawn = match &draft {
        Ok(draft) => draft.preview.as_ref().map(|preview| preview::draw(preview, theme)).transpose()?,
        Err(_) => None,
    };
    if let (Some(address), Some(picture)) = (&frame.address, &drawn) {
        frame.image = Some(format!("{address}{}", picture.name));
    }
    let rendered = match draft.and_then(|draft| draft.rendered(theme, &frame)) {
        Ok(mut rendered) => {
            rendered.files.extend(drawn);
            rendered
        }
        Err(fault) => return Ok(Err(fault)),
    };
    let pieces = std::iter::once(&rendered.html).chain(&rendered.fragments).map(String::as_str);
    let links = PageLinks::of(pieces);
    let findings = found.to_keep(inputs, &input, &around, Some(&about));
    let text = &inputs.sources.get(input.file).text;
    let page = (key, rendered.html);
    let found = (links, rendered.entries);
    let page = cache.keep_page(&input.path, text, findings.as_ref(), page, found, rendered.files);
    Ok(Ok((input, about, Box::new(page))))
}

/// What the pages of labs have around them: the volume of each, and the labs before and after it.
struct Surroundings<'s> {
    frame: &'s SiteFrame,
    volumes: &'s HashMap<&'s str, &'s Volume>,
    /// The names and titles of the labs.
    labs: Vec<(String, String)>,
    related: RelatedLabs,
    /// The number of each lab in its volume, from 1.
    numbers: HashMap<&'s str, usize>,
    /// A hash of the frame and the theme, for all pages that load the same evaluator and scripts.
    common: BTreeMap<RunsOn, Hash>,
}

impl<'s> Surroundings<'s> {
    fn new(
        frame: &'s SiteFrame,
        (course, volumes): (Option<&'s manifest::Manifest>, &'s HashMap<&'s str, &'s Volume>),
        labs: &[Compiled],
        of_theme: &Hash,
    ) -> Result<Self, CommandError> {
        let common = frame.evaluators.keys();
        let common = common.map(|on| Ok((*on, PageFrame::of(frame.lab("", *on), of_theme)?.hash)));
        let titles = labs.iter().map(|lab| (lab.input.name.clone(), lab.about.title.clone()));
        let numbered = course.iter().flat_map(|course| &course.volumes);
        let numbers = numbered
            .flat_map(|volume| volume.labs.iter().zip(1..).map(|(lab, number)| (&*lab.name, number)))
            .collect();
        Ok(Self {
            frame,
            volumes,
            labs: titles.collect(),
            related: RelatedLabs::of(labs.iter().map(|lab| &*lab.about)),
            numbers,
            common: common.collect::<Result<_, CommandError>>()?,
        })
    }

    fn before(&self, lab: usize) -> Option<&(String, String)> {
        lab.checked_sub(1).map(|before| &self.labs[before])
    }

    /// The number of a lab in its volume, and how many labs that has.
    fn number(&self, name: &str) -> Option<(usize, usize)> {
        let count = self.volumes.get(name)?.labs.len();
        let number = self.numbers.get(name).filter(|_| count > 1)?;
        Some((*number, count))
    }

    /// Where a lab stands, as its page at a path tells.
    fn place(&self, lab: usize, path: &str) -> PlaceView {
        let link = |at: usize| {
            let (name, title) = &self.labs[at];
            frame::link(path, &pages::path(name), title)
        };
        PlaceView {
            number: self.number(&self.labs[lab].0),
            before: self.related.before(lab).view(link),
            after: self.related.after(lab).view(link),
        }
    }

    /// Everything that [`Surroundings::view`] is made of, and the theme.
    fn around(&self, lab: usize, runs_on: RunsOn) -> PageFrame {
        let name = &self.labs[lab].0;
        let volume = self.volumes.get(name.as_str());
        let listed = volume.map(|volume| (&volume.id, &volume.title, volume.labels.get(name)));
        let related = [self.related.before(lab), self.related.after(lab)];
        let related = related.map(|places| {
            let named: Vec<_> = places.named.iter().map(|at| &self.labs[*at]).collect();
            (named, places.more)
        });
        let own = (name, listed, self.before(lab), self.labs.get(lab + 1), self.number(name), related);
        // Names and titles can always be packed.
        let own = postcard::to_allocvec(&own).unwrap_or_default();
        let hash = hash::hash(&[self.common.get(&runs_on).map_or(&[], Hash::as_slice), &own]);
        PageFrame { hash, style: self.frame.style_of_lab(&pages::path(name), runs_on) }
    }

    fn view(&self, lab: usize, runs_on: RunsOn) -> FrameView {
        let name = &self.labs[lab].0;
        let path = pages::path(name);
        let link = |(name, title): &(String, String)| frame::link(&path, &pages::path(name), title);
        let volume = self.volumes.get(name.as_str());
        let up: Option<TextLink> =
            volume.map(|volume| frame::link(&path, &pages::path(&volume.id), &volume.title));
        FrameView {
            up,
            label: volume.and_then(|volume| volume.labels.get(name).cloned()),
            previous: self.before(lab).map(link),
            next: self.labs.get(lab + 1).map(link),
            place: Some(self.place(lab, &path)),
            ..self.frame.lab(&path, runs_on)
        }
    }
}

fn runs_on(about: &About) -> RunsOn {
    (about.evaluator, about.asks)
}

/// The course, shared files and the like; labs built on their own are a course of their own. With what is wrong with the
/// template of presentations.
fn frame(
    inputs: &Inputs,
    theme: &Theme,
    labs: &[Compiled],
    image: Option<(&Path, Vec<u8>)>,
    output: &mut Output,
) -> Result<(SiteFrame, Option<ThemeFault>), CommandError> {
    let course = inputs.course.as_ref();
    let font = output.add_hashed("assets/math.woff2", style::MATH_FONT)?;
    let font = font.rsplit('/').next().unwrap_or_default();
    let early = output.add_hashed("assets/font.js", style::with_font(runtime::FONT, font))?;
    let style = output.add_hashed("assets/lab.css", style::with_font(theme.lab_style(), font))?;
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
    let pictures = match used.is_empty() {
        true => String::new(),
        false => output.add_hashed("assets/picture.js", runtime::PICTURE)?,
    };
    let (present, unpresented) = match used.is_empty() {
        true => (String::new(), None),
        false => match presenting(theme, output)? {
            Ok(script) => (script, None),
            Err(fault) => (String::new(), Some(fault)),
        },
    };
    for (evaluator, asks) in used {
        let wasm = runtime::LAB.cut(|part| evaluator.parts().any(|used| used.name() == part));
        let assets = AssetsView {
            style: style.clone(),
            script: scripts[&(asks, evaluator.has(Part::Uploads))].clone(),
            wasm: output.add_hashed("assets/lab.wasm", wasm)?,
            wasm_script: wasm_script.clone(),
            pictures: pictures.clone(),
            present: present.clone(),
            font: early.clone(),
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
    let frame = SiteFrame {
        lang: course.map_or_else(|| "en".to_owned(), |course| course.language.clone()),
        course: CourseView {
            id: course.map_or_else(|| "labs".to_owned(), |course| course.id.clone()),
            title: course.map_or_else(|| "Labs".to_owned(), |course| course.title.clone()),
            home: "index.html".to_owned(),
            work: pages::path(WORK),
        },
        assets: AssetsView {
            style: output.add_hashed("assets/style.css", style::with_font(theme.style(), font))?,
            font: early,
            ..AssetsView::default()
        },
        evaluators,
        url: course.and_then(|course| course.url.clone()),
        image,
    };
    Ok((frame, unpresented))
}

/// The script by which a lab is presented to a class, which no page loads otherwise. It has its markup and the name of its
/// style sheet with it, so that pages are no longer for it.
fn presenting(theme: &Theme, output: &mut Output) -> Result<Result<String, ThemeFault>, CommandError> {
    let style = output.add_hashed("assets/present.css", style::present())?;
    let style = style.rsplit('/').next().unwrap_or_default().to_owned();
    let markup = match theme.fill("present.html", &PresentView { style }) {
        Ok(markup) => serde_json::Value::from(markup.trim()),
        Err(fault) => return Ok(Err(fault)),
    };
    let script = format!("globalThis.labcPresent={markup};\n{}", runtime::PRESENT);
    Ok(Ok(output.add_hashed("assets/present.js", script)?))
}

/// For how many broken links the one that was meant is looked for.
const MOST_MEANT: usize = 20;

/// A link that leads nowhere.
struct BrokenLink {
    /// The path of the page that has it.
    page: String,
    link: String,
    /// What was probably meant.
    meant: Option<String>,
}

/// Links of the site that lead nowhere, each where it is written; what the theme writes on every page is reported
/// once. Labs that are built on their own may link to others of their course.
fn broken_links(
    inputs: &Inputs,
    texts: &[pages::TextPage],
    theme: &Theme,
    broken: Vec<BrokenLink>,
) -> Vec<Diagnostic> {
    let mut found: Vec<(Diagnostic, usize)> = Vec::new();
    for BrokenLink { page, link, meant } in broken {
        if inputs.course.is_none() && !link.starts_with('#') {
            continue;
        }
        let (file, span) = place_of(inputs, texts, theme, &page, &link);
        let headline = format!("The site has nothing at `{link}`, which `{page}` links to.");
        let fault =
            Diagnostic::error(Code::BrokenLink, headline, file, span, "leads nowhere").help(match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "pages lie at `LAB/index.html`, parts of labs at `#part-NAME`".to_owned(),
            });
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
    texts: &[pages::TextPage],
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

//! Every page of a site that is no lab: home, volumes, texts, the student's own page, search, and what hosts and
//! search engines read. Start at [`Pages::rest`].

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use labc::codes::Code;
use labc::diagnostic::Diagnostic;
use labc::page::plan::picture;
use labc::page::render::text::Text;
use labc::page::render::view::{
    AssetsView, FrameView, HomeView, LabLink, MissingView, PartLink, SearchView, TextLink, VolumePageView,
    VolumeView,
};
use labc::page::site::links::PageLinks;
use labc::page::site::search;
use labc::page::site::work;
use labc::sources::{self, FileId, Span};
use labc::theme::template::{Theme, ThemeFault};
use rayon::prelude::*;
use serde::Serialize;
use walkdir::WalkDir;

use crate::cache::around::PageFrame;
use crate::cache::packed::Packed;
use crate::cache::stamp::Stamp;
use crate::cache::{self, About, Cache, Goal, Outline, SearchWords, StoredPage};
use crate::course::inputs::{Input, Inputs};
use crate::course::manifest::{Volume, WORK};
use crate::course::texts;
use crate::course::themes;
use crate::error::CommandError;
use crate::files::content::Content;
use crate::files::hash::{self, Hash, hash_of};
use crate::files::read;
use crate::make::frame::{self, SEARCH, SiteFrame};
use crate::make::playground;
use crate::make::related::RelatedLabs;
use crate::make::runtime;
use crate::output::{self, Output};
use crate::threads::side_by_side;

/// The pages of a site while they are made.
pub(crate) struct Pages<'s> {
    inputs: &'s Inputs,
    /// For each lab, the volume that lists it.
    volumes: &'s HashMap<&'s str, &'s Volume>,
    theme: &'s Theme,
    of_theme: &'s Hash,
    frame: &'s SiteFrame,
    cache: &'s Cache,
    goal: Goal,
    output: Output,
    labs: Vec<(String, Box<About>)>,
    /// Where each lab is among them.
    places: HashMap<String, usize>,
    /// What they have to do with each other, once all of them are there.
    related: RelatedLabs,
    /// What each page points at.
    links: BTreeMap<String, Packed<PageLinks>>,
    /// What there is to find, page by page.
    words: Vec<(String, SearchWords)>,
    /// What is wrong with the pages, in the author's hands.
    faults: Vec<Diagnostic>,
}

/// The data of the student's own page, and the index of the page that searches, without their hashes.
const DATA: &str = "assets/course.js";
const INDEX: &str = "assets/index.js";

/// A page of text of a course.
pub(crate) struct TextPage {
    /// The name of its file without `.md`, under which it is found in the site.
    name: String,
    /// Its file, where it was read, and its number.
    at: PathBuf,
    pub(crate) file: FileId,
    pub(crate) outline: Outline,
    kept: Option<StoredPage>,
    /// What was read, unless it is kept.
    text: Option<Text>,
}

impl TextPage {
    /// A page that labc writes itself: its name, the path that its file would have, and its text.
    pub(crate) fn made(
        name: &str,
        inputs: &mut Inputs,
        at: PathBuf,
        markdown: String,
        cache: &Cache,
    ) -> Self {
        let kept = cache.text(&at, &hash_of(markdown.as_bytes()));
        let file = inputs.sources.add(at.display().to_string(), markdown);
        let name = name.to_owned();
        match kept {
            Some((outline, page)) => Self { name, at, file, outline, kept: Some(page), text: None },
            None => {
                let text = Text::read(&inputs.sources.get(file).text);
                Self { name, at, file, outline: Outline::of(&text), kept: None, text: Some(text) }
            }
        }
    }

    /// Where its page lies.
    pub(crate) fn path(&self) -> String {
        format!("reference/{}/index.html", self.name)
    }
}

/// A page of text, as it was looked at.
enum LookedPage {
    /// As an earlier run found it, so that it was not read.
    Kept((Outline, StoredPage)),
    /// It was read after this was seen of its file.
    Read(Option<Stamp>),
}

/// Reads the pages of the course's reference, in the order of their names; what is wrong with them is told.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn texts(
    inputs: &mut Inputs,
    cache: &Cache,
) -> Result<(Vec<TextPage>, Vec<Diagnostic>), CommandError> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let Some(course) =
        inputs.course.as_ref().filter(|course| course.reference.is_dir() || course.bibliography.is_some())
    else {
        return Ok((Vec::new(), faults));
    };
    let inside = course.bounds.find(&course.reference).is_ok();
    let bounds = Arc::new(course.bounds.clone());
    let walk =
        course.reference.is_dir().then(|| WalkDir::new(&course.reference).max_depth(1).sort_by_file_name());
    for entry in walk.into_iter().flatten() {
        let entry = entry.map_err(|error| CommandError::new(format!("cannot look for texts: {error}")))?;
        let path = entry.path();
        let (Some(name), true) = (path.file_stem(), path.extension().is_some_and(|ext| ext == "md")) else {
            continue;
        };
        let (name, at) = (name.to_string_lossy().into_owned(), path.to_owned());
        let stamp = inside.then(|| cache.seen(path)).flatten();
        let known = stamp.as_ref().and_then(|stamp| cache.known(path, stamp));
        if let Some(kept) = known.and_then(|hash| cache.text(path, &hash)) {
            let (bounds, of) = (Arc::clone(&bounds), at.clone());
            let text = sources::Text::later(move || bounds.text(&of, read::TEXT).unwrap_or_default());
            let file = inputs.sources.add(path.display().to_string(), text);
            found.push((name, at, file, faults.len(), LookedPage::Kept(kept)));
            continue;
        }
        match texts::read(path, &course.bounds, &mut inputs.sources)? {
            Ok(file) => {
                found.push((name, at, file, faults.len(), LookedPage::Read(stamp)));
            }
            Err(fault) => faults.push(fault),
        }
    }
    // The bibliography is a page, too.
    if let Some((bibliography, named)) = course.bibliography.as_ref().zip(course.bibliography_file.as_ref()) {
        let text = bibliography.page("Bibliography");
        let file = inputs.sources.add(named.path.display().to_string(), text);
        let at = named.path.clone();
        found.push(("bibliography".to_owned(), at, file, faults.len(), LookedPage::Read(None)));
    }
    let sources = &inputs.sources;
    let folder = &course.reference;
    let texts = found.into_par_iter().map(|(name, at, file, before, looked)| {
        let text = &sources.get(file).text;
        let kept = match looked {
            LookedPage::Kept(kept) => Some(kept),
            LookedPage::Read(stamp) => {
                let hash = hash_of(text.as_bytes());
                if let Some(stamp) = stamp {
                    cache.learn(&at, stamp, hash);
                }
                cache.text(&at, &hash)
            }
        };
        let (outline, kept, text) = match kept {
            Some((outline, page)) => (outline, Some(page), None),
            None => {
                let text = Text::read_with(text, &|path| bounds.bytes(&folder.join(path), read::PICTURE));
                (Outline::of(&text), None, Some(text))
            }
        };
        (before, TextPage { name, at, file, outline, kept, text })
    });
    let texts: Vec<(usize, TextPage)> = side_by_side(|| texts.collect())?;
    // In the order of the files, those that cannot be read among them.
    let mut unreadable = faults.into_iter();
    let (mut said, mut taken) = (Vec::new(), 0);
    for (before, written) in &texts {
        said.extend(unreadable.by_ref().take(before - taken));
        taken = *before;
        said.extend(written.outline.faults.iter().map(|(fault, span)| {
            let headline = format!("This text can't be rendered: {fault}.");
            Diagnostic::error(Code::UnreadableText, headline, written.file, *span, "")
        }));
        let placed_photos = written.text.iter().flat_map(|text| &text.placed_photos);
        said.extend(placed_photos.map(|span| picture::tells_place(written.file, *span)));
    }
    said.extend(unreadable);
    Ok((texts.into_iter().map(|(_, written)| written).collect(), said))
}

/// A site with all its pages, as far as they could be made.
pub(crate) struct Site {
    pub(crate) output: Output,
    /// What each page points at.
    pub(crate) links: BTreeMap<String, Packed<PageLinks>>,
    /// What is wrong with the pages, in the author's hands.
    pub(crate) faults: Vec<Diagnostic>,
}

/// Where the page of a lab, or of a volume, lies.
pub(crate) fn path(name: &str) -> String {
    format!("{name}/index.html")
}

impl<'s> Pages<'s> {
    pub(crate) fn new(
        (inputs, volumes): (&'s Inputs, &'s HashMap<&'s str, &'s Volume>),
        (theme, of_theme): &'s themes::HashedTheme,
        frame: &'s SiteFrame,
        (cache, goal): (&'s Cache, Goal),
        output: Output,
    ) -> Self {
        Self {
            inputs,
            volumes,
            theme,
            of_theme,
            frame,
            cache,
            goal,
            output,
            labs: Vec::new(),
            places: HashMap::new(),
            related: RelatedLabs::default(),
            links: BTreeMap::new(),
            words: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Takes the page of a lab in.
    pub(crate) fn lab(&mut self, input: Input, about: Box<About>, page: Box<cache::WrittenPage>) {
        let path = path(&input.name);
        if let Err(taken) = self.output.put(&path, page.html) {
            let help = "a page is named after its lab's file, or after the folder of a `lab.lab`: rename one";
            return self.no_place(&taken, input.file, about.id_span, help);
        }
        for (name, file) in page.files {
            if let Err(taken) = self.output.put_same(&cache::beside(&path, &name), file) {
                let help =
                    "the data of a table lies beside the page, in files called after the table: rename one";
                return self.no_place(&taken, input.file, about.id_span, help);
            }
        }
        self.links.insert(path.clone(), page.links);
        self.words.push((path, page.words));
        self.places.entry(input.name.clone()).or_insert(self.labs.len());
        self.labs.push((input.name, about));
    }

    fn no_place(&mut self, why: &CommandError, file: FileId, span: Span, help: &str) {
        let headline = format!("This page has no place of its own: {why}.");
        self.faults.push(Diagnostic::error(Code::PageName, headline, file, span, "").help(help));
    }

    /// Makes all other pages, as far as the course and its theme let it.
    ///
    /// # Errors
    /// What is in nobody's hands.
    pub(crate) fn rest(mut self, texts: &[TextPage]) -> Result<Site, CommandError> {
        if let (Goal::Check, None) = (&self.goal, &self.inputs.course) {
            // Labs by themselves: nobody has written these pages, but their places are taken.
            for path in [
                "ledger/index.html",
                "privacy/index.html",
                "404.html",
                "hosting.txt",
                "_headers",
                OFFLINE,
                MANIFEST,
                "index.html",
                SEARCH,
            ] {
                self.output.add(path, "")?;
            }
            return Ok(Site { output: self.output, links: self.links, faults: self.faults });
        }
        self.related = RelatedLabs::of(self.labs.iter().map(|(_, about)| &**about));
        // First the pages that every site has: what a course adds makes way for them.
        self.own()?;
        self.for_hosts()?;
        self.offline()?;
        if self.inputs.playground {
            let page = playground::page(&mut self.output, self.frame, self.theme)?;
            self.add(playground::PATH, page)?;
        }
        self.texts(texts)?;
        self.volumes()?;
        self.home(texts)?;
        self.search()?;
        self.sitemap()?;
        if let Goal::Build(standing) = self.goal {
            self.output.standing = *standing;
        }
        Ok(Site { output: self.output, links: self.links, faults: self.faults })
    }

    /// Adds a page that was filled in, or says what is wrong with the theme.
    fn add(&mut self, path: &str, page: Result<String, ThemeFault>) -> Result<(), CommandError> {
        let page = match page {
            Ok(page) => page,
            Err(fault) => return self.of_theme(fault),
        };
        self.links.insert(path.to_owned(), Packed::new(PageLinks::of([page.as_str()])));
        self.output.add(path, page)
    }

    /// Takes a fault of the theme in.
    pub(crate) fn of_theme(&mut self, fault: ThemeFault) -> Result<(), CommandError> {
        match fault.diagnostic() {
            Some(diagnostic) => self.faults.push(diagnostic),
            None => return Err(themes::of_theme(fault)),
        }
        Ok(())
    }

    fn fill(&mut self, path: &str, template: &str, view: &impl Serialize) -> Result<(), CommandError> {
        let seen = serde_json::to_vec(view).map_err(|error| {
            CommandError::new(format!("what is on {path} cannot be written down: {error}"))
        })?;
        let key = hash::hash(&[template.as_bytes(), &seen, self.of_theme]);
        let kept = self.cache.whole_page(path, &key, &self.goal, |_| path.to_owned());
        let (page, links) = match kept {
            Some(kept) => kept,
            None => match self.theme.fill(template, view) {
                Ok(page) => {
                    let links = PageLinks::of([page.as_str()]);
                    self.cache.keep_whole_page(path, &key, page, links)
                }
                Err(fault) => return self.of_theme(fault),
            },
        };
        self.links.insert(path.to_owned(), links);
        self.output.put(path, page)
    }

    /// A script that is made from the whole course, whose name changes with it; made only where it is wanted and what it
    /// is made from has changed.
    fn script(
        &self,
        path: &str,
        from: &Hash,
        make: impl FnOnce() -> Result<String, CommandError>,
    ) -> Result<Content, CommandError> {
        if let Goal::Check = self.goal {
            // Nobody opens it, and nothing can be wrong with it.
            return Ok(Content::new(Vec::new()));
        }
        let kept = self.cache.whole_page(path, from, &self.goal, |hash| output::hashed(path, hash));
        Ok(match kept {
            Some((content, _)) => content,
            None => self.cache.keep_whole_page(path, from, make()?, PageLinks::default()).0,
        })
    }

    /// The pages of the course's reference.
    fn texts(&mut self, texts: &[TextPage]) -> Result<(), CommandError> {
        let made = texts.par_iter().map(|written| self.text(written));
        let made: Vec<_> = side_by_side(|| made.collect::<Result<_, CommandError>>())??;
        for (written, page) in texts.iter().zip(made) {
            let page = match page {
                Ok(page) => page,
                Err(fault) => {
                    self.of_theme(fault)?;
                    continue;
                }
            };
            let path = written.path();
            let mut taken = self.output.put(&path, page.html);
            for (name, file) in page.files {
                taken = taken.and_then(|()| self.output.put_same(&cache::beside(&path, &name), file));
            }
            if let Err(taken) = taken {
                let help = "a page is named after its file: rename it";
                self.no_place(&taken, written.file, Span::default(), help);
                continue;
            }
            self.links.insert(path.clone(), page.links);
            self.words.push((path, page.words));
        }
        Ok(())
    }

    /// A page of text, written now or taken from the cache.
    fn text(&self, written: &TextPage) -> Result<Result<cache::WrittenPage, ThemeFault>, CommandError> {
        let path = written.path();
        let frame = self.frame.page(&path);
        let key = PageFrame::of(frame.clone(), self.of_theme)?;
        let kept = written.kept.as_ref();
        if let Some(page) =
            kept.and_then(|kept| self.cache.text_page(&written.at, kept, &key, &self.goal, &path))
        {
            return Ok(Ok(page));
        }
        let source = &self.inputs.sources.get(written.file).text;
        let again;
        let text = match &written.text {
            Some(text) => text,
            // One with pictures is never kept.
            None => {
                again = Text::read(source);
                &again
            }
        };
        Ok(text.html(self.theme, &frame).map(|html| {
            let about = (PageLinks::of([html.as_str()]), search::of_text(text));
            if !text.pictures.is_empty() {
                return cache::WrittenPage::with_files(html, about, &text.pictures);
            }
            self.cache.keep_text(&written.at, source, &written.outline, (key, html), about)
        }))
    }

    /// A volume as a page lists it.
    fn volume(&self, volume: &Volume, from: &str) -> VolumeView {
        let listed =
            volume.labs.iter().filter_map(|listed| Some(self.link(from, *self.places.get(&listed.name)?)));
        VolumeView {
            title: Some(volume.title.clone()),
            href: Some(frame::link(from, &path(&volume.id), "").href),
            description: volume.description.clone(),
            counts: volume.counts,
            labs: listed.collect(),
        }
    }

    /// What the course calls a lab besides its title.
    fn label(&self, name: &str) -> Option<&str> {
        self.volumes.get(name)?.labels.get(name).map(String::as_str)
    }

    fn link(&self, from: &str, place: usize) -> LabLink {
        let (name, about) = &self.labs[place];
        let related = |at: usize| {
            let (name, about) = &self.labs[at];
            frame::link(from, &path(name), &about.title)
        };
        let href = frame::link(from, &path(name), "").href;
        let part = |((key, title), asks): (&(String, String), &String)| PartLink {
            title: title.clone(),
            href: format!("{href}#part-{key}"),
            asks: asks.clone(),
        };
        LabLink {
            label: self.label(name).map(str::to_owned),
            title: about.title.clone(),
            description: about.description.clone(),
            duration: about.duration.clone(),
            chapter: about.chapter.clone(),
            id: about.id.clone(),
            was: about.was.clone(),
            thumbnail: about.thumbnail.clone(),
            before: self.related.before(place).view(related),
            after: self.related.after(place).view(related),
            parts: about.parts.iter().zip(&about.asked).map(part).collect(),
            href,
        }
    }

    /// The frame of a page that lists labs, with the script that shows what is done of them.
    fn listing(&mut self, path: &str) -> Result<FrameView, CommandError> {
        let mut frame = self.frame.page(path);
        let script = self.output.add_hashed("assets/home.js", runtime::HOME)?;
        frame.assets.script = format!("{}{script}", "../".repeat(path.matches('/').count()));
        Ok(frame)
    }

    fn volumes(&mut self) -> Result<(), CommandError> {
        let Some(course) = &self.inputs.course else { return Ok(()) };
        let volumes = &course.volumes;
        for (index, volume) in volumes.iter().enumerate() {
            let path = path(&volume.id);
            let neighbour = |volume: &Volume| frame::link(&path, &self::path(&volume.id), &volume.title);
            let mut frame = self.listing(&path)?;
            frame.previous = index.checked_sub(1).map(|before| neighbour(&volumes[before]));
            frame.next = volumes.get(index + 1).map(neighbour);
            let view = VolumePageView {
                frame,
                description: volume.description.clone(),
                html: labc::page::paragraph(&volume.description),
                volume: self.volume(volume, &path),
            };
            self.fill(&path, "volume.html", &view)?;
        }
        Ok(())
    }

    fn home(&mut self, texts: &[TextPage]) -> Result<(), CommandError> {
        const HOME: &str = "index.html";
        let volumes = match &self.inputs.course {
            Some(course) => course.volumes.iter().map(|volume| self.volume(volume, HOME)).collect(),
            None => {
                let labs = (0..self.labs.len()).map(|lab| self.link(HOME, lab)).collect();
                vec![VolumeView { title: None, href: None, description: String::new(), counts: true, labs }]
            }
        };
        let description = self.inputs.course.as_ref().map(|course| course.description.clone());
        let description = description.unwrap_or_default();
        let reference = texts
            .iter()
            .map(|written| TextLink { title: written.outline.title.clone(), href: written.path() });
        let playground = self
            .inputs
            .playground
            .then(|| TextLink { title: "Playground".to_owned(), href: playground::PATH.to_owned() });
        let view = HomeView {
            frame: self.listing(HOME)?,
            html: labc::page::paragraph(&description),
            description,
            volumes,
            reference: playground.into_iter().chain(reference).collect(),
        };
        self.fill(HOME, "home.html", &view)
    }

    /// The student's own page with its data, and the one about privacy.
    fn own(&mut self) -> Result<(), CommandError> {
        let counts = |name: &str| self.volumes.get(name).is_none_or(|volume| volume.counts);
        let labs: Vec<_> = self.labs.iter().filter(|(name, _)| counts(name)).collect();
        let label = |name: &str| self.label(name).unwrap_or_default();
        let seen = labs.iter().flat_map(|(name, about)| {
            [name.as_bytes(), label(name).as_bytes(), about.protocol.hash().as_slice()]
        });
        let key = hash::hash(&seen.collect::<Vec<_>>());
        let data = || {
            let labs = labs
                .iter()
                .map(|(name, about)| (&*about.protocol, self.label(name), format!("../{}", path(name))));
            work::course_data(labs)
                .map_err(|error| CommandError::new(format!("the course's data cannot be packed: {error}")))
        };
        let data = self.script(DATA, &key, data)?;
        let data = self.output.put_hashed(DATA, data)?;
        let mut add = |path, bytes: &[u8]| Ok(format!("../{}", self.output.add_hashed(path, bytes)?));
        let (script, wasm, wasm_script) = (
            add("assets/work.js", runtime::WORK.as_bytes())?,
            add("assets/work.wasm", runtime::MARKS)?,
            add("assets/work-wasm.js", runtime::MARKS_SCRIPT.as_bytes())?,
        );
        let path = path(WORK);
        let mut frame = self.frame.page(&path);
        frame.assets = AssetsView { script, wasm, wasm_script, ..frame.assets };
        let page = work::html(self.theme, &frame, &format!("../{data}"), "../privacy/index.html");
        self.add(&path, page)?;
        self.add("privacy/index.html", work::privacy(self.theme, &self.frame.page("privacy/index.html")))
    }

    /// The page that searches. Its index has what pages show from the start, and nothing that is sealed.
    fn search(&mut self) -> Result<(), CommandError> {
        let seen = self.words.iter().flat_map(|(path, words)| [path.as_bytes(), words.hash.as_slice()]);
        let key = hash::hash(&seen.collect::<Vec<_>>());
        let index = self.script(INDEX, &key, || {
            let words: Option<Vec<_>> =
                self.words.iter().map(|(path, words)| Some((path.as_str(), words.read()?))).collect();
            let words = words.ok_or_else(CommandError::torn)?;
            search::script(words.iter().map(|(path, words)| (*path, &**words)))
                .map_err(|error| CommandError::new(format!("the index cannot be written: {error}")))
        })?;
        let index = self.output.put_hashed(INDEX, index)?;
        let searcher = self.output.add_hashed("assets/search.js", runtime::SEARCH)?;
        let frame = self.frame.page(SEARCH);
        let view = SearchView { frame, index: format!("../{index}"), searcher: format!("../{searcher}") };
        match self.goal {
            // The index has no name here that a build could use.
            Goal::Check => self.add(SEARCH, self.theme.fill("search.html", &view)),
            Goal::Build(_) => self.fill(SEARCH, "search.html", &view),
        }
    }

    /// What hosts and search engines read.
    fn for_hosts(&mut self) -> Result<(), CommandError> {
        let missing = MissingView { frame: self.frame.anywhere() };
        match self.theme.fill("missing.html", &missing) {
            Ok(page) => self.output.add("404.html", page)?,
            Err(fault) => self.of_theme(fault)?,
        }
        self.output.add("hosting.txt", HOSTING)?;
        self.output.add("_headers", HEADERS)
    }

    /// What browsers need to open pages without a network, and to install the course like an app.
    fn offline(&mut self) -> Result<(), CommandError> {
        self.output.add(OFFLINE, runtime::OFFLINE)?;
        let icon = self.output.add_hashed("assets/icon.svg", ICON)?;
        let manifest = serde_json::json!({
            "name": self.frame.course.title,
            "lang": self.frame.lang,
            "start_url": "index.html",
            "scope": "./",
            "display": "minimal-ui",
            "icons": [{ "src": icon, "sizes": "any", "type": "image/svg+xml" }],
        });
        self.output.add(MANIFEST, format!("{manifest:#}\n"))
    }

    /// Every page, for search engines, where it is known where the site will be.
    fn sitemap(&mut self) -> Result<(), CommandError> {
        let Some(url) = &self.frame.url else { return Ok(()) };
        let mut map = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for page in self.links.keys() {
            let address = frame::address(url, page).replace('&', "&amp;").replace('<', "&lt;");
            let _ = writeln!(map, "<url><loc>{address}</loc></url>");
        }
        map.push_str("</urlset>\n");
        self.output.add("sitemap.xml", map)?;
        self.output.add("robots.txt", format!("User-agent: *\nAllow: /\nSitemap: {url}/sitemap.xml\n"))
    }
}

/// The service worker, which answers for all pages at and below its own place.
const OFFLINE: &str = "offline.js";

/// What the course is called where it is installed like an app.
const MANIFEST: &str = "course.webmanifest";

/// Its icon there: that of the pages.
const ICON: &str = concat!(
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\">",
    "<rect width=\"16\" height=\"16\" rx=\"3\" fill=\"#0b5c68\"/>",
    "<path d=\"M3 11.5C7 11.5 7 4 13 4\" fill=\"none\" stroke=\"white\" stroke-width=\"2\" stroke-linecap=\"round\"/>",
    "</svg>\n"
);

/// For hosts that read such a file (Netlify, Cloudflare Pages).
const HEADERS: &str = "\
/*
  X-Content-Type-Options: nosniff
# Who may show the pages in a frame, see hosting.txt:
# Content-Security-Policy: frame-ancestors 'self' https://learning.example.org
/assets/*
  Cache-Control: public, max-age=31536000, immutable
";

const HOSTING: &str = "\
This folder is a whole site. Any host of static files can serve it, from any path; it can be opened from a disk.

Files in assets/ carry a hash of their content in their names: they never change, and browsers may keep them
for ever:

    Cache-Control: public, max-age=31536000, immutable

Pages do change, and so do offline.js and course.webmanifest, by which pages open without a network once they were
opened with one (over https). Let browsers ask again each time, which is what they do where nothing else is said:

    Cache-Control: no-cache

Two things only the host can say. That browsers take every file for what it is served as:

    X-Content-Type-Options: nosniff

And which sites may show the pages in a frame. Name your learning platform here if it does that; without it, write
'self' alone:

    Content-Security-Policy: frame-ancestors 'self' https://learning.example.org

_headers says the same to hosts that read it, but for the frames. Serve .wasm as application/wasm, pages and scripts as UTF-8 (a host
that names another character set breaks them), and compress everything with brotli or gzip. Let the host answer
with 404.html where a page is missing; unless course.toml has a `url`, that page supposes that the site lies at
the root of its server.
";

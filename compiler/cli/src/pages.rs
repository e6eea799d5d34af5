//! Every page of a site that is no lab: home, volumes, texts, the student's own page, search, and what hosts and
//! search engines read. Start at [`Pages::rest`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use labc::page::links::{self, Ends};
use labc::page::search::{self, Entry};
use labc::page::text::Text;
use labc::page::theme::{Theme, ThemeFault};
use labc::page::view::{
    AssetsView, HomeView, LabLink, MissingView, SearchView, TextLink, VolumePageView, VolumeView,
};
use labc::page::work;
use serde::Serialize;
use walkdir::WalkDir;

use crate::build::WORK;
use crate::cache::{About, Written};
use crate::frame::{self, Frame, SEARCH};
use crate::inputs::{Input, Inputs};
use crate::manifest::Volume;
use crate::runtime;
use crate::site::Output;
use crate::themes::of_theme;
use crate::trouble::Trouble;

/// The pages of a site while they are made.
pub(crate) struct Pages<'s> {
    inputs: &'s Inputs,
    theme: &'s Theme,
    frame: &'s Frame,
    output: Output,
    labs: Vec<(String, About)>,
    /// What each page points at.
    ends: BTreeMap<String, Ends>,
    /// What there is to find, page by page.
    entries: Vec<(String, Vec<Entry>)>,
}

/// Where the page of a lab, or of a volume, lies.
pub(crate) fn path(name: &str) -> String {
    format!("{name}/index.html")
}

impl<'s> Pages<'s> {
    pub(crate) fn new(inputs: &'s Inputs, theme: &'s Theme, frame: &'s Frame, output: Output) -> Self {
        let (ends, entries) = (BTreeMap::new(), Vec::new());
        Self { inputs, theme, frame, output, labs: Vec::new(), ends, entries }
    }

    /// Takes the page of a lab in.
    pub(crate) fn lab(&mut self, input: Input, about: About, page: Written) -> Result<(), Trouble> {
        let path = path(&input.name);
        self.output.add(&path, page.html)?;
        self.ends.insert(path.clone(), page.ends);
        self.entries.push((path, page.entries));
        self.labs.push((input.name, about));
        Ok(())
    }

    /// Makes all other pages. Gives the site, and the links of its pages that lead nowhere.
    pub(crate) fn rest(mut self) -> Result<(Output, Vec<(String, String)>), Trouble> {
        let texts = self.texts()?;
        self.volumes()?;
        self.home(&texts)?;
        self.own()?;
        self.search()?;
        self.for_hosts()?;
        let has: BTreeSet<&str> = self.output.files().map(|(path, _)| path).collect();
        let broken = links::broken(&self.ends, |path| has.contains(path));
        Ok((self.output, broken))
    }

    fn add(&mut self, path: &str, page: Result<String, ThemeFault>) -> Result<(), Trouble> {
        let page = page.map_err(of_theme)?;
        self.ends.insert(path.to_owned(), Ends::of([page.as_str()]));
        self.output.add(path, page)
    }

    fn fill(&mut self, path: &str, template: &str, view: &impl Serialize) -> Result<(), Trouble> {
        let page = self.theme.fill(template, view);
        self.add(path, page)
    }

    /// The pages of the course's reference, in the order of their names.
    fn texts(&mut self) -> Result<Vec<(String, String)>, Trouble> {
        let Some(course) = self.inputs.course.as_ref().filter(|course| course.reference.is_dir()) else {
            return Ok(Vec::new());
        };
        let mut texts = Vec::new();
        for entry in WalkDir::new(&course.reference).max_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|error| Trouble::new(format!("cannot look for texts: {error}")))?;
            let file = entry.path();
            let (Some(name), true) = (file.file_stem(), file.extension().is_some_and(|ext| ext == "md"))
            else {
                continue;
            };
            let markdown = fs::read_to_string(file).map_err(|error| Trouble::file("read", file, error))?;
            let text = Text::read(&markdown);
            if let Some(fault) = text.faults.first() {
                return Err(Trouble::new(format!("in {}: {fault}", file.display())));
            }
            let path = format!("reference/{}/index.html", name.to_string_lossy());
            self.add(&path, text.html(self.theme, &self.frame.page(&path)))?;
            self.entries.push((path.clone(), search::of_text(&text)));
            texts.push((path, text.title));
        }
        Ok(texts)
    }

    /// A volume as a page lists it.
    fn volume(&self, volume: &Volume, from: &str) -> VolumeView {
        let listed = volume.labs.iter().filter_map(|listed| {
            let (name, about) = self.labs.iter().find(|(name, _)| *name == listed.name)?;
            Some(link(from, name, about))
        });
        VolumeView {
            title: Some(volume.title.clone()),
            href: Some(frame::link(from, &path(&volume.id), "").href),
            description: volume.description.clone(),
            labs: listed.collect(),
        }
    }

    fn volumes(&mut self) -> Result<(), Trouble> {
        let Some(course) = &self.inputs.course else { return Ok(()) };
        let volumes = &course.volumes;
        for (index, volume) in volumes.iter().enumerate() {
            let path = path(&volume.id);
            let neighbour = |volume: &Volume| frame::link(&path, &self::path(&volume.id), &volume.title);
            let mut frame = self.frame.page(&path);
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

    fn home(&mut self, texts: &[(String, String)]) -> Result<(), Trouble> {
        const HOME: &str = "index.html";
        let volumes = match &self.inputs.course {
            Some(course) => course.volumes.iter().map(|volume| self.volume(volume, HOME)).collect(),
            None => {
                let labs = self.labs.iter().map(|(name, about)| link(HOME, name, about)).collect();
                vec![VolumeView { title: None, href: None, description: String::new(), labs }]
            }
        };
        let description = self.inputs.course.as_ref().map(|course| course.description.clone());
        let description = description.unwrap_or_default();
        let reference =
            texts.iter().map(|(path, title)| TextLink { title: title.clone(), href: path.clone() });
        let view = HomeView {
            frame: self.frame.page(HOME),
            html: labc::page::paragraph(&description),
            description,
            volumes,
            reference: reference.collect(),
        };
        self.fill(HOME, "home.html", &view)
    }

    /// The student's own page with its data, and the one about privacy.
    fn own(&mut self) -> Result<(), Trouble> {
        let counts = |name: &str| self.inputs.course.as_ref().is_none_or(|course| course.counts(name));
        let labs = self.labs.iter().filter(|(name, _)| counts(name));
        let labs = labs.map(|(name, about)| (&about.protocol, format!("../{}", path(name))));
        let data = work::course_data(labs);
        let data =
            data.map_err(|error| Trouble::new(format!("the course's data cannot be packed: {error}")))?;
        let data = self.output.add_hashed("assets/course.js", data)?;
        let mut add = |path, bytes: &[u8]| Ok(format!("../{}", self.output.add_hashed(path, bytes)?));
        let (script, wasm, wasm_script) = (
            add("assets/work.js", runtime::WORK.as_bytes())?,
            add("assets/work.wasm", runtime::MARKS.wasm)?,
            add("assets/work-wasm.js", runtime::MARKS.script.as_bytes())?,
        );
        let path = path(WORK);
        let mut frame = self.frame.page(&path);
        frame.assets = AssetsView { script, wasm, wasm_script, ..frame.assets };
        let page = work::html(self.theme, &frame, &format!("../{data}"), "../privacy/index.html");
        self.add(&path, page)?;
        self.add("privacy/index.html", work::privacy(self.theme, &self.frame.page("privacy/index.html")))
    }

    /// The page that searches. Its index has what pages show from the start, and nothing that is sealed.
    fn search(&mut self) -> Result<(), Trouble> {
        let entries = self.entries.iter().map(|(path, entries)| (path.as_str(), entries.as_slice()));
        let index = search::script(entries)
            .map_err(|error| Trouble::new(format!("the index cannot be written: {error}")))?;
        let index = self.output.add_hashed("assets/index.js", index)?;
        let searcher = self.output.add_hashed("assets/search.js", runtime::SEARCH)?;
        let frame = self.frame.page(SEARCH);
        let view = SearchView { frame, index: format!("../{index}"), searcher: format!("../{searcher}") };
        self.fill(SEARCH, "search.html", &view)
    }

    /// What hosts and search engines read.
    fn for_hosts(&mut self) -> Result<(), Trouble> {
        let missing = MissingView { frame: self.frame.anywhere() };
        let page = self.theme.fill("missing.html", &missing).map_err(of_theme)?;
        self.output.add("404.html", page)?;
        self.output.add("hosting.txt", HOSTING)?;
        self.output.add("_headers", HEADERS)?;
        let Some(url) = &self.frame.url else { return Ok(()) };
        let mut map = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for page in self.ends.keys() {
            let address = frame::address(url, page).replace('&', "&amp;").replace('<', "&lt;");
            let _ = writeln!(map, "<url><loc>{address}</loc></url>");
        }
        map.push_str("</urlset>\n");
        self.output.add("sitemap.xml", map)?;
        self.output.add("robots.txt", format!("User-agent: *\nAllow: /\nSitemap: {url}/sitemap.xml\n"))
    }
}

fn link(from: &str, name: &str, about: &About) -> LabLink {
    LabLink {
        title: about.title.clone(),
        href: frame::link(from, &path(name), "").href,
        description: about.description.clone(),
        duration: about.duration.clone(),
        chapter: about.chapter.clone(),
        parts: about.parts.iter().map(|(_, title)| title.clone()).collect(),
    }
}

/// For hosts that read such a file (Netlify, Cloudflare Pages).
const HEADERS: &str = "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n";

const HOSTING: &str = "\
This folder is a whole site. Any host of static files can serve it, from any path; it can be opened from a disk.

Files in assets/ carry a hash of their content in their names: they never change, and browsers may keep them
for ever:

    Cache-Control: public, max-age=31536000, immutable

Pages do change. Let browsers ask again each time, which is what they do where nothing else is said:

    Cache-Control: no-cache

_headers says the same to hosts that read it. Serve .wasm as application/wasm, pages and scripts as UTF-8 (a host
that names another character set breaks them), and compress everything with brotli or gzip. Let the host answer
with 404.html where a page is missing; unless course.toml has a `url`, that page supposes that the site lies at
the root of its server.
";

//! What earlier runs found out about labs and pages of text, taken again where nothing they depend on has changed:
//! the text, every file and reference it reads, what labs before it record, the theme, the course and the compiler.
//! `labc check` and `labc build` share it. Start at [`Cache::lab`].
//!
//! Whether a file has changed is told by the hash of what it holds; files that [`Stamps`] knows need not be read for it.
//!
//! Of each page there is a file with everything but its markup, and one with that, which is read only where it has to be
//! written. The first begins with the hash of the rest, and has the hash of the second: what is torn, foreign or outdated
//! counts as absent. What the compiler has to say about a lab is kept with it, and said again.
//!
//! What a run needs of pages that have not changed is also in one file for the whole course, see [`Rows`]; the files of
//! the pages are read where that one does not know them, and for the words that searching finds.
//!
//! `cache/kept.rs` has the types of what is kept of a page; `cache/course.rs` keeps what is made from all labs.

pub(crate) mod around;
pub(crate) mod asked;
mod course;
mod kept;
pub(crate) mod packed;
pub(crate) mod rows;
pub(crate) mod stamp;
pub(crate) mod standing;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use labc::page::site::links::PageLinks;
use labc::page::site::search::SearchEntry;
use labc::page::{Download, KnownVerdicts};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use self::kept::{
    About, Findings, Outline, ReadKind, SearchWords, Stored, StoredPage, StoredProofs, WrittenPage,
};
use self::kept::{KeptPage, StoredText, WordsAt};
use crate::cache::around::PageFrame;
use crate::cache::packed::Packed;
use crate::cache::rows::{RowName, Rows};
use crate::cache::stamp::{Stamp, Stamps};
use crate::cache::standing::Standing;
use crate::files::content::Content;
use crate::files::hash::{Hash, hash, hash_of};
use crate::files::whole::put;

/// The folder beside the site's.
const FOLDER: &str = ".labc-cache";
/// The file in it that is written at the beginning of every run, and the one with the stamps of files.
pub(crate) const CLOCK: &str = "clock";
const STAMPS: &str = "stamps";
/// The stamps of the files of the site.
const SITE: &str = "site";
/// What is known of all pages.
const ROWS: &str = "course";
/// Files that do not belong to a page.
const OWN: [&str; 5] = [".gitignore", CLOCK, STAMPS, ROWS, SITE];
/// How many files are kept besides: earlier pages, and what belongs to another site beside this one.
const SPARE: usize = 1_000;

/// What a run wants of the pages.
#[derive(Debug)]
pub(crate) enum Goal {
    /// Whether they can be made.
    Check,
    /// To write them into a place that has some of them already.
    Build(Box<Standing>),
}

impl Goal {
    /// Whether a page that is kept can be had if it is wanted.
    fn is_met(&self, path: &str, content: &Content) -> bool {
        match self {
            Self::Check => true,
            Self::Build(standing) => standing.has(path, content.hash()) || content.reader().is_ok(),
        }
    }
}

/// Where all of it is kept.
#[derive(Debug)]
pub(crate) struct Cache {
    /// None: nothing is kept.
    folder: Option<PathBuf>,
    /// What the compiler is.
    compiler: Vec<u8>,
    /// The current folder.
    here: PathBuf,
    /// The stamp of a file written at the beginning of this run.
    now: Option<Stamp>,
    /// What files held that have not changed since.
    stamps: Stamps,
    /// What is known of all pages.
    rows: Rows,
}

impl Cache {
    /// One that keeps nothing.
    pub(crate) fn none() -> Self {
        let (compiler, here) = (Vec::new(), PathBuf::new());
        let (stamps, rows) = (Stamps::default(), Rows::default());
        Self { folder: None, compiler, here, now: None, stamps, rows }
    }

    /// The one beside a site. Where it cannot be, there is none: a run does without.
    pub(crate) fn beside(site: &Path) -> Self {
        let compiler = std::env::current_exe().and_then(|path| Ok((fs::metadata(&path)?, path)));
        let Ok((data, path)) = compiler else { return Self::none() };
        let changed = data.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let compiler = format!("{} {} {changed:?} {}", env!("CARGO_PKG_VERSION"), data.len(), path.display())
            .into_bytes();
        let Ok(here) = std::env::current_dir() else { return Self::none() };
        let Some(parent) = std::path::absolute(site).ok().and_then(|site| Some(site.parent()?.to_owned()))
        else {
            return Self::none();
        };
        let folder = parent.join(FOLDER);
        if fs::create_dir_all(&folder).is_err() {
            return Self::none();
        }
        // Nobody has to remember to keep it out of version control.
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            drop(fs::write(ignore, "*\n"));
        }
        let now = Stamp::of_now(&folder.join(CLOCK));
        let stamps = Stamps::read(now, &folder.join(STAMPS));
        let rows = Rows::read(&folder.join(ROWS));
        Self { folder: Some(folder), compiler, here, now, stamps, rows }
    }

    /// What a lab or a text goes by here, however it was named.
    fn name(&self, of: &Path) -> RowName {
        let hash = hash_of(self.whole(of).as_os_str().as_encoded_bytes());
        hash.first_chunk().copied().unwrap_or_default()
    }

    /// Where the file of a lab or a text is.
    fn path(&self, of: &Path) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(hex(&self.name(of))))
    }

    fn whole(&self, path: &Path) -> PathBuf {
        whole(&self.here, path)
    }

    fn source(&self, text: &str) -> Hash {
        self.source_of(&hash_of(text.as_bytes()))
    }

    fn source_of(&self, text: &Hash) -> Hash {
        hash(&[&self.compiler, text])
    }

    /// What is known of a lab or a text, if it fits what that is today.
    fn load<T: DeserializeOwned>(&self, of: &Path, fits: impl Fn(&T) -> bool) -> Option<Box<T>> {
        let folder = self.folder.as_ref()?;
        let name = self.name(of);
        let read = |row: &[u8]| postcard::from_bytes(row).ok().filter(&fits).map(Box::new);
        if let Some(found) = self.rows.get(name).and_then(read) {
            return Some(found);
        }
        let (bytes, split) = own_file(&folder.join(hex(&name)))?;
        let row = bytes.get(OWN_HEAD..split)?;
        let found = read(row)?;
        self.rows.put(name, row.to_vec());
        Some(found)
    }

    /// A full disk does not fail the run.
    fn save(&self, of: &Path, kept: &impl Serialize, words: &[u8]) {
        let Some(folder) = &self.folder else { return };
        let name = self.name(of);
        let Ok(row) = postcard::to_allocvec(kept) else { return };
        let Ok(length) = u32::try_from(row.len()) else { return };
        let rest = [&length.to_le_bytes(), row.as_slice(), words].concat();
        put(&folder.join(hex(&name)), &[&hash_of(&rest)[..], &rest].concat());
        self.rows.put(name, row);
    }

    /// Forgets what is known of all pages at once, so that the next run looks at the file of each.
    pub(crate) fn forget(&self) {
        if let Some(folder) = &self.folder {
            drop(fs::remove_file(folder.join(ROWS)));
        }
    }

    /// Keeps a page or a file beside it, and gives it back: as a file, if that could be written.
    fn keep_html(&self, of: &Path, html: String) -> Content {
        self.keep_bytes(of, html.into_bytes())
    }

    fn keep_bytes(&self, of: &Path, bytes: Vec<u8>) -> Content {
        let content = Content::new(bytes);
        match self.page_path(of, content.hash()) {
            Some(path) => content.kept_at(path),
            None => content,
        }
    }

    /// Where a page is. Another run that finds another text at the same moment puts its page elsewhere.
    fn page_path(&self, of: &Path, html: blake3::Hash) -> Option<PathBuf> {
        Some(page_beside(&self.path(of)?, html))
    }

    /// A lab as an earlier run found it, if its text has the same hash.
    pub(crate) fn lab(&self, lab: &Path, text: &Hash) -> Option<Box<Stored>> {
        let source = self.source_of(text);
        self.load(lab, |stored: &Stored| stored.source == source)
    }

    /// What is seen of a file without reading it; nothing where that says nothing.
    pub(crate) fn seen(&self, path: &Path) -> Option<Stamp> {
        // What an editor has open is not what lies on the disk.
        if crate::files::read::opened(path).is_some() {
            return None;
        }
        self.stamp(&fs::symlink_metadata(path).ok()?)
    }

    /// The same for a file that was looked at.
    pub(crate) fn stamp(&self, data: &fs::Metadata) -> Option<Stamp> {
        self.folder.as_ref()?;
        self.stamps.seen(data)
    }

    /// The hash of what a file holds, if it was read when it had this stamp.
    pub(crate) fn known(&self, path: &Path, stamp: &Stamp) -> Option<Hash> {
        self.stamps.known(&self.whole(path), stamp)
    }

    /// Takes in what a file held that was read after this stamp was seen.
    pub(crate) fn learn(&self, path: &Path, stamp: Stamp, hash: Hash) {
        self.stamps.learn(&self.whole(path), stamp, hash);
    }

    /// The stamps of the files of a site, and where they are kept.
    pub(crate) fn of_site(&self) -> (Stamps, Option<PathBuf>) {
        match self.folder.as_ref().map(|folder| folder.join(SITE)) {
            Some(kept) => (Stamps::read(self.now, &kept), Some(kept)),
            None => (Stamps::default(), None),
        }
    }

    /// The end of a run: what was seen of files is kept for the next one.
    pub(crate) fn close(&self) {
        if let Some(folder) = &self.folder {
            self.stamps.keep(&folder.join(STAMPS));
            self.rows.keep(&folder.join(ROWS));
        }
    }

    /// The verdicts of an earlier run about a lab, whatever its text was then; none where there is no such file, or a
    /// torn one, or one of another compiler.
    pub(crate) fn verdicts(&self, lab: &Path) -> KnownVerdicts {
        let read = || {
            let bytes = fs::read(self.verdicts_path(lab)?).ok()?;
            let (sum, rest) = bytes.split_first_chunk::<{ size_of::<Hash>() }>()?;
            let whole = hash(&[&self.compiler, rest]) == *sum;
            whole.then(|| postcard::from_bytes(rest).ok())?
        };
        read().unwrap_or_default()
    }

    /// Keeps the verdicts about a lab.
    pub(crate) fn keep_verdicts(&self, lab: &Path, known: KnownVerdicts) {
        let (Some(path), Ok(rest)) = (self.verdicts_path(lab), postcard::to_allocvec(&known.for_next()))
        else {
            return;
        };
        put(&path, &[&hash(&[&self.compiler, &rest])[..], &rest].concat());
    }

    fn verdicts_path(&self, lab: &Path) -> Option<PathBuf> {
        Some(self.path(lab)?.with_extension("proofs"))
    }

    /// Keeps what was found out about a lab without a page.
    pub(crate) fn keep(&self, lab: &Path, text: &str, findings: &Findings<'_>) {
        if self.folder.is_some() {
            self.save(lab, &self.stored(text, findings, None), &[]);
        }
    }

    /// Keeps what was found out about a lab, with its page and what lies beside it.
    pub(crate) fn keep_page(
        &self,
        lab: &Path,
        text: &str,
        findings: Option<&Findings<'_>>,
        (frame, html): (PageFrame, String),
        (links, entries): (PageLinks, Vec<SearchEntry>),
        files: Vec<Download>,
    ) -> WrittenPage {
        let links = Packed::new(links);
        let (words, bytes) = SearchWords::here(entries);
        let (Some(_), Some(findings)) = (&self.folder, findings) else {
            let content = |file: Download| (file.name, Content::new(file.bytes));
            let files = files.into_iter().map(content).collect();
            return WrittenPage { html: Content::new(html.into_bytes()), links, words, files };
        };
        let html = self.keep_html(lab, html);
        let files: Vec<(String, Content)> =
            files.into_iter().map(|file| (file.name, self.keep_bytes(lab, file.bytes))).collect();
        let page = KeptPage {
            frame: frame.hash,
            style: frame.style,
            html: *html.hash().as_bytes(),
            links: links.clone(),
            words: words.hash,
            files: files.iter().map(|(name, file)| (name.clone(), *file.hash().as_bytes())).collect(),
        };
        self.save(lab, &self.stored(text, findings, Some(page)), &bytes);
        WrittenPage { html, links, words, files }
    }

    fn stored(&self, text: &str, findings: &Findings<'_>, page: Option<KeptPage>) -> Stored {
        let reads = findings.reads.iter().map(|((read, name), hash)| (*read, name.clone(), *hash));
        Stored {
            source: self.source(text),
            before: *findings.before,
            needs: findings.needs.clone(),
            reads: reads.collect(),
            about: findings.about.cloned().map(Box::new),
            diagnostics: Packed::new(findings.diagnostics.to_vec()),
            page,
        }
    }

    /// The page of a lab that is as an earlier run found it, if it was written in the same frame. `path` is where it
    /// lies in the site.
    pub(crate) fn page(
        &self,
        lab: &Path,
        stored: Stored,
        frame: &PageFrame,
        goal: &Goal,
        path: &str,
    ) -> Option<WrittenPage> {
        let page = self.styled(lab, stored.page?, frame, |stored: &mut Stored, page| {
            stored.page = Some(page);
        })?;
        self.written(lab, page, goal, path)
    }

    /// A page that is kept, with the style sheet that it has now; where that is another one, it is kept again with what
    /// belongs to it. None if it was made in another frame, or can't be changed.
    fn styled<T: Serialize + DeserializeOwned>(
        &self,
        of: &Path,
        mut page: KeptPage,
        frame: &PageFrame,
        set: impl FnOnce(&mut T, KeptPage),
    ) -> Option<KeptPage> {
        if page.frame != frame.hash {
            return None;
        }
        if page.style == frame.style {
            return Some(page);
        }
        let hash = blake3::Hash::from(page.html);
        let old = fs::read(self.page_path(of, hash)?).ok().filter(|old| blake3::hash(old) == hash)?;
        let html = frame.restyled(std::str::from_utf8(&old).ok()?, &page.style)?;
        let mut links = PageLinks::clone(&page.links);
        if links.links.remove(&page.style) {
            links.links.insert(frame.style.clone());
        }
        let mut kept: Box<T> = self.load(of, |_| true)?;
        let (bytes, split) = own_file(&self.path(of)?)?;
        page.html = *self.keep_html(of, html).hash().as_bytes();
        page.style.clone_from(&frame.style);
        page.links = Packed::new(links);
        set(&mut kept, page.clone());
        self.save(of, &kept, bytes.get(split..)?);
        Some(page)
    }

    fn written(&self, of: &Path, page: KeptPage, goal: &Goal, path: &str) -> Option<WrittenPage> {
        let KeptPage { html, links, words, files, .. } = page;
        let own = self.path(of)?;
        let content = |hash: Hash| {
            let hash = blake3::Hash::from(hash);
            Content::kept(hash, page_beside(&own, hash))
        };
        let html = content(html);
        let mut kept = Vec::new();
        for (name, hash) in files {
            let file = content(hash);
            if !goal.is_met(&beside(path, &name), &file) {
                return None;
            }
            kept.push((name, file));
        }
        let words = SearchWords { hash: words, at: WordsAt::Kept(own) };
        goal.is_met(path, &html).then_some(WrittenPage { html, links, words, files: kept })
    }

    /// A page of text as an earlier run found it, if its text has the same hash.
    pub(crate) fn text(&self, file: &Path, text: &Hash) -> Option<(Outline, StoredPage)> {
        let source = self.source_of(text);
        let stored = self.load(file, |stored: &StoredText| stored.source == source)?;
        Some((stored.outline, StoredPage(Box::new(stored.page))))
    }

    /// The page of a text, if it was written in the same frame.
    pub(crate) fn text_page(
        &self,
        file: &Path,
        StoredPage(page): &StoredPage,
        frame: &PageFrame,
        goal: &Goal,
        path: &str,
    ) -> Option<WrittenPage> {
        let page =
            self.styled(file, KeptPage::clone(page), frame, |text: &mut StoredText, page| text.page = page)?;
        self.written(file, page, goal, path)
    }

    /// Keeps a page of text.
    pub(crate) fn keep_text(
        &self,
        file: &Path,
        text: &str,
        outline: &Outline,
        (frame, html): (PageFrame, String),
        (links, entries): (PageLinks, Vec<SearchEntry>),
    ) -> WrittenPage {
        if self.folder.is_none() {
            return WrittenPage::with_files(html, (links, entries), &[]);
        }
        let links = Packed::new(links);
        let (words, bytes) = SearchWords::here(entries);
        let html = self.keep_html(file, html);
        let (of_html, of_words) = (*html.hash().as_bytes(), words.hash);
        let PageFrame { hash: frame, style } = frame;
        let page = KeptPage {
            frame,
            style,
            html: of_html,
            links: links.clone(),
            words: of_words,
            files: Vec::new(),
        };
        let stored = StoredText { source: self.source(text), outline: outline.clone(), page };
        self.save(file, &stored, &bytes);
        WrittenPage { html, links, words, files: Vec::new() }
    }

    /// Forgets what was written longest ago, beyond what a course of so many pages can have use for.
    pub(crate) fn tidy(&self, pages: usize) {
        let Some(folder) = &self.folder else { return };
        let Ok(entries) = fs::read_dir(folder) else { return };
        let is_own = |entry: &fs::DirEntry| {
            let name = entry.file_name();
            OWN.iter().any(|own| name == *own)
                || Path::new(&name).extension().is_some_and(|ext| ext == "state")
        };
        // The spare of a site is a folder.
        let is_page =
            |entry: &fs::DirEntry| !is_own(entry) && !entry.file_type().is_ok_and(|kind| kind.is_dir());
        let entries: Vec<_> = entries.flatten().filter(is_page).collect();
        let most = 3 * pages + SPARE;
        if entries.len() <= most {
            return;
        }
        let written = |entry: fs::DirEntry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()));
        let mut files: Vec<_> = entries.into_iter().filter_map(written).collect();
        files.sort();
        for (_, path) in &files[..files.len().saturating_sub(most)] {
            drop(fs::remove_file(path));
        }
    }
}

/// How long the head of a page's file is: the hash of the rest, and the length of its row.
const OWN_HEAD: usize = size_of::<Hash>() + size_of::<u32>();

/// What a page's file holds, if it is whole, and where its row ends and its words begin.
fn own_file(file: &Path) -> Option<(Vec<u8>, usize)> {
    let bytes = fs::read(file).ok()?;
    let (sum, rest) = bytes.split_first_chunk::<{ size_of::<Hash>() }>()?;
    if hash_of(rest) != *sum {
        return None;
    }
    let length = rest.first_chunk().map(|length| u32::from_le_bytes(*length) as usize)?;
    Some((bytes, OWN_HEAD + length))
}

/// Where a page is, seen from the file with everything else of it.
fn page_beside(own: &Path, html: blake3::Hash) -> PathBuf {
    own.with_extension(format!("{}.page", &html.to_hex()[..8]))
}

/// A name in hexadecimal digits.
fn hex(name: &RowName) -> String {
    name.iter().fold(String::with_capacity(32), |mut hex, byte| {
        _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The path by which a file is known however it was named, seen from a folder. Nobody is asked: links stay.
pub(crate) fn whole(here: &Path, path: &Path) -> PathBuf {
    here.join(path).components().collect()
}

/// The path of a file that lies beside a page.
pub(crate) fn beside(page: &str, name: &str) -> String {
    let mut folder = page.rsplit_once('/').map(|(folder, _)| folder);
    let mut name = name;
    while let (Some(inside), Some(above)) = (folder, name.strip_prefix("../")) {
        folder = inside.rsplit_once('/').map(|(folder, _)| folder);
        name = above;
    }
    match folder {
        Some(folder) => format!("{folder}/{name}"),
        None => name.to_owned(),
    }
}

/// Where the cache of a site is.
pub(crate) fn folder(site: &Path) -> PathBuf {
    site.with_file_name(FOLDER)
}

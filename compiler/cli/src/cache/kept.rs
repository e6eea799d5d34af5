//! What is kept of a lab and of a page of text.

use std::borrow::Cow;
use std::path::PathBuf;

use labc::diagnostic::Diagnostic;
use labc::inputs::earlier::Needs;
use labc::page::render::text::Text;
use labc::page::site::links::PageLinks;
use labc::page::site::search::SearchEntry;
use labc::page::{Download, Evaluator, Lab, Part, StatedFigure};
use labc::record::protocol::Protocol;
use labc::sources::{FileId, Files, Span};
use serde::{Deserialize, Serialize};

use super::{Hash, hash_of, own_file};
use crate::cache::asked::{Reads, StampedFolder};
use crate::cache::packed::Packed;
use crate::files::content::Content;

/// What is known of a lab without its page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) id: String,
    pub(crate) id_span: Span,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) duration: Option<String>,
    pub(crate) chapter: Option<String>,
    /// A chart of it without words: markup.
    pub(crate) thumbnail: Option<String>,
    /// Keys and titles.
    pub(crate) parts: Vec<(String, String)>,
    /// What has to be answered in each of them.
    pub(crate) asked: Vec<String>,
    /// Ids it had before, with spaces between them.
    pub(crate) was: String,
    /// Ids of labs whose record it reads, former ones and its own among them, with spaces between them.
    pub(crate) reads: String,
    pub(crate) protocol: Packed<Protocol>,
    /// Whether its script has to know about answers.
    pub(crate) asks: bool,
    /// What its page runs on.
    pub(crate) evaluator: Evaluator,
    /// The figures that it states itself.
    pub(crate) stated: Packed<Vec<StatedFigure>>,
    /// What is decided about all settings of its controls.
    pub(crate) decided: StoredProofs,
}

/// What is decided about all settings of a lab's controls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredProofs {
    /// How many questions were decided.
    pub(crate) questions: usize,
    /// How many settings those were about whose controls have so many positions.
    pub(crate) settings: f64,
    /// How many were about any number that can be typed, or about whatever the student's record has.
    pub(crate) open: usize,
    /// The questions that were not decided, and where the lab asks them.
    pub(crate) unknown: Vec<(String, Span)>,
}

impl StoredProofs {
    fn of(lab: &Lab) -> Self {
        let mut decided = Self::default();
        for proof in &lab.proofs {
            if proof.holds.is_some() {
                decided.questions += 1;
                match proof.settings.is_finite() {
                    true => decided.settings += proof.settings,
                    false => decided.open += 1,
                }
            } else {
                decided.unknown.push((proof.question.words().to_owned(), proof.span));
            }
        }
        decided.unknown.sort_by_key(|(_, span)| *span);
        decided
    }
}

impl About {
    pub(crate) fn of(lab: &Lab) -> Self {
        Self {
            id: lab.id.clone(),
            id_span: lab.id_span,
            title: lab.title.clone(),
            description: lab.description.clone(),
            duration: lab.duration.clone(),
            chapter: lab.chapter.as_ref().map(|chapter| chapter.title.clone()),
            thumbnail: lab.thumbnail(),
            parts: lab.parts().map(|(key, title)| (key.to_owned(), title)).collect(),
            asked: lab.protocol.asks_of_parts(),
            was: lab.protocol.was.join(" "),
            reads: lab.reads(),
            protocol: Packed::new(lab.protocol.clone()),
            asks: lab.protocol.asks() || lab.evaluator().has(Part::Record),
            evaluator: lab.evaluator(),
            stated: Packed::new(lab.stated.clone()),
            decided: StoredProofs::of(lab),
        }
    }
}

/// A page that was written, with what the site needs to know of it.
#[derive(Debug)]
pub(crate) struct WrittenPage {
    pub(crate) html: Content,
    pub(crate) links: Packed<PageLinks>,
    pub(crate) words: SearchWords,
    /// What lies beside the page, by name.
    pub(crate) files: Vec<(String, Content)>,
}

impl WrittenPage {
    /// A page that is not kept, with the files beside it: one of a run without a cache, and one with pictures, as nothing
    /// tells whether they have changed.
    pub(crate) fn with_files(
        html: String,
        (links, entries): (PageLinks, Vec<SearchEntry>),
        files: &[Download],
    ) -> Self {
        let file = |file: &Download| (file.name.clone(), Content::new(file.bytes.clone()));
        Self {
            html: Content::new(html.into_bytes()),
            links: Packed::new(links),
            words: SearchWords::here(entries).0,
            files: files.iter().map(file).collect(),
        }
    }
}

/// What searching finds on a page, which is read only where the index is made anew.
#[derive(Debug)]
pub(crate) struct SearchWords {
    /// The hash of their bytes.
    pub(crate) hash: Hash,
    pub(super) at: WordsAt,
}

/// Where the words of a page are.
#[derive(Debug)]
pub(super) enum WordsAt {
    Here(Vec<SearchEntry>),
    /// In the page's file in the cache.
    Kept(PathBuf),
}

impl SearchWords {
    pub(super) fn here(entries: Vec<SearchEntry>) -> (Self, Vec<u8>) {
        // Plain data can always be packed.
        let bytes = postcard::to_allocvec(&entries).unwrap_or_default();
        (Self { hash: hash_of(&bytes), at: WordsAt::Here(entries) }, bytes)
    }

    /// What there is to find; nothing where the file of the cache is torn or gone.
    pub(crate) fn read(&self) -> Option<Cow<'_, [SearchEntry]>> {
        match &self.at {
            WordsAt::Here(entries) => Some(entries.into()),
            WordsAt::Kept(file) => {
                let (bytes, split) = own_file(file)?;
                let words = bytes.get(split..).filter(|words| hash_of(words) == self.hash)?;
                postcard::from_bytes::<Vec<SearchEntry>>(words).ok().map(Cow::Owned)
            }
        }
    }
}

/// What is kept of a page beside its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptPage {
    /// Of what is around it, and of the theme.
    pub(super) frame: Hash,
    /// The style sheet that it names.
    pub(super) style: String,
    pub(super) html: Hash,
    pub(super) links: Packed<PageLinks>,
    /// The hash of what searching finds on it.
    pub(super) words: Hash,
    /// Names and hashes of the files beside it.
    pub(super) files: Vec<(String, Hash)>,
}

/// A lab as an earlier run found it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// Of the compiler and the text.
    pub(super) source: Hash,
    /// Of what labs before it mean to it.
    pub(super) before: Hash,
    /// What it needs of its course.
    pub(crate) needs: Needs,
    pub(super) reads: Vec<(ReadKind, String, Hash)>,
    /// Nothing where the lab has errors.
    pub(crate) about: Option<Box<About>>,
    /// What was said about the lab, all of it at places of its own file.
    pub(super) diagnostics: Packed<Vec<Diagnostic>>,
    pub(super) page: Option<KeptPage>,
}

/// What a lab reads besides its own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum ReadKind {
    Citation,
    Data,
    Module,
    Picture,
    Section,
}

impl Stored {
    /// What was said about the lab, whose file goes by another number in each run.
    pub(crate) fn diagnostics(&self, file: FileId) -> Vec<Diagnostic> {
        let diagnostics = self.diagnostics.iter().cloned();
        diagnostics.filter_map(|diagnostic| diagnostic.renumbered(|_| Some(file))).collect()
    }

    /// Whether nothing has changed of what the lab depends on besides its text. `before` is what labs before it in
    /// the course mean to it.
    pub(crate) fn is_for(&self, before: &Hash, files: &dyn Files, folder: &StampedFolder<'_>) -> bool {
        let same =
            |(read, name, known): &(ReadKind, String, Hash)| folder.asked(*read, name, files) == *known;
        self.before == *before && self.reads.iter().all(same)
    }
}

/// A page of text as an earlier run found it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredText {
    /// Of the compiler and the text.
    pub(super) source: Hash,
    pub(super) outline: Outline,
    pub(super) page: KeptPage,
}

/// What is known of a page of text without its markup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outline {
    pub(crate) title: String,
    /// What is wrong with it, and where.
    pub(crate) faults: Vec<(String, Span)>,
    /// The links of its markup, and where they stand in the text.
    pub(crate) links: Vec<(String, Span)>,
}

impl Outline {
    pub(crate) fn of(text: &Text) -> Self {
        Self { title: text.title.clone(), faults: text.faults.clone(), links: text.links.clone() }
    }
}

/// The page of a text that an earlier run wrote, perhaps in another frame.
#[derive(Debug)]
pub(crate) struct StoredPage(pub(super) Box<KeptPage>);

/// What was found out about a lab, to be kept.
pub(crate) struct Findings<'f> {
    pub(crate) before: &'f Hash,
    pub(crate) needs: Needs,
    pub(crate) reads: &'f Reads,
    pub(crate) diagnostics: &'f [Diagnostic],
    /// Nothing where the lab has errors.
    pub(crate) about: Option<&'f About>,
}

//! What a theme is given: plain data, everything already written out. Templates never compute.
//!
//! Strings named `html` (and those that say so) hold markup made by the compiler, escaped and safe to
//! insert as it is; every other string is plain text that the template escapes.

mod question;

pub use question::*;
use serde::{Serialize, Serializer};

use crate::page::block::{Block, HudEntry, Ready, Verdict};

/// What every page has.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FrameView {
    /// Language of the page, as a BCP 47 tag.
    pub lang: String,
    /// The course.
    pub course: CourseView,
    /// Files the page loads.
    pub assets: AssetsView,
    /// Relative path to the page that searches the course.
    pub search: Option<String>,
    /// The whole address of the page, where the course says where it will be.
    pub address: Option<String>,
    /// The whole address of the picture for previews.
    pub image: Option<String>,
    /// The page this one belongs to: the volume of a lab.
    pub up: Option<TextLink>,
    /// The page before this one in the order of the course.
    pub previous: Option<TextLink>,
    /// The page after it.
    pub next: Option<TextLink>,
    /// What the course calls it besides its title: `Lab 06`.
    pub label: Option<String>,
    /// Where a lab stands in the course.
    pub place: Option<PlaceView>,
}

/// Where a lab stands in its course.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PlaceView {
    /// Its number in its volume, from 1, and how many labs that has; nothing where it stands alone.
    pub number: Option<(usize, usize)>,
    /// The labs whose record it reads.
    pub before: RelatedView,
    /// The labs that read its own.
    pub after: RelatedView,
}

/// Some labs of a course, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RelatedView {
    /// The first of them.
    pub labs: Vec<TextLink>,
    /// How many there are besides.
    pub more: usize,
}

/// A page that computes.
#[derive(Clone, Debug, Serialize)]
pub struct LabView {
    /// What every page has, on the same level as the rest.
    #[serde(flatten)]
    pub frame: FrameView,
    /// The lab's id, unique in the course.
    pub id: String,
    /// Ids it had before, with spaces between them.
    pub was: String,
    /// Ids of labs whose record the page reads, with spaces between them; its own among them.
    pub reads: String,
    /// The title of the lab: plain text, escaped by the template.
    pub title: String,
    /// One sentence for search engines and previews: plain text.
    pub description: String,
    /// The chapter it belongs to.
    pub chapter: Option<ReferenceView>,
    /// What to read first.
    pub reading: Vec<ReferenceView>,
    /// How long it takes, such as `32 to 40 min`.
    pub duration: Option<String>,
    /// What stands before the first part.
    pub intro: Vec<Block<Ready>>,
    /// The parts.
    pub parts: Vec<PartView>,
    /// What stands after the last part.
    pub outro: Vec<Block<Ready>>,
    /// What the bar at the foot shows of the lab.
    pub hud: Vec<HudEntry<Ready>>,
    /// Whether the bar has entries at all, such that are sealed among them.
    pub says: bool,
    /// Where facts come from: every constant with its source.
    pub facts: Vec<FactView>,
    /// The works that it cites.
    pub works: Vec<CitedView>,
    /// The page's program and sealed parts: postcard, one character for each byte.
    pub data: String,
    /// Whether a formula is in sight, neither folded nor sealed.
    pub formulas: bool,
}

/// A work that a lab cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CitedView {
    /// Its id on the page.
    pub id: String,
    /// Authors, year, title and where it was published: markup.
    pub html: String,
    /// The same as plain text.
    pub words: String,
    /// The parts that cite it, by their numbers.
    pub parts: Vec<TextLink>,
}

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReferenceView {
    /// Its title: plain text.
    pub title: String,
    /// Where it is, if it is on the web.
    pub href: Option<String>,
}

/// The home of a course.
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// What every page has, on the same level as the rest.
    #[serde(flatten)]
    pub frame: FrameView,
    /// One sentence for search engines and previews: plain text.
    pub description: String,
    /// The introduction: markup.
    pub html: String,
    /// The labs, by volume.
    pub volumes: Vec<VolumeView>,
    /// The pages of the reference.
    pub reference: Vec<TextLink>,
}

/// The student's own page.
#[derive(Clone, Debug, Serialize)]
pub struct WorkView {
    /// What every page has, on the same level as the rest; the script is the one of this page.
    #[serde(flatten)]
    pub frame: FrameView,
    /// Relative path to the course's data, a script.
    pub data: String,
    /// Relative path to the page about privacy.
    pub privacy: String,
}

/// A page of text, such as one of the reference.
#[derive(Clone, Debug, Serialize)]
pub struct TextView {
    /// What every page has, on the same level as the rest.
    #[serde(flatten)]
    pub frame: FrameView,
    /// Its title: plain text.
    pub title: String,
    /// The text below the title: markup.
    pub html: String,
    /// Its sections, in order; none where there are few.
    pub toc: Option<Vec<SectionLink>>,
    /// Whether it has a formula.
    pub formulas: bool,
}

/// The page of a volume.
#[derive(Clone, Debug, Serialize)]
pub struct VolumePageView {
    /// What every page has, on the same level as the rest.
    #[serde(flatten)]
    pub frame: FrameView,
    /// One sentence for search engines and previews: plain text.
    pub description: String,
    /// Its introduction: markup.
    pub html: String,
    /// The volume.
    pub volume: VolumeView,
}

/// The page that searches the course.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// What every page has, on the same level as the rest.
    #[serde(flatten)]
    pub frame: FrameView,
    /// Relative path to the index, a script; no other page loads it.
    pub index: String,
    /// Relative path to the script that searches it.
    pub searcher: String,
}

/// What a visitor gets who asks for a page that is not there.
#[derive(Clone, Debug, Serialize)]
pub struct MissingView {
    /// What every page has, on the same level as the rest.
    #[serde(flatten)]
    pub frame: FrameView,
}

/// A section of a text with those inside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SectionLink {
    /// Its id on the page.
    pub id: String,
    /// Its heading: plain text.
    pub title: String,
    /// The sections inside it.
    pub inner: Vec<SectionLink>,
}

/// A page of the course, to link to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextLink {
    /// The text of the link: the first heading of the page.
    pub title: String,
    /// Relative path to the page.
    pub href: String,
}

/// A group of labs.
#[derive(Clone, Debug, Serialize)]
pub struct VolumeView {
    /// Its title; none for a course that is not divided.
    pub title: Option<String>,
    /// Relative path to its page.
    pub href: Option<String>,
    /// What it is about: plain text.
    pub description: String,
    /// Whether its labs are part of the student's work: see `counts` in `course.toml`.
    pub counts: bool,
    /// Its labs, in reading order.
    pub labs: Vec<LabLink>,
}

/// A lab, as the course's home lists it.
#[derive(Clone, Debug, Serialize)]
pub struct LabLink {
    /// What the course calls it besides its title: `Lab 06`.
    pub label: Option<String>,
    /// The text of the link: the title of the lab.
    pub title: String,
    /// Relative path to its page.
    pub href: String,
    /// One sentence: plain text.
    pub description: String,
    /// How long it takes.
    pub duration: Option<String>,
    /// The chapter it belongs to.
    pub chapter: Option<String>,
    pub id: String,
    /// Ids it had before, with spaces between them.
    pub was: String,
    /// A chart of it without words: markup.
    pub thumbnail: Option<String>,
    /// The labs whose record it reads, and those that read its own.
    pub before: RelatedView,
    pub after: RelatedView,
    pub parts: Vec<PartLink>,
}

/// A link to a part of a lab, with what has to be answered there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartLink {
    /// Its title: plain text.
    pub title: String,
    /// Relative path to it.
    pub href: String,
    /// The items of the record that it is done with: see [`Protocol::asks_of_parts`](crate::record::Protocol).
    pub asks: String,
}

/// A list of blocks on its own: a sealed part of a page.
#[derive(Clone, Debug, Serialize)]
pub struct FragmentView {
    /// What it holds.
    pub blocks: Vec<Block<Ready>>,
}

/// What a reflection answers.
#[derive(Clone, Debug, Serialize)]
pub struct FeedbackView {
    /// One entry an option.
    pub options: Vec<Verdict<Ready>>,
}

/// The course a page belongs to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CourseView {
    /// Its id: the name under which a student's work is kept.
    pub id: String,
    /// The title of the course: plain text.
    pub title: String,
    /// Relative path from the page to the course's home.
    pub home: String,
    /// Relative path from the page to the student's own: their report, and copies of their work.
    pub work: String,
}

/// Relative paths of the files a page loads. All but the style sheet are empty on pages that need no other: labs and the
/// student's own page have a script and an evaluator, pages that list labs a script.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AssetsView {
    /// The style sheet.
    pub style: String,
    /// The script.
    pub script: String,
    /// The evaluator, fetched over HTTP.
    pub wasm: String,
    /// The evaluator as a script, for pages opened from a file.
    pub wasm_script: String,
    /// The script that draws pictures of charts, loaded when the first one is saved; empty on the student's own page.
    pub pictures: String,
    /// The script that presents a lab to a class; empty but on pages of labs.
    pub present: String,
    /// The script that asks for the font of formulas, on pages that show some.
    pub font: String,
}

/// What the script that presents a lab to a class adds to the page.
#[derive(Clone, Debug, Serialize)]
pub struct PresentView {
    /// The style sheet, as seen from the script.
    pub style: String,
}

/// A part of a lab.
#[derive(Clone, Debug, Serialize)]
pub struct PartView {
    /// The author's name for it.
    pub key: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// Its number, from 1.
    pub number: usize,
    /// The title of the part: plain text.
    pub title: String,
    /// What it is about: markup.
    pub subtitle: Option<Markup>,
    /// How long it takes.
    pub duration: Option<String>,
    /// What it holds.
    pub blocks: Vec<Block<Ready>>,
}

/// A fact about the world, for the list of sources.
#[derive(Clone, Debug, Serialize)]
pub struct FactView {
    /// What it is.
    pub name: String,
    /// Its value, written out.
    pub value: String,
    /// Where it comes from; a scenario's number has its reason instead.
    pub source: String,
    /// The works that the source cites, in full.
    pub works: Vec<TextLink>,
    /// The author's explanation: markup.
    pub html: String,
    /// Its data, where no table on the page leads to it.
    pub files: Vec<FileView>,
}

/// A file beside the page that can be downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileView {
    /// Its name, which is the relative path to it.
    pub href: String,
}

/// Markup that the compiler made, with its words: what search finds of it. A theme gets the markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    /// Escaped and safe to insert. Values that change are elements with their slots.
    pub html: String,
    /// Plain text, with the values at the start; formulas are left out.
    pub words: String,
}

impl Markup {
    /// A text without markup of its own.
    pub fn text(words: String) -> Self {
        Self { html: crate::markup::escape(&words), words }
    }
}

impl Serialize for Markup {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.html)
    }
}

/// Which of some alternatives holds at the start.
#[derive(Clone, Debug, Serialize)]
pub struct WhichView {
    /// Its slot; none where that never changes.
    pub slot: Option<usize>,
    /// The index of the one that holds; none where none does, or a value is undefined.
    pub active: Option<usize>,
}

/// Why a value is undefined.
#[derive(Clone, Debug, Serialize)]
pub struct WhyView {
    pub slot: usize,
    /// `because …` at the start; empty where there is a value.
    pub words: String,
}

/// A share of a limit.
#[derive(Clone, Debug, Serialize)]
pub struct ShareView {
    pub slot: usize,
    /// Its value at the start, such as `0.242`; above 1 the limit is exceeded.
    pub value: String,
}

/// What a slider can be set to.
#[derive(Clone, Debug, Serialize)]
pub struct RangeView {
    /// Index of the control.
    pub control: usize,
    /// Lower end, upper end, step and start as the range input counts: in the display unit, or
    /// positions from 0 for a logarithmic slider.
    pub min: String,
    /// See `min`.
    pub max: String,
    /// See `min`.
    pub step: String,
    /// See `min`.
    pub value: String,
    /// The start value as written in the number box, in the display unit.
    pub number: String,
    /// The display unit; empty for a pure number.
    pub unit: String,
    /// The base unit of its dimension.
    pub of: String,
    /// The start value in words, such as `4096 tok`.
    pub text: String,
    /// Lower end in words.
    pub low: String,
    /// Upper end in words.
    pub high: String,
    /// Only the box is shown.
    pub boxed: bool,
}

/// An option of a choice.
#[derive(Clone, Debug, Serialize)]
pub struct OfferedView {
    /// Its key, as the author wrote it: stored with the student's work.
    pub key: String,
    /// Keys it had before, with spaces between them.
    pub was: String,
    /// Its label: markup.
    pub label: Markup,
    /// Chosen at the start.
    pub chosen: bool,
}

/// What a chart draws.
#[derive(Clone, Debug, Serialize)]
pub struct DrawingView {
    /// Index of the chart.
    pub chart: usize,
    pub slot: usize,
    /// What it shows, in a sentence: markup.
    pub sentence: Markup,
    /// The drawing at the start: SVG. Empty behind a seal: it is drawn once that opens.
    pub svg: String,
    /// The tables behind it: markup of whole table elements; empty behind a seal.
    pub table: String,
    /// What it shows can be kept behind what it shows later: it moves with controls.
    pub pins: bool,
    /// Index of the slider that moves when the mark of the current setting is dragged.
    pub grab: Option<usize>,
    /// Of each frame of its axis, up to which setting it is shown and where it ends, as shares of the slider's range, with
    /// spaces between: `0.05 0.06 0.82 1`. Empty where it shows all of the range.
    pub frames: String,
    /// Which of its axes are logarithmic, and can be made linear: `xy`, `x` or `y`; empty for neither.
    pub logs: String,
    /// It is read along the horizontal axis: lines.
    pub along: bool,
    /// How many cells stand side by side, of cells.
    pub columns: usize,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PictureView {
    /// Its file, as the author names it.
    pub path: String,
    /// Its file, as seen from a page in a folder of its own.
    pub src: String,
    /// Its width, in pixels of CSS.
    pub width: usize,
    /// Its height, in pixels of CSS.
    pub height: usize,
}

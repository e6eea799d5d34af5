//! What a theme is given: plain data, everything already written out. Templates never compute.
//!
//! Strings named `html` (and those that say so) hold markup made by the compiler, escaped and safe to
//! insert as it is; every other string is plain text that the template escapes.

mod ask;
mod question;

pub use ask::*;
pub use question::*;
use serde::{Serialize, Serializer};

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
    pub intro: Vec<Block>,
    /// The parts.
    pub parts: Vec<PartView>,
    /// What stands after the last part.
    pub outro: Vec<Block>,
    /// What the bar at the foot shows of the lab.
    pub hud: Vec<HudView>,
    /// Whether the bar has entries at all, such that are sealed among them.
    pub says: bool,
    /// Where facts come from: every constant with its source.
    pub facts: Vec<FactView>,
    /// The page's program and sealed parts: postcard, one character for each byte.
    pub data: String,
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
    /// The titles of its parts.
    pub parts: Vec<String>,
}

/// A list of blocks on its own: a sealed part of a page.
#[derive(Clone, Debug, Serialize)]
pub struct FragmentView {
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// What a reflection answers.
#[derive(Clone, Debug, Serialize)]
pub struct FeedbackView {
    /// One entry an option.
    pub options: Vec<VerdictView>,
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

/// Relative paths of the files a page loads. All but the style sheet are empty on pages that compute nothing: only labs
/// and the student's own page have a script and an evaluator.
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
    pub blocks: Vec<Block>,
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
        Self { html: super::escape(&words), words }
    }
}

impl Serialize for Markup {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.html)
    }
}

/// A visible statement.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// Running text.
    Prose {
        /// Markup.
        html: Markup,
    },
    /// A message from somebody in the story.
    Message {
        /// Who writes: markup.
        from: Markup,
        /// What: markup.
        html: Markup,
    },
    /// A remark beside the text.
    Aside {
        /// `insight`, `warning`, `note` or `takeaways`.
        tone: String,
        /// Its heading, in words.
        title: String,
        /// Markup.
        html: Markup,
    },
    /// Something to unfold.
    Details {
        /// The summary.
        title: String,
        /// What it holds.
        blocks: Vec<Block>,
    },
    /// Statements that are on the page only while a condition holds.
    When {
        /// Its slot.
        slot: usize,
        /// Whether they are shown at the start.
        shown: bool,
        /// What is shown.
        blocks: Vec<Block>,
    },
    /// A slider with its number box.
    Slider(SliderView),
    /// A choice among named options.
    Choice(ChoiceView),
    /// A switch.
    Toggle {
        /// Index of the control.
        control: usize,
        /// The author's name for it.
        name: String,
        /// Names it had before, with spaces between them.
        was: String,
        /// Its label: markup.
        label: Markup,
        /// Whether it starts switched on.
        on: bool,
    },
    /// A row of figures.
    Metrics {
        /// The figures.
        cards: Vec<CardView>,
    },
    /// Formulas worked out: symbols, numbers, result.
    Steps {
        /// The formulas.
        equations: Vec<EquationView>,
    },
    /// A table of values.
    Table(TableView),
    /// A row of pills.
    Badges {
        /// The pills.
        badges: Vec<BadgeView>,
    },
    /// Blocks that stand together.
    Layout {
        /// `beside`: side by side where there is room; `tabs`: groups of which one is in front; `group`.
        form: String,
        /// The title of a group: markup.
        title: Option<Markup>,
        /// What stands so.
        blocks: Vec<Block>,
    },
    /// A chart with its table.
    Chart(ChartView),
    /// A group of states of which one holds.
    Status(StatusView),
    /// A prediction to commit to; what follows in the part is behind its seal.
    Predict(PredictView),
    /// The prediction beside the truth. Only ever rendered inside a sealed fragment.
    Reveal(RevealView),
    /// A question for reflection.
    Reflect(ReflectView),
    /// A number to estimate; what follows in the part is behind its seal.
    Estimate(EstimateView),
    /// The estimate beside the truth. Only ever rendered inside a sealed fragment.
    EstimateReveal(EstimateRevealView),
    /// What a commitment is held against, for the script alone. Only ever inside a sealed fragment.
    Key(KeyView),
    /// What is to be reached: a checklist.
    Goals {
        /// The goals.
        goals: Vec<GoalView>,
    },
    /// A question answered in words.
    Answer(AskedView),
    /// Something to do, and to tick once it is done.
    Task(AskedView),
    /// Where students bring rows of their own.
    Upload(UploadView),
    /// A decision.
    Decide(DecideView),
    /// What the lab adds to the student's record: nothing to see, and nothing in the file of the page, where a
    /// figure could be read before the question it answers.
    Record {
        /// The fields.
        fields: Vec<FieldView>,
    },
    /// Where confident mistakes of an earlier lab are looked at again.
    Revisit {
        /// The lab.
        lab: String,
        /// Ids it had before, with spaces between them.
        was: String,
        /// The title of the lab that is revisited.
        title: String,
        /// The seal under which its questions lie.
        seal: usize,
    },
    /// An entry of the bar at the foot. Only ever rendered inside a sealed fragment, from where the script takes it
    /// to the bar.
    Hud(HudView),
    /// Where a sealed fragment will be put once its prediction is committed.
    Sealed {
        /// The seal.
        seal: usize,
    },
}

/// A slider.
#[derive(Clone, Debug, Serialize)]
pub struct SliderView {
    /// Index of the control.
    pub control: usize,
    /// The author's name for it.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// Its label: markup.
    pub label: Markup,
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

/// A choice.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    /// Index of the control.
    pub control: usize,
    /// The author's name for it.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// Its label: markup.
    pub label: Markup,
    /// What can be chosen.
    pub options: Vec<OptionView>,
}

/// An option of a choice, a prediction or a reflection.
#[derive(Clone, Debug, Serialize)]
pub struct OptionView {
    /// Its key, as the author wrote it: stored with the student's answer.
    pub key: String,
    /// Keys it had before, with spaces between them.
    pub was: String,
    /// Its label: markup.
    pub label: Markup,
    /// Chosen at the start (choices only).
    pub chosen: bool,
}

/// A figure.
#[derive(Clone, Debug, Serialize)]
pub struct CardView {
    /// What it is: markup.
    pub label: Markup,
    /// Its value: markup.
    pub value: Markup,
    /// The limit it is held against: markup.
    pub of: Option<Markup>,
    /// Slot of its share of the limit, and the share at the start from 0 to 1 (clamped).
    pub share: Option<ShareView>,
    /// Why its value is undefined, where it can be.
    pub why: Option<WhyView>,
    /// A remark: markup.
    pub note: Option<Markup>,
    /// What it is said to be.
    pub tone: Option<ToneView>,
}

/// An entry of the bar at the foot: a value, a verdict, or both.
#[derive(Clone, Debug, Serialize)]
pub struct HudView {
    /// What it is: markup.
    pub label: Markup,
    /// Its value: markup.
    pub value: Option<Markup>,
    /// The limit it is held against: markup.
    pub of: Option<Markup>,
    /// Its verdict.
    pub tone: Option<ToneView>,
    /// Whether a change of the verdict is said aloud: no status on the page does it.
    pub aloud: bool,
}

/// Why a value is undefined.
#[derive(Clone, Debug, Serialize)]
pub struct WhyView {
    /// Its slot.
    pub slot: usize,
    /// `because …` at the start; empty where there is a value.
    pub words: String,
}

/// A table of values. The first cell of a row is its head.
#[derive(Clone, Debug, Serialize)]
pub struct TableView {
    /// Its caption: plain text.
    pub caption: String,
    /// Whether the reader may order its rows.
    pub sortable: bool,
    /// The heads of its columns.
    pub head: Vec<HeadView>,
    /// Its rows.
    pub rows: Vec<RowView>,
    /// The files it can be downloaded as.
    pub files: Vec<FileView>,
}

/// The head of a column.
#[derive(Clone, Debug, Serialize)]
pub struct HeadView {
    /// Its words: plain text.
    pub label: String,
    /// The unit of all its figures; empty where there is none, or each figure has its own.
    pub unit: String,
    /// Whether its cells are numbers.
    pub numeric: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    /// Its cells.
    pub cells: Vec<CellView>,
    /// What it is called while it stands out.
    pub marks: Vec<BadgeView>,
    /// The slot that shows it, for a row that students bring along.
    pub brought: Option<usize>,
}

/// Where students bring rows of their own.
#[derive(Clone, Debug, Serialize)]
pub struct UploadView {
    /// Its name in the student's record.
    pub name: String,
    /// Names it had before, with spaces between them.
    pub was: String,
    /// What it is called: markup.
    pub label: Markup,
    /// What the script has to know, as JSON.
    pub schema: String,
    /// The columns that a file has to have.
    pub columns: Vec<UploadColumnView>,
}

/// A column that a file has to have.
#[derive(Clone, Debug, Serialize)]
pub struct UploadColumnView {
    /// The name of the column, as the head of the file must spell it.
    pub name: String,
    /// `key`, `text`, `number`, `bool` or `row`.
    pub kind: &'static str,
    /// The unit of bare numbers.
    pub unit: String,
    /// Index of what its numbers are read with.
    pub scale: Option<usize>,
    /// Whether a cell may be empty.
    pub optional: bool,
    /// The bounds of its numbers, as text.
    pub range: String,
    /// The keys that may stand there.
    pub keys: Vec<String>,
}

/// A cell of a table.
#[derive(Clone, Debug, Serialize)]
pub struct CellView {
    /// Its value: markup.
    pub value: Markup,
    /// The limit it is held against: markup.
    pub of: Option<Markup>,
    /// A remark: markup.
    pub note: Option<Markup>,
    /// Its number in base units, to order rows by, where it never changes.
    pub number: Option<String>,
    /// What it is said to be.
    pub tone: Option<ToneView>,
}

/// What a figure is said to be: one of several marks, or none.
#[derive(Clone, Debug, Serialize)]
pub struct ToneView {
    /// Its slot: the index of the mark that holds. None where that never changes.
    pub slot: Option<usize>,
    /// The marks.
    pub marks: Vec<MarkView>,
}

/// A mark.
#[derive(Clone, Debug, Serialize)]
pub struct MarkView {
    /// `fail`, `warn`, `note` or `pass`.
    pub level: String,
    /// In words: markup; empty where the author gave none.
    pub words: Markup,
    /// Whether it holds at the start.
    pub active: bool,
}

/// A pill.
#[derive(Clone, Debug, Serialize)]
pub struct BadgeView {
    /// `fail`, `warn`, `note`, `pass` or nothing.
    pub level: String,
    /// What it says: markup.
    pub text: Markup,
    /// The status that it shows behind its text.
    pub tone: Option<ToneView>,
    /// The slot that says whether it is shown.
    pub slot: Option<usize>,
    /// Whether it is shown at the start.
    pub shown: bool,
}

/// A share of a limit.
#[derive(Clone, Debug, Serialize)]
pub struct ShareView {
    /// Its slot.
    pub slot: usize,
    /// Its value at the start, such as `0.242`; above 1 the limit is exceeded.
    pub value: String,
}

/// A formula worked out. Everything is the inside of a MathML row.
#[derive(Clone, Debug, Serialize)]
pub struct EquationView {
    /// The quantity's symbol.
    pub symbol: String,
    /// The formula in symbols: pieces that may stand on lines of their own.
    pub symbols: Vec<String>,
    /// The formula in the current numbers, with slots, in the same way.
    pub numbers: Vec<String>,
    /// The result, with its slot.
    pub result: String,
    /// Why it is undefined, where it can be.
    pub why: Option<WhyView>,
}

/// A chart.
#[derive(Clone, Debug, Serialize)]
pub struct ChartView {
    /// Index of the chart.
    pub chart: usize,
    /// Its slot.
    pub slot: usize,
    /// The title of the chart, shown above it and read aloud first.
    pub title: String,
    /// What it shows, in a sentence: markup.
    pub sentence: Markup,
    /// The drawing at the start: SVG. Empty behind a seal: it is drawn once that opens.
    pub svg: String,
    /// One entry a line and a rule.
    pub legend: Vec<LegendView>,
    /// The tables behind it: markup of whole table elements; empty behind a seal.
    pub table: String,
    /// What it shows can be kept behind what it shows later: it moves with controls.
    pub pins: bool,
    /// It is read along the horizontal axis: lines.
    pub along: bool,
    /// How many cells stand side by side, of cells.
    pub columns: usize,
}

/// An entry of a legend.
#[derive(Clone, Debug, Serialize)]
pub struct LegendView {
    /// What it looks like: `line`, `area`, `bar`, `dot`, `rule`, `region`, `contour`; `best` and `dominated`
    /// for the points of a frontier.
    pub shape: String,
    /// The class of its colour in the drawing, `line1`, `rule1`, …; `fail`, `warn`, `note` or `pass` for a
    /// state; empty for what has none of its own.
    pub class: String,
    /// Its words: markup.
    pub label: Markup,
    /// Drawn dashed.
    pub dashed: bool,
}

//! A page before its values are known: every visible statement checked, every live place given a slot.

use crate::check::model::{Id, Typed};
use crate::lower::graph::Node;
pub(in crate::page) use crate::page::block;
use crate::page::block::{Block, Stage};

/// A piece of text.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) enum Rich {
    /// Words, as the author wrote them: Markdown.
    Words(String),
    /// Something that never changes, written out.
    Fixed(String),
    /// A section of the course, with a link where there is one.
    Link { title: String, href: Option<String> },
    /// Something computed: its slot.
    Live(usize),
}

/// What a slot shows.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) enum Shows {
    /// Text with values; one that is undefined says why.
    Text(Vec<Part>),
    /// The same without reasons.
    Figure(Vec<Part>),
    /// Why a value is undefined, if it is.
    Why(Node),
    /// Which arm of a status holds.
    Arm(Node),
    /// Whether a statement is on the page.
    Shown(Node),
    /// A share of a limit.
    Share(Node),
    /// A chart.
    Chart(usize),
    /// What a chart says, in a sentence.
    Sentence(usize),
}

/// A piece of a slot's text.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) enum Part {
    /// Words.
    Words(String),
    /// A number and its format.
    Number(Node, usize),
    /// A text.
    Text(Node),
    /// One of two words.
    Either(Node, String, String),
    /// How far the first value is from the second, in words.
    Gap(Node, f64),
}

/// A slot.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) struct Slot {
    /// The seal it lies under.
    pub(in crate::page) seal: Option<u32>,
    /// What it shows.
    pub(in crate::page) shows: Shows,
}

/// Values are not known yet: texts with slots in them.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) enum Planned {}

impl Stage for Planned {
    type Line = Vec<Rich>;
    type Text = Vec<Rich>;
    type Math = Vec<Math>;
    type Tex = TexPlan;
    type Shown = While;
    /// Its slot; none where the first alternative holds for good.
    type Which = Option<usize>;
    /// Its slot.
    type Share = usize;
    /// Its slot.
    type Why = usize;
    /// The control.
    type Range = Id;
    /// The control.
    type Offered = Id;
    /// Controls, each with a value in base units.
    type Settings = Vec<(Id, f64)>;
    type Drawing = ChartSlots;
}

/// A visible statement.
pub(in crate::page) type Plan = Block<Planned>;

/// The slots of a chart.
#[derive(Clone, Debug)]
pub(in crate::page) struct ChartSlots {
    /// Which chart of the page it is.
    pub(in crate::page) chart: usize,
    /// The slot of the drawing.
    pub(in crate::page) slot: usize,
    /// The slot of the sentence that says what it shows.
    pub(in crate::page) sentence: usize,
    /// The slider that moves when its mark is dragged.
    pub(in crate::page) grab: Option<usize>,
    /// Of each frame of its axis, up to which setting it is shown and where it ends, as shares of the slider's range.
    pub(in crate::page) frames: Vec<[f64; 2]>,
}

/// When something is on the page.
#[derive(Clone, Copy, Debug)]
pub(in crate::page) enum While {
    Always,
    Slot(usize),
}

/// A worked formula as TeX. The values in its numbers are characters that stand for them.
#[derive(Clone, Debug)]
pub(in crate::page) struct TexPlan {
    pub(in crate::page) symbol: String,
    pub(in crate::page) symbols: String,
    pub(in crate::page) numbers: String,
    pub(in crate::page) values: Vec<Rich>,
}

/// A piece of a formula: markup, a name or a number as markup and as TeX, or a value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::page) enum Math {
    Markup(String),
    Fixed { markup: String, tex: String },
    Value(Rich),
}

/// What an option claims, as something that can be evaluated.
#[derive(Clone, Debug)]
pub(in crate::page) struct ClaimPlan {
    pub(in crate::page) holds: Option<Node>,
    /// The condition that it is, where it is one.
    pub(in crate::page) condition: Option<Typed>,
    /// The claimed value, and the end of the range if it is one.
    pub(in crate::page) says: Vec<(Node, Typed)>,
    /// The feedback says what the truth is: nothing is added to it.
    pub(in crate::page) told: bool,
    /// The option is worded with a number, which can be off by some factor. One that says "about half" can't.
    pub(in crate::page) numbered: bool,
}

/// The words of a text in which nothing moves.
pub(in crate::page) fn words(text: &[Rich]) -> String {
    let words = text.iter().map(|piece| match piece {
        Rich::Words(words) | Rich::Fixed(words) => words.as_str(),
        Rich::Link { title, .. } => title.as_str(),
        Rich::Live(_) => "…",
    });
    words.collect()
}

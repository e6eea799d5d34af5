//! What a page is made of: one tree of blocks, before its values are known and after. Start at [`Block`].
//!
//! The planner makes blocks of [`Planned`] texts: Markdown with slots in it. [`render`](super::render) fills in the
//! values of one setting, which gives blocks of [`Ready`] texts, and a theme gets those as plain data. `Render` is
//! derived: a field of a type of the [`Stage`] is rendered, any other field is the same in both.

mod figure;
mod question;

use std::fmt::Debug;

pub use figure::*;
use lab_derive::Render;
pub use question::*;
use serde::{Serialize, Serializer};

use super::render::view::*;
use crate::syntax::tree;

/// How far a page is: what its texts and its live places are made of.
pub trait Stage: Clone + Debug {
    /// A text of one line.
    type Line: Clone + Debug;
    /// A text of paragraphs.
    type Text: Clone + Debug;
    /// The inside of a row of MathML.
    type Math: Clone + Debug;
    /// The same formula as TeX, for a report.
    type Tex: Clone + Debug;
    /// Whether something is on the page.
    type Shown: Clone + Debug;
    /// Which of some alternatives holds.
    type Which: Clone + Debug;
    /// A share of a limit.
    type Share: Clone + Debug;
    /// Why a value is undefined.
    type Why: Clone + Debug;
    /// What a slider can be set to.
    type Range: Clone + Debug;
    /// What a choice offers.
    type Offered: Clone + Debug;
    /// Settings of some controls.
    type Settings: Clone + Debug;
    /// What a chart draws.
    type Drawing: Clone + Debug;
}

/// A stage whose blocks a theme can get.
pub trait Themed:
    Stage<
        Line: Serialize,
        Text: Serialize,
        Math: Serialize,
        Shown: Serialize,
        Which: Serialize,
        Share: Serialize,
        Why: Serialize,
        Range: Serialize,
        Offered: Serialize,
        Settings: Serialize,
        Drawing: Serialize,
    >
{
}

/// Values are known: markup, and what is true at one setting of the controls.
#[derive(Clone, Debug)]
pub enum Ready {}

impl Stage for Ready {
    type Line = Markup;
    type Text = Markup;
    type Math = String;
    type Tex = ();
    type Shown = ShownView;
    type Which = WhichView;
    type Share = ShareView;
    type Why = WhyView;
    type Range = RangeView;
    type Offered = Vec<OfferedView>;
    type Settings = String;
    type Drawing = DrawingView;
}

impl Themed for Ready {}

/// A text of a block.
pub(in crate::page) enum Said<'s, S: Stage> {
    /// A text of one line.
    Line(&'s S::Line),
    /// A text of paragraphs.
    Text(&'s S::Text),
}

/// A visible statement. A theme finds its name as `kind`, and writes it by the template of that name.
#[derive(Clone, Debug, Render, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", bound = "S: Themed")]
pub enum Block<S: Stage> {
    /// Running text.
    Prose {
        /// The text.
        #[serde(rename = "html")]
        body: S::Text,
    },
    /// A message from somebody in the story.
    Message {
        /// Who writes.
        from: S::Line,
        /// The message.
        #[serde(rename = "html")]
        body: S::Text,
    },
    /// A picture.
    Figure {
        /// The picture.
        picture: PictureView,
        /// Another one for dark pages.
        dark: Option<PictureView>,
        /// What takes its place where it isn't seen: plain text.
        alt: String,
        /// What stands below it.
        caption: Option<S::Text>,
    },
    /// A remark beside the text.
    Aside {
        /// `insight`, `warning`, `note` or `takeaways`.
        tone: String,
        /// Its heading: plain text.
        title: String,
        /// The remark.
        #[serde(rename = "html")]
        body: S::Text,
    },
    /// Something to unfold.
    Details {
        /// The summary: plain text.
        title: String,
        /// What it holds.
        #[serde(rename = "blocks")]
        body: Vec<Block<S>>,
    },
    /// Blocks that are on the page only while a condition holds.
    When {
        /// Whether they are.
        #[serde(flatten)]
        shown: S::Shown,
        /// The blocks.
        #[serde(rename = "blocks")]
        body: Vec<Block<S>>,
    },
    /// A slider with its number box.
    Slider(Slider<S>),
    /// A choice among named options.
    Choice(Choice<S>),
    /// A switch.
    Toggle(Toggle<S>),
    /// A row of figures.
    Metrics {
        /// The figures.
        cards: Vec<Card<S>>,
    },
    /// Formulas worked out: symbols, numbers, result.
    Steps {
        /// The formulas.
        equations: Vec<Equation<S>>,
    },
    /// A table of values.
    Table(Table<S>),
    /// A row of pills.
    Badges {
        /// The pills.
        badges: Vec<Badge<S>>,
    },
    /// Blocks that belong together.
    Layout {
        /// `beside`: side by side where there is room; `tabs`: one group in front of the others; `group`;
        /// `bench`: controls, verdict and pictures on one screen.
        #[serde(serialize_with = "layout_word")]
        form: tree::Layout,
        /// The title of a group or a bench.
        title: Option<S::Line>,
        /// The blocks.
        #[serde(rename = "blocks")]
        body: Vec<Block<S>>,
    },
    /// A button that moves controls to settings with a name.
    Preset {
        /// What the button says.
        title: S::Line,
        /// The settings: control and value, as in `3=64 4=1`.
        settings: S::Settings,
    },
    /// A chart with its table.
    Chart(Chart<S>),
    /// A group of cases, of which one holds.
    Status(Status<S>),
    /// A prediction to commit to; what follows in the part is behind its seal.
    Predict(Predict<S>),
    /// The prediction beside the truth. Only ever inside a sealed fragment.
    Reveal(Reveal<S>),
    /// A question for reflection.
    Reflect(Reflect<S>),
    /// A number to estimate; what follows in the part is behind its seal.
    Estimate(Estimate<S>),
    /// The estimate beside the truth. Only ever inside a sealed fragment.
    EstimateReveal(EstimateReveal<S>),
    /// A checklist of what is to be reached.
    Goals {
        /// The goals.
        goals: Vec<Goal<S>>,
    },
    /// A question answered in words.
    Answer(Asked<S>),
    /// Something to do, and to tick once it is done.
    Task(Asked<S>),
    /// Where students bring rows of their own.
    Upload(Upload<S>),
    /// A decision.
    Decide(Decide<S>),
    /// What the lab adds to the student's record. It shows nothing, and the file of the page has no values of it:
    /// they could be read there before the question they answer.
    Record {
        /// The fields.
        fields: Vec<RecordField>,
    },
    /// Where confident mistakes of an earlier lab are asked again.
    Revisit {
        /// The id of the lab.
        lab: String,
        /// Ids it had before, joined by spaces.
        #[serde(serialize_with = "spaced")]
        was: Vec<String>,
        /// The title of the lab.
        title: String,
        /// The seal of its questions.
        seal: u32,
    },
    /// An entry of the bar at the foot. Only ever inside a sealed fragment; the script moves it to the bar.
    Hud(HudEntry<S>),
    /// Where a sealed fragment will be put once its prediction is committed.
    Sealed {
        /// The seal.
        seal: u32,
    },
}

impl<S: Stage> Block<S> {
    /// The blocks inside it.
    pub fn inside(&self) -> &[Self] {
        match self {
            Self::Details { body, .. } | Self::When { body, .. } | Self::Layout { body, .. } => body,
            _ => &[],
        }
    }

    /// See [`Block::inside`].
    pub fn inside_mut(&mut self) -> &mut [Self] {
        match self {
            Self::Details { body, .. } | Self::When { body, .. } | Self::Layout { body, .. } => body,
            _ => &mut [],
        }
    }
}

/// Names, joined by spaces.
fn spaced<T: Serializer>(names: &[String], to: T) -> Result<T::Ok, T::Error> {
    to.serialize_str(&names.join(" "))
}

fn layout_word<T: Serializer>(form: &tree::Layout, to: T) -> Result<T::Ok, T::Error> {
    to.serialize_str(form.word())
}

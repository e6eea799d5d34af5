//! What a page is made of: one tree of blocks, before its values are known and after. Start at [`Block`].
//!
//! The planner makes blocks of [`Planned`] texts: Markdown with slots in it. [`render`](super::render) fills in the
//! values of one setting, which gives blocks of [`Ready`] texts, and a theme gets those as plain data. `Render` is
//! derived: a field of a type of the [`Stage`] is rendered, any other field is the same in both. [`Plan::of`] makes the
//! block of each statement.

mod figure;
mod question;

use std::fmt::Debug;

pub use figure::*;
use lab_derive::Render;
pub use question::*;
use serde::{Serialize, Serializer};

use super::render::view::*;
use crate::check::statement::{Content, TypedStatement};
use crate::page::plan::planned::Plan;
use crate::page::plan::planner::Planner;
use crate::syntax::tree::{self, Kind};

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

impl Plan {
    /// Plans a checked statement: what it needs of the program, and the block that it becomes, if it is one.
    pub(in crate::page) fn of<'m>(
        planner: &mut Planner<'m>,
        typed: &'m TypedStatement<'m>,
        plans: &mut Vec<Self>,
    ) {
        let plan = match &typed.content {
            Content::Prose(text) => Self::Prose { body: planner.rich(text) },
            Content::Message(from, body) => {
                let body = planner.optional(body.as_ref());
                Self::Message { from: planner.rich(from), body }
            }
            Content::Figure(path, alt, caption, dark) => {
                let light = planner.named_picture(path);
                let dark = dark.as_ref().and_then(|dark| planner.named_picture(dark));
                let alt = match alt {
                    Some(alt) => planner.plain(alt),
                    None => String::new(),
                };
                if alt.trim().is_empty() {
                    planner.undescribed(path.tree.span, "alt \"…\"");
                }
                let caption = caption.as_ref().map(|caption| planner.rich(caption));
                let Some(picture) = light else { return };
                Self::Figure { picture, dark, alt, caption }
            }
            Content::Aside(tone, title, body) => {
                let title = match title {
                    Some(title) => planner.plain(title),
                    None => match tone.text.as_str() {
                        "takeaways" => "Key takeaways".to_owned(),
                        other => other[..1].to_uppercase() + &other[1..],
                    },
                };
                Self::Aside { tone: tone.text.clone(), title, body: planner.optional(body.as_ref()) }
            }
            Content::Details(title, body) => {
                let title = planner.plain(title);
                Self::Details { title, body: planner.body(body) }
            }
            Content::Layout(form, title, body) => {
                let title = title.as_ref().map(|title| planner.rich(title));
                Self::Layout { form: *form, title, body: planner.body(body) }
            }
            Content::Preset(title, settings) => planner.preset(title, settings),
            Content::Control { id, label, called } => {
                planner.placed.push((*id, planner.seal));
                if let Some(called) = called {
                    planner.options_called.insert(*id, (called, None));
                }
                planner.control(*id, label)
            }
            Content::Choices { .. } => return planner.choices_of_rows(typed, plans),
            Content::Metrics(metrics) => {
                Self::Metrics { cards: metrics.iter().flat_map(|metric| planner.cards(metric)).collect() }
            }
            Content::Steps(formulas) => {
                let equations =
                    formulas.iter().filter_map(|(id, span)| planner.equation(*id, *span)).collect();
                Self::Steps { equations }
            }
            Content::Table(table) => planner.table(table),
            Content::Badges(badges) => planner.badges(badges),
            Content::Chart(chart) => {
                let Some(plan) = planner.chart(chart) else { return };
                plan
            }
            Content::Status(status) => return planner.status(status, plans),
            Content::Goal(title, reached) => {
                let Kind::Goal { name, was, .. } = &typed.tree.kind else { return };
                let goal = planner.goal(name.as_ref(), was, title, reached);
                // Goals that follow each other are one list.
                if let Some(Self::Goals { goals }) = plans.last_mut() {
                    goals.push(goal);
                    return;
                }
                Self::Goals { goals: vec![goal] }
            }
            Content::Answer(asked) => Self::Answer(planner.asked(asked)),
            Content::Task(asked) => Self::Task(planner.asked(asked)),
            Content::Upload(id, label) => {
                let Some(plan) = planner.upload(*id, label) else { return };
                plan
            }
            Content::Decide(decide) => planner.decision(decide),
            Content::Record(fields) => Self::Record { fields: planner.record(fields) },
            Content::Revisit(lab, index) => {
                let Some(plan) = planner.revisit(lab, *index) else { return };
                plan
            }
            Content::Reveal(names) => return planner.reveal(names, plans),
            Content::Reflect(reflect) => planner.reflect(reflect, typed.tree.span),
            Content::Check(title, claim) => {
                let title = title.map(tree::Text::words).unwrap_or_default();
                return planner.check(title, claim, typed.tree.span);
            }
            Content::Examples(examples) => {
                for (claim, span) in examples {
                    planner.check(String::new(), claim, *span);
                }
                return;
            }
            // Parts and the bar are planned by themselves; what follows a question lies under its seal.
            Content::Part(_) | Content::Hud(_) | Content::Predict(_) | Content::Estimate(_) => return,
            Content::Declaration | Content::Broken => return,
        };
        plans.push(plan);
    }
}

/// Names, joined by spaces.
fn spaced<T: Serializer>(names: &[String], to: T) -> Result<T::Ok, T::Error> {
    to.serialize_str(&names.join(" "))
}

fn layout_word<T: Serializer>(form: &tree::Layout, to: T) -> Result<T::Ok, T::Error> {
    to.serialize_str(form.word())
}

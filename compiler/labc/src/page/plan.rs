//! A page before its values are known: every visible statement checked, every live place given a slot.

use lab_core::number::Format;

use crate::check::model::{Id, Typed};
use crate::lower::graph::Node;
use crate::record::protocol::Field;
use crate::syntax::tree::Layout;

/// A piece of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rich {
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
pub(super) enum Shows {
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
pub(super) enum Part {
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
pub(super) struct Slot {
    /// The seal it lies under.
    pub(super) seal: Option<u32>,
    /// What it shows.
    pub(super) shows: Shows,
}

/// A visible statement.
#[derive(Clone, Debug)]
pub(super) enum Plan {
    Prose(Vec<Rich>),
    Message {
        from: Vec<Rich>,
        body: Vec<Rich>,
    },
    Aside {
        tone: String,
        title: String,
        body: Vec<Rich>,
    },
    Details {
        title: String,
        body: Vec<Plan>,
    },
    Control {
        id: Id,
        label: Vec<Rich>,
    },
    When {
        slot: usize,
        body: Vec<Plan>,
    },
    Metrics(Vec<Card>),
    Steps(Vec<Equation>),
    Table {
        caption: String,
        sortable: bool,
        head: Vec<HeadPlan>,
        rows: Vec<RowPlan>,
        /// The table, where its rows came from a file that can be downloaded.
        data: Option<String>,
    },
    Badges(Vec<BadgePlan>),
    Layout {
        form: Layout,
        title: Option<Vec<Rich>>,
        body: Vec<Plan>,
    },
    Chart(ChartPlan),
    Status {
        name: String,
        /// Names it had before, as `name` is written.
        was: Vec<String>,
        slot: usize,
        why: Option<usize>,
        arms: Vec<ArmPlan>,
    },
    Predict(PredictPlan),
    Estimate(EstimatePlan),
    EstimateReveal(EstimateReveal),
    /// What a commitment is held against; the first thing under its seal.
    Key {
        name: String,
        right: Vec<Rich>,
        truth: Vec<Rich>,
        value: Option<f64>,
    },
    Goals(Vec<GoalPlan>),
    Answer(AskedPlan),
    Task(AskedPlan),
    Upload(super::upload::UploadPlan),
    Decide(DecidePlan),
    Record(Vec<FieldPlan>),
    Revisit {
        lab: String,
        was: Vec<String>,
        title: String,
        seal: u32,
    },
    Reveal {
        name: String,
        question: Vec<Rich>,
        verdicts: Vec<Verdict>,
    },
    Reflect {
        name: String,
        was: Vec<String>,
        question: Vec<Rich>,
        options: Vec<OptionPlan>,
        seal: u32,
    },
    Sealed(u32),
    /// An entry of the bar at the foot that is sealed with what it depends on.
    Hud(HudPlan),
}

#[derive(Clone, Debug)]
pub(super) struct Card {
    pub(super) label: Vec<Rich>,
    pub(super) value: Vec<Rich>,
    pub(super) of: Option<Vec<Rich>>,
    pub(super) share: Option<usize>,
    /// Why its value is undefined.
    pub(super) why: Option<usize>,
    pub(super) note: Option<Vec<Rich>>,
    pub(super) tone: Option<TonePlan>,
}

/// An entry of the bar at the foot.
#[derive(Clone, Debug)]
pub(super) struct HudPlan {
    pub(super) label: Vec<Rich>,
    pub(super) value: Option<Vec<Rich>>,
    pub(super) of: Option<Vec<Rich>>,
    pub(super) tone: Option<TonePlan>,
    /// A screen reader hears of another verdict: no status on the page says it.
    pub(super) aloud: bool,
}

/// The head of a column: its words, and the unit of all its figures.
#[derive(Clone, Debug)]
pub(super) struct HeadPlan {
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) numeric: bool,
}

/// A row of a table, and what it is called while it stands out.
#[derive(Clone, Debug)]
pub(super) struct RowPlan {
    pub(super) cells: Vec<CellPlan>,
    /// When it is there, where that is for the student to say.
    pub(super) brought: Option<usize>,
    pub(super) marks: Vec<(While, Vec<Rich>)>,
}

#[derive(Clone, Debug)]
pub(super) struct CellPlan {
    pub(super) value: Vec<Rich>,
    pub(super) of: Option<Vec<Rich>>,
    pub(super) note: Option<Vec<Rich>>,
    /// Its number, where it never changes: the reader may order rows by it.
    pub(super) number: Option<f64>,
    pub(super) tone: Option<TonePlan>,
}

/// What a figure may be said to be. Without a slot its only mark holds for good.
#[derive(Clone, Debug)]
pub(super) struct TonePlan {
    pub(super) slot: Option<usize>,
    pub(super) marks: Vec<MarkPlan>,
}

#[derive(Clone, Debug)]
pub(super) struct MarkPlan {
    pub(super) level: String,
    pub(super) words: Vec<Rich>,
}

#[derive(Clone, Debug)]
pub(super) struct BadgePlan {
    pub(super) level: String,
    pub(super) text: Vec<Rich>,
    pub(super) tone: Option<TonePlan>,
    pub(super) shown: Option<While>,
}

/// When something is on the page.
#[derive(Clone, Copy, Debug)]
pub(super) enum While {
    Always,
    Slot(usize),
}

/// A formula, still as an expression; its numbers are slots of their own.
#[derive(Clone, Debug)]
pub(super) struct Equation {
    pub(super) symbol: String,
    /// Pieces that may stand on lines of their own.
    pub(super) symbols: Vec<String>,
    /// The formula in numbers, in the same way.
    pub(super) numbers: Vec<Vec<Math>>,
    pub(super) result: Vec<Math>,
    /// Why it has none.
    pub(super) why: Option<usize>,
    /// The same as TeX.
    pub(super) tex: TexPlan,
}

/// A worked formula as TeX. The values in its numbers are characters that stand for them.
#[derive(Clone, Debug)]
pub(super) struct TexPlan {
    pub(super) symbol: String,
    pub(super) symbols: String,
    pub(super) numbers: String,
    pub(super) values: Vec<Rich>,
}

/// A piece of a formula: markup, a name or a number as markup and as TeX, or a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Math {
    Markup(String),
    Fixed { markup: String, tex: String },
    Value(Rich),
}

#[derive(Clone, Debug)]
pub(super) struct ChartPlan {
    pub(super) chart: usize,
    pub(super) slot: usize,
    pub(super) sentence: usize,
    pub(super) title: String,
    pub(super) legend: Vec<LegendPlan>,
}

#[derive(Clone, Debug)]
pub(super) struct ArmPlan {
    pub(super) key: String,
    pub(super) was: Vec<String>,
    pub(super) level: String,
    pub(super) title: Vec<Rich>,
    pub(super) body: Vec<Rich>,
}

/// Something to choose.
#[derive(Clone, Debug)]
pub(super) struct OptionPlan {
    pub(super) key: String,
    pub(super) was: Vec<String>,
    pub(super) label: Vec<Rich>,
}

#[derive(Clone, Debug)]
pub(super) struct PredictPlan {
    pub(super) name: String,
    pub(super) was: Vec<String>,
    pub(super) question: Vec<Rich>,
    pub(super) options: Vec<OptionPlan>,
    pub(super) seal: u32,
    pub(super) confidence: bool,
    /// The subjects it tests.
    pub(super) about: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct EstimatePlan {
    pub(super) name: String,
    pub(super) was: Vec<String>,
    pub(super) question: Vec<Rich>,
    pub(super) seal: u32,
    pub(super) confidence: bool,
    /// The subjects it tests.
    pub(super) about: Vec<String>,
    /// Which estimate of the page it is.
    pub(super) index: usize,
    /// How the truth is written.
    pub(super) format: Format,
    /// The range of answers.
    pub(super) ends: (f64, f64),
    /// The factor within which an answer is right.
    pub(super) near: f64,
    /// The base unit of its dimension.
    pub(super) of: String,
}

/// An estimate beside the truth.
#[derive(Clone, Debug)]
pub(super) struct EstimateReveal {
    pub(super) name: String,
    pub(super) question: Vec<Rich>,
    pub(super) said: Rich,
    pub(super) truth: Rich,
    pub(super) gap: Rich,
    /// The factor within which an answer is right.
    pub(super) near: f64,
    /// Slot of the arm that fits, and the arms.
    pub(super) arms: Option<(usize, Vec<EstimateArm>)>,
}

/// What is said about some estimates.
#[derive(Clone, Debug)]
pub(super) struct EstimateArm {
    /// `near`, `low` or `high`.
    pub(super) side: String,
    /// The factor that it names.
    pub(super) factor: Option<f64>,
    pub(super) body: Vec<Rich>,
}

#[derive(Clone, Debug)]
pub(super) struct GoalPlan {
    pub(super) name: String,
    pub(super) was: Vec<String>,
    pub(super) title: Vec<Rich>,
    pub(super) slot: usize,
}

#[derive(Clone, Debug)]
pub(super) struct AskedPlan {
    pub(super) name: String,
    pub(super) was: Vec<String>,
    pub(super) title: Vec<Rich>,
    pub(super) body: Vec<Rich>,
}

#[derive(Clone, Debug)]
pub(super) struct DecidePlan {
    pub(super) name: String,
    pub(super) was: Vec<String>,
    pub(super) question: Vec<Rich>,
    pub(super) options: Vec<OptionPlan>,
    pub(super) because: bool,
    pub(super) reason: Vec<Rich>,
}

/// A field of the record.
#[derive(Clone, Debug)]
pub(super) struct FieldPlan {
    pub(super) field: Field,
    pub(super) slot: usize,
    /// The base unit of a number.
    pub(super) unit: String,
}

/// What is said about an option.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) key: String,
    pub(super) was: Vec<String>,
    /// Where the student's record decides: slots that show whether it is right, and whether it is wrong.
    pub(super) live: Option<(usize, usize)>,
    pub(super) label: Vec<Rich>,
    pub(super) right: bool,
    pub(super) body: Vec<Rich>,
}

/// A prediction that the model has decided.
#[derive(Clone, Debug)]
pub(super) struct Decided {
    pub(super) name: String,
    /// The key of the option that is true.
    pub(super) right: String,
    /// The truth, in words.
    pub(super) truth: Option<String>,
    /// Of wrong options that claim a number: the key, and how far one that claims a single value is from the truth.
    pub(super) gaps: Vec<(String, Option<String>)>,
    /// Whether the true option claims the truth as one value, in the same words.
    pub(super) stated: bool,
}

/// What an option claims, as something that can be evaluated.
#[derive(Clone, Debug)]
pub(super) struct ClaimPlan {
    pub(super) holds: Option<Node>,
    /// The condition that it is, where it is one.
    pub(super) condition: Option<Typed>,
    /// The claimed value, and the end of the range if it is one.
    pub(super) says: Vec<(Node, Typed)>,
}

/// An entry of a chart's legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LegendPlan {
    /// What it looks like: `line`, `area`, `bar`, `dot`, `rule`, `region`, `contour`, `best`, `dominated`.
    pub(super) shape: &'static str,
    /// The class of its colour: `line1`, or the level of a state.
    pub(super) class: String,
    pub(super) label: Vec<Rich>,
    pub(super) dashed: bool,
}

/// The words of a text in which nothing moves.
pub(super) fn words(text: &[Rich]) -> String {
    let words = text.iter().map(|piece| match piece {
        Rich::Words(words) | Rich::Fixed(words) => words.as_str(),
        Rich::Link { title, .. } => title.as_str(),
        Rich::Live(_) => "…",
    });
    words.collect()
}

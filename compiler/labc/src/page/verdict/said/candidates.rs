//! The values of a lab that a figure in a text may be.

use std::collections::{HashMap, HashSet};

use super::Saying;
use super::titles::InPart;
use crate::check::MOST_WRITTEN;
use crate::check::model::*;
use crate::check::parts::each_part;
use crate::check::units::Dimension;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// How many values of a lab are compared.
const MOST: usize = 20_000;

/// What a value is, as far as comparing goes: its hard dimension, or a point on a scale.
pub(super) type Measure = Option<Dimension>;

/// A value that a figure may be.
pub(super) struct Candidate {
    pub(super) typed: Typed,
    /// Its value at the start.
    pub(super) value: f64,
    /// The words by which texts call it: those of its name, and those of each label. Nothing for parts of formulas.
    pub(super) names: Vec<Vec<String>>,
}

/// The values of a lab, by what they are.
pub(super) struct Candidates {
    by_kind: HashMap<Measure, Vec<Candidate>>,
    /// The kinds of which the lab has more values than are compared.
    uncounted: HashSet<Measure>,
    /// The labels of formulas on cards, in tables and in charts.
    labels: HashMap<Id, Vec<Vec<String>>>,
    /// The value of every node that texts show, and that they are about.
    values: HashMap<Node, f64>,
    /// The sliders that a sentence can be about.
    pub(super) controls: Vec<Moved>,
    /// The options of choices that a sentence can be about.
    pub(super) rows: Vec<ChosenOption>,
    /// The values that texts and cards show, with their places.
    pub(super) in_parts: Vec<InPart>,
    /// What questions set, with the places of the questions.
    pub(super) set: Vec<(Typed, Span)>,
    /// What the options of questions claim, each with the truth of its question.
    pub(super) claims: Vec<(Node, Node)>,
}

/// An option of a choice, as sentences speak about it.
pub(super) struct ChosenOption {
    pub(super) control: Id,
    pub(super) key: String,
    /// The words of its label, in lower case.
    pub(super) words: Vec<String>,
}

/// A slider, as sentences speak about it.
pub(super) struct Moved {
    pub(super) id: Id,
    pub(super) kind: Measure,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) start: f64,
    /// The words of its name and label.
    pub(super) names: Vec<Vec<String>>,
    /// What its label begins with: the distance of `Distance from the mast`.
    pub(super) head: Vec<String>,
    /// Whether it is set in percent.
    pub(super) share: bool,
}

impl Candidates {
    /// The values that `saying` is compared with; where it has no figures, only those that its texts show.
    pub(super) fn new(planner: &mut Planner<'_>, saying: &Saying, has_figures: bool) -> Self {
        let mut found = Gathered::default();
        let model = planner.model;
        if has_figures {
            found.model(model);
            saying.shown.iter().for_each(|(typed, ..)| found.parts(typed));
            for said in &saying.texts {
                said.values.iter().for_each(|value| found.parts(&value.typed));
                said.scene.near.iter().for_each(|(typed, _)| found.parts(typed));
            }
        }
        let uncounted = found.uncounted.iter().filter_map(|of| kind_of(of, planner)).collect();
        let mut nodes: Vec<Node> = Vec::new();
        let mut lowered: Vec<(Typed, Vec<Vec<String>>, Node)> = Vec::new();
        for (typed, names) in found.all {
            let node = planner.lowering.expr(&typed, Lowering::BASE);
            nodes.push(node);
            lowered.push((typed, names, node));
        }
        let said = saying.texts.iter().flat_map(|said| {
            let near = said.scene.near.iter().chain(&said.scene.truth);
            said.values.iter().map(|value| value.node).chain(near.map(|(_, node)| *node))
        });
        nodes.extend(said);
        nodes.extend(saying.shown.iter().map(|(_, node, _)| *node));
        let values = planner.evaluate(&nodes);
        let values: HashMap<Node, f64> = nodes.into_iter().zip(values).collect();
        let mut by_kind: HashMap<Measure, Vec<Candidate>> = HashMap::new();
        for (typed, names, node) in lowered {
            if let Some(kind) = kind_of(&typed.of, planner) {
                by_kind.entry(kind).or_default().push(Candidate { typed, value: values[&node], names });
            }
        }
        for (typed, node, label) in &saying.shown {
            if let Some(kind) = kind_of(&typed.of, planner) {
                let candidate =
                    Candidate { typed: typed.clone(), value: values[node], names: vec![words(label)] };
                by_kind.entry(kind).or_default().push(candidate);
            }
        }
        let mut controls = Vec::new();
        for (id, control) in model.controls.iter().enumerate() {
            if let (Some(kind), Some((from, to))) = (kind_of(&control.of, planner), planner.lowering.ends(id))
            {
                let names = vec![words(&control.name.text), words(&control.label.words())];
                let start = planner.lowering.start(id);
                let head = head(&control.label.words());
                let share = super::is_share(&control.format);
                controls.push(Moved { id, kind, from, to, start, names, head, share });
            }
        }
        let rows = chosen(planner);
        let (in_parts, set, claims) = (saying.in_parts(), saying.set_by_questions(), saying.claims());
        let shown = saying.shown.iter().map(|(typed, _, label)| (typed, label));
        let drawn = saying.drawn.iter().map(|(typed, label)| (typed, label));
        let mut labels: HashMap<Id, Vec<Vec<String>>> = HashMap::new();
        for (typed, label) in shown.chain(drawn) {
            if let TypedKind::Define(id) = typed.kind {
                labels.entry(id).or_default().push(words(label));
            }
        }
        Self { labels, by_kind, uncounted, values, controls, rows, in_parts, set, claims }
    }

    /// The values of a kind.
    pub(super) fn of(&self, kind: &Measure) -> &[Candidate] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The labels that the page shows a formula with, as words.
    pub(super) fn labels_of(&self, formula: Id) -> &[Vec<String>] {
        self.labels.get(&formula).map_or(&[], Vec::as_slice)
    }

    /// Whether all values of a kind are compared: a figure that is none of them is wrong only then.
    pub(super) fn all_of(&self, kind: &Measure) -> bool {
        !self.uncounted.contains(kind)
    }

    /// The value of a node that a text shows, at the start.
    pub(super) fn value(&self, node: Node) -> f64 {
        self.values.get(&node).copied().unwrap_or(f64::NAN)
    }
}

/// The options of all choices that have a label.
fn chosen(planner: &mut Planner<'_>) -> Vec<ChosenOption> {
    let model = planner.model;
    let mut rows = Vec::new();
    for (control, choice) in model.controls.iter().enumerate() {
        let ControlKind::Choice { table, each: None, .. } = &choice.kind else { continue };
        let labels = model.tables[*table].columns.iter().find(|column| column.name == "label");
        let Some(ColumnContent::Cells(labels)) = labels.map(|column| &column.content) else { continue };
        for (key, row) in planner.offered(control) {
            let label = labels.get(row as usize).and_then(Option::as_ref).map(|cell| &cell.kind);
            let Some(TypedKind::Text(label)) = label else { continue };
            let split = label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let words: Vec<String> = split.map(str::to_lowercase).collect();
            if !words.is_empty() {
                rows.push(ChosenOption { control, key, words });
            }
        }
    }
    rows
}

/// What a type is, as far as comparing goes; nothing for texts, rows and truth values.
pub(super) fn kind_of(of: &Type, planner: &Planner<'_>) -> Option<Measure> {
    match of {
        Type::Number(dimension) => Some(Some(dimension.hard(&planner.model.units))),
        Type::Point => Some(None),
        Type::Maybe(inner) => kind_of(inner, planner),
        _ => None,
    }
}

/// Values that are being gathered, each once.
#[derive(Default)]
struct Gathered {
    all: Vec<(Typed, Vec<Vec<String>>)>,
    seen: HashSet<CandidateSource>,
    /// What the values are that were left out.
    uncounted: Vec<Type>,
}

/// What is gathered once.
#[derive(PartialEq, Eq, Hash)]
enum CandidateSource {
    /// A number as it is written, with what it is.
    Number(String),
    /// A cell, by its table, row and column.
    Cell(Id, usize, usize),
}

impl Gathered {
    fn add(&mut self, typed: Typed, names: Vec<Vec<String>>) {
        if self.all.len() < MOST {
            self.all.push((typed, names));
        } else {
            self.leave_out(&typed.of);
        }
    }

    fn leave_out(&mut self, of: &Type) {
        if !self.uncounted.contains(of) {
            self.uncounted.push(of.clone());
        }
    }

    /// The values that a lab names, those in its formulas, and the cells of its tables.
    fn model(&mut self, model: &Model) {
        for (id, define) in model.defines.iter().enumerate() {
            let own = !crate::inputs::library::declares(&define.tree.name.text);
            let Some(value) = &define.value else { continue };
            if own {
                let names = vec![words(&define.tree.name.text)];
                let kind = TypedKind::Define(id);
                self.add(Typed { kind, of: value.of.clone(), span: define.tree.name.span }, names);
                self.parts(value);
            }
        }
        for (id, control) in model.controls.iter().enumerate() {
            let names = vec![words(&control.name.text), words(&control.label.words())];
            let kind = TypedKind::Control(id);
            self.add(Typed { kind, of: control.of.clone(), span: control.name.span }, names);
            if let ControlKind::Slider { from, to, by, start, .. } = &control.kind {
                // A plain step is not a percentage: `by 0.5` is not 50 %.
                let plain = |step: &&Typed| matches!(&step.kind, TypedKind::Number(_, None));
                [Some(from), Some(to), by.as_ref().filter(|step| !plain(step)), Some(start)]
                    .into_iter()
                    .flatten()
                    .for_each(|end| self.parts(end));
            }
        }
        for function in &model.functions {
            if !crate::inputs::library::declares(&function.tree.name.text) {
                function.body.iter().for_each(|body| self.parts(body));
            }
        }
        for status in &model.statuses {
            status.conditions.iter().flatten().flatten().for_each(|condition| self.parts(condition));
        }
        for (id, table) in model.tables.iter().enumerate() {
            if !crate::inputs::library::declares(&table.tree.name.text) && table.keys.is_none() {
                self.cells(id, table);
            }
        }
    }

    /// The numbers and the cells that a formula reads.
    fn parts(&mut self, typed: &Typed) {
        let mut open = vec![typed];
        while let Some(typed) = open.pop() {
            let wanted = match &typed.kind {
                TypedKind::Number(value, _) => {
                    self.seen.insert(CandidateSource::Number(format!("{value:e} {:?}", typed.of)))
                }
                TypedKind::Cell(row, table, column) => match &row.kind {
                    TypedKind::Row(_, row) => self.seen.insert(CandidateSource::Cell(*table, *row, *column)),
                    _ => false,
                },
                _ => false,
            };
            if wanted {
                self.add(typed.clone(), Vec::new());
            }
            each_part(typed, &mut |part| open.push(part));
        }
    }

    /// The numbers of a table, given and computed.
    fn cells(&mut self, id: Id, table: &Table) {
        for (index, column) in table.columns.iter().enumerate() {
            if table.rows.len() > MOST_WRITTEN {
                self.leave_out(&column.of);
                continue;
            }
            for row in 0..table.rows.len() {
                let is_there = match &column.content {
                    ColumnContent::Cells(cells) => cells.get(row).is_some_and(Option::is_some),
                    ColumnContent::Computed(_, formula) => formula.is_some(),
                    _ => false,
                };
                if !is_there || !self.seen.insert(CandidateSource::Cell(id, row, index)) {
                    continue;
                }
                let span = table.tree.name.span;
                let key = &table.rows[row];
                let label = table.columns.iter().find(|column| column.name == "label").and_then(|column| {
                    let ColumnContent::Cells(cells) = &column.content else { return None };
                    match &cells.get(row)?.as_ref()?.kind {
                        TypedKind::Text(text) => Some(text.clone()),
                        _ => None,
                    }
                });
                let row = Typed { kind: TypedKind::Row(id, row), of: Type::Row(id), span };
                let name = words(&column.name);
                let named = |of: &str| words(of).into_iter().chain(name.clone()).collect::<Vec<String>>();
                let mut names = vec![named(&key.text)];
                names.extend(label.map(|label| named(&label)));
                let kind = TypedKind::Cell(Box::new(row), id, index);
                self.add(Typed { kind, of: column.of.clone(), span }, names);
            }
        }
    }
}

/// Words that name nothing.
const EMPTY: &[&str] =
    &["of", "the", "a", "an", "in", "per", "each", "at", "to", "and", "for", "by", "on", "with", "all"];

/// Words before which a label has said what it is about.
const AFTER_HEAD: &[&str] = &[
    "of", "from", "to", "in", "on", "at", "per", "between", "for", "with", "over", "under", "each", "behind",
];

/// The words of a label before it says of what.
fn head(label: &str) -> Vec<String> {
    let before = label.split_whitespace().take_while(|word| !AFTER_HEAD.contains(word));
    words(&before.collect::<Vec<_>>().join(" "))
}

/// The words of a name or a label, in the form in which they are compared.
pub(in crate::page::verdict) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.map(|word| stem(&word.to_lowercase()));
    words.filter(|word| !EMPTY.contains(&word.as_str())).collect()
}

/// A word without the ending of a plural.
pub(super) fn stem(word: &str) -> String {
    match word.strip_suffix('s').filter(|single| single.len() > 2 && !single.ends_with('s')) {
        Some(single) => single.to_owned(),
        None => word.to_owned(),
    }
}

/// How a value is called in a message: as it is written, or by its place in a table.
pub(in crate::page::verdict) fn called(planner: &Planner<'_>, typed: &Typed) -> String {
    match &typed.kind {
        TypedKind::Cell(row, table, column) => match &row.kind {
            TypedKind::Row(_, row) => {
                let table = &planner.model.tables[*table];
                format!("{}.{}.{}", table.tree.name.text, table.rows[*row].text, table.columns[*column].name)
            }
            _ => crate::check::shortened(planner.quoted(typed.span)),
        },
        _ => crate::check::shortened(planner.quoted(typed.span)),
    }
}

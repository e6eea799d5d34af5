//! Values that can't be what they are said to be: a share above 100 %, a probability below 0, a negative time or size.

use std::collections::BTreeSet;

use lab_core::number::Format;
use lab_core::program::Binary;
use lab_prove::Found;

use super::decide::{Ask, Question};
use crate::check::model::*;
use crate::check::units::{Dimension, Exponent};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::inputs::library;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::page::verdict::said::{Saying, ShownValue, words};
use crate::sources::Span;

/// How far a value may be off its bound by rounding alone.
const ROUNDING: f64 = 1e-9;

/// Names of a part of a whole.
const PARTS: &[&str] = &["share", "fraction", "probability", "chance", "likelihood", "proportion"];
/// Adjectives of a value that can't be more than all.
const FULL: &[&str] = &["full", "filled", "eaten", "empty", "complete", "completed", "finished"];
/// Words of values that can go either way.
const DIFFERENCES: &[&str] = &[
    "slack",
    "margin",
    "headroom",
    "spare",
    "change",
    "difference",
    "diff",
    "gain",
    "gained",
    "loss",
    "lost",
    "saved",
    "saving",
    "delta",
    "gap",
    "early",
    "late",
    "lead",
    "lag",
    "offset",
    "surplus",
    "deficit",
    "balance",
    "error",
    "shift",
    "advantage",
    "over",
    "under",
    "drift",
    "skew",
    "reserve",
    "room",
    "growth",
    "free",
    "net",
    "excess",
    "deviation",
    "residual",
    "correction",
    "relative",
    "time_left",
    "beyond",
    "more",
    "less",
    "extra",
];

/// Whether a name is that of a part of a whole: `share`, `waste_share`, `share_of_rain`.
fn is_part(name: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or(name);
    let first = name.split_once("_of_").map_or(last, |(first, _)| first);
    PARTS.contains(&last) || PARTS.contains(&first)
}

/// Whether some words say that a value can go either way.
pub(in crate::page::verdict) fn is_difference(words: &[String]) -> bool {
    words.iter().any(|word| DIFFERENCES.contains(&word.as_str()))
}

/// Amounts: a unit, its power, what it is called, and whether it may be counted from a place, or as a result.
const AMOUNTS: &[(&str, i32, &str, bool)] = &[
    ("s", 1, "time", false),
    ("B", 1, "size", false),
    ("kg", 1, "mass", false),
    ("m", 1, "length", true),
    ("m", 2, "area", false),
    ("m", 3, "volume", false),
    ("USD", 1, "price", true),
];
/// Words of lengths that are counted from a place, and of money that is won or lost.
const DIRECTED: &[&str] = &[
    "height",
    "altitude",
    "elevation",
    "position",
    "place",
    "level",
    "depth",
    "displacement",
    "deflection",
    "x",
    "y",
    "z",
    "coordinate",
    "amplitude",
    "stretch",
    "extension",
    "focal",
    "image",
    "distance",
    "profit",
    "result",
    "earning",
    "income",
    "budget",
    "cash",
    "account",
    "return",
    "contribution",
    "worth",
    "debt",
    "credit",
    "win",
    "winning",
    "benefit",
    "outcome",
    "yield",
    "remain",
    "after",
    "money",
    "saldo",
    "payout",
    "revenue",
    "value",
    "elongation",
    "sag",
    "bend",
    "range",
    "reach",
    "tide",
    "sea",
    "water",
];

/// What a value can't be.
#[derive(Clone, Copy, PartialEq)]
enum ImpossibleBound {
    /// A part of a whole: from 0 to 1.
    Part,
    /// An amount: from 0.
    Amount(&'static str),
    /// What a chart draws as an amount: from 0.
    Drawn,
    /// What amounts are drawn in: above 0.
    Capacity,
}

/// A value that a chart draws as an amount, which has no place in it below zero.
#[derive(Debug)]
pub(in crate::page) struct DrawnAmount {
    /// The value as it is written.
    pub(in crate::page) typed: Typed,
    /// The value.
    pub(in crate::page) node: Node,
    /// What must hold for it to be drawn.
    pub(in crate::page) gates: Vec<Node>,
    /// How it is shown.
    pub(in crate::page) format: Format,
    /// It is what others are drawn in.
    pub(in crate::page) is_capacity: bool,
    /// The mark.
    pub(in crate::page) span: Span,
}

/// A value with its bound.
struct Bounded {
    shown: ShownValue,
    bound: ImpossibleBound,
}

impl Planner<'_> {
    /// Reports values that are impossible at some setting, once for each formula.
    pub(in crate::page) fn impossible_values(&mut self, saying: &Saying) {
        let all: Vec<ShownValue> = saying.shown_values().collect();
        let mut bounded: Vec<Bounded> = Vec::new();
        for shown in all {
            if !self.can_be_asked_about(shown.node) {
                continue;
            }
            if let Some(bound) = self.bound_of(&shown) {
                bounded.push(Bounded { shown, bound });
            }
        }
        bounded.extend(self.drawn_amounts());
        let mut asks = Vec::new();
        for Bounded { shown, bound } in &bounded {
            let graph = &mut self.lowering.graph;
            let (least, operator) = match bound {
                ImpossibleBound::Capacity => (0.0, Binary::Le),
                _ => (-ROUNDING, Binary::Lt),
            };
            let least = graph.constant(least);
            let mut outside = graph.binary(operator, shown.node, least);
            if *bound == ImpossibleBound::Part {
                let most = graph.constant(1.0 + ROUNDING);
                let above = graph.binary(Binary::Lt, most, shown.node);
                outside = graph.binary(Binary::Or, outside, above);
            }
            asks.push(Ask::of(self.given(&shown.gates, outside), Question::Impossible, shown.span));
        }
        let outcomes = self.decided(&asks);
        let mut reported: BTreeSet<Span> = BTreeSet::new();
        for (bounded, outcome) in bounded.into_iter().zip(outcomes) {
            let span = self.place_of_value(&bounded.shown.typed);
            if let Some(found) = outcome.found
                && reported.insert(span)
            {
                self.report_impossible(&bounded, span, &found);
            }
        }
    }

    /// Reports numbers that are called a part of a whole and are above one: `const share = 80`.
    pub(in crate::page) fn parts_above_one(&mut self) {
        self.cells_above_one();
        let model = self.model;
        for (id, define) in model.defines.iter().enumerate() {
            let tree = &define.tree;
            let name = tree.name.text.as_str();
            let Some(value) = define.value.as_ref().filter(|_| is_part(name)) else { continue };
            let is_plain = matches!(&value.of, Type::Number(dimension) if dimension.is_none());
            if !is_plain || tree.states_facts() || library::declares(name) {
                continue;
            }
            let node = self.lowering.defined(id);
            let Some(number) = self.lowering.graph.value(node).filter(|number| *number > 1.0 + ROUNDING)
            else {
                continue;
            };
            let shown = crate::check::plain().text(number);
            let headline = format!("`{name}` is {shown}, and a part of a whole can't be above 1.");
            let span = value.span;
            let mut diagnostic =
                Diagnostic::warning(Code::ImpossibleValue, headline, self.file, span, "more than all of it");
            let written = self.quoted(span);
            if written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && number <= 100.0 {
                let written = format!("{written} %");
                diagnostic = diagnostic.fix(format!("write `{written}`"), self.file, span, written);
            }
            self.report(diagnostic.help("if it is not a part of a whole, call it something else"));
        }
    }

    /// Reports cells of a column that is called a part of a whole, and that are above one: `share` with `70`.
    fn cells_above_one(&mut self) {
        let model = self.model;
        for table in model.tables.iter().filter(|table| !library::declares(&table.tree.name.text)) {
            for column in &table.columns {
                let is_plain = matches!(&column.of, Type::Number(dimension) if dimension.is_none());
                let ColumnContent::Cells(cells) = &column.content else { continue };
                if !is_plain || !is_part(&column.name) {
                    continue;
                }
                let cell = cells.iter().flatten().find(
                    |cell| matches!(&cell.kind, TypedKind::Number(value, None) if *value > 1.0 + ROUNDING),
                );
                let Some(cell) = cell else { continue };
                let shown = self.quoted(cell.span);
                let headline =
                    format!("`{}` is {shown} here, and a part of a whole can't be above 1.", column.name);
                let diagnostic = Diagnostic::warning(
                    Code::ImpossibleValue,
                    headline,
                    self.file,
                    cell.span,
                    "more than all of it",
                );
                let help = format!(
                    "write `{}: %` at the head of the table, if the column is in percent",
                    column.name
                );
                self.report(diagnostic.help(help));
            }
        }
    }

    /// What charts draw as amounts, each with its bound.
    fn drawn_amounts(&mut self) -> Vec<Bounded> {
        let mut drawn = std::mem::take(&mut self.amounts);
        drawn.retain(|amount| self.lowering.graph.is_outer(amount.node) && !self.is_faulty(amount.node));
        let bounded =
            drawn.into_iter().map(|DrawnAmount { typed, node, gates, format, is_capacity, span }| {
                let (label, after) = (Vec::new(), Vec::new());
                let shown = ShownValue {
                    typed,
                    node,
                    format,
                    share: false,
                    limited: false,
                    label,
                    after,
                    gates,
                    span,
                };
                Bounded {
                    shown,
                    bound: if is_capacity { ImpossibleBound::Capacity } else { ImpossibleBound::Drawn },
                }
            });
        bounded.collect()
    }

    /// What bounds a value, as far as the lab says what it is.
    fn bound_of(&self, shown: &ShownValue) -> Option<ImpossibleBound> {
        let Type::Number(dimension) = &shown.typed.of else { return None };
        let name = match &shown.typed.kind {
            TypedKind::Define(id) => words(&self.model.defines[*id].tree.name.text),
            _ => Vec::new(),
        };
        // What is declared is proved there.
        if let TypedKind::Define(id) = &shown.typed.kind
            && self.model.defines[*id].tree.states_facts()
        {
            return None;
        }
        let says = |list: &[&str], words: &[String]| words.iter().any(|word| list.contains(&word.as_str()));
        if is_difference(&name) || is_difference(&shown.label) {
            return None;
        }
        let units = &self.model.units;
        if dimension.hard(units).is_none() {
            let is_part = says(PARTS, &name) || says(PARTS, &shown.label) || says(FULL, &shown.after);
            return (shown.share && (is_part || says(FULL, &name))).then_some(ImpossibleBound::Part);
        }
        // Of amounts, only those that the author declares to be one, or measures against a limit.
        let TypedKind::Define(id) = &shown.typed.kind else { return None };
        let declared = self.model.defines[*id].tree.of.is_some();
        if !declared && !shown.limited {
            return None;
        }
        let directed = says(DIRECTED, &name) || says(DIRECTED, &shown.label);
        AMOUNTS
            .iter()
            .find(|(unit, power, _, either_way)| {
                self.is_amount_in(dimension, unit, *power) && !(*either_way && directed)
            })
            .map(|(.., kind, _)| ImpossibleBound::Amount(kind))
    }

    /// Whether a value moves, and can be asked about at every setting.
    pub(super) fn can_be_asked_about(&mut self, node: Node) -> bool {
        !self.maybe.contains(&node)
            && !self.lowering.graph.still(node)
            && self.lowering.graph.is_outer(node)
            && !self.is_faulty(node)
    }

    /// Whether a value is of a kind that is counted from zero: a time, a size, a mass, a length, money.
    pub(super) fn is_amount(&self, of: &Type) -> bool {
        let Type::Number(dimension) = of else { return false };
        AMOUNTS.iter().any(|(unit, power, ..)| self.is_amount_in(dimension, unit, *power))
    }

    /// Whether a dimension is a power of that of a unit; dollars stand for every currency.
    fn is_amount_in(&self, dimension: &Dimension, unit: &str, power: i32) -> bool {
        self.is_power_of(dimension, unit, power)
            || unit == "USD"
                && library::module("currencies")
                    .is_some_and(|module| module.units().any(|unit| self.is_power_of(dimension, unit, power)))
    }

    /// Whether a dimension is a power of that of a unit.
    fn is_power_of(&self, dimension: &Dimension, unit: &str, power: i32) -> bool {
        let units = &self.model.units;
        let unit = units.named(unit).and_then(|unit| unit.dimension.power(Exponent::whole(power)));
        unit.is_some_and(|of| of.hard(units) == dimension.hard(units))
    }

    /// The formula of a value, or where it is shown.
    fn place_of_value(&self, typed: &Typed) -> Span {
        match &typed.kind {
            TypedKind::Define(id) => self.model.defines[*id].tree.name.span,
            _ => typed.span,
        }
    }

    fn report_impossible(&mut self, Bounded { shown, bound }: &Bounded, span: Span, found: &Found) {
        let value = self.values_at(&[shown.node], &found.setting)[0];
        let said = self.said_setting(&found.setting);
        let format = match &shown.typed.kind {
            TypedKind::Define(id) if !shown.share => self.model.defines[*id].format.clone(),
            _ => shown.format.clone(),
        };
        let text = format.text(value).replace(['\u{a0}', '\u{202f}'], " ");
        let name = crate::check::shortened(self.quoted(shown.typed.span));
        let headline = format!("`{name}` is {text} {}.", said.words);
        let (label, repair) = match bound {
            ImpossibleBound::Part if value < 0.0 => {
                ("a part of a whole can't be negative", "`clamp(…, 0, 1)`")
            }
            ImpossibleBound::Part => ("a part of a whole can't be above 100 %", "`min(…, 1)`"),
            ImpossibleBound::Amount("time") => ("a time can't be negative", "`max(…, 0)`"),
            ImpossibleBound::Amount("mass") => ("a mass can't be negative", "`max(…, 0)`"),
            ImpossibleBound::Amount("length") => ("a length can't be negative", "`max(…, 0)`"),
            ImpossibleBound::Amount("area") => ("an area can't be negative", "`max(…, 0)`"),
            ImpossibleBound::Amount("volume") => ("a volume can't be negative", "`max(…, 0)`"),
            ImpossibleBound::Amount("price") => ("a price can't be negative", "`max(…, 0)`"),
            ImpossibleBound::Amount(_) => ("a size can't be negative", "`max(…, 0)`"),
            ImpossibleBound::Drawn => ("what is drawn as an amount can't be negative", "`max(…, 0)`"),
            ImpossibleBound::Capacity => ("what amounts are drawn in must be above zero", "`max(…, 1)`"),
        };
        let mut diagnostic = Diagnostic::warning(Code::ImpossibleValue, headline, self.file, span, label);
        if shown.span != span {
            diagnostic = diagnostic.and(self.file, shown.span, "shown here");
        }
        diagnostic = diagnostic.help(format!(
            "keep it within bounds, as in {repair}, or narrow the control; if it can be so, name it for what it is, such as a gap or a balance"
        ));
        if let Some(command) = self.command(&said, &name) {
            diagnostic = diagnostic.help(command);
        }
        self.report(diagnostic);
    }
}

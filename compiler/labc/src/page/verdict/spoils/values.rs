//! Values, formulas and charts that show what is asked: the same formula, at the settings of the question.

use std::collections::BTreeSet;

use super::Tells;
use super::seen::{AskedQuestion, PageSoFar, SeenItem, SeenKind};
use crate::check::model::*;
use crate::check::parts::has_local;
use crate::check::question::TypedClaim;
use crate::check::units::Dimension;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::page::plan::predict::stated;
use crate::syntax::tree::Origin;

/// How near two values are to be the same one.
const SAME: f64 = 1e-9;
/// At how many settings two formulas are compared.
const PROBES: u32 = 6;
/// How many names of names are followed.
const HOPS: usize = 6;

/// Settings of controls.
pub(super) type Settings = Vec<(Id, Typed)>;

/// A formula at settings.
#[derive(Clone)]
pub(super) struct FormulaAt {
    pub(super) typed: Typed,
    pub(super) settings: Settings,
    /// Where the controls are as the student leaves them.
    pub(super) node: Node,
    /// Its value at the settings.
    pub(super) value: f64,
}

/// A value that the page shows.
pub(super) struct ValueOnPage {
    /// Its place among what is seen.
    at: usize,
    typed: Typed,
    placed: FormulaAt,
    /// The controls that it is shown for: those along the axes of a chart.
    swept: Vec<Id>,
}

/// What a question asks for.
#[derive(Default)]
pub(super) struct AskedValue {
    /// The number, with the formula behind it.
    pub(super) whole: Option<FormulaAt>,
    /// For a quotient of one formula at two settings, both.
    pub(super) ratio: Option<[FormulaAt; 2]>,
}

impl AskedValue {
    /// The number, where it has a value.
    pub(super) fn finite(&self) -> Option<&FormulaAt> {
        self.whole.as_ref().filter(|whole| whole.value.is_finite())
    }
}

impl Planner<'_> {
    /// What a question asks for, with its value.
    pub(super) fn asked_value(&mut self, question: &AskedQuestion<'_>) -> AskedValue {
        let Some(truth) = question.truth.filter(|truth| matches!(truth.of, Type::Number(_) | Type::Point))
        else {
            return AskedValue::default();
        };
        let whole = self.placed(truth, question.settings);
        let ratio = match self.behind(truth, 0).kind.clone() {
            TypedKind::Binary(lab_core::program::Binary::Div, above, below) => {
                let pair = [above, below].map(|part| self.placed(&part, question.settings));
                let [above, below] = &pair;
                (above.node == below.node && !self.lowering.graph.still(above.node)).then_some(pair)
            }
            _ => None,
        };
        AskedValue { whole: Some(whole), ratio }
    }

    /// An expression with its value.
    fn placed(&mut self, typed: &Typed, settings: &[(Id, Typed)]) -> FormulaAt {
        let (placed, value) = self.without_settings(typed, settings);
        FormulaAt { value: self.evaluate(&[value])[0], ..placed }
    }

    /// An expression without the settings that it is taken at, the settings, and the node of its value there.
    fn without_settings(&mut self, typed: &Typed, settings: &[(Id, Typed)]) -> (FormulaAt, Node) {
        let value = self.lowering.expr(&stated(typed, settings), Lowering::BASE);
        let mut settings = settings.to_vec();
        let model = self.model;
        let mut inner = typed;
        let mut hops = 0;
        loop {
            match &inner.kind {
                TypedKind::AtStart(at) => inner = at,
                TypedKind::At(at, own) => {
                    // The inner `at` wins.
                    settings.retain(|(control, _)| own.iter().all(|(other, _)| other != control));
                    settings.extend(own.iter().cloned());
                    inner = at;
                }
                TypedKind::Define(id) if hops < HOPS => match &model.defines[*id].value {
                    Some(value) if matches!(value.kind, TypedKind::At(..) | TypedKind::AtStart(_)) => {
                        inner = value;
                        hops += 1;
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        let inner = inner.clone();
        let node = self.lowering.expr(&inner, Lowering::BASE);
        (FormulaAt { typed: inner, settings, node, value: f64::NAN }, value)
    }

    /// The expression that a name stands for.
    fn behind<'e>(&'e self, typed: &'e Typed, hops: usize) -> &'e Typed {
        match &typed.kind {
            TypedKind::AtStart(inner) => self.behind(inner, hops),
            TypedKind::Define(id) if hops < HOPS => match &self.model.defines[*id].value {
                Some(value) => self.behind(value, hops + 1),
                None => typed,
            },
            _ => typed,
        }
    }

    /// All values that the page shows.
    pub(super) fn shown_values(&mut self, page: &PageSoFar<'_>) -> Vec<ValueOnPage> {
        let mut all = Vec::new();
        let mut nodes = Vec::new();
        for (at, seen) in page.seen.iter().enumerate() {
            let found = self.shown_by(seen);
            if found.is_empty() || !self.bind_seen(seen) {
                continue;
            }
            for (typed, swept) in found {
                if self.kind(&typed.of).is_some() {
                    let (placed, value) = self.without_settings(&typed, &[]);
                    nodes.push(value);
                    all.push(ValueOnPage { at, typed, placed, swept });
                }
            }
        }
        let values = self.evaluate(&nodes);
        for (shown, value) in all.iter_mut().zip(values) {
            shown.placed.value = value;
        }
        all
    }

    /// Places before a question that show what it asks for.
    pub(super) fn values_that_tell(
        &mut self,
        page: &PageSoFar<'_>,
        all: &[ValueOnPage],
        question: &AskedQuestion<'_>,
        asked: &AskedValue,
    ) -> Vec<Tells> {
        let placed: BTreeSet<Id> = page.seen[..question.before]
            .iter()
            .filter_map(|seen| match seen.what {
                SeenKind::Control(id) => Some(id),
                _ => None,
            })
            .collect();
        let mut tells = self.rows_that_tell(page, question, &placed);
        // What a control says is no secret.
        let secret = |whole: &&FormulaAt| !matches!(whole.typed.kind, TypedKind::Control(_));
        let Some(whole) = asked.whole.as_ref().filter(secret) else { return tells };
        let wanted = self.kind(&whole.typed.of);
        // What may be the answer, with the node of its value at the settings of the question.
        let mut near: Vec<(&ValueOnPage, Node, bool)> = Vec::new();
        for shown in all {
            let hud = matches!(page.seen[shown.at].what, SeenKind::Hud(_));
            if !page.is_in_sight(shown.at, question) && !hud {
                continue;
            }
            // Who looks into later parts finds what stands there, but doesn't try out controls for it.
            let later = page.is_later(shown.at, question) && !hud;
            let within_reach = placed.iter().copied().filter(|_| !later);
            let readable: BTreeSet<Id> = within_reach.chain(shown.swept.iter().copied()).collect();
            if hud && !self.moved_by(shown.placed.node).is_subset(&readable) {
                continue;
            }
            if let Some(label) = self.tells_the_ratio(shown, &readable, asked) {
                tells.push(Tells { at: shown.at, label });
                continue;
            }
            let is_whole = shown.placed.node == whole.node;
            if self.kind(&shown.typed.of) != wanted || !is_whole && self.is_plain(&shown.placed.typed) {
                continue;
            }
            let fixed = !shown.placed.settings.is_empty() || self.lowering.graph.still(shown.placed.node);
            if !fixed {
                // The student moves the controls to where the question is.
                let moved = self.moved_by(shown.placed.node);
                let mut needed = whole.settings.iter().filter(|(control, _)| moved.contains(control));
                if !needed.all(|(control, _)| readable.contains(control)) {
                    continue;
                }
            }
            self.bind_seen(&page.seen[shown.at]);
            let node = self.lowering.expr(&stated(&shown.typed, &whole.settings), Lowering::BASE);
            near.push((shown, node, fixed));
        }
        let nodes: Vec<Node> = near.iter().map(|(_, node, _)| *node).collect();
        let values = self.evaluate(&nodes);
        for ((shown, _, fixed), value) in near.into_iter().zip(values) {
            let value = if fixed { shown.placed.value } else { value };
            let is_near = value.is_finite() && (value - whole.value).abs() <= SAME * whole.value.abs();
            self.bind_seen(&page.seen[shown.at]);
            if is_near && self.same_fact(&shown.placed, whole) {
                let text = self.value_in_words(&shown.typed, value);
                let label = match fixed || whole.settings.is_empty() {
                    true => format!("shows {text}, the answer"),
                    false => {
                        let settings = self.settings_in_words(&whole.settings);
                        format!("shows {text}, the answer, at {settings}")
                    }
                };
                tells.push(Tells { at: shown.at, label });
            }
        }
        tells
    }

    /// Where a question asks how many times larger a formula is at one setting than at another: a place that shows the
    /// formula at both.
    fn tells_the_ratio(
        &mut self,
        shown: &ValueOnPage,
        readable: &BTreeSet<Id>,
        asked: &AskedValue,
    ) -> Option<String> {
        let [above, below] = asked.ratio.as_ref()?;
        if !shown.placed.settings.is_empty() || shown.placed.node != above.node {
            return None;
        }
        let moved = self.moved_by(shown.placed.node);
        let settings = above.settings.iter().chain(&below.settings).map(|(control, _)| *control);
        let settings: BTreeSet<Id> = settings.filter(|control| moved.contains(control)).collect();
        if settings.is_empty() || !settings.is_subset(readable) {
            return None;
        }
        let (to, from) = (self.settings_in_words(&above.settings), self.settings_in_words(&below.settings));
        Some(format!("shows both values: at {from}, and at {to}"))
    }

    /// The controls that move a node.
    fn moved_by(&self, node: Node) -> BTreeSet<Id> {
        let controls = 0..self.model.controls.len();
        controls.filter(|control| self.moved_on(node, *control as u32)).collect()
    }

    /// Whether an expression is a control or a number, or a name for one.
    fn is_plain(&self, typed: &Typed) -> bool {
        match &typed.kind {
            TypedKind::Control(_) | TypedKind::Number(..) => true,
            TypedKind::Define(id) => {
                let value = self.model.defines[*id].value.as_ref();
                value.is_some_and(|value| matches!(value.kind, TypedKind::Number(..)))
            }
            _ => false,
        }
    }

    /// The expressions that a place shows, with the controls that it shows them for.
    fn shown_by(&self, seen: &SeenItem<'_>) -> Vec<(Typed, Vec<Id>)> {
        match &seen.what {
            SeenKind::Text(text) => {
                let values = text.values.iter().filter(|value| !has_local(&value.typed));
                values.map(|value| (value.typed.clone(), Vec::new())).collect()
            }
            SeenKind::Value { typed, swept, .. } => vec![((*typed).clone(), swept.clone())],
            SeenKind::Hud(typed) => vec![((*typed).clone(), Vec::new())],
            SeenKind::Steps(id) => match &self.model.defines[*id].value {
                Some(value) => {
                    vec![(
                        Typed { kind: TypedKind::Define(*id), of: value.of.clone(), span: seen.span },
                        Vec::new(),
                    )]
                }
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Binds the variable of a row; whether the row is shown.
    fn bind_seen(&mut self, seen: &SeenItem<'_>) -> bool {
        let SeenKind::Value { row: Some((local, row)), filter, .. } = &seen.what else { return true };
        self.bind_row(*local, *row);
        match filter {
            Some(filter) => {
                let node = self.lowering.expr(filter, Lowering::BASE);
                self.lowering.graph.value(node) == Some(1.0)
            }
            None => true,
        }
    }

    pub(super) fn kind(&self, of: &Type) -> Option<Option<Dimension>> {
        match of {
            Type::Number(dimension) => Some(Some(dimension.hard(&self.model.units))),
            Type::Point => Some(None),
            Type::Maybe(inner) => self.kind(inner),
            _ => None,
        }
    }

    fn moved_on(&self, node: Node, input: u32) -> bool {
        self.lowering.graph.reads_input(node, input..input + 1)
    }

    /// Whether two values that agree at the question's settings are one: the same formula, or the same at other
    /// settings too.
    fn same_fact(&mut self, shown: &FormulaAt, asked: &FormulaAt) -> bool {
        if shown.node == asked.node {
            return true;
        }
        let still = [shown.node, asked.node].map(|node| self.lowering.graph.still(node));
        if still == [false, false] && shown.settings.is_empty() {
            return self.agree(shown, asked);
        }
        let (shown_by, asked_by) = (self.formulas(&shown.typed), self.formulas(&asked.typed));
        if shown_by.iter().any(|formula| asked_by.contains(formula)) {
            return true;
        }
        match (&shown.typed.kind, &asked.typed.kind) {
            (TypedKind::Cell(_, table, column), TypedKind::Cell(_, other, its)) => {
                (table, column) == (other, its)
            }
            _ => false,
        }
    }

    /// Whether two formulas agree at settings spread over the controls.
    fn agree(&mut self, shown: &FormulaAt, asked: &FormulaAt) -> bool {
        let controls: Vec<Id> = (0..self.model.controls.len()).collect();
        let mut nodes = Vec::new();
        for probe in 0..PROBES {
            let mut settings: Settings = Vec::new();
            for control in &controls {
                let Some(steps) = self.lowering.steps(*control) else { continue };
                let all: Vec<f64> = steps.some(PROBES + 1).collect();
                // Not all controls along one line.
                let at = (probe as usize * (control + 1) + control) % all.len();
                let of = self.model.controls[*control].of.clone();
                let kind = TypedKind::Number(all[at], None);
                settings.push((*control, Typed { kind, of, span: shown.typed.span }));
            }
            for typed in [&shown.typed, &asked.typed] {
                nodes.push(self.lowering.expr(&stated(typed, &settings), Lowering::BASE));
            }
        }
        let values = self.evaluate(&nodes);
        let pairs = values.chunks(2).filter(|pair| pair.iter().any(|value| value.is_finite()));
        let mut seen = Vec::new();
        for pair in pairs {
            if (pair[0] - pair[1]).abs() > SAME * pair[1].abs() || pair.iter().any(|value| !value.is_finite())
            {
                return false;
            }
            seen.push(pair[0]);
        }
        seen.len() > 1 && seen.iter().any(|value| *value != seen[0])
    }

    /// The formulas that an expression reads. A name for a number isn't a formula.
    pub(super) fn formulas(&self, typed: &Typed) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        let mut open = Vec::new();
        crate::check::parts::defines_in(typed, &mut open);
        while let Some(id) = open.pop() {
            let define = &self.model.defines[id];
            if define.tree.origin == Origin::Let
                && found.insert(id)
                && let Some(value) = &define.value
            {
                crate::check::parts::defines_in(value, &mut open);
            }
        }
        found.retain(|id| {
            let value = self.model.defines[*id].value.as_ref();
            !value.is_some_and(|value| matches!(value.kind, TypedKind::Number(..)))
        });
        found
    }

    /// Texts and statuses that name the row or the case which the right option claims.
    fn rows_that_tell(
        &mut self,
        page: &PageSoFar<'_>,
        question: &AskedQuestion<'_>,
        placed: &BTreeSet<Id>,
    ) -> Vec<Tells> {
        let Some(TypedClaim::When(condition)) = self.right_of(question).map(|(_, claim)| claim) else {
            return Vec::new();
        };
        let condition = condition.clone();
        let (mut names, mut statuses) = (BTreeSet::new(), BTreeSet::new());
        let mut open = vec![&condition];
        while let Some(typed) = open.pop() {
            match &typed.kind {
                TypedKind::Define(id) if matches!(typed.of, Type::Row(_) | Type::Text) => {
                    names.insert(*id);
                }
                TypedKind::Status(id) => {
                    statuses.insert(*id);
                }
                _ => {}
            }
            crate::check::parts::each_part(typed, &mut |part| open.push(part));
        }
        let mut tells = Vec::new();
        for (at, seen) in page.seen[..question.before].iter().enumerate() {
            let found: Vec<Typed> = match &seen.what {
                SeenKind::Text(text) => text
                    .values
                    .iter()
                    .map(|value| &value.typed)
                    .filter(|typed| {
                        let whole = match &typed.kind {
                            TypedKind::Cell(row, ..) if typed.of == Type::Text => row,
                            _ => *typed,
                        };
                        matches!(&whole.kind, TypedKind::Define(id) if names.contains(id))
                    })
                    .cloned()
                    .collect(),
                SeenKind::Status(id) if statuses.contains(id) => {
                    let kind = TypedKind::Status(*id);
                    vec![Typed { kind, of: Type::Arm(*id), span: seen.span }]
                }
                _ => Vec::new(),
            };
            for typed in found {
                let node = self.lowering.expr(&typed, Lowering::BASE);
                let mut moved = question.settings.iter().map(|(control, _)| control);
                let readable =
                    moved.all(|control| placed.contains(control) || !self.moved_on(node, *control as u32));
                if readable {
                    let label = match question.settings.is_empty() || self.lowering.graph.still(node) {
                        true => "shows the answer".to_owned(),
                        false => {
                            format!("shows the answer at {}", self.settings_in_words(question.settings))
                        }
                    };
                    tells.push(Tells { at, label });
                }
            }
        }
        tells
    }

    /// The right option of a question.
    pub(super) fn right_of<'t>(
        &self,
        question: &AskedQuestion<'t>,
    ) -> Option<&'t (crate::check::question::TypedOption<'t>, TypedClaim)> {
        let right = self.key.get(question.name)?.right.as_ref()?;
        question.options.iter().find(|(option, _)| option.tree.key.text == *right)
    }

    fn value_in_words(&self, typed: &Typed, value: f64) -> String {
        let format = match &typed.kind {
            TypedKind::Define(id) => self.model.defines[*id].format.clone(),
            _ => self.lab.formats().format_of(typed),
        };
        format.text(value).replace(['\u{a0}', '\u{202f}'], " ")
    }

    fn settings_in_words(&mut self, settings: &[(Id, Typed)]) -> String {
        let nodes: Vec<Node> =
            settings.iter().map(|(_, value)| self.lowering.expr(value, Lowering::BASE)).collect();
        let values = self.evaluate(&nodes);
        let each = settings.iter().zip(values).map(|((control, _), value)| {
            let Control { name, format, .. } = &self.model.controls[*control];
            format!("`{}` = {}", name.text, format.text(value).replace(['\u{a0}', '\u{202f}'], " "))
        });
        match settings.is_empty() {
            true => "the start".to_owned(),
            false => each.collect::<Vec<_>>().join(", "),
        }
    }
}

//! Estimates: a number with a unit, held against the truth by its factor.

use std::sync::Arc;

use lab_core::number::{Format, Unit};
use lab_core::program::Binary;
use lab_core::recall::What;
use lab_core::typed::Scale;

use super::plan::*;
use super::planner::Planner;
use super::predict::stated;
use super::reflect::names_of;
use crate::check::model::*;
use crate::check::units::{Dimension, Units};
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::syntax::tree;

impl Planner<'_> {
    /// The question, and what it is held against.
    pub(super) fn estimate(&mut self, estimate: &tree::Estimate, seal: u32) -> (Plan, Plan) {
        let name = estimate.name.text.clone();
        let question = self.rich(&estimate.question);
        let settings = estimate.at.as_ref().and_then(|at| self.checker.settings(at)).unwrap_or_default();
        let (typed, format) = self.checker.shown(&estimate.truth);
        let node = {
            let stated = stated(&typed, &settings);
            self.lowering.expr(&stated, Lowering::BASE)
        };
        self.spoiled(&name, &typed, node);
        let truth = match &typed.of {
            Type::Number(of) if self.model.units.level(of).is_some() => {
                let unit = self.checker.type_name(&typed.of);
                let headline = format!("An estimate can't be a level in `{unit}`.");
                let diagnostic = self
                    .error(Code::LevelArithmetic, headline, typed.span, "a logarithm")
                    .help("ask for the amount, in a unit that isn't logarithmic: estimates are marked by the factor they are off");
                self.report(diagnostic);
                f64::NAN
            }
            Type::Number(_) => self.known_truth(node, &typed),
            Type::Unknown => f64::NAN,
            _ => {
                let what = self.checker.described(&typed.of);
                let diagnostic = self
                    .error(
                        Code::NotANumber,
                        "An estimate must be a number.",
                        typed.span,
                        format!("this is {what}"),
                    )
                    .help("use `predict` to ask for one of several options");
                self.report(diagnostic);
                f64::NAN
            }
        };
        let ends = match &typed.of {
            Type::Number(_) => self.ends_of_answers(estimate, &typed, truth, &format),
            _ => (f64::NAN, f64::NAN),
        };
        // What suits the least answer says nothing about the truth.
        let scale = self.scale(&typed.of, format.unit(ends.0), ends, false);
        self.scales.push(scale);
        let truth_text = format.text(truth);
        let key = Plan::Key {
            name: name.clone(),
            right: Vec::new(),
            truth: vec![Rich::Fixed(truth_text.clone())],
            value: Some(truth),
        };
        let reveal = self.under(seal, |planner| {
            let reveal = planner.estimate_reveal(estimate, &typed, &format, truth);
            EstimateReveal { question: question.clone(), truth: Rich::Fixed(truth_text), ..reveal }
        });
        let near = reveal.near;
        let of = base_unit(&self.model.units, &typed.of);
        if let Some(id) = self.model.said.get(&name).copied()
            && let What::Item(said) = &mut Arc::make_mut(&mut self.checker.model).given[id].what
        {
            said.unit = Some(of.clone());
        }
        self.keep_reveal(&name, Plan::EstimateReveal(reveal));
        let plan = EstimatePlan {
            name,
            was: names_of(&estimate.was),
            question,
            seal,
            confidence: estimate.confidence,
            about: self.about(&estimate.about),
            index: self.scales.len() - 1,
            format,
            ends,
            near,
            of,
        };
        (Plan::Estimate(plan), key)
    }

    /// The truth of an estimate, which does not wait for the student's record.
    fn known_truth(&mut self, node: Node, typed: &Typed) -> f64 {
        let truth = self.evaluate(&[node])[0];
        self.refuse_uploads(&[node], typed.span);
        if self.reads_ledger(&[node]) {
            let diagnostic = self
                .error(
                    Code::NotConstant,
                    "The truth of an estimate can't depend on the student's record.",
                    typed.span,
                    "reads the record",
                )
                .help("use `predict`, whose right option can depend on the record");
            self.report(diagnostic);
        } else if truth.is_nan() && !self.faulty() {
            let diagnostic = self.error(
                Code::NoTruth,
                "The truth of this estimate is undefined at the stated settings.",
                typed.span,
                "has no value there",
            );
            self.report(diagnostic);
        }
        truth
    }

    /// Where answers lie.
    fn ends_of_answers(
        &mut self,
        estimate: &tree::Estimate,
        truth: &Typed,
        value: f64,
        format: &Format,
    ) -> (f64, f64) {
        let mut ends = [f64::NAN; 2];
        for (end, value) in [&estimate.from, &estimate.to].into_iter().zip(&mut ends) {
            let typed = self.checker.expr(end, Some(&truth.of));
            if !self.checker.comparable(truth, &typed) {
                let diagnostic = self.checker.claim_differs(truth, &typed);
                self.report(diagnostic);
                return (f64::NAN, f64::NAN);
            }
            let node = self.lowering.expr(&typed, Lowering::BASE);
            match self.lowering.graph.value(node) {
                Some(known) => *value = known,
                None if typed.of == Type::Unknown => return (f64::NAN, f64::NAN),
                None => {
                    let diagnostic = self.error(
                        Code::RangeNotConstant,
                        "The range of answers can't depend on a control.",
                        end.span,
                        "depends on a control",
                    );
                    self.report(diagnostic);
                    return (f64::NAN, f64::NAN);
                }
            }
        }
        let [from, to] = ends;
        let fault = if from >= to {
            Some((Code::ImpossibleRange, "This range is empty.", "`to` must be greater than `from`"))
        } else if estimate.log && from <= 0.0 {
            Some((Code::ImpossibleRange, "A `log` range can't start at zero or below.", "from here"))
        } else if value < from || value > to {
            Some((
                Code::OutsideRange,
                "Students can't enter the right answer.",
                "the truth is outside this range",
            ))
        } else {
            None
        };
        if let Some((code, headline, label)) = fault {
            let span = estimate.from.span.to(estimate.to.span);
            let diagnostic = self.error(code, headline, span, label).help(format!(
                "the range is {} to {}, the truth {}",
                format.text(from),
                format.text(to),
                format.text(value)
            ));
            self.report(diagnostic);
        }
        (from, to)
    }

    /// What is said once there is an answer.
    fn estimate_reveal(
        &mut self,
        estimate: &tree::Estimate,
        typed: &Typed,
        format: &Format,
        truth: f64,
    ) -> EstimateReveal {
        let name = estimate.name.text.clone();
        let said = match self.model.said.get(&name) {
            Some(id) => {
                let kind = TypedKind::Given(*id);
                let given = Typed { kind, of: typed.of.clone(), span: typed.span };
                self.lowering.expr(&given, Lowering::BASE)
            }
            None => self.lowering.graph.constant(f64::NAN),
        };
        let truth_node = self.lowering.graph.constant(truth);
        let times = self.lowering.graph.binary(Binary::Div, said, truth_node);
        let one = self.lowering.graph.constant(1.0);
        let over = self.lowering.graph.binary(Binary::Div, one, times);
        let off = self.lowering.graph.binary(Binary::Max, times, over);
        // What is said may speak of the truth, of the answer, and of how many times it is off.
        let depth = self.checker.depth();
        for (word, node, of, format) in [
            ("truth", truth_node, typed.of.clone(), format.clone()),
            ("said", said, typed.of.clone(), format.clone()),
            ("factor", off, Type::Number(Dimension::NONE), crate::check::plain()),
        ] {
            let local = self.checker.open_value(word, of, format);
            self.lowering.bind(local, node);
        }
        let mut bodies = Vec::new();
        let mut conditions = Vec::new();
        let mut near: Option<f64> = None;
        // An answer of another sign is near to nothing.
        let zero = self.lowering.graph.constant(0.0);
        let positive = self.lowering.graph.binary(Binary::Lt, zero, times);
        for arm in &estimate.arms {
            let body = arm.text.as_ref().map(|text| self.rich(text)).unwrap_or_default();
            let factor = arm.factor.as_ref().and_then(|factor| self.factor(factor));
            bodies.push(EstimateArm { side: arm.side.text.clone(), factor, body });
            let limit = self.lowering.graph.constant(factor.unwrap_or(1.0));
            let graph = &mut self.lowering.graph;
            conditions.push(match arm.side.text.as_str() {
                "near" => {
                    let widest = factor.unwrap_or(lab_core::mark::NEAR);
                    near = Some(near.map_or(widest, |near| near.max(widest)));
                    let limit = graph.constant(widest);
                    let within = graph.binary(Binary::Le, off, limit);
                    graph.binary(Binary::And, positive, within)
                }
                "low" if factor.is_none() => graph.binary(Binary::Lt, times, one),
                "low" => graph.binary(Binary::Le, limit, over),
                _ if factor.is_none() => graph.binary(Binary::Lt, one, times),
                _ => graph.binary(Binary::Le, limit, times),
            });
        }
        self.checker.close_to(depth);
        let mut which = self.lowering.graph.constant(estimate.arms.len() as f64);
        for (index, condition) in conditions.into_iter().enumerate().rev() {
            let here = self.lowering.graph.constant(index as f64);
            which = self.lowering.graph.select(condition, here, which);
        }
        let arms = (!bodies.is_empty()).then(|| (self.slot(Shows::Arm(which)), bodies));
        let written = self.format(format.clone());
        EstimateReveal {
            name,
            question: Vec::new(),
            said: self.rich_of(vec![Part::Number(said, written)]),
            truth: Rich::Fixed(String::new()),
            gap: self.rich_of(vec![Part::Gap(said, truth)]),
            near: near.unwrap_or(lab_core::mark::NEAR),
            arms,
        }
    }

    /// How a number of a type is typed, in a unit and a range.
    pub(super) fn scale(&self, of: &Type, unit: &Unit, (from, to): (f64, f64), snaps: bool) -> Scale {
        let units = &self.model.units;
        let dimension = match of {
            Type::Number(dimension) => dimension.clone(),
            Type::Point => units.dimensions.get("Temperature").cloned().unwrap_or_default(),
            _ => Dimension::NONE,
        };
        Scale { snaps, ..units.scale(unit, &dimension, from, to) }
    }

    /// A factor that an arm names: a plain number of at least 1.
    fn factor(&mut self, factor: &tree::Expr) -> Option<f64> {
        let typed = self.checker.expr(factor, None);
        let node = self.lowering.expr(&typed, Lowering::BASE);
        let value = self.lowering.graph.value(node);
        let plain = matches!(&typed.of, Type::Number(dimension) if dimension.is_none());
        if typed.of != Type::Unknown && !(plain && value.is_some_and(|value| value >= 1.0)) {
            let diagnostic = self.error(
                Code::ImpossibleRange,
                "A factor must be a plain number of at least 1.",
                typed.span,
                "not a factor",
            );
            self.report(diagnostic);
        }
        value
    }
}

/// The unit that values of a type are kept in: of its hard dimensions, because counts come and go.
pub(super) fn base_unit(units: &Units, of: &Type) -> String {
    match of {
        Type::Number(dimension) => units.coherent(&dimension.hard(units)),
        Type::Point => "K".to_owned(),
        _ => String::new(),
    }
}

//! Estimates: a number with a unit, held against the truth by its factor.

use lab_core::number::{Format, Unit};
use lab_core::program::Binary;
use lab_core::typed::Scale;

use crate::check::model::*;
use crate::check::question::TypedEstimate;
use crate::check::text::TypedValue;
use crate::check::units::Dimension;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::plan::predict::stated;
use crate::page::plan::reflect::names_of;
use crate::page::program::key::Answer;
use crate::page::verdict::said::{Role, Scene, compared};
use crate::syntax::tree;

/// What of an answer is lost in rounding, as a part of the truth.
const ROUNDING: f64 = 1e-12;

impl Planner<'_> {
    /// The question, and what it is held against.
    pub(in crate::page) fn estimate(&mut self, estimate: &TypedEstimate<'_>, seal: u32) -> Plan {
        let TypedEstimate { tree, truth: TypedValue { typed, format }, .. } = estimate;
        let name = tree.name.text.clone();
        let scene = self.question_scene(Some(typed), &estimate.settings);
        let question = self.about_it(scene, |planner| planner.rich(&estimate.question));
        let node = self.lowering.expr(&stated(typed, &estimate.settings), Lowering::BASE);
        let truth = if estimate.sound { self.known_truth(node, typed) } else { f64::NAN };
        let ends = match &estimate.ends {
            Some(ends) => self.ends_of_answers(tree, ends, truth, format),
            None => (f64::NAN, f64::NAN),
        };
        // What suits the least answer says nothing about the truth.
        let scale = self.scale(&typed.of, format.unit(ends.0), ends, false);
        self.scales.push(scale);
        let truth_text = format.text(truth);
        let answer = Answer { truth: Some(truth_text.clone()), value: Some(truth), ..Answer::default() };
        self.key.insert(name.clone(), answer);
        let reveal = self.under(seal, |planner| {
            let reveal = planner.estimate_reveal(estimate, truth, ends);
            block::EstimateReveal {
                question: question.clone(),
                truth: vec![Rich::Fixed(truth_text)],
                ..reveal
            }
        });
        let near = reveal.near;
        self.keep_reveal(&name, Plan::EstimateReveal(reveal));
        let index = self.scales.len() - 1;
        let unit = &self.scales[index].unit;
        let line =
            [unit.read(ends.0), unit.read(ends.1), ends.0, ends.1].map(|end| format!("{end}")).join(" ");
        let plan = block::Estimate {
            name,
            was: names_of(&tree.was),
            question,
            seal,
            confidence: tree.confidence,
            about: self.about(&tree.about),
            unit: self.scales[index].unit.symbol.clone(),
            index,
            low: format.text(ends.0),
            high: format.text(ends.1),
            format: format.clone(),
            near,
            of: estimate.unit.clone(),
            ends: line,
            log: tree.log,
        };
        Plan::Estimate(plan)
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
        typed: &[Typed; 2],
        value: f64,
        format: &Format,
    ) -> (f64, f64) {
        let mut ends = [f64::NAN; 2];
        for (typed, value) in typed.iter().zip(&mut ends) {
            let node = self.lowering.expr(typed, Lowering::BASE);
            match self.lowering.graph.value(node) {
                Some(known) => *value = known,
                None if typed.of == Type::Unknown => return (f64::NAN, f64::NAN),
                None => {
                    let diagnostic = self.error(
                        Code::RangeNotConstant,
                        "The range of answers can't depend on a control.",
                        typed.span,
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
        estimate: &TypedEstimate<'_>,
        truth: f64,
        ends: (f64, f64),
    ) -> block::EstimateReveal<Planned> {
        let TypedValue { typed, format } = &estimate.truth;
        let name = estimate.tree.name.text.clone();
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
        for (local, node) in estimate.locals.into_iter().zip([truth_node, said, off]) {
            self.lowering.bind(local, node);
        }
        let mut texts = Vec::new();
        let mut conditions = Vec::new();
        let mut near: Option<f64> = None;
        // An answer of another sign is near to nothing.
        let zero = self.lowering.graph.constant(0.0);
        let positive = self.lowering.graph.binary(Binary::Lt, zero, times);
        for arm in &estimate.arms {
            let side = arm.tree.side.text.as_str();
            let (settings, compared) = (estimate.settings.clone(), compared(typed));
            let scene = Scene { settings, compared, role: Role::Feedback, ..Scene::default() };
            let body = self.about_it(scene, |planner| planner.optional(arm.text.as_ref()));
            let factor = arm.factor.as_ref().and_then(|factor| self.factor(factor));
            texts.push(block::EstimateText { side: side.to_owned(), factor, body });
            let limit = self.lowering.graph.constant(factor.unwrap_or(1.0));
            let graph = &mut self.lowering.graph;
            conditions.push(match side {
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
        self.feedback_without_answers(estimate, &texts, ends, truth);
        let mut which = self.lowering.graph.constant(estimate.arms.len() as f64);
        for (index, condition) in conditions.into_iter().enumerate().rev() {
            let here = self.lowering.graph.constant(index as f64);
            which = self.lowering.graph.select(condition, here, which);
        }
        let slot = (!texts.is_empty()).then(|| self.slot(Shows::Arm(which)));
        let written = self.format(format.clone());
        block::EstimateReveal {
            name,
            question: Vec::new(),
            said: vec![self.rich_of(vec![Part::Number(said, written)])],
            truth: Vec::new(),
            gap: vec![self.rich_of(vec![Part::Gap(said, truth)])],
            near: near.unwrap_or(lab_core::mark::NEAR),
            slot,
            texts,
        }
    }

    /// Reports feedback that no answer within the range gets, or that cases above it take all answers from.
    fn feedback_without_answers(
        &mut self,
        estimate: &TypedEstimate<'_>,
        texts: &[block::EstimateText<Planned>],
        (from, to): (f64, f64),
        truth: f64,
    ) {
        if !(from > 0.0 && from < to && truth > 0.0) || self.faulty() {
            return;
        }
        // Answers that no case has taken yet, as ranges.
        let mut rest = vec![(from, to)];
        for (arm, text) in estimate.arms.iter().zip(texts) {
            let factor = text.factor.unwrap_or(if text.side == "near" { lab_core::mark::NEAR } else { 1.0 });
            let (low, high) = match text.side.as_str() {
                "near" => (truth / factor, truth * factor),
                "low" => (0.0, truth / factor),
                _ => (truth * factor, f64::INFINITY),
            };
            // An end of the range is an answer, too.
            let outside = high < from || low > to;
            let taken = rest.iter().all(|(start, end)| end.min(high) - start.max(low) <= ROUNDING * truth);
            if outside || taken && high > from && low < to {
                let format = &estimate.truth.format;
                let (start, end) = (format.text(from), format.text(to));
                let bound = match text.side.as_str() {
                    "near" => format!("within a factor of {factor}"),
                    "low" => format!("of {} and less", format.text(high)),
                    _ => format!("of {} and more", format.text(low)),
                };
                let span = arm.tree.side.span;
                let headline = format!("No answer gets this feedback of `{}`.", estimate.tree.name.text);
                let help = match outside {
                    true => format!(
                        "it is for answers {bound}, and answers go from {start} to {end}: change the range or the factor"
                    ),
                    false => format!("cases above it take all answers {bound}: move it up, or delete it"),
                };
                let diagnostic =
                    Diagnostic::warning(Code::NeverShown, headline, self.file, span, "no answer leads here");
                self.report(diagnostic.help(help));
            }
            rest = rest
                .iter()
                .flat_map(|(start, end)| [(*start, end.min(low)), (start.max(high), *end)])
                .filter(|(start, end)| start < end)
                .collect();
        }
    }

    /// How a number of a type is typed, in a unit and a range.
    pub(in crate::page) fn scale(
        &self,
        of: &Type,
        unit: &Unit,
        (from, to): (f64, f64),
        snaps: bool,
    ) -> Scale {
        let units = &self.model.units;
        let dimension = match of {
            Type::Number(dimension) => dimension.clone(),
            Type::Point => units.dimensions.get("Temperature").cloned().unwrap_or_default(),
            _ => Dimension::NONE,
        };
        Scale { snaps, ..units.scale(unit, &dimension, from, to) }
    }

    /// A factor that an arm names: a plain number of at least 1.
    fn factor(&mut self, typed: &Typed) -> Option<f64> {
        let node = self.lowering.expr(typed, Lowering::BASE);
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

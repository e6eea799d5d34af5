//! What the student is asked, and what is recorded, typed: predictions, estimates, reflections, decisions, fields of the
//! record.

use std::sync::Arc;

use lab_core::recall::RecordQuery;

use super::hand::TypedHand;
use super::model::{Id, Item, Type, Typed};
use super::statement::RowVariable;
use super::text::{TypedText, TypedValue};
use super::{Checker, plain};
use crate::check::units::Dimension;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{
    self, Claim, Decide, Estimate, EstimateArm, Predict, PredictOption, Recorded, Reflect,
};

/// A prediction.
#[derive(Clone, Debug)]
pub struct TypedPredict<'t> {
    /// The prediction as it is written.
    pub tree: &'t Predict,
    pub span: Span,
    /// The question.
    pub question: TypedText<'t>,
    /// The settings it is stated at.
    pub settings: Vec<(Id, Typed)>,
    /// What is predicted.
    pub truth: Option<TypedValue>,
    /// How it is made by hand.
    pub hand: Option<TypedHand>,
    /// Its options, each with what it claims.
    pub options: Vec<(TypedOption<'t>, TypedClaim)>,
}

/// An option of a question.
#[derive(Clone, Debug)]
pub struct TypedOption<'t> {
    /// The option as it is written.
    pub tree: &'t PredictOption,
    pub label: TypedText<'t>,
    /// The number of the variable `truth`, by which feedback reads what is predicted.
    pub truth: Option<u32>,
    /// The number of the variable `is`, by which feedback reads what the option claims.
    pub is: Option<u32>,
    /// What is said to those who choose it.
    pub feedback: Option<TypedText<'t>>,
}

/// What an option of a prediction claims.
#[derive(Clone, Debug)]
pub enum TypedClaim {
    /// The truth is this value.
    Is(Typed),
    /// The truth lies between these values, ends included.
    Between(Typed, Typed),
    /// This condition holds.
    When(Typed),
    /// It is never true.
    Never,
    /// The author says that it is right.
    Right,
    /// A claim with a fault, or none.
    Broken,
}

/// An estimate.
#[derive(Clone, Debug)]
pub struct TypedEstimate<'t> {
    /// The estimate as it is written.
    pub tree: &'t Estimate,
    /// The question.
    pub question: TypedText<'t>,
    /// The settings it is stated at.
    pub settings: Vec<(Id, Typed)>,
    /// What is estimated.
    pub truth: TypedValue,
    /// Whether that is an amount, which can be estimated. Else its fault has been reported.
    pub sound: bool,
    /// The least and the greatest answer; nothing where one of them has a fault.
    pub ends: Option<[Typed; 2]>,
    /// The numbers of the variables `truth`, `said` and `factor`, which the texts of its arms can read.
    pub locals: [u32; 3],
    /// What is said, by how far off the answer is.
    pub arms: Vec<TypedArm<'t>>,
    /// The unit that answers are kept in.
    pub unit: String,
}

/// What is said to an estimate.
#[derive(Clone, Debug)]
pub struct TypedArm<'t> {
    /// The arm as it is written.
    pub tree: &'t EstimateArm,
    /// The factor that it begins or ends at.
    pub factor: Option<Typed>,
    /// What is said.
    pub text: Option<TypedText<'t>>,
}

/// A reflection.
#[derive(Clone, Debug)]
pub struct TypedReflect<'t> {
    /// The reflection as it is written.
    pub tree: &'t Reflect,
    /// The question.
    pub question: TypedText<'t>,
    pub options: Vec<TypedOption<'t>>,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct TypedDecide<'t> {
    /// The decision as it is written.
    pub tree: &'t Decide,
    /// The question.
    pub question: TypedText<'t>,
    /// The rows that can be chosen, with the condition on them.
    pub rows: Option<(RowVariable, Option<Typed>)>,
    /// The options that are written out.
    pub options: Vec<TypedOption<'t>>,
    /// How it asks for a reason.
    pub reason: Option<TypedText<'t>>,
}

/// A field of the record, or one for each row of a table.
#[derive(Clone, Debug)]
pub struct TypedField<'t> {
    /// The field as it is written.
    pub tree: &'t Recorded,
    /// The row that it reads.
    pub row: Option<RowVariable>,
    /// The value.
    pub value: TypedValue,
    /// What it is, for the student's report.
    pub title: Option<TypedText<'t>>,
}

impl Checker {
    pub(super) fn predict<'t>(&mut self, tree: &'t Predict, span: Span) -> TypedPredict<'t> {
        let question = self.text(&tree.question);
        let settings = tree.at.as_ref().and_then(|at| self.settings(at)).unwrap_or_default();
        let truth = tree.truth.as_ref().map(|truth| self.value(truth));
        let hand = tree.hand.as_ref().and_then(|hand| self.hand(hand, truth.as_ref()));
        let mut options = Vec::new();
        for option in &tree.options {
            let label = self.text(&option.label);
            let claim = self.option_claim(option, truth.as_ref().map(|truth| &truth.typed));
            // Feedback may speak of the truth and of what was claimed.
            let depth = self.depth();
            let mut locals = [None, None];
            if let Some(TypedValue { typed, format }) = &truth {
                let (of, format) = (typed.of.clone(), format.clone());
                locals[0] = Some(self.open_value("truth", of.clone(), format.clone()));
                if matches!(claim, TypedClaim::Is(_) | TypedClaim::Between(..)) {
                    locals[1] = Some(self.open_value("is", of, format));
                }
            }
            let [truth, is] = locals;
            let feedback = option.feedback.as_ref().map(|text| self.text(text));
            self.close_to(depth);
            options.push((TypedOption { tree: option, label, truth, is, feedback }, claim));
        }
        TypedPredict { tree, span, question, settings, truth, hand, options }
    }

    fn option_claim(&mut self, option: &PredictOption, truth: Option<&Typed>) -> TypedClaim {
        match &option.claim {
            Some(Claim::Is(value)) => self.claimed(value, truth).map_or(TypedClaim::Broken, TypedClaim::Is),
            Some(Claim::Between(low, high)) => {
                let (low, high) = (self.claimed(low, truth), self.claimed(high, truth));
                match (low, high) {
                    (Some(low), Some(high)) => TypedClaim::Between(low, high),
                    _ => TypedClaim::Broken,
                }
            }
            Some(Claim::When(condition)) => {
                TypedClaim::When(self.condition(condition, Code::ConditionNotBoolean))
            }
            Some(Claim::Never(_)) => TypedClaim::Never,
            Some(Claim::Right(_)) => TypedClaim::Right,
            None => {
                let key = &option.key;
                let headline = format!("The option `{}` doesn't say when it is right.", key.text);
                let diagnostic = self
                    .error(Code::NoClaim, headline, key.span, "add a claim")
                    .help("write `is VALUE`, `is LOW to HIGH`, `when CONDITION`, or `never`");
                self.report(diagnostic);
                TypedClaim::Broken
            }
        }
    }

    /// A claimed value, of the truth's dimension.
    fn claimed(&mut self, value: &tree::Expr, truth: Option<&Typed>) -> Option<Typed> {
        let typed = self.expr(value, truth.map(|truth| &truth.of));
        let Some(truth) = truth else {
            let headline = "This prediction needs a `truth` to grade its options by.";
            let diagnostic = self
                .error(Code::NoTruth, headline, value.span, "compares with the missing `truth`")
                .help("write `truth EXPRESSION` after the question, or `when CONDITION` in the option");
            self.report(diagnostic);
            return None;
        };
        self.agrees(truth, &typed).then_some(typed)
    }

    /// Whether a value can be compared with the truth; what can't is reported.
    pub(super) fn agrees(&mut self, truth: &Typed, typed: &Typed) -> bool {
        let agrees = self.comparable(truth, typed);
        if !agrees {
            let diagnostic = self.claim_differs(truth, typed);
            self.report(diagnostic);
        }
        agrees
    }

    pub(super) fn estimate<'t>(&mut self, tree: &'t Estimate) -> TypedEstimate<'t> {
        let question = self.text(&tree.question);
        let settings = tree.at.as_ref().and_then(|at| self.settings(at)).unwrap_or_default();
        let truth = self.value(&tree.truth);
        let sound = self.can_be_estimated(&truth.typed);
        let ends = match &truth.typed.of {
            Type::Number(_) => self.ends_of_answers(tree, &truth.typed),
            _ => None,
        };
        let unit = self.model.base_unit(&truth.typed.of);
        if let Some(id) = self.model.said.get(&tree.name.text).copied()
            && let RecordQuery::Item(said) = &mut Arc::make_mut(&mut self.model).given[id].what
        {
            said.unit = Some(unit.clone());
        }
        // What is said may speak of the truth, of the answer, and of how many times it is off.
        let depth = self.depth();
        let (of, format) = (&truth.typed.of, &truth.format);
        let locals = [
            self.open_value("truth", of.clone(), format.clone()),
            self.open_value("said", of.clone(), format.clone()),
            self.open_value("factor", Type::Number(Dimension::NONE), plain()),
        ];
        let arms = tree.arms.iter().map(|arm| TypedArm {
            tree: arm,
            text: arm.text.as_ref().map(|text| self.text(text)),
            factor: arm.factor.as_ref().map(|factor| self.expr(factor, None)),
        });
        let arms = arms.collect();
        self.close_to(depth);
        TypedEstimate { tree, question, settings, truth, sound, ends, locals, arms, unit }
    }

    fn can_be_estimated(&mut self, truth: &Typed) -> bool {
        let diagnostic = match &truth.of {
            Type::Number(of) if self.model.units.level(of).is_some() => {
                let headline = format!("An estimate can't be a level in `{}`.", self.type_name(&truth.of));
                self.error(Code::LevelArithmetic, headline, truth.span, "a logarithm")
                    .help("ask for the amount, in a unit that isn't logarithmic: estimates are marked by the factor they are off")
            }
            Type::Number(_) => return true,
            Type::Unknown => return false,
            of => {
                let what = format!("this is {}", self.described(of));
                self.error(Code::NotANumber, "An estimate must be a number.", truth.span, what)
                    .help("use `predict` to ask for one of several options")
            }
        };
        self.report(diagnostic);
        false
    }

    fn ends_of_answers(&mut self, tree: &Estimate, truth: &Typed) -> Option<[Typed; 2]> {
        let mut end = |end: &tree::Expr| {
            let typed = self.expr(end, Some(&truth.of));
            self.agrees(truth, &typed).then_some(typed)
        };
        Some([end(&tree.from)?, end(&tree.to)?])
    }

    pub(super) fn reflect<'t>(&mut self, tree: &'t Reflect) -> TypedReflect<'t> {
        let question = self.text(&tree.question);
        TypedReflect { tree, question, options: self.options(&tree.options) }
    }

    fn options<'t>(&mut self, options: &'t [PredictOption]) -> Vec<TypedOption<'t>> {
        let options = options.iter().map(|option| TypedOption {
            tree: option,
            label: self.text(&option.label),
            truth: None,
            is: None,
            feedback: option.feedback.as_ref().map(|text| self.text(text)),
        });
        options.collect()
    }

    pub(super) fn decide<'t>(&mut self, tree: &'t Decide) -> TypedDecide<'t> {
        TypedDecide {
            tree,
            rows: tree.of.as_ref().and_then(|of| self.rows_to_choose(of, tree.filter.as_ref())),
            options: self.options(&tree.options),
            question: self.text(&tree.question),
            reason: tree.reason.as_ref().map(|reason| self.text(reason)),
        }
    }

    fn rows_to_choose(
        &mut self,
        name: &tree::Name,
        filter: Option<&tree::Expr>,
    ) -> Option<(RowVariable, Option<Typed>)> {
        let table = self.table_declared(name)?;
        let depth = self.depth();
        let row = RowVariable { local: self.open_row(&name.text, table), table };
        self.note_named_after(row.local, table);
        let filter = filter.map(|filter| self.condition(filter, Code::ConditionNotBoolean));
        self.close_to(depth);
        Some((row, filter))
    }

    /// The table with a name; one that does not exist is reported.
    fn table_declared(&mut self, name: &tree::Name) -> Option<Id> {
        if let Some((Item::Table(table), _)) = self.names.items.get(&name.text) {
            return Some(*table);
        }
        let headline = format!("There is no table `{}`.", name.text);
        let diagnostic = self.error(Code::UnknownName, headline, name.span, "not declared");
        self.report(diagnostic);
        None
    }

    /// A field of the record; nothing where its value can't be recorded.
    pub(super) fn typed_field<'t>(&mut self, tree: &'t Recorded) -> Option<TypedField<'t>> {
        let depth = self.depth();
        let mut row = None;
        if let Some((variable, table)) = &tree.each {
            let table = self.table_declared(table)?;
            row = Some(RowVariable { local: self.open_row(&variable.text, table), table });
        }
        let value = self.value(&tree.value);
        let title = tree.title.as_ref().map(|title| self.text(title));
        self.close_to(depth);
        let of = &value.typed.of;
        if *of == Type::Unknown {
            return None;
        }
        if self.model.field_of(of, Vec::new()).is_none() {
            let what = format!("this is {}", self.described(of));
            let diagnostic = self
                .error(Code::NotAValue, "This can't be recorded.", value.typed.span, what)
                .help("record a number, a truth value or a row of a table");
            self.report(diagnostic);
            return None;
        }
        Some(TypedField { tree, row, value, title })
    }
}

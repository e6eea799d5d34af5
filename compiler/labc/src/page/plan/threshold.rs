//! Options whose condition turns where the model changes by a percent. Start at [`Planner::near_threshold`].

use lab_core::number::{Digits, digits};

use crate::check::model::*;
use crate::check::parts::has_local;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::Lowering;
use crate::page::plan::planner::{Claims, Planner};
use crate::page::plan::predict::{ROUNDING, UNSURE};
use crate::syntax::tree::Operator;

/// The settings that a condition is looked at.
type AtSettings = Option<Vec<(Id, Typed)>>;

impl Planner<'_> {
    /// Reports an option whose condition compares two values that nearly are the same.
    pub(super) fn near_threshold(&mut self, claims: &Claims) {
        for (key, claim) in &claims.options {
            let Some(condition) = &claim.condition else { continue };
            let mut compared: Vec<(Typed, Typed)> = Vec::new();
            let mut open: Vec<(&Typed, AtSettings)> = vec![(condition, None)];
            while let Some((typed, at)) = open.pop() {
                let inner = match &typed.kind {
                    TypedKind::At(_, settings) => Some(settings.clone()),
                    TypedKind::AtStart(_) => Some(Vec::new()),
                    _ => at.clone(),
                };
                if let TypedKind::Compare(Operator::Lt | Operator::Le | Operator::Gt | Operator::Ge, a, b) =
                    &typed.kind
                    && !has_local(typed)
                    && matches!(a.of, Type::Number(_) | Type::Point)
                {
                    compared.push((placed(a, &at), placed(b, &at)));
                }
                crate::check::parts::each_part(typed, &mut |part| open.push((part, inner.clone())));
            }
            compared.retain(|(a, b)| !(is_exact(self.model, a) && is_exact(self.model, b)));
            let nodes: Vec<_> = compared
                .iter()
                .flat_map(|(a, b)| [a, b])
                .map(|typed| self.lowering.expr(typed, Lowering::BASE))
                .collect();
            let values = self.evaluate(&nodes);
            for pair in values.chunks(2) {
                let [a, b] = [pair[0], pair[1]];
                let margin = (a - b).abs() / a.abs().max(b.abs());
                // Of things that are counted, one more is another answer and no question of accuracy.
                let counted = a.fract() == 0.0 && b.fract() == 0.0;
                if counted || !(ROUNDING..UNSURE).contains(&margin) {
                    continue;
                }
                let by = digits(margin * 100.0, Digits::Significant(2));
                let headline = format!("`{}` is decided by {by} % only.", key.text);
                let diagnostic = Diagnostic::warning(
                    Code::KeyUnsure,
                    headline,
                    self.file,
                    key.span,
                    "nearly decides the other way",
                )
                .help("the two sides of its condition nearly are the same: leave more room between them");
                self.report(diagnostic);
                return;
            }
        }
    }
}

/// An expression at the settings of what is around it.
fn placed(typed: &Typed, at: &AtSettings) -> Typed {
    let kind = match at {
        None => return typed.clone(),
        Some(settings) if settings.is_empty() => TypedKind::AtStart(Box::new(typed.clone())),
        Some(settings) => TypedKind::At(Box::new(typed.clone()), settings.clone()),
    };
    Typed { kind, of: typed.of.clone(), span: typed.span }
}

/// Whether a value is known exactly: a control, a number, or a name for one.
fn is_exact(model: &Model, typed: &Typed) -> bool {
    match &typed.kind {
        TypedKind::Control(_) | TypedKind::Number(..) => true,
        TypedKind::At(inner, _) | TypedKind::AtStart(inner) => is_exact(model, inner),
        TypedKind::Define(id) => {
            let value = model.defines[*id].value.as_ref();
            value.is_some_and(|value| matches!(value.kind, TypedKind::Number(..)))
        }
        _ => false,
    }
}

//! Predictions that are made by hand in place of choosing an option, typed: a curve is drawn, options are put in order or
//! drawn as bars.

use lab_core::number::Format;

use super::Checker;
use super::model::{Id, Type, Typed, TypedKind};
use super::text::TypedValue;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{self, Hand};

/// How a prediction is made by hand.
#[derive(Clone, Debug)]
pub enum TypedHand {
    /// A curve is drawn.
    Sketch(Box<TypedSketch>),
    /// All options are put in order, the one that comes nearest to the truth first.
    Order(Span),
    /// All options are drawn as bars, up to a value.
    Bars {
        /// Where the drawing ends above.
        top: Box<Typed>,
        span: Span,
    },
}

/// A curve to be drawn: how a value grows along a slider.
#[derive(Clone, Debug)]
pub struct TypedSketch {
    pub span: Span,
    /// The value.
    pub value: TypedValue,
    /// What it is, in words.
    pub name: String,
    /// Where the drawing ends above.
    pub top: Typed,
    /// The slider.
    pub along: Id,
    /// Where it begins and ends.
    pub ends: [Typed; 2],
    /// How positions of the slider are shown.
    pub format: Format,
}

impl Checker {
    /// How a prediction is made by hand; nothing where that has a fault.
    pub(super) fn hand(&mut self, tree: &Hand, truth: Option<&TypedValue>) -> Option<TypedHand> {
        match tree {
            Hand::Sketch(tree) => self.sketch(tree, truth).map(|sketch| TypedHand::Sketch(Box::new(sketch))),
            Hand::Order(span) => self.has_number(*span, truth).then_some(TypedHand::Order(*span)),
            Hand::Bars { top, span } => {
                if !self.has_number(*span, truth) {
                    return None;
                }
                let truth = truth?;
                let top = self.expr(top, Some(&truth.typed.of));
                let agrees = self.agrees(&truth.typed, &top);
                agrees.then(|| TypedHand::Bars { top: Box::new(top), span: *span })
            }
        }
    }

    /// Whether there is a truth that is a number, as rows that are compared need it.
    fn has_number(&mut self, span: Span, truth: Option<&TypedValue>) -> bool {
        match truth.map(|truth| &truth.typed.of) {
            Some(Type::Number(_) | Type::Unknown) => true,
            _ => {
                let headline = "What is compared by hand needs a number as its truth.";
                let diagnostic = self
                    .error(Code::NoTruth, headline, span, "compares the options")
                    .help("write `truth max(…)` or `truth min(…)` of what the options claim before it");
                self.report(diagnostic);
                false
            }
        }
    }

    /// A curve to be drawn; nothing where it has a fault.
    fn sketch(&mut self, tree: &tree::Sketch, truth: Option<&TypedValue>) -> Option<TypedSketch> {
        let value = self.value(&tree.value);
        let (_, position, format) = self.swept_control(&tree.along)?;
        let top = self.expr(&tree.top, Some(&value.typed.of));
        let mut end = |end: &tree::Expr| {
            let typed = self.expr(end, Some(&position.of));
            self.agrees(&position, &typed).then_some(typed)
        };
        let ends = [end(&tree.from)?, end(&tree.to)?];
        let TypedKind::Control(along) = position.kind else { return None };
        let plain = truth.is_none_or(|truth| {
            matches!(&truth.typed.of, Type::Unknown)
                || matches!(&truth.typed.of, Type::Number(of) if of.is_none())
        });
        if truth.is_none() || !plain {
            let headline = "A sketch answers how many times the curve ends above its start.";
            let diagnostic = self
                .error(Code::NoTruth, headline, tree.span, "the truth must be this number")
                .help("write `truth VALUE at (… = END) / VALUE at (… = START)` before `sketch`");
            self.report(diagnostic);
            return None;
        }
        let name = self.words_of(&tree.value.expr);
        self.agrees(&value.typed, &top).then_some(TypedSketch {
            span: tree.span,
            value,
            name,
            top,
            along,
            ends,
            format,
        })
    }
}

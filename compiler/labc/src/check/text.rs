//! Texts, with the values in them typed.

use lab_core::number::Format;

use super::model::Typed;
use super::{Checker, shortened};
use crate::syntax::tree::{Expr, ExprKind, Shown, Text, TextPiece};

/// A text with its values typed.
#[derive(Clone, Debug)]
pub struct TypedText<'t> {
    /// The text as it is written.
    pub tree: &'t Text,
    /// Its values, in the order in which they are written.
    pub values: Vec<TypedValue>,
}

/// A value with the way it is shown.
#[derive(Clone, Debug)]
pub struct TypedValue {
    /// The value.
    pub typed: Typed,
    /// Its unit and its digits.
    pub format: Format,
}

impl<'t> TypedText<'t> {
    /// A text without values.
    pub fn fixed(tree: &'t Text) -> Self {
        Self { tree, values: Vec::new() }
    }
}

impl Checker {
    /// Types the values of a text.
    pub fn text<'t>(&mut self, tree: &'t Text) -> TypedText<'t> {
        let values = tree.pieces.iter().filter_map(|piece| match piece {
            TextPiece::Words(_) => None,
            TextPiece::Value(shown) => Some(self.value(shown)),
        });
        TypedText { tree, values: values.collect() }
    }

    pub(super) fn value(&mut self, shown: &Shown) -> TypedValue {
        let (typed, format) = self.shown(shown);
        TypedValue { typed, format }
    }

    /// The name of a value in words, or the value as it is written: the label of a figure without one.
    pub fn words_of(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Name(name) => name.replace('_', " "),
            ExprKind::Field(_, field) => field.text.replace('_', " "),
            _ => shortened(self.quoted(expr.span)),
        }
    }
}

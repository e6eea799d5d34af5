//! What a formula states of its value.

use super::{Define, Expr, TypeExpr};
use crate::sources::Span;

/// A number from 0 to 1, which a formula that is declared to be one is proved to be. A lab can declare a dimension
/// of this name.
pub const PROBABILITY: &str = "Probability";

impl Define {
    /// Whether it states something of its value.
    pub fn states_facts(&self) -> bool {
        let is_probability = |of: &TypeExpr| of.factors.iter().any(|(name, _)| name.text == PROBABILITY);
        !self.facts.is_empty() || self.of.as_ref().is_some_and(is_probability)
    }
}

/// What a formula states of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What.
    pub kind: FactKind,
    pub span: Span,
}

/// What can be stated of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum FactKind {
    /// `positive`: above zero.
    Positive,
    /// `between a and b`, both included.
    Between(Expr, Expr),
}

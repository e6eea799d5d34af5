//! What is decided about a page that computes: checks of the author, conditions that no setting reaches, figures without a source.

pub(crate) mod allow;
pub(super) mod check;
pub(super) mod proofs;
pub(super) mod said;
pub(super) mod spoils;
pub(super) mod stated_figures;

//! Whole-project tests live in `tests/`; here is what they share.

pub mod fence;
pub mod fuzz;
pub mod place;

//! Whole-project tests live in `tests/`; what they share is here.

pub mod erase;
pub mod random_program;

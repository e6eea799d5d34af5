//! Whole-project tests live in `tests/`.

pub mod fuzz;

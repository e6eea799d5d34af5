//! Whole-project tests live in `tests/`; here is what they share.

pub mod course;
pub mod erase;
pub mod fence;
pub mod fuzz;
pub mod own_course;
pub mod place;
pub mod random_program;

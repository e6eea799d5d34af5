//! Texts and the places in them, and [`Files`], through which the compiler reads everything else.
//!
//! [`text`] has both, [`citation`] what a bibliography has behind a key; [`portable`] knows the names that some file
//! systems can't store.

pub mod citation;
pub mod portable;
pub mod text;

pub use text::*;

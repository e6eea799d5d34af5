//! What a lab is made from: its text, and the files it reads.
//!
//! [`text`] has texts and places in them, and [`Files`], through which the compiler reads everything else. [`modules`] finds
//! the modules that a lab uses, [`library`] those of the standard library, [`load`] the data files of tables, [`earlier`] the
//! records of earlier labs; [`bibliography`] reads what they cite. [`hidden`] refuses invisible characters, [`portable`] names that some file systems can't store.

pub mod bibliography;
pub mod earlier;
pub mod hidden;
pub mod library;
pub mod load;
pub mod modules;
pub mod portable;
pub mod text;

pub use text::*;

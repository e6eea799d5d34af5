//! What a lab reads beside its own text.
//!
//! [`modules`] finds the modules that a lab uses, [`library`] those of the standard library, [`load`] the data files of
//! tables, [`earlier`] the records of earlier labs; [`bibliography`] reads the works that texts cite.

pub mod bibliography;
pub mod earlier;
pub mod library;
pub mod load;
pub mod modules;

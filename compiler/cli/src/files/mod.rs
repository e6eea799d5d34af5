//! Single files: [`read`]ing those of a course, within it and up to a size; [`whole`] puts one in its place, completely or
//! not at all; the [`content`] and [`hash`] of what is written, and the [`listing`] of what labc has written into a folder.

pub(crate) mod content;
pub(crate) mod hash;
pub(crate) mod listing;
pub(crate) mod read;
pub(crate) mod whole;

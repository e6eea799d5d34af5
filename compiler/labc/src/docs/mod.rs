//! Pages that describe the language to authors: [`document`] the modules of a course and of the library,
//! [`reference`](mod@reference) the builtins and units. [`notation`] turns a formula into symbols; the reference prints it as
//! TeX, a page as MathML.

pub mod document;
pub(crate) mod notation;
pub mod reference;

//! The compiler of `.lab` files: text in, pages and diagnostics out. It touches no file, clock, environment
//! or terminal; what it needs comes in through [`source::Files`], what it has to say goes out as data.
//!
//! # The way of a lab
//!
//! | step | module | from | to |
//! | --- | --- | --- | --- |
//! | 1 | [`syntax`] | text | a tree with the place of every piece |
//! | 2 | [`load`] | files that tables name | rows in the tree |
//! | 3 | [`infer`] (on [`units`] and [`builtins`]) | names, units, expressions | a [`Model`](infer::model::Model): every name resolved, every value with its dimension |
//! | 4 | [`lower`] | checked expressions | operations in evaluation order; units are gone |
//! | 5 | [`page`] | visible statements | slots over the program, decided keys, held checks, views for the theme |
//!
//! [`page::compile`] goes the whole way; [`eval::evaluate`] stops at a value. Every phase gives a result and
//! diagnostics: broken input is normal input, one mistake never hides the next, and what was reported once
//! ([`Type::Unknown`](infer::model::Type::Unknown)) is not reported again where it is used.
//!
//! # Where things are
//!
//! - The grammar is `grammar/lab.pest`; [`syntax::outline`] cuts the file into statements first, so that a
//!   mistake ends with its statement. `syntax/quick.rs` matches the most frequent statements by hand, as the grammar
//!   would, at a tenth of the cost.
//! - Dimensions and units are declared in the language itself: `prelude/units.lab`. So is the standard
//!   library: [`library`] finds the modules of `prelude/std`, [`document`] tells what there is to say about them.
//! - [`layout`] lays a lab out in the one style, [`format`](mod@format) prints a tree without what its author wrote beside it.
//! - `notation.rs` says how a formula is written; the reference prints it as TeX, a page as MathML.
//! - `rational.rs` knows the exact decimals behind what was written: of numbers with units, and of positions.
//! - A diagnostic is built where the fault is found; wordings that several phases share are in
//!   `infer/mismatch.rs`.
//! - [`record`] is about the student's record: what a lab keeps in it, copies read and merged, a class.
//! - What runs in the browser is another crate, `lab-core`: the program, its evaluator, number text, charts.

pub mod builtins;
pub mod codes;
pub mod conflicts;
pub mod diagnostic;
pub mod document;
pub mod earlier;
pub mod eval;
pub mod format;
pub mod hidden;
pub mod infer;
pub mod layout;
pub mod library;
pub mod load;
pub mod lower;
pub mod modules;
mod notation;
pub mod page;
pub mod portable;
pub mod provenance;
pub mod rational;
pub mod record;
pub mod reference;
pub mod registries;
pub mod repair;
pub mod similar;
pub mod source;
pub mod syntax;
pub mod units;

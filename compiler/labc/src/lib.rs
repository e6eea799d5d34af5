//! The compiler of `.lab` files: text in, pages and diagnostics out. It doesn't use files, the clock, the environment
//! or the terminal: it reads other files through [`source::Files`] and returns diagnostics as data.
//!
//! # From text to page
//!
//! | step | module | from | to |
//! | --- | --- | --- | --- |
//! | 1 | [`syntax`] | text | a tree with the place of every piece |
//! | 2 | [`modules`], [`load`], [`earlier`] | modules, data files of tables, records of earlier labs | declarations and rows in the tree |
//! | 3 | [`infer`] (on [`units`] and [`builtins`]) | names, units, expressions | a [`Model`](infer::model::Model): every name resolved, every value with its dimension; [typed statements](infer::statement): conditions, goals, times of parts, claims of checks |
//! | 4 | [`lower`] | checked expressions | operations in evaluation order; units are gone |
//! | 5 | [`page`] | typed statements (texts, questions, charts and tables are typed here) | slots over the program, decided keys, held checks, views for the theme |
//!
//! [`page::compile`] runs all steps; [`eval`] stops at a value. Every phase gives a result and
//! diagnostics: broken input is normal input, one mistake never hides the next, and what was reported once
//! ([`Type::Unknown`](infer::model::Type::Unknown)) is not reported again where it is used.
//!
//! # Where things are
//!
//! - The grammar is `grammar/lab.pest`; [`syntax::outline`] cuts the file into statements first, so that a
//!   mistake ends with its statement. `syntax/quick.rs` matches the most frequent statements by hand, as the grammar
//!   would, at a tenth of the cost.
//! - Dimensions and units are declared in the language itself: `prelude/units.lab`. So is the standard library:
//!   [`library`] finds the modules of `prelude/std`, [`document`] and [`reference`](mod@reference) describe them,
//!   [`registries`] and [`provenance`] give the source of every value, and [`conflicts`] compares the facts of all labs
//!   with them.
//! - [`layout`] formats a lab (`labc fmt`); [`format`](mod@format) prints a tree, without comments.
//! - `notation` turns a formula into symbols; the reference prints it as TeX, a page as MathML.
//! - [`rational`] computes exact decimals, for numbers with units and for positions.
//! - A [`diagnostic`] is built where the problem is found; `infer/mismatch.rs` has wordings that several phases share.
//!   [`codes`] lists all codes, [`repair`] searches for edits that compile, [`similar`] finds the word that was meant.
//! - [`source`] has texts and places in them. [`hidden`] refuses invisible characters, [`portable`] names that some file
//!   systems can't store.
//! - [`record`] is about the student's record: what a lab stores in it, work files read and merged, a class.
//! - What runs in the browser is in another crate, `lab-core`: the program, its evaluator, number formatting, charts.

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

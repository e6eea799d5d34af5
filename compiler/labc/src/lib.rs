//! The compiler of `.lab` files: text in, pages and diagnostics out. It doesn't use files, the clock, the environment
//! or the terminal: it reads other files through [`sources::Files`] and returns diagnostics as data.
//!
//! # From text to page
//!
//! | step | module | from | to |
//! | --- | --- | --- | --- |
//! | 1 | [`syntax`] | text | a tree with the place of every piece |
//! | 2 | [`inputs`] | modules, data files of tables, records of earlier labs | declarations and rows in the tree |
//! | 3 | [`check`] | names, units, expressions | a [`Model`](check::model::Model): every name resolved, every value with its dimension; all statements, [typed](check::statement) |
//! | 4 | [`lower`] | checked expressions | operations in evaluation order; units are gone |
//! | 5 | [`page`] | a [typed lab](check::statement::TypedLab) | slots over the program, decided keys, held checks, views for the theme |
//!
//! [`compile`](fn@compile) runs all steps; [`eval`] stops at a value. Every phase gives a result and
//! diagnostics: broken input is normal input, one mistake never hides the next, and what was reported once
//! ([`Type::Unknown`](check::model::Type::Unknown)) is not reported again where it is used.
//!
//! # Where things are
//!
//! - [`syntax`]: the grammar is `grammar/lab.pest`. [`syntax::outline`] cuts the file into statements first, so that a
//!   mistake ends with its statement; `syntax/quick.rs` matches the most frequent statements by hand, as the grammar
//!   would, at a tenth of the cost. [`syntax::layout`] formats a lab (`labc fmt`); [`syntax::format`] prints a tree,
//!   without comments.
//! - [`sources`]: texts and places in them. [`inputs`]: the files a lab reads, the standard library (`prelude/std`).
//! - [`check`]: names, dimensions, types. Dimensions and units are declared in the language itself, `prelude/units.lab`, and
//!   kept by [`check::units`]; [`check::builtins`] has the functions of several values; [`check::repair`] searches for edits
//!   that compile.
//! - [`lint`]: facts compared across labs and with the registries of the library.
//! - [`docs`]: the pages that describe modules, builtins and units; formulas in symbols.
//! - For editors, [`analyse`](fn@analyse) gives every name with what it stands for ([`check::uses`]), also of a lab that
//!   does not compile, and [`now`] the values that names have.
//! - [`theme`]: the templates, style and words that make a page of its blocks.
//! - [`record`]: the student's record: what a lab stores in it, work files read and merged, a class.
//! - [`diagnostic`]s are built where the problem is found; `check/mismatch.rs` has wordings that several phases share.
//!   [`codes`] lists all codes. [`similar`] finds the word that was meant. [`rational`] computes exact decimals, for numbers
//!   with units and for positions; `exponent` has the powers of units; [`markup`] escapes words for HTML and Markdown.
//! - What runs in the browser is in another crate, `lab-core`: the program, its evaluator, number formatting, charts.

#![allow(
    missing_docs,
    reason = "documentation says what a name doesn't: a unit, a range, an example, what always holds"
)]

pub mod check;
pub mod codes;
mod compile;
pub mod diagnostic;
pub mod docs;
pub mod eval;
mod exponent;
pub mod inputs;
pub mod lint;
pub mod lower;
pub mod markup;
pub mod now;
pub mod page;
pub mod rational;
pub mod record;
pub mod similar;
pub mod sources;
pub mod syntax;
pub mod theme;

pub use compile::{Analysis, analyse, analyse_names, compile, compile_in, compile_with};

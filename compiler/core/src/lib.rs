//! What the build and the browser share.
//!
//! The compiler turns a lab into a [`Page`]: a [`Program`] (numbers only: units are gone) and
//! everything on the page that shows what the program computes. Natively and in the browser the same
//! steps follow:
//!
//! 1. [`Machine::new`] checks the program, which the browser trusts ([`Machine::sound`]) where its checksum is right, lays
//!    out the registers and learns which control reaches which operation;
//! 2. [`Machine::set`] moves a control, [`Machine::run`] recomputes what depends on it;
//! 3. [`Live::run`] gives the texts, statuses and charts that now read differently.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`program`] | the operations, in evaluation order |
//! | [`functions`] | functions of one value, each with everything about it in one row |
//! | [`machine`] | the evaluator |
//! | [`number`] | how a quantity is written: prefix, digits, unit |
//! | [`typed`] | what students type as a number, read back |
//! | [`page`] | controls, slots, charts: what a page is made of besides its markup |
//! | `piece` | texts with values in them |
//! | [`decode`] | a page from its bytes |
//! | [`live`] | a page while it runs: values in, changed texts out |
//! | [`record`] | the student's record: kinds of items, and how an item is found |
//! | [`recall`] | what a lab reads of a student's record |
//! | [`mark`] | a student's answers against what the labs ask |
//! | [`chart`] | drawings of lists of values as SVG, and the same values as a table |
//! | [`positions`] | the positions of a slider |
//! | `decimal`, `exact` | digits of a number and back; operations that give the same bits everywhere |
//! | `value` | finite numbers, and the one that is undefined |
//! | `order`, `text` | sorting, and texts, in little code |
//!
//! Every value is an `f64`. Booleans are 0 and 1, a row of a table is its index, a text its index among
//! [`Program::texts`]. A value that does not exist (a division by zero, the first of an empty list) is
//! [`UNDEFINED`], which every operation passes on.
//!
//! The core doesn't use the standard library, so the browser doesn't download any of it.

#![cfg_attr(not(test), no_std)]

extern crate alloc;

pub mod chart;
mod decimal;
pub mod decode;
mod exact;
pub mod functions;
pub mod live;
pub mod machine;
pub mod mark;
pub mod number;
mod order;
pub mod page;
mod piece;
pub mod positions;
pub mod program;
pub mod recall;
pub mod record;
mod text;
pub mod typed;
mod value;

pub use live::Live;
pub use machine::Machine;
pub use number::Format;
pub use page::Page;
pub use program::{Op, Program, Reg, UNDEFINED};

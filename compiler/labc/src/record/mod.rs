//! The student's record outside the browser: what a lab keeps in it, how answers are marked, and what a class has
//! handed in.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`protocol`] | what a lab asks and records: plain data for the report, for instructors, and for later labs |
//! | [`answer_key`] | the same as marking needs it, with the words that a reader sees |
//! | [`store`] | records and the copies they travel in: read, repaired, merged |
//! | [`class`] | a class: copies sorted by student, marked, and put into tables and a page |
//!
//! The kinds of items, and how an item is found under its former names, are in `lab_core::record`: the browser
//! needs them too. Marking is `lab_core::mark`.

pub mod answer_key;
pub mod class;
pub mod protocol;
pub mod store;

//! What can happen over all positions of all controls. Start at [`Planner::lint`].
//!
//! | module | what it does |
//! | --- | --- |
//! | `decide` | decides whether conditions hold at some setting, many at once |
//! | `formulas` | what follows from what is proved of formulas |
//! | `brought` | the same for rows that students bring along |
//! | `known` | verdicts by what they are about: an edit decides again what it touches |
//! | `values` | the values that each control, and each field of the record, can have |
//! | `nearest` | how near what holds nowhere comes |
//! | `narrow` | how far a slider has to be narrowed |
//! | `idle` | controls that are read and change nothing that is shown |
//! | `settings` | a setting in words, and as arguments of `labc eval` |
//! | `page` | what a student could never see or do: cases, goals, locks, controls |
//! | `shown` | values that a page shows where they are undefined |
//! | `curves` | lines of charts that have gaps, or values below a logarithmic axis |
//! | `impossible` | shares above 100 %, negative times and sizes |
//! | `swapped` | differences that are below zero wherever they are shown |
//! | `advice` | what a failing case advises, and whether it helps |
//! | `taken` | conditions that never come true: statements, marks, branches |
//! | `stated` | what the author states with `check`, and of formulas where they are declared |
//! | `extreme` | values that are least or greatest at a place |
//! | `crossing` | values that cross once along a control |
//!
//! Every question is a condition: "does it hold at some setting?" An answer is a setting that shows it, a proof that there
//! is none, or unknown. A sample that failed is never an error, and one that passed is never a proof.

mod advice;
mod brought;
mod crossing;
mod curves;
mod decide;
mod extreme;
mod formulas;
mod idle;
mod impossible;
mod known;
mod narrow;
mod nearest;
mod page;
mod settings;
mod shown;
mod stated;
mod swapped;
mod taken;
mod values;

pub(in crate::page) use curves::Curve;
pub use decide::{Detail, LookedFor, Proof, Question};
pub(in crate::page) use impossible::DrawnAmount;
pub(super) use impossible::is_difference;
pub use known::KnownVerdicts;
pub(in crate::page) use page::PageGoal;
pub(in crate::page) use shown::Place;
pub(in crate::page) use stated::{StatedCheck, named};
pub(in crate::page) use taken::{Condition, Shown};
pub(in crate::page) use values::Along;

//! What the formulas of a lab can be over all positions of its controls. Start at [`Pass`].
//!
//! | module | what it does |
//! | --- | --- |
//! | [`slice`] | which controls reach each operation |
//! | [`order`] | which control is moved most often, so that the least work is done |
//! | [`block`] | runs a program for many settings at once, with the evaluator's own arithmetic |
//! | [`pass`] | visits every setting, in parallel, and keeps what was seen |
//! | [`interval`] | what a program's registers can be where its inputs lie in ranges |
//! | [`assume`] | what registers must be where a condition holds, and along a branch |
//! | [`branch`] | cuts the settings into boxes, and leaves out those where a range decides |
//! | [`image`] | what a formula can be, for conditions that read it |
//! | [`ladder`] | decides whether conditions hold at some setting, the cheapest method first |
//! | [`simplest`] | finds the setting with the fewest controls away from their starts where a condition holds |
//! | [`values`] | the values that a control can have |
//! | [`seen`] | what is kept of a register: its values, extremes, where it is undefined |
//!
//! Everything is decided about the numbers that [`lab_core::Machine`] gives, bit for bit, and not about the real
//! numbers behind them. Limits count settings and operations, never time, so that a verdict is the same on every
//! machine.

pub mod assume;
pub mod block;
pub mod branch;
pub mod image;
pub mod interval;
pub mod ladder;
pub mod order;
pub mod pass;
pub mod seen;
pub mod simplest;
pub mod slice;
#[cfg(test)]
mod tests;
pub mod values;

pub use image::image;
pub use ladder::{
    Condition, Found, Method, Outcome, Source, Step, Wanted, decide, decide_one, decide_within,
};
pub use pass::{Domain, Pass};
pub use seen::Seen;
pub use values::Values;

#[cfg(test)]
use lab_core::program;

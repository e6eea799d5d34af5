//! The compiler of `.lab` files.

pub mod diagnostic;
pub mod page;
pub mod source;

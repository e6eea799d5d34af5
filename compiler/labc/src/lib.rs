//! The compiler of `.lab` files.

pub mod builtins;
pub mod diagnostic;
pub mod eval;
pub mod infer;
pub mod load;
pub mod lower;
pub mod page;
pub mod reference;
mod similar;
pub mod source;
pub mod syntax;
pub mod units;

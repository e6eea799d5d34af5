//! The compiler of `.lab` files.

pub mod builtins;
pub mod diagnostic;
pub mod eval;
pub mod infer;
pub mod lower;
pub mod page;
pub mod repair;
mod similar;
pub mod source;
pub mod syntax;
pub mod units;

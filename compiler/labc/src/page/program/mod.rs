//! The program of a page: its order, the parts of the evaluator that it uses, and its data as the browser gets it.

pub(super) mod data;
pub(super) mod evaluator;
pub(super) mod key;
pub(super) mod layout;
pub(super) mod settings;

//! From a compiled lab to its page.
pub mod view;

//! The commands, one file or folder each; `args` has their options and their help.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod collect;
mod csv;
pub(crate) mod doc;
pub(crate) mod doctor;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod figure;
pub(crate) mod fmt;
pub(crate) mod lab_report;
pub(crate) mod lsp;
pub(crate) mod manual;
pub(crate) mod new;
mod proofs;
pub(crate) mod watch;

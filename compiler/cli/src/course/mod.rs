//! What a command is about: the course and its labs.
//!
//! [`manifest`] reads `course.toml`, [`inputs`] finds the labs, [`order`] puts each after those whose record it reads,
//! [`modules`] says the errors of modules once; [`sections`] has what cross-references lead to, [`texts`] and [`themes`]
//! read the author's texts and theme.

pub(crate) mod inputs;
pub(crate) mod manifest;
pub(crate) mod modules;
pub(crate) mod order;
pub(crate) mod sections;
pub(crate) mod texts;
pub(crate) mod themes;

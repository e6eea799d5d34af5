//! Themes: templates, style sheets, words and colours.

pub(super) mod colours;
pub(super) mod language;
pub mod style;
pub mod template;

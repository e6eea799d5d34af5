//! From a plan and its values to what a theme gets, to Markdown, and to the files beside a page.

pub(super) mod code;
pub(super) mod download;
pub(super) mod markdown;
pub(super) mod protocol;
pub(super) mod renderer;
pub(super) mod report;
pub(super) mod tex;
pub mod text;
pub mod view;

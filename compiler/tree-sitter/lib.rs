//! The tree-sitter grammar of `.lab` files, for editors, and for Rust programs that use tree-sitter.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_lab() -> *const ();
}

/// The language.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_lab) };

/// What has which colour.
pub const HIGHLIGHTS: &str = include_str!("queries/highlights.scm");
/// What can be folded.
pub const FOLDS: &str = include_str!("queries/folds.scm");
/// What is declared, and what is called.
pub const TAGS: &str = include_str!("queries/tags.scm");

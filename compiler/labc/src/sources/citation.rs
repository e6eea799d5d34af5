//! What a key in a text cites.

/// A work, as it is cited and listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Work {
    /// Author and year, as a citation reads: `Kaplan et al. 2020`.
    pub label: String,
    /// Its key in the file.
    pub key: String,
    /// The whole entry: markup.
    pub html: String,
    /// The whole entry: plain text.
    pub words: String,
}

/// What a citation such as `[@kaplan2020]` stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Citation {
    /// The lab is compiled alone, outside of any course, and only a course has a bibliography.
    Unlisted,
    /// The course has no bibliography.
    NoBibliography,
    /// A work of the bibliography.
    Known(Box<Work>),
    /// The bibliography doesn't have this key.
    Unknown {
        /// The key that was meant, perhaps.
        near: Option<String>,
    },
}

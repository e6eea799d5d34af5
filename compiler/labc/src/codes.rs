//! The code of every diagnostic, and its page as `labc explain` prints it. The pages are Markdown in `codes/`.
//!
//! A page makes its code: `codes/no-source.md` is [`Code::NoSource`]. A new diagnostic needs its page and the place that
//! reports it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The codes with their pages: a misspelt code and a code without a page do not compile.
macro_rules! codes {
    ($($name:ident = $code:literal,)*) => {
        /// A diagnostic's code: what kind of fault it reports. Written in kebab case, as authors see it.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($name,)*
        }

        /// Every code with its text and its page, in alphabetical order.
        const TABLE: &[(Code, &str, &str)] =
            &[$((Code::$name, $code, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/codes/", $code, ".md")))),*];
    };
}

// All pages of `codes/`, listed by the build script.
include!(concat!(env!("OUT_DIR"), "/codes.rs"));

impl Code {
    /// The code as authors see it, such as `unknown-name`.
    pub fn as_str(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// The page of the code, in Markdown.
    pub fn page(self) -> &'static str {
        TABLE[self as usize].2
    }

    /// The code of a text, if there is one.
    pub fn find(text: &str) -> Option<Self> {
        TABLE.binary_search_by_key(&text, |(_, code, _)| code).ok().map(|index| TABLE[index].0)
    }

    /// What the code means: the first paragraph of its page.
    pub fn meaning(self) -> String {
        let lines = self.page().lines().skip_while(|line| line.starts_with('#') || line.is_empty());
        lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Every code, in alphabetical order.
pub fn all() -> impl Iterator<Item = Code> {
    TABLE.iter().map(|(code, ..)| *code)
}

/// The code that a misspelt one was meant to be.
pub fn nearest(text: &str) -> Option<&'static str> {
    crate::similar::nearest(text, TABLE.iter().map(|(_, code, _)| *code))
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::find(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a code")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_by_their_text() {
        assert!(TABLE.is_sorted_by_key(|(_, code, _)| code));
        for code in all() {
            assert_eq!(Code::find(code.as_str()), Some(code));
            assert!(code.meaning().ends_with('.'), "{code}");
        }
        assert_eq!(Code::find("add"), None);
        assert_eq!(nearest("add-mismach"), Some("add-mismatch"));
        assert_eq!(nearest("nothing like any of them"), None);
    }
}

//! Sources that name no document.

use std::collections::HashSet;

use super::named::words;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::page::StatedFigure;
use crate::sources::FileId;

/// Sources that name no document, once each.
pub(super) fn sources(file: FileId, stated: &[StatedFigure]) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let weak =
        stated.iter().filter(|stated| seen.insert(&stated.source) && names_no_document(&stated.source));
    weak.map(|stated| {
        let headline = format!("\"{}\" names no document.", stated.source);
        Diagnostic::warning(Code::WeakSource, headline, file, stated.span, "where is this from?").help(
            "name the document and the place in it, such as \"CRC Handbook of Chemistry and Physics, 97th edition, section 6\"",
        )
    })
    .collect()
}

/// Words of sources that say nothing about where something can be looked up.
const VAGUE: &[&str] = &[
    "internet",
    "web",
    "online",
    "google",
    "search",
    "website",
    "websites",
    "well",
    "known",
    "common",
    "general",
    "knowledge",
    "own",
    "experience",
    "my",
    "our",
    "memory",
    "various",
    "several",
    "many",
    "different",
    "sources",
    "source",
    "the",
    "a",
    "from",
    "on",
    "in",
    "it",
    "is",
    "as",
    "and",
    "of",
    "widely",
    "commonly",
    "usually",
    "typical",
    "typically",
    "textbook",
    "textbooks",
    "literature",
    "books",
    "book",
    "papers",
    "paper",
    "article",
    "articles",
    "tbd",
    "todo",
    "unknown",
    "none",
    "na",
    "n",
    "see",
    "above",
    "everyone",
    "everybody",
    "knows",
    "fact",
    "facts",
    "chatgpt",
    "ai",
    "model",
    "language",
    "guess",
    "guessed",
    "somewhere",
    "found",
    "generally",
    "accepted",
    "folklore",
    "an",
    "some",
    "old",
    "new",
    "good",
    "his",
    "her",
    "their",
    "your",
    "this",
    "that",
    "teacher",
    "teachers",
    "friend",
    "colleague",
    "school",
    "class",
    "lecture",
    "lectures",
    "lesson",
    "notes",
    "slides",
    "script",
    "blog",
    "blogs",
    "video",
    "videos",
    "forum",
    "forums",
    "post",
    "posts",
    "page",
    "pages",
    "cookbook",
    "cookbooks",
    "encyclopedia",
    "encyclopaedia",
    "dictionary",
    "magazine",
    "magazines",
    "newspaper",
    "newspapers",
    "news",
    "press",
    "radio",
    "tv",
    "television",
    "podcast",
    "podcasts",
    "documentary",
    "wiki",
    "app",
    "apps",
    "course",
    "courses",
    "homework",
    "rule",
    "thumb",
    "rough",
    "roughly",
    "estimate",
    "estimates",
    "estimated",
    "average",
    "averages",
    "physics",
    "chemistry",
    "biology",
    "maths",
    "mathematics",
    "economics",
    "statistics",
    "medicine",
    "medical",
    "cooking",
    "engineering",
    "science",
    "scientists",
    "experts",
    "expert",
    "studies",
    "study",
    "research",
    "reports",
    "report",
    "to",
    "for",
    "by",
    "with",
];

/// What is known without a document.
const UNWRITTEN: &[&str] = &["experience", "knowledge", "wisdom", "tradition", "hearsay", "intuition"];

/// Whether a source names no document, author or measurement: `the internet`, `well known`, `various sources`, `long
/// experience of brewers`.
pub(super) fn names_no_document(source: &str) -> bool {
    words(source).iter().all(|word| VAGUE.contains(&word.as_str())) || is_unwritten(source)
}

/// Whether a source is what people know without a document, and names nobody and no number: there is nowhere to look.
fn is_unwritten(source: &str) -> bool {
    let words: Vec<&str> = source.split_whitespace().collect();
    let is_name = |word: &&str| word.chars().any(char::is_uppercase);
    if words.iter().skip(1).any(is_name) || source.chars().any(char::is_numeric) {
        return false;
    }
    let everybody = |word: &&str| {
        matches!(word.to_lowercase().as_str(), "every" | "everybody" | "everyone" | "all" | "people" | "any")
    };
    let knows =
        |word: &&str| matches!(word.to_lowercase().as_str(), "know" | "knows" | "say" | "says" | "agree");
    words.iter().any(everybody) && words.iter().any(knows)
        || (0..words.len()).any(|at| {
            let ends = matches!(words.get(at + 1), None | Some(&("of" | "among")));
            ends && UNWRITTEN.contains(&words[at].to_lowercase().as_str())
        })
}

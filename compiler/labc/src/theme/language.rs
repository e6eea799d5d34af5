//! The words of the pages: one file for each language, and a theme's own on top. Start at [`ThemeWords::of`].

use std::collections::BTreeMap;

use toml::Spanned;

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Span};

/// The languages that are built in. English is complete and stands in where another lacks a word.
const BUILT_IN: &[(&str, &str)] = &[
    ("en", include_str!(concat!(env!("LABC_THEMES"), "/words/en.toml"))),
    ("es", include_str!(concat!(env!("LABC_THEMES"), "/words/es.toml"))),
];
/// The code of what can be wrong with them.
const CODE: Code = Code::PageWords;

type WrittenWords = BTreeMap<String, Spanned<String>>;

/// The words of the pages of a course.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ThemeWords {
    /// The words by their names in the templates.
    pub(crate) words: BTreeMap<String, String>,
    /// Whether the pages speak another language than English, so that what is English has to be marked.
    pub(crate) foreign: bool,
    /// What is missing, where a file of the theme lacks words.
    pub(crate) remarks: Vec<Diagnostic>,
}

impl ThemeWords {
    /// The words of a language, a BCP 47 tag, which `place` names. `own` are the files `words/LANGUAGE.toml` of
    /// the theme, by their languages. `es-MX` is content with the words of `es`.
    ///
    /// # Errors
    /// A language without words, and what is wrong with a file.
    pub(crate) fn of(
        language: &str,
        place: (FileId, Span),
        own: &[(String, FileId, String)],
    ) -> Result<Self, Vec<Diagnostic>> {
        let english = built_in("en").unwrap_or_default();
        let mut words = Self { words: english.clone(), ..Self::default() };
        let mut found = false;
        let mut last = None;
        // From the general to the special: `es`, then `es-MX`.
        for tag in [language.split('-').next().unwrap_or(language), language] {
            if tag.eq_ignore_ascii_case("en") {
                found = true;
            } else if let Some(built_in) = built_in(tag) {
                words.words.extend(built_in);
                found = true;
            }
            if let Some((_, file, text)) = own.iter().find(|(other, ..)| other.eq_ignore_ascii_case(tag)) {
                words.words.extend(read(text, *file, &english)?);
                last = Some((*file, text));
                found = true;
            }
        }
        words.foreign = !language.split('-').next().unwrap_or_default().eq_ignore_ascii_case("en");
        if !found {
            return Err(vec![unknown(language, place, own)]);
        }
        if let Some((file, _)) = last.filter(|_| words.foreign) {
            words.report_missing(language, file, &english, own);
        }
        Ok(words)
    }

    /// Says which words stay English.
    fn report_missing(
        &mut self,
        language: &str,
        file: FileId,
        english: &BTreeMap<String, String>,
        own: &[(String, FileId, String)],
    ) {
        let primary = language.split('-').next().unwrap_or(language);
        let has = |name: &str| {
            [primary, language].iter().any(|tag| {
                built_in(tag).is_some_and(|words| words.contains_key(name))
                    || own.iter().any(|(other, file, text)| {
                        other.eq_ignore_ascii_case(tag)
                            && read(text, *file, english).is_ok_and(|words| words.contains_key(name))
                    })
            })
        };
        let missing: Vec<&str> = english.keys().map(String::as_str).filter(|name| !has(name)).collect();
        if let [first, ..] = missing[..] {
            let some: Vec<String> = missing.iter().take(8).map(|name| format!("`{name}`")).collect();
            let more = if missing.len() > some.len() { ", …" } else { "" };
            let headline = match missing.len() {
                1 => "One word is missing and stays English.".to_owned(),
                count => format!("{count} words are missing and stay English."),
            };
            let help = format!(
                "add {}{more}; in English, `{first}` is \"{}\"",
                some.join(", "),
                english.get(first).map_or("", String::as_str)
            );
            self.remarks.push(Diagnostic::warning(CODE, headline, file, Span::default(), "").help(help));
        }
    }
}

fn built_in(tag: &str) -> Option<BTreeMap<String, String>> {
    let (_, text) = BUILT_IN.iter().find(|(name, _)| name.eq_ignore_ascii_case(tag))?;
    toml::from_str(text).ok()
}

/// Reads a file of a theme: every word has to be one that the pages use.
fn read(
    text: &str,
    file: FileId,
    english: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let written: WrittenWords = toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        vec![Diagnostic::error(CODE, error.message().to_owned(), file, Span::new(span.start, span.end), "")]
    })?;
    let (mut words, mut faults) = (BTreeMap::new(), Vec::new());
    for (name, word) in written {
        if english.contains_key(&name) {
            words.insert(name, word.into_inner());
        } else {
            let span = Span::new(word.span().start, word.span().end);
            let headline = format!("The pages have no word `{name}`.");
            let help = "`themes/words/en.toml` lists every word by its name";
            faults.push(Diagnostic::error(CODE, headline, file, span, "").help(help));
        }
    }
    if faults.is_empty() { Ok(words) } else { Err(faults) }
}

fn unknown(language: &str, place: (FileId, Span), own: &[(String, FileId, String)]) -> Diagnostic {
    let mut known: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    known.extend(own.iter().map(|(name, ..)| name.as_str()));
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let (file, span) = place;
    let headline = format!("The pages have no words in `{language}`.");
    let help = format!(
        "there are {}; for another language, give the course a theme with a file `words/{language}.toml`: `labc explain {CODE}`",
        known.join(", ")
    );
    Diagnostic::error(CODE, headline, file, span, "").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: (FileId, Span) = (FileId(1), Span { start: 3, end: 7 });

    fn own(language: &str, text: &str) -> Vec<(String, FileId, String)> {
        vec![(language.to_owned(), FileId(2), text.to_owned())]
    }

    #[test]
    fn every_language_that_is_built_in_has_every_word_and_no_other() {
        let english = built_in("en").unwrap();
        assert!(english.len() > 140);
        for (language, _) in BUILT_IN {
            let words = built_in(language).unwrap();
            assert_eq!(words.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{language}");
            assert!(words.values().all(|word| !word.trim().is_empty()), "{language}");
            if *language != "en" {
                let same: Vec<_> = words.iter().filter(|(name, word)| english[*name] == **word).collect();
                assert!(same.is_empty(), "{language}: {same:?}");
            }
        }
    }

    #[test]
    fn a_region_is_content_with_the_words_of_its_language() {
        let words = ThemeWords::of("es-MX", PLACE, &[]).unwrap();
        assert!(words.foreign && words.remarks.is_empty());
        assert_eq!(words.words["commit"], "Fijar mi predicción");
        assert!(!ThemeWords::of("en-GB", PLACE, &[]).unwrap().foreign);
    }

    #[test]
    fn a_language_without_words_is_refused_with_those_that_exist() {
        let faults = ThemeWords::of("fr", PLACE, &own("it", "")).unwrap_err();
        assert_eq!((faults[0].code, faults[0].labels[0].span), (CODE, PLACE.1));
        let help = faults[0].help.join(" ");
        assert!(help.contains("`en`, `es`, `it`") && help.contains("words/fr.toml"), "{help}");
    }

    #[test]
    fn a_file_of_the_theme_adds_a_language_or_changes_words_and_what_it_lacks_is_said() {
        let words = ThemeWords::of("fr", PLACE, &own("fr", "commit = \"Valider\"")).unwrap();
        assert_eq!((words.words["commit"].as_str(), words.words["decide"].as_str()), ("Valider", "Decide"));
        assert!(words.remarks[0].headline.contains("words are missing"), "{:?}", words.remarks);
        let words = ThemeWords::of("es", PLACE, &own("es", "commit = \"Comprometer\"")).unwrap();
        assert_eq!(
            (words.words["commit"].as_str(), words.words["decide"].as_str()),
            ("Comprometer", "Decidir")
        );
        assert!(words.remarks.is_empty());
        for wrong in ["comit = \"x\"", "commit = 3", "commit ="] {
            assert_eq!(ThemeWords::of("fr", PLACE, &own("fr", wrong)).unwrap_err()[0].code, CODE, "{wrong}");
        }
    }
}

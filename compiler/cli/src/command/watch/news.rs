//! What the terminal says of a build while labs are watched: a course with three hundred warnings should not say them
//! again after every edit. Start at [`LastWarnings::news`].

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use labc::diagnostic::{Diagnostic, Severity};
use labc::sources::Sources;

use crate::report::counted;
use crate::report::terminal;

/// The warnings of the last build: how many there were of each kind. Whoever edits above a place moves it, so its line is
/// not part of what a warning is known by.
#[derive(Debug, Default)]
pub(crate) struct LastWarnings {
    warnings: HashMap<u64, usize>,
}

impl LastWarnings {
    /// What to print after a build: every error, each warning that the build before did not have, and how many it had.
    pub(crate) fn news(&mut self, diagnostics: &[Diagnostic], sources: &Sources) -> String {
        let mut before = std::mem::take(&mut self.warnings);
        let mut text = String::new();
        let mut known = 0;
        for diagnostic in diagnostics {
            if diagnostic.severity == Severity::Warning {
                let name = name_of(diagnostic, sources);
                *self.warnings.entry(name).or_default() += 1;
                if let Some(left) = before.get_mut(&name).filter(|left| **left > 0) {
                    *left -= 1;
                    known += 1;
                    continue;
                }
            }
            text.push_str(&terminal::render(std::slice::from_ref(diagnostic), sources));
        }
        if known > 0 {
            text.push_str(&format!("{} as before\n", counted(known, "warning")));
        }
        text
    }
}

/// What a finding says, of which words in which files.
fn name_of(diagnostic: &Diagnostic, sources: &Sources) -> u64 {
    let mut hasher = DefaultHasher::new();
    (diagnostic.code.as_str(), &diagnostic.headline, &diagnostic.help).hash(&mut hasher);
    for label in &diagnostic.labels {
        let source = sources.get(label.file);
        let marked = &source.text[terminal::clamp(&source.text, label.span)];
        (&source.path, marked, &label.text).hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use labc::codes::Code;
    use labc::sources::Span;

    use super::*;

    #[test]
    fn a_warning_is_said_once_however_it_moves_and_an_error_each_time() {
        // Where `x` stands in a text: the first is an error, the others are warnings.
        let found = |text: &str| {
            let mut sources = Sources::default();
            let file = sources.add("a.lab", text.to_owned());
            let places = text.match_indices('x').map(|(at, _)| Span::new(at, at + 1));
            let found = places.enumerate().map(|(number, span)| Diagnostic {
                severity: if number == 0 { Severity::Error } else { Severity::Warning },
                ..Diagnostic::error(Code::UnknownName, "What is x?", file, span, "here")
            });
            (found.collect::<Vec<_>>(), sources)
        };
        let mut known = LastWarnings::default();
        let mut said = |text| {
            let (found, sources) = found(text);
            let news = anstream::adapter::strip_str(&known.news(&found, &sources)).to_string();
            (news.matches("What is x?").count(), news.lines().last().unwrap_or_default().to_owned())
        };
        assert_eq!(said("x\nx\nx"), (3, String::new()));
        assert_eq!(said("x\n\n\nx\nx"), (1, "2 warnings as before".to_owned()));
        assert_eq!(said("x\nx\nx\nx"), (2, "2 warnings as before".to_owned()));
        assert_eq!(said("x\nx"), (1, "1 warning as before".to_owned()));
        // What was mended and comes back is news.
        assert_eq!(said(""), (0, String::new()));
        assert_eq!(said("x\nx"), (2, String::new()));
    }
}

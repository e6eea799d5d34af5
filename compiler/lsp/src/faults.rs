//! Diagnostics of the compiler as editors take them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use labc::diagnostic::{Diagnostic, Severity};
use labc::sources::FileId;
use lsp_types::{
    CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
};

use crate::host::Checked;
use crate::path;
use crate::text::Text;

/// The texts that diagnostics point into, by their numbers.
pub(crate) trait Texts {
    /// A text with its path.
    fn text(&self, file: FileId) -> Option<(&PathBuf, &Text)>;
}

/// A single text.
pub(crate) struct OneText<'t>(pub(crate) &'t PathBuf, pub(crate) &'t Text);

impl Texts for OneText<'_> {
    fn text(&self, _: FileId) -> Option<(&PathBuf, &Text)> {
        Some((self.0, self.1))
    }
}

/// The texts of a check.
pub(crate) struct Many {
    files: Vec<(PathBuf, Text)>,
    /// What was said, by the file in which it is reported.
    pub(crate) said: BTreeMap<PathBuf, Vec<Arc<Diagnostic>>>,
}

impl Texts for Many {
    fn text(&self, file: FileId) -> Option<(&PathBuf, &Text)> {
        self.files.get(file.0 as usize).map(|(path, text)| (path, text))
    }
}

impl Many {
    /// The texts of a check that were looked into, with what was said.
    pub(crate) fn of(checked: &Checked) -> Self {
        // Lines are counted only of those texts that something is said about.
        let mut used = vec![false; checked.files.len()];
        for label in checked.diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
            if let Some(used) = used.get_mut(label.file.0 as usize) {
                *used = true;
            }
        }
        for fix in checked.diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()) {
            if let Some(used) = used.get_mut(fix.file.0 as usize) {
                *used = true;
            }
        }
        let files = checked.files.iter().zip(used);
        let files = files.map(|((path, text), used)| {
            (path.clone(), if used { Text::new(Arc::clone(text)) } else { Text::new("") })
        });
        let files: Vec<_> = files.collect();
        let mut said: BTreeMap<PathBuf, Vec<Arc<Diagnostic>>> = BTreeMap::new();
        for diagnostic in &checked.diagnostics {
            let file = diagnostic.labels.first().map_or(FileId(0), |label| label.file);
            if let Some((path, _)) = files.get(file.0 as usize) {
                said.entry(path.clone()).or_default().push(Arc::new(diagnostic.clone()));
            }
        }
        Self { files, said }
    }
}

/// A diagnostic as editors take it; nothing where its place is unknown.
pub(crate) fn shown(
    diagnostic: &Diagnostic,
    texts: &dyn Texts,
    explains: bool,
) -> Option<lsp_types::Diagnostic> {
    let first = diagnostic.labels.first()?;
    let (_, text) = texts.text(first.file)?;
    let mut message = diagnostic.headline.clone();
    if !first.text.is_empty() {
        message.push_str(&format!("\n{}", first.text));
    }
    for help in &diagnostic.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    if let Some(fix) = &diagnostic.fix {
        message.push_str(&format!("\nrepair: {}", fix.title));
    }
    let related = diagnostic.labels[1..].iter().filter_map(|label| {
        let (path, text) = texts.text(label.file)?;
        let message = if label.text.is_empty() { diagnostic.headline.clone() } else { label.text.clone() };
        let location = Location { uri: path::uri(path)?, range: text.range(label.span) };
        Some(DiagnosticRelatedInformation { location, message })
    });
    let related: Vec<_> = related.collect();
    let page = explains.then(|| format!("labc-explain:/{}", diagnostic.code.as_str()).parse().ok()).flatten();
    Some(lsp_types::Diagnostic {
        range: text.range(first.span),
        severity: Some(match diagnostic.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(diagnostic.code.as_str().to_owned())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some("labc".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: None,
        data: None,
    })
}

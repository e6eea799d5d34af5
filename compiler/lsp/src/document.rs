//! An open document with what is known of it.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::rc::Rc;

use labc::Analysis;
use labc::record::protocol::Course;
use labc::sources::{FileId, Files, NoFiles};
use lsp_types::Uri;

use crate::host::Around;
use crate::text::Text;

/// The number of a document's own text in diagnostics of its analysis.
pub(crate) const OWN: FileId = FileId(0);

/// A document that an editor has open.
pub(crate) struct Document {
    /// Its address, as the editor writes it.
    pub(crate) uri: Uri,
    /// Where it is.
    pub(crate) path: PathBuf,
    pub(crate) text: Text,
    /// Counts its changes.
    pub(crate) version: i32,
    /// It is a lab or a module, and not a manifest or a page of text.
    pub(crate) is_lab: bool,
    known: Option<Analysed>,
    /// What was known of the last text that compiled.
    pub(crate) good: Option<Rc<Analysed>>,
}

/// What is known of a text.
pub(crate) struct Analysed {
    /// The text.
    pub(crate) text: Text,
    /// What its names are.
    pub(crate) analysis: Analysis,
    /// Its values with all controls at their starts, by the number of the definition.
    values: OnceCell<Vec<Option<String>>>,
    /// Its page was made as well, with all that is found out about it.
    is_whole: bool,
}

impl Analysed {
    /// The text of a lab, checked with what is around it.
    pub(crate) fn of(text: &Text, around: Option<&Around>) -> Self {
        Self::by(labc::analyse, text, around, true)
    }

    pub(crate) fn names(text: &Text, around: Option<&Around>) -> Self {
        Self::by(labc::analyse_names, text, around, false)
    }

    fn by(
        analyse: fn(FileId, &str, &dyn Files, &Course) -> Analysis,
        text: &Text,
        around: Option<&Around>,
        is_whole: bool,
    ) -> Self {
        let analysis = match around {
            Some(around) => analyse(OWN, text.as_str(), &*around.files, &around.course),
            None => analyse(OWN, text.as_str(), &NoFiles, &Course::default()),
        };
        Self { text: text.clone(), analysis, values: OnceCell::new(), is_whole }
    }

    /// The values at the start.
    pub(crate) fn values(&self) -> &[Option<String>] {
        self.values.get_or_init(|| labc::now::at_start(&self.analysis.checker.model, OWN))
    }

    /// The value of a definition at the start.
    pub(crate) fn value(&self, id: usize) -> Option<&str> {
        self.values().get(id)?.as_deref()
    }

    /// The same where no other value is needed.
    pub(crate) fn value_alone(&self, id: usize) -> Option<String> {
        match self.values.get() {
            Some(values) => values.get(id)?.clone(),
            None => labc::now::one_at_start(&self.analysis.checker.model, OWN, id),
        }
    }
}

impl Document {
    pub(crate) fn new(uri: Uri, path: PathBuf, text: Text, version: i32) -> Self {
        let is_lab = path.extension().is_some_and(|ending| ending == "lab");
        Self { uri, path, text, version, is_lab, known: None, good: None }
    }

    /// Takes in a change.
    pub(crate) fn change(&mut self, text: Text, version: i32) {
        self.text = text;
        self.version = version;
        self.forget();
    }

    /// Something around the document has changed.
    pub(crate) fn forget(&mut self) {
        if let Some(known) = self.known.take().filter(|known| known.analysis.lab.is_some()) {
            self.good = Some(Rc::new(known));
        }
    }

    /// Checks the text, unless that was done.
    pub(crate) fn know(&mut self, around: Option<&Around>) {
        if self.is_lab && self.known.as_ref().is_none_or(|known| !known.is_whole) {
            self.known = Some(Analysed::of(&self.text, around));
        }
    }

    /// Finds out what its names are, unless that was done: much sooner than everything.
    pub(crate) fn know_names(&mut self, around: Option<&Around>) {
        if self.is_lab && self.known.is_none() {
            self.known = Some(Analysed::names(&self.text, around));
        }
    }

    /// What is known of the text, once it was checked.
    pub(crate) fn known(&self) -> Option<&Analysed> {
        self.known.as_ref()
    }
}

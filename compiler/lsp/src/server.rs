//! Messages in and out, open documents, and checks in the background. Start at [`serve`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use labc::diagnostic::Diagnostic;
use lsp_server::{ErrorCode, Message, Notification};
use lsp_types::notification::{self as note, Notification as _};
use lsp_types::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::document::{Document, OWN};
use crate::faults::{Many, OneText, Texts};
use crate::host::{Around, Checked, Host};
use crate::settled::Settled;
use crate::text::Text;
use crate::{faults, path};

/// How a server behaves.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long nothing has to be typed before the course is checked.
    pub pause: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { pause: Duration::from_millis(250) }
    }
}

/// A course to check, or files on their own.
pub(crate) struct CheckRequest {
    /// Counts the changes before it.
    pub(crate) turn: u64,
    manifests: Vec<Option<PathBuf>>,
    open: Vec<PathBuf>,
}

/// What a check has found.
pub(crate) struct CheckResult {
    pub(crate) turn: u64,
    results: Vec<(Option<PathBuf>, Result<Checked, String>)>,
}

/// Checks courses whenever nothing was typed for a moment.
pub(crate) fn in_background(
    host: &dyn Host,
    options: Options,
    asked: &Receiver<CheckRequest>,
    finds: &Sender<CheckResult>,
) {
    while let Ok(mut check) = asked.recv() {
        while let Ok(newer) = asked.recv_timeout(options.pause) {
            check = newer;
        }
        let results = check.manifests.into_iter().map(|manifest| {
            let of = |file: &&PathBuf| host.manifest(file) == manifest;
            let open: Vec<PathBuf> = check.open.iter().filter(of).cloned().collect();
            let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                host.check(manifest.as_deref(), &open)
            }));
            (manifest, found.unwrap_or_else(|_| Err("the check has failed".to_owned())))
        });
        if finds.send(CheckResult { turn: check.turn, results: results.collect() }).is_err() {
            return;
        }
    }
}

/// What is known of a course, or of files without one.
#[derive(Default)]
pub(crate) struct KnownCourse {
    pub(crate) checked: Checked,
    /// The texts that were checked, with what was said.
    pub(crate) texts: Option<Many>,
}

/// The server with all that it knows.
pub(crate) struct Server {
    pub(crate) host: Arc<dyn Host>,
    sender: Sender<Message>,
    asks: Sender<CheckRequest>,
    /// Open documents.
    pub(crate) documents: BTreeMap<PathBuf, Document>,
    /// What the last checks have found of open documents.
    settled: BTreeMap<PathBuf, Settled>,
    /// The texts of documents as they were first opened.
    first: BTreeMap<PathBuf, Text>,
    /// What the last checks have found, by manifest.
    pub(crate) courses: BTreeMap<Option<PathBuf>, KnownCourse>,
    /// The manifests of files.
    manifests: BTreeMap<PathBuf, Option<PathBuf>>,
    /// Files that editors show something about.
    published: BTreeSet<PathBuf>,
    /// The folder that the editor has open.
    pub(crate) root: Option<PathBuf>,
    /// Counts changes.
    pub(crate) turn: u64,
    /// Texts that have to be checked again, once nothing waits for an answer.
    stale: BTreeSet<PathBuf>,
    /// The editor can show the page of a code.
    explains: bool,
    /// Snippets can be filled in.
    pub(crate) snippets: bool,
}

/// Why a request has no answer.
pub(crate) struct Refusal(pub(crate) String);

impl Server {
    pub(crate) fn new(
        host: Arc<dyn Host>,
        sender: Sender<Message>,
        asks: Sender<CheckRequest>,
        params: &InitializeParams,
    ) -> Self {
        #[allow(deprecated, reason = "editors that know no folders of a workspace still send it")]
        let root = params.root_uri.as_ref();
        let folder = params.workspace_folders.iter().flatten().next().map(|folder| &folder.uri);
        let completion = params.capabilities.text_document.as_ref().and_then(|text| text.completion.as_ref());
        let snippets = completion
            .and_then(|completion| completion.completion_item.as_ref()?.snippet_support)
            .unwrap_or(false);
        let options = params.initialization_options.as_ref();
        Self {
            host,
            sender,
            asks,
            documents: BTreeMap::new(),
            first: BTreeMap::new(),
            settled: BTreeMap::new(),
            courses: BTreeMap::new(),
            manifests: BTreeMap::new(),
            published: BTreeSet::new(),
            root: folder.or(root).and_then(path::of),
            turn: 0,
            stale: BTreeSet::new(),
            explains: options.is_some_and(|options| options["explains"] == true),
            snippets,
        }
    }

    pub(crate) fn send(&self, message: Message) {
        // An editor that is gone is noticed where the next message is awaited.
        drop(self.sender.send(message));
    }

    fn notify<N: note::Notification>(&self, params: N::Params) {
        self.send(Message::Notification(Notification::new(N::METHOD.to_owned(), params)));
    }

    /// An open document, checked as it stands.
    pub(crate) fn document(&mut self, uri: &Uri) -> (&Self, Option<&Document>) {
        let path = path::of(uri).unwrap_or_default();
        self.know(&path);
        let document = self.documents.get(&path);
        (self, document)
    }

    /// Checks an open document, unless that was done.
    pub(crate) fn know(&mut self, path: &Path) {
        let around = self.around(path).cloned();
        if let Some(document) = self.documents.get_mut(path) {
            document.know(around.as_ref());
        }
    }

    /// What is around a lab, as far as it has been found out.
    pub(crate) fn around(&self, path: &Path) -> Option<&Around> {
        let manifest = self.manifests.get(path)?;
        self.courses.get(manifest)?.checked.labs.get(path)
    }

    /// A document as it was when the editor first opened it: what students may have answered.
    pub(crate) fn before(&self, document: &Document) -> Option<&str> {
        self.first.get(&document.path).map(Text::as_str)
    }

    /// What is known of the course of a document.
    pub(crate) fn course(&self, document: &Document) -> Option<&KnownCourse> {
        self.courses.get(self.manifests.get(&document.path)?)
    }

    /// The manifest of the course of a document.
    pub(crate) fn manifest(&self, document: &Document) -> Option<&Path> {
        self.manifests.get(&document.path)?.as_deref()
    }

    pub(crate) fn noted(&mut self, note: Notification) {
        let Notification { method, params } = note;
        match method.as_str() {
            note::DidOpenTextDocument::METHOD => {
                let Ok(DidOpenTextDocumentParams { text_document }) = read(params) else { return };
                let Some(path) = path::of(&text_document.uri) else { return };
                let text = Text::new(text_document.text);
                let document = Document::new(text_document.uri, path.clone(), text, text_document.version);
                let manifest = self.host.manifest(&path);
                self.courses.entry(manifest.clone()).or_default();
                self.manifests.insert(path.clone(), manifest);
                self.host.open(&path, Some(document.text.shared()));
                self.first.entry(path.clone()).or_insert_with(|| document.text.clone());
                self.documents.insert(path.clone(), document);
                self.changed(path);
            }
            note::DidChangeTextDocument::METHOD => {
                let Ok(params) = read::<DidChangeTextDocumentParams>(params) else { return };
                let Some(path) = path::of(&params.text_document.uri) else { return };
                let Some(document) = self.documents.get_mut(&path) else { return };
                let text = document.text.changed(params.content_changes);
                document.change(text, params.text_document.version);
                let text = document.text.shared();
                self.host.open(&path, Some(text));
                self.changed(path);
            }
            note::DidSaveTextDocument::METHOD | note::DidChangeWatchedFiles::METHOD => {
                self.manifests =
                    self.documents.keys().map(|path| (path.clone(), self.host.manifest(path))).collect();
                // Files that labs read may be others now.
                self.documents.values_mut().for_each(Document::forget);
                self.check();
            }
            note::DidCloseTextDocument::METHOD => {
                let Ok(DidCloseTextDocumentParams { text_document }) = read(params) else { return };
                let Some(path) = path::of(&text_document.uri) else { return };
                self.host.open(&path, None);
                self.documents.remove(&path);
                let alone = self.manifests.remove(&path).flatten().is_none();
                if alone {
                    // Nothing will be said about it any more.
                    self.publish(&path, Vec::new());
                }
                self.check();
            }
            _ => {}
        }
    }

    fn changed(&mut self, path: PathBuf) {
        self.stale.insert(path);
        self.check();
    }

    /// Has everything checked that is open, after a pause.
    pub(crate) fn check(&mut self) {
        self.turn += 1;
        let mut manifests: BTreeSet<Option<PathBuf>> = self.manifests.values().cloned().collect();
        manifests.extend(self.courses.keys().filter(|manifest| manifest.is_some()).cloned());
        let open = self.documents.keys().cloned().collect();
        let manifests = manifests.into_iter().collect();
        drop(self.asks.send(CheckRequest { turn: self.turn, manifests, open }));
    }

    /// Says what is wrong with texts that have changed, where nothing around them is needed or all of that is known.
    pub(crate) fn refresh(&mut self) {
        for path in std::mem::take(&mut self.stale) {
            if self.around(&path).is_none() {
                continue;
            }
            let Some(mut told) = self.told(&path) else { continue };
            if let (Some(settled), Some(document)) = (self.settled.get(&path), self.documents.get(&path)) {
                settled.add_to(&mut told, &document.text);
            }
            self.publish(&path, told);
        }
    }

    /// What an open document itself tells; nothing where that fails.
    fn told(&mut self, path: &Path) -> Option<Vec<lsp_types::Diagnostic>> {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.know(path))).ok()?;
        let document = self.documents.get(path)?;
        let said: Vec<&Diagnostic> = document.known()?.analysis.diagnostics.iter().collect();
        Some(self.shown(&said, &OneText(&document.path, &document.text)))
    }

    fn shown(&self, said: &[&Diagnostic], texts: &dyn Texts) -> Vec<lsp_types::Diagnostic> {
        said.iter().filter_map(|diagnostic| faults::shown(diagnostic, texts, self.explains)).collect()
    }

    fn publish(&mut self, path: &Path, diagnostics: Vec<lsp_types::Diagnostic>) {
        let document = self.documents.get(path);
        let Some(uri) = document.map(|document| document.uri.clone()).or_else(|| path::uri(path)) else {
            return;
        };
        match diagnostics.is_empty() {
            true => self.published.remove(path),
            false => self.published.insert(path.to_owned()),
        };
        let version = document.map(|document| document.version);
        self.notify::<note::PublishDiagnostics>(PublishDiagnosticsParams { uri, diagnostics, version });
    }

    /// Takes in what a check has found.
    pub(crate) fn found(&mut self, found: CheckResult) {
        let newest = found.turn == self.turn;
        let mut said: BTreeMap<PathBuf, Vec<lsp_types::Diagnostic>> = BTreeMap::new();
        for (manifest, result) in found.results {
            let checked = match result {
                Ok(checked) => checked,
                Err(sentence) => {
                    let params = LogMessageParams { typ: MessageType::WARNING, message: sentence };
                    self.notify::<note::LogMessage>(params);
                    continue;
                }
            };
            let texts = Many::of(&checked);
            if newest {
                for (path, diagnostics) in &texts.said {
                    let of: Vec<&Diagnostic> = diagnostics.iter().map(|one| &**one).collect();
                    let shown = self.shown(&of, &texts);
                    self.publish(path, shown.clone());
                    said.insert(path.clone(), shown);
                }
            }
            // What is around a lab may have changed.
            for (path, document) in &mut self.documents {
                if let Some(around) = checked.labs.get(path) {
                    let before = self.courses.get(&manifest).and_then(|course| course.checked.labs.get(path));
                    if before.is_none_or(|before| !before.course.is_same(&around.course)) {
                        document.forget();
                    }
                }
            }
            self.courses.insert(manifest, KnownCourse { checked, texts: Some(texts) });
        }
        if newest {
            let open = self.documents.keys();
            let silent: BTreeSet<PathBuf> =
                self.published.iter().chain(open).filter(|path| !said.contains_key(*path)).cloned().collect();
            for path in silent {
                self.publish(&path, Vec::new());
            }
            self.settle(&said);
            // For those who wait for the end of a check: the tests, and the preview of an editor.
            self.send(Message::Notification(Notification::new(
                "labc/checked".to_owned(),
                json!({ "turn": self.turn }),
            )));
        }
    }

    /// Keeps what a check has found of the open documents beyond what they tell themselves.
    fn settle(&mut self, said: &BTreeMap<PathBuf, Vec<lsp_types::Diagnostic>>) {
        let labs = self.documents.values().filter(|document| document.is_lab);
        let paths: Vec<PathBuf> = labs.map(|document| document.path.clone()).collect();
        self.settled.clear();
        for path in paths {
            if let Some(found) = said.get(&path)
                && let Some(told) = self.told(&path)
                && let Some(document) = self.documents.get(&path)
            {
                let settled = Settled::new(document.text.clone(), found, &told);
                self.settled.insert(path, settled);
            }
        }
    }

    /// What is around any lab of a course that was checked.
    pub(crate) fn around_of(&self, path: &Path) -> Option<Around> {
        self.courses.values().find_map(|course| course.checked.labs.get(path)).cloned()
    }

    /// The labs of the course of a document, and other labs that are open.
    pub(crate) fn labs(&self, document: &Document) -> Vec<PathBuf> {
        let course = self.course(document);
        let mut labs: Vec<PathBuf> = course
            .map(|course| course.checked.order.iter().map(|(_, path)| path.clone()).collect())
            .unwrap_or_default();
        let open = self.documents.values().filter(|document| document.is_lab);
        labs.extend(open.map(|document| document.path.clone()));
        labs.sort();
        labs.dedup();
        labs
    }

    /// A text by its path: as it is open, else as it was checked, else as it lies on the disk.
    pub(crate) fn text_of(&self, path: &Path) -> Option<Text> {
        if let Some(document) = self.documents.get(path) {
            return Some(document.text.clone());
        }
        self.host.read(path).map(Text::new)
    }
}

/// What came with a message.
pub(crate) fn read<T: DeserializeOwned>(params: Value) -> Result<T, (ErrorCode, String)> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

/// Whether a diagnostic speaks of the document's own text.
pub(crate) fn is_own(diagnostic: &Diagnostic) -> bool {
    diagnostic.labels.first().is_some_and(|label| label.file == OWN)
}

//! Messages in and out, open documents, and checks in the background. Start at [`serve`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use labc::diagnostic::Diagnostic;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{self as note, Notification as _};
use lsp_types::request::{self as ask, Request as _};
use lsp_types::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::document::{Document, OWN};
use crate::faults::{Many, One, Texts};
use crate::host::{Around, Checked, Host};
use crate::settled::Settled;
use crate::text::Text;
use crate::{
    actions, cited, complete, faults, hints, hover, layout, links, navigate, path, preview, rename,
    signature, symbols, tokens,
};

/// Room for the deepest expression that the compiler lets through, with much to spare.
const STACK: usize = 32 << 20;

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

/// Answers an editor until it says that it is done.
///
/// # Errors
/// A sentence where the connection breaks, or a thread cannot be started.
pub fn serve(connection: Connection, host: Arc<dyn Host>, options: Options) -> Result<(), String> {
    let run = move || {
        let (id, params) = connection.initialize_start().map_err(|error| error.to_string())?;
        let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
        let answer = json!({
            "capabilities": capabilities(),
            "serverInfo": { "name": "labc", "version": env!("CARGO_PKG_VERSION") },
        });
        connection.initialize_finish(id, answer).map_err(|error| error.to_string())?;
        let pause = params.initialization_options.as_ref().and_then(|options| options["pause"].as_u64());
        let options = Options { pause: pause.map_or(options.pause, Duration::from_millis) };
        let (asks, asked) = unbounded();
        let (finds, found) = unbounded();
        let checks = {
            let host = Arc::clone(&host);
            let check = move || in_background(&*host, options, &asked, &finds);
            thread::Builder::new().stack_size(STACK).spawn(check).map_err(|error| error.to_string())?
        };
        let mut server = Server::new(host, connection.sender.clone(), asks, &params);
        let ended = server.run(&connection, &found);
        drop(server);
        drop(checks.join());
        ended
    };
    let server = thread::Builder::new().stack_size(STACK).spawn(run).map_err(|error| error.to_string())?;
    server.join().map_err(|_| "the server has failed".to_owned())?
}

/// What the server can be asked.
fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(PositionEncodingKind::UTF16),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..Default::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([".", "@", " ", ":"].map(str::to_owned).to_vec()),
            ..Default::default()
        }),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(["(", ","].map(str::to_owned).to_vec()),
            ..Default::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(
                [
                    CodeActionKind::QUICKFIX,
                    CodeActionKind::REFACTOR_EXTRACT,
                    CodeActionKind::REFACTOR_REWRITE,
                ]
                .to_vec(),
            ),
            ..Default::default()
        })),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: Default::default(),
        })),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: Default::default(),
        }),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                legend: tokens::legend(),
                full: Some(SemanticTokensFullOptions::Bool(true)),
                range: Some(true),
                ..Default::default()
            },
        )),
        inlay_hint_provider: Some(OneOf::Left(true)),
        ..Default::default()
    }
}

/// A course to check, or files on their own.
struct Check {
    /// Counts the changes before it.
    turn: u64,
    manifests: Vec<Option<PathBuf>>,
    open: Vec<PathBuf>,
}

/// What a check has found.
struct Found {
    turn: u64,
    results: Vec<(Option<PathBuf>, Result<Checked, String>)>,
}

/// Checks courses whenever nothing was typed for a moment.
fn in_background(host: &dyn Host, options: Options, asked: &Receiver<Check>, finds: &Sender<Found>) {
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
        if finds.send(Found { turn: check.turn, results: results.collect() }).is_err() {
            return;
        }
    }
}

/// What is known of a course, or of files without one.
#[derive(Default)]
pub(crate) struct Course {
    pub(crate) checked: Checked,
    /// The texts that were checked, with what was said.
    pub(crate) texts: Option<Many>,
}

/// The server with all that it knows.
pub(crate) struct Server {
    pub(crate) host: Arc<dyn Host>,
    sender: Sender<Message>,
    asks: Sender<Check>,
    /// Open documents.
    pub(crate) documents: BTreeMap<PathBuf, Document>,
    /// What the last checks have found of open documents.
    settled: BTreeMap<PathBuf, Settled>,
    /// The texts of documents as they were first opened.
    first: BTreeMap<PathBuf, Text>,
    /// What the last checks have found, by manifest.
    pub(crate) courses: BTreeMap<Option<PathBuf>, Course>,
    /// The manifests of files.
    manifests: BTreeMap<PathBuf, Option<PathBuf>>,
    /// Files that editors show something about.
    published: BTreeSet<PathBuf>,
    /// The folder that the editor has open.
    root: Option<PathBuf>,
    /// Counts changes.
    turn: u64,
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
    fn new(
        host: Arc<dyn Host>,
        sender: Sender<Message>,
        asks: Sender<Check>,
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

    fn run(&mut self, connection: &Connection, found: &Receiver<Found>) -> Result<(), String> {
        if let Some(root) = self.root.clone()
            && let Some(manifest) = self.host.manifest(&root.join("course.toml"))
        {
            self.courses.entry(Some(manifest)).or_default();
            self.check();
        }
        let mut waiting: VecDeque<Message> = VecDeque::new();
        let mut cancelled: BTreeSet<String> = BTreeSet::new();
        loop {
            // What came in the meantime may take back what waits.
            for message in connection.receiver.try_iter() {
                if let Message::Notification(note) = &message
                    && note.method == note::Cancel::METHOD
                {
                    let id = &note.params["id"];
                    if !id.is_null() {
                        cancelled.insert(id.to_string());
                    }
                    continue;
                }
                waiting.push_back(message);
            }
            let message = match waiting.pop_front() {
                Some(message) => message,
                None => {
                    cancelled.clear();
                    self.refresh();
                    select! {
                        recv(connection.receiver) -> message => match message {
                            Ok(message) => message,
                            // The editor is gone.
                            Err(_) => return Ok(()),
                        },
                        recv(found) -> found => {
                            if let Ok(found) = found {
                                self.found(found);
                            }
                            continue;
                        }
                    }
                }
            };
            match message {
                Message::Request(request) => {
                    if connection.handle_shutdown(&request).map_err(|error| error.to_string())? {
                        return Ok(());
                    }
                    let id = serde_json::to_value(&request.id).unwrap_or_default().to_string();
                    let response = match cancelled.remove(&id) {
                        true => {
                            let code = ErrorCode::RequestCanceled as i32;
                            Response::new_err(request.id, code, "taken back".to_owned())
                        }
                        false => self.answered(request),
                    };
                    self.send(Message::Response(response));
                }
                Message::Notification(note) => self.noted(note),
                Message::Response(_) => {}
            }
        }
    }

    fn send(&self, message: Message) {
        // An editor that is gone is noticed where the next message is awaited.
        drop(self.sender.send(message));
    }

    fn notify<N: note::Notification>(&self, params: N::Params) {
        self.send(Message::Notification(Notification::new(N::METHOD.to_owned(), params)));
    }

    /// Answers a request; a fault of ours is an answer, too.
    fn answered(&mut self, request: Request) -> Response {
        let (id, method) = (request.id.clone(), request.method.clone());
        let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.answer(request)));
        match answer {
            Ok(Ok(result)) => Response::new_ok(id, result),
            Ok(Err((code, sentence))) => Response::new_err(id, code as i32, sentence),
            Err(_) => {
                let sentence = format!("labc failed to answer `{method}`: this is a fault of labc");
                Response::new_err(id, ErrorCode::InternalError as i32, sentence)
            }
        }
    }

    fn answer(&mut self, request: Request) -> Result<Value, (ErrorCode, String)> {
        let Request { method, params, .. } = request;
        match method.as_str() {
            ask::HoverRequest::METHOD => {
                let HoverParams { text_document_position_params: at, .. } = read(params)?;
                if self.names(&at, |_, document, offset| hover::takes_page(document, offset))? == true {
                    self.know(&path::of(&at.text_document.uri).unwrap_or_default());
                }
                self.names(&at, |server, document, offset| {
                    let cited = || cited::hover(server, document, offset);
                    hover::hover(server, document, offset).or_else(cited)
                })
            }
            ask::GotoDefinition::METHOD => {
                let GotoDefinitionParams { text_document_position_params: at, .. } = read(params)?;
                self.names(&at, |server, document, offset| {
                    let cited = || cited::definition(server, document, offset);
                    navigate::definition(server, document, offset).or_else(cited)
                })
            }
            ask::References::METHOD => {
                let ReferenceParams { text_document_position: at, context, .. } = read(params)?;
                self.names(&at, |server, document, offset| {
                    navigate::references(server, document, offset, context.include_declaration)
                })
            }
            ask::DocumentHighlightRequest::METHOD => {
                let DocumentHighlightParams { text_document_position_params: at, .. } = read(params)?;
                self.names(&at, navigate::highlights)
            }
            ask::Completion::METHOD => {
                let CompletionParams { text_document_position: at, .. } = read(params)?;
                self.names(&at, complete::complete)
            }
            ask::SignatureHelpRequest::METHOD => {
                let SignatureHelpParams { text_document_position_params: at, .. } = read(params)?;
                self.names(&at, signature::help)
            }
            ask::PrepareRenameRequest::METHOD => {
                let at: TextDocumentPositionParams = read(params)?;
                self.names(&at, rename::prepare)
            }
            ask::Rename::METHOD => {
                let RenameParams { text_document_position: at, new_name, .. } = read(params)?;
                let (server, document) = self.document(&at.text_document.uri);
                let found = document.map(|document| {
                    let offset = document.text.offset(at.position);
                    rename::rename(server, document, offset, &new_name)
                });
                match found {
                    Some(Ok(edit)) => written(&edit),
                    Some(Err(Refusal(sentence))) => Err((ErrorCode::RequestFailed, sentence)),
                    None => Ok(Value::Null),
                }
            }
            ask::DocumentSymbolRequest::METHOD => {
                let DocumentSymbolParams { text_document, .. } = read(params)?;
                self.of(&text_document.uri, |_, document| symbols::document(document))
            }
            ask::WorkspaceSymbolRequest::METHOD => {
                let WorkspaceSymbolParams { query, .. } = read(params)?;
                written(&symbols::workspace(self, &query))
            }
            ask::FoldingRangeRequest::METHOD => {
                let FoldingRangeParams { text_document, .. } = read(params)?;
                self.of(&text_document.uri, |_, document| symbols::folds(document))
            }
            ask::SemanticTokensFullRequest::METHOD => {
                let SemanticTokensParams { text_document, .. } = read(params)?;
                self.of(&text_document.uri, |_, document| tokens::tokens(document, None))
            }
            ask::SemanticTokensRangeRequest::METHOD => {
                let SemanticTokensRangeParams { text_document, range, .. } = read(params)?;
                self.of(&text_document.uri, |_, document| tokens::tokens(document, Some(range)))
            }
            ask::InlayHintRequest::METHOD => {
                let InlayHintParams { text_document, range, .. } = read(params)?;
                self.of(&text_document.uri, |_, document| hints::hints(document, range))
            }
            ask::DocumentLinkRequest::METHOD => {
                let DocumentLinkParams { text_document, .. } = read(params)?;
                self.of(&text_document.uri, links::links)
            }
            ask::CodeActionRequest::METHOD => {
                let params: CodeActionParams = read(params)?;
                self.of(&params.text_document.uri, |server, document| {
                    actions::actions(server, document, params.range)
                })
            }
            ask::Formatting::METHOD => {
                let DocumentFormattingParams { text_document, .. } = read(params)?;
                self.of(&text_document.uri, |_, document| {
                    document.is_lab.then(|| layout::edits(&document.text, None))
                })
            }
            ask::RangeFormatting::METHOD => {
                let DocumentRangeFormattingParams { text_document, range, .. } = read(params)?;
                self.of(&text_document.uri, |_, document| {
                    document.is_lab.then(|| layout::edits(&document.text, Some(range)))
                })
            }
            // How many changes there were: `labc/checked` says the same once they are checked.
            "labc/turn" => written(&self.turn),
            "labc/explain" => {
                let code = params["code"].as_str().unwrap_or_default();
                let page = labc::codes::all().find(|known| known.as_str() == code);
                written(&page.map(labc::codes::Code::page))
            }
            "labc/place" => {
                let at: TextDocumentPositionParams = read(params)?;
                self.names(&at, |_, document, offset| preview::on_page(document, offset))
            }
            "labc/find" => {
                let place: preview::FromPage = read(params)?;
                self.of(&place.text_document.uri.clone(), |server, document| {
                    preview::from_page(server, document, &place)
                })
            }
            method => Err((ErrorCode::MethodNotFound, format!("labc has no answer to `{method}`"))),
        }
    }

    /// Asks something about a document, checked as it stands.
    fn of<R: serde::Serialize>(
        &mut self,
        uri: &Uri,
        question: impl FnOnce(&Self, &Document) -> R,
    ) -> Result<Value, (ErrorCode, String)> {
        match self.document(uri) {
            (server, Some(document)) => written(&question(server, document)),
            (_, None) => Ok(Value::Null),
        }
    }

    /// Asks something about a place of a document, whose names are known as it stands.
    fn names<R: serde::Serialize>(
        &mut self,
        at: &TextDocumentPositionParams,
        question: impl FnOnce(&Self, &Document, usize) -> R,
    ) -> Result<Value, (ErrorCode, String)> {
        let path = path::of(&at.text_document.uri).unwrap_or_default();
        let around = self.around(&path).cloned();
        let Some(document) = self.documents.get_mut(&path) else { return Ok(Value::Null) };
        document.know_names(around.as_ref());
        let document = &self.documents[&path];
        written(&question(self, document, document.text.offset(at.position)))
    }

    /// An open document, checked as it stands.
    fn document(&mut self, uri: &Uri) -> (&Self, Option<&Document>) {
        let path = path::of(uri).unwrap_or_default();
        self.know(&path);
        let document = self.documents.get(&path);
        (self, document)
    }

    /// Checks an open document, unless that was done.
    fn know(&mut self, path: &Path) {
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
    pub(crate) fn course(&self, document: &Document) -> Option<&Course> {
        self.courses.get(self.manifests.get(&document.path)?)
    }

    /// The manifest of the course of a document.
    pub(crate) fn manifest(&self, document: &Document) -> Option<&Path> {
        self.manifests.get(&document.path)?.as_deref()
    }

    fn noted(&mut self, note: Notification) {
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
    fn check(&mut self) {
        self.turn += 1;
        let mut manifests: BTreeSet<Option<PathBuf>> = self.manifests.values().cloned().collect();
        manifests.extend(self.courses.keys().filter(|manifest| manifest.is_some()).cloned());
        let open = self.documents.keys().cloned().collect();
        let manifests = manifests.into_iter().collect();
        drop(self.asks.send(Check { turn: self.turn, manifests, open }));
    }

    /// Says what is wrong with texts that have changed, where nothing around them is needed or all of that is known.
    fn refresh(&mut self) {
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
        Some(self.shown(&said, &One(&document.path, &document.text)))
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
    fn found(&mut self, found: Found) {
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
            self.courses.insert(manifest, Course { checked, texts: Some(texts) });
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

fn read<T: DeserializeOwned>(params: Value) -> Result<T, (ErrorCode, String)> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn written(answer: &impl serde::Serialize) -> Result<Value, (ErrorCode, String)> {
    serde_json::to_value(answer).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

/// Whether a diagnostic speaks of the document's own text.
pub(crate) fn is_own(diagnostic: &Diagnostic) -> bool {
    diagnostic.labels.first().is_some_and(|label| label.file == OWN)
}

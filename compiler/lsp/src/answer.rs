//! Requests and their answers. Start at [`serve`].

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, select, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Request, Response};
use lsp_types::notification::{self as note, Notification as _};
use lsp_types::request::{self as ask, Request as _};
use lsp_types::*;
use serde_json::{Value, json};

use crate::document::Document;
use crate::host::Host;
use crate::server::{CheckResult, Options, Refusal, Server, in_background, read};
use crate::{
    actions, cited, complete, hints, hover, layout, links, navigate, path, preview, rename, signature,
    symbols, tokens,
};

/// Room for the deepest expression that the compiler lets through, with much to spare.
const STACK: usize = 32 << 20;

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

impl Server {
    fn run(&mut self, connection: &Connection, found: &Receiver<CheckResult>) -> Result<(), String> {
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
}

fn written(answer: &impl serde::Serialize) -> Result<Value, (ErrorCode, String)> {
    serde_json::to_value(answer).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

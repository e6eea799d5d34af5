//! An editor without a screen: it speaks to `labc lsp` as editors do, and keeps what it is told.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// The command that is tried: `LABC` names another build of it.
pub(crate) fn program() -> String {
    std::env::var("LABC").unwrap_or_else(|_| env!("CARGO_BIN_EXE_labc").to_owned())
}

pub(crate) struct Client {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    next: u64,
    /// The last diagnostics of each file.
    pub(crate) said: BTreeMap<String, Vec<Value>>,
    /// The version of the text of which something was said last.
    pub(crate) version: u64,
    /// How many checks have ended.
    pub(crate) checked: u64,
    /// What it can be asked.
    pub(crate) capabilities: Value,
    folder: PathBuf,
}

impl Client {
    /// Starts the server in a folder. It checks the course as soon as nothing was told for a moment.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_with(folder, json!({ "pause": 1, "explains": true }))
    }

    /// Starts the server in a folder, with some options.
    pub(crate) fn start_with(folder: &Path, options: Value) -> Self {
        let mut child = Command::new(program())
            .arg("lsp")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sends, messages) = channel();
        std::thread::spawn(move || {
            loop {
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if output.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    let line = line.trim();
                    if line.is_empty() {
                        break;
                    }
                    if let Some(count) = line.strip_prefix("Content-Length: ") {
                        length = count.parse().unwrap();
                    }
                }
                let mut body = vec![0; length];
                output.read_exact(&mut body).unwrap();
                if sends.send(serde_json::from_slice(&body).unwrap()).is_err() {
                    return;
                }
            }
        });
        let folder = folder.canonicalize().unwrap();
        let mut client = Self {
            child,
            input,
            messages,
            next: 0,
            said: BTreeMap::new(),
            version: 0,
            checked: 0,
            capabilities: Value::Null,
            folder,
        };
        let root = client.uri("");
        let answer = client.ask(
            "initialize",
            json!({
                "processId": null, "rootUri": root.trim_end_matches('/'),
                "capabilities": { "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } },
                "initializationOptions": options,
            }),
        );
        assert!(answer["capabilities"].is_object(), "{answer}");
        client.capabilities = answer["capabilities"].clone();
        client.tell("initialized", json!({}));
        client
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("file://{}/{path}", self.folder.display())
    }

    /// The path of an address, as seen from the folder.
    pub(crate) fn path(&self, uri: &str) -> String {
        uri.strip_prefix(&self.uri("")).unwrap_or(uri).to_owned()
    }

    fn send(&mut self, message: Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.input.flush().unwrap();
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request without waiting for its answer.
    pub(crate) fn begin(&mut self, method: &str, params: Value) -> u64 {
        self.next += 1;
        let id = self.next;
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// Waits for an answer: its result, or its error.
    pub(crate) fn end(&mut self, id: u64) -> Value {
        loop {
            let message = self.receive();
            if message["id"] == id {
                return if message["error"].is_null() {
                    message["result"].clone()
                } else {
                    message["error"].clone()
                };
            }
        }
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        self.end(id)
    }

    #[track_caller]
    fn receive(&mut self) -> Value {
        let message = self.messages.recv_timeout(Duration::from_secs(300)).expect("the server answers");
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let params = &message["params"];
                let path = self.path(params["uri"].as_str().unwrap());
                self.version = params["version"].as_u64().unwrap_or(self.version);
                self.said.insert(path, params["diagnostics"].as_array().unwrap().clone());
            }
            Some("labc/checked") => self.checked = message["params"]["turn"].as_u64().unwrap(),
            _ => {}
        }
        message
    }

    /// Waits until something was said of a version of a text.
    pub(crate) fn hear(&mut self, version: u64) {
        while self.version < version {
            self.receive();
        }
    }

    /// The memory that the server holds, in MiB; nothing where the system does not tell it.
    pub(crate) fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(held.trim().strip_suffix(" kB")?.parse::<f64>().ok()? / 1024.0)
    }

    /// Waits until a check has ended that began after everything that was told.
    pub(crate) fn wait(&mut self) {
        let turn = self.ask("labc/turn", json!({})).as_u64().unwrap();
        while self.checked < turn {
            self.receive();
        }
    }

    pub(crate) fn open(&mut self, path: &str, text: &str) {
        let document = json!({ "uri": self.uri(path), "languageId": "lab", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn change(&mut self, path: &str, version: u64, changes: Value) {
        let document = json!({ "uri": self.uri(path), "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    pub(crate) fn close(&mut self, path: &str) {
        let uri = self.uri(path);
        self.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// Asks something about a place.
    pub(crate) fn at(&mut self, method: &str, path: &str, place: Value, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri(path) }, "position": place });
        if let (Value::Object(params), Value::Object(more)) = (&mut params, more) {
            params.extend(more);
        }
        self.ask(method, params)
    }

    /// Stops the server as editors do, and says how it ended.
    pub(crate) fn stop(mut self) -> bool {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.child.wait().unwrap().success()
    }
}

/// The place of a byte as editors count.
pub(crate) fn place(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    json!({ "line": line, "character": before[start..].encode_utf16().count() })
}

/// The byte of a place.
pub(crate) fn offset(text: &str, place: &Value) -> usize {
    let (line, column) = (place["line"].as_u64().unwrap() as usize, place["character"].as_u64().unwrap());
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut units = 0;
    for (at, letter) in text[start..].char_indices() {
        if units >= column {
            return start + at;
        }
        units += letter.len_utf16() as u64;
    }
    text.len()
}

/// A text with the edits of an answer made.
pub(crate) fn edited(text: &str, edits: &[Value]) -> String {
    let mut spans: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(text, &range["start"]), offset(text, &range["end"]), edit["newText"].as_str().unwrap())
        })
        .collect();
    spans.sort_unstable();
    let (mut new, mut at) = (String::new(), 0);
    for (start, end, words) in spans {
        assert!(start >= at, "edits overlap: {edits:?}");
        new.push_str(&text[at..start]);
        new.push_str(words);
        at = end;
    }
    new + &text[at..]
}

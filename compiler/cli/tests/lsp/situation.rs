//! Situations of an author, and what is asked of the server in them. See [`situations`].

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::client::{Client, edited, offset, place};

/// A situation: a text with one mark or two, and what is asked.
pub(crate) struct Situation {
    pub(crate) title: String,
    pub(crate) text: String,
    marks: Vec<usize>,
    asks: Vec<String>,
}

/// The situations of a file: a title, a text with its marks, and questions. `…` on the first line of a text stands for
/// that of the last lab whose title begins with `the lab of`.
pub(crate) fn situations(source: &str) -> Vec<Situation> {
    let mut found = Vec::new();
    let mut whole = String::new();
    for section in source.split("\n## ").skip(1) {
        let (title, rest) = section.split_once('\n').unwrap();
        let (before, rest) = rest.split_once("```lab\n").unwrap();
        assert!(before.trim().is_empty(), "{title}");
        let (text, asks) = rest.split_once("```\n").unwrap();
        // Kept as other lines are, so that no tool turns them into those.
        let text = match title.starts_with("lines that end in two letters") {
            true => text.replace('\n', "\r\n"),
            false => text.strip_prefix("…\n").map_or_else(|| text.to_owned(), |more| whole.clone() + more),
        };
        if title.starts_with("the lab of ") {
            whole.clone_from(&text);
        }
        let (mut marks, mut plain) = (Vec::new(), String::new());
        for piece in text.split('‸') {
            if !plain.is_empty() || !marks.is_empty() || text.starts_with('‸') {
                marks.push(plain.len());
            }
            plain.push_str(piece);
        }
        // The first piece stands before the first mark.
        if text.starts_with('‸') {
            marks.remove(0);
        }
        let asks = asks.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        found.push(Situation { title: title.to_owned(), text: plain, marks, asks });
    }
    found
}

fn words<'t>(text: &'t str, range: &Value) -> &'t str {
    &text[offset(text, &range["start"])..offset(text, &range["end"])]
}

fn from(place: &Value) -> String {
    format!("{}:{}", place["line"].as_u64().unwrap() + 1, place["character"].as_u64().unwrap() + 1)
}

/// The lines that differ, as they are afterwards.
fn changed(before: &str, after: &str) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    let lines = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    lines.map(|line| format!("{}{}", line.tag(), line.value().trim_end_matches('\n')) + "\n").collect()
}

impl Situation {
    /// The text as it was when it was opened: a question `opened with OLD in place of NEW` says how it differs.
    pub(crate) fn first(&self) -> Option<String> {
        let opened = self.asks.iter().find_map(|ask| ask.strip_prefix("opened with "))?;
        let (old, new) = opened.split_once(" in place of ").unwrap();
        assert!(self.text.contains(new), "{new}");
        Some(self.text.replacen(new, old, 1))
    }
}

/// Puts all situations of a file to a server, and writes down what it says.
pub(crate) fn answers(client: &mut Client, all: &[Situation]) -> String {
    let mut said = String::new();
    for (number, situation) in all.iter().enumerate() {
        // Those of a lab of the course stand in its place.
        let path = match situation.title.split_once(" in the course as ") {
            Some((_, lab)) => format!("labs/{lab}/lab.lab"),
            None => format!("alone/{number}/x.lab"),
        };
        match situation.first() {
            Some(first) => {
                client.open(&path, &first);
                client.change(&path, 2, json!([{ "text": situation.text }]));
            }
            None => client.open(&path, &situation.text),
        }
        let _ = writeln!(said, "## {}\n", situation.title);
        for ask in situation.asks.iter().filter(|ask| !ask.starts_with("opened with ")) {
            let answer = answer(client, &path, situation, ask);
            let _ = writeln!(said, "{ask}:\n{}\n", answer.trim_end());
        }
        client.close(&path);
        // The next one sees the labs of the course as they are on disk.
        if !path.starts_with("alone") {
            client.wait();
        }
    }
    said
}

/// What the server says to a question, in a few words.
fn answer(client: &mut Client, path: &str, situation: &Situation, ask: &str) -> String {
    let text = &situation.text;
    let first = place(text, *situation.marks.first().unwrap_or(&0));
    let last = place(text, *situation.marks.last().unwrap_or(&text.len()));
    let whole = json!({ "start": place(text, 0), "end": place(text, text.len()) });
    let range = if situation.marks.is_empty() { whole } else { json!({ "start": first, "end": last }) };
    let (verb, rest) = ask.split_once(' ').unwrap_or((ask, ""));
    let document = json!({ "textDocument": { "uri": client.uri(path) }, "range": range });
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut said = String::new();
    match verb {
        "hover" => {
            let found = client.at("textDocument/hover", path, first, json!({}));
            said = found["contents"]["value"].as_str().unwrap_or("nothing").to_owned();
        }
        "complete" => {
            let found = client.at("textDocument/completion", path, first, json!({}));
            let mut items = list(&found["items"]);
            items.sort_by_key(|item| item["sortText"].as_str().unwrap().to_owned());
            let shown = items.iter().take(6).map(|item| {
                let detail = item["detail"].as_str().map(|detail| format!("  {detail}")).unwrap_or_default();
                format!("{}{detail}", item["label"].as_str().unwrap())
            });
            said = shown.collect::<Vec<_>>().join("\n");
            let _ = write!(said, "\n({} in all)", items.len());
            for wanted in rest.split_whitespace() {
                let has = items.iter().any(|item| item["label"] == wanted);
                let _ = write!(said, "\n{wanted}: {}", if has { "offered" } else { "not offered" });
            }
        }
        "definition" | "references" => {
            let context = json!({ "context": { "includeDeclaration": true } });
            let found = client.at(&format!("textDocument/{verb}"), path, first, context);
            for location in list(&found) {
                let file = client.path(location["uri"].as_str().unwrap());
                let file = if file == path { "here".to_owned() } else { file };
                let _ = writeln!(said, "{file} {}", from(&location["range"]["start"]));
            }
        }
        "highlight" => {
            let found = client.at("textDocument/documentHighlight", path, first, json!({}));
            for one in list(&found) {
                let _ = writeln!(said, "{} {}", from(&one["range"]["start"]), words(text, &one["range"]));
            }
        }
        "signature" => {
            let found = client.at("textDocument/signatureHelp", path, first, json!({}));
            let signature = &found["signatures"][0];
            let active = found["activeParameter"].as_u64().unwrap_or(99) as usize;
            let label = signature["label"].as_str().unwrap_or("nothing");
            let active = signature["parameters"][active]["label"].as_str().unwrap_or("-");
            said = format!("{label}\nat {active}");
        }
        "rename" => {
            let found = client.at("textDocument/rename", path, first, json!({ "newName": rest }));
            match found["changes"].as_object() {
                Some(files) => {
                    for (uri, edits) in files {
                        let file = client.path(uri);
                        let _ = writeln!(said, "{}", if file == path { "here" } else { &file });
                        said.push_str(&changed(text, &edited(text, &list(edits))));
                    }
                }
                None => said = found["message"].as_str().unwrap_or("nothing").to_owned(),
            }
        }
        "symbols" => {
            fn show(symbols: &[Value], depth: usize, said: &mut String) {
                for symbol in symbols {
                    let name = symbol["name"].as_str().unwrap();
                    let detail = symbol["detail"].as_str().unwrap_or_default();
                    let _ = writeln!(said, "{}{name}  {detail}", "  ".repeat(depth));
                    show(symbol["children"].as_array().map_or(&[], Vec::as_slice), depth + 1, said);
                }
            }
            let found = client.ask("textDocument/documentSymbol", document);
            show(&list(&found), 0, &mut said);
        }
        "find" => {
            for symbol in list(&client.ask("workspace/symbol", json!({ "query": rest }))) {
                let file = client.path(symbol["location"]["uri"].as_str().unwrap());
                let file = if file == path { "here".to_owned() } else { file };
                let _ = writeln!(said, "{} in {file}", symbol["name"].as_str().unwrap());
            }
        }
        "folds" => {
            for fold in list(&client.ask("textDocument/foldingRange", document)) {
                let line = |name: &str| fold[name].as_u64().unwrap() + 1;
                let kind = fold["kind"].as_str().unwrap_or_default();
                let _ = writeln!(said, "{}-{} {kind}", line("startLine"), line("endLine"));
            }
        }
        "tokens" => {
            let kinds = [
                "variable",
                "parameter",
                "function",
                "property",
                "row",
                "class",
                "type",
                "namespace",
                "event",
                "unit",
            ];
            let found = client.ask("textDocument/semanticTokens/full", document);
            let data: Vec<u64> = list(&found["data"]).iter().map(|one| one.as_u64().unwrap()).collect();
            let (mut line, mut column) = (0, 0);
            for token in data.chunks(5) {
                column = if token[0] > 0 { token[1] } else { column + token[1] };
                line += token[0];
                let at = json!({ "line": line, "character": column });
                let end = json!({ "line": line, "character": column + token[2] });
                let name = words(text, &json!({ "start": at, "end": end }));
                let _ = write!(said, "{name}:{}.{} ", kinds[token[3] as usize], token[4]);
            }
        }
        "place" => {
            // To the page, and back from it.
            let mut found = client.at("labc/place", path, first, json!({}));
            let show = |key: &str| found[key].as_str().unwrap_or("-").to_owned();
            let _ = writeln!(said, "page {}, part {}, name {}", show("page"), show("part"), show("name"));
            found["textDocument"] = document["textDocument"].clone();
            let back = client.ask("labc/find", found);
            let range = &back["range"];
            let _ = writeln!(said, "{} {}", from(&range["start"]), words(text, range));
        }
        "hints" => {
            for hint in list(&client.ask("textDocument/inlayHint", document)) {
                let _ = writeln!(said, "{} {}", from(&hint["position"]), hint["label"].as_str().unwrap());
            }
        }
        "links" => {
            for link in list(&client.ask("textDocument/documentLink", document)) {
                let target = client.path(link["target"].as_str().unwrap());
                let _ = writeln!(said, "{} -> {target}", words(text, &link["range"]));
            }
        }
        "format" => {
            let edits = list(&client.ask("textDocument/formatting", document));
            said = changed(text, &edited(text, &edits));
        }
        "actions" => {
            let mut params = document;
            params["context"] = json!({ "diagnostics": [] });
            for action in list(&client.ask("textDocument/codeAction", params)) {
                let _ = writeln!(said, "{}", action["title"].as_str().unwrap());
                for (uri, edits) in action["edit"]["changes"].as_object().unwrap() {
                    if client.path(uri) == path {
                        said.push_str(&changed(text, &edited(text, &list(edits))));
                    }
                }
            }
        }
        "diagnostics" => {
            client.wait();
            for one in client.said.get(path).cloned().unwrap_or_default() {
                let severity = if one["severity"] == 1 { "error" } else { "warning" };
                let code = one["code"].as_str().unwrap();
                let message = one["message"].as_str().unwrap().replace('\n', "\n    ");
                let range = &one["range"];
                let _ = writeln!(
                    said,
                    "{} {severity} {code} `{}`: {message}",
                    from(&range["start"]),
                    words(text, range)
                );
                for related in list(&one["relatedInformation"]) {
                    let at = from(&related["location"]["range"]["start"]);
                    let _ = writeln!(said, "    {at} {}", related["message"].as_str().unwrap());
                }
            }
        }
        verb => panic!("`{verb}` is not a question"),
    }
    if said.trim().is_empty() { "nothing".to_owned() } else { said }
}

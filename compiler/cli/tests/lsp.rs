//! `labc lsp`, asked as editors ask it. The situations are in `lsp/situations.md`, the answers in a snapshot beside it.

mod lsp {
    pub(crate) mod client;
}

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use lsp::client::{Client, edited, offset, place};
use serde_json::{Value, json};

fn folder(name: &str) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("lsp-{name}"));
    drop(fs::remove_dir_all(&here));
    fs::create_dir_all(&here).unwrap();
    here
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

const MANIFEST: &str = "id = \"water\"\ntitle = \"Water\"\nlabs = \"labs\"\nbibliography = \"refs.bib\"\n[[volume]]\ntitle = \"Volume\"\nlabs = [\"tank\", \"pipe\"]\n[sections]\nsec-flow = { title = \"How water flows\" }\nsec-tank = { title = \"The tank\", lab = \"tank\", part = \"fill\" }\n";

const REFERENCES: &str = "@book{torricelli1644,\n  author = {Torricelli, Evangelista}, title = {Opera geometrica}, year = {1644}\n}\n";

const TANK: &str = r#"lab tank "The tank"

table room source "measured" {
  key     label      height: m
  kitchen "Kitchen"  2
  attic   "Attic"    9
}

slider width "Width" from 1 m to 4 m by 1 m start 2 m
choice where_to "Where to" of room start kitchen

/// What the tank holds.
let held = width^2 * where_to.height in m^3

part fill "Filling" 5 min {
  predict more "Twice the width holds"
      truth held at (width = 4 m) / held at (width = 2 m) confidence {
    two  "twice as much" is 2 """No: {truth}×."""
    four "four times as much" is 4 """Yes."""
  }
  status system {
    fail over "Too heavy" when held > 100 m^3
    pass fine
  }
  show metrics { held "Held" tone system }
  record { volume = held "What the tank holds" }
}
"#;

const PIPE: &str = r#"lab pipe "The pipe"
use ledger tank {
  volume else 1 m^3
  more.right as knew else no
}
let twice = 2 * volume
part one "One" 5 min {
  revisit tank
  check "more" twice >= volume
  show metrics { twice "Twice" }
  "{if knew then 1 else 0}"
}
"#;

fn course(name: &str) -> PathBuf {
    let here = folder(name);
    write(&here.join("course.toml"), MANIFEST);
    write(&here.join("refs.bib"), REFERENCES);
    write(&here.join("labs/tank/lab.lab"), TANK);
    write(&here.join("labs/pipe/lab.lab"), PIPE);
    here
}

/// A situation: a text with one mark or two, and what is asked.
struct Situation {
    title: String,
    text: String,
    marks: Vec<usize>,
    asks: Vec<String>,
}

fn situations(source: &str) -> Vec<Situation> {
    let mut found = Vec::new();
    for section in source.split("\n## ").skip(1) {
        let (title, rest) = section.split_once('\n').unwrap();
        let (before, rest) = rest.split_once("```lab\n").unwrap();
        assert!(before.trim().is_empty(), "{title}");
        let (text, asks) = rest.split_once("```\n").unwrap();
        // Kept as other lines are, so that no tool turns them into those.
        let text = match title.starts_with("lines that end in two letters") {
            true => text.replace('\n', "\r\n"),
            false => text.to_owned(),
        };
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

#[test]
fn situations_have_the_answers_of_the_snapshot() {
    let here = course("situations");
    let mut client = Client::start(&here);
    client.wait();
    let source =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp/situations.md")).unwrap();
    let all = situations(&source);
    assert!(all.len() >= 60, "{} situations", all.len());
    let mut said = String::new();
    for (number, situation) in all.iter().enumerate() {
        // Those of a lab of the course stand in its place.
        let path = match situation.title.split_once(" in the course as ") {
            Some((_, lab)) => format!("labs/{lab}/lab.lab"),
            None => format!("alone/{number}/x.lab"),
        };
        client.open(&path, &situation.text);
        let _ = writeln!(said, "## {}\n", situation.title);
        for ask in &situation.asks {
            let answer = answer(&mut client, &path, situation, ask);
            let _ = writeln!(said, "{ask}:\n{}\n", answer.trim_end());
        }
        client.close(&path);
        // The next one sees the labs of the course as they are on disk.
        if !path.starts_with("alone") {
            client.wait();
        }
    }
    assert!(client.stop());
    insta::assert_snapshot!(said);
}

/// What `labc check` says of the course in a folder: file, place, code and headline.
fn checked(here: &Path) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_labc"))
        .args(["check", "--fresh", "--format", "json"])
        .current_dir(here)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let list: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut said: Vec<String> =
        list.iter().map(|one| format!("{} {}", one["code"].as_str().unwrap(), headline(one))).collect();
    said.sort();
    said
}

fn headline(one: &Value) -> String {
    let text = one["message"].as_str().unwrap();
    text.lines().next().unwrap().to_owned()
}

#[test]
fn the_server_says_what_a_check_says() {
    let here = course("agreement");
    let mut client = Client::start(&here);
    let faults = [
        ("tank", "let held = width^2", "let held = widht^2"),
        ("tank", "pass fine", ""),
        ("tank", "is 2 ", "is 2 m "),
        ("tank", "record { volume", "record { amount"),
        ("tank", "lab tank", "lab vat"),
        ("tank", "part fill", "part pour"),
        ("pipe", "use ledger tank", "use ledger tnak"),
        ("pipe", "volume else 1 m^3", "volume else 1 kg"),
        ("pipe", "}\n", "\n"),
        ("pipe", "twice >= volume", "twice <= volume"),
        ("pipe", "\"One\"", "\"One"),
    ];
    for path in ["tank", "pipe"] {
        let text = if path == "tank" { TANK } else { PIPE };
        client.open(&format!("labs/{path}/lab.lab"), text);
    }
    for (version, (lab, before, after)) in faults.into_iter().enumerate() {
        let path = format!("labs/{lab}/lab.lab");
        let text = if lab == "tank" { TANK } else { PIPE };
        let broken = text.replacen(before, after, 1);
        assert_ne!(broken, text, "{before}");
        // In the editor, and not on the disk.
        client.change(&path, version as u64 * 2 + 2, json!([{ "text": broken }]));
        client.wait();
        let mut told: Vec<String> = client
            .said
            .values()
            .flatten()
            .map(|one| format!("{} {}", one["code"].as_str().unwrap(), headline(one)))
            .collect();
        told.sort();
        write(&here.join(&path), &broken);
        assert_eq!(told, checked(&here), "`{before}` -> `{after}`");
        write(&here.join(&path), text);
        client.change(&path, version as u64 * 2 + 3, json!([{ "text": text }]));
    }
    assert!(client.stop());
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count.max(1) as u64) as usize
    }
}

#[test]
fn random_edits_leave_a_server_that_answers() {
    let edits: usize = std::env::var("LABC_EDITS").map_or(40, |count| count.parse().unwrap());
    let here = course("chance");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = vec![TANK.to_owned(), PIPE.to_owned()];
    if edits > 1_000 {
        for lab in ["gallery", "vol1_06", "vol1_10"] {
            texts.push(fs::read_to_string(root.join(format!("labs-src/{lab}/lab.lab"))).unwrap());
        }
    }
    let mut client = Client::start(&here);
    let mut chance = Chance(0x5eed_1ab5);
    let pieces =
        ["{", "}", "\"", "(", "é𝛼", "let ", " at (", "\r\n", "1 kg", ".", "//", "\"\"\"", "use ", "@", ""];
    let methods = [
        "textDocument/hover",
        "textDocument/completion",
        "textDocument/definition",
        "textDocument/references",
        "textDocument/signatureHelp",
        "textDocument/prepareRename",
        "textDocument/documentHighlight",
        "labc/place",
    ];
    let whole = [
        "textDocument/documentSymbol",
        "textDocument/foldingRange",
        "textDocument/semanticTokens/full",
        "textDocument/inlayHint",
        "textDocument/codeAction",
        "textDocument/formatting",
        "textDocument/documentLink",
    ];
    for (number, original) in texts.iter().enumerate() {
        let path = format!("alone/{number}.lab");
        let mut text = original.clone();
        client.open(&path, &text);
        for version in 0..edits / texts.len() {
            if version % 25 == 24 {
                text.clone_from(original);
                client.change(&path, version as u64 + 2, json!([{ "text": text }]));
            }
            let snap = |text: &str, mut at: usize| {
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let start = snap(&text, chance.below(text.len() + 1));
            let longest = [0, 1, 3, 40][chance.below(4)];
            let end = snap(&text, (start + chance.below(longest + 1)).min(text.len())).max(start);
            let piece = pieces[chance.below(pieces.len())];
            let range = json!({ "start": place(&text, start), "end": place(&text, end) });
            // A line's end of two letters counts as one place.
            let (start, end) = (offset(&text, &range["start"]), offset(&text, &range["end"]));
            text.replace_range(start..end, piece);
            client.change(&path, version as u64 + 2, json!([{ "range": range, "text": piece }]));
            let at = snap(&text, chance.below(text.len() + 1));
            let at = place(&text, at);
            let method = methods[chance.below(methods.len())];
            let more = json!({ "context": { "includeDeclaration": true } });
            let said = client.at(method, &path, at, more);
            assert_ne!(said["code"], -32603, "{method}: {said}\n{text}");
            let method = whole[chance.below(whole.len())];
            let params = json!({
                "textDocument": { "uri": client.uri(&path) }, "context": { "diagnostics": [] },
                "range": { "start": place(&text, 0), "end": place(&text, text.len()) },
                "options": { "tabSize": 2, "insertSpaces": true },
            });
            let said = client.ask(method, params);
            assert_ne!(said["code"], -32603, "{method}: {said}\n{text}");
        }
        client.close(&path);
    }
    client.wait();
    assert!(client.stop());
}

#[test]
fn a_request_that_is_taken_back_is_not_answered() {
    let here = course("cancel");
    let mut client = Client::start(&here);
    client.open("labs/tank/lab.lab", TANK);
    let uri = client.uri("labs/tank/lab.lab");
    let ids: Vec<u64> = (0..20)
        .map(|_| client.begin("textDocument/inlayHint", json!({
            "textDocument": { "uri": uri }, "range": { "start": place(TANK, 0), "end": place(TANK, TANK.len()) },
        })))
        .collect();
    for id in &ids {
        client.tell("$/cancelRequest", json!({ "id": id }));
    }
    let answers: Vec<Value> = ids.iter().map(|id| client.end(*id)).collect();
    // Each has exactly one answer: what was asked, or that it was taken back.
    assert!(answers.iter().all(|answer| answer.is_array() || answer["code"] == -32800), "{answers:?}");
    assert!(client.stop());
}

#[test]
fn renaming_over_the_course_leaves_it_clean() {
    let here = course("rename");
    let mut client = Client::start(&here);
    client.open("labs/tank/lab.lab", TANK);
    client.wait();
    for (name, new, expected) in [
        ("lab tank", "vat", "lab vat was tank"),
        ("slider width", "breadth", "slider breadth was width"),
        ("  attic", "loft", "  loft was attic"),
        ("    four", "fourfold", "    fourfold was four"),
        ("record { volume", "amount", "record { amount was volume"),
        ("part fill", "pour", "part pour was fill"),
        ("predict more", "wider", "predict wider was more"),
        ("fail over", "heavy", "fail heavy was over"),
        ("let held", "content", "let content"),
    ] {
        let at = TANK.find(name).unwrap() + name.len() - 1;
        let found =
            client.at("textDocument/rename", "labs/tank/lab.lab", place(TANK, at), json!({ "newName": new }));
        let changes = found["changes"].as_object().unwrap_or_else(|| panic!("{name}: {found}"));
        let mut before: BTreeMap<String, String> = BTreeMap::new();
        for (uri, edits) in changes {
            let path = client.path(uri);
            let text = fs::read_to_string(here.join(&path)).unwrap();
            let after = edited(&text, edits.as_array().unwrap());
            fs::write(here.join(&path), &after).unwrap();
            before.insert(path, text);
        }
        let tank = fs::read_to_string(here.join("labs/tank/lab.lab")).unwrap();
        assert!(tank.contains(expected), "{name}: {tank}");
        assert_eq!(checked(&here), Vec::<String>::new(), "{name}");
        for (path, text) in before {
            fs::write(here.join(path), text).unwrap();
        }
    }
    assert!(client.stop());
}

#[test]
fn a_name_of_a_module_is_renamed_in_the_labs_that_use_it() {
    let here = course("module");
    let module = "const pull = 9.81 m/s^2 source \"by definition of the trials\"\nfn weight(mass: Mass) = mass * pull source \"Newton\"\n";
    write(&here.join("labs/earth.lab"), module);
    let tank = TANK.replace("table room", "use earth\ntable room").replace(
        "  show metrics {",
        "  let heavy = earth.weight(mass = 2 kg) + 1 kg * earth.pull\n  show metrics {\n    heavy \"Heavy\"",
    );
    write(&here.join("labs/tank/lab.lab"), &tank);
    assert_eq!(checked(&here), Vec::<String>::new());
    let mut client = Client::start(&here);
    client.open("labs/earth.lab", module);
    client.wait();
    for (name, new) in [("const pull", "gravity"), ("fn weight", "force"), ("weight(mass", "body")] {
        let at = module.find(name).unwrap() + name.len() - 1;
        let found =
            client.at("textDocument/rename", "labs/earth.lab", place(module, at), json!({ "newName": new }));
        for (uri, edits) in found["changes"].as_object().unwrap_or_else(|| panic!("{name}: {found}")) {
            let path = here.join(client.path(uri));
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, edited(&text, edits.as_array().unwrap())).unwrap();
        }
        assert!(fs::read_to_string(here.join("labs/tank/lab.lab")).unwrap().contains(new), "{name}");
        assert_eq!(checked(&here), Vec::<String>::new(), "{name}");
        write(&here.join("labs/earth.lab"), module);
        write(&here.join("labs/tank/lab.lab"), &tank);
    }
    assert!(client.stop());
}

/// Run it with a release build: `LABC=target/release/labc cargo test -p labc-cli --test lsp latency -- --ignored --nocapture`.
#[test]
#[ignore = "measures time"]
fn latency() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let many = folder("many");
    let mut manifest = "id = \"many\"\ntitle = \"Many\"\nlabs = \"labs\"\n".to_owned();
    for number in 0..300 {
        let _ = write!(manifest, "[[volume]]\ntitle = \"V{number}\"\nlabs = [\"tank{number}\"]\n");
        let lab = TANK.replacen("lab tank", &format!("lab tank{number}"), 1);
        write(&many.join(format!("labs/tank{number}/lab.lab")), &lab);
    }
    write(&many.join("course.toml"), &manifest);
    for (here, path) in [(root, "labs-src/vol1_06/lab.lab"), (many, "labs/tank7/lab.lab")] {
        let mut client = Client::start(&here);
        let original = fs::read_to_string(here.join(path)).unwrap();
        client.open(path, &original);
        client.wait();
        let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        let at = original.rfind("show metrics {").unwrap();
        for version in 0..60_u64 {
            let start = place(&original, at);
            let piece = format!("let typed_{version} = {version}\n");
            let end = if version == 0 {
                start.clone()
            } else {
                json!({ "line": start["line"].as_u64().unwrap() + 1, "character": 0 })
            };
            let range = json!({ "start": start, "end": end });
            let before = Instant::now();
            client.change(path, version + 2, json!([{ "range": range, "text": piece }]));
            client.ask("labc/turn", json!({}));
            let hover = json!({ "line": start["line"], "character": 6 });
            client.at("textDocument/hover", path, hover.clone(), json!({}));
            times.entry("change to first answer").or_default().push(before.elapsed().as_secs_f64());
            for (name, method) in [
                ("hover", "textDocument/hover"),
                ("completion", "textDocument/completion"),
                ("references", "textDocument/references"),
            ] {
                let before = Instant::now();
                client.at(method, path, hover.clone(), json!({ "context": { "includeDeclaration": true } }));
                times.entry(name).or_default().push(before.elapsed().as_secs_f64());
            }
        }
        let before = Instant::now();
        client.wait();
        times.entry("check of the course").or_default().push(before.elapsed().as_secs_f64());
        for (name, mut times) in times {
            times.sort_by(f64::total_cmp);
            let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize] * 1e3;
            println!("{path}  {name}: median {:.1} ms, p95 {:.1} ms", at(0.5), at(0.95));
        }
        assert!(client.stop());
    }
}

//! `labc lsp`, asked as editors ask it. The situations are in `lsp/situations.md`, the answers in a snapshot beside it.

mod lsp {
    pub(crate) mod client;
    pub(crate) mod situation;
    pub(crate) mod water;
}

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lsp::client::{Client, edited, offset, place};
use lsp::situation::{Situation, answers, situations};
use lsp::water::{PIPE, TANK, checked, checked_at, copy, course, told, write};
use serde_json::{Value, json};

fn read(file: &str) -> Vec<Situation> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp").join(file);
    situations(&fs::read_to_string(path).unwrap())
}

#[test]
fn situations_have_the_answers_of_the_snapshot() {
    let here = course("situations");
    let mut client = Client::start(&here);
    client.wait();
    let all = read("situations.md");
    assert!(all.len() >= 60, "{} situations", all.len());
    let said = answers(&mut client, &all);
    assert!(client.stop());
    insta::assert_snapshot!(said);
}

#[test]
fn situations_in_other_fields_have_the_answers_of_the_snapshot() {
    let here = course("elsewhere");
    let mut client = Client::start(&here);
    client.wait();
    let said = answers(&mut client, &read("elsewhere.md"));
    assert!(client.stop());
    insta::assert_snapshot!(said);
}

#[test]
fn every_situation_is_told_as_a_check_tells_it() {
    let here = course("told");
    let mut client = Client::start(&here);
    client.wait();
    let all = read("situations.md").into_iter().chain(read("elsewhere.md"));
    for (number, situation) in all.filter(|one| !one.title.contains(" in the course as ")).enumerate() {
        let path = format!("alone/{number}/x.lab");
        // In the editor first, so that the file is not there yet.
        client.open(&path, &situation.text);
        client.wait();
        let told = told(&client, &here, &[(&path, &situation.text)]);
        client.close(&path);
        write(&here.join(&path), &situation.text);
        assert_eq!(told, checked_at(&here, &[&path]), "{}", situation.title);
    }
    assert!(client.stop());
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
        let other = if lab == "tank" { "labs/pipe/lab.lab" } else { "labs/tank/lab.lab" };
        let texts = [(path.as_str(), broken.as_str()), (other, if lab == "tank" { PIPE } else { TANK })];
        let told = told(&client, &here, &texts);
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
fn random_edits_leave_a_server_that_says_what_a_check_says() {
    let edits: usize = std::env::var("LABC_EDITS").map_or(40, |count| count.parse().unwrap());
    let here = course("chance");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = vec![("tank".to_owned(), TANK.to_owned()), ("pipe".to_owned(), PIPE.to_owned())];
    if edits > 1_000 {
        for lab in ["gallery", "vol1_06", "vol1_10", "vol1_16", "quant_free_lunch", "quant_pareto"] {
            copy(&root.join("labs-src").join(lab), &here.join("alone").join(lab));
            texts.push((
                lab.to_owned(),
                fs::read_to_string(root.join(format!("labs-src/{lab}/lab.lab"))).unwrap(),
            ));
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
    for (name, original) in &texts {
        let path = format!("alone/{name}/lab.lab");
        let mut text = original.clone();
        client.open(&path, &text);
        for version in 0..edits / texts.len() {
            if version % 25 == 24 {
                agrees(&mut client, &here, &path, &text);
                text.clone_from(original);
                client.change(&path, version as u64 + 2, json!([{ "text": text }]));
            }
            let snap = |text: &str, mut at: usize| {
                // No editor has a place inside of a line's end of two letters.
                let inside = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
                while !text.is_char_boundary(at) || inside(at) {
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
        agrees(&mut client, &here, &path, &text);
        client.close(&path);
    }
    client.wait();
    assert!(client.stop());
}

/// Compares what the server says of a text with what a check says of it.
fn agrees(client: &mut Client, here: &Path, path: &str, text: &str) {
    client.wait();
    let own =
        |said: Vec<String>| -> Vec<String> { said.into_iter().filter(|one| one.starts_with(path)).collect() };
    write(&here.join(path), text);
    let checked = own(checked_at(here, &[path]));
    assert_eq!(own(told(client, here, &[(path, text)])), checked, "{path}:\n{text}");
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
fn references_are_found_in_the_labs_of_the_course() {
    let here = course("references");
    let mut client = Client::start(&here);
    client.open("labs/tank/lab.lab", TANK);
    client.wait();
    for (name, expected) in [
        ("lab tank", vec!["pipe 2:12", "pipe 8:11", "tank 1:5"]),
        ("record { volume", vec!["pipe 3:3", "tank 26:12"]),
        ("predict more", vec!["pipe 4:3", "tank 16:11"]),
        ("status system", vec!["tank 21:10", "tank 25:35"]),
    ] {
        let at = place(TANK, TANK.find(name).unwrap() + name.len() - 1);
        let more = json!({ "context": { "includeDeclaration": true } });
        let found = client.at("textDocument/references", "labs/tank/lab.lab", at, more);
        let shown = |one: &Value| {
            let path = client.path(one["uri"].as_str().unwrap());
            let start = &one["range"]["start"];
            let (line, column) = (start["line"].as_u64().unwrap(), start["character"].as_u64().unwrap());
            format!("{} {}:{}", path.split('/').nth(1).unwrap(), line + 1, column + 1)
        };
        let mut found: Vec<String> = found.as_array().unwrap().iter().map(shown).collect();
        found.sort();
        assert_eq!(found, expected, "{name}");
    }
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

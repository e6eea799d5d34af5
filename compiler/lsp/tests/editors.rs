//! What editors get beside the server speaks of the language as it is.

use std::fs;
use std::path::Path;

use serde_json::Value;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parsed(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

#[test]
fn the_grammars_for_colours_know_every_statement() {
    let grammar = parsed("editors/vscode/syntaxes/lab.tmLanguage.json");
    let patterns = grammar["repository"]["code"]["patterns"].as_array().unwrap();
    let heads: Vec<&str> = patterns.iter().filter_map(|pattern| pattern["match"].as_str()).collect();
    for word in labc::syntax::STATEMENTS {
        let is_word = |pattern: &&str| pattern.split(['(', '|', ')']).any(|known| known == *word);
        assert!(heads.iter().any(is_word), "`{word}` has no colour");
    }
    let grammar = read("../tree-sitter/grammar.js");
    for word in labc::syntax::STATEMENTS {
        assert!(grammar.contains(&format!("\"{word}\"")), "the tree-sitter grammar does not know `{word}`");
    }
}

#[test]
fn the_extension_has_every_command_and_file_that_it_names() {
    let package = parsed("editors/vscode/package.json");
    let script = read("editors/vscode/extension.js");
    let contributes = &package["contributes"];
    for command in contributes["commands"].as_array().unwrap() {
        let name = command["command"].as_str().unwrap();
        assert!(script.contains(&format!("command(\"{name}\"")), "nothing is done for `{name}`");
    }
    for file in
        [&contributes["languages"][0]["configuration"], &contributes["grammars"][0]["path"], &package["main"]]
    {
        read(&format!("editors/vscode/{}", file.as_str().unwrap()));
    }
}

#[test]
fn the_schema_has_every_key_of_a_manifest() {
    let schema = parsed("editors/course.schema.json");
    let reference = read("../../site/reference/course.md");
    let keys =
        |of: &Value| -> Vec<String> { of["properties"].as_object().unwrap().keys().cloned().collect() };
    let mut known = keys(&schema);
    known.extend(keys(&schema["properties"]["volume"]["items"]));
    known.extend(keys(&schema["properties"]["sections"]["additionalProperties"]));
    // The rows of its tables begin with a key.
    let rows = reference.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let rows: Vec<&str> = rows.filter(|key| key.chars().all(|letter| letter.is_ascii_lowercase())).collect();
    assert!(rows.len() > 8, "{rows:?}");
    for key in rows {
        assert!(known.iter().any(|known| known == key), "the schema has no `{key}`");
    }
    for key in known {
        assert!(reference.contains(&key), "the reference has no `{key}`");
    }
}

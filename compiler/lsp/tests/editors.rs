//! What editors get beside the server speaks of the language as it is.

use std::collections::BTreeSet;
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

/// The grammar of the language, without its comments.
fn grammar() -> String {
    let grammar = read("../labc/grammar/lab.pest");
    let code =
        grammar.lines().filter(|line| !line.trim_start().starts_with("//") && !line.starts_with("COMMENT"));
    code.collect::<Vec<_>>().join("\n")
}

/// The words of clauses and marks: all words of the grammar but those that begin statements, constants, and `min` and
/// `max`, which are functions and a unit nearly everywhere.
fn clause_words(grammar: &str) -> Vec<&str> {
    let quoted = grammar.lines().flat_map(|line| line.split('"').skip(1).step_by(2));
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_lowercase());
    let others = ["e", "false", "max", "min", "no", "true", "yes"];
    let is_of_clause = |word: &&str| !labc::syntax::STATEMENTS.contains(word) && !others.contains(word);
    quoted.filter(is_word).filter(is_of_clause).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Whether the first word of a statement is followed by the name that it declares.
fn declares(grammar: &str, word: &str) -> bool {
    let head = format!("SOI ~ k_{word} ~ name ~ ");
    let names = ["EOI", "(\",\""];
    grammar.split(head.as_str()).skip(1).any(|rest| !names.iter().any(|end| rest.starts_with(end)))
}

/// Words in quotes, in lines that are not too long.
fn listed<'w>(words: impl Iterator<Item = &'w str>, margin: &str, comma: &str) -> String {
    let mut lines = vec![margin.to_owned()];
    for word in words {
        if lines.last().is_some_and(|line| line.len() + word.len() > 110) {
            lines.push(margin.to_owned());
        }
        let line = lines.last_mut().expect("there is one");
        if line.len() > margin.len() {
            line.push(' ');
        }
        line.push_str(&format!("\"{word}\"{comma}"));
    }
    lines.join("\n")
}

/// Puts a list between two places of a file.
fn with_list(file: &str, text: &str, (before, after): (&str, &str), list: &str) -> String {
    let at = text.find(before).unwrap_or_else(|| panic!("{file} has no `{before}`")) + before.len();
    let end = at + text[at..].find(after).unwrap_or_else(|| panic!("{file} has no `{after}`"));
    format!("{}{list}{}", &text[..at], &text[end..])
}

/// Every word of the language is listed where editors take colours from, as the grammar has it.
#[test]
fn the_words_that_editors_colour_are_those_of_the_grammar() {
    let grammar = grammar();
    let clauses = clause_words(&grammar);
    let all = clauses.join("|");
    let statements = labc::syntax::STATEMENTS;
    let (textmate, script, query) = (
        "editors/vscode/syntaxes/lab.tmLanguage.json",
        "../tree-sitter/grammar.js",
        "../tree-sitter/queries/highlights.scm",
    );
    let made = read(textmate);
    let made = with_list(
        textmate,
        &made,
        ("\"match\": \"^\\\\s*(lab|", ")\\\\b(?:"),
        &statements.join("|")["lab|".len()..],
    );
    let made = with_list(textmate, &made, ("((?!(?:", ")\\\\b)"), &all);
    let word = "\"keyword.operator.word.lab\",\n          \"match\": \"\\\\b(";
    let mut files = vec![(textmate, with_list(textmate, &made, (word, ")\\\\b\""), &all))];

    let made = read(script);
    let own = ["table", "extend", "fn", "figure"];
    let containers = made.lines().find(|line| line.starts_with("const CONTAINERS")).unwrap_or_default();
    let rest = statements
        .iter()
        .copied()
        .filter(|word| !own.contains(word) && !containers.contains(&format!("\"{word}\"")));
    let (named, others): (Vec<&str>, Vec<&str>) = rest.partition(|word| declares(&grammar, word));
    let list = |words: &[&str]| format!("\n{}\n", listed(words.iter().copied(), "  ", ","));
    let made = with_list(script, &made, ("const DECLARATIONS = [", "];"), &list(&named));
    files.push((script, with_list(script, &made, ("const OTHERS = [", "];"), &list(&others))));

    // Words that are never names are keywords of the grammar.
    let hard = made
        .lines()
        .filter(|line| ["const WORDS", "const OPEN_WORDS"].iter().any(|list| line.starts_with(list)));
    let hard: String = hard.collect();
    let known = |word: &&str| !hard.contains(&format!("\"{word}\"")) && word.len() > 1;
    let soft = clauses.iter().copied().filter(known);
    let soft = format!("\n{}", listed(soft, "  ", ""));
    files.push((query, with_list(query, &read(query), ("(#any-of? @keyword", "))"), &soft)));
    for (file, made) in files {
        if std::env::var_os("LABC_UPDATE").is_some() {
            fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &made).unwrap();
        }
        assert!(read(file) == made, "{file} is old: LABC_UPDATE=1 cargo test -p lab-lsp --test editors");
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

//! Every lab of this repository and every example of the reference, parsed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tree_sitter::{Node, Parser, Query, StreamingIterator, Tree};
use tree_sitter_lab::{FOLDS, HIGHLIGHTS, LANGUAGE, TAGS};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&LANGUAGE.into()).unwrap();
    parser
}

fn parse(text: &str) -> Tree {
    parser().parse(text, None).unwrap()
}

/// Files below a folder, but for what is built or wrong on purpose.
fn below(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            if !["target", "node_modules", "out", "fuzz"].contains(&&*name.to_string_lossy()) {
                below(&path, ending, found);
            }
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
}

/// Texts with where they are.
fn texts() -> Vec<(String, String)> {
    let root = root();
    let (mut labs, mut pages) = (Vec::new(), Vec::new());
    for folder in ["compiler", "labs-src", "tests"] {
        below(&root.join(folder), "lab", &mut labs);
    }
    below(&root.join("site/reference"), "md", &mut pages);
    let mut texts: Vec<(String, String)> = Vec::new();
    for lab in labs {
        // Templates have their id still to come.
        texts.push((lab.display().to_string(), fs::read_to_string(&lab).unwrap().replace("@ID@", "id")));
    }
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        let examples = text.split("```lab\n").skip(1).filter_map(|rest| rest.split("```").next());
        for (number, example) in examples.enumerate() {
            texts.push((format!("{} {}", page.display(), number + 1), example.to_owned()));
        }
    }
    texts
}

/// The first place that was not understood, with its line.
fn fault(node: Node<'_>) -> Option<(usize, String)> {
    if node.is_error() || node.is_missing() {
        return Some((node.start_position().row + 1, node.to_sexp()));
    }
    let mut cursor = node.walk();
    node.children(&mut cursor).filter(Node::has_error).find_map(fault)
}

#[test]
fn every_lab_and_every_example_is_understood() {
    let texts = texts();
    assert!(texts.len() > 200, "{} texts", texts.len());
    let faults = texts.iter().filter_map(|(path, text)| {
        let (line, what) = fault(parse(text).root_node())?;
        Some(format!("{path}:{line}: {what}"))
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_statement_ends_with_its_line_unless_the_next_one_continues_it() {
    let tree = |text: &str| parse(text).root_node().to_sexp();
    assert_eq!(tree("let a = 1\nlet b = 2").matches("(declaration").count(), 2);
    assert_eq!(tree("let a = 1 +\n 2").matches("(declaration").count(), 1);
    let long = "slider s \"S\"\n  // words\n  from 1 m\n  to 2 m\n  start 1 m\nlet b = s";
    assert_eq!(tree(long).matches("(declaration").count(), 2);
    assert!(tree("fn f(x) = x\n  require x > 0 \"above\"\nlet b = 1").starts_with("(source_file (function"));
    assert_eq!(tree("fn f(x) = x\n  require x > 0 \"above\"\nlet b = 1").matches("(entry").count(), 0);
    assert_eq!(tree("let size = 2\nlet b = size\nrequire").matches("(entry").count(), 1);
}

#[test]
fn half_typed_statements_leave_those_around_them() {
    for half in
        ["let b = ", "let b = (1", "slider s \"S", "part p {", "table t {\n  key a: ", "} } ]", "\"\"\"\n{"]
    {
        let text = format!("let a = 1\n{half}\n");
        let tree = parse(&text);
        let first = tree.root_node().child(0).unwrap();
        assert_eq!(
            (first.kind(), first.has_error()),
            ("declaration", false),
            "{half}: {}",
            tree.root_node().to_sexp()
        );
    }
}

/// What a query captures: the names of captures with the words.
fn captures(query: &str, text: &str) -> Vec<(String, String)> {
    let query = Query::new(&LANGUAGE.into(), query).unwrap();
    let tree = parse(text);
    let mut cursor = tree_sitter::QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut found = Vec::new();
    while let Some(one) = matches.next() {
        for capture in one.captures() {
            let name = query.capture_names()[capture.index as usize].to_owned();
            found.push((name, text[capture.node.byte_range()].to_owned()));
        }
    }
    found
}

#[test]
fn words_numbers_units_and_texts_have_colours_of_their_own() {
    let text = "const peak = 80 GB/s source \"a {x} sheet\" // note\nlet b = max(peak, from)\n";
    let found = captures(HIGHLIGHTS, text);
    for (name, words) in [
        ("keyword", "const"),
        ("variable.definition", "peak"),
        ("number", "80"),
        ("type", "GB/s"),
        ("keyword", "source"),
        ("embedded", "{x}"),
        ("comment", "// note"),
        ("function.call", "max"),
        ("operator", "="),
    ] {
        assert!(found.contains(&(name.to_owned(), words.to_owned())), "{name} {words}: {found:?}");
    }
    assert_eq!(captures(FOLDS, "part p \"P\" {\n}\n").len(), 1);
    assert_eq!(captures(TAGS, "let b = f(1)\n").len(), 4);
}

/// `src/grammar.json` is what `grammar.js` says. Node.js is needed for that, which only this test uses.
#[test]
fn the_grammar_is_the_one_that_is_written_down() {
    if Command::new("node").arg("--version").output().is_err() {
        return;
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = tree_sitter_generate::load_grammar_file(&here.join("grammar.js"), Some("node")).unwrap();
    let kept = here.join("src/grammar.json");
    if std::env::var_os("UPDATE_GRAMMAR").is_some() {
        fs::write(&kept, &made).unwrap();
    }
    assert!(fs::read_to_string(kept).unwrap() == made, "run UPDATE_GRAMMAR=1 cargo test -p tree-sitter-lab");
}

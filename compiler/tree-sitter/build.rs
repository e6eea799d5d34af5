//! Makes the parser from `src/grammar.json`, and compiles it. The C text is too large to keep.

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for input in ["build.rs", "src/grammar.json", "src/scanner.c"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let grammar = std::fs::read_to_string(here.join("src/grammar.json"))?;
    let (_, parser) = tree_sitter_generate::generate_parser_for_grammar(
        &grammar,
        None,
        Default::default(),
        &mut Vec::new(),
    )?;
    let headers = out.join("tree_sitter");
    std::fs::create_dir_all(&headers)?;
    std::fs::write(headers.join("parser.h"), tree_sitter_generate::PARSER_HEADER)?;
    std::fs::write(out.join("parser.c"), parser)?;
    let mut build = cc::Build::new();
    build.include(&out).file(out.join("parser.c")).file(here.join("src/scanner.c"));
    build.std("c11").opt_level(0).try_compile("tree-sitter-lab")?;
    Ok(())
}

//! Scripts in fewer bytes. The one file that names oxc.

use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, Minifier, MinifierOptions};
use oxc_parser::{Parser, ParserReturn};
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

/// A classic script that does the same. Names that other scripts see stay: globals and properties.
pub(crate) fn script(source: &str) -> Result<String, String> {
    let allocator = Allocator::default();
    let mut program = parsed(&allocator, source)?;
    // Students do not look at the console, and what the bindings write there is for whoever writes their caller.
    let compress = CompressOptions { drop_console: true, ..CompressOptions::default() };
    let options = MinifierOptions { compress: Some(compress), ..MinifierOptions::default() };
    let names = Minifier::new(options).minify(&allocator, &mut program);
    let printed = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(names.scoping)
        .with_private_member_mappings(names.class_private_mappings)
        .build(&program);
    Ok(printed.code)
}

fn parsed<'a>(allocator: &'a Allocator, source: &'a str) -> Result<Program<'a>, String> {
    let ParserReturn { program, diagnostics, .. } =
        Parser::new(allocator, source, SourceType::script()).parse();
    // What the grammar lets through, such as two constants of one name.
    let meaning = SemanticBuilder::new().with_check_syntax_error(true).build(&program).diagnostics;
    let Some(fault) = diagnostics.iter().chain(&meaning).next() else { return Ok(program) };
    let at = fault.labels.first().map_or(0, |label| label.offset() as usize);
    let line = source.bytes().take(at).filter(|byte| *byte == b'\n').count();
    Err(format!("{fault}: `{}`", source.lines().nth(line).unwrap_or_default().trim()))
}

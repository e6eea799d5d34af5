//! Reads modules, and prints scripts in fewer bytes. The one file that names oxc.

use oxc_allocator::Allocator;
use oxc_ast::ast::{ImportDeclaration, ImportDeclarationSpecifier, Program, Statement};
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, Minifier, MinifierOptions};
use oxc_parser::{Parser, ParserReturn};
use oxc_semantic::SemanticBuilder;
use oxc_span::{GetSpan, SourceType, Span};

use crate::bundle::Module;

/// A classic script that does the same. Names that other scripts see stay: globals and properties.
pub(crate) fn script(source: &str) -> Result<String, String> {
    let allocator = Allocator::default();
    let mut program = parsed(&allocator, source, SourceType::script())?;
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

/// A module, taken apart. Of imports and exports it knows `import { a, b } from "./c.js"`, `import "./c.js"` and `export`
/// before a declaration.
pub(crate) fn module(source: &str) -> Result<Module, String> {
    let allocator = Allocator::default();
    let program = parsed(&allocator, source, SourceType::mjs())?;
    let semantic = SemanticBuilder::new().build(&program).semantic;
    let scoping = semantic.scoping();
    let own: Vec<_> = scoping
        .iter_bindings_in(scoping.root_scope_id())
        .filter(|symbol| !scoping.symbol_flags(*symbol).is_import())
        .map(|symbol| (scoping.symbol_name(symbol).to_owned(), scoping.symbol_span(symbol)))
        .collect();
    let mut module = Module {
        declares: own.iter().map(|(name, _)| name.clone()).collect(),
        globals: scoping.root_unresolved_references().keys().map(|name| name.to_string()).collect(),
        ..Module::default()
    };
    let mut kept = 0;
    for statement in &program.body {
        let Span { start, end, .. } = statement.span();
        let next = match statement {
            Statement::ImportDeclaration(import) => {
                module.imports.push((import.source.value.to_string(), imported(import)?));
                end + u32::from(source.as_bytes().get(end as usize) == Some(&b'\n'))
            }
            Statement::ExportDeclaration(export) => {
                let inside = |span: &Span| start <= span.start && span.end <= end;
                module
                    .exports
                    .extend(own.iter().filter(|(_, span)| inside(span)).map(|(name, _)| name.clone()));
                export.declaration.span().start
            }
            Statement::ExportAllDeclaration(_)
            | Statement::ExportDefaultDeclaration(_)
            | Statement::ExportNamedDeclaration(_)
            | Statement::ExportFromDeclaration(_) => {
                return Err("only declarations can be exported: `export function`, `export const`".to_owned());
            }
            _ => continue,
        };
        module.text.push_str(&source[kept as usize..start as usize]);
        kept = next;
    }
    module.text.push_str(&source[kept as usize..]);
    Ok(module)
}

/// The names of an import, none of which may have another name here.
fn imported(import: &ImportDeclaration) -> Result<Vec<String>, String> {
    import
        .specifiers
        .iter()
        .flatten()
        .map(|specifier| match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(name)
                if name.imported.name() == name.local.name.as_str() =>
            {
                Ok(name.local.name.to_string())
            }
            _ => Err(format!(
                "names are imported as they are: `import {{ a, b }} from \"{}\"`",
                import.source.value
            )),
        })
        .collect()
}

fn parsed<'a>(allocator: &'a Allocator, source: &'a str, kind: SourceType) -> Result<Program<'a>, String> {
    let ParserReturn { program, diagnostics, .. } = Parser::new(allocator, source, kind).parse();
    // What the grammar lets through, such as two constants of one name.
    let meaning = SemanticBuilder::new().with_check_syntax_error(true).build(&program).diagnostics;
    let Some(fault) = diagnostics.iter().chain(&meaning).next() else { return Ok(program) };
    let at = fault.labels.first().map_or(0, |label| label.offset() as usize);
    let line = source.bytes().take(at).filter(|byte| *byte == b'\n').count();
    Err(format!("{fault}: `{}`", source.lines().nth(line).unwrap_or_default().trim()))
}

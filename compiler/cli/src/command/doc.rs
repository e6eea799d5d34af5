//! `labc doc`: what there is to say about a function.

use std::fmt::Write;
use std::process::ExitCode;

use labc::check::builtins;
use labc::docs::document::{self, FunctionDoc, ModuleDoc};

use crate::args::Doc;
use crate::error::CommandError;
use crate::report::CLEAN;
use crate::report::console;

/// Prints what a function is, or lists those of a module, or all of them.
pub(crate) fn run(args: &Doc) -> Result<ExitCode, CommandError> {
    let text = match args.name.as_deref().map(str::trim) {
        Some(name) => named(name)?,
        None => document::modules().iter().map(module).collect::<Vec<_>>().join("\n"),
    };
    console::say(&text);
    Ok(ExitCode::from(CLEAN))
}

fn named(name: &str) -> Result<String, CommandError> {
    let plain = name.trim_start_matches("std.");
    if let Some(found) = document::function(plain) {
        return Ok(function(found));
    }
    if let Some(found) = document::modules().iter().find(|module| module.name == plain) {
        return Ok(module(found));
    }
    if let Some(builtin) = builtins::all().find(|builtin| builtin.name == plain) {
        let builtins::Builtin { name, params, docs, example, .. } = builtin;
        return Ok(format!("{name}({params})\n\n  {docs}\n\nExample\n  {example}\n"));
    }
    let hint = match document::nearest(plain) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`labc doc` lists them all".to_owned(),
    };
    Err(CommandError::new(format!("there is no function `{name}`: {hint}")))
}

fn module(module: &ModuleDoc) -> String {
    let mut text = format!("{}  {}\n", module.name, module.docs);
    let width = module.functions.iter().map(|function| function.name.len()).max().unwrap_or(0);
    for function in &module.functions {
        let _ = writeln!(text, "  {:<width$}  {}", function.name, first_sentence(&function.docs));
    }
    text
}

fn function(function: &FunctionDoc) -> String {
    let FunctionDoc { signature, docs, body, source, requires, examples, .. } = function;
    let mut text = format!("{signature}\n\n");
    docs.lines().for_each(|line| {
        let _ = writeln!(text, "  {line}");
    });
    let _ = write!(text, "\nFormula\n  {body}\n");
    if !requires.is_empty() {
        text.push_str("\nRequires\n");
        let width = requires.iter().map(|(condition, _)| condition.chars().count()).max().unwrap_or(0);
        for (condition, reason) in requires {
            let _ = writeln!(text, "  {condition:<width$}  else undefined because {reason}");
        }
    }
    let _ = write!(text, "\nSource\n  {source}\n\nExample\n");
    examples.iter().for_each(|example| {
        let _ = writeln!(text, "  {example}");
    });
    text
}

fn first_sentence(docs: &str) -> String {
    let line = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.find(". ").or(line.find(": ")) {
        Some(end) => line[..end].to_owned() + ".",
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_modules_and_what_is_near() {
        let text = named("serving.itl").unwrap();
        for part in
            ["serving.itl(weights: Info,", "bandwidth > 0", "Pope", "(weights + kv_cache) / bandwidth"]
        {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert!(named("std.serving").unwrap().contains("serving.ttft"));
        assert!(named("sqrt").unwrap().contains("square root"));
        assert!(named("serving.ilt").unwrap_err().to_string().contains("did you mean `serving.itl`?"));
        assert!(named("nothing_like_it").unwrap_err().to_string().contains("labc doc"));
    }
}

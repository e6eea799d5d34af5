//! The page's script: the glue, then the files of `runtime-wasm/js`, without comments.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The scripts of a lab's page in the order in which they stand; see `runtime-wasm/js/README.md`.
pub(crate) const LAB: &[&str] = &[
    "merge.js",
    "store.js",
    "copy.js",
    "announce.js",
    "load.js",
    "wire.js",
    "patch.js",
    "arrange.js",
    "chart.js",
    "controls.js",
    "recall.js",
    "state.js",
    "ask.js",
    "seal.js",
    "boot.js",
];

/// Those of the student's own page.
pub(crate) const WORK: &[&str] = &[
    "merge.js",
    "store.js",
    "copy.js",
    "announce.js",
    "load.js",
    "wire.js",
    "import.js",
    "report.js",
    "work.js",
];

/// Joins the glue and some of the page's scripts into one classic script. The scripts share one function, so
/// that none of their names become the page's.
pub(crate) fn page(glue: &str, folder: &Path, order: &[&str]) -> Result<String, String> {
    let mut page = stripped(glue).map_err(|error| format!("the glue of wasm-bindgen: {error}"))?;
    if !folder.is_dir() {
        return Ok(page);
    }
    for entry in fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))? {
        let name = entry.map_err(|error| error.to_string())?.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".js") && !LAB.contains(&&*name) && !WORK.contains(&&*name) {
            return Err(format!("runtime-wasm/js/{name} has no place in compiler/cli/build/script.rs"));
        }
    }
    page.push_str("(() => {\n\"use strict\";\n");
    let mut declared = BTreeMap::new();
    for name in order {
        let path = folder.join(name);
        let text =
            fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        // A second function of a name would silently take the place of the first.
        for declares in text.lines().filter_map(declaration) {
            if let Some(other) = declared.insert(declares.to_owned(), *name) {
                return Err(format!("both {other} and {name} declare `{declares}`"));
            }
        }
        page.push_str(&stripped(&text).map_err(|error| format!("{}: {error}", path.display()))?);
    }
    page.push_str("})();\n");
    Ok(page)
}

/// The name that a line of a script declares for all of them.
fn declaration(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let rest = ["function ", "const ", "let "].iter().find_map(|word| line.strip_prefix(word))?;
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$');
    rest.get(..end?).filter(|name| !name.is_empty())
}

/// The module as a script, for pages opened from a file, where a page may load scripts and nothing else.
pub(crate) fn embedded(wasm: &[u8]) -> String {
    let packed = miniz_oxide::deflate::compress_to_vec(wasm, 10);
    format!("globalThis.labcWasm=\"{}\";\n", STANDARD.encode(packed))
}

/// A script without comments, indentation and empty lines; everything else, newlines included, stays as
/// it is, so that this cannot change what the script does. Template literals are copied untouched.
pub(crate) fn stripped(source: &str) -> Result<String, String> {
    let source = source.replace("\r\n", "\n");
    let mut out = String::with_capacity(source.len());
    let mut rest = source.as_str();
    // Depth of braces inside each `${…}` that is open.
    let mut templates: Vec<usize> = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            '/' if rest.starts_with("/*") => {
                let end = rest[2..].find("*/").ok_or("a comment does not end")? + 4;
                // A comment with a line break in it counts as one where semicolons are left out.
                newline_or_space(&mut out, rest[..end].contains('\n'));
                rest = &rest[end..];
                continue;
            }
            '/' if regex_may_start(&out) => regex(rest)?,
            '"' | '\'' => string(rest, first)?,
            '`' => template(rest, 1, &mut templates)?,
            '{' => {
                if let Some(depth) = templates.last_mut() {
                    *depth += 1;
                }
                1
            }
            '}' => match templates.last_mut() {
                Some(0) => {
                    templates.pop();
                    template(rest, 1, &mut templates)?
                }
                Some(depth) => {
                    *depth -= 1;
                    1
                }
                None => 1,
            },
            '\n' => {
                newline_or_space(&mut out, true);
                rest = &rest[1..];
                continue;
            }
            ' ' | '\t' => {
                newline_or_space(&mut out, false);
                rest = &rest[1..];
                continue;
            }
            other => other.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    newline_or_space(&mut out, true);
    Ok(out)
}

fn newline_or_space(out: &mut String, newline: bool) {
    if newline {
        // Spaces at the end of a line; a template literal ends in a backtick and is never touched.
        out.truncate(out.trim_end_matches(' ').len());
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
    } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
        out.push(' ');
    }
}

/// Length of a string literal.
fn string(text: &str, quote: char) -> Result<usize, String> {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '\n' => return Err("a string does not end on its line".to_owned()),
            found if found == quote => return Ok(at + 1),
            _ => {}
        }
    }
    Err("a string does not end".to_owned())
}

/// Length of a template literal, or of the stretch of it that ends where `${` opens.
fn template(text: &str, skip: usize, templates: &mut Vec<usize>) -> Result<usize, String> {
    let mut characters = text.char_indices().skip(skip);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '`' => return Ok(at + 1),
            '$' if text[at..].starts_with("${") => {
                templates.push(0);
                return Ok(at + 2);
            }
            _ => {}
        }
    }
    Err("a template literal does not end".to_owned())
}

/// Length of a regular expression without its flags.
fn regex(text: &str) -> Result<usize, String> {
    let mut class = false;
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '[' => class = true,
            ']' => class = false,
            '/' if !class => return Ok(at + 1),
            '\n' => break,
            _ => {}
        }
    }
    Err("a regular expression does not end on its line".to_owned())
}

/// Whether a slash after this text starts a regular expression rather than divides.
fn regex_may_start(before: &str) -> bool {
    let before = before.trim_end();
    let Some(last) = before.chars().last() else { return true };
    if last.is_alphanumeric() || last == '_' || last == '$' {
        let word = before
            .rsplit(|character: char| !(character.is_alphanumeric() || character == '_' || character == '$'));
        return matches!(
            word.into_iter().next(),
            Some("return" | "typeof" | "case" | "in" | "of" | "void" | "delete")
        );
    }
    !matches!(last, ')' | ']' | '}' | '"' | '\'' | '`')
}

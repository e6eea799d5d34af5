//! Faults of modules: said once, in the module's own file, with the labs that use it. Start at [`at_home`].
//!
//! A lab that uses a module has no other place for the module's faults than its own `use`. Each module that is
//! named there is checked by itself, and what it is told takes the place of what was said in the labs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use labc::diagnostic::Diagnostic;
use labc::inputs::modules::uses;
use labc::sources::{FileId, Files, Sources, Span};

use crate::course::inputs::{Beside, Input, Inputs};
use crate::error::CommandError;

/// A module with faults of its own.
struct Faulty {
    diagnostics: Vec<Diagnostic>,
    /// The labs that use it.
    users: BTreeSet<String>,
}

/// Moves what is said of a module in labs to the module. Each lab comes with what is said of it.
///
/// # Errors
/// A module that cannot be read any more.
pub(crate) fn at_home(
    inputs: &mut Inputs,
    said: &mut [(Input, Vec<Diagnostic>)],
) -> Result<Vec<Diagnostic>, CommandError> {
    let mut modules: BTreeMap<PathBuf, Faulty> = BTreeMap::new();
    // A finding that only arises in a lab is reported in the first lab that has it.
    let mut elsewhere: BTreeMap<(PathBuf, String), (usize, BTreeSet<String>)> = BTreeMap::new();
    for (at, (lab, diagnostics)) in said.iter_mut().enumerate() {
        let text = &inputs.sources.get(lab.file).text;
        // A lab is parsed only where something is said of a module.
        if !diagnostics.iter().any(|diagnostic| is_behind_use(diagnostic, lab.file, text)) {
            continue;
        }
        let used = uses(lab.file, text);
        for (name, span) in used {
            let here = |diagnostic: &Diagnostic| is_at(diagnostic, lab.file, span);
            if !diagnostics.iter().any(here) {
                continue;
            }
            let Some(path) = Beside::of(&lab.path, inputs.course.as_ref()).module_file(&name) else {
                continue;
            };
            if !modules.contains_key(&path) {
                let diagnostics = check(&path, &name, lab, inputs)?;
                modules.insert(path.clone(), Faulty { diagnostics, users: BTreeSet::new() });
            }
            let Some(module) = modules.get_mut(&path) else { continue };
            if module.diagnostics.is_empty() {
                let mut kept = Vec::new();
                for diagnostic in std::mem::take(diagnostics) {
                    let key = (path.clone(), diagnostic.headline.clone());
                    match elsewhere.get_mut(&key) {
                        Some((first, users)) if here(&diagnostic) && *first != at => {
                            users.insert(lab.name.clone());
                        }
                        _ => {
                            if here(&diagnostic) {
                                elsewhere.entry(key).or_insert_with(|| (at, BTreeSet::new()));
                            }
                            kept.push(diagnostic);
                        }
                    }
                }
                *diagnostics = kept;
                continue;
            }
            module.users.insert(lab.name.clone());
            let last = name.rsplit('.').next().unwrap_or(&name).to_owned();
            diagnostics.retain(|diagnostic| {
                !here(diagnostic) && !follows(diagnostic, &inputs.sources, lab.file, &last)
            });
        }
    }
    for ((_, headline), (at, users)) in elsewhere.iter().filter(|(_, (_, users))| !users.is_empty()) {
        for diagnostic in said[*at].1.iter_mut().filter(|diagnostic| diagnostic.headline == *headline) {
            diagnostic.help.push(format!("the same in {}", listed(users)));
        }
    }
    let mut found = Vec::new();
    for module in modules.into_values() {
        let users = listed(&module.users);
        found.extend(
            module.diagnostics.into_iter().map(|diagnostic| diagnostic.help(format!("used by {users}"))),
        );
    }
    Ok(found)
}

/// What is wrong with a module by itself.
fn check(path: &Path, name: &str, lab: &Input, inputs: &mut Inputs) -> Result<Vec<Diagnostic>, CommandError> {
    let files = Beside::of(&lab.path, inputs.course.as_ref());
    // What cannot be read is said in the labs.
    let Ok(text) = files.module(name) else { return Ok(Vec::new()) };
    let file = inputs.sources.add(path.display().to_string(), text.as_str());
    crate::threads::side_by_side(|| labc::compile(file, &text, &files).1)
}

fn is_at(diagnostic: &Diagnostic, file: FileId, span: Span) -> bool {
    diagnostic.labels.first().is_some_and(|label| label.file == file && label.span == span)
}

/// Whether a finding stands at what is named by a `use`.
fn is_behind_use(diagnostic: &Diagnostic, file: FileId, text: &str) -> bool {
    let label = diagnostic.labels.first().filter(|label| label.file == file);
    let before = label.and_then(|label| text.get(..label.span.range().start));
    before.is_some_and(|before| before.trim_end().ends_with("use"))
}

/// Whether a lab misses a name only because the module is faulty.
fn follows(diagnostic: &Diagnostic, sources: &Sources, file: FileId, module: &str) -> bool {
    let Some(label) = diagnostic.labels.first().filter(|label| label.file == file) else { return false };
    let words = sources.get(file).text.get(label.span.range()).unwrap_or("");
    let rest = words.strip_prefix(module);
    diagnostic.code.as_str().starts_with("unknown-")
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn listed(labs: &BTreeSet<String>) -> String {
    let mut names: Vec<String> = labs.iter().take(8).map(|lab| format!("`{lab}`")).collect();
    if labs.len() > 8 {
        names.push(format!("{} more", labs.len() - 8));
    }
    names.join(", ")
}

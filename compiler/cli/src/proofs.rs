//! `labc check --proofs`: what is decided about all settings of a lab's controls, how, and what is unknown.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use labc::page::Proof;
use labc::sources::Source;

use crate::report::CLEAN;
use crate::trouble::Trouble;
use crate::{alone, console};

/// Writes the table of one lab.
pub(crate) fn run(paths: &[PathBuf]) -> Result<ExitCode, Trouble> {
    let [path] = paths else { return Err(Trouble::new("name one lab with --proofs".to_owned())) };
    let made = alone::with_lab(path, true, |lab, inputs| {
        let file = inputs.labs.first().map(|input| inputs.sources.get(input.file));
        Ok(file.map_or_else(String::new, |source| table(&lab.proofs, source)))
    })?;
    match made {
        Ok(table) => {
            console::say(&table);
            Ok(ExitCode::from(CLEAN))
        }
        Err(code) => Ok(code),
    }
}

fn table(proofs: &[Proof], source: &Source) -> String {
    let count = |holds: Option<bool>| proofs.iter().filter(|proof| proof.holds == holds).count();
    let mut text = format!(
        "{} questions about all settings of the controls: {} yes, {} no, {} unknown\n",
        proofs.len(),
        count(Some(true)),
        count(Some(false)),
        count(None)
    );
    let mut sorted: Vec<&Proof> = proofs.iter().collect();
    sorted.sort_by_key(|proof| proof.span);
    for proof in sorted {
        let verdict = match proof.holds {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        };
        let settings = match proof.settings.is_finite() {
            true => format!("{:.0} settings", proof.settings),
            false => "any number of settings".to_owned(),
        };
        let line = source.line_column(proof.span.start).line;
        let _ = writeln!(
            text,
            "line {line}: {}: {verdict}; {settings}, by {}; work {:.1e}",
            proof.question.words(),
            proof.method,
            proof.work
        );
    }
    text
}

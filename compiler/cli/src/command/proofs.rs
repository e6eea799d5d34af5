//! `labc check --proofs` and `--explain`: what is decided about all settings of a lab's controls, how, and what is
//! unknown.

use std::fmt::Write as _;
use std::process::ExitCode;

use labc::page::{Method, Proof};
use labc::sources::Source;
use serde_json::json;

use crate::args::{Check, Format};
use crate::error::CommandError;
use crate::make::alone;
use crate::report::CLEAN;
use crate::report::console;

/// Writes what is decided about one lab.
pub(crate) fn run(args: &Check) -> Result<ExitCode, CommandError> {
    let flag = if args.proofs { "--proofs" } else { "--explain" };
    let [path] = &args.paths[..] else { return Err(CommandError::new(format!("name one lab with {flag}"))) };
    let made = alone::with_lab(path, true, |lab, inputs| {
        let Some(input) = inputs.labs.first() else { return Ok(String::new()) };
        let source = inputs.sources.get(input.file);
        let mut proofs: Vec<&Proof> = lab.proofs.iter().collect();
        proofs.sort_by_key(|proof| proof.span);
        if let Some(name) = &args.explain {
            proofs.retain(|proof| is_about(proof, name, source));
            if proofs.is_empty() {
                return Err(CommandError::new(format!(
                    "nothing that is decided depends on `{name}`; name a formula, a status, a goal or a check of the lab"
                )));
            }
        }
        Ok(match (args.format, &args.explain) {
            (Format::Json, _) => lines(&proofs, source),
            (_, None) => table(&proofs, source),
            (_, Some(_)) => proofs.iter().map(|proof| explained(proof, source)).collect(),
        })
    })?;
    match made {
        Ok(text) => {
            console::say(&text);
            Ok(ExitCode::from(CLEAN))
        }
        Err(code) => Ok(code),
    }
}

/// Whether a verdict depends on a formula of this name, or the line that it is about has the name.
fn is_about(proof: &Proof, name: &str, source: &Source) -> bool {
    let depends = proof.detail.as_ref().is_some_and(|detail| detail.formulas.iter().any(|own| own == name));
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    depends || line_of(proof, source).split(|letter| !is_letter(letter)).any(|word| word == name)
}

/// The text of the line that a verdict is about.
fn line_of<'s>(proof: &Proof, source: &'s Source) -> &'s str {
    let line = source.line_column(proof.span.start).line;
    source.text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim()
}

fn answer(proof: &Proof) -> &'static str {
    match proof.holds {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

fn settings(proof: &Proof) -> String {
    match proof.settings.is_finite() {
        true => counted(proof.settings, "setting"),
        false => "any number of settings".to_owned(),
    }
}

/// A count with its noun: "1 setting", "3 settings", "2 boxes".
fn counted(count: f64, noun: &str) -> String {
    let ending = match noun.ends_with('x') {
        _ if count == 1.0 => "",
        true => "es",
        false => "s",
    };
    format!("{count:.0} {noun}{ending}")
}

/// Work in words, "118 million operations": an addition at one setting is one.
fn operations(work: f64) -> String {
    let (number, scale) = match work {
        _ if work < 1e4 => return counted(work.ceil(), "operation"),
        _ if work < 1e6 => (work / 1e3, "thousand"),
        _ if work < 1e9 => (work / 1e6, "million"),
        _ => (work / 1e9, "billion"),
    };
    let number = if number < 10.0 { format!("{number:.1}") } else { format!("{number:.0}") };
    format!("{number} {scale} operations")
}

/// A verdict without its place: "a case is reached: yes; 65 settings, by trying every setting; 2100 operations".
fn verdict(proof: &Proof) -> String {
    format!(
        "{}: {}; {}, by {}; {}",
        proof.question.words(),
        answer(proof),
        settings(proof),
        proof.method,
        operations(proof.work)
    )
}

fn table(proofs: &[&Proof], source: &Source) -> String {
    let count = |holds: Option<bool>| proofs.iter().filter(|proof| proof.holds == holds).count();
    let mut text = format!(
        "{} questions about all settings of the controls: {} yes, {} no, {} unknown\n",
        proofs.len(),
        count(Some(true)),
        count(Some(false)),
        count(None)
    );
    for proof in proofs {
        let line = source.line_column(proof.span.start).line;
        let _ = writeln!(text, "line {line}: {}", verdict(proof));
    }
    text
}

/// How a verdict was reached.
fn explained(proof: &Proof, source: &Source) -> String {
    let line = source.line_column(proof.span.start).line;
    let mut text = format!("line {line}: {}\n  {}\n", line_of(proof, source), verdict(proof));
    if let Some(detail) = &proof.detail {
        let moved: Vec<String> = detail
            .moved
            .iter()
            .map(|(name, count)| match count.is_finite() {
                true => format!("{name} ({})", counted(*count, "value")),
                false => format!("{name} (any number)"),
            })
            .collect();
        let moved = if moved.is_empty() { "nothing that moves".to_owned() } else { moved.join(", ") };
        let _ = writeln!(text, "  depends on {moved}");
        if !detail.formulas.is_empty() {
            let _ = writeln!(text, "  through {}", detail.formulas.join(", "));
        }
        for known in &detail.known {
            let _ = writeln!(text, "  {known} at every setting");
        }
        for (place, step) in detail.steps.iter().enumerate() {
            let (method, tried, work) = (step.method.words(), step.tried, operations(step.work));
            let end = match (place + 1 == detail.steps.len(), proof.holds, &proof.setting) {
                (true, Some(_), _) => "decided",
                _ => "did not decide it",
            };
            let things = match step.method {
                Method::Ranges | Method::Formulas => "box",
                Method::Enumeration | Method::Sampling => "setting",
            };
            let tried = counted(tried as f64, things);
            let _ = writeln!(text, "  {method}: {tried}, {work}: {end}");
        }
    }
    if let Some(setting) = &proof.setting {
        let set: Vec<String> =
            setting.iter().map(|(control, value)| format!(" --set {control}={value}")).collect();
        let set = if set.is_empty() { " the start".to_owned() } else { set.concat() };
        // Of what should hold everywhere, the setting shows where it doesn't.
        let what = if proof.holds == Some(false) { "it fails" } else { "it happens" };
        let _ = writeln!(text, "  {what} at{set}");
    }
    text
}

/// The verdicts for programs: one JSON object a line.
fn lines(proofs: &[&Proof], source: &Source) -> String {
    let object = |proof: &&Proof| {
        let moved = |(control, value): &(String, String)| json!({ "control": control, "value": value });
        let detail = proof.detail.as_ref();
        let steps = detail.map(|detail| {
            let step = |step: &labc::page::Step| json!({ "method": step.method.words(), "tried": step.tried, "work": step.work });
            detail.steps.iter().map(step).collect::<Vec<_>>()
        });
        let object = json!({
            "line": source.line_column(proof.span.start).line,
            "start": proof.span.start,
            "end": proof.span.end,
            "question": proof.question.words(),
            "answer": answer(proof),
            "of": proof.settings.is_finite().then_some(proof.settings),
            "method": proof.method,
            "work": proof.work,
            "settings": proof.setting.as_ref().map(|setting| setting.iter().map(moved).collect::<Vec<_>>()),
            "depends": detail.map(|detail| detail.moved.iter().map(|(name, _)| name.replace('`', "")).collect::<Vec<_>>()),
            "formulas": detail.map(|detail| &detail.formulas),
            "known": detail.map(|detail| &detail.known),
            "steps": steps,
        });
        format!("{object}\n")
    };
    proofs.iter().map(object).collect()
}

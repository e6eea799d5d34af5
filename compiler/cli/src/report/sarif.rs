//! Diagnostics as SARIF 2.1.0, which code hosts and editors read. Start at [`render`].

use labc::codes::Code;
use labc::diagnostic::{Diagnostic, Severity};
use labc::sources::Sources;
use serde_json::{Value, json};

use crate::report::json::{Location, ProofJson};

/// Writes one run with all diagnostics.
pub(crate) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut codes: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(rule).collect();
    let results: Vec<Value> =
        diagnostics.iter().map(|diagnostic| result(diagnostic, &codes, sources)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "labc", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

/// A code with what it means and its page, which viewers show beside a result.
fn rule(code: &Code) -> Value {
    json!({
        "id": code,
        "shortDescription": { "text": code.meaning() },
        "help": { "text": code.page(), "markdown": code.page() },
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], sources: &Sources) -> Value {
    let mut message = diagnostic.headline.clone();
    for help in &diagnostic.help {
        message.push('\n');
        message.push_str(help);
    }
    let place = |index: usize| {
        let label = &diagnostic.labels[index];
        let place = Location::new(label.file, label.span, sources);
        json!({
            "physicalLocation": {
                "artifactLocation": { "uri": place.path.replace('\\', "/") },
                "region": region(&place),
            },
            "message": { "text": label.text },
        })
    };
    let places: Vec<Value> = (0..diagnostic.labels.len()).map(place).collect();
    let (first, related) = places.split_at(places.len().min(1));
    let mut result = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or(0),
        "level": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": { "text": message },
        "locations": first,
        "relatedLocations": related,
    });
    if let Some(proof) = ProofJson::of(diagnostic) {
        result["properties"] = json!({ "proof": proof });
    }
    if let Some(fix) = &diagnostic.fix {
        let replacements: Vec<Value> = fix
            .edits
            .iter()
            .map(|(span, text)| {
                let place = Location::new(fix.file, *span, sources);
                json!({ "deletedRegion": region(&place), "insertedContent": { "text": text } })
            })
            .collect();
        let uri = sources.get(fix.file).path.replace('\\', "/");
        result["fixes"] = json!([{
            "description": { "text": fix.title },
            "artifactChanges": [{ "artifactLocation": { "uri": uri }, "replacements": replacements }],
        }]);
    }
    result
}

fn region(place: &Location<'_>) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

#[cfg(test)]
mod tests {
    use labc::sources::Span;

    use super::*;

    #[test]
    fn a_diagnostic_with_its_fix() {
        let mut sources = Sources::default();
        let file = sources.add("a.lab", "let b = hedas\n");
        let span = Span::new(8, 13);
        let diagnostic =
            Diagnostic::error(Code::UnknownName, "There is no `hedas`.", file, span, "not declared")
                .help("did you mean `heads`?")
                .fix("write `heads`", file, span, "heads");
        let log: Value = serde_json::from_str(&render(&[diagnostic], &sources)).unwrap();
        let result = &log["runs"][0]["results"][0];
        assert_eq!(result["ruleId"], "unknown-name");
        assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startColumn"], 9);
        assert_eq!(
            result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"],
            "heads"
        );
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "unknown-name");
    }
}

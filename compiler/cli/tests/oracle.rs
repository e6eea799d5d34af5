//! Known answers, each computed outside this project, answered by `labc eval --json-lines`: arithmetic with
//! units and its display (`tests/golden/units.json`), and the standard library (`tests/golden/physics.json`, and
//! `physics_by_hand.json`: at least one more for each function, each with where its number comes from).

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Cases that contradict a decision of the language, with the reason. The reference lists them too.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "u107",
    "a constant such as `n = 2 + 0` is folded: only what controls move is refused as an exponent",
)];

#[test]
fn every_case_of_units_agrees_or_is_a_documented_exception() {
    agree("units");
}

#[test]
fn every_case_of_the_library_agrees() {
    agree("physics");
}

#[test]
fn every_function_of_the_library_has_a_case_by_hand_that_agrees() {
    let cases = agree("physics_by_hand");
    for function in labc::docs::document::modules().iter().flat_map(|module| &module.functions) {
        let called = format!("{}(", function.name);
        let found = cases.iter().any(|case| case["expr"].as_str().unwrap().starts_with(&called));
        assert!(found, "{} has no case in tests/golden/physics_by_hand.json", function.name);
    }
    assert!(cases.iter().all(|case| !case["from"].as_str().unwrap().is_empty()));
}

fn agree(golden: &str) -> Vec<Value> {
    let path = format!("{}/../../tests/golden/{golden}.json", env!("CARGO_MANIFEST_DIR"));
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let answers = answers(&cases);
    assert_eq!(answers.len(), cases.len());
    let mut faults = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let id = case["id"].as_str().unwrap();
        let fault = fault(case, answer);
        match (fault, EXCEPTIONS.iter().any(|(exception, _)| *exception == id)) {
            (Some(fault), false) => faults.push(format!("{id} {}: {fault}\n  {answer}", case["expr"])),
            (None, true) => faults.push(format!("{id} agrees now: it is no exception any more")),
            _ => {}
        }
    }
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), cases.len(), faults.join("\n"));
    cases
}

fn answers(cases: &[Value]) -> Vec<Value> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_labc"))
        .args(["eval", "--json-lines"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let lines: String = cases
        .iter()
        .map(|case| {
            // A value is asked for in the unit that it is expected in.
            let unit = case["expected"]["unit"].as_str().filter(|unit| *unit != "1");
            let expr = case["expr"].as_str().unwrap();
            let within = unit.filter(|_| !expr.contains(" in ")).map(|unit| format!(" in {unit}"));
            let expr = expr.to_owned() + &within.unwrap_or_default();
            let lets = case["let"].as_array().cloned().unwrap_or_default();
            serde_json::json!({ "id": case["id"], "let": lets, "expr": expr }).to_string() + "\n"
        })
        .collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn fault(case: &Value, answer: &Value) -> Option<String> {
    let wanted = &case["expected"];
    let ok = answer["ok"] == true;
    match wanted["kind"].as_str().unwrap() {
        "error" => {
            let said = answer["diagnostics"].as_array().cloned().unwrap_or_default();
            let Some(found) = said.iter().find(|one| one["code"] == wanted["code"]).filter(|_| !ok) else {
                return Some(format!("expected {}", wanted["code"]));
            };
            let words =
                said.iter().map(|one| format!("{} {}", one["message"], one["help"])).collect::<String>();
            for word in wanted["mentions"].as_array().into_iter().flatten() {
                if !words.contains(word.as_str().unwrap()) {
                    return Some(format!("does not mention {word}"));
                }
            }
            let span = wanted["span"].as_str()?;
            let place = found["start"].as_u64().unwrap() as usize..found["end"].as_u64().unwrap() as usize;
            let marked = case["expr"].as_str().unwrap().get(place).unwrap_or("");
            (marked != span).then(|| format!("marks `{marked}`, not `{span}`"))
        }
        "value" => {
            let (value, expected) = (answer["value"].as_f64(), wanted["value"].as_f64().unwrap());
            let near = value.is_some_and(|value| {
                (value - expected).abs() <= wanted["rel_tol"].as_f64().unwrap_or(1e-12) * expected.abs()
            });
            let named = wanted["dimension"].is_null() || answer["dimension"] == wanted["dimension"];
            (!(ok && near && named)).then(|| format!("expected {expected} {}", wanted["dimension"]))
        }
        "bool" => {
            (!(ok && answer["value"] == wanted["value"])).then(|| format!("expected {}", wanted["value"]))
        }
        "display" => {
            (!(ok && answer["text"] == wanted["text"])).then(|| format!("expected {}", wanted["text"]))
        }
        other => Some(format!("a case of an unknown kind, {other}")),
    }
}

//! `labc eval`: the value of an expression.
//!
//! With `--json-lines`, standard input holds one case a line, `{"id", "let"?, "expr"}`, and each gets one
//! line of answer: `{"id", "ok": true, "value", "unit", "dimension", "text"}`, or `"ok": false` with its
//! diagnostics. Their places count in bytes of the expression.

use std::io::{BufRead, Read};
use std::process::ExitCode;

use labc::codes::Code;
use labc::diagnostic::{Diagnostic, Severity};
use labc::eval::{Answer, Question, Value, evaluate, evaluate_in, source_of};
use labc::record::protocol::Course;
use labc::sources::{FileId, Files, NoFiles, Sources};
use serde::{Deserialize, Serialize};

use crate::args::{Eval, Format};
use crate::course::inputs;
use crate::course::inputs::Beside;
use crate::error::CommandError;
use crate::files::read;
use crate::make::compile;
use crate::report::console;
use crate::report::{self, CLEAN, DIAGNOSTICS};
use crate::threads::side_by_side;

/// Evaluates an expression, on its own or against a lab with some controls moved.
pub(crate) fn run(args: &Eval) -> Result<ExitCode, CommandError> {
    if args.json_lines {
        return side_by_side(lines)?;
    }
    let mut context = (String::from("expression"), String::new());
    let mut files: Box<dyn Files> = Box::new(NoFiles);
    let mut course = Course::default();
    if let Some(lab) = &args.lab {
        let found = inputs::find(std::slice::from_ref(lab))?;
        if !found.faults.is_empty() || found.labs.len() != 1 {
            let code = report::report(&found.faults, &found.sources, Format::Text, None);
            if code != ExitCode::from(CLEAN) {
                return Ok(code);
            }
            return Err(CommandError::new(format!(
                "{} holds {} labs; name one",
                lab.display(),
                found.labs.len()
            )));
        }
        let source = found.sources.get(found.labs[0].file);
        context = (source.path.clone(), source.text.to_string());
        files = Box::new(Beside::of(&found.labs[0].path, None));
        // A lab that reads what others record needs to know them; its own faults are told below.
        if !found.around.is_empty() || !found.prefer.is_empty() {
            course = compile::around(&found, &found.labs[0])?;
        }
    }
    let Some(expr) = &args.expr else { return values(&context, &*files, &course) };
    let settings: Vec<(String, String)> =
        args.set.iter().map(|setting| (setting.control.clone(), setting.value.clone())).collect();
    side_by_side(|| one(&context, expr, &settings, args.json, (&*files, &course)))
}

fn one(
    (path, context): &(String, String),
    expr: &str,
    settings: &[(String, String)],
    json: bool,
    (files, course): (&dyn Files, &Course),
) -> ExitCode {
    let question = Question { context, expr, settings };
    let (source, start) = source_of(&question);
    let mut sources = Sources::default();
    let file = sources.add(path.clone(), source);
    let (answer, diagnostics) = evaluate_in(file, &question, files, course);
    if json {
        console::say(&answered(None, answer.as_ref(), &diagnostics, start));
        return ExitCode::from(if answer.is_some() { CLEAN } else { DIAGNOSTICS });
    }
    let code = report::report(&diagnostics, &sources, Format::Text, None);
    if let Some(answer) = answer {
        let text = match &answer.value {
            Value::Undefined(why) => format!("undefined: {why}"),
            _ => answer.text,
        };
        console::say(&format!("{text}\n"));
    }
    code
}

/// Every value that a lab names, with all controls at their starts.
fn values(context: &(String, String), files: &dyn Files, course: &Course) -> Result<ExitCode, CommandError> {
    let (tree, _) = labc::syntax::parse(FileId(0), &context.1);
    let mut names = Vec::new();
    labc::syntax::every(&tree.statements, &mut |statement| {
        if let labc::syntax::tree::Kind::Define(define) = &statement.kind {
            names.push(define.name.text.clone());
        }
    });
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    side_by_side(|| {
        for name in &names {
            let question = Question { context: &context.1, expr: name, settings: &[] };
            let (answer, diagnostics) = evaluate_in(FileId(0), &question, files, course);
            match answer {
                Some(answer) => console::say(&format!("{name:<width$}  {}\n", answer.text)),
                None => {
                    let mut sources = Sources::default();
                    sources.add(context.0.clone(), context.1.clone());
                    return report::report(&diagnostics, &sources, Format::Text, None);
                }
            }
        }
        ExitCode::from(CLEAN)
    })
}

#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    id: serde_json::Value,
    #[serde(default, rename = "let")]
    lets: Vec<Binding>,
    expr: String,
}

#[derive(Deserialize)]
struct Binding {
    name: String,
    #[serde(default, rename = "type")]
    of: Option<String>,
    expr: String,
}

fn lines() -> Result<ExitCode, CommandError> {
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut input).take(read::TEXT + 1).read_until(b'\n', &mut line);
        read.map_err(|error| CommandError::new(format!("cannot read standard input: {error}")))?;
        if line.is_empty() {
            break;
        }
        if line.len() as u64 > read::TEXT {
            return Err(CommandError::new("a line of standard input is longer than 1 MiB"));
        }
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        console::say(&case(&line));
        if console::fault().is_some() {
            break;
        }
    }
    Ok(ExitCode::from(CLEAN))
}

fn case(line: &str) -> String {
    let case: Case = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => {
            let id = serde_json::from_str::<serde_json::Value>(line)
                .ok()
                .and_then(|value| value.get("id").cloned());
            let fault = Diagnostic::error(
                Code::BadCase,
                format!("This line is not a case: {error}."),
                FileId(0),
                Default::default(),
                "",
            );
            return answered(id, None, &[fault], 0);
        }
    };
    let mut context = String::new();
    for binding in &case.lets {
        // One binding a line, whatever white space it came with.
        let expr = binding.expr.split_whitespace().collect::<Vec<_>>().join(" ");
        let of = binding.of.as_ref().map(|of| format!(": {of}")).unwrap_or_default();
        context.push_str(&format!("let {}{of} = {expr}\n", binding.name));
    }
    let question = Question { context: &context, expr: &case.expr, settings: &[] };
    let start = source_of(&question).1;
    let (answer, diagnostics) = evaluate(FileId(0), &question, &NoFiles);
    answered(Some(case.id), answer.as_ref(), &diagnostics, start)
}

#[derive(Serialize)]
struct Answered<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<serde_json::Value>,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dimension: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    undefined: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<AnswerJson<'a>>,
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    code: Code,
    severity: Severity,
    message: String,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    help: Vec<&'a str>,
    /// What repairs it, as an instruction.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
}

fn answered(
    id: Option<serde_json::Value>,
    answer: Option<&Answer>,
    diagnostics: &[Diagnostic],
    start: usize,
) -> String {
    let said = diagnostics.iter().map(|diagnostic| {
        let label = diagnostic.labels.first();
        let place = |at: u32| (at as usize).saturating_sub(start);
        AnswerJson {
            code: diagnostic.code,
            severity: diagnostic.severity,
            message: diagnostic.headline.clone(),
            start: label.map_or(0, |label| place(label.span.start)),
            end: label.map_or(0, |label| place(label.span.end)),
            help: diagnostic.help.iter().map(String::as_str).collect(),
            fix: diagnostic.fix.as_ref().map(|fix| fix.title.as_str()),
        }
    });
    let undefined = answer.and_then(|answer| match &answer.value {
        Value::Undefined(why) => Some(why.as_str()),
        _ => None,
    });
    let answered = Answered {
        id,
        ok: answer.is_some(),
        value: answer.map(|answer| plain(&answer.value)),
        unit: answer.map(|answer| answer.unit.as_str()).filter(|unit| !unit.is_empty()),
        dimension: answer.map(|answer| answer.dimension.as_str()),
        text: answer.map(|answer| answer.text.as_str()),
        undefined,
        diagnostics: said.collect(),
    };
    let line =
        serde_json::to_string(&answered).expect("strings and finite numbers can always be written as JSON");
    line + "\n"
}

fn plain(value: &Value) -> serde_json::Value {
    match value {
        Value::Number(value) => (*value).into(),
        Value::Bool(value) => (*value).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Undefined(_) => serde_json::Value::Null,
    }
}

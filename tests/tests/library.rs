//! The standard library: every function is documented, its examples are true, and its dimensions have teeth.

use labc::docs::document::{FunctionDoc, modules};
use labc::eval::{Answer, Question, evaluate};
use labc::sources::{FileId, NoFiles, Span};
use labc::syntax::parse_expression;
use labc::syntax::tree::{Call, Expr, ExprKind};

fn answer(expr: &str) -> (Option<Answer>, Vec<String>) {
    let (answer, diagnostics) = evaluate(FileId(0), &Question { context: "", expr, settings: &[] }, &NoFiles);
    (answer, diagnostics.iter().map(|found| format!("{}: {}", found.code, found.headline)).collect())
}

fn functions() -> impl Iterator<Item = &'static FunctionDoc> {
    modules().iter().flat_map(|module| &module.functions)
}

#[test]
fn every_function_says_what_it_is_and_its_examples_are_true() {
    let mut faults = Vec::new();
    for FunctionDoc { name, docs, source, requires, examples, tex, .. } in functions() {
        if docs.is_empty() || source.is_empty() || requires.is_empty() || examples.is_empty() {
            faults.push(format!("{name} lacks docs, a source, what it holds for or an example"));
        }
        if tex.is_empty() || tex.contains("\\ldots") {
            faults.push(format!("{name}: its formula cannot be set: {tex}"));
        }
        for example in examples {
            let (answer, said) = answer(example);
            if answer.is_none_or(|answer| answer.text != "yes") || !said.is_empty() {
                faults.push(format!("{example}: {said:?}"));
            }
            if !example.contains(&format!("{name}(")) {
                faults.push(format!("{example} is no example of {name}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(functions().count() >= 66, "only {} functions", functions().count());
}

/// The call of a function in an example, every parameter with its argument: named, defaults written out.
fn whole_call(function: &FunctionDoc) -> Vec<(String, String)> {
    let source = &function.examples[0];
    let (shown, faults) = parse_expression(FileId(0), source, Span::new(0, source.len()));
    assert!(faults.is_empty(), "{source}");
    let call = find(&shown.unwrap().expr, &function.name).unwrap_or_else(|| panic!("{source}"));
    let params = function.params.iter().enumerate().map(|(index, param)| {
        let given = call
            .args
            .iter()
            .find(|(label, _)| label.as_ref().is_some_and(|label| label.text == param.name))
            .or(call.args.get(index).filter(|(label, _)| label.is_none()));
        let text = match (given, &param.default) {
            (Some((_, value)), _) => source[value.span.range()].to_owned(),
            (None, Some(default)) => default.clone(),
            (None, None) => panic!("{source} leaves `{}` out", param.name),
        };
        (param.name.clone(), text)
    });
    params.collect()
}

fn find(expr: &Expr, name: &str) -> Option<Call> {
    match &expr.kind {
        ExprKind::Call(call) => {
            let path: Vec<&str> = call.path.iter().map(|part| part.text.as_str()).collect();
            if path.join(".") == name { Some(call.clone()) } else { None }
        }
        ExprKind::Binary(_, _, a, b) | ExprKind::Approx(a, b, _) => find(a, name).or_else(|| find(b, name)),
        ExprKind::Negate(inner) | ExprKind::Not(inner) => find(inner, name),
        _ => None,
    }
}

fn written(name: &str, args: &[(String, String)]) -> String {
    let args: Vec<String> = args.iter().map(|(label, value)| format!("{label} = {value}")).collect();
    format!("{name}({})", args.join(", "))
}

#[test]
fn two_arguments_of_different_dimension_cannot_be_swapped() {
    let (mut swapped, mut faults) = (0, Vec::new());
    for function in functions() {
        let args = whole_call(function);
        let (whole, said) = answer(&written(&function.name, &args));
        assert!(whole.is_some(), "{}: {said:?}", written(&function.name, &args));
        let dimensions: Vec<String> = args
            .iter()
            .map(|(_, value)| answer(value).0.map_or_else(String::new, |answer| answer.dimension))
            .collect();
        for first in 0..args.len() {
            for second in first + 1..args.len() {
                if dimensions[first] == dimensions[second] {
                    continue;
                }
                let mut mixed = args.clone();
                (mixed[first].1, mixed[second].1) = (args[second].1.clone(), args[first].1.clone());
                swapped += 1;
                let call = written(&function.name, &mixed);
                let (given, said) = answer(&call);
                if given.is_some() || !said.iter().any(|said| said.starts_with("argument-mismatch")) {
                    faults.push(format!("{call}: {said:?}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {swapped}:\n{}", faults.len(), faults.join("\n"));
    assert!(swapped > 190, "only {swapped} pairs were swapped");
}

/// How many declarations of the library join a lab with these lines.
fn brought(lines: &str) -> usize {
    let source = format!("lab l \"L\"\nuse std\n{lines}\n");
    let mut tree = labc::syntax::parse(FileId(0), &source).0;
    let own = tree.statements.len();
    let faults = labc::inputs::modules::bring_in(FileId(0), &mut tree, &source, &NoFiles);
    assert!(faults.is_empty(), "{faults:#?}");
    tree.statements.len() - own
}

#[test]
fn what_nobody_mentions_costs_nothing() {
    assert_eq!(
        brought("let memory = 3 GB\n\"About hardware, models and the memory of serving.\" // the grid"),
        0
    );
    assert_eq!(brought("let a = serving.itl(16 GB, 4 GB, 3.35 TB/s)"), 1);
    assert_eq!(brought("\"It takes {serving.itl(16 GB, 4 GB, 3.35 TB/s)}.\""), 1);
    // What a function calls comes with it: the tokens need the parameters, the quantile the probability.
    assert_eq!(brought("let a = scaling.chinchilla_tokens(1e24 FLOP)"), 2);
    assert_eq!(brought("let a = queueing.mmc_quantile(9 1/s, 10 ms, 4, 99 %)"), 2);
    assert_eq!(brought("let a = roofline.bound(1 FLOP, 1 B, 1 FLOP/s, 1 B/s)"), 2);
}

//! Evaluates expressions, on their own or against a lab. Start at [`evaluate`].

pub mod pins;

use lab_core::{Machine, UNDEFINED};

use crate::check::Checker;
use crate::check::model::*;
use crate::check::repair::{self, FaultyLab};
use crate::check::units::Units;
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lower::Lowering;
use crate::record::protocol::Course;
use crate::sources::{FileId, Files, Span};
use crate::syntax;
use crate::syntax::tree::{ExprKind, Shown};

/// What to evaluate.
#[derive(Clone, Debug, Default)]
pub struct Question<'a> {
    /// Declarations that the expression may use: a lab, or a few `let` statements.
    pub context: &'a str,
    /// The expression.
    pub expr: &'a str,
    /// Controls of the lab with what they are set to.
    pub settings: &'a [(String, String)],
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub value: Value,
    /// The unit that the value is in: the one asked for with `in`, else the coherent one; `1` for a plain
    /// number, empty for what is no number.
    pub unit: String,
    /// Its dimension by name, or its type.
    pub dimension: String,
    /// As it is shown on a page.
    pub text: String,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A truth value.
    Bool(bool),
    /// A text, a key of a table, an arm of a status.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// There is none: the reason.
    Undefined(String),
}

/// The source that the spans of an evaluation's diagnostics point into, and where its expression begins.
pub fn source_of(question: &Question<'_>) -> (String, usize) {
    let mut source = question.context.to_owned();
    if !source.is_empty() && !source.ends_with('\n') {
        source.push('\n');
    }
    let start = source.len();
    source.push_str(question.expr);
    (source, start)
}

/// Evaluates an expression. Diagnostics point into [`source_of`]; without an answer, one is an error.
pub fn evaluate(
    file: FileId,
    question: &Question<'_>,
    files: &dyn Files,
) -> (Option<Answer>, Vec<Diagnostic>) {
    evaluate_in(file, question, files, &Course::default())
}

/// The same against a lab of a course, whose student's record is empty.
pub fn evaluate_in(
    file: FileId,
    question: &Question<'_>,
    files: &dyn Files,
    course: &Course,
) -> (Option<Answer>, Vec<Diagnostic>) {
    let (answer, mut diagnostics, mut checker) = evaluate_once(file, question, files, course);
    if answer.is_none() {
        let (source, start) = source_of(question);
        let examine = |edited: &str, edits: &repair::Edits| {
            let before = edits.iter().filter(|(span, _)| (span.start as usize) < start);
            let grown: isize =
                before.map(|(span, new)| new.len() as isize - (span.end - span.start) as isize).sum();
            let (context, expr) = edited.split_at(start.saturating_add_signed(grown));
            evaluate_once(file, &Question { context, expr, settings: question.settings }, files, course).1
        };
        let mut patient =
            FaultyLab { file, source: &source, checker: &mut checker, parts: Vec::new(), examine: &examine };
        repair::search(&mut patient, &mut diagnostics);
    }
    (answer, diagnostics)
}

/// The expression of a question, and a checker of the declarations that it may use.
fn asked(
    file: FileId,
    question: &Question<'_>,
    files: &dyn Files,
    course: &Course,
) -> (Option<Shown>, Checker, Vec<Diagnostic>) {
    let (source, start) = source_of(question);
    let (mut tree, mut diagnostics) = syntax::parse(file, question.context);
    diagnostics.append(&mut crate::inputs::modules::bring_in_all(file, &mut tree, &source, files));
    diagnostics.append(&mut crate::inputs::load::load(file, &mut tree.statements, files));
    let (shown, mut more) = syntax::parse_expression(file, &source, Span::new(start, source.len()));
    diagnostics.append(&mut more);
    crate::inputs::earlier::bring_in(&mut tree);
    let checker = Checker::within(file, &source, &tree, Units::prelude(), course.clone());
    (shown, checker, diagnostics)
}

/// The answer to a question, without looking for repairs.
fn evaluate_once(
    file: FileId,
    question: &Question<'_>,
    files: &dyn Files,
    course: &Course,
) -> (Option<Answer>, Vec<Diagnostic>, Checker) {
    let (shown, mut checker, mut diagnostics) = asked(file, question, files, course);
    let answer = shown.and_then(|shown| {
        let model = checker.model.clone();
        let (typed, format) = checker.shown(&shown);
        let settings = settings(&mut checker, question.settings);
        let mut lowering = Lowering::new(&model, file);
        let of = typed.of.clone();
        let node = lowering.expr(&typed, Lowering::BASE);
        // Moved as on the page, where what has no value there is no fault of the lab.
        let moved: Vec<(Id, f64)> = settings
            .iter()
            .filter_map(|(control, value)| {
                let node = lowering.expr(value, Lowering::BASE);
                lowering.in_range(*control, node, value.span);
                Some((*control, lowering.graph.value(node)?))
            })
            .collect();
        let program = lowering.graph.program(&[node]);
        let register = lowering.graph.register(node);
        checker.diagnostics.append(&mut lowering.diagnostics);
        let Ok(mut machine) = Machine::new(program.clone()) else {
            checker.diagnostics.push(lowering.overload(&program, typed.span));
            return None;
        };
        moved.iter().for_each(|(control, value)| machine.set(*control, *value));
        machine.run();
        let unit = shown.unit.as_ref().and_then(|unit| checker.model.units.written(unit).ok());
        let inner = match &of {
            Type::Maybe(inner) => (**inner).clone(),
            of => of.clone(),
        };
        let raw = machine.value(register);
        let read = |raw: f64, of: &Type| match of {
            _ if raw.is_nan() => {
                let why = machine.why(register).map(|why| why.text(machine.program()).to_owned());
                Value::Undefined(why.unwrap_or_else(|| "there is no value".to_owned()))
            }
            Type::Bool => Value::Bool(raw != 0.0),
            Type::Text => Value::Text(machine.program().texts.get(raw as usize).cloned().unwrap_or_default()),
            Type::Row(table) => Value::Text(
                model.tables[*table].rows.get(raw as usize).map(|key| key.text.clone()).unwrap_or_default(),
            ),
            Type::Arm(status) => Value::Text(
                model.statuses[*status]
                    .tree
                    .arms
                    .get(raw as usize)
                    .map(|arm| arm.name.text.clone())
                    .unwrap_or_default(),
            ),
            _ => Value::Number(unit.as_ref().map_or(raw, |unit| (raw - unit.offset) / unit.factor)),
        };
        let value = match &inner {
            Type::List(item) => {
                Value::List(machine.list(register).iter().map(|raw| read(*raw, item)).collect())
            }
            of => read(raw, of),
        };
        let text = text_of(&value, &format, raw, &unit);
        let dimension = match &inner {
            Type::Number(dimension) => match dimension.is_none() {
                true => "1".to_owned(),
                false => dimension.name(&checker.model.units),
            },
            Type::Point => "Temperature".to_owned(),
            of => checker.type_name(of),
        };
        let unit = match (&inner, unit) {
            (Type::Number(_) | Type::Point, Some(unit)) => unit.symbol,
            (Type::Number(dimension), None) if dimension.is_none() => "1".to_owned(),
            (Type::Number(dimension), None) => checker.model.units.coherent(dimension),
            (Type::Point, None) => "K".to_owned(),
            _ => String::new(),
        };
        Some(Answer { value, unit, dimension, text })
    });
    diagnostics.append(&mut checker.diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span));
    crate::diagnostic::gather(&mut diagnostics);
    let sound = !diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    (answer.filter(|_| sound), diagnostics, checker)
}

fn text_of(
    value: &Value,
    format: &lab_core::Format,
    raw: f64,
    unit: &Option<crate::check::units::Written>,
) -> String {
    match value {
        Value::Number(_) => format.text(raw),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Text(text) => text.clone(),
        Value::Undefined(_) => format.text(UNDEFINED),
        Value::List(items) => {
            let base = |value: f64| unit.as_ref().map_or(value, |unit| value * unit.factor + unit.offset);
            let texts: Vec<String> = items
                .iter()
                .map(|item| match item {
                    Value::Number(value) => format.text(base(*value)),
                    other => text_of(other, format, UNDEFINED, unit),
                })
                .collect();
            format!("[{}]", texts.join(", "))
        }
    }
}

/// Controls with what a command line sets them to: a quantity or a number in the control's unit, a key,
/// `on` or `off`.
fn settings(checker: &mut Checker, settings: &[(String, String)]) -> Vec<(Id, Typed)> {
    let mut found = Vec::new();
    let nowhere = Span::new(checker.quote_end(), checker.quote_end());
    for (name, value) in settings {
        let Some((Item::Control(id), _)) = checker.names.items.get(name) else {
            let controls: Vec<String> =
                checker.model.controls.iter().map(|control| format!("`{}`", control.name.text)).collect();
            checker.diagnostics.push(
                Diagnostic::error(
                    Code::UnknownName,
                    format!("There is no control `{name}`."),
                    checker.file,
                    nowhere,
                    "set on the command line",
                )
                .help(format!("there are {}", controls.join(", "))),
            );
            continue;
        };
        let id = *id;
        let control = checker.model.controls[id].clone();
        let kind = match &control.of {
            Type::Bool => match value.as_str() {
                "on" | "yes" | "true" => Some(TypedKind::Bool(true)),
                "off" | "no" | "false" => Some(TypedKind::Bool(false)),
                _ => None,
            },
            Type::Row(table) => {
                let row = checker.model.tables[*table].rows.place(value);
                row.map(|row| TypedKind::Row(*table, row))
            }
            of => quantity(checker, value, &control, of),
        };
        match kind {
            Some(kind) => found.push((id, Typed { kind, of: control.of.clone(), span: nowhere })),
            None => {
                let what = match &control.of {
                    Type::Bool => "`on` or `off`".to_owned(),
                    Type::Row(table) => {
                        let keys: Vec<String> = checker.model.tables[*table]
                            .rows
                            .iter()
                            .map(|key| format!("`{}`", key.text))
                            .collect();
                        keys.join(", ")
                    }
                    of => format!(
                        "{}, such as `{}`",
                        checker.type_name(of),
                        control.format.text(control.format.units[0].factor)
                    ),
                };
                checker.diagnostics.push(
                    Diagnostic::error(
                        Code::ArgumentMismatch,
                        format!("`{name}` cannot be `{value}`."),
                        checker.file,
                        nowhere,
                        "set on the command line",
                    )
                    .help(format!("it is {what}")),
                );
            }
        }
    }
    found
}

/// A quantity as a lab writes it; a bare number is in the control's unit.
fn quantity(checker: &Checker, text: &str, control: &Control, of: &Type) -> Option<TypedKind> {
    let (shown, faults) = syntax::parse_expression(FileId::default(), text, Span::new(0, text.len()));
    let shown = shown.filter(|shown| faults.is_empty() && shown.unit.is_none())?;
    let (sign, number) = match &shown.expr.kind {
        ExprKind::Negate(inner) => (-1.0, &inner.kind),
        kind => (1.0, kind),
    };
    let ExprKind::Number(value, unit) = number else { return None };
    let (factor, offset) = match unit {
        None => {
            let unit = control.format.units.first()?;
            (unit.factor, unit.offset)
        }
        Some(unit) => {
            let written = checker.model.units.written(unit).ok()?;
            let fits = match of {
                Type::Number(own) => {
                    written.offset == 0.0 && own.agree(&written.dimension, &checker.model.units).is_some()
                }
                Type::Point => written.offset != 0.0,
                _ => false,
            };
            fits.then_some((written.factor, written.offset))?
        }
    };
    Some(TypedKind::Number(crate::rational::in_unit(sign * value, factor, offset), None))
}

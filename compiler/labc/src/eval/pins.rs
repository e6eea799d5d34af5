//! Values of texts and the figures that they can be pinned to, in labs that are being written. Start at [`figure`] and
//! [`names`].

use lab_core::Machine;

use super::{Question, asked};
use crate::check::model::*;
use crate::lower::Lowering;
use crate::record::protocol::Course;
use crate::sources::{FileId, Files, Span};
use crate::syntax::tree::{Expr, ExprKind};

/// The figure that a value shows at the start, as a lab writes it: `267 ms`. Nothing for what is not a number or has no
/// value.
pub fn figure(question: &Question<'_>, files: &dyn Files, course: &Course) -> Option<String> {
    let file = FileId::default();
    let (shown, mut checker, _) = asked(file, question, files, course);
    let (typed, format) = checker.shown(&shown?);
    let [value] = at_start(&checker.model, file, &[&typed])?[..] else { return None };
    (is_number(&typed) && value.is_finite()).then(|| plain(&format.text(value)))
}

/// Nothing of what a value is, as a lab writes it: `0 L/min`. Nothing for what is not a number.
pub fn zero(question: &Question<'_>, files: &dyn Files, course: &Course) -> Option<String> {
    let (shown, mut checker, _) = asked(FileId::default(), question, files, course);
    let (typed, format) = checker.shown(&shown?);
    let of = match &typed.of {
        Type::Maybe(inner) => inner,
        of => of,
    };
    matches!(of, Type::Number(_)).then(|| plain(&format.text(0.0)))
}

/// The values of the lab that round to a figure at the start, by their names: those that are computed first.
pub fn names(question: &Question<'_>, files: &dyn Files, course: &Course) -> Vec<String> {
    let file = FileId::default();
    let (shown, mut checker, _) = asked(file, question, files, course);
    let Some(shown) = shown.filter(|shown| shown.unit.is_none() && is_figure(&shown.expr)) else {
        return Vec::new();
    };
    let (figure, format) = checker.shown(&shown);
    if !is_number(&figure) {
        return Vec::new();
    }
    let (half, _) = checker.written_as(&figure, &format);
    let model = checker.model.clone();
    let alike = model.defines.iter().enumerate().filter_map(|(id, define)| {
        let value = define.value.as_ref()?;
        let typed = Typed { kind: TypedKind::Define(id), of: value.of.clone(), span: Span::default() };
        (is_number(&typed) && checker.comparable(&typed, &figure)).then_some((define, typed))
    });
    let (defines, mut values): (Vec<&Define>, Vec<Typed>) = alike.unzip();
    values.push(figure);
    let values: Vec<&Typed> = values.iter().collect();
    let Some(mut numbers) = at_start(&model, file, &values) else { return Vec::new() };
    let figure = numbers.pop().unwrap_or(f64::NAN);
    let rounds = |value: f64| (value - figure).abs() <= half * (1.0 + 1e-9);
    let found = defines.into_iter().zip(numbers).filter(|(_, value)| rounds(*value));
    let mut found: Vec<&Define> = found.map(|(define, _)| define).collect();
    found.sort_by_key(|define| is_figure(&define.tree.value.expr));
    found.iter().map(|define| define.tree.name.text.clone()).collect()
}

fn is_number(typed: &Typed) -> bool {
    matches!(typed.of, Type::Number(_) | Type::Point)
}

fn is_figure(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(..) => true,
        ExprKind::Negate(inner) => matches!(inner.kind, ExprKind::Number(..)),
        _ => false,
    }
}

/// What some values are with all controls at their starts, in base units.
fn at_start(model: &Model, file: FileId, values: &[&Typed]) -> Option<Vec<f64>> {
    let mut lowering = Lowering::new(model, file);
    let nodes: Vec<_> = values.iter().map(|typed| lowering.expr(typed, Lowering::BASE)).collect();
    let program = lowering.graph.program(&nodes);
    let registers: Vec<_> = nodes.iter().map(|node| lowering.graph.register(*node)).collect();
    let mut machine = Machine::new(program).ok()?;
    machine.run();
    Some(registers.into_iter().map(|register| machine.value(register)).collect())
}

/// A number as it is shown, written as a lab writes it.
fn plain(shown: &str) -> String {
    shown.replace('\u{202F}', "").replace('\u{a0}', " ").replace('−', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::NoFiles;

    const LAB: &str = r#"
slider batch "Batch" from 1 to 64 by 1 start 4
given limit = 267 ms "the contract"
let reply = 60 ms * batch + 27 ms
let bytes = 1234567 B * batch
let nothing = 1 s / (batch - 4)
let half_typed = reply *
"#;

    fn question(expr: &str) -> Question<'_> {
        Question { context: LAB, expr, settings: &[] }
    }

    #[test]
    fn a_value_has_the_figure_of_the_start_in_a_half_typed_lab_too() {
        for (expr, expected) in [
            ("reply", Some("267 ms")),
            ("reply in s, 2 digits", Some("0.27 s")),
            ("2 * batch", Some("8")),
            ("-reply", Some("-267 ms")),
            ("nothing", None),
            ("batch > 2", None),
            ("unknown", None),
            ("reply *", None),
        ] {
            let found = figure(&question(expr), &NoFiles, &Course::default());
            assert_eq!(found.as_deref(), expected, "{expr}");
        }
    }

    #[test]
    fn nothing_has_the_unit_that_a_value_is_shown_in() {
        for (expr, expected) in
            [("reply", Some("0 s")), ("batch", Some("0")), ("batch > 1", None), ("a b", None)]
        {
            assert_eq!(zero(&question(expr), &NoFiles, &Course::default()).as_deref(), expected, "{expr}");
        }
    }

    #[test]
    fn a_figure_has_the_names_of_what_rounds_to_it_and_computed_ones_come_first() {
        for (expr, expected) in [
            ("267 ms", "reply limit"),
            ("0.3 s", "reply limit"),
            ("268 ms", ""),
            ("267 B", ""),
            ("4.938 MB", "bytes"),
            ("reply", ""),
            ("ms", ""),
        ] {
            let found = names(&question(expr), &NoFiles, &Course::default());
            assert_eq!(found.join(" "), expected, "{expr}");
        }
    }
}

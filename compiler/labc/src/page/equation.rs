//! Worked equations: the very expression that is evaluated, in symbols and in numbers, as MathML.

use lab_core::program::{Binary, Unary};

use super::plan::Math;
use crate::infer::model::*;
use crate::syntax::tree::Operator;

/// How the leaves of a formula are written: as symbols, or as their current values.
pub(super) trait Leaves {
    /// A definition, a control, a column of a row, a number: whatever stands for one value.
    fn leaf(&mut self, typed: &Typed) -> Vec<Math>;
    /// The lab.
    fn model(&self) -> &Model;
    /// What the parameters of the function stand for whose body is written.
    fn arguments(&mut self) -> &mut Vec<(u32, Typed)>;
}

/// How strongly the outermost operation of a formula binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Loose,
    Compared,
    Sum,
    Product,
    Tight,
}

/// A formula as the inside of a row.
///
/// A value that is one call of a function is written as that function's formula, with the arguments in it.
pub(super) fn formula(typed: &Typed, leaves: &mut impl Leaves) -> Vec<Math> {
    let mut out = Vec::new();
    if let TypedKind::Call(id, args) = &typed.kind {
        let function = leaves.model().functions[*id].clone();
        if let Some(body) = function.body.filter(is_written_out) {
            let bound = function.params.iter().zip(args).map(|(param, arg)| (param.local, arg.clone()));
            *leaves.arguments() = bound.collect();
            write(&body, leaves, Strength::Loose, &mut out);
            leaves.arguments().clear();
            return out;
        }
    }
    write(typed, leaves, Strength::Loose, &mut out);
    out
}

/// Whether a body is made of numbers, parameters and operations: rounds and rows have no symbols of their own.
fn is_written_out(body: &Typed) -> bool {
    match &body.kind {
        TypedKind::Number(..) | TypedKind::Local(_) => true,
        TypedKind::Unary(_, x) => is_written_out(x),
        TypedKind::Binary(_, a, b) | TypedKind::Compare(_, a, b) => is_written_out(a) && is_written_out(b),
        TypedKind::If(condition, a, b) => [condition, a, b].into_iter().all(|part| is_written_out(part)),
        TypedKind::Call(_, args) => args.iter().all(is_written_out),
        _ => false,
    }
}

/// What a parameter stands for.
fn argument(typed: &Typed, leaves: &mut impl Leaves) -> Option<Typed> {
    let TypedKind::Local(local) = &typed.kind else { return None };
    leaves.arguments().iter().find(|(known, _)| known == local).map(|(_, arg)| arg.clone())
}

/// A formula cut before its outermost operators, where a narrow screen may begin a new line.
pub(super) fn breakable(formula: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut depth, mut from, mut at) = (0_usize, 0, 0);
    while let Some(open) = formula[at..].find('<') {
        let start = at + open;
        let tag = &formula[start..];
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else {
            if depth == 0 && start > from && tag.starts_with(INFIX) {
                pieces.push(formula[from..start].to_owned());
                from = start;
            }
            depth += 1;
        }
        at = start + 1;
    }
    pieces.push(formula[from..].to_owned());
    pieces
}

/// How an operator between two values begins. The gap around it is said here: browsers differ where numbers
/// with units are its neighbours.
const INFIX: &str = "<mo lspace=\"0.25em\" rspace=\"0.25em\">";

fn markup(out: &mut Vec<Math>, text: &str) {
    match out.last_mut() {
        Some(Math::Markup(last)) => last.push_str(text),
        _ => out.push(Math::Markup(text.to_owned())),
    }
}

fn strength(typed: &Typed) -> Strength {
    match &typed.kind {
        TypedKind::Binary(Binary::Add | Binary::Sub, ..) | TypedKind::Unary(Unary::Neg, _) => Strength::Sum,
        TypedKind::Binary(Binary::Mul, ..) => Strength::Product,
        TypedKind::Binary(Binary::And | Binary::Or | Binary::Else, ..) | TypedKind::If(..) => Strength::Loose,
        TypedKind::Compare(..) | TypedKind::Approx(..) => Strength::Compared,
        _ => Strength::Tight,
    }
}

fn write(typed: &Typed, leaves: &mut impl Leaves, around: Strength, out: &mut Vec<Math>) {
    if let Some(arg) = argument(typed, leaves) {
        return write(&arg, leaves, around, out);
    }
    if strength(typed) < around {
        markup(out, "<mrow><mo>(</mo>");
        bare(typed, leaves, out);
        markup(out, "<mo>)</mo></mrow>");
    } else {
        bare(typed, leaves, out);
    }
}

fn infix(
    a: &Typed,
    operator: &str,
    b: &Typed,
    around: (Strength, Strength),
    leaves: &mut impl Leaves,
    out: &mut Vec<Math>,
) {
    write(a, leaves, around.0, out);
    markup(out, &format!("{INFIX}{operator}</mo>"));
    write(b, leaves, around.1, out);
}

fn bare(typed: &Typed, leaves: &mut impl Leaves, out: &mut Vec<Math>) {
    use Strength::*;
    if let Some(arg) = argument(typed, leaves) {
        return bare(&arg, leaves, out);
    }
    match &typed.kind {
        TypedKind::Binary(Binary::Add, a, b) => infix(a, "+", b, (Sum, Sum), leaves, out),
        TypedKind::Binary(Binary::Sub, a, b) => infix(a, "−", b, (Sum, Product), leaves, out),
        TypedKind::Binary(Binary::Mul, a, b) => infix(a, "·", b, (Product, Product), leaves, out),
        TypedKind::Binary(Binary::Div, a, b) => {
            markup(out, "<mfrac><mrow>");
            bare(a, leaves, out);
            markup(out, "</mrow><mrow>");
            bare(b, leaves, out);
            markup(out, "</mrow></mfrac>");
        }
        TypedKind::Binary(Binary::Pow, a, b) => {
            // A value with its unit is one thing only in brackets: (4096 tok)².
            let base = argument(a, leaves);
            let valued = matches!(
                base.as_ref().unwrap_or(a).kind,
                TypedKind::Binary(Binary::Div | Binary::Pow, ..) | TypedKind::Number(_, Some(_))
            );
            markup(out, "<msup><mrow>");
            if valued {
                markup(out, "<mo>(</mo>");
                bare(a, leaves, out);
                markup(out, "<mo>)</mo>");
            } else {
                let mut base = Vec::new();
                write(a, leaves, Tight, &mut base);
                let spaced = base.iter().any(|piece| matches!(piece, Math::Value(_)));
                if spaced {
                    markup(out, "<mo>(</mo>");
                }
                for piece in base {
                    match piece {
                        Math::Markup(text) => markup(out, &text),
                        value => out.push(value),
                    }
                }
                if spaced {
                    markup(out, "<mo>)</mo>");
                }
            }
            markup(out, "</mrow><mrow>");
            bare(b, leaves, out);
            markup(out, "</mrow></msup>");
        }
        TypedKind::Binary(how @ (Binary::Min | Binary::Max), ..) => {
            let name = if *how == Binary::Min { "min" } else { "max" };
            let mut args = Vec::new();
            chain(typed, *how, &mut args);
            call(name, &args, leaves, out);
        }
        TypedKind::Binary(Binary::Mod, a, b) => call("mod", &[a, b], leaves, out),
        TypedKind::Binary(Binary::And, a, b) => infix(a, "∧", b, (Compared, Compared), leaves, out),
        TypedKind::Binary(Binary::Or, a, b) => infix(a, "∨", b, (Compared, Compared), leaves, out),
        TypedKind::Binary(Binary::Else, a, b) => {
            write(a, leaves, Compared, out);
            markup(out, "<mtext> else </mtext>");
            write(b, leaves, Compared, out);
        }
        TypedKind::Binary(_, a, b) => infix(a, "?", b, (Tight, Tight), leaves, out),
        TypedKind::Compare(operator, a, b) => {
            let sign = match operator {
                Operator::Lt => "&lt;",
                Operator::Le => "≤",
                Operator::Gt => "&gt;",
                Operator::Ge => "≥",
                Operator::Ne => "≠",
                _ => "=",
            };
            infix(a, sign, b, (Sum, Sum), leaves, out);
        }
        TypedKind::Approx(a, b, _) => infix(a, "≈", b, (Sum, Sum), leaves, out),
        TypedKind::Unary(Unary::Neg, x) => {
            markup(out, "<mo>−</mo>");
            write(x, leaves, Product, out);
        }
        TypedKind::Unary(Unary::Sqrt, x) => {
            markup(out, "<msqrt><mrow>");
            bare(x, leaves, out);
            markup(out, "</mrow></msqrt>");
        }
        TypedKind::Unary(function @ (Unary::Floor | Unary::Ceil | Unary::Abs), x) => {
            let (open, close) = match function {
                Unary::Floor => ("⌊", "⌋"),
                Unary::Ceil => ("⌈", "⌉"),
                _ => ("|", "|"),
            };
            markup(out, &format!("<mrow><mo>{open}</mo>"));
            bare(x, leaves, out);
            markup(out, &format!("<mo>{close}</mo></mrow>"));
        }
        TypedKind::Unary(function, x) => {
            let name = match function {
                Unary::Ln => "ln",
                Unary::Log2 => "log₂",
                Unary::Log10 => "log₁₀",
                Unary::Exp => "exp",
                Unary::Sin => "sin",
                Unary::Cos => "cos",
                Unary::Tan => "tan",
                Unary::Tanh => "tanh",
                Unary::LnGamma => "ln Γ",
                Unary::Round => "round",
                Unary::Not => "not",
                _ => "f",
            };
            call(name, &[x], leaves, out);
        }
        TypedKind::Sensitivity(output, control) => {
            let control = Typed {
                kind: TypedKind::Control(*control),
                of: leaves.model().controls[*control].of.clone(),
                span: typed.span,
            };
            markup(out, "<mfrac><mrow><mo>∂</mo><mi>ln</mi><mo>&#x2061;</mo>");
            write(output, leaves, Tight, out);
            markup(out, "</mrow><mrow><mo>∂</mo><mi>ln</mi><mo>&#x2061;</mo>");
            write(&control, leaves, Tight, out);
            markup(out, "</mrow></mfrac>");
        }
        TypedKind::Item(list, place) => {
            markup(out, "<msub><mrow>");
            write(list, leaves, Tight, out);
            markup(out, "</mrow><mrow>");
            bare(place, leaves, out);
            markup(out, "</mrow></msub>");
        }
        TypedKind::If(condition, a, b) => {
            markup(out, "<mrow><mo>{</mo><mtable><mtr><mtd>");
            bare(a, leaves, out);
            markup(out, "</mtd><mtd><mtext>if </mtext>");
            bare(condition, leaves, out);
            markup(out, "</mtd></mtr><mtr><mtd>");
            bare(b, leaves, out);
            markup(out, "</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>");
        }
        TypedKind::Call(id, args) => {
            let name = leaves.model().functions[*id].tree.name.text.clone();
            let args: Vec<&Typed> = args.iter().collect();
            call(&name, &args, leaves, out);
        }
        _ => out.extend(leaves.leaf(typed)),
    }
}

fn chain<'t>(typed: &'t Typed, how: Binary, args: &mut Vec<&'t Typed>) {
    match &typed.kind {
        TypedKind::Binary(own, a, b) if *own == how => {
            chain(a, how, args);
            chain(b, how, args);
        }
        _ => args.push(typed),
    }
}

fn call(name: &str, args: &[&Typed], leaves: &mut impl Leaves, out: &mut Vec<Math>) {
    markup(out, &format!("<mi>{}</mi><mo>&#x2061;</mo><mrow><mo>(</mo>", super::escape(name)));
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            markup(out, "<mo>,</mo>");
        }
        bare(arg, leaves, out);
    }
    markup(out, "<mo>)</mo></mrow>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_breaks_before_its_outermost_operators() {
        let sum = format!(
            "<mi>a</mi>{INFIX}+</mo><mrow><mi>b</mi>{INFIX}·</mo><mi>c</mi></mrow>{INFIX}−</mo><mn>2</mn>"
        );
        let pieces = breakable(&sum);
        assert_eq!(pieces.concat(), sum);
        assert_eq!(pieces.len(), 3);
        assert!(pieces[1].contains('c') && pieces[2].starts_with(INFIX));
        assert_eq!(breakable("<mfrac><mi>a</mi><mi>b</mi></mfrac>").len(), 1);
    }
}

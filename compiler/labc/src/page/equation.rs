//! Worked equations: the very expression that is evaluated, in symbols and in numbers, as MathML.

use lab_core::program::Fold;

use super::plan::{Math, Rich};
use crate::check::model::*;
use crate::docs::notation::{Brackets, Leaves, Name, Notation, Over, Sign, notation};

/// A formula as the inside of a row, and as TeX in which characters stand for some values.
pub(super) struct Formula {
    pub(super) markup: Vec<Math>,
    pub(super) tex: String,
    pub(super) values: Vec<Rich>,
}

/// A formula.
///
/// A value that is one call of a function is written as that function's formula; the arguments are in `leaves`
/// then, which [`formula_of`] tells.
pub(super) fn formula(typed: &Typed, leaves: &mut impl Leaves<Leaf = Vec<Math>>) -> Formula {
    let formula = notation(typed, leaves);
    let (mut tex, mut values) = (String::new(), Vec::new());
    let mut leaf = |pieces: &Vec<Math>, out: &mut String| tex_of(pieces, &mut values, out);
    crate::docs::notation::tex::write(&formula, &mut leaf, &mut tex);
    let mut markup = Vec::new();
    write(formula, &mut markup);
    Formula { markup, tex, values }
}

/// Writes pieces of a formula as TeX: for each value a character that stands for it.
pub(super) fn tex_of(pieces: &[Math], values: &mut Vec<Rich>, out: &mut String) {
    for piece in pieces {
        match piece {
            Math::Markup(_) => {}
            Math::Fixed { tex, .. } => out.push_str(tex),
            Math::Value(value) => {
                out.push(super::markdown::stand_in(values.len()));
                values.push(value.clone());
            }
        }
    }
}

/// What parameters stand for, by their local.
pub(super) type Arguments = Vec<(u32, Typed)>;

/// What a parameter stands for.
pub(super) fn argument(arguments: &Arguments, local: u32) -> Option<Typed> {
    arguments.iter().find(|(known, _)| *known == local).map(|(_, arg)| arg.clone())
}

/// What a value is written as, and what the parameters in it stand for: itself, or the body of the function that
/// it is a call of.
pub(super) fn formula_of(typed: &Typed, model: &Model) -> (Typed, Arguments) {
    if let TypedKind::Call(id, args) = &typed.kind {
        let function = &model.functions[*id];
        if let Some(body) = function.body.as_ref().filter(|body| is_written_out(body)) {
            let bound = function.params.iter().zip(args).map(|(param, arg)| (param.local, arg.clone()));
            return (body.clone(), bound.collect());
        }
    }
    (typed.clone(), Arguments::new())
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

fn write(formula: Notation<Vec<Math>>, out: &mut Vec<Math>) {
    match formula {
        Notation::Leaf(pieces) => {
            for piece in pieces {
                match piece {
                    Math::Markup(text) | Math::Fixed { markup: text, .. } => markup(out, &text),
                    value => out.push(value),
                }
            }
        }
        Notation::Within(brackets, inside) => {
            let (open, close) = match brackets {
                Brackets::Round => ("(", ")"),
                Brackets::Floor => ("⌊", "⌋"),
                Brackets::Ceiling => ("⌈", "⌉"),
                Brackets::Bars => ("|", "|"),
            };
            let (open, close) = (format!("<mrow><mo>{open}</mo>"), format!("<mo>{close}</mo></mrow>"));
            around(&open, *inside, &close, out);
        }
        Notation::Infix(sign, sides) => {
            let between = match sign {
                Sign::Else => "<mtext>\u{a0}else\u{a0}</mtext>".to_owned(),
                sign => format!("{INFIX}{}</mo>", operator(sign)),
            };
            pair("", *sides, &between, "", out);
        }
        Notation::Negated(value) => around("<mo>−</mo>", *value, "", out),
        Notation::Fraction(parts) => {
            pair("<mfrac><mrow>", *parts, "</mrow><mrow>", "</mrow></mfrac>", out);
        }
        Notation::Power(parts) => pair("<msup><mrow>", *parts, "</mrow><mrow>", "</mrow></msup>", out),
        Notation::Indexed(parts) => pair("<msub><mrow>", *parts, "</mrow><mrow>", "</mrow></msub>", out),
        Notation::Root(value) => around("<msqrt><mrow>", *value, "</mrow></msqrt>", out),
        Notation::Call(name, args) => {
            let name = super::escape(name_of(&name));
            markup(out, &format!("<mi>{name}</mi><mo>&#x2061;</mo><mrow><mo>(</mo>"));
            for (index, arg) in args.into_iter().enumerate() {
                around(if index > 0 { "<mo>,</mo>" } else { "" }, arg, "", out);
            }
            markup(out, "<mo>)</mo></mrow>");
        }
        Notation::Cases(cases, otherwise) => {
            markup(out, "<mrow><mo>{</mo><mtable>");
            for case in cases {
                pair("<mtr><mtd>", case, "</mtd><mtd><mtext>if\u{a0}</mtext>", "</mtd></mtr>", out);
            }
            let end = "</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>";
            around("<mtr><mtd>", *otherwise, end, out);
        }
        Notation::Sensitivity(parts) => {
            let ln = "<mo>∂</mo><mi>ln</mi><mo>&#x2061;</mo>";
            let (open, between) = (format!("<mfrac><mrow>{ln}"), format!("</mrow><mrow>{ln}"));
            pair(&open, *parts, &between, "</mrow></mfrac>", out);
        }
        Notation::Gathered(how, rounds, mut filter, body) => {
            let count = rounds.len();
            for (index, round) in rounds.into_iter().enumerate() {
                markup(out, if matches!(round.over, Over::Range(_)) { "<munderover>" } else { "<munder>" });
                markup(out, gathering(how));
                markup(out, "<mrow>");
                write(Notation::Leaf(round.variable), out);
                let mut end = None;
                match round.over {
                    Over::Range(ends) => {
                        let [from, to] = *ends;
                        around("<mo>=</mo>", from, "", out);
                        end = Some(to);
                    }
                    Over::List(list) => around("<mo>∈</mo>", *list, "", out),
                    Over::Other => {}
                }
                if index + 1 == count
                    && let Some(condition) = filter.take()
                {
                    around("<mo>,</mo>", *condition, "", out);
                }
                match end {
                    Some(to) => around("</mrow><mrow>", to, "</mrow></munderover>", out),
                    None => markup(out, "</mrow></munder>"),
                }
            }
            if let Some(body) = body {
                around("<mrow>", *body, "</mrow>", out);
            }
        }
    }
}

/// The sign of what is gathered.
fn gathering(how: Fold) -> &'static str {
    match how {
        Fold::Sum => "<mo>∑</mo>",
        Fold::Min => "<mo>min</mo>",
        Fold::Max => "<mo>max</mo>",
        Fold::All => "<mo>⋀</mo>",
        Fold::Any => "<mo>⋁</mo>",
        Fold::Count => "<mo>count</mo>",
        Fold::First => "<mo>first</mo>",
        Fold::ArgMin => "<mo>argmin</mo>",
        Fold::ArgMax => "<mo>argmax</mo>",
    }
}

fn around(open: &str, inside: Notation<Vec<Math>>, close: &str, out: &mut Vec<Math>) {
    markup(out, open);
    write(inside, out);
    markup(out, close);
}

fn pair(open: &str, [a, b]: [Notation<Vec<Math>>; 2], between: &str, close: &str, out: &mut Vec<Math>) {
    around(open, a, between, out);
    around("", b, close, out);
}

fn operator(sign: Sign) -> &'static str {
    match sign {
        Sign::Plus => "+",
        Sign::Minus => "−",
        Sign::Times => "·",
        Sign::And => "∧",
        Sign::Or => "∨",
        Sign::Else => "else",
        Sign::Less => "&lt;",
        Sign::LessOrEqual => "≤",
        Sign::Greater => "&gt;",
        Sign::GreaterOrEqual => "≥",
        Sign::Unequal => "≠",
        Sign::Equal => "=",
        Sign::About => "≈",
    }
}

fn name_of(name: &Name) -> &str {
    match name {
        Name::Declared(name) => name,
        Name::Min => "min",
        Name::Max => "max",
        Name::Mod => "mod",
        Name::BuiltIn(function) => function.text(),
    }
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

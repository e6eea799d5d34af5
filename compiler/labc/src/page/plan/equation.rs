//! Worked equations: the very expression that is evaluated, in symbols and in numbers, as MathML.

use lab_core::program::Fold;

use crate::check::model::*;
use crate::docs::notation::{Brackets, FunctionName, IterationRange, Leaves, Notation, Sign, notation};
use crate::page::plan::planned::{Math, Rich};

/// A formula as the inside of a row, and as TeX in which characters stand for some values.
pub(in crate::page) struct Formula {
    /// Pieces that begin at the outermost operators, where a narrow screen may begin a new line.
    pub(in crate::page) lines: Vec<Vec<Math>>,
    pub(in crate::page) tex: String,
    pub(in crate::page) values: Vec<Rich>,
}

/// A formula.
///
/// A value that is one call of a function is written as that function's formula; the arguments are in `leaves`
/// then, which [`formula_of`] tells.
pub(in crate::page) fn formula(typed: &Typed, leaves: &mut impl Leaves<Leaf = Vec<Math>>) -> Formula {
    let formula = notation(typed, leaves);
    let (mut tex, mut values) = (String::new(), Vec::new());
    let mut leaf = |pieces: &Vec<Math>, out: &mut String| tex_of(pieces, &mut values, out);
    crate::docs::notation::tex::write(&formula, &mut leaf, &mut tex);
    let mut written = MathmlWriter { lines: vec![Vec::new()], depth: 0 };
    written.write(formula);
    Formula { lines: written.lines, tex, values }
}

/// Writes pieces of a formula as TeX: for each value a character that stands for it.
pub(in crate::page) fn tex_of(pieces: &[Math], values: &mut Vec<Rich>, out: &mut String) {
    for piece in pieces {
        match piece {
            Math::Markup(_) => {}
            Math::Fixed { tex, .. } => out.push_str(tex),
            Math::Value(value) => {
                out.push(crate::page::render::markdown::stand_in(values.len()));
                values.push(value.clone());
            }
        }
    }
}

/// What parameters stand for, by their local.
pub(in crate::page) type Arguments = Vec<(u32, Typed)>;

/// What a parameter stands for.
pub(in crate::page) fn argument(arguments: &Arguments, local: u32) -> Option<Typed> {
    arguments.iter().find(|(known, _)| *known == local).map(|(_, arg)| arg.clone())
}

/// What a value is written as, and what the parameters in it stand for: itself, or the body of the function that
/// it is a call of.
pub(in crate::page) fn formula_of(typed: &Typed, model: &Model) -> (Typed, Arguments) {
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

/// Pieces of a formula without values, as one piece of markup.
pub(in crate::page) fn flat(pieces: &[Math]) -> String {
    let texts = pieces.iter().map(|piece| match piece {
        Math::Markup(text) | Math::Fixed { markup: text, .. } => text.as_str(),
        Math::Value(_) => "",
    });
    texts.collect()
}

/// How an operator between two values begins. The gap around it is said here: browsers differ where numbers
/// with units are its neighbours.
const INFIX: &str = "<mo lspace=\"0.25em\" rspace=\"0.25em\">";

/// A formula being written as MathML.
struct MathmlWriter {
    lines: Vec<Vec<Math>>,
    /// How many elements are open.
    depth: usize,
}

impl MathmlWriter {
    /// A new line may begin here, outside of all elements.
    fn may_break(&mut self) {
        if self.depth == 0 && self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Vec::new());
        }
    }

    fn markup(&mut self, text: &str) {
        let Some(line) = self.lines.last_mut() else { return };
        match line.last_mut() {
            Some(Math::Markup(last)) => last.push_str(text),
            _ => line.push(Math::Markup(text.to_owned())),
        }
    }

    /// Something inside elements.
    fn around(&mut self, open: &str, inside: Notation<Vec<Math>>, close: &str) {
        self.markup(open);
        self.depth += 1;
        self.write(inside);
        self.depth -= 1;
        self.markup(close);
    }

    /// Two parts inside elements.
    fn pair(&mut self, open: &str, [a, b]: [Notation<Vec<Math>>; 2], between: &str, close: &str) {
        self.around(open, a, between);
        self.around("", b, close);
    }

    fn write(&mut self, formula: Notation<Vec<Math>>) {
        match formula {
            Notation::Leaf(pieces) => {
                for piece in pieces {
                    match piece {
                        Math::Markup(text) | Math::Fixed { markup: text, .. } => self.markup(&text),
                        value => self.lines.last_mut().expect("a line is begun").push(value),
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
                self.around(&open, *inside, &close);
            }
            Notation::Infix(sign, sides) => {
                let [left, right] = *sides;
                self.write(left);
                if sign == Sign::Else {
                    self.markup("<mtext>\u{a0}else\u{a0}</mtext>");
                } else {
                    self.may_break();
                    self.markup(&format!("{INFIX}{}</mo>", operator(sign)));
                }
                self.write(right);
            }
            Notation::Negated(value) => {
                self.markup("<mo>−</mo>");
                self.write(*value);
            }
            Notation::Fraction(parts) => {
                self.pair("<mfrac><mrow>", *parts, "</mrow><mrow>", "</mrow></mfrac>");
            }
            Notation::Power(parts) => self.pair("<msup><mrow>", *parts, "</mrow><mrow>", "</mrow></msup>"),
            Notation::Indexed(parts) => self.pair("<msub><mrow>", *parts, "</mrow><mrow>", "</mrow></msub>"),
            Notation::Root(value) => self.around("<msqrt><mrow>", *value, "</mrow></msqrt>"),
            Notation::Call(name, args) => {
                let name = crate::markup::escape(name_of(&name));
                self.markup(&format!("<mi>{name}</mi><mo>&#x2061;</mo><mrow><mo>(</mo>"));
                for (index, arg) in args.into_iter().enumerate() {
                    self.around(if index > 0 { "<mo>,</mo>" } else { "" }, arg, "");
                }
                self.markup("<mo>)</mo></mrow>");
            }
            Notation::Cases(cases, otherwise) => {
                self.markup("<mrow><mo>{</mo><mtable>");
                for case in cases {
                    self.pair("<mtr><mtd>", case, "</mtd><mtd><mtext>if\u{a0}</mtext>", "</mtd></mtr>");
                }
                let end = "</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>";
                self.around("<mtr><mtd>", *otherwise, end);
            }
            Notation::Sensitivity(parts) => {
                let ln = "<mo>∂</mo><mi>ln</mi><mo>&#x2061;</mo>";
                let (open, between) = (format!("<mfrac><mrow>{ln}"), format!("</mrow><mrow>{ln}"));
                self.pair(&open, *parts, &between, "</mrow></mfrac>");
            }
            Notation::Gathered(how, rounds, mut filter, body) => {
                let count = rounds.len();
                for (index, round) in rounds.into_iter().enumerate() {
                    self.markup(if matches!(round.over, IterationRange::Range(_)) {
                        "<munderover>"
                    } else {
                        "<munder>"
                    });
                    self.markup(gathering(how));
                    self.markup("<mrow>");
                    self.write(Notation::Leaf(round.variable));
                    let mut end = None;
                    match round.over {
                        IterationRange::Range(ends) => {
                            let [from, to] = *ends;
                            self.around("<mo>=</mo>", from, "");
                            end = Some(to);
                        }
                        IterationRange::List(list) => self.around("<mo>∈</mo>", *list, ""),
                        IterationRange::Other => {}
                    }
                    if index + 1 == count
                        && let Some(condition) = filter.take()
                    {
                        self.around("<mo>,</mo>", *condition, "");
                    }
                    match end {
                        Some(to) => self.around("</mrow><mrow>", to, "</mrow></munderover>"),
                        None => self.markup("</mrow></munder>"),
                    }
                }
                if let Some(body) = body {
                    self.around("<mrow>", *body, "</mrow>");
                }
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

fn name_of(name: &FunctionName) -> &str {
    match name {
        FunctionName::Declared(name) => name,
        FunctionName::Min => "min",
        FunctionName::Max => "max",
        FunctionName::Mod => "mod",
        FunctionName::BuiltIn(function) => function.text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters for values, as MathML.
    fn letter(name: &str) -> Notation<Vec<Math>> {
        Notation::Leaf(vec![Math::Fixed { markup: format!("<mi>{name}</mi>"), tex: name.to_owned() }])
    }

    fn infix(a: Notation<Vec<Math>>, sign: Sign, b: Notation<Vec<Math>>) -> Notation<Vec<Math>> {
        Notation::Infix(sign, Box::new([a, b]))
    }

    #[test]
    fn a_line_may_begin_at_an_outermost_operator() {
        let product = infix(letter("b"), Sign::Times, letter("c"));
        let sum = infix(
            infix(letter("a"), Sign::Plus, Notation::Within(Brackets::Round, Box::new(product))),
            Sign::Minus,
            Notation::Fraction(Box::new([infix(letter("d"), Sign::Plus, letter("e")), letter("f")])),
        );
        let mut written = MathmlWriter { lines: vec![Vec::new()], depth: 0 };
        written.write(sum);
        let lines: Vec<String> = written.lines.iter().map(|line| flat(line)).collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert_eq!(lines[0], "<mi>a</mi>");
        assert!(lines[1].starts_with(INFIX) && lines[1].contains("<mi>c</mi>"), "{lines:?}");
        assert!(lines[2].starts_with(INFIX) && lines[2].ends_with("</mfrac>"), "{lines:?}");
    }
}

//! A formula as TeX, from the checked expression that is evaluated.

use std::fmt::Write;

use lab_core::program::{Fold, Unary};

use crate::infer::model::*;
use crate::notation::{Brackets, Leaves, Name, Notation, Over, Sign, notation};

/// The body of a function, in the words of its parameters.
pub(super) fn tex(body: &Typed, function: &Function, model: &Model) -> String {
    let names = function.tree.params.iter().zip(&function.params);
    let names = names.map(|(tree, param)| (param.local, tree.name.text.clone())).collect();
    let body = notation(body, &mut Words { model, names, next: 'i' });
    let mut out = word(short(&function.tree.name.text));
    out.push_str(" = ");
    write(&body, &mut out);
    out
}

/// Values by their names.
struct Words<'m> {
    model: &'m Model,
    /// What parameters and variables are called.
    names: Vec<(u32, String)>,
    /// What the next variable of a round is called.
    next: char,
}

impl Leaves for Words<'_> {
    type Leaf = String;

    fn leaf(&mut self, typed: &Typed) -> String {
        match &typed.kind {
            TypedKind::Number(value, written) => self.number(*value, written.as_deref()),
            TypedKind::Local(local) => {
                let name = self.names.iter().find(|(known, _)| known == local);
                word(name.map_or("", |(_, name)| name))
            }
            TypedKind::Row(table, row) => {
                format!("\\text{{{}}}", self.model.tables[*table].rows[*row].text.replace('_', " "))
            }
            TypedKind::Bool(value) => format!("\\text{{{}}}", if *value { "yes" } else { "no" }),
            TypedKind::Define(id) => word(short(&self.model.defines[*id].tree.name.text)),
            _ => "\\ldots ".to_owned(),
        }
    }

    fn is_compound(&self, typed: &Typed) -> bool {
        matches!(typed.kind, TypedKind::Number(_, Some(_)))
    }

    fn variable(&mut self, local: u32) -> Option<String> {
        let name = self.next.to_string();
        self.next = char::from_u32(u32::from(self.next) + 1).unwrap_or('i');
        self.names.push((local, name.clone()));
        Some(name)
    }

    fn model(&self) -> &Model {
        self.model
    }
}

impl Words<'_> {
    fn number(&self, value: f64, written: Option<&crate::units::Written>) -> String {
        // As many digits as there are: a formula's numbers are not rounded.
        let text = match written {
            Some(written) => self.model.units.fixed(written, None).text(value),
            None => format!("{value}"),
        };
        match text.split_once(['\u{A0}', ' ']) {
            Some((number, unit)) => {
                let (number, unit) = (number.replace('\u{202F}', "\\,"), unit.replace('%', "\\%"));
                format!("{number}\\,\\text{{{unit}}}")
            }
            None => text.replace('\u{202F}', "\\,"),
        }
    }
}

/// A name without its module.
fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn word(name: &str) -> String {
    let words = name.replace('_', " ");
    match words.chars().count() {
        1 => words,
        _ => format!("\\text{{{words}}}"),
    }
}

fn write(formula: &Notation<String>, out: &mut String) {
    match formula {
        Notation::Leaf(tex) => out.push_str(tex),
        Notation::Within(brackets, inside) => {
            let (open, close) = match brackets {
                Brackets::Round => ("\\left(", "\\right)"),
                Brackets::Floor => ("\\left\\lfloor ", "\\right\\rfloor "),
                Brackets::Ceiling => ("\\left\\lceil ", "\\right\\rceil "),
                Brackets::Bars => ("\\left|", "\\right|"),
            };
            around(open, inside, close, out);
        }
        Notation::Infix(sign, sides) => {
            write(&sides[0], out);
            out.push_str(match sign {
                Sign::Plus => " + ",
                Sign::Minus => " - ",
                Sign::Times => " \\cdot ",
                Sign::And => " \\land ",
                Sign::Or => " \\lor ",
                Sign::Else => "\\text{ else }",
                Sign::Less => " < ",
                Sign::LessOrEqual => " \\le ",
                Sign::Greater => " > ",
                Sign::GreaterOrEqual => " \\ge ",
                Sign::Unequal => " \\ne ",
                Sign::Equal => " = ",
                Sign::About => " \\approx ",
            });
            write(&sides[1], out);
        }
        Notation::Negated(value) => around("-", value, "", out),
        Notation::Fraction(parts) => pair("\\frac{", &parts[0], "}{", &parts[1], out),
        Notation::Power(parts) => pair("", &parts[0], "^{", &parts[1], out),
        Notation::Indexed(parts) => pair("", &parts[0], "_{", &parts[1], out),
        Notation::Root(value) => around("\\sqrt{", value, "}", out),
        Notation::Call(name, args) => {
            let _ = match name {
                Name::Declared(name) => write!(out, "\\text{{{}}}", short(name).replace('_', " ")),
                name => write!(out, "{}", built_in(name)),
            };
            out.push_str("\\left(");
            for (index, arg) in args.iter().enumerate() {
                around(if index > 0 { ",\\," } else { "" }, arg, "", out);
            }
            out.push_str("\\right)");
        }
        Notation::Cases(cases, otherwise) => {
            out.push_str("\\begin{cases}");
            for [value, condition] in cases {
                write(value, out);
                around(" & \\text{if } ", condition, " \\\\ ", out);
            }
            around("", otherwise, " & \\text{otherwise}\\end{cases}", out);
        }
        Notation::Sensitivity(parts) => {
            pair("\\frac{\\partial \\ln ", &parts[0], "}{\\partial \\ln ", &parts[1], out);
        }
        Notation::Gathered(how, rounds, filter, body) => {
            let sign = match how {
                Fold::Sum => "\\sum",
                Fold::Min => "\\min",
                Fold::Max => "\\max",
                Fold::All => "\\bigwedge",
                Fold::Any => "\\bigvee",
                _ => "\\operatorname{fold}",
            };
            for (index, round) in rounds.iter().enumerate() {
                let _ = write!(out, "{sign}_{{{}", round.variable);
                let condition = filter.as_ref().filter(|_| index + 1 == rounds.len());
                let below = |out: &mut String| {
                    if let Some(condition) = condition {
                        around(",\\,", condition, "", out);
                    }
                };
                match &round.over {
                    Over::Range(ends) => {
                        around("=", &ends[0], "", out);
                        below(out);
                        around("}^{", &ends[1], "} ", out);
                        continue;
                    }
                    Over::List(list) => around(" \\in ", list, "", out),
                    Over::Other => {}
                }
                below(out);
                out.push_str("} ");
            }
            if let Some(body) = body {
                write(body, out);
            }
        }
    }
}

fn around(open: &str, inside: &Notation<String>, close: &str, out: &mut String) {
    out.push_str(open);
    write(inside, out);
    out.push_str(close);
}

/// Two parts, the second in braces.
fn pair(open: &str, a: &Notation<String>, between: &str, b: &Notation<String>, out: &mut String) {
    around(open, a, between, out);
    around("", b, "}", out);
}

fn built_in(name: &Name) -> &'static str {
    match name {
        Name::Min => "\\min",
        Name::Max => "\\max",
        Name::BuiltIn(Unary::Ln) => "\\ln",
        Name::BuiltIn(Unary::Log2) => "\\log_2",
        Name::BuiltIn(Unary::Log10) => "\\log_{10}",
        Name::BuiltIn(Unary::Exp) => "\\exp",
        Name::BuiltIn(Unary::Sin) => "\\sin",
        Name::BuiltIn(Unary::Cos) => "\\cos",
        Name::BuiltIn(Unary::Tan) => "\\tan",
        Name::BuiltIn(Unary::Tanh) => "\\tanh",
        Name::BuiltIn(Unary::LnGamma) => "\\ln\\Gamma",
        Name::BuiltIn(Unary::Not) => "\\lnot",
        Name::BuiltIn(Unary::Defined) => "\\operatorname{known}",
        Name::Mod => "\\operatorname{mod}",
        _ => "\\operatorname{round}",
    }
}

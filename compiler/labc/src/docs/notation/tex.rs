//! A formula as TeX: for the reference, and for reports.

use lab_core::program::Fold;

use super::{Brackets, FunctionName, IterationRange, Notation, Sign};

/// A name without its module.
pub(crate) fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// A name in a formula: one letter is a symbol, more are words.
pub(crate) fn word(name: &str) -> String {
    let words = name.replace('_', " ");
    match words.chars().count() {
        1 => words,
        _ => format!("\\text{{{words}}}"),
    }
}

/// A text between the braces of `\\text`: what TeX would read as a command is written so that it is shown.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => out.extend(['\\', letter]),
            '\\' => out.push('∖'),
            '^' => out.push('ˆ'),
            '~' => out.push('˜'),
            '\u{202F}' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// A figure with its unit: digits in groups, the unit upright.
pub(crate) fn figure(text: &str) -> String {
    match text.split_once(['\u{A0}', ' ']) {
        Some((number, unit)) => {
            let (number, unit) = (number.replace('\u{202F}', "\\,"), escaped(unit));
            format!("{number}\\,\\text{{{unit}}}")
        }
        None => text.replace('\u{202F}', "\\,"),
    }
}

/// Writes a formula as TeX; `leaf` writes what stands for one value.
pub(crate) fn write<L>(formula: &Notation<L>, leaf: &mut dyn FnMut(&L, &mut String), out: &mut String) {
    match formula {
        Notation::Leaf(value) => leaf(value, out),
        Notation::Within(brackets, inside) => {
            let (open, close) = match brackets {
                Brackets::Round => ("\\left(", "\\right)"),
                Brackets::Floor => ("\\left\\lfloor ", "\\right\\rfloor "),
                Brackets::Ceiling => ("\\left\\lceil ", "\\right\\rceil "),
                Brackets::Bars => ("\\left|", "\\right|"),
            };
            around(open, inside, close, leaf, out);
        }
        Notation::Infix(sign, sides) => {
            write(&sides[0], leaf, out);
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
            write(&sides[1], leaf, out);
        }
        Notation::Negated(value) => around("-", value, "", leaf, out),
        Notation::Fraction(parts) => pair("\\frac{", &parts[0], "}{", &parts[1], leaf, out),
        Notation::Power(parts) => pair("", &parts[0], "^{", &parts[1], leaf, out),
        Notation::Indexed(parts) => pair("", &parts[0], "_{", &parts[1], leaf, out),
        Notation::Root(value) => around("\\sqrt{", value, "}", leaf, out),
        Notation::Call(name, args) => {
            match name {
                FunctionName::Declared(name) => {
                    out.push_str(&format!("\\text{{{}}}", short(name).replace('_', " ")))
                }
                name => out.push_str(built_in(name)),
            }
            out.push_str("\\left(");
            for (index, arg) in args.iter().enumerate() {
                around(if index > 0 { ",\\," } else { "" }, arg, "", leaf, out);
            }
            out.push_str("\\right)");
        }
        Notation::Cases(cases, otherwise) => {
            out.push_str("\\begin{cases}");
            for [value, condition] in cases {
                write(value, leaf, out);
                around(" & \\text{if } ", condition, " \\\\ ", leaf, out);
            }
            around("", otherwise, " & \\text{otherwise}\\end{cases}", leaf, out);
        }
        Notation::Sensitivity(parts) => {
            pair("\\frac{\\partial \\ln ", &parts[0], "}{\\partial \\ln ", &parts[1], leaf, out);
        }
        Notation::Gathered(how, rounds, filter, body) => {
            let sign = match how {
                Fold::Sum => "\\sum",
                Fold::Min => "\\min",
                Fold::Max => "\\max",
                Fold::All => "\\bigwedge",
                Fold::Any => "\\bigvee",
                Fold::Count => "\\operatorname{count}",
                Fold::First => "\\operatorname{first}",
                Fold::ArgMin => "\\operatorname{argmin}",
                Fold::ArgMax => "\\operatorname{argmax}",
            };
            for (index, round) in rounds.iter().enumerate() {
                out.push_str(sign);
                out.push_str("_{");
                leaf(&round.variable, out);
                let condition = filter.as_ref().filter(|_| index + 1 == rounds.len());
                let below = |leaf: &mut dyn FnMut(&L, &mut String), out: &mut String| {
                    if let Some(condition) = condition {
                        around(",\\,", condition, "", leaf, out);
                    }
                };
                match &round.over {
                    IterationRange::Range(ends) => {
                        around("=", &ends[0], "", leaf, out);
                        below(leaf, out);
                        around("}^{", &ends[1], "} ", leaf, out);
                        continue;
                    }
                    IterationRange::List(list) => around(" \\in ", list, "", leaf, out),
                    IterationRange::Other => {}
                }
                below(leaf, out);
                out.push_str("} ");
            }
            if let Some(body) = body {
                write(body, leaf, out);
            }
        }
    }
}

fn around<L>(
    open: &str,
    inside: &Notation<L>,
    close: &str,
    leaf: &mut dyn FnMut(&L, &mut String),
    out: &mut String,
) {
    out.push_str(open);
    write(inside, leaf, out);
    out.push_str(close);
}

/// Two parts, the second in braces.
fn pair<L>(
    open: &str,
    a: &Notation<L>,
    between: &str,
    b: &Notation<L>,
    leaf: &mut dyn FnMut(&L, &mut String),
    out: &mut String,
) {
    around(open, a, between, leaf, out);
    around("", b, "}", leaf, out);
}

fn built_in(name: &FunctionName) -> &'static str {
    match name {
        FunctionName::Min => "\\min",
        FunctionName::Max => "\\max",
        FunctionName::BuiltIn(function) => function.tex(),
        FunctionName::Mod => "\\operatorname{mod}",
        FunctionName::Declared(_) => "",
    }
}

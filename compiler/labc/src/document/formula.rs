//! A formula as TeX, from the checked expression that is evaluated.

use std::fmt::Write;

use lab_core::program::{Binary, Fold, Unary};

use crate::infer::model::*;
use crate::syntax::tree::Operator;

/// The body of a function, in the words of its parameters.
pub(super) fn tex(body: &Typed, function: &Function, model: &Model) -> String {
    let names = function.tree.params.iter().zip(&function.params);
    let names = names.map(|(tree, param)| (param.local, tree.name.text.clone())).collect();
    let mut writer = Writer { model, names, out: String::new(), next: 'i' };
    writer.word(function.tree.name.text.rsplit('.').next().unwrap_or_default());
    writer.push(" = ");
    writer.bare(body);
    writer.out
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

struct Writer<'m> {
    model: &'m Model,
    /// What parameters and variables are called.
    names: Vec<(u32, String)>,
    out: String,
    /// What the next variable of a fold is called.
    next: char,
}

fn strength(typed: &Typed) -> Strength {
    match &typed.kind {
        TypedKind::Binary(Binary::Add | Binary::Sub, ..) | TypedKind::Unary(Unary::Neg, _) => Strength::Sum,
        TypedKind::Binary(Binary::Mul, ..) => Strength::Product,
        TypedKind::Fold(_) => Strength::Product,
        TypedKind::Binary(Binary::And | Binary::Or | Binary::Else, ..) | TypedKind::If(..) => Strength::Loose,
        TypedKind::Compare(..) | TypedKind::Approx(..) => Strength::Compared,
        // A number with its unit is one thing only in brackets.
        TypedKind::Number(_, Some(_)) => Strength::Product,
        TypedKind::Binary(Binary::Pow, ..) => Strength::Product,
        _ => Strength::Tight,
    }
}

impl Writer<'_> {
    fn push(&mut self, tex: &str) {
        self.out.push_str(tex);
    }

    fn write(&mut self, typed: &Typed, around: Strength) {
        if strength(typed) < around {
            self.push("\\left(");
            self.bare(typed);
            self.push("\\right)");
        } else {
            self.bare(typed);
        }
    }

    fn infix(&mut self, a: &Typed, sign: &str, b: &Typed, around: (Strength, Strength)) {
        self.write(a, around.0);
        self.push(sign);
        self.write(b, around.1);
    }

    fn word(&mut self, name: &str) {
        let words = name.replace('_', " ");
        match words.chars().count() {
            1 => self.push(&words),
            _ => {
                let _ = write!(self.out, "\\text{{{words}}}");
            }
        }
    }

    fn call(&mut self, name: &str, args: &[&Typed]) {
        self.push(name);
        self.push("\\left(");
        for (index, arg) in args.iter().enumerate() {
            if index > 0 {
                self.push(",\\,");
            }
            self.bare(arg);
        }
        self.push("\\right)");
    }

    fn bare(&mut self, typed: &Typed) {
        use Strength::*;
        match &typed.kind {
            TypedKind::Number(value, written) => self.number(*value, written.as_ref()),
            TypedKind::Local(local) => {
                let name = self.names.iter().find(|(known, _)| known == local).map(|(_, name)| name.clone());
                self.word(&name.unwrap_or_default());
            }
            TypedKind::Binary(Binary::Add, a, b) => self.infix(a, " + ", b, (Sum, Sum)),
            TypedKind::Binary(Binary::Sub, a, b) => self.infix(a, " - ", b, (Sum, Product)),
            TypedKind::Binary(Binary::Mul, a, b) => self.infix(a, " \\cdot ", b, (Product, Product)),
            TypedKind::Binary(Binary::Div, a, b) => {
                self.push("\\frac{");
                self.bare(a);
                self.push("}{");
                self.bare(b);
                self.push("}");
            }
            TypedKind::Binary(Binary::Pow, a, b) => {
                let fraction = matches!(a.kind, TypedKind::Binary(Binary::Div, ..));
                if fraction {
                    self.push("\\left(");
                }
                self.write(a, Tight);
                if fraction {
                    self.push("\\right)");
                }
                self.push("^{");
                self.bare(b);
                self.push("}");
            }
            TypedKind::Binary(how @ (Binary::Min | Binary::Max), ..) => {
                let mut args = Vec::new();
                chain(typed, *how, &mut args);
                self.call(if *how == Binary::Min { "\\min" } else { "\\max" }, &args);
            }
            TypedKind::Binary(Binary::Mod, a, b) => self.call("\\operatorname{mod}", &[a, b]),
            TypedKind::Binary(Binary::And, a, b) => self.infix(a, " \\land ", b, (Compared, Compared)),
            TypedKind::Binary(Binary::Or, a, b) => self.infix(a, " \\lor ", b, (Compared, Compared)),
            TypedKind::Binary(_, a, b) => self.infix(a, "\\text{ else }", b, (Compared, Compared)),
            TypedKind::Compare(operator, a, b) => {
                let sign = match operator {
                    Operator::Lt => " < ",
                    Operator::Le => " \\le ",
                    Operator::Gt => " > ",
                    Operator::Ge => " \\ge ",
                    Operator::Ne => " \\ne ",
                    _ => " = ",
                };
                self.infix(a, sign, b, (Sum, Sum));
            }
            TypedKind::Approx(a, b, _) => self.infix(a, " \\approx ", b, (Sum, Sum)),
            TypedKind::Unary(Unary::Neg, x) => {
                self.push("-");
                self.write(x, Product);
            }
            TypedKind::Unary(Unary::Sqrt, x) => {
                self.push("\\sqrt{");
                self.bare(x);
                self.push("}");
            }
            TypedKind::Unary(function @ (Unary::Floor | Unary::Ceil | Unary::Abs), x) => {
                let (open, close) = match function {
                    Unary::Floor => ("\\left\\lfloor ", "\\right\\rfloor "),
                    Unary::Ceil => ("\\left\\lceil ", "\\right\\rceil "),
                    _ => ("\\left|", "\\right|"),
                };
                self.push(open);
                self.bare(x);
                self.push(close);
            }
            TypedKind::Unary(Unary::Not, x) => {
                self.push("\\lnot ");
                self.write(x, Tight);
            }
            TypedKind::Unary(function, x) => {
                let name = match function {
                    Unary::Ln => "\\ln",
                    Unary::Log2 => "\\log_2",
                    Unary::Log10 => "\\log_{10}",
                    Unary::Exp => "\\exp",
                    Unary::Sin => "\\sin",
                    Unary::Cos => "\\cos",
                    Unary::Tan => "\\tan",
                    Unary::Tanh => "\\tanh",
                    Unary::LnGamma => "\\ln\\Gamma",
                    _ => "\\operatorname{round}",
                };
                self.call(name, &[x]);
            }
            TypedKind::If(..) => self.cases(typed),
            TypedKind::Call(id, args) => {
                let name = self.model.functions[*id].tree.name.text.clone();
                let name = name.rsplit('.').next().unwrap_or_default().replace('_', " ");
                self.call(&format!("\\text{{{name}}}"), &args.iter().collect::<Vec<_>>());
            }
            TypedKind::Item(list, place) => {
                self.write(list, Tight);
                self.push("_{");
                self.bare(place);
                self.push("}");
            }
            TypedKind::Row(table, row) => {
                let key = self.model.tables[*table].rows[*row].text.clone();
                let _ = write!(self.out, "\\text{{{}}}", key.replace('_', " "));
            }
            TypedKind::Bool(value) => self.push(if *value { "\\text{yes}" } else { "\\text{no}" }),
            TypedKind::Define(id) => {
                let name = self.model.defines[*id].tree.name.text.clone();
                self.word(name.rsplit('.').next().unwrap_or_default());
            }
            TypedKind::Fold(fold) => self.fold(fold),
            _ => self.push("\\ldots "),
        }
    }

    fn number(&mut self, value: f64, written: Option<&crate::units::Written>) {
        let format = match written {
            Some(written) => self.model.units.fixed(written, None),
            None => crate::infer::plain(),
        };
        // As many digits as there are: a formula's numbers are not rounded.
        let text = match written {
            Some(_) => format.text(value),
            None => format!("{value}"),
        };
        match text.split_once(['\u{A0}', ' ']) {
            Some((number, unit)) => {
                let (number, unit) = (number.replace('\u{202F}', "\\,"), unit.replace('%', "\\%"));
                let _ = write!(self.out, "{number}\\,\\text{{{unit}}}");
            }
            None => self.push(&text.replace('\u{202F}', "\\,")),
        }
    }

    /// A chain of conditions, one below the other.
    fn cases(&mut self, typed: &Typed) {
        self.push("\\begin{cases}");
        let mut rest = typed;
        while let TypedKind::If(condition, value, other) = &rest.kind {
            self.bare(value);
            self.push(" & \\text{if } ");
            self.bare(condition);
            self.push(" \\\\ ");
            rest = other;
        }
        self.bare(rest);
        self.push(" & \\text{otherwise}\\end{cases}");
    }

    fn fold(&mut self, fold: &FoldTyped) {
        if fold.how == Fold::Count
            && let [(_, DomainTyped::List(list))] = fold.rounds.clauses.as_slice()
        {
            self.push("\\left|");
            self.bare(list);
            self.push("\\right|");
            return;
        }
        let sign = match fold.how {
            Fold::Sum => "\\sum",
            Fold::Min => "\\min",
            Fold::Max => "\\max",
            Fold::All => "\\bigwedge",
            Fold::Any => "\\bigvee",
            _ => "\\operatorname{fold}",
        };
        for (local, domain) in &fold.rounds.clauses {
            let name = self.next.to_string();
            self.next = char::from_u32(u32::from(self.next) + 1).unwrap_or('i');
            self.names.push((*local, name.clone()));
            self.push(sign);
            match domain {
                DomainTyped::Range(from, to, _) => {
                    let _ = write!(self.out, "_{{{name}=");
                    self.bare(from);
                    self.push("}^{");
                    self.bare(to);
                    self.push("} ");
                }
                DomainTyped::List(list) => {
                    let _ = write!(self.out, "_{{{name} \\in ");
                    self.bare(list);
                    self.push("} ");
                }
                _ => {
                    let _ = write!(self.out, "_{{{name}}} ");
                }
            }
        }
        if let Some(body) = &fold.body {
            self.write(body, Strength::Product);
        }
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

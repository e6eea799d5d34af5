//! Expressions. A bracket is written where reading would otherwise build another tree.

use super::quantity::quantity;
use super::text::text;
use crate::syntax::tree::{At, Call, Domain, Expr, ExprKind, Generator, Name, Operator, Shown};

/// How strongly an expression holds together; the strengths are those of the reader.
mod strength {
    pub(super) const CONDITION: u8 = 0;
    pub(super) const ELSE: u8 = 1;
    pub(super) const NOT: u8 = 4;
    pub(super) const WITHIN: u8 = 5;
    pub(super) const COMPARE: u8 = 6;
    pub(super) const NEGATE: u8 = 9;
    pub(super) const POWER: u8 = 10;
    pub(super) const PRIMARY: u8 = 11;
}
use strength::*;

/// An expression.
pub(super) fn expr(expr: &Expr) -> String {
    at_least(expr, CONDITION)
}

/// An expression that ends its statement, or stands at its start, where some words mean something else.
pub(super) fn last(shown: &Shown) -> String {
    let written = self::shown(shown);
    // A line that ends in this word goes on with the next.
    let open = written == "truth" || written.ends_with(" truth");
    if open && shown.unit.is_none() { format!("({written})") } else { written }
}

/// An expression with the way it is shown: `x in ms, 1 digit`.
pub(super) fn shown(shown: &Shown) -> String {
    let mut out = expr(&shown.expr);
    if let Some(unit) = &shown.unit {
        out += &format!(" in {}", unit.text);
    }
    if let Some((digits, _)) = shown.digits {
        out += &format!(", {digits} {}", if digits == 1 { "digit" } else { "digits" });
    }
    if let Some(pinned) = &shown.pinned {
        out += &format!(" = {}", expr(pinned));
    }
    out
}

fn at_least(expr: &Expr, least: u8) -> String {
    let written = bare(expr);
    if strength_of(expr) < least { format!("({written})") } else { written }
}

fn strength_of(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::If(..) => CONDITION,
        ExprKind::Not(_) => NOT,
        ExprKind::Negate(_) => NEGATE,
        // Only the cells of tables hold negative numbers; elsewhere they are read as a sign and a number.
        ExprKind::Number(value, _) if value.is_sign_negative() => NEGATE,
        ExprKind::Approx(_, _, Some(_)) => WITHIN,
        ExprKind::Approx(_, _, None) => COMPARE,
        ExprKind::Binary(operator, ..) => operator_strength(*operator),
        _ => PRIMARY,
    }
}

fn operator_strength(operator: Operator) -> u8 {
    use Operator::*;
    match operator {
        Else => ELSE,
        Or => 2,
        And => 3,
        Eq | Ne | Lt | Le | Gt | Ge => COMPARE,
        Add | Sub => 7,
        Mul | Div => 8,
        Pow => POWER,
    }
}

fn bare(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Number(value, unit) => quantity(*value, unit.as_ref()),
        ExprKind::Text(words) => text(words, 0),
        ExprKind::Bool(true) => "yes".to_owned(),
        ExprKind::Bool(false) => "no".to_owned(),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Hole => "?".to_owned(),
        ExprKind::Solve(control, equation) => {
            format!("solve({} where {})", control.text, self::expr(equation))
        }
        ExprKind::Field(inner, name) => format!("{}.{}", primary(inner), name.text),
        ExprKind::IsRecorded(inner) => format!("{} is recorded", primary(inner)),
        // No author writes it.
        ExprKind::Recorded(lab, path) => format!("{}.{}", lab.text, super::joined(path, ".")),
        ExprKind::At(inner, settings) => format!("{} {}", primary(inner), at(settings)),
        ExprKind::Call(call) => self::call(call),
        ExprKind::List(items, generator) => {
            let items = items.iter().map(self::expr).collect::<Vec<_>>().join(", ");
            format!("[{}]", gathered(items, generator.as_ref()))
        }
        ExprKind::Negate(inner) => format!("-{}", sign(inner)),
        ExprKind::Not(inner) => format!("not {}", at_least(inner, NOT)),
        ExprKind::Binary(operator, _, a, b) => binary(*operator, a, b),
        ExprKind::Approx(a, b, tolerance) => {
            let mut out = format!("{} ~ {}", at_least(a, COMPARE), at_least(b, COMPARE + 1));
            if let Some(tolerance) = tolerance {
                out += &format!(" within {}", at_least(tolerance, COMPARE));
            }
            out
        }
        ExprKind::If(condition, a, b) => {
            let other = if matches!(b.kind, ExprKind::If(..)) { bare(b) } else { arm(b) };
            format!("if {} then {} else {other}", arm(condition), arm(a))
        }
    }
}

/// Inside a condition, `else` is its own word.
fn arm(expr: &Expr) -> String {
    at_least(expr, ELSE + 1)
}

/// What a sign stands before: a power, or another sign.
fn sign(expr: &Expr) -> String {
    at_least(expr, NEGATE)
}

/// What a field or settings follow.
fn primary(expr: &Expr) -> String {
    match expr.kind {
        // `2.x` reads badly at best.
        ExprKind::Number(..) => format!("({})", bare(expr)),
        _ => at_least(expr, PRIMARY),
    }
}

fn binary(operator: Operator, a: &Expr, b: &Expr) -> String {
    let own = operator_strength(operator);
    let symbol = operator.symbol();
    if operator == Operator::Pow {
        // After a unit, `^` would be the unit's.
        let measured = matches!(a.kind, ExprKind::Number(_, Some(_)));
        let base = if measured { format!("({})", bare(a)) } else { at_least(a, POWER + 1) };
        // A sign may follow: `x^-2`.
        let power = at_least(b, NEGATE);
        return format!("{base}^{power}");
    }
    let (left, right) = if operator == Operator::Else { (own + 1, own) } else { (own, own + 1) };
    format!("{} {symbol} {}", at_least(a, left), at_least(b, right))
}

fn call(call: &Call) -> String {
    let args: Vec<String> = call
        .args
        .iter()
        .map(|(name, value)| match name {
            Some(name) => format!("{} = {}", name.text, expr(value)),
            None => expr(value),
        })
        .collect();
    format!("{}({})", super::joined(&call.path, "."), gathered(args.join(", "), call.generator.as_ref()))
}

fn gathered(items: String, rounds: Option<&Generator>) -> String {
    match rounds {
        Some(rounds) if items.is_empty() => generator(rounds),
        Some(rounds) => format!("{items} {}", generator(rounds)),
        None => items,
    }
}

/// `for x in domain, y in domain where condition`
pub(super) fn generator(generator: &Generator) -> String {
    let clause = |(name, domain): &(Name, Domain)| {
        let domain = match domain {
            Domain::Of(of) => expr(of),
            Domain::Range(from, to, by) => {
                let by = by.as_ref().map(|by| format!(" by {}", expr(by))).unwrap_or_default();
                format!("{} to {}{by}", expr(from), expr(to))
            }
        };
        format!("{} in {domain}", name.text)
    };
    let clauses: Vec<String> = generator.clauses.iter().map(clause).collect();
    let filter = generator.filter.as_ref().map(|filter| format!(" where {}", expr(filter)));
    format!("for {}{}", clauses.join(", "), filter.unwrap_or_default())
}

/// `at start`, `at (control = value)`
pub(super) fn at(at: &At) -> String {
    let Some(settings) = &at.settings else { return "at start".to_owned() };
    let settings: Vec<String> = settings
        .iter()
        .map(|(path, value)| format!("{} = {}", super::joined(path, "."), expr(value)))
        .collect();
    format!("at ({})", settings.join(", "))
}

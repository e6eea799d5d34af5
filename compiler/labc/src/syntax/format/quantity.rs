//! Numbers, units and types.

use crate::syntax::tree::{Name, TypeExpr, UnitExpr};

/// The shortest numeral that reads as the same value. The sign of a negative one is written too, which
/// only a cell of a table can read.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    let written = if size.is_infinite() {
        // What was too large for any number is written as something that is, too.
        "1e999".to_owned()
    } else if size == 0.0 || (1e-5..1e16).contains(&size) {
        format!("{size}")
    } else {
        format!("{size:e}")
    };
    if value.is_sign_negative() { format!("-{written}") } else { written }
}

/// A number with its unit.
pub(super) fn quantity(value: f64, unit: Option<&UnitExpr>) -> String {
    match unit {
        Some(unit) => format!("{} {}", number(value), unit.text),
        None => number(value),
    }
}

/// A type: `maybe Info/(Time*Device)`.
pub(super) fn type_expr(of: &TypeExpr) -> String {
    let maybe = if of.maybe { "maybe " } else { "" };
    let list = if of.list { "list of " } else { "" };
    let like = if of.like { "like " } else { "" };
    format!("{maybe}{list}{like}{}", product(&of.factors))
}

/// Factors in their order. What follows a slash is negative, as a group where there are several.
fn product(factors: &[(Name, (i32, i32))]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < factors.len() {
        let below = factors[at].1.0 < 0;
        let alike = factors[at..].iter().take_while(|(_, power)| (power.0 < 0) == below).count();
        let written: Vec<String> = factors[at..at + alike].iter().map(factor).collect();
        match (below, at) {
            (true, 0) => out.push_str("1/"),
            (true, _) => out.push('/'),
            (false, 0) => {}
            (false, _) => out.push('*'),
        }
        let written = written.join("*");
        out.push_str(&if below && alike > 1 { format!("({written})") } else { written });
        at += alike;
    }
    out
}

fn factor((name, (over, under)): &(Name, (i32, i32))) -> String {
    match (over.abs(), under) {
        (1, 1) => name.text.clone(),
        (over, 1) => format!("{}^{over}", name.text),
        (over, under) => format!("{}^({over}/{under})", name.text),
    }
}

//! What the student meets: parts, running text, details, checks.

use super::Printer;
use super::declare::when;
use super::expression::expr;
use super::protocol::was;
use super::text::text;
use crate::syntax::tree::{At, Check, CheckClaim, Expr, Over, Part, Statement, Text};

impl Printer {
    pub(super) fn part(&mut self, part: &Part) {
        let mut head = format!("part {}{} {}", part.name.text, was(&part.was), text(&part.title, 0));
        if let Some(subtitle) = &part.subtitle {
            head += &format!(" {}", text(subtitle, 0));
        }
        if let Some((from, to)) = &part.time {
            head += &format!(" {}", expr(from));
            if let Some(to) = to {
                head += &format!(" to {}", expr(to));
            }
        }
        self.block(&head, |printer| printer.statements(&part.body));
    }

    pub(super) fn prose(&mut self, words: &Text, gate: Option<&Expr>) {
        match gate {
            None => self.with_text("", words),
            Some(_) => self.line(&format!("{}{}", text(words, self.indent), when(gate))),
        }
    }

    pub(super) fn details(&mut self, title: &Text, body: &[Statement], gate: Option<&Expr>) {
        let head = format!("details {}{}", text(title, 0), when(gate));
        self.block(&head, |printer| printer.statements(body));
    }

    pub(super) fn check(&mut self, check: &Check) {
        let claim = match &check.claim {
            CheckClaim::Holds(claim) => expr(claim),
            CheckClaim::Trend { value, rising, control, on } => {
                let word = if *rising { "increases" } else { "decreases" };
                format!("{} {word} in {}{}", expr(value), control.text, self::on(on.as_ref()))
            }
            CheckClaim::Extreme { value, minimum, at, control, on } => {
                let word = if *minimum { "minimum" } else { "maximum" };
                let on = self::on(on.as_ref());
                format!("{} has {word} at {} in {}{on}", expr(value), expr(at), control.text)
            }
            CheckClaim::Crosses { value, other, control, on } => {
                let on = self::on(on.as_ref());
                format!("{} crosses {} once in {}{on}", expr(value), expr(other), control.text)
            }
            CheckClaim::Over { condition, how, on } => {
                let word = match how {
                    Over::Always => "always",
                    Over::Some => "for some",
                    Over::Never => "never",
                };
                format!("{} {word}{}", expr(condition), self::on(on.as_ref()))
            }
            CheckClaim::Reachable { condition, at } => {
                let settings = at.as_ref().map(|settings| format!(" {}", super::expression::at(settings)));
                format!("{} reachable{}", expr(condition), settings.unwrap_or_default())
            }
        };
        match &check.title {
            Some(title) => self.line(&format!("check {} {claim}", text(title, 0))),
            // A text at the start would be the title.
            None if claim.starts_with('"') => match &check.claim {
                CheckClaim::Holds(_) => self.line(&format!("check ({claim})")),
                _ => self.line(&format!("check \"\" {claim}")),
            },
            None => self.line(&format!("check {claim}")),
        }
    }
}

/// ` on control = value, …`
fn on(at: Option<&At>) -> String {
    match at {
        Some(at) => {
            let settings = super::expression::at(at);
            let inside = settings.strip_prefix("at (").and_then(|rest| rest.strip_suffix(')'));
            format!(" on {}", inside.unwrap_or(&settings))
        }
        None => String::new(),
    }
}

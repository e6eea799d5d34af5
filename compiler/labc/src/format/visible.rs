//! What the student meets: parts, messages, figures, asides, checks.

use super::Printer;
use super::expression::expr;
use super::text::text;
use crate::syntax::tree::{Check, CheckClaim, Expr, Name, Part, Statement, Text};

impl Printer {
    pub(super) fn part(&mut self, part: &Part) {
        let mut head = format!("part {} {}", part.name.text, text(&part.title, 0));
        if let Some((from, to)) = &part.time {
            head += &format!(" {}", expr(from));
            if let Some(to) = to {
                head += &format!(" to {}", expr(to));
            }
        }
        self.block(&head, |printer| printer.statements(&part.body));
    }

    pub(super) fn message(&mut self, from: &Text, body: Option<&Text>) {
        let head = format!("message from {}", text(from, 0));
        match body {
            Some(body) => self.with_text(&head, body),
            None => self.line(&head),
        }
    }

    pub(super) fn aside(&mut self, tone: &Name, title: Option<&Text>, body: Option<&Text>) {
        let title = title.map(|title| format!(" {}", text(title, 0))).unwrap_or_default();
        let head = format!("aside {}{title}", tone.text);
        match body {
            Some(body) => self.with_text(&head, body),
            None => self.line(&head),
        }
    }

    pub(super) fn details(&mut self, title: &Text, body: &[Statement]) {
        self.block(&format!("details {}", text(title, 0)), |printer| printer.statements(body));
    }

    pub(super) fn check(&mut self, check: &Check) {
        let claim = match &check.claim {
            CheckClaim::Holds(claim) => expr(claim),
            CheckClaim::Trend { value, rising, control } => {
                let word = if *rising { "increases" } else { "decreases" };
                format!("{} {word} in {}", expr(value), control.text)
            }
            CheckClaim::Extreme { value, minimum, at, control } => {
                let word = if *minimum { "minimum" } else { "maximum" };
                format!("{} has {word} at {} in {}", expr(value), expr(at), control.text)
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

    pub(super) fn goal(&mut self, title: &Text, when: &Expr) {
        self.line(&format!("goal {} when {}", text(title, 0), expr(when)));
    }
}

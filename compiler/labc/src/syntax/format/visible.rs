//! What the student meets: parts, messages, figures, asides, checks.

use super::Printer;
use super::declare::when;
use super::expression::expr;
use super::protocol::was;
use super::text::text;
use crate::syntax::tree::{At, Check, CheckClaim, Expr, Name, Over, Part, Statement, Text};

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

    pub(super) fn message(&mut self, from: &Text, body: Option<&Text>, gate: Option<&Expr>) {
        let head = format!("message from {}{}", text(from, 0), when(gate));
        match body {
            Some(body) => self.with_text(&head, body),
            None => self.line(&head),
        }
    }

    pub(super) fn figure(
        &mut self,
        path: &Text,
        alt: Option<&Text>,
        caption: Option<&Text>,
        dark: Option<&Text>,
        gate: Option<&Expr>,
    ) {
        let mut head = format!("figure {}", text(path, 0));
        for (word, said) in [("alt", alt), ("caption", caption), ("dark", dark)] {
            if let Some(said) = said {
                head.push_str(&format!(" {word} {}", text(said, self.indent + 1)));
            }
        }
        self.line(&format!("{head}{}", when(gate)));
    }

    pub(super) fn aside(
        &mut self,
        tone: &Name,
        title: Option<&Text>,
        body: Option<&Text>,
        gate: Option<&Expr>,
    ) {
        let title = title.map(|title| format!(" {}", text(title, 0))).unwrap_or_default();
        let head = format!("aside {}{title}{}", tone.text, when(gate));
        match body {
            Some(body) => self.with_text(&head, body),
            None => self.line(&head),
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

    pub(super) fn goal(&mut self, name: Option<&Name>, was: &[Name], title: &Text, when: &Expr) {
        let name = name.map(|name| format!(" {}{}", name.text, self::was(was))).unwrap_or_default();
        self.line(&format!("goal{name} {} when {}", text(title, 0), expr(when)));
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

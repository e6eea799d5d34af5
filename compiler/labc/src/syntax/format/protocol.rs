//! What is asked besides predictions, and what is kept and read again.

use super::Printer;
use super::declare::when;
use super::expression::{at, expr, shown};
use super::text::text;
use crate::syntax::tree::{Decide, Estimate, Expr, Name, Recorded, Upload, UseField};

impl Printer {
    pub(super) fn estimate(&mut self, estimate: &Estimate) {
        let name = &estimate.name.text;
        let mut head = format!("estimate {name}{} {}", was(&estimate.was), text(&estimate.question, 0));
        if let Some(settings) = &estimate.at {
            head += &format!(" {}", at(settings));
        }
        let margin = "  ".repeat(self.indent + 2);
        let (from, to) = (expr(&estimate.from), expr(&estimate.to));
        head += &format!("\n{margin}truth {} from {from} to {to}", shown(&estimate.truth));
        head += if estimate.log { " log" } else { "" };
        head += if estimate.confidence { " confidence" } else { "" };
        head += &about(&estimate.about);
        if estimate.arms.is_empty() {
            return self.line(&head);
        }
        self.block(&head, |printer| {
            for arm in &estimate.arms {
                let factor = arm.factor.as_ref().map(|factor| format!(" {}", expr(factor)));
                let head = format!("{}{}", arm.side.text, factor.unwrap_or_default());
                match &arm.text {
                    Some(words) if words.block => {
                        printer.line(&head);
                        printer.below(words);
                    }
                    Some(words) => printer.line(&format!("{head} {}", text(words, 0))),
                    None => printer.line(&head),
                }
            }
        });
    }

    pub(super) fn upload(&mut self, upload: &Upload) {
        let (name, was, label) = (&upload.name.text, was(&upload.was), text(&upload.label, 0));
        let most = upload.most.map(|(most, _)| format!(" up to {most} rows")).unwrap_or_default();
        self.line(&format!("upload {name}{was} {label} like {}{most}", upload.like.text));
    }

    pub(super) fn decide(&mut self, decide: &Decide, gate: Option<&Expr>) {
        let name = &decide.name.text;
        let mut head = format!("decide {name}{} {}", was(&decide.was), text(&decide.question, 0));
        if let Some(table) = &decide.of {
            head += &format!(" of {}", table.text);
        }
        if let Some(filter) = &decide.filter {
            head += &format!(" where {}", expr(filter));
        }
        head += if decide.because { " because" } else { "" };
        if let Some(reason) = &decide.reason {
            head += &format!(" {}", text(reason, 0));
        }
        head += &when(gate);
        match decide.options.as_slice() {
            [] => self.line(&head),
            options => self.block(&head, |printer| printer.options(options)),
        }
    }

    pub(super) fn record(&mut self, fields: &[Recorded]) {
        self.block("record", |printer| {
            for field in fields {
                let each = field.each.as_ref();
                let each = each.map(|(name, table)| format!(" for {} in {}", name.text, table.text));
                let title = field.title.as_ref().map(|title| format!(" {}", text(title, 0)));
                printer.line(&format!(
                    "{}{}{} = {}{}",
                    field.name.text,
                    was(&field.was),
                    each.unwrap_or_default(),
                    shown(&field.value),
                    title.unwrap_or_default()
                ));
            }
        });
    }

    pub(super) fn use_ledger(&mut self, lab: &Name, entries: &[UseField]) {
        self.block(&format!("use ledger {}", lab.text), |printer| {
            for entry in entries {
                let name = entry.name.as_ref().map(|name| format!(" as {}", name.text));
                let default = entry.default.as_ref().map(|default| format!(" else {}", shown(default)));
                printer.line(&format!(
                    "{}{}{}",
                    super::joined(&entry.path, "."),
                    name.unwrap_or_default(),
                    default.unwrap_or_default()
                ));
            }
        });
    }
}

/// The names that something had before.
pub(super) fn was(names: &[Name]) -> String {
    if names.is_empty() { String::new() } else { format!(" was {}", super::joined(names, ", ")) }
}

/// The subjects that a question tests.
pub(super) fn about(names: &[Name]) -> String {
    match names {
        [] => String::new(),
        names => format!(" about {}", super::joined(names, ", ")),
    }
}

//! Reflections: a question whose answers are talked about, and may be given again.

use crate::check::question::{TypedOption, TypedReflect};
use crate::codes::Code;
use crate::page::plan::planned::*;
use crate::page::plan::planner::{Fragment, Planner};
use crate::sources::Span;
use crate::syntax::tree;

/// Names as text.
pub(in crate::page) fn names_of(names: &[tree::Name]) -> Vec<String> {
    names.iter().map(|name| name.text.clone()).collect()
}

impl Planner<'_> {
    pub(in crate::page) fn reflect(&mut self, reflect: &TypedReflect<'_>, span: Span) -> Plan {
        let tree = reflect.tree;
        let seal = self.fragments.len() as u32;
        self.fragments.push(Fragment::Feedback(Vec::new()));
        let question = self.rich(&reflect.question);
        let mut options = Vec::new();
        let mut verdicts = Vec::new();
        for TypedOption { tree, label, feedback, .. } in &reflect.options {
            let label = self.rich(label);
            let (key, was) = (tree.key.text.clone(), names_of(&tree.was));
            options.push(block::AnswerOption { key: key.clone(), was: was.clone(), label: label.clone() });
            let body = self.under(seal, |planner| planner.optional(feedback.as_ref()));
            let right = matches!(tree.claim, Some(tree::Claim::Right(_)));
            verdicts.push(block::Verdict { key, was, label, right, live: None, gap: None, body });
        }
        if verdicts.iter().filter(|verdict| verdict.right).count() != 1 {
            let diagnostic = self
                .error(
                    Code::NoKey,
                    "Mark exactly one option of a reflection `right`.",
                    span,
                    "none is marked, or several are",
                )
                .help("write `right` after the label of one option");
            self.report(diagnostic);
        }
        self.unique_options(&tree.options);
        self.fragments[seal as usize] = Fragment::Feedback(verdicts);
        let was = names_of(&tree.was);
        Plan::Reflect(block::Reflect { name: tree.name.text.clone(), was, question, options, seal })
    }

    pub(in crate::page) fn unique_options(&mut self, options: &[tree::PredictOption]) {
        for (index, option) in options.iter().enumerate() {
            if options[..index].iter().any(|other| other.key.text == option.key.text) {
                let diagnostic = self.error(
                    Code::DuplicateName,
                    format!("There are two options `{}`.", option.key.text),
                    option.key.span,
                    "declared again",
                );
                self.report(diagnostic);
            }
        }
    }
}

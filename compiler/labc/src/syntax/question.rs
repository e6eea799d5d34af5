//! Predictions and reflections with their options.

use super::grammar::{Rule, Tree};
use super::outline::OutlineNode;
use super::reader::Reader;
use super::tree::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;

impl Reader<'_> {
    pub(super) fn predict(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::predict_stmt, node.head);
        let options = self.options(node);
        let tree = head?;
        let question = self.text_of(&tree)?;
        let at = self.stated_at(&tree)?;
        let truth = match tree.child(Rule::predict_truth) {
            Some(truth) => Some(self.shown(truth.child(Rule::shown)?)?),
            None => None,
        };
        let (was, confidence) = (self.was(&tree), tree.child(Rule::confidence).is_some());
        let about = self.about(&tree);
        let name = self.name(&tree.kids[0]);
        let hand = match tree.kids.iter().find(|kid| is_hand(kid.rule)) {
            Some(hand) => Some(self.hand(hand)?),
            None => None,
        };
        Some(Kind::Predict(Predict { name, was, question, at, truth, hand, confidence, about, options }))
    }

    fn hand(&mut self, tree: &Tree) -> Option<Hand> {
        let span = tree.span;
        Some(match tree.rule {
            Rule::ordered => Hand::Order(span),
            Rule::barred => Hand::Bars { top: Box::new(self.expr(tree.child(Rule::expr)?)?), span },
            _ => Hand::Sketch(Box::new(self.sketch(tree)?)),
        })
    }

    fn sketch(&mut self, tree: &Tree) -> Option<Sketch> {
        let value = self.shown(tree.child(Rule::shown)?)?;
        let along = self.name(tree.child(Rule::name)?);
        let mut ends = tree.children(Rule::expr);
        let mut end = || self.expr(ends.next()?);
        let (top, from, to) = (end()?, end()?, end()?);
        Some(Sketch { value, top, along, from, to, span: tree.span })
    }

    pub(super) fn reflect(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::reflect_stmt, node.head);
        let options = self.options(node);
        let tree = head?;
        let question = self.text_of(&tree)?;
        let was = self.was(&tree);
        Some(Kind::Reflect(Reflect { name: self.name(&tree.kids[0]), was, question, options }))
    }

    /// The names that something had before.
    pub(super) fn was(&self, tree: &Tree) -> Vec<Name> {
        let clause = tree.child(Rule::was_clause);
        clause.map(|clause| clause.kids.iter().map(|name| self.name(name)).collect()).unwrap_or_default()
    }

    /// The subjects that a question tests.
    pub(super) fn about(&self, tree: &Tree) -> Vec<Name> {
        let clause = tree.child(Rule::about_clause);
        clause.map(|clause| clause.kids.iter().map(|name| self.name(name)).collect()).unwrap_or_default()
    }

    /// The settings that a question is stated at.
    pub(super) fn stated_at(&mut self, tree: &Tree) -> Option<Option<At>> {
        match tree.kids.iter().find(|kid| matches!(kid.rule, Rule::at_settings | Rule::at_start)) {
            Some(at) => Some(Some(self.at(at)?.0)),
            None => Some(None),
        }
    }

    pub(super) fn options(&mut self, node: &OutlineNode) -> Vec<PredictOption> {
        let mut options: Vec<PredictOption> = Vec::new();
        for inner in self.block(node, "the options").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::options) else { continue };
            if let Some(feedback) = self.block_text(&tree) {
                // Feedback may stand on lines of its own below its option.
                match options.last_mut() {
                    Some(option) if option.feedback.is_none() => option.feedback = Some(feedback),
                    _ => self.stray_text(feedback.span),
                }
            }
            for option in tree.children(Rule::option) {
                options.extend(self.option(option));
            }
        }
        options
    }

    pub(super) fn stray_text(&mut self, span: Span) {
        self.report(Diagnostic::error(
            Code::StrayText,
            "This text isn't attached to an option or a case.",
            self.file,
            span,
            "expected a name before it",
        ));
    }

    pub(super) fn option(&mut self, tree: &Tree) -> Option<PredictOption> {
        let key = self.name(&tree.kids[0]);
        let label = self.text_of(tree)?;
        let claim = match tree.child(Rule::claim) {
            Some(claim) => {
                let inner = claim.kids.first()?;
                Some(match inner.rule {
                    Rule::claim_is => Claim::Is(self.expr(&inner.kids[0])?),
                    Rule::claim_range => {
                        Claim::Between(self.expr(&inner.kids[0])?, self.expr(&inner.kids[1])?)
                    }
                    Rule::claim_when => Claim::When(self.expr(&inner.kids[0])?),
                    Rule::claim_never => Claim::Never(inner.span),
                    _ => Claim::Right(inner.span),
                })
            }
            None => None,
        };
        let feedback = match self.block_text(tree) {
            Some(block) => Some(block),
            // A second line of text is feedback too.
            None => tree.children(Rule::text_line).nth(1).map(|line| self.text(line)),
        };
        Some(PredictOption { key, was: self.was(tree), label, claim, feedback })
    }
}

fn is_hand(rule: Rule) -> bool {
    matches!(rule, Rule::sketch | Rule::ordered | Rule::barred)
}

//! What is asked besides predictions, and what is kept and read again: estimates, tasks, decisions, records.

use super::grammar::{Rule, Tree};
use super::outline::OutlineNode;
use super::reader::Reader;
use super::statement::Conditional;
use super::tree::*;

impl Reader<'_> {
    pub(super) fn estimate(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::estimate_stmt, node.head);
        let mut arms: Vec<EstimateArm> = Vec::new();
        for inner in node.block.clone().unwrap_or_default() {
            let Some(tree) = self.without_block(&inner, Rule::estimate_arms) else { continue };
            if let Some(text) = self.block_text(&tree) {
                match arms.last_mut() {
                    Some(arm) if arm.text.is_none() => arm.text = Some(text),
                    _ => self.stray_text(text.span),
                }
            }
            for arm in tree.children(Rule::estimate_arm) {
                let factor = match arm.child(Rule::expr) {
                    Some(factor) => Some(self.expr(factor)?),
                    None => None,
                };
                let text = match self.block_text(arm) {
                    Some(block) => Some(block),
                    None => self.text_of(arm),
                };
                arms.push(EstimateArm { side: self.name(&arm.kids[0]), factor, text });
            }
        }
        let tree = head?;
        let question = self.text_of(&tree)?;
        let at = self.stated_at(&tree)?;
        let truth = self.shown(tree.child(Rule::predict_truth)?.child(Rule::shown)?)?;
        let mut ends = tree.children(Rule::expr);
        let (from, to) = (self.expr(ends.next()?)?, self.expr(ends.next()?)?);
        Some(Kind::Estimate(Estimate {
            name: self.name(&tree.kids[0]),
            was: self.was(&tree),
            question,
            at,
            truth,
            from,
            to,
            log: tree.child(Rule::slider_log).is_some(),
            confidence: tree.child(Rule::confidence).is_some(),
            about: self.about(&tree),
            arms,
        }))
    }

    pub(super) fn upload(&mut self, node: &OutlineNode) -> Option<Kind> {
        let tree = self.without_block(node, Rule::upload_stmt)?;
        let most = tree.child(Rule::upload_most).and_then(|most| most.child(Rule::number)).map(|number| {
            let digits = self.slice(number.span).replace(['_', '\u{202F}', '\u{A0}', '\u{2009}'], "");
            (digits.parse().unwrap_or(f64::NAN), number.span)
        });
        let path = tree.child(Rule::path)?;
        Some(Kind::Upload(Upload {
            name: self.name(&tree.kids[0]),
            was: self.was(&tree),
            label: self.text_of(&tree)?,
            like: Name { text: self.slice(path.span).to_owned(), span: path.span },
            most,
        }))
    }

    pub(super) fn asked(
        &mut self,
        node: &OutlineNode,
        rule: Rule,
        kind: fn(Asked) -> Kind,
    ) -> Option<Conditional> {
        let tree = self.without_block(node, rule)?;
        let mut texts = tree.kids.iter().filter(|kid| matches!(kid.rule, Rule::text_line | Rule::text_block));
        let title = self.text(texts.next()?);
        let body = texts.next().map(|text| self.text(text));
        let asked = Asked { name: self.name(&tree.kids[0]), was: self.was(&tree), title, body };
        Some((kind(asked), self.when(&tree)))
    }

    pub(super) fn decide(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let head = self.matched(Rule::decide_stmt, node.head);
        let options = if node.block.is_some() { self.options(node) } else { Vec::new() };
        let tree = head?;
        let question = self.text_of(&tree)?;
        let of = tree.child(Rule::decide_of);
        let table = of.and_then(|of| of.child(Rule::path));
        let table = table.map(|path| Name { text: self.slice(path.span).to_owned(), span: path.span });
        let filter = match of.and_then(|of| of.child(Rule::choice_where)) {
            Some(filter) => Some(self.expr(&filter.kids[0])?),
            None => None,
        };
        let because = tree.child(Rule::decide_because);
        let decide = Decide {
            name: self.name(&tree.kids[0]),
            was: self.was(&tree),
            question,
            of: table,
            filter,
            because: because.is_some(),
            reason: because.cloned().and_then(|because| self.text_of(&because)),
            options,
        };
        Some((Kind::Decide(decide), self.when(&tree)))
    }

    pub(super) fn record(&mut self, node: &OutlineNode) -> Option<Kind> {
        self.matched(Rule::record_stmt, node.head)?;
        let mut fields = Vec::new();
        for inner in self.block(node, "a name, `=` and a value for each field").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::record_field) else { continue };
            let Some(value) = tree.child(Rule::shown).and_then(|shown| self.shown(shown)) else { continue };
            let each = tree.child(Rule::choice_for);
            fields.push(Recorded {
                name: self.name(&tree.kids[0]),
                was: self.was(&tree),
                each: each.map(|each| self.name_in_table(each)),
                value,
                title: self.text_of(&tree),
            });
        }
        Some(Kind::Record(fields))
    }

    fn name_in_table(&self, each: &Tree) -> (Name, Name) {
        (self.name(&each.kids[0]), self.name(&each.kids[1]))
    }

    pub(super) fn use_ledger(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::use_ledger_stmt, node.head)?;
        let lab = self.name(head.kids.first()?);
        let mut entries = Vec::new();
        for inner in self.block(node, "what is read of that lab").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::use_ledger_entry) else {
                // The name it would have had is worth no second complaint.
                let words = self.slice(inner.head).split_whitespace().collect::<Vec<_>>();
                let named = words.iter().position(|word| *word == "as").and_then(|at| words.get(at + 1));
                self.broken.extend(named.or(words.first()).map(|word| (*word).to_owned()));
                continue;
            };
            let default = match tree.child(Rule::use_else) {
                Some(default) => Some(self.shown(&default.kids[0])?),
                None => None,
            };
            let name = tree.child(Rule::use_as).map(|name| self.name(&name.kids[0]));
            entries.push(UseField { path: self.path(&tree.kids[0]), name, default });
        }
        Some(Kind::UseLedger { lab, entries })
    }
}

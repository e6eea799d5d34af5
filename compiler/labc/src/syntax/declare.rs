//! Declarations: the head of a lab, units, constants, formulas, functions, controls.

use super::grammar::{Rule, Tree};
use super::outline::OutlineNode;
use super::reader::Reader;
use super::statement::Conditional;
use super::tree::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;

impl Reader<'_> {
    pub(super) fn lab(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::lab_stmt, node.head);
        let (mut chapter, mut section, mut context) = (None, None, None);
        let (mut reading, mut teaches, mut prefer) = (Vec::new(), Vec::new(), Vec::new());
        for inner in node.block.as_deref().unwrap_or(&[]) {
            let word = self.slice(inner.head).split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            match word {
                "chapter" => {
                    if let Some(tree) = self.without_block(inner, Rule::chapter_stmt) {
                        chapter = self.text_of(&tree);
                        section = tree.child(Rule::section).map(|section| self.name(section));
                    }
                }
                "reading" => {
                    self.matched(Rule::reading_stmt, inner.head);
                    for entry in self.block(inner, "what to read").to_vec() {
                        let Some(tree) = self.matched(Rule::reading_entry, entry.head) else { continue };
                        for pair in tree.kids.chunks(2) {
                            if let [section, text] = pair {
                                let text = self.text(text);
                                reading.push((self.name(section), text));
                            }
                        }
                    }
                }
                "teaches" => {
                    if let Some(tree) = self.without_block(inner, Rule::teaches_stmt) {
                        teaches = tree.kids.iter().map(|name| self.name(name)).collect();
                    }
                }
                "prefer" => {
                    if let Some(tree) = self.without_block(inner, Rule::prefer_stmt) {
                        prefer.extend(tree.kids.iter().map(|unit| self.unit(unit)));
                    }
                }
                "context" => {
                    if let Some(tree) = self.without_block(inner, Rule::context_stmt) {
                        context = tree.kids.first().map(|name| self.name(name));
                    }
                }
                _ => {
                    let span = Span::new(inner.head.start as usize, inner.head.start as usize + word.len());
                    self.report(
                        Diagnostic::error(
                            Code::UnknownStatement,
                            format!("The head of a lab has no `{word}`."),
                            self.file,
                            span,
                            "expected `chapter`, `reading`, `teaches`, `context` or `prefer`",
                        )
                        .help("write statements of the page after the `}` of the head"),
                    );
                }
            }
        }
        let head = head?;
        let title = self.text_of(&head)?;
        Some(Kind::Lab(Lab {
            name: self.name(&head.kids[0]),
            was: self.was(&head),
            title,
            chapter,
            section,
            reading,
            teaches,
            prefer,
            context,
        }))
    }

    pub(super) fn unit_statement(&mut self, node: &OutlineNode, word: &str) -> Option<Kind> {
        if word == "dimension" {
            let tree = self.without_block(node, Rule::dimension_stmt)?;
            let of = tree.child(Rule::type_expr).map(|of| self.type_expr(of));
            return Some(Kind::Dimension { name: self.name(&tree.kids[0]), of });
        }
        let soft = word == "count";
        let tree = self.without_block(node, if soft { Rule::count_stmt } else { Rule::unit_stmt })?;
        let names = tree.children(Rule::unit_name).map(|name| self.name(name)).collect();
        let equals = match tree.child(Rule::expr) {
            Some(expr) => Some(self.expr(expr)?),
            None => None,
        };
        // Of the words after the units, the one after the colon is the dimension, the others are prefixes.
        let mut base = None;
        let mut prefixes = Vec::new();
        for name in tree.children(Rule::name) {
            let before = self.source[..name.span.start as usize].trim_end();
            if before.ends_with(':') { base = Some(self.name(name)) } else { prefixes.push(self.name(name)) }
        }
        Some(Kind::Unit(UnitDecl { names, soft, base, equals, prefixes }))
    }

    pub(super) fn define(&mut self, node: &OutlineNode, rule: Rule, origin: Origin) -> Option<Kind> {
        let tree = self.without_block(node, rule)?;
        self.define_from(&tree, origin).map(Kind::Define)
    }

    pub(super) fn define_from(&mut self, tree: &Tree, origin: Origin) -> Option<Define> {
        let value = self.shown(tree.child(Rule::shown)?)?;
        let source = if origin == Origin::Given { self.text_of(tree) } else { self.source(tree) };
        Some(Define {
            origin,
            name: self.name(&tree.kids[0]),
            of: self.of_type(tree),
            value,
            source,
            symbol: self.symbol(tree),
            facts: self.facts(tree)?,
        })
    }

    /// What a formula states of its value; nothing where that has a fault.
    fn facts(&mut self, tree: &Tree) -> Option<Vec<Fact>> {
        let mut facts = Vec::new();
        for kid in &tree.kids {
            let kind = match kid.rule {
                Rule::positive => FactKind::Positive,
                Rule::between => {
                    let mut ends = kid.children(Rule::end);
                    FactKind::Between(self.expr(ends.next()?)?, self.expr(ends.next()?)?)
                }
                _ => continue,
            };
            facts.push(Fact { kind, span: kid.span });
        }
        Some(facts)
    }

    pub(super) fn function(&mut self, node: &OutlineNode) -> Option<Kind> {
        let tree = self.without_block(node, Rule::fn_stmt)?;
        let mut params = Vec::new();
        for param in tree.children(Rule::param) {
            let default = match param.child(Rule::expr) {
                Some(expr) => Some(self.expr(expr)?),
                None => None,
            };
            let name = self.name(param.child(Rule::name)?);
            let label = param.child(Rule::label).map(|label| self.name(label));
            params.push(Param { label, name, of: self.of_type(param), default });
        }
        let body = self.shown(tree.child(Rule::shown)?)?;
        let mut requires = Vec::new();
        for clause in tree.children(Rule::require_clause) {
            let condition = self.expr(clause.child(Rule::expr)?)?;
            requires.push(Require { condition, reason: self.text_of(clause)? });
        }
        let mut examples = Vec::new();
        for clause in tree.children(Rule::example_clause) {
            examples.push(self.expr(clause.child(Rule::expr)?)?);
        }
        Some(Kind::Function(Function {
            name: self.name(&tree.kids[0]),
            params,
            of: self.of_type(&tree),
            body,
            source: self.source(&tree),
            requires,
            examples,
            module: None,
        }))
    }

    pub(super) fn slider(&mut self, node: &OutlineNode, rule: Rule) -> Option<Conditional> {
        let tree = self.without_block(node, rule)?;
        let label = self.text_of(&tree)?;
        let mut ends = Vec::new();
        for end in tree.children(Rule::expr) {
            ends.push(self.expr(end)?);
        }
        let by = match tree.child(Rule::slider_step) {
            Some(step) => Some(self.expr(&step.kids[0])?),
            None => None,
        };
        let mut ends = ends.into_iter();
        let slider = Slider {
            name: self.name(&tree.kids[0]),
            was: self.was(&tree),
            label,
            from: ends.next()?,
            to: ends.next()?,
            by,
            log: tree.child(Rule::slider_log).is_some(),
            boxed: rule == Rule::number_stmt,
            start: self.shown(tree.child(Rule::shown)?)?,
            symbol: self.symbol(&tree),
        };
        Some((Kind::Slider(slider), self.when(&tree)))
    }

    pub(super) fn choice(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let tree = self.without_block(node, Rule::choice_stmt)?;
        let label = self.text_of(&tree)?;
        let each =
            tree.child(Rule::choice_for).map(|each| (self.name(&each.kids[0]), self.name(&each.kids[1])));
        let filter = match tree.child(Rule::choice_where) {
            Some(filter) => Some(self.expr(&filter.kids[0])?),
            None => None,
        };
        let called = tree.child(Rule::choice_as).cloned().and_then(|clause| self.text_of(&clause));
        let start = self.expr(tree.child(Rule::expr)?)?;
        let choice = Choice {
            name: self.name(&tree.kids[0]),
            was: self.was(&tree),
            label,
            each,
            of: self.name(tree.child(Rule::path)?),
            filter,
            called,
            start,
        };
        Some((Kind::Choice(choice), self.when(&tree)))
    }

    pub(super) fn toggle(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let tree = self.without_block(node, Rule::toggle_stmt)?;
        let label = self.text_of(&tree)?;
        let on = tree.child(Rule::on).is_some();
        let (name, was) = (self.name(&tree.kids[0]), self.was(&tree));
        Some((Kind::Toggle(Toggle { name, was, label, on }), self.when(&tree)))
    }
}

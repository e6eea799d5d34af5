//! What the student meets: parts, messages, figures, charts, statuses, remarks, checks.

use super::grammar::{Rule, Tree};
use super::outline::OutlineNode;
use super::reader::Reader;
use super::statement::Conditional;
use super::tree::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;

impl Reader<'_> {
    pub(super) fn part(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::part_stmt, node.head);
        if self.blocks > 1 && head.is_some() && !self.unclosed {
            let start = node.head.start as usize;
            let diagnostic = Diagnostic::error(
                Code::UnknownStatement,
                "A part can't be inside another statement.",
                self.file,
                Span::new(start, start + "part".len()),
                "inside a block here",
            );
            self.report(diagnostic.help("close the block before this part"));
        }
        let block = self.block(node, "the statements of the part").to_vec();
        let body = self.statements(&block);
        let Some(head) = head else {
            // What the part declares is declared all the same.
            let name = Name { text: format!("{}", node.head.start), span: node.head };
            let title = Text { pieces: Vec::new(), block: false, span: node.head };
            return Some(Kind::Part(Part { name, was: Vec::new(), title, subtitle: None, time: None, body }));
        };
        let title = self.text_of(&head)?;
        let subtitle = head.children(Rule::text_line).nth(1).map(|line| self.text(line));
        let time = match head.child(Rule::part_time) {
            Some(time) => {
                let from = self.expr(&time.kids[0])?;
                let to = match time.kids.get(1) {
                    Some(to) => Some(self.expr(to)?),
                    None => None,
                };
                Some((from, to))
            }
            None => None,
        };
        Some(Kind::Part(Part {
            name: self.name(&head.kids[0]),
            was: self.was(&head),
            title,
            subtitle,
            time,
            body,
        }))
    }

    pub(super) fn message(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let tree = self.matched(Rule::message_stmt, node.head)?;
        let from = self.text_of(&tree)?;
        let texts = tree.kids.iter().skip(1);
        let mut texts = texts.filter(|kid| matches!(kid.rule, Rule::text_line | Rule::text_block));
        let mut body = texts.next().map(|text| self.text(text));
        if body.is_none() {
            body = self.lone_text(node, "what the message says");
        }
        Some((Kind::Message { from, body }, self.when(&tree)))
    }

    pub(super) fn figure(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let tree = self.matched(Rule::figure_stmt, node.head)?;
        let path = self.text_of(&tree)?;
        let (mut alt, mut caption, mut dark) = (None, None, None);
        for clause in &tree.kids {
            let place = match clause.rule {
                Rule::figure_alt => &mut alt,
                Rule::figure_caption => &mut caption,
                Rule::figure_dark => &mut dark,
                _ => continue,
            };
            let Some(said) =
                clause.kids.iter().find(|kid| matches!(kid.rule, Rule::text_line | Rule::text_block))
            else {
                continue;
            };
            if place.is_some() {
                let span = said.span;
                self.stray_text(span);
            } else {
                *place = Some(self.text(said));
            }
        }
        Some((Kind::Figure { path, alt, caption, dark }, self.when(&tree)))
    }

    /// The text that is all of a statement's block.
    pub(super) fn lone_text(&mut self, node: &OutlineNode, what: &str) -> Option<Text> {
        let inner = self.block(node, what).first().cloned()?;
        let tree = self.matched(Rule::prose_stmt, inner.head)?;
        Some(self.text(tree.kids.first()?))
    }

    pub(super) fn each(&mut self, tree: &Tree) -> Option<Option<Generator>> {
        match tree.child(Rule::generator) {
            Some(generator) => self.generator(generator).map(Some),
            None => Some(None),
        }
    }

    pub(super) fn status(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::status_stmt, node.head);
        let mut arms: Vec<Arm> = Vec::new();
        for inner in self.block(node, "its arms").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::arms) else { continue };
            if let Some(message) = self.block_text(&tree) {
                match arms.last_mut() {
                    Some(arm) if arm.message.is_none() => arm.message = Some(message),
                    _ => self.stray_text(message.span),
                }
            }
            for arm in tree.children(Rule::status_arm) {
                let (title, message) = self.arm_texts(arm);
                let when = match arm.child(Rule::when_clause) {
                    // An arm whose condition cannot be read must not become one that always holds.
                    Some(clause) => match self.expr(&clause.kids[0]) {
                        Some(when) => Some(when),
                        None => continue,
                    },
                    None => None,
                };
                arms.push(Arm {
                    level: self.name(&arm.kids[0]),
                    name: self.name(&arm.kids[1]),
                    was: self.was(arm),
                    title,
                    when,
                    message,
                });
            }
        }
        let tree = head?;
        let each =
            tree.child(Rule::choice_for).map(|each| (self.name(&each.kids[0]), self.name(&each.kids[1])));
        let (name, was) = (self.name(&tree.kids[0]), self.was(&tree));
        Some(Kind::Status(Status { name, was, title: self.text_of(&tree), each, arms }))
    }

    pub(super) fn details(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let Some(tree) = self.matched(Rule::details_stmt, node.head) else {
            // What it declares is declared all the same.
            let body = self.statements(node.block.as_deref().unwrap_or(&[]));
            let title = Text { pieces: Vec::new(), block: false, span: node.head };
            return Some((Kind::Details { title, body }, None));
        };
        let title = self.text_of(&tree)?;
        let mut body = Vec::new();
        let mut texts = tree.kids.iter().skip(1);
        if let Some(text) = texts.find(|kid| matches!(kid.rule, Rule::text_line | Rule::text_block)) {
            let span = text.span;
            let kind = Kind::Prose(self.text(text));
            body.push(Statement { docs: String::new(), span, when: None, kind });
        }
        if body.is_empty() || node.block.is_some() {
            let block = self.block(node, "what it unfolds").to_vec();
            body.append(&mut self.statements(&block));
        }
        Some((Kind::Details { title, body }, self.when(&tree)))
    }

    pub(super) fn aside(&mut self, node: &OutlineNode) -> Option<Conditional> {
        let tree = self.matched(Rule::aside_stmt, node.head)?;
        let tone = self.name(&tree.kids[0]);
        let texts = tree.kids[1..].iter().filter(|kid| kid.rule != Rule::when_clause);
        let texts: Vec<Text> = texts.map(|text| self.text(text)).collect();
        let (mut title, mut body) = (None, None);
        for text in texts {
            if text.block || title.is_some() { body = Some(text) } else { title = Some(text) }
        }
        if body.is_none() && node.block.is_some() {
            body = self.lone_text(node, "what the aside says");
        }
        if body.is_none() {
            // A single line is the remark itself.
            body = title.take();
        }
        Some((Kind::Aside { tone, title, body }, self.when(&tree)))
    }

    pub(super) fn check(&mut self, node: &OutlineNode) -> Option<Kind> {
        let tree = self.without_block(node, Rule::check_stmt)?;
        let title = self.text_of(&tree);
        let claim = match tree.child(Rule::check_trend) {
            Some(trend) => CheckClaim::Trend {
                value: self.expr(&trend.kids[0])?,
                rising: trend.child(Rule::rising).is_some(),
                control: self.name(trend.child(Rule::name)?),
                on: self.on(trend)?,
            },
            None => match (tree.child(Rule::check_extreme), tree.child(Rule::check_reach)) {
                (Some(extreme), _) => CheckClaim::Extreme {
                    value: self.expr(&extreme.kids[0])?,
                    minimum: extreme.child(Rule::minimal).is_some(),
                    at: self.expr(extreme.children(Rule::expr).nth(1)?)?,
                    control: self.name(extreme.child(Rule::name)?),
                    on: self.on(extreme)?,
                },
                (_, Some(reach)) => {
                    let at =
                        reach.kids.iter().find(|kid| matches!(kid.rule, Rule::at_settings | Rule::at_start));
                    let at = match at {
                        Some(at) => Some(self.at(at)?.0),
                        None => None,
                    };
                    CheckClaim::Reachable { condition: self.expr(&reach.kids[0])?, at }
                }
                _ => match tree.child(Rule::check_over) {
                    Some(over) => CheckClaim::Over {
                        condition: self.expr(over.child(Rule::expr)?)?,
                        how: match () {
                            () if over.child(Rule::over_always).is_some() => Over::Always,
                            () if over.child(Rule::over_never).is_some() => Over::Never,
                            () => Over::Some,
                        },
                        on: self.on(over)?,
                    },
                    None => self.compared(&tree)?,
                },
            },
        };
        Some(Kind::Check(Check { title, claim }))
    }

    /// Two values that cross or are equal, or a condition at the start.
    fn compared(&mut self, tree: &Tree) -> Option<CheckClaim> {
        if let Some(cross) = tree.child(Rule::check_cross) {
            return Some(CheckClaim::Crosses {
                value: self.expr(&cross.kids[0])?,
                other: self.expr(cross.children(Rule::expr).nth(1)?)?,
                control: self.name(cross.child(Rule::name)?),
                on: self.on(cross)?,
            });
        }
        let Some(equals) = tree.child(Rule::check_equals) else {
            return Some(CheckClaim::Holds(self.expr(tree.child(Rule::expr)?)?));
        };
        // `x equals y within t` is `x ~ y within t`, at every setting.
        let mut sides = equals.children(Rule::expr);
        let (left, right) = (sides.next()?, sides.next()?);
        let word = equals.child(Rule::same)?;
        let sign = Tree { rule: Rule::approx, ..word.clone() };
        let kids = left.kids.iter().cloned().chain([sign]).chain(right.kids.iter().cloned()).collect();
        let span = left.span.to(right.span);
        let condition = self.expr(&Tree { rule: Rule::expr, span, kids })?;
        Some(CheckClaim::Over { condition, how: Over::Always, on: self.on(equals)? })
    }

    /// `on control = value, …`, where it stands; nothing where it has a fault.
    fn on(&mut self, tree: &Tree) -> Option<Option<At>> {
        match tree.child(Rule::check_on) {
            Some(on) => Some(Some(self.at(on)?.0)),
            None => Some(None),
        }
    }

    pub(super) fn allow(&mut self, node: &OutlineNode) -> Option<Kind> {
        let tree = self.without_block(node, Rule::allow_stmt)?;
        let code = self.name(tree.child(Rule::code)?);
        let reason = self.text_of(&tree)?;
        Some(Kind::Allow(Allow { code, reason }))
    }
}

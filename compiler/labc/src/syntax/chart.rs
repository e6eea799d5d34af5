//! Charts: axes and marks.

use super::grammar::{Rule, Tree};
use super::outline::OutlineNode;
use super::reader::Reader;
use super::tree::*;

impl Reader<'_> {
    pub(super) fn chart(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::chart_stmt, node.head);
        let title = Text { pieces: Vec::new(), block: false, span: node.head };
        let mut chart =
            Chart { title, forms: Vec::new(), x: None, y: None, marks: Vec::new(), broken: false };
        for inner in self.block(node, "its axes and marks").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::chart_part) else {
                chart.broken = true;
                continue;
            };
            for part in &tree.kids {
                match part.rule {
                    Rule::chart_x => chart.x = self.axis(part),
                    Rule::chart_y => chart.y = self.axis(part),
                    _ => match self.mark(part) {
                        Some(mark) => chart.marks.push(mark),
                        None => chart.broken = true,
                    },
                }
            }
        }
        let head = head?;
        chart.title = self.text_of(&head)?;
        let forms = head
            .kids
            .iter()
            .filter(|kid| matches!(kid.rule, Rule::stacked | Rule::horizontal | Rule::waterfall));
        chart.forms = forms.map(|form| self.name(form)).collect();
        Some(Kind::Chart(Box::new(chart)))
    }

    fn axis(&mut self, tree: &Tree) -> Option<ChartAxis> {
        let unit = tree.child(Rule::show_in).map(|show| self.unit(&show.kids[0]));
        let log = tree.child(Rule::slider_log).is_some();
        let frames = tree.child(Rule::axis_frames).map(|frames| frames.span);
        let label = self.text_of(tree);
        let (mut name, mut range) = (None, None);
        if let Some(swept) = tree.child(Rule::chart_swept) {
            name = Some(self.name(&swept.kids[0]));
            if let Some(ends) = swept.child(Rule::chart_range) {
                let by = match ends.child(Rule::slider_step) {
                    Some(step) => Some(self.expr(&step.kids[0])?),
                    None => None,
                };
                range = Some((self.expr(&ends.kids[0])?, self.expr(&ends.kids[1])?, by));
            }
        }
        Some(ChartAxis { name, range, unit, log, frames, label, span: tree.span })
    }

    fn mark(&mut self, tree: &Tree) -> Option<ChartMark> {
        let each = self.each(tree)?;
        let tones = self.tones(tree)?;
        let kind = self.mark_kind(tree)?;
        let label = self.text_of(tree);
        let mut intervals = Vec::new();
        for interval in tree.children(Rule::interval) {
            intervals.push(self.interval(interval)?);
        }
        Some(ChartMark { kind, label, tones, intervals, each, span: tree.span })
    }

    fn interval(&mut self, tree: &Tree) -> Option<MarkInterval> {
        let reach = match tree.child(Rule::interval_from) {
            Some(ends) => Reach::PageLinks(self.shown(&ends.kids[0])?, self.shown(&ends.kids[1])?),
            None => Reach::Even(self.shown(tree.child(Rule::shown)?)?),
        };
        let across = tree.child(Rule::axis).is_some_and(|axis| self.slice(axis.span) == "x");
        Some(MarkInterval { across, reach, meaning: self.text_of(tree), span: tree.span })
    }

    /// The value of a clause, if the clause is there; nothing at all where it cannot be read.
    pub(super) fn shown_in(&mut self, tree: &Tree, rule: Rule) -> Option<Option<Shown>> {
        match tree.child(rule) {
            Some(clause) => self.shown(clause.child(Rule::shown)?).map(Some),
            None => Some(None),
        }
    }
}

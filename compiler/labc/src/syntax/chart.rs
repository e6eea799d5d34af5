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
        Some(ChartAxis { name, range, unit, log, label, span: tree.span })
    }

    fn mark(&mut self, tree: &Tree) -> Option<ChartMark> {
        let each = self.each(tree)?;
        let tones = self.tones(tree)?;
        let mut shown = Vec::new();
        for value in tree.children(Rule::shown) {
            shown.push(self.shown(value)?);
        }
        let mut shown = shown.into_iter();
        let label = self.text_of(tree);
        let horizontal = tree.child(Rule::axis).is_some_and(|axis| self.slice(axis.span) == "y");
        let kind = match tree.rule {
            Rule::chart_line => MarkKind::Line {
                value: shown.next()?,
                dashed: tree.child(Rule::dashed).is_some(),
                filled: tree.child(Rule::filled).is_some(),
            },
            Rule::chart_area => MarkKind::Area(shown.next()?),
            Rule::chart_band => MarkKind::Band(shown.next()?, shown.next()?),
            Rule::chart_bar => MarkKind::Bar(shown.next()?),
            Rule::chart_total => MarkKind::Total,
            Rule::chart_point => {
                let size = self.shown_in(tree, Rule::mark_size)?;
                MarkKind::Point { x: shown.next()?, y: shown.next()?, size }
            }
            Rule::chart_frontier => {
                let greater = |index: usize| {
                    let word = tree.children(Rule::goal_word).nth(index)?;
                    Some(self.slice(word.span) == "max")
                };
                MarkKind::Frontier(greater(0)?, greater(1)?)
            }
            Rule::chart_roofline => MarkKind::Roofline(shown.next()?, shown.next()?),
            Rule::chart_histogram => {
                let by = match tree.child(Rule::slider_step) {
                    Some(step) => Some(self.expr(&step.kids[0])?),
                    None => None,
                };
                let mut percentiles = Vec::new();
                for share in tree.child(Rule::percentiles).map_or(&[][..], |found| &found.kids) {
                    percentiles.push(self.expr(share)?);
                }
                MarkKind::Histogram { value: shown.next()?, by, percentiles }
            }
            Rule::chart_spoke => MarkKind::Spoke(shown.next()?, self.shown_in(tree, Rule::metric_of)?),
            Rule::chart_cell => MarkKind::Cell(shown.next()?, tree.child(Rule::slider_log).is_some()),
            Rule::chart_contour => MarkKind::Contour(shown.next()?),
            Rule::chart_span => {
                let texts: Vec<&Tree> = tree.children(Rule::text_line).collect();
                let lane = self.text(texts.get(1)?);
                let lasting = self.shown_in(tree, Rule::span_lasting)?;
                let to = self.shown_in(tree, Rule::span_to)?;
                let is_lasting = lasting.is_some();
                MarkKind::Span { lane, from: shown.next()?, to: lasting.or(to)?, lasting: is_lasting }
            }
            Rule::chart_gauge => MarkKind::Gauge(shown.next()?, shown.next()?),
            Rule::chart_rule => MarkKind::Rule(horizontal, shown.next()?),
            Rule::chart_region => MarkKind::Region {
                horizontal,
                from: self.shown_in(tree, Rule::region_from)?,
                to: self.shown_in(tree, Rule::region_to)?,
                level: tree.child(Rule::level).map(|level| self.name(level)),
            },
            _ => match (tree.child(Rule::mark_now), self.shown_in(tree, Rule::mark_at)?) {
                (Some(_), _) => MarkKind::Now,
                (_, Some(at)) => MarkKind::At(at),
                _ => MarkKind::Row(shown.next()?),
            },
        };
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
    fn shown_in(&mut self, tree: &Tree, rule: Rule) -> Option<Option<Shown>> {
        match tree.child(rule) {
            Some(clause) => self.shown(clause.child(Rule::shown)?).map(Some),
            None => Some(None),
        }
    }
}

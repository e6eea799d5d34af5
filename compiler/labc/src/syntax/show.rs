//! `show`: formulas, cards, tables and badges; and how statements stand on the page.

use super::grammar::{Rule, Tree};
use super::outline::OutlineNode;
use super::reader::Reader;
use super::tree::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;

impl Reader<'_> {
    pub(super) fn show(&mut self, node: &OutlineNode) -> Option<Kind> {
        let words: Vec<&str> = self.slice(node.head).split_whitespace().take(2).collect();
        match words.get(1).copied().unwrap_or("") {
            "metrics" => {
                self.matched(Rule::metrics_stmt, node.head)?;
                let metrics = self.metrics(node, Rule::metrics);
                Some(Kind::Metrics(metrics))
            }
            "table" => self.show_table(node),
            "badges" => {
                self.matched(Rule::badges_stmt, node.head)?;
                self.badges(node).map(Kind::Badges)
            }
            _ => {
                let tree = self.without_block(node, Rule::steps_stmt)?;
                let names = tree
                    .children(Rule::path)
                    .map(|path| Name { text: self.slice(path.span).to_owned(), span: path.span });
                Some(Kind::Steps(names.collect()))
            }
        }
    }

    pub(super) fn metrics(&mut self, node: &OutlineNode, rule: Rule) -> Vec<Metric> {
        let mut metrics = Vec::new();
        for inner in self.block(node, "a value and its label for each").to_vec() {
            let Some(tree) = self.without_block(&inner, rule) else { continue };
            for metric in tree.children(Rule::metric) {
                metrics.extend(self.metric(metric));
            }
        }
        metrics
    }

    fn metric(&mut self, tree: &Tree) -> Option<Metric> {
        let value = self.shown(tree.child(Rule::shown)?)?;
        let of = match tree.child(Rule::metric_of) {
            Some(of) => Some(self.shown(&of.kids[0])?),
            None => None,
        };
        let note = tree.child(Rule::metric_note).cloned().and_then(|note| self.text_of(&note));
        let tones = self.tones(tree)?;
        let each = self.each(tree)?;
        Some(Metric { value, label: self.text_of(tree), of, note, tones, each })
    }

    /// What something is said to be.
    pub(super) fn tones(&mut self, tree: &Tree) -> Option<Vec<Tone>> {
        let mut tones = Vec::new();
        for tone in &tree.kids {
            match tone.rule {
                Rule::tone_of => tones.push(Tone::Of(self.expr(tone.child(Rule::expr)?)?)),
                Rule::tone_when => tones.push(Tone::When {
                    level: self.name(tone.child(Rule::level)?),
                    words: self.text_of(tone),
                    when: self.when(tone)?,
                }),
                _ => {}
            }
        }
        Some(tones)
    }

    pub(super) fn hud(&mut self, node: &OutlineNode) -> Option<Kind> {
        self.matched(Rule::hud_stmt, node.head)?;
        if self.blocks > 1 && !self.unclosed {
            let start = node.head.start as usize;
            let span = Span::new(start, start + "hud".len());
            let diagnostic = Diagnostic::error(
                Code::UnknownStatement,
                "`hud` can't be inside another statement.",
                self.file,
                span,
                "inside a block here",
            );
            self.report(diagnostic.help("move it before the first part: the bar belongs to the whole lab"));
        }
        let mut entries = Vec::new();
        for inner in self.block(node, "up to four values, each with its label").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::hud) else { continue };
            for entry in tree.children(Rule::hud_entry) {
                match (entry.child(Rule::shown), entry.child(Rule::tone_of)) {
                    (None, Some(tone)) => entries.push(HudEntry::Verdict {
                        status: self.expr(tone.child(Rule::expr)?)?,
                        label: self.text_of(entry),
                    }),
                    _ => entries.extend(self.metric(entry).map(|metric| HudEntry::Value(Box::new(metric)))),
                }
            }
        }
        Some(Kind::Hud(entries))
    }

    fn show_table(&mut self, node: &OutlineNode) -> Option<Kind> {
        let tree = self.matched(Rule::show_table_stmt, node.head)?;
        let (mut columns, mut highlights) = (Vec::new(), Vec::new());
        for inner in self.block(node, "a value and its label for each").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::columns) else { continue };
            for kid in &tree.kids {
                match kid.rule {
                    Rule::highlight => {
                        highlights.push(Highlight { words: self.text_of(kid), when: self.when(kid)? })
                    }
                    _ => columns.extend(self.metric(kid)),
                }
            }
        }
        let caption = self.text_of(&tree)?;
        let sortable = tree.child(Rule::sortable).is_some();
        let rows = self.generator(tree.child(Rule::generator)?)?;
        Some(Kind::ShowTable(ShowTable { caption, sortable, rows, columns, highlights }))
    }

    fn badges(&mut self, node: &OutlineNode) -> Option<Vec<Badge>> {
        let mut badges = Vec::new();
        for inner in self.block(node, "a text, or `tone` and a status, for each").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::badges) else { continue };
            for badge in tree.children(Rule::badge) {
                badges.push(match badge.child(Rule::tone_of) {
                    Some(tone) => Badge::Tone(self.expr(tone.child(Rule::expr)?)?, self.text_of(badge)),
                    None => Badge::Words {
                        level: badge.child(Rule::level).map(|level| self.name(level)),
                        text: self.text_of(badge)?,
                        when: self.when(badge),
                    },
                });
            }
        }
        Some(badges)
    }

    pub(super) fn layout(&mut self, node: &OutlineNode, form: Layout) -> Option<Kind> {
        let rule = match form {
            Layout::Beside => Rule::beside_stmt,
            Layout::Tabs => Rule::tabs_stmt,
            Layout::Group => Rule::group_stmt,
            Layout::Bench => Rule::bench_stmt,
        };
        let head = self.matched(rule, node.head);
        let block = self.block(node, "what stands there").to_vec();
        let body = self.statements(&block);
        // What it declares is declared all the same.
        let title = head.and_then(|head| self.text_of(&head));
        Some(Kind::Layout { form, title, body })
    }

    /// `preset "The wall" { batch = 64, depth = 12 }`
    pub(super) fn preset(&mut self, node: &OutlineNode) -> Option<Kind> {
        let head = self.matched(Rule::preset_stmt, node.head);
        let mut settings = Vec::new();
        for inner in self.block(node, "a control and its value for each, such as `batch = 64`").to_vec() {
            let Some(tree) = self.without_block(&inner, Rule::preset_settings) else { continue };
            settings.extend(self.at(&tree)?.0.settings.into_iter().flatten());
        }
        let title = self.text_of(&head?)?;
        Some(Kind::Preset { title, at: At { settings: Some(settings), span: node.head } })
    }
}

//! Cards, tables, badges, and how statements stand on the page.

use super::Printer;
use super::expression::{expr, generator, shown};
use super::text::text;
use crate::syntax::tree::{At, Badge, HudEntry, Layout, Metric, ShowTable, Statement, Text, Tone};

impl Printer {
    pub(super) fn metrics(&mut self, metrics: &[Metric]) {
        self.block("show metrics", |printer| printer.figures(metrics));
    }

    pub(super) fn hud(&mut self, entries: &[HudEntry]) {
        self.block("hud", |printer| {
            for entry in entries {
                match entry {
                    HudEntry::Value(metric) => printer.figures(std::slice::from_ref(&**metric)),
                    HudEntry::Verdict { status, label } => {
                        printer.line(&format!("tone {}{}", expr(status), words(label.as_ref())));
                    }
                }
            }
        });
    }

    pub(super) fn show_table(&mut self, table: &ShowTable) {
        let sortable = if table.sortable { " sortable" } else { "" };
        let head = format!("show table {}{sortable} {}", text(&table.caption, 0), generator(&table.rows));
        self.block(&head, |printer| {
            printer.figures(&table.columns);
            for highlight in &table.highlights {
                let words = words(highlight.words.as_ref());
                printer.line(&format!("highlight{words} when {}", expr(&highlight.when)));
            }
        });
    }

    fn figures(&mut self, metrics: &[Metric]) {
        for metric in metrics {
            let mut line = shown(&metric.value);
            line += &words(metric.label.as_ref());
            if let Some(of) = &metric.of {
                line += &format!(" of {}", shown(of));
            }
            line += &tones(&metric.tones);
            if let Some(note) = &metric.note {
                line += &format!(" note {}", text(note, 0));
            }
            if let Some(each) = &metric.each {
                line += &format!(" {}", generator(each));
            }
            self.line(&line);
        }
    }

    pub(super) fn badges(&mut self, badges: &[Badge]) {
        self.block("show badges", |printer| {
            for badge in badges {
                printer.line(&match badge {
                    Badge::Tone(status, label) => format!("tone {}{}", expr(status), words(label.as_ref())),
                    Badge::Words { level, text, when } => {
                        let level =
                            level.as_ref().map(|level| format!("{} ", level.text)).unwrap_or_default();
                        let when =
                            when.as_ref().map(|when| format!(" when {}", expr(when))).unwrap_or_default();
                        format!("{level}{}{when}", self::text(text, 0))
                    }
                });
            }
        });
    }

    pub(super) fn preset(&mut self, title: &Text, at: &At) {
        self.block(&format!("preset {}", text(title, 0)), |printer| {
            for (path, value) in at.settings.iter().flatten() {
                let path: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
                printer.line(&format!("{} = {}", path.join("."), expr(value)));
            }
        });
    }

    pub(super) fn layout(&mut self, form: Layout, title: Option<&Text>, body: &[Statement]) {
        self.block(&format!("{}{}", form.word(), words(title)), |printer| printer.statements(body));
    }
}

fn words(text: Option<&Text>) -> String {
    text.map(|text| format!(" {}", self::text(text, 0))).unwrap_or_default()
}

/// What something is said to be.
pub(super) fn tones(tones: &[Tone]) -> String {
    let tones = tones.iter().map(|tone| match tone {
        Tone::Of(status) => format!(" tone {}", expr(status)),
        Tone::When { level, words, when } => {
            format!(" {}{} when {}", level.text, self::words(words.as_ref()), expr(when))
        }
    });
    tones.collect()
}

//! From a plan and its values to the views that a theme gets.

use std::collections::BTreeMap;

use lab_core::Live;
use lab_core::chart::Body;
use lab_core::page::{Content, Piece};
use lab_core::positions::Positions;

use super::plan::*;
use super::planner::Fragment;
use super::view::*;
use super::{capital, escape};
use super::{download, markdown};
use crate::check::model::{ControlKind, Model};
use crate::record::protocol::Choice;

/// What rendering needs to know.
pub(super) struct Renderer<'a> {
    pub(super) live: &'a Live,
    pub(super) model: &'a Model,
    /// The options that are true.
    pub(super) decided: &'a [Decided],
    /// The text of every slot at the start.
    pub(super) texts: &'a [String],
    /// Whether nobody sees what is rendered before the browser computes. Charts are left to be drawn there then.
    pub(super) sealed: bool,
    /// What the options of choices are called, where the author says it.
    pub(super) called: &'a BTreeMap<usize, Vec<String>>,
}

/// The Markdown of a text, its values stood in for, and the markup of each.
pub(super) fn markdown_of(pieces: &[Rich], live: &mut impl FnMut(usize) -> Markup) -> (String, Vec<Markup>) {
    stood_in(pieces, |value| match value {
        Rich::Words(text) | Rich::Fixed(text) => Markup::text(unbroken(text)),
        Rich::Link { title, href: None } => {
            Markup { html: format!("<cite>{}</cite>", escape(title)), words: title.clone() }
        }
        Rich::Link { title, href: Some(href) } => Markup {
            html: format!("<a href=\"{}\">{}</a>", escape(href), escape(title)),
            words: title.clone(),
        },
        Rich::Live(slot) => live(*slot),
    })
}

/// The Markdown of a text, in which characters stand for everything but words, and what those become.
pub(super) fn stood_in<T>(pieces: &[Rich], mut value_of: impl FnMut(&Rich) -> T) -> (String, Vec<T>) {
    let mut source = String::new();
    let mut values = Vec::new();
    for piece in pieces {
        if let Rich::Words(words) = piece {
            source.push_str(words);
        } else {
            source.push(markdown::stand_in(values.len()));
            values.push(value_of(piece));
        }
    }
    (source, values)
}

/// A figure that never parts from its unit at the end of a line; any other text as it is.
pub(super) fn unbroken(text: &str) -> String {
    let figure = text.trim_start_matches('\u{2212}').starts_with(|first: char| first.is_ascii_digit());
    if figure { text.replacen(' ', "\u{A0}", 1) } else { text.to_owned() }
}

impl Renderer<'_> {
    fn live(&self, slot: usize) -> Markup {
        let text = self.texts.get(slot).map_or("", String::as_str);
        // A number and its unit stay on one line.
        let whole = match self.live.page().slots.get(slot).map(|slot| &slot.content) {
            Some(Content::Text(pieces) | Content::Figure(pieces)) => {
                matches!(pieces.as_slice(), [Piece::Number { .. }])
            }
            _ => false,
        };
        let class = if whole { "v n" } else { "v" };
        let html = format!("<output class=\"{class}\" data-s=\"{slot}\">{}</output>", escape(text));
        Markup { html, words: text.to_owned() }
    }

    pub(super) fn block(&self, pieces: &[Rich]) -> Markup {
        let (source, values) = markdown_of(pieces, &mut |slot| self.live(slot));
        markdown::block(&source, &values).markup
    }

    pub(super) fn line(&self, pieces: &[Rich]) -> Markup {
        let (source, values) = markdown_of(pieces, &mut |slot| self.live(slot));
        markdown::line(&source, &values).markup
    }

    /// The words of a line, for a reader outside of the page; a formula as it is written in TeX.
    pub(super) fn words(&self, pieces: &[Rich]) -> String {
        let (source, values) = stood_in(pieces, |value| {
            let words = match value {
                Rich::Words(words) | Rich::Fixed(words) => &unbroken(words),
                Rich::Link { title, .. } => title,
                Rich::Live(slot) => self.texts.get(*slot).map_or("", String::as_str),
            };
            vec![markdown::write::text(words)]
        });
        markdown::write::words_of(&markdown::write::line(&source, &values))
    }

    fn math(&self, pieces: &[Math]) -> String {
        let texts = pieces.iter().map(|piece| match piece {
            Math::Markup(text) | Math::Fixed { markup: text, .. } => text.clone(),
            Math::Value(Rich::Live(slot)) => {
                let text = self.texts.get(*slot).map_or("", String::as_str);
                format!("<mn data-s=\"{slot}\">{}</mn>", escape(text))
            }
            Math::Value(Rich::Fixed(text) | Rich::Words(text) | Rich::Link { title: text, .. }) => {
                format!("<mn>{}</mn>", escape(text))
            }
        });
        texts.collect()
    }

    pub(super) fn blocks(&self, plans: &[Plan]) -> Vec<Block> {
        plans.iter().map(|plan| self.plan(plan)).collect()
    }

    fn plan(&self, plan: &Plan) -> Block {
        match plan {
            Plan::Prose(text) => Block::Prose { html: self.block(text) },
            Plan::Message { from, body } => Block::Message { from: self.line(from), html: self.block(body) },
            Plan::Aside { tone, title, body } => {
                Block::Aside { tone: tone.clone(), title: title.clone(), html: self.block(body) }
            }
            Plan::Details { title, body } => {
                Block::Details { title: title.clone(), blocks: self.blocks(body) }
            }
            Plan::When { slot, body } => Block::When {
                slot: *slot,
                shown: self.texts.get(*slot).is_some_and(|text| text == "1"),
                blocks: self.blocks(body),
            },
            Plan::Control { id, label } => self.control(*id, self.line(label)),
            Plan::Metrics(cards) => {
                Block::Metrics { cards: cards.iter().map(|card| self.card(card)).collect() }
            }
            Plan::Steps(equations) => Block::Steps {
                equations: equations
                    .iter()
                    .map(|equation| EquationView {
                        symbol: equation.symbol.clone(),
                        symbols: equation.symbols.clone(),
                        numbers: equation.numbers.iter().map(|line| self.math(line)).collect(),
                        result: self.math(&equation.result),
                        why: self.why(equation.why),
                    })
                    .collect(),
            },
            Plan::Table { caption, sortable, head, rows, data } => Block::Table(TableView {
                caption: caption.clone(),
                sortable: *sortable,
                head: head
                    .iter()
                    .map(|head| HeadView {
                        label: head.label.clone(),
                        unit: head.unit.clone(),
                        numeric: head.numeric,
                    })
                    .collect(),
                rows: rows.iter().map(|row| self.row(row)).collect(),
                files: data.as_ref().map(|table| download::links(table)).unwrap_or_default(),
            }),
            Plan::Badges(badges) => {
                Block::Badges { badges: badges.iter().map(|badge| self.badge(badge)).collect() }
            }
            Plan::Layout { form, title, body } => Block::Layout {
                form: form.word().to_owned(),
                title: title.as_ref().map(|title| self.line(title)),
                blocks: self.blocks(body),
            },
            Plan::Chart(chart) => Block::Chart(ChartView {
                chart: chart.chart,
                slot: chart.slot,
                title: chart.title.clone(),
                sentence: {
                    let words = self.texts.get(chart.sentence).cloned().unwrap_or_default();
                    let html = format!("<span data-s=\"{}\">{}</span>", chart.sentence, escape(&words));
                    Markup { html, words }
                },
                svg: self.drawn(|| self.texts.get(chart.slot).cloned().unwrap_or_default()),
                legend: chart
                    .legend
                    .iter()
                    .map(|entry| LegendView {
                        shape: entry.shape.to_owned(),
                        class: entry.class.clone(),
                        label: self.line(&entry.label),
                        dashed: entry.dashed,
                    })
                    .collect(),
                table: self.drawn(|| self.live.table(chart.chart)),
                pins: self.live.moves(chart.slot) && !matches!(self.body(chart.chart), Some(Body::Heat(_))),
                along: matches!(self.body(chart.chart), Some(Body::Plane(plane)) if plane.at.is_some()),
                columns: match self.body(chart.chart) {
                    Some(Body::Heat(heat)) => self.live.machine().list(heat.xs).len(),
                    _ => 0,
                },
            }),
            Plan::Status { name, was, slot, why, arms } => {
                // Its place in the record begins with the status: `fits.phone`.
                let item = |name: &String| match name.rsplit_once('.') {
                    Some((row, status)) => format!("{status}.{row}"),
                    None => name.clone(),
                };
                let text = self.texts.get(*slot).map_or("", String::as_str);
                Block::Status(StatusView {
                    name: name.clone(),
                    item: item(name),
                    was: was.iter().map(item).collect::<Vec<_>>().join(" "),
                    slot: *slot,
                    arms: arms
                        .iter()
                        .enumerate()
                        .map(|(index, arm)| ArmView {
                            key: arm.key.clone(),
                            was: arm.was.join(" "),
                            level: arm.level.clone(),
                            title: self.line(&arm.title),
                            html: self.block(&arm.body),
                            active: text == index.to_string(),
                        })
                        .collect(),
                    undefined: text.is_empty(),
                    why: self.why(*why),
                })
            }
            Plan::Predict(predict) => Block::Predict(PredictView {
                name: predict.name.clone(),
                was: predict.was.join(" "),
                question: self.line(&predict.question),
                options: self.options(&predict.options),
                seal: predict.seal as usize,
                confidence: predict.confidence,
            }),
            Plan::Estimate(estimate) => Block::Estimate(self.estimate(estimate)),
            Plan::EstimateReveal(reveal) => Block::EstimateReveal(self.estimate_reveal(reveal)),
            Plan::Key { name, right, truth, value } => Block::Key(self.key(name, right, truth, *value)),
            Plan::Goals(goals) => Block::Goals { goals: goals.iter().map(|goal| self.goal(goal)).collect() },
            Plan::Answer(asked) => Block::Answer(self.asked(asked)),
            Plan::Task(asked) => Block::Task(self.asked(asked)),
            Plan::Upload(upload) => Block::Upload(upload.view(self.line(&upload.label))),
            Plan::Decide(decide) => Block::Decide(self.decision(decide)),
            Plan::Record(fields) => {
                Block::Record { fields: fields.iter().map(|field| self.field(field)).collect() }
            }
            Plan::Revisit { lab, was, title, seal } => Block::Revisit {
                lab: lab.clone(),
                was: was.join(" "),
                title: title.clone(),
                seal: *seal as usize,
            },
            Plan::Reveal { name, question, verdicts } => Block::Reveal(RevealView {
                name: name.clone(),
                question: self.line(question),
                options: verdicts
                    .iter()
                    .map(|verdict| {
                        let decided = self.decided.iter().find(|known| known.name == *name);
                        let right = decided.is_some_and(|decided| decided.right == verdict.key);
                        let gap = decided.and_then(|decided| {
                            let gap = decided.gaps.iter().find(|(key, _)| *key == verdict.key);
                            let (_, off) = gap?;
                            Some(GapView { truth: decided.truth.clone()?, off: off.clone() })
                        });
                        VerdictView { gap, ..self.verdict(verdict, right) }
                    })
                    .collect(),
            }),
            Plan::Reflect { name, was, question, options, seal } => Block::Reflect(ReflectView {
                name: name.clone(),
                was: was.join(" "),
                question: self.line(question),
                options: self.options(options),
                seal: *seal as usize,
            }),
            Plan::Sealed(seal) => Block::Sealed { seal: *seal as usize },
            Plan::Hud(entry) => Block::Hud(self.hud(entry)),
        }
    }

    fn drawn(&self, draw: impl FnOnce() -> String) -> String {
        if self.sealed { String::new() } else { draw() }
    }

    fn body(&self, chart: usize) -> Option<&Body> {
        self.live.page().charts.get(chart).map(|chart| &chart.body)
    }

    fn verdict(&self, verdict: &Verdict, right: bool) -> VerdictView {
        VerdictView {
            key: verdict.key.clone(),
            was: verdict.was.join(" "),
            label: self.line(&verdict.label),
            right,
            live: verdict.live.map(|(right, wrong)| LiveVerdict {
                right: self.shown_slot(right),
                wrong: self.shown_slot(wrong),
            }),
            gap: None,
            html: self.block(&verdict.body),
        }
    }

    pub(super) fn options(&self, options: &[OptionPlan]) -> Vec<OptionView> {
        let views = options.iter().map(|option| OptionView {
            key: option.key.clone(),
            was: option.was.join(" "),
            label: self.line(&option.label),
            chosen: false,
        });
        views.collect()
    }

    fn why(&self, slot: Option<usize>) -> Option<WhyView> {
        slot.map(|slot| WhyView { slot, words: self.texts.get(slot).cloned().unwrap_or_default() })
    }

    fn card(&self, card: &Card) -> CardView {
        CardView {
            label: self.line(&card.label),
            value: self.line(&card.value),
            of: card.of.as_ref().map(|of| self.line(of)),
            share: card
                .share
                .map(|slot| ShareView { slot, value: self.texts.get(slot).cloned().unwrap_or_default() }),
            why: self.why(card.why),
            note: card.note.as_ref().map(|note| self.line(note)),
            tone: card.tone.as_ref().map(|tone| self.tone(tone)),
        }
    }

    pub(super) fn hud(&self, entry: &HudPlan) -> HudView {
        HudView {
            label: self.line(&entry.label),
            value: entry.value.as_ref().map(|value| self.line(value)),
            of: entry.of.as_ref().map(|of| self.line(of)),
            tone: entry.tone.as_ref().map(|tone| self.tone(tone)),
            aloud: entry.aloud,
        }
    }

    fn row(&self, row: &RowPlan) -> RowView {
        let cells = row.cells.iter().map(|cell| CellView {
            value: self.line(&cell.value),
            of: cell.of.as_ref().map(|of| self.line(of)),
            note: cell.note.as_ref().map(|note| self.line(note)),
            number: cell.number.map(|number| format!("{number:e}")),
            tone: cell.tone.as_ref().map(|tone| self.tone(tone)),
        });
        let marks = row.marks.iter().map(|(shown, words)| self.badge_of("", words, None, Some(*shown)));
        RowView { cells: cells.collect(), marks: marks.collect(), brought: row.brought }
    }

    fn tone(&self, tone: &TonePlan) -> ToneView {
        let holds = tone.slot.map(|slot| self.texts.get(slot).cloned().unwrap_or_default());
        let marks = tone.marks.iter().enumerate().map(|(index, mark)| MarkView {
            level: mark.level.clone(),
            words: self.line(&mark.words),
            active: holds.as_ref().is_none_or(|holds| *holds == index.to_string()),
        });
        ToneView { slot: tone.slot, marks: marks.collect() }
    }

    fn badge(&self, badge: &BadgePlan) -> BadgeView {
        self.badge_of(&badge.level, &badge.text, badge.tone.as_ref(), badge.shown)
    }

    fn badge_of(
        &self,
        level: &str,
        text: &[Rich],
        tone: Option<&TonePlan>,
        shown: Option<While>,
    ) -> BadgeView {
        let slot = match shown {
            Some(While::Slot(slot)) => Some(slot),
            Some(While::Always) | None => None,
        };
        BadgeView {
            level: level.to_owned(),
            text: self.line(text),
            tone: tone.map(|tone| self.tone(tone)),
            slot,
            shown: slot.is_none_or(|slot| self.texts.get(slot).is_some_and(|text| text == "1")),
        }
    }

    fn control(&self, id: usize, label: Markup) -> Block {
        let control = &self.model.controls[id];
        let (name, was) = (control.name.text.clone(), control.was.join(" "));
        match &control.kind {
            ControlKind::Slider { .. } => {
                let positions = match &self.live.page().controls[id].kind {
                    lab_core::page::ControlKind::Slider(positions) => *positions,
                    _ => Positions { to: 1.0, steps: 1, ..Positions::default() },
                };
                let unit = &control.format.units[0];
                let ends = (positions.from, positions.to);
                let (min, max) = match positions.log {
                    true => (0.0, f64::from(positions.steps)),
                    false => (unit.read(ends.0), unit.read(ends.1)),
                };
                let step = match positions.steps {
                    0 => "any".to_owned(),
                    steps => plain_number((max - min) / f64::from(steps)),
                };
                Block::Slider(SliderView {
                    control: id,
                    name,
                    was,
                    label,
                    min: plain_number(min),
                    max: plain_number(max),
                    step,
                    value: plain_number(self.live.position(id)),
                    number: self.live.number(id),
                    unit: unit.symbol.clone(),
                    of: self.model.base_unit(&control.of),
                    text: self.live.text(id),
                    low: control.format.text(ends.0),
                    high: control.format.text(ends.1),
                    boxed: matches!(control.kind, ControlKind::Slider { boxed: true, .. }),
                })
            }
            ControlKind::Choice { .. } => {
                let chosen = self.live.position(id);
                let called = self.called.get(&id);
                let options = self.offered(id).into_iter().enumerate().map(|(index, option)| OptionView {
                    key: option.key,
                    was: option.was.join(" "),
                    label: {
                        let called = called.and_then(|called| called.get(index)).cloned();
                        Markup::text(called.unwrap_or(option.label))
                    },
                    chosen: index as f64 == chosen,
                });
                Block::Choice(ChoiceView { control: id, name, was, label, options: options.collect() })
            }
            ControlKind::Toggle { on } => Block::Toggle { control: id, name, was, label, on: *on },
        }
    }

    /// What a choice offers, with its labels; nothing for other controls.
    pub(super) fn offered(&self, id: usize) -> Vec<Choice> {
        let (lab_core::page::ControlKind::Choice { keys, .. }, ControlKind::Choice { table, .. }) =
            (&self.live.page().controls[id].kind, &self.model.controls[id].kind)
        else {
            return Vec::new();
        };
        let was = |key: &String| {
            let rows = &self.model.tables[*table].tree.rows;
            let row = rows.iter().find(|row| row.key.text == *key);
            row.map(|row| super::reflect::names_of(&row.was)).unwrap_or_default()
        };
        let option =
            |key: &String| Choice { key: key.clone(), was: was(key), label: self.row_label(*table, key) };
        keys.iter().map(option).collect()
    }

    /// The table whose rows a choice offers.
    pub(super) fn table_of(&self, id: usize) -> Option<String> {
        match &self.model.controls[id].kind {
            ControlKind::Choice { table, .. } => Some(self.model.tables[*table].tree.name.text.clone()),
            _ => None,
        }
    }

    fn row_label(&self, table: usize, key: &str) -> String {
        use crate::check::model::{ColumnContent, TypedKind};
        let table = &self.model.tables[table];
        let row = table.rows.place(key);
        let label = table.columns.iter().find(|column| column.name == "label");
        let cell = label.zip(row).and_then(|(column, row)| match &column.content {
            ColumnContent::Cells(cells) => cells.get(row)?.as_ref(),
            _ => None,
        });
        match cell.map(|cell| &cell.kind) {
            Some(TypedKind::Text(label)) => label.clone(),
            _ => capital(&key.replace('_', " ")),
        }
    }

    /// The blocks or the feedback under a seal.
    pub(super) fn fragment(&self, fragment: &Fragment) -> FragmentOrFeedback {
        match fragment {
            Fragment::Body(plans) => {
                FragmentOrFeedback::Fragment(FragmentView { blocks: self.blocks(plans) })
            }
            Fragment::Revisit(asked) => FragmentOrFeedback::Revisit(self.revisited(asked)),
            Fragment::Feedback(verdicts) => FragmentOrFeedback::Feedback(FeedbackView {
                options: verdicts.iter().map(|verdict| self.verdict(verdict, verdict.right)).collect(),
            }),
        }
    }
}

/// A sealed piece, by the template that writes it.
pub(super) enum FragmentOrFeedback {
    Fragment(FragmentView),
    Feedback(FeedbackView),
    Revisit(RevisitView),
}

/// A number as HTML attributes have it: no grouping, no exponent for ordinary sizes.
pub(super) fn plain_number(value: f64) -> String {
    // Conversions leave a last bit behind that nobody wrote.
    let rounded: f64 = format!("{value:.12e}").parse().unwrap_or(value);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::unbroken;

    #[test]
    fn figures_keep_to_their_units() {
        for (text, kept) in [
            ("41 GB", "41\u{A0}GB"),
            ("\u{2212}5 °C", "\u{2212}5\u{A0}°C"),
            ("21\u{202F}600 kJ", "21\u{202F}600\u{A0}kJ"),
            ("A name of words", "A name of words"),
            ("60 %", "60\u{A0}%"),
        ] {
            assert_eq!(unbroken(text), kept);
        }
    }
}

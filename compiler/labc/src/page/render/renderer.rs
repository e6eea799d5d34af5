//! From a plan and its values to the views that a theme gets.

use std::collections::BTreeMap;

use lab_core::Live;
use lab_core::chart::{Body, Chart};
use lab_core::page::{Content, Piece};
use lab_core::positions::Positions;
use lab_core::program::Op;

use crate::check::model::{ControlKind, Model};
use crate::markup::escape;
use crate::page::block::{Block, Ready};
use crate::page::capital;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Fragment;
use crate::page::program::key::AnswerKey;
use crate::page::render::markdown::{self, Formulas, PageShared};
use crate::page::render::view::*;
use crate::record::protocol::{Choice, Prediction};
use crate::syntax::tree::Layout;

/// What rendering needs to know.
pub(in crate::page) struct Renderer<'a> {
    /// What the texts share.
    pub(in crate::page) around: &'a PageShared,
    pub(in crate::page) live: &'a Live,
    pub(in crate::page) model: &'a Model,
    /// The answers to what the page asks.
    pub(in crate::page) key: &'a AnswerKey,
    /// The text of every slot at the start.
    pub(in crate::page) texts: &'a [String],
    /// Whether nobody sees what is rendered before the browser computes. Charts are left to be drawn there then.
    pub(in crate::page) sealed: bool,
    /// What the options of choices are called, where the author says it.
    pub(in crate::page) called: &'a BTreeMap<usize, Vec<String>>,
}

/// The Markdown of a text, its values stood in for, and the markup of each.
pub(in crate::page) fn markdown_of(
    pieces: &[Rich],
    live: &mut impl FnMut(usize) -> Markup,
) -> (String, Vec<Markup>) {
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
pub(in crate::page) fn stood_in<T>(
    pieces: &[Rich],
    mut value_of: impl FnMut(&Rich) -> T,
) -> (String, Vec<T>) {
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
pub(in crate::page) fn unbroken(text: &str) -> String {
    let figure = text.trim_start_matches('\u{2212}').starts_with(|first: char| first.is_ascii_digit());
    if figure { text.replacen(' ', "\u{A0}", 1) } else { text.to_owned() }
}

impl Renderer<'_> {
    /// The attribute by which a page knows that a slot shows where a slider stands, and which.
    fn by(&self, slot: usize) -> String {
        let page = self.live.page();
        let content = page.slots.get(slot).map(|slot| &slot.content);
        let (Some(Content::Text(pieces) | Content::Figure(pieces)), ops) = (content, &page.program.ops)
        else {
            return String::new();
        };
        match pieces.as_slice() {
            [Piece::Number { value, .. }]
                if let Some(Op::Input(input)) = ops.get(*value as usize)
                    && let Some(control) = page.controls.get(*input as usize)
                    && matches!(control.kind, lab_core::page::ControlKind::Slider(_)) =>
            {
                format!(" data-by=\"{input}\"")
            }
            _ => String::new(),
        }
    }

    fn live(&self, slot: usize, by: &str) -> Markup {
        let text = self.value(slot);
        // A number and its unit stay on one line.
        let whole = match self.live.page().slots.get(slot).map(|slot| &slot.content) {
            Some(Content::Text(pieces) | Content::Figure(pieces)) => {
                matches!(pieces.as_slice(), [Piece::Number { .. }])
            }
            _ => false,
        };
        let class = if whole { "v n" } else { "v" };
        let html = format!("<output class=\"{class}\" data-s=\"{slot}\"{by}>{}</output>", escape(text));
        Markup { html, words: text.to_owned() }
    }

    pub(in crate::page) fn text(&self, pieces: &[Rich]) -> Markup {
        let (source, values) = markdown_of(pieces, &mut |slot| self.live(slot, &self.by(slot)));
        markdown::block(&source, &values, self.around).markup
    }

    pub(in crate::page) fn line(&self, pieces: &[Rich]) -> Markup {
        let (source, values) = markdown_of(pieces, &mut |slot| self.live(slot, ""));
        markdown::line(&source, &values, self.around).markup
    }

    /// The words of a line, for a reader outside of the page; a formula as it is written in TeX.
    pub(in crate::page) fn words(&self, pieces: &[Rich]) -> String {
        let (source, values) = stood_in(pieces, |value| {
            let words = match value {
                Rich::Words(words) | Rich::Fixed(words) => &unbroken(words),
                Rich::Link { title, .. } => title,
                Rich::Live(slot) => self.value(*slot),
            };
            vec![markdown::write::text(words)]
        });
        markdown::write::words_of(&markdown::write::line(&source, &values))
    }

    /// The inside of a row of MathML.
    pub(in crate::page) fn math(&self, pieces: &[Math]) -> String {
        let texts = pieces.iter().map(|piece| match piece {
            Math::Markup(text) | Math::Fixed { markup: text, .. } => text.clone(),
            Math::Value(Rich::Live(slot)) => {
                format!("<mn data-s=\"{slot}\"{}>{}</mn>", self.by(*slot), escape(self.value(*slot)))
            }
            Math::Value(Rich::Fixed(text) | Rich::Words(text) | Rich::Link { title: text, .. }) => {
                format!("<mn>{}</mn>", escape(text))
            }
        });
        texts.collect()
    }

    /// A page has no use for TeX.
    pub(in crate::page) fn tex(&self, _: &TexPlan) {}

    /// The text of a slot.
    pub(in crate::page) fn value(&self, slot: usize) -> &str {
        self.texts.get(slot).map_or("", String::as_str)
    }

    /// Whether something is on the page.
    pub(in crate::page) fn holds(&self, shown: While) -> bool {
        match shown {
            While::Always => true,
            While::Slot(slot) => self.value(slot) == "1",
        }
    }

    pub(in crate::page) fn shown(&self, shown: &While) -> ShownView {
        let slot = match shown {
            While::Always => None,
            While::Slot(slot) => Some(*slot),
        };
        ShownView { slot, shown: self.holds(*shown) }
    }

    pub(in crate::page) fn which(&self, slot: &Option<usize>) -> WhichView {
        let active = slot.map_or(Some(0), |slot| self.value(slot).parse().ok());
        WhichView { slot: *slot, active }
    }

    pub(in crate::page) fn share(&self, slot: &usize) -> ShareView {
        ShareView { slot: *slot, value: self.value(*slot).to_owned() }
    }

    pub(in crate::page) fn why(&self, slot: &usize) -> WhyView {
        WhyView { slot: *slot, words: self.value(*slot).to_owned() }
    }

    pub(in crate::page) fn drawing(&self, slots: &ChartSlots) -> DrawingView {
        let ChartSlots { chart, slot, sentence, grab, ref frames } = *slots;
        let body = self.live.page().charts.get(chart).map(|chart| &chart.body);
        let words = self.value(sentence).to_owned();
        let html = format!("<span data-s=\"{sentence}\">{}</span>", escape(&words));
        DrawingView {
            chart,
            slot,
            grab,
            frames: joined(frames.as_flattened()),
            logs: self.live.page().charts.get(chart).map(logs).unwrap_or_default(),
            sentence: Markup { html, words },
            // Behind a seal the script draws, once it opens.
            svg: if self.sealed { String::new() } else { self.value(slot).to_owned() },
            table: if self.sealed { String::new() } else { self.live.table(chart) },
            pins: self.live.moves(slot) && !matches!(body, Some(Body::Heat(_))),
            along: matches!(body, Some(Body::Plane(plane)) if plane.at.is_some()),
            columns: match body {
                Some(Body::Heat(heat)) => self.live.machine().list(heat.xs).len(),
                _ => 0,
            },
        }
    }

    pub(in crate::page) fn range(&self, id: &usize) -> RangeView {
        let control = &self.model.controls[*id];
        let positions = match &self.live.page().controls[*id].kind {
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
        RangeView {
            control: *id,
            min: plain_number(min),
            max: plain_number(max),
            step,
            value: plain_number(self.live.position(*id)),
            number: self.live.number(*id),
            unit: unit.symbol.clone(),
            of: self.model.base_unit(&control.of),
            text: self.live.text(*id),
            low: control.format.text(ends.0),
            high: control.format.text(ends.1),
            boxed: matches!(control.kind, ControlKind::Slider { boxed: true, .. }),
        }
    }

    /// Settings as the script reads them: a control and a value in base units, the index of an option, 0 or 1.
    pub(in crate::page) fn settings(&self, settings: &[(usize, f64)]) -> String {
        let mut texts = Vec::new();
        for (control, value) in settings {
            let value = match self.model.controls[*control].kind {
                ControlKind::Slider { .. } => plain_number(*value),
                _ => self.live.number_of(*control, *value),
            };
            texts.push(format!("{control}={value}"));
        }
        texts.join(" ")
    }

    pub(in crate::page) fn offered(&self, id: &usize) -> Vec<OfferedView> {
        let chosen = self.live.position(*id);
        let called = self.called.get(id);
        let options = self.options_of(*id).into_iter().enumerate().map(|(index, option)| OfferedView {
            key: option.key,
            was: option.was.join(" "),
            label: Markup::text(called.and_then(|called| called.get(index)).cloned().unwrap_or(option.label)),
            chosen: index as f64 == chosen,
        });
        options.collect()
    }

    pub(in crate::page) fn blocks(&self, plans: &[Plan]) -> Vec<Block<Ready>> {
        plans.iter().map(|plan| self.block(plan)).collect()
    }

    /// A block, and whether a formula is in sight in it.
    pub(in crate::page) fn block(&self, plan: &Plan) -> Block<Ready> {
        let in_sight = &self.around.formulas;
        let before = in_sight.get();
        let block = plan.render(self);
        match &block {
            Block::Details { .. } => in_sight.set(before),
            Block::When { shown, .. } if !shown.shown => in_sight.set(before),
            // A bench folds the steps.
            Block::Layout { form: Layout::Bench, .. } => {
                in_sight.set(Formulas { steps: before.steps, ..in_sight.get() });
            }
            Block::Steps { .. } => in_sight.set(Formulas { steps: true, ..in_sight.get() }),
            _ => {}
        }
        block
    }

    /// What a choice offers, with its labels; nothing for other controls.
    pub(in crate::page) fn options_of(&self, id: usize) -> Vec<Choice> {
        let (lab_core::page::ControlKind::Choice { keys, .. }, ControlKind::Choice { table, .. }) =
            (&self.live.page().controls[id].kind, &self.model.controls[id].kind)
        else {
            return Vec::new();
        };
        let was = |key: &String| {
            let rows = &self.model.tables[*table].tree.rows;
            let row = rows.iter().find(|row| row.key.text == *key);
            row.map(|row| crate::page::plan::reflect::names_of(&row.was)).unwrap_or_default()
        };
        let option =
            |key: &String| Choice { key: key.clone(), was: was(key), label: self.row_label(*table, key) };
        keys.iter().map(option).collect()
    }

    /// The table whose rows a choice offers.
    pub(in crate::page) fn table_of(&self, id: usize) -> Option<String> {
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
    pub(in crate::page) fn fragment(&self, fragment: &Fragment) -> FragmentOrFeedback {
        match fragment {
            Fragment::Body(plans) => {
                FragmentOrFeedback::Fragment(FragmentView { blocks: self.blocks(plans) })
            }
            Fragment::Revisit(asked) => FragmentOrFeedback::Revisit(revisited(asked)),
            Fragment::Feedback(verdicts) => FragmentOrFeedback::Feedback(FeedbackView {
                options: verdicts.iter().map(|verdict| verdict.render(self)).collect(),
            }),
        }
    }
}

/// Predictions of an earlier lab, with what is true.
fn revisited(asked: &[Prediction]) -> RevisitView {
    let asked = asked.iter().map(|prediction| RevisitedView {
        name: prediction.name.clone(),
        was: prediction.was.join(" "),
        question: prediction.question.clone(),
        options: prediction
            .options
            .iter()
            .map(|option| RevisitedOption {
                key: option.key.clone(),
                was: option.was.join(" "),
                label: option.label.clone(),
            })
            .collect(),
        right: prediction.right.as_ref().and_then(|right| {
            let option = prediction.options.iter().find(|option| option.key == *right);
            option.map(|option| option.label.clone())
        }),
        truth: prediction.truth.clone(),
    });
    RevisitView { asked: asked.collect() }
}

/// A sealed piece, by the template that writes it.
pub(in crate::page) enum FragmentOrFeedback {
    Fragment(FragmentView),
    Feedback(FeedbackView),
    Revisit(RevisitView),
}

/// A number as HTML attributes have it: no grouping, no exponent for ordinary sizes.
pub(in crate::page) fn plain_number(value: f64) -> String {
    // Conversions leave a last bit behind that nobody wrote.
    let rounded: f64 = format!("{value:.12e}").parse().unwrap_or(value);
    format!("{rounded}")
}

/// Which axes of a chart are logarithmic.
fn logs(chart: &Chart) -> String {
    [("x", chart.x.log), ("y", chart.y.log)]
        .into_iter()
        .filter(|(_, log)| *log)
        .map(|(axis, _)| axis)
        .collect()
}

/// Shares, with spaces between.
fn joined(shares: &[f64]) -> String {
    shares.iter().map(|share| format!("{share:.6}")).collect::<Vec<_>>().join(" ")
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

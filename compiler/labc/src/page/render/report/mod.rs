//! `labc report`: a lab at some settings as Markdown, for READMEs and papers. It is made from the plan that the page is
//! made from, with the values of the same evaluator.

mod ask;
#[cfg(test)]
mod tests;

use lab_core::Live;

use crate::docs::notation::tex;
use crate::page::Lab;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Fragment;
use crate::page::render::markdown::write::{
    self as markdown, Line, Piece, heading, list, paragraph, quote, stressed, strong, table, text,
};
use crate::page::render::markdown::{FIRST, LAST, clean};
use crate::page::render::renderer::{Renderer, stood_in, unbroken};
use crate::page::render::view::ReferenceView;
use crate::syntax::tree::Layout;

/// The first line of a report: a definition that no reader shows, by which `labc report` knows its own files.
pub const MADE: &str = "[labc-report]: # (Written by labc report, which may replace this file.)\n";

/// The heading of a part; what stands in it is below that.
const PART: usize = 2;

impl Lab {
    /// The lab as Markdown, with some controls moved: see [`Lab::figure`] for `settings`. Without answers, whatever the
    /// page locks until a student commits is left out, and so is the feedback.
    ///
    /// # Errors
    /// A sentence: which control there is instead, or what is wrong with a value.
    pub fn report(&self, settings: &[(&str, &str)], answers: bool) -> Result<String, String> {
        let live = self.moved(settings)?;
        let texts: Vec<String> = (0..live.page().slots.len()).map(|slot| live.slot(slot)).collect();
        let around = self.around();
        let renderer = Renderer { live: &live, ..self.renderer(&texts, &around) };
        let mut report = Report { lab: self, renderer: &renderer, answers, level: PART, said: Vec::new() };
        report.whole();
        Ok(format!("{MADE}\n{}", markdown::write(report.said)))
    }
}

/// A report being written.
struct Report<'a> {
    lab: &'a Lab,
    renderer: &'a Renderer<'a>,
    /// Whether it holds what is locked on the page.
    answers: bool,
    /// The level of headings.
    level: usize,
    said: Vec<Piece>,
}

impl Report<'_> {
    fn whole(&mut self) {
        let lab = self.lab;
        self.said.extend(heading(1, vec![text(&lab.title)]));
        if !lab.description.is_empty() {
            self.said.extend(markdown::block(&clean(&lab.description), &[]));
        }
        self.head();
        self.plans(&lab.intro);
        for (index, (head, body)) in lab.parts.iter().enumerate() {
            let title = format!("Part {}: {}", index + 1, head.title);
            self.level = PART;
            self.said.extend(heading(PART, vec![text(&title)]));
            let mut line = head.subtitle.as_ref().map(|subtitle| self.line(subtitle)).unwrap_or_default();
            if let Some(duration) = &head.duration {
                line.push(text(if line.is_empty() { "" } else { " · " }));
                line.push(text(&unbroken(duration)));
            }
            if !line.is_empty() {
                self.said.extend(paragraph(stressed(line)));
            }
            self.level = PART + 1;
            self.plans(body);
        }
        self.level = PART;
        self.plans(&lab.outro);
        self.in_sight();
        self.settings();
        self.sources();
        self.works();
    }

    /// Where the lab belongs, how long it takes, what to read first.
    fn head(&mut self) {
        let lab = self.lab;
        let mut items: Vec<(Line, Vec<Piece>)> = Vec::new();
        let link = |reference: &ReferenceView| markdown::link(&reference.title, reference.href.as_deref());
        let mut item = |name: &str, line: Line| {
            let mut said = strong(vec![text(name)]);
            said.push(text(" "));
            said.extend(line);
            items.push((said, Vec::new()));
        };
        if let Some(chapter) = &lab.chapter {
            item("Chapter:", link(chapter));
        }
        if let Some(duration) = &lab.duration {
            item("Takes:", vec![text(&unbroken(duration))]);
        }
        for reference in &lab.reading {
            item("Read first:", link(reference));
        }
        self.said.extend(list(items));
    }

    fn plans(&mut self, plans: &[Plan]) {
        let mut index = 0;
        while let Some(plan) = plans.get(index) {
            // Controls that follow each other are one list.
            let controls: Vec<_> = plans[index..].iter().map_while(|plan| self.control(plan)).collect();
            if controls.is_empty() {
                self.plan(plan);
                index += 1;
            } else {
                index += controls.len();
                self.said
                    .extend(list(controls.into_iter().flatten().map(|line| (line, Vec::new())).collect()));
            }
        }
    }

    /// A control with its setting; one that is off the page says nothing. None for other statements.
    fn control(&self, plan: &Plan) -> Option<Option<Line>> {
        match plan {
            Plan::Slider(block::Slider { label, range: id, .. })
            | Plan::Choice(block::Choice { label, control: id, .. })
            | Plan::Toggle(block::Toggle { label, control: id, .. }) => {
                let mut line = self.line(label);
                line.push(text(": "));
                line.extend(strong(vec![self.value(&self.lab.setting(self.renderer.live, *id))]));
                Some(Some(line))
            }
            Plan::When { shown, body } => match body.as_slice() {
                [inner] => Some(self.control(inner)?.filter(|_| self.renderer.holds(*shown))),
                _ => None,
            },
            _ => None,
        }
    }

    fn plan(&mut self, plan: &Plan) {
        match plan {
            Plan::Message { from, body } => {
                let mut head = vec![text("Message from ")];
                head.extend(self.line(from));
                self.aside(head, body);
            }
            Plan::Figure { picture, alt, caption, .. } => {
                self.said.extend(paragraph(markdown::image(&picture.path, alt)));
                let caption = caption.as_ref().map(|caption| self.block(caption)).unwrap_or_default();
                self.said.extend(caption);
            }
            Plan::Aside { title, body, .. } => self.aside(vec![text(title)], body),
            Plan::Details { title, body } => self.titled(vec![text(title)], body),
            Plan::When { shown, body } if self.renderer.holds(*shown) => self.plans(body),
            Plan::When { .. } | Plan::Record { .. } | Plan::Hud(_) => {}
            Plan::Slider(_) | Plan::Choice(_) | Plan::Toggle(_) => {}
            Plan::Metrics { cards } => {
                let cards = cards.iter().map(|card| (self.card(card), Vec::new())).collect();
                self.said.extend(list(cards));
            }
            Plan::Steps { equations } => {
                for equation in equations {
                    let said = self.equation(equation);
                    self.said.extend(paragraph(said));
                }
            }
            Plan::Table(block::Table { caption, head, rows, .. }) => self.table(caption, head, rows),
            Plan::Badges { badges } => {
                let badges =
                    badges.iter().filter_map(|badge| Some((self.badge(badge)?, Vec::new()))).collect();
                self.said.extend(list(badges));
            }
            Plan::Layout { form: Layout::Group | Layout::Bench, title: Some(title), body } => {
                let title = self.line(title);
                self.titled(title, body);
            }
            Plan::Layout { body, .. } => self.plans(body),
            Plan::Chart(chart) => self.chart(chart),
            Plan::Status(block::Status { which, why, arms, .. }) => self.status(*which, *why, arms),
            Plan::Sealed { seal } => self.sealed(*seal),
            asked => self.asked(asked),
        }
    }

    /// What stands under a title of its own.
    fn titled(&mut self, title: Line, body: &[Plan]) {
        self.said.extend(heading(self.level, title));
        self.level += 1;
        self.plans(body);
        self.level -= 1;
    }

    fn aside(&mut self, head: Line, body: &[Rich]) {
        let mut inside = paragraph(strong(head));
        inside.extend(self.block(body));
        self.said.extend(quote(inside));
    }

    /// What is locked on the page.
    fn sealed(&mut self, seal: u32) {
        if !self.answers {
            let words = "What follows opens on the page once you have committed to an answer.";
            self.said.extend(paragraph(stressed(vec![text(words)])));
            return;
        }
        if let Some(Fragment::Body(body)) = self.lab.fragments.get(seal as usize) {
            self.plans(body);
        }
    }

    /// A figure with its limit, what is said of it, and its note.
    fn card(&self, card: &block::Card<Planned>) -> Line {
        let mut line = self.line(&card.label);
        line.push(text(": "));
        line.extend(strong(self.line(&card.value)));
        if let Some(of) = &card.of {
            line.push(text(" of "));
            line.extend(self.line(of));
        }
        if let Some(why) = card.why.map(|slot| self.slot(slot)).filter(|why| !why.is_empty()) {
            line.push(text(&format!(" {why}")));
        }
        self.remarks(card.tone.as_ref(), card.note.as_deref(), &mut line);
        line
    }

    /// What is said of a figure, and its note, behind it.
    fn remarks(&self, tone: Option<&block::Tone<Planned>>, note: Option<&[Rich]>, line: &mut Line) {
        if let Some(words) = tone.and_then(|tone| self.tone(tone)) {
            line.push(text(" – "));
            line.extend(stressed(words));
        }
        if let Some(note) = note {
            line.push(text(" ("));
            line.extend(self.line(note));
            line.push(text(")"));
        }
    }

    /// What is said of a figure now.
    fn tone(&self, tone: &block::Tone<Planned>) -> Option<Line> {
        let mark = tone.marks.get(self.renderer.which(&tone.which).active?)?;
        let words = self.line(&mark.words);
        Some(if words.is_empty() { vec![text(level_word(&mark.level))] } else { words })
    }

    fn badge(&self, badge: &block::Badge<Planned>) -> Option<Line> {
        if !self.renderer.holds(badge.shown) {
            return None;
        }
        let mut line = Line::new();
        if !badge.level.is_empty() && badge.level != "note" {
            line.push(text(&format!("{}: ", level_word(&badge.level))));
        }
        line.extend(self.line(&badge.text));
        self.remarks(badge.tone.as_ref(), None, &mut line);
        Some(line)
    }

    /// A worked formula: symbols, numbers, result.
    fn equation(&self, equation: &block::Equation<Planned>) -> Line {
        let values = |plain: &str| {
            let mut said = String::new();
            for letter in plain.chars() {
                let code = u32::from(letter);
                let index = code.checked_sub(FIRST).filter(|_| code <= LAST);
                match index.map(|index| equation.tex.values.get(index as usize)) {
                    Some(value) => said.push_str(&value.map_or_else(String::new, |value| self.figure(value))),
                    None => said.push(letter),
                }
            }
            said
        };
        let result = equation.result.iter().filter_map(|piece| match piece {
            Math::Value(value) => Some(self.figure(value)),
            Math::Markup(_) | Math::Fixed { .. } => None,
        });
        let TexPlan { symbol, symbols, numbers, .. } = &equation.tex;
        let mut sides = vec![symbol.clone(), symbols.clone(), values(numbers), result.collect()];
        sides.dedup();
        let mut line = vec![markdown::formula(&sides.join(" = "), true)];
        if let Some(why) = equation.why.map(|slot| self.slot(slot)).filter(|why| !why.is_empty()) {
            line.push(text(&format!(" {why}")));
        }
        line
    }

    /// A value in a formula.
    fn figure(&self, value: &Rich) -> String {
        let figure = match value {
            Rich::Live(slot) => self.slot(*slot),
            Rich::Words(words) | Rich::Fixed(words) | Rich::Link { title: words, .. } => words,
        };
        match figure.starts_with(|first: char| first.is_ascii_digit() || first == '\u{2212}') {
            true => tex::figure(figure).replace('\u{2212}', "-"),
            false => format!("\\text{{{}}}", tex::escaped(figure)),
        }
    }

    fn table(&mut self, caption: &str, head: &[block::Head], rows: &[block::Row<Planned>]) {
        let heads = head.iter().map(|head| {
            let unit = if head.unit.is_empty() { String::new() } else { format!(" ({})", head.unit) };
            (vec![text(&format!("{}{unit}", head.label))], head.numeric)
        });
        let heads = heads.collect();
        let rows = rows.iter().filter(|row| row.brought.is_none_or(|slot| self.holds(slot)));
        let rows = rows.map(|row| {
            let marks = row.marks.iter().filter(|mark| self.renderer.holds(mark.shown));
            let marks: Vec<Line> = marks.map(|mark| self.line(&mark.text)).collect();
            let cells = row.cells.iter().enumerate().map(|(index, cell)| {
                let mut line = self.line(&cell.value);
                if let Some(of) = &cell.of {
                    line.push(text(" of "));
                    line.extend(self.line(of));
                }
                self.remarks(cell.tone.as_ref(), cell.note.as_deref(), &mut line);
                for mark in marks.iter().filter(|_| index == 0) {
                    line.push(text(" – "));
                    line.extend(stressed(mark.clone()));
                }
                line
            });
            cells.collect()
        });
        let rows = rows.collect();
        self.said.extend(paragraph(strong(vec![text(caption)])));
        self.said.extend(table(heads, rows));
    }

    /// What a chart shows: its sentence, and its values as tables.
    fn chart(&mut self, chart: &block::Chart<Planned>) {
        self.said.extend(paragraph(strong(vec![text(&format!("Chart: {}", chart.title))])));
        self.said.extend(paragraph(vec![text(self.slot(chart.drawing.sentence))]));
        for grid in self.renderer.live.grids(chart.drawing.chart) {
            let cell = |words: &String| vec![self.value(words)];
            let heads = grid.head.iter().enumerate().map(|(index, head)| (cell(head), index > 0)).collect();
            let rows = grid.rows.iter().map(|(row, _)| row.iter().map(cell).collect()).collect();
            self.said.extend(table(heads, rows));
        }
    }

    fn status(&mut self, which: Option<usize>, why: Option<usize>, arms: &[block::Arm<Planned>]) {
        let Some(arm) = self.renderer.which(&which).active.and_then(|index| arms.get(index)) else {
            let why = why.map(|slot| self.slot(slot)).unwrap_or_default();
            self.said.extend(paragraph(vec![text(&format!("Undefined {why}"))]));
            return;
        };
        let mut head = vec![text(&format!("{}: ", level_word(&arm.level)))];
        head.extend(self.line(&arm.title));
        self.aside(head, &arm.body);
    }

    /// What the bar at the foot shows.
    fn in_sight(&mut self) {
        let lab = self.lab;
        let sealed = lab.fragments.iter().filter_map(|fragment| match fragment {
            Fragment::Body(body) if self.answers => Some(body),
            _ => None,
        });
        let sealed = sealed.flatten().filter_map(|plan| match plan {
            Plan::Hud(entry) => Some(entry),
            _ => None,
        });
        let entries: Vec<&block::HudEntry<Planned>> = lab.hud.iter().chain(sealed).collect();
        if entries.is_empty() {
            return;
        }
        self.said.extend(heading(PART, vec![text("In short")]));
        let entries = entries.into_iter().map(|entry| {
            let mut line = self.line(&entry.label);
            line.push(text(": "));
            if let Some(value) = &entry.value {
                line.extend(strong(self.line(value)));
            }
            if let Some(of) = &entry.of {
                line.push(text(" of "));
                line.extend(self.line(of));
            }
            match (entry.tone.as_ref().and_then(|tone| self.tone(tone)), &entry.value) {
                (Some(words), None) => line.extend(strong(words)),
                (Some(words), Some(_)) => {
                    line.push(text(" – "));
                    line.extend(stressed(words));
                }
                (None, _) => {}
            }
            (line, Vec::new())
        });
        let entries = list(entries.collect());
        self.said.extend(entries);
    }

    /// The settings that all values hold at.
    fn settings(&mut self) {
        let lab = self.lab;
        let controls = &self.renderer.live.page().controls;
        if controls.is_empty() {
            return;
        }
        let row = |(index, control): (usize, &lab_core::page::Control)| {
            let at = |live: &Live| vec![self.value(&lab.setting(live, index))];
            let known = self.lab.protocol.controls.iter().find(|known| known.name == control.name);
            vec![
                vec![text(known.map_or(&control.name, |known| &known.label))],
                vec![markdown::code(&control.name)],
                at(self.renderer.live),
                at(&lab.live),
            ]
        };
        let rows = controls.iter().enumerate().map(row).collect();
        let heads = ["Control", "Name", "Setting", "At the start"];
        let heads = heads.iter().map(|head| (vec![text(head)], false)).collect();
        self.said.extend(heading(PART, vec![text("Settings")]));
        self.said.extend(paragraph(vec![text("All values above hold at these settings.")]));
        self.said.extend(table(heads, rows));
    }

    /// Where the figures come from.
    fn sources(&mut self) {
        if self.lab.facts.is_empty() {
            return;
        }
        let row = |fact: &crate::page::render::view::FactView| {
            vec![vec![text(&fact.name)], vec![self.value(&fact.value)], vec![text(&fact.source)]]
        };
        let rows = self.lab.facts.iter().map(row).collect();
        let heads = ["What", "Value", "Source"].iter().map(|head| (vec![text(head)], false)).collect();
        self.said.extend(heading(PART, vec![text("Sources")]));
        self.said.extend(table(heads, rows));
    }

    /// The works that the lab cites.
    fn works(&mut self) {
        if self.lab.works.is_empty() {
            return;
        }
        self.said.extend(heading(PART, vec![text("References")]));
        for work in &self.lab.works {
            self.said.extend(paragraph(vec![text(&work.words)]));
        }
    }

    fn slot(&self, slot: usize) -> &str {
        self.renderer.texts.get(slot).map_or("", String::as_str)
    }

    fn holds(&self, slot: usize) -> bool {
        self.slot(slot) == "1"
    }

    /// A value, which never parts from its unit at the end of a line.
    fn value(&self, words: &str) -> Piece {
        text(&unbroken(words))
    }

    fn line(&self, pieces: &[Rich]) -> Line {
        let (source, values) = self.source(pieces);
        markdown::line(&source, &values)
    }

    fn block(&self, pieces: &[Rich]) -> Vec<Piece> {
        let (source, values) = self.source(pieces);
        markdown::block(&source, &values)
    }

    /// The Markdown of a text, in which characters stand for values, and the values.
    fn source(&self, pieces: &[Rich]) -> (String, Vec<Line>) {
        stood_in(pieces, |value| match value {
            Rich::Words(words) | Rich::Fixed(words) => vec![self.value(words)],
            Rich::Link { title, href } => markdown::link(title, href.as_deref()),
            Rich::Live(slot) => vec![self.value(self.slot(*slot))],
        })
    }
}

/// What a level says where its colour cannot: the words of the pages.
fn level_word(level: &str) -> &'static str {
    match level {
        "fail" => "Fails",
        "warn" => "Watch out",
        "pass" => "OK",
        _ => "Note",
    }
}

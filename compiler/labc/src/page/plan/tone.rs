//! What a figure is said to be, in words and colour: as a status has it, or by conditions of its own.

use crate::check::figure::{StatusValue, TypedBadge, TypedTone};
use crate::check::model::*;
use crate::check::text::TypedText;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::verdict::proofs::Shown;
use crate::page::verdict::said::{Role, Scene};

impl Planner<'_> {
    /// The marks of a figure, and which of them holds.
    pub(in crate::page) fn tone(&mut self, tones: &[TypedTone<'_>]) -> Option<block::Tone<Planned>> {
        let (node, marks) = self.marks(tones)?;
        Some(self.tone_of(node, marks))
    }

    /// The cases of a status, and which of them holds.
    pub(in crate::page) fn status_tone(&mut self, status: &StatusValue) -> Option<block::Tone<Planned>> {
        let (node, marks) = self.status_marks(status);
        let first = self.lowering.graph.constant(0.0);
        let node = self.lowering.graph.binary(lab_core::program::Binary::Add, node, first);
        (!marks.is_empty()).then(|| self.tone_of(node, marks))
    }

    fn tone_of(&mut self, node: Node, marks: Vec<block::Mark<Planned>>) -> block::Tone<Planned> {
        match self.lowering.graph.value(node) {
            // One mark for good, or none.
            Some(value) => {
                let mark = marks.into_iter().enumerate().find(|(index, _)| *index as f64 == value);
                block::Tone { which: None, marks: mark.into_iter().map(|(_, mark)| mark).collect() }
            }
            None => block::Tone { which: Some(self.slot(Shows::Arm(node))), marks },
        }
    }

    /// The marks of a figure with the node that says which one holds; beyond the last one, none does.
    pub(in crate::page) fn marks(
        &mut self,
        tones: &[TypedTone<'_>],
    ) -> Option<(Node, Vec<block::Mark<Planned>>)> {
        let mut marks = Vec::new();
        // What holds, the first condition outermost.
        let mut cases: Vec<(Node, Node)> = Vec::new();
        let mut otherwise = None;
        for tone in tones {
            match tone {
                TypedTone::Of(status) => {
                    let (node, arms) = self.status_marks(status);
                    let first = self.lowering.graph.constant(marks.len() as f64);
                    otherwise = Some(self.lowering.graph.binary(lab_core::program::Binary::Add, node, first));
                    marks.extend(arms);
                }
                TypedTone::When { level, words, when } => {
                    let holds = self.lowering.expr(when, Lowering::BASE);
                    let before: Vec<Node> = cases.iter().map(|(holds, _)| *holds).collect();
                    let first = self.first_of(holds, &before);
                    self.decides(when, first, Shown::Mark);
                    let mark = self.lowering.graph.constant(marks.len() as f64);
                    cases.push((holds, mark));
                    let scene = Scene { near: self.sides(when), role: Role::Case, ..Scene::default() };
                    let words = self.about_it(scene, |planner| planner.optional(words.as_ref()));
                    marks.push(block::Mark { level: (*level).to_owned(), words });
                }
            }
        }
        if marks.is_empty() {
            return None;
        }
        let mut node = match otherwise {
            Some(node) => node,
            None => self.lowering.graph.constant(marks.len() as f64),
        };
        for (holds, mark) in cases.into_iter().rev() {
            node = self.lowering.graph.select(holds, mark, node);
        }
        Some((node, marks))
    }

    /// The cases of a status as marks, with the node that says which one holds.
    pub(in crate::page) fn status_marks(
        &mut self,
        status: &StatusValue,
    ) -> (Node, Vec<block::Mark<Planned>>) {
        let node = self.lowering.expr(&status.typed, Lowering::BASE);
        let model = self.model;
        let marks = model.statuses[status.status].tree.arms.iter().map(|arm| {
            // A title with values may speak of a row that is not this one.
            let fixed = arm.title.as_ref().filter(|title| title.is_words());
            let words = match fixed {
                Some(title) => self.rich(&TypedText::fixed(title)),
                None => vec![Rich::Words(crate::page::capital(&arm.name.text.replace('_', " ")))],
            };
            block::Mark { level: arm.level.text.clone(), words }
        });
        (node, marks.collect())
    }

    /// Pills with a word or two.
    pub(in crate::page) fn badges(&mut self, badges: &[TypedBadge<'_>]) -> Plan {
        let badges = badges.iter().filter_map(|badge| match badge {
            TypedBadge::Tone(status, label) => {
                let tone = self.status_tone(status)?;
                let text = self.optional(label.as_ref());
                Some(block::Badge { level: String::new(), text, tone: Some(tone), shown: While::Always })
            }
            TypedBadge::Words { level, text, when } => {
                let level = level.unwrap_or_default().to_owned();
                let near = when.as_ref().map(|when| self.sides(when));
                let scene = near.map(|near| Scene { near, role: Role::Case, ..Scene::default() });
                let text = self.about_it(scene.unwrap_or_default(), |planner| planner.rich(text));
                let shown = match when {
                    Some(when) => self.shown_while(when)?,
                    None => While::Always,
                };
                Some(block::Badge { level, text, tone: None, shown })
            }
        });
        Plan::Badges { badges: badges.collect() }
    }

    /// Whether something is on the page, now or always; nothing where it never is.
    pub(in crate::page) fn shown_while(&mut self, when: &Typed) -> Option<While> {
        let node = self.lowering.expr(when, Lowering::BASE);
        self.decides(when, node, Shown::Statement);
        match self.lowering.graph.value(node) {
            Some(1.0) => Some(While::Always),
            Some(_) => None,
            None => Some(While::Slot(self.slot(Shows::Shown(node)))),
        }
    }
}

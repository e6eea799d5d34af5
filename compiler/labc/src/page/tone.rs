//! What a figure is said to be, in words and colour: as a status has it, or by conditions of its own.

use super::plan::*;
use super::planner::Planner;
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::syntax::tree::{self, Badge, Text};

impl Planner<'_> {
    /// The marks of a figure, and which of them holds.
    pub(super) fn tone(&mut self, tones: &[tree::Tone]) -> Option<TonePlan> {
        let (node, marks) = self.marks(tones)?;
        Some(match self.lowering.graph.value(node) {
            // One mark for good, or none.
            Some(value) => {
                let mark = marks.into_iter().enumerate().find(|(index, _)| *index as f64 == value);
                TonePlan { slot: None, marks: mark.into_iter().map(|(_, mark)| mark).collect() }
            }
            None => TonePlan { slot: Some(self.slot(Shows::Arm(node))), marks },
        })
    }

    /// The same with the node that says which mark holds; beyond the last one, none does.
    pub(super) fn marks(&mut self, tones: &[tree::Tone]) -> Option<(Node, Vec<MarkPlan>)> {
        let mut marks = Vec::new();
        // What holds, the first condition outermost.
        let mut cases: Vec<(Node, Node)> = Vec::new();
        let mut otherwise = None;
        for tone in tones {
            match tone {
                tree::Tone::Of(status) => {
                    let (node, arms) = self.status_marks(status)?;
                    let first = self.lowering.graph.constant(marks.len() as f64);
                    let node = self.lowering.graph.binary(lab_core::program::Binary::Add, node, first);
                    marks.extend(arms);
                    // A status always has an answer: nothing after it is asked.
                    otherwise = Some(node);
                    break;
                }
                tree::Tone::When { level, words, when } => {
                    let condition = self.checker.condition(when, Code::ConditionNotBoolean);
                    let holds = self.lowering.expr(&condition, Lowering::BASE);
                    let mark = self.lowering.graph.constant(marks.len() as f64);
                    cases.push((holds, mark));
                    let words = words.as_ref().map(|words| self.rich(words)).unwrap_or_default();
                    marks.push(MarkPlan { level: level.text.clone(), words });
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

    /// The arms of a status as marks, with the node that says which holds.
    pub(super) fn status_marks(&mut self, status: &tree::Expr) -> Option<(Node, Vec<MarkPlan>)> {
        let typed = self.checker.expr(status, None);
        let id = match typed.of {
            Type::Arm(id) => id,
            Type::Unknown => return None,
            ref other => {
                let label = format!("this is {}", self.checker.type_name(other));
                let diagnostic =
                    self.error(Code::NotAStatus, "`tone` needs a status.", typed.span, label).help(
                        "name a status, or write conditions: `fail \"too slow\" when …`, `warn when …`, `pass when …`",
                    );
                self.report(diagnostic);
                return None;
            }
        };
        let node = self.lowering.expr(&typed, Lowering::BASE);
        let arms = self.model.statuses[id].tree.arms.clone();
        let marks = arms.iter().map(|arm| {
            // A title with values may speak of a row that is not this one.
            let fixed = arm.title.as_ref().filter(|title| is_words(title));
            let words = match fixed {
                Some(title) => self.rich(title),
                None => vec![Rich::Words(super::capital(&arm.name.text.replace('_', " ")))],
            };
            MarkPlan { level: arm.level.text.clone(), words }
        });
        let marks = marks.collect();
        Some((node, marks))
    }

    /// Pills with a word or two.
    pub(super) fn badges(&mut self, badges: &[Badge]) -> Plan {
        let badges = badges.iter().filter_map(|badge| match badge {
            Badge::Tone(status, label) => {
                let tone = self.tone(&[tree::Tone::Of(status.clone())])?;
                let text = label.as_ref().map(|label| self.rich(label)).unwrap_or_default();
                Some(BadgePlan { level: String::new(), text, tone: Some(tone), shown: None })
            }
            Badge::Words { level, text, when } => {
                let level = level.as_ref().map(|level| level.text.clone()).unwrap_or_default();
                let text = self.rich(text);
                let shown = match when {
                    Some(when) => Some(self.shown_while(when)?),
                    None => None,
                };
                Some(BadgePlan { level, text, tone: None, shown })
            }
        });
        Plan::Badges(badges.collect())
    }

    /// Whether something is on the page, now or always; nothing where it never is.
    pub(super) fn shown_while(&mut self, when: &tree::Expr) -> Option<While> {
        let condition = self.checker.condition(when, Code::ConditionNotBoolean);
        let node = self.lowering.expr(&condition, Lowering::BASE);
        match self.lowering.graph.value(node) {
            Some(1.0) => Some(While::Always),
            Some(_) => None,
            None => Some(While::Slot(self.slot(Shows::Shown(node)))),
        }
    }
}

fn is_words(text: &Text) -> bool {
    text.pieces.iter().all(|piece| matches!(piece, tree::TextPiece::Words(_)))
}

//! How far a slider has to be narrowed so that something happens at no setting. Start at [`Planner::narrowed`].

use lab_core::program::Binary;

use super::decide::{Ask, Question};
use crate::check::model::*;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::sources::Span;

/// Up to so many positions of a slider are searched.
const MOST_POSITIONS: usize = 1000;

impl Planner<'_> {
    /// Which slider that is away from its start at a setting can begin later, or end earlier, so that none of some
    /// conditions holds anywhere: in words, such as "begin `houses` at 100". Of several, the one that keeps the most.
    pub(super) fn narrowed(
        &mut self,
        conditions: &[Node],
        setting: &[(usize, f64)],
        at: Span,
    ) -> Option<String> {
        let graph = &mut self.lowering.graph;
        let (first, rest) = conditions.split_first()?;
        let any = rest.iter().fold(*first, |any, next| graph.binary(Binary::Or, any, *next));
        let mut best: Option<(f64, String)> = None;
        for (input, value) in setting {
            let Some((kept, words)) = self.narrowed_along(*input, *value, any, at) else { continue };
            if best.as_ref().is_none_or(|(most, _)| kept > *most) {
                best = Some((kept, words));
            }
        }
        best.map(|(_, words)| words)
    }

    /// The same of one slider, with the share of its positions that it keeps.
    fn narrowed_along(&mut self, control: Id, value: f64, any: Node, at: Span) -> Option<(f64, String)> {
        let model = self.model;
        let ControlKind::Slider { log: false, boxed: false, .. } = model.controls.get(control)?.kind else {
            return None;
        };
        let steps = self.lowering.steps(control).filter(|steps| !steps.any)?;
        let positions: Vec<f64> = steps.some(u32::MAX).collect();
        let start = self.lowering.graph.inputs[control];
        let begins = value < start;
        // From the setting towards the start: the further, the more is cut off.
        let mut inward: Vec<f64> = positions
            .iter()
            .copied()
            .filter(|position| match begins {
                true => value < *position && *position <= start,
                false => start <= *position && *position < value,
            })
            .collect();
        if !begins {
            inward.reverse();
        }
        if inward.is_empty() || positions.len() > MOST_POSITIONS {
            return None;
        }
        let (mut low, mut high) = (0, inward.len() - 1);
        if !self.never_within(control, inward[high], begins, any, at) {
            return None;
        }
        while low < high {
            let middle = low.midpoint(high);
            if self.never_within(control, inward[middle], begins, any, at) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let end = inward[low];
        let kept =
            positions.iter().filter(|position| if begins { **position >= end } else { **position <= end });
        let share = kept.count() as f64 / positions.len() as f64;
        let (text, unit) = self.position_words(control, end);
        let name = &model.controls[control].name.text;
        let verb = if begins { "begin" } else { "end" };
        Some((share, format!("{verb} `{name}` at {}", format!("{text} {unit}").trim_end())))
    }

    /// Whether a condition holds nowhere while a control is at or beyond a position.
    fn never_within(&mut self, control: Id, end: f64, begins: bool, any: Node, at: Span) -> bool {
        let graph = &mut self.lowering.graph;
        let (end, now) = (graph.constant(end), graph.input(control as u32));
        let inside = match begins {
            true => graph.binary(Binary::Le, end, now),
            false => graph.binary(Binary::Le, now, end),
        };
        let there = graph.binary(Binary::And, inside, any);
        let ask = Ask::of(there, Question::Undefined, at);
        self.outcomes(&[ask]).remove(0).never
    }
}

//! Puts the program in order and turns every node that is shown into its register.

use lab_core::page::{self, Page};
use lab_core::positions::Positions;
use lab_core::recall::{Ledger, RecalledValue};
use lab_core::typed::Lexicon;

use crate::check::model::*;
use crate::lower::graph::{Graph, Node};
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;

impl Planner<'_> {
    /// Puts the program in order and turns every node that is shown into its register.
    pub(in crate::page) fn page(&mut self) -> Page {
        let mut controls = Vec::new();
        let mut scales = self.scales.clone();
        for id in 0..self.model.controls.len() {
            let control = self.model.controls[id].clone();
            let format = self.format(control.format.clone()) as u32;
            let scale = scales.len() as u32;
            let kind = match &control.kind {
                ControlKind::Slider { log, .. } => {
                    let nowhere = Positions { from: 0.0, to: 1.0, steps: 1, ..Positions::default() };
                    let steps = self.lowering.steps(id);
                    let mut positions = steps.as_ref().map_or(nowhere, |steps| steps.positions);
                    if let Some(any) = steps.filter(|steps| steps.any && !log)
                        && let Some((from, to)) = self.lowering.ends(id)
                    {
                        positions = Positions { from, to, steps: 0, ..any.positions };
                    }
                    // A box takes any number, and equal ratios are for the hand only.
                    let snaps = !log && positions.steps > 0;
                    let ends = (positions.from, positions.to);
                    scales.push(self.scale(&control.of, &control.format.units[0], ends, snaps));
                    page::ControlKind::Slider(positions)
                }
                ControlKind::Choice { .. } => {
                    let (keys, rows) = self.offered(id).into_iter().unzip();
                    page::ControlKind::Choice { keys, rows }
                }
                ControlKind::Toggle { .. } => page::ControlKind::Toggle,
            };
            controls.push(page::Control { name: control.name.text.clone(), kind, format, scale });
        }
        let mut outputs = Vec::new();
        for slot in &self.slots {
            match &slot.shows {
                Shows::Text(parts) | Shows::Figure(parts) => outputs.extend(parts.iter().filter_map(node_of)),
                Shows::Arm(node) | Shows::Shown(node) | Shows::Share(node) | Shows::Why(node) => {
                    outputs.push(*node);
                }
                Shows::Chart(_) | Shows::Sentence(_) => {}
            }
        }
        for chart in &mut self.charts {
            chart.each_register(&mut |node, _| outputs.push(*node));
        }
        let ledger = self.ledger();
        let graph = &mut self.lowering.graph;
        let program = graph.program(&outputs);
        let slots = self
            .slots
            .iter()
            .map(|slot| page::Slot {
                seal: slot.seal,
                content: match &slot.shows {
                    Shows::Text(parts) => page::Content::Text(pieces(parts, graph)),
                    Shows::Figure(parts) => page::Content::Figure(pieces(parts, graph)),
                    Shows::Why(node) => page::Content::Why(graph.register(*node)),
                    Shows::Arm(node) => page::Content::Arm(graph.register(*node)),
                    Shows::Shown(node) => page::Content::Shown(graph.register(*node)),
                    Shows::Share(node) => page::Content::Share(graph.register(*node)),
                    Shows::Chart(chart) => page::Content::Chart(*chart as u32),
                    Shows::Sentence(chart) => page::Content::Sentence(*chart as u32),
                },
            })
            .collect();
        let mut charts = self.charts.clone();
        for chart in &mut charts {
            chart.each_register(&mut |node, _| *node = graph.register(*node));
        }
        let brought = (program.inputs.len() - controls.len() - ledger.reads.len()) as u32;
        Page {
            program,
            controls,
            formats: self.formats.clone(),
            slots,
            charts,
            seals: self.fragments.len() as u32,
            brought,
            ledger,
            lexicon: if scales.is_empty() { Lexicon::default() } else { self.model.units.lexicon() },
            scales,
        }
    }
}

impl Planner<'_> {
    /// What the page reads of the student's record, in the order of the inputs.
    fn ledger(&mut self) -> Ledger {
        let mut ledger = Ledger::default();
        let mut labs: Vec<Option<usize>> = Vec::new();
        for id in &self.lowering.given {
            let given = &self.model.given[*id];
            let sheet = labs.iter().position(|lab| *lab == given.lab).unwrap_or_else(|| {
                labs.push(given.lab);
                let protocol = given.lab.and_then(|lab| self.course.protocol(lab));
                ledger.sheets.push(protocol.map_or_else(|| self.own_sheet.clone(), |lab| lab.sheet()));
                labs.len() - 1
            });
            ledger.reads.push(RecalledValue { sheet: sheet as u32, what: given.what.clone() });
        }
        ledger
    }
}

fn node_of(part: &Part) -> Option<Node> {
    match part {
        Part::Words(_) => None,
        Part::Number(node, _) | Part::Text(node) | Part::Either(node, ..) | Part::Gap(node, _) => Some(*node),
    }
}

fn pieces(parts: &[Part], graph: &Graph) -> Vec<page::Piece> {
    let pieces = parts.iter().map(|part| match part {
        Part::Words(words) => page::Piece::Words(words.clone()),
        Part::Number(node, format) => {
            page::Piece::Number { value: graph.register(*node), format: *format as u32 }
        }
        Part::Text(node) => page::Piece::Text(graph.register(*node)),
        Part::Gap(node, truth) => page::Piece::Gap { value: graph.register(*node), truth: *truth },
        Part::Either(node, yes, no) => {
            page::Piece::Either { cond: graph.register(*node), yes: yes.clone(), no: no.clone() }
        }
    });
    pieces.collect()
}

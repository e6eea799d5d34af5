//! `hud`: values and verdicts of the lab in the bar at the foot of the page.

use crate::check::figure::{StatusValue, TypedEntry, TypedTone};
use crate::check::statement::{Content, TypedStatement};
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::{Fragment, Planner};

/// How many entries have room in the bar of a wide window. A phone shows the last four.
const MOST: usize = 6;

impl<'m> Planner<'m> {
    /// The entries of the bar. One is in sight once all controls that it depends on are: it goes under their seal.
    pub(in crate::page) fn hud(
        &mut self,
        statements: impl Iterator<Item = &'m TypedStatement<'m>>,
    ) -> Vec<block::HudEntry<Planned>> {
        let mut huds = statements.filter_map(|statement| match &statement.content {
            Content::Hud(entries) => Some((statement.tree, entries)),
            _ => None,
        });
        let Some((statement, entries)) = huds.next() else { return Vec::new() };
        if let Some((again, _)) = huds.next() {
            let diagnostic = self
                .error(Code::DuplicateName, "A lab can have only one `hud`.", again.span, "a second one")
                .help("move its entries into the first");
            self.report(diagnostic);
        }
        if entries.len() > MOST {
            let headline = format!("The bar has room for {MOST} entries, and this has {}.", entries.len());
            let diagnostic = self
                .error(Code::TooMany, headline, statement.span, "too many for the bar")
                .help("keep what a student should see at every moment");
            self.report(diagnostic);
        }
        let mut shown = Vec::new();
        for entry in entries {
            match self.hud_seal(entry) {
                None => shown.push(self.hud_entry(entry)),
                Some(seal) => {
                    let plan = self.under(seal, |planner| Plan::Hud(planner.hud_entry(entry)));
                    if let Some(Fragment::Body(body)) = self.fragments.get_mut(seal as usize) {
                        body.push(plan);
                    }
                }
            }
        }
        shown
    }

    /// The last seal under which a control lies that an entry depends on.
    fn hud_seal(&mut self, entry: &TypedEntry<'_>) -> Option<u32> {
        let mut nodes = Vec::new();
        match entry {
            TypedEntry::Value(metric) => {
                let limit = metric.limit.as_ref().map(|limit| &limit.value);
                for value in std::iter::once(&metric.value).chain(limit) {
                    nodes.push(self.lowering.expr(&value.typed, Lowering::BASE));
                }
                nodes.extend(self.marks(&metric.tones).map(|(node, _)| node));
            }
            TypedEntry::Verdict { status, .. } => nodes.push(self.status_marks(status).0),
        }
        let reads = self.lowering.graph.program(&nodes).reads();
        let placed = self.placed.iter().filter(|(id, _)| reads[*id]);
        let controls = placed.filter_map(|(_, seal)| *seal).max();
        controls.max(self.asked_of_record(&nodes))
    }

    /// The last question about the student's record that reads what some nodes read: they would answer it.
    fn asked_of_record(&mut self, nodes: &[Node]) -> Option<u32> {
        let read = self.reads(nodes);
        let live = self.claims.iter().filter(|claims| claims.live);
        let asked: Vec<(u32, Vec<Node>)> = live
            .map(|claims| (claims.seal, claims.options.iter().filter_map(|(_, claim)| claim.holds).collect()))
            .collect();
        let asked =
            asked.into_iter().filter(|(_, holds)| self.reads(holds).iter().any(|one| read.contains(one)));
        asked.map(|(seal, _)| seal).max()
    }

    fn hud_entry(&mut self, entry: &TypedEntry<'_>) -> block::HudEntry<Planned> {
        match entry {
            TypedEntry::Value(metric) => {
                let aloud = match metric.tones.as_slice() {
                    [TypedTone::Of(status)] => !self.says(status),
                    _ => true,
                };
                let card = self.card(metric);
                let (label, value) = (card.label, Some(card.value));
                block::HudEntry { label, value, of: card.of, tone: card.tone, aloud }
            }
            TypedEntry::Verdict { status, label, name } => {
                let label = match label {
                    Some(label) => self.rich(label),
                    None => vec![Rich::Words(name.clone())],
                };
                let aloud = !self.says(status);
                let tone = self.status_tone(status);
                block::HudEntry { label, value: None, of: None, tone, aloud }
            }
        }
    }

    /// Whether the page shows a status, which is then read aloud.
    fn says(&self, status: &StatusValue) -> bool {
        self.shown_statuses.iter().any(|(shown, ..)| *shown == status.status)
    }
}

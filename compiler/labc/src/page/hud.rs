//! `hud`: values and verdicts of the lab in the bar at the foot of the page.

use lab_core::program::Op;

use super::plan::*;
use super::planner::{Fragment, Planner};
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::syntax::tree::{self, HudEntry, Kind, Statement};

/// How many entries have room in the bar of a wide window. A phone shows the last four.
const MOST: usize = 6;

impl Planner<'_> {
    /// The entries of the bar. One is in sight once all controls that it depends on are: it goes under their seal.
    pub(super) fn hud(&mut self, statements: &[Statement]) -> Vec<HudPlan> {
        let mut huds = statements.iter().filter_map(|statement| match &statement.kind {
            Kind::Hud(entries) => Some((statement, entries)),
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
                None => shown.extend(self.hud_entry(entry)),
                Some(seal) => {
                    let plan = self.under(seal, |planner| planner.hud_entry(entry)).map(Plan::Hud);
                    if let Some(Fragment::Body(body)) = self.fragments.get_mut(seal as usize) {
                        body.extend(plan);
                    }
                }
            }
        }
        shown
    }

    /// The last seal under which a control lies that an entry depends on.
    fn hud_seal(&mut self, entry: &HudEntry) -> Option<u32> {
        let (values, tones) = match entry {
            HudEntry::Value(metric) => {
                (std::iter::once(&metric.value).chain(&metric.of).collect(), metric.tones.clone())
            }
            HudEntry::Verdict { status, .. } => (Vec::new(), vec![tree::Tone::Of(status.clone())]),
        };
        let mut nodes = Vec::new();
        for value in values {
            let (typed, _) = self.checker.shown(value);
            nodes.push(self.lowering.expr(&typed, Lowering::BASE));
        }
        nodes.extend(self.marks(&tones).map(|(node, _)| node));
        let program = self.lowering.graph.program(&nodes);
        let reads = |id: Id| program.ops.contains(&Op::Input(id as u32));
        let placed = self.placed.iter().filter(|(id, _)| reads(*id));
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

    fn hud_entry(&mut self, entry: &HudEntry) -> Option<HudPlan> {
        match entry {
            HudEntry::Value(metric) => {
                let aloud = !self.says(&metric.tones);
                let card = self.card(metric)?;
                let (label, value) = (card.label, Some(card.value));
                Some(HudPlan { label, value, of: card.of, tone: card.tone, aloud })
            }
            HudEntry::Verdict { status, label } => {
                let label = match label {
                    Some(label) => self.rich(label),
                    None => vec![Rich::Words(self.words_of(status))],
                };
                let tones = [tree::Tone::Of(status.clone())];
                let aloud = !self.says(&tones);
                let tone = self.tone(&tones);
                Some(HudPlan { label, value: None, of: None, tone, aloud })
            }
        }
    }

    /// Whether a status on the page says aloud what some tones tell.
    fn says(&mut self, tones: &[tree::Tone]) -> bool {
        let [tree::Tone::Of(status)] = tones else { return false };
        match self.checker.expr(status, None).of {
            Type::Arm(id) => self.shown_statuses.iter().any(|(shown, _)| *shown == id),
            _ => false,
        }
    }
}

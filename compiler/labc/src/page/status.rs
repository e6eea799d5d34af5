//! States of which one holds, once or for each row of a table.

use super::plan::*;
use super::planner::Planner;
use super::reflect::names_of;
use crate::check::former::combined;
use crate::check::ledger::{named, texts_of};
use crate::check::model::*;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::syntax::tree;

impl Planner<'_> {
    pub(super) fn status(&mut self, status: &tree::Status) -> Option<Plan> {
        let Some((Item::Status(id), _)) = self.checker.names.items.get(&status.name.text) else {
            return None;
        };
        let id = *id;
        let node = self.lowering.status(id, Lowering::BASE);
        self.shown_statuses.push((id, node));
        Some(self.arms(status, status.name.text.clone(), names_of(&status.was), node, None))
    }

    pub(super) fn arms(
        &mut self,
        status: &tree::Status,
        name: String,
        was: Vec<String>,
        node: Node,
        row: Option<Rich>,
    ) -> Plan {
        let slot = self.slot(Shows::Arm(node));
        let why = self.lowering.graph.may_be_undefined(node).then(|| self.slot(Shows::Why(node)));
        let mut arms = Vec::new();
        for arm in &status.arms {
            let mut title = match &arm.title {
                Some(title) => self.rich(title),
                None => vec![Rich::Words(super::capital(&arm.name.text.replace('_', " ")))],
            };
            // One for each row says which row it is about.
            if let Some(row) = &row {
                title.splice(0..0, [row.clone(), Rich::Words(": ".to_owned())]);
            }
            let body = arm.message.as_ref().map(|message| self.rich(message)).unwrap_or_default();
            let (key, was, level) = (arm.name.text.clone(), names_of(&arm.was), arm.level.text.clone());
            arms.push(ArmPlan { key, was, level, title, body });
        }
        Plan::Status { name, was, slot, why, arms }
    }

    /// A status for each row of a table.
    pub(super) fn statuses_of_rows(&mut self, status: &tree::Status, plans: &mut Vec<Plan>) {
        let Some((Item::Status(id), _)) = self.checker.names.items.get(&status.name.text) else { return };
        let id = *id;
        let (Some((_, table)), Some((variable, _))) = (self.model.statuses[id].each, &status.each) else {
            return;
        };
        let names = named(&status.name.text, &texts_of(&status.was));
        for (row, keys) in self.checker.keys_of(table).into_iter().enumerate() {
            let (depth, node) = self.open_row(&variable.text, table, row);
            let holds = self.lowering.status_of(id, Some(node), Lowering::BASE);
            self.shown_statuses.push((id, holds));
            let label = self.row_text(table, node);
            let label = self.rich_of(vec![Part::Text(label)]);
            let mut was = combined(&keys, &names);
            let plan = self.arms(status, was.remove(0), was, holds, Some(label));
            plans.push(plan);
            self.checker.close_to(depth);
        }
    }
}

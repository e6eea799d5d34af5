//! States of which one holds, once or for each row of a table.

use lab_core::program::Binary;

use crate::check::former::combined;
use crate::check::ledger::{named, texts_of};
use crate::check::statement::TypedStatus;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::plan::reflect::names_of;
use crate::page::verdict::said::{Role, Scene};

impl Planner<'_> {
    /// A status, or one for each row of a table.
    pub(in crate::page) fn status(&mut self, status: &TypedStatus<'_>, plans: &mut Vec<Plan>) {
        let (id, tree) = (status.id, status.tree);
        let Some(row) = status.row else {
            let node = self.lowering.status(id, Lowering::BASE);
            self.shown_statuses.push((id, node, self.gates.clone()));
            let plan = self.cases(status, tree.name.text.clone(), names_of(&tree.was), node, None);
            plans.push(plan);
            return;
        };
        let names = named(&tree.name.text, &texts_of(&tree.was));
        for (index, keys) in self.model.keys_of(row.table).into_iter().enumerate() {
            let node = self.bind_row(row.local, index);
            let holds = self.lowering.status_of(id, Some(node), Lowering::BASE);
            self.shown_statuses.push((id, holds, self.gates.clone()));
            let label = self.row_text(row.table, node);
            let label = self.rich_of(vec![Part::Text(label)]);
            let mut was = combined(&keys, &names);
            let plan = self.cases(status, was.remove(0), was, holds, Some(label));
            plans.push(plan);
        }
    }

    fn cases(
        &mut self,
        status: &TypedStatus<'_>,
        name: String,
        was: Vec<String>,
        node: Node,
        row: Option<Rich>,
    ) -> Plan {
        let slot = self.slot(Shows::Arm(node));
        let why = self.lowering.graph.may_be_undefined(node).then(|| self.slot(Shows::Why(node)));
        let mut arms = Vec::new();
        let conditions = self.model.statuses[status.id].conditions.clone().unwrap_or_default();
        for (index, (arm, [title, message])) in status.tree.arms.iter().zip(&status.cases).enumerate() {
            let condition = conditions.get(index).and_then(Option::as_ref).filter(|_| row.is_none());
            let near = condition.map(|condition| self.sides(condition)).unwrap_or_default();
            let scene = Scene { near, role: Role::Case, ..Scene::default() };
            // Its words are on the page while it holds.
            let index = self.lowering.graph.constant(index as f64);
            let holds = self.lowering.graph.binary(Binary::Eq, node, index);
            self.gates.push(holds);
            let mut title = match title {
                Some(title) => self.about_it(scene.clone(), |planner| planner.rich(title)),
                None => vec![Rich::Words(crate::page::capital(&arm.name.text.replace('_', " ")))],
            };
            // One for each row says which row it is about.
            if let Some(row) = &row {
                title.splice(0..0, [row.clone(), Rich::Words(": ".to_owned())]);
            }
            let scene = Scene { explains: true, ..scene };
            let body = self.about_it(scene, |planner| planner.optional(message.as_ref()));
            self.gates.pop();
            let (key, was, level) = (arm.name.text.clone(), names_of(&arm.was), arm.level.text.clone());
            arms.push(block::Arm { key, was, level, title, body });
        }
        // Its place in the record begins with the status: `fits.phone`.
        let item = |name: &String| match name.rsplit_once('.') {
            Some((row, status)) => format!("{status}.{row}"),
            None => name.clone(),
        };
        let (item, was) = (item(&name), was.iter().map(item).collect());
        Plan::Status(block::Status { name, item, was, which: Some(slot), why, arms })
    }
}

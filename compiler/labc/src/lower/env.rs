//! Environments: the settings that hold where an expression is lowered, and what depends on them.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Node;
use super::{Lowering, Memo};
use crate::check::model::*;
use crate::check::parts::{defines_in, each_part};

/// Controls with the values they are set to.
pub(super) type Env = BTreeMap<Id, Node>;

/// An environment: its index.
pub(crate) type EnvId = u32;

impl Lowering<'_> {
    /// An environment with more settings; inner ones win.
    pub(super) fn with(&mut self, env: EnvId, settings: impl IntoIterator<Item = (Id, Node)>) -> EnvId {
        let mut settings_now = self.envs[env as usize].clone();
        settings_now.extend(settings);
        self.intern(settings_now)
    }

    fn intern(&mut self, env: Env) -> EnvId {
        if let Some(&known) = self.known_envs.get(&env) {
            return known;
        }
        let id = self.envs.len() as EnvId;
        self.known_envs.insert(env.clone(), id);
        self.envs.push(env);
        id
    }

    /// What of an environment matters to something that depends on some controls.
    pub(super) fn narrow(&mut self, env: EnvId, controls: &BTreeSet<Id>) -> EnvId {
        if env == Self::BASE {
            return env;
        }
        let mut settings = self.envs[env as usize].clone();
        settings.retain(|control, _| controls.contains(control));
        self.intern(settings)
    }

    /// The controls a definition depends on. Definitions come after what they read, so this never goes deep.
    pub(super) fn controls_of(&mut self, define: Id) -> BTreeSet<Id> {
        if let Some(known) = &self.reach.defines[define] {
            return known.clone();
        }
        let mut controls = BTreeSet::new();
        let model = self.model;
        // A definition that leads back to itself is reported elsewhere; here it adds nothing more.
        self.reach.defines[define] = Some(BTreeSet::new());
        if let Some(value) = &model.defines[define].value {
            self.gather_controls(value, &mut controls, 0);
        }
        self.reach.defines[define] = Some(controls.clone());
        controls
    }

    fn gather_controls(&mut self, typed: &Typed, controls: &mut BTreeSet<Id>, depth: usize) {
        let model = self.model;
        if depth > 400 {
            // Deeper than any lab goes: everything, to be safe.
            controls.extend(0..model.controls.len());
            return;
        }
        match &typed.kind {
            TypedKind::Define(id) => controls.extend(self.controls_of(*id)),
            TypedKind::Control(id) | TypedKind::Sensitivity(_, id) => {
                controls.insert(*id);
            }
            TypedKind::Status(id) | TypedKind::StatusOf(id, _) => {
                for condition in model.statuses[*id].conditions.iter().flatten().flatten() {
                    self.gather_controls(condition, controls, depth + 1);
                }
            }
            TypedKind::Call(id, _) => {
                let function = &model.functions[*id];
                for part in function.body.iter().chain(function.requires.iter().map(|(require, _)| require)) {
                    self.gather_controls(part, controls, depth + 1);
                }
            }
            TypedKind::Pareto(front) => {
                for column in 0..model.tables[front.table].columns.len() {
                    self.gather_column(front.table, column, controls, depth);
                }
            }
            TypedKind::Cell(_, table, column) => self.gather_column(*table, *column, controls, depth),
            TypedKind::Pair(table, ..) => self.gather_column(*table, 0, controls, depth),
            _ => {}
        }
        each_part(typed, &mut |part| self.gather_controls(part, controls, depth + 1));
        for domain in domains(typed) {
            if let DomainTyped::Values(control) = domain
                && let ControlKind::Choice { filter: Some((_, filter)), .. } = &model.controls[*control].kind
            {
                self.gather_controls(filter, controls, depth + 1);
            }
        }
    }

    fn gather_column(&mut self, table: Id, column: usize, controls: &mut BTreeSet<Id>, depth: usize) {
        let model = self.model;
        match model.tables[table].columns.get(column).map(|column| &column.content) {
            Some(ColumnContent::Computed(_, Some(value))) => self.gather_controls(value, controls, depth + 1),
            Some(ColumnContent::Status(id)) => {
                for condition in model.statuses[*id].conditions.iter().flatten().flatten() {
                    self.gather_controls(condition, controls, depth + 1);
                }
            }
            Some(ColumnContent::Cells(cells)) => {
                for cell in cells.iter().flatten() {
                    // Most cells are plain numbers.
                    if !matches!(cell.kind, TypedKind::Number(..) | TypedKind::Text(_)) {
                        self.gather_controls(cell, controls, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    /// Lowers everything that an expression reads and an environment changes, in order of evaluation, so
    /// that long chains of definitions are not followed by recursion.
    pub(super) fn prepare(&mut self, typed: &Typed, env: EnvId) {
        if env == Self::BASE {
            return;
        }
        let mut found = BTreeSet::new();
        let mut open = Vec::new();
        defines_in(typed, &mut open);
        while let Some(id) = open.pop() {
            if self.position[id] == usize::MAX || !found.insert((self.position[id], id)) {
                continue;
            }
            let controls = self.controls_of(id);
            let narrowed = self.narrow(env, &controls);
            if narrowed == Self::BASE || self.memo.contains_key(&Memo::Define(id, narrowed)) {
                continue;
            }
            if let Some(value) = &self.model.defines[id].value {
                defines_in(value, &mut open);
            }
        }
        for (_, id) in found {
            self.define(id, env);
        }
    }
}

/// The domains of a fold or a list.
pub(super) fn domains(typed: &Typed) -> impl Iterator<Item = &DomainTyped> {
    let rounds = match &typed.kind {
        TypedKind::Fold(fold) => Some(&fold.rounds),
        TypedKind::List(list) => list.rounds.as_ref(),
        _ => None,
    };
    rounds.into_iter().flat_map(|rounds| rounds.clauses.iter().map(|(_, domain)| domain))
}

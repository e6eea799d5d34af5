//! Marks that are made once for each round of a generator: each is planned for itself, its variables bound.

use lab_core::chart::Label;
use lab_core::page::Piece;
use lab_core::program::{Binary, UNDEFINED};

use crate::check::chart::{TypedMark, TypedRounds};
use crate::check::model::*;
use crate::codes::Code;
use crate::lower::Lowering;
use crate::lower::graph::Node;
use crate::page::plan::planner::Planner;
use crate::syntax::tree::MarkKind;

/// How many rounds a mark may have: each becomes shapes of its own.
const MOST: usize = 400;

/// What stands behind the name of a row that the student brought along.
pub(super) const YOURS: &str = " (yours)";

/// A round.
#[derive(Clone, Debug, Default)]
pub(super) struct Round {
    /// The variables with their values.
    bound: Vec<(u32, Node)>,
    /// For each clause, what tells its value from others, and what it is called.
    pub(super) keys: Vec<(String, Label)>,
    /// The row that the first variable stands for.
    pub(super) row: Option<u32>,
    /// It stands for a row that the student may bring along.
    pub(super) brought: bool,
    /// Whether the round counts, where controls decide.
    pub(super) when: Option<Node>,
}

/// A value of a variable: what tells it from the others, itself, and whether it is there.
type LoopValue = (String, Node, Option<Node>);

impl Planner<'_> {
    /// The rounds of a mark: one without variables where it has no generator.
    pub(super) fn rounds(&mut self, mark: &TypedMark<'_>) -> Option<Vec<Round>> {
        let Some(TypedRounds { rounds, variables }) = &mark.rounds else {
            return Some(vec![Round::default()]);
        };
        let overlaid = matches!(mark.tree.kind, MarkKind::Point { .. } | MarkKind::Bar(_));
        let mut made = vec![Round::default()];
        for ((local, domain), (of, format)) in rounds.clauses.iter().zip(variables) {
            let typed = Typed { kind: TypedKind::Local(*local), of: of.clone(), span: rounds.span };
            let mut next = Vec::new();
            for outer in made {
                self.enter(&outer);
                for (key, node, there) in self.values_of(domain, rounds, overlaid)? {
                    let parts = self.parts(&typed, node, format.clone());
                    let mut label = self.pieces_of(&parts);
                    let mut round = outer.clone();
                    if let DomainTyped::Table(table) = domain
                        && self.lowering.graph.value(node).is_some_and(|row| self.is_yours(*table, row))
                    {
                        round.brought = true;
                        label.push(Piece::Words(YOURS.to_owned()));
                    }
                    if let (Type::Row(_), 0) = (&typed.of, round.keys.len()) {
                        round.row = self.lowering.graph.value(node).map(|row| row as u32);
                    }
                    round.when = match (round.when, there) {
                        (Some(before), Some(there)) => {
                            Some(self.lowering.graph.binary(Binary::And, before, there))
                        }
                        (before, there) => before.or(there),
                    };
                    round.bound.push((*local, node));
                    round.keys.push((key, label));
                    next.push(round);
                }
                if next.len() > MOST {
                    let diagnostic = self
                        .error(
                            Code::TooMany,
                            format!("A mark is made at most {MOST} times."),
                            rounds.span,
                            "too many rounds",
                        )
                        .help("make a range shorter, or gather the values before");
                    self.report(diagnostic);
                    return None;
                }
            }
            made = next;
        }
        if let Some(filter) = &rounds.filter {
            let mut kept = Vec::new();
            for mut round in made {
                self.enter(&round);
                let holds = self.lowering.expr(filter, Lowering::BASE);
                match self.unmoved(holds) {
                    Some(1.0) => kept.push(round),
                    Some(_) => {}
                    None => {
                        let before = round.when.unwrap_or(holds);
                        round.when = Some(self.lowering.graph.binary(Binary::And, before, holds));
                        kept.push(round);
                    }
                }
            }
            made = kept;
        }
        Some(made)
    }

    /// Whether a row is one that the student may bring along.
    fn is_yours(&self, table: Id, row: f64) -> bool {
        row >= self.model.tables[table].rows.len() as f64
    }

    /// Binds the variables of a round.
    pub(super) fn enter(&mut self, round: &Round) {
        for (local, node) in &round.bound {
            self.lowering.bind(*local, *node);
        }
    }

    /// Does something where it counts only while controls leave the round in.
    pub(super) fn gated(&mut self, round: &Round, inside: impl FnOnce(&mut Self)) {
        self.gates.extend(round.when);
        inside(self);
        if round.when.is_some() {
            self.gates.pop();
        }
    }

    /// A value in a round: undefined where controls leave the round out.
    pub(super) fn only(&mut self, round: &Round, node: Node) -> Node {
        match round.when {
            Some(when) => {
                let nothing = self.lowering.graph.constant(UNDEFINED);
                self.lowering.graph.select(when, node, nothing)
            }
            None => node,
        }
    }

    /// The values a variable takes, each with what tells it from the others, and whether it is there where
    /// controls decide.
    fn values_of(&mut self, domain: &DomainTyped, rounds: &Rounds, overlaid: bool) -> Option<Vec<LoopValue>> {
        let numbers = |planner: &mut Self, kind: &str, values: Vec<f64>| -> Vec<LoopValue> {
            let numbers = values.into_iter().map(|value| {
                let node = planner.lowering.graph.constant(value);
                (format!("{kind}{value}"), node, None)
            });
            numbers.collect()
        };
        match domain {
            DomainTyped::Table(table) => {
                let own = self.model.tables[*table].rows.len();
                let rows = if overlaid { self.lowering.rows_with_brought(*table) } else { own };
                let all = (0..rows.min(MOST + 1)).map(|row| row as f64).collect();
                let mut values = numbers(self, &format!("row {table} "), all);
                for (row, (_, _, there)) in values.iter_mut().enumerate().skip(own) {
                    *there = self.lowering.is_brought(*table, row);
                }
                Some(values)
            }
            DomainTyped::List(list) => {
                let list = self.lowering.expr(list, Lowering::BASE);
                let most = (self.lowering.graph.most(list) as usize).min(MOST + 1);
                let items = (0..most).map(|index| {
                    let place = self.lowering.graph.constant(index as f64);
                    (format!("item {index}"), self.lowering.graph.item(list, place), None)
                });
                Some(items.collect())
            }
            DomainTyped::Values(control) => {
                let kind = self.model.controls[*control].kind.clone();
                match kind {
                    ControlKind::Slider { .. } => {
                        let steps = self.lowering.steps(*control)?;
                        let most = steps.positions.steps.min(MOST as u32);
                        Some(numbers(self, "", (0..=most).map(|step| steps.at(step)).collect()))
                    }
                    ControlKind::Choice { table, .. } => {
                        let rows = self.offered(*control).into_iter().map(|(_, row)| row).collect();
                        Some(numbers(self, &format!("row {table} "), rows))
                    }
                    ControlKind::Toggle { .. } => Some(numbers(self, "", vec![0.0, 1.0])),
                }
            }
            DomainTyped::Range(from, to, by) => {
                let range = self.lowering.range((from, to, by.as_deref()), Lowering::BASE, rounds.span)?;
                let count = range.count.min(MOST as u32 + 1);
                let (start, step, divisor) = range.grid.progression();
                let values = (0..count).map(|index| (start + step * f64::from(index)) / divisor).collect();
                let mut values = numbers(self, "", values);
                if range.moves {
                    for (_, node, there) in &mut values {
                        *there = Some(self.lowering.graph.binary(Binary::Le, *node, range.to));
                    }
                }
                Some(values)
            }
        }
    }
}

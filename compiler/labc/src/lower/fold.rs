//! Folds and lists: generators become loops.

use lab_core::program::{Binary, Fold, UNDEFINED, Unary};

use super::Lowering;
use super::env::EnvId;
use super::graph::{Gather, Head, Loop, Node, Shape};
use crate::infer::model::*;
use crate::source::Span;

/// How often a generator may go round, all its clauses together.
const MOST_ROUNDS: u64 = 200_000;

/// How many operations are looked at for the greatest end of a range.
const MOST_LOOKS: u32 = 64;

/// A generator that has been opened: its loops, outermost first, and what the rounds depend on.
struct Opened {
    loops: Vec<Loop>,
    /// Whether this round counts.
    when: Node,
    /// How many rounds there are at most.
    most: u32,
    /// The value of the last variable.
    variable: Node,
}

/// A range whose length is bounded.
pub struct Range {
    /// The first value.
    pub from: f64,
    /// The step, above zero.
    pub by: f64,
    /// How many values there are at most: a whole number.
    pub most: f64,
    /// The end.
    pub to: Node,
    /// Whether the end moves with a control.
    pub moves: bool,
}

impl Lowering<'_> {
    pub(super) fn fold(&mut self, fold: &FoldTyped, env: EnvId) -> Node {
        let Some(opened) = self.open(&fold.rounds, env) else { return self.graph.constant(UNDEFINED) };
        let body = match &fold.body {
            Some(body) if fold.how != Fold::Count => self.expr(body, env),
            Some(body) if body.of == Type::Bool => self.expr(body, env),
            _ => self.graph.constant(1.0),
        };
        // Counting a condition counts where it holds.
        let counted = fold.how == Fold::Count && fold.body.as_ref().is_some_and(|body| body.of == Type::Bool);
        let when = if counted { self.graph.binary(Binary::And, opened.when, body) } else { opened.when };
        let (heads, item): (&[f64], Node) = match fold.how {
            Fold::Sum | Fold::Count | Fold::Any => (&[0.0], body),
            Fold::All => (&[1.0], body),
            Fold::Min | Fold::First => (&[f64::INFINITY], body),
            Fold::Max => (&[f64::NEG_INFINITY], body),
            Fold::ArgMin => (&[f64::INFINITY, f64::INFINITY], opened.variable),
            Fold::ArgMax => (&[f64::INFINITY, f64::NEG_INFINITY], opened.variable),
        };
        let (outer, inner) = (opened.loops[0], *opened.loops.last().unwrap_or(&opened.loops[0]));
        for start in heads {
            self.graph.head(outer, Head::Acc(*start));
        }
        self.graph.gather(inner, outer, Gather::Fold(fold.how, 0, body, item, when));
        self.close_all(&opened);
        let result = self.graph.gathered(outer, 0);
        match fold.how {
            Fold::Sum | Fold::Count | Fold::All | Fold::Any => result,
            _ => self.graph.settle(result),
        }
    }

    /// A list: its register is its length, its items are read by `Item`.
    pub fn list(&mut self, list: &ListTyped, env: EnvId) -> Node {
        let Some(rounds) = &list.rounds else { return self.written_list(list, env) };
        for (_, domain) in &rounds.clauses {
            if let DomainTyped::Range(_, to, _) = domain
                && !matches!(to.kind, TypedKind::Number(..))
            {
                let end = self.expr(to, env);
                if self.graph.value(end).is_none() {
                    let diagnostic = self
                        .error(
                            "range-not-constant",
                            "The length of a list does not move.",
                            to.span,
                            "this end moves with a control",
                        )
                        .help("run over the widest range, and narrow it with `where`");
                    self.report(diagnostic);
                    return self.graph.constant(UNDEFINED);
                }
            }
        }
        let Some(opened) = self.open(rounds, env) else { return self.graph.constant(UNDEFINED) };
        let value = match list.items.first() {
            Some(item) => self.expr(item, env),
            None => self.graph.constant(UNDEFINED),
        };
        let (outer, inner) = (opened.loops[0], *opened.loops.last().unwrap_or(&opened.loops[0]));
        self.graph.head(outer, Head::List(opened.most));
        self.graph.gather(inner, outer, Gather::Push(0, value, opened.when));
        self.close_all(&opened);
        self.graph.gathered(outer, 0)
    }

    /// A list written out: a loop over its items, each chosen by its place.
    fn written_list(&mut self, list: &ListTyped, env: EnvId) -> Node {
        let items: Vec<Node> = list.items.iter().map(|item| self.expr(item, env)).collect();
        let count = self.graph.constant(items.len() as f64);
        let of = self.graph.open(count, items.len() as u32, None);
        let round = self.graph.round(of);
        let value = self.nth(&items, round);
        let always = self.graph.constant(1.0);
        self.graph.head(of, Head::List(items.len() as u32));
        self.graph.gather(of, of, Gather::Push(0, value, always));
        self.graph.close(of);
        self.graph.gathered(of, 0)
    }

    pub(super) fn contains(&mut self, list: &Typed, value: &Typed, env: EnvId) -> Node {
        let (list, value) = (self.expr(list, env), self.expr(value, env));
        let most = self.graph.most(list);
        let of = self.graph.open(list, most, None);
        let round = self.graph.round(of);
        let item = self.graph.item(list, round);
        let same = self.graph.binary(Binary::Eq, item, value);
        let always = self.graph.constant(1.0);
        self.graph.head(of, Head::Acc(0.0));
        self.graph.gather(of, of, Gather::Fold(Fold::Any, 0, same, same, always));
        self.graph.close(of);
        self.graph.gathered(of, 0)
    }

    /// The rows that no other row beats: a row stays unless another is as good on every goal and better on one.
    pub(super) fn pareto(&mut self, front: &ParetoTyped, env: EnvId) -> Node {
        let domain = match &front.among {
            Some(list) => DomainTyped::List(Box::new(list.clone())),
            None => DomainTyped::Table(front.table),
        };
        let span = front.goals.first().map(|(_, goal)| goal.span).unwrap_or_default();
        let Some((outer, row, _, most)) = self.domain(&domain, env, None, span) else {
            return self.graph.constant(UNDEFINED);
        };
        let Some((inner, other, _, _)) = self.domain(&domain, env, Some(outer), span) else {
            return self.graph.constant(UNDEFINED);
        };
        let local = self.model.tables[front.table].row_local;
        // A column of the same table may ask for the front: it gets its own row back.
        let own = self.locals.get(&local).copied();
        let (mut as_good, mut better) = (self.graph.constant(1.0), self.graph.constant(0.0));
        for (greater, goal) in &front.goals {
            self.locals.insert(local, row);
            let mine = self.expr(goal, env);
            self.locals.insert(local, other);
            let theirs = self.expr(goal, env);
            let (low, high) = if *greater { (mine, theirs) } else { (theirs, mine) };
            let not_worse = self.graph.binary(Binary::Le, low, high);
            let strictly = self.graph.binary(Binary::Lt, low, high);
            as_good = self.graph.binary(Binary::And, as_good, not_worse);
            better = self.graph.binary(Binary::Or, better, strictly);
        }
        match own {
            Some(own) => self.locals.insert(local, own),
            None => self.locals.remove(&local),
        };
        let beats = self.graph.binary(Binary::And, as_good, better);
        let always = self.graph.constant(1.0);
        self.graph.head(inner, Head::Acc(0.0));
        self.graph.gather(inner, inner, Gather::Fold(Fold::Any, 0, beats, beats, always));
        self.graph.close(inner);
        let beaten = self.graph.gathered(inner, 0);
        let stays = self.graph.unary(Unary::Not, beaten);
        self.graph.head(outer, Head::List(most));
        self.graph.gather(outer, outer, Gather::Push(0, row, stays));
        self.graph.close(outer);
        self.graph.gathered(outer, 0)
    }

    /// The value of a slider where a residual is zero.
    pub(super) fn solve(&mut self, control: Id, residual: &Typed, env: EnvId, span: Span) -> Node {
        let Some((from, to)) = self.ends(control) else {
            let diagnostic = self.error(
                "range-not-constant",
                "The ends of this slider are not known.",
                span,
                "nowhere to search",
            );
            self.report(diagnostic);
            return self.graph.constant(UNDEFINED);
        };
        if env == Self::BASE && !self.solves.iter().any(|(known, ..)| *known == span) {
            self.solves.push((span, control, residual.clone()));
        }
        let (from, to) = (self.graph.constant(from), self.graph.constant(to));
        let of = self.graph.open_solve(from, to);
        self.graph.written_at(of, span);
        let x = self.graph.round(of);
        let inside = self.with(env, [(control, x)]);
        self.prepare(residual, inside);
        let residual = self.expr(residual, inside);
        self.graph.close_solve(of, residual)
    }

    fn close_all(&mut self, opened: &Opened) {
        for of in opened.loops.iter().rev() {
            self.graph.close(*of);
        }
    }

    /// Opens the loops of a generator and binds its variables.
    fn open(&mut self, rounds: &Rounds, env: EnvId) -> Option<Opened> {
        let mut loops: Vec<Loop> = Vec::new();
        let mut most: u64 = 1;
        let mut when = self.graph.constant(1.0);
        let mut variable = when;
        for (local, domain) in &rounds.clauses {
            let (of, value, allowed, rounds_here) =
                self.domain(domain, env, loops.last().copied(), rounds.span)?;
            loops.push(of);
            let place = self.site.as_ref().map_or(rounds.span, |(site, _)| *site);
            self.graph.written_at(of, place);
            most = most.saturating_mul(u64::from(rounds_here));
            if most > MOST_ROUNDS {
                let diagnostic = self
                    .error(
                        "too-much-work",
                        format!("This generator goes round {most} times."),
                        rounds.span,
                        format!("at most {MOST_ROUNDS}"),
                    )
                    .help("make its range shorter or its step longer");
                self.report(diagnostic);
                return None;
            }
            self.locals.insert(*local, value);
            variable = value;
            if let Some(allowed) = allowed {
                when = self.graph.binary(Binary::And, when, allowed);
            }
        }
        if let Some(filter) = &rounds.filter {
            let filter = self.expr(filter, env);
            when = self.graph.binary(Binary::And, when, filter);
        }
        Some(Opened { loops, when, most: most as u32, variable })
    }

    /// Opens the loop of one clause: the variable's value, whether the round counts, and how many rounds.
    fn domain(
        &mut self,
        domain: &DomainTyped,
        env: EnvId,
        within: Option<Loop>,
        span: Span,
    ) -> Option<(Loop, Node, Option<Node>, u32)> {
        match domain {
            DomainTyped::Table(table) => {
                let rows = self.model.tables[*table].rows.len() as u32;
                let count = self.graph.constant(f64::from(rows));
                let of = self.graph.open(count, rows, within);
                Some((of, self.graph.round(of), None, rows))
            }
            DomainTyped::List(list) => {
                let list = self.expr(list, env);
                let most = self.graph.most(list);
                let of = self.graph.open(list, most, within);
                let round = self.graph.round(of);
                Some((of, self.graph.item(list, round), None, most))
            }
            DomainTyped::Values(control) => self.values(*control, env, within, span),
            DomainTyped::Range(from, to, by) => {
                let Range { from, by, most, to, moves } = self.range((from, to, by.as_deref()), env, span)?;
                let most = most.min(4e9);
                if !moves {
                    let rounds = self.graph.constant(most);
                    return self.progression(rounds, from, by, most as u32, within);
                }
                let rounds = self.rounds_to(from, to, by);
                // Where the end is undefined there is one round, and it is undefined.
                let one = self.graph.constant(1.0);
                let sure = self.graph.binary(Binary::Eq, rounds, rounds);
                let rounds = self.graph.binary(Binary::Else, rounds, one);
                let (of, value, ..) = self.progression(rounds, from, by, most as u32, within)?;
                Some((of, self.graph.select(sure, value, value), Some(sure), most as u32))
            }
        }
    }

    /// A range whose length is bounded; anything else is reported.
    pub fn range(
        &mut self,
        (from, to, by): (&Typed, &Typed, Option<&Typed>),
        env: EnvId,
        span: Span,
    ) -> Option<Range> {
        let (from_node, to_node) = (self.expr(from, env), self.expr(to, env));
        let by = match by {
            Some(by) => {
                let by = self.expr(by, env);
                self.graph.value(by)
            }
            // Without a step, one of the unit the range is written in.
            None => match &from.kind {
                TypedKind::Number(_, Some(written)) => Some(written.factor),
                _ => Some(1.0),
            },
        };
        let end = self.graph.value(to_node);
        let most = end.or_else(|| self.most_of(to_node, &mut { MOST_LOOKS }));
        let (Some(from), Some(most), Some(by)) = (self.graph.value(from_node), most, by) else {
            let diagnostic = self
                .error(
                    "range-not-constant",
                    "Nobody knows how long this range may become.",
                    span,
                    "one of its ends or its step moves with a control",
                )
                .help(
                    "say how far it goes at most, such as `1 to min(n, 1000)`: only the upper end may move",
                );
            self.report(diagnostic);
            return None;
        };
        if by <= 0.0 || by.is_nan() {
            let diagnostic = self.error(
                "range-not-constant",
                "The step of a range is above zero.",
                span,
                "this one is not",
            );
            self.report(diagnostic);
            return None;
        }
        let most = ((most - from) / by + 1e-9).floor() + 1.0;
        let most = if most.is_nan() { 0.0 } else { most.max(0.0) };
        Some(Range { from, by, most, to: to_node, moves: end.is_none() })
    }

    /// How many rounds lead to an end that moves.
    fn rounds_to(&mut self, from: f64, to: Node, by: f64) -> Node {
        let (from, by) = (self.graph.constant(from), self.graph.constant(by));
        let (slack, one) = (self.graph.constant(1e-9), self.graph.constant(1.0));
        let length = self.graph.binary(Binary::Sub, to, from);
        let steps = self.graph.binary(Binary::Div, length, by);
        let steps = self.graph.binary(Binary::Add, steps, slack);
        let whole = self.graph.unary(Unary::Floor, steps);
        self.graph.binary(Binary::Add, whole, one)
    }

    /// The greatest value that a node can have, where that can be told: of a slider, and of what is at most
    /// something known. `looks` is how many nodes may still be looked at.
    fn most_of(&mut self, node: Node, looks: &mut u32) -> Option<f64> {
        *looks = looks.checked_sub(1)?;
        match self.graph.shape(node) {
            Shape::Const(value) => Some(value).filter(|value| !value.is_nan()),
            Shape::Input(control) => self.ends(control as Id).map(|(from, to)| from.max(to)),
            Shape::Min(a, b) => match (self.most_of(a, looks), self.most_of(b, looks)) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
            Shape::Max(a, b) => Some(self.most_of(a, looks)?.max(self.most_of(b, looks)?)),
            Shape::Add(a, b) => Some(self.most_of(a, looks)? + self.most_of(b, looks)?),
            Shape::Less(a, known) => Some(self.most_of(a, looks)? - known),
            Shape::Rounded(x) => Some(self.most_of(x, looks)?.ceil()),
            Shape::Times(x, known) => Some(self.most_of(x, looks)? * known),
            Shape::Same(x) => self.most_of(x, looks),
            Shape::Other => None,
        }
    }

    fn progression(
        &mut self,
        rounds: Node,
        from: f64,
        by: f64,
        count: u32,
        within: Option<Loop>,
    ) -> Option<(Loop, Node, Option<Node>, u32)> {
        let of = self.graph.open(rounds, count, within);
        let round = self.graph.round(of);
        let by = self.graph.constant(by);
        let from = self.graph.constant(from);
        let offset = self.graph.binary(Binary::Mul, round, by);
        let value = self.graph.binary(Binary::Add, from, offset);
        Some((of, value, None, count))
    }

    /// All positions of a control.
    fn values(
        &mut self,
        control: Id,
        env: EnvId,
        within: Option<Loop>,
        span: Span,
    ) -> Option<(Loop, Node, Option<Node>, u32)> {
        let model = self.model;
        match &model.controls[control].kind {
            ControlKind::Slider { log, .. } => {
                let (from, to, steps) = self.steps(control)?;
                let rounds = steps + 1;
                if !log {
                    let count = self.graph.constant(f64::from(rounds));
                    return self.progression(
                        count,
                        from,
                        (to - from) / f64::from(steps.max(1)),
                        rounds,
                        within,
                    );
                }
                let column: Vec<f64> = (0..=steps)
                    .map(|step| from * libm::pow(to / from, f64::from(step) / f64::from(steps.max(1))))
                    .collect();
                let count = self.graph.constant(f64::from(rounds));
                let of = self.graph.open(count, rounds, within);
                let round = self.graph.round(of);
                Some((of, self.graph.cell(&column, round), None, rounds))
            }
            ControlKind::Choice { table, filter, .. } => {
                let (of, value, _, rows) = self.domain(&DomainTyped::Table(*table), env, within, span)?;
                let allowed = filter.as_ref().map(|(local, filter)| {
                    self.locals.insert(*local, value);
                    self.expr(filter, env)
                });
                Some((of, value, allowed, rows))
            }
            ControlKind::Toggle { .. } => {
                let both = self.graph.constant(2.0);
                self.progression(both, 0.0, 1.0, 2, within)
            }
        }
    }

    /// The ends of a slider and the number of its steps.
    pub fn steps(&mut self, control: Id) -> Option<(f64, f64, u32)> {
        const POSITIONS_OF_LOG: u32 = 200;
        let model = self.model;
        let ControlKind::Slider { by, log, .. } = &model.controls[control].kind else { return None };
        let (from, to) = self.ends(control)?;
        let steps = match by {
            Some(by) => {
                let by = self.expr(by, Self::BASE);
                let by = self.graph.value(by).filter(|by| *by > 0.0)?;
                ((to - from) / by + 1e-9).floor().clamp(0.0, 1e6) as u32
            }
            None if *log => POSITIONS_OF_LOG,
            // Whole units where the author says nothing.
            None => {
                let unit = model.controls[control].format.units.first().map_or(1.0, |unit| unit.factor);
                ((to - from) / unit + 1e-9).floor().clamp(0.0, 1e6) as u32
            }
        };
        // The last position is the last whole step.
        let last = match by {
            Some(by) => {
                let by = self.expr(by, Self::BASE);
                from + self.graph.value(by)? * f64::from(steps)
            }
            None => to,
        };
        Some((from, if *log { to } else { last }, steps))
    }
}

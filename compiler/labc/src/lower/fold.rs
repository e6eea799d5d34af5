//! Folds and lists: generators become loops.

use lab_core::number::Unit;
use lab_core::positions::Positions;
use lab_core::program::{Binary, Fold, UNDEFINED, Unary};

use super::Lowering;
use super::env::EnvId;
use super::graph::{Gather, Head, Loop, Node, Shape};
use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::rational::EvenSteps;
use crate::sources::Span;

/// How often a generator may go round, all its clauses together.
const MOST_ROUNDS: u64 = 200_000;

/// How many operations are looked at for the greatest end of a range.
const MOST_LOOKS: u32 = 64;

/// How many positions a logarithmic slider has where the author gives no step.
const POSITIONS_OF_LOG: u32 = 200;

/// How many steps a slider has at most; with more it takes any value.
const MOST_POSITIONS: u32 = 1_000_000;

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
    /// Its values, as many as there are at most.
    pub grid: EvenSteps,
    /// How many these are: none where the end lies below the start.
    pub count: u32,
    by: f64,
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
                            Code::RangeNotConstant,
                            "The length of a list can't depend on a control.",
                            to.span,
                            "this end does",
                        )
                        .help("loop over the widest range, and filter it with `where`");
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
        if let Some(by) = &front.by {
            self.locals.insert(local, row);
            let mine = self.expr(by, env);
            self.locals.insert(local, other);
            let theirs = self.expr(by, env);
            let rivals = self.graph.binary(Binary::Eq, mine, theirs);
            as_good = self.graph.binary(Binary::And, as_good, rivals);
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
                Code::RangeNotConstant,
                "The range of this slider is unknown.",
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
                        Code::TooMuchWork,
                        format!("This loop would run {most} times."),
                        rounds.span,
                        format!("at most {MOST_ROUNDS}"),
                    )
                    .help("shorten its range, or increase its step");
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
                let Range { grid, count, by, to, moves } =
                    self.range((from, to, by.as_deref()), env, span)?;
                if !moves {
                    let rounds = self.graph.constant(f64::from(count));
                    return self.progression(rounds, &grid, count, within);
                }
                let rounds = self.rounds_to(grid.from, to, by);
                // Where the end is undefined there is one round, and it is undefined.
                let one = self.graph.constant(1.0);
                let sure = self.graph.binary(Binary::Eq, rounds, rounds);
                let rounds = self.graph.binary(Binary::Else, rounds, one);
                let (of, value, ..) = self.progression(rounds, &grid, count, within)?;
                Some((of, self.graph.select(sure, value, value), Some(sure), count))
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
        let stepped =
            [Some(from), by].iter().all(|end| matches!(end, Some(Typed { kind: TypedKind::Number(..), .. })));
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
                    Code::RangeNotConstant,
                    "This range has no fixed upper limit.",
                    span,
                    "one of its ends or its step depends on a control",
                )
                .help(
                    "limit it, for example `1 to min(n, 1000)`; only the upper end can depend on a control",
                );
            self.report(diagnostic);
            return None;
        };
        if by <= 0.0 || by.is_nan() {
            let diagnostic = self.error(
                Code::RangeNotConstant,
                "The step of a range must be greater than zero.",
                span,
                "zero or negative",
            );
            self.report(diagnostic);
            return None;
        }
        let grid = EvenSteps::new(from, most, by);
        if end.is_some() && stepped {
            self.reaches_its_end("This range", &grid, to);
        }
        let count = if most < from { 0 } else { grid.steps.saturating_add(1) };
        Some(Range { grid, count, by, to: to_node, moves: end.is_none() })
    }

    /// Warns of an end that no step leads to, where it is written as a number.
    pub fn reaches_its_end(&mut self, what: &str, grid: &EvenSteps, to: &Typed) {
        let (false, Some(last)) = (grid.ends || grid.steps == 0, written(grid.to, to)) else { return };
        let headline = format!("{what} does not reach its end.");
        let label = format!("the last position is {last}");
        let mut diagnostic = Diagnostic::warning(Code::OffGrid, headline, self.file, to.span, label);
        if let TypedKind::Number(end, _) = to.kind
            && let Some(step) = fitting_step(grid, end).and_then(|step| written(step, to))
        {
            diagnostic =
                diagnostic.help(format!("or keep the end, and use a step that reaches it: `by {step}`"));
        }
        let fix = format!("end at `{last}`");
        self.report(diagnostic.fix(fix, self.file, to.span, last));
    }

    /// Warns of a start between two positions.
    pub fn is_a_position(&mut self, headline: String, steps: &Steps, first: f64, start: &Typed) {
        let nearest = steps.nearest(first);
        if (nearest - first).abs() <= 1e-9 * (steps.positions.to - steps.positions.from) {
            return;
        }
        let Some(nearest) = written(nearest, start) else { return };
        let label = format!("the nearest position is {nearest}");
        let fix = format!("write `{nearest}`");
        let diagnostic = Diagnostic::warning(Code::OffGrid, headline, self.file, start.span, label);
        self.report(diagnostic.fix(fix, self.file, start.span, nearest));
    }

    /// How many rounds lead to an end that moves.
    fn rounds_to(&mut self, from: f64, to: Node, by: f64) -> Node {
        let (from, by) = (self.graph.constant(from), self.graph.constant(by));
        let one = self.graph.constant(1.0);
        let length = self.graph.binary(Binary::Sub, to, from);
        let steps = self.graph.binary(Binary::Div, length, by);
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
        grid: &EvenSteps,
        count: u32,
        within: Option<Loop>,
    ) -> Option<(Loop, Node, Option<Node>, u32)> {
        let of = self.graph.open(rounds, count, within);
        let round = self.graph.round(of);
        Some((of, self.position(grid, round), None, count))
    }

    /// A position by its number: what [`Positions::at`] gives, as operations.
    pub fn position(&mut self, grid: &EvenSteps, index: Node) -> Node {
        let (start, step, divisor) = grid.progression();
        let (start, step) = (self.graph.constant(start), self.graph.constant(step));
        let offset = self.graph.binary(Binary::Mul, index, step);
        let sum = self.graph.binary(Binary::Add, start, offset);
        if divisor == 1.0 {
            return sum;
        }
        let divisor = self.graph.constant(divisor);
        self.graph.binary(Binary::Div, sum, divisor)
    }

    /// The position that a loop of so many rounds looks at, spread over all of them.
    pub fn spread(&mut self, grid: &EvenSteps, points: u32, round: Node) -> Node {
        let parts = points.max(2) - 1;
        if parts >= grid.steps {
            return self.position(grid, round);
        }
        let ratio = self.graph.constant(f64::from(grid.steps) / f64::from(parts));
        let half = self.graph.constant(0.5);
        let index = self.graph.binary(Binary::Mul, round, ratio);
        let index = self.graph.binary(Binary::Add, index, half);
        let index = self.graph.unary(Unary::Floor, index);
        self.position(grid, index)
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
                let steps = self.steps(control)?;
                let rounds = steps.positions.steps + 1;
                let count = self.graph.constant(f64::from(rounds));
                if !log {
                    return self.progression(count, &steps.grid, rounds, within);
                }
                let column: Vec<f64> = (0..rounds).map(|step| steps.at(step)).collect();
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
                self.progression(both, &EvenSteps::new(0.0, 1.0, 1.0), 2, within)
            }
        }
    }

    /// The positions of a slider. One that takes any value is looked at in whole units.
    pub fn steps(&mut self, control: Id) -> Option<Steps> {
        let model = self.model;
        let ControlKind::Slider { by, log, boxed, .. } = &model.controls[control].kind else { return None };
        let (from, to) = self.ends(control)?;
        let unit = model.controls[control].format.units.first().cloned();
        let unit =
            unit.unwrap_or(Unit { symbol: String::new(), factor: 1.0, offset: 0.0, one: String::new() });
        let by = match by {
            Some(by) => {
                let by = self.expr(by, Self::BASE);
                Some(self.graph.value(by).filter(|by| *by > 0.0)?)
            }
            None => None,
        };
        let mut any = *boxed && by.is_none();
        let mut grid = EvenSteps::new(from, to, by.unwrap_or(unit.factor));
        if *log {
            let steps = if by.is_some() { grid.steps } else { POSITIONS_OF_LOG };
            grid = EvenSteps { from, to, steps, parts: 0.0, ends: true };
        }
        if grid.steps == 0 {
            // Less than a step: the ends are the positions.
            grid = EvenSteps { from, to, steps: 1, parts: 0.0, ends: false };
        }
        if grid.steps > MOST_POSITIONS {
            // Steps too small to be told from each other.
            any = true;
            grid = EvenSteps { from, to, steps: MOST_POSITIONS, parts: 0.0, ends: true };
        }
        let EvenSteps { from, to, steps, parts, .. } = grid;
        let positions = Positions { from, to, steps, parts, log: *log };
        Some(Steps { positions, grid, any, unit })
    }
}

/// The positions of a slider, with the unit that it counts in.
#[derive(Clone, Debug)]
pub struct Steps {
    /// The positions.
    pub positions: Positions,
    /// The same as whole numbers, where they are evenly spaced.
    pub grid: EvenSteps,
    /// Whether all values between the ends are positions, too.
    pub any: bool,
    unit: Unit,
}

impl Steps {
    /// A position in base units.
    pub fn at(&self, index: u32) -> f64 {
        self.positions.at(f64::from(index), &self.unit)
    }

    /// The nearest position.
    pub fn nearest(&self, value: f64) -> f64 {
        self.positions.nearest(value, &self.unit)
    }

    /// So many positions at most, spread over all of them, both ends among them.
    pub fn some(&self, most: u32) -> impl Iterator<Item = f64> + '_ {
        let (steps, parts) = (self.positions.steps, self.positions.steps.min(most.max(2) - 1));
        (0..=parts).map(move |part| self.at(spread(part, parts, steps)))
    }
}

/// A value as an author would write it in place of a number, in the same unit; nothing for other expressions.
fn written(value: f64, like: &Typed) -> Option<String> {
    let TypedKind::Number(_, unit) = &like.kind else { return None };
    let Some(unit) = unit else { return Some(format!("{}", tidy(value))) };
    Some(format!("{} {}", tidy((value - unit.offset) / unit.factor), unit.symbol))
}

/// Without the last bits that a conversion leaves behind.
fn tidy(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// A step near the one of a grid that leads to an end, with few digits.
fn fitting_step(grid: &EvenSteps, end: f64) -> Option<f64> {
    let steps =
        (1..=8).flat_map(|away| [grid.steps.saturating_add(away - 1), grid.steps.saturating_sub(away)]);
    let step = |steps: u32| (end - grid.from) / f64::from(steps);
    let digits = |step: f64| format!("{:e}", tidy(step)).split('e').next().map_or(0, str::len);
    steps.filter(|steps| *steps > 0).map(step).find(|step| digits(*step) <= 4)
}

/// The step that a part of all steps leads to.
fn spread(part: u32, parts: u32, steps: u32) -> u32 {
    let exact = f64::from(part) * f64::from(steps) / f64::from(parts.max(1));
    (exact + 0.5).floor() as u32
}

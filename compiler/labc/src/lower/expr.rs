//! Expressions to nodes.

use lab_core::program::{Binary, UNDEFINED, Unary};

use super::env::EnvId;
use super::graph::{MOST_NODES, Node};
use super::{LoweredIf, Lowering, MOST_BRANCHES, Memo};
use crate::check::model::*;
use crate::check::parts::has_local;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::Operator;

/// How deep definitions, functions and columns may lead into each other.
const DEEPEST: usize = 200;

/// Every so many cells of a table, from one of them on.
struct Cells<'m> {
    all: &'m [Option<Typed>],
    first: usize,
    step: usize,
}

impl<'m> Cells<'m> {
    fn get(&self, place: usize) -> Option<&'m Typed> {
        self.all.get(place.checked_mul(self.step)?.checked_add(self.first)?)?.as_ref()
    }
}

impl Lowering<'_> {
    /// The node of an expression in an environment.
    pub fn expr(&mut self, typed: &Typed, env: EnvId) -> Node {
        if self.gave_up || self.graph.size() > MOST_NODES || self.depth > DEEPEST * 8 {
            self.give_up(typed.span);
            return self.graph.constant(UNDEFINED);
        }
        self.depth += 1;
        let node = self.lowered(typed, env);
        self.depth -= 1;
        node
    }

    fn give_up(&mut self, span: Span) {
        if !self.gave_up {
            self.gave_up = true;
            let diagnostic = self
                .error(
                    Code::TooMuchWork,
                    format!("This lab needs more than {MOST_NODES} operations."),
                    span,
                    "the limit is reached here",
                )
                .help("shorten ranges and lists, or nest fewer of them");
            self.report(diagnostic);
        }
    }

    fn lowered(&mut self, typed: &Typed, env: EnvId) -> Node {
        let span = typed.span;
        match &typed.kind {
            TypedKind::Number(value, _) => self.graph.constant(*value),
            TypedKind::Bool(value) => self.graph.constant(f64::from(u8::from(*value))),
            TypedKind::Text(words) => self.graph.text(words),
            TypedKind::Row(_, index) | TypedKind::Arm(_, index) => self.graph.constant(*index as f64),
            TypedKind::Define(id) => self.define(*id, env),
            TypedKind::Control(id) => match self.envs[env as usize].get(id) {
                Some(set) => *set,
                None => self.graph.input(*id as u32),
            },
            TypedKind::Given(id) => self.given(*id),
            TypedKind::Uploaded(id) => self.uploaded(*id),
            TypedKind::Local(local) => match self.locals.get(local) {
                Some(node) => *node,
                None => self.graph.constant(UNDEFINED),
            },
            TypedKind::Status(id) => self.status(*id, env),
            TypedKind::Cell(row, table, column) => {
                let row = self.expr(row, env);
                self.column(*table, *column, row, env)
            }
            TypedKind::Pair(table, row, column) => {
                let (row, column) = (self.expr(row, env), self.expr(column, env));
                self.pair(*table, row, column, env)
            }
            TypedKind::Unary(function, x) => {
                let x = self.expr(x, env);
                self.unary(*function, x, span)
            }
            TypedKind::Binary(function, a, b) => {
                let (left, right) = (self.expr(a, env), self.expr(b, env));
                if *function == Binary::Else
                    && self.site.is_none()
                    && self.fallbacks.len() < MOST_BRANCHES
                    && self.is_computed(a)
                {
                    let exists = self.graph.unary(Unary::Defined, left);
                    self.fallbacks.push((b.span, exists));
                }
                let at = if *function == Binary::Div { b.span } else { span };
                self.binary(*function, left, right, at)
            }
            TypedKind::FromLevel(level, per, reference) => {
                let level = self.expr(level, env);
                let [per, ten, reference] = [*per, 10.0, *reference].map(|value| self.graph.constant(value));
                let power = self.graph.binary(Binary::Div, level, per);
                let ratio = self.graph.binary(Binary::Pow, ten, power);
                self.graph.binary(Binary::Mul, reference, ratio)
            }
            TypedKind::ToLevel(amount, per, reference) => {
                let amount = self.expr(amount, env);
                let [per, reference] = [*per, *reference].map(|value| self.graph.constant(value));
                let ratio = self.graph.binary(Binary::Div, amount, reference);
                let power = self.unary(Unary::Log10, ratio, span);
                self.graph.binary(Binary::Mul, per, power)
            }
            TypedKind::Compare(operator, a, b) => {
                let (a, b) = (self.expr(a, env), self.expr(b, env));
                self.compare(*operator, a, b)
            }
            TypedKind::Approx(a, b, tolerance) => {
                let relative = tolerance.as_ref().is_none_or(
                    |tolerance| matches!(&tolerance.of, Type::Number(dimension) if dimension.is_none()),
                );
                let (left, right) = (self.expr(a, env), self.expr(b, env));
                let allowed = match tolerance {
                    Some(tolerance) => self.expr(tolerance, env),
                    None => self.graph.constant(1e-9),
                };
                self.near(left, right, allowed, relative)
            }
            TypedKind::If(when, a, b) => {
                let condition = self.expr(when, env);
                if self.site.is_none() && self.branches.len() < MOST_BRANCHES {
                    let path = self.path.clone();
                    let written = env == Self::BASE && !has_local(when);
                    let written = written.then(|| (**when).clone());
                    self.branches.push(LoweredIf { then: a.span, other: b.span, condition, written, path });
                }
                // A branch that is never taken may divide by zero.
                match self.graph.value(condition) {
                    Some(0.0) => self.expr(b, env),
                    Some(value) if !value.is_nan() => self.expr(a, env),
                    _ => {
                        let is_list = matches!(typed.of, Type::List(_));
                        let [a, b] = [(a, true), (b, false)].map(|(branch, holds)| {
                            self.path.push((condition, holds));
                            let node = self.expr(branch, env);
                            self.path.pop();
                            node
                        });
                        if is_list {
                            self.list_if(condition, a, b)
                        } else {
                            self.graph.select(condition, a, b)
                        }
                    }
                }
            }
            TypedKind::Call(id, args) => {
                let args: Vec<Node> = args.iter().map(|arg| self.expr(arg, env)).collect();
                self.call(*id, args, env, span)
            }
            TypedKind::At(inner, settings) => {
                // All settings hold at once, and their values are computed outside.
                let values: Vec<(Id, Node)> =
                    settings.iter().map(|(control, value)| (*control, self.expr(value, env))).collect();
                for ((control, node), (_, value)) in values.iter().zip(settings) {
                    self.in_range(*control, *node, value.span);
                }
                let inside = self.with(env, values);
                self.elsewhere(inner, inside)
            }
            TypedKind::AtStart(inner) => {
                let starts = self.starts();
                let inside = self.with(env, starts);
                self.elsewhere(inner, inside)
            }
            TypedKind::Fold(fold) => self.fold(fold, env),
            TypedKind::List(list) => self.list(list, env),
            TypedKind::Solve(control, residual) => self.solve(*control, residual, env, span),
            TypedKind::StatusOf(id, row) => {
                let row = self.expr(row, env);
                self.status_of(*id, Some(row), env)
            }
            TypedKind::Pareto(front) => self.pareto(front, env),
            TypedKind::Sensitivity(output, control) => self.sensitivity(output, *control, env),
            TypedKind::Item(list, place) => {
                let (span, written) = (place.span, !matches!(list.kind, TypedKind::Local(_)));
                let (list, place) = (self.expr(list, env), self.expr(place, env));
                let most = f64::from(self.graph.most(list));
                if let Some(known) =
                    self.graph.value(place).filter(|known| !(1.0..most + 1.0).contains(known))
                    && known.is_finite()
                    && written
                    && !self.elsewhere
                {
                    let help = match most {
                        0.0 => "the list is empty".to_owned(),
                        most => format!("its items are 1 to {most}"),
                    };
                    let headline = format!("This list has no item {known}.");
                    self.faulty(span, Code::DomainErrorConstant, &headline, "always outside", &help);
                }
                let one = self.graph.constant(1.0);
                let index = self.graph.binary(Binary::Sub, place, one);
                self.graph.item(list, index)
            }
            TypedKind::Contains(list, value) => self.contains(list, value, env),
            TypedKind::Unknown => self.graph.constant(UNDEFINED),
        }
    }

    /// Something read of the student's record: one of the last inputs.
    fn given(&mut self, id: Id) -> Node {
        let model = self.model;
        let at = self.given.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.given.push(id);
            // Until the record has been read, it is empty.
            self.graph.inputs.push(model.given[id].what.empty());
            self.given.len() - 1
        });
        let input = self.graph.input(self.first_given + at as u32);
        let texts = &model.given[id].texts;
        if texts.is_empty() {
            return input;
        }
        let texts: Vec<f64> = texts
            .iter()
            .map(|text| {
                let text = self.graph.text(text);
                self.graph.value(text).unwrap_or(UNDEFINED)
            })
            .collect();
        self.graph.cell(&texts, input)
    }

    /// Whether a value is computed by arithmetic alone. Others, such as an empty cell or the record of another lab, may
    /// be missing although they are not today.
    fn is_computed(&self, typed: &Typed) -> bool {
        match &typed.kind {
            TypedKind::Binary(Binary::Else, ..) => false,
            TypedKind::Binary(..) | TypedKind::Unary(..) => true,
            TypedKind::Define(id) => self.model.defines[*id]
                .value
                .as_ref()
                .is_some_and(|value| matches!(value.of, Type::Number(_)) && self.is_computed(value)),
            TypedKind::At(inner, _) | TypedKind::AtStart(inner) => self.is_computed(inner),
            _ => false,
        }
    }

    /// An expression under an `at`.
    fn elsewhere(&mut self, typed: &Typed, inside: EnvId) -> Node {
        let outer = std::mem::replace(&mut self.elsewhere, true);
        self.prepare(typed, inside);
        let node = self.expr(typed, inside);
        self.elsewhere = outer;
        node
    }

    /// ∂ln(output)/∂ln(control) at the settings of an environment.
    fn sensitivity(&mut self, output: &Typed, control: Id, env: EnvId) -> Node {
        // A control that is set is whatever it is set to: it gets a node to slope along.
        let (along, value) = match self.envs[env as usize].get(&control).copied() {
            None => (self.graph.input(control as u32), self.expr(output, env)),
            Some(set) => {
                let along = self.graph.handle(set);
                let inside = self.with(env, [(control, along)]);
                (along, self.elsewhere(output, inside))
            }
        };
        let slope = self.graph.derivative(value, along);
        let scaled = self.graph.binary(Binary::Mul, slope, along);
        let zero = self.graph.constant(0.0);
        let mut node = self.graph.binary(Binary::Div, scaled, value);
        for (of, reason) in [(value, "the output is zero here"), (along, "the control is at zero")] {
            let is_zero = self.graph.binary(Binary::Eq, of, zero);
            let not_zero = self.graph.unary(Unary::Not, is_zero);
            node = self.graph.guard(not_zero, node, reason);
        }
        node
    }

    /// An expression with some controls at values.
    pub fn expr_at(&mut self, typed: &Typed, settings: impl IntoIterator<Item = (Id, Node)>) -> Node {
        let inside = self.with(Self::BASE, settings);
        self.prepare(typed, inside);
        self.expr(typed, inside)
    }

    /// An expression with all controls at their starts but one.
    pub fn at_start_but(&mut self, typed: &Typed, control: Id, value: Node) -> Node {
        let starts = self.starts();
        let inside = self.with(Self::BASE, starts);
        let inside = self.with(inside, [(control, value)]);
        self.prepare(typed, inside);
        self.expr(typed, inside)
    }

    /// An expression with one control at a value, which may be any node; the others move.
    pub fn at(&mut self, typed: &Typed, control: Id, value: Node) -> Node {
        let inside = self.with(Self::BASE, [(control, value)]);
        self.prepare(typed, inside);
        self.expr(typed, inside)
    }

    /// The node of a definition at the settings of the page.
    pub fn defined(&mut self, id: Id) -> Node {
        self.define(id, Self::BASE)
    }

    fn starts(&mut self) -> Vec<(Id, Node)> {
        let controls = 0..self.model.controls.len();
        let starts = controls.map(|control| {
            let start = self.start(control);
            (control, self.graph.constant(start))
        });
        starts.collect()
    }

    /// A comparison as the author wrote it.
    pub(super) fn compare(&mut self, operator: Operator, a: Node, b: Node) -> Node {
        match operator {
            Operator::Lt => self.graph.binary(Binary::Lt, a, b),
            Operator::Le => self.graph.binary(Binary::Le, a, b),
            Operator::Gt => self.graph.binary(Binary::Lt, b, a),
            Operator::Ge => self.graph.binary(Binary::Le, b, a),
            Operator::Ne => {
                let equal = self.graph.binary(Binary::Eq, a, b);
                self.graph.unary(Unary::Not, equal)
            }
            _ => self.graph.binary(Binary::Eq, a, b),
        }
    }

    /// Whether two values are near: within a share of the second, or within an amount.
    pub fn near(&mut self, a: Node, b: Node, allowed: Node, relative: bool) -> Node {
        let difference = self.graph.binary(Binary::Sub, a, b);
        let difference = self.graph.unary(Unary::Abs, difference);
        let allowed = if relative {
            let scale = self.graph.unary(Unary::Abs, b);
            self.graph.binary(Binary::Mul, allowed, scale)
        } else {
            allowed
        };
        self.graph.binary(Binary::Le, difference, allowed)
    }

    /// A definition in an environment.
    pub(super) fn define(&mut self, id: Id, env: EnvId) -> Node {
        let controls = self.controls_of(id);
        let env = self.narrow(env, &controls);
        if let Some(node) = self.memo.get(&Memo::Define(id, env)) {
            return *node;
        }
        let model = self.model;
        let node = match &model.defines[id].value {
            Some(value) => self.inside(|lowering| lowering.expr(value, env)),
            None => self.graph.constant(UNDEFINED),
        };
        self.memo.insert(Memo::Define(id, env), node);
        node
    }

    /// Lowers something that sees no parameters or variables of where it is used.
    fn inside(&mut self, lower: impl FnOnce(&mut Self) -> Node) -> Node {
        let locals = std::mem::take(&mut self.locals);
        // What is lowered once is read from everywhere, not only from the branch that reads it first.
        let path = std::mem::take(&mut self.path);
        let node = lower(self);
        self.locals = locals;
        self.path = path;
        node
    }

    fn call(&mut self, id: Id, args: Vec<Node>, env: EnvId, span: Span) -> Node {
        let key = Memo::Call(id, args, env);
        if let Some(node) = self.memo.get(&key) {
            return *node;
        }
        let model = self.model;
        let function = &model.functions[id];
        let node = match (&function.body, &key) {
            (Some(body), Memo::Call(_, args, _)) => {
                let bound: Vec<(u32, Node)> =
                    function.params.iter().zip(args).map(|(param, arg)| (param.local, *arg)).collect();
                let outer = self.site.clone();
                if function.tree.module.is_some() && self.site.is_none() {
                    self.site = Some((span, function.tree.name.text.clone()));
                }
                let node = self.inside(|lowering| {
                    lowering.locals.extend(bound);
                    lowering.guarded(function, body, env, span)
                });
                self.site = outer;
                node
            }
            _ => self.graph.constant(UNDEFINED),
        };
        self.memo.insert(key, node);
        node
    }

    /// The body of a function where its requirements hold; the first that does not gives the reason.
    fn guarded(&mut self, function: &Function, body: &Typed, env: EnvId, call: Span) -> Node {
        let mut conditions = Vec::with_capacity(function.requires.len());
        for (require, reason) in &function.requires {
            self.prepare(require, env);
            let holds = self.expr(require, env);
            if self.graph.value(holds) == Some(0.0) {
                self.requirement_broken(&function.tree.name.text, reason, call);
                let nothing = self.graph.constant(UNDEFINED);
                return self.graph.guard(holds, nothing, reason);
            }
            conditions.push((holds, reason));
        }
        self.prepare(body, env);
        let mut node = self.expr(body, env);
        let is_list = matches!(body.of, Type::List(_));
        for (holds, reason) in conditions.into_iter().rev() {
            node = if is_list {
                self.list_where(holds, node, reason)
            } else {
                self.graph.guard(holds, node, reason)
            };
        }
        node
    }

    fn requirement_broken(&mut self, name: &str, reason: &str, call: Span) {
        let label =
            if self.elsewhere { "undefined at these settings" } else { "with these arguments it never is" };
        let diagnostic = self
            .error(Code::RequirementBroken, format!("`{name}` is undefined here: {reason}."), call, label)
            .help("give it other arguments, or guard the call with `if`");
        self.report(diagnostic);
    }

    /// A column at a row, in an environment.
    pub fn column(&mut self, table: Id, column: usize, row: Node, env: EnvId) -> Node {
        let key = Memo::Column(table, column, row, env);
        if let Some(node) = self.memo.get(&key) {
            return *node;
        }
        let model = self.model;
        let node = match model.tables[table].columns.get(column).map(|column| &column.content) {
            Some(ColumnContent::Key) => row,
            Some(ColumnContent::Status(id)) => self.status_of(*id, Some(row), env),
            Some(ColumnContent::Computed(_, Some(value))) => {
                let local = model.tables[table].row_local;
                self.inside(|lowering| {
                    lowering.locals.insert(local, row);
                    lowering.expr(value, env)
                })
            }
            Some(ColumnContent::Cells(cells)) => self.cell_of_any(table, column, row, |lowering| {
                lowering.cells(Cells { all: cells, first: 0, step: 1 }, row, env)
            }),
            _ => self.graph.constant(UNDEFINED),
        };
        self.memo.insert(key, node);
        node
    }

    /// A cell of a table with two keys. Where one key is known, only the cells that have it take part.
    fn pair(&mut self, table: Id, row: Node, column: Node, env: EnvId) -> Node {
        let model = self.model;
        let table = &model.tables[table];
        let (Some((_, columns)), Some(ColumnContent::Cells(cells))) =
            (table.keys, table.columns.first().map(|column| &column.content))
        else {
            return self.graph.constant(UNDEFINED);
        };
        let width = model.tables[columns].rows.len();
        match (self.graph.value(row), self.graph.value(column)) {
            (_, Some(known)) if known >= 0.0 => {
                self.cells(Cells { all: cells, first: known as usize, step: width.max(1) }, row, env)
            }
            (Some(known), _) if known >= 0.0 => {
                let first = (known as usize).saturating_mul(width).min(cells.len());
                let row = &cells[first..first.saturating_add(width).min(cells.len())];
                self.cells(Cells { all: row, first: 0, step: 1 }, column, env)
            }
            _ => {
                let width = self.graph.constant(width as f64);
                let first = self.graph.binary(Binary::Mul, row, width);
                let index = self.graph.binary(Binary::Add, first, column);
                self.cells(Cells { all: cells, first: 0, step: 1 }, index, env)
            }
        }
    }

    /// The cell at a place among some cells. Where the place is known, no other cell is looked at.
    fn cells(&mut self, cells: Cells<'_>, place: Node, env: EnvId) -> Node {
        if let Some(place) = self.graph.value(place) {
            return self.cell(if place >= 0.0 { cells.get(place as usize) } else { None }, env);
        }
        let all = cells.all.iter().skip(cells.first).step_by(cells.step);
        // A column of numbers needs no node for each of them.
        let number = |cell: &Option<Typed>| match cell.as_ref().map(|cell| &cell.kind) {
            None => Some(UNDEFINED),
            Some(TypedKind::Number(value, _)) => Some(*value),
            Some(_) => None,
        };
        if let Some(values) = all.clone().map(number).collect::<Option<Vec<f64>>>() {
            return self.graph.cell(&values, place);
        }
        let nodes: Vec<Node> = all.map(|cell| self.cell(cell.as_ref(), env)).collect();
        self.nth(&nodes, place)
    }

    fn cell(&mut self, cell: Option<&Typed>, env: EnvId) -> Node {
        match cell {
            Some(cell) => self.inside(|lowering| lowering.expr(cell, env)),
            None => self.graph.constant(UNDEFINED),
        }
    }

    /// One of several nodes, by its place; undefined beyond them.
    pub(super) fn nth(&mut self, nodes: &[Node], place: Node) -> Node {
        if let Some(values) = nodes.iter().map(|node| self.graph.value(*node)).collect::<Option<Vec<f64>>>() {
            return self.graph.cell(&values, place);
        }
        // Some of them move with controls: choose among them.
        let mut chosen = self.graph.constant(UNDEFINED);
        for (index, node) in nodes.iter().enumerate().rev() {
            let index = self.graph.constant(index as f64);
            let here = self.graph.binary(Binary::Eq, place, index);
            chosen = self.graph.select(here, *node, chosen);
        }
        chosen
    }

    /// The arm of a status that holds: the first whose condition does; undefined where one before is.
    pub fn status(&mut self, id: Id, env: EnvId) -> Node {
        self.status_of(id, None, env)
    }

    /// The same for a row, of a status that is made for each row of a table.
    pub fn status_of(&mut self, id: Id, row: Option<Node>, env: EnvId) -> Node {
        let key = Memo::Status(id, row, env);
        if let Some(node) = self.memo.get(&key) {
            return *node;
        }
        let model = self.model;
        let conditions = model.statuses[id].conditions.as_deref().unwrap_or(&[]);
        let mut node = self.graph.constant(conditions.len().saturating_sub(1) as f64);
        for (index, condition) in conditions.iter().enumerate().rev() {
            if let Some(condition) = condition {
                let condition = self.inside(|lowering| {
                    if let (Some((local, _)), Some(row)) = (model.statuses[id].each, row) {
                        lowering.locals.insert(local, row);
                    }
                    lowering.prepare(condition, env);
                    lowering.expr(condition, env)
                });
                let here = self.graph.constant(index as f64);
                node = self.graph.select(condition, here, node);
            }
        }
        self.memo.insert(key, node);
        node
    }

    /// A setting that is known has to lie in its control's range.
    pub fn in_range(&mut self, control: Id, value: Node, span: Span) {
        let Some(value) = self.graph.value(value).filter(|value| !value.is_nan()) else { return };
        let Some((from, to)) = self.ends(control) else { return };
        if value < from.min(to) || value > from.max(to) {
            let control = &self.model.controls[control];
            let (low, high) = (control.format.text(from), control.format.text(to));
            let name = &control.name.text;
            let diagnostic = self
                .error(
                    Code::OutsideRange,
                    format!("`{name}` can't be {}.", control.format.text(value)),
                    span,
                    "outside its range",
                )
                .help(format!("it goes from {low} to {high}"));
            self.report(diagnostic);
        }
    }

    /// The ends of a slider, in base units.
    pub fn ends(&mut self, control: Id) -> Option<(f64, f64)> {
        let model = self.model;
        let ControlKind::Slider { from, to, .. } = &model.controls.get(control)?.kind else { return None };
        let (from, to) = (self.expr(from, Self::BASE), self.expr(to, Self::BASE));
        Some((self.graph.value(from)?, self.graph.value(to)?))
    }
}

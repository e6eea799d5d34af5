//! Folds: over ranges, lists, tables and sliders.

use labc::syntax::tree::{Domain, Expr, ExprKind, Name, Operator};

use super::build::*;
use super::{Dim, Lab, Local, Value};

/// How many folds may stand in each other.
pub(super) const DEEPEST_FOLD: u32 = 2;

impl Lab<'_> {
    /// `sum(… for …)` and its kin, never empty.
    pub(super) fn folded(&mut self, dim: Dim, depth: u32, positive: bool) -> Expr {
        if self.folds >= DEEPEST_FOLD {
            return self.leaf(dim, positive);
        }
        let function = ["sum", "max", "min", "first"][self.choices.below(4)];
        let scope = self.locals.len();
        let clauses = self.clauses();
        let body = self.number(dim, depth, positive);
        self.leave(scope);
        fold(function, body, generator(clauses, None))
    }

    /// A fold that may find nothing, and what stands in for it.
    pub(super) fn filled(&mut self, dim: Dim, depth: u32, positive: bool) -> Expr {
        if self.folds >= DEEPEST_FOLD {
            return self.leaf(dim, positive);
        }
        let scope = self.locals.len();
        let clauses = self.clauses();
        let same = matches!(self.locals.last(), Some(Local::Number(value)) if value.dim == dim);
        let arg = same && self.choices.below(3) == 2;
        let (function, body) = if arg {
            let body = self.number(Dim::NONE, depth, false);
            (["argmin", "argmax"][self.choices.below(2)], body)
        } else {
            (["first", "max", "min"][self.choices.below(3)], self.number(dim, depth, positive))
        };
        let filter = self.condition(depth);
        self.leave(scope);
        let found = fold(function, body, generator(clauses, Some(filter)));
        binary(Operator::Else, found, self.leaf(dim, positive))
    }

    /// Opens variables over ranges, lists, tables, sliders.
    pub(super) fn clauses(&mut self) -> Vec<(Name, Domain)> {
        self.folds += 1;
        let mut clauses = Vec::new();
        for _ in 0..=self.choices.below(5) / 4 {
            let variable = self.fresh("v");
            let (domain, local) = self.domain(&variable);
            self.locals.push(local);
            clauses.push((word(&variable), domain));
        }
        clauses
    }

    /// Forgets the variables of a fold.
    pub(super) fn leave(&mut self, scope: usize) {
        self.locals.truncate(scope);
        self.folds -= 1;
    }

    fn domain(&mut self, variable: &str) -> (Domain, Local) {
        let value = |dim| Local::Number(Value { name: variable.to_owned(), dim, positive: true });
        match self.choices.below(5) {
            1 if !self.tables.is_empty() => {
                let table = self.choices.below(self.tables.len());
                let of = Domain::Of(Box::new(name(&self.tables[table].name)));
                (of, Local::Row(variable.to_owned(), table))
            }
            2 if self.moves && !self.sliders.is_empty() => {
                let slider = self.choices.below(self.sliders.len());
                let of = call("values", vec![name(&self.sliders[slider].name)]);
                (Domain::Of(Box::new(of)), value(self.sliders[slider].dim))
            }
            3 => {
                let dim = Dim::draw(&mut self.choices);
                let items = (0..=self.choices.below(3)).map(|_| self.leaf(dim, true)).collect();
                (Domain::Of(Box::new(expr(ExprKind::List(items, None)))), value(dim))
            }
            4 => {
                let dim = Dim::draw(&mut self.choices);
                let unit = dim.unit(&mut self.choices);
                let measured = |value: f64| Box::new(expr(ExprKind::Number(value, unit.clone())));
                let step = self.digits();
                let (from, to) = (measured(step), measured(step * (2.5 + self.choices.below(4) as f64)));
                (Domain::Range(from, to, Some(measured(step))), value(dim))
            }
            _ => {
                let last = number(2.0 + self.choices.below(6) as f64);
                (Domain::Range(Box::new(number(1.0)), Box::new(last), None), value(Dim::NONE))
            }
        }
    }
}

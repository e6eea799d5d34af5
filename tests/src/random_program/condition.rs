//! Truth values.

use labc::syntax::tree::{Expr, ExprKind, Operator};

use super::build::*;
use super::{Dim, Lab};

impl Lab<'_> {
    /// A condition.
    pub(super) fn condition(&mut self, depth: u32) -> Expr {
        let below = depth.saturating_sub(1);
        match self.choices.below(if depth == 0 { 6 } else { 12 }) {
            0 | 1 => self.comparison(below),
            2 => match self.choices.of(&self.toggles).cloned().filter(|_| self.moves) {
                Some(toggle) => name(&toggle),
                None => self.comparison(below),
            },
            3 => self.picked(),
            4 => match self.choices.of(&self.flags).cloned() {
                Some(flag) => name(&flag),
                None => expr(ExprKind::Bool(self.choices.below(2) == 1)),
            },
            5 => self.state(),
            6 => expr(ExprKind::Not(Box::new(self.condition(below)))),
            7 => binary(Operator::And, self.condition(below), self.condition(below)),
            8 => binary(Operator::Or, self.condition(below), self.condition(below)),
            9 if self.folds < 2 => {
                let scope = self.locals.len();
                let clauses = self.clauses();
                let body = self.condition(below);
                self.leave(scope);
                fold(["all", "any"][self.choices.below(2)], body, generator(clauses, None))
            }
            10 => {
                let dim = Dim::draw(&mut self.choices);
                let items = (0..=self.choices.below(3)).map(|_| self.leaf(dim, false)).collect();
                call("contains", vec![expr(ExprKind::List(items, None)), self.leaf(dim, false)])
            }
            _ => {
                let dim = Dim::draw(&mut self.choices);
                let (a, b) = (Box::new(self.number(dim, below, false)), Box::new(self.leaf(dim, false)));
                let tolerance = match self.choices.below(3) {
                    0 => None,
                    1 => Some(Box::new(percent(self.digits()))),
                    _ => Some(Box::new(self.quantity(dim))),
                };
                expr(ExprKind::Approx(a, b, tolerance))
            }
        }
    }

    fn comparison(&mut self, depth: u32) -> Expr {
        use Operator::{Eq, Ge, Gt, Le, Lt, Ne};
        let dim = Dim::draw(&mut self.choices);
        let operator = [Lt, Le, Gt, Ge, Ne, Eq][self.choices.below(6)];
        let a = self.number(dim, depth, false);
        // A bare zero is of every dimension.
        let b = if self.choices.once_in(6) { number(0.0) } else { self.number(dim, depth, false) };
        binary(operator, a, b)
    }

    /// Whether a choice, or a variable over a table, is a certain row.
    fn picked(&mut self) -> Expr {
        if self.tables.is_empty() {
            return expr(ExprKind::Bool(true));
        }
        let table = self.choices.below(self.tables.len());
        let key = self.choices.below(self.tables[table].keys.len());
        let (row, key) = (self.row(table), name(&self.tables[table].keys[key]));
        let operator = if self.choices.below(3) == 2 { Operator::Ne } else { Operator::Eq };
        if self.choices.below(4) == 3 { binary(operator, key, row) } else { binary(operator, row, key) }
    }

    /// Which arm of a status holds.
    fn state(&mut self) -> Expr {
        let Some((status, arms)) = self.choices.of(&self.statuses).cloned().filter(|_| self.moves) else {
            return expr(ExprKind::Bool(false));
        };
        let arm = &arms[self.choices.below(arms.len())];
        match self.choices.below(2) {
            0 => binary(Operator::Eq, name(&status), name(arm)),
            _ => field(name(&status), arm),
        }
    }
}

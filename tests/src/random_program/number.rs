//! Numbers of a given dimension.

use labc::syntax::tree::{Expr, ExprKind, Operator};

use super::build::*;
use super::fold::DEEPEST_FOLD;
use super::{Column, Dim, Lab, Local, Value};

impl Lab<'_> {
    /// An expression of a dimension; above zero where it has to be.
    pub(super) fn number(&mut self, dim: Dim, depth: u32, positive: bool) -> Expr {
        if depth == 0 {
            return self.leaf(dim, positive);
        }
        let below = depth - 1;
        match self.choices.below(22) {
            0 => self.leaf(dim, positive),
            1 | 2 if depth < 3 => self.leaf(dim, positive),
            1..=3 => {
                let (a, b) = (self.number(dim, below, positive), self.number(dim, below, positive));
                binary(Operator::Add, a, b)
            }
            4 => self.product(dim, below, positive),
            5 | 6 => self.quotient(dim, below, positive),
            7 => {
                let (share, value) = (self.digits(), self.number(dim, below, positive));
                binary(Operator::Mul, percent(share), value)
            }
            8 => {
                let count = 2 + self.choices.below(2);
                let args = (0..count).map(|_| self.number(dim, below, positive)).collect();
                call(if self.choices.below(2) == 0 { "max" } else { "min" }, args)
            }
            9 => {
                let holds = self.condition(below);
                condition(holds, self.number(dim, below, positive), self.number(dim, below, positive))
            }
            10 => match dim.square() {
                Some(square) => call("sqrt", vec![self.number(square, below, true)]),
                None => self.leaf(dim, positive),
            },
            11 => match dim.root() {
                Some(root) => binary(Operator::Pow, self.number(root, below, positive), number(2.0)),
                None => self.leaf(dim, positive),
            },
            12 | 13 => self.folded(dim, below, positive),
            14 => self.filled(dim, below, positive),
            15 => self.elsewhere(dim, positive),
            16 => self.called(dim, below, positive),
            17 => self.paired(dim, positive),
            18 if dim.is_none() => self.plain(below, positive),
            _ if positive => self.leaf(dim, positive),
            19 => {
                let (a, b) = (self.number(dim, below, false), self.number(dim, below, false));
                binary(Operator::Sub, a, b)
            }
            20 => {
                let a = self.number(dim, below, false);
                match self.choices.below(3) {
                    0 => minus(a),
                    1 => call("abs", vec![a]),
                    _ => call("clamp", vec![a, self.leaf(dim, false), self.leaf(dim, false)]),
                }
            }
            _ => call("mod", vec![self.number(dim, below, false), self.number(dim, below, true)]),
        }
    }

    /// A name that has the dimension, or a quantity written out.
    pub(super) fn leaf(&mut self, dim: Dim, positive: bool) -> Expr {
        let fits = |value: &Value| value.dim == dim && (value.positive || !positive);
        let mut names: Vec<Expr> = Vec::new();
        for local in &self.locals {
            match local {
                Local::Number(value) if fits(value) => names.push(name(&value.name)),
                _ => {}
            }
        }
        names.extend(self.values.iter().filter(|value| fits(value)).map(|value| name(&value.name)));
        if self.moves {
            let sliders = self.sliders.iter().filter(|slider| slider.dim == dim);
            // Sliders are what makes a lab move: twice as likely.
            names.extend(sliders.flat_map(|slider| [name(&slider.name), name(&slider.name)]));
        }
        if self.choices.below(3) == 0
            && let Some(cell) = self.cell(dim, positive)
        {
            return cell;
        }
        if names.is_empty() || self.choices.once_in(5) {
            return self.quantity(dim);
        }
        let drawn = self.choices.below(names.len());
        names.swap_remove(drawn)
    }

    /// A number above zero with a unit of the dimension.
    pub(super) fn quantity(&mut self, dim: Dim) -> Expr {
        let value = self.digits();
        expr(ExprKind::Number(value, dim.unit(&mut self.choices)))
    }

    /// A number above zero: one digit, or several.
    pub(super) fn digits(&mut self) -> f64 {
        let whole = 1 + self.choices.below(9);
        match self.choices.below(4) {
            0 => whole as f64,
            1 => (whole * 10 + self.choices.below(10)) as f64,
            2 => (whole * 100 + self.choices.below(100)) as f64 / 10.0,
            _ => (whole * 100_000 + self.choices.below(100_000)) as f64 / 10_000.0,
        }
    }

    fn product(&mut self, dim: Dim, depth: u32, positive: bool) -> Expr {
        let one = Dim::draw(&mut self.choices);
        match dim.over(one) {
            Some(other) => {
                let (a, b) = (self.number(one, depth, positive), self.number(other, depth, positive));
                binary(Operator::Mul, a, b)
            }
            None => self.leaf(dim, positive),
        }
    }

    /// What is divided by is above zero.
    fn quotient(&mut self, dim: Dim, depth: u32, positive: bool) -> Expr {
        let under = Dim::draw(&mut self.choices);
        match dim.times(under) {
            Some(over) => {
                let (a, b) = (self.number(over, depth, positive), self.number(under, depth, true));
                binary(Operator::Div, a, b)
            }
            None => self.leaf(dim, positive),
        }
    }

    /// Something as it is at other settings.
    fn elsewhere(&mut self, dim: Dim, positive: bool) -> Expr {
        let inner = self.leaf(dim, positive);
        if !self.moves {
            return inner;
        }
        if self.choices.below(4) == 0 {
            return at(inner, None);
        }
        let settings = self.settings();
        if settings.is_empty() { inner } else { at(inner, Some(settings)) }
    }

    /// Settings of some controls, inside their ranges.
    pub(super) fn settings(&mut self) -> Vec<(Vec<labc::syntax::tree::Name>, Expr)> {
        let mut settings = Vec::new();
        for slider in self.sliders.clone() {
            if self.choices.below(2) == 0 {
                let steps = self.choices.below(slider.steps as usize + 1) as f64;
                let value = expr(ExprKind::Number(slider.from + steps * slider.step, slider.unit.clone()));
                settings.push((vec![word(&slider.name)], value));
            }
        }
        for toggle in self.toggles.clone() {
            if self.choices.below(3) == 2 {
                let value = expr(ExprKind::Bool(self.choices.below(2) == 1));
                settings.push((vec![word(&toggle)], value));
            }
        }
        for (pick, table) in self.picks.clone() {
            if self.choices.below(3) == 2 {
                let key = self.choices.below(self.tables[table].keys.len());
                settings.push((vec![word(&pick)], name(&self.tables[table].keys[key])));
            }
        }
        settings
    }

    /// A call of an author's function.
    fn called(&mut self, dim: Dim, depth: u32, positive: bool) -> Expr {
        let fitting: Vec<usize> =
            (0..self.functions.len()).filter(|id| self.functions[*id].dim == dim).collect();
        let Some(id) = self.choices.of(&fitting).copied().filter(|_| !positive) else {
            return self.leaf(dim, positive);
        };
        let function = self.functions[id].clone();
        let mut args = Vec::new();
        let mut left_out = false;
        for param in &function.params {
            if param.default && self.choices.below(2) == 1 {
                left_out = true;
                continue;
            }
            let arg = match &param.of {
                Local::Number(value) => self.number(value.dim, depth, true),
                Local::Row(_, table) => self.row(*table),
            };
            let label = left_out || self.choices.below(4) == 3;
            left_out |= label;
            args.push((label.then(|| word(&param.name)), arg));
        }
        named_call(&function.name, args)
    }

    fn paired(&mut self, dim: Dim, positive: bool) -> Expr {
        let fitting: Vec<usize> = (0..self.pairs.len()).filter(|id| self.pairs[*id].dim == dim).collect();
        match self.choices.of(&fitting).copied() {
            Some(id) => {
                let pair = self.pairs[id].clone();
                call(&pair.name, vec![self.row(pair.rows), self.row(pair.columns)])
            }
            None => self.leaf(dim, positive),
        }
    }

    /// What only plain numbers have: logarithms, whole numbers, counts.
    fn plain(&mut self, depth: u32, positive: bool) -> Expr {
        match self.choices.below(8) {
            0 => {
                let dim = Dim::draw(&mut self.choices);
                let (a, b) = (self.number(dim, depth, positive), self.number(dim, depth, true));
                binary(Operator::Div, a, b)
            }
            1 => {
                let x = self.number(Dim::NONE, depth, false);
                let bounded = call("clamp", vec![x, number(0.5), number(9.0)]);
                call("exp", vec![bounded])
            }
            2 => {
                let x = self.number(Dim::NONE, depth, true);
                let function = ["ln", "log", "log2", "log10"][self.choices.below(4)];
                call(function, vec![binary(Operator::Add, number(1.5), x)])
            }
            3 => {
                let x = self.number(Dim::NONE, depth, true);
                let bounded = call("clamp", vec![x, number(1.25), number(40.0)]);
                binary(Operator::Pow, bounded, self.exponent())
            }
            4 if self.folds < DEEPEST_FOLD && !positive => {
                let scope = self.locals.len();
                let clauses = self.clauses();
                let counted = self.condition(depth);
                self.leave(scope);
                fold("count", number(1.0), generator(clauses, Some(counted)))
            }
            _ if positive => self.leaf(Dim::NONE, true),
            5 => {
                let function = ["floor", "ceil", "round"][self.choices.below(3)];
                let x = self.number(Dim::NONE, depth, false);
                call(function, vec![call("clamp", vec![x, minus(number(1e9)), number(1e9)])])
            }
            _ => {
                let function = ["sin", "cos", "tanh"][self.choices.below(3)];
                let x = self.number(Dim::NONE, depth, false);
                call(function, vec![call("clamp", vec![x, minus(number(1e3)), number(1e3)])])
            }
        }
    }

    fn exponent(&mut self) -> Expr {
        match self.choices.below(4) {
            0 => number(2.0),
            1 => number(0.5),
            2 => minus(number(1.5)),
            _ => binary(Operator::Div, number(1.0), number(3.0)),
        }
    }

    /// A cell of a table whose column has the dimension.
    fn cell(&mut self, dim: Dim, positive: bool) -> Option<Expr> {
        let mut found: Vec<(usize, Column)> = Vec::new();
        for (table, of) in self.tables.iter().enumerate() {
            let fits = |column: &&Column| column.dim == dim && (column.positive || !positive);
            found.extend(of.columns.iter().filter(fits).map(|column| (table, column.clone())));
        }
        let (table, column) = self.choices.of(&found).cloned()?;
        let cell = field(self.row(table), &column.name);
        Some(if column.maybe { binary(Operator::Else, cell, self.quantity(dim)) } else { cell })
    }
}

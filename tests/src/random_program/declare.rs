//! Declarations: tables, constants, controls, formulas, functions, statuses.

use labc::syntax::tree::{self, Define, Expr, ExprKind, Kind, Origin, Shown, Statement};

use super::build::*;
use super::{Column, Dim, Function, Lab, Local, Pair, Param, Slider, Table, Value};

impl Lab<'_> {
    /// Everything that is declared. What is declared may use what was declared before.
    pub(super) fn declarations(&mut self) {
        for _ in 0..self.choices.below(3) {
            self.table();
        }
        for _ in 0..=self.choices.below(3) {
            self.fact();
        }
        for _ in 0..=self.choices.below(3) {
            self.slider();
        }
        if self.choices.below(2) == 1 {
            let toggle = self.fresh("toggle");
            let on = self.choices.below(2) == 1;
            let label = self.line();
            let (name, was) = (word(&toggle), self.former());
            self.declare(Kind::Toggle(tree::Toggle { name, was, label, on }));
            self.toggles.push(toggle);
        }
        for table in 0..self.tables.len() {
            if self.choices.below(3) < 2 {
                self.choice(table);
            }
        }
        if self.tables.len() == 2 && self.choices.below(2) == 1 {
            self.pair();
        }
        for _ in 0..=self.choices.below(14) {
            match self.choices.below(14) {
                9 => self.function(),
                10 => self.computed(),
                11 => self.status(),
                8 => self.flag(),
                7 => self.named_label(),
                _ => self.formula(),
            }
        }
    }

    pub(super) fn declare(&mut self, kind: Kind) {
        let docs = match self.choices.below(6) {
            4 => "What it is.".to_owned(),
            5 => "What it is.\n\n  - and why\n/ not".to_owned(),
            _ => String::new(),
        };
        self.statements.push(Statement { docs, ..statement(kind) });
    }

    fn define(&mut self, origin: Origin, stem: &str, value: Shown, of: Option<tree::TypeExpr>) -> String {
        let name = self.fresh(stem);
        let source = (origin != Origin::Let).then(|| self.line());
        let symbol = self.choices.once_in(4).then(|| word("x_{\\text{a}}^2"));
        self.declare(Kind::Define(Define {
            origin,
            name: word(&name),
            of,
            value,
            source,
            symbol,
            facts: Vec::new(),
        }));
        name
    }

    /// An expression with the unit and the digits it is shown with.
    pub(super) fn shown(&mut self, expr: Expr, dim: Dim) -> Shown {
        let unit = if self.choices.below(3) == 2 { dim.unit(&mut self.choices) } else { None };
        let digits = self.choices.once_in(5).then(|| (self.choices.below(4) as u8, NOWHERE));
        Shown { expr, unit, digits, pinned: None, span: NOWHERE }
    }

    /// A constant or a given.
    fn fact(&mut self) {
        let dim = Dim::draw(&mut self.choices);
        let origin = if self.choices.below(2) == 0 { Origin::Const } else { Origin::Given };
        let value = self.quantity(dim);
        let of = self.choices.once_in(3).then(|| dim.of_type());
        let value = self.shown(value, dim);
        let name = self.define(origin, "fact", value, of);
        self.values.push(Value { name, dim, positive: true });
    }

    fn formula(&mut self) {
        let dim = Dim::draw(&mut self.choices);
        let positive = self.choices.below(3) == 2;
        let depth = 1 + self.choices.below(4) as u32;
        let value = self.number(dim, depth, positive);
        let of = self.choices.once_in(3).then(|| dim.of_type());
        let value = self.shown(value, dim);
        let name = self.define(Origin::Let, "value", value, of);
        self.values.push(Value { name, dim, positive });
    }

    fn flag(&mut self) {
        let value = self.condition(3);
        let name = self.define(Origin::Let, "flag", shown(value), None);
        self.flags.push(name);
    }

    fn named_label(&mut self) {
        let value = self.label();
        let name = self.define(Origin::Let, "label", shown(value), None);
        self.labels.push(name);
    }

    fn slider(&mut self) {
        let dim = Dim::draw(&mut self.choices);
        let name = self.fresh("slider");
        let unit = dim.unit(&mut self.choices);
        let steps = 1 + self.choices.below(20) as u32;
        let (from, step) = (self.digits(), self.digits());
        let quantity = |value: f64| expr(ExprKind::Number(value, unit.clone()));
        let log = self.choices.once_in(5);
        let start = from + self.choices.below(steps as usize + 1) as f64 * step;
        // The last step may end beyond the range by a rounding; it is moved in.
        let to = from + f64::from(steps) * step;
        let start = shown(quantity(start.min(to)));
        let statement = tree::Slider {
            boxed: false,
            name: word(&name),
            was: self.former(),
            label: self.line(),
            from: quantity(from),
            to: quantity(to),
            by: (!log).then(|| quantity(step)),
            log,
            start: Shown { unit: if self.choices.once_in(3) { unit.clone() } else { None }, ..start },
            symbol: self.choices.once_in(3).then(|| word("N")),
        };
        self.declare(Kind::Slider(statement));
        self.sliders.push(Slider { name, dim, unit, from, step, steps: steps - 1 });
    }

    fn choice(&mut self, table: usize) {
        let name = self.fresh("choice");
        let of = self.tables[table].clone();
        let start = of.keys[self.choices.below(of.keys.len())].clone();
        let statement = tree::Choice {
            name: word(&name),
            was: self.former(),
            label: self.line(),
            each: None,
            of: word(&of.name),
            filter: None,
            called: None,
            start: super::build::name(&start),
        };
        self.declare(Kind::Choice(statement));
        self.picks.push((name, table));
    }

    fn table(&mut self) {
        let name = self.fresh("table");
        let label = self.fresh("title");
        let keys: Vec<String> = (0..=self.choices.below(4)).map(|_| self.fresh("key")).collect();
        let mut heads = vec![tree::Column { name: word("key"), unit: None, bounds: Vec::new() }];
        heads.push(tree::Column { name: word(&label), unit: None, bounds: Vec::new() });
        let mut columns = Vec::new();
        for _ in 0..=self.choices.below(3) {
            let column = self.fresh("column");
            let dim = Dim::draw(&mut self.choices);
            let unit = dim.unit(&mut self.choices);
            let maybe = self.choices.once_in(6);
            heads.push(tree::Column { name: word(&column), unit, bounds: Vec::new() });
            columns.push(Column { name: column, dim, positive: true, maybe });
        }
        let mut rows = Vec::new();
        for key in &keys {
            let words = ["plain", "two words", "a \"quote\"", "50 %"][self.choices.below(4)];
            let text = expr(ExprKind::Text(line(words)));
            let mut cells = vec![tree::Cell { value: Some(text), span: NOWHERE }];
            for column in &columns {
                let missing = column.maybe && (self.choices.below(2) == 1 || *key == keys[0]);
                let value = match self.choices.below(4) {
                    _ if missing => None,
                    3 => Some(self.quantity(column.dim)),
                    _ => Some(number(self.digits())),
                };
                // A bare number of a column without a unit is a plain one.
                cells.push(tree::Cell { value, span: NOWHERE });
            }
            let source = self.choices.once_in(4).then(|| self.line());
            rows.push(tree::TableRow { key: word(key), was: Vec::new(), cells, source, span: NOWHERE });
        }
        let mut notes = Vec::new();
        if self.choices.once_in(3) {
            let column = heads.last().map(|column| column.name.clone());
            let about = vec![(word(&keys[0]), column), (word(&keys[0]), None)];
            let text = Some(line("A remark"));
            let source = self.choices.once_in(2).then(|| self.line());
            notes.push(tree::TableNote { about, text, source });
        }
        let source = Some(self.line());
        let title = self.choices.once_in(3).then(|| line("A table"));
        self.declare(Kind::Table(tree::Table {
            name: word(&name),
            keys: None,
            title,
            unit: None,
            from: None,
            source,
            columns: heads,
            rows: rows.into(),
            computed: Vec::new(),
            notes,
            sparse: false,
        }));
        self.tables.push(Table { name, keys, columns, label });
    }

    /// A table with a key of each of the first two.
    fn pair(&mut self) {
        let name = self.fresh("pair");
        let dim = Dim::draw(&mut self.choices);
        let unit = dim.unit(&mut self.choices);
        let (rows, columns) = (self.tables[0].clone(), self.tables[1].clone());
        let mut lines = Vec::new();
        for key in &rows.keys {
            let cells = columns.keys.iter().map(|_| {
                let value = Some(number(self.digits()));
                tree::Cell { value, span: NOWHERE }
            });
            lines.push(tree::TableRow {
                was: Vec::new(),
                key: word(key),
                cells: cells.collect(),
                source: None,
                span: NOWHERE,
            });
        }
        let heads =
            columns.keys.iter().map(|key| tree::Column { name: word(key), unit: None, bounds: Vec::new() });
        self.declare(Kind::Table(tree::Table {
            name: word(&name),
            keys: Some((word(&rows.name), word(&columns.name))),
            title: None,
            unit,
            from: None,
            source: None,
            columns: heads.collect(),
            rows: lines.into(),
            computed: Vec::new(),
            notes: Vec::new(),
            sparse: false,
        }));
        self.pairs.push(Pair { name, rows: 0, columns: 1, dim });
    }

    /// A computed column, added to a table that stands already.
    fn computed(&mut self) {
        if self.tables.is_empty() {
            return self.formula();
        }
        let table = self.choices.below(self.tables.len());
        let of = self.tables[table].clone();
        let column = self.fresh("column");
        let dim = Dim::draw(&mut self.choices);
        self.locals = of
            .columns
            .iter()
            .filter(|column| !column.maybe)
            .map(|column| {
                let (name, dim, positive) = (column.name.clone(), column.dim, column.positive);
                Local::Number(Value { name, dim, positive })
            })
            .collect();
        self.locals.push(Local::Row("row".to_owned(), table));
        let value = self.number(dim, 2, false);
        self.locals.clear();
        let value = self.shown(value, dim);
        let define = Define {
            origin: Origin::Let,
            name: word(&column),
            of: None,
            value,
            source: None,
            symbol: None,
            facts: Vec::new(),
        };
        for statement in &mut self.statements {
            match &mut statement.kind {
                Kind::Table(tree) if tree.name.text == of.name => tree.computed.push(define.clone()),
                _ => {}
            }
        }
        self.tables[table].columns.push(Column { name: column, dim, positive: false, maybe: false });
    }

    fn function(&mut self) {
        let name = self.fresh("function");
        let dim = Dim::draw(&mut self.choices);
        let mut params = Vec::new();
        let mut trees = Vec::new();
        for _ in 0..=self.choices.below(3) {
            let param = self.fresh("x");
            if self.choices.below(4) == 3 && !self.tables.is_empty() {
                let table = self.choices.below(self.tables.len());
                let mut of = Dim::NONE.of_type();
                of.factors[0].0.text.clone_from(&self.tables[table].name);
                trees.push(tree::Param { label: None, name: word(&param), of: Some(of), default: None });
                params.push(Param { name: param.clone(), of: Local::Row(param, table), default: false });
                continue;
            }
            let dim = Dim::draw(&mut self.choices);
            let default = self.choices.below(3) == 2;
            let of = (!dim.is_none() || self.choices.below(2) == 1).then(|| dim.of_type());
            let value = default.then(|| self.quantity(dim));
            trees.push(tree::Param { label: None, name: word(&param), of, default: value });
            let of = Local::Number(Value { name: param.clone(), dim, positive: true });
            params.push(Param { name: param, of, default });
        }
        self.locals = params.iter().map(|param| param.of.clone()).collect();
        let body = self.number(dim, 2, false);
        self.locals.clear();
        let of = self.choices.once_in(3).then(|| dim.of_type());
        let body = self.shown(body, dim);
        let source = (self.choices.once_in(4)).then(|| self.line());
        let requires = match self.choices.once_in(3) {
            true => vec![tree::Require { condition: self.held(), reason: line("it must hold") }],
            false => Vec::new(),
        };
        let examples = if self.choices.once_in(4) { vec![self.held()] } else { Vec::new() };
        self.declare(Kind::Function(tree::Function {
            name: word(&name),
            params: trees,
            of,
            body,
            source,
            requires,
            examples,
            module: None,
        }));
        self.functions.push(Function { name, params, dim });
    }

    /// A condition that holds, whatever the one in it does.
    fn held(&mut self) -> Expr {
        let condition = self.condition(1);
        binary(tree::Operator::Or, expr(ExprKind::Bool(true)), condition)
    }

    fn status(&mut self) {
        let name = self.fresh("status");
        let count = self.choices.below(3);
        let mut arms = Vec::new();
        let mut names = Vec::new();
        for index in 0..=count {
            let arm = self.fresh("arm");
            let level = ["fail", "warn", "note", "pass"][self.choices.below(4)];
            let when = (index < count).then(|| self.condition(2));
            let title = (self.choices.below(2) == 1).then(|| self.line());
            // One line beside the arm is its title, unless a condition stands between.
            let message = match self.choices.below(3) {
                0 => None,
                1 if title.is_some() || when.is_some() => Some(self.line()),
                _ => Some(self.block()),
            };
            let (level, name, was) = (word(level), word(&arm), self.former());
            arms.push(tree::Arm { level, name, was, title, when, message });
            names.push(arm);
        }
        let title = Some(self.line());
        let was = self.former();
        self.declare(Kind::Status(tree::Status { name: word(&name), was, title, each: None, arms }));
        self.statuses.push((name, names));
    }
}

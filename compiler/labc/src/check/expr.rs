//! Expressions: what each one is, given what its parts are.

use std::sync::Arc;

use lab_core::program::{Binary, Unary};

use super::model::*;
use super::parts::each_part;
use super::scene::Role;
use super::uses::Referent;
use super::{Checker, OnDemand};
use crate::check::units::{Dimension, Written};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::rational::in_unit;
use crate::sources::Span;
use crate::syntax::tree::{Expr, ExprKind, Name, Operator, TextPiece, UnitExpr};

/// From here on not every whole number can be held.
const MOST_COUNTED: f64 = 9_007_199_254_740_992.0;

impl Checker {
    /// Checks an expression. A bare key is read as a row or an arm where one is expected.
    pub fn expr(&mut self, expr: &Expr, expected: Option<&Type>) -> Typed {
        if self.frame.is_some() {
            return self.part(expr, expected);
        }
        self.framed(expr.span, Role::Plain(expected.cloned()), |checker| checker.part(expr, expected))
    }

    /// Whether a definition is computed from a fault.
    fn has_no_value(&self, id: Id) -> bool {
        let value = self.model.defines[id].value.as_ref();
        value.is_some_and(|value| value.kind == TypedKind::Unknown)
    }

    fn part(&mut self, expr: &Expr, expected: Option<&Type>) -> Typed {
        let typed = self.part_with_parts(expr, expected);
        // What is computed from a fault has no value, not even behind `else`: nothing may be said of it.
        let mut faulty = false;
        each_part(&typed, &mut |part| faulty |= part.kind == TypedKind::Unknown);
        match faulty {
            true => Typed { kind: TypedKind::Unknown, ..typed },
            false => typed,
        }
    }

    fn part_with_parts(&mut self, expr: &Expr, expected: Option<&Type>) -> Typed {
        let span = expr.span;
        let filled = std::mem::take(&mut self.filled);
        match &expr.kind {
            ExprKind::Number(value, unit) => self.number(*value, unit.as_ref(), span),
            ExprKind::Bool(value) => Typed { kind: TypedKind::Bool(*value), of: Type::Bool, span },
            ExprKind::Text(text) => {
                let words = match text.pieces.as_slice() {
                    [] => String::new(),
                    [TextPiece::Words(words)] => words.clone(),
                    _ => {
                        let diagnostic = self
                            .error(
                                Code::LiveText,
                                "A text used as a value can't contain values.",
                                span,
                                "used as a value",
                            )
                            .help("put the braces into the text of the page instead");
                        self.report(diagnostic);
                        return Typed::unknown(span);
                    }
                };
                Typed { kind: TypedKind::Text(words), of: Type::Text, span }
            }
            ExprKind::Name(name) => self.name(name, span, expected),
            ExprKind::Field(inner, field) => self.field(inner, field, filled, span),
            ExprKind::Call(call) => {
                self.call_filled = filled;
                self.call(call, span)
            }
            ExprKind::List(items, generator) => self.list(items, generator.as_ref(), span, expected),
            ExprKind::Negate(inner) => {
                if let Some((value, unit)) = self.below_zero(inner) {
                    return self.number(-value, Some(unit), span);
                }
                let inner = self.expr(inner, None);
                if self.model.is_level(&inner.of) {
                    let diagnostic = self.level_negated(&inner, span);
                    self.report(diagnostic);
                    return Typed::unknown(span);
                }
                let Some(dimension) = self.quantity(&inner) else { return Typed::unknown(span) };
                let kind = match inner.kind {
                    TypedKind::Number(value, unit) => TypedKind::Number(-value, unit),
                    kind => TypedKind::Unary(Unary::Neg, Box::new(Typed { kind, ..inner })),
                };
                Typed { kind, of: Type::Number(dimension), span }
            }
            ExprKind::Not(inner) => {
                let inner = self.condition(inner, Code::BoolExpected);
                Typed { kind: TypedKind::Unary(Unary::Not, Box::new(inner)), of: Type::Bool, span }
            }
            ExprKind::Binary(operator, mark, a, b) => self.binary(*operator, *mark, a, b, span),
            ExprKind::Approx(a, b, tolerance) => self.approx(a, b, tolerance.as_deref(), span),
            ExprKind::If(condition, a, b) => {
                let condition = self.condition(condition, Code::ConditionNotBoolean);
                let a = self.expr(a, expected);
                let hint = if a.of == Type::Unknown { expected.cloned() } else { Some(a.of.clone()) };
                let b = self.expr(b, hint.as_ref());
                let Some(of) = self.same(&a, &b) else {
                    let diagnostic = self.branches_differ(&a, &b);
                    self.report(diagnostic);
                    return Typed::unknown(span);
                };
                Typed { kind: TypedKind::If(Box::new(condition), Box::new(a), Box::new(b)), of, span }
            }
            ExprKind::At(inner, at) => self.at(inner, at, span),
            ExprKind::IsRecorded(inner) => self.is_recorded(inner, span),
            ExprKind::Recorded(lab, path) => self.recorded(lab, path, span),
            ExprKind::Solve(control, condition) => self.solve(control, condition, span),
            ExprKind::Hole => {
                let headline = match expected {
                    Some(of) if *of != Type::Unknown => {
                        format!("This hole needs a value: {}.", self.type_name(of))
                    }
                    _ => "This hole is still empty.".to_owned(),
                };
                let diagnostic = self.error(Code::Hole, headline, span, "fill this in");
                self.report(diagnostic);
                Typed::unknown(span)
            }
        }
    }

    /// A condition, or a diagnostic of the given code.
    pub fn condition(&mut self, expr: &Expr, code: Code) -> Typed {
        let typed = self.expr(expr, Some(&Type::Bool));
        match typed.of {
            Type::Bool => typed,
            Type::Unknown => typed,
            _ => {
                let what = self.type_name(&typed.of);
                let mut diagnostic = self.error(
                    code,
                    "This must be a condition: yes or no.",
                    typed.span,
                    format!("this is {what}"),
                );
                if matches!(typed.of, Type::Number(_)) {
                    diagnostic =
                        diagnostic.help(format!("compare it, such as `{} > 0`", self.words(typed.span)));
                }
                self.report(diagnostic);
                Typed::unknown(typed.span)
            }
        }
    }

    /// `-5 °C` is a point of its own: the sign belongs to the number, unless a bracket keeps it out.
    fn below_zero<'e>(&self, inner: &'e Expr) -> Option<(f64, &'e UnitExpr)> {
        let ExprKind::Number(value, Some(unit)) = &inner.kind else { return None };
        let level = |written: &Written| self.model.units.level(&written.dimension).is_some();
        let written = self.model.units.written(unit);
        let point = written.is_ok_and(|written| written.offset != 0.0 || level(&written));
        (point && !self.quoted(inner.span).starts_with('(')).then_some((*value, unit))
    }

    /// Whether a number is the one that was written: not rounded away to zero, no other whole number, and no part of
    /// a date.
    fn held(&mut self, value: f64, span: Span) {
        let words = self.source.get(span.range()).unwrap_or("");
        let written = |c: char| c.is_ascii_digit() || matches!(c, '.' | '_');
        let digits = &words[..words.find(|c| !written(c)).unwrap_or(words.len())];
        let plain = digits.replace('_', "");
        if !plain.starts_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        if value == 0.0 && plain.contains(|c| matches!(c, '1'..='9')) {
            let headline = "This number is too small to distinguish from zero.";
            let diagnostic = self.error(Code::OverflowConstant, headline, span, "below 4.9e-324");
            self.report(diagnostic);
        } else if plain.len() > 1 && plain.starts_with('0') && !plain.starts_with("0.") {
            let number = plain.trim_start_matches('0');
            let number = if number.is_empty() || number.starts_with('.') {
                format!("0{number}")
            } else {
                number.to_owned()
            };
            let place = Span::new(span.start as usize, span.start as usize + digits.len());
            let diagnostic = self
                .error(
                    Code::Syntax,
                    format!("`{digits}` begins with a zero."),
                    place,
                    "a number, or part of a date?",
                )
                .help("a date is a text: `\"2024-01-31\"`")
                .fix(format!("write `{number}`"), self.file, place, number);
            self.report(diagnostic);
        } else if digits.len() == words.trim_end_matches(|c: char| !c.is_ascii_digit()).len()
            && !plain.contains('.')
            && value >= MOST_COUNTED
            && format!("{value}") != plain
        {
            let place = Span::new(span.start as usize, span.start as usize + digits.len());
            let diagnostic = Diagnostic::warning(
                Code::RoundedNumber,
                format!("`{digits}` has more digits than a number can represent."),
                self.file,
                place,
                format!("rounded to {value}"),
            )
            .fix(format!("write `{value}`"), self.file, place, format!("{value}"));
            self.report(diagnostic);
        }
    }

    fn number(&mut self, value: f64, unit: Option<&UnitExpr>, span: Span) -> Typed {
        if !value.is_finite() {
            let diagnostic = self.error(
                Code::OverflowConstant,
                "This number is too large to represent.",
                span,
                "beyond 1.8e308",
            );
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        self.held(value, span);
        let Some(unit) = unit else {
            return Typed { kind: TypedKind::Number(value, None), of: Type::Number(Dimension::NONE), span };
        };
        let digits = &self.source[span.start as usize..unit.span.start as usize];
        if digits.ends_with(|c: char| c.is_ascii_digit()) && matches!(unit.text.as_str(), "B" | "K") {
            let billions =
                if unit.text == "B" { ("bytes", "billions", "e9") } else { ("kelvin", "thousands", "e3") };
            let diagnostic = self
                .error(
                    Code::UnknownUnit,
                    format!("`{digits}{}` is ambiguous.", unit.text),
                    span,
                    "which one?",
                )
                .help(format!(
                    "`{digits} {}` is {}; {} are written `{digits}{}`, with a unit: `{digits}{} param`",
                    unit.text, billions.0, billions.1, billions.2, billions.2
                ));
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        // `3 layers` where the lab has a name `layers` is meant as a product more often than as a count.
        if let [(name, _)] = unit.factors.as_slice()
            && self.is_named(&name.text)
            && self.model.units.is_plural(&name.text)
        {
            let diagnostic = self.side_by_side(digits.trim(), &name.text, name.span);
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        match self.model.units.written(unit) {
            Ok(written) if !in_unit(value, written.factor, written.offset).is_finite() => {
                let diagnostic = self.error(
                    Code::OverflowConstant,
                    format!("This number of `{}` is too large to represent.", written.symbol),
                    span,
                    "above 1.8e308 in the base unit",
                );
                self.report(diagnostic);
                Typed::unknown(span)
            }
            Ok(written) if written.offset != 0.0 => {
                let value = in_unit(value, written.factor, written.offset);
                Typed { kind: TypedKind::Number(value, Some(Arc::new(written))), of: Type::Point, span }
            }
            Ok(written) => {
                let of = Type::Number(written.dimension.clone());
                let value = in_unit(value, written.factor, 0.0);
                Typed { kind: TypedKind::Number(value, Some(Arc::new(written))), of, span }
            }
            Err(fault) => {
                let diagnostic = if self.is_named(&fault.word) {
                    self.side_by_side(digits.trim(), &fault.word, fault.span)
                } else {
                    fault.diagnostic(&self.model.units, self.file)
                };
                self.report(diagnostic);
                Typed::unknown(span)
            }
        }
    }

    fn is_named(&self, word: &str) -> bool {
        self.names.items.contains_key(word) || self.locals.iter().any(|local| local.name == word)
    }

    fn side_by_side(&self, digits: &str, name: &str, span: Span) -> Diagnostic {
        self.error(
            Code::Syntax,
            format!("A number can't be followed by `{name}`."),
            span,
            "only a unit can follow a number",
        )
        .help(format!("write `{digits} * {name}`"))
    }

    fn name(&mut self, name: &str, span: Span, expected: Option<&Type>) -> Typed {
        if let Some(local) = self.locals.iter().rev().find(|local| local.name == name) {
            self.note(span, name, Referent::Local(local.index));
            return Typed { kind: TypedKind::Local(local.index), of: local.of.clone(), span };
        }
        if let Some(table) = self.siblings {
            let row = Typed {
                kind: TypedKind::Local(self.model.tables[table].row_local),
                of: Type::Row(table),
                span,
            };
            if name == "row" {
                return row;
            }
            if let Some(column) =
                self.model.tables[table].columns.iter().position(|column| column.name == name)
            {
                self.note(span, name, Referent::Column(self.table_name(table), name.to_owned()));
                return self.cell(row, table, column, false, span);
            }
        }
        let item = self.names.items.get(name).map(|(item, _)| *item);
        if let Some(Item::Define(_) | Item::Control(_) | Item::Upload(_) | Item::Status(_)) = item {
            self.note(span, name, Referent::Item(name.to_owned()));
        }
        match item {
            Some(Item::Define(id)) => {
                match self.define(id, span) {
                    // Of what is part of a cycle, nothing may be computed.
                    Type::Unknown => Typed::unknown(span),
                    of if self.has_no_value(id) => Typed { kind: TypedKind::Unknown, of, span },
                    of => Typed { kind: TypedKind::Define(id), of, span },
                }
            }
            Some(Item::Control(id)) => {
                Typed { kind: TypedKind::Control(id), of: self.model.controls[id].of.clone(), span }
            }
            Some(Item::Upload(id)) => match self.model.uploads[id].table {
                Some(table) => {
                    let of = Type::List(Box::new(Type::Row(table)));
                    Typed { kind: TypedKind::Uploaded(id), of, span }
                }
                None => Typed::unknown(span),
            },
            Some(Item::Status(id)) => {
                if let Some((_, table)) = self.model.statuses[id].each {
                    let table = self.model.tables[table].tree.name.text.clone();
                    let diagnostic = self
                        .error(
                            Code::NotAValue,
                            format!("`{name}` has one value per row of `{table}`."),
                            span,
                            "say which row",
                        )
                        .help(format!(
                            "write `r.{name}` for a row `r`, such as `all(r.{name} == … for r in {table})`"
                        ));
                    self.report(diagnostic);
                    return Typed::unknown(span);
                }
                match self.status(id, span) {
                    true => Typed { kind: TypedKind::Status(id), of: Type::Arm(id), span },
                    false => Typed::unknown(span),
                }
            }
            Some(item @ (Item::Table(_) | Item::Function(_) | Item::Other(_))) => {
                if let Some(key) = self.key(name, span, expected) {
                    return key;
                }
                let what = item.words();
                let help = match item {
                    Item::Table(_) => {
                        format!("for one row, write `{name}.key`; for all rows, `for r in {name}`")
                    }
                    Item::Function(_) => format!("call it: `{name}(…)`"),
                    _ => "to compute with a value, declare it with `let` under another name".to_owned(),
                };
                let diagnostic = self
                    .error(
                        Code::NotAValue,
                        format!("`{name}` is {what}, not a value."),
                        span,
                        "a value is expected",
                    )
                    .help(help);
                self.report(diagnostic);
                Typed::unknown(span)
            }
            None => match self.key(name, span, expected).or_else(|| switched(name, span, expected)) {
                Some(key) => key,
                // A name that nothing else has taken.
                None if matches!(name, "pi" | "π") => Typed {
                    kind: TypedKind::Number(std::f64::consts::PI, None),
                    of: Type::Number(Dimension::NONE),
                    span,
                },
                None => {
                    // Beside something unknown it may well be a key of that.
                    if expected != Some(&Type::Unknown) {
                        self.unknown_name(name, span, expected);
                    }
                    Typed::unknown(span)
                }
            },
        }
    }

    /// A bare key, where a row or an arm is expected.
    fn key(&mut self, name: &str, span: Span, expected: Option<&Type>) -> Option<Typed> {
        match expected? {
            Type::Row(table) => {
                let row = self.model.tables[*table].rows.place(name)?;
                self.note(span, name, Referent::Row(self.table_name(*table), name.to_owned()));
                Some(Typed { kind: TypedKind::Row(*table, row), of: Type::Row(*table), span })
            }
            Type::Arm(status) => {
                let arm =
                    self.model.statuses[*status].tree.arms.iter().position(|arm| arm.name.text == name)?;
                let of = self.model.statuses[*status].tree.name.text.clone();
                self.note(span, name, Referent::Case(of, name.to_owned()));
                Some(Typed { kind: TypedKind::Arm(*status, arm), of: Type::Arm(*status), span })
            }
            Type::Maybe(inner) => self.key(name, span, Some(inner)),
            _ => None,
        }
    }

    fn field(&mut self, inner: &Expr, field: &Name, filled: bool, span: Span) -> Typed {
        // `module.name` is a name.
        if let Some(path) = self.path_of(inner)
            && self.names.items.contains_key(&format!("{path}.{}", field.text))
        {
            let expected = None;
            return self.name(&format!("{path}.{}", field.text), span, expected);
        }
        // `table.key` is a row.
        if let Some(table) = self.table_named(inner) {
            if let Some(key) = self.key(&field.text, span, Some(&Type::Row(table))) {
                return key;
            }
            let name = self.model.tables[table].tree.name.text.clone();
            let keys: Vec<String> =
                self.model.tables[table].rows.iter().map(|key| key.text.clone()).collect();
            self.no_such("row", &field.text, field.span, &format!("the table `{name}`"), &keys);
            return Typed::unknown(span);
        }
        // `row.table.key` is the cell of a table with two keys.
        if let ExprKind::Field(row, name) = &inner.kind
            && !self.is_one_row(inner)
        {
            let row = self.expr(row, None);
            if let Type::Row(keyed) = row.of
                && let Some(pairs) = self.keyed_by(keyed, &name.text)
            {
                self.note(name.span, &name.text, Referent::Item(self.table_name(pairs)));
                return self.pair_of(pairs, row, field, filled, span);
            }
            let inner = self.member(row, name, false, inner.span);
            return self.member(inner, field, filled, span);
        }
        let inner = self.expr(inner, None);
        self.member(inner, field, filled, span)
    }

    /// Whether a path is a name of a module, or a row of a table.
    fn is_one_row(&self, expr: &Expr) -> bool {
        let ExprKind::Field(inner, _) = &expr.kind else { return false };
        self.path_of(expr).is_some_and(|path| self.names.items.contains_key(&path))
            || self.table_named(inner).is_some()
    }

    /// A column of a row, or an arm of a status.
    fn member(&mut self, inner: Typed, field: &Name, filled: bool, span: Span) -> Typed {
        match inner.of.clone() {
            Type::Row(table) => {
                match self.model.tables[table].columns.iter().position(|column| column.name == field.text) {
                    Some(column) => {
                        let of = Referent::Column(self.table_name(table), field.text.clone());
                        self.note(field.span, &field.text, of);
                        self.cell(inner, table, column, filled, span)
                    }
                    None if self.keyed_by(table, &field.text).is_some() => {
                        self.which_key(table, field, span);
                        Typed::unknown(span)
                    }
                    None if self.report_disagreement(table, field) => Typed::unknown(span),
                    None => {
                        let columns: Vec<String> = self.model.tables[table]
                            .columns
                            .iter()
                            .map(|column| column.name.clone())
                            .collect();
                        let of = format!("the table `{}`", self.model.tables[table].tree.name.text);
                        self.no_such("column", &field.text, field.span, &of, &columns);
                        Typed::unknown(span)
                    }
                }
            }
            Type::Arm(status) => match self.key(&field.text, span, Some(&Type::Arm(status))) {
                Some(arm) => Typed {
                    kind: TypedKind::Compare(Operator::Eq, Box::new(inner), Box::new(arm)),
                    of: Type::Bool,
                    span,
                },
                None => {
                    let arms: Vec<String> = self.model.statuses[status]
                        .tree
                        .arms
                        .iter()
                        .map(|arm| arm.name.text.clone())
                        .collect();
                    let of = format!("the status `{}`", self.model.statuses[status].tree.name.text);
                    self.no_such("case", &field.text, field.span, &of, &arms);
                    Typed::unknown(span)
                }
            },
            Type::Unknown => Typed::unknown(span),
            other => {
                let what = self.type_name(&other);
                let diagnostic = self
                    .error(
                        Code::NoFields,
                        format!("`{}` has no `.{}`.", self.words(inner.span), field.text),
                        inner.span,
                        format!("this is {what}"),
                    )
                    .help("only rows of tables have columns");
                self.report(diagnostic);
                Typed::unknown(span)
            }
        }
    }

    fn cell(&mut self, row: Typed, table: Id, column: usize, filled: bool, span: Span) -> Typed {
        let mut of = self.column(table, column, span);
        if of == Type::Unknown {
            return Typed::unknown(span);
        }
        // Of a row that is known, it is known whether the cell is missing.
        if let (Type::Maybe(inner), Some(index)) = (&of, self.model.known_row(&row))
            && let ColumnContent::Cells(cells) = &self.model.tables[table].columns[column].content
        {
            match cells.get(index) {
                Some(Some(_)) => of = (**inner).clone(),
                _ if !filled => {
                    self.no_figure(table, index, column, span);
                    return Typed::unknown(span);
                }
                _ => {}
            }
        }
        if self.siblings.is_none()
            && matches!(self.model.tables[table].columns[column].content, ColumnContent::Cells(_))
        {
            self.cited.insert((table, self.model.known_row(&row), Some(column)));
        }
        Typed { kind: TypedKind::Cell(Box::new(row), table, column), of, span }
    }

    /// Where along a slider two quantities are equal.
    fn solve(&mut self, control: &Name, condition: &Expr, span: Span) -> Typed {
        let found = self.names.items.get(&control.text).map(|(item, _)| *item);
        self.note(control.span, &control.text, Referent::Item(control.text.clone()));
        let slider = match found {
            Some(Item::Control(id))
                if matches!(self.model.controls[id].of, Type::Number(_) | Type::Point) =>
            {
                Some(id)
            }
            _ => None,
        };
        let ExprKind::Binary(Operator::Eq, mark, a, b) = &condition.kind else {
            let diagnostic = self
                .error(Code::NotAnEquation, "`solve` needs an equation.", condition.span, "this has no `==`")
                .help("write `solve(control where left == right)`");
            self.report(diagnostic);
            return Typed::unknown(span);
        };
        let (a, b) = (self.expr(a, None), self.expr(b, None));
        let (a, b) = self.leveled_alike(a, b);
        let known = [&a, &b].map(|side| side.of == Type::Point || self.quantity(side).is_some());
        let Some(id) = slider else {
            if !self.broken.contains(&control.text) {
                let sliders: Vec<String> =
                    self.model.controls.iter().map(|control| control.name.text.clone()).collect();
                self.no_such("slider", &control.text, control.span, "this lab", &sliders);
            }
            return Typed::unknown(span);
        };
        if known.contains(&false) {
            return Typed::unknown(span);
        }
        let Some(of) = self.same(&a, &b) else {
            let diagnostic = self.cannot_compare(Operator::Eq, &a, &b);
            self.report(diagnostic);
            return Typed::unknown(span);
        };
        let kind = TypedKind::Binary(Binary::Sub, Box::new(a), Box::new(b));
        let residual = Typed { kind, of, span: *mark };
        Typed { kind: TypedKind::Solve(id, Box::new(residual)), of: self.model.controls[id].of.clone(), span }
    }

    pub(super) fn is_known(&self, name: &str) -> bool {
        self.locals.iter().any(|local| local.name == name)
            || self.names.items.contains_key(name)
            || self.siblings.is_some_and(|table| {
                name == "row" || self.model.tables[table].columns.iter().any(|column| column.name == name)
            })
    }

    /// The type two values share, if they can stand in for each other. A bare zero has every dimension.
    pub(super) fn same(&self, a: &Typed, b: &Typed) -> Option<Type> {
        let zero = |typed: &Typed| matches!(typed.kind, TypedKind::Number(value, None) if value == 0.0);
        match (&a.of, &b.of) {
            (Type::Unknown, other) | (other, Type::Unknown) => Some(other.clone()),
            (Type::Number(left), Type::Number(right)) => match left.agree(right, &self.model.units) {
                Some(dimension) => Some(Type::Number(dimension)),
                None if zero(a) && !self.model.is_level(&b.of) => Some(b.of.clone()),
                None if zero(b) && !self.model.is_level(&a.of) => Some(a.of.clone()),
                None => None,
            },
            (Type::Maybe(left), Type::Maybe(right)) => {
                let (a, b) = (
                    Typed { of: (**left).clone(), ..a.clone() },
                    Typed { of: (**right).clone(), ..b.clone() },
                );
                self.same(&a, &b).map(|of| Type::Maybe(Box::new(of)))
            }
            (left, right) => (left == right).then(|| left.clone()),
        }
    }

    /// The dimension of a value that arithmetic needs to be a number; reported where it is none.
    pub(super) fn quantity(&mut self, typed: &Typed) -> Option<Dimension> {
        let diagnostic = match &typed.of {
            Type::Number(dimension) => return Some(dimension.clone()),
            Type::Unknown => return None,
            Type::Point => self.affine(typed),
            Type::Bool => self
                .error(
                    Code::BoolInArithmetic,
                    "You can't do arithmetic with yes and no.",
                    typed.span,
                    "this is yes or no",
                )
                .help(format!("write `if {} then 1 else 0`", self.words(typed.span))),
            Type::Maybe(_) => self.may_be_missing(typed),
            other => {
                let what = self.type_name(other);
                self.error(
                    Code::NotANumber,
                    "You can do arithmetic only with numbers.",
                    typed.span,
                    format!("this is {what}"),
                )
            }
        };
        self.report(diagnostic);
        None
    }

    /// Checks a definition if it has not been, and gives its type.
    pub(super) fn define(&mut self, id: Id, used: Span) -> Type {
        if let Some(value) = &self.model.defines[id].value {
            return value.of.clone();
        }
        let tree = self.model.defines[id].tree.clone();
        if !self.enter(OnDemand::Define(id), &tree.name.text, used) {
            return Type::Unknown;
        }
        let (typed, format) =
            self.outside(|checker| checker.declared(&tree.value, tree.of.as_ref(), &tree.name.text));
        self.stack.pop();
        let of = typed.of.clone();
        let hint = self.formats().hint(&typed);
        let define = &mut Arc::make_mut(&mut self.model).defines[id];
        define.hint = hint;
        define.value = Some(typed);
        define.format = format;
        Arc::make_mut(&mut self.model).order.push(id);
        self.lint_define(id);
        of
    }

    /// Begins to check something; where that is under way already, reports the cycle.
    pub(super) fn enter(&mut self, place: OnDemand, name: &str, used: Span) -> bool {
        if let Some(start) = self.stack.iter().position(|(open, _)| *open == place) {
            let mut path: Vec<String> =
                self.stack[start..].iter().map(|(_, name)| format!("`{name}`")).collect();
            path.push(format!("`{name}`"));
            let diagnostic = self
                .error(
                    Code::Cycle,
                    format!("`{name}` is defined in terms of itself."),
                    used,
                    "the loop closes here",
                )
                .help(format!("the loop is {}", path.join(" → ")));
            self.report(diagnostic);
            return false;
        }
        if self.stack.len() >= super::DEEPEST {
            let diagnostic = self.error(
                Code::TooDeep,
                format!(
                    "`{name}` depends on more than {} levels of other definitions at once.",
                    super::DEEPEST
                ),
                used,
                "too many levels",
            );
            self.report(diagnostic);
            return false;
        }
        self.stack.push((place, name.to_owned()));
        true
    }

    /// Checks something that sees no parameters, variables or siblings.
    pub(super) fn outside<R>(&mut self, check: impl FnOnce(&mut Self) -> R) -> R {
        let locals = std::mem::take(&mut self.locals);
        let siblings = self.siblings.take();
        let frame = self.frame.take();
        let result = check(self);
        self.frame = frame;
        self.locals = locals;
        self.siblings = siblings;
        result
    }
}

/// `on` and `off`, where the value of a toggle is expected.
fn switched(name: &str, span: Span, expected: Option<&Type>) -> Option<Typed> {
    let on = match name {
        "on" => true,
        "off" => false,
        _ => return None,
    };
    let toggle = match expected? {
        Type::Maybe(inner) => **inner == Type::Bool,
        of => *of == Type::Bool,
    };
    toggle.then_some(Typed { kind: TypedKind::Bool(on), of: Type::Bool, span })
}

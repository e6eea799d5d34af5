//! Folds and lists: generators with their domains, Pareto fronts.

use lab_core::program::Fold;

use super::Checker;
use super::model::*;
use super::uses::Referent;
use crate::check::builtins::Builtin;
use crate::check::units::Dimension;
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{Call, Domain, Expr, ExprKind, Generator, Name};

/// How many clauses a generator may have.
const MOST_CLAUSES: usize = 4;

impl Checker {
    pub(super) fn fold(
        &mut self,
        builtin: &Builtin,
        how: Fold,
        call: &Call,
        named: Span,
        span: Span,
    ) -> Typed {
        let depth = self.locals.len();
        // `count(table)`, `max(list)`: the argument is the domain itself.
        let over_whole = call.generator.is_none() && call.args.len() == 1;
        let (rounds, body) = if over_whole {
            let name = Name { text: " ".to_owned(), span };
            let generator = Generator {
                clauses: vec![(name, Domain::Of(Box::new(call.args[0].1.clone())))],
                filter: None,
                span: call.args[0].1.span,
            };
            let Some(rounds) = self.rounds(&generator) else { return Typed::unknown(span) };
            let of = self.locals.last().map_or(Type::Unknown, |local| local.of.clone());
            let index = self.locals.last().map_or(0, |local| local.index);
            (rounds, Some(Typed { kind: TypedKind::Local(index), of, span }))
        } else {
            let Some(generator) = &call.generator else {
                self.wrong_count(builtin.name, builtin.params, 1, call.args.len(), named);
                return Typed::unknown(span);
            };
            if call.args.len() != 1 {
                self.wrong_count(builtin.name, builtin.params, 1, call.args.len(), named);
                return Typed::unknown(span);
            }
            let Some(rounds) = self.rounds(generator) else {
                self.close(depth);
                return Typed::unknown(span);
            };
            let body = match how {
                Fold::All | Fold::Any => self.condition(&call.args[0].1, Code::BoolExpected),
                // Counting rows needs no value: a truth value counts where it holds.
                _ => self.expr(&call.args[0].1, None),
            };
            (rounds, Some(body))
        };
        let variable = rounds.clauses.last().map(|(local, _)| *local);
        let variable_type =
            self.locals.iter().find(|local| Some(local.index) == variable).map(|local| local.of.clone());
        let certain =
            rounds.filter.is_none() && rounds.clauses.iter().all(|(_, domain)| self.never_empty(domain));
        self.close(depth);
        let maybe = |of: Type| if certain || of == Type::Unknown { of } else { Type::Maybe(Box::new(of)) };
        let Some(body) = body else { return Typed::unknown(span) };
        let of = match how {
            Fold::Count => Type::Number(Dimension::NONE),
            Fold::All | Fold::Any => Type::Bool,
            Fold::Sum if self.model.is_level(&body.of) => {
                let diagnostic = self.levels_summed(&body);
                self.report(diagnostic);
                return Typed::unknown(span);
            }
            Fold::Sum => match self.quantity(&body) {
                Some(dimension) => Type::Number(dimension),
                None => return Typed::unknown(span),
            },
            Fold::Min | Fold::Max => match &body.of {
                Type::Point => maybe(Type::Point),
                _ => match self.quantity(&body) {
                    Some(dimension) => maybe(Type::Number(dimension)),
                    None => return Typed::unknown(span),
                },
            },
            Fold::First => maybe(body.of.clone()),
            Fold::ArgMin | Fold::ArgMax => {
                if body.of != Type::Point && self.quantity(&body).is_none() {
                    return Typed::unknown(span);
                }
                maybe(variable_type.unwrap_or(Type::Unknown))
            }
        };
        if of == Type::Unknown {
            return Typed::unknown(span);
        }
        Typed { kind: TypedKind::Fold(Box::new(FoldTyped { how, rounds, body: Some(body) })), of, span }
    }

    pub(super) fn never_empty(&self, domain: &DomainTyped) -> bool {
        match domain {
            DomainTyped::Table(table) => !self.model.tables[*table].rows.is_empty(),
            DomainTyped::Values(_) => true,
            DomainTyped::Range(from, to, _) => match (&from.kind, &to.kind) {
                (TypedKind::Number(from, _), TypedKind::Number(to, _)) => from <= to,
                _ => false,
            },
            DomainTyped::List(list) => {
                matches!(&list.kind, TypedKind::List(list) if list.rounds.is_none() && !list.items.is_empty())
            }
        }
    }

    /// Opens the variables of a generator and checks its domains and its filter. The caller closes them.
    pub fn rounds(&mut self, generator: &Generator) -> Option<Rounds> {
        if generator.clauses.len() > MOST_CLAUSES {
            let diagnostic = self.error(
                Code::TooMany,
                format!("One `for` can have at most {MOST_CLAUSES} variables."),
                generator.span,
                "too many",
            );
            self.report(diagnostic);
            return None;
        }
        let mut clauses = Vec::new();
        for (name, domain) in &generator.clauses {
            let (domain, of, format) = self.domain(domain)?;
            let local = self.open(&name.text, of, format);
            self.note_as(name.span, &name.text, Referent::Local(local), true);
            clauses.push((local, domain));
        }
        let filter = generator
            .filter
            .as_ref()
            .map(|filter| Box::new(self.condition(filter, Code::ConditionNotBoolean)));
        Some(Rounds { clauses, filter, span: generator.span })
    }

    pub(super) fn domain(
        &mut self,
        domain: &Domain,
    ) -> Option<(DomainTyped, Type, Option<lab_core::number::Format>)> {
        match domain {
            Domain::Range(from, to, by) => {
                let (from, to) = (self.expr(from, None), self.expr(to, None));
                let by = by.as_ref().map(|by| Box::new(self.expr(by, None)));
                for end in [&from, &to] {
                    if end.of != Type::Point {
                        self.quantity(end)?;
                    }
                }
                let Some(of) = self.same(&from, &to) else {
                    let diagnostic = self.argument_differs("the range", &from.of, &to);
                    self.report(diagnostic);
                    return None;
                };
                if let Some(by) = &by
                    && !self.steps_along("the range", &from, by)
                {
                    return None;
                }
                let format = Some(self.format_of(&from))
                    .filter(|_| matches!(from.kind, TypedKind::Number(_, Some(_)) | TypedKind::Control(_)));
                Some((DomainTyped::Range(Box::new(from), Box::new(to), by), of, format))
            }
            Domain::Of(expr) => {
                if let Some(table) = self.table_named(expr) {
                    return Some((DomainTyped::Table(table), Type::Row(table), None));
                }
                if let ExprKind::Call(call) = &expr.kind
                    && call.path.len() == 1
                    && call.path[0].text == "values"
                {
                    return self.values(call, expr.span);
                }
                let list = self.expr(expr, None);
                match list.of.clone() {
                    Type::List(inner) => Some((DomainTyped::List(Box::new(list)), *inner, None)),
                    Type::Unknown => None,
                    other => {
                        let what = self.type_name(&other);
                        let diagnostic = self
                            .error(
                                Code::NotADomain,
                                "`for` can't loop over this.",
                                expr.span,
                                format!("this is {what}"),
                            )
                            .help("loop over a table, `1 to 10`, `values(control)` or a list");
                        self.report(diagnostic);
                        None
                    }
                }
            }
        }
    }

    pub(super) fn values(
        &mut self,
        call: &Call,
        span: Span,
    ) -> Option<(DomainTyped, Type, Option<lab_core::number::Format>)> {
        let name = match call.args.as_slice() {
            [(None, Expr { kind: ExprKind::Name(name), .. })] => name.clone(),
            _ => {
                self.wrong_count("values", "control", 1, call.args.len(), span);
                return None;
            }
        };
        match self.names.items.get(&name).map(|(item, _)| *item) {
            Some(Item::Control(control)) => {
                self.note(call.args[0].1.span, &name, Referent::Item(name.clone()));
                let (of, format) =
                    (self.model.controls[control].of.clone(), self.model.controls[control].format.clone());
                Some((DomainTyped::Values(control), of, Some(format)))
            }
            _ if self.broken.contains(&name) => None,
            _ => {
                let controls: Vec<String> =
                    self.model.controls.iter().map(|control| control.name.text.clone()).collect();
                self.no_such("control", &name, call.args[0].1.span, "this lab", &controls);
                None
            }
        }
    }

    pub(super) fn list(
        &mut self,
        items: &[Expr],
        generator: Option<&Generator>,
        span: Span,
        expected: Option<&Type>,
    ) -> Typed {
        let depth = self.locals.len();
        let rounds = match generator {
            Some(generator) => match self.rounds(generator) {
                Some(rounds) => Some(rounds),
                None => {
                    self.close(depth);
                    return Typed::unknown(span);
                }
            },
            None => None,
        };
        // A row is wanted, perhaps: bare keys stand for those. Numbers are what they are.
        let wanted = match expected {
            Some(Type::List(wanted)) => Some((**wanted).clone()).filter(|wanted| *wanted != Type::Unknown),
            _ => None,
        };
        let mut inner = Type::Unknown;
        let mut checked: Vec<Typed> = Vec::new();
        for item in items {
            let known = Some(&inner).filter(|inner| **inner != Type::Unknown).or(wanted.as_ref()).cloned();
            let item = self.expr(item, known.as_ref());
            if let Some(first) = checked.first()
                && self.same(first, &item).is_none()
            {
                let diagnostic = self.branches_differ(first, &item);
                self.report(diagnostic);
                self.close(depth);
                return Typed::unknown(span);
            }
            if inner == Type::Unknown {
                inner = item.of.clone();
            }
            checked.push(item);
        }
        self.close(depth);
        if rounds.is_some() && checked.len() != 1 {
            self.wrong_count("a list with `for`", "value for …", 1, checked.len(), span);
            return Typed::unknown(span);
        }
        if checked.is_empty() {
            let diagnostic =
                self.error(Code::EmptyList, "This list is empty.", span, "add at least one item");
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        if checked.iter().all(|item| item.of == Type::Unknown) {
            return Typed::unknown(span);
        }
        if matches!(inner, Type::List(_) | Type::Maybe(_)) {
            let what = self.type_name(&inner);
            let diagnostic = self.error(
                Code::NotAValue,
                "A list can contain only numbers, truth values, texts or rows.",
                checked[0].span,
                format!("this is {what}"),
            );
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        let kind = TypedKind::List(Box::new(ListTyped { items: checked, rounds }));
        Typed { kind, of: Type::List(Box::new(inner)), span }
    }

    /// The rows that no other row beats: `pareto(table, min = column, max = column)`.
    pub(super) fn pareto(&mut self, call: &Call, span: Span) -> Typed {
        let usage =
            "it is `pareto(table, min = column, max = column)`, and `by = column` for a front in each group";
        let Some((None, domain)) = call.args.first() else {
            let diagnostic = self
                .error(Code::WrongArguments, "`pareto` needs a table first.", span, "of what?")
                .help(usage);
            self.report(diagnostic);
            return Typed::unknown(span);
        };
        let (table, among) = match self.table_named(domain) {
            Some(table) => (table, None),
            None => {
                let list = self.expr(domain, None);
                match &list.of {
                    Type::List(inner) => match **inner {
                        Type::Row(table) => (table, Some(list)),
                        _ => return self.no_rows(&list, usage),
                    },
                    Type::Unknown => return Typed::unknown(span),
                    _ => return self.no_rows(&list, usage),
                }
            }
        };
        let (mut goals, mut by) = (Vec::new(), None);
        for (name, value) in &call.args[1..] {
            let greater = match name.as_ref().map(|name| name.text.as_str()) {
                Some("min") => false,
                Some("max") => true,
                Some("by") if by.is_none() => {
                    let outer = self.siblings.replace(table);
                    let group = self.expr(value, None);
                    self.siblings = outer;
                    if group.of == Type::Unknown {
                        return Typed::unknown(span);
                    }
                    if matches!(group.of, Type::List(_) | Type::Maybe(_)) {
                        let what = self.type_name(&group.of);
                        let headline = "`by` needs a value that every row has.";
                        let diagnostic =
                            self.error(Code::NotAValue, headline, value.span, format!("this is {what}"));
                        self.report(diagnostic);
                        return Typed::unknown(span);
                    }
                    by = Some(group);
                    continue;
                }
                _ => {
                    let diagnostic = self
                        .error(
                            Code::UnexpectedArgument,
                            "A goal must be `min = …` or `max = …`.",
                            value.span,
                            "which is better?",
                        )
                        .help(usage);
                    self.report(diagnostic);
                    return Typed::unknown(span);
                }
            };
            // Columns are names here, as in a computed column.
            let outer = self.siblings.replace(table);
            let goal = self.expr(value, None);
            self.siblings = outer;
            if self.quantity(&goal).is_none() {
                return Typed::unknown(span);
            }
            goals.push((greater, goal));
        }
        if goals.is_empty() || call.generator.is_some() {
            let diagnostic = self
                .error(
                    Code::WrongArguments,
                    "`pareto` needs to know what “better” means.",
                    span,
                    "add `min = column` or `max = column`",
                )
                .help(usage);
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        let kind = TypedKind::Pareto(Box::new(ParetoTyped { table, among, goals, by }));
        Typed { kind, of: Type::List(Box::new(Type::Row(table))), span }
    }

    pub(super) fn no_rows(&mut self, list: &Typed, usage: &str) -> Typed {
        let what = self.type_name(&list.of);
        let diagnostic = self
            .error(
                Code::NotADomain,
                "`pareto` needs a table or a list of its rows.",
                list.span,
                format!("this is {what}"),
            )
            .help(usage);
        self.report(diagnostic);
        Typed::unknown(list.span)
    }
}

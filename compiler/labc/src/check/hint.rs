//! The unit that a result is in: found beside its dimension, from the units of what it is computed from.

use std::collections::HashMap;
use std::sync::Arc;

use lab_core::functions::Takes;
use lab_core::number::Format;
use lab_core::program::{Binary, Unary};

use super::model::*;
use super::{Checker, Formats};
use crate::check::units::{Dimension, Exponent, Hint, Said};
use crate::codes::Code;
use crate::syntax;
use crate::syntax::tree::TypeExpr;

/// How many expressions are looked at for one unit: functions are followed into their bodies.
const MOST: u32 = 5_000;

/// What parameters and variables stand for, innermost last.
type HintsOfNames = Vec<(u32, Option<Hint>)>;

impl Formats<'_> {
    /// The unit that a value would be shown in by what it is computed from; nothing where nothing tells.
    pub fn hint(&self, typed: &Typed) -> Option<Hint> {
        self.hint_in(typed, &mut Vec::new(), &mut { MOST })
    }

    /// The unit of a format that has only one.
    pub fn hint_of_format(&self, format: &Format, said: Said) -> Option<Hint> {
        let [unit] = format.units.as_slice() else { return None };
        if unit.symbol.is_empty() {
            return None;
        }
        // Whatever is printed can be read.
        let written = self.model.units.read(&unit.symbol).ok()?;
        Some(Hint::of(&written, &self.model.units, said))
    }

    fn hint_in(&self, typed: &Typed, bound: &mut HintsOfNames, budget: &mut u32) -> Option<Hint> {
        *budget = budget.checked_sub(1)?;
        let hint = self.hint_of(typed, bound, budget)?;
        match dimension(&typed.of) {
            Some(of) => self.model.units.fitted(hint, of),
            None => Some(hint),
        }
    }

    fn hint_of(&self, typed: &Typed, bound: &mut HintsOfNames, budget: &mut u32) -> Option<Hint> {
        let units = &self.model.units;
        match &typed.kind {
            TypedKind::Number(_, written) => {
                written.as_ref().map(|written| Hint::of(written, units, Said::Written))
            }
            TypedKind::Define(id) => {
                let define = &self.model.defines[*id];
                self.hint_of_format(&define.format, Said::Declared).or_else(|| define.hint.clone())
            }
            TypedKind::Control(id) | TypedKind::Solve(id, _) => {
                self.hint_of_format(&self.model.controls[*id].format, Said::Declared)
            }
            TypedKind::Cell(_, table, column) => {
                let declared = self.hint_of_format(&self.format_of(typed), Said::Declared);
                declared.or_else(|| self.model.tables[*table].columns[*column].hint.clone())
            }
            TypedKind::Pair(..) | TypedKind::Given(_) => {
                self.hint_of_format(&self.format_of(typed), Said::Declared)
            }
            TypedKind::Local(index) => {
                if let Some((_, hint)) = bound.iter().rev().find(|(local, _)| local == index) {
                    return hint.clone();
                }
                let local = self.locals.iter().find(|local| local.index == *index)?;
                self.hint_of_format(local.format.as_ref()?, Said::Declared)
            }
            TypedKind::Call(id, args) => {
                let function = &self.model.functions[*id];
                if let Some(format) = &function.format {
                    return self.hint_of_format(format, Said::Declared);
                }
                let args: Vec<_> = args.iter().map(|arg| self.hint_in(arg, bound, budget)).collect();
                let depth = bound.len();
                bound.extend(function.params.iter().map(|param| param.local).zip(args));
                let hint = function.body.as_ref().and_then(|body| {
                    // A body says in what dimension it is; one that any argument fits does not.
                    if function.any.is_empty() {
                        self.hint_in(body, bound, budget)
                    } else {
                        self.hint_of(body, bound, budget)
                    }
                });
                bound.truncate(depth);
                hint
            }
            TypedKind::At(inner, _) | TypedKind::AtStart(inner) => self.hint_in(inner, bound, budget),
            TypedKind::Unary(Unary::Neg, inner) => self.hint_in(inner, bound, budget),
            TypedKind::Unary(function, inner) => match function.called()?.takes {
                Takes::Quantity | Takes::Countable => self.hint_in(inner, bound, budget),
                Takes::Square => {
                    let hint = self.hint_in(inner, bound, budget);
                    units.raised(hint, Exponent::fraction(1, 2)?, dimension(&typed.of)?)
                }
                _ => None,
            },
            TypedKind::Binary(how, a, b) => match how {
                Binary::Add | Binary::Sub | Binary::Min | Binary::Max | Binary::Mod | Binary::Else => {
                    if a.of == Type::Point && typed.of != Type::Point {
                        return None;
                    }
                    let side = |side: &Typed| (side.of == Type::Point) == (typed.of == Type::Point);
                    let (left, right) = (
                        side(a).then(|| self.hint_in(a, bound, budget)).flatten(),
                        side(b).then(|| self.hint_in(b, bound, budget)).flatten(),
                    );
                    // A share of a plain number is a plain number.
                    let share = |hint: &Option<Hint>| {
                        hint.as_ref().is_some_and(|hint| !hint.parts.is_empty() && units.is_share(hint))
                    };
                    if share(&left) != share(&right) {
                        return None;
                    }
                    units.either(left, right)
                }
                Binary::Mul | Binary::Div => {
                    let (left, right) = (dimension(&a.of)?, dimension(&b.of)?);
                    let power = Exponent::whole(if *how == Binary::Mul { 1 } else { -1 });
                    let a = self.hint_in(a, bound, budget);
                    let b = self.hint_in(b, bound, budget);
                    units.times((a, left), (b, right), power, dimension(&typed.of)?)
                }
                Binary::Pow => {
                    let power = self.model.rational(b, 0).and_then(Exponent::of)?;
                    let hint = self.hint_in(a, bound, budget);
                    units.raised(hint, power, dimension(&typed.of)?)
                }
                _ => None,
            },
            TypedKind::If(_, a, b) => {
                let a = self.hint_in(a, bound, budget);
                units.either(a, self.hint_in(b, bound, budget))
            }
            TypedKind::Fold(fold) => {
                let depth = bound.len();
                self.bind_rounds(&fold.rounds, bound, budget);
                let hint = fold.body.as_ref().and_then(|body| self.hint_in(body, bound, budget));
                bound.truncate(depth);
                hint
            }
            TypedKind::List(list) => {
                let depth = bound.len();
                if let Some(rounds) = &list.rounds {
                    self.bind_rounds(rounds, bound, budget);
                }
                let hint = list
                    .items
                    .iter()
                    .take(8)
                    .fold(None, |hint, item| units.either(hint, self.hint_in(item, bound, budget)));
                bound.truncate(depth);
                hint
            }
            TypedKind::Item(list, _) => self.hint_in(list, bound, budget),
            _ => None,
        }
    }

    fn bind_rounds(&self, rounds: &Rounds, bound: &mut HintsOfNames, budget: &mut u32) {
        for (local, domain) in &rounds.clauses {
            let hint = match domain {
                DomainTyped::Range(from, to, _) => {
                    let from = self.hint_in(from, bound, budget);
                    self.model.units.either(from, self.hint_in(to, bound, budget))
                }
                DomainTyped::Values(id) => {
                    self.hint_of_format(&self.model.controls[*id].format, Said::Declared)
                }
                DomainTyped::List(list) => self.hint_in(list, bound, budget),
                DomainTyped::Table(_) => None,
            };
            bound.push((*local, hint));
        }
    }

    /// How a value is shown that is computed from others: in the unit that follows from theirs.
    pub(super) fn followed(&self, typed: &Typed) -> Format {
        let units = &self.model.units;
        match measured(&typed.of) {
            Type::Number(of) if of.is_none() => match self.hint(typed) {
                Some(hint) if !hint.parts.is_empty() => self.fixed_by(&hint),
                _ => super::plain(),
            },
            Type::Number(of) => self.suited(self.hint(typed), of),
            Type::Point => match self.hint(typed) {
                Some(hint) => self.fixed_by(&hint),
                None => units.degrees(),
            },
            of => self.default_format(of),
        }
    }

    /// How a quantity is shown that nobody has fixed a unit for. Quantities of a lab are much alike.
    fn suited(&self, hint: Option<Hint>, of: &Dimension) -> Format {
        let units = &self.model.units;
        // All that it depends on only grows.
        let state = [
            units.units.len(),
            units.dimensions.len(),
            units.bases.len(),
            units.used.len(),
            units.prefer.len(),
        ];
        let key = (hint, of.clone());
        let mut known = self.suited.borrow_mut();
        if known.0 != state {
            *known = (state, HashMap::new());
        }
        if let Some(format) = known.1.get(&key) {
            return format.clone();
        }
        let format = units.suited(key.0.clone(), of);
        known.1.insert(key, format.clone());
        format
    }

    /// How a value is shown beside a limit: in the limit's unit, unless its own is the author's choice.
    pub fn beside(
        &self,
        shown: &syntax::tree::Shown,
        value: (&Typed, Format),
        limit: (&Typed, &Format),
    ) -> Format {
        let (typed, format) = value;
        let (Type::Number(of), 2..) = (measured(&typed.of), format.units.len()) else { return format };
        let own = self.hint(typed).is_some_and(|hint| hint.said >= Said::Declared);
        let hint = self.hint_of_format(limit.1, Said::Declared).or_else(|| self.hint(limit.0));
        match hint.and_then(|hint| self.model.units.fitted(hint, of)) {
            Some(hint) if !own && shown.unit.is_none() => {
                Format { digits: format.digits, ..self.model.units.suited(Some(hint), of) }
            }
            _ => format,
        }
    }

    fn fixed_by(&self, hint: &Hint) -> Format {
        let written = match hint.parts.as_slice() {
            [(name, power)] if *power == Exponent::whole(1) => self.model.units.named(name),
            _ => None,
        };
        written.map_or_else(super::plain, |written| self.model.units.fixed(&written, None))
    }
}

impl Checker {
    /// Takes in what the lab and its course prefer to see, once its own units are known.
    pub(super) fn prefer(&mut self, own: &[syntax::tree::UnitExpr]) {
        // A lab that does not know a unit has no results in it.
        let units = &self.model.units;
        let course: Vec<_> = self.course.prefer().iter().filter_map(|unit| units.read(unit).ok()).collect();
        for unit in own {
            let Some(written) = self.unit_of(unit) else { continue };
            let units = &self.model.units;
            match units.cannot_prefer(&written, &units.prefer) {
                Some((what, help)) => {
                    let diagnostic =
                        self.error(Code::UnitNotPreferred, what, unit.span, "has no effect").help(help);
                    self.report(diagnostic);
                }
                None => Arc::make_mut(&mut self.model).units.prefer.push(written),
            }
        }
        // What the lab prefers goes before what the course does.
        for unit in course {
            if !self.model.units.prefer.iter().any(|known| known.dimension == unit.dimension) {
                Arc::make_mut(&mut self.model).units.prefer.push(unit);
            }
        }
    }

    /// What a declared type says about the unit: a scale of temperatures.
    pub(super) fn scale_of(&self, of: &TypeExpr) -> Option<Format> {
        match of.factors.as_slice() {
            [(name, (1, 1))] if matches!(name.text.as_str(), "°C" | "°F") => {
                self.model.units.named(&name.text).map(|scale| self.model.units.fixed(&scale, None))
            }
            _ => None,
        }
    }
}

/// What stands in a list, or may be missing.
fn measured(of: &Type) -> &Type {
    match of {
        Type::Maybe(inner) | Type::List(inner) => measured(inner),
        of => of,
    }
}

fn dimension(of: &Type) -> Option<&Dimension> {
    match measured(of) {
        Type::Number(dimension) => Some(dimension),
        _ => None,
    }
}

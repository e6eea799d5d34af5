//! Calls: built-in functions, folds over generators, the author's functions, lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use lab_core::functions::Takes;
use lab_core::program::{Binary, Unary};

use super::model::*;
use super::uses::Referent;
use super::{Checker, OnDemand};
use crate::check::builtins::{self, Builtin, Form, How};
use crate::check::units::{Base, Dimension, Exponent};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::Span;
use crate::syntax::tree::{Call, ExprKind, TextPiece};

impl Checker {
    pub(super) fn call(&mut self, call: &Call, span: Span) -> Typed {
        let Some(name) = call.path.last() else { return Typed::unknown(span) };
        let whole = call.path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
        let named = call.path[0].span.to(name.span);
        if self.names.items.contains_key(&whole) {
            self.note(named, &whole, Referent::Item(whole.clone()));
        } else if call.path.len() == 1 {
            self.note(named, &whole, Referent::Builtin(whole.clone()));
        }
        match self.names.items.get(&whole).map(|(item, _)| *item) {
            Some(Item::Function(id)) => return self.call_function(id, call, span),
            Some(Item::Table(id)) if self.model.tables[id].keys.is_some() => {
                return self.pair(id, call, span);
            }
            _ => {}
        }
        if call.path.len() == 1 && !self.names.items.contains_key(&whole) {
            if let Some(builtin) = builtins::find(&whole) {
                return self.builtin(builtin, call, named, span);
            }
            match builtins::form(&whole) {
                Some(Form::Pareto) => return self.pareto(call, span),
                Some(Form::Sensitivity) => return self.sensitivity(call, named, span),
                Some(Form::Ever) => return self.ever(call, named, span),
                Some(Form::Teaches) => return self.teaches(call, named, span),
                Some(Form::Values) => {
                    let diagnostic = self
                        .error(
                            Code::NotAValue,
                            "`values(…)` only works after `in`.",
                            span,
                            "not a value by itself",
                        )
                        .help("write it as in `max(x for s in values(seq) where …)`");
                    self.report(diagnostic);
                    return Typed::unknown(span);
                }
                // With an equation, the grammar has read it as `ExprKind::Solve`.
                Some(Form::Solve) => {
                    let diagnostic = self
                        .error(Code::NotAnEquation, "`solve` needs an equation.", span, "there is no `where`")
                        .help("write `solve(control where left == right)`");
                    self.report(diagnostic);
                    return Typed::unknown(span);
                }
                None => {}
            }
        }
        if self.broken.contains(&whole) {
            return Typed::unknown(span);
        }
        for (_, arg) in &call.args {
            // Mistakes in the arguments are worth saying too, but not what depends on the generator.
            if call.generator.is_none() {
                self.expr(arg, None);
            }
        }
        let mut known: Vec<String> = builtins::all().map(|builtin| builtin.name.to_owned()).collect();
        known.extend(
            self.names
                .items
                .iter()
                .filter(|(_, (item, _))| matches!(item, Item::Function(_)))
                .map(|(name, _)| name.clone()),
        );
        let mut diagnostic = if self.names.items.contains_key(&whole) {
            self.error(Code::UnknownFunction, format!("`{whole}` is not a function."), named, "called here")
                .help(format!("to multiply, write `{whole} * (…)`"))
        } else {
            self.error(
                Code::UnknownFunction,
                format!("There is no function `{whole}`."),
                named,
                "not declared",
            )
        };
        known.extend(self.offered.iter().cloned());
        let module = call.path.first().and_then(|first| crate::inputs::library::module(&first.text));
        if let Some(module) = module.filter(|module| module.offers().any(|offer| offer == whole)) {
            diagnostic = diagnostic.help(format!("import it with `use std.{}`", module.name));
        } else if let Some(near) = crate::similar::nearest(&whole, known.iter().map(String::as_str)) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                self.file,
                named,
                near,
            );
        }
        self.report(diagnostic);
        Typed::unknown(span)
    }

    fn builtin(&mut self, builtin: &Builtin, call: &Call, named: Span, span: Span) -> Typed {
        if let Some((Some(name), _)) = call.args.iter().find(|(name, _)| name.is_some()) {
            let diagnostic = self
                .error(
                    Code::UnexpectedArgument,
                    format!("`{}` has no named arguments.", builtin.name),
                    name.span,
                    "remove the name",
                )
                .help(format!("it is `{}({})`", builtin.name, builtin.params));
            self.report(diagnostic);
        }
        let fold = match builtin.how {
            How::Fold(fold) => Some(fold),
            How::Extreme(_, fold) if call.generator.is_some() || (call.args.len() == 1) => Some(fold),
            _ => None,
        };
        if let Some(how) = fold {
            return self.fold(builtin, how, call, named, span);
        }
        if let Some(generator) = &call.generator {
            let diagnostic = self.error(
                Code::UnexpectedArgument,
                format!("`{}` doesn't take a `for`.", builtin.name),
                generator.span,
                "remove this `for`",
            );
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        let wanted = match builtin.how {
            How::Extreme(..) => call.args.len().max(2),
            How::Modulo | How::Contains | How::Item => 2,
            How::Clamp => 3,
            _ => 1,
        };
        if call.args.len() != wanted {
            self.wrong_count(builtin.name, builtin.params, wanted, call.args.len(), named);
            return Typed::unknown(span);
        }
        if builtin.how == How::Contains {
            // Bare keys take their meaning from the other side: `contains([h100, a100], card)`.
            let (list, value) = (&call.args[0].1, &call.args[1].1);
            let keys = matches!(&list.kind, ExprKind::List(items, None)
                if items.iter().any(|item| matches!(&item.kind, ExprKind::Name(name) if !self.is_known(name))));
            let first = keys.then(|| self.expr(value, None));
            let hint = first.as_ref().map(|value| Type::List(Box::new(value.of.clone())));
            let list = self.expr(list, hint.as_ref());
            let inner = match &list.of {
                Type::List(inner) => (**inner).clone(),
                _ => Type::Unknown,
            };
            if inner == Type::Unknown && list.of != Type::Unknown {
                let found = self.type_name(&list.of);
                let diagnostic = self.error(
                    Code::ArgumentMismatch,
                    format!("`contains` needs a list, but this is {found}."),
                    list.span,
                    format!("this is {found}"),
                );
                self.report(diagnostic);
                return Typed::unknown(span);
            }
            let value = match first {
                Some(value) => value,
                None => self.expr(value, Some(&inner)),
            };
            let probe = Typed { of: inner.clone(), ..list.clone() };
            if self.same(&probe, &value).is_none() {
                let diagnostic = self.argument_differs("value", &inner, &value);
                self.report(diagnostic);
            }
            return Typed {
                kind: TypedKind::Contains(Box::new(list), Box::new(value)),
                of: Type::Bool,
                span,
            };
        }
        let mut args: Vec<Typed> = call.args.iter().map(|(_, arg)| self.expr(arg, None)).collect();
        // The least and the greatest of several levels is one of them; anything else is computed from amounts.
        if !matches!(builtin.how, How::Extreme(..) | How::Clamp | How::Item) {
            args = args.into_iter().map(|arg| self.amount(arg)).collect();
        }
        if builtin.how == How::Item {
            return self.item(args, span);
        }
        match builtin.how {
            How::One(unary, Takes::Quantity) => {
                let Some(dimension) = self.quantity(&args[0]) else { return Typed::unknown(span) };
                unary_of(unary, args, Type::Number(dimension), span)
            }
            How::One(unary, Takes::Square) => {
                let Some(dimension) = self.quantity(&args[0]) else { return Typed::unknown(span) };
                let half = Exponent::fraction(1, 2)
                    .and_then(|half| dimension.power(half))
                    .unwrap_or(Dimension::NONE);
                unary_of(unary, args, Type::Number(half), span)
            }
            How::One(unary, Takes::Plain | Takes::Countable) => {
                let Some(dimension) = self.quantity(&args[0]) else { return Typed::unknown(span) };
                if dimension.is_none() || self.only_counts(&dimension, builtin.how) {
                    return unary_of(unary, args, Type::Number(dimension), span);
                }
                let name = dimension.name(&self.model.units);
                let words = self.words(args[0].span);
                let unit = self.model.units.coherent(&dimension);
                let diagnostic = if let How::One(_, Takes::Countable) = builtin.how {
                    self.error(
                        Code::RoundingOfDimensional,
                        format!("`{}` of {name} depends on the unit.", builtin.name),
                        args[0].span,
                        format!("this is {name}"),
                    )
                    .help(format!("choose the unit: `{}({words} / 1 {unit}) * 1 {unit}`", builtin.name))
                } else {
                    self.error(
                        Code::TranscendentalOfDimensional,
                        format!("`{}` takes a plain number, not {name}.", builtin.name),
                        args[0].span,
                        format!("this is {name}"),
                    )
                    .help(format!(
                        "divide by a quantity of the same dimension: `{}({words} / 1 {unit})`",
                        builtin.name
                    ))
                };
                self.differing(&[&args[0]]);
                self.report(diagnostic);
                Typed::unknown(span)
            }
            How::Extreme(binary, _) => {
                if args.iter().any(|arg| arg.of == Type::Unknown) {
                    return Typed::unknown(span);
                }
                let Some(of) = self.one_kind(builtin.name, &args) else { return Typed::unknown(span) };
                let joined = args.into_iter().reduce(|a, b| {
                    let span = a.span.to(b.span);
                    Typed { kind: TypedKind::Binary(binary, Box::new(a), Box::new(b)), of: of.clone(), span }
                });
                joined.map_or_else(|| Typed::unknown(span), |joined| Typed { span, of: of.clone(), ..joined })
            }
            How::Modulo => {
                let Some(of) = self.one_kind(builtin.name, &args) else { return Typed::unknown(span) };
                let mut args = args.into_iter().map(Box::new);
                match (args.next(), args.next()) {
                    (Some(a), Some(b)) => Typed { kind: TypedKind::Binary(Binary::Mod, a, b), of, span },
                    _ => Typed::unknown(span),
                }
            }
            How::Clamp => {
                let Some(of) = self.one_kind(builtin.name, &args) else { return Typed::unknown(span) };
                let [value, low, high] = <[Typed; 3]>::try_from(args)
                    .unwrap_or_else(|_| std::array::from_fn(|_| Typed::unknown(span)));
                if let (Some(least), Some(most)) =
                    (self.model.rational(&low, 0), self.model.rational(&high, 0))
                    && least > most
                {
                    let headline = "The limits of this `clamp` are swapped.";
                    let place = low.span.to(high.span);
                    let label = "the lower limit is above the upper one";
                    let diagnostic =
                        Diagnostic::warning(Code::ImpossibleRange, headline, self.file, place, label)
                            .help("write `clamp(x, low, high)`");
                    self.report(diagnostic);
                }
                let raised = Typed {
                    kind: TypedKind::Binary(Binary::Max, Box::new(value), Box::new(low)),
                    of: of.clone(),
                    span,
                };
                Typed { kind: TypedKind::Binary(Binary::Min, Box::new(raised), Box::new(high)), of, span }
            }
            How::Fold(_) | How::Contains | How::Item | How::Special(_) => Typed::unknown(span),
        }
    }

    /// How strongly a quantity depends on a slider.
    fn sensitivity(&mut self, call: &Call, named: Span, span: Span) -> Typed {
        let (output, control) = match call.args.as_slice() {
            [(first, output), (second, control)]
                if call.generator.is_none()
                    && first.as_ref().is_none_or(|name| name.text == "output")
                    && second.as_ref().is_none_or(|name| name.text == "control") =>
            {
                (output, control)
            }
            args => {
                self.wrong_count("sensitivity", "output, control", 2, args.len(), named);
                return Typed::unknown(span);
            }
        };
        let output = self.expr(output, None);
        let output = self.amount(output);
        let known = self.quantity(&output).is_some();
        let name = if let ExprKind::Name(name) = &control.kind { Some(name.as_str()) } else { None };
        let item = name.and_then(|name| self.names.items.get(name).map(|(item, _)| *item));
        if let Some(name) = name {
            self.note(control.span, name, Referent::Item(name.to_owned()));
        }
        let slider = match item {
            Some(Item::Control(id)) => Some(id).filter(|id| {
                let of = &self.model.controls[*id].of;
                matches!(of, Type::Number(_) | Type::Unknown) && !self.model.is_level(of)
            }),
            _ => None,
        };
        let Some(id) = slider else {
            if !name.is_some_and(|name| self.broken.iter().any(|broken| broken == name)) {
                let words = self.words(control.span);
                let diagnostic = self
                    .error(
                        Code::NotASlider,
                        format!("`{words}` is not a slider; `sensitivity` needs one."),
                        control.span,
                        "a slider is expected",
                    )
                    .help("`sensitivity(output, control)` asks how much a slider, moved a little, moves the output");
                self.report(diagnostic);
            }
            return Typed::unknown(span);
        };
        if !known {
            return Typed::unknown(span);
        }
        Typed { kind: TypedKind::Sensitivity(Box::new(output), id), of: Type::Number(Dimension::NONE), span }
    }

    /// One value of a list, by its place.
    fn item(&mut self, args: Vec<Typed>, span: Span) -> Typed {
        let mut args = args.into_iter().map(Box::new);
        let (Some(list), Some(place)) = (args.next(), args.next()) else { return Typed::unknown(span) };
        let of = match &list.of {
            Type::List(inner) => (**inner).clone(),
            Type::Unknown => return Typed::unknown(span),
            other => {
                let found = self.type_name(other);
                let diagnostic = self.error(
                    Code::ArgumentMismatch,
                    format!("`item` needs a list, but this is {found}."),
                    list.span,
                    format!("this is {found}"),
                );
                self.report(diagnostic);
                return Typed::unknown(span);
            }
        };
        let Some(dimension) = self.quantity(&place) else { return Typed::unknown(span) };
        if dimension.agree(&Dimension::NONE, &self.model.units).is_none() {
            let diagnostic = self.argument_differs("place", &Type::Number(Dimension::NONE), &place);
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        Typed { kind: TypedKind::Item(list, place), of, span }
    }

    /// Rounding a bare count keeps it whole: `ceil(2.5 GPU)` has one meaning.
    fn only_counts(&self, dimension: &Dimension, how: How) -> bool {
        matches!(how, How::One(_, Takes::Countable))
            && dimension.factors.iter().all(|(base, power)| {
                self.model.units.bases[usize::from(*base)].soft && *power == Exponent::whole(1)
            })
    }

    /// The dimension that several arguments share; the odd one out is blamed.
    fn one_kind(&mut self, function: &str, args: &[Typed]) -> Option<Type> {
        for arg in args {
            if !matches!(arg.of, Type::Point) {
                self.quantity(arg)?;
            }
        }
        let agreeing = |one: &Typed| args.iter().filter(|other| self.same(one, other).is_some()).count();
        // The first of those that most agree with; zeros agree with everything and lead nobody.
        let lead = args.iter().rev().max_by_key(|arg| (agreeing(arg), !is_zero(arg)))?.clone();
        let odd = args.iter().find(|arg| self.same(&lead, arg).is_none()).cloned();
        if let Some(odd) = odd {
            let (found, others) = (self.type_name(&odd.of), self.type_name(&lead.of));
            let diagnostic = self
                .error(
                    Code::ArgumentMismatch,
                    format!("`{function}` compares {found} with {others}."),
                    odd.span,
                    format!("this is {found}"),
                )
                .and(self.file, lead.span, format!("this is {others}"))
                .help("all arguments must have the same dimension");
            self.differing(&[&lead, &odd]);
            self.report(diagnostic);
            return None;
        }
        args.iter().try_fold(lead.of.clone(), |of, arg| self.same(&Typed { of, ..lead.clone() }, arg))
    }

    pub(super) fn wrong_count(&mut self, name: &str, params: &str, wanted: usize, found: usize, span: Span) {
        let arguments = if wanted == 1 { "argument" } else { "arguments" };
        let diagnostic = self
            .error(
                Code::WrongArguments,
                format!("`{name}` takes {wanted} {arguments}, not {found}."),
                span,
                "called here",
            )
            .help(format!("it is `{name}({params})`"));
        self.report(diagnostic);
    }

    fn call_function(&mut self, id: Id, call: &Call, span: Span) -> Typed {
        let of = self.function(id, span);
        let function = self.model.functions[id].clone();
        let name = function.tree.name.text.clone();
        if let Some(generator) = &call.generator {
            let diagnostic = self.error(
                Code::UnexpectedArgument,
                format!("`{name}` doesn't take a `for`."),
                generator.span,
                "remove this `for`",
            );
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        let mut given: Vec<Option<Typed>> = vec![None; function.params.len()];
        let mut lost = false;
        let mut next = 0;
        let mut decided = CallDimensions { any: &function.any, dimensions: BTreeMap::new() };
        for (label, value) in &call.args {
            if let Some(label) = label {
                self.note(label.span, &label.text, Referent::Parameter(name.clone(), label.text.clone()));
            }
            let index = match label {
                Some(label) => function.params.iter().position(|param| param.name == label.text),
                None => Some(next).filter(|next| *next < function.params.len()),
            };
            let Some(index) = index else {
                self.expr(value, None);
                lost = true;
                let params: Vec<String> = function.params.iter().map(|param| param.name.clone()).collect();
                match label {
                    Some(label) => {
                        self.no_such("parameter", &label.text, label.span, &format!("`{name}`"), &params)
                    }
                    None => {
                        self.wrong_count(&name, &params.join(", "), params.len(), call.args.len(), value.span)
                    }
                }
                continue;
            };
            next = index + 1;
            let param = &function.params[index];
            let value = self.expr(value, Some(&param.of));
            let value = self.amount_for(&param.of, value);
            decided.decide(&param.of, &value);
            let wanted = decided.put_into(&param.of);
            let probe = Typed { kind: TypedKind::Unknown, of: wanted.clone(), span };
            if given[index].is_some() {
                let diagnostic = self.error(
                    Code::UnexpectedArgument,
                    format!("`{}` is given twice.", param.name),
                    value.span,
                    "given again",
                );
                self.report(diagnostic);
            } else if let Type::Maybe(_) = value.of {
                let diagnostic = self.may_be_missing(&value);
                self.report(diagnostic);
            } else if self.same(&probe, &value).is_none() {
                let diagnostic = self.argument_differs(&param.name, &wanted, &value);
                self.report(diagnostic);
                // What is no list cannot be read as one.
                lost |= matches!(wanted, Type::List(_));
            }
            given[index] = Some(value);
        }
        let mut args = Vec::with_capacity(given.len());
        let mut missing = Vec::new();
        for (param, value) in function.params.iter().zip(given) {
            match value.or_else(|| param.default.clone()) {
                Some(value) => args.push(value),
                None => missing.push(format!("`{}`", param.name)),
            }
        }
        // An argument that went astray may be the one that is missing.
        if lost {
            return Typed::unknown(span);
        }
        if !missing.is_empty() {
            let named = call.path[0].span.to(call.path[call.path.len() - 1].span);
            let diagnostic = self.error(
                Code::WrongArguments,
                format!("`{name}` needs {} too.", missing.join(", ")),
                named,
                "called here",
            );
            let diagnostic = match function.tree.module {
                Some(_) => {
                    let params: Vec<&str> = function.params.iter().map(|param| param.name.as_str()).collect();
                    diagnostic.help(format!("it is `{name}({})`", params.join(", ")))
                }
                None => diagnostic.and(self.file, function.tree.name.span, "declared here"),
            };
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        if of == Type::Unknown {
            return Typed::unknown(span);
        }
        Typed { kind: TypedKind::Call(id, args), of: decided.put_into(&of), span }
    }

    /// Checks a function if it has not been, and gives the type of its result.
    pub(super) fn function(&mut self, id: Id, used: Span) -> Type {
        if let Some(body) = &self.model.functions[id].body {
            return body.of.clone();
        }
        let tree = self.model.functions[id].tree.clone();
        if !self.enter(OnDemand::Function(id), &tree.name.text, used) {
            return Type::Unknown;
        }
        let (known, bases) = (std::mem::take(&mut self.params), self.model.units.bases.len());
        let (body, format, params, requires) = self.outside(|checker| {
            let mut params = Vec::new();
            for param in &tree.params {
                let of = match &param.of {
                    Some(of) => checker.type_of_param(of, &param.name.text),
                    None => Type::Number(Dimension::NONE),
                };
                checker.params.push((param.name.text.clone(), of.clone()));
                let default = param.default.as_ref().map(|default| checker.expr(default, Some(&of)));
                let default = default.map(|default| checker.amount_for(&of, default));
                if let Some(default) = &default {
                    let probe = Typed { kind: TypedKind::Unknown, of: of.clone(), span: default.span };
                    if checker.same(&probe, default).is_none() {
                        let diagnostic = checker.argument_differs(&param.name.text, &of, default);
                        checker.report(diagnostic);
                    }
                }
                params.push((param, of, default));
            }
            let params: Vec<ParamTyped> = params
                .into_iter()
                .map(|(param, of, default)| {
                    let scale = param.of.as_ref().and_then(|of| checker.scale_of(of));
                    let local = checker.open(&param.name.text, of.clone(), scale);
                    checker.note_as(param.name.span, &param.name.text, Referent::Local(local), true);
                    let name = param.label.as_ref().unwrap_or(&param.name).text.clone();
                    ParamTyped { name, of, local, default }
                })
                .collect();
            // Known before the body is read, so that a call in it is seen to be a cycle and nothing else.
            Arc::make_mut(&mut checker.model).functions[id].params = params.clone();
            let (body, format) = checker.declared(&tree.body, tree.of.as_ref(), &tree.name.text);
            let requires = tree
                .requires
                .iter()
                .map(|require| {
                    let condition = checker.condition(&require.condition, Code::ConditionNotBoolean);
                    if require.reason.pieces.iter().any(|piece| matches!(piece, TextPiece::Value(_))) {
                        let diagnostic = checker
                            .error(
                                Code::LiveText,
                                "A reason can't contain values.",
                                require.reason.span,
                                "the same for every call",
                            )
                            .help("describe the requirement in words");
                        checker.report(diagnostic);
                    }
                    (condition, require.reason.words())
                })
                .collect();
            (body, format, params, requires)
        });
        self.stack.pop();
        self.params = known;
        let of = body.of.clone();
        let any = self.model.units.unknowns_since(bases);
        let function = &mut Arc::make_mut(&mut self.model).functions[id];
        function.any = any;
        function.params = params;
        function.requires = requires;
        function.format = (tree.body.unit.is_some() || tree.body.digits.is_some()).then_some(format);
        function.body = Some(body);
        of
    }
}

/// What a call decides of a function whose parameters take any dimension.
struct CallDimensions<'f> {
    any: &'f [Base],
    dimensions: BTreeMap<Base, Dimension>,
}

impl CallDimensions<'_> {
    /// The first argument that has a dimension decides it; a bare zero has every one.
    fn decide(&mut self, param: &Type, value: &Typed) {
        match (param, &value.of) {
            (Type::Number(Dimension { factors }), Type::Number(dimension)) => {
                if let [(base, _)] = factors.as_slice()
                    && self.any.contains(base)
                    && !is_zero(value)
                {
                    self.dimensions.entry(*base).or_insert_with(|| dimension.clone());
                }
            }
            (Type::List(param), Type::List(inner)) => {
                self.decide(
                    param,
                    &Typed { kind: TypedKind::Unknown, of: (**inner).clone(), span: value.span },
                );
            }
            _ => {}
        }
    }

    /// A type with what is decided in the place of what was open; what is not decided is a plain number.
    fn put_into(&self, of: &Type) -> Type {
        match of {
            Type::Number(dimension) if !self.any.is_empty() => {
                let mut put = Some(Dimension::NONE);
                for (base, exponent) in &dimension.factors {
                    let plain = Dimension::NONE;
                    let factor = match self.any.contains(base) {
                        true => self.dimensions.get(base).unwrap_or(&plain).clone(),
                        false => Dimension::base(*base),
                    };
                    put = put.and_then(|put| put.times_power(&factor, *exponent));
                }
                put.map_or(Type::Unknown, Type::Number)
            }
            Type::List(inner) => Type::List(Box::new(self.put_into(inner))),
            Type::Maybe(inner) => Type::Maybe(Box::new(self.put_into(inner))),
            of => of.clone(),
        }
    }
}

fn is_zero(typed: &Typed) -> bool {
    matches!(typed.kind, TypedKind::Number(value, None) if value == 0.0)
}

fn unary_of(unary: Unary, args: Vec<Typed>, of: Type, span: Span) -> Typed {
    match args.into_iter().next() {
        Some(arg) => Typed { kind: TypedKind::Unary(unary, Box::new(arg)), of, span },
        None => Typed::unknown(span),
    }
}

//! Worked equations of a page: a formula's symbols, its numbers with their slots, its result.

use super::equation::{self, Arguments};
use super::plan::*;
use super::planner::Planner;
use super::tex;
use crate::infer::model::*;
use crate::notation::Leaves;
use crate::syntax::tree;

/// Formulas in symbols.
struct Symbols<'p, 'm> {
    planner: &'p mut Planner<'m>,
    arguments: &'p Arguments,
}

impl Symbols<'_, '_> {
    fn symbol_of(&mut self, typed: &Typed) -> Vec<Math> {
        let model = &self.planner.checker.model;
        let (symbol, name, span) = match &typed.kind {
            TypedKind::Define(id) => {
                let tree = &model.defines[*id].tree;
                (
                    tree.symbol.as_ref().map(|symbol| symbol.text.clone()),
                    tree.name.text.clone(),
                    tree.name.span,
                )
            }
            TypedKind::Control(id) => {
                let control = &model.controls[*id];
                (control.symbol.clone(), control.name.text.clone(), control.name.span)
            }
            TypedKind::Number(..) => return self.planner.number(typed),
            // A column of a row reads as a symbol with the row below it.
            TypedKind::Cell(row, table, column) => {
                let column = super::escape(&model.tables[*table].columns[*column].name.replace('_', " "));
                let row = flat(&self.symbol_of(row));
                return vec![Math::Markup(format!("<msub><mi>{column}</mi><mrow>{row}</mrow></msub>"))];
            }
            _ => (None, self.planner.checker.quote(typed.span), typed.span),
        };
        let Some(symbol) = symbol else {
            let words = name.replace('_', " ");
            return vec![Math::Markup(format!("<mi>{}</mi>", super::escape(&words)))];
        };
        match tex::inside(&symbol) {
            Ok(markup) => vec![Math::Markup(format!("<mrow>{markup}</mrow>"))],
            Err(fault) => {
                let diagnostic =
                    self.planner.error("unreadable-text", "This symbol cannot be set.", span, fault.message);
                self.planner.report(diagnostic);
                Vec::new()
            }
        }
    }
}

impl Leaves for Symbols<'_, '_> {
    type Leaf = Vec<Math>;

    fn leaf(&mut self, typed: &Typed) -> Vec<Math> {
        self.symbol_of(typed)
    }

    fn is_compound(&self, typed: &Typed) -> bool {
        matches!(typed.kind, TypedKind::Number(_, Some(_)))
    }

    fn argument(&self, local: u32) -> Option<Typed> {
        equation::argument(self.arguments, local)
    }

    fn model(&self) -> &Model {
        &self.planner.checker.model
    }
}

/// Formulas in the current numbers.
struct Numbers<'p, 'm> {
    planner: &'p mut Planner<'m>,
    arguments: &'p Arguments,
}

impl Leaves for Numbers<'_, '_> {
    type Leaf = Vec<Math>;

    fn leaf(&mut self, typed: &Typed) -> Vec<Math> {
        if matches!(typed.kind, TypedKind::Number(..)) {
            return self.planner.number(typed);
        }
        let format = self.planner.checker.format_of(typed);
        vec![Math::Value(self.planner.figure(typed, format).0)]
    }

    fn is_compound(&self, typed: &Typed) -> bool {
        // Every value but a number without a unit.
        !matches!(typed.kind, TypedKind::Number(_, None))
    }

    fn argument(&self, local: u32) -> Option<Typed> {
        equation::argument(self.arguments, local)
    }

    fn model(&self) -> &Model {
        &self.planner.checker.model
    }
}

impl Planner<'_> {
    /// A formula worked out: the very expression that is evaluated.
    pub(super) fn equation(&mut self, name: &tree::Name) -> Option<Equation> {
        let Some((Item::Define(id), _)) = self.checker.names.items.get(&name.text) else {
            let diagnostic = self
                .error(
                    "not-a-formula",
                    format!("`{}` is no formula of this lab.", name.text),
                    name.span,
                    "nothing to work out",
                )
                .help("`show steps` takes names declared with `let`");
            self.report(diagnostic);
            return None;
        };
        let id = *id;
        let define = self.checker.model.defines[id].clone();
        let value = define.value.clone()?;
        let whole = Typed { kind: TypedKind::Define(id), of: value.of.clone(), span: name.span };
        let (value, arguments) = equation::formula_of(&value, &self.checker.model);
        let arguments = &arguments;
        let symbol = flat(&Symbols { planner: self, arguments }.symbol_of(&whole));
        let symbols = flat(&equation::formula(&value, &mut Symbols { planner: self, arguments }));
        let numbers = equation::formula(&value, &mut Numbers { planner: self, arguments });
        let (result, why) = self.figure(&whole, define.format);
        Some(Equation { symbol, symbols, numbers, result: vec![Math::Value(result)], why })
    }

    /// A number as it was written.
    fn number(&mut self, typed: &Typed) -> Vec<Math> {
        let format = match &typed.kind {
            TypedKind::Number(_, Some(written)) => self.checker.model.units.fixed(written, None),
            _ => crate::infer::plain(),
        };
        let text = match &typed.kind {
            TypedKind::Number(value, _) => format.text(*value),
            _ => String::new(),
        };
        vec![Math::Markup(format!("<mn>{}</mn>", super::escape(&text)))]
    }
}

fn flat(pieces: &[Math]) -> String {
    let texts = pieces.iter().map(|piece| match piece {
        Math::Markup(text) => text.as_str(),
        Math::Value(_) => "",
    });
    texts.collect()
}

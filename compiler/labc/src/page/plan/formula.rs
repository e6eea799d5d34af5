//! Worked equations of a page: a formula's symbols, its numbers with their slots, its result.

use lab_core::number::Digits;

use crate::check::model::*;
use crate::check::shortened;
use crate::codes::Code;
use crate::docs::notation::Leaves;
use crate::docs::notation::tex::{escaped, figure};
use crate::page::plan::equation::{self, Arguments};
use crate::page::plan::planned::*;
use crate::page::plan::planner::Planner;
use crate::page::render::tex;
use crate::sources::Span;

/// Formulas in symbols.
struct Symbols<'p, 'm> {
    planner: &'p mut Planner<'m>,
    arguments: &'p Arguments,
    /// What the variables of rounds are called.
    variables: Vec<(u32, char)>,
    after_sign: bool,
}

/// The digits of a value in a formula that is not as short as it is: more than its result shows.
const DIGITS: u8 = 5;

/// What the first variable of a round is called.
const FIRST: char = 'i';

impl Symbols<'_, '_> {
    /// A symbol; that of a slider says so, so that the page can light both up.
    fn symbol_of(&mut self, typed: &Typed) -> Vec<Math> {
        let mut pieces = self.written(typed);
        if let TypedKind::Control(id) = typed.kind
            && matches!(self.planner.model.controls[id].kind, ControlKind::Slider { .. })
            && let [Math::Fixed { markup, .. }] = &mut pieces[..]
        {
            *markup = format!("<mrow data-by=\"{id}\">{markup}</mrow>");
        }
        pieces
    }

    fn written(&mut self, typed: &Typed) -> Vec<Math> {
        let model = &self.planner.model;
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
            TypedKind::Number(..) => return self.planner.number(typed, self.after_sign),
            TypedKind::Local(local)
                if let Some((_, name)) = self.variables.iter().find(|(known, _)| known == local) =>
            {
                return vec![Math::Fixed { markup: format!("<mi>{name}</mi>"), tex: name.to_string() }];
            }
            // A column of a row reads as a symbol with the row below it.
            TypedKind::Cell(row, table, column) => {
                let name = model.tables[*table].columns[*column].name.replace('_', " ");
                let row = self.symbol_of(row);
                let markup = format!(
                    "<msub><mi>{}</mi><mrow>{}</mrow></msub>",
                    crate::markup::escape(&name),
                    equation::flat(&row)
                );
                let mut tex = format!("\\text{{{}}}_{{", escaped(&name));
                equation::tex_of(&row, &mut Vec::new(), &mut tex);
                tex.push('}');
                return vec![Math::Fixed { markup, tex }];
            }
            _ => (None, shortened(self.planner.quoted(typed.span)), typed.span),
        };
        let Some(symbol) = symbol else {
            let words = name.replace('_', " ");
            let markup = format!("<mi>{}</mi>", crate::markup::escape(&words));
            return vec![Math::Fixed { markup, tex: format!("\\text{{{}}}", escaped(&words)) }];
        };
        match tex::inside(&symbol) {
            Ok(markup) => {
                let tex = if symbol.chars().count() == 1 { symbol.clone() } else { format!("{{{symbol}}}") };
                vec![Math::Fixed { markup: format!("<mrow>{markup}</mrow>"), tex }]
            }
            Err(fault) => {
                let diagnostic = self.planner.error(
                    Code::UnreadableText,
                    "This symbol can't be rendered.",
                    span,
                    fault.message,
                );
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

    fn after_sign(&mut self, after: bool) -> bool {
        std::mem::replace(&mut self.after_sign, after)
    }

    fn variable(&mut self, local: u32) -> Option<Vec<Math>> {
        let name = char::from_u32(u32::from(FIRST) + self.variables.len() as u32).unwrap_or(FIRST);
        self.variables.push((local, name));
        Some(vec![Math::Fixed { markup: format!("<mi>{name}</mi>"), tex: name.to_string() }])
    }

    fn argument(&self, local: u32) -> Option<Typed> {
        equation::argument(self.arguments, local)
    }

    fn model(&self) -> &Model {
        self.planner.model
    }
}

/// Formulas in the current numbers.
struct FormulaNumbers<'p, 'm> {
    planner: &'p mut Planner<'m>,
    arguments: &'p Arguments,
    after_sign: bool,
}

impl Leaves for FormulaNumbers<'_, '_> {
    type Leaf = Vec<Math>;

    fn leaf(&mut self, typed: &Typed) -> Vec<Math> {
        if matches!(typed.kind, TypedKind::Number(..)) {
            return self.planner.number(typed, self.after_sign);
        }
        let mut format = self.planner.lab.formats().format_of(typed);
        // A figure that is reckoned with carries the digits that it is reckoned with.
        if matches!(format.digits, Digits::Significant(_) | Digits::Percent) {
            format.digits = if self.after_sign { Digits::Signed(DIGITS) } else { Digits::Full(DIGITS) };
        }
        vec![Math::Value(self.planner.figure(typed, format).0)]
    }

    fn is_compound(&self, typed: &Typed) -> bool {
        // Every value but a number without a unit.
        !matches!(typed.kind, TypedKind::Number(_, None))
    }

    fn after_sign(&mut self, after: bool) -> bool {
        std::mem::replace(&mut self.after_sign, after)
    }

    fn argument(&self, local: u32) -> Option<Typed> {
        equation::argument(self.arguments, local)
    }

    fn model(&self) -> &Model {
        self.planner.model
    }
}

impl Planner<'_> {
    /// A formula worked out: the very expression that is evaluated. The place is that of its name.
    pub(in crate::page) fn equation(&mut self, id: Id, span: Span) -> Option<block::Equation<Planned>> {
        let define = self.model.defines[id].clone();
        let value = define.value.clone()?;
        let whole = Typed { kind: TypedKind::Define(id), of: value.of.clone(), span };
        let (value, arguments) = equation::formula_of(&value, self.model);
        let arguments = &arguments;
        let mut words = Symbols { planner: self, arguments, variables: Vec::new(), after_sign: false };
        let named = words.symbol_of(&whole);
        let symbols = equation::formula(&value, &mut words);
        let numbers =
            equation::formula(&value, &mut FormulaNumbers { planner: self, arguments, after_sign: false });
        let mut symbol = String::new();
        equation::tex_of(&named, &mut Vec::new(), &mut symbol);
        let tex = TexPlan { symbol, symbols: symbols.tex, numbers: numbers.tex, values: numbers.values };
        let mut format = define.format;
        if let Digits::Significant(count) = format.digits {
            format.digits = Digits::Full(count);
        }
        let (result, why) = self.figure(&whole, format);
        Some(block::Equation {
            symbol: equation::flat(&named),
            symbols: symbols.lines.iter().map(|line| equation::flat(line)).collect(),
            numbers: numbers.lines,
            result: vec![Math::Value(result)],
            why,
            tex,
        })
    }

    /// A number with all its digits, as it was written.
    fn number(&mut self, typed: &Typed, after_sign: bool) -> Vec<Math> {
        if matches!(self.quoted(typed.span), "pi" | "π") {
            return vec![Math::Fixed { markup: "<mi>π</mi>".to_owned(), tex: "\\pi ".to_owned() }];
        }
        let mut format = match &typed.kind {
            TypedKind::Number(_, Some(written)) => self.model.units.fixed(written, None),
            _ => crate::check::plain(),
        };
        format.digits = if after_sign { Digits::Signed(15) } else { Digits::Full(15) };
        let text = match &typed.kind {
            TypedKind::Number(value, _) => format.text(*value),
            _ => String::new(),
        };
        vec![Math::Fixed { markup: format!("<mn>{}</mn>", crate::markup::escape(&text)), tex: figure(&text) }]
    }
}

//! Declarations: the head of a lab, units, constants, formulas, functions, controls.

use super::expression::{expr, last};
use super::protocol::was;
use super::quantity::type_expr;
use super::text::{source_text, text};
use super::{Printer, joined};
use crate::syntax::tree::{
    Choice, Define, Expr, FactKind, Function, Lab, Name, Origin, Param, Slider, Toggle, TypeExpr, UnitDecl,
};

impl Printer {
    pub(super) fn lab(&mut self, lab: &Lab) {
        let head = format!("lab {}{} {}", lab.name.text, was(&lab.was), text(&lab.title, 0));
        let bare = lab.chapter.is_none()
            && lab.reading.is_empty()
            && lab.teaches.is_empty()
            && lab.context.is_none()
            && lab.prefer.is_empty();
        if bare {
            return self.line(&head);
        }
        self.block(&head, |printer| {
            if let Some(chapter) = &lab.chapter {
                let section = lab.section.as_ref().map(|section| format!(" {}", section.text));
                printer.line(&format!("chapter {}{}", text(chapter, 0), section.unwrap_or_default()));
            }
            if !lab.reading.is_empty() {
                printer.block("reading", |printer| {
                    for (section, title) in &lab.reading {
                        printer.line(&format!("{} {}", section.text, text(title, 0)));
                    }
                });
            }
            if !lab.teaches.is_empty() {
                printer.line(&format!("teaches {}", joined(&lab.teaches, ", ")));
            }
            if let Some(context) = &lab.context {
                printer.line(&format!("context {}", context.text));
            }
            if !lab.prefer.is_empty() {
                let units: Vec<&str> = lab.prefer.iter().map(|unit| unit.text.as_str()).collect();
                printer.line(&format!("prefer {}", units.join(", ")));
            }
        });
    }

    pub(super) fn dimension(&mut self, name: &Name, of: Option<&TypeExpr>) {
        let of = of.map(|of| format!(" = {}", type_expr(of))).unwrap_or_default();
        self.line(&format!("dimension {}{of}", name.text));
    }

    pub(super) fn unit(&mut self, unit: &UnitDecl) {
        let word = if unit.soft { "count" } else { "unit" };
        let mut line = format!("{word} {}", joined(&unit.names, ", "));
        if let Some(equals) = &unit.equals {
            line += &format!(" = {}", expr(equals));
        } else if let Some(base) = &unit.base {
            line += &format!(": {}", base.text);
        }
        if !unit.prefixes.is_empty() {
            line += &format!(" prefixed {}", joined(&unit.prefixes, " "));
        }
        self.line(&line);
    }

    pub(super) fn function(&mut self, function: &Function) {
        let params = function.params.iter().map(param).collect::<Vec<_>>().join(", ");
        let (of, body) = (of_type(function.of.as_ref()), last(&function.body));
        self.line(&format!("fn {}({params}){of} = {body}", function.name.text));
        self.indent += 1;
        if let Some(source) = &function.source {
            self.line(&format!("source {}", source_text(source)));
        }
        for require in &function.requires {
            self.line(&format!("require {} {}", expr(&require.condition), text(&require.reason, 0)));
        }
        for example in &function.examples {
            self.line(&format!("example {}", expr(example)));
        }
        self.indent -= 1;
    }

    pub(super) fn slider(&mut self, slider: &Slider, gate: Option<&Expr>) {
        let mut line = format!(
            "{} {}{} {} from {} to {}",
            if slider.boxed { "number" } else { "slider" },
            slider.name.text,
            was(&slider.was),
            text(&slider.label, 0),
            expr(&slider.from),
            expr(&slider.to)
        );
        if let Some(by) = &slider.by {
            line += &format!(" by {}", expr(by));
        }
        if slider.log {
            line += " log";
        }
        line += &format!(" start {}{}", last(&slider.start), symbol(slider.symbol.as_ref()));
        self.line(&(line + &when(gate)));
    }

    pub(super) fn choice(&mut self, choice: &Choice, gate: Option<&Expr>) {
        let mut line = format!("choice {}{} {}", choice.name.text, was(&choice.was), text(&choice.label, 0));
        if let Some((name, table)) = &choice.each {
            line += &format!(" for {} in {}", name.text, table.text);
        }
        line += &format!(" of {}", choice.of.text);
        if let Some(filter) = &choice.filter {
            line += &format!(" where {}", expr(filter));
        }
        if let Some(called) = &choice.called {
            line += &format!(" as {}", text(called, 0));
        }
        line += &format!(" start {}", expr(&choice.start));
        self.line(&(line + &when(gate)));
    }

    pub(super) fn toggle(&mut self, toggle: &Toggle, gate: Option<&Expr>) {
        let start = if toggle.on { "on" } else { "off" };
        let (label, when) = (text(&toggle.label, 0), when(gate));
        let (name, was) = (&toggle.name.text, was(&toggle.was));
        self.line(&format!("toggle {name}{was} {label} start {start}{when}"));
    }
}

/// A constant, a given or a formula.
pub(super) fn define(define: &Define) -> String {
    let word = match define.origin {
        Origin::Const => "const",
        Origin::Given => "given",
        Origin::Let => "let",
    };
    let mut line =
        format!("{word} {}{} = {}", define.name.text, of_type(define.of.as_ref()), last(&define.value));
    if let Some(source) = &define.source {
        line += &match define.origin {
            Origin::Given => format!(" {}", text(source, 0)),
            _ => format!(" source {}", source_text(source)),
        };
    }
    line += &symbol(define.symbol.as_ref());
    for fact in &define.facts {
        line += &match &fact.kind {
            FactKind::Positive => " positive".to_owned(),
            FactKind::Between(from, to) => format!(" between {} and {}", expr(from), expr(to)),
        };
    }
    line
}

fn param(param: &Param) -> String {
    let default = param.default.as_ref().map(|default| format!(" = {}", expr(default)));
    let label = param.label.as_ref().map(|label| format!("{} as ", label.text)).unwrap_or_default();
    format!("{label}{}{}{}", param.name.text, of_type(param.of.as_ref()), default.unwrap_or_default())
}

fn of_type(of: Option<&TypeExpr>) -> String {
    of.map(|of| format!(": {}", type_expr(of))).unwrap_or_default()
}

fn symbol(symbol: Option<&Name>) -> String {
    symbol.map(|symbol| format!(" symbol ${}$", symbol.text)).unwrap_or_default()
}

/// The clause of a statement that is not always on the page.
pub(super) fn when(when: Option<&Expr>) -> String {
    let Some(when) = when else { return String::new() };
    format!(" when {}", expr(when))
}

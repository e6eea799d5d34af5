//! Where a fault was found: enough to check the statement again with other words in its place. Start at
//! [`Checker::retry`].

use super::model::*;
use super::{Checker, Local};
use crate::codes::Code;
use crate::diagnostic::{Diagnostic, Severity};
use crate::sources::Span;
use crate::syntax::tree;

/// How many scenes of one file are kept.
const MOST: usize = 20;

/// What an expression has to be in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// An expression of its own.
    Plain(Option<Type>),
    /// A value with the way it is shown.
    Shown(Option<Type>),
    /// The value of a declaration with a type.
    Declared(Type),
}

/// The outermost expression being checked.
#[derive(Clone, Debug)]
pub(super) struct Outermost {
    pub(super) span: Span,
    pub(super) role: Role,
    /// How many scope variables were open around it.
    pub(super) depth: usize,
}

/// A fault with its surroundings.
#[derive(Clone, Debug)]
pub struct FaultScene {
    /// The diagnostic's code.
    pub code: Code,
    /// The diagnostic's place.
    pub span: Span,
    /// The whole expression it was found in.
    pub root: Span,
    /// What that expression has to be.
    pub role: Role,
    /// The two values that do not fit, with what they are; a wanted type has the place of its value.
    pub sides: Vec<MisfitSide>,
    locals: Vec<Local>,
    siblings: Option<Id>,
}

/// One of two values that do not fit.
#[derive(Clone, Debug)]
pub struct MisfitSide {
    pub span: Span,
    /// What it is.
    pub of: Type,
    /// It is what is wanted, and no expression.
    pub wanted: bool,
    /// The unit it was written in.
    pub unit: Option<String>,
}

/// A name that could stand in an expression.
#[derive(Clone, Debug)]
pub struct InScope {
    /// As it is written: `bandwidth`, `device.memory`.
    pub words: String,
    /// What it is.
    pub of: Type,
    /// Where it is declared; parameters and variables are nowhere.
    pub declared: Option<Span>,
}

impl Checker {
    /// Checks an expression as the outermost one of its statement.
    pub(super) fn framed<R>(&mut self, span: Span, role: Role, check: impl FnOnce(&mut Self) -> R) -> R {
        if self.frame.is_some() {
            return check(self);
        }
        self.frame = Some(Outermost { span, role, depth: self.locals.len() });
        let result = check(self);
        self.frame = None;
        result
    }

    /// Remembers which two values do not fit, for the next report.
    pub(super) fn differing(&mut self, sides: &[&Typed]) {
        let unit = |typed: &Typed| match &typed.kind {
            TypedKind::Number(_, unit) => unit.as_ref().map(|unit| unit.symbol.clone()),
            TypedKind::Define(id) => {
                let define = &self.model.defines[*id];
                match (&define.tree.value.unit, define.value.as_ref().map(|value| &value.kind)) {
                    (Some(unit), _) => Some(unit.text.clone()),
                    (None, Some(TypedKind::Number(_, unit))) => unit.as_ref().map(|unit| unit.symbol.clone()),
                    _ => None,
                }
            }
            _ => None,
        };
        let side = |typed: &&Typed| MisfitSide {
            unit: unit(typed),
            span: typed.span,
            of: typed.of.clone(),
            wanted: typed.kind == TypedKind::Unknown,
        };
        self.sides = sides.iter().map(side).collect();
    }

    /// Keeps the scene of a fault.
    pub(super) fn keep_scene(&mut self, diagnostic: &Diagnostic) {
        let sides = std::mem::take(&mut self.sides);
        let (Some(frame), Some(label)) = (&self.frame, diagnostic.labels.first()) else { return };
        if self.scenes.len() >= MOST || diagnostic.severity != Severity::Error {
            return;
        }
        self.scenes.push(FaultScene {
            code: diagnostic.code,
            span: label.span,
            root: frame.span,
            role: frame.role.clone(),
            sides,
            locals: self.locals[..frame.depth.min(self.locals.len())].to_vec(),
            siblings: self.siblings,
        });
    }

    /// Does something with the scope of a scene and another text; what it reports goes nowhere else.
    fn in_scene<R>(
        &mut self,
        scene: &FaultScene,
        source: &str,
        act: impl FnOnce(&mut Self) -> R,
    ) -> (R, Vec<Diagnostic>) {
        let frame = self.frame.replace(Outermost { span: scene.root, role: Role::Plain(None), depth: 0 });
        let text = std::mem::replace(&mut self.source, source.to_owned());
        let said = std::mem::take(&mut self.diagnostics);
        let locals = std::mem::replace(&mut self.locals, scene.locals.clone());
        let siblings = std::mem::replace(&mut self.siblings, scene.siblings);
        let scenes = std::mem::take(&mut self.scenes);
        let result = act(self);
        self.frame = frame;
        self.source = text;
        self.locals = locals;
        self.siblings = siblings;
        self.scenes = scenes;
        self.sides.clear();
        (result, std::mem::replace(&mut self.diagnostics, said))
    }

    /// Whether another expression would do in the place of a scene's, as far as its statement goes.
    pub fn retry(&mut self, scene: &FaultScene, source: &str, shown: &tree::Shown) -> bool {
        let (fits, said) = self.in_scene(scene, source, |checker| match &scene.role {
            Role::Plain(expected) => {
                checker.expr(&shown.expr, expected.as_ref());
                true
            }
            Role::Shown(expected) => {
                checker.shown_as(shown, expected.as_ref());
                true
            }
            Role::Declared(wanted) => {
                let (typed, _) = checker.shown_as(shown, Some(wanted));
                checker.fits_declared(wanted, &typed)
            }
        });
        fits && said.is_empty()
    }

    /// What an expression is in the scope of a scene.
    pub fn type_in(&mut self, scene: &FaultScene, source: &str, expr: &tree::Expr) -> Type {
        self.in_scene(scene, source, |checker| checker.expr(expr, None)).0.of
    }

    /// Every name with a number that can be used in a scene; of a row, its columns.
    pub fn in_scope(&self, scene: &FaultScene) -> Vec<InScope> {
        let mut found: Vec<InScope> = Vec::new();
        let mut add = |words: &str, of: &Type, declared| match of {
            Type::Row(table) => {
                for column in &self.model.tables[*table].columns {
                    if matches!(column.of, Type::Number(_)) {
                        let words = format!("{words}.{}", column.name);
                        found.push(InScope { words, of: column.of.clone(), declared });
                    }
                }
            }
            Type::Number(_) => {
                found.push(InScope { words: words.to_owned(), of: of.clone(), declared });
            }
            _ => {}
        };
        for local in scene.locals.iter().filter(|local| !local.name.trim().is_empty()) {
            add(&local.name, &local.of, None);
        }
        if let Some(table) = scene.siblings {
            for column in &self.model.tables[table].columns {
                add(&column.name, &column.of, None);
            }
        }
        for (name, (item, span)) in &self.names.items {
            match item {
                Item::Define(id) => {
                    if let Some(value) = &self.model.defines[*id].value {
                        add(name, &value.of, Some(*span));
                    }
                }
                Item::Control(id) => add(name, &self.model.controls[*id].of, Some(*span)),
                _ => {}
            }
        }
        found
    }

    /// Every word that may stand for a value or a function in a scene.
    pub fn words_in(&self, scene: &FaultScene) -> Vec<String> {
        let mut words: Vec<String> = scene.locals.iter().map(|local| local.name.clone()).collect();
        if let Some(table) = scene.siblings {
            words.extend(self.model.tables[table].columns.iter().map(|column| column.name.clone()));
        }
        words.extend(self.names.items.keys().cloned());
        words.extend(crate::check::builtins::BUILTINS.iter().map(|builtin| builtin.name.to_owned()));
        words.retain(|word| !word.trim().is_empty());
        words
    }
}

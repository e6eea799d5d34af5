//! From checked expressions to operations. Start at [`Lowering::expr`].
//!
//! An expression is lowered in an [`Env`]: the settings that an `at` around it has made. A definition is
//! lowered once in each environment that matters to it, so `x at (seq = 8192 tok)` shares everything with
//! `x` that does not depend on `seq`.

mod env;
mod expr;
mod fold;
pub mod graph;
mod limits;
mod lists;
mod reads;
mod upload;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lab_core::program::{Binary, UNDEFINED, Unary};

use crate::check::model::*;
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Span};
use env::{Env, EnvId};
pub use fold::Steps;
use graph::{Graph, Node};
pub use upload::Brought;

/// What is lowered so far.
pub struct Lowering<'m> {
    /// The checked lab.
    pub model: &'m Model,
    /// The operations.
    pub graph: Graph,
    /// What there is to say: constants that divide by zero, loops without a bound.
    pub diagnostics: Vec<Diagnostic>,
    file: FileId,
    /// Values of parameters and variables.
    locals: HashMap<u32, Node>,
    envs: Vec<Env>,
    known_envs: HashMap<Env, EnvId>,
    memo: HashMap<Memo, Node>,
    /// Which controls each definition depends on.
    reach: ControlReach,
    /// Where each definition comes in the order of evaluation.
    position: Vec<usize>,
    /// Every `solve` outside of other settings: its place, its slider, and what is to be zero.
    pub solves: Vec<(Span, Id, Typed)>,
    /// Every `if` of the file, each time that it was lowered.
    pub branches: Vec<LoweredIf>,
    /// The branches of one formula that are being lowered, outermost first: each condition, and whether it holds.
    path: Vec<(Node, bool)>,
    /// Every fallback of a computed value of the file, each time that it was lowered: its place, and whether the value
    /// exists.
    pub fallbacks: Vec<(Span, Node)>,
    /// What is read of the student's record: the last inputs.
    pub given: Vec<Id>,
    /// What students bring along: the inputs after those of the controls.
    pub uploads: Vec<Brought>,
    /// The first input that is read of the record.
    pub first_given: u32,
    /// Places whose fault has been reported.
    reported: BTreeSet<Span>,
    gave_up: bool,
    depth: usize,
    /// What is lowered stands under an `at`: a constant there need not be one elsewhere.
    elsewhere: bool,
    /// The call that leads into a module's function, whose own places nobody can look up.
    site: Option<(Span, String)>,
}

/// An `if` that was lowered.
#[derive(Clone, Debug)]
pub struct LoweredIf {
    /// Where its first branch is.
    pub then: Span,
    /// Where the other one is.
    pub other: Span,
    pub condition: Node,
    /// The same as the author wrote it, where it reads no variable of a loop or a function.
    pub written: Option<Typed>,
    /// What leads to it in its formula: conditions, and whether each holds there.
    pub path: Vec<(Node, bool)>,
}

/// How many branches are remembered: more lie in loops and calls.
pub(crate) const MOST_BRANCHES: usize = 20_000;

/// What has been lowered, in which environment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Memo {
    Define(Id, EnvId),
    Column(Id, usize, Node, EnvId),
    Call(Id, Vec<Node>, EnvId),
    Status(Id, Option<Node>, EnvId),
}

/// Controls that definitions, functions, columns and statuses depend on, worked out once each.
#[derive(Clone, Debug, Default)]
struct ControlReach {
    defines: Vec<Option<BTreeSet<Id>>>,
}

impl<'m> Lowering<'m> {
    /// Lowers every definition as it stands, and the ends and starts of every control.
    pub fn new(model: &'m Model, file: FileId) -> Self {
        let mut lowering = Self::controls(model, file);
        for id in &model.order {
            lowering.define(*id, Self::BASE);
        }
        lowering
    }

    /// The same with only some definitions, and what they read.
    pub fn of(model: &'m Model, file: FileId, ids: &[Id]) -> Self {
        let mut lowering = Self::controls(model, file);
        let needed = reads::read_by(model, ids);
        // In order of evaluation, so that long chains are not followed by recursion.
        for id in model.order.iter().filter(|id| needed.contains(id)) {
            lowering.define(*id, Self::BASE);
        }
        lowering
    }

    /// The ends and starts of every control.
    fn controls(model: &'m Model, file: FileId) -> Self {
        let mut position = vec![usize::MAX; model.defines.len()];
        for (index, id) in model.order.iter().enumerate() {
            position[*id] = index;
        }
        let mut lowering = Self {
            model,
            graph: Graph::default(),
            diagnostics: Vec::new(),
            file,
            locals: HashMap::new(),
            envs: vec![BTreeMap::new()],
            known_envs: HashMap::from([(BTreeMap::new(), Self::BASE)]),
            memo: HashMap::new(),
            reach: ControlReach { defines: vec![None; model.defines.len()] },
            position,
            solves: Vec::new(),
            branches: Vec::new(),
            path: Vec::new(),
            fallbacks: Vec::new(),
            given: Vec::new(),
            uploads: Vec::new(),
            first_given: 0,
            reported: BTreeSet::new(),
            gave_up: false,
            elsewhere: false,
            site: None,
            depth: 0,
        };
        for id in 0..model.controls.len() {
            let ends = lowering.ends(id);
            let zero = ends.is_none_or(|(from, to)| from.min(to) <= 0.0 && from.max(to) >= 0.0);
            lowering.graph.never_zero.push(!zero);
        }
        for id in 0..model.controls.len() {
            let start = lowering.start(id);
            lowering.graph.inputs.push(start);
        }
        lowering.lay_out_uploads();
        lowering
    }

    /// The environment in which nothing is set.
    pub const BASE: EnvId = 0;

    fn report(&mut self, mut diagnostic: Diagnostic) {
        if let Some((site, name)) = &self.site {
            diagnostic.labels.truncate(1);
            diagnostic.labels.iter_mut().for_each(|label| label.span = *site);
            diagnostic.help =
                vec![format!("the error is inside `{name}`, when it is called with these arguments")];
            diagnostic.fix = None;
        }
        let span = diagnostic.labels.first().map(|label| label.span).unwrap_or_default();
        if self.reported.insert(span) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn error(
        &self,
        code: Code,
        headline: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, headline, self.file, span, label)
    }

    /// Binds a variable of a statement that is made once a row.
    pub fn bind(&mut self, local: u32, value: Node) {
        self.locals.insert(local, value);
    }

    /// Where a control starts, in base units; a row's index.
    pub fn start(&mut self, control: Id) -> f64 {
        match &self.model.controls[control].kind {
            ControlKind::Slider { start, .. } => {
                let node = self.expr(start, Self::BASE);
                self.graph.value(node).filter(|value| !value.is_nan()).unwrap_or(0.0)
            }
            ControlKind::Choice { start, each, .. } => {
                if let Some((local, _, row)) = each {
                    let row = self.graph.constant(*row as f64);
                    self.locals.insert(*local, row);
                }
                let node = self.expr(start, Self::BASE);
                self.graph.value(node).filter(|row| *row >= 0.0).unwrap_or(0.0)
            }
            ControlKind::Toggle { on } => f64::from(u8::from(*on)),
        }
    }

    /// Says what is wrong with a constant that cannot be computed.
    fn faulty(&mut self, span: Span, code: Code, headline: &str, label: &str, help: &str) {
        let diagnostic = self.error(code, headline, span, label).help(help);
        self.report(diagnostic);
    }

    /// A function of one value; constants outside its domain are reported.
    fn unary(&mut self, function: Unary, x: Node, span: Span) -> Node {
        let node = self.graph.unary(function, x);
        if let (Some(value), Some(result)) = (self.graph.value(x), self.graph.value(node))
            && value.is_finite()
            && result.is_nan()
        {
            if let Some(domain) = function.domain() {
                let headline = format!("The {} of {value} is undefined.", domain.result);
                self.faulty(
                    span,
                    Code::DomainErrorConstant,
                    &headline,
                    if self.elsewhere { "undefined at these settings" } else { "always undefined" },
                    &format!("it is defined only for {}", domain.exists),
                );
            } else {
                self.faulty(
                    span,
                    Code::OverflowConstant,
                    "This value is too large to represent.",
                    "beyond 1.8e308",
                    "divide the argument by its scale first",
                );
            }
        }
        node
    }

    /// A function of two values; constants that give nothing are reported.
    fn binary(&mut self, function: Binary, a: Node, b: Node, span: Span) -> Node {
        let node = self.graph.binary(function, a, b);
        let (left, right) = (self.graph.value(a), self.graph.value(b));
        if matches!(function, Binary::Div | Binary::Mod) && right == Some(0.0) {
            self.faulty(
                span,
                Code::DivisionByConstantZero,
                "This divides by zero.",
                if self.elsewhere {
                    "the divisor is zero at these settings"
                } else {
                    "the divisor is always zero"
                },
                "guard it with `if`, or divide by something else",
            );
            return self.graph.constant(UNDEFINED);
        }
        if let (Some(left), Some(right), Some(result)) = (left, right, self.graph.value(node))
            && left.is_finite()
            && right.is_finite()
            && result.is_nan()
        {
            if function == Binary::Pow && left < 0.0 {
                self.faulty(
                    span,
                    Code::DomainErrorConstant,
                    "You can't raise a negative number to a fractional power.",
                    if self.elsewhere { "undefined at these settings" } else { "always undefined" },
                    "use a whole exponent, or a positive base",
                );
            } else {
                self.faulty(
                    span,
                    Code::OverflowConstant,
                    "This value is too large to represent.",
                    "beyond 1.8e308",
                    "use a larger unit, or a logarithm",
                );
            }
        }
        node
    }
}

//! Random labs that are right by construction: every expression is built for the dimension that its place
//! needs. Start at [`program`], which draws from a list of numbers: a shorter list, or smaller numbers,
//! give a smaller lab, so that proptest can shrink what it finds.

mod build;
mod choices;
mod condition;
mod declare;
mod dim;
mod fold;
mod number;
mod page;
mod row;
mod words;

pub use choices::{Choices, numbers};
use dim::Dim;
use labc::syntax::tree::{File, Name, Statement};

/// A lab drawn from numbers.
pub fn program(drawn: &[u32]) -> File {
    let mut lab = Lab::new(Choices::new(drawn));
    lab.declarations();
    lab.page();
    File { statements: lab.statements, ..File::default() }
}

/// A lab in the making: what is declared so far, and may be used.
struct Lab<'d> {
    choices: Choices<'d>,
    statements: Vec<Statement>,
    /// Named numbers.
    values: Vec<Value>,
    /// Named truth values.
    flags: Vec<String>,
    /// Named texts.
    labels: Vec<String>,
    sliders: Vec<Slider>,
    toggles: Vec<String>,
    /// Choices with their tables.
    picks: Vec<(String, usize)>,
    tables: Vec<Table>,
    /// Tables with two keys.
    pairs: Vec<Pair>,
    functions: Vec<Function>,
    /// Statuses with their arms.
    statuses: Vec<(String, Vec<String>)>,
    /// Parameters and variables in scope.
    locals: Vec<Local>,
    /// How many folds are open.
    folds: u32,
    /// Whether controls may be used here.
    moves: bool,
    next: usize,
}

#[derive(Clone)]
struct Value {
    name: String,
    dim: Dim,
    positive: bool,
}

#[derive(Clone)]
struct Slider {
    name: String,
    dim: Dim,
    unit: Option<labc::syntax::tree::UnitExpr>,
    from: f64,
    step: f64,
    steps: u32,
}

#[derive(Clone)]
struct Table {
    name: String,
    keys: Vec<String>,
    columns: Vec<Column>,
    /// The column of texts.
    label: String,
}

#[derive(Clone)]
struct Column {
    name: String,
    dim: Dim,
    positive: bool,
    /// A cell is missing.
    maybe: bool,
}

#[derive(Clone)]
struct Pair {
    name: String,
    rows: usize,
    columns: usize,
    dim: Dim,
}

#[derive(Clone)]
struct Function {
    name: String,
    params: Vec<Param>,
    dim: Dim,
}

#[derive(Clone)]
struct Param {
    name: String,
    of: Local,
    default: bool,
}

#[derive(Clone)]
enum Local {
    Number(Value),
    Row(String, usize),
}

impl<'d> Lab<'d> {
    fn new(choices: Choices<'d>) -> Self {
        Self {
            choices,
            statements: Vec::new(),
            values: Vec::new(),
            flags: Vec::new(),
            labels: Vec::new(),
            sliders: Vec::new(),
            toggles: Vec::new(),
            picks: Vec::new(),
            tables: Vec::new(),
            pairs: Vec::new(),
            functions: Vec::new(),
            statuses: Vec::new(),
            locals: Vec::new(),
            folds: 0,
            moves: true,
            next: 0,
        }
    }

    /// A name that nothing else has.
    fn fresh(&mut self, stem: &str) -> String {
        self.next += 1;
        format!("{stem}_{}", self.next)
    }

    /// What something was called before: most of the time, nothing.
    fn former(&mut self) -> Vec<Name> {
        if self.next.is_multiple_of(4) { vec![build::word(&self.fresh("former"))] } else { Vec::new() }
    }
}

//! A lab after checking: every name resolved, every value with its type, units turned into factors.

use std::collections::BTreeMap;
use std::sync::Arc;

use lab_core::number::Format;
use lab_core::program::{Binary, Fold, Unary};
use lab_core::recall::RecordQuery;

pub use super::keys::Keys;
use crate::check::units::{Base, Dimension, Hint, Units, Written};
use crate::sources::Span;
use crate::syntax::tree;

/// Index of a definition, function, table, control, status or prediction in its list.
pub type Id = usize;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A number with its dimension.
    Number(Dimension),
    /// A temperature on a scale whose zero is arbitrary: a point, not a difference.
    Point,
    /// A truth value.
    Bool,
    /// A text.
    Text,
    /// A row of a table.
    Row(Id),
    /// Which arm of a status holds.
    Arm(Id),
    /// A list.
    List(Box<Type>),
    /// A value that may be missing.
    Maybe(Box<Type>),
    /// Already reported: everything goes with it.
    Unknown,
}

/// A checked expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// What it is.
    pub kind: TypedKind,
    /// Its type.
    pub of: Type,
    pub span: Span,
}

/// What a checked expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum TypedKind {
    /// A number in base units, and the unit it was written in.
    Number(f64, Option<Arc<Written>>),
    /// A truth value.
    Bool(bool),
    /// A text.
    Text(String),
    /// A row of a table.
    Row(Id, usize),
    /// An arm of a status.
    Arm(Id, usize),
    /// A definition.
    Define(Id),
    /// A control.
    Control(Id),
    /// A parameter or a generator's variable.
    Local(u32),
    /// The arm of a status that holds.
    Status(Id),
    /// A cell of a row: row, table, column.
    Cell(Box<Typed>, Id, usize),
    /// A cell of a table with two keys.
    Pair(Id, Box<Typed>, Box<Typed>),
    /// The amount that a level stands for: what the level grows by with every factor of ten, and the amount at 0.
    FromLevel(Box<Typed>, f64, f64),
    /// The level of an amount, likewise.
    ToLevel(Box<Typed>, f64, f64),
    /// A function of one value.
    Unary(Unary, Box<Typed>),
    /// A function of two values.
    Binary(Binary, Box<Typed>, Box<Typed>),
    /// A comparison as written; `a > b` keeps its order.
    Compare(tree::Operator, Box<Typed>, Box<Typed>),
    /// `a ~ b within tolerance`
    Approx(Box<Typed>, Box<Typed>, Option<Box<Typed>>),
    /// `if c then a else b`
    If(Box<Typed>, Box<Typed>, Box<Typed>),
    /// A call of an author's function, every parameter given.
    Call(Id, Vec<Typed>),
    /// `x at (control = value)`
    At(Box<Typed>, Vec<(Id, Typed)>),
    /// `x at start`
    AtStart(Box<Typed>),
    /// A fold over a generator.
    Fold(Box<FoldTyped>),
    /// A list written out, or gathered by a generator.
    List(Box<ListTyped>),
    /// `contains(list, value)`
    Contains(Box<Typed>, Box<Typed>),
    /// `sensitivity(output, control)`
    Sensitivity(Box<Typed>, Id),
    /// `item(list, place)`, counted from 1
    Item(Box<Typed>, Box<Typed>),
    /// Something read of the student's record.
    Given(Id),
    /// The list of the rows that the student brings along.
    Uploaded(Id),
    /// `solve(control where residual == 0)`
    Solve(Id, Box<Typed>),
    /// The arm of a status that holds for a row.
    StatusOf(Id, Box<Typed>),
    /// The rows of a table (or of a list of its rows) that no other beats on every goal.
    Pareto(Box<ParetoTyped>),
    /// Reported already.
    Unknown,
}

/// A checked fold.
#[derive(Clone, Debug, PartialEq)]
pub struct FoldTyped {
    /// Which.
    pub how: Fold,
    pub rounds: Rounds,
    /// What is gathered; a count gathers nothing.
    pub body: Option<Typed>,
}

/// A checked list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListTyped {
    /// The items, or the one item of a generator.
    pub items: Vec<Typed>,
    /// The generator's rounds.
    pub rounds: Option<Rounds>,
}

/// A checked Pareto front.
#[derive(Clone, Debug, PartialEq)]
pub struct ParetoTyped {
    /// The table.
    pub table: Id,
    /// The list of its rows, where not all take part.
    pub among: Option<Typed>,
    /// What is better: smaller (false) or greater (true), as a formula over the row.
    pub goals: Vec<(bool, Typed)>,
    /// Rows beat only rows for which this formula has the same value.
    pub by: Option<Typed>,
}

/// The rounds of a generator.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounds {
    /// Variables with their domains, outermost first.
    pub clauses: Vec<(u32, DomainTyped)>,
    /// Which rounds count.
    pub filter: Option<Box<Typed>>,
    pub span: Span,
}

/// What a variable runs over.
#[derive(Clone, Debug, PartialEq)]
pub enum DomainTyped {
    /// The rows of a table.
    Table(Id),
    /// The positions of a slider.
    Values(Id),
    /// From, to, by.
    Range(Box<Typed>, Box<Typed>, Option<Box<Typed>>),
    /// The items of a list.
    List(Box<Typed>),
}

/// A checked definition.
#[derive(Clone, Debug)]
pub struct Define {
    /// As written.
    pub tree: tree::Define,
    /// What it means; absent while it is being checked.
    pub value: Option<Typed>,
    /// How it is shown.
    pub format: Format,
    /// The unit that follows from what it is computed from.
    pub hint: Option<Hint>,
    /// The comment above it.
    pub docs: String,
}

/// A checked function.
#[derive(Clone, Debug)]
pub struct Function {
    /// As written.
    pub tree: tree::Function,
    /// Parameter types with their locals, and checked defaults.
    pub params: Vec<ParamTyped>,
    /// The dimensions that a call decides: those of parameters that take any quantity.
    pub any: Vec<Base>,
    /// What it gives.
    pub body: Option<Typed>,
    /// What its arguments have to be, with the reason why nothing is computed otherwise.
    pub requires: Vec<(Typed, String)>,
    /// How its result is shown.
    pub format: Option<Format>,
    /// The comment above it.
    pub docs: String,
}

/// A checked parameter.
#[derive(Clone, Debug)]
pub struct ParamTyped {
    /// What it is called at a call.
    pub name: String,
    /// Its type.
    pub of: Type,
    /// The local that holds it.
    pub local: u32,
    /// What it is where a call leaves it out.
    pub default: Option<Typed>,
}

/// A checked table.
#[derive(Clone, Debug)]
pub struct Table {
    /// As written.
    pub tree: Arc<tree::Table>,
    /// The tables of its two keys.
    pub keys: Option<(Id, Id)>,
    /// Keys of its rows.
    pub rows: Keys,
    /// Its columns; of a table with two keys, one holding all cells row by row.
    pub columns: Vec<ColumnTyped>,
    /// How the cells of a table with two keys are shown, for each key of the second table.
    pub formats: Vec<Format>,
    /// The local that stands for the row in computed columns.
    pub row_local: u32,
    /// The rows that the student brings along, which follow its own.
    pub upload: Option<Id>,
}

/// Rows that the student brings along: rows of a table, after its own.
#[derive(Clone, Debug)]
pub struct Upload {
    /// As written.
    pub tree: tree::Upload,
    /// The table; nothing where it is none.
    pub table: Option<Id>,
    /// How many rows there can be.
    pub most: usize,
}

/// A checked column.
#[derive(Clone, Debug)]
pub struct ColumnTyped {
    /// The name after the dot: `row.name`.
    pub name: String,
    /// What its cells are.
    pub of: Type,
    /// How they are shown.
    pub format: Format,
    /// The unit that follows from what they are computed from.
    pub hint: Option<Hint>,
    /// Its cells, or its formula.
    pub content: ColumnContent,
}

/// What a column holds.
#[derive(Clone, Debug)]
pub enum ColumnContent {
    /// Cells, row by row; nothing where one is missing.
    Cells(Vec<Option<Typed>>),
    /// The key itself.
    Key,
    /// The arm of a status that holds for the row.
    Status(Id),
    /// A formula over the row; absent while it is being checked.
    Computed(Box<tree::Define>, Option<Box<Typed>>),
}

/// A checked control.
#[derive(Clone, Debug)]
pub struct Control {
    /// The author's name of the control, also its key in the record.
    pub name: tree::Name,
    /// Names it had before.
    pub was: Vec<String>,
    pub label: tree::Text,
    /// What it offers.
    pub kind: ControlKind,
    /// What its value is.
    pub of: Type,
    /// How its value is shown.
    pub format: Format,
    /// How it is written in formulas: TeX.
    pub symbol: Option<String>,
}

/// What a control offers.
#[derive(Clone, Debug)]
pub enum ControlKind {
    /// A range of numbers.
    Slider {
        /// Lower end.
        from: Typed,
        /// Upper end.
        to: Typed,
        /// Step.
        by: Option<Typed>,
        /// Equal ratios.
        log: bool,
        /// Only a box to type a number into.
        boxed: bool,
        /// Where it starts.
        start: Typed,
    },
    /// Rows of a table.
    Choice {
        /// The table.
        table: Id,
        /// Which rows are offered, as a condition over the row.
        filter: Option<(u32, Typed)>,
        /// Where it starts.
        start: Typed,
        /// The row of another table that it belongs to: the local for it, and which.
        each: Option<(u32, Id, usize)>,
    },
    /// On or off.
    Toggle {
        /// Where it starts.
        on: bool,
    },
}

/// A checked status.
#[derive(Clone, Debug)]
pub struct Status {
    /// As written.
    pub tree: tree::Status,
    /// The conditions of its arms; the last one has none.
    pub conditions: Option<Vec<Option<Typed>>>,
    /// The local and the table of the rows it is made for.
    pub each: Option<(u32, Id)>,
}

/// Something read of the student's record.
#[derive(Clone, Debug)]
pub struct Given {
    /// The lab: its place among the earlier ones; nothing for this one.
    pub lab: Option<usize>,
    /// What is read.
    pub what: RecordQuery,
    /// How its value is shown.
    pub format: Format,
    /// What the values read as, where they are places of texts.
    pub texts: Vec<String>,
    /// It is a truth value.
    pub truth: bool,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A constant, a given or a formula.
    Define(Id),
    /// A function.
    Function(Id),
    /// A table.
    Table(Id),
    /// A control.
    Control(Id),
    /// A status.
    Status(Id),
    /// Rows that the student brings along.
    Upload(Id),
    /// A part, a prediction, a reflection: named, but not a value; with what it is called.
    Other(&'static str),
}

impl Item {
    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Define(_) => "a value",
            Self::Function(_) => "a function",
            Self::Table(_) => "a table",
            Self::Control(_) => "a control",
            Self::Status(_) => "a status",
            Self::Upload(_) => "an upload",
            Self::Other(what) => what,
        }
    }
}

/// A whole lab, checked.
#[derive(Clone, Debug)]
pub struct Model {
    /// An earlier lab that it reads has errors: what that lab records isn't known, so no verdict is given that depends on
    /// settings.
    pub incomplete: bool,
    /// The units it knows.
    pub units: Units,
    /// Its definitions.
    pub defines: Vec<Define>,
    pub functions: Vec<Function>,
    pub tables: Vec<Table>,
    pub controls: Vec<Control>,
    pub statuses: Vec<Status>,
    /// What students bring along.
    pub uploads: Vec<Upload>,
    /// Definitions in an order in which each comes after what it reads.
    pub order: Vec<Id>,
    /// What it may read of the student's record.
    pub given: Vec<Given>,
    /// What each estimate's answer is read as.
    pub said: BTreeMap<String, Id>,
    /// What tells whether a failure was ever reached: status and arm.
    pub ever: BTreeMap<(Id, usize), Id>,
}

impl Model {
    /// The unit that values of a type are kept in: of its hard dimensions, because counts come and go.
    pub fn base_unit(&self, of: &Type) -> String {
        match of {
            Type::Number(dimension) => self.units.coherent(&dimension.hard(&self.units)),
            Type::Point => "K".to_owned(),
            _ => String::new(),
        }
    }
}

impl Typed {
    /// A value that was reported already.
    pub fn unknown(span: Span) -> Self {
        Self { kind: TypedKind::Unknown, of: Type::Unknown, span }
    }
}

//! The tree of a file: what the author wrote, with the place of every piece. Start at [`File`].
//!
//! Nothing is resolved here: names are words, units are words, and a statement that could not be read is
//! simply absent (its diagnostic says so).

use std::sync::Arc;

use crate::sources::Span;

mod ask;
mod chart;
mod fact;
mod figures;
mod kind;
mod text;

pub use ask::*;
pub use chart::*;
pub use fact::{Fact, FactKind, PROBABILITY};
pub use figures::*;
pub use text::{Text, TextPiece};

pub use super::statement::Kind;

/// A file: its statements in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The statements.
    pub statements: Vec<Statement>,
    /// Names whose declaration could not be read: a second complaint about their use would not help.
    pub broken: Vec<String>,
    /// Names that modules of the standard library offer here and nothing mentions: worth suggesting.
    pub offered: Vec<String>,
    /// Every unit that is written somewhere in it.
    pub units: Spelled,
}

/// Units as they are written, wherever that is: two files that say the same need not agree on them.
#[derive(Clone, Default)]
pub struct Spelled(pub Vec<UnitExpr>);

impl std::fmt::Debug for Spelled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Spelled")
    }
}

impl PartialEq for Spelled {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A word with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The comment lines with three slashes above it, joined.
    pub docs: String,
    /// Its head, without its block.
    pub span: Span,
    /// It is on the page only while this holds. (The condition of a goal is when it is reached, not when it is shown.)
    pub when: Option<Expr>,
    /// What it says.
    pub kind: Kind,
}

/// The head of a lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    /// Its id.
    pub name: Name,
    /// Ids it had before.
    pub was: Vec<Name>,
    /// The title of the lab, as a text of constants.
    pub title: Text,
    /// The chapter it belongs to.
    pub chapter: Option<Text>,
    /// The section of the book where that chapter begins.
    pub section: Option<Name>,
    /// What to read first.
    pub reading: Vec<(Name, Text)>,
    /// What it teaches.
    pub teaches: Vec<Name>,
    /// The choice that is the page's context.
    pub context: Option<Name>,
    /// The units in which results are shown.
    pub prefer: Vec<UnitExpr>,
}

/// A unit that is declared.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitDecl {
    /// Its name and aliases; the first is written.
    pub names: Vec<Name>,
    /// A soft count: tracked and shown, and agreeing with nothing.
    pub soft: bool,
    /// The dimension it is the base unit of (a count's own name for it).
    pub base: Option<Name>,
    /// What it equals.
    pub equals: Option<Expr>,
    /// Which prefixes it takes: `decimal`, `binary`, `large`.
    pub prefixes: Vec<Name>,
}

/// How a definition came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `const`: a fact about the world.
    Const,
    /// `given`: a number of the scenario.
    Given,
    /// `let`: a formula.
    Let,
}

/// A named value.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// How it came about.
    pub origin: Origin,
    /// The name by which formulas refer to the value.
    pub name: Name,
    /// What it is declared to be.
    pub of: Option<TypeExpr>,
    /// The expression.
    pub value: Shown,
    /// Where the fact comes from, or why the scenario says so.
    pub source: Option<Text>,
    /// How it is written in formulas: TeX.
    pub symbol: Option<Name>,
    /// What it states of its value, at every setting of the controls.
    pub facts: Vec<Fact>,
}

/// A function.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// The name by which formulas call it.
    pub name: Name,
    /// Its parameters.
    pub params: Vec<Param>,
    /// What it is declared to give.
    pub of: Option<TypeExpr>,
    /// The expression.
    pub body: Shown,
    /// Where the formula comes from.
    pub source: Option<Text>,
    /// What its arguments have to be.
    pub requires: Vec<Require>,
    /// Conditions that hold, to show how it is used.
    pub examples: Vec<Expr>,
    /// The place of the `use` that brought it in: all its places are that one. Nothing for a lab's own.
    pub module: Option<Span>,
}

/// `require condition "reason"`
#[derive(Clone, Debug, PartialEq)]
pub struct Require {
    /// What has to hold.
    pub condition: Expr,
    /// Why nothing is computed where it does not.
    pub reason: Text,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// What it is called at a call, where that is another name: `to as target`.
    pub label: Option<Name>,
    /// The name inside the function; at the call it may have another one.
    pub name: Name,
    /// What it is; without a type, a number.
    pub of: Option<TypeExpr>,
    /// What it is where the call leaves it out.
    pub default: Option<Expr>,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name, which is also the type of its rows.
    pub name: Name,
    /// The tables that key its rows and columns, of a table with two keys.
    pub keys: Option<(Name, Name)>,
    /// The caption where the table is shown.
    pub title: Option<Text>,
    /// The unit of all cells, of a table with two keys.
    pub unit: Option<UnitExpr>,
    /// The file its rows come from.
    pub from: Option<Text>,
    /// Where its facts come from.
    pub source: Option<Text>,
    /// Its columns; of a table with two keys, the keys of the second.
    pub columns: Vec<Column>,
    /// Its rows; of a file there can be very many, and they are never copied.
    pub rows: Arc<Vec<TableRow>>,
    /// Computed columns.
    pub computed: Vec<Define>,
    /// What is to be said about columns, rows and cells.
    pub notes: Vec<TableNote>,
    /// Of a table with two keys: a dash says that not every pair has a value.
    pub sparse: bool,
}

/// `note column, row.column "…" source "…"`
#[derive(Clone, Debug, PartialEq)]
pub struct TableNote {
    /// A column or a row; or a row and a column, for one cell.
    pub about: Vec<(Name, Option<Name>)>,
    /// The convention the figures follow, or what else is worth knowing.
    pub text: Option<Text>,
    /// Where they come from.
    pub source: Option<Text>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The name after the dot: `row.name`.
    pub name: Name,
    /// The unit of its bare numbers; in a file's schema also `key` and `text`.
    pub unit: Option<UnitExpr>,
    /// Bounds of a file's numbers, in that unit.
    pub bounds: Vec<(Operator, f64, Span)>,
}

/// What a column of a file can be instead of a quantity in a unit.
pub const SCHEMA_WORDS: &[&str] = &["key", "text", "number", "bool"];

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    pub key: Name,
    /// Keys it had before.
    pub was: Vec<Name>,
    /// Its cells, the key not among them.
    pub cells: Vec<Cell>,
    /// Where its facts come from.
    pub source: Option<Text>,
    pub span: Span,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What it holds; nothing where a dash stands.
    pub value: Option<Expr>,
    pub span: Span,
}

/// A slider.
#[derive(Clone, Debug, PartialEq)]
pub struct Slider {
    /// The name by which formulas read the slider; also its key in the record.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    pub label: Text,
    /// Lower end.
    pub from: Expr,
    /// Upper end.
    pub to: Expr,
    /// Step.
    pub by: Option<Expr>,
    /// Equal ratios.
    pub log: bool,
    /// Only a box to type a number into.
    pub boxed: bool,
    /// Where it starts, with the unit it is shown in.
    pub start: Shown,
    /// How it is written in formulas: TeX.
    pub symbol: Option<Name>,
}

/// A choice among rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The name by which formulas read the chosen row; also its key in the record.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    pub label: Text,
    /// One choice for each row: variable and table.
    pub each: Option<(Name, Name)>,
    /// The table whose rows are offered.
    pub of: Name,
    /// Which rows are offered.
    pub filter: Option<Expr>,
    /// What each of them is called: a text about the row, by the name of the table.
    pub called: Option<Text>,
    /// Where it starts.
    pub start: Expr,
}

/// A switch.
#[derive(Clone, Debug, PartialEq)]
pub struct Toggle {
    /// The name by which formulas read the toggle; also its key in the record.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    pub label: Text,
    /// Whether it starts switched on.
    pub on: bool,
}

/// A part of a lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The author's key of the part: its anchor is `#part-NAME`.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// The heading of the part.
    pub title: Text,
    /// What it is about, below its title.
    pub subtitle: Option<Text>,
    /// How long it takes: from, and to.
    pub time: Option<(Expr, Option<Expr>)>,
    /// Its statements.
    pub body: Vec<Statement>,
}

/// A group of states.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// The name by which formulas read the state; also its key in the record.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// The heading above the case that applies.
    pub title: Option<Text>,
    /// One group for each row: variable and table.
    pub each: Option<(Name, Name)>,
    /// Its arms, first match wins.
    pub arms: Vec<Arm>,
}

/// A state.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// `fail`, `warn`, `note` or `pass`.
    pub level: Name,
    /// The name of the case, after the dot: `status.name`.
    pub name: Name,
    /// Names it had before.
    pub was: Vec<Name>,
    /// The heading of the case; without one, its name.
    pub title: Option<Text>,
    /// When it holds; the last one always does.
    pub when: Option<Expr>,
    /// What it says.
    pub message: Option<Text>,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What the check states, in the author's words: shown when it fails.
    pub title: Option<Text>,
    /// The claim.
    pub claim: CheckClaim,
}

/// The claim of a check.
#[derive(Clone, Debug, PartialEq)]
pub enum CheckClaim {
    /// A condition at the start.
    Holds(Expr),
    /// Grows, or falls, with a control over its whole range.
    Trend {
        /// What.
        value: Expr,
        /// Grows.
        rising: bool,
        /// With which control.
        control: Name,
        /// Settings of other controls that are kept.
        on: Option<At>,
    },
    /// Is smallest, or greatest, where the control has a value.
    Extreme {
        /// What.
        value: Expr,
        /// Smallest.
        minimum: bool,
        /// Where.
        at: Expr,
        /// Along which control.
        control: Name,
        /// Settings of other controls that are kept.
        on: Option<At>,
    },
    /// Two values meet once along a control: one is the smaller before, and the greater after.
    Crosses {
        /// One.
        value: Expr,
        /// The other.
        other: Expr,
        /// Along which control.
        control: Name,
        /// Settings of other controls that are kept.
        on: Option<At>,
    },
    /// A condition over the settings of all controls.
    Over {
        /// What.
        condition: Expr,
        /// At how many settings it holds.
        how: Over,
        /// Settings that are kept.
        on: Option<At>,
    },
    /// Some setting of the controls makes it hold.
    Reachable {
        /// What.
        condition: Expr,
        /// Settings that are kept.
        at: Option<At>,
    },
}

/// At how many settings a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// At every one.
    Always,
    /// At one or more.
    Some,
    /// At none.
    Never,
}

/// `allow code "reason"`: a warning that is meant to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// The code of the warning.
    pub code: Name,
    /// Why it is all right here.
    pub reason: Text,
}

/// An expression with the way it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The expression.
    pub expr: Expr,
    /// The unit after `in`.
    pub unit: Option<UnitExpr>,
    /// Digits after the point.
    pub digits: Option<(u8, Span)>,
    /// The figure that it has to round to, in a text.
    pub pinned: Option<Box<Expr>>,
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A number, perhaps with a unit.
    Number(f64, Option<UnitExpr>),
    /// A text.
    Text(Text),
    /// `yes`, `no`
    Bool(bool),
    /// A name.
    Name(String),
    /// `row.column`
    Field(Box<Expr>, Name),
    /// `f(a, b = c for x in y)`
    Call(Call),
    /// `[a, b]`, `[a for x in y]`
    List(Vec<Expr>, Option<Generator>),
    /// `-x`
    Negate(Box<Expr>),
    /// `not x`
    Not(Box<Expr>),
    /// `a + b` and its kin; the operator's place.
    Binary(Operator, Span, Box<Expr>, Box<Expr>),
    /// `a ~ b within t`
    Approx(Box<Expr>, Box<Expr>, Option<Box<Expr>>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `x at (…)`
    At(Box<Expr>, At),
    /// `solve(control where a == b)`
    Solve(Name, Box<Expr>),
    /// `x is recorded`
    IsRecorded(Box<Expr>),
    /// What a lab has recorded; made of `use ledger`.
    Recorded(Name, Vec<Name>),
    /// `?`
    Hole,
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What is called.
    pub path: Vec<Name>,
    /// Arguments: named or in order.
    pub args: Vec<(Option<Name>, Expr)>,
    /// The generator of a fold.
    pub generator: Option<Generator>,
}

/// The settings of an `at`.
#[derive(Clone, Debug, PartialEq)]
pub struct At {
    /// Control and value; none for `at start`.
    pub settings: Option<Vec<(Vec<Name>, Expr)>>,
    pub span: Span,
}

/// `for x in domain where condition`
#[derive(Clone, Debug, PartialEq)]
pub struct Generator {
    /// Variables with what they run over, outermost first.
    pub clauses: Vec<(Name, Domain)>,
    /// Which rounds count.
    pub filter: Option<Box<Expr>>,
    pub span: Span,
}

/// What a variable runs over.
#[derive(Clone, Debug, PartialEq)]
pub enum Domain {
    /// A table, a list, `values(control)`.
    Of(Box<Expr>),
    /// `a to b by c`
    Range(Box<Expr>, Box<Expr>, Option<Box<Expr>>),
}

/// An operator between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
    Else,
}

impl Operator {
    /// As the author writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Pow => "^",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::And => "and",
            Self::Or => "or",
            Self::Else => "else",
        }
    }
}

/// A unit as written: factors with exponents.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitExpr {
    /// Factors: name and exponent (numerator and denominator); those below a slash are negative.
    pub factors: Vec<(Name, (i32, i32))>,
    pub span: Span,
    /// The words, as written.
    pub text: String,
}

/// A type as written: `Info/Time`, `maybe Time`, `format`.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// `maybe`
    pub maybe: bool,
    /// `list of`
    pub list: bool,
    /// `like`: the one name is a parameter's, whose dimension this has.
    pub like: bool,
    /// Factors with exponents.
    pub factors: Vec<(Name, (i32, i32))>,
    pub span: Span,
}

//! Names, dimensions and types. Start at [`Checker::within`], which takes a file's declarations in and checks them. Then
//! [`Checker::lab`] types every statement, with its texts, and makes the [`TypedLab`](statement::TypedLab) that a page is
//! planned from.
//!
//! Each definition is checked once, when it is first needed; one that needs itself is a cycle, and the
//! stack of what is being checked is its path.

pub mod builtins;
mod call;
pub mod chart;
pub mod claim;
mod declare;
mod expr;
mod extend;
pub mod figure;
mod fold;
mod formats;
pub(crate) mod former;
pub mod hand;
mod hint;
mod keys;
pub(crate) mod ledger;
mod level;
mod lint;
mod mismatch;
pub mod model;
pub mod names;
mod operator;
mod pairs;
pub mod parts;
pub mod provenance;
pub mod question;
pub mod repair;
pub mod scene;
mod setting;
pub mod statement;
mod table;
pub mod text;
pub mod units;
mod upload;
pub mod uses;
pub use formats::Formats;
pub(crate) use table::MOST_WRITTEN;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lab_core::number::{Digits, Format};

use crate::check::text::Pin;
use crate::check::units::{Dimension, Units};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::record::protocol::Course;
use crate::sources::{FileId, Span};
use crate::syntax::tree;
use formats::Suited;
use model::*;
use names::Names;
use scene::{FaultScene, MisfitSide, Outermost, Role};

/// How deep the checking of one definition may lead into that of others.
const DEEPEST: usize = 64;
/// How many digits after the point a value is shown with: the evaluator writes no more.
const MOST_DIGITS: u8 = 9;

/// A file being checked.
pub struct Checker {
    /// The file.
    pub file: FileId,
    /// What has been checked so far.
    pub model: Arc<Model>,
    /// What is declared.
    pub names: Names,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
    /// The text, for quoting it.
    pub(crate) source: String,
    /// Names whose declaration could not be read: not worth a second complaint.
    broken: BTreeSet<String>,
    /// Names that modules offer and nothing mentions.
    offered: Vec<String>,
    /// Parameters of the function being checked, with their types: for `like`.
    params: Vec<(String, Type)>,
    /// What is being checked, innermost last.
    stack: Vec<(OnDemand, String)>,
    /// Parameters and variables in scope, innermost last.
    locals: Vec<Local>,
    next_local: u32,
    /// Choices for each row of a table, with the table and the first of their controls.
    choices_of_rows: Vec<(tree::Choice, Id, Id)>,
    /// The table whose computed column is being checked: its columns are names there.
    siblings: Option<Id>,
    /// The expression that comes next is filled in by `else` where it is missing.
    filled: bool,
    /// So is the call being checked.
    call_filled: bool,
    /// Cells of tables that are read: table, row and column, where they are known.
    pub cited: BTreeSet<(Id, Option<usize>, Option<usize>)>,
    /// Values that texts pin to figures.
    pub pins: Vec<Pin>,
    /// The outermost expression being checked.
    frame: Option<Outermost>,
    /// Values that do not fit, of the diagnostic that is about to be reported.
    sides: Vec<MisfitSide>,
    /// Where faults were found, for looking for repairs.
    pub scenes: Vec<FaultScene>,
    /// The labs around this one.
    pub course: Course,
    /// The table of the labs before this one, where the lab mentions it.
    ledger: Option<Id>,
    /// What the estimates of this lab ask for.
    truths: BTreeMap<String, tree::Shown>,
    /// Fields that earlier labs record as different things: which labs, and as what.
    disagreed: BTreeMap<String, String>,
    /// How many known names were compared with unknown ones.
    compared: usize,
    /// The units that the file itself writes.
    spelled: Vec<tree::UnitExpr>,
    suited: Suited,
    /// What the names in expressions stand for.
    noted: uses::Noted,
}

/// Something that is checked on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnDemand {
    Define(Id),
    Function(Id),
    Column(Id, usize),
    Status(Id),
}

/// A parameter or a generator's variable.
#[derive(Clone, Debug)]
struct Local {
    name: String,
    index: u32,
    of: Type,
    format: Option<Format>,
}

impl Checker {
    /// Takes in a file's declarations and checks every one of them.
    pub fn new(file: FileId, source: &str, tree: &tree::File, units: &Units) -> Self {
        Self::within(file, source, tree, units, Course::default())
    }

    /// The same for a lab of a course.
    pub fn within(file: FileId, source: &str, tree: &tree::File, units: &Units, course: Course) -> Self {
        Self::start(file, source, tree, units, (course, false))
    }

    /// The same, which also notes what every name stands for: see [`uses::Uses::of`].
    pub fn noting(file: FileId, source: &str, tree: &tree::File, units: &Units, course: Course) -> Self {
        Self::start(file, source, tree, units, (course, true))
    }

    fn start(
        file: FileId,
        source: &str,
        tree: &tree::File,
        units: &Units,
        (course, notes): (Course, bool),
    ) -> Self {
        let mut checker = Self {
            file,
            model: Arc::new(Model {
                incomplete: false,
                units: units.clone(),
                defines: Vec::new(),
                functions: Vec::new(),
                tables: Vec::new(),
                controls: Vec::new(),
                statuses: Vec::new(),
                uploads: Vec::new(),
                order: Vec::new(),
                given: Vec::new(),
                said: BTreeMap::new(),
                ever: BTreeMap::new(),
            }),
            names: Names::default(),
            diagnostics: Vec::new(),
            source: source.to_owned(),
            broken: tree.broken.iter().cloned().collect(),
            offered: tree.offered.clone(),
            params: Vec::new(),
            stack: Vec::new(),
            locals: Vec::new(),
            next_local: 0,
            choices_of_rows: Vec::new(),
            siblings: None,
            filled: false,
            call_filled: false,
            cited: BTreeSet::new(),
            pins: Vec::new(),
            frame: None,
            sides: Vec::new(),
            scenes: Vec::new(),
            course,
            ledger: None,
            truths: BTreeMap::new(),
            disagreed: BTreeMap::new(),
            compared: 0,
            spelled: Vec::new(),
            suited: Suited::default(),
            noted: uses::Noted::new(notes),
        };
        checker.spelled = tree.units.0.clone();
        checker.declare_all(&tree.statements);
        checker
    }

    /// Whether a name belongs to a declaration that could not be read: what uses it is not at fault.
    pub fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name)
    }

    /// Whether all that it reads of earlier labs is known.
    pub fn is_complete(&self) -> bool {
        !self.model.incomplete
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.keep_scene(&diagnostic);
        self.diagnostics.push(diagnostic);
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

    /// The words of a place, shortened.
    fn words(&self, span: Span) -> String {
        shortened(self.quoted(span))
    }

    /// What stands at a place, whole.
    pub fn quoted(&self, span: Span) -> &str {
        self.source.get(span.range()).unwrap_or("")
    }

    /// A type in words: `Info/Time`, "a truth value".
    pub fn type_name(&self, of: &Type) -> String {
        match of {
            Type::Number(dimension) => dimension.name(&self.model.units),
            Type::Point => "Temperature (a point on a scale)".to_owned(),
            Type::Bool => "a truth value".to_owned(),
            Type::Text => "a text".to_owned(),
            Type::Row(table) => format!("a row of `{}`", self.model.tables[*table].tree.name.text),
            Type::Arm(status) => format!("a case of `{}`", self.model.statuses[*status].tree.name.text),
            Type::List(inner) => format!("a list of {}", self.type_name(inner)),
            Type::Maybe(inner) => format!("{}, if there is one", self.type_name(inner)),
            Type::Unknown => "something unknown".to_owned(),
        }
    }

    /// The same, with the name that it is known by: "Info/Time, a data rate".
    pub fn described(&self, of: &Type) -> String {
        let kind = match of {
            Type::Number(dimension) => dimension.kind(&self.model.units),
            _ => None,
        };
        let name = self.type_name(of);
        kind.map_or(name.clone(), |kind| format!("{name}, {kind}"))
    }

    /// Opens a scope variable; close it with [`Checker::close`].
    fn open(&mut self, name: &str, of: Type, format: Option<Format>) -> u32 {
        let index = self.next_local;
        self.next_local += 1;
        self.note_local(index, &of);
        self.locals.push(Local { name: name.to_owned(), index, of, format });
        index
    }

    /// Forgets all but the first `count` scope variables.
    fn close(&mut self, count: usize) {
        self.locals.truncate(count);
    }

    /// Opens a variable that runs over the rows of a table, for a statement made once a row.
    pub fn open_row(&mut self, name: &str, table: Id) -> u32 {
        self.open(name, Type::Row(table), None)
    }

    /// Opens a variable of any type.
    pub fn open_value(&mut self, name: &str, of: Type, format: Format) -> u32 {
        self.open(name, of, Some(format))
    }

    /// The words of a place, shortened, for showing them.
    pub fn quote(&self, span: Span) -> String {
        self.words(span)
    }

    /// Where the text ends.
    pub fn quote_end(&self) -> usize {
        self.source.len()
    }

    /// Whether two values can be compared.
    pub fn comparable(&self, a: &Typed, b: &Typed) -> bool {
        self.same(a, b).is_some()
    }

    /// What to say where a claim is of another dimension than the truth.
    pub fn claim_differs(&mut self, truth: &Typed, claim: &Typed) -> Diagnostic {
        let mut diagnostic = self.cannot_compare(tree::Operator::Eq, truth, claim);
        // The claim is at fault, wherever the truth stands.
        if let Some(first) = diagnostic.labels.first_mut() {
            first.span = claim.span;
        }
        diagnostic
    }

    /// How many scope variables are open.
    pub fn depth(&self) -> usize {
        self.locals.len()
    }

    /// Forgets the scope variables opened since [`Checker::depth`] said `count`.
    pub fn close_to(&mut self, count: usize) {
        self.close(count);
    }

    /// Checks an expression with the way it is shown, and decides its format.
    pub fn shown(&mut self, shown: &tree::Shown) -> (Typed, Format) {
        self.shown_as(shown, None)
    }

    /// The same, where a row of a known table or an arm of a status is expected.
    pub fn shown_as(&mut self, shown: &tree::Shown, expected: Option<&Type>) -> (Typed, Format) {
        self.framed(shown.span, Role::Shown(expected.cloned()), |checker| {
            checker.value_shown(shown, expected)
        })
    }

    fn value_shown(&mut self, shown: &tree::Shown, expected: Option<&Type>) -> (Typed, Format) {
        let mut typed = self.expr(&shown.expr, expected);
        let digits = shown.digits.map(|(count, span)| {
            if count > MOST_DIGITS {
                let headline = format!("Nobody reads more than {MOST_DIGITS} digits.");
                let label = format!("at most {MOST_DIGITS}");
                let diagnostic = self.error(Code::TooMany, headline, span, label);
                self.report(diagnostic);
            }
            count.min(MOST_DIGITS)
        });
        let Some(unit) = &shown.unit else {
            let mut format = self.format_of(&typed);
            if let Some(digits) = digits {
                format.digits = Digits::Decimals(digits);
            }
            return (typed, format);
        };
        match self.model.units.written(unit) {
            Ok(written) => {
                match self.model.units.level(&written.dimension).cloned() {
                    Some(level) => typed = self.levelled(&typed, &level).unwrap_or(typed),
                    None => typed = self.amount(typed),
                }
                let agrees = match &typed.of {
                    Type::Number(own) => {
                        own.agree(&written.dimension, &self.model.units).is_some() && written.offset == 0.0
                    }
                    Type::Maybe(inner) | Type::List(inner) => match &**inner {
                        Type::Number(own) => own.agree(&written.dimension, &self.model.units).is_some(),
                        other => *other == Type::Unknown,
                    },
                    Type::Point => {
                        written.dimension
                            == Dimension::base(self.model.units.base_named("Temperature").unwrap_or(0))
                    }
                    Type::Unknown => true,
                    _ => false,
                };
                let format = self.model.units.fixed(&written, digits);
                if !agrees {
                    let diagnostic = self.cannot_show(&typed, &written, unit.span);
                    self.report(diagnostic);
                    typed = Typed::unknown(typed.span);
                }
                (typed, format)
            }
            Err(fault) => {
                let diagnostic = fault.diagnostic(&self.model.units, self.file);
                self.report(diagnostic);
                (Typed::unknown(typed.span), plain())
            }
        }
    }
}

/// Words on one line, the first 40 of their characters.
pub(crate) fn shortened(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > 40 { words.chars().take(38).chain(['…']).collect() } else { words }
}

/// How a plain number is shown.
pub fn plain() -> Format {
    Format {
        units: vec![lab_core::number::Unit {
            symbol: String::new(),
            factor: 1.0,
            offset: 0.0,
            one: String::new(),
        }],
        digits: Digits::Significant(3),
    }
}

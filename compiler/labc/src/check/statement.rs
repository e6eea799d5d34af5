//! Statements with what the checker knows about them. A page is planned from these: conditions are typed once, here,
//! with the variables in scope, and the planner lowers them.

use super::Checker;
use super::claim::Claim;
use super::model::{Id, Item, Type, Typed};
use crate::codes::Code;
use crate::sources::Span;
use crate::syntax::tree::{Choice, Expr, Kind, Name, Part, Statement};

/// A checked statement.
#[derive(Clone, Debug)]
pub struct TypedStatement<'t> {
    /// The statement as it is written.
    pub tree: &'t Statement,
    /// The row that `when` reads, in a choice that is made for each row of a table.
    pub row: Option<RowVariable>,
    /// The condition under which the statement is on the page.
    pub when: Option<Typed>,
    /// What else is checked, by the kind of the statement.
    pub content: Content<'t>,
}

/// A variable that stands for each row of a table in turn.
#[derive(Clone, Copy, Debug)]
pub struct RowVariable {
    /// The number of the variable in typed expressions.
    pub local: u32,
    /// The table.
    pub table: Id,
}

/// The checked content of a statement.
#[derive(Clone, Debug)]
pub enum Content<'t> {
    /// A part, with the ends of the time that it takes.
    Part {
        /// One time, or the shortest and the longest.
        time: Vec<Typed>,
        /// The statements inside.
        body: Vec<TypedStatement<'t>>,
    },
    /// The statements inside details or a layout.
    Body(Vec<TypedStatement<'t>>),
    /// The condition under which a goal is reached.
    Goal(Typed),
    /// What a check claims; nothing where the claim has a fault.
    Check(Option<Claim>),
    /// The examples of a function, which are checks, each with its place.
    Examples(Vec<(Claim, Span)>),
    /// Other kinds are checked while the page is planned.
    Other,
}

impl Checker {
    /// Checks statements in their order, nested ones in their place.
    pub fn statements<'t>(&mut self, statements: &'t [Statement]) -> Vec<TypedStatement<'t>> {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    fn statement<'t>(&mut self, tree: &'t Statement) -> TypedStatement<'t> {
        let depth = self.depth();
        let mut when = tree.when.as_ref();
        let mut row = None;
        if let Kind::Choice(Choice { each: Some((variable, table)), .. }) = &tree.kind {
            row = self.row_variable(variable, table);
            // A table that does not exist has been reported.
            when = when.filter(|_| row.is_some());
        }
        let when = when.map(|when| self.condition(when, Code::ConditionNotBoolean));
        self.close_to(depth);
        let content = match &tree.kind {
            Kind::Part(part) => Content::Part { time: self.time(part), body: self.statements(&part.body) },
            Kind::Details { body, .. } | Kind::Layout { body, .. } => Content::Body(self.statements(body)),
            Kind::Goal { when, .. } => Content::Goal(self.condition(when, Code::ConditionNotBoolean)),
            Kind::Check(check) => Content::Check(self.claim(&check.claim, tree.span)),
            Kind::Function(function) => {
                let examples = function.examples.iter();
                Content::Examples(examples.map(|example| (self.holds(example), example.span)).collect())
            }
            _ => Content::Other,
        };
        TypedStatement { tree, row, when, content }
    }

    /// Opens the variable of a statement that is made for each row of a table.
    fn row_variable(&mut self, variable: &Name, table: &Name) -> Option<RowVariable> {
        let Some((Item::Table(table), _)) = self.names.items.get(&table.text) else { return None };
        let table = *table;
        Some(RowVariable { local: self.open_row(&variable.text, table), table })
    }

    /// The time that a part takes; nothing where an end is not a time.
    fn time(&mut self, part: &Part) -> Vec<Typed> {
        let Some((from, to)) = &part.time else { return Vec::new() };
        let ends = std::iter::once(from).chain(to);
        ends.map(|end| self.time_of(end)).collect::<Option<_>>().unwrap_or_default()
    }

    fn time_of(&mut self, end: &Expr) -> Option<Typed> {
        let typed = self.expr(end, None);
        let time = self.model.units.dimensions.get("Time").cloned().map(Type::Number);
        if Some(&typed.of) == time.as_ref() {
            return Some(typed);
        }
        if typed.of != Type::Unknown {
            let diagnostic = self.error(
                Code::NotADuration,
                "The duration of a part must be a time, such as `12 min to 15 min`.",
                end.span,
                "this is not a time",
            );
            self.report(diagnostic);
        }
        None
    }
}

//! Tables: a head, rows, computed columns; the schema of a table that comes from a file.

use super::grammar::{Rule, Tree};
use super::outline::Node;
use super::reader::Reader;
use super::tree::*;

impl Reader<'_> {
    pub(super) fn table(&mut self, node: &Node) -> Option<Kind> {
        let head = self.matched(Rule::table_stmt, node.head)?;
        let name = self.name(&head.kids[0]);
        let keys =
            head.child(Rule::table_keys).map(|keys| (self.name(&keys.kids[0]), self.name(&keys.kids[1])));
        let unit = head.child(Rule::show_in).map(|show| self.unit(&show.kids[0]));
        let from = head.child(Rule::table_from).cloned().and_then(|from| self.text_of(&from));
        let mut source = self.source(&head);
        let title = self.text_of(&head);
        let (mut columns, mut rows, mut computed) = (Vec::new(), Vec::new(), Vec::new());
        let nodes = self.block(node, "a line of column names, then a line for each row").to_vec();
        let mut lines = nodes.iter().peekable();
        // A table from a file has a schema only, over as many lines as it likes.
        while let Some(first) = lines.next_if(|line| {
            columns.is_empty() || (from.is_some() && !self.slice(line.head).starts_with("let "))
        }) {
            let tree = self.without_block(first, Rule::table_head)?;
            for column in tree.children(Rule::column) {
                columns.push(self.column(column));
            }
            source = source.or(self.source(&tree));
        }
        for line in lines {
            if self.slice(line.head).starts_with("let ") {
                if let Some(tree) = self.without_block(line, Rule::let_stmt) {
                    computed.extend(self.define_from(&tree, Origin::Let));
                }
            } else if let Some(tree) = self.without_block(line, Rule::table_row) {
                let mut cells = Vec::new();
                for cell in tree.children(Rule::cell) {
                    cells.push(self.cell(cell)?);
                }
                rows.push(TableRow { key: self.name(&tree.kids[0]), cells, span: line.head });
            }
        }
        Some(Kind::Table(Table { name, keys, title, unit, from, source, columns, rows, computed }))
    }

    pub(super) fn column(&self, tree: &Tree) -> Column {
        let unit = tree.child(Rule::column_unit).map(|unit| self.unit(&unit.kids[0]));
        let bounds = tree.children(Rule::column_bound).map(|bound| {
            let operator = match bound.kids[0].rule {
                Rule::at_least => Operator::Ge,
                Rule::at_most => Operator::Le,
                Rule::above => Operator::Gt,
                _ => Operator::Lt,
            };
            (operator, self.signed(&bound.kids[1]), bound.span)
        });
        Column { name: self.name(&tree.kids[0]), unit, bounds: bounds.collect() }
    }

    pub(super) fn signed(&self, tree: &Tree) -> f64 {
        let magnitude = self.number(&tree.kids[0]);
        if self.slice(tree.span).starts_with(['-', '−']) { -magnitude } else { magnitude }
    }

    pub(super) fn cell(&mut self, tree: &Tree) -> Option<Cell> {
        let inner = tree.kids.first()?;
        let span = inner.span;
        let kind = match inner.rule {
            Rule::missing => return Some(Cell { value: None, span }),
            Rule::signed => ExprKind::Number(self.signed(inner), None),
            Rule::text_line => ExprKind::Text(self.text(inner)),
            Rule::yes => ExprKind::Bool(true),
            Rule::no => ExprKind::Bool(false),
            Rule::path => {
                let mut names = self.path(inner).into_iter();
                let first = names.next()?;
                let start = Expr { kind: ExprKind::Name(first.text), span: first.span };
                let path = names.fold(start, |expr, name| {
                    let span = expr.span.to(name.span);
                    Expr { kind: ExprKind::Field(Box::new(expr), name), span }
                });
                return Some(Cell { value: Some(path), span });
            }
            _ => return Some(Cell { value: Some(self.expr(&inner.kids[0])?), span }),
        };
        Some(Cell { value: Some(Expr { kind, span }), span })
    }
}
